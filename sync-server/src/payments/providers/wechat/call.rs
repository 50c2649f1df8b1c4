//! Signed calls and verified answers.
//!
//! What is signed of a call: method, path with query, seconds, a nonce and the body, each with a line feed behind it; of an
//! answer or a notice: seconds, nonce and body. Both sides sign with RSA and SHA-256.

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Request, Url};
use serde::Deserialize;
use serde_json::Value as Json;
use truckroll_domain::time::MINUTE_MS;

use super::Wechat;
use crate::payments::providers::error::{Distrust, Error, Outage, Result};
use crate::payments::providers::times;
use crate::payments::providers::wire::{Received, at};

/// How far the signature's time may be from ours, ms.
const TOLERANCE_MS: i64 = 5 * MINUTE_MS;
/// Which kind of key signs the answer; also asks for it.
pub(super) const SERIAL: &str = "wechatpay-serial";
/// Codes that come with a status of refusal and mean: try again.
const PASSING: [&str; 5] =
    ["SYSTEM_ERROR", "FREQUENCY_LIMITED", "FREQUENCY_LIMIT_EXCEED", "BIZERR_NEED_RETRY", "STATEMENT_CREATING"];

/// What the house says when it refuses.
#[derive(Deserialize)]
struct Complaint {
    code: String,
    #[serde(default)]
    message: String,
}

/// The four headers of a signature.
pub(super) struct Signed<'a> {
    seconds: &'a str,
    nonce: &'a str,
    signature: &'a str,
    /// Which key.
    pub serial: &'a str,
}

impl<'a> Signed<'a> {
    /// The headers, if all are there.
    pub(super) fn of(headers: &'a HeaderMap) -> Option<Self> {
        let get = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).filter(|text| !text.is_empty());
        Some(Self {
            seconds: get("wechatpay-timestamp")?,
            nonce: get("wechatpay-nonce")?,
            signature: get("wechatpay-signature")?,
            serial: get(SERIAL)?,
        })
    }

    fn message(&self, body: &[u8]) -> Vec<u8> {
        [self.seconds.as_bytes(), b"\n", self.nonce.as_bytes(), b"\n", body, b"\n"].concat()
    }
}

impl Wechat {
    /// Asks, and gives the verified body of the answer. The body of a call is sent as it is signed.
    pub(super) async fn ask(&self, method: Method, path: &str, body: Option<&Json>) -> Result<Vec<u8>> {
        let url = at(&self.base, path)?;
        let body = body.map(ToString::to_string).unwrap_or_default();
        let answer = self.outside.call(self.signed_call(method, url, body)?).await?;
        if answer.status.is_success() {
            self.verify(&answer.headers, &answer.body).await?;
            return Ok(answer.body);
        }
        // Refusals of unknown merchants and wrong signatures bear no signature; whoever bears one is held to it.
        let authentic = Signed::of(&answer.headers).is_some();
        if authentic {
            self.verify(&answer.headers, &answer.body).await?;
        }
        Err(complaint(&answer, authentic))
    }

    /// A call with its signature.
    pub(super) fn signed_call(&self, method: Method, url: Url, body: String) -> Result<Request> {
        let seconds = times::seconds(self.outside.now());
        let nonce = format!("{:032X}", rand::random::<u128>());
        let path = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let signature = self.signing.sign(format!("{method}\n{path}\n{seconds}\n{nonce}\n{body}\n").as_bytes())?;
        let (merchant, serial) = (&self.merchant, &self.serial);
        let authorization = format!(
            "WECHATPAY2-SHA256-RSA2048 mchid=\"{merchant}\",nonce_str=\"{nonce}\",signature=\"{signature}\",\
             timestamp=\"{seconds}\",serial_no=\"{serial}\""
        );
        let header = |text: &str| HeaderValue::from_str(text).map_err(|_| Error::NotConfigured("serial"));
        let mut request = Request::new(method, url);
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, header(&authorization)?);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(id) = self.platform.public_key_id() {
            headers.insert(SERIAL, header(id)?);
        }
        if !body.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(body.into());
        }
        Ok(request)
    }

    /// Verifies an answer or a notice.
    pub(super) async fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<()> {
        let signed = Signed::of(headers).ok_or(Distrust::NoSignature)?;
        self.is_of_now(&signed)?;
        let key = self.platform_key(signed.serial).await?;
        Ok(key.verify(&signed.message(body), signed.signature)?)
    }

    /// Verifies the list of certificates by a key that it holds itself: it was unsealed before, so it is the house's.
    pub(super) fn verify_by(
        &self,
        answer: &Received,
        key: impl FnOnce(&str) -> Option<crate::payments::providers::PublicKey>,
    ) -> Result<()> {
        let signed = Signed::of(&answer.headers).ok_or(Distrust::NoSignature)?;
        self.is_of_now(&signed)?;
        let key = key(signed.serial).ok_or(Distrust::UnknownKey)?;
        Ok(key.verify(&signed.message(&answer.body), signed.signature)?)
    }

    fn is_of_now(&self, signed: &Signed<'_>) -> Result<()> {
        let seconds: i64 = signed.seconds.parse().map_err(|_| Distrust::Stale)?;
        let apart = self.outside.now().since_ms(times::from_seconds(seconds));
        if apart.saturating_abs() <= TOLERANCE_MS { Ok(()) } else { Err(Distrust::Stale.into()) }
    }
}

/// What an answer says that is no success.
pub(super) fn complaint(answer: &Received, authentic: bool) -> Error {
    let said: Option<Complaint> = serde_json::from_slice(&answer.body).ok();
    match said {
        _ if answer.is_passing() => answer.outage(),
        Some(said) if PASSING.contains(&said.code.as_str()) => Outage::Code(said.code).into(),
        Some(said) => Error::refused(&said.code, &said.message, authentic),
        None if answer.status.is_client_error() => Error::refused(&answer.status.as_u16().to_string(), "", authentic),
        None => Error::Malformed("answer"),
    }
}
