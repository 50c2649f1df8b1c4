//! The two doors through which state changes, and the one place that stores.
//!
//! - [`execute`]: commands of people at the desk, of customers' forms and of rules. All or none.
//! - [`receive`]: commands of devices with the automerge changes they made. Each has its own outcome.
//!
//! Both load documents, work on scratch copies in worker threads (`gate.rs` for what devices send), and store
//! through `commit.rs`: changes, snapshot, overlay, row, entries, scopes, events, notices and the commands' outcomes
//! in one transaction. If a document moved meanwhile, the work is done again on its new state.

use std::collections::HashMap;

use truckroll_domain::access::Viewer;
use truckroll_domain::assets::{AssetCommand, Owner};
use truckroll_domain::calendar::Offsets;
use truckroll_domain::expression::Clock;
use truckroll_domain::fields::{FieldSet, Noun};
use truckroll_domain::macros::{self, CallState, Draft, Eyes, Mode, Scene};
use truckroll_domain::tickets::form::{self, Paper};
use truckroll_domain::{
    Actor, AgentId, Applied, Command, Content, Context, DeviceId, DocumentId, Entry, EntryBody, Envelope, Kind,
    Refusal, Side, TenantId, Timestamp, Value,
};

use crate::directory::Directory;

mod commit;
mod execute;
mod gate;
mod load;
mod receive;
mod scopes;

pub(crate) use commit::note;
pub use execute::{ExecuteError, Executed, execute};
pub(crate) use execute::{execute_beside, execute_each, execute_past};
pub(crate) use load::{Raw, holders, known, write_rows};
pub use load::{Stored, entries, load, project_again};
pub(crate) use receive::hex;
pub use receive::{Taken, receive, receive_from, receive_recast};

/// Who brings commands.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The organisation.
    pub tenant: TenantId,
    /// The person or rule.
    pub actor: Actor,
    /// The device, if it comes from one.
    pub device: Option<DeviceId>,
}

/// What is written in the transaction of commands beside what they do.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    statements: Vec<Statement>,
    lines: Vec<Lines>,
    /// Entries of the audit log.
    pub audit: Vec<crate::audit::Entry>,
    /// The rules that bring it about.
    pub cause: Option<crate::rules::queue::Cause>,
    /// The title of the rule that gives the commands, for the log of what they change.
    rule: String,
    /// Agents for whom notices are among the rows.
    pub noticed: Vec<AgentId>,
}

#[derive(Debug)]
struct Statement {
    sql: String,
    values: Vec<Value>,
    /// It writes something, or nothing at all is stored.
    must: bool,
}

#[derive(Debug)]
struct Lines {
    table: &'static str,
    columns: &'static [&'static str],
    rows: Vec<Vec<crate::db::Cell>>,
    conflict: &'static str,
}

impl Beside {
    /// What is written with the commands of a rule.
    pub fn of_rule(title: &str) -> Self {
        Self { rule: title.to_owned(), ..Self::default() }
    }

    /// Adds rows of a table; `conflict` is the text after `on conflict`, or empty.
    pub fn lines(
        &mut self,
        table: &'static str,
        columns: &'static [&'static str],
        rows: Vec<Vec<crate::db::Cell>>,
        conflict: &'static str,
    ) {
        self.lines.push(Lines { table, columns, rows, conflict });
    }

    /// Adds a statement with what is bound to its marks.
    pub fn and(&mut self, sql: impl Into<String>, values: Vec<Value>) {
        self.statements.push(Statement { sql: sql.into(), values, must: false });
    }

    /// Adds a statement without whose effect nothing is stored: the call then ends with [`ExecuteError::Overtaken`].
    pub fn must(&mut self, sql: impl Into<String>, values: Vec<Value>) {
        self.statements.push(Statement { sql: sql.into(), values, must: true });
    }

    /// Writes into the log of a status that a rule set which rule it was.
    fn explain(&self, prepared: &mut [Prepared]) {
        if self.rule.is_empty() {
            return;
        }
        let entries =
            prepared.iter_mut().flat_map(|one| &mut one.effects).flat_map(|(_, applied)| &mut applied.entries);
        for entry in entries {
            if let EntryBody::Log { action, subject, .. } = &mut entry.body
                && action == "set_status"
            {
                subject.clone_from(&self.rule);
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.statements.is_empty() && self.lines.is_empty() && self.audit.is_empty()
    }

    /// Whether everything was written that must be.
    pub(crate) async fn write(&self, tx: &mut crate::db::Tx) -> crate::db::DbResult<bool> {
        for Statement { sql, values, must } in &self.statements {
            let bound = values.iter().cloned().fold(crate::db::query(sql), crate::db::bind);
            let done = bound.execute(tx.on()).await?;
            if *must && done.rows_affected() == 0 {
                return Ok(false);
            }
        }
        for Lines { table, columns, rows, conflict } in &self.lines {
            crate::db::insert_many(tx, table, columns, rows.clone(), conflict).await?;
        }
        for entry in &self.audit {
            crate::audit::write(tx, entry.clone()).await?;
        }
        Ok(true)
    }
}

/// A document after commands were carried out on it, ready to be stored.
#[derive(Clone)]
pub(crate) struct Prepared {
    pub id: DocumentId,
    pub kind: Kind,
    /// The sequence number it was loaded with; 0 for a new document.
    pub base_seq: i64,
    /// The saved document, proven to load again; `None` when only overlay or entries changed.
    pub snapshot: Option<Vec<u8>>,
    pub heads: Vec<u8>,
    pub changes: Vec<Vec<u8>>,
    pub content: Content,
    /// The ticket before, where rules wait for changes.
    pub before: Option<Box<truckroll_domain::triggers::Snapshot>>,
    /// The ticket as it was made, where more has been done with it since then.
    pub made: Option<Box<truckroll_domain::triggers::Snapshot>>,
    pub effects: Vec<(Envelope, Applied)>,
}

impl Prepared {
    /// What triggers have to look at.
    fn touched(&self, seq: i64) -> crate::rules::queue::Touched<'_> {
        crate::rules::queue::Touched {
            seq,
            id: self.id,
            new: self.base_seq == 0,
            before: self.before.as_deref(),
            made: self.made.as_deref(),
            content: &self.content,
            events: self.effects.iter().flat_map(|(_, applied)| &applied.events).collect(),
        }
    }

    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.effects.iter().flat_map(|(_, applied)| &applied.entries)
    }
}

