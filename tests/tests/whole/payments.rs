//! Payment orders of the real server against the sandbox of the three houses: paid by a notice, by asking, late, twice, otherwise, and given
//! back; each time the books hold what came in and what went.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use axum::http::Method;
use serde_json::{Value as Json, json};
use sqlx::Row as _;
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::{RefundId, VisitId};
use truckroll_server::payments::Worker;
use truckroll_tests::desk::{asks, desk};
use truckroll_tests::gateway::{Gateway, Keys};
use truckroll_tests::world::uuid_of;
use truckroll_tests::{World, on_both};

/// Providers, and what the sandbox calls their houses.
const HOUSES: [(&str, &str); 3] = [("wechat_pay", "wechat"), ("alipay", "alipay"), ("checkout", "checkout")];

/// A server that listens, with the three houses set up.
struct Till<'a> {
    world: &'a mut World,
    token: String,
    gateway: Gateway,
    client: reqwest::Client,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Till<'_> {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Keys take long to make, so all stories share them.
fn keys(now: i64) -> Arc<Keys> {
    static KEYS: OnceLock<Arc<Keys>> = OnceLock::new();
    Arc::clone(KEYS.get_or_init(|| Arc::new(Keys::fresh(now / 1_000).expect("keys"))))
}

impl<'a> Till<'a> {
    async fn open(world: &'a mut World) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("listens");
        let address = listener.local_addr().expect("an address");
        let mut config = (*world.app.config).clone();
        config.public_url = Some(format!("http://{address}"));
        config.targets_any_address = true;
        world.app.config = Arc::new(config);
        let router = truckroll_server::http::router(world.app.clone());
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let server = tokio::spawn(async move { axum::serve(listener, service).await.expect("serves") });
        let clock = world.app.clock.clone();
        let now = Arc::new(move || clock.now().ms());
        let gateway = Gateway::start("127.0.0.1:0", keys(world.now().ms()), now).await.expect("a sandbox");
        let client = truckroll_server::http::outgoing::client().build().expect("a client");
        let token = desk(world).await;
        let till = Self { world, token, gateway, client, server };
        till.set_up(&format!("http://{address}")).await;
        till
    }

    async fn set_up(&self, base: &str) {
        let card = self.gateway.card();
        let webhook = format!("{base}/payments/{}/checkout/notices", self.world.tenant);
        self.sandbox("set", json!({"webhook": webhook})).await;
        let of = |house: &str, names: &[&str]| -> Json {
            names
                .iter()
                .map(|name| ((*name).to_owned(), card[house][*name].clone()))
                .collect::<serde_json::Map<_, _>>()
                .into()
        };
        let urls = json!({"address": card["checkout"]["address"], "success_url": base, "cancel_url": base});
        let all = [
            (
                "wechat_pay",
                of("wechat", &["address", "app_id", "merchant", "serial"]),
                of("wechat", &["private_key", "api_key"]),
            ),
            ("alipay", of("alipay", &["address", "app_id", "seller_id", "public_key"]), of("alipay", &["private_key"])),
            ("checkout", urls, of("checkout", &["key", "webhook_secret"])),
        ];
        for (provider, settings, secrets) in all {
            let body = json!({"provider": provider, "enabled": true, "settings": settings, "secrets": secrets});
            let set = asks(self.world, &self.token, Method::PUT, "/payment-providers", body).await;
            assert_eq!(set["enabled"], true, "{set}");
        }
    }

    /// Makes something happen in the sandbox.
    async fn sandbox(&self, what: &str, body: Json) -> Json {
        let address = format!("http://{}/sandbox/{what}", self.gateway.address());
        let answer = self.client.post(address).json(&body).send().await.expect("answers");
        let (status, text) = (answer.status(), answer.text().await.expect("a body"));
        assert!(status.is_success(), "{what} {body}: {status} {text}");
        serde_json::from_str(&text).expect("JSON")
    }

    async fn pay(&self, house: &str, order: &Json, more: Json) -> Json {
        let mut body = json!({"house": house, "number": number(order)});
        body.as_object_mut().expect("members").extend(more.as_object().expect("members").clone());
        self.sandbox("pay", body).await
    }

