//! Settings → Navigation (ORG-26): what the organisation adds to the navigation of desk and phones, and the secret that signs
//! who comes.
//!
//! Entries are saved together by the number they were read at; when a colleague was faster, both versions are offered.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::RoleId;
use truckroll_domain::access::Role;
use truckroll_domain::tenants::{ICONS, NavEntry, Navigation};
use truckroll_protocol::api::{NavigationNow, NavigationSecret, NewNavigation};
use truckroll_ui::prelude::*;

use super::SettingsHead;
use super::draft::{Replaced, fresh_key, use_draft};
use super::parts::{Overtaken, SaveBar, no_agents, problem, use_staff};
use super::said;
use crate::api::{self, staff::Outcome};
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::platform;
use crate::query::Query;

/// What the keys of its messages begin with.
const AREA: &str = "navi";

/// The screen.
#[component]
pub fn NavigationScreen(query: ReadSignal<Query>) -> Element {
    let _ = query;
    let read = use_live(|| vec![Navigation::KIND.to_owned()], api::navigation);
    let staff = use_staff(no_agents());
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("navi-title") }
            p { class: "dk-quiet", {tr("navi-intro")} }
            Stale { read }
            match (read.value(), staff.value()) {
                (Some(now), Some(staff)) => rsx! {
                    NavigationEditor { now: now.clone(), roles: staff.roles.iter().map(|one| one.role.clone()).collect::<Vec<_>>() }
                    SecretPane { now, on_made: move |()| read.reload() }
                },
                (None, _) => rsx! { Waiting { read, rows: 6 } },
                (_, None) => rsx! { Waiting { read: staff, rows: 6 } },
            }
        }
    }
}

impl Replaced for NavigationNow {
    type Body = Navigation;
    fn seq(&self) -> i64 {
        self.seq
    }
    fn body(&self) -> &Navigation {
        &self.entries
    }
}

/// The entries with what can be done about them.
#[component]
pub fn NavigationEditor(now: ReadSignal<NavigationNow>, roles: Vec<Role>) -> Element {
    let toasts = use_toasts();
    let changes = use_changes();
    let mut draft = use_draft(now);
    let mut problems = use_signal(BTreeMap::<String, String>::new);
    let save = use_send(
        |asked: NewNavigation| async move { api::replace_navigation(&asked).await },
        move |outcome| match outcome {
            Outcome::Written(now) => {
                draft.written(now);
                toasts.say(Tone::Done, tr("navi-saved"));
                changes.announce([Navigation::KIND]);
            }
            Outcome::Overtaken => changes.announce([Navigation::KIND]),
            Outcome::Refused(found) => problems.set(found),
        },
    );
    let submit = use_callback(move |()| {
        let found = draft.body.peek().check().err().unwrap_or_default();
        problems.set(found.into_iter().map(|(member, word)| (member, word.to_owned())).collect());
        if problems.peek().is_empty() {
            save.run(NewNavigation { seq: draft.seq(), entries: draft.body.peek().clone() });
        }
    });
    let entries = draft.body.read().0.clone();
    let count = entries.len();
    let changed = draft.is_changed();
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                submit.call(());
            },
            Failed { failure: problem(AREA, &problems.read(), "").or_else(|| save.failure()) }
            if draft.is_overtaken() {
                Overtaken {
                    title: tr("navi-overtaken"),
                    on_take: move |()| draft.take_theirs(),
                    on_keep: move |()| draft.keep_mine(),
                }
            }
            if count == 0 {
                Empty { icon: Icon::Link, title: tr("navi-none"), text: tr("navi-none-text") }
            }
            for (n, entry) in entries.into_iter().enumerate() {
                EntryCard {
                    key: "{entry.key}",
                    n,
                    count,
                    entry,
                    roles: roles.clone(),
                    problems: problems.read().clone(),
                    on_change: move |entry: NavEntry| {
                        let mine = format!("{n}.");
                        problems.write().retain(|member, _| !member.starts_with(&mine));
                        if let Some(known) = draft.body.write().0.get_mut(n) {
                            *known = entry;
                        }
                    },
                    on_move: move |up: bool| {
                        problems.set(BTreeMap::new());
                        let other = if up { n.checked_sub(1) } else { Some(n + 1) };
                        if let Some(other) = other.filter(|other| *other < count) {
                            draft.body.write().0.swap(n, other);
                        }
                    },
                    on_remove: move |()| {
                        problems.set(BTreeMap::new());
                        draft.body.write().0.remove(n);
                    },
                }
            }
            div {
                Button {
                    label: tr("navi-add"),
                    icon: Icon::Plus,
                    on_press: move |_| {
                        let entry = NavEntry { key: fresh_key(), icon: "link".into(), web: true, ..NavEntry::default() };
                        draft.body.write().0.push(entry);
                    },
                }
            }
            SaveBar {
                changed,
                problems: problems.read().len(),
                busy: save.busy(),
                on_discard: move |()| {
                    problems.set(BTreeMap::new());
                    draft.discard();
                },
            }
        }
    }
}

