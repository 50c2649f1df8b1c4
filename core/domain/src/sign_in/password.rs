//! What a new password must be (NIST SP 800-63B): long enough, and not what others try first. Nothing about kinds of
//! characters, no change without a reason. Passwords that exist already are never judged by this.

use std::cell::Cell;

use sha2::{Digest as _, Sha256};

/// Fewest characters.
pub const MIN_PASSWORD_CHARS: usize = 10;
/// Most bytes.
pub const MAX_PASSWORD_BYTES: usize = 1024;

/// First four bytes of the SHA-256 of each frequent password and word, sorted (`xtask/scripts/common-passwords.mjs`).
static COMMON: &[u8] = include_bytes!("common.bin");

thread_local! {
    /// What this program knows of [`COMMON`]: a list of hashes cannot be made smaller, and a program for the browser that
    /// can do without leaves it to the server's answer.
    #[cfg(not(target_arch = "wasm32"))]
    static KNOWN: Cell<&'static [u8]> = const { Cell::new(COMMON) };
    #[cfg(target_arch = "wasm32")]
    static KNOWN: Cell<&'static [u8]> = const { Cell::new(&[]) };
}

/// Has a program for the browser carry the list of frequent passwords, so that they are refused while they are typed.
pub fn know_common_passwords() {
    KNOWN.set(COMMON);
}

/// What fingers run along.
const ROWS: [&str; 5] = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
/// A name shorter than this may occur in a password.
const SHORTEST_NAME: usize = 4;
/// With fewer characters beside a name, a password is that name.
const BESIDE_A_NAME: usize = 6;

/// Whose password it is: what it must not be.
#[derive(Clone, Copy, Debug, Default)]
pub struct Owner<'a> {
    /// Account name.
    pub account: &'a str,
    /// Name of the person.
    pub name: &'a str,
    /// Name of the organisation.
    pub organisation: &'a str,
}

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Fewer than [`MIN_PASSWORD_CHARS`] characters.
    TooShort,
    /// More than [`MAX_PASSWORD_BYTES`] bytes.
    TooLong,
    /// One of the account, the person or the organisation.
    Name,
    /// Among those that are tried first.
    Common,
}

impl PasswordProblem {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::TooShort, Self::TooLong, Self::Name, Self::Common];

    /// The problem key of answers and messages.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::Name => "a_name",
            Self::Common => "common",
        }
    }
}

/// Whether a new password may be taken.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn check_password(password: &str, owner: &Owner<'_>) -> Result<(), PasswordProblem> {
    if password.len() > MAX_PASSWORD_BYTES {
        return Err(PasswordProblem::TooLong);
    }
    if password.chars().count() < MIN_PASSWORD_CHARS {
        return Err(PasswordProblem::TooShort);
    }
    let small = password.to_lowercase();
    if [owner.account, owner.name, owner.organisation].iter().any(|name| is_name(&small, name)) {
        return Err(PasswordProblem::Name);
    }
    let letters = small.trim_matches(|c: char| !c.is_alphabetic());
    if is_listed(&small) || is_listed(letters) || repeats(&small) || runs(&small) {
        return Err(PasswordProblem::Common);
    }
    Ok(())
}