    async fn ask(&self, provider: &str, visit: VisitId, minor: i64) -> Json {
        let key = format!("{:032x}", rand::random::<u128>());
        let body = json!({"key": key, "subject": {"is": "visit", "visit": visit}, "provider": provider,
            "price": {"minor": minor, "currency": "CNY"}});
        asks(self.world, &self.token, Method::POST, "/payment-orders", body).await
    }

    async fn order(&self, order: &Json) -> Json {
        let path = format!("/payment-orders/{}", order["order"]["id"].as_str().expect("an id"));
        asks(self.world, &self.token, Method::GET, &path, Json::Null).await
    }

    async fn does(&self, order: &Json, what: &str, body: Json) -> Json {
        let path = format!("/payment-orders/{}/{what}", order["order"]["id"].as_str().expect("an id"));
        asks(self.world, &self.token, Method::POST, &path, body).await
    }

    /// Time passes, and the server asks what is due.
    async fn pass(&mut self, ms: i64) {
        self.world.pass(ms);
        Worker::new(self.world.app.clone()).run_due().await.expect("runs");
    }

    /// What the accounts hold that hold anything, after the journal was checked.
    async fn books(&self) -> BTreeMap<String, i64> {
        let check = asks(self.world, &self.token, Method::GET, "/journal/check", Json::Null).await;
        assert!(check["head"].is_string() && check["broken"].is_null() && check["wrong_sums"].is_null(), "{check}");
        let rows = sqlx::query("select account, minor from ledger_sums where tenant_id = $1 and minor <> 0");
        let rows = rows.bind(self.world.tenant.to_string()).fetch_all(self.world.app.db.pool()).await.expect("sums");
        rows.iter().map(|row| (row.get(0), row.get(1))).collect()
    }

    /// A refund that the house has not done yet is done by it, and reported.
    async fn settle(&self, house: &str, order: &Json, refund: RefundId) {
        if self.order(order).await["state"] == "refunding" {
            let number = refund.0.simple().to_string();
            self.sandbox("settle", json!({"house": house, "refund": number})).await;
        }
    }

    /// Calls that wait.
    async fn tasks(&self) -> i64 {
        let rows = sqlx::query("select cast(count(*) as bigint) from payment_tasks where tenant_id = $1");
        rows.bind(self.world.tenant.to_string()).fetch_one(self.world.app.db.pool()).await.expect("tasks").get(0)
    }
}

fn number(order: &Json) -> String {
    order["order"]["id"].as_str().expect("an id").replace('-', "")
}

fn books(all: &[(&str, i64)]) -> BTreeMap<String, i64> {
    all.iter().map(|(account, minor)| ((*account).to_owned(), *minor)).collect()
}

#[test]
fn each_house_takes_a_payment_reports_it_often_and_gives_it_back() {
    on_both(0, async |world| {
        let mut till = Till::open(world).await;
        for (provider, house) in HOUSES {
            let visit = till.world.visit("Lift 3 stands").await;
            let order = till.ask(provider, visit, 12_000).await;
            assert_eq!((&order["state"], &order["trouble"]), (&json!("pending"), &Json::Null), "{provider}: {order}");
            assert!(order["qr"].as_str().is_some_and(|text| !text.is_empty()), "{provider}: {order}");
            let sent = till.pay(house, &order, json!({"hold": true})).await;
            assert!(sent["transaction"].is_string(), "{sent}");
            let sent = till.sandbox("notices", json!({"times": 3})).await;
            assert_eq!(sent["sent"].as_array().map(Vec::len), Some(3), "{sent}");
            let paid = till.order(&order).await;
            assert_eq!((&paid["state"], &paid["qr"]), (&json!("paid"), &Json::Null), "{provider}: {paid}");
            let payments = &paid["order"]["payments"];
            assert_eq!((payments.as_array().map(Vec::len), &payments[0]["source"]), (Some(1), &json!("webhook")));
            let refund = RefundId(uuid_of(till.world.fresh()));
            let body = json!({"refund": refund, "money": {"minor": 2_000, "currency": "CNY"}});
            till.does(&order, "refunds", body.clone()).await;
            till.pass(MINUTE_MS).await;
            till.settle(house, &order, refund).await;
            till.does(&order, "refunds", body).await;
            let back = till.order(&order).await;
            assert_eq!(
                (&back["state"], &back["order"]["refunds"][0]["state"]),
                (&json!("paid"), &json!("done")),
                "{provider}: {back}"
            );
            till.pass(20 * MINUTE_MS).await;
        }
        let clearing = [("clearing:alipay", -10_000), ("clearing:checkout", -10_000), ("clearing:wechat_pay", -10_000)];
        let mut held = books(&clearing);
        held.extend(books(&[("refunds", -6_000), ("revenue:visit", 36_000)]));
        assert_eq!(till.books().await, held);
        assert_eq!(till.tasks().await, 0, "nothing is asked any more");
    });
}

