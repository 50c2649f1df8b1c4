//! What the visit is about: the customer's words, the machine, the ticket behind it. Folded until wanted.

use dioxus::prelude::*;
use truckroll_domain::assets::Asset;
use truckroll_replica::ask::VisitPage;
use truckroll_ui::prelude::*;

use crate::route::use_go;
use crate::words;

/// A part of the screen that opens and closes by its title.
#[component]
pub fn Fold(#[props(into)] title: String, #[props(default)] open: bool, children: Element) -> Element {
    rsx! {
        details { class: "tr-card group py-1", open: open.then_some(true),
            summary { class: "flex items-center gap-2 cursor-pointer min-h-11 tr-pane-title",
                span { "{title}" }
                span { class: "tr-spring" }
                Glyph { icon: Icon::ChevronDown, class: "group-open:rotate-180" }
            }
            div { class: "tr-stack pt-1 pb-3", {children} }
        }
    }
}

/// What happened, the asset, the ticket.
#[component]
pub fn Story(page: VisitPage) -> Element {
    let visit = &page.visit;
    let fresh = visit.state(&page.overlay) == truckroll_domain::visits::VisitState::New;
    let told = !visit.description.is_empty() || !visit.problem_type.is_empty() || !visit.fields.is_empty();
    rsx! {
        if told {
            Fold { title: tr("eng-what-happened"), open: fresh,
                if !visit.problem_type.is_empty() {
                    p { class: "tr-muted", "{visit.problem_type}" }
                }
                if !visit.description.is_empty() {
                    p { class: "whitespace-pre-line", "{visit.description}" }
                }
                if !visit.fields.is_empty() {
                    dl { class: "tr-facts",
                        for (key , value) in visit.fields.clone() {
                            dt { key: "{key}-term", "{key}" }
                            dd { "{value}" }
                        }
                    }
                }
            }
        }
        if page.asset.is_some() || !visit.asset_name.is_empty() {
            Fold { title: tr("eng-asset"),
                Machine { name: visit.asset_name.clone(), asset: page.asset.clone() }
            }
        }
        if let Some(ticket) = page.ticket.clone() {
            TicketLink {
                href: format!("/engineer/tickets/{}", ticket.id),
                title: ticket.title.clone(),
                number: ticket.number.clone(),
                status: ticket.status.clone(),
            }
        }
    }
}

#[component]
fn Machine(name: String, asset: Option<Asset>) -> Element {
    let facts = match asset {
        Some(asset) => vec![
            ("eng-asset-name", asset.name),
            ("eng-asset-model", asset.model),
            ("eng-asset-serial", asset.serial_number),
            ("eng-asset-place", asset.address.line()),
            ("eng-asset-remark", asset.remark),
        ],
        None => vec![("eng-asset-name", name)],
    };
    rsx! {
        dl { class: "tr-facts",
            for (key , value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
                dt { key: "{key}-term", {tr(key)} }
                dd { "{value}" }
            }
        }
    }
}

#[component]
fn TicketLink(href: String, title: String, number: Option<String>, status: String) -> Element {
    let go = use_go();
    let subtitle = [number.unwrap_or_default(), tr("eng-ticket-behind")]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    let to = href.clone();
    rsx! {
        div { class: "tr-card p-0",
            ListRow {
                href,
                title,
                subtitle,
                on_open: move |()| go.to(to.clone()),
                lead: rsx! { Glyph { icon: Icon::Ticket } },
                trail: rsx! {
                    Badge {
                        tone: words::ticket_tone(&status),
                        label: words::ticket_word(&status),
                        kind: BadgeKind::Plain,
                    }
                },
            }
        }
    }
}
