//! Commands of people at the desk, of customers' forms and of rules. All or none.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use truckroll_domain::access::may_command;
use truckroll_domain::document::Document;
use truckroll_domain::fields::settle;
use truckroll_domain::{Content, DocumentId, Envelope, Refusal};

use super::commit::{self, Beside, CommitError};
use super::load::{self, Raw};
use super::{Caller, Holders, Prepared, context, fields_of, gate, resolve};
use crate::App;
use crate::directory::Directory;

/// Most commands of one call.
const MAX_COMMANDS: usize = 20_000;
/// How often work is done again when documents moved meanwhile.
const ATTEMPTS: usize = 8;

/// What became of the commands.
#[derive(Clone, Debug)]
pub struct Executed {
    /// `applied` or `already_applied`, one a command.
    pub outcomes: Vec<&'static str>,
    /// Sequence number of the transaction; 0 when nothing was stored.
    pub seq: i64,
}

/// Why nothing was carried out.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError {
    /// A rule refused one of the commands.
    #[error("command {index} was refused: {why}")]
    Refused {
        /// Which.
        index: usize,
        /// Why.
        why: Refusal,
    },
    /// The call itself is wrong.
    #[error("{0}")]
    Invalid(String),
    /// What was to be written beside the documents was no longer so.
    #[error("overtaken")]
    Overtaken,
    /// The database failed.
    #[error("database failed")]
    Database(#[from] sqlx::Error),
}

/// When commands were received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Received {
    /// Now.
    Now,
    /// When they were given; those given without network, now.
    AsGiven,
}

/// Carries out commands in order, all or none. A command that was carried out before is skipped.
///
/// # Errors
/// [`ExecuteError`]; nothing was stored then.
pub async fn execute(app: &App, caller: &Caller, commands: Vec<Envelope>) -> Result<Executed, ExecuteError> {
    carry_out(app, caller, commands, Received::Now, &Beside::default()).await
}

/// The same with lines of a job's own tables, written in the same transaction: both are there, or neither.
///
/// # Errors
/// [`ExecuteError`], of it `Overtaken` when the job's guard no longer holds; nothing was stored then.
pub(crate) async fn execute_beside(
    app: &App,
    caller: &Caller,
    commands: Vec<Envelope>,
    beside: &Beside,
) -> Result<Executed, ExecuteError> {
    carry_out(app, caller, commands, Received::Now, beside).await
}

/// The same for what happened in the past, written together for speed: each command counts as received when it was
/// given, as if it had come alone.
///
/// # Errors
/// [`ExecuteError`]; nothing was stored then.
pub(crate) async fn execute_past(
    app: &App,
    caller: &Caller,
    commands: Vec<Envelope>,
) -> Result<Executed, ExecuteError> {
    carry_out(app, caller, commands, Received::AsGiven, &Beside::default()).await
}

