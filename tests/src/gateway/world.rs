//! What the sandbox knows: orders, payments, refunds, notices that wait, and the clock.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::gateway::keys::Keys;
use crate::gateway::notices::Waiting as WaitingNotice;
use crate::gateway::trouble::{self, Place, Trouble};

/// Tells the time, ms since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// UTC+8, the calendar of both Chinese houses.
const CHINA: Offset = Offset::constant(8);

/// The merchant's number at WeChat Pay.
pub(crate) const MERCHANT: &str = "1900009191";
/// The app at WeChat Pay.
pub(crate) const WECHAT_APP: &str = "wxd678efh567hg6787";
/// The app at Alipay.
pub(crate) const ALIPAY_APP: &str = "2014072300007148";
/// The merchant's number at Alipay.
pub(crate) const SELLER: &str = "2088102146225135";

/// A house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum House {
    /// WeChat Pay.
    Wechat,
    /// Alipay.
    Alipay,
    /// The hosted checkout.
    Checkout,
}

/// An order.
#[derive(Clone, Debug, Serialize)]
pub struct Order {
    /// Whose.
    pub house: House,
    /// The merchant's number.
    pub number: String,
    /// The house's name.
    pub reference: String,
    /// What it is for.
    pub title: String,
    /// How much is due, the house's units.
    pub units: i64,
    /// Three capital letters.
    pub currency: String,
    /// Where notices go.
    pub notify_url: String,
    /// When it was made, ms.
    pub created_at: i64,
    /// Until when it can be paid, ms.
    pub expires_at: i64,
    /// Whether it was closed or cancelled.
    pub closed: bool,
    /// Whether the QR was scanned; Alipay knows no order before.
    pub scanned: bool,
    /// What was paid.
    pub payments: Vec<Payment>,
    /// What went back.
    pub refunds: Vec<Refund>,
}

/// A payment.
#[derive(Clone, Debug, Serialize)]
pub struct Payment {
    /// The house's name.
    pub transaction: String,
    /// How much, the house's units.
    pub units: i64,
    /// Three capital letters.
    pub currency: String,
    /// When, ms.
    pub at: i64,
}

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// On its way.
    Open,
    /// The money left.
    Done,
    /// It did not.
    Failed,
}

/// A refund.
#[derive(Clone, Debug, Serialize)]
pub struct Refund {
    /// The merchant's number.
    pub number: String,
    /// The house's name.
    pub reference: String,
    /// Of which payment.
    pub transaction: String,
    /// How much, the house's units.
    pub units: i64,
    /// When it was asked for, ms.
    pub asked_at: i64,
    /// Since when it stands so, ms.
    pub since: i64,
    /// Where it stands.
    pub state: RefundState,
}

/// What changes.
#[derive(Default)]
pub(crate) struct State {
    pub orders: Vec<Order>,
    pub notices: Vec<WaitingNotice>,
    pub trouble: Vec<trouble::Waiting>,
    /// Nonces of calls; none counts twice.
    pub nonces: BTreeSet<String>,
    /// Answers by idempotency key, with the form they were for.
    pub idempotent: BTreeMap<String, (String, Json)>,
    /// Which certificate signs.
    pub certificate: usize,
    /// Which certificate is listed first: the old one leaves the list some time.
    pub oldest: usize,
    /// Whether notices are signed with the public key.
    pub by_public_key: bool,
    /// Refunds wait for `/sandbox/settle`, where the house does them at once otherwise.
    pub slow_refunds: bool,
    /// Where the checkout's notices go.
    pub webhook: String,
    /// Files to be downloaded, by their tokens.
    pub files: BTreeMap<String, Vec<u8>>,
    /// How often the certificates were asked for.
    pub certificate_calls: u64,
    /// A time that counts in the clock's place, ms.
    pub moment: Option<i64>,
    next: u64,
}

/// The sandbox's inside.
pub struct World {
    pub(crate) base: String,
    pub(crate) keys: Arc<Keys>,
    pub(crate) client: reqwest::Client,
    clock: Clock,
    state: Mutex<State>,
}

