//! The second step: everywhere else where words are, the person is looked for and taken out, until nothing is found.
//!
//! Every row is read once, some hundred at a time and in the order of its key, and written only where something was found.
//! What an organisation defines (staff, forms, rules) is not the person's and is left alone, and so are what other customers are
//! called and have as their numbers: those are theirs too.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use sqlx::Row as _;
use truckroll_domain::document::{Document, words};
use truckroll_domain::{DocumentId, Kind, TenantId, Value};

use super::anew::{self, Anew, Whose};
use super::job::{Job, Work};
use super::needles::{Needles, Pen, Reach, Told, staff};
use super::records;
use crate::App;
use crate::db::{DbResult, bind, marks, query};
use crate::directory::Directory;
use crate::imports::read::{fold, lines};
use crate::news::{self, Announcement, Changed, News};

/// Rows that are read at once.
const PAGE: usize = 500;
/// Times everything is read: what is written meanwhile is found by the next.
const ROUNDS: usize = 5;

/// A table with words in it.
struct Place {
    table: &'static str,
    /// Its key behind the organisation; whether a column is a number.
    key: &'static [(&'static str, bool)],
    texts: &'static [&'static str],
    /// What names the document or record that a row is about.
    of: &'static [&'static str],
    /// How much is looked for in rows that are about nobody in particular.
    reach: Reach,
    /// A row with the person in it goes whole.
    goes: bool,
}

const ID: &[(&str, bool)] = &[("id", false)];

const fn place(
    table: &'static str,
    key: &'static [(&'static str, bool)],
    texts: &'static [&'static str],
    of: &'static [&'static str],
) -> Place {
    Place { table, key, texts, of, reach: Reach::Sure, goes: false }
}

const PLACES: [Place; 22] = [
    place("entries", ID, &["body"], &["parent_id"]),
    place("events", &[("seq", true), ("n", true)], &["body"], &["document_id"]),
    place("notices", ID, &["args"], &["document_id"]),
    place("audit", ID, &["subject_name", "before_json", "after_json"], &["subject_id"]),
    place("merges", ID, &["source_name", "target_name", "body"], &[]),
    place("bulk_changes", ID, &["body"], &[]),
    place("saved_queries", ID, &["name", "body"], &[]),
    place("swaps", ID, &["body"], &[]),
    place("service_records", ID, &["text"], &["contact_id"]),
    place("detail_reviews", ID, &["template_name", "changes"], &["document_id"]),
    place("imports", ID, &["file_name", "head", "mapping", "trouble"], &[]),
    place(
        "import_lines",
        &[("import_id", false), ("attempt", true), ("row_no", true), ("n", true)],
        &["body"],
        &["document_id"],
    ),
    place("commands", ID, &["outcome"], &[]),
    place("form_links", ID, &["label"], &[]),
    place("publications", ID, &["label", "body"], &[]),
    place("ticket_batches", ID, &["title", "plan", "refused"], &[]),
    place("rule_log", ID, &["body"], &["ticket_id"]),
    place("rule_queue", &[("seq", true), ("n", true)], &["facts"], &["ticket_id"]),
    // what was sent to programs of others, and short messages that were not sent
    Place {
        table: "deliveries",
        key: ID,
        texts: &["request", "answer", "error"],
        of: &["ticket_id"],
        reach: Reach::Copies,
        goes: true,
    },
    Place { table: "sms_kept", key: ID, texts: &["receiver", "body"], of: &[], reach: Reach::Copies, goes: true },
    // a letter to the person, and an account that is his number
    Place { table: "outbox", key: ID, texts: &["target", "body", "error"], of: &[], reach: Reach::Copies, goes: true },
    Place {
        table: "service_accounts",
        key: &[("account", false)],
        texts: &["account"],
        of: &[],
        reach: Reach::Sure,
        goes: true,
    },
];

/// A row by its key, with its texts: as they are from now on where that is something else, and as they were.
type Changes = (Vec<Value>, Vec<(Option<String>, String)>);

/// Everything a round needs.
struct Round<'a> {
    app: &'a App,
    tenant: TenantId,
    directory: &'a Directory,
    work: &'a Work,
    mark: &'a str,
    staff: &'a BTreeSet<String>,
}

