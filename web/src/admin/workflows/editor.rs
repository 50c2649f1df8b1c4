//! The editor of one workflow: the bar of tools, the sheet or the outline, the panel; saving and publishing.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::WorkflowId;
use truckroll_domain::workflows::Design;
use truckroll_protocol::api::{NewWorkflow, WorkflowNow};
use truckroll_ui::prelude::*;

use super::PATH;
use super::canvas::{Canvas, STEP, leads_on};
use super::menu::{SheetMenu, add_after, icon, title_of};
use super::panel::Panel;
use super::plan::{self, New};
use super::team::{Team, team};
use super::work::{Known, Picked, Work, use_work};
use crate::admin::SettingsHead;
use crate::admin::draft::use_draft;
use crate::admin::parts::{Overtaken, problem};
use crate::api;
use crate::api::staff::Outcome;
use crate::desk::customers::{Book, use_book};
use crate::desk::trouble::{Failed, Stale, Waiting};
use crate::keys::use_keys;
use crate::route::use_go;

/// The screen.
#[component]
pub fn WorkflowScreen(workflow: ReadSignal<String>) -> Element {
    rsx! {
        for workflow in [workflow()] {
            Loaded { key: "{workflow}", workflow }
        }
    }
}

#[component]
fn Loaded(workflow: String) -> Element {
    let read = use_live(
        || vec![Design::KIND.to_owned()],
        move || {
            let id = workflow.clone();
            async move { api::workflows::read(&id).await }
        },
    );
    let staff = use_live(|| ["agent", "group", "role"].map(str::to_owned).to_vec(), team);
    let book = use_book();
    rsx! {
        match read.value() {
            None => rsx! { div { class: "dk-page", Waiting { read, rows: 12 } } },
            Some(None) => rsx! {
                div { class: "dk-page",
                    SettingsHead { title: tr("flow-title-list"),
                        LinkButton { href: PATH, label: tr("flow-title-list"), icon: Icon::ArrowLeft, kind: ButtonKind::Ghost }
                    }
                    Empty { icon: Icon::Route, title: tr("flow-missing"), text: tr("flow-missing-text") }
                }
            },
            Some(Some(now)) => rsx! {
                Stale { read }
                match book.value() {
                    Some(book) => rsx! { Editor { now: Known::from(now), book, team: staff.value().unwrap_or_default() } },
                    None => rsx! { div { class: "dk-page", Waiting { read: book, rows: 12 } } },
                }
            },
        }
    }
}

/// What saving or publishing led to.
#[derive(Clone, Debug, PartialEq)]
struct Sent {
    outcome: Outcome<WorkflowNow>,
    /// What a colleague wrote meanwhile.
    latest: Option<WorkflowNow>,
    published: bool,
}

async fn send(new: NewWorkflow, save: bool, publish: bool) -> api::Answer<Sent> {
    let (id, mut seq) = (new.id, new.seq);
    let mut outcome = None;
    if save {
        let written = api::workflows::replace(&new).await?;
        if let Outcome::Written(now) = &written {
            seq = now.seq;
        }
        outcome = Some(written);
    }
    let saved = outcome.as_ref().is_none_or(|outcome| matches!(outcome, Outcome::Written(_)));
    if publish && saved {
        outcome = Some(api::workflows::publish(id, seq).await?);
    }
    let outcome = outcome.unwrap_or(Outcome::Refused(BTreeMap::new()));
    let latest = match &outcome {
        Outcome::Overtaken => api::workflows::read(&id.to_string()).await?,
        _ => None,
    };
    let published = publish && matches!(outcome, Outcome::Written(_));
    Ok(Sent { outcome, latest, published })
}

