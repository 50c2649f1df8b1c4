//! While a ticket is written: tickets of the last day that say the same of the same customer (TKT-32). A hint, never a hindrance.

use dioxus::prelude::*;
use truckroll_domain::tickets::{NewTicket, TicketRow};
use truckroll_protocol::api::daily::AlikeTicketQuery;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::line::NameLink;
use crate::platform;
use crate::words;

/// How long nothing is typed before it is asked.
const PAUSE_MS: i32 = 400;

/// The hint; nothing while there is nothing alike.
#[component]
pub fn AlikeHint(ticket: ReadSignal<NewTicket>) -> Element {
    let asked = use_memo(move || {
        let ticket = ticket.read();
        AlikeTicketQuery {
            title: ticket.title.trim().to_owned(),
            company: ticket.customer.company.map(Into::into),
            contact: ticket.customer.contact.map(Into::into),
        }
    });
    let mut found = use_signal(Vec::<TicketRow>::new);
    use_effect(move || {
        let now = asked.read().clone();
        spawn(async move {
            if now.title.is_empty() || (now.company.is_none() && now.contact.is_none()) {
                found.set(Vec::new());
                return;
            }
            platform::sleep(PAUSE_MS).await;
            if *asked.peek() != now {
                return;
            }
            let answer = api::daily::alike(&now).await.unwrap_or_default();
            if *asked.peek() == now {
                found.set(answer);
            }
        });
    });
    rsx! { AlikeList { rows: found() } }
}

/// The tickets, each with a link.
#[component]
pub fn AlikeList(rows: Vec<TicketRow>) -> Element {
    let format = use_format();
    rsx! {
        div { role: "status", class: "dk-alike",
            if !rows.is_empty() {
                Notice { tone: Tone::Paused, title: tr!("daily-alike", count = rows.len()), text: tr("daily-alike-text"),
                    ul { class: "dk-plain-list",
                        for row in rows {
                            li { key: "{row.id}", class: "dk-relative",
                                NameLink { href: "/desk/tickets/{row.id}", name: row.title.clone() }
                                span { class: "dk-quiet",
                                    {words::number(row.number.as_deref())} " · " {words::ticket_word(&row.status)} " · " {format.age(row.created_at)}
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn what_is_alike_is_named_with_a_link() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || rsx! { AlikeList { rows: vec![sample::ticket_row()] } });
            assert!(
                html.contains("Lift 3 stuck") && html.contains("/desk/tickets/") && !html.contains(">daily-"),
                "{html}"
            );
        }
        let none = sample::render(Locale::En, || rsx! { AlikeList { rows: vec![] } });
        assert!(!none.contains("tr-notice"), "{none}");
    }
}
