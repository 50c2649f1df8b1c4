//! Macros: what the organisation lets happen in the form of a ticket while somebody works on it (TKT-26 to TKT-28, TKT-36).
//!
//! A macro waits for a moment: its button, the form being opened, a field that changed, the submit. It has conditions in the one
//! condition language, over the subjects of [`MacroSchema`], and two lists of [`Action`]s: for when they hold and for when they
//! do not. Nothing here is stored by itself: what a macro fills in is part of the draft until somebody submits it, and the
//! commands of that submit are his. Desk, phone and server call the same functions ([`stand`], [`pressed`], [`changed`],
//! [`submitted`], [`permit`]), so that a phone without network shows, hides and stops what the server would.

use serde::Serialize;

use crate::access::Targets;
use crate::decode::Deserialize;
use crate::filter::Filter;
use crate::{MacroId, TemplateId, WorkflowId};

mod action;
mod check;
mod draft;
mod judge;
#[cfg(test)]
mod laws;
mod run;
mod scene;
#[cfg(test)]
mod tests;

pub use action::{Action, Audience, Source};
pub use check::{Known, MacroProblems, SETTABLE};
pub use draft::Draft;
pub use judge::{permit, typed, with_draft};
pub use run::{Block, Outcome, Pressed, Ran, Stand, changed, offered, opened, pressed, stand, submitted};
pub use scene::{CallState, Eyes, MacroSchema, Mode, Scene};

/// Most macros of an organisation.
pub const MOST: usize = 300;
/// Longest title, characters.
pub const MAX_TITLE: usize = 100;
/// Longest description, characters.
pub const MAX_TEXT: usize = 1_000;
/// Most actions of one list.
pub const MAX_ACTIONS: usize = 30;
/// Most fields, macros or templates that are named at one place.
pub const MAX_NAMED: usize = 100;

/// When a macro runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// When somebody presses its button.
    #[default]
    Button,
    /// When the form is opened.
    PageLoad,
    /// When the form is submitted.
    Submit,
    /// When one of some fields changes.
    FieldChange,
}

impl Moment {
    /// All moments, in the order screens show them.
    pub const ALL: [Moment; 4] = [Moment::Button, Moment::PageLoad, Moment::FieldChange, Moment::Submit];
    /// The word in JSON and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Moment::Button => "button",
            Moment::PageLoad => "page_load",
            Moment::Submit => "submit",
            Moment::FieldChange => "field_change",
        }
    }
    /// The moment named by `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|moment| moment.word() == word)
    }
}

/// A node of a workflow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtNode {
    /// The workflow.
    pub workflow: WorkflowId,
    /// Key of its node.
    pub node: String,
}

/// A macro.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Macro {
    /// Id.
    pub id: MacroId,
    /// What people read; unique.
    pub title: String,
    /// What it is for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// When it runs.
    pub moment: Moment,
    /// Keys of the fields it listens to, where it runs when one of them changes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub listens: Vec<String>,
    /// For tickets of these templates; none named means all tickets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub templates: Vec<TemplateId>,
    /// Only while a ticket is at this node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<AtNode>,
    /// For whom it runs.
    pub scope: Targets,
    /// Its place in the order, from 1. The server counts.
    pub place: u32,
    /// Whether it runs.
    pub enabled: bool,
    /// The conditions.
    pub when: Filter,
    /// What it does when they hold.
    pub then: Vec<Action>,
    /// What it does when they do not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub otherwise: Vec<Action>,
}

impl Macro {
    /// The kind of the definition.
    pub const KIND: &'static str = "ticket_macro";

    /// The actions of both lists.
    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        self.then.iter().chain(&self.otherwise)
    }

    /// Whether it hides another macro, or asks what that one came to.
    #[must_use]
    pub fn names(&self, other: MacroId) -> bool {
        let asked = format!("macro.{other}");
        self.actions().any(|action| matches!(action, Action::HideMacros { macros } if macros.contains(&other)))
            || self.when.all.iter().chain(&self.when.any).any(|condition| condition.field == asked)
    }

    /// Whether its conditions ask for something that only the screen knows where somebody works.
    #[must_use]
    pub fn asks_screen(&self) -> bool {
        self.when.all.iter().chain(&self.when.any).any(|condition| scene::is_of_screen(&condition.field))
    }
}
