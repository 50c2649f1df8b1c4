//! Which tickets are counted: conditions as they are typed, kept in the address once they are finished.

use dioxus::prelude::*;
use truckroll_domain::fields::Noun;
use truckroll_domain::filter::{Filter, Schema as _};
use truckroll_domain::tickets::{Priority, Source, Status, TicketSchema};
use truckroll_ui::prelude::*;

use crate::desk::conditions::{Ask, Conditions, Line, conditions};
use crate::desk::customers::Book;

/// What can be asked about besides own fields.
const ASKED: [&str; 10] = [
    "priority",
    "status",
    "type",
    "source",
    "assignee",
    "company_name",
    "contact_name",
    "asset_name",
    "title",
    "created_at",
];

fn words<'a>(family: &str, words: impl IntoIterator<Item = &'a str>) -> Vec<Choice> {
    words.into_iter().map(|word| Choice::new(word, tr(&format!("{family}-{}", word.replace('_', "-"))))).collect()
}

/// What can be asked about tickets.
fn asks(book: &Book) -> Vec<Ask> {
    let schema = TicketSchema { set: book.set(Noun::Ticket) };
    let own =
        book.set(Noun::Ticket).own().filter(|field| field.is_shown()).map(|field| format!("fields.{}", field.key));
    let choices = |name: &str| match name {
        "priority" => words("priority", Priority::ALL.map(Priority::word)),
        "status" => words("rule-status", Status::ALL.map(Status::word)),
        "source" => words("tickets-source", Source::ALL.map(Source::word)),
        "assignee" => book.agents.iter().map(|(id, name)| Choice::new(id.clone(), name.clone())).collect(),
        own => schema
            .kind_of(own)
            .filter(|_| own.starts_with("fields."))
            .map(|kind| book.choices(kind))
            .unwrap_or_default(),
    };
    ASKED
        .iter()
        .map(|name| (*name).to_owned())
        .chain(own)
        .filter_map(|name| {
            let of = schema.subject(&name)?.of;
            Some(Ask { label: book.label(Noun::Ticket, &name), of, choices: choices(&name), name })
        })
        .collect()
}

/// The conditions.
#[component]
pub fn Narrow(book: Book, filter: String, on_change: EventHandler<String>) -> Element {
    let lines = use_signal(|| {
        let filter: Filter = serde_json::from_str(&filter).unwrap_or_default();
        filter.all.iter().map(Line::of).collect::<Vec<_>>()
    });
    let asks = asks(&book);
    let known = asks.clone();
    let count = lines.read().len();
    rsx! {
        details { class: "dk-reports-narrow", open: count > 0,
            summary { {tr!("reports-narrow", count = count)} }
            Conditions {
                asks,
                lines,
                title: tr("cust-all"),
                on_change: move |()| {
                    // a condition that is not finished yet counts nothing out
                    let Some(all) = conditions(&known, &lines.peek()) else { return };
                    let filter = Filter { all, ..Filter::default() };
                    let text = if filter == Filter::default() {
                        String::new()
                    } else {
                        serde_json::to_string(&filter).unwrap_or_default()
                    };
                    on_change.call(text);
                },
            }
        }
    }
}
