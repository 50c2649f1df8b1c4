//! Erasures as rows: begun with their audit entry, carried on from wherever they stand, by whoever is first.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::Row as _;
use truckroll_domain::audit::Action;
use truckroll_domain::{ContactId, DocumentId, TenantId};

use super::known::Known;
use super::needles::Needles;
use super::{bytes, records, sweep};
use crate::App;
use crate::audit;
use crate::auth::Session;
use crate::db::{DbResult, Tx, query};
use crate::http::Answer;

/// How often what was left is looked for.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// How long nobody else takes up what somebody works on.
const LEASE_MS: i64 = 60_000;
/// How often a step is taken again because somebody wrote meanwhile.
const ATTEMPTS: usize = 8;
/// What the sealed work is for.
const PURPOSE: &str = "erasure ";
/// Tables in which rows of the person were.
const WRITTEN: [&str; 40] = [
    "assets",
    "audit",
    "bulk_changes",
    "changes",
    "commands",
    "companies",
    "company_contacts",
    "contacts",
    "customer_subscriptions",
    "definitions",
    "deliveries",
    "documents",
    "entries",
    "erasures",
    "events",
    "field_values",
    "form_links",
    "identities",
    "import_chunks",
    "import_lines",
    "imports",
    "merges",
    "notices",
    "outbox",
    "parcels",
    "phone_numbers",
    "publications",
    "quarantine",
    "redirects",
    "rule_log",
    "rule_queue",
    "saved_queries",
    "scopes",
    "service_accounts",
    "service_records",
    "sms_kept",
    "swaps",
    "ticket_batches",
    "tickets",
    "visits",
];
/// How long late work is compared with an erasure.
pub(super) const REMEMBERED_MS: i64 = 365 * truckroll_domain::time::DAY_MS;

/// An erasure under way.
#[derive(Clone, Debug)]
pub(super) struct Job {
    /// The organisation.
    pub tenant: TenantId,
    /// Its id.
    pub id: String,
    /// Who is erased.
    pub contact: ContactId,
    /// Where it stands.
    pub state: String,
    /// What stands in the place of the name.
    pub mark: String,
}

/// What the steps have to know; sealed in the row, and shorter after each.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Work {
    /// What tells the person.
    pub needles: Needles,
    /// Ids of the contacts.
    pub contacts: BTreeSet<String>,
    /// Ids of the records that are the person's.
    pub records: BTreeSet<String>,
    /// Addresses that are a company's.
    pub places: BTreeSet<String>,
    /// Rows of files by which the contacts were made or changed: the import and the row's number.
    pub rows: BTreeSet<(String, i64)>,
    /// Hashes of files that go.
    pub files: BTreeSet<String>,
}

impl Job {
    fn sealed(app: &App, id: &str, work: &Work) -> DbResult<String> {
        let text = serde_json::to_vec(work).map_err(|e| sqlx::Error::Encode(e.into()))?;
        Ok(app.secrets.seal.seal(&text, &format!("{PURPOSE}{id}")))
    }

    /// Notes the next state and what is needed for it.
    pub async fn goes_on(&self, app: &App, tx: &mut Tx, state: &str, work: &Work) -> DbResult<()> {
        sqlx::query("update erasures set state = $1, work = $2 where tenant_id = $3 and id = $4")
            .bind(state)
            .bind(Self::sealed(app, &self.id, work)?)
            .bind(self.tenant.to_string())
            .bind(&self.id)
            .execute(tx.on())
            .await?;
        Ok(())
    }

    /// Nothing is left to do.
    async fn ends(&self, app: &App) -> DbResult<()> {
        let mut tx = app.db.begin().await?;
        sqlx::query("update erasures set state = 'done', work = '', ended_at = $1 where tenant_id = $2 and id = $3")
            .bind(app.clock.now().ms())
            .bind(self.tenant.to_string())
            .bind(&self.id)
            .execute(tx.on())
            .await?;
        tx.commit().await
    }
}

/// Begins an erasure, with its audit entry: how much goes, not who it was.
pub(super) async fn begin(app: &App, session: &Session, known: &Known) -> Answer<String> {
    let tenant = session.tenant;
    let id = app.fresh::<DocumentId>().to_string();
    let directory = app.directory(tenant).await?;
    let locale = truckroll_portal::Locale::from_tag(&directory.settings.locale).unwrap_or_default();
    let mark = crate::notify::words::say(locale, "erased-person", []).unwrap_or_default();
    let work = Work { needles: known.needles(&[]), places: known.places.clone(), ..Work::default() };
    let sealed = Job::sealed(app, &id, &work)?;
    let counts = super::counts(app, tenant, known).await?;
    let told = json!({ "tickets": counts.tickets, "visits": counts.visits, "assets": counts.assets,
        "texts": counts.texts, "files": counts.files, "twins": counts.twins });
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "insert into erasures (tenant_id, id, contact_id, agent_id, state, at, seq, mark, work, marks, lease_until) \
         values ($1, $2, $3, $4, 'records', $5, 0, $6, $7, '', 0)",
    )
    .bind(tenant.to_string())
    .bind(&id)
    .bind(known.id.to_string())
    .bind(session.agent.to_string())
    .bind(app.clock.now().ms())
    .bind(&mark)
    .bind(sealed)
    .execute(tx.on())
    .await?;
    let entry = audit::Entry::of(app, session, Action::PersonErased).about("contact", known.id, &mark).after(&told);
    audit::write(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(id)
}

