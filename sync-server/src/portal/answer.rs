//! `POST /t/{token}/reply` and `/rate`, also below `/v/`, and `/t/{token}/withdraw`: what the customer answers on the progress page.
//!
//! The hidden submission id names the command, so a second press or a reload says nothing twice. Files of a reply have the limits
//! of a published form ([`truckroll_domain::publishing`]); one that is refused is named, and text and other files stay.

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Extension, Form};
use serde::Deserialize;
use truckroll_domain::access::Feature;
use truckroll_domain::tickets::{Status, TicketCommand};
use truckroll_domain::time::SECOND_MS;
use truckroll_domain::visits::VisitCommand;
use truckroll_domain::{Actor, Command, CommandId, EntryId, Envelope, LineId, Refusal};
use truckroll_portal::details::Done;
use truckroll_portal::error::Problem;
use truckroll_portal::progress::{ProgressPage, Stars};
use uuid::Uuid;

use super::progress::{Followed, open};
use super::reply::Written;
use super::{Limits, Reader, onward, page};
use crate::App;
use crate::http::PeerAddress;
use crate::ingest::{Caller, ExecuteError, execute};

/// Longest text of a reply, characters.
const MAX_TEXT: usize = 10_000;
/// Longest words of a rating, characters.
const MAX_COMMENT: usize = 2_000;
/// Longest reason of a request that is taken back, characters.
const MAX_REASON: usize = 500;

/// A posted rating; the names are those of [`truckroll_portal::names`].
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Posted {
    submission: String,
    stars: String,
    comment: String,
}

/// Opens the page and applies limits; what both answers need first.
pub(super) async fn begin(
    app: &App,
    limits: &Limits,
    address: &str,
    reader: &Reader,
    token: &str,
) -> Result<Followed, Response> {
    let followed = open(app, reader, token).await?;
    let fail = |problem| reader.fail(app, Some(&followed.directory), problem);
    if !reader.is_from_here() {
        return Err(fail(Problem::Unreadable));
    }
    let now = app.clock.now();
    if followed.directory.licence_is_over(now) {
        // the organisation only reads; the customer may come back when it writes again
        return Err(fail(Problem::Unavailable));
    }
    let waits = limits.tickets.take(&followed.id.to_string(), now).and_then(|()| limits.addresses.take(address, now));
    waits.map_err(|seconds| fail(Problem::TooMany { retry_at: now.plus_ms(seconds * SECOND_MS) }))?;
    Ok(followed)
}

/// The page again, with a problem at what was posted.
async fn again(
    app: &App,
    reader: &Reader,
    followed: &Followed,
    mark: impl FnOnce(&mut ProgressPage),
) -> Result<Response, Response> {
    let view = followed.page(app, reader).await;
    let mut view = view.map_err(|e| reader.unavailable(app, Some(&followed.directory), &e))?;
    (view.refresh, view.sent) = (None, false);
    mark(&mut view);
    Ok(page(StatusCode::UNPROCESSABLE_ENTITY, truckroll_portal::progress::render(&view)))
}

/// Carries out what the customer said; a refusal because of the state leads back to the page as it is now.
async fn carry_out(
    app: &App,
    reader: &Reader,
    followed: &Followed,
    id: Uuid,
    command: Command,
) -> Result<(), Response> {
    let actor = Actor::Customer { name: followed.ticket.customer.contact_name.clone() };
    let caller = Caller { tenant: followed.tenant, actor, device: None };
    let envelope = Envelope { id: CommandId(id), at: app.clock.now(), offline: false, command };
    match execute(app, &caller, vec![envelope]).await {
        Ok(_) => Ok(()),
        Err(ExecuteError::Refused {
            why:
                Refusal::AlreadyExists
                | Refusal::WrongState { .. }
                | Refusal::ChangedMeanwhile { .. }
                | Refusal::OpenParts { .. },
            ..
        }) => Ok(()),
        Err(ExecuteError::Database(error)) => Err(reader.unavailable(app, Some(&followed.directory), &error)),
        Err(error) => {
            tracing::warn!(%error, "a customer's answer was refused");
            Err(reader.fail(app, Some(&followed.directory), Problem::Unreadable))
        }
    }
}