#[test]
fn what_no_notice_reported_is_asked_for_and_counts_once() {
    on_both(0, async |world| {
        let mut till = Till::open(world).await;
        for (provider, house) in HOUSES {
            let visit = till.world.visit("Lift 3 stands").await;
            let order = till.ask(provider, visit, 9_000).await;
            till.pass(16_000).await;
            assert_eq!(till.order(&order).await["state"], "pending", "{provider}: nobody paid");
            till.pay(house, &order, json!({"hold": true})).await;
            till.pass(MINUTE_MS).await;
            let paid = till.order(&order).await;
            assert_eq!(paid["order"]["payments"][0]["source"], "query", "{provider}: {paid}");
            till.sandbox("notices", json!({"times": 2})).await;
            assert_eq!(till.order(&order).await, paid, "{provider}: the notice comes afterwards");
        }
        assert_eq!(till.books().await["revenue:visit"], 27_000);
    });
}

#[test]
fn who_pays_late_has_paid_and_who_pays_otherwise_waits_for_a_decision() {
    on_both(0, async |world| {
        let mut till = Till::open(world).await;
        for (provider, house) in HOUSES {
            let visit = till.world.visit("Lift 3 stands").await;
            let order = till.ask(provider, visit, 5_000).await;
            till.pass(16 * MINUTE_MS).await;
            till.pass(10_000).await;
            assert_eq!(till.order(&order).await["state"], "expired", "{provider}");
            let again = till.ask(provider, visit, 5_000).await;
            assert_eq!(again["state"], "pending", "{provider}: the subject is free: {again}");
            till.pay(house, &again, json!({"units": 4_000})).await;
            let unclear = till.order(&again).await;
            assert_eq!(
                (&unclear["state"], &unclear["flags"]["mismatch"]["minor"]),
                (&json!("mismatch"), &json!(4_000)),
                "{provider}: {unclear}"
            );
            till.pay(house, &order, json!({"late": true})).await;
            let late = till.order(&order).await;
            assert_eq!((&late["state"], &late["flags"]["late"]), (&json!("paid"), &json!(true)), "{provider}: {late}");
            let refund = RefundId(uuid_of(till.world.fresh()));
            till.does(&again, "decision", json!({"decision": {"is": "refund", "refund": refund}})).await;
            till.settle(house, &again, refund).await;
            till.pass(MINUTE_MS).await;
            assert_eq!(till.order(&again).await["state"], "refunded", "{provider}");
        }
        let clearing = [("clearing:alipay", -5_000), ("clearing:checkout", -5_000), ("clearing:wechat_pay", -5_000)];
        let mut held = books(&clearing);
        held.extend(books(&[("revenue:visit", 15_000)]));
        assert_eq!(till.books().await, held, "what went back is nobody's any more");
    });
}

#[test]
fn trouble_at_a_house_loses_no_order_and_no_refund() {
    on_both(0, async |world| {
        let mut till = Till::open(world).await;
        for (provider, house) in HOUSES {
            let visit = till.world.visit("Lift 3 stands").await;
            till.sandbox("trouble", json!({"house": house, "trouble": "status500"})).await;
            let order = till.ask(provider, visit, 5_000).await;
            assert_eq!((&order["state"], &order["trouble"]), (&json!("created"), &json!("unreachable")), "{provider}");
            till.pass(6_000).await;
            let issued = till.order(&order).await;
            assert_eq!(
                (&issued["state"], &issued["trouble"]),
                (&json!("pending"), &Json::Null),
                "{provider}: {issued}"
            );
            till.pay(house, &order, json!({})).await;
            till.sandbox("set", json!({"slow_refunds": true})).await;
            till.sandbox("trouble", json!({"house": house, "trouble": "system_error"})).await;
            let refund = RefundId(uuid_of(till.world.fresh()));
            let body = json!({"refund": refund, "money": {"minor": 5_000, "currency": "CNY"}});
            let asked = till.does(&order, "refunds", body).await;
            assert_eq!(asked["state"], "refunding", "{provider}: {asked}");
            till.pass(6_000).await;
            assert_eq!(till.order(&order).await["state"], "refunding", "{provider}");
            let number = refund.0.simple().to_string();
            till.sandbox("settle", json!({"house": house, "refund": number, "hold": true})).await;
            till.pass(2 * MINUTE_MS).await;
            assert_eq!(till.order(&order).await["state"], "refunded", "{provider}");
            till.sandbox("notices", json!({"times": 1})).await;
            till.sandbox("set", json!({"slow_refunds": false})).await;
        }
        assert_eq!(till.books().await, books(&[("refunds", -15_000), ("revenue:visit", 15_000)]));
    });
}

