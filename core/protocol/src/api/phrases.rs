//! Canned phrases: the organisation's book, one's own, and a text filled with what is known of a ticket.

use serde::{Deserialize, Serialize};
use truckroll_domain::TicketId;
use truckroll_domain::phrases::PhraseBook;

/// The phrases somebody can put in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct PhrasesNow {
    /// The organisation's; of those for others only what administrators are told.
    pub shared: PhraseBookNow,
    /// One's own.
    pub own: PhraseBookNow,
}

/// A book with the number it was written at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct PhraseBookNow {
    /// Sequence number of the transaction that wrote it; 0 while nobody has.
    pub seq: i64,
    /// The book.
    pub book: PhraseBook,
}

/// A book in the place of the one that was read at `seq`; another one meanwhile is a `conflict`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPhraseBook {
    /// The number of the book that was read.
    pub seq: i64,
    /// All of it.
    pub book: PhraseBook,
}

/// A text whose placeholders are to be filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unfilled {
    /// What it is to speak of.
    pub ticket: TicketId,
    /// The text.
    pub text: String,
}

/// The text as it can be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// The text.
    pub text: String,
}
