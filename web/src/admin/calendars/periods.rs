//! Weekly hours as fields: name, kind, weekdays, ranges.

use dioxus::prelude::*;
use truckroll_domain::calendar::{DAY_MIN, Period, Range};
use truckroll_ui::prelude::*;

use super::state::{Draft, Problems};
use super::{problem, weekday, weekday_long};

/// Fields of a list of ranges; also those of a shift.
#[component]
pub fn Ranges(ranges: Vec<Range>, on_change: EventHandler<Vec<Range>>) -> Element {
    let one = ranges.len() == 1;
    let known = ranges.clone();
    let set = use_callback(move |(n, range): (usize, Range)| {
        let mut ranges = known.clone();
        if let Some(place) = ranges.get_mut(n) {
            *place = range;
        }
        on_change.call(ranges);
    });
    let known = ranges.clone();
    let remove = use_callback(move |n: usize| {
        let mut ranges = known.clone();
        if n < ranges.len() {
            ranges.remove(n);
        }
        on_change.call(ranges);
    });
    let known = ranges.clone();
    rsx! {
        ul { class: "dk-plain-list dk-ranges",
            for (n , range) in ranges.into_iter().enumerate() {
                li { key: "{n}",
                    TimeInput {
                        label: tr("hours-from"),
                        minute: range.from_min,
                        on_change: move |from_min| set.call((n, Range { from_min, ..range })),
                    }
                    span { aria_hidden: "true", "–" }
                    TimeInput {
                        label: tr("hours-to"),
                        minute: range.to_min,
                        // midnight at the end is the end of this day
                        on_change: move |to: u16| {
                            set.call((n, Range { to_min: if to == 0 { DAY_MIN } else { to }, ..range }));
                        },
                    }
                    span { class: "dk-quiet dk-ranges-note",
                        if range.to_min <= range.from_min {
                            {tr("hours-overnight")}
                        }
                    }
                    if !one {
                        Button {
                            label: tr("hours-range-remove"),
                            icon: Icon::Close,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            on_press: move |_| remove.call(n),
                        }
                    }
                }
            }
        }
        div { class: "tr-actions",
            Button {
                label: tr("hours-range-add"),
                icon: Icon::Plus,
                kind: ButtonKind::Ghost,
                on_press: move |_| {
                    let mut ranges = known.clone();
                    ranges.push(Range { from_min: 13 * 60, to_min: 17 * 60 });
                    on_change.call(ranges);
                },
            }
        }
    }
}

#[component]
fn TimeInput(label: String, minute: u16, on_change: EventHandler<u16>) -> Element {
    let shown = minute_clock(minute % DAY_MIN);
    rsx! {
        input {
            class: "tr-input tr-figures",
            r#type: "time",
            aria_label: label,
            value: "{shown}",
            onchange: move |event| {
                if let Some(minute) = super::minute(&event.value()) {
                    on_change.call(minute);
                }
            },
        }
    }
}

/// All hours of the week.
#[component]
pub fn Periods(draft: Signal<Draft>, problems: Problems) -> Element {
    let periods = draft.read().calendar.periods.clone();
    rsx! {
        for (n , period) in periods.into_iter().enumerate() {
            PeriodFields { key: "{n}", draft, n, period, problems: problems.clone() }
        }
        div { class: "tr-actions",
            Button {
                label: tr("hours-period-add"),
                icon: Icon::Plus,
                on_press: move |_| draft.write().add_period(&tr("hours-period-new")),
            }
        }
    }
}

#[component]
fn PeriodFields(mut draft: Signal<Draft>, n: usize, period: Period, problems: Problems) -> Element {
    let of = |member: &str| problems.get(&format!("periods.{n}.{member}")).map(|key| problem(key));
    let mut change = move |work: &dyn Fn(&mut Period)| {
        if let Some(period) = draft.write().calendar.periods.get_mut(n) {
            work(period);
        }
    };
    let name = period.name.clone();
    let whole = name.clone();
    rsx! {
        fieldset { class: "dk-own-field",
            legend { class: "tr-sr", "{name}" }
            div { class: "dk-form-pair",
                TextField {
                    label: tr("hours-period-name"),
                    value: name.clone(),
                    max_length: 100,
                    error: of("name"),
                    on_input: move |typed: String| change(&|p| p.name.clone_from(&typed)),
                }
                SelectField {
                    label: tr("hours-period-kind"),
                    value: if period.working { "open" } else { "closed" },
                    options: vec![
                        Choice::new("open", tr("hours-period-open")),
                        Choice::new("closed", tr("hours-period-closed")),
                    ],
                    on_change: move |kind: String| change(&|p| p.working = kind == "open"),
                }
            }
            div { class: "dk-weekdays", role: "group", aria_label: tr!("hours-days", name = name.clone()),
                for day in 0..7_usize {
                    button {
                        key: "{day}",
                        r#type: "button",
                        class: "dk-weekday",
                        aria_pressed: if period.weekdays & (1 << day) == 0 { "false" } else { "true" },
                        title: weekday_long(day),
                        onclick: move |_| change(&|p| p.weekdays ^= 1 << day),
                        {weekday(day)}
                    }
                }
            }
            if let Some(error) = of("weekdays") {
                p { class: "tr-error", role: "alert", "{error}" }
            }
            Ranges {
                ranges: period.ranges.clone(),
                on_change: move |ranges: Vec<Range>| change(&|p| p.ranges = ranges.clone()),
            }
            if let Some(error) = of("ranges") {
                p { class: "tr-error", role: "alert", "{error}" }
            }
            div { class: "tr-actions",
                Button {
                    label: tr!("hours-period-remove", name = whole),
                    icon: Icon::Trash,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| {
                        draft.write().calendar.periods.remove(n);
                    },
                }
            }
        }
    }
}
