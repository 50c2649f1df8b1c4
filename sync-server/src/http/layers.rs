//! What surrounds every request: figures, log, time limit, caught panics, security headers, compression.
//!
//! A request is logged with its route pattern, never with its path or query: both can hold secrets.

use std::any::Any;
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate as _};
use tower_http::set_header::SetResponseHeaderLayer;

use super::Fault;
use crate::App;

/// Scripts and styles come from here; tiles and map styles may come from elsewhere.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; connect-src 'self' https:; \
     worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

const HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("permissions-policy"), "geolocation=(self), camera=(self), microphone=()"),
];

pub(super) fn wrap(router: Router<App>, app: &App) -> Router<App> {
    super::metrics::start();
    let compression = CompressionLayer::new().compress_when(
        DefaultPredicate::new()
            .and(NotForContentType::const_new("application/octet-stream"))
            .and(NotForContentType::const_new("font/")),
    );
    let mut router = router.layer(
        ServiceBuilder::new()
            .layer(from_fn(watch))
            .layer(compression)
            .layer(from_fn(super::pace::limit_time))
            .layer(CatchPanicLayer::custom(caught)),
    );
    for (name, value) in HEADERS {
        router = router.layer(SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value)));
    }
    if app.config.public_url.as_deref().is_some_and(|url| url.starts_with("https:")) {
        let value = HeaderValue::from_static("max-age=31536000");
        router = router.layer(SetResponseHeaderLayer::if_not_present(header::STRICT_TRANSPORT_SECURITY, value));
    }
    router
}

async fn watch(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let took = started.elapsed();
    metrics::counter!("truckroll_requests_total", "route" => route.clone(), "method" => method.to_string(),
        "status" => status.to_string())
    .increment(1);
    metrics::histogram!("truckroll_request_seconds", "route" => route.clone()).record(took.as_secs_f64());
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    if status >= 500 {
        tracing::warn!(%method, route, status, duration_ms, "request failed");
    } else {
        tracing::debug!(%method, route, status, duration_ms, "request answered");
    }
    response
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands the payload over")]
fn caught(payload: Box<dyn Any + Send>) -> Response {
    let said = payload.downcast_ref::<&str>().map(|s| (*s).to_owned());
    let said = said.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
    tracing::error!(panic = said, "a handler panicked");
    Fault::internal().into_response()
}
