//! `/c/{token}`: a customer's own requests (TKT-44).
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
use sqlx::Row as _;
use truckroll_domain::access::Feature;
use truckroll_domain::forms::is_email;
use truckroll_domain::time::{DAY_MS, MINUTE_MS, SECOND_MS};
use truckroll_domain::{ContactId, Content, TenantId, TicketId};
use truckroll_portal::details::Done;
use truckroll_portal::error::Problem;
use truckroll_portal::history::{DoorPage, Item, ListPage, door, list};
use truckroll_portal::{Format, Frame, Locale};

use super::{Limits, Reader, customer, cut, onward, page};
use crate::App;
use crate::db::DbResult;
use crate::directory::Directory;
use crate::http::PeerAddress;
use crate::links::customer_address;
use crate::notify::{Letter, post};
use crate::sms::codes::{self, Trouble};

/// How long the address behind a letter is good, and the one behind a code.
const LETTER_MS: i64 = DAY_MS;
const CODE_MS: i64 = 60 * MINUTE_MS;
/// Most people of one address that a letter is sent to.
const MAX_LETTERS: i64 = 5;
/// Most requests of the list.
const SHOWN: i64 = 100;

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
struct Open {
    tenant: TenantId,
    directory: Arc<Directory>,
    path: String,
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
async fn open(app: &App, reader: &Reader, token: &str) -> Result<Open, Response> {
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
    let Form(posted) = body.map_err(|_| fail(Problem::Unreadable))?;
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
        // a mailbox is not flooded; who waits is told the same as everybody
        if limits.mailboxes.take(&format!("{} {email}", open.tenant), app.clock.now()).is_ok() {
            let (app, locale) = (app.clone(), reader.locale(Some(&open.directory)));
            let (tenant, directory) = (open.tenant, open.directory.clone());
            // nobody waits for it, so that the answer takes as long whether or not there is somebody to write to
            tokio::spawn(async move {
                if let Err(error) = write(&app, tenant, &directory, &email, locale).await {
                    tracing::warn!(%error, "a letter to a customer was not written");
                }
            });
        }
        Ok(onward(&reader.onward(&format!("{}?done={}", open.path, Done::Sent.word()))))
    };
    work.await.unwrap_or_else(|response: Response| response)
}

/// Writes the letters to the people of an address (index `contacts_email`).
async fn write(app: &App, tenant: TenantId, directory: &Directory, email: &str, locale: Locale) -> DbResult<()> {
    let rows = sqlx::query(
        "select id, name from contacts where tenant_id = $1 and lower(email) = $2 and deleted_at is null \
         order by created_at, id limit $3",
    )
    .bind(tenant.to_string())
    .bind(email.to_owned())
    .bind(MAX_LETTERS)
    .fetch_all(app.db.pool())
    .await?;
    let now = app.clock.now();
    let until = now.plus_ms(LETTER_MS);
    let settings = &directory.settings;
    let format =
        Format { locale, offset_minutes: settings.offset_min(now), turns: settings.turns(now), now_ms: now.ms() };
    let mut tx = app.db.begin().await?;
    for row in rows {
        let (id, name): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let Ok(id) = id.parse::<ContactId>() else { continue };
        // never by the name under which the request came: who asks could make it lead to himself
        let link = customer_address(&app.config, directory, &app.secrets.links.mine_path(tenant, id, until));
        let letter = Letter::mine(directory, locale, &name, &format.moment(until.ms()));
        post(&mut tx, app, tenant, email, &letter.with_link(&app.secrets.seal, tenant, &link)).await?;
    }
    tx.commit().await
}

/// The list of one person.
pub(super) async fn mine(
    State(app): State<App>,
    reader: Reader,
    Path((token, claim)): Path<(String, String)>,
) -> Response {
    let work = async {
        let open = open(&app, &reader, &token).await?;
        let now = app.clock.now();
        let Some(contact) = app.secrets.links.open_mine(open.tenant, &claim, now) else {
            // forged and over look the same; the door leads on
            return Ok(onward(&reader.onward(&open.path)));
        };
        let failed = |error: &sqlx::Error| reader.unavailable(&app, Some(&open.directory), error);
        let id = crate::customers::merge::now_at(&app.db, open.tenant, contact.into()).await.map_err(|e| failed(&e))?;
        let contact = id.map_or(contact, ContactId::from);
        let stored = crate::ingest::load(&app.db, open.tenant, &[contact.into()]).await.map_err(|e| failed(&e))?;
        let Some(Content::Contact(person)) = stored.get(&contact.into()).map(|stored| stored.content.clone()) else {
            return Ok(onward(&reader.onward(&open.path)));
        };
        let items = items(&app, &reader, open.tenant, contact).await.map_err(|e| failed(&e))?;
        let settings = &open.directory.settings;
        let view = ListPage {
            frame: Frame { languages: Vec::new(), ..reader.frame(Some(&open.directory)) },
            name: person.name,
            items,
            clock: (now.ms(), settings.offset_min(now), settings.turns(now)),
        };
        Ok(page(StatusCode::OK, list(&view)))
    };
    work.await.unwrap_or_else(|response: Response| response)
}

/// The requests of a person, newest first (index `tickets_contact`).
async fn items(app: &App, reader: &Reader, tenant: TenantId, contact: ContactId) -> DbResult<Vec<Item>> {
    let rows = sqlx::query(
        "select id, coalesce(number, ''), title, status, created_at from tickets where tenant_id = $1 and contact_id = $2 \
         order by created_at desc, id limit $3",
    )
    .bind(tenant.to_string())
    .bind(contact.to_string())
    .bind(SHOWN)
    .fetch_all(app.db.pool())
    .await?;
    let item = |row: &sqlx::any::AnyRow| {
        let id: TicketId =
            row.try_get::<String, _>(0)?.parse().map_err(|e: uuid::Error| sqlx::Error::Decode(e.into()))?;
        Ok(Item {
            number: row.try_get(1)?,
            title: row.try_get(2)?,
            status: row.try_get(3)?,
            created_at: row.try_get(4)?,
            href: reader.onward(&app.secrets.links.progress_path(tenant, id)),
        })
    };
    rows.iter().map(item).collect()
}
