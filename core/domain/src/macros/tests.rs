//! What macros show, fill in and stop, that a command is judged as the screen stood, and that they always come to an end.

use std::collections::BTreeMap;

use super::*;
use crate::access::{Rights, Viewer};
use crate::calendar::Offsets;
use crate::expression::Clock;
use crate::fields::{Field, FieldKind, FieldSet, FieldValue, Label, Noun, ValueEdits};
use crate::filter::{Condition, Operand, Operator};
use crate::tickets::form::{Effects, FormList, Paper, judge_with};
use crate::tickets::{
    Flow, NewTicket, Priority, Status, TemplateRef, Ticket, TicketCommand, TicketEdit, TicketField, TicketOverlay,
    TicketTemplate,
};
use crate::{Actor, AgentId, Command, Content, LineId, Refusal, TicketId, Timestamp, WorkflowId};

pub(super) const NOW: Timestamp = Timestamp(1_772_539_200_000); // 2026-03-03T12:00:00Z

fn me() -> AgentId {
    AgentId::from_parts(1, [1; 10])
}
pub(super) fn id(n: u8) -> MacroId {
    MacroId::from_parts(1, [n; 10])
}
pub(super) fn text(text: &str) -> FieldValue {
    FieldValue::Text(text.into())
}

fn set() -> FieldSet {
    let own = |key: &str, kind| Field::new(key, Label::new(key, ""), kind);
    let mut set = FieldSet::standard(Noun::Ticket);
    set.fields.extend([
        own("part", FieldKind::Text),
        own("volts", FieldKind::Whole),
        own("cause", FieldKind::Text),
        own("seen", FieldKind::DateTime),
        own("day", FieldKind::Date),
        own("twice", FieldKind::Computed { formula: "volts * 2".into() }),
        own("mobile", FieldKind::Phone),
    ]);
    set
}

fn template() -> TicketTemplate {
    let field = TicketField::new;
    TicketTemplate {
        id: crate::TemplateId::from_parts(1, [9; 10]),
        version: 1,
        scope: Targets::everybody(),
        fields: vec![
            field("part"),
            TicketField { shown_when: "1 = 2".into(), required: true, ..field("volts") },
            field("cause"),
            field("seen"),
            field("day"),
            field("twice"),
            field("mobile"),
        ],
        ..TicketTemplate::default()
    }
}

pub(super) struct Bench {
    set: FieldSet,
    forms: FormList,
    template: TicketTemplate,
    offsets: Offsets,
    pub(super) macros: Vec<Macro>,
}

impl Bench {
    pub(super) fn new(macros: impl IntoIterator<Item = Macro>) -> Self {
        let macros = macros.into_iter().collect();
        Self { set: set(), forms: FormList::default(), template: template(), offsets: Offsets::fixed(480), macros }
    }
    pub(super) fn scene(&self, eyes: Eyes) -> Scene<'_> {
        Scene {
            id: TicketId::default(),
            paper: Paper { set: &self.set, forms: &self.forms, template: Some(&self.template) },
            viewer: Viewer { agent: Some(me()), groups: &[] },
            clock: Clock { now: NOW, offsets: &self.offsets },
            mode: Mode::Normal,
            call: CallState::None,
            eyes,
        }
    }
    pub(super) fn stand(&self, stored: &Draft, now: &Draft) -> Stand {
        stand(&self.macros, &self.scene(Eyes::Screen), stored, now, &[])
    }
    fn shows(&self, stored: &Draft, now: &Draft, key: &str) -> bool {
        let scene = self.scene(Eyes::Screen);
        let stand = self.stand(stored, now);
        let state = judge_with(scene.paper, &now.ticket, &now.overlay, scene.viewer, scene.clock, &stand.effects);
        state.field(key).is_some_and(|field| field.shown)
    }
    pub(super) fn submit(&self, stored: &Draft, now: &Draft) -> Outcome {
        submitted(&self.macros, &self.scene(Eyes::Screen), stored, now, &[])
    }
    pub(super) fn permit(&self, stored: &Draft, command: TicketCommand, late: bool) -> Result<(), Refusal> {
        self.permit_as(&person(), stored, command, late)
    }
    fn permit_as(&self, actor: &Actor, stored: &Draft, command: TicketCommand, late: bool) -> Result<(), Refusal> {
        let mut command = Command::Ticket { id: TicketId::default(), command };
        let content = Content::Ticket(stored.ticket.clone(), stored.overlay.clone());
        permit(&mut command, &content, actor, &self.scene(Eyes::Judge), &self.macros, None, late)
    }
    fn problems(&self, one: &Macro) -> MacroProblems {
        let known = Known {
            set: &self.set,
            forms: &self.forms,
            template: &|of| of == self.template.id,
            agent: &|agent| agent == me(),
            group: &|_| false,
            other: &|other| other == id(2),
            node: &|at| at.node == "check",
        };
        one.check(&known).err().unwrap_or_default()
    }
}

