//! Fees: service cards, the balances of companies, what moves them, and the journal.
//!
//! Amounts are minor units with their currency. Who asks to move money names the posting by an id of his own making, so that a request
//! that is sent again moves nothing again.

use serde::{Deserialize, Serialize};
use truckroll_domain::money::cards::ServiceCard;
use truckroll_domain::money::ledger::{Broken, Hash, Method, PostingKind, RevenueKind};
use truckroll_domain::money::{Currency, Money};
use truckroll_domain::{AgentId, CardId, CompanyId, OrderId, PostingId, Timestamp};

/// A service card with the number it was written at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceCardNow {
    /// Sequence number of the transaction that wrote it.
    pub seq: i64,
    /// The card.
    pub card: ServiceCard,
}

/// A card in the place of the one that was read at `seq`; 0 for a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewServiceCard {
    /// The number of the card that was read.
    #[serde(default)]
    pub seq: i64,
    /// All of it.
    pub card: ServiceCard,
}

/// What a company has in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// What it paid ahead and has not used.
    pub money: Money,
    /// The number of the last posting that touched it; a deduct names it.
    pub version: i64,
}

/// How a company pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyFees {
    /// One for each currency that ever moved.
    pub balances: Vec<Balance>,
    /// The terms.
    pub terms: FeeTerms,
}

/// What holds for the fees of a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct FeeTerms {
    /// The card that is preselected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub card: Option<CardId>,
    /// How far below zero its balance may go, minor units of each currency; 0: never.
    pub overdraft: i64,
}

/// Money that a company pays ahead, taken by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTopUp {
    /// Id of the posting.
    pub id: PostingId,
    /// How much; more than nothing.
    pub money: Money,
    /// How it was paid: `cash`, `transfer` or `other`.
    pub method: Method,
    /// The number of the receipt.
    #[serde(default)]
    pub receipt: String,
    /// What is noted.
    #[serde(default)]
    pub remark: String,
}

/// A service that the balance of a company pays for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewDeduction {
    /// Id of the posting.
    pub id: PostingId,
    /// How much; more than nothing.
    pub money: Money,
    /// For what.
    pub revenue: RevenueKind,
    /// The version of the balance that was seen.
    pub version: i64,
    /// Whether the person who asks knows that this service was deducted for before.
    #[serde(default)]
    pub again: bool,
    /// Who served; whoever asks when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AgentId>,
    /// The number of the ticket, visit or session.
    #[serde(default)]
    pub service: String,
    /// What is noted.
    #[serde(default)]
    pub remark: String,
}

/// The negation of a posting that was a mistake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewReversal {
    /// Id of the posting that is made.
    pub id: PostingId,
    /// Why.
    #[serde(default)]
    pub remark: String,
}

/// A posting as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostingRow {
    /// Its number in the journal.
    pub seq: i64,
    /// Id.
    pub id: PostingId,
    /// Why money moved.
    pub kind: PostingKind,
    /// When.
    pub at: Timestamp,
    /// The agent who served or collected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AgentId>,
    /// How it was paid.
    pub method: Method,
    /// Whose balance moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyId>,
    /// The company's name today.
    #[serde(default)]
    pub company_name: String,
    /// What the balance grew by; negative when it fell. Of a posting without a balance what was earned.
    pub money: Money,
    /// The balance after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Money>,
    /// The number of the ticket, visit or session.
    #[serde(default)]
    pub service: String,
    /// The number of the receipt.
    #[serde(default)]
    pub receipt: String,
    /// What is noted.
    #[serde(default)]
    pub remark: String,
    /// The order it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderId>,
    /// The posting that it negates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses: Option<PostingId>,
    /// The posting that negates it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reversed_by: Option<PostingId>,
}

/// Which postings are listed; the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct PostingQuery {
    /// Of this company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyId>,
    /// Of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<PostingKind>,
    /// Of this agent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<AgentId>,
    /// From this moment on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<i64>,
    /// Before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<i64>,
    /// After the posting with this number, towards older ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
    /// Rows; 50 when left out, at most 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
}

/// Postings, and the sums of all that fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostingPage {
    /// The rows.
    pub rows: Vec<PostingRow>,
    /// What was topped up and deducted in all, whatever the page.
    pub totals: Vec<PostingTotal>,
    /// The number to go on from; nothing at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<i64>,
}

/// What balances grew and fell by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostingTotal {
    /// In which currency.
    pub currency: Currency,
    /// How many postings.
    pub count: i64,
    /// Minor units that came in; reversals of deducts are among them.
    pub grew: i64,
    /// Minor units that went; reversals of what came in are among them.
    pub fell: i64,
}

/// Whether the journal is as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalCheck {
    /// How many postings there are.
    pub seq: i64,
    /// The hash of the last one, to be kept elsewhere.
    pub head: Hash,
    /// The first link that does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<Broken>,
    /// Accounts whose kept sum is not that of their lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wrong_sums: Vec<String>,
}
