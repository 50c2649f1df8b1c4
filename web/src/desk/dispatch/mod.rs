//! The dispatcher's home: what is unassigned, who is where, who should go. One selection across three panes.
//!
//! The board is one question, asked again when a visit changes; positions move without a question. The
//! selected visit is in the address. Assigning is the same command from the button, the key, and a card that
//! is dropped on a pin, a row or a line of the timeline ([`assign`]).

use dioxus::prelude::*;
use truckroll_domain::dispatch::Ranked;
use truckroll_domain::visits::VisitRow;
use truckroll_domain::{AgentId, AssignmentId};
use truckroll_protocol::api::{Board, VisitDetail};
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::trouble::{Gone, NotThere, Stale, Waiting};
use crate::keys::use_keys;
use crate::live::of_document;
use crate::query::Query;
use crate::route::use_go;
use crate::session::{is_narrow, use_session};

pub mod assign;
mod candidates;
mod pane;
mod queue;
mod scene;
mod timeline;

pub use candidates::CandidateList;
pub use pane::VisitPane;
pub use queue::QueuePane;
pub use timeline::{Ghost, Timeline};

use assign::{Ask, use_assigner};
use scene::PinId;
pub use scene::{is_old as is_old_position, map_base};

/// The panes; on a phone one of them is seen.
const PANES: [(&str, &str); 3] =
    [("queue", "dispatch-pane-queue"), ("map", "dispatch-pane-map"), ("visit", "dispatch-pane-visit")];

/// A visit as an assignment needs it, from the board.
fn ask_for(row: &VisitRow, agent: AgentId, name: &str) -> Option<Ask> {
    Some(Ask {
        visit: row.id.parse().ok()?,
        title: row.title.clone(),
        agent,
        name: name.to_owned(),
        seen: row.assignment.as_ref().and_then(|a| a.parse::<AssignmentId>().ok()),
        holder: Some(row.assignee_name.clone()).filter(|n| !n.is_empty()),
        former: row.assignee.as_ref().and_then(|a| a.parse().ok()),
        conflict: false,
    })
}

