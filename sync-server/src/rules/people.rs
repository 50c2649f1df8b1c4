//! Who a rule gives tickets to and who it tells.

use std::collections::BTreeSet;

use sqlx::Row as _;
use truckroll_domain::access::Module;
use truckroll_domain::dispatch::{Candidate, rank};
use truckroll_domain::people::{Agent, Channel};
use truckroll_domain::triggers::{AssignMode, Recipient};
use truckroll_domain::{AgentId, Content, GroupId, Place, RuleId, TenantId};

use super::scene::Scene;
use crate::App;
use crate::db::{DbResult, marks, query};
use crate::directory::Directory;
use crate::people;

fn is_there(directory: &Directory, id: AgentId) -> bool {
    directory.agents.get(&id).is_some_and(|agent| agent.disabled_at.is_none())
}

/// The members of a group.
fn members(directory: &Directory, group: GroupId) -> impl Iterator<Item = &Agent> {
    let there = move |agent: &&Agent| agent.disabled_at.is_none() && agent.groups.contains(&group);
    directory.agents.values().filter(there)
}

/// The members of a group who take tickets now, in a fixed order.
fn takers(directory: &Directory, group: GroupId) -> Vec<AgentId> {
    let takes =
        |agent: &&Agent| agent.licensed(Module::Tickets) && directory.presences.accepts(agent.id, Channel::Tickets);
    let mut ids: Vec<AgentId> = members(directory, group).filter(takes).map(|agent| agent.id).collect();
    ids.sort_unstable();
    ids
}

/// Who is looked for.
pub struct Wanted {
    /// How.
    pub mode: AssignMode,
    /// In which group.
    pub group: GroupId,
    /// Skills he must have.
    pub skills: Vec<String>,
}

/// Where the customer is: the ticket's place, else the company's.
fn site(scene: &Scene) -> Option<Place> {
    let company = scene.company.as_ref().and_then(|(_, content)| match content {
        Content::Company(company) => company.address.place,
        _ => None,
    });
    scene.ticket.address.place.filter(Place::is_valid).or(company.filter(Place::is_valid))
}

/// Chooses a member of a group for a ticket; `None` when nobody takes tickets, or nobody who does has the skills.
pub async fn choose(
    app: &App,
    directory: &Directory,
    scene: &Scene,
    rule: RuleId,
    wanted: &Wanted,
) -> DbResult<Option<AgentId>> {
    let (tenant, group) = (scene.tenant, wanted.group);
    let takers = takers(directory, group);
    if takers.is_empty() {
        return Ok(None);
    }
    match wanted.mode {
        AssignMode::LeastOpen => {
            let open = open_tickets(app, tenant, &takers).await?;
            return Ok(takers.into_iter().min_by_key(|id| (open.get(id).copied().unwrap_or(0), *id)));
        }
        AssignMode::Nearest | AssignMode::Skill => {
            let known = people::eligible(app, tenant, Module::Tickets, |agent| takers.contains(&agent.id)).await?;
            let candidates: Vec<Candidate> = known.into_iter().map(people::Engineer::candidate).collect();
            let ranked = rank(&candidates, site(scene), &wanted.skills, false, scene.now);
            return Ok(ranked.first().map(|best| best.agent));
        }
        AssignMode::Fixed | AssignMode::RoundRobin => {}
    }
    // the primary key of rule_turns
    let row = sqlx::query("select agent_id from rule_turns where tenant_id = $1 and rule_id = $2 and group_id = $3")
        .bind(tenant.to_string())
        .bind(rule.to_string())
        .bind(group.to_string())
        .fetch_optional(app.db.pool())
        .await?;
    let last: Option<AgentId> = row.map(|row| row.try_get::<String, _>(0)).transpose()?.and_then(|id| id.parse().ok());
    let next = takers.iter().find(|id| last.is_some_and(|last| **id > last)).or(takers.first());
    Ok(next.copied())
}

/// How many tickets people have that are not done.
async fn open_tickets(
    app: &App,
    tenant: TenantId,
    people: &[AgentId],
) -> DbResult<std::collections::HashMap<AgentId, i64>> {
    let mut open = std::collections::HashMap::new();
    for chunk in people.chunks(500) {
        // index tickets_assignee
        let sql = format!(
            "select assignee, cast(count(*) as bigint) from tickets where tenant_id = $1 \
             and status not in ('resolved', 'closed') and assignee in ({}) group by assignee",
            marks(2, chunk.len())
        );
        let mut select = query(&sql).bind(tenant.to_string());
        for id in chunk {
            select = select.bind(id.to_string());
        }
        for row in select.fetch_all(app.db.pool()).await? {
            if let Ok(agent) = row.try_get::<String, _>(0)?.parse() {
                open.insert(agent, row.try_get(1)?);
            }
        }
    }
    Ok(open)
}

/// The organisation's own people behind recipients, each once.
pub fn told(directory: &Directory, scene: &Scene, to: &[Recipient]) -> BTreeSet<AgentId> {
    let mut people = BTreeSet::new();
    for recipient in to {
        match recipient {
            Recipient::Assignee => people.extend(scene.overlay.assignee),
            Recipient::Group => {
                people.extend(scene.overlay.group.iter().flat_map(|g| members(directory, *g)).map(|a| a.id));
            }
            Recipient::Supervisor => {
                let group = directory.groups.iter().find(|group| Some(group.id) == scene.overlay.group);
                people.extend(group.into_iter().flat_map(|group| group.supervisors.iter().copied()));
            }
            Recipient::Cc => people.extend(scene.ticket.cc.iter().filter(|(_, on)| **on).map(|(id, _)| *id)),
            Recipient::Creator => people.extend(scene.ticket.created_by),
            Recipient::Agent { id } => drop(people.insert(*id)),
            Recipient::Contact => {}
        }
    }
    people.retain(|id| is_there(directory, *id));
    people
}
