//! Which devices hold which documents.
//!
//! A document's holders follow from its content (a visit's engineer and sender). Its related documents
//! travel with it: a scope row says *agent holds document because of `via`*. A grant gets a fresh sequence
//! number, so an old document appears in the agent's next pull; losing the last reason leaves the row with
//! `gone = 1` and a fresh number, so it is dropped there. Losing one of several reasons deletes the row.

use std::collections::{BTreeSet, HashMap};

use sqlx::Row as _;
use truckroll_domain::{AgentId, DocumentId, TenantId};

use super::Prepared;
use crate::db::{Cell, DbResult, Tx, insert_many, marks, query};

/// Brings the scopes of stored documents up to date. Returns the agents who have something new.
pub(super) async fn update(
    tx: &mut Tx,
    tenant: TenantId,
    documents: &[(i64, &Prepared)],
) -> DbResult<BTreeSet<AgentId>> {
    let mut touched = BTreeSet::new();
    let ids: Vec<String> = documents.iter().map(|(_, p)| p.id.to_string()).collect();
    touch(tx, tenant, &ids).await?;
    let existing = existing(tx, tenant, &ids).await?;
    for (agent, _) in existing.by_document.values().flatten() {
        touched.insert(*agent);
    }
    let mut grants: Vec<(AgentId, DocumentId, DocumentId, i64)> = Vec::new();
    let mut losses: Vec<(AgentId, DocumentId, DocumentId, i64)> = Vec::new();
    for (seq, prepared) in documents {
        let mut wanted: BTreeSet<(AgentId, DocumentId)> = BTreeSet::new();
        for agent in prepared.content.holders() {
            wanted.insert((agent, prepared.id));
            wanted.extend(prepared.content.related().into_iter().map(|related| (agent, related)));
        }
        let held = existing.by_via.get(&prepared.id).cloned().unwrap_or_default();
        for (agent, document) in wanted.difference(&held) {
            grants.push((*agent, *document, prepared.id, *seq));
        }
        for (agent, document) in held.difference(&wanted) {
            losses.push((*agent, *document, prepared.id, *seq));
        }
    }
    touched.extend(grants.iter().chain(&losses).map(|g| g.0));
    grant(tx, tenant, &grants).await?;
    for (agent, document, via, seq) in losses {
        lose(tx, tenant, agent, document, via, seq).await?;
    }
    Ok(touched)
}

/// Live rows of changed documents get the documents' new numbers.
async fn touch(tx: &mut Tx, tenant: TenantId, ids: &[String]) -> DbResult<()> {
    for chunk in ids.chunks(500) {
        let sql = format!(
            "update scopes set seq = (select d.seq from documents d where d.tenant_id = scopes.tenant_id \
             and d.id = scopes.document_id) where tenant_id = $1 and gone = 0 and document_id in ({})",
            marks(2, chunk.len())
        );
        let mut update = query(&sql).bind(tenant.to_string());
        for id in chunk {
            update = update.bind(id.as_str());
        }
        update.execute(tx.on()).await?;
    }
    Ok(())
}

#[derive(Default)]
struct Existing {
    by_via: HashMap<DocumentId, BTreeSet<(AgentId, DocumentId)>>,
    by_document: HashMap<DocumentId, Vec<(AgentId, DocumentId)>>,
}

async fn existing(tx: &mut Tx, tenant: TenantId, ids: &[String]) -> DbResult<Existing> {
    let mut existing = Existing::default();
    for (column, by_via) in [("via", true), ("document_id", false)] {
        for chunk in ids.chunks(500) {
            let sql = format!(
                "select agent_id, document_id, via from scopes where tenant_id = $1 and gone = 0 and {column} in ({})",
                marks(2, chunk.len())
            );
            let mut select = query(&sql).bind(tenant.to_string());
            for id in chunk {
                select = select.bind(id.as_str());
            }
            for row in select.fetch_all(tx.on()).await? {
                let text = |i: usize| row.try_get::<String, _>(i);
                let (Ok(agent), Ok(document), Ok(via)) =
                    (text(0)?.parse::<AgentId>(), text(1)?.parse::<DocumentId>(), text(2)?.parse::<DocumentId>())
                else {
                    continue;
                };
                if by_via {
                    existing.by_via.entry(via).or_default().insert((agent, document));
                } else {
                    existing.by_document.entry(document).or_default().push((agent, via));
                }
            }
        }
    }
    Ok(existing)
}

async fn grant(tx: &mut Tx, tenant: TenantId, grants: &[(AgentId, DocumentId, DocumentId, i64)]) -> DbResult<()> {
    if grants.is_empty() {
        return Ok(());
    }
    // who holds the document for another reason already has it: the grant is no news
    let mut held: HashMap<(String, String), i64> = HashMap::new();
    let mut documents: Vec<String> = grants.iter().map(|g| g.1.to_string()).collect();
    documents.sort_unstable();
    documents.dedup();
    for chunk in documents.chunks(500) {
        // index scopes_document: grouped here, as SQLite would walk through all scopes to have them in groups
        let sql = format!(
            "select agent_id, document_id, granted_seq from scopes where tenant_id = $1 and gone = 0 \
             and document_id in ({})",
            marks(2, chunk.len())
        );
        let mut select = query(&sql).bind(tenant.to_string());
        for id in chunk {
            select = select.bind(id.as_str());
        }
        for row in select.fetch_all(tx.on()).await? {
            let granted: i64 = row.try_get(2)?;
            let first = held.entry((row.try_get(0)?, row.try_get(1)?)).or_insert(granted);
            *first = granted.min(*first);
        }
    }
    let mut rows: Vec<Vec<Cell>> = Vec::with_capacity(grants.len());
    for (agent, document, via, seq) in grants {
        let granted = held.get(&(agent.to_string(), document.to_string())).copied().unwrap_or(*seq);
        rows.push(vec![
            tenant.to_string().into(),
            agent.to_string().into(),
            document.to_string().into(),
            via.to_string().into(),
            (*seq).into(),
            granted.into(),
            0.into(),
        ]);
    }
    insert_many(
        tx,
        "scopes",
        &["tenant_id", "agent_id", "document_id", "via", "seq", "granted_seq", "gone"],
        rows,
        "(tenant_id, agent_id, document_id, via) do update set seq = excluded.seq, \
         granted_seq = excluded.granted_seq, gone = 0",
    )
    .await
}

async fn lose(
    tx: &mut Tx,
    tenant: TenantId,
    agent: AgentId,
    document: DocumentId,
    via: DocumentId,
    seq: i64,
) -> DbResult<()> {
    let others: i64 = sqlx::query(
        "select count(*) from scopes where tenant_id = $1 and agent_id = $2 and document_id = $3 and via <> $4 and gone = 0",
    )
    .bind(tenant.to_string())
    .bind(agent.to_string())
    .bind(document.to_string())
    .bind(via.to_string())
    .fetch_one(tx.on())
    .await?
    .try_get(0)?;
    let sql = if others > 0 {
        "delete from scopes where tenant_id = $1 and agent_id = $2 and document_id = $3 and via = $4"
    } else {
        "update scopes set gone = 1, seq = $5 where tenant_id = $1 and agent_id = $2 and document_id = $3 and via = $4"
    };
    let mut update = sqlx::query(sql)
        .bind(tenant.to_string())
        .bind(agent.to_string())
        .bind(document.to_string())
        .bind(via.to_string());
    if others == 0 {
        update = update.bind(seq);
    }
    update.execute(tx.on()).await?;
    Ok(())
}
