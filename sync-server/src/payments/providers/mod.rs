//! Payment providers: each speaks the protocol of one house that takes payments (FEE-05, FEE-07, FEE-16).
//!
//! [`PaymentProvider`] is what the server asks for: a QR or a link to pay by, where a payment or a refund stands, a notice
//! that the house sent, the file of a day. [`Wechat`], [`Alipay`] and [`Checkout`] are the houses. A provider keeps nothing
//! that matters: every call may be made again with the same numbers and means the same.
//!
//! What comes from outside is trusted only after it was verified as the house's protocol has it, is bounded in size, and is
//! reported as it came: whether an amount or a currency is the right one is for the domain to judge. Money is in minor units
//! of its currency, moments are UTC; the two Chinese houses write local time, which is UTC+8 the whole year.
//!
//! Effects come from [`Outside`]: the HTTP client, which decides what addresses may be reached, and the clock.

use std::pin::Pin;

use jiff::civil::Date;
use reqwest::header::HeaderMap;

mod alipay;
mod amounts;
mod checkout;
mod error;
mod keys;
mod numbers;
mod reports;
mod requests;
mod times;
mod wechat;
mod wire;

pub use alipay::{Alipay, AlipaySettings};
pub use checkout::{Checkout, CheckoutSettings};
pub use error::{Distrust, Error, Outage, Refusal, Result};
pub use keys::{PublicKey, Secret, SigningKey};
pub use numbers::{order_id, order_number, refund_id, refund_number};
pub use reports::{
    Acknowledgement, BillFile, Closing, Issued, Notice, Paid, RefundStanding, Reported, Standing, Taken,
};
pub use requests::{Known, NewPayment, NewRefund};
pub use wechat::{PlatformKey, Wechat, WechatSettings};
pub use wire::{Clock, MAX_ANSWER, MAX_BILL, MAX_NOTICE, Outside};

/// What a provider answers in the end.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// A house that takes payments.
///
/// # Errors
/// Every answer may be an [`Error`]; its cases say what a caller can do. After [`Error::Unavailable`] the outcome is not
/// known: the same call may be made again, or the thing asked for.
pub trait PaymentProvider: Send + Sync {
    /// Lets a payment be made: the text of the QR or the link. The same order again gives it again, while it is not paid.
    fn create<'a>(&'a self, payment: &'a NewPayment) -> Answer<'a, Issued>;

    /// Where an order stands.
    fn query<'a>(&'a self, order: &'a Known) -> Answer<'a, Standing>;

    /// Makes an order unpayable, if nobody paid meanwhile.
    fn close<'a>(&'a self, order: &'a Known) -> Answer<'a, Closing>;

    /// Has money go back. The same refund again changes nothing and says where it stands.
    fn refund<'a>(&'a self, refund: &'a NewRefund) -> Answer<'a, RefundStanding>;

    /// Where a refund stands.
    fn query_refund<'a>(&'a self, refund: &'a NewRefund) -> Answer<'a, RefundStanding>;

    /// Reads a notice that the house sent, after it was verified. `body` is every byte that came, unread before.
    fn notice<'a>(&'a self, headers: &'a HeaderMap, body: &'a [u8]) -> Answer<'a, Notice>;

    /// What the house wants to hear about a notice, so that it repeats it or not.
    fn acknowledge(&self, taken: Taken) -> Acknowledgement;

    /// The file of a day of the house's calendar; nothing when it has none because nothing happened or it is not made yet.
    fn bill(&self, day: Date) -> Answer<'_, Option<BillFile>>;
}
