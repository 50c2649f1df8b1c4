//! Rights: what roles grant, how far they reach, and the matrix of role, command and record.

use std::collections::BTreeMap;

use super::*;
use crate::assets::{Asset, AssetCommand};
use crate::companies::{Company, CompanyCommand};
use crate::contacts::{Contact, ContactCommand};
use crate::people::{Agent, Group, Role as Duty};
use crate::tickets::{Ticket, TicketCommand, TicketOverlay};
use crate::visits::{Assignment, VisitCommand, VisitOverlay};
use crate::{AgentId, AssignmentId, EntryId, GroupId, LineId, RoleId, Timestamp};

fn agent_id(n: u8) -> AgentId {
    AgentId::from_parts(1, [n; 10])
}

fn group_id(n: u8) -> GroupId {
    GroupId::from_parts(2, [n; 10])
}

fn agent(n: u8, groups: &[u8]) -> Agent {
    Agent { id: agent_id(n), groups: groups.iter().map(|g| group_id(*g)).collect(), ..Agent::default() }
}

fn group(n: u8, parent: Option<u8>, supervisors: &[u8]) -> Group {
    Group {
        id: group_id(n),
        name: format!("Group {n}"),
        parent: parent.map(group_id),
        supervisors: supervisors.iter().map(|a| agent_id(*a)).collect(),
        position: 0,
    }
}

const ME: u8 = 1;
const MATE: u8 = 2;
const BELOW: u8 = 3;
const STRANGER: u8 = 4;

/// Me and a mate in group 1, somebody in group 2 below it, a stranger in group 3.
fn shop() -> (Policy, Vec<Agent>) {
    let agents = vec![agent(ME, &[1]), agent(MATE, &[1]), agent(BELOW, &[2]), agent(STRANGER, &[3])];
    let groups = [group(1, None, &[]), group(2, Some(1), &[]), group(3, None, &[])];
    (Policy::new([], groups, &agents, Switches::default()), agents)
}

/// A role that grants everything everywhere with one reach.
fn everything(reach: Reach) -> Role {
    let grants = Area::ALL.iter().map(|area| (*area, Grant::of(area.verbs(), reach))).collect();
    Role { id: RoleId::from_parts(9, [7; 10]), name: "Everything".into(), remark: String::new(), grants }
}

fn with_role(policy: &mut Policy, agent: &Agent, role: Role) -> Actor {
    let agent = Agent { role: Some(role.id), ..agent.clone() };
    policy.roles.insert(role.id, role);
    policy.actor(&agent)
}

/// Records of one agent, of every kind: ticket, visit, company, contact; an asset is nobody's.
fn records(of: Option<AgentId>) -> Vec<Content> {
    let assignment = AssignmentId::from_parts(3, [1; 10]);
    let overlay = VisitOverlay {
        assignments: of
            .map(|agent| {
                let given = Assignment {
                    agent,
                    agent_name: String::new(),
                    at: Timestamp(0),
                    by: String::new(),
                    reason: String::new(),
                    ended_at: None,
                    late: None,
                    late_at: None,
                };
                (assignment, given)
            })
            .into_iter()
            .collect(),
        current: of.map(|_| assignment),
        ..VisitOverlay::default()
    };
    vec![
        Content::Ticket(Ticket::default(), TicketOverlay { assignee: of, ..TicketOverlay::default() }),
        Content::Visit(Box::default(), Box::new(overlay)),
        Content::Company(Company { owner: of, ..Company::default() }),
        Content::Contact(Contact { owner: of, ..Contact::default() }),
        Content::Asset(Asset::default()),
    ]
}

