//! The page of one role, new or known.
//!
//! It is read with a number and saved by it. When a colleague was faster, what was ticked here stays on the screen and the
//! administrator chooses.

use dioxus::prelude::*;
use truckroll_domain::RoleId;
use truckroll_domain::access::{Feature, Rights, Role};
use truckroll_protocol::api::staff::{RoleNow, StaffNow, StaffQuery};
use truckroll_ui::prelude::*;

use super::PATH;
use super::grants::Grants;
use super::members::{Members, NAMED};
use super::state::{Draft, copy_name};
use crate::admin::parts::{Overtaken, SaveBar, no_agents, use_staff};
use crate::admin::said;
use crate::admin::staff::state::{Problems, policy};
use crate::api::{self, staff::Outcome};
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;
use crate::unsaved::use_unsaved;

/// The screen; the id `new` makes one, with `copy` one like another.
#[component]
pub fn RoleScreen(id: ReadSignal<String>, query: ReadSignal<Query>) -> Element {
    rsx! {
        for (id, copy) in [(id(), query.read().get("copy").to_owned())] {
            Loaded { key: "{id}{copy}", id, copy }
        }
    }
}

#[component]
fn Loaded(id: String, copy: String) -> Element {
    // the page names those who have the role
    let asked = match id.parse::<RoleId>() {
        Ok(role) => {
            StaffQuery { role: Some(role), state: "enabled".into(), limit: Some(NAMED), ..StaffQuery::default() }
        }
        Err(_) => no_agents(),
    };
    let read = use_staff(asked);
    let rights = use_session().rights();
    let mut draft = use_signal(|| (id == "new" && copy.is_empty()).then(Draft::empty));
    let theirs = use_signal(|| None::<RoleNow>);
    let sought = if id == "new" { copy.clone() } else { id.clone() };
    let copies = id == "new";
    use_effect(move || {
        let staff = read.signal();
        let staff = staff.read();
        let Some(now) = staff.as_ref() else { return };
        let Some(known) = now.roles.iter().find(|one| one.role.id.to_string() == sought).cloned() else { return };
        if !copies {
            follow(draft, theirs, known);
        } else if draft.peek().is_none() {
            let name = copy_name(&known.role, now, |name| tr!("roles-copy-of", name = name));
            draft.set(Some(Draft::copy(&known.role, name)));
        }
    });
    let missing = draft.read().is_none();
    rsx! {
        div { class: "dk-page dk-page-middle",
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read } },
                Some(now) if missing && !has(&now, if copies { &copy } else { &id }) => rsx! { NoRole {} },
                Some(now) => rsx! { RolePage { draft, theirs, now, rights } },
            }
        }
    }
}

fn has(now: &StaffNow, id: &str) -> bool {
    now.roles.iter().any(|one| one.role.id.to_string() == id)
}

/// Takes what was read now into a form that nobody has changed; a changed one is told.
fn follow(mut draft: Signal<Option<Draft>>, mut theirs: Signal<Option<RoleNow>>, known: RoleNow) {
    let changed = draft.peek().as_ref().filter(|d| d.is_changed()).map(Draft::seq);
    match changed {
        Some(seq) if seq != known.seq => theirs.set(Some(known)),
        Some(_) => {}
        None => draft.set(Some(Draft::of(known))),
    }
}

#[component]
fn NoRole() -> Element {
    let go = use_go();
    rsx! {
        h1 { class: "tr-sr", {tr("roles-unknown")} }
        Empty { icon: Icon::Shield, title: tr("roles-unknown"), text: tr("desk-fault-not-found"),
            Button { label: tr("roles-to-list"), kind: ButtonKind::Primary, on_press: move |_| go.to(PATH) }
        }
    }
}

async fn save(draft: Draft) -> api::Answer<Outcome<RoleNow>> {
    match draft.read {
        None => api::staff::create_role(&draft.change()).await,
        Some(_) => api::staff::change_role(&draft.change()).await,
    }
}

