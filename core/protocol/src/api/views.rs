//! Views of tickets: as they are kept, what they show, and how many tickets are in each.

use std::collections::BTreeMap;

use serde::Serialize;
use truckroll_domain::ViewId;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::views::TicketView;

use super::Found;

/// A view, with the number it was written at; 0 for one of the system's that nobody changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TicketViewNow {
    /// Sequence number of the transaction that wrote it.
    pub seq: i64,
    /// The view.
    pub view: TicketView,
}

/// A view in the place of the one that was read at `seq`; 0 for a new one. Its place in the order is the server's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTicketView {
    /// The number of the view that was read.
    pub seq: i64,
    /// All of the view.
    pub view: TicketView,
}

/// Which views are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct ViewsQuery {
    /// All of the organisation, closed ones and those for others among them; for administrators.
    pub all: bool,
}

/// The order of the organisation's views, and the folder of each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewOrder {
    /// All of them, the first one first.
    pub places: Vec<ViewPlace>,
}

/// Where a view stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewPlace {
    /// The view.
    pub id: ViewId,
    /// Its folder; empty for none.
    pub folder: String,
}

/// Which tickets of a view are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct ViewQuery {
    /// Words to look for.
    pub q: Option<String>,
    /// Only this group; an empty text for those that are in none.
    pub group: Option<String>,
    /// Another order than the view's own: a key, behind `-` the largest first.
    pub sort: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Rows a page, 1 to 200; 50 by default.
    pub limit: Option<i64>,
}

/// What a view shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ViewPage {
    /// Rows with the values of own columns.
    pub rows: Vec<Found<TicketRow>>,
    /// How many there are on all pages.
    pub total: i64,
    /// The groups of all tickets of the view, where it has groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<ViewGroup>,
    /// What people call the groups of staff, templates, agents and choices that rows and groups name, by id or key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "truckroll_domain::tolerant::map")]
    pub names: BTreeMap<String, String>,
    /// Where the next page begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A group of a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewGroup {
    /// The word, rank, id or key that its tickets have; empty for those that have none.
    pub key: String,
    /// How many tickets.
    pub count: i64,
}

/// How many tickets a view shows to whoever asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewCount {
    /// The view.
    pub id: ViewId,
    /// How many; `None` where its conditions ask for something that is no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
}
