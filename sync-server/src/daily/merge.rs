//! `POST /tickets/{id}/merge`, `POST /tickets/{id}/unmerge`: two tickets of one customer become one, and two again.

use axum::extract::State;
use truckroll_domain::tickets::{Ticket, TicketCommand, TicketOverlay};
use truckroll_domain::{Command, Envelope, Refusal, TicketId};
use truckroll_protocol::api::daily::{NewTicketMerge, TicketFamily};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::split::seen;
use super::{family, senders};
use crate::App;
use crate::auth::Session;
use crate::http::{Answer, Fault, Id, Strict};
use crate::ingest;

/// Longest part of a title in a name, characters.
const MAX_TITLE: usize = 500;

/// Routes of this verb.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(merge)).routes(routes!(unmerge))
}

/// Number and title.
fn name(ticket: &Ticket, overlay: &TicketOverlay) -> String {
    let title: String = ticket.title.chars().take(MAX_TITLE).collect();
    match &overlay.number {
        Some(number) => format!("{number} {title}"),
        None => title,
    }
}

/// Whether two tickets are of one customer: the same company, the same contact, or the same phone number where neither says who it is.
fn of_one_customer(one: &Ticket, other: &Ticket) -> bool {
    let (one, other) = (&one.customer, &other.customer);
    let same = |a: Option<uuid::Uuid>, b: Option<uuid::Uuid>| a.is_some() && a == b;
    let nobody = |c: &truckroll_domain::visits::Customer| c.company.is_none() && c.contact.is_none();
    same(one.company.map(Into::into), other.company.map(Into::into))
        || same(one.contact.map(Into::into), other.contact.map(Into::into))
        || (nobody(one) && nobody(other) && !one.phone.trim().is_empty() && one.phone.trim() == other.phone.trim())
}

#[utoipa::path(
    post,
    path = "/tickets/{id}/merge",
    tag = "tickets",
    operation_id = "merge_ticket",
    description = "Merges a ticket into another one of the same customer: it is closed, both say so, and what was said in it is read in \
                   the other one. It can be taken back. Repeated it changes nothing.",
    params(("id" = String, Path, description = "Ticket that ends")),
    request_body(content = serde_json::Value, description = "`NewTicketMerge`"),
    responses(
        (status = 200, description = "`TicketFamily` of the ticket that ends", body = serde_json::Value),
        (status = 403, description = "May not change one of them"),
        (status = 404, description = "No such ticket"),
        (status = 409, description = "Refused; `refusal` says why"),
        (status = 422, description = "Both are the same, of two customers, or one was merged already"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn merge(
    State(app): State<App>,
    session: Session,
    Id(id): Id<TicketId>,
    Strict(asked): Strict<NewTicketMerge>,
) -> Answer<axum::Json<TicketFamily>> {
    let into = |problem: &str| Fault::unacceptable("into").field("into", problem);
    let (source, source_overlay) = seen(&app, &session, id).await?;
    if asked.into == id {
        return Err(into("same"));
    }
    let (target, target_overlay) = seen(&app, &session, asked.into).await?;
    match &source_overlay.merged_into {
        Some(link) if link.ticket == asked.into => {
            return Ok(axum::Json(family::of(&app, &session, id, &source, &source_overlay).await?));
        }
        Some(_) => return Err(into("merged")),
        None => {}
    }
    if target_overlay.merged_into.is_some() {
        return Err(into("target_merged"));
    }
    if !of_one_customer(&source, &target) {
        return Err(into("other_customer"));
    }
    let halves = [
        (id, TicketCommand::MergeInto { fact: app.fresh(), into: asked.into, name: name(&target, &target_overlay) }),
        (asked.into, TicketCommand::TakeIn { ticket: id, name: name(&source, &source_overlay) }),
    ];
    both(&app, &session, id, halves).await
}

#[utoipa::path(
    post,
    path = "/tickets/{id}/unmerge",
    tag = "tickets",
    operation_id = "unmerge_ticket",
    description = "Takes a merge back: the ticket has its status again, and the other one gives up what was said in it.",
    params(("id" = String, Path, description = "Ticket that was merged")),
    responses(
        (status = 200, description = "`TicketFamily`", body = serde_json::Value),
        (status = 403, description = "May not change one of them"),
        (status = 404, description = "No such ticket"),
        (status = 409, description = "Refused; `refusal` says why"),
        (status = 422, description = "It is not merged"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn unmerge(State(app): State<App>, session: Session, Id(id): Id<TicketId>) -> Answer<axum::Json<TicketFamily>> {
    let (_, overlay) = seen(&app, &session, id).await?;
    let link = overlay.merged_into.ok_or_else(|| Fault::unacceptable("ticket").field("ticket", "not_merged"))?;
    let halves =
        [(id, TicketCommand::Unmerge { fact: app.fresh() }), (link.ticket, TicketCommand::GiveBack { ticket: id })];
    both(&app, &session, id, halves).await
}

/// Carries out both halves in one transaction, for this person on both tickets.
async fn both(
    app: &App,
    session: &Session,
    id: TicketId,
    halves: [(TicketId, TicketCommand); 2],
) -> Answer<axum::Json<TicketFamily>> {
    let at = app.clock.now();
    let envelopes: Vec<Envelope> = halves
        .into_iter()
        .map(|(id, command)| Envelope { id: app.fresh(), at, offline: false, command: Command::Ticket { id, command } })
        .collect();
    session.may_command(&envelopes)?;
    let beside = senders::of(app, session, &envelopes).await?;
    match ingest::execute_beside(app, &session.caller(), envelopes, &beside).await {
        // who did the same a moment before has done it
        Err(ingest::ExecuteError::Refused { why: Refusal::Invalid { problem, .. }, .. }) if problem == "merged" => {
            return Err(Fault::unacceptable("into").field("into", "merged"));
        }
        done => done?,
    };
    let (ticket, overlay) = seen(app, session, id).await?;
    Ok(axum::Json(family::of(app, session, id, &ticket, &overlay).await?))
}
