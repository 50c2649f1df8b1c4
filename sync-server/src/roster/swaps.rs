//! `POST /swaps` and `POST /swaps/{id}`: two agents change shifts, and a planner approves.
//!
//! While a swap is open both agents hold it as a definition of their own, so that it is seen without network. Who is asked,
//! who waits and who decides gets a notice. Approving refuses what changed since it was asked.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::http::StatusCode;
use jiff::civil::Date;
use sqlx::Row as _;
use truckroll_domain::access::{Area, Feature, Parties, Verb};
use truckroll_domain::roster::{Cell, Swap, SwapState, SwapStep};
use truckroll_domain::{AgentId, SwapId};
use truckroll_protocol::api::roster::{NewSwap, SwapChange, SwapMade};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::reaches;
use super::write::{Known, Plan};
use crate::App;
use crate::auth::Session;
use crate::db::{Db, DbResult};
use crate::directory::Directory;
use crate::http::{Answer, Fault, Id, Strict};
use crate::news::News;
use crate::notify::{Told, tell};

/// Longest note, characters.
const MAX_NOTE: usize = 500;
/// Most open swaps that one agent asked for.
const MAX_OPEN: i64 = 20;
/// Most open swaps that are shown.
const MAX_SHOWN: i64 = 500;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(ask)).routes(routes!(step))
}

/// Open swaps that concern the reader: his own, and those he may decide. Served by the index `swaps_state`.
pub(super) async fn open(db: &Db, session: &Session, directory: &Directory) -> DbResult<Vec<Swap>> {
    let rows = sqlx::query(
        "select body from swaps where tenant_id = $1 and state in ('asked', 'agreed') order by asked_at desc limit $2",
    )
    .bind(session.tenant.to_string())
    .bind(MAX_SHOWN)
    .fetch_all(db.pool())
    .await?;
    let mut found: Vec<Swap> = Vec::new();
    for row in rows {
        found.extend(serde_json::from_str::<Swap>(&row.try_get::<String, _>(0)?).ok());
    }
    found.retain(|swap| concerns(swap, session) || plans(swap, session, directory));
    Ok(found)
}

fn concerns(swap: &Swap, session: &Session) -> bool {
    [swap.asker, swap.colleague].contains(&session.agent)
}

/// Whether the person plans for both.
fn plans(swap: &Swap, session: &Session, directory: &Directory) -> bool {
    let reached = |id: &AgentId| directory.agents.get(id).is_some_and(|agent| reaches(session, Verb::Edit, agent));
    [swap.asker, swap.colleague].iter().all(reached)
}

