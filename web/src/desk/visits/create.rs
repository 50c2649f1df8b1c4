//! A new visit (VIS-03): what, for whom, where, when. From a ticket it starts filled in.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::dispatch::skills_of;
use truckroll_domain::forms::Input;
use truckroll_domain::visits::{Address, Customer, NewVisit, Stage, VisitCommand, VisitField};
use truckroll_domain::{Command, Place, TicketId, Timestamp, VisitId};
use truckroll_protocol::api::{CompanyDetail, ContactDetail, TicketDetail};
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::trouble::{Failed, Section, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;
use crate::words;

/// The screen; `?ticket=`, `?company=` and `?contact=` fill the form.
#[component]
pub fn NewVisitScreen(query: ReadSignal<Query>) -> Element {
    let of = use_memo(move || {
        let query = query.read();
        ["ticket", "company", "contact"].into_iter().find_map(|name| Some((name, query.some(name)?)))
    });
    let read = use_live(Vec::new, move || {
        let of = of();
        async move {
            match of {
                Some(("ticket", id)) => api::ticket(&id).await.map(|t| (from_ticket(&t), Some(t))),
                Some(("company", id)) => api::company(&id).await.map(|c| (from_company(&c), None)),
                Some((_, id)) => api::contact(&id).await.map(|c| (from_contact(&c), None)),
                None => Ok((NewVisit::default(), None)),
            }
        }
    });
    rsx! {
        div { class: "dk-page dk-page-form",
            header { class: "dk-page-head", h1 { class: "dk-page-title", {tr("dispatch-new-visit")} } }
            match read.value() {
                None => rsx! { Waiting { read } },
                Some((start, from)) => rsx! { VisitForm { start, from } },
            }
        }
    }
}

/// What the ticket knows already.
#[must_use]
pub fn from_ticket(detail: &TicketDetail) -> NewVisit {
    let ticket = &detail.ticket;
    NewVisit {
        title: ticket.title.clone(),
        description: ticket.description.clone(),
        priority: ticket.priority,
        customer: ticket.customer.clone(),
        address: ticket.address.clone(),
        ticket: detail.row.id.parse::<TicketId>().ok(),
        asset: ticket.asset,
        asset_name: ticket.asset_name.clone(),
        ..NewVisit::default()
    }
}

/// What a company's page knows already.
#[must_use]
pub fn from_company(detail: &CompanyDetail) -> NewVisit {
    let first = detail.contacts.first();
    NewVisit {
        customer: Customer {
            company: detail.row.id.parse().ok(),
            company_name: detail.company.name.clone(),
            contact: first.and_then(|c| c.id.parse().ok()),
            contact_name: first.map(|c| c.name.clone()).unwrap_or_default(),
            phone: first
                .map(|c| c.phone.clone())
                .filter(|p| !p.is_empty())
                .unwrap_or_else(|| detail.company.phone.clone()),
        },
        address: detail.company.address.clone(),
        ..NewVisit::default()
    }
}

/// What a person's page knows already.
#[must_use]
pub fn from_contact(detail: &ContactDetail) -> NewVisit {
    let contact = &detail.contact;
    NewVisit {
        customer: Customer {
            company: contact.company,
            company_name: contact.company_name.clone(),
            contact: detail.row.id.parse().ok(),
            contact_name: contact.name.clone(),
            phone: contact.phone.clone(),
        },
        ..NewVisit::default()
    }
}

/// The form.
#[component]
pub fn VisitForm(#[props(default)] start: NewVisit, from: Option<TicketDetail>) -> Element {
    let go = use_go();
    let session = use_session();
    let changes = use_changes();
    let mut visit = use_signal(|| start.clone());
    let mut skills = use_signal(String::new);
    let mut tried = use_signal(|| false);
    let me = session.me();
    let own: Vec<VisitField> = me.as_ref().map(|me| me.visit_rules.asked().cloned().collect()).unwrap_or_default();
    let demanded: Vec<VisitField> =
        own.into_iter().filter(|f| f.required_at != Stage::Complete && f.required_at != Stage::Arrive).collect();
    let checked = demanded.clone();
    let send = use_send(
        |(id, new): (VisitId, NewVisit)| async move {
            let command = VisitCommand::Create { visit: Box::new(new) };
            api::command(Command::Visit { id, command }).await.map(|_| id)
        },
        move |id: VisitId| {
            changes.announce(["visits", "documents"]);
            go.to(format!("/desk/dispatch?visit={id}"));
        },
    );
    let submit = use_callback(move |()| {
        tried.set(true);
        let mut new = visit.peek().clone();
        if problems(&new, &checked).is_empty() {
            new.title = new.title.trim().to_owned();
            new.skills = skills_of(&skills.peek());
            send.run((api::fresh(VisitId::from_parts), new));
        }
    });
    let wrong = if tried() { problems(&visit.read(), &demanded) } else { BTreeMap::new() };
    let v = visit();
    let base = me.as_ref().map(|me| crate::desk::dispatch::map_base(&me.map)).unwrap_or_default();
    let start = me.as_ref().and_then(|me| me.map.center);
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                submit.call(());
            },
            Failed { failure: send.failure() }
            if let Some(from) = from.as_ref() {
                Notice {
                    tone: Tone::Neutral,
                    title: tr!("dispatch-for-ticket", number = from.row.number.clone().unwrap_or_default(), title = from.row.title.clone()),
                }
            }
            Section { title: tr("dispatch-what"),
                TextField {
                    label: tr("desk-member-title"),
                    value: v.title.clone(),
                    required: true,
                    autofocus: from.is_none(),
                    max_length: 500,
                    error: wrong.get("title").cloned(),
                    on_input: move |text| visit.write().title = text,
                }
                TextAreaField {
                    label: tr("desk-member-description"),
                    value: v.description.clone(),
                    max_length: 10_000,
                    on_input: move |text| visit.write().description = text,
                }
                div { class: "dk-form-pair",
                    SelectField {
                        label: tr("dispatch-priority"),
                        value: v.priority.word(),
                        options: words::priority_choices(),
                        on_change: move |word: String| visit.write().priority = words::priority_of(&word),
                    }
                    TextField {
                        label: tr("dispatch-problem"),
                        value: v.problem_type.clone(),
                        max_length: 500,
                        on_input: move |text| visit.write().problem_type = text,
                    }
                }
                TextField {
                    label: tr("dispatch-skills"),
                    hint: tr("dispatch-skills-hint"),
                    value: skills(),
                    max_length: 500,
                    on_input: move |text| skills.set(text),
                }
            }
            Section { title: tr("dispatch-for-whom"),
                CustomerFields { customer: v.customer.clone(), on_change: move |c| visit.write().customer = c, wrong: wrong.get("phone").cloned() }
                TextField {
                    label: tr("dispatch-asset"),
                    value: v.asset_name.clone(),
                    max_length: 500,
                    on_input: move |text| {
                        let mut visit = visit.write();
                        visit.asset_name = text;
                        // Another name is another machine.
                        visit.asset = None;
                    },
                }
            }
            Section { title: tr("dispatch-where"),
                AddressFields { address: v.address.clone(), on_change: move |a| visit.write().address = a }
                p { class: "tr-hint", {tr("dispatch-pin-hint")} }
                div { class: "dk-way",
                    Map {
                        pins: v.address.place.map(|p| MapPin::new("site", p.lon, p.lat, v.address.line())).into_iter().collect::<Vec<_>>(),
                        selected: Some("site".to_owned()),
                        center: match v.address.place.or(start) {
                            Some(place) => MapCenter::At { lon: place.lon, lat: place.lat, zoom: 12.0 },
                            None => MapCenter::Fit,
                        },
                        base,
                        label: tr("desk-member-place"),
                        on_pick: move |(lon, lat)| visit.write().address.place = Some(Place::new(lat, lon)),
                    }
                }
            }
            Section { title: tr("dispatch-when"),
                div { class: "dk-form-pair",
                    DateTimeField {
                        label: tr("dispatch-window-from"),
                        value: v.window_from.map(Timestamp::ms),
                        on_change: move |ms: Option<i64>| visit.write().window_from = ms.map(Timestamp),
                    }
                    DateTimeField {
                        label: tr("dispatch-window-to"),
                        value: v.window_to.map(Timestamp::ms),
                        error: wrong.get("window_to").cloned(),
                        on_change: move |ms: Option<i64>| visit.write().window_to = ms.map(Timestamp),
                    }
                }
                NumberField {
                    label: tr("dispatch-duration"),
                    value: v.duration_min.map(|m| m as f64),
                    unit: tr("dispatch-minutes"),
                    min: 1.0,
                    max: 10_000.0,
                    on_input: move |minutes: Option<f64>| visit.write().duration_min = minutes.map(|m| m.round() as i64),
                }
            }
            if !demanded.is_empty() {
                Section { title: tr("dispatch-own-fields"),
                    for field in demanded {
                        OwnField {
                            key: "{field.key}",
                            value: v.fields.get(&field.key).cloned().unwrap_or_default(),
                            error: wrong.get(&field.key).cloned(),
                            on_change: {
                                let key = field.key.clone();
                                move |answer: String| {
                                    let mut visit = visit.write();
                                    if answer.is_empty() {
                                        visit.fields.remove(&key);
                                    } else {
                                        visit.fields.insert(key.clone(), answer);
                                    }
                                }
                            },
                            field,
                        }
                    }
                }
            }
            footer { class: "dk-form-foot",
                Button { label: tr("dispatch-create-visit"), kind: ButtonKind::Primary, submit: true, busy: send.busy() }
            }
        }
    }
}

