//! Notices: JSON, signed in `Stripe-Signature: t=…,v1=…` with HMAC-SHA256 over the seconds, a point and the body.

use reqwest::header::HeaderMap;
use ring::hmac;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use truckroll_domain::time::MINUTE_MS;

use super::Checkout;
use super::read::{Refund, Session};
use crate::payments::providers::error::{Distrust, Error, Result, shortened};
use crate::payments::providers::numbers::name;
use crate::payments::providers::reports::{Notice, Reported, Standing};
use crate::payments::providers::times;
use crate::payments::providers::wire::MAX_NOTICE;

/// How far the signature's time may be from ours, ms.
const TOLERANCE_MS: i64 = 5 * MINUTE_MS;
/// Most signatures that are tried; there are as many as secrets.
const MAX_SIGNATURES: usize = 8;

/// A notice.
#[derive(Deserialize)]
struct Event {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    created: i64,
    data: Data,
}

/// What it is about.
#[derive(Deserialize)]
struct Data {
    object: Json,
}

impl Checkout {
    /// Verifies and reads a notice.
    pub(super) fn read_notice(&self, headers: &HeaderMap, body: &[u8]) -> Result<Notice> {
        if body.len() > MAX_NOTICE {
            return Err(Error::TooLarge { limit: MAX_NOTICE });
        }
        let header = headers.get("stripe-signature").and_then(|value| value.to_str().ok());
        self.verify(header.ok_or(Distrust::NoSignature)?, body)?;
        let event: Event = serde_json::from_slice(body).map_err(|_| Error::Malformed("notice"))?;
        let kind = shortened(&event.kind);
        Ok(Notice { event: name("id", Some(event.id.clone()))?, reported: event.reported(kind)? })
    }

    fn verify(&self, header: &str, body: &[u8]) -> Result<()> {
        let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
        let seconds = parts().find(|(name, _)| *name == "t").map(|(_, value)| value).ok_or(Distrust::NoSignature)?;
        let at: i64 = seconds.parse().map_err(|_| Distrust::Stale)?;
        let apart = self.outside.now().since_ms(times::from_seconds(at));
        if apart.saturating_abs() > TOLERANCE_MS {
            return Err(Distrust::Stale.into());
        }
        let message = [seconds.as_bytes(), b".", body].concat();
        let signatures = parts().filter(|(name, _)| *name == "v1").take(MAX_SIGNATURES);
        for signature in signatures.filter_map(|(_, value)| bytes(value)) {
            for secret in &self.webhook_secrets {
                let key = hmac::Key::new(hmac::HMAC_SHA256, secret.text().as_bytes());
                // In constant time.
                if hmac::verify(&key, &message, &signature).is_ok() {
                    return Ok(());
                }
            }
        }
        Err(Distrust::WrongSignature.into())
    }
}

impl Event {
    fn reported(self, kind: String) -> Result<Reported> {
        let at = times::from_seconds(self.created);
        match self.kind.as_str() {
            "checkout.session.completed" | "checkout.session.async_payment_succeeded" | "checkout.session.expired" => {
                let session: Session = object(self.data.object)?;
                let Some(number) = session.client_reference_id.clone() else { return Ok(Reported::Other { kind }) };
                let number = name("client_reference_id", Some(number))?;
                Ok(match session.standing(at)? {
                    Standing::Paid(payment) => Reported::Paid { number, payment },
                    Standing::Closed => Reported::Closed { number },
                    Standing::Unpaid | Standing::Unknown => Reported::Other { kind },
                })
            }
            "refund.created" | "refund.updated" | "refund.failed" | "charge.refund.updated" => {
                let refund: Refund = object(self.data.object)?;
                let Some(given) = refund.metadata.refund.clone() else { return Ok(Reported::Other { kind }) };
                let number = refund.metadata.order.clone().unwrap_or_default();
                Ok(Reported::Refund {
                    number: shortened(&number),
                    refund: name("metadata", Some(given))?,
                    standing: refund.standing(Some(at))?,
                })
            }
            _ => Ok(Reported::Other { kind }),
        }
    }
}

fn object<T: DeserializeOwned>(json: Json) -> Result<T> {
    serde_json::from_value(json).map_err(|_| Error::Malformed("object"))
}

/// Bytes of hexadecimal digits; a signature has 32.
fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok())).collect();
    let digits = digits.filter(|digits| digits.len() == 64)?;
    Some(digits.chunks_exact(2).filter_map(|pair| Some(pair.first()? << 4 | pair.last()?)).collect())
}
