//! What a form shows, asks for, computes and refuses, and that it does so whatever comes.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::access::{Rights, Targets};
use crate::calendar::Offsets;
use crate::fields::{Label, Noun, ValueEdits};
use crate::forms::Choice;
use crate::tickets::{FieldGroup, NewTicket, TicketCommand, TicketEdit};
use crate::{Actor, AgentId, Command, Content, GroupId, LineId, Refusal, TicketId, Timestamp};

const NOW: Timestamp = Timestamp(1_772_539_200_000); // 2026-03-03T12:00:00Z

fn me() -> AgentId {
    AgentId::from_parts(1, [1; 10])
}
fn north() -> GroupId {
    GroupId::from_parts(1, [2; 10])
}
fn text(text: &str) -> FieldValue {
    FieldValue::Text(text.into())
}
fn own(key: &str, kind: FieldKind) -> Field {
    Field::new(key, Label::new(key, ""), kind)
}

fn set() -> FieldSet {
    let mut set = FieldSet::standard(Noun::Ticket);
    let options = ["door", "motor"].map(|key| Choice { key: key.into(), label: key.to_uppercase() }).into();
    set.fields.extend([
        own("part", FieldKind::Choice { options }),
        own("volts", FieldKind::Decimal),
        own("inside", FieldKind::Checkbox),
        own("people", FieldKind::Whole),
        own("stars", FieldKind::Stars),
        own("parts", FieldKind::Rows { form: "materials".into() }),
        own("total", FieldKind::Computed { formula: "sum(parts.sum)".into() }),
        own("twice", FieldKind::Computed { formula: "total * 2".into() }),
        own("circle", FieldKind::Computed { formula: "circle + 1".into() }),
        own("aside", FieldKind::Text),
    ]);
    set
}

fn forms() -> FormList {
    FormList::new(vec![RowForm {
        key: "materials".into(),
        name: Label::new("Materials", ""),
        fields: vec![
            Field { required: true, ..own("name", FieldKind::Text) },
            own("price", FieldKind::Decimal),
            own("count", FieldKind::Whole),
            own("sum", FieldKind::Computed { formula: "price * count".into() }),
        ],
        published: false,
        archived_at: None,
    }])
}

fn template() -> TicketTemplate {
    let field = TicketField::new;
    TicketTemplate {
        name: "Repair".into(),
        version: 1,
        scope: Targets { groups: vec![north()], ..Targets::default() },
        fields: vec![
            TicketField { required: true, ..field("part") },
            TicketField { shown_when: "part = 'motor'".into(), required_when: "inside".into(), ..field("volts") },
            field("inside"),
            TicketField { shown_when: "inside".into(), valid_when: "people <= 8".into(), ..field("people") },
            TicketField { read_only: Targets { agents: vec![me()], ..Targets::default() }, ..field("stars") },
            field("parts"),
            field("total"),
            field("twice"),
            field("circle"),
        ],
        ..TicketTemplate::default()
    }
}

struct Bench {
    set: FieldSet,
    forms: FormList,
    template: TicketTemplate,
    offsets: Offsets,
}

impl Bench {
    fn new() -> Self {
        Self { set: set(), forms: forms(), template: template(), offsets: Offsets::default() }
    }
    fn paper(&self) -> Paper<'_> {
        Paper { set: &self.set, forms: &self.forms, template: Some(&self.template) }
    }
    fn clock(&self) -> Clock<'_> {
        Clock { now: NOW, offsets: &self.offsets }
    }
    fn judge(&self, ticket: &Ticket) -> FormState {
        judge(self.paper(), ticket, &TicketOverlay::default(), viewer(), self.clock())
    }
    fn permit(&self, actor: &Actor, ticket: &Ticket, command: TicketCommand) -> Result<Command, Refusal> {
        let mut command = Command::Ticket { id: TicketId::default(), command };
        let content = Content::Ticket(ticket.clone(), TicketOverlay::default());
        permit(&mut command, &content, self.paper(), actor, viewer(), self.clock()).map(|()| command)
    }
}

fn viewer() -> Viewer<'static> {
    static GROUPS: std::sync::OnceLock<Vec<GroupId>> = std::sync::OnceLock::new();
    Viewer { agent: Some(me()), groups: GROUPS.get_or_init(|| vec![north()]) }
}
fn person() -> Actor {
    Actor::Agent { id: me(), name: "Chen".into(), roles: vec![], rights: Rights::whole() }
}
fn ticket(fields: &[(&str, FieldValue)]) -> Ticket {
    let fields = fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    Ticket { schema: 1, title: "Lift".into(), fields, ..Ticket::default() }
}
fn edit(fields: &[(&str, Option<FieldValue>)]) -> TicketCommand {
    let fields: ValueEdits = fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    TicketCommand::Edit { edit: Box::new(TicketEdit { fields, ..TicketEdit::default() }) }
}
fn create(fields: &[(&str, FieldValue)]) -> TicketCommand {
    let fields: ValueEdits = fields.iter().map(|(key, value)| ((*key).to_owned(), Some(value.clone()))).collect();
    TicketCommand::Create { ticket: Box::new(NewTicket { title: "Lift".into(), fields, ..NewTicket::default() }) }
}

