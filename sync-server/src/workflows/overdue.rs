//! Nodes whose time is over (TKT-14): noted in the ticket, once for each stay, so that triggers hear of it. Nodes of workflows, and
//! values of the node fields of templates.
//!
//! Looks once a minute at tickets that stand at a node with a limit. What it notes is guarded by the stay the ticket itself
//! knows of, so of two nodes of the server that look at the same time one is told that it was noted already.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use sqlx::Row as _;
use truckroll_domain::fields::FieldKind;
use truckroll_domain::tickets::{NodeField, TicketCommand, TicketOverlay, TicketTemplate, used};
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::workflows::{Design, NodeKind, Published};
use truckroll_domain::{Actor, Command, Envelope, TenantId, TicketId, Timestamp, WorkflowId};

use super::ways::{task_at, version};
use crate::App;
use crate::db::{DbResult, marks, query};
use crate::directory::Directory;
use crate::ingest::{self, Caller, ExecuteError};

/// Tickets looked at together.
const PAGE: usize = 200;
/// Nodes asked about together.
const NODES: usize = 400;

/// The statement that gives the tickets that have been at one of `nodes` nodes for long and are not noted to be overdue.
#[must_use]
pub fn waiting_sql(nodes: usize) -> String {
    // index tickets_node: an order by id would have the primary key walked instead
    format!(
        "select t.id, t.node, t.node_since, d.overlay from tickets t \
         join documents d on d.tenant_id = t.tenant_id and d.id = t.id \
         where t.tenant_id = $1 and t.node_over = 0 and t.node is not null and t.status <> 'closed' \
         and t.node_since < $2 and (t.node_since > $3 or t.node_since = $4 and t.id > $5) \
         and t.node in ({}) order by t.node_since, t.id limit {PAGE}",
        marks(6, nodes)
    )
}

/// Notes the stays whose time is over, in every organisation. Returns how many.
///
/// # Errors
/// When the database fails.
pub async fn note(app: &App) -> DbResult<usize> {
    let rows = sqlx::query("select distinct tenant_id from definitions where kind in ($1, $2) and body <> ''")
        .bind(Design::KIND)
        .bind(TicketTemplate::VERSION_KIND)
        .fetch_all(app.db.pool())
        .await?;
    let mut noted = 0;
    for row in rows {
        let Ok(tenant) = row.try_get::<String, _>(0)?.parse::<TenantId>() else { continue };
        let directory = app.directory(tenant).await?;
        if !directory.licence_is_over(app.clock.now()) {
            noted += of_tenant(app, tenant, &directory).await?;
        }
    }
    Ok(noted)
}

/// Versions with limits, the keys of nodes that have one, and the shortest.
#[derive(Default)]
struct Limits {
    versions: HashMap<(WorkflowId, u32), Arc<Published>>,
    nodes: BTreeSet<String>,
    least_ms: Option<i64>,
}

impl Limits {
    fn take(&mut self, node: &str, limit_ms: i64) {
        self.least_ms = Some(self.least_ms.map_or(limit_ms, |least| least.min(limit_ms)));
        self.nodes.insert(node.to_owned());
    }

    /// Takes the limits of a node field.
    fn take_field(&mut self, of: &NodeField, directory: &Directory) {
        let mut values: BTreeSet<String> = of.limits.keys().cloned().collect();
        if of.limit_min.is_some() {
            match directory.ticket_fields.now.kind(&of.field) {
                Some(FieldKind::Choice { options }) => values.extend(options.iter().map(|option| option.key.clone())),
                _ => values.extend(directory.agents.keys().map(ToString::to_string)),
            }
        }
        for value in values {
            if let Some(limit) = of.limit_ms(&value) {
                self.take(&value, limit);
            }
        }
    }
}

