//! Keeps the clocks of calendars told for years ahead.

use std::time::Duration;

use sqlx::Row as _;
use truckroll_domain::calendar::Calendar;
use truckroll_domain::time::DAY_MS;
use truckroll_domain::{Actor, TenantId, Timestamp};

use crate::App;
use crate::db::DbResult;
use crate::directory::{Writing, replace_definition};
use crate::news::{self, Announcement, Changed, News};
use crate::zones;

/// How often calendars are looked through.
const LOOK_AGAIN: Duration = Duration::from_secs(24 * 3_600);
/// What clocks will show so far ahead has to be right.
const AHEAD_MS: i64 = 5 * 365 * DAY_MS;

/// Whether the clocks that a calendar knows end too soon, or run otherwise by now.
fn is_due(calendar: &Calendar, now: Timestamp) -> Option<Calendar> {
    let offsets = zones::offsets(&calendar.time_zone, now)?;
    let horizon = now.plus_ms(AHEAD_MS);
    let same = calendar.offsets.between(now, horizon) == offsets.between(now, horizon);
    (!same).then(|| Calendar { offsets, ..calendar.clone() })
}

/// Tells the clocks anew where fewer than five years are left, and where the time-zone database has other ones. Returns
/// how many calendars were written.
///
/// # Errors
/// When the database fails.
pub async fn renew(app: &App) -> DbResult<u64> {
    let now = app.clock.now();
    let mut written = 0;
    let tenants = sqlx::query("select id from tenants").fetch_all(app.db.pool()).await?;
    for row in tenants {
        let Ok(tenant) = row.try_get::<String, _>(0)?.parse::<TenantId>() else { continue };
        // the primary key of definitions
        let rows =
            sqlx::query("select id, seq, body from definitions where tenant_id = $1 and kind = $2 and body <> ''")
                .bind(tenant.to_string())
                .bind(Calendar::KIND)
                .fetch_all(app.db.pool())
                .await?;
        for row in rows {
            let (id, seen, body): (String, i64, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let Ok(calendar) = serde_json::from_str::<Calendar>(&body) else { continue };
            let Some(renewed) = is_due(&calendar, now) else { continue };
            let mut tx = app.db.begin().await?;
            let writing = Writing { tenant, of: (Calendar::KIND, &id), seen, by: &Actor::System, at: now };
            // somebody else was faster: he told the clocks himself
            let Some(seq) = replace_definition(&mut tx, &writing, Some(&renewed)).await? else { continue };
            let changed = Changed::Definitions(vec![Calendar::KIND.to_owned()]);
            let news = News::Stored(Announcement { tenant, seq, changed, agents: None });
            news::tell(&mut tx, &news).await?;
            tx.commit().await?;
            app.hear(News::Directory { tenant });
            app.hear(news);
            written += 1;
        }
    }
    Ok(written)
}

/// Starts the daily look; it ends with the runtime.
pub fn start(app: &App) -> tokio::task::JoinHandle<()> {
    let app = app.clone();
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(LOOK_AGAIN);
        loop {
            tick.tick().await;
            match renew(&app).await {
                Ok(0) => {}
                Ok(calendars) => tracing::info!(calendars, "clocks of calendars are told anew"),
                Err(error) => tracing::warn!(%error, "clocks of calendars were not told anew"),
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use truckroll_domain::CalendarId;
    use truckroll_domain::calendar::Offsets;

    const NOW: Timestamp = Timestamp(1_777_860_000_000);

    #[test]
    fn clocks_are_told_anew_when_less_than_five_years_are_left_or_they_are_wrong() {
        let fresh = |zone: &str| {
            let offsets = zones::offsets(zone, NOW).expect("is there");
            Calendar::office_hours(CalendarId::default(), "Office", zone, offsets)
        };
        let berlin = fresh("Europe/Berlin");
        assert_eq!(is_due(&berlin, NOW), None);
        assert_eq!(is_due(&berlin, NOW.plus_ms(4 * 365 * DAY_MS)), None);
        let late = NOW.plus_ms(6 * 365 * DAY_MS);
        let renewed = is_due(&berlin, late).expect("due");
        assert!(renewed.offsets.changes.last() > berlin.offsets.changes.last());
        assert_eq!(is_due(&fresh("Asia/Shanghai"), late), None, "nothing ever changes there");
        let wrong = Calendar { offsets: Offsets::fixed(60), ..fresh("Asia/Shanghai") };
        assert!(is_due(&wrong, NOW).is_some());
        let nowhere = Calendar { time_zone: "Atlantis".into(), ..wrong };
        assert_eq!(is_due(&nowhere, NOW), None, "a zone that is gone keeps what was told");
    }
}
