//! WeChat Pay: signatures, seals, and keys that change.

use serde_json::json;
use truckroll_server::payments::providers::{
    Distrust, Error, Known, NewPayment, Outage, PaymentProvider, PlatformKey, Reported, Secret, Standing, Wechat,
    WechatSettings, order_number,
};

use super::town::{Parrot, Town, keys};

fn untrusted<T>(why: Distrust) -> truckroll_server::payments::providers::Result<T> {
    Err(Error::Untrusted(why))
}

#[tokio::test]
async fn an_answer_that_is_not_signed_as_it_must_be_is_not_trusted() {
    let town = Town::new().await;
    let provider = town.provider("wechat");
    let payment = town.payment(1);
    for (trouble, why) in [
        ("no_signature", Distrust::NoSignature),
        ("wrong_signature", Distrust::WrongSignature),
        ("tampered", Distrust::WrongSignature),
        ("stale", Distrust::Stale),
        ("unknown_serial", Distrust::UnknownKey),
    ] {
        town.trouble("wechat", trouble, "answer").await;
        assert_eq!(provider.create(&payment).await, untrusted(why), "{trouble}");
    }
    assert!(provider.create(&payment).await.is_ok());
}

#[tokio::test]
async fn a_notice_that_is_not_signed_as_it_must_be_is_not_trusted() {
    let town = Town::new().await;
    let provider = town.provider("wechat");
    let payment = town.payment(1);
    provider.create(&payment).await.expect("issued");
    let number = order_number(payment.order);
    town.make("pay", json!({ "house": "wechat", "number": number, "hold": true })).await;
    for (trouble, why) in [
        ("no_signature", Distrust::NoSignature),
        ("wrong_signature", Distrust::WrongSignature),
        ("tampered", Distrust::WrongSignature),
        ("stale", Distrust::Stale),
        ("unknown_serial", Distrust::UnknownKey),
        ("wrong_seal", Distrust::WrongSeal),
    ] {
        town.trouble("wechat", trouble, "notice").await;
        let sent = town.make("notices", json!({})).await;
        assert_eq!(sent["sent"][0]["status"], 500, "{trouble}");
        assert!(sent["sent"][0]["answer"].as_str().is_some_and(|said| said.contains("FAIL")));
        assert_eq!(town.notice(), untrusted(why), "{trouble}");
    }
    town.make("notices", json!({})).await;
    let came = town.came();
    let good = came.first().expect("came");
    assert!(good.read.is_ok());
    // The same bytes again are good for five minutes and not for longer.
    town.pass(299_000);
    assert_eq!(provider.notice(&good.headers, &good.body).await, good.read);
    town.pass(2_000);
    assert_eq!(provider.notice(&good.headers, &good.body).await, untrusted(Distrust::Stale));
    town.pass(-602_000);
    assert_eq!(provider.notice(&good.headers, &good.body).await, untrusted(Distrust::Stale));
}

#[tokio::test]
async fn certificates_change_in_the_middle_and_are_not_asked_for_at_every_turn() {
    let town = Town::new().await;
    let provider = town.provider("wechat");
    let payment = town.payment(1);
    let (known, _) = town.paid("wechat", &provider, &payment).await;
    let old = town.came().remove(0);
    assert!(old.read.is_ok());
    assert_eq!(town.look().await["certificate_calls"], 1);
    town.pass(2_000);
    // The new one signs from now on; within five minutes of the last list none is asked for.
    town.make("rotate", json!({})).await;
    assert_eq!(provider.query(&known).await, untrusted(Distrust::UnknownKey));
    assert_eq!(town.look().await["certificate_calls"], 1);
    town.pass(299_000);
    assert!(matches!(provider.query(&known).await, Ok(Standing::Paid(_))));
    assert_eq!(town.look().await["certificate_calls"], 2);
    // Both count while both are listed.
    town.pass(-200_000);
    assert_eq!(provider.notice(&old.headers, &old.body).await, old.read);
    // Invented serial numbers make no more calls.
    town.pass(200_000);
    for _ in 0..5 {
        town.trouble("wechat", "unknown_serial", "answer").await;
        assert_eq!(provider.query(&known).await, untrusted(Distrust::UnknownKey));
    }
    assert_eq!(town.look().await["certificate_calls"], 2);
}