/// The customer in words.
#[component]
pub fn CustomerFields(customer: Customer, wrong: Option<String>, on_change: EventHandler<Customer>) -> Element {
    let (a, b, c) = (customer.clone(), customer.clone(), customer.clone());
    rsx! {
        TextField {
            label: tr("dispatch-customer"),
            value: customer.company_name,
            max_length: 500,
            on_input: move |text| on_change.call(Customer { company_name: text, company: None, ..a.clone() }),
        }
        div { class: "dk-form-pair",
            TextField {
                label: tr("dispatch-contact"),
                value: customer.contact_name,
                max_length: 500,
                on_input: move |text| on_change.call(Customer { contact_name: text, contact: None, ..b.clone() }),
            }
            TextField {
                label: tr("dispatch-phone"),
                value: customer.phone,
                kind: TextKind::Tel,
                max_length: 50,
                error: wrong,
                on_input: move |text| on_change.call(Customer { phone: text, ..c.clone() }),
            }
        }
    }
}

/// The address in words.
#[component]
pub fn AddressFields(address: Address, on_change: EventHandler<Address>) -> Element {
    let (a, b, c) = (address.clone(), address.clone(), address.clone());
    rsx! {
        div { class: "dk-form-pair",
            TextField {
                label: tr("dispatch-city"),
                value: address.city,
                max_length: 500,
                on_input: move |text| on_change.call(Address { city: text, ..a.clone() }),
            }
            TextField {
                label: tr("dispatch-district"),
                value: address.district,
                max_length: 500,
                on_input: move |text| on_change.call(Address { district: text, ..b.clone() }),
            }
        }
        TextField {
            label: tr("dispatch-street"),
            value: address.detail,
            max_length: 500,
            on_input: move |text| on_change.call(Address { detail: text, ..c.clone() }),
        }
    }
}

