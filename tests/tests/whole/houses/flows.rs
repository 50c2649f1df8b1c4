//! What all three houses do alike.

use serde_json::json;
use truckroll_domain::Timestamp;
use truckroll_domain::money::Money;
use truckroll_domain::money::orders::Source;
use truckroll_server::payments::providers::{
    Closing, Error, Known, Paid, RefundStanding, Reported, Standing, order_id, order_number, refund_number,
};

use super::town::{HOUSES, Town, refund, yuan};

#[tokio::test]
async fn a_payment_is_made_paid_reported_and_found() {
    for house in HOUSES {
        let town = Town::new().await;
        let provider = town.provider(house);
        let payment = town.payment(1);
        let number = order_number(payment.order);
        let issued = provider.create(&payment).await.expect("issued");
        assert!(issued.payload.starts_with("weixin://") || issued.payload.starts_with("http"), "{house}");
        assert!(issued.expires_at.expect("a time") >= payment.expires_at);
        let again = provider.create(&payment).await.expect("issued again");
        assert_eq!(again, issued, "{house}: the same order again is the same QR");
        let known = Known { order: payment.order, reference: issued.reference.clone() };
        let before = if house == "alipay" { Standing::Unknown } else { Standing::Unpaid };
        assert_eq!(provider.query(&known).await, Ok(before), "{house}");
        town.make("scan", json!({ "house": house, "number": number })).await;
        assert_eq!(provider.query(&known).await, Ok(Standing::Unpaid), "{house}");

        town.pass(61_000);
        let said = town.make("pay", json!({ "house": house, "number": number })).await;
        assert_eq!(said["sent"]["taken"], true, "{house}: {said}");
        let notice = town.notice().expect("verified");
        let transaction = said["transaction"].as_str().expect("a name").to_owned();
        let paid = Paid { transaction, money: yuan(990), at: town.now() };
        assert_eq!(notice.event, said["sent"]["id"], "{house}");
        assert_eq!(notice.reported, Reported::Paid { number: number.clone(), payment: paid.clone() }, "{house}");
        assert_eq!(order_id(&number), Some(payment.order));
        assert_eq!(provider.query(&known).await, Ok(Standing::Paid(paid.clone())), "{house}");
        let report = paid.report(Source::Webhook, Some(notice.event.clone()));
        assert_eq!((report.money, report.event, report.at), (yuan(990), Some(notice.event), town.now()));
    }
}

#[tokio::test]
async fn a_notice_that_comes_again_bears_the_same_name() {
    for house in HOUSES {
        let town = Town::new().await;
        let provider = town.provider(house);
        let payment = town.payment(2);
        provider.create(&payment).await.expect("issued");
        let number = order_number(payment.order);
        town.make("pay", json!({ "house": house, "number": number, "hold": true })).await;
        assert!(town.came().is_empty());
        // An hour later, when it is too late to pay and not too late to hear of it.
        town.pass(3_600_000);
        let sent = town.make("notices", json!({ "times": 3 })).await;
        assert_eq!(sent["sent"].as_array().map(Vec::len), Some(3));
        let came = town.came();
        let first = came[0].read.clone().expect("verified");
        assert!(
            matches!(&first.reported, Reported::Paid { payment: paid, .. } if paid.at == payment.created_at),
            "{house}"
        );
        assert!(came.iter().all(|one| one.read == Ok(first.clone())), "{house}");
        assert_eq!(town.look().await["waiting"], 0);
    }
}

#[tokio::test]
async fn another_amount_or_currency_is_reported_as_it_came() {
    for house in HOUSES {
        let town = Town::new().await;
        let provider = town.provider(house);
        let payment = town.payment(3);
        let issued = provider.create(&payment).await.expect("issued");
        let number = order_number(payment.order);
        let currency = if house == "alipay" { "CNY" } else { "USD" };
        town.make("pay", json!({ "house": house, "number": number, "units": 1, "currency": currency })).await;
        let expected = Money::new(1, currency.parse().expect("known")).expect("within bounds");
        let notice = town.notice().expect("verified");
        assert!(matches!(&notice.reported, Reported::Paid { payment, .. } if payment.money == expected), "{notice:?}");
        let known = Known { order: payment.order, reference: issued.reference };
        let standing = provider.query(&known).await.expect("found");
        assert!(matches!(&standing, Standing::Paid(paid) if paid.money == expected), "{standing:?}");
    }
}

#[tokio::test]
async fn a_closed_order_cannot_be_paid_and_a_late_payment_is_still_reported() {
    for house in HOUSES {
        let town = Town::new().await;
        let provider = town.provider(house);
        let payment = town.payment(4);
        let issued = provider.create(&payment).await.expect("issued");
        let number = order_number(payment.order);
        let known = Known { order: payment.order, reference: issued.reference };
        town.make("scan", json!({ "house": house, "number": number })).await;
        assert_eq!(provider.close(&known).await, Ok(Closing::Closed), "{house}");
        assert_eq!(provider.query(&known).await, Ok(Standing::Closed), "{house}");
        assert_eq!(provider.close(&known).await, Ok(Closing::Closed), "{house}: twice is no harm");
        let refused = town.try_make("pay", json!({ "house": house, "number": number })).await;
        assert_eq!(refused.0, 409);
        assert!(matches!(provider.create(&payment).await, Err(Error::Refused(_))) || house == "checkout");
        town.make("pay", json!({ "house": house, "number": number, "late": true })).await;
        assert!(matches!(town.notice().expect("verified").reported, Reported::Paid { .. }), "{house}");
        assert_eq!(provider.close(&known).await, Ok(Closing::Paid), "{house}");
    }
}

