//! What screens of views look up: what can be asked, what columns and groups are called.

use truckroll_domain::fields::{FieldKind, Noun};
use truckroll_domain::filter::Schema as _;
use truckroll_domain::tickets::{Priority, Source, Status, TicketSchema};
use truckroll_domain::views::{COLUMNS, GROUPS, ME, MY_GROUPS, OWN, SORTS, TicketView};
use truckroll_ui::prelude::*;

use crate::api::{self, Answer};
use crate::desk::conditions::Ask;
use crate::desk::customers::{Book, book};
use crate::words;

/// System subjects of tickets, in the order of the list.
const SUBJECTS: [&str; 20] = [
    "status",
    "priority",
    "type",
    "source",
    "title",
    "description",
    "number",
    "assignee",
    "group",
    "cc",
    "template",
    "company_name",
    "contact_name",
    "phone",
    "asset_name",
    "created_by",
    "created_at",
    "updated_at",
    "resolved_at",
    "closed_at",
];

/// What there is in the organisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Fields and people.
    pub book: Book,
    /// Groups: id and name; none for whoever may not see the staff.
    pub groups: Vec<Choice>,
    /// Ticket templates: id and name.
    pub templates: Vec<Choice>,
}

/// Asks for all of it.
pub async fn look() -> Answer<Look> {
    let staff = api::staff::now(&crate::admin::parts::no_agents()).await;
    let groups = staff.map(|staff| staff.groups).unwrap_or_default();
    let forms = api::ticket_forms::read().await?;
    Ok(Look {
        book: book().await?,
        groups: groups.into_iter().map(|now| Choice::new(now.group.id.to_string(), now.group.name)).collect(),
        templates: forms
            .templates
            .into_iter()
            .map(|now| Choice::new(now.template.id.to_string(), now.template.name))
            .collect(),
    })
}

/// Topics of reads that look it up.
#[must_use]
pub fn topics() -> Vec<String> {
    ["agent", "group", "fields", "customer_settings", "ticket_template"].map(str::to_owned).to_vec()
}

/// A message key of a word.
fn key(family: &str, word: &str) -> String {
    format!("{family}-{word}").replace(['_', '.'], "-")
}

/// What people read of a view.
#[must_use]
pub fn name(view: &TicketView) -> String {
    if view.name.is_empty() { tr(&key("view-standard", &view.standard)) } else { view.name.clone() }
}

/// What people read of a system column, group or order.
#[must_use]
pub fn word(of: &str) -> String {
    tr(&key("view-of", of))
}

/// What people read of a group's key where the server says no name.
#[must_use]
pub fn group_word(by: &str, key: &str) -> String {
    match (by, key) {
        ("assignee", "") => tr("tickets-nobody"),
        (_, "") => tr("view-group-none"),
        ("status", word) => words::ticket_word(word),
        ("priority", rank) => words::priority_word(Priority::from_rank(rank.parse().unwrap_or_default())),
        (_, other) => other.to_owned(),
    }
}

impl Look {
    /// What can be asked about tickets.
    #[must_use]
    pub fn schema(&self) -> TicketSchema<'_> {
        TicketSchema { set: self.book.set(Noun::Ticket) }
    }

    fn choices(&self, name: &str) -> Vec<Choice> {
        let listed = |family: &str, words: &[&str]| -> Vec<Choice> {
            words.iter().map(|word| Choice::new(*word, tr(&key(family, word)))).collect()
        };
        let people = || {
            let agents = self.book.agents.iter().map(|(id, name)| Choice::new(id.clone(), name.clone()));
            std::iter::once(Choice::new(ME, tr("view-me"))).chain(agents).collect()
        };
        match name {
            "status" => listed("rule-status", &Status::ALL.map(Status::word)),
            "priority" => listed("priority", &Priority::ALL.map(Priority::word)),
            "source" => listed("tickets-source", &Source::ALL.map(Source::word)),
            "assignee" | "cc" | "created_by" => people(),
            "group" => {
                let mine = Choice::new(MY_GROUPS, tr("view-my-groups"));
                std::iter::once(mine).chain(self.groups.iter().cloned()).collect()
            }
            "template" => self.templates.clone(),
            own => {
                let kind = self.schema().kind_of(own).cloned();
                kind.filter(|_| own.starts_with(OWN)).map(|kind| self.book.choices(&kind)).unwrap_or_default()
            }
        }
    }

    fn own(&self) -> impl Iterator<Item = String> + '_ {
        let shown = self.book.set(Noun::Ticket).own().filter(|field| field.is_shown());
        shown.map(|field| format!("{OWN}{}", field.key))
    }

    /// What people read of a column, group or order, an own field among them.
    #[must_use]
    pub fn label(&self, of: &str) -> String {
        if of.starts_with(OWN) { self.book.label(Noun::Ticket, of) } else { word(of) }
    }

    /// Everything a condition can be about.
    #[must_use]
    pub fn asks(&self) -> Vec<Ask> {
        let schema = self.schema();
        let system = SUBJECTS.iter().map(|name| (*name).to_owned());
        let ask = |name: String| {
            let of = schema.subject(&name)?.of;
            let label = if name.starts_with(OWN) { self.label(&name) } else { tr(&key("view-ask", &name)) };
            Some(Ask { label, of, choices: self.choices(&name), name })
        };
        system.chain(self.own()).filter_map(ask).collect()
    }

    /// Columns that a list can have.
    #[must_use]
    pub fn columns(&self) -> Vec<Choice> {
        let system = COLUMNS.iter().map(|column| (*column).to_owned());
        system.chain(self.own()).map(|column| Choice::new(column.clone(), self.label(&column))).collect()
    }

    /// By what rows can be put together.
    #[must_use]
    pub fn groupings(&self) -> Vec<Choice> {
        let schema = self.schema();
        let listed = self.own().filter(|own| matches!(schema.kind_of(own), Some(FieldKind::Choice { .. })));
        let system = GROUPS.iter().map(|by| (*by).to_owned());
        system.chain(listed).map(|by| Choice::new(by.clone(), self.label(&by))).collect()
    }

    /// By what rows can be ordered.
    #[must_use]
    pub fn sorts(&self) -> Vec<Choice> {
        let system = SORTS.iter().map(|by| (*by).to_owned());
        system.chain(self.own()).map(|by| Choice::new(by.clone(), self.label(&by))).collect()
    }
}
