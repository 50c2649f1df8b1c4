//! One of the organisation's own fields: what it is called, what is written in it, when it must be filled.

use dioxus::prelude::*;
use truckroll_domain::forms::Input;
use truckroll_domain::visits::{RuleProblems, Stage, VisitField};
use truckroll_ui::prelude::*;

use super::state::with_choice;
use super::{Kept, change, now_of, problem, problem_of};

/// The kinds of input that can be chosen.
static KINDS: [Input; 8] = [
    Input::Text,
    Input::Multiline,
    Input::Number,
    Input::Date,
    Input::Phone,
    Input::Email,
    Input::Checkbox,
    Input::Choice { options: Vec::new() },
];

/// The word of a kind in choices and message keys.
#[must_use]
pub fn kind_word(input: &Input) -> &'static str {
    match input {
        Input::Text => "text",
        Input::Multiline => "multiline",
        Input::Number => "number",
        Input::Date => "date",
        Input::Phone => "phone",
        Input::Email => "email",
        Input::Checkbox => "checkbox",
        Input::Choice { .. } => "choice",
    }
}

/// The editor of one field.
#[component]
pub fn FieldEditor(
    draft: Kept,
    index: usize,
    field: VisitField,
    /// Its number among those that are asked, from 1, and how many there are.
    place: (usize, usize),
    problems: RuleProblems,
) -> Element {
    let set = move |work: &dyn Fn(&mut VisitField)| {
        change(draft, |d| d.rules.fields.get_mut(index).into_iter().for_each(work));
    };
    let published = now_of(&draft).is_published(&field.key);
    let of = |member: &str| problem_of(&problems, &format!("fields.{index}.{member}"));
    let kinds = KINDS.iter().map(|k| Choice::new(kind_word(k), tr(&format!("rules-kind-{}", kind_word(k)))));
    let stages = Stage::ALL.iter().map(|s| Choice::new(s.word(), tr(&format!("rules-stage-{}", s.word()))));
    let name = if field.label.trim().is_empty() { tr("rules-field-unnamed") } else { field.label.clone() };
    let (number, count) = place;
    rsx! {
        fieldset { class: "dk-own-field",
            legend { class: "tr-sr", "{name}" }
            div { class: "dk-form-pair",
                TextField {
                    label: tr("rules-field-label"),
                    value: field.label.clone(),
                    required: true,
                    max_length: 100,
                    error: of("label"),
                    on_input: move |text: String| change(draft, |d| d.name(index, text)),
                }
                TextField {
                    label: tr("rules-field-key"),
                    value: field.key.clone(),
                    required: true,
                    disabled: published,
                    max_length: 40,
                    hint: if published { tr("rules-field-key-fixed") } else { tr("rules-field-key-hint") },
                    error: of("key"),
                    on_input: move |text: String| set(&|f| f.key = text.trim().to_lowercase()),
                }
            }
            div { class: "dk-form-pair",
                SelectField {
                    label: tr("rules-field-kind"),
                    value: kind_word(&field.input),
                    options: kinds.collect::<Vec<_>>(),
                    disabled: published,
                    error: of("input"),
                    on_change: move |word: String| {
                        if let Some(kind) = KINDS.iter().find(|k| kind_word(k) == word).cloned() {
                            let kind = match kind {
                                Input::Choice { options } => Input::Choice { options: with_choice(with_choice(options)) },
                                kind => kind,
                            };
                            set(&|f| f.input = kind.clone());
                        }
                    },
                }
                SelectField {
                    label: tr("rules-field-stage"),
                    value: field.required_at.word(),
                    options: stages.collect::<Vec<_>>(),
                    on_change: move |word: String| {
                        if let Some(stage) = Stage::ALL.into_iter().find(|s| s.word() == word) {
                            set(&|f| f.required_at = stage);
                        }
                    },
                }
            }
            if let Input::Choice { options } = field.input.clone() {
                Choices {
                    options,
                    problems: problems.clone(),
                    path: format!("fields.{index}.options"),
                    on_change: move |options: Vec<truckroll_domain::forms::Choice>| {
                        set(&|f| f.input = Input::Choice { options: options.clone() });
                    },
                }
            }
            div { class: "tr-actions",
                Button {
                    label: tr!("rules-field-up", name = name.clone()),
                    icon: Icon::ArrowUp,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    disabled: number == 1,
                    on_press: move |_| change(draft, |d| d.shift(index, false)),
                }
                Button {
                    label: tr!("rules-field-down", name = name.clone()),
                    icon: Icon::ArrowDown,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    disabled: number == count,
                    on_press: move |_| change(draft, |d| d.shift(index, true)),
                }
                Button {
                    label: if published { tr("rules-field-retire") } else { tr("verb-remove") },
                    icon: if published { Icon::Archive } else { Icon::Trash },
                    kind: ButtonKind::Ghost,
                    on_press: move |_| change(draft, |d| d.remove(index)),
                }
            }
        }
    }
}

/// The choices of a field, one line each.
#[component]
fn Choices(
    options: Vec<truckroll_domain::forms::Choice>,
    problems: RuleProblems,
    path: String,
    on_change: EventHandler<Vec<truckroll_domain::forms::Choice>>,
) -> Element {
    let all = options.clone();
    let own = problems.get(&path).map(|p| problem(p));
    rsx! {
        div { class: "dk-choices", role: "group", aria_label: tr("rules-choices"),
            for (at, option) in options.into_iter().enumerate() {
                div { key: "{option.key}", class: "dk-choice",
                    TextField {
                        label: tr!("rules-choice", number = at + 1),
                        hide_label: true,
                        placeholder: tr!("rules-choice", number = at + 1),
                        value: option.label.clone(),
                        max_length: 100,
                        error: problem_of(&problems, &format!("{path}.{at}")),
                        on_input: {
                            let all = all.clone();
                            move |text: String| {
                                let mut all = all.clone();
                                if let Some(option) = all.get_mut(at) {
                                    option.label = text;
                                }
                                on_change.call(all);
                            }
                        },
                    }
                    Button {
                        label: tr!("rules-choice-remove", number = at + 1),
                        icon: Icon::Close,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        on_press: {
                            let all = all.clone();
                            move |_| {
                                let mut all = all.clone();
                                all.remove(at);
                                on_change.call(all);
                            }
                        },
                    }
                }
            }
            if let Some(own) = own {
                p { class: "tr-error", role: "alert", "{own}" }
            }
            Button {
                label: tr("rules-choice-add"),
                icon: Icon::Plus,
                kind: ButtonKind::Ghost,
                on_press: move |_| on_change.call(with_choice(all.clone())),
            }
        }
    }
}
