//! The sheet: lanes, links, nodes and notes in one SVG, moved and enlarged as a whole.
//!
//! Everything is reached by the keyboard: nodes take the focus in reading order, arrow keys lead to the neighbour, Alt and an arrow
//! moves the node, Enter opens its panel, Shift-F10 its menu, Delete takes it away.

use dioxus::html::geometry::WheelDelta;
use dioxus::html::input_data::MouseButton;
use dioxus::prelude::*;
use truckroll_domain::workflows::{Node, NodeKind, Spot, Workflow};
use truckroll_ui::prelude::*;

use super::figures::{LaneBand, LinkFigure, NodeFigure, NoteFigure};
use super::order::{Way, neighbour, reading};
use super::plan;
use super::route::{drawn, loose};
use super::said;
use super::shape::{GRID, Rect, body, whole};
use super::view::View;
use super::work::{Offer, Picked, Work};

/// A pointer that moves less did not drag, pixels.
const STILL: f64 = 4.0;
/// How much one press on a zoom key enlarges.
pub const STEP: f64 = 1.2;

type Point = (f64, f64);

/// What the pointer drags.
#[derive(Clone, Debug, PartialEq)]
enum Drag {
    /// The sheet.
    Sheet,
    /// A node or a note, from where it was.
    Thing(Picked, Spot),
    /// The end of a new link.
    Link(String),
}

/// A drag that goes on.
#[derive(Clone, Debug, PartialEq)]
struct Dragging {
    what: Drag,
    /// Where it began, in the window.
    from: Point,
    /// Where the pointer was last.
    last: Point,
    /// Where it began, on the sheet; only of a link.
    on_sheet: Point,
    moved: bool,
}

fn point(event: &PointerEvent) -> Point {
    let at = event.client_coordinates();
    (at.x, at.y)
}

/// Whole units that are nearest.
fn units(pixels: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a place on a screen")]
    let units = (pixels / GRID).round() as i32;
    units
}