#[test]
fn fields_are_shown_asked_for_and_found_wrong_by_what_stands_in_others() {
    let bench = Bench::new();
    let yes = || FieldValue::Flag(true);
    type Case<'a> = (Vec<(&'a str, FieldValue)>, &'a str, bool, bool, Option<&'a str>);
    let cases: Vec<Case<'_>> = vec![
        (vec![], "part", true, true, Some("required")),
        (vec![], "volts", false, false, None),
        (vec![("part", text("motor"))], "volts", true, false, None),
        (vec![("part", text("motor")), ("inside", yes())], "volts", true, true, Some("required")),
        (
            vec![("part", text("motor")), ("inside", yes()), ("volts", FieldValue::Real(230.0))],
            "volts",
            true,
            true,
            None,
        ),
        (vec![("people", FieldValue::Int(9))], "people", false, false, None),
        (vec![("inside", yes()), ("people", FieldValue::Int(9))], "people", true, false, Some("not_valid")),
        (vec![("inside", yes()), ("people", FieldValue::Int(8))], "people", true, false, None),
        (vec![("part", text("roof"))], "part", true, true, Some("not_a_choice")),
    ];
    for (fields, key, shown, required, problem) in cases {
        let state = bench.judge(&ticket(&fields));
        let field = state.field(key).expect("is in the template");
        assert_eq!((field.shown, field.required, field.problem), (shown, required, problem), "{key} with {fields:?}");
    }
}

#[test]
fn what_is_not_shown_decides_nothing() {
    let mut bench = Bench::new();
    bench.template.fields.push(TicketField { shown_when: "people > 2".into(), ..TicketField::new("aside") });
    let hidden = ticket(&[("people", FieldValue::Int(5))]);
    assert!(!bench.judge(&hidden).field("aside").is_some_and(|f| f.shown), "nobody sees how many there are");
    let seen = ticket(&[("people", FieldValue::Int(5)), ("inside", FieldValue::Flag(true))]);
    assert!(bench.judge(&seen).field("aside").is_some_and(|f| f.shown));
}

#[test]
fn columns_and_sums_are_computed_and_circles_come_to_nothing() {
    let bench = Bench::new();
    let mut made = ticket(&[]);
    let row = |name: &str, price: f64, count: i64| -> ValueEdits {
        [("name", text(name)), ("price", FieldValue::Real(price)), ("count", FieldValue::Int(count))]
            .into_iter()
            .map(|(key, value)| (key.to_owned(), Some(value)))
            .collect()
    };
    for (n, values) in [row("Belt", 19.9, 2), row("Bolt", 0.1, 3)].into_iter().enumerate() {
        let line = LineId::from_parts(n as u64, [0; 10]);
        crate::tickets::rows::set(&mut made, "parts", line, &values).expect("fits");
    }
    let state = bench.judge(&made);
    let computed = |key: &str| state.field(key).and_then(|field| field.computed.clone());
    assert_eq!(computed("total"), Some(FieldValue::Real(40.1)));
    assert_eq!(computed("twice"), Some(FieldValue::Real(80.2)));
    assert_eq!(computed("circle"), None);
    let form = bench.forms.form("materials").expect("is there");
    let cells = made.rows["parts"].0.values().next().expect("a row");
    assert_eq!(row_values(form, cells, bench.clock())["sum"], FieldValue::Real(39.8));
}

#[test]
fn commands_of_people_keep_to_the_form() {
    let bench = Bench::new();
    let door = ticket(&[("part", text("door"))]);
    let invalid = |key: &str, problem| Err(Refusal::invalid(key, problem));
    let missing = |keys: &[&str]| Err(Refusal::Missing { fields: keys.iter().map(|k| (*k).to_owned()).collect() });
    let line = LineId::default();
    let cells = |key: &str, value| TicketCommand::SetRow {
        field: "parts".into(),
        line,
        values: [(key.to_owned(), Some(value))].into(),
    };
    for (command, verdict) in [
        (create(&[("part", text("door"))]), Ok(())),
        (create(&[]), missing(&["part"])),
        (create(&[("part", text("motor")), ("inside", FieldValue::Flag(true))]), missing(&["volts"])),
        (edit(&[("part", None)]), missing(&["part"])),
        (edit(&[("stars", Some(FieldValue::Int(5)))]), invalid("stars", "read_only")),
        (edit(&[("volts", Some(FieldValue::Real(1.0)))]), invalid("volts", "read_only")),
        (edit(&[("total", Some(FieldValue::Real(1.0)))]), invalid("total", "read_only")),
        (edit(&[("aside", Some(text("x")))]), invalid("aside", "not_in_template")),
        (edit(&[("answer", Some(text("x")))]), Ok(())),
        (cells("price", text("19.9")), Ok(())),
        (cells("price", text("dear")), invalid("parts.price", "not_a_number")),
        (cells("sum", FieldValue::Int(1)), invalid("parts.sum", "is_computed")),
        (cells("colour", text("red")), invalid("parts.colour", "unknown_field")),
        (TicketCommand::SetRow { field: "volts".into(), line, values: BTreeMap::new() }, invalid("volts", "read_only")),
        (TicketCommand::RemoveRow { field: "stars".into(), line }, invalid("stars", "read_only")),
    ] {
        assert_eq!(bench.permit(&person(), &door, command.clone()).map(|_| ()), verdict, "{command:?}");
    }
    // a rule may leave empty what people must fill, and write what they only read
    assert!(bench.permit(&Actor::System, &door, create(&[])).is_ok());
    assert!(bench.permit(&Actor::System, &door, edit(&[("stars", Some(FieldValue::Int(5)))])).is_ok());
    // cells come out in the form they are stored in
    let stored = bench.permit(&person(), &door, cells("price", text("19.9"))).expect("fits");
    let Command::Ticket { command: TicketCommand::SetRow { values, .. }, .. } = stored else { panic!("{stored:?}") };
    assert_eq!(values["price"], Some(FieldValue::Real(19.9)));
}

