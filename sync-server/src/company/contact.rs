//! Whether the e-mail address of the contact person is his (ORG-05): a letter with a link that holds for three days.
//!
//! The database knows the link by its hash alone; in the outbox it waits sealed. A link counts only while the address it
//! was sent to is the one that stands in the profile. Letters are few: one a minute, five a day.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sqlx::Row as _;
use truckroll_domain::attachments::hash_of;
use truckroll_domain::audit::Action;
use truckroll_domain::tenants::ContactState;
use truckroll_domain::time::{DAY_MS, MINUTE_MS};
use truckroll_domain::{TenantId, Timestamp};
use truckroll_protocol::api::ContactMail;

use crate::App;
use crate::audit::{self, Entry};
use crate::db::{DbResult, Tx};
use crate::directory::Directory;
use crate::links;
use crate::notify::{self, Letter};

/// So long a link holds.
pub const HOLDS_MS: i64 = 3 * DAY_MS;
/// Between two letters.
const PAUSE_MS: i64 = MINUTE_MS;
/// Most letters in a day.
const MOST_LETTERS: i64 = 5;
/// Longest token that is looked at.
const MAX_TOKEN: usize = 100;

/// What is known of the address of an organisation.
struct Known {
    email: String,
    open: bool,
    sent_at: Timestamp,
    expires_at: Timestamp,
    counted_from: Timestamp,
    letters: i64,
    confirmed_at: Option<Timestamp>,
}

async fn known(on: &mut sqlx::AnyConnection, tenant: TenantId) -> DbResult<Option<Known>> {
    let row = sqlx::query(
        "select email, case when token_hash is null then 0 else 1 end, sent_at, expires_at, counted_from, letters, \
         confirmed_at from contact_confirmations where tenant_id = $1",
    )
    .bind(tenant.to_string())
    .fetch_optional(on)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let time = |index: usize| row.try_get::<i64, _>(index).map(Timestamp);
    Ok(Some(Known {
        email: row.try_get(0)?,
        open: number(&row, 1)? != 0,
        sent_at: time(2)?,
        expires_at: time(3)?,
        counted_from: time(4)?,
        letters: row.try_get(5)?,
        confirmed_at: row.try_get::<Option<i64>, _>(6)?.map(Timestamp),
    }))
}

/// The number of an expression: PostgreSQL makes it a small one.
fn number(row: &sqlx::any::AnyRow, index: usize) -> DbResult<i64> {
    row.try_get::<i64, _>(index).or_else(|_| row.try_get::<i32, _>(index).map(i64::from))
}

/// How the address that stands in the profile stands.
///
/// # Errors
/// When the database fails.
pub(super) async fn state(app: &App, tenant: TenantId, email: &str) -> DbResult<ContactMail> {
    let mut on = app.db.pool().acquire().await?;
    let mail = app.config.smtp_url.is_some();
    if email.is_empty() {
        return Ok(ContactMail { mail, ..ContactMail::default() });
    }
    let known = known(&mut on, tenant).await?.filter(|known| known.email == email);
    let (state, at) = match known {
        None => (ContactState::Open, None),
        Some(Known { confirmed_at: Some(at), .. }) => (ContactState::Confirmed, Some(at)),
        Some(known) if known.open && app.clock.now() < known.expires_at => (ContactState::Sent, Some(known.sent_at)),
        Some(known) => (ContactState::Expired, Some(known.sent_at)),
    };
    Ok(ContactMail { state, at, mail })
}

/// The address, if the contact person confirmed it.
///
/// # Errors
/// When the database fails.
pub async fn confirmed(
    on: &mut sqlx::AnyConnection,
    tenant: TenantId,
    directory: &Directory,
) -> DbResult<Option<String>> {
    let email = &directory.profile.contact_email;
    let known = known(on, tenant).await?;
    Ok(known.filter(|known| known.email == *email && known.confirmed_at.is_some()).map(|known| known.email))
}

/// What became of asking.
pub(super) enum Asked {
    /// A letter is on its way.
    Sent,
    /// There is nothing to ask: the address is confirmed.
    Confirmed,
    /// Too many letters; seconds to wait.
    TooSoon(i64),
}

