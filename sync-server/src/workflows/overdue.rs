//! Nodes whose time is over (TKT-14): noted in the ticket, once for each stay, so that triggers hear of it.
//!
//! Looks once a minute at tickets that stand at a node with a limit. What it notes is guarded by the stay the ticket itself
//! knows of, so of two nodes of the server that look at the same time one is told that it was noted already.

use std::collections::HashMap;
use std::sync::Arc;

use sqlx::Row as _;
use truckroll_domain::tickets::{Status, TicketCommand, TicketOverlay};
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

/// Notes the stays whose time is over, in every organisation. Returns how many.
///
/// # Errors
/// When the database fails.
pub async fn note(app: &App) -> DbResult<usize> {
    let rows = sqlx::query("select distinct tenant_id from definitions where kind = $1 and body <> ''")
        .bind(Design::KIND)
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
    nodes: Vec<String>,
    least_ms: Option<i64>,
}

async fn limits(app: &App, tenant: TenantId, directory: &Directory) -> DbResult<Limits> {
    let mut limits = Limits::default();
    for (_, design) in directory.workflows.values() {
        for number in design.versions.iter().map(|version| version.number) {
            let Some(published) = version(app, tenant, design.id, number).await? else { continue };
            for node in &published.workflow.nodes {
                let NodeKind::Task { task } = &node.kind else { continue };
                let Some(limit) = task.limit_min.map(|limit| i64::from(limit) * MINUTE_MS) else { continue };
                limits.least_ms = Some(limits.least_ms.map_or(limit, |least| least.min(limit)));
                if !limits.nodes.contains(&node.key) {
                    limits.nodes.push(node.key.clone());
                }
            }
            limits.versions.insert((design.id, number), published);
        }
    }
    Ok(limits)
}

async fn of_tenant(app: &App, tenant: TenantId, directory: &Directory) -> DbResult<usize> {
    let limits = limits(app, tenant, directory).await?;
    let Some(least) = limits.least_ms else { return Ok(0) };
    let now = app.clock.now();
    let (mut after, mut noted) = (String::new(), 0);
    loop {
        // the primary key of tickets; open time is never more than time on the wall
        let sql = format!(
            "select t.id, t.node, t.node_since, d.overlay from tickets t \
             join documents d on d.tenant_id = t.tenant_id and d.id = t.id \
             where t.tenant_id = $1 and t.id > $2 and t.status <> $3 and t.node_since < $4 and t.node in ({}) \
             order by t.id limit {PAGE}",
            marks(5, limits.nodes.len())
        );
        let mut select = query(&sql)
            .bind(tenant.to_string())
            .bind(after.clone())
            .bind(Status::Closed.word())
            .bind(now.plus_ms(-least).ms());
        for node in &limits.nodes {
            select = select.bind(node.clone());
        }
        let rows = select.fetch_all(app.db.pool()).await?;
        let mut commands = Vec::new();
        for row in &rows {
            after = row.try_get(0)?;
            let (node, since, overlay): (String, i64, String) = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            let (Ok(id), since) = (after.parse::<TicketId>(), Timestamp(since)) else { continue };
            if is_over(&limits, directory, &node, since, &overlay, now) {
                let command = Command::Ticket { id, command: TicketCommand::NoteOverdue { since } };
                commands.push(Envelope { id: app.fresh(), at: now, offline: false, command });
            }
        }
        let count = commands.len();
        let caller = Caller { tenant, actor: Actor::System, device: None };
        match ingest::execute_each(app, &caller, commands, |_| ingest::Beside::default()).await {
            // it went on meanwhile, or another node of the server noted it
            Ok(refused) => noted += count - refused.into_iter().flatten().count(),
            Err(ExecuteError::Database(error)) => return Err(error),
            Err(error) => return Err(sqlx::Error::Protocol(error.to_string())),
        }
        if rows.len() < PAGE {
            return Ok(noted);
        }
    }
}

fn is_over(
    limits: &Limits,
    directory: &Directory,
    node: &str,
    since: Timestamp,
    overlay: &str,
    now: Timestamp,
) -> bool {
    let overlay: TicketOverlay = serde_json::from_str(overlay).unwrap_or_default();
    let Some(flow) = overlay.flow.filter(|flow| flow.overdue != Some(since)) else { return false };
    let way = limits.versions.get(&(flow.workflow, flow.version));
    let Some(limit) = way.and_then(|way| task_at(way, node)).and_then(|task| task.limit_min) else { return false };
    // without working hours every hour counts
    let calendar = directory.default_calendar();
    let used = calendar.map_or_else(|| now.ms() - since.ms(), |calendar| calendar.work_time_between(since, now));
    used > i64::from(limit) * MINUTE_MS
}
