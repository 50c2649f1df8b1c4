//! Service cards, what Hua Plaza paid ahead, and the records of it.

use truckroll_domain::money::cards::{ServiceCard, Unit};
use truckroll_domain::money::ledger::{Method, PostingKind};
use truckroll_domain::money::{BasisPoints, Currency, Money};
use truckroll_domain::{CardId, CompanyId, PostingId, Timestamp};
use truckroll_protocol::api::fees::{
    Balance, CompanyFees, FeeTerms, PostingPage, PostingRow, PostingTotal, ServiceCardNow,
};

use super::{NOW_MS, agent_id};

/// Yuan, by fen.
pub fn yuan(fen: i64) -> Money {
    Money::new(fen, Currency::CNY).unwrap_or_else(|_| Money::zero(Currency::CNY))
}

/// The card with this number.
pub fn card_id(number: u8) -> CardId {
    CardId::from_parts(20, [number; 10])
}

/// Hua Plaza.
pub fn hua_plaza() -> CompanyId {
    CompanyId::from_parts(21, [1; 10])
}

/// 1 is remote help per time, 2 a visit per hour that customers do not see, 3 was archived.
pub fn service_cards() -> Vec<ServiceCardNow> {
    let card = |number: u8, name: &str, fen: i64| ServiceCard {
        id: card_id(number),
        name: name.into(),
        price: yuan(fen),
        unit: Unit::Time,
        visible: true,
        description: String::new(),
        validity_days: None,
        tax: BasisPoints(600),
        archived_at: None,
    };
    let visit = ServiceCard {
        unit: Unit::Hour { step_minutes: 30 },
        visible: false,
        description: "With the way there".into(),
        ..card(2, "Visit on site", 30_000)
    };
    let old = ServiceCard { archived_at: Some(Timestamp(NOW_MS)), ..card(3, "Old price", 9_000) };
    [card(1, "Remote help", 12_000), visit, old].into_iter().map(|card| ServiceCardNow { seq: 7, card }).collect()
}

/// Hua Plaza has ¥887.50, remote help is preselected.
pub fn company_fees() -> CompanyFees {
    CompanyFees {
        balances: vec![Balance { money: yuan(88_750), version: 3 }],
        terms: FeeTerms { card: Some(card_id(1)), overdraft: 5_000 },
    }
}

/// The posting with this number.
pub fn posting_id(number: u8) -> PostingId {
    PostingId::from_parts(22, [number; 10])
}

/// A top-up, a deduct that was reversed, and its reversal; the newest first.
pub fn postings() -> PostingPage {
    let row = |seq: i64, kind, method, fen: i64, after: i64| PostingRow {
        seq,
        id: posting_id(u8::try_from(seq).unwrap_or_default()),
        kind,
        at: Timestamp(NOW_MS - (4 - seq) * 86_400_000),
        by: Some(agent_id(1)),
        method,
        company: Some(hua_plaza()),
        company_name: "Hua Plaza".into(),
        money: yuan(fen),
        after: Some(yuan(after)),
        service: String::new(),
        receipt: String::new(),
        remark: String::new(),
        order: None,
        reverses: None,
        reversed_by: None,
    };
    let paid = PostingRow {
        receipt: "R-1".into(),
        remark: "For May".into(),
        ..row(1, PostingKind::TopUp, Method::Transfer, 100_000, 100_000)
    };
    let spent = PostingRow {
        service: "V-77".into(),
        reversed_by: Some(posting_id(3)),
        ..row(2, PostingKind::Deduct, Method::Balance, -11_250, 88_750)
    };
    let undone =
        PostingRow { reverses: Some(posting_id(2)), ..row(3, PostingKind::Reversal, Method::Balance, 11_250, 100_000) };
    let total = PostingTotal { currency: Currency::CNY, count: 3, grew: 111_250, fell: 11_250 };
    PostingPage { rows: vec![undone, spent, paid], totals: vec![total], next: None }
}
