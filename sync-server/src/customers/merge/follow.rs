//! What is written about a merged customer after it was merged goes on to where it is now.
//!
//! A phone that held the source without network may edit it, or make a ticket, a visit, a machine or a person for it; a page
//! that was open at a desk may too. Nothing of that is refused or lost: it is stored as it came, and this reconciler then
//! moves the record and carries corrected values over. It compares wanted with actual, so running it twice does nothing the
//! second time. It is woken whenever something about a merged customer is stored, and every hour.

use sqlx::Row as _;
use truckroll_domain::customers::{edit_of, late, name_of};
use truckroll_domain::fields::{Noun, ValueEdits};
use truckroll_domain::{Actor, Command, Content, DocumentId, TenantId, Value};
use truckroll_protocol::api::LateValue;

use super::plan::{fits, moves, target_of};
use super::store::{self, Kept, now_at};
use crate::App;
use crate::db::DbResult;
use crate::http::{Answer, Fault};
use crate::ingest::{self, Beside, Caller, ExecuteError};

/// Rounds of one call: what goes on from a merged customer to another merged one takes one each.
const MAX_ROUNDS: usize = 8;
/// Most values that are kept of one merge because the target says something of its own.
const MAX_LATE: usize = 100;

/// Brings everything that was written about merged customers to where they are now.
///
/// # Errors
/// When the database fails; what was done before that stays done.
pub async fn follow(app: &App, tenant: TenantId) -> Answer<()> {
    for _ in 0..MAX_ROUNDS {
        let mut done = 0;
        for kept in store::written_since(app, tenant).await? {
            done += values(app, tenant, kept).await?;
        }
        for (source, merge) in named_still(app, tenant).await? {
            done += records(app, tenant, source, &merge).await?;
        }
        if done == 0 {
            return Ok(());
        }
    }
    Ok(())
}

/// Merged customers that something names, with their merge (indexes `tickets_company`, `tickets_contact`,
/// `visits_company`, `visits_contact`, `assets_company`, `assets_contact`; primary keys of `company_contacts` and `contacts`).
async fn named_still(app: &App, tenant: TenantId) -> DbResult<Vec<(DocumentId, String)>> {
    let by = |table: &str, column: &str| {
        format!("exists (select 1 from {table} n where n.tenant_id = r.tenant_id and n.{column} = r.source_id)")
    };
    let sql = format!(
        "select r.source_id, r.merge_id from redirects r where r.tenant_id = $1 and ({} or {} or {} or {} or {} or {} or exists \
         (select 1 from company_contacts l join contacts c on c.tenant_id = l.tenant_id and c.id = l.contact_id \
         where l.tenant_id = r.tenant_id and l.company_id = r.source_id and c.deleted_at is null))",
        by("tickets", "company_id"),
        by("tickets", "contact_id"),
        by("visits", "company_id"),
        by("visits", "contact_id"),
        by("assets", "deleted_at is null and n.company_id"),
        by("assets", "deleted_at is null and n.contact_id"),
    );
    let rows = crate::db::query(&sql).bind(tenant.to_string()).fetch_all(app.db.pool()).await?;
    let mut found = Vec::new();
    for row in rows {
        if let Ok(id) = row.try_get::<String, _>(0)?.parse() {
            found.push((id, row.try_get(1)?));
        }
    }
    Ok(found)
}

fn system(tenant: TenantId) -> Caller {
    Caller { tenant, actor: Actor::System, device: None }
}

/// Carries commands out; somebody who was faster is no failure, the next round sees what is left.
async fn carry_out(app: &App, tenant: TenantId, commands: Vec<Command>, beside: &Beside) -> Answer<usize> {
    let envelopes = super::carry::envelopes(app, commands);
    match ingest::execute_beside(app, &system(tenant), envelopes, beside).await {
        Ok(_) => Ok(1),
        Err(ExecuteError::Database(error)) => Err(Fault::from(error)),
        Err(error) => {
            tracing::warn!(%error, "something about a merged customer was not carried on");
            Ok(0)
        }
    }
}

