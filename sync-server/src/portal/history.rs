//! `/c/{token}`: the door to a customer's own requests (TKT-44); what is behind it is in `mine`.
//!
//! He proves who he is by a code to the number, or by a letter to the address, at which he is known; both lead to an address that
//! is good for this one person and a while. The door says the same to everybody, whether or not somebody is known by what was
//! typed: a code for a number nobody has is made, kept and sent to nobody.

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Extension, Form};
use serde::Deserialize;
use truckroll_domain::TenantId;
use truckroll_domain::access::Feature;
use truckroll_domain::forms::is_email;
use truckroll_domain::time::{DAY_MS, MINUTE_MS, SECOND_MS};
use truckroll_portal::Frame;
use truckroll_portal::details::Done;
use truckroll_portal::error::Problem;
use truckroll_portal::history::{DoorPage, door};

use super::{Limits, Reader, customer, cut, onward, page};
use crate::App;
use crate::directory::Directory;
use crate::http::PeerAddress;
use crate::notify::Letter;
use crate::sms::codes::{self, Trouble};

/// How long the address behind a letter is good, and the one behind a code.
const LETTER_MS: i64 = DAY_MS;
const CODE_MS: i64 = 60 * MINUTE_MS;

/// What was posted.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Posted {
    phone: String,
    email: String,
    id: String,
    code: String,
}

type Body = Result<Form<Posted>, FormRejection>;

/// A door that may be shown.
pub(super) struct Open {
    pub tenant: TenantId,
    pub directory: Arc<Directory>,
    pub path: String,
}

impl Open {
    fn door(&self, app: &App, reader: &Reader) -> DoorPage {
        let tail = reader.onward("");
        DoorPage {
            frame: Frame {
                look: self.directory.look(),
                ..Frame::at(reader.locale(Some(&self.directory)), self.directory.face(), &self.path)
            },
            path: self.path.clone(),
            tail,
            codes: crate::sms::is_ready(app, &self.directory),
            letters: app.config.smtp_url.is_some(),
            code: String::new(),
            typed: String::new(),
            problem: None,
            sent: reader.done == Some(Done::Sent),
        }
    }
}

/// Opens the door behind a token.
pub(super) async fn open(app: &App, reader: &Reader, token: &str) -> Result<Open, Response> {
    let tenant = app.secrets.links.open_portal(token);
    let tenant = tenant.ok_or_else(|| reader.fail(app, None, Problem::NotFound))?;
    let directory = app.directory(tenant).await.map_err(|e| reader.unavailable(app, None, &e))?;
    if !directory.policy.on(Feature::CustomerForms) || directory.licence_is_over(app.clock.now()) {
        return Err(reader.fail(app, Some(&directory), Problem::DetailsClosed));
    }
    Ok(Open { tenant, directory, path: app.secrets.links.portal_path(tenant) })
}

/// Opens it for something that was posted, within limits.
async fn begin(
    app: &App,
    limits: &Limits,
    address: &str,
    reader: &Reader,
    token: &str,
    body: Body,
) -> Result<(Open, Posted), Response> {
    let open = open(app, reader, token).await?;
    let fail = |problem| reader.fail(app, Some(&open.directory), problem);
    if !reader.is_from_here() {
        return Err(fail(Problem::Unreadable));
    }
    let now = app.clock.now();
    let waits = limits.proofs.take(address, now);
    waits.map_err(|seconds| fail(Problem::TooMany { retry_at: now.plus_ms(seconds * SECOND_MS) }))?;
    let posted = super::readable(body).map_err(fail)?;
    Ok((open, posted))
}

/// The door.
pub(super) async fn show(State(app): State<App>, reader: Reader, Path(token): Path<String>) -> Response {
    match open(&app, &reader, &token).await {
        Ok(open) => page(StatusCode::OK, door(&open.door(&app, &reader))),
        Err(response) => response,
    }
}

