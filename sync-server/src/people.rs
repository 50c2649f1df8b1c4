//! `GET /agents`, and what dispatch knows about engineers at this moment: position, load, shift, present work.

use std::collections::HashMap;

use axum::extract::State;
use sqlx::Row as _;
use truckroll_domain::access::{Area, Module, Verb};
use truckroll_domain::calendar::Offsets;
use truckroll_domain::dispatch::{Candidate, Position, choose_position};
use truckroll_domain::people::{Agent, Channel};
use truckroll_domain::time::{DAY_MS, MINUTE_MS};
use truckroll_domain::{AgentId, Place, TenantId, Timestamp};
use truckroll_protocol::api::{AgentItem, EngineerPin};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::db::{Db, DbResult};
use crate::http::Answer;
use crate::roster::Duties;

/// A finished visit says where an engineer is for so long.
const LAST_VISIT_MS: i64 = DAY_MS;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(agents))
}

#[utoipa::path(
    get,
    path = "/agents",
    tag = "people",
    operation_id = "agents",
    description = "Staff by name. Positions and load are for dispatchers; others see who there is.",
    responses((status = 200, description = "list of `AgentItem`", body = serde_json::Value)),
    security(("bearer" = []), ("cookie" = []))
)]
async fn agents(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<AgentItem>>> {
    let directory = app.directory(session.tenant).await?;
    let now = app.clock.now();
    let duties = Duties::at(&app, session.tenant, &directory, now).await?;
    let mut known: HashMap<AgentId, Engineer> = HashMap::new();
    let dispatches = session.actor.dispatches();
    if dispatches {
        known = engineers(&app, session.tenant).await?.into_iter().map(|e| (e.agent.id, e)).collect();
    }
    let mut items: Vec<AgentItem> = directory
        .agents
        .values()
        .map(|agent| {
            let engineer = known.get(&agent.id);
            AgentItem {
                agent: agent.clone(),
                open_visits: engineer.map_or(0, |e| e.open_visits),
                position: engineer.and_then(|e| e.position),
                on_shift: duties.standing(agent, Module::Visits).on_shift,
            }
        })
        .collect();
    if !dispatches && !session.actor.may(Area::Staff, Verb::Edit) {
        // a colleague's home is nobody else's business
        for item in items.iter_mut().filter(|i| i.agent.id != session.agent) {
            (item.agent.home, item.agent.home_address) = (None, String::new());
        }
    }
    items.sort_by(|a, b| a.agent.name.cmp(&b.agent.name).then(a.agent.id.cmp(&b.agent.id)));
    Ok(axum::Json(items))
}

/// Start and end of the organisation's present day; 23 or 25 hours where its clocks change.
#[must_use]
pub fn day(offsets: &Offsets, now: Timestamp) -> (Timestamp, Timestamp) {
    let (today, _) = offsets.local(now);
    let ends = today.tomorrow().map_or(now, |tomorrow| offsets.moment(tomorrow, 0));
    (offsets.moment(today, 0), ends)
}

/// An engineer at this moment.
#[derive(Clone, Debug)]
pub struct Engineer {
    /// Who.
    pub agent: Agent,
    /// Best known position.
    pub position: Option<Position>,
    /// Unfinished visits of today, older ones included.
    pub open_visits: i64,
    /// Whether on shift.
    pub on_shift: bool,
    /// Whether he takes new work: as the staff list has it and as he says himself.
    pub accepting: bool,
    /// The moment this was read.
    pub at: Timestamp,
    /// The visit at work.
    pub at_work: Option<AtWork>,
}

/// A visit an engineer is on his way to or at.
#[derive(Clone, Debug)]
pub struct AtWork {
    /// Visit id.
    pub visit: String,
    /// State word.
    pub state: String,
    /// When it should end.
    pub free_at: Option<Timestamp>,
}

impl Engineer {
    /// As a candidate for a visit.
    #[must_use]
    pub fn candidate(self) -> Candidate {
        let skills = self.agent.skills_at(self.at);
        Candidate {
            skills,
            agent: self.agent.id,
            name: self.agent.name,
            position: self.position,
            open_visits: self.open_visits,
            on_shift: self.on_shift,
            accepting: self.accepting,
            free_at: self.at_work.and_then(|w| w.free_at),
        }
    }
    /// As a pin on the board.
    #[must_use]
    pub fn pin(self) -> EngineerPin {
        let (state, visit) = self.at_work.map(|w| (w.state, w.visit)).unzip();
        EngineerPin {
            agent: self.agent.id,
            name: self.agent.name,
            photo: self.agent.photo,
            position: self.position,
            open_visits: self.open_visits,
            state,
            visit,
            on_shift: self.on_shift,
            accepting: self.accepting,
        }
    }
}

/// All engineers who can be given visits, by name.
///
/// # Errors
/// When the database fails.
pub async fn engineers(app: &App, tenant: TenantId) -> DbResult<Vec<Engineer>> {
    eligible(app, tenant, Module::Visits, Agent::is_engineer).await
}

/// Those who can be given work of a module, by name.
///
/// # Errors
/// When the database fails.
pub async fn eligible(
    app: &App,
    tenant: TenantId,
    module: Module,
    wanted: impl Fn(&Agent) -> bool,
) -> DbResult<Vec<Engineer>> {
    let directory = app.directory(tenant).await?;
    let now = app.clock.now();
    let duties = Duties::at(app, tenant, &directory, now).await?;
    let (_, day_ends) = day(&duties.offsets, now);
    let mut open = open_visits(&app.db, tenant, day_ends).await?;
    let mut work = at_work(&app.db, tenant).await?;
    let places = crate::positions::latest(app, tenant);
    let visited = last_visits(&app.db, tenant, now.plus_ms(-LAST_VISIT_MS)).await?;
    let mut engineers: Vec<Engineer> = directory
        .agents
        .values()
        .filter(|agent| wanted(agent))
        .map(|agent| (agent, duties.standing(agent, module)))
        .filter(|(_, standing)| standing.is_eligible())
        .map(|(agent, standing)| {
            let key = agent.id.to_string();
            let last = places.get(&agent.id).copied();
            Engineer {
                position: choose_position(last, visited.get(&key).copied(), agent.home, now),
                open_visits: open.remove(&key).unwrap_or(0),
                on_shift: standing.on_shift,
                accepting: agent.accepting && directory.presences.accepts(agent.id, Channel::Tickets),
                at_work: work.remove(&key),
                at: now,
                agent: agent.clone(),
            }
        })
        .collect();
    engineers.sort_by(|a, b| a.agent.name.cmp(&b.agent.name).then(a.agent.id.cmp(&b.agent.id)));
    Ok(engineers)
}

/// Served by the index `visits_assignee`.
async fn open_visits(db: &Db, tenant: TenantId, before: Timestamp) -> DbResult<HashMap<String, i64>> {
    let rows = sqlx::query(
        "select assignee, cast(count(*) as bigint) from visits where tenant_id = $1 and assignee is not null \
         and state not in ('completed', 'cancelled') and coalesce(window_from, due_at, created_at) < $2 \
         group by assignee",
    )
    .bind(tenant.to_string())
    .bind(before.ms())
    .fetch_all(db.pool())
    .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// The visit each engineer set out for last, if he is not done with it. Served by the index `visits_board`.
async fn at_work(db: &Db, tenant: TenantId) -> DbResult<HashMap<String, AtWork>> {
    let rows = sqlx::query(
        "select assignee, id, state, arrived_at, duration_min from visits where tenant_id = $1 \
         and state in ('on_the_way', 'arrived', 'paused') and assignee is not null \
         order by coalesce(arrived_at, departed_at, accepted_at, created_at), id",
    )
    .bind(tenant.to_string())
    .fetch_all(db.pool())
    .await?;
    let mut work = HashMap::new();
    for row in rows {
        let (arrived, minutes): (Option<i64>, Option<i64>) = (row.try_get(3)?, row.try_get(4)?);
        let ends = |(at, minutes): (i64, i64)| Timestamp(at).plus_ms(minutes.saturating_mul(MINUTE_MS));
        let free_at = arrived.zip(minutes).map(ends);
        work.insert(row.try_get(0)?, AtWork { visit: row.try_get(1)?, state: row.try_get(2)?, free_at });
    }
    Ok(work)
}

/// Place and time of each engineer's last finished visit.
async fn last_visits(db: &Db, tenant: TenantId, since: Timestamp) -> DbResult<HashMap<String, (Place, Timestamp)>> {
    let rows = sqlx::query(
        "select assignee, lat, lon, completed_at from visits where tenant_id = $1 and state = 'completed' \
         and completed_at >= $2 and lat is not null and lon is not null and assignee is not null \
         order by completed_at, id",
    )
    .bind(tenant.to_string())
    .bind(since.ms())
    .fetch_all(db.pool())
    .await?;
    rows.iter()
        .map(|row| {
            let place = Place::new(row.try_get(1)?, row.try_get(2)?);
            Ok((row.try_get(0)?, (place, Timestamp(row.try_get(3)?))))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::Settings;

    #[test]
    fn a_day_begins_at_the_organisations_midnight() {
        let shanghai = Offsets::fixed(480);
        let now = Timestamp(20 * DAY_MS + 17 * 60 * MINUTE_MS);
        let (from, to) = day(&shanghai, now);
        assert_eq!(from, Timestamp(20 * DAY_MS + 16 * 60 * MINUTE_MS), "17:00 UTC is 01:00 of the next day there");
        assert_eq!(to.since_ms(from), DAY_MS);
    }

    #[test]
    fn a_day_on_which_clocks_change_is_longer_or_shorter() {
        let settings = Settings { time_zone: "Europe/Berlin".into(), ..Settings::default() };
        let hours = |noon: &str| {
            let noon: jiff::Timestamp = noon.parse().unwrap();
            let now = Timestamp(noon.as_millisecond());
            let (from, to) = day(&settings.offsets(now), now);
            (to.since_ms(from) / (60 * MINUTE_MS), settings.offset_min(now))
        };
        assert_eq!(hours("2026-03-28T11:00:00Z"), (24, 60));
        assert_eq!(hours("2026-03-29T10:00:00Z"), (23, 120));
        assert_eq!(hours("2026-03-30T10:00:00Z"), (24, 120));
        assert_eq!(hours("2026-10-25T11:00:00Z"), (25, 60));
    }
}
