//! `GET /home`: the cards of the desk's home page (ORG-11), each with the list that it counts.
//!
//! A card counts by the conditions of its list, on the rows that the person reaches. What licence, switch or right keep
//! from him has no card.

use std::collections::BTreeSet;

use axum::extract::State;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::people::Agent;
use truckroll_domain::tickets::{Status, TicketRow};
use truckroll_domain::visits::{VisitRow, VisitState};
use truckroll_domain::{GroupId, Kind, Row as _, Timestamp, Value};
use truckroll_protocol::api::{Home, HomeCard, HomeLoad};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::directory::Directory;
use crate::http::Answer;
use crate::lists::{self, Conditions};
use crate::people;
use crate::reach::reached;
use crate::staff;

/// Agents whose load is told.
const MOST_LOADS: usize = 20;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(home))
}

#[utoipa::path(
    get,
    path = "/home",
    tag = "account",
    operation_id = "home",
    description = "What waits for the signed-in person, the load of his groups, figures of the organisation: as far as he may see \
                   it.",
    responses((status = 200, description = "`Home`", body = serde_json::Value), (status = 401, description = "Not signed in")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn home(State(app): State<App>, session: Session) -> Answer<axum::Json<Home>> {
    let directory = app.directory(session.tenant).await?;
    let now = app.clock.now();
    let mut home = Home::default();
    let may = |area: Area, verb: Verb| session.must(area, verb).is_ok();
    if may(Area::Tickets, Verb::View) {
        home.cards.push(my_tickets(&app, &session).await?);
    }
    if may(Area::Visits, Verb::View) {
        home.cards.push(visits_today(&app, &session, people::day(&directory.settings.offsets(now), now)).await?);
    }
    if may(Area::Visits, Verb::Assign) {
        home.cards.push(unassigned(&app, &session).await?);
        home.cards.push(decisions(&app, &session).await?);
    }
    if may(Area::Visits, Verb::View) {
        home.cards.push(overdue(&app, &session, now).await?);
    }
    home.load = load(&app, &session, &directory).await?;
    if session.must_administer().is_ok() {
        home.figures = figures(&app, &session, &directory).await?;
    }
    Ok(axum::Json(home))
}

fn card(what: &str, count: i64, list: String, urgent: bool) -> HomeCard {
    HomeCard { what: what.to_owned(), count, list, urgent }
}

/// Words of tickets that are not done.
fn open_tickets() -> Vec<&'static str> {
    Status::ALL.into_iter().filter(|s| !matches!(s, Status::Resolved | Status::Closed)).map(Status::word).collect()
}

/// Words of visits that are not done.
fn open_visits() -> Vec<&'static str> {
    let done = |s: &VisitState| matches!(s, VisitState::Completed | VisitState::Cancelled);
    VisitState::ALL.into_iter().filter(|s| !done(s)).map(VisitState::word).collect()
}

fn tickets(session: &Session) -> Conditions {
    let mut conditions = reached(session, Kind::Ticket);
    conditions.one_of("status", &open_tickets());
    conditions
}

fn visits(session: &Session) -> Conditions {
    let mut conditions = reached(session, Kind::Visit);
    conditions.one_of("state", &open_visits());
    conditions
}

async fn my_tickets(app: &App, session: &Session) -> Answer<HomeCard> {
    let mut conditions = tickets(session);
    let me = conditions.text(session.agent.to_string());
    conditions.and(format!("assignee = {me}"));
    let count = lists::count(&app.db, TicketRow::TABLE, &conditions).await?;
    let list = format!("tickets?status={}&assignee={}", open_tickets().join(","), session.agent);
    Ok(card("my_tickets", count, list, false))
}

async fn visits_today(app: &App, session: &Session, (from, to): (Timestamp, Timestamp)) -> Answer<HomeCard> {
    let mut conditions = reached(session, Kind::Visit);
    let me = conditions.text(session.agent.to_string());
    conditions.and(format!("assignee = {me}"));
    for (bound, comparison) in [(from, ">="), (to, "<")] {
        let at = conditions.value(Value::Int(bound.ms()));
        conditions.and(format!("window_from {comparison} {at}"));
    }
    let count = lists::count(&app.db, VisitRow::TABLE, &conditions).await?;
    let list = format!("visits?assignee={}&from={}&to={}", session.agent, from.ms(), to.ms());
    Ok(card("visits_today", count, list, false))
}

