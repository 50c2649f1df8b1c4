//! The page of one agent, new or known: the form beside what follows from it.
//!
//! He is read with a number and saved by it. When a colleague was faster, what was changed here stays on the screen and
//! the administrator chooses.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Module, Rights, Verb};
use truckroll_protocol::api::staff::{AgentNow, StaffNow, StaffQuery};
use truckroll_ui::prelude::*;

use super::disable::DisableDialog;
use super::effect::EffectivePermissions;
use super::form::{AgentFields, change};
use super::state::{self, Draft, Problems, licensed, may_change};
use super::{Licences, PATH, address, open_work};
use crate::admin::parts::{Overtaken, SaveBar, no_agents, use_staff};
use crate::admin::said;
use crate::api::{self, staff::Outcome};
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::route::use_go;
use crate::session::use_session;
use crate::unsaved::use_unsaved;

/// The screen; the id `new` makes one.
#[component]
pub fn AgentScreen(id: ReadSignal<String>) -> Element {
    rsx! {
        for id in [id()] {
            Loaded { key: "{id}", id }
        }
    }
}

#[component]
fn Loaded(id: String) -> Element {
    let asked = match id.parse() {
        Ok(agent) => StaffQuery { id: Some(agent), ..no_agents() },
        Err(_) => no_agents(),
    };
    let read = use_staff(asked);
    let rights = use_session().rights();
    let draft = use_signal(|| (id == "new").then(Draft::empty));
    let theirs = use_signal(|| None::<AgentNow>);
    let sought = id.clone();
    use_effect(move || {
        let known = read
            .signal()
            .read()
            .as_ref()
            .and_then(|now| now.agents.iter().find(|one| one.agent.id.to_string() == sought).cloned());
        if let Some(known) = known {
            follow(draft, theirs, known);
        }
    });
    let gone = id != "new" && draft.read().is_none();
    rsx! {
        div { class: "dk-page dk-agent-page",
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read } },
                Some(now) if gone && !now.agents.iter().any(|one| one.agent.id.to_string() == id) => rsx! { Nobody {} },
                Some(now) => rsx! { AgentPage { draft, theirs, now, rights } },
            }
        }
    }
}

/// Takes what was read now into a form that nobody has changed; a changed one is told.
fn follow(mut draft: Signal<Option<Draft>>, mut theirs: Signal<Option<AgentNow>>, known: AgentNow) {
    let changed = draft.peek().as_ref().filter(|d| d.is_changed()).map(Draft::seq);
    match changed {
        Some(seq) if seq != known.seq => theirs.set(Some(known)),
        Some(_) => {}
        None => draft.set(Some(Draft::of(known))),
    }
}

#[component]
fn Nobody() -> Element {
    let go = use_go();
    rsx! {
        h1 { class: "tr-sr", {tr("staff-unknown")} }
        Empty { icon: Icon::Contact, title: tr("staff-unknown"), text: tr("desk-fault-not-found"),
            Button { label: tr("staff-to-list"), kind: ButtonKind::Primary, on_press: move |_| go.to(PATH) }
        }
    }
}

async fn save(draft: Draft) -> api::Answer<Outcome<AgentNow>> {
    match draft.read {
        None => api::staff::create_agent(&draft.new_agent()).await,
        Some(_) => api::staff::change_agent(&draft.change()).await,
    }
}