/// Sends a code to a number at which somebody is known.
pub(super) async fn code(
    State(app): State<App>,
    Extension(limits): Extension<Arc<Limits>>,
    PeerAddress(address): PeerAddress,
    reader: Reader,
    Path(token): Path<String>,
    body: Body,
) -> Response {
    let work = async {
        let (open, posted) = begin(&app, &limits, &address, &reader, &token, body).await?;
        let mut again = open.door(&app, &reader);
        let number = cut(posted.phone.trim(), 40);
        let known = customer::known(&app.db, open.tenant, &number).await;
        let known = known.map_err(|e| reader.unavailable(&app, Some(&open.directory), &e))?;
        let locale = reader.locale(Some(&open.directory));
        let silent = known.is_none();
        match codes::send_to(&app, &open.directory, open.tenant, &number, &address, locale, silent).await {
            Ok(sent) => {
                again.code = sent.id;
                Ok(page(StatusCode::OK, door(&again)))
            }
            Err(Trouble::Database(error)) => Err(reader.unavailable(&app, Some(&open.directory), &error)),
            Err(trouble) => {
                again.problem = Some(trouble.word());
                again.typed = number;
                Ok(page(StatusCode::UNPROCESSABLE_ENTITY, door(&again)))
            }
        }
    };
    work.await.unwrap_or_else(|response: Response| response)
}

/// Takes a code.
pub(super) async fn enter(
    State(app): State<App>,
    Extension(limits): Extension<Arc<Limits>>,
    PeerAddress(address): PeerAddress,
    reader: Reader,
    Path(token): Path<String>,
    body: Body,
) -> Response {
    let work = async {
        let (open, posted) = begin(&app, &limits, &address, &reader, &token, body).await?;
        let failed = |error: &sqlx::Error| reader.unavailable(&app, Some(&open.directory), error);
        let taken = codes::take(&app, open.tenant, &posted.id, &posted.code, &address).await;
        let trouble = match taken {
            Ok(number) => match customer::known(&app.db, open.tenant, &number).await.map_err(|e| failed(&e))? {
                Some(contact) => {
                    let until = app.clock.now().plus_ms(CODE_MS);
                    let path = app.secrets.links.mine_path(open.tenant, contact, until);
                    return Ok(onward(&reader.onward(&path)));
                }
                None => Trouble::Wrong,
            },
            Err(Trouble::Database(error)) => return Err(failed(&error)),
            Err(trouble) => trouble,
        };
        let mut again = open.door(&app, &reader);
        again.problem = Some(trouble.word());
        // a code that is over is asked for anew
        if !matches!(trouble, Trouble::Over) {
            again.code = posted.id;
        }
        Ok(page(StatusCode::UNPROCESSABLE_ENTITY, door(&again)))
    };
    work.await.unwrap_or_else(|response: Response| response)
}

/// Sends a letter to an address at which somebody is known.
pub(super) async fn letter(
    State(app): State<App>,
    Extension(limits): Extension<Arc<Limits>>,
    PeerAddress(address): PeerAddress,
    reader: Reader,
    Path(token): Path<String>,
    body: Body,
) -> Response {
    let work = async {
        let (open, posted) = begin(&app, &limits, &address, &reader, &token, body).await?;
        let email = cut(posted.email.trim(), 255).to_ascii_lowercase();
        let mut again = open.door(&app, &reader);
        if !is_email(&email) || !again.letters {
            (again.problem, again.typed) = (Some("not_an_email"), email);
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, door(&again)));
        }
        let (keys, tenant) = (app.clone(), open.tenant);
        let to = customer::Mailbox {
            tenant,
            directory: open.directory.clone(),
            email,
            locale: reader.locale(Some(&open.directory)),
        };
        to.write(&app, &limits, LETTER_MS, move |to, person, until| {
            let path = keys.secrets.links.mine_path(tenant, person.id, until);
            (path, Letter::mine(&to.directory, to.locale, person.name, person.until))
        });
        Ok(onward(&reader.onward(&format!("{}?done={}", open.path, Done::Sent.word()))))
    };
    work.await.unwrap_or_else(|response: Response| response)
}
