//! `POST /t/{token}/notices`: a browser asks to be told of a ticket by web push, or no more (TKT-45).

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Form};
use serde::Deserialize;
use truckroll_domain::tickets::Status;
use truckroll_portal::error::Problem;

use super::answer::begin;
use super::{Limits, Reader, guarded};
use crate::App;
use crate::http::PeerAddress;
use crate::notify::Subscription;
use crate::notify::browsers::{is_good, leave, subscribe};

/// What a browser posts: where it is reached, and whether it leaves.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Posted {
    endpoint: String,
    p256dh: String,
    auth: String,
    off: String,
}

/// Takes it.
pub(super) async fn take(
    State(app): State<App>,
    Extension(limits): Extension<Arc<Limits>>,
    PeerAddress(address): PeerAddress,
    reader: Reader,
    Path(token): Path<String>,
    body: Result<Form<Posted>, FormRejection>,
) -> Response {
    let work = async {
        let followed = begin(&app, &limits, &address, &reader, &token).await?;
        let fail = |problem| reader.fail(&app, Some(&followed.directory), problem);
        let failed = |error: sqlx::Error| reader.unavailable(&app, Some(&followed.directory), &error);
        let posted = super::readable(body).map_err(fail)?;
        let ticket = followed.conversation.ok_or_else(|| fail(Problem::NotFound))?;
        if !posted.off.is_empty() {
            leave(&app, followed.tenant, ticket, &posted.endpoint).await.map_err(failed)?;
            return Ok(guarded(StatusCode::NO_CONTENT.into_response()));
        }
        let to = Subscription { endpoint: posted.endpoint, p256dh: posted.p256dh, auth: posted.auth };
        if !is_good(&to) || followed.ticket.status() == Status::Closed {
            return Err(fail(Problem::Unreadable));
        }
        let locale = reader.locale(Some(&followed.directory));
        subscribe(&app, followed.tenant, ticket, &to, locale).await.map_err(failed)?;
        Ok(guarded(StatusCode::NO_CONTENT.into_response()))
    };
    work.await.unwrap_or_else(|response: Response| response)
}

/// The worker that shows what is told; it stands where it sees progress pages and nothing else.
pub(super) async fn worker() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (StatusCode::OK, kind, truckroll_portal::progress::WORKER_JS).into_response()
}
