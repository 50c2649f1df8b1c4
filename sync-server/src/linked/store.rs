//! Links in the database: one row for both sides.

use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::linked::{Link, LinkState, Relation, Shared};
use truckroll_domain::{TenantId, Timestamp};

use crate::db::{Db, DbResult, Tx};

/// Most links that one organisation is shown.
const MAX_SHOWN: i64 = 200;
const COLUMNS: &str = "id, asker_id, other_id, relation, state, shared, note, asked_at, decided_at, version";

/// A link as it is stored.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub id: String,
    pub asker: TenantId,
    pub other: TenantId,
    /// What the other is to the asker.
    pub relation: Relation,
    pub state: LinkState,
    pub shared: Vec<Shared>,
    pub note: String,
    pub asked_at: Timestamp,
    pub decided_at: Option<Timestamp>,
    pub version: i64,
}

impl Stored {
    /// What the other side is to `tenant`, which is one of the two.
    pub fn relation_for(&self, tenant: TenantId) -> Relation {
        if tenant == self.asker { self.relation } else { self.relation.turned() }
    }

    /// The side that is not `tenant`.
    pub fn opposite(&self, tenant: TenantId) -> TenantId {
        if tenant == self.asker { self.other } else { self.asker }
    }

    /// Who shares something by it: the subordinate.
    pub fn giver(&self) -> Option<TenantId> {
        match self.relation {
            Relation::Superior => Some(self.asker),
            Relation::Subordinate => Some(self.other),
            Relation::Peer => None,
        }
    }

    /// The superior and the subordinate.
    pub fn order(&self) -> Option<(TenantId, TenantId)> {
        self.giver().map(|below| (self.opposite(below), below))
    }

    /// As `tenant` sees it. The name of an organisation that was asked stays its own affair until it agrees: numbers can
    /// be tried, and a number alone must not tell whose it is.
    pub fn seen_by(&self, tenant: TenantId, now: Timestamp, vendor_id: i64, name: &str) -> Link {
        let state = self.state.at(self.asked_at, now);
        let known = tenant == self.other || matches!(state, LinkState::Agreed | LinkState::Unbound);
        Link {
            id: self.id.clone(),
            vendor_id,
            name: if known { name.to_owned() } else { String::new() },
            relation: Some(self.relation_for(tenant)),
            state: Some(state),
            asked_by_us: tenant == self.asker,
            note: self.note.clone(),
            shared: self.shared.clone(),
            asked_at: self.asked_at,
            decided_at: self.decided_at,
            version: self.version,
        }
    }
}

fn read(row: &AnyRow) -> DbResult<Stored> {
    let text = |index: usize| row.try_get::<String, _>(index);
    let unreadable = || sqlx::Error::Decode("a link with an unknown word".into());
    let (relation, state): (String, String) = (text(3)?, text(4)?);
    Ok(Stored {
        id: text(0)?,
        asker: text(1)?.parse().map_err(|_| unreadable())?,
        other: text(2)?.parse().map_err(|_| unreadable())?,
        relation: Relation::ALL.iter().copied().find(|r| r.word() == relation).ok_or_else(unreadable)?,
        state: LinkState::ALL.iter().copied().find(|s| s.word() == state).ok_or_else(unreadable)?,
        shared: text(5)?.split(',').filter_map(|word| Shared::ALL.iter().copied().find(|s| s.word() == word)).collect(),
        note: text(6)?,
        asked_at: Timestamp(row.try_get(7)?),
        decided_at: row.try_get::<Option<i64>, _>(8)?.map(Timestamp),
        version: row.try_get(9)?,
    })
}

/// The links of an organisation, newest first. Served by `tenant_links_asker` and `tenant_links_other`.
pub(super) async fn all(db: &Db, tenant: TenantId) -> DbResult<Vec<Stored>> {
    let sql = format!(
        "select {COLUMNS} from tenant_links where asker_id = $1 or other_id = $1 order by asked_at desc, id limit $2"
    );
    let rows = crate::db::query(&sql).bind(tenant.to_string()).bind(MAX_SHOWN).fetch_all(db.pool()).await?;
    rows.iter().map(read).collect()
}

/// One link of an organisation. The primary key.
pub(super) async fn one(db: &Db, tenant: TenantId, id: &str) -> DbResult<Option<Stored>> {
    let sql = format!("select {COLUMNS} from tenant_links where id = $2 and (asker_id = $1 or other_id = $1)");
    let row = crate::db::query(&sql).bind(tenant.to_string()).bind(id).fetch_optional(db.pool()).await?;
    row.as_ref().map(read).transpose()
}

