//! Lists of projected rows: conditions, words to look for, order, cursor, total. Every list is of one organisation.
//!
//! The cursor holds the sort keys of the last row, so a page begins where the last one ended although rows came or
//! went meanwhile. Columns and keys are names from code; everything from outside is bound.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::{Row, TenantId, Value};
use truckroll_protocol::api::Page;

use crate::db::{Db, DbResult, bind, query, read_row};
use crate::http::{Answer, Fault};

/// Rows of a page when nothing is said.
const LIMIT: i64 = 50;
/// Most rows of a page.
const MAX_LIMIT: i64 = 200;
/// Most words that are looked for.
pub(crate) const MAX_WORDS: usize = 8;

/// A WHERE clause under construction; `$1` is the organisation.
pub struct Conditions {
    sql: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    /// All rows of an organisation.
    #[must_use]
    pub fn of(tenant: TenantId) -> Self {
        Self { sql: vec!["tenant_id = $1".to_owned()], values: vec![Value::Text(tenant.to_string())] }
    }
    /// Binds a value and returns its mark.
    pub fn value(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }
    /// Binds a text.
    pub fn text(&mut self, text: impl Into<String>) -> String {
        self.value(Value::Text(text.into()))
    }
    /// The number of the next mark.
    #[must_use]
    pub fn next_mark(&self) -> usize {
        self.values.len() + 1
    }
    /// Adds a condition made of column names and marks.
    pub fn and(&mut self, sql: impl Into<String>) {
        self.sql.push(sql.into());
    }
    /// Adds a condition whose values were numbered from [`Self::next_mark`].
    pub fn and_with(&mut self, sql: String, values: Vec<Value>) {
        self.values.extend(values);
        self.sql.push(sql);
    }
    /// The row's column is one of `words`.
    pub fn one_of(&mut self, column: &str, words: &[&str]) {
        let marks: Vec<String> = words.iter().map(|w| self.text(*w)).collect();
        self.and(if marks.is_empty() { "1 = 0".to_owned() } else { format!("{column} in ({})", marks.join(", ")) });
    }
    /// Every word occurs in one of the columns; in `prefix` columns at the beginning.
    pub fn words(&mut self, q: &str, anywhere: &[&str], prefix: &[&str]) {
        let all = self.of_words(q, anywhere, prefix);
        self.sql.extend(all);
    }
    /// One condition a word: it occurs in one of the columns; in `prefix` columns at the beginning.
    pub(crate) fn of_words(&mut self, q: &str, anywhere: &[&str], prefix: &[&str]) -> Vec<String> {
        let mut all = Vec::new();
        for word in q.split_whitespace().take(MAX_WORDS) {
            // engines differ in which letters `lower` knows, so both spellings are looked for
            let mut spellings = vec![escaped(&word.to_ascii_lowercase())];
            let full = escaped(&word.to_lowercase());
            if full != spellings[0] {
                spellings.push(full);
            }
            let mut any = Vec::new();
            for spelling in spellings {
                let inside = self.text(format!("%{spelling}%"));
                any.extend(anywhere.iter().map(|c| format!("lower({c}) like {inside} escape '\\'")));
                if !prefix.is_empty() {
                    let first = self.text(format!("{spelling}%"));
                    any.extend(prefix.iter().map(|c| format!("lower({c}) like {first} escape '\\'")));
                }
            }
            all.push(format!("({})", any.join(" or ")));
        }
        all
    }
    /// What is bound to the marks, in their order.
    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }
    pub(crate) fn sql(&self) -> String {
        self.sql.join(" and ")
    }
}

pub(crate) fn escaped(word: &str) -> String {
    let word: String = word.chars().take(100).collect();
    word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// What a sort key gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    /// A text, in the database's order.
    Text,
    /// A whole number.
    Whole,
    /// A number.
    Real,
}

/// One sort key: an expression that is never null.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    /// Column or expression.
    pub by: &'a str,
    /// Largest first.
    pub descending: bool,
    /// What it gives.
    pub gives: Sorted,
}

impl<'a> Key<'a> {
    /// A whole number, smallest first.
    #[must_use]
    pub const fn number(by: &'a str) -> Self {
        Self { by, descending: false, gives: Sorted::Whole }
    }
    /// A text, in the database's order.
    #[must_use]
    pub const fn text(by: &'a str) -> Self {
        Self { by, descending: false, gives: Sorted::Text }
    }
    /// The other way round.
    #[must_use]
    pub const fn descending(self) -> Self {
        Self { descending: true, ..self }
    }
    fn order(&self) -> String {
        format!("{}{}", self.by, if self.descending { " desc" } else { "" })
    }
}

/// Checks the number of rows asked for.
///
/// # Errors
/// 400 naming `limit`.
pub fn limit(asked: Option<i64>) -> Answer<i64> {
    match asked {
        None => Ok(LIMIT),
        Some(n) if (1..=MAX_LIMIT).contains(&n) => Ok(n),
        Some(_) => Err(Fault::bad_request(format!("limit: 1 to {MAX_LIMIT}"))),
    }
}

