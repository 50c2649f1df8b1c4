//! Signing in: accounts, passwords, devices, sessions.
//!
//! A session is a row; its token is 32 random bytes of which only the SHA-256 is stored. Every request looks the
//! row up, so ending a session takes effect at the next request, and open live connections are told at once.
//! An account is signed in on one phone at a time (APP-38): a second phone ends the first one's session.
//!
//! An unknown account costs the same work and gets the same answer as a wrong password; ten wrong ones lock the name
//! for a while (`failures`). Who has a second step gives a code too (`two_step`). What a session may ask for at all is
//! decided in `gate`, before any right: an API token by its scopes (`tokens`), and a person of whom something is
//! demanded first only what fulfils it.

mod account;
mod accounts;
mod agents;
mod devices;
mod failures;
mod gate;
mod limits;
mod oidc;
pub mod password;
mod routes;
mod seal;
mod session;
mod sessions;
mod settings;
mod token_routes;
mod tokens;
pub mod two_step;

use accounts::Known;
pub(crate) use agents::{put_start_password, start_password};
pub use failures::forget_old_failures;
pub use gate::{Need, Needs};
pub use limits::RateLimit;
pub use routes::routes;
pub use seal::Seal;
pub use session::{COOKIE, Session};
pub use sessions::end_all_of;
pub(crate) use sessions::ended_code;
pub use settings::SignInRules;
pub use tokens::TokenUse;

use tokio::sync::Semaphore;
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::{AgentId, TenantId};

use crate::db::{DbResult, Tx};

/// Kind word of phones, which are subject to the one-phone rule.
pub const PHONE: &str = "phone";
/// Kind word of browsers at a desk.
pub const DESK: &str = "desk";

/// Times in a quarter of an hour that a signed-in person may prove who he is.
const PROOFS: u32 = 20;
/// Attempts per address in a quarter of an hour; an office shares one.
const ADDRESS_ATTEMPTS: u32 = 100;
/// Passwords that are checked at the same time; each takes 19 MiB.
const AT_ONCE: usize = 4;

/// Limits of signing in, and the work of checking passwords.
pub struct Door {
    addresses: RateLimit,
    proofs: RateLimit,
    permits: Semaphore,
}

impl Default for Door {
    fn default() -> Self {
        Self {
            addresses: RateLimit::new(ADDRESS_ATTEMPTS, 15 * MINUTE_MS),
            proofs: RateLimit::new(PROOFS, 15 * MINUTE_MS),
            permits: Semaphore::new(AT_ONCE),
        }
    }
}

impl Door {
    /// Counts an attempt from an address.
    ///
    /// # Errors
    /// Seconds to wait, when there were too many.
    pub fn attempt(&self, address: &str, now: truckroll_domain::Timestamp) -> Result<(), i64> {
        self.addresses.take(address, now)
    }
}

/// An account name as it is stored: without space around it, lower case.
#[must_use]
pub fn account_key(account: &str) -> String {
    account.trim().to_lowercase()
}

/// Stores an account's password, for an agent that is (or will be) in the directory.
///
/// # Errors
/// When the account belongs to another agent already, or the database fails.
pub async fn put_account(tx: &mut Tx, tenant: TenantId, agent: AgentId, account: &str, hash: &str) -> DbResult<()> {
    let stored = sqlx::query(
        "insert into accounts (account, tenant_id, agent_id, password_hash) values ($1, $2, $3, $4) \
         on conflict (account) do update set password_hash = excluded.password_hash \
         where accounts.tenant_id = excluded.tenant_id and accounts.agent_id = excluded.agent_id",
    )
    .bind(account_key(account))
    .bind(tenant.to_string())
    .bind(agent.to_string())
    .bind(hash)
    .execute(tx.on())
    .await?;
    if stored.rows_affected() == 0 {
        return Err(sqlx::Error::RowNotFound);
    }
    Ok(())
}