#[test]
fn a_template_is_for_whom_it_says() {
    let mut bench = Bench::new();
    bench.template.scope = Targets { agents: vec![AgentId::from_parts(9, [9; 10])], ..Targets::default() };
    let refused = bench.permit(&person(), &Ticket::default(), create(&[("part", text("door"))]));
    assert_eq!(refused.map(|_| ()), Err(Refusal::invalid("template", "not_for_you")));
}

#[test]
fn a_template_is_refused_by_the_member_that_is_wrong() {
    let (set, forms) = (set(), forms());
    assert_eq!(template().check(&set, &forms), Ok(()));
    type Change = fn(&mut TicketTemplate);
    let cases: Vec<(Change, &str, &str)> = vec![
        (|t| t.name.clear(), "name", "required"),
        (|t| t.scope = Targets::default(), "scope", "required"),
        (|t| t.fields.clear(), "fields", "required"),
        (|t| t.fields[0].key = "nowhere".into(), "fields.0.key", "unknown"),
        (|t| t.fields[2].key = "part".into(), "fields.2.key", "taken"),
        (|t| t.fields[0].group = "g".into(), "fields.0.group", "unknown"),
        (|t| t.fields[1].shown_when = "part = ".into(), "fields.1.shown_when", "unfinished"),
        (|t| t.fields[1].shown_when = "colour = 'red'".into(), "fields.1.shown_when", "unknown_field"),
        (|t| t.fields[1].valid_when = "1 + 1".into(), "fields.1.valid_when", "wrong_type"),
        (|t| t.groups.push(FieldGroup::default()), "groups.0.key", "not_a_key"),
        (
            |t| {
                t.presets.insert("part".into(), FieldValue::Text("roof".into()));
            },
            "presets.part",
            "not_a_choice",
        ),
    ];
    for (change, member, problem) in cases {
        let mut changed = template();
        change(&mut changed);
        let problems = changed.check(&set, &forms).expect_err(member);
        assert_eq!(problems.get(member), Some(&problem), "{problems:?}");
    }
    let mut formulas = set.clone();
    formulas.fields.push(own("bad", FieldKind::Computed { formula: "parts.price".into() }));
    formulas.fields.push(own("lost", FieldKind::Rows { form: "gone".into() }));
    let at = set.fields.len();
    let problems = formula_problems(&formulas, &forms);
    assert_eq!(problems.get(&format!("fields.{at}.formula")), Some(&"several_values"));
    assert_eq!(problems.get(&format!("fields.{}.form", at + 1)), Some(&"unknown"));
}

fn any_value() -> impl Strategy<Value = FieldValue> {
    prop_oneof![
        any::<bool>().prop_map(FieldValue::Flag),
        (-3_i64..12).prop_map(FieldValue::Int),
        any::<f64>().prop_map(FieldValue::Real),
        prop_oneof![Just("door"), Just("motor"), Just(""), Just("x")].prop_map(text),
        Just(FieldValue::List(vec!["a".into()])),
    ]
}

fn any_ticket() -> impl Strategy<Value = Ticket> {
    let key = prop_oneof![Just("part"), Just("volts"), Just("inside"), Just("people"), Just("stars"), Just("answer")];
    proptest::collection::btree_map(key.prop_map(str::to_owned), any_value(), 0..6).prop_map(|fields| Ticket {
        schema: 1,
        title: "Lift".into(),
        fields,
        ..Ticket::default()
    })
}

proptest! {
    /// What a screen shows as complete, the server takes; and judging twice says the same.
    #[test]
    fn a_form_that_is_complete_is_taken(ticket in any_ticket()) {
        let bench = Bench::new();
        let state = bench.judge(&ticket);
        prop_assert_eq!(&state, &bench.judge(&ticket));
        let all: Vec<(&str, FieldValue)> =
            ticket.fields.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        let taken = bench.permit(&person(), &Ticket::default(), create(&all));
        if state.is_complete() {
            prop_assert_eq!(taken.map(|_| ()), Ok(()));
        } else {
            prop_assert!(taken.is_err());
        }
    }
}