/// The page.
#[component]
pub fn RolePage(
    draft: Signal<Option<Draft>>,
    theirs: Signal<Option<RoleNow>>,
    now: ReadSignal<StaffNow>,
    rights: Rights,
) -> Element {
    let go = use_go();
    let toasts = use_toasts();
    let changes = use_changes();
    let policy = use_memo(move || policy(&now.read()));
    let mut tried = use_signal(|| false);
    let mut refused = use_signal(Problems::new);
    let send = use_send(save, move |outcome| match outcome {
        Outcome::Written(written) => {
            tried.set(false);
            theirs.set(None);
            let made = draft.peek().as_ref().is_some_and(|d| d.read.is_none());
            let href = format!("{PATH}/{}", written.role.id);
            toasts.say(Tone::Done, tr!("roles-saved", name = said::role_name(&written.role)));
            draft.set(Some(Draft::of(written)));
            changes.announce(["role", "agent"]);
            if made {
                go.instead(href);
            }
        }
        Outcome::Overtaken => changes.announce(["role"]),
        Outcome::Refused(problems) => refused.set(problems),
    });
    use_unsaved(move || draft.peek().as_ref().is_some_and(Draft::is_changed));
    let submit = use_callback(move |()| {
        tried.set(true);
        refused.set(Problems::new());
        if let Some(draft) = draft.peek().clone()
            && draft.problems(&policy.peek()).is_empty()
        {
            send.run(draft);
        }
    });
    let Some(current) = draft() else { return rsx! {} };
    let may = rights.administers() && policy.read().on(Feature::RoleManagement);
    let fixed = current.is_fixed() || !may;
    let mut problems = refused();
    if tried() {
        problems.extend(current.problems(&policy.read()));
    }
    let of = |member: &str| problems.get(member).map(|key| said::problem(key));
    let built_in = current.built_in().is_some();
    rsx! {
        RoleHead { read: current.read.clone(), may }
        if current.is_fixed() {
            Notice { tone: Tone::Neutral, title: tr("roles-administrator"), text: tr("roles-administrator-text") }
        } else if !may {
            Notice { tone: Tone::Neutral, title: tr("staff-read-only"), text: tr("roles-read-only-text") }
        }
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                submit.call(());
            },
            Failed { failure: send.failure() }
            if let Some(other) = theirs() {
                Overtaken {
                    title: tr!("staff-overtaken", name = said::role_name(&other.role)),
                    on_take: {
                        let other = other.clone();
                        move |()| {
                            draft.set(Some(Draft::of(other.clone())));
                            theirs.set(None);
                        }
                    },
                    on_keep: move |()| {
                        let kept = draft.peek().as_ref().map(|d| d.over(other.clone()));
                        draft.set(kept);
                        theirs.set(None);
                    },
                }
            }
            if !built_in {
                Section { title: tr("roles-about"),
                    TextField {
                        label: tr("roles-name"),
                        value: current.role.name.clone(),
                        required: true,
                        disabled: !may,
                        max_length: 60,
                        error: of("name"),
                        on_input: move |text| edit(draft, |role| role.name = text),
                    }
                    TextAreaField {
                        label: tr("roles-remark"),
                        value: current.role.remark.clone(),
                        rows: 2,
                        disabled: !may,
                        hint: tr("roles-remark-hint"),
                        max_length: 500,
                        error: of("remark"),
                        on_input: move |text| edit(draft, |role| role.remark = text),
                    }
                }
            }
            Section { title: tr("roles-rights"),
                p { class: "dk-quiet", {tr("roles-rights-text")} }
                if let Some(error) = of("grants") {
                    p { class: "tr-error", role: "alert", "{error}" }
                }
                Grants { draft, policy, problems: problems.clone(), fixed }
            }
            if !fixed {
                SaveBar {
                    changed: current.is_changed(),
                    problems: problems.len(),
                    busy: send.busy(),
                    verb: current.read.is_none().then(|| tr("roles-add")),
                    on_discard: move |()| {
                        tried.set(false);
                        refused.set(Problems::new());
                        let read = draft.peek().as_ref().and_then(|d| d.read.clone());
                        draft.set(Some(read.map_or_else(Draft::empty, Draft::of)));
                    },
                }
            }
        }
        if current.read.is_some() {
            Members { role: current.role.id, now, policy, rights }
        }
    }
}

fn edit(mut draft: Signal<Option<Draft>>, work: impl FnOnce(&mut Role)) {
    if let Some(draft) = draft.write().as_mut() {
        work(&mut draft.role);
    }
}

