//! Who takes tickets (TKT-39): `GET /tickets/takers`, and the rule that a ticket is handed to nobody else.
//!
//! What somebody at the desk or a program gives is refused where the agent it goes to says that he takes no tickets now. Three
//! things are not: taking a ticket oneself, leaving it with whom it was, and what comes from a phone. A phone works without a
//! network and knows what colleagues said when it last heard of it; what was given there in good faith is never taken back for a
//! word that was said meanwhile. Rules and batches choose among those who take tickets by themselves.

use axum::extract::State;
use truckroll_domain::access::{Area, Module, Verb};
use truckroll_domain::people::{Agent, Channel};
use truckroll_domain::tickets::TicketCommand;
use truckroll_domain::{AgentId, Command, Envelope, Refusal};
use truckroll_protocol::api::daily::Taker;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::directory::Directory;
use crate::http::{Answer, Fault};
use crate::ingest;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(takers))
}

/// The agents who take tickets now, in a fixed order.
pub(super) fn taking(directory: &Directory) -> Vec<AgentId> {
    let mut ids: Vec<AgentId> = working(directory).filter(|(_, accepts)| *accepts).map(|(id, _)| id).collect();
    ids.sort_unstable();
    ids
}

/// The agents who work on tickets, with whether they take new ones now.
fn working(directory: &Directory) -> impl Iterator<Item = (AgentId, bool)> {
    let works = |agent: &&Agent| agent.disabled_at.is_none() && agent.licensed(Module::Tickets);
    let agents = directory.agents.values().filter(works);
    agents.map(|agent| (agent.id, directory.presences.accepts(agent.id, Channel::Tickets)))
}

#[utoipa::path(
    get,
    path = "/tickets/takers",
    tag = "tickets",
    operation_id = "ticket_takers",
    description = "The agents who work on tickets, whether each takes new ones now, and the state he says he is in.",
    responses(
        (status = 200, description = "list of `Taker`, by name", body = serde_json::Value),
        (status = 403, description = "May not assign tickets"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn takers(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<Taker>>> {
    if !session.actor.may(Area::Tickets, Verb::Assign) {
        return Err(Fault::forbidden("tickets"));
    }
    let directory = app.directory(session.tenant).await?;
    let mut all: Vec<Taker> = working(&directory)
        .filter_map(|(id, accepts)| {
            let agent = directory.agents.get(&id)?;
            let groups = directory.groups.iter().filter(|group| agent.groups.contains(&group.id));
            let groups = groups.map(|group| (group.id, group.name.clone())).collect();
            let said = directory.presences.said.get(&id);
            let state = said.map_or("online", |presence| presence.state(Channel::Tickets)).to_owned();
            let states = &directory.presences.states.0;
            let state_name = states.iter().find(|own| own.key == state).map(|own| own.name.clone()).unwrap_or_default();
            Some(Taker { agent: id, name: agent.name.clone(), groups, accepts, state, state_name })
        })
        .collect();
    all.sort_by(|a, b| a.name.cmp(&b.name).then(a.agent.cmp(&b.agent)));
    Ok(axum::Json(all))
}

/// To whom a command gives a ticket that he did not have.
fn given(session: &Session, envelope: &Envelope) -> Option<AgentId> {
    match &envelope.command {
        Command::Ticket { command: TicketCommand::Assign { agent: Some(agent), seen, .. }, .. } => {
            let passes = !envelope.offline && session.device.is_none();
            Some(*agent).filter(|agent| passes && *agent != session.agent && Some(*agent) != *seen)
        }
        _ => None,
    }
}

/// Refuses commands that give a ticket to somebody who takes none now. One that was carried out before is let pass: it is only
/// asked for again.
///
/// # Errors
/// 409 with the refusal, or when the database fails.
pub(crate) async fn must_take(app: &App, session: &Session, commands: &[Envelope]) -> Answer<()> {
    let all: Vec<(usize, AgentId)> =
        commands.iter().enumerate().filter_map(|(n, one)| Some((n, given(session, one)?))).collect();
    if all.is_empty() {
        return Ok(());
    }
    let directory = app.directory(session.tenant).await?;
    let takes_none = |id: &AgentId| !directory.presences.accepts(*id, Channel::Tickets);
    let refused: Vec<usize> = all.into_iter().filter(|(_, id)| takes_none(id)).map(|(n, _)| n).collect();
    if refused.is_empty() {
        return Ok(());
    }
    let ids: Vec<String> = refused.iter().filter_map(|n| commands.get(*n)).map(|one| one.id.to_string()).collect();
    let known = ingest::known(&app.db, session.tenant, &ids).await?;
    match refused.iter().zip(&ids).find(|(_, id)| !known.contains_key(*id)) {
        Some((n, _)) => Err(Fault::refused(Refusal::invalid("agent", "not_accepting"), format!("commands.{n}"))),
        None => Ok(()),
    }
}
