//! Alipay, OpenAPI with `gateway.do` and RSA2: the payer scans a QR (`alipay.trade.precreate`).
//!
//! Every call is signed with the app's key, every answer and notice with Alipay's. An answer's signature is over the bytes
//! of one member as they came, so they are cut out and never written anew. Amounts are texts in yuan.
//!
//! At Alipay an order begins when its QR is scanned: before, it is [`Standing::Unknown`], and closing it is a cancellation.
//!
//! Source: opendocs.alipay.com, pages of 2024 and 2025: signing (common/02kf5q) and the page of each method. Keys are plain
//! public keys; the mode with certificates (`alipay_cert_sn`) is not spoken.

use reqwest::Url;
use reqwest::header::HeaderMap;
use serde::Deserialize;
use serde_json::json;
use truckroll_domain::money::{Currency, Money};

use crate::payments::providers::amounts::Yuan;
use crate::payments::providers::error::{Error, Result};
use crate::payments::providers::keys::{PublicKey, Secret, SigningKey};
use crate::payments::providers::numbers::{beginning, name, order_number};
use crate::payments::providers::reports::{
    Acknowledgement, BillFile, Closing, Issued, Notice, Paid, RefundStanding, Standing, Taken,
};
use crate::payments::providers::requests::{Known, NewPayment, NewRefund};
use crate::payments::providers::wire::{Outside, address};
use crate::payments::providers::{Answer, PaymentProvider, times};

mod answer;
mod bill;
mod call;
mod notice;
mod refund;

/// Longest subject, bytes: 256 characters, less to be sure.
const MAX_SUBJECT: usize = 256;
/// Longest text of a QR, bytes.
const MAX_QR: usize = 1024;

/// What a merchant was given.
#[derive(Clone, Debug)]
pub struct AlipaySettings {
    /// `https://openapi.alipay.com/gateway.do`.
    pub address: String,
    /// The app's number.
    pub app_id: String,
    /// The merchant's number (PID), `2088…`; notices about another one are not trusted.
    pub seller_id: String,
    /// The app's private key: PEM, or base64 as Alipay's tool gives it.
    pub private_key: Secret,
    /// Alipay's public key (not the app's): PEM, or base64.
    pub public_key: String,
    /// Where notices are sent to.
    pub notify_url: String,
}

/// Alipay of one app.
#[derive(Debug)]
pub struct Alipay {
    outside: Outside,
    base: Url,
    app_id: String,
    seller_id: String,
    signing: SigningKey,
    public_key: PublicKey,
    notify_url: String,
}

/// An answer to a new payment.
#[derive(Deserialize)]
struct Code {
    out_trade_no: String,
    qr_code: String,
}

/// An order.
#[derive(Deserialize)]
struct Trade {
    out_trade_no: String,
    trade_no: Option<String>,
    trade_status: String,
    total_amount: Option<Yuan>,
    send_pay_date: Option<String>,
}

/// An answer to a cancellation.
#[derive(Deserialize)]
struct Cancelled {
    action: Option<String>,
}

/// A member of an answer that does not matter.
#[derive(Deserialize)]
struct Whatever {}

