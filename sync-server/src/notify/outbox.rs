//! The worker that carries out effects: claims due rows with a lease, delivers, and notes what became of them.
//!
//! A node that dies in between loses nothing: its lease ends and another delivers. A delivery may therefore happen
//! twice; receivers can tell by the id each one carries. Failures are tried again with growing pauses, ten times.

use sqlx::Row as _;
use truckroll_domain::time::{DAY_MS, MINUTE_MS, SECOND_MS};
use truckroll_domain::{TenantId, Timestamp};
use truckroll_portal::Locale;

use super::mail::{Letter, Post};
use super::push::{Sender, Subscription};
use super::words::say;
use super::{Reach, browsers, routes};
use crate::App;
use crate::db::DbResult;

/// Rows claimed at once.
const BATCH: i64 = 20;
/// How long a claim holds.
const LEASE_MS: i64 = 2 * MINUTE_MS;
/// After this many attempts a row is given up.
const MAX_ATTEMPTS: i64 = 10;
/// First pause; each further one is twice as long.
const FIRST_PAUSE_MS: i64 = 15 * SECOND_MS;
/// Finished rows are kept this long.
const KEPT_MS: i64 = 30 * DAY_MS;
/// Notices stay in the list this long.
const NOTICES_KEPT_MS: i64 = 90 * DAY_MS;

/// What became of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Delivered.
    Done,
    /// The receiver is gone for good.
    Gone,
    /// It cannot ever succeed; the reason.
    Never(String),
    /// It may succeed another time; the reason.
    Again(String),
}

/// A claimed row.
struct Effect {
    tenant: String,
    id: String,
    channel: String,
    target: String,
    body: String,
    attempts: i64,
}

/// Delivers what the outbox holds.
pub struct Worker {
    app: App,
    sender: Sender,
    post: Option<Post>,
}

impl Worker {
    /// A worker with its connections.
    ///
    /// # Errors
    /// When a setting (mail server, sender) cannot be read.
    pub fn new(app: App, reach: Reach) -> anyhow::Result<Self> {
        let post = app.config.smtp_url.as_deref().map(|url| Post::open(url, &app.config.mail_from)).transpose()?;
        let contact = match app.config.public_url.as_deref() {
            Some(url) if url.starts_with("https://") => url.to_owned(),
            _ => format!("mailto:{}", app.config.mail_from),
        };
        Ok(Self { sender: Sender::new(contact, reach)?, post, app })
    }

    /// Delivers everything that is due; returns how many rows it took.
    ///
    /// # Errors
    /// When the database fails; what was claimed comes again when its lease ends.
    pub async fn run_due(&self) -> DbResult<usize> {
        let mut taken = 0;
        loop {
            let effects = self.claim().await?;
            if effects.is_empty() {
                return Ok(taken);
            }
            taken += effects.len();
            for effect in effects {
                let outcome = self.deliver(&effect).await?;
                self.note(&effect, outcome).await?;
            }
        }
    }

    async fn claim(&self) -> DbResult<Vec<Effect>> {
        let now = self.app.clock.now();
        let mut tx = self.app.db.begin().await?;
        // index outbox_due
        let rows = sqlx::query(
            "update outbox set leased_until = $1, attempts = attempts + 1 \
             where (tenant_id, id) in (select tenant_id, id from outbox \
               where done_at is null and next_at <= $2 and leased_until <= $2 order by next_at limit $3) \
             and leased_until <= $2 and done_at is null \
             returning tenant_id, id, channel, target, body, attempts",
        )
        .bind(now.plus_ms(LEASE_MS).ms())
        .bind(now.ms())
        .bind(BATCH)
        .fetch_all(tx.on())
        .await?;
        tx.commit().await?;
        rows.iter()
            .map(|row| {
                Ok(Effect {
                    tenant: row.try_get(0)?,
                    id: row.try_get(1)?,
                    channel: row.try_get(2)?,
                    target: row.try_get(3)?,
                    body: row.try_get(4)?,
                    attempts: row.try_get(5)?,
                })
            })
            .collect()
    }

    async fn deliver(&self, effect: &Effect) -> DbResult<Outcome> {
        match effect.channel.as_str() {
            "push" => self.push(effect).await,
            browsers::CHANNEL => self.customer_push(effect).await,
            "email" => Ok(match (&self.post, serde_json::from_str::<Letter>(&effect.body)) {
                (Some(post), Ok(letter)) => match letter.opened(&self.app.secrets.seal, &effect.tenant) {
                    Some(letter) => post.send(&effect.id, &effect.target, &letter).await,
                    None => Outcome::Never("its address cannot be opened".to_owned()),
                },
                (None, _) => Outcome::Again("no mail server is set".to_owned()),
                (_, Err(error)) => Outcome::Never(error.to_string()),
            }),
            other => Ok(Outcome::Never(format!("unknown channel {other}"))),
        }
    }

    async fn push(&self, effect: &Effect) -> DbResult<Outcome> {
        let Some(subscription) = self.subscription(effect).await? else { return Ok(Outcome::Gone) };
        let body: serde_json::Value = serde_json::from_str(&effect.body).unwrap_or_default();
        let notice = body["notice"].as_str().unwrap_or_default();
        let Some(text) = self.notice_text(&effect.tenant, notice).await? else { return Ok(Outcome::Gone) };
        let now = self.app.clock.now();
        let outcome = self.sender.send(&self.app.secrets.vapid, &subscription, notice, text.as_bytes(), now).await;
        if outcome == Outcome::Gone {
            let mut tx = self.app.db.begin().await?;
            sqlx::query("delete from push_subscriptions where tenant_id = $1 and endpoint = $2")
                .bind(&effect.tenant)
                .bind(&effect.target)
                .execute(tx.on())
                .await?;
            tx.commit().await?;
        }
        Ok(outcome)
    }

