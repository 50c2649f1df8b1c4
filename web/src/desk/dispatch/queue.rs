//! The left pane: visits that need a decision, most urgent first, and how today stands.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::tickets::Priority;
use truckroll_domain::visits::VisitRow;
use truckroll_ui::prelude::*;

use crate::desk::line::PriorityMark;
use crate::route::use_go;
use crate::words;

/// The states counted for today, in the order of work.
const TODAY: [&str; 6] = ["completed", "arrived", "paused", "on_the_way", "accepted", "new"];

/// The pane.
#[component]
pub fn QueuePane(
    rows: Vec<VisitRow>,
    today: BTreeMap<String, i64>,
    selected: Option<String>,
    on_select: EventHandler<String>,
) -> Element {
    let go = use_go();
    let count = rows.len();
    let active = selected.as_ref().and_then(|id| rows.iter().position(|row| row.id == *id));
    let list = use_memo(use_reactive!(|rows| rows));
    let chosen = use_memo(use_reactive!(|selected| selected));
    let row = use_callback(move |index: usize| {
        let row = list.read().get(index).cloned();
        row.map_or_else(
            || rsx! {},
            |row| {
                let current = chosen.read().as_ref() == Some(&row.id);
                rsx! { QueueRow { row, selected: current, on_select } }
            },
        )
    });
    let row_key = use_callback(move |index: usize| {
        list.read().get(index).map_or_else(|| index.to_string(), |row| row.id.clone())
    });
    rsx! {
        header { class: "dk-pane-head",
            h2 { class: "dk-pane-title", {tr("dispatch-unassigned")} span { class: "tr-count", "{count}" } }
            Button {
                label: tr("dispatch-new-visit"),
                icon: Icon::Plus,
                icon_only: true,
                kind: ButtonKind::Ghost,
                on_press: move |_| go.to("/desk/visits/new"),
            }
        }
        div { class: "dk-pane-list",
            if count == 0 {
                Empty { icon: Icon::CircleCheck, title: tr("dispatch-queue-empty"), text: tr("dispatch-queue-empty-text") }
            } else {
                LongList { count, row_height: 64, row, row_key, label: tr("dispatch-unassigned"), active }
            }
        }
        section { class: "dk-today", aria_label: tr("dispatch-today"),
            for state in TODAY {
                a {
                    key: "{state}",
                    class: "dk-today-count {words::visit_tone(state).class()}",
                    href: "/desk/visits?state={state}",
                    title: words::visit_word(state),
                    onclick: move |event| {
                        event.prevent_default();
                        go.to(format!("/desk/visits?state={state}"));
                    },
                    if let Some(shape) = words::visit_tone(state).shape() {
                        ShapeMark { shape, size: 14 }
                    }
                    span { class: "tr-figures", {today.get(state).copied().unwrap_or_default().to_string()} }
                    span { class: "dk-today-word", {words::visit_word(state)} }
                }
            }
        }
    }
}

/// One visit that waits: what, where, and how much time is left.
#[component]
fn QueueRow(row: VisitRow, selected: bool, on_select: EventHandler<String>) -> Element {
    let format = use_format();
    let priority = Priority::from_rank(row.priority);
    let overdue = row.due_at.is_some_and(|due| due < format.now_ms);
    let window = words::window(&format, row.window_from, row.window_to);
    let place = [Some(row.company_name.clone()).filter(|n| !n.is_empty()), window];
    let place = place.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let remark = remark(&row);
    let id = row.id.clone();
    rsx! {
        ListRow {
            title: row.title.clone(),
            subtitle: if place.is_empty() { row.address.clone() } else { place },
            selected,
            drag: row.id.clone(),
            on_open: move |()| on_select.call(id.clone()),
            lead: rsx! {
                span { class: "dk-queue-mark",
                    if priority < Priority::Normal {
                        PriorityMark { rank: row.priority }
                    } else {
                        span { class: "dk-priority {words::visit_tone(&row.state).class()}",
                            ShapeMark { shape: words::visit_tone(&row.state).shape().unwrap_or(Shape::Ring), size: 14 }
                            span { class: "tr-sr", {words::visit_word(&row.state)} }
                        }
                    }
                }
            },
            trail: rsx! {
                if let Some(remark) = remark {
                    Badge { tone: Tone::Alert, label: remark }
                } else if let Some(due) = row.due_at {
                    span {
                        class: if overdue { "dk-left tr-tone-alert" } else { "dk-left" },
                        {format.countdown(due)}
                    }
                }
            },
        }
    }
}

/// Why a visit that has an engineer waits for a decision.
fn remark(row: &VisitRow) -> Option<String> {
    if row.attention > 0 {
        Some(tr("dispatch-late-record"))
    } else if row.state == "cancel_requested" {
        Some(tr("dispatch-cancel-requested"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_queue_says_what_waits_and_how_long() {
        let board = sample::board();
        let html = sample::render(Locale::En, move || {
            rsx! {
                QueuePane {
                    rows: board.unassigned.clone(),
                    today: board.today.clone(),
                    selected: Some(board.unassigned[0].id.clone()),
                    on_select: |_: String| {},
                }
            }
        });
        assert!(html.contains("Lift 3 stuck"), "{html}");
        assert!(html.contains("0:18 left"), "{html}");
        assert!(html.contains("aria-current=\"true\""), "{html}");
        assert!(html.contains("draggable=\"true\""), "{html}");
    }

    #[test]
    fn an_empty_queue_says_what_it_is_for_in_chinese() {
        let html = sample::render(Locale::ZhCn, || {
            rsx! { QueuePane { rows: vec![], today: BTreeMap::new(), selected: None, on_select: |_: String| {} } }
        });
        assert!(html.contains(&truckroll_ui::i18n::t(Locale::ZhCn, "dispatch-queue-empty")), "{html}");
    }
}
