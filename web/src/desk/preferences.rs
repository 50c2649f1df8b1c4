//! My preferences (ORG-10, ORG-13): appearance, language and time, work, notices. Each change is kept at once.

use dioxus::prelude::*;
use truckroll_protocol::api::{Preferences, PreferencesNow, ROWS, SIDEBARS};
use truckroll_ui::context::use_ui;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::modules::modules;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::platform;
use crate::preferences::{follow, starts};
use crate::query::Query;
use crate::session::use_session;

/// The screen.
#[component]
pub fn PreferencesScreen(query: ReadSignal<Query>) -> Element {
    let _ = query;
    let read = use_live(Vec::new, api::preferences);
    rsx! {
        div { class: "dk-page dk-page-form",
            header { class: "dk-page-head", h1 { class: "dk-page-title", {tr("prefs-title")} } }
            p { class: "dk-quiet", {tr("prefs-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 8 } },
                Some(now) => rsx! { PreferencesPane { now } },
            }
        }
    }
}

/// The preferences. What could not be kept goes back to what it was.
#[component]
pub fn PreferencesPane(now: PreferencesNow) -> Element {
    let (ui, session, toasts) = (use_ui(), use_session(), use_toasts());
    let zones = now.zones.clone();
    let first = now.preferences.clone();
    let mut shown = use_signal(|| first.clone());
    let mut kept = use_signal(|| first);
    let mut denied = use_signal(|| false);
    let save = use_send(
        |wished: Preferences| async move { api::replace_preferences(wished).await },
        move |now: PreferencesNow| {
            kept.set(now.preferences.clone());
            follow(ui, session, now);
            toasts.say(Tone::Done, tr("prefs-saved"));
        },
    );
    // what was changed while the former change was on its way goes after it
    use_effect(move || {
        let (busy, failed) = (save.busy(), save.failure().is_some());
        let wished = shown.read().clone();
        if busy || wished == *kept.read() {
            return;
        }
        if failed {
            let former = kept.peek().clone();
            shown.set(former);
        } else {
            save.run(wished);
        }
    });
    let change = use_callback(move |wished: Preferences| {
        save.clear();
        shown.set(wished);
    });
    let wished = shown();
    let (start, starts) = starts(&wished, &modules(&session.rights(), &session.switches()));
    let languages: Vec<Choice> = Locale::ALL.into_iter().map(|l| Choice::new(l.tag(), tr(l.name_key()))).collect();
    let themes: Vec<Choice> = Theme::ALL.into_iter().map(|t| Choice::new(t.name(), tr(t.label_key()))).collect();
    let zones: Vec<Choice> = zones.into_iter().map(|zone| Choice::new(zone.clone(), zone.replace('_', " "))).collect();
    let rows: Vec<Choice> = ROWS.into_iter().map(|rows| Choice::new(rows.to_string(), rows.to_string())).collect();
    let with = move |set: fn(&mut Preferences, String)| {
        move |value: String| {
            let mut wished = shown.peek().clone();
            set(&mut wished, value);
            change.call(wished);
        }
    };
    rsx! {
        div { class: "dk-form",
            Failed { failure: save.failure() }
            Section { title: tr("prefs-look"),
                SelectField {
                    label: tr("setting-theme"),
                    value: wished.theme.clone(),
                    none_label: tr("prefs-theme-device"),
                    options: themes,
                    on_change: with(|wished, theme| wished.theme = theme),
                }
                fieldset { class: "dk-swatches",
                    legend { class: "tr-label", {tr("prefs-sidebar")} }
                    for colour in std::iter::once("").chain(SIDEBARS) {
                        Swatch {
                            key: "{colour}",
                            colour,
                            chosen: wished.sidebar == colour,
                            on_choose: with(|wished, colour| wished.sidebar = colour),
                        }
                    }
                }
            }
            Section { title: tr("prefs-words"),
                SelectField {
                    label: tr("setting-language"),
                    value: wished.language.clone(),
                    none_label: tr("prefs-language-device"),
                    options: languages,
                    on_change: with(|wished, language| wished.language = language),
                }
                SelectField {
                    label: tr("prefs-zone"),
                    hint: tr("prefs-zone-hint"),
                    value: wished.time_zone.clone(),
                    none_label: tr("prefs-zone-organisation"),
                    options: zones,
                    on_change: with(|wished, zone| wished.time_zone = zone),
                }
            }
            Section { title: tr("prefs-work"),
                div { class: "dk-form-pair",
                    SelectField {
                        label: tr("prefs-start"),
                        value: start,
                        none_label: tr("prefs-start-first"),
                        options: starts,
                        on_change: with(|wished, start| wished.start = start),
                    }
                    SelectField {
                        label: tr("prefs-rows"),
                        value: wished.rows.to_string(),
                        options: rows,
                        on_change: with(|wished, rows| wished.rows = rows.parse().unwrap_or(100)),
                    }
                    SelectField {
                        label: tr("prefs-send"),
                        value: if wished.enter_sends { "enter" } else { "ctrl" },
                        options: ["ctrl", "enter"].map(|key| Choice::new(key, tr(&format!("prefs-send-{key}")))).to_vec(),
                        on_change: with(|wished, key| wished.enter_sends = key == "enter"),
                    }
                }
            }
            Section { title: tr("prefs-notices"),
                CheckField {
                    label: tr("prefs-sound"),
                    switch: true,
                    checked: wished.sound,
                    on_change: {
                        let wished = wished.clone();
                        move |on: bool| {
                            if on {
                                platform::chime();
                            }
                            change.call(Preferences { sound: on, ..wished.clone() });
                        }
                    },
                }
                CheckField {
                    label: tr("prefs-desktop"),
                    hint: tr(if denied() { "prefs-desktop-denied" } else { "prefs-desktop-hint" }),
                    switch: true,
                    checked: wished.desktop,
                    on_change: move |on: bool| {
                        let wished = wished.clone();
                        async move {
                            let may = !on || platform::ask_to_notify().await;
                            denied.set(!may);
                            if may {
                                change.call(Preferences { desktop: on, ..wished });
                            } else {
                                // the switch goes back to where it was
                                shown.set(wished);
                            }
                        }
                    },
                }
            }
        }
    }
}

/// One colour of the side bar.
#[component]
fn Swatch(colour: &'static str, chosen: bool, on_choose: EventHandler<String>) -> Element {
    let name = if colour.is_empty() { "theme" } else { colour };
    rsx! {
        label { class: "dk-swatch",
            input {
                r#type: "radio",
                name: "sidebar",
                value: colour,
                checked: chosen,
                onchange: move |_| on_choose.call(colour.to_owned()),
            }
            span { class: "dk-swatch-colour dk-swatch-{name}", aria_hidden: "true" }
            {tr(&format!("prefs-sidebar-{name}"))}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn every_preference_has_a_place_and_shows_what_is_kept() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let preferences = Preferences {
                    theme: "contrast".into(),
                    sidebar: "ocean".into(),
                    rows: 50,
                    start: "/desk/tickets".into(),
                    ..Preferences::default()
                };
                let now =
                    PreferencesNow { preferences, zones: vec!["Asia/Shanghai".into()], ..PreferencesNow::default() };
                rsx! { PreferencesPane { now } }
            });
            assert_eq!((html.matches("<select").count(), html.matches("type=\"radio\"").count()), (6, 6), "{html}");
            assert_eq!(html.matches("role=\"switch\"").count(), 2, "{html}");
            assert!(html.contains("Asia/Shanghai") && !html.contains("prefs-"), "{html}");
        }
    }
}