/// Reads a page: rows after the cursor in the order of `keys`, the number of all rows, the next cursor.
///
/// # Errors
/// 400 naming `after` when the cursor is not one of ours, else what the database says.
pub async fn page<R: Row>(
    db: &Db,
    conditions: &Conditions,
    keys: &[Key<'_>],
    after: Option<&str>,
    limit: i64,
) -> Answer<Page<R>> {
    let total = count(db, R::TABLE, conditions).await?;
    let (rows, next) = part(db, conditions, keys, after, limit).await?;
    Ok(Page { rows, total, next })
}

/// The same where conditions cost more than order: they are looked through once for the rows and their number.
///
/// # Errors
/// 400 naming `after` when the cursor is not one of ours, else what the database says.
pub(crate) async fn found<R: Row>(
    db: &Db,
    conditions: &Conditions,
    keys: &[Key<'_>],
    after: Option<&str>,
    limit: i64,
) -> Answer<Page<R>> {
    let table = R::TABLE;
    let head = format!("with hits as (select id from {table} where {}) ", conditions.sql());
    let among = "tenant_id = $1 and id in (select id from hits)";
    let total = ", (select cast(count(*) as bigint) from hits)";
    let (found, next) = read::<R>(db, (&head, among, total), conditions, keys, after, limit).await?;
    let total = match found.first() {
        Some(row) => row.try_get(R::COLUMNS.len() + keys.len())?,
        None if after.is_none() => 0,
        None => count(db, table, conditions).await?,
    };
    let rows: DbResult<Vec<R>> = found.iter().map(|row| read_row(row, 0)).collect();
    Ok(Page { rows: rows?, total, next })
}

/// A page without the number of all rows, for who reads all of them: rows and the next cursor.
///
/// # Errors
/// 400 naming `after` when the cursor is not one of ours, else what the database says.
pub(crate) async fn part<R: Row>(
    db: &Db,
    conditions: &Conditions,
    keys: &[Key<'_>],
    after: Option<&str>,
    limit: i64,
) -> Answer<(Vec<R>, Option<String>)> {
    let (found, next) = read::<R>(db, ("", &conditions.sql(), ""), conditions, keys, after, limit).await?;
    let rows: DbResult<Vec<R>> = found.iter().map(|row| read_row(row, 0)).collect();
    Ok((rows?, next))
}

/// The rows of a page, and the cursor after them. The statement begins with `head`, asks `among`, and reads `more` after the
/// sort keys.
async fn read<R: Row>(
    db: &Db,
    (head, among, more): (&str, &str, &str),
    conditions: &Conditions,
    keys: &[Key<'_>],
    after: Option<&str>,
    limit: i64,
) -> Answer<(Vec<AnyRow>, Option<String>)> {
    let mut sql = format!("{head}select {}", R::column_list());
    for key in keys {
        sql.push_str(", ");
        sql.push_str(key.by);
    }
    sql.push_str(&format!("{more} from {} where {among}", R::TABLE));
    let mut values = conditions.values.clone();
    if let Some(cursor) = after {
        let at = read_cursor(cursor, keys)?;
        sql.push_str(&format!(" and ({})", beyond(keys, at, &mut values)));
    }
    let order: Vec<String> = keys.iter().map(|key| key.order()).collect();
    sql.push_str(&format!(" order by {} limit {}", order.join(", "), limit + 1));
    // planned for these values: a plan for any values reads the whole of what it cannot know to be little
    let mut select = query(&sql).persistent(head.is_empty());
    for value in values {
        select = bind(select, value);
    }
    let mut found = select.fetch_all(db.pool()).await?;
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let next = match found.get(wanted) {
        Some(_) => found.get(wanted - 1).map(|last| write_cursor::<R>(last, keys)).transpose()?,
        None => None,
    };
    found.truncate(wanted);
    Ok((found, next))
}

/// Reads rows in an order, at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn rows<R: Row>(db: &Db, conditions: &Conditions, order: &str, limit: i64) -> DbResult<Vec<R>> {
    let sql = format!(
        "select {} from {} where {} order by {order} limit {limit}",
        R::column_list(),
        R::TABLE,
        conditions.sql()
    );
    let mut select = query(&sql);
    for value in conditions.values.clone() {
        select = bind(select, value);
    }
    select.fetch_all(db.pool()).await?.iter().map(|row| read_row(row, 0)).collect()
}

/// The ids of rows that meet the conditions, `limit` of them after the first `offset`, in the order of their ids.
///
/// # Errors
/// When the database fails.
pub(crate) async fn ids(
    db: &Db,
    table: &str,
    conditions: &Conditions,
    limit: i64,
    offset: i64,
) -> DbResult<Vec<String>> {
    let sql = format!("select id from {table} where {} order by id limit {limit} offset {offset}", conditions.sql());
    let select = conditions.values.iter().cloned().fold(query(&sql), bind);
    select.fetch_all(db.pool()).await?.iter().map(|row| row.try_get(0)).collect()
}

/// The number of rows that meet the conditions.
///
/// # Errors
/// When the database fails.
pub(crate) async fn count(db: &Db, table: &str, conditions: &Conditions) -> DbResult<i64> {
    let sql = format!("select cast(count(*) as bigint) from {table} where {}", conditions.sql());
    let mut select = query(&sql);
    for value in conditions.values.clone() {
        select = bind(select, value);
    }
    select.fetch_one(db.pool()).await?.try_get(0)
}

/// `(a > $1) or (a = $1 and b > $2) …`, each key in its direction.
fn beyond(keys: &[Key<'_>], at: Vec<Value>, values: &mut Vec<Value>) -> String {
    let first = values.len() + 1;
    values.extend(at);
    let mut any = Vec::new();
    for (n, key) in keys.iter().enumerate() {
        let mut all: Vec<String> =
            keys[..n].iter().enumerate().map(|(m, same)| format!("{} = ${}", same.by, first + m)).collect();
        all.push(format!("{} {} ${}", key.by, if key.descending { "<" } else { ">" }, first + n));
        any.push(format!("({})", all.join(" and ")));
    }
    any.join(" or ")
}

/// Rows of these ids, in their order; what is gone meanwhile is left out.
///
/// # Errors
/// When the database fails.
pub(crate) async fn named<R: Row>(db: &Db, tenant: TenantId, ids: &[String]) -> DbResult<Vec<R>> {
    let mut conditions = Conditions::of(tenant);
    conditions.one_of("id", &ids.iter().map(String::as_str).collect::<Vec<_>>());
    let sql = format!("select {}, id from {} where {}", R::column_list(), R::TABLE, conditions.sql());
    let select = conditions.values.into_iter().fold(query(&sql), bind);
    let mut found = HashMap::new();
    for row in select.fetch_all(db.pool()).await? {
        found.insert(row.try_get::<String, _>(R::COLUMNS.len())?, read_row::<R>(&row, 0)?);
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// A cursor after a row with these sort keys.
pub(crate) fn cursor(keys: Vec<serde_json::Value>) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::Value::from(keys).to_string())
}

/// The sort keys behind a cursor.
///
/// # Errors
/// 400 naming `after` when the cursor is not one of ours.
pub(crate) fn read_cursor(cursor: &str, keys: &[Key<'_>]) -> Answer<Vec<Value>> {
    let wrong = || Fault::bad_request("after");
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| wrong())?;
    let parts: Vec<serde_json::Value> = serde_json::from_slice(&bytes).map_err(|_| wrong())?;
    if parts.len() != keys.len() {
        return Err(wrong());
    }
    let read = |(part, key): (serde_json::Value, &Key<'_>)| match (part, key.gives) {
        (serde_json::Value::Number(n), Sorted::Whole) => n.as_i64().map(Value::Int).ok_or_else(wrong),
        (serde_json::Value::Number(n), Sorted::Real) => n.as_f64().map(Value::Real).ok_or_else(wrong),
        (serde_json::Value::String(text), Sorted::Text) if !text.contains('\0') => Ok(Value::Text(text)),
        _ => Err(wrong()),
    };
    parts.into_iter().zip(keys).map(read).collect()
}

fn write_cursor<R: Row>(row: &AnyRow, keys: &[Key<'_>]) -> DbResult<String> {
    let mut parts = Vec::new();
    for (n, key) in keys.iter().enumerate() {
        let at = R::COLUMNS.len() + n;
        parts.push(match key.gives {
            Sorted::Whole => serde_json::Value::from(row.try_get::<i64, _>(at)?),
            Sorted::Real => serde_json::Value::from(row.try_get::<f64, _>(at)?),
            Sorted::Text => serde_json::Value::from(row.try_get::<String, _>(at)?),
        });
    }
    Ok(self::cursor(parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_of_somebody_else_is_refused() {
        let keys = [Key::number("updated_at").descending(), Key::text("id")];
        let good = URL_SAFE_NO_PAD.encode(r#"[5,"x"]"#);
        assert_eq!(read_cursor(&good, &keys).expect("reads"), vec![Value::Int(5), Value::Text("x".into())]);
        for bad in ["", "%%", &URL_SAFE_NO_PAD.encode(r#"["5","x"]"#), &URL_SAFE_NO_PAD.encode("[5]")] {
            assert_eq!(read_cursor(bad, &keys).expect_err("refused").0.detail, "after");
        }
    }

    #[test]
    fn keys_are_compared_in_their_direction() {
        let mut values = vec![Value::Text("t".into())];
        let sql = beyond(
            &[Key::number("a").descending(), Key::text("id")],
            vec![Value::Int(1), Value::Text("x".into())],
            &mut values,
        );
        assert_eq!(sql, "(a < $2) or (a = $2 and id > $3)");
        assert_eq!(values.len(), 3);
    }
}
