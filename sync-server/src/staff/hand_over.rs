//! Open work of an agent who leaves: tickets and visits go to others, or to nobody yet, by ordinary commands.

use std::collections::BTreeMap;

use sqlx::Row as _;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::tickets::TicketCommand;
use truckroll_domain::visits::VisitCommand;
use truckroll_domain::{AgentId, Command, Content, DocumentId, Envelope, TenantId};
use truckroll_protocol::api::staff::{HandOver, Usage};

use crate::App;
use crate::auth::Session;
use crate::db::{DbResult, Tx};
use crate::directory::Directory;
use crate::http::{Answer, Fault};
use crate::ingest;

/// Documents that change hands in one step.
const STEP: i64 = 500;
/// Reason on the log line of each visit.
const REASON: &str = "hand_over";
/// Open work of an agent: served by the indexes `tickets_assignee` and `visits_assignee`.
const OPEN: [(&str, &str); 2] = [
    ("open_tickets", "from tickets where tenant_id = $1 and assignee = $2 and status not in ('resolved', 'closed')"),
    ("open_visits", "from visits where tenant_id = $1 and assignee = $2 and state not in ('completed', 'cancelled')"),
];

/// What an agent has open, by key of a message.
pub(super) async fn open(tx: &mut Tx, tenant: TenantId, agent: AgentId) -> DbResult<Usage> {
    let mut usage: Usage = BTreeMap::new();
    for (what, from) in OPEN {
        let sql = format!("select cast(count(*) as bigint) {from}");
        let row = crate::db::query(&sql).bind(tenant.to_string()).bind(agent.to_string()).fetch_one(tx.on()).await?;
        usage.insert(what.to_owned(), row.try_get(0)?);
    }
    Ok(usage)
}

/// Refuses whoever cannot take over.
pub(super) fn check(directory: &Directory, from: AgentId, to: &HandOver) -> Answer<()> {
    for (member, agent, area) in
        [("tickets_to", to.tickets_to, Area::Tickets), ("visits_to", to.visits_to, Area::Visits)]
    {
        let Some(agent) = agent else { continue };
        let can = agent != from
            && directory.agents.get(&agent).is_some_and(|a| directory.policy.rights(a).allow(area, Verb::Work));
        if !can {
            return Err(Fault::unacceptable("hand_over").field(member, "cannot_take_over"));
        }
    }
    Ok(())
}

/// Gives away everything that is open. What cannot be moved stays and is counted afterwards.
pub(super) async fn carry_out(app: &App, session: &Session, from: AgentId, to: &HandOver) -> Answer<()> {
    loop {
        let ids = some(app, session.tenant, from).await?;
        if ids.is_empty() {
            return Ok(());
        }
        let stored = ingest::load(&app.db, session.tenant, &ids).await?;
        let commands: Vec<Envelope> = ids
            .iter()
            .filter_map(|id| command(app, *id, &stored.get(id)?.content, from, to))
            .map(|command| Envelope { id: app.fresh(), at: app.clock.now(), offline: false, command })
            .collect();
        if commands.is_empty() {
            return Ok(());
        }
        // whoever may disable an agent may give away his work
        let caller = ingest::Caller { tenant: session.tenant, actor: truckroll_domain::Actor::System, device: None };
        ingest::execute(app, &caller, commands).await?;
    }
}

async fn some(app: &App, tenant: TenantId, agent: AgentId) -> DbResult<Vec<DocumentId>> {
    let mut ids = Vec::new();
    for (_, from) in OPEN {
        let sql = format!("select id {from} order by id limit {STEP}");
        let rows =
            crate::db::query(&sql).bind(tenant.to_string()).bind(agent.to_string()).fetch_all(app.db.pool()).await?;
        for row in rows {
            ids.extend(row.try_get::<String, _>(0)?.parse::<DocumentId>().ok());
        }
    }
    Ok(ids)
}

fn command(app: &App, id: DocumentId, content: &Content, from: AgentId, to: &HandOver) -> Option<Command> {
    match content {
        Content::Ticket(_, overlay) if overlay.assignee == Some(from) => {
            let command = TicketCommand::Assign {
                agent: to.tickets_to,
                agent_name: String::new(),
                group: None,
                seen: Some(from),
            };
            Some(Command::Ticket { id: id.into(), command })
        }
        Content::Visit(visit, overlay) if visit.assignee(overlay).is_some_and(|a| a.agent == from) => {
            let (reason, seen) = (REASON.to_owned(), overlay.current);
            let command = match to.visits_to {
                Some(agent) => {
                    VisitCommand::Assign { assignment: app.fresh(), agent, agent_name: String::new(), seen, reason }
                }
                None => VisitCommand::Unassign { seen, reason },
            };
            Some(Command::Visit { id: id.into(), command })
        }
        _ => None,
    }
}
