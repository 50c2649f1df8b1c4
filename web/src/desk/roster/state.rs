//! The month of the roster as the screen holds it: what the server said, what was painted since, and what takes it back. Pure.

use std::collections::{BTreeMap, HashMap};

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use truckroll_domain::calendar::{Special, SpecialKind};
use truckroll_domain::roster::Shift;
use truckroll_domain::{AgentId, GroupId, ShiftId};
use truckroll_protocol::api::roster::{CellChange, RosterAgent, RosterNow};

/// Steps that can be taken back.
const MAX_UNDO: usize = 50;

/// A cell: whose and when.
pub type Cell = (AgentId, Date);

/// The days of a month.
#[must_use]
pub fn days(month: Date) -> Vec<Date> {
    let first = month.first_of_month();
    (0..i64::from(first.days_in_month())).filter_map(|n| first.checked_add(n.days()).ok()).collect()
}

/// A month from `2026-05`; `now`'s where it cannot be read.
#[must_use]
pub fn month(text: &str, now: Date) -> Date {
    format!("{text}-01").parse().unwrap_or_else(|_| now.first_of_month())
}

/// The month before (-1) or after (1), as the address says it.
#[must_use]
pub fn shifted(month: Date, months: i32) -> String {
    let to = month.checked_add(months.months()).unwrap_or(month);
    format!("{:04}-{:02}", to.year(), to.month())
}

/// How a day is shaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shade {
    /// An ordinary day.
    Plain,
    /// Saturday or Sunday.
    Weekend,
    /// A holiday.
    Holiday,
}

/// The shade of a day: a make-up day is an ordinary one.
#[must_use]
pub fn shade(day: Date, specials: &[Special]) -> Shade {
    let on = || specials.iter().filter(|special| (special.from..=special.to).contains(&day));
    if on().any(|special| matches!(special.kind, SpecialKind::MakeUp { .. })) {
        Shade::Plain
    } else if on().next().is_some() {
        Shade::Holiday
    } else if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
        Shade::Weekend
    } else {
        Shade::Plain
    }
}

/// What a cell says where there is little room: the first letter of the name.
#[must_use]
pub fn letter(name: &str) -> String {
    name.chars().next().map(|c| c.to_uppercase().to_string()).unwrap_or_default()
}

/// What was painted and not yet answered, and what takes it back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Painted {
    /// Cells as they are shown in place of what the server said.
    pub over: HashMap<Cell, Option<ShiftId>>,
    undo: Vec<Vec<(Cell, Option<ShiftId>)>>,
}

impl Painted {
    /// What a cell shows.
    #[must_use]
    pub fn shown(&self, rows: &BTreeMap<AgentId, BTreeMap<Date, ShiftId>>, cell: Cell) -> Option<ShiftId> {
        match self.over.get(&cell) {
            Some(shift) => *shift,
            None => rows.get(&cell.0).and_then(|days| days.get(&cell.1)).copied(),
        }
    }

    /// Gives cells a shift and answers what to send; cells that have it are left out.
    pub fn paint(
        &mut self,
        rows: &BTreeMap<AgentId, BTreeMap<Date, ShiftId>>,
        cells: &[Cell],
        shift: Option<ShiftId>,
    ) -> Vec<CellChange> {
        let mut changes = Vec::new();
        let mut back = Vec::new();
        for cell in cells {
            let seen = self.shown(rows, *cell);
            if seen == shift {
                continue;
            }
            back.push((*cell, seen));
            self.over.insert(*cell, shift);
            changes.push(CellChange { agent: cell.0, day: cell.1, shift, seen });
        }
        if !back.is_empty() {
            self.undo.push(back);
            if self.undo.len() > MAX_UNDO {
                self.undo.remove(0);
            }
        }
        changes
    }

    /// Takes the last step back and answers what to send.
    pub fn undo(&mut self, rows: &BTreeMap<AgentId, BTreeMap<Date, ShiftId>>) -> Vec<CellChange> {
        let Some(back) = self.undo.pop() else { return Vec::new() };
        let mut changes = Vec::new();
        for (cell, shift) in back {
            let seen = self.shown(rows, cell);
            if seen != shift {
                self.over.insert(cell, shift);
                changes.push(CellChange { agent: cell.0, day: cell.1, shift, seen });
            }
        }
        changes
    }

    /// Whether there is a step to take back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// The server said what there is now.
    pub fn settle(&mut self) {
        self.over.clear();
    }
}

