//! Outages, answers that are no answers, and settings that cannot be used.

use std::sync::Arc;

use reqwest::header::HeaderMap;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use truckroll_domain::money::Money;
use truckroll_server::payments::providers::{
    Alipay, AlipaySettings, Checkout, CheckoutSettings, Error, Known, Outage, PaymentProvider, Secret, Wechat,
    WechatSettings,
};

use super::town::{HOUSES, Town};

#[tokio::test]
async fn outages_are_told_from_refusals() {
    for house in HOUSES {
        let town = Town::new().await;
        let provider = town.provider(house);
        let payment = town.payment(1);
        town.trouble(house, "status500", "answer").await;
        let Err(error) = provider.create(&payment).await else { panic!("{house}: answered") };
        assert!(matches!(error, Error::Unavailable(Outage::Status(500..))), "{house}: {error:?}");
        town.trouble(house, "system_error", "answer").await;
        let Err(error) = provider.create(&payment).await else { panic!("{house}: answered") };
        assert!(error.is_passing(), "{house}: {error:?}");
        assert!(provider.create(&payment).await.is_ok(), "{house}: the next try goes through");
    }
}

#[tokio::test]
async fn answers_are_bounded_and_need_not_be_answers() {
    for house in HOUSES {
        let town = Town::new().await;
        let provider = town.provider(house);
        let payment = town.payment(1);
        town.trouble(house, "too_large", "answer").await;
        let limit = truckroll_server::payments::providers::MAX_ANSWER;
        assert_eq!(provider.create(&payment).await, Err(Error::TooLarge { limit }), "{house}");
        town.trouble(house, "garbage", "answer").await;
        let known = Known { order: payment.order, reference: "cs_test_1".to_owned() };
        assert!(matches!(provider.query(&known).await, Err(Error::Malformed(_))), "{house}");
    }
}

#[tokio::test]
async fn a_house_that_is_not_there_is_unavailable() {
    let town = Town::new().await;
    let address = "http://127.0.0.1:9".to_owned();
    let wechat = WechatSettings { address: address.clone(), ..town.wechat_settings() };
    let alipay = AlipaySettings { address: format!("{address}/gateway.do"), ..town.alipay_settings() };
    let checkout = CheckoutSettings { address, ..town.checkout_settings() };
    let all: [Arc<dyn PaymentProvider>; 3] = [
        Arc::new(Wechat::new(&wechat, town.outside()).expect("settings")),
        Arc::new(Alipay::new(&alipay, town.outside()).expect("settings")),
        Arc::new(Checkout::new(&checkout, town.outside()).expect("settings")),
    ];
    for provider in all {
        let answer = provider.create(&town.payment(1)).await;
        assert_eq!(answer, Err(Error::Unavailable(Outage::Connection)));
    }
}

/// A house that answers with these bytes and hangs up.
async fn raw(answer: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut asked = [0; 8192];
            let _ = stream.read(&mut asked).await;
            let _ = stream.write_all(&answer).await;
        }
    });
    address
}

#[tokio::test]
async fn an_answer_without_a_length_is_bounded_and_one_that_breaks_off_is_none() {
    let town = Town::new().await;
    let payment = town.payment(1);
    let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    let piece = [b"10000\r\n".as_slice(), &[b' '; 65_536], b"\r\n"].concat();
    let endless = [head.clone(), piece.repeat(40)].concat();
    let broken = [head, piece].concat();
    let expected = [
        Error::TooLarge { limit: truckroll_server::payments::providers::MAX_ANSWER },
        Error::Unavailable(Outage::Broken),
    ];
    for (answer, error) in [endless, broken].into_iter().zip(expected) {
        let settings = CheckoutSettings { address: raw(answer).await, ..town.checkout_settings() };
        let provider = Checkout::new(&settings, town.outside()).expect("settings");
        assert_eq!(provider.create(&payment).await, Err(error));
    }
}

