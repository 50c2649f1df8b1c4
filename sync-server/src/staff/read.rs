//! `GET /staff`: everything the staff pages show, with a page of the agents that are asked for. `GET /staff/agents`: such a
//! page alone, for whoever looks for a colleague. `GET /staff/account`: whether a sign-in name is free.
//!
//! Who is meant is decided over the directory in memory; only the agents of the page are read with the numbers to replace
//! them by, and only their open work is counted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::extract::State;
use serde::Deserialize;
use sqlx::Row as _;
use truckroll_domain::access::{Area, BuiltIn, Module, Parties, Role, Verb};
use truckroll_domain::people::{Agent, Group, account_problem};
use truckroll_domain::{AgentId, GroupId, RoleId, TenantId};
use truckroll_protocol::api::Page;
use truckroll_protocol::api::staff::{
    AccountCheck, AgentNow, GroupNow, Named, RoleNow, StaffNow, StaffQuery, SwitchesNow,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{AGENT, GROUP, switches};
use crate::App;
use crate::auth::{Session, account_key};
use crate::db::{Db, DbResult, marks, query};
use crate::directory::Directory;
use crate::http::{Answer, Fault, Query};
use crate::lists;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(staff)).routes(routes!(found)).routes(routes!(account))
}

/// Skills and tags that are told at most, each.
const MOST_WORDS: usize = 500;

