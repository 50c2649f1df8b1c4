//! What can be done to a ticket.

use std::collections::BTreeMap;

use serde::Serialize;

use super::flow::{note_overdue, step};
use super::{NodeFact, Priority, Source, Status, StatusFact, TemplateRef, Ticket, TicketOverlay, terms};
use crate::access::{Area, Verb};
use crate::attachments::Attachment;
use crate::command::{check_length, check_required};
use crate::decode::Deserialize;
use crate::entry::Audience;
use crate::event::EventKind;
use crate::fields::{FieldValue, ValueEdits, Values};
use crate::sla::TermsFact;
use crate::visits::{Address, Customer};
use crate::{
    Actor, AgentId, Applied, AssetId, Context, Entry, EntryBody, EntryId, GroupId, Kind, LineId, Refusal, Side,
    TicketId, Timestamp,
};

/// Longest text of a reply or description, characters.
const MAX_TEXT: usize = 20_000;
/// Longest name, characters.
const MAX_NAME: usize = 500;
/// Most files of one ticket or reply.
const MAX_FILES: usize = 20;

/// A new ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the members are those of Ticket")]
pub struct NewTicket {
    pub title: String,
    pub description: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub priority: Priority,
    pub source: Source,
    pub customer: Customer,
    pub address: Address,
    pub asset: Option<AssetId>,
    pub asset_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<TemplateRef>,
    pub fields: ValueEdits,
    /// Rows of fields that have rows.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub rows: BTreeMap<String, BTreeMap<LineId, Values>>,
    /// The ticket it is split off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<TicketId>,
    pub attachments: BTreeMap<LineId, Attachment>,
}

/// Changes to a ticket; `None` leaves a member as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "the members are those of Ticket")]
pub struct TicketEdit {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<Customer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Own fields to set; one without a value, or with an empty text, is cleared.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: ValueEdits,
}

/// Everything that can be done to a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
#[expect(missing_docs, reason = "imperatives; members are named for what they hold")]
pub enum TicketCommand {
    /// Make a ticket; works offline.
    Create {
        ticket: Box<NewTicket>,
    },
    Edit {
        edit: Box<TicketEdit>,
    },
    SetStatus {
        fact: LineId,
        status: Status,
    },
    /// A message to the customer (`public`) or to colleagues.
    Reply {
        entry: EntryId,
        text: String,
        #[serde(default)]
        public: bool,
        #[serde(default)]
        attachments: Vec<Attachment>,
    },
    /// Write cells of a row of a field that has rows; the first cells make the row.
    SetRow {
        field: String,
        line: LineId,
        values: ValueEdits,
    },
    RemoveRow {
        field: String,
        line: LineId,
    },
    /// Submit it at the node it is at (`from`) and go on to `to`, which the workflow must say too; the server fills in what is
    /// left empty. Works offline.
    Advance {
        fact: LineId,
        from: String,
        #[serde(default)]
        to: String,
        #[serde(default)]
        title: String,
    },
    /// Send it back to a node it was at, as it was there. The server fills in title and values. Server only.
    ReturnTo {
        fact: LineId,
        from: String,
        to: String,
        reason: String,
        #[serde(default)]
        title: String,
        #[serde(default)]
        values: Box<TicketEdit>,
    },
    /// Add or remove a colleague who reads along.
    SetCc {
        agent: AgentId,
        on: bool,
    },
    /// Give it to an agent or group. `seen` is the assignee the sender saw. The server resolves
    /// `agent_name`. Server only.
    Assign {
        #[serde(default)]
        agent: Option<AgentId>,
        #[serde(default)]
        agent_name: String,
        #[serde(default)]
        group: Option<GroupId>,
        #[serde(default)]
        seen: Option<AgentId>,
    },
    /// Note which service level policy holds from a moment on. Server only.
    SetTerms {
        terms: TermsFact,
    },
    /// Note parts that were split off it, by their titles, and whether it is closed only after all of them. Works offline.
    Split {
        parts: BTreeMap<TicketId, String>,
        #[serde(default)]
        closes_last: bool,
    },
    /// Close it as part of another ticket. Server only, together with `TakeIn` of that one.
    MergeInto {
        fact: LineId,
        into: TicketId,
        name: String,
    },
    /// Take in another ticket, which is merged into it. Server only.
    TakeIn {
        ticket: TicketId,
        name: String,
    },
    /// Take a merge back; it has its status again. Server only, together with `GiveBack` of the other one.
    Unmerge {
        fact: LineId,
    },
    /// Give back a ticket that was merged into it. Server only.
    GiveBack {
        ticket: TicketId,
    },
    /// Close it because it is not wanted any more, as its customer says. Server only.
    Withdraw {
        fact: LineId,
        #[serde(default)]
        reason: String,
    },
    /// Note that the time at the node is over where it is since `since`. Server only.
    NoteOverdue {
        since: Timestamp,
    },
}

