//! All components on one page, in both themes, as static HTML on standard output; for looking at them.
//!
//! `cargo run -p truckroll-ui --example gallery -- app.css > gallery.html` (the argument is the address of
//! the built stylesheet; a second argument `zh-CN` chooses the language).

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

/// Tuesday 3 March 2026, 10:40 in Shanghai.
const NOW: i64 = 1_772_505_600_000;
const MINUTE: i64 = 60_000;

#[derive(Clone, PartialEq)]
struct Choices {
    locale: Locale,
}

#[component]
fn Page() -> Element {
    let choices = use_context::<Choices>();
    use_ui_provider(choices.locale, 480, NOW);
    rsx! {
        for theme in ["truckroll", "truckroll-dark"] {
            main { key: "{theme}", "data-theme": theme, class: "bg-base-200 text-base-content p-4", Gallery { theme } }
        }
    }
}

#[component]
fn Part(title: String, children: Element) -> Element {
    rsx! {
        section { class: "tr-card tr-stack",
            h2 { class: "tr-section-title", "{title}" }
            {children}
        }
    }
}

#[component]
fn Gallery(theme: String) -> Element {
    rsx! {
        div { class: "grid gap-4 grid-cols-1 lg:grid-cols-3",
            States {}
            Buttons {}
            Fields { theme: theme.clone() }
            Progress {}
            Records {}
            Ranking {}
            Media { theme: theme.clone() }
            Remarks {}
            Getting {}
        }
    }
}

fn words(tone: Tone) -> String {
    tr(match tone {
        Tone::Neutral => "priority-normal",
        Tone::New => "visit-new",
        Tone::Accepted => "visit-accepted",
        Tone::OnTheWay => "visit-on-the-way",
        Tone::Arrived => "visit-arrived",
        Tone::Paused => "visit-paused",
        Tone::Done => "visit-done",
        Tone::Alert => "visit-overdue",
    })
}

#[component]
fn States() -> Element {
    rsx! {
        Part { title: "badge · avatar · icon",
            div { class: "tr-actions",
                for tone in Tone::ALL {
                    Badge { tone, label: words(tone) }
                }
            }
            div { class: "tr-actions",
                for tone in Tone::ALL {
                    Badge { tone, label: words(tone), kind: BadgeKind::Plain }
                }
            }
            div { class: "tr-actions",
                for name in ["Chen Wei", "Li Na", "Wang Fang", "陈小明", "Ada", "Bo Eriksson", "赵雷", "Kim Min"] {
                    Avatar { name }
                }
                Avatar { name: "Chen Wei", size: AvatarSize::Large }
                Avatar { name: "Chen Wei", size: AvatarSize::Small }
            }
            div { class: "tr-actions",
                for icon in Icon::ALL {
                    Glyph { icon: *icon }
                }
            }
        }
    }
}

#[component]
fn Buttons() -> Element {
    rsx! {
        Part { title: "button",
            div { class: "tr-actions",
                Button { label: "Assign to Chen", kind: ButtonKind::Primary, icon: Icon::UserCheck }
                Button { label: tr("verb-edit"), icon: Icon::Pencil }
                Button { label: tr("verb-more"), kind: ButtonKind::Ghost, icon: Icon::Ellipsis, icon_only: true }
                Button { label: "Cancel visit 2026-0412", kind: ButtonKind::Danger }
            }
            div { class: "tr-actions",
                Button { label: tr("verb-save"), kind: ButtonKind::Primary, busy: true }
                Button { label: tr("verb-save"), disabled: true }
                Button { label: "Map", icon: Icon::Map, pressed: true }
                LinkButton { href: "tel:+862161234567", label: tr("verb-call"), icon: Icon::Phone }
            }
            Button { label: "I'm on my way", kind: ButtonKind::Primary, wide: true, icon: Icon::Navigation }
        }
    }
}

#[component]
fn Fields(theme: String) -> Element {
    rsx! {
        Part { title: "field",
            TextField { label: "Asset", value: "Lift 3, Hua Plaza", hint: "From the QR code." }
            TextField {
                label: "Phone",
                value: "",
                kind: TextKind::Tel,
                required: true,
                error: tr!("field-required", label = "Phone"),
            }
            TextAreaField { label: "What happened", value: "", placeholder: "It stops between floors." }
            SelectField {
                label: "Priority",
                value: "high",
                options: vec![
                    Choice::new("normal", tr("priority-normal")),
                    Choice::new("high", tr("priority-high")),
                ],
            }
            NumberField { label: "Labour", value: 1.5, unit: "h", step: 0.5 }
            DateTimeField { label: "From", value: NOW }
            CheckField { label: "Lift is locked off", checked: true }
            CheckField { label: "Notifications", checked: true, switch: true }
            CheckField { label: "Vibrate", checked: false, switch: true }
            Stars { name: "rating-{theme}", value: 4 }
        }
    }
}

