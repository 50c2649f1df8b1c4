//! Payment orders of ¥120.00 for visit V-77, in each of their states.

use std::collections::BTreeMap;

use truckroll_domain::money::ledger::Provider;
use truckroll_domain::money::orders::{
    Booked, End, Ended, Issued, Order as Facts, Payment, Refund, RefundState, Request, Source, Subject,
};
use truckroll_domain::{OrderId, RefundId, Timestamp};
use truckroll_protocol::api::payments::{OrderNow, OrderPage, OrderRow, Payable, ProviderNow};

use super::{NOW_MS, agent_id, card_id, hua_plaza, visit_id, yuan};

const MINUTE: i64 = 60_000;
const PRICE: i64 = 12_000;

/// How an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Asked for.
    Created,
    /// With a QR.
    Pending,
    /// Paid as asked for.
    Paid,
    /// ¥100.00 came.
    Mismatch,
    /// ¥100.00 came and was taken for the price.
    Accepted,
    /// Nobody paid.
    Expired,
    /// Taken back.
    Cancelled,
    /// Refused by the provider.
    Failed,
    /// ¥50.00 is to go back.
    Refunding,
    /// All of it went back.
    Refunded,
    /// A refund did not work.
    RefundFailed,
    /// Paid after it had expired.
    Late,
    /// Paid twice; the second payment is nobody's.
    Twice,
}

impl Order {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Created,
        Self::Pending,
        Self::Paid,
        Self::Mismatch,
        Self::Accepted,
        Self::Expired,
        Self::Cancelled,
        Self::Failed,
        Self::Refunding,
        Self::Refunded,
        Self::RefundFailed,
        Self::Late,
        Self::Twice,
    ];
}

fn at(minutes_ago: i64) -> Timestamp {
    Timestamp(NOW_MS - minutes_ago * MINUTE)
}

/// The order with this number.
pub fn order_id(number: u8) -> OrderId {
    OrderId::from_parts(30, [number; 10])
}

/// The refund with this number.
pub fn refund_id(number: u8) -> RefundId {
    RefundId::from_parts(31, [number; 10])
}

/// A provider by its name.
pub fn provider(name: &str) -> Provider {
    name.parse().expect("a name of a provider")
}

fn payment(transaction: &str, fen: i64, booked: Booked, source: Source) -> Payment {
    Payment {
        transaction: transaction.into(),
        event: None,
        source,
        money: yuan(fen),
        at: at(8),
        booked,
        late: false,
        discount: yuan(0),
        accepted_at: None,
    }
}

fn refund(number: u8, fen: i64, state: RefundState) -> Refund {
    Refund {
        id: refund_id(number),
        transaction: "R-1".into(),
        money: yuan(fen),
        discount: yuan(0),
        asked_at: at(5),
        by: Some(agent_id(2)),
        state,
        since: at(4),
    }
}

