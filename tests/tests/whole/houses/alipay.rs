//! Alipay: signatures over bytes as they came, and orders that begin with a scan.

use reqwest::header::HeaderMap;
use serde_json::json;
use truckroll_server::payments::providers::{
    Alipay, AlipaySettings, Closing, Distrust, Error, Known, PaymentProvider, Secret, Standing, order_number,
};

use super::town::{Parrot, Town, keys};

fn untrusted<T>(why: Distrust) -> truckroll_server::payments::providers::Result<T> {
    Err(Error::Untrusted(why))
}

#[tokio::test]
async fn an_answer_is_verified_over_its_bytes_as_they_came() {
    let town = Town::new().await;
    let provider = town.provider("alipay");
    let payment = town.payment(1);
    for (trouble, why) in [
        ("no_signature", Distrust::NoSignature),
        ("wrong_signature", Distrust::WrongSignature),
        // A space less, and the same meaning.
        ("tampered", Distrust::WrongSignature),
    ] {
        town.trouble("alipay", trouble, "answer").await;
        assert_eq!(provider.create(&payment).await, untrusted(why), "{trouble}");
    }
    assert!(provider.create(&payment).await.is_ok());
}

#[tokio::test]
async fn a_notice_that_is_not_signed_as_it_must_be_is_not_trusted() {
    let town = Town::new().await;
    let provider = town.provider("alipay");
    let payment = town.payment(1);
    provider.create(&payment).await.expect("issued");
    let number = order_number(payment.order);
    town.make("pay", json!({ "house": "alipay", "number": number, "hold": true })).await;
    for (trouble, why) in [
        ("no_signature", Distrust::NoSignature),
        ("wrong_signature", Distrust::WrongSignature),
        ("tampered", Distrust::WrongSignature),
    ] {
        town.trouble("alipay", trouble, "notice").await;
        let sent = town.make("notices", json!({})).await;
        assert_eq!(sent["sent"][0]["answer"], "fail", "{trouble}");
        assert_eq!(town.notice(), untrusted(why), "{trouble}");
    }
    town.make("notices", json!({})).await;
    let good = town.came().remove(0);
    assert!(good.read.is_ok());
    let body = String::from_utf8(good.body.to_vec()).expect("text");
    let read = async |body: &str| provider.notice(&HeaderMap::new(), body.as_bytes()).await;
    let twice = format!("{body}&total_amount=0.01");
    assert_eq!(read(&twice).await, Err(Error::Malformed("notice")));
    assert_eq!(read(&body.replace("sign_type=RSA2", "sign_type=RSA")).await, Err(Error::Malformed("sign_type")));
    assert_eq!(read(&body.replace("9.90", "0.01")).await, untrusted(Distrust::WrongSignature));
    assert_eq!(read(&format!("{body}&extra=1")).await, untrusted(Distrust::WrongSignature));
    // Rightly signed, and about another app or another seller.
    for settings in [
        AlipaySettings { app_id: "2014072300007149".into(), ..town.alipay_settings() },
        AlipaySettings { seller_id: "2088102146225136".into(), ..town.alipay_settings() },
    ] {
        let other = Alipay::new(&settings, town.outside()).expect("settings");
        assert_eq!(other.notice(&HeaderMap::new(), &good.body).await, untrusted(Distrust::OtherMerchant));
    }
}

#[tokio::test]
async fn an_order_that_nobody_scanned_is_cancelled() {
    let town = Town::new().await;
    let provider = town.provider("alipay");
    let payment = town.payment(1);
    let issued = provider.create(&payment).await.expect("issued");
    let known = Known { order: payment.order, reference: issued.reference };
    assert_eq!(provider.close(&known).await, Ok(Closing::Closed));
    let refused = town.try_make("pay", json!({ "house": "alipay", "number": order_number(payment.order) })).await;
    assert_eq!(refused.0, 409, "nobody can pay it any more");
}

