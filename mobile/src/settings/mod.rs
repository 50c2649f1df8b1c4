//! Me: who works here, language and appearance, how sync stands, notices, storage, signing out.

mod about;
mod company;
mod portrait;
mod presence;
mod syncs;
mod text_size;

use dioxus::prelude::*;
use truckroll_domain::access::Feature;
use truckroll_domain::decode::from_json;
use truckroll_domain::people::Role;
use truckroll_protocol::api::{Me, NavLink};
use truckroll_protocol::sync::device::Status;
use truckroll_replica::ask::{Ask, Method, SyncState};
use truckroll_ui::prelude::*;

use crate::notices::call;
use crate::platform::{self, Notices, StorageState};
use crate::route::use_go;
use crate::session::use_session;
use crate::shell::{Screen, Section, Tab};
use crate::store;

pub use about::AboutScreen;
pub use company::MyCompanyScreen;
pub use presence::{PresencePane, PresenceSection, state_name};
pub use syncs::SyncsScreen;
pub use text_size::apply_kept as apply_kept_text_size;

/// Kinds of notices that engineers get.
const NOTICES: [&str; 18] = [
    "visit_assigned",
    "visit_taken",
    "visit_unassigned",
    "visit_cancelled",
    "visit_completed",
    "ticket_replied",
    "swap_asked",
    "swap_agreed",
    "swap_declined",
    "swap_withdrawn",
    "swap_approved",
    "swap_rejected",
    "sla_first_due",
    "sla_second_due",
    "sla_solution_due",
    "sla_first_missed",
    "sla_second_missed",
    "sla_solution_missed",
];

/// The words of notices in one language as JSON, for the program that shows them while the app is closed.
#[must_use]
pub fn notice_words(locale: Locale) -> String {
    let mut words = serde_json::Map::new();
    for kind in NOTICES {
        let key = format!("eng-notice-{}", kind.replace('_', "-"));
        words.insert(kind.to_owned(), t(locale, &key).into());
    }
    words.insert("other".to_owned(), t(locale, "eng-notice-other").into());
    serde_json::Value::Object(words).to_string()
}

/// The two languages, side by side.
#[component]
pub fn LanguageSwitch() -> Element {
    let mut locale = use_locale();
    rsx! {
        div { class: "tr-actions", role: "group", aria_label: tr("setting-language"),
            for choice in Locale::ALL {
                Button {
                    key: "{choice.tag()}",
                    label: tr(choice.name_key()),
                    kind: ButtonKind::Ghost,
                    pressed: locale() == choice,
                    on_press: move |_| {
                        locale.set(choice);
                        platform::keep("language", choice.tag());
                    },
                }
            }
        }
    }
}

/// The screen.
#[component]
pub fn MeScreen() -> Element {
    let session = use_session();
    let go = use_go();
    let mut storage = use_signal(|| None::<StorageState>);
    let mut notices = use_signal(|| Notices::Unsupported);
    use_future(move || async move {
        storage.set(Some(platform::keep_storage().await));
        notices.set(platform::notices().await);
    });
    let mut leaving = use_signal(|| false);
    let mut sign_out = move || {
        leaving.set(false);
        spawn(async move {
            let _ = platform::ask(Ask::SignOut).await;
            session.ask_again().await;
        });
    };
    let sync = session.sync.read().clone();
    rsx! {
        Screen { title: tr("nav-me"), tab: Tab::Me,
            div { class: "tr-stack",
                if let Some(me) = session.me() {
                    Profile { me: (*me).clone() }
                }
                PresenceSection {}
                Ways {}
                Added {}
                if session.me().is_some_and(|me| me.switches.on(Feature::Roster)) {
                    Button {
                        label: tr("my-shifts"),
                        icon: Icon::CalendarClock,
                        wide: true,
                        on_press: move |_| go.to("/engineer/shifts"),
                    }
                }
                if let Some(state) = sync {
                    SyncPane {
                        state,
                        on_sync: move |()| session.sync_now(),
                    }
                }
                Section { title: tr("setting-language"), LanguageSwitch {} }
                Section { title: tr("setting-theme"), ThemeSwitch {} }
                Section { title: tr("text-size"), text_size::TextSizeSwitch {} }
                NoticesPane {
                    notices: notices(),
                    on_change: move |on| {
                        spawn(async move { notices.set(platform::set_notices(on).await) });
                    },
                }
                if let Some(storage) = storage() {
                    StoragePane { storage, lasts: *session.lasts.read() }
                }
                Button {
                    label: tr("verb-sign-out"),
                    icon: Icon::SignOut,
                    wide: true,
                    on_press: move |_| leaving.set(true),
                }
            }
            Confirm {
                open: leaving(),
                title: tr("eng-sign-out-title"),
                text: sign_out_text(session.waiting(), session.offline()),
                verb: tr("verb-sign-out"),
                danger: session.waiting() > 0,
                on_confirm: move |()| sign_out(),
                on_close: move |()| leaving.set(false),
            }
        }
    }
}

