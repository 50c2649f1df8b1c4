//! Working hours and the roster.
//!
//! As with staff, being too late and being told what is wrong are no failures of the request but [`Outcome`]s.

use jiff::civil::Date;
use truckroll_protocol::api::calendars::{CalendarChange, CalendarNow, CalendarsNow, ClockAnswer, IcsPreview};
use truckroll_protocol::api::roster::{
    RosterChange, RosterCopy, RosterImported, RosterNow, RosterWritten, ShiftChange, ShiftNow, SwapChange,
};
use truckroll_protocol::api::staff::Removal;

use super::staff::{Outcome, outcome};
use super::{Answer, ask, delete, get, post, put};
use crate::query::encode;

/// Calendars and the time zones there are.
pub async fn calendars() -> Answer<CalendarsNow> {
    get("/calendars").await
}

/// Makes a calendar (`seq` 0) or changes one.
pub async fn save_calendar(change: &CalendarChange) -> Answer<Outcome<CalendarNow>> {
    let answer = match change.seq {
        0 => post("/calendars", change).await,
        _ => put(&format!("/calendars/{}", change.calendar.id), change).await,
    };
    outcome(answer, "calendar")
}

/// Removes a calendar.
pub async fn remove_calendar(id: &str, seq: i64) -> Answer<Outcome<()>> {
    outcome(delete(&format!("/calendars/{}", encode(id)), &Removal { seq }).await, "calendar")
}

/// The holidays of a file.
pub async fn holidays(id: &str, file: String) -> Answer<Outcome<IcsPreview>> {
    outcome(ask("POST", &format!("/calendars/{}/ics", encode(id)), Some(file)).await, "calendar")
}

/// What a calendar's clock says.
pub async fn clock(id: &str, at: i64, add_min: i64) -> Answer<ClockAnswer> {
    get(&format!("/calendars/{}/clock?at={at}&add_min={add_min}", encode(id))).await
}

/// Some days of the roster.
pub async fn roster(from: Date, to: Date) -> Answer<RosterNow> {
    get(&format!("/roster?from={from}&to={to}")).await
}

/// Changes cells.
pub async fn change_roster(change: &RosterChange) -> Answer<RosterWritten> {
    put("/roster", change).await
}

/// Copies a week.
pub async fn copy_week(copy: &RosterCopy) -> Answer<Outcome<RosterWritten>> {
    outcome(post("/roster/copy", copy).await, "roster")
}

/// Takes in a CSV file.
pub async fn import_roster(file: String) -> Answer<Outcome<RosterImported>> {
    outcome(ask("POST", "/roster/import", Some(file)).await, "csv")
}

/// The address of the roster as CSV.
#[must_use]
pub fn export_address(from: Date, to: Date) -> String {
    format!("/api/v1/roster/export?from={from}&to={to}")
}

/// Makes a template (`seq` 0) or changes one.
pub async fn save_shift(change: &ShiftChange) -> Answer<Outcome<ShiftNow>> {
    let answer = match change.seq {
        0 => post("/shifts", change).await,
        _ => put(&format!("/shifts/{}", change.shift.id), change).await,
    };
    outcome(answer, "shift")
}

/// Removes a template.
pub async fn remove_shift(id: &str, seq: i64) -> Answer<Outcome<()>> {
    outcome(delete(&format!("/shifts/{}", encode(id)), &Removal { seq }).await, "shift")
}

/// Takes a step of a swap.
pub async fn step_swap(id: &str, change: &SwapChange) -> Answer<()> {
    post(&format!("/swaps/{}", encode(id)), change).await
}
