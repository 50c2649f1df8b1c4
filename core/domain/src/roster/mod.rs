//! The shift roster (ORG-25): who works when, and who can therefore be given work.
//!
//! A [`Shift`] is a template: a name, a colour and the parts of a day. The roster gives an agent one shift a day; a shift
//! belongs to the day on which it begins, so a night shift of Monday covers Tuesday's small hours. Whoever has no row on a
//! day is off that day. While an organisation's roster is empty everybody counts as on shift, so that switching the
//! feature on takes nobody away from dispatch.
//!
//! Whether somebody can be given work is decided in one place, [`standing`]: enabled, licensed, on shift, accepting.
//! Work that is under way is not touched by the end of a shift.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::access::Module;
use crate::calendar::{DAY_MIN, Offsets, Range};
use crate::decode::Deserialize;
use crate::people::Agent;
use crate::{AgentId, ShiftId, Timestamp};

mod swap;
#[cfg(test)]
mod tests;

pub use swap::{Cell, Swap, SwapState, SwapStep};

/// Most ranges of a shift.
pub const MAX_RANGES: usize = 6;
/// Longest name of a shift, characters.
pub const MAX_NAME: usize = 40;

/// The colour of a shift; screens map it to a tone that is legible in both themes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// Grey.
    #[default]
    Neutral,
    /// Grey-blue.
    Slate,
    /// Blue.
    Blue,
    /// Violet.
    Violet,
    /// Teal.
    Teal,
    /// Ochre.
    Ochre,
    /// Green.
    Green,
    /// Red.
    Red,
}

impl Colour {
    /// All of them, in the order of the palette.
    pub const ALL: [Colour; 8] = [
        Colour::Blue,
        Colour::Teal,
        Colour::Violet,
        Colour::Ochre,
        Colour::Green,
        Colour::Slate,
        Colour::Red,
        Colour::Neutral,
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Colour::Neutral => "neutral",
            Colour::Slate => "slate",
            Colour::Blue => "blue",
            Colour::Violet => "violet",
            Colour::Teal => "teal",
            Colour::Ochre => "ochre",
            Colour::Green => "green",
            Colour::Red => "red",
        }
    }
}

/// A shift that agents are given by the day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shift {
    /// Id.
    pub id: ShiftId,
    /// What people call it.
    pub name: String,
    /// Its colour; one that this version does not know is grey.
    #[serde(deserialize_with = "crate::tolerant::or_default")]
    pub colour: Colour,
    /// Parts of the day that are worked, by the organisation's clocks.
    pub ranges: Vec<Range>,
    /// Nobody is given it any more; rows that exist keep it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub archived: bool,
}

impl Shift {
    /// Kind word of the definition.
    pub const KIND: &'static str = "shift";

    /// Everything that is wrong with it, by member.
    #[must_use]
    pub fn faults(&self) -> BTreeMap<String, &'static str> {
        let mut faults = BTreeMap::new();
        if self.name.trim().is_empty() {
            faults.insert("name".to_owned(), "required");
        } else if self.name.chars().count() > MAX_NAME {
            faults.insert("name".to_owned(), "too_long");
        }
        if self.ranges.is_empty() {
            faults.insert("ranges".to_owned(), "required");
        } else if self.ranges.len() > MAX_RANGES {
            faults.insert("ranges".to_owned(), "too_many");
        } else if self.ranges.iter().any(|range| range.from_min >= DAY_MIN || range.to_min > DAY_MIN) {
            faults.insert("ranges".to_owned(), "not_a_time");
        }
        faults
    }

    /// Whether the day it begins on is worked at a minute after local midnight.
    #[must_use]
    pub fn covers(&self, minute: u16) -> bool {
        self.ranges
            .iter()
            .any(|range| if range.to_min <= range.from_min { minute >= range.from_min } else { range.holds(minute) })
    }

    /// Whether it still runs at a minute of the day after the one it begins on.
    #[must_use]
    pub fn covers_after_midnight(&self, minute: u16) -> bool {
        self.ranges.iter().any(|range| range.to_min <= range.from_min && minute < range.to_min)
    }
}

/// The shifts of one agent in one month, as they travel to his own devices and to nobody else's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RosterMonth {
    /// Whose.
    pub agent: AgentId,
    /// Shift by day.
    #[serde(deserialize_with = "crate::day::keyed")]
    pub days: BTreeMap<Date, ShiftId>,
}

impl RosterMonth {
    /// Kind word of the definition.
    pub const KIND: &'static str = "roster";

    /// The definition's id: `<agent>:<YYYY-MM>`.
    #[must_use]
    pub fn id(agent: AgentId, day: Date) -> String {
        format!("{agent}:{:04}-{:02}", day.year(), day.month())
    }
}

/// What the roster says about one agent around a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// His shift of the local day before the moment's.
    pub yesterday: Option<ShiftId>,
    /// His shift of the moment's local day.
    pub today: Option<ShiftId>,
}

/// What decides whether people are on shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// The roster is switched off: the daily shift of the staff list counts.
    Daily,
    /// The roster is switched on, and nobody has a row yet: everybody is on shift.
    Empty,
    /// The roster counts, with these rows of the agent.
    Rostered(Rows),
}

/// Whether an agent is on shift at a moment. `offsets` are those of the organisation's zone. A shift that is not known
/// (any more) is not worked.
#[must_use]
pub fn on_shift(
    agent: &Agent,
    duty: Duty,
    shifts: &BTreeMap<ShiftId, Shift>,
    offsets: &Offsets,
    at: Timestamp,
) -> bool {
    let (_, minute) = offsets.local(at);
    match duty {
        Duty::Daily => agent.on_shift(minute),
        Duty::Empty => true,
        Duty::Rostered(rows) => {
            let of = |id: Option<ShiftId>| id.and_then(|id| shifts.get(&id));
            of(rows.today).is_some_and(|shift| shift.covers(minute))
                || of(rows.yesterday).is_some_and(|shift| shift.covers_after_midnight(minute))
        }
    }
}

/// What must hold for an agent to be given work of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// His account is not disabled.
    pub enabled: bool,
    /// He has the module's licence.
    pub licensed: bool,
    /// He is on shift.
    pub on_shift: bool,
    /// He takes new work.
    pub accepting: bool,
}

impl Standing {
    /// Whether he is left out of every choice: nobody can give him this work at all.
    #[must_use]
    pub fn is_eligible(self) -> bool {
        self.enabled && self.licensed
    }
    /// Whether work may come to him by itself.
    #[must_use]
    pub fn receives(self) -> bool {
        self.is_eligible() && self.on_shift && self.accepting
    }
}

/// How an agent stands towards work of a module at a moment.
#[must_use]
pub fn standing(
    agent: &Agent,
    module: Module,
    duty: Duty,
    shifts: &BTreeMap<ShiftId, Shift>,
    offsets: &Offsets,
    at: Timestamp,
) -> Standing {
    Standing {
        enabled: agent.disabled_at.is_none(),
        licensed: agent.licensed(module),
        on_shift: on_shift(agent, duty, shifts, offsets, at),
        accepting: agent.accepting,
    }
}