/// One of the organisation's own fields.
#[component]
fn OwnField(field: VisitField, value: String, error: Option<String>, on_change: EventHandler<String>) -> Element {
    let required = field.required_at == Stage::Create;
    let label = field.label.clone();
    match field.input {
        Input::Choice { options } => rsx! {
            SelectField {
                label,
                value,
                required,
                error,
                none_label: tr("dispatch-no-choice"),
                options: options.into_iter().map(|o| Choice::new(o.key, o.label)).collect::<Vec<_>>(),
                on_change,
            }
        },
        Input::Multiline => rsx! {
            TextAreaField { label, value, required, error, on_input: on_change }
        },
        Input::Checkbox => rsx! {
            CheckField {
                label,
                checked: value == "true",
                error,
                on_change: move |on| on_change.call(if on { "true".to_owned() } else { String::new() }),
            }
        },
        Input::Text | Input::Number | Input::Phone | Input::Email | Input::Date => rsx! {
            TextField { label, value, required, error, on_input: on_change }
        },
    }
}

/// What is wrong, by member; the server asks the same.
fn problems(visit: &NewVisit, own: &[VisitField]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let required = |label: String| tr!("field-required", label = label);
    if visit.title.trim().is_empty() {
        found.insert("title".to_owned(), required(tr("desk-member-title")));
    }
    let phone = visit.customer.phone.trim();
    if !phone.is_empty() && !truckroll_domain::forms::is_phone(phone) {
        found.insert("phone".to_owned(), tr("dispatch-not-a-phone"));
    }
    if visit.window_from.zip(visit.window_to).is_some_and(|(from, to)| to < from) {
        found.insert("window_to".to_owned(), tr("dispatch-window-backwards"));
    }
    for field in own {
        let answer = visit.fields.get(&field.key).map(String::as_str).unwrap_or_default();
        if answer.is_empty() {
            if field.required_at == Stage::Create {
                found.insert(field.key.clone(), required(field.label.clone()));
            }
        } else if field.input.check(answer).is_err() {
            found.insert(field.key.clone(), tr!("desk-refused-invalid", field = field.label.clone()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_ticket_fills_the_form() {
        let ticket = sample::ticket_detail();
        let html = sample::render(
            Locale::En,
            move || rsx! { VisitForm { start: from_ticket(&ticket), from: Some(ticket.clone()) } },
        );
        assert!(html.contains("value=\"Lift 3 stuck\""), "{html}");
        assert!(html.contains("Hua Plaza"), "{html}");
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let visit = NewVisit {
            customer: Customer { phone: "call me".into(), ..Customer::default() },
            window_from: Some(Timestamp(2)),
            window_to: Some(Timestamp(1)),
            ..NewVisit::default()
        };
        let wrong: Vec<String> = problems(&visit, &[]).into_keys().collect();
        assert_eq!(wrong, ["phone", "title", "window_to"]);
    }
}