/// The editor.
#[component]
pub fn Editor(now: ReadSignal<Known>, book: ReadSignal<Book>, team: Team) -> Element {
    let mut draft = use_draft(now);
    let work = use_work(draft, book);
    let toasts = use_toasts();
    let changes = use_changes();
    let go = use_go();
    let as_list = use_signal(|| false);
    let mut removing = use_signal(|| false);
    let mut refused = use_signal(BTreeMap::<String, String>::new);
    let sending = use_send(
        move |(save, publish): (bool, bool)| send(work.sent(), save, publish),
        move |sent: Sent| match sent.outcome {
            Outcome::Written(now) => {
                let version = now.design.version();
                draft.written(Known::from(now));
                refused.write().clear();
                changes.announce([Design::KIND]);
                let said = if sent.published { tr!("flow-published", number = version) } else { tr("flow-saved") };
                toasts.say(Tone::Done, said);
            }
            Outcome::Overtaken => {
                if let Some(latest) = sent.latest {
                    draft.follow(Known::from(latest));
                }
            }
            Outcome::Refused(problems) => {
                if problems.keys().any(|member| member.contains('.')) {
                    work.open(Picked::Faults);
                }
                refused.set(problems);
            }
        },
    );
    let remove = use_send(
        |(id, seq): (WorkflowId, i64)| async move { api::workflows::remove(id, seq).await },
        move |outcome| {
            removing.set(false);
            changes.announce([Design::KIND]);
            if matches!(outcome, Outcome::Written(())) {
                go.to(PATH);
            }
        },
    );
    let known = draft.read().now;
    let changed = draft.is_changed();
    let faults = work.faults().len();
    let new = changed || known.design.changed;
    let publish = use_callback(move |()| {
        if work.faults().is_empty() {
            sending.run((draft.is_changed(), true));
        } else {
            work.open(Picked::Faults);
        }
    });
    use_keys(move |press| {
        match press.key.as_str() {
            "s" if press.command => {
                if draft.is_changed() {
                    sending.run((true, false));
                }
            }
            "z" if press.command && !press.typing => work.undo(),
            "Z" | "y" if press.command && !press.typing => work.redo(),
            _ => return false,
        }
        true
    });
    let name = work.workflow().name;
    let title = if name.trim().is_empty() { tr("flow-title-list") } else { name.clone() };
    let problems = refused();
    let wrong = ["name", "template", "description", "nodes", "links", "lanes", "notes"]
        .iter()
        .find_map(|member| problem("flow", &problems, member));
    let save_kind = if changed { ButtonKind::Primary } else { ButtonKind::Quiet };
    let publish_kind = if changed { ButtonKind::Quiet } else { ButtonKind::Primary };
    rsx! {
        div { class: "dk-flow",
            header { class: "dk-flow-head",
                LinkButton { href: PATH, label: tr("flow-title-list"), icon: Icon::ArrowLeft, kind: ButtonKind::Ghost }
                h1 { class: "dk-page-title", "{title}" }
                p { class: "dk-flow-state", role: "status", {state(&known.design, changed)} }
                div { class: "dk-page-actions",
                    Button {
                        label: if faults == 0 { tr("flow-check") } else { tr!("flow-faults-count", count = faults) },
                        icon: if faults == 0 { Icon::CircleCheck } else { Icon::Warning },
                        kind: ButtonKind::Ghost,
                        on_press: move |_| work.open(Picked::Faults),
                    }
                    Button {
                        label: tr("verb-save"),
                        icon: Icon::Save,
                        kind: save_kind,
                        busy: sending.busy(),
                        disabled: !changed,
                        shortcut: "Control+S",
                        on_press: move |_| sending.run((true, false)),
                    }
                    Button {
                        label: tr("flow-publish"),
                        icon: Icon::Send,
                        kind: publish_kind,
                        busy: sending.busy(),
                        disabled: !new,
                        on_press: move |_| publish.call(()),
                    }
                }
            }
            Failed { failure: sending.failure().or_else(|| remove.failure()).or(wrong) }
            if draft.is_overtaken() {
                Overtaken {
                    title: tr("flow-overtaken"),
                    on_take: move |()| draft.take_theirs(),
                    on_keep: move |()| draft.keep_mine(),
                }
            }
            Tools { work, as_list }
            div { class: "dk-flow-body",
                div { class: "dk-flow-main",
                    if as_list() {
                        super::outline::Outline { work }
                    } else {
                        Canvas { work }
                        SheetMenu { work }
                    }
                }
                Panel {
                    work,
                    team,
                    on_publish: move |()| publish.call(()),
                    on_remove: move |()| removing.set(true),
                }
            }
            if removing() {
                Confirm {
                    open: true,
                    title: tr!("flow-remove-title", name = name),
                    text: tr(if known.design.versions.is_empty() { "flow-remove-text" } else { "flow-remove-published" }),
                    verb: tr("flow-remove"),
                    danger: true,
                    busy: remove.busy(),
                    on_confirm: {
                        let (id, seq) = (known.design.id, known.seq);
                        move |()| remove.run((id, seq))
                    },
                    on_close: move |()| removing.set(false),
                }
            }
        }
    }
}

