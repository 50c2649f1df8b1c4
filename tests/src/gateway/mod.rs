//! A sandbox that takes payments as the houses do: WeChat Pay (`/v3/…`), Alipay (`/gateway.do`) and a hosted checkout
//! (`/v1/…`), at one local address.
//!
//! It shares no code with the adapters and uses other libraries (RustCrypto's `rsa` and `aes-gcm`, not `ring`), so that a
//! mistake is not made on both sides. It verifies every call as strictly as the originals, keeps orders in memory, and sends
//! signed notices. Nothing happens by itself: whoever tests pays, settles refunds, moves the clock and makes trouble through
//! `/sandbox/…` ([`sandbox`] lists the calls), so nothing waits and nothing is left to chance but keys and nonces.
//!
//! Moments are ms since 1970, UTC; amounts are in the units that the house counts.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get, post};
use serde_json::{Value as Json, json};

mod alipay;
mod bills;
mod checkout;
mod keys;
mod notices;
pub mod sandbox;
mod trouble;
mod wechat;
mod world;

pub use keys::Keys;
pub use trouble::{Place, Trouble};
pub use world::{Clock, House, World};

/// A sandbox that runs; it ends when this is dropped.
pub struct Gateway {
    address: SocketAddr,
    world: Arc<World>,
    task: tokio::task::JoinHandle<()>,
}

impl Gateway {
    /// Listens at an address such as `127.0.0.1:0`.
    ///
    /// # Errors
    /// When it cannot listen there.
    pub async fn start(listen: &str, keys: Arc<Keys>, clock: Clock) -> Result<Self> {
        let listener = tokio::net::TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let world = Arc::new(World::new(format!("http://{address}"), keys, clock)?);
        let app = Router::new()
            .route("/gateway.do", post(alipay::serve))
            .route("/alipay/bill", get(alipay::download))
            .route("/v3/{*path}", any(wechat::serve))
            .route("/v1/{*path}", any(checkout::serve))
            .merge(sandbox::routes())
            .layer(DefaultBodyLimit::max(1024 * 1024))
            .with_state(Arc::clone(&world));
        // A server ends only when its listener fails; then the tests' calls fail too.
        let task = tokio::spawn(async move { drop(axum::serve(listener, app).await) });
        Ok(Self { address, world, task })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What there is inside; for tests in the same process.
    #[must_use]
    pub fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// Everything a merchant is given: addresses, names, keys.
    #[must_use]
    pub fn card(&self) -> Json {
        self.world.card()
    }

    /// Waits until it ends.
    pub async fn ended(mut self) {
        drop((&mut self.task).await);
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What cannot be read is nothing.
pub(crate) fn object(bytes: &[u8]) -> Json {
    serde_json::from_slice(bytes).unwrap_or_else(|_| json!({}))
}

/// A text of an object; of none, nothing.
pub(crate) fn text<'a>(json: &'a Json, name: &str) -> &'a str {
    json.get(name).and_then(Json::as_str).unwrap_or_default()
}

/// A whole number at a path such as `/amount/total`.
pub(crate) fn whole(json: &Json, path: &str) -> Option<i64> {
    json.pointer(path).and_then(Json::as_i64)
}
