//! `POST /roster/copy`: one week as the pattern of others.

use axum::extract::State;
use jiff::ToSpan as _;
use jiff::civil::Date;
use truckroll_domain::AgentId;
use truckroll_domain::access::{Area, Feature, Verb};
use truckroll_protocol::api::roster::{CellChange, RosterCopy, RosterWritten};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::write::Plan;
use super::{is_plannable, reaches};
use crate::App;
use crate::auth::Session;
use crate::http::{Answer, Fault, Strict};

/// Most weeks that are written at once.
const MAX_WEEKS: usize = 53;
/// Most cells that are written at once.
const MAX_CELLS: usize = 50_000;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(copy))
}

#[utoipa::path(
    post,
    path = "/roster/copy",
    tag = "roster",
    operation_id = "copy_roster_week",
    description = "Copies seven days to other weeks; without `overwrite` only empty cells are filled.",
    request_body(content = serde_json::Value, description = "`RosterCopy`"),
    responses(
        (status = 200, description = "`RosterWritten`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to change staff, or the roster is switched off"),
        (status = 422, description = "Too many weeks, weeks that overlap the pattern, or days out of range"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn copy(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<RosterCopy>,
) -> Answer<axum::Json<RosterWritten>> {
    session.must_be_on(Feature::Roster)?;
    session.must(Area::Staff, Verb::Edit)?;
    let wrong = |member: &str, why: &str| Err(Fault::unacceptable("roster").field(member, why));
    if asked.to.is_empty() || asked.to.len() > MAX_WEEKS {
        return wrong("to", if asked.to.is_empty() { "required" } else { "too_many" });
    }
    let mut plan = Plan::begin(&app, &session).await?;
    let week = |first: Date| (0..7).map(move |n| first.checked_add(n.days()));
    let overlaps = |to: &Date| to.until(asked.from).is_ok_and(|span| span.get_days().abs() < 7);
    if !is_plannable(asked.from, plan.today) || !asked.to.iter().all(|to| is_plannable(*to, plan.today)) {
        return wrong("to", "out_of_range");
    }
    if asked.to.iter().any(overlaps) {
        return wrong("to", "overlaps");
    }
    let mut agents: Vec<AgentId> = plan
        .directory
        .agents
        .values()
        .filter(|agent| agent.disabled_at.is_none() && reaches(&session, Verb::Edit, agent))
        .map(|agent| agent.id)
        .filter(|id| asked.agents.is_empty() || asked.agents.contains(id))
        .collect();
    agents.sort_unstable();
    if agents.len() * 7 * asked.to.len() > MAX_CELLS {
        return wrong("to", "too_many");
    }
    let end = |first: Date| first.checked_add(6.days()).unwrap_or(first);
    let pattern = plan.known(asked.from, end(asked.from)).await?;
    let mut cells = Vec::new();
    for to in &asked.to {
        let there = plan.known(*to, end(*to)).await?;
        for (from_day, to_day) in week(asked.from).zip(week(*to)) {
            let (Ok(from_day), Ok(to_day)) = (from_day, to_day) else { continue };
            for agent in &agents {
                let shift = pattern.get(&(*agent, from_day)).copied();
                let seen = there.get(&(*agent, to_day)).copied();
                if asked.overwrite || (seen.is_none() && shift.is_some()) {
                    cells.push(CellChange { agent: *agent, day: to_day, shift, seen });
                }
            }
        }
    }
    let written = plan.change(&cells).await?;
    plan.commit().await?;
    Ok(axum::Json(written))
}