#[tokio::test]
async fn an_order_that_the_house_does_not_have_is_unknown() {
    for house in HOUSES {
        let town = Town::new().await;
        let provider = town.provider(house);
        let payment = town.payment(5);
        for reference in ["", "cs_test_none"] {
            let known = Known { order: payment.order, reference: reference.to_owned() };
            assert_eq!(provider.query(&known).await, Ok(Standing::Unknown), "{house}");
        }
    }
}

#[tokio::test]
async fn money_goes_back_once_for_each_number() {
    for house in HOUSES {
        let town = Town::new().await;
        let provider = town.provider(house);
        let payment = town.payment(6);
        let (known, transaction) = town.paid(house, &provider, &payment).await;
        town.notice().expect("paid");
        town.make("set", json!({ "slow_refunds": true })).await;
        let part = refund(1, &payment, &transaction, 400);
        let nothing = provider.query_refund(&part).await;
        assert_eq!(nothing, Ok(RefundStanding::Unknown), "{house}");
        assert_eq!(provider.refund(&part).await, Ok(RefundStanding::Open), "{house}");
        assert_eq!(provider.refund(&part).await, Ok(RefundStanding::Open), "{house}: again");
        town.pass(5_000);
        let number = refund_number(part.refund);
        town.make("settle", json!({ "house": house, "refund": number })).await;
        let notice = town.notice().expect("verified");
        let Reported::Refund { number: order, refund: of, standing } = notice.reported else { panic!("{notice:?}") };
        assert_eq!((order, of), (order_number(payment.order), number), "{house}");
        let RefundStanding::Done { at, money } = standing else { panic!("{standing:?}") };
        assert_eq!(at.ms() / 1000, town.now().ms() / 1000, "{house}");
        assert_eq!(money, (house != "alipay").then(|| yuan(400)), "{house}");
        let done = provider.query_refund(&part).await.expect("found");
        assert!(matches!(done, RefundStanding::Done { money: Some(money), .. } if money == yuan(400)), "{house}");
        let again = provider.refund(&part).await.expect("again");
        assert!(matches!(again, RefundStanding::Done { .. }) || house == "checkout", "{house}: {again:?}");
        assert!(matches!(provider.query(&known).await, Ok(Standing::Paid(_))), "{house}: it was paid all the same");
        // More than is left.
        let more = refund(2, &payment, &transaction, 600);
        assert!(matches!(provider.refund(&more).await, Err(Error::Refused(_))), "{house}");
        // The rest: an order that was given back whole was paid too.
        let rest = refund(3, &payment, &transaction, 590);
        provider.refund(&rest).await.expect("taken");
        town.make("settle", json!({ "house": house, "refund": refund_number(rest.refund) })).await;
        town.notice().expect("verified");
        let standing = provider.query(&known).await.expect("found");
        assert!(matches!(standing, Standing::Paid(paid) if paid.transaction == transaction), "{house}");
    }
}

#[tokio::test]
async fn a_refund_fails_or_is_refused() {
    for house in HOUSES {
        let town = Town::new().await;
        let provider = town.provider(house);
        let payment = town.payment(7);
        let (_, transaction) = town.paid(house, &provider, &payment).await;
        town.notice().expect("paid");
        let whole = refund(1, &payment, &transaction, 990);
        town.trouble(house, "not_enough", "answer").await;
        let Err(Error::Refused(refusal)) = provider.refund(&whole).await else { panic!("{house}: not refused") };
        assert!(refusal.code.contains("NOT_ENOUGH") || refusal.code == "balance_insufficient", "{refusal}");
        assert!(refusal.authentic);
        town.make("set", json!({ "slow_refunds": true })).await;
        assert_eq!(provider.refund(&whole).await, Ok(RefundStanding::Open), "{house}");
        if house == "alipay" {
            continue;
        }
        town.make("settle", json!({ "house": house, "refund": refund_number(whole.refund), "failed": true })).await;
        let notice = town.notice().expect("verified");
        assert!(
            matches!(&notice.reported, Reported::Refund { standing: RefundStanding::Failed { .. }, .. }),
            "{notice:?}"
        );
        assert!(matches!(provider.query_refund(&whole).await, Ok(RefundStanding::Failed { .. })), "{house}");
    }
}

#[tokio::test]
async fn a_refund_that_is_quick_is_done_at_once() {
    for house in ["alipay", "checkout"] {
        let town = Town::new().await;
        let provider = town.provider(house);
        let payment = town.payment(8);
        let (_, transaction) = town.paid(house, &provider, &payment).await;
        let standing = provider.refund(&refund(1, &payment, &transaction, 990)).await;
        let at = Timestamp(town.now().ms());
        assert_eq!(standing, Ok(RefundStanding::Done { at, money: Some(yuan(990)) }), "{house}");
    }
}
