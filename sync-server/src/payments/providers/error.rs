//! Why a provider gave no answer that can be used.
//!
//! The cases are told apart by what the caller does next: tell a person, try again, or call for whoever keeps the keys.
//! Nothing here holds a key, an address with a token in it, or more of a foreign text than [`MAX_TEXT`] characters.

/// Longest foreign text that is kept, characters.
const MAX_TEXT: usize = 200;

/// What providers answer.
pub type Result<T> = std::result::Result<T, Error>;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The house said no. It will say so again.
    #[error("the provider refused: {0}")]
    Refused(Refusal),
    /// The house could not be asked or could not answer. What was asked for may have happened.
    #[error("the provider cannot be reached: {0}")]
    Unavailable(Outage),
    /// It is not certain that the house said it. Nothing may be done on it.
    #[error("not trusted: {0}")]
    Untrusted(Distrust),
    /// A setting is missing or cannot be read; its name.
    #[error("setting {0} cannot be used")]
    NotConfigured(&'static str),
    /// The house has no such thing; what it is.
    #[error("the provider does not know {0}")]
    Unsupported(&'static str),
    /// It was understood only in part; where reading ended.
    #[error("cannot be read: {0}")]
    Malformed(&'static str),
    /// More bytes than such an answer has.
    #[error("more than {limit} bytes")]
    TooLarge {
        /// How many are read.
        limit: usize,
    },
}

/// What the house said when it refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code} {message}")]
pub struct Refusal {
    /// Its code, such as `NOT_ENOUGH` or `ACQ.TRADE_HAS_CLOSE`.
    pub code: String,
    /// Its words, for people; shortened.
    pub message: String,
    /// Whether the refusal was authenticated as the protocol has it. One that was not tells a person what is wrong with the
    /// settings (an unknown merchant, a wrong key) and is no reason to end an order or a refund.
    pub authentic: bool,
}

/// Why the house could not answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Outage {
    /// No connection.
    #[error("no connection")]
    Connection,
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// The answer broke off.
    #[error("the answer broke off")]
    Broken,
    /// It answered with this status of HTTP: trouble there, or too many calls.
    #[error("status {0}")]
    Status(u16),
    /// It answered with this code, which means: try again.
    #[error("code {0}")]
    Code(String),
}

/// Why something is not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// It bears no signature.
    #[error("no signature")]
    NoSignature,
    /// It was signed too long ago or in the future.
    #[error("signed at another time")]
    Stale,
    /// It was signed by a key that is not known.
    #[error("signed by an unknown key")]
    UnknownKey,
    /// The signature is of something else.
    #[error("wrong signature")]
    WrongSignature,
    /// What is sealed in it was sealed by somebody else or changed.
    #[error("cannot be unsealed")]
    WrongSeal,
    /// It is about another merchant.
    #[error("about another merchant")]
    OtherMerchant,
    /// The file is not the one that was announced.
    #[error("another hash than announced")]
    WrongHash,
    /// It leads to another host.
    #[error("leads to another host")]
    OtherHost,
}

impl Error {
    /// Whether the same call may succeed another time without anybody changing anything.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }

    /// A refusal with foreign words.
    pub(crate) fn refused(code: &str, message: &str, authentic: bool) -> Self {
        Self::Refused(Refusal { code: shortened(code), message: shortened(message), authentic })
    }

    /// The code of a refusal.
    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            Self::Refused(refusal) => Some(&refusal.code),
            _ => None,
        }
    }
}

impl From<Distrust> for Error {
    fn from(why: Distrust) -> Self {
        Self::Untrusted(why)
    }
}

impl From<Outage> for Error {
    fn from(why: Outage) -> Self {
        Self::Unavailable(why)
    }
}

/// A foreign text, short and on one line.
pub(crate) fn shortened(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MAX_TEXT).collect()
}
