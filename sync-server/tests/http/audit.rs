//! The audit log: what is in it, who reads it, how it is paged, exported and cleared away.

use axum::http::{Method, StatusCode, header};
use serde_json::{Value as Json, json};
use truckroll_domain::audit::Action;
use truckroll_domain::time::DAY_MS;
use truckroll_server::audit::{self, Entry, KEPT_MS};

use crate::account::admin;
use crate::support::{NOW, World, on_each_engine};

async fn rows(world: &World, token: &str, query: &str) -> Vec<Json> {
    let reply = world.get(&format!("/audit{query}"), token).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    reply.json()["rows"].as_array().expect("rows").clone()
}

fn actions(rows: &[Json]) -> Vec<&str> {
    rows.iter().filter_map(|row| row["action"].as_str()).collect()
}

#[tokio::test]
async fn what_was_done_is_told_with_who_when_before_and_after() {
    on_each_engine(async |world| {
        let admin = admin(world).await;
        world.post("/sessions", "", json!({"account": "li-a", "password": "x"})).await;
        world.advance(1_000);
        let rules = json!({"seq": 0, "rules": {"photos": 2}});
        assert_eq!(world.call(Method::PUT, "/visit-rules", &admin, Some(rules)).await.status, StatusCode::OK);
        let log = rows(world, &admin, "").await;
        assert_eq!(actions(&log), ["visit_rules", "sign_in_refused", "signed_in"]);
        let [written, refused, opened] = &log[..] else { panic!("three") };
        assert_eq!((&written["agent_name"], &written["at"]), (&json!("Zhao Min"), &json!(NOW + 1_000)));
        assert_eq!((&written["before"]["photos"], &written["after"]["photos"]), (&json!(0), &json!(2)));
        assert_eq!((&refused["subject_name"], &refused["after"]), (&json!("Li Na"), &json!({"wrong": "password"})));
        assert_eq!(written["session"], opened["session"]);
        assert!(!written["session"].is_null());
        for (query, found) in [
            (format!("?agent={}", world.a.li), vec!["sign_in_refused"]),
            (format!("?subject={}", world.a.zhao), vec!["signed_in"]),
            ("?action=visit_rules".to_owned(), vec!["visit_rules"]),
            (format!("?from={}", NOW + 1), vec!["visit_rules"]),
            (format!("?to={}", NOW + 1), vec!["sign_in_refused", "signed_in"]),
            (format!("?agent={}&action=visit_rules&to={NOW}", world.a.zhao), vec![]),
        ] {
            assert_eq!(actions(&rows(world, &admin, &query).await), found, "{query}");
        }
        for wrong in ["?action=nothing", "?limit=0", "?limit=201", "?after=x", "?agent=x", "?colour=red"] {
            assert_eq!(world.get(&format!("/audit{wrong}"), &admin).await.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
    })
    .await;
}

#[tokio::test]
async fn only_administrators_read_it_and_only_that_of_their_organisation() {
    on_each_engine(async |world| {
        let admin = admin(world).await;
        let other = world.desk("li-b").await;
        for path in ["/audit", "/audit/export.csv"] {
            assert_eq!(world.get(path, &other).await.status, StatusCode::FORBIDDEN);
        }
        assert_eq!(actions(&rows(world, &admin, "").await), ["signed_in"], "not what happened at the other one");
    })
    .await;
}

#[tokio::test]
async fn every_page_goes_on_where_the_last_one_ended() {
    on_each_engine(async |world| {
        let admin = admin(world).await;
        for n in 0..25 {
            // several in one millisecond
            world.advance(i64::from(n % 3 == 0));
            let mut tx = world.app.db.begin().await.expect("begins");
            let entry = Entry::by_system(&world.app, world.a.id, Action::VisitRules).about("thing", n, "");
            audit::write(&mut tx, entry).await.expect("written");
            tx.commit().await.expect("commits");
        }
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = world.get(&format!("/audit?limit=4&action=visit_rules{after}"), &admin).await.json();
            seen.extend(
                page["rows"].as_array().expect("rows").iter().map(|r| r["subject"].as_str().expect("n").to_owned()),
            );
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        let mut sorted = seen.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!((seen.len(), sorted.len()), (25, 25));
    })
    .await;
}

#[tokio::test]
async fn the_export_is_a_whole_file_without_formulas_and_notes_itself() {
    on_each_engine(async |world| {
        let admin = admin(world).await;
        let mut tx = world.app.db.begin().await.expect("begins");
        for n in 0..1_203 {
            let entry = Entry::by_system(&world.app, world.a.id, Action::VisitRules).about("thing", n, "=cmd()");
            audit::write(&mut tx, entry).await.expect("written");
        }
        tx.commit().await.expect("commits");
        let reply = world.get("/audit/export.csv?action=visit_rules", &admin).await;
        assert_eq!(reply.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
        let text = reply.text();
        assert!(text.starts_with("\u{feff}at,actor,"), "{}", &text[..40]);
        assert_eq!(text.lines().count(), 1_204);
        assert!(text.contains(",'=cmd(),") && !text.contains(",=cmd"));
        assert_eq!(actions(&rows(world, &admin, "?limit=1").await), ["audit_exported"]);
    })
    .await;
}

#[tokio::test]
async fn two_years_later_an_entry_is_gone_and_no_sooner() {
    on_each_engine(async |world| {
        admin(world).await;
        world.advance(KEPT_MS);
        assert_eq!(audit::clear_old(&world.app).await.expect("cleared"), 0);
        let admin = world.desk("zhao-a").await;
        world.advance(DAY_MS);
        assert_eq!(audit::clear_old(&world.app).await.expect("cleared"), 1);
        assert_eq!(rows(world, &admin, "").await.len(), 1);
    })
    .await;
}

/// The table is written in one place and cleared in one other.
#[test]
fn no_code_changes_an_entry() {
    let mut folders = vec![std::path::PathBuf::from("src")];
    let (mut updates, mut deletes) = (0, 0);
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).expect("folder").map(|e| e.expect("entry").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                updates += text.matches("update audit").count();
                deletes += text.matches("delete from audit").count();
            }
        }
    }
    assert_eq!((updates, deletes), (0, 1));
}