/// One command of each kind that rights tell apart.
fn commands() -> Vec<Command> {
    let ticket = |command| Command::Ticket { id: crate::TicketId::default(), command };
    let visit = |command| Command::Visit { id: crate::VisitId::default(), command };
    vec![
        ticket(TicketCommand::Create { ticket: Box::default() }),
        ticket(TicketCommand::Edit { edit: Box::default() }),
        ticket(TicketCommand::SetStatus { fact: LineId::default(), status: crate::tickets::Status::Open }),
        ticket(TicketCommand::RemoveRow { field: "parts".into(), line: LineId::default() }),
        ticket(TicketCommand::Reply { entry: EntryId::default(), text: "x".into(), public: true, attachments: vec![] }),
        ticket(TicketCommand::SetCc { agent: AgentId::default(), on: true }),
        ticket(TicketCommand::Split { parts: BTreeMap::new(), closes_last: false }),
        ticket(TicketCommand::Unmerge { fact: LineId::default() }),
        ticket(TicketCommand::Assign { agent: None, agent_name: String::new(), group: None, seen: None }),
        visit(VisitCommand::Create { visit: Box::default() }),
        visit(VisitCommand::Edit { edit: Box::default() }),
        visit(VisitCommand::Note { entry: EntryId::default(), text: "x".into() }),
        visit(VisitCommand::Accept { assignment: AssignmentId::default(), place: None }),
        visit(VisitCommand::Reopen { reason: "x".into() }),
        visit(VisitCommand::Rate { stars: 5, comment: String::new() }),
        Command::Company {
            id: crate::CompanyId::default(),
            command: CompanyCommand::Create { company: Box::default() },
        },
        Command::Company { id: crate::CompanyId::default(), command: CompanyCommand::Edit { edit: Box::default() } },
        Command::Contact {
            id: crate::ContactId::default(),
            command: ContactCommand::Create { contact: Box::default() },
        },
        Command::Contact { id: crate::ContactId::default(), command: ContactCommand::Edit { edit: Box::default() } },
        Command::Asset { id: crate::AssetId::default(), command: AssetCommand::Create { asset: Box::default() } },
        Command::Asset { id: crate::AssetId::default(), command: AssetCommand::Edit { edit: Box::default() } },
        Command::Asset { id: crate::AssetId::default(), command: AssetCommand::Delete },
    ]
}

fn label(command: &Command) -> String {
    format!("{}.{}", command.kind().word(), command.name())
}

/// What each built-in role may do, spelled out: with his own record, one of a stranger, one of nobody. The sign says
/// `o`wn, `s`tranger's, `n`obody's.
#[test]
fn the_matrix_of_built_in_roles_holds() {
    let table: BTreeMap<&str, [&str; 4]> = [
        // command, administrator, dispatcher, engineer, agent
        ("ticket.create", ["osn", "osn", "osn", "osn"]),
        ("ticket.edit", ["osn", "osn", "o", "o"]),
        ("ticket.set_status", ["osn", "osn", "o", "o"]),
        ("ticket.reply", ["osn", "osn", "o", "o"]),
        ("ticket.remove_row", ["osn", "osn", "o", "o"]),
        ("ticket.set_cc", ["osn", "osn", "o", "o"]),
        ("ticket.split", ["osn", "osn", "o", "o"]),
        ("ticket.unmerge", ["osn", "osn", "o", "o"]),
        // handing on what is his
        ("ticket.assign", ["osn", "osn", "o", "o"]),
        ("visit.create", ["osn", "osn", "osn", "osn"]),
        ("visit.edit", ["osn", "osn", "o", ""]),
        ("visit.note", ["osn", "osn", "o", ""]),
        // the rule of the attempt decides whose it is
        ("visit.accept", ["osn", "osn", "osn", ""]),
        ("visit.reopen", ["osn", "osn", "", ""]),
        ("visit.rate", ["", "", "", ""]),
        ("company.create", ["osn", "osn", "", ""]),
        ("company.edit", ["osn", "osn", "", ""]),
        ("contact.create", ["osn", "osn", "", ""]),
        ("contact.edit", ["osn", "osn", "", ""]),
        ("asset.create", ["osn", "osn", "", ""]),
        ("asset.edit", ["osn", "osn", "", ""]),
        ("asset.delete", ["osn", "", "", ""]),
    ]
    .into();
    let (policy, agents) = shop();
    for command in commands() {
        let row = table[label(&command).as_str()];
        for (role, expected) in BuiltIn::ALL.into_iter().zip(row) {
            let actor = policy.actor(&Agent { role: Some(role.id()), ..agents[0].clone() });
            let of = |owner| records(owner).into_iter().find(|c| c.kind() == command.kind()).expect("one of each kind");
            let mut found = String::new();
            for (sign, owner, holds) in
                [('o', Some(agent_id(ME)), true), ('s', Some(agent_id(STRANGER)), false), ('n', None, false)]
            {
                if may_command(&actor, &command, &of(owner), holds) {
                    found.push(sign);
                }
            }
            assert_eq!(found, expected, "{} as {}", label(&command), role.word());
        }
    }
}

