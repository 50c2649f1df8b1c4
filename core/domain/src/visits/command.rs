//! What can be done to a visit, and what stands in the way.
//!
//! An engineer's commands name the assignment they were done under. The device has seen that assignment;
//! the server may know that it ended meanwhile. Then the facts still go where they belong (the engineer's
//! own attempt) and [`Applied::late`] says that they do not count until a dispatcher accepts them. The
//! state table is VIS-05.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Address, Assignment, Attempt, CancelOutcome, CancelRequest, Customer, FAR_FROM_SITE_M, LateDecision, Part, Pause,
    Photo, Rating, Signature, Stage, Stamp, Visit, VisitOverlay, VisitState,
};
use crate::attachments::MAX_VISIT_PHOTOS;
use crate::command::{check_length, check_required};
use crate::entry::Audience;
use crate::event::EventKind;
use crate::people::Role;
use crate::tickets::Priority;
use crate::{
    AgentId, Applied, AssetId, AssignmentId, Context, Entry, EntryBody, EntryId, Kind, LineId, Place, Refusal, Side,
    TicketId, Timestamp, VisitId,
};

/// Most lines of one sort (parts, pauses, signatures) in one attempt.
const MAX_LINES: usize = 200;
/// Longest text of a member, characters.
const MAX_TEXT: usize = 10_000;
/// Longest name or reason, characters.
const MAX_NAME: usize = 500;

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
#[serde(tag = "do", rename_all = "snake_case")]
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
    /// Without a place it is allowed and flagged; farther than 300 m it needs a reason.
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

/// An engineer's own work: everything that goes into his attempt.
fn execute(
    ctx: &Context,
    id: VisitId,
    visit: &mut Visit,
    overlay: &mut VisitOverlay,
    command: &VisitCommand,
) -> Result<Applied, Refusal> {
    let Some(assignment) = command.assignment() else { return Err(Refusal::NotAllowed) };
    let agent = overlay.assignments.get(&assignment).map(|a| a.agent).ok_or(Refusal::NotYours)?;
    if ctx.actor.agent() != Some(agent) {
        return Err(Refusal::NotYours);
    }
    let late = lateness(visit, overlay, assignment);
    let reopened = overlay.reopened_at;
    let site = visit.address.place;
    let counted = visit.photo_count();
    let attempt = visit.attempts.get_mut(&assignment).ok_or(Refusal::NotYours)?;
    // a late record never loses a photo because a colleague took nine meanwhile
    let photos = if late.is_some() { attempt.photos.len() } else { counted };
    let mut log = Log::default();
    let event = change_attempt(ctx, attempt, command, &Site { place: site, photos, reopened }, &mut log)?;
    let mut applied = Applied { late: late.clone(), ..Applied::default() };
    if late.is_some() {
        log.flags.push("late".to_owned());
        if ctx.side == Side::Server
            && let Some(a) = overlay.assignments.get_mut(&assignment)
        {
            let first = a.late_at.is_none();
            a.late_at = Some(ctx.received_at.unwrap_or(ctx.at));
            // facts that come after the decision ask for a new one
            a.late = None;
            if first {
                applied =
                    applied.event_about(ctx, EventKind::LateRecordKept, Kind::Visit, id.into(), Some(agent), None);
            }
        }
    } else {
        if let VisitCommand::Reject { .. } = command
            && ctx.side == Side::Server
        {
            end_assignment(overlay, ctx.at);
        }
        if let Some(kind) = event {
            applied = applied.event_about(ctx, kind, Kind::Visit, id.into(), Some(agent), None);
        }
    }
    Ok(finish(ctx, id, visit, overlay, command, log, applied))
}

/// What a step needs to know about the visit around the attempt.
struct Site {
    place: Option<Place>,
    photos: usize,
    reopened: Option<Timestamp>,
}

