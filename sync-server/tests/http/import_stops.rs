//! Imports that stop on their way: with the server, again and again, and by hand.

use axum::http::StatusCode;
use serde_json::json;
use truckroll_server::imports;

use crate::imports::{counts, read, start, total, upload};
use crate::support::{on_each_engine, tenant_admin};

#[tokio::test]
async fn an_interrupted_import_takes_each_row_exactly_once() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let before = total(world, &li, "companies").await;
        let mut file = "Name,Remark\n".to_owned();
        for n in 0..3_500 {
            // every fiftieth row is the one before once more
            let n = if n % 50 == 49 { n - 1 } else { n };
            file.push_str(&format!("Customer {n},r{n}\n"));
        }
        let now = upload(world, &li, "company", file.as_bytes()).await;
        assert_eq!(start(world, &li, &now, false, |_| {}).await.status, StatusCode::ACCEPTED);
        // the server is stopped in the middle, again and again
        let mut stops = 0;
        for chunk in [1_000, 2_000, 3_000] {
            let reached = async {
                while read(world, &li, &now).await["done"].as_i64() < Some(chunk - 1) {
                    tokio::task::yield_now().await;
                }
            };
            tokio::select! {
                done = imports::work(&world.app) => { done.expect("works"); }
                () = reached => stops += 1,
            }
            // nobody takes it while its lease holds
            assert_eq!(imports::work(&world.app).await.expect("works"), 0);
            world.advance(31_000);
        }
        assert!(stops >= 2, "{stops}");
        imports::work(&world.app).await.expect("works");
        let done = read(world, &li, &now).await;
        assert_eq!((done["state"].as_str(), counts(&done)), (Some("done"), [3_500, 3_430, 0, 0, 70]), "{done}");
        assert_eq!(total(world, &li, "companies").await, before + 3_430);
        // so is taking it back
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let path = format!("/imports/{}/undo", now["id"].as_str().expect("id"));
        assert_eq!(world.post(&path, &sun, json!({})).await.status, StatusCode::ACCEPTED);
        let reached = async {
            while read(world, &sun, &now).await["removed"].as_i64() < Some(1_000) {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            done = imports::work(&world.app) => { done.expect("works"); }
            () = reached => {}
        }
        world.advance(31_000);
        imports::work(&world.app).await.expect("works");
        let undone = read(world, &sun, &now).await;
        assert_eq!(
            (&undone["state"], &undone["removed"], &undone["left"]),
            (&json!("undone"), &json!(3_430), &json!(0))
        );
        assert_eq!(total(world, &li, "companies").await, before);
    })
    .await;
}

#[tokio::test]
async fn what_is_stopped_stores_nothing_more_and_can_be_taken_back() {
    on_each_engine(async |world| {
        let sun = tenant_admin(world, &world.a, "sun-a").await;
        let before = total(world, &sun, "companies").await;
        let rows = (0..4_500).map(|n| format!("Customer {n}\n")).collect::<String>();
        let now = upload(world, &sun, "company", format!("Name\n{rows}").as_bytes()).await;
        let stop =
            async || world.post(&format!("/imports/{}/stop", now["id"].as_str().expect("id")), &sun, json!({})).await;
        assert_eq!(stop().await.problem().0, 409, "nobody works on it");
        start(world, &sun, &now, true, |_| {}).await;
        let stopped = stop().await.json();
        assert_eq!((&stopped["state"], &stopped["trouble"]), (&json!("failed"), &json!("check_stopped")));
        assert_eq!(start(world, &sun, &now, false, |_| {}).await.status, StatusCode::ACCEPTED);
        let stopped = async {
            while read(world, &sun, &now).await["done"].as_i64() < Some(999) {
                tokio::task::yield_now().await;
            }
            stop().await
        };
        let (worked, stopped) = tokio::join!(imports::work(&world.app), stopped);
        worked.expect("works");
        let stopped = stopped.json();
        assert_eq!((&stopped["state"], &stopped["trouble"]), (&json!("failed"), &json!("stopped")));
        let stored = stopped["result"]["created"].as_i64().expect("a number");
        assert!((1..4_500).contains(&stored), "{stored}");
        imports::work(&world.app).await.expect("works");
        assert_eq!(total(world, &sun, "companies").await, before + stored, "not a row more");
        let undo = format!("/imports/{}/undo", now["id"].as_str().expect("id"));
        assert_eq!(world.post(&undo, &sun, json!({})).await.status, StatusCode::ACCEPTED);
        imports::work(&world.app).await.expect("works");
        assert_eq!(total(world, &sun, "companies").await, before);
    })
    .await;
}
