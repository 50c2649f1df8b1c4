//! What an organisation adds to the navigation: for its roles, checked, and with who comes, signed.

use axum::http::{Method, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use serde_json::{Value as Json, json};
use sha2::Sha256;
use truckroll_domain::access::BuiltIn;

use crate::support::{NOW, World, on_each_engine, tenant_admin};

fn entry(key: &str, address: &str) -> Json {
    json!({"key": key, "title": key, "icon": "link", "address": address, "web": true, "phone": false})
}

async fn put(world: &World, token: &str, seq: &Json, entries: &[Json]) -> crate::support::Reply {
    let body = json!({"seq": seq, "entries": entries});
    world.call(Method::PUT, "/navigation", token, Some(body)).await
}

fn keys(now: &Json) -> Vec<String> {
    let all = now["mine"].as_array().expect("mine");
    all.iter().map(|link| link["key"].as_str().expect("key").to_owned()).collect()
}

#[tokio::test]
async fn entries_are_the_administrators_to_write_and_their_roles_to_see() {
    on_each_engine(async |world| {
        let (sun, li) = (tenant_admin(world, &world.a, "sun-a").await, world.desk("li-a").await);
        let mut engineers = entry("parts", "https://parts.example/");
        engineers["roles"] = json!([BuiltIn::Engineer.id()]);
        engineers["phone"] = json!(true);
        let wiki = entry("wiki", "https://wiki.example/start?a=1");
        assert_eq!(put(world, &li, &json!(0), std::slice::from_ref(&wiki)).await.problem().0, 403);
        let written = put(world, &sun, &json!(0), &[wiki.clone(), engineers]).await;
        assert_eq!(written.status, StatusCode::OK, "{}", written.text());
        assert_eq!(put(world, &sun, &json!(0), &[]).await.problem(), (409, "conflict".into(), "navigation".into()));
        let hers = world.get("/navigation", &li).await.json();
        assert_eq!(
            (keys(&hers), &hers["entries"]),
            (vec!["wiki".to_owned()], &json!([])),
            "all are the administrators'"
        );
        let wang = world.desk("wang-a").await;
        assert_eq!(keys(&world.get("/navigation", &wang).await.json()), ["wiki", "parts"]);
        assert_eq!(keys(&world.get("/navigation?terminal=phone", &wang).await.json()), ["parts"]);
        assert_eq!(keys(&world.get("/navigation", &world.desk("li-b").await).await.json()), [""; 0]);
        let mut wrong = entry("x", "http://plain.example");
        wrong["roles"] = json!([truckroll_domain::RoleId::default()]);
        let refused = put(world, &sun, &written.json()["seq"], &[wrong]).await;
        assert_eq!(refused.json()["fields"], json!({"0.address": "not_https", "0.roles": "unknown_role"}));
        let open = world.get("/navigation/parts/open", &li).await;
        assert_eq!(open.problem().0, 404, "it is not hers");
        let log = world.get("/audit?action=navigation_written", &sun).await.json();
        assert_eq!(log["rows"].as_array().map(Vec::len), Some(1));
    })
    .await;
}

#[tokio::test]
async fn who_comes_is_signed_with_a_secret_that_is_told_once() {
    on_each_engine(async |world| {
        let (sun, li) = (tenant_admin(world, &world.a, "sun-a").await, world.desk("li-a").await);
        let mut wiki = entry("wiki", "https://wiki.example/start?a=1#top");
        wiki["signed"] = json!(true);
        put(world, &sun, &json!(0), &[wiki]).await;
        let goes_to = async || {
            let reply = world.get("/navigation/wiki/open", &li).await;
            assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text());
            reply.headers[header::LOCATION].to_str().expect("an address").to_owned()
        };
        assert_eq!(goes_to().await, "https://wiki.example/start?a=1#top", "without a secret nothing is signed");
        assert_eq!(world.post("/navigation/secret", &li, json!({})).await.problem().0, 403);
        let made = world.post("/navigation/secret", &sun, json!({})).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let secret = made.json()["secret"].as_str().expect("a secret").to_owned();
        let now = world.get("/navigation", &sun).await;
        assert_eq!(now.json()["secret_at"], NOW);
        assert!(!now.text().contains(&secret) && !world.get("/audit", &sun).await.text().contains(&secret));
        assert_eq!(world.get("/navigation", &li).await.json()["mine"][0]["address"], "/api/v1/navigation/wiki/open");
        let address = goes_to().await;
        let word = address
            .strip_prefix("https://wiki.example/start?a=1&truckroll=")
            .and_then(|rest| rest.strip_suffix("#top"));
        let (payload, mac) = word.and_then(|word| word.split_once('.')).unwrap_or_else(|| panic!("{address}"));
        let mut wanted = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
        wanted.update(payload.as_bytes());
        wanted.verify_slice(&URL_SAFE_NO_PAD.decode(mac).expect("base64url")).expect("the signature holds");
        let said: Json = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64url")).expect("JSON");
        let vendor = world.get("/company", &sun).await.json()["profile"]["vendor_id"].clone();
        let exp = NOW / 1_000 + 15 * 60;
        assert_eq!(said, json!({"agent": world.a.li, "account": "li-a", "vendor": vendor, "exp": exp}));
        // a new secret ends the former one
        world.post("/navigation/secret", &sun, json!({})).await;
        assert_ne!(goes_to().await, address);
    })
    .await;
}
