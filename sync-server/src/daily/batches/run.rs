//! Makes the tickets of batches, some at a time. It takes no arguments: it looks which batches wait, and goes on where somebody
//! stopped.

use std::time::Duration;

use sqlx::Row as _;
use truckroll_domain::tickets::{NewTicket, TicketCommand};
use truckroll_domain::time::SECOND_MS;
use truckroll_domain::visits::Customer;
use truckroll_domain::{Actor, AgentId, Command, CommandId, Content, DocumentId, Envelope, Refusal, TenantId};
use truckroll_protocol::api::daily::RefusedCustomer;

use super::{Line, Plan};
use crate::App;
use crate::db::DbResult;
use crate::ingest::{self, Caller, ExecuteError};

/// How long a claim holds without a sign of life.
const LEASE_MS: i64 = 60 * SECOND_MS;
/// How often it is looked for batches that nobody works on.
const LOOK_AGAIN: Duration = Duration::from_secs(15);
/// Tickets of one transaction.
const CHUNK: usize = 20;
/// Most refusals that are kept.
const MAX_REFUSED: usize = 100;

/// Starts the worker; it ends with the runtime.
pub fn start(app: &App) -> tokio::task::JoinHandle<()> {
    let app = app.clone();
    tokio::spawn(async move {
        loop {
            match work(&app).await {
                Ok(0) => {}
                Ok(batches) => tracing::info!(batches, "batches of tickets were made"),
                Err(error) => tracing::warn!(%error, "batches of tickets wait for the database"),
            }
            // woken by what people began, and by time for what somebody else let go of
            let _ = tokio::time::timeout(LOOK_AGAIN, app.batches.notified()).await;
        }
    })
}

/// Works on batches until none waits; returns on how many.
///
/// # Errors
/// When the database fails; what was done is stored, and another run goes on.
pub async fn work(app: &App) -> DbResult<usize> {
    let mut count = 0;
    while let Some(job) = claim(app).await? {
        run(app, &job).await?;
        count += 1;
    }
    Ok(count)
}

struct Job {
    tenant: TenantId,
    id: String,
    agent: AgentId,
    done: usize,
    plan: Plan,
    refused: Vec<RefusedCustomer>,
}

/// Takes a batch that nobody works on.
async fn claim(app: &App) -> DbResult<Option<Job>> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    // index ticket_batches_waiting
    let row = sqlx::query(
        "update ticket_batches set leased_until = $1 where (tenant_id, id) in (select tenant_id, id from ticket_batches \
         where ended_at is null and leased_until <= $2 order by at, id limit 1) and ended_at is null and leased_until <= $2 \
         returning tenant_id, id, agent_id, done, plan, refused",
    )
    .bind(now.plus_ms(LEASE_MS).ms())
    .bind(now.ms())
    .fetch_optional(tx.on())
    .await?;
    tx.commit().await?;
    let Some(row) = row else { return Ok(None) };
    let (tenant, id, agent): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let (plan, refused): (String, String) = (row.try_get(4)?, row.try_get(5)?);
    let wrong = |error: serde_json::Error| sqlx::Error::Decode(error.into());
    let no_id = |error: uuid::Error| sqlx::Error::Decode(error.into());
    Ok(Some(Job {
        tenant: tenant.parse().map_err(no_id)?,
        id,
        agent: agent.parse().map_err(no_id)?,
        done: usize::try_from(row.try_get::<i64, _>(3)?).unwrap_or_default(),
        plan: serde_json::from_str(&plan).map_err(wrong)?,
        refused: serde_json::from_str(&refused).map_err(wrong)?,
    }))
}

async fn run(app: &App, job: &Job) -> DbResult<()> {
    let mut refused = job.refused.clone();
    let mut done = job.done.min(job.plan.lines.len());
    let (_, waiting) = job.plan.lines.split_at_checked(done).unwrap_or_default();
    for lines in waiting.chunks(CHUNK) {
        // rights are those of the moment
        let actor = app.directory(job.tenant).await?.actor(job.agent);
        match actor {
            Some(actor) => chunk(app, job, &actor, lines, &mut refused).await?,
            None => lines.iter().for_each(|line| refuse(&mut refused, line, &Refusal::NotAllowed)),
        }
        done += lines.len();
        note(app, job, done, &refused).await?;
    }
    if waiting.is_empty() {
        note(app, job, done, &refused).await?;
    }
    Ok(())
}

