//! The fields of a ticket's template in their groups, each folded by its title; what is changed is kept at once. The store
//! judged the form: what is shown, asked for and wrong here is what the server will say.

use dioxus::prelude::*;
use truckroll_domain::fields::{FieldKind, FieldValue, ValueEdits};
use truckroll_domain::tickets::{FieldGroup, Ticket, TicketCommand, TicketEdit};
use truckroll_replica::ask::FormField;
use truckroll_ui::prelude::*;

use super::control::FieldControl;
use super::rows::RowsField;
use crate::visits::Fold;
use crate::words;

/// Fields and answers of a ticket. Whoever may not edit it reads them.
#[component]
pub fn OwnFields(
    ticket: Ticket,
    form: Vec<FormField>,
    groups: Vec<FieldGroup>,
    edits: bool,
    busy: bool,
    on_send: EventHandler<TicketCommand>,
    on_all: EventHandler<Vec<TicketCommand>>,
) -> Element {
    // Answers of published forms and values of fields that are gone have no field: they are read.
    let others: Vec<(String, String)> = ticket
        .fields
        .iter()
        .filter(|(key, _)| !form.iter().any(|one| one.field.key == **key))
        .map(|(key, value)| (key.clone(), value.typed()))
        .collect();
    // What the program itself has stands in lines of its own above.
    let form: Vec<FormField> = form.into_iter().filter(|one| !one.field.system).collect();
    let (bare, grouped): (Vec<FormField>, Vec<FormField>) =
        form.into_iter().partition(|one| !groups.iter().any(|group| group.key == one.group));
    let parts: Vec<(FieldGroup, Vec<FormField>)> = groups
        .into_iter()
        .map(|group| {
            let inside = grouped.iter().filter(|one| one.group == group.key).cloned().collect::<Vec<_>>();
            (group, inside)
        })
        .filter(|(_, inside)| !inside.is_empty())
        .collect();
    rsx! {
        if !bare.is_empty() || !others.is_empty() {
            Fold { title: tr("eng-ticket-fields"), open: true,
                Part { ticket: ticket.clone(), form: bare, others, edits, busy, on_send, on_all }
            }
        }
        for (group , inside) in parts {
            Fold {
                key: "{group.key}",
                title: words::label_or(&group.label, &group.key),
                // A problem inside unfolds it.
                open: !group.closed || inside.iter().any(|one| one.problem.is_some()),
                Part { ticket: ticket.clone(), form: inside, others: Vec::new(), edits, busy, on_send, on_all }
            }
        }
    }
}

