//! Commands of people at the desk, of customers' forms and of rules. All or none.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use truckroll_domain::Timestamp;
use truckroll_domain::access::judge;
use truckroll_domain::document::Document;
use truckroll_domain::fields::{FieldSet, settle};
use truckroll_domain::macros::Draft;
use truckroll_domain::{Content, DocumentId, Envelope, Refusal};

use super::commit::{self, CommitError};
use super::load::{self, Raw};
use super::{Beside, Caller, Filled, Holders, Prepared, context, fields_of, gate, keeps_to_form, resolve};
use crate::App;
use crate::customers::person::late;
use crate::directory::Directory;
use crate::sms::proof;
use crate::workflows::stays;
use crate::workflows::ways::Ways;

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
    /// Somebody else did the same first.
    #[error("somebody else was first")]
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

/// The same, writing something else in the same transaction.
///
/// # Errors
/// [`ExecuteError`]; nothing was stored then.
pub(crate) async fn execute_beside(
    app: &App,
    caller: &Caller,
    commands: Vec<Envelope>,
    beside: &Beside,
) -> Result<Executed, ExecuteError> {
    carry_out(app, caller, commands, Received::Now, beside).await
}

/// Carries out commands of which each has a document of its own, those that may be and no others, in one transaction.
/// Says for each why it was refused.
///
/// # Errors
/// [`ExecuteError`] for what concerns all of them; nothing was stored then.
pub(crate) async fn execute_each(
    app: &App,
    caller: &Caller,
    commands: Vec<Envelope>,
    beside: impl Fn(&[Option<Refusal>]) -> Beside,
) -> Result<Vec<Option<Refusal>>, ExecuteError> {
    let directory = app.directory(caller.tenant).await?;
    let commands = unmasked(app, &directory, caller, commands).await?;
    let documents: Vec<DocumentId> = commands.iter().map(|c| c.command.document()).collect();
    let known: std::collections::HashSet<&DocumentId> = documents.iter().collect();
    if known.len() != documents.len() {
        return Err(ExecuteError::Invalid("a document stands twice".to_owned()));
    }
    for _ in 0..ATTEMPTS {
        let raw = load::raw(&app.db, caller.tenant, &documents).await?;
        let ways = ways_of(app, caller, &directory, commands.iter(), &raw).await?;
        let work = Work::new(app, caller, &directory, &documents, Received::Now, ways).await?;
        let todo = commands.clone();
        let (prepared, refused) = tokio::task::spawn_blocking(move || {
            let (mut prepared, mut refused) = (Vec::new(), Vec::new());
            for envelope in todo {
                match work.prepare(vec![(0, envelope)], &raw) {
                    Ok(one) => {
                        prepared.extend(one);
                        refused.push(None);
                    }
                    Err(ExecuteError::Refused { why, .. }) => refused.push(Some(why)),
                    Err(error) => return Err(error),
                }
            }
            Ok((prepared, refused))
        })
        .await
        .map_err(|e| ExecuteError::Invalid(e.to_string()))??;
        let results = results_of(&prepared);
        match commit::commit(app, caller, &directory, prepared, results, Vec::new(), &beside(&refused)).await {
            Ok(_) => return Ok(refused),
            Err(CommitError::Moved) => {}
            Err(CommitError::Taken { document, field }) => return Err(taken(&commands, document, &field)),
            Err(CommitError::Overtaken) => return Err(ExecuteError::Overtaken),
            Err(CommitError::Database(error)) => return Err(error.into()),
        }
    }
    Err(ExecuteError::Invalid("documents kept changing meanwhile".to_owned()))
}

/// The refusal of a command whose row is told from others by a value that another row has.
fn taken(commands: &[Envelope], document: DocumentId, field: &str) -> ExecuteError {
    let index = commands.iter().rposition(|envelope| envelope.command.document() == document).unwrap_or_default();
    ExecuteError::Refused { index, why: Refusal::invalid(field, "taken") }
}

/// Commands with the numbers put back that the person does not see.
async fn unmasked(
    app: &App,
    directory: &Directory,
    caller: &Caller,
    commands: Vec<Envelope>,
) -> Result<Vec<Envelope>, ExecuteError> {
    if directory.privacy.masks_for(&caller.actor) {
        return Ok(crate::privacy::unmasked(app, caller.tenant, commands).await?);
    }
    Ok(commands)
}

