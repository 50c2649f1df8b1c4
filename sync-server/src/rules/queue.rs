//! Changes of tickets on their way to the triggers: written by the commit that brought them, taken in order.

use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use truckroll_domain::event::{Event, EventKind};
use truckroll_domain::tickets::satisfaction;
use truckroll_domain::time::SECOND_MS;
use truckroll_domain::triggers::{Change, Snapshot};
use truckroll_domain::{Actor, Content, DocumentId, RuleId, TenantId, TicketId, Timestamp};

use super::facts;
use crate::App;
use crate::db::{Cell, DbResult, Tx, insert_many};
use crate::directory::Directory;
use crate::ingest::Stored;

pub use super::facts::before;

/// How long a claim holds.
pub const LEASE_MS: i64 = 20 * SECOND_MS;

/// What brought a change about, where a rule did.
#[derive(Clone, Debug, Default)]
pub struct Cause {
    /// How many rules stand between it and what somebody did.
    pub depth: i64,
    /// Those rules.
    pub chain: Vec<RuleId>,
}

/// What is stored of a change.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Facts {
    /// The ticket before; nothing for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Snapshot>,
    /// The ticket after.
    pub after: Snapshot,
    /// `agent`, `customer` or `system`.
    pub by: String,
    /// The stars that were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<i64>,
}

/// A document that a commit changed.
pub struct Touched<'a> {
    /// The number it was stored at.
    pub seq: i64,
    /// The document.
    pub id: DocumentId,
    /// It was made by this commit.
    pub new: bool,
    /// It before, where it is a ticket.
    pub before: Option<&'a Snapshot>,
    /// It as it was made, where a phone has gone on with it since then: two changes that arrive together.
    pub made: Option<&'a Snapshot>,
    /// It after.
    pub content: &'a Content,
    /// What happened to it.
    pub events: Vec<&'a Event>,
}

fn word_of(by: &Actor) -> &'static str {
    match by {
        Actor::Agent { .. } => "agent",
        Actor::Customer { .. } => "customer",
        Actor::System => "system",
    }
}

/// What triggers call an event. What happens to a ticket in one commit is one change, besides what has a name of its own.
fn change_of(event: &Event) -> Option<Change> {
    let word = serde_json::to_value(event.kind).ok()?;
    match (event.kind, word.as_str()?) {
        (EventKind::VisitRated, _) if matches!(event.by, Actor::Customer { .. }) => Some(Change::RatedByCustomer),
        (EventKind::VisitRated, _) => Some(Change::RatedByAgent),
        (EventKind::TicketRated, _) => Some(Change::RatedByCustomer),
        (EventKind::TicketCreated, _) => Some(Change::Created),
        (EventKind::TicketWithdrawn, _) => Some(Change::Withdrawn),
        (_, "ticket_returned") => Some(Change::Returned),
        (EventKind::TicketOverdue, _) => Some(Change::NodeOverdue),
        (EventKind::TicketSplit, _) => Some(Change::Split),
        (_, word) if word.starts_with("ticket_") => Some(Change::Updated),
        _ => None,
    }
}

/// Writes what triggers have to look at.
pub async fn write(
    tx: &mut Tx,
    directory: &Directory,
    tenant: TenantId,
    touched: Vec<Touched<'_>>,
    cause: Option<&Cause>,
    now: Timestamp,
) -> DbResult<()> {
    if !directory.rules.wait_for_changes() {
        return Ok(());
    }
    let (depth, chain) = cause.map_or((0, Vec::new()), |cause| (cause.depth + 1, cause.chain.clone()));
    let chain = serde_json::to_string(&chain).map_err(|e| sqlx::Error::Encode(e.into()))?;
    let mut rows = Vec::new();
    for one in touched {
        let mut changes: Vec<(Change, &Event)> = Vec::new();
        for event in &one.events {
            if let Some(change) = change_of(event).filter(|change| changes.iter().all(|(known, _)| known != change)) {
                changes.push((change, event));
            }
        }
        if one.new && one.made.is_none() {
            // that it was made says everything about the rest of the same act
            changes.retain(|(change, _)| *change != Change::Updated);
        }
        for (n, (change, event)) in (0_i64..).zip(changes) {
            let (ticket, facts) = match one.content {
                Content::Ticket(ticket, overlay) => {
                    let states = (one.made.cloned(), || facts::of_ticket(directory, one.id.into(), ticket, overlay));
                    let (before, after) = match states {
                        (Some(made), _) if change == Change::Created => (None, made),
                        (Some(made), now) => (Some(made), now()),
                        (None, now) => (one.before.cloned().filter(|_| !one.new), now()),
                    };
                    let rates = change == Change::RatedByCustomer;
                    let (set, forms) = (&directory.ticket_fields.now, &directory.row_forms);
                    let rating = rates.then(|| satisfaction::stars(set, forms, ticket)).flatten();
                    (TicketId::from(one.id), Facts { before, after, by: word_of(&event.by).to_owned(), rating })
                }
                Content::Visit(visit, overlay) => {
                    let Some(ticket) = visit.ticket else { continue };
                    let Some(now) = stored(tx, directory, tenant, ticket).await? else { continue };
                    let by = word_of(&event.by).to_owned();
                    let rating = overlay.rating.as_ref().map(|rating| rating.stars);
                    (ticket, Facts { before: Some(now.clone()), after: now, by, rating })
                }
                _ => continue,
            };
            let facts = serde_json::to_string(&facts).map_err(|e| sqlx::Error::Encode(e.into()))?;
            rows.push(vec![
                tenant.to_string().into(),
                one.seq.into(),
                n.into(),
                ticket.to_string().into(),
                change.word().into(),
                depth.into(),
                chain.clone().into(),
                facts.into(),
                now.ms().into(),
                Cell::from(0),
                Cell::from(0),
            ]);
        }
    }
    let columns =
        ["tenant_id", "seq", "n", "ticket_id", "event", "depth", "chain", "facts", "at", "attempts", "leased_until"];
    insert_many(tx, "rule_queue", &columns, rows, "").await
}

