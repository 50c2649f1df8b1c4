//! Numbered migrations, then the projected row tables, which are made anew when their columns changed.

use rusqlite::{Connection, OptionalExtension};
use truckroll_domain::assets::AssetRow;
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::contacts::ContactRow;
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::visits::VisitRow;
use truckroll_domain::{Kind, Row};

const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_init", include_str!("../../../../migrations/device/0001_init.sql")),
    ("0002_packed_entries", include_str!("../../../../migrations/device/0002_packed_entries.sql")),
    ("0003_forgetting", include_str!("../../../../migrations/device/0003_forgetting.sql")),
    ("0004_ticket_clocks", include_str!("../../../../migrations/device/0004_ticket_clocks.sql")),
];
const ROW_INDEXES: &str = include_str!("../../../../migrations/rows/device.sql");

fn table_sql<R: Row>() -> (&'static str, String) {
    let columns: Vec<String> = R::COLUMNS
        .iter()
        .map(|c| {
            let kind = match c.sql_type {
                "bigint" => "integer",
                "double precision" => "real",
                other => other,
            };
            let key = if c.name == "id" { " primary key" } else { "" };
            format!("{} {kind}{}{key}", c.name, if c.optional { "" } else { " not null" })
        })
        .collect();
    (R::TABLE, format!("create table {} ({}) without rowid", R::TABLE, columns.join(", ")))
}

/// Every kind with its table and the statement that makes it.
pub(crate) fn row_kinds() -> [(Kind, &'static str, String); 5] {
    let of = |kind, (table, sql)| (kind, table, sql);
    [
        of(Kind::Ticket, table_sql::<TicketRow>()),
        of(Kind::Visit, table_sql::<VisitRow>()),
        of(Kind::Company, table_sql::<CompanyRow>()),
        of(Kind::Contact, table_sql::<ContactRow>()),
        of(Kind::Asset, table_sql::<AssetRow>()),
    ]
}

/// Brings everything up to date; returns the kinds to be projected again.
pub(crate) fn migrate(connection: &mut Connection) -> rusqlite::Result<Vec<Kind>> {
    let tx = connection.transaction()?;
    tx.execute_batch("create table if not exists migrations (name text not null primary key) without rowid")?;
    for (name, sql) in MIGRATIONS {
        let done = tx.query_row("select 1 from migrations where name = ?1", [name], |_| Ok(())).optional()?;
        if done.is_none() {
            tx.execute_batch(sql)?;
            tx.execute("insert into migrations (name) values (?1)", [name])?;
        }
    }
    let mut stale = Vec::new();
    for (kind, table, sql) in row_kinds() {
        let known: Option<String> =
            tx.query_row("select shape from row_shapes where name = ?1", [table], |r| r.get(0)).optional()?;
        if known.as_deref() != Some(sql.as_str()) {
            tx.execute_batch(&format!("drop table if exists {table}; {sql};"))?;
            tx.execute("insert or replace into row_shapes (name, shape) values (?1, ?2)", [table, sql.as_str()])?;
            if known.is_some() {
                stale.push(kind);
            }
        }
    }
    tx.execute_batch(ROW_INDEXES)?;
    tx.commit()?;
    Ok(stale)
}