/// Whether a line of a ticket's log says that the ticket was the person's, or became it: his name, and his number where the
/// same line tells one. Others may be called the same.
fn was_theirs<T: Told>(line: &Json, pen: &Pen<'_, T>) -> bool {
    let changes = line.pointer("/body/changes").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let told = |field: &str, reach| {
        let of = changes.iter().find(|change| change["field"] == field)?;
        let said = ["from", "to"].into_iter().filter_map(|side| of[side].as_str());
        Some(said.filter_map(|text| pen.text(text, reach)).count() > 0)
    };
    told("contact_name", Reach::All) == Some(true) && told("phone", Reach::Sure) != Some(false)
}

/// Takes the step.
pub(super) async fn take(app: &App, job: &Job, work: &Work) -> DbResult<()> {
    let directory = app.directory(job.tenant).await?;
    let staff = staff(&directory.agents);
    let round = Round { app, tenant: job.tenant, directory: &directory, work, mark: &job.mark, staff: &staff };
    for _ in 0..ROUNDS {
        let mut found = 0;
        for place in &PLACES {
            found += round.place(place).await?;
        }
        found += round.chunks().await?;
        found += round.quarantine().await?;
        found += round.documents().await?;
        tracing::info!(found, "a round of an erasure");
        if found == 0 {
            break;
        }
    }
    let changed = Changed::Kinds(Kind::ALL.to_vec());
    let mut tx = app.db.begin().await?;
    let seq = tx.take_seq(job.tenant, 1).await?;
    // one that was packed while its document was written anew is of the former one
    sqlx::query(
        "delete from parcels where tenant_id = $1 and not exists (select 1 from documents d \
         where d.tenant_id = parcels.tenant_id and d.id = parcels.document_id and d.seq = parcels.seq)",
    )
    .bind(job.tenant.to_string())
    .execute(tx.on())
    .await?;
    let news = News::Stored(Announcement { tenant: job.tenant, seq, changed, agents: None });
    news::tell(&mut tx, &news).await?;
    let rest = Work { files: work.files.clone(), ..Work::default() };
    job.goes_on(app, &mut tx, "files", &rest).await?;
    tx.commit().await?;
    app.hear(news);
    Ok(())
}

