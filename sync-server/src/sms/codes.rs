//! Codes by short message: six digits, good for five minutes and five tries, kept as a hash.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Mac as _;
use sqlx::Row as _;
use truckroll_domain::forms::is_phone;
use truckroll_domain::time::{HOUR_MS, MINUTE_MS};
use truckroll_domain::{TenantId, Timestamp};
use truckroll_portal::Locale;
use truckroll_protocol::api::SmsCodeSent;
use uuid::Uuid;

use super::{Message, post, proof};
use crate::App;
use crate::db::DbResult;
use crate::directory::Directory;
use crate::notify::words::say;

/// How long a code is good.
pub(crate) const GOOD_MS: i64 = 5 * MINUTE_MS;
/// How often it may be tried.
const TRIES: i64 = 5;
/// How many codes a number gets in an hour.
const PER_NUMBER: i64 = 5;

/// Why no code was sent, or none is right.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// It is no phone number.
    NotAPhone,
    /// Too many; seconds to wait.
    Wait(i64),
    /// Nobody carries short messages for the organisation.
    NoSender,
    /// Another code than the one that was sent.
    Wrong,
    /// It was used, tried too often, or its time is over.
    Over,
    /// The database failed.
    Database(sqlx::Error),
}

impl From<sqlx::Error> for Trouble {
    fn from(error: sqlx::Error) -> Self {
        Trouble::Database(error)
    }
}

impl Trouble {
    /// The key of its sentence.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Trouble::NotAPhone => "not_a_phone",
            Trouble::Wait(_) => "wait",
            Trouble::NoSender => "no_sender",
            Trouble::Wrong => "wrong_code",
            Trouble::Over => "code_is_over",
            Trouble::Database(_) => "unavailable",
        }
    }
}

/// What a number is sealed for.
fn purpose(tenant: TenantId) -> String {
    format!("number of a code {tenant}")
}