/// One entry.
#[component]
fn EntryCard(
    n: usize,
    count: usize,
    entry: NavEntry,
    roles: Vec<Role>,
    problems: BTreeMap<String, String>,
    on_change: EventHandler<NavEntry>,
    on_move: EventHandler<bool>,
    on_remove: EventHandler<()>,
) -> Element {
    let called = if entry.title.trim().is_empty() { tr("navi-nameless") } else { entry.title.clone() };
    let icons = ICONS.iter().map(|word| Choice::new(*word, tr(&format!("navi-icon-{word}")))).collect::<Vec<_>>();
    let wrong = |member: &str| problem(AREA, &problems, &format!("{n}.{member}"));
    let now = use_memo(use_reactive!(|entry| entry));
    let set = move |change: &dyn Fn(&mut NavEntry)| {
        let mut entry = now.peek().clone();
        change(&mut entry);
        on_change.call(entry);
    };
    rsx! {
        fieldset { class: "dk-state-card",
            legend { class: "tr-sr", "{called}" }
            div { class: "dk-state-head",
                span { class: "dk-measure-name",
                    Glyph { icon: Icon::of_entry(&entry.icon), size: 18 }
                    "{called}"
                }
                div { class: "dk-page-actions",
                    Button {
                        label: tr!("navi-up", name = called.clone()),
                        icon: Icon::ArrowUp,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        disabled: n == 0,
                        on_press: move |_| on_move.call(true),
                    }
                    Button {
                        label: tr!("navi-down", name = called.clone()),
                        icon: Icon::ArrowDown,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        disabled: n + 1 == count,
                        on_press: move |_| on_move.call(false),
                    }
                    Button {
                        label: tr!("navi-remove", name = called),
                        icon: Icon::Trash,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| on_remove.call(()),
                    }
                }
            }
            div { class: "dk-form-pair",
                TextField {
                    label: tr("navi-name"),
                    value: entry.title.clone(),
                    required: true,
                    max_length: 40,
                    error: wrong("title"),
                    on_input: move |text: String| set(&|entry| entry.title.clone_from(&text)),
                }
                SelectField {
                    label: tr("navi-icon"),
                    value: entry.icon.clone(),
                    options: icons,
                    on_change: move |word: String| set(&|entry| entry.icon.clone_from(&word)),
                }
            }
            TextField {
                label: tr("navi-address"),
                hint: tr("navi-address-hint"),
                kind: TextKind::Url,
                value: entry.address.clone(),
                required: true,
                max_length: 1_000,
                error: wrong("address"),
                on_input: move |text: String| set(&|entry| text.trim().clone_into(&mut entry.address)),
            }
            fieldset { class: "dk-ticks dk-state-channels",
                legend { class: "tr-label", {tr("navi-where")} }
                CheckField {
                    label: tr("navi-web"),
                    checked: entry.web,
                    on_change: move |on: bool| set(&|entry| entry.web = on),
                }
                CheckField {
                    label: tr("navi-phone"),
                    checked: entry.phone,
                    on_change: move |on: bool| set(&|entry| entry.phone = on),
                }
                if let Some(error) = wrong("web") {
                    p { class: "tr-error", role: "alert", "{error}" }
                }
            }
            fieldset { class: "dk-ticks dk-state-channels",
                legend { class: "tr-label", {tr("navi-roles")} }
                for role in roles {
                    CheckField {
                        key: "{role.id}",
                        label: said::role_name(&role),
                        checked: entry.roles.contains(&role.id),
                        on_change: move |on: bool| set(&|entry| toggle(&mut entry.roles, role.id, on)),
                    }
                }
                p { class: "tr-hint", {tr("navi-roles-hint")} }
            }
            CheckField {
                label: tr("navi-signed"),
                hint: tr("navi-signed-hint"),
                switch: true,
                checked: entry.signed,
                on_change: move |on: bool| set(&|entry| entry.signed = on),
            }
        }
    }
}

