//! The words of imports: states, counts, why a file or a row was refused; and where one is among the steps.

use dioxus::prelude::*;
use truckroll_domain::imports::{CellFault, ImportState, Reason};
use truckroll_protocol::api::ImportNow;
use truckroll_ui::prelude::*;

/// The steps, in their order.
const STEPS: [&str; 5] = ["file", "columns", "check", "run", "result"];

fn hyphens(word: &str) -> String {
    word.replace('_', "-")
}

/// Why a file or what its columns stand for was refused.
#[must_use]
pub fn file_problem(key: &str) -> String {
    let known = format!("imports-file-{}", hyphens(key));
    tr(if has_message(&known) { &known } else { "imports-file-other" })
}

/// Why work ended early.
#[must_use]
pub fn trouble(key: &str) -> String {
    let known = format!("imports-trouble-{}", hyphens(key));
    tr(if has_message(&known) { &known } else { "imports-trouble-interrupted" })
}

/// Why a cell was refused.
#[must_use]
pub fn reason(fault: &CellFault) -> String {
    reason_of("", fault)
}

/// As [`reason`], of rows that are no customers: where `of` has words of its own for a reason, those.
#[must_use]
pub fn reason_of(of: &str, fault: &CellFault) -> String {
    if fault.reason == Reason::BadFormat {
        let known = format!("imports-problem-{}", hyphens(&fault.detail));
        return tr(if has_message(&known) { &known } else { "imports-problem-other" });
    }
    let word = hyphens(fault.reason.word());
    let own = format!("imports-reason-{of}{word}");
    let key = if has_message(&own) { own } else { format!("imports-reason-{word}") };
    tr!(&key, detail = fault.detail.clone())
}

/// What spreadsheets call a column: A, B … Z, AA.
#[must_use]
pub fn letters(column: usize) -> String {
    let mut n = column + 1;
    let mut text = String::new();
    while n > 0 {
        text.insert(0, char::from(b'A' + ((n - 1) % 26) as u8));
        n = (n - 1) / 26;
    }
    text
}

/// What a column is called: by its heading, else by its letter.
#[must_use]
pub fn column(head: &[Vec<String>], header: bool, n: usize) -> String {
    let heading = head.first().filter(|_| header).and_then(|row| row.get(n)).map(|text| text.trim());
    heading.filter(|text| !text.is_empty()).map_or_else(|| tr!("imports-column", letter = letters(n)), str::to_owned)
}

/// The counts of an import in a line.
#[must_use]
pub fn summary(now: &ImportNow) -> String {
    let of = &now.result;
    let parts = [
        ("imports-count-created", of.created),
        ("imports-count-updated", of.updated),
        ("imports-count-kept", of.kept),
        ("imports-count-rejected", of.rejected),
    ];
    let mut words = vec![tr!("imports-count-rows", count = of.rows)];
    words.extend(parts.into_iter().filter(|(_, n)| *n > 0).map(|(key, n)| tr!(key, count = n)));
    words.join(" · ")
}

/// The state with its shape.
#[component]
pub fn StateBadge(state: ImportState) -> Element {
    let tone = match state {
        ImportState::Uploaded | ImportState::Checked => Tone::New,
        ImportState::Checking | ImportState::Running | ImportState::Undoing => Tone::OnTheWay,
        ImportState::Done => Tone::Done,
        ImportState::Undone => Tone::Paused,
        ImportState::Failed => Tone::Alert,
    };
    rsx! {
        Badge { tone, label: tr(&format!("imports-state-{}", state.word())) }
    }
}

/// The steps, with the present one marked.
#[component]
pub fn Steps(at: usize) -> Element {
    rsx! {
        ol { class: "dk-import-steps", aria_label: tr("imports-steps"),
            for (n, step) in STEPS.into_iter().enumerate() {
                li {
                    key: "{step}",
                    class: if n < at { "dk-import-past" },
                    aria_current: (n == at).then_some("step"),
                    span { class: "dk-import-number", aria_hidden: "true",
                        if n < at {
                            Glyph { icon: Icon::Check, size: 14 }
                        } else {
                            "{n + 1}"
                        }
                    }
                    {tr(&format!("imports-step-{step}"))}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (column, wanted) in [(0, "A"), (25, "Z"), (26, "AA"), (702, "AAA")] {
            assert_eq!(letters(column), wanted);
        }
    }

    #[test]
    fn every_reason_state_and_step_has_words() {
        let words = crate::sample::render(Locale::En, || {
            let fault = |reason| CellFault { column: None, field: String::new(), reason, detail: "5".into() };
            rsx! {
                for reason in Reason::ALL {
                    p { {reason_of(&fault(reason))} }
                }
                for state in ImportState::ALL {
                    StateBadge { state }
                }
                Steps { at: 2 }
            }
        });
        assert!(!words.contains("imports-"), "{words}");
    }

    fn reason_of(fault: &CellFault) -> String {
        super::reason(fault)
    }
}
