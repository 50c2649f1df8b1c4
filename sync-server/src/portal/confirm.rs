//! `GET` and `POST /confirm/{token}`: the contact person says that an e-mail address is his (ORG-05). Looking at the page
//! confirms nothing, because mail programs look at links by themselves.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use truckroll_domain::time::SECOND_MS;
use truckroll_portal::confirm::{ConfirmPage, Confirming, render};
use truckroll_portal::error::Problem;

use super::{Limits, Reader, page};
use crate::App;
use crate::company::{self, ContactLink};
use crate::db::DbResult;
use crate::http::PeerAddress;

async fn say(app: &App, reader: &Reader, link: Option<&ContactLink>, state: Confirming) -> DbResult<Response> {
    let directory = match link {
        Some(link) => Some(app.directory(link.tenant).await?),
        None => None,
    };
    let status = if state == Confirming::Gone { StatusCode::GONE } else { StatusCode::OK };
    Ok(page(status, render(&ConfirmPage { frame: reader.frame(directory.as_deref()), state })))
}

/// Asks whether the address is the reader's.
pub(super) async fn show(
    State(app): State<App>,
    Extension(limits): Extension<Arc<Limits>>,
    PeerAddress(address): PeerAddress,
    reader: Reader,
    Path(token): Path<String>,
) -> Response {
    if let Some(refused) = too_many(&app, &limits, &address, &reader) {
        return refused;
    }
    let shown = async {
        let link = company::find_contact(&app, &token).await?;
        let action = reader.onward(&reader.path);
        let state = link.as_ref().map_or(Confirming::Gone, |_| Confirming::Ask { action });
        say(&app, &reader, link.as_ref(), state).await
    };
    shown.await.unwrap_or_else(|error| reader.unavailable(&app, None, &error))
}

/// Takes the answer.
pub(super) async fn take(
    State(app): State<App>,
    Extension(limits): Extension<Arc<Limits>>,
    PeerAddress(address): PeerAddress,
    reader: Reader,
    Path(token): Path<String>,
) -> Response {
    if !reader.is_from_here() {
        return reader.fail(&app, None, Problem::Unreadable);
    }
    if let Some(refused) = too_many(&app, &limits, &address, &reader) {
        return refused;
    }
    let taken = async {
        let link = company::find_contact(&app, &token).await?;
        let done = match &link {
            Some(link) => company::confirm_contact(&app, link).await?,
            None => false,
        };
        say(&app, &reader, link.as_ref(), if done { Confirming::Done } else { Confirming::Gone }).await
    };
    taken.await.unwrap_or_else(|error| reader.unavailable(&app, None, &error))
}

/// The answer to an address that asks too often.
fn too_many(app: &App, limits: &Limits, address: &str, reader: &Reader) -> Option<Response> {
    let now = app.clock.now();
    let seconds = limits.addresses.take(address, now).err()?;
    Some(reader.fail(app, None, Problem::TooMany { retry_at: now.plus_ms(seconds * SECOND_MS) }))
}
