//! Payment orders by hand, who may ask for them, and how providers are set up. Those of houses are in `tests/tests/whole/payments.rs`,
//! where there is a gateway that takes payments.

use axum::http::{Method, StatusCode};
use serde_json::{Value as Json, json};
use truckroll_domain::{CardId, OrderId, RefundId};

use crate::support::{Reply, World, on_each_engine, tenant_admin};

fn yuan(minor: i64) -> Json {
    json!({"minor": minor, "currency": "CNY"})
}

fn visit(world: &World, key: &str, minor: i64) -> Json {
    json!({"key": key, "subject": {"is": "visit", "visit": world.a.visit}, "price": yuan(minor), "provider": "cash"})
}

async fn ask(world: &World, token: &str, body: Json) -> Reply {
    world.post("/payment-orders", token, body).await
}

async fn act(world: &World, token: &str, order: &Json, what: &str, body: Json) -> Reply {
    let id = order["order"]["id"].as_str().expect("an id");
    world.post(&format!("/payment-orders/{id}/{what}"), token, body).await
}

async fn sums(world: &World, admin: &str) -> Json {
    let check = world.get("/journal/check", admin).await.json();
    assert_eq!((&check["broken"], &check["wrong_sums"]), (&Json::Null, &Json::Null), "{check}");
    let rows =
        sqlx::query("select account, minor from ledger_sums where tenant_id = $1 and minor <> 0 order by account")
            .bind(world.a.id.to_string())
            .fetch_all(world.app.db.pool())
            .await
            .expect("sums");
    let row = |row: &sqlx::any::AnyRow| {
        use sqlx::Row as _;
        (row.get::<String, _>(0), json!(row.get::<i64, _>(1)))
    };
    Json::Object(rows.iter().map(row).collect())
}

#[tokio::test]
async fn cash_is_asked_for_once_confirmed_once_and_given_back() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let first = ask(world, &li, visit(world, "k-1", 12_000)).await;
        assert_eq!(first.status, StatusCode::OK, "{}", first.text());
        let order = first.json();
        assert_eq!((&order["state"], &order["due"]), (&json!("pending"), &yuan(12_000)));
        assert_eq!(order["order"]["request"]["company"], json!(world.a.company), "the visit says whose it is");
        assert!(order["order"]["request"]["service"].as_str().is_some_and(|number| number.starts_with('V')), "{order}");
        assert_eq!(ask(world, &li, visit(world, "k-1", 12_000)).await.json(), order, "sent again");
        assert_eq!(ask(world, &li, visit(world, "k-1", 12_001)).await.problem().2, "key");
        let busy = ask(world, &li, visit(world, "k-2", 12_000)).await;
        assert_eq!(
            (busy.problem().2, busy.json()["fields"]["order"].clone()),
            ("subject_busy".into(), order["order"]["id"].clone())
        );

        let wrong = act(world, &li, &order, "confirmation", json!({"receipt": " "})).await;
        assert_eq!(wrong.json()["fields"]["receipt"], "required");
        let paid = act(world, &li, &order, "confirmation", json!({"receipt": "R-1"})).await.json();
        assert_eq!((&paid["state"], &paid["order"]["payments"][0]["booked"]), (&json!("paid"), &json!("settled")));
        world.advance(1_000);
        let again = act(world, &li, &order, "confirmation", json!({"receipt": "R-1"})).await.json();
        assert_eq!(again, paid, "the same receipt is the same payment");
        assert_eq!(act(world, &li, &order, "cancel", Json::Null).await.problem().2, "state");
        assert_eq!(sums(world, &admin).await, json!({"cash": -12_000, "revenue:visit": 12_000}));

        let back: RefundId = world.app.fresh();
        let body = json!({"refund": back, "money": yuan(2_000)});
        assert_eq!(act(world, &li, &order, "refunds", body.clone()).await.status, StatusCode::FORBIDDEN);
        let refunding = act(world, &admin, &order, "refunds", body.clone()).await.json();
        assert_eq!(refunding["state"], "refunding");
        assert_eq!(act(world, &admin, &order, "refunds", body).await.json(), refunding, "sent again");
        let too_much = json!({"refund": world.app.fresh::<RefundId>(), "money": yuan(10_001)});
        let refused = act(world, &admin, &order, "refunds", too_much).await;
        assert_eq!(
            (refused.problem().2, refused.json()["fields"]["left"].clone()),
            ("too_much".into(), json!("100.00"))
        );
        let done = act(world, &admin, &order, "refunds/seen", json!({"refund": back, "done": true})).await.json();
        assert_eq!((&done["state"], &done["order"]["refunds"][0]["state"]), (&json!("paid"), &json!("done")));
        assert_eq!(sums(world, &admin).await, json!({"cash": -10_000, "refunds": -2_000, "revenue:visit": 12_000}));
    })
    .await;
}

