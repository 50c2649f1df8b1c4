//! `POST /uploads`, `PATCH /uploads/{hash}`, `GET /attachments/{hash}`.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use truckroll_domain::attachments::{MAX_CHUNK_BYTES, is_hash};
use truckroll_protocol::api::{NewUpload, UploadState};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::store::{self, StoreError, Upload};
use crate::App;
use crate::auth::Session;
use crate::http::{Answer, Fault, Id, Json, Query, apps, input};

/// Media types a browser may show; everything else is only saved.
const SHOWN: [&str; 7] =
    ["image/jpeg", "image/png", "image/webp", "image/gif", "audio/mpeg", "video/mp4", "application/pdf"];
/// Where an upload stands, with a 409.
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(begin)).routes(routes!(put_piece)).routes(routes!(show))
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Database(error) => error.into(),
            StoreError::File(error) => error.into(),
            StoreError::Invalid(member) => Fault::bad_request(member),
            StoreError::TooLarge { what, limit } => Fault::too_large(what, limit),
            StoreError::Unknown => Fault::not_found("upload"),
            StoreError::WrongOffset(at) => Fault::conflict("offset").field("offset", at.to_string()),
            StoreError::WrongHash => Fault::unacceptable("hash"),
        }
    }
}

impl From<Upload> for UploadState {
    fn from(upload: Upload) -> Self {
        Self { offset: if upload.complete { upload.size } else { upload.stored }, complete: upload.complete }
    }
}

#[utoipa::path(
    post,
    path = "/uploads",
    tag = "attachments",
    operation_id = "begin_upload",
    description = "Begins an upload, or says how far it is.",
    request_body(content = serde_json::Value, description = "`NewUpload`"),
    responses(
        (status = 200, description = "`UploadState`", body = serde_json::Value),
        (status = 413, description = "Larger than a limit, which is named"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn begin(
    State(app): State<App>,
    session: Session,
    Json(new): Json<NewUpload>,
) -> Answer<axum::Json<UploadState>> {
    let upload = store::begin(&app, session.tenant, &new.hash, new.size, &new.mime).await?;
    Ok(axum::Json(upload.into()))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct At {
    offset: u64,
}

#[utoipa::path(
    patch,
    path = "/uploads/{hash}",
    tag = "attachments",
    operation_id = "continue_upload",
    description = "Sends the piece from `offset` on, at most 1 MB.",
    params(
        ("hash" = String, Path, description = "SHA-256 of the whole"),
        ("offset" = u64, Query, description = "Where the piece begins"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "`UploadState`", body = serde_json::Value),
        (status = 404, description = "Nobody began this upload"),
        (status = 409, description = "The upload stands elsewhere: header `upload-offset`"),
        (status = 413, description = "Larger than a limit, which is named"),
        (status = 422, description = "The bytes have another hash; begin again"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn put_piece(
    State(app): State<App>,
    session: Session,
    Id(hash): Id<String>,
    Query(at): Query<At>,
    request: Request,
) -> Answer<Response> {
    let limit = usize::try_from(MAX_CHUNK_BYTES).unwrap_or(usize::MAX);
    let bytes = input::body(request.into_body(), limit).await?;
    match store::put_piece(&app, session.tenant, &hash, at.offset, bytes).await {
        Ok(upload) => Ok(axum::Json(UploadState::from(upload)).into_response()),
        Err(StoreError::WrongOffset(offset)) => {
            let mut response = Fault::from(StoreError::WrongOffset(offset)).into_response();
            response.headers_mut().insert(OFFSET, HeaderValue::from(offset));
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}

#[utoipa::path(
    get,
    path = "/attachments/{hash}",
    tag = "attachments",
    operation_id = "attachment",
    description = "The bytes of a photo or file; ranges are served.",
    params(("hash" = String, Path, description = "SHA-256 of the bytes")),
    responses((status = 200, description = "The bytes"), (status = 404, description = "Not there, or not complete")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn show(State(app): State<App>, session: Session, Id(hash): Id<String>, request: Request) -> Answer<Response> {
    if !is_hash(&hash) {
        return Err(Fault::not_found("attachment"));
    }
    let mime = store::complete_mime(&app.db, session.tenant, &hash).await?;
    let mime = mime.ok_or_else(|| Fault::not_found("attachment"))?;
    let tag = format!("\"{hash}\"");
    if request.headers().get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == tag.as_bytes()) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    let response = apps::serve(&store::path_of(&app, session.tenant, &hash), request).await;
    Ok(safely(response, &mime, &tag))
}

/// Headers that keep a stranger's bytes from being taken for a page of ours.
pub(crate) fn safely(mut response: Response, mime: &str, tag: &str) -> Response {
    if !response.status().is_success() {
        return response;
    }
    let shown = SHOWN.contains(&mime);
    let headers = response.headers_mut();
    let kind =
        if shown { HeaderValue::from_str(mime) } else { Ok(HeaderValue::from_static("application/octet-stream")) };
    headers.insert(header::CONTENT_TYPE, kind.unwrap_or(HeaderValue::from_static("application/octet-stream")));
    let disposition = if shown { "inline" } else { "attachment" };
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable"));
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}
