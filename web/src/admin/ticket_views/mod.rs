//! Settings → Ticket views (TKT-16 to TKT-19): the organisation's views by folder, in their order, and one view.

use dioxus::prelude::*;
use truckroll_domain::views::folders;
use truckroll_protocol::api::views::{TicketViewNow, ViewPlace};
use truckroll_ui::prelude::*;

use super::SettingsHead;
use crate::api;
use crate::api::views::KIND;
use crate::desk::line::NameLink;
use crate::desk::tickets::look;
use crate::desk::trouble::{Failed, Stale, Waiting};

mod columns;
mod editor;
mod preview;
mod state;

pub use editor::{TicketViewScreen, ViewEditor};

/// Where the views are.
pub const PATH: &str = "/desk/settings/ticket-views";

/// The list.
#[component]
pub fn TicketViewsScreen() -> Element {
    let read = use_live(|| vec![KIND.to_owned()], api::views::all);
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("view-title"),
                LinkButton { href: format!("{PATH}/new"), label: tr("view-new"), icon: Icon::Plus, kind: ButtonKind::Primary }
            }
            p { class: "dk-quiet", {tr("view-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 6 } },
                Some(all) => rsx! { Views { all } },
            }
        }
    }
}

/// The places as they are shown: folder by folder.
fn places(all: &[TicketViewNow]) -> Vec<ViewPlace> {
    let parts = folders(all.iter().map(|now| &now.view));
    parts
        .into_iter()
        .flat_map(|(folder, inside)| {
            inside.into_iter().map(move |view| ViewPlace { id: view.id, folder: folder.clone() })
        })
        .collect()
}

/// The places after the view at `from` went to `to`, into the folder of the one that is there.
fn moved(places: &[ViewPlace], from: usize, to: usize) -> Vec<ViewPlace> {
    let mut places = places.to_vec();
    if from >= places.len() || to >= places.len() {
        return places;
    }
    let mut one = places.remove(from);
    // behind or before its new neighbour, and with it
    if let Some(neighbour) = places.get(to.min(places.len().saturating_sub(1))) {
        let beside = if to > from { places.get(to - 1).unwrap_or(neighbour) } else { neighbour };
        one.folder.clone_from(&beside.folder);
    }
    places.insert(to, one);
    places
}

/// The views by folder. They are moved by their buttons or drawn with the mouse.
#[component]
pub fn Views(all: Vec<TicketViewNow>) -> Element {
    let changes = use_changes();
    let send = use_send(
        |places: Vec<ViewPlace>| async move { api::views::order(places).await },
        move |_| changes.announce([KIND]),
    );
    let mut drawn = use_signal(|| None::<usize>);
    let now = places(&all);
    let count = now.len();
    let of = |place: &ViewPlace| all.iter().find(|now| now.view.id == place.id).cloned();
    let mut parts: Vec<(String, Vec<(usize, TicketViewNow)>)> = Vec::new();
    for (index, place) in now.iter().enumerate() {
        let Some(found) = of(place) else { continue };
        match parts.last_mut().filter(|(folder, _)| *folder == place.folder) {
            Some((_, inside)) => inside.push((index, found)),
            None => parts.push((place.folder.clone(), vec![(index, found)])),
        }
    }
    rsx! {
        Failed { failure: send.failure() }
        for (folder, inside) in parts {
            section { key: "{folder}", class: "dk-view-folder",
                if !folder.is_empty() {
                    h2 { "{folder}" }
                }
                ol { class: "dk-plain-list dk-asset-tables", aria_label: if folder.is_empty() { tr("view-title") } else { folder.clone() },
                    for (index, one) in inside {
                        li {
                            key: "{one.view.id}",
                            draggable: "true",
                            ondragstart: move |_| drawn.set(Some(index)),
                            ondragover: move |event| event.prevent_default(),
                            ondrop: {
                                let now = now.clone();
                                move |event: DragEvent| {
                                    event.prevent_default();
                                    if let Some(from) = drawn.take().filter(|from| *from != index) {
                                        send.run(moved(&now, from, index));
                                    }
                                }
                            },
                            div { class: "dk-two-lines",
                                NameLink { href: format!("{PATH}/{}", one.view.id), name: look::name(&one.view) }
                                span { class: "dk-quiet", {tr!("sla-conditions-count", count = one.view.when.all.len() + one.view.when.any.len())} }
                            }
                            if one.view.closed_at.is_some() {
                                Badge { tone: Tone::Paused, label: tr("view-is-closed"), kind: BadgeKind::Plain }
                            }
                            if !one.view.customers.is_empty() {
                                Badge { tone: Tone::Neutral, label: tr("view-is-for-customers"), kind: BadgeKind::Plain }
                            }
                            if one.view.quick.is_some() {
                                Badge { tone: Tone::Neutral, label: tr("view-is-quick"), kind: BadgeKind::Plain }
                            }
                            div { class: "tr-actions",
                                for (down, icon, key) in [(false, Icon::ArrowUp, "view-up"), (true, Icon::ArrowDown, "view-down")] {
                                    Button {
                                        label: tr!(key, name = look::name(&one.view)),
                                        icon,
                                        icon_only: true,
                                        kind: ButtonKind::Ghost,
                                        disabled: send.busy() || (if down { index + 1 == count } else { index == 0 }),
                                        on_press: {
                                            let now = now.clone();
                                            move |_| send.run(moved(&now, index, if down { index + 1 } else { index - 1 }))
                                        },
                                    }
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
    use truckroll_domain::ViewId;
    use truckroll_domain::views::{TicketView, standard};

    use super::*;
    use crate::sample;

    #[test]
    fn the_list_shows_folders_and_what_each_view_is_for() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let mut all: Vec<TicketViewNow> =
                    standard().into_iter().map(|view| TicketViewNow { seq: 0, view }).collect();
                all[0].view.folder = "Waiting".into();
                all[1].view.closed_at = Some(truckroll_domain::Timestamp(1));
                all[2].view.customers.all = true;
                rsx! { Views { all } }
            });
            assert!(html.contains("Waiting") && !html.contains(">view-"), "{html}");
        }
    }

    #[test]
    fn a_view_that_is_moved_takes_the_folder_of_its_new_neighbour() {
        let place = |n: u8, folder: &str| ViewPlace { id: ViewId::from_parts(1, [n; 10]), folder: folder.into() };
        let all = [place(1, ""), place(2, ""), place(3, "Done"), place(4, "Done")];
        let told = |from, to| -> Vec<(u8, String)> {
            moved(&all, from, to).into_iter().map(|one| (one.id.0.as_bytes()[15], one.folder)).collect()
        };
        let wanted = |all: [(u8, &str); 4]| all.map(|(n, folder)| (n, folder.to_owned())).to_vec();
        assert_eq!(told(0, 1), wanted([(2, ""), (1, ""), (3, "Done"), (4, "Done")]));
        assert_eq!(told(1, 2), wanted([(1, ""), (3, "Done"), (2, "Done"), (4, "Done")]));
        assert_eq!(told(2, 1), wanted([(1, ""), (3, ""), (2, ""), (4, "Done")]));
        assert_eq!(told(3, 0), wanted([(4, ""), (1, ""), (2, ""), (3, "Done")]));
        assert_eq!(told(0, 9).len(), 4);
        let view = TicketView { folder: "Done".into(), ..TicketView::default() };
        let mixed = [view.clone(), TicketView::default(), view].map(|view| TicketViewNow { seq: 1, view });
        assert_eq!(places(&mixed).iter().map(|one| one.folder.as_str()).collect::<Vec<_>>(), ["", "Done", "Done"]);
    }
}
