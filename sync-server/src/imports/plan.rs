//! What the rows of a chunk do: which customers they mean, and the commands that make or change them.
//!
//! A check and the import itself plan alike, so that they report alike; a check carries nothing out. Every command is tried
//! on a copy here, with the rights of the person, so that what would be refused is a refused row and not a broken chunk.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use truckroll_domain::access::judge;
use truckroll_domain::assets::Owner;
use truckroll_domain::companies::{Company, CompanyCommand, CompanyEdit};
use truckroll_domain::contacts::{CompanyLink, Contact, ContactCommand, ContactEdit};
use truckroll_domain::fields::{Field, FieldValue, Noun, settle};
use truckroll_domain::imports::{self, COMPANIES, Mapping, Names, Outcome, Reason, Row, company_edit, contact_edit};
use truckroll_domain::{
    AgentId, AssetId, Command, CommandId, CompanyId, ContactId, Content, DocumentId, Envelope, Refusal, assets,
    companies, contacts, tickets,
};

use super::lines::{Counts, Done};
use super::look;
use super::read::Line;
use super::store::Job;
use crate::App;
use crate::assets::unique;
use crate::db::DbResult;
use crate::directory::Directory;
use crate::ingest::{self, Caller};
use crate::phones;

/// Companies with their names.
type Companies = Vec<(CompanyId, String)>;

/// What earlier rows of the file have taken.
#[derive(Default)]
pub(super) struct Memory {
    /// Rows by the key of their customer.
    pub keys: HashMap<String, i64>,
    /// Rows by the customer they changed.
    pub customers: HashMap<DocumentId, i64>,
    /// Companies that a check would have made by now.
    pub companies: HashMap<String, CompanyId>,
}

/// The former and present values of a customer that a row changed, for taking it back.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Changed {
    /// What stood in the fields.
    pub before: BTreeMap<String, Option<FieldValue>>,
    /// What stands there since.
    pub after: BTreeMap<String, Option<FieldValue>>,
    /// Companies that a contact came into.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joined: Vec<CompanyId>,
    /// Of a row of an asset table that was given to somebody else: to whom it belonged, and to whom since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<(Owner, Owner)>,
}

/// What the rows of a chunk do.
#[derive(Default)]
pub(super) struct Batch {
    /// Commands, each with its row.
    pub commands: Vec<(i64, Envelope)>,
    /// What became of the rows, those that are kept left out.
    pub done: Vec<Done>,
    /// How many became what.
    pub counts: Counts,
    /// Keys that the rows have taken.
    taken: HashMap<String, i64>,
    /// Customers that the rows have changed.
    touched: HashMap<DocumentId, i64>,
    /// Companies that the rows make.
    made: HashMap<String, CompanyId>,
}

impl Batch {
    /// Remembers what the rows have taken.
    pub fn remember(&mut self, memory: &mut Memory, dry: bool) {
        memory.keys.extend(self.taken.drain());
        memory.customers.extend(self.touched.drain());
        if dry {
            memory.companies.extend(self.made.drain());
        }
    }

    fn refuse(&mut self, noun: Noun, row: &Row) {
        self.counts.rejected += 1;
        let body = serde_json::to_string(&row.faults).unwrap_or_default();
        let outcome = Outcome::Rejected.word();
        self.done.push(Done { row: row.number, n: 0, outcome, noun, document: None, body });
    }

    /// Takes a row out whose command was refused after all.
    pub fn withdraw(&mut self, noun: Noun, number: i64, why: &Refusal, mapping: &Mapping) {
        self.commands.retain(|(row, _)| *row != number);
        let gone: Vec<Done> = self.done.extract_if(.., |done| done.row == number).collect();
        for done in &gone {
            match (done.n, done.outcome) {
                (0, "created") => self.counts.created -= 1,
                (0, _) => self.counts.updated -= 1,
                _ => self.counts.companies_created -= 1,
            }
        }
        self.taken.retain(|_, row| *row != number);
        self.touched.retain(|_, row| *row != number);
        let mut row = Row { number, ..Row::default() };
        refused(&mut row, why, mapping);
        self.refuse(noun, &row);
    }
}

