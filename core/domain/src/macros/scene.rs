//! What a macro sees: the ticket with everything that can be asked about it, who works on it, and in which mode.
//!
//! | name | what it is |
//! |---|---|
//! | `status`, `fields.meter`, … | the ticket as it is in the draft |
//! | `mode` | `normal`, or `task` while somebody works through several tickets |
//! | `call` | the call from the ticket: `none`, `dialling`, `success`, `failed` |
//! | `macro.<id>` | what another macro came to: `then`, `else`, or nothing while it did not run |

use std::collections::BTreeMap;

use super::{AtNode, Draft, Macro, Ran};
use crate::access::Viewer;
use crate::expression::Clock;
use crate::fields::Projected;
use crate::filter::{At, Record, Schema, Subject, Today, Type};
use crate::tickets::form::Paper;
use crate::tickets::{TicketRecord, TicketSchema};
use crate::time::MINUTE_MS;
use crate::{MacroId, TicketId, Value};

/// How tickets are worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Mode {
    /// One by one, as they are chosen.
    #[default]
    Normal,
    /// Several, one after the other.
    Task,
}

impl Mode {
    /// Both.
    pub const ALL: [Mode; 2] = [Mode::Normal, Mode::Task];
    /// The word in conditions and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Mode::Normal => "normal",
            Mode::Task => "task",
        }
    }
}

/// Where the call stands that was placed from a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum CallState {
    /// None was placed, or nothing is known of it: without telephony it is always this.
    #[default]
    None,
    /// It rings.
    Dialling,
    /// Somebody answered.
    Success,
    /// Nobody did.
    Failed,
}

impl CallState {
    /// All states.
    pub const ALL: [CallState; 4] = [CallState::None, CallState::Dialling, CallState::Success, CallState::Failed];
    /// The word in conditions and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            CallState::None => "none",
            CallState::Dialling => "dialling",
            CallState::Success => "success",
            CallState::Failed => "failed",
        }
    }
}

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Eyes {
    /// The screen on which somebody works: it knows mode, call and which buttons were pressed.
    #[default]
    Screen,
    /// Who judges a command, and knows nothing of that.
    Judge,
}

/// The circumstances in which macros run.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The ticket; any id for one that is being made.
    pub id: TicketId,
    /// What its form is made of.
    pub paper: Paper<'a>,
    /// Who works on it.
    pub viewer: Viewer<'a>,
    /// When.
    pub clock: Clock<'a>,
    /// In which mode.
    pub mode: Mode,
    /// Where the call stands.
    pub call: CallState,
    /// Who looks.
    pub eyes: Eyes,
}

/// What stands before the id of another macro.
const MACRO: &str = "macro.";

/// Whether only a screen knows it.
pub(super) fn is_of_screen(name: &str) -> bool {
    matches!(name, "mode" | "call") || name.starts_with(MACRO)
}

/// What can be asked.
#[derive(Clone, Copy, Debug)]
pub struct MacroSchema<'a> {
    /// About the ticket.
    pub ticket: TicketSchema<'a>,
}

impl Schema for MacroSchema<'_> {
    fn table(&self) -> &'static str {
        self.ticket.table()
    }
    fn kind(&self) -> &'static str {
        self.ticket.kind()
    }
    fn subject(&self, name: &str) -> Option<Subject> {
        if matches!(name, "mode" | "call") || name.strip_prefix(MACRO).is_some_and(|id| id.parse::<MacroId>().is_ok()) {
            return Some(Subject { of: Type::Text, at: At::Values(name.to_owned()) });
        }
        self.ticket.subject(name)
    }
}

struct Seen<'a> {
    record: TicketRecord,
    scene: &'a Scene<'a>,
    ran: &'a BTreeMap<MacroId, Ran>,
}

impl Record for Seen<'_> {
    fn column(&self, name: &str) -> Value {
        self.record.column(name)
    }
    fn lines(&self, key: &str) -> Vec<Projected> {
        let word = match key {
            "mode" => Some(self.scene.mode.word()),
            "call" => Some(self.scene.call.word()),
            _ => match key.strip_prefix(MACRO) {
                Some(id) => id.parse().ok().and_then(|id: MacroId| self.ran.get(&id)).map(|ran| ran.word()),
                None => return self.record.lines(key),
            },
        };
        word.map(|word| Projected { text: word.to_owned(), ..Projected::default() }).into_iter().collect()
    }
}

impl Scene<'_> {
    /// Whether a macro has anything to say about a ticket here.
    pub(super) fn concerns(&self, one: &Macro, draft: &Draft) -> bool {
        let Draft { ticket, overlay } = draft;
        let here = |at: &AtNode| {
            overlay.flow.as_ref().is_some_and(|flow| flow.workflow == at.workflow)
                && ticket.node(overlay).is_some_and(|(node, ..)| node == at.node)
        };
        let of = |template: crate::tickets::TemplateRef| one.templates.contains(&template.id);
        one.enabled
            && (one.templates.is_empty() || ticket.template.is_some_and(of))
            && one.node.as_ref().is_none_or(here)
            && one.scope.includes(self.viewer)
    }

    /// Whether the conditions of a macro hold.
    pub(super) fn holds(&self, one: &Macro, draft: &Draft, ran: &BTreeMap<MacroId, Ran>) -> bool {
        let schema = MacroSchema { ticket: TicketSchema { set: self.paper.set } };
        let record = draft.ticket.record(self.id, &draft.overlay, self.paper.set);
        let offset = self.clock.offsets.offset_ms(self.clock.now) / MINUTE_MS;
        let today = Today { at: self.clock.now, offset_min: i32::try_from(offset).unwrap_or_default() };
        one.when.holds(&schema, &Seen { record, scene: self, ran }, Some(today))
    }
}
