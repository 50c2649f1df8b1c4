//! Staff administration: agents, groups, roles and switches.
//!
//! Whoever replaces something may be too late or be told what stands against it. Both are no failures of the request but
//! [`Outcome`]s, because the screen keeps what was typed and says so at its place.

use std::collections::BTreeMap;

use truckroll_domain::access::Module;
use truckroll_domain::imports::Mapping;
use truckroll_domain::{AgentId, GroupId, RoleId};
use truckroll_protocol::api::Page;
use truckroll_protocol::api::staff::{
    AccountCheck, AgentChange, AgentNow, Disable, GroupChange, GroupNow, GroupOrder, LicenceChange, LicenceNow,
    NewAgent, NewSwitches, Removal, RoleChange, RoleNow, StaffImported, StaffNow, StaffQuery, SwitchesNow, Written,
};

use super::{Answer, Fault, delete, get, post, put, send};
use crate::query::{Query, encode};

/// What became of replacing something.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome<T> {
    /// It holds.
    Written(T),
    /// A colleague was faster.
    Overtaken,
    /// Something stands against it: problem keys or counts by member.
    Refused(BTreeMap<String, String>),
}

pub(super) fn outcome<T>(answer: Answer<T>, kind: &str) -> Answer<Outcome<T>> {
    match answer {
        Ok(now) => Ok(Outcome::Written(now)),
        Err(Fault::Problem(problem)) if problem.status == 409 && problem.detail == kind => Ok(Outcome::Overtaken),
        // how many of how many says the sentence
        Err(Fault::Problem(problem))
            if matches!(problem.status, 409 | 422) && !problem.fields.is_empty() && problem.code != "seats_used_up" =>
        {
            Ok(Outcome::Refused(problem.fields))
        }
        Err(fault) => Err(fault),
    }
}

/// What is asked for, as it follows a path.
fn suffix(asked: &StaffQuery) -> String {
    let id = |id: Option<String>| id.unwrap_or_default();
    let query = Query::default()
        .with("q", &asked.q)
        .with("group", &id(asked.group.map(|id| id.to_string())))
        .with("role", &id(asked.role.map(|id| id.to_string())))
        .with("state", &asked.state)
        .with("id", &id(asked.id.map(|id| id.to_string())))
        .with("works", &asked.works)
        .with("changeable", if asked.changeable { "true" } else { "" })
        .with("after", asked.after.as_deref().unwrap_or_default())
        .with("limit", &id(asked.limit.map(|limit| limit.to_string())));
    query.suffix()
}

/// Everything the staff pages show, with the first page of the agents that are asked for.
pub async fn now(asked: &StaffQuery) -> Answer<StaffNow> {
    get(&format!("/staff{}", suffix(asked))).await
}

/// The same with the first `pages` pages of them.
pub async fn pages(asked: &StaffQuery, pages: usize) -> Answer<StaffNow> {
    let asked = StaffQuery { limit: Some(super::rows()), ..asked.clone() };
    let mut all = now(&asked).await?;
    for _ in 1..pages {
        let Some(next) = all.next.take() else { break };
        let page = agents(&StaffQuery { after: Some(next), ..asked.clone() }).await?;
        all.agents.extend(page.rows);
        all.next = page.next;
    }
    Ok(all)
}

/// A page of the agents that are asked for.
pub async fn agents(asked: &StaffQuery) -> Answer<Page<AgentNow>> {
    get(&format!("/staff/agents{}", suffix(asked))).await
}

/// Whether a sign-in name is free.
pub async fn account(name: &str) -> Answer<AccountCheck> {
    get(&format!("/staff/account?name={}", encode(name))).await
}

/// Makes an agent.
pub async fn create_agent(agent: &NewAgent) -> Answer<Outcome<AgentNow>> {
    outcome(post("/agents", agent).await, "agent")
}

/// Changes an agent.
pub async fn change_agent(change: &AgentChange) -> Answer<Outcome<AgentNow>> {
    outcome(put(&format!("/agents/{}", change.agent.id), change).await, "agent")
}

