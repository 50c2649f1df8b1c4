//! One change for many tickets: the commands of each ticket are sent by themselves, so that one that is refused holds up no other.
//! What was sent keeps its ids: sent again, nothing is done twice.

use dioxus::prelude::*;
use truckroll_domain::attachments::Attachment;
use truckroll_domain::fields::ValueEdits;
use truckroll_domain::tickets::{Priority, Status, TicketCommand, TicketEdit, TicketRow};
use truckroll_domain::{AgentId, Command, EntryId, Envelope, LineId, TicketId};

use crate::api;
use crate::words;

/// What is changed; what is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    /// The agent they go to; the inner nothing is nobody.
    pub assign: Option<Option<AgentId>>,
    pub status: Option<Status>,
    pub priority: Option<Priority>,
    pub fields: ValueEdits,
    /// Who reads along from now on.
    pub cc: Option<AgentId>,
    /// Words for each, and whether the customer reads them.
    pub reply: String,
    pub public: bool,
    /// Files that go with the words, or alone. Each was sent once: all tickets name the same bytes.
    pub files: Vec<Attachment>,
}

impl Change {
    /// Nothing is changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self { public: self.public, ..Self::default() }
    }

    /// Something is written into each.
    #[must_use]
    pub fn says(&self) -> bool {
        !self.reply.trim().is_empty() || !self.files.is_empty()
    }

    /// The commands of one ticket, the status last: what closes it comes after what is said in it.
    #[must_use]
    pub fn commands(&self, row: &TicketRow) -> Vec<TicketCommand> {
        let mut all = Vec::new();
        if self.priority.is_some() || !self.fields.is_empty() {
            let edit = TicketEdit { priority: self.priority, fields: self.fields.clone(), ..TicketEdit::default() };
            all.push(TicketCommand::Edit { edit: Box::new(edit) });
        }
        if let Some(agent) = self.cc {
            all.push(TicketCommand::SetCc { agent, on: true });
        }
        if self.says() {
            all.push(TicketCommand::Reply {
                entry: api::fresh(EntryId::from_parts),
                text: self.reply.trim().to_owned(),
                public: self.public,
                attachments: self.files.clone(),
            });
        }
        if let Some(agent) = self.assign {
            let seen = row.assignee.as_deref().and_then(|id| id.parse().ok());
            all.push(TicketCommand::Assign { agent, agent_name: String::new(), group: None, seen });
        }
        if let Some(status) = self.status {
            all.push(TicketCommand::SetStatus { fact: api::fresh(LineId::from_parts), status });
        }
        all
    }
}

/// A ticket on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// Its number, or its title.
    pub name: String,
    pub id: String,
    commands: Vec<Envelope>,
    /// Why it was not changed.
    pub why: Option<String>,
    /// It was changed.
    pub done: bool,
}

/// Tickets that are changed one after the other; copy it freely.
#[derive(Clone, Copy, PartialEq)]
pub struct Run {
    pub all: Signal<Vec<Sent>>,
    pub busy: Signal<bool>,
}

/// Nothing is on its way yet.
pub fn use_run() -> Run {
    Run { all: use_signal(Vec::new), busy: use_signal(|| false) }
}

impl Run {
    /// How many were tried in this turn, and how many there are.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let all = self.all.read();
        (all.iter().filter(|one| one.done || one.why.is_some()).count(), all.len())
    }

    /// Those that were refused.
    #[must_use]
    pub fn refused(&self) -> Vec<Sent> {
        self.all.read().iter().filter(|one| one.why.is_some()).cloned().collect()
    }

    /// Begins with these.
    pub fn begin(self, rows: &[TicketRow], change: &Change, done: impl FnOnce() + 'static) {
        let Self { mut all, .. } = self;
        let sent = rows.iter().filter_map(|row| {
            let id: TicketId = row.id.parse().ok()?;
            let commands = change.commands(row).into_iter().map(|command| Command::Ticket { id, command });
            Some(Sent {
                name: row.number.clone().map_or_else(|| row.title.clone(), |number| words::number(Some(&number))),
                id: row.id.clone(),
                commands: api::daily::envelopes(commands.collect()),
                why: None,
                done: false,
            })
        });
        all.set(sent.collect());
        self.go(done);
    }

    /// Sends those that are not done, again.
    pub fn go(self, done: impl FnOnce() + 'static) {
        let Self { mut all, mut busy } = self;
        for one in all.write().iter_mut() {
            one.why = None;
        }
        busy.set(true);
        spawn(async move {
            let count = all.peek().len();
            for index in 0..count {
                let next = all.peek().get(index).filter(|one| !one.done).map(|one| one.commands.clone());
                let Some(commands) = next else { continue };
                let outcome = api::daily::send(commands).await;
                if let Some(one) = all.write().get_mut(index) {
                    match outcome {
                        Ok(_) => one.done = true,
                        Err(fault) => one.why = Some(fault.to_string()),
                    }
                }
            }
            busy.set(false);
            done();
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_ticket_gets_its_own_commands_and_is_closed_last() {
        let agent = AgentId::from_parts(1, [3; 10]);
        let row = TicketRow { assignee: Some(agent.to_string()), ..TicketRow::default() };
        assert!(Change::default().is_empty() && Change { public: true, ..Change::default() }.is_empty());
        let change = Change {
            assign: Some(None),
            status: Some(Status::Closed),
            priority: Some(Priority::Low),
            cc: Some(agent),
            reply: " Done. ".into(),
            ..Change::default()
        };
        let names: Vec<&str> = change.commands(&row).iter().map(TicketCommand::name).collect();
        assert_eq!(names, ["edit", "set_cc", "reply", "assign", "set_status"]);
        let assign = change.commands(&row).into_iter().nth(3);
        assert!(matches!(assign, Some(TicketCommand::Assign { agent: None, seen, .. }) if seen == Some(agent)));
        assert_eq!(Change { reply: "  ".into(), ..Change::default() }.commands(&row), []);
    }

    #[test]
    fn files_go_into_each_ticket_with_words_or_without() {
        let file =
            Attachment { hash: "a".repeat(64), size: 9, mime: "application/pdf".into(), name: "plan.pdf".into() };
        let change = Change { files: vec![file.clone()], ..Change::default() };
        assert!(!change.is_empty());
        let said = |row: &TicketRow| match change.commands(row).as_slice() {
            [TicketCommand::Reply { entry, text, attachments, .. }] => (*entry, text.clone(), attachments.clone()),
            other => panic!("one reply: {other:?}"),
        };
        let (first, second) = (said(&TicketRow::default()), said(&TicketRow::default()));
        assert_eq!((first.1.as_str(), first.2), ("", vec![file]));
        assert_ne!(first.0, second.0, "each ticket has an entry of its own");
    }
}
