//! Whether a rule can be saved: every member, condition, placeholder and name in it must mean something.

use std::collections::BTreeMap;

use super::placeholders::{self, TICKET, own_name};
use super::{Action, AssignMode, MAX_ACTIONS, MAX_TITLE, Recipient, Rule, RuleKind, RuleSchema};
use crate::fields::FieldSet;
use crate::filter::{Filter, FilterError, Schema};
use crate::tickets::{Priority, Status};
use crate::{AgentId, GroupId, TargetId};

/// What is wrong, by member.
pub type Problems = BTreeMap<String, String>;

/// The status, which has a command of its own.
pub const STATUS_FIELD: &str = "status";
/// System fields of a ticket that a rule can set.
pub const TICKET_FIELDS: [&str; 5] = [STATUS_FIELD, "priority", "type", "title", "description"];
/// Longest text of an action, characters.
const MAX_TEXT: usize = 10_000;

/// What there is in the organisation.
pub struct Known<'a, T> {
    /// What can be asked.
    pub schema: RuleSchema<'a, T>,
    /// The fields of tickets.
    pub fields: &'a FieldSet,
    /// Whether there is such an agent.
    pub agent: &'a dyn Fn(AgentId) -> bool,
    /// Whether there is such a group.
    pub group: &'a dyn Fn(GroupId) -> bool,
    /// Whether there is such a target.
    pub target: &'a dyn Fn(TargetId) -> bool,
    /// Whether a text may name the message that a provider of short messages is given.
    pub sms: bool,
}

impl<T: Schema> Known<'_, T> {
    /// Whether a placeholder gives something.
    #[must_use]
    pub fn placeholder(&self, name: &str) -> bool {
        let customer = |set: &FieldSet, key: &str| {
            let own = key.strip_prefix("fields.");
            let field = set.field(own.unwrap_or(key));
            field.is_some_and(|field| field.system == own.is_none())
        };
        match name.split_once('.') {
            None => name == "event" || name == "tenant",
            Some(("ticket", key)) => {
                let own = key.starts_with("fields.") && self.schema.ticket.subject(key).is_some();
                TICKET.contains(&own_name(key)) || own
            }
            Some(("company", "address")) => true,
            Some(("company", key)) => customer(self.schema.company, key),
            Some(("contact", key)) => customer(self.schema.contact, key),
            Some(("sms", "to" | "text")) => self.sms,
            Some(_) => false,
        }
    }
}

pub(super) fn placeholders_in<T: Schema>(known: &Known<'_, T>, member: &str, text: &str, problems: &mut Problems) {
    if let Some(name) = placeholders::names(text).into_iter().find(|name| !known.placeholder(name)) {
        problems.insert(member.to_owned(), format!("unknown_placeholder:{name}"));
    }
}

pub(super) fn title(title: &str, problems: &mut Problems) {
    let problem = match title.trim().chars().count() {
        0 => "required",
        n if n > MAX_TITLE => "too_long",
        _ => return,
    };
    problems.insert("title".to_owned(), problem.to_owned());
}

