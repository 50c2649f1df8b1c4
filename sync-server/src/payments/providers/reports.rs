//! What providers answer, and how it becomes what the domain takes.

use truckroll_domain::Timestamp;
use truckroll_domain::money::Money;
use truckroll_domain::money::orders::{Report, Source};

/// Where to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The text of the QR, or the link of the page where one pays.
    pub payload: String,
    /// The house's name for the order; of those who have none, our number.
    pub reference: String,
    /// When it stops, if the house says so; else what was asked for counts.
    pub expires_at: Option<Timestamp>,
}

/// A payment, as the house reports it: amount and currency are as they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// The house's name for the payment.
    pub transaction: String,
    /// How much, before discounts of the house itself.
    pub money: Money,
    /// When it was paid, by the house's clock; of answers without a time, when they came.
    pub at: Timestamp,
}

impl Paid {
    /// What the domain is told. `event` is the name of the notice; an answer to a question has none.
    #[must_use]
    pub fn report(&self, source: Source, event: Option<String>) -> Report {
        Report { source, money: self.money, transaction: self.transaction.clone(), event, at: self.at }
    }
}

/// Where an order stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody paid, and somebody may.
    Unpaid,
    /// It was paid, whatever went back since.
    Paid(Paid),
    /// Nobody paid, and nobody can any more.
    Closed,
    /// The house has no such order. Of Alipay this is also an order whose QR nobody scanned: it may still be paid.
    Unknown,
}

/// What became of closing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// Nobody can pay any more.
    Closed,
    /// Somebody paid before: ask where it stands.
    Paid,
    /// Somebody paid at that moment, and the house gave the money back by itself. A payment will be reported, and a person
    /// must look: no refund of ours belongs to it.
    PaidBack,
}

/// Where a refund stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundStanding {
    /// On its way.
    Open,
    /// The money left.
    Done {
        /// When, by the house's clock; of answers without a time, when they came.
        at: Timestamp,
        /// How much, where the house says it of this refund alone.
        money: Option<Money>,
    },
    /// The money did not leave, or came back.
    Failed {
        /// The house's word for why; shortened.
        reason: String,
    },
    /// The house has no such refund: it may be asked for again with the same number.
    Unknown,
}

/// A notice of the house, verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The house's name for the notice; a repeated one has the same.
    pub event: String,
    /// What it says.
    pub reported: Reported,
}

/// What a notice says. Numbers are as they came: [`order_id`](super::order_id) says whether one is of our making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reported {
    /// An order was paid.
    Paid {
        /// The order's number.
        number: String,
        /// How.
        payment: Paid,
    },
    /// A refund moved.
    Refund {
        /// The order's number; empty where the house does not say.
        number: String,
        /// The refund's number.
        refund: String,
        /// Where it stands.
        standing: RefundStanding,
    },
    /// An order cannot be paid any more, and was not.
    Closed {
        /// The order's number.
        number: String,
    },
    /// Something that is of no concern here; it is acknowledged, so that it does not come again.
    Other {
        /// The house's word for it; shortened.
        kind: String,
    },
}

/// What was done with a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is stored, or it was before: it need not come again.
    Stored,
    /// It could not be stored, or was not trusted: the house repeats it.
    NotStored,
}

/// What to answer to a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Status of HTTP.
    pub status: u16,
    /// Content type; empty without a body.
    pub content_type: &'static str,
    /// Body.
    pub body: &'static str,
}

/// The file of a day.
#[derive(Clone, PartialEq, Eq)]
pub struct BillFile {
    /// What it is to be kept as: letters, digits, `-` and `.`.
    pub name: String,
    /// Every byte, as it was downloaded.
    pub bytes: Vec<u8>,
    /// Its lines, unpacked and decoded, for `truckroll_domain::money::reconcile` to read.
    pub text: String,
}

impl std::fmt::Debug for BillFile {
    /// Without what is in it: names of payers.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BillFile").field("name", &self.name).field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}
