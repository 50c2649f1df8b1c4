//! What dispatch owns of a visit: making it, changing it, giving it to somebody, cancelling it, deciding about
//! late records.

use std::collections::BTreeMap;

use super::command::{MAX_NAME, MAX_TEXT, NewVisit, VisitEdit, changed, dispatch_only, limit, unfinished};
use super::{
    Address, Assignment, Attempt, CancelOutcome, CancelRequest, LateDecision, Stage, Visit, VisitOverlay, VisitState,
};
use crate::command::{check_length, check_required};
use crate::{AgentId, AssignmentId, Context, LineId, Refusal, Timestamp};

pub(super) fn create(ctx: &Context, visit: &mut Visit, new: &NewVisit) -> Result<(), Refusal> {
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
            if field.required_at == Stage::Create && !field.retired {
                return Err(Refusal::Missing { fields: vec![field.key.clone()] });
            }
        } else {
            field.input.check(value).map_err(|problem| Refusal::invalid(&field.key, problem))?;
        }
    }
    if let Some(unknown) = new.fields.keys().find(|k| ctx.visit_rules.field(k).is_none()) {
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

pub(super) fn edit(visit: &mut Visit, change: &VisitEdit) -> Result<(), Refusal> {
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

pub(super) fn assign(
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

pub(super) fn end_assignment(overlay: &mut VisitOverlay, at: Timestamp) {
    if let Some(current) = overlay.current.take()
        && let Some(assignment) = overlay.assignments.get_mut(&current)
    {
        assignment.ended_at = Some(at);
    }
}

pub(super) fn request_cancel(
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

pub(super) fn decide_late(
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
