//! The business bill of a day (type `trade`): a ZIP with two GBK files, of which the details are read.
//!
//! The address of the file is in a signed answer and leads to a host of its own; the file has no signature and no hash, so
//! it is as trustworthy as the connection it came over, and nothing of ours is sent along.

use std::io::{Cursor, Read as _};

use encoding_rs::GBK;
use jiff::civil::Date;
use reqwest::{Method, Request, Url};
use serde::Deserialize;
use serde_json::json;

use super::Alipay;
use crate::payments::providers::error::{Distrust, Error, Result};
use crate::payments::providers::reports::BillFile;
use crate::payments::providers::times;
use crate::payments::providers::wire::MAX_BILL;

/// How the name of the file with the details ends; the other one has the sums, `业务明细(汇总).csv`.
const DETAILS: &str = "业务明细.csv";
/// Most files in a ZIP.
const MAX_FILES: usize = 16;

/// Where the file is.
#[derive(Deserialize)]
struct Place {
    bill_download_url: String,
}

impl Alipay {
    /// Downloads the file and unpacks the details.
    pub(super) async fn trade_bill(&self, day: Date) -> Result<Option<BillFile>> {
        let content = json!({ "bill_type": "trade", "bill_date": day.to_string() });
        let asked = self.ask::<Place>("alipay.data.dataservice.bill.downloadurl.query", &content).await;
        let place = match asked {
            Err(error) if error.code().is_some_and(|code| code.ends_with("bill_not_exist")) => return Ok(None),
            asked => asked?,
        };
        let url = Url::parse(&place.bill_download_url).map_err(|_| Error::Malformed("bill_download_url"))?;
        // A sandbox without TLS may lead to itself; nobody leads from TLS to a host without.
        if url.scheme() != "https" && url.origin() != self.base.origin() {
            return Err(Distrust::OtherHost.into());
        }
        let file = self.outside.download(Request::new(Method::GET, url)).await?;
        if file.is_passing() {
            return Err(file.outage());
        }
        if !file.status.is_success() {
            return Err(Error::refused(&file.status.as_u16().to_string(), "", false));
        }
        let text = details(&file.body)?;
        let name = format!("alipay-{}-{}.zip", self.seller_id, times::compact(day));
        Ok(Some(BillFile { name, bytes: file.body, text }))
    }
}

/// The details in a ZIP, as text.
fn details(zip: &[u8]) -> Result<String> {
    let malformed = Error::Malformed("bill");
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).map_err(|_| malformed.clone())?;
    for place in 0..archive.len().min(MAX_FILES) {
        let file = archive.by_index(place).map_err(|_| malformed.clone())?;
        let named = GBK.decode(file.name_raw()).0.ends_with(DETAILS) || file.name().ends_with(DETAILS);
        if !named {
            continue;
        }
        let limit = u64::try_from(MAX_BILL).unwrap_or(u64::MAX);
        let mut bytes = Vec::new();
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| malformed.clone())?;
        if bytes.len() > MAX_BILL {
            return Err(Error::TooLarge { limit: MAX_BILL });
        }
        let (text, _, wrong) = GBK.decode(&bytes);
        return if wrong { Err(malformed) } else { Ok(text.into_owned()) };
    }
    Err(malformed)
}
