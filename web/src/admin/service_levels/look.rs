//! What the editor of a policy looks up: calendars, groups, people, templates, and what conditions can ask about.

use truckroll_domain::fields::{FieldSet, Noun};
use truckroll_domain::filter::Schema as _;
use truckroll_domain::people::Group;
use truckroll_domain::tickets::{Priority, Source, Status, TicketSchema};
use truckroll_ui::prelude::*;

use crate::admin::parts::no_agents;
use crate::api::{self, Answer};
use crate::desk::conditions::Ask;
use crate::desk::customers::{Book, book};
use crate::words;

/// The topics of what is looked up.
pub const TOPICS: [&str; 5] = [FieldSet::KIND, "calendar", "agent", "group", "ticket_template"];

/// Fields, calendars, groups, people and templates of the organisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Fields and people.
    pub book: Book,
    /// Calendars: id and name.
    pub calendars: Vec<Choice>,
    /// Groups: id and name.
    pub groups: Vec<Choice>,
    /// Ticket templates: id and name.
    pub templates: Vec<Choice>,
}

/// Asks for all of it.
pub async fn look() -> Answer<Look> {
    let group = |group: &Group| Choice::new(group.id.to_string(), group.name.clone());
    Ok(Look {
        book: book().await?,
        calendars: api::planning::calendars()
            .await?
            .calendars
            .into_iter()
            .map(|now| Choice::new(now.calendar.id.to_string(), now.calendar.name))
            .collect(),
        groups: api::staff::now(&no_agents()).await?.groups.iter().map(|now| group(&now.group)).collect(),
        templates: api::ticket_forms::read()
            .await?
            .templates
            .into_iter()
            .map(|now| Choice::new(now.template.id.to_string(), now.template.name))
            .collect(),
    })
}

/// What every ticket has that conditions can ask about, in the order of the choice.
const SUBJECTS: [&str; 11] = [
    COMPANY,
    "template",
    "priority",
    "type",
    "source",
    "status",
    "group",
    "assignee",
    "title",
    "asset_name",
    "company_name",
];
/// The subject whose values are companies, found by what they are called.
pub const COMPANY: &str = "company";
/// What stands before the key of an own field.
const OWN: &str = "fields.";

impl Look {
    fn set(&self) -> &FieldSet {
        self.book.set(Noun::Ticket)
    }

    /// What conditions can ask about.
    #[must_use]
    pub fn schema(&self) -> TicketSchema<'_> {
        TicketSchema { set: self.set() }
    }

    /// Everything a condition can be about: what every ticket has, then own fields.
    #[must_use]
    pub fn asks(&self) -> Vec<Ask> {
        let schema = self.schema();
        let word = |name: &str| tr(&format!("sla-field-{}", name.replace('_', "-")));
        let system = SUBJECTS.iter().map(|name| ((*name).to_owned(), word(name)));
        let own = self.set().shown().filter(|field| !field.system);
        let own = own.map(|field| (format!("{OWN}{}", field.key), crate::desk::customers::label(Noun::Ticket, field)));
        let ask = |(name, label): (String, String)| {
            let of = schema.subject(&name)?.of;
            Some(Ask { of, choices: self.choices(&name), name, label })
        };
        system.chain(own).filter_map(ask).collect()
    }

    /// The values that a subject can have, where they are of a list.
    fn choices(&self, name: &str) -> Vec<Choice> {
        match name {
            "template" => self.templates.clone(),
            "group" => self.groups.clone(),
            "assignee" => self.agents(),
            "priority" => {
                let one = |priority: Priority| Choice::new(priority.word(), words::priority_word(priority));
                Priority::ALL.into_iter().map(one).collect()
            }
            "status" => {
                let one = |status: Status| Choice::new(status.word(), words::ticket_word(status.word()));
                Status::ALL.into_iter().map(one).collect()
            }
            "source" => {
                let one = |source: Source| {
                    Choice::new(source.word(), tr(&format!("tickets-source-{}", source.word().replace('_', "-"))))
                };
                SOURCES.into_iter().map(one).collect()
            }
            own if own.starts_with(OWN) => {
                self.schema().kind_of(own).map(|kind| self.book.choices(kind)).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// People: id and name.
    #[must_use]
    pub fn agents(&self) -> Vec<Choice> {
        self.book.agents.iter().map(|(id, name)| Choice::new(id.clone(), name.clone())).collect()
    }
}

/// The sources that tickets come from.
const SOURCES: [Source; 10] = [
    Source::Remote,
    Source::Chat,
    Source::CallCentre,
    Source::Message,
    Source::System,
    Source::Other,
    Source::Api,
    Source::Publishing,
    Source::Email,
    Source::OtherTenant,
];

#[cfg(test)]
mod tests {
    use truckroll_domain::fields::{Field, FieldKind, Label};

    use super::*;

    #[test]
    fn everything_that_can_be_asked_about_is_known_of_tickets() {
        let templates = vec![Choice::new("1", "Repair")];
        let mut book = crate::sample::book();
        book.ticket.set.fields.push(Field::new("part", Label::new("Part", "部件"), FieldKind::Text));
        let look = Look { book, calendars: Vec::new(), groups: Vec::new(), templates };
        let asks = look.asks();
        assert!(SUBJECTS.iter().all(|name| asks.iter().any(|ask| ask.name == *name)));
        let template = asks.iter().find(|ask| ask.name == "template").expect("is asked about");
        assert_eq!(template.choices.len(), 1);
        assert!(asks.iter().any(|ask| ask.name.starts_with(OWN)), "own fields too");
    }
}
