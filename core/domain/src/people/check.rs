//! What an administrator may write of an agent and of a group (ORG-19, ORG-21).

use std::collections::{BTreeMap, BTreeSet};

use super::{Agent, Group};
use crate::access::{BuiltIn, Feature, MAX_DEPTH, Policy};
use crate::forms::{is_email, is_phone};
use crate::{GroupId, Place};

/// What is wrong with an agent: problem keys by member.
pub type AgentProblems = BTreeMap<String, &'static str>;
/// What is wrong with a group: problem keys by member.
pub type GroupProblems = BTreeMap<String, &'static str>;

/// Longest name, characters.
const MAX_NAME: usize = 60;
/// Longest number or address, characters.
const MAX_LINE: usize = 120;
/// Most skills, tags or groups of one agent.
const MAX_LIST: usize = 50;
/// Longest skill or tag, characters.
const MAX_WORD: usize = 40;
/// Shortest and longest account name, characters.
const ACCOUNT: std::ops::RangeInclusive<usize> = 2..=64;
/// Minutes of a day.
const DAY_MIN: u16 = 24 * 60;

/// What is wrong with a sign-in name, if anything: it is made of small letters, digits and `. _ - @`.
#[must_use]
pub fn account_problem(account: &str) -> Option<&'static str> {
    if !ACCOUNT.contains(&account.chars().count()) {
        return Some("length");
    }
    let known = |c: char| c.is_alphanumeric() && !c.is_uppercase() || "._-@".contains(c);
    if account.chars().all(known) { None } else { Some("characters") }
}

/// Whether an agent may be kept like this under the organisation's roles and groups.
///
/// # Errors
/// What is wrong, by member.
pub fn check_agent(agent: &Agent, policy: &Policy) -> Result<(), AgentProblems> {
    let mut problems = AgentProblems::new();
    let mut note = |member: &str, problem: Option<&'static str>| {
        if let Some(problem) = problem {
            problems.entry(member.to_owned()).or_insert(problem);
        }
    };
    note("account", account_problem(&agent.account));
    note("name", required(&agent.name));
    for (member, text, limit) in [
        ("name", &agent.name, MAX_NAME),
        ("given_name", &agent.given_name, MAX_NAME),
        ("mobile", &agent.mobile, MAX_LINE),
        ("landline", &agent.landline, MAX_LINE),
        ("employee_number", &agent.employee_number, MAX_WORD),
        ("email", &agent.email, MAX_LINE),
        ("home_address", &agent.home_address, MAX_LINE),
    ] {
        note(member, (text.chars().count() > limit).then_some("too_long"));
    }
    for (member, number) in [("mobile", &agent.mobile), ("landline", &agent.landline)] {
        note(member, (!number.is_empty() && !is_phone(number)).then_some("not_a_phone"));
    }
    note("email", (!agent.email.is_empty() && !is_email(&agent.email)).then_some("not_an_email"));
    for (member, words) in [("skills", &agent.skills), ("tags", &agent.tags)] {
        note(member, words_problem(words));
    }
    let strangers = agent.skills_until.keys().any(|skill| !agent.skills.contains(skill));
    note("skills_until", strangers.then_some("unknown_skill"));
    let known = agent.groups.len() <= MAX_LIST && agent.groups.iter().all(|group| policy.groups.contains_key(group));
    note("groups", (!known).then_some("unknown_group"));
    note("role", role_problem(agent, policy));
    let minutes = [agent.shift_from_min, agent.shift_to_min];
    note("shift_from_min", (minutes[0].is_some() != minutes[1].is_some()).then_some("half_a_shift"));
    note("shift_from_min", minutes.iter().flatten().any(|minute| *minute > DAY_MIN).then_some("not_a_time"));
    note(
        "photo",
        agent.photo.as_deref().is_some_and(|hash| !crate::attachments::is_hash(hash)).then_some("not_a_picture"),
    );
    note("home", agent.home.is_some_and(|home: Place| !home.is_valid()).then_some("not_a_place"));
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn role_problem(agent: &Agent, policy: &Policy) -> Option<&'static str> {
    match agent.role {
        None if policy.on(Feature::RoleManagement) => Some("required"),
        None => None,
        Some(role) if policy.role(role).is_none() => Some("unknown_role"),
        Some(role) if BuiltIn::of(role).is_none() && !policy.on(Feature::RoleManagement) => Some("roles_are_off"),
        Some(_) => None,
    }
}