/// Changes one attempt. Returns the event of a step that moves the state.
fn change_attempt(
    ctx: &Context,
    attempt: &mut Attempt,
    command: &VisitCommand,
    site: &Site,
    log: &mut Log,
) -> Result<Option<EventKind>, Refusal> {
    let state = match (&attempt.completed, site.reopened) {
        (Some(done), Some(reopened)) if reopened > done.at => VisitState::Arrived,
        _ => attempt.state(),
    };
    let wrong = Err(Refusal::WrongState { state });
    if attempt.rejected.is_some() {
        return wrong;
    }
    let stamp = |place: Option<Place>| -> Result<Stamp, Refusal> {
        if place.is_some_and(|p| !p.is_valid()) {
            return Err(Refusal::invalid("place", "not_a_place"));
        }
        Ok(Stamp { at: ctx.at, place, distance_m: None, reason: String::new(), offline: ctx.offline })
    };
    let before_end = !matches!(state, VisitState::Completed);
    Ok(match command {
        VisitCommand::Accept { place, .. } => {
            if state != VisitState::New {
                return wrong;
            }
            attempt.accepted = Some(stamp(*place)?);
            log.place = *place;
            Some(EventKind::VisitAccepted)
        }
        VisitCommand::Reject { reason, .. } => {
            check_required("reason", reason, MAX_NAME)?;
            if !matches!(state, VisitState::New | VisitState::Accepted) {
                return wrong;
            }
            attempt.rejected = Some(Stamp { reason: reason.clone(), ..stamp(None)? });
            log.text.clone_from(reason);
            Some(EventKind::VisitRejected)
        }
        VisitCommand::Depart { place, .. } => {
            if state != VisitState::Accepted {
                return wrong;
            }
            attempt.departed = Some(stamp(*place)?);
            log.place = *place;
            Some(EventKind::EngineerDeparted)
        }
        VisitCommand::Arrive { place, reason, .. } => {
            if !matches!(state, VisitState::Accepted | VisitState::OnTheWay) {
                return wrong;
            }
            check_length("reason", reason, MAX_NAME)?;
            let mut arrived = stamp(*place)?;
            arrived.reason.clone_from(reason);
            let distance = place.zip(site.place).map(|(here, there)| here.distance_m(&there));
            if place.is_none() {
                log.flags.push("no_gps".to_owned());
            }
            if let Some(metres) = distance {
                #[expect(clippy::cast_possible_truncation, reason = "half the earth's girth fits")]
                let metres_i = metres.round() as i64;
                if metres > FAR_FROM_SITE_M {
                    if reason.trim().is_empty() {
                        return Err(Refusal::FarFromSite { distance_m: metres_i });
                    }
                    log.flags.push("far_from_site".to_owned());
                }
                arrived.distance_m = Some(metres_i);
                log.distance_m = Some(metres_i);
            }
            stage_filled(ctx, attempt, Stage::Arrive, Vec::new())?;
            log.place = *place;
            log.text.clone_from(reason);
            attempt.arrived = Some(arrived);
            Some(EventKind::EngineerArrived)
        }
        VisitCommand::Pause { pause, reason, .. } => {
            if state != VisitState::Arrived {
                return wrong;
            }
            check_required("reason", reason, MAX_NAME)?;
            limit(attempt.pauses.len(), MAX_LINES, "pauses")?;
            attempt.pauses.insert(*pause, Pause { from: ctx.at, to: None, reason: reason.clone() });
            log.text.clone_from(reason);
            Some(EventKind::VisitPaused)
        }
        VisitCommand::Resume { .. } => {
            let Some(open) = attempt.open_pause() else { return wrong };
            if let Some(pause) = attempt.pauses.get_mut(&open) {
                pause.to = Some(ctx.at);
            }
            Some(EventKind::VisitResumed)
        }
        VisitCommand::AddPhoto { photo, line, .. } => {
            if !before_end || state == VisitState::New {
                return wrong;
            }
            if !line.attachment.is_valid() || !line.attachment.is_picture() {
                return Err(Refusal::invalid("photo", "not_a_picture"));
            }
            if site.photos >= MAX_VISIT_PHOTOS && !attempt.photos.contains_key(photo) {
                return Err(Refusal::TooMany { field: "photos".into(), limit: 9 });
            }
            attempt.photos.insert(*photo, line.clone());
            log.silent = true;
            None
        }
        VisitCommand::RemovePhoto { photo, .. } => {
            if !before_end {
                return wrong;
            }
            attempt.photos.remove(photo).ok_or(Refusal::NotFound)?;
            None
        }
        VisitCommand::SetPart { part, line, .. } => {
            if !before_end || state == VisitState::New {
                return wrong;
            }
            check_required("name", &line.name, MAX_NAME)?;
            check_length("part_number", &line.part_number, MAX_NAME)?;
            if !(1..=1_000_000).contains(&line.quantity) {
                return Err(Refusal::invalid("quantity", "out_of_range"));
            }
            limit(attempt.parts.len(), MAX_LINES, "parts")?;
            attempt.parts.insert(*part, line.clone());
            log.silent = true;
            None
        }
        VisitCommand::RemovePart { part, .. } => {
            if !before_end {
                return wrong;
            }
            attempt.parts.remove(part).ok_or(Refusal::NotFound)?;
            log.silent = true;
            None
        }
        VisitCommand::Report { solution, remark, work_minutes, answers, .. } => {
            if !before_end || state == VisitState::New {
                return wrong;
            }
            report(ctx, attempt, solution.as_ref(), remark.as_ref(), *work_minutes, answers)?;
            log.silent = true;
            None
        }
        VisitCommand::Sign { signature, line, .. } => {
            if !before_end || state == VisitState::New {
                return wrong;
            }
            if !line.attachment.is_valid() || !line.attachment.is_picture() {
                return Err(Refusal::invalid("signature", "not_a_picture"));
            }
            check_required("signer", &line.signer, MAX_NAME)?;
            limit(attempt.signatures.len(), MAX_LINES, "signatures")?;
            attempt.signatures.insert(*signature, line.clone());
            log.text.clone_from(&line.signer);
            None
        }
        VisitCommand::Complete { place, .. } => {
            if state != VisitState::Arrived {
                return wrong;
            }
            let rules = &ctx.visit_rules;
            let mut missing = Vec::new();
            if rules.solution && attempt.solution.trim().is_empty() {
                missing.push("solution".to_owned());
            }
            if i64::try_from(attempt.photos.len()).unwrap_or(i64::MAX) < rules.photos {
                missing.push("photos".to_owned());
            }
            if rules.signature && attempt.signatures.is_empty() {
                missing.push("signature".to_owned());
            }
            stage_filled(ctx, attempt, Stage::Complete, missing)?;
            attempt.completed = Some(stamp(*place)?);
            log.place = *place;
            Some(EventKind::VisitCompleted)
        }
        _ => return Err(Refusal::NotAllowed),
    })
}