/// What signing out means now.
fn sign_out_text(waiting: u32, offline: bool) -> String {
    match (waiting, offline) {
        (0, false) => tr("eng-sign-out-text"),
        (0, true) => tr("eng-sign-out-offline"),
        (count, _) => tr!("eng-sign-out-unsent", count = count),
    }
}

#[component]
fn Profile(me: Me) -> Element {
    let agent = &me.agent;
    let roles: Vec<String> = agent
        .roles
        .iter()
        .map(|role| {
            tr(match role {
                Role::Engineer => "eng-role-engineer",
                Role::Dispatcher => "eng-role-dispatcher",
                Role::Admin => "eng-role-admin",
            })
        })
        .collect();
    let portrait = agent.photo.clone();
    let shown = store::use_pictures(portrait.clone().into_iter().collect());
    let has_one = portrait.is_some();
    let photo = portrait.and_then(|hash| shown.read().get(&hash).cloned());
    let facts = [
        ("sign-in-account", agent.account.clone()),
        ("eng-organisation", me.tenant_name.clone()),
        ("eng-role", roles.join(" · ")),
        ("eng-mobile", agent.mobile.clone()),
        ("dir-landline", agent.landline.clone()),
        ("dir-employee-number", agent.employee_number.clone()),
        ("eng-skills", agent.skills.join(", ")),
    ];
    rsx! {
        section { class: "tr-card tr-stack",
            div { class: "flex items-center gap-4",
                Avatar { name: agent.name.clone(), photo, size: AvatarSize::Large, decorative: true }
                h2 { class: "tr-page-title", "{agent.name}" }
            }
            portrait::PortraitButtons { has_one }
            dl { class: "tr-facts",
                for (key , value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
                    dt { key: "{key}-term", {tr(key)} }
                    dd { "{value}" }
                }
            }
        }
    }
}

/// Pages behind this one.
#[component]
fn Ways() -> Element {
    let go = use_go();
    let ways = [
        ("/engineer/notices", "notices", Icon::Bell),
        ("/engineer/company", "company-mine", Icon::Building),
        ("/engineer/about", "about-title", Icon::Info),
    ];
    rsx! {
        section { class: "tr-card",
            ul { class: "tr-list -m-4",
                for (href , key , icon) in ways {
                    li { key: "{href}",
                        ListRow {
                            href,
                            title: tr(key),
                            lead: rsx! { Glyph { icon } },
                            trail: rsx! { Glyph { icon: Icon::ChevronRight, size: 16 } },
                            on_open: move |()| go.to(href),
                        }
                    }
                }
            }
        }
    }
}

/// What the organisation adds (APP-25): fetched when this page opens, because what says who comes holds for minutes only.
#[component]
fn Added() -> Element {
    let mut links = use_signal(Vec::<NavLink>::new);
    use_future(move || async move {
        let text = call(Method::Get, "/navigation?terminal=phone", String::new()).await;
        if let Some(now) = text.and_then(|text| from_json::<Mine>(&text).ok()) {
            links.set(now.mine);
        }
    });
    rsx! {
        if !links.read().is_empty() {
            section { class: "tr-card tr-stack",
                for link in links() {
                    LinkButton {
                        key: "{link.key}",
                        href: link.address,
                        label: link.title,
                        icon: Icon::of_entry(&link.icon),
                        wide: true,
                        new_tab: true,
                    }
                }
            }
        }
    }
}

/// The part of the answer that a phone reads.
#[derive(serde::Deserialize)]
struct Mine {
    mine: Vec<NavLink>,
}

