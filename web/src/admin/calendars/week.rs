//! The week as a drawing: a column a day, open hours as blocks, what is closed within them on top. The numbers are in the
//! fields below and, for those who do not see it, in words.

use dioxus::prelude::*;
use truckroll_domain::calendar::Period;
use truckroll_ui::prelude::*;

use super::state::{Block, blocks};
use super::{weekday, weekday_long};

/// Hours that get a line.
const LINES: [u16; 5] = [0, 6, 12, 18, 24];

fn percent(minute: u16) -> String {
    format!("{:.3}%", f64::from(minute) / 14.4)
}

fn said(blocks: &[Block], day: usize) -> String {
    let mut hours: Vec<_> = blocks.iter().filter(|b| b.weekday == day && b.working).collect();
    hours.sort_by_key(|b| b.from);
    let hours: Vec<String> =
        hours.iter().map(|b| tr!("shift-times", from = minute_clock(b.from), to = minute_clock(b.to))).collect();
    let hours = if hours.is_empty() { tr("hours-week-closed") } else { hours.join(", ") };
    tr!("hours-week-said", day = weekday_long(day), hours = hours)
}

/// The drawing.
#[component]
pub fn Week(periods: Vec<Period>) -> Element {
    let blocks = blocks(&periods);
    rsx! {
        ul { class: "tr-sr",
            for day in 0..7 {
                li { key: "{day}", {said(&blocks, day)} }
            }
        }
        div { class: "dk-week", aria_hidden: "true",
            div { class: "dk-week-hours",
                for hour in LINES {
                    span { key: "{hour}", style: "top: {percent(hour * 60)}", "{hour:02}" }
                }
            }
            for day in 0..7_usize {
                div { key: "{day}", class: "dk-week-day",
                    span { class: "dk-week-name", {weekday(day)} }
                    div { class: "dk-week-column",
                        for hour in LINES {
                            i { key: "{hour}", style: "top: {percent(hour * 60)}" }
                        }
                        for (n , block) in blocks.iter().filter(|b| b.weekday == day).cloned().enumerate() {
                            span {
                                key: "{n}",
                                class: if block.working { "dk-week-block" } else { "dk-week-block dk-week-closed" },
                                style: "top: {percent(block.from)}; height: {percent(block.to - block.from)}",
                                title: "{block.name} {minute_clock(block.from)}–{minute_clock(block.to)}",
                                if block.to - block.from >= 90 {
                                    b { {minute_clock(block.from)} }
                                    b { {minute_clock(block.to)} }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
