//! What can be done to a visit, and what stands in the way.
//!
//! An engineer's commands name the assignment they were done under. The device has seen that assignment;
//! the server may know that it ended meanwhile. Then the facts still go where they belong (the engineer's
//! own attempt) and [`Applied::late`] says that they do not count until a dispatcher accepts them. The
//! state table is VIS-05.

use std::collections::BTreeMap;

use serde::Serialize;

use super::attempt::execute;
use super::plan::{assign, create, decide_late, edit, end_assignment, request_cancel};
use super::{Address, CancelOutcome, Customer, Part, Photo, Rating, Signature, Visit, VisitOverlay, VisitState};
use crate::command::{check_length, check_required};
use crate::decode::Deserialize;
use crate::entry::Audience;
use crate::event::EventKind;
use crate::tickets::Priority;
use crate::{
    AgentId, Applied, AssetId, AssignmentId, Context, Entry, EntryBody, EntryId, Kind, LineId, Place, Refusal, Side,
    TicketId, Timestamp, VisitId,
};

/// Most lines of one sort (parts, pauses, signatures) in one attempt.
pub(super) const MAX_LINES: usize = 200;
/// Longest text of a member, characters.
pub(super) const MAX_TEXT: usize = 10_000;
/// Longest name or reason, characters.
pub(super) const MAX_NAME: usize = 500;

/// A new visit (VIS-03).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the members are those of Visit")]
pub struct NewVisit {
    pub title: String,
    pub description: String,
    pub problem_type: String,
    pub service_item: String,
    pub priority: Priority,
    pub customer: Customer,
    pub address: Address,
    pub ticket: Option<TicketId>,
    pub asset: Option<AssetId>,
    pub asset_name: String,
    pub window_from: Option<Timestamp>,
    pub window_to: Option<Timestamp>,
    pub duration_min: Option<i64>,
    pub due_at: Option<Timestamp>,
    pub skills: Vec<String>,
    pub fields: BTreeMap<String, String>,
}

/// Changes to what dispatch owns; `None` leaves a member as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the members are those of Visit")]
pub struct VisitEdit {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_item: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_from: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_to: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_min: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skills: Option<Vec<String>>,
}

/// What a dispatcher decides about a request to cancel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the sentences")]
pub enum CancelDecision {
    Approve,
    Refuse,
}

/// Everything that can be done to a visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
#[expect(missing_docs, reason = "imperatives; members are named for what they hold")]
pub enum VisitCommand {
    /// Make a visit; works offline.
    Create {
        visit: Box<NewVisit>,
    },
    /// Change what dispatch owns.
    Edit {
        edit: Box<VisitEdit>,
    },
    /// Give it to an engineer. `seen` is the assignment the dispatcher saw; another one means somebody was
    /// faster. The server resolves `agent_name`. Server only.
    Assign {
        assignment: AssignmentId,
        agent: AgentId,
        #[serde(default)]
        agent_name: String,
        #[serde(default)]
        seen: Option<AssignmentId>,
        #[serde(default)]
        reason: String,
    },
    /// Take it from its engineer. Server only.
    Unassign {
        seen: Option<AssignmentId>,
        #[serde(default)]
        reason: String,
    },
    Accept {
        assignment: AssignmentId,
        #[serde(default)]
        place: Option<Place>,
    },
    Reject {
        assignment: AssignmentId,
        reason: String,
    },
    Depart {
        assignment: AssignmentId,
        #[serde(default)]
        place: Option<Place>,
    },
    /// Without a place it is allowed and flagged; beyond the organisation's arrival radius it needs a reason.
    Arrive {
        assignment: AssignmentId,
        #[serde(default)]
        place: Option<Place>,
        #[serde(default)]
        reason: String,
    },
    Pause {
        assignment: AssignmentId,
        pause: LineId,
        reason: String,
    },
    Resume {
        assignment: AssignmentId,
    },
    AddPhoto {
        assignment: AssignmentId,
        photo: LineId,
        line: Photo,
    },
    RemovePhoto {
        assignment: AssignmentId,
        photo: LineId,
    },
    /// Add a part line or change it.
    SetPart {
        assignment: AssignmentId,
        part: LineId,
        line: Part,
    },
    RemovePart {
        assignment: AssignmentId,
        part: LineId,
    },
    /// Solution, remark, minutes worked and own fields; `None` leaves as is.
    Report {
        assignment: AssignmentId,
        #[serde(default)]
        solution: Option<String>,
        #[serde(default)]
        remark: Option<String>,
        #[serde(default)]
        work_minutes: Option<i64>,
        #[serde(default)]
        answers: BTreeMap<String, String>,
    },
    Sign {
        assignment: AssignmentId,
        signature: LineId,
        line: Signature,
    },
    Complete {
        assignment: AssignmentId,
        #[serde(default)]
        place: Option<Place>,
    },
    /// A free note, by anybody who sees the visit.
    Note {
        entry: EntryId,
        text: String,
    },
    RequestCancel {
        request: LineId,
        reason: String,
    },
    /// Server only.
    DecideCancel {
        request: LineId,
        decision: CancelDecision,
    },
    /// Server only.
    Reopen {
        reason: String,
    },
    /// Count a late record, or set it aside. Server only.
    DecideLate {
        assignment: AssignmentId,
        accept: bool,
    },
    /// The customer's rating, once. Server only.
    Rate {
        stars: i64,
        #[serde(default)]
        comment: String,
    },
}

