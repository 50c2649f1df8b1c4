//! Brings the tables up to date: numbered migrations, then the projected row tables.

use sqlx::Row as _;
use truckroll_domain::assets::AssetRow;
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::contacts::ContactRow;
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::visits::VisitRow;
use truckroll_domain::{Kind, Row};

use super::{Db, DbResult, query};

pub(crate) const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_init", include_str!("../../../migrations/server/0001_init.sql")),
    ("0002_events_kind", include_str!("../../../migrations/server/0002_events_kind.sql")),
    ("0003_parcels", include_str!("../../../migrations/server/0003_parcels.sql")),
    ("0004_signin", include_str!("../../../migrations/server/0004_signin.sql")),
    ("0005_customers", include_str!("../../../migrations/server/0005_customers.sql")),
    ("0006_roster", include_str!("../../../migrations/server/0006_roster.sql")),
    ("0007_phone", include_str!("../../../migrations/server/0007_phone.sql")),
    ("0008_imports", include_str!("../../../migrations/server/0008_imports.sql")),
    ("0009_customer_work", include_str!("../../../migrations/server/0009_customer_work.sql")),
    ("0010_assets", include_str!("../../../migrations/server/0010_assets.sql")),
    ("0012_staff", include_str!("../../../migrations/server/0012_staff.sql")),
    ("0014_linked", include_str!("../../../migrations/server/0014_linked.sql")),
    ("0015_query", include_str!("../../../migrations/server/0015_query.sql")),
    ("0016_erasures", include_str!("../../../migrations/server/0016_erasures.sql")),
    ("0019_face", include_str!("../../../migrations/server/0019_face.sql")),
    ("0017_templates", include_str!("../../../migrations/server/0017_templates.sql")),
    ("0021_sla", include_str!("../../../migrations/server/0021_sla.sql")),
    ("0023_rules", include_str!("../../../migrations/server/0023_rules.sql")),
    ("0024_views", include_str!("../../../migrations/server/0024_views.sql")),
    ("0025_daily", include_str!("../../../migrations/server/0025_daily.sql")),
    ("0026_publishing", include_str!("../../../migrations/server/0026_publishing.sql")),
    ("0027_ticket_facts", include_str!("../../../migrations/server/0027_ticket_facts.sql")),
    ("0030_customer_subscriptions", include_str!("../../../migrations/server/0030_customer_subscriptions.sql")),
    ("0031_waiting_tasks", include_str!("../../../migrations/server/0031_waiting_tasks.sql")),
    ("0032_due", include_str!("../../../migrations/server/0032_due.sql")),
    ("0033_fees", include_str!("../../../migrations/server/0033_fees.sql")),
    ("0034_payments", include_str!("../../../migrations/server/0034_payments.sql")),
    ("0035_due_order", include_str!("../../../migrations/server/0035_due_order.sql")),
];
const ROW_INDEXES: &str = include_str!("../../../migrations/rows/server.sql");

/// `create table` of a projected row, keyed by tenant and id.
#[must_use]
pub fn row_table_sql<R: Row>() -> String {
    let columns: Vec<String> = R::COLUMNS
        .iter()
        .map(|c| format!("{} {}{}", c.name, c.sql_type, if c.optional { "" } else { " not null" }))
        .collect();
    format!("create table {} (tenant_id text not null, {}, primary key (tenant_id, id))", R::TABLE, columns.join(", "))
}

/// Statements of a migration file: separated by `;` at the end of a line.
fn statements(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(";\n").filter_map(|part| {
        let lines: Vec<&str> = part.lines().filter(|l| !l.trim_start().starts_with("--")).collect();
        let sql = lines.join("\n").trim().trim_end_matches(';').to_owned();
        (!sql.is_empty()).then_some(sql)
    })
}

pub(super) async fn run(db: &Db) -> DbResult<Vec<Kind>> {
    let mut tx = db.begin().await?;
    query("create table if not exists migrations (name text not null primary key, done_at bigint not null)")
        .execute(tx.on())
        .await?;
    for (name, text) in MIGRATIONS {
        let done = sqlx::query("select 1 from migrations where name = $1").bind(*name).fetch_optional(tx.on()).await?;
        if done.is_none() {
            for statement in statements(text) {
                query(&statement).execute(tx.on()).await?;
            }
            sqlx::query("insert into migrations (name, done_at) values ($1, 0)").bind(*name).execute(tx.on()).await?;
        }
    }
    let mut stale = Vec::new();
    for (kind, table, sql) in [
        (Kind::Ticket, TicketRow::TABLE, row_table_sql::<TicketRow>()),
        (Kind::Visit, VisitRow::TABLE, row_table_sql::<VisitRow>()),
        (Kind::Company, CompanyRow::TABLE, row_table_sql::<CompanyRow>()),
        (Kind::Contact, ContactRow::TABLE, row_table_sql::<ContactRow>()),
        (Kind::Asset, AssetRow::TABLE, row_table_sql::<AssetRow>()),
    ] {
        let known = sqlx::query("select shape from row_shapes where name = $1").bind(table);
        let known = known.fetch_optional(tx.on()).await?;
        let known: Option<String> = known.map(|row| row.try_get(0)).transpose()?;
        if known.as_deref() != Some(sql.as_str()) {
            query(&format!("drop table if exists {table}")).execute(tx.on()).await?;
            query(&sql).execute(tx.on()).await?;
            sqlx::query(
                "insert into row_shapes (name, shape) values ($1, $2) on conflict (name) do update set shape = excluded.shape",
            )
            .bind(table)
            .bind(&sql)
            .execute(tx.on())
            .await?;
            if known.is_some() {
                stale.push(kind);
            }
        }
    }
    for statement in statements(ROW_INDEXES) {
        query(&statement).execute(tx.on()).await?;
    }
    tx.commit().await?;
    Ok(stale)
}
