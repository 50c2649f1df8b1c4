//! Payment orders: what somebody is asked to pay, the QR he pays by, and what became of it.
//!
//! Amounts are minor units with their currency. Who asks for an order names the wish by a key of his own making, so that a request
//! that is sent again asks for nothing again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use truckroll_domain::money::ledger::Provider;
use truckroll_domain::money::orders::{Decision, Flags, Order, OrderState, Subject};
use truckroll_domain::money::reconcile::{Differing, Record};
use truckroll_domain::money::{Currency, Money};
use truckroll_domain::{AgentId, CardId, CompanyId, OrderId, RefundId, Timestamp};

/// What somebody is asked to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    /// Names the wish; 1 to 128 characters. The same key with the same wish gives the order that is there.
    pub key: String,
    /// What it pays for.
    pub subject: Subject,
    /// Who pays, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyId>,
    /// How much; more than nothing.
    pub price: Money,
    /// The service card the price is from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<CardId>,
    /// Who takes the payment.
    pub provider: Provider,
    /// What is noted.
    #[serde(default)]
    pub remark: String,
}

/// An order as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderNow {
    /// Grows with every change.
    pub version: i64,
    /// The order with all that happened.
    pub order: Order,
    /// Where it stands.
    pub state: OrderState,
    /// What to notice.
    pub flags: Flags,
    /// What is to be paid.
    pub due: Money,
    /// What the QR says, while it can be paid.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub qr: String,
    /// Another order paid for the same thing.
    #[serde(default)]
    pub paid_elsewhere: bool,
    /// Why the provider could not be asked, as a code; empty when it could.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub trouble: String,
}

/// An order as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRow {
    /// Id.
    pub id: OrderId,
    /// What it pays for.
    pub subject: Subject,
    /// Who pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyId>,
    /// The company's name today.
    #[serde(default)]
    pub company_name: String,
    /// What is to be paid.
    pub due: Money,
    /// Who takes the payment.
    pub provider: Provider,
    /// Where it stands.
    pub state: OrderState,
    /// What to notice.
    pub flags: Flags,
    /// The number of the ticket, visit or session.
    #[serde(default)]
    pub service: String,
    /// Who asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AgentId>,
    /// When it was asked for.
    pub at: Timestamp,
    /// When it was paid first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_at: Option<Timestamp>,
}

/// Which orders are listed; the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct OrderQuery {
    /// Of this company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyId>,
    /// For this, as `visit:` and an id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// That stand like this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<OrderState>,
    /// Only those somebody has to look at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attention: Option<bool>,
    /// Asked for from this moment on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<i64>,
    /// Asked for before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<i64>,
    /// `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Rows; 50 when left out, at most 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
}

/// Orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPage {
    /// The rows.
    pub rows: Vec<OrderRow>,
    /// How many there are.
    pub total: i64,
    /// What to go on from; nothing at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// That somebody saw the money of an order: in his hand, or on the account behind a fixed QR.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// The number of the receipt or of the transaction; 1 to 64 characters. Another number is another payment.
    pub receipt: String,
    /// How much came; what was asked for when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub money: Option<Money>,
}

/// What is decided about a payment of another amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewDecision {
    /// How.
    pub decision: Decision,
}

/// Money that is to go back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRefund {
    /// Id of the refund. The same id again changes nothing.
    pub refund: RefundId,
    /// How much; up to what is left of the payment.
    pub money: Money,
    /// Of which payment; of the one that settled the order when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transaction: Option<String>,
}

/// What became of money by hand that is to go back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefundSeen {
    /// Which.
    pub refund: RefundId,
    /// Whether it was given back; else it stays.
    pub done: bool,
}

/// Which day of which provider is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementQuery {
    /// Who takes payments.
    pub provider: Provider,
    /// `2026-05-03`, in the provider's calendar (UTC+8).
    pub day: String,
}

/// What one side has in a currency, minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct SideTotal {
    /// Payments.
    pub paid: i64,
    /// Refunds.
    pub refunded: i64,
    /// How many records.
    pub count: i64,
}

/// What both sides have in a currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementTotal {
    /// In which currency.
    pub currency: Currency,
    /// Ours.
    pub here: SideTotal,
    /// The provider's.
    pub there: SideTotal,
}

/// Our payments and refunds of a day beside the provider's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Whether the provider has a file for the day; without one nothing is compared.
    pub file: bool,
    /// How many are on both sides alike.
    pub matched: i64,
    /// The provider has them and we do not.
    pub missing_here: Vec<Record>,
    /// We have them and the provider does not.
    pub missing_there: Vec<Record>,
    /// On both sides with another amount or currency.
    pub differing: Vec<Differing>,
    /// What each side sums to.
    pub totals: Vec<StatementTotal>,
}

/// Who may be asked for a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payable {
    /// Who takes it.
    pub provider: Provider,
    /// Whether a person has to confirm that the money came.
    pub by_hand: bool,
}

/// How the organisation is known to a provider. What is secret is never read again; `secrets` names what is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderNow {
    /// Who takes payments.
    pub provider: Provider,
    /// The number it was written at; 0 when it was never set up.
    pub seq: i64,
    /// Whether orders go to it.
    pub enabled: bool,
    /// Members that everybody may know, by their names.
    pub settings: BTreeMap<String, String>,
    /// The names of secrets that are kept.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// Where it reports payments to.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notices: String,
}

/// A provider's settings in the place of those that were read at `seq`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewProvider {
    /// Who takes payments.
    pub provider: Provider,
    /// The number of what was read; 0 for new ones.
    #[serde(default)]
    pub seq: i64,
    /// Whether orders go to it.
    pub enabled: bool,
    /// Members that everybody may know.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// Secrets that are written anew; those that are left out stay.
    #[serde(default)]
    pub secrets: BTreeMap<String, String>,
}
