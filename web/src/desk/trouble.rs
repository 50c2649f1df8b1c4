//! The states of every read: loading, failed, offline, not there; and the sections of a page.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use crate::api::{self, Answer, Fault};
use crate::route::use_go;

/// What stands in the place of a list or page that has not come: a skeleton, or why not and a way on.
#[component]
pub fn Waiting<T: 'static>(read: Live<T>, #[props(default = 8)] rows: u8) -> Element {
    match read.error() {
        Some(fault) => rsx! { Trouble { fault, on_retry: move |()| read.reload() } },
        None => rsx! { Skeleton { rows } },
    }
}

/// A thing by its id that is not there: the message key of what it would be, and where others of its kind are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// A visit.
    Visit,
    /// A ticket.
    Ticket,
    /// A company.
    Company,
    /// A person.
    Contact,
    /// A row of an asset table.
    Asset,
}

impl Gone {
    /// Title, words of the way on, and where it leads.
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Gone::Visit => ("gone-visit", "gone-to-visits", "/desk/visits"),
            Gone::Ticket => ("gone-ticket", "gone-to-tickets", "/desk/tickets"),
            Gone::Company => ("gone-company", "gone-to-customers", "/desk/customers"),
            Gone::Contact => ("gone-contact", "gone-to-customers", "/desk/customers"),
            Gone::Asset => ("gone-asset", "gone-to-customers", "/desk/customers?tab=assets"),
        }
    }
}

/// Says that there is no such thing. To ask again would not help; the list of others does.
#[component]
pub fn NotThere(gone: Gone) -> Element {
    let go = use_go();
    let (title, verb, href) = gone.words();
    rsx! {
        div { class: "dk-page",
            h1 { class: "tr-sr", {tr(title)} }
            Empty { icon: Icon::Search, title: tr(title), text: tr("gone-text"),
                LinkButton {
                    href,
                    label: tr(verb),
                    on_press: move |event: MouseEvent| {
                        event.prevent_default();
                        go.to(href);
                    },
                }
            }
        }
    }
}

/// The page of a thing by its id: while it comes, when it cannot be read, and where there is none.
pub fn page_of<T: Clone + 'static>(read: Live<Option<T>>, gone: Gone, page: impl FnOnce(T) -> Element) -> Element {
    match read.value() {
        None => rsx! { div { class: "dk-page", Waiting { read, rows: 12 } } },
        Some(None) => rsx! { NotThere { gone } },
        Some(Some(found)) => rsx! {
            Stale { read }
            {page(found)}
        },
    }
}

/// Over a list that is there but could not be refreshed. Without a network the bar of the frame says it once for all.
#[component]
pub fn Stale<T: 'static>(read: Live<T>) -> Element {
    let there = read.signal().read().is_some();
    let Some(fault) = read.error().filter(|_| there && !api::is_offline()) else { return rsx! {} };
    rsx! {
        Trouble { fault, on_retry: move |()| read.reload() }
    }
}

/// Why something is not here, and "try again".
#[component]
pub fn Trouble(fault: String, on_retry: EventHandler<()>) -> Element {
    // The sentence tells enough; the title says whether it is the network.
    let (tone, title, text) = if api::is_offline() {
        (Tone::Paused, tr("offline-bar"), tr("desk-offline-text"))
    } else {
        (Tone::Alert, tr("load-failed"), fault)
    };
    rsx! {
        Notice { tone, title, text,
            Button { label: tr("verb-retry"), icon: Icon::Refresh, on_press: move |_| on_retry.call(()) }
        }
    }
}

/// Why a command did not work; nothing when it did.
#[component]
pub fn Failed(failure: Option<String>) -> Element {
    let Some(text) = failure else { return rsx! {} };
    rsx! {
        Notice { tone: Tone::Alert, title: tr("desk-not-done"), text }
    }
}

/// A titled part of a page.
#[component]
pub fn Section(
    #[props(into)] title: String,
    /// Behind the title: a count, a button.
    trail: Option<Element>,
    children: Element,
) -> Element {
    let id = use_dom_id();
    rsx! {
        section { class: "dk-section", aria_labelledby: "{id}",
            header { class: "dk-section-head",
                h2 { class: "tr-section-title", id: "{id}", "{title}" }
                if let Some(trail) = trail {
                    div { class: "dk-section-trail", {trail} }
                }
            }
            {children}
        }
    }
}

/// A term and what is known about it; an empty value is left out.
#[component]
pub fn Fact(#[props(into)] term: String, #[props(into)] value: Option<String>, children: Element) -> Element {
    if value.as_ref().is_some_and(String::is_empty) {
        return rsx! {};
    }
    rsx! {
        div { class: "dk-fact",
            dt { "{term}" }
            dd {
                if let Some(value) = value {
                    "{value}"
                }
                {children}
            }
        }
    }
}

/// The members of a request that the server refused, with their problem keys; anything else stays a fault.
pub async fn by_member<T>(
    answer: impl Future<Output = Answer<T>>,
    mut wrong: Signal<BTreeMap<String, String>>,
) -> Answer<Option<T>> {
    wrong.set(BTreeMap::new());
    match answer.await {
        Err(Fault::Problem(problem)) if !problem.fields.is_empty() => {
            wrong.set(problem.fields);
            Ok(None)
        }
        other => other.map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn what_is_not_there_leads_to_the_others_and_offers_no_second_try() {
        for locale in Locale::ALL {
            for gone in [Gone::Visit, Gone::Ticket, Gone::Company, Gone::Contact, Gone::Asset] {
                let html = sample::render(locale, move || rsx! { NotThere { gone } });
                assert!(html.contains("href=\"/desk/") && !html.contains("<button"), "{html}");
                assert!(!html.contains("gone-"), "every word is there: {html}");
            }
        }
    }
}
