//! Browsers of customers: who looks at the progress page of a ticket may be told of it there by web push (TKT-45).
//!
//! A subscription is one browser's and one ticket's. It ends when the customer switches it off, when the push service says that the
//! browser is gone, when the ticket is gone or was closed a month ago, and with the person. What is told stands in the
//! outbox; the way to the page, which is a secret, is put in when it is sent.

use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use truckroll_domain::time::DAY_MS;
use truckroll_domain::{TenantId, TicketId, Timestamp};
use truckroll_portal::Locale;

use super::Reach;
use super::encryption::Recipient;
use super::plan::{OUTBOX, effect};
use super::push::{Subscription, endpoint};
use crate::App;
use crate::db::{Db, DbResult, Tx};
use crate::ingest::Beside;

/// The word of the channel in the outbox.
pub(super) const CHANNEL: &str = "customer_push";
/// Most browsers of one ticket.
const MOST: i64 = 10;
/// How long after a ticket was closed its browsers are still told.
const KEPT_MS: i64 = 30 * DAY_MS;
/// Most characters of a title or text.
const MOST_TEXT: usize = 300;

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    /// About which ticket.
    pub ticket: TicketId,
    /// In one line.
    pub title: String,
    /// In words.
    pub text: String,
}

/// Whether a browser's subscription may be kept: an address that may be called, and keys that are some.
pub(crate) fn is_good(to: &Subscription) -> bool {
    endpoint(&to.endpoint, Reach::PublicOnly).is_some() && Recipient::read(&to.p256dh, &to.auth).is_some()
}

/// Tells a browser of a ticket from now on, in a language; the same again replaces the former.
///
/// # Errors
/// When the database fails.
pub(crate) async fn subscribe(
    app: &App,
    tenant: TenantId,
    ticket: TicketId,
    to: &Subscription,
    locale: Locale,
) -> DbResult<()> {
    let mut tx = app.db.begin().await?;
    sqlx::query(
        "insert into customer_subscriptions (tenant_id, ticket_id, endpoint, p256dh, auth, locale, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (tenant_id, ticket_id, endpoint) do update set \
         p256dh = excluded.p256dh, auth = excluded.auth, locale = excluded.locale, created_at = excluded.created_at",
    )
    .bind(tenant.to_string())
    .bind(ticket.to_string())
    .bind(&to.endpoint)
    .bind(&to.p256dh)
    .bind(&to.auth)
    .bind(locale.tag())
    .bind(app.clock.now().ms())
    .execute(tx.on())
    .await?;
    // beyond the limit the oldest browsers are told no more
    sqlx::query(
        "delete from customer_subscriptions where tenant_id = $1 and ticket_id = $2 and endpoint not in \
         (select endpoint from customer_subscriptions where tenant_id = $1 and ticket_id = $2 \
          order by created_at desc, endpoint limit $3)",
    )
    .bind(tenant.to_string())
    .bind(ticket.to_string())
    .bind(MOST)
    .execute(tx.on())
    .await?;
    tx.commit().await
}

/// Tells a browser of a ticket no more.
///
/// # Errors
/// When the database fails.
pub(crate) async fn leave(app: &App, tenant: TenantId, ticket: TicketId, endpoint: &str) -> DbResult<()> {
    let mut tx = app.db.begin().await?;
    sqlx::query("delete from customer_subscriptions where tenant_id = $1 and ticket_id = $2 and endpoint = $3")
        .bind(tenant.to_string())
        .bind(ticket.to_string())
        .bind(endpoint)
        .execute(tx.on())
        .await?;
    tx.commit().await
}

/// Addresses of the browsers that are told of a ticket.
///
/// # Errors
/// When the database fails.
pub(crate) async fn endpoints(db: &Db, tenant: TenantId, ticket: TicketId) -> DbResult<Vec<String>> {
    let rows = sqlx::query(
        "select endpoint from customer_subscriptions where tenant_id = $1 and ticket_id = $2 order by endpoint",
    )
    .bind(tenant.to_string())
    .bind(ticket.to_string())
    .fetch_all(db.pool())
    .await?;
    rows.iter().map(|row| row.try_get(0)).collect()
}

/// Adds what is told to browsers, by their addresses.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn tell(
    app: &App,
    beside: &mut Beside,
    tenant: TenantId,
    told: &[(String, Told)],
    now: Timestamp,
) -> DbResult<()> {
    let mut effects = Vec::new();
    for (to, told) in told {
        let body = serde_json::to_string(told).map_err(|e| sqlx::Error::Encode(e.into()))?;
        effects.push(effect(tenant, app.fresh(), CHANNEL, to, body, now));
    }
    beside.lines("outbox", &OUTBOX, effects, "");
    Ok(())
}

/// A browser with the message it gets; `None` where it is told no more, or the ticket is gone.
///
/// # Errors
/// When the database fails.
pub(super) async fn message(
    app: &App,
    (tenant, id, endpoint): (&str, &str, &str),
    body: &str,
) -> DbResult<Option<(Subscription, String)>> {
    let Ok(told) = serde_json::from_str::<Told>(body) else { return Ok(None) };
    let Ok(organisation) = tenant.parse::<TenantId>() else { return Ok(None) };
    let row = sqlx::query(
        "select s.p256dh, s.auth, s.locale from customer_subscriptions s \
         join tickets t on t.tenant_id = s.tenant_id and t.id = s.ticket_id \
         where s.tenant_id = $1 and s.ticket_id = $2 and s.endpoint = $3",
    )
    .bind(tenant)
    .bind(told.ticket.to_string())
    .bind(endpoint)
    .fetch_optional(app.db.pool())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let to = Subscription { endpoint: endpoint.to_owned(), p256dh: row.try_get(0)?, auth: row.try_get(1)? };
    let locale: String = row.try_get(2)?;
    let path = app.secrets.links.progress_path(organisation, told.ticket);
    let short = |text: &str| text.chars().take(MOST_TEXT).collect::<String>();
    let message = serde_json::json!({
        "title": short(&told.title),
        "body": short(&told.text),
        "id": id,
        "path": format!("{path}?lang={locale}"),
    });
    Ok(Some((to, message.to_string())))
}

/// Forgets a browser that its push service does not know any more (index `customer_subscriptions_endpoint`).
///
/// # Errors
/// When the database fails.
pub(super) async fn forget(app: &App, tenant: &str, endpoint: &str) -> DbResult<()> {
    let mut tx = app.db.begin().await?;
    sqlx::query("delete from customer_subscriptions where tenant_id = $1 and endpoint = $2")
        .bind(tenant)
        .bind(endpoint)
        .execute(tx.on())
        .await?;
    tx.commit().await
}

/// Forgets the browsers of tickets that are gone or were closed long ago.
///
/// # Errors
/// When the database fails.
pub(super) async fn clear(tx: &mut Tx, now: Timestamp) -> DbResult<()> {
    sqlx::query(
        "delete from customer_subscriptions where not exists (select 1 from tickets t \
         where t.tenant_id = customer_subscriptions.tenant_id and t.id = customer_subscriptions.ticket_id \
         and (t.closed_at is null or t.closed_at > $1))",
    )
    .bind(now.plus_ms(-KEPT_MS).ms())
    .execute(tx.on())
    .await?;
    Ok(())
}
