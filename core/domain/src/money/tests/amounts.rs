//! Currencies, and what is computed with amounts.

use proptest::prelude::*;

use super::{of, yuan};
use crate::money::{BasisPoints, Currency, MAX_MINOR, MAX_QUANTITY, Money, MoneyError, Quantity};

#[test]
fn currencies_have_the_digits_of_the_standard_and_others_are_refused() {
    for (code, digits) in
        [("CNY", 2), ("USD", 2), ("EUR", 2), ("JPY", 0), ("KRW", 0), ("VND", 0), ("KWD", 3), ("CLF", 4)]
    {
        assert_eq!(Currency::of(code).map(Currency::digits), Ok(digits), "{code}");
    }
    for code in ["", "cny", "XXX", "XAU", "XTS", "ABC", "CNYX", "￥", "DEM"] {
        assert_eq!(Currency::of(code), Err(MoneyError::UnknownCurrency { code: code.into() }), "{code}");
    }
}

#[test]
fn every_currency_of_the_table_is_found_by_its_letters_and_stands_there_once() {
    let all: Vec<Currency> = Currency::all().collect();
    assert_eq!(all.len(), 167);
    for currency in &all {
        assert_eq!(Currency::of(currency.code()), Ok(*currency));
        assert_eq!(currency.code().len(), 3);
    }
    let once: std::collections::BTreeSet<&str> = all.iter().map(|currency| currency.code()).collect();
    assert_eq!(once.len(), all.len());
}

#[test]
fn sums_stay_in_one_currency_and_within_bounds() {
    assert_eq!(yuan(150).plus(yuan(-200)), Ok(yuan(-50)));
    assert_eq!(yuan(150).minus(yuan(200)), Ok(yuan(-50)));
    let other = Err(MoneyError::OtherCurrency { expected: Currency::CNY, found: of("USD", 0).currency() });
    assert_eq!(yuan(1).plus(of("USD", 1)), other);
    assert_eq!(yuan(1).minus(of("USD", 1)), other);
    assert_eq!(yuan(MAX_MINOR).plus(yuan(1)), Err(MoneyError::OutOfBounds));
    assert_eq!(yuan(-MAX_MINOR).minus(yuan(1)), Err(MoneyError::OutOfBounds));
    for minor in [MAX_MINOR + 1, -MAX_MINOR - 1, i64::MAX, i64::MIN] {
        assert_eq!(Money::new(minor, Currency::CNY), Err(MoneyError::OutOfBounds));
    }
    assert_eq!(Money::sum(Currency::CNY, [yuan(1), yuan(2)]), Ok(yuan(3)));
    assert_eq!(Money::sum(Currency::CNY, []), Ok(yuan(0)));
}

#[test]
fn halves_are_rounded_away_from_zero() {
    let quantity = |thousandths| Quantity::from_thousandths(thousandths).expect("within bounds");
    for (minor, thousandths, product) in [
        (100, 1_500, 150),
        (1, 500, 1),
        (1, 499, 0),
        (-1, 500, -1),
        (-1, 499, 0),
        (3, 333, 1),
        (333, 3, 1),
        (99, 0, 0),
        (1_999, 2_250, 4_498),
    ] {
        assert_eq!(yuan(minor).times(quantity(thousandths)), Ok(yuan(product)), "{minor} × {thousandths}");
    }
    for (minor, rate, part) in
        [(100, 600, 6), (50, 100, 1), (49, 100, 0), (-50, 100, -1), (100, 10_000, 100), (7, 0, 0)]
    {
        assert_eq!(yuan(minor).part(BasisPoints(rate)), Ok(yuan(part)), "{rate} of {minor}");
    }
    for (minor, rate, tax) in [(10_600, 600, 600), (11_300, 1_300, 1_300), (100, 0, 0), (1, 10_000, 1)] {
        assert_eq!(yuan(minor).contained(BasisPoints(rate)), Ok(yuan(tax)), "{rate} in {minor}");
    }
    assert_eq!(yuan(MAX_MINOR).times(quantity(MAX_QUANTITY)), Err(MoneyError::OutOfBounds));
    assert_eq!(yuan(MAX_MINOR).part(BasisPoints(u32::MAX)), Err(MoneyError::OutOfBounds));
}