crate::tagged!(TicketCommand, "do");

impl TicketCommand {
    /// Whether only the server decides it.
    #[must_use]
    pub fn server_only(&self) -> bool {
        matches!(
            self,
            TicketCommand::Assign { .. }
                | TicketCommand::ReturnTo { .. }
                | TicketCommand::SetTerms { .. }
                | TicketCommand::Withdraw { .. }
                | TicketCommand::NoteOverdue { .. }
        ) || self.is_half()
    }
    /// Whether it is one half of a merge, which is given only together with the other one.
    #[must_use]
    pub fn is_half(&self) -> bool {
        matches!(
            self,
            TicketCommand::MergeInto { .. }
                | TicketCommand::TakeIn { .. }
                | TicketCommand::Unmerge { .. }
                | TicketCommand::GiveBack { .. }
        )
    }
    /// The action's name in logs and message files.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            TicketCommand::Create { .. } => "create",
            TicketCommand::Edit { .. } => "edit",
            TicketCommand::SetStatus { .. } => "set_status",
            TicketCommand::Reply { .. } => "reply",
            TicketCommand::SetRow { .. } => "set_row",
            TicketCommand::RemoveRow { .. } => "remove_row",
            TicketCommand::Advance { .. } => "advance",
            TicketCommand::ReturnTo { .. } => "return_to",
            TicketCommand::SetCc { .. } => "set_cc",
            TicketCommand::Assign { .. } => "assign",
            TicketCommand::SetTerms { .. } => "set_terms",
            TicketCommand::Split { .. } => "split",
            TicketCommand::MergeInto { .. } => "merge_into",
            TicketCommand::TakeIn { .. } => "take_in",
            TicketCommand::Unmerge { .. } => "unmerge",
            TicketCommand::GiveBack { .. } => "give_back",
            TicketCommand::NoteOverdue { .. } => "note_overdue",
            TicketCommand::Withdraw { .. } => "withdraw",
        }
    }
}

