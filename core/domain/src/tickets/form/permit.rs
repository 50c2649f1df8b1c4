//! Whether a command fits the form of its ticket.

use std::collections::BTreeMap;

use super::{FieldState, FormState, Paper, judge};
use crate::access::Viewer;
use crate::expression::Clock;
use crate::fields::{FieldKind, ValueEdits, Values};
use crate::tickets::command::{build, edit};
use crate::tickets::{TemplateRef, Ticket, TicketCommand, TicketEdit, satisfaction};
use crate::{Actor, Command, Content, LineId, Refusal};

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
    let (Command::Ticket { command, .. }, Content::Ticket(ticket, overlay)) = (command, content) else { return Ok(()) };
    let person = actor.agent().is_some();
    let stands = |ticket: &Ticket| judge(paper, ticket, overlay, viewer, clock);
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
            let state = stands(&made);
            if person {
                // rows may follow by commands of their own, for which the ticket has to be there
                let rows = |key: &str| paper.set.kind(key).is_some_and(FieldKind::has_rows);
                let lacking =
                    |field: &&FieldState| field.shown && field.problem == Some("required") && !rows(&field.key);
                let fields: Vec<String> = state.fields.iter().filter(lacking).map(|field| field.key.clone()).collect();
                if !fields.is_empty() {
                    return Err(Refusal::Missing { fields });
                }
            }
            fits(&state, new.fields.keys(), person)
        }
        TicketCommand::Edit { edit: change } => {
            if person {
                let before = stands(ticket);
                for key in written(change) {
                    may_write(&before, paper, key)?;
                }
            }
            let mut after = ticket.clone();
            edit(&mut after, change)?;
            fits(&stands(&after), written(change), person)
        }
        TicketCommand::SetRow { field, values, .. } => {
            if person {
                may_write(&stands(ticket), paper, field)?;
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
            may_write(&judge(paper, ticket, overlay, viewer, clock), paper, field)
        }
        _ => Ok(()),
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

fn may_write(state: &FormState, paper: Paper<'_>, key: &str) -> Result<(), Refusal> {
    match state.field(key) {
        Some(field) if field.editable => Ok(()),
        Some(_) => Err(Refusal::invalid(key, "read_only")),
        // answers of published forms are no fields, and what a template leaves out is not its people's to write
        None if paper.template.is_some() && paper.set.field(key).is_some() => {
            Err(Refusal::invalid(key, "not_in_template"))
        }
        None => Ok(()),
    }
}

/// Refuses the first of the written fields that is wrong; what is empty and required, only of people.
fn fits<'a>(state: &FormState, written: impl Iterator<Item = &'a String>, person: bool) -> Result<(), Refusal> {
    for key in written {
        match state.field(key).and_then(|field| field.problem) {
            Some("required") if person => return Err(Refusal::Missing { fields: vec![key.clone()] }),
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