fn report(
    ctx: &Context,
    attempt: &mut Attempt,
    solution: Option<&String>,
    remark: Option<&String>,
    work_minutes: Option<i64>,
    answers: &BTreeMap<String, String>,
) -> Result<(), Refusal> {
    if let Some(text) = solution {
        check_length("solution", text, MAX_TEXT)?;
        attempt.solution.clone_from(text);
    }
    if let Some(text) = remark {
        check_length("remark", text, MAX_TEXT)?;
        attempt.remark.clone_from(text);
    }
    if let Some(minutes) = work_minutes {
        if !(0..=10_000).contains(&minutes) {
            return Err(Refusal::invalid("work_minutes", "out_of_range"));
        }
        attempt.work_minutes = Some(minutes);
    }
    for (key, answer) in answers {
        let field = ctx.visit_rules.fields.iter().find(|f| f.key == *key);
        let field = field.ok_or_else(|| Refusal::invalid(key, "unknown_field"))?;
        if !answer.is_empty() {
            field.input.check(answer).map_err(|problem| Refusal::invalid(key, problem))?;
        }
        attempt.answers.insert(key.clone(), answer.clone());
    }
    Ok(())
}

/// Own fields demanded at a stage, after what is `missing` already.
fn stage_filled(ctx: &Context, attempt: &Attempt, stage: Stage, mut missing: Vec<String>) -> Result<(), Refusal> {
    for field in ctx.visit_rules.fields.iter().filter(|f| f.required_at == stage) {
        if attempt.answers.get(&field.key).is_none_or(|a| a.trim().is_empty()) {
            missing.push(field.key.clone());
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(Refusal::Missing { fields: missing }) }
}

fn limit(count: usize, most: usize, field: &str) -> Result<(), Refusal> {
    if count < most {
        Ok(())
    } else {
        Err(Refusal::TooMany { field: field.to_owned(), limit: i64::try_from(most).unwrap_or(i64::MAX) })
    }
}

/// Why facts under `assignment` no longer count, if so.
fn lateness(visit: &Visit, overlay: &VisitOverlay, assignment: AssignmentId) -> Option<Refusal> {
    if let Some(at) = overlay.cancelled_at {
        return Some(Refusal::Cancelled { at });
    }
    if overlay.current == Some(assignment) {
        return None;
    }
    let ended = overlay.assignments.get(&assignment).and_then(|a| a.ended_at);
    let now = visit.assignee(overlay);
    Some(Refusal::Reassigned {
        to: now.map(|a| a.agent_name.clone()).unwrap_or_default(),
        at: ended.or(now.map(|a| a.at)).unwrap_or_default(),
    })
}

fn create(ctx: &Context, visit: &mut Visit, new: &NewVisit) -> Result<(), Refusal> {
    check_required("title", &new.title, MAX_NAME)?;
    check_length("description", &new.description, MAX_TEXT)?;
    for (field, text) in [
        ("problem_type", &new.problem_type),
        ("service_item", &new.service_item),
        ("asset_name", &new.asset_name),
        ("phone", &new.customer.phone),
        ("contact_name", &new.customer.contact_name),
        ("company_name", &new.customer.company_name),
    ] {
        check_length(field, text, MAX_NAME)?;
    }
    check_site(&new.address)?;
    check_window(new.window_from, new.window_to, new.duration_min)?;
    limit(new.skills.len(), 50, "skills")?;
    for field in &ctx.visit_rules.fields {
        let value = new.fields.get(&field.key).map(String::as_str).unwrap_or_default();
        if value.is_empty() {
            if field.required_at == Stage::Create {
                return Err(Refusal::Missing { fields: vec![field.key.clone()] });
            }
        } else {
            field.input.check(value).map_err(|problem| Refusal::invalid(&field.key, problem))?;
        }
    }
    if let Some(unknown) = new.fields.keys().find(|k| !ctx.visit_rules.fields.iter().any(|f| f.key == **k)) {
        return Err(Refusal::invalid(unknown, "unknown_field"));
    }
    let new = new.clone();
    *visit = Visit {
        schema: 1,
        title: new.title.trim().to_owned(),
        description: new.description,
        problem_type: new.problem_type,
        service_item: new.service_item,
        priority: new.priority,
        customer: new.customer,
        address: new.address,
        ticket: new.ticket,
        asset: new.asset,
        asset_name: new.asset_name,
        window_from: new.window_from,
        window_to: new.window_to,
        duration_min: new.duration_min,
        due_at: new.due_at,
        skills: new.skills,
        fields: new.fields,
        created_at: ctx.at,
        created_by: ctx.actor.agent(),
        created_by_name: ctx.actor.name().to_owned(),
        attempts: BTreeMap::new(),
        cancel_requests: BTreeMap::new(),
    };
    Ok(())
}

fn check_site(address: &Address) -> Result<(), Refusal> {
    for text in [&address.province, &address.city, &address.district, &address.detail] {
        check_length("address", text, MAX_NAME)?;
    }
    if address.place.is_some_and(|p| !p.is_valid()) {
        return Err(Refusal::invalid("place", "not_a_place"));
    }
    Ok(())
}

fn check_window(from: Option<Timestamp>, to: Option<Timestamp>, minutes: Option<i64>) -> Result<(), Refusal> {
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        return Err(Refusal::invalid("window_to", "before_start"));
    }
    if minutes.is_some_and(|m| !(1..=10_000).contains(&m)) {
        return Err(Refusal::invalid("duration_min", "out_of_range"));
    }
    Ok(())
}

