//! What the editor of a policy looks up: calendars, groups, people, and what conditions can ask about.

use truckroll_domain::fields::{FieldSet, Noun};
use truckroll_domain::filter::{Schema as _, Type};
use truckroll_domain::people::Group;
use truckroll_domain::tickets::{Priority, Source, Status, TicketSchema};
use truckroll_ui::prelude::*;

use crate::admin::parts::no_agents;
use crate::api::{self, Answer};
use crate::desk::customers::{Book, book};
use crate::words;

/// The topics of what is looked up.
pub const TOPICS: [&str; 4] = [FieldSet::KIND, "calendar", "agent", "group"];

/// Fields, calendars, groups and people of the organisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Fields and people.
    pub book: Book,
    /// Calendars: id and name.
    pub calendars: Vec<Choice>,
    /// Groups: id and name.
    pub groups: Vec<Choice>,
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
    })
}

/// Where a value of a condition comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// It is typed.
    Typed,
    /// It is one of these.
    Chosen(Vec<Choice>),
    /// It is a company, found by name.
    Company,
}

/// What every ticket has that conditions can ask about, in the order of the choice.
const SUBJECTS: [&str; 10] =
    ["company", "priority", "type", "source", "status", "group", "assignee", "title", "asset_name", "company_name"];
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

    /// How values of a subject compare.
    #[must_use]
    pub fn type_of(&self, name: &str) -> Type {
        self.schema().subject(name).map_or(Type::Text, |subject| subject.of)
    }

    /// The choices of what is asked about: what every ticket has, then own fields.
    #[must_use]
    pub fn subjects(&self) -> Vec<Choice> {
        let word = |name: &&str| Choice::new(*name, tr(&format!("sla-field-{}", name.replace('_', "-"))));
        let own = self.set().shown().filter(|field| !field.system).map(|field| {
            let name = format!("{OWN}{}", field.key);
            Choice::new(name, crate::desk::customers::label(Noun::Ticket, field))
        });
        SUBJECTS.iter().map(word).chain(own.filter(|choice| self.schema().subject(&choice.value).is_some())).collect()
    }

    /// Where values of a subject come from.
    #[must_use]
    pub fn given(&self, name: &str) -> Given {
        match name {
            "company" => Given::Company,
            "group" => Given::Chosen(self.groups.clone()),
            "assignee" => Given::Chosen(self.agents()),
            "priority" => {
                let one = |priority: Priority| Choice::new(priority.word(), words::priority_word(priority));
                Given::Chosen(Priority::ALL.into_iter().map(one).collect())
            }
            "status" => {
                let one = |status: Status| Choice::new(status.word(), words::ticket_word(status.word()));
                Given::Chosen(Status::ALL.into_iter().map(one).collect())
            }
            "source" => {
                let one = |source: Source| {
                    Choice::new(source.word(), tr(&format!("tickets-source-{}", source.word().replace('_', "-"))))
                };
                Given::Chosen(SOURCES.into_iter().map(one).collect())
            }
            own => {
                let choices = self.schema().kind_of(own).map(|kind| self.book.choices(kind)).unwrap_or_default();
                if own.starts_with(OWN) && !choices.is_empty() { Given::Chosen(choices) } else { Given::Typed }
            }
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
    use super::*;

    #[test]
    fn everything_that_can_be_asked_about_is_known_of_tickets() {
        let look = Look { book: crate::sample::book(), calendars: Vec::new(), groups: Vec::new() };
        for choice in look.subjects() {
            assert!(look.schema().subject(&choice.value).is_some(), "{}", choice.value);
        }
    }
}
