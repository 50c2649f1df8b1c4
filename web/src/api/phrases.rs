//! Canned phrases.

use truckroll_domain::TicketId;
use truckroll_domain::phrases::PhraseBook;
use truckroll_protocol::api::phrases::{Filled, NewPhraseBook, PhraseBookNow, PhrasesNow, Unfilled};

use super::staff::{Outcome, outcome};
use super::{Answer, get, post, put, send};

/// The organisation's phrases and one's own.
pub async fn read() -> Answer<PhrasesNow> {
    get("/phrases").await
}

/// Replaces the organisation's book, or one's own.
pub async fn replace(own: bool, new: &NewPhraseBook) -> Answer<Outcome<PhraseBookNow>> {
    let path = if own { "/phrases/own" } else { "/phrases" };
    outcome(put(path, new).await, PhraseBook::KIND)
}

/// The phrases of a table; nothing is written.
pub async fn of_table(bytes: &[u8]) -> Answer<Outcome<PhraseBookNow>> {
    outcome(send("POST", "/phrases/table", bytes).await, PhraseBook::KIND)
}

/// A text with its placeholders filled.
pub async fn filled(ticket: TicketId, text: String) -> Answer<Filled> {
    post("/phrases/filled", &Unfilled { ticket, text }).await
}