/// The sheet.
#[component]
pub fn Canvas(work: Work) -> Element {
    let mut drag = use_signal(|| None::<Dragging>);
    let view = work.view;
    let seen = view();
    let stored = work.workflow();
    let dragged = drag();
    // what is dragged is shown where it will lie, and only written when it is let go
    let shown = dragged.as_ref().map_or_else(|| stored.clone(), |drag| after(&stored, drag, seen.zoom));
    let subjects = work.subjects();
    let links = drawn(&shown, &|link| said::link(link, &shown, &subjects));
    let faults = work.faults();
    let is_wrong = |key: &str| faults.iter().any(|fault| fault.on == key);
    let order: Vec<Node> = reading(&shown).into_iter().cloned().collect();
    let lanes = shown.lanes.clone();
    let wide = whole(&shown).right().max(1_200.0) + 400.0;
    let drawn_link = dragged.as_ref().and_then(|drag| new_link(&shown, drag, seen.zoom));
    let target = drawn_link.as_ref().and_then(|link| link.onto.clone());
    let picked = work.picked.read().clone();
    let begin = use_callback(move |(what, event, on_sheet): (Drag, PointerEvent, Point)| {
        let plain = event.trigger_button().is_none_or(|button| button == MouseButton::Primary);
        if plain {
            event.stop_propagation();
            let from = point(&event);
            drag.set(Some(Dragging { what, from, last: from, on_sheet, moved: false }));
        }
    });
    let go_on = move |event: PointerEvent| {
        let Some(mut now) = drag.peek().clone() else { return };
        let here = point(&event);
        let far = (here.0 - now.from.0).hypot(here.1 - now.from.1);
        if !now.moved && far < STILL {
            return;
        }
        if now.what == Drag::Sheet {
            work.look(|view| view.moved(here.0 - now.last.0, here.1 - now.last.1));
        }
        now.moved = true;
        now.last = here;
        drag.set(Some(now));
    };
    let mut end = move |inside: bool| {
        let Some(done) = drag.take() else { return };
        let zoom = view.peek().zoom;
        if !done.moved {
            match done.what {
                Drag::Sheet => work.pick(None),
                Drag::Thing(what, _) => work.pick(Some(what)),
                Drag::Link(from) => work.offer(Offer::Connect(from), done.on_sheet),
            }
            return;
        }
        match &done.what {
            Drag::Sheet => {}
            Drag::Thing(what, _) => {
                work.change("", |workflow| *workflow = after(workflow, &done, zoom));
                work.pick(Some(what.clone()));
            }
            Drag::Link(from) if inside => {
                let workflow = work.workflow();
                let Some(link) = new_link(&workflow, &done, zoom) else { return };
                match link.onto {
                    Some(to) => {
                        let made = work.change("", |workflow| plan::connect(workflow, from, &to));
                        if let Some(made) = made {
                            work.pick(Some(Picked::Link(made)));
                        }
                    }
                    None => {
                        let spot = (units(link.at.0), units(link.at.1) - 2);
                        work.offer(Offer::Behind(from.clone(), spot), link.at);
                    }
                }
            }
            Drag::Link(_) => {}
        }
    };
    let mut drop_outside = end;
    let look = move |event: KeyboardEvent| {
        let control = event.modifiers().ctrl() || event.modifiers().meta();
        let key = event.key().to_string();
        match key.to_lowercase().as_str() {
            "+" | "=" if !control => work.look(|view| view.zoomed(STEP, None)),
            "-" if !control => work.look(|view| view.zoomed(1.0 / STEP, None)),
            "0" if !control => work.fit(),
            "escape" => {
                drag.set(None);
                work.pick(None);
            }
            _ => return,
        }
        event.prevent_default();
    };
    rsx! {
        div {
            class: if dragged.as_ref().is_some_and(|drag| drag.moved) { "dk-flow-pane dk-flow-dragging" } else { "dk-flow-pane" },
            onresize: move |event| {
                let Ok(size) = event.get_content_box_size() else { return };
                let former = view.peek().pane;
                work.look(|view| View { pane: Some((size.width, size.height)), ..view });
                // a window turned or made narrow shows everything anew
                if former.is_none_or(|(width, _)| (width - size.width).abs() > 120.0) {
                    work.fit();
                }
            },
            svg {
                class: "dk-flow-sheet",
                role: "group",
                "aria-label": tr("flow-drawing"),
                onpointerdown: move |event| begin.call((Drag::Sheet, event, (0.0, 0.0))),
                onpointermove: go_on,
                onpointerup: move |_| end(true),
                onpointercancel: move |_| drag.set(None),
                onpointerleave: move |event| {
                    // a finger stays where it began; its pointer only leaves when it is lifted
                    if event.pointer_type() == "mouse" {
                        drop_outside(false);
                    }
                },
                onwheel: move |event| {
                    event.prevent_default();
                    let (x, y) = match event.delta() {
                        WheelDelta::Pixels(by) => (by.x, by.y),
                        WheelDelta::Lines(by) => (by.x * 40.0, by.y * 40.0),
                        WheelDelta::Pages(by) => (by.x * 400.0, by.y * 400.0),
                    };
                    if event.modifiers().ctrl() || event.modifiers().meta() {
                        let at = event.element_coordinates();
                        work.look(|view| view.zoomed(if y > 0.0 { 1.0 / STEP } else { STEP }, Some((at.x, at.y))));
                    } else if event.modifiers().shift() && x == 0.0 {
                        work.look(|view| view.moved(-y, 0.0));
                    } else {
                        work.look(|view| view.moved(-x, -y));
                    }
                },
                onkeydown: look,
                defs {
                    pattern {
                        id: "flow-dots",
                        width: "{GRID}",
                        height: "{GRID}",
                        pattern_units: "userSpaceOnUse",
                        pattern_transform: seen.transform(),
                        circle { class: "dk-flow-dot", cx: "1", cy: "1", r: "1" }
                    }
                }
                rect { width: "100%", height: "100%", fill: "url(#flow-dots)" }
                g { transform: seen.transform(),
                    for (index, lane) in lanes.into_iter().enumerate() {
                        LaneBand { key: "{lane.key}", title: lane.title, index, wide }
                    }
                    for link in links {
                        LinkFigure {
                            key: "{link.key}",
                            picked: picked == Some(Picked::Link(link.key.clone())),
                            near: matches!(&picked, Some(Picked::Node(node)) if touches(&shown, &link.key, node)),
                            wrong: is_wrong(&link.key),
                            on_pick: {
                                let key = link.key.clone();
                                move |()| work.pick(Some(Picked::Link(key.clone())))
                            },
                            link,
                        }
                    }
                    for (index, note) in shown.notes.iter().cloned().enumerate() {
                        NoteFigure {
                            key: "{index}",
                            picked: picked == Some(Picked::Note(index)),
                            on_press: {
                                let spot = note.spot;
                                move |event| begin.call((Drag::Thing(Picked::Note(index), spot), event, (0.0, 0.0)))
                            },
                            on_open: move |()| work.open(Picked::Note(index)),
                            note,
                        }
                    }
                    for node in order {
                        NodeFigure {
                            key: "{node.key}",
                            picked: picked == Some(Picked::Node(node.key.clone())),
                            wrong: is_wrong(&node.key),
                            target: target.as_deref() == Some(node.key.as_str()),
                            said: said::node(&node, &shown, &faults),
                            below: said::below(&node),
                            on_press: {
                                let (key, spot) = (node.key.clone(), node.spot);
                                move |event| begin.call((Drag::Thing(Picked::Node(key.clone()), spot), event, (0.0, 0.0)))
                            },
                            on_handle: {
                                let (key, rect) = (node.key.clone(), body(&node));
                                move |event| begin.call((Drag::Link(key.clone()), event, (rect.right(), rect.middle().1)))
                            },
                            on_pick: {
                                let key = node.key.clone();
                                move |()| work.pick(Some(Picked::Node(key.clone())))
                            },
                            on_focus: {
                                let key = node.key.clone();
                                move |()| {
                                    if drag.peek().is_none() {
                                        work.show(&key);
                                    }
                                }
                            },
                            on_menu: {
                                let key = node.key.clone();
                                move |()| menu(work, &key)
                            },
                            on_key: {
                                let key = node.key.clone();
                                move |event| press(work, &key, &event)
                            },
                            node,
                        }
                    }
                    if let Some(link) = drawn_link {
                        path { class: "dk-flow-line dk-flow-line-new", d: "{link.path}" }
                        path { class: "dk-flow-tip dk-flow-tip-new", d: "{link.arrow}" }
                    }
                }
            }
        }
    }
}

