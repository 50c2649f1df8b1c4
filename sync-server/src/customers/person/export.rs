//! Everything that is known of a person, as a `.zip`: `person.json`, whose members are described in `docs/api.md`, and the files.
//!
//! The archive is made in a file without a name, so that nothing of it stays on the disk whatever happens, and sent from there.

use std::collections::BTreeMap;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use serde_json::{Value as Json, json};
use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::audit::Action;
use truckroll_domain::privacy::{mask, mask_json};
use truckroll_domain::{Content, DocumentId, Entry, EntryBody, Kind, TenantId};
use zip::write::SimpleFileOptions;

use super::known::Known;
use super::needles::{Needles, Pen, Reach};
use crate::App;
use crate::attachments::path_of;
use crate::audit;
use crate::auth::Session;
use crate::db::{DbResult, marks, query};
use crate::http::{Answer, Fault};
use crate::imports::read::lines;

/// Bytes that are sent at once.
const PIECE: usize = 256 * 1024;

/// The archive, noted in the audit log before anything is sent.
pub(super) async fn answer(app: &App, session: &Session, known: &Known) -> Answer<Response> {
    let (person, files) = person(app, session, known).await?;
    let text = serde_json::to_vec_pretty(&person).map_err(|_| Fault::internal())?;
    let counts = super::counts(app, session.tenant, known).await?;
    let told =
        json!({ "tickets": counts.tickets, "visits": counts.visits, "files": files.len(), "masked": session.masks });
    let mut tx = app.db.begin().await?;
    let entry = audit::Entry::of(app, session, Action::PersonExported).about("contact", known.id, known.name());
    audit::write(&mut tx, entry.after(&told)).await?;
    tx.commit().await?;
    let folder = app.config.data.clone();
    let packed = tokio::task::spawn_blocking(move || pack(&folder, &text, &files));
    let file = packed.await.map_err(|_| Fault::internal())??;
    let pieces = stream::unfold(Some(file), async |file| {
        let mut file = file?;
        let read = tokio::task::spawn_blocking(move || {
            use std::io::Read as _;
            let mut piece = vec![0; PIECE];
            let read = file.read(&mut piece)?;
            piece.truncate(read);
            Ok::<_, std::io::Error>((file, piece))
        });
        match read.await {
            Ok(Ok((_, piece))) if piece.is_empty() => None,
            Ok(Ok((file, piece))) => Some((Ok(piece), Some(file))),
            Ok(Err(error)) => Some((Err(error), None)),
            Err(error) => Some((Err(std::io::Error::other(error)), None)),
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "application/zip"),
        // the name says nothing: it stands in lists of downloads
        (header::CONTENT_DISPOSITION, "attachment; filename=\"personal-data.zip\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    // whoever compresses a body asks once more after its end
    Ok((headers, Body::from_stream(pieces.fuse())).into_response())
}

fn pack(folder: &std::path::Path, person: &[u8], files: &[(String, PathBuf)]) -> std::io::Result<std::fs::File> {
    let mut archive = zip::ZipWriter::new(tempfile::tempfile_in(folder)?);
    archive.start_file("person.json", SimpleFileOptions::default())?;
    archive.write_all(person)?;
    for (name, path) in files {
        // pictures do not get smaller
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        archive.start_file(format!("files/{name}"), stored)?;
        std::io::copy(&mut std::fs::File::open(path)?, &mut archive)?;
    }
    let mut file = archive.finish()?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

/// What is known, and the files with their names in the archive.
async fn person(app: &App, session: &Session, known: &Known) -> Answer<(Json, Vec<(String, PathBuf)>)> {
    let tenant = session.tenant;
    let ids: Vec<String> = known.contacts.keys().map(ToString::to_string).collect();
    let needles = known.needles(&[]);
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut of_kind = |kind: Kind| -> Vec<Json> {
        let of = known.records.iter().filter(|(_, stored)| stored.kind == kind);
        of.map(|(id, stored)| {
            files_of(&stored.content, &mut names);
            record(*id, &stored.content, known.entries.get(id), &mut names)
        })
        .collect()
    };
    let (tickets, visits, assets) = (of_kind(Kind::Ticket), of_kind(Kind::Visit), of_kind(Kind::Asset));
    let contacts: Vec<Json> = known
        .contacts
        .iter()
        .map(|(id, contact)| {
            let content = Content::Contact(contact.clone());
            files_of(&content, &mut names);
            record(*id, &content, known.entries.get(id), &mut names)
        })
        .collect();
    let mut records: Vec<String> = known.records.keys().map(ToString::to_string).collect();
    records.extend(ids.clone());
    let mut person = json!({
        "exported_at": app.clock.now(),
        "masked": session.masks,
        "contact": known.id,
        "contacts": contacts,
        "tickets": tickets,
        "visits": visits,
        "assets": assets,
        "identities": table(app, tenant, ("identities", "contact_id", &["kind", "value", "bound_at", "agent_name"]), &ids).await?,
        "service_records": table(
            app, tenant, ("service_records", "contact_id", &["kind", "at", "agent_name", "text", "files"]), &ids
        ).await?,
        "notices": table(app, tenant, ("notices", "document_id", &["kind", "created_at", "args"]), &records).await?,
        "changes_by_administrators": table(
            app, tenant, ("audit", "subject_id", &["at", "agent_name", "action", "subject_name", "before_json", "after_json"]), &ids
        ).await?,
        "merges": table(
            app, tenant, ("merges", "target_id", &["at", "agent_name", "source_name", "target_name", "undone_at"]), &ids
        ).await?,
        "imported": table(
            app, tenant, ("import_lines", "document_id", &["import_id", "row_no", "outcome", "body"]), &ids
        ).await?,
        "letters": letters(app, tenant, &needles).await?,
    });
    if session.masks {
        // rows of files are seen by whom they came from alone
        mask_json(&mut person);
        mask_texts(&mut person);
    } else {
        person["imported_rows"] = imported(app, tenant, &needles).await?;
    }
    let mut files = Vec::new();
    let mut listed = Vec::new();
    for (hash, name) in names {
        let path = path_of(app, tenant, &hash);
        let Some(mime) = crate::attachments::complete_mime(&app.db, tenant, &hash).await? else { continue };
        if !path.is_file() {
            continue;
        }
        let kept: String = name.chars().filter(|c| c.is_alphanumeric() || ".-_ ".contains(*c)).take(80).collect();
        let ending = mime.rsplit('/').next().unwrap_or("bin");
        let short = hash.get(..12).unwrap_or(&hash);
        let name = if kept.contains('.') { format!("{short}-{kept}") } else { format!("{short}.{ending}") };
        listed.push(json!({ "hash": hash, "file": format!("files/{name}"), "mime": mime }));
        files.push((name, path));
    }
    person["files"] = listed.into();
    Ok((person, files))
}

/// A record as it stands, with its lines.
fn record(
    id: DocumentId,
    content: &Content,
    entries: Option<&Vec<Entry>>,
    names: &mut BTreeMap<String, String>,
) -> Json {
    let mut lines = entries.cloned().unwrap_or_default();
    for entry in &lines {
        if let EntryBody::Reply { attachments, .. } = &entry.body {
            names.extend(attachments.iter().map(|a| (a.hash.clone(), a.name.clone())));
        }
    }
    lines.sort_by_key(|entry| (entry.at, entry.id));
    let overlay = serde_json::from_str::<Json>(&content.overlay_json()).unwrap_or(Json::Null);
    json!({ "id": id, "document": content.document_json(), "server": overlay, "log": lines })
}

/// The files that a record names.
fn files_of(content: &Content, names: &mut BTreeMap<String, String>) {
    match content {
        Content::Ticket(ticket, _) => {
            names.extend(ticket.attachments.values().map(|a| (a.hash.clone(), a.name.clone())));
        }
        Content::Visit(visit, _) => {
            for attempt in visit.attempts.values() {
                names.extend(attempt.photos.values().map(|p| (p.attachment.hash.clone(), p.attachment.name.clone())));
                names.extend(
                    attempt.signatures.values().map(|s| (s.attachment.hash.clone(), s.attachment.name.clone())),
                );
            }
        }
        Content::Contact(contact) => {
            for value in contact.fields.values() {
                if let truckroll_domain::fields::FieldValue::Files(files) = value {
                    names.extend(files.clone());
                }
            }
        }
        Content::Company(_) | Content::Asset(_) => {}
    }
}

/// Rows of a table that are about these.
async fn table(
    app: &App,
    tenant: TenantId,
    (table, column, shown): (&str, &str, &[&str]),
    ids: &[String],
) -> DbResult<Json> {
    let mut all = Vec::new();
    for chunk in ids.chunks(400) {
        let columns: Vec<String> = shown.iter().map(|name| format!("cast({name} as text)")).collect();
        let sql = format!(
            "select {} from {table} where tenant_id = $1 and {column} in ({})",
            columns.join(", "),
            marks(2, chunk.len())
        );
        let select = chunk.iter().fold(query(&sql).bind(tenant.to_string()), |query, id| query.bind(id.clone()));
        for row in select.fetch_all(app.db.pool()).await? {
            all.push(object(&row, shown)?);
        }
    }
    Ok(all.into())
}

/// A row by the names of its columns; what is JSON is shown as JSON.
fn object(row: &AnyRow, names: &[&str]) -> DbResult<Json> {
    let mut members = serde_json::Map::new();
    for (n, name) in names.iter().enumerate() {
        let Some(text) = row.try_get::<Option<String>, _>(n)? else { continue };
        let number = name.ends_with("at") || *name == "row_no";
        let structured = text.starts_with(['{', '[']) || number;
        let value = if structured { serde_json::from_str(&text).unwrap_or_else(|_| text.into()) } else { text.into() };
        members.insert(name.trim_end_matches("_json").to_owned(), value);
    }
    Ok(members.into())
}

/// Letters that were written to the person.
async fn letters(app: &App, tenant: TenantId, needles: &Needles) -> DbResult<Json> {
    let (staff, mut all) = (std::collections::BTreeSet::new(), Vec::new());
    let pen = Pen { told: needles, mark: "", staff: &staff };
    let shown = ["target", "created_at", "done_at", "body"];
    let rows = sqlx::query(
        "select target, cast(created_at as text), cast(done_at as text), body from outbox \
         where tenant_id = $1 and channel = 'email' order by created_at",
    )
    .bind(tenant.to_string())
    .fetch_all(app.db.pool())
    .await?;
    for row in rows {
        if pen.text(&row.try_get::<String, _>(0)?, Reach::Sure).is_some() {
            all.push(object(&row, &shown)?);
        }
    }
    Ok(all.into())
}

/// Rows of files that people brought in which the person is.
async fn imported(app: &App, tenant: TenantId, needles: &Needles) -> DbResult<Json> {
    let (staff, mut all) = (std::collections::BTreeSet::new(), Vec::new());
    let pen = Pen { told: needles, mark: "", staff: &staff };
    let chunks = sqlx::query("select import_id, n from import_chunks where tenant_id = $1 order by import_id, n")
        .bind(tenant.to_string())
        .fetch_all(app.db.pool())
        .await?;
    for chunk in chunks {
        let (id, n): (String, i64) = (chunk.try_get(0)?, chunk.try_get(1)?);
        let row = sqlx::query("select bytes from import_chunks where tenant_id = $1 and import_id = $2 and n = $3")
            .bind(tenant.to_string())
            .bind(&id)
            .bind(n)
            .fetch_optional(app.db.pool())
            .await?;
        let Some(row) = row else { continue };
        for (number, cells) in lines(&row.try_get::<Vec<u8>, _>(0)?).unwrap_or_default() {
            if cells.iter().any(|cell| pen.text(cell, Reach::Sure).is_some()) {
                all.push(json!({ "import": id, "row": number, "cells": cells }));
            }
        }
    }
    Ok(all.into())
}

/// Masks numbers in words too: what leaves the house has none for whoever is under the mask. Ids have letters and stay.
fn mask_texts(json: &mut Json) {
    match json {
        Json::String(text) if text.parse::<uuid::Uuid>().is_err() && !truckroll_domain::attachments::is_hash(text) => {
            *text = mask(text);
        }
        Json::Array(items) => items.iter_mut().for_each(mask_texts),
        Json::Object(members) => members.values_mut().for_each(mask_texts),
        _ => {}
    }
}