/// Takes an erasure up, unless somebody else works on it.
async fn claim(app: &App, tenant: &str, id: &str) -> DbResult<Option<(Job, Work)>> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let row = sqlx::query(
        "update erasures set lease_until = $1 where tenant_id = $2 and id = $3 and state <> 'done' and lease_until <= $4 \
         returning contact_id, state, mark, work",
    )
    .bind(now.plus_ms(LEASE_MS).ms())
    .bind(tenant)
    .bind(id)
    .bind(now.ms())
    .fetch_optional(tx.on())
    .await?;
    tx.commit().await?;
    let Some(row) = row else { return Ok(None) };
    let (Ok(tenant), Ok(contact)) = (tenant.parse(), row.try_get::<String, _>(0)?.parse()) else { return Ok(None) };
    let work = app.secrets.seal.open(&row.try_get::<String, _>(3)?, &format!("{PURPOSE}{id}"));
    let work = work.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
    let job = Job { tenant, id: id.to_owned(), contact, state: row.try_get(1)?, mark: row.try_get(2)? };
    Ok(Some((job, work)))
}

async fn let_go(app: &App, tenant: &str, id: &str) -> DbResult<()> {
    let mut tx = app.db.begin().await?;
    sqlx::query("update erasures set lease_until = 0 where tenant_id = $1 and id = $2")
        .bind(tenant)
        .bind(id)
        .execute(tx.on())
        .await?;
    tx.commit().await
}

/// Takes the next step of an erasure. Whether there was one.
///
/// # Errors
/// When the database fails; what was not stored is done again.
pub(super) async fn step(app: &App, tenant: &str, id: &str) -> DbResult<bool> {
    let Some((job, work)) = claim(app, tenant, id).await? else { return Ok(false) };
    let done = match job.state.as_str() {
        "records" => take_records(app, &job, &work).await,
        "sweep" => sweep::take(app, &job, &work).await,
        "files" => bytes::take(app, &job, &work).await,
        // "pages"
        _ => match app.db.write_anew(&WRITTEN).await {
            Ok(true) => job.ends(app).await,
            // readers are in the way; the next look finds them gone
            Ok(false) => return Ok(false),
            Err(error) => Err(error),
        },
    };
    let_go(app, tenant, id).await?;
    done.map(|()| true)
}

async fn take_records(app: &App, job: &Job, work: &Work) -> DbResult<()> {
    for _ in 0..ATTEMPTS {
        if records::take(app, job, work).await? {
            return Ok(());
        }
    }
    Err(sqlx::Error::Protocol("records kept changing meanwhile".to_owned()))
}

/// Carries on what is not done.
///
/// # Errors
/// When the database fails; what was done before that stays done.
pub async fn work(app: &App) -> DbResult<()> {
    // index erasures_state
    let rows = sqlx::query("select tenant_id, id from erasures where state in ('records', 'sweep', 'files', 'pages')")
        .fetch_all(app.db.pool())
        .await?;
    for row in rows {
        let (tenant, id): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        while step(app, &tenant, &id).await? {}
    }
    bytes::take_late(app).await?;
    forget_old(app).await
}

/// After a year nobody's work is compared with an erasure any more.
async fn forget_old(app: &App) -> DbResult<()> {
    let before = app.clock.now().plus_ms(-REMEMBERED_MS).ms();
    let mut tx = app.db.begin().await?;
    for sql in [
        "update erasures set marks = '' where state = 'done' and at < $1 and marks <> ''",
        "delete from erased_files where gone = 1 and at < $1",
    ] {
        query(sql).bind(before).execute(tx.on()).await?;
    }
    tx.commit().await
}

/// Carries erasures on at the start, when one is begun, and every minute; ends with the runtime.
pub fn start(app: &App) -> tokio::task::JoinHandle<()> {
    let app = app.clone();
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(LOOK_AGAIN);
        loop {
            tokio::select! {
                _ = tick.tick() => {}
                () = app.erasures.notified() => {}
            }
            if let Err(error) = work(&app).await {
                tracing::warn!(%error, "an erasure waits");
            }
        }
    })
}

/// Where an erasure stands.
pub(super) async fn state(app: &App, tenant: TenantId, id: &str) -> DbResult<String> {
    sqlx::query("select state from erasures where tenant_id = $1 and id = $2")
        .bind(tenant.to_string())
        .bind(id)
        .fetch_one(app.db.pool())
        .await?
        .try_get(0)
}