fn steps() -> Vec<Step> {
    vec![
        Step::new(Tone::New, tr("visit-new"), StepState::Done).at("09:58"),
        Step::new(Tone::Accepted, tr("visit-accepted"), StepState::Done).at("10:02"),
        Step::new(Tone::OnTheWay, tr("visit-on-the-way"), StepState::Now).at("10:21"),
        Step::new(Tone::Arrived, tr("visit-arrived"), StepState::Ahead),
        Step::new(Tone::Done, tr("visit-done"), StepState::Ahead),
    ]
}

#[component]
fn Progress() -> Element {
    let entry = |tone, minutes: i64, offline: bool| FlowEntry {
        tone,
        title: words(tone),
        operator: Some("Chen Wei".to_owned()),
        device_ms: NOW - minutes * MINUTE,
        server_ms: (!offline).then_some(NOW - minutes * MINUTE),
        offline,
        note: None,
    };
    rsx! {
        Part { title: "timeline_steps · flow_log",
            TimelineSteps { label: "Visit", steps: steps(), live: true }
            FlowLog {
                entries: vec![
                    entry(Tone::New, 42, false),
                    entry(Tone::Accepted, 38, false),
                    FlowEntry { server_ms: Some(NOW), ..entry(Tone::OnTheWay, 19, true) },
                    FlowEntry { note: Some("412 m from the site".to_owned()), ..entry(Tone::Arrived, 2, true) },
                ],
            }
            TimelineSteps { label: "Visit", steps: steps(), vertical: true }
        }
    }
}

#[component]
fn Records() -> Element {
    let format = use_format();
    rsx! {
        Part { title: "list_row · tabs · skeleton",
            Tabs {
                group: "t",
                label: "Visits",
                items: vec![
                    TabItem::new("todo", "To do").count(4),
                    TabItem::new("sent", "Dispatched").count(12),
                    TabItem::new("done", "Done"),
                ],
                selected: "todo",
                on_select: |_: String| {},
            }
            div { class: "tr-list",
                ListRow {
                    title: "Lift 3 stuck between the second and the third floor, one person inside",
                    subtitle: "Hua Plaza · 2 km",
                    unread: true,
                    lead: rsx! { Badge { tone: Tone::Alert, label: format.countdown(NOW + 18 * MINUTE), kind: BadgeKind::Plain } },
                    trail: rsx! { SyncMarkIcon { mark: SyncMark::Waiting } },
                    href: "/visits/1",
                }
                ListRow {
                    title: "Boiler check",
                    subtitle: "Nan Road 12",
                    selected: true,
                    lead: rsx! { Avatar { name: "Li Na", size: AvatarSize::Small, decorative: true } },
                    trail: rsx! { {format.window(NOW, NOW + 120 * MINUTE)} },
                    on_open: |()| {},
                }
                ListRow { title: "Escalator 1", subtitle: format.age(NOW - 20_000), on_open: |()| {} }
            }
            Skeleton { rows: 4 }
            div { class: "h-40",
                LongList { count: 10_000, row_height: 40, label: "Tickets", row: |n: usize| rsx! { ListRow { title: "Ticket {n}" } } }
            }
        }
    }
}

#[component]
fn Ranking() -> Element {
    let parts = || {
        vec![
            ScorePart::new("distance", 38.0).fact("3.1 km"),
            ScorePart::new("skill", 30.0).fact("lift-A"),
            ScorePart::new("free", 12.0).fact("11:10"),
            ScorePart::new("position age", -2.5).fact("4 min"),
        ]
    };
    rsx! {
        Part { title: "score_bar · map · stars",
            ScoreBar { parts: parts(), total: "77.5" }
            ScoreBar { parts: parts(), total: "61", full: 110.0, compact: true }
            StarsShown { value: 4 }
            div { class: "tr-actions",
                for (tone, shape) in [
                    (Tone::New, "site"), (Tone::Alert, "site"), (Tone::OnTheWay, "person"), (Tone::Arrived, "person"), (Tone::Paused, "dot"),
                ] {
                    button { class: "tr-pin tr-pin-{shape} {tone.class()}", r#type: "button", aria_label: "pin",
                        span { class: "tr-pin-face", if shape == "person" { "CW" } }
                    }
                }
            }
            div { class: "h-40", Map { pins: vec![] } }
        }
    }
}

