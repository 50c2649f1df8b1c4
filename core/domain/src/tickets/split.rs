//! A ticket that is split into parts (TKT-60): each part is a ticket of its own that begins as its parent was at that moment and
//! may be split again. A part says whose part it is, its parent names the parts that were split off it.
//!
//! A split is ordinary commands: each part is made, given to whom it is for, and then the parent notes its parts. So it works
//! without a network, and what is repeated changes nothing, because parts have the ids that were given to them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::form::{FormList, Forms as _};
use super::{Cells, NewTicket, Rows, Status, Ticket, TicketCommand};
use crate::command::check_required;
use crate::decode::Deserialize;
use crate::fields::{FieldKind, FieldSet, FieldValue, Values};
use crate::{AgentId, Command, Context, GroupId, Refusal, TicketId, Timestamp};

/// Most parts of one split.
pub const MAX_AT_ONCE: usize = 15;
/// Most parts of one ticket.
const MAX_PARTS: usize = 300;
/// Longest title of a part, characters.
const MAX_TITLE: usize = 500;

/// What a ticket keeps of a part that was split off it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// What the part was called then.
    #[serde(default)]
    pub title: String,
    /// When, by the clock where it was done.
    pub at: Timestamp,
    /// By whom.
    #[serde(default)]
    pub by: String,
}

/// A part that is to be split off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPart {
    /// The id the part gets.
    pub id: TicketId,
    /// Its title.
    pub title: String,
    /// Its description.
    #[serde(default)]
    pub description: String,
    /// The agent it goes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
    /// The group it goes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
}

impl Ticket {
    /// The commands that split `parts` off this ticket: the parts begin with its customer, place, machine, template and what stands
    /// in its fields and rows; its files stay with it. What no field takes any more is left out.
    ///
    /// # Errors
    /// The refusal of [`TicketCommand::Split`].
    pub fn split(
        &self,
        id: TicketId,
        parts: &[NewPart],
        closes_last: bool,
        (set, forms): (&FieldSet, &FormList),
    ) -> Result<Vec<Command>, Refusal> {
        check_count(parts.len())?;
        let (mut commands, mut given) = (Vec::new(), Vec::new());
        let mut titles = BTreeMap::new();
        for part in parts {
            let title = part.title.trim().to_owned();
            check_required("title", &title, MAX_TITLE)?;
            if part.id == id || titles.insert(part.id, title.clone()).is_some() {
                return Err(Refusal::AlreadyExists);
            }
            let ticket = Box::new(self.part(id, title, part.description.clone(), set, forms));
            commands.push(Command::Ticket { id: part.id, command: TicketCommand::Create { ticket } });
            if part.agent.is_some() || part.group.is_some() {
                let (agent, group) = (part.agent, part.group);
                let command = TicketCommand::Assign { agent, agent_name: String::new(), group, seen: None };
                given.push(Command::Ticket { id: part.id, command });
            }
        }
        commands.append(&mut given);
        commands.push(Command::Ticket { id, command: TicketCommand::Split { parts: titles, closes_last } });
        Ok(commands)
    }

    fn part(
        &self,
        parent: TicketId,
        title: String,
        description: String,
        set: &FieldSet,
        forms: &FormList,
    ) -> NewTicket {
        let taken = |key: &str, value: &FieldValue| match set.field(key).filter(|field| !field.system) {
            Some(field) => takes(&field.kind, value),
            None => matches!(value, FieldValue::Text(_)),
        };
        let mut new = NewTicket {
            title,
            description,
            kind: self.kind.clone(),
            priority: self.priority,
            source: self.source,
            customer: self.customer.clone(),
            address: self.address.clone(),
            asset: self.asset,
            asset_name: self.asset_name.clone(),
            template: self.template,
            parent: Some(parent),
            ..NewTicket::default()
        };
        for (key, value) in self.fields.iter().filter(|(key, value)| taken(key, value)) {
            new.fields.insert(key.clone(), Some(value.clone()));
        }
        for (key, Rows(rows)) in &self.rows {
            let Some(form) = set.kind(key).and_then(|kind| forms.rows_of(kind)) else { continue };
            let mut kept = BTreeMap::new();
            for (line, Cells(cells)) in rows {
                let mut row = Values::new();
                for (key, value) in cells {
                    if form.column(key).is_some_and(|column| takes(&column.kind, value)) {
                        row.insert(key.clone(), value.clone());
                    }
                }
                kept.insert(*line, row);
            }
            new.rows.insert(key.clone(), kept);
        }
        new
    }

