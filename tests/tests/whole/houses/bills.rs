//! Files of a day: downloaded, checked, read by the domain, and laid beside our orders.

use jiff::civil::Date;
use serde_json::json;
use std::sync::Arc;
use truckroll_domain::money::orders::{Ask, Created, Order, OrderEvent, Request, Source, Subject, apply, create};
use truckroll_domain::money::reconcile::{RefundDay, alipay, ours, reconcile, wechat};
use truckroll_domain::time::DAY_MS;
use truckroll_domain::{CompanyId, OrderId, Timestamp};
use truckroll_server::payments::providers::{
    Distrust, Error, PaymentProvider, RefundStanding, order_number, refund_number,
};

use super::town::{NOW, Town, refund, yuan};

fn today() -> Date {
    "2026-03-02".parse().expect("a day")
}

/// The day in China.
fn bounds() -> (Timestamp, Timestamp) {
    let begin = NOW - (NOW + 8 * 3_600_000).rem_euclid(DAY_MS);
    (Timestamp(begin), Timestamp(begin + DAY_MS))
}

fn order(id: OrderId, provider: &str) -> Order {
    let request = Request {
        key: id.to_string(),
        subject: Subject::TopUp { company: CompanyId::from_parts(1, [1; 10]) },
        company: None,
        price: yuan(990),
        coupon: None,
        provider: provider.parse().expect("a provider"),
        card: None,
        service: String::new(),
        remark: String::new(),
    };
    let Ok(Created::New(order)) = create(request, id, None, Timestamp(NOW), &[]) else { panic!("a new order") };
    order
}

/// Three orders, one paid wrongly and one given back in part, through the domain and at the house.
async fn trade(town: &Town, house: &str, provider: &Arc<dyn PaymentProvider>) -> Vec<Order> {
    let mut orders = Vec::new();
    for n in 1..=3_u8 {
        let payment = town.payment(n);
        let mut order = order(payment.order, if house == "wechat" { "wechat_pay" } else { "alipay" });
        provider.create(&payment).await.expect("issued");
        let units = if n == 3 { 5 } else { 990 };
        town.make("pay", json!({ "house": house, "number": order_number(payment.order), "units": units })).await;
        let notice = town.notice().expect("verified");
        let truckroll_server::payments::providers::Reported::Paid { payment: paid, .. } = notice.reported else {
            panic!("paid")
        };
        let report = paid.report(Source::Webhook, Some(notice.event));
        order = apply(&order, &OrderEvent::PaidReported(report)).expect("booked").order;
        if n == 2 {
            let back = refund(n, &payment, &paid.transaction, 400);
            let ask = Ask { refund: back.refund, money: back.money, transaction: None, by: None, at: town.now() };
            order = apply(&order, &OrderEvent::RefundAsked(ask)).expect("promised").order;
            if provider.refund(&back).await.expect("asked") == RefundStanding::Open {
                town.make("settle", json!({ "house": house, "refund": refund_number(back.refund) })).await;
                town.notice().expect("verified");
            }
            let done = OrderEvent::RefundDone { refund: back.refund, at: town.now() };
            order = apply(&order, &done).expect("done").order;
        }
        orders.push(order);
    }
    orders
}

#[tokio::test]
async fn the_file_of_wechat_pay_equals_our_orders() {
    let town = Town::new().await;
    let provider = town.provider("wechat");
    assert_eq!(provider.bill(today()).await, Ok(None));
    let orders = trade(&town, "wechat", &provider).await;
    let file = provider.bill(today()).await.expect("downloaded").expect("a file");
    assert_eq!(file.name, "wechat-1900009191-20260302.csv");
    assert_eq!(file.bytes, file.text.as_bytes());
    let bill = wechat(&file.text).expect("reads");
    assert!(bill.summed);
    let here = ours(&orders, &"wechat_pay".parse().expect("a provider"), bounds(), RefundDay::Asked);
    let result = reconcile(&here, &bill.records);
    assert!(result.is_clean() && result.matched.len() == 4, "{result:?}");
    assert_eq!(provider.bill(today().yesterday().expect("a day")).await, Ok(None));
}

#[tokio::test]
async fn the_file_of_alipay_equals_our_orders() {
    let town = Town::new().await;
    let provider = town.provider("alipay");
    assert_eq!(provider.bill(today()).await, Ok(None));
    let orders = trade(&town, "alipay", &provider).await;
    let file = provider.bill(today()).await.expect("downloaded").expect("a file");
    assert_eq!(file.name, "alipay-2088102146225135-20260302.zip");
    assert!(file.bytes.starts_with(b"PK"));
    let bill = alipay(&file.text).expect("reads");
    assert!(bill.summed);
    let here = ours(&orders, &"alipay".parse().expect("a provider"), bounds(), RefundDay::Done);
    let result = reconcile(&here, &bill.records);
    assert!(result.is_clean() && result.matched.len() == 4, "{result:?}");
}

#[tokio::test]
async fn a_file_that_was_changed_on_the_way_is_not_trusted() {
    let town = Town::new().await;
    let provider = town.provider("wechat");
    trade(&town, "wechat", &provider).await;
    town.trouble("wechat", "bill_tampered", "file").await;
    assert_eq!(provider.bill(today()).await, Err(Error::Untrusted(Distrust::WrongHash)));
    assert!(provider.bill(today()).await.is_ok());
    let town = Town::new().await;
    let provider = town.provider("alipay");
    trade(&town, "alipay", &provider).await;
    town.trouble("alipay", "bill_tampered", "file").await;
    assert_eq!(provider.bill(today()).await, Err(Error::Malformed("bill")));
}
