//! `GET /staff`: everything the staff pages show. `GET /staff/account`: whether a sign-in name is free.

use std::collections::{BTreeMap, HashMap};

use axum::extract::State;
use serde::Deserialize;
use sqlx::Row as _;
use truckroll_domain::access::{Area, BuiltIn, Module, Parties, Role, Verb};
use truckroll_domain::people::{Agent, Group, account_problem};
use truckroll_domain::{AgentId, TenantId};
use truckroll_protocol::api::staff::{AccountCheck, AgentNow, GroupNow, RoleNow, StaffNow, SwitchesNow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{AGENT, GROUP, switches};
use crate::App;
use crate::auth::{Session, account_key};
use crate::db::{Db, DbResult};
use crate::directory::Directory;
use crate::http::{Answer, Query};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(staff)).routes(routes!(account))
}

#[utoipa::path(
    get,
    path = "/staff",
    tag = "people",
    operation_id = "staff",
    description = "Agents, groups, roles and switches with the numbers to replace them by, and what agents have open.",
    responses(
        (status = 200, description = "`StaffNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to see staff"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn staff(State(app): State<App>, session: Session) -> Answer<axum::Json<StaffNow>> {
    session.must(Area::Staff, Verb::View)?;
    let directory = app.directory(session.tenant).await?;
    let mut now = StaffNow {
        switches: SwitchesNow {
            switches: directory.policy.switches.clone(),
            seq: directory.switches_seq,
            dependents: switches::dependents(&app.db, session.tenant).await?,
        },
        ..StaffNow::default()
    };
    let open = open_work(&app.db, session.tenant).await?;
    // index: the primary key of definitions
    let rows = sqlx::query(
        "select kind, id, seq, body from definitions where tenant_id = $1 and kind in ($2, $3, $4) and body <> ''",
    )
    .bind(session.tenant.to_string())
    .bind(AGENT)
    .bind(GROUP)
    .bind(Role::KIND)
    .fetch_all(app.db.pool())
    .await?;
    for row in rows {
        let (kind, seq, body): (String, i64, String) = (row.try_get(0)?, row.try_get(2)?, row.try_get(3)?);
        match kind.as_str() {
            AGENT => {
                let Ok(agent) = serde_json::from_str::<Agent>(&body) else { continue };
                if reaches(&session, &agent) {
                    now.agents.push(agent_now(agent, seq, &open));
                }
            }
            GROUP => {
                let Ok(group) = serde_json::from_str::<Group>(&body) else { continue };
                let members = members(&directory, |agent| agent.groups.contains(&group.id));
                now.groups.push(GroupNow { group, seq, members });
            }
            _ => {
                let Ok(role) = serde_json::from_str::<Role>(&body) else { continue };
                now.roles.push(role_now(&directory, role, seq));
            }
        }
    }
    for built_in in BuiltIn::ALL {
        if now.roles.iter().all(|known| known.role.id != built_in.id()) {
            now.roles.push(role_now(&directory, built_in.role(), 0));
        }
    }
    now.agents.sort_by(|a, b| a.agent.name.cmp(&b.agent.name).then(a.agent.id.cmp(&b.agent.id)));
    now.groups.sort_by(|a, b| (a.group.position, &a.group.name).cmp(&(b.group.position, &b.group.name)));
    let order = |now: &RoleNow| (!now.built_in, now.role.name.clone(), now.role.id);
    now.roles.sort_by_key(order);
    now.seats = seats(&directory);
    Ok(axum::Json(now))
}

/// Whether this person may see an agent's record.
pub(super) fn reaches(session: &Session, agent: &Agent) -> bool {
    session.rights().on(Area::Staff, Verb::View, &parties(agent))
}

/// Who an agent's record belongs to.
pub(super) fn parties(agent: &Agent) -> Parties {
    Parties { agents: vec![agent.id], groups: agent.groups.clone() }
}

fn members(directory: &Directory, is: impl Fn(&Agent) -> bool) -> i64 {
    let count = directory.agents.values().filter(|agent| agent.disabled_at.is_none() && is(agent)).count();
    i64::try_from(count).unwrap_or(i64::MAX)
}

pub(super) fn role_now(directory: &Directory, role: Role, seq: i64) -> RoleNow {
    let members = members(directory, |agent| directory.policy.roles_of(agent).contains(&role.id));
    RoleNow { built_in: BuiltIn::of(role.id).is_some(), role, seq, members }
}

pub(super) fn agent_now(agent: Agent, seq: i64, open: &OpenWork) -> AgentNow {
    let (open_tickets, open_visits) = open.get(&agent.id).copied().unwrap_or_default();
    AgentNow { agent, seq, open_tickets, open_visits }
}

fn seats(directory: &Directory) -> BTreeMap<String, i64> {
    let seats = |module: &Module| {
        let count = directory.policy.seats(directory.agents.values(), *module);
        (module.word().to_owned(), i64::try_from(count).unwrap_or(i64::MAX))
    };
    Module::ALL.iter().map(seats).collect()
}

/// Open tickets and unfinished visits by agent.
pub(crate) type OpenWork = HashMap<AgentId, (i64, i64)>;

/// What agents have open.
pub(crate) async fn open_work(db: &Db, tenant: TenantId) -> DbResult<OpenWork> {
    let mut open = OpenWork::new();
    // indexes tickets_assignee, visits_assignee
    for (sql, visits) in [
        (
            "select assignee, cast(count(*) as bigint) from tickets where tenant_id = $1 and assignee is not null \
             and status not in ('resolved', 'closed') group by assignee",
            false,
        ),
        (
            "select assignee, cast(count(*) as bigint) from visits where tenant_id = $1 and assignee is not null \
             and state not in ('completed', 'cancelled') group by assignee",
            true,
        ),
    ] {
        for row in sqlx::query(sql).bind(tenant.to_string()).fetch_all(db.pool()).await? {
            let (agent, count): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
            let Ok(agent) = agent.parse::<AgentId>() else { continue };
            let known = open.entry(agent).or_default();
            if visits {
                known.1 = count;
            } else {
                known.0 = count;
            }
        }
    }
    Ok(open)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    #[serde(default)]
    name: String,
}

#[utoipa::path(
    get,
    path = "/staff/account",
    tag = "people",
    operation_id = "check_account",
    description = "Whether a sign-in name is free. Names are unique over all organisations of a server.",
    params(("name" = String, Query, description = "The name")),
    responses(
        (status = 200, description = "`AccountCheck`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to make agents"),
        (status = 429, description = "Too many names"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn account(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<Name>,
) -> Answer<axum::Json<AccountCheck>> {
    session.must(Area::Staff, Verb::Create)?;
    let account = account_key(&asked.name.chars().take(200).collect::<String>());
    let problem = account_problem(&account).map(str::to_owned);
    let free = problem.is_none() && !taken(&app.db, &account).await?;
    Ok(axum::Json(AccountCheck { account, free, problem }))
}

/// Whether somebody signs in by this name. Over all organisations, because names are.
pub(super) async fn taken(db: &Db, account: &str) -> DbResult<bool> {
    // the primary key of accounts
    let row = sqlx::query("select 1 from accounts where account = $1").bind(account).fetch_optional(db.pool()).await?;
    Ok(row.is_some())
}
