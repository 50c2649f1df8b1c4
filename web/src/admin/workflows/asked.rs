//! What conditions of a workflow can ask of a ticket, which fields a node shows, and how both read. The one place that knows.

use truckroll_domain::fields::{Field, FieldSet, Noun};
use truckroll_domain::filter::{Condition, Filter, Operand, Operator, Schema as _, Type};
use truckroll_domain::tickets::{Priority, Source, Status, TicketSchema};
use truckroll_domain::workflows::Workflow;
use truckroll_ui::prelude::*;

use crate::desk::conditions::Ask;
use crate::desk::customers::Book;
use crate::words;

/// Fields of every ticket that can be asked about, the ones with lists first.
const FIELDS: [&str; 12] = [
    "priority",
    "status",
    "type",
    "source",
    "assignee",
    "title",
    "description",
    "company_name",
    "contact_name",
    "phone",
    "asset_name",
    "created_at",
];

/// Fields that a node can hide or demand.
const SHOWN: [&str; 7] = ["title", "description", "type", "priority", "company_name", "contact_name", "asset_name"];

/// What people read of a field of every ticket.
fn label(field: &str) -> String {
    tr(&format!("flow-field-{}", field.replace('_', "-")))
}

/// The fields of the organisation's own that are in use.
fn own(set: &FieldSet) -> impl Iterator<Item = &Field> {
    set.fields.iter().filter(|field| !field.system && field.is_shown())
}

fn choices(field: &str, book: &Book) -> Vec<Choice> {
    match field {
        "priority" => Priority::ALL.into_iter().map(|p| Choice::new(p.word(), words::priority_word(p))).collect(),
        "status" => Status::ALL.into_iter().map(|s| Choice::new(s.word(), words::ticket_word(s.word()))).collect(),
        "source" => {
            let said = |source: Source| tr(&format!("tickets-source-{}", source.word().replace('_', "-")));
            Source::ALL.into_iter().map(|source| Choice::new(source.word(), said(source))).collect()
        }
        "assignee" => book.agents.iter().map(|(id, name)| Choice::new(id.clone(), name.clone())).collect(),
        _ => Vec::new(),
    }
}

/// Everything that can be asked about.
#[must_use]
pub fn subjects(book: &Book) -> Vec<Ask> {
    let set = book.set(Noun::Ticket);
    let schema = TicketSchema { set };
    let always = FIELDS.iter().filter_map(|name| {
        let of = schema.subject(name)?.of;
        Some(Ask { name: (*name).to_owned(), label: label(name), of, choices: choices(name, book) })
    });
    let more = own(set).filter_map(|field| {
        let name = format!("fields.{}", field.key);
        let (of, label) = (schema.subject(&name)?.of, book.label(Noun::Ticket, &field.key));
        Some(Ask { name, label, of, choices: book.choices(&field.kind) })
    });
    always.chain(more).collect()
}

/// The fields that nodes can treat differently: key and words.
#[must_use]
pub fn fields(book: &Book) -> Vec<(String, String)> {
    let always = SHOWN.iter().map(|key| ((*key).to_owned(), label(key)));
    let more = own(book.set(Noun::Ticket)).map(|field| (field.key.clone(), book.label(Noun::Ticket, &field.key)));
    always.chain(more).collect()
}

/// Whether a condition can be asked; the server asks the same.
#[must_use]
pub fn can_be_asked(book: &Book, filter: &Filter) -> bool {
    filter.check_over(&TicketSchema { set: book.set(Noun::Ticket) }).is_ok()
}

/// Whether a link's condition asks for a field: it decides where tickets go.
#[must_use]
pub fn decides(workflow: &Workflow, field: &str) -> bool {
    let mut all = workflow.links.iter().flat_map(|link| link.when.all.iter().chain(&link.when.any));
    all.any(|condition| condition.field.strip_prefix("fields.").unwrap_or(&condition.field) == field)
}

/// A condition in words.
#[must_use]
pub fn said(condition: &Condition, subjects: &[Ask]) -> String {
    let about = subjects.iter().find(|asked| asked.name == condition.field);
    let field = about.map_or_else(|| condition.field.clone(), |asked| asked.label.clone());
    let value = match &condition.value {
        None => String::new(),
        Some(Operand::Text(text)) => text.clone(),
        Some(Operand::Int(n)) => n.to_string(),
        Some(Operand::Real(n)) => n.to_string(),
        Some(Operand::List(list)) => list.join(", "),
        Some(Operand::Numbers(ends)) => ends.iter().map(f64::to_string).collect::<Vec<_>>().join(" … "),
    };
    let chosen = about.and_then(|asked| asked.choices.iter().find(|choice| choice.value == value));
    let value = chosen.map_or(value, |choice| choice.label.clone());
    if condition.op == Operator::Is && about.is_some_and(|asked| asked.of != Type::Flag) {
        return tr!("flow-said-is", field = field, value = value);
    }
    let word =
        serde_json::to_value(condition.op).ok().and_then(|word| word.as_str().map(|word| word.replace('_', "-")));
    let op = tr(&format!("cust-op-{}", word.unwrap_or_default()));
    tr!("flow-said", field = field, op = op, value = value).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use dioxus::prelude::*;

    use super::*;

    #[test]
    fn everything_that_can_be_asked_has_its_words_and_is_asked_of_tickets() {
        for locale in Locale::ALL {
            let html = crate::sample::render(locale, || {
                let book = crate::sample::book();
                let all = subjects(&book);
                let urgent = Condition {
                    field: "priority".into(),
                    op: Operator::Is,
                    value: Some(Operand::Text("urgent".into())),
                };
                let empty = Condition { field: "phone".into(), op: Operator::Empty, value: None };
                let filter = Filter { all: vec![urgent.clone(), empty.clone()], any: Vec::new() };
                assert!(can_be_asked(&book, &filter));
                rsx! {
                    for asked in all.clone() {
                        p { "{asked.label}" }
                        for choice in asked.choices {
                            p { "{choice.label}" }
                        }
                    }
                    p { id: "urgent", {said(&urgent, &all)} }
                    p { id: "empty", {said(&empty, &all)} }
                }
            });
            for key in ["flow-", "tickets-source-", "cust-op-", "company_name"] {
                assert!(!html.contains(key), "{key}: {html}");
            }
            if locale == Locale::En {
                assert!(html.contains(">Priority: urgent<"), "{html}");
            }
        }
        assert_eq!(fields(&crate::sample::book()).len(), SHOWN.len());
    }
}
