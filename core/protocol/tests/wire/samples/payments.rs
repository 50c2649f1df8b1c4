//! Payments: orders, what happens to them, and how providers are set up.

use std::collections::BTreeMap;

use truckroll_domain::Timestamp;
use truckroll_domain::money::ledger::Provider;
use truckroll_domain::money::orders::{
    Booked, CouponUse, Decision, End, Ended, Issued, Order, OrderState, Payment, Refund, RefundState, Request, Source,
    Subject,
};
use truckroll_domain::money::reconcile::{Differing, Record, Way};
use truckroll_domain::money::{Currency, Money};
use truckroll_protocol::api::payments::{
    Confirmation, NewDecision, NewOrder, NewProvider, NewRefund, OrderNow, OrderPage, OrderQuery, OrderRow, Payable,
    ProviderNow, RefundSeen, SideTotal, Statement, StatementQuery, StatementTotal,
};

use super::id;

const AT: Timestamp = Timestamp(1_777_860_000_000);

fn money(minor: i64) -> Money {
    Money::new(minor, Currency::of("CNY").expect("a currency")).expect("an amount")
}

fn provider(name: &str) -> Provider {
    name.parse().expect("a provider")
}

fn request() -> Request {
    Request {
        key: "desk-1".into(),
        subject: Subject::Visit { visit: id(0x80) },
        company: Some(id(0x81)),
        price: money(12_000),
        coupon: Some(CouponUse { id: id(0x82), discount: money(2_000) }),
        provider: provider("wechat_pay"),
        card: Some(id(0x70)),
        service: "V-2026-000412".into(),
        remark: "Lift 3".into(),
    }
}

pub fn order() -> Order {
    Order {
        id: id(0x83),
        request: request(),
        by: Some(id(0x84)),
        created_at: AT,
        issued: Some(Issued { reference: "4200001".into(), at: AT.plus_ms(300), expires_at: AT.plus_ms(900_000) }),
        ended: Some(Ended { how: End::Expired, at: AT.plus_ms(900_000) }),
        payments: vec![Payment {
            transaction: "4200002".into(),
            event: Some("EV-1".into()),
            source: Source::Webhook,
            money: money(10_000),
            at: AT.plus_ms(901_000),
            booked: Booked::Settled,
            late: true,
            discount: money(2_000),
            accepted_at: Some(AT.plus_ms(902_000)),
        }],
        refunds: vec![Refund {
            id: id(0x85),
            transaction: "4200002".into(),
            money: money(5_000),
            discount: money(1_000),
            asked_at: AT.plus_ms(1_000_000),
            by: Some(id(0x84)),
            state: RefundState::Open,
            since: AT.plus_ms(1_000_000),
        }],
    }
}

pub fn now() -> OrderNow {
    let order = order();
    OrderNow {
        version: 5,
        state: order.state(),
        flags: order.flags(),
        due: money(10_000),
        qr: "weixin://wxpay/bizpayurl?pr=abc".into(),
        paid_elsewhere: true,
        trouble: "unreachable".into(),
        order,
    }
}

pub fn row() -> OrderRow {
    let order = order();
    OrderRow {
        id: order.id,
        subject: order.request.subject,
        company: order.request.company,
        company_name: "Hua Plaza".into(),
        due: money(10_000),
        provider: order.request.provider.clone(),
        state: order.state(),
        flags: order.flags(),
        service: order.request.service.clone(),
        by: order.by,
        at: AT,
        paid_at: Some(AT.plus_ms(901_000)),
    }
}

pub fn page() -> OrderPage {
    OrderPage { rows: vec![row()], total: 1, next: Some("WzEsIngiXQ".into()) }
}

pub fn new() -> NewOrder {
    NewOrder {
        key: "desk-1".into(),
        subject: Subject::Visit { visit: id(0x80) },
        company: Some(id(0x81)),
        price: money(12_000),
        card: Some(id(0x70)),
        provider: provider("wechat_pay"),
        remark: "Lift 3".into(),
    }
}

pub fn query() -> OrderQuery {
    OrderQuery {
        company: Some(id(0x81)),
        subject: Some(format!("visit:{}", id::<truckroll_domain::VisitId>(0x80))),
        state: Some(OrderState::Pending),
        attention: Some(true),
        from: Some(1),
        to: Some(2),
        after: Some("WzEsIngiXQ".into()),
        limit: Some(50),
    }
}

pub fn confirmation() -> Confirmation {
    Confirmation { receipt: "R-17".into(), money: Some(money(9_000)) }
}

pub fn decision() -> NewDecision {
    NewDecision { decision: Decision::Refund { refund: id(0x86) } }
}

pub fn refund() -> NewRefund {
    NewRefund { refund: id(0x85), money: money(5_000), transaction: Some("4200002".into()) }
}

pub fn seen() -> RefundSeen {
    RefundSeen { refund: id(0x85), done: true }
}

pub fn payable() -> Payable {
    Payable { provider: provider("cash"), by_hand: true }
}

fn members(all: &[(&str, &str)]) -> BTreeMap<String, String> {
    all.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

pub fn provider_now() -> ProviderNow {
    ProviderNow {
        provider: provider("alipay"),
        seq: 3,
        enabled: true,
        settings: members(&[("app_id", "2021000000000000")]),
        secrets: vec!["private_key".into()],
        notices: "https://desk.example/payments/t/alipay/notices".into(),
    }
}

pub fn new_provider() -> NewProvider {
    NewProvider {
        provider: provider("alipay"),
        seq: 3,
        enabled: true,
        settings: members(&[("app_id", "2021000000000000")]),
        secrets: members(&[("private_key", "-----BEGIN")]),
    }
}

pub fn statement_query() -> StatementQuery {
    StatementQuery { provider: provider("wechat_pay"), day: "2026-05-03".into() }
}

pub fn statement() -> Statement {
    let record = |minor| Record {
        way: Way::Payment,
        name: "4200002".into(),
        order: "01980000000070008000000000000083".into(),
        minor,
        currency: Currency::of("CNY").expect("a currency"),
    };
    let side = SideTotal { paid: 22_000, refunded: 5_000, count: 3 };
    Statement {
        file: true,
        matched: 2,
        missing_here: vec![record(100)],
        missing_there: vec![record(200)],
        differing: vec![Differing { here: record(300), there: record(301) }],
        totals: vec![StatementTotal { currency: Currency::of("CNY").expect("a currency"), here: side, there: side }],
    }
}
