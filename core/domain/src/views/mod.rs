//! Views of tickets (TKT-16 to TKT-19): saved conditions with columns, groups and an order, for whom they are, and where they
//! stand.
//!
//! A view is a definition, [`TicketView::KIND`]. One that a person keeps for himself travels to his devices alone, under an id
//! that names him. Conditions may say [`ME`] and [`MY_GROUPS`]; [`TicketView::filter`] puts in who looks, so that one view serves
//! everybody, and what it gives is asked by the one condition language on the server as on a phone without network.

use serde::Serialize;

use crate::access::{Targets, Viewer};
use crate::decode::Deserialize;
use crate::fields::{FieldKind, FieldSet};
use crate::filter::{Condition, Filter, Operand, Operator};
use crate::tickets::TicketSchema;
use crate::{AgentId, TemplateId, Timestamp, ViewId, gather};

mod check;
mod standard;
#[cfg(test)]
mod tests;

pub use check::{COLUMNS, FOR_CUSTOMERS, GROUPS, ICONS, SORTS, ViewProblems};
pub use standard::{STANDARD, or_standard, standard};

/// Whoever looks, where an agent is asked for.
pub const ME: &str = "@me";
/// The groups of whoever looks, where a group is asked for.
pub const MY_GROUPS: &str = "@my_groups";
/// What stands before the key of an own field.
pub const OWN: &str = "fields.";

/// What a view asks of service levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Promise {
    /// One is missed and not met yet.
    Missed,
    /// A fifth or less of the time is left.
    Soon,
}

impl Promise {
    /// Both.
    pub const ALL: [Promise; 2] = [Promise::Missed, Promise::Soon];
    /// The word on the wire and in message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Promise::Missed => "missed",
            Promise::Soon => "soon",
        }
    }
}

/// By what rows are ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ViewSort {
    /// One of [`SORTS`], or an own field.
    pub by: String,
    /// Largest first.
    pub descending: bool,
}

impl Default for ViewSort {
    fn default() -> Self {
        Self { by: "updated_at".to_owned(), descending: true }
    }
}

/// Which customers see a view, each of them his own tickets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct ForCustomers {
    /// All contacts.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub all: bool,
    /// Contacts with one of these tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

impl ForCustomers {
    /// Whether no customer sees it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.all && self.tags.is_empty()
    }
    /// Whether a contact with these tags sees it.
    #[must_use]
    pub fn includes<'t>(&self, tags: impl IntoIterator<Item = &'t str>) -> bool {
        self.all || tags.into_iter().any(|tag| self.tags.iter().any(|own| own == tag))
    }
}

/// A button for a view in the app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct QuickEntry {
    /// One of [`ICONS`].
    pub icon: String,
    /// Place among the buttons, smallest first.
    pub place: i64,
}

/// A view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TicketView {
    /// Id.
    pub id: ViewId,
    /// What people read; empty for a view of the system that keeps its name.
    pub name: String,
    /// The word of the system's view that it is or was made from; empty for others.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub standard: String,
    /// More about it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Which tickets it shows.
    pub when: Filter,
    /// And what it asks of their service levels.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::tolerant::optional")]
    pub promise: Option<Promise>,
    /// Only tickets made from this template.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<TemplateId>,
    /// Columns of the list, in order; without any the list's own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// One of [`GROUPS`] or an own field with choices; empty for no groups.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub group_by: String,
    /// By what rows are ordered.
    pub sort: ViewSort,
    /// Whom it is for.
    pub audience: Targets,
    /// Which customers see it.
    #[serde(skip_serializing_if = "ForCustomers::is_empty")]
    pub customers: ForCustomers,
    /// The folder it stands in; empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub folder: String,
    /// Place in the order, smallest first.
    pub place: i64,
    /// Since when it is closed: kept, and shown to nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
    /// Its button in the app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quick: Option<QuickEntry>,
    /// Who keeps it for himself; `None` for a view of the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<AgentId>,
}