/// An order that stands like this.
pub fn order(kind: Order, by: &str) -> OrderNow {
    let hand = matches!(by, "cash" | "static_qr");
    let source = if hand { Source::Manual } else { Source::Webhook };
    let request = Request {
        key: "k".into(),
        subject: Subject::Visit { visit: visit_id(1) },
        company: Some(hua_plaza()),
        price: yuan(PRICE),
        coupon: None,
        provider: provider(by),
        card: Some(card_id(1)),
        service: "V-77".into(),
        remark: "Call-out".into(),
    };
    let ended = |how| Some(Ended { how, at: at(9) });
    let issued = Issued { reference: "ref-1".into(), at: at(11), expires_at: at(-4) };
    let mut facts = Facts {
        id: order_id(1),
        request,
        by: Some(agent_id(1)),
        created_at: at(12),
        issued: (!matches!(kind, Order::Created | Order::Failed)).then_some(issued),
        ended: None,
        payments: Vec::new(),
        refunds: Vec::new(),
    };
    let settled = payment("R-1", PRICE, Booked::Settled, source);
    match kind {
        Order::Created | Order::Pending => {}
        Order::Paid => facts.payments = vec![settled],
        Order::Mismatch => facts.payments = vec![payment("R-1", 10_000, Booked::Unclear, source)],
        Order::Accepted => {
            let accepted_at = Some(at(3));
            facts.payments = vec![Payment { accepted_at, ..payment("R-1", 10_000, Booked::Settled, source) }];
        }
        Order::Expired => facts.ended = ended(End::Expired),
        Order::Cancelled => facts.ended = ended(End::Cancelled),
        Order::Failed => facts.ended = ended(End::Failed),
        Order::Refunding => {
            facts.payments = vec![settled];
            facts.refunds = vec![refund(1, 5_000, RefundState::Open)];
        }
        Order::Refunded => {
            facts.payments = vec![settled];
            facts.refunds = vec![refund(1, PRICE, RefundState::Done)];
        }
        Order::RefundFailed => {
            facts.payments = vec![settled];
            facts.refunds = vec![refund(1, 5_000, RefundState::Failed)];
        }
        Order::Late => {
            facts.ended = ended(End::Expired);
            facts.payments = vec![Payment { late: true, ..settled }];
        }
        Order::Twice => {
            facts.payments = vec![settled, payment("R-2", PRICE, Booked::Held, source)];
        }
    }
    let qr = match (kind, by) {
        (Order::Pending, "checkout") => "https://pay.example/c/8Qk3",
        (Order::Pending, "cash") => "",
        (Order::Pending, _) => "weixin://wxpay/bizpayurl?pr=8Qk3",
        _ => "",
    };
    OrderNow {
        version: 3,
        state: facts.state(),
        flags: facts.flags(),
        due: yuan(PRICE),
        qr: qr.into(),
        paid_elsewhere: false,
        trouble: String::new(),
        order: facts,
    }
}

fn row(number: u8, now: &OrderNow) -> OrderRow {
    OrderRow {
        id: order_id(number),
        subject: now.order.request.subject,
        company: now.order.request.company,
        company_name: "Hua Plaza".into(),
        due: now.due,
        provider: now.order.request.provider.clone(),
        state: now.state,
        flags: now.flags,
        service: now.order.request.service.clone(),
        by: now.order.by,
        at: now.order.created_at,
        paid_at: now.order.payments.first().map(|payment| payment.at),
    }
}

/// One of each kind, by WeChat Pay and by cash.
pub fn orders() -> OrderPage {
    let of = |(n, kind): (usize, &Order)| {
        let by = if n % 2 == 0 { "wechat_pay" } else { "cash" };
        row(u8::try_from(n + 1).unwrap_or_default(), &order(*kind, by))
    };
    let rows: Vec<OrderRow> = Order::ALL.iter().enumerate().map(of).collect();
    OrderPage { total: i64::try_from(rows.len()).unwrap_or_default(), rows, next: None }
}

/// WeChat Pay, checkout, a fixed QR and cash.
pub fn payable() -> Vec<Payable> {
    let one = |(name, by_hand)| Payable { provider: provider(name), by_hand };
    [("wechat_pay", false), ("checkout", false), ("static_qr", true), ("cash", true)].into_iter().map(one).collect()
}

/// WeChat Pay is on with its secrets, the fixed QR was set up and is off, the others were never set up.
pub fn providers() -> Vec<ProviderNow> {
    let map = |all: &[(&str, &str)]| -> BTreeMap<String, String> {
        all.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    };
    let one = |name: &str| ProviderNow {
        provider: provider(name),
        seq: 0,
        enabled: false,
        settings: BTreeMap::new(),
        secrets: Vec::new(),
        notices: format!("https://desk.example/payments/t/{name}/notices"),
    };
    let wechat = ProviderNow {
        seq: 4,
        enabled: true,
        settings: map(&[("app_id", "wx1"), ("merchant", "1900000001"), ("serial", "5157F0"), ("certificates", "1")]),
        secrets: vec!["private_key".into(), "api_key".into()],
        ..one("wechat_pay")
    };
    let fixed = ProviderNow {
        seq: 1,
        settings: map(&[("payload", "https://qr.example/ours")]),
        notices: String::new(),
        ..one("static_qr")
    };
    vec![wechat, one("alipay"), one("checkout"), fixed]
}
