//! Passwords, locks, the second step and sessions, as people and administrators meet them.

use axum::http::{Method, StatusCode, header};
use serde_json::{Value as Json, json};
use truckroll_domain::people::Role;
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::{AgentId, DeviceId, Timestamp};
use truckroll_server::App;
use truckroll_server::app::Clock;
use truckroll_server::auth::two_step::totp;

use crate::support::{NOW, PASSWORD, Reply, World, agent, on_each_engine, put_agent};

const NEW: &str = "seven vans in the rain";

/// Makes Zhao of A an administrator and signs him in.
pub async fn admin(world: &World) -> String {
    put_agent(&world.app, world.a.id, &agent(world.a.zhao, "zhao-a", "Zhao Min", Role::Admin)).await;
    world.desk("zhao-a").await
}

async fn sign_in(world: &World, body: Json) -> Reply {
    world.post("/sessions", "", body).await
}

/// The code of a secret as it was shown, for the step that lies `steps` after now.
fn code(world: &World, secret: &str, steps: i64) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut bytes, mut buffer, mut bits) = (Vec::new(), 0_u32, 0);
    for letter in secret.chars().filter(|c| *c != ' ') {
        buffer = (buffer << 5) | u32::try_from(letters.find(letter).expect("base 32")).expect("small");
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(buffer >> bits & 255).expect("a byte"));
        }
    }
    totp::code_of(&bytes, totp::step_at(world.app.clock.now()) + steps)
}

/// Sets up the second step; gives the secret and the recovery codes. The present step is used then.
async fn enrol(world: &World, token: &str) -> (String, Vec<String>) {
    let begun = world.post("/account/two-step", token, json!({"password": PASSWORD})).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text());
    let secret = begun.json()["secret"].as_str().expect("secret").to_owned();
    let answer = json!({"code": code(world, &secret, 0)});
    let confirmed = world.post("/account/two-step/confirm", token, answer).await;
    assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.text());
    let codes = confirmed.json()["codes"].as_array().expect("codes").clone();
    (secret, codes.iter().map(|c| c.as_str().expect("text").to_owned()).collect())
}

fn field(reply: &Reply, member: &str) -> String {
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.text());
    reply.json()["fields"][member].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_password_is_changed_by_its_owner_and_his_other_sessions_end() {
    on_each_engine(async |world| {
        let (here, there) = (world.desk("li-a").await, world.desk("li-a").await);
        let change =
            async |old: &str, new: &str| world.post("/account/password", &here, json!({"old": old, "new": new})).await;
        assert_eq!(field(&change("wrong", NEW).await, "old"), "wrong");
        for (new, problem) in
            [("short", "too_short"), ("aurora lifts 1", "a_name"), ("password2026", "common"), (PASSWORD, "same")]
        {
            assert_eq!(field(&change(PASSWORD, new).await, "new"), problem);
        }
        assert_eq!(change(PASSWORD, NEW).await.status, StatusCode::NO_CONTENT);
        assert_eq!(world.get("/sessions/current", &here).await.status, StatusCode::OK);
        assert_eq!(world.get("/sessions/current", &there).await.problem().2, "password_changed");
        assert_eq!(sign_in(world, json!({"account": "li-a", "password": PASSWORD})).await.status, 401);
        assert_eq!(sign_in(world, json!({"account": "li-a", "password": NEW})).await.status, 201);
        assert_eq!(world.get("/account", &here).await.json()["password_at"], NOW);
    })
    .await;
}

#[tokio::test]
async fn proving_a_password_again_and_again_has_to_wait() {
    let world = World::sqlite().await;
    let token = world.desk("li-a").await;
    for _ in 0..20 {
        world.post("/account/password", &token, json!({"old": "x", "new": NEW})).await;
    }
    let limited = world.post("/account/password", &token, json!({"old": PASSWORD, "new": NEW})).await;
    assert_eq!(limited.problem().1, "rate_limited");
}