/// Carries out `command` on a ticket.
///
/// # Errors
/// The refusal; `ticket` and `overlay` must then be thrown away.
pub fn apply(
    ctx: &Context,
    id: TicketId,
    ticket: &mut Ticket,
    overlay: &mut TicketOverlay,
    command: &TicketCommand,
) -> Result<Applied, Refusal> {
    if command.server_only() && ctx.side != Side::Server {
        return Err(Refusal::NotAllowed);
    }
    let exists = ticket.schema > 0;
    if let TicketCommand::Create { ticket: new } = command {
        if exists {
            return Err(Refusal::AlreadyExists);
        }
        create(ctx, ticket, new)?;
        let mut applied = Applied::default().event(ctx, EventKind::TicketCreated, Kind::Ticket, id.into());
        if new.parent.is_some() {
            applied = applied.event(ctx, EventKind::TicketSplit, Kind::Ticket, id.into());
        }
        return Ok(logged(ctx, id, ticket, applied, command, String::new(), String::new()));
    }
    if !exists {
        return Err(Refusal::NotFound);
    }
    if let TicketCommand::SetTerms { terms: fact } = command {
        return terms::note(ctx, overlay, *fact);
    }
    let me = ctx.actor.agent();
    let customer = matches!(ctx.actor, Actor::Customer { .. });
    let assigns = ctx.actor.may(Area::Tickets, Verb::Assign);
    if ctx.side == Side::Server {
        overlay.updated_at = overlay.updated_at.max(Some(ctx.received_at.unwrap_or(ctx.at)));
    }
    let mut applied = Applied::default();
    match command {
        TicketCommand::Create { .. } | TicketCommand::SetTerms { .. } => Err(Refusal::AlreadyExists),
        TicketCommand::Edit { edit: change } => {
            if customer {
                return Err(Refusal::NotAllowed);
            }
            let before = ticket.clone();
            edit(ticket, change)?;
            applied = applied.event(ctx, EventKind::TicketEdited, Kind::Ticket, id.into());
            Ok(crate::customers::note(ctx, id.into(), command.name(), ticket.noted_since(&before), applied))
        }
        TicketCommand::SetStatus { fact, status } => {
            if customer {
                return Err(Refusal::NotAllowed);
            }
            if ticket.status() == Status::Closed && *status != Status::Closed && !assigns {
                return Err(Refusal::NotAllowed);
            }
            put_status(ctx, ticket, *fact, *status)?;
            applied = applied.event(ctx, EventKind::TicketStatusChanged, Kind::Ticket, id.into());
            Ok(logged(ctx, id, ticket, applied, command, status.word().to_owned(), String::new()))
        }
        TicketCommand::Withdraw { fact, reason } => {
            check_length("reason", reason, MAX_NAME)?;
            if matches!(ticket.status(), Status::Resolved | Status::Closed) {
                return Err(Refusal::ChangedMeanwhile { current: String::new() });
            }
            put_status(ctx, ticket, *fact, Status::Closed)?;
            applied = applied.event(ctx, EventKind::TicketWithdrawn, Kind::Ticket, id.into());
            Ok(logged(ctx, id, ticket, applied, command, reason.trim().to_owned(), String::new()))
        }
        TicketCommand::Reply { entry, text, public, attachments } => {
            if attachments.is_empty() {
                check_required("text", text, MAX_TEXT)?;
            } else {
                check_length("text", text, MAX_TEXT)?;
            }
            check_files(attachments.iter())?;
            let audience = if *public || customer { Audience::Public } else { Audience::Internal };
            // what a rule writes is no answer of a person
            let person = ctx.actor.agent().is_some();
            if ctx.side == Side::Server && *public && person && overlay.first_response_at.is_none() {
                overlay.first_response_at = Some(ctx.received_at.unwrap_or(ctx.at));
            }
            let automatic = matches!(ctx.actor, Actor::System);
            let body = EntryBody::Reply { text: text.clone(), attachments: attachments.clone(), automatic };
            applied = applied.event(ctx, EventKind::TicketReplied, Kind::Ticket, id.into());
            Ok(applied.entry(Entry::new(*entry, id.into(), audience, ctx, body)))
        }
        TicketCommand::SetRow { field, line, values } => {
            let before = ticket.clone();
            super::rows::set(ticket, field, *line, values)?;
            // a customer writes into satisfaction forms alone, which the form of the ticket sees to
            let what = if customer { EventKind::TicketRated } else { EventKind::TicketEdited };
            applied = applied.event(ctx, what, Kind::Ticket, id.into());
            let changes = ticket.cells_since(&before, field, *line);
            Ok(telling(changes, logged(ctx, id, ticket, applied, command, line.to_string(), field.clone())))
        }
        TicketCommand::RemoveRow { field, line } => {
            if customer {
                return Err(Refusal::NotAllowed);
            }
            let before = ticket.clone();
            super::rows::remove(ticket, field, *line)?;
            applied = applied.event(ctx, EventKind::TicketEdited, Kind::Ticket, id.into());
            let changes = ticket.cells_since(&before, field, *line);
            Ok(telling(changes, logged(ctx, id, ticket, applied, command, line.to_string(), field.clone())))
        }
        TicketCommand::Advance { fact, from, to, title } => {
            if customer {
                return Err(Refusal::NotAllowed);
            }
            let to = NodeFact { node: to.clone(), title: title.clone(), at: ctx.at, by: String::new(), back: false };
            step(ctx, ticket, overlay, *fact, from, to)?;
            applied = applied.event(ctx, EventKind::TicketAdvanced, Kind::Ticket, id.into());
            Ok(logged(ctx, id, ticket, applied, command, String::new(), title.clone()))
        }
        TicketCommand::ReturnTo { fact, from, to, reason, title, values } => {
            if customer {
                return Err(Refusal::NotAllowed);
            }
            check_required("reason", reason, MAX_TEXT)?;
            let to = NodeFact { node: to.clone(), title: title.clone(), at: ctx.at, by: String::new(), back: true };
            step(ctx, ticket, overlay, *fact, from, to)?;
            let before = ticket.clone();
            edit(ticket, values)?;
            applied = applied.event(ctx, EventKind::TicketReturned, Kind::Ticket, id.into());
            applied = logged(ctx, id, ticket, applied, command, reason.clone(), title.clone());
            Ok(telling(ticket.noted_since(&before), applied))
        }
        TicketCommand::Split { parts, closes_last } => {
            if customer {
                return Err(Refusal::NotAllowed);
            }
            if overlay.merged_into.is_some() {
                return Err(Refusal::invalid("ticket", "merged"));
            }
            let titles = super::split::note(ctx, ticket, parts, *closes_last)?;
            applied = applied.event(ctx, EventKind::TicketEdited, Kind::Ticket, id.into());
            Ok(logged(ctx, id, ticket, applied, command, titles, parts.len().to_string()))
        }
        TicketCommand::MergeInto { fact, into, name } => {
            super::merge::into(ctx, id, (&mut *ticket, overlay), *fact, *into, name)?;
            applied = applied.event(ctx, EventKind::TicketStatusChanged, Kind::Ticket, id.into());
            Ok(logged(ctx, id, ticket, applied, command, String::new(), name.clone()))
        }
        TicketCommand::TakeIn { ticket: other, name } => {
            super::merge::take_in(ctx, overlay, *other, name)?;
            applied = applied.event(ctx, EventKind::TicketEdited, Kind::Ticket, id.into());
            Ok(logged(ctx, id, ticket, applied, command, String::new(), name.clone()))
        }
        TicketCommand::Unmerge { fact } => {
            let name = super::merge::back(ctx, ticket, overlay, *fact)?;
            applied = applied.event(ctx, EventKind::TicketStatusChanged, Kind::Ticket, id.into());
            Ok(logged(ctx, id, ticket, applied, command, String::new(), name))
        }
        TicketCommand::GiveBack { ticket: other } => {
            let name = super::merge::give_back(overlay, *other)?;
            applied = applied.event(ctx, EventKind::TicketEdited, Kind::Ticket, id.into());
            Ok(logged(ctx, id, ticket, applied, command, String::new(), name))
        }
        TicketCommand::NoteOverdue { since } => {
            if ctx.actor != Actor::System {
                return Err(Refusal::NotAllowed);
            }
            let title = note_overdue(ticket, overlay, *since)?;
            applied = applied.event(ctx, EventKind::TicketOverdue, Kind::Ticket, id.into());
            Ok(logged(ctx, id, ticket, applied, command, String::new(), title))
        }
        TicketCommand::SetCc { agent, on } => {
            if customer {
                return Err(Refusal::NotAllowed);
            }
            if ticket.cc.len() >= 100 && !ticket.cc.contains_key(agent) {
                return Err(Refusal::TooMany { field: "cc".into(), limit: 100 });
            }
            ticket.cc.insert(*agent, *on);
            applied = applied.event(ctx, EventKind::TicketEdited, Kind::Ticket, id.into());
            let said = if *on { "on" } else { "off" };
            Ok(logged(ctx, id, ticket, applied, command, said.to_owned(), agent.to_string()))
        }
        TicketCommand::Assign { agent, agent_name, group, seen } => {
            if !assigns && me != overlay.assignee {
                return Err(Refusal::NotAllowed);
            }
            if overlay.assignee != *seen {
                return Err(Refusal::ChangedMeanwhile { current: overlay.assignee_name.clone() });
            }
            let former = overlay.assignee;
            overlay.assignee = *agent;
            overlay.assignee_name.clone_from(agent_name);
            overlay.group = group.or(overlay.group);
            overlay.assigned_at = Some(ctx.at);
            applied = applied.event_about(ctx, EventKind::TicketAssigned, Kind::Ticket, id.into(), *agent, former);
            Ok(logged(ctx, id, ticket, applied, command, String::new(), agent_name.clone()))
        }
    }
}

