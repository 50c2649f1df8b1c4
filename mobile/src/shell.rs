//! The frame around every screen: head, offline bar, the one action, tabs; and the screens before it.

use dioxus::prelude::*;
use truckroll_protocol::sync::device::Status;
use truckroll_replica::ask::Mark;
use truckroll_ui::format::Turns;
use truckroll_ui::prelude::*;

use crate::route::use_go;
use crate::session::use_session;
use crate::{platform, words};

/// The tabs at the bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// Visits.
    Today,
    /// Tickets.
    Tickets,
    /// Customers and colleagues.
    Contacts,
    /// Settings and sync.
    Me,
}

impl Tab {
    const ALL: [(Self, &'static str, &'static str, Icon); 4] = [
        (Self::Today, "/engineer/today", "nav-today", Icon::Calendar),
        (Self::Tickets, "/engineer/tickets", "nav-tickets", Icon::Ticket),
        (Self::Contacts, "/engineer/contacts", "nav-contacts", Icon::Contact),
        (Self::Me, "/engineer/me", "nav-me", Icon::User),
    ];
}

/// A screen of the app.
#[component]
pub fn Screen(
    #[props(into)] title: String,
    /// Where "back" leads and what it says; without it the screen is one of the tabs.
    back: Option<(String, String)>,
    /// The screen shows its title itself, among other things.
    #[props(default)]
    titled: bool,
    /// The tab that is shown as current; without it there are no tabs.
    tab: Option<Tab>,
    /// Buttons in the head.
    actions: Option<Element>,
    /// The next step, fixed at the bottom.
    bar: Option<Element>,
    children: Element,
) -> Element {
    let session = use_session();
    let go = use_go();
    let inside = back.is_some();
    let shown = title.clone();
    use_watch(use_reactive!(|(shown,)| platform::set_title(&shown)));
    let ended = !*session.lasts.read();
    rsx! {
        div { class: "tr-phone",
            a { class: "tr-skip", href: "#content", {tr("skip-to-content")} }
            header { class: "tr-phone-head",
                if let Some((href, label)) = back {
                    a {
                        class: "tr-btn tr-btn-ghost",
                        href: "{href}",
                        onclick: move |event| {
                            event.prevent_default();
                            go.to(href.clone());
                        },
                        Glyph { icon: Icon::ChevronLeft }
                        span { class: "tr-btn-label", "{label}" }
                    }
                } else {
                    h1 { class: "tr-page-title px-2", "{title}" }
                }
                span { class: "tr-spring" }
                if let Some(actions) = actions {
                    {actions}
                }
                SyncButton {}
            }
            OfflineBar {
                offline: session.offline(),
                waiting: session.waiting(),
                on_open: move |()| go.to("/engineer/me"),
            }
            if *session.sharing.read() {
                p { class: "flex items-center justify-center gap-2 tr-small tr-muted px-4 py-1", role: "status",
                    Glyph { icon: Icon::MapPin, size: 16 }
                    {tr("eng-sharing")}
                }
            }
            main { class: "tr-phone-main", id: "content", tabindex: "-1",
                if ended {
                    Notice { tone: Tone::Paused, title: tr("eng-no-storage"), text: tr("eng-no-storage-text") }
                }
                if inside {
                    h1 { class: if titled { "tr-sr" } else { "tr-page-title pb-3" }, "{title}" }
                    {children}
                } else {
                    PullToSync {
                        busy: *session.asking.read(),
                        outcome: session.told.read().clone(),
                        on_pull: move |()| session.sync_now(),
                        {children}
                    }
                }
            }
            if let Some(bar) = bar {
                div { class: "tr-action-bar", {bar} }
            }
            if let Some(tab) = tab {
                ShellTabs { tab, visits: *session.fresh_visits.read(), attention: session.attention() }
            }
        }
    }
}

/// The tabs with their counts.
#[component]
fn ShellTabs(tab: Tab, visits: u32, attention: u32) -> Element {
    let go = use_go();
    let items = Tab::ALL
        .into_iter()
        .map(|(this, href, label, icon)| NavItem {
            href: href.to_owned(),
            label: tr(label),
            icon,
            count: match this {
                Tab::Today => visits,
                Tab::Me => attention,
                Tab::Tickets | Tab::Contacts => 0,
            },
            current: this == tab,
            outside: false,
        })
        .collect::<Vec<_>>();
    rsx! {
        BottomTabs { items, on_go: move |href: String| go.to(href) }
    }
}

/// How sync stands, and the button that asks the server now.
#[component]
fn SyncButton() -> Element {
    let session = use_session();
    let (icon, key, busy) = match session.sync.read().as_ref() {
        Some(state) => match &state.status {
            Status::Syncing => (Icon::Refresh, "syncing", true),
            Status::UpToDate if state.waiting + state.uploads > 0 => (Icon::CloudUpload, "mark-sending", false),
            Status::UpToDate => (Icon::CloudCheck, "synced", false),
            Status::Offline | Status::Waiting { .. } => (Icon::CloudOff, "offline-bar", false),
            Status::SignedOut { .. } => (Icon::CloudAlert, "eng-signed-out", false),
        },
        None => (Icon::Refresh, "loading", true),
    };
    let label = tr!("eng-sync-now", state = tr(key));
    rsx! {
        Button {
            label,
            icon,
            icon_only: true,
            kind: ButtonKind::Ghost,
            busy: busy || *session.asking.read(),
            on_press: move |_| session.sync_now(),
        }
    }
}