fn person() -> Actor {
    Actor::Agent { id: me(), name: "Chen".into(), roles: vec![], rights: Rights::whole() }
}
pub(super) fn stored(fields: &[(&str, FieldValue)]) -> Draft {
    let fields = fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    let template = Some(template().reference());
    Draft {
        ticket: Ticket { schema: 1, title: "Lift".into(), template, fields, ..Ticket::default() },
        ..Draft::default()
    }
}
pub(super) fn with(draft: &Draft, key: &str, value: FieldValue) -> Draft {
    draft.clone().with(&BTreeMap::from([(key.to_owned(), Some(value))]), NOW)
}
fn edit(fields: &[(&str, FieldValue)]) -> TicketCommand {
    let fields: ValueEdits = fields.iter().map(|(key, value)| ((*key).to_owned(), Some(value.clone()))).collect();
    TicketCommand::Edit { edit: Box::new(TicketEdit { fields, ..TicketEdit::default() }) }
}
fn create(fields: &[(&str, FieldValue)]) -> TicketCommand {
    let fields: ValueEdits = fields.iter().map(|(key, value)| ((*key).to_owned(), Some(value.clone()))).collect();
    let template = Some(template().reference());
    TicketCommand::Create {
        ticket: Box::new(NewTicket { title: "Lift".into(), template, fields, ..NewTicket::default() }),
    }
}
pub(super) fn is(field: &str, value: &str) -> Condition {
    Condition { field: field.into(), op: Operator::Is, value: Some(Operand::Text(value.into())) }
}
pub(super) fn when(all: impl IntoIterator<Item = Condition>) -> Filter {
    Filter { all: all.into_iter().collect(), any: vec![] }
}
pub(super) fn at(n: u8, moment: Moment, when: Filter, then: Vec<Action>, otherwise: Vec<Action>) -> Macro {
    let (id, title) = (id(n), format!("Macro {n}"));
    Macro { id, title, moment, when, then, otherwise, enabled: true, scope: Targets::everybody(), ..Macro::default() }
}
pub(super) fn fill(field: &str, value: Source) -> Action {
    Action::Set { field: field.into(), value, only_if_empty: false }
}
pub(super) fn fixed(value: FieldValue) -> Source {
    Source::Fixed { value }
}
pub(super) fn show(key: &str) -> Action {
    Action::Show { fields: vec![key.into()], replies: false }
}
pub(super) fn hide(key: &str) -> Action {
    Action::Hide { fields: vec![key.into()], replies: false }
}
pub(super) fn block(text: &str) -> Action {
    Action::Block { text: Label::new(text, "") }
}
fn listening(to: &str, one: Macro) -> Macro {
    Macro { listens: vec![to.into()], moment: Moment::FieldChange, ..one }
}

#[test]
fn a_page_load_macro_shows_by_what_is_stored_and_its_else_branch_hides() {
    let motor = when([is("fields.part", "motor")]);
    let bench = Bench::new([at(1, Moment::PageLoad, motor, vec![show("volts")], vec![hide("cause")])]);
    let (motor, door) = (stored(&[("part", text("motor"))]), stored(&[("part", text("door"))]));
    for (draft, volts, cause) in [(&motor, true, true), (&door, false, false)] {
        assert_eq!(bench.shows(draft, draft, "volts"), volts);
        assert_eq!(bench.shows(draft, draft, "cause"), cause);
    }
    // what is typed moves nothing of what was there when the form was opened
    assert!(!bench.shows(&door, &with(&door, "part", text("motor")), "volts"));
}

