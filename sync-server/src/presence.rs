//! What agents say of themselves (APP-35): `PUT /presence`, and with the sync of their phones. The states there are:
//! `GET` and `PUT /presence-states`.

use axum::extract::State;
use axum::http::StatusCode;
use sqlx::Row as _;
use truckroll_domain::audit::Action;
use truckroll_domain::people::{Channel, Presence, PresenceStates, Said, Saying};
use truckroll_domain::{AgentId, TenantId};
use truckroll_protocol::api::{NewPresence, NewPresenceStates, PresenceStatesNow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::db::DbResult;
use crate::definitions;
use crate::directory::put_definition;
use crate::http::{Answer, Fault, Strict};
use crate::news::{self, Announcement, Changed, News};

/// Most words of one request: one a channel, and some for what a later version knows.
const MAX_SAYS: usize = 10;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(say_so)).routes(routes!(states, replace_states))
}

/// Takes in what an agent says of himself. Words that are older than what is known, of unknown channels or of states that
/// do not exist change nothing.
///
/// # Errors
/// When the database fails.
pub async fn say(app: &App, tenant: TenantId, agent: AgentId, says: &[Saying]) -> DbResult<()> {
    if says.is_empty() {
        return Ok(());
    }
    let states = app.directory(tenant).await?.presences.states.clone();
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    // first, because it locks the organisation's row: of two devices of one person the later word counts
    tx.take_seq(tenant, 0).await?;
    // the primary key of definitions
    let row = sqlx::query("select body from definitions where tenant_id = $1 and kind = $2 and id = $3")
        .bind(tenant.to_string())
        .bind(Presence::KIND)
        .bind(agent.to_string())
        .fetch_optional(tx.on())
        .await?;
    let body: String = row.map(|row| row.try_get(0)).transpose()?.unwrap_or_default();
    let mut presence: Presence = serde_json::from_str(&body).unwrap_or_default();
    let mut changed = false;
    for saying in says.iter().take(MAX_SAYS) {
        let Some(channel) = Channel::from_word(&saying.channel) else { continue };
        if states.of(channel).iter().any(|state| state.key == saying.state) {
            // a clock that runs ahead must not silence every later word
            changed |= presence.say(channel, Said { state: saying.state.clone(), at: saying.at.min(now) });
        }
    }
    if !changed {
        return Ok(());
    }
    let seq = put_definition(&mut tx, tenant, Presence::KIND, &agent.to_string(), &presence).await?;
    let changed = Changed::Definitions(vec![Presence::KIND.to_owned()]);
    // colleagues' phones read it with what they ask next; desks see it at once
    let news = News::Stored(Announcement { tenant, seq, changed, agents: Some(vec![agent]) });
    news::tell(&mut tx, &news).await?;
    tx.commit().await?;
    app.hear(News::Directory { tenant });
    app.hear(news);
    Ok(())
}

#[utoipa::path(
    put,
    path = "/presence",
    tag = "people",
    operation_id = "say_presence",
    description = "Whether the signed-in person takes tickets, chats and calls now. The latest word of a channel counts.",
    request_body(content = serde_json::Value, description = "`NewPresence`"),
    responses(
        (status = 204, description = "Taken in"),
        (status = 400, description = "Unreadable"),
        (status = 401, description = "Not signed in"),
        (status = 422, description = "There is no such channel or state"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn say_so(State(app): State<App>, session: Session, Strict(asked): Strict<NewPresence>) -> Answer<StatusCode> {
    if asked.says.len() > MAX_SAYS {
        return Err(Fault::too_large("says", MAX_SAYS as u64));
    }
    let states = app.directory(session.tenant).await?.presences.states.clone();
    for saying in &asked.says {
        let channel = Channel::from_word(&saying.channel);
        let channel = channel.ok_or_else(|| Fault::unacceptable("presence").field("channel", "unknown"))?;
        if states.of(channel).iter().all(|state| state.key != saying.state) {
            return Err(Fault::unacceptable("presence").field("state", "unknown"));
        }
    }
    say(&app, session.tenant, session.agent, &asked.says).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    get,
    path = "/presence-states",
    tag = "people",
    operation_id = "presence_states",
    description = "The organisation's own states beside the built-in ones, with the number to replace them by, and what the reader says of himself.",
    responses((status = 200, description = "`PresenceStatesNow`", body = serde_json::Value), (status = 401, description = "Not signed in")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn states(State(app): State<App>, session: Session) -> Answer<axum::Json<PresenceStatesNow>> {
    let directory = app.directory(session.tenant).await?;
    let states = directory.presences.states.clone();
    let mine = directory.presences.said.get(&session.agent).cloned().unwrap_or_default();
    Ok(axum::Json(PresenceStatesNow { seq: directory.presence_states_seq, states, mine }))
}

#[utoipa::path(
    put,
    path = "/presence-states",
    tag = "people",
    operation_id = "replace_presence_states",
    description = "Replaces the organisation's own states. Whoever is in one that is gone takes work again.",
    request_body(content = serde_json::Value, description = "`NewPresenceStates`"),
    responses(
        (status = 200, description = "`PresenceStatesNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "Somebody else replaced them meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace_states(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewPresenceStates>,
) -> Answer<axum::Json<PresenceStatesNow>> {
    session.must_administer()?;
    asked.states.check().map_err(|problems| {
        let fault = Fault::unacceptable("presence_states");
        problems.iter().fold(fault, |fault, (member, problem)| fault.field(member, *problem))
    })?;
    let directory = app.directory(session.tenant).await?;
    let of = (PresenceStates::KIND, PresenceStates::ID);
    let (before, action) = (&directory.presences.states, Action::PresenceStates);
    let (seq, _) = definitions::replace(&app, &session, of, asked.seq, before, &asked.states, action).await?;
    let mine = directory.presences.said.get(&session.agent).cloned().unwrap_or_default();
    Ok(axum::Json(PresenceStatesNow { seq, states: asked.states, mine }))
}
