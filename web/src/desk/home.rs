//! The home page (ORG-11): what waits for the person at the desk, the load of his groups, figures of the organisation. Each
//! number leads to the list that it counts.

use dioxus::prelude::*;
use truckroll_domain::tenants::Profile;
use truckroll_protocol::api::{Home, HomeCard, HomeLoad};
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::line::NameLink;
use crate::desk::modules::modules;
use crate::desk::trouble::{Section, Stale, Waiting};
use crate::route::use_go;
use crate::session::use_session;

/// The screen at the start. Who prefers to begin elsewhere is led there, once.
#[component]
pub fn HomeScreen() -> Element {
    let go = use_go();
    let session = use_session();
    let mut waits = use_signal(|| true);
    let mut begun = session.begun;
    use_effect(move || {
        let Some(wishes) = session.wishes.read().clone() else { return };
        if begun.replace(true) {
            waits.set(false);
            return;
        }
        let mine = modules(&session.rights(), &session.switches());
        match mine.iter().find(|module| module.href == wishes.start) {
            Some(first) => go.instead(first.href),
            None => waits.set(false),
        }
    });
    rsx! {
        if !waits() {
            Cards {}
        }
    }
}

#[component]
fn Cards() -> Element {
    let topics = || ["visits", "tickets", "companies", "agent", "group", "switches"].map(str::to_owned).to_vec();
    let read = use_live(topics, api::home);
    let company = use_live(|| vec![Profile::KIND.to_owned()], api::own_company);
    let logo = company.value().and_then(|now| now.profile.logo);
    rsx! {
        div { class: "dk-page dk-page-middle",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {tr("home-title")} }
                if let Some(hash) = logo {
                    img { class: "dk-home-logo", src: api::attachment(&hash), alt: "" }
                }
            }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 6 } },
                Some(home) => rsx! { HomePane { home } },
            }
        }
    }
}

/// The icon of a card.
fn icon(what: &str) -> Icon {
    match what {
        "my_tickets" | "open_tickets" => Icon::Ticket,
        "visits_today" => Icon::CalendarClock,
        "unassigned" => Icon::Inbox,
        "decisions" => Icon::Help,
        "overdue" => Icon::Alert,
        "agents" => Icon::Users,
        "companies" => Icon::Building,
        _ => Icon::Truck,
    }
}

/// What a card counts; a later server may count what this version has no words for, which is left out.
fn words(card: &HomeCard) -> Option<String> {
    let key = format!("home-{}", card.what.replace('_', "-"));
    has_message(&key).then(|| tr(&key))
}

/// The cards.
#[component]
pub fn HomePane(home: Home) -> Element {
    let empty = home.cards.is_empty() && home.load.is_empty() && home.figures.is_empty();
    rsx! {
        div { class: "dk-home",
            if empty {
                Empty { icon: Icon::Inbox, title: tr("home-nothing"), text: tr("home-nothing-text") }
            }
            if !home.cards.is_empty() {
                Section { title: tr("home-mine"), CardList { cards: home.cards.clone() } }
            }
            if !home.load.is_empty() {
                Section { title: tr("home-load"),
                    p { class: "dk-quiet", {tr("home-load-text")} }
                    ul { class: "dk-plain-list dk-load",
                        for one in home.load.clone() {
                            LoadLine { key: "{one.agent}", one }
                        }
                    }
                }
            }
            if !home.figures.is_empty() {
                Section { title: tr("home-figures"), CardList { cards: home.figures } }
            }
        }
    }
}

#[component]
fn CardList(cards: Vec<HomeCard>) -> Element {
    let go = use_go();
    let format = use_format();
    rsx! {
        ul { class: "dk-plain-list dk-cards",
            for (card, what) in cards.into_iter().filter_map(|card| { let what = words(&card)?; Some((card, what)) }) {
                li { key: "{card.what}",
                    a {
                        class: if card.urgent && card.count > 0 { "dk-card-link dk-card-urgent" } else { "dk-card-link" },
                        href: "/desk/{card.list}",
                        onclick: {
                            let list = card.list.clone();
                            move |event: MouseEvent| {
                                if event.modifiers().is_empty() {
                                    event.prevent_default();
                                    go.to(format!("/desk/{list}"));
                                }
                            }
                        },
                        span { class: "dk-card-what",
                            Glyph { icon: icon(&card.what), size: 18 }
                            "{what}"
                        }
                        span { class: "dk-card-count tr-figures", {format.number(card.count)} }
                    }
                }
            }
        }
    }
}

/// What one agent has open.
#[component]
fn LoadLine(one: HomeLoad) -> Element {
    let list = if one.visits.is_some() { "visits" } else { "tickets" };
    rsx! {
        li {
            NameLink { href: format!("/desk/{list}?assignee={}", one.agent), name: one.name.clone() }
            span { class: "dk-quiet tr-figures",
                if let Some(count) = one.tickets {
                    {tr!("home-load-tickets", count = count)}
                }
            }
            span { class: "dk-quiet tr-figures",
                if let Some(count) = one.visits {
                    {tr!("home-load-visits", count = count)}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::AgentId;

    use super::*;
    use crate::sample;

    fn card(what: &str, count: i64, urgent: bool) -> HomeCard {
        HomeCard { what: what.into(), count, list: format!("visits?what={what}"), urgent }
    }

    #[test]
    fn cards_lead_to_their_lists_and_say_what_is_urgent_while_there_is_any() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let whats = ["my_tickets", "visits_today", "unassigned", "decisions", "overdue", "from_the_future"];
                let cards = whats.map(|what| card(what, 3, what == "overdue")).to_vec();
                let figures = ["agents", "open_tickets", "open_visits", "companies"].map(|what| card(what, 0, true));
                let load =
                    HomeLoad { agent: AgentId::default(), name: "Chen Wei".into(), tickets: None, visits: Some(2) };
                rsx! { HomePane { home: Home { cards, load: vec![load], figures: figures.to_vec() } } }
            });
            assert_eq!(html.matches("href=\"/desk/visits?what=").count(), 9, "{html}");
            assert_eq!(html.matches("dk-card-urgent").count(), 1, "{html}");
            assert!(html.contains("Chen Wei") && !html.contains("home-") && !html.contains("future"), "{html}");
        }
        let html = sample::render(Locale::En, || rsx! { HomePane { home: Home::default() } });
        assert!(html.contains("Nothing waits for you"), "{html}");
    }
}