#[tokio::test]
async fn a_temporary_password_lets_in_only_to_change_it() {
    on_each_engine(async |world| {
        let admin = admin(world).await;
        let li = world.desk("li-a").await;
        let path = format!("/agents/{}/password", world.a.li);
        assert_eq!(world.post(&path, &li, json!({})).await.status, StatusCode::FORBIDDEN);
        let own = format!("/agents/{}/password", world.a.zhao);
        assert_eq!(world.post(&own, &admin, json!({})).await.problem().2, "own_account");
        let made = world.post(&path, &admin, json!({})).await;
        let temporary = made.json()["password"].as_str().expect("shown once").to_owned();
        assert_eq!(world.get("/sessions/current", &li).await.problem().2, "password_changed");
        let security = world.get(&format!("/agents/{}/security", world.a.li), &admin).await.json();
        assert_eq!((&security["must_change"], &security["sessions"]), (&json!(true), &json!([])));
        let opened = sign_in(world, json!({"account": "li-a", "password": temporary})).await.json();
        assert_eq!(opened["me"]["demand"], "password_change");
        let token = opened["token"].as_str().expect("token");
        for path in ["/visits", "/account/sessions", "/agents", "/search?q=a", "/live"] {
            assert_eq!(world.get(path, token).await.problem().1, "password_change_required", "{path}");
        }
        assert_eq!(world.get("/sessions/current", token).await.json()["demand"], "password_change");
        let answer = json!({"old": temporary, "new": NEW});
        assert_eq!(world.post("/account/password", token, answer).await.status, StatusCode::NO_CONTENT);
        assert_eq!(world.get("/visits", token).await.status, StatusCode::OK);
        assert!(world.get("/sessions/current", token).await.json().get("demand").is_none());
    })
    .await;
}