#[test]
fn a_field_change_macro_follows_what_is_typed_and_sets_off_others_once() {
    let bench = Bench::new([
        listening(
            "part",
            at(
                1,
                Moment::FieldChange,
                when([is("fields.part", "motor")]),
                vec![show("volts"), fill("volts", fixed(FieldValue::Int(230)))],
                vec![],
            ),
        ),
        listening(
            "volts",
            at(
                2,
                Moment::FieldChange,
                Filter::default(),
                vec![fill("cause", Source::Field { key: "twice".into() }), fill("part", fixed(text("pump")))],
                vec![],
            ),
        ),
    ]);
    let door = stored(&[("part", text("door"))]);
    let typed = with(&door, "part", text("motor"));
    let scene = bench.scene(Eyes::Screen);
    let out = changed(&bench.macros, &scene, &door, &typed, &[], &["part".to_owned()]);
    let wanted: ValueEdits = [("volts", FieldValue::Int(230)), ("cause", text("460")), ("part", text("pump"))]
        .map(|(key, value)| (key.to_owned(), Some(value)))
        .into();
    assert_eq!(out.edits, wanted);
    assert!(bench.shows(&door, &typed, "volts") && !bench.shows(&door, &door, "volts"));
}

#[test]
fn values_come_from_where_they_are_said_to_and_what_does_not_fit_is_left_out() {
    let if_empty = Action::Set { field: "cause".into(), value: fixed(text("new")), only_if_empty: true };
    for (action, wanted) in [
        (fill("seen", Source::Now), Some(("seen", FieldValue::Int(NOW.ms())))),
        (fill("day", Source::Now), Some(("day", text("2026-03-03")))),
        (fill("assignee", Source::Me), Some(("assignee", text(&me().to_string())))),
        (fill("cc", Source::Me), Some(("cc", FieldValue::List(vec![me().to_string()])))),
        (fill("cause", Source::Formula { text: "concat(part, '!')".into() }), Some(("cause", text("door!")))),
        (fill("status", fixed(text("resolved"))), Some(("status", text("resolved")))),
        (fill("priority", fixed(text("urgent"))), Some(("priority", text("urgent")))),
        (fill("type", fixed(text("fault"))), Some(("type", text("fault")))),
        (fill("volts", Source::Field { key: "part".into() }), None),
        (fill("twice", fixed(FieldValue::Int(1))), None),
        (fill("title", fixed(text("x"))), None),
        (if_empty, None),
        (fill("gone", fixed(text("x"))), None),
    ] {
        let bench = Bench::new([at(1, Moment::Button, Filter::default(), vec![action.clone()], vec![])]);
        let draft = stored(&[("part", text("door")), ("cause", text("old"))]);
        let out = pressed(&bench.macros, &bench.scene(Eyes::Screen), &draft, &draft, &[], id(1)).expect("offered");
        let wanted: ValueEdits = wanted.into_iter().map(|(key, value)| (key.to_owned(), Some(value))).collect();
        assert_eq!(out.edits, wanted, "{action:?}");
    }
}

#[test]
fn what_was_filled_in_comes_out_as_commands() {
    let draft = stored(&[]);
    let mut now = draft.clone();
    for (key, value) in [("status", "resolved"), ("priority", "urgent"), ("part", "door")] {
        now.set(key, Some(&text(value)), NOW);
    }
    now.set("cc", Some(&text(&me().to_string())), NOW);
    now.set("assignee", Some(&text(&me().to_string())), NOW);
    let commands = now.commands(&draft, &mut LineId::default);
    let words: Vec<&str> = commands.iter().map(TicketCommand::name).collect();
    assert_eq!(words, ["edit", "set_status", "set_cc", "assign"]);
    assert!(matches!(&commands[0], TicketCommand::Edit { edit }
        if edit.priority == Some(Priority::Urgent) && edit.fields.len() == 1 && edit.kind.is_none()));
    assert!(matches!(commands[1], TicketCommand::SetStatus { status: Status::Resolved, .. }));
    assert!(draft.commands(&draft, &mut LineId::default).is_empty());
}

