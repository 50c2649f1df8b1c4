//! A new visit, made on the road: works without a network; the dispatcher decides who goes.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::visits::{Address, Customer, NewVisit, Stage, VisitCommand, VisitField};
use truckroll_domain::{Command, Kind, Timestamp};
use truckroll_replica::ask::{Answer, Ask};
use truckroll_ui::prelude::*;

use super::own_field::OwnField;
use super::state::field_id;
use crate::contacts::CustomerPick;
use crate::route::use_go;
use crate::session::use_session;
use crate::shell::{Failed, Screen, ZoneHint};
use crate::{ids, platform, store, words};

/// The form; with a ticket in the address its customer and machine are filled in.
#[component]
pub fn NewVisitScreen(ticket: ReadSignal<String>) -> Element {
    let session = use_session();
    let go = use_go();
    let source = store::use_read(
        &[] as &'static [Kind],
        move || Ask::Ticket { id: ticket.read().parse().unwrap_or_default() },
        |answer| match answer {
            Answer::Ticket { page } => Some(page),
            _ => None,
        },
    );
    let make = use_send(
        |new: NewVisit| async move {
            let id = ids::visit();
            let command = VisitCommand::Create { visit: Box::new(new) };
            store::execute(Command::Visit { id, command }).await.map(|()| id)
        },
        move |id: truckroll_domain::VisitId| go.instead(format!("/engineer/visits/{id}")),
    );
    let fields: Vec<VisitField> = session.me().map(|me| me.visit_rules.asked().cloned().collect()).unwrap_or_default();
    let start = if ticket.read().is_empty() {
        Some(NewVisit::default())
    } else {
        source.value().map(|page| {
            page.map_or_else(NewVisit::default, |page| NewVisit {
                title: page.ticket.title.clone(),
                description: page.ticket.description.clone(),
                priority: page.ticket.priority,
                customer: page.ticket.customer.clone(),
                address: page.ticket.address.clone(),
                asset: page.ticket.asset,
                asset_name: page.ticket.asset_name.clone(),
                ticket: page.row.id.parse().ok(),
                ..NewVisit::default()
            })
        })
    };
    rsx! {
        Screen { title: tr("eng-visit-new"), back: ("/engineer/today".to_owned(), tr("nav-today")),
            ZoneHint {}
            if let Some(start) = start {
                NewVisitPane {
                    start,
                    fields: fields.into_iter().filter(|f| f.required_at == Stage::Create).collect::<Vec<_>>(),
                    busy: make.busy(),
                    failure: make.failure(),
                    on_make: move |new| make.run(new),
                }
            } else {
                Skeleton {}
            }
        }
    }
}

/// The fields of a new visit.
#[component]
pub fn NewVisitPane(
    start: NewVisit,
    fields: Vec<VisitField>,
    busy: bool,
    failure: Option<String>,
    on_make: EventHandler<NewVisit>,
) -> Element {
    let mut new = use_signal(move || start);
    let mut wrong = use_signal(|| false);
    let here = platform::is_online;
    let untitled = wrong() && new.read().title.trim().is_empty();
    let own = fields.clone();
    let lacks = move |key: &str| new.read().fields.get(key).is_none_or(|a| a.trim().is_empty());
    let mut make = move || {
        let unfilled = new.peek().title.trim().is_empty() || own.iter().any(|f| lacks(&f.key));
        wrong.set(unfilled);
        if !unfilled {
            on_make.call(new.peek().clone());
        }
    };
    rsx! {
        form {
            class: "tr-stack",
            onsubmit: move |event| {
                event.prevent_default();
                make();
            },
            Failed { text: failure }
            TextField {
                label: tr("eng-title"),
                value: new.read().title.clone(),
                required: true,
                max_length: 500,
                error: untitled.then(|| tr!("field-required", label = tr("eng-title"))),
                on_input: move |text| new.write().title = text,
            }
            TextAreaField {
                label: tr("eng-what-happened"),
                value: new.read().description.clone(),
                max_length: 10_000,
                on_input: move |text| new.write().description = text,
            }
            CustomerPick {
                customer: new.read().customer.clone(),
                on_pick: move |(customer, address): (Customer, Option<Address>)| {
                    let mut new = new.write();
                    new.customer = customer;
                    if let Some(address) = address {
                        new.address = address;
                    }
                },
            }
            TextField {
                label: tr("eng-address"),
                value: new.read().address.line(),
                max_length: 500,
                autocomplete: "street-address",
                on_input: move |text| new.write().address = Address { detail: text, ..Address::default() },
            }
            DateTimeField {
                label: tr("eng-window-from"),
                value: new.read().window_from.map(Timestamp::ms),
                on_change: move |at: Option<i64>| new.write().window_from = at.map(Timestamp),
            }
            DateTimeField {
                label: tr("eng-window-to"),
                value: new.read().window_to.map(Timestamp::ms),
                on_change: move |at: Option<i64>| new.write().window_to = at.map(Timestamp),
            }
            SelectField {
                label: tr("eng-priority"),
                value: new.read().priority.word(),
                options: words::priorities(),
                on_change: move |word: String| new.write().priority = words::priority_of(&word),
            }
            TextField {
                label: tr("eng-problem-type"),
                value: new.read().problem_type.clone(),
                max_length: 500,
                on_input: move |text| new.write().problem_type = text,
            }
            for field in fields {
                OwnField {
                    key: "{field.key}",
                    id: field_id(&field.key),
                    required: true,
                    saved: new.read().fields.get(&field.key).cloned().unwrap_or_default(),
                    error: (wrong() && lacks(&field.key))
                        .then(|| tr!("field-required", label = field.label.clone())),
                    on_save: {
                        let key = field.key.clone();
                        move |text: String| {
                            let mut new = new.write();
                            put(&mut new.fields, &key, text);
                        }
                    },
                    field,
                }
            }
            if !here() {
                p { class: "tr-hint", {tr("eng-made-offline")} }
            }
            Button {
                label: tr("eng-visit-make"),
                icon: Icon::Plus,
                kind: ButtonKind::Primary,
                wide: true,
                submit: true,
                busy,
            }
        }
    }
}

fn put(fields: &mut BTreeMap<String, String>, key: &str, text: String) {
    if text.is_empty() {
        fields.remove(key);
    } else {
        fields.insert(key.to_owned(), text);
    }
}
