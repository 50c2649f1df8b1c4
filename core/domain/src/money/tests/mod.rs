//! Amounts, prices and days: tables of cases, and slow references beside the rules.

mod amounts;
mod coupons;
mod prices;
mod reminders;
mod texts;

use crate::money::{Currency, Money};

pub(super) fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::CNY).expect("within bounds")
}

pub(super) fn of(code: &str, minor: i64) -> Money {
    Money::new(minor, Currency::of(code).expect("a currency")).expect("within bounds")
}
