//! Random cases: fields, a form of rows, a template with conditions, macros, and what somebody does with a ticket of it.

use serde::{Deserialize, Serialize};
use truckroll_domain::access::Targets;
use truckroll_domain::fields::{Field, FieldKind, FieldSet, FieldValue, Label, Noun, ValueEdits};
use truckroll_domain::forms::Choice;
use truckroll_domain::macros::Macro;
use truckroll_domain::tickets::form::FormList;
use truckroll_domain::tickets::{
    NewTicket, RowForm, TemplateRef, Ticket, TicketCommand, TicketEdit, TicketField, TicketTemplate,
};
use truckroll_domain::{AgentId, GroupId, LineId, TemplateId};

use crate::chance::Chance;
use crate::macros::macros;

/// Most commands of a case.
const COMMANDS: usize = 12;

/// A template and what is done with a ticket of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Case {
    /// Own fields of tickets.
    pub fields: Vec<Field>,
    /// Columns of the field that has rows.
    pub rows: RowForm,
    /// The template.
    pub template: TicketTemplate,
    /// What runs in its form.
    #[serde(default)]
    pub macros: Vec<Macro>,
    /// Who fills it in; nobody for whoever asks.
    #[serde(default)]
    pub agent: Option<AgentId>,
    /// His groups.
    #[serde(default)]
    pub groups: Vec<GroupId>,
    /// What stands there before, however it came there; nothing for a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Ticket>,
    /// The ticket is made, then changed.
    pub commands: Vec<TicketCommand>,
}

/// `count` cases of a seed as a JSON list. Their keys and ids are their own, so that one server can take them all.
#[must_use]
pub fn cases(seed: u64, count: usize) -> String {
    let all: Vec<Case> = (0..count).map(|n| case(&mut Chance::of(seed.wrapping_add(n as u64)), seed, n)).collect();
    serde_json::to_string(&all).unwrap_or_default()
}

fn options() -> Vec<Choice> {
    ["red", "green", "blue"].map(|key| Choice { key: key.into(), label: key.to_uppercase() }).into()
}

fn case(chance: &mut Chance, seed: u64, n: usize) -> Case {
    let key = |word: &str| format!("s{seed}c{n}_{word}");
    let own = |word: &str, kind| Field::new(&key(word), Label::new(word, word), kind);
    let table = key("rows_of");
    let mut fields = vec![
        own("text", FieldKind::Text),
        own("whole", FieldKind::Whole),
        own("decimal", FieldKind::Decimal),
        own("choice", FieldKind::Choice { options: options() }),
        own("several", FieldKind::Choices { options: options() }),
        own("tick", FieldKind::Checkbox),
        own("stars", FieldKind::Stars),
        own("date", FieldKind::Date),
        own("code", FieldKind::Pattern { pattern: "[A-Z]{2}[0-9]{1,3}".into() }),
        own("rows", FieldKind::Rows { form: table.clone() }),
    ];
    let (whole, decimal, rows) = (key("whole"), key("decimal"), key("rows"));
    let sums = [
        format!("sum({rows}.sum)"),
        format!("{whole} * 2 + {decimal}"),
        format!("round({decimal} / {whole}, 2)"),
        format!("case when {whole} > 3 then 'many' else 'few' end"),
        format!("count({rows}.count)"),
    ];
    fields.push(own("first", FieldKind::Computed { formula: chance.one(&sums) }));
    fields.push(own("second", FieldKind::Computed { formula: format!("{} * 2", key("first")) }));
    let column = |word: &str, kind| Field::new(word, Label::new(word, word), kind);
    let rows = RowForm {
        key: table,
        name: Label::new("Rows", "Rows"),
        fields: vec![
            Field { required: chance.percent(50), ..column("part", FieldKind::Text) },
            column("price", FieldKind::Decimal),
            column("count", FieldKind::Whole),
            column("sum", FieldKind::Computed { formula: "price * count".into() }),
        ],
        ..RowForm::default()
    };
    let template = template(chance, &key, &fields, &rows, n);
    let macros = macros(chance, &key, &fields, &rows, &template);
    let commands = commands(chance, &key, &fields, &template);
    Case { fields, rows, template, macros, agent: None, groups: Vec::new(), ticket: None, commands }
}

