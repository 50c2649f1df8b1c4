//! What comes after an erasure and does not know of it: commands of phones that were without network, pages that were open.
//!
//! A command aimed at the contact does nothing and is answered as carried out. Another one that names it, or that was given
//! before the erasure and has the person in its words, is carried out without that. Nothing else of it is lost.

use std::collections::{BTreeSet, HashSet};

use serde_json::Value as Json;
use sqlx::Row as _;
use truckroll_domain::visits::{Address, VisitCommand};
use truckroll_domain::{Command, DocumentId, Envelope, TenantId, Timestamp, Value};
use truckroll_protocol::sync::Push;

use super::anew::{blank, unsigned};
use super::job::REMEMBERED_MS;
use super::needles::{Marks, Opened, Pen, Reach, staff};
use crate::App;
use crate::db::DbResult;
use crate::directory::Directory;
use crate::ingest::Beside;

/// An erasure as late work is compared with it.
#[derive(Clone, Debug, Default)]
pub struct Erasure {
    id: String,
    at: Timestamp,
    seq: i64,
    mark: String,
    marks: Marks,
    contacts: BTreeSet<String>,
    records: BTreeSet<String>,
}

/// The erasures of an organisation, as its directory keeps them.
///
/// # Errors
/// When the database fails.
pub async fn load(on: &mut sqlx::AnyConnection, tenant: TenantId) -> DbResult<Vec<Erasure>> {
    let rows =
        sqlx::query("select id, at, seq, mark, marks from erasures where tenant_id = $1 and seq > 0 order by at, id")
            .bind(tenant.to_string())
            .fetch_all(&mut *on)
            .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        all.push(Erasure {
            id: row.try_get(0)?,
            at: Timestamp(row.try_get(1)?),
            seq: row.try_get(2)?,
            mark: row.try_get(3)?,
            marks: serde_json::from_str(&row.try_get::<String, _>(4)?).unwrap_or_default(),
            ..Erasure::default()
        });
    }
    if all.is_empty() {
        return Ok(all);
    }
    let rows = sqlx::query("select document_id, erasure_id, contact from erased_documents where tenant_id = $1")
        .bind(tenant.to_string())
        .fetch_all(&mut *on)
        .await?;
    for row in rows {
        let (id, of, contact): (String, String, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        if let Some(erasure) = all.iter_mut().find(|erasure| erasure.id == of) {
            if contact == 1 {
                erasure.contacts.insert(id)
            } else {
                erasure.records.insert(id)
            };
        }
    }
    Ok(all)
}

/// Whether a contact was erased.
pub(crate) fn is_erased(directory: &Directory, id: DocumentId) -> bool {
    let id = id.to_string();
    directory.erasures.iter().any(|erasure| erasure.contacts.contains(&id))
}

/// What came late, as it is taken in.
#[derive(Default)]
pub(crate) struct Late {
    /// Commands about nobody any more.
    pub settled: Vec<String>,
    /// Documents whose commands the server carries out; the device takes them whole.
    pub recast: HashSet<DocumentId>,
    /// What is noted with them.
    pub beside: Beside,
}

impl Late {
    /// Whether nothing came late.
    pub fn is_nothing(&self) -> bool {
        self.settled.is_empty() && self.recast.is_empty()
    }
}

/// Takes the person out of what a device pushes that has read everything up to `read_to`.
pub(crate) fn pushes(
    app: &App,
    tenant: TenantId,
    directory: &Directory,
    read_to: i64,
    mut pushes: Vec<Push>,
) -> (Vec<Push>, Late) {
    let mut late = Late::default();
    if directory.erasures.is_empty() {
        return (pushes, late);
    }
    let staff = staff(&directory.agents);
    let oldest = app.clock.now().plus_ms(-REMEMBERED_MS);
    for erasure in &directory.erasures {
        let told = Opened { app, tenant, marks: &erasure.marks };
        let pen = Pen { told: &told, mark: &erasure.mark, staff: &staff };
        // records that a phone makes for the person in this very delivery are his too
        let mut made: BTreeSet<String> = BTreeSet::new();
        let mut files: BTreeSet<String> = BTreeSet::new();
        let mut touched = false;
        for push in &mut pushes {
            let document = push.command.command.document();
            let id = document.to_string();
            if erasure.contacts.contains(&id) {
                late.settled.push(push.command.id.to_string());
                continue;
            }
            let before = erasure.at > oldest && (read_to < erasure.seq || push.command.at <= erasure.at);
            let theirs = erasure.records.contains(&id) || made.contains(&id);
            let Some((clean, named)) = erasure.clean(&push.command, before.then_some(&pen), theirs) else { continue };
            if named && push.command.command.creates() {
                made.insert(id);
            }
            if let Command::Visit { command: VisitCommand::Sign { line, .. }, .. } = &push.command.command
                && theirs
            {
                files.insert(line.attachment.hash.clone());
            }
            push.command = clean;
            late.recast.insert(document);
            touched = true;
        }
        if touched {
            erasure.notes(&mut late.beside, tenant, app.clock.now(), &made, &files);
        }
    }
    for push in pushes.iter_mut().filter(|push| late.recast.contains(&push.command.command.document())) {
        push.changes.clear();
    }
    (pushes, late)
}