#[test]
fn what_cannot_be_shared_evenly_goes_to_the_largest_remainders() {
    type Case = (i64, &'static [u64], &'static [i64]);
    let cases: [Case; 8] = [
        (100, &[1, 1, 1], &[34, 33, 33]),
        (-100, &[1, 1, 1], &[-34, -33, -33]),
        (5, &[3, 7], &[2, 3]),
        (1, &[1, 1], &[1, 0]),
        (0, &[1, 1], &[0, 0]),
        (10, &[0, 1, 0], &[0, 10, 0]),
        (100, &[1, 2, 4], &[14, 29, 57]),
        (MAX_MINOR, &[u64::MAX, u64::MAX], &[MAX_MINOR / 2, MAX_MINOR / 2]),
    ];
    for (minor, weights, parts) in cases {
        let parts: Vec<Money> = parts.iter().copied().map(yuan).collect();
        assert_eq!(yuan(minor).allocate(weights), Ok(parts), "{minor} by {weights:?}");
    }
    for weights in [&[][..], &[0, 0]] {
        assert_eq!(yuan(1).allocate(weights), Err(MoneyError::NoWeights));
    }
}

#[test]
fn amounts_are_whole_minor_units_in_json_and_bounded_when_read() {
    let json = serde_json::to_value(yuan(1_250)).expect("serialises");
    assert_eq!(json, serde_json::json!({ "minor": 1250, "currency": "CNY" }));
    assert_eq!(serde_json::from_value::<Money>(json).expect("reads"), yuan(1_250));
    for wrong in [
        r#"{"minor": 1, "currency": "cny"}"#,
        r#"{"minor": 1.5, "currency": "CNY"}"#,
        r#"{"minor": 1000000000000001, "currency": "CNY"}"#,
        r#"{"currency": "CNY"}"#,
    ] {
        assert!(serde_json::from_str::<Money>(wrong).is_err(), "{wrong}");
    }
    let fault = MoneyError::OtherCurrency { expected: Currency::CNY, found: of("USD", 0).currency() };
    let json = serde_json::to_value(&fault).expect("serialises");
    assert_eq!(json, serde_json::json!({ "is": "other_currency", "expected": "CNY", "found": "USD" }));
    assert_eq!(serde_json::from_value::<MoneyError>(json).expect("reads"), fault);
    assert!(serde_json::from_str::<Quantity>("-1").is_err());
}

fn amounts() -> impl Strategy<Value = Money> {
    (-MAX_MINOR..=MAX_MINOR).prop_map(yuan)
}

proptest! {
    #[test]
    fn parts_sum_to_the_whole_and_none_is_a_unit_off(
        amount in amounts(),
        weights in prop::collection::vec(prop_oneof![0..10_u64, any::<u64>()], 1..12),
    ) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let parts = amount.allocate(&weights).expect("has weights");
        prop_assert_eq!(Money::sum(Currency::CNY, parts.iter().copied()), Ok(amount));
        let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        for (part, weight) in parts.iter().zip(&weights) {
            let off = i128::from(part.minor()) * total - i128::from(amount.minor()) * i128::from(*weight);
            prop_assert!(off.abs() < total);
            prop_assert!(part.minor().signum() * amount.minor().signum() >= 0);
        }
    }

    #[test]
    fn a_ratio_is_the_nearest_whole_number(amount in amounts(), upper in 0..10_000_i64, lower in 1..100_000_i64) {
        let Ok(ratio) = amount.ratio(upper, lower) else { return Ok(()) };
        let exact = i128::from(amount.minor()) * i128::from(upper);
        let off = i128::from(ratio.minor()) * i128::from(lower) - exact;
        prop_assert!(2 * off.abs() <= i128::from(lower));
        if 2 * off.abs() == i128::from(lower) {
            prop_assert_eq!(off.signum(), exact.signum());
        }
        prop_assert_eq!(amount.negated().ratio(upper, lower), Ok(ratio.negated()));
    }

    #[test]
    fn adding_and_taking_away_again_is_nothing(one in amounts(), other in amounts()) {
        if let Ok(sum) = one.plus(other) {
            prop_assert_eq!(sum.minus(other), Ok(one));
            prop_assert_eq!(other.plus(one), Ok(sum));
        }
    }
}