#[test]
fn a_submit_is_stopped_with_words_until_what_is_asked_for_is_there() {
    let empty = Condition { field: "fields.cause".into(), op: Operator::Empty, value: None };
    let stops = at(1, Moment::Submit, when([is("status", "resolved"), empty]), vec![block("Say why")], vec![]);
    let bench = Bench::new([stops.clone()]);
    let draft = stored(&[]);
    let resolved = with(&draft, "status", text("resolved"));
    let said = |out: Outcome| out.blocks.into_iter().map(|block| block.text.en).collect::<Vec<_>>();
    assert_eq!(said(bench.submit(&draft, &draft)), Vec::<String>::new());
    assert_eq!(said(bench.submit(&draft, &resolved)), ["Say why"]);
    assert_eq!(said(bench.submit(&draft, &with(&resolved, "cause", text("wear")))), Vec::<String>::new());
    let close = TicketCommand::SetStatus { fact: LineId::default(), status: Status::Resolved };
    let refused = Refusal::Blocked { title: "Macro 1".into(), text: Label::new("Say why", "") };
    assert_eq!(bench.permit(&draft, close.clone(), false), Err(refused));
    assert_eq!(bench.permit(&draft, close.clone(), true), Ok(()), "its device could not know");
    assert_eq!(bench.permit_as(&Actor::System, &draft, close.clone(), false), Ok(()), "rules are no people");
    let allows = Bench::new([stops, at(2, Moment::Submit, Filter::default(), vec![Action::Allow], vec![])]);
    assert_eq!(allows.permit(&draft, close, false), Ok(()));
}

#[test]
fn a_command_is_judged_by_what_macros_show() {
    let macros = [
        at(1, Moment::PageLoad, when([is("fields.part", "motor")]), vec![show("volts")], vec![]),
        listening("part", at(2, Moment::FieldChange, when([is("fields.part", "pump")]), vec![show("volts")], vec![])),
    ];
    let bench = Bench::new(macros);
    let (motor, door) = (stored(&[("part", text("motor"))]), stored(&[("part", text("door"))]));
    let volts = ("volts", FieldValue::Int(230));
    let hidden = Err(Refusal::invalid("volts", "read_only"));
    assert_eq!(bench.permit(&motor, edit(std::slice::from_ref(&volts)), false), Ok(()));
    assert_eq!(bench.permit(&door, edit(std::slice::from_ref(&volts)), false), hidden.clone());
    assert_eq!(bench.permit(&door, edit(std::slice::from_ref(&volts)), true), Ok(()), "older macros may have shown it");
    assert_eq!(bench.permit(&door, edit(&[volts.clone(), ("part", text("pump"))]), false), Ok(()));
    assert_eq!(bench.permit(&door, edit(&[volts.clone(), ("part", text("shaft"))]), false), hidden);
    let missing = Err(Refusal::Missing { fields: vec!["volts".into()] });
    assert_eq!(bench.permit(&Draft::default(), create(&[("part", text("pump"))]), false), missing);
    assert_eq!(bench.permit(&Draft::default(), create(&[("part", text("pump"))]), true), Ok(()));
    assert_eq!(bench.permit(&Draft::default(), create(&[("part", text("pump")), volts]), false), Ok(()));
    assert_eq!(bench.permit(&Draft::default(), create(&[("part", text("door"))]), false), Ok(()));
}

#[test]
fn a_field_hidden_by_a_macro_is_not_demanded() {
    let mut bench = Bench::new([at(1, Moment::PageLoad, Filter::default(), vec![hide("cause")], vec![])]);
    bench.template.fields[2].required = true;
    assert_eq!(bench.permit(&Draft::default(), create(&[]), false), Ok(()));
    bench.macros.clear();
    assert_eq!(
        bench.permit(&Draft::default(), create(&[]), false),
        Err(Refusal::Missing { fields: vec!["cause".into()] })
    );
}