#[utoipa::path(
    post,
    path = "/swaps",
    tag = "roster",
    operation_id = "ask_swap",
    description = "Asks a colleague to change shifts on a day, and on another one in return.",
    request_body(content = serde_json::Value, description = "`NewSwap`"),
    responses(
        (status = 201, description = "`SwapMade`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The roster is switched off"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn ask(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewSwap>,
) -> Answer<(StatusCode, axum::Json<SwapMade>)> {
    session.must_be_on(Feature::Roster)?;
    let mut plan = Plan::begin(&app, &session).await?;
    let mut problems: BTreeMap<&str, &str> = BTreeMap::new();
    let colleague = plan.directory.agents.get(&asked.colleague).filter(|agent| agent.disabled_at.is_none());
    if colleague.is_none() || asked.colleague == session.agent {
        problems.insert("colleague", "unknown_agent");
    }
    let late = |day: Date| day < plan.today || !super::is_plannable(day, plan.today);
    if late(asked.day) {
        problems.insert("day", "out_of_range");
    }
    if asked.back.is_some_and(late) {
        problems.insert("back", "out_of_range");
    }
    if asked.back == Some(asked.day) {
        problems.insert("back", "same_day");
    }
    if asked.note.chars().count() > MAX_NOTE {
        problems.insert("note", "too_long");
    }
    let days: BTreeSet<Date> = std::iter::once(asked.day).chain(asked.back).collect();
    let mut cells = Vec::new();
    if problems.is_empty() {
        let known = known(&mut plan, days.iter().copied()).await?;
        for day in days {
            for agent in [session.agent, asked.colleague] {
                cells.push(Cell { agent, day, shift: known.get(&(agent, day)).copied() });
            }
        }
        if cells.chunks(2).all(|two| matches!(two, [a, b] if a.shift == b.shift)) {
            problems.insert("day", "nothing_to_swap");
        }
        if open_count(&mut plan).await? >= MAX_OPEN {
            problems.insert("swaps", "too_many");
        }
    }
    if !problems.is_empty() {
        let fault = |fault: Fault, (member, why): (&&str, &&str)| fault.field(member, *why);
        return Err(problems.iter().fold(Fault::unacceptable("swap"), fault));
    }
    let swap = Swap {
        id: app.fresh(),
        asker: session.agent,
        colleague: asked.colleague,
        cells,
        note: asked.note.trim().to_owned(),
        state: SwapState::Asked,
        asked_at: plan.at,
        decided_at: None,
    };
    let told = store(&mut plan, &swap, &[(swap.colleague, "swap_asked")]).await?;
    finish(plan, told).await?;
    Ok((StatusCode::CREATED, axum::Json(SwapMade { id: swap.id })))
}

async fn known(plan: &mut Plan<'_>, days: impl Iterator<Item = Date>) -> DbResult<Known> {
    let mut known = Known::new();
    for day in days {
        known.extend(plan.known(day, day).await?);
    }
    Ok(known)
}

/// Served by the index `swaps_state`.
async fn open_count(plan: &mut Plan<'_>) -> DbResult<i64> {
    let row = sqlx::query(
        "select cast(count(*) as bigint) from swaps where tenant_id = $1 and state in ('asked', 'agreed') and asker = $2",
    )
    .bind(plan.session.tenant.to_string())
    .bind(plan.session.agent.to_string())
    .fetch_one(plan.tx.on())
    .await?;
    row.try_get(0)
}

#[utoipa::path(
    post,
    path = "/swaps/{id}",
    tag = "roster",
    operation_id = "step_swap",
    description = "Agrees to a swap, declines it, takes it back, approves it or rejects it. Approving changes the roster.",
    params(("id" = String, Path, description = "Swap")),
    request_body(content = serde_json::Value, description = "`SwapChange`"),
    responses(
        (status = 204, description = "Done"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not this person's step, or the roster is switched off"),
        (status = 404, description = "No such swap"),
        (status = 409, description = "It is closed, or the roster is another by now (`stale`)"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn step(
    State(app): State<App>,
    session: Session,
    Id(id): Id<SwapId>,
    Strict(asked): Strict<SwapChange>,
) -> Answer<StatusCode> {
    session.must_be_on(Feature::Roster)?;
    let mut plan = Plan::begin(&app, &session).await?;
    // the primary key of swaps
    let row = sqlx::query("select body from swaps where tenant_id = $1 and id = $2")
        .bind(session.tenant.to_string())
        .bind(id.to_string())
        .fetch_optional(plan.tx.on())
        .await?
        .ok_or_else(|| Fault::not_found("swap"))?;
    let mut swap: Swap = serde_json::from_str(&row.try_get::<String, _>(0)?).map_err(|_| Fault::not_found("swap"))?;
    let plans = plans(&swap, &session, &plan.directory);
    if !plans && !concerns(&swap, &session) {
        return Err(Fault::not_found("swap"));
    }
    if !swap.state.is_open() {
        return Err(Fault::conflict("closed"));
    }
    let next = swap.after(asked.step, session.agent, plans).ok_or_else(|| Fault::forbidden("step"))?;
    if matches!(asked.step, SwapStep::Agree | SwapStep::Approve) {
        let days: BTreeSet<Date> = swap.cells.iter().map(|cell| cell.day).collect();
        let known = known(&mut plan, days.into_iter()).await?;
        let same = |cell: &Cell| known.get(&(cell.agent, cell.day)).copied() == cell.shift && cell.day >= plan.today;
        let here = |id: &AgentId| plan.directory.agents.get(id).is_some_and(|agent| agent.disabled_at.is_none());
        if !swap.cells.iter().all(same) || ![swap.asker, swap.colleague].iter().all(here) {
            return Err(Fault::conflict("stale"));
        }
    }
    swap.state = next;
    swap.decided_at = Some(plan.at);
    if next == SwapState::Approved {
        let changes = swap.exchanged().into_iter().map(|cell| ((cell.agent, cell.day), cell.shift)).collect();
        plan.store(&changes).await?;
    }
    let both = [swap.asker, swap.colleague];
    let to: Vec<(AgentId, &'static str)> = match next {
        SwapState::Agreed => {
            let mut to = vec![(swap.asker, "swap_agreed")];
            to.extend(planners(&plan.directory, &swap).into_iter().map(|id| (id, "swap_to_approve")));
            to
        }
        SwapState::Declined => vec![(swap.asker, "swap_declined")],
        SwapState::Withdrawn => vec![(swap.colleague, "swap_withdrawn")],
        SwapState::Approved => both.map(|id| (id, "swap_approved")).to_vec(),
        SwapState::Rejected => both.map(|id| (id, "swap_rejected")).to_vec(),
        SwapState::Asked => Vec::new(),
    };
    let told = store(&mut plan, &swap, &to).await?;
    finish(plan, told).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who may decide about a swap, without the two.
fn planners(directory: &Directory, swap: &Swap) -> Vec<AgentId> {
    let parties = |id: &AgentId| {
        let groups = directory.agents.get(id).map(|agent| agent.groups.clone()).unwrap_or_default();
        Parties { agents: vec![*id], groups }
    };
    let both = [parties(&swap.asker), parties(&swap.colleague)];
    let mut planners: Vec<AgentId> = directory
        .agents
        .values()
        .filter(|agent| ![swap.asker, swap.colleague].contains(&agent.id))
        .filter(|agent| {
            let rights = directory.policy.rights(agent);
            both.iter().all(|parties| rights.on(Area::Staff, Verb::Edit, parties))
        })
        .map(|agent| agent.id)
        .collect();
    planners.sort_unstable();
    planners
}

/// Stores a swap, what the two agents' devices know of it, and the notices. Returns who got one.
async fn store(plan: &mut Plan<'_>, swap: &Swap, to: &[(AgentId, &'static str)]) -> DbResult<Vec<AgentId>> {
    let tenant = plan.session.tenant;
    let body = serde_json::to_string(swap).map_err(|e| sqlx::Error::Encode(e.into()))?;
    sqlx::query(
        "insert into swaps (tenant_id, id, state, asker, colleague, body, asked_at, seq) values ($1, $2, $3, $4, $5, $6, $7, $8) \
         on conflict (tenant_id, id) do update set state = excluded.state, body = excluded.body, seq = excluded.seq",
    )
    .bind(tenant.to_string())
    .bind(swap.id.to_string())
    .bind(swap.state.word())
    .bind(swap.asker.to_string())
    .bind(swap.colleague.to_string())
    .bind(body)
    .bind(swap.asked_at.ms())
    .bind(plan.seq)
    .execute(plan.tx.on())
    .await?;
    for agent in [swap.asker, swap.colleague] {
        plan.put_own(Swap::KIND, &swap.id_for(agent), agent, swap.state.is_open().then_some(swap)).await?;
    }
    let day = swap.cells.first().map(|cell| cell.day.to_string()).unwrap_or_default();
    let me = plan.session.agent;
    let told: Vec<Told> = to
        .iter()
        .filter(|(to, _)| *to != me)
        .map(|(to, kind)| Told {
            to: *to,
            kind,
            args: [("number", ""), ("title", &day), ("by", plan.session.actor.name())]
                .map(|(name, value)| (name, value.to_owned()))
                .into(),
        })
        .collect();
    tell(&mut plan.tx, plan.app, tenant, &told, plan.at).await
}

async fn finish(mut plan: Plan<'_>, told: Vec<AgentId>) -> Answer<()> {
    let (app, tenant) = (plan.app, plan.session.tenant);
    let noticed = (!told.is_empty()).then_some(News::Noticed { tenant, agents: Some(told) });
    if let Some(noticed) = &noticed {
        crate::news::tell(&mut plan.tx, noticed).await?;
    }
    plan.commit().await?;
    if let Some(noticed) = noticed {
        app.hear(noticed);
    }
    Ok(())
}
