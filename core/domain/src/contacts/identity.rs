//! Ids by which channels know a person: the nine digits of his remote client, his name in a messenger (CUS-20).
//!
//! They are the server's to keep, apart from documents, because one id belongs to one contact at a time.

use serde::Serialize;

use crate::decode::Deserialize;

/// Longest id of a messenger, characters.
const MAX_ID: usize = 200;
/// Digits of the id of a remote client.
const DIGITS: usize = 9;

/// The channels that know people by an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the channels themselves")]
pub enum IdentityKind {
    /// The client of remote assistance.
    Remote,
    Wechat,
    Whatsapp,
    Telegram,
    Line,
}

impl IdentityKind {
    /// All of them.
    pub const ALL: [IdentityKind; 5] = [
        IdentityKind::Remote,
        IdentityKind::Wechat,
        IdentityKind::Whatsapp,
        IdentityKind::Telegram,
        IdentityKind::Line,
    ];
    /// The word in tables, addresses and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            IdentityKind::Remote => "remote",
            IdentityKind::Wechat => "wechat",
            IdentityKind::Whatsapp => "whatsapp",
            IdentityKind::Telegram => "telegram",
            IdentityKind::Line => "line",
        }
    }
    /// The channel named by `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What a person typed as the id is stored: the digits of a remote client alone, else without what surrounds it.
    ///
    /// # Errors
    /// The problem as a key of the message files: `required`, `not_nine_digits`, `too_long`, `one_line`.
    pub fn normalise(self, typed: &str) -> Result<String, &'static str> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err("required");
        }
        if self == IdentityKind::Remote {
            let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
            let fits = digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
            return if fits { Ok(digits) } else { Err("not_nine_digits") };
        }
        if typed.chars().count() > MAX_ID {
            return Err("too_long");
        }
        if typed.chars().any(char::is_control) {
            return Err("one_line");
        }
        Ok(typed.to_owned())
    }

    /// An id as people read it: digits in groups of three.
    #[must_use]
    pub fn shown(self, id: &str) -> String {
        match (self, id.get(..3), id.get(3..6), id.get(6..)) {
            (IdentityKind::Remote, Some(a), Some(b), Some(c)) => format!("{a} {b} {c}"),
            _ => id.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_digits_are_read_however_they_are_parted() {
        for typed in ["123456789", " 123 456 789 ", "123-456-789"] {
            assert_eq!(IdentityKind::Remote.normalise(typed), Ok("123456789".to_owned()), "{typed}");
        }
        for typed in ["12345678", "1234567890", "12345678a", "１２３４５６７８９"] {
            assert_eq!(IdentityKind::Remote.normalise(typed), Err("not_nine_digits"), "{typed}");
        }
        assert_eq!(IdentityKind::Remote.shown("123456789"), "123 456 789");
    }

    #[test]
    fn what_a_messenger_calls_somebody_stays_as_it_is_written() {
        assert_eq!(IdentityKind::Wechat.normalise(" Zhou-Min "), Ok("Zhou-Min".to_owned()));
        assert_eq!(IdentityKind::Wechat.normalise("  "), Err("required"));
        assert_eq!(IdentityKind::Line.normalise("a\nb"), Err("one_line"));
        assert_eq!(IdentityKind::Line.normalise(&"x".repeat(201)), Err("too_long"));
        assert_eq!(IdentityKind::Wechat.shown("wxid_123"), "wxid_123");
        for kind in IdentityKind::ALL {
            assert_eq!(IdentityKind::from_word(kind.word()), Some(kind));
        }
    }
}
