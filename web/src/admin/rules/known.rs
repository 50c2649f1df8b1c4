//! What the editor of rules looks up: fields, people, groups and targets, and what can be asked about.

use truckroll_domain::fields::Noun;
use truckroll_domain::filter::{Schema, Type};
use truckroll_domain::tickets::{Priority, Source, Status, TicketSchema};
use truckroll_domain::triggers::{Known as Checked, Problems, Rule, RuleKind, RuleSchema};
use truckroll_domain::{AgentId, GroupId, TargetId};
use truckroll_protocol::api::rules::TargetNow;
use truckroll_ui::prelude::*;

use crate::admin::parts::no_agents;
use crate::api::{self, Answer};
use crate::desk::conditions::Ask;
use crate::desk::customers::{Book, book};

/// System subjects of tickets, in the order of the list.
const TICKET: [&str; 15] = [
    "status",
    "priority",
    "type",
    "source",
    "title",
    "description",
    "assignee",
    "group",
    "company_name",
    "contact_name",
    "phone",
    "asset_name",
    "cc",
    "created_at",
    "updated_at",
];
/// What nobody changes.
const FIXED: [&str; 2] = ["created_at", "updated_at"];

/// What there is in the organisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// Fields and people.
    pub book: Book,
    /// Groups: id and name.
    pub groups: Vec<(GroupId, String)>,
    /// Targets.
    pub targets: Vec<TargetNow>,
}

/// Asks for all of it.
pub async fn known() -> Answer<Known> {
    let staff = api::staff::now(&no_agents()).await?;
    let groups = staff.groups.into_iter().map(|now| (now.group.id, now.group.name)).collect();
    Ok(Known { book: book().await?, groups, targets: api::rules::targets().await? })
}

/// Topics of reads that look it up.
#[must_use]
pub fn topics() -> Vec<String> {
    let mut topics: Vec<String> = ["agent", "group", api::rules::TOPIC].map(str::to_owned).to_vec();
    topics.extend(["fields", "customer_settings"].map(str::to_owned));
    topics
}

fn words<'a>(family: &str, words: impl IntoIterator<Item = &'a str>) -> Vec<Choice> {
    words.into_iter().map(|word| Choice::new(word, tr(&format!("{family}-{}", word.replace('_', "-"))))).collect()
}

impl Known {
    /// What rules can ask.
    #[must_use]
    pub fn schema(&self) -> RuleSchema<'_, TicketSchema<'_>> {
        RuleSchema {
            ticket: TicketSchema { set: self.book.set(Noun::Ticket) },
            company: self.book.set(Noun::Company),
            contact: self.book.set(Noun::Contact),
        }
    }

    /// Agents as choices.
    #[must_use]
    pub fn agents(&self) -> Vec<Choice> {
        self.book.agents.iter().map(|(id, name)| Choice::new(id.clone(), name.clone())).collect()
    }