impl World {
    pub(crate) fn new(base: String, keys: Arc<Keys>, clock: Clock) -> Result<Self> {
        // Whoever came first installed the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().timeout(std::time::Duration::from_secs(10)).build()?;
        Ok(Self { base, keys, client, clock, state: Mutex::default() })
    }

    /// What changes; held for moments only, never while something is waited for.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Now, ms.
    pub(crate) fn now(&self) -> i64 {
        let moment = self.state().moment;
        moment.unwrap_or_else(|| (self.clock)())
    }

    /// Takes trouble that waits.
    pub(crate) fn trouble(&self, house: House, place: Place) -> Option<Trouble> {
        trouble::take(&mut self.state().trouble, house, place)
    }

    /// A fresh number for a name.
    pub(crate) fn next(&self) -> u64 {
        let mut state = self.state();
        state.next += 1;
        state.next
    }

    /// An order as it is now.
    pub(crate) fn order(&self, house: House, number: &str) -> Option<Order> {
        self.state().orders.iter().find(|order| order.house == house && order.number == number).cloned()
    }

    /// Changes an order; nothing when there is none.
    pub(crate) fn change<T>(&self, house: House, number: &str, change: impl FnOnce(&mut Order) -> T) -> Option<T> {
        let mut state = self.state();
        state.orders.iter_mut().find(|order| order.house == house && order.number == number).map(change)
    }

    /// Everything a merchant is given.
    pub(crate) fn card(&self) -> Json {
        let keys = &self.keys;
        let text = |pem: Result<String>| pem.unwrap_or_default();
        json!({
            "address": self.base,
            "wechat": {
                "address": self.base,
                "app_id": WECHAT_APP,
                "merchant": MERCHANT,
                "serial": keys.merchant_serial,
                "private_key": text(keys.merchant.pkcs8()),
                "api_key": keys.api_key,
                "public_key": { "id": keys.public_id, "key": text(keys.public.public()) },
            },
            "alipay": {
                "address": format!("{}/gateway.do", self.base),
                "app_id": ALIPAY_APP,
                "seller_id": SELLER,
                "private_key": text(keys.app.bare(true)),
                "public_key": text(keys.alipay.public()),
            },
            "checkout": { "address": self.base, "key": keys.checkout, "webhook_secret": keys.webhook },
        })
    }
}

impl Order {
    /// How much of a payment went back or is on its way.
    pub(crate) fn given_back(&self, transaction: &str) -> i64 {
        let counts = |refund: &&Refund| refund.transaction == transaction && refund.state != RefundState::Failed;
        self.refunds.iter().filter(counts).map(|refund| refund.units).sum()
    }

    /// Whether everything that was paid went back.
    pub(crate) fn all_back(&self) -> bool {
        !self.payments.is_empty()
            && self.payments.iter().all(|payment| self.given_back(&payment.transaction) >= payment.units)
    }
}

/// The day of a moment, in China.
pub(crate) fn day(ms: i64) -> Option<Date> {
    Some(CHINA.to_datetime(jiff::Timestamp::from_millisecond(ms).ok()?).date())
}

/// `2026-03-02 10:34:56`, in China.
pub(crate) fn local(ms: i64) -> String {
    let at = jiff::Timestamp::from_second(ms.div_euclid(1000)).unwrap_or_default();
    CHINA.to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// `2026-03-02T10:34:56+08:00`.
pub(crate) fn offset(ms: i64) -> String {
    format!("{}+08:00", local(ms).replacen(' ', "T", 1))
}

/// Fen as yuan.
pub(crate) fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen.abs() / 100, fen.abs() % 100)
}

/// Yuan as fen; digits and one point only.
pub(crate) fn fen(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "00"));
    let part = format!("{part:0<2}");
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && digits(&part) && part.len() == 2).then(|| format!("{whole}{part}").parse().ok())?
}