/// The circumstances of a command as the server sees them.
pub(crate) fn context(
    caller: &Caller,
    rules: &truckroll_domain::visits::VisitRules,
    envelope: &Envelope,
    now: Timestamp,
) -> Context {
    Context {
        tenant: caller.tenant,
        actor: caller.actor.clone(),
        device: caller.device,
        command: envelope.id,
        at: envelope.at,
        received_at: Some(now),
        offline: envelope.offline,
        side: Side::Server,
        visit_rules: rules.clone(),
    }
}

/// The fields that the values of a command are checked by: the present ones, then, for work of a device that was done at `at`
/// by one that has read everything up to `known`, those it could not know to be over. None where a command has no fields.
fn fields_of<'a>(
    command: &Command,
    content: &Content,
    directory: &'a Directory,
    past: Option<(Timestamp, i64, Timestamp)>,
) -> Vec<&'a FieldSet> {
    match (Noun::of(command.kind()), command, content) {
        (Some(noun), ..) => match past {
            Some((at, known, now)) => directory.fields(noun).holding(at, known, now).collect(),
            None => vec![&directory.fields(noun).now],
        },
        (None, Command::Asset { command: AssetCommand::Create { asset }, .. }, _) => {
            directory.fields_in(Noun::Asset, asset.table_key()).into_iter().collect()
        }
        (None, Command::Asset { .. }, Content::Asset(asset)) => {
            directory.fields_in(Noun::Asset, asset.table_key()).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// How somebody filled in the form of a ticket.
pub(crate) struct Filled<'a> {
    pub actor: &'a Actor,
    pub at: Timestamp,
    /// The ticket as it will be after everything that was given with the command.
    pub ahead: Option<&'a Draft>,
    /// Whether it was done by a device that could not know the present macros.
    pub late: bool,
}

/// Checks a command about a ticket against the form of the ticket, by these fields.
pub(crate) fn keeps_to_form(
    command: &mut Command,
    content: &Content,
    set: &FieldSet,
    directory: &Directory,
    filled: &Filled<'_>,
) -> Result<(), Refusal> {
    let Filled { actor, at, ahead, late } = *filled;
    if command.kind() != Kind::Ticket {
        return Ok(());
    }
    let template = match form::judged_by(command, content) {
        Some(of) => {
            let version = directory.template_versions.get(&of);
            let closed = directory.ticket_templates.get(&of.id).and_then(|(_, now)| now.disabled_at);
            if command.creates() && (version.is_none() || closed.is_some_and(|closed| closed <= at)) {
                return Err(Refusal::invalid("template", "unknown"));
            }
            version
        }
        None => None,
    };
    let agent = actor.agent();
    let groups = agent.and_then(|agent| directory.agents.get(&agent)).map_or(&[][..], |agent| &agent.groups);
    let none = Offsets::default();
    let offsets = directory.default_calendar().map_or(&none, |calendar| &calendar.offsets);
    let paper = Paper { set, forms: &directory.row_forms, template };
    let scene = Scene {
        id: command.document().into(),
        paper,
        viewer: Viewer { agent, groups },
        clock: Clock { now: at, offsets },
        mode: Mode::Normal,
        call: CallState::None,
        eyes: Eyes::Judge,
    };
    macros::permit(command, content, actor, &scene, &directory.macros.all, ahead, late)
}

/// Fills in what only the server knows: names of the agents a command gives something to, and whether there is such a table.
fn resolve(command: &mut Command, directory: &Directory) -> Result<(), Refusal> {
    use truckroll_domain::tickets::TicketCommand;
    use truckroll_domain::visits::VisitCommand;
    match command {
        Command::Visit { command: VisitCommand::Assign { agent, agent_name, .. }, .. } => {
            *agent_name = directory.engineer_name(*agent)?;
        }
        Command::Ticket { command: TicketCommand::Assign { agent, agent_name, .. }, .. } => {
            *agent_name = match agent {
                Some(id) => match directory.actor(*id) {
                    Some(actor) => actor.name().to_owned(),
                    None => return Err(Refusal::invalid("agent", "unknown")),
                },
                None => String::new(),
            };
        }
        Command::Asset { command: AssetCommand::Create { asset } | AssetCommand::Edit { edit: asset }, .. } => {
            if directory.open_table(asset.table_key()).is_none() {
                return Err(Refusal::invalid("table", "unknown"));
            }
            if let Some(Owner::Agent { id, name }) = &mut asset.owner {
                let agent = directory.agents.get(id).ok_or_else(|| Refusal::invalid("agent", "unknown"))?;
                name.clone_from(&agent.name);
            }
        }
        _ => {}
    }
    Ok(())
}

/// Outcomes of commands that were delivered before, by id text.
type Known = HashMap<String, String>;

/// Agents whose devices hold a document, by document.
type Holders = HashMap<DocumentId, Vec<AgentId>>;
