//! The HTTP edge: router, what requests are read with, problem answers, limits and headers. No feature code.
//!
//! Each noun brings its own routes (`pub fn routes() -> OpenApiRouter<App>`); [`router`] puts them under
//! `/api/v1`, writes `/api/openapi.json` from them and wraps everything in the layers of `layers`.

pub mod apps;
pub mod input;
mod layers;
mod manifest;
pub mod metrics;
mod openapi;
pub mod outgoing;
mod pace;
mod peer;
pub mod problem;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;

pub use input::{Id, Json, MAX_JSON_BYTES, Query, Strict};
pub use peer::{Network, PeerAddress};
pub use problem::{Answer, Fault};

use crate::App;

/// Where the interface lives.
pub const API: &str = "/api/v1";

/// Everything the server answers.
pub fn router(app: App) -> Router {
    let api = OpenApiRouter::new()
        .merge(crate::auth::routes())
        .merge(crate::commands::routes())
        .merge(crate::live::routes())
        .merge(crate::board::routes())
        .merge(crate::visits::routes())
        .merge(crate::visit_rules::routes())
        .merge(crate::fields::routes())
        .merge(crate::book::routes())
        .merge(crate::tickets::routes())
        .merge(crate::views::routes())
        .merge(crate::print::routes())
        .merge(crate::reports::routes())
        .merge(crate::daily::routes())
        .merge(crate::sla::routes())
        .merge(crate::people::routes())
        .merge(crate::setup::routes())
        .merge(crate::staff::routes())
        .merge(crate::calendars::routes())
        .merge(crate::roster::routes())
        .merge(crate::customers::routes())
        .merge(crate::templates::routes())
        .merge(crate::workflows::routes())
        .merge(crate::ticket_forms::routes())
        .merge(crate::phrases::routes())
        .merge(crate::fees::routes())
        .merge(crate::payments::routes())
        .merge(crate::macros::routes())
        .merge(crate::assets::routes())
        .merge(crate::imports::routes())
        .merge(crate::privacy::routes())
        .merge(crate::company::routes())
        .merge(crate::linked::routes())
        .merge(crate::presence::routes())
        .merge(crate::licence::routes())
        .merge(crate::preferences::routes())
        .merge(crate::home::routes())
        .merge(crate::navigation::routes())
        .merge(crate::search::routes())
        .merge(crate::attachments::routes())
        .merge(crate::forms::routes())
        .merge(crate::positions::routes())
        .merge(crate::notify::routes())
        .merge(crate::rules::routes())
        .merge(crate::sms::routes())
        .merge(crate::publishing::routes())
        .merge(crate::audit::routes());
    let (router, document) = OpenApiRouter::with_openapi(openapi::Document::openapi()).nest(API, api).split_for_parts();
    let needs = std::sync::Arc::new(crate::auth::Needs::of(&document));
    let document = document.to_json().unwrap_or_default();
    let router = router
        .route(
            "/api/openapi.json",
            get(async move || ([(axum::http::header::CONTENT_TYPE, "application/json")], document)),
        )
        .route("/api/{*rest}", axum::routing::any(async || Fault::not_found("address")))
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics::show))
        .merge(apps::routes())
        .merge(crate::portal::routes())
        .merge(crate::payments::notices_router())
        .fallback(async || Fault::not_found("address"))
        .method_not_allowed_fallback(async || Fault::wrong_method());
    layers::wrap(router.layer(axum::Extension(needs)), &app).with_state(app)
}

async fn ready(State(app): State<App>) -> Response {
    if app.db.is_ready().await { "ready".into_response() } else { Fault::unavailable("database").into_response() }
}
