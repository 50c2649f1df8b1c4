//! Canned phrases (CHT-32): what is written again and again, called up by a code: `/bye`.
//!
//! An organisation has one book of them, each phrase for everybody or for some ([`Targets`]), and every person one of his own.
//! A text may hold placeholders ([`crate::triggers::placeholders`]), which are filled with what is known of the ticket.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::access::{Targets, Viewer};
use crate::decode::Deserialize;
use crate::fields::label_problem;

mod table;
#[cfg(test)]
mod tests;

pub use table::from_rows;

/// Longest text of a phrase, characters.
pub const MAX_TEXT: usize = 2_000;
/// Most bytes of all texts of a book together, which travels as a whole.
pub const MAX_BOOK_BYTES: usize = 512 * 1024;
/// Longest code, characters.
pub const MAX_CODE: usize = 30;

/// What is wrong with a book: problem keys by member (`3.text`).
pub type PhraseProblems = BTreeMap<String, String>;

/// What is written again and again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Phrase {
    /// What it is called up by after a `/`, unique in its book without regard to case; empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What people read in the list.
    pub title: String,
    /// What it is listed under; empty for nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub category: String,
    /// What is put in.
    pub text: String,
    /// Whom it is for; of no meaning in a book of one's own.
    #[serde(skip_serializing_if = "Targets::is_empty")]
    pub scope: Targets,
}

/// Phrases in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct PhraseBook {
    /// The phrases.
    #[serde(deserialize_with = "crate::tolerant::list")]
    pub phrases: Vec<Phrase>,
}

impl Phrase {
    /// Whether it is meant by what was typed: a part of its code, title, category or text, without regard to case.
    #[must_use]
    pub fn is_meant(&self, typed: &str) -> bool {
        let typed = typed.trim().to_lowercase();
        [&self.code, &self.title, &self.category, &self.text].iter().any(|part| part.to_lowercase().contains(&typed))
    }

    fn tidied(self) -> Self {
        let tidy = |text: &str| text.trim().to_owned();
        let code = self.code.trim().trim_start_matches('/').to_owned();
        Self { code, title: tidy(&self.title), category: tidy(&self.category), text: tidy(&self.text), ..self }
    }
}

impl PhraseBook {
    /// The kind of the definitions.
    pub const KIND: &'static str = "phrases";
    /// The id of the organisation's book; of a person's own it is his.
    pub const ID: &'static str = "tenant";
    /// Most phrases of a book.
    pub const MOST: usize = 500;

    /// The book without what surrounds its texts.
    #[must_use]
    pub fn tidied(self) -> Self {
        Self { phrases: self.phrases.into_iter().map(Phrase::tidied).collect() }
    }

    /// What is in it for somebody.
    #[must_use]
    pub fn seen_by(&self, viewer: Viewer<'_>) -> Self {
        Self { phrases: self.phrases.iter().filter(|phrase| phrase.scope.includes(viewer)).cloned().collect() }
    }

    /// Checks it. `own`: a person's, for nobody else. `known` says which placeholders there are.
    ///
    /// # Errors
    /// All problems at once, as keys of the message files by member.
    pub fn check(&self, own: bool, known: impl Fn(&str) -> bool) -> Result<(), PhraseProblems> {
        let mut problems = PhraseProblems::new();
        if self.phrases.len() > Self::MOST {
            problems.insert(String::new(), "too_many".to_owned());
        } else if self.phrases.iter().map(|phrase| phrase.text.len()).sum::<usize>() > MAX_BOOK_BYTES {
            problems.insert(String::new(), "too_large".to_owned());
        }
        let mut codes = BTreeSet::new();
        for (index, phrase) in self.phrases.iter().enumerate() {
            let mut wrong = |member: &str, problem: Option<&str>| {
                if let Some(problem) = problem {
                    problems.insert(format!("{index}.{member}"), problem.to_owned());
                }
            };
            wrong("title", label_problem(&phrase.title));
            wrong("category", if phrase.category.is_empty() { None } else { label_problem(&phrase.category) });
            wrong("code", code_problem(&phrase.code));
            if !phrase.code.is_empty() && !codes.insert(phrase.code.to_lowercase()) {
                wrong("code", Some("taken"));
            }
            wrong("text", text_problem(&phrase.text));
            let names = crate::triggers::placeholders::names(&phrase.text);
            if names.into_iter().any(|name| !known(name)) {
                wrong("text", Some("unknown_placeholder"));
            }
            wrong("scope", phrase.scope.problem());
            if !own && phrase.scope.is_empty() {
                wrong("scope", Some("required"));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

fn code_problem(code: &str) -> Option<&'static str> {
    if code.chars().count() > MAX_CODE {
        Some("too_long")
    } else {
        code.chars().any(|c| !c.is_alphanumeric() && c != '-' && c != '_').then_some("not_a_code")
    }
}

fn text_problem(text: &str) -> Option<&'static str> {
    match text.chars().count() {
        0 => Some("required"),
        n => (n > MAX_TEXT).then_some("too_long"),
    }
}

/// What is being called up at the end of a text: what follows a `/` that begins a word. `None` when nothing is.
#[must_use]
pub fn called(text: &str) -> Option<&str> {
    let (before, typed) = text.rsplit_once('/')?;
    let begins = before.is_empty() || before.ends_with(char::is_whitespace);
    (begins && typed.chars().count() <= MAX_CODE && !typed.contains(char::is_whitespace)).then_some(typed)
}

/// The text with a phrase in the place of what is being called up, or behind it.
#[must_use]
pub fn put_in(text: &str, phrase: &str) -> String {
    let before = match called(text) {
        Some(typed) => &text[..text.len() - typed.len() - 1],
        None => text,
    };
    let gap = if before.is_empty() || before.ends_with(char::is_whitespace) { "" } else { " " };
    format!("{before}{gap}{phrase}")
}
