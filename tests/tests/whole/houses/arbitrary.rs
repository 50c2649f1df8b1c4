//! Whatever comes, nothing panics: headers, bodies, rightly signed nonsense, and answers.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use truckroll_server::payments::providers::{
    Alipay, AlipaySettings, Checkout, CheckoutSettings, Error, Known, PaymentProvider, Wechat, WechatSettings,
};

use serde_json::json;

use super::town::{HOUSES, NOW, Parrot, Town, keys, refund};

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// Headers as the houses have them, with any values.
fn headers() -> impl Strategy<Value = HeaderMap> {
    let names =
        ["wechatpay-timestamp", "wechatpay-nonce", "wechatpay-signature", "wechatpay-serial", "stripe-signature"];
    let value = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..40),
        Just((NOW / 1000).to_string().into_bytes()),
        Just(format!("t={},v1={}", NOW / 1000, "0".repeat(64)).into_bytes()),
        "[tv01=,0-9a-f-]{0,80}".prop_map(String::into_bytes),
    ];
    prop::collection::vec((prop::sample::select(names.to_vec()), value), 0..8).prop_map(|all| {
        let named = all
            .into_iter()
            .filter_map(|(name, value)| Some((HeaderName::from_static(name), HeaderValue::from_bytes(&value).ok()?)));
        named.collect()
    })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        "[{}\\[\\]\":,a-z0-9 _.-]{0,200}".prop_map(String::into_bytes),
        "(sign|sign_type|app_id|total_amount|gmt_refund)=[RSA2%0-9.-]{0,9}(&[a-z_]{0,9}=[%0-9A-F]{0,9}){0,9}"
            .prop_map(String::into_bytes),
    ]
}

#[test]
fn no_notice_panics() {
    let runtime = runtime();
    let town = runtime.block_on(Town::new());
    let all = HOUSES.map(|house| town.provider(house));
    let mut runner = TestRunner::new(Config { cases: 256, failure_persistence: None, ..Config::default() });
    let run = runner.run(&(headers(), body()), |(headers, body)| {
        for provider in &all {
            prop_assert!(runtime.block_on(provider.notice(&headers, &body)).is_err());
        }
        Ok(())
    });
    run.expect("no panic");
}

/// Members of notices and answers with values that are none.
fn content() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value as Json;
    let value = prop_oneof![
        any::<i64>().prop_map(Json::from),
        "[-+:. TZ0-9A-Za-z]{0,30}".prop_map(Json::from),
        prop::sample::select(
            &[
                "SUCCESS",
                "TRADE_SUCCESS",
                "TRADE_CLOSED",
                "complete",
                "unpaid",
                "succeeded",
                "2026-03-02 10:34:56",
                "9.90",
                "cny",
                "REFUND",
                "CLOSED",
                "PROCESSING",
                "paid",
                "2026-03-02T10:34:56+08:00",
                "CNY",
                "1900009191"
            ][..]
        )
        .prop_map(Json::from),
        Just(Json::Null),
        (any::<i64>(), "[A-Z]{3}").prop_map(|(n, code)| json!({ "total": n, "refund": n, "currency": code })),
    ];
    let names = [
        "mchid",
        "out_trade_no",
        "transaction_id",
        "trade_state",
        "success_time",
        "amount",
        "out_refund_no",
        "refund_status",
        "status",
        "trade_status",
        "trade_no",
        "total_amount",
        "gmt_payment",
        "gmt_refund",
        "out_biz_no",
        "client_reference_id",
        "payment_status",
        "payment_intent",
        "amount_total",
        "currency",
        "id",
        "metadata",
        "created",
    ];
    prop::collection::btree_map(prop::sample::select(names.to_vec()), value, 0..20).prop_map(|all| {
        let mut members = serde_json::Map::new();
        members.extend(all.into_iter().map(|(name, value)| (name.to_owned(), value)));
        Json::Object(members)
    })
}

