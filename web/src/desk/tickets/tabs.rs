//! The tickets that were opened one after the other, as tabs above the one that is read. They last as long as the page, for one
//! person.

use dioxus::prelude::*;
use truckroll_domain::AgentId;
use truckroll_protocol::api::TicketDetail;
use truckroll_ui::prelude::*;

use crate::route::use_go;
use crate::session::use_session;

const PATH: &str = "/desk/tickets";
/// Most tabs; the one that was opened first makes room.
const MOST: usize = 8;

/// A tab: a ticket's id and what it is called.
type Tab = (String, String);

/// Whose tabs, and which.
static OPENED: GlobalSignal<(Option<AgentId>, Vec<Tab>)> = Signal::global(|| (None, Vec::new()));

/// The tabs after a ticket was opened.
fn with(mut tabs: Vec<Tab>, id: &str, name: &str) -> Vec<Tab> {
    match tabs.iter_mut().find(|(known, _)| known == id) {
        Some((_, known)) => name.clone_into(known),
        None => tabs.push((id.to_owned(), name.to_owned())),
    }
    let over = tabs.len().saturating_sub(MOST);
    tabs.drain(..over);
    tabs
}

/// Where to go when a tab is closed that is read now: the one beside it, else the list.
fn beside(tabs: &[Tab], id: &str) -> String {
    let at = tabs.iter().position(|(known, _)| known == id).unwrap_or(0);
    let next = tabs.get(at + 1).or_else(|| at.checked_sub(1).and_then(|before| tabs.get(before)));
    next.map_or_else(|| PATH.to_owned(), |(id, _)| format!("{PATH}/{id}"))
}

/// The tabs, with the ticket that is read among them.
#[component]
pub fn OpenTabs(id: String, read: Live<Option<TicketDetail>>) -> Element {
    let go = use_go();
    let session = use_session();
    let opened = id.clone();
    use_effect(move || {
        let me = session.me().map(|me| me.agent.id);
        let detail = read.signal();
        let detail = detail.read();
        let Some(Some(detail)) = detail.as_ref() else { return };
        let name = detail.row.number.clone().unwrap_or_else(|| detail.row.title.clone());
        let mut all = OPENED.signal();
        let (whose, tabs) = all.peek().clone();
        let tabs = if whose == me { tabs } else { Vec::new() };
        let tabs = with(tabs, &opened, &name);
        if *all.peek() != (me, tabs.clone()) {
            all.set((me, tabs));
        }
    });
    let (_, tabs) = OPENED.read().clone();
    if tabs.len() < 2 {
        return rsx! {};
    }
    rsx! {
        nav { class: "dk-open-tabs", aria_label: tr("view-tabs"),
            ul { class: "dk-plain-list",
                for (tab, name) in tabs.clone() {
                    li { key: "{tab}",
                        a {
                            href: "{PATH}/{tab}",
                            aria_current: (tab == id).then_some("page"),
                            onclick: {
                                let tab = tab.clone();
                                move |event: MouseEvent| {
                                    if event.modifiers().is_empty() {
                                        event.prevent_default();
                                        go.to(format!("{PATH}/{tab}"));
                                    }
                                }
                            },
                            "{name}"
                        }
                        Button {
                            label: tr!("view-tab-close", name = name.clone()),
                            icon: Icon::Close,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            on_press: {
                                let (tab, tabs, id) = (tab.clone(), tabs.clone(), id.clone());
                                move |_| {
                                    let next = (tab == id).then(|| beside(&tabs, &tab));
                                    let mut all = OPENED.signal();
                                    all.write().1.retain(|(known, _)| *known != tab);
                                    if let Some(next) = next {
                                        go.to(next);
                                    }
                                }
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
    use super::*;

    fn tabs(count: usize) -> Vec<Tab> {
        (0..count).fold(Vec::new(), |tabs, n| with(tabs, &n.to_string(), &format!("T-{n}")))
    }

    #[test]
    fn a_ticket_has_one_tab_and_the_first_ones_make_room() {
        let again = with(tabs(3), "1", "T-1 renamed");
        assert_eq!(again.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), ["T-0", "T-1 renamed", "T-2"]);
        let many = tabs(MOST + 2);
        assert_eq!((many.len(), many[0].0.as_str()), (MOST, "2"));
    }

    #[test]
    fn whoever_closes_what_he_reads_comes_to_the_one_beside_it() {
        let all = tabs(3);
        assert_eq!(beside(&all, "0"), "/desk/tickets/1");
        assert_eq!(beside(&all, "2"), "/desk/tickets/1");
        assert_eq!(beside(&tabs(1), "0"), "/desk/tickets");
    }
}
