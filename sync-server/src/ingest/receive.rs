//! Commands of devices with the changes they made. Each gets its own outcome, and all outcomes are durable
//! before they are told.
//!
//! What a device did before it heard of new visit rules is judged by those it knew: an engineer without network
//! cannot fill a field that was made meanwhile.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use truckroll_domain::access::judge;
use truckroll_domain::document::{Document, inspect};
use truckroll_domain::entry::Audience;
use truckroll_domain::fields::{FieldSet, settle};
use truckroll_domain::visits::VisitRules;
use truckroll_domain::{
    Applied, Command, CommandId, Content, DocumentId, Entry, EntryBody, EntryId, Envelope, Refusal,
};
use truckroll_protocol::sync::{Ack, Outcome, Push};

use super::commit::{self, CommitError, Quarantined};
use super::gate::{self, Rejected};
use super::load::{self, Raw};
use super::{Caller, Filled, Holders, Prepared, context, fields_of, keeps_to_form, resolve};
use crate::App;
use crate::customers::person::late::{self, Late};
use crate::db::DbResult;
use crate::directory::Directory;
use crate::news::{self, News};
use crate::sms::proof;
use crate::workflows::stays;
use crate::workflows::ways::Ways;

/// How often work is done again when documents moved meanwhile.
const ATTEMPTS: usize = 8;
/// Documents whose work goes to one worker thread.
const CHUNK: usize = 16;

/// Takes in what a device that is in step pushes and says what became of each command.
///
/// # Errors
/// When the database fails; then nothing of this delivery was stored and the device sends it again.
pub async fn receive(app: &App, caller: &Caller, pushes: Vec<Push>) -> DbResult<Vec<Ack>> {
    receive_from(app, caller, pushes, i64::MAX).await.map(|taken| taken.acks)
}

/// What became of a delivery.
#[derive(Debug, Default)]
pub struct Taken {
    /// One for each command, in their order.
    pub acks: Vec<Ack>,
    /// Commands whose outcome was known before.
    pub repeated: HashSet<CommandId>,
    /// Documents that are otherwise here than the device left them: it takes them whole.
    pub otherwise: Vec<DocumentId>,
}

/// As [`receive`], from a device that has read everything up to `read_to`.
///
/// # Errors
/// As [`receive`].
pub async fn receive_from(app: &App, caller: &Caller, pushes: Vec<Push>, read_to: i64) -> DbResult<Taken> {
    take_in(app, caller, pushes, read_to, false).await
}

/// As [`receive_from`], from a device whose documents are copies of its own: it sends no changes, and the server carries
/// its commands out on what is here.
///
/// # Errors
/// As [`receive`].
pub async fn receive_recast(app: &App, caller: &Caller, pushes: Vec<Push>, read_to: i64) -> DbResult<Taken> {
    take_in(app, caller, pushes, read_to, true).await
}

