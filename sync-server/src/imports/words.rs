//! The words that tables carry: why a row was refused, in the language of who reads it.

use std::collections::HashMap;

use truckroll_domain::imports::{CellFault, Reason};
use truckroll_portal::Locale;

use crate::http::{Answer, Fault};
use crate::notify::words::say;

/// The language of a tag; English where none was said.
///
/// # Errors
/// 400 naming `language`.
pub(crate) fn language(tag: &str) -> Answer<Locale> {
    if tag.is_empty() {
        return Ok(Locale::En);
    }
    Locale::ALL.into_iter().find(|locale| locale.tag() == tag).ok_or_else(|| Fault::bad_request("language"))
}

/// A message of the tables.
pub(crate) fn word(locale: Locale, key: &str) -> String {
    say(locale, key, []).unwrap_or_else(|| key.to_owned())
}

/// What is wrong with a row, in one sentence a fault: row, column and reason.
pub(crate) fn reason(locale: Locale, row: i64, faults: &[CellFault], columns: &HashMap<usize, String>) -> String {
    reason_of("", locale, row, faults, columns)
}

/// As [`reason`], of rows that are no customers: where `of` has words of its own for a reason, those.
pub(crate) fn reason_of(
    of: &str,
    locale: Locale,
    row: i64,
    faults: &[CellFault],
    columns: &HashMap<usize, String>,
) -> String {
    let sentences = faults.iter().map(|fault| {
        let why = why(of, locale, fault);
        let row = row.to_string();
        match fault.column.and_then(|n| columns.get(&n)) {
            Some(column) => {
                let args = [("row", row.as_str()), ("column", column.as_str()), ("why", why.as_str())];
                say(locale, "import-fault-cell", args)
            }
            None => say(locale, "import-fault-row", [("row", row.as_str()), ("why", why.as_str())]),
        }
        .unwrap_or_default()
    });
    sentences.collect::<Vec<_>>().join(if locale == Locale::ZhCn { "；" } else { "; " })
}

fn why(of: &str, locale: Locale, fault: &CellFault) -> String {
    let hyphens = |word: &str| word.replace('_', "-");
    if fault.reason == Reason::BadFormat {
        let known = say(locale, &format!("import-problem-{}", hyphens(&fault.detail)), []);
        return known.unwrap_or_else(|| word(locale, "import-problem-other"));
    }
    let said = |key: String| say(locale, &key, [("detail", fault.detail.as_str())]);
    let word = hyphens(fault.reason.word());
    let own = said(format!("import-reason-{of}{word}"));
    own.or_else(|| said(format!("import-reason-{word}"))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_and_problem_has_words_in_both_languages() {
        let problems = [
            "too_long",
            "one_line",
            "not_a_number",
            "not_whole",
            "out_of_range",
            "not_a_date",
            "not_a_moment",
            "not_a_choice",
            "not_the_form",
            "not_a_phone",
            "not_an_email",
            "not_a_web_address",
            "not_a_place",
            "too_many",
            "wrong_kind",
            "masked",
            "before_start",
            "something_new",
            "length",
            "characters",
            "twice",
            "not_a_word",
            "half_a_shift",
            "not_a_time",
            "roles_are_off",
        ];
        let columns = HashMap::from([(3, "E-mail".to_owned())]);
        for locale in Locale::ALL {
            for reason in Reason::ALL {
                let fault = CellFault { column: Some(3), field: "email".into(), reason, detail: "5".into() };
                let text = super::reason(locale, 7, &[fault], &columns);
                assert!(text.contains('7') && text.contains("E-mail") && !text.contains("import-"), "{text}");
            }
            for problem in problems {
                let fault =
                    CellFault { column: None, field: String::new(), reason: Reason::BadFormat, detail: problem.into() };
                let text = super::reason(locale, 7, &[fault], &columns);
                assert!(
                    text.contains('7') && !text.contains("import-") && text.chars().count() > 6,
                    "{problem}: {text}"
                );
            }
        }
        let fault = CellFault {
            column: Some(3),
            field: "email".into(),
            reason: Reason::BadFormat,
            detail: "not_an_email".into(),
        };
        assert_eq!(super::reason(Locale::En, 7, &[fault], &columns), "Row 7, E-mail: not an e-mail address");
    }
}
