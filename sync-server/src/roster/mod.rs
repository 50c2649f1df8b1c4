//! The shift roster (ORG-25): who works when, planned at the desk, seen on the phone.
//!
//! Rows are relational: one shift an agent and day. They are written under the organisation's lock together with the months
//! of the agents they belong to ([`truckroll_domain::roster::RosterMonth`]), definitions that travel to each agent's own devices alone, so a
//! phone shows its owner's shifts without network. [`Duties`] says who is on shift now; dispatch asks it and nothing else.

mod copy;
mod csv;
mod duty;
mod read;
mod shifts;
mod swaps;
mod write;

pub use duty::Duties;

use jiff::civil::Date;
use truckroll_domain::access::{Area, Parties, Verb};
use truckroll_domain::people::Agent;
use utoipa_axum::router::OpenApiRouter;

use crate::App;
use crate::auth::Session;

/// Days before and after today that can be planned.
const PAST_DAYS: i32 = 400;
const FUTURE_DAYS: i32 = 800;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(read::routes())
        .merge(write::routes())
        .merge(copy::routes())
        .merge(csv::routes())
        .merge(shifts::routes())
        .merge(swaps::routes())
}

/// Whether the person's right reaches an agent.
fn reaches(session: &Session, verb: Verb, agent: &Agent) -> bool {
    let parties = Parties { agents: vec![agent.id], groups: agent.groups.clone() };
    session.rights().on(Area::Staff, verb, &parties)
}

/// Whether a day can be planned.
fn is_plannable(day: Date, today: Date) -> bool {
    today.until(day).is_ok_and(|span| (-PAST_DAYS..=FUTURE_DAYS).contains(&span.get_days()))
}
