//! Holidays and make-up days: on a month, as a list, one by one or out of an `.ics` file.

use dioxus::prelude::*;
use jiff::ToSpan as _;
use jiff::civil::Date;
use truckroll_domain::calendar::{Special, SpecialKind};
use truckroll_protocol::api::calendars::IcsPreview;
use truckroll_ui::prelude::*;

use super::state::{Draft, Problems, special_on, weeks};
use super::{problem, text_of, weekday, weekday_long};
use crate::api::planning;
use crate::api::staff::Outcome;
use crate::desk::trouble::{Failed, Section};

/// A date as the list says it.
fn said(format: &Format, day: Date) -> String {
    format.civil(day, true)
}

/// The part of the page.
#[component]
pub fn Specials(mut draft: Signal<Draft>, problems: Problems, saved: bool) -> Element {
    let format = use_format();
    let now = format.today();
    let mut month = use_signal(|| now.first_of_month());
    let mut adding = use_signal(|| None::<Date>);
    let specials = draft.read().calendar.specials.clone();
    let upcoming: Vec<(usize, Special)> = specials.iter().cloned().enumerate().collect();
    let shift = move |months: i32| month.peek().checked_add(months.months()).ok();
    let shown = month();
    let name = tr!("roster-month", month = tr(&format!("month-{}", shown.month())), year = shown.year().to_string());
    rsx! {
        Section {
            title: tr("hours-specials"),
            trail: rsx! {
                Button {
                    label: tr("hours-special-add"),
                    icon: Icon::Plus,
                    on_press: move |_| adding.set(Some(now)),
                }
                IcsImport { draft, saved }
            },
            p { class: "dk-quiet", {tr("hours-specials-intro")} }
            div { class: "dk-specials",
                div { class: "dk-month",
                    div { class: "dk-month-head",
                        Button {
                            label: tr("hours-month-before"),
                            icon: Icon::ChevronLeft,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            on_press: move |_| if let Some(to) = shift(-1) { month.set(to) },
                        }
                        h3 { class: "dk-month-name", aria_live: "polite", "{name}" }
                        Button {
                            label: tr("hours-month-after"),
                            icon: Icon::ChevronRight,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            on_press: move |_| if let Some(to) = shift(1) { month.set(to) },
                        }
                    }
                    table { class: "dk-month-table",
                        thead {
                            tr {
                                for day in 0..7_usize {
                                    th { key: "{day}", scope: "col", abbr: weekday_long(day), {weekday(day)} }
                                }
                            }
                        }
                        tbody {
                            for week in weeks(shown) {
                                tr { key: "{week[0]}",
                                    for day in week {
                                        td { key: "{day}",
                                            Day {
                                                day,
                                                special: special_on(&specials, day).cloned(),
                                                outside: day.month() != shown.month(),
                                                today: day == now,
                                                on_press: move |()| adding.set(Some(day)),
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                ul { class: "dk-plain-list dk-specials-list",
                    if upcoming.is_empty() {
                        li { class: "dk-quiet", {tr("hours-specials-empty")} }
                    }
                    for (n , special) in upcoming {
                        li { key: "{n}",
                            div {
                                span { class: "dk-cell-title", "{special.title}" }
                                p { class: "dk-quiet",
                                    if special.from == special.to {
                                        {said(&format, special.from)}
                                    } else {
                                        {tr!("hours-special-days", from = said(&format, special.from), to = said(&format, special.to))}
                                    }
                                    if let SpecialKind::MakeUp { like } = special.kind {
                                        " · " {tr!("hours-special-like-said", day = weekday_long(usize::from(like)))}
                                    }
                                }
                                if let Some(error) = ["title", "to", "like"].iter().find_map(|m| problems.get(&format!("specials.{n}.{m}"))) {
                                    p { class: "tr-error", role: "alert", {problem(error)} }
                                }
                            }
                            Button {
                                label: tr!("hours-special-remove", title = special.title.clone()),
                                icon: Icon::Trash,
                                icon_only: true,
                                kind: ButtonKind::Ghost,
                                on_press: move |_| {
                                    draft.write().calendar.specials.remove(n);
                                },
                            }
                        }
                    }
                }
            }
            if let Some(first) = adding() {
                AddSpecial {
                    first,
                    on_add: move |special: Special| {
                        month.set(special.from.first_of_month());
                        draft.write().add_specials(vec![special]);
                        adding.set(None);
                    },
                    on_close: move |()| adding.set(None),
                }
            }
        }
    }
}

#[component]
fn Day(day: Date, special: Option<Special>, outside: bool, today: bool, on_press: EventHandler<()>) -> Element {
    let format = use_format();
    let kind = special.as_ref().map(|special| match special.kind {
        SpecialKind::Holiday => "dk-day-holiday",
        SpecialKind::MakeUp { .. } => "dk-day-make-up",
    });
    let mut class = "dk-day".to_owned();
    for part in [kind, outside.then_some("dk-day-outside"), today.then_some("dk-day-today")].into_iter().flatten() {
        class.push(' ');
        class.push_str(part);
    }
    let title = special.map(|special| special.title).unwrap_or_default();
    rsx! {
        button {
            r#type: "button",
            class,
            title: "{title}",
            aria_current: today.then_some("date"),
            onclick: move |_| on_press.call(()),
            span { aria_hidden: "true", "{day.day()}" }
            span { class: "tr-sr", {said(&format, day)} " {title}" }
        }
    }
}

/// The dialog that adds one.
#[component]
fn AddSpecial(first: Date, on_add: EventHandler<Special>, on_close: EventHandler<()>) -> Element {
    let mut title = use_signal(String::new);
    let mut description = use_signal(String::new);
    let mut from = use_signal(|| first.to_string());
    let mut to = use_signal(|| first.to_string());
    let mut like = use_signal(|| None::<u8>);
    let mut tried = use_signal(|| false);
    let made = use_memo(move || {
        let (from, to) = (from.read().parse::<Date>().ok()?, to.read().parse::<Date>().ok()?);
        let kind = like().map_or(SpecialKind::Holiday, |like| SpecialKind::MakeUp { like });
        let (title, description) = (title.read().trim().to_owned(), description.read().trim().to_owned());
        (from <= to && !title.is_empty()).then_some(Special { title, description, from, to, kind })
    });
    let submit = use_callback(move |()| {
        tried.set(true);
        if let Some(special) = made.peek().clone() {
            on_add.call(special);
        }
    });
    let untitled = tried() && title.read().trim().is_empty();
    let no_range = tried() && made.read().is_none() && !untitled;
    rsx! {
        Dialog {
            open: true,
            title: tr("hours-special-add"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("hours-special-put"),
                    kind: ButtonKind::Primary,
                    on_press: move |_| submit.call(()),
                }
            },
            div { class: "dk-form",
                TextField {
                    label: tr("hours-special-title"),
                    value: title(),
                    required: true,
                    autofocus: true,
                    max_length: 100,
                    error: untitled.then(|| problem("required")),
                    on_input: move |text| title.set(text),
                    on_enter: move |()| submit.call(()),
                }
                div { class: "dk-form-pair",
                    DateField { label: tr("hours-special-from"), value: from(), on_input: move |day: String| {
                        if to.peek().as_str() < day.as_str() {
                            to.set(day.clone());
                        }
                        from.set(day);
                    } }
                    DateField { label: tr("hours-special-to"), value: to(), on_input: move |day| to.set(day) }
                }
                if no_range {
                    p { class: "tr-error", role: "alert", {problem("not_a_range")} }
                }
                SelectField {
                    label: tr("hours-special-kind"),
                    value: if like().is_some() { "make_up" } else { "holiday" },
                    options: vec![
                        Choice::new("holiday", tr("hours-special-holiday")),
                        Choice::new("make_up", tr("hours-special-make-up")),
                    ],
                    on_change: move |kind: String| like.set((kind == "make_up").then_some(0)),
                }
                if let Some(day) = like() {
                    SelectField {
                        label: tr("hours-special-like"),
                        value: day.to_string(),
                        options: (0..7_usize).map(|n| Choice::new(n.to_string(), weekday_long(n))).collect::<Vec<_>>(),
                        on_change: move |day: String| like.set(day.parse().ok()),
                    }
                }
                TextField {
                    label: tr("hours-special-description"),
                    value: description(),
                    max_length: 1000,
                    on_input: move |text| description.set(text),
                }
            }
        }
    }
}

/// A day, as the browser picks it.
#[component]
pub(crate) fn DateField(
    #[props(into)] label: String,
    value: String,
    #[props(into)] hint: Option<String>,
    error: Option<String>,
    on_input: EventHandler<String>,
) -> Element {
    let id = use_dom_id();
    let wrong = error.is_some();
    rsx! {
        div { class: if wrong { "tr-field tr-field-wrong" } else { "tr-field" },
            label { class: "tr-label", r#for: "{id}", "{label}" }
            input {
                class: "tr-input tr-figures",
                id: "{id}",
                r#type: "date",
                value,
                aria_invalid: wrong.then_some("true"),
                onchange: move |event| on_input.call(event.value()),
            }
            if let Some(hint) = hint {
                p { class: "tr-hint", "{hint}" }
            }
            if let Some(error) = error {
                p { class: "tr-error", role: "alert", "{error}" }
            }
        }
    }
}

/// A file of holidays: chosen, shown, taken.
#[component]
fn IcsImport(mut draft: Signal<Draft>, saved: bool) -> Element {
    let mut preview = use_signal(|| None::<IcsPreview>);
    let mut wrong = use_signal(|| None::<String>);
    let read = use_send(
        |(id, text): (String, String)| async move { planning::holidays(&id, text).await },
        move |outcome| match outcome {
            Outcome::Written(found) => preview.set(Some(found)),
            Outcome::Overtaken => {}
            Outcome::Refused(problems) => wrong.set(problems.values().next().map(|key| problem(key))),
        },
    );
    let id = use_dom_id();
    let failure = wrong().or_else(|| read.failure());
    rsx! {
        label { class: if saved { "tr-btn dk-file" } else { "tr-btn dk-file dk-file-off" }, title: (!saved).then(|| tr("hours-ics-save-first")),
            Glyph { icon: Icon::CloudUpload }
            span { class: "tr-btn-label", {tr("hours-ics")} }
            input {
                id: "{id}",
                class: "tr-sr",
                r#type: "file",
                accept: ".ics,text/calendar",
                disabled: (!saved).then_some(true),
                onchange: move |event| async move {
                    wrong.set(None);
                    let id = draft.peek().calendar.id.to_string();
                    if let Some(text) = text_of(&event).await {
                        read.run((id, text));
                    }
                },
            }
        }
        section {
            Dialog {
                open: preview.read().is_some() || failure.is_some(),
                title: tr("hours-ics-title"),
                on_close: move |()| {
                    preview.set(None);
                    wrong.set(None);
                    read.clear();
                },
                actions: rsx! {
                    if preview.read().as_ref().is_some_and(|p| !p.holidays.is_empty()) {
                        Button {
                            label: tr("hours-ics-take"),
                            kind: ButtonKind::Primary,
                            on_press: move |_| {
                                let found = preview.take();
                                draft.write().add_specials(found.map(|p| p.holidays).unwrap_or_default());
                            },
                        }
                    }
                },
                Failed { failure }
                if let Some(found) = preview() {
                    Found { found }
                }
            }
        }
    }
}

#[component]
fn Found(found: IcsPreview) -> Element {
    let format = use_format();
    rsx! {
        if found.holidays.is_empty() {
            p { {tr("hours-ics-none")} }
        } else {
            p { class: "dk-quiet", {tr!("hours-ics-found", count = found.holidays.len())} }
            ul { class: "dk-plain-list dk-ics",
                for (n , special) in found.holidays.into_iter().enumerate() {
                    li { key: "{n}",
                        span { class: "dk-cell-title", "{special.title}" }
                        span { class: "dk-quiet",
                            {said(&format, special.from)}
                            if special.to != special.from {
                                " – " {said(&format, special.to)}
                            }
                        }
                    }
                }
            }
        }
        if !found.refused.is_empty() {
            p { class: "dk-quiet", {tr!("hours-ics-refused", count = found.refused.len())} }
            ul { class: "dk-plain-list dk-ics",
                for (n , one) in found.refused.into_iter().enumerate() {
                    li { key: "{n}",
                        span { class: "dk-cell-title", "{one.title}" }
                        span { class: "dk-quiet",
                            {
                                let key = format!("hours-ics-why-{}", one.why.replace('_', "-"));
                                if has_message(&key) { tr(&key) } else { one.why.clone() }
                            }
                        }
                    }
                }
            }
        }
    }
}
