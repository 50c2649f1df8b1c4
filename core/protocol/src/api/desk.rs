//! What the dispatcher's desk reads: the board, a visit, a ticket, ways, staff at this moment.

use std::collections::BTreeMap;

use serde::Serialize;
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::dispatch::Position;
use truckroll_domain::entry::Entry;
use truckroll_domain::people::Agent;
use truckroll_domain::tickets::{Ticket, TicketOverlay, TicketRow};
use truckroll_domain::visits::{Visit, VisitOverlay, VisitRow};
use truckroll_domain::{AgentId, AssignmentId, Timestamp};

/// The dispatch screen in one answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Board {
    /// Visits without an engineer or with a decision to take, most urgent first: request to cancel and late
    /// records, then by due time, then priority.
    pub unassigned: Vec<VisitRow>,
    /// Visits that are assigned and not finished, by window.
    pub active: Vec<VisitRow>,
    /// Engineers with position and load.
    pub engineers: Vec<EngineerPin>,
    /// Visits of today by state word.
    pub today: BTreeMap<String, i64>,
    /// The server's clock.
    pub server_time: Timestamp,
}

/// An engineer on the board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EngineerPin {
    /// Who.
    pub agent: AgentId,
    /// Name.
    pub name: String,
    /// Hash of the portrait.
    #[serde(default)]
    pub photo: Option<String>,
    /// Best known position.
    #[serde(default)]
    pub position: Option<Position>,
    /// Unfinished visits of today.
    pub open_visits: i64,
    /// State word of the visit at work, if there is one.
    #[serde(default)]
    pub state: Option<String>,
    /// That visit.
    #[serde(default)]
    pub visit: Option<String>,
    /// Whether on shift now.
    pub on_shift: bool,
    /// Whether taking new work.
    pub accepting: bool,
}

/// A visit with everything the detail pane shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitDetail {
    /// Its row.
    pub row: VisitRow,
    /// Its document.
    pub visit: Visit,
    /// The server's part.
    pub overlay: VisitOverlay,
    /// Flow log and notes, newest first.
    pub entries: Vec<Entry>,
    /// The ticket behind it.
    #[serde(default)]
    pub ticket: Option<TicketRow>,
    /// Assignments with late records that await a decision.
    #[serde(default)]
    pub late: Vec<AssignmentId>,
    /// Values set by several people at once: path and the values, the shown one last.
    #[serde(default)]
    pub conflicts: Vec<(String, Vec<serde_json::Value>)>,
    /// Hashes of photos and signatures whose bytes have not arrived.
    #[serde(default)]
    pub missing_bytes: Vec<String>,
    /// The customer's progress page (path with secret), for staff to send or show.
    #[serde(default)]
    pub progress_path: Option<String>,
}

/// The way an engineer took during one visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Track {
    /// Points in order of time.
    pub points: Vec<TrackPoint>,
    /// Length in metres.
    pub length_m: f64,
}

/// A point of a track or a position report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrackPoint {
    /// When, by the phone's clock.
    pub at: Timestamp,
    /// Latitude, degrees.
    pub lat: f64,
    /// Longitude, degrees.
    pub lon: f64,
    /// Accuracy in metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f64>,
}

/// A batch of positions from a phone. Points outside accepted–completed visits only move the last position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Positions {
    /// At most 1,000 points.
    pub points: Vec<TrackPoint>,
    /// The visit they belong to.
    #[serde(default)]
    pub visit: Option<truckroll_domain::VisitId>,
}

/// A ticket with everything the detail pane shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TicketDetail {
    /// Its row.
    pub row: TicketRow,
    /// Its document.
    pub ticket: Ticket,
    /// The server's part.
    pub overlay: TicketOverlay,
    /// Replies, notes and log, newest first.
    pub entries: Vec<Entry>,
    /// Visits of the ticket.
    #[serde(default)]
    pub visits: Vec<VisitRow>,
    /// The company.
    #[serde(default)]
    pub company: Option<CompanyRow>,
    /// Values set by several people at once.
    #[serde(default)]
    pub conflicts: Vec<(String, Vec<serde_json::Value>)>,
    /// The customer's progress page (path with secret).
    #[serde(default)]
    pub progress_path: Option<String>,
    /// Its way through a workflow, where it goes by one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<super::FlowNow>,
    /// Tickets it belongs together with.
    #[serde(default)]
    pub family: super::daily::TicketFamily,
    /// What its form is made of.
    #[serde(default)]
    pub form: super::TicketForm,
}

/// An agent in the list of staff.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgentItem {
    /// The agent.
    #[serde(flatten)]
    pub agent: Agent,
    /// Unfinished visits of today.
    pub open_visits: i64,
    /// Last position.
    #[serde(default)]
    pub position: Option<Position>,
    /// Whether on shift now.
    pub on_shift: bool,
}
