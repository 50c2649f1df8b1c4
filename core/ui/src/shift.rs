//! Shifts as every program shows them: their colour, and their hours in words.

use truckroll_domain::roster::{Colour, Shift};

use crate::tone::Tone;
use crate::tr;

/// The tone of a shift's colour.
#[must_use]
pub fn shift_tone(colour: Colour) -> Tone {
    match colour {
        Colour::Neutral => Tone::Neutral,
        Colour::Slate => Tone::New,
        Colour::Blue => Tone::Accepted,
        Colour::Violet => Tone::OnTheWay,
        Colour::Teal => Tone::Arrived,
        Colour::Ochre => Tone::Paused,
        Colour::Green => Tone::Done,
        Colour::Red => Tone::Alert,
    }
}

/// A minute after midnight as a clock shows it: `09:30`; the end of a day is `24:00`.
#[must_use]
pub fn minute_clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The hours of a shift: `06:00–14:00, 22:00–06:00`.
#[must_use]
pub fn shift_hours(shift: &Shift) -> String {
    let said = shift.ranges.iter().map(|range| {
        if range.from_min == 0 && range.to_min % 1440 == 0 {
            tr("shift-all-day")
        } else {
            tr!("shift-times", from = minute_clock(range.from_min), to = minute_clock(range.to_min))
        }
    });
    said.collect::<Vec<_>>().join(", ")
}
