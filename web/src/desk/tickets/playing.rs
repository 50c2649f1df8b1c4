//! Macros at work in a form of the desk: what `domain::macros` says of the draft, what was filled in, and taking it back.

use truckroll_domain::access::Viewer;
use truckroll_domain::expression::Clock;
use truckroll_domain::fields::{FieldValue, ValueEdits};
use truckroll_domain::macros::{self, CallState, Draft, Eyes, Mode, Outcome, Pressed, Scene};
use truckroll_domain::tickets::form::{self, FormList, FormState, Paper};
use truckroll_domain::tickets::{Ticket, TicketCommand, TicketOverlay};
use truckroll_domain::{MacroId, TicketId, Timestamp};
use truckroll_protocol::api::{Me, TicketForm};

use super::form::{Typed, fresh_line};
use crate::platform;

/// A button that was pressed, and what it filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Play {
    /// What ran.
    pub pressed: Pressed,
    /// Its title.
    pub title: String,
    /// Key, value before, value it filled in.
    filled: Vec<(String, Option<FieldValue>, Option<FieldValue>)>,
}

/// A form with its macros, as one person works on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Playing {
    /// The ticket; any id for one that is being made.
    pub id: TicketId,
    /// What its form is made of.
    pub form: TicketForm,
    /// Who works on it.
    pub me: Option<Me>,
    /// The ticket as it is stored, or a blank one.
    pub stored: Draft,
    /// Whether it is one of a task.
    pub mode: Mode,
}

impl Playing {
    fn with<T>(&self, work: impl FnOnce(&Scene<'_>) -> T) -> T {
        let forms = FormList::new(self.form.rows.clone());
        let groups = self.me.as_ref().map_or(&[][..], |me| &me.agent.groups);
        let scene = Scene {
            id: self.id,
            paper: Paper { set: &self.form.set, forms: &forms, template: self.form.template.as_ref() },
            viewer: Viewer { agent: self.me.as_ref().map(|me| me.agent.id), groups },
            clock: Clock { now: Timestamp(platform::now_ms()), offsets: &self.form.offsets },
            mode: self.mode,
            call: CallState::None,
            eyes: Eyes::Screen,
        };
        work(&scene)
    }

    /// Where the form stands with a draft, and how it is judged.
    #[must_use]
    pub fn stand(&self, now: &Draft, plays: &[Play]) -> (Outcome, FormState) {
        self.with(|scene| {
            let stand = macros::stand(&self.form.macros, scene, &self.stored, now, &buttons(plays));
            let state =
                form::judge_with(scene.paper, &now.ticket, &now.overlay, scene.viewer, scene.clock, &stand.effects);
            (stand, state)
        })
    }

    /// What is filled in when the form is opened.
    #[must_use]
    pub fn opened(&self) -> Outcome {
        self.with(|scene| macros::opened(&self.form.macros, scene, &self.stored))
    }

    /// What changing a field of the draft sets off.
    #[must_use]
    pub fn changed(&self, now: &Draft, plays: &[Play], key: &str) -> Outcome {
        let keys = [key.to_owned()];
        self.with(|scene| macros::changed(&self.form.macros, scene, &self.stored, now, &buttons(plays), &keys))
    }

    /// What submitting the draft sets off.
    #[must_use]
    pub fn submitted(&self, now: &Draft, plays: &[Play]) -> Outcome {
        self.with(|scene| macros::submitted(&self.form.macros, scene, &self.stored, now, &buttons(plays)))
    }

    /// The buttons that are offered: id, title, description.
    #[must_use]
    pub fn offered(&self, now: &Draft, stand: &Outcome) -> Vec<(MacroId, String, String)> {
        self.with(|scene| {
            let all = macros::offered(&self.form.macros, scene, now, stand);
            all.map(|one| (one.id, one.title.clone(), one.description.clone())).collect()
        })
    }

    /// What pressing a button would do.
    #[must_use]
    pub fn pressed(&self, now: &Draft, plays: &[Play], id: MacroId) -> Option<Outcome> {
        self.with(|scene| macros::pressed(&self.form.macros, scene, &self.stored, now, &buttons(plays), id))
    }
}

fn buttons(plays: &[Play]) -> Vec<Pressed> {
    plays.iter().map(|play| play.pressed).collect()
}

impl Play {
    /// A button as it was pressed on a draft.
    #[must_use]
    pub fn of(id: MacroId, title: &str, now: &Draft, out: &Outcome) -> Option<Self> {
        let pressed = Pressed { id, ran: *out.ran.get(&id)? };
        let filled = out.edits.iter().map(|(key, value)| (key.clone(), now.value(key), value.clone())).collect();
        Some(Self { pressed, title: title.to_owned(), filled })
    }

