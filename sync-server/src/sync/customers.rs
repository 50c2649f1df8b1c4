//! The customer directory on devices (APP-28): whoever may see all customers has all companies and contacts.
//!
//! There is no row of scopes for an agent and a company here. Whether an agent has the directory follows from his
//! rights at each request; what is in it are the documents of its kinds; and how far a device has read it stands in
//! the device's cursor. So a company that is made costs one document however many phones have it, and a role that
//! changes costs nothing until its phones ask.
//!
//! Reading it for the first time goes page by page, behind the agent's own work. What moves
//! meanwhile comes with the feed, whole; afterwards as changes, like everything else. Who loses it gets drops, except for what
//! travels to him for another reason. A directory larger than a device can take is not sent: the device asks the
//! server instead, and says so.

use std::collections::HashSet;

use sqlx::Row as _;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::{DocumentId, Kind, TenantId};
use truckroll_protocol::sync::{Directory, SyncRequest};

use super::pull::Moved;
use crate::db::{Db, DbResult, marks, query};
use crate::ingest::Caller;

/// Most documents of a directory that goes to devices.
pub const MAX_DIRECTORY: i64 = 20_000;
/// From this version on a device knows how to read it.
const FROM_VERSION: u16 = 3;
/// Documents of one page of the first reading.
const PAGE: i64 = 400;
/// Moved documents that are looked at for one page.
const PAGE_DOCUMENTS: i64 = 500;
/// What is in it, as SQL.
const KINDS: &str = "kind in ('company', 'contact')";

/// Whether documents of a kind are in it.
const fn holds(kind: Kind) -> bool {
    matches!(kind, Kind::Company | Kind::Contact)
}

/// What a request has to do with the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// The agent may have it, and his device knows what to do with it.
    pub member: bool,
    /// What the device holds of it.
    pub at: Option<Directory>,
}

impl Reading {
    /// What is asked for. `fresh` says that nothing of what the device holds counts.
    pub fn of(caller: &Caller, request: &SyncRequest, fresh: bool) -> Self {
        let member = request.version >= FROM_VERSION
            && matches!(&caller.actor, truckroll_domain::Actor::Agent { rights, .. } if rights.all(Area::Customers, Verb::View));
        Self { member, at: request.cursor.directory.filter(|_| !fresh) }
    }

    /// Whether there is nothing to do about it while nothing has moved.
    pub fn at_rest(&self) -> bool {
        match self.at {
            Some(at) => self.member && !at.reading(),
            None => !self.member,
        }
    }

    /// Whether what moved in it concerns the device.
    fn follows(&self) -> Option<Directory> {
        self.at.filter(|at| self.member && !at.large)
    }

    /// Begins, ends or gives up before anything is read. Returns what the device must drop.
    pub async fn begin(&mut self, db: &Db, tenant: TenantId, agent: &str, top: i64) -> DbResult<Vec<DocumentId>> {
        if !self.member {
            return match self.at.take() {
                Some(at) if !at.large => not_held_otherwise(db, tenant, agent).await,
                _ => Ok(Vec::new()),
            };
        }
        let unsettled = self.at.is_none_or(|at| at.reading() || at.large);
        if unsettled {
            let large = is_large(db, tenant).await?;
            match self.at {
                None => self.at = Some(Directory { began: top, read: 0, large }),
                Some(at) if at.large && !large => {
                    self.at = Some(Directory { began: top, read: 0, large: false });
                }
                Some(_) if large => return self.give_up(db, tenant, agent, top).await,
                Some(_) => {}
            }
        }
        Ok(Vec::new())
    }

    /// It has grown beyond what a device takes.
    async fn give_up(&mut self, db: &Db, tenant: TenantId, agent: &str, top: i64) -> DbResult<Vec<DocumentId>> {
        let held = self.at.is_some_and(|at| !at.large);
        self.at = Some(Directory { began: top, read: 0, large: true });
        if held { not_held_otherwise(db, tenant, agent).await } else { Ok(Vec::new()) }
    }