impl Round<'_> {
    fn pen(&self) -> Pen<'_, Needles> {
        Pen { told: &self.work.needles, mark: self.mark, staff: self.staff }
    }

    /// A value as it is cleaned: JSON by its texts, anything else as one. With what is certain found, names go too.
    fn clean(&self, text: &str, reach: Reach) -> Option<String> {
        let pen = self.pen();
        let Ok(mut json) = serde_json::from_str::<Json>(text) else {
            let sure = pen.text(text, reach)?;
            return pen.text(&sure, Reach::All).or(Some(sure));
        };
        if json.is_number() {
            return pen.text(text, reach);
        }
        // rows of lists are of one customer each
        let found = match &mut json {
            Json::Array(items) => {
                let found = items.iter_mut().filter_map(|item| self.one(item, reach).then_some(())).count() > 0;
                items.retain(|item| !item.is_null());
                found
            }
            other => self.one(other, reach),
        };
        found.then(|| json.to_string())
    }

    fn one(&self, json: &mut Json, reach: Reach) -> bool {
        let pen = self.pen();
        let theirs = json.get("id").and_then(Json::as_str).is_some_and(|id| self.work.contacts.contains(id));
        if theirs {
            // what was written into the contact by a change of many
            *json = Json::Null;
            return true;
        }
        let reach = if was_theirs(json, &pen) { Reach::All } else { reach };
        let found = pen.json(json, reach);
        if let (true, Json::Array(cells)) = (found && reach != Reach::All, &mut *json) {
            // a row of a file is of one customer
            cells.iter_mut().for_each(|cell| *cell = self.mark.into());
        } else if found && reach != Reach::All {
            pen.json(json, Reach::All);
        }
        found
    }

    fn is_theirs(&self, id: &str) -> bool {
        self.work.contacts.contains(id) || self.work.records.contains(id)
    }

    async fn place(&self, place: &Place) -> DbResult<usize> {
        let keys: Vec<&str> = place.key.iter().map(|(name, _)| *name).collect();
        let columns: Vec<String> = place
            .texts
            .iter()
            .map(|text| format!("coalesce({text}, '')"))
            .chain(place.of.iter().map(|of| format!("coalesce({of}, '')")))
            .collect();
        let mut after: Option<Vec<Value>> = None;
        let mut found = 0;
        loop {
            let behind = match &after {
                Some(after) => format!("and ({}) > ({})", keys.join(", "), marks(2, after.len())),
                None => String::new(),
            };
            let sql = format!(
                "select {}, {} from {} where tenant_id = $1 {behind} order by {} limit {PAGE}",
                keys.join(", "),
                columns.join(", "),
                place.table,
                keys.join(", "),
            );
            let bound = after.iter().flatten().cloned().fold(query(&sql).bind(self.tenant.to_string()), bind);
            let rows = bound.fetch_all(self.app.db.pool()).await?;
            let mut changed = Vec::new();
            for row in &rows {
                let mut key = Vec::with_capacity(keys.len());
                for (n, (_, number)) in place.key.iter().enumerate() {
                    key.push(if *number { Value::Int(row.try_get(n)?) } else { Value::Text(row.try_get(n)?) });
                }
                let mut reach = place.reach;
                for n in 0..place.of.len() {
                    let of: String = row.try_get(keys.len() + place.texts.len() + n)?;
                    if self.is_theirs(&of) {
                        reach = Reach::All;
                    }
                }
                let mut texts = Vec::new();
                for n in 0..place.texts.len() {
                    let text: String = row.try_get(keys.len() + n)?;
                    let clean = self.clean(&text, reach);
                    let clean = match clean {
                        Some(line) if place.table == "entries" => {
                            serde_json::from_str(&line).ok().map(anew::as_line).or(Some(line))
                        }
                        clean => clean,
                    };
                    texts.push((clean, text));
                }
                if texts.iter().any(|(clean, _)| clean.is_some()) {
                    changed.push((key.clone(), texts));
                }
                after = Some(key);
            }
            found += changed.len();
            self.store(place, changed).await?;
            if rows.len() < PAGE {
                return Ok(found);
            }
        }
    }

    async fn store(&self, place: &Place, changed: Vec<Changes>) -> DbResult<()> {
        if changed.is_empty() {
            return Ok(());
        }
        let mut tx = self.app.db.begin().await?;
        for (key, texts) in changed {
            let mut bound: Vec<Value> = vec![Value::Text(self.tenant.to_string())];
            bound.extend(key);
            let mut wheres = vec!["tenant_id = $1".to_owned()];
            wheres.extend(place.key.iter().enumerate().map(|(n, (name, _))| format!("{name} = ${}", n + 2)));
            let mut sets = Vec::new();
            for (name, (clean, _)) in place.texts.iter().zip(texts) {
                if let Some(clean) = clean {
                    bound.push(Value::Text(clean));
                    sets.push(format!("{name} = ${}", bound.len()));
                }
            }
            // a letter to somebody else goes on without the words
            let sql = if place.goes && sets.iter().any(|set| !set.starts_with("body")) {
                bound.truncate(place.key.len() + 1);
                format!("delete from {} where {}", place.table, wheres.join(" and "))
            } else {
                format!("update {} set {} where {}", place.table, sets.join(", "), wheres.join(" and "))
            };
            bound.into_iter().fold(query(&sql), bind).execute(tx.on()).await?;
        }
        tx.commit().await
    }

    /// Rows of files that people brought: one in which the person is goes as a whole.
    async fn chunks(&self) -> DbResult<usize> {
        let rows = sqlx::query("select import_id, n from import_chunks where tenant_id = $1 order by import_id, n")
            .bind(self.tenant.to_string())
            .fetch_all(self.app.db.pool())
            .await?;
        let mut found = 0;
        for row in rows {
            let (id, n): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
            let chunk =
                sqlx::query("select bytes from import_chunks where tenant_id = $1 and import_id = $2 and n = $3")
                    .bind(self.tenant.to_string())
                    .bind(&id)
                    .bind(n)
                    .fetch_optional(self.app.db.pool())
                    .await?;
            let Some(chunk) = chunk else { continue };
            let Ok(mut rows) = lines(&chunk.try_get::<Vec<u8>, _>(0)?) else { continue };
            let pen = self.pen();
            let mut changed = 0;
            for (number, cells) in &mut rows {
                let made = self.work.rows.contains(&(id.clone(), *number));
                if cells.iter().all(|cell| cell == self.mark) {
                    continue;
                }
                if made || cells.iter().any(|cell| pen.text(cell, Reach::Sure).is_some()) {
                    cells.iter_mut().for_each(|cell| self.mark.clone_into(cell));
                    changed += 1;
                }
            }
            if changed == 0 {
                continue;
            }
            found += changed;
            let bytes = fold(&rows).map_err(|e| sqlx::Error::Protocol(e.to_string()))?;
            let mut tx = self.app.db.begin().await?;
            sqlx::query("update import_chunks set bytes = $1 where tenant_id = $2 and import_id = $3 and n = $4")
                .bind(bytes)
                .bind(self.tenant.to_string())
                .bind(&id)
                .bind(n)
                .execute(tx.on())
                .await?;
            tx.commit().await?;
        }
        Ok(found)
    }

    /// Bytes that failed the gate, for documents that were never made.
    async fn quarantine(&self) -> DbResult<usize> {
        let rows = sqlx::query("select id, bytes, reason from quarantine where tenant_id = $1 order by id")
            .bind(self.tenant.to_string())
            .fetch_all(self.app.db.pool())
            .await?;
        let mut gone = Vec::new();
        for row in rows {
            let bytes: Vec<u8> = row.try_get(1)?;
            let said = [words(&bytes), row.try_get::<String, _>(2)?].concat();
            if self.pen().text(&said, Reach::Sure).is_some() {
                gone.push(row.try_get::<String, _>(0)?);
            }
        }
        let mut tx = self.app.db.begin().await?;
        for id in &gone {
            sqlx::query("delete from quarantine where tenant_id = $1 and id = $2")
                .bind(self.tenant.to_string())
                .bind(id)
                .execute(tx.on())
                .await?;
        }
        tx.commit().await?;
        Ok(gone.len())
    }

    /// Documents: those that say something of the person are written anew like his own.
    async fn documents(&self) -> DbResult<usize> {
        let mut after = String::new();
        let mut found = 0;
        loop {
            let sql = format!(
                "select id, kind, seq, snapshot, overlay from documents where tenant_id = $1 and id > $2 order by id limit {PAGE}"
            );
            let select = query(&sql).bind(self.tenant.to_string()).bind(after.clone());
            let rows = select.fetch_all(self.app.db.pool()).await?;
            let mut page = Vec::with_capacity(rows.len());
            for row in &rows {
                after = row.try_get(0)?;
                let (Ok(id), Some(kind)) = (after.parse(), Kind::from_word(&row.try_get::<String, _>(1)?)) else {
                    continue;
                };
                page.push(Stored {
                    id,
                    kind,
                    seq: row.try_get(2)?,
                    snapshot: row.try_get(3)?,
                    overlay: row.try_get(4)?,
                });
            }
            let (work, mark, staff) = (self.work.clone(), self.mark.to_owned(), self.staff.clone());
            let written = tokio::task::spawn_blocking(move || {
                let pen = Pen { told: &work.needles, mark: &mark, staff: &staff };
                page.iter().filter_map(|stored| stored.anew(&work, &pen)).collect::<Vec<_>>()
            });
            for one in written.await.map_err(|e| sqlx::Error::Protocol(e.to_string()))? {
                found += 1;
                let mut tx = self.app.db.begin().await?;
                let seq = tx.take_seq(self.tenant, 1).await?;
                // one that moved is found by the next round
                if records::put(&mut tx, self.tenant, self.directory, seq, &[one]).await? {
                    tx.commit().await?;
                }
            }
            if rows.len() < PAGE {
                return Ok(found);
            }
        }
    }
}