fn check_files<'a>(files: impl ExactSizeIterator<Item = &'a Attachment>) -> Result<(), Refusal> {
    if files.len() > MAX_FILES {
        return Err(Refusal::TooMany { field: "attachments".into(), limit: 20 });
    }
    for file in files {
        if !file.is_valid() {
            return Err(Refusal::invalid("attachments", "not_a_file"));
        }
    }
    Ok(())
}

/// Writes own values, which [`crate::fields::settle`] has checked.
fn put(values: &mut Values, edits: &ValueEdits) -> Result<(), Refusal> {
    for (key, value) in edits {
        check_required("field", key, 100)?;
        match value {
            Some(FieldValue::Text(text)) if text.is_empty() => {
                values.remove(key);
            }
            Some(value) => {
                if let FieldValue::Text(text) = value {
                    check_length(key, text, MAX_TEXT)?;
                }
                values.insert(key.clone(), value.clone());
            }
            None => {
                values.remove(key);
            }
        }
    }
    if values.len() > 200 { Err(Refusal::TooMany { field: "fields".into(), limit: 200 }) } else { Ok(()) }
}

fn create(ctx: &Context, ticket: &mut Ticket, new: &NewTicket) -> Result<(), Refusal> {
    build(ticket, new)?;
    ticket.created_at = ctx.at;
    ticket.created_by = ctx.actor.agent();
    Ok(())
}