fn edit(visit: &mut Visit, change: &VisitEdit) -> Result<(), Refusal> {
    if let Some(text) = &change.title {
        check_required("title", text, MAX_NAME)?;
        visit.title.clone_from(text);
    }
    if let Some(text) = &change.description {
        check_length("description", text, MAX_TEXT)?;
        visit.description.clone_from(text);
    }
    if let Some(text) = &change.problem_type {
        check_length("problem_type", text, MAX_NAME)?;
        visit.problem_type.clone_from(text);
    }
    if let Some(text) = &change.service_item {
        check_length("service_item", text, MAX_NAME)?;
        visit.service_item.clone_from(text);
    }
    if let Some(priority) = change.priority {
        visit.priority = priority;
    }
    if let Some(customer) = &change.customer {
        check_length("phone", &customer.phone, MAX_NAME)?;
        visit.customer = customer.clone();
    }
    if let Some(address) = &change.address {
        check_site(address)?;
        visit.address = address.clone();
    }
    visit.window_from = change.window_from.or(visit.window_from);
    visit.window_to = change.window_to.or(visit.window_to);
    visit.duration_min = change.duration_min.or(visit.duration_min);
    visit.due_at = change.due_at.or(visit.due_at);
    // two people may each move one end; only the one who names both ends is held to their order
    if change.window_from.is_some() && change.window_to.is_some() {
        check_window(change.window_from, change.window_to, None)?;
    }
    check_window(None, None, change.duration_min)?;
    if let Some(skills) = &change.skills {
        limit(skills.len(), 50, "skills")?;
        visit.skills.clone_from(skills);
    }
    Ok(())
}

