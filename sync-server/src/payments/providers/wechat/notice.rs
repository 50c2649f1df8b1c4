//! Notices of WeChat Pay: JSON whose `resource` is sealed with the API v3 key.

use reqwest::header::HeaderMap;
use serde::Deserialize;

use super::sealed::Sealed;
use super::{Wechat, read};
use crate::payments::providers::error::{Error, Result, shortened};
use crate::payments::providers::numbers::name;
use crate::payments::providers::reports::{Notice, Reported};
use crate::payments::providers::wire::MAX_NOTICE;

/// A notice as it comes.
#[derive(Deserialize)]
struct Envelope {
    id: String,
    event_type: String,
    resource: Sealed,
}

impl Wechat {
    /// Verifies, unseals and reads a notice. The platform also sends notices with a wrong signature on purpose
    /// (`WECHATPAY/SIGNTEST/…`) to see that they are not taken.
    pub(super) async fn read_notice(&self, headers: &HeaderMap, body: &[u8]) -> Result<Notice> {
        if body.len() > MAX_NOTICE {
            return Err(Error::TooLarge { limit: MAX_NOTICE });
        }
        self.verify(headers, body).await?;
        let envelope: Envelope = serde_json::from_slice(body).map_err(|_| Error::Malformed("notice"))?;
        let event = name("id", Some(envelope.id))?;
        let plain = envelope.resource.open(&self.sealing)?;
        let now = self.outside.now();
        let reported = match envelope.event_type.as_str() {
            kind if kind.starts_with("TRANSACTION.") => read::reported_order(&plain, &self.merchant, now)?,
            kind if kind.starts_with("REFUND.") => read::reported_refund(&plain, &self.merchant, now)?,
            kind => Reported::Other { kind: shortened(kind) },
        };
        Ok(Notice { event, reported })
    }
}
