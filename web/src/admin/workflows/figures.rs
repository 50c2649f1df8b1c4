//! The figures on the sheet: lanes, links with their words, notes, and nodes with the handle a link is drawn from.

use dioxus::prelude::*;
use truckroll_domain::workflows::{Node, NodeKind, Note};
use truckroll_ui::prelude::*;

use super::canvas::leads_on;
use super::plan::{LANE, word};
use super::route::{Drawn, FONT};
use super::shape::{GRID, LINE, Rect, body, cut, lines, note_body, note_lines};
use super::work::dom_id;

/// Size of a node's title.
const TITLE: f64 = 14.0;
/// Size of the line below it.
const SMALL: f64 = 12.0;

/// A lane across the sheet.
#[component]
pub fn LaneBand(title: String, index: usize, wide: f64) -> Element {
    #[expect(clippy::cast_precision_loss, reason = "at most fifty lanes")]
    let (high, top) = (f64::from(LANE) * GRID, index as f64 * f64::from(LANE) * GRID);
    let class = if index % 2 == 0 { "dk-flow-lane" } else { "dk-flow-lane dk-flow-lane-odd" };
    let left = -400.0;
    rsx! {
        g {
            rect { class, x: "{left}", y: "{top}", width: "{wide - left}", height: "{high}" }
            path { class: "dk-flow-lane-edge", d: "M{left} {top + high}H{wide}" }
            text { class: "dk-flow-lane-title", x: "8", y: "{top + 18.0}", {cut(&title, 320.0, SMALL)} }
        }
    }
}

/// A link with its words. Its way is also found beside the line, so that it is easily met.
#[component]
pub fn LinkFigure(link: Drawn, picked: bool, near: bool, wrong: bool, on_pick: EventHandler<()>) -> Element {
    let mut class = "dk-flow-link".to_owned();
    for (is, more) in [(picked, " dk-flow-picked"), (near, " dk-flow-near"), (wrong, " dk-flow-wrong")] {
        if is {
            class.push_str(more);
        }
    }
    rsx! {
        g {
            class,
            "data-link": "{link.key}",
            onpointerdown: move |event| {
                event.stop_propagation();
                on_pick.call(());
            },
            path { class: "dk-flow-hit", d: "{link.path}" }
            path { class: "dk-flow-line", d: "{link.path}" }
            path { class: "dk-flow-tip", d: "{link.arrow}" }
            if let Some(label) = link.label {
                rect {
                    class: "dk-flow-label",
                    x: "{label.at.x:.1}",
                    y: "{label.at.y:.1}",
                    width: "{label.at.w:.1}",
                    height: "{label.at.h:.1}",
                    rx: "10",
                }
                text {
                    class: "dk-flow-label-words",
                    x: "{label.at.middle().0:.1}",
                    y: "{label.at.middle().1 + FONT * 0.35:.1}",
                    "{label.text}"
                }
            }
        }
    }
}

/// A note.
#[component]
pub fn NoteFigure(
    note: Note,
    picked: bool,
    on_press: EventHandler<PointerEvent>,
    on_open: EventHandler<()>,
) -> Element {
    let rect = note_body(&note);
    let fold = 12.0;
    let outline = format!(
        "M{x} {y}H{right}V{low}L{inner} {bottom}H{x}Z",
        x = rect.x,
        y = rect.y,
        right = rect.right(),
        low = rect.bottom() - fold,
        inner = rect.right() - fold,
        bottom = rect.bottom(),
    );
    rsx! {
        g {
            class: if picked { "dk-flow-note dk-flow-picked" } else { "dk-flow-note" },
            role: "button",
            tabindex: "0",
            "aria-label": tr!("flow-note-said", text = note.text.clone()),
            onpointerdown: move |event| on_press.call(event),
            onkeydown: move |event| {
                if matches!(event.key().to_string().as_str(), "Enter" | " ") {
                    event.prevent_default();
                    on_open.call(());
                }
            },
            path { class: "dk-flow-note-body", d: outline }
            for (index, line) in note_lines(&note).into_iter().enumerate() {
                text {
                    key: "{index}",
                    class: "dk-flow-note-words",
                    x: "{rect.x + 12.0}",
                    y: "{rect.y + 22.0 + LINE * f64::from(u8::try_from(index).unwrap_or_default())}",
                    "{line}"
                }
            }
        }
    }
}

/// The outline of a branch: pointed on both sides.
fn pointed(rect: Rect) -> String {
    let tip = 18.0;
    format!(
        "M{} {}L{} {}H{}L{} {}L{} {}H{}Z",
        rect.x,
        rect.middle().1,
        rect.x + tip,
        rect.y,
        rect.right() - tip,
        rect.right(),
        rect.middle().1,
        rect.right() - tip,
        rect.bottom(),
        rect.x + tip,
    )
}

