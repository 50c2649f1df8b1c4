//! Merging a ticket into another one of the same customer: finding it, seeing it, and doing it.

use dioxus::prelude::*;
use truckroll_domain::TicketId;
use truckroll_domain::tickets::{Ticket, TicketRow};
use truckroll_protocol::api::daily::NewTicketMerge;
use truckroll_protocol::api::{Page, TicketDetail};
use truckroll_ui::prelude::*;

use crate::api::{self, Answer};
use crate::desk::trouble::{Failed, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::words;

/// The condition that finds tickets of the same customer; nothing where nobody knows who the customer is.
fn of_customer(ticket: &Ticket) -> Option<String> {
    let customer = &ticket.customer;
    let mut any = Vec::new();
    let mut is = |field: &str, value: String| any.push(serde_json::json!({"field": field, "op": "is", "value": value}));
    if let Some(company) = customer.company {
        is("company", company.to_string());
    }
    if let Some(contact) = customer.contact {
        is("contact", contact.to_string());
    }
    if any.is_empty() && !customer.phone.trim().is_empty() && !customer.phone.contains('*') {
        any.push(serde_json::json!({"field": "phone", "op": "is", "value": customer.phone.trim()}));
    }
    (!any.is_empty()).then(|| serde_json::json!({"any": any}).to_string())
}

/// The dialog.
#[component]
pub fn MergeDialog(detail: TicketDetail, on_close: EventHandler<()>) -> Element {
    let go = use_go();
    let changes = use_changes();
    let toasts = use_toasts();
    let mut words_typed = use_signal(String::new);
    let mut chosen = use_signal(|| None::<TicketRow>);
    let filter = of_customer(&detail.ticket);
    let asked = filter.clone();
    let read = use_live(Vec::new, move || {
        let (filter, q) = (asked.clone(), words_typed.read().trim().to_owned());
        async move {
            let Some(filter) = filter else { return Answer::Ok(Page::default()) };
            api::tickets(&Query::default().with("q", &q).with("filter", &filter), 1).await
        }
    });
    let id = detail.row.id.clone();
    let own = id.clone();
    let send = use_send(
        move |into: TicketId| {
            let id = id.clone();
            async move { api::daily::merge(&id, &NewTicketMerge { into }).await.map(|_| into) }
        },
        move |into| {
            changes.announce(["tickets", "documents"]);
            toasts.say(Tone::Done, tr("daily-merge-done"));
            on_close.call(());
            go.to(format!("/desk/tickets/{into}"));
        },
    );
    let others = |page: Page<TicketRow>| -> Vec<TicketRow> {
        page.rows.into_iter().filter(|row| row.id != own && row.merged_into.is_none()).take(20).collect()
    };
    rsx! {
        Dialog {
            open: true,
            large: true,
            title: tr("daily-merge-title"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: match chosen() {
                        Some(row) => tr!("daily-merge-verb", name = words::number(row.number.as_deref())),
                        None => tr("daily-merge-verb-none"),
                    },
                    kind: ButtonKind::Primary,
                    busy: send.busy(),
                    disabled: chosen.read().is_none(),
                    on_press: move |_| {
                        if let Some(into) = chosen.peek().as_ref().and_then(|row| row.id.parse().ok()) {
                            send.run(into);
                        }
                    },
                }
            },
            div { class: "dk-form",
                p { class: "dk-quiet", {tr!("daily-merge-text", title = detail.row.title.clone())} }
                Failed { failure: send.failure() }
                if filter.is_none() {
                    Notice { tone: Tone::Neutral, title: tr("daily-merge-nobody"), text: tr("daily-merge-nobody-text") }
                } else {
                    TextField {
                        label: tr("daily-merge-find"),
                        kind: TextKind::Search,
                        value: words_typed(),
                        max_length: 200,
                        autofocus: true,
                        on_input: move |text| words_typed.set(text),
                    }
                    match read.value().map(others) {
                        None => rsx! { Waiting { read, rows: 4 } },
                        Some(rows) if rows.is_empty() => rsx! { p { class: "dk-quiet", role: "status", {tr("daily-merge-none")} } },
                        Some(rows) => rsx! {
                            fieldset { class: "dk-bare dk-merge-choices",
                                legend { class: "tr-label", {tr("daily-merge-choose")} }
                                for row in rows {
                                    label { key: "{row.id}", class: "tr-check dk-merge-choice",
                                        input {
                                            class: "radio",
                                            r#type: "radio",
                                            name: "merge-into",
                                            checked: chosen.read().as_ref().is_some_and(|one| one.id == row.id),
                                            onchange: {
                                                let row = row.clone();
                                                move |_| chosen.set(Some(row.clone()))
                                            },
                                        }
                                        span { class: "dk-merge-name",
                                            span { "{row.title}" }
                                            span { class: "dk-quiet tr-figures", {words::number(row.number.as_deref())} }
                                            Badge { tone: words::ticket_tone(&row.status), label: words::ticket_word(&row.status), kind: BadgeKind::Plain }
                                        }
                                    }
                                }
                            }
                        },
                    }
                    if let Some(row) = chosen() {
                        Preview { row }
                    }
                }
            }
        }
    }
}

/// What the other ticket says, before anything is done.
#[component]
fn Preview(row: TicketRow) -> Element {
    let format = use_format();
    rsx! {
        div { class: "dk-merge-preview", role: "status",
            p { class: "tr-label", {tr("daily-merge-preview")} }
            p { class: "dk-text", if row.description.is_empty() { {tr("tickets-no-description")} } else { "{row.description}" } }
            p { class: "dk-quiet",
                {tr!("daily-merge-facts", time = format.moment(row.created_at),
                    name = if row.assignee_name.is_empty() { tr("tickets-nobody") } else { row.assignee_name.clone() })}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::visits::Customer;
    use truckroll_domain::{CompanyId, ContactId};

    use super::*;

    #[test]
    fn tickets_of_the_same_customer_are_offered_and_of_nobody_none() {
        let of = |customer: Customer| of_customer(&Ticket { customer, ..Ticket::default() });
        assert_eq!(of(Customer::default()), None);
        let both = of(Customer {
            company: Some(CompanyId::default()),
            contact: Some(ContactId::default()),
            phone: "138".into(),
            ..Customer::default()
        });
        let both = both.expect("is known");
        assert!(both.contains("company") && both.contains("contact") && !both.contains("phone"), "{both}");
        assert!(of(Customer { phone: " 138 ".into(), ..Customer::default() }).is_some_and(|f| f.contains("\"138\"")));
        assert_eq!(
            of(Customer { phone: "138****0000".into(), ..Customer::default() }),
            None,
            "a masked number finds nobody"
        );
    }
}