/// The statement that keeps what has become of a merge; the sequence number that was looked at goes with it.
fn keeps(beside: &mut Beside, tenant: TenantId, kept: &Kept, seen: i64) {
    let body = serde_json::to_string(&kept.body).unwrap_or_default();
    beside.must(
        "update merges set body = $1, source_seq = $2, version = version + 1 \
         where tenant_id = $3 and id = $4 and undone_at is null and version = $5",
        vec![
            Value::Text(body),
            Value::Int(seen),
            Value::Text(tenant.to_string()),
            Value::Text(kept.id.clone()),
            Value::Int(kept.version),
        ],
    );
}

/// Values that were written into the source.
async fn values(app: &App, tenant: TenantId, mut kept: Kept) -> Answer<usize> {
    let stored = ingest::load(&app.db, tenant, &[kept.source, kept.target]).await?;
    let (Some(source), Some(target)) = (stored.get(&kept.source), stored.get(&kept.target)) else { return Ok(0) };
    let then = kept.body.source(kept.noun);
    let (mut taken, mut stays) = late(&then, &source.content, &target.content);
    let directory = app.directory(tenant).await?;
    let set = &directory.fields(kept.noun).now;
    taken.retain(|taken| {
        let may = fits(set, &taken.key, taken.after.as_ref());
        if !may {
            stays.push(taken.key.clone());
        }
        may
    });
    let edits: ValueEdits = taken.iter().map(|t| (t.key.clone(), t.after.clone())).collect();
    let command = if edits.is_empty() { None } else { edit_of(kept.target, &target.content, &edits) };
    let at = app.clock.now();
    for key in stays {
        let value = truckroll_domain::customers::value_of(&source.content, &key);
        kept.body.late.retain(|known| known.key != key);
        kept.body.late.push(LateValue { key, value, at });
    }
    let over = kept.body.late.len().saturating_sub(MAX_LATE);
    kept.body.late.drain(..over);
    kept.body.taken.extend(taken);
    kept.body.source = source.content.document_json();
    let mut beside = Beside::default();
    keeps(&mut beside, tenant, &kept, source.seq);
    carry_out(app, tenant, command.into_iter().collect(), &beside).await
}

/// Records that name the source.
async fn records(app: &App, tenant: TenantId, source: DocumentId, merge: &str) -> Answer<usize> {
    let Some(target) = now_at(&app.db, tenant, source).await? else { return Ok(0) };
    let stored = ingest::load(&app.db, tenant, &[target]).await?;
    let Some(content) = stored.get(&target).map(|s| &s.content) else { return Ok(0) };
    let noun = match content {
        Content::Company(_) => Noun::Company,
        Content::Contact(_) => Noun::Contact,
        Content::Ticket(..) | Content::Visit(..) | Content::Asset(_) => return Ok(0),
    };
    // as long as it can be taken back, it goes to the next one only, so that each merge knows what it moved
    let open = store::one(app, tenant, merge).await?.filter(|kept| kept.undone_at.is_none());
    let next = open.as_ref().map_or(target, |kept| kept.target);
    let name = match ingest::load(&app.db, tenant, &[next]).await?.get(&next) {
        Some(stored) => name_of(&stored.content).to_owned(),
        None => return Ok(0),
    };
    let to = target_of(app, tenant, noun, next, &name).await?;
    let (commands, moved): (Vec<Command>, Vec<_>) = moves(app, tenant, source, &to).await?.into_iter().unzip();
    if commands.is_empty() {
        return Ok(0);
    }
    let mut beside = Beside::default();
    if let Some(mut kept) = open {
        kept.body.moved.extend(moved);
        keeps(&mut beside, tenant, &kept, kept.source_seq);
    }
    carry_out(app, tenant, commands, &beside).await
}