/// A document as it is read.
struct Stored {
    id: DocumentId,
    kind: Kind,
    seq: i64,
    snapshot: Vec<u8>,
    overlay: String,
}

impl Stored {
    /// The document without the person, if he is in it.
    fn anew(&self, work: &Work, pen: &Pen<'_, Needles>) -> Option<Anew> {
        let document = Document::load(&self.snapshot).ok()?;
        let before = document.to_json();
        let mut json = before.clone();
        let mut overlay = self.overlay.clone();
        let whose = Whose { contacts: &work.contacts, places: &work.places };
        match self.kind {
            Kind::Ticket | Kind::Visit | Kind::Asset => {
                let names = ["/customer/contact", "/contact"]
                    .iter()
                    .any(|at| json.pointer(at).and_then(Json::as_str).is_some_and(|id| work.contacts.contains(id)));
                if names {
                    whose.takes_out(self.kind, &mut json, pen);
                    overlay = anew::overlay(&overlay, pen);
                } else {
                    // whose record it is, is somebody else's number
                    let other = json.pointer("/customer/contact").is_some();
                    let customer = json.as_object_mut().filter(|_| other).and_then(|all| all.remove("customer"));
                    if pen.json(&mut json, Reach::Sure) {
                        pen.json(&mut json, Reach::All);
                    }
                    if let (Some(customer), Some(members)) = (customer, json.as_object_mut()) {
                        members.insert("customer".to_owned(), customer);
                    }
                }
            }
            // what they are called and their numbers are theirs; what somebody wrote about them is not
            Kind::Company | Kind::Contact => {
                let written = |key: &String| !truckroll_domain::privacy::holds_numbers(key);
                let mut texts: Vec<&mut Json> = Vec::new();
                for (key, value) in json.as_object_mut().into_iter().flatten() {
                    match (key.as_str(), value) {
                        ("remark", text) => texts.push(text),
                        ("fields", Json::Object(own)) => {
                            texts.extend(own.iter_mut().filter(|(key, _)| written(key)).map(|(_, text)| text));
                        }
                        _ => {}
                    }
                }
                for text in texts {
                    if pen.json(text, Reach::Sure) {
                        pen.json(text, Reach::All);
                    }
                }
            }
        }
        // the history may still say what is no longer said
        let history = self.kind != Kind::Company && self.kind != Kind::Contact && self.says(&document, work, pen);
        if json == before && overlay == self.overlay && !history {
            return None;
        }
        Anew::write(self.id, self.kind, self.seq, &json, overlay)
    }