crate::tagged!(VisitCommand, "do");

impl VisitCommand {
    /// Whether only the server decides it.
    #[must_use]
    pub fn server_only(&self) -> bool {
        matches!(
            self,
            VisitCommand::Assign { .. }
                | VisitCommand::Unassign { .. }
                | VisitCommand::DecideCancel { .. }
                | VisitCommand::Reopen { .. }
                | VisitCommand::DecideLate { .. }
                | VisitCommand::Rate { .. }
        )
    }

    /// The action's name in logs and message files.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            VisitCommand::Create { .. } => "create",
            VisitCommand::Edit { .. } => "edit",
            VisitCommand::Assign { .. } => "assign",
            VisitCommand::Unassign { .. } => "unassign",
            VisitCommand::Accept { .. } => "accept",
            VisitCommand::Reject { .. } => "reject",
            VisitCommand::Depart { .. } => "depart",
            VisitCommand::Arrive { .. } => "arrive",
            VisitCommand::Pause { .. } => "pause",
            VisitCommand::Resume { .. } => "resume",
            VisitCommand::AddPhoto { .. } => "add_photo",
            VisitCommand::RemovePhoto { .. } => "remove_photo",
            VisitCommand::SetPart { .. } => "set_part",
            VisitCommand::RemovePart { .. } => "remove_part",
            VisitCommand::Report { .. } => "report",
            VisitCommand::Sign { .. } => "sign",
            VisitCommand::Complete { .. } => "complete",
            VisitCommand::Note { .. } => "note",
            VisitCommand::RequestCancel { .. } => "request_cancel",
            VisitCommand::DecideCancel { .. } => "decide_cancel",
            VisitCommand::Reopen { .. } => "reopen",
            VisitCommand::DecideLate { .. } => "decide_late",
            VisitCommand::Rate { .. } => "rate",
        }
    }

    /// The assignment an engineer's command was done under.
    #[must_use]
    pub fn assignment(&self) -> Option<AssignmentId> {
        match self {
            VisitCommand::Accept { assignment, .. }
            | VisitCommand::Reject { assignment, .. }
            | VisitCommand::Depart { assignment, .. }
            | VisitCommand::Arrive { assignment, .. }
            | VisitCommand::Pause { assignment, .. }
            | VisitCommand::Resume { assignment }
            | VisitCommand::AddPhoto { assignment, .. }
            | VisitCommand::RemovePhoto { assignment, .. }
            | VisitCommand::SetPart { assignment, .. }
            | VisitCommand::RemovePart { assignment, .. }
            | VisitCommand::Report { assignment, .. }
            | VisitCommand::Sign { assignment, .. }
            | VisitCommand::Complete { assignment, .. } => Some(*assignment),
            _ => None,
        }
    }
}

