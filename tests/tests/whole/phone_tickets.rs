//! Tickets on phones without network: on their way through a workflow, with their service levels, made with all that belongs to
//! them.

use std::collections::BTreeMap;

use truckroll_domain::access::Targets;
use truckroll_domain::fields::{Field, FieldKind, FieldSet, FieldValue, Label, Noun, ValueEdits};
use truckroll_domain::filter::{Condition, Operand, Operator};
use truckroll_domain::sla::{SlaPolicy, State, Target, TermsFact};
use truckroll_domain::tickets::{
    NewTicket, Priority, Status, Ticket, TicketCommand, TicketField, TicketOverlay, TicketTemplate,
};
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::workflows::{
    Design, FieldAccess, Link, Node, NodeKind, Published, Spot, Task, Version, Workflow,
};
use truckroll_domain::{
    Actor, Command, Content, EntryId, LineId, Refusal, SlaPolicyId, TemplateId, TicketId, Timestamp, ViewId, WorkflowId,
};
use truckroll_replica::ask::{Answer, Ask, TicketPage};
use truckroll_server::ingest;
use truckroll_tests::world::{dana, uuid_of};
use truckroll_tests::{World, on_both};

fn template(id: TemplateId) -> TicketTemplate {
    TicketTemplate {
        id,
        version: 1,
        name: "Repair".into(),
        scope: Targets::everybody(),
        fields: vec![TicketField::new("part"), TicketField::new("parts")],
        ..TicketTemplate::default()
    }
}

async fn offers(world: &mut World) -> TicketTemplate {
    let own = |key: &str, kind| Field::new(key, Label::new(key, ""), kind);
    let mut set = FieldSet::standard(Noun::Ticket);
    set.fields.extend([own("part", FieldKind::Text), own("parts", FieldKind::AssetRows { table: "machines".into() })]);
    world.defines(FieldSet::KIND, Noun::Ticket.word(), &set).await;
    let template = template(TemplateId(uuid_of(world.fresh())));
    let (id, version) = (template.id.to_string(), template.reference().to_string());
    world.defines(TicketTemplate::VERSION_KIND, &version, &template).await;
    world.defines(TicketTemplate::KIND, &id, &template).await;
    template
}

/// Report → repair (where the part must be named) → end.
async fn draws(world: &mut World, template: TemplateId) -> WorkflowId {
    let id = WorkflowId(uuid_of(world.fresh()));
    let node = |key: &str, kind| Node {
        key: key.into(),
        title: key.to_uppercase(),
        kind,
        spot: Spot::default(),
        lane: String::new(),
    };
    let link = |from: &str, to: &str| Link {
        key: format!("{from}-{to}"),
        from: from.into(),
        to: to.into(),
        title: String::new(),
        when: truckroll_domain::filter::Filter::default(),
    };
    let demands = FieldAccess { required: true, ..FieldAccess::default() };
    let repair = Task { fields: BTreeMap::from([("part".to_owned(), demands)]), ..Task::default() };
    let workflow = Workflow {
        nodes: vec![
            node("start", NodeKind::Start),
            node("report", NodeKind::Task { task: Box::default() }),
            node("repair", NodeKind::Task { task: Box::new(repair) }),
            node("end", NodeKind::End),
        ],
        links: vec![link("start", "report"), link("report", "repair"), link("repair", "end")],
        ..Workflow::default()
    };
    let versions = vec![Version { number: 1, at: Timestamp(1), by: String::new() }];
    let design = Design { id, template: Some(template), draft: workflow.clone(), changed: false, versions };
    let published = Published { id, version: 1, template: Some(template), workflow };
    world.defines(Published::KIND, &Published::key(id, 1), &published).await;
    world.defines(Design::KIND, &id.to_string(), &design).await;
    id
}