fn required(text: &str) -> Option<&'static str> {
    text.trim().is_empty().then_some("required")
}

fn words_problem(words: &[String]) -> Option<&'static str> {
    let different: BTreeSet<&String> = words.iter().collect();
    if words.len() > MAX_LIST {
        Some("too_many")
    } else if words.iter().any(|word| word.trim().is_empty() || word.chars().count() > MAX_WORD) {
        Some("not_a_word")
    } else if different.len() < words.len() {
        Some("twice")
    } else {
        None
    }
}

/// Whether a group may be kept like this beside the others.
///
/// # Errors
/// What is wrong, by member.
pub fn check_group(group: &Group, policy: &Policy) -> Result<(), GroupProblems> {
    let mut problems = GroupProblems::new();
    if let Some(problem) = required(&group.name) {
        problems.insert("name".to_owned(), problem);
    }
    if group.name.chars().count() > MAX_NAME {
        problems.insert("name".to_owned(), "too_long");
    }
    let same = |other: &Group| other.id != group.id && other.parent == group.parent && other.name == group.name;
    if policy.groups.values().any(same) {
        problems.insert("name".to_owned(), "taken");
    }
    if group.supervisors.len() > MAX_LIST || group.supervisors.iter().any(|s| !policy.members.contains_key(s)) {
        problems.insert("supervisors".to_owned(), "unknown_agent");
    }
    if let Some(problem) = parent_problem(group, policy) {
        problems.insert("parent".to_owned(), problem);
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn parent_problem(group: &Group, policy: &Policy) -> Option<&'static str> {
    let mut above = 0;
    let mut next = group.parent;
    while let Some(id) = next {
        if id == group.id {
            return Some("below_itself");
        }
        let Some(parent) = policy.groups.get(&id) else { return Some("unknown_group") };
        above += 1;
        if above >= MAX_DEPTH {
            return Some("too_deep");
        }
        next = parent.parent;
    }
    (above + height(group.id, policy, MAX_DEPTH) > MAX_DEPTH).then_some("too_deep")
}

/// Levels of the tree that hangs on a group, itself included; at most `most` are counted.
fn height(group: GroupId, policy: &Policy, most: usize) -> usize {
    if most == 0 {
        return 0;
    }
    let below = policy.groups.values().filter(|g| g.parent == Some(group) && g.id != group);
    1 + below.map(|g| height(g.id, policy, most - 1)).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Role, Switches};
    use crate::{AgentId, RoleId, Timestamp};

    fn group(n: u8, parent: Option<u8>) -> Group {
        let id = |n| GroupId::from_parts(1, [n; 10]);
        Group { id: id(n), name: format!("Group {n}"), parent: parent.map(id), supervisors: vec![], position: 0 }
    }

    fn policy() -> Policy {
        let mut groups: Vec<Group> = (2..=5).map(|n| group(n, Some(n - 1))).collect();
        groups.push(group(1, None));
        groups.push(group(9, None));
        let agents = [Agent { id: AgentId::from_parts(2, [1; 10]), ..Agent::default() }];
        Policy::new([], groups, &agents, Switches::default())
    }

    fn li() -> Agent {
        Agent {
            account: "li.na".into(),
            name: "Li Na".into(),
            role: Some(BuiltIn::Engineer.id()),
            mobile: "+86 139-1600 (0001)".into(),
            email: "li@lifts.example".into(),
            skills: vec!["lift-a".into()],
            ..Agent::default()
        }
    }

    #[test]
    fn agents_are_checked_member_by_member() {
        assert_eq!(check_agent(&li(), &policy()), Ok(()));
        let word = "x".repeat(41);
        for (change, member, problem) in [
            (Box::new(|a: &mut Agent| a.account = "L".into()) as Box<dyn Fn(&mut Agent)>, "account", "length"),
            (Box::new(|a| a.account = "Li Na".into()), "account", "characters"),
            (Box::new(|a| a.name = " ".into()), "name", "required"),
            (Box::new(|a| a.name = "n".repeat(61)), "name", "too_long"),
            (Box::new(|a| a.mobile = "call me".into()), "mobile", "not_a_phone"),
            (Box::new(|a| a.landline = "12".into()), "landline", "not_a_phone"),
            (Box::new(|a| a.email = "li@lifts".into()), "email", "not_an_email"),
            (Box::new(|a| a.email = "li@@lifts.example".into()), "email", "not_an_email"),
            (Box::new(|a| a.skills = vec!["a".into(), "a".into()]), "skills", "twice"),
            (Box::new(move |a| a.tags = vec![word.clone()]), "tags", "not_a_word"),
            (Box::new(|a| a.skills_until = [("weld".into(), Timestamp(1))].into()), "skills_until", "unknown_skill"),
            (Box::new(|a| a.groups = vec![GroupId::default()]), "groups", "unknown_group"),
            (Box::new(|a| a.role = None), "role", "required"),
            (Box::new(|a| a.role = Some(RoleId::default())), "role", "unknown_role"),
            (Box::new(|a| a.shift_from_min = Some(60)), "shift_from_min", "half_a_shift"),
            (
                Box::new(|a| (a.shift_from_min, a.shift_to_min) = (Some(60), Some(2_000))),
                "shift_from_min",
                "not_a_time",
            ),
            (Box::new(|a| a.home = Some(Place::new(95.0, 0.0))), "home", "not_a_place"),
        ] {
            let mut agent = li();
            change(&mut agent);
            let problems = check_agent(&agent, &policy()).expect_err(member);
            assert_eq!(problems, BTreeMap::from([(member.to_owned(), problem)]));
        }
    }

    #[test]
    fn without_role_management_only_built_in_roles_are_given() {
        let own = Role { id: RoleId::from_parts(7, [7; 10]), name: "Own".into(), ..BuiltIn::Agent.role() };
        let mut policy = policy();
        policy.roles.insert(own.id, own.clone());
        let with = |role| Agent { role, ..li() };
        assert_eq!(check_agent(&with(Some(own.id)), &policy), Ok(()));
        policy.switches = policy.switches.with(Feature::RoleManagement, false);
        assert_eq!(check_agent(&with(None), &policy), Ok(()));
        assert_eq!(
            check_agent(&with(Some(own.id)), &policy),
            Err(BTreeMap::from([("role".to_owned(), "roles_are_off")]))
        );
    }

    #[test]
    fn a_tree_of_groups_is_five_deep_and_never_a_circle() {
        let policy = policy();
        for (group, expected) in [
            (group(8, Some(4)), None),
            (group(8, Some(5)), Some("too_deep")),
            (group(1, Some(5)), Some("below_itself")),
            (group(9, Some(9)), Some("below_itself")),
            (group(8, Some(77)), Some("unknown_group")),
            // five levels hang on the first one already
            (group(1, Some(9)), Some("too_deep")),
            (group(2, Some(9)), None),
        ] {
            let found = check_group(&group, &policy).err().and_then(|problems| problems.get("parent").copied());
            assert_eq!(found, expected, "{} under {:?}", group.name, group.parent);
        }
        let twin =
            Group { id: GroupId::from_parts(1, [8; 10]), ..policy.groups[&GroupId::from_parts(1, [9; 10])].clone() };
        assert_eq!(check_group(&twin, &policy).expect_err("taken")["name"], "taken");
        let unnamed = Group { name: " ".into(), supervisors: vec![AgentId::default()], ..twin };
        let problems = check_group(&unnamed, &policy).expect_err("two problems");
        assert_eq!((problems["name"], problems["supervisors"]), ("required", "unknown_agent"));
    }
}
