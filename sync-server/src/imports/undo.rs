//! Takes an import back: customers that it made go, those that it changed get their earlier values.
//!
//! Who was changed since by somebody else stays as he is and is named; who has open tickets or visits by now is named too.
//! What goes can be brought back for thirty days, as always.

use std::collections::{BTreeSet, HashMap};

use truckroll_domain::access::{Area, Lock, Verb};
use truckroll_domain::assets::{AssetCommand, AssetEdit};
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::fields::{FieldValue, Noun, settle};
use truckroll_domain::imports::ImportState;
use truckroll_domain::{Actor, Command, CommandId, Content, DocumentId, Envelope};

use super::lines::{self, Done, Which};
use super::plan::Changed;
use super::run::Stopped;
use super::store::Job;
use crate::App;
use crate::customers::trash;
use crate::db::DbResult;
use crate::directory::Directory;
use crate::ingest::{self, Caller, ExecuteError, Stored};

/// Lines that are taken back in one transaction.
const SLICE: i64 = 500;

/// What is done about one customer.
enum Turn {
    /// Nothing: it is as it should be, or must stay; the word is stored.
    Leave(&'static str),
    Remove(Command),
    Restore(Command),
}

/// The locks that stand before taking an import back: what it made is thrown away, what it changed is changed again.
pub(super) fn locks(noun: Noun, made_companies: bool) -> impl Iterator<Item = Lock> {
    let own = [Lock::delete(noun), Lock::edit(noun)].into_iter().flatten();
    own.chain(made_companies.then_some(Lock::DeleteCompanies))
}

/// Takes back what is left of an import.
pub(super) async fn run(app: &App, job: &Job) -> Result<ImportState, Stopped> {
    loop {
        let lines = lines::lines(&app.db, (job.tenant, &job.id, job.attempt), Which::ToUndo, SLICE).await?;
        if lines.is_empty() {
            return Ok(ImportState::Undone);
        }
        let directory = app.directory(job.tenant).await?;
        let actor = job.undo_agent.and_then(|agent| directory.actor(agent));
        let actor = actor.filter(|actor| actor.may(Area::Customers, Verb::Delete));
        let actor = actor.ok_or(Stopped::Because("not_allowed"))?;
        let lines: Vec<Done> = lines.into_iter().map(|(done, _)| done).collect();
        let made_companies = lines.iter().any(|line| line.noun != job.noun);
        if let Actor::Agent { rights, .. } = &actor
            && locks(job.noun, made_companies).any(|lock| rights.locked(lock))
        {
            return Err(Stopped::Because("not_allowed"));
        }
        step(app, job, &directory, actor, lines).await?;
    }
}

async fn step(app: &App, job: &Job, directory: &Directory, actor: Actor, lines: Vec<Done>) -> Result<(), Stopped> {
    let caller = Caller { tenant: job.tenant, actor, device: None };
    let mut left: BTreeSet<DocumentId> = BTreeSet::new();
    loop {
        let ids: Vec<DocumentId> = lines.iter().filter_map(|line| line.document).collect();
        let stored = ingest::load(&app.db, job.tenant, &ids).await?;
        let busy = busy(app, job, &lines).await?;
        let (mut counts, mut commands, mut done) = ([0; 3], Vec::new(), Vec::new());
        for line in &lines {
            let turn = match line.document {
                Some(id) if left.contains(&id) => Turn::Leave("changed"),
                _ => turn(line, &stored, &busy, directory, &caller.actor),
            };
            let (word, command) = match turn {
                Turn::Leave(word) => (word, None),
                Turn::Remove(command) => ("removed", Some(command)),
                Turn::Restore(command) => ("restored", Some(command)),
            };
            match word {
                "removed" => counts[0] += 1,
                "restored" => counts[1] += 1,
                "changed" | "busy" => counts[2] += 1,
                _ => {}
            }
            let envelope =
                |command| Envelope { id: app.fresh::<CommandId>(), at: app.clock.now(), offline: false, command };
            commands.extend(command.map(envelope));
            done.push((line.clone(), word));
        }
        let beside = job.step_back(counts, &done, app.clock.now());
        if commands.is_empty() {
            let mut tx = app.db.begin().await?;
            if !beside.write(&mut tx).await? {
                return Err(Stopped::Overtaken);
            }
            tx.commit().await?;
            return Ok(());
        }
        let documents: Vec<DocumentId> = commands.iter().map(|envelope| envelope.command.document()).collect();
        match ingest::execute_beside(app, &caller, commands, &beside).await {
            Ok(_) => return Ok(()),
            // somebody changed the customer between the look and the command: he stays as he is
            Err(ExecuteError::Refused { index, .. }) => match documents.get(index) {
                Some(id) if left.insert(*id) => {}
                _ => return Err(Stopped::Because("interrupted")),
            },
            Err(ExecuteError::Overtaken) => return Err(Stopped::Overtaken),
            Err(ExecuteError::Invalid(what)) => {
                tracing::error!(import.id = job.id, what, "an import was not taken back");
                return Err(Stopped::Because("interrupted"));
            }
            Err(ExecuteError::Database(error)) => return Err(error.into()),
        }
    }
}

/// Those of the customers that were made who have open tickets or visits.
async fn busy(app: &App, job: &Job, lines: &[Done]) -> DbResult<BTreeSet<DocumentId>> {
    let mut busy = BTreeSet::new();
    for noun in Noun::IMPORTED {
        let made = lines.iter().filter(|line| line.noun == noun && line.outcome == "created");
        let ids: Vec<DocumentId> = made.filter_map(|line| line.document).collect();
        busy.extend(trash::busy(&app.db, job.tenant, noun, &ids).await?.0);
    }
    Ok(busy)
}

fn turn(
    line: &Done,
    stored: &HashMap<DocumentId, Stored>,
    busy: &BTreeSet<DocumentId>,
    directory: &Directory,
    actor: &Actor,
) -> Turn {
    let Some(id) = line.document else { return Turn::Leave("gone") };
    let (content, is_gone) = match stored.get(&id).map(|stored| &stored.content) {
        Some(content @ Content::Company(company)) => (content, company.deleted_at.is_some()),
        Some(content @ Content::Contact(contact)) => (content, contact.deleted_at.is_some()),
        Some(content @ Content::Asset(asset)) => (content, asset.deleted_at.is_some()),
        _ => return Turn::Leave("gone"),
    };
    if is_gone {
        return Turn::Leave("gone");
    }
    if line.outcome == "created" {
        if busy.contains(&id) {
            return Turn::Leave("busy");
        }
        return Turn::Remove(match line.noun {
            Noun::Company => Command::Company { id: id.into(), command: CompanyCommand::Delete },
            Noun::Contact => Command::Contact { id: id.into(), command: ContactCommand::Delete },
            Noun::Asset => Command::Asset { id: id.into(), command: AssetCommand::Delete },
            Noun::Ticket => return Turn::Leave("changed"),
        });
    }
    let changed: Changed = serde_json::from_str(&line.body).unwrap_or_default();
    let command = restored(id, content, &changed);
    let set = match content {
        Content::Asset(asset) => directory.fields_in(Noun::Asset, asset.table_key()),
        _ => directory.fields_in(line.noun, ""),
    };
    let fits = command.clone().zip(set).is_some_and(|(mut command, set)| settle(&mut command, set, actor).is_ok());
    command.filter(|_| fits).map_or(Turn::Leave("changed"), Turn::Restore)
}

/// The command that puts the earlier values back, if what the import wrote still stands everywhere.
fn restored(id: DocumentId, content: &Content, changed: &Changed) -> Option<Command> {
    let value = |key: &str| -> Option<FieldValue> {
        match content {
            Content::Company(company) => company.value(key),
            Content::Contact(contact) => contact.value(key),
            Content::Asset(asset) => asset.value(key),
            _ => None,
        }
    };
    if changed.after.iter().any(|(key, after)| value(key) != *after) {
        return None;
    }
    match content {
        Content::Company(company) => {
            let mut edit = CompanyEdit::default();
            for (key, before) in &changed.before {
                edit.put(key, before.clone(), company);
            }
            Some(Command::Company { id: id.into(), command: CompanyCommand::Edit { edit: Box::new(edit) } })
        }
        Content::Contact(contact) => {
            if changed.joined.iter().any(|company| !contact.companies.contains_key(company)) {
                return None;
            }
            let mut edit = ContactEdit::default();
            for (key, before) in &changed.before {
                edit.put(key, before.clone(), contact);
            }
            edit.companies = changed.joined.iter().map(|company| (*company, None)).collect();
            Some(Command::Contact { id: id.into(), command: ContactCommand::Edit { edit: Box::new(edit) } })
        }
        Content::Asset(asset) => {
            let mut edit = AssetEdit::default();
            for (key, before) in &changed.before {
                edit.put(key, before.clone(), asset);
            }
            if let Some((before, after)) = &changed.owner {
                if asset.owner() != *after {
                    return None;
                }
                edit.owner = Some(before.clone());
            }
            Some(Command::Asset { id: id.into(), command: AssetCommand::Edit { edit: Box::new(edit) } })
        }
        _ => None,
    }
}