async fn unassigned(app: &App, session: &Session) -> Answer<HomeCard> {
    let mut conditions = Conditions::of(session.tenant);
    conditions.and("assignee is null and state not in ('completed', 'cancelled')");
    let count = lists::count(&app.db, VisitRow::TABLE, &conditions).await?;
    Ok(card("unassigned", count, "dispatch".to_owned(), true))
}

async fn decisions(app: &App, session: &Session) -> Answer<HomeCard> {
    let mut conditions = Conditions::of(session.tenant);
    conditions.and("(state = 'cancel_requested' or attention > 0)");
    let count = lists::count(&app.db, VisitRow::TABLE, &conditions).await?;
    Ok(card("decisions", count, "dispatch".to_owned(), true))
}

async fn overdue(app: &App, session: &Session, now: Timestamp) -> Answer<HomeCard> {
    let mut conditions = reached(session, Kind::Visit);
    overdue_at(&mut conditions, now);
    let count = lists::count(&app.db, VisitRow::TABLE, &conditions).await?;
    Ok(card("overdue", count, format!("visits?due_before={}", now.ms()), true))
}

/// Unfinished visits that should have been done before a moment.
pub(crate) fn overdue_at(conditions: &mut Conditions, before: Timestamp) {
    conditions.one_of("state", &open_visits());
    let at = conditions.value(Value::Int(before.ms()));
    conditions.and(format!("due_at < {at}"));
}

/// What the agents of supervised groups have open.
async fn load(app: &App, session: &Session, directory: &Directory) -> Answer<Vec<HomeLoad>> {
    let supervised = directory.groups.iter().filter(|group| group.supervisors.contains(&session.agent));
    let supervised: BTreeSet<GroupId> = supervised.map(|group| group.id).collect();
    let groups = directory.policy.tree(&supervised);
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let sees = |area: Area| session.must(area, Verb::View).is_ok();
    let (tickets, visits) = (sees(Area::Tickets), sees(Area::Visits));
    if !tickets && !visits {
        return Ok(Vec::new());
    }
    let open = staff::open_work(&app.db, session.tenant, None).await?;
    let works = |agent: &&Agent| agent.disabled_at.is_none() && agent.groups.iter().any(|group| groups.contains(group));
    let line = |agent: &Agent| {
        let (open_tickets, open_visits) = open.get(&agent.id).copied().unwrap_or_default();
        HomeLoad {
            agent: agent.id,
            name: agent.name.clone(),
            tickets: tickets.then_some(open_tickets),
            visits: visits.then_some(open_visits),
        }
    };
    let mut all: Vec<HomeLoad> = directory.agents.values().filter(works).map(line).collect();
    let weight = |one: &HomeLoad| one.tickets.unwrap_or_default() + one.visits.unwrap_or_default();
    all.sort_by(|a, b| (weight(b), &a.name, a.agent).cmp(&(weight(a), &b.name, b.agent)));
    all.truncate(MOST_LOADS);
    Ok(all)
}

async fn figures(app: &App, session: &Session, directory: &Directory) -> Answer<Vec<HomeCard>> {
    let may = |area: Area| session.must(area, Verb::View).is_ok();
    let enabled = directory.agents.values().filter(|agent| agent.disabled_at.is_none()).count();
    let agents = i64::try_from(enabled).unwrap_or(i64::MAX);
    let mut all = vec![card("agents", agents, "settings/staff".to_owned(), false)];
    if may(Area::Tickets) {
        let count = lists::count(&app.db, TicketRow::TABLE, &tickets(session)).await?;
        all.push(card("open_tickets", count, format!("tickets?status={}", open_tickets().join(",")), false));
    }
    if may(Area::Visits) {
        let count = lists::count(&app.db, VisitRow::TABLE, &visits(session)).await?;
        all.push(card("open_visits", count, format!("visits?state={}", open_visits().join(",")), false));
    }
    if may(Area::Customers) {
        let mut conditions = reached(session, Kind::Company);
        conditions.and("deleted_at is null");
        let count = lists::count(&app.db, CompanyRow::TABLE, &conditions).await?;
        all.push(card("companies", count, "customers?tab=companies".to_owned(), false));
    }
    Ok(all)
}
