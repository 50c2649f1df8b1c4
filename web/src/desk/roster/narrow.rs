//! The roster on a phone's width: one agent's month, or everybody on one day.

use dioxus::prelude::*;
use jiff::civil::Date;
use truckroll_domain::ShiftId;
use truckroll_protocol::api::roster::{RosterAgent, RosterNow};
use truckroll_ui::prelude::*;

use super::Brush;
use super::state::{Cell, Painted, Shade, shade, shift};
use crate::admin::calendars::specials::DateField;

/// The list.
#[component]
pub fn NarrowRoster(
    roster: RosterNow,
    painted: Signal<Painted>,
    agents: Vec<RosterAgent>,
    days: Vec<Date>,
    now: Date,
    paint: EventHandler<(Vec<Cell>, Brush)>,
) -> Element {
    let format = use_format();
    let mut by_day = use_signal(|| false);
    let first = days.first().copied().unwrap_or(now);
    let mut agent = use_signal(|| agents.first().map(|agent| agent.id));
    let mut day = use_signal(|| if days.contains(&now) { now } else { first });
    if !days.contains(&day.peek()) {
        day.set(first);
    }
    let shown = agents.iter().find(|one| Some(one.id) == agent()).or(agents.first()).cloned();
    let lines: Vec<(Cell, String, bool)> = if by_day() {
        agents.iter().map(|one| ((one.id, day()), one.name.clone(), false)).collect()
    } else {
        let of =
            |id| days.iter().map(move |day| ((id, *day), format.civil(*day, false), shade(*day, &[]) != Shade::Plain));
        shown.iter().flat_map(|one| of(one.id)).collect()
    };
    let options: Vec<Choice> = roster
        .shifts
        .iter()
        .filter(|one| !one.shift.archived)
        .map(|one| Choice::new(one.shift.id.to_string(), one.shift.name.clone()))
        .collect();
    rsx! {
        div { class: "tr-actions", role: "group",
            Button { label: tr("roster-by-agent"), kind: ButtonKind::Ghost, pressed: !by_day(), on_press: move |_| by_day.set(false) }
            Button { label: tr("roster-by-day"), kind: ButtonKind::Ghost, pressed: by_day(), on_press: move |_| by_day.set(true) }
        }
        if by_day() {
            DateField {
                label: tr("roster-day"),
                value: day().to_string(),
                on_input: {
                    let days = days.clone();
                    move |text: String| {
                        if let Some(chosen) = text.parse().ok().filter(|day| days.contains(day)) {
                            day.set(chosen);
                        }
                    }
                },
            }
        } else if agents.len() > 1 {
            SelectField {
                label: tr("roster-agent"),
                value: shown.as_ref().map(|one| one.id.to_string()).unwrap_or_default(),
                options: agents.iter().map(|one| Choice::new(one.id.to_string(), one.name.clone())).collect::<Vec<_>>(),
                on_change: move |id: String| agent.set(id.parse().ok()),
            }
        }
        ul { class: "dk-plain-list dk-roster-lines",
            for (cell , label , quiet) in lines {
                {
                    let given = painted.read().shown(&roster.rows, cell).and_then(|id| shift(&roster, id)).cloned();
                    rsx! {
                        li {
                            key: "{cell.0}-{cell.1}",
                            class: if cell.1 == now { "dk-roster-today" } else if quiet { "dk-roster-weekend" } else { "" },
                            span { "{label}" }
                            if roster.may_edit {
                                SelectField {
                                    label: label.clone(),
                                    hide_label: true,
                                    value: given.as_ref().map(|s| s.id.to_string()).unwrap_or_default(),
                                    options: options.clone(),
                                    none_label: tr("shift-off"),
                                    on_change: move |id: String| {
                                        let shift: Option<ShiftId> = id.parse().ok();
                                        paint.call((vec![cell], shift));
                                    },
                                }
                            } else if let Some(given) = given {
                                span { class: "dk-shift dk-shift-long {shift_tone(given.colour).class()}", "{given.name}" }
                            } else {
                                span { class: "dk-quiet", {tr("shift-off")} }
                            }
                        }
                    }
                }
            }
        }
    }
}