fn toggle(roles: &mut Vec<RoleId>, role: RoleId, on: bool) {
    roles.retain(|known| *known != role);
    if on {
        roles.push(role);
    }
}

/// The secret that signs who comes: made, and shown once.
#[component]
fn SecretPane(now: NavigationNow, on_made: EventHandler<()>) -> Element {
    let format = use_format();
    let toasts = use_toasts();
    let mut asking = use_signal(|| false);
    let mut made = use_signal(|| None::<String>);
    let send = use_send(
        |()| async move { api::make_navigation_secret().await },
        move |answer: NavigationSecret| {
            asking.set(false);
            made.set(Some(answer.secret));
            on_made.call(());
        },
    );
    rsx! {
        div { class: "dk-form",
            Section { title: tr("navi-secret"),
                p { class: "dk-quiet", {tr("navi-secret-text")} }
                p {
                    match now.secret_at {
                        Some(at) => tr!("navi-secret-made", date = format.date(at.ms())),
                        None => tr("navi-secret-none"),
                    }
                }
                Failed { failure: send.failure() }
                if let Some(secret) = made() {
                    Notice { tone: Tone::Paused, title: tr("navi-secret-once"), text: tr("navi-secret-once-text"),
                        code { class: "dk-code", "{secret}" }
                        Button {
                            label: tr("verb-copy"),
                            icon: Icon::Copy,
                            on_press: move |_| {
                                let secret = secret.clone();
                                async move {
                                    let copied = platform::copy(&secret).await;
                                    let (tone, key) = if copied { (Tone::Done, "dispatch-copied") } else { (Tone::Paused, "account-copy-failed") };
                                    toasts.say(tone, tr(key));
                                }
                            },
                        }
                    }
                }
                div { class: "tr-actions",
                    Button {
                        label: tr("navi-secret-make"),
                        icon: Icon::Key,
                        busy: send.busy(),
                        on_press: move |_| if now.secret_at.is_some() { asking.set(true) } else { send.run(()) },
                    }
                }
                Confirm {
                    open: asking(),
                    title: tr("navi-secret-again"),
                    text: tr("navi-secret-again-text"),
                    verb: tr("navi-secret-make"),
                    danger: true,
                    busy: send.busy(),
                    on_confirm: move |()| send.run(()),
                    on_close: move |()| asking.set(false),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn an_entry_has_icon_address_terminals_and_roles() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let entry = NavEntry {
                    key: "wiki".into(),
                    title: "Wiki".into(),
                    icon: "book".into(),
                    address: "https://wiki.example".into(),
                    web: true,
                    ..NavEntry::default()
                };
                let now = NavigationNow { seq: 1, entries: Navigation(vec![entry]), ..NavigationNow::default() };
                let roles = sample::staff().roles.into_iter().map(|one| one.role).collect::<Vec<_>>();
                rsx! { NavigationEditor { now, roles } }
            });
            assert!(html.contains("value=\"https://wiki.example\"") && html.contains("Team lead"), "{html}");
            assert!(!html.contains("navi-"), "{html}");
        }
        let html = sample::render(
            Locale::En,
            || rsx! { NavigationEditor { now: NavigationNow::default(), roles: Vec::new() } },
        );
        assert!(html.contains("No entries of your own"), "{html}");
    }

    #[test]
    fn every_icon_of_the_domain_is_drawn() {
        let drawn: std::collections::HashSet<Icon> = ICONS.iter().map(|word| Icon::of_entry(word)).collect();
        assert_eq!(drawn.len(), ICONS.len());
    }
}
