//! Ticket templates (TKT-05 to TKT-07): which fields a ticket has, in which order and groups, and when each is shown, asked for
//! and right.
//!
//! A template is a definition, [`TicketTemplate::KIND`] with its id. Every version is a definition of its own beside it,
//! [`TicketTemplate::VERSION_KIND`] with a [`TemplateRef`] as its id, and is never changed: a ticket ends under the version it
//! began with, on a phone without network too.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::form::{Forms, of_fields};
use super::{NodeField, TemplateRef};
use crate::access::Targets;
use crate::decode::Deserialize;
use crate::expression::Expression;
use crate::fields::{FieldSet, Label, Values, is_key, label_problem};
use crate::{TemplateId, Timestamp};

/// Most fields of one template.
const MAX_FIELDS: usize = 200;
/// Most groups of one template.
const MAX_GROUPS: usize = 50;
/// Longest description, characters.
const MAX_TEXT: usize = 1_000;

/// What is wrong with a template: problem keys by member (`fields.2.shown_when`).
pub type TicketTemplateProblems = BTreeMap<String, &'static str>;

/// Fields that are shown together and folded together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct FieldGroup {
    /// Key, unique in the template.
    pub key: String,
    /// What people read.
    pub label: Label,
    /// Whether it is folded at first. A problem inside unfolds it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
}

/// A field as a template has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TicketField {
    /// Key of the field, own or of the system.
    pub key: String,
    /// Whether it must be filled here, beyond what the field itself demands.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// For whom it is read-only.
    #[serde(skip_serializing_if = "Targets::is_empty")]
    pub read_only: Targets,
    /// Key of its group; empty outside of groups.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Condition under which it is shown; empty for always.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub shown_when: String,
    /// Condition under which it must be filled.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub required_when: String,
    /// Condition under which what stands there is right.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub valid_when: String,
    /// What is said where it is not.
    #[serde(skip_serializing_if = "is_unsaid")]
    pub valid_text: Label,
}

fn is_unsaid(label: &Label) -> bool {
    *label == Label::default()
}

impl TicketField {
    /// A field with nothing else said.
    #[must_use]
    pub fn new(key: &str) -> Self {
        Self { key: key.to_owned(), ..Self::default() }
    }
    /// Its conditions by member.
    fn conditions(&self) -> [(&'static str, &str); 3] {
        [("shown_when", &self.shown_when), ("required_when", &self.required_when), ("valid_when", &self.valid_when)]
    }
}

/// A ticket template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TicketTemplate {
    /// Id.
    pub id: TemplateId,
    /// Which version this is, from 1.
    pub version: u32,
    /// What people read; unique.
    pub name: String,
    /// What it is for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Who can choose it.
    pub scope: Targets,
    /// Fields in order.
    #[serde(deserialize_with = "crate::tolerant::list")]
    pub fields: Vec<TicketField>,
    /// Groups in order; fields outside of groups come first.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "crate::tolerant::list")]
    pub groups: Vec<FieldGroup>,
    /// What stands in fields of a new ticket.
    #[serde(skip_serializing_if = "Values::is_empty", deserialize_with = "crate::tolerant::map")]
    pub presets: Values,
    /// The field whose values are nodes, where there is one (TKT-14).
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::tolerant::optional")]
    pub node_field: Option<NodeField>,
    /// Customer template that says what is shown of the customer (TKT-54).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_template: Option<TemplateId>,
    /// Since when no new ticket can be made from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<Timestamp>,
}

impl TicketTemplate {
    /// The kind of the definition that says what holds now.
    pub const KIND: &'static str = "ticket_template";
    /// The kind of the definitions that keep the versions.
    pub const VERSION_KIND: &'static str = "ticket_template_version";
    /// Most templates of an organisation.
    pub const MOST: usize = 200;

    /// The template at this version.
    #[must_use]
    pub fn reference(&self) -> TemplateRef {
        TemplateRef { id: self.id, version: self.version }
    }

