//! Macros of tickets as administrators keep them.

use truckroll_domain::MacroId;
use truckroll_domain::macros::Macro;
use truckroll_protocol::api::macros::{MacroNow, MacroOrder, NewMacro};
use truckroll_protocol::api::staff::Removal;

use super::staff::{Outcome, outcome};
use super::{Answer, delete, get, post, put};

/// The topic of reads that show macros.
pub const TOPIC: &str = Macro::KIND;

/// All macros, in their order.
pub async fn list() -> Answer<Vec<MacroNow>> {
    get("/macros").await
}

/// Makes a macro, or replaces the one that was read.
pub async fn save(new: &NewMacro) -> Answer<Outcome<MacroNow>> {
    let path = format!("/macros/{}", new.body.id);
    let answer = if new.seq == 0 { post("/macros", new).await } else { put(&path, new).await };
    outcome(answer, TOPIC)
}

/// Puts the macros into another order.
pub async fn order(ids: Vec<MacroId>) -> Answer<Outcome<Vec<MacroNow>>> {
    outcome(put("/macros/order", &MacroOrder { ids }).await, TOPIC)
}

/// Removes a macro.
pub async fn remove(id: MacroId, seq: i64) -> Answer<Outcome<()>> {
    outcome(delete(&format!("/macros/{id}"), &Removal { seq }).await, TOPIC)
}