#[test]
fn what_only_a_screen_knows_is_neither_demanded_nor_refused_by_who_judges() {
    let called = when([is("call", "failed")]);
    for one in [
        at(1, Moment::PageLoad, called.clone(), vec![show("volts"), block("Call again")], vec![]),
        at(1, Moment::Submit, called, vec![block("Call again")], vec![show("volts")]),
        at(1, Moment::Button, Filter::default(), vec![show("volts"), block("Call again")], vec![]),
    ] {
        let bench = Bench::new([one.clone()]);
        let door = stored(&[("part", text("door"))]);
        assert_eq!(bench.permit(&door, edit(&[("volts", FieldValue::Int(1))]), false), Ok(()), "{one:?}");
    }
}

#[test]
fn who_reads_along_can_be_kept_from_writing_and_macros_still_fill_in() {
    let who = Audience { readers: true, ..Audience::default() };
    let lock = |fields: Vec<String>| Action::ReadOnly { fields, who: who.clone() };
    let mut reading = stored(&[]);
    reading.ticket.cc.insert(me(), true);
    let mut own = reading.clone();
    own.overlay.assignee = Some(me());
    let part = edit(&[("part", text("door"))]);
    let titled =
        TicketCommand::Edit { edit: Box::new(TicketEdit { title: Some("x".into()), ..TicketEdit::default() }) };
    let close = TicketCommand::SetStatus { fact: LineId::default(), status: Status::Closed };
    let whole = Bench::new([at(1, Moment::PageLoad, Filter::default(), vec![lock(vec![])], vec![])]);
    let one = Bench::new([at(
        1,
        Moment::PageLoad,
        Filter::default(),
        vec![fill("part", fixed(text("door"))), lock(vec!["part".into()])],
        vec![],
    )]);
    let locked = |key: &str| Err(Refusal::invalid(key, "read_only"));
    for (bench, draft, command, wanted) in [
        (&whole, &reading, part.clone(), locked("part")),
        (&whole, &reading, titled.clone(), locked("title")),
        (&whole, &reading, close.clone(), locked("status")),
        (&whole, &own, part.clone(), Ok(())),
        (&one, &reading, titled, Ok(())),
        (&one, &reading, close, Ok(())),
        (&one, &reading, edit(&[("part", text("motor"))]), locked("part")),
        (&one, &reading, part, Ok(())),
    ] {
        assert_eq!(bench.permit(draft, command.clone(), false), wanted, "{command:?}");
    }
}

#[test]
fn a_macro_hides_others_and_asks_what_they_came_to() {
    let first = at(
        1,
        Moment::PageLoad,
        when([is("fields.part", "door")]),
        vec![Action::HideMacros { macros: vec![id(3)] }],
        vec![],
    );
    let asks = at(2, Moment::PageLoad, when([is(&format!("macro.{}", id(1)), "else")]), vec![show("volts")], vec![]);
    let button = at(3, Moment::Button, Filter::default(), vec![fill("cause", fixed(text("x")))], vec![]);
    let bench = Bench::new([first, asks, button]);
    for (part, offers, shows) in [("door", false, false), ("motor", true, true)] {
        let draft = stored(&[("part", text(part))]);
        let scene = bench.scene(Eyes::Screen);
        let out = pressed(&bench.macros, &scene, &draft, &draft, &[], id(3));
        assert_eq!(out.is_some(), offers, "{part}");
        assert_eq!(bench.shows(&draft, &draft, "volts"), shows, "{part}");
    }
}

#[test]
fn a_pressed_button_keeps_what_it_showed_until_it_is_taken_back() {
    let bench = Bench::new([at(
        1,
        Moment::Button,
        Filter::default(),
        vec![show("volts"), Action::Call { field: "mobile".into() }, Action::Hide { fields: vec![], replies: true }],
        vec![],
    )]);
    let draft = stored(&[("mobile", text("13800138000"))]);
    let scene = bench.scene(Eyes::Screen);
    let out = pressed(&bench.macros, &scene, &draft, &draft, &[], id(1)).expect("offered");
    assert_eq!(out.calls, ["13800138000"]);
    let buttons = [Pressed { id: id(1), ran: out.ran[&id(1)] }];
    let stands = stand(&bench.macros, &scene, &draft, &draft, &buttons);
    assert!(stands.effects.shown.contains("volts") && stands.replies_hidden && stands.calls.is_empty());
    assert_eq!(bench.stand(&draft, &draft).effects, Effects::default());
}

