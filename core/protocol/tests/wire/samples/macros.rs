//! Macros of tickets, each action and each source of a value.

use truckroll_domain::access::Targets;
use truckroll_domain::fields::{FieldValue, Label};
use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
use truckroll_domain::macros::{Action, AtNode, Audience, Macro, Moment, Source};
use truckroll_protocol::api::macros::{MacroNow, MacroOrder, NewMacro};

use super::{chen, id, lift_group};

fn set(field: &str, value: Source) -> Action {
    Action::Set { field: field.into(), value, only_if_empty: false }
}

fn actions() -> Vec<Action> {
    vec![
        Action::Set {
            field: "floors".into(),
            value: Source::Fixed { value: FieldValue::Int(12) },
            only_if_empty: true,
        },
        set("cause", Source::Field { key: "remark".into() }),
        set("seen", Source::Now),
        set("assignee", Source::Me),
        set("total", Source::Formula { text: "floors * 2".into() }),
        set("remark", Source::Nothing),
        Action::Show { fields: vec!["floors".into()], replies: true },
        Action::Hide { fields: vec!["cause".into()], replies: false },
        Action::Block { text: Label::new("Say what caused it", "请填写原因") },
        Action::Allow,
        Action::ReadOnly {
            fields: vec!["floors".into()],
            who: Audience {
                targets: Targets { all: false, groups: vec![lift_group()], agents: vec![chen()] },
                readers: true,
            },
        },
        Action::HideMacros { macros: vec![id(0x0a2)] },
        Action::Call { field: "phone".into() },
        Action::Pictures,
    ]
}

pub fn one() -> Macro {
    let asks = |field: &str, value: &str| Condition {
        field: field.into(),
        op: Operator::Is,
        value: Some(Operand::Text(value.into())),
    };
    Macro {
        id: id(0x0a1),
        title: "Lift stands".into(),
        description: "When the lift stands still.".into(),
        moment: Moment::FieldChange,
        listens: vec!["floors".into()],
        templates: vec![id(0x55)],
        node: Some(AtNode { workflow: id(0x63), node: "report".into() }),
        scope: Targets { all: true, groups: vec![], agents: vec![] },
        place: 2,
        enabled: true,
        when: Filter { all: vec![asks("status", "open")], any: vec![asks("mode", "task")] },
        then: actions(),
        otherwise: vec![Action::Allow],
    }
}

pub fn now() -> MacroNow {
    MacroNow { seq: 8, body: one() }
}

pub fn new() -> NewMacro {
    NewMacro { seq: 7, body: one() }
}

pub fn order() -> MacroOrder {
    MacroOrder { ids: vec![id(0x0a1), id(0x0a2)] }
}
