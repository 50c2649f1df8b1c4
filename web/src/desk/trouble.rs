//! The states of every read: loading, failed, offline; and the sections of a page.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use crate::api;

/// What stands in the place of a list or page that has not come: a skeleton, or why not and a way on.
#[component]
pub fn Waiting<T: 'static>(read: Live<T>, #[props(default = 8)] rows: u8) -> Element {
    match read.error() {
        Some(fault) => rsx! { Trouble { fault, on_retry: move |()| read.reload() } },
        None => rsx! { Skeleton { rows } },
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
