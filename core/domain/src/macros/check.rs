//! Whether a macro can be saved: every field, condition, value and name in it must mean something.

use std::collections::BTreeMap;

use super::draft::fitting;
use super::{Action, AtNode, MAX_ACTIONS, MAX_NAMED, MAX_TEXT, MAX_TITLE, Macro, MacroSchema, Moment, Source};
use crate::fields::{Field, FieldKind, FieldSet, FieldValue, Label};
use crate::filter::{Filter, FilterError};
use crate::tickets::TicketSchema;
use crate::tickets::form::{Forms, formula_problem, of_fields};
use crate::{AgentId, GroupId, MacroId, TemplateId};

/// What is wrong with a macro: problem keys by member (`then.2.field`).
pub type MacroProblems = BTreeMap<String, &'static str>;

/// System fields that a macro can fill in.
pub const SETTABLE: [&str; 6] = ["status", "type", "priority", "assignee", "group", "cc"];
/// Those of them that are never empty.
const NEVER_EMPTY: [&str; 2] = ["status", "priority"];
/// Longest text of a stop, characters.
const MAX_BLOCK: usize = 500;

/// What there is in the organisation.
pub struct Known<'a> {
    /// The fields of tickets.
    pub set: &'a FieldSet,
    /// The columns of rows.
    pub forms: &'a dyn Forms,
    /// Whether there is such a template.
    pub template: &'a dyn Fn(TemplateId) -> bool,
    /// Whether there is such an agent.
    pub agent: &'a dyn Fn(AgentId) -> bool,
    /// Whether there is such a group.
    pub group: &'a dyn Fn(GroupId) -> bool,
    /// Whether there is such a macro.
    pub other: &'a dyn Fn(MacroId) -> bool,
    /// Whether there is such a node.
    pub node: &'a dyn Fn(&AtNode) -> bool,
}

impl Known<'_> {
    fn open(&self, key: &str) -> Option<&Field> {
        self.set.field(key).filter(|field| field.archived_at.is_none())
    }
    fn own(&self, key: &str) -> bool {
        self.open(key).is_some_and(|field| !field.system)
    }
}

