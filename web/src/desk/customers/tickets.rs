//! The tickets of a customer (CUS-26): all of them, found by state, words and days.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::fields::Noun;
use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
use truckroll_domain::tickets::{Status, TicketRow};
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Section, Stale, Waiting};
use crate::query::Query;
use crate::session::use_session;
use crate::words;

/// The status words of a state that is chosen; none means all.
fn statuses(state: &str) -> &str {
    match state {
        "open" => "new,open,awaiting_response",
        one => one,
    }
}

/// The question: the tickets of this customer that came between two moments.
fn asked(noun: Noun, id: &str, state: &str, words: &str, [from, until]: [Option<i64>; 2]) -> Query {
    let column = if noun == Noun::Company { "company_id" } else { "contact_id" };
    let condition = |field: &str, op, value| Condition { field: field.to_owned(), op, value: Some(value) };
    let mut all = vec![condition(column, Operator::Is, Operand::Text(id.to_owned()))];
    all.extend(from.map(|at| condition("created_at", Operator::AtLeast, Operand::Int(at))));
    all.extend(until.map(|at| condition("created_at", Operator::Less, Operand::Int(at))));
    let filter = serde_json::to_string(&Filter { all, any: Vec::new() }).unwrap_or_default();
    Query::default()
        .with("filter", &filter)
        .with("status", statuses(state))
        .with("q", words.trim())
        .with("sort", "created")
}

/// The section of a customer's page.
#[component]
pub fn CustomerTickets(noun: Noun, id: String, open: bool) -> Element {
    let session = use_session();
    let format = use_format();
    let mut state = use_signal(String::new);
    let mut words = use_signal(String::new);
    let mut days = use_signal(|| [String::new(), String::new()]);
    let mut pages = use_signal(|| 1_usize);
    let of = id.clone();
    let read = use_live(
        || vec!["tickets".to_owned()],
        move || {
            let midnight = |day: &String| format.parse_input(&format!("{day}T00:00"));
            let [from, until] = &*days.read();
            let span = [midnight(from), midnight(until).and_then(|at| format.start_of_day(at, 1))];
            let query = asked(noun, &of, &state.read(), &words.read(), span);
            let pages = pages();
            async move { api::tickets(&query, pages).await }
        },
    );
    let narrowed =
        !state.read().is_empty() || !words.read().trim().is_empty() || days.read().iter().any(|d| !d.is_empty());
    let mut states = vec![Choice::new("open", tr("tickets-unsolved"))];
    states.extend(Status::ALL.into_iter().map(|status| Choice::new(status.word(), words::ticket_word(status.word()))));
    let create = format!("/desk/tickets/new{}", Query::default().with(noun.word(), &id).suffix());
    let total = read.value().map(|page| page.total);
    rsx! {
        Section {
            title: tr("nav-tickets"),
            trail: (open && session.may(Area::Tickets, Verb::Create)).then(|| rsx! {
                LinkButton { href: create, label: tr("tickets-new"), icon: Icon::Plus }
            }),
            div { class: "dk-form dk-customer-tickets", role: "search", aria_label: tr("cust-tickets-find"),
                div { class: "dk-form-pair",
                    TextField {
                        label: tr("cust-tickets-words"),
                        kind: TextKind::Search,
                        value: words(),
                        max_length: 200,
                        on_input: move |text| {
                            pages.set(1);
                            words.set(text);
                        },
                    }
                    SelectField {
                        label: tr("tickets-status"),
                        value: state(),
                        none_label: tr("tickets-all"),
                        options: states,
                        on_change: move |chosen| {
                            pages.set(1);
                            state.set(chosen);
                        },
                    }
                }
                div { class: "dk-form-pair", role: "group", aria_label: tr("work-days-of"),
                    for (n, label) in ["work-from", "work-until"].into_iter().enumerate() {
                        TextField {
                            key: "{label}",
                            label: tr(label),
                            kind: TextKind::Date,
                            value: days.read()[n].clone(),
                            on_input: move |day| {
                                pages.set(1);
                                days.write()[n] = day;
                            },
                        }
                    }
                }
            }
            Stale { read }
            p { class: "dk-quiet", role: "status",
                if let Some(total) = total.filter(|total| *total > 0) {
                    {tr!("cust-tickets-total", count = total)}
                }
            }
            match read.value() {
                None => rsx! { Waiting { read, rows: 4 } },
                Some(page) if page.rows.is_empty() => rsx! {
                    p { class: "dk-quiet", {tr(if narrowed { "cust-tickets-none" } else { "cust-no-tickets" })} }
                },
                Some(page) => rsx! {
                    Lines { tickets: page.rows }
                    if page.next.is_some() {
                        Button { label: tr("work-more"), busy: read.loading(), on_press: move |_| pages += 1 }
                    }
                },
            }
        }
    }
}

/// Tickets, each with its state and when it came.
#[component]
pub fn Lines(tickets: Vec<TicketRow>) -> Element {
    let format = use_format();
    rsx! {
        ul { class: "dk-plain-list dk-people",
            for ticket in tickets {
                li { key: "{ticket.id}",
                    NameLink { href: format!("/desk/tickets/{}", ticket.id), name: ticket.title.clone() }
                    Badge { tone: words::ticket_tone(&ticket.status), label: words::ticket_word(&ticket.status), kind: BadgeKind::Plain }
                    span { class: "dk-quiet tr-figures",
                        if let Some(number) = ticket.number.clone() {
                            "{number} · "
                        }
                        {format.moment(ticket.created_at)}
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_names_the_customer_and_what_narrows_it() {
        let query = asked(Noun::Contact, "c1", "open", " door ", [Some(5), None]);
        assert_eq!((query.get("status"), query.get("q")), ("new,open,awaiting_response", "door"));
        let filter: Filter = serde_json::from_str(query.get("filter")).expect("reads");
        let fields: Vec<&str> = filter.all.iter().map(|c| c.field.as_str()).collect();
        assert_eq!(fields, ["contact_id", "created_at"]);
        assert!(filter.check::<TicketRow>().is_ok());
        assert_eq!(asked(Noun::Company, "c1", "", "", [None, None]).get("status"), "");
    }
}
