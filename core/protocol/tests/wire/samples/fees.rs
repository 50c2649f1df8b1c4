//! Fees: cards, balances, postings and the journal.

use truckroll_domain::money::cards::{ServiceCard, Unit};
use truckroll_domain::money::ledger::{Broken, Chain, Fault, Method, PostingKind, RevenueKind};
use truckroll_domain::money::{BasisPoints, Currency, Money};
use truckroll_domain::{TenantId, Timestamp};
use truckroll_protocol::api::fees::{
    Balance, CompanyFees, FeeTerms, JournalCheck, NewDeduction, NewReversal, NewServiceCard, NewTopUp, PostingPage,
    PostingQuery, PostingRow, PostingTotal, ServiceCardNow,
};

use super::id;

const AT: Timestamp = Timestamp(1_777_860_000_000);

fn yuan() -> Currency {
    Currency::of("CNY").expect("a currency")
}

fn money(minor: i64) -> Money {
    Money::new(minor, yuan()).expect("an amount")
}

pub fn card() -> ServiceCard {
    ServiceCard {
        id: id(0x70),
        name: "Remote help".into(),
        price: money(12_000),
        unit: Unit::Hour { step_minutes: 15 },
        visible: true,
        description: "By the quarter of an hour".into(),
        validity_days: Some(365),
        tax: BasisPoints(600),
        archived_at: None,
    }
}

pub fn card_now() -> ServiceCardNow {
    ServiceCardNow { seq: 440, card: card() }
}

pub fn new_card() -> NewServiceCard {
    NewServiceCard { seq: 439, card: card() }
}

pub fn terms() -> FeeTerms {
    FeeTerms { card: Some(id(0x70)), overdraft: 50_000 }
}

pub fn company() -> CompanyFees {
    CompanyFees { balances: vec![Balance { money: money(88_000), version: 17 }], terms: terms() }
}

pub fn top_up() -> NewTopUp {
    NewTopUp {
        id: id(0x71),
        money: money(100_000),
        method: Method::Transfer,
        receipt: "R-2026-0042".into(),
        remark: "For May".into(),
    }
}

pub fn deduction() -> NewDeduction {
    NewDeduction {
        id: id(0x72),
        money: money(12_000),
        revenue: RevenueKind::Remote,
        version: 16,
        again: true,
        by: Some(id(0x31)),
        service: "R-77".into(),
        remark: "An hour".into(),
    }
}

pub fn reversal() -> NewReversal {
    NewReversal { id: id(0x73), remark: "Wrong company".into() }
}

pub fn row() -> PostingRow {
    PostingRow {
        seq: 17,
        id: id(0x72),
        kind: PostingKind::Deduct,
        at: AT,
        by: Some(id(0x31)),
        method: Method::Balance,
        company: Some(id(0x11)),
        company_name: "Aurora Lifts".into(),
        money: money(-12_000),
        after: Some(money(88_000)),
        service: "R-77".into(),
        receipt: "R-2026-0042".into(),
        remark: "An hour".into(),
        order: Some(id(0x74)),
        reverses: Some(id(0x75)),
        reversed_by: Some(id(0x73)),
    }
}

pub fn query() -> PostingQuery {
    PostingQuery {
        company: Some(id(0x11)),
        kind: Some(PostingKind::TopUp),
        by: Some(id(0x31)),
        from: Some(AT.ms()),
        to: Some(AT.ms() + 1),
        before: Some(17),
        limit: Some(50),
    }
}

pub fn page() -> PostingPage {
    let total = PostingTotal { currency: yuan(), count: 2, grew: 100_000, fell: 12_000 };
    PostingPage { rows: vec![row()], totals: vec![total], next: Some(17) }
}

pub fn check() -> JournalCheck {
    JournalCheck {
        seq: 17,
        head: Chain::new(TenantId::from_parts(1, [1; 10])).head,
        broken: Some(Broken { seq: 9, fault: Fault::Hash }),
        wrong_sums: vec!["cash".into()],
    }
}
