//! A sandbox, a merchant's desk that takes notices, and a clock that is moved by hand.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value as Json, json};
use truckroll_domain::money::{Currency, Money};
use truckroll_domain::{OrderId, RefundId, Timestamp};
use truckroll_server::payments::providers::{
    Alipay, AlipaySettings, Checkout, CheckoutSettings, Known, NewPayment, NewRefund, Notice, Outside, PaymentProvider,
    PlatformKey, Result, Secret, Taken, Wechat, WechatSettings,
};
use truckroll_tests::gateway::{Gateway, Keys};

/// 2026-03-02 10:34:56 in China.
pub const NOW: i64 = 1_772_418_896_000;
pub const HOUSES: [&str; 3] = ["wechat", "alipay", "checkout"];

/// Keys take long to make, so all tests of a process share them.
pub fn keys() -> Arc<Keys> {
    static KEYS: OnceLock<Arc<Keys>> = OnceLock::new();
    Arc::clone(KEYS.get_or_init(|| Arc::new(Keys::fresh(NOW / 1000).expect("keys"))))
}

/// What came to the desk.
#[derive(Clone)]
pub struct Came {
    pub headers: HeaderMap,
    pub body: Bytes,
    pub read: Result<Notice>,
}

/// The desk: reads notices with the provider that is set, keeps them, and answers as the provider says.
#[derive(Default)]
pub struct Desk {
    provider: Mutex<Option<Arc<dyn PaymentProvider>>>,
    came: Mutex<Vec<Came>>,
}

async fn take(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> Response {
    let provider = desk.provider.lock().expect("lock").clone().expect("a provider");
    let read = provider.notice(&headers, &body).await;
    let answer = provider.acknowledge(if read.is_ok() { Taken::Stored } else { Taken::NotStored });
    desk.came.lock().expect("lock").push(Came { headers, body, read });
    let status = StatusCode::from_u16(answer.status).expect("a status");
    (status, [("content-type", answer.content_type)], answer.body).into_response()
}

pub struct Town {
    pub gateway: Gateway,
    pub clock: Arc<AtomicI64>,
    desk: Arc<Desk>,
    notify_url: String,
    client: reqwest::Client,
}

pub fn outside(clock: &Arc<AtomicI64>) -> Outside {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let clock = Arc::clone(clock);
    Outside { client, clock: Arc::new(move || Timestamp(clock.load(Ordering::SeqCst))) }
}

impl Town {
    pub async fn new() -> Self {
        let clock = Arc::new(AtomicI64::new(NOW));
        let of_gateway = Arc::clone(&clock);
        let now = Arc::new(move || of_gateway.load(Ordering::SeqCst));
        let gateway = Gateway::start("127.0.0.1:0", keys(), now).await.expect("listens");
        let desk = Arc::new(Desk::default());
        let app = axum::Router::new().route("/notices", post(take)).with_state(Arc::clone(&desk));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("listens");
        let notify_url = format!("http://{}/notices", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, app).await });
        let client = outside(&clock).client;
        let town = Self { gateway, clock, desk, notify_url, client };
        town.make("set", json!({ "webhook": town.notify_url })).await;
        town
    }

    pub fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
    }

    pub fn now(&self) -> Timestamp {
        Timestamp(self.clock.load(Ordering::SeqCst))
    }

    pub fn outside(&self) -> Outside {
        outside(&self.clock)
    }

    /// Makes something happen in the sandbox, which must take it.
    pub async fn make(&self, what: &str, how: Json) -> Json {
        let (status, said) = self.try_make(what, how).await;
        assert_eq!(status, 200, "{what}: {said}");
        serde_json::from_str(&said).expect("JSON")
    }

    pub async fn try_make(&self, what: &str, how: Json) -> (u16, String) {
        let url = format!("http://{}/sandbox/{what}", self.gateway.address());
        let answer = self.client.post(url).json(&how).send().await.expect("the sandbox answers");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    }

    pub async fn look(&self) -> Json {
        let url = format!("http://{}/sandbox/state", self.gateway.address());
        self.client.get(url).send().await.expect("answers").json().await.expect("JSON")
    }

    pub async fn trouble(&self, house: &str, trouble: &str, place: &str) {
        self.make("trouble", json!({ "house": house, "trouble": trouble, "place": place })).await;
    }

    pub fn wechat_settings(&self) -> WechatSettings {
        let card = self.gateway.card();
        let text = |name: &str| card["wechat"][name].as_str().expect("a text").to_owned();
        WechatSettings {
            address: text("address"),
            app_id: text("app_id"),
            merchant: text("merchant"),
            serial: text("serial"),
            private_key: Secret::new(text("private_key")),
            api_key: Secret::new(text("api_key")),
            public_key: None,
            certificates: true,
            notify_url: self.notify_url.clone(),
        }
    }

    pub fn public_key(&self) -> PlatformKey {
        let card = self.gateway.card();
        let text = |name: &str| card["wechat"]["public_key"][name].as_str().expect("a text").to_owned();
        PlatformKey { id: text("id"), key: text("key") }
    }

    pub fn alipay_settings(&self) -> AlipaySettings {
        let card = self.gateway.card();
        let text = |name: &str| card["alipay"][name].as_str().expect("a text").to_owned();
        AlipaySettings {
            address: text("address"),
            app_id: text("app_id"),
            seller_id: text("seller_id"),
            private_key: Secret::new(text("private_key")),
            public_key: text("public_key"),
            notify_url: self.notify_url.clone(),
        }
    }

    pub fn checkout_settings(&self) -> CheckoutSettings {
        let card = self.gateway.card();
        let text = |name: &str| card["checkout"][name].as_str().expect("a text").to_owned();
        CheckoutSettings {
            address: text("address"),
            key: Secret::new(text("key")),
            webhook_secrets: vec![Secret::new(text("webhook_secret"))],
            success_url: "https://desk.example/paid".to_owned(),
            cancel_url: "https://desk.example/cancelled".to_owned(),
        }
    }

    /// The provider of a house, which the desk reads notices with from now on.
    pub fn provider(&self, house: &str) -> Arc<dyn PaymentProvider> {
        match house {
            "wechat" => self.with(Wechat::new(&self.wechat_settings(), self.outside()).expect("settings")),
            "alipay" => self.with(Alipay::new(&self.alipay_settings(), self.outside()).expect("settings")),
            _ => self.with(Checkout::new(&self.checkout_settings(), self.outside()).expect("settings")),
        }
    }

    pub fn with(&self, provider: impl PaymentProvider + 'static) -> Arc<dyn PaymentProvider> {
        let provider: Arc<dyn PaymentProvider> = Arc::new(provider);
        *self.desk.provider.lock().expect("lock") = Some(Arc::clone(&provider));
        provider
    }

    /// What came since somebody looked.
    pub fn came(&self) -> Vec<Came> {
        std::mem::take(&mut self.desk.came.lock().expect("lock"))
    }

    /// The only notice that came.
    pub fn notice(&self) -> Result<Notice> {
        let mut came = self.came();
        assert_eq!(came.len(), 1, "notices");
        came.remove(0).read
    }

    /// A payment of 9.90.
    pub fn payment(&self, n: u8) -> NewPayment {
        let at = self.now();
        NewPayment {
            order: OrderId::from_parts(u64::from(n), [n; 10]),
            money: yuan(990),
            title: "泵 A/B=1 & seal".to_owned(),
            created_at: at,
            expires_at: at.plus_ms(15 * 60_000),
        }
    }

    /// Has it made and paid.
    pub async fn paid(
        &self,
        house: &str,
        provider: &Arc<dyn PaymentProvider>,
        payment: &NewPayment,
    ) -> (Known, String) {
        let issued = provider.create(payment).await.expect("issued");
        let number = truckroll_server::payments::providers::order_number(payment.order);
        let said = self.make("pay", json!({ "house": house, "number": number })).await;
        let transaction = said["transaction"].as_str().expect("a name").to_owned();
        (Known { order: payment.order, reference: issued.reference }, transaction)
    }
}

