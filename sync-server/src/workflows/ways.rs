//! Tickets under workflows: the way a new ticket begins, and what the version it holds says of going on and back.
//!
//! Versions never change, so each is read once and kept. Which ones some commands need is found before they are carried out,
//! because that happens where nothing can be waited for.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use truckroll_domain::access::{Area, Verb};
use truckroll_domain::event::EventKind;
use truckroll_domain::filter::Today;
use truckroll_domain::tickets::{Flow, Left, Ticket, TicketCommand, TicketOverlay, TicketSchema};
use truckroll_domain::workflows::{FieldAccess, Participant, Published, Stuck, Task};
use truckroll_domain::{
    Actor, AgentId, Applied, Command, Content, Context, DocumentId, Entry, Kind, Refusal, TemplateId, TenantId,
    TicketId, Timestamp, WorkflowId,
};

use crate::App;
use crate::daily::family::Around;
use crate::db::DbResult;
use crate::directory::{Directory, definition};
use crate::ingest::Raw;

/// Most versions that are kept at once.
const KEPT: usize = 1_000;

/// Versions that were read.
#[derive(Debug, Default)]
pub struct Versions(Mutex<HashMap<(TenantId, WorkflowId, u32), Arc<Published>>>);

/// A version, read once.
///
/// # Errors
/// When the database fails.
pub(crate) async fn version(
    app: &App,
    tenant: TenantId,
    id: WorkflowId,
    number: u32,
) -> DbResult<Option<Arc<Published>>> {
    let key = (tenant, id, number);
    if let Some(known) = app.workflows.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return Ok(Some(known.clone()));
    }
    let mut connection = app.db.pool().acquire().await?;
    let text = Published::key(id, number);
    let found = definition::<Published>(&mut connection, tenant, Published::KIND, &text).await?;
    let Some((published, _)) = found else { return Ok(None) };
    let published = Arc::new(published);
    let mut kept = app.workflows.0.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(key, published.clone());
    Ok(Some(published))
}

/// The versions that some commands need.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ways {
    held: HashMap<(WorkflowId, u32), Arc<Published>>,
    /// The version that tickets of a template begin under.
    begins: HashMap<TemplateId, Arc<Published>>,
    /// The logs of tickets that are sent back.
    logs: HashMap<DocumentId, Vec<Entry>>,
    /// The tickets around theirs.
    around: Around,
}

impl Ways {
    /// Whether a command has to do with the way of a ticket.
    pub(crate) fn concern(command: &Command) -> bool {
        match command {
            Command::Ticket { command: TicketCommand::Create { ticket }, .. } => ticket.template.is_some(),
            Command::Ticket { command, .. } => {
                matches!(command, TicketCommand::Advance { .. } | TicketCommand::ReturnTo { .. })
            }
            _ => false,
        }
    }

