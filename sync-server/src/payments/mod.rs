//! Payments (FEE-04, FEE-05, FEE-07, FEE-10, FEE-15, FEE-16): orders, the houses that take them, and what became of them.
//!
//! The rules are `truckroll_domain::money::orders`'. Here an order is a row that changes with its postings in one transaction
//! (`happen`), what a house has to be asked is a row too (`tasks`), and `work` asks it ([`providers`]). Houses report by
//! themselves (`notices`); what they say is asked for as well, because many servers cannot be reached from outside.

mod happen;
mod houses;
mod list;
mod notices;
mod orders;
pub mod providers;
mod settings;
mod statement;
mod store;
mod tasks;
mod work;

use truckroll_domain::money::ledger::Provider;
use truckroll_domain::money::orders::OrderRefusal;
use utoipa_axum::router::OpenApiRouter;

use crate::App;
use crate::fees::ledger::NotPosted;
use crate::http::Fault;
use happen::NotHappened;

pub use houses::Houses;
pub(crate) use notices::router as notices_router;
pub use tasks::start;
pub use work::Worker;

/// The fixed QR of an account that nobody can ask.
const STATIC_QR: &str = "static_qr";

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    orders::routes().merge(list::routes()).merge(settings::routes()).merge(statement::routes())
}

/// Whether a person says that the money came.
fn by_hand(provider: &Provider) -> bool {
    provider.is_cash() || provider.name() == STATIC_QR
}

/// Why an order is not made or does not change.
fn refused(why: &OrderRefusal) -> Fault {
    let wrong = |member: &str, word: &str| Fault::unacceptable("order").field(member, word);
    match why {
        OrderRefusal::KeyReused { .. } => Fault::conflict("key"),
        OrderRefusal::SubjectBusy { order } => Fault::conflict("subject_busy").field("order", order.to_string()),
        OrderRefusal::NothingToPay => wrong("price", "required"),
        OrderRefusal::Wrong { member } => wrong(member, "wrong"),
        OrderRefusal::WrongState { .. } | OrderRefusal::AlreadyIssued { .. } | OrderRefusal::StillValid { .. } => {
            Fault::conflict("state")
        }
        OrderRefusal::NoSuchPayment => wrong("transaction", "unknown"),
        OrderRefusal::NoSuchRefund => wrong("refund", "unknown"),
        OrderRefusal::Undecided => Fault::conflict("undecided"),
        OrderRefusal::OtherRefund => Fault::conflict("refund"),
        OrderRefusal::RefundIsDone => Fault::conflict("refund_done"),
        OrderRefusal::TooMuch { left } => Fault::conflict("too_much").field("left", left.to_string()),
        OrderRefusal::TooMany => Fault::conflict("too_many"),
        OrderRefusal::Amount { .. } | OrderRefusal::Posting { .. } => wrong("money", "out_of_range"),
    }
}

impl From<NotHappened> for Fault {
    fn from(why: NotHappened) -> Self {
        match why {
            NotHappened::Unknown => Fault::not_found("order"),
            NotHappened::Order(refusal) => refused(&refusal),
            NotHappened::Books(NotPosted::Database(error)) => error.into(),
            NotHappened::Books(refusal) => refusal.into(),
        }
    }
}
