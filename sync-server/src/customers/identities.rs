//! `POST` and `DELETE /contacts/{id}/identities`: ids by which channels know a contact (CUS-20).
//!
//! An id belongs to one contact at a time. Binding one that somebody else has is a conflict that names him; `move` then takes
//! it from him. Both contacts' logs and the audit log tell it.

use axum::extract::State;
use axum::http::StatusCode;
use sqlx::Row as _;
use truckroll_domain::access::{Lock, judge, may_read};
use truckroll_domain::audit::Action;
use truckroll_domain::contacts::{ContactCommand, ContactEdit, IdentityKind};
use truckroll_domain::entry::Audience;
use truckroll_domain::fields::{FieldChange, FieldValue, Noun};
use truckroll_domain::{Command, ContactId, Content, DocumentId, Entry, EntryBody, EntryId, Kind, TenantId, Timestamp};
use truckroll_protocol::api::{Identity, IdentityRef, NewIdentity};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bulk::{is_thrown_away, must_not_be_locked};
use super::detail::readable;
use crate::App;
use crate::audit;
use crate::auth::Session;
use crate::db::{Db, DbResult, Tx};
use crate::http::{Answer, Fault, Id, Query, Strict};
use crate::ingest;
use crate::news::{self, Announcement, Changed, News};
use crate::reach::holds;

/// Most ids of one contact.
const MOST: usize = 50;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(bind, unbind))
}

/// The ids of a contact (index `identities_contact`).
pub(crate) async fn of(db: &Db, tenant: TenantId, contact: ContactId) -> DbResult<Vec<Identity>> {
    let rows = sqlx::query(
        "select kind, value, bound_at, agent_name from identities where tenant_id = $1 and contact_id = $2 order by kind, value",
    )
    .bind(tenant.to_string())
    .bind(contact.to_string())
    .fetch_all(db.pool())
    .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(kind) = IdentityKind::from_word(&row.try_get::<String, _>(0)?) {
            all.push(Identity { kind, id: row.try_get(1)?, at: Timestamp(row.try_get(2)?), by: row.try_get(3)? });
        }
    }
    Ok(all)
}

/// The contact whose ids are changed, if this person may change him.
async fn changeable(app: &App, session: &Session, id: ContactId) -> Answer<Content> {
    let content = readable(app, session, id.into(), "contact").await?;
    if !matches!(content, Content::Contact(_)) || is_thrown_away(&content) {
        return Err(Fault::not_found("contact"));
    }
    let command = Command::Contact { id, command: ContactCommand::Edit { edit: Box::new(ContactEdit::default()) } };
    let travels = holds(app, session, id.into()).await?;
    judge(&session.actor, &command, &content, travels).map_err(|why| Fault::refused(why, "contact"))?;
    must_not_be_locked(session, Lock::edit(Noun::Contact))?;
    Ok(content)
}

