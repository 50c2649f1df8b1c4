//! Replies to a ticket that was merged into another one go to that one (TKT-37): whoever writes has not heard of it yet, or answers an
//! old letter. Who may not write there writes where he is; it is read in the other one all the same.

use std::collections::HashMap;

use sqlx::Row as _;
use truckroll_domain::access::judge;
use truckroll_domain::tickets::TicketCommand;
use truckroll_domain::{Command, DocumentId, TicketId};

use crate::App;
use crate::db::{DbResult, marks, query};
use crate::ingest::{self, Caller};

/// How many merges are followed from one ticket to the next.
const MAX_STEPS: usize = 10;

fn answered(command: &Command) -> Option<TicketId> {
    match command {
        Command::Ticket { id, command: TicketCommand::Reply { .. } } => Some(*id),
        _ => None,
    }
}

/// Sends replies on, where their ticket was merged into another one.
///
/// # Errors
/// When the database fails.
pub(crate) async fn send_on<'a>(
    app: &App,
    caller: &Caller,
    commands: impl Iterator<Item = &'a mut Command>,
) -> DbResult<()> {
    let mut replies: Vec<(&mut Command, TicketId)> =
        commands.filter_map(|command| answered(command).map(|id| (command, id))).collect();
    if replies.is_empty() {
        return Ok(());
    }
    let links = links(app, caller, replies.iter().map(|(_, id)| *id).collect()).await?;
    replies.retain(|(_, id)| links.contains_key(id));
    if replies.is_empty() {
        return Ok(());
    }
    let end = |from: TicketId| {
        let mut at = from;
        for _ in 0..MAX_STEPS {
            match links.get(&at) {
                Some(next) => at = *next,
                None => break,
            }
        }
        at
    };
    let mut targets: Vec<DocumentId> = replies.iter().map(|(_, id)| end(*id).into()).collect();
    targets.sort_unstable();
    targets.dedup();
    let stored = ingest::load(&app.db, caller.tenant, &targets).await?;
    let holders = ingest::holders(&app.db, caller.tenant, &targets).await?;
    for (command, from) in replies {
        let target = end(from);
        let document = DocumentId::from(target);
        let Some(there) = stored.get(&document) else { continue };
        let mut sent = command.clone();
        if let Command::Ticket { id, .. } = &mut sent {
            *id = target;
        }
        let holds = caller.actor.agent().is_some_and(|me| holders.get(&document).is_some_and(|h| h.contains(&me)));
        if judge(&caller.actor, &sent, &there.content, holds).is_ok() {
            *command = sent;
        }
    }
    Ok(())
}

/// Into which tickets these were merged, and those again.
async fn links(app: &App, caller: &Caller, mut from: Vec<TicketId>) -> DbResult<HashMap<TicketId, TicketId>> {
    let mut links = HashMap::new();
    for _ in 0..MAX_STEPS {
        from.sort_unstable();
        from.dedup();
        from.retain(|id| !links.contains_key(id));
        let mut next = Vec::new();
        for chunk in from.chunks(500) {
            // the primary key of tickets
            let sql = format!(
                "select id, merged_into from tickets where tenant_id = $1 and merged_into is not null and id in ({})",
                marks(2, chunk.len())
            );
            let mut select = query(&sql).bind(caller.tenant.to_string());
            for id in chunk {
                select = select.bind(id.to_string());
            }
            for row in select.fetch_all(app.db.pool()).await? {
                let (id, into): (String, String) = (row.try_get(0)?, row.try_get(1)?);
                if let (Ok(id), Ok(into)) = (id.parse::<TicketId>(), into.parse::<TicketId>()) {
                    links.insert(id, into);
                    next.push(into);
                }
            }
        }
        if next.is_empty() {
            break;
        }
        from = next;
    }
    Ok(links)
}
