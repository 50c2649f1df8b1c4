//! `POST /commands`: everything the desk changes. `POST /sync`: everything devices change.

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use truckroll_domain::Refusal;
use truckroll_protocol::api::{CommandAnswer, CommandRequest};
use truckroll_protocol::frame::{self, FrameError, MAX_FRAME_BYTES};
use truckroll_protocol::sync::SyncRequest;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::http::{Answer, Fault, Strict, input};
use crate::ingest::{self, ExecuteError};

/// Most commands of one request.
pub const MAX_COMMANDS: usize = 100;
/// Compression of frames. A first reading of 2,000 tickets takes 6.2 MB at level 1, 5.41 at 3, 5.36 at 4 and 5.3 at 5, and 60 ms
/// at level 3, 90 at 4, 140 at 5.
pub(crate) const LEVEL: i32 = 4;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(commands)).routes(routes!(sync))
}

impl From<ExecuteError> for Fault {
    fn from(error: ExecuteError) -> Self {
        match error {
            ExecuteError::Refused { index, why } => Fault::refused(why, format!("commands.{index}")),
            ExecuteError::Overtaken => Fault::conflict("overtaken"),
            ExecuteError::Invalid(what) => Fault::bad_request(what),
            ExecuteError::Database(error) => error.into(),
        }
    }
}

#[utoipa::path(
    post,
    path = "/commands",
    tag = "commands",
    operation_id = "execute_commands",
    description = "Carries out commands in order, all or none. A repeated id changes nothing.",
    request_body(content = serde_json::Value, description = "`CommandRequest`, at most 100 commands"),
    responses(
        (status = 200, description = "`CommandAnswer`", body = serde_json::Value),
        (status = 403, description = "Refused: not allowed"),
        (status = 404, description = "Refused: there is no such document"),
        (status = 409, description = "Refused; `refusal` says why"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn commands(
    State(app): State<App>,
    session: Session,
    Strict(request): Strict<CommandRequest>,
) -> Answer<axum::Json<CommandAnswer>> {
    if request.commands.is_empty() || request.commands.len() > MAX_COMMANDS {
        return Err(Fault::bad_request(format!("commands: 1 to {MAX_COMMANDS}")));
    }
    session.may_command(&request.commands)?;
    if let Some(index) = request.commands.iter().position(|c| c.command.is_counted_first()) {
        return Err(Fault::refused(Refusal::NotAllowed, format!("commands.{index}")));
    }
    crate::daily::takers::must_take(&app, &session, &request.commands).await?;
    let beside = crate::daily::senders::of(&app, &session, &request.commands).await?;
    let executed = ingest::execute_beside(&app, &session.caller(), request.commands, &beside).await?;
    let outcomes = executed.outcomes.into_iter().map(str::to_owned).collect();
    Ok(axum::Json(CommandAnswer { outcomes, seq: executed.seq }))
}

#[utoipa::path(
    post,
    path = "/sync",
    tag = "sync",
    operation_id = "sync",
    description = "One step of a device's sync: what it pushes, then what is new to it. Frames are CBOR, see docs/sync.md.",
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "Frame of `SyncRequest`"),
    responses(
        (status = 200, description = "Frame of `SyncResponse`", content_type = "application/octet-stream"),
        (status = 403, description = "The session has no device"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn sync(State(app): State<App>, session: Session, request: Request) -> Answer<Response> {
    if session.device.is_none() {
        return Err(Fault::forbidden("device"));
    }
    let bytes = input::body(request.into_body(), MAX_FRAME_BYTES).await?;
    let request: SyncRequest = frame::unpack(&bytes).map_err(|error| match error {
        FrameError::TooLarge(limit) => Fault::too_large("frame", limit as u64),
        FrameError::Malformed(what) => Fault::bad_request(what.chars().take(200).collect::<String>()),
    })?;
    let response = crate::sync::answer(&app, &session.caller(), request).await?;
    let headers = [(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, "no-store")];
    let frame = crate::sync::pack(response.has_documents(), response).await?;
    Ok((headers, frame).into_response())
}
