//! Carrying a merge out, and taking it back: each in one transaction, in the name of whoever does it.

use truckroll_domain::audit::Action;
use truckroll_domain::companies::CompanyCommand;
use truckroll_domain::contacts::{ContactCommand, ContactEdit};
use truckroll_domain::customers::{edit_of, gives_back, name_of, put_back};
use truckroll_domain::fields::Noun;
use truckroll_domain::{Command, CommandId, Content, Envelope, Value};
use truckroll_protocol::api::{Merge, MergeUndone};

use super::plan::{Plan, column, fits};
use super::store::{self, Body, Kept};
use super::{Pair, ends, stuck};
use crate::App;
use crate::audit::Entry;
use crate::auth::Session;
use crate::customers::bulk::is_thrown_away;
use crate::db::marks;
use crate::http::{Answer, Fault};
use crate::ingest::{self, Beside, Caller, ExecuteError};

fn text(text: impl ToString) -> Value {
    Value::Text(text.to_string())
}

/// The commands as the parts of what this person may do as a whole.
pub(super) fn in_the_name_of(app: &App, session: &Session, commands: Vec<Command>) -> (Caller, Vec<Envelope>) {
    let caller = Caller { tenant: session.tenant, actor: session.actor.carrying_out(), device: None };
    (caller, envelopes(app, commands))
}

pub(super) fn envelopes(app: &App, commands: Vec<Command>) -> Vec<Envelope> {
    let at = app.clock.now();
    commands.into_iter().map(|command| Envelope { id: app.fresh(), at, offline: false, command }).collect()
}

/// The command that moves notes of services from one customer to another, in statements of a few hundred.
fn move_records(beside: &mut Beside, tenant: &str, noun: Noun, records: &[String], from: &str, to: &str) {
    let column = column(noun);
    for chunk in records.chunks(400) {
        let sql = format!(
            "update service_records set {column} = $1 where tenant_id = $2 and {column} = $3 and id in ({})",
            marks(4, chunk.len())
        );
        let values = [to, tenant, from].into_iter().map(text).chain(chunk.iter().map(text)).collect();
        beside.and(sql, values);
    }
}

/// The commands that move ids of channels from one contact to another, as far as they are still his.
fn move_identities(beside: &mut Beside, tenant: &str, identities: &[(String, String)], from: &str, to: &str) {
    for (kind, id) in identities {
        beside.and(
            "update identities set contact_id = $1 where tenant_id = $2 and kind = $3 and value = $4 and contact_id = $5",
            [to, tenant, kind, id, from].map(text).to_vec(),
        );
    }
}

/// Merges.
pub(super) async fn merge(app: &App, session: &Session, pair: &Pair, plan: Plan) -> Answer<Merge> {
    let (source, target) = (&pair.source, &pair.target);
    let (tenant, at) = (session.tenant.to_string(), app.clock.now());
    let id: CommandId = app.fresh();
    let mut commands = plan.on_target(target.0, &target.1.content);
    let Plan { taken, links, moves, records, account, identities } = plan;
    let (moving, moved): (Vec<Command>, Vec<_>) = moves.into_iter().unzip();
    commands.extend(moving);
    commands.push(ends(pair.noun, source.0, target.0));
    let kept = Kept {
        id: id.to_string(),
        noun: pair.noun,
        source: source.0,
        source_name: name_of(&source.1.content).to_owned(),
        target: target.0,
        target_name: name_of(&target.1.content).to_owned(),
        by: session.actor.name().to_owned(),
        at,
        source_seq: 0,
        version: 0,
        body: Body {
            source: source.1.content.document_json(),
            taken,
            links: links.into_keys().collect(),
            moved,
            records,
            account,
            identities,
            late: Vec::new(),
        },
        undone_at: None,
        undone_by: String::new(),
    };
    let mut beside = Beside::default();
    beside.and(
        "insert into merges (tenant_id, id, noun, source_id, source_name, target_id, target_name, agent_id, agent_name, at, \
         source_seq, version, body, undone_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, \
         (select seq from documents where tenant_id = $11 and id = $12), 0, $13, '')",
        vec![
            text(&tenant),
            text(&kept.id),
            text(kept.noun.word()),
            text(kept.source),
            text(&kept.source_name),
            text(kept.target),
            text(&kept.target_name),
            text(session.agent),
            text(&kept.by),
            Value::Int(at.ms()),
            text(&tenant),
            text(kept.source),
            text(serde_json::to_string(&kept.body).unwrap_or_default()),
        ],
    );
    beside.and(
        "insert into redirects (tenant_id, source_id, target_id, merge_id) values ($1, $2, $3, $4)",
        vec![text(&tenant), text(kept.source), text(kept.target), text(&kept.id)],
    );
    if !kept.body.account.is_empty() {
        beside.and(
            "update service_accounts set company_id = $1 where tenant_id = $2 and account = $3",
            vec![text(kept.target), text(&tenant), text(&kept.body.account)],
        );
    }
    let (from, to) = (kept.source.to_string(), kept.target.to_string());
    move_records(&mut beside, &tenant, kept.noun, &kept.body.records, &from, &to);
    move_identities(&mut beside, &tenant, &kept.body.identities, &from, &to);
    let told = serde_json::json!({ "merge": kept.id, "target": kept.target_name, "target_id": kept.target });
    let entry =
        Entry::of(app, session, Action::CustomersMerged).about(kept.noun.word(), kept.source, &kept.source_name);
    beside.audit.push(entry.after(&told));
    let (caller, envelopes) = in_the_name_of(app, session, commands);
    ingest::execute_beside(app, &caller, envelopes, &beside).await?;
    tracing::info!(merge = %kept.id, records = kept.body.moved.len(), "customers merged");
    Ok(kept.told())
}