#[test]
fn no_answer_panics_however_well_it_is_signed() {
    let runtime = runtime();
    let (town, (parrot, address)) = runtime.block_on(async { (Town::new().await, Parrot::new().await) });
    let wechat = WechatSettings {
        address: address.clone(),
        public_key: Some(town.public_key()),
        certificates: false,
        ..town.wechat_settings()
    };
    let alipay = AlipaySettings { address: format!("{address}/gateway.do"), ..town.alipay_settings() };
    let checkout = CheckoutSettings { address, ..town.checkout_settings() };
    let all: [Arc<dyn PaymentProvider>; 3] = [
        Arc::new(Wechat::new(&wechat, town.outside()).expect("settings")),
        Arc::new(Alipay::new(&alipay, town.outside()).expect("settings")),
        Arc::new(Checkout::new(&checkout, town.outside()).expect("settings")),
    ];
    let payment = town.payment(1);
    let known = Known { order: payment.order, reference: "cs_1".to_owned() };
    let back = refund(1, &payment, "T1", 1);
    let day = "2026-03-02".parse().expect("a day");
    let methods = ["precreate", "query", "close", "refund"];
    let answers = prop_oneof![
        body(),
        content().prop_map(|json| json.to_string().into_bytes()),
        (content(), prop::sample::select(methods.to_vec())).prop_map(|(mut json, method)| {
            json["code"] = "10000".into();
            let sign = keys().alipay.sign(json.to_string().as_bytes());
            format!("{{\"alipay_trade_{method}_response\":{json},\"sign\":\"{sign}\"}}").into_bytes()
        }),
    ];
    let mut runner = TestRunner::new(Config { cases: 96, failure_persistence: None, ..Config::default() });
    let run = runner.run(&answers, |body| {
        parrot.says(body);
        runtime.block_on(async {
            for provider in &all {
                drop(provider.create(&payment).await);
                drop(provider.query(&known).await);
                drop(provider.close(&known).await);
                drop(provider.refund(&back).await);
                drop(provider.query_refund(&back).await);
                drop(provider.bill(day).await);
            }
        });
        Ok(())
    });
    run.expect("no panic");
}

#[test]
fn no_notice_panics_however_well_it_is_signed() {
    let runtime = runtime();
    let town = runtime.block_on(Town::new());
    let (alipay, checkout) = (town.provider("alipay"), town.provider("checkout"));
    let card = town.gateway.card();
    let secret = card["checkout"]["webhook_secret"].as_str().expect("a secret").as_bytes().to_vec();
    let kinds = ["checkout.session.completed", "checkout.session.expired", "refund.updated", "other"];
    let strategy = (content(), prop::sample::select(kinds.to_vec()));
    let mut runner = TestRunner::new(Config { cases: 256, failure_persistence: None, ..Config::default() });
    let run = runner.run(&strategy, |(json, kind)| {
        let event = json!({ "id": "evt_1", "type": kind, "created": json["total_amount"], "data": { "object": json } });
        let event = event.to_string();
        let mut mac = <hmac::Hmac<sha2::Sha256> as hmac::Mac>::new_from_slice(&secret).expect("a key");
        hmac::Mac::update(&mut mac, format!("{}.{event}", NOW / 1000).as_bytes());
        let mac = hmac::Mac::finalize(mac).into_bytes();
        let mac: String = mac.iter().map(|byte| format!("{byte:02x}")).collect();
        let header = format!("t={},v1={mac}", NOW / 1000);
        let mut headers = HeaderMap::new();
        headers.insert("stripe-signature", HeaderValue::from_str(&header).expect("a header"));
        let read = runtime.block_on(checkout.notice(&headers, event.as_bytes()));
        prop_assert!(!matches!(read, Err(Error::Untrusted(_))), "{read:?}");

        let mut members: Vec<(String, String)> = json
            .as_object()
            .expect("an object")
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
            .filter(|(_, value)| !value.is_empty())
            .chain([("app_id", "alipay", "app_id"), ("seller_id", "alipay", "seller_id")].map(
                |(name, house, member)| (name.to_owned(), card[house][member].as_str().expect("a text").to_owned()),
            ))
            .chain([("notify_id".to_owned(), "n1".to_owned())])
            .collect();
        members.sort();
        let text: Vec<String> = members.iter().map(|(name, value)| format!("{name}={value}")).collect();
        members.push(("sign".to_owned(), keys().alipay.sign(text.join("&").as_bytes())));
        members.push(("sign_type".to_owned(), "RSA2".to_owned()));
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(members).finish();
        let read = runtime.block_on(alipay.notice(&HeaderMap::new(), form.as_bytes()));
        prop_assert!(!matches!(read, Err(Error::Untrusted(_))), "{read:?}");
        Ok(())
    });
    run.expect("no panic");
}
