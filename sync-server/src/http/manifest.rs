//! `GET /engineer/manifest.webmanifest`: what an installed phone app is called and which colour frames it. An organisation
//! with a white label gives it its own; whose it is tells the host it is asked by, or the session of whoever asks.

use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use truckroll_domain::TenantId;
use truckroll_domain::tenants::Branding;

use super::Fault;
use crate::App;
use crate::auth::Session;
use crate::company;

/// Longest name under an icon, characters.
const MAX_SHORT: usize = 14;

pub(super) async fn show(State(app): State<App>, request: Request) -> Response {
    let Some(root) = app.config.assets.as_deref() else {
        return Fault::not_found("the apps are not installed: start with --assets").into_response();
    };
    let file = root.join("engineer").join("manifest.webmanifest");
    let Ok(text) = tokio::fs::read_to_string(file).await else { return Fault::not_found("file").into_response() };
    let branding = match whose(&app, request).await {
        Some(tenant) => app.directory(tenant).await.map(|directory| directory.branding()).unwrap_or_default(),
        None => Branding::default(),
    };
    let kind = [(header::CONTENT_TYPE, "application/manifest+json"), (header::CACHE_CONTROL, "no-cache, private")];
    let mut response = (kind, branded(text, &branding)).into_response();
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("cookie, host"));
    response
}

/// The organisation the reader belongs to.
async fn whose(app: &App, request: Request) -> Option<TenantId> {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).map(str::to_owned);
    if let Some(host) = host
        && let Ok(Some(tenant)) = company::of_host(app, &host).await
    {
        return Some(tenant);
    }
    let (mut parts, _) = request.into_parts();
    Session::from_request_parts(&mut parts, app).await.ok().map(|session| session.tenant)
}

/// The manifest under the organisation's own name and colour.
fn branded(text: String, branding: &Branding) -> String {
    let Ok(mut manifest) = serde_json::from_str::<Value>(&text) else { return text };
    if !branding.name.is_empty() {
        manifest["name"] = branding.name.as_str().into();
        manifest["short_name"] = branding.name.chars().take(MAX_SHORT).collect::<String>().trim().into();
    }
    if let Some(accent) = branding.accent() {
        manifest["theme_color"] = accent.hex.into();
    }
    manifest.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_white_label_names_the_app_and_colours_its_frame() {
        let text = r##"{"name":"Truckroll","short_name":"Truckroll","theme_color":"#20242c","scope":"/engineer/"}"##;
        let plain: Value = serde_json::from_str(&branded(text.to_owned(), &Branding::default())).expect("JSON");
        assert_eq!((&plain["name"], &plain["theme_color"]), (&"Truckroll".into(), &"#20242c".into()));
        let own = Branding { name: "Aurora Lift Care Shanghai".into(), accent: "teal".into(), ..Branding::default() };
        let own: Value = serde_json::from_str(&branded(text.to_owned(), &own)).expect("JSON");
        assert_eq!((&own["name"], &own["short_name"]), (&"Aurora Lift Care Shanghai".into(), &"Aurora Lift Ca".into()));
        assert_eq!((&own["theme_color"], &own["scope"]), (&"#00695f".into(), &"/engineer/".into()));
        assert_eq!(branded("no JSON".to_owned(), &Branding::default()), "no JSON");
    }
}