/// Takes erased contacts out of commands from the desk: a page that was open may still name one.
pub(crate) fn commands(directory: &Directory, mut commands: Vec<Envelope>) -> Vec<Envelope> {
    for erasure in &directory.erasures {
        for envelope in &mut commands {
            if let Some((clean, _)) = erasure.clean(envelope, None::<&Pen<'_, Opened<'_>>>, false) {
                *envelope = clean;
            }
        }
    }
    commands
}

impl Erasure {
    /// The command without the person, if he is in it, and whether it names the contact.
    fn clean(&self, envelope: &Envelope, pen: Option<&Pen<'_, Opened<'_>>>, theirs: bool) -> Option<(Envelope, bool)> {
        let mut json = serde_json::to_value(&envelope.command).ok()?;
        let named = self.unnamed(&mut json);
        let mut found = named;
        if let Some(pen) = pen {
            if theirs && let Some(line) = json.pointer_mut("/command/line").filter(|line| line.get("signer").is_some())
            {
                let signed = line.get("hash").and_then(Json::as_str) != Some(blank().hash.as_str());
                unsigned(line, &self.mark);
                found |= signed;
            }
            let sure = theirs || named || pen.json(&mut json, Reach::Sure);
            found |= !theirs && !named && sure;
            // names too, where somebody certainly is
            found |= sure && pen.json(&mut json, Reach::All);
        }
        let command = if found { serde_json::from_value(json).ok()? } else { return None };
        Some((Envelope { command, ..envelope.clone() }, named))
    }

    /// Takes the contact out of everything that names it.
    fn unnamed(&self, json: &mut Json) -> bool {
        let Json::Object(members) = json else { return false };
        let is = |id: Option<&Json>| id.and_then(Json::as_str).is_some_and(|id| self.contacts.contains(id));
        let mut found = false;
        // a new record or an edit: whose address it has depends on whose it is
        if let Some(customer) = members.get_mut("customer").and_then(Json::as_object_mut)
            && is(customer.get("contact"))
        {
            customer.remove("contact");
            customer.insert("contact_name".to_owned(), self.mark.clone().into());
            customer.insert("phone".to_owned(), "".into());
            let of_company = customer.get("company").is_some_and(|id| !id.is_null());
            if let (false, Some(address)) = (of_company, members.get_mut("address").filter(|a| !a.is_null())) {
                *address = serde_json::to_value(Address::default()).unwrap_or_default();
            }
            found = true;
        }
        if let Some(owner) = members.get_mut("owner")
            && is(owner.get("id"))
        {
            *owner = serde_json::json!({ "of": "tenant" });
            found = true;
        }
        members.values_mut().fold(found, |found, member| self.unnamed(member) || found)
    }

    /// What is noted when something came late: records and files that are the person's, and that devices forget once more.
    fn notes(
        &self,
        beside: &mut Beside,
        tenant: TenantId,
        now: Timestamp,
        made: &BTreeSet<String>,
        files: &BTreeSet<String>,
    ) {
        let text = |text: &str| Value::Text(text.to_owned());
        for id in made {
            beside.and(
                "insert into erased_documents (tenant_id, document_id, erasure_id, contact) values ($1, $2, $3, 0) \
                 on conflict (tenant_id, document_id) do nothing",
                vec![text(&tenant.to_string()), text(id), text(&self.id)],
            );
        }
        for hash in files {
            beside.and(
                "insert into erased_files (tenant_id, hash, erasure_id, at, gone) values ($1, $2, $3, $4, 0) \
                 on conflict (tenant_id, hash) do update set gone = 0",
                vec![text(&tenant.to_string()), text(hash), text(&self.id), Value::Int(now.ms())],
            );
        }
        beside.and(
            "update definitions set seq = (select t.seq from tenants t where t.id = $1) \
             where tenant_id = $2 and kind = 'erased' and id = $3",
            vec![text(&tenant.to_string()), text(&tenant.to_string()), text(&self.id)],
        );
    }
}