/// Conditions over the fields, as people write them.
fn condition(chance: &mut Chance, key: &dyn Fn(&str) -> String, depth: usize) -> String {
    let number = chance.below(6);
    let simple = [
        format!("{} > {number}", key("whole")),
        format!("{} <= {number}.5", key("decimal")),
        format!("{} = 'red'", key("choice")),
        format!("{} in ('red', 'blue')", key("choice")),
        format!("has({}, 'green')", key("several")),
        key("tick"),
        format!("{} >= 3", key("stars")),
        format!("empty({})", key("text")),
        format!("length({}) > {number}", key("text")),
        format!("contains({}, 'a')", key("text")),
        format!("starts_with({}, 'AB')", key("code")),
        format!("sum({}.count) > {number}", key("rows")),
        format!("count({}.part) < 2", key("rows")),
        format!("month({}) = 3", key("date")),
        format!("{} > {}", key("decimal"), key("whole")),
        "priority = 'urgent'".to_owned(),
    ];
    match chance.below(if depth == 0 { 1 } else { 5 }) {
        1 => format!("({}) and ({})", condition(chance, key, depth - 1), condition(chance, key, depth - 1)),
        2 => format!("({}) or ({})", condition(chance, key, depth - 1), condition(chance, key, depth - 1)),
        3 => format!("not ({})", condition(chance, key, depth - 1)),
        _ => chance.one(&simple),
    }
}

fn template(
    chance: &mut Chance,
    key: &dyn Fn(&str) -> String,
    fields: &[Field],
    rows: &RowForm,
    n: usize,
) -> TicketTemplate {
    let mut set = FieldSet::standard(Noun::Ticket);
    set.fields.extend(fields.iter().cloned());
    let forms = FormList::new(vec![rows.clone()]);
    let id = TemplateId::from_parts(1, chance.bytes());
    let mut made = TicketTemplate {
        id,
        version: 1,
        name: format!("Case {n} {}", key("")),
        scope: Targets::everybody(),
        ..TicketTemplate::default()
    };
    for field in fields {
        if !chance.percent(85) {
            continue;
        }
        let computes = matches!(field.kind, FieldKind::Computed { .. });
        let mut asked = TicketField { required: !computes && chance.percent(15), ..TicketField::new(&field.key) };
        if chance.percent(8) {
            asked.read_only = Targets::everybody();
        }
        for (percent, member) in
            [(40, &mut asked.shown_when), (20, &mut asked.required_when), (25, &mut asked.valid_when)]
        {
            if chance.percent(percent) {
                *member = condition(chance, key, 2);
            }
        }
        made.fields.push(asked);
        // a condition that a template refuses is none
        if made.check(&set, &forms).is_err()
            && let Some(last) = made.fields.last_mut()
        {
            *last = TicketField { required: last.required, ..TicketField::new(&field.key) };
        }
    }
    made
}

