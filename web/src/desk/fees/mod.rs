//! Fees at the desk: what a company paid ahead and what is taken from it (FEE-03, FEE-08, FEE-09), and the records of both
//! (FEE-13). Prices are among the settings ([`crate::admin::service_cards`]).
//!
//! Whoever may see fees sees balances and records; to top up and to set the terms is to edit, to deduct is to create, to reverse is
//! to delete.

use truckroll_domain::money::Money;
use truckroll_domain::money::cards::{ServiceCard, Unit};
use truckroll_domain::money::ledger::{Method, PostingKind, RevenueKind};
use truckroll_protocol::api::fees::PostingRow;
use truckroll_ui::prelude::*;

pub mod amount;
mod company;
mod days;
mod deduct;
mod narrow;
mod records;
mod reverse;
mod rows;
mod terms;
#[cfg(test)]
mod tests;
mod top_up;
mod typed;

pub use company::{CompanyFeesSection, Payer};
pub use deduct::DeductDialog;
pub(crate) use narrow::OfCompany;
pub use records::{FeeRecordsScreen, RecordsLink};
pub(crate) use records::{begin_and_end, sees_all};
pub use typed::Served;

/// Where the records are.
pub const RECORDS: &str = "/desk/customers/fees";
/// What the keys of problems begin with.
pub const AREA: &str = "fees";

fn word(family: &str, word: &str) -> String {
    tr(&format!("fees-{family}-{}", word.replace('_', "-")))
}

/// Why money moved.
#[must_use]
pub fn kind_word(kind: PostingKind) -> String {
    word("kind", kind.word())
}

/// How it was paid.
#[must_use]
pub fn method_word(method: Method) -> String {
    word("method", method.word())
}

/// What was sold.
#[must_use]
pub fn revenue_word(revenue: RevenueKind) -> String {
    word("revenue", revenue.word())
}

/// An amount as people read it.
#[must_use]
pub fn said(money: Money, format: &Format) -> String {
    format.money(money.minor(), money.currency().code())
}

/// An amount with its sign, whichever it is.
#[must_use]
pub fn signed(money: Money, format: &Format) -> String {
    let said = said(money, format);
    if money.is_positive() { format!("+{said}") } else { said }
}

/// What a card costs, with what the price is for.
#[must_use]
pub fn price(card: &ServiceCard, format: &Format) -> String {
    if card.price.minor() == 0 {
        return tr("fees-free");
    }
    let price = said(card.price, format);
    match card.unit {
        Unit::Time => tr!("fees-per-time", price = price),
        Unit::Hour { step_minutes } => tr!("fees-per-hour", price = price, step = i64::from(step_minutes)),
    }
}

/// Whether a row may be reversed: once, and neither a reversal nor what an order paid.
#[must_use]
pub fn is_reversible(row: &PostingRow) -> bool {
    row.kind != PostingKind::Reversal && row.reversed_by.is_none() && row.order.is_none()
}