/// Everything that rows are planned by.
pub(super) struct Planner {
    pub app: App,
    pub job: Job,
    pub directory: Arc<Directory>,
    pub caller: Caller,
    names: Arc<Names>,
    pub(super) fields: Arc<Vec<Option<Field>>>,
    region: String,
}

/// What the database knows of the customers that rows mean.
pub(super) struct Known {
    pub companies: HashMap<String, CompanyId>,
    pub contacts: look::Contacts,
    /// People that own rows of an asset table or tickets, by name.
    pub people: look::People,
    /// Rows of an asset table by what tells them apart.
    pub assets: HashMap<String, AssetId>,
    pub bases: HashMap<DocumentId, Content>,
    pub holders: HashMap<DocumentId, Vec<AgentId>>,
}

impl Planner {
    /// A planner for a job, with the rights its person has now; `None` when he is gone.
    pub async fn new(app: &App, job: &Job) -> DbResult<Option<Self>> {
        let directory = app.directory(job.tenant).await?;
        let Some(actor) = directory.actor(job.agent) else { return Ok(None) };
        let clocks = directory.settings.offsets(app.clock.now());
        let names = Names::new(directory.agents.values(), &directory.groups, &directory.customers.now, clocks);
        let Some(set) = directory.fields_in(job.noun, &job.table) else { return Ok(None) };
        let fields = imports::fields_of(&job.mapping, job.noun, set);
        Ok(Some(Self {
            app: app.clone(),
            job: job.clone(),
            caller: Caller { tenant: job.tenant, actor, device: None },
            names: Arc::new(names),
            fields: Arc::new(fields),
            region: directory.region(),
            directory,
        }))
    }

    /// Plans the rows of a chunk.
    pub async fn plan(&self, lines: Vec<Line>, memory: &Memory) -> DbResult<Batch> {
        let rows = self.read(lines).await?;
        let known = self.known(&rows, memory).await?;
        let mut batch = Batch { counts: Counts { rows: count(rows.len()), ..Counts::default() }, ..Batch::default() };
        for mut row in rows {
            let key = self.key(&row);
            if row.faults.is_empty()
                && let Some(key) = &key
                && let Some(earlier) = batch.taken.get(key).or_else(|| memory.keys.get(key))
            {
                let column = self.job.mapping.column_of(self.told_by());
                row.fault(column, "", Reason::DuplicateInFile, &earlier.to_string());
            }
            if row.faults.is_empty() {
                match self.job.noun {
                    Noun::Company => self.company(&mut row, &known, memory, &mut batch),
                    Noun::Contact => self.contact(&mut row, &known, memory, &mut batch),
                    Noun::Asset => self.asset(&mut row, &known, memory, &mut batch),
                    Noun::Ticket => self.ticket(&mut row, &known, &mut batch),
                }
            }
            if row.faults.is_empty() {
                batch.taken.extend(key.map(|key| (key, row.number)));
                // a number is taken for rows without a company too; a customer has several tickets
                if self.job.noun == Noun::Contact {
                    batch.taken.extend(self.number(&row).map(|number| (keyed("", &number), row.number)));
                }
            } else {
                batch.refuse(self.job.noun, &row);
            }
        }
        Ok(batch)
    }

    async fn read(&self, lines: Vec<Line>) -> DbResult<Vec<Row>> {
        let (names, fields) = (Arc::clone(&self.names), Arc::clone(&self.fields));
        let (noun, mode) = (self.job.noun, self.directory.customers.now.mode);
        let read = move || {
            let row = |(number, cells): Line| Row::read(number, &cells, noun, mode, &fields, &names);
            lines.into_iter().map(row).collect()
        };
        tokio::task::spawn_blocking(read).await.map_err(|e| sqlx::Error::Protocol(e.to_string()))
    }