#[tokio::test]
async fn another_amount_waits_for_a_decision_and_a_second_payment_is_credited() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let order = ask(world, &li, visit(world, "k-1", 12_000)).await.json();
        let less =
            act(world, &li, &order, "confirmation", json!({"receipt": "R-1", "money": yuan(10_000)})).await.json();
        assert_eq!((&less["state"], &less["flags"]["mismatch"]), (&json!("mismatch"), &yuan(10_000)));
        let seen = world.get("/payment-orders?attention=true", &li).await.json();
        assert_eq!((seen["total"].clone(), seen["rows"][0]["state"].clone()), (json!(1), json!("mismatch")));
        assert_eq!(sums(world, &admin).await, json!({"cash": -10_000, "suspense": 10_000}));
        let accept = json!({"decision": {"is": "accept"}});
        assert_eq!(act(world, &li, &order, "decision", accept.clone()).await.status, StatusCode::FORBIDDEN);
        let accepted = act(world, &admin, &order, "decision", accept).await.json();
        assert_eq!(accepted["state"], "paid");
        assert_eq!(world.get("/payment-orders?attention=true", &li).await.json()["total"], 0);
        act(world, &li, &order, "confirmation", json!({"receipt": "R-2"})).await;
        let balance = world.get(&format!("/companies/{}/fees", world.a.company), &li).await.json();
        assert_eq!(balance["balances"][0]["money"], yuan(12_000), "what was paid twice is the company's");
        let told = world.get("/notifications", &li).await.text();
        assert!(!told.contains("payment_unclear"), "nobody is told what he did himself: {told}");
        assert!(told.contains("payment_paid"), "but what somebody else decided: {told}");
    })
    .await;
}

