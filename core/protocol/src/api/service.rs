//! What happened with a customer, and figures over all of them: the JSON of `/timeline`, `/service-records`,
//! `/customer-statistics` and `/customer-restrictions`.

use std::collections::BTreeMap;

use serde::Serialize;
use truckroll_domain::Timestamp;
use truckroll_domain::access::Restrictions;
use truckroll_domain::customers::ServiceKind;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::fields::Noun;

/// A note of a service that somebody writes down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewServiceRecord {
    /// Company or contact.
    pub noun: Noun,
    /// Which.
    pub customer: truckroll_domain::DocumentId,
    /// What it was; not a ticket or visit.
    pub kind: ServiceKind,
    /// When it happened.
    pub at: Timestamp,
    /// What was said and done.
    pub text: String,
    /// Files: names by hash.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
}

/// One thing that happened with a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelineItem {
    /// Id of the ticket, visit or note.
    pub id: String,
    /// What it is.
    pub kind: ServiceKind,
    /// When it happened.
    pub at: Timestamp,
    /// Title, or the text of a note.
    pub title: String,
    /// Number of a ticket or visit.
    #[serde(default)]
    pub number: String,
    /// Status or state of a ticket or visit.
    #[serde(default)]
    pub state: String,
    /// Who did it, or has it.
    #[serde(default)]
    pub agent: String,
    /// The customer's stars for a visit.
    #[serde(default)]
    pub rating: Option<i64>,
    /// Files of a note: names by hash.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
    /// What is known of them, by hash.
    #[serde(
        default,
        skip_serializing_if = "super::StoredFiles::is_empty",
        deserialize_with = "truckroll_domain::tolerant::map"
    )]
    pub stored: super::StoredFiles,
    /// The reader may change or remove the note.
    #[serde(default)]
    pub own: bool,
}

/// Figures of one customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct CustomerFigures {
    /// Id of the company.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Services in total.
    pub total: i64,
    /// Tickets.
    pub tickets: i64,
    /// Visits that were completed.
    pub visits: i64,
    /// Notes of services.
    pub records: i64,
    /// Tickets that are not resolved or closed.
    pub open_tickets: i64,
    /// Time on site of completed visits, ms.
    pub duration_ms: i64,
    /// The customer's stars, on average.
    pub rating: Option<f64>,
    /// How many visits were rated.
    pub rated: i64,
    /// When something last happened.
    pub last_at: Option<i64>,
    /// Whole days since.
    pub days_since: Option<i64>,
}

/// The figures of the customers that were asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct FiguresPage {
    /// A page of them.
    pub rows: Vec<CustomerFigures>,
    /// How many customers meet the question.
    pub total: i64,
    /// Services of all of them by kind, for the chart.
    pub sums: CustomerFigures,
    /// Customers by days since the last service: up to 30, 90, 180, 365, more, never.
    pub ages: Vec<i64>,
    /// `after` of the next page.
    pub next: Option<String>,
}

/// What nobody may do with customers, and who may say so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct RestrictionsNow {
    /// Sequence number of the transaction that wrote them; 0 while nobody has.
    pub seq: i64,
    /// The locks.
    pub restrictions: Restrictions,
    /// Name of the main account, who turns them.
    pub main_account: String,
    /// The reader is the main account.
    pub mine: bool,
}

/// Locks in the place of those that were read at `seq`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRestrictions {
    /// The number of those that were read.
    pub seq: i64,
    /// All locks.
    pub restrictions: Restrictions,
}
