//! The customer's pages: the form behind a QR code, the progress page behind a secret link, the customer's own details.
//!
//! [`truckroll_portal`] words and draws; here is what is fetched, checked and stored. Everything a customer does
//! becomes commands ([`crate::ingest::execute`]). Pages work without JavaScript, are not kept by any cache, leak no
//! referrer, and answer every fault with a page in the reader's language.

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Form, Router};
use serde::Deserialize;
use truckroll_domain::time::{HOUR_MS, MINUTE_MS, SECOND_MS};
use truckroll_portal::details::Done;
use truckroll_portal::error::{ErrorPage, Problem};
use truckroll_portal::page::CONTENT_SECURITY_POLICY;
use truckroll_portal::{Frame, Locale};

mod answer;
mod asked;
mod confirm;
mod customer;
mod details;
mod history;
mod mine;
mod notices;
mod opinion;
mod parts;
mod progress;
mod reply;
mod report;
mod request;
mod submission;

pub(crate) use customer::made_by_form;
pub(crate) use opinion::link as opinion_link;

use crate::App;
use crate::auth::RateLimit;
use crate::directory::Directory;

/// Largest form with its photos, bytes.
pub const MAX_FORM_BYTES: usize = 200 * 1024 * 1024;
/// Largest reply or rating, bytes.
const MAX_ANSWER_BYTES: usize = 256 * 1024;

/// How often something may be posted; in memory, bounded.
struct Limits {
    addresses: RateLimit,
    links: RateLimit,
    tickets: RateLimit,
    proofs: RateLimit,
    pages: RateLimit,
    mailboxes: RateLimit,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // a mobile network hides many customers behind one address
            addresses: RateLimit::new(30, 10 * MINUTE_MS),
            links: RateLimit::new(120, HOUR_MS),
            tickets: RateLimit::new(30, HOUR_MS),
            // what is posted to one's own details, proofs of who one is among it
            proofs: RateLimit::new(20, 10 * MINUTE_MS),
            pages: RateLimit::new(600, HOUR_MS),
            mailboxes: RateLimit::new(3, HOUR_MS),
        }
    }
}

/// The customer's pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/f/{token}", get(report::show).post(report::send).layer(DefaultBodyLimit::max(MAX_FORM_BYTES)))
        .route("/r/worker.js", get(request::worker))
        .route("/r/{token}", get(request::show).post(request::send).layer(DefaultBodyLimit::max(MAX_FORM_BYTES)))
        .route("/r/{token}/judge", post(request::judge).layer(DefaultBodyLimit::max(MAX_ANSWER_BYTES)))
        .route("/r/{token}/code", post(request::code).layer(DefaultBodyLimit::max(MAX_ANSWER_BYTES)))
        .route("/r/{token}/app.webmanifest", get(request::manifest))
        .route("/q/{token}", get(opinion::show).post(opinion::take).layer(DefaultBodyLimit::max(MAX_ANSWER_BYTES)))
        .route("/c/{token}", get(history::show))
        .route("/c/{token}/code", post(history::code).layer(DefaultBodyLimit::max(MAX_ANSWER_BYTES)))
        .route("/c/{token}/enter", post(history::enter).layer(DefaultBodyLimit::max(MAX_ANSWER_BYTES)))
        .route("/c/{token}/letter", post(history::letter).layer(DefaultBodyLimit::max(MAX_ANSWER_BYTES)))
        .route("/c/{token}/{claim}", get(mine::show))
        .route(truckroll_portal::progress::WORKER_PATH, get(notices::worker))
        .route("/t/{token}", get(progress::show))
        .route("/t/{token}/notices", post(notices::take).layer(DefaultBodyLimit::max(MAX_ANSWER_BYTES)))
        .route("/t/{token}/reply", post(answer::reply).layer(DefaultBodyLimit::max(MAX_FORM_BYTES)))
        .route("/t/{token}/withdraw", post(answer::withdraw).layer(DefaultBodyLimit::max(MAX_ANSWER_BYTES)))
        .route("/t/{token}/rate", post(answer::rate).layer(DefaultBodyLimit::max(MAX_ANSWER_BYTES)))
        .route("/t/{token}/portrait", get(progress::portrait))
        .route("/t/{token}/file/{hash}", get(reply::file))
        .route("/v/{token}", get(progress::show))
        .route("/v/{token}/reply", post(answer::reply).layer(DefaultBodyLimit::max(MAX_FORM_BYTES)))
        .route("/v/{token}/rate", post(answer::rate).layer(DefaultBodyLimit::max(MAX_ANSWER_BYTES)))
        .route("/v/{token}/portrait", get(progress::portrait))
        .route("/v/{token}/file/{hash}", get(reply::file))
        .route(
            "/confirm/{token}",
            get(confirm::show).post(confirm::take).layer(DefaultBodyLimit::max(MAX_ANSWER_BYTES)),
        )
        .route("/logo/{vendor}/{hash}", get(crate::company::show_logo))
        .route("/d/{token}", get(details::door))
        .route("/d/{token}/account", post(details::account).layer(DefaultBodyLimit::max(MAX_ANSWER_BYTES)))
        .route("/d/{token}/letter", post(details::letter).layer(DefaultBodyLimit::max(MAX_ANSWER_BYTES)))
        .route(
            "/d/{token}/{person}",
            get(details::show).post(details::save).layer(DefaultBodyLimit::max(MAX_ANSWER_BYTES)),
        )
        .layer(Extension(Arc::new(Limits::default())))
}

