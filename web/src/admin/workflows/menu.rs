//! The menus of the sheet: what can be done with a node, what it can be joined to, and what a link that ended nowhere leads to.

use dioxus::prelude::*;
use truckroll_domain::workflows::{NodeKind, Spot};
use truckroll_ui::prelude::*;

use super::canvas::{leads_on, remove};
use super::order::reading;
use super::plan::{self, New};
use super::said;
use super::work::{Offer, Open, Picked, Work};
use crate::platform;
use crate::route::{Go, use_go};

/// Width of a menu, and height of a line of it, pixels.
const WIDE: f64 = 248.0;
const HIGH: f64 = 40.0;

/// What a line of a menu does.
#[derive(Clone, Debug, PartialEq)]
enum Do {
    Open,
    Participants,
    Macro,
    Connect,
    ConnectTo(String),
    Add(New),
    AddThere(New),
    Copy,
    Remove,
}

/// A line of a menu.
#[derive(Clone, Debug, PartialEq)]
struct Item {
    icon: Icon,
    label: String,
    does: Do,
}

fn item(icon: Icon, label: String, does: Do) -> Item {
    Item { icon, label, does }
}

/// The icon of a kind of node.
#[must_use]
pub fn icon(new: New) -> Icon {
    match new {
        New::Task => Icon::Clipboard,
        New::Branch => Icon::Route,
        New::End => Icon::Flag,
        New::Start => Icon::Play,
    }
}

/// The words of a new node.
#[must_use]
pub fn title_of(new: New) -> String {
    tr(&format!("flow-new-{}", new.word()))
}

/// The lines of a menu.
fn items(work: Work, of: &Offer) -> Vec<Item> {
    let workflow = work.workflow();
    match of {
        Offer::Node(key) => {
            let Some(node) = workflow.node(key) else { return Vec::new() };
            let mut items = vec![item(Icon::Pencil, tr("flow-do-open"), Do::Open)];
            if matches!(node.kind, NodeKind::Task { .. }) {
                items.push(item(Icon::Users, tr("flow-do-participants"), Do::Participants));
                items.push(item(Icon::Sliders, tr("flow-do-macro"), Do::Macro));
            }
            if leads_on(&node.kind) {
                items.push(item(Icon::ArrowRight, tr("flow-do-connect"), Do::Connect));
                let new = [New::Task, New::Branch, New::End];
                items.extend(new.map(|new| item(icon(new), tr(&format!("flow-do-then-{}", new.word())), Do::Add(new))));
            }
            if node.kind != NodeKind::Start {
                items.push(item(Icon::Copy, tr("flow-do-copy"), Do::Copy));
            }
            items.push(item(Icon::Trash, tr("flow-do-remove"), Do::Remove));
            items
        }
        Offer::Connect(from) => reading(&workflow)
            .into_iter()
            .filter(|node| plan::can_connect(&workflow, from, &node.key))
            .map(|node| item(Icon::ArrowRight, said::title(node), Do::ConnectTo(node.key.clone())))
            .collect(),
        Offer::Behind(..) => [New::Task, New::Branch, New::End]
            .map(|new| item(icon(new), tr(&format!("flow-do-then-{}", new.word())), Do::AddThere(new)))
            .to_vec(),
    }
}

/// Does what a line says.
fn done(work: Work, of: &Offer, does: &Do, go: Go) {
    let (Offer::Node(key) | Offer::Connect(key) | Offer::Behind(key, _)) = of;
    match does {
        Do::Open => work.open(Picked::Node(key.clone())),
        Do::Participants => {
            work.open(Picked::Node(key.clone()));
            platform::focus(super::task::WHO);
        }
        Do::Macro => {
            let id = work.id();
            go.to(format!("{}/new?workflow={id}&node={}", crate::admin::macros::PATH, crate::query::encode(key)));
        }
        Do::Connect => {
            let at = work.menu.peek().as_ref().map_or((0.0, 0.0), |open| open.at);
            work.offer(Offer::Connect(key.clone()), at);
            return;
        }
        Do::ConnectTo(to) => {
            work.change("", |workflow| plan::connect(workflow, key, to));
            work.pick(Some(Picked::Node(key.clone())));
            work.go_to(key);
        }
        Do::Add(new) => add_after(work, key, *new),
        Do::AddThere(new) => {
            if let Offer::Behind(_, (x, y)) = of {
                let (title, spot) = (title_of(*new), Spot { x: *x, y: *y });
                let made = work.change("", |workflow| {
                    let made = plan::add(workflow, *new, &title, spot);
                    plan::connect(workflow, key, &made);
                    made
                });
                work.show(&made);
                work.open(Picked::Node(made));
            }
        }
        Do::Copy => {
            if let Some(made) = work.change("", |workflow| plan::duplicate(workflow, key)) {
                work.open(Picked::Node(made));
            }
        }
        Do::Remove => remove(work, key),
    }
    let mut menu = work.menu;
    menu.set(None);
}

