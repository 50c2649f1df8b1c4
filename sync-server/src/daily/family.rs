//! Tickets that belong together: what is shown of them, and which parts keep a ticket open.

use std::collections::{HashMap, HashSet};

use sqlx::Row as _;
use truckroll_domain::tickets::{Status, Ticket, TicketCommand, TicketOverlay, TicketRow};
use truckroll_domain::{Command, Kind, Refusal, TenantId, TicketId};
use truckroll_protocol::api::daily::{TicketFamily, TicketRelative};

use crate::App;
use crate::auth::Session;
use crate::db::{DbResult, marks, query};
use crate::ingest;
use crate::lists;
use crate::reach::reached;

/// Most tickets shown together with one.
const MOST: i64 = 500;

/// The tickets that belong together with one, as far as this person may see them; of the others what the ticket itself says.
///
/// # Errors
/// When the database fails.
pub(crate) async fn of(
    app: &App,
    session: &Session,
    id: TicketId,
    ticket: &Ticket,
    overlay: &TicketOverlay,
) -> DbResult<TicketFamily> {
    let into = overlay.merged_into.as_ref();
    let mut wanted: Vec<String> = ticket.parent.iter().map(ToString::to_string).collect();
    wanted.extend(into.map(|link| link.ticket.to_string()));
    wanted.extend(overlay.merged.keys().map(ToString::to_string));
    let mut conditions = reached(session, Kind::Ticket);
    let own = conditions.text(id.to_string());
    // the primary key of tickets, index tickets_parent
    let mut any = vec![format!("parent_id = {own}")];
    if !wanted.is_empty() {
        let marks: Vec<String> = wanted.iter().map(|one| conditions.text(one.clone())).collect();
        any.push(format!("id in ({})", marks.join(", ")));
    }
    conditions.and(format!("({})", any.join(" or ")));
    let rows: Vec<TicketRow> = lists::rows(&app.db, &conditions, "created_at, number, id", MOST).await?;
    let seen: HashMap<&str, &TicketRow> = rows.iter().map(|row| (row.id.as_str(), row)).collect();
    let known = |one: TicketId, title: &str| match seen.get(one.to_string().as_str()) {
        Some(row) => relative(row),
        None => TicketRelative { id: one, title: title.to_owned(), ..TicketRelative::default() },
    };
    let own = id.to_string();
    let mut parts: Vec<TicketRelative> =
        rows.iter().filter(|row| row.parent_id.as_ref() == Some(&own)).map(relative).collect();
    let shown: HashSet<TicketId> = parts.iter().map(|part| part.id).collect();
    let hidden = ticket.parts.iter().filter(|(part, _)| !shown.contains(part));
    parts.extend(hidden.map(|(part, noted)| known(*part, &noted.title)));
    Ok(TicketFamily {
        parent: ticket.parent.map(|parent| known(parent, "")),
        parts,
        merged_into: into.map(|link| known(link.ticket, &link.name)),
        merged: overlay.merged.iter().map(|(one, link)| known(*one, &link.name)).collect(),
    })
}

fn relative(row: &TicketRow) -> TicketRelative {
    TicketRelative {
        id: row.id.parse().unwrap_or_default(),
        number: row.number.clone(),
        title: row.title.clone(),
        status: row.status.clone(),
        assignee_name: row.assignee_name.clone(),
    }
}

/// What was said in tickets that were merged into one, and in those that were merged into them.
///
/// # Errors
/// When the database fails.
pub(crate) async fn said(
    app: &App,
    tenant: TenantId,
    id: TicketId,
    overlay: &TicketOverlay,
) -> DbResult<Vec<truckroll_domain::Entry>> {
    let mut seen: HashSet<TicketId> = HashSet::from([id]);
    let mut round: Vec<TicketId> = overlay.merged.keys().copied().collect();
    let mut said = Vec::new();
    while !round.is_empty() && said.len() < 5_000 {
        round.retain(|one| seen.insert(*one));
        let documents: Vec<_> = round.iter().map(|one| (*one).into()).collect();
        for one in &documents {
            said.extend(ingest::entries(&app.db, tenant, *one).await?);
        }
        let stored = ingest::load(&app.db, tenant, &documents).await?;
        round = Vec::new();
        for one in stored.values() {
            if let truckroll_domain::Content::Ticket(_, overlay) = &one.content {
                round.extend(overlay.merged.keys().copied());
            }
        }
    }
    Ok(said)
}

