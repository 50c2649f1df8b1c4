//! A data series in the editor: its name, its source, its conditions; moved and removed by buttons.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::reports::Measure;
use truckroll_ui::prelude::*;

use super::state::SeriesDraft;
use crate::admin::parts::problem;
use crate::desk::conditions::{Ask, Conditions, Line};

/// What a source is called.
#[must_use]
pub fn source_word(source: Measure) -> String {
    tr(&format!("report-source-{}", source.word().replace('_', "-")))
}

/// The element of a series.
#[must_use]
pub fn dom_id(key: u64) -> String {
    format!("report-series-{key}")
}

/// The series.
#[component]
pub fn SeriesFields(
    asks: Vec<Ask>,
    /// Its place among `count`, from 0.
    index: usize,
    count: usize,
    series: SeriesDraft,
    /// What is wrong with the report, by member.
    problems: BTreeMap<String, String>,
    on_change: EventHandler<SeriesDraft>,
    /// Whether it goes down.
    on_shift: EventHandler<bool>,
    on_remove: EventHandler<()>,
) -> Element {
    let all = use_signal(|| series.all.clone());
    let any = use_signal(|| series.any.clone());
    let of = |member: &str| problem("report", &problems, &format!("series.{index}.{member}"));
    let of_lines = |list: &str, lines: &[Line]| -> Vec<Option<String>> {
        (0..lines.len()).map(|n| of(&format!("when.{list}.{n}"))).collect()
    };
    let called = if series.name.trim().is_empty() { tr("report-series-unnamed") } else { series.name.clone() };
    let (renamed, sourced, conditioned) = (series.clone(), series.clone(), series.clone());
    let said = use_callback(move |()| {
        on_change.call(SeriesDraft { all: all.peek().clone(), any: any.peek().clone(), ..conditioned.clone() });
    });
    let conditions = all.read().len() + any.read().len();
    rsx! {
        fieldset { class: "dk-own-field dk-report-series", id: dom_id(series.key), tabindex: "-1",
            legend { class: "tr-label", {tr!("report-series-number", number = index + 1, name = called.clone())} }
            if let Some(said) = problem("report", &problems, &format!("series.{index}")) {
                p { class: "tr-error", role: "alert", "{said}" }
            }
            div { class: "dk-report-source",
                TextField {
                    label: tr("report-series-name"),
                    value: series.name.clone(),
                    required: true,
                    max_length: 60,
                    error: of("name"),
                    on_input: move |name: String| on_change.call(SeriesDraft { name, ..renamed.clone() }),
                }
                SelectField {
                    label: tr("report-source"),
                    value: series.source.word(),
                    options: Measure::ALL.iter().map(|one| Choice::new(one.word(), source_word(*one))).collect::<Vec<_>>(),
                    error: of("source"),
                    on_change: move |word: String| {
                        if let Some(source) = Measure::of(&word) {
                            on_change.call(SeriesDraft { source, ..sourced.clone() });
                        }
                    },
                }
            }
            details { class: "dk-reports-narrow", open: conditions > 0,
                summary { {tr!("reports-narrow", count = conditions)} }
                if let Some(said) = of("when") {
                    p { class: "tr-error", role: "alert", "{said}" }
                }
                Conditions { asks: asks.clone(), lines: all, title: tr("cust-all"), wrong: of_lines("all", &all.read()), on_change: move |()| said.call(()) }
                Conditions { asks, lines: any, title: tr("cust-any"), wrong: of_lines("any", &any.read()), on_change: move |()| said.call(()) }
            }
            div { class: "tr-actions",
                for (down, icon, key) in [(false, Icon::ArrowUp, "report-series-up"), (true, Icon::ArrowDown, "report-series-down")] {
                    Button {
                        label: tr!(key, name = called.clone()),
                        icon,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        disabled: if down { index + 1 == count } else { index == 0 },
                        on_press: move |_| on_shift.call(down),
                    }
                }
                Button {
                    label: tr!("report-series-remove", name = called),
                    icon: Icon::Trash,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    disabled: count == 1,
                    on_press: move |_| on_remove.call(()),
                }
            }
        }
    }
}