/// The sync mark of the record that a screen shows, with a word.
#[component]
pub fn RecordMark(mark: Mark) -> Element {
    let word = tr(match mark {
        Mark::InStep => "eng-mark-sent",
        Mark::Waiting => "eng-mark-here",
        Mark::Attention => "needs-attention",
    });
    rsx! {
        span { class: "inline-flex items-center gap-1 tr-small tr-muted",
            SyncMarkIcon { mark: words::mark(mark) }
            span { aria_hidden: "true", "{word}" }
        }
    }
}

/// Whose clock the times are of, while this phone shows another: somebody who reads 10:00 must not come at his own 10:00.
#[component]
pub fn ZoneHint() -> Element {
    let session = use_session();
    let language = *use_ui().locale.read();
    let zone = use_memo(use_reactive!(|(language,)| {
        session.me().map(|me| platform::zone_name(&me.time_zone, language.tag()))
    }));
    let zone = zone.read().clone();
    rsx! {
        if let Some(zone) = zone {
            ZoneLine { zone, own: platform::utc_offset_min() }
        }
    }
}

/// The line of [`ZoneHint`]; `own` is the phone's minutes east of UTC.
#[component]
fn ZoneLine(zone: String, own: i32) -> Element {
    let format = use_format();
    if format.offset_at(format.now_ms) == own {
        return rsx! {};
    }
    let here = Format { offset_minutes: own, turns: Turns::default(), ..format };
    rsx! {
        p { class: "flex items-start gap-2 pt-2 tr-small tr-muted",
            Glyph { icon: Icon::Clock, size: 16, class: "mt-0.5" }
            span {
                {tr!("eng-zone", zone = zone, time = format.clock(format.now_ms), own = here.clock(format.now_ms))}
            }
        }
    }
}

/// A titled part of a screen.
#[component]
pub fn Section(
    #[props(into)] title: String,
    /// Where links of this screen lead to.
    #[props(into)]
    id: Option<String>,
    /// Behind the title: a count, a button.
    trail: Option<Element>,
    children: Element,
) -> Element {
    let own = use_dom_id();
    let id = id.unwrap_or(own);
    rsx! {
        section { class: "tr-card tr-stack", id: "{id}", aria_labelledby: "{id}-title", tabindex: "-1",
            header { class: "flex items-center gap-2",
                h2 { class: "tr-section-title", id: "{id}-title", "{title}" }
                span { class: "tr-spring" }
                if let Some(trail) = trail {
                    {trail}
                }
            }
            {children}
        }
    }
}

/// What stands in the place of a list or page that has not come. A function, so that the program holds the component
/// once and not for every kind of value.
pub fn coming<T: 'static>(read: Live<T>) -> Element {
    rsx! {
        Coming { error: read.error(), again: read.reloader() }
    }
}

#[component]
fn Coming(error: Option<String>, again: Reload) -> Element {
    match error {
        Some(text) => rsx! {
            Notice { tone: Tone::Alert, title: text,
                Button { label: tr("verb-retry"), icon: Icon::Refresh, on_press: move |_| again.run() }
            }
        },
        None => rsx! { Skeleton { rows: 6 } },
    }
}

/// Why a command was not carried out; nothing when it was.
#[component]
pub fn Failed(text: Option<String>) -> Element {
    let Some(text) = text else { return rsx! {} };
    rsx! {
        Notice { tone: Tone::Alert, title: text }
    }
}

/// Before the store has answered.
#[component]
pub fn Starting() -> Element {
    rsx! {
        main { class: "tr-phone",
            div { class: "tr-phone-main", Skeleton { rows: 8 } }
        }
    }
}

/// The store cannot be opened.
#[component]
pub fn Broken() -> Element {
    rsx! {
        main { class: "tr-phone",
            div { class: "tr-phone-main",
                Notice { tone: Tone::Alert, title: tr("eng-store-broken"), text: tr("eng-store-broken-text"),
                    LinkButton { href: "/engineer/", label: tr("verb-retry"), icon: Icon::Refresh }
                }
            }
        }
    }
}

/// An address that leads nowhere.
#[component]
pub fn NowhereScreen(path: Vec<String>) -> Element {
    let _ = path;
    rsx! {
        Screen { title: tr("eng-nowhere"), tab: Tab::Today,
            Empty { icon: Icon::Help, title: tr("eng-nowhere"),
                LinkButton { href: "/engineer/today", label: tr("nav-today"), icon: Icon::Calendar }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[component]
    fn InShanghai(own: i32) -> Element {
        // 10:40 in Shanghai
        use_ui_provider(Locale::En, 480, 1_772_505_600_000);
        rsx! { ZoneLine { zone: "China Standard Time", own } }
    }

    #[test]
    fn a_phone_in_another_zone_says_whose_clock_the_times_are_of() {
        let away = sample::render(InShanghai, InShanghaiProps { own: -300 });
        assert!(away.contains("China Standard Time: now 10:40. This phone says 21:40."), "{away}");
        let home = sample::render(InShanghai, InShanghaiProps { own: 480 });
        assert!(!home.contains("China Standard Time"), "{home}");
    }
}