/// Whether a link leaves or reaches a node.
fn touches(workflow: &Workflow, link: &str, node: &str) -> bool {
    workflow.links.iter().any(|known| known.key == link && (known.from == node || known.to == node))
}

/// The drawing with what is dragged where it would lie.
fn after(workflow: &Workflow, drag: &Dragging, zoom: f64) -> Workflow {
    let mut moved = workflow.clone();
    let Drag::Thing(what, spot) = &drag.what else { return moved };
    if !drag.moved {
        return moved;
    }
    let (x, y) = (units((drag.last.0 - drag.from.0) / zoom), units((drag.last.1 - drag.from.1) / zoom));
    let spot = Spot { x: spot.x + x, y: spot.y + y };
    match what {
        Picked::Node(key) => plan::move_node(&mut moved, key, spot),
        Picked::Note(index) => plan::move_note(&mut moved, *index, spot),
        Picked::Link(_) | Picked::Whole | Picked::Faults => {}
    }
    moved
}

/// A link that is being drawn.
struct NewLink {
    path: String,
    arrow: String,
    /// Where it ends, on the sheet.
    at: Point,
    /// The node it ends on.
    onto: Option<String>,
}

fn new_link(workflow: &Workflow, drag: &Dragging, zoom: f64) -> Option<NewLink> {
    let Drag::Link(from) = &drag.what else { return None };
    if !drag.moved {
        return None;
    }
    let at =
        (drag.on_sheet.0 + (drag.last.0 - drag.from.0) / zoom, drag.on_sheet.1 + (drag.last.1 - drag.from.1) / zoom);
    let start = body(workflow.node(from)?);
    let onto = workflow.nodes.iter().find(|node| node.key != *from && body(node).grown(10.0).holds(at));
    let onto = onto.filter(|node| plan::can_connect(workflow, from, &node.key));
    let end = onto.map(body).map_or(at, |rect: Rect| (rect.x, rect.middle().1));
    let (path, arrow) = loose(start, end);
    Some(NewLink { path, arrow, at, onto: onto.map(|node| node.key.clone()) })
}

/// Opens the menu of a node, below it.
fn menu(work: Work, key: &str) {
    let rect = work.draft.body.peek().workflow.node(key).map(body);
    if let Some(rect) = rect {
        work.pick(Some(Picked::Node(key.to_owned())));
        work.offer(Offer::Node(key.to_owned()), (rect.x, rect.bottom() + 8.0));
    }
}

/// A key on a node.
fn press(work: Work, key: &str, event: &KeyboardEvent) {
    let name = event.key().to_string();
    let (alt, shift) = (event.modifiers().alt(), event.modifiers().shift());
    let workflow = work.workflow();
    match (name.as_str(), Way::of(&name)) {
        (_, Some(way)) if alt => {
            let Some(spot) = workflow.node(key).map(|node| node.spot) else { return };
            let (x, y) = way.step();
            let about = format!("move:{key}");
            work.change(&about, |workflow| plan::move_node(workflow, key, Spot { x: spot.x + x, y: spot.y + y }));
            work.show(key);
        }
        (_, Some(way)) => {
            if let Some(next) = neighbour(&workflow, key, way) {
                work.go_to(&next.key);
            }
        }
        ("Enter" | " ", _) => work.open(Picked::Node(key.to_owned())),
        ("Delete" | "Backspace", _) => remove(work, key),
        ("ContextMenu", _) => menu(work, key),
        ("F10", _) if shift => menu(work, key),
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}

/// Takes a node away; the focus goes to the one before it in reading order.
pub fn remove(work: Work, key: &str) {
    let workflow = work.workflow();
    let order = reading(&workflow);
    let at = order.iter().position(|node| node.key == key).unwrap_or_default();
    let next = order.get(at.wrapping_sub(1)).or_else(|| order.get(at + 1)).map(|node| node.key.clone());
    work.change("", |workflow| plan::remove_node(workflow, key));
    work.pick(None);
    if let Some(next) = next {
        work.go_to(&next);
    }
}

/// Whether anything can leave a node.
#[must_use]
pub fn leads_on(kind: &NodeKind) -> bool {
    !matches!(kind, NodeKind::End | NodeKind::Unknown)
}
