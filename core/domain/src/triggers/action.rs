//! What a rule does.

use serde::{Deserialize, Serialize};

use crate::{AgentId, GroupId, TargetId};

/// How a rule finds the agent it gives a ticket to (TKT-53).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum AssignMode {
    /// The agent or group that is named.
    #[default]
    Fixed,
    /// The members of the group who take tickets, one after the other.
    RoundRobin,
    /// The member of the group who takes tickets and has the fewest open ones.
    LeastOpen,
    /// The member of the group who takes tickets and is best placed: near, free, on shift, as visits rank their engineers.
    Nearest,
    /// The best placed of those members who have the skills that are named.
    Skill,
}

impl AssignMode {
    /// All ways.
    pub const ALL: [AssignMode; 5] =
        [AssignMode::Fixed, AssignMode::RoundRobin, AssignMode::LeastOpen, AssignMode::Nearest, AssignMode::Skill];
    /// The word in JSON and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            AssignMode::Fixed => "fixed",
            AssignMode::RoundRobin => "round_robin",
            AssignMode::LeastOpen => "least_open",
            AssignMode::Nearest => "nearest",
            AssignMode::Skill => "skill",
        }
    }
}

/// Who is told something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Recipient {
    /// Who has the ticket.
    Assignee,
    /// The members of its group.
    Group,
    /// The supervisors of its group.
    Supervisor,
    /// Who reads along.
    Cc,
    /// Who made it.
    Creator,
    /// The contact person, by e-mail and in the browsers where he asked for it.
    Contact,
    /// This agent.
    Agent {
        /// The agent.
        id: AgentId,
    },
}

crate::tagged!(Recipient, "who");

impl Recipient {
    /// The word in JSON and message keys.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Recipient::Assignee => "assignee",
            Recipient::Group => "group",
            Recipient::Supervisor => "supervisor",
            Recipient::Cc => "cc",
            Recipient::Creator => "creator",
            Recipient::Contact => "contact",
            Recipient::Agent { .. } => "agent",
        }
    }
}

/// One thing a rule does. Texts and values may hold placeholders.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
#[expect(missing_docs, reason = "imperatives; members are named for what they hold")]
pub enum Action {
    /// Put a value into a field of the ticket; an empty one empties it.
    SetTicket { field: String, value: String },
    /// Put a value into a field of the ticket's company.
    SetCompany { field: String, value: String },
    /// Put a value into a field of the ticket's contact person.
    SetContact { field: String, value: String },
    /// Give it to somebody.
    Assign {
        #[serde(default)]
        mode: AssignMode,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agent: Option<AgentId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group: Option<GroupId>,
        /// Skills that are asked for, separated by commas.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        skills: String,
    },
    /// Let a colleague read along.
    AddCc { agent: AgentId },
    /// Write to colleagues in the ticket.
    Note { text: String },
    /// Write to the customer in the ticket.
    Reply { text: String },
    /// Tell people.
    Tell { to: Vec<Recipient>, text: String },
    /// Write an e-mail to the contact person.
    Mail { subject: String, text: String },
    /// Call an external target.
    Call { target: TargetId },
}

crate::tagged!(Action, "do");

impl Action {
    /// The word in JSON, the log and message keys.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Action::SetTicket { .. } => "set_ticket",
            Action::SetCompany { .. } => "set_company",
            Action::SetContact { .. } => "set_contact",
            Action::Assign { .. } => "assign",
            Action::AddCc { .. } => "add_cc",
            Action::Note { .. } => "note",
            Action::Reply { .. } => "reply",
            Action::Tell { .. } => "tell",
            Action::Mail { .. } => "mail",
            Action::Call { .. } => "call",
        }
    }

    /// Its texts that may hold placeholders, by member.
    #[must_use]
    pub fn texts(&self) -> Vec<(&'static str, &str)> {
        match self {
            Action::SetTicket { value, .. } | Action::SetCompany { value, .. } | Action::SetContact { value, .. } => {
                vec![("value", value)]
            }
            Action::Note { text } | Action::Reply { text } | Action::Tell { text, .. } => vec![("text", text)],
            Action::Mail { subject, text } => vec![("subject", subject), ("text", text)],
            Action::Assign { skills, .. } => vec![("skills", skills)],
            Action::AddCc { .. } | Action::Call { .. } => Vec::new(),
        }
    }
}
