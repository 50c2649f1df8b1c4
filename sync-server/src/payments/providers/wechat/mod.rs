//! WeChat Pay, API v3, Native: the payer scans a QR (`code_url`).
//!
//! Every call is signed with the merchant's key, every answer and notice by a key of the platform: one of its certificates,
//! which are fetched and change, or the public key that newer merchants are given (`PUB_KEY_ID_…`). While a merchant moves
//! from one to the other both are in use, and the header `Wechatpay-Serial` says which. What a notice reports is sealed with
//! the API v3 key besides.
//!
//! Source: pay.weixin.qq.com/doc/v3/merchant, pages of 2024 and 2025: Native 4012075373, files 4012556654, moving to the public key
//! 4012154180. The house counts in fen and in CNY.

use reqwest::header::HeaderMap;
use reqwest::{Method, Url};
use ring::aead::{AES_256_GCM, LessSafeKey, UnboundKey};
use serde_json::json;
use truckroll_domain::money::{Currency, Money};

use crate::payments::providers::error::{Error, Result};
use crate::payments::providers::keys::{PublicKey, Secret, SigningKey};
use crate::payments::providers::numbers::{beginning, order_number, refund_number};
use crate::payments::providers::reports::{
    Acknowledgement, BillFile, Closing, Issued, Notice, RefundStanding, Standing, Taken,
};
use crate::payments::providers::requests::{Known, NewPayment, NewRefund};
use crate::payments::providers::wire::{Outside, address};
use crate::payments::providers::{Answer, PaymentProvider, times};

mod bill;
mod call;
mod notice;
mod platform;
mod read;
mod sealed;

use platform::Platform;

/// Longest description, bytes.
const MAX_DESCRIPTION: usize = 127;
/// Longest reason of a refund, bytes.
const MAX_REASON: usize = 80;
/// What the header of a public key's id begins with.
const PUBLIC_KEY_ID: &str = "PUB_KEY_ID_";

/// The public key of the platform, of merchants who have one.
#[derive(Clone, Debug)]
pub struct PlatformKey {
    /// `PUB_KEY_ID_…`.
    pub id: String,
    /// PEM.
    pub key: String,
}

/// What a merchant was given.
#[derive(Clone, Debug)]
pub struct WechatSettings {
    /// `https://api.mch.weixin.qq.com` or the second host, `https://api2.mch.weixin.qq.com`.
    pub address: String,
    /// The app the merchant is bound to, `wx…`.
    pub app_id: String,
    /// The merchant's number.
    pub merchant: String,
    /// The serial number of the merchant's certificate, hexadecimal.
    pub serial: String,
    /// The merchant's private key, PEM.
    pub private_key: Secret,
    /// The API v3 key: 32 bytes.
    pub api_key: Secret,
    /// The public key of the platform.
    pub public_key: Option<PlatformKey>,
    /// Whether the platform's certificates are in use: without a public key, and while the merchant moves to it.
    pub certificates: bool,
    /// Where notices are sent to; without a query.
    pub notify_url: String,
}

/// WeChat Pay of one merchant.
#[derive(Debug)]
pub struct Wechat {
    outside: Outside,
    base: Url,
    app_id: String,
    merchant: String,
    serial: String,
    signing: SigningKey,
    sealing: LessSafeKey,
    platform: Platform,
    notify_url: String,
}