#[tokio::test]
async fn a_certificate_that_left_the_list_counts_no_more() {
    let town = Town::new().await;
    let provider = town.provider("wechat");
    let payment = town.payment(1);
    let (known, _) = town.paid("wechat", &provider, &payment).await;
    let old = town.came().remove(0);
    town.make("rotate", json!({ "forget": true })).await;
    town.pass(290_000);
    assert_eq!(provider.query(&known).await, untrusted(Distrust::UnknownKey));
    assert!(provider.notice(&old.headers, &old.body).await.is_ok());
    town.pass(10_000);
    assert!(matches!(provider.query(&known).await, Ok(Standing::Paid(_))));
    assert_eq!(provider.notice(&old.headers, &old.body).await, untrusted(Distrust::UnknownKey));
}

#[tokio::test]
async fn a_certificate_counts_for_its_time_only() {
    let town = Town::new().await;
    let provider = town.provider("wechat");
    let payment = town.payment(1);
    town.pass((keys().platform[0].until * 1000) - town.now().ms() - 1_000);
    let payment = NewPayment { created_at: town.now(), expires_at: town.now().plus_ms(900_000), ..payment };
    assert!(provider.create(&payment).await.is_ok());
    town.pass(1_000);
    assert_eq!(provider.create(&payment).await, untrusted(Distrust::UnknownKey));
}

#[tokio::test]
async fn two_calls_at_once_ask_for_the_certificates_once() {
    let town = Town::new().await;
    let provider = town.provider("wechat");
    let payments = [1, 2, 3].map(|n| town.payment(n));
    let [a, b, c] = &payments;
    let (a, b, c) = tokio::join!(provider.create(a), provider.create(b), provider.create(c));
    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    assert_eq!(town.look().await["certificate_calls"], 1);
}

#[tokio::test]
async fn certificates_that_others_sealed_are_not_taken() {
    let town = Town::new().await;
    let provider = town.provider("wechat");
    town.trouble("wechat", "wrong_seal", "file").await;
    assert_eq!(provider.create(&town.payment(1)).await, untrusted(Distrust::WrongSeal));
    // Somebody who does not know the API v3 key.
    let other = WechatSettings { api_key: Secret::new("0123456789abcdef0123456789abcdef"), ..town.wechat_settings() };
    let other = town.with(Wechat::new(&other, town.outside()).expect("settings"));
    assert_eq!(other.create(&town.payment(1)).await, untrusted(Distrust::WrongSeal));
    // The house answered, so the list is not asked for again for five minutes.
    town.pass(299_000);
    assert_eq!(provider.create(&town.payment(1)).await, untrusted(Distrust::UnknownKey));
    town.pass(1_000);
    // It could not answer: ten seconds.
    town.trouble("wechat", "system_error", "file").await;
    let outage = provider.create(&town.payment(1)).await;
    assert_eq!(outage, Err(Error::Unavailable(Outage::Status(500))));
    town.pass(9_000);
    assert_eq!(provider.create(&town.payment(1)).await, untrusted(Distrust::UnknownKey));
    town.pass(1_000);
    assert!(provider.create(&town.payment(1)).await.is_ok());
}

#[tokio::test]
async fn a_certificate_that_is_listed_under_another_number_is_not_taken() {
    let town = Town::new().await;
    let provider = town.provider("wechat");
    town.trouble("wechat", "unknown_serial", "file").await;
    assert_eq!(provider.create(&town.payment(1)).await, Err(Error::Malformed("serial_no")));
}

#[tokio::test]
async fn merchants_with_a_public_key_need_no_certificates() {
    let town = Town::new().await;
    let settings =
        WechatSettings { public_key: Some(town.public_key()), certificates: false, ..town.wechat_settings() };
    let provider = town.with(Wechat::new(&settings, town.outside()).expect("settings"));
    town.make("set", json!({ "by_public_key": true })).await;
    town.paid("wechat", &provider, &town.payment(1)).await;
    let came = town.came().remove(0);
    assert!(came.headers["wechatpay-serial"].to_str().expect("text").starts_with("PUB_KEY_ID_"));
    assert!(matches!(came.read.expect("verified").reported, Reported::Paid { .. }));
    assert_eq!(town.look().await["certificate_calls"], 0);
    // A notice that a certificate signed is of the other way.
    town.make("set", json!({ "by_public_key": false })).await;
    town.paid("wechat", &provider, &town.payment(2)).await;
    assert_eq!(town.notice(), untrusted(Distrust::UnknownKey));
}