#[test]
fn the_file_of_a_day_is_laid_beside_the_orders() {
    on_both(0, async |world| {
        let mut till = Till::open(world).await;
        let day = jiff::Timestamp::from_millisecond(till.world.now().ms()).expect("a moment");
        let day = jiff::tz::Offset::constant(8).to_datetime(day).date();
        for (provider, house) in [("wechat_pay", "wechat"), ("alipay", "alipay")] {
            let path = format!("/statements?provider={provider}&day={day}");
            let none = asks(till.world, &till.token, Method::GET, &path, Json::Null).await;
            assert_eq!(none["file"], false, "{provider}: {none}");
            let mut orders = Vec::new();
            for minor in [1_000, 2_000, 3_000] {
                let visit = till.world.visit("Lift 3 stands").await;
                let order = till.ask(provider, visit, minor).await;
                till.pay(house, &order, json!({})).await;
                orders.push(order);
            }
            let refund = RefundId(uuid_of(till.world.fresh()));
            let body = json!({"refund": refund, "money": {"minor": 500, "currency": "CNY"}});
            till.does(&orders[0], "refunds", body).await;
            till.settle(house, &orders[0], refund).await;
            till.pass(MINUTE_MS).await;
            let clean = asks(till.world, &till.token, Method::GET, &path, Json::Null).await;
            let side = json!({"paid": 6_000, "refunded": 500, "count": 4});
            assert_eq!(
                (&clean["matched"], &clean["totals"][0]["here"], &clean["totals"][0]["there"]),
                (&json!(4), &side, &side),
                "{provider}: {clean}"
            );
            // somebody pays, and nobody hears of it
            let visit = till.world.visit("Lift 4 stands").await;
            let order = till.ask(provider, visit, 4_000).await;
            till.pay(house, &order, json!({"hold": true})).await;
            let lost = asks(till.world, &till.token, Method::GET, &path, Json::Null).await;
            assert_eq!((&lost["matched"], &lost["missing_here"][0]["minor"]), (&json!(4), &json!(4_000)), "{lost}");
            till.sandbox("notices", json!({"times": 1})).await;
        }
        let path = format!("/statements?provider=checkout&day={day}");
        let other = asks(till.world, &till.token, Method::GET, &path, Json::Null).await;
        assert_eq!(other["detail"], "no_files", "{other}");
    });
}

#[test]
fn a_notice_of_somebody_else_changes_nothing() {
    on_both(0, async |world| {
        let till = Till::open(world).await;
        let visit = VisitId(uuid_of(rand::random()));
        let base = till.world.app.config.public_url.clone().expect("an address");
        for (provider, _) in HOUSES {
            let unknown = till.ask(provider, visit, 5_000).await;
            assert_eq!(unknown["status"], 404, "{unknown}");
            for body in ["", "{}", "a=b&sign=eA==&sign_type=RSA2", "\u{0}\u{1}"] {
                let address = format!("{base}/payments/{}/{provider}/notices", till.world.tenant);
                let answer = till.client.post(address).body(body).send().await.expect("answers");
                let (status, text) = (answer.status().as_u16(), answer.text().await.expect("a body"));
                assert!(status >= 400 || text == "fail", "{provider} {body}: {status} {text}");
            }
        }
        let elsewhere = format!("{base}/payments/{}/alipay/notices", uuid_of(rand::random()));
        assert_eq!(till.client.post(elsewhere).body("a=b").send().await.expect("answers").status(), 404);
        assert_eq!(till.books().await, books(&[]));
    });
}
