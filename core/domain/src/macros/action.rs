//! What a macro does.

use serde::Serialize;

use crate::MacroId;
use crate::access::{Targets, Viewer};
use crate::decode::Deserialize;
use crate::fields::{FieldValue, Label};
use crate::tickets::{Ticket, TicketOverlay};

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Source {
    /// It is said here.
    Fixed {
        /// The value.
        value: FieldValue,
    },
    /// What stands in another field.
    Field {
        /// Its key.
        key: String,
    },
    /// The moment, or the day of it.
    Now,
    /// Whoever works on the ticket.
    Me,
    /// What an expression over the other fields comes to.
    Formula {
        /// The expression.
        text: String,
    },
    /// Nothing: the field is emptied.
    Nothing,
}

crate::tagged!(Source, "from");

impl Source {
    /// The words in JSON and message keys, in the order of the list.
    pub const WORDS: [&'static str; 6] = ["fixed", "field", "now", "me", "formula", "nothing"];
    /// The word in JSON and message keys.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Source::Fixed { .. } => "fixed",
            Source::Field { .. } => "field",
            Source::Now => "now",
            Source::Me => "me",
            Source::Formula { .. } => "formula",
            Source::Nothing => "nothing",
        }
    }
}

/// For whom a form becomes read-only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Audience {
    /// These people.
    pub targets: Targets,
    /// Who reads along, unless the ticket is his.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub readers: bool,
}

impl Audience {
    /// Whether somebody belongs to it at this ticket.
    #[must_use]
    pub fn includes(&self, viewer: Viewer<'_>, ticket: &Ticket, overlay: &TicketOverlay) -> bool {
        let reads = |agent| ticket.cc.get(&agent).copied().unwrap_or(false) && overlay.assignee != Some(agent);
        self.targets.includes(viewer) || self.readers && viewer.agent.is_some_and(reads)
    }
    /// Whether nobody belongs to it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.readers && self.targets.is_empty()
    }
}

/// One thing a macro does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
#[expect(missing_docs, reason = "imperatives; members are named for what they hold")]
pub enum Action {
    /// Fill in a field. Colleagues who read along are added to those who are there.
    Set {
        field: String,
        value: Source,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        only_if_empty: bool,
    },
    /// Stop the submit and say why.
    Block { text: Label },
    /// Take back what macros before this one stopped.
    Allow,
    /// Make fields read-only, or with none named the whole form.
    ReadOnly {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fields: Vec<String>,
        who: Audience,
    },
    /// Hide other macros: their buttons are not shown and they do not run.
    HideMacros { macros: Vec<MacroId> },
    /// Show fields, or the replies.
    Show {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fields: Vec<String>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        replies: bool,
    },
    /// Hide fields, or the replies.
    Hide {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fields: Vec<String>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        replies: bool,
    },
    /// Call the number that stands in a field.
    Call { field: String },
    /// Bring the upload of pictures to the ticket's page on the phone.
    Pictures,
}

crate::tagged!(Action, "do");

impl Action {
    /// The words in JSON and message keys, in the order of the list.
    pub const WORDS: [&'static str; 9] =
        ["set", "show", "hide", "block", "allow", "read_only", "hide_macros", "call", "pictures"];
    /// The word in JSON and message keys.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Action::Set { .. } => "set",
            Action::Block { .. } => "block",
            Action::Allow => "allow",
            Action::ReadOnly { .. } => "read_only",
            Action::HideMacros { .. } => "hide_macros",
            Action::Show { .. } => "show",
            Action::Hide { .. } => "hide",
            Action::Call { .. } => "call",
            Action::Pictures => "pictures",
        }
    }
    /// The fields it shows, hides or locks.
    #[must_use]
    pub fn bears_on(&self) -> &[String] {
        match self {
            Action::Show { fields, .. } | Action::Hide { fields, .. } | Action::ReadOnly { fields, .. } => fields,
            _ => &[],
        }
    }
}
