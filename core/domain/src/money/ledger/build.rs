//! Making postings: paying ahead, paying at once, giving back, negating.
//!
//! The builders leave lines out that would be zero and refuse what would leave fewer than two.

use super::{Account, Line, Posting, PostingError, PostingKind, RevenueKind, Voucher};
use crate::CompanyId;
use crate::money::{Currency, Money};

/// What was paid, where the money lies, and what a coupon took off the price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// What came in.
    pub money: Money,
    /// Where it lies: cash, what a provider owes, or money whose owner was not decided.
    pub into: Account,
    /// What the coupon took off, of the same currency; zero without one.
    pub discount: Money,
}

impl Paid {
    fn posting(self, kind: PostingKind, to: Account, voucher: Voucher) -> Result<Posting, PostingError> {
        let whole = self.money.plus(self.discount)?;
        not_negative([self.money, self.discount])?;
        let lines =
            [(self.into, -self.money.minor()), (Account::Discount, -self.discount.minor()), (to, whole.minor())];
        Posting::of(kind, whole.currency(), lines, voucher)
    }
}

fn not_negative<const N: usize>(amounts: [Money; N]) -> Result<(), PostingError> {
    if amounts.into_iter().any(|one| one.minor() < 0) { Err(PostingError::Nothing) } else { Ok(()) }
}

impl Posting {
    /// A posting of these lines without those that move nothing.
    ///
    /// # Errors
    /// As [`Posting::check`]; [`PostingError::Nothing`] when nothing moves.
    pub fn of(
        kind: PostingKind,
        currency: Currency,
        lines: impl IntoIterator<Item = (Account, i64)>,
        voucher: Voucher,
    ) -> Result<Self, PostingError> {
        let moves = lines.into_iter().filter(|(_, minor)| *minor != 0);
        let lines: Vec<Line> = moves.map(|(account, minor)| Line { account, minor }).collect();
        if lines.is_empty() {
            return Err(PostingError::Nothing);
        }
        let posting = Self { kind, voucher, currency, lines, reverses: None };
        posting.check().map(|()| posting)
    }

    /// A company pays ahead; a coupon adds to what it gets.
    ///
    /// # Errors
    /// When nothing is paid or the amounts do not go together.
    pub fn top_up(company: CompanyId, paid: Paid, voucher: Voucher) -> Result<Self, PostingError> {
        paid.posting(PostingKind::TopUp, Account::Balance(company), voucher)
    }

    /// A service is paid at once. With a coupon over all of it nothing comes in, and the posting says so.
    ///
    /// # Errors
    /// As [`Posting::top_up`].
    pub fn charge_paid(revenue: RevenueKind, paid: Paid, voucher: Voucher) -> Result<Self, PostingError> {
        paid.posting(PostingKind::Charge, Account::Revenue(revenue), voucher)
    }

    /// Money goes from one account to where it leaves; the share of a coupon that belongs to it is taken back.
    ///
    /// # Errors
    /// As [`Posting::top_up`].
    pub fn refund(from: Account, back: Paid, voucher: Voucher) -> Result<Self, PostingError> {
        let whole = back.money.plus(back.discount)?;
        not_negative([back.money, back.discount])?;
        let lines =
            [(from, -whole.minor()), (Account::Discount, back.discount.minor()), (back.into, back.money.minor())];
        Self::of(PostingKind::Refund, whole.currency(), lines, voucher)
    }

    /// The exact negation. That it happens once is held by [`Book::post`](super::Book::post).
    ///
    /// # Errors
    /// When this is a reversal itself or came from an order.
    pub fn reversal(&self, voucher: Voucher) -> Result<Self, PostingError> {
        if self.voucher.order.is_some() {
            return Err(PostingError::OfOrder);
        }
        self.negation(voucher)
    }

    /// The exact negation, of postings of orders too.
    pub(in crate::money) fn negation(&self, voucher: Voucher) -> Result<Self, PostingError> {
        if self.kind == PostingKind::Reversal {
            return Err(PostingError::IsReversal);
        }
        let negated = |line: &Line| Line { account: line.account.clone(), minor: line.minor.saturating_neg() };
        let posting = Self {
            kind: PostingKind::Reversal,
            voucher,
            currency: self.currency,
            lines: self.lines.iter().map(negated).collect(),
            reverses: Some(self.voucher.id),
        };
        posting.check().map(|()| posting)
    }
}
