//! The frame: the rail of modules (tabs at the bottom of a phone), the top line, and what works everywhere.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::dispatch::assign::{AssignDialog, use_assigner_provider};
use crate::desk::help::HelpDialog;
use crate::desk::notices::Bell;
use crate::desk::search::SearchDialog;
use crate::keys::use_keys;
use crate::live::use_live_connection;
use crate::platform;
use crate::route::{Route, use_go_provider};
use crate::session::use_session;

/// A module of the desk.
pub struct Module {
    /// Its address.
    pub href: &'static str,
    /// The message key of its name.
    pub label: &'static str,
    /// Its icon.
    pub icon: Icon,
}

/// The modules in the order of the rail.
const MODULES: [Module; 6] = [
    Module { href: "/desk/dispatch", label: "nav-dispatch", icon: Icon::Map },
    Module { href: "/desk/tickets", label: "nav-tickets", icon: Icon::Ticket },
    Module { href: "/desk/visits", label: "nav-visits", icon: Icon::Truck },
    Module { href: "/desk/customers", label: "nav-customers", icon: Icon::Building },
    Module { href: "/desk/engineers", label: "desk-nav-engineers", icon: Icon::Users },
    Module { href: "/desk/forms", label: "desk-nav-forms", icon: Icon::QrCode },
];
/// What only administrators set up; on a phone it is in the account's dialog.
const SETTINGS: Module = Module { href: "/desk/settings/visits", label: "nav-settings", icon: Icon::Settings };

/// The modules of this person.
pub fn modules(administers: bool) -> impl Iterator<Item = &'static Module> {
    MODULES.iter().chain(administers.then_some(&SETTINGS))
}

/// The frame around every screen.
#[component]
pub fn Shell() -> Element {
    let session = use_session();
    let go = use_go_provider();
    use_live_connection();
    use_assigner_provider();
    let here = use_route::<Route>().to_string();
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
    let narrow = *session.narrow.read();
    let items: Vec<NavItem> = modules(session.administers())
        .map(|module| NavItem {
            href: module.href.to_owned(),
            label: tr(module.label),
            icon: module.icon,
            count: 0,
            current: here.starts_with(module.href)
                || (module.href == SETTINGS.href && here.starts_with("/desk/settings")),
        })
        .collect();
    let tabs: Vec<NavItem> = items.iter().filter(|item| item.href != SETTINGS.href).cloned().collect();
    let title = items.iter().find(|item| item.current).map(|item| item.label.clone()).unwrap_or_default();
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
                    Account { on_help: move |()| helping.set(true) }
                }
            }
            OfflineBar { offline: *session.offline.read(), instead: tr("desk-offline") }
            main { class: "dk-main", id: "content", tabindex: "-1",
                ErrorBoundary {
                    handle_error: |_: ErrorContext| rsx! {
                        Notice { tone: Tone::Alert, title: tr("error-unexpected") }
                    },
                    Outlet::<Route> {}
                }
            }
            if narrow {
                BottomTabs { items: tabs, on_go: move |href: String| go.to(href) }
            }
        }
        AssignDialog {}
        SearchDialog { open: searching(), on_close: move |()| searching.set(false) }
        HelpDialog { open: helping(), on_close: move |()| helping.set(false) }
    }
}

/// Who I am, language and appearance, help, signing out.
#[component]
fn Account(on_help: EventHandler<()>) -> Element {
    let session = use_session();
    let go = crate::route::use_go();
    let mut open = use_signal(|| false);
    let Some(me) = session.me() else { return rsx! {} };
    let name = me.agent.name.clone();
    let leave = use_send(|()| api::sign_out(), move |()| session.leave(None));
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
                Preferences {}
                if session.administers() && *session.narrow.read() {
                    div { class: "dk-account-more",
                        LinkButton {
                            href: SETTINGS.href,
                            label: tr(SETTINGS.label),
                            icon: SETTINGS.icon,
                            wide: true,
                            on_press: move |event: MouseEvent| {
                                event.prevent_default();
                                open.set(false);
                                go.to(SETTINGS.href);
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

/// Language and appearance; kept on this device.
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
                },
            }
        }
    }
}

/// An address that leads nowhere.
#[component]
pub fn NowhereScreen(path: Vec<String>) -> Element {
    let go = crate::route::use_go();
    let path = path.join("/");
    rsx! {
        h1 { class: "tr-sr", {tr("desk-nowhere")} }
        Empty { icon: Icon::MapPinOff, title: tr("desk-nowhere"), text: format!("/{path}"),
            Button {
                label: tr("desk-to-dispatch"),
                kind: ButtonKind::Primary,
                on_press: move |_| go.to("/desk/dispatch"),
            }
        }
    }
}