    /// Adds what moved in the directory to what moved for the agent. Returns drops, if it became too large, and the number
    /// up to which these are all, if there are more.
    pub async fn add_moved(
        &mut self,
        db: &Db,
        tenant: TenantId,
        (agent, since, floor, top): (&str, i64, i64, i64),
        moved: &mut Vec<Moved>,
    ) -> DbResult<(Vec<DocumentId>, Option<i64>)> {
        let Some(at) = self.follows() else { return Ok((Vec::new(), None)) };
        stays(db, tenant, moved, at.reading()).await?;
        let after = since.max(at.began);
        if after >= top {
            return Ok((Vec::new(), None));
        }
        let drops = cleared(db, tenant, after).await?;
        let mut came = moved_documents(db, tenant, after).await?;
        let known = known_before(db, tenant, &came, floor).await?;
        let mut grew = false;
        for one in &mut came {
            let new = !known.contains(&one.id);
            grew |= new;
            one.granted = at.reading() || new;
        }
        if grew && !at.reading() && is_large(db, tenant).await? {
            return Ok((self.give_up(db, tenant, agent, top).await?, None));
        }
        let full = i64::try_from(came.len()) == Ok(PAGE_DOCUMENTS);
        let end = came.last().filter(|_| full).map(|last| last.seq);
        for one in came {
            match moved.iter_mut().find(|m| m.id == one.id) {
                Some(known) => {
                    known.granted |= one.granted;
                    known.gone = false;
                    known.seq = known.seq.max(one.seq);
                }
                None => moved.push(one),
            }
        }
        moved.sort_by_key(|m| m.seq);
        Ok((drops, end))
    }

    /// The next documents of the first reading, in the order they moved last; none when it is over or has not begun.
    pub async fn page(&self, db: &Db, tenant: TenantId) -> DbResult<Vec<Moved>> {
        let Some(at) = self.follows().filter(Directory::reading) else { return Ok(Vec::new()) };
        // index documents_kind: a range of each kind. What moves meanwhile is beyond `began`
        let sql = format!(
            "select id, seq from documents where tenant_id = $1 and {KINDS} and seq > $2 and seq <= $3 order by seq limit $4"
        );
        let rows = query(&sql).bind(tenant.to_string()).bind(at.read).bind(at.began).bind(PAGE);
        rows.fetch_all(db.pool()).await?.iter().filter_map(|row| read(row, true).transpose()).collect()
    }

    /// Notes how far the first reading came; `None`: there is no more of it.
    pub fn sent(&mut self, last: Option<i64>) {
        if let Some(at) = &mut self.at {
            at.read = last.unwrap_or(at.began).min(at.began);
        }
    }

    /// Those of `ids` that are in the directory this device has.
    pub async fn wanted(&self, db: &Db, tenant: TenantId, ids: &[DocumentId]) -> DbResult<Vec<DocumentId>> {
        if self.follows().is_none() || ids.is_empty() {
            return Ok(Vec::new());
        }
        let kinds = kinds(db, tenant, ids).await?;
        Ok(kinds.into_iter().filter(|(_, kind)| holds(*kind)).map(|(id, _)| id).collect())
    }
}

fn read(row: &sqlx::any::AnyRow, granted: bool) -> DbResult<Option<Moved>> {
    let id: String = row.try_get(0)?;
    let seq = row.try_get(1)?;
    Ok(id.parse().ok().map(|id| Moved { id, seq, granted, gone: false }))
}

/// Customers that were cleared away for good since then and were not made anew (index `cleared_documents_seq`, primary key
/// of `documents`).
async fn cleared(db: &Db, tenant: TenantId, after: i64) -> DbResult<Vec<DocumentId>> {
    let sql = "select c.id from cleared_documents c where c.tenant_id = $1 and c.seq > $2 and not exists \
               (select 1 from documents d where d.tenant_id = c.tenant_id and d.id = c.id) order by c.seq";
    let rows = sqlx::query(sql).bind(tenant.to_string()).bind(after).fetch_all(db.pool()).await?;
    let ids = rows.iter().map(|row| row.try_get::<String, _>(0)).collect::<DbResult<Vec<_>>>()?;
    Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
}

