//! Macros on the device: what they make of a ticket's form, what they fill in with what somebody writes, and their buttons. All of
//! it is `domain::macros`, as at the desk and on the server.

use truckroll_domain::access::Viewer;
use truckroll_domain::calendar::Offsets;
use truckroll_domain::expression::Clock;
use truckroll_domain::fields::{FieldSet, FieldValue, Noun};
use truckroll_domain::macros::{self, CallState, Draft, Eyes, Macro, Mode, Outcome, Pressed, Scene};
use truckroll_domain::people::{Agent, Group};
use truckroll_domain::tickets::form::{FormList, Paper};
use truckroll_domain::tickets::{TemplateRef, Ticket, TicketCommand, TicketOverlay, TicketTemplate};
use truckroll_domain::{
    AgentId, Command, CommandId, Content, GroupId, LineId, MacroId, Refusal, TicketId, Timestamp, gather,
};

use crate::Replica;
use crate::ask::{Changed, MacroButton, MacroFill, TicketMacros};
use crate::replica::ReplicaError;

/// What macros and forms of tickets are made of on this device.
pub(crate) struct Grounds {
    pub set: FieldSet,
    pub forms: FormList,
    pub template: Option<TicketTemplate>,
    pub offsets: Offsets,
    pub macros: Vec<Macro>,
    me: Option<AgentId>,
    groups: Vec<GroupId>,
}

impl Grounds {
    pub(crate) fn viewer(&self) -> Viewer<'_> {
        Viewer { agent: self.me, groups: &self.groups }
    }
    pub(crate) fn scene(&self, id: TicketId, now: Timestamp, eyes: Eyes) -> Scene<'_> {
        Scene {
            id,
            paper: Paper { set: &self.set, forms: &self.forms, template: self.template.as_ref() },
            viewer: self.viewer(),
            clock: Clock { now, offsets: &self.offsets },
            mode: Mode::Normal,
            call: CallState::None,
            eyes,
        }
    }
}

impl Replica {
    /// What the form of a ticket from a template is made of.
    pub(crate) fn grounds(&self, template: Option<TemplateRef>) -> Grounds {
        let mut macros = self.definitions::<Macro>(Macro::KIND).unwrap_or_default();
        gather::sort_by_key(&mut macros, |one| (one.place, one.id));
        let me = self.me().map(|me| &me.agent);
        Grounds {
            set: self.fields(Noun::Ticket),
            forms: self.row_forms(),
            template: template.and_then(|of| self.template_version(of)),
            offsets: self.offsets(),
            macros,
            me: me.map(|me| me.id),
            groups: me.map(|me| me.groups.clone()).unwrap_or_default(),
        }
    }

    /// The buttons of a ticket with what each would do, and whether its replies are hidden.
    pub(crate) fn macros_of(
        &self,
        id: TicketId,
        ticket: &Ticket,
        overlay: &TicketOverlay,
        now: Timestamp,
    ) -> TicketMacros {
        let grounds = self.grounds(ticket.template);
        let scene = grounds.scene(id, now, Eyes::Screen);
        let stored = Draft::of(ticket, overlay);
        let stands = macros::stand(&grounds.macros, &scene, &stored, &stored, &[]);
        let mut buttons = Vec::new();
        for one in macros::offered(&grounds.macros, &scene, &stored, &stands) {
            let Some(out) = macros::pressed(&grounds.macros, &scene, &stored, &stored, &[], one.id) else { continue };
            let fills = out.edits.iter().filter_map(|(key, value)| {
                Some(MacroFill { field: grounds.set.field(key)?.clone(), value: self.named(key, value.as_ref()) })
            });
            buttons.push(MacroButton {
                id: one.id,
                title: one.title.clone(),
                description: one.description.clone(),
                fills: fills.collect(),
                calls: out.calls,
                pictures: out.pictures,
            });
        }
        TicketMacros { buttons, replies_hidden: stands.replies_hidden, pictures: stands.pictures }
    }