/// The screen.
#[component]
pub fn DispatchScreen(query: ReadSignal<Query>) -> Element {
    let session = use_session();
    let go = use_go();
    let assigner = use_assigner();
    let ui = use_ui();
    let read = use_live(|| vec!["visits".to_owned()], api::board);
    let selected = use_memo(move || query.read().some("visit"));
    let mut unskilled = use_signal(|| false);
    let mut at = use_signal(|| 0_usize);
    let mut hovered = use_signal(|| None::<AgentId>);
    let mut pane = use_signal(|| if query.peek().some("visit").is_some() { "visit" } else { "queue" }.to_owned());

    let board = use_memo(move || {
        let mut board = read.signal().read().clone()?;
        scene::move_engineers(&mut board, &session.moved.read());
        Some(board)
    });
    // Ages of positions count in the ranking, so it is asked for again every minute.
    let minute = use_memo(move || *ui.now_ms.read() / 60_000);
    let ranked = use_live(
        move || {
            let mut topics = vec!["visits".to_owned()];
            topics.extend(selected().iter().flat_map(|id| of_document(id)));
            topics
        },
        move || {
            let _ = minute();
            let (id, unskilled) = (selected(), unskilled());
            async move {
                let Some(id) = id else { return Ok((String::new(), Vec::new())) };
                api::candidates(&id, unskilled).await.map(|list| (id, list))
            }
        },
    );
    let detail = use_live(
        move || selected().iter().flat_map(|id| of_document(id)).collect(),
        move || {
            let id = selected();
            async move {
                match id {
                    Some(id) => api::there(api::visit(&id).await),
                    None => Ok(None),
                }
            }
        },
    );
    // The answers of the visit before must not stand under the name of this one.
    let candidates = use_memo(move || {
        let (of, list) = ranked.signal().read().clone()?;
        (Some(of) == selected()).then_some(list)
    });
    let visit = use_memo(move || {
        let detail: VisitDetail = detail.signal().read().clone()??;
        (Some(&detail.row.id) == selected().as_ref()).then_some(detail)
    });

    let select = use_callback(move |id: String| {
        at.set(0);
        hovered.set(None);
        go.instead(format!("/desk/dispatch{}", query.peek().with("visit", &id).suffix()));
        if !id.is_empty() && is_narrow() {
            pane.set("visit".to_owned());
        }
    });
    let row_of = move |id: &str| -> Option<VisitRow> {
        let board = board.peek();
        let board = board.as_ref()?;
        board.unassigned.iter().chain(&board.active).find(|row| row.id == id).cloned()
    };
    let assign = use_callback(move |(id, agent): (String, AgentId)| {
        let name = engineer_name(&board.peek(), agent);
        let row = visit.peek().as_ref().filter(|v| v.row.id == id).map(|v| v.row.clone()).or_else(|| row_of(&id));
        if let Some(ask) = row.and_then(|row| ask_for(&row, agent, &name)) {
            assigner.begin(ask);
        }
    });
    use_keys(move |press| {
        let unassigned: Vec<String> =
            board.peek().as_ref().map(|b| b.unassigned.iter().map(|r| r.id.clone()).collect()).unwrap_or_default();
        let here = selected.peek().as_ref().and_then(|id| unassigned.iter().position(|one| one == id));
        let count = candidates.peek().as_ref().map_or(0, Vec::len);
        match press.key.as_str() {
            "j" | "k" => {
                let next = match (here, press.key.as_str()) {
                    (Some(i), "j") => i + 1,
                    (Some(i), _) => i.saturating_sub(1),
                    (None, _) => 0,
                };
                let Some(id) = unassigned.get(next) else { return true };
                select.call(id.clone());
            }
            "ArrowDown" if count > 0 && !press.typing => at.set((at() + 1).min(count - 1)),
            "ArrowUp" if count > 0 && !press.typing => at.set(at().saturating_sub(1)),
            "u" => unskilled.toggle(),
            "a" => {
                let agent = candidates.peek().as_ref().and_then(|list| list.get(at()).map(|r| r.agent));
                if let (Some(id), Some(agent)) = (selected(), agent) {
                    assign.call((id, agent));
                }
            }
            "Enter" if !press.on_control => {
                let Some(id) = selected() else { return false };
                go.to(format!("/desk/visits/{id}"));
            }
            "Escape" if selected.peek().is_some() => select.call(String::new()),
            _ => return false,
        }
        true
    });

    let Some(shown) = board() else {
        return rsx! { div { class: "dk-page", Waiting { read } } };
    };
    let chosen = candidates.read().as_ref().and_then(|list| list.get(at()).map(|r| r.agent));
    let looked_at = hovered().or(chosen);
    let format = use_format();
    let narrow = is_narrow();
    let row = visit.read().as_ref().map(|v| v.row.clone());
    let lines = scene::route_line(&shown, row.as_ref(), looked_at);
    let best = candidates.read().as_deref().unwrap_or_default().iter().take(RANKED_ON_MAP).map(|r| r.agent).collect();
    let ranked_now: Vec<AgentId> = [best, looked_at.into_iter().collect::<Vec<_>>()].concat();
    let base = session.me().map(|me| map_base(&me.map)).unwrap_or_default();
    let ghost = looked_at.zip(row.as_ref().and_then(|r| r.window_from)).map(|(agent, from)| {
        let to = row.as_ref().and_then(|r| r.window_to).unwrap_or(from + 3_600_000);
        Ghost { agent, from, to }
    });
    rsx! {
        div { class: "dk-dispatch dk-dispatch-{pane}", "data-selected": if selected().is_some() { "yes" },
            Stale { read }
            h1 { class: "tr-sr", {tr("nav-dispatch")} }
            if narrow {
                div { class: "dk-dispatch-tabs",
                    Tabs {
                        group: "dispatch",
                        label: tr("nav-dispatch"),
                        items: PANES.iter().map(|(id, label)| TabItem::new(*id, tr(label))).collect::<Vec<_>>(),
                        selected: pane(),
                        on_select: move |id| pane.set(id),
                    }
                }
            }
            div {
                class: "dk-panes",
                id: "dispatch-panel",
                role: narrow.then_some("tabpanel"),
                aria_labelledby: narrow.then(|| format!("dispatch-tab-{pane}")),
                div { class: "dk-pane dk-pane-queue",
                    QueuePane {
                        rows: shown.unassigned.clone(),
                        today: shown.today.clone(),
                        selected: selected(),
                        on_select: move |id| select.call(id),
                    }
                }
                div { class: "dk-pane dk-pane-map",
                    div { class: "dk-map",
                        Map {
                            pins: scene::pins(&shown, selected().as_deref(), &ranked_now, &format),
                            lines,
                            selected: selected().map(|id| PinId::Visit(id).to_string()),
                            base,
                            fit_key: "board",
                            label: tr("dispatch-map"),
                            on_select: move |pin: String| match PinId::from(pin.as_str()) {
                                PinId::Visit(id) => select.call(id),
                                PinId::Engineer(agent) => {
                                    let list = candidates.peek();
                                    if let Some(index) =
                                        list.as_ref().and_then(|l| l.iter().position(|r| r.agent == agent))
                                    {
                                        at.set(index);
                                    }
                                }
                                PinId::Other => {}
                            },
                            on_drop: move |drop: PinDrop| {
                                if let PinId::Engineer(agent) = PinId::from(drop.pin.as_str()) {
                                    assign.call((drop.card, agent));
                                }
                            },
                        }
                    }
                    Timeline {
                        active: shown.active.clone(),
                        engineers: shown.engineers.clone(),
                        ghost,
                        selected: selected(),
                        on_select: move |id| select.call(id),
                        on_drop: move |drop| assign.call(drop),
                    }
                }
                div { class: "dk-pane dk-pane-visit",
                    match (selected(), visit()) {
                        (None, _) => rsx! {
                            Empty { icon: Icon::MapPin, title: tr("dispatch-none-selected"), text: tr("dispatch-none-selected-text") }
                        },
                        (Some(_), None) if !detail.loading() && matches!(&*detail.signal().read(), Some(None)) => rsx! {
                            NotThere { gone: Gone::Visit }
                        },
                        (Some(_), None) => rsx! { Waiting { read: detail } },
                        (Some(id), Some(found)) => rsx! {
                            VisitPane {
                                detail: found,
                                ranked: candidates(),
                                ranking_failed: ranked.error(),
                                at: at(),
                                unskilled: unskilled(),
                                busy: assigner.busy(),
                                on_unskilled: move |on| unskilled.set(on),
                                on_pick: move |index| at.set(index),
                                on_hover: move |agent| hovered.set(agent),
                                on_assign: move |agent| assign.call((id.clone(), agent)),
                                on_drop: move |drop| assign.call(drop),
                                on_retry: move |()| ranked.reload(),
                                on_close: move |()| {
                                    select.call(String::new());
                                    pane.set("queue".to_owned());
                                },
                            }
                        },
                    }
                }
            }
        }
    }
}

fn engineer_name(board: &Option<Board>, agent: AgentId) -> String {
    let engineers = board.as_ref().map(|b| b.engineers.as_slice()).unwrap_or_default();
    engineers.iter().find(|e| e.agent == agent).map(|e| e.name.clone()).unwrap_or_default()
}

/// So many of the best-ranked engineers stand alone on the map, and whoever is looked at; more would hide one another.
const RANKED_ON_MAP: usize = 10;

/// The best-ranked engineers first; the list stays short enough to read.
const RANKED_SHOWN: usize = 30;

fn shown_ranks(list: &[Ranked]) -> &[Ranked] {
    list.get(..RANKED_SHOWN).unwrap_or(list)
}
