//! What an API token may be used for. It never gives a right that its maker has not.

use crate::Command;

/// One thing a token may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Read what its maker may read.
    Read,
    /// Commands of tickets.
    WriteTickets,
    /// Commands of visits.
    WriteVisits,
    /// Commands of companies, contacts and assets.
    WriteCustomers,
    /// Settings and the audit log.
    Admin,
}

impl Scope {
    /// All of them, in the order of the screen.
    pub const ALL: [Self; 5] = [Self::Read, Self::WriteTickets, Self::WriteVisits, Self::WriteCustomers, Self::Admin];

    /// The word in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::WriteTickets => "write:tickets",
            Self::WriteVisits => "write:visits",
            Self::WriteCustomers => "write:customers",
            Self::Admin => "admin",
        }
    }

    /// The scope of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }

    /// Whether it lets something be written as a command.
    #[must_use]
    pub const fn writes(self) -> bool {
        matches!(self, Self::WriteTickets | Self::WriteVisits | Self::WriteCustomers)
    }

    /// What a command needs.
    #[must_use]
    pub const fn of(command: &Command) -> Self {
        match command {
            Command::Ticket { .. } => Self::WriteTickets,
            Command::Visit { .. } => Self::WriteVisits,
            Command::Company { .. } | Command::Contact { .. } | Command::Asset { .. } => Self::WriteCustomers,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_found_by_its_word_and_by_no_other() {
        for scope in Scope::ALL {
            assert_eq!(Scope::from_word(scope.word()), Some(scope));
        }
        for word in ["", "READ", "write", "write:everything", "read "] {
            assert_eq!(Scope::from_word(word), None, "{word}");
        }
    }
}