    /// The number that tells a contact, also of a ticket.
    pub(super) fn number(&self, row: &Row) -> Option<String> {
        let told = matches!(self.job.noun, Noun::Contact | Noun::Ticket);
        let first = phones::numbers(row.text("phone")).next().filter(|_| told)?;
        Some(phones::normalised(first, &self.region).unwrap_or_else(|| phones::digits(first)))
    }

    /// What tells the customer of a row from the others of the file.
    fn key(&self, row: &Row) -> Option<String> {
        match self.job.noun {
            Noun::Company => Some(keyed(row.text("name"), "")),
            Noun::Contact => {
                let company = row.companies.first().map_or("", String::as_str);
                self.number(row).map(|number| keyed(company, &number))
            }
            Noun::Asset => self.unique_value(row),
            Noun::Ticket => None,
        }
    }

    /// The field that tells the customer of a row from others.
    fn told_by(&self) -> &str {
        match self.job.noun {
            Noun::Company => "name",
            Noun::Contact => "phone",
            Noun::Asset => self.table().map_or("", |table| &table.unique),
            Noun::Ticket => "",
        }
    }

    /// Looks up what the rows mean.
    async fn known(&self, rows: &[Row], memory: &Memory) -> DbResult<Known> {
        let good = || rows.iter().filter(|row| row.faults.is_empty());
        let names: BTreeSet<&str> = match self.job.noun {
            Noun::Company => good().map(|row| row.text("name")).collect(),
            Noun::Contact => good().flat_map(|row| row.companies.iter().map(String::as_str)).collect(),
            Noun::Asset => good().map(|row| row.text("company")).collect(),
            Noun::Ticket => good().map(|row| row.text("company_name")).collect(),
        };
        let companies = look::companies(&self.app.db, self.job.tenant, &names).await?;
        let numbers: BTreeSet<String> = good().filter_map(|row| self.number(row)).collect();
        let contacts = look::contacts(&self.app.db, self.job.tenant, &numbers).await?;
        let (mut people, mut assets) = (look::People::new(), HashMap::new());
        if let Some(table) = self.table() {
            let names: BTreeSet<&str> = good().map(|row| row.text("contact")).collect();
            people = look::people(&self.app.db, self.job.tenant, &names).await?;
            let values: BTreeSet<String> = good().filter_map(|row| self.unique_value(row)).collect();
            let mut on = self.app.db.pool().acquire().await?;
            let there = unique::rows_by(&mut on, self.job.tenant, table, &values).await?;
            // of several that have the same the one that was recorded first
            there.into_iter().for_each(|(value, id)| {
                assets.entry(value).or_insert(id);
            });
        }
        if self.job.noun == Noun::Ticket {
            let names: BTreeSet<&str> = good().map(|row| row.text("contact_name")).collect();
            people = look::people(&self.app.db, self.job.tenant, &names).await?;
        }
        let mut meant: Vec<DocumentId> = match self.job.noun {
            Noun::Company => good().filter_map(|row| companies.get(row.text("name"))).map(|id| (*id).into()).collect(),
            Noun::Contact => {
                good().filter_map(|row| self.meant(row, &companies, &contacts, memory)).map(Into::into).collect()
            }
            Noun::Asset => assets.values().map(|id| (*id).into()).collect(),
            Noun::Ticket => Vec::new(),
        };
        meant.sort_unstable();
        meant.dedup();
        let (mut bases, mut holders) = (HashMap::new(), HashMap::new());
        if !self.job.mapping.keep && !meant.is_empty() {
            let stored = ingest::load(&self.app.db, self.job.tenant, &meant).await?;
            bases.extend(stored.into_iter().map(|(id, stored)| (id, stored.content)));
            holders = ingest::holders(&self.app.db, self.job.tenant, &meant).await?;
        }
        Ok(Known { companies, contacts, people, assets, bases, holders })
    }

