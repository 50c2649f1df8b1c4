//! Reads sessions and refunds, of answers and of notices.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use truckroll_domain::Timestamp;

use super::amount::money;
use crate::payments::providers::error::{Error, Result, shortened};
use crate::payments::providers::numbers::name;
use crate::payments::providers::reports::{Issued, Paid, RefundStanding, Standing};
use crate::payments::providers::times;

/// Longest link, bytes. The house's have about 400, the part behind `#` included.
const MAX_LINK: usize = 2048;

/// A session.
#[derive(Deserialize)]
pub(super) struct Session {
    id: String,
    url: Option<String>,
    /// Our number of the order.
    pub client_reference_id: Option<String>,
    status: Option<String>,
    payment_status: String,
    amount_total: Option<i64>,
    currency: Option<String>,
    payment_intent: Option<Intent>,
    expires_at: Option<i64>,
}

/// A payment intent: its name, or all of it where it was asked for.
#[derive(Deserialize)]
#[serde(untagged)]
enum Intent {
    Name(String),
    Whole { id: String, amount_received: Option<i64>, currency: Option<String>, latest_charge: Option<Charge> },
}

/// A charge: its name, or all of it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Charge {
    Whole { created: i64 },
    Name(#[expect(dead_code, reason = "only that it is a name matters")] String),
}

/// A refund.
#[derive(Deserialize)]
pub(super) struct Refund {
    amount: i64,
    currency: String,
    status: Option<String>,
    created: i64,
    failure_reason: Option<String>,
    /// Our numbers.
    #[serde(default)]
    pub metadata: Numbers,
}

/// Our numbers, as we gave them along.
#[derive(Deserialize, Default)]
pub(super) struct Numbers {
    /// Of the order.
    pub order: Option<String>,
    /// Of the refund.
    pub refund: Option<String>,
}

/// A list of refunds.
#[derive(Deserialize)]
struct List {
    data: Vec<Refund>,
}

fn parse<T: DeserializeOwned>(bytes: &[u8], what: &'static str) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|_| Error::Malformed(what))
}

/// The link of a new session.
pub(super) fn issued(answer: &[u8], number: &str) -> Result<Issued> {
    let session: Session = parse(answer, "session")?;
    if session.client_reference_id.as_deref() != Some(number) {
        return Err(Error::Malformed("client_reference_id"));
    }
    let fits =
        |link: &String| link.len() <= MAX_LINK && !link.chars().any(char::is_control) && link.starts_with("http");
    let payload = session.url.filter(fits).ok_or(Error::Malformed("url"))?;
    let expires_at = session.expires_at.map(times::from_seconds);
    Ok(Issued { payload, reference: name("id", Some(session.id))?, expires_at })
}

/// Where the order of this number stands.
pub(super) fn standing(answer: &[u8], number: &str, now: Timestamp) -> Result<Standing> {
    let session: Session = parse(answer, "session")?;
    if session.client_reference_id.as_deref() != Some(number) {
        return Err(Error::Malformed("client_reference_id"));
    }
    session.standing(now)
}

impl Session {
    /// Where it stands; `now` is when it was paid, where it does not say.
    pub(super) fn standing(self, now: Timestamp) -> Result<Standing> {
        match (self.payment_status.as_str(), self.status.as_deref()) {
            ("paid", _) => {}
            (_, Some("expired")) => return Ok(Standing::Closed),
            ("unpaid", _) => return Ok(Standing::Unpaid),
            _ => return Err(Error::Malformed("payment_status")),
        }
        let (transaction, received, at) = match self.payment_intent.ok_or(Error::Malformed("payment_intent"))? {
            Intent::Name(id) => (id, None, now),
            Intent::Whole { id, amount_received, currency, latest_charge } => {
                let at = match latest_charge {
                    Some(Charge::Whole { created }) => times::from_seconds(created),
                    Some(Charge::Name(_)) | None => now,
                };
                (id, amount_received.zip(currency), at)
            }
        };
        let (units, code) =
            received.or(self.amount_total.zip(self.currency)).ok_or(Error::Malformed("amount_total"))?;
        Ok(Standing::Paid(Paid {
            transaction: name("payment_intent", Some(transaction))?,
            money: money(units, &code)?,
            at,
        }))
    }
}

/// Where a new refund stands.
pub(super) fn refund(answer: &[u8], number: &str) -> Result<RefundStanding> {
    let refund: Refund = parse(answer, "refund")?;
    if refund.metadata.refund.as_deref() != Some(number) {
        return Err(Error::Malformed("metadata"));
    }
    refund.standing(None)
}

/// Where the refund of this number stands, of a list.
pub(super) fn refund_in(answer: &[u8], number: &str) -> Result<RefundStanding> {
    let list: List = parse(answer, "refunds")?;
    let found = list.data.into_iter().find(|refund| refund.metadata.refund.as_deref() == Some(number));
    found.map_or(Ok(RefundStanding::Unknown), |refund| refund.standing(None))
}

impl Refund {
    /// Where it stands; `at` is when that was told, which is nearer than when it was asked for.
    pub(super) fn standing(&self, at: Option<Timestamp>) -> Result<RefundStanding> {
        match self.status.as_deref() {
            Some("succeeded") => Ok(RefundStanding::Done {
                at: at.unwrap_or(times::from_seconds(self.created)),
                money: Some(money(self.amount, &self.currency)?),
            }),
            Some("pending" | "requires_action") | None => Ok(RefundStanding::Open),
            Some(word @ ("failed" | "canceled")) => {
                Ok(RefundStanding::Failed { reason: shortened(self.failure_reason.as_deref().unwrap_or(word)) })
            }
            Some(_) => Err(Error::Malformed("status")),
        }
    }
}
