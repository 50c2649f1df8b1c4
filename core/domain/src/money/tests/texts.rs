//! Amounts and quantities as people type them.

use proptest::prelude::*;

use super::{of, yuan};
use crate::money::{Currency, MAX_MINOR, Money, Quantity, TextError};

#[test]
fn what_cannot_be_misread_is_read() {
    for (text, minor) in [
        ("12.5", 1_250),
        (" 12.50 ", 1_250),
        ("12", 1_200),
        ("012", 1_200),
        ("12.500", 1_250),
        ("1,200.00", 120_000),
        ("1,234,567.89", 123_456_789),
        ("-3", -300),
        ("−3", -300),
        ("- 3", -300),
        ("0.00", 0),
        ("-0", 0),
        ("￥88", 8_800),
        ("¥88", 8_800),
        ("-¥88", -8_800),
        ("¥-88", -8_800),
        ("88元", 8_800),
        ("¥ 88 元", 8_800),
        ("CNY 88", 8_800),
        ("88 cny", 8_800),
        ("rmb88", 8_800),
        ("１２．５", 1_250),
        ("１，２００", 120_000),
        ("12。5", 1_250),
        ("－３", -300),
        ("10000000000000.00", MAX_MINOR),
    ] {
        assert_eq!(Money::parse(text, Currency::CNY), Ok(yuan(minor)), "{text}");
    }
    for (code, text, minor) in [
        ("JPY", "¥1,200", 1_200),
        ("JPY", "88.00", 88),
        ("KWD", "1.234", 1_234),
        ("USD", "$5", 500),
        ("HKD", "HK$5", 500),
    ] {
        assert_eq!(Money::parse(text, of(code, 0).currency()), Ok(of(code, minor)), "{text} {code}");
    }
}

#[test]
fn what_could_be_misread_is_refused_with_its_reason() {
    use TextError as Why;
    for (text, why) in [
        ("", Why::Empty),
        ("  \u{3000}", Why::Empty),
        ("0000000000000000000000000000000000000000000", Why::TooLong),
        ("abc", Why::NotANumber),
        (".5", Why::NotANumber),
        ("5.", Why::NotANumber),
        (".", Why::NotANumber),
        ("-", Why::NotANumber),
        ("¥", Why::NotANumber),
        ("1.2.3", Why::NotANumber),
        ("--5", Why::NotANumber),
        ("-¥-5", Why::NotANumber),
        ("5-", Why::NotANumber),
        ("+5", Why::NotANumber),
        ("1e5", Why::NotANumber),
        ("1 000", Why::NotANumber),
        ("(5)", Why::NotANumber),
        ("5%", Why::NotANumber),
        ("NaN", Why::NotANumber),
        ("12,5", Why::Grouping),
        ("1,20", Why::Grouping),
        ("1,00,000", Why::Grouping),
        ("1234,567", Why::Grouping),
        ("1,2345", Why::Grouping),
        (",123", Why::Grouping),
        ("1,", Why::Grouping),
        ("1.234,50", Why::NotANumber),
        ("12.345", Why::TooPrecise(2)),
        ("0.001", Why::TooPrecise(2)),
        ("$88", Why::OtherCurrency),
        ("88 USD", Why::OtherCurrency),
        ("€88", Why::OtherCurrency),
        ("¥88$", Why::OtherCurrency),
        ("10000000000000.01", Why::OutOfBounds),
        ("999999999999999999999999999999999999999", Why::OutOfBounds),
    ] {
        assert_eq!(Money::parse(text, Currency::CNY), Err(why), "{text:?}");
    }
    let yen = of("JPY", 0).currency();
    assert_eq!(Money::parse("12.5", yen), Err(Why::TooPrecise(0)));
    assert_eq!(Money::parse("88元", yen), Err(Why::OtherCurrency));
}

#[test]
fn amounts_are_written_as_plain_decimals() {
    for (code, minor, text) in [
        ("CNY", 123_456, "1234.56"),
        ("CNY", 5, "0.05"),
        ("CNY", -5, "-0.05"),
        ("CNY", 0, "0.00"),
        ("JPY", -1_200, "-1200"),
        ("KWD", 1_001, "1.001"),
        ("CLF", 1, "0.0001"),
    ] {
        assert_eq!(of(code, minor).to_string(), text);
    }
}

#[test]
fn quantities_have_up_to_three_digits() {
    for (text, thousandths, written) in
        [("2", 2_000, "2"), ("1.5", 1_500, "1.5"), ("0.125", 125, "0.125"), ("1,000", 1_000_000, "1000")]
    {
        let quantity = Quantity::parse(text).expect("a quantity");
        assert_eq!((quantity.thousandths(), quantity.to_string().as_str()), (thousandths, written));
    }
    assert_eq!(Quantity::pieces(0).expect("none").to_string(), "0");
    for (text, why) in [
        ("1.2345", TextError::TooPrecise(3)),
        ("-1", TextError::OutOfBounds),
        ("1000000.001", TextError::OutOfBounds),
        ("¥1", TextError::NotANumber),
    ] {
        assert_eq!(Quantity::parse(text), Err(why), "{text}");
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(minor in -MAX_MINOR..=MAX_MINOR, place in 0..167_usize) {
        let currency = Currency::all().nth(place).expect("in the table");
        let amount = Money::new(minor, currency).expect("within bounds");
        prop_assert_eq!(Money::parse(&amount.to_string(), currency), Ok(amount));
        prop_assert_eq!(Money::parse(&format!("{currency} {amount}"), currency), Ok(amount));
    }

    #[test]
    fn no_text_is_a_panic_and_what_is_read_is_meant(text in "\\PC{0,45}") {
        if let Ok(amount) = Money::parse(&text, Currency::CNY) {
            prop_assert_eq!(Money::parse(&amount.to_string(), Currency::CNY), Ok(amount));
        }
    }

    #[test]
    fn texts_of_the_letters_of_numbers_are_no_panic(text in "[-0-9.,¥元 ]{0,40}") {
        let plain: String = text.chars().filter(|c| matches!(c, '-' | '.' | '0'..='9')).collect();
        if let (Ok(amount), Ok(float)) = (Money::parse(&text, Currency::CNY), plain.parse::<f64>()) {
            prop_assert!((amount.minor() as f64 / 100.0 - float).abs() <= float.abs() * 1e-9);
        }
    }
}