impl Alipay {
    /// Reads the settings.
    ///
    /// # Errors
    /// [`Error::NotConfigured`] with the setting's name.
    pub fn new(settings: &AlipaySettings, outside: Outside) -> Result<Self> {
        for (setting, text) in [("app_id", &settings.app_id), ("seller_id", &settings.seller_id)] {
            if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return Err(Error::NotConfigured(setting));
            }
        }
        Ok(Self {
            outside,
            base: address("address", &settings.address)?,
            app_id: settings.app_id.clone(),
            seller_id: settings.seller_id.clone(),
            signing: SigningKey::read("private_key", settings.private_key.text())?,
            public_key: PublicKey::read("public_key", &settings.public_key)?,
            notify_url: settings.notify_url.clone(),
        })
    }

    async fn start(&self, payment: &NewPayment) -> Result<Issued> {
        let number = order_number(payment.order);
        // These characters are not allowed in a subject.
        let subject = payment.title.replace(['/', '=', '&'], " ");
        let content = json!({
            "out_trade_no": number,
            "total_amount": yuan(payment.money)?,
            "subject": beginning(&subject, MAX_SUBJECT),
            "product_code": "FACE_TO_FACE_PAYMENT",
            "seller_id": self.seller_id,
            "time_expire": times::local_text(payment.expires_at).ok_or(Error::Malformed("expires_at"))?,
        });
        let code: Code = self.ask("alipay.trade.precreate", &content).await?;
        let fits = (1..=MAX_QR).contains(&code.qr_code.len()) && !code.qr_code.chars().any(char::is_control);
        if code.out_trade_no != number || !fits {
            return Err(Error::Malformed("qr_code"));
        }
        Ok(Issued { payload: code.qr_code, reference: number, expires_at: Some(payment.expires_at) })
    }

    async fn standing(&self, order: &Known) -> Result<Standing> {
        let number = order_number(order.order);
        let asked = self.ask::<Trade>("alipay.trade.query", &json!({ "out_trade_no": number })).await;
        let trade = match asked {
            Err(error) if error.code() == Some("ACQ.TRADE_NOT_EXIST") => return Ok(Standing::Unknown),
            asked => asked?,
        };
        if trade.out_trade_no != number {
            return Err(Error::Malformed("out_trade_no"));
        }
        let was_paid = match trade.trade_status.as_str() {
            "WAIT_BUYER_PAY" => return Ok(Standing::Unpaid),
            "TRADE_SUCCESS" | "TRADE_FINISHED" => true,
            // Closed without payment, or paid and given back whole: only the latter has a time of payment.
            "TRADE_CLOSED" => trade.send_pay_date.is_some(),
            _ => return Err(Error::Malformed("trade_status")),
        };
        if !was_paid {
            return Ok(Standing::Closed);
        }
        let at = trade.send_pay_date.as_deref().map_or(Some(self.outside.now()), times::from_local_text);
        Ok(Standing::Paid(Paid {
            transaction: name("trade_no", trade.trade_no)?,
            money: trade.total_amount.ok_or(Error::Malformed("total_amount"))?.0,
            at: at.ok_or(Error::Malformed("send_pay_date"))?,
        }))
    }

    async fn shut(&self, order: &Known) -> Result<Closing> {
        let content = json!({ "out_trade_no": order_number(order.order) });
        let closed = self.ask::<Whatever>("alipay.trade.close", &content).await;
        let Err(error) = closed else { return Ok(Closing::Closed) };
        match error.code() {
            // Nobody scanned the QR: the order does not exist, and yet it could be paid. Cancelling ends that.
            Some("ACQ.TRADE_NOT_EXIST") => {
                let cancelled: Cancelled = self.ask("alipay.trade.cancel", &content).await?;
                let paid_back = cancelled.action.as_deref() == Some("refund");
                Ok(if paid_back { Closing::PaidBack } else { Closing::Closed })
            }
            Some(_) => match self.standing(order).await? {
                Standing::Paid(_) => Ok(Closing::Paid),
                Standing::Closed => Ok(Closing::Closed),
                Standing::Unpaid | Standing::Unknown => Err(error),
            },
            None => Err(error),
        }
    }
}

/// An amount of this house: yuan with two digits behind the point.
fn yuan(money: Money) -> Result<String> {
    if money.currency() == Currency::CNY { Ok(money.to_string()) } else { Err(Error::Unsupported("this currency")) }
}

impl PaymentProvider for Alipay {
    fn create<'a>(&'a self, payment: &'a NewPayment) -> Answer<'a, Issued> {
        Box::pin(self.start(payment))
    }

    fn query<'a>(&'a self, order: &'a Known) -> Answer<'a, Standing> {
        Box::pin(self.standing(order))
    }

    fn close<'a>(&'a self, order: &'a Known) -> Answer<'a, Closing> {
        Box::pin(self.shut(order))
    }

    fn refund<'a>(&'a self, refund: &'a NewRefund) -> Answer<'a, RefundStanding> {
        Box::pin(self.give_back(refund))
    }

    fn query_refund<'a>(&'a self, refund: &'a NewRefund) -> Answer<'a, RefundStanding> {
        Box::pin(self.refund_standing(refund))
    }

    fn notice<'a>(&'a self, _headers: &'a HeaderMap, body: &'a [u8]) -> Answer<'a, Notice> {
        Box::pin(std::future::ready(self.read_notice(body)))
    }

    fn acknowledge(&self, taken: Taken) -> Acknowledgement {
        let body = match taken {
            Taken::Stored => "success",
            Taken::NotStored => "fail",
        };
        Acknowledgement { status: 200, content_type: "text/plain; charset=utf-8", body }
    }

    fn bill(&self, day: jiff::civil::Date) -> Answer<'_, Option<BillFile>> {
        Box::pin(self.trade_bill(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_yuan_are_sent() {
        let money = |minor, code| Money::new(minor, Currency::of(code).expect("known")).expect("within bounds");
        assert_eq!(yuan(money(5, "CNY")).as_deref(), Ok("0.05"));
        assert_eq!(yuan(money(5, "USD")), Err(Error::Unsupported("this currency")));
    }
}
