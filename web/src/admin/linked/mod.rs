//! Settings → Linked companies (ORG-15): the organisation's number, invitations, what is shared, and what a superior sees.

mod ask;
mod look;

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::linked::{Link, LinkState, LinkStep, Relation, Shared};
use truckroll_protocol::api::linked::{LinksNow, NewShared};
use truckroll_ui::prelude::*;

use self::ask::AskForLink;
use self::look::LookAt;
use crate::admin::SettingsHead;
use crate::api;
use crate::desk::trouble::{Failed, Stale, Waiting};
use crate::platform;
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;

/// Address of the section.
pub const PATH: &str = "/desk/settings/linked";
const TOPIC: &str = "linked";

/// Notices are how the other side's steps are heard of.
fn topics() -> Vec<String> {
    [TOPIC, "notices"].map(str::to_owned).to_vec()
}

/// The screen; `?look=` names the subordinate that is looked at.
#[component]
pub fn LinkedScreen(query: ReadSignal<Query>) -> Element {
    let session = use_session();
    let read = use_live(topics, api::linked::links);
    let mut asking = use_signal(|| false);
    let changes = use_changes();
    let manages = session.may(Area::LinkedCompanies, Verb::Edit);
    let looked_at = query.read().some("look");
    let found = read.value().and_then(|now| now.links.into_iter().find(|link| Some(&link.id) == looked_at.as_ref()));
    rsx! {
        div { class: "dk-page",
            if let Some(link) = found {
                LookAt { key: "{link.id}", link }
            } else {
                SettingsHead { title: tr("linked-title"),
                    if manages {
                        Button { label: tr("linked-ask"), icon: Icon::Plus, kind: ButtonKind::Primary, on_press: move |_| asking.set(true) }
                    }
                }
                p { class: "dk-quiet", {tr("linked-intro")} }
                Stale { read }
                match read.value() {
                    None => rsx! { Waiting { read } },
                    Some(now) => rsx! { Links { now, manages } },
                }
                if asking() {
                    AskForLink {
                        on_asked: move |()| {
                            asking.set(false);
                            changes.announce([TOPIC]);
                        },
                        on_close: move |()| asking.set(false),
                    }
                }
            }
        }
    }
}

/// The organisation's own number, and the links.
#[component]
pub fn Links(now: LinksNow, manages: bool) -> Element {
    let toasts = use_toasts();
    let number = now.vendor_id.to_string();
    let mut ending = use_signal(|| None::<Link>);
    let changes = use_changes();
    let send = use_send(
        |(id, step): (String, LinkStep)| async move { api::linked::step(&id, step).await },
        move |link: Link| {
            ending.set(None);
            let state = link.state.map_or("unbound", LinkState::word);
            toasts.say(Tone::Done, tr(&format!("linked-now-{state}")));
            changes.announce([TOPIC]);
        },
    );
    let copied = number.clone();
    rsx! {
        p { class: "dk-linked-number",
            span { {tr("linked-our-number")} }
            strong { class: "tr-figures", "{number}" }
            Button {
                label: tr("verb-copy"),
                icon: Icon::Copy,
                kind: ButtonKind::Ghost,
                on_press: move |_| {
                    let text = copied.clone();
                    async move {
                        let copied = platform::copy(&text).await;
                        let (tone, key) = if copied { (Tone::Done, "dispatch-copied") } else { (Tone::Paused, "account-copy-failed") };
                        toasts.say(tone, tr(key));
                    }
                },
            }
        }
        Failed { failure: send.failure() }
        if now.links.is_empty() {
            Empty { icon: Icon::Link, title: tr("linked-empty"), text: tr("linked-empty-text") }
        }
        ul { class: "dk-plain-list dk-sessions", aria_label: tr("linked-title"),
            for link in now.links {
                li { key: "{link.id}", class: "dk-session dk-linked",
                    Words { link: link.clone() }
                    div { class: "dk-page-actions",
                        Steps {
                            link: link.clone(),
                            manages,
                            busy: send.busy(),
                            on_step: {
                                let id = link.id.clone();
                                move |step| send.run((id.clone(), step))
                            },
                            on_end: {
                                let link = link.clone();
                                move |()| ending.set(Some(link.clone()))
                            },
                        }
                    }
                    Sharing { link: link.clone(), manages }
                }
            }
        }
        if let Some(link) = ending() {
            Confirm {
                open: true,
                title: tr!("linked-unbind-title", name = label(&link)),
                text: tr("linked-unbind-text"),
                verb: tr("linked-unbind"),
                danger: true,
                busy: send.busy(),
                on_confirm: move |()| send.run((link.id.clone(), LinkStep::Unbind)),
                on_close: move |()| ending.set(None),
            }
        }
    }
}

/// The name, or the number while the name is not known.
fn label(link: &Link) -> String {
    if link.name.is_empty() { tr!("linked-number", number = link.vendor_id.to_string()) } else { link.name.clone() }
}

/// What a relation is called.
fn relation(link: &Link) -> String {
    link.relation.map(|r| tr(&format!("linked-relation-{}", r.word()))).unwrap_or_default()
}