/// Adds a node behind another one and opens its panel, so that it gets its name.
pub fn add_after(work: Work, key: &str, new: New) {
    let title = title_of(new);
    let made = work.change("", |workflow| plan::add_after(workflow, key, new, &title));
    work.show(&made);
    work.open(Picked::Node(made));
}

/// Closes the menu; the focus goes back to the node it was about.
fn shut(work: Work) {
    let mut menu = work.menu;
    if let Some(open) = menu.take() {
        let (Offer::Node(key) | Offer::Connect(key) | Offer::Behind(key, _)) = open.of;
        work.go_to(&key);
    }
}

/// The menu that is open.
#[component]
pub fn SheetMenu(work: Work) -> Element {
    let mut menu = work.menu;
    let Some(open) = menu() else { return rsx! {} };
    let items = items(work, &open.of);
    rsx! {
        div { class: "dk-flow-menu-veil", onpointerdown: move |event| {
            event.stop_propagation();
            menu.set(None);
        } }
        // made anew when it offers something else, so that the focus goes to its first line
        for open in [open] {
            Lines { key: "{open.of:?}", work, items: items.clone(), open, on_close: move |()| shut(work) }
        }
    }
}

#[component]
fn Lines(work: Work, items: Vec<Item>, open: Open, on_close: EventHandler<()>) -> Element {
    let go = use_go();
    let id = use_dom_id();
    let first = format!("{id}-0");
    use_effect(move || platform::focus(&first));
    let view = *work.view.peek();
    let (pane_w, pane_h) = view.pane.unwrap_or((400.0, 400.0));
    let count = u8::try_from(items.len()).unwrap_or(u8::MAX);
    let high = (f64::from(count) * HIGH + 16.0).min(pane_h - 16.0).max(56.0);
    let left = (open.at.0 * view.zoom + view.x).clamp(8.0, (pane_w - WIDE - 8.0).max(8.0));
    let top = (open.at.1 * view.zoom + view.y).clamp(8.0, (pane_h - high - 8.0).max(8.0));
    let label = tr(match &open.of {
        Offer::Node(_) => "flow-menu",
        Offer::Connect(_) => "flow-menu-connect",
        Offer::Behind(..) => "flow-menu-behind",
    });
    let last = items.len().saturating_sub(1);
    let keyed = id.clone();
    let mut here = use_signal(|| 0_usize);
    rsx! {
        div {
            class: "dk-flow-menu",
            role: "menu",
            aria_label: label.clone(),
            style: "left: {left:.0}px; top: {top:.0}px; width: {WIDE}px; max-height: {high:.0}px",
            onkeydown: move |event| {
                let to = match event.key().to_string().as_str() {
                    "ArrowDown" => if here() == last { 0 } else { here() + 1 },
                    "ArrowUp" => if here() == 0 { last } else { here() - 1 },
                    "Home" => 0,
                    "End" => last,
                    "Escape" | "Tab" => {
                        event.prevent_default();
                        event.stop_propagation();
                        on_close.call(());
                        return;
                    }
                    _ => return,
                };
                event.prevent_default();
                here.set(to);
                platform::focus(&format!("{keyed}-{to}"));
            },
            if items.is_empty() {
                p { class: "dk-quiet dk-flow-menu-empty", id: "{id}-0", tabindex: "-1", {tr("flow-menu-nothing")} }
            }
            for (index, item) in items.into_iter().enumerate() {
                button {
                    key: "{index}",
                    id: "{id}-{index}",
                    class: "dk-flow-menu-item",
                    r#type: "button",
                    role: "menuitem",
                    tabindex: if index == here() { "0" } else { "-1" },
                    onclick: {
                        let (of, does) = (open.of.clone(), item.does.clone());
                        move |_| done(work, &of, &does, go)
                    },
                    Glyph { icon: item.icon, size: 16 }
                    span { "{item.label}" }
                }
            }
        }
    }
}
