//! The kinds of services that a customer has had, by the channel they came over (CUS-25).

use serde::Serialize;

use crate::decode::Deserialize;

/// What happened, by the channel it happened over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words themselves")]
pub enum ServiceKind {
    Ticket,
    Visit,
    FollowUp,
    Call,
    Message,
    Meeting,
    Other,
}

impl ServiceKind {
    /// All of them, in the order of filters.
    pub const ALL: [ServiceKind; 7] = [
        ServiceKind::Ticket,
        ServiceKind::Visit,
        ServiceKind::FollowUp,
        ServiceKind::Call,
        ServiceKind::Message,
        ServiceKind::Meeting,
        ServiceKind::Other,
    ];
    /// The word in JSON, columns and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            ServiceKind::Ticket => "ticket",
            ServiceKind::Visit => "visit",
            ServiceKind::FollowUp => "follow_up",
            ServiceKind::Call => "call",
            ServiceKind::Message => "message",
            ServiceKind::Meeting => "meeting",
            ServiceKind::Other => "other",
        }
    }
    /// The kind of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
    /// Whether people write it down by hand.
    #[must_use]
    pub fn by_hand(self) -> bool {
        !matches!(self, ServiceKind::Ticket | ServiceKind::Visit)
    }
}