    /// A value with names in the place of ids of people and groups.
    fn named(&self, key: &str, value: Option<&FieldValue>) -> Option<FieldValue> {
        let ids: Vec<String> = match value? {
            FieldValue::List(list) => list.clone(),
            other => vec![other.typed()],
        };
        let name = |id: &String| match key {
            "group" => self.definition_of::<Group>("group", id).ok().flatten().map(|group| group.name),
            _ => self.definition_of::<Agent>("agent", id).ok().flatten().map(|agent| agent.name),
        };
        match key {
            "assignee" | "cc" | "group" => {
                let names: Vec<String> = ids.iter().map(|id| name(id).unwrap_or_else(|| id.clone())).collect();
                FieldValue::text(&names.join(", "))
            }
            _ => value.cloned(),
        }
    }

    /// Carries out a command with what macros fill in when it is submitted.
    ///
    /// # Errors
    /// As [`Replica::execute`]; nothing is stored when a part of it is refused.
    pub fn submit(
        &mut self,
        command: &Command,
        now: Timestamp,
        offline: bool,
    ) -> Result<(CommandId, Changed), ReplicaError> {
        let all = self.filled(command, now)?;
        self.all_of(&all, now, offline)
    }

    /// Presses the button of a macro.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] where it is not offered; else as [`Replica::submit`].
    pub fn press(
        &mut self,
        id: TicketId,
        button: MacroId,
        now: Timestamp,
        offline: bool,
    ) -> Result<(CommandId, Changed), ReplicaError> {
        let gone = || ReplicaError::Refused(Refusal::NotFound);
        let Some((_, Content::Ticket(ticket, overlay))) = self.open_document(id.into())? else { return Err(gone()) };
        let grounds = self.grounds(ticket.template);
        let scene = grounds.scene(id, now, Eyes::Screen);
        let stored = Draft::of(&ticket, &overlay);
        let out = macros::pressed(&grounds.macros, &scene, &stored, &stored, &[], button).ok_or_else(gone)?;
        let buttons: Vec<Pressed> =
            out.ran.get(&button).map(|ran| Pressed { id: button, ran: *ran }).into_iter().collect();
        let draft = stored.clone().with(&out.edits, now);
        let last = macros::submitted(&grounds.macros, &scene, &stored, &draft, &buttons);
        stopped(&last)?;
        let draft = draft.with(&last.edits, now);
        let commands = draft.commands(&stored, &mut || self.fresh::<LineId>(now));
        let all: Vec<Command> = commands.into_iter().map(|command| Command::Ticket { id, command }).collect();
        if all.is_empty() {
            return Ok((self.fresh(now), Changed::default()));
        }
        self.all_of(&all, now, offline)
    }

    /// A command, and those that macros add to it.
    fn filled(&mut self, command: &Command, now: Timestamp) -> Result<Vec<Command>, ReplicaError> {
        let one = || Ok(vec![command.clone()]);
        let Command::Ticket { id, command: asked } = command else { return one() };
        if !matches!(asked, TicketCommand::Create { .. } | TicketCommand::Edit { .. }) {
            return one();
        }
        let held = self.open_document((*id).into())?;
        let (stored, template) = match (asked, &held) {
            (TicketCommand::Create { ticket }, None) => (None, ticket.template),
            (TicketCommand::Edit { .. }, Some((_, Content::Ticket(ticket, overlay)))) => {
                (Some(Draft::of(ticket, overlay)), ticket.template)
            }
            _ => return one(),
        };
        let grounds = self.grounds(template);
        if grounds.macros.is_empty() {
            return one();
        }
        let scene = grounds.scene(*id, now, Eyes::Screen);
        let presets = grounds.template.as_ref().map(|template| template.presets.clone()).unwrap_or_default();
        let blank = || Draft { ticket: Ticket { template, fields: presets, ..Ticket::default() }, ..Draft::default() };
        let stored = stored.unwrap_or_else(blank);
        let typed = macros::typed(&stored, asked).map_err(ReplicaError::Refused)?;
        let opened = macros::opened(&grounds.macros, &scene, &stored);
        let keys = typed.differs(&stored);
        let untouched = gather::map(opened.edits.into_iter().filter(|(key, _)| !keys.contains(key)));
        let draft = typed.with(&untouched, now);
        let out = macros::changed(&grounds.macros, &scene, &stored, &draft, &[], &keys);
        let draft = draft.with(&out.edits, now);
        let last = macros::submitted(&grounds.macros, &scene, &stored, &draft, &[]);
        stopped(&last)?;
        let draft = draft.with(&last.edits, now);
        let mut fresh = || self.fresh::<LineId>(now);
        let commands = macros::with_draft(asked, &stored, &draft, &mut fresh);
        Ok(commands.into_iter().map(|command| Command::Ticket { id: *id, command }).collect())
    }