#[tokio::test]
async fn a_phone_changes_a_temporary_password_while_it_signs_in() {
    on_each_engine(async |world| {
        let admin = admin(world).await;
        let made = world.post(&format!("/agents/{}/password", world.a.wang), &admin, json!({})).await.json();
        let device = json!({"id": DeviceId::from_parts(1, [1; 10]), "kind": "phone"});
        let body = |new: Option<&str>| json!({"account": "wang-a", "password": made["password"], "device": device, "new_password": new});
        assert_eq!(sign_in(world, body(None)).await.problem().1, "password_change_required");
        assert_eq!(field(&sign_in(world, body(Some("1234567890"))).await, "new_password"), "common");
        let reply = sign_in(world, body(Some(NEW))).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
        let token = reply.json()["token"].as_str().expect("token").to_owned();
        assert_eq!(world.get("/visits", &token).await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_lock_outlives_a_restart_holds_for_the_right_password_and_is_ended_by_an_administrator() {
    on_each_engine(async |world| {
        let admin = admin(world).await;
        for account in ["li-a", "nobody"] {
            for n in 0..10 {
                let reply = sign_in(world, json!({"account": account, "password": "x"})).await;
                assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{account} {n}");
            }
        }
        // another process on the same database
        let mut config = (*world.app.config).clone();
        config.data = world.database.path();
        let clock = world.app.clock.now();
        let again = App::open(config, Clock::from_fn(move || clock)).await.expect("opens");
        let again = World { router: truckroll_server::http::router(again.clone()), app: again, ..World::twin(world) };
        let known = sign_in(&again, json!({"account": "li-a", "password": PASSWORD})).await;
        let unknown = sign_in(&again, json!({"account": "nobody", "password": PASSWORD})).await;
        assert_eq!(known.problem().1, "rate_limited");
        assert_eq!((known.status, &known.body), (unknown.status, &unknown.body), "locked alike, known or not");
        assert_eq!(known.headers[header::RETRY_AFTER], "900");
        let path = format!("/agents/{}", world.a.li);
        let security = world.get(&format!("{path}/security"), &admin).await.json();
        assert_eq!(security["locked_until"], NOW + 15 * MINUTE_MS);
        assert_eq!(world.post(&format!("{path}/unlock"), &admin, json!({})).await.status, StatusCode::NO_CONTENT);
        assert_eq!(sign_in(world, json!({"account": "li-a", "password": PASSWORD})).await.status, StatusCode::CREATED);
        let log = world.get("/audit?limit=200", &admin).await.json()["rows"].to_string();
        for action in ["sign_in_refused", "account_locked", "account_unlocked"] {
            assert!(log.contains(action), "{action}");
        }
        assert!(!log.contains("nobody"), "names that nobody has are in no organisation's log");
        again.app.db.pool().close().await;
    })
    .await;
}

#[tokio::test]
async fn a_lock_ends_by_itself_and_the_count_begins_anew() {
    let world = World::sqlite().await;
    let wrong = async || sign_in(&world, json!({"account": "li-a", "password": "x"})).await.status.as_u16();
    for _ in 0..9 {
        assert_eq!(wrong().await, 401);
    }
    world.advance(15 * MINUTE_MS);
    for _ in 0..10 {
        assert_eq!(wrong().await, 401, "the first nine are too old to count");
    }
    assert_eq!(wrong().await, 429);
    world.advance(15 * MINUTE_MS);
    assert_eq!(wrong().await, 401);
    assert_eq!(sign_in(&world, json!({"account": "li-a", "password": PASSWORD})).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_second_step_is_asked_for_taken_once_and_given_up() {
    on_each_engine(async |world| {
        let token = world.desk("li-a").await;
        let wrong = world.post("/account/two-step", &token, json!({"password": "x"})).await;
        assert_eq!(field(&wrong, "password"), "wrong");
        let (secret, codes) = enrol(world, &token).await;
        assert_eq!(codes.len(), 10);
        let again = world.post("/account/two-step", &token, json!({"password": PASSWORD})).await;
        assert_eq!(again.problem().2, "two_step", "a secret that counts is not replaced");
        let with = async |code: Option<&str>, password: &str| {
            sign_in(world, json!({"account": "li-a", "password": password, "code": code})).await
        };
        assert_eq!(with(None, PASSWORD).await.problem(), (401, "second_step_required".into(), String::new()));
        assert_eq!(with(None, "x").await.problem().1, "unauthenticated", "only the right password says so");
        let used = code(world, &secret, 0);
        assert_eq!(with(Some(&used), PASSWORD).await.problem().2, "code", "its step was used to confirm");
        world.advance(60_000);
        let fresh = code(world, &secret, 0);
        assert_eq!(with(Some(&fresh), PASSWORD).await.status, StatusCode::CREATED);
        assert_eq!(with(Some(&fresh), PASSWORD).await.status, StatusCode::UNAUTHORIZED, "once");
        let spoken = codes[3].to_uppercase().replace('-', " ");
        assert_eq!(with(Some(&spoken), PASSWORD).await.status, StatusCode::CREATED);
        assert_eq!(with(Some(&codes[3]), PASSWORD).await.status, StatusCode::UNAUTHORIZED, "once");
        assert_eq!(world.get("/account", &token).await.json()["recovery_codes"], 9);
        let made = world.post("/account/two-step/codes", &token, json!({"password": PASSWORD, "code": codes[4]})).await;
        assert_eq!(made.json()["codes"].as_array().map(Vec::len), Some(10));
        assert_eq!(with(Some(&codes[5]), PASSWORD).await.status, StatusCode::UNAUTHORIZED, "the old ones are gone");
        world.advance(60_000);
        let off = json!({"password": PASSWORD, "code": code(world, &secret, 0)});
        assert_eq!(world.post("/account/two-step/off", &token, off).await.status, StatusCode::NO_CONTENT);
        assert_eq!(with(None, PASSWORD).await.status, StatusCode::CREATED);
    })
    .await;
}

#[tokio::test]
async fn guessing_codes_locks_the_account_and_a_right_password_does_not_help() {
    let world = World::sqlite().await;
    let token = world.desk("li-a").await;
    enrol(&world, &token).await;
    for n in 0..10 {
        let guess = json!({"account": "li-a", "password": PASSWORD, "code": format!("{n:06}")});
        assert_eq!(sign_in(&world, guess).await.status, StatusCode::UNAUTHORIZED, "{n}");
        if n < 9 {
            let without = sign_in(&world, json!({"account": "li-a", "password": PASSWORD})).await;
            assert_eq!(without.problem().1, "second_step_required", "{n}");
        }
    }
    let locked = sign_in(&world, json!({"account": "li-a", "password": PASSWORD})).await;
    assert_eq!(locked.problem().1, "rate_limited");
}

#[tokio::test]
async fn the_secret_is_stored_sealed_and_an_administrator_ends_a_lost_second_step() {
    on_each_engine(async |world| {
        let admin = admin(world).await;
        let token = world.desk("li-a").await;
        let (secret, codes) = enrol(world, &token).await;
        let row =
            sqlx::query_as::<_, (String,)>("select secret from second_steps").fetch_one(world.app.db.pool()).await;
        assert!(!row.expect("a row").0.contains(&secret.replace(' ', "")));
        let stored =
            sqlx::query_as::<_, (String,)>("select code_hash from recovery_codes").fetch_all(world.app.db.pool());
        assert!(stored.await.expect("rows").iter().all(|(hash,)| !codes.contains(hash) && hash.len() == 64));
        let path = format!("/agents/{}/two-step/off", world.a.li);
        assert_eq!(world.post(&path, &token, json!({})).await.status, StatusCode::FORBIDDEN);
        assert_eq!(world.post(&path, &admin, json!({})).await.status, StatusCode::NO_CONTENT);
        assert_eq!(world.post(&path, &admin, json!({})).await.status, StatusCode::NOT_FOUND);
        assert_eq!(sign_in(world, json!({"account": "li-a", "password": PASSWORD})).await.status, StatusCode::CREATED);
    })
    .await;
}

#[tokio::test]
async fn an_organisation_demands_the_second_step_and_a_session_without_it_can_only_set_it_up() {
    on_each_engine(async |world| {
        let admin = admin(world).await;
        let wang = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        let put = async |two_step: &str, seq: i64| {
            world.call(Method::PUT, "/sign-in/settings", &admin, Some(json!({"seq": seq, "two_step": two_step}))).await
        };
        assert_eq!(put("admins", 0).await.json()["seq"], 1);
        assert_eq!(world.get("/visits", &wang).await.status, StatusCode::OK, "engineers are not asked");
        for path in ["/sign-in/settings", "/visits", "/audit"] {
            assert_eq!(world.get(path, &admin).await.problem().1, "second_step_setup_required", "{path}");
        }
        let (secret, _) = enrol(world, &admin).await;
        assert_eq!(put("everybody", 0).await.problem().1, "conflict", "by the number that was read");
        assert_eq!(put("everybody", 1).await.json()["two_step"], "everybody");
        assert_eq!(world.get("/visits", &wang).await.problem().1, "second_step_setup_required");
        let device = json!({"id": DeviceId::from_parts(2, [2; 10]), "kind": "phone"});
        let body = json!({"account": "wang-a", "password": PASSWORD, "device": device});
        assert_eq!(
            sign_in(world, body).await.problem(),
            (403, "second_step_setup_required".into(), "second_step".into())
        );
        let desk = sign_in(world, json!({"account": "wang-a", "password": PASSWORD})).await.json();
        assert_eq!(desk["me"]["demand"], "second_step");
        world.advance(60_000);
        let body = json!({"account": "zhao-a", "password": PASSWORD, "code": code(world, &secret, 0)});
        assert!(sign_in(world, body).await.json()["me"].get("demand").is_none());
    })
    .await;
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_owner_and_by_an_administrator() {
    on_each_engine(async |world| {
        let admin = admin(world).await;
        let (desk, other) = (world.desk("wang-a").await, world.desk("wang-a").await);
        let phone = world.phone("wang-a", DeviceId::from_parts(1, [1; 10])).await;
        let list = world.get("/account/sessions", &desk).await.json().as_array().expect("list").clone();
        assert_eq!(list.len(), 3);
        assert_eq!(list.iter().filter(|s| s["current"] == true).count(), 1);
        assert!(list.iter().any(|s| s["kind"] == "phone" && s["name"] == "phone"), "{list:?}");
        let id_of =
            |kind: &str| list.iter().find(|s| s["kind"] == kind).expect("one")["id"].as_str().expect("id").to_owned();
        let end = |id: &str| format!("/account/sessions/{id}");
        let foreign = world.call(Method::DELETE, &end(&id_of("phone")), &admin, None).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "of somebody else");
        assert_eq!(world.call(Method::DELETE, &end(&id_of("phone")), &desk, None).await.status, 204);
        assert_eq!(world.get("/sessions/current", &phone).await.problem().2, "revoked");
        assert_eq!(world.post("/account/sessions/end-others", &desk, json!({})).await.status, 204);
        assert_eq!(world.get("/sessions/current", &other).await.problem().2, "revoked");
        let security = world.get(&format!("/agents/{}/security", world.a.wang), &admin).await.json();
        let left = security["sessions"][0]["id"].as_str().expect("the desk").to_owned();
        let path = format!("/agents/{}/sessions/{left}", world.a.wang);
        let wrong = format!("/agents/{}/sessions/{left}", world.a.li);
        assert_eq!(world.call(Method::DELETE, &wrong, &admin, None).await.status, 404);
        assert_eq!(world.call(Method::DELETE, &path, &admin, None).await.status, 204);
        assert_eq!(world.get("/sessions/current", &desk).await.problem().2, "revoked");
        let more = world.desk("wang-a").await;
        let all = format!("/agents/{}/sessions/end", world.a.wang);
        assert_eq!(world.post(&all, &admin, json!({})).await.status, 204);
        assert_eq!(world.get("/sessions/current", &more).await.problem().2, "revoked");
        let nobody: AgentId = world.app.fresh();
        assert_eq!(world.get(&format!("/agents/{nobody}/security"), &admin).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_revoked_session_is_told_so_over_its_open_connection() {
    let world = World::sqlite().await;
    let mut signals = world.app.live.listen();
    let (here, _there) = (world.desk("li-a").await, world.desk("li-a").await);
    world.post("/account/sessions/end-others", &here, json!({})).await;
    let heard = signals.try_recv().expect("told at once");
    assert!(format!("{heard:?}").contains("revoked"), "{heard:?}");
    assert_eq!(world.app.clock.now(), Timestamp(NOW));
}

#[tokio::test]
async fn a_provider_has_a_public_address_and_its_secret_never_leaves() {
    on_each_engine(async |world| {
        let admin = admin(world).await;
        let put = async |seq: i64, issuer: &str, client: &str, secret: Option<&str>| {
            let oidc = json!({"issuer": issuer, "client_id": client, "client_secret": secret, "label": "Ours"});
            let body = json!({"seq": seq, "two_step": "nobody", "oidc": oidc});
            world.call(Method::PUT, "/sign-in/settings", &admin, Some(body)).await
        };
        for issuer in
            ["http://login.example", "https://127.0.0.1", "https://169.254.169.254", "https://printer.local", "x"]
        {
            assert_eq!(field(&put(0, issuer, "c", None).await, "oidc.issuer"), "not_an_address", "{issuer}");
        }
        assert_eq!(field(&put(0, "https://login.example", " ", None).await, "oidc.client_id"), "required");
        let good = "https://login.example";
        let secret = "do not tell anybody";
        let written = put(0, good, "c", Some(secret)).await;
        assert_eq!(written.json()["oidc"]["has_secret"], true);
        assert_eq!(put(1, good, "c", None).await.json()["oidc"]["has_secret"], true, "it stays");
        let other = put(2, "https://other.example", "c", None).await;
        assert_eq!(other.json()["oidc"]["has_secret"], false, "it is for nobody else");
        let stored =
            sqlx::query_as::<_, (String,)>("select after_json from audit").fetch_all(world.app.db.pool()).await;
        let shown = format!("{:?} {} {}", stored, written.text(), world.get("/sign-in/settings", &admin).await.text());
        assert!(!shown.contains(secret), "{shown}");
        let list = world.get("/sign-in/providers", "").await.json();
        assert_eq!(list, json!([{"tenant": world.a.id, "label": "Ours"}]));
        let begun = world.get(&format!("/sign-in/oidc/{}", world.b.id), "").await;
        assert_eq!(begun.headers[header::LOCATION], "/desk/dispatch?sign-in=failed", "an organisation without one");
    })
    .await;
}