/// What somebody writes, `wrong` times in a hundred what does not fit.
pub(crate) fn value(chance: &mut Chance, kind: &FieldKind, wrong: usize) -> Option<FieldValue> {
    let text = |text: &str| Some(FieldValue::Text(text.to_owned()));
    if chance.percent(8) {
        return None;
    }
    if chance.percent(wrong) {
        let strange = [text("nonsense"), Some(FieldValue::Real(-7.5)), Some(FieldValue::Flag(true)), text("")];
        let near = match kind {
            FieldKind::Choice { .. } => text("pink"),
            FieldKind::Stars => Some(FieldValue::Int(6)),
            FieldKind::Date => text("2026-02-30"),
            FieldKind::Pattern { .. } => text("AB1234"),
            _ => chance.one(&strange),
        };
        return if chance.percent(50) { near } else { chance.one(&strange) };
    }
    match kind {
        FieldKind::Whole => Some(FieldValue::Int(chance.one(&[0, 1, 2, 5, 9, -3]))),
        FieldKind::Decimal => Some(FieldValue::Real(chance.one(&[0.1, 0.2, 2.5, 5.5, 1e9, -0.3]))),
        FieldKind::Choice { .. } => text(chance.one(&["red", "green", "blue"])),
        FieldKind::Choices { .. } => {
            let some = ["red", "green", "blue"].into_iter().filter(|_| chance.percent(50)).map(str::to_owned);
            FieldValue::list(some.collect::<Vec<_>>())
        }
        FieldKind::Checkbox => Some(FieldValue::Flag(chance.percent(60))),
        FieldKind::Stars => Some(FieldValue::Int(chance.one(&[1, 3, 5]))),
        FieldKind::Date => text(chance.one(&["2026-03-03", "2028-02-29", "2026-12-31"])),
        FieldKind::Pattern { .. } => text(chance.one(&["AB12", "CD1", "XY999"])),
        _ => text(chance.one(&["a", "banana", "Lift 3", "电梯", "AB12"])),
    }
}

/// Values of some of the fields, mostly of those that somebody can write.
fn values(
    chance: &mut Chance,
    fields: &[Field],
    template: &TicketTemplate,
    percent: usize,
    wrong: usize,
) -> ValueEdits {
    let mut all = ValueEdits::new();
    for field in fields {
        let asked = template.field(&field.key);
        let writable = asked.is_some_and(|asked| asked.read_only.is_empty());
        let of = match field.kind {
            FieldKind::Rows { .. } => continue,
            FieldKind::Computed { .. } => 2,
            _ if writable => percent,
            _ => 2,
        };
        if chance.percent(of) {
            all.insert(field.key.clone(), value(chance, &field.kind, wrong));
        }
    }
    all
}

fn commands(
    chance: &mut Chance,
    key: &dyn Fn(&str) -> String,
    fields: &[Field],
    template: &TicketTemplate,
) -> Vec<TicketCommand> {
    let of = TemplateRef { id: template.id, version: template.version };
    let begun =
        |fields| NewTicket { title: "Lift 3 stands".into(), template: Some(of), fields, ..NewTicket::default() };
    // several times, until one of them is taken
    let mut all: Vec<TicketCommand> = [(60, 4), (90, 0), (100, 0), (100, 0)]
        .into_iter()
        .map(|(percent, wrong)| begun(values(chance, fields, template, percent, wrong)))
        .map(|ticket| TicketCommand::Create { ticket: Box::new(ticket) })
        .collect();
    let rows = key("rows");
    let lines: Vec<LineId> = (0..3).map(|_| LineId::from_parts(1, chance.bytes())).collect();
    for _ in 0..4 + chance.below(COMMANDS) {
        let line = chance.one(&lines);
        all.push(match chance.below(5) {
            0 | 1 => {
                let mut cells = ValueEdits::new();
                cells.insert("part".into(), value(chance, &FieldKind::Text, 0));
                cells.insert("price".into(), value(chance, &FieldKind::Decimal, 5));
                cells.insert("count".into(), value(chance, &FieldKind::Whole, 5));
                if chance.percent(5) {
                    cells.insert("sum".into(), Some(FieldValue::Int(1)));
                }
                TicketCommand::SetRow { field: rows.clone(), line, values: cells }
            }
            2 if chance.percent(40) => TicketCommand::RemoveRow { field: rows.clone(), line },
            _ => {
                let edit = TicketEdit { fields: values(chance, fields, template, 15, 8), ..TicketEdit::default() };
                TicketCommand::Edit { edit: Box::new(edit) }
            }
        });
    }
    all
}
