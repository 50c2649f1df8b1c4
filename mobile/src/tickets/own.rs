//! The organisation's own fields of a ticket, folded away under one title; what is changed is kept at once.

use dioxus::prelude::*;
use truckroll_domain::fields::{Field, FieldKind, FieldSet, FieldValue, ValueEdits};
use truckroll_domain::tickets::{Ticket, TicketCommand, TicketEdit};
use truckroll_ui::prelude::*;

use super::control::FieldControl;
use crate::visits::Fold;
use crate::words;

/// Fields and answers of a ticket. Whoever may not edit it reads them.
#[component]
pub fn OwnFields(
    ticket: Ticket,
    set: FieldSet,
    edits: bool,
    busy: bool,
    on_send: EventHandler<TicketCommand>,
) -> Element {
    let format = use_format();
    let fields: Vec<Field> = set.own().filter(|field| field.is_shown()).cloned().collect();
    // Answers of published forms and values of fields that are gone have no field: they are read.
    let others: Vec<(String, FieldValue)> = ticket
        .fields
        .iter()
        .filter(|(key, _)| !fields.iter().any(|field| field.key == **key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    if fields.is_empty() && others.is_empty() {
        return rsx! {};
    }
    let (controls, read): (Vec<Field>, Vec<Field>) =
        fields.into_iter().partition(|field| edits && is_typed(&field.kind));
    let rows = |field: &Field| ticket.rows.get(&field.key).map(|rows| rows.0.len());
    let read: Vec<(String, String)> = read
        .iter()
        .map(|field| {
            let words = match (ticket.value(&field.key), rows(field)) {
                (_, Some(count)) => tr!("eng-field-rows", count = count),
                (Some(value), None) => words::field_value(&format, &field.kind, &value),
                (None, None) => String::new(),
            };
            (words::label(field), words)
        })
        .filter(|(_, words)| !words.is_empty())
        .chain(others.into_iter().map(|(key, value)| (key, value.typed())))
        .collect();
    rsx! {
        Fold { title: tr("eng-ticket-fields"), open: true,
            for field in controls {
                FieldControl {
                    key: "{field.key}",
                    value: ticket.fields.get(&field.key).cloned(),
                    busy,
                    field: field.clone(),
                    on_value: move |value: Option<FieldValue>| {
                        let mut fields = ValueEdits::new();
                        fields.insert(field.key.clone(), value);
                        let edit = TicketEdit { fields, ..TicketEdit::default() };
                        on_send.call(TicketCommand::Edit { edit: Box::new(edit) });
                    },
                }
            }
            if !read.is_empty() {
                dl { class: "tr-facts",
                    for (label , words) in read {
                        dt { key: "{label}-term", "{label}" }
                        dd { "{words}" }
                    }
                }
            }
        }
    }
}

/// Whether a person writes into fields of this kind here; rows and what is computed are read.
fn is_typed(kind: &FieldKind) -> bool {
    kind.is_for_own() && !kind.has_rows() && !matches!(kind, FieldKind::Computed { .. })
}

#[cfg(test)]
mod tests {
    use truckroll_domain::fields::Label;
    use truckroll_domain::forms;

    use super::*;
    use crate::sample;

    #[component]
    fn Page(ticket: Ticket, set: FieldSet, edits: bool) -> Element {
        crate::session::use_session_provider();
        rsx! { OwnFields { ticket, set, edits, busy: false, on_send: |_| {} } }
    }

    fn set() -> FieldSet {
        let option = |key: &str, label: &str| forms::Choice { key: key.into(), label: label.into() };
        let options = vec![option("door", "Door"), option("drive", "Drive")];
        let kinds = [
            ("model", "Model", FieldKind::Text),
            ("part", "Broken part", FieldKind::Choice { options: options.clone() }),
            ("parts", "All parts", FieldKind::Choices { options }),
            ("floors", "Floors", FieldKind::Whole),
            ("urgent", "Stuck person", FieldKind::Checkbox),
            ("rated", "Rated", FieldKind::Stars),
            ("signed", "Signed", FieldKind::Signature),
            ("where", "Where", FieldKind::Location),
            ("due", "Due", FieldKind::DateTime),
            ("sum", "Sum", FieldKind::Computed { formula: "1 + 1".into() }),
        ];
        let fields = kinds.map(|(key, label, kind)| Field::new(key, Label::new(label, ""), kind));
        FieldSet { fields: fields.to_vec() }
    }

    fn ticket() -> Ticket {
        let mut ticket = Ticket::default();
        ticket.fields.insert("part".into(), FieldValue::Text("door".into()));
        ticket.fields.insert("sum".into(), FieldValue::Int(2));
        ticket.fields.insert("asked on a form".into(), FieldValue::Text("yes".into()));
        ticket
    }

    #[test]
    fn each_kind_has_its_control_and_what_is_computed_is_read() {
        let html = sample::render(Page, PageProps { ticket: ticket(), set: set(), edits: true });
        for part in ["<select", "type=\"datetime-local\"", "type=\"checkbox\"", "type=\"radio\"", "Take my position"] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(html.contains("Sum") && html.contains("<dd>2</dd>"), "{html}");
        assert!(html.contains("asked on a form"), "{html}");
    }

    #[test]
    fn without_the_right_the_fields_are_read_by_their_labels() {
        let html = sample::render(Page, PageProps { ticket: ticket(), set: set(), edits: false });
        assert!(!html.contains("<select") && html.contains("<dd>Door</dd>"), "{html}");
    }

    #[test]
    fn a_ticket_without_fields_shows_no_fold() {
        let html = sample::render(Page, PageProps { ticket: Ticket::default(), set: FieldSet::default(), edits: true });
        assert!(!html.contains("<details"), "{html}");
    }
}
