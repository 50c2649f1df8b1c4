//! `GET /roster`: some days of the roster with what lies across it.

use std::collections::BTreeMap;

use axum::extract::State;
use jiff::civil::Date;
use sqlx::Row as _;
use truckroll_domain::access::{Area, Feature, Verb};
use truckroll_domain::calendar::Offsets;
use truckroll_domain::people::Agent;
use truckroll_domain::roster::{Duty, Rows, Shift, on_shift};
use truckroll_domain::{AgentId, ShiftId, TenantId, Timestamp};
use truckroll_protocol::api::roster::{RosterAgent, RosterConflict, RosterNow, RosterQuery, ShiftNow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{duty, reaches, swaps};
use crate::App;
use crate::auth::Session;
use crate::db::{Db, DbResult};
use crate::directory::Directory;
use crate::http::{Answer, Fault, Query};

/// Most days of one answer.
const MAX_DAYS: i32 = 62;
/// Most visits that are told as conflicts.
const MAX_CONFLICTS: usize = 500;
/// Most visits that are looked at.
const MAX_VISITS: i64 = 20_000;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(roster))
}

/// Refuses what is no stretch of days, or too long a one.
pub(super) fn must_be_short(asked: &RosterQuery) -> Answer<()> {
    let days = asked.from.until(asked.to).map_or(-1, |span| span.get_days());
    if (0..MAX_DAYS).contains(&days) { Ok(()) } else { Err(Fault::bad_request("to").field("to", "out_of_range")) }
}

#[utoipa::path(
    get,
    path = "/roster",
    tag = "roster",
    operation_id = "roster",
    description = "Templates and at most 62 days: one's own for everybody, those of the staff one may see with that right.",
    params(("from" = String, Query, description = "First day"), ("to" = String, Query, description = "Last day")),
    responses(
        (status = 200, description = "`RosterNow`", body = serde_json::Value),
        (status = 400, description = "Not days, or too many"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The roster is switched off"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn roster(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<RosterQuery>,
) -> Answer<axum::Json<RosterNow>> {
    session.must_be_on(Feature::Roster)?;
    must_be_short(&asked)?;
    let directory = app.directory(session.tenant).await?;
    let mut agents: Vec<&Agent> = directory
        .agents
        .values()
        .filter(|agent| agent.id == session.agent || reaches(&session, Verb::View, agent))
        .collect();
    agents.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
    let before = asked.from.yesterday().unwrap_or(asked.from);
    let mut rows: BTreeMap<AgentId, BTreeMap<Date, ShiftId>> = BTreeMap::new();
    for (agent, day, shift) in duty::days(&app.db, session.tenant, before, asked.to).await? {
        rows.entry(agent).or_default().insert(day, shift);
    }
    rows.retain(|id, _| agents.iter().any(|agent| agent.id == *id));
    // who is gone is shown while he has days
    agents.retain(|agent| agent.disabled_at.is_none() || rows.contains_key(&agent.id));
    let empty = duty::is_empty(&app.db, session.tenant).await?;
    let offsets = directory.settings.offsets(app.clock.now());
    let conflicts = if empty {
        Vec::new()
    } else {
        conflicts(&app.db, session.tenant, &asked, &offsets, &directory, &agents, &rows).await?
    };
    for days in rows.values_mut() {
        days.remove(&before);
    }
    rows.retain(|_, days| !days.is_empty());
    let within = |from: Date, to: Date| from <= asked.to && to >= asked.from;
    let specials = directory.default_calendar().map(|calendar| calendar.specials.clone()).unwrap_or_default();
    let shown = session.actor.may(Area::Staff, Verb::View);
    Ok(axum::Json(RosterNow {
        shifts: templates(&app.db, session.tenant).await?,
        groups: if shown { directory.groups.clone() } else { Vec::new() },
        agents: agents
            .iter()
            .map(|agent| RosterAgent { id: agent.id, name: agent.name.clone(), groups: agent.groups.clone() })
            .collect(),
        rows,
        specials: specials.into_iter().filter(|special| within(special.from, special.to)).collect(),
        conflicts,
        swaps: swaps::open(&app.db, &session, &directory).await?,
        empty,
        may_edit: session.actor.may(Area::Staff, Verb::Edit),
    }))
}

/// All templates by name, archived ones last.
async fn templates(db: &Db, tenant: TenantId) -> DbResult<Vec<ShiftNow>> {
    // the primary key of definitions
    let rows = sqlx::query("select seq, body from definitions where tenant_id = $1 and kind = $2 and body <> ''")
        .bind(tenant.to_string())
        .bind(Shift::KIND)
        .fetch_all(db.pool())
        .await?;
    let mut shifts = Vec::new();
    for row in rows {
        let (seq, body): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
        shifts.extend(serde_json::from_str(&body).ok().map(|shift| ShiftNow { shift, seq }));
    }
    shifts.sort_by(|a, b| {
        let key = |now: &ShiftNow| (now.shift.archived, now.shift.name.clone(), now.shift.id);
        key(a).cmp(&key(b))
    });
    Ok(shifts)
}

/// Visits that begin while their engineer is off. Served by the index `visits_window`.
async fn conflicts(
    db: &Db,
    tenant: TenantId,
    asked: &RosterQuery,
    offsets: &Offsets,
    directory: &Directory,
    agents: &[&Agent],
    known: &BTreeMap<AgentId, BTreeMap<Date, ShiftId>>,
) -> DbResult<Vec<RosterConflict>> {
    let from = offsets.moment(asked.from, 0);
    let to = asked.to.tomorrow().map_or(from, |day| offsets.moment(day, 0));
    let rows = sqlx::query(
        "select id, coalesce(number, ''), title, assignee, window_from from visits where tenant_id = $1 \
         and window_from >= $2 and window_from < $3 and assignee is not null \
         and state not in ('completed', 'cancelled') order by window_from, id limit $4",
    )
    .bind(tenant.to_string())
    .bind(from.ms())
    .bind(to.ms())
    .bind(MAX_VISITS)
    .fetch_all(db.pool())
    .await?;
    let mut found = Vec::new();
    for row in rows {
        let (id, agent): (String, String) = (row.try_get(0)?, row.try_get(3)?);
        let (Ok(visit), Ok(agent)) = (id.parse(), agent.parse::<AgentId>()) else { continue };
        let Some(agent) = agents.iter().find(|known| known.id == agent) else { continue };
        let at = Timestamp(row.try_get(4)?);
        let (day, _) = offsets.local(at);
        let of = |day: Date| known.get(&agent.id).and_then(|days| days.get(&day)).copied();
        let rows = Rows { yesterday: day.yesterday().ok().and_then(of), today: of(day) };
        if on_shift(agent, Duty::Rostered(rows), &directory.shifts, offsets, at) {
            continue;
        }
        let (number, title) = (row.try_get(1)?, row.try_get(2)?);
        found.push(RosterConflict { agent: agent.id, day, visit, number, title, at });
        if found.len() >= MAX_CONFLICTS {
            break;
        }
    }
    Ok(found)
}