/// Notes how far the batch is; what was planned is forgotten with its end.
async fn note(app: &App, job: &Job, done: usize, refused: &[RefusedCustomer]) -> DbResult<()> {
    let now = app.clock.now();
    let ended = done >= job.plan.lines.len();
    let refused = serde_json::to_string(refused).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "update ticket_batches set done = $1, refused = $2, leased_until = $3 where tenant_id = $4 and id = $5",
    )
    .bind(i64::try_from(done).unwrap_or(i64::MAX))
    .bind(refused)
    .bind(now.plus_ms(LEASE_MS).ms())
    .bind(job.tenant.to_string())
    .bind(job.id.as_str())
    .execute(tx.on())
    .await?;
    if ended {
        sqlx::query("update ticket_batches set ended_at = $1, plan = '' where tenant_id = $2 and id = $3")
            .bind(now.ms())
            .bind(job.tenant.to_string())
            .bind(job.id.as_str())
            .execute(tx.on())
            .await?;
    }
    tx.commit().await
}

fn refuse(refused: &mut Vec<RefusedCustomer>, line: &Line, why: &Refusal) {
    if refused.len() < MAX_REFUSED {
        let field = match why {
            Refusal::Invalid { field, .. } | Refusal::TooMany { field, .. } => Some(field.clone()),
            Refusal::Missing { fields } => fields.first().cloned(),
            _ => None,
        };
        refused.push(RefusedCustomer { id: line.customer, name: String::new(), why: why.code().to_owned(), field });
    }
}

/// Makes some tickets in one transaction; where one is refused, each in its own.
async fn chunk(
    app: &App,
    job: &Job,
    actor: &Actor,
    lines: &[Line],
    refused: &mut Vec<RefusedCustomer>,
) -> DbResult<()> {
    let ids: Vec<DocumentId> = lines.iter().map(|line| line.customer).collect();
    let stored = ingest::load(&app.db, job.tenant, &ids).await?;
    let holders = ingest::holders(&app.db, job.tenant, &ids).await?;
    let mut ready: Vec<(&Line, Vec<Envelope>)> = Vec::new();
    for line in lines {
        let held = actor.agent().is_some_and(|me| holders.get(&line.customer).is_some_and(|all| all.contains(&me)));
        let content = stored.get(&line.customer).map(|one| &one.content);
        let seen = content.filter(|content| held || truckroll_domain::access::may_read(actor, content));
        match seen.and_then(|content| of_customer(line.customer, content, &job.plan.ticket)) {
            Some(ticket) => ready.push((line, commands(app, job, line, ticket))),
            None => refuse(refused, line, &Refusal::NotFound),
        }
    }
    let caller = Caller { tenant: job.tenant, actor: actor.clone(), device: None };
    let all: Vec<Envelope> = ready.iter().flat_map(|(_, commands)| commands.clone()).collect();
    match ingest::execute(app, &caller, all).await {
        Ok(_) => return Ok(()),
        Err(ExecuteError::Database(error)) => return Err(error),
        Err(_) => {}
    }
    for (line, commands) in ready {
        match ingest::execute(app, &caller, commands).await {
            Ok(_) => {}
            Err(ExecuteError::Refused { why, .. }) => refuse(refused, line, &why),
            Err(ExecuteError::Database(error)) => return Err(error),
            Err(ExecuteError::Invalid(_) | ExecuteError::Overtaken) => refuse(refused, line, &Refusal::Unknown),
        }
    }
    Ok(())
}

/// The ticket of a customer; nothing where the document is no customer, or one that was thrown away.
fn of_customer(id: DocumentId, content: &Content, ticket: &NewTicket) -> Option<Box<NewTicket>> {
    let mut new = ticket.clone();
    match content {
        Content::Company(company) if company.deleted_at.is_none() => {
            new.address = company.address.clone();
            new.customer = Customer {
                company: Some(id.into()),
                company_name: company.name.clone(),
                phone: company.phone.clone(),
                ..Customer::default()
            };
        }
        Content::Contact(contact) if contact.deleted_at.is_none() => {
            new.customer = Customer {
                company: contact.company,
                company_name: contact.company_name.clone(),
                contact: Some(id.into()),
                contact_name: contact.name.clone(),
                phone: contact.phone.clone(),
            };
        }
        _ => return None,
    }
    Some(Box::new(new))
}

/// The commands that make a ticket and give it to whom it goes: the same ones whenever they are given.
fn commands(app: &App, job: &Job, line: &Line, ticket: Box<NewTicket>) -> Vec<Envelope> {
    let at = app.clock.now();
    let of = |id: CommandId, command: TicketCommand| Envelope {
        id,
        at,
        offline: false,
        command: Command::Ticket { id: line.ticket, command },
    };
    let mut all = vec![of(CommandId(line.ticket.0), TicketCommand::Create { ticket })];
    if line.agent.is_some() || job.plan.group.is_some() {
        let (agent, group) = (line.agent, job.plan.group);
        let command = TicketCommand::Assign { agent, agent_name: String::new(), group, seen: None };
        all.push(of(super::super::split::second(line.ticket), command));
    }
    all
}
