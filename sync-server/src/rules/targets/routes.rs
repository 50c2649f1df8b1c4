//! `/targets` and their deliveries, for administrators; `/sms/log` where short messages are kept instead of sent.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use sqlx::Row as _;
use truckroll_domain::audit::Action;
use truckroll_domain::triggers::{Auth, Target, TargetKind};
use truckroll_domain::{TargetId, TenantId, TicketId};
use truckroll_protocol::api::rules::{Delivery, DeliveryPage, NewTarget, SmsKept, TargetNow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{queue, read, render, same_origin, secret_purpose, sign};
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::db::{DbResult, Tx};
use crate::http::{Answer, Fault, Id, Query, Strict};
use crate::ingest::Beside;
use crate::notify::endpoint;
use crate::rules::scene::Scene;
use crate::rules::store::{finish, title_key, unacceptable, with_known};

/// Most targets of an organisation.
const MAX_TARGETS: i64 = 200;
/// Longest password or token, characters.
const MAX_SECRET: usize = 2_000;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change, remove))
        .routes(routes!(test))
        .routes(routes!(deliveries))
        .routes(routes!(replay))
        .routes(routes!(sms_log))
}

#[utoipa::path(
    get,
    path = "/targets",
    tag = "rules",
    operation_id = "targets",
    description = "External targets by name, without their secrets.",
    responses(
        (status = 200, description = "List of `TargetNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<TargetNow>>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let mut items: Vec<TargetNow> = directory
        .rules
        .targets
        .iter()
        .map(|(id, kept)| TargetNow {
            id: *id,
            version: kept.version,
            target: kept.target.clone(),
            has_secret: kept.has_secret,
            signing: None,
        })
        .collect();
    items.sort_by_key(|item| title_key(&item.target.title));
    Ok(axum::Json(items))
}

#[utoipa::path(
    post,
    path = "/targets",
    tag = "rules",
    operation_id = "new_target",
    description = "Makes a target. The answer holds the secret its calls are signed with, once.",
    request_body(content = serde_json::Value, description = "`NewTarget`"),
    responses(
        (status = 201, description = "`TargetNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "There are too many"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn create(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewTarget>,
) -> Answer<(StatusCode, axum::Json<TargetNow>)> {
    session.must_administer()?;
    Ok((StatusCode::CREATED, axum::Json(put(&app, &session, None, asked).await?)))
}

#[utoipa::path(
    put,
    path = "/targets/{id}",
    tag = "rules",
    operation_id = "replace_target",
    description = "Replaces a target by the version that was read. Without a secret the kept one stays, as long as the \
                   address keeps its host.",
    params(("id" = String, Path, description = "Target")),
    request_body(content = serde_json::Value, description = "`NewTarget`"),
    responses(
        (status = 200, description = "`TargetNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such target"),
        (status = 409, description = "Somebody else replaced it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn change(
    State(app): State<App>,
    session: Session,
    Id(id): Id<TargetId>,
    Strict(asked): Strict<NewTarget>,
) -> Answer<axum::Json<TargetNow>> {
    session.must_administer()?;
    Ok(axum::Json(put(&app, &session, Some(id), asked).await?))
}

#[utoipa::path(
    delete,
    path = "/targets/{id}",
    tag = "rules",
    operation_id = "remove_target",
    description = "Removes a target that no rule calls.",
    params(("id" = String, Path, description = "Target")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such target"),
        (status = 409, description = "A rule or another target uses it; `fields.used_by` names it"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn remove(State(app): State<App>, session: Session, Id(id): Id<TargetId>) -> Answer<StatusCode> {
    session.must_administer()?;
    let tenant = session.tenant;
    let mut tx = app.db.begin().await?;
    tx.take_seq(tenant, 0).await?;
    let before = find(&mut tx, tenant, id).await?.ok_or_else(|| Fault::not_found("target"))?;
    if let Some(user) = user_of(&mut tx, tenant, id).await? {
        return Err(Fault::conflict("in_use").field("used_by", user));
    }
    for sql in [
        "delete from targets where tenant_id = $1 and id = $2",
        "delete from deliveries where tenant_id = $1 and target_id = $2",
    ] {
        sqlx::query(sql).bind(tenant.to_string()).bind(id.to_string()).execute(tx.on()).await?;
    }
    let entry = Entry::of(&app, &session, Action::TargetWritten).about("target", id, &before.target.title);
    audit::write(&mut tx, entry.before(&before.target)).await?;
    finish(&app, tx, tenant).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Default, Deserialize, serde::Serialize)]
#[serde(default, deny_unknown_fields)]
struct TestCall {
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<TicketId>,
}

#[utoipa::path(
    post,
    path = "/targets/{id}/test",
    tag = "rules",
    operation_id = "test_target",
    description = "Calls a target now, about a ticket or with a test message. The delivery is logged as any other.",
    params(("id" = String, Path, description = "Target")),
    request_body(content = serde_json::Value, description = "`ticket`, if it is to be about one"),
    responses(
        (status = 200, description = "`Delivery`, after the first attempt", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such target or ticket"),
        (status = 409, description = "It cannot be called: `detail` says why"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn test(
    State(app): State<App>,
    session: Session,
    Id(id): Id<TargetId>,
    Strict(asked): Strict<TestCall>,
) -> Answer<axum::Json<Delivery>> {
    session.must_administer()?;
    let tenant = session.tenant;
    let directory = app.directory(tenant).await?;
    if !directory.rules.targets.contains_key(&id) {
        return Err(Fault::not_found("target"));
    }
    let scene = match asked.ticket {
        Some(ticket) => {
            let scene = Scene::load(&app, &directory, tenant, ticket, "updated").await?;
            Some(scene.ok_or_else(|| Fault::not_found("ticket"))?)
        }
        None => None,
    };
    let about = scene.as_ref().map(|scene| (scene, "test"));
    let rendered = render(&directory, about, id).map_err(Fault::conflict)?;
    let delivery: uuid::Uuid = app.fresh();
    let mut beside = Beside::default();
    queue(&app, &mut beside, tenant, delivery, id, (None, None), &rendered, app.clock.now())?;
    let mut tx = app.db.begin().await?;
    beside.write(&mut tx).await?;
    tx.commit().await?;
    now(&app, tenant, &delivery.to_string()).await
}

/// Makes a call at once and shows it.
async fn now(app: &App, tenant: TenantId, id: &str) -> Answer<axum::Json<Delivery>> {
    let caller = super::Caller::new(app.clone(), crate::rules::reach(app)).map_err(|_| Fault::internal())?;
    caller.one(tenant, id).await?;
    let delivery = read::one(&app.db, tenant, id).await?.ok_or_else(|| Fault::not_found("delivery"))?;
    Ok(axum::Json(delivery))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Pages {
    after: Option<String>,
}

#[utoipa::path(
    get,
    path = "/targets/{id}/deliveries",
    tag = "rules",
    operation_id = "deliveries",
    description = "Calls of a target in the last thirty days, newest first, without secrets.",
    params(
        ("id" = String, Path, description = "Target"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
    ),
    responses(
        (status = 200, description = "`DeliveryPage`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such target"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn deliveries(
    State(app): State<App>,
    session: Session,
    Id(id): Id<TargetId>,
    Query(asked): Query<Pages>,
) -> Answer<axum::Json<DeliveryPage>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    if !directory.rules.targets.contains_key(&id) {
        return Err(Fault::not_found("target"));
    }
    Ok(axum::Json(read::page(&app.db, session.tenant, id, asked.after.as_deref()).await?))
}

#[utoipa::path(
    post,
    path = "/deliveries/{id}/replay",
    tag = "rules",
    operation_id = "replay_delivery",
    description = "Sends a finished delivery again as it was, under the same `webhook-id`.",
    params(("id" = String, Path, description = "Delivery")),
    responses(
        (status = 200, description = "`Delivery`, after the first attempt", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such delivery"),
        (status = 409, description = "It still waits"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replay(State(app): State<App>, session: Session, Path(id): Path<String>) -> Answer<axum::Json<Delivery>> {
    session.must_administer()?;
    let tenant = session.tenant;
    let known = read::one(&app.db, tenant, &id).await?.ok_or_else(|| Fault::not_found("delivery"))?;
    let mut tx = app.db.begin().await?;
    let again = sqlx::query(
        "update deliveries set done_at = null, failed = 0, attempts = 0, next_at = $1, leased_until = 0 \
         where tenant_id = $2 and id = $3 and done_at is not null",
    )
    .bind(app.clock.now().ms())
    .bind(tenant.to_string())
    .bind(&id)
    .execute(tx.on())
    .await?;
    if again.rows_affected() == 0 {
        return Err(Fault::conflict("waiting"));
    }
    let entry = Entry::of(&app, &session, Action::DeliveryReplayed).about("target", known.target, &known.title);
    audit::write(&mut tx, entry.after(&serde_json::json!({ "delivery": id }))).await?;
    tx.commit().await?;
    now(&app, tenant, &id).await
}

#[utoipa::path(
    get,
    path = "/sms/log",
    tag = "rules",
    operation_id = "sms_log",
    description = "Short messages that the development sender kept instead of sending them; only where the server was started \
                   with `--sms-log`.",
    responses(
        (status = 200, description = "List of `SmsKept`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "Short messages are not kept here"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn sms_log(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<SmsKept>>> {
    session.must_administer()?;
    if !app.config.sms_log {
        return Err(Fault::not_found("sms_log"));
    }
    Ok(axum::Json(read::sms(&app.db, session.tenant).await?))
}

/// A target as this transaction sees it, with its secrets sealed.
struct Found {
    version: i64,
    target: Target,
    secret: Option<String>,
    signing: String,
}

async fn find(tx: &mut Tx, tenant: TenantId, id: TargetId) -> DbResult<Option<Found>> {
    let row = sqlx::query("select version, body, secret, signing from targets where tenant_id = $1 and id = $2")
        .bind(tenant.to_string())
        .bind(id.to_string())
        .fetch_optional(tx.on())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let body: String = row.try_get(1)?;
    let Ok(target) = serde_json::from_str(&body) else { return Ok(None) };
    Ok(Some(Found { version: row.try_get(0)?, target, secret: row.try_get(2)?, signing: row.try_get(3)? }))
}

/// What uses a target: the title of a rule or of another target.
async fn user_of(tx: &mut Tx, tenant: TenantId, id: TargetId) -> DbResult<Option<String>> {
    let rules = crate::rules::Rules::load(tx.on(), tenant).await?;
    let calls = |action: &truckroll_domain::triggers::Action| matches!(action, truckroll_domain::triggers::Action::Call { target } if *target == id);
    let rule = rules.triggers.iter().chain(&rules.automations).find(|kept| kept.rule.actions.iter().any(calls));
    let through = |target: &Target| matches!(target.what, TargetKind::Sms { provider: Some(by), .. } if by == id);
    let target = rules.targets.values().find(|kept| through(&kept.target));
    Ok(rule.map(|kept| kept.rule.title.clone()).or_else(|| target.map(|kept| kept.target.title.clone())))
}

/// Writes a target: a new one, or in the place of the version that was read.
async fn put(app: &App, session: &Session, id: Option<TargetId>, asked: NewTarget) -> Answer<TargetNow> {
    let tenant = session.tenant;
    let directory = app.directory(tenant).await?;
    let mut target = asked.target;
    target.title = target.title.trim().to_owned();
    with_known(&directory, true, |known| target.check(known)).map_err(|problems| unacceptable("target", problems))?;
    if let TargetKind::Url { address, .. } = &target.what
        && endpoint(&address.replace("{{", "").replace("}}", ""), crate::rules::reach(app)).is_none()
    {
        return Err(Fault::unacceptable("target").field("address", "not_an_address"));
    }
    if let TargetKind::Sms { provider: Some(provider), .. } = &target.what
        && !directory.rules.targets.get(provider).is_some_and(|kept| matches!(kept.target.what, TargetKind::Url { .. }))
    {
        return Err(Fault::unacceptable("target").field("provider", "not_a_url"));
    }
    if asked.secret.as_ref().is_some_and(|secret| secret.chars().count() > MAX_SECRET || secret.contains('\n')) {
        return Err(Fault::unacceptable("target").field("secret", "too_long"));
    }
    let mut tx = app.db.begin().await?;
    // locks the organisation's row, so that of two administrators the second learns of the first
    tx.take_seq(tenant, 0).await?;
    let before = match id {
        Some(id) => Some(find(&mut tx, tenant, id).await?.ok_or_else(|| Fault::not_found("target"))?),
        None => None,
    };
    if before.as_ref().map_or(0, |before| before.version) != asked.version {
        return Err(Fault::conflict("target"));
    }
    let new = before.is_none();
    let id = id.unwrap_or_else(|| app.fresh());
    room(&mut tx, tenant, id, &target.title, new).await?;
    let seal = |text: &str, what: &str| app.secrets.seal.seal(text.as_bytes(), &secret_purpose(tenant, id, what));
    let secret = sealed_secret(&target, before.as_ref(), asked.secret.as_deref(), &|text| seal(text, "secret"))?;
    let fresh = (new || asked.new_signing).then(sign::fresh);
    let signing = match (&fresh, &before) {
        (Some(fresh), _) => seal(fresh, "signing"),
        (None, Some(before)) => before.signing.clone(),
        (None, None) => return Err(Fault::internal()),
    };
    let version = asked.version + 1;
    sqlx::query(
        "insert into targets (tenant_id, id, title_key, version, body, secret, signing) values ($1, $2, $3, $4, $5, $6, $7) \
         on conflict (tenant_id, id) do update set title_key = excluded.title_key, version = excluded.version, \
         body = excluded.body, secret = excluded.secret, signing = excluded.signing",
    )
    .bind(tenant.to_string())
    .bind(id.to_string())
    .bind(title_key(&target.title))
    .bind(version)
    .bind(serde_json::to_string(&target).map_err(|_| Fault::internal())?)
    .bind(secret.clone())
    .bind(signing)
    .execute(tx.on())
    .await?;
    let entry = Entry::of(app, session, Action::TargetWritten).about("target", id, &target.title);
    let shown = |target: &Target| {
        let mut state = serde_json::to_value(target).unwrap_or_default();
        // values of headers may be secrets
        if let Some(headers) = state["what"]["headers"].as_object_mut() {
            headers.values_mut().for_each(|value| *value = "•••".into());
        }
        state
    };
    let state = before.as_ref().map(|before| shown(&before.target));
    audit::write(&mut tx, entry.before(&state).after(&shown(&target))).await?;
    finish(app, tx, tenant).await?;
    Ok(TargetNow { id, version, target, has_secret: secret.is_some(), signing: fresh })
}

/// Whether there is room for another target, and nobody has its name.
async fn room(tx: &mut Tx, tenant: TenantId, id: TargetId, title: &str, new: bool) -> Answer<()> {
    let row = sqlx::query(
        "select cast(count(*) as bigint), cast(coalesce(sum(case when title_key = $2 and id <> $3 then 1 else 0 end), 0) \
         as bigint) from targets where tenant_id = $1",
    )
    .bind(tenant.to_string())
    .bind(title_key(title))
    .bind(id.to_string())
    .fetch_one(tx.on())
    .await?;
    if row.try_get::<i64, _>(1)? > 0 {
        return Err(Fault::unacceptable("target").field("title", "taken"));
    }
    if new && row.try_get::<i64, _>(0)? >= MAX_TARGETS {
        return Err(Fault::conflict("too_many"));
    }
    Ok(())
}

/// The secret to keep: a new one, none, or the one there is as long as it goes to the same place.
fn sealed_secret(
    target: &Target,
    before: Option<&Found>,
    given: Option<&str>,
    seal: &dyn Fn(&str) -> String,
) -> Answer<Option<String>> {
    let TargetKind::Url { address, auth, .. } = &target.what else { return Ok(None) };
    if *auth == Auth::None {
        return Ok(None);
    }
    let same_place = |before: &&Found| matches!(&before.target.what, TargetKind::Url { address: old, .. } if same_origin(old, address));
    let kept = match given {
        Some("") => None,
        Some(secret) => Some(seal(secret)),
        None => before.filter(same_place).and_then(|before| before.secret.clone()),
    };
    if kept.is_none() && *auth == Auth::Bearer {
        return Err(Fault::unacceptable("target").field("secret", "required"));
    }
    Ok(kept)
}
