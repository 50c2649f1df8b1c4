//! In which browser something was done to a ticket: noted with it, by the name the session has.

use sqlx::Row as _;
use truckroll_domain::tickets::TicketCommand;
use truckroll_domain::{Command, Envelope};

use crate::App;
use crate::auth::Session;
use crate::db::{Cell, DbResult};
use crate::ingest::Beside;

/// What is written beside commands of a browser: of which browser the entries are that they make.
///
/// # Errors
/// When the database fails.
pub(crate) async fn of(app: &App, session: &Session, envelopes: &[Envelope]) -> DbResult<Beside> {
    let mut beside = Beside::default();
    let made: Vec<String> = envelopes.iter().filter_map(entry_of).collect();
    // an entry of a phone says itself which one it is
    if made.is_empty() || session.device.is_some() || session.token.is_some() {
        return Ok(beside);
    }
    // the primary key of sessions
    let row = sqlx::query("select name from sessions where tenant_id = $1 and id = $2")
        .bind(session.tenant.to_string())
        .bind(session.id.as_str())
        .fetch_optional(app.db.pool())
        .await?;
    let name: String = row.map(|row| row.try_get(0)).transpose()?.unwrap_or_default();
    if !name.is_empty() {
        let rows: Vec<Vec<Cell>> = made
            .into_iter()
            .map(|entry| vec![session.tenant.to_string().into(), entry.into(), name.clone().into()])
            .collect();
        beside.lines("entry_senders", &["tenant_id", "entry_id", "name"], rows, "(tenant_id, entry_id) do nothing");
    }
    Ok(beside)
}

/// The entry that a command about a ticket makes.
fn entry_of(envelope: &Envelope) -> Option<String> {
    match &envelope.command {
        Command::Ticket { command: TicketCommand::Reply { entry, .. }, .. } => Some(entry.to_string()),
        Command::Ticket { .. } => Some(envelope.id.to_string()),
        _ => None,
    }
}