/// What holds, and whether something waits to be saved or published.
fn state(design: &Design, changed: bool) -> String {
    let version = design.version();
    match (changed, version) {
        (true, _) => tr("rules-unsaved"),
        (false, 0) => tr("flow-state-draft"),
        (false, _) if design.changed => tr!("flow-state-changed", number = version),
        (false, _) => tr!("flow-state-published", number = version),
    }
}

/// The bar of tools: what can be added, steps back, how one looks.
#[component]
fn Tools(work: Work, as_list: Signal<bool>) -> Element {
    let mut as_list = as_list;
    let view = work.view;
    let workflow = work.workflow();
    let (can_undo, can_redo) = work.steps();
    let has_start = workflow.start().is_some();
    let from = work.node().filter(|key| workflow.node(key).is_some_and(|node| leads_on(&node.kind)));
    let add = move |new: New| {
        let workflow = work.workflow();
        // what is picked leads on; a start leads from nothing
        let from = work.node().filter(|_| new != New::Start);
        let from = from.filter(|key| workflow.node(key).is_some_and(|node| leads_on(&node.kind)));
        match from {
            Some(key) => add_after(work, &key, new),
            None => {
                let (title, spot) = (title_of(new), plan::behind(&workflow));
                let made = work.change("", |workflow| plan::add(workflow, new, &title, spot));
                work.show(&made);
                work.open(Picked::Node(made));
            }
        }
    };
    let after = from.and_then(|key| workflow.node(&key).map(super::said::title));
    rsx! {
        div { class: "dk-flow-tools", role: "toolbar", aria_label: tr("flow-tools"),
            div { class: "dk-flow-tool-group",
                for new in New::ALL.into_iter().filter(|new| *new != New::Start || !has_start) {
                    Button {
                        label: tr(&format!("flow-add-{}", new.word())),
                        icon: icon(new),
                        kind: ButtonKind::Ghost,
                        on_press: move |_| add(new),
                    }
                }
                Button {
                    label: tr("flow-add-note"),
                    icon: Icon::Message,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| {
                        let index = work.change("", |workflow| plan::add_note(workflow, ""));
                        work.open(Picked::Note(index));
                    },
                }
            }
            div { class: "dk-flow-tool-group",
                Button {
                    label: tr("flow-undo"),
                    icon: Icon::Undo,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    disabled: !can_undo,
                    shortcut: "Control+Z",
                    on_press: move |_| work.undo(),
                }
                span { class: "dk-flow-redo",
                    Button {
                        label: tr("flow-redo"),
                        icon: Icon::Undo,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        disabled: !can_redo,
                        shortcut: "Control+Shift+Z",
                        on_press: move |_| work.redo(),
                    }
                }
            }
            div { class: "dk-flow-tool-group",
                Button {
                    label: tr("flow-smaller"),
                    icon: Icon::Minus,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    disabled: as_list(),
                    on_press: move |_| work.look(|view| view.zoomed(1.0 / STEP, None)),
                }
                span { class: "dk-flow-zoom tr-figures", {tr!("flow-zoom", percent = (view.read().zoom * 100.0).round())} }
                Button {
                    label: tr("flow-larger"),
                    icon: Icon::Plus,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    disabled: as_list(),
                    on_press: move |_| work.look(|view| view.zoomed(STEP, None)),
                }
                Button {
                    label: tr("flow-fit"),
                    icon: Icon::Maximize,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    disabled: as_list(),
                    on_press: move |_| work.fit(),
                }
            }
            div { class: "dk-flow-tool-group",
                Button {
                    label: tr("flow-outline"),
                    icon: Icon::List,
                    kind: ButtonKind::Ghost,
                    pressed: as_list(),
                    on_press: move |_| as_list.toggle(),
                }
                Button {
                    label: tr("flow-whole"),
                    icon: Icon::Settings,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| work.open(Picked::Whole),
                }
            }
            p { class: "tr-sr", role: "status",
                if let Some(title) = after {
                    {tr!("flow-adds-behind", title = title)}
                }
            }
        }
    }
}