    /// Groups as choices.
    #[must_use]
    pub fn groups(&self) -> Vec<Choice> {
        self.groups.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone())).collect()
    }

    /// What is wrong with a rule; the server asks the same.
    #[must_use]
    pub fn problems(&self, kind: RuleKind, rule: &Rule) -> Problems {
        let agent = |id: AgentId| self.book.agents.iter().any(|(known, _)| *known == id.to_string());
        let group = |id: GroupId| self.groups.iter().any(|(known, _)| *known == id);
        let target = |id: TargetId| self.targets.iter().any(|known| known.id == id);
        let fields = self.book.set(Noun::Ticket);
        let known =
            Checked { schema: self.schema(), fields, agent: &agent, group: &group, target: &target, sms: false };
        rule.check(kind, &known).err().unwrap_or_default()
    }

    fn ticket_choices(&self, name: &str) -> Vec<Choice> {
        match name {
            "status" => words("rule-status", Status::ALL.map(Status::word)),
            "priority" => words("priority", Priority::ALL.map(Priority::word)),
            "source" => words("tickets-source", Source::ALL.map(Source::word)),
            "assignee" | "cc" => self.agents(),
            "group" => self.groups(),
            own => {
                let kind = self.schema().ticket.kind_of(own).cloned();
                kind.filter(|_| own.starts_with("fields.")).map(|kind| self.book.choices(&kind)).unwrap_or_default()
            }
        }
    }

    /// Everything that a rule of this kind can ask about.
    #[must_use]
    pub fn asks(&self, kind: RuleKind) -> Vec<Ask> {
        let schema = self.schema();
        let ask = |name: String, label: String, choices: Vec<Choice>| {
            let of = schema.subject(&name)?.of;
            Some(Ask { name, label, of, choices })
        };
        let mut all: Vec<Option<Ask>> = TICKET
            .iter()
            .map(|name| ask((*name).to_owned(), tr(&key("trig-ask", name)), self.ticket_choices(name)))
            .collect();
        for field in self.book.set(Noun::Ticket).own().filter(|field| field.is_shown()) {
            let name = format!("fields.{}", field.key);
            all.push(ask(name.clone(), self.book.label(Noun::Ticket, &name), self.ticket_choices(&name)));
        }
        if kind == RuleKind::Trigger {
            all.push(ask("by".to_owned(), tr("trig-ask-by"), words("trig-by", ["agent", "customer", "system"])));
            all.push(ask("rating".to_owned(), tr("trig-ask-rating"), Vec::new()));
        }
        for (noun, whose) in [(Noun::Company, "cust-company"), (Noun::Contact, "cust-contact")] {
            let set = self.book.set(noun);
            for field in set.fields.iter().filter(|field| field.is_shown()) {
                let own = if field.system { field.key.clone() } else { format!("fields.{}", field.key) };
                let label = tr!("templates-field-of", noun = tr(whose), field = self.book.label(noun, &field.key));
                all.push(ask(format!("{}.{own}", noun.word()), label, self.book.choices(&field.kind)));
            }
        }
        for clock in ["hours", "business_hours"] {
            for moment in truckroll_domain::triggers::HOURS {
                all.push(ask(format!("{clock}.{moment}"), tr(&key(&key("trig", clock), moment)), Vec::new()));
            }
        }
        all.into_iter().flatten().collect()
    }

    /// The names that can be asked about on both sides of a change.
    #[must_use]
    pub fn changing(&self, kind: RuleKind) -> Vec<String> {
        if kind == RuleKind::Automation {
            return Vec::new();
        }
        let own = self.book.set(Noun::Ticket).own().map(|field| format!("fields.{}", field.key));
        let system = TICKET.iter().filter(|name| !FIXED.contains(name)).map(|name| (*name).to_owned());
        system.chain(own).collect()
    }

    /// The fields of a ticket, company or contact that a rule can set.
    #[must_use]
    pub fn settable(&self, noun: Noun) -> Vec<Ask> {
        let mut all = Vec::new();
        if noun == Noun::Ticket {
            for name in truckroll_domain::triggers::TICKET_FIELDS {
                let label = tr(&key("trig-ask", name));
                all.push(Ask { name: name.to_owned(), label, of: Type::Text, choices: self.ticket_choices(name) });
            }
        }
        for field in self.book.set(noun).fields.iter().filter(|field| field.is_shown()) {
            if field.system && (noun == Noun::Ticket || ["created_at", "files"].contains(&field.key.as_str())) {
                continue;
            }
            let name = if field.system { field.key.clone() } else { format!("fields.{}", field.key) };
            let label = self.book.label(noun, &field.key);
            all.push(Ask { name, label, of: Type::Text, choices: self.book.choices(&field.kind) });
        }
        all
    }
}

/// A message key of a word.
#[must_use]
pub fn key(family: &str, word: &str) -> String {
    format!("{family}-{word}").replace(['_', '.'], "-")
}

/// What is wrong with a member, in words.
#[must_use]
pub fn said(problem: &str) -> String {
    if let Some(name) = problem.strip_prefix("unknown_placeholder:") {
        return tr!("trig-problem-placeholder", name = format!("{{{{{name}}}}}"));
    }
    let known = key("trig-problem", problem);
    tr(if has_message(&known) { &known } else { "trig-problem-other" })
}