#[tokio::test]
async fn an_order_that_is_paid_while_it_is_cancelled_is_paid_back() {
    let town = Town::new().await;
    let provider = town.provider("alipay");
    let payment = town.payment(1);
    let issued = provider.create(&payment).await.expect("issued");
    let known = Known { order: payment.order, reference: issued.reference };
    town.trouble("alipay", "paid_meanwhile", "answer").await;
    assert_eq!(provider.close(&known).await, Ok(Closing::PaidBack));
    assert!(matches!(provider.query(&known).await, Ok(Standing::Paid(paid)) if paid.money == payment.money));
}

#[tokio::test]
async fn a_call_with_a_wrong_key_or_of_an_unknown_app_is_refused_there() {
    let town = Town::new().await;
    let payment = town.payment(1);
    let wrong_key =
        AlipaySettings { private_key: Secret::new(keys().merchant.pkcs8().expect("PEM")), ..town.alipay_settings() };
    let unknown = AlipaySettings { app_id: "2014072300007149".into(), ..town.alipay_settings() };
    for (settings, code, authentic) in
        [(wrong_key, "isv.invalid-signature", true), (unknown, "isv.invalid-app-id", false)]
    {
        let provider = Alipay::new(&settings, town.outside()).expect("settings");
        let Err(Error::Refused(refusal)) = provider.create(&payment).await else { panic!("not refused") };
        assert_eq!((refusal.code.as_str(), refusal.authentic), (code, authentic));
    }
    // Whoever takes the app's own key for Alipay's trusts nothing.
    let settings = AlipaySettings { public_key: keys().app.public().expect("PEM"), ..town.alipay_settings() };
    let provider = Alipay::new(&settings, town.outside()).expect("settings");
    assert_eq!(provider.create(&payment).await, untrusted(Distrust::WrongSignature));
}

#[tokio::test]
async fn what_was_signed_is_what_is_read() {
    let town = Town::new().await;
    let (parrot, address) = Parrot::new().await;
    let settings = AlipaySettings { address, ..town.alipay_settings() };
    let provider = Alipay::new(&settings, town.outside()).expect("settings");
    let known = Known { order: town.payment(1).order, reference: String::new() };
    let number = order_number(known.order);
    let node = |status: &str| {
        format!(
            "{{ \"code\":\"10000\",\"out_trade_no\" : \"{number}\",\"trade_status\":\"{status}\",\"url\":\"a\\/b}}\\\"\" }}"
        )
    };
    let signed = |node: &str| keys().alipay.sign(node.as_bytes());
    let (waits, closed) = (node("WAIT_BUYER_PAY"), node("TRADE_CLOSED"));
    let (sign, malformed) = (signed(&waits), || Err(Error::Malformed("answer")));
    for (text, answer) in [
        (format!(" {{\"alipay_trade_query_response\" : {waits} ,\"sign\":\"{sign}\"}} "), Ok(Standing::Unpaid)),
        (format!("{{\"sign\":\"{sign}\",\"alipay_trade_query_response\":{waits}}}"), Ok(Standing::Unpaid)),
        (
            format!("{{\"alipay_trade_query_response\":{closed},\"sign\":\"{sign}\"}}"),
            untrusted(Distrust::WrongSignature),
        ),
        // Two members of one name: whichever was signed, none is read.
        (
            format!(
                "{{\"alipay_trade_query_response\":{waits},\"alipay_trade_query_response\":{closed},\"sign\":\"{sign}\"}}"
            ),
            malformed(),
        ),
        (
            format!(
                "{{\"alipay_trade_query_response\":{closed},\"alipay_trade_query_respons\\u0065\":{waits},\"sign\":\"{sign}\"}}"
            ),
            malformed(),
        ),
        // The signed answer to another method.
        (format!("{{\"alipay_trade_close_response\":{waits},\"sign\":\"{sign}\"}}"), malformed()),
        (format!("{{\"error_response\":{waits},\"sign\":\"{sign}\"}}"), malformed()),
        (format!("{{\"alipay_trade_query_response\":{waits},\"sign\":7}}"), Err(Error::Malformed("sign"))),
        (format!("{{\"alipay_trade_query_response\":{waits},\"sign\":\"\"}}"), untrusted(Distrust::NoSignature)),
    ] {
        parrot.says(text.clone());
        assert_eq!(provider.query(&known).await, answer, "{text}");
    }
}
