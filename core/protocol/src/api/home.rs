//! The home page of the desk: what waits for this person, in one answer (ORG-11).

use serde::Serialize;
use truckroll_domain::AgentId;
use truckroll_domain::decode::Deserialize;

/// Cards of this person, in their order. A card is there only where licence, switch and right let him see what it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Home {
    /// What waits for himself, and for whoever decides who goes when.
    pub cards: Vec<HomeCard>,
    /// What the agents of the groups he supervises have open, the most first.
    pub load: Vec<HomeLoad>,
    /// Figures of the organisation, for administrators.
    pub figures: Vec<HomeCard>,
}

/// A number and the list it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeCard {
    /// What is counted: a key of the message files.
    pub what: String,
    /// How many.
    pub count: i64,
    /// The list, as an address below `/desk/`.
    pub list: String,
    /// Whether somebody should see to it while there are any.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
}

/// What one agent has open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeLoad {
    /// Who.
    pub agent: AgentId,
    /// His name.
    pub name: String,
    /// Tickets that are not resolved; absent for who may not see them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tickets: Option<i64>,
    /// Visits that are not finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visits: Option<i64>,
}
