//! A field for a new password, judged while it is typed by the rules the server judges by.

use dioxus::prelude::*;
use truckroll_domain::sign_in::{MIN_PASSWORD_CHARS, Owner, PasswordProblem, check_password};

use crate::field::{TextField, TextKind};
use crate::i18n::{has_message, tr};

/// What is wrong with a password, by its problem key.
#[must_use]
pub fn password_problem(word: &str) -> String {
    let key = format!("password-{}", word.replace('_', "-"));
    if has_message(&key) { crate::tr!(&key, count = MIN_PASSWORD_CHARS) } else { tr("sign-in-new-password-refused") }
}

/// A new password. Too short is said by the hint until the field is left by sending.
#[component]
pub fn NewPasswordField(
    #[props(into)] label: String,
    value: String,
    /// Account name, name of the person and of the organisation, as far as they are known.
    #[props(default)]
    account: String,
    #[props(default)] name: String,
    #[props(default)] organisation: String,
    /// What the server said of it.
    error: Option<String>,
    /// It was tried: everything that is wrong is said.
    #[props(default)]
    tried: bool,
    #[props(into)] id: Option<String>,
    on_input: EventHandler<String>,
) -> Element {
    let owner = Owner { account: &account, name: &name, organisation: &organisation };
    let own = match check_password(&value, &owner) {
        Err(PasswordProblem::TooShort) if !tried => None,
        Err(problem) => Some(password_problem(problem.word())),
        Ok(()) => None,
    };
    rsx! {
        TextField {
            id,
            label,
            value,
            kind: TextKind::Password,
            name: "new-password",
            autocomplete: "new-password",
            max_length: 1024,
            hint: crate::tr!("password-hint", count = MIN_PASSWORD_CHARS),
            error: error.or(own),
            on_input: move |text| on_input.call(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_its_sentence() {
        for problem in PasswordProblem::ALL {
            let said = password_problem(problem.word());
            assert_ne!(said, tr("sign-in-new-password-refused"), "{problem:?}");
        }
        assert_eq!(password_problem("of_a_later_version"), tr("sign-in-new-password-refused"));
    }
}
