//! What money is moved between. An account is one text, `balance:<company>` or `clearing:wechat_pay`, in JSON, in columns and
//! in what is hashed.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::CompanyId;

/// Longest name of a provider, characters.
const MAX_PROVIDER: usize = 32;

/// Who takes payments, as its plug-in is called: small letters, digits, `_` and `-`. [`Provider::CASH`] is money by hand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Provider(String);

/// Neither an account nor a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of an account or a provider")]
pub struct NotAnAccount;

impl Provider {
    /// The word for money that an agent takes by hand.
    pub const CASH: &'static str = "cash";

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }

    /// Whether it is money by hand.
    #[must_use]
    pub fn is_cash(&self) -> bool {
        self.0 == Self::CASH
    }

    /// The account that grows when it takes a payment.
    #[must_use]
    pub fn account(&self) -> Account {
        if self.is_cash() { Account::Cash } else { Account::Clearing(self.clone()) }
    }
}

impl FromStr for Provider {
    type Err = NotAnAccount;
    fn from_str(name: &str) -> Result<Self, NotAnAccount> {
        let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-');
        let fits = (1..=MAX_PROVIDER).contains(&name.len()) && name.bytes().all(letter);
        if fits { Ok(Self(name.to_owned())) } else { Err(NotAnAccount) }
    }
}

impl TryFrom<String> for Provider {
    type Error = NotAnAccount;
    fn try_from(name: String) -> Result<Self, NotAnAccount> {
        name.parse()
    }
}

impl From<Provider> for String {
    fn from(provider: Provider) -> Self {
        provider.0
    }
}

/// What was sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevenueKind {
    /// An attendance on site.
    Visit,
    /// A remote session.
    Remote,
    /// Goods of a ticket.
    Product,
    /// A service card by itself.
    Card,
}

impl RevenueKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Visit, Self::Remote, Self::Product, Self::Card];

    /// The word in columns and message keys.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Visit => "visit",
            Self::Remote => "remote",
            Self::Product => "product",
            Self::Card => "card",
        }
    }
}

/// An account of the books.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Account {
    /// What the organisation owes a company: money paid ahead.
    Balance(CompanyId),
    /// Money taken by hand or on the organisation's own bank account.
    Cash,
    /// What a provider took and has not paid out yet.
    Clearing(Provider),
    /// Money of which nobody has decided yet whose it is: wrong amounts, second payments.
    Suspense,
    /// Money promised back to payers and not yet on its way.
    Refunding,
    /// What was earned.
    Revenue(RevenueKind),
    /// What coupons took off.
    Discount,
    /// What was earned and given back.
    Refunds,
    /// What providers keep.
    Fees,
    /// The other side of corrections and of opening balances.
    Manual,
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Balance(company) => write!(f, "balance:{company}"),
            Self::Cash => f.write_str("cash"),
            Self::Clearing(provider) => write!(f, "clearing:{}", provider.name()),
            Self::Suspense => f.write_str("suspense"),
            Self::Refunding => f.write_str("refunding"),
            Self::Revenue(kind) => write!(f, "revenue:{}", kind.word()),
            Self::Discount => f.write_str("discount"),
            Self::Refunds => f.write_str("refunds"),
            Self::Fees => f.write_str("fees"),
            Self::Manual => f.write_str("manual"),
        }
    }
}

impl FromStr for Account {
    type Err = NotAnAccount;
    fn from_str(text: &str) -> Result<Self, NotAnAccount> {
        let account = match text.split_once(':') {
            Some(("balance", company)) => Self::Balance(company.parse().map_err(|_| NotAnAccount)?),
            Some(("clearing", provider)) => Self::Clearing(provider.parse()?),
            Some(("revenue", word)) => {
                Self::Revenue(RevenueKind::ALL.into_iter().find(|kind| kind.word() == word).ok_or(NotAnAccount)?)
            }
            Some(_) => return Err(NotAnAccount),
            None => match text {
                "cash" => Self::Cash,
                "suspense" => Self::Suspense,
                "refunding" => Self::Refunding,
                "discount" => Self::Discount,
                "refunds" => Self::Refunds,
                "fees" => Self::Fees,
                "manual" => Self::Manual,
                _ => return Err(NotAnAccount),
            },
        };
        Ok(account)
    }
}

impl TryFrom<String> for Account {
    type Error = NotAnAccount;
    fn try_from(text: String) -> Result<Self, NotAnAccount> {
        text.parse()
    }
}

impl From<Account> for String {
    fn from(account: Account) -> Self {
        account.to_string()
    }
}
