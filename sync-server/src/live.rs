//! `GET /live`: one WebSocket a signed-in app. Desks get JSON text (`Live`), devices get frames (`LiveMessage`).
//!
//! Nothing queues up for a slow client. What happened since the last message is one message, gathered while the
//! client was busy; who falls behind hears "everything may have changed" or is poked, and asks. A device sends its
//! sync requests over the same connection. When the session ends, the connection says why and closes.

mod gather;
mod hub;
mod socket;

pub use hub::{Hub, Signal};

use axum::extract::{State, WebSocketUpgrade};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use truckroll_protocol::frame::MAX_FRAME_BYTES;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::http::{Answer, Fault};

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(live))
}

#[utoipa::path(
    get,
    path = "/live",
    tag = "sync",
    operation_id = "live",
    description = "Upgrades to a WebSocket. Text: `Live`. Binary: frames of `SyncRequest` in, of `LiveMessage` out. \
                   With a cookie, `Origin` must be this server.",
    responses((status = 101, description = "Connected"), (status = 401, description = "Not signed in")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn live(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Answer<Response> {
    if session.by_cookie && !is_own_page(&headers) {
        return Err(Fault::forbidden("origin"));
    }
    let upgrade = upgrade.map_err(|_| Fault::bad_request("upgrade"))?;
    Ok(upgrade
        .max_message_size(MAX_FRAME_BYTES + 1)
        .max_frame_size(MAX_FRAME_BYTES + 1)
        .on_upgrade(move |socket| socket::serve(app, session, socket)))
}

/// Whether the page that opens the connection came from this host.
fn is_own_page(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|v: &axum::http::HeaderValue| v.to_str().ok());
    let origin = text(header::ORIGIN).and_then(|o| o.split_once("://")).map(|(_, host)| host);
    origin.is_some() && origin == text(header::HOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_this_host_connect_with_a_cookie() {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "desk.example:8080".parse().expect("header"));
        assert!(!is_own_page(&headers), "a browser always names the origin");
        for (origin, own) in [("https://desk.example:8080", true), ("https://evil.example", false), ("null", false)] {
            headers.insert(header::ORIGIN, origin.parse().expect("header"));
            assert_eq!(is_own_page(&headers), own, "{origin}");
        }
    }
}