/// What the query string of a page may say; everything else is ignored.
#[derive(Default, Deserialize)]
#[serde(default)]
struct PageQuery {
    lang: Option<String>,
    new: Option<String>,
    still: Option<String>,
    done: Option<String>,
}

/// Who reads a page and how.
struct Reader {
    headers: HeaderMap,
    path: String,
    /// Chosen on the page.
    chosen: Option<Locale>,
    /// What the browser prefers, where we speak it.
    browser: Option<Locale>,
    /// The page follows a form that was just sent.
    new: bool,
    /// The page shall not renew itself.
    still: bool,
    /// What was done before.
    done: Option<Done>,
}

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let query = axum::extract::Query::<PageQuery>::try_from_uri(&parts.uri).map(|q| q.0).unwrap_or_default();
        let accept = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let spoken = |tag: &str| Locale::from_tag(tag.split(';').next().unwrap_or_default()).is_some();
        let browser = accept.split(',').take(32).any(spoken).then(|| Locale::negotiate(accept));
        Ok(Self {
            path: parts.uri.path().to_owned(),
            chosen: query.lang.as_deref().and_then(Locale::from_tag),
            browser,
            new: query.new.is_some(),
            still: query.still.is_some(),
            done: query.done.as_deref().and_then(Done::from_word),
            headers: parts.headers.clone(),
        })
    }
}

impl Reader {
    /// The language: chosen on the page, else the browser's, else the organisation's.
    fn locale(&self, directory: Option<&Directory>) -> Locale {
        let own = || directory.and_then(|d| Locale::from_tag(&d.settings.locale));
        self.chosen.or(self.browser).or_else(own).unwrap_or_default()
    }

    fn frame(&self, directory: Option<&Directory>) -> Frame {
        let name = directory.map(|d| d.face().to_owned()).unwrap_or_default();
        Frame {
            look: directory.map(Directory::look).unwrap_or_default(),
            ..Frame::at(self.locale(directory), name, &self.path)
        }
    }

    /// The path of the page that something was posted from.
    fn page(&self) -> &str {
        let posts = ["/reply", "/rate", "/notices", "/account", "/letter", "/code", "/enter"];
        posts.into_iter().find_map(|post| self.path.strip_suffix(post)).unwrap_or(&self.path)
    }

    /// The path of another page in the language that was chosen.
    fn onward(&self, path: &str) -> String {
        let Some(locale) = self.chosen else { return path.to_owned() };
        let joint = if path.contains('?') { '&' } else { '?' };
        format!("{path}{joint}lang={}", locale.tag())
    }