/// Takes a merge back.
pub(super) async fn undo(app: &App, session: &Session, id: &str) -> Answer<MergeUndone> {
    let kept = store::one(app, session.tenant, id).await?.ok_or_else(|| Fault::not_found("merge"))?;
    if kept.undone_at.is_some() {
        return Err(stuck("undone"));
    }
    let (tenant, at) = (session.tenant.to_string(), app.clock.now());
    let directory = app.directory(session.tenant).await?;
    let set = &directory.fields(kept.noun).now;
    let stored = ingest::load(&app.db, session.tenant, &[kept.target]).await?;
    let target = stored.get(&kept.target).map(|s| &s.content).ok_or_else(|| stuck("target_gone"))?;
    let merged_on = match target {
        Content::Company(company) => company.merged_into.is_some(),
        Content::Contact(contact) => contact.merged_into.is_some(),
        Content::Ticket(..) | Content::Visit(..) | Content::Asset(_) => false,
    };
    if is_thrown_away(target) {
        return Err(stuck(if merged_on { "target_merged" } else { "target_gone" }));
    }
    let mut undone = MergeUndone::default();
    let must_be_filled = |key: &str| set.field(key).is_some_and(|f| f.required);
    let mut back = gives_back(target, &kept.body.taken, must_be_filled);
    undone.kept_fields = std::mem::take(&mut back.stays);
    back.edits.retain(|key, value| {
        let may = fits(set, key, value.as_ref());
        if !may {
            undone.kept_fields.push(key.clone());
        }
        may
    });
    let mut commands = vec![match kept.noun {
        Noun::Company => Command::Company { id: kept.source.into(), command: CompanyCommand::Unmerge },
        Noun::Contact | Noun::Asset | Noun::Ticket => {
            Command::Contact { id: kept.source.into(), command: ContactCommand::Unmerge }
        }
    }];
    if !back.edits.is_empty() {
        commands.extend(edit_of(kept.target, target, &back.edits));
    }
    if let Content::Contact(contact) = target {
        let left = kept.body.links.iter().filter(|id| contact.companies.contains_key(id));
        let edit = ContactEdit { companies: left.map(|id| (*id, None)).collect(), ..ContactEdit::default() };
        if !edit.companies.is_empty() {
            let command = ContactCommand::Edit { edit: Box::new(edit) };
            commands.push(Command::Contact { id: kept.target.into(), command });
        }
    }
    for chunk in kept.body.moved.chunks(500) {
        let ids: Vec<_> = chunk.iter().map(|moved| moved.id).collect();
        let stored = ingest::load(&app.db, session.tenant, &ids).await?;
        for moved in chunk {
            let now = stored.get(&moved.id);
            match now.and_then(|s| put_back(&s.content, moved, kept.noun, kept.source, kept.target)) {
                Some(command) => {
                    undone.moved += 1;
                    commands.push(command);
                }
                None => undone.kept_records.push(moved.name.clone()),
            }
        }
    }
    let (from, to) = (kept.target.to_string(), kept.source.to_string());
    let mut beside = Beside::default();
    beside.must(
        "update merges set undone_at = $1, undone_by = $2, version = version + 1 \
         where tenant_id = $3 and id = $4 and undone_at is null and version = $5",
        vec![Value::Int(at.ms()), text(session.actor.name()), text(&tenant), text(&kept.id), Value::Int(kept.version)],
    );
    beside.and("delete from redirects where tenant_id = $1 and source_id = $2", vec![text(&tenant), text(kept.source)]);
    if !kept.body.account.is_empty() {
        let still = super::super::service::account_of(&app.db, session.tenant, kept.target.into()).await?;
        undone.kept_account = still.as_deref() != Some(kept.body.account.as_str());
        beside.and(
            "update service_accounts set company_id = $1 where tenant_id = $2 and account = $3 and company_id = $4",
            vec![text(&to), text(&tenant), text(&kept.body.account), text(&from)],
        );
    }
    move_records(&mut beside, &tenant, kept.noun, &kept.body.records, &from, &to);
    move_identities(&mut beside, &tenant, &kept.body.identities, &from, &to);
    let entry = Entry::of(app, session, Action::MergeUndone).about(kept.noun.word(), kept.source, &kept.source_name);
    let told = serde_json::json!({ "merge": kept.id, "target": kept.target_name, "target_id": kept.target });
    beside.audit.push(entry.before(&told).after(&undone));
    let (caller, envelopes) = in_the_name_of(app, session, commands);
    match ingest::execute_beside(app, &caller, envelopes, &beside).await {
        Ok(_) => {}
        Err(ExecuteError::Overtaken) => return Err(stuck("overtaken")),
        Err(error) => return Err(error.into()),
    }
    tracing::info!(merge = %kept.id, records = undone.moved, "merge taken back");
    undone.kept_records.sort_unstable();
    Ok(undone)
}
