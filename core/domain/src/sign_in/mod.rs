//! Rules of signing in that desk, phone and server share: what a password must be, what a token may do.

pub mod password;
pub mod scope;

pub use password::{
    MAX_PASSWORD_BYTES, MIN_PASSWORD_CHARS, Owner, PasswordProblem, check_password, know_common_passwords,
};
pub use scope::Scope;

use serde::Serialize;

use crate::decode::Deserialize;

/// Of whom an organisation demands the second step at sign-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondStepFor {
    /// Everybody decides for himself.
    #[default]
    Nobody,
    /// Administrators.
    Admins,
    /// Everybody.
    Everybody,
}

impl SecondStepFor {
    /// All of them, from the least to the most.
    pub const ALL: [Self; 3] = [Self::Nobody, Self::Admins, Self::Everybody];

    /// The word in JSON and message keys.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Admins => "admins",
            Self::Everybody => "everybody",
        }
    }

    /// Whether it is demanded of a person.
    #[must_use]
    pub const fn asks(self, is_admin: bool) -> bool {
        match self {
            Self::Nobody => false,
            Self::Admins => is_admin,
            Self::Everybody => true,
        }
    }
}

/// What a person must do before he can work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Choose a password of his own.
    PasswordChange,
    /// Set up the second step.
    SecondStep,
}

impl Demand {
    /// Both.
    pub const ALL: [Self; 2] = [Self::PasswordChange, Self::SecondStep];

    /// The word in `Me`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::PasswordChange => "password_change",
            Self::SecondStep => "second_step",
        }
    }

    /// The code of the problem that refuses everything else.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::PasswordChange => "password_change_required",
            Self::SecondStep => "second_step_setup_required",
        }
    }
}
