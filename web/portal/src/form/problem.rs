//! Problems in words: at the field, and together on top of the page.
//!
//! The domain names a problem by a key; a key this crate does not know still gives a sentence.

use truckroll_domain::attachments::MAX_ATTACHMENT_BYTES;
use truckroll_domain::forms::{FormField, Input};
use truckroll_ui::format::Format;
use truckroll_ui::i18n::{Locale, has_message, t};
use truckroll_ui::tl;

use super::{FormPage, field, photos};

/// What can be wrong with photos.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhotoProblem {
    /// More than the form takes.
    TooMany {
        /// How many were sent.
        given: usize,
    },
    /// One is larger than [`MAX_ATTACHMENT_BYTES`].
    TooLarge {
        /// Its file name.
        name: String,
        /// Its size in bytes.
        size: u64,
    },
    /// One is not a picture.
    NotAPicture {
        /// Its file name.
        name: String,
    },
}

impl PhotoProblem {
    /// The problem in words.
    #[must_use]
    pub fn message(&self, locale: Locale, max: usize) -> String {
        match self {
            Self::TooMany { given } => tl!(locale, "portal-photos-too-many", given = *given, max = max),
            Self::TooLarge { name, size } => too_large(locale, name, &megabytes(*size)),
            Self::NotAPicture { name } => tl!(locale, "portal-photo-not-a-picture", name = name.as_str()),
        }
    }
}

/// "The photo x is 61 MB; the limit is 50 MB."
pub(super) fn too_large(locale: Locale, name: &str, size: &str) -> String {
    let limit = megabytes(MAX_ATTACHMENT_BYTES);
    tl!(locale, "portal-photo-too-large", name = name, size = size, limit = limit)
}

/// Megabytes of 1024 × 1024 bytes as the limit counts them, rounded up, so that too much never reads as the limit.
pub(super) fn megabytes(bytes: u64) -> String {
    let tenths = (u128::from(bytes) * 10).div_ceil(1024 * 1024);
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

/// What is wrong with one field.
pub(super) fn of_field(locale: Locale, field: &FormField, problem: &str) -> String {
    match (problem, &field.input) {
        ("required", Input::Phone) => t(locale, "portal-problem-required-phone"),
        ("required", Input::Choice { .. }) => t(locale, "portal-problem-required-choice"),
        ("required", Input::Checkbox) => t(locale, "portal-problem-required-tick"),
        _ => of_key(locale, problem),
    }
}

fn of_key(locale: Locale, problem: &str) -> String {
    words(locale, problem, MAX_ANSWER)
}

/// Longest answer the domain takes, characters.
const MAX_ANSWER: i64 = 10_000;

/// The words of a problem key; `limit` is the most characters the text may have.
#[must_use]
pub fn words(locale: Locale, problem: &str, limit: i64) -> String {
    let key = format!("portal-problem-{}", problem.replace('_', "-"));
    if !has_message(&key) {
        return t(locale, "portal-problem-other");
    }
    let format = Format { locale, ..Format::default() };
    tl!(locale, &key, limit = format.number(limit))
}

/// One line of the list on top.
pub(crate) struct Line {
    /// The element it leads to.
    pub target: Option<String>,
    /// What it says.
    pub text: String,
}

/// All problems in the order of the page.
pub(crate) fn summary(page: &FormPage) -> Vec<Line> {
    let locale = page.frame.locale;
    let mut lines = Vec::new();
    for (index, field) in page.form.fields.iter().enumerate() {
        if let Some(problem) = page.problems.get(&field.key) {
            let problem = of_field(locale, field, problem);
            let text = tl!(locale, "portal-problem-line", label = field.label.as_str(), problem = problem);
            lines.push(Line { target: Some(field::target(index, field)), text });
        }
    }
    let max = photos::limit(&page.form);
    for problem in &page.photo_problems {
        let target = (max > 0).then(|| photos::ID.to_owned());
        lines.push(Line { target, text: problem.message(locale, max) });
    }
    for (key, problem) in &page.problems {
        if !page.form.fields.iter().any(|field| field.key == *key) {
            let problem = of_key(locale, problem);
            let text = tl!(locale, "portal-problem-line", label = key.as_str(), problem = problem);
            lines.push(Line { target: None, text });
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_round_up_so_that_too_much_never_reads_as_the_limit() {
        assert_eq!(megabytes(MAX_ATTACHMENT_BYTES), "50");
        assert_eq!(megabytes(MAX_ATTACHMENT_BYTES + 1), "50.1");
        assert_eq!(megabytes(61 * 1024 * 1024), "61");
        assert_eq!(megabytes(u64::MAX), "17592186044416");
    }

    #[test]
    fn every_problem_the_domain_names_has_its_own_words() {
        for problem in [
            "required",
            "too_long",
            "one_line",
            "not_a_number",
            "not_a_phone",
            "not_an_email",
            "not_a_date",
            "not_a_choice",
            "unknown_field",
        ] {
            for locale in Locale::ALL {
                assert_ne!(of_key(locale, problem), t(locale, "portal-problem-other"), "{problem}");
            }
        }
        assert_eq!(of_key(Locale::En, "from-a-newer-server"), t(Locale::En, "portal-problem-other"));
    }
}