#[test]
fn the_upload_of_pictures_comes_when_a_macro_brings_it() {
    let brings = |moment, when| at(1, moment, when, vec![Action::Pictures], vec![]);
    let door = stored(&[("part", text("door"))]);
    let plain = stored(&[]);
    // macro, ticket; on the page at once, after its button was pressed
    for (one, draft, opened, by_button) in [
        (brings(Moment::PageLoad, when([is("fields.part", "door")])), &door, true, false),
        (brings(Moment::PageLoad, when([is("fields.part", "door")])), &plain, false, false),
        (brings(Moment::Button, Filter::default()), &plain, false, true),
    ] {
        let bench = Bench::new([one.clone()]);
        let scene = bench.scene(Eyes::Screen);
        assert_eq!(bench.stand(draft, draft).pictures, opened, "{one:?}");
        let out = pressed(&bench.macros, &scene, draft, draft, &[], id(1));
        assert_eq!(out.is_some_and(|out| out.pictures), by_button, "{one:?}");
    }
}

#[test]
fn macros_keep_to_their_template_their_people_and_their_node() {
    let base = at(1, Moment::PageLoad, Filter::default(), vec![show("volts")], vec![]);
    let workflow = WorkflowId::from_parts(1, [5; 10]);
    let node = |key: &str| Some(AtNode { workflow, node: key.into() });
    let other = Targets { agents: vec![AgentId::from_parts(1, [8; 10])], ..Targets::default() };
    let mut draft = stored(&[]);
    let flow = Flow {
        workflow,
        version: 1,
        node: "check".into(),
        title: "Check".into(),
        at: NOW,
        left: BTreeMap::new(),
        access_at: String::new(),
        hidden: vec![],
        read_only: vec![],
        overdue: None,
    };
    draft.overlay.flow = Some(Box::new(flow));
    for (one, shows) in [
        (base.clone(), true),
        (Macro { enabled: false, ..base.clone() }, false),
        (Macro { scope: other, ..base.clone() }, false),
        (Macro { templates: vec![template().id], ..base.clone() }, true),
        (Macro { templates: vec![crate::TemplateId::default()], ..base.clone() }, false),
        (Macro { node: node("check"), ..base.clone() }, true),
        (Macro { node: node("end"), ..base.clone() }, false),
    ] {
        assert_eq!(Bench::new([one.clone()]).shows(&draft, &draft, "volts"), shows, "{one:?}");
    }
}

#[test]
fn a_node_of_the_workflow_says_what_is_seen_and_changed_there() {
    let bench = Bench::new([]);
    let mut draft = stored(&[]);
    let flow = |at: &str| Flow {
        workflow: WorkflowId::default(),
        version: 1,
        node: "check".into(),
        title: "Check".into(),
        at: NOW,
        left: BTreeMap::new(),
        access_at: at.into(),
        overdue: None,
        hidden: vec!["cause".into()],
        read_only: vec!["part".into()],
    };
    for (at, part, cause) in [("check", "read_only", "read_only"), ("later", "", "")] {
        draft.overlay.flow = Some(Box::new(flow(at)));
        for (key, wanted) in [("part", part), ("cause", cause)] {
            let wanted = if wanted.is_empty() { Ok(()) } else { Err(Refusal::invalid(key, wanted)) };
            assert_eq!(bench.permit(&draft, edit(&[(key, text("x"))]), false), wanted, "{at} {key}");
        }
        assert_eq!(bench.shows(&draft, &draft, "cause"), at == "later");
    }
}