/// How sync stands, in words.
#[component]
pub fn SyncPane(state: SyncState, on_sync: EventHandler<()>) -> Element {
    let format = use_format();
    let go = use_go();
    let status = match &state.status {
        Status::UpToDate => tr("synced"),
        Status::Syncing => tr("syncing"),
        Status::Offline => tr("offline-bar"),
        Status::Waiting { until } => tr!("eng-server-away", time = format.clock(until.ms())),
        Status::SignedOut { .. } => tr("eng-signed-out"),
    };
    rsx! {
        Section { title: tr("eng-sync"),
            dl { class: "tr-facts",
                dt { {tr("eng-connection")} }
                dd { "{status}" }
                dt { {tr("eng-changes-waiting")} }
                dd { class: "tr-figures", "{state.waiting}" }
                dt { {tr("eng-files-waiting")} }
                dd { class: "tr-figures", "{state.uploads}" }
                dt { {tr("eng-heard")} }
                dd {
                    if let Some(at) = state.heard_at {
                        {format.moment(at.ms())}
                    } else {
                        {tr("eng-never")}
                    }
                }
            }
            div { class: "tr-actions",
                Button {
                    label: tr("eng-sync-press"),
                    icon: Icon::Refresh,
                    busy: state.status == Status::Syncing,
                    on_press: move |_| on_sync.call(()),
                }
                Button {
                    label: tr("sync-log"),
                    kind: ButtonKind::Ghost,
                    on_press: move |_| go.to("/engineer/syncs"),
                }
                if state.attention > 0 {
                    Button {
                        label: tr!("eng-attention-count", count = state.attention),
                        icon: Icon::CloudAlert,
                        on_press: move |_| go.to("/engineer/attention"),
                    }
                }
            }
        }
    }
}

#[component]
fn ThemeSwitch() -> Element {
    let session = use_session();
    let mut theme = session.theme;
    rsx! {
        div { class: "tr-actions", role: "group", aria_label: tr("setting-theme"),
            for choice in Theme::ALL {
                Button {
                    key: "{choice.name()}",
                    label: tr(choice.label_key()),
                    kind: ButtonKind::Ghost,
                    pressed: theme() == choice,
                    on_press: move |_| {
                        theme.set(choice);
                        platform::keep("theme", choice.name());
                    },
                }
            }
        }
    }
}

#[component]
fn NoticesPane(notices: Notices, on_change: EventHandler<bool>) -> Element {
    let hint = match notices {
        Notices::Unsupported => "eng-notices-unsupported",
        Notices::Denied => "eng-notices-denied",
        Notices::Off | Notices::On => "eng-notices-what",
    };
    rsx! {
        Section { title: tr("eng-notices"),
            CheckField {
                label: tr("eng-notices-on"),
                switch: true,
                checked: notices == Notices::On,
                disabled: matches!(notices, Notices::Unsupported | Notices::Denied),
                hint: tr(hint),
                on_change,
            }
        }
    }
}

#[component]
fn StoragePane(storage: StorageState, lasts: bool) -> Element {
    let format = use_format();
    let key = match (lasts, storage.lasting) {
        (false, _) => "eng-no-storage-text",
        (true, true) => "eng-storage-lasting",
        (true, false) => "eng-storage-best-effort",
    };
    rsx! {
        Section { title: tr("eng-storage"),
            p { {tr!("eng-storage-used", size = format.size(storage.used))} }
            p { class: "tr-muted", {tr(key)} }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Timestamp;

    use super::*;
    use crate::sample;

    #[component]
    fn Page(state: SyncState) -> Element {
        rsx! { SyncPane { state, on_sync: |()| {} } }
    }

    fn state(status: Status, waiting: i64, attention: i64) -> SyncState {
        SyncState { status, waiting, uploads: 2, attention, heard_at: Some(Timestamp(0)) }
    }

    #[test]
    fn the_state_of_sync_is_said_with_what_waits() {
        let html = sample::render(Page, PageProps { state: state(Status::Offline, 3, 1) });
        assert!(html.contains("Offline"), "{html}");
        assert!(html.contains(">3</dd>") && html.contains(">2</dd>"), "{html}");
        assert!(html.contains("1 record needs attention"), "{html}");
    }

    #[test]
    fn a_server_out_of_reach_says_when_it_is_tried_again() {
        let until = Timestamp(36_600_000);
        let html = sample::render(Page, PageProps { state: state(Status::Waiting { until }, 0, 0) });
        assert!(html.contains("10:10"), "{html}");
    }

    #[test]
    fn signing_out_warns_of_unsent_work() {
        assert!(sign_out_text(3, true).contains('3'));
        assert_ne!(sign_out_text(0, false), sign_out_text(0, true));
    }

    #[test]
    fn every_notice_has_words_in_both_languages() {
        for locale in Locale::ALL {
            let words = notice_words(locale);
            assert!(!words.contains("eng-notice"), "{words}");
        }
    }
}
