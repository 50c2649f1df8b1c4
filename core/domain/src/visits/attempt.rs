//! An engineer's own work on a visit: everything that goes into his attempt, and whether it still counts.

use std::collections::BTreeMap;

use super::command::{Log, MAX_LINES, MAX_NAME, MAX_TEXT, finish, limit};
use super::plan::end_assignment;
use super::{Attempt, Pause, Stage, Stamp, Visit, VisitCommand, VisitOverlay, VisitState};
use crate::command::{check_length, check_required};
use crate::event::EventKind;
use crate::{Applied, AssignmentId, Context, Kind, Place, Refusal, Side, Timestamp, VisitId};

/// An engineer's own work: everything that goes into his attempt.
pub(super) fn execute(
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
                if ctx.visit_rules.is_far(metres) {
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
            if line.taken_place.is_some_and(|place| !place.is_valid()) {
                return Err(Refusal::invalid("place", "not_a_place"));
            }
            let most = ctx.visit_rules.photo_limit();
            if site.photos >= most && !attempt.photos.contains_key(photo) {
                return Err(Refusal::TooMany {
                    field: "photos".into(),
                    limit: i64::try_from(most).unwrap_or(i64::MAX),
                });
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
        let field = ctx.visit_rules.field(key);
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
    for field in ctx.visit_rules.asked().filter(|f| f.required_at == stage) {
        if attempt.answers.get(&field.key).is_none_or(|a| a.trim().is_empty()) {
            missing.push(field.key.clone());
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(Refusal::Missing { fields: missing }) }
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
