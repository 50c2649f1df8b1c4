//! Settings → Groups (ORG-21): the tree, who supervises, and the order, which is changed by drag or by two buttons.

use dioxus::prelude::*;
use truckroll_domain::GroupId;
use truckroll_domain::access::{Area, Rights, Verb};
use truckroll_protocol::api::staff::{GroupNow, StaffNow};
use truckroll_ui::prelude::*;

use super::parts::{no_agents, use_staff};
use super::said;
use crate::api::{self, staff::Outcome};
use crate::desk::trouble::{Failed, Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;

mod form;
pub mod state;

use form::GroupDialog;
use state::{Draft, Placed, dropped, moved, tree};

/// The screen.
#[component]
pub fn GroupsScreen() -> Element {
    let read = use_staff(no_agents());
    let rights = use_session().rights();
    rsx! {
        div { class: "dk-page dk-page-middle",
            match read.value() {
                None => rsx! {
                    header { class: "dk-page-head", h1 { class: "dk-page-title", {tr("groups-title")} } }
                    Waiting { read }
                },
                Some(now) => rsx! {
                    Stale { read }
                    GroupsPage { now, rights }
                },
            }
        }
    }
}

/// What is asked about the tree.
#[derive(Clone, PartialEq)]
struct Ask {
    edit: EventHandler<Draft>,
    remove: EventHandler<GroupNow>,
    order: EventHandler<Vec<GroupId>>,
}

/// The page.
#[component]
pub fn GroupsPage(now: ReadSignal<StaffNow>, rights: Rights) -> Element {
    let toasts = use_toasts();
    let changes = use_changes();
    let mut editing = use_signal(|| None::<Draft>);
    let mut removing = use_signal(|| None::<GroupNow>);
    let mut stays = use_signal(|| None::<(String, String)>);
    // the order as it was dropped, until the server's comes
    let mut order = use_signal(|| None::<Vec<GroupId>>);
    let reorder = use_send(
        |groups: Vec<GroupId>| api::staff::order_groups(groups),
        move |outcome| {
            changes.announce(["group"]);
            if !matches!(outcome, Outcome::Written(_)) {
                order.set(None);
                toasts.say(Tone::Paused, tr("staff-look-again"));
            }
        },
    );
    let remove = use_send(
        |one: GroupNow| async move {
            let answer = api::staff::remove_group(one.group.id, one.seq).await;
            answer.map(|outcome| (one.group.name, outcome))
        },
        move |(name, outcome): (String, Outcome<()>)| {
            removing.set(None);
            changes.announce(["group", "agent"]);
            match outcome {
                Outcome::Written(()) => toasts.say(Tone::Done, tr!("groups-removed", name = name)),
                Outcome::Overtaken => toasts.say(Tone::Paused, tr("staff-look-again")),
                Outcome::Refused(what) => stays.set(Some((name, said::usages(&what)))),
            }
        },
    );
    use_effect(move || {
        let _ = now.read();
        order.set(None);
    });
    let groups = ordered(&now.read().groups, order.read().as_ref());
    let rows = tree(&groups);
    let may = (
        rights.allow(Area::Staff, Verb::Create),
        rights.allow(Area::Staff, Verb::Edit),
        rights.allow(Area::Staff, Verb::Delete),
    );
    let ask = Ask {
        edit: EventHandler::new(move |draft| editing.set(Some(draft))),
        remove: EventHandler::new(move |one| {
            stays.set(None);
            removing.set(Some(one));
        }),
        order: EventHandler::new(move |groups: Vec<GroupId>| {
            order.set(Some(groups.clone()));
            reorder.run(groups);
        }),
    };
    rsx! {
        header { class: "dk-page-head",
            h1 { class: "dk-page-title", {tr("groups-title")}
                span { class: "tr-count", "{rows.len()}" }
            }
            if may.0 {
                Button {
                    label: tr("groups-add"),
                    icon: Icon::Plus,
                    kind: ButtonKind::Primary,
                    on_press: move |_| editing.set(Some(Draft::new(None))),
                }
            }
        }
        p { class: "dk-quiet", {tr("groups-intro")} }
        Failed { failure: reorder.failure().or(remove.failure()) }
        if let Some((name, what)) = stays() {
            Notice {
                tone: Tone::Alert,
                title: tr!("groups-in-use", name = name),
                text: tr!("groups-in-use-text", what = what),
                Button { label: tr("dismiss"), on_press: move |_| stays.set(None) }
            }
        }
        if rows.is_empty() {
            Empty { icon: Icon::Users, title: tr("groups-empty"), text: tr("groups-empty-text") }
        } else {
            ul { class: "dk-plain-list dk-tree", aria_label: tr("groups-title"),
                for one in rows {
                    GroupLine { key: "{one.now.group.id}", one, groups: groups.clone(), now, may, ask: ask.clone() }
                }
            }
        }
        // A section of its own: the head and foot of a dialog are none of the page's.
        section {
            if let Some(draft) = editing() {
                GroupDialog { draft, now, on_close: move |()| editing.set(None) }
            }
            if let Some(one) = removing() {
                Confirm {
                    open: true,
                    title: tr!("groups-remove", name = one.group.name.clone()),
                    text: tr("groups-remove-text"),
                    verb: tr("groups-remove-verb"),
                    danger: true,
                    busy: remove.busy(),
                    on_confirm: move |()| {
                        if let Some(one) = removing.peek().clone() {
                            remove.run(one);
                        }
                    },
                    on_close: move |()| removing.set(None),
                }
            }
        }
    }
}

/// The groups with some of them in another order.
fn ordered(groups: &[GroupNow], order: Option<&Vec<GroupId>>) -> Vec<GroupNow> {
    let mut groups = groups.to_vec();
    if let Some(order) = order {
        let place = |one: &GroupNow| order.iter().position(|id| *id == one.group.id).unwrap_or(usize::MAX);
        groups.sort_by_key(place);
    }
    groups
}

/// One group of the tree.
#[component]
fn GroupLine(
    one: Placed,
    groups: Vec<GroupNow>,
    now: ReadSignal<StaffNow>,
    /// May make, change, remove.
    may: (bool, bool, bool),
    ask: Ask,
) -> Element {
    let go = use_go();
    let mut over = use_signal(|| false);
    let group = one.now.group.clone();
    let (id, name) = (group.id, group.name.clone());
    let (at, count) = one.place;
    let staff = now.read();
    let supervisors = said::list(
        staff.supervisors.iter().filter(|known| group.supervisors.contains(&known.id)).map(|known| known.name.clone()),
    );
    let members = format!("/desk/settings/staff{}", Query::default().with("group", &id.to_string()).suffix());
    let (up, down) = (groups.clone(), groups.clone());
    let order = ask.order;
    let below = one.depth + 1 < truckroll_domain::access::MAX_DEPTH;
    rsx! {
        li {
            class: if over() { "dk-group dk-depth-{one.depth} dk-drop-over" } else { "dk-group dk-depth-{one.depth}" },
            draggable: may.1.then_some("true"),
            ondragstart: move |event: DragEvent| {
                // A browser that refuses the data only loses the drag; the buttons stay.
                let _ = event.data_transfer().set_data("text/plain", &id.to_string());
            },
            ondragover: move |event| {
                if may.1 {
                    event.prevent_default();
                    over.set(true);
                }
            },
            ondragleave: move |_| over.set(false),
            ondrop: move |event| {
                event.prevent_default();
                over.set(false);
                let dragged = event.data_transfer().get_data("text/plain").and_then(|text| text.parse().ok());
                if let Some(order_now) = dragged.and_then(|dragged| dropped(&groups, dragged, id)) {
                    order.call(order_now);
                }
            },
            span { class: "dk-group-words",
                span { class: "dk-cell-title", "{name}" }
                span { class: "dk-quiet",
                    a {
                        class: "tr-link",
                        href: members.clone(),
                        onclick: move |event| {
                            if event.modifiers().is_empty() {
                                event.prevent_default();
                                go.to(members.clone());
                            }
                        },
                        {tr!("groups-members", count = one.now.members)}
                    }
                    if !supervisors.is_empty() {
                        " · "
                        {tr!("groups-supervised", names = supervisors)}
                    }
                }
            }
            span { class: "dk-group-tools",
                if may.1 {
                    Button {
                        label: tr!("rules-field-up", name = name.clone()),
                        icon: Icon::ArrowUp,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        disabled: at == 0,
                        on_press: move |_| {
                            if let Some(to) = at.checked_sub(1).and_then(|to| moved(&up, id, to)) {
                                order.call(to);
                            }
                        },
                    }
                    Button {
                        label: tr!("rules-field-down", name = name.clone()),
                        icon: Icon::ArrowDown,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        disabled: at + 1 == count,
                        on_press: move |_| {
                            if let Some(to) = moved(&down, id, at + 1) {
                                order.call(to);
                            }
                        },
                    }
                }
                if may.0 && below {
                    Button {
                        label: tr!("groups-add-below", name = name.clone()),
                        icon: Icon::Plus,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| ask.edit.call(Draft::new(Some(id))),
                    }
                }
                if may.1 {
                    Button {
                        label: tr!("groups-edit", name = name.clone()),
                        icon: Icon::Pencil,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        on_press: {
                            let now = one.now.clone();
                            move |_| ask.edit.call(Draft::of(now.clone()))
                        },
                    }
                }
                if may.2 {
                    Button {
                        label: tr!("groups-remove", name = name.clone()),
                        icon: Icon::Trash,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        on_press: {
                            let now = one.now.clone();
                            move |_| ask.remove.call(now.clone())
                        },
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::access::BuiltIn;

    use super::*;
    use crate::sample;

    fn page(locale: Locale, by: BuiltIn, with: fn(&mut StaffNow)) -> String {
        sample::render(locale, move || {
            let mut now = sample::staff();
            with(&mut now);
            rsx! { GroupsPage { now, rights: sample::rights(by) } }
        })
    }

    #[test]
    fn the_tree_names_members_and_supervisors() {
        for locale in Locale::ALL {
            let html = page(locale, BuiltIn::Administrator, |_| {});
            for said in ["East", "Pudong", "West", "Dana Fang", "dk-depth-1", "draggable"] {
                assert!(html.contains(said), "{said}: {html}");
            }
            assert!(!html.contains("groups-"), "{html}");
        }
    }

    #[test]
    fn whoever_only_looks_moves_nothing() {
        let html = page(Locale::En, BuiltIn::Dispatcher, |_| {});
        assert!(html.contains("East") && !html.contains("<button") && !html.contains("draggable"), "{html}");
    }

    #[test]
    fn without_groups_the_page_says_what_they_are_for() {
        let html = page(Locale::En, BuiltIn::Administrator, |now| now.groups.clear());
        assert!(html.contains("tr-empty"), "{html}");
    }

    #[test]
    fn a_dropped_order_shows_at_once() {
        let groups = sample::staff().groups;
        let order = vec![sample::group_id(3), sample::group_id(1)];
        let names: Vec<String> = tree(&ordered(&groups, Some(&order))).into_iter().map(|o| o.now.group.name).collect();
        assert_eq!(names, ["West", "East", "Pudong"]);
    }
}
