//! Currencies of ISO 4217: three letters and how many digits their minor unit has.
//!
//! The table holds what is in use and the units of account; metals, tests and "no currency" (`XAU`, `XTS`, `XXX`) are
//! refused, because nobody pays with them. Letters are written in capitals, as the standard has them.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::MoneyError;

/// Without a minor unit.
const ZERO: [&str; 17] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
    "XPF",
];
/// Hundredths.
const TWO: [&str; 141] = [
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BMD", "BND",
    "BOB", "BOV", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHE", "CHF", "CHW", "CNY", "COP", "COU",
    "CRC", "CUP", "CVE", "CZK", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS",
    "GIP", "GMD", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IRR", "JMD", "KES", "KGS", "KHR",
    "KPW", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU",
    "MUR", "MVR", "MWK", "MXN", "MXV", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "PAB", "PEN", "PGK",
    "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS",
    "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "USD",
    "USN", "UYU", "UZS", "VED", "VES", "WST", "XAD", "XCD", "XCG", "YER", "ZAR", "ZMW", "ZWG",
];
/// Thousandths.
const THREE: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
/// Ten-thousandths: units of account.
const FOUR: [&str; 2] = ["CLF", "UYW"];

/// The lists with their digits; each is sorted.
const TABLE: [(&[&str], u8); 4] = [(&TWO, 2), (&ZERO, 0), (&THREE, 3), (&FOUR, 4)];

/// A currency of ISO 4217.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    code: &'static str,
    digits: u8,
}

impl Currency {
    /// Yuan renminbi.
    pub const CNY: Self = Self { code: "CNY", digits: 2 };

    /// The currency of three capital letters.
    ///
    /// # Errors
    /// [`MoneyError::UnknownCurrency`] when the table does not have it.
    pub fn of(code: &str) -> Result<Self, MoneyError> {
        let found = |(codes, digits): &(&'static [&'static str], u8)| {
            let place = codes.binary_search(&code).ok()?;
            Some(Self { code: codes.get(place)?, digits: *digits })
        };
        TABLE.iter().find_map(found).ok_or_else(|| MoneyError::UnknownCurrency { code: code.chars().take(8).collect() })
    }

    /// Its three letters.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// How many digits its minor unit has, 0 to 4.
    #[must_use]
    pub const fn digits(self) -> u8 {
        self.digits
    }

    /// How many minor units make one: 1 to 10 000.
    #[must_use]
    pub const fn minor_units(self) -> i64 {
        10_i64.pow(self.digits as u32)
    }

    /// All of the table, for lists to choose from.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.into_iter().flat_map(|(codes, digits)| codes.iter().map(move |code| Self { code, digits }))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl FromStr for Currency {
    type Err = MoneyError;
    fn from_str(code: &str) -> Result<Self, MoneyError> {
        Self::of(code)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code)
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::of(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}
