//! Whether a command fits the form of its ticket.

use std::collections::{BTreeMap, BTreeSet};

use super::{Effects, FieldState, FormState, Paper, judge_with};
use crate::access::Viewer;
use crate::expression::Clock;
use crate::fields::{FieldKind, FieldValue, ValueEdits, Values};
use crate::tickets::command::{build, edit};
use crate::tickets::{TemplateRef, Ticket, TicketCommand, TicketEdit, satisfaction};
use crate::{Actor, Command, Content, LineId, Refusal};

/// How a form stands before a command and after it, besides what its template says.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Weighed {
    /// Before.
    pub before: Effects,
    /// After.
    pub after: Effects,
    /// What macros fill in by themselves: it may stand in fields that are read only for people.
    pub filled: ValueEdits,
    /// Those of them whose value moves with the clock.
    pub moving: BTreeSet<String>,
}

impl Weighed {
    /// Whether a macro may have filled in this value.
    fn fills(&self, key: &str, value: Option<&FieldValue>) -> bool {
        self.filled.get(key).is_some_and(|filled| filled.as_ref() == value || self.moving.contains(key))
    }
}

/// Checks a command against the form of its ticket and gives cells of rows their stored form. People must fill what the form
/// asks for and write only what it lets them; rules, jobs and customers' forms may leave out what is required.
///
/// # Errors
/// [`Refusal::Missing`] with all that is required and empty; [`Refusal::Invalid`] naming the field: `read_only`, `not_in_template`,
/// `not_valid`, or what its kind says.
pub fn permit(
    command: &mut Command,
    content: &Content,
    paper: Paper<'_>,
    actor: &Actor,
    viewer: Viewer<'_>,
    clock: Clock<'_>,
) -> Result<(), Refusal> {
    let weighed = match content {
        Content::Ticket(ticket, overlay) => {
            let node = Effects::of_node(ticket, overlay);
            Weighed { before: node.clone(), after: node, ..Weighed::default() }
        }
        _ => Weighed::default(),
    };
    permit_with(command, content, paper, actor, viewer, clock, &weighed)
}

/// The same where macros have a say ([`crate::macros::permit`]).
///
/// # Errors
/// As [`permit`].
pub fn permit_with(
    command: &mut Command,
    content: &Content,
    paper: Paper<'_>,
    actor: &Actor,
    viewer: Viewer<'_>,
    clock: Clock<'_>,
    weighed: &Weighed,
) -> Result<(), Refusal> {
    let (Command::Ticket { command, .. }, Content::Ticket(ticket, overlay)) = (command, content) else { return Ok(()) };
    let person = actor.agent().is_some();
    let stands = |ticket: &Ticket, effects| judge_with(paper, ticket, overlay, viewer, clock, effects);
    let Weighed { before, after, .. } = weighed;
    if person && !matches!(command, TicketCommand::Create { .. }) {
        for key in members(command) {
            let filled = weighed.filled.contains_key(key);
            if before.locks(key) && after.locks(key) && !after.leaves_open(key) && !filled {
                return Err(Refusal::invalid(key, "read_only"));
            }
        }
    }
    match command {
        // a part is what its parent was: what that lacks it lacks
        TicketCommand::Create { ticket: new } if new.parent.is_some() => rows(&mut new.rows, paper),
        TicketCommand::Create { ticket: new } => {
            rows(&mut new.rows, paper)?;
            if person && paper.template.is_some_and(|template| !template.scope.includes(viewer)) {
                return Err(Refusal::invalid("template", "not_for_you"));
            }
            let mut made = Ticket::default();
            build(&mut made, new)?;
            let state = stands(&made, after);
            if person {
                // rows may follow by commands of their own, for which the ticket has to be there
                let rows = |key: &str| paper.set.kind(key).is_some_and(FieldKind::has_rows);
                let open = |key: &str| rows(key) || after.leaves_open(key);
                let lacking =
                    |field: &&FieldState| field.shown && field.problem == Some("required") && !open(&field.key);
                let fields: Vec<String> = state.fields.iter().filter(lacking).map(|field| field.key.clone()).collect();
                if !fields.is_empty() {
                    return Err(Refusal::Missing { fields });
                }
            }
            fits(&state, new.fields.keys(), person, after)
        }
        TicketCommand::Edit { edit: change } => {
            let mut done = ticket.clone();
            edit(&mut done, change)?;
            let state = stands(&done, after);
            if person {
                let held = stands(ticket, before);
                for (key, value) in &change.fields {
                    if (before.locks(key) || after.locks(key)) && weighed.fills(key, value.as_ref()) {
                        continue;
                    }
                    // what the same edit brings to light may be filled in with it
                    may_write(&held, paper, key, viewer, after)
                        .or_else(|_| may_write(&state, paper, key, viewer, after))?;
                }
            }
            fits(&state, written(change), person, after)
        }
        TicketCommand::SetRow { field, values, .. } => {
            if person {
                may_write(&stands(ticket, before), paper, field, viewer, after)?;
            }
            let answers = matches!(paper.set.kind(field), Some(FieldKind::Satisfaction { .. }));
            if answers != matches!(actor, Actor::Customer { .. }) {
                return Err(Refusal::NotAllowed);
            }
            if answers && satisfaction::answer(ticket, field).is_some() {
                return Err(Refusal::AlreadyExists);
            }
            cells(field, values, paper)
        }
        TicketCommand::RemoveRow { field, .. } if person => {
            may_write(&stands(ticket, before), paper, field, viewer, after)
        }
        _ => Ok(()),
    }
}