impl Wechat {
    /// Reads the settings.
    ///
    /// # Errors
    /// [`Error::NotConfigured`] with the setting's name.
    pub fn new(settings: &WechatSettings, outside: Outside) -> Result<Self> {
        let sealing = UnboundKey::new(&AES_256_GCM, settings.api_key.text().as_bytes());
        let sealing = sealing.map_err(|_| Error::NotConfigured("api_key"))?;
        // These stand in a header between quotation marks.
        for (name, text) in
            [("merchant", &settings.merchant), ("serial", &settings.serial), ("app_id", &settings.app_id)]
        {
            if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
                return Err(Error::NotConfigured(name));
            }
        }
        let public_key = match &settings.public_key {
            Some(given) if !given.id.starts_with(PUBLIC_KEY_ID) => return Err(Error::NotConfigured("public_key.id")),
            Some(given) => Some((given.id.clone(), PublicKey::read("public_key.key", &given.key)?)),
            None if !settings.certificates => return Err(Error::NotConfigured("public_key")),
            None => None,
        };
        Ok(Self {
            outside,
            base: address("address", &settings.address)?,
            app_id: settings.app_id.clone(),
            merchant: settings.merchant.clone(),
            serial: settings.serial.clone(),
            signing: SigningKey::read("private_key", settings.private_key.text())?,
            sealing: LessSafeKey::new(sealing),
            platform: Platform::new(public_key, settings.certificates),
            notify_url: settings.notify_url.clone(),
        })
    }

    async fn start(&self, payment: &NewPayment) -> Result<Issued> {
        let number = order_number(payment.order);
        let body = json!({
            "appid": self.app_id,
            "mchid": self.merchant,
            "description": beginning(&payment.title, MAX_DESCRIPTION),
            "out_trade_no": number,
            "time_expire": times::offset_text(payment.expires_at).ok_or(Error::Malformed("expires_at"))?,
            "notify_url": self.notify_url,
            "amount": { "total": fen(payment.money)?, "currency": "CNY" },
        });
        let answer = self.ask(Method::POST, "/v3/pay/transactions/native", Some(&body)).await?;
        let payload = read::code_url(&answer)?;
        Ok(Issued { payload, reference: number, expires_at: Some(payment.expires_at) })
    }

    async fn standing(&self, order: &Known) -> Result<Standing> {
        let number = order_number(order.order);
        let path = format!("/v3/pay/transactions/out-trade-no/{number}?mchid={}", self.merchant);
        match self.ask(Method::GET, &path, None).await {
            Ok(answer) => read::standing(&answer, &self.merchant, &number, self.outside.now()),
            Err(error) if matches!(error.code(), Some("ORDER_NOT_EXIST" | "ORDERNOTEXIST")) => Ok(Standing::Unknown),
            Err(error) => Err(error),
        }
    }

    async fn shut(&self, order: &Known) -> Result<Closing> {
        let path = format!("/v3/pay/transactions/out-trade-no/{}/close", order_number(order.order));
        let Err(error) = self.ask(Method::POST, &path, Some(&json!({ "mchid": self.merchant }))).await else {
            return Ok(Closing::Closed);
        };
        if !matches!(error, Error::Refused(_)) {
            return Err(error);
        }
        // The codes for "paid" and "closed before" changed over the years; where it stands did not.
        match self.standing(order).await? {
            Standing::Paid(_) => Ok(Closing::Paid),
            Standing::Closed => Ok(Closing::Closed),
            Standing::Unpaid | Standing::Unknown => Err(error),
        }
    }

    async fn give_back(&self, refund: &NewRefund) -> Result<RefundStanding> {
        let number = refund_number(refund.refund);
        let mut body = json!({
            "transaction_id": refund.transaction,
            "out_refund_no": number,
            "notify_url": self.notify_url,
            "amount": { "refund": fen(refund.money)?, "total": fen(refund.paid)?, "currency": "CNY" },
        });
        let reason = beginning(&refund.reason, MAX_REASON);
        if let (Some(members), false) = (body.as_object_mut(), reason.is_empty()) {
            members.insert("reason".to_owned(), reason.into());
        }
        let answer = self.ask(Method::POST, "/v3/refund/domestic/refunds", Some(&body)).await?;
        read::refund(&answer, &number, self.outside.now())
    }

    async fn refund_standing(&self, refund: &NewRefund) -> Result<RefundStanding> {
        let number = refund_number(refund.refund);
        match self.ask(Method::GET, &format!("/v3/refund/domestic/refunds/{number}"), None).await {
            Ok(answer) => read::refund(&answer, &number, self.outside.now()),
            Err(error) if error.code() == Some("RESOURCE_NOT_EXISTS") => Ok(RefundStanding::Unknown),
            Err(error) => Err(error),
        }
    }
}

/// An amount of this house, fen.
fn fen(money: Money) -> Result<i64> {
    if money.currency() == Currency::CNY { Ok(money.minor()) } else { Err(Error::Unsupported("this currency")) }
}

impl PaymentProvider for Wechat {
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

    fn notice<'a>(&'a self, headers: &'a HeaderMap, body: &'a [u8]) -> Answer<'a, Notice> {
        Box::pin(self.read_notice(headers, body))
    }

    fn acknowledge(&self, taken: Taken) -> Acknowledgement {
        match taken {
            Taken::Stored => Acknowledgement { status: 204, content_type: "", body: "" },
            Taken::NotStored => Acknowledgement {
                status: 500,
                content_type: "application/json",
                body: r#"{"code":"FAIL","message":"失败"}"#,
            },
        }
    }

    fn bill(&self, day: jiff::civil::Date) -> Answer<'_, Option<BillFile>> {
        Box::pin(self.trade_bill(day))
    }
}