/// Whether there are more documents than a device takes.
async fn is_large(db: &Db, tenant: TenantId) -> DbResult<bool> {
    // index documents_kind, nothing else of the documents is read
    let sql = format!(
        "select cast(count(*) as bigint) from (select 1 from documents where tenant_id = $1 and {KINDS} limit $2) as first_of_them"
    );
    let row = query(&sql).bind(tenant.to_string()).bind(MAX_DIRECTORY + 1).fetch_one(db.pool()).await?;
    Ok(row.try_get::<i64, _>(0)? > MAX_DIRECTORY)
}

async fn moved_documents(db: &Db, tenant: TenantId, after: i64) -> DbResult<Vec<Moved>> {
    // index documents_kind: a range of each kind
    let sql =
        format!("select id, seq from documents where tenant_id = $1 and {KINDS} and seq > $2 order by seq limit $3");
    let rows = query(&sql).bind(tenant.to_string()).bind(after).bind(PAGE_DOCUMENTS).fetch_all(db.pool()).await?;
    rows.iter().filter_map(|row| read(row, false).transpose()).collect()
}

/// Those that existed at `floor`: a device that has read the directory up to there holds them.
async fn known_before(db: &Db, tenant: TenantId, moved: &[Moved], floor: i64) -> DbResult<HashSet<DocumentId>> {
    let mut known = HashSet::new();
    if moved.is_empty() {
        return Ok(known);
    }
    // the primary key of changes; a document has a change from the moment it was made
    let sql = format!(
        "select distinct document_id from changes where tenant_id = $1 and seq <= $2 and document_id in ({})",
        marks(3, moved.len())
    );
    let mut select = query(&sql).bind(tenant.to_string()).bind(floor);
    for m in moved {
        select = select.bind(m.id.to_string());
    }
    for row in select.fetch_all(db.pool()).await? {
        known.extend(row.try_get::<String, _>(0)?.parse::<DocumentId>().ok());
    }
    Ok(known)
}

/// What left the agent's own work but is in the directory stays where it is.
async fn stays(db: &Db, tenant: TenantId, moved: &mut [Moved], reading: bool) -> DbResult<()> {
    let gone: Vec<DocumentId> = moved.iter().filter(|m| m.gone).map(|m| m.id).collect();
    if gone.is_empty() {
        return Ok(());
    }
    let kinds = kinds(db, tenant, &gone).await?;
    let stays: HashSet<DocumentId> = kinds.into_iter().filter(|(_, kind)| holds(*kind)).map(|(id, _)| id).collect();
    for m in moved.iter_mut().filter(|m| m.gone && stays.contains(&m.id)) {
        m.gone = false;
        m.granted |= reading;
    }
    Ok(())
}

async fn kinds(db: &Db, tenant: TenantId, ids: &[DocumentId]) -> DbResult<Vec<(DocumentId, Kind)>> {
    // the primary key of documents
    let sql = format!("select id, kind from documents where tenant_id = $1 and id in ({})", marks(2, ids.len()));
    let mut select = query(&sql).bind(tenant.to_string());
    for id in ids {
        select = select.bind(id.to_string());
    }
    let mut found = Vec::with_capacity(ids.len());
    for row in select.fetch_all(db.pool()).await? {
        let (id, kind): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        found.extend(id.parse().ok().zip(Kind::from_word(&kind)));
    }
    Ok(found)
}

/// Everything in the directory that does not travel to this agent for another reason.
async fn not_held_otherwise(db: &Db, tenant: TenantId, agent: &str) -> DbResult<Vec<DocumentId>> {
    // index documents_kind, then the primary key of scopes. What is beyond the limit was never sent, but which that is
    // nobody knows; a device passes over what it does not hold.
    let sql = format!(
        "select id from documents where tenant_id = $1 and {KINDS} and not exists \
         (select 1 from scopes s where s.tenant_id = $2 and s.agent_id = $3 and s.document_id = documents.id and s.gone = 0)"
    );
    let rows =
        query(&sql).bind(tenant.to_string()).bind(tenant.to_string()).bind(agent.to_owned()).fetch_all(db.pool());
    Ok(rows
        .await?
        .iter()
        .map(|row| row.try_get::<String, _>(0))
        .collect::<Result<Vec<_>, _>>()?
        .iter()
        .filter_map(|id| id.parse().ok())
        .collect())
}
