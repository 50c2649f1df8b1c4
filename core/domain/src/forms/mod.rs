//! Forms: what a customer fills in, and the input kinds that own fields share with them.
//!
//! A published form makes a ticket. Its answers are checked here, on the server and (where a script
//! helps) before sending; the same [`Input`] serves the organisation's own visit fields.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::FormId;
use crate::decode::Deserialize;

/// Longest answer, characters.
const MAX_ANSWER: usize = 10_000;

/// The kinds of input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Input {
    /// Several lines.
    Multiline,
    /// A whole or decimal number.
    Number,
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// Yes or no: `true` or empty.
    Checkbox,
    /// One of a few.
    Choice {
        /// The choices.
        options: Vec<Choice>,
    },
    /// One line; also any kind that this version does not know. The server checks the answer.
    #[serde(other)]
    Text,
}

crate::tagged!(Input, "input");

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Stable key, stored as the answer.
    pub key: String,
    /// What people read.
    pub label: String,
}

impl Input {
    /// Whether answers to the one could be answers to the other: the same kind, whatever its options.
    #[must_use]
    pub fn is_same_kind(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// Checks an answer that is not empty.
    ///
    /// # Errors
    /// The problem as a key of the message files: `too_long`, `not_a_number`, `not_a_phone`, `not_an_email`,
    /// `not_a_date`, `not_a_choice`.
    pub fn check(&self, answer: &str) -> Result<(), &'static str> {
        if answer.chars().count() > MAX_ANSWER {
            return Err("too_long");
        }
        let ok = match self {
            Input::Text => !answer.contains('\n'),
            Input::Multiline => true,
            Input::Number => answer.trim().parse::<f64>().is_ok_and(f64::is_finite),
            Input::Phone => is_phone(answer),
            Input::Email => is_email(answer),
            Input::Date => is_date(answer),
            Input::Checkbox => answer == "true",
            Input::Choice { options } => options.iter().any(|o| o.key == answer),
        };
        if ok {
            return Ok(());
        }
        Err(match self {
            Input::Text | Input::Multiline => "one_line",
            Input::Number => "not_a_number",
            Input::Phone => "not_a_phone",
            Input::Email => "not_an_email",
            Input::Date => "not_a_date",
            Input::Checkbox | Input::Choice { .. } => "not_a_choice",
        })
    }
}

/// Whether `text` can be dialled: 5 to 15 digits (ITU-T E.164), with the usual separators.
#[must_use]
pub fn is_phone(text: &str) -> bool {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let plus_ok = text.rfind('+').is_none_or(|at| at == 0);
    (5..=15).contains(&digits) && plus_ok && text.chars().all(|c| c.is_ascii_digit() || "+-() .".contains(c))
}

/// Whether `text` looks like an e-mail address: one `@`, a dot after it, no spaces.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.trim().split_once('@') else { return false };
    !name.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !host.contains('@')
        && text.len() <= 254
        && !text.trim().chars().any(char::is_whitespace)
}

pub(crate) fn is_date(text: &str) -> bool {
    crate::day::parse(text).is_some()
}

/// One field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormField {
    /// Stable key. `title`, `description`, `phone`, `contact_name` and `company_name` fill the ticket's own members.
    pub key: String,
    /// What people read.
    pub label: String,
    /// Help below the field.
    #[serde(default)]
    pub hint: String,
    /// Kind and options.
    #[serde(flatten)]
    pub input: Input,
    /// Whether it must be filled.
    #[serde(default)]
    pub required: bool,
}

/// A form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Id.
    pub id: FormId,
    /// Title on top of the page.
    pub title: String,
    /// A few words below it.
    #[serde(default)]
    pub intro: String,
    /// Language of its texts: `en` or `zh-CN`.
    #[serde(default)]
    pub locale: String,
    /// Fields in order.
    pub fields: Vec<FormField>,
    /// Most photos a customer may add; 0 hides the photo field.
    #[serde(default)]
    pub max_photos: i64,
    /// Whether the customer may send the place.
    #[serde(default)]
    pub ask_place: bool,
    /// Whether the form can be reached by its links.
    #[serde(default)]
    pub published: bool,
}

/// What is wrong with a filled form: problem keys by field key.
pub type Problems = BTreeMap<String, &'static str>;

impl Form {
    /// Checks answers; unknown keys are problems too.
    ///
    /// # Errors
    /// All problems at once: `required` or those of [`Input::check`].
    pub fn check(&self, answers: &BTreeMap<String, String>) -> Result<(), Problems> {
        let mut problems = Problems::new();
        for field in &self.fields {
            let answer = answers.get(&field.key).map(|a| a.trim()).unwrap_or_default();
            if answer.is_empty() {
                if field.required {
                    problems.insert(field.key.clone(), "required");
                }
            } else if let Err(problem) = field.input.check(answer) {
                problems.insert(field.key.clone(), problem);
            }
        }
        for key in answers.keys().filter(|k| !self.fields.iter().any(|f| f.key == **k)) {
            problems.insert(key.clone(), "unknown_field");
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_input_takes_what_fits_and_names_what_does_not() {
        let choice = Input::Choice { options: vec![Choice { key: "a".into(), label: "A".into() }] };
        for (input, answer, result) in [
            (Input::Text, "x", Ok(())),
            (Input::Text, "x\ny", Err("one_line")),
            (Input::Multiline, "x\ny", Ok(())),
            (Input::Number, "-1.5", Ok(())),
            (Input::Number, "NaN", Err("not_a_number")),
            (Input::Phone, "+86 135-0000-1111", Ok(())),
            (Input::Phone, "12", Err("not_a_phone")),
            (Input::Phone, "12345+6", Err("not_a_phone")),
            (Input::Email, "a@b.cn", Ok(())),
            (Input::Email, "a@b", Err("not_an_email")),
            (Input::Date, "2024-02-29", Ok(())),
            (Input::Date, "2023-02-29", Err("not_a_date")),
            (Input::Date, "2023-13-01", Err("not_a_date")),
            (Input::Checkbox, "true", Ok(())),
            (Input::Checkbox, "yes", Err("not_a_choice")),
            (choice.clone(), "a", Ok(())),
            (choice, "b", Err("not_a_choice")),
        ] {
            assert_eq!(input.check(answer), result, "{input:?} {answer}");
        }
    }

    #[test]
    fn a_form_reports_all_problems_at_once() {
        let field = |key: &str, input, required| FormField {
            key: key.into(),
            label: key.into(),
            hint: String::new(),
            input,
            required,
        };
        let form = Form {
            id: FormId::default(),
            title: "Report".into(),
            intro: String::new(),
            locale: "en".into(),
            fields: vec![field("phone", Input::Phone, true), field("description", Input::Multiline, true)],
            max_photos: 3,
            ask_place: false,
            published: true,
        };
        let answers = BTreeMap::from([("phone".to_owned(), "x".to_owned()), ("extra".to_owned(), "1".to_owned())]);
        let expected = Problems::from([
            ("phone".to_owned(), "not_a_phone"),
            ("description".to_owned(), "required"),
            ("extra".to_owned(), "unknown_field"),
        ]);
        assert_eq!(form.check(&answers), Err(expected));
    }
}