/// Carries out `command` on a visit.
///
/// # Errors
/// The refusal; `visit` and `overlay` must then be thrown away.
pub fn apply(
    ctx: &Context,
    id: VisitId,
    visit: &mut Visit,
    overlay: &mut VisitOverlay,
    command: &VisitCommand,
) -> Result<Applied, Refusal> {
    if command.server_only() && ctx.side != Side::Server {
        return Err(Refusal::NotAllowed);
    }
    let exists = visit.schema > 0;
    match (exists, command) {
        (false, VisitCommand::Create { .. }) | (true, _) => {}
        (false, _) => return Err(Refusal::NotFound),
    }
    let mut log = Log::default();
    let mut applied = Applied::default();
    let kind = match command {
        VisitCommand::Create { visit: new } => {
            if exists {
                return Err(Refusal::AlreadyExists);
            }
            create(ctx, visit, new)?;
            EventKind::VisitCreated
        }
        VisitCommand::Edit { edit: change } => {
            dispatch_only(ctx, visit)?;
            edit(visit, change)?;
            EventKind::VisitEdited
        }
        VisitCommand::Assign { assignment, agent, agent_name, seen, reason } => {
            log.text.clone_from(reason);
            log.subject.clone_from(agent_name);
            let former = assign(ctx, visit, overlay, (*assignment, *agent, agent_name, *seen, reason))?;
            let event = if former.is_some() { EventKind::VisitReassigned } else { EventKind::VisitAssigned };
            applied = applied.event_about(ctx, event, Kind::Visit, id.into(), Some(*agent), former);
            return Ok(finish(ctx, id, visit, overlay, command, log, applied));
        }
        VisitCommand::Unassign { seen, reason } => {
            dispatch_only(ctx, visit)?;
            unfinished(visit, overlay)?;
            if overlay.current != *seen {
                return Err(changed(overlay));
            }
            log.text.clone_from(reason);
            let former = overlay.assignment().map(|(_, a)| a.agent);
            end_assignment(overlay, ctx.at);
            applied = applied.event_about(ctx, EventKind::VisitUnassigned, Kind::Visit, id.into(), None, former);
            return Ok(finish(ctx, id, visit, overlay, command, log, applied));
        }
        VisitCommand::Note { entry, text } => {
            check_required("text", text, MAX_TEXT)?;
            let note = Entry::new(*entry, id.into(), Audience::Internal, ctx, EntryBody::Note { text: text.clone() });
            return Ok(applied.entry(note));
        }
        VisitCommand::RequestCancel { request, reason } => {
            request_cancel(ctx, visit, overlay, *request, reason)?;
            log.text.clone_from(reason);
            EventKind::CancelRequested
        }
        VisitCommand::DecideCancel { request, decision } => {
            dispatch_only(ctx, visit)?;
            if !visit.cancel_requests.contains_key(request) {
                return Err(Refusal::NotFound);
            }
            if overlay.cancel_outcomes.contains_key(request) {
                return Err(changed(overlay));
            }
            unfinished(visit, overlay)?;
            let approved = *decision == CancelDecision::Approve;
            overlay
                .cancel_outcomes
                .insert(*request, CancelOutcome { approved, at: ctx.at, by: ctx.actor.name().to_owned() });
            log.text = if approved { "approved".into() } else { "refused".into() };
            if approved {
                overlay.cancelled_at = Some(ctx.at);
                EventKind::VisitCancelled
            } else {
                EventKind::CancelRefused
            }
        }
        VisitCommand::Reopen { reason } => {
            dispatch_only(ctx, visit)?;
            check_required("reason", reason, MAX_NAME)?;
            let state = visit.state(overlay);
            if state != VisitState::Completed {
                return Err(Refusal::WrongState { state });
            }
            // later than the completion even when the engineer's clock ran ahead
            let done = visit.attempt(overlay).and_then(|a| a.completed.as_ref()).map_or(ctx.at, |s| s.at.plus_ms(1));
            overlay.reopened_at = Some(ctx.at.max(done));
            log.text.clone_from(reason);
            EventKind::VisitReopened
        }
        VisitCommand::DecideLate { assignment, accept } => {
            decide_late(ctx, visit, overlay, *assignment, *accept)?;
            log.subject = overlay.assignments.get(assignment).map(|a| a.agent_name.clone()).unwrap_or_default();
            log.text = if *accept { "accepted".into() } else { "set_aside".into() };
            if *accept { EventKind::LateRecordAccepted } else { EventKind::LateRecordSetAside }
        }
        VisitCommand::Rate { stars, comment } => {
            if !(1..=5).contains(stars) {
                return Err(Refusal::invalid("stars", "out_of_range"));
            }
            check_length("comment", comment, 2_000)?;
            if visit.state(overlay) != VisitState::Completed {
                return Err(Refusal::WrongState { state: visit.state(overlay) });
            }
            if overlay.rating.is_some() {
                return Err(Refusal::AlreadyExists);
            }
            overlay.rating = Some(Rating { stars: *stars, comment: comment.clone(), at: ctx.at });
            log.text = stars.to_string();
            EventKind::VisitRated
        }
        _ => return execute(ctx, id, visit, overlay, command),
    };
    let agent = overlay.assignment().map(|(_, a)| a.agent);
    applied = applied.event_about(ctx, kind, Kind::Visit, id.into(), agent, None);
    Ok(finish(ctx, id, visit, overlay, command, log, applied))
}

