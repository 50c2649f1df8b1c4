//! The period of a page of figures: so many days up to today, or from one day to another. It is in the address.

use dioxus::prelude::*;
use truckroll_domain::day;
use truckroll_ui::prelude::*;

use crate::desk::customers::DayField;
use crate::query::Query;

/// Periods that are offered, days.
const PERIODS: [i64; 4] = [7, 30, 90, 365];
/// The word of a period that is chosen by its days.
pub const CHOSEN: &str = "days";

/// The first and the last day that an address means.
#[must_use]
pub fn period(query: &Query, today: i64) -> (String, String) {
    if query.get("period") == CHOSEN {
        let or = |name: &str| Some(query.get(name).to_owned()).filter(|text| !text.is_empty());
        let to = or("to").unwrap_or_else(|| day::written(today));
        return (or("from").unwrap_or_else(|| to.clone()), to);
    }
    let days = query.get("period").parse().ok().filter(|days| PERIODS.contains(days)).unwrap_or(30);
    (day::written(today - days + 1), day::written(today))
}

/// The choice of a period: what it turns is a name and a value of the address.
#[component]
pub fn PeriodField(query: ReadSignal<Query>, on_turn: EventHandler<(&'static str, String)>) -> Element {
    let format = use_format();
    let (from, to) = period(&query.read(), day::number(format.today()));
    let mut periods: Vec<Choice> =
        PERIODS.iter().map(|days| Choice::new(days.to_string(), tr!("reports-last-days", count = *days))).collect();
    periods.push(Choice::new(CHOSEN, tr("reports-days")));
    let chosen = query.read().some("period").unwrap_or_else(|| "30".to_owned());
    rsx! {
        SelectField {
            label: tr("reports-period"),
            value: chosen.clone(),
            options: periods,
            on_change: move |period| on_turn.call(("period", period)),
        }
        if chosen == CHOSEN {
            DayField { label: tr("reports-from"), value: from, on_change: move |day| on_turn.call(("from", day)) }
            DayField { label: tr("reports-to"), value: to, on_change: move |day| on_turn.call(("to", day)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_means_days() {
        let today = day::number(day::parse("2026-03-31").expect("a day"));
        let query = Query::default();
        assert_eq!(period(&query, today), ("2026-03-02".into(), "2026-03-31".into()));
        assert_eq!(period(&query.with("period", "7"), today).0, "2026-03-25");
        assert_eq!(period(&query.with("period", "999"), today).0, "2026-03-02");
        let own = query.with("period", CHOSEN).with("from", "2026-01-01").with("to", "2026-02-01");
        assert_eq!(period(&own, today), ("2026-01-01".into(), "2026-02-01".into()));
    }
}