#[tokio::test]
async fn notices_are_bounded() {
    for house in HOUSES {
        let town = Town::new().await;
        let body = vec![b' '; truckroll_server::payments::providers::MAX_NOTICE + 1];
        let read = town.provider(house).notice(&HeaderMap::new(), &body).await;
        assert_eq!(read, Err(Error::TooLarge { limit: truckroll_server::payments::providers::MAX_NOTICE }), "{house}");
    }
}

#[tokio::test]
async fn other_currencies_are_for_the_checkout_only() {
    let town = Town::new().await;
    for house in HOUSES {
        let provider = town.provider(house);
        let mut payment = town.payment(1);
        payment.money = Money::new(500, "JPY".parse().expect("known")).expect("within bounds");
        match provider.create(&payment).await {
            Err(error) => assert_eq!(error, Error::Unsupported("this currency"), "{house}"),
            Ok(_) => assert_eq!(house, "checkout"),
        }
    }
}

#[tokio::test]
async fn settings_are_read_when_they_are_given() {
    let town = Town::new().await;
    let (wechat, alipay, checkout) = (town.wechat_settings(), town.alipay_settings(), town.checkout_settings());
    let outside = || town.outside();
    let secret = |text: &str| Secret::new(text);
    for (settings, wrong) in [
        (WechatSettings { api_key: secret("short"), ..wechat.clone() }, "api_key"),
        (WechatSettings { private_key: secret("-----BEGIN PRIVATE KEY-----"), ..wechat.clone() }, "private_key"),
        (WechatSettings { address: "ftp://host".into(), ..wechat.clone() }, "address"),
        (WechatSettings { serial: "a\"b".into(), ..wechat.clone() }, "serial"),
        (WechatSettings { certificates: false, ..wechat.clone() }, "public_key"),
    ] {
        assert_eq!(Wechat::new(&settings, outside()).err(), Some(Error::NotConfigured(wrong)));
    }
    for (settings, wrong) in [
        (AlipaySettings { private_key: secret("!"), ..alipay.clone() }, "private_key"),
        (AlipaySettings { public_key: "AAAA".into(), ..alipay.clone() }, "public_key"),
        (AlipaySettings { seller_id: String::new(), ..alipay.clone() }, "seller_id"),
    ] {
        assert_eq!(Alipay::new(&settings, outside()).err(), Some(Error::NotConfigured(wrong)));
    }
    for (settings, wrong) in [
        (CheckoutSettings { key: secret("a b"), ..checkout.clone() }, "key"),
        (CheckoutSettings { webhook_secrets: Vec::new(), ..checkout.clone() }, "webhook_secrets"),
    ] {
        assert_eq!(Checkout::new(&settings, outside()).err(), Some(Error::NotConfigured(wrong)));
    }
}

#[tokio::test]
async fn no_secret_is_shown() {
    let town = Town::new().await;
    let card = town.gateway.card();
    let (wechat, alipay, checkout) = (town.wechat_settings(), town.alipay_settings(), town.checkout_settings());
    let mut shown = format!("{wechat:?}{alipay:?}{checkout:?}");
    shown += &format!("{:?}", Wechat::new(&wechat, town.outside()).expect("settings"));
    shown += &format!("{:?}", Alipay::new(&alipay, town.outside()).expect("settings"));
    shown += &format!("{:?}", Checkout::new(&checkout, town.outside()).expect("settings"));
    let wrong = CheckoutSettings { key: Secret::new("sk_test_wrong_key"), ..checkout };
    let refused = Checkout::new(&wrong, town.outside()).expect("settings").create(&town.payment(1)).await;
    shown += &format!("{refused:?} {}", refused.clone().expect_err("refused"));
    for secret in [
        card["wechat"]["api_key"].as_str(),
        card["wechat"]["private_key"].as_str().and_then(|pem| pem.lines().nth(1)),
        card["alipay"]["private_key"].as_str().map(|key| &key[..40]),
        card["checkout"]["key"].as_str(),
        card["checkout"]["webhook_secret"].as_str(),
        Some("wrong_key"),
    ] {
        assert!(!shown.contains(secret.expect("a secret")), "{shown}");
    }
}