async fn limits(app: &App, tenant: TenantId, directory: &Directory) -> DbResult<Limits> {
    let mut limits = Limits::default();
    for (_, design) in directory.workflows.values() {
        for number in design.versions.iter().map(|version| version.number) {
            let Some(published) = version(app, tenant, design.id, number).await? else { continue };
            for node in &published.workflow.nodes {
                let NodeKind::Task { task } = &node.kind else { continue };
                if let Some(limit) = task.limit_min {
                    limits.take(&node.key, i64::from(limit) * MINUTE_MS);
                }
            }
            limits.versions.insert((design.id, number), published);
        }
    }
    for of in directory.template_versions.values().filter_map(|template| template.node_field.as_ref()) {
        limits.take_field(of, directory);
    }
    Ok(limits)
}

/// A ticket that may have been at its node for too long.
struct Waiting {
    id: TicketId,
    node: String,
    since: Timestamp,
    overlay: TicketOverlay,
}

async fn of_tenant(app: &App, tenant: TenantId, directory: &Directory) -> DbResult<usize> {
    let limits = limits(app, tenant, directory).await?;
    let Some(least) = limits.least_ms else { return Ok(0) };
    let now = app.clock.now();
    let nodes: Vec<&String> = limits.nodes.iter().collect();
    let mut noted = 0;
    for nodes in nodes.chunks(NODES) {
        let sql = waiting_sql(nodes.len());
        let (mut after, mut after_since) = (String::new(), i64::MIN);
        loop {
            // open time is never more than time on the wall
            let mut select = query(&sql)
                .bind(tenant.to_string())
                .bind(now.plus_ms(-least).ms())
                .bind(after_since)
                .bind(after_since)
                .bind(after.clone());
            for node in nodes {
                select = select.bind((*node).clone());
            }
            let rows = select.fetch_all(app.db.pool()).await?;
            let mut commands = Vec::new();
            for row in &rows {
                after = row.try_get(0)?;
                let (node, since): (String, i64) = (row.try_get(1)?, row.try_get(2)?);
                let overlay: String = row.try_get(3)?;
                after_since = since;
                let Ok(id) = after.parse::<TicketId>() else { continue };
                let waiting = Waiting {
                    id,
                    node,
                    since: Timestamp(since),
                    overlay: serde_json::from_str(&overlay).unwrap_or_default(),
                };
                if is_over(&limits, directory, &waiting, now) {
                    let command = TicketCommand::NoteOverdue { since: waiting.since };
                    let command = Command::Ticket { id: waiting.id, command };
                    commands.push(Envelope { id: app.fresh(), at: now, offline: false, command });
                }
            }
            noted += note_all(app, tenant, commands).await?;
            if rows.len() < PAGE {
                break;
            }
        }
    }
    Ok(noted)
}

async fn note_all(app: &App, tenant: TenantId, commands: Vec<Envelope>) -> DbResult<usize> {
    let count = commands.len();
    let caller = Caller { tenant, actor: Actor::System, device: None };
    match ingest::execute_each(app, &caller, commands, |_| ingest::Beside::default()).await {
        // it went on meanwhile, or another node of the server noted it
        Ok(refused) => Ok(count - refused.into_iter().flatten().count()),
        Err(ExecuteError::Database(error)) => Err(error),
        Err(error) => Err(sqlx::Error::Protocol(error.to_string())),
    }
}

fn is_over(limits: &Limits, directory: &Directory, waiting: &Waiting, now: Timestamp) -> bool {
    let Waiting { node, since, overlay, .. } = waiting;
    let limit = match &overlay.flow {
        Some(flow) => {
            let way = limits.versions.get(&(flow.workflow, flow.version));
            let task = way.and_then(|way| task_at(way, node));
            task.and_then(|task| task.limit_min).map(|limit| i64::from(limit) * MINUTE_MS)
        }
        None => {
            let template = overlay.stays.as_ref().and_then(|stays| directory.template_versions.get(&stays.template?));
            template.and_then(|template| template.node_field.as_ref()?.limit_ms(node))
        }
    };
    let Some(limit) = limit else { return false };
    used(&[*since], now, directory.default_calendar()).into_iter().any(|used| used > limit)
}