/// The fields of one group: those that are typed first, then those with rows, then what is read.
#[component]
fn Part(
    ticket: Ticket,
    form: Vec<FormField>,
    others: Vec<(String, String)>,
    edits: bool,
    busy: bool,
    on_send: EventHandler<TicketCommand>,
    on_all: EventHandler<Vec<TicketCommand>>,
) -> Element {
    let format = use_format();
    let (rows, form): (Vec<FormField>, Vec<FormField>) = form.into_iter().partition(|one| one.field.kind.has_rows());
    let rows = rows.into_iter().filter(|one| (edits && one.editable) || !one.lines.is_empty());
    let (controls, read): (Vec<FormField>, Vec<FormField>) =
        form.into_iter().partition(|one| edits && one.editable && is_typed(&one.field.kind));
    let read: Vec<(String, String)> = read
        .iter()
        .map(|one| {
            let value = one.computed.clone().or_else(|| ticket.value(&one.field.key));
            let words = value.map(|value| words::field_value(&format, &one.field.kind, &value)).unwrap_or_default();
            (words::label(&one.field), words)
        })
        .filter(|(_, words)| !words.is_empty())
        .chain(others)
        .collect();
    rsx! {
        for one in controls {
            FieldControl {
                key: "{one.field.key}",
                value: ticket.fields.get(&one.field.key).cloned(),
                busy,
                form: one.clone(),
                on_value: move |value: Option<FieldValue>| {
                    let mut fields = ValueEdits::new();
                    fields.insert(one.field.key.clone(), value);
                    let edit = TicketEdit { fields, ..TicketEdit::default() };
                    on_send.call(TicketCommand::Edit { edit: Box::new(edit) });
                },
            }
        }
        for one in rows {
            RowsField {
                key: "{one.field.key}",
                edits: edits && one.editable,
                form: one.clone(),
                busy,
                on_all,
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

/// Whether a person writes into fields of this kind; what is computed is read.
fn is_typed(kind: &FieldKind) -> bool {
    kind.is_for_own() && !matches!(kind, FieldKind::Computed { .. })
}

#[cfg(test)]
mod tests {
    use truckroll_domain::fields::{Field, Label};
    use truckroll_domain::forms;

    use super::*;
    use crate::sample;

    #[component]
    fn Page(ticket: Ticket, form: Vec<FormField>, groups: Vec<FieldGroup>, edits: bool) -> Element {
        crate::session::use_session_provider();
        rsx! { OwnFields { ticket, form, groups, edits, busy: false, on_send: |_| {}, on_all: |_| {} } }
    }

    fn field(key: &str, label: &str, kind: FieldKind) -> FormField {
        FormField {
            editable: !matches!(kind, FieldKind::Computed { .. }),
            field: Field::new(key, Label::new(label, ""), kind),
            group: String::new(),
            required: false,
            computed: None,
            problem: None,
            told: Label::default(),
            columns: Vec::new(),
            lines: Vec::new(),
        }
    }

    fn form() -> Vec<FormField> {
        let option = |key: &str, label: &str| forms::Choice { key: key.into(), label: label.into() };
        let options = vec![option("door", "Door"), option("drive", "Drive")];
        let mut form = [
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
        ]
        .map(|(key, label, kind)| field(key, label, kind))
        .to_vec();
        form[9].computed = Some(FieldValue::Int(2));
        form
    }

    fn ticket() -> Ticket {
        let mut ticket = Ticket::default();
        ticket.fields.insert("part".into(), FieldValue::Text("door".into()));
        ticket.fields.insert("asked on a form".into(), FieldValue::Text("yes".into()));
        ticket
    }

    fn page(edits: bool) -> PageProps {
        PageProps { ticket: ticket(), form: form(), groups: Vec::new(), edits }
    }

    #[test]
    fn each_kind_has_its_control_and_what_is_computed_is_read() {
        let html = sample::render(Page, page(true));
        for part in ["<select", "type=\"datetime-local\"", "type=\"checkbox\"", "type=\"radio\"", "Take my position"] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(html.contains("Sum") && html.contains("<dd>2</dd>"), "{html}");
        assert!(html.contains("asked on a form"), "{html}");
    }

    #[test]
    fn without_the_right_the_fields_are_read_by_their_labels() {
        let html = sample::render(Page, page(false));
        assert!(!html.contains("<select") && html.contains("<dd>Door</dd>"), "{html}");
    }

    #[test]
    fn what_the_template_makes_read_only_is_read() {
        let mut props = page(true);
        props.form[1].editable = false;
        let html = sample::render(Page, props);
        assert!(!html.contains("<select") && html.contains("<dd>Door</dd>"), "{html}");
    }

    #[test]
    fn groups_fold_and_a_problem_inside_unfolds_one() {
        let mut props = page(true);
        let group = |key: &str, label: &str| FieldGroup { key: key.into(), label: Label::new(label, ""), closed: true };
        props.groups = vec![group("site", "On site"), group("bill", "Bill"), group("none", "Empty")];
        props.form[3].group = "site".into();
        props.form[4].group = "bill".into();
        let folded = sample::render(Page, props.clone());
        assert!(folded.contains("On site") && folded.contains("Bill") && !folded.contains("Empty"), "{folded}");
        props.form[3].problem = Some("required".into());
        let unfolded = sample::render(Page, props);
        let open = |html: &str| html.matches("open=true").count();
        assert_eq!((open(&folded), open(&unfolded)), (1, 2), "{unfolded}");
        assert!(unfolded.contains("aria-invalid"), "{unfolded}");
    }

    #[test]
    fn a_ticket_without_fields_shows_no_fold() {
        let props = PageProps { ticket: Ticket::default(), form: Vec::new(), groups: Vec::new(), edits: true };
        assert!(!sample::render(Page, props).contains("<details"));
    }
}
