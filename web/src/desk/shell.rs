//! The frame: the rail of modules (tabs at the bottom of a phone), the top line, and what works everywhere.

use dioxus::prelude::*;
use truckroll_domain::tenants::Navigation;
use truckroll_protocol::api::NavLink;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::customers::use_undo_provider;
use crate::desk::dispatch::assign::{AssignDialog, use_assigner_provider};
use crate::desk::help::HelpDialog;
use crate::desk::modules::{Closed, Module, closed, modules};
use crate::desk::notices::Bell;
use crate::desk::presence::OwnPresence;
use crate::desk::search::SearchDialog;
use crate::keys::use_keys;
use crate::live::use_live_connection;
use crate::platform;
use crate::route::{Route, use_go_provider};
use crate::session::use_session;
use crate::unsaved::{LeaveDialog, use_unsaved_at};

/// One's own account.
const ACCOUNT: &str = "/desk/account";
/// What waits for the person.
const HOME: &str = "/desk";
/// How one wants the desk.
const PREFERENCES: &str = "/desk/preferences";

/// The frame around every screen.
#[component]
pub fn Shell() -> Element {
    let session = use_session();
    let here = use_route::<Route>().to_string();
    let unsaved = use_unsaved_at(&here);
    let (go, leave) = use_go_provider(unsaved);
    use_live_connection();
    use_assigner_provider();
    use_undo_provider();
    let mut searching = use_signal(|| false);
    let mut helping = use_signal(|| false);
    use_keys(move |press| {
        match (press.key.as_str(), press.command) {
            ("/", false) | ("k" | "K", true) => searching.set(true),
            ("?", false) => helping.set(true),
            _ => return false,
        }
        true
    });
    let mut led = use_signal(|| false);
    use_effect(move || {
        // once: whoever goes elsewhere meanwhile is not fetched back
        let waits = session.me().is_some_and(|me| me.setup_waits);
        if waits && !*led.peek() {
            led.set(true);
            go.instead("/desk/setup");
        }
    });
    let narrow = *session.narrow.read();
    let (rights, switches) = (session.rights(), session.switches());
    let item = |module: &Module| NavItem {
        href: module.href.to_owned(),
        label: tr(module.label),
        icon: module.icon,
        count: 0,
        current: module.holds(&here),
        outside: false,
    };
    let mine = modules(&rights, &switches);
    let home = NavItem {
        href: HOME.to_owned(),
        label: tr("home-title"),
        icon: Icon::Home,
        count: 0,
        current: here.split(['?', '#']).next() == Some(HOME),
        outside: false,
    };
    let added = use_live(|| vec![Navigation::KIND.to_owned(), "agent".to_owned()], api::navigation);
    let added = added.value().map(|now| now.mine).unwrap_or_default();
    let outside = |link: &NavLink| NavItem {
        href: link.address.clone(),
        label: link.title.clone(),
        icon: Icon::of_entry(&link.icon),
        count: 0,
        current: false,
        outside: true,
    };
    let within = std::iter::once(home.clone()).chain(mine.iter().map(item));
    let items: Vec<NavItem> = within.chain(added.iter().map(outside)).collect();
    // on a phone the settings are in the account's dialog
    let tabs = mine.iter().filter(|module| !module.is_settings()).map(item);
    let tabs: Vec<NavItem> = std::iter::once(home).chain(tabs).collect();
    let closed = closed(&here, &rights, &switches);
    let title = items.iter().find(|item| item.current).map(|item| item.label.clone());
    let title = title.unwrap_or_else(|| match here.as_str() {
        here if here.starts_with(ACCOUNT) => tr("account-title"),
        here if here.starts_with(PREFERENCES) => tr("prefs-title"),
        _ => String::new(),
    });
    use_effect(use_reactive!(|title| platform::set_title(&format!("{title} · Truckroll"))));
    let tenant = session.me().map(|me| me.tenant_name.clone()).unwrap_or_default();
    rsx! {
        div { class: "dk-shell",
            a { class: "tr-skip", href: "#content", {tr("skip-to-content")} }
            if !narrow {
                NavRail { items, on_go: move |href: String| go.to(href) }
            }
            header { class: "dk-top",
                span { class: "dk-tenant", "{tenant}" }
                button {
                    class: "dk-search-open",
                    r#type: "button",
                    aria_keyshortcuts: "/ Control+K",
                    onclick: move |_| searching.set(true),
                    Glyph { icon: Icon::Search, size: 16 }
                    span { class: "dk-search-words", {tr("search-hint")} }
                    kbd { aria_hidden: "true", "/" }
                }
                div { class: "dk-top-end",
                    Bell {}
                    Account { added: added.clone(), on_help: move |()| helping.set(true) }
                }
            }
            OfflineBar { offline: *session.offline.read(), instead: tr("desk-offline") }
            main { class: "dk-main", id: "content", tabindex: "-1",
                ErrorBoundary {
                    handle_error: |_: ErrorContext| rsx! {
                        Notice { tone: Tone::Alert, title: tr("error-unexpected") }
                    },
                    if let Some(closed) = closed {
                        Refused { closed }
                    } else {
                        Outlet::<Route> {}
                    }
                }
            }
            if narrow {
                BottomTabs { items: tabs, on_go: move |href: String| go.to(href) }
            }
        }
        AssignDialog {}
        LeaveDialog { unsaved, on_leave: move |to| leave.call(to) }
        SearchDialog { open: searching(), on_close: move |()| searching.set(false) }
        HelpDialog { open: helping(), on_close: move |()| helping.set(false) }
    }
}

