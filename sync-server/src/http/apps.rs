//! The browser apps and other files: `--assets DIR` as the build lays it out, maps of the data folder, the style
//! and script of customer pages.
//!
//! A path with a content hash in it never changes and is kept for ever; everything else is asked for again. Any
//! other address below an app is one of its screens and answers with the app's page.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use tower::ServiceExt as _;
use tower_http::services::ServeFile;

use super::{Fault, manifest};
use crate::App;

/// Folders of `--assets` that are served.
const FOLDERS: [&str; 3] = ["desk", "engineer", "shared"];
/// Of these, apps with screens of their own.
const APPS: [&str; 2] = ["desk", "engineer"];
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

pub(super) fn routes() -> Router<App> {
    let mut router = Router::new()
        .route("/", get(async || Redirect::temporary("/desk/")))
        .route("/favicon.ico", get(async || axum::http::StatusCode::NO_CONTENT))
        .route("/maps/{name}", get(map))
        .route(
            truckroll_portal::page::CSS_PATH,
            get(async || portal("text/css; charset=utf-8", truckroll_portal::PORTAL_CSS)),
        )
        .route(
            truckroll_portal::page::JS_PATH,
            get(async || portal("text/javascript; charset=utf-8", truckroll_portal::PORTAL_JS)),
        )
        .route(
            truckroll_portal::progress::NOTICES_JS_PATH,
            get(async || portal("text/javascript; charset=utf-8", truckroll_portal::progress::NOTICES_JS)),
        )
        .route(
            truckroll_portal::request::JS_PATH,
            get(async || portal("text/javascript; charset=utf-8", truckroll_portal::request::REQUEST_JS)),
        )
        .route(
            truckroll_portal::request::OUTBOX_PATH,
            get(async || portal("text/javascript; charset=utf-8", truckroll_portal::request::OUTBOX_JS)),
        )
        .route(
            truckroll_portal::request::CSS_PATH,
            get(async || portal("text/css; charset=utf-8", truckroll_portal::request::REQUEST_CSS)),
        )
        .route(
            truckroll_portal::page::LOOK_CSS_PATH,
            get(async || portal("text/css; charset=utf-8", truckroll_portal::page::LOOK_CSS)),
        )
        .route(
            truckroll_portal::page::SHEET_CSS_PATH,
            get(async || portal("text/css; charset=utf-8", truckroll_portal::page::SHEET_CSS)),
        )
        .route("/engineer/manifest.webmanifest", get(manifest::show));
    for folder in FOLDERS {
        router = router.route(&format!("/{folder}/{{*path}}"), get(file));
    }
    for app in APPS {
        let with_slash = format!("/{app}/");
        router = router
            .route(&format!("/{app}"), get(async move || Redirect::temporary(&with_slash)))
            .route(&format!("/{app}/"), get(file));
    }
    router
}

fn portal(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=3600")], text).into_response()
}

/// A path below a folder, if each part is a plain name: no dots first, nothing encoded.
fn plain(path: &str) -> Option<&str> {
    let path = path.strip_prefix('/')?;
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
    let named = |part: &str| !part.starts_with('.') && part.chars().all(good);
    let parts = path.strip_suffix('/').unwrap_or(path);
    (!parts.is_empty() && parts.split('/').all(|p| !p.is_empty() && named(p))).then_some(path)
}

/// Whether a part of the path ends in a content hash of twelve digits.
fn is_hashed(path: &str) -> bool {
    path.split('/').any(|part| {
        let stem = part.split('.').next().unwrap_or(part);
        let hash = stem.rsplit_once('-').map_or("", |(_, hash)| hash);
        hash.len() == 12 && hash.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

async fn file(State(app): State<App>, request: Request) -> Response {
    let Some(root) = app.config.assets.as_deref() else {
        return Fault::not_found("the apps are not installed: start with --assets").into_response();
    };
    let path = request.uri().path().to_owned();
    let name = path.split('/').nth(1).unwrap_or_default().to_owned();
    let found = match plain(&path).map(|plain| root.join(plain)) {
        Some(found) if !path.ends_with('/') && is_file(&found).await => Some(found),
        _ => None,
    };
    let page = || root.join(&name).join("index.html");
    let last = path.rsplit('/').next().unwrap_or_default();
    let (found, cache) = match found {
        Some(found) => (found, if is_hashed(&path) { FOR_EVER } else { ASK_AGAIN }),
        // a name with an ending is a file that is gone; anything else is a screen
        None if APPS.contains(&name.as_str()) && !last.contains('.') => (page(), ASK_AGAIN),
        None => return Fault::not_found("address").into_response(),
    };
    let is_script = found.extension().is_some_and(|e| e == "js" || e == "mjs");
    let mut response = serve(&found, request).await;
    response.headers_mut().insert(header::CACHE_CONTROL, cache);
    if is_script && name == "engineer" {
        response
            .headers_mut()
            .insert(header::HeaderName::from_static("service-worker-allowed"), HeaderValue::from_static("/engineer/"));
    }
    response
}

async fn is_file(path: &Path) -> bool {
    tokio::fs::metadata(path).await.is_ok_and(|m| m.is_file())
}

async fn map(State(app): State<App>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let name = plain(&path).and_then(|p| p.strip_prefix("maps/")).filter(|n| n.ends_with(".pmtiles"));
    let Some(file) = name.map(|name| app.config.data.join("maps").join(name)) else {
        return Fault::not_found("map").into_response();
    };
    let mut response = serve(&file, request).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    response
}

/// The first `.pmtiles` file of the data folder by name, as an address.
#[must_use]
pub fn local_map(data: &Path) -> Option<String> {
    let mut names: Vec<String> = std::fs::read_dir(data.join("maps"))
        .ok()?
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".pmtiles") && plain(&format!("/{name}")).is_some())
        .collect();
    names.sort();
    names.first().map(|name| format!("/maps/{name}"))
}

/// Answers with a file: ranges, conditions, and the compressed copy beside it where the browser takes it.
pub async fn serve(file: &PathBuf, request: Request) -> Response {
    let mut asked = axum::http::Request::new(Body::empty());
    *asked.method_mut() = if request.method() == Method::HEAD { Method::HEAD } else { Method::GET };
    *asked.headers_mut() = request.headers().clone();
    match ServeFile::new(file).precompressed_br().oneshot(asked).await {
        Ok(response) if response.status() == axum::http::StatusCode::NOT_FOUND => {
            Fault::not_found("file").into_response()
        }
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_lead_to_files() {
        for good in ["/desk/app-0123456789ab/desk.js", "/shared/a.css", "/engineer/"] {
            assert!(plain(good).is_some(), "{good}");
        }
        for bad in ["/desk/../Cargo.toml", "/desk/.app.stamp", "/desk/%2e%2e/x", "/desk//x", "/", "/desk/a\\b"] {
            assert!(plain(bad).is_none(), "{bad}");
        }
        assert!(is_hashed("/shared/app-0123456789ab.css") && !is_hashed("/desk/index.html"));
    }
}
