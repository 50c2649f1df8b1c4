//! The shift roster (ORG-25): templates, cells, swaps. A cell is one day of one agent.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use truckroll_domain::calendar::Special;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::people::Group;
use truckroll_domain::roster::{Shift, Swap, SwapStep};
use truckroll_domain::{AgentId, GroupId, ShiftId, SwapId, Timestamp, VisitId, gather, tolerant};

/// Days of the roster, both included; at most 62.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterQuery {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// The roster of some days: one's own rows, or those of everybody one may see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct RosterNow {
    /// Templates by name, archived ones too.
    pub shifts: Vec<ShiftNow>,
    /// Agents by name.
    pub agents: Vec<RosterAgent>,
    /// Groups, to narrow by.
    pub groups: Vec<Group>,
    /// Shift by agent and day.
    #[serde(deserialize_with = "rows")]
    pub rows: BTreeMap<AgentId, BTreeMap<Date, ShiftId>>,
    /// Holidays and make-up days of the default calendar in these days.
    pub specials: Vec<Special>,
    /// Visits that lie outside of their engineer's shift.
    pub conflicts: Vec<RosterConflict>,
    /// Swaps that are open and concern the reader.
    pub swaps: Vec<Swap>,
    /// The organisation has no rows at all: everybody counts as on shift.
    pub empty: bool,
    /// Whether the reader may change it.
    pub may_edit: bool,
}

/// Rows of agents and days that are known.
fn rows<'de, D: serde::Deserializer<'de>>(from: D) -> Result<BTreeMap<AgentId, BTreeMap<Date, ShiftId>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Days(#[serde(deserialize_with = "truckroll_domain::day::keyed")] BTreeMap<Date, ShiftId>);
    let all = tolerant::keyed::<D, AgentId, Days>(from)?;
    Ok(gather::map(all.into_iter().map(|(agent, days)| (agent, days.0))))
}

/// A template with the number it was written at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShiftNow {
    /// The template.
    pub shift: Shift,
    /// Number it was written at.
    pub seq: i64,
}

/// An agent of the roster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RosterAgent {
    /// Who.
    pub id: AgentId,
    /// Name.
    pub name: String,
    /// Groups.
    #[serde(default)]
    pub groups: Vec<GroupId>,
}

/// A visit that lies outside of its engineer's shift.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RosterConflict {
    /// Who has it.
    pub agent: AgentId,
    /// The local day it begins on.
    pub day: Date,
    /// The visit.
    pub visit: VisitId,
    /// Its number.
    #[serde(default)]
    pub number: String,
    /// Its title.
    pub title: String,
    /// When its window begins.
    pub at: Timestamp,
}

/// A template in the place of the one that was read at `seq`; 0 for a new one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShiftChange {
    /// The number it was read at.
    pub seq: i64,
    /// The template.
    pub shift: Shift,
}

/// Cells to change; at most 5,000.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterChange {
    /// Cells.
    pub cells: Vec<CellChange>,
}

/// A cell to change.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellChange {
    /// Whose.
    pub agent: AgentId,
    /// Day.
    pub day: Date,
    /// The shift it is to have; `None` clears it.
    #[serde(default)]
    pub shift: Option<ShiftId>,
    /// What the writer saw there.
    #[serde(default)]
    pub seen: Option<ShiftId>,
}

/// What became of cells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct RosterWritten {
    /// Cells that changed.
    pub written: i64,
    /// Cells that did not, each with the reason.
    pub refused: Vec<RefusedCell>,
}

/// A cell that was not changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedCell {
    /// Whose.
    pub agent: AgentId,
    /// Day.
    pub day: Date,
    /// Key of the reason: `changed`, `unknown_agent`, `disabled`, `unknown_shift`, `archived`, `out_of_range`.
    pub why: String,
    /// What is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<ShiftId>,
}

/// A week to copy to others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RosterCopy {
    /// First of the seven days.
    pub from: Date,
    /// First days of the weeks that shall be like it; at most 53.
    pub to: Vec<Date>,
    /// Whose; none means everybody's.
    #[serde(default)]
    pub agents: Vec<AgentId>,
    /// Replace what is there; else only empty cells are filled.
    #[serde(default)]
    pub overwrite: bool,
}

/// What became of an imported file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct RosterImported {
    /// Cells that changed.
    pub written: i64,
    /// Rows that were not taken.
    pub refused: Vec<RefusedRow>,
}

/// A row of a file that was not taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RefusedRow {
    /// Line of the file, from 1.
    pub line: i64,
    /// What stands there.
    pub text: String,
    /// Key of the reason: `unknown_agent`, `several_agents`, `disabled`, `not_a_date`, `out_of_range`, `unknown_shift`,
    /// `several_shifts`, `archived`, `columns`, `twice`.
    pub why: String,
}

/// A swap to ask a colleague for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSwap {
    /// Whom.
    pub colleague: AgentId,
    /// The day on which the two change shifts.
    #[serde(deserialize_with = "truckroll_domain::day::deserialize")]
    pub day: Date,
    /// Another day on which they change too, so that nobody works more.
    #[serde(default, deserialize_with = "truckroll_domain::day::optional")]
    pub back: Option<Date>,
    /// What he says about it.
    #[serde(default)]
    pub note: String,
}

/// A step of a swap.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SwapChange {
    /// The step.
    pub step: SwapStep,
}

/// A swap that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SwapMade {
    /// Its id.
    pub id: SwapId,
}