impl TicketView {
    /// The kind of the definition.
    pub const KIND: &'static str = "ticket_view";
    /// Most views of an organisation.
    pub const MOST: usize = 200;
    /// Most views that one person keeps for himself.
    pub const MOST_OWN: usize = 50;
    /// Columns of a view that names none.
    pub const FIRST_COLUMNS: [&'static str; 6] = ["title", "status", "sla", "company_name", "assignee", "updated_at"];

    /// The id of its definition; that of a person's own view names him.
    #[must_use]
    pub fn definition_id(&self) -> String {
        match self.owner {
            Some(owner) => format!("{owner}/{}", self.id),
            None => self.id.to_string(),
        }
    }

    /// Whether this person sees it.
    #[must_use]
    pub fn is_for(&self, viewer: Viewer<'_>) -> bool {
        let mine = match self.owner {
            Some(owner) => viewer.agent == Some(owner),
            None => self.audience.includes(viewer),
        };
        mine && self.closed_at.is_none()
    }

    /// Whether a contact with these tags sees it.
    #[must_use]
    pub fn is_for_contact<'t>(&self, tags: impl IntoIterator<Item = &'t str>) -> bool {
        self.owner.is_none() && self.closed_at.is_none() && self.customers.includes(tags)
    }

    /// The columns of its list.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        match self.columns.as_slice() {
            [] => Self::FIRST_COLUMNS.iter().map(|key| (*key).to_owned()).collect(),
            own => own.to_vec(),
        }
    }

    /// The columns of its list that a customer sees: what he said or may know of his own tickets, in the view's order.
    #[must_use]
    pub fn columns_for_contact(&self, set: &FieldSet) -> Vec<String> {
        let seen = |column: &String| match column.strip_prefix(OWN) {
            Some(key) => set.field(key).is_some_and(|field| !field.system && field.is_shown() && field.kind.is_said()),
            None => FOR_CUSTOMERS.contains(&column.as_str()),
        };
        self.columns().into_iter().filter(seen).collect()
    }

    /// Which tickets it shows to this person, service levels aside.
    #[must_use]
    pub fn filter(&self, schema: &TicketSchema<'_>, viewer: Viewer<'_>) -> Filter {
        let mut filter = said_to(&self.when, schema, viewer);
        filter.all.extend(self.template.map(|template| Condition {
            field: "template".to_owned(),
            op: Operator::Is,
            value: Some(Operand::Text(template.to_string())),
        }));
        filter
    }
}

/// Conditions with whoever looks in the place of [`ME`] and [`MY_GROUPS`].
#[must_use]
pub fn said_to(when: &Filter, schema: &TicketSchema<'_>, viewer: Viewer<'_>) -> Filter {
    let said = |conditions: &[Condition]| conditions.iter().map(|one| said_by(one, schema, viewer)).collect();
    Filter { all: said(&when.all), any: said(&when.any) }
}

/// A condition with whoever looks in the place of [`ME`] and [`MY_GROUPS`].
fn said_by(condition: &Condition, schema: &TicketSchema<'_>, viewer: Viewer<'_>) -> Condition {
    let (word, ids): (&str, Vec<String>) = match schema.kind_of(&condition.field) {
        Some(FieldKind::Agent | FieldKind::Agents) => (ME, viewer.agent.iter().map(ToString::to_string).collect()),
        Some(FieldKind::Team) => (MY_GROUPS, viewer.groups.iter().map(ToString::to_string).collect()),
        _ if condition.field == "created_by" => (ME, viewer.agent.iter().map(ToString::to_string).collect()),
        _ => return condition.clone(),
    };
    let named = match &condition.value {
        Some(Operand::Text(text)) if text == word => Vec::new(),
        Some(Operand::List(list)) if list.iter().any(|text| text == word) => {
            list.iter().filter(|text| *text != word).cloned().collect()
        }
        _ => return condition.clone(),
    };
    let op = match condition.op {
        Operator::IsNot | Operator::NotOneOf => Operator::NotOneOf,
        _ => Operator::OneOf,
    };
    let all = named.into_iter().chain(ids).collect();
    Condition { field: condition.field.clone(), op, value: Some(Operand::List(all)) }
}

/// Views in their order: by place, those of the organisation first.
pub fn in_order(views: &mut Vec<TicketView>) {
    gather::sort_by_key(views, |view| (view.owner.is_some(), view.place, view.id));
}

/// The folders of views in the order of their first view, each with the places of its views; those in no folder first.
#[must_use]
pub fn folders<'v>(views: impl IntoIterator<Item = &'v TicketView>) -> Vec<(String, Vec<&'v TicketView>)> {
    let mut all: Vec<(String, Vec<&TicketView>)> = Vec::new();
    for view in views {
        match all.iter_mut().find(|(folder, _)| *folder == view.folder) {
            Some((_, inside)) => inside.push(view),
            None => all.push((view.folder.clone(), vec![view])),
        }
    }
    gather::sort_by_key(&mut all, |(folder, _)| !folder.is_empty());
    all
}
