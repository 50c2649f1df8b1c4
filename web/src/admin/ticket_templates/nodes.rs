//! The node field of a template (TKT-14): which field has nodes as its values, and how long a ticket may stay at each.

use dioxus::prelude::*;
use truckroll_domain::fields::{FieldKind, FieldSet, Noun};
use truckroll_domain::tickets::{AGENT_FIELD, NodeField, TicketField};
use truckroll_ui::prelude::*;

use crate::admin::workflows::LimitField;
use crate::desk::customers::Book;
use crate::desk::trouble::Section;

/// The fields that can be chosen: the agent, and dropdowns of the template.
fn offered(book: &Book, set: &FieldSet, fields: &[TicketField]) -> Vec<Choice> {
    let agent = std::iter::once(AGENT_FIELD);
    let dropdowns = fields.iter().map(|field| field.key.as_str()).filter(|key| NodeField::accepts(set, key));
    agent.chain(dropdowns).map(|key| Choice::new(key, book.label(Noun::Ticket, key))).collect()
}

/// The values that have a line: all choices of a dropdown; agents who have a limit of their own.
fn values(book: &Book, set: &FieldSet, of: &NodeField) -> Vec<(String, String)> {
    match set.kind(&of.field) {
        Some(FieldKind::Choice { options }) => {
            options.iter().map(|option| (option.key.clone(), option.label.clone())).collect()
        }
        _ => {
            let name = |id: &String| {
                let known = book.agents.iter().find(|(known, _)| known == id);
                known.map_or_else(|| id.clone(), |(_, name)| name.clone())
            };
            of.limits.keys().map(|id| (id.clone(), name(id))).collect()
        }
    }
}

/// The section of the editor.
#[component]
pub fn NodeSection(
    book: Book,
    set: FieldSet,
    fields: Vec<TicketField>,
    node_field: Option<NodeField>,
    /// What is wrong with its members: member and sentence.
    problems: Vec<(String, String)>,
    on_change: EventHandler<Option<NodeField>>,
) -> Element {
    let of = |member: &str| problems.iter().find(|(at, _)| at == member).map(|(_, said)| said.clone());
    let chosen = node_field.as_ref().map(|of| of.field.clone()).unwrap_or_default();
    rsx! {
        Section { title: tr("ticket-forms-nodes"),
            p { class: "dk-quiet", {tr("ticket-forms-nodes-intro")} }
            SelectField {
                label: tr("ticket-forms-node-field"),
                value: chosen,
                none_label: tr("ticket-forms-no-nodes"),
                options: offered(&book, &set, &fields),
                error: of("field"),
                on_change: move |field: String| {
                    on_change.call((!field.is_empty()).then(|| NodeField { field, ..NodeField::default() }));
                },
            }
            if let Some(now) = node_field {
                LimitField {
                    legend: tr("ticket-forms-node-limit"),
                    limit: now.limit_min,
                    hint: tr("flow-limit-hint"),
                    error: of("limit_min"),
                    on_change: {
                        let now = now.clone();
                        move |limit_min| on_change.call(Some(NodeField { limit_min, ..now.clone() }))
                    },
                }
                for (value, name) in values(&book, &set, &now) {
                    LimitField {
                        key: "{value}",
                        legend: tr!("ticket-forms-node-limit-at", name = name),
                        limit: now.limits.get(&value).copied(),
                        error: of(&format!("limits.{value}")),
                        on_change: {
                            let (now, value) = (now.clone(), value.clone());
                            move |limit: Option<u32>| {
                                let mut next = now.clone();
                                next.limits.remove(&value);
                                next.limits.extend(limit.map(|limit| (value.clone(), limit)));
                                on_change.call(Some(next));
                            }
                        },
                    }
                }
                if now.field == AGENT_FIELD {
                    SelectField {
                        label: tr("ticket-forms-node-agent"),
                        value: "",
                        none_label: tr("ticket-forms-node-agent-none"),
                        options: book
                            .agents
                            .iter()
                            .filter(|(id, _)| !now.limits.contains_key(id))
                            .map(|(id, name)| Choice::new(id.clone(), name.clone()))
                            .collect::<Vec<_>>(),
                        on_change: move |id: String| {
                            if !id.is_empty() {
                                let mut next = now.clone();
                                // one working day, to be changed
                                next.limits.insert(id, next.limit_min.unwrap_or(480));
                                on_change.call(Some(next));
                            }
                        },
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::fields::{Field, Label};

    use super::*;
    use crate::sample;

    #[test]
    fn nodes_are_values_of_a_dropdown_or_agents_and_each_has_its_limit() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let mut book = sample::book();
                let options = ["check", "repair"]
                    .map(|key| truckroll_domain::forms::Choice { key: key.into(), label: format!("At {key}") });
                let mut set = sample::ticket_forms().set;
                let kind = FieldKind::Choice { options: options.to_vec() };
                set.fields.push(Field::new("step", Label::new("Step", "Step"), kind));
                book.ticket.set = set.clone();
                let node_field =
                    NodeField { field: "step".into(), limit_min: Some(480), limits: [("check".to_owned(), 30)].into() };
                rsx! {
                    NodeSection {
                        book,
                        set,
                        fields: vec![TicketField::new("step"), TicketField::new("volts")],
                        node_field: Some(node_field),
                        problems: vec![("limits.repair".to_owned(), "Wrong limit".to_owned())],
                        on_change: |_| {},
                    }
                }
            });
            for words in ["Step", "At check", "At repair", "value=\"30\"", "Wrong limit"] {
                assert!(html.contains(words), "{words}: {html}");
            }
            assert!(!html.contains("Volts") && !html.contains(">ticket-forms-") && !html.contains(">flow-"), "{html}");
        }
    }
}
