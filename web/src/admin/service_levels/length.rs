//! A length of time in minutes, hours or days, kept in minutes.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

/// Minutes of each unit, the largest last.
const UNITS: [(&str, u32); 3] = [("minutes", 1), ("hours", 60), ("days", 24 * 60)];

/// The largest unit in which a length is a whole number.
fn unit_of(minutes: u32) -> &'static str {
    let whole = |(_, size): &&(&str, u32)| minutes > 0 && minutes.is_multiple_of(*size);
    UNITS.iter().rev().find(whole).map_or("minutes", |(unit, _)| *unit)
}

fn size(unit: &str) -> u32 {
    UNITS.iter().find(|(name, _)| *name == unit).map_or(1, |(_, size)| *size)
}

/// A typed number of units in minutes; none where it is no length.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
fn minutes_of(typed: f64, unit: &str) -> Option<u32> {
    let minutes = (typed * f64::from(size(unit))).round();
    (minutes.is_finite() && (0.0..=4_000_000_000.0).contains(&minutes)).then_some(minutes as u32)
}

/// The field: a number and its unit. Empty is `None`.
#[component]
pub fn LengthField(
    #[props(into)] label: String,
    minutes: Option<u32>,
    error: Option<String>,
    on_change: EventHandler<Option<u32>>,
) -> Element {
    // what was chosen holds while numbers are typed
    let mut chosen = use_signal(|| minutes.map_or("minutes", unit_of));
    let unit = chosen();
    let shown = minutes.map(|minutes| f64::from(minutes) / f64::from(size(unit)));
    rsx! {
        div { class: "dk-length",
            NumberField {
                label: label.clone(),
                value: shown,
                min: 0.0,
                step: if unit == "minutes" { 1.0 } else { 0.5 },
                error,
                on_input: move |typed: Option<f64>| on_change.call(typed.and_then(|typed| minutes_of(typed, unit))),
            }
            SelectField {
                label: tr!("sla-unit-of", label = label),
                hide_label: true,
                value: unit,
                options: UNITS.iter().map(|(unit, _)| Choice::new(*unit, tr(&format!("sla-unit-{unit}")))).collect::<Vec<_>>(),
                on_change: move |next: String| {
                    let next = UNITS.iter().find(|(name, _)| *name == next).map_or("minutes", |(name, _)| *name);
                    chosen.set(next);
                    // the number stays as it was typed
                    on_change.call(shown.and_then(|shown| minutes_of(shown, next)));
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_shown_in_the_largest_whole_unit() {
        for (minutes, unit) in [(0, "minutes"), (15, "minutes"), (90, "minutes"), (120, "hours"), (2_880, "days")] {
            assert_eq!(unit_of(minutes), unit, "{minutes}");
        }
        assert_eq!(minutes_of(1.5, "hours"), Some(90));
        assert_eq!(minutes_of(0.5, "days"), Some(720));
        for wrong in [-1.0, f64::NAN, 1e12] {
            assert_eq!(minutes_of(wrong, "minutes"), None, "{wrong}");
        }
    }
}