/// Takes a reply.
pub(super) async fn reply(
    State(app): State<App>,
    Extension(limits): Extension<Arc<Limits>>,
    PeerAddress(address): PeerAddress,
    reader: Reader,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    let work = async {
        let followed = begin(&app, &limits, &address, &reader, &token).await?;
        let back = || onward(&reader.onward(&followed.path));
        let open = followed.ticket.status() != Status::Closed;
        let Some(ticket) = followed.conversation.filter(|_| open) else { return Ok(back()) };
        let fail = |problem| reader.fail(&app, Some(&followed.directory), problem);
        let written = Written::read(&app, followed.tenant, &reader, request).await.map_err(fail)?;
        let text = written.text.trim();
        let problem = match text {
            "" if written.files.is_empty() && written.problems.is_empty() => Some("required"),
            long if long.chars().count() > MAX_TEXT => Some("too_long"),
            _ => None,
        };
        if problem.is_some() || !written.problems.is_empty() {
            return again(&app, &reader, &followed, |view| {
                if let Some(form) = &mut view.reply {
                    written.back_into(form);
                    form.problem = problem;
                }
            })
            .await;
        }
        let id = written.id.unwrap_or_else(|| app.fresh());
        let entry = EntryId(app.secrets.links.derived_id("reply", followed.tenant, id, ticket.0.as_bytes()));
        let (text, attachments) = (text.to_owned(), written.files);
        let command = TicketCommand::Reply { entry, text, public: true, attachments };
        carry_out(&app, &reader, &followed, id, Command::Ticket { id: ticket, command }).await?;
        Ok(onward(&reader.onward(&format!("{}?done={}", followed.path, Done::Sent.word()))))
    };
    work.await.unwrap_or_else(|response: Response| response)
}

/// Words of a request that is taken back; the names are those of [`truckroll_portal::names`].
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct TakenBack {
    submission: String,
    reason: String,
}

/// Takes a request back, as long as nobody is planned for it.
pub(super) async fn withdraw(
    State(app): State<App>,
    Extension(limits): Extension<Arc<Limits>>,
    PeerAddress(address): PeerAddress,
    reader: Reader,
    Path(token): Path<String>,
    body: Result<Form<TakenBack>, FormRejection>,
) -> Response {
    let work = async {
        let followed = begin(&app, &limits, &address, &reader, &token).await?;
        let posted = super::readable(body).map_err(|problem| reader.fail(&app, Some(&followed.directory), problem))?;
        let reason = posted.reason.replace("\r\n", "\n").replace('\0', "").trim().to_owned();
        // somebody was planned meanwhile: the page that follows says who comes
        if let Some(ticket) = followed.conversation.filter(|_| followed.may_be_withdrawn()) {
            if reason.chars().count() > MAX_REASON {
                return again(&app, &reader, &followed, |view| {
                    if let Some(form) = &mut view.withdraw {
                        (form.reason, form.problem) = (reason, Some("too_long"));
                    }
                })
                .await;
            }
            let id = posted.submission.parse().unwrap_or_else(|_| app.fresh());
            let fact = LineId(app.secrets.links.derived_id("withdraw", followed.tenant, id, ticket.0.as_bytes()));
            let command = Command::Ticket { id: ticket, command: TicketCommand::Withdraw { fact, reason } };
            carry_out(&app, &reader, &followed, id, command).await?;
        }
        Ok(onward(&reader.onward(&followed.path)))
    };
    work.await.unwrap_or_else(|response: Response| response)
}

/// Takes a rating, once.
pub(super) async fn rate(
    State(app): State<App>,
    Extension(limits): Extension<Arc<Limits>>,
    PeerAddress(address): PeerAddress,
    reader: Reader,
    Path(token): Path<String>,
    body: Result<Form<Posted>, FormRejection>,
) -> Response {
    let work = async {
        let followed = begin(&app, &limits, &address, &reader, &token).await?;
        let posted = super::readable(body).map_err(|problem| reader.fail(&app, Some(&followed.directory), problem))?;
        let stars = posted.stars.trim().parse::<i64>().ok().filter(|s| (1..=5).contains(s));
        let comment = posted.comment.replace("\r\n", "\n").replace('\0', "").trim().to_owned();
        let problem = match stars {
            None => Some("required"),
            Some(_) if comment.chars().count() > MAX_COMMENT => Some("too_long"),
            Some(_) => None,
        };
        if problem.is_some() {
            return again(&app, &reader, &followed, |view| {
                if let Stars::Ask(form) = &mut view.rating {
                    form.problem = problem;
                    form.stars = stars;
                    form.comment = comment;
                }
            })
            .await;
        }
        // switched off meanwhile: the page that follows does not ask any more
        let on = followed.directory.policy.on(Feature::Ratings);
        if let (true, Some((visit, _, _)), Some(stars)) = (on, &followed.visit, stars) {
            let id = posted.submission.parse().unwrap_or_else(|_| app.fresh());
            let command = Command::Visit { id: *visit, command: VisitCommand::Rate { stars, comment } };
            carry_out(&app, &reader, &followed, id, command).await?;
        }
        Ok(onward(&reader.onward(&followed.path)))
    };
    work.await.unwrap_or_else(|response: Response| response)
}