    /// The contact that a row means: of its company the one with the number, without a company whoever has it.
    fn meant(
        &self,
        row: &Row,
        companies: &HashMap<String, CompanyId>,
        contacts: &look::Contacts,
        memory: &Memory,
    ) -> Option<ContactId> {
        let number = self.number(row)?;
        match row.companies.first() {
            None => contacts.any(&number),
            Some(name) => {
                let company = companies.get(name).or_else(|| memory.companies.get(name))?;
                contacts.of(&number, *company)
            }
        }
    }

    fn company(&self, row: &mut Row, known: &Known, memory: &Memory, batch: &mut Batch) {
        let id = known.companies.get(row.text("name")).copied();
        match id {
            None => {
                self.refuse_masked(row);
                let (edit, _) = company_edit(row, &Company::default());
                let id: CompanyId = self.app.fresh();
                let command = CompanyCommand::Create { company: Box::new(edit) };
                let Some((envelope, _)) = self.tried(row, Command::Company { id, command }, None, &known.holders)
                else {
                    return;
                };
                self.write(batch, row, id.into(), Outcome::Created, "{}".to_owned(), envelope);
            }
            Some(_) if self.job.mapping.keep => batch.counts.kept += 1,
            Some(id) => {
                let Some(Content::Company(base)) = known.bases.get(&id.into()) else {
                    row.fault(None, "", Reason::PermissionDenied, "");
                    return;
                };
                let (edit, changed) = company_edit(row, base);
                if changed.is_empty() {
                    batch.counts.kept += 1;
                    return;
                }
                if self.is_touched(row, id.into(), memory, batch) {
                    return;
                }
                let command = Command::Company { id, command: CompanyCommand::Edit { edit: Box::new(edit) } };
                let content = Content::Company(base.clone());
                let Some((envelope, after)) = self.tried(row, command, Some(content), &known.holders) else { return };
                let Content::Company(after) = after else { return };
                let values = |of: &Company| changed.iter().map(|key| (key.clone(), of.value(key))).collect();
                let body = Changed { before: values(base), after: values(&after), ..Changed::default() };
                self.write(batch, row, id.into(), Outcome::Updated, body_of(&body), envelope);
            }
        }
    }

    fn contact(&self, row: &mut Row, known: &Known, memory: &Memory, batch: &mut Batch) {
        let id = self.meant(row, &known.companies, &known.contacts, memory);
        let Some((of, made)) = self.companies_of(row, known, memory, batch) else { return };
        if id.is_some() && self.job.mapping.keep {
            batch.counts.kept += 1;
            return;
        }
        let (id, base) = match id {
            None => {
                self.refuse_masked(row);
                (self.app.fresh(), None)
            }
            Some(id) => match known.bases.get(&id.into()) {
                Some(Content::Contact(base)) => (id, Some(base)),
                _ => {
                    row.fault(None, "", Reason::PermissionDenied, "");
                    return;
                }
            },
        };
        let empty = Contact::default();
        let (mut edit, changed) = contact_edit(row, base.unwrap_or(&empty));
        let new: Vec<&(CompanyId, String)> =
            of.iter().filter(|(company, _)| !base.is_some_and(|base| is_in(base, *company))).collect();
        put_companies(&mut edit, &new, base.is_none());
        if base.is_some() && changed.is_empty() && new.is_empty() {
            batch.counts.kept += 1;
            return;
        }
        let command = match base {
            None => ContactCommand::Create { contact: Box::new(edit) },
            Some(_) if self.is_touched(row, id.into(), memory, batch) => return,
            Some(_) => ContactCommand::Edit { edit: Box::new(edit) },
        };
        let content = base.cloned().map(Content::Contact);
        let command = Command::Contact { id, command };
        let Some((envelope, after)) = self.tried(row, command, content, &known.holders) else { return };
        let mut more = Vec::new();
        for (n, (company, name)) in (1..).zip(&made) {
            let edit = CompanyEdit { name: Some(name.clone()), ..CompanyEdit::default() };
            let command = CompanyCommand::Create { company: Box::new(edit) };
            let tried = self.tried(row, Command::Company { id: *company, command }, None, &known.holders);
            let Some((envelope, _)) = tried else {
                // what is wrong with the company is told in the column that names it
                let column = self.job.mapping.column_of(COMPANIES);
                row.faults.iter_mut().for_each(|fault| (fault.column, fault.field) = (column, COMPANIES.to_owned()));
                return;
            };
            more.push((n, *company, name.clone(), envelope));
        }
        for (n, company, name, envelope) in more {
            batch.made.insert(name, company);
            batch.counts.companies_created += 1;
            batch.commands.push((row.number, envelope));
            let outcome = Outcome::Created.word();
            let document = Some(company.into());
            batch.done.push(Done { row: row.number, n, outcome, noun: Noun::Company, document, body: "{}".to_owned() });
        }
        match (base, after) {
            (Some(base), Content::Contact(after)) => {
                let values = |of: &Contact| changed.iter().map(|key| (key.clone(), of.value(key))).collect();
                let joined = new.iter().map(|(company, _)| *company).collect();
                let body = Changed { before: values(base), after: values(&after), joined, ..Changed::default() };
                self.write(batch, row, id.into(), Outcome::Updated, body_of(&body), envelope);
            }
            _ => self.write(batch, row, id.into(), Outcome::Created, "{}".to_owned(), envelope),
        }
    }

