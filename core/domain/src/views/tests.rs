//! Views: what they show to whom, how they are put together, what is refused.

use super::*;
use crate::fields::{Field, FieldKind, FieldSet, Label, Noun};
use crate::forms::Choice;
use crate::tickets::{Status, StatusFact, Ticket, TicketOverlay};
use crate::{GroupId, LineId, TicketId};

fn set() -> FieldSet {
    let mut set = FieldSet::standard(Noun::Ticket);
    let options = vec![Choice { key: "lift".into(), label: "Lift".into() }];
    set.fields.push(Field::new("plant", Label::new("Plant", ""), FieldKind::Choice { options }));
    set.fields.push(Field::new("note", Label::new("Note", ""), FieldKind::Text));
    set
}

fn agent(n: u8) -> AgentId {
    AgentId::from_parts(1, [n; 10])
}

fn group(n: u8) -> GroupId {
    GroupId::from_parts(1, [n; 10])
}

fn shows(view: &TicketView, viewer: Viewer<'_>, ticket: &Ticket, overlay: &TicketOverlay) -> bool {
    let set = set();
    let schema = TicketSchema { set: &set };
    view.filter(&schema, viewer).holds(&schema, &ticket.record(TicketId::default(), overlay, &set), None)
}

fn view(word: &str) -> TicketView {
    standard().into_iter().find(|view| view.standard == word).expect("a view of the system")
}

#[test]
fn the_systems_views_show_what_their_names_say() {
    let groups = [group(5)];
    let me = Viewer { agent: Some(agent(1)), groups: &groups };
    let other = Viewer { agent: Some(agent(2)), groups: &[] };
    let mine = TicketOverlay { assignee: Some(agent(1)), ..TicketOverlay::default() };
    let ours = TicketOverlay { group: Some(group(5)), ..TicketOverlay::default() };
    let free = TicketOverlay::default();
    let new = Ticket::default();
    let urgent = Ticket { priority: crate::tickets::Priority::Urgent, ..Ticket::default() };
    let read = Ticket { cc: [(agent(1), true)].into(), ..Ticket::default() };
    let fact = StatusFact { status: Status::Closed, at: Timestamp(5), by: String::new() };
    let closed = Ticket { statuses: [(LineId::default(), fact)].into(), ..Ticket::default() };
    for (word, viewer, ticket, overlay, wanted) in [
        ("mine", me, &new, &mine, true),
        ("mine", other, &new, &mine, false),
        ("mine", me, &closed, &mine, false),
        ("unassigned", me, &new, &free, true),
        ("unassigned", me, &new, &mine, false),
        ("my_groups", me, &new, &ours, true),
        ("my_groups", other, &new, &ours, false),
        ("urgent", me, &urgent, &free, true),
        ("urgent", me, &new, &free, false),
        ("open", me, &new, &free, true),
        ("open", me, &closed, &free, false),
        ("reading", me, &read, &free, true),
        ("reading", other, &read, &free, false),
        ("closed", me, &closed, &free, true),
        ("resolved", me, &closed, &free, false),
    ] {
        assert_eq!(shows(&view(word), viewer, ticket, overlay), wanted, "{word} {viewer:?}");
    }
    assert_eq!(view("missed").promise, Some(Promise::Missed));
    let set = set();
    for view in standard() {
        assert_eq!(view.check(&TicketSchema { set: &set }), Ok(()), "{}", view.standard);
    }
}

#[test]
fn me_and_my_groups_are_said_in_every_way_a_condition_can() {
    let groups = [group(5), group(6)];
    let viewer = Viewer { agent: Some(agent(1)), groups: &groups };
    let set = set();
    let schema = TicketSchema { set: &set };
    let texts = |ids: &[&dyn std::fmt::Display]| Operand::List(ids.iter().map(ToString::to_string).collect());
    for (field, op, value, wanted_op, wanted) in [
        ("assignee", Operator::Is, Operand::Text(ME.into()), Operator::OneOf, texts(&[&agent(1)])),
        ("assignee", Operator::IsNot, Operand::Text(ME.into()), Operator::NotOneOf, texts(&[&agent(1)])),
        ("created_by", Operator::Is, Operand::Text(ME.into()), Operator::OneOf, texts(&[&agent(1)])),
        (
            "assignee",
            Operator::OneOf,
            Operand::List(vec![agent(2).to_string(), ME.into()]),
            Operator::OneOf,
            texts(&[&agent(2), &agent(1)]),
        ),
        ("group", Operator::Is, Operand::Text(MY_GROUPS.into()), Operator::OneOf, texts(&[&group(5), &group(6)])),
        // words in a text are words
        ("title", Operator::Is, Operand::Text(ME.into()), Operator::Is, Operand::Text(ME.into())),
        ("group", Operator::Is, Operand::Text(ME.into()), Operator::Is, Operand::Text(ME.into())),
    ] {
        let when = Filter { all: vec![Condition { field: field.into(), op, value: Some(value) }], any: Vec::new() };
        let asked = TicketView { when, ..TicketView::default() }.filter(&schema, viewer);
        assert_eq!((asked.all[0].op, asked.all[0].value.clone()), (wanted_op, Some(wanted)), "{field} {op:?}");
    }
    let template = TemplateId::from_parts(1, [9; 10]);
    let asked = TicketView { template: Some(template), ..TicketView::default() }.filter(&schema, viewer);
    assert_eq!(asked.all[0].value, Some(Operand::Text(template.to_string())));
}

