//! One movement of money and what it says about itself.
//!
//! A posting has 2 to 16 lines that sum to zero, none of them zero.

use serde::{Deserialize, Serialize};

use super::Account;
use crate::money::{Currency, MAX_MINOR, MoneyError};
use crate::{AgentId, OrderId, PostingId, Timestamp};

/// Fewest lines.
pub const MIN_LINES: usize = 2;
/// Most lines.
pub const MAX_LINES: usize = 16;
/// Longest service number, characters.
const MAX_SERVICE: usize = 64;
/// Longest receipt number, characters; providers' names of payments are receipt numbers too.
const MAX_RECEIPT: usize = 128;
/// Longest remark, characters.
const MAX_REMARK: usize = 1_000;

/// Writes the words of an enum once.
macro_rules! words {
    ($(#[$doc:meta])* $type:ident { $($(#[$each:meta])* $name:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $type { $($(#[$each])* $name,)+ }

        impl $type {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];
            /// The word in columns and message keys.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }
        }
    };
}

words! {
    /// Why money moved.
    PostingKind {
        /// A balance grew.
        TopUp = "top_up",
        /// A balance paid for a service.
        Deduct = "deduct",
        /// Somebody paid for a service at once.
        Charge = "charge",
        /// Money goes back to its payer.
        Refund = "refund",
        /// The negation of an earlier posting.
        Reversal = "reversal",
        /// Corrections, and money whose owner is not decided.
        Adjust = "adjust",
    }
}

words! {
    /// How it was paid.
    Method {
        /// By hand.
        Cash = "cash",
        /// To the organisation's bank account.
        Transfer = "transfer",
        /// By a provider.
        Online = "online",
        /// From the balance.
        Balance = "balance",
        /// In another way.
        Other = "other",
    }
}

/// What one account is credited with; negative is a debit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which account.
    pub account: Account,
    /// Minor units of the posting's currency.
    pub minor: i64,
}

impl Line {
    /// The debit column, minor units.
    #[must_use]
    pub fn debit(&self) -> i64 {
        self.minor.saturating_neg().max(0)
    }
    /// The credit column, minor units.
    #[must_use]
    pub fn credit(&self) -> i64 {
        self.minor.max(0)
    }
}

/// What is noted beside the lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voucher {
    /// Id; a posting with a known id changes nothing.
    pub id: PostingId,
    /// When it happened.
    pub at: Timestamp,
    /// The agent who served or collected; nobody when it happened by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AgentId>,
    /// How it was paid.
    pub method: Method,
    /// The number of the ticket, visit or session it was for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub service: String,
    /// The number of the receipt.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub receipt: String,
    /// What somebody noted.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
    /// The order it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
}

/// A movement of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Why.
    pub kind: PostingKind,
    /// What is noted.
    pub voucher: Voucher,
    /// Of all lines.
    pub currency: Currency,
    /// The accounts and their amounts.
    pub lines: Vec<Line>,
    /// The posting that this one negates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses: Option<PostingId>,
}

/// Why there is no such posting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum PostingError {
    /// The lines do not sum to zero.
    #[error("the lines sum to {minor} instead of zero")]
    Unbalanced {
        /// Their sum.
        minor: i64,
    },
    /// Fewer than 2 or more than 16 lines.
    #[error("{count} lines")]
    Lines {
        /// How many.
        count: usize,
    },
    /// A line moves nothing.
    #[error("a line of zero")]
    ZeroLine,
    /// A number or a remark is too long.
    #[error("{member} is too long")]
    TooLong {
        /// Which.
        member: String,
    },
    /// A negative amount, or nothing at all.
    #[error("nothing to move")]
    Nothing,
    /// Reversals have one to negate, others have none.
    #[error("a reversal names what it negates, and nothing else does")]
    Reverses,
    /// A reversal cannot be reversed; post again what was right.
    #[error("a reversal is not reversed")]
    IsReversal,
    /// It came from an order; refund that.
    #[error("the posting belongs to an order")]
    OfOrder,
    /// An amount is out of bounds or of another currency.
    #[error("no amount: {fault}")]
    Amount {
        /// What is wrong.
        fault: MoneyError,
    },
}

crate::tagged!(PostingError, "is");

impl From<MoneyError> for PostingError {
    fn from(fault: MoneyError) -> Self {
        Self::Amount { fault }
    }
}

impl Posting {
    /// Whether it is valid by itself.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), PostingError> {
        let count = self.lines.len();
        if !(MIN_LINES..=MAX_LINES).contains(&count) {
            return Err(PostingError::Lines { count });
        }
        if self.lines.iter().any(|line| line.minor == 0) {
            return Err(PostingError::ZeroLine);
        }
        if self.lines.iter().any(|line| !(-MAX_MINOR..=MAX_MINOR).contains(&line.minor)) {
            return Err(MoneyError::OutOfBounds.into());
        }
        // Sixteen amounts within bounds are far from overflowing.
        let minor = self.lines.iter().map(|line| line.minor).sum();
        if minor != 0 {
            return Err(PostingError::Unbalanced { minor });
        }
        let Voucher { service, receipt, remark, .. } = &self.voucher;
        let texts =
            [("service", service, MAX_SERVICE), ("receipt", receipt, MAX_RECEIPT), ("remark", remark, MAX_REMARK)];
        if let Some((member, ..)) = texts.into_iter().find(|(_, text, most)| text.chars().count() > *most) {
            return Err(PostingError::TooLong { member: member.to_owned() });
        }
        if self.reverses.is_some() == (self.kind == PostingKind::Reversal) {
            Ok(())
        } else {
            Err(PostingError::Reverses)
        }
    }
}
