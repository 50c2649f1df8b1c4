//! Merging customers and taking that back: the JSON of `/customers/merge` and `/merges`.

use serde::Serialize;
use truckroll_domain::customers::Taken;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::fields::{FieldValue, Noun};
use truckroll_domain::{DocumentId, Timestamp};

/// Two customers of which one takes over the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MergeQuery {
    /// Companies or contacts.
    pub noun: Noun,
    /// The one that goes.
    pub source: DocumentId,
    /// The one that stays.
    pub target: DocumentId,
}

/// A merge that somebody has confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewMerge {
    /// Companies or contacts.
    pub noun: Noun,
    /// The one that goes.
    pub source: DocumentId,
    /// The one that stays.
    pub target: DocumentId,
    /// The name of the source as it was typed.
    pub confirm: String,
}

/// One field of both customers, and what will stand there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MergeField {
    /// Key of the field.
    pub key: String,
    /// What stands at the source.
    #[serde(default)]
    pub source: Option<FieldValue>,
    /// What stands at the target.
    #[serde(default)]
    pub target: Option<FieldValue>,
    /// What will stand at the target.
    #[serde(default)]
    pub result: Option<FieldValue>,
}

/// How much moves with a merge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct MergeCounts {
    /// Tickets.
    pub tickets: i64,
    /// Visits.
    pub visits: i64,
    /// People of a company.
    pub contacts: i64,
    /// Machines.
    pub assets: i64,
    /// Notes of services.
    pub records: i64,
    /// The service account moves too.
    pub account: bool,
}

/// What a merge would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MergePreview {
    /// Name of the source.
    pub source_name: String,
    /// Name of the target.
    pub target_name: String,
    /// Fields in which something stands at either.
    pub fields: Vec<MergeField>,
    /// What moves.
    pub counts: MergeCounts,
    /// Until when it could be taken back.
    pub until: Timestamp,
}

/// Something that was written about the source after it was merged, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LateValue {
    /// Key of the field.
    pub key: String,
    /// What was written; `null` for a field that was emptied.
    #[serde(default)]
    pub value: Option<FieldValue>,
    /// When it was seen.
    pub at: Timestamp,
}

/// A merge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Merge {
    /// Id.
    pub id: String,
    /// Companies or contacts.
    pub noun: Noun,
    /// The one that went.
    pub source: DocumentId,
    /// Its name then.
    pub source_name: String,
    /// The one that stays.
    pub target: DocumentId,
    /// Its name then.
    pub target_name: String,
    /// Who merged them.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Until when it can be taken back.
    pub until: Timestamp,
    /// When it was taken back.
    #[serde(default)]
    pub undone_at: Option<Timestamp>,
    /// By whom.
    #[serde(default)]
    pub undone_by: String,
    /// What moved.
    pub counts: MergeCounts,
    /// What the target took.
    #[serde(default)]
    pub taken: Vec<Taken>,
    /// What was written about the source later and is not taken over, because the target says something of its own.
    #[serde(default)]
    pub late: Vec<LateValue>,
}

/// What taking a merge back did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct MergeUndone {
    /// Records that went back to the source.
    pub moved: i64,
    /// Records that stay, because they name somebody else meanwhile or are gone; by what people call them.
    pub kept_records: Vec<String>,
    /// Keys of the target's fields that stay, because something else was written there meanwhile.
    pub kept_fields: Vec<String>,
    /// The service account stays at the target.
    pub kept_account: bool,
}
