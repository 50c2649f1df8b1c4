//! Whether macros let a command pass: on the device before it is queued, on the server before it is carried out.

use super::run::opened;
use super::{Draft, Macro, Scene, stand, submitted};
use crate::tickets::form::{self, Weighed};
use crate::tickets::{Ticket, TicketCommand, build, edit, remove_row, set_row};
use crate::{Actor, Command, Content, LineId, Refusal, Timestamp};

/// Checks a command against the form of its ticket as macros make it.
///
/// `ahead` is the ticket as it will be after the commands that are given together with this one: a submit is more than one
/// command where it sets more than fields. `late` is work that was done before its device could know the present macros: they
/// neither stop it nor demand anything (`docs/adr/0027`).
///
/// # Errors
/// What [`form::permit`] says; [`Refusal::Blocked`] where a macro stops it.
pub fn permit(
    command: &mut Command,
    content: &Content,
    actor: &Actor,
    scene: &Scene<'_>,
    macros: &[Macro],
    ahead: Option<&Draft>,
    late: bool,
) -> Result<(), Refusal> {
    let plain = |command: &mut Command| form::permit(command, content, scene.paper, actor, scene.viewer, scene.clock);
    if actor.agent().is_none() || macros.is_empty() && !late {
        return plain(command);
    }
    let (Command::Ticket { command: asked, .. }, Content::Ticket(ticket, overlay)) = (&*command, content) else {
        return plain(command);
    };
    let mut stored = Draft::of(ticket, overlay);
    if matches!(asked, TicketCommand::Create { .. }) {
        stored.ticket = blank(asked, scene);
    }
    let Some(after) = done(&stored, asked, scene.clock.now)? else { return plain(command) };
    let now = ahead.unwrap_or(&after);
    let out = submitted(macros, scene, &stored, now, &[]);
    let load = opened(macros, scene, &stored);
    let mut weighed = Weighed {
        before: stand(macros, scene, &stored, &stored, &[]).effects,
        after: out.effects,
        filled: load.fills,
        moving: load.moving,
    };
    weighed.filled.extend(out.fills);
    weighed.moving.extend(out.moving);
    if late {
        weighed.before.all_open = true;
        weighed.after.all_open = true;
    }
    let is_submit = !matches!(asked, TicketCommand::SetCc { .. } | TicketCommand::Assign { .. });
    form::permit_with(command, content, scene.paper, actor, scene.viewer, scene.clock, &weighed)?;
    match out.blocks.into_iter().next() {
        Some(block) if is_submit && !late => Err(Refusal::Blocked { title: block.title, text: block.text }),
        _ => Ok(()),
    }
}

/// A new ticket before anything was typed into its form.
fn blank(asked: &TicketCommand, scene: &Scene<'_>) -> Ticket {
    let template = match asked {
        TicketCommand::Create { ticket } => ticket.template,
        _ => None,
    };
    let fields = scene.paper.template.map(|template| template.presets.clone()).unwrap_or_default();
    Ticket { template, fields, ..Ticket::default() }
}

/// The ticket after a command; `None` for one with which macros have nothing to do.
fn done(stored: &Draft, asked: &TicketCommand, now: Timestamp) -> Result<Option<Draft>, Refusal> {
    let mut after = stored.clone();
    match asked {
        TicketCommand::Create { ticket } => build(&mut after.ticket, ticket)?,
        TicketCommand::Edit { edit: change } => edit(&mut after.ticket, change)?,
        TicketCommand::SetRow { field, line, values } => set_row(&mut after.ticket, field, *line, values)?,
        TicketCommand::RemoveRow { field, line } => remove_row(&mut after.ticket, field, *line)?,
        TicketCommand::SetStatus { status, .. } => {
            after.set("status", crate::fields::FieldValue::text(status.word()).as_ref(), now);
        }
        TicketCommand::SetCc { agent, on } => drop(after.ticket.cc.insert(*agent, *on)),
        TicketCommand::Assign { agent, group, .. } => {
            after.overlay.assignee = *agent;
            after.overlay.group = group.or(after.overlay.group);
        }
        TicketCommand::Advance { .. } => {}
        _ => return Ok(None),
    }
    Ok(Some(after))
}

/// The ticket as somebody typed it: the stored one, or for a new one the blank form, after his command.
///
/// # Errors
/// What is wrong with the command.
pub fn typed(stored: &Draft, asked: &TicketCommand) -> Result<Draft, Refusal> {
    Ok(done(stored, asked, Timestamp::default())?.unwrap_or_else(|| stored.clone()))
}

/// The command with what a draft holds besides it, and the commands that bring the rest.
#[must_use]
pub fn with_draft(
    asked: &TicketCommand,
    stored: &Draft,
    draft: &Draft,
    fresh: &mut dyn FnMut() -> LineId,
) -> Vec<TicketCommand> {
    let mut all = draft.commands(stored, fresh);
    let edit = match all.first() {
        Some(TicketCommand::Edit { .. }) => match all.remove(0) {
            TicketCommand::Edit { edit } => Some(edit),
            _ => None,
        },
        _ => None,
    };
    let first = match asked.clone() {
        TicketCommand::Edit { edit: mut own } => {
            if let Some(edit) = edit {
                own.fields.extend(edit.fields);
                own.kind = edit.kind.or(own.kind);
                own.priority = edit.priority.or(own.priority);
            }
            TicketCommand::Edit { edit: own }
        }
        TicketCommand::Create { mut ticket } => {
            ticket.fields.extend(draft.ticket.fields.iter().map(|(key, value)| (key.clone(), Some(value.clone()))));
            ticket.kind.clone_from(&draft.ticket.kind);
            ticket.priority = draft.ticket.priority;
            TicketCommand::Create { ticket }
        }
        other => other,
    };
    all.insert(0, first);
    all
}
