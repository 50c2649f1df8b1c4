//! What an organisation demands of its visits: report, photos, signature, own fields.

use serde::{Deserialize, Serialize};

/// What an organisation demands before a visit may be completed (VIS-04, VIS-12, VIS-20).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct VisitRules {
    /// The solution must say something.
    pub solution: bool,
    /// At least this many photos.
    pub photos: i64,
    /// A signature.
    pub signature: bool,
    /// Time, number, place and engineer are written into each photo.
    pub watermark: bool,
    /// The organisation's own visit fields.
    pub fields: Vec<VisitField>,
}

impl Default for VisitRules {
    fn default() -> Self {
        Self { solution: true, photos: 0, signature: false, watermark: false, fields: Vec::new() }
    }
}

/// When an own field must be filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Never demanded.
    #[default]
    Optional,
    /// When the visit is made.
    Create,
    /// When the engineer arrives.
    Arrive,
    /// When the engineer completes.
    Complete,
}

/// One of the organisation's own visit fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitField {
    /// Stable key.
    pub key: String,
    /// What people read.
    pub label: String,
    /// Kind and options.
    #[serde(flatten)]
    pub input: crate::forms::Input,
    /// When it must be filled.
    #[serde(default)]
    pub required_at: Stage,
}
