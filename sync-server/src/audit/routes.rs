//! `GET /audit` and `GET /audit/export.csv`, for administrators.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use truckroll_domain::audit::Action;
use truckroll_protocol::api::{AuditPage, AuditQuery};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::read::{Wanted, after};
use super::{Entry, csv, write};
use crate::App;
use crate::auth::Session;
use crate::http::{Answer, Fault, Query};

/// Entries of a page when nothing is said.
const LIMIT: i64 = 50;
/// Most entries of a page.
const MAX_LIMIT: i64 = 200;
/// Entries that are read at once for a file.
const SLICE: i64 = 500;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(export))
}

#[utoipa::path(
    get,
    path = "/audit",
    tag = "audit",
    operation_id = "audit",
    description = "What was done about security and settings, newest first.",
    params(
        ("from" = Option<i64>, Query, description = "At or after, ms UTC"),
        ("to" = Option<i64>, Query, description = "Before, ms UTC"),
        ("agent" = Option<String>, Query, description = "Done by"),
        ("action" = Option<String>, Query, description = "Action word"),
        ("subject" = Option<String>, Query, description = "Done to the thing with this id"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<i64>, Query, description = "1 to 200; 50 by default"),
    ),
    responses(
        (status = 200, description = "`AuditPage`", body = serde_json::Value),
        (status = 400, description = "The query cannot be read"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<AuditQuery>,
) -> Answer<axum::Json<AuditPage>> {
    session.must_administer()?;
    let limit = asked.limit.unwrap_or(LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Fault::bad_request("limit"));
    }
    // one more tells whether there is a next page
    let mut rows = Wanted::read(&asked)?.page(&app.db, session.tenant, limit + 1).await?;
    let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > limit;
    if more {
        rows.pop();
    }
    let next = rows.last().filter(|_| more).map(|last| format!("{}~{}", last.at.ms(), last.id));
    Ok(axum::Json(AuditPage { rows, next }))
}

#[utoipa::path(
    get,
    path = "/audit/export.csv",
    tag = "audit",
    operation_id = "export_audit",
    description = "The same as a file, without pages. The export itself is noted in the log.",
    params(
        ("from" = Option<i64>, Query, description = "At or after, ms UTC"),
        ("to" = Option<i64>, Query, description = "Before, ms UTC"),
        ("agent" = Option<String>, Query, description = "Done by"),
        ("action" = Option<String>, Query, description = "Action word"),
        ("subject" = Option<String>, Query, description = "Done to the thing with this id"),
    ),
    responses(
        (status = 200, description = "CSV", content_type = "text/csv"),
        (status = 400, description = "The query cannot be read"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn export(State(app): State<App>, session: Session, Query(asked): Query<AuditQuery>) -> Answer<Response> {
    session.must_administer()?;
    let wanted = Wanted::read(&asked)?;
    let mut tx = app.db.begin().await?;
    write(&mut tx, Entry::of(&app, &session, Action::AuditExported).about("audit", "", "").after(&asked)).await?;
    tx.commit().await?;
    let tenant = session.tenant;
    // a page at a time, as fast as the reader takes it
    let pages = stream::unfold(Some((wanted, true)), move |state| {
        let app = app.clone();
        async move {
            let (mut wanted, first) = state?;
            let rows = match wanted.page(&app.db, tenant, SLICE).await {
                Ok(rows) => rows,
                // the reader sees a broken download, never a short file
                Err(error) => return Some((Err(std::io::Error::other(error)), None)),
            };
            let mut text = if first { csv::HEAD.to_owned() } else { String::new() };
            rows.iter().for_each(|row| text.push_str(&csv::line(row)));
            let full = rows.len() == usize::try_from(SLICE).unwrap_or_default();
            wanted.after = rows.last().map(after);
            Some((Ok(Bytes::from(text)), full.then_some((wanted, false))))
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(pages)).into_response())
}