async fn carry_out(
    app: &App,
    caller: &Caller,
    commands: Vec<Envelope>,
    received: Received,
    beside: &Beside,
) -> Result<Executed, ExecuteError> {
    if commands.len() > MAX_COMMANDS {
        return Err(ExecuteError::Invalid(format!("at most {MAX_COMMANDS} commands in one call")));
    }
    let directory = app.directory(caller.tenant).await?;
    let commands = if directory.privacy.masks_for(&caller.actor) {
        crate::privacy::unmasked(app, caller.tenant, commands).await?
    } else {
        commands
    };
    let ids: Vec<String> = commands.iter().map(|c| c.id.to_string()).collect();
    for _ in 0..ATTEMPTS {
        let known = load::known(&app.db, caller.tenant, &ids).await?;
        let mut todo = Vec::new();
        let mut outcomes = Vec::with_capacity(commands.len());
        for (index, (envelope, id)) in commands.iter().zip(&ids).enumerate() {
            if known.contains_key(id) {
                outcomes.push("already_applied");
            } else {
                outcomes.push("applied");
                todo.push((index, envelope.clone()));
            }
        }
        if todo.is_empty() {
            return Ok(Executed { outcomes, seq: 0 });
        }
        let mut documents: Vec<DocumentId> = todo.iter().map(|(_, c)| c.command.document()).collect();
        documents.sort_unstable();
        documents.dedup();
        let raw = load::raw(&app.db, caller.tenant, &documents).await?;
        let holders = match caller.actor.agent() {
            Some(_) => load::holders(&app.db, caller.tenant, &documents).await?,
            None => Holders::new(),
        };
        let work = Work { app: app.clone(), caller: caller.clone(), directory: directory.clone(), holders, received };
        let prepared = tokio::task::spawn_blocking(move || work.prepare(todo, &raw))
            .await
            .map_err(|e| ExecuteError::Invalid(e.to_string()))??;
        let results: Vec<(String, String)> = prepared
            .iter()
            .flat_map(|p| p.effects.iter().map(|(e, _)| (e.id.to_string(), r#"{"r":"applied"}"#.to_owned())))
            .collect();
        match commit::commit(app, caller, &directory, prepared, results, Vec::new(), beside).await {
            Ok(seq) => return Ok(Executed { outcomes, seq }),
            Err(CommitError::Moved) => {}
            Err(CommitError::Overtaken) => return Err(ExecuteError::Overtaken),
            Err(CommitError::Database(error)) => return Err(error.into()),
        }
    }
    Err(ExecuteError::Invalid("documents kept changing meanwhile".to_owned()))
}

struct Work {
    app: App,
    caller: Caller,
    directory: std::sync::Arc<Directory>,
    holders: Holders,
    received: Received,
}

impl Work {
    fn prepare(
        &self,
        todo: Vec<(usize, Envelope)>,
        raw: &HashMap<DocumentId, Raw>,
    ) -> Result<Vec<Prepared>, ExecuteError> {
        let now = self.app.clock.now();
        let mut order: Vec<DocumentId> = Vec::new();
        let mut open: HashMap<DocumentId, (Document, Prepared)> = HashMap::new();
        for (index, mut envelope) in todo {
            let refused = |why| ExecuteError::Refused { index, why };
            let id = envelope.command.document();
            let kind = envelope.command.kind();
            let (document, prepared) = match open.entry(id) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => {
                    let (document, content, base_seq) = match raw.get(&id) {
                        Some(stored) if stored.kind != kind => return Err(refused(Refusal::NotFound)),
                        Some(stored) => {
                            let stored = stored.open().map_err(|e| ExecuteError::Invalid(e.to_string()))?;
                            (stored.document, stored.content, stored.seq)
                        }
                        None if envelope.command.creates() => (Document::new(), Content::empty(kind), 0),
                        None => return Err(refused(Refusal::NotFound)),
                    };
                    let heads = document.heads();
                    let fresh = Prepared {
                        id,
                        kind,
                        base_seq,
                        snapshot: None,
                        heads,
                        changes: vec![],
                        content,
                        effects: vec![],
                    };
                    order.push(id);
                    place.insert((document, fresh))
                }
            };
            let holds =
                self.caller.actor.agent().is_some_and(|me| self.holders.get(&id).is_some_and(|h| h.contains(&me)));
            if !may_command(&self.caller.actor, &envelope.command, &prepared.content, holds) {
                return Err(refused(Refusal::NotAllowed));
            }
            resolve(&mut envelope.command, &self.directory).map_err(refused)?;
            if let Some(fields) = fields_of(&envelope.command, &self.directory) {
                settle(&mut envelope.command, &fields.now, &self.caller.actor).map_err(refused)?;
            }
            let received = match self.received {
                Received::AsGiven if !envelope.offline => envelope.at.min(now),
                Received::AsGiven | Received::Now => now,
            };
            let ctx = context(&self.caller, &self.directory.visit_rules, &envelope, received);
            let (applied, change) =
                prepared.content.execute(&ctx, &envelope.command, document, &self.app.actor).map_err(refused)?;
            prepared.changes.extend(change);
            prepared.effects.push((envelope, applied));
        }
        let mut all = Vec::with_capacity(order.len());
        for id in order {
            let Some((document, mut prepared)) = open.remove(&id) else { continue };
            if !prepared.changes.is_empty() {
                let snapshot = gate::prove(&document);
                let snapshot = snapshot.ok_or_else(|| ExecuteError::Invalid("document cannot be stored".to_owned()))?;
                prepared.snapshot = Some(snapshot);
                prepared.heads = document.heads();
            }
            all.push(prepared);
        }
        Ok(all)
    }
}