    /// Whether the document's history has the person in it.
    fn says(&self, document: &Document, work: &Work, pen: &Pen<'_, Needles>) -> bool {
        let own = work.records.contains(&self.id.to_string());
        let changes = document.changes_since(&[]);
        // one that was written anew has one change
        changes.len() > 1
            && changes
                .iter()
                .any(|change| pen.text(&words(change), if own { Reach::All } else { Reach::Sure }).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::clear;
    use crate::db::migrate::MIGRATIONS;

    /// Read by [`Round::chunks`], [`Round::quarantine`] and [`Round::documents`], or going with their document or contact.
    const OTHERWISE: &[&str] =
        &["customer_subscriptions", "import_chunks", "quarantine", "changes", "documents", "redirects", "scopes"];
    /// Hold ids, numbers, keys and hashes, or words about staff and the organisation itself.
    const NOT_OF_CUSTOMERS: &[&str] = &[
        "account_names",
        "accounts",
        "actors",
        "api_tokens",
        "attachments",
        "brandings",
        "cleared_documents",
        "contact_confirmations",
        "definitions",
        "devices",
        "entry_senders",
        "erased_documents",
        "erased_files",
        "erasures",
        "list_columns",
        "navigation_secrets",
        "notice_preferences",
        "numbers",
        "positions",
        "preferences",
        "push_subscriptions",
        "recovery_codes",
        "roster",
        "row_shapes",
        "rule_marks",
        "rule_turns",
        "rules",
        "second_steps",
        "secrets",
        "sessions",
        "sign_in_failures",
        "sign_in_settings",
        "sla_actions_done",
        "sla_cursors",
        // hashes and what is sealed, for an hour
        "sms_codes",
        "submissions",
        "targets",
        "tenant_licences",
        "tenant_links",
        "tenant_links_turn",
        "tenants",
        "ticket_facts",
        "ticket_facts_cursors",
        "ticket_tasks",
        "track_segments",
        "vendors",
        // filled from documents, and written anew with them
        "parcels",
        "field_values",
        "phone_numbers",
        "company_contacts",
        "identities",
        "ticket_clocks",
    ];

    /// Books, which must be kept as they were written (`docs/adr/0039`).
    const BOOKS: &[&str] = &[
        "fee_terms",
        "ledger_heads",
        "ledger_lines",
        "ledger_postings",
        "ledger_sums",
        "payment_orders",
        "payment_tasks",
        "payment_providers",
    ];

    #[test]
    fn no_table_was_forgotten() {
        let known = |table: &str| {
            PLACES.iter().any(|place| place.table == table)
                || clear::TABLES.iter().any(|(name, _)| *name == table)
                || OTHERWISE.contains(&table)
                || NOT_OF_CUSTOMERS.contains(&table)
                || BOOKS.contains(&table)
        };
        let made = MIGRATIONS.iter().flat_map(|(_, sql)| sql.lines());
        let made = made.filter_map(|line| line.strip_prefix("create table ")?.split([' ', '(']).next());
        let forgotten: Vec<&str> = made.filter(|table| !known(table)).collect();
        assert!(forgotten.is_empty(), "say what erasing a person does there: {forgotten:?}");
    }
}