#[utoipa::path(
    get,
    path = "/staff",
    tag = "people",
    operation_id = "staff",
    description = "Groups, roles and switches with the numbers to replace them by, and a page of the agents that are asked for, \
                   with what they have open.",
    params(
        ("q" = Option<String>, Query, description = "In name, account, employee number, skill or tag"),
        ("group" = Option<String>, Query, description = "Of this group"),
        ("role" = Option<String>, Query, description = "With this role"),
        ("state" = Option<String>, Query, description = "`enabled`: those who work here; `disabled`; all by default"),
        ("id" = Option<String>, Query, description = "This one alone"),
        ("works" = Option<String>, Query, description = "Those who may work in an area, by its word"),
        ("changeable" = Option<bool>, Query, description = "Those whom you may change"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<i64>, Query, description = "Agents a page, 1 to 200"),
    ),
    responses(
        (status = 200, description = "`StaffNow`", body = serde_json::Value),
        (status = 400, description = "An unknown state or area"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to see staff"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn staff(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<StaffQuery>,
) -> Answer<axum::Json<StaffNow>> {
    session.must(Area::Staff, Verb::View)?;
    let directory = app.directory(session.tenant).await?;
    let page = page(&app, &session, &directory, &asked).await?;
    let mut now = StaffNow {
        agents: page.rows,
        total: page.total,
        next: page.next,
        switches: SwitchesNow {
            switches: directory.policy.switches.clone(),
            seq: directory.switches_seq,
            dependents: switches::dependents(&app.db, session.tenant).await?,
        },
        ..StaffNow::default()
    };
    let counted = Counted::of(&directory);
    // index: the primary key of definitions
    let rows =
        sqlx::query("select kind, seq, body from definitions where tenant_id = $1 and kind in ($2, $3) and body <> ''")
            .bind(session.tenant.to_string())
            .bind(GROUP)
            .bind(Role::KIND)
            .fetch_all(app.db.pool())
            .await?;
    for row in rows {
        let (kind, seq, body): (String, i64, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        if kind == GROUP {
            let Ok(group) = serde_json::from_str::<Group>(&body) else { continue };
            let members = counted.groups.get(&group.id).copied().unwrap_or_default();
            now.groups.push(GroupNow { group, seq, members });
        } else {
            let Ok(role) = serde_json::from_str::<Role>(&body) else { continue };
            now.roles.push(counted.role(role, seq));
        }
    }
    for built_in in BuiltIn::ALL {
        if now.roles.iter().all(|known| known.role.id != built_in.id()) {
            now.roles.push(counted.role(built_in.role(), 0));
        }
    }
    now.groups.sort_by(|a, b| (a.group.position, &a.group.name).cmp(&(b.group.position, &b.group.name)));
    let order = |now: &RoleNow| (!now.built_in, now.role.name.clone(), now.role.id);
    now.roles.sort_by_key(order);
    now.supervisors = supervisors(&directory, &now.groups);
    now.seats = seats(&directory);
    (now.skills, now.tags) = (words(&session, &directory, |a| &a.skills), words(&session, &directory, |a| &a.tags));
    Ok(axum::Json(now))
}

#[utoipa::path(
    get,
    path = "/staff/agents",
    tag = "people",
    operation_id = "found_agents",
    description = "A page of agents by name, with the numbers to replace them by and what they have open.",
    params(
        ("q" = Option<String>, Query, description = "In name, account, employee number, skill or tag"),
        ("group" = Option<String>, Query, description = "Of this group"),
        ("role" = Option<String>, Query, description = "With this role"),
        ("state" = Option<String>, Query, description = "`enabled`: those who work here; `disabled`; all by default"),
        ("id" = Option<String>, Query, description = "This one alone"),
        ("works" = Option<String>, Query, description = "Those who may work in an area, by its word"),
        ("changeable" = Option<bool>, Query, description = "Those whom you may change"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<i64>, Query, description = "Agents a page, 1 to 200"),
    ),
    responses(
        (status = 200, description = "`Page` of `AgentNow`", body = serde_json::Value),
        (status = 400, description = "An unknown state or area"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to see staff"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn found(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<StaffQuery>,
) -> Answer<axum::Json<Page<AgentNow>>> {
    session.must(Area::Staff, Verb::View)?;
    let directory = app.directory(session.tenant).await?;
    page(&app, &session, &directory, &asked).await.map(axum::Json)
}

/// What of an agent is searched for words.
fn has_words(agent: &Agent, words: &str) -> bool {
    let found = |text: &String| text.to_lowercase().contains(words);
    [&agent.name, &agent.given_name, &agent.account, &agent.employee_number].into_iter().any(found)
        || agent.skills.iter().any(found)
        || agent.tags.iter().any(found)
}

/// A page of the agents that are asked for and that this person may see.
async fn page(app: &App, session: &Session, directory: &Directory, asked: &StaffQuery) -> Answer<Page<AgentNow>> {
    let limit = usize::try_from(lists::limit(asked.limit)?).unwrap_or(usize::MAX);
    if !["", "enabled", "disabled"].contains(&asked.state.as_str()) {
        return Err(Fault::bad_request("state"));
    }
    let works = match asked.works.as_str() {
        "" => None,
        word => {
            let area = Area::ALL.iter().find(|area| area.word() == word);
            Some(*area.ok_or_else(|| Fault::bad_request("works"))?)
        }
    };
    let wanted = asked.q.trim().to_lowercase();
    let (policy, mine) = (&directory.policy, session.rights());
    let fits = |agent: &&Agent| {
        let state = match asked.state.as_str() {
            "enabled" => agent.disabled_at.is_none(),
            "disabled" => agent.disabled_at.is_some(),
            _ => true,
        };
        state
            && asked.id.is_none_or(|id| agent.id == id)
            && asked.group.is_none_or(|group| agent.groups.contains(&group))
            && asked.role.is_none_or(|role| policy.roles_of(agent).contains(&role))
            && (wanted.is_empty() || has_words(agent, &wanted))
            && reaches(session, agent)
            && works.is_none_or(|area| policy.verbs(agent).allow(area, Verb::Work))
            && (!asked.changeable
                || mine.on(Area::Staff, Verb::Edit, &parties(agent))
                    && super::covers(session, &policy.verbs(&Agent { disabled_at: None, ..Agent::clone(agent) })))
    };
    let mut all: Vec<&Agent> = directory.agents.values().filter(fits).collect();
    all.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    let total = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let from = match asked.after.as_deref() {
        None => 0,
        Some(cursor) => {
            let (id, name) = cursor.split_once('~').ok_or_else(|| Fault::bad_request("after"))?;
            let id: AgentId = id.parse().map_err(|_| Fault::bad_request("after"))?;
            all.partition_point(|agent| (agent.name.as_str(), agent.id) <= (name, id))
        }
    };
    let shown: Vec<&Agent> = all.iter().skip(from).take(limit).copied().collect();
    let last = shown.last().filter(|_| from + shown.len() < all.len());
    let next = last.map(|agent| format!("{}~{}", agent.id, agent.name));
    let ids: Vec<AgentId> = shown.iter().map(|agent| agent.id).collect();
    Ok(Page { rows: stored(&app.db, session.tenant, &ids).await?, total, next })
}

/// Agents as they are stored now, in this order (index: the primary key of definitions).
async fn stored(db: &Db, tenant: TenantId, ids: &[AgentId]) -> DbResult<Vec<AgentNow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select seq, body from definitions where tenant_id = $1 and kind = $2 and id in ({}) and body <> ''",
        marks(3, ids.len())
    );
    let mut select = query(&sql).bind(tenant.to_string()).bind(AGENT);
    for id in ids {
        select = select.bind(id.to_string());
    }
    let open = open_work(db, tenant, Some(ids)).await?;
    let mut agents = Vec::with_capacity(ids.len());
    for row in select.fetch_all(db.pool()).await? {
        let (seq, body): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
        if let Ok(agent) = serde_json::from_str::<Agent>(&body) {
            agents.push(agent_now(agent, seq, &open));
        }
    }
    agents.sort_by_key(|now| ids.iter().position(|id| *id == now.agent.id));
    Ok(agents)
}

/// How many work in each group and have each role.
#[derive(Default)]
struct Counted {
    groups: HashMap<GroupId, i64>,
    roles: HashMap<RoleId, i64>,
}

impl Counted {
    fn of(directory: &Directory) -> Self {
        let mut counted = Self::default();
        for agent in directory.agents.values().filter(|agent| agent.disabled_at.is_none()) {
            for group in &agent.groups {
                *counted.groups.entry(*group).or_default() += 1;
            }
            for role in directory.policy.roles_of(agent) {
                *counted.roles.entry(role).or_default() += 1;
            }
        }
        counted
    }

    fn role(&self, role: Role, seq: i64) -> RoleNow {
        let members = self.roles.get(&role.id).copied().unwrap_or_default();
        RoleNow { built_in: BuiltIn::of(role.id).is_some(), role, seq, members }
    }
}

/// Those who supervise groups, by name.
fn supervisors(directory: &Directory, groups: &[GroupNow]) -> Vec<Named> {
    let ids: BTreeSet<AgentId> = groups.iter().flat_map(|now| now.group.supervisors.iter().copied()).collect();
    let named = |id: AgentId| directory.agents.get(&id).map(|agent| Named { id, name: agent.name.clone() });
    let mut all: Vec<Named> = ids.into_iter().filter_map(named).collect();
    all.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    all
}

/// Words of agents whom this person may see, each once, in order.
fn words(session: &Session, directory: &Directory, of: fn(&Agent) -> &Vec<String>) -> Vec<String> {
    let with_some = directory.agents.values().filter(|agent| !of(agent).is_empty() && reaches(session, agent));
    let all: BTreeSet<&String> = with_some.flat_map(of).collect();
    all.into_iter().take(MOST_WORDS).cloned().collect()
}

/// Whether this person may see an agent's record.
pub(super) fn reaches(session: &Session, agent: &Agent) -> bool {
    session.rights().on(Area::Staff, Verb::View, &parties(agent))
}

/// Who an agent's record belongs to.
pub(super) fn parties(agent: &Agent) -> Parties {
    Parties { agents: vec![agent.id], groups: agent.groups.clone() }
}

pub(super) fn role_now(directory: &Directory, role: Role, seq: i64) -> RoleNow {
    Counted::of(directory).role(role, seq)
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

/// What agents have open: all of them, or those of `only`.
pub(crate) async fn open_work(db: &Db, tenant: TenantId, only: Option<&[AgentId]>) -> DbResult<OpenWork> {
    let mut open = OpenWork::new();
    let of = only.map_or_else(
        || "assignee is not null".to_owned(),
        |ids| if ids.is_empty() { "1 = 0".to_owned() } else { format!("assignee in ({})", marks(2, ids.len())) },
    );
    // indexes tickets_assignee, visits_assignee
    for (table, finished, visits) in [
        ("tickets", "status not in ('resolved', 'closed')", false),
        ("visits", "state not in ('completed', 'cancelled')", true),
    ] {
        let sql = format!(
            "select assignee, cast(count(*) as bigint) from {table} where tenant_id = $1 and {of} and {finished} \
             group by assignee"
        );
        let mut select = query(&sql).bind(tenant.to_string());
        for id in only.unwrap_or_default() {
            select = select.bind(id.to_string());
        }
        for row in select.fetch_all(db.pool()).await? {
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
