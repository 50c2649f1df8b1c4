//! Definitions as they are stored: read, written, replaced by the number they were read at, and what was noted of that.

use serde::Serialize;
use sqlx::Row as _;
use truckroll_domain::event::DefinitionWritten;
use truckroll_domain::{Actor, AgentId, TenantId, Timestamp};

use crate::db::{DbResult, Tx};
use crate::news::{self, News};

/// A definition and the number it was written at.
///
/// # Errors
/// When the database fails.
pub async fn definition<T: serde::de::DeserializeOwned>(
    on: &mut sqlx::AnyConnection,
    tenant: TenantId,
    kind: &str,
    id: &str,
) -> DbResult<Option<(T, i64)>> {
    // the primary key
    let row =
        sqlx::query("select body, seq from definitions where tenant_id = $1 and kind = $2 and id = $3 and body <> ''")
            .bind(tenant.to_string())
            .bind(kind)
            .bind(id)
            .fetch_optional(on)
            .await?;
    let Some(row) = row else { return Ok(None) };
    let body: String = row.try_get(0)?;
    Ok(serde_json::from_str(&body).ok().map(|body| (body, row.try_get(1).unwrap_or_default())))
}

/// Writes a definition with a fresh sequence number and tells the other nodes. The caller forgets the directory in
/// this node's memory after the commit ([`crate::App::forget_directory`]).
///
/// # Errors
/// When the database fails.
pub async fn put_definition<T: Serialize>(
    tx: &mut Tx,
    tenant: TenantId,
    kind: &str,
    id: &str,
    body: &T,
) -> DbResult<i64> {
    let seq = tx.take_seq(tenant, 1).await?;
    let body = serde_json::to_string(body).map_err(|e| sqlx::Error::Encode(e.into()))?;
    write_definition(tx, tenant, (kind, id), seq, &body, None).await?;
    Ok(seq)
}

async fn write_definition(
    tx: &mut Tx,
    tenant: TenantId,
    (kind, id): (&str, &str),
    seq: i64,
    body: &str,
    only: Option<AgentId>,
) -> DbResult<()> {
    sqlx::query(
        "insert into definitions (tenant_id, kind, id, seq, body, agent_id) values ($1, $2, $3, $4, $5, $6) \
         on conflict (tenant_id, kind, id) do update set seq = excluded.seq, body = excluded.body",
    )
    .bind(tenant.to_string())
    .bind(kind)
    .bind(id)
    .bind(seq)
    .bind(body)
    .bind(only.map(|agent| agent.to_string()))
    .execute(tx.on())
    .await?;
    if only.is_none() {
        news::tell(tx, &News::Directory { tenant }).await?;
    }
    Ok(())
}

/// Who writes a definition, when, and which one.
pub struct Writing<'a> {
    /// The organisation.
    pub tenant: TenantId,
    /// Kind and id.
    pub of: (&'a str, &'a str),
    /// The number the writer read it at.
    pub seen: i64,
    /// Who writes.
    pub by: &'a Actor,
    /// When.
    pub at: Timestamp,
}

/// Writes a definition in the place of the one that was read at `seen`, or removes it, and notes who wrote what. `None`:
/// somebody else was first, and nothing is written. The caller announces it and forgets the cached directory after the commit.
///
/// # Errors
/// When the database fails.
pub async fn replace_definition<T: Serialize>(
    tx: &mut Tx,
    writing: &Writing<'_>,
    body: Option<&T>,
) -> DbResult<Option<i64>> {
    replace(tx, writing, None, body).await
}

/// As [`replace_definition`], of a definition that travels to the devices of one agent alone. Its id must name him: a
/// definition never changes hands, because whoever lost it would keep it.
///
/// # Errors
/// When the database fails.
pub async fn replace_own_definition<T: Serialize>(
    tx: &mut Tx,
    writing: &Writing<'_>,
    agent: AgentId,
    body: Option<&T>,
) -> DbResult<Option<i64>> {
    debug_assert!(writing.of.1.starts_with(&agent.to_string()), "the id names its agent");
    replace(tx, writing, Some(agent), body).await
}

async fn replace<T: Serialize>(
    tx: &mut Tx,
    writing: &Writing<'_>,
    only: Option<AgentId>,
    body: Option<&T>,
) -> DbResult<Option<i64>> {
    let encode = |e: serde_json::Error| sqlx::Error::Encode(e.into());
    let Writing { tenant, of: (kind, id), seen, by, at } = *writing;
    // first, because it locks the organisation's row
    let seq = tx.take_seq(tenant, 1).await?;
    let row = sqlx::query("select seq, body from definitions where tenant_id = $1 and kind = $2 and id = $3")
        .bind(tenant.to_string())
        .bind(kind)
        .bind(id)
        .fetch_optional(tx.on())
        .await?;
    let (mut now, before): (i64, String) = match row {
        Some(row) => (row.try_get(0)?, row.try_get(1)?),
        None => (0, String::new()),
    };
    if before.is_empty() {
        // it was removed, which is as if it had never been
        now = 0;
    }
    if now != seen {
        return Ok(None);
    }
    let after = body.map(serde_json::to_value).transpose().map_err(encode)?;
    let text = after.as_ref().map(ToString::to_string).unwrap_or_default();
    write_definition(tx, tenant, (kind, id), seq, &text, only).await?;
    let event = DefinitionWritten {
        definition: kind.to_owned(),
        id: id.to_owned(),
        by: by.clone(),
        at,
        before: serde_json::from_str(&before).unwrap_or_default(),
        after: after.unwrap_or_default(),
    };
    let event = serde_json::to_string(&event).map_err(encode)?;
    sqlx::query(
        "insert into events (tenant_id, seq, n, kind, document_id, body, at) values ($1, $2, 0, $3, $4, $5, $6)",
    )
    .bind(tenant.to_string())
    .bind(seq)
    .bind(DefinitionWritten::WORD)
    .bind(kind)
    .bind(event)
    .bind(at.ms())
    .execute(tx.on())
    .await?;
    Ok(Some(seq))
}

/// What was noted when definitions of a kind were written, newest first. Served by the index `events_kind`.
pub(crate) async fn written(
    on: &mut sqlx::AnyConnection,
    tenant: TenantId,
    kind: &str,
    limit: i64,
) -> DbResult<Vec<(i64, DefinitionWritten)>> {
    let rows = sqlx::query(
        "select seq, body from events where tenant_id = $1 and kind = $2 and document_id = $3 order by seq desc limit $4",
    )
    .bind(tenant.to_string())
    .bind(DefinitionWritten::WORD)
    .bind(kind)
    .bind(limit)
    .fetch_all(&mut *on)
    .await?;
    let noted: Vec<(i64, String)> =
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<DbResult<_>>()?;
    Ok(noted.into_iter().filter_map(|(seq, body)| Some((seq, serde_json::from_str(&body).ok()?))).collect())
}
