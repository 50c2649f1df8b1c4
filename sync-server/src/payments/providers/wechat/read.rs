//! Reads answers and what notices unseal to. They were verified before; still they say what they like.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use truckroll_domain::Timestamp;
use truckroll_domain::money::{Currency, Money};

use crate::payments::providers::error::{Distrust, Error, Result, shortened};
use crate::payments::providers::numbers::name;
use crate::payments::providers::reports::{Paid, RefundStanding, Reported, Standing};
use crate::payments::providers::times;

/// Longest text of a QR, bytes; the house's have about 40.
const MAX_QR: usize = 512;

/// An answer to a new payment.
#[derive(Deserialize)]
struct Code {
    code_url: String,
}

/// An order.
#[derive(Deserialize)]
struct Transaction {
    mchid: Option<String>,
    out_trade_no: String,
    transaction_id: Option<String>,
    trade_state: String,
    success_time: Option<String>,
    amount: Option<Amount>,
}

/// The amount of an order, fen of CNY.
#[derive(Deserialize)]
struct Amount {
    total: i64,
    currency: Option<String>,
}

/// A refund; answers say `status`, notices `refund_status`.
#[derive(Deserialize)]
struct Refund {
    mchid: Option<String>,
    out_trade_no: String,
    out_refund_no: String,
    #[serde(alias = "refund_status")]
    status: String,
    success_time: Option<String>,
    amount: Option<RefundAmount>,
}

/// The amount of a refund, fen; notices leave the currency out.
#[derive(Deserialize)]
struct RefundAmount {
    refund: i64,
    currency: Option<String>,
}

fn parse<T: DeserializeOwned>(bytes: &[u8], what: &'static str) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|_| Error::Malformed(what))
}

fn money(minor: i64, currency: Option<&str>) -> Result<Money> {
    let currency = currency.map_or(Ok(Currency::CNY), Currency::of).map_err(|_| Error::Malformed("currency"))?;
    Money::new(minor, currency).map_err(|_| Error::Malformed("amount"))
}

/// When something happened; of nothing said, `now`.
fn moment(text: Option<&str>, now: Timestamp) -> Result<Timestamp> {
    text.map_or(Some(now), times::from_offset_text).ok_or(Error::Malformed("success_time"))
}

/// What the QR says.
pub(super) fn code_url(answer: &[u8]) -> Result<String> {
    let code: Code = parse(answer, "code_url")?;
    let fits = |text: &String| (1..=MAX_QR).contains(&text.len()) && !text.chars().any(char::is_control);
    Some(code.code_url).filter(fits).ok_or(Error::Malformed("code_url"))
}

/// Where the order of this number stands.
pub(super) fn standing(answer: &[u8], merchant: &str, number: &str, now: Timestamp) -> Result<Standing> {
    let transaction: Transaction = parse(answer, "order")?;
    if transaction.out_trade_no != number {
        return Err(Error::Malformed("out_trade_no"));
    }
    stands(transaction, merchant, now)
}

fn stands(transaction: Transaction, merchant: &str, now: Timestamp) -> Result<Standing> {
    if transaction.mchid.as_deref().is_some_and(|other| other != merchant) {
        return Err(Distrust::OtherMerchant.into());
    }
    match transaction.trade_state.as_str() {
        // A payment of which something went back is a payment.
        "SUCCESS" | "REFUND" => {
            let amount = transaction.amount.ok_or(Error::Malformed("amount"))?;
            Ok(Standing::Paid(Paid {
                transaction: name("transaction_id", transaction.transaction_id)?,
                money: money(amount.total, amount.currency.as_deref())?,
                at: moment(transaction.success_time.as_deref(), now)?,
            }))
        }
        "NOTPAY" | "USERPAYING" | "PAYERROR" | "ACCEPT" => Ok(Standing::Unpaid),
        "CLOSED" | "REVOKED" => Ok(Standing::Closed),
        _ => Err(Error::Malformed("trade_state")),
    }
}

/// Where the refund of this number stands.
pub(super) fn refund(answer: &[u8], number: &str, now: Timestamp) -> Result<RefundStanding> {
    let refund: Refund = parse(answer, "refund")?;
    if refund.out_refund_no != number {
        return Err(Error::Malformed("out_refund_no"));
    }
    went(&refund, now)
}

fn went(refund: &Refund, now: Timestamp) -> Result<RefundStanding> {
    match refund.status.as_str() {
        "SUCCESS" => {
            let amount = refund.amount.as_ref();
            let money = amount.map(|amount| money(amount.refund, amount.currency.as_deref())).transpose()?;
            Ok(RefundStanding::Done { at: moment(refund.success_time.as_deref(), now)?, money })
        }
        "PROCESSING" => Ok(RefundStanding::Open),
        // ABNORMAL: the payer's bank sent it back; somebody has to act in the merchant's pages.
        "CLOSED" | "ABNORMAL" => Ok(RefundStanding::Failed { reason: shortened(&refund.status) }),
        _ => Err(Error::Malformed("status")),
    }
}

/// What a notice about an order says.
pub(super) fn reported_order(plain: &[u8], merchant: &str, now: Timestamp) -> Result<Reported> {
    let transaction: Transaction = parse(plain, "order")?;
    let number = name("out_trade_no", Some(transaction.out_trade_no.clone()))?;
    let kind = shortened(&transaction.trade_state);
    Ok(match stands(transaction, merchant, now)? {
        Standing::Paid(payment) => Reported::Paid { number, payment },
        Standing::Closed => Reported::Closed { number },
        Standing::Unpaid | Standing::Unknown => Reported::Other { kind },
    })
}

/// What a notice about a refund says.
pub(super) fn reported_refund(plain: &[u8], merchant: &str, now: Timestamp) -> Result<Reported> {
    let refund: Refund = parse(plain, "refund")?;
    if refund.mchid.as_deref().is_some_and(|other| other != merchant) {
        return Err(Distrust::OtherMerchant.into());
    }
    let standing = went(&refund, now)?;
    let number = name("out_trade_no", Some(refund.out_trade_no))?;
    Ok(Reported::Refund { number, refund: name("out_refund_no", Some(refund.out_refund_no))?, standing })
}