fn page(world: &mut World, phone: usize, id: TicketId) -> Option<TicketPage> {
    let now = world.now();
    match world.phones[phone].ask(Ask::Ticket { id }, now) {
        Some(Answer::Ticket { page }) => page.map(|page| *page),
        other => panic!("{other:?} is no page"),
    }
}

fn offline(world: &mut World, phone: usize) {
    world.phones[phone].online = false;
    let now = world.now();
    world.phones[phone].ask(Ask::Network { online: false }, now);
}

fn does(world: &mut World, phone: usize, id: TicketId, command: TicketCommand) -> Result<(), Answer> {
    world.pass(1_000);
    let now = world.now();
    world.phones[phone].does(Command::Ticket { id, command }, now).map(|_| ())
}

async fn stored(world: &World, id: TicketId) -> (Ticket, TicketOverlay) {
    let mut found = ingest::load(&world.app.db, world.tenant, &[id.into()]).await.expect("reads");
    match found.remove(&id.into()).map(|one| one.content) {
        Some(Content::Ticket(ticket, overlay)) => (ticket, overlay),
        _ => panic!("the ticket is there"),
    }
}

#[test]
fn a_ticket_goes_on_without_network_by_the_version_that_came_beside_it() {
    on_both(2, async |world| {
        let template = offers(world).await;
        draws(world, template.id).await;
        world.settle().await;
        let id = TicketId(uuid_of(world.fresh()));
        let new =
            NewTicket { title: "Lift stands".into(), template: Some(template.reference()), ..NewTicket::default() };
        offline(world, 0);
        does(world, 0, id, TicketCommand::Create { ticket: Box::new(new) }).expect("is made");
        assert_eq!(page(world, 0, id).and_then(|page| page.way), None, "the server begins its way");
        world.settle().await;
        let way = page(world, 0, id).and_then(|page| page.way).expect("it goes by the workflow");
        assert!(way.known && way.mine, "{way:?}");
        assert_eq!((way.node.as_str(), way.next), ("report", Some(("repair".to_owned(), "REPAIR".to_owned()))));

        offline(world, 0);
        let fact = LineId(uuid_of(world.fresh()));
        let on = |fact, from: &str, to: &str| TicketCommand::Advance {
            fact,
            from: from.into(),
            to: to.into(),
            title: to.to_uppercase(),
        };
        does(world, 0, id, on(fact, "report", "repair")).expect("is kept");
        let way = page(world, 0, id).and_then(|page| page.way).expect("it goes on");
        assert_eq!((way.title.as_str(), way.missing), ("REPAIR", vec!["part".to_owned()]));
        assert_eq!(way.returns, [("report".to_owned(), "REPORT".to_owned())]);
        world.settle().await;
        let (ticket, overlay) = stored(world, id).await;
        assert_eq!(ticket.node(&overlay).map(|(node, ..)| node.to_owned()).as_deref(), Some("repair"));

        // whoever gets it later gets the version with it
        let agent = world.phones[1].agent();
        let seen = overlay.assignee;
        let give = TicketCommand::Assign { agent: Some(agent), agent_name: String::new(), group: None, seen };
        world.executes(dana(), Command::Ticket { id, command: give }).await.expect("is given");
        world.settle().await;
        let way = page(world, 1, id).and_then(|page| page.way).expect("it goes by the workflow");
        assert!(way.known && way.node == "repair", "{way:?}");
        assert_eq!(way.next.map(|(node, _)| node).as_deref(), Some("end"));
    });
}

