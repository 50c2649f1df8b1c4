//! Refunds of Alipay.
//!
//! An answer of success to `alipay.trade.refund` says that the call was understood; `fund_change` says whether money moved by
//! it. A repeated call moves none, so then the refund itself is asked for.

use serde::Deserialize;
use serde_json::json;

use super::{Alipay, yuan};
use crate::payments::providers::amounts::Yuan;
use crate::payments::providers::error::{Error, Result};
use crate::payments::providers::numbers::{beginning, order_number, refund_number};
use crate::payments::providers::reports::RefundStanding;
use crate::payments::providers::requests::NewRefund;
use crate::payments::providers::times;

/// Longest reason, bytes.
const MAX_REASON: usize = 256;

/// An answer to a new refund. `refund_fee` there is the sum of all refunds of the order, so it is not read.
#[derive(Deserialize)]
struct Moved {
    fund_change: Option<String>,
    gmt_refund_pay: Option<String>,
}

/// A refund. Without a state there is none, or it did not come about.
#[derive(Deserialize)]
struct Refund {
    out_request_no: Option<String>,
    refund_status: Option<String>,
    refund_amount: Option<Yuan>,
    gmt_refund_pay: Option<String>,
}

impl Alipay {
    pub(super) async fn give_back(&self, refund: &NewRefund) -> Result<RefundStanding> {
        let mut content = json!({
            "out_trade_no": order_number(refund.order),
            "trade_no": refund.transaction,
            "refund_amount": yuan(refund.money)?,
            "out_request_no": refund_number(refund.refund),
        });
        let reason = beginning(&refund.reason, MAX_REASON);
        if let (Some(members), false) = (content.as_object_mut(), reason.is_empty()) {
            members.insert("refund_reason".to_owned(), reason.into());
        }
        let moved: Moved = self.ask("alipay.trade.refund", &content).await?;
        if moved.fund_change.as_deref() == Some("Y") {
            return self.done(moved.gmt_refund_pay.as_deref(), Some(refund.money));
        }
        Ok(match self.refund_standing(refund).await? {
            // The house took the call and does not show the refund yet.
            RefundStanding::Unknown => RefundStanding::Open,
            standing => standing,
        })
    }

    pub(super) async fn refund_standing(&self, refund: &NewRefund) -> Result<RefundStanding> {
        let number = refund_number(refund.refund);
        let content = json!({
            "out_trade_no": order_number(refund.order),
            "trade_no": refund.transaction,
            "out_request_no": number,
            "query_options": ["gmt_refund_pay"],
        });
        let asked = self.ask::<Refund>("alipay.trade.fastpay.refund.query", &content).await;
        let found = match asked {
            Err(error) if error.code() == Some("ACQ.TRADE_NOT_EXIST") => return Ok(RefundStanding::Unknown),
            asked => asked?,
        };
        match found.refund_status.as_deref() {
            None | Some("") => Ok(RefundStanding::Unknown),
            Some("REFUND_SUCCESS") if found.out_request_no.as_deref() == Some(&number) => {
                self.done(found.gmt_refund_pay.as_deref(), found.refund_amount.map(|yuan| yuan.0))
            }
            Some("REFUND_SUCCESS") => Err(Error::Malformed("out_request_no")),
            Some("REFUND_PROCESSING") => Ok(RefundStanding::Open),
            Some(word) => Ok(RefundStanding::Failed { reason: crate::payments::providers::error::shortened(word) }),
        }
    }

    fn done(&self, at: Option<&str>, money: Option<truckroll_domain::money::Money>) -> Result<RefundStanding> {
        let at = at.filter(|text| !text.is_empty()).map_or(Some(self.outside.now()), times::from_local_text);
        Ok(RefundStanding::Done { at: at.ok_or(Error::Malformed("gmt_refund_pay"))?, money })
    }
}