type NewAssignment<'a> = (AssignmentId, AgentId, &'a str, Option<AssignmentId>, &'a str);

fn assign(
    ctx: &Context,
    visit: &mut Visit,
    overlay: &mut VisitOverlay,
    (assignment, agent, name, seen, reason): NewAssignment<'_>,
) -> Result<Option<AgentId>, Refusal> {
    // an engineer may pass on his own visit (VIS-07)
    let own = visit.assignee(overlay).is_some_and(|a| ctx.actor.agent() == Some(a.agent));
    if !own {
        dispatch_only(ctx, visit)?;
    }
    check_length("reason", reason, MAX_NAME)?;
    unfinished(visit, overlay)?;
    if overlay.assignments.contains_key(&assignment) {
        return Err(Refusal::AlreadyExists);
    }
    if overlay.current != seen {
        return Err(changed(overlay));
    }
    let former = overlay.assignment().map(|(_, a)| a.agent);
    end_assignment(overlay, ctx.at);
    // a decided reassignment answers an open request to cancel
    if let Some((request, _)) = visit.open_cancel_request(overlay) {
        overlay
            .cancel_outcomes
            .insert(request, CancelOutcome { approved: false, at: ctx.at, by: ctx.actor.name().to_owned() });
    }
    overlay.assignments.insert(
        assignment,
        Assignment {
            agent,
            agent_name: name.to_owned(),
            at: ctx.at,
            by: ctx.actor.name().to_owned(),
            reason: reason.to_owned(),
            ended_at: None,
            late: None,
            late_at: None,
        },
    );
    overlay.current = Some(assignment);
    visit.attempts.insert(assignment, Attempt::default());
    Ok(former)
}