/// Keys of the system fields a command writes.
fn members(command: &TicketCommand) -> Vec<&'static str> {
    match command {
        TicketCommand::Edit { edit } => {
            let all = [
                ("title", edit.title.is_some()),
                ("description", edit.description.is_some()),
                ("type", edit.kind.is_some()),
                ("priority", edit.priority.is_some()),
                ("company_name", edit.customer.is_some()),
                ("address", edit.address.is_some()),
            ];
            all.into_iter().filter(|(_, written)| *written).map(|(key, _)| key).collect()
        }
        TicketCommand::SetStatus { .. } | TicketCommand::Withdraw { .. } => vec!["status"],
        TicketCommand::Advance { .. } => vec!["node"],
        TicketCommand::SetCc { .. } => vec!["cc"],
        TicketCommand::Assign { .. } => vec!["assignee"],
        _ => Vec::new(),
    }
}

/// The template that judges a command: of a new ticket the one it names, else the one the ticket stays on.
#[must_use]
pub fn judged_by(command: &Command, content: &Content) -> Option<TemplateRef> {
    match (command, content) {
        (Command::Ticket { command: TicketCommand::Create { ticket }, .. }, _) => ticket.template,
        (_, Content::Ticket(ticket, _)) => ticket.template,
        _ => None,
    }
}

/// Keys of the fields that an edit writes.
fn written(edit: &TicketEdit) -> impl Iterator<Item = &String> {
    edit.fields.keys()
}

fn may_write(
    state: &FormState,
    paper: Paper<'_>,
    key: &str,
    viewer: Viewer<'_>,
    effects: &Effects,
) -> Result<(), Refusal> {
    match state.field(key) {
        Some(field) if field.editable => Ok(()),
        // a screen may have shown it; what the template makes read-only it did not
        Some(_) if effects.leaves_open(key) => {
            let asked = paper.template.and_then(|template| template.field(key));
            let computed = matches!(paper.set.kind(key), Some(FieldKind::Computed { .. }));
            if computed || asked.is_some_and(|asked| asked.read_only.includes(viewer)) {
                return Err(Refusal::invalid(key, "read_only"));
            }
            Ok(())
        }
        Some(_) => Err(Refusal::invalid(key, "read_only")),
        // answers of published forms are no fields, and what a template leaves out is not its people's to write
        None if paper.template.is_some() && paper.set.field(key).is_some() => {
            Err(Refusal::invalid(key, "not_in_template"))
        }
        None => Ok(()),
    }
}

/// Refuses the first of the written fields that is wrong; what is empty and required, only of people.
fn fits<'a>(
    state: &FormState,
    written: impl Iterator<Item = &'a String>,
    person: bool,
    effects: &Effects,
) -> Result<(), Refusal> {
    for key in written {
        match state.field(key).and_then(|field| field.problem) {
            Some("required") if person && !effects.leaves_open(key) => {
                return Err(Refusal::Missing { fields: vec![key.clone()] });
            }
            Some("required") | None => {}
            Some(problem) => return Err(Refusal::invalid(key, problem)),
        }
    }
    Ok(())
}

/// Checks rows that come with a new ticket.
fn rows(rows: &mut BTreeMap<String, BTreeMap<LineId, Values>>, paper: Paper<'_>) -> Result<(), Refusal> {
    for (field, lines) in rows {
        for cells in lines.values_mut() {
            let mut edits = ValueEdits::new();
            for (key, value) in std::mem::take(cells) {
                edits.insert(key, Some(value));
            }
            self::cells(field, &mut edits, paper)?;
            for (key, value) in edits {
                if let Some(value) = value {
                    cells.insert(key, value);
                }
            }
        }
    }
    Ok(())
}

/// Checks the cells of a row and gives them their stored form.
fn cells(field: &str, values: &mut ValueEdits, paper: Paper<'_>) -> Result<(), Refusal> {
    let kind = paper.set.kind(field).ok_or_else(|| Refusal::invalid(field, "unknown_field"))?;
    let form = paper.forms.rows_of(kind).ok_or_else(|| Refusal::invalid(field, "no_rows"))?;
    for (key, value) in values {
        let wrong = |problem| Refusal::invalid(&format!("{field}.{key}"), problem);
        let column = form.column(key).ok_or_else(|| wrong("unknown_field"))?;
        if matches!(column.kind, FieldKind::Computed { .. }) {
            return Err(wrong("is_computed"));
        }
        if let Some(given) = value {
            *value = column.kind.normalise(given).map_err(wrong)?;
        }
    }
    Ok(())
}