#[test]
fn a_phone_counts_what_is_left_of_a_promise_and_tells_the_list() {
    on_both(1, async |world| {
        let id = SlaPolicyId(uuid_of(world.fresh()));
        let policy = SlaPolicy {
            id,
            version: 1,
            limits: BTreeMap::from([(Priority::Normal, BTreeMap::from([(Target::FirstResponse, 30)]))]),
            pauses: vec![Status::AwaitingResponse],
            ..SlaPolicy::default()
        };
        world.defines(SlaPolicy::VERSION_KIND, &policy.version_id(), &policy).await;
        let ticket = TicketId(uuid_of(world.fresh()));
        let new = NewTicket { title: "Lift stands".into(), ..NewTicket::default() };
        world.settle().await;
        does(world, 0, ticket, TicketCommand::Create { ticket: Box::new(new) }).expect("is made");
        world.settle().await;
        assert_eq!(page(world, 0, ticket).expect("is there").clocks, [], "nobody promised anything yet");
        let (made, _) = stored(world, ticket).await;
        let terms = TermsFact { at: made.created_at, policy: Some(id), version: 1 };
        let command = TicketCommand::SetTerms { terms };
        world.executes(Actor::System, Command::Ticket { id: ticket, command }).await.expect("is noted");
        world.settle().await;
        offline(world, 0);
        let clock = |world: &mut World| page(world, 0, ticket).expect("is there").clocks.first().cloned();
        let begun = clock(world).expect("is promised");
        world.pass(20 * MINUTE_MS);
        let later = clock(world).expect("is promised");
        assert_eq!(begun.left_ms - later.left_ms, 20 * MINUTE_MS);
        assert_eq!(later.state, State::Running);
        let listed = |world: &mut World| {
            let now = world.now();
            match world.phones[0].ask(Ask::Tickets { q: String::new(), statuses: Vec::new() }, now) {
                Some(Answer::Tickets { tickets }) => tickets.into_iter().find_map(|item| item.clock),
                other => panic!("{other:?} is no list"),
            }
        };
        assert_eq!(listed(world).and_then(|clock| clock.due_at), later.due_at);
        // a pause said here is counted at once, in the list too
        let fact = LineId(uuid_of(world.fresh()));
        let waits = TicketCommand::SetStatus { fact, status: Status::AwaitingResponse };
        does(world, 0, ticket, waits).expect("is kept");
        assert_eq!(clock(world).expect("is promised").state, State::Paused);
        assert_eq!(listed(world).map(|clock| clock.state), Some(State::Paused));
    });
}

#[test]
fn a_ticket_is_made_without_network_with_rows_a_reply_and_a_new_owner() {
    on_both(2, async |world| {
        let template = offers(world).await;
        world.settle().await;
        offline(world, 0);
        let now = world.now();
        let draft = NewTicket { template: Some(template.reference()), ..NewTicket::default() };
        let asked = world.phones[0].ask(Ask::TicketDraft { ticket: Box::new(draft.clone()) }, now);
        let Some(Answer::TicketDraft { draft: form }) = asked else { panic!("{asked:?} is no form") };
        assert_eq!(form.templates.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Repair"]);
        assert_eq!(form.form.iter().map(|one| one.field.key.as_str()).collect::<Vec<_>>(), ["part", "parts"]);
        assert!(form.form[1].columns.iter().any(|column| column.key == "count"));
        let takers = world.phones[0].ask(Ask::Takers, now);
        let Some(Answer::Takers { agents, away, .. }) = takers else { panic!("{takers:?} are no takers") };
        let other = world.phones[1].agent();
        assert!(agents.iter().any(|agent| agent.id == other) && away.iter().all(|(agent, _)| agent.id != other));

        let (id, line) = (TicketId(uuid_of(world.fresh())), LineId(uuid_of(world.fresh())));
        let cells = BTreeMap::from([
            ("name".to_owned(), FieldValue::Text("Belt".into())),
            ("count".to_owned(), FieldValue::Real(2.0)),
        ]);
        let new = NewTicket {
            title: "Lift stands".into(),
            fields: ValueEdits::from([("part".to_owned(), FieldValue::text("drive"))]),
            rows: BTreeMap::from([("parts".to_owned(), BTreeMap::from([(line, cells)]))]),
            ..draft
        };
        does(world, 0, id, TicketCommand::Create { ticket: Box::new(new) }).expect("is made");
        let entry = EntryId(uuid_of(world.fresh()));
        let text = "We come at ten".to_owned();
        does(world, 0, id, TicketCommand::Reply { entry, text, public: true, attachments: Vec::new() })
            .expect("is said");
        let shown = page(world, 0, id).expect("is there");
        let lines = &shown.form.iter().find(|one| one.field.key == "parts").expect("is shown").lines;
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].1["count"], FieldValue::Real(2.0));
        let give = TicketCommand::Assign { agent: Some(other), agent_name: String::new(), group: None, seen: None };
        // an engineer gives nobody work that he does not have; whoever may assign does it in the same way
        let said = does(world, 0, id, give.clone());
        assert!(matches!(said, Ok(()) | Err(Answer::Refused { why: Refusal::NotAllowed })), "{said:?}");
        world.settle().await;
        let (ticket, _) = stored(world, id).await;
        assert_eq!(ticket.rows["parts"].0[&line].0["count"], FieldValue::Real(2.0));
        let said = ingest::entries(&world.app.db, world.tenant, id.into()).await.expect("reads");
        assert!(said.iter().any(|one| one.id == entry));
    });
}

