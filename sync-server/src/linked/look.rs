//! What a superior reads of its subordinate: sums and plain facts. The callers hold a `Shown`.

use jiff::ToSpan as _;
use sqlx::Row as _;
use truckroll_domain::TenantId;
use truckroll_domain::Timestamp;
use truckroll_domain::access::{Area, Module, Verb};
use truckroll_domain::time::HOUR_MS;
use truckroll_protocol::api::linked::{LinkedDay, LinkedFigures, LinkedMoment, LinkedRecord};

use crate::App;
use crate::db::DbResult;
use crate::roster::Duties;

/// Days that are added up.
const DAYS: i32 = 30;
/// Visits that are listed.
const MAX_RECORDS: i64 = 200;

/// Figures of the latest days.
pub(super) async fn statistics(app: &App, tenant: TenantId) -> DbResult<LinkedFigures> {
    let now = app.clock.now();
    let directory = app.directory(tenant).await?;
    let offsets = directory.settings.offsets(now);
    let (today, _) = offsets.local(now);
    let first = today.checked_sub((DAYS - 1).days()).unwrap_or(today);
    let since = offsets.moment(first, 0);
    let tenant = tenant.to_string();
    // one pass over the organisation's tickets: tickets_status
    let tickets = sqlx::query(
        "select cast(coalesce(sum(case when status in ('resolved', 'closed') then 0 else 1 end), 0) as bigint), \
         cast(coalesce(sum(case when created_at >= $2 then 1 else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when resolved_at >= $2 then 1 else 0 end), 0) as bigint) \
         from tickets where tenant_id = $1",
    )
    .bind(&tenant)
    .bind(since.ms())
    .fetch_one(app.db.pool())
    .await?;
    // visits_done
    let visits = sqlx::query(
        "select cast(count(*) as bigint), \
         cast(coalesce(sum(case when window_to is null then 0 when arrived_at <= window_to then 1 else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when window_to is null then 0 else 1 end), 0) as bigint), \
         cast(count(rating) as bigint), cast(coalesce(sum(rating), 0) as bigint) \
         from visits where tenant_id = $1 and state = 'completed' and completed_at >= $2",
    )
    .bind(&tenant)
    .bind(since.ms())
    .fetch_one(app.db.pool())
    .await?;
    let cancelled = sqlx::query(
        "select cast(count(*) as bigint) from visits where tenant_id = $1 and state = 'cancelled' and cancelled_at >= $2",
    )
    .bind(&tenant)
    .bind(since.ms())
    .fetch_one(app.db.pool())
    .await?;
    // quarters of an hour lie within one day of any clock, so days are told apart without the database's calendar
    let hours = sqlx::query(
        "select completed_at / 900000, cast(count(*) as bigint) from visits \
         where tenant_id = $1 and state = 'completed' and completed_at >= $2 group by completed_at / 900000",
    )
    .bind(&tenant)
    .bind(since.ms())
    .fetch_all(app.db.pool())
    .await?;
    let mut days: Vec<(jiff::civil::Date, i64)> =
        (0..DAYS).map(|n| (first.checked_add(n.days()).unwrap_or(today), 0)).collect();
    for row in hours {
        let (quarter, count): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        let (day, _) = offsets.local(Timestamp(quarter * (HOUR_MS / 4)));
        if let Some((_, sum)) = days.iter_mut().find(|(known, _)| *known == day) {
            *sum += count;
        }
    }
    let (ratings, stars): (i64, i64) = (visits.try_get(3)?, visits.try_get(4)?);
    #[expect(clippy::cast_precision_loss, reason = "stars are few")]
    let mean = (ratings > 0).then(|| stars as f64 / ratings as f64);
    Ok(LinkedFigures {
        open_tickets: tickets.try_get(0)?,
        new_tickets: tickets.try_get(1)?,
        resolved_tickets: tickets.try_get(2)?,
        completed_visits: visits.try_get(0)?,
        on_time_visits: visits.try_get(1)?,
        windowed_visits: visits.try_get(2)?,
        cancelled_visits: cancelled.try_get(0)?,
        ratings,
        stars: mean,
        days: days.into_iter().map(|(day, completed)| LinkedDay { day: day.to_string(), completed }).collect(),
    })
}

/// The latest visits that were completed.
pub(super) async fn records(app: &App, tenant: TenantId) -> DbResult<Vec<LinkedRecord>> {
    // visits_done
    let rows = sqlx::query(
        "select coalesce(number, ''), assignee_name, completed_at, coalesce(arrived_at, completed_at), photo_count, rating \
         from visits where tenant_id = $1 and state = 'completed' and completed_at is not null \
         order by completed_at desc, id limit $2",
    )
    .bind(tenant.to_string())
    .bind(MAX_RECORDS)
    .fetch_all(app.db.pool())
    .await?;
    let record = |row: &sqlx::any::AnyRow| {
        let (completed, arrived): (i64, i64) = (row.try_get(2)?, row.try_get(3)?);
        Ok(LinkedRecord {
            number: row.try_get(0)?,
            agent_name: row.try_get(1)?,
            completed_at: Timestamp(completed),
            duration_ms: (completed - arrived).max(0),
            photos: row.try_get(4)?,
            rating: row.try_get(5)?,
        })
    };
    rows.iter().map(record).collect()
}

/// This moment.
pub(super) async fn monitoring(app: &App, tenant: TenantId) -> DbResult<LinkedMoment> {
    let now = app.clock.now();
    let directory = app.directory(tenant).await?;
    let duties = Duties::at(app, tenant, &directory, now).await?;
    let engineers: Vec<_> = directory
        .agents
        .values()
        .filter(|agent| agent.disabled_at.is_none())
        .filter(|agent| directory.policy.rights(agent).allow(Area::Visits, Verb::Work))
        .collect();
    let on_shift = engineers.iter().filter(|agent| duties.standing(agent, Module::Visits).on_shift).count();
    let (today, _) = duties.offsets.local(now);
    let midnight = duties.offsets.moment(today, 0);
    let row = sqlx::query(
        "select cast(count(distinct case when state in ('on_the_way', 'arrived', 'paused') then assignee end) as bigint), \
         cast(coalesce(sum(case when state = 'new' and assignee is null then 1 else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when state in ('new', 'accepted') and assignee is not null then 1 else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when state in ('on_the_way', 'arrived', 'paused') then 1 else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when state not in ('completed', 'cancelled') and window_to < $2 then 1 else 0 end), 0) as bigint), \
         cast(coalesce(sum(case when state = 'completed' and completed_at >= $3 then 1 else 0 end), 0) as bigint) \
         from visits where tenant_id = $1 and (state not in ('completed', 'cancelled') or completed_at >= $3)",
    )
    .bind(tenant.to_string())
    .bind(now.ms())
    .bind(midnight.ms())
    .fetch_one(app.db.pool())
    .await?;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    Ok(LinkedMoment {
        engineers: count(engineers.len()),
        on_shift: count(on_shift),
        busy: row.try_get(0)?,
        unassigned: row.try_get(1)?,
        waiting: row.try_get(2)?,
        under_way: row.try_get(3)?,
        overdue: row.try_get(4)?,
        completed_today: row.try_get(5)?,
    })
}