    /// Carries out commands on one document: all, or none where one would be refused.
    fn all_of(&mut self, all: &[Command], now: Timestamp, offline: bool) -> Result<(CommandId, Changed), ReplicaError> {
        if all.len() > 1 {
            self.would_pass(all, now)?;
        }
        let mut done = None;
        for command in all {
            let (id, changed) = self.execute(command, now, offline)?;
            done.get_or_insert((id, changed));
        }
        done.ok_or(ReplicaError::Refused(Refusal::NotFound))
    }
}

/// Refuses what a macro stops.
fn stopped(out: &Outcome) -> Result<(), ReplicaError> {
    match out.blocks.first() {
        Some(block) => {
            let (title, text) = (block.title.clone(), block.text.clone());
            Err(ReplicaError::Refused(Refusal::Blocked { title, text }))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rusqlite::Connection;
    use truckroll_domain::access::Targets;
    use truckroll_domain::encode::to_json;
    use truckroll_domain::fields::{Field, FieldKind, Label};
    use truckroll_domain::macros::{Action, Moment, Source};

    use super::*;

    fn replica(macros: &[Macro]) -> Replica {
        let replica = Replica::open(Connection::open_in_memory().expect("memory"), || [7; 16]).expect("opens");
        let field = |key: &str| Field::new(key, Label::new(key, ""), FieldKind::Text);
        let set = FieldSet { fields: vec![field("part"), field("cause")] }.complete(Noun::Ticket);
        let mut all = vec![(FieldSet::KIND, Noun::Ticket.word().to_owned(), to_json(&set))];
        all.extend(macros.iter().map(|one| (Macro::KIND, one.id.to_string(), to_json(one))));
        for (kind, id, body) in all {
            let body = body.expect("is written");
            let sql = "insert into definitions (kind, id, body) values (?1, ?2, ?3)";
            replica.connection.execute(sql, [kind, &id, &body]).expect("is stored");
        }
        replica
    }

    #[test]
    fn buttons_say_what_they_would_fill_in_in_their_order() {
        let button = |n: u8, place: u32| Macro {
            id: MacroId::from_parts(1, [n; 10]),
            title: format!("Button {n}"),
            moment: Moment::Button,
            scope: Targets::everybody(),
            enabled: true,
            place,
            then: vec![Action::Set {
                field: "cause".into(),
                value: Source::Fixed { value: FieldValue::Text("wear".into()) },
                only_if_empty: false,
            }],
            ..Macro::default()
        };
        let replica = replica(&[button(1, 2), button(2, 1)]);
        let mut grounds = replica.grounds(None);
        grounds.me = Some(AgentId::default());
        let titles: Vec<&str> = grounds.macros.iter().map(|one| one.title.as_str()).collect();
        assert_eq!(titles, ["Button 2", "Button 1"]);
        let scene = grounds.scene(TicketId::default(), Timestamp(1), Eyes::Screen);
        let stored = Draft::default();
        let out = macros::pressed(&grounds.macros, &scene, &stored, &stored, &[], grounds.macros[0].id);
        let wear = FieldValue::Text("wear".into());
        assert_eq!(out.expect("offered").edits, BTreeMap::from([("cause".to_owned(), Some(wear))]));
        // nobody is signed in here, and macros run for people
        let shown = replica.macros_of(TicketId::default(), &Ticket::default(), &TicketOverlay::default(), Timestamp(1));
        assert!(shown.buttons.is_empty() && !shown.replies_hidden);
    }
}