    /// The companies of a contact, and those of them that are still to be made.
    fn companies_of(
        &self,
        row: &mut Row,
        known: &Known,
        memory: &Memory,
        batch: &Batch,
    ) -> Option<(Companies, Companies)> {
        let (mut of, mut made) = (Vec::new(), Vec::new());
        for name in row.companies.clone() {
            let id =
                known.companies.get(&name).or_else(|| batch.made.get(&name)).or_else(|| memory.companies.get(&name));
            let id = match id {
                Some(id) => *id,
                None if self.job.mapping.create_companies => {
                    let id: CompanyId = self.app.fresh();
                    made.push((id, name.clone()));
                    id
                }
                None => {
                    let column = self.job.mapping.column_of(COMPANIES);
                    row.fault(column, COMPANIES, Reason::CompanyNotFound, &name);
                    continue;
                }
            };
            if !of.iter().any(|(known, _)| *known == id) {
                of.push((id, name));
            }
        }
        row.faults.is_empty().then_some((of, made))
    }

    /// A new customer cannot be made of a number that is not known.
    pub(super) fn refuse_masked(&self, row: &mut Row) {
        for key in std::mem::take(&mut row.masked) {
            let column = self.job.mapping.column_of(&key);
            row.fault(column, &key, Reason::BadFormat, "masked");
        }
    }

    /// Two rows that mean the same customer by different keys.
    pub(super) fn is_touched(&self, row: &mut Row, id: DocumentId, memory: &Memory, batch: &Batch) -> bool {
        let earlier = batch.touched.get(&id).or_else(|| memory.customers.get(&id));
        if let Some(earlier) = earlier {
            row.fault(None, "", Reason::DuplicateInFile, &earlier.to_string());
        }
        earlier.is_some()
    }

    /// The command as it is carried out, tried on a copy; `None` when it would be refused, and then the row says why.
    pub(super) fn tried(
        &self,
        row: &mut Row,
        mut command: Command,
        base: Option<Content>,
        holders: &HashMap<DocumentId, Vec<AgentId>>,
    ) -> Option<(Envelope, Content)> {
        if !row.faults.is_empty() {
            return None;
        }
        let actor = &self.caller.actor;
        let id = command.document();
        let mut content = base.unwrap_or_else(|| Content::empty(command.kind()));
        let holds = actor.agent().is_some_and(|me| holders.get(&id).is_some_and(|all| all.contains(&me)));
        let allowed = judge(actor, &command, &content, holds);
        match allowed.and_then(|()| self.carried_out(&mut command, &mut content)) {
            Ok(envelope) => Some((envelope, content)),
            Err(why) => {
                refused(row, &why, &self.job.mapping);
                None
            }
        }
    }