pub(super) fn limit(count: usize, most: usize, field: &str) -> Result<(), Refusal> {
    if count < most {
        Ok(())
    } else {
        Err(Refusal::TooMany { field: field.to_owned(), limit: i64::try_from(most).unwrap_or(i64::MAX) })
    }
}

pub(super) fn dispatch_only(ctx: &Context, _visit: &Visit) -> Result<(), Refusal> {
    if ctx.actor.dispatches() { Ok(()) } else { Err(Refusal::NotAllowed) }
}

pub(super) fn unfinished(visit: &Visit, overlay: &VisitOverlay) -> Result<(), Refusal> {
    let state = visit.state(overlay);
    if state.is_finished() { Err(Refusal::WrongState { state }) } else { Ok(()) }
}

pub(super) fn changed(overlay: &VisitOverlay) -> Refusal {
    let current = overlay.assignment().map(|(_, a)| a.agent_name.clone()).unwrap_or_default();
    Refusal::ChangedMeanwhile { current }
}

/// What the log line of a command says beyond action and state.
#[derive(Default)]
pub(super) struct Log {
    pub(super) text: String,
    pub(super) subject: String,
    pub(super) place: Option<Place>,
    pub(super) distance_m: Option<i64>,
    pub(super) flags: Vec<String>,
    /// Small edits (a photo, a part line) leave no line of their own.
    pub(super) silent: bool,
}

/// Adds the log line, named by the command's own id, so that a repeated delivery makes the same line.
pub(super) fn finish(
    ctx: &Context,
    id: VisitId,
    visit: &Visit,
    overlay: &VisitOverlay,
    command: &VisitCommand,
    mut log: Log,
    applied: Applied,
) -> Applied {
    if log.silent {
        return applied;
    }
    if ctx.received_at.is_some_and(|server| ctx.at.since_ms(server) > 5 * crate::time::MINUTE_MS) {
        log.flags.push("clock_off".to_owned());
    }
    let body = EntryBody::Log {
        action: command.name().to_owned(),
        state: visit.state(overlay).word().to_owned(),
        text: log.text,
        subject: log.subject,
        place: log.place,
        distance_m: log.distance_m,
        flags: log.flags,
        changes: Vec::new(),
    };
    applied.entry(Entry::new(EntryId(ctx.command.0), id.into(), Audience::Internal, ctx, body))
}