impl Rule {
    /// Checks it.
    ///
    /// # Errors
    /// What is wrong, by member (`title`, `when.all.0`, `actions.2.text`).
    pub fn check<T: Schema>(&self, kind: RuleKind, known: &Known<'_, T>) -> Result<(), Problems> {
        let mut problems = Problems::new();
        title(&self.title, &mut problems);
        if (kind == RuleKind::Trigger) == self.events.is_empty() {
            let problem = if self.events.is_empty() { "required" } else { "not_for_automations" };
            problems.insert("events".to_owned(), problem.to_owned());
        }
        if kind == RuleKind::Automation && self.when.all.is_empty() {
            // it would run once for every ticket there ever was
            problems.insert("when".to_owned(), "required".to_owned());
        }
        self.conditions(known, &mut problems);
        match self.actions.len() {
            0 => drop(problems.insert("actions".to_owned(), "required".to_owned())),
            n if n > MAX_ACTIONS => drop(problems.insert("actions".to_owned(), "too_many".to_owned())),
            _ => {}
        }
        for (index, action) in self.actions.iter().enumerate() {
            let at = |member: &str| format!("actions.{index}.{member}");
            for (member, text) in action.texts() {
                if text.chars().count() > MAX_TEXT {
                    problems.insert(at(member), "too_long".to_owned());
                } else {
                    placeholders_in(known, &at(member), text, &mut problems);
                }
            }
            if let Some((member, problem)) = wrong(action, known) {
                problems.entry(at(member)).or_insert_with(|| problem.to_owned());
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    fn conditions<T: Schema>(&self, known: &Known<'_, T>, problems: &mut Problems) {
        if let Err(FilterError::TooMany(_)) = self.when.check_over(&known.schema) {
            problems.insert("when".to_owned(), "too_many".to_owned());
            return;
        }
        for (word, conditions) in [("all", &self.when.all), ("any", &self.when.any)] {
            for (index, condition) in conditions.iter().enumerate() {
                let alone = Filter { all: vec![condition.clone()], any: Vec::new() };
                let problem = match alone.check_over(&known.schema) {
                    Ok(()) | Err(FilterError::TooMany(_)) => continue,
                    Err(FilterError::UnknownField(_)) => "unknown_field",
                    Err(FilterError::WrongOperand(_)) => "wrong_value",
                };
                problems.insert(format!("when.{word}.{index}"), problem.to_owned());
            }
        }
    }
}

/// What is wrong with an action besides its placeholders.
fn wrong<T: Schema>(action: &Action, known: &Known<'_, T>) -> Option<(&'static str, &'static str)> {
    let empty = |text: &str| text.trim().is_empty();
    match action {
        Action::SetTicket { field, value } => {
            if field.starts_with("fields.") {
                return of_set(known.fields, field, value);
            }
            if !TICKET_FIELDS.contains(&field.as_str()) {
                return Some(("field", "unknown_field"));
            }
            let is_fixed = placeholders::names(value).is_empty();
            let is_word = match field.as_str() {
                STATUS_FIELD => Status::from_word(value).is_some(),
                "priority" => Priority::ALL.iter().any(|p| p.word() == value),
                "title" => !empty(value),
                _ => true,
            };
            (is_fixed && !is_word).then_some(("value", "wrong_value"))
        }
        Action::SetCompany { field, value } => of_set(known.schema.company, field, value),
        Action::SetContact { field, value } => of_set(known.schema.contact, field, value),
        Action::Assign { mode, agent, group, skills } => {
            if agent.is_some_and(|id| !(known.agent)(id)) {
                return Some(("agent", "unknown"));
            }
            if group.is_some_and(|id| !(known.group)(id)) {
                return Some(("group", "unknown"));
            }
            match mode {
                AssignMode::Fixed if agent.is_none() && group.is_none() => Some(("agent", "required")),
                AssignMode::Fixed => (!empty(skills)).then_some(("skills", "not_with_mode")),
                _ if agent.is_some() => Some(("agent", "not_with_mode")),
                AssignMode::Skill => empty(skills).then_some(("skills", "required")),
                _ => (!empty(skills)).then_some(("skills", "not_with_mode")),
            }
        }
        Action::AddCc { agent } => (!(known.agent)(*agent)).then_some(("agent", "unknown")),
        Action::Note { text } | Action::Reply { text } => empty(text).then_some(("text", "required")),
        Action::Tell { to, text } => {
            let stranger = |to: &Recipient| matches!(to, Recipient::Agent { id } if !(known.agent)(*id));
            if to.is_empty() || to.len() > 50 {
                return Some(("to", "required"));
            }
            if to.iter().any(stranger) {
                return Some(("to", "unknown"));
            }
            empty(text).then_some(("text", "required"))
        }
        Action::Mail { subject, text } => {
            if empty(subject) {
                return Some(("subject", "required"));
            }
            empty(text).then_some(("text", "required"))
        }
        Action::Call { target } => (!(known.target)(*target)).then_some(("target", "unknown")),
    }
}

/// A field of a set: there must be one, and a value without placeholders must fit it.
fn of_set(set: &FieldSet, field: &str, value: &str) -> Option<(&'static str, &'static str)> {
    let own = field.strip_prefix("fields.");
    let key = own.unwrap_or(field);
    let found = set.field(key).filter(|found| found.system == own.is_none() && key != "created_at" && key != "files");
    let Some(found) = found else { return Some(("field", "unknown_field")) };
    let fits = value.is_empty()
        || !placeholders::names(value).is_empty()
        || found.kind.normalise(&crate::fields::FieldValue::Text(value.to_owned())).is_ok();
    (!fits).then_some(("value", "wrong_value"))
}