#[tokio::test]
async fn while_a_merchant_moves_to_a_public_key_both_ways_count() {
    let town = Town::new().await;
    let settings = WechatSettings { public_key: Some(town.public_key()), ..town.wechat_settings() };
    let provider = town.with(Wechat::new(&settings, town.outside()).expect("settings"));
    town.paid("wechat", &provider, &town.payment(1)).await;
    assert!(town.notice().is_ok(), "signed by a certificate");
    town.make("set", json!({ "by_public_key": true })).await;
    town.paid("wechat", &provider, &town.payment(2)).await;
    assert!(town.notice().is_ok(), "signed by the public key");
    // A public key of another name, and the right name with another key.
    let other = PlatformKey { id: "PUB_KEY_ID_0OTHER".to_owned(), ..town.public_key() };
    let settings = WechatSettings { public_key: Some(other), ..town.wechat_settings() };
    town.with(Wechat::new(&settings, town.outside()).expect("settings"));
    town.make("pay", json!({ "house": "wechat", "number": order_number(town.payment(2).order), "again": true })).await;
    assert_eq!(town.notice(), untrusted(Distrust::UnknownKey));
    let other = PlatformKey { key: keys().merchant.public().expect("PEM"), ..town.public_key() };
    let settings = WechatSettings { public_key: Some(other), ..town.wechat_settings() };
    town.with(Wechat::new(&settings, town.outside()).expect("settings"));
    town.make("notices", json!({})).await;
    assert_eq!(town.notice(), untrusted(Distrust::WrongSignature));
}

#[tokio::test]
async fn a_call_with_a_wrong_key_or_a_wrong_clock_is_refused_there() {
    let town = Town::new().await;
    let payment = town.payment(1);
    let of_other_key =
        WechatSettings { private_key: Secret::new(keys().app.pkcs1().expect("PEM")), ..town.wechat_settings() };
    let of_other_serial =
        WechatSettings { serial: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1".into(), ..town.wechat_settings() };
    for settings in [of_other_key, of_other_serial] {
        let provider = Wechat::new(&settings, town.outside()).expect("settings");
        let Err(Error::Refused(refusal)) = provider.create(&payment).await else { panic!("not refused") };
        assert_eq!((refusal.code.as_str(), refusal.authentic), ("SIGN_ERROR", false));
    }
    town.make("set", json!({ "moment": town.now().ms() - 400_000 })).await;
    let Err(Error::Refused(refusal)) = town.provider("wechat").create(&payment).await else { panic!("not refused") };
    assert_eq!(refusal.code, "SIGN_ERROR");
}

#[tokio::test]
async fn keys_are_read_in_every_frame() {
    let town = Town::new().await;
    let keys = keys();
    for key in [keys.merchant.pkcs8(), keys.merchant.pkcs1(), keys.merchant.bare(true), keys.merchant.bare(false)] {
        let private_key = Secret::new(key.expect("a key"));
        let settings = WechatSettings { private_key, ..town.wechat_settings() };
        let provider = Wechat::new(&settings, town.outside()).expect("settings");
        let known = Known { order: town.payment(9).order, reference: String::new() };
        assert_eq!(provider.query(&known).await, Ok(Standing::Unknown));
    }
}

#[tokio::test]
async fn a_signed_answer_about_something_else_is_no_answer() {
    let town = Town::new().await;
    let (parrot, address) = Parrot::new().await;
    let settings =
        WechatSettings { address, public_key: Some(town.public_key()), certificates: false, ..town.wechat_settings() };
    let provider = Wechat::new(&settings, town.outside()).expect("settings");
    let payment = town.payment(1);
    let known = Known { order: payment.order, reference: String::new() };
    let order = |merchant: &str, number: &str, state: &str| {
        json!({ "mchid": merchant, "out_trade_no": number, "trade_state": state }).to_string()
    };
    let number = order_number(payment.order);
    parrot.says(order("1900009191", &number, "NOTPAY"));
    assert_eq!(provider.query(&known).await, Ok(Standing::Unpaid));
    parrot.says(order("1900009192", &number, "NOTPAY"));
    assert_eq!(provider.query(&known).await, untrusted(Distrust::OtherMerchant));
    parrot.says(order("1900009191", &order_number(town.payment(2).order), "NOTPAY"));
    assert_eq!(provider.query(&known).await, Err(Error::Malformed("out_trade_no")));
    parrot.says(order("1900009191", &number, "SUCCESS"));
    assert_eq!(provider.query(&known).await, Err(Error::Malformed("amount")));
    // The merchant's signature goes to no other host.
    let day = "2026-03-02".parse().expect("a day");
    for url in ["http://127.0.0.1:9/v3/billdownload/file?token=1", "https://api.mch.weixin.qq.com.example/"] {
        parrot.says(json!({ "download_url": url, "hash_type": "SHA1", "hash_value": "00" }).to_string());
        assert_eq!(provider.bill(day).await, untrusted(Distrust::OtherHost));
    }
}