    fn carried_out(&self, command: &mut Command, content: &mut Content) -> Result<Envelope, Refusal> {
        let noun = Noun::of(command.kind()).unwrap_or(self.job.noun);
        let set = self.directory.fields_in(noun, &self.job.table).ok_or(Refusal::NotFound)?;
        settle(command, set, &self.caller.actor)?;
        let now = self.app.clock.now();
        let filled = ingest::Filled { actor: &self.caller.actor, at: now, ahead: None, late: false };
        ingest::keeps_to_form(command, content, set, &self.directory, &filled)?;
        let envelope =
            Envelope { id: self.app.fresh::<CommandId>(), at: now, offline: false, command: command.clone() };
        let ctx = ingest::context(&self.caller, &self.directory.visit_rules, &envelope, now);
        match (content, &*command) {
            (Content::Company(company), Command::Company { id, command }) => {
                companies::apply(&ctx, *id, company, command)?;
            }
            (Content::Contact(contact), Command::Contact { id, command }) => {
                contacts::apply(&ctx, *id, contact, command)?;
            }
            (Content::Asset(asset), Command::Asset { id, command }) => {
                assets::apply(&ctx, *id, asset, command)?;
            }
            (Content::Ticket(ticket, overlay), Command::Ticket { id, command }) => {
                tickets::apply(&ctx, *id, ticket, overlay, command)?;
            }
            _ => return Err(Refusal::NotFound),
        }
        Ok(envelope)
    }

    pub(super) fn write(
        &self,
        batch: &mut Batch,
        row: &Row,
        id: DocumentId,
        outcome: Outcome,
        body: String,
        envelope: Envelope,
    ) {
        match outcome {
            Outcome::Created => batch.counts.created += 1,
            _ => batch.counts.updated += 1,
        }
        batch.touched.insert(id, row.number);
        batch.commands.push((row.number, envelope));
        let outcome = outcome.word();
        batch.done.push(Done { row: row.number, n: 0, outcome, noun: self.job.noun, document: Some(id), body });
    }

    /// Takes the keys of rows that an earlier run has stored, without planning them.
    pub async fn recall(&self, lines: Vec<Line>, refused: &BTreeSet<i64>, memory: &mut Memory) -> DbResult<()> {
        for row in self.read(lines).await?.into_iter().filter(|row| !refused.contains(&row.number)) {
            memory.keys.extend(self.key(&row).map(|key| (key, row.number)));
            if self.job.noun == Noun::Contact {
                memory.keys.extend(self.number(&row).map(|number| (keyed("", &number), row.number)));
            }
        }
        Ok(())
    }
}

fn keyed(company: &str, number: &str) -> String {
    format!("{company}\n{number}")
}

fn is_in(contact: &Contact, company: CompanyId) -> bool {
    contact.company == Some(company) || contact.companies.contains_key(&company)
}

/// Brings a contact into companies; the first is shown with a new one.
fn put_companies(edit: &mut ContactEdit, new: &[&(CompanyId, String)], shows: bool) {
    for (company, name) in new {
        edit.companies.insert(*company, Some(CompanyLink { name: name.clone(), first: false }));
    }
    if let Some((company, name)) = new.first().filter(|_| shows) {
        edit.company = Some(*company);
        edit.company_name = Some(name.clone());
    }
}

/// Notes on the row why its command is refused.
fn refused(row: &mut Row, why: &Refusal, mapping: &Mapping) {
    match why {
        Refusal::Missing { fields } => {
            for field in fields {
                row.fault(mapping.column_of(field), field, Reason::Required, "");
            }
        }
        Refusal::Invalid { field, problem } => row.fault(mapping.column_of(field), field, Reason::BadFormat, problem),
        Refusal::TooMany { field, .. } => row.fault(mapping.column_of(field), field, Reason::BadFormat, "too_many"),
        _ => row.fault(None, "", Reason::PermissionDenied, ""),
    }
}

pub(super) fn body_of(changed: &Changed) -> String {
    serde_json::to_string(changed).unwrap_or_default()
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