async fn take_in(app: &App, caller: &Caller, pushes: Vec<Push>, read_to: i64, recast: bool) -> DbResult<Taken> {
    if pushes.is_empty() {
        return Ok(Taken::default());
    }
    let directory = app.directory(caller.tenant).await?;
    let (mut pushes, late) = late::pushes(app, caller.tenant, &directory, read_to, pushes);
    let given = pushes.iter_mut().filter(|push| push.changes.is_empty()).map(|push| &mut push.command.command);
    crate::daily::replies::send_on(app, caller, given).await?;
    let late = Arc::new(late);
    let ids: Vec<String> = pushes.iter().map(|p| p.command.id.to_string()).collect();
    for _ in 0..ATTEMPTS {
        let known = load::known(&app.db, caller.tenant, &ids).await?;
        // an outcome that a newer server wrote is one all the same: what was carried out is not carried out again
        let mut outcomes: HashMap<String, Outcome> =
            known.into_iter().map(|(id, text)| (id, serde_json::from_str(&text).unwrap_or(Outcome::Applied))).collect();
        let repeated =
            pushes.iter().map(|p| p.command.id).filter(|id| outcomes.contains_key(&id.to_string())).collect();
        let applied = serde_json::to_string(&Outcome::Applied).unwrap_or_default();
        let mut results = Vec::new();
        for id in &late.settled {
            if outcomes.insert(id.clone(), Outcome::Applied).is_none() {
                results.push((id.clone(), applied.clone()));
            }
        }
        let mut order: Vec<DocumentId> = Vec::new();
        let mut groups: HashMap<DocumentId, Vec<Push>> = HashMap::new();
        for push in &pushes {
            if !outcomes.contains_key(&push.command.id.to_string()) {
                let id = push.command.command.document();
                let group = groups.entry(id).or_default();
                if group.is_empty() {
                    order.push(id);
                }
                // a command may stand twice in one delivery
                if group.iter().all(|p| p.command.id != push.command.id) {
                    group.push(push.clone());
                }
            }
        }
        if !order.is_empty() || !results.is_empty() {
            let bound = commit::bind_actors(&app.db, caller, &actors_of(groups.values().flatten())).await?;
            let raw = load::raw(&app.db, caller.tenant, &order).await?;
            let holders = load::holders(&app.db, caller.tenant, &order).await?;
            let commands = groups.values().flatten().map(|push| &push.command.command);
            let ways = Ways::of(app, caller.tenant, &directory, commands, raw.values()).await?;
            let work = Arc::new(Work {
                ways,
                app: app.clone(),
                caller: caller.clone(),
                directory: directory.clone(),
                read_to,
                recast,
                late: Arc::clone(&late),
                holders,
                bound,
            });
            let done = work.spread(order, groups, raw).await?;
            let mut prepared = Vec::new();
            let mut quarantined = Vec::new();
            for group in done {
                // "superseded" only asks for a fresh delivery; it decides nothing
                let decided = |o: &Outcome| !matches!(o, Outcome::Refused { why: Refusal::Superseded });
                for (id, outcome) in group.outcomes.iter().filter(|(_, o)| decided(o)) {
                    results.push((id.clone(), serde_json::to_string(outcome).unwrap_or_default()));
                }
                outcomes.extend(group.outcomes);
                prepared.extend(group.prepared);
                quarantined.extend(group.quarantined);
            }
            match commit::commit(app, caller, &directory, prepared, results, quarantined, &late.beside).await {
                Ok(_) => {}
                Err(CommitError::Moved | CommitError::Overtaken | CommitError::Taken { .. }) => continue,
                Err(CommitError::Database(error)) => return Err(error),
            }
        }
        let acks = pushes.iter().map(|p| Ack {
            command: p.command.id,
            outcome: outcomes
                .get(&p.command.id.to_string())
                .cloned()
                .unwrap_or(Outcome::Refused { why: Refusal::Superseded }),
        });
        if !late.is_nothing() {
            // what late work made belongs to what is compared with from now on
            let known_no_more = News::Directory { tenant: caller.tenant };
            let mut tx = app.db.begin().await?;
            news::tell(&mut tx, &known_no_more).await?;
            tx.commit().await?;
            app.hear(known_no_more);
            app.erasures.notify_one();
        }
        let otherwise = late.recast.iter().copied().collect();
        return Ok(Taken { acks: acks.collect(), repeated, otherwise });
    }
    Err(sqlx::Error::Protocol("documents kept changing meanwhile".to_owned()))
}

