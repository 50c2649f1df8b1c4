//! Payment orders at the desk (FEE-04, FEE-05, FEE-10, FEE-15, FEE-16): charging a visit, the products of a ticket or money paid
//! ahead; the QR and what becomes of it; and the list of all orders. Providers are set up among the settings
//! ([`crate::admin::payments`]).
//!
//! Whoever sees fees sees orders; to create is to charge and to say that money came, to edit is to charge another amount than a
//! card says, to delete is to decide about payments of another amount and to refund.

use truckroll_domain::money::ledger::Provider;
use truckroll_domain::money::orders::{Booked, OrderState, Source, Subject};
use truckroll_ui::prelude::*;

mod can;
mod charge;
mod confirm;
mod dialog;
mod fields;
mod list;
mod narrow;
mod occasion;
mod refund;
mod rows;
mod standing;
mod story;
mod sure;
#[cfg(test)]
mod tests;
mod typed;
mod verbs;

pub use list::{OrdersLink, OrdersScreen, orders_of};
pub use occasion::{Occasion, Orders, PaymentSection};

/// Where the orders are.
pub const ORDERS: &str = "/desk/customers/payments";
/// What the keys of problems begin with.
pub const AREA: &str = "payments";
/// The fixed QR of an account that nobody can ask.
pub const STATIC_QR: &str = "static_qr";
/// The page of a provider that asks for the payment.
pub const CHECKOUT: &str = "checkout";

/// Every state, in the order of an order's life.
pub const STATES: [OrderState; 9] = [
    OrderState::Created,
    OrderState::Pending,
    OrderState::Paid,
    OrderState::Mismatch,
    OrderState::Expired,
    OrderState::Cancelled,
    OrderState::Failed,
    OrderState::Refunding,
    OrderState::Refunded,
];

/// A state in addresses and keys of messages.
#[must_use]
pub const fn state_key(state: OrderState) -> &'static str {
    match state {
        OrderState::Created => "created",
        OrderState::Pending => "pending",
        OrderState::Paid => "paid",
        OrderState::Mismatch => "mismatch",
        OrderState::Expired => "expired",
        OrderState::Cancelled => "cancelled",
        OrderState::Failed => "failed",
        OrderState::Refunding => "refunding",
        OrderState::Refunded => "refunded",
    }
}

/// A state in words.
#[must_use]
pub fn state_word(state: OrderState) -> String {
    tr(&format!("payments-state-{}", state_key(state)))
}

/// The colour and shape of a state.
#[must_use]
pub const fn state_tone(state: OrderState) -> Tone {
    match state {
        OrderState::Created => Tone::New,
        OrderState::Pending => Tone::Accepted,
        OrderState::Paid => Tone::Done,
        OrderState::Mismatch | OrderState::Failed => Tone::Alert,
        OrderState::Expired => Tone::Paused,
        OrderState::Refunding => Tone::OnTheWay,
        OrderState::Cancelled | OrderState::Refunded => Tone::Neutral,
    }
}

/// Whether a person says that the money came.
#[must_use]
pub fn by_hand(provider: &Provider) -> bool {
    provider.is_cash() || provider.name() == STATIC_QR
}

/// Who takes a payment, in words; one that this version does not know by its name.
#[must_use]
pub fn provider_word(name: &str) -> String {
    let known = format!("payments-provider-{}", name.replace('_', "-"));
    if has_message(&known) { tr(&known) } else { name.to_owned() }
}

/// Who reported a payment, in words.
#[must_use]
pub fn source_word(source: Source) -> String {
    tr(match source {
        Source::Webhook => "payments-source-webhook",
        Source::Query => "payments-source-query",
        Source::Manual => "payments-source-manual",
    })
}

/// Where the money of a payment went, in words.
#[must_use]
pub fn booked_word(booked: Booked) -> String {
    tr(match booked {
        Booked::Settled => "payments-booked-settled",
        Booked::Unclear => "payments-booked-unclear",
        Booked::Credited => "payments-booked-credited",
        Booked::Held => "payments-booked-held",
    })
}

/// What an order pays for, in words with the number of it.
#[must_use]
pub fn subject_said(subject: Subject, number: &str) -> String {
    let key = match subject {
        Subject::TicketProducts { .. } => "payments-for-ticket",
        Subject::Visit { .. } => "payments-for-visit",
        Subject::Remote { .. } => "payments-for-remote",
        Subject::TopUp { .. } => return tr("payments-for-top-up"),
        Subject::Link { .. } => return tr("payments-for-link"),
    };
    tr!(key, number = number.to_owned()).trim().to_owned()
}

/// The page of what an order pays for, where the desk has one.
#[must_use]
pub fn subject_path(subject: Subject) -> Option<String> {
    match subject {
        Subject::TicketProducts { ticket } => Some(format!("/desk/tickets/{ticket}")),
        Subject::Visit { visit } => Some(format!("/desk/visits/{visit}")),
        Subject::TopUp { company } => Some(format!("/desk/customers/companies/{company}")),
        Subject::Remote { .. } | Subject::Link { .. } => None,
    }
}