    /// The field with this key.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&TicketField> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// Whether the two ask the same: what people call a template, whom it is for and whether it is disabled needs no version.
    #[must_use]
    pub fn asks_the_same(&self, other: &Self) -> bool {
        self.fields == other.fields
            && self.groups == other.groups
            && self.presets == other.presets
            && self.node_field == other.node_field
    }

    /// Checks the template against the fields and forms there are.
    ///
    /// # Errors
    /// All problems at once, as keys of the message files by member.
    pub fn check(&self, set: &FieldSet, forms: &dyn Forms) -> Result<(), TicketTemplateProblems> {
        let mut problems = TicketTemplateProblems::new();
        let mut wrong = |member: String, problem| {
            problems.insert(member, problem);
        };
        if let Some(problem) = label_problem(&self.name) {
            wrong("name".to_owned(), problem);
        }
        if self.description.chars().count() > MAX_TEXT {
            wrong("description".to_owned(), "too_long");
        }
        if self.scope.is_empty() {
            wrong("scope".to_owned(), "required");
        } else if let Some(problem) = self.scope.problem() {
            wrong("scope".to_owned(), problem);
        }
        if self.fields.is_empty() {
            wrong("fields".to_owned(), "required");
        } else if self.fields.len() > MAX_FIELDS {
            wrong("fields".to_owned(), "too_many");
        }
        if self.groups.len() > MAX_GROUPS {
            wrong("groups".to_owned(), "too_many");
        }
        let mut keys = BTreeSet::new();
        for (index, group) in self.groups.iter().enumerate() {
            if !is_key(&group.key) {
                wrong(format!("groups.{index}.key"), "not_a_key");
            } else if !keys.insert(group.key.as_str()) {
                wrong(format!("groups.{index}.key"), "taken");
            }
            if let Some(problem) = group.label.problem() {
                wrong(format!("groups.{index}.label"), problem);
            }
        }
        let types = of_fields(set, forms);
        let mut seen = BTreeSet::new();
        for (index, asked) in self.fields.iter().enumerate() {
            match set.field(&asked.key).filter(|field| field.archived_at.is_none()) {
                None => wrong(format!("fields.{index}.key"), "unknown"),
                Some(_) if !seen.insert(asked.key.as_str()) => wrong(format!("fields.{index}.key"), "taken"),
                Some(_) => {}
            }
            if !asked.group.is_empty() && !keys.contains(asked.group.as_str()) {
                wrong(format!("fields.{index}.group"), "unknown");
            }
            if let Some(problem) = asked.read_only.problem() {
                wrong(format!("fields.{index}.read_only"), problem);
            }
            for (member, condition) in asked.conditions() {
                if condition.is_empty() {
                    continue;
                }
                let fault = match Expression::parse(condition) {
                    Err(fault) => Some(fault.problem),
                    Ok(read) => read.check_condition(&types).err().and_then(|faults| Some(faults.first()?.problem)),
                };
                if let Some(problem) = fault {
                    wrong(format!("fields.{index}.{member}"), problem);
                }
            }
        }
        for (key, value) in &self.presets {
            let problem = match set.field(key) {
                _ if !seen.contains(key.as_str()) => Some("unknown"),
                Some(field) => field.kind.normalise(value).err(),
                None => Some("unknown"),
            };
            if let Some(problem) = problem {
                wrong(format!("presets.{key}"), problem);
            }
        }
        let node_field = self.node_field.iter().flat_map(|node_field| node_field.problems(set, &self.fields));
        for (member, problem) in node_field {
            wrong(member, problem);
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

/// What an organisation says about its tickets as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TicketSettings {
    /// The template a new ticket begins with; none for a ticket without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_template: Option<TemplateId>,
}

impl TicketSettings {
    /// The kind of the definition.
    pub const KIND: &'static str = "ticket_settings";
    /// Its only id.
    pub const ID: &'static str = "tenant";
}
