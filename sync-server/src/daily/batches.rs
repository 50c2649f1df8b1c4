//! `GET`, `POST /tickets/batches`, `GET /tickets/batches/{id}`: one ticket for each of many customers (TKT-33).
//!
//! What is to be made is written down first, each ticket with the id it gets and to whom it goes; then [`work`] makes them, some at a
//! time, and can be stopped anywhere: a ticket that is there already is passed over, because its command has the ticket's id. So a
//! batch that is asked for again, or gone on with by another node, makes nothing twice.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::tickets::{Allocation, NewTicket, Source};
use truckroll_domain::{AgentId, DocumentId, GroupId, TicketId, Timestamp};
use truckroll_protocol::api::daily::{NewTicketBatch, RefusedCustomer, TicketBatchNow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::db::DbResult;
use crate::http::{Answer, Fault, Id, Strict};

mod run;

pub use run::{start, work};

/// Most customers of one batch.
const MAX_CUSTOMERS: usize = 1_000;

const COLUMNS: &str = "id, title, total, done, ended_at, at, refused";

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, begin)).routes(routes!(one))
}

/// What a batch is to make.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Plan {
    /// What all tickets have.
    ticket: Box<NewTicket>,
    /// The group they go to.
    group: Option<GroupId>,
    /// Each of them.
    lines: Vec<Line>,
}

/// A ticket of a batch.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Line {
    customer: DocumentId,
    ticket: TicketId,
    agent: Option<AgentId>,
}

fn batch(row: &AnyRow) -> DbResult<TicketBatchNow> {
    let (id, refused): (String, String) = (row.try_get(0)?, row.try_get(6)?);
    Ok(TicketBatchNow {
        id: id.parse().map_err(|error: uuid::Error| sqlx::Error::Decode(error.into()))?,
        title: row.try_get(1)?,
        total: row.try_get(2)?,
        done: row.try_get(3)?,
        ended: row.try_get::<Option<i64>, _>(4)?.is_some(),
        at: Timestamp(row.try_get(5)?),
        refused: serde_json::from_str::<Vec<RefusedCustomer>>(&refused)
            .map_err(|error| sqlx::Error::Decode(error.into()))?,
    })
}

/// A batch of this person.
async fn mine(app: &App, session: &Session, id: DocumentId) -> DbResult<Option<TicketBatchNow>> {
    // the primary key of ticket_batches
    let sql = format!("select {COLUMNS} from ticket_batches where tenant_id = $1 and id = $2 and agent_id = $3");
    let row = crate::db::query(&sql)
        .bind(session.tenant.to_string())
        .bind(id.to_string())
        .bind(session.agent.to_string())
        .fetch_optional(app.db.pool())
        .await?;
    let mut found = row.as_ref().map(batch).transpose()?;
    if let Some(batch) = &mut found {
        name(app, session, &mut batch.refused).await?;
    }
    Ok(found)
}

/// Names the customers who got no ticket, those that this person may see.
async fn name(app: &App, session: &Session, refused: &mut [RefusedCustomer]) -> DbResult<()> {
    let ids: Vec<DocumentId> = refused.iter().map(|one| one.id).collect();
    let stored = crate::ingest::load(&app.db, session.tenant, &ids).await?;
    for one in refused {
        if let Some(customer) = stored.get(&one.id)
            && truckroll_domain::access::may_read(&session.actor, &customer.content)
        {
            truckroll_domain::customers::name_of(&customer.content).clone_into(&mut one.name);
        }
    }
    Ok(())
}

#[utoipa::path(
    get,
    path = "/tickets/batches",
    tag = "tickets",
    operation_id = "ticket_batches",
    description = "The last batches of the signed-in person, the newest first.",
    responses((status = 200, description = "list of `TicketBatchNow`", body = serde_json::Value)),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<TicketBatchNow>>> {
    // index ticket_batches_agent
    let sql = format!(
        "select {COLUMNS} from ticket_batches where tenant_id = $1 and agent_id = $2 order by at desc, id desc limit 20"
    );
    let rows = crate::db::query(&sql)
        .bind(session.tenant.to_string())
        .bind(session.agent.to_string())
        .fetch_all(app.db.pool())
        .await?;
    Ok(axum::Json(rows.iter().map(batch).collect::<DbResult<_>>()?))
}

