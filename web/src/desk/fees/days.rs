//! What came in and went on each day, as bars. The table below says the same, so screen readers pass the drawing over.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::day;
use truckroll_protocol::api::fees::PostingRow;
use truckroll_ui::prelude::*;

use crate::desk::reports::chart::{FOOT, Frame, HEIGHT, WIDTH, ceiling, height, middle};

/// Longest period of which each day has a bar.
const MOST: i64 = 92;

/// What came in and went on a day, in whole units of the currency.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Sums {
    grew: f64,
    fell: f64,
}

/// Each day from the first to the last with its sums; nothing where there are too many.
fn by_day(rows: &[PostingRow], (first, last): (i64, i64), format: &Format) -> Vec<(i64, Sums)> {
    if !(0..MOST).contains(&(last - first)) {
        return Vec::new();
    }
    let mut days: BTreeMap<i64, Sums> = (first..=last).map(|day| (day, Sums::default())).collect();
    for row in rows.iter().filter(|row| row.after.is_some()) {
        let local = format.input_value(row.at.ms());
        let day = local.get(..10).and_then(day::parse).map(day::number);
        let Some(sums) = day.and_then(|day| days.get_mut(&day)) else { continue };
        #[expect(clippy::cast_precision_loss, reason = "a bar has some hundred heights")]
        let units = row.money.minor().abs() as f64 / row.money.currency().minor_units() as f64;
        if row.money.is_positive() {
            sums.grew += units;
        } else {
            sums.fell += units;
        }
    }
    days.into_iter().collect()
}

/// The bars.
#[component]
pub fn Days(rows: Vec<PostingRow>, days: (String, String)) -> Element {
    let format = use_format();
    let number = |text: &str| day::parse(text).map(day::number);
    let Some(period) = number(&days.0).zip(number(&days.1)) else { return rsx! {} };
    let days = by_day(&rows, period, &format);
    let Some(row) = rows.first().filter(|_| days.len() > 1) else { return rsx! {} };
    let top = ceiling(days.iter().fold(0.0, |most, (_, sums)| most.max(sums.grew).max(sums.fell)));
    #[expect(clippy::cast_precision_loss, reason = "at most some hundred days")]
    let wide = (WIDTH / days.len() as f64 * 0.35).min(24.0);
    let mut bars: Vec<(usize, f64, f64, f64)> = Vec::new();
    for (n, (_, sums)) in days.iter().enumerate() {
        let begin = middle(n, days.len()) * WIDTH - wide;
        for (series, value) in [sums.grew, sums.fell].into_iter().enumerate() {
            let high = height(value, top);
            let aside = if series == 0 { 0.0 } else { wide };
            bars.push((series, begin + aside, HEIGHT - FOOT - high, high));
        }
    }
    let name = |day: i64| day::parse(&day::written(day)).map(|date| format.civil(date, false)).unwrap_or_default();
    let names: Vec<String> = days.iter().map(|(day, _)| name(*day)).collect();
    let caption = rsx! {
        span { {tr!("fees-days", currency = row.money.currency().code())} }
        span { class: "dk-chart-key", i { class: "dk-bar-0" } {tr("fees-days-in")} }
        span { class: "dk-chart-key", i { class: "dk-bar-1" } {tr("fees-days-out")} }
    };
    rsx! {
        Frame { caption, top, names,
            for (n, (series, x, y, high)) in bars.into_iter().enumerate() {
                rect { key: "{n}", class: "dk-bar-{series}", x: "{x:.1}", y: "{y:.1}", width: "{(wide - 1.0).max(0.5):.1}", height: "{high:.1}" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn every_day_of_the_period_has_its_sums() {
        let format = Format { now_ms: sample::NOW_MS, ..Format::default() };
        let rows = sample::postings().rows;
        let number = |text: &str| day::number(day::parse(text).expect("a day"));
        let days = by_day(&rows, (number("2026-02-27"), number("2026-03-03")), &format);
        let sums: Vec<(f64, f64)> = days.iter().map(|(_, sums)| (sums.grew, sums.fell)).collect();
        assert_eq!(sums, [(0.0, 0.0), (1_000.0, 0.0), (0.0, 112.5), (112.5, 0.0), (0.0, 0.0)]);
        assert!(by_day(&rows, (0, 400), &format).is_empty(), "too many days to draw");
        assert!(by_day(&rows, (5, 4), &format).is_empty());
    }
}
