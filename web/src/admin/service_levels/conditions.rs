//! Which tickets a policy is for: conditions over the members of a ticket, typed as in the builder of customers.

use dioxus::prelude::*;
use truckroll_domain::filter::{Operator, Type};
use truckroll_ui::prelude::*;

use super::look::{Given, Look};
use crate::api;
use crate::desk::conditions::{Line, Operands, operators, word};
use crate::query::Query;

/// How many companies are offered at once.
const OFFERED: usize = 6;

/// A condition to begin with.
fn first(look: &Look, field: &str) -> Line {
    Line::first(field, look.type_of(field), look.given(field) != Given::Typed)
}

/// The operators that fit a subject. What every ticket has is or is not; what is chosen has no part to look for.
fn fitting(given: &Given, of: Type) -> Vec<Operator> {
    match given {
        Given::Typed => operators(of, false),
        Given::Chosen(_) if matches!(of, Type::Ranked(_)) => vec![Operator::Is, Operator::IsNot],
        Given::Chosen(_) | Given::Company => operators(of, true),
    }
}

/// Conditions of one list.
#[component]
pub fn Conditions(look: Look, lines: Vec<Line>, title: String, on_change: EventHandler<Vec<Line>>) -> Element {
    let (more, begin) = (lines.clone(), first(&look, "company"));
    rsx! {
        fieldset { class: "dk-own-field",
            legend { class: "tr-label", "{title}" }
            for (index, line) in lines.clone().into_iter().enumerate() {
                OneCondition {
                    key: "{index}",
                    look: look.clone(),
                    number: index + 1,
                    line,
                    on_change: {
                        let lines = lines.clone();
                        move |line: Line| {
                            let mut lines = lines.clone();
                            if let Some(place) = lines.get_mut(index) {
                                *place = line;
                            }
                            on_change.call(lines);
                        }
                    },
                    on_remove: {
                        let lines = lines.clone();
                        move |()| {
                            let mut lines = lines.clone();
                            lines.remove(index);
                            on_change.call(lines);
                        }
                    },
                }
            }
            Button {
                label: tr("cust-add-condition"),
                icon: Icon::Plus,
                kind: ButtonKind::Ghost,
                on_press: move |_| on_change.call([&more[..], std::slice::from_ref(&begin)].concat()),
            }
        }
    }
}

#[component]
fn OneCondition(
    look: Look,
    number: usize,
    line: Line,
    on_change: EventHandler<Line>,
    on_remove: EventHandler<()>,
) -> Element {
    let of = look.type_of(&line.field);
    let given = look.given(&line.field);
    let ops = fitting(&given, of);
    let asks = !matches!(line.op, Operator::Empty | Operator::NotEmpty);
    let (changed, picked, typed, found) = (line.clone(), line.clone(), line.clone(), line.clone());
    rsx! {
        div { class: "dk-condition", role: "group", aria_label: tr!("cust-condition", number = number),
            SelectField {
                label: tr("cust-field"),
                hide_label: true,
                value: line.field.clone(),
                options: look.subjects(),
                on_change: move |field: String| on_change.call(first(&look, &field)),
            }
            SelectField {
                label: tr("cust-operator"),
                hide_label: true,
                value: word(line.op),
                options: ops.iter().map(|op| Choice::new(word(*op), tr(&format!("cust-op-{}", word(*op).replace('_', "-"))))).collect::<Vec<_>>(),
                on_change: move |chosen: String| {
                    if let Some(op) = ops.iter().find(|op| word(**op) == chosen) {
                        on_change.call(Line { op: *op, ..changed.clone() });
                    }
                },
            }
            match given {
                _ if !asks => rsx! { span {} },
                Given::Chosen(options) => rsx! {
                    SelectField {
                        label: tr("cust-value"),
                        hide_label: true,
                        value: line.value.clone(),
                        none_label: tr("cust-none"),
                        options,
                        on_change: move |value: String| on_change.call(Line { value, ..picked.clone() }),
                    }
                },
                Given::Company => rsx! {
                    CompanyField {
                        id: line.value.clone(),
                        on_pick: move |value: String| on_change.call(Line { value, ..found.clone() }),
                    }
                },
                Given::Typed => rsx! { Operands { of, line: typed, on_change } },
            }
            Button {
                label: tr!("cust-remove-condition", number = number),
                icon: Icon::Close,
                icon_only: true,
                kind: ButtonKind::Ghost,
                on_press: move |_| on_remove.call(()),
            }
        }
    }
}

/// A company: a few letters of its name, then the one that is meant.
#[component]
fn CompanyField(id: String, on_pick: EventHandler<String>) -> Element {
    let mut words = use_signal(String::new);
    let chosen = id.clone();
    let named = use_live(
        Vec::new,
        use_reactive!(|id| async move {
            if id.is_empty() { Ok(String::new()) } else { api::company(&id).await.map(|company| company.row.name) }
        }),
    );
    let found = use_live(Vec::new, move || {
        let q = words.read().trim().to_owned();
        async move {
            if q.is_empty() {
                return Ok(Vec::new());
            }
            api::companies(&Query::default().with("q", &q), 1).await.map(|page| page.rows)
        }
    });
    if !chosen.is_empty() {
        let name = named.value().filter(|name| !name.is_empty()).unwrap_or_else(|| tr("cust-company"));
        return rsx! {
            div { class: "dk-chips",
                crate::admin::parts::Chip {
                    word: name.clone(),
                    remove: tr!("sla-other-company", name = name),
                    on_remove: move |()| on_pick.call(String::new()),
                }
            }
        };
    }
    let rows = found.value().unwrap_or_default();
    rsx! {
        div { class: "dk-people",
            TextField {
                label: tr("sla-find-company"),
                hide_label: true,
                placeholder: tr("sla-find-company"),
                kind: TextKind::Search,
                value: words(),
                max_length: 100,
                on_input: move |text| words.set(text),
            }
            if !rows.is_empty() {
                ul { class: "dk-plain-list dk-people-found", aria_label: tr("sla-find-company"),
                    for company in rows.into_iter().take(OFFERED) {
                        li { key: "{company.id}",
                            ListRow {
                                title: company.name.clone(),
                                subtitle: company.address.clone(),
                                on_open: move |()| {
                                    words.set(String::new());
                                    on_pick.call(company.id.clone());
                                },
                            }
                        }
                    }
                }
            }
        }
    }
}