/// A node. `said` is what a screen reader says of it, `below` the small line under its title.
#[component]
pub fn NodeFigure(
    node: Node,
    picked: bool,
    wrong: bool,
    /// A link that is being drawn would end here.
    target: bool,
    said: String,
    below: String,
    on_press: EventHandler<PointerEvent>,
    on_handle: EventHandler<PointerEvent>,
    on_pick: EventHandler<()>,
    on_focus: EventHandler<()>,
    on_menu: EventHandler<()>,
    on_key: EventHandler<KeyboardEvent>,
) -> Element {
    let rect = body(&node);
    let (middle_x, middle_y) = rect.middle();
    let mut class = format!("dk-flow-node dk-flow-{}", word(&node.kind));
    for (is, more) in [(picked, " dk-flow-picked"), (wrong, " dk-flow-wrong"), (target, " dk-flow-target")] {
        if is {
            class.push_str(more);
        }
    }
    let room = match node.kind {
        NodeKind::Branch { .. } => rect.w - 44.0,
        NodeKind::Start | NodeKind::End => rect.w - 24.0,
        NodeKind::Task { .. } | NodeKind::Unknown => rect.w - 32.0,
    };
    let most = match node.kind {
        NodeKind::Start | NodeKind::End => 1,
        _ => 2,
    };
    let title = lines(&node.title, room, TITLE, most);
    let below = cut(&below, room, SMALL);
    let count = |n: usize| f64::from(u8::try_from(n).unwrap_or_default());
    let high = count(title.len()) * LINE + if below.is_empty() { 0.0 } else { LINE };
    let first = middle_y - high / 2.0 + LINE * 0.74;
    let is_task = matches!(node.kind, NodeKind::Task { .. } | NodeKind::Unknown);
    let (text_x, anchor) = if is_task { (rect.x + 20.0, "start") } else { (middle_x, "middle") };
    let radius = match node.kind {
        NodeKind::Start | NodeKind::End => rect.h / 2.0,
        _ => 10.0,
    };
    rsx! {
        g {
            class,
            id: dom_id(&node.key),
            role: "button",
            tabindex: "0",
            "aria-label": said,
            "aria-pressed": if picked { "true" } else { "false" },
            "aria-haspopup": "menu",
            onpointerdown: move |event| on_press.call(event),
            onclick: move |_| on_pick.call(()),
            oncontextmenu: move |event| {
                event.prevent_default();
                event.stop_propagation();
                on_menu.call(());
            },
            onfocus: move |_| on_focus.call(()),
            onkeydown: move |event| on_key.call(event),
            if matches!(node.kind, NodeKind::Branch { .. }) {
                path { class: "dk-flow-focus", d: pointed(rect.grown(5.0)) }
                path { class: "dk-flow-shape", d: pointed(rect) }
            } else {
                rect {
                    class: "dk-flow-focus",
                    x: "{rect.x - 5.0}",
                    y: "{rect.y - 5.0}",
                    width: "{rect.w + 10.0}",
                    height: "{rect.h + 10.0}",
                    rx: "{radius + 5.0}",
                }
                rect {
                    class: "dk-flow-shape",
                    x: "{rect.x}",
                    y: "{rect.y}",
                    width: "{rect.w}",
                    height: "{rect.h}",
                    rx: "{radius}",
                }
            }
            if is_task {
                rect {
                    class: "dk-flow-bar",
                    x: "{rect.x + 7.0}",
                    y: "{rect.y + 12.0}",
                    width: "4",
                    height: "{rect.h - 24.0}",
                    rx: "2",
                }
            }
            for (index, line) in title.into_iter().enumerate() {
                text {
                    key: "{index}",
                    class: "dk-flow-title",
                    x: "{text_x}",
                    y: "{first + LINE * count(index):.1}",
                    text_anchor: anchor,
                    // the space parts the lines for who hears them
                    "{line} "
                }
            }
            if !below.is_empty() {
                text {
                    class: "dk-flow-below",
                    x: "{text_x}",
                    y: "{middle_y + high / 2.0 - LINE * 0.26:.1}",
                    text_anchor: anchor,
                    "{below}"
                }
            }
            if wrong {
                g { class: "dk-flow-mark", transform: "translate({rect.right() - 6.0} {rect.y + 6.0})",
                    circle { r: "9" }
                    path { d: "M0 -4.5V1M0 4V4.1" }
                }
            }
            if leads_on(&node.kind) {
                g {
                    class: "dk-flow-handle",
                    transform: "translate({rect.right()} {middle_y})",
                    onpointerdown: move |event| on_handle.call(event),
                    onclick: move |event| event.stop_propagation(),
                    circle { class: "dk-flow-handle-room", r: "18" }
                    circle { class: "dk-flow-handle-dot", r: "9" }
                    path { d: "M-4 0H4M0 -4V4" }
                }
            }
        }
    }
}