/// A ticket as this transaction sees it.
async fn stored(tx: &mut Tx, directory: &Directory, tenant: TenantId, id: TicketId) -> DbResult<Option<Snapshot>> {
    let row =
        sqlx::query("select snapshot, overlay from documents where tenant_id = $1 and id = $2 and kind = 'ticket'")
            .bind(tenant.to_string())
            .bind(id.to_string())
            .fetch_optional(tx.on())
            .await?;
    let Some(row) = row else { return Ok(None) };
    let opened = Stored::open_ticket(&row.try_get::<Vec<u8>, _>(0)?, &row.try_get::<String, _>(1)?);
    Ok(match opened {
        Some(Content::Ticket(ticket, overlay)) => Some(facts::of_ticket(directory, id, &ticket, &overlay)),
        _ => None,
    })
}

/// A claimed change.
#[derive(Clone, Debug)]
pub struct Queued {
    /// The organisation.
    pub tenant: TenantId,
    /// Number and place.
    pub at: (i64, i64),
    /// The ticket.
    pub ticket: TicketId,
    /// What happened.
    pub event: Change,
    /// What brought it about.
    pub cause: Cause,
    /// The ticket before and after.
    pub facts: Facts,
    /// When it was stored.
    pub stored_at: Timestamp,
    /// How often it was taken.
    pub attempts: i64,
}

/// Takes the first change of every organisation that nobody works on.
pub async fn claim(app: &App) -> DbResult<Vec<Queued>> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    // index rule_queue_lease, then the primary key
    let rows = sqlx::query(
        "update rule_queue set leased_until = $1, attempts = attempts + 1 \
         where (tenant_id, seq, n) in (select q.tenant_id, q.seq, q.n from rule_queue q \
           where q.leased_until <= $2 and not exists (select 1 from rule_queue e where e.tenant_id = q.tenant_id \
             and (e.seq < q.seq or (e.seq = q.seq and e.n < q.n))) limit 50) \
         and leased_until <= $2 \
         returning tenant_id, seq, n, ticket_id, event, depth, chain, facts, at, attempts",
    )
    .bind(now.plus_ms(LEASE_MS).ms())
    .bind(now.ms())
    .fetch_all(tx.on())
    .await?;
    tx.commit().await?;
    let mut queued = Vec::with_capacity(rows.len());
    for row in &rows {
        let (tenant, ticket, event): (String, String, String) = (row.try_get(0)?, row.try_get(3)?, row.try_get(4)?);
        let (chain, facts): (String, String) = (row.try_get(6)?, row.try_get(7)?);
        let at = (row.try_get(1)?, row.try_get(2)?);
        let read = || {
            Some((
                tenant.parse().ok()?,
                ticket.parse().ok()?,
                Change::from_word(&event)?,
                serde_json::from_str(&chain).ok()?,
                serde_json::from_str(&facts).ok()?,
            ))
        };
        let Some((tenant, ticket, event, chain, facts)) = read() else {
            tracing::error!(tenant, seq = at.0, "a change in the queue of triggers cannot be read");
            drop_row(app, &tenant, at).await?;
            continue;
        };
        queued.push(Queued {
            tenant,
            at,
            ticket,
            event,
            cause: Cause { depth: row.try_get(5)?, chain },
            facts,
            stored_at: Timestamp(row.try_get(8)?),
            attempts: row.try_get(9)?,
        });
    }
    Ok(queued)
}

/// Takes a change off the queue.
pub async fn drop_row(app: &App, tenant: &str, (seq, n): (i64, i64)) -> DbResult<()> {
    let mut tx = app.db.begin().await?;
    sqlx::query("delete from rule_queue where tenant_id = $1 and seq = $2 and n = $3")
        .bind(tenant)
        .bind(seq)
        .bind(n)
        .execute(tx.on())
        .await?;
    tx.commit().await
}