    /// Whether a command closes this ticket while it is to be closed only after its parts.
    #[must_use]
    pub fn waits_for_parts(&self, command: &TicketCommand) -> bool {
        let closes = match command {
            TicketCommand::SetStatus { status, .. } => *status == Status::Closed,
            TicketCommand::MergeInto { .. } | TicketCommand::Withdraw { .. } => true,
            _ => false,
        };
        closes && self.closes_last
    }
}

/// Whether a kind of field still takes a value.
fn takes(kind: &FieldKind, value: &FieldValue) -> bool {
    !matches!(kind, FieldKind::Computed { .. }) && kind.normalise(value).is_ok()
}

fn check_count(count: usize) -> Result<(), Refusal> {
    match count {
        0 => Err(Refusal::Missing { fields: vec!["parts".into()] }),
        1..=MAX_AT_ONCE => Ok(()),
        _ => Err(Refusal::TooMany { field: "parts".into(), limit: 15 }),
    }
}

/// Notes the parts of a ticket. Says their titles, one a line.
pub(super) fn note(
    ctx: &Context,
    ticket: &mut Ticket,
    parts: &BTreeMap<TicketId, String>,
    closes_last: bool,
) -> Result<String, Refusal> {
    check_count(parts.len())?;
    if ticket.parts.len() + parts.len() > MAX_PARTS {
        return Err(Refusal::TooMany { field: "parts".into(), limit: 300 });
    }
    let mut titles = String::new();
    for (id, title) in parts {
        check_required("title", title, MAX_TITLE)?;
        if !titles.is_empty() {
            titles.push('\n');
        }
        titles.push_str(title);
        let part = Part { title: title.clone(), at: ctx.at, by: ctx.actor.name().to_owned() };
        ticket.parts.insert(*id, part);
    }
    ticket.closes_last = closes_last;
    Ok(titles)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{Field, Label, Noun};
    use crate::tickets::{RowForm, TicketOverlay, apply};
    use crate::visits::VisitRules;
    use crate::{Actor, CommandId, LineId, Side, TenantId};

    fn id(n: u8) -> TicketId {
        TicketId::from_parts(1, [n; 10])
    }

    fn ctx(at: i64) -> Context {
        Context {
            tenant: TenantId::default(),
            actor: Actor::System,
            device: None,
            command: CommandId::from_parts(at.unsigned_abs(), [1; 10]),
            at: Timestamp(at),
            received_at: None,
            offline: false,
            side: Side::Server,
            visit_rules: VisitRules::default(),
        }
    }

    fn part(n: u8, title: &str) -> NewPart {
        NewPart { id: id(n), title: title.into(), description: String::new(), agent: None, group: None }
    }

    fn carried_out(on: TicketId, ticket: &mut Ticket, commands: &[Command], at: i64) -> Vec<crate::Entry> {
        let mut entries = Vec::new();
        for command in commands {
            if let Command::Ticket { id, command } = command
                && *id == on
            {
                let applied = apply(&ctx(at), on, ticket, &mut TicketOverlay::default(), command).expect("is allowed");
                entries.extend(applied.entries);
            }
        }
        entries
    }

    fn scene() -> (Ticket, FieldSet, FormList) {
        let parts = RowForm {
            key: "parts".into(),
            fields: vec![Field::new("part", Label::new("Part", ""), FieldKind::Text)],
            ..RowForm::default()
        };
        let own = vec![
            Field::new("volts", Label::new("Volts", ""), FieldKind::Decimal),
            Field::new("parts", Label::new("Parts", ""), FieldKind::Rows { form: "parts".into() }),
        ];
        let set = FieldSet { fields: own }.complete(Noun::Ticket);
        let text = |text: &str| FieldValue::Text(text.into());
        let cells = |part: &str| Cells(Values::from([("part".into(), text(part)), ("gone".into(), text("x"))]));
        let rows = Rows(BTreeMap::from([(LineId::from_parts(1, [1; 10]), cells("Motor"))]));
        let ticket = Ticket {
            schema: 1,
            title: "Lift 3 stuck".into(),
            fields: Values::from([
                ("volts".into(), FieldValue::Real(380.0)),
                ("answer".into(), text("12")),
                ("gone".into(), FieldValue::Flag(true)),
            ]),
            rows: BTreeMap::from([("parts".into(), rows)]),
            ..Ticket::default()
        };
        (ticket, set, FormList::new(vec![parts]))
    }

    #[test]
    fn a_part_begins_as_its_parent_was_and_can_be_split_again() {
        let (mut ticket, set, forms) = scene();
        let agent = Some(AgentId::from_parts(1, [5; 10]));
        let asked = [part(2, " Door "), NewPart { agent, ..part(3, "Motor") }];
        let commands = ticket.split(id(1), &asked, true, (&set, &forms)).expect("is split");
        let entries = carried_out(id(1), &mut ticket, &commands, 5);
        assert!(ticket.closes_last && ticket.parts.len() == 2, "{ticket:?}");
        let crate::EntryBody::Log { action, text, subject, .. } = &entries[0].body else { panic!("no line") };
        assert_eq!((action.as_str(), text.as_str(), subject.as_str()), ("split", "Door\nMotor", "2"));
        let mut door = Ticket::default();
        carried_out(id(2), &mut door, &commands, 5);
        assert_eq!((door.title.as_str(), door.parent), ("Door", Some(id(1))));
        assert_eq!(door.fields.keys().collect::<Vec<_>>(), ["answer", "volts"], "what no field takes is left out");
        let cells = &door.rows["parts"].0.values().next().expect("a row").0;
        assert_eq!(cells.keys().collect::<Vec<_>>(), ["part"]);
        let gives = |command: &Command| matches!(command, Command::Ticket { id: to, command: TicketCommand::Assign { .. } } if *to == id(3));
        assert_eq!(commands.iter().filter(|command| gives(command)).count(), 1);
        let again = door.split(id(2), &[part(4, "Hinge")], false, (&set, &forms)).expect("is split again");
        carried_out(id(2), &mut door, &again, 6);
        assert_eq!((door.parts.len(), door.closes_last), (1, false));
    }

    #[test]
    fn one_to_fifteen_parts_are_split_off_at_once() {
        let (ticket, set, forms) = scene();
        let asked = |count: u8| (0..count).map(|n| part(n + 2, "Part")).collect::<Vec<_>>();
        let split =
            |parts: &[NewPart]| ticket.split(id(1), parts, false, (&set, &forms)).map(|commands| commands.len());
        assert_eq!(split(&asked(1)), Ok(2));
        assert_eq!(split(&asked(15)), Ok(16));
        assert_eq!(split(&asked(16)), Err(Refusal::TooMany { field: "parts".into(), limit: 15 }));
        assert_eq!(split(&[]), Err(Refusal::Missing { fields: vec!["parts".into()] }));
        assert_eq!(split(&[part(2, " ")]), Err(Refusal::Missing { fields: vec!["title".into()] }));
        assert_eq!(split(&[part(2, "a"), part(2, "b")]), Err(Refusal::AlreadyExists));
        assert_eq!(split(&[part(1, "itself")]), Err(Refusal::AlreadyExists));
    }

    #[test]
    fn only_closing_waits_for_the_parts_and_only_where_it_was_asked_for() {
        let status = |status| TicketCommand::SetStatus { fact: LineId::default(), status };
        let waiting = Ticket { closes_last: true, ..Ticket::default() };
        assert!(waiting.waits_for_parts(&status(Status::Closed)));
        assert!(!waiting.waits_for_parts(&status(Status::Resolved)));
        assert!(!Ticket::default().waits_for_parts(&status(Status::Closed)));
    }
}
