//! What screens get of tickets: items of lists, promises, the way through a workflow, drafts, families, fields of forms.

use serde::Serialize;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::fields::{Field, FieldValue, Label, Values};
use truckroll_domain::sla::{Colour, State, Target};
use truckroll_domain::tickets::{FieldGroup, TemplateRef, Ticket, TicketRow};
use truckroll_domain::views::TicketView;
use truckroll_domain::{LineId, MacroId, Timestamp};

use super::Mark;

/// A ticket in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TicketItem {
    /// Its row.
    pub row: TicketRow,
    /// The promise that runs out, or ran out, first.
    #[serde(default)]
    pub clock: Option<Clock>,
    /// Sync mark.
    pub mark: Mark,
}

/// A view with the number of its tickets on this device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ViewItem {
    /// The view.
    pub view: TicketView,
    /// How many tickets it has.
    pub count: i64,
}

/// A group of a view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ViewPart {
    /// The word, rank, id or key that its tickets have; empty for those that have none.
    pub key: String,
    /// What people call it; empty for words and ranks, which have names in every language.
    pub label: String,
    /// Its tickets in the view's order.
    pub tickets: Vec<TicketItem>,
}

/// A promise and how much of it is left, as this device counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clock {
    /// What is promised.
    pub target: Target,
    /// Where it stands.
    pub state: State,
    /// Open time left when it was read, ms; negative when it is missed.
    pub left_ms: i64,
    /// Open time allowed, ms.
    pub limit_ms: i64,
    /// When the time runs out, or ran out, if nothing changes.
    pub due_at: Option<Timestamp>,
    /// From when on a fifth or less is left.
    pub amber_at: Option<Timestamp>,
    /// Since when it is missed.
    pub missed_at: Option<Timestamp>,
}

impl Clock {
    /// The colour it is shown in at `now`.
    #[must_use]
    pub fn colour(&self, now: Timestamp) -> Colour {
        let running = self.state == State::Running;
        let passed = |at: Option<Timestamp>| at.is_some_and(|at| at < now);
        if self.missed_at.is_some() || (running && passed(self.due_at)) {
            Colour::Red
        } else if self.state != State::Stopped && passed(self.amber_at) {
            Colour::Amber
        } else {
            Colour::Green
        }
    }
}

/// Where a ticket is on its way, as far as this device knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Way {
    /// Key of the node.
    pub node: String,
    /// Its title.
    pub title: String,
    /// Since when it is there.
    pub since: Timestamp,
    /// Whether the version it goes by is on the device. Without it nothing below is said.
    pub known: bool,
    /// Whether the person works at the node.
    pub mine: bool,
    /// Keys of fields that must be filled before it goes on.
    pub missing: Vec<String>,
    /// Where it goes as things stand: key and title.
    pub next: Option<(String, String)>,
    /// Where it can be sent back to: keys and titles.
    pub returns: Vec<(String, String)>,
}

/// The form of a ticket that is not made yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct TicketDraft {
    /// The templates there are for the person, that of new tickets first.
    pub templates: Vec<TemplateChoice>,
    /// The ticket as it would be.
    pub ticket: Ticket,
    /// What its form shows, in order.
    pub form: Vec<FormField>,
    /// The groups of its template, in order.
    pub groups: Vec<FieldGroup>,
}

/// A template to choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemplateChoice {
    /// The version that a new ticket gets.
    pub of: TemplateRef,
    /// What people call it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What stands in fields at first.
    pub presets: Values,
    /// Whether new tickets begin with it.
    pub first: bool,
}

/// The ticket it was split off, and the parts that were split off it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct Family {
    /// The ticket it was split off.
    pub parent: Option<Relative>,
    /// Its parts, the ones on this device first.
    pub parts: Vec<Relative>,
}

/// A ticket that belongs together with another one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct Relative {
    /// Its id.
    pub id: String,
    /// Its number, where this device knows it.
    pub number: Option<String>,
    /// Its title; empty where this device does not know it.
    pub title: String,
    /// Its status word; empty where the ticket is not on this device.
    pub status: String,
}

/// A field of a ticket's form as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FormField {
    /// The field.
    pub field: Field,
    /// Key of its group; empty outside of groups.
    pub group: String,
    /// Whether the person can change it, as far as the template says.
    pub editable: bool,
    /// Whether it must be filled.
    pub required: bool,
    /// What a computed field comes to.
    pub computed: Option<FieldValue>,
    /// What is wrong, as a key of the message files.
    pub problem: Option<String>,
    /// What the template says where it is not right.
    pub told: Label,
    /// The columns of a field that has rows.
    #[serde(default)]
    pub columns: Vec<Field>,
    /// Its rows with what they come to.
    #[serde(default)]
    pub lines: Vec<(LineId, Values)>,
}

/// What macros make of a ticket's page besides its form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct TicketMacros {
    /// Buttons, in their order.
    pub buttons: Vec<MacroButton>,
    /// Whether the replies are hidden.
    pub replies_hidden: bool,
    /// Whether the upload of pictures is brought to the page.
    pub pictures: bool,
}

/// A macro that somebody can run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MacroButton {
    /// Its id.
    pub id: MacroId,
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub description: String,
    /// What it would fill in.
    pub fills: Vec<MacroFill>,
    /// Numbers it would have called.
    pub calls: Vec<String>,
    /// Whether it brings the upload of pictures.
    pub pictures: bool,
}

/// A field that a macro would fill in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MacroFill {
    /// The field.
    pub field: Field,
    /// What would stand there, people and groups by their names; nothing empties it.
    pub value: Option<FieldValue>,
}