/// What some commands need to know of the tickets around theirs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    /// Open parts of tickets that are to be closed: number or title.
    open: HashMap<TicketId, Vec<String>>,
    /// Tickets that exist, or are made by the same delivery.
    there: HashSet<TicketId>,
}

impl Around {
    /// Reads what `commands` need.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn of<'a>(
        app: &App,
        tenant: TenantId,
        commands: impl Iterator<Item = &'a Command>,
    ) -> DbResult<Self> {
        let mut around = Self::default();
        let (mut closing, mut parents) = (HashSet::new(), HashSet::new());
        for command in commands {
            let Command::Ticket { id, command } = command else { continue };
            match command {
                TicketCommand::SetStatus { status: Status::Closed, .. }
                | TicketCommand::MergeInto { .. }
                | TicketCommand::Withdraw { .. } => {
                    closing.insert(*id);
                }
                TicketCommand::Create { ticket } => {
                    around.there.insert(*id);
                    parents.extend(ticket.parent);
                }
                _ => {}
            }
        }
        let closing_ids: Vec<String> = closing.iter().map(ToString::to_string).collect();
        for chunk in closing_ids.chunks(500) {
            // index tickets_parent
            let sql = format!(
                "select parent_id, id, coalesce(number, title) from tickets where tenant_id = $1 and status <> 'closed' \
                 and parent_id in ({}) order by created_at, number, id",
                marks(2, chunk.len())
            );
            let mut select = query(&sql).bind(tenant.to_string());
            for id in chunk {
                select = select.bind(id.as_str());
            }
            for row in select.fetch_all(app.db.pool()).await? {
                let (parent, id): (String, String) = (row.try_get(0)?, row.try_get(1)?);
                let (Ok(parent), Ok(id)) = (parent.parse(), id.parse::<TicketId>()) else { continue };
                // a part that is closed by the same delivery does not hold its parent up
                if !closing.contains(&id) {
                    around.open.entry(parent).or_default().push(row.try_get(2)?);
                }
            }
        }
        let parents: Vec<String> = parents.difference(&around.there).map(ToString::to_string).collect::<Vec<_>>();
        for chunk in parents.chunks(500) {
            // the primary key of tickets
            let sql = format!("select id from tickets where tenant_id = $1 and id in ({})", marks(2, chunk.len()));
            let mut select = query(&sql).bind(tenant.to_string());
            for id in chunk {
                select = select.bind(id.as_str());
            }
            for row in select.fetch_all(app.db.pool()).await? {
                around.there.extend(row.try_get::<String, _>(0)?.parse::<TicketId>().ok());
            }
        }
        Ok(around)
    }

    /// Judges a command by the tickets around its own.
    ///
    /// # Errors
    /// [`Refusal::OpenParts`], or that the ticket it is split off does not exist.
    pub(crate) fn judge(&self, command: &Command, ticket: &Ticket) -> Result<(), Refusal> {
        let Command::Ticket { id, command } = command else { return Ok(()) };
        if let TicketCommand::Create { ticket: new } = command
            && new.parent.is_some_and(|parent| !self.there.contains(&parent))
        {
            return Err(Refusal::invalid("parent", "unknown"));
        }
        match self.open.get(id) {
            Some(open) if ticket.waits_for_parts(command) => Err(Refusal::OpenParts { tickets: open.clone() }),
            _ => Ok(()),
        }
    }
}
