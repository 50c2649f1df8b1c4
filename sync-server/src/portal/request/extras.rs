//! What the page's script asks for: how the form stands, a code, and what makes the page one that can be installed.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Multipart, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use truckroll_domain::time::SECOND_MS;
use truckroll_portal::error::Problem;
use truckroll_portal::request::said as t;

use super::super::{Limits, Reader, guarded};
use super::{Filled, Judged, look, open};
use crate::App;
use crate::http::PeerAddress;
use crate::sms::codes;

/// Says which questions are asked, which must be answered, and what is computed.
pub(in super::super) async fn judge(
    State(app): State<App>,
    Extension(limits): Extension<Arc<Limits>>,
    PeerAddress(address): PeerAddress,
    mut reader: Reader,
    Path(token): Path<String>,
    parts: Multipart,
) -> Response {
    reader.path = reader.path.trim_end_matches("/judge").to_owned();
    let opened = match open(&app, &mut reader, &token).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let (directory, now) = (&opened.directory, app.clock.now());
    if let Err(seconds) = limits.pages.take(&address, now) {
        let retry_at = now.plus_ms(seconds * SECOND_MS);
        return reader.fail(&app, Some(directory), Problem::TooMany { retry_at });
    }
    let filled = match Filled::read(&app, &opened, parts).await {
        Ok(filled) => filled,
        Err(problem) => return reader.fail(&app, Some(directory), problem),
    };
    let judged = Judged::of(&opened, &filled, now, false);
    let (locale, offsets) = (reader.locale(Some(directory)), directory.offsets());
    let one = |ask: &truckroll_domain::publishing::Ask| {
        let field = directory.ticket_fields.now.field(&ask.key)?;
        let state = judged.state.field(&ask.key)?;
        let said = state.computed.as_ref().map(|_| look::said(locale, field, Some(state), None, &offsets));
        Some(json!({ "key": ask.key, "shown": state.shown, "required": state.required || ask.required, "said": said }))
    };
    let fields: Vec<_> = judged.asked.iter().filter_map(one).collect();
    guarded(axum::Json(fields).into_response())
}

/// Sends a code.
pub(in super::super) async fn code(
    State(app): State<App>,
    PeerAddress(address): PeerAddress,
    mut reader: Reader,
    Path(token): Path<String>,
    parts: Multipart,
) -> Response {
    reader.path = reader.path.trim_end_matches("/code").to_owned();
    let opened = match open(&app, &mut reader, &token).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let directory = &opened.directory;
    if !reader.is_from_here() {
        return reader.fail(&app, Some(directory), Problem::Unreadable);
    }
    let filled = match Filled::read(&app, &opened, parts).await {
        Ok(filled) => filled,
        Err(problem) => return reader.fail(&app, Some(directory), problem),
    };
    let locale = reader.locale(Some(directory));
    let told = match codes::send(&app, directory, opened.tenant, &filled.to, &address, locale).await {
        Ok(sent) => json!({ "id": sent.id, "text": t(locale, "publish-code-sent") }),
        Err(trouble) => {
            let text = t(locale, &format!("portal-problem-{}", trouble.word().replace('_', "-")));
            json!({ "text": text })
        }
    };
    guarded(axum::Json(told).into_response())
}

/// What the installed page is called.
pub(in super::super) async fn manifest(
    State(app): State<App>,
    mut reader: Reader,
    Path(token): Path<String>,
) -> Response {
    reader.path = reader.path.trim_end_matches("/app.webmanifest").to_owned();
    let opened = match open(&app, &mut reader, &token).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let branding = opened.directory.branding();
    let label = &opened.publication.label;
    let name = if label.is_empty() { &opened.template.name } else { label };
    let icon = |size: &str| json!({ "src": format!("/engineer/icon-{size}.png"), "sizes": format!("{size}x{size}"), "type": "image/png" });
    let manifest = json!({
        "id": reader.path,
        "name": format!("{name} · {}", opened.directory.face()),
        "short_name": name.chars().take(14).collect::<String>(),
        "start_url": reader.path,
        "scope": reader.path,
        "display": "standalone",
        "background_color": "#f4f5f7",
        "theme_color": branding.accent().map_or("#20242c", |accent| accent.hex),
        "icons": [icon("192"), icon("512")],
    });
    let kind = [(header::CONTENT_TYPE, "application/manifest+json"), (header::CACHE_CONTROL, "no-cache")];
    (kind, manifest.to_string()).into_response()
}

/// The worker; it stands where it sees the pages and nothing else.
pub(in super::super) async fn worker() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (StatusCode::OK, kind, truckroll_portal::request::WORKER_JS).into_response()
}