    /// What puts it back, where nobody wrote something else meanwhile.
    #[must_use]
    pub fn undone(&self, now: &Draft) -> ValueEdits {
        let kept = self.filled.iter().filter(|(key, _, after)| now.value(key) == *after);
        kept.map(|(key, before, _)| (key.clone(), before.clone())).collect()
    }
}

impl Typed {
    /// The ticket with everything that was typed and filled in.
    #[must_use]
    pub fn draft(&self, ticket: &Ticket, overlay: &TicketOverlay) -> Draft {
        let draft = Draft { ticket: self.over(ticket), overlay: overlay.clone() };
        draft.with(&self.system, Timestamp(platform::now_ms()))
    }

    /// Puts in what macros filled in. What says the same as the stored ticket is no change.
    pub fn fill(&mut self, form: &TicketForm, edits: &ValueEdits) {
        for (key, value) in edits {
            let own = form.set.field(key).is_none_or(|field| !field.system);
            let to = if own { &mut self.values } else { &mut self.system };
            to.insert(key.clone(), value.clone());
        }
    }

    /// Puts back what stood there before a button. What stands in the stored ticket is no change.
    pub fn put_back(&mut self, playing: &Playing, edits: &ValueEdits) {
        for (key, value) in edits {
            // colleagues are only added, so those who were there come from the stored ticket
            if key == "cc" || playing.stored.value(key) == *value {
                self.values.remove(key);
                self.system.remove(key);
            } else {
                self.fill(&playing.form, &ValueEdits::from([(key.clone(), value.clone())]));
            }
        }
    }

    /// The commands that store it: values, rows, then status, who reads along and who has it.
    #[must_use]
    pub fn all_commands(&self, ticket: &Ticket, overlay: &TicketOverlay) -> Vec<TicketCommand> {
        let mut all = self.draft(ticket, overlay).commands(&Draft::of(ticket, overlay), &mut fresh_line);
        let after = usize::from(matches!(all.first(), Some(TicketCommand::Edit { .. })));
        let is_row =
            |command: &TicketCommand| matches!(command, TicketCommand::SetRow { .. } | TicketCommand::RemoveRow { .. });
        all.splice(after..after, self.commands(ticket).into_iter().filter(is_row));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn playing() -> Playing {
        let form = sample::macro_form();
        let stored = Draft { ticket: Ticket { title: "Lift".into(), ..Ticket::default() }, ..Draft::default() };
        Playing { id: TicketId::default(), form, me: Some(sample::me()), stored, mode: Mode::Normal }
    }

    #[test]
    fn a_macro_can_ask_whether_the_ticket_is_one_of_a_task() {
        use truckroll_domain::fields::Label;
        use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
        use truckroll_domain::macros::{Action, Moment};
        let mut playing = playing();
        let is_task = Condition {
            field: "mode".into(),
            op: Operator::Is,
            value: Some(Operand::Text(Mode::Task.word().to_owned())),
        };
        for one in &mut playing.form.macros {
            one.moment = Moment::Submit;
            one.when = Filter { all: vec![is_task.clone()], any: Vec::new() };
            one.then = vec![Action::Block { text: Label::new("Say what was done", "") }];
            one.otherwise = vec![];
        }
        let now = playing.stored.clone();
        for (mode, stops) in [(Mode::Normal, false), (Mode::Task, true)] {
            playing.mode = mode;
            assert_eq!(!playing.submitted(&now, &[]).blocks.is_empty(), stops, "{mode:?}");
        }
    }

    #[test]
    fn a_button_fills_in_and_is_taken_back_where_nobody_wrote_meanwhile() {
        let playing = playing();
        let overlay = TicketOverlay::default();
        let mut typed = Typed::default();
        let now = typed.draft(&playing.stored.ticket, &overlay);
        let (stand, _) = playing.stand(&now, &[]);
        let (id, title, _) = playing.offered(&now, &stand).remove(0);
        let out = playing.pressed(&now, &[], id).expect("offered");
        let play = Play::of(id, &title, &now, &out).expect("it ran");
        typed.fill(&playing.form, &out.edits);
        let commands = typed.all_commands(&playing.stored.ticket, &overlay);
        let words: Vec<&str> = commands.iter().map(TicketCommand::name).collect();
        assert_eq!(words, ["edit", "set_status"]);
        let now = typed.draft(&playing.stored.ticket, &overlay);
        let mut written = typed.clone();
        written.values.insert("volts".into(), Some(FieldValue::Int(1)));
        let meanwhile = written.draft(&playing.stored.ticket, &overlay);
        written.put_back(&playing, &play.undone(&meanwhile));
        assert_eq!(written.values["volts"], Some(FieldValue::Int(1)));
        typed.put_back(&playing, &play.undone(&now));
        assert!(typed.all_commands(&playing.stored.ticket, &overlay).is_empty(), "{typed:?}");
    }
}
