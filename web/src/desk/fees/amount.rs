//! Amounts as people type them: read exactly by the domain's rules, and what is wrong said in words.

use dioxus::prelude::*;
use truckroll_domain::money::{BasisPoints, Currency, Money, Quantity, TextError};
use truckroll_ui::prelude::*;

/// Longest amount that is typed, characters.
const LONGEST: u32 = 40;

/// What is wrong with a number that was typed.
#[must_use]
pub fn wrong(error: TextError) -> String {
    match error {
        TextError::Empty => tr("fees-number-empty"),
        TextError::TooLong => tr("fees-number-too-long"),
        TextError::NotANumber => tr("fees-number-not-a-number"),
        TextError::Grouping => tr("fees-number-grouping"),
        TextError::TooPrecise(digits) => tr!("fees-number-too-precise", digits = i64::from(digits)),
        TextError::OtherCurrency => tr("fees-number-other-currency"),
        TextError::OutOfBounds => tr("fees-number-out-of-bounds"),
    }
}

/// An amount of more than nothing.
///
/// # Errors
/// What is wrong, in words.
pub fn positive(text: &str, currency: Currency) -> Result<Money, String> {
    match Money::parse(text, currency).map_err(wrong)? {
        money if money.is_positive() => Ok(money),
        _ => Err(tr("fees-number-nothing")),
    }
}

/// An amount of nothing or more; nothing typed is nothing.
///
/// # Errors
/// What is wrong, in words.
pub fn not_negative(text: &str, currency: Currency) -> Result<Money, String> {
    match Money::parse(text, currency) {
        Err(TextError::Empty) => Ok(Money::zero(currency)),
        Err(error) => Err(wrong(error)),
        Ok(money) if money.minor() < 0 => Err(wrong(TextError::OutOfBounds)),
        Ok(money) => Ok(money),
    }
}

/// A rate in per cent with at most two digits after the point; nothing typed is none.
///
/// # Errors
/// What is wrong, in words.
pub fn rate(text: &str) -> Result<BasisPoints, String> {
    let thousandths = match Quantity::parse(text.trim().trim_end_matches(['%', '％'])) {
        Err(TextError::Empty) => return Ok(BasisPoints::default()),
        Err(error) => return Err(wrong(error)),
        Ok(quantity) => quantity.thousandths(),
    };
    if thousandths % 10 != 0 {
        return Err(wrong(TextError::TooPrecise(2)));
    }
    let rate = u32::try_from(thousandths / 10).map(BasisPoints);
    rate.ok().filter(|rate| rate.is_part()).ok_or_else(|| wrong(TextError::OutOfBounds))
}

/// A rate as it is typed: `6`, `6.5`; none is nothing.
#[must_use]
pub fn rate_text(rate: BasisPoints) -> String {
    let thousandths = Quantity::from_thousandths(i64::from(rate.0) * 10).unwrap_or_default();
    if rate.0 == 0 { String::new() } else { thousandths.to_string() }
}

/// Currencies to choose from: those in use first, each once, then all others when `all` are wanted.
#[must_use]
pub fn currencies(used: impl IntoIterator<Item = Currency>, all: bool) -> Vec<Choice> {
    let mut found: Vec<Currency> = Vec::new();
    for currency in used {
        if !found.contains(&currency) {
            found.push(currency);
        }
    }
    if all {
        let mut others: Vec<Currency> = Currency::all().filter(|one| !found.contains(one)).collect();
        others.sort_unstable();
        found.extend(others);
    }
    found.into_iter().map(|one| Choice::new(one.code(), one.code())).collect()
}

/// The currency of three letters; yuan where there is none.
#[must_use]
pub fn currency(code: &str) -> Currency {
    Currency::of(code).unwrap_or(Currency::CNY)
}

/// The field of an amount; its label names the currency.
#[component]
pub fn AmountField(
    #[props(into)] label: String,
    value: String,
    currency: Currency,
    #[props(default)] required: bool,
    #[props(into)] hint: Option<String>,
    error: Option<String>,
    on_input: EventHandler<String>,
) -> Element {
    rsx! {
        TextField {
            label: tr!("fees-amount-in", label = label, currency = currency.code()),
            kind: TextKind::Decimal,
            value,
            required,
            hint,
            error,
            max_length: LONGEST,
            autocomplete: "off",
            on_input,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str) -> Currency {
        Currency::of(code).expect("a currency")
    }

    #[test]
    fn amounts_are_read_in_the_minor_digits_of_their_currency() {
        for (text, code, minor) in [
            ("12.5", "CNY", 1_250),
            ("1,200.00", "CNY", 120_000),
            ("１２．５", "CNY", 1_250),
            ("￥88", "CNY", 8_800),
            ("88元", "CNY", 8_800),
            ("0.01", "EUR", 1),
            ("1200", "JPY", 1_200),
            ("1.234", "KWD", 1_234),
            ("12.500", "CNY", 1_250),
        ] {
            assert_eq!(positive(text, of(code)).map(Money::minor), Ok(minor), "{text} {code}");
        }
    }

    #[test]
    fn what_can_be_misread_is_refused_with_a_sentence() {
        for (text, code, key) in [
            ("", "CNY", "fees-number-empty"),
            ("12,5", "CNY", "fees-number-grouping"),
            ("twelve", "CNY", "fees-number-not-a-number"),
            ("$5", "CNY", "fees-number-other-currency"),
            ("0", "CNY", "fees-number-nothing"),
            ("-3", "CNY", "fees-number-nothing"),
            ("99999999999999999999", "CNY", "fees-number-out-of-bounds"),
        ] {
            assert_eq!(positive(text, of(code)), Err(tr(key)), "{text}");
            assert!(has_message(key), "{key}");
        }
        assert_eq!(positive("12.345", of("CNY")), Err(tr!("fees-number-too-precise", digits = 2_i64)));
        assert_eq!(positive("1.5", of("JPY")), Err(tr!("fees-number-too-precise", digits = 0_i64)));
        assert_eq!(not_negative("", of("CNY")).map(Money::minor), Ok(0));
        assert_eq!(not_negative("-1", of("CNY")), Err(tr("fees-number-out-of-bounds")));
    }

    #[test]
    fn a_rate_is_a_part_with_two_digits() {
        for (text, points) in [("", 0), ("6", 600), ("6.5", 650), ("0.01", 1), ("100 %", 10_000), ("13％", 1_300)] {
            assert_eq!(rate(text), Ok(BasisPoints(points)), "{text}");
        }
        for text in ["6.555", "101", "-1", "x"] {
            assert!(rate(text).is_err(), "{text}");
        }
        assert_eq!([0, 600, 650, 1].map(|points| rate_text(BasisPoints(points))), ["", "6", "6.5", "0.01"]);
    }

    #[test]
    fn currencies_in_use_come_first_and_once() {
        let used = [of("EUR"), of("CNY"), of("EUR")];
        let codes = |all| currencies(used, all).into_iter().map(|one| one.value).collect::<Vec<_>>();
        assert_eq!(codes(false), ["EUR", "CNY"]);
        assert_eq!(codes(true)[..3], ["EUR", "CNY", "AED"]);
        assert_eq!(codes(true).len(), Currency::all().count());
        assert_eq!(currency("nonsense"), Currency::CNY);
    }
}
