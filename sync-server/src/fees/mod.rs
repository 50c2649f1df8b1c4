//! Fees and payments (FEE): service cards, what companies paid ahead, and the journal of all money that moved.

mod balance;
mod cards;
pub(crate) mod ledger;
mod records;

use truckroll_domain::money::ledger::{DeductRefusal, LedgerRefusal, PostingError};
use utoipa_axum::router::OpenApiRouter;

use crate::App;
use crate::http::Fault;
use ledger::NotPosted;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    cards::routes().merge(balance::routes()).merge(records::routes())
}

fn wrong(error: &PostingError) -> Fault {
    let fault = Fault::unacceptable("posting");
    match error {
        PostingError::TooLong { member } => fault.field(member, "too_long"),
        PostingError::IsReversal => Fault::conflict("is_reversal"),
        PostingError::OfOrder => Fault::conflict("of_order"),
        PostingError::Amount { .. } => fault.field("money", "out_of_range"),
        _ => fault.field("money", "required"),
    }
}

fn refused(refusal: &LedgerRefusal) -> Fault {
    match refusal {
        LedgerRefusal::Posting { fault } => wrong(fault),
        LedgerRefusal::OtherPosting { .. } => Fault::conflict("posting"),
        LedgerRefusal::NothingToReverse { .. } => Fault::not_found("posting"),
        LedgerRefusal::AlreadyReversed { .. } => Fault::conflict("already_reversed"),
        LedgerRefusal::Insufficient { missing, .. } => {
            Fault::conflict("insufficient").field("missing", missing.to_string())
        }
        LedgerRefusal::NotTheNegation { .. } | LedgerRefusal::TooMuch { .. } => {
            Fault::unacceptable("posting").field("money", "out_of_range")
        }
    }
}

impl From<NotPosted> for Fault {
    fn from(why: NotPosted) -> Self {
        match why {
            NotPosted::Refused(refusal) => refused(&refusal),
            NotPosted::Database(error) => error.into(),
        }
    }
}

fn not_deducted(refusal: &DeductRefusal) -> Fault {
    match refusal {
        DeductRefusal::Stale { version } => Fault::conflict("balance").field("version", version.to_string()),
        DeductRefusal::RepeatedService { earlier } => Fault::conflict("repeated").field("service", earlier.to_string()),
        DeductRefusal::Insufficient { missing } => {
            Fault::conflict("insufficient").field("missing", missing.to_string())
        }
        DeductRefusal::Posting { fault } => wrong(fault),
    }
}
