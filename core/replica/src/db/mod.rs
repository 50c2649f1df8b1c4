//! Opening the database and bringing its tables up to date.

mod bind;
mod migrate;

pub(crate) use bind::{read_row, to_sql};
pub(crate) use migrate::{migrate, row_kinds};

use rusqlite::Connection;

/// Settings of the connection. In the browser's OPFS pool there is no WAL; the pragma then answers with
/// another mode, which is fine.
pub(crate) fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("pragma journal_mode = wal", [], |_| Ok(()))?;
    connection.execute_batch(
        "pragma synchronous = full; pragma temp_store = memory; pragma cache_size = -8192; pragma journal_size_limit = 4194304;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}
