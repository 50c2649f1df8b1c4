//! GPS positions of engineers: telemetry, not documents.
//!
//! A phone posts batches, also old ones after hours without network. Every batch moves the last position (if it
//! is newer); points become part of a visit's track only if the engineer had that visit, between accepting and
//! completing it (VIS-09), so phones deliver their commands first. Other points are dropped and counted. Tracks are kept for 90 days.

mod latest;
pub mod line;
mod routes;
pub mod track;

use std::collections::{BTreeMap, HashMap};

use sqlx::Row as _;
use truckroll_domain::time::{DAY_MS, MINUTE_MS};
use truckroll_domain::visits::{Visit, VisitOverlay};
use truckroll_domain::{AgentId, Content, Place, TenantId, Timestamp, VisitId};
use truckroll_protocol::api::{Track, TrackPoint};

pub use latest::{Latest, Moved, Places, start};
pub use routes::routes;

use crate::App;
use crate::db::{Cell, DbResult, Tx, bind_real, insert_many};

/// Most points of one batch.
pub const MAX_BATCH: usize = 1_000;
/// Tracks are kept this long.
pub const KEPT_MS: i64 = 90 * DAY_MS;
/// How far a phone's clock may run ahead.
const AHEAD_MS: i64 = 10 * MINUTE_MS;