/// Who it is, what it is, since when.
#[component]
fn Words(link: Link) -> Element {
    let format = use_format();
    let state = link.state.unwrap_or(LinkState::Expired);
    let tone = match state {
        LinkState::Agreed => Tone::Done,
        LinkState::Invited => Tone::Paused,
        LinkState::Declined | LinkState::Withdrawn | LinkState::Expired | LinkState::Unbound => Tone::Neutral,
    };
    let word = match (state, link.asked_by_us) {
        (LinkState::Invited, false) => tr("linked-state-asks"),
        _ => tr(&format!("linked-state-{}", state.word())),
    };
    rsx! {
        Glyph { icon: Icon::Building, size: 20 }
        div { class: "dk-session-words",
            p { class: "dk-cell-title",
                {label(&link)}
                " "
                Badge { tone, label: word, kind: BadgeKind::Plain }
            }
            p { class: "dk-quiet",
                {relation(&link)}
                if !link.name.is_empty() {
                    " · "
                    {tr!("linked-number", number = link.vendor_id.to_string())}
                }
                " · "
                {format.date(link.decided_at.unwrap_or(link.asked_at).ms())}
            }
            if !link.note.is_empty() {
                p { class: "dk-linked-note", "{link.note}" }
            }
        }
    }
}

/// What may be done with a link now.
#[component]
fn Steps(link: Link, manages: bool, busy: bool, on_step: EventHandler<LinkStep>, on_end: EventHandler<()>) -> Element {
    let go = use_go();
    let state = link.state.unwrap_or(LinkState::Expired);
    let looks = state == LinkState::Agreed && link.relation.is_some_and(Relation::looks) && !link.shared.is_empty();
    let id = link.id.clone();
    rsx! {
        if looks {
            Button {
                label: tr("linked-look"),
                icon: Icon::Chart,
                on_press: move |_| go.to(format!("{PATH}?look={id}")),
            }
        }
        match (manages, state, link.asked_by_us) {
            (true, LinkState::Invited, false) => rsx! {
                Button { label: tr("linked-decline"), busy, on_press: move |_| on_step.call(LinkStep::Decline) }
                Button {
                    label: tr("linked-agree"),
                    kind: ButtonKind::Primary,
                    busy,
                    on_press: move |_| on_step.call(LinkStep::Agree),
                }
            },
            (true, LinkState::Invited, true) => rsx! {
                Button {
                    label: tr("linked-withdraw"),
                    kind: ButtonKind::Ghost,
                    busy,
                    on_press: move |_| on_step.call(LinkStep::Withdraw),
                }
            },
            (true, LinkState::Agreed, _) => rsx! {
                Button { label: tr("linked-unbind"), kind: ButtonKind::Ghost, on_press: move |_| on_end.call(()) }
            },
            _ => rsx! {},
        }
    }
}

/// What this organisation lets its superior see, or is about to.
#[component]
fn Sharing(link: Link, manages: bool) -> Element {
    let changes = use_changes();
    let id = link.id.clone();
    let send = use_send(
        move |new: NewShared| {
            let id = id.clone();
            async move { api::linked::share(&id, &new).await }
        },
        move |_: Link| changes.announce([TOPIC]),
    );
    let open = link.state.is_some_and(LinkState::is_open);
    if !open || link.relation != Some(Relation::Superior) {
        return rsx! {};
    }
    let version = link.version;
    rsx! {
        fieldset { class: "dk-linked-shared",
            legend { {tr!("linked-shares", name = label(&link))} }
            Failed { failure: send.failure() }
            for part in Shared::ALL.iter().copied() {
                CheckField {
                    key: "{part.word()}",
                    label: tr(&format!("linked-part-{}", part.word().replace('_', "-"))),
                    switch: true,
                    checked: link.shared.contains(&part),
                    disabled: !manages || send.busy(),
                    on_change: {
                        let shared = link.shared.clone();
                        move |on| {
                            let mut shared: Vec<Shared> = shared.iter().copied().filter(|s| *s != part).collect();
                            if on {
                                shared.push(part);
                            }
                            send.run(NewShared { version, shared });
                        }
                    },
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Timestamp;

    use super::*;
    use crate::sample;

    fn shown(link: Link, manages: bool) -> String {
        sample::render(Locale::En, move || {
            let now = LinksNow { vendor_id: 10_000_007, links: vec![link.clone()] };
            rsx! { Links { now, manages } }
        })
    }

    fn link(state: LinkState, relation: Relation, asked_by_us: bool) -> Link {
        Link {
            id: "l".into(),
            vendor_id: 10_000_042,
            relation: Some(relation),
            state: Some(state),
            asked_by_us,
            shared: Shared::ALL.to_vec(),
            asked_at: Timestamp(sample::NOW_MS),
            ..Link::default()
        }
    }

    #[test]
    fn each_side_is_offered_its_own_steps() {
        let asked = shown(link(LinkState::Invited, Relation::Subordinate, true), true);
        assert!(asked.contains("No. 10000042") && asked.contains("Take back") && !asked.contains("Agree"), "{asked}");
        let mut theirs = link(LinkState::Invited, Relation::Superior, false);
        theirs.name = "Borealis".into();
        let html = shown(theirs.clone(), true);
        assert!(html.contains("Agree") && html.contains("Decline") && html.contains("Borealis may see"), "{html}");
        let html = shown(theirs, false);
        assert!(!html.contains(">Agree<") && html.contains("disabled"), "{html}");
    }

    #[test]
    fn only_a_subordinate_that_shares_something_can_be_looked_at() {
        assert!(shown(link(LinkState::Agreed, Relation::Subordinate, true), false).contains("See its figures"));
        let silent = Link { shared: Vec::new(), ..link(LinkState::Agreed, Relation::Subordinate, true) };
        for other in
            [silent, link(LinkState::Agreed, Relation::Superior, true), link(LinkState::Agreed, Relation::Peer, true)]
        {
            assert!(!shown(other, true).contains("See its figures"));
        }
    }
}
