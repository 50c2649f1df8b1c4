//! Phrases from the rows of a table: code, title, text, category.

use super::{Phrase, PhraseBook};
use crate::access::Targets;

/// The phrases of rows of code, title, text and category. A first row whose first cell is `code` names the columns and is passed
/// over, and so are empty rows.
///
/// # Errors
/// `empty` without a phrase, `too_many` with more than a book has; what is wrong with one of them is [`PhraseBook::check`]'s.
pub fn from_rows(rows: impl IntoIterator<Item = Vec<String>>) -> Result<PhraseBook, &'static str> {
    let mut phrases = Vec::new();
    for (index, row) in rows.into_iter().enumerate() {
        let cell = |at: usize| row.get(at).map(|cell| cell.trim().to_owned()).unwrap_or_default();
        let names = index == 0 && cell(0).eq_ignore_ascii_case("code");
        if names || row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if phrases.len() == PhraseBook::MOST {
            return Err("too_many");
        }
        let scope = Targets::everybody();
        phrases.push(Phrase { code: cell(0), title: cell(1), text: cell(2), category: cell(3), scope });
    }
    if phrases.is_empty() { Err("empty") } else { Ok(PhraseBook { phrases }.tidied()) }
}
