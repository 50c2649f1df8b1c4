//! The books of an organisation: a double-entry journal that only grows (FEE-01, FEE-06, FEE-08, FEE-09, FEE-13).
//!
//! A [`Posting`] moves money between [`Account`]s; its lines sum to zero, so money neither appears nor vanishes. Nothing is
//! changed or removed: a mistake is answered by the exact negation ([`Posting::reversal`]), once. A [`Chain`] numbers the
//! postings and binds each to the one before by SHA-256, so that a changed, missing or moved one is found ([`verify`]).
//!
//! Signs: a line's amount is what its account is credited with. What the organisation owes or earned grows by positive
//! lines (a company's balance, revenue), what it holds by negative ones (cash, what a provider owes it). So a company's
//! balance is simply the sum of its lines. For bookkeepers, [`Line::debit`] and [`Line::credit`] are the usual two columns.
//!
//! [`Book`] is the sum of all postings and the one gate for new ones: a repeated posting changes nothing, a balance stays at
//! or above zero unless the company was given an overdraft. A server that keeps sums in tables builds [`BalanceState`] from
//! them and gets the same answers from [`deduct`].

mod account;
mod book;
mod build;
mod chain;
mod deduct;
mod posting;
#[cfg(test)]
mod storms;
#[cfg(test)]
mod tests;

pub use account::{Account, NotAnAccount, Provider, RevenueKind};
pub use book::{Book, LedgerRefusal, Posted};
pub use build::Paid;
pub use chain::{Broken, Chain, Fault, Hash, Sealed, VERSION, encode, verify};
pub use deduct::{BalanceState, Deduct, DeductRefusal, Repeat, deduct};
pub use posting::{Line, MAX_LINES, MIN_LINES, Method, Posting, PostingError, PostingKind, Voucher};