#[test]
fn a_view_is_for_its_audience_its_owner_and_the_customers_it_names() {
    let groups = [group(5)];
    let me = Viewer { agent: Some(agent(1)), groups: &groups };
    let other = Viewer { agent: Some(agent(2)), groups: &[] };
    let of_group =
        TicketView { audience: Targets { groups: vec![group(5)], ..Targets::default() }, ..TicketView::default() };
    let own = TicketView { owner: Some(agent(1)), ..TicketView::default() };
    let all = TicketView { audience: Targets::everybody(), ..TicketView::default() };
    let closed = TicketView { closed_at: Some(Timestamp(1)), ..all.clone() };
    for (view, mine, theirs) in
        [(&of_group, true, false), (&own, true, false), (&all, true, true), (&closed, false, false)]
    {
        assert_eq!((view.is_for(me), view.is_for(other)), (mine, theirs), "{view:?}");
    }
    let tagged = ForCustomers { tags: vec!["vip".into()], ..ForCustomers::default() };
    let tagged = TicketView { customers: tagged, ..TicketView::default() };
    let anybody =
        TicketView { customers: ForCustomers { all: true, ..ForCustomers::default() }, ..TicketView::default() };
    assert!(tagged.is_for_contact(["new", "vip"]) && !tagged.is_for_contact(["new"]));
    assert!(anybody.is_for_contact([]) && !all.is_for_contact(["vip"]));
    let hidden = TicketView { closed_at: Some(Timestamp(1)), ..anybody };
    assert!(!hidden.is_for_contact([]) && own.definition_id().starts_with(&agent(1).to_string()));
}

#[test]
fn every_group_sort_and_column_there_is_fits_and_others_are_named() {
    let set = set();
    let schema = TicketSchema { set: &set };
    let good = TicketView { name: "Lifts".into(), audience: Targets::everybody(), ..TicketView::default() };
    for by in GROUPS.into_iter().chain(["", "fields.plant"]) {
        assert_eq!(TicketView { group_by: by.into(), ..good.clone() }.check(&schema), Ok(()), "{by}");
    }
    for by in SORTS.into_iter().chain(["fields.plant", "fields.note"]) {
        let sort = ViewSort { by: by.into(), descending: true };
        assert_eq!(TicketView { sort, ..good.clone() }.check(&schema), Ok(()), "{by}");
    }
    let columns = COLUMNS.into_iter().chain(["fields.plant"]).map(str::to_owned).collect();
    assert_eq!(TicketView { columns, ..good.clone() }.check(&schema), Ok(()));
    let condition = Condition { field: "fields.gone".into(), op: Operator::Empty, value: None };
    let bad = TicketView {
        name: " ".into(),
        when: Filter { all: Vec::new(), any: vec![condition] },
        columns: vec!["title".into(), "title".into(), "nothing".into()],
        group_by: "fields.note".into(),
        sort: ViewSort { by: "secret".into(), descending: false },
        audience: Targets::default(),
        quick: Some(QuickEntry { icon: "rocket".into(), place: 1 }),
        ..good
    };
    let problems = bad.check(&schema).expect_err("refused");
    let found: Vec<(&str, &str)> = problems.iter().map(|(member, why)| (member.as_str(), *why)).collect();
    assert_eq!(
        found,
        [
            ("audience", "required"),
            ("columns.1", "taken"),
            ("columns.2", "unknown"),
            ("group_by", "unknown"),
            ("name", "required"),
            ("quick", "unknown"),
            ("sort", "unknown"),
            ("when.any.0", "not_a_condition"),
        ]
    );
}

#[test]
fn the_systems_views_stand_in_until_the_organisation_has_one_and_folders_follow_the_order() {
    let own = TicketView { owner: Some(agent(1)), name: "Mine".into(), ..TicketView::default() };
    let with_own = or_standard(vec![own.clone()]);
    assert_eq!((with_own.len(), with_own.last()), (STANDARD.len() + 1, Some(&own)));
    let made = |n: u8, folder: &str, place| TicketView {
        id: ViewId::from_parts(9, [n; 10]),
        folder: folder.into(),
        place,
        ..TicketView::default()
    };
    let all = or_standard(vec![own, made(1, "Done", 1), made(2, "", 3), made(3, "Open", 2), made(4, "Done", 4)]);
    assert_eq!(all.len(), 5);
    let found = folders(&all);
    let names: Vec<(&str, usize)> = found.iter().map(|(name, inside)| (name.as_str(), inside.len())).collect();
    assert_eq!(names, [("", 2), ("Done", 2), ("Open", 1)]);
}

#[test]
fn a_customer_sees_columns_of_his_own_matters_and_none_of_the_staffs() {
    let mut set = set();
    for (key, kind) in [("scan", FieldKind::Attachment), ("cost", FieldKind::Decimal), ("old", FieldKind::Text)] {
        set.fields.push(Field { hidden: key == "old", ..Field::new(key, Label::new(key, ""), kind) });
    }
    let all = COLUMNS.into_iter().chain(["fields.plant", "fields.scan", "fields.cost", "fields.old", "fields.gone"]);
    let view = TicketView { columns: all.map(str::to_owned).collect(), ..TicketView::default() };
    let seen = view.columns_for_contact(&set);
    assert_eq!(seen.len(), FOR_CUSTOMERS.len() + 2, "{seen:?}");
    for (column, sees) in [
        ("title", true),
        ("asset_name", true),
        ("fields.plant", true),
        ("fields.cost", true),
        ("assignee", false),
        ("group", false),
        ("sla", false),
        ("priority", false),
        ("node", false),
        ("fields.scan", false),
        ("fields.old", false),
        ("fields.gone", false),
    ] {
        assert_eq!(seen.iter().any(|one| one == column), sees, "{column}");
    }
    assert_eq!(TicketView::default().columns_for_contact(&set), ["title", "status", "company_name", "updated_at"]);
}