    /// Reads what `commands` need on the documents that are stored.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn of<'a>(
        app: &App,
        tenant: TenantId,
        directory: &Directory,
        commands: impl Iterator<Item = &'a Command>,
        stored: impl Iterator<Item = &'a Raw>,
    ) -> DbResult<Self> {
        let commands: Vec<&Command> = commands.collect();
        let around = Around::of(app, tenant, commands.iter().copied()).await?;
        let mut ways = Self { around, ..Self::default() };
        let mut any = false;
        for command in commands.into_iter().filter(|command| Self::concern(command)) {
            any = true;
            if let Command::Ticket { id, command: TicketCommand::ReturnTo { .. } } = command {
                let log = crate::ingest::entries(&app.db, tenant, (*id).into()).await?;
                ways.logs.insert((*id).into(), log);
            }
            if let Command::Ticket { command: TicketCommand::Create { ticket }, .. } = command
                && let Some(template) = ticket.template
            {
                for (_, design) in directory.workflows.values().filter(|(_, design)| design.version() > 0) {
                    let found = version(app, tenant, design.id, design.version()).await?;
                    if let Some(published) = found.filter(|published| published.template == Some(template.id)) {
                        ways.begins.insert(template.id, published);
                    }
                }
            }
        }
        if any {
            for raw in stored {
                let overlay: TicketOverlay = serde_json::from_str(&raw.overlay).unwrap_or_default();
                if let Some(flow) = overlay.flow
                    && let Some(published) = version(app, tenant, flow.workflow, flow.version).await?
                {
                    ways.held.insert((flow.workflow, flow.version), published);
                }
            }
        }
        Ok(ways)
    }

    fn held(&self, flow: &Flow) -> Option<&Arc<Published>> {
        let begun = self.begins.values().find(|way| way.id == flow.workflow && way.version == flow.version);
        self.held.get(&(flow.workflow, flow.version)).or(begun)
    }

    /// Judges a command about the way of a ticket by the version the ticket holds, and fills in what its sender left to the
    /// server. Other commands pass.
    ///
    /// # Errors
    /// The refusal.
    pub(crate) fn judge(
        &self,
        command: &mut Command,
        content: &Content,
        directory: &Directory,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let Content::Ticket(ticket, overlay) = content else { return Ok(()) };
        self.around.judge(command, ticket)?;
        let Command::Ticket { id, command } = command else { return Ok(()) };
        if !matches!(command, TicketCommand::Advance { .. } | TicketCommand::ReturnTo { .. }) {
            return Ok(());
        }
        let no_flow = || Refusal::invalid("node", "no_flow");
        let flow = overlay.flow.as_ref().ok_or_else(no_flow)?;
        let way = self.held(flow).ok_or_else(no_flow)?;
        let (here, here_title, _) = ticket.node(overlay).ok_or_else(no_flow)?;
        match command {
            TicketCommand::Advance { from, to, title, .. } => {
                if here != from {
                    return Err(Refusal::ChangedMeanwhile { current: here_title.to_owned() });
                }
                if let Some(task) = task_at(way, here) {
                    takes_part(task, ticket, overlay, directory, actor)?;
                    let missing = missing(task, ticket, overlay);
                    if !missing.is_empty() {
                        return Err(Refusal::Missing { fields: missing });
                    }
                }
                let next = next(way, here, *id, ticket, overlay, directory, now);
                let (key, words) = next.map_err(|_| Refusal::invalid("node", "no_way"))?;
                if !to.is_empty() && *to != key {
                    return Err(Refusal::ChangedMeanwhile { current: words });
                }
                *to = key;
                *title = words;
            }
            TicketCommand::ReturnTo { from, to, title, values, .. } => {
                if here != from {
                    return Err(Refusal::ChangedMeanwhile { current: here_title.to_owned() });
                }
                let node = returns(way, ticket, flow, here).into_iter().find(|(key, _)| key == to);
                let (key, words) = node.ok_or_else(|| Refusal::invalid("node", "no_way"))?;
                *title = words;
                let log = self.logs.get(&DocumentId::from(*id)).map_or(&[][..], Vec::as_slice);
                **values = flow.left.get(&key).map(|left| ticket.restored(left.at, log)).unwrap_or_default();
            }
            _ => {}
        }
        Ok(())
    }

    /// After a command was carried out: a new ticket begins its way; one that went on leaves behind how it was, and is handed to
    /// who takes part where it is now; one that was sent back is with who had it there. Whoever gets it hears of it.
    pub(crate) fn follow(
        &self,
        ctx: &Context,
        command: &Command,
        before: &Content,
        content: &mut Content,
        directory: &Directory,
        applied: Applied,
    ) -> Applied {
        self.take(command, before, content, directory, ctx.received_at.unwrap_or(ctx.at));
        let (Content::Ticket(_, held), Content::Ticket(_, overlay)) = (before, content) else { return applied };
        if overlay.assignee == held.assignee || overlay.assignee.is_none() {
            return applied;
        }
        let document = command.document();
        applied.event_about(ctx, EventKind::TicketAssigned, Kind::Ticket, document, overlay.assignee, held.assignee)
    }

    fn take(&self, command: &Command, before: &Content, content: &mut Content, directory: &Directory, now: Timestamp) {
        let Command::Ticket { id, command } = command else { return };
        let Content::Ticket(ticket, overlay) = content else { return };
        match command {
            TicketCommand::Create { .. } => {
                let Some(way) = ticket.template.and_then(|template| self.begins.get(&template.id)) else { return };
                let Some(start) = way.workflow.start().map(|start| start.key.clone()) else { return };
                let first = next(way, &start, *id, ticket, overlay, directory, now);
                if let Ok((node, title)) = first {
                    hand(way, &node, ticket, overlay, directory, now);
                    let (workflow, version) = (way.id, way.version);
                    let at = ticket.created_at;
                    let ((hidden, read_only), access_at) = (kept_back(way, &node), node.clone());
                    let left = BTreeMap::new();
                    let flow =
                        Flow { workflow, version, node, title, at, left, access_at, hidden, read_only, overdue: None };
                    overlay.flow = Some(Box::new(flow));
                }
            }
            TicketCommand::Advance { from, to, .. } => {
                let Content::Ticket(_, held) = before else { return };
                let left = Left {
                    assignee: held.assignee,
                    assignee_name: held.assignee_name.clone(),
                    group: held.group,
                    at: ticket.step().map_or(now, |step| step.at),
                };
                let Some(flow) = overlay.flow.as_mut() else { return };
                flow.left.insert(from.clone(), left);
                if let Some(way) = self.held(flow) {
                    ((flow.hidden, flow.read_only), flow.access_at) = (kept_back(way, to), to.clone());
                    hand(way, to, ticket, overlay, directory, now);
                }
            }
            TicketCommand::ReturnTo { to, .. } => {
                if let Some(flow) = overlay.flow.as_mut()
                    && let Some(way) = self.held(flow)
                {
                    ((flow.hidden, flow.read_only), flow.access_at) = (kept_back(way, to), to.clone());
                }
                let left = overlay.flow.as_ref().and_then(|flow| flow.left.get(to)).cloned();
                if let Some(left) = left {
                    overlay.assignee = left.assignee;
                    overlay.assignee_name = left.assignee_name;
                    overlay.group = left.group;
                    overlay.assigned_at = Some(now);
                }
            }
            _ => {}
        }
    }
}

