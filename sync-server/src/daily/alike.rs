//! `POST /tickets/alike`: tickets of the last day that a ticket being written may repeat (TKT-32): of the same contact or company, with
//! a title that says the same ([`alike`]). It is a hint; nothing is refused for it.

use axum::extract::State;
use truckroll_domain::Kind;
use truckroll_domain::tickets::{TicketRow, alike};
use truckroll_domain::time::DAY_MS;
use truckroll_protocol::api::daily::AlikeTicketQuery;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::http::{Answer, Fault, Strict};
use crate::lists;
use crate::reach::reached;

/// Most tickets of one customer that are looked at.
const LOOKED_AT: i64 = 200;
/// Most tickets that are named.
const MOST: usize = 5;

/// Routes of this verb.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(alike_tickets))
}

#[utoipa::path(
    post,
    path = "/tickets/alike",
    tag = "tickets",
    operation_id = "alike_tickets",
    description = "Tickets of the last 24 hours of the same contact or company with a title like this one: two thirds of the words of \
                   the shorter title stand in the other one, in whatever order, letters large or small. At most 5, the newest first.",
    request_body(content = serde_json::Value, description = "`AlikeTicketQuery`"),
    responses(
        (status = 200, description = "list of `TicketRow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or the title is too long"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn alike_tickets(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<AlikeTicketQuery>,
) -> Answer<axum::Json<Vec<TicketRow>>> {
    if asked.title.chars().count() > 500 {
        return Err(Fault::bad_request("title"));
    }
    let mut conditions = reached(&session, Kind::Ticket);
    let mut any = Vec::new();
    // indexes tickets_contact and tickets_company
    for (column, id) in [("contact_id", asked.contact), ("company_id", asked.company)] {
        if let Some(id) = id {
            let mark = conditions.text(id.to_string());
            any.push(format!("{column} = {mark}"));
        }
    }
    if any.is_empty() || asked.title.trim().is_empty() {
        return Ok(axum::Json(Vec::new()));
    }
    conditions.and(format!("({})", any.join(" or ")));
    let since = conditions.value(truckroll_domain::Value::Int(app.clock.now().plus_ms(-DAY_MS).ms()));
    conditions.and(format!("created_at >= {since} and merged_into is null"));
    let mut rows: Vec<TicketRow> = lists::rows(&app.db, &conditions, "created_at desc, id desc", LOOKED_AT).await?;
    rows.retain(|row| alike(&row.title, &asked.title));
    rows.truncate(MOST);
    session.mask(&mut rows);
    Ok(axum::Json(rows))
}