#[test]
fn views_and_conditions_narrow_what_is_on_the_phone_and_others_work_is_told_once() {
    on_both(1, async |world| {
        let titles = [("Lift 3", Priority::Urgent), ("Lift 4", Priority::Normal)];
        world.settle().await;
        for (title, priority) in titles {
            let id = TicketId(uuid_of(world.fresh()));
            let new = NewTicket { title: title.into(), priority, ..NewTicket::default() };
            does(world, 0, id, TicketCommand::Create { ticket: Box::new(new) }).expect("is made");
        }
        let given = TicketId(uuid_of(world.fresh()));
        let new = NewTicket { title: "Gate 1".into(), ..NewTicket::default() };
        let create = TicketCommand::Create { ticket: Box::new(new) };
        world.executes(dana(), Command::Ticket { id: given, command: create }).await.expect("is made");
        let agent = Some(world.phones[0].agent());
        let give = TicketCommand::Assign { agent, agent_name: String::new(), group: None, seen: None };
        world.executes(dana(), Command::Ticket { id: given, command: give }).await.expect("is given");
        world.settle().await;
        offline(world, 0);
        let now = world.now();
        let urgent =
            Condition { field: "priority".into(), op: Operator::Is, value: Some(Operand::Text("urgent".into())) };
        let mut titles = |id: ViewId, q: &str, narrow: Vec<Condition>| {
            let asked = world.phones[0].ask(Ask::ViewTickets { id, q: q.into(), narrow }, now);
            let Some(Answer::ViewTickets { parts, .. }) = asked else { panic!("{asked:?} is no view") };
            let mut titles: Vec<String> =
                parts.into_iter().flat_map(|part| part.tickets).map(|item| item.row.title).collect();
            titles.sort();
            titles
        };
        let all = ViewId::default();
        assert_eq!(titles(all, "", Vec::new()), ["Gate 1", "Lift 3", "Lift 4"]);
        assert_eq!(titles(all, "", vec![urgent.clone()]), ["Lift 3"]);
        assert_eq!(titles(all, "lift", vec![urgent]), ["Lift 3"]);
        let views = world.phones[0].ask(Ask::Views, now);
        let Some(Answer::Views { views }) = views else { panic!("{views:?} are no views") };
        let mine = views.iter().find(|item| item.view.standard == "mine").expect("there is one");
        assert_eq!(mine.count, 1);
        let told = world.phones[0].ask(Ask::Assigned, now);
        let Some(Answer::Assigned { tickets }) = told else { panic!("{told:?} are no tickets") };
        assert_eq!(tickets.iter().map(|(_, title, _)| title.as_str()).collect::<Vec<_>>(), ["Gate 1"]);
    });
}