fn hashed(app: &App, tenant: TenantId, what: &str, text: &str) -> String {
    let whole = app.secrets.links.own(tenant, what, text.as_bytes()).finalize().into_bytes();
    URL_SAFE_NO_PAD.encode(whole)
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// Sends a code to a number; `who` asks.
///
/// # Errors
/// Why none was sent.
pub(crate) async fn send(
    app: &App,
    directory: &Directory,
    tenant: TenantId,
    to: &str,
    who: &str,
    locale: Locale,
) -> Result<SmsCodeSent, Trouble> {
    send_to(app, directory, tenant, to, who, locale, false).await
}

/// The same; a `silent` one is made, kept, and sent to nobody, so that the answer tells nobody who is known.
///
/// # Errors
/// Why none was sent.
pub(crate) async fn send_to(
    app: &App,
    directory: &Directory,
    tenant: TenantId,
    to: &str,
    who: &str,
    locale: Locale,
    silent: bool,
) -> Result<SmsCodeSent, Trouble> {
    let (to, now) = (to.trim(), app.clock.now());
    if !is_phone(to) {
        return Err(Trouble::NotAPhone);
    }
    if !super::is_ready(app, directory) {
        return Err(Trouble::NoSender);
    }
    let limits = &app.sms;
    let waits = limits.asked.take(who, now).and_then(|()| limits.all.take(&tenant.to_string(), now));
    waits.map_err(Trouble::Wait)?;
    let number = hashed(app, tenant, "code number", &digits(to));
    let mut tx = app.db.begin().await?;
    // index sms_codes_number
    let row = sqlx::query(
        "select cast(count(*) as bigint), coalesce(min(at), 0) from sms_codes where tenant_id = $1 and number = $2 and at > $3",
    )
    .bind(tenant.to_string())
    .bind(&number)
    .bind(now.plus_ms(-HOUR_MS).ms())
    .fetch_one(tx.on())
    .await?;
    let (count, first): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    if count >= PER_NUMBER {
        let left_ms = Timestamp(first).plus_ms(HOUR_MS).since_ms(now);
        return Err(Trouble::Wait((left_ms / 1_000).max(1)));
    }
    let id: Uuid = app.fresh();
    let code = format!("{:06}", rand::random_range(0..1_000_000_u32));
    let until = now.plus_ms(GOOD_MS);
    sqlx::query("delete from sms_codes where at <= $1").bind(now.plus_ms(-HOUR_MS).ms()).execute(tx.on()).await?;
    sqlx::query(
        "insert into sms_codes (tenant_id, id, number, sealed, code, tries, at, until_at) \
         values ($1, $2, $3, $4, $5, 0, $6, $7)",
    )
    .bind(tenant.to_string())
    .bind(id.to_string())
    .bind(&number)
    .bind(app.secrets.seal.seal(to.as_bytes(), &purpose(tenant)))
    .bind(hashed(app, tenant, "code", &format!("{id} {code}")))
    .bind(now.ms())
    .bind(until.ms())
    .execute(tx.on())
    .await?;
    let args = [("code", code.as_str()), ("tenant", directory.face())];
    let text = say(locale, "sms-code", args).unwrap_or_default();
    let message = Message { to, text: &text, private: true, ticket: None, rule: None };
    if !silent && !post(&mut tx, app, directory, tenant, &message).await? {
        return Err(Trouble::NoSender);
    }
    tx.commit().await?;
    Ok(SmsCodeSent { id: id.to_string(), until })
}

/// Takes a code; `who` tries. Returns the number it was sent to. A code is right once.
///
/// # Errors
/// Why it is not right.
pub(crate) async fn take(app: &App, tenant: TenantId, id: &str, code: &str, who: &str) -> Result<String, Trouble> {
    let now = app.clock.now();
    app.sms.tried.take(who, now).map_err(Trouble::Wait)?;
    let mut tx = app.db.begin().await?;
    let row = sqlx::query(
        "update sms_codes set tries = tries + 1 where tenant_id = $1 and id = $2 and tries < $3 and until_at > $4 \
         returning sealed, code",
    )
    .bind(tenant.to_string())
    .bind(id)
    .bind(TRIES)
    .bind(now.ms())
    .fetch_optional(tx.on())
    .await?;
    let row = row.ok_or(Trouble::Over)?;
    let (sealed, kept): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    let given = app.secrets.links.own(tenant, "code", format!("{id} {}", digits(code)).as_bytes());
    let right = URL_SAFE_NO_PAD.decode(kept).is_ok_and(|kept| given.verify_slice(&kept).is_ok());
    if right {
        used(&mut tx, tenant, id).await?;
    }
    tx.commit().await?;
    if !right {
        return Err(Trouble::Wrong);
    }
    let number = app.secrets.seal.open(&sealed, &purpose(tenant)).and_then(|bytes| String::from_utf8(bytes).ok());
    number.ok_or(Trouble::Over)
}

/// Whether there is a code of this organisation under an id, whatever became of it.
pub(crate) async fn is_known(app: &App, tenant: TenantId, id: &str) -> DbResult<bool> {
    let row = sqlx::query("select 1 from sms_codes where tenant_id = $1 and id = $2")
        .bind(tenant.to_string())
        .bind(id)
        .fetch_optional(app.db.pool())
        .await?;
    Ok(row.is_some())
}

/// Nobody uses a code twice.
async fn used(tx: &mut crate::db::Tx, tenant: TenantId, id: &str) -> DbResult<()> {
    sqlx::query("update sms_codes set tries = $1 where tenant_id = $2 and id = $3")
        .bind(TRIES)
        .bind(tenant.to_string())
        .bind(id)
        .execute(tx.on())
        .await?;
    Ok(())
}

/// The value of a field for a number whose code is right.
///
/// # Errors
/// Why it is not right.
pub(crate) async fn verified(app: &App, tenant: TenantId, id: &str, code: &str, who: &str) -> Result<String, Trouble> {
    let number = take(app, tenant, id, code, who).await?;
    Ok(proof::prove(&app.secrets.links, tenant, &number, app.clock.now()))
}
