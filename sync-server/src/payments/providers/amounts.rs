//! Amounts in decimal yuan, as Alipay writes them. They are read digit by digit, never as floating-point numbers.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use truckroll_domain::money::{Currency, Money};

/// An amount in yuan inside JSON: a text or a number, to the last digit as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Yuan(pub Money);

impl<'de> Deserialize<'de> for Yuan {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(from)?;
        let text = raw.get();
        let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
        yuan(bare).map(Self).ok_or_else(|| D::Error::custom("not an amount"))
    }
}

/// Reads `88.88`, `20` or `-3.5`: digits, one point and at most two digits behind it. Nothing else is an amount.
pub(crate) fn yuan(text: &str) -> Option<Money> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    if !digits(whole) || !digits(part) {
        return None;
    }
    Money::parse(text, Currency::CNY).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_exactly_or_not_at_all() {
        let minor = |text: &str| yuan(text).map(Money::minor);
        assert_eq!(
            [minor("88.88"), minor("20"), minor("-3.5"), minor("0.01")],
            [Some(8888), Some(2000), Some(-350), Some(1)]
        );
        assert_eq!(minor("0.300"), Some(30));
        for wrong in
            ["", ".5", "5.", "1e3", "1,000", "￥5", "0.005", "+1", "--1", "1.2.3", "NaN", "99999999999999999999"]
        {
            assert_eq!(minor(wrong), None, "{wrong}");
        }
        let read = |json: &str| serde_json::from_str::<Yuan>(json).map(|yuan| yuan.0.minor()).ok();
        assert_eq!(
            [read("\"0.29\""), read("0.29"), read("1e2"), read("[]"), read("null")],
            [Some(29), Some(29), None, None, None]
        );
    }
}