/// Adds what stood in fields before and after to the line that was just logged.
fn telling(told: Vec<crate::fields::FieldChange>, mut applied: Applied) -> Applied {
    if let Some(EntryBody::Log { changes, .. }) = applied.entries.last_mut().map(|entry| &mut entry.body) {
        *changes = told;
    }
    applied
}

/// The ticket that was asked for, made by nobody at no time.
pub(crate) fn build(ticket: &mut Ticket, new: &NewTicket) -> Result<(), Refusal> {
    check_required("title", &new.title, MAX_NAME)?;
    check_length("description", &new.description, MAX_TEXT)?;
    check_length("phone", &new.customer.phone, MAX_NAME)?;
    check_length("contact_name", &new.customer.contact_name, MAX_NAME)?;
    let mut fields = Values::new();
    put(&mut fields, &new.fields)?;
    check_files(new.attachments.values())?;
    if new.address.place.is_some_and(|p| !p.is_valid()) {
        return Err(Refusal::invalid("place", "not_a_place"));
    }
    let new = new.clone();
    *ticket = Ticket {
        schema: 1,
        title: new.title.trim().to_owned(),
        description: new.description,
        kind: new.kind,
        priority: new.priority,
        source: new.source,
        customer: new.customer,
        address: new.address,
        asset: new.asset,
        asset_name: new.asset_name,
        template: new.template,
        fields,
        rows: super::rows::written(new.rows)?,
        parent: new.parent,
        attachments: new.attachments,
        ..Ticket::default()
    };
    Ok(())
}

impl NewTicket {
    /// The ticket as it would be, while it is still being written: without a title too.
    #[must_use]
    pub fn draft(&self) -> Ticket {
        let mut ticket = Ticket::default();
        let title = if self.title.trim().is_empty() { "-".to_owned() } else { self.title.clone() };
        let named = Self { title, ..self.clone() };
        // what is wrong in it is said when it is made
        if build(&mut ticket, &named).is_err() {
            ticket.template = self.template;
        }
        ticket.title.clone_from(&self.title);
        ticket
    }
}

pub(crate) fn edit(ticket: &mut Ticket, change: &TicketEdit) -> Result<(), Refusal> {
    if let Some(text) = &change.title {
        check_required("title", text, MAX_NAME)?;
        ticket.title.clone_from(text);
    }
    if let Some(text) = &change.description {
        check_length("description", text, MAX_TEXT)?;
        ticket.description.clone_from(text);
    }
    if let Some(text) = &change.kind {
        check_length("type", text, MAX_NAME)?;
        ticket.kind.clone_from(text);
    }
    ticket.priority = change.priority.unwrap_or(ticket.priority);
    if let Some(customer) = &change.customer {
        check_length("phone", &customer.phone, MAX_NAME)?;
        ticket.customer = customer.clone();
    }
    if let Some(address) = &change.address {
        if address.place.is_some_and(|p| !p.is_valid()) {
            return Err(Refusal::invalid("place", "not_a_place"));
        }
        ticket.address = address.clone();
    }
    put(&mut ticket.fields, &change.fields)
}

fn put_status(ctx: &Context, ticket: &mut Ticket, fact: LineId, status: Status) -> Result<(), Refusal> {
    if ticket.statuses.len() >= 1_000 {
        return Err(Refusal::TooMany { field: "statuses".into(), limit: 1_000 });
    }
    ticket.statuses.insert(fact, StatusFact { status, at: ctx.at, by: ctx.actor.name().to_owned() });
    Ok(())
}

fn logged(
    ctx: &Context,
    id: TicketId,
    ticket: &Ticket,
    applied: Applied,
    command: &TicketCommand,
    text: String,
    subject: String,
) -> Applied {
    let body = EntryBody::Log {
        action: command.name().to_owned(),
        state: ticket.status().word().to_owned(),
        text,
        subject,
        place: None,
        distance_m: None,
        flags: Vec::new(),
        changes: Vec::new(),
    };
    applied.entry(Entry::new(EntryId(ctx.command.0), id.into(), Audience::Internal, ctx, body))
}