#[component]
fn Media(theme: String) -> Element {
    let photo = |n: usize, mark| {
        Photo {
        id: n.to_string(),
        thumb: "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Crect width='8' height='8' fill='%23789'/%3E%3C/svg%3E".to_owned(),
        full: None,
        label: format!("Photo {n}"),
        mark,
    }
    };
    rsx! {
        Part { title: "photo_strip · signature_pad",
            PhotoStrip {
                photos: vec![photo(1, SyncMark::Sent), photo(2, SyncMark::Waiting), photo(3, SyncMark::Refused)],
                on_add: |_| {},
            }
            SignaturePad { statement: "The lift runs again.", signer: "Ms Hua", on_sign: |_: Signature| {} }
        }
    }
}

#[component]
fn Remarks() -> Element {
    let toasts = use_toasts_provider();
    use_hook(|| {
        toasts.offer(
            Tone::Done,
            "Visit 2026-0412 assigned to Chen",
            ToastAction { label: tr("verb-undo"), run: Callback::new(|()| {}) },
        );
    });
    rsx! {
        Part { title: "notice · empty · offline · toast · dialog",
            OfflineBar { offline: true, waiting: 3, on_open: |()| {} }
            Notice {
                tone: Tone::Alert,
                title: "This visit was given to Li Na at 10:12",
                text: "Your three photos, the parts and the signature are kept on the visit. The dispatcher decides.",
                Button { label: "See the visit" }
            }
            Notice { tone: Tone::Paused, title: "Also set to “high” by Li Na" }
            Empty { icon: Icon::Inbox, title: "No visits today", text: "Visits that a dispatcher assigns to you come here.",
                Button { label: "New visit", icon: Icon::Plus }
            }
            div { style: "transform: translate(0); min-height: 72px; position: relative", ToastRegion {} }
            div { style: "position: relative; z-index: 0",
                Dialog {
                    open: true,
                    title: "Reject this visit?",
                    on_close: |()| {},
                    actions: rsx! {
                        Button { label: tr("verb-cancel") }
                        Button { label: "Reject visit", kind: ButtonKind::Danger }
                    },
                    TextAreaField { label: "Reason", value: "" }
                }
            }
        }
    }
}

#[component]
fn Getting() -> Element {
    let item = |href: &str, key: &str, icon, count, current| NavItem {
        href: href.to_owned(),
        label: tr(key),
        icon,
        count,
        current,
        outside: false,
    };
    rsx! {
        Part { title: "nav",
            div { class: "flex h-80",
                NavRail {
                    items: vec![
                        item("/dispatch", "nav-dispatch", Icon::Map, 12, true),
                        item("/tickets", "nav-tickets", Icon::Ticket, 0, false),
                        item("/customers", "nav-customers", Icon::Building, 0, false),
                        item("/settings", "nav-settings", Icon::Settings, 0, false),
                    ],
                    on_go: |_: String| {},
                    foot: rsx! { Avatar { name: "Ada Song" } },
                }
            }
            BottomTabs {
                items: vec![
                    item("/today", "nav-today", Icon::Calendar, 4, true),
                    item("/tickets", "nav-tickets", Icon::Ticket, 0, false),
                    item("/chat", "nav-chat", Icon::Message, 120, false),
                    item("/contacts", "nav-contacts", Icon::Contact, 0, false),
                    item("/me", "nav-me", Icon::User, 0, false),
                ],
                on_go: |_: String| {},
            }
            div { class: "tr-bulk",
                span { {tr!("count-selected", count = 3)} }
                Button { label: "Assign" }
                span { class: "tr-kbd", "?" }
            }
        }
    }
}

fn main() {
    let mut args = std::env::args().skip(1);
    let css = args.next().unwrap_or_else(|| "app.css".to_owned());
    let locale = args.next().and_then(|tag| Locale::from_tag(&tag)).unwrap_or_default();
    let mut dom = VirtualDom::new(Page).with_root_context(Choices { locale });
    dom.rebuild_in_place();
    println!(
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Gallery</title><link rel=\"stylesheet\" href=\"{css}\"><style>dialog.tr-dialog{{position:static;display:flex}}</style>{}</html>",
        locale.tag(),
        dioxus_ssr::render(&dom)
    );
}