/// Every command on every record with every reach, against a plain reading of the words.
#[test]
fn a_reach_ends_where_its_circle_ends() {
    for reach in Reach::ALL {
        let (mut policy, agents) = shop();
        let actor = with_role(&mut policy, &agents[0], everything(*reach));
        for (owner, least) in [
            (Some(ME), Reach::Own),
            (Some(MATE), Reach::Group),
            (Some(BELOW), Reach::Tree),
            (Some(STRANGER), Reach::All),
            (None, Reach::All),
        ] {
            let reached = *reach >= least;
            for content in records(owner.map(agent_id)) {
                // an asset has no owner
                let reached = if matches!(content, Content::Asset(_)) { *reach == Reach::All } else { reached };
                assert_eq!(may_read(&actor, &content), reached, "{reach:?} reads {:?} of {owner:?}", content.kind());
                for command in commands().into_iter().filter(|c| c.kind() == content.kind()) {
                    let always = command.creates() || label(&command) == "visit.accept";
                    let never = label(&command) == "visit.rate";
                    let expected = (reached || always) && !never;
                    let found = may_command(&actor, &command, &content, false);
                    assert_eq!(found, expected, "{reach:?} {} on {owner:?}", label(&command));
                }
            }
        }
    }
}

#[test]
fn no_verb_works_without_its_grant() {
    let (mut policy, agents) = shop();
    for command in commands() {
        let (area, verb) = asks(&command);
        let mut role = everything(Reach::All);
        let grant = role.grants.get_mut(&area).expect("granted");
        grant.verbs.retain(|v| *v == Verb::View);
        let actor = with_role(&mut policy, &agents[0], role.clone());
        for content in records(Some(agent_id(ME))).iter().filter(|c| c.kind() == command.kind()) {
            assert!(!may_command(&actor, &command, content, true), "{} without {verb:?}", label(&command));
        }
        role.grants.remove(&area);
        let actor = with_role(&mut policy, &agents[0], role);
        for content in records(Some(agent_id(ME))).iter().filter(|c| c.kind() == command.kind()) {
            assert!(!may_read(&actor, content), "{:?} without {area:?}", content.kind());
        }
    }
}

#[test]
fn customers_and_the_system_have_rules_of_their_own() {
    let customer = Actor::Customer { name: String::new() };
    for command in commands() {
        let content = records(None).into_iter().find(|c| c.kind() == command.kind()).expect("one of each kind");
        let theirs = ["ticket.create", "ticket.reply", "visit.rate", "company.edit", "contact.edit"]
            .contains(&label(&command).as_str());
        assert_eq!(may_command(&customer, &command, &content, false), theirs, "{}", label(&command));
        assert!(may_command(&Actor::System, &command, &content, false));
        assert!(!may_read(&customer, &content) && may_read(&Actor::System, &content));
        let nobody =
            Actor::Agent { id: agent_id(ME), name: String::new(), roles: vec![Duty::Admin], rights: Rights::default() };
        assert!(!may_command(&nobody, &command, &content, true), "an actor read from a record may do nothing");
    }
}

#[test]
fn what_somebody_may_do_is_known_without_looking_on_whose_records() {
    let (policy, agents) = shop();
    for role in BuiltIn::ALL {
        let agent = Agent { role: Some(role.id()), ..agents[0].clone() };
        let (rights, verbs) = (policy.rights(&agent), policy.verbs(&agent));
        assert_eq!((rights.grants(), rights.administers()), (verbs.grants(), verbs.administers()));
        let gone = Agent { disabled_at: Some(Timestamp(1)), ..agent };
        assert!(policy.verbs(&gone).grants().is_empty());
    }
}

#[test]
fn licence_role_and_switch_must_all_agree() {
    for (licence, role, switch) in
        [true, false].into_iter().flat_map(|a| [(a, true, true), (a, true, false), (a, false, true), (a, false, false)])
    {
        let (mut policy, agents) = shop();
        policy.switches = policy.switches.with(Feature::Tickets, switch);
        let role = if role { BuiltIn::Dispatcher.id() } else { RoleId::from_parts(5, [5; 10]) };
        let me = Agent {
            role: Some(role),
            licences: Some(if licence { Module::ALL.to_vec() } else { vec![Module::Visits] }),
            ..agents[0].clone()
        };
        let rights = policy.rights(&me);
        let allowed = licence && role == BuiltIn::Dispatcher.id() && switch;
        assert_eq!(rights.allow(Area::Tickets, Verb::Edit), allowed, "{licence} {role} {switch}");
        let visits = role == BuiltIn::Dispatcher.id();
        assert_eq!(rights.allow(Area::Visits, Verb::Assign), visits, "the others do not suffer");
    }
}

