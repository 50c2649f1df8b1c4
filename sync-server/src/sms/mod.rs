//! Short messages (TKT-02, TKT-24, TKT-45, TKT-47, TKT-64): one sender for all of them.
//!
//! A message is a delivery beside those of external targets, with the same attempts, log and replay. It goes through the URL
//! target that the organisation names as its provider; without one it is kept in the development log, where the server was
//! started with that, or refused. What only its reader may know is sealed and never in the log of
//! deliveries.

use truckroll_domain::time::{HOUR_MS, MINUTE_MS};
use truckroll_domain::{RuleId, TargetId, TenantId, TicketId};
use uuid::Uuid;

use crate::App;
use crate::auth::RateLimit;
use crate::db::{DbResult, Tx};
use crate::directory::Directory;
use crate::ingest::Beside;
use crate::rules::targets;

pub(crate) mod codes;
pub(crate) mod proof;
mod routes;

pub use routes::routes;

/// How often codes are asked for and tried; in memory, bounded. Beside it each number has a limit in the database.
pub struct Limits {
    /// Codes sent by who asks: an address, or an agent.
    pub asked: RateLimit,
    /// Codes tried by who tries.
    pub tried: RateLimit,
    /// Codes sent of an organisation, so that nobody spends its money at will.
    pub all: RateLimit,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            asked: RateLimit::new(10, 10 * MINUTE_MS),
            tried: RateLimit::new(30, 10 * MINUTE_MS),
            all: RateLimit::new(600, HOUR_MS),
        }
    }
}

/// A short message.
pub(crate) struct Message<'a> {
    /// The number.
    pub to: &'a str,
    /// What it says.
    pub text: &'a str,
    /// Whether only its reader may know what it says.
    pub private: bool,
    /// The ticket it is about.
    pub ticket: Option<TicketId>,
    /// The rule that sends it.
    pub rule: Option<RuleId>,
}

/// Whether a message would be sent or kept.
pub(crate) fn is_ready(app: &App, directory: &Directory) -> bool {
    match directory.sms.now.provider {
        Some(provider) => directory.rules.targets.get(&provider).is_some_and(|kept| kept.target.enabled),
        None => app.config.sms_log,
    }
}

/// Lets a message wait to be sent, in the caller's transaction; `false` where nobody would carry it.
///
/// # Errors
/// When it cannot be written.
pub(crate) async fn post(
    tx: &mut Tx,
    app: &App,
    directory: &Directory,
    tenant: TenantId,
    message: &Message<'_>,
) -> DbResult<bool> {
    if !is_ready(app, directory) {
        return Ok(false);
    }
    let provider = directory.sms.now.provider;
    let Ok(mut rendered) = targets::short_message(directory, None, provider, message.to, message.text) else {
        return Ok(false);
    };
    rendered.private = message.private;
    let mut beside = Beside::default();
    let (id, by): (Uuid, _) = (app.fresh(), (message.rule, message.ticket));
    let target = provider.unwrap_or(TargetId(Uuid::nil()));
    targets::queue(app, &mut beside, tenant, id, target, by, &rendered, app.clock.now())?;
    beside.write(tx).await
}
