//! Figures for Prometheus at `/metrics`. Labels are route patterns and statuses, never ids.

use std::sync::OnceLock;

use axum::response::IntoResponse;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// The process's recorder, installed at the first call.
fn recorder() -> Option<&'static PrometheusHandle> {
    RECORDER
        .get_or_init(|| match PrometheusBuilder::new().install_recorder() {
            Ok(handle) => Some(handle),
            Err(error) => {
                tracing::warn!(error = %error, "figures are not recorded");
                None
            }
        })
        .as_ref()
}

/// Installs the recorder and names the figures.
pub(super) fn start() {
    recorder();
    metrics::describe_counter!("truckroll_requests_total", "Requests by route, method and status");
    metrics::describe_histogram!("truckroll_request_seconds", "Time to answer by route");
    metrics::describe_counter!("truckroll_sync_pushes_total", "Commands pushed by devices");
    metrics::describe_counter!("truckroll_gate_rejects_total", "Commands of devices that the gate refused, by reason");
    metrics::describe_gauge!("truckroll_live_connections", "Open live connections");
}

/// `GET /metrics`.
pub(super) async fn show() -> impl IntoResponse {
    let text = recorder().map(PrometheusHandle::render).unwrap_or_default();
    ([(axum::http::header::CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}

/// Does the recorder's bookkeeping from time to time, so that histograms do not grow.
pub async fn keep_up() {
    let mut tick = tokio::time::interval(std::time::Duration::from_secs(5));
    loop {
        tick.tick().await;
        if let Some(handle) = recorder() {
            handle.run_upkeep();
        }
    }
}