/// A house that says one thing, whatever it is asked. WeChat Pay's headers sign it with the public key.
#[derive(Clone, Default)]
pub struct Parrot(Arc<Mutex<Vec<u8>>>);

impl Parrot {
    /// A new one, and its address.
    pub async fn new() -> (Self, String) {
        let parrot = Self::default();
        let app = axum::Router::new().fallback(squawk).with_state(parrot.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("listens");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, app).await });
        (parrot, address)
    }

    /// What it says from now on.
    pub fn says(&self, said: impl Into<Vec<u8>>) {
        *self.0.lock().expect("lock") = said.into();
    }
}

async fn squawk(State(parrot): State<Parrot>) -> Response {
    let body = parrot.0.lock().expect("lock").clone();
    let (seconds, nonce) = (NOW / 1000, "nonce");
    let message = [format!("{seconds}\n{nonce}\n").as_bytes(), &body, b"\n"].concat();
    Response::builder()
        .header("wechatpay-timestamp", seconds.to_string())
        .header("wechatpay-nonce", nonce)
        .header("wechatpay-serial", &keys().public_id)
        .header("wechatpay-signature", keys().public.sign(&message))
        .body(body.into())
        .expect("a response")
}

pub fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::CNY).expect("within bounds")
}

/// A refund of so much of a payment of 9.90.
pub fn refund(n: u8, payment: &NewPayment, transaction: &str, minor: i64) -> NewRefund {
    NewRefund {
        refund: RefundId::from_parts(u64::from(n), [n; 10]),
        order: payment.order,
        transaction: transaction.to_owned(),
        money: yuan(minor),
        paid: payment.money,
        reason: "退货".to_owned(),
    }
}