fn results_of(prepared: &[Prepared]) -> Vec<(String, String)> {
    prepared
        .iter()
        .flat_map(|p| p.effects.iter().map(|(e, _)| (e.id.to_string(), r#"{"r":"applied"}"#.to_owned())))
        .collect()
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
    let mut commands = late::commands(&directory, unmasked(app, &directory, caller, commands).await?);
    let given = commands.iter_mut().map(|envelope| &mut envelope.command);
    crate::daily::replies::send_on(app, caller, given).await?;
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
        let ways = ways_of(app, caller, &directory, todo.iter().map(|(_, envelope)| envelope), &raw).await?;
        let work = Work::new(app, caller, &directory, &documents, received, ways).await?;
        let mut prepared = tokio::task::spawn_blocking(move || work.prepare(todo, &raw))
            .await
            .map_err(|e| ExecuteError::Invalid(e.to_string()))??;
        beside.explain(&mut prepared);
        let results = results_of(&prepared);
        match commit::commit(app, caller, &directory, prepared, results, Vec::new(), beside).await {
            Ok(seq) => return Ok(Executed { outcomes, seq }),
            Err(CommitError::Moved) => {}
            Err(CommitError::Taken { document, field }) => return Err(taken(&commands, document, &field)),
            Err(CommitError::Overtaken) => return Err(ExecuteError::Overtaken),
            Err(CommitError::Database(error)) => return Err(error.into()),
        }
    }
    Err(ExecuteError::Invalid("documents kept changing meanwhile".to_owned()))
}

/// The versions of workflows that commands need.
async fn ways_of(
    app: &App,
    caller: &Caller,
    directory: &Directory,
    commands: impl Iterator<Item = &Envelope>,
    raw: &HashMap<DocumentId, Raw>,
) -> Result<Ways, ExecuteError> {
    let commands = commands.map(|envelope| &envelope.command);
    Ok(Ways::of(app, caller.tenant, directory, commands, raw.values()).await?)
}

struct Work {
    app: App,
    caller: Caller,
    directory: std::sync::Arc<Directory>,
    holders: Holders,
    received: Received,
    ways: Ways,
}

impl Work {
    async fn new(
        app: &App,
        caller: &Caller,
        directory: &std::sync::Arc<Directory>,
        documents: &[DocumentId],
        received: Received,
        ways: Ways,
    ) -> Result<Self, ExecuteError> {
        let holders = match caller.actor.agent() {
            Some(_) => load::holders(&app.db, caller.tenant, documents).await?,
            None => Holders::new(),
        };
        Ok(Self { app: app.clone(), caller: caller.clone(), directory: directory.clone(), holders, received, ways })
    }

    fn prepare(
        &self,
        todo: Vec<(usize, Envelope)>,
        raw: &HashMap<DocumentId, Raw>,
    ) -> Result<Vec<Prepared>, ExecuteError> {
        let now = self.app.clock.now();
        let mut order: Vec<DocumentId> = Vec::new();
        let mut open: HashMap<DocumentId, (Document, Prepared)> = HashMap::new();
        for (place, (index, envelope)) in todo.iter().enumerate() {
            let (index, mut envelope) = (*index, envelope.clone());
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
                        before: crate::rules::queue::before(&self.directory, id, &content),
                        made: None,
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
            judge(&self.caller.actor, &envelope.command, &prepared.content, holds).map_err(refused)?;
            resolve(&mut envelope.command, &self.directory).map_err(refused)?;
            if let Some(fields) = fields_of(&envelope.command, &prepared.content, &self.directory, None).first() {
                let ahead = self.ahead(&prepared.content, fields, &todo[place..], now);
                let actor = &self.caller.actor;
                let filled = Filled { actor, at: envelope.at, ahead: ahead.as_ref(), late: false };
                settle(&mut envelope.command, fields, actor).map_err(refused)?;
                proof::check(&self.app.secrets.links, self.caller.tenant, &envelope.command, fields)
                    .map_err(refused)?;
                keeps_to_form(&mut envelope.command, &prepared.content, fields, &self.directory, &filled)
                    .map_err(refused)?;
            }
            self.ways
                .judge(&mut envelope.command, &prepared.content, &self.directory, &self.caller.actor, now)
                .map_err(refused)?;
            let received = match self.received {
                Received::AsGiven if !envelope.offline => envelope.at.min(now),
                Received::AsGiven | Received::Now => now,
            };
            let ctx = context(&self.caller, &self.directory.visit_rules, &envelope, received);
            let before = Ways::concern(&envelope.command).then(|| prepared.content.clone());
            let (mut applied, change) =
                prepared.content.execute(&ctx, &envelope.command, document, &self.app.actor).map_err(refused)?;
            if let Some(before) = before {
                let content = &mut prepared.content;
                applied = self.ways.follow(&ctx, &envelope.command, &before, content, &self.directory, applied);
            }
            stays::keep(&ctx, &mut prepared.content, &self.directory);
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

    /// A ticket as it will be after all that is given for it at once, of which `todo` begins with the first: macros look at a
    /// submit as a whole. Nothing where it is one command, or where one of them will be refused anyway.
    fn ahead(&self, content: &Content, fields: &FieldSet, todo: &[(usize, Envelope)], now: Timestamp) -> Option<Draft> {
        let (_, first) = todo.first()?;
        let of = first.command.document();
        let together = todo.iter().map(|(_, envelope)| envelope).filter(|other| other.command.document() == of);
        let person = self.caller.actor.agent().is_some();
        if !person || self.directory.macros.all.is_empty() || together.clone().count() < 2 {
            return None;
        }
        let mut content = content.clone();
        for envelope in together {
            let mut envelope = envelope.clone();
            settle(&mut envelope.command, fields, &self.caller.actor).ok()?;
            let ctx = context(&self.caller, &self.directory.visit_rules, &envelope, now);
            content.apply(&ctx, &envelope.command).ok()?;
        }
        match &content {
            Content::Ticket(ticket, overlay) => Some(Draft::of(ticket, overlay)),
            _ => None,
        }
    }
}
