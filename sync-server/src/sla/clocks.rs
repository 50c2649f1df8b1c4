//! `GET /tickets/{id}/clocks`: what the clocks of a ticket show and why. `GET /tickets/clocks?ids=`: what a list shows of them.

use axum::extract::State;
use sqlx::Row as _;
use truckroll_domain::sla::{self, Colour, Course, Line, Target, What, Why, facts};
use truckroll_domain::{Content, Kind, TicketId, Timestamp, Value};
use truckroll_protocol::api::sla::{ClockLine, ClockNow, ClockRow, ClocksQuery, TicketClocks};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::db::{bind, query};
use crate::http::{Answer, Fault, Id, Query};
use crate::ingest;
use crate::lists::{Conditions, Key};
use crate::reach::{reached, readable_ticket};

/// Most tickets whose clocks a list asks for at once.
const MOST: usize = 200;

/// When a ticket's first clock runs out or did, from the primary key of ticket_clocks.
macro_rules! due {
    ($without:literal) => {
        concat!(
            "coalesce((select min(coalesce(c.missed_at, c.due_at)) from ticket_clocks c where c.tenant_id = tickets.tenant_id \
             and c.ticket_id = tickets.id and c.state in ('running', 'paused')), ",
            $without,
            ")"
        )
    };
}

/// The order of lists by what runs out first; missed ones come before all others, those without a clock at the end.
pub(crate) const BY_DUE: [Key<'static>; 2] = [Key::number(by_due(false)), Key::text("id")];

/// The sort key of what runs out; what has no clock comes last whichever way it runs.
pub(crate) const fn by_due(descending: bool) -> &'static str {
    if descending { due!("-9000000000000000") } else { due!("9000000000000000") }
}

/// What stands in place of the moment where there is no clock.
pub(crate) const fn without_clock(descending: bool) -> i64 {
    if descending { -9_000_000_000_000_000 } else { 9_000_000_000_000_000 }
}

/// Keeps those tickets of a list where service levels are broken (`missed`) or soon will be (`soon`).
pub(crate) fn narrow(conditions: &mut Conditions, asked: Option<&str>, now: Timestamp) -> Answer<()> {
    let which = match asked {
        None | Some("") => return Ok(()),
        Some("missed") => "c.missed_at is not null".to_owned(),
        Some("soon") => {
            let mark = conditions.value(Value::Int(now.ms()));
            format!("c.missed_at is null and c.amber_at <= {mark}")
        }
        Some(_) => return Err(Fault::bad_request("sla")),
    };
    // the primary key of ticket_clocks
    conditions.and(format!(
        "exists (select 1 from ticket_clocks c where c.tenant_id = tickets.tenant_id and c.ticket_id = tickets.id \
         and c.state in ('running', 'paused') and {which})"
    ));
    Ok(())
}

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(of_list)).routes(routes!(of_ticket))
}