/// Gives or takes a licence.
pub async fn licence(agent: AgentId, module: Module, on: bool) -> Answer<AgentNow> {
    post(&format!("/agents/{agent}/licence"), &LicenceChange { module, on }).await
}

/// Disables an agent.
pub async fn disable(agent: AgentId, body: &Disable) -> Answer<Outcome<AgentNow>> {
    outcome(post(&format!("/agents/{agent}/disable"), body).await, "agent")
}

/// Enables a disabled agent.
pub async fn enable(agent: AgentId, seq: i64) -> Answer<Outcome<AgentNow>> {
    outcome(post(&format!("/agents/{agent}/enable"), &Removal { seq }).await, "agent")
}

/// Makes or changes a group.
pub async fn save_group(change: &GroupChange) -> Answer<Outcome<GroupNow>> {
    let answer = match change.seq {
        0 => post("/groups", change).await,
        _ => put(&format!("/groups/{}", change.group.id), change).await,
    };
    outcome(answer, "group")
}

/// Puts the groups below one parent into an order.
pub async fn order_groups(groups: Vec<GroupId>) -> Answer<Outcome<Written>> {
    outcome(put("/groups", &GroupOrder { groups }).await, "group")
}

/// Removes a group.
pub async fn remove_group(group: GroupId, seq: i64) -> Answer<Outcome<()>> {
    outcome(delete(&format!("/groups/{group}"), &Removal { seq }).await, "group")
}

/// Makes a role.
pub async fn create_role(change: &RoleChange) -> Answer<Outcome<RoleNow>> {
    outcome(post("/roles", change).await, "role")
}

/// Changes a role.
pub async fn change_role(change: &RoleChange) -> Answer<Outcome<RoleNow>> {
    outcome(put(&format!("/roles/{}", change.role.id), change).await, "role")
}

/// Removes a role, or takes a built-in one back to how it came.
pub async fn remove_role(role: RoleId, seq: i64) -> Answer<Outcome<()>> {
    outcome(delete(&format!("/roles/{role}"), &Removal { seq }).await, "role")
}

/// Switches features.
pub async fn switch(switches: &NewSwitches) -> Answer<Outcome<SwitchesNow>> {
    outcome(put("/switches", switches).await, "switches")
}

/// What the organisation may use.
pub async fn licence_now() -> Answer<LicenceNow> {
    get("/licence").await
}

/// Brings a file of agents: to be looked at, checked, or stored.
pub async fn import(
    step: &str,
    language: &str,
    mapping: Option<&Mapping>,
    bytes: &[u8],
) -> Answer<Outcome<StaffImported>> {
    let mapping = mapping.and_then(|mapping| serde_json::to_string(mapping).ok()).unwrap_or_default();
    let path = format!("/staff/import?step={step}&language={language}&mapping={}", encode(&mapping));
    outcome(send("POST", &path, bytes).await, "import")
}

/// The address of staff as a table (`export`), or of an empty one (`template`).
#[must_use]
pub fn table(what: &str, format: &str, language: &str) -> String {
    format!("/api/v1/staff/{what}?format={format}&language={language}")
}

#[cfg(test)]
mod tests {
    use truckroll_protocol::api::Problem;

    use super::*;

    #[test]
    fn whoever_is_too_late_is_told_apart_from_what_is_in_use() {
        let answer = |status, detail: &str, fields: &[(&str, &str)]| {
            let fields = fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            let problem = Problem { status, detail: detail.into(), fields, ..Problem::default() };
            outcome::<()>(Err(Fault::Problem(Box::new(problem))), "group")
        };
        assert_eq!(answer(409, "group", &[]), Ok(Outcome::Overtaken));
        let counted = Outcome::Refused(BTreeMap::from([("agents".to_owned(), "3".to_owned())]));
        assert_eq!(answer(409, "in_use", &[("agents", "3")]), Ok(counted));
        assert!(answer(409, "last_administrator", &[]).is_err());
        assert!(answer(403, "role", &[]).is_err());
    }
}
