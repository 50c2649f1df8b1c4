//! What an administrator, or a person for himself, may write of a view.

use std::collections::BTreeMap;

use super::{OWN, STANDARD, TicketView};
use crate::fields::FieldKind;
use crate::filter::{Condition, Filter, MAX_CONDITIONS, Schema};
use crate::tickets::TicketSchema;

/// What is wrong with a view: problem keys by member (`when.all.2`, `columns.0`).
pub type ViewProblems = BTreeMap<String, &'static str>;

/// What a column can show besides own fields.
pub const COLUMNS: [&str; 19] = [
    "number",
    "title",
    "status",
    "priority",
    "sla",
    "type",
    "source",
    "template",
    "company_name",
    "contact_name",
    "phone",
    "asset_name",
    "assignee",
    "group",
    "node",
    "created_at",
    "updated_at",
    "resolved_at",
    "closed_at",
];
/// Those of [`COLUMNS`] that a customer sees; how staff share out their work is none of them.
pub const FOR_CUSTOMERS: [&str; 11] = [
    "number",
    "title",
    "status",
    "company_name",
    "contact_name",
    "phone",
    "asset_name",
    "created_at",
    "updated_at",
    "resolved_at",
    "closed_at",
];
/// What rows can be put together by besides own fields with choices.
pub const GROUPS: [&str; 5] = ["status", "priority", "assignee", "group", "template"];
/// By what rows can be ordered besides own fields.
pub const SORTS: [&str; 14] = [
    "updated_at",
    "created_at",
    "priority",
    "due",
    "number",
    "title",
    "status",
    "type",
    "company_name",
    "contact_name",
    "asset_name",
    "assignee",
    "resolved_at",
    "closed_at",
];
/// Pictures for buttons in the app.
pub const ICONS: [&str; 8] = ["inbox", "user", "users", "clock", "alert", "check", "star", "wrench"];

/// Longest name of a view or folder, characters.
const MAX_NAME: usize = 60;
/// Longest description, characters.
const MAX_DESCRIPTION: usize = 1_000;
/// Most columns.
const MAX_COLUMNS: usize = 20;
/// Most tags of customers.
const MAX_TAGS: usize = 50;

impl TicketView {
    /// The view as it is kept.
    #[must_use]
    pub fn settled(mut self) -> Self {
        self.name = self.name.trim().to_owned();
        self.folder = self.folder.trim().to_owned();
        self.description = self.description.trim().to_owned();
        self
    }

    /// Whether rows can be ordered by this.
    #[must_use]
    pub fn sorts_by(by: &str, schema: &TicketSchema<'_>) -> bool {
        SORTS.contains(&by) || (by.starts_with(OWN) && schema.subject(by).is_some())
    }

    /// Whether rows can be put together by this.
    #[must_use]
    pub fn groups_by(by: &str, schema: &TicketSchema<'_>) -> bool {
        let listed = || by.starts_with(OWN) && matches!(schema.kind_of(by), Some(FieldKind::Choice { .. }));
        GROUPS.contains(&by) || (schema.subject(by).is_some() && listed())
    }

    /// Checks everything that needs no directory.
    ///
    /// # Errors
    /// All problems at once, as keys of the message files by member.
    pub fn check(&self, schema: &TicketSchema<'_>) -> Result<(), ViewProblems> {
        let mut problems = ViewProblems::new();
        let mut wrong = |is: bool, member: String, why: &'static str| {
            if is {
                problems.insert(member, why);
            }
        };
        let standard = STANDARD.contains(&self.standard.as_str());
        wrong(!standard && !self.standard.is_empty(), "standard".into(), "unknown");
        wrong(self.name.trim().is_empty() && !standard, "name".into(), "required");
        for (member, text) in [("name", &self.name), ("folder", &self.folder)] {
            wrong(text.chars().count() > MAX_NAME, member.into(), "too_long");
            wrong(text.chars().any(char::is_control), member.into(), "one_line");
        }
        wrong(self.description.chars().count() > MAX_DESCRIPTION, "description".into(), "too_long");
        for (list, conditions) in [("all", &self.when.all), ("any", &self.when.any)] {
            for (n, condition) in conditions.iter().take(MAX_CONDITIONS).enumerate() {
                wrong(!fits(condition, schema), format!("when.{list}.{n}"), "not_a_condition");
            }
        }
        wrong(self.when.all.len() + self.when.any.len() >= MAX_CONDITIONS, "when".into(), "too_many");
        wrong(self.columns.len() > MAX_COLUMNS, "columns".into(), "too_many");
        for (n, column) in self.columns.iter().take(MAX_COLUMNS).enumerate() {
            let known =
                COLUMNS.contains(&column.as_str()) || (column.starts_with(OWN) && schema.subject(column).is_some());
            wrong(!known, format!("columns.{n}"), "unknown");
            wrong(self.columns[..n].contains(column), format!("columns.{n}"), "taken");
        }
        wrong(!self.group_by.is_empty() && !Self::groups_by(&self.group_by, schema), "group_by".into(), "unknown");
        wrong(!Self::sorts_by(&self.sort.by, schema), "sort".into(), "unknown");
        if let Some(problem) = self.audience.problem() {
            wrong(true, "audience".into(), problem);
        }
        wrong(self.customers.tags.len() > MAX_TAGS, "customers".into(), "too_many");
        let unseen = self.owner.is_none() && self.audience.is_empty() && self.customers.is_empty();
        wrong(unseen, "audience".into(), "required");
        if self.owner.is_some() {
            wrong(!self.customers.is_empty(), "customers".into(), "own_view");
            wrong(!self.audience.is_empty(), "audience".into(), "own_view");
        }
        if let Some(quick) = &self.quick {
            wrong(!ICONS.contains(&quick.icon.as_str()), "quick".into(), "unknown");
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

fn fits(condition: &Condition, schema: &TicketSchema<'_>) -> bool {
    Filter { all: vec![condition.clone()], any: Vec::new() }.check_over(schema).is_ok()
}