/// The last known places of an organisation's engineers.
#[must_use]
pub fn latest(app: &App, tenant: TenantId) -> Places {
    app.positions.of(tenant)
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Taken {
    /// Points that are part of a track now.
    pub stored: usize,
    /// Points that belong to no track of this engineer.
    pub dropped: usize,
}

/// Takes a batch of valid points from an engineer's phone.
///
/// # Errors
/// When the database fails.
pub async fn take(
    app: &App,
    tenant: TenantId,
    agent: AgentId,
    visit: Option<VisitId>,
    points: Vec<TrackPoint>,
) -> DbResult<Taken> {
    let now = app.clock.now();
    let given = points.len();
    let believable = |p: &TrackPoint| p.at <= now.plus_ms(AHEAD_MS) && now.since_ms(p.at) <= KEPT_MS;
    let points: Vec<TrackPoint> = track::merge(points.into_iter().filter(believable).collect());
    let windows = match visit {
        Some(visit) => windows_of(app, tenant, agent, visit).await?,
        None => Vec::new(),
    };
    let inside = |p: &&TrackPoint| windows.iter().any(|(from, to)| (*from..=*to).contains(&p.at));
    let kept: Vec<TrackPoint> = points.iter().filter(inside).cloned().collect();
    let taken = Taken { stored: kept.len(), dropped: given - kept.len() };
    if let Some(last) = points.last() {
        let mut tx = app.db.begin().await?;
        // this row is also the lock under which the engineer's segments are rewritten
        write_latest(&mut tx, tenant, agent, last).await?;
        if let Some(visit) = visit {
            write_segments(&mut tx, tenant, visit, agent, kept).await?;
        }
        tx.commit().await?;
        let place = Place { lat: last.lat, lon: last.lon, accuracy_m: last.accuracy_m };
        app.positions.moved(tenant, agent, place, last.at);
    }
    metrics::counter!("truckroll_track_points_total", "outcome" => "stored").increment(taken.stored as u64);
    metrics::counter!("truckroll_track_points_total", "outcome" => "dropped").increment(taken.dropped as u64);
    Ok(taken)
}

/// The spans of time in which this engineer had this visit in work.
async fn windows_of(
    app: &App,
    tenant: TenantId,
    agent: AgentId,
    visit: VisitId,
) -> DbResult<Vec<(Timestamp, Timestamp)>> {
    let stored = crate::ingest::load(&app.db, tenant, &[visit.into()]).await?;
    Ok(match stored.get(&visit.into()).map(|s| &s.content) {
        Some(Content::Visit(visit, overlay)) => windows(visit, overlay, agent, app.clock.now()),
        _ => Vec::new(),
    })
}

/// From accepting to completing, rejecting or now, for each turn this engineer had.
fn windows(visit: &Visit, overlay: &VisitOverlay, agent: AgentId, now: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let mine = overlay.assignments.iter().filter(|(_, a)| a.agent == agent);
    mine.filter_map(|(id, _)| {
        let attempt = visit.attempts.get(id)?;
        let from = attempt.accepted.as_ref()?.at;
        let end = attempt.completed.as_ref().or(attempt.rejected.as_ref());
        Some((from, end.map_or(now.plus_ms(AHEAD_MS), |stamp| stamp.at)))
    })
    .collect()
}

async fn write_latest(tx: &mut Tx, tenant: TenantId, agent: AgentId, last: &TrackPoint) -> DbResult<()> {
    let insert = sqlx::query(
        "insert into positions (tenant_id, agent_id, lat, lon, accuracy_m, at) values ($1, $2, $3, $4, $5, $6) \
         on conflict (tenant_id, agent_id) do update set lat = excluded.lat, lon = excluded.lon, \
         accuracy_m = excluded.accuracy_m, at = excluded.at where positions.at < excluded.at",
    );
    let insert = insert.bind(tenant.to_string()).bind(agent.to_string()).bind(last.lat).bind(last.lon);
    bind_real(insert, last.accuracy_m).bind(last.at.ms()).execute(tx.on()).await?;
    Ok(())
}

/// Adds points to the segments of their spans; what is there already stays as it is.
async fn write_segments(
    tx: &mut Tx,
    tenant: TenantId,
    visit: VisitId,
    agent: AgentId,
    points: Vec<TrackPoint>,
) -> DbResult<()> {
    let mut spans: BTreeMap<i64, Vec<TrackPoint>> = BTreeMap::new();
    for point in points {
        spans.entry(track::span_start(point.at)).or_default().push(point);
    }
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (start, fresh) in spans {
        let known = sqlx::query(
            "delete from track_segments where tenant_id = $1 and visit_id = $2 and agent_id = $3 \
             and from_at >= $4 and from_at < $5 returning points",
        )
        .bind(tenant.to_string())
        .bind(visit.to_string())
        .bind(agent.to_string())
        .bind(start)
        .bind(start + track::SPAN_MS)
        .fetch_all(tx.on())
        .await?;
        let mut all = Vec::new();
        for row in known {
            all.extend(track::decode(&row.try_get::<Vec<u8>, _>(0)?).unwrap_or_default());
        }
        all.extend(fresh);
        let mut all = track::merge(all);
        all.truncate(track::MAX_POINTS);
        if let (Some(first), Some(last)) = (all.first(), all.last()) {
            rows.push(vec![
                tenant.to_string().into(),
                visit.to_string().into(),
                agent.to_string().into(),
                first.at.ms().into(),
                last.at.ms().into(),
                track::encode(&all).into(),
            ]);
        }
    }
    let columns = ["tenant_id", "visit_id", "agent_id", "from_at", "to_at", "points"];
    insert_many(tx, "track_segments", &columns, rows, "").await
}

/// The way to and at a visit; of one engineer, or of everybody who had it. The length is that of all points, the
/// points are those that a line needs ([`line::simplify`]).
///
/// # Errors
/// When the database fails.
pub async fn track_of(app: &App, tenant: TenantId, visit: VisitId, only: Option<AgentId>) -> DbResult<Track> {
    let rows = sqlx::query(
        "select agent_id, points from track_segments where tenant_id = $1 and visit_id = $2 order by from_at",
    )
    .bind(tenant.to_string())
    .bind(visit.to_string())
    .fetch_all(app.db.pool())
    .await?;
    let mut ways: HashMap<String, Vec<TrackPoint>> = HashMap::new();
    for row in rows {
        let agent: String = row.try_get(0)?;
        if only.is_none_or(|only| only.to_string() == agent) {
            let points = track::decode(&row.try_get::<Vec<u8>, _>(1)?);
            ways.entry(agent).or_default().extend(points.unwrap_or_default());
        }
    }
    let place = |p: &TrackPoint| Place::new(p.lat, p.lon);
    let mut all = Track::default();
    for way in ways.into_values() {
        let way = track::merge(way);
        all.length_m += way.windows(2).map(|pair| place(&pair[0]).distance_m(&place(&pair[1]))).sum::<f64>();
        all.points.extend(line::simplify(&way));
    }
    all.points.sort_by_key(|p| p.at);
    Ok(all)
}

/// Drops tracks older than the retention.
///
/// # Errors
/// When the database fails.
pub async fn clear_old(app: &App) -> DbResult<()> {
    let before = app.clock.now().plus_ms(-KEPT_MS).ms();
    let mut tx = app.db.begin().await?;
    sqlx::query("delete from track_segments where to_at < $1").bind(before).execute(tx.on()).await?;
    sqlx::query("delete from positions where at < $1").bind(before).execute(tx.on()).await?;
    tx.commit().await
}