/// Sends a letter with a fresh link; the one before holds no more.
pub(super) async fn ask(
    tx: &mut Tx,
    app: &App,
    tenant: TenantId,
    directory: &Directory,
    email: &str,
) -> DbResult<Asked> {
    let now = app.clock.now();
    let known = known(tx.on(), tenant).await?;
    if known.as_ref().is_some_and(|known| known.email == email && known.confirmed_at.is_some()) {
        return Ok(Asked::Confirmed);
    }
    let (mut counted_from, mut letters) = (now, 0);
    if let Some(known) = &known {
        if now.since_ms(known.counted_from) < DAY_MS {
            (counted_from, letters) = (known.counted_from, known.letters);
        }
        let until =
            if letters >= MOST_LETTERS { counted_from.plus_ms(DAY_MS) } else { known.sent_at.plus_ms(PAUSE_MS) };
        if now < until {
            return Ok(Asked::TooSoon((until.since_ms(now) + 999) / 1_000));
        }
    }
    let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    sqlx::query(
        "insert into contact_confirmations \
         (tenant_id, email, token_hash, sent_at, expires_at, counted_from, letters, confirmed_at) \
         values ($1, $2, $3, $4, $5, $6, $7, null) on conflict (tenant_id) do update set email = excluded.email, \
         token_hash = excluded.token_hash, sent_at = excluded.sent_at, expires_at = excluded.expires_at, \
         counted_from = excluded.counted_from, letters = excluded.letters, confirmed_at = null",
    )
    .bind(tenant.to_string())
    .bind(email)
    .bind(hash_of(token.as_bytes()))
    .bind(now.ms())
    .bind(now.plus_ms(HOLDS_MS).ms())
    .bind(counted_from.ms())
    .bind(letters + 1)
    .execute(tx.on())
    .await?;
    let link = links::customer_address(&app.config, directory, &format!("/confirm/{token}"));
    let letter = Letter::confirm(directory).with_link(&app.secrets.seal, tenant, &link);
    notify::post(tx, app, tenant, email, &letter).await?;
    Ok(Asked::Sent)
}

/// What a link opens.
pub struct Link {
    /// The organisation.
    pub tenant: TenantId,
    hash: String,
}

/// The organisation whose link this is, while it holds.
///
/// # Errors
/// When the database fails.
pub async fn find(app: &App, token: &str) -> DbResult<Option<Link>> {
    if token.len() > MAX_TOKEN {
        return Ok(None);
    }
    let hash = hash_of(token.as_bytes());
    // the unique key of token_hash; the link names nobody, so it is looked for among all
    let row = sqlx::query("select tenant_id, email, expires_at from contact_confirmations where token_hash = $1")
        .bind(hash.as_str())
        .fetch_optional(app.db.pool())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let (tenant, email): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    let Ok(tenant) = tenant.parse::<TenantId>() else { return Ok(None) };
    let holds = app.clock.now() < Timestamp(row.try_get(2)?);
    let stands = app.directory(tenant).await?.profile.contact_email == email;
    Ok((holds && stands).then_some(Link { tenant, hash }))
}

/// Notes that the link was followed; whether it still held.
///
/// # Errors
/// When the database fails.
pub async fn confirm(app: &App, link: &Link) -> DbResult<bool> {
    let mut tx = app.db.begin().await?;
    let now = app.clock.now();
    let done = sqlx::query(
        "update contact_confirmations set confirmed_at = $1, token_hash = null \
         where tenant_id = $2 and token_hash = $3 and expires_at > $4 returning email",
    )
    .bind(now.ms())
    .bind(link.tenant.to_string())
    .bind(link.hash.as_str())
    .bind(now.ms())
    .fetch_optional(tx.on())
    .await?;
    let Some(row) = done else { return Ok(false) };
    let email: String = row.try_get(0)?;
    let entry = Entry::by_system(app, link.tenant, Action::ContactConfirmed).about("company", link.tenant, &email);
    audit::write(&mut tx, entry).await?;
    tx.commit().await?;
    Ok(true)
}
