//! Canned phrases.

use truckroll_domain::access::Targets;
use truckroll_domain::phrases::{Phrase, PhraseBook};
use truckroll_protocol::api::phrases::{Filled, NewPhraseBook, PhraseBookNow, PhrasesNow, Unfilled};

use super::id;

pub fn book() -> PhraseBook {
    let phrase = Phrase {
        code: "thanks".into(),
        title: "Thanks for waiting".into(),
        category: "Begin".into(),
        text: "Thank you for waiting, {{ticket.contact}}.".into(),
        scope: Targets { groups: vec![id(0x40)], ..Targets::default() },
    };
    PhraseBook { phrases: vec![phrase] }
}

pub fn book_now() -> PhraseBookNow {
    PhraseBookNow { seq: 430, book: book() }
}

pub fn now() -> PhrasesNow {
    PhrasesNow { shared: book_now(), own: PhraseBookNow::default() }
}

pub fn new_book() -> NewPhraseBook {
    NewPhraseBook { seq: 429, book: book() }
}

pub fn unfilled() -> Unfilled {
    Unfilled { ticket: id(0x21), text: book().phrases[0].text.clone() }
}

pub fn filled() -> Filled {
    Filled { text: "Thank you for waiting, Zhou Min.".into() }
}
