//! The scans of every minute, of overdue nodes and of automation tasks, find what they look for by an index, on both databases,
//! among many tickets that have nothing to do with it.

use sqlx::{AssertSqlSafe, Row as _};
use truckroll_domain::Row as _;
use truckroll_domain::tickets::TicketRow;

use crate::rules::{named, ticket};
use crate::support::{World, on_each_engine};

/// Tickets that nobody waits for: closed, at no node.
const MANY: i64 = 6_000;

/// Copies a ticket's row many times, closed, and has the database count what it has.
async fn crowd(world: &World) {
    let id = ticket(world, named("One of many")).await;
    let columns = TicketRow::COLUMNS.iter().map(|column| column.name).collect::<Vec<_>>();
    let copied = columns.iter().map(|column| match *column {
        "id" => "id || '-' || n".to_owned(),
        "status" => "'closed'".to_owned(),
        "closed_at" | "resolved_at" => "n".to_owned(),
        other => other.to_owned(),
    });
    let sql = format!(
        "with recursive many (n) as (select 1 union all select n + 1 from many where n < {MANY}) \
         insert into tickets (tenant_id, {}) select tenant_id, {} from tickets, many where id = '{id}'",
        columns.join(", "),
        copied.collect::<Vec<_>>().join(", ")
    );
    sqlx::query(AssertSqlSafe(sql)).execute(world.app.db.pool()).await.expect("is copied");
    sqlx::query("analyze").execute(world.app.db.pool()).await.expect("counts");
}

/// How the database would find it, in one text.
async fn plan(world: &World, sql: &str, values: &[&str]) -> String {
    let postgres = world.app.db.engine() == truckroll_server::db::Engine::Postgres;
    // marks are put in: the plan is that of these values
    let mut sql = sql.to_owned();
    for (n, value) in values.iter().enumerate().rev() {
        sql = sql.replace(&format!("${}", n + 1), value);
    }
    let explain = if postgres { "explain" } else { "explain query plan" };
    let rows = sqlx::query(AssertSqlSafe(format!("{explain} {sql}"))).fetch_all(world.app.db.pool()).await;
    let said = |row: &sqlx::any::AnyRow| row.get::<String, _>(if postgres { 0 } else { 3 });
    rows.expect("is planned").iter().map(said).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_scan_of_overdue_nodes_does_not_walk_through_all_tickets() {
    on_each_engine(async |world| {
        crowd(world).await;
        let tenant = format!("'{}'", world.a.id);
        let overdue = truckroll_server::workflows::overdue::waiting_sql(2);
        let found = plan(world, &overdue, &[&tenant, "1000", "-1", "-1", "''", "'check'", "'repair'"]).await;
        assert!(found.contains("tickets_node"), "{found}");
    })
    .await;
}

#[tokio::test]
async fn the_scan_of_an_automation_task_does_not_walk_through_all_tickets() {
    on_each_engine(async |world| {
        crowd(world).await;
        let (tenant, rule) = (format!("'{}'", world.a.id), format!("'{}'", world.a.id));
        let solved = truckroll_server::rules::waiting_sql("status = $4 and resolved_at <= $5");
        let found = plan(world, &solved, &[&tenant, "''", &rule, "'resolved'", "1000"]).await;
        assert!(found.contains("tickets_status"), "{found}");
    })
    .await;
}