/// What is done at a node, where it is a task.
pub(crate) fn task_at<'a>(way: &'a Published, node: &str) -> Option<&'a Task> {
    way.workflow.task(node)
}

/// The fields that a node does not show, and those that are only read there.
fn kept_back(way: &Published, node: &str) -> (Vec<String>, Vec<String>) {
    let fields = || task_at(way, node).into_iter().flat_map(|task| &task.fields);
    let keys = |which: fn(&FieldAccess) -> bool| {
        fields().filter(|(_, access)| which(access)).map(|(key, _)| key.clone()).collect()
    };
    (keys(|access| !access.visible), keys(|access| access.visible && !access.editable))
}

/// The node a ticket goes to from another one: key and title.
pub(crate) fn next(
    way: &Published,
    from: &str,
    id: TicketId,
    ticket: &Ticket,
    overlay: &TicketOverlay,
    directory: &Directory,
    now: Timestamp,
) -> Result<(String, String), Stuck> {
    let set = &directory.ticket_fields.now;
    let record = ticket.record(id, overlay, set);
    let schema = TicketSchema { set };
    let today = Today { at: now, offset_min: directory.settings.utc_offset_min };
    let node = way.workflow.next(from, &|filter| filter.holds(&schema, &record, Some(today)))?;
    Ok((node.key.clone(), node.title.clone()))
}

/// The nodes a ticket can be sent back to: key and title.
pub(crate) fn returns(way: &Published, ticket: &Ticket, flow: &Flow, here: &str) -> Vec<(String, String)> {
    let nodes = way.workflow.returns(here, &ticket.been(flow));
    nodes.into_iter().map(|node| (node.key.clone(), node.title.clone())).collect()
}

/// The fields that must be filled at a node and are not.
pub(crate) fn missing(task: &Task, ticket: &Ticket, overlay: &TicketOverlay) -> Vec<String> {
    task.missing(ticket, overlay)
}

/// Whether somebody works at a node: those who are named; without a name, whoever may change the ticket. Who may assign
/// tickets can always help out.
pub(crate) fn takes_part(
    task: &Task,
    ticket: &Ticket,
    overlay: &TicketOverlay,
    directory: &Directory,
    actor: &Actor,
) -> Result<(), Refusal> {
    if task.participants.is_empty() || actor.may(Area::Tickets, Verb::Assign) {
        return Ok(());
    }
    let me = actor.agent().and_then(|me| directory.agents.get(&me)).ok_or(Refusal::NotAllowed)?;
    if task.takes_part(ticket, overlay, me) { Ok(()) } else { Err(Refusal::NotAllowed) }
}

/// Gives a ticket to who takes part at a node, where that is one person or one group.
fn hand(
    way: &Published,
    node: &str,
    ticket: &Ticket,
    overlay: &mut TicketOverlay,
    directory: &Directory,
    now: Timestamp,
) {
    let Some(task) = task_at(way, node) else { return };
    let agent: Option<AgentId> = match task.participants.as_slice() {
        [Participant::Agent { id }] => Some(*id),
        [Participant::Creator] => ticket.created_by,
        [Participant::Group { id }] => {
            overlay.group = Some(*id);
            let stays = overlay.assignee.and_then(|agent| directory.agents.get(&agent));
            if stays.is_none_or(|agent| !agent.groups.contains(id)) {
                overlay.assignee = None;
                overlay.assignee_name.clear();
            }
            return;
        }
        _ => None,
    };
    let known = agent.and_then(|agent| directory.agents.get(&agent)).filter(|agent| agent.disabled_at.is_none());
    if let Some(agent) = known
        && overlay.assignee != Some(agent.id)
    {
        overlay.assignee = Some(agent.id);
        overlay.assignee_name.clone_from(&agent.name);
        overlay.assigned_at = Some(now);
    }
}
