//! Random macros of a template: what they wait for, ask and do.

use truckroll_domain::MacroId;
use truckroll_domain::access::Targets;
use truckroll_domain::fields::{Field, FieldKind, FieldSet, FieldValue, Label, Noun};
use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
use truckroll_domain::macros::{Action, Audience, Known, Macro, Moment, Source};
use truckroll_domain::tickets::form::FormList;
use truckroll_domain::tickets::{RowForm, TicketTemplate};

use crate::case::value;
use crate::chance::Chance;

/// Most macros of a case.
const MOST: usize = 4;

/// Macros that can be saved beside these fields; one that cannot is none.
pub fn macros(
    chance: &mut Chance,
    key: &dyn Fn(&str) -> String,
    fields: &[Field],
    rows: &RowForm,
    template: &TicketTemplate,
) -> Vec<Macro> {
    let mut set = FieldSet::standard(Noun::Ticket);
    set.fields.extend(fields.iter().cloned());
    let forms = FormList::new(vec![rows.clone()]);
    let ids: Vec<MacroId> = (0..chance.below(MOST + 1)).map(|_| MacroId::from_parts(1, chance.bytes())).collect();
    let known = Known {
        set: &set,
        forms: &forms,
        template: &|id| id == template.id,
        agent: &|_| false,
        group: &|_| false,
        other: &|id| ids.contains(&id),
        node: &|_| false,
    };
    let mut all: Vec<Macro> = Vec::new();
    for (n, id) in ids.iter().enumerate() {
        let moment =
            chance.one(&[Moment::PageLoad, Moment::FieldChange, Moment::FieldChange, Moment::Submit, Moment::Button]);
        let listens =
            if moment == Moment::FieldChange { vec![field(chance, key), field(chance, key)] } else { Vec::new() };
        let earlier: Vec<MacroId> = all.iter().map(|one| one.id).collect();
        let mut made = Macro {
            id: *id,
            title: format!("{} {n}", key("macro")),
            moment,
            listens,
            templates: vec![template.id],
            scope: Targets::everybody(),
            place: u32::try_from(n + 1).unwrap_or(1),
            enabled: true,
            ..Macro::default()
        };
        // so that chance still finds one that can be saved where it was unlucky
        for _ in 0..4 {
            made.when = filter(chance, key);
            made.then = actions(chance, key, fields, &earlier);
            made.otherwise = if chance.percent(50) { actions(chance, key, fields, &earlier) } else { Vec::new() };
            if made.check(&known).is_ok() {
                all.push(made);
                break;
            }
        }
    }
    all
}

const WRITTEN: [&str; 9] = ["text", "whole", "decimal", "choice", "several", "tick", "stars", "date", "code"];

fn field(chance: &mut Chance, key: &dyn Fn(&str) -> String) -> String {
    key(chance.one(&WRITTEN))
}

fn filter(chance: &mut Chance, key: &dyn Fn(&str) -> String) -> Filter {
    let about = |word: &str| format!("fields.{}", key(word));
    let number = f64::from(u8::try_from(chance.below(6)).unwrap_or_default());
    let text = |text: &str| Some(Operand::Text(text.to_owned()));
    let simple = [
        (about("text"), Operator::Contains, text("a")),
        (about("text"), Operator::Empty, None),
        (about("whole"), Operator::Greater, Some(Operand::Real(number))),
        (about("decimal"), Operator::AtMost, Some(Operand::Real(number + 0.5))),
        (about("choice"), Operator::Is, text("red")),
        (about("choice"), Operator::OneOf, Some(Operand::List(vec!["red".into(), "blue".into()]))),
        (about("stars"), Operator::AtLeast, Some(Operand::Real(3.0))),
        (about("date"), Operator::NotEmpty, None),
        (about("code"), Operator::IsNot, text("AB12")),
        ("priority".to_owned(), Operator::Is, text("normal")),
        ("mode".to_owned(), Operator::Is, text("normal")),
    ];
    let one = |chance: &mut Chance| {
        let (field, op, value) = chance.one(&simple);
        Condition { field, op, value }
    };
    let (all, any) = (chance.below(3), chance.one(&[0, 0, 2]));
    Filter { all: (0..all).map(|_| one(chance)).collect(), any: (0..any).map(|_| one(chance)).collect() }
}

fn actions(chance: &mut Chance, key: &dyn Fn(&str) -> String, fields: &[Field], earlier: &[MacroId]) -> Vec<Action> {
    (0..1 + chance.below(3)).map(|_| action(chance, key, fields, earlier)).collect()
}

fn action(chance: &mut Chance, key: &dyn Fn(&str) -> String, fields: &[Field], earlier: &[MacroId]) -> Action {
    let some = |chance: &mut Chance| vec![field(chance, key), key(chance.one(&["text", "rows", "first", "tick"]))];
    match chance.below(10) {
        0..4 => {
            let field = field(chance, key);
            let kind = fields.iter().find(|one| one.key == field).map_or(FieldKind::Text, |one| one.kind.clone());
            Action::Set { value: source(chance, key, &kind), only_if_empty: chance.percent(40), field }
        }
        4 | 5 => Action::Hide { fields: some(chance), replies: false },
        6 | 7 => Action::Show { fields: some(chance), replies: false },
        8 if chance.percent(40) => Action::Block { text: Label::new("Not so.", "不行。") },
        8 if chance.percent(50) => Action::Allow,
        8 if !earlier.is_empty() => Action::HideMacros { macros: vec![chance.one(earlier)] },
        _ => Action::ReadOnly {
            fields: some(chance),
            who: Audience { targets: Targets::everybody(), readers: chance.percent(20) },
        },
    }
}

fn source(chance: &mut Chance, key: &dyn Fn(&str) -> String, kind: &FieldKind) -> Source {
    match chance.below(8) {
        0 => Source::Nothing,
        1 => Source::Field { key: field(chance, key) },
        2 => Source::Formula { text: format!("{} + 1", key("whole")) },
        3 => Source::Formula { text: format!("round({} * 2, 1)", key("decimal")) },
        4 => Source::Now,
        5 => Source::Formula { text: format!("case when {} then 'a' else 'banana' end", key("tick")) },
        _ => Source::Fixed {
            value: value(chance, kind, 0)
                .filter(|value| *value != FieldValue::Text(String::new()))
                .unwrap_or(FieldValue::Int(1)),
        },
    }
}
