//! The lines of imports: what became of rows. They are written with the step that did it, under the import's guard, and read
//! by the table of refused rows and by taking back.

use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::fields::Noun;
use truckroll_domain::{DocumentId, TenantId, Timestamp, Value};

use super::store::{Job, LEASE_MS, noun};
use crate::db::{Cell, Db, DbResult, bind, query};
use crate::ingest::{Beside, Lines};

/// What became of a row, to be stored.
#[derive(Clone, Debug)]
pub(super) struct Done {
    pub row: i64,
    /// 0 for the row's own customer; companies that were made beside him follow.
    pub n: i64,
    pub outcome: &'static str,
    pub noun: Noun,
    pub document: Option<DocumentId>,
    pub body: String,
}

/// How many rows became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub rows: i64,
    pub created: i64,
    pub updated: i64,
    pub kept: i64,
    pub rejected: i64,
    pub companies_created: i64,
}

const COLUMNS: &[&str] =
    &["tenant_id", "import_id", "attempt", "row_no", "n", "outcome", "noun", "document_id", "body", "undone"];

fn stored(rows: Vec<Vec<Cell>>, conflict: &'static str) -> Lines {
    Lines { table: "import_lines", columns: COLUMNS, rows, conflict }
}

impl Job {
    /// Everything that one step of checking or storing leaves behind: its counts, under the guard, and its lines.
    pub fn step(&self, chunk: i64, counts: Counts, done: &[Done], now: Timestamp) -> Beside {
        let guard = "update imports set chunks_done = $1, rows_done = rows_done + $2, created = created + $3, \
                     updated = updated + $4, kept = kept + $5, rejected = rejected + $6, \
                     companies_created = companies_created + $7, lease_until = $8, data_rows = data_rows + $9 \
                     where tenant_id = $10 and id = $11 and runner = $12 and chunks_done = $13 and attempt = $14 and state = $15";
        let values = vec![
            Value::Int(chunk + 1),
            Value::Int(counts.rows),
            Value::Int(counts.created),
            Value::Int(counts.updated),
            Value::Int(counts.kept),
            Value::Int(counts.rejected),
            Value::Int(counts.companies_created),
            Value::Int(now.plus_ms(LEASE_MS).ms()),
            Value::Int(counts.rows),
            Value::Text(self.tenant.to_string()),
            Value::Text(self.id.clone()),
            Value::Text(self.runner.clone()),
            Value::Int(chunk),
            Value::Int(self.attempt),
            Value::Text(self.state.word().to_owned()),
        ];
        let lines = done.iter().map(|done| self.line(done, "")).collect();
        Beside { guard: Some((guard.to_owned(), values)), lines: vec![stored(lines, "")] }
    }

    /// What one step of taking back leaves behind.
    pub fn step_back(&self, counts: [i64; 3], done: &[(Done, &'static str)], now: Timestamp) -> Beside {
        let guard = "update imports set rows_done = rows_done + $1, removed = removed + $2, restored = restored + $3, \
                     left_over = left_over + $4, lease_until = $5 \
                     where tenant_id = $6 and id = $7 and runner = $8 and state = $9";
        let [removed, restored, left] = counts;
        let values = vec![
            Value::Int(i64::try_from(done.len()).unwrap_or(i64::MAX)),
            Value::Int(removed),
            Value::Int(restored),
            Value::Int(left),
            Value::Int(now.plus_ms(LEASE_MS).ms()),
            Value::Text(self.tenant.to_string()),
            Value::Text(self.id.clone()),
            Value::Text(self.runner.clone()),
            Value::Text(self.state.word().to_owned()),
        ];
        let lines = done.iter().map(|(done, undone)| self.line(done, undone)).collect();
        let conflict = "(tenant_id, import_id, attempt, row_no, n) do update set undone = excluded.undone";
        Beside { guard: Some((guard.to_owned(), values)), lines: vec![stored(lines, conflict)] }
    }

    fn line(&self, done: &Done, undone: &str) -> Vec<Cell> {
        vec![
            self.tenant.to_string().into(),
            self.id.clone().into(),
            self.attempt.into(),
            done.row.into(),
            done.n.into(),
            done.outcome.into(),
            done.noun.word().into(),
            done.document.map(|id| id.to_string()).into(),
            done.body.clone().into(),
            undone.into(),
        ]
    }
}

/// Which lines are wanted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Which {
    /// Refused rows after one.
    Refused {
        /// The row.
        after: i64,
    },
    /// Rows that made or changed customers, not yet taken back, the last first.
    ToUndo,
    /// Customers that taking back left.
    Left,
    /// Rows that made or changed customers.
    Written,
}

/// Lines of an attempt (indexes `import_lines_outcome`, `import_lines_undone`), with what taking back did.
pub(super) async fn lines(
    db: &Db,
    (tenant, id, attempt): (TenantId, &str, i64),
    which: Which,
    limit: i64,
) -> DbResult<Vec<(Done, String)>> {
    let (condition, order) = match which {
        Which::Refused { .. } => ("outcome = 'rejected' and row_no > $4", "row_no, n"),
        Which::ToUndo => ("undone = '' and outcome in ('created', 'updated') and row_no >= $4", "row_no desc, n"),
        Which::Left => ("undone in ('changed', 'busy') and row_no >= $4", "row_no, n"),
        Which::Written => ("outcome in ('created', 'updated') and row_no >= $4", "row_no, n"),
    };
    let after = if let Which::Refused { after } = which { after } else { 0 };
    let sql = format!(
        "select row_no, n, outcome, noun, document_id, body, undone from import_lines \
         where tenant_id = $1 and import_id = $2 and attempt = $3 and {condition} order by {order} limit {limit}"
    );
    let select = [Value::Text(tenant.to_string()), Value::Text(id.to_owned()), Value::Int(attempt), Value::Int(after)];
    let rows = select.into_iter().fold(query(&sql), bind).fetch_all(db.pool()).await?;
    let line = |row: &AnyRow| {
        let document: Option<String> = row.try_get(4)?;
        let outcome = match row.try_get::<String, _>(2)?.as_str() {
            "created" => "created",
            "updated" => "updated",
            _ => "rejected",
        };
        let done = Done {
            row: row.try_get(0)?,
            n: row.try_get(1)?,
            outcome,
            noun: noun(&row.try_get::<String, _>(3)?)?,
            document: document.and_then(|id| id.parse().ok()),
            body: row.try_get(5)?,
        };
        DbResult::Ok((done, row.try_get(6)?))
    };
    rows.iter().map(line).collect()
}
