//! The trade bill of a day (`tradebill`, type ALL): first its address and hash, then the file, which bears no signature.

use jiff::civil::Date;
use reqwest::{Method, Url};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use serde::Deserialize;

use super::Wechat;
use super::call::complaint;
use crate::payments::providers::error::{Distrust, Error, Result};
use crate::payments::providers::reports::BillFile;
use crate::payments::providers::times;

/// Where the file is. The hash is the house's choice; the answer that holds it is signed.
#[derive(Deserialize)]
struct Place {
    download_url: String,
    hash_type: String,
    hash_value: String,
}

impl Wechat {
    /// Downloads the file. The house makes it after nine in the morning of the next day.
    pub(super) async fn trade_bill(&self, day: Date) -> Result<Option<BillFile>> {
        let path = format!("/v3/bill/tradebill?bill_date={day}&bill_type=ALL");
        let answer = match self.ask(Method::GET, &path, None).await {
            Err(error) if error.code() == Some("NO_STATEMENT_EXIST") => return Ok(None),
            answer => answer?,
        };
        let place: Place = serde_json::from_slice(&answer).map_err(|_| Error::Malformed("bill"))?;
        if place.hash_type != "SHA1" {
            return Err(Error::Malformed("hash_type"));
        }
        let url = Url::parse(&place.download_url).map_err(|_| Error::Malformed("download_url"))?;
        // The call is signed with the merchant's key, which nobody else is to see at work.
        if url.origin() != self.base.origin() {
            return Err(Distrust::OtherHost.into());
        }
        let file = self.outside.download(self.signed_call(Method::GET, url, String::new())?).await?;
        if !file.status.is_success() {
            return Err(complaint(&file, false));
        }
        let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, &file.body);
        let hash: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        if !hash.eq_ignore_ascii_case(&place.hash_value) {
            return Err(Distrust::WrongHash.into());
        }
        let text = String::from_utf8(file.body.clone()).map_err(|_| Error::Malformed("bill"))?;
        let name = format!("wechat-{}-{}.csv", self.merchant, times::compact(day));
        Ok(Some(BillFile { name, bytes: file.body, text }))
    }
}