/// The page.
#[component]
pub fn AgentPage(
    draft: Signal<Option<Draft>>,
    theirs: Signal<Option<AgentNow>>,
    now: ReadSignal<StaffNow>,
    rights: Rights,
) -> Element {
    let go = use_go();
    let toasts = use_toasts();
    let changes = use_changes();
    let policy = use_memo(move || state::policy(&now.read()));
    let mut tried = use_signal(|| false);
    let mut refused = use_signal(Problems::new);
    let send = use_send(save, move |outcome| match outcome {
        Outcome::Written(written) => {
            tried.set(false);
            theirs.set(None);
            let made = draft.peek().as_ref().is_some_and(|d| d.read.is_none());
            let name = written.agent.name.clone();
            let href = address(&written.agent);
            draft.set(Some(Draft::of(written)));
            changes.announce(["agent"]);
            if made {
                toasts.say(Tone::Done, tr!("staff-made", name = name));
                go.instead(href);
            } else {
                toasts.say(Tone::Done, tr!("staff-saved", name = name));
            }
        }
        Outcome::Overtaken => changes.announce(["agent"]),
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
    let agent = current.agent.clone();
    let known = current.read.clone();
    let may = match &known {
        None => rights.allow(Area::Staff, Verb::Create),
        Some(known) => may_change(&rights, &known.agent, &policy.read()),
    };
    let mut problems = refused();
    if tried() {
        problems.extend(current.problems(&policy.read()));
    }
    rsx! {
        AgentHead { known: known.clone(), rights: rights.clone(), may }
        if !may {
            Notice { tone: Tone::Neutral, title: tr("staff-read-only"), text: tr("staff-read-only-text") }
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
                    title: tr!("staff-overtaken", name = other.agent.name.clone()),
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
            div { class: "dk-columns",
                fieldset { class: "dk-column dk-bare", disabled: (!may).then_some(true),
                    AgentFields { draft, now, policy, problems: problems.clone() }
                }
                div { class: "dk-column dk-aside-column",
                    Section { title: tr("staff-licences"),
                        if let Some(known) = known.clone() {
                            p { class: "dk-quiet", {tr("staff-licences-text")} }
                            Licences { agent: known.agent, may: may && agent.disabled_at.is_none() }
                        } else {
                            NewLicences { draft }
                        }
                    }
                    Section { title: tr("staff-effect"),
                        EffectivePermissions { agent: agent.clone(), policy }
                    }
                }
            }
            if may {
                SaveBar {
                    changed: current.is_changed(),
                    problems: problems.len(),
                    busy: send.busy(),
                    verb: known.is_none().then(|| tr("staff-add")),
                    on_discard: move |()| {
                        tried.set(false);
                        refused.set(Problems::new());
                        let read = draft.peek().as_ref().and_then(|d| d.read.clone());
                        draft.set(Some(read.map_or_else(Draft::empty, Draft::of)));
                    },
                }
            }
        }
    }
}

/// Licences of an agent who is not made yet.
#[component]
fn NewLicences(draft: Signal<Option<Draft>>) -> Element {
    let Some(current) = draft() else { return rsx! {} };
    rsx! {
        div { class: "dk-licence-ticks",
            for module in Module::ALL.iter().copied() {
                CheckField {
                    key: "{module.word()}",
                    label: said::module(module),
                    checked: current.agent.licensed(module),
                    on_change: move |on| change(draft, |d| d.agent = licensed(d.agent.clone(), module, on)),
                }
            }
        }
    }
}

/// Who it is, and what is done with him as a whole.
#[component]
fn AgentHead(known: Option<AgentNow>, rights: Rights, may: bool) -> Element {
    let go = use_go();
    let session = use_session();
    let toasts = use_toasts();
    let changes = use_changes();
    let mut disabling = use_signal(|| false);
    let enable = use_send(
        |known: AgentNow| async move { api::staff::enable(known.agent.id, known.seq).await },
        move |outcome| {
            changes.announce(["agent"]);
            match outcome {
                Outcome::Written(now) => toasts.say(Tone::Done, tr!("staff-enabled", name = now.agent.name)),
                Outcome::Overtaken | Outcome::Refused(_) => toasts.say(Tone::Paused, tr("staff-look-again")),
            }
        },
    );
    let Some(known) = known else {
        return rsx! {
            BackToList {}
            header { class: "dk-page-head", h1 { class: "dk-page-title", {tr("staff-new")} } }
        };
    };
    let agent = known.agent.clone();
    let himself = session.me().is_some_and(|me| me.agent.id == agent.id);
    let ends = may && rights.allow(Area::Staff, Verb::Delete) && !himself;
    let open = open_work(&known);
    rsx! {
        BackToList {}
        header { class: "dk-page-head",
            div { class: "dk-agent-head",
                Avatar {
                    name: agent.name.clone(),
                    photo: agent.photo.as_deref().map(api::attachment),
                    size: AvatarSize::Large,
                    decorative: true,
                }
                div {
                    h1 { class: "dk-page-title", "{agent.name}" }
                    p { class: "dk-quiet",
                        "{agent.account}"
                        if !open.is_empty() {
                            " · {open}"
                        }
                    }
                    if agent.disabled_at.is_some() {
                        Badge { tone: Tone::Alert, label: tr("staff-disabled"), kind: BadgeKind::Plain }
                    }
                }
            }
            div { class: "dk-page-actions",
                if ends && agent.disabled_at.is_none() {
                    Button {
                        label: tr("staff-disable"),
                        icon: Icon::Lock,
                        kind: ButtonKind::Danger,
                        on_press: move |_| disabling.set(true),
                    }
                }
                if ends && agent.disabled_at.is_some() {
                    Button {
                        label: tr("staff-enable"),
                        icon: Icon::UserCheck,
                        busy: enable.busy(),
                        on_press: {
                            let known = known.clone();
                            move |_| enable.run(known.clone())
                        },
                    }
                }
            }
        }
        Failed { failure: enable.failure() }
        if disabling() {
            // A section of its own: the head and foot of a dialog are none of the page's.
            section {
                DisableDialog {
                    known: known.clone(),
                    on_close: move |()| disabling.set(false),
                    on_gone: move |name: String| {
                        disabling.set(false);
                        toasts.say(Tone::Done, tr!("staff-disabled-done", name = name));
                        go.to(PATH);
                    },
                }
            }
        }
    }
}

#[component]
fn BackToList() -> Element {
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
            {tr("staff-title")}
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::access::BuiltIn;

    use super::*;
    use crate::sample;

    fn page(locale: Locale, id: u8, by: BuiltIn, faster: bool) -> String {
        sample::render(locale, move || {
            let now = sample::staff();
            let known = now.agents.iter().find(|one| one.agent.id == sample::agent_id(id)).cloned();
            let other = known.clone().filter(|_| faster);
            let draft = use_signal(move || Some(known.map_or_else(Draft::empty, Draft::of)));
            let theirs = use_signal(move || other);
            rsx! { AgentPage { draft, theirs, now, rights: sample::rights(by) } }
        })
    }

    #[test]
    fn the_page_shows_the_agent_and_what_he_may_do() {
        for locale in Locale::ALL {
            let html = page(locale, 1, BuiltIn::Administrator, false);
            for said in ["value=\"Chen Wei\"", "lift-a", "East", "<dl"] {
                assert!(html.contains(said), "{said}: {html}");
            }
            assert!(!html.contains("staff-") && !html.contains("new-password"), "{html}");
        }
    }

    #[test]
    fn a_new_agent_has_account_and_first_password() {
        let html = page(Locale::En, 99, BuiltIn::Administrator, false);
        assert!(html.contains("new-password") && html.contains("Add agent"), "{html}");
        let save = html.split("<button").find(|b| b.contains(">Add agent<")).unwrap_or_default();
        assert!(save.contains("disabled"), "nothing is typed yet: {save}");
    }

    #[test]
    fn whoever_may_not_change_him_reads_only() {
        let html = page(Locale::En, 1, BuiltIn::Dispatcher, false);
        assert!(html.contains("<fieldset class=\"dk-column dk-bare\" disabled"), "{html}");
        assert!(!html.contains(">Save<") && !html.contains("Disable"), "{html}");
    }

    #[test]
    fn a_colleague_who_was_faster_is_told_and_nothing_is_lost() {
        let html = page(Locale::En, 1, BuiltIn::Administrator, true);
        assert!(html.contains("role=\"alert\"") && html.contains("value=\"Chen Wei\""), "{html}");
    }
}