#[test]
fn a_disabled_agent_may_do_nothing() {
    let (policy, agents) = shop();
    let admin = Agent { role: Some(BuiltIn::Administrator.id()), ..agents[0].clone() };
    assert!(policy.rights(&admin).administers());
    let gone = Agent { disabled_at: Some(Timestamp(1)), ..admin };
    assert_eq!(policy.rights(&gone), Rights::default());
}

#[test]
fn a_supervisor_reaches_his_groups_and_those_below() {
    let agents = vec![agent(ME, &[3]), agent(MATE, &[1]), agent(BELOW, &[2]), agent(STRANGER, &[3])];
    let groups = [group(1, None, &[ME]), group(2, Some(1), &[]), group(3, None, &[])];
    let mut policy = Policy::new([], groups, &agents, Switches::default());
    let actor = with_role(&mut policy, &agents[0], everything(Reach::Own));
    for (owner, reached) in [(ME, true), (MATE, true), (BELOW, true), (STRANGER, false)] {
        let ticket = &records(Some(agent_id(owner)))[0];
        assert_eq!(may_read(&actor, ticket), reached, "{owner}");
    }
    // a ticket that only names the group
    let of_group = |n| {
        let overlay = TicketOverlay { group: Some(group_id(n)), ..TicketOverlay::default() };
        Content::Ticket(Ticket::default(), overlay)
    };
    assert!(may_read(&actor, &of_group(2)) && !may_read(&actor, &of_group(3)));
}

#[test]
fn a_circle_of_groups_is_no_endless_walk() {
    let agents = vec![agent(ME, &[1])];
    let groups = [group(1, Some(2), &[]), group(2, Some(1), &[])];
    let policy = Policy::new([], groups, &agents, Switches::default());
    assert_eq!(policy.tree(&[group_id(1)].into()).len(), 2);
}

#[test]
fn former_words_and_roles_say_the_same() {
    let (policy, agents) = shop();
    for (duties, back) in [
        (vec![Duty::Admin], vec![Duty::Admin]),
        (vec![Duty::Dispatcher], vec![Duty::Dispatcher]),
        (vec![Duty::Engineer], vec![Duty::Engineer]),
        (vec![Duty::Dispatcher, Duty::Engineer], vec![Duty::Engineer, Duty::Dispatcher]),
        (vec![], vec![]),
    ] {
        let agent = Agent { roles: duties.clone(), ..agents[0].clone() };
        assert_eq!(policy.duties(&agent), back, "{duties:?}");
    }
}

#[test]
fn roles_are_checked_member_by_member() {
    let mut role = everything(Reach::Own);
    assert_eq!(role.check(), Ok(()));
    role.name = " ".into();
    role.grants.insert(Area::Tickets, Grant::of(&[Verb::Edit], Reach::All));
    role.grants.insert(Area::Statistics, Grant::of(&[Verb::View, Verb::Delete], Reach::All));
    let problems = role.check().expect_err("three problems");
    assert_eq!(
        problems,
        BTreeMap::from([
            ("name".to_owned(), "required"),
            ("grants.tickets".to_owned(), "view_required"),
            ("grants.statistics".to_owned(), "unknown_verb"),
        ])
    );
    let mut admin = BuiltIn::Administrator.role();
    assert_eq!(admin.check(), Ok(()));
    admin.grants.remove(&Area::Settings);
    assert_eq!(admin.check(), Err(BTreeMap::from([("grants".to_owned(), "administrator")])));
    for role in BuiltIn::ALL {
        assert_eq!(role.role().check(), Ok(()), "{}", role.word());
        assert_eq!(BuiltIn::of(role.id()), Some(role));
    }
}

#[test]
fn words_of_a_newer_version_give_no_right() {
    let text = r#"{"id":"00000000-0000-0000-0000-000000000001","name":"New","grants":{
        "tickets":{"verbs":["view","teleport"],"reach":"galaxy"},"mind_reading":{"verbs":["view"],"reach":"all"}}}"#;
    let role: Role = serde_json::from_str(text).expect("reads");
    assert_eq!(role.grants, BTreeMap::from([(Area::Tickets, Grant::of(&[Verb::View], Reach::Own))]));
}

