//! The editor of one calendar. What was typed stays when a colleague was faster.

use dioxus::prelude::*;
use truckroll_domain::calendar::Calendar;
use truckroll_protocol::api::calendars::CalendarNow;
use truckroll_ui::prelude::*;

use super::periods::Periods;
use super::specials::Specials;
use super::state::{Draft, Problems};
use super::try_out::TryOut;
use super::week::Week;
use super::{PATH, problem};
use crate::admin::parts::{Overtaken, SaveBar};
use crate::api::planning;
use crate::api::staff::Outcome;
use crate::desk::trouble::{Failed, Section};
use crate::route::use_go;
use crate::unsaved::use_unsaved;

/// The editor; without `read` of a new calendar.
#[component]
pub fn Editor(read: Option<CalendarNow>, zones: Vec<String>, time_zone: String) -> Element {
    let toasts = use_toasts();
    let changes = use_changes();
    let go = use_go();
    let first = read.clone().map_or_else(|| Draft::new("", &time_zone), Draft::of);
    let mut draft = use_signal(|| first);
    let mut tried = use_signal(|| false);
    let mut refused = use_signal(Problems::new);
    let mut overtaken = use_signal(|| false);
    let mut leaving = use_signal(|| false);
    // what a colleague or we wrote, while nothing is unsaved here
    use_effect(use_reactive!(|read| {
        if let Some(now) = read {
            let follows =
                draft.peek().read.as_ref().is_some_and(|known| known.seq != now.seq) && !draft.peek().is_changed();
            if follows {
                draft.set(Draft::of(now));
            }
        }
    }));
    let save = use_send(
        |draft: Draft| async move { planning::save_calendar(&draft.change()).await },
        move |outcome| match outcome {
            Outcome::Written(now) => {
                tried.set(false);
                let made = draft.peek().read.is_none();
                let id = now.calendar.id;
                toasts.say(Tone::Done, tr!("hours-saved", name = now.calendar.name.clone()));
                draft.set(Draft::of(now));
                changes.announce([Calendar::KIND]);
                if made {
                    go.instead(format!("{PATH}?calendar={id}"));
                }
            }
            Outcome::Overtaken => {
                overtaken.set(true);
                changes.announce([Calendar::KIND]);
            }
            Outcome::Refused(problems) => refused.set(problems),
        },
    );
    use_unsaved(move || draft.peek().is_changed());
    let remove = use_send(
        |(id, seq): (String, i64)| async move { planning::remove_calendar(&id, seq).await },
        move |outcome| {
            changes.announce([Calendar::KIND]);
            if outcome == Outcome::Written(()) {
                toasts.say(Tone::Done, tr!("hours-removed", name = draft.peek().calendar.name.clone()));
                // nothing of it is left to save
                let read = draft.peek().read.clone();
                if let Some(read) = read {
                    draft.set(Draft::of(read));
                }
                go.instead(PATH);
            } else {
                overtaken.set(true);
            }
        },
    );
    let known_zones = zones.clone();
    let submit = use_callback(move |()| {
        tried.set(true);
        refused.set(Problems::new());
        let now = draft.peek().clone();
        if now.problems(&known_zones).is_empty() {
            save.run(now);
        }
    });
    let now = draft();
    let mut problems = refused();
    if tried() {
        problems.extend(now.problems(&zones));
    }
    let of = |member: &str| problems.get(member).map(|key| problem(key));
    let calendar = now.calendar.clone();
    let theirs =
        read.clone().filter(|_| overtaken()).filter(|read| now.read.as_ref().is_none_or(|known| known.seq != read.seq));
    let list = use_dom_id();
    let options = list.clone();
    rsx! {
        form {
            class: "dk-form dk-hours-editor",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                submit.call(());
            },
            Failed { failure: save.failure().or_else(|| remove.failure()) }
            if let Some(theirs) = theirs {
                Overtaken {
                    title: tr("hours-overtaken"),
                    on_take: {
                        let theirs = theirs.clone();
                        move |()| {
                            draft.set(Draft::of(theirs.clone()));
                            overtaken.set(false);
                        }
                    },
                    on_keep: move |()| {
                        let kept = draft.peek().over(theirs.clone());
                        draft.set(kept);
                        overtaken.set(false);
                    },
                }
            }
            Section {
                title: if now.read.is_some() { calendar.name.clone() } else { tr("hours-new") },
                div { class: "dk-form-pair",
                    TextField {
                        label: tr("hours-name"),
                        value: calendar.name.clone(),
                        required: true,
                        max_length: 100,
                        error: of("name"),
                        on_input: move |name| draft.write().calendar.name = name,
                    }
                    div { class: if of("time_zone").is_some() { "tr-field tr-field-wrong" } else { "tr-field" },
                        label { class: "tr-label", r#for: "{list}-input", {tr("hours-zone")} }
                        input {
                            class: "tr-input",
                            id: "{list}-input",
                            list: "{list}",
                            autocomplete: "off",
                            value: "{calendar.time_zone}",
                            aria_invalid: of("time_zone").is_some().then_some("true"),
                            aria_describedby: "{list}-hint",
                            oninput: move |event| draft.write().calendar.time_zone = event.value().trim().to_owned(),
                        }
                        datalist { id: "{options}",
                            for zone in zones.clone() {
                                option { key: "{zone}", value: "{zone}" }
                            }
                        }
                        p { class: "tr-hint", id: "{list}-hint", {tr("hours-zone-hint")} }
                        if let Some(error) = of("time_zone") {
                            p { class: "tr-error", role: "alert", "{error}" }
                        }
                    }
                }
                CheckField {
                    label: tr("hours-default"),
                    hint: tr("hours-default-hint"),
                    checked: calendar.default,
                    error: of("default"),
                    on_change: move |on| draft.write().calendar.default = on,
                }
            }
            Section { title: tr("hours-week"),
                Week { periods: calendar.periods.clone() }
                Periods { draft, problems: problems.clone() }
            }
            Specials { draft, problems: problems.clone(), saved: now.read.is_some() }
            if let Some(read) = now.read.clone() {
                TryOut { id: read.calendar.id.to_string(), seq: read.seq }
            }
            if now.read.is_some() && !calendar.default {
                div { class: "tr-actions",
                    Button {
                        label: tr("hours-remove"),
                        icon: Icon::Trash,
                        kind: ButtonKind::Danger,
                        busy: remove.busy(),
                        on_press: move |_| leaving.set(true),
                    }
                }
            }
            SaveBar {
                changed: now.is_changed(),
                problems: problems.len(),
                busy: save.busy(),
                on_discard: move |()| {
                    tried.set(false);
                    refused.set(Problems::new());
                    let read = draft.peek().read.clone();
                    match read {
                        Some(read) => draft.set(Draft::of(read)),
                        None => go.instead(PATH),
                    }
                },
            }
        }
        section {
            Confirm {
                open: leaving(),
                title: tr!("hours-remove-title", name = calendar.name.clone()),
                text: tr("hours-remove-text"),
                verb: tr("hours-remove"),
                danger: true,
                on_confirm: move |()| {
                    leaving.set(false);
                    let read = draft.peek().read.clone();
                    if let Some(read) = read {
                        remove.run((read.calendar.id.to_string(), read.seq));
                    }
                },
                on_close: move |()| leaving.set(false),
            }
        }
    }
}
