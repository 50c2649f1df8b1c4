//! A hosted checkout in the manner of Stripe: the payer opens a link, which may stand in a QR too.
//!
//! Calls are forms with a secret in a header, answers are trusted because of the connection, notices are signed with
//! HMAC-SHA256. A repeated call with the same `Idempotency-Key` gives the same answer for a day. The payment's name is that of
//! the payment intent. Sessions live half an hour at least, so one may be payable longer than was asked for: whoever needs
//! it to end closes it.
//!
//! Source: docs.stripe.com/api (version 2024-06-20): checkout/sessions, refunds, webhooks, currencies. There is no file of a
//! day that `truckroll_domain::money::reconcile` reads.

use reqwest::header::HeaderMap;
use reqwest::{Method, Url};

use crate::payments::providers::error::{Error, Result};
use crate::payments::providers::keys::Secret;
use crate::payments::providers::numbers::{beginning, order_number, refund_number};
use crate::payments::providers::reports::{
    Acknowledgement, BillFile, Closing, Issued, Notice, RefundStanding, Standing, Taken,
};
use crate::payments::providers::requests::{Known, NewPayment, NewRefund};
use crate::payments::providers::wire::{Outside, address};
use crate::payments::providers::{Answer, PaymentProvider, times};
use truckroll_domain::time::MINUTE_MS;

mod amount;
mod call;
mod notice;
mod read;

/// Shortest life of a session, ms, counted from the order's making; the house wants 30 minutes from its own clock.
const SHORTEST_MS: i64 = 40 * MINUTE_MS;
/// Longest life, ms; the house allows a day.
const LONGEST_MS: i64 = 23 * 60 * MINUTE_MS;
/// Longest name of what is paid, bytes.
const MAX_TITLE: usize = 250;

/// What a merchant was given.
#[derive(Clone, Debug)]
pub struct CheckoutSettings {
    /// `https://api.stripe.com`.
    pub address: String,
    /// The secret or restricted key, `sk_…` or `rk_…`.
    pub key: Secret,
    /// Secrets of the webhook, `whsec_…`; two while one is being changed.
    pub webhook_secrets: Vec<Secret>,
    /// Where the payer is sent afterwards.
    pub success_url: String,
    /// Where the payer is sent who gives up.
    pub cancel_url: String,
}

/// Hosted checkout of one merchant.
#[derive(Debug)]
pub struct Checkout {
    outside: Outside,
    base: Url,
    key: Secret,
    webhook_secrets: Vec<Secret>,
    success_url: String,
    cancel_url: String,
}

impl Checkout {
    /// Reads the settings.
    ///
    /// # Errors
    /// [`Error::NotConfigured`] with the setting's name.
    pub fn new(settings: &CheckoutSettings, outside: Outside) -> Result<Self> {
        let usable =
            |secret: &Secret| !secret.text().is_empty() && secret.text().bytes().all(|byte| byte.is_ascii_graphic());
        if !usable(&settings.key) {
            return Err(Error::NotConfigured("key"));
        }
        if settings.webhook_secrets.is_empty() || !settings.webhook_secrets.iter().all(usable) {
            return Err(Error::NotConfigured("webhook_secrets"));
        }
        Ok(Self {
            outside,
            base: address("address", &settings.address)?,
            key: settings.key.clone(),
            webhook_secrets: settings.webhook_secrets.clone(),
            success_url: settings.success_url.clone(),
            cancel_url: settings.cancel_url.clone(),
        })
    }

    async fn start(&self, payment: &NewPayment) -> Result<Issued> {
        let number = order_number(payment.order);
        let (earliest, latest) = (payment.created_at.plus_ms(SHORTEST_MS), payment.created_at.plus_ms(LONGEST_MS));
        let ends = payment.expires_at.max(earliest).min(latest);
        let form = [
            ("mode", "payment"),
            ("client_reference_id", &number),
            ("metadata[order]", &number),
            ("payment_intent_data[metadata][order]", &number),
            ("line_items[0][quantity]", "1"),
            ("line_items[0][price_data][currency]", &payment.money.currency().code().to_ascii_lowercase()),
            ("line_items[0][price_data][unit_amount]", &amount::units(payment.money)?.to_string()),
            ("line_items[0][price_data][product_data][name]", beginning(&payment.title, MAX_TITLE)),
            ("expires_at", &times::seconds(ends).to_string()),
            ("success_url", &self.success_url),
            ("cancel_url", &self.cancel_url),
        ];
        let answer = self.post("/v1/checkout/sessions", &form, Some(&format!("order-{number}"))).await?;
        read::issued(&answer, &number)
    }

    async fn standing(&self, order: &Known) -> Result<Standing> {
        // Without a name there is nothing to ask for: making the session again gives it.
        if order.reference.is_empty() {
            return Ok(Standing::Unknown);
        }
        let path =
            format!("/v1/checkout/sessions/{}?expand[]=payment_intent.latest_charge", segment(&order.reference)?);
        match self.ask(Method::GET, &path).await {
            Ok(answer) => read::standing(&answer, &order_number(order.order), self.outside.now()),
            Err(error) if error.code() == Some("resource_missing") => Ok(Standing::Unknown),
            Err(error) => Err(error),
        }
    }

    async fn shut(&self, order: &Known) -> Result<Closing> {
        let path = format!("/v1/checkout/sessions/{}/expire", segment(&order.reference)?);
        match self.post(&path, &[], None).await {
            Ok(_) => Ok(Closing::Closed),
            Err(error @ Error::Refused(_)) => match self.standing(order).await? {
                Standing::Paid(_) => Ok(Closing::Paid),
                Standing::Closed => Ok(Closing::Closed),
                Standing::Unpaid | Standing::Unknown => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    async fn give_back(&self, refund: &NewRefund) -> Result<RefundStanding> {
        let number = refund_number(refund.refund);
        let form = [
            ("payment_intent", refund.transaction.as_str()),
            ("amount", &amount::units(refund.money)?.to_string()),
            ("metadata[refund]", &number),
            ("metadata[order]", &order_number(refund.order)),
        ];
        let answer = self.post("/v1/refunds", &form, Some(&format!("refund-{number}"))).await?;
        read::refund(&answer, &number)
    }

    async fn refund_standing(&self, refund: &NewRefund) -> Result<RefundStanding> {
        let path = format!("/v1/refunds?payment_intent={}&limit=100", segment(&refund.transaction)?);
        match self.ask(Method::GET, &path).await {
            Ok(answer) => read::refund_in(&answer, &refund_number(refund.refund)),
            Err(error) if error.code() == Some("resource_missing") => Ok(RefundStanding::Unknown),
            Err(error) => Err(error),
        }
    }
}

/// A name of the house inside an address.
fn segment(name: &str) -> Result<&str> {
    let plain =
        (1..=255).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if plain { Ok(name) } else { Err(Error::Malformed("reference")) }
}

impl PaymentProvider for Checkout {
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
        Box::pin(std::future::ready(self.read_notice(headers, body)))
    }

    fn acknowledge(&self, taken: Taken) -> Acknowledgement {
        let status = match taken {
            Taken::Stored => 200,
            Taken::NotStored => 400,
        };
        Acknowledgement { status, content_type: "", body: "" }
    }

    fn bill(&self, _day: jiff::civil::Date) -> Answer<'_, Option<BillFile>> {
        Box::pin(std::future::ready(Err(Error::Unsupported("files of a day"))))
    }
}
