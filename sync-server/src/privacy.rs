//! Masked phone numbers (CUS-23): the setting, and what people under the mask send.
//!
//! What leaves the server is masked where it leaves: in lists and details by [`Session::mask`](crate::auth::Session::mask), in what
//! travels to devices by `sync/masked.rs`.

use std::collections::HashMap;

use axum::extract::State;
use truckroll_domain::document::Document;
use truckroll_domain::privacy::{Privacy, holds_masked, numbers_of, unmask};
use truckroll_domain::{Command, DocumentId, Envelope, TenantId, Timestamp};
use truckroll_protocol::api::{NewPrivacy, PrivacyNow};
use truckroll_protocol::sync::Push;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::db::{DbResult, marks, query};
use crate::directory::{Writing, replace_definition};
use crate::http::{Answer, Fault, Strict};
use crate::news::{self, Announcement, Changed, News};

/// Members of commands that name documents whose numbers may be meant.
const NAMES: [&str; 5] = ["company", "contact", "ticket", "asset", "parent"];
/// Most documents looked at for the numbers of one delivery.
const MAX_LOOKED_AT: usize = 2_000;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read, replace))
}

#[utoipa::path(
    get,
    path = "/privacy",
    tag = "customers",
    operation_id = "privacy",
    description = "Whether phone numbers of customers are masked, with the number to replace it by.",
    responses(
        (status = 200, description = "`PrivacyNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session) -> Answer<axum::Json<PrivacyNow>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    Ok(axum::Json(PrivacyNow { seq: directory.privacy_seq, privacy: directory.privacy }))
}

#[utoipa::path(
    put,
    path = "/privacy",
    tag = "customers",
    operation_id = "replace_privacy",
    description = "Masks phone numbers of customers, or shows them again. Phones read everything anew with their next sync.",
    request_body(content = serde_json::Value, description = "`NewPrivacy`"),
    responses(
        (status = 200, description = "`PrivacyNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "Somebody else replaced it meanwhile"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewPrivacy>,
) -> Answer<axum::Json<PrivacyNow>> {
    session.must_administer()?;
    let at: Timestamp = app.clock.now();
    let mut tx = app.db.begin().await?;
    let of = (Privacy::KIND, Privacy::ID);
    let writing = Writing { tenant: session.tenant, of, seen: asked.seq, by: &session.actor, at };
    let written = replace_definition(&mut tx, &writing, Some(&asked.privacy)).await?;
    let seq = written.ok_or_else(|| Fault::conflict("privacy"))?;
    let news = News::Stored(Announcement {
        tenant: session.tenant,
        seq,
        changed: Changed::Definitions(vec![Privacy::KIND.to_owned()]),
        agents: None,
    });
    news::tell(&mut tx, &news).await?;
    tx.commit().await?;
    app.hear(News::Directory { tenant: session.tenant });
    app.hear(news);
    tracing::info!(definition = Privacy::KIND, seq, "definition written");
    Ok(axum::Json(PrivacyNow { seq, privacy: asked.privacy }))
}

/// Commands of somebody under the mask with the numbers he did not see put back.
///
/// # Errors
/// When the database fails.
pub async fn unmasked(app: &App, tenant: TenantId, envelopes: Vec<Envelope>) -> DbResult<Vec<Envelope>> {
    let wanted: Vec<Vec<DocumentId>> =
        envelopes.iter().map(|e| if holds_masked(&e.command) { named(&e.command) } else { Vec::new() }).collect();
    let mut all: Vec<DocumentId> = wanted.iter().flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    all.truncate(MAX_LOOKED_AT);
    let numbers = numbers(app, tenant, &all).await?;
    let put_back = |(envelope, ids): (Envelope, Vec<DocumentId>)| {
        if ids.is_empty() {
            return envelope;
        }
        let known: Vec<String> = ids.iter().filter_map(|id| numbers.get(id)).flatten().cloned().collect();
        Envelope { command: unmask(envelope.command, &known), ..envelope }
    };
    Ok(envelopes.into_iter().zip(wanted).map(put_back).collect())
}

/// What a device with masked copies pushes: its commands, without the changes it made to its copies.
///
/// # Errors
/// When the database fails.
pub async fn recast(app: &App, tenant: TenantId, pushes: Vec<Push>) -> DbResult<Vec<Push>> {
    let envelopes = unmasked(app, tenant, pushes.into_iter().map(|p| p.command).collect()).await?;
    Ok(envelopes.into_iter().map(|command| Push { command, changes: Vec::new() }).collect())
}

/// The document of a command, and those that it names.
fn named(command: &Command) -> Vec<DocumentId> {
    fn find(json: &serde_json::Value, depth: usize, found: &mut Vec<DocumentId>) {
        let Some(members) = json.as_object().filter(|_| depth < 16) else { return };
        for (key, value) in members {
            match value.as_str() {
                Some(id) if NAMES.contains(&key.as_str()) => found.extend(id.parse::<DocumentId>().ok()),
                _ => find(value, depth + 1, found),
            }
        }
    }
    let mut found = vec![command.document()];
    if let Ok(json) = serde_json::to_value(command) {
        find(&json, 0, &mut found);
    }
    found
}

/// The phone numbers in documents.
async fn numbers(app: &App, tenant: TenantId, ids: &[DocumentId]) -> DbResult<HashMap<DocumentId, Vec<String>>> {
    let mut snapshots: Vec<(DocumentId, Vec<u8>)> = Vec::new();
    for chunk in ids.chunks(500) {
        use sqlx::Row as _;
        // the primary key of documents
        let sql =
            format!("select id, snapshot from documents where tenant_id = $1 and id in ({})", marks(2, chunk.len()));
        let mut select = query(&sql).bind(tenant.to_string());
        for id in chunk {
            select = select.bind(id.to_string());
        }
        for row in select.fetch_all(app.db.pool()).await? {
            if let Ok(id) = row.try_get::<String, _>(0)?.parse() {
                snapshots.push((id, row.try_get(1)?));
            }
        }
    }
    let read = tokio::task::spawn_blocking(move || {
        let numbers = |bytes: &[u8]| Document::load(bytes).map(|d| numbers_of(&d.to_json())).unwrap_or_default();
        snapshots.into_iter().map(|(id, bytes)| (id, numbers(&bytes))).collect()
    });
    read.await.map_err(|e| sqlx::Error::Protocol(e.to_string()))
}