#[test]
fn a_lock_holds_for_everybody_and_leaves_tags_open() {
    let (policy, agents) = shop();
    let admin = Agent { role: Some(BuiltIn::Administrator.id()), ..agents[0].clone() };
    let company = |command| Command::Company { id: crate::CompanyId::default(), command };
    let contact = |command| Command::Contact { id: crate::ContactId::default(), command };
    let into = |n: u8| crate::CompanyId::from_parts(1, [n; 10]);
    let renamed = crate::companies::CompanyEdit { name: Some("x".into()), ..Default::default() };
    let tagged = crate::companies::CompanyEdit { tags: [("vip".to_owned(), true)].into(), ..Default::default() };
    let called = crate::contacts::ContactEdit { name: Some("x".into()), ..Default::default() };
    let tagged_too = crate::contacts::ContactEdit { clear: ["tags".to_owned()].into(), ..Default::default() };
    let cases = [
        (company(CompanyCommand::Create { company: Box::default() }), Some(Lock::AddCompanies)),
        (company(CompanyCommand::Delete), Some(Lock::DeleteCompanies)),
        (company(CompanyCommand::Merge { into: into(2) }), Some(Lock::DeleteCompanies)),
        (company(CompanyCommand::Restore), None),
        (company(CompanyCommand::Unmerge), None),
        (company(CompanyCommand::Edit { edit: Box::new(renamed) }), Some(Lock::EditCompanies)),
        (company(CompanyCommand::Edit { edit: Box::new(tagged) }), None),
        (contact(ContactCommand::Create { contact: Box::default() }), Some(Lock::AddContacts)),
        (contact(ContactCommand::Delete), Some(Lock::DeleteContacts)),
        (contact(ContactCommand::Edit { edit: Box::new(called) }), Some(Lock::EditContacts)),
        (contact(ContactCommand::Edit { edit: Box::new(tagged_too) }), None),
        (Command::Asset { id: crate::AssetId::default(), command: AssetCommand::Edit { edit: Box::default() } }, None),
    ];
    for lock in Lock::ALL {
        let policy = policy.clone().restricted(Restrictions::default().with(*lock, true));
        let actor = policy.actor(&admin);
        for (command, stands) in &cases {
            let content = records(None).into_iter().find(|c| c.kind() == command.kind()).expect("one of each kind");
            let shut = judge(&actor, command, &content, true);
            let wanted =
                if *stands == Some(*lock) { Err(Refusal::Restricted { lock: lock.word().to_owned() }) } else { Ok(()) };
            assert_eq!(shut, wanted, "{lock:?} {}", label(command));
            assert_eq!(judge(&Actor::System, command, &content, true), Ok(()), "the system is no person");
            assert_eq!(judge(&actor.carrying_out(), command, &content, true), Ok(()), "parts of what was allowed");
        }
    }
    let engineer = policy.actor(&Agent { role: Some(BuiltIn::Engineer.id()), ..agents[1].clone() });
    let create = &cases[0].0;
    assert_eq!(judge(&engineer, create, &Content::empty(crate::Kind::Company), false), Err(Refusal::NotAllowed));
}

#[test]
fn the_main_account_is_the_first_that_administers() {
    let (policy, agents) = shop();
    let admin = |n: usize| Agent { role: Some(BuiltIn::Administrator.id()), ..agents[n].clone() };
    let gone = Agent { disabled_at: Some(Timestamp(1)), ..admin(1) };
    assert_eq!(policy.main_account([&agents[0], &admin(2), &admin(1)]), Some(agent_id(MATE)));
    assert_eq!(policy.main_account([&gone, &admin(2)]), Some(agent_id(BELOW)));
    assert_eq!(policy.main_account(&agents), None);
}

#[test]
fn a_remark_of_earlier_days_takes_nothing_from_the_administrator() {
    let (mut policy, agents) = shop();
    let mut role = Role { remark: "Head office".into(), ..BuiltIn::Administrator.role() };
    for grant in role.grants.values_mut() {
        grant.verbs.remove(&Verb::Import);
    }
    let actor = with_role(&mut policy, &agents[0], role);
    assert!(actor.may(Area::Customers, Verb::Import));
    let kept = policy.role(BuiltIn::Administrator.id()).expect("there");
    assert_eq!((kept.remark.as_str(), kept.check()), ("Head office", Ok(())));
}