fn plain(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether little is left of a password without a name.
fn is_name(small: &str, name: &str) -> bool {
    let (given, name) = (plain(small), plain(name));
    if name.is_empty() {
        return false;
    }
    let long = name.chars().count() >= SHORTEST_NAME;
    given == name || long && given.contains(&name) && given.replace(&name, "").chars().count() < BESIDE_A_NAME
}

fn is_listed(word: &str) -> bool {
    if word.is_empty() {
        return false;
    }
    let digest = Sha256::digest(word.as_bytes());
    let (marks, _) = KNOWN.get().as_chunks::<4>();
    marks.binary_search_by(|mark| mark.as_slice().cmp(&digest[..4])).is_ok()
}

/// Whether it is one to four characters again and again, or of three different ones only.
fn repeats(small: &str) -> bool {
    let letters: Vec<char> = small.chars().collect();
    let mut different = letters.clone();
    different.sort_unstable();
    different.dedup();
    different.len() <= 3 || (1..=4).any(|period| letters.iter().zip(&letters[period..]).all(|(a, b)| a == b))
}

/// Whether it is mostly runs along the alphabet, the digits or a row of keys, forward or back.
fn runs(small: &str) -> bool {
    let letters: Vec<char> = small.chars().collect();
    let follows = |a: char, b: char| {
        ROWS.iter().any(|row| {
            let row = row.as_bytes();
            row.windows(2).any(|pair| {
                let (x, y) = (char::from(pair[0]), char::from(pair[1]));
                (a, b) == (x, y) || (a, b) == (y, x)
            })
        })
    };
    let steps = letters.windows(2).filter(|pair| follows(pair[0], pair[1])).count();
    let count = letters.len() - 1 - steps + 1;
    count * 4 <= letters.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LI: Owner<'static> = Owner { account: "li.na", name: "Li Na", organisation: "Eastern Lifts" };

    #[test]
    fn a_password_is_judged_by_length_names_and_frequency_alone() {
        for (password, judged) in [
            ("", Err(PasswordProblem::TooShort)),
            ("short-one", Err(PasswordProblem::TooShort)),
            ("电梯电梯坏了怎么办呢", Ok(())),
            ("电梯坏了", Err(PasswordProblem::TooShort)),
            ("lift 7 north", Ok(())),
            ("truckroll-demo", Ok(())),
            ("correct horse battery staple", Ok(())),
            ("aaaaaaaaaaaaaaaa", Err(PasswordProblem::Common)),
            ("abcabcabcabc", Err(PasswordProblem::Common)),
            ("1234567890", Err(PasswordProblem::Common)),
            ("0987654321", Err(PasswordProblem::Common)),
            ("qwertyuiop", Err(PasswordProblem::Common)),
            ("asdfghjkl;123", Err(PasswordProblem::Common)),
            ("Password2026!", Err(PasswordProblem::Common)),
            ("password123", Err(PasswordProblem::Common)),
            ("!!!Dragon1988", Err(PasswordProblem::Common)),
            ("1qaz2wsx3edc", Err(PasswordProblem::Common)),
            ("Manchester", Err(PasswordProblem::Common)),
            ("manchester in the rain", Ok(())),
            ("Eastern Lifts", Err(PasswordProblem::Name)),
            ("easternlifts1", Err(PasswordProblem::Name)),
            ("Eastern-Lifts 2026", Err(PasswordProblem::Name)),
            ("Eastern Lifts has seven vans", Ok(())),
            ("li.na li.na li.na", Err(PasswordProblem::Name)),
        ] {
            assert_eq!(check_password(password, &LI), judged, "{password}");
        }
        let long = "å".repeat(MAX_PASSWORD_BYTES / 2);
        assert_eq!(check_password(&format!("{long}a"), &LI), Err(PasswordProblem::TooLong));
    }

    #[test]
    fn the_list_is_sorted_and_whole() {
        assert_eq!(COMMON.len() % 4, 0);
        let (marks, _) = KNOWN.get().as_chunks::<4>();
        assert!(marks.len() > 3_000 && marks.is_sorted());
    }

    proptest! {
        #[test]
        fn any_text_is_judged_without_a_panic(text in ".{0,60}", account in ".{0,20}", name in ".{0,20}") {
            let owner = Owner { account: &account, name: &name, organisation: "" };
            let _ = check_password(&text, &owner);
        }

        #[test]
        fn random_letters_are_taken(text in "[a-z0-9]{24}") {
            prop_assume!(!repeats(&text) && !runs(&text));
            prop_assert_eq!(check_password(&text, &Owner::default()), Ok(()));
        }
    }
}