#[utoipa::path(
    post,
    path = "/contacts/{id}/identities",
    tag = "customers",
    operation_id = "bind_identity",
    description = "Binds the id by which a channel knows somebody to a contact. An id that another contact has is a conflict that \\
                   names him in `fields.owner`; with `move` it is taken from him.",
    params(("id" = String, Path, description = "Contact")),
    request_body(content = serde_json::Value, description = "`NewIdentity`"),
    responses(
        (status = 200, description = "list of `Identity`", body = serde_json::Value),
        (status = 403, description = "May not change this contact"),
        (status = 404, description = "No such contact"),
        (status = 409, description = "Another contact has this id"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn bind(
    State(app): State<App>,
    session: Session,
    Id(id): Id<ContactId>,
    Strict(asked): Strict<NewIdentity>,
) -> Answer<axum::Json<Vec<Identity>>> {
    let content = changeable(&app, &session, id).await?;
    let wrong = |problem: &str| Fault::unacceptable("identity").field("id", problem);
    let value = asked.kind.normalise(&asked.id).map_err(wrong)?;
    let mut tx = app.db.begin().await?;
    // one after another: of two who bind the same id the second is told
    let seq = tx.take_seq(session.tenant, 2).await?;
    let owner = owner(&mut tx, session.tenant, asked.kind, &value).await?;
    if owner == Some(id) {
        drop(tx);
        return Ok(axum::Json(of(&app.db, session.tenant, id).await?));
    }
    let mut changed = vec![(Kind::Contact, DocumentId::from(id))];
    let mut before = serde_json::Value::Null;
    if let Some(owner) = owner {
        let stored = ingest::load(&app.db, session.tenant, &[owner.into()]).await?.remove(&owner.into());
        let there = stored.map(|stored| stored.content);
        let name = there.as_ref().map(truckroll_domain::customers::name_of).unwrap_or_default().to_owned();
        let seen = there.as_ref().is_some_and(|content| may_read(&session.actor, content));
        if !asked.moves {
            // who it is, is told to whom he may be shown
            return Err(Fault::conflict("identity").field("owner", if seen { name } else { String::new() }));
        }
        before = serde_json::json!({ "contact": owner, "name": name });
        let gone = line(&app, &session, owner, "unbind", asked.kind, (Some(&value), None));
        ingest::note(&mut tx, session.tenant, seq - 1, &gone).await?;
        changed.push((Kind::Contact, owner.into()));
    }
    if of_count(&mut tx, session.tenant, id).await? >= MOST {
        return Err(wrong("too_many"));
    }
    sqlx::query(
        "insert into identities (tenant_id, kind, value, contact_id, bound_at, agent_id, agent_name) \
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (tenant_id, kind, value) do update set \
         contact_id = excluded.contact_id, bound_at = excluded.bound_at, agent_id = excluded.agent_id, \
         agent_name = excluded.agent_name",
    )
    .bind(session.tenant.to_string())
    .bind(asked.kind.word())
    .bind(&value)
    .bind(id.to_string())
    .bind(app.clock.now().ms())
    .bind(session.agent.to_string())
    .bind(session.actor.name().to_owned())
    .execute(tx.on())
    .await?;
    let bound = line(&app, &session, id, "bind", asked.kind, (None, Some(&value)));
    ingest::note(&mut tx, session.tenant, seq, &bound).await?;
    let name = truckroll_domain::customers::name_of(&content);
    let told = serde_json::json!({ "kind": asked.kind, "id": value });
    let entry = audit::Entry::of(&app, &session, Action::IdentityBound).about("contact", id, name);
    audit::write(&mut tx, entry.before(&before).after(&told)).await?;
    finish(&app, &session, tx, seq, changed).await?;
    Ok(axum::Json(of(&app.db, session.tenant, id).await?))
}

#[utoipa::path(
    delete,
    path = "/contacts/{id}/identities",
    tag = "customers",
    operation_id = "unbind_identity",
    description = "Takes an id away from a contact.",
    params(
        ("id" = String, Path, description = "Contact"),
        ("kind" = String, Query, description = "The channel: `remote`, `wechat`, `whatsapp`, `telegram`, `line`"),
        ("id" = String, Query, description = "The id"),
    ),
    responses(
        (status = 204, description = "It is nobody's now"),
        (status = 403, description = "May not change this contact"),
        (status = 404, description = "No such contact, or it is not his"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn unbind(
    State(app): State<App>,
    session: Session,
    Id(id): Id<ContactId>,
    Query(asked): Query<IdentityRef>,
) -> Answer<StatusCode> {
    let content = changeable(&app, &session, id).await?;
    let mut tx = app.db.begin().await?;
    let seq = tx.take_seq(session.tenant, 1).await?;
    let gone =
        sqlx::query("delete from identities where tenant_id = $1 and kind = $2 and value = $3 and contact_id = $4")
            .bind(session.tenant.to_string())
            .bind(asked.kind.word())
            .bind(&asked.id)
            .bind(id.to_string())
            .execute(tx.on())
            .await?;
    if gone.rows_affected() == 0 {
        return Err(Fault::not_found("identity"));
    }
    let line = line(&app, &session, id, "unbind", asked.kind, (Some(&asked.id), None));
    ingest::note(&mut tx, session.tenant, seq, &line).await?;
    let name = truckroll_domain::customers::name_of(&content);
    let entry = audit::Entry::of(&app, &session, Action::IdentityUnbound).about("contact", id, name);
    audit::write(&mut tx, entry.before(&serde_json::json!({ "kind": asked.kind, "id": asked.id }))).await?;
    finish(&app, &session, tx, seq, vec![(Kind::Contact, id.into())]).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whose an id is (primary key of `identities`).
async fn owner(tx: &mut Tx, tenant: TenantId, kind: IdentityKind, value: &str) -> DbResult<Option<ContactId>> {
    let row = sqlx::query("select contact_id from identities where tenant_id = $1 and kind = $2 and value = $3")
        .bind(tenant.to_string())
        .bind(kind.word())
        .bind(value.to_owned())
        .fetch_optional(tx.on())
        .await?;
    let id: Option<String> = row.map(|row| row.try_get(0)).transpose()?;
    Ok(id.and_then(|id| id.parse().ok()))
}

async fn of_count(tx: &mut Tx, tenant: TenantId, contact: ContactId) -> DbResult<usize> {
    let row = sqlx::query("select cast(count(*) as bigint) from identities where tenant_id = $1 and contact_id = $2")
        .bind(tenant.to_string())
        .bind(contact.to_string())
        .fetch_one(tx.on())
        .await?;
    Ok(usize::try_from(row.try_get::<i64, _>(0)?).unwrap_or(usize::MAX))
}

/// A line of a contact's log.
fn line(
    app: &App,
    session: &Session,
    contact: ContactId,
    action: &str,
    kind: IdentityKind,
    (from, to): (Option<&str>, Option<&str>),
) -> Entry {
    let now = app.clock.now();
    let text = |id: Option<&str>| id.map(|id| FieldValue::Text(kind.shown(id)));
    let changes = vec![FieldChange { field: format!("identity_{}", kind.word()), from: text(from), to: text(to) }];
    Entry {
        id: app.fresh::<EntryId>(),
        parent: contact.into(),
        audience: Audience::Internal,
        author: Some(session.agent),
        author_name: session.actor.name().to_owned(),
        device: None,
        at: now,
        received_at: Some(now),
        offline: false,
        body: EntryBody::Log {
            action: action.to_owned(),
            state: String::new(),
            text: String::new(),
            subject: String::new(),
            place: None,
            distance_m: None,
            flags: Vec::new(),
            changes,
        },
    }
}

/// Tells desks and devices, after what was written stands.
async fn finish(app: &App, session: &Session, mut tx: Tx, seq: i64, changed: Vec<(Kind, DocumentId)>) -> Answer<()> {
    let changed = Changed::Documents(changed);
    let news = News::Stored(Announcement { tenant: session.tenant, seq, changed, agents: Some(Vec::new()) });
    news::tell(&mut tx, &news).await?;
    tx.commit().await?;
    app.hear(news);
    Ok(())
}