#[utoipa::path(
    get,
    path = "/tickets/{id}/clocks",
    tag = "tickets",
    operation_id = "ticket_clocks",
    description = "What the service level clocks of a ticket show now, and stretch by stretch why.",
    params(("id" = String, Path, description = "Ticket")),
    responses(
        (status = 200, description = "`TicketClocks`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 404, description = "No such ticket"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn of_ticket(State(app): State<App>, session: Session, Id(id): Id<TicketId>) -> Answer<axum::Json<TicketClocks>> {
    let stored = readable_ticket(&app, &session, id).await?;
    let Content::Ticket(ticket, overlay) = stored.content else { return Err(Fault::not_found("ticket")) };
    let entries = ingest::entries(&app.db, session.tenant, id.into()).await?;
    let directory = app.directory(session.tenant).await?;
    let book = &directory.sla.book;
    let story = facts(&ticket, &overlay, &entries, book);
    let at = app.clock.now();
    let clocks = Target::ALL.into_iter().filter_map(|target| now(&story.measure(target, at))).collect();
    let policy = overlay.terms.last().and_then(|fact| book.version(fact)).map(|policy| policy.name.clone());
    Ok(axum::Json(TicketClocks { at, policy, clocks }))
}

/// A clock as it is answered; none without a limit.
fn now(course: &Course<'_>) -> Option<ClockNow> {
    let reading = &course.now;
    Some(ClockNow {
        target: reading.target,
        state: reading.state,
        colour: reading.colour().unwrap_or(Colour::Green),
        used_ms: reading.used_ms,
        limit_ms: reading.limit_ms?,
        due_at: reading.due_at,
        missed_at: reading.missed_at,
        stopped_at: reading.stopped_at,
        lines: course.lines.iter().map(|one| line(course, one)).collect(),
    })
}

fn line(course: &Course<'_>, line: &Line) -> ClockLine {
    let terms = course.terms_of(line);
    let name = || terms.map(|terms| terms.name.clone()).unwrap_or_default();
    let (began, with) = match line.began {
        What::Created => ("created", String::new()),
        What::Status(status) => ("status", status.word().to_owned()),
        What::Priority(priority) => ("priority", priority.word().to_owned()),
        What::Terms(Some(_)) => ("policy", name()),
        What::Terms(None) => ("no_policy", String::new()),
        What::Answered => ("answered", String::new()),
    };
    let status = match line.why {
        Why::Paused(status) | Why::Solved(status) => status.word(),
        Why::Running | Why::Answered | Why::NoTerms => "",
    };
    ClockLine {
        began: began.to_owned(),
        with,
        from: line.from,
        to: line.to,
        why: line.why.word().to_owned(),
        status: status.to_owned(),
        calendar: terms.map(|terms| terms.calendar.name.clone()).unwrap_or_default(),
        priority: line.priority,
        counted_ms: line.counted_ms,
        used_ms: line.used_ms,
        limit_ms: line.limit_ms,
    }
}

#[utoipa::path(
    get,
    path = "/tickets/clocks",
    tag = "tickets",
    operation_id = "clocks_of_tickets",
    description = "Of each ticket that is named, can be seen and has one: the clock that runs out, or ran out, first.",
    params(("ids" = String, Query, description = "Tickets, comma separated; at most 200")),
    responses(
        (status = 200, description = "List of `ClockRow`", body = serde_json::Value),
        (status = 400, description = "More than 200, or not ids"),
        (status = 401, description = "Not signed in"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn of_list(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<ClocksQuery>,
) -> Answer<axum::Json<Vec<ClockRow>>> {
    let wrong = || Fault::bad_request("ids");
    let ids = asked.ids.split(',').filter(|id| !id.is_empty()).map(str::parse::<TicketId>);
    let ids: Vec<String> = ids.map(|id| id.map(|id| id.to_string())).collect::<Result<_, _>>().map_err(|_| wrong())?;
    if ids.len() > MOST {
        return Err(wrong());
    }
    let mut seen = reached(&session, Kind::Ticket);
    let words: Vec<&str> = ids.iter().map(String::as_str).collect();
    seen.one_of("id", &words);
    // the primary keys of both; the one that was missed first, then the one that is due first, comes first
    let sql = format!(
        "select c.ticket_id, c.target, c.state, c.due_at, c.amber_at, c.missed_at from ticket_clocks c \
         where c.tenant_id = $1 and c.state in ('running', 'paused') \
         and c.ticket_id in (select id from tickets where {}) \
         order by c.ticket_id, case when c.missed_at is null then 1 else 0 end, c.missed_at, \
         case when c.due_at is null then 1 else 0 end, c.due_at, c.target",
        seen.sql()
    );
    let bound = seen.values().iter().cloned().fold(query(&sql), bind);
    let mut rows: Vec<ClockRow> = Vec::new();
    for row in bound.fetch_all(app.db.pool()).await? {
        let (ticket, target, state): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let (Ok(ticket), Some(target), Some(state)) =
            (ticket.parse::<TicketId>(), Target::from_word(&target), sla::State::from_word(&state))
        else {
            continue;
        };
        if rows.last().is_some_and(|last| last.ticket == ticket) {
            continue;
        }
        let time = |n: usize| row.try_get::<Option<i64>, _>(n).map(|ms| ms.map(Timestamp));
        rows.push(ClockRow { ticket, target, state, due_at: time(3)?, amber_at: time(4)?, missed_at: time(5)? });
    }
    Ok(axum::Json(rows))
}