/// The automerge actors that a delivery claims to write as, in hexadecimal.
fn actors_of<'a>(pushes: impl Iterator<Item = &'a Push>) -> Vec<String> {
    let changes = pushes.flat_map(|p| &p.changes);
    let mut actors: Vec<String> = changes.filter_map(|c| inspect(c.as_ref()).ok()).map(|i| hex(&i.actor)).collect();
    actors.sort_unstable();
    actors.dedup();
    actors
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

struct Work {
    app: App,
    caller: Caller,
    directory: Arc<Directory>,
    /// The device has read everything up to here.
    read_to: i64,
    /// Its commands are carried out here, without changes of its own.
    recast: bool,
    /// What a person was taken out of.
    late: Arc<Late>,
    holders: Holders,
    /// Actors this device may write as.
    bound: Vec<String>,
    /// The versions of workflows that its commands need.
    ways: Ways,
}

struct Group {
    outcomes: Vec<(String, Outcome)>,
    prepared: Option<Prepared>,
    quarantined: Vec<Quarantined>,
}

impl Work {
    /// Documents are independent: spread them over worker threads.
    async fn spread(
        self: Arc<Self>,
        order: Vec<DocumentId>,
        mut groups: HashMap<DocumentId, Vec<Push>>,
        mut raw: HashMap<DocumentId, Raw>,
    ) -> DbResult<Vec<Group>> {
        let mut tasks = Vec::new();
        for ids in order.chunks(CHUNK) {
            let jobs: Vec<(DocumentId, Vec<Push>, Option<Raw>)> =
                ids.iter().map(|id| (*id, groups.remove(id).unwrap_or_default(), raw.remove(id))).collect();
            let work = Arc::clone(&self);
            tasks.push(tokio::task::spawn_blocking(move || {
                jobs.into_iter().map(|(id, pushes, raw)| work.group(id, pushes, raw.as_ref())).collect::<Vec<_>>()
            }));
        }
        let mut done = Vec::new();
        for task in tasks {
            done.extend(task.await.map_err(|e| sqlx::Error::Protocol(e.to_string()))?);
        }
        Ok(done)
    }

    /// Works the commands of one document.
    fn group(&self, id: DocumentId, pushes: Vec<Push>, raw: Option<&Raw>) -> Group {
        let mut group = Group { outcomes: Vec::new(), prepared: None, quarantined: Vec::new() };
        let Some(first) = pushes.first() else { return group };
        let kind = first.command.command.kind();
        let opened = raw.map(Raw::open).transpose();
        let (mut document, mut content, base_seq) = match opened {
            Ok(Some(stored)) if stored.kind == kind => (stored.document, stored.content, stored.seq),
            Ok(None) => (Document::new(), Content::empty(kind), 0),
            Ok(Some(_)) | Err(_) => {
                let refused = |p: &Push| (p.command.id.to_string(), Outcome::Refused { why: Refusal::NotFound });
                group.outcomes = pushes.iter().map(refused).collect();
                return group;
            }
        };
        let before = crate::rules::queue::before(&self.directory, id, &content);
        let mut changes: Vec<Vec<u8>> = Vec::new();
        let mut effects: Vec<(Envelope, Applied)> = Vec::new();
        let mut made = None;
        let mut refused_before = false;
        for push in pushes {
            let command_id = push.command.id.to_string();
            let result = if refused_before && !push.changes.is_empty() {
                Err(Rejected::Refused(Refusal::Superseded))
            } else {
                self.one(id, &push, &mut document, &mut content, &mut changes)
            };
            match result {
                Ok((envelope, applied)) => {
                    let outcome = match &applied.late {
                        Some(why) => Outcome::Kept { why: why.clone() },
                        None => Outcome::Applied,
                    };
                    if base_seq == 0 && effects.is_empty() {
                        made = crate::rules::queue::before(&self.directory, id, &content);
                    }
                    effects.push((envelope, applied));
                    group.outcomes.push((command_id, outcome));
                }
                Err(rejected) => {
                    refused_before = refused_before || !push.changes.is_empty();
                    let why = match rejected {
                        Rejected::Refused(why) => why,
                        Rejected::Quarantine(why, reason) => {
                            metrics::counter!("truckroll_gate_rejects_total").increment(1);
                            group.quarantined.push(Quarantined {
                                document: id,
                                reason,
                                bytes: push.changes.iter().flat_map(|c| c.0.iter().copied()).collect(),
                            });
                            why
                        }
                    };
                    if base_seq > 0
                        && let Some(note) = self.refused_note(&push.command, &why)
                    {
                        effects.push((push.command.clone(), Applied { entries: vec![note], ..Applied::default() }));
                    }
                    group.outcomes.push((command_id, Outcome::Refused { why }));
                }
            }
        }
        if effects.is_empty() {
            return group;
        }
        let snapshot = if changes.is_empty() {
            None
        } else {
            match gate::prove(&document) {
                Some(bytes) => Some(bytes),
                None => return self.unprovable(id, &group, &changes),
            }
        };
        let heads = document.heads();
        let made = made.filter(|_| effects.len() > 1);
        group.prepared =
            Some(Prepared { id, kind, base_seq, snapshot, heads, changes, content, before, made, effects });
        group
    }

    /// The merged document does not survive saving: nothing of this delivery is stored.
    fn unprovable(&self, id: DocumentId, group: &Group, changes: &[Vec<u8>]) -> Group {
        let refused =
            |(command, _): &(String, Outcome)| (command.clone(), Outcome::Refused { why: Refusal::Quarantined });
        Group {
            outcomes: group.outcomes.iter().map(refused).collect(),
            prepared: None,
            quarantined: vec![Quarantined {
                document: id,
                reason: "merged document cannot be loaded again".to_owned(),
                bytes: changes.concat(),
            }],
        }
    }

    /// Carries out a command by the first rules that let it pass; the present ones say why none does.
    fn one(
        &self,
        id: DocumentId,
        push: &Push,
        document: &mut Document,
        content: &mut Content,
        changes: &mut Vec<Vec<u8>>,
    ) -> Result<(Envelope, Applied), Rejected> {
        let (at, known, now) = (push.command.at, self.read_to, self.app.clock.now());
        let rules = &self.directory.visit_rules;
        let mut refused = None;
        let mut judge =
            |rules, fields, document: &mut Document, content: &mut Content, changes: &mut Vec<Vec<u8>>| match self
                .by_rules((rules, fields), id, push, document, content, changes)
            {
                Err(Rejected::Refused(why)) if why.depends_on_rules() => {
                    refused = refused.take().or(Some(why));
                    None
                }
                decided => Some(decided),
            };
        let sets = fields_of(&push.command.command, content, &self.directory, Some((at, known, now)));
        for set in &sets {
            if let Some(decided) = judge(rules, Some((set, false)), document, content, changes) {
                return decided;
            }
        }
        if self.directory.macros.are_newer(at, known, now) {
            for set in &sets {
                if let Some(decided) = judge(rules, Some((set, true)), document, content, changes) {
                    return decided;
                }
            }
        }
        if sets.is_empty() {
            for rules in self.directory.rules_for(at, known, now) {
                if let Some(decided) = judge(rules, None, document, content, changes) {
                    return decided;
                }
            }
        }
        Err(Rejected::Refused(refused.unwrap_or(Refusal::NotAllowed)))
    }

    /// Carries out a command by these rules; with the fields comes whether it was done before its device could know the macros.
    fn by_rules(
        &self,
        (rules, fields): (&VisitRules, Option<(&FieldSet, bool)>),
        id: DocumentId,
        push: &Push,
        document: &mut Document,
        content: &mut Content,
        changes: &mut Vec<Vec<u8>>,
    ) -> Result<(Envelope, Applied), Rejected> {
        let mut envelope = push.command.clone();
        let holds = self.caller.actor.agent().is_some_and(|me| self.holders.get(&id).is_some_and(|h| h.contains(&me)));
        if envelope.command.is_counted_first() {
            return Err(Rejected::Refused(Refusal::NotAllowed));
        }
        judge(&self.caller.actor, &envelope.command, content, holds).map_err(Rejected::Refused)?;
        resolve(&mut envelope.command, &self.directory).map_err(Rejected::Refused)?;
        if let Some((fields, late)) = fields {
            let filled = Filled { actor: &self.caller.actor, at: envelope.at, ahead: None, late };
            settle(&mut envelope.command, fields, filled.actor).map_err(Rejected::Refused)?;
            proof::check(&self.app.secrets.links, self.caller.tenant, &envelope.command, fields)
                .map_err(Rejected::Refused)?;
            keeps_to_form(&mut envelope.command, content, fields, &self.directory, &filled)
                .map_err(Rejected::Refused)?;
        }
        let now = self.app.clock.now();
        self.ways
            .judge(&mut envelope.command, content, &self.directory, &self.caller.actor, now)
            .map_err(Rejected::Refused)?;
        let before = Ways::concern(&envelope.command).then(|| content.clone());
        let ctx = context(&self.caller, rules, &envelope, now);
        let follow = |command: &Command, content: &mut Content, applied: Applied| {
            let applied = match &before {
                Some(before) => self.ways.follow(&ctx, command, before, content, &self.directory, applied),
                None => applied,
            };
            stays::keep(&ctx, content, &self.directory);
            applied
        };
        if envelope.command.server_only() || self.recast || self.late.recast.contains(&id) {
            if !push.changes.is_empty() {
                return Err(Rejected::Quarantine(Refusal::Mismatch, "a server's command came with changes".to_owned()));
            }
            let (applied, change) =
                content.execute(&ctx, &envelope.command, document, &self.app.actor).map_err(Rejected::Refused)?;
            let applied = follow(&envelope.command, content, applied);
            changes.extend(change);
            return Ok((envelope, applied));
        }
        for change in &push.changes {
            match inspect(change.as_ref()) {
                Ok(info) if self.bound.contains(&hex(&info.actor)) => {}
                Ok(_) => return Err(Rejected::Quarantine(Refusal::Mismatch, "actor of another device".to_owned())),
                Err(error) => return Err(Rejected::Quarantine(Refusal::Quarantined, error.to_string())),
            }
        }
        let applied = gate::pass(&ctx, &envelope.command, &push.changes, document, content)?;
        let applied = follow(&envelope.command, content, applied);
        changes.extend(push.changes.iter().map(|c| c.0.clone()));
        Ok((envelope, applied))
    }

    /// A refused command leaves a line on the document, so that nothing a person recorded is dropped.
    fn refused_note(&self, envelope: &Envelope, why: &Refusal) -> Option<Entry> {
        if matches!(why, Refusal::Mismatch | Refusal::Quarantined | Refusal::Superseded | Refusal::NotFound) {
            return None;
        }
        let ctx = context(&self.caller, &self.directory.visit_rules, envelope, self.app.clock.now());
        let body = EntryBody::Log {
            action: envelope.command.name().to_owned(),
            state: String::new(),
            text: serde_json::to_string(&envelope.command).unwrap_or_default(),
            subject: why.code().to_owned(),
            place: None,
            distance_m: None,
            flags: vec!["refused".to_owned()],
            changes: Vec::new(),
        };
        Some(Entry::new(EntryId(envelope.id.0), envelope.command.document(), Audience::Internal, &ctx, body))
    }
}