/// Waits for the turn to change links: one at a time over all organisations, until the transaction ends.
pub(super) async fn take_turn(tx: &mut Tx) -> DbResult<()> {
    sqlx::query("update tenant_links_turn set turn = turn + 1 where id = 1").execute(tx.on()).await?;
    Ok(())
}

/// One link of an organisation, in the turn.
pub(super) async fn one_in(tx: &mut Tx, tenant: TenantId, id: &str) -> DbResult<Option<Stored>> {
    let sql = format!("select {COLUMNS} from tenant_links where id = $2 and (asker_id = $1 or other_id = $1)");
    let row = crate::db::query(&sql).bind(tenant.to_string()).bind(id).fetch_optional(tx.on()).await?;
    row.as_ref().map(read).transpose()
}

/// The links of an organisation that stand or wait, in the turn.
pub(super) async fn open(tx: &mut Tx, tenant: TenantId, now: Timestamp) -> DbResult<Vec<Stored>> {
    let sql = format!(
        "select {COLUMNS} from tenant_links where (asker_id = $1 or other_id = $1) and state in ('invited', 'agreed')"
    );
    let rows = crate::db::query(&sql).bind(tenant.to_string()).fetch_all(tx.on()).await?;
    let links: Vec<Stored> = rows.iter().map(read).collect::<DbResult<_>>()?;
    Ok(links.into_iter().filter(|link| link.state.at(link.asked_at, now).is_open()).collect())
}

/// Who stands above whom by links that stand, in the turn.
pub(super) async fn orders(tx: &mut Tx) -> DbResult<Vec<(TenantId, TenantId)>> {
    let sql = format!("select {COLUMNS} from tenant_links where state = 'agreed' and relation <> 'peer'");
    let rows = crate::db::query(&sql).fetch_all(tx.on()).await?;
    let links: Vec<Stored> = rows.iter().map(read).collect::<DbResult<_>>()?;
    Ok(links.iter().filter_map(Stored::order).collect())
}

/// Writes a link, in the turn.
pub(super) async fn put(tx: &mut Tx, link: &Stored) -> DbResult<()> {
    let shared: Vec<&str> = link.shared.iter().map(|s| s.word()).collect();
    sqlx::query(
        "insert into tenant_links (id, asker_id, other_id, relation, state, shared, note, asked_at, decided_at, version) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         on conflict (id) do update set state = excluded.state, shared = excluded.shared, \
         decided_at = excluded.decided_at, version = excluded.version",
    )
    .bind(&link.id)
    .bind(link.asker.to_string())
    .bind(link.other.to_string())
    .bind(link.relation.word())
    .bind(link.state.word())
    .bind(shared.join(","))
    .bind(&link.note)
    .bind(link.asked_at.ms())
    .bind(link.decided_at.map(|at| at.ms()))
    .bind(link.version)
    .execute(tx.on())
    .await?;
    Ok(())
}

/// The organisation of a vendor id. The primary key of vendors.
pub(super) async fn tenant_of(tx: &mut Tx, vendor_id: i64) -> DbResult<Option<TenantId>> {
    let row = sqlx::query("select tenant_id from vendors where vendor_id = $1")
        .bind(vendor_id)
        .fetch_optional(tx.on())
        .await?;
    Ok(row.and_then(|row| row.try_get::<String, _>(0).ok()).and_then(|id| id.parse().ok()))
}

/// The vendor ids of organisations. The unique key of vendors.
pub(super) async fn vendor_ids(db: &Db, tenants: &[TenantId]) -> DbResult<Vec<(TenantId, i64)>> {
    let mut known = Vec::new();
    for chunk in tenants.chunks(500) {
        let marks = crate::db::marks(1, chunk.len());
        let sql = format!("select tenant_id, vendor_id from vendors where tenant_id in ({marks})");
        let mut select = crate::db::query(&sql);
        for tenant in chunk {
            select = select.bind(tenant.to_string());
        }
        for row in select.fetch_all(db.pool()).await? {
            if let Ok(tenant) = row.try_get::<String, _>(0)?.parse() {
                known.push((tenant, row.try_get(1)?));
            }
        }
    }
    Ok(known)
}
