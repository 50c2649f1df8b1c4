//! What the editor of macros looks up: fields, templates, people, other macros, and what can be asked about.

use truckroll_domain::MacroId;
use truckroll_domain::fields::{Field, FieldKind, Noun};
use truckroll_domain::filter::{Schema as _, Type};
use truckroll_domain::macros::{CallState, Known as Checked, Macro, MacroProblems, MacroSchema, Mode, Ran, SETTABLE};
use truckroll_domain::tickets::form::FormList;
use truckroll_domain::tickets::{Priority, Status, TicketSchema};
use truckroll_domain::triggers::RuleKind;
use truckroll_protocol::api::TicketForms;
use truckroll_protocol::api::macros::MacroNow;
use truckroll_ui::prelude::*;

use super::key;
use crate::admin::rules::{RuleKnown, rule_known};
use crate::api::{self, Answer};
use crate::desk::conditions::Ask;
use crate::desk::customers::Book;

/// What there is in the organisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// Fields, people and groups, as rules look them up.
    pub rules: RuleKnown,
    /// Fields, templates and forms of rows.
    pub forms: TicketForms,
    /// All macros.
    pub macros: Vec<MacroNow>,
}

/// Asks for all of it.
pub async fn known() -> Answer<Known> {
    Ok(Known {
        rules: rule_known().await?,
        forms: api::ticket_forms::read().await?,
        macros: api::macros::list().await?,
    })
}

impl Known {
    /// Fields and people.
    #[must_use]
    pub fn book(&self) -> &Book {
        &self.rules.book
    }

    /// What a field is called.
    #[must_use]
    pub fn label(&self, field: &str) -> String {
        let known = key("trig-ask", field);
        if SETTABLE.contains(&field) && has_message(&known) {
            tr(&known)
        } else {
            self.book().label(Noun::Ticket, field)
        }
    }

    fn open(&self) -> impl Iterator<Item = &Field> {
        self.forms.set.fields.iter().filter(|field| field.archived_at.is_none())
    }

    fn named<'a>(&self, fields: impl Iterator<Item = &'a Field>) -> Vec<Choice> {
        fields.map(|field| Choice::new(field.key.clone(), self.label(&field.key))).collect()
    }

    /// Own fields.
    #[must_use]
    pub fn own(&self) -> Vec<Choice> {
        self.named(self.open().filter(|field| !field.system))
    }

    /// Fields that a macro can listen to or make read-only: own ones and those it can fill in.
    #[must_use]
    pub fn lockable(&self) -> Vec<Choice> {
        let more = ["title", "description"];
        let is = |field: &&Field| {
            !field.system || SETTABLE.contains(&field.key.as_str()) || more.contains(&field.key.as_str())
        };
        self.named(self.open().filter(is))
    }

    /// Fields that a macro can fill in.
    #[must_use]
    pub fn settable(&self) -> Vec<Choice> {
        let filled = |kind: &FieldKind| {
            !kind.has_rows()
                && !matches!(kind, FieldKind::Computed { .. } | FieldKind::Attachment | FieldKind::Signature)
        };
        let is = |field: &&Field| {
            if field.system { SETTABLE.contains(&field.key.as_str()) } else { filled(&field.kind) }
        };
        self.named(self.open().filter(is))
    }

    /// Fields whose value can be taken over.
    #[must_use]
    pub fn readable(&self) -> Vec<Choice> {
        self.named(self.open().filter(|field| !field.kind.has_rows()))
    }

    /// Fields that hold a number to call.
    #[must_use]
    pub fn callable(&self) -> Vec<Choice> {
        self.named(self.open().filter(|field| matches!(field.kind, FieldKind::Phone)))
    }

    /// The field with a key.
    #[must_use]
    pub fn field(&self, field: &str) -> Option<&Field> {
        self.forms.set.field(field)
    }

    /// The values of a system field that are of a list.
    #[must_use]
    pub fn choices(&self, field: &str) -> Vec<Choice> {
        let word = |family: &str, word: &str| Choice::new(word, tr(&key(family, word)));
        match field {
            "status" => Status::ALL.iter().map(|status| word("rule-status", status.word())).collect(),
            "priority" => Priority::ALL.iter().map(|priority| word("priority", priority.word())).collect(),
            "assignee" | "cc" => self.rules.agents(),
            "group" => self.rules.groups(),
            _ => Vec::new(),
        }
    }

    /// Templates.
    #[must_use]
    pub fn templates(&self) -> Vec<Choice> {
        let all = self.forms.templates.iter().map(|now| &now.template);
        all.map(|template| Choice::new(template.id.to_string(), template.name.clone())).collect()
    }

    /// Macros besides this one.
    #[must_use]
    pub fn others(&self, id: MacroId) -> Vec<Choice> {
        let all = self.macros.iter().map(|now| &now.body).filter(|one| one.id != id);
        all.map(|one| Choice::new(one.id.to_string(), one.title.clone())).collect()
    }

    /// Everything that a macro can ask about.
    #[must_use]
    pub fn asks(&self, id: MacroId) -> Vec<Ask> {
        let schema = MacroSchema { ticket: TicketSchema { set: self.book().set(Noun::Ticket) } };
        let mut all = self.rules.asks(RuleKind::Automation);
        all.retain(|ask| schema.subject(&ask.name).is_some());
        let choices = |family: &str, words: &[&str]| -> Vec<Choice> {
            words.iter().map(|word| Choice::new(*word, tr(&key(family, word)))).collect()
        };
        let special = |name: &str, label: String, choices: Vec<Choice>| Ask {
            name: name.to_owned(),
            label,
            of: Type::Text,
            choices,
        };
        all.push(special("mode", tr("macro-ask-mode"), choices("macro-mode", &Mode::ALL.map(Mode::word))));
        all.push(special("call", tr("macro-ask-call"), choices("macro-call", &CallState::ALL.map(CallState::word))));
        for other in self.others(id) {
            let label = tr!("macro-ask-macro", name = other.label.clone());
            all.push(special(&format!("macro.{}", other.value), label, choices("macro-ran", &Ran::ALL.map(Ran::word))));
        }
        all
    }

    /// What is wrong with a macro; the server asks the same, and whether there is such a node.
    #[must_use]
    pub fn problems(&self, one: &Macro) -> MacroProblems {
        let rows = FormList::new(self.forms.rows.iter().map(|now| now.form.clone()).collect());
        let known = Checked {
            set: &self.forms.set,
            forms: &rows,
            template: &|id| self.forms.templates.iter().any(|now| now.template.id == id),
            agent: &|id| self.book().agents.iter().any(|(known, _)| *known == id.to_string()),
            group: &|id| self.rules.groups.iter().any(|(known, _)| *known == id),
            other: &|id| self.macros.iter().any(|now| now.body.id == id),
            node: &|_| true,
        };
        let mut problems = one.check(&known).err().unwrap_or_default();
        if self.macros.iter().any(|now| now.body.id != one.id && now.body.title.trim() == one.title.trim()) {
            problems.insert("title".to_owned(), "taken");
        }
        problems
    }
}

/// What is wrong with a member, in words.
#[must_use]
pub fn said(problem: &str) -> String {
    let known = key("macro-problem", problem);
    tr(if has_message(&known) { &known } else { "macro-problem-other" })
}
