//! Notices of Alipay: a form. What is signed are all its members but `sign` and `sign_type`, decoded and sorted.
//!
//! A notice bears no time that could be too old: the house repeats one for a day. Taking one twice must be harmless.

use std::collections::BTreeMap;

use super::Alipay;
use super::call::signed_text;
use crate::payments::providers::amounts::yuan;
use crate::payments::providers::error::{Distrust, Error, Result, shortened};
use crate::payments::providers::numbers::name;
use crate::payments::providers::reports::{Notice, Paid, RefundStanding, Reported};
use crate::payments::providers::times;
use crate::payments::providers::wire::MAX_NOTICE;

/// Most members of a notice; the house sends about thirty.
const MAX_MEMBERS: usize = 100;

/// The members of a form.
type Form = BTreeMap<String, String>;

impl Alipay {
    /// Verifies and reads a notice.
    pub(super) fn read_notice(&self, body: &[u8]) -> Result<Notice> {
        if body.len() > MAX_NOTICE {
            return Err(Error::TooLarge { limit: MAX_NOTICE });
        }
        let mut form = Form::new();
        for (member, value) in form_urlencoded::parse(body) {
            // Which of two was signed cannot be known.
            if form.len() >= MAX_MEMBERS || form.insert(member.into_owned(), value.into_owned()).is_some() {
                return Err(Error::Malformed("notice"));
            }
        }
        let sign = form.remove("sign").filter(|sign| !sign.is_empty()).ok_or(Distrust::NoSignature)?;
        if form.remove("sign_type").as_deref() != Some("RSA2") {
            return Err(Error::Malformed("sign_type"));
        }
        self.public_key.verify(signed_text(&form).as_bytes(), &sign)?;
        let is = |member: &str, expected: &str| form.get(member).is_some_and(|value| value == expected);
        if !is("app_id", &self.app_id) || !is("seller_id", &self.seller_id) {
            return Err(Distrust::OtherMerchant.into());
        }
        Ok(Notice { event: name("notify_id", form.get("notify_id").cloned())?, reported: reported(&form)? })
    }
}

fn reported(form: &Form) -> Result<Reported> {
    let text = |member: &str| form.get(member).filter(|value| !value.is_empty()).cloned();
    let moment = |member: &'static str| {
        text(member).and_then(|text| times::from_local_text(&text)).ok_or(Error::Malformed(member))
    };
    let kind = text("trade_status").unwrap_or_default();
    let Some(number) = text("out_trade_no") else { return Ok(Reported::Other { kind: shortened(&kind) }) };
    let number = name("out_trade_no", Some(number))?;
    // A notice about a refund repeats everything of the payment; the sum it states is that of all refunds together.
    if text("gmt_refund").is_some() {
        let standing = RefundStanding::Done { at: moment("gmt_refund")?, money: None };
        return Ok(match text("out_biz_no") {
            Some(refund) => Reported::Refund { number, refund: name("out_biz_no", Some(refund))?, standing },
            None => Reported::Other { kind: "refund without a number".to_owned() },
        });
    }
    match kind.as_str() {
        "TRADE_SUCCESS" | "TRADE_FINISHED" => {
            let transaction = name("trade_no", text("trade_no"))?;
            let amount = text("total_amount").and_then(|text| yuan(&text));
            let money = amount.ok_or(Error::Malformed("total_amount"))?;
            // The time of payment may be left out, the time of the notice is always there.
            let at = moment("gmt_payment").or_else(|_| moment("notify_time"))?;
            Ok(Reported::Paid { number, payment: Paid { transaction, money, at } })
        }
        "TRADE_CLOSED" => Ok(Reported::Closed { number }),
        other => Ok(Reported::Other { kind: shortened(other) }),
    }
}