/// Who I am, language and appearance, help, signing out.
#[component]
fn Account(added: Vec<NavLink>, on_help: EventHandler<()>) -> Element {
    let session = use_session();
    let go = crate::route::use_go();
    let mut open = use_signal(|| false);
    let Some(me) = session.me() else { return rsx! {} };
    let name = me.agent.name.clone();
    let leave = use_send(|()| api::sign_out(), move |()| session.leave(None));
    let settings = modules(&me.rights(), &me.switches).into_iter().find(Module::is_settings);
    rsx! {
        button {
            class: "dk-account",
            r#type: "button",
            aria_expanded: if open() { "true" } else { "false" },
            onclick: move |_| open.set(true),
            span { class: "tr-sr", {tr!("desk-account", name = name.clone())} }
            Avatar { name: name.clone(), photo: me.agent.photo.as_deref().map(api::attachment), decorative: true }
        }
        // A section of its own: the head and foot of a dialog are none of the page's.
        section {
            Dialog {
                open: open(),
                title: name.clone(),
                on_close: move |()| open.set(false),
                actions: rsx! {
                    Button {
                        label: tr("desk-help-title"),
                        icon: Icon::Help,
                        kind: ButtonKind::Ghost,
                        on_press: move |_| {
                            open.set(false);
                            on_help.call(());
                        },
                    }
                    Button {
                        label: tr("verb-sign-out"),
                        icon: Icon::SignOut,
                        busy: leave.busy(),
                        on_press: move |_| leave.run(()),
                    }
                },
                p { class: "dk-quiet dk-account-line", "{me.agent.account} · {me.tenant_name}" }
                if open() {
                    OwnPresence {}
                }
                Preferences {}
                div { class: "dk-account-more",
                    LinkButton {
                        href: PREFERENCES,
                        label: tr("prefs-title"),
                        icon: Icon::Sliders,
                        wide: true,
                        on_press: move |event: MouseEvent| {
                            event.prevent_default();
                            open.set(false);
                            go.to(PREFERENCES);
                        },
                    }
                }
                div { class: "dk-account-more",
                    LinkButton {
                        href: ACCOUNT,
                        label: tr("account-open"),
                        icon: Icon::Users,
                        wide: true,
                        on_press: move |event: MouseEvent| {
                            event.prevent_default();
                            open.set(false);
                            go.to(ACCOUNT);
                        },
                    }
                }
                // at the side of a wide window they stand below the modules
                for link in added.into_iter().filter(|_| *session.narrow.read()) {
                    div { key: "{link.key}", class: "dk-account-more",
                        LinkButton {
                            href: link.address.clone(),
                            label: link.title.clone(),
                            icon: Icon::of_entry(&link.icon),
                            wide: true,
                            new_tab: true,
                        }
                    }
                }
                if let Some(settings) = settings.filter(|_| *session.narrow.read()) {
                    div { class: "dk-account-more",
                        LinkButton {
                            href: settings.href,
                            label: tr(settings.label),
                            icon: settings.icon,
                            wide: true,
                            on_press: move |event: MouseEvent| {
                                event.prevent_default();
                                open.set(false);
                                go.to(settings.href);
                            },
                        }
                    }
                }
                if let Some(failure) = leave.failure() {
                    p { class: "tr-error", role: "alert", "{failure}" }
                }
            }
        }
    }
}

/// Language and appearance; kept on this device, and with the other preferences of the person.
#[component]
pub fn Preferences() -> Element {
    let mut session = use_session();
    let mut locale = use_locale();
    let languages = Locale::ALL.into_iter().map(|l| Choice::new(l.tag(), tr(l.name_key()))).collect::<Vec<_>>();
    let themes = Theme::ALL.into_iter().map(|t| Choice::new(t.name(), tr(t.label_key()))).collect::<Vec<_>>();
    rsx! {
        div { class: "dk-preferences",
            SelectField {
                label: tr("setting-language"),
                value: locale.read().tag(),
                options: languages,
                on_change: move |tag: String| {
                    if let Some(chosen) = Locale::from_tag(&tag) {
                        platform::keep("language", chosen.tag());
                        locale.set(chosen);
                        crate::preferences::keep(session, |wished| wished.language = chosen.tag().to_owned());
                    }
                },
            }
            SelectField {
                label: tr("setting-theme"),
                value: session.theme.read().name(),
                options: themes,
                on_change: move |name: String| {
                    platform::keep("theme", &name);
                    session.theme.set(Theme::from_name(&name));
                    crate::preferences::keep(session, |wished| wished.theme = name);
                },
            }
        }
    }
}

/// An address that leads nowhere.
#[component]
pub fn NowhereScreen(path: Vec<String>) -> Element {
    let path = path.join("/");
    rsx! {
        h1 { class: "tr-sr", {tr("desk-nowhere")} }
        Empty { icon: Icon::MapPinOff, title: tr("desk-nowhere"), text: format!("/{path}"), WayOn {} }
    }
}

/// A screen that is not for this person, or that the organisation does not use.
#[component]
pub fn Refused(closed: Closed) -> Element {
    let (title, text) = match closed {
        Closed::Forbidden => (tr("desk-fault-forbidden"), tr("desk-refused-screen")),
        Closed::Off(feature) => {
            let name = crate::admin::said::feature(feature);
            (tr!("desk-feature-off", name = name), tr("desk-feature-off-text"))
        }
    };
    rsx! {
        h1 { class: "tr-sr", "{title}" }
        Empty { icon: Icon::Lock, title, text, WayOn {} }
    }
}

/// A button to the first module of this person.
#[component]
fn WayOn() -> Element {
    let go = crate::route::use_go();
    let session = use_session();
    let Some(first) = modules(&session.rights(), &session.switches()).into_iter().next() else { return rsx! {} };
    rsx! {
        Button {
            label: tr!("desk-to-module", name = tr(first.label)),
            kind: ButtonKind::Primary,
            on_press: move |_| go.to(first.href),
        }
    }
}