/// Name, copy, remove or back to how it came.
#[component]
fn RoleHead(read: Option<RoleNow>, may: bool) -> Element {
    let go = use_go();
    let toasts = use_toasts();
    let changes = use_changes();
    let mut asking = use_signal(|| false);
    let mut stays = use_signal(|| None::<String>);
    let remove = use_send(
        |one: RoleNow| async move {
            let answer = api::staff::remove_role(one.role.id, one.seq).await;
            answer.map(|outcome| (one, outcome))
        },
        move |(one, outcome): (RoleNow, Outcome<()>)| {
            asking.set(false);
            changes.announce(["role", "agent"]);
            let name = said::role_name(&one.role);
            match outcome {
                Outcome::Written(()) if one.built_in => toasts.say(Tone::Done, tr!("roles-came-back", name = name)),
                Outcome::Written(()) => {
                    toasts.say(Tone::Done, tr!("groups-removed", name = name));
                    go.to(PATH);
                }
                Outcome::Overtaken => toasts.say(Tone::Paused, tr("staff-look-again")),
                Outcome::Refused(what) => stays.set(Some(tr!("roles-in-use", what = said::usages(&what)))),
            }
        },
    );
    let Some(one) = read else {
        return rsx! {
            BackToRoles {}
            header { class: "dk-page-head", h1 { class: "dk-page-title", {tr("roles-new")} } }
        };
    };
    let name = said::role_name(&one.role);
    let copy = format!("{PATH}/new?copy={}", one.role.id);
    let goes = may && (!one.built_in || one.seq > 0);
    let (verb, text) = if one.built_in {
        (tr("roles-back"), tr("roles-back-text"))
    } else {
        (tr("roles-remove"), tr("roles-remove-text"))
    };
    rsx! {
        BackToRoles {}
        header { class: "dk-page-head",
            div {
                h1 { class: "dk-page-title", "{name}"
                    if one.built_in {
                        Badge { tone: Tone::Neutral, label: tr("roles-built-in-mark") }
                    }
                }
                p { class: "dk-quiet", {said::role_remark(&one.role)} }
            }
            div { class: "dk-page-actions",
                if may {
                    Button { label: tr("roles-copy"), icon: Icon::Copy, on_press: move |_| go.to(copy.clone()) }
                }
                if goes {
                    Button {
                        label: verb.clone(),
                        icon: if one.built_in { Icon::Undo } else { Icon::Trash },
                        on_press: move |_| asking.set(true),
                    }
                }
            }
        }
        Failed { failure: remove.failure().or(stays()) }
        if asking() {
            // A section of its own: the head and foot of a dialog are none of the page's.
            section {
                Confirm {
                    open: true,
                    title: format!("{verb}: {name}"),
                    text,
                    verb: verb.clone(),
                    danger: !one.built_in,
                    busy: remove.busy(),
                    on_confirm: move |()| {
                        stays.set(None);
                        remove.run(one.clone());
                    },
                    on_close: move |()| asking.set(false),
                }
            }
        }
    }
}

#[component]
fn BackToRoles() -> Element {
    let go = use_go();
    rsx! {
        a {
            class: "dk-back",
            href: PATH,
            onclick: move |event| {
                if event.modifiers().is_empty() {
                    event.prevent_default();
                    go.to(PATH);
                }
            },
            Glyph { icon: Icon::ArrowLeft, size: 16 }
            {tr("roles-title")}
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::access::BuiltIn;

    use super::*;
    use crate::sample;

    fn page(locale: Locale, at: usize, by: BuiltIn) -> String {
        sample::render(locale, move || {
            let mut now = sample::staff();
            let known = now.roles[at].clone();
            let policy = policy(&now);
            // as the server finds them
            now.agents
                .retain(|one| one.agent.disabled_at.is_none() && policy.roles_of(&one.agent).contains(&known.role.id));
            let draft = use_signal(move || Some(Draft::of(known)));
            let theirs = use_signal(|| None::<RoleNow>);
            rsx! { RolePage { draft, theirs, now, rights: sample::rights(by) } }
        })
    }

    #[test]
    fn a_role_shows_what_it_grants() {
        for locale in Locale::ALL {
            let html = page(locale, 4, BuiltIn::Administrator);
            assert!(html.contains("value=\"Team lead\"") && html.contains("<table"), "{html}");
            assert!(!html.contains("roles-") && !html.contains("staff-"), "{html}");
            assert_eq!(html.matches("checked=true").count() + html.matches("checked ").count(), 1, "{html}");
        }
    }

    #[test]
    fn the_administrators_rights_cannot_be_ticked() {
        let html = page(Locale::En, 0, BuiltIn::Administrator);
        assert!(html.contains("role=\"note\"") && !html.contains(">Save<"), "{html}");
        let ticks = html.split("<input").filter(|input| input.contains("type=\"checkbox\""));
        assert!(ticks.clone().count() > 20 && ticks.clone().all(|input| input.contains("disabled")), "{html}");
    }

    #[test]
    fn a_dispatcher_reads_only() {
        let html = page(Locale::En, 4, BuiltIn::Dispatcher);
        assert!(!html.contains(">Save<") && !html.contains("Copy"), "{html}");
    }

    #[test]
    fn who_has_it_is_named() {
        let html = page(Locale::En, 2, BuiltIn::Administrator);
        assert!(html.contains("Chen Wei") && html.contains("Li Na") && !html.contains("Zhao"), "{html}");
    }
}
