//! Search over everything on the phone.

use dioxus::prelude::*;
use truckroll_domain::Kind;
use truckroll_protocol::api::Hit;
use truckroll_replica::ask::{Answer, Ask};
use truckroll_ui::prelude::*;

use crate::route::use_go;
use crate::shell::{Screen, coming};
use crate::store;

/// The screen of search.
#[component]
pub fn SearchScreen() -> Element {
    let mut q = use_signal(String::new);
    let read = store::use_read(
        &Kind::ALL,
        move || Ask::Search { q: q() },
        |answer| match answer {
            Answer::Hits { hits } => Some(hits),
            _ => None,
        },
    );
    rsx! {
        Screen { title: tr("verb-search"), back: ("/engineer/today".to_owned(), tr("nav-today")),
            div { class: "tr-stack",
                TextField {
                    label: tr("verb-search"),
                    hide_label: true,
                    kind: TextKind::Search,
                    placeholder: tr("eng-search-hint"),
                    value: q(),
                    max_length: 200,
                    autofocus: true,
                    on_input: move |text| q.set(text),
                }
                if q.read().trim().is_empty() {
                    Empty { icon: Icon::Search, title: tr("eng-search-what") }
                } else if let Some(hits) = read.value() {
                    HitsPane { hits, q: q() }
                } else {
                    {coming(read)}
                }
            }
        }
    }
}

/// Where a hit leads and what kind it is.
fn way(hit: &Hit) -> (String, Icon) {
    match hit.kind {
        Kind::Visit => (format!("/engineer/visits/{}", hit.id), Icon::Wrench),
        Kind::Ticket => (format!("/engineer/tickets/{}", hit.id), Icon::Ticket),
        Kind::Company => (format!("/engineer/companies/{}", hit.id), Icon::Building),
        Kind::Contact => (format!("/engineer/people/{}", hit.id), Icon::User),
        Kind::Asset => (String::new(), Icon::Package),
    }
}

/// What was found.
#[component]
pub fn HitsPane(hits: Vec<Hit>, q: String) -> Element {
    let go = use_go();
    if hits.is_empty() {
        return rsx! {
            Empty { icon: Icon::Search, title: tr!("search-none", text = q) }
        };
    }
    rsx! {
        ul { class: "tr-list -mx-4",
            for hit in hits {
                li { key: "{hit.id}",
                    if way(&hit).0.is_empty() {
                        ListRow {
                            title: hit.title.clone(),
                            subtitle: hit.subtitle.clone(),
                            lead: rsx! { Glyph { icon: way(&hit).1 } },
                        }
                    } else {
                        ListRow {
                            href: way(&hit).0,
                            title: hit.title.clone(),
                            subtitle: hit.subtitle.clone(),
                            lead: rsx! { Glyph { icon: way(&hit).1 } },
                            on_open: {
                                let to = way(&hit).0;
                                move |()| go.to(to.clone())
                            },
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::DocumentId;

    use super::*;
    use crate::sample;

    #[component]
    fn Page(hits: Vec<Hit>) -> Element {
        rsx! { HitsPane { hits, q: "lift" } }
    }

    #[test]
    fn a_hit_leads_to_its_record() {
        let hit = |kind| Hit { kind, id: DocumentId::default(), title: "Hua Plaza".into(), subtitle: "x".into() };
        let html = sample::render(Page, PageProps { hits: vec![hit(Kind::Visit), hit(Kind::Company)] });
        assert!(html.contains("/engineer/visits/00000000"), "{html}");
        assert!(html.contains("/engineer/companies/00000000"), "{html}");
    }

    #[test]
    fn nothing_found_names_what_was_looked_for() {
        let html = sample::render(Page, PageProps { hits: Vec::new() });
        assert!(html.contains("lift"), "{html}");
    }
}