/// The agents of a group; all without one.
#[must_use]
pub fn narrowed(agents: &[RosterAgent], group: &str) -> Vec<RosterAgent> {
    let group: Option<GroupId> = group.parse().ok();
    agents.iter().filter(|agent| group.is_none_or(|group| agent.groups.contains(&group))).cloned().collect()
}

/// The cells of the rectangle between two cells, by their places in the grid.
#[must_use]
pub fn rectangle(agents: &[RosterAgent], days: &[Date], from: (usize, usize), to: (usize, usize)) -> Vec<Cell> {
    let span = |a: usize, b: usize| a.min(b)..=a.max(b);
    let mut cells = Vec::new();
    for row in span(from.0, to.0) {
        for column in span(from.1, to.1) {
            if let (Some(agent), Some(day)) = (agents.get(row), days.get(column)) {
                cells.push((agent.id, *day));
            }
        }
    }
    cells
}

/// How many of these agents work on each day.
#[must_use]
pub fn counts(now: &RosterNow, painted: &Painted, agents: &[RosterAgent], days: &[Date]) -> Vec<usize> {
    let works = |cell| painted.shown(&now.rows, cell).is_some();
    days.iter().map(|day| agents.iter().filter(|agent| works((agent.id, *day))).count()).collect()
}

/// The template with this id.
#[must_use]
pub fn shift(now: &RosterNow, id: ShiftId) -> Option<&Shift> {
    now.shifts.iter().map(|one| &one.shift).find(|shift| shift.id == id)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn agent(n: u8) -> RosterAgent {
        RosterAgent { id: AgentId::from_parts(1, [n; 10]), name: format!("A{n}"), groups: Vec::new() }
    }

    fn id(n: u8) -> Option<ShiftId> {
        Some(ShiftId::from_parts(1, [n; 10]))
    }

    #[test]
    fn painting_sends_what_changes_and_undo_sends_it_back() {
        let (a, day) = (agent(1).id, date(2026, 5, 4));
        let rows = BTreeMap::from([(a, BTreeMap::from([(day, id(1).expect("id"))]))]);
        let mut painted = Painted::default();
        assert!(painted.paint(&rows, &[(a, day)], id(1)).is_empty() && !painted.can_undo());
        let sent = painted.paint(&rows, &[(a, day), (a, date(2026, 5, 5))], id(2));
        assert_eq!(sent.iter().map(|c| (c.shift, c.seen)).collect::<Vec<_>>(), [(id(2), id(1)), (id(2), None)]);
        assert_eq!(painted.shown(&rows, (a, day)), id(2));
        let back = painted.undo(&rows);
        assert_eq!(back.iter().map(|c| (c.shift, c.seen)).collect::<Vec<_>>(), [(id(1), id(2)), (None, id(2))]);
        assert!(painted.undo(&rows).is_empty());
        painted.settle();
        assert_eq!(painted.shown(&rows, (a, day)), id(1));
    }

    #[test]
    fn a_rectangle_goes_in_any_direction() {
        let agents = [agent(1), agent(2), agent(3)];
        let days = days(date(2026, 2, 10));
        assert_eq!(days.len(), 28);
        let cells = rectangle(&agents, &days, (2, 3), (1, 1));
        assert_eq!(cells.len(), 6);
        assert_eq!(cells[0], (agents[1].id, date(2026, 2, 2)));
        assert!(rectangle(&agents, &days, (9, 9), (9, 9)).is_empty());
    }

    #[test]
    fn months_are_read_from_the_address() {
        let now = date(2026, 5, 20);
        for (text, expected) in [("2026-12", date(2026, 12, 1)), ("", date(2026, 5, 1)), ("2026-13", date(2026, 5, 1))]
        {
            assert_eq!(month(text, now), expected, "{text}");
        }
        assert_eq!(
            (shifted(date(2026, 12, 1), 1), shifted(date(2026, 1, 1), -1)),
            ("2027-01".into(), "2025-12".into())
        );
    }

    #[test]
    fn a_make_up_day_is_shaded_like_any_other() {
        let special = |kind| Special {
            title: "x".into(),
            description: String::new(),
            from: date(2026, 5, 9),
            to: date(2026, 5, 9),
            kind,
        };
        let saturday = date(2026, 5, 9);
        assert_eq!(shade(saturday, &[]), Shade::Weekend);
        assert_eq!(shade(saturday, &[special(SpecialKind::Holiday)]), Shade::Holiday);
        let both = [special(SpecialKind::Holiday), special(SpecialKind::MakeUp { like: 0 })];
        assert_eq!(shade(saturday, &both), Shade::Plain);
    }
}
