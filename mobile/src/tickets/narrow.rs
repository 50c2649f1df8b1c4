//! What a list of tickets is narrowed to by hand (APP-11): status, priority, type, agent, company, when it was made, own choices.
//! Each is a condition beside those of the view, asked by the same filter.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::fields::{Field, FieldKind};
use truckroll_domain::filter::{Condition, Operand, Operator};
use truckroll_domain::tickets::{NewTicket, Status};
use truckroll_replica::ask::{Answer, Ask};
use truckroll_ui::prelude::*;

use super::groups;
use crate::{store, words};

/// What narrows; nothing by default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Narrow {
    /// Words and ids that fields must have, by what a condition calls the field.
    pub is: BTreeMap<String, String>,
    /// Texts that must stand in fields.
    pub has: BTreeMap<String, String>,
    /// Made at or after this, ms UTC.
    pub from: Option<i64>,
    /// Made before this.
    pub to: Option<i64>,
}

impl Narrow {
    /// How much narrows.
    pub fn count(&self) -> usize {
        self.conditions().len()
    }

    /// As the store is asked.
    pub fn conditions(&self) -> Vec<Condition> {
        let mut all = Vec::new();
        let mut push = |field: &str, op, value| all.push(Condition { field: field.to_owned(), op, value: Some(value) });
        for (field, word) in &self.is {
            push(field, Operator::Is, Operand::Text(word.clone()));
        }
        for (field, text) in &self.has {
            push(field, Operator::Contains, Operand::Text(text.clone()));
        }
        for (op, at) in [(Operator::AtLeast, self.from), (Operator::Less, self.to)] {
            if let Some(at) = at {
                push("created_at", op, Operand::Int(at));
            }
        }
        all
    }
}

fn put(map: &mut BTreeMap<String, String>, key: &str, value: &str) {
    if value.trim().is_empty() {
        map.remove(key);
    } else {
        map.insert(key.to_owned(), value.trim().to_owned());
    }
}

/// Own fields with choices, as the list can be narrowed by them.
fn use_choices() -> Vec<Field> {
    let read = store::use_read(
        &[],
        || Ask::TicketDraft { ticket: Box::new(NewTicket::default()) },
        |answer| match answer {
            Answer::TicketDraft { draft } => Some(draft.form),
            _ => None,
        },
    );
    let fields = read.value().unwrap_or_default().into_iter().map(|one| one.field);
    fields.filter(|field| !field.system && matches!(field.kind, FieldKind::Choice { .. })).collect()
}

/// Where a list is narrowed, and grouped where its view has no groups.
#[component]
pub fn NarrowDialog(narrow: Signal<Narrow>, by: Signal<String>, on_close: EventHandler<()>) -> Element {
    let choices = use_choices();
    let colleagues = store::use_colleagues().value().unwrap_or_default();
    let agents =
        colleagues.iter().map(|agent| Choice::new(agent.id.to_string(), agent.name.clone())).collect::<Vec<_>>();
    let statuses: Vec<Choice> =
        Status::ALL.iter().map(|one| Choice::new(one.word(), words::ticket_word(one.word()))).collect();
    let mut parts = vec![
        ("status".to_owned(), tr("eng-status"), statuses),
        ("priority".to_owned(), tr("eng-priority"), words::priorities()),
        ("assignee".to_owned(), tr("eng-assignee"), agents),
    ];
    for field in choices {
        let label = words::label(&field);
        if let FieldKind::Choice { options } = field.kind {
            let options = options.into_iter().map(|one| Choice::new(one.key, one.label)).collect();
            parts.push((format!("fields.{}", field.key), label, options));
        }
    }
    let of = move |map: &BTreeMap<String, String>, key: &str| map.get(key).cloned().unwrap_or_default();
    rsx! {
        Dialog {
            open: true,
            title: tr("eng-filter"),
            on_close,
            actions: rsx! {
                Button { label: tr("eng-filter-clear"), on_press: move |_| narrow.set(Narrow::default()) }
                Button { label: tr("eng-filter-show"), kind: ButtonKind::Primary, on_press: move |_| on_close.call(()) }
            },
            div { class: "tr-stack",
                for (key , label , options) in parts {
                    SelectField {
                        key: "{key}",
                        label,
                        value: of(&narrow.read().is, &key),
                        none_label: tr("eng-any"),
                        options,
                        on_change: move |word: String| put(&mut narrow.write().is, &key, &word),
                    }
                }
                for (key , label) in [("company_name", "eng-company"), ("type", "eng-problem-type")] {
                    TextField {
                        key: "{key}",
                        label: tr(label),
                        value: of(&narrow.read().has, key),
                        max_length: 200,
                        on_input: move |text: String| put(&mut narrow.write().has, key, &text),
                    }
                }
                DateTimeField {
                    label: tr("eng-made-from"),
                    value: narrow.read().from,
                    on_change: move |at| narrow.write().from = at,
                }
                DateTimeField {
                    label: tr("eng-made-to"),
                    value: narrow.read().to,
                    on_change: move |at| narrow.write().to = at,
                }
                SelectField {
                    label: tr("eng-group-by"),
                    value: by(),
                    none_label: tr("eng-group-view"),
                    options: groups::BY.map(|(word, key)| Choice::new(word, tr(key))).to_vec(),
                    on_change: move |word| by.set(word),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::fields::{FieldSet, Noun};
    use truckroll_domain::filter::Filter;
    use truckroll_domain::tickets::TicketSchema;

    use super::*;

    #[test]
    fn what_narrows_are_conditions_that_tickets_can_be_asked() {
        let mut narrow = Narrow { from: Some(1), to: Some(9), ..Narrow::default() };
        put(&mut narrow.is, "status", "open");
        put(&mut narrow.is, "priority", "urgent");
        put(&mut narrow.has, "company_name", " Hua ");
        assert_eq!(narrow.count(), 5);
        let set = FieldSet::standard(Noun::Ticket);
        let filter = Filter { all: narrow.conditions(), any: Vec::new() };
        assert!(filter.check_over(&TicketSchema { set: &set }).is_ok(), "{filter:?}");
        put(&mut narrow.has, "company_name", "  ");
        assert_eq!((narrow.count(), Narrow::default().count()), (4, 0));
    }
}
