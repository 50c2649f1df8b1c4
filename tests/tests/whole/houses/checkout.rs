//! Hosted checkout: signatures with several secrets, and the life of sessions.

use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::json;
use truckroll_server::payments::providers::{
    Checkout, CheckoutSettings, Distrust, Error, PaymentProvider, Secret, order_number,
};

use super::town::Town;

fn untrusted<T>(why: Distrust) -> truckroll_server::payments::providers::Result<T> {
    Err(Error::Untrusted(why))
}

#[tokio::test]
async fn a_notice_that_is_not_signed_as_it_must_be_is_not_trusted() {
    let town = Town::new().await;
    let provider = town.provider("checkout");
    let payment = town.payment(1);
    provider.create(&payment).await.expect("issued");
    let number = order_number(payment.order);
    town.make("pay", json!({ "house": "checkout", "number": number, "hold": true })).await;
    for (trouble, why) in [
        ("no_signature", Distrust::NoSignature),
        ("wrong_signature", Distrust::WrongSignature),
        ("tampered", Distrust::WrongSignature),
        ("stale", Distrust::Stale),
    ] {
        town.trouble("checkout", trouble, "notice").await;
        let sent = town.make("notices", json!({})).await;
        assert_eq!(sent["sent"][0]["status"], 400, "{trouble}");
        assert_eq!(town.notice(), untrusted(why), "{trouble}");
    }
    town.make("notices", json!({})).await;
    let good = town.came().remove(0);
    assert!(good.read.is_ok());
    town.pass(301_000);
    assert_eq!(provider.notice(&good.headers, &good.body).await, untrusted(Distrust::Stale));
}

#[tokio::test]
async fn while_a_secret_is_changed_either_one_signs() {
    let town = Town::new().await;
    let own = town.checkout_settings();
    // The sandbox signs with its own secret and an older one.
    for (secrets, good) in
        [(vec!["whsec_older"], true), (vec!["whsec_unused", "whsec_older"], true), (vec!["whsec_unused"], false)]
    {
        let webhook_secrets = secrets.into_iter().map(Secret::new).collect();
        let settings = CheckoutSettings { webhook_secrets, ..own.clone() };
        let provider = town.with(Checkout::new(&settings, town.outside()).expect("settings"));
        let payment = town.payment(1);
        provider.create(&payment).await.expect("issued");
        town.make("pay", json!({ "house": "checkout", "number": order_number(payment.order), "again": true })).await;
        assert_eq!(town.notice().is_ok(), good);
    }
}

#[tokio::test]
async fn the_example_of_the_scheme_is_verified() {
    // HMAC-SHA256 of "1492774577.{}" with the secret "whsec_test", by another program.
    let town = Town::new().await;
    let webhook_secrets = vec![Secret::new("whsec_test")];
    let settings = CheckoutSettings { webhook_secrets, ..town.checkout_settings() };
    let provider = Checkout::new(&settings, town.outside()).expect("settings");
    town.pass(1_492_774_577_000 - town.now().ms());
    let mac = super::openssl::hmac("whsec_test", "1492774577.{}");
    let mut headers = HeaderMap::new();
    headers.insert("stripe-signature", HeaderValue::from_str(&format!("t=1492774577,v1={mac}")).expect("a header"));
    assert_eq!(provider.notice(&headers, b"{}").await, Err(Error::Malformed("notice")), "verified, and no notice");
    assert_eq!(provider.notice(&headers, b"{} ").await, untrusted(Distrust::WrongSignature));
}

#[tokio::test]
async fn a_session_lives_as_long_as_the_house_allows() {
    let town = Town::new().await;
    let provider = town.provider("checkout");
    for (n, asked, lives) in [(1, 15, 40), (2, 120, 120), (3, 5_000, 23 * 60)] {
        let mut payment = town.payment(n);
        payment.expires_at = payment.created_at.plus_ms(asked * 60_000);
        let issued = provider.create(&payment).await.expect("issued");
        assert_eq!(issued.expires_at, Some(payment.created_at.plus_ms(lives * 60_000)));
    }
}

#[tokio::test]
async fn a_wrong_key_is_refused_there() {
    let town = Town::new().await;
    let settings = CheckoutSettings { key: Secret::new("sk_test_other"), ..town.checkout_settings() };
    let provider = Checkout::new(&settings, town.outside()).expect("settings");
    assert!(matches!(provider.create(&town.payment(1)).await, Err(Error::Refused(_))));
    let day = "2026-03-02".parse().expect("a day");
    assert_eq!(provider.bill(day).await.err(), Some(Error::Unsupported("files of a day")));
}
