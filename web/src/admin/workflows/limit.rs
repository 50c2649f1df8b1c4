//! A time limit in working time: an amount and its unit.

use dioxus::prelude::*;
use truckroll_domain::workflows::MAX_LIMIT_MIN;
use truckroll_ui::prelude::*;

use super::said::{DAY, HOUR, amount};

fn minutes(unit: &str) -> u32 {
    match unit {
        "days" => DAY,
        "hours" => HOUR,
        _ => 1,
    }
}

/// The limit, minutes of open time; nothing for as long as it takes.
#[component]
pub fn LimitField(
    #[props(into)] legend: String,
    limit: Option<u32>,
    #[props(into)] hint: Option<String>,
    error: Option<String>,
    on_change: EventHandler<Option<u32>>,
) -> Element {
    let (count, unit) = limit.map_or((None, None), |limit| {
        let (count, unit) = amount(limit);
        (Some(count), Some(unit))
    });
    let mut chosen = use_signal(|| unit.unwrap_or("hours"));
    // what stands there keeps the unit that was chosen for it, as long as it is whole in it
    let unit = match limit {
        Some(limit) if limit % minutes(chosen()) == 0 => chosen(),
        _ => unit.unwrap_or(chosen()),
    };
    let count = limit.map_or(count, |limit| Some(limit / minutes(unit)));
    let set = move |count: Option<f64>, unit: &'static str| {
        let most = f64::from(MAX_LIMIT_MIN);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between nothing and a year")]
        let limit = count.map(|count| (count * f64::from(minutes(unit))).round().clamp(0.0, most) as u32);
        on_change.call(limit);
    };
    let units: Vec<Choice> =
        ["minutes", "hours", "days"].map(|unit| Choice::new(unit, tr(&format!("flow-unit-{unit}")))).to_vec();
    rsx! {
        fieldset { class: "dk-own-field",
            legend { class: "tr-label", "{legend}" }
            div { class: "dk-flow-limit",
                NumberField {
                    label: tr("flow-limit-count"),
                    hide_label: true,
                    value: count.map(f64::from),
                    min: 0.0,
                    error,
                    on_input: move |count| set(count, unit),
                }
                SelectField {
                    label: tr("flow-limit-unit"),
                    hide_label: true,
                    value: unit,
                    options: units,
                    on_change: move |word: String| {
                        let unit = match word.as_str() {
                            "days" => "days",
                            "hours" => "hours",
                            _ => "minutes",
                        };
                        chosen.set(unit);
                        set(count.map(f64::from), unit);
                    },
                }
            }
            if let Some(hint) = hint {
                p { class: "tr-hint", "{hint}" }
            }
        }
    }
}