fn end_assignment(overlay: &mut VisitOverlay, at: Timestamp) {
    if let Some(current) = overlay.current.take()
        && let Some(assignment) = overlay.assignments.get_mut(&current)
    {
        assignment.ended_at = Some(at);
    }
}

fn request_cancel(
    ctx: &Context,
    visit: &mut Visit,
    overlay: &VisitOverlay,
    request: LineId,
    reason: &str,
) -> Result<(), Refusal> {
    check_required("reason", reason, MAX_NAME)?;
    let me = ctx.actor.agent();
    let mine = visit.assignee(overlay).is_some_and(|a| me == Some(a.agent)) || (me.is_some() && visit.created_by == me);
    if !mine && !ctx.actor.dispatches() {
        return Err(Refusal::NotYours);
    }
    unfinished(visit, overlay)?;
    if visit.open_cancel_request(overlay).is_some() {
        return Err(Refusal::WrongState { state: VisitState::CancelRequested });
    }
    limit(visit.cancel_requests.len(), 50, "cancel_requests")?;
    visit
        .cancel_requests
        .insert(request, CancelRequest { by: ctx.actor.name().to_owned(), at: ctx.at, reason: reason.to_owned() });
    Ok(())
}

fn decide_late(
    ctx: &Context,
    visit: &Visit,
    overlay: &mut VisitOverlay,
    assignment: AssignmentId,
    accept: bool,
) -> Result<(), Refusal> {
    dispatch_only(ctx, visit)?;
    let record = overlay.assignments.get_mut(&assignment).ok_or(Refusal::NotFound)?;
    if record.late_at.is_none() {
        return Err(Refusal::NotFound);
    }
    if record.late.is_some() {
        return Err(Refusal::AlreadyExists);
    }
    record.late = Some(LateDecision { accepted: accept, at: ctx.at, by: ctx.actor.name().to_owned() });
    if accept {
        // the record counts: its assignment is the current one again, and a cancellation is taken back
        record.ended_at = None;
        if let Some(current) = overlay.current
            && current != assignment
            && let Some(other) = overlay.assignments.get_mut(&current)
        {
            other.ended_at = Some(ctx.at);
        }
        overlay.current = Some(assignment);
        overlay.cancelled_at = None;
    }
    Ok(())
}

fn dispatch_only(ctx: &Context, _visit: &Visit) -> Result<(), Refusal> {
    if ctx.actor.dispatches() { Ok(()) } else { Err(Refusal::NotAllowed) }
}

fn unfinished(visit: &Visit, overlay: &VisitOverlay) -> Result<(), Refusal> {
    let state = visit.state(overlay);
    if state.is_finished() { Err(Refusal::WrongState { state }) } else { Ok(()) }
}

fn changed(overlay: &VisitOverlay) -> Refusal {
    let current = overlay.assignment().map(|(_, a)| a.agent_name.clone()).unwrap_or_default();
    Refusal::ChangedMeanwhile { current }
}

/// What the log line of a command says beyond action and state.
#[derive(Default)]
struct Log {
    text: String,
    subject: String,
    place: Option<Place>,
    distance_m: Option<i64>,
    flags: Vec<String>,
    /// Small edits (a photo, a part line) leave no line of their own.
    silent: bool,
}

/// Adds the log line, named by the command's own id, so that a repeated delivery makes the same line.
fn finish(
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
    };
    applied.entry(Entry::new(EntryId(ctx.command.0), id.into(), Audience::Internal, ctx, body))
}

/// Whether an agent with these roles may see the visit at all; devices and lists ask this.
#[must_use]
pub fn may_see(actor: &crate::Actor, visit: &Visit, overlay: &VisitOverlay) -> bool {
    actor.dispatches()
        || actor.agent().is_some_and(|me| {
            visit.holders(overlay).contains(&me) || overlay.assignments.values().any(|a| a.agent == me)
        })
        || actor.has(Role::Admin)
}