    async fn customer_push(&self, effect: &Effect) -> DbResult<Outcome> {
        let about = (effect.tenant.as_str(), effect.id.as_str(), effect.target.as_str());
        let Some((to, text)) = browsers::message(&self.app, about, &effect.body).await? else {
            return Ok(Outcome::Gone);
        };
        let now = self.app.clock.now();
        let outcome = self.sender.send(&self.app.secrets.vapid, &to, &effect.id, text.as_bytes(), now).await;
        if outcome == Outcome::Gone {
            browsers::forget(&self.app, &effect.tenant, &effect.target).await?;
        }
        Ok(outcome)
    }

    async fn subscription(&self, effect: &Effect) -> DbResult<Option<Subscription>> {
        let row = sqlx::query("select p256dh, auth from push_subscriptions where tenant_id = $1 and endpoint = $2")
            .bind(&effect.tenant)
            .bind(&effect.target)
            .fetch_optional(self.app.db.pool())
            .await?;
        row.map(|row| {
            Ok(Subscription { endpoint: effect.target.clone(), p256dh: row.try_get(0)?, auth: row.try_get(1)? })
        })
        .transpose()
    }

    /// The message as the service worker of the app shows it; `None` when the notice was read already or is gone.
    async fn notice_text(&self, tenant: &str, notice: &str) -> DbResult<Option<String>> {
        let sql = format!("select {} from notices where tenant_id = $1 and id = $2", routes::NOTICE_COLUMNS);
        let row = crate::db::query(&sql).bind(tenant).bind(notice).fetch_optional(self.app.db.pool()).await?;
        let Some(row) = row else { return Ok(None) };
        let notice = routes::read_notice(&row)?;
        let Ok(id) = tenant.parse::<TenantId>() else { return Ok(None) };
        if notice.read_at.is_some() {
            return Ok(None);
        }
        let directory = self.app.directory(id).await?;
        let locale = Locale::from_tag(&directory.settings.locale).unwrap_or_default();
        let key = format!("notice-{}", notice.kind.replace('_', "-"));
        let words = say(locale, &key, notice.args.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let short = |text: &str| text.chars().take(300).collect::<String>();
        let message = serde_json::json!({
            "title": words.as_deref().map(short),
            "body": notice.args.get("title").map(|t| short(t)),
            "id": notice.id,
            "kind": notice.kind,
            "on": notice.on,
            "document": notice.document,
        });
        Ok(Some(message.to_string()))
    }

    async fn note(&self, effect: &Effect, outcome: Outcome) -> DbResult<()> {
        let now = self.app.clock.now();
        let (done, error, next) = match outcome {
            Outcome::Done => (true, None, now),
            Outcome::Gone => (true, Some("receiver is gone".to_owned()), now),
            Outcome::Never(why) => (true, Some(why), now),
            Outcome::Again(why) if effect.attempts >= MAX_ATTEMPTS => (true, Some(format!("gave up: {why}")), now),
            Outcome::Again(why) => (false, Some(why), now.plus_ms(pause_ms(effect.attempts))),
        };
        if let Some(why) = &error {
            tracing::info!(
                channel = effect.channel,
                outbox.id = effect.id,
                attempts = effect.attempts,
                why,
                "not delivered"
            );
        }
        let word = if !done {
            "again"
        } else if error.is_some() {
            "failed"
        } else {
            "delivered"
        };
        metrics::counter!("notify_deliveries_total", "channel" => effect.channel.clone(), "outcome" => word)
            .increment(1);
        let mut tx = self.app.db.begin().await?;
        sqlx::query(
            "update outbox set done_at = cast($1 as bigint), error = $2, next_at = $3, leased_until = 0 where tenant_id = $4 and id = $5",
        )
        .bind(done.then_some(now.ms()))
        .bind(error)
        .bind(next.ms())
        .bind(&effect.tenant)
        .bind(&effect.id)
        .execute(tx.on())
        .await?;
        tx.commit().await
    }

    /// Drops what was finished long ago, and notices of an age at which nobody asks for them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn clear(&self) -> DbResult<()> {
        let before = self.app.clock.now().plus_ms(-KEPT_MS).ms();
        let mut tx = self.app.db.begin().await?;
        sqlx::query("delete from outbox where done_at < $1").bind(before).execute(tx.on()).await?;
        // index notices_age
        let before = self.app.clock.now().plus_ms(-NOTICES_KEPT_MS).ms();
        sqlx::query("delete from notices where created_at < $1").bind(before).execute(tx.on()).await?;
        browsers::clear(&mut tx, self.app.clock.now()).await?;
        tx.commit().await
    }
}

/// The pause after a number of attempts: 15 s, 30 s, 1 min … about two hours at last.
fn pause_ms(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts.saturating_sub(1).clamp(0, 9)).unwrap_or(0);
    FIRST_PAUSE_MS * 2_i64.pow(doublings)
}

/// When to look again at the latest.
pub(super) const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_secs(5);

/// Whether it is time for the daily clearing.
pub(super) fn is_clearing_due(last: Timestamp, now: Timestamp) -> bool {
    now.since_ms(last) >= DAY_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_stay_within_hours() {
        assert_eq!(pause_ms(1), 15_000);
        assert_eq!(pause_ms(2), 30_000);
        assert!((1..=MAX_ATTEMPTS).map(pause_ms).sum::<i64>() < 5 * truckroll_domain::time::HOUR_MS);
    }
}
