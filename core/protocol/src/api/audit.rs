//! The audit log: `GET /audit` and `GET /audit/export.csv` with [`AuditQuery`] as query string, for administrators.

use serde::Serialize;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::{AgentId, Timestamp};

/// What of the audit log is wanted.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct AuditQuery {
    /// At or after this, ms UTC.
    pub from: Option<i64>,
    /// Before this, ms UTC.
    pub to: Option<i64>,
    /// Done by this agent.
    pub agent: Option<AgentId>,
    /// An action word.
    pub action: Option<String>,
    /// Done to the thing with this id.
    pub subject: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Entries a page, 1 to 200; 50 by default.
    pub limit: Option<i64>,
}

/// One entry of the audit log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct AuditEntry {
    /// Id.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// `agent`, `token` or `system`.
    pub actor: String,
    /// Who, if it was a person.
    pub agent: Option<AgentId>,
    /// His name at that time; of a token with the token's name.
    pub agent_name: String,
    /// His session, if he had one.
    pub session: Option<String>,
    /// Address he came from.
    pub address: String,
    /// Action word.
    pub action: String,
    /// What kind of thing it was done to: `agent`, `session`, `token`, …
    pub subject_kind: String,
    /// Which.
    pub subject: String,
    /// What it was called.
    pub subject_name: String,
    /// How it was before.
    pub before: serde_json::Value,
    /// How it was afterwards.
    pub after: serde_json::Value,
}

/// A page of the audit log, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct AuditPage {
    /// Entries.
    pub rows: Vec<AuditEntry>,
    /// Pass as `after` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
