//! Amounts as the house counts them: mostly in minor units of ISO 4217, with exceptions of its own.
//!
//! Source: docs.stripe.com/currencies, "Zero-decimal currencies" and "Special cases".

use truckroll_domain::money::{Currency, Money};

use crate::payments::providers::error::{Error, Result};

/// Counted whole.
const WHOLE: [&str; 15] =
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"];
/// Counted in thousandths, whose last digit must be zero.
const THOUSANDTHS: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];

/// How many digits the house counts. Króna and Uganda's shilling have no minor unit and are counted in hundredths.
fn digits(currency: Currency) -> u32 {
    match currency.code() {
        code if WHOLE.contains(&code) => 0,
        code if THOUSANDTHS.contains(&code) => 3,
        _ => 2,
    }
}

/// The house's units of an amount.
///
/// # Errors
/// [`Error::Unsupported`] for an amount that the house cannot count.
pub(super) fn units(money: Money) -> Result<i64> {
    let (theirs, ours) = (digits(money.currency()), u32::from(money.currency().digits()));
    let scaled = scale(money.minor(), ours, theirs).filter(|units| theirs < 3 || units % 10 == 0);
    scaled.ok_or(Error::Unsupported("this amount"))
}

/// The amount of so many of the house's units.
///
/// # Errors
/// [`Error::Malformed`] when there is no such currency or amount.
pub(super) fn money(units: i64, code: &str) -> Result<Money> {
    let currency = Currency::of(&code.to_ascii_uppercase()).map_err(|_| Error::Malformed("currency"))?;
    let minor = scale(units, digits(currency), u32::from(currency.digits())).ok_or(Error::Malformed("amount"))?;
    Money::new(minor, currency).map_err(|_| Error::Malformed("amount"))
}

/// The same amount with other digits behind the point; nothing when some would be lost.
fn scale(amount: i64, from: u32, to: u32) -> Option<i64> {
    let factor = 10_i64.checked_pow(from.abs_diff(to))?;
    if to >= from {
        return amount.checked_mul(factor);
    }
    (amount % factor == 0).then(|| amount / factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_go_there_and_back() {
        for (code, minor, expected) in [
            ("CNY", 990, 990),
            ("JPY", 500, 500),
            ("ISK", 5, 500),
            ("UGX", 5, 500),
            ("MGA", 500, 5),
            ("KWD", 1230, 1230),
        ] {
            let amount = Money::new(minor, Currency::of(code).expect("known")).expect("within bounds");
            assert_eq!(units(amount), Ok(expected), "{code}");
            assert_eq!(money(expected, &code.to_ascii_lowercase()), Ok(amount), "{code}");
        }
    }

    #[test]
    fn an_amount_that_cannot_be_counted_is_refused() {
        let amount = |minor, code| Money::new(minor, Currency::of(code).expect("known")).expect("within bounds");
        assert_eq!(units(amount(501, "MGA")), Err(Error::Unsupported("this amount")));
        assert_eq!(units(amount(1231, "KWD")), Err(Error::Unsupported("this amount")));
        assert_eq!(money(501, "isk"), Err(Error::Malformed("amount")));
        assert_eq!(money(1, "xxx"), Err(Error::Malformed("currency")));
        assert_eq!(money(i64::MAX, "mga"), Err(Error::Malformed("amount")));
    }
}
