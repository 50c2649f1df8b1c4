//! `POST /tickets/{id}/split`: parts are split off a ticket, all of them or none.

use axum::extract::State;
use truckroll_domain::{Command, CommandId, Content, Envelope, TicketId};
use truckroll_protocol::api::daily::{NewSplit, TicketFamily};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{family, senders, takers};
use crate::App;
use crate::auth::Session;
use crate::http::{Answer, Fault, Id, Strict};
use crate::ingest;
use crate::reach::readable_ticket;

/// Routes of this verb.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(split))
}

/// A ticket that this person may see.
pub(super) async fn seen(
    app: &App,
    session: &Session,
    id: TicketId,
) -> Answer<(truckroll_domain::tickets::Ticket, truckroll_domain::tickets::TicketOverlay)> {
    match readable_ticket(app, session, id).await?.content {
        Content::Ticket(ticket, overlay) => Ok((ticket, overlay)),
        _ => Err(Fault::not_found("ticket")),
    }
}

/// The id of a command about a part that is not the one that makes it: the same however often it is asked for.
pub(super) fn second(part: TicketId) -> CommandId {
    let mut bytes = *part.0.as_bytes();
    for byte in bytes.iter_mut().skip(9) {
        *byte ^= 0xa5;
    }
    CommandId(uuid::Uuid::from_bytes(bytes))
}

#[utoipa::path(
    post,
    path = "/tickets/{id}/split",
    tag = "tickets",
    operation_id = "split_ticket",
    description = "Splits 1 to 15 parts off a ticket, all or none. Parts begin with its customer, template and fields, and may be \
                   split again. Repeated with the same ids it changes nothing.",
    params(("id" = String, Path, description = "Ticket")),
    request_body(content = serde_json::Value, description = "`NewSplit`"),
    responses(
        (status = 200, description = "`TicketFamily`", body = serde_json::Value),
        (status = 403, description = "May not change it, or not make or assign tickets"),
        (status = 404, description = "No such ticket"),
        (status = 409, description = "Refused; `refusal` says why"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn split(
    State(app): State<App>,
    session: Session,
    Id(id): Id<TicketId>,
    Strict(asked): Strict<NewSplit>,
) -> Answer<axum::Json<TicketFamily>> {
    let (ticket, overlay) = seen(&app, &session, id).await?;
    let known = !asked.parts.is_empty() && asked.parts.iter().all(|part| ticket.parts.contains_key(&part.id));
    if known {
        return Ok(axum::Json(family::of(&app, &session, id, &ticket, &overlay).await?));
    }
    let directory = app.directory(session.tenant).await?;
    let of = (&directory.ticket_fields.now, &directory.row_forms);
    let commands = ticket.split(id, &asked.parts, asked.closes_last, of).map_err(|why| Fault::refused(why, "split"))?;
    let now = app.clock.now();
    let envelopes: Vec<Envelope> = commands
        .into_iter()
        .map(|command| {
            let id = match &command {
                Command::Ticket { id: part, .. } if *part == id => asked.id,
                Command::Ticket { id: part, .. } if command.creates() => CommandId(part.0),
                other => second(other.document().into()),
            };
            Envelope { id, at: now, offline: false, command }
        })
        .collect();
    session.may_command(&envelopes)?;
    takers::must_take(&app, &session, &envelopes).await?;
    let beside = senders::of(&app, &session, &envelopes).await?;
    ingest::execute_beside(&app, &session.caller(), envelopes, &beside).await?;
    let (ticket, overlay) = seen(&app, &session, id).await?;
    Ok(axum::Json(family::of(&app, &session, id, &ticket, &overlay).await?))
}
