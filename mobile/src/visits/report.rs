//! What was done: solution, remark, minutes, and the organisation's own fields. Saved as it is written.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::AssignmentId;
use truckroll_domain::visits::{Attempt, Stage, VisitCommand, VisitField, VisitRules};
use truckroll_ui::prelude::*;

use super::draft::DraftField;
use super::own_field::OwnField;
use super::state::{Work, field_id};
use crate::shell::Section;

/// Longest text, characters.
const MAX_TEXT: u32 = 10_000;

/// A report in which only `change` is said.
fn report(assignment: AssignmentId, change: impl FnOnce(&mut Said)) -> VisitCommand {
    let mut said = Said::default();
    change(&mut said);
    let Said { solution, remark, work_minutes, answers } = said;
    VisitCommand::Report { assignment, solution, remark, work_minutes, answers }
}

/// The number without its fraction.
fn whole(number: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and the domain has its limits")]
    let whole = number as i64;
    whole
}

#[derive(Default)]
struct Said {
    solution: Option<String>,
    remark: Option<String>,
    work_minutes: Option<i64>,
    answers: BTreeMap<String, String>,
}

/// The form while the work is open, the facts afterwards.
#[component]
pub fn Report(attempt: Attempt, rules: VisitRules, open: bool, work: Work) -> Element {
    if !open {
        return rsx! { Written { attempt, fields: rules.fields } };
    }
    let save = move |change: Box<dyn FnOnce(&mut Said)>| {
        if let Some(assignment) = work.assignment {
            work.save(report(assignment, change));
        }
    };
    rsx! {
        Section { title: tr("eng-report"), id: "report",
            DraftField {
                id: "solution",
                label: tr("eng-solution"),
                required: rules.solution,
                saved: attempt.solution.clone(),
                max_length: MAX_TEXT,
                on_save: move |text: String| save(Box::new(|said| said.solution = Some(text))),
            }
            DraftField {
                id: "remark",
                label: tr("eng-remark"),
                saved: attempt.remark.clone(),
                max_length: MAX_TEXT,
                on_save: move |text: String| save(Box::new(|said| said.remark = Some(text))),
            }
            NumberField {
                id: "minutes",
                label: tr("eng-minutes"),
                unit: tr("eng-unit-minutes"),
                value: attempt.work_minutes.and_then(|m| i32::try_from(m).ok()).map(f64::from),
                min: 0.0,
                max: 10_000.0,
                on_input: move |minutes: Option<f64>| {
                    if let Some(minutes) = minutes.map(whole) {
                        save(Box::new(move |said| said.work_minutes = Some(minutes)));
                    }
                },
            }
            for field in rules.asked().filter(|f| f.required_at != Stage::Create).cloned() {
                OwnField {
                    key: "{field.key}",
                    id: field_id(&field.key),
                    saved: attempt.answers.get(&field.key).cloned().unwrap_or_default(),
                    required: field.required_at != Stage::Optional,
                    on_save: {
                        let key = field.key.clone();
                        move |text: String| {
                            let key = key.clone();
                            save(Box::new(move |said| { said.answers.insert(key, text); }));
                        }
                    },
                    field,
                }
            }
        }
    }
}

#[component]
fn Written(attempt: Attempt, fields: Vec<VisitField>) -> Element {
    let mut facts = vec![
        (tr("eng-solution"), attempt.solution.clone()),
        (tr("eng-remark"), attempt.remark.clone()),
        (tr("eng-minutes"), attempt.work_minutes.map(|m| m.to_string()).unwrap_or_default()),
    ];
    for field in fields {
        if let Some(answer) = attempt.answers.get(&field.key) {
            facts.push((field.label, answer.clone()));
        }
    }
    facts.retain(|(_, value)| !value.is_empty());
    if facts.is_empty() {
        return rsx! {};
    }
    rsx! {
        Section { title: tr("eng-report"), id: "report",
            dl { class: "tr-facts",
                for (index , (term , value)) in facts.into_iter().enumerate() {
                    dt { key: "{index}-term", "{term}" }
                    dd { class: "whitespace-pre-line", "{value}" }
                }
            }
        }
    }
}
