//! Working hours and the roster: what the pages read and send.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use truckroll_domain::calendar::{Calendar, Offsets, Period, Range, Special, SpecialKind};
use truckroll_domain::roster::{Cell, Colour, RosterMonth, Shift, Swap, SwapState, SwapStep};
use truckroll_domain::{ShiftId, SwapId};
use truckroll_protocol::api::calendars::{
    CalendarChange, CalendarNow, CalendarsNow, ClockAnswer, IcsPreview, IcsRefused,
};
use truckroll_protocol::api::roster::{
    CellChange, NewSwap, RefusedCell, RefusedRow, RosterAgent, RosterChange, RosterConflict, RosterCopy,
    RosterImported, RosterNow, RosterQuery, RosterWritten, ShiftChange, ShiftNow, SwapChange, SwapMade,
};

use super::{at, chen, id, lift_group, people, visit_id, wang};

fn early_id() -> ShiftId {
    id(0x70)
}

fn swap_id() -> SwapId {
    id(0x71)
}

fn monday() -> Date {
    date(2026, 3, 2)
}

fn sunday() -> Date {
    date(2026, 3, 8)
}

/// Office hours with a lunch break, two holidays and the Sunday worked for one of them.
pub fn calendar() -> Calendar {
    let period = |name: &str, working, from_min, to_min| Period {
        name: name.into(),
        working,
        weekdays: 0b1_1111,
        ranges: vec![Range { from_min, to_min }],
    };
    let special = |title: &str, kind| Special {
        title: title.into(),
        description: "State Council".into(),
        from: monday(),
        to: sunday(),
        kind,
    };
    Calendar {
        id: id(0x72),
        name: "Office".into(),
        default: true,
        time_zone: "Europe/Berlin".into(),
        offsets: offsets(),
        periods: vec![period("Day", true, 540, 1_080), period("Lunch", false, 720, 780)],
        specials: vec![special("Spring", SpecialKind::Holiday), special("Worked", SpecialKind::MakeUp { like: 4 })],
    }
}

pub fn offsets() -> Offsets {
    Offsets { before_s: 3_600, changes: vec![(at(40_000), 7_200)] }
}

pub fn calendars_now() -> CalendarsNow {
    CalendarsNow {
        calendars: vec![calendar_now()],
        zones: vec!["Europe/Berlin".into()],
        time_zone: "Asia/Shanghai".into(),
    }
}

pub fn calendar_now() -> CalendarNow {
    CalendarNow { calendar: calendar(), seq: 50 }
}

pub fn calendar_change() -> CalendarChange {
    CalendarChange { seq: 50, calendar: calendar() }
}

pub fn ics_preview() -> IcsPreview {
    IcsPreview { holidays: vec![calendar().specials.swap_remove(0)], refused: vec![ics_refused()] }
}

pub fn ics_refused() -> IcsRefused {
    IcsRefused { title: "Meeting".into(), why: "not_whole_days".into() }
}

pub fn clock_answer() -> ClockAnswer {
    ClockAnswer { is_open: true, next_open: Some(at(0)), deadline: Some(at(60)), work_ms: Some(3_600_000) }
}

pub fn shift() -> Shift {
    Shift {
        id: early_id(),
        name: "Early".into(),
        colour: Colour::Teal,
        ranges: vec![Range { from_min: 360, to_min: 840 }],
        archived: true,
    }
}

pub fn roster_month() -> RosterMonth {
    RosterMonth { agent: chen(), days: BTreeMap::from([(monday(), early_id())]) }
}

pub fn swap() -> Swap {
    let cell = |agent, shift| Cell { agent, day: monday(), shift };
    Swap {
        id: swap_id(),
        asker: chen(),
        colleague: wang(),
        cells: vec![cell(chen(), Some(early_id())), cell(wang(), None)],
        note: "Dentist".into(),
        state: SwapState::Agreed,
        asked_at: at(3),
        decided_at: Some(at(5)),
    }
}

pub fn roster_query() -> RosterQuery {
    RosterQuery { from: monday(), to: sunday() }
}

pub fn roster_now() -> RosterNow {
    RosterNow {
        shifts: vec![shift_now()],
        agents: vec![roster_agent()],
        groups: vec![people::group()],
        rows: BTreeMap::from([(chen(), roster_month().days)]),
        specials: calendar().specials,
        conflicts: vec![roster_conflict()],
        swaps: vec![swap()],
        empty: true,
        may_edit: true,
    }
}

pub fn shift_now() -> ShiftNow {
    ShiftNow { shift: shift(), seq: 51 }
}

pub fn roster_agent() -> RosterAgent {
    RosterAgent { id: chen(), name: "Chen Li".into(), groups: vec![lift_group()] }
}

pub fn roster_conflict() -> RosterConflict {
    RosterConflict {
        agent: chen(),
        day: monday(),
        visit: visit_id(),
        number: "V-2026-000412".into(),
        title: "Lift 3 stuck".into(),
        at: at(60),
    }
}

pub fn shift_change() -> ShiftChange {
    ShiftChange { seq: 51, shift: shift() }
}

pub fn roster_change() -> RosterChange {
    RosterChange { cells: vec![cell_change()] }
}

pub fn cell_change() -> CellChange {
    CellChange { agent: chen(), day: monday(), shift: Some(early_id()), seen: Some(id(0x73)) }
}

pub fn roster_written() -> RosterWritten {
    RosterWritten { written: 1, refused: vec![refused_cell()] }
}

pub fn refused_cell() -> RefusedCell {
    RefusedCell { agent: chen(), day: monday(), why: "changed".into(), now: Some(early_id()) }
}

pub fn roster_copy() -> RosterCopy {
    RosterCopy { from: monday(), to: vec![date(2026, 3, 9)], agents: vec![chen()], overwrite: true }
}

pub fn roster_imported() -> RosterImported {
    RosterImported { written: 12, refused: vec![refused_row()] }
}

pub fn refused_row() -> RefusedRow {
    RefusedRow { line: 4, text: "nobody, 2026-03-02, Early".into(), why: "unknown_agent".into() }
}

pub fn new_swap() -> NewSwap {
    NewSwap { colleague: wang(), day: monday(), back: Some(sunday()), note: "Dentist".into() }
}

pub fn swap_change() -> SwapChange {
    SwapChange { step: SwapStep::Approve }
}

pub fn swap_made() -> SwapMade {
    SwapMade { id: swap_id() }
}
