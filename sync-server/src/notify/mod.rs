//! Notices to people and effects on the world.
//!
//! [`plan`] writes both inside the transaction that caused them; the [`Worker`] carries the effects out, so
//! that a crash between storing and telling loses nothing. Channels: notices in the app (rows), web push, e-mail.

pub(crate) mod browsers;
mod encryption;
mod mail;
mod message;
mod outbox;
mod plan;
mod preferences;
mod push;
mod routes;
mod vapid;
pub(crate) mod words;

pub use encryption::decrypt;
pub use mail::Letter;
pub(crate) use message::{Message, letters, messages};
pub use outbox::{Outcome, Worker};
pub use plan::{About, KINDS, Told, plan, post, tell, tell_about};
pub(crate) use push::{PublicNames, Subscription, endpoint};
pub use routes::routes;
pub use vapid::Vapid;

use tokio::sync::broadcast::error::RecvError;

use crate::App;

/// Which addresses push messages may be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// `https` at public addresses only.
    PublicOnly,
    /// Any address; for receivers on the same machine.
    AnyAddress,
}

/// Starts the worker; it ends with the runtime.
///
/// # Errors
/// When a setting (mail server, sender) cannot be read.
pub fn start(app: &App, reach: Reach) -> anyhow::Result<tokio::task::JoinHandle<()>> {
    let worker = Worker::new(app.clone(), reach)?;
    let mut news = app.listen();
    let clock = app.clock.clone();
    Ok(tokio::spawn(async move {
        let mut cleared = clock.now();
        loop {
            // woken by what was stored, and by time for what waits
            match tokio::time::timeout(outbox::LOOK_AGAIN, news.recv()).await {
                Ok(Err(RecvError::Closed)) => return,
                Ok(Ok(_) | Err(RecvError::Lagged(_))) | Err(_) => {}
            }
            if let Err(error) = worker.run_due().await {
                tracing::warn!(%error, "outbox waits for the database");
            }
            if outbox::is_clearing_due(cleared, clock.now()) {
                cleared = clock.now();
                if let Err(error) = worker.clear().await {
                    tracing::warn!(%error, "outbox was not cleared");
                }
            }
        }
    }))
}
