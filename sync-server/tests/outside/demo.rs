//! The demo organisation.

use std::collections::BTreeMap;

use sqlx::Row as _;
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::{Entry, Timestamp};
use truckroll_server::demo::{PASSWORD, seed, tenant};

use crate::support::World;

async fn counts(world: &truckroll_server::App, sql: &'static str) -> BTreeMap<String, i64> {
    let rows = sqlx::query(sql).bind(tenant().to_string()).fetch_all(world.db.pool()).await.expect("counts");
    rows.iter().map(|r| (r.try_get(0).expect("word"), r.try_get(1).expect("number"))).collect()
}

/// Everything was received when it was done, or now where there was no network; nothing lies in the future, and
/// nothing was done to a document before it was made.
async fn its_history_is_true(app: &truckroll_server::App, now: Timestamp) {
    let rows = sqlx::query("select parent_id, body from entries where tenant_id = $1")
        .bind(tenant().to_string())
        .fetch_all(app.db.pool())
        .await
        .expect("reads");
    let mut began: BTreeMap<String, Timestamp> = BTreeMap::new();
    let mut entries: Vec<Entry> = Vec::new();
    for row in rows {
        let (parent, body): (String, String) = (row.get(0), row.get(1));
        let entry: Entry = serde_json::from_str(&body).expect("is an entry");
        if matches!(&entry.body, truckroll_domain::EntryBody::Log { action, .. } if action == "create") {
            began.insert(parent, entry.at);
        }
        entries.push(entry);
    }
    assert!(entries.len() > 5_000, "{}", entries.len());
    for entry in entries {
        let received = entry.received_at.expect("the server stamps everything");
        assert!(entry.at <= received && received <= now, "received before it was done, or in the future: {entry:?}");
        let late_by = received.since_ms(entry.at);
        assert!(entry.offline || late_by < MINUTE_MS, "{late_by} ms under way: {entry:?}");
        let made = began.get(&entry.parent.to_string());
        assert!(made.is_some_and(|made| *made <= entry.at), "done before there was anything to do: {entry:?}");
    }
}

#[tokio::test]
async fn the_demo_has_work_in_every_state_and_is_made_once() {
    let folder = crate::support::Database::none();
    // ten past midnight and noon in Shanghai: today is alive at any hour
    for (n, now) in [1_777_911_000_000_i64, 1_777_867_200_000].into_iter().enumerate() {
        let config = truckroll_server::Config::in_folder(folder.path().join(n.to_string()));
        let clock = truckroll_server::app::Clock::from_fn(move || Timestamp(now));
        let app = truckroll_server::App::open(config, clock).await.expect("opens");
        seed(&app).await.expect("seeds");
        let states =
            counts(&app, "select state, cast(count(*) as bigint) from visits where tenant_id = $1 group by state")
                .await;
        for (state, least) in [
            ("new", 17),
            ("accepted", 6),
            ("on_the_way", 5),
            ("arrived", 6),
            ("paused", 2),
            ("completed", 200),
            ("cancelled", 10),
            ("cancel_requested", 2),
        ] {
            assert!(states.get(state).is_some_and(|n| *n >= least), "{state}: {states:?}");
        }
        assert_eq!(states.values().sum::<i64>(), 300);
        // an engineer at a site has finished one before, which its customer has not rated yet
        let second = counts(
            &app,
            "select 'second', count(distinct now.assignee) from visits now join visits before \
             on before.tenant_id = now.tenant_id and before.assignee = now.assignee \
             and before.state = 'completed' and before.rating is null \
             where now.tenant_id = $1 and now.state = 'arrived'",
        )
        .await;
        assert_eq!(second["second"], 6);
        let late = counts(&app, "select 'late', cast(sum(attention) as bigint) from visits where tenant_id = $1").await;
        assert_eq!(late["late"], 1);
        let tickets =
            counts(&app, "select status, cast(count(*) as bigint) from tickets where tenant_id = $1 group by status")
                .await;
        assert_eq!(tickets.values().sum::<i64>(), 2_000);
        assert_eq!(tickets.len(), 5, "{tickets:?}");
        let staff = app.directory(tenant()).await.expect("directory");
        assert_eq!(staff.agents.len(), 64);
        assert!(truckroll_server::positions::latest(&app, tenant()).len() > 50);
        its_history_is_true(&app, Timestamp(now)).await;
        seed(&app).await.expect("again");
        let again = counts(&app, "select 'all', cast(count(*) as bigint) from tickets where tenant_id = $1").await;
        assert_eq!(again["all"], 2_000);
    }
}

#[tokio::test]
async fn a_database_with_an_organisation_gets_no_demo() {
    let world = World::sqlite().await;
    seed(&world.app).await.expect("leaves it");
    assert!(world.app.directory(tenant()).await.is_err());
    assert_eq!(PASSWORD, "truckroll-demo");
    world.close().await;
}