impl Macro {
    /// Checks it.
    ///
    /// # Errors
    /// All that is wrong, by member.
    pub fn check(&self, known: &Known<'_>) -> Result<(), MacroProblems> {
        let mut problems = MacroProblems::new();
        let mut wrong = |member: &str, problem| {
            problems.insert(member.to_owned(), problem);
        };
        match self.title.trim().chars().count() {
            0 => wrong("title", "required"),
            n if n > MAX_TITLE => wrong("title", "too_long"),
            _ => {}
        }
        if self.description.chars().count() > MAX_TEXT {
            wrong("description", "too_long");
        }
        match (self.moment == Moment::FieldChange, self.listens.len()) {
            (true, 0) => wrong("listens", "required"),
            (false, n) if n > 0 => wrong("listens", "not_at_this_moment"),
            (true, n) if n > MAX_NAMED => wrong("listens", "too_many"),
            _ if self.listens.iter().any(|key| known.open(key).is_none()) => wrong("listens", "unknown_field"),
            _ => {}
        }
        if self.templates.len() > MAX_NAMED {
            wrong("templates", "too_many");
        } else if self.templates.iter().any(|id| !(known.template)(*id)) {
            wrong("templates", "unknown");
        }
        if self.node.as_ref().is_some_and(|at| !(known.node)(at)) {
            wrong("node", "unknown");
        }
        if self.scope.is_empty() {
            wrong("scope", "required");
        } else if let Some(problem) = self.scope.problem() {
            wrong("scope", problem);
        }
        self.conditions(known, &mut problems);
        if self.then.is_empty() && self.otherwise.is_empty() {
            problems.insert("then".to_owned(), "required");
        }
        for (list, actions) in [("then", &self.then), ("otherwise", &self.otherwise)] {
            if actions.len() > MAX_ACTIONS {
                problems.insert(list.to_owned(), "too_many");
                continue;
            }
            for (index, action) in actions.iter().enumerate() {
                if let Some((member, problem)) = self.wrong(action, known) {
                    problems.insert(format!("{list}.{index}.{member}"), problem);
                }
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    fn conditions(&self, known: &Known<'_>, problems: &mut MacroProblems) {
        let schema = MacroSchema { ticket: TicketSchema { set: known.set } };
        if let Err(FilterError::TooMany(_)) = self.when.check_over(&schema) {
            problems.insert("when".to_owned(), "too_many");
            return;
        }
        for (word, conditions) in [("all", &self.when.all), ("any", &self.when.any)] {
            for (index, condition) in conditions.iter().enumerate() {
                let alone = Filter { all: vec![condition.clone()], any: Vec::new() };
                let named = condition.field.strip_prefix("macro.").and_then(|id| id.parse().ok());
                let problem = match alone.check_over(&schema) {
                    Ok(()) if named.is_some_and(|id| id == self.id || !(known.other)(id)) => "unknown",
                    Ok(()) | Err(FilterError::TooMany(_)) => continue,
                    Err(FilterError::UnknownField(_)) => "unknown_field",
                    Err(FilterError::WrongOperand(_)) => "wrong_value",
                };
                problems.insert(format!("when.{word}.{index}"), problem);
            }
        }
    }

    /// What is wrong with an action: the member, and why.
    fn wrong(&self, action: &Action, known: &Known<'_>) -> Option<(&'static str, &'static str)> {
        let fields = |fields: &[String]| match fields.len() {
            n if n > MAX_NAMED => Some(("fields", "too_many")),
            _ => fields.iter().any(|key| !known.own(key)).then_some(("fields", "unknown_field")),
        };
        match action {
            Action::Set { field, value, only_if_empty } => {
                if *only_if_empty && NEVER_EMPTY.contains(&field.as_str()) {
                    return Some(("only_if_empty", "never_empty"));
                }
                of_value(field, value, known)
            }
            Action::Block { text } => block_problem(text).map(|problem| ("text", problem)),
            Action::Allow | Action::Pictures => None,
            Action::ReadOnly { fields: named, who } => {
                let stranger = |key: &String| known.open(key).is_none();
                if who.is_empty() {
                    return Some(("who", "required"));
                }
                if let Some(problem) = who.targets.problem() {
                    return Some(("who", problem));
                }
                match named.len() {
                    n if n > MAX_NAMED => Some(("fields", "too_many")),
                    _ => named.iter().any(stranger).then_some(("fields", "unknown_field")),
                }
            }
            Action::HideMacros { macros } => match macros.len() {
                0 => Some(("macros", "required")),
                n if n > MAX_NAMED => Some(("macros", "too_many")),
                _ => macros.iter().any(|id| *id == self.id || !(known.other)(*id)).then_some(("macros", "unknown")),
            },
            Action::Show { fields: named, replies } | Action::Hide { fields: named, replies } => {
                if named.is_empty() && !replies {
                    return Some(("fields", "required"));
                }
                fields(named)
            }
            Action::Call { field } => {
                let number = |field: &Field| matches!(field.kind, FieldKind::Phone | FieldKind::Text);
                (!known.open(field).is_some_and(number)).then_some(("field", "not_a_number_field"))
            }
        }
    }
}

fn block_problem(text: &Label) -> Option<&'static str> {
    if text.en.trim().is_empty() && text.zh_cn.trim().is_empty() {
        return Some("required");
    }
    [&text.en, &text.zh_cn].into_iter().any(|text| text.chars().count() > MAX_BLOCK).then_some("too_long")
}

fn of_value(key: &str, value: &Source, known: &Known<'_>) -> Option<(&'static str, &'static str)> {
    let Some(field) = known.open(key) else { return Some(("field", "unknown_field")) };
    let settable = if field.system { SETTABLE.contains(&key) } else { is_filled(&field.kind) };
    if !settable {
        return Some(("field", "not_settable"));
    }
    let problem = match value {
        Source::Fixed { value } => fixed_problem(key, &field.kind, value, known),
        Source::Field { key: other } => match known.open(other) {
            None => Some("unknown_field"),
            Some(_) if other == key => Some("itself"),
            Some(other) => (!takes(&field.kind, &other.kind)).then_some("wrong_kind"),
        },
        Source::Now => (!matches!(field.kind, FieldKind::Date | FieldKind::DateTime)).then_some("not_a_time"),
        Source::Me => (!matches!(key, "assignee" | "cc")).then_some("not_a_person"),
        Source::Formula { text } if text.trim().is_empty() => Some("required"),
        Source::Formula { text } => formula_problem(text, &of_fields(known.set, known.forms)),
        Source::Nothing => NEVER_EMPTY.contains(&key).then_some("never_empty"),
    };
    problem.map(|problem| ("value", problem))
}

/// Whether people and macros fill in fields of this kind by one value.
fn is_filled(kind: &FieldKind) -> bool {
    !kind.has_rows() && !matches!(kind, FieldKind::Computed { .. } | FieldKind::Attachment | FieldKind::Signature)
}

fn fixed_problem(key: &str, kind: &FieldKind, value: &FieldValue, known: &Known<'_>) -> Option<&'static str> {
    let text = value.typed();
    if text.trim().is_empty() {
        return Some("required");
    }
    let people = |all: &[String]| all.iter().all(|id| id.parse().is_ok_and(|id| (known.agent)(id)));
    let there = match (key, value) {
        ("assignee", _) => people(&[text]),
        ("cc", FieldValue::List(all)) => people(all),
        ("cc", _) => people(&[text]),
        ("group", _) => text.parse().is_ok_and(|id| (known.group)(id)),
        _ => !matches!(fitting(key, kind, value), None | Some(None)),
    };
    (!there).then_some("wrong_value")
}

/// Whether values of the one kind can stand in fields of the other.
fn takes(to: &FieldKind, from: &FieldKind) -> bool {
    use FieldKind as K;
    if !is_filled(from) && !matches!(from, K::Computed { .. }) {
        return false;
    }
    match (to, from) {
        (K::Text | K::LongText, _) | (_, K::Text | K::Computed { .. }) => true,
        (K::Whole | K::Decimal | K::Stars, K::Whole | K::Decimal | K::Stars) => true,
        (K::Agents, K::Agent) => true,
        (to, from) => to.is_same_kind(from),
    }
}