#[utoipa::path(
    get,
    path = "/tickets/batches/{id}",
    tag = "tickets",
    operation_id = "ticket_batch",
    description = "How far a batch is.",
    params(("id" = String, Path, description = "Batch")),
    responses(
        (status = 200, description = "`TicketBatchNow`", body = serde_json::Value),
        (status = 404, description = "No such batch of this person"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn one(State(app): State<App>, session: Session, Id(id): Id<DocumentId>) -> Answer<axum::Json<TicketBatchNow>> {
    Ok(axum::Json(mine(&app, &session, id).await?.ok_or_else(|| Fault::not_found("batch"))?))
}

#[utoipa::path(
    post,
    path = "/tickets/batches",
    tag = "tickets",
    operation_id = "begin_ticket_batch",
    description = "Makes one ticket for each of 1 to 1,000 companies or contacts and gives them to nobody, or to agents who take tickets. \
                   With the same id it is the same batch.",
    request_body(content = serde_json::Value, description = "`NewTicketBatch`"),
    responses(
        (status = 202, description = "`TicketBatchNow`", body = serde_json::Value),
        (status = 403, description = "May not make tickets, or not assign them"),
        (status = 422, description = "What is wrong stands by its member"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn begin(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewTicketBatch>,
) -> Answer<(axum::http::StatusCode, axum::Json<TicketBatchNow>)> {
    let gives = asked.to != Allocation::Nobody;
    if !session.actor.may(Area::Tickets, Verb::Create) || gives && !session.actor.may(Area::Tickets, Verb::Assign) {
        return Err(Fault::forbidden("tickets"));
    }
    if let Some(known) = mine(&app, &session, asked.id).await? {
        return Ok((axum::http::StatusCode::ACCEPTED, axum::Json(known)));
    }
    let plan = plan(&app, &session, &asked).await?;
    let text = serde_json::to_string(&plan).map_err(|_| Fault::internal())?;
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "insert into ticket_batches (tenant_id, id, agent_id, title, total, done, plan, refused, at, leased_until) \
         values ($1, $2, $3, $4, $5, 0, $6, '[]', $7, 0) on conflict (tenant_id, id) do nothing",
    )
    .bind(session.tenant.to_string())
    .bind(asked.id.to_string())
    .bind(session.agent.to_string())
    .bind(plan.ticket.title.as_str())
    .bind(i64::try_from(plan.lines.len()).unwrap_or(i64::MAX))
    .bind(text)
    .bind(app.clock.now().ms())
    .execute(tx.on())
    .await?;
    tx.commit().await?;
    app.batches.notify_one();
    let stored = mine(&app, &session, asked.id).await?;
    // the id of somebody else's batch
    let batch = stored.ok_or_else(|| Fault::conflict("id"))?;
    Ok((axum::http::StatusCode::ACCEPTED, axum::Json(batch)))
}

async fn plan(app: &App, session: &Session, asked: &NewTicketBatch) -> Answer<Plan> {
    let wrong = |member: &str, problem: &str| Fault::unacceptable("batch").field(member, problem);
    let mut customers: Vec<DocumentId> = Vec::with_capacity(asked.customers.len().min(MAX_CUSTOMERS));
    let mut seen = std::collections::HashSet::new();
    for id in &asked.customers {
        if seen.insert(*id) {
            customers.push(*id);
        }
    }
    match customers.len() {
        0 => return Err(wrong("customers", "required")),
        1..=MAX_CUSTOMERS => {}
        _ => return Err(wrong("customers", "too_many")),
    }
    if asked.title.trim().is_empty() {
        return Err(wrong("title", "required"));
    }
    if asked.title.chars().count() > 500 {
        return Err(wrong("title", "too_long"));
    }
    if asked.description.chars().count() > 20_000 {
        return Err(wrong("description", "too_long"));
    }
    let directory = app.directory(session.tenant).await?;
    let template = match asked.template {
        Some(id) => match directory.ticket_templates.get(&id) {
            Some((_, template)) if template.disabled_at.is_none() => Some(template.reference()),
            _ => return Err(wrong("template", "unknown")),
        },
        None => None,
    };
    let taking = super::takers::taking(&directory);
    let of_group = |group: GroupId| {
        let is_in = |id: &AgentId| directory.agents.get(id).is_some_and(|agent| agent.groups.contains(&group));
        taking.iter().copied().filter(|id| is_in(id)).collect()
    };
    let shares = asked.to.shares(customers.len(), &taking, of_group).map_err(|problem| wrong("to", problem))?;
    let lines = customers.into_iter().zip(shares);
    let group = match asked.to {
        Allocation::Group { group } => Some(group),
        _ => None,
    };
    Ok(Plan {
        ticket: Box::new(NewTicket {
            title: asked.title.trim().to_owned(),
            description: asked.description.clone(),
            priority: asked.priority,
            source: Source::System,
            template,
            fields: asked.fields.clone(),
            ..NewTicket::default()
        }),
        group,
        lines: lines.map(|(customer, agent)| Line { customer, ticket: app.fresh(), agent }).collect(),
    })
}