    /// Whether a post comes from one of our own pages. Who has no way to say where it comes from passes: the
    /// address itself is the secret.
    fn is_from_here(&self) -> bool {
        let text = |name: &str| self.headers.get(name).and_then(|v| v.to_str().ok());
        if let Some(site) = text("sec-fetch-site") {
            return matches!(site, "same-origin" | "none");
        }
        match text("origin") {
            None | Some("null") => true,
            Some(origin) => {
                let host = origin.split_once("://").map(|(_, host)| host);
                host.is_some() && host == text("host")
            }
        }
    }

    /// Whether what is posted is said to be larger than a form may be.
    fn announces_too_much(&self) -> bool {
        let length = self.headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
        length.is_some_and(|bytes| bytes > MAX_FORM_BYTES)
    }

    /// A page that says what went wrong.
    fn fail(&self, app: &App, directory: Option<&Directory>, problem: Problem) -> Response {
        let now = app.clock.now();
        let retry = match problem {
            Problem::NotFound | Problem::FormClosed | Problem::DetailsClosed => None,
            _ => Some(self.onward(self.page())),
        };
        let html = truckroll_portal::error::render(&ErrorPage {
            frame: Frame { languages: Vec::new(), ..self.frame(directory) },
            problem,
            now,
            offset_minutes: directory.map_or(0, |d| d.settings.offset_min(now)),
            turns: directory.map(|d| d.settings.turns(now)).unwrap_or_default(),
            retry_href: retry,
        });
        let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = page(status, html);
        let wait = match problem {
            Problem::TooMany { retry_at } => Some(retry_at.since_ms(now).max(SECOND_MS) / SECOND_MS),
            Problem::Unavailable => Some(2),
            _ => None,
        };
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    /// The page for a database that does not answer.
    fn unavailable(&self, app: &App, directory: Option<&Directory>, error: &sqlx::Error) -> Response {
        tracing::warn!(%error, "a customer's page could not be made");
        self.fail(app, directory, Problem::Unavailable)
    }
}

/// What was posted, or why it cannot be read.
fn readable<T>(body: Result<Form<T>, FormRejection>) -> Result<T, Problem> {
    body.map(|Form(posted)| posted).map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge { limit: MAX_ANSWER_BYTES as u64 },
        _ => Problem::Unreadable,
    })
}

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
];

fn page(status: StatusCode, html: String) -> Response {
    guarded((status, Html(html)).into_response())
}

/// Goes on with another page after a post, so that a reload posts nothing again.
fn onward(path: &str) -> Response {
    guarded((StatusCode::SEE_OTHER, [(header::LOCATION, path.to_owned())]).into_response())
}

fn guarded(mut response: Response) -> Response {
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Cuts a text at a character boundary.
fn cut(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(headers: &[(&str, &str)]) -> Reader {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        Reader { headers: map, path: "/t/x".into(), chosen: None, browser: None, new: false, still: false, done: None }
    }

    #[test]
    fn posts_from_other_sites_are_told_apart() {
        for (headers, ours) in [
            (vec![("sec-fetch-site", "same-origin")], true),
            (vec![("sec-fetch-site", "cross-site"), ("origin", "https://a.cn"), ("host", "a.cn")], false),
            (vec![("sec-fetch-site", "same-site")], false),
            (vec![("origin", "http://a.cn:8080"), ("host", "a.cn:8080")], true),
            (vec![("origin", "http://b.cn"), ("host", "a.cn")], false),
            // what browsers send from a page without referrer over plain HTTP
            (vec![("origin", "null"), ("host", "a.cn")], true),
            (vec![], true),
        ] {
            assert_eq!(reader(&headers).is_from_here(), ours, "{headers:?}");
        }
    }

    #[test]
    fn the_page_speaks_the_browsers_language_before_the_organisations() {
        let directory = Directory::default();
        let mut page = reader(&[]);
        assert_eq!(page.locale(Some(&directory)), Locale::En);
        page.browser = Some(Locale::ZhCn);
        assert_eq!(page.locale(Some(&directory)), Locale::ZhCn);
        page.chosen = Some(Locale::En);
        assert_eq!(page.locale(None), Locale::En);
        assert_eq!(page.onward("/t/x?new=1"), "/t/x?new=1&lang=en");
    }
}