#[tokio::test]
async fn who_may_not_change_prices_charges_what_a_card_costs() {
    on_each_engine(async |world| {
        let (li, wang) = (world.desk("li-a").await, world.desk("wang-a").await);
        let card: CardId = world.app.fresh();
        let body = json!({"id": card, "name": "Visit", "price": yuan(8_000), "unit": {"per": "time"}});
        world.post("/service-cards", &li, json!({"card": body})).await;
        assert_eq!(ask(world, &wang, visit(world, "w-1", 8_000)).await.status, StatusCode::NOT_FOUND, "not his visit");
        world.assign(&world.a, world.a.visit, world.a.wang).await;
        let refused = ask(world, &wang, visit(world, "w-1", 8_000)).await;
        assert_eq!(refused.json()["fields"]["price"], "not_of_a_card", "{}", refused.text());
        let mut named = visit(world, "w-1", 8_100);
        named["card"] = json!(card);
        assert_eq!(ask(world, &wang, named.clone()).await.json()["fields"]["price"], "not_of_a_card");
        named["price"] = yuan(16_000);
        let made = ask(world, &wang, named).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        let order = made.json();
        let subject = format!("/payment-orders?subject=visit:{}", world.a.visit);
        assert_eq!(world.get(&subject, &wang).await.json()["rows"][0]["id"], order["order"]["id"]);
        assert_eq!(world.get("/payment-orders", &wang).await.problem().2, "reach");
        let paid = act(world, &wang, &order, "confirmation", json!({"receipt": "R-9"})).await.json();
        assert_eq!(paid["state"], "paid");
        let unknown: OrderId = world.app.fresh();
        assert_eq!(world.get(&format!("/payment-orders/{unknown}"), &wang).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn an_order_that_nobody_confirms_ends_and_its_subject_is_free() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let order = ask(world, &li, visit(world, "k-1", 12_000)).await.json();
        let worker = truckroll_server::payments::Worker::new(world.app.clone());
        worker.run_due().await.expect("runs");
        let id = order["order"]["id"].as_str().expect("an id");
        let state = async || world.get(&format!("/payment-orders/{id}"), &li).await.json()["state"].clone();
        assert_eq!(state().await, "pending");
        world.advance(24 * 3_600_000);
        let li = world.desk("li-a").await;
        worker.run_due().await.expect("runs");
        let now = world.get(&format!("/payment-orders/{id}"), &li).await.json();
        assert_eq!((&now["state"], &now["qr"]), (&json!("expired"), &Json::Null));
        let next = ask(world, &li, visit(world, "k-2", 12_000)).await.json();
        assert_eq!(next["state"], "pending");
        act(world, &li, &next, "confirmation", json!({"receipt": "R-1"})).await;
        let late = act(world, &li, &order, "confirmation", json!({"receipt": "R-2"})).await.json();
        assert_eq!(
            (&late["state"], &late["flags"]["late"], &late["paid_elsewhere"]),
            (&json!("paid"), &json!(true), &json!(true))
        );
        let page = world.get("/payment-orders?limit=1", &li).await.json();
        assert_eq!((page["total"].clone(), page["rows"][0]["id"].clone()), (json!(2), next["order"]["id"].clone()));
        let rest =
            world.get(&format!("/payment-orders?limit=1&after={}", page["next"].as_str().expect("more")), &li).await;
        assert_eq!((rest.json()["rows"][0]["id"].clone(), rest.json()["next"].clone()), (json!(id), Json::Null));
    })
    .await;
}

#[tokio::test]
async fn a_provider_is_set_up_by_administrators_and_keeps_its_secrets() {
    on_each_engine(async |world| {
        let li = world.desk("li-a").await;
        let admin = tenant_admin(world, &world.a, "sun-a").await;
        let put =
            async |token: &str, body: Json| world.call(Method::PUT, "/payment-providers", token, Some(body)).await;
        let qr = json!({"provider": "static_qr", "enabled": true, "settings": {"payload": "https://pay.example/hua"}});
        assert_eq!(put(&li, qr.clone()).await.status, StatusCode::FORBIDDEN);
        assert_eq!(world.get("/payment-providers", &li).await.status, StatusCode::FORBIDDEN);
        let names = async || world.get("/payable", &li).await.json();
        assert_eq!(names().await, json!([{"provider": "cash", "by_hand": true}]));
        assert_eq!(put(&admin, qr.clone()).await.json()["seq"], 1);
        assert_eq!(put(&admin, qr).await.status, StatusCode::CONFLICT, "somebody was faster");
        assert_eq!(names().await[0], json!({"provider": "static_qr", "by_hand": true}));
        let mut body = visit(world, "k-1", 100);
        body["provider"] = json!("static_qr");
        let made = ask(world, &li, body.clone()).await.json();
        assert_eq!(made["qr"], "https://pay.example/hua");
        let off = json!({"provider": "static_qr", "seq": 1, "enabled": false, "settings": {"payload": "x"}});
        assert_eq!(put(&admin, off).await.json()["enabled"], false);
        assert_eq!(
            ask(world, &li, body).await.json(),
            made,
            "sent again after a lost answer, it is there all the same"
        );

        let alipay = |rest: Json| {
            let mut body =
                json!({"provider": "alipay", "enabled": true, "settings": {"app_id": "2021", "seller_id": "2088"}});
            body.as_object_mut().expect("members").extend(rest.as_object().expect("members").clone());
            body
        };
        let refused = put(&admin, alipay(json!({"secrets": {"nonsense": "x"}}))).await;
        assert_eq!(
            refused.json()["fields"],
            json!({"nonsense": "unknown", "private_key": "required", "public_key": "required"})
        );
        let settings = json!({"app_id": "2021", "seller_id": "2088", "public_key": "no key"});
        let refused =
            put(&admin, alipay(json!({"settings": settings, "secrets": {"private_key": "SECRET-OF-ALIPAY"}}))).await;
        assert_eq!(refused.json()["fields"], json!({"private_key": "unreadable"}));
        let off = json!({"enabled": false, "secrets": {"private_key": "SECRET-OF-ALIPAY"}});
        let kept = put(&admin, alipay(off)).await;
        assert_eq!(kept.json()["secrets"], json!(["private_key"]), "{}", kept.text());
        let stays = put(&admin, alipay(json!({"enabled": false, "seq": 1}))).await.json();
        assert_eq!((&stays["secrets"], &stays["seq"]), (&json!(["private_key"]), &json!(2)));
        let gone =
            put(&admin, alipay(json!({"enabled": false, "seq": 2, "secrets": {"private_key": ""}}))).await.json();
        assert_eq!(gone["secrets"], json!([]));
        for place in ["/payment-providers", "/audit"] {
            let text = world.get(place, &admin).await.text();
            assert!(!text.contains("SECRET-OF-ALIPAY"), "{place}");
        }
        let mut body = visit(world, "k-9", 100);
        body["provider"] = json!("alipay");
        assert_eq!(ask(world, &li, body.clone()).await.json()["fields"]["provider"], "not_set_up");
        let notice = axum::http::Request::post(format!("/payments/{}/alipay/notices", world.a.id));
        let nobody = world.send(notice.body("a=b".into()).expect("a request")).await;
        assert_eq!(nobody.status, StatusCode::NOT_FOUND, "it is switched off or not set up");
    })
    .await;
}