#[test]
fn what_is_wrong_with_a_macro_is_named_by_its_member() {
    let good = at(1, Moment::Button, Filter::default(), vec![fill("part", fixed(text("door")))], vec![]);
    let bench = Bench::new([]);
    assert_eq!(bench.problems(&good), MacroProblems::new());
    let then = |action: Action| Macro { then: vec![action], ..good.clone() };
    let who = |readers| Audience { readers, ..Audience::default() };
    let empty = |field: &str| Action::Set { field: field.into(), value: Source::Nothing, only_if_empty: true };
    for (one, member, problem) in [
        (Macro { title: " ".into(), ..good.clone() }, "title", "required"),
        (Macro { title: "x".repeat(101), ..good.clone() }, "title", "too_long"),
        (Macro { moment: Moment::FieldChange, ..good.clone() }, "listens", "required"),
        (Macro { listens: vec!["part".into()], ..good.clone() }, "listens", "not_at_this_moment"),
        (listening("gone", good.clone()), "listens", "unknown_field"),
        (Macro { templates: vec![crate::TemplateId::default()], ..good.clone() }, "templates", "unknown"),
        (Macro { scope: Targets::default(), ..good.clone() }, "scope", "required"),
        (
            Macro { node: Some(AtNode { workflow: WorkflowId::default(), node: "x".into() }), ..good.clone() },
            "node",
            "unknown",
        ),
        (Macro { when: when([is("fields.gone", "x")]), ..good.clone() }, "when.all.0", "unknown_field"),
        (Macro { when: when([is("created_at", "x")]), ..good.clone() }, "when.all.0", "wrong_value"),
        (Macro { when: when([is(&format!("macro.{}", id(7)), "then")]), ..good.clone() }, "when.all.0", "unknown"),
        (
            Macro { when: when([is(&format!("macro.{}", id(2)), "then")]), then: vec![], ..good.clone() },
            "then",
            "required",
        ),
        (then(fill("gone", Source::Now)), "then.0.field", "unknown_field"),
        (then(fill("mobile", Source::Now)), "then.0.value", "not_a_time"),
        (then(fill("title", Source::Now)), "then.0.field", "not_settable"),
        (then(fill("twice", Source::Now)), "then.0.field", "not_settable"),
        (then(fill("volts", fixed(text("many")))), "then.0.value", "wrong_value"),
        (then(fill("assignee", fixed(text("Chen")))), "then.0.value", "wrong_value"),
        (then(fill("part", Source::Me)), "then.0.value", "not_a_person"),
        (then(fill("part", Source::Field { key: "part".into() })), "then.0.value", "itself"),
        (then(fill("volts", Source::Field { key: "day".into() })), "then.0.value", "wrong_kind"),
        (then(fill("part", Source::Formula { text: "1 +".into() })), "then.0.value", "unfinished"),
        (then(empty("status")), "then.0.only_if_empty", "never_empty"),
        (then(block(" ")), "then.0.text", "required"),
        (then(Action::ReadOnly { fields: vec![], who: who(false) }), "then.0.who", "required"),
        (then(Action::ReadOnly { fields: vec!["gone".into()], who: who(true) }), "then.0.fields", "unknown_field"),
        (then(Action::HideMacros { macros: vec![id(1)] }), "then.0.macros", "unknown"),
        (then(Action::Show { fields: vec![], replies: false }), "then.0.fields", "required"),
        (then(show("title")), "then.0.fields", "unknown_field"),
        (then(Action::Call { field: "volts".into() }), "then.0.field", "not_a_number_field"),
    ] {
        assert_eq!(bench.problems(&one), MacroProblems::from([(member.to_owned(), problem)]), "{one:?}");
    }
}

#[test]
fn a_macro_comes_back_from_its_wire_form_and_an_unknown_action_is_refused() {
    let one =
        at(1, Moment::FieldChange, when([is("mode", "task")]), vec![fill("seen", Source::Now), Action::Allow], vec![]);
    let text = serde_json::to_string(&one).expect("writes");
    assert_eq!(serde_json::from_str::<Macro>(&text).expect("reads"), one);
    let newer = text.replace("\"allow\"", "\"sing\"");
    assert!(serde_json::from_str::<Macro>(&newer).is_err(), "a macro is not carried out by half");
}

#[test]
fn a_reference_to_a_template_is_needed_only_where_one_is_named() {
    let bench = Bench::new([at(1, Moment::PageLoad, Filter::default(), vec![show("volts")], vec![])]);
    let mut draft = stored(&[]);
    draft.ticket.template = None::<TemplateRef>;
    draft.overlay = TicketOverlay::default();
    assert!(bench.shows(&draft, &draft, "volts"));
}
