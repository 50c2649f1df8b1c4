//! `GET` and `PUT /company`: the organisation as its administrators describe it (ORG-03..06, CUS-01).
//!
//! The profile is a definition, so phones have it without a network. The vendor id is given once, with the first profile
//! that is written or read; it is a number that counts up and says nothing.

use axum::extract::State;
use sqlx::Row as _;
use truckroll_domain::TenantId;
use truckroll_domain::tenants::Profile;
use truckroll_protocol::api::{CompanyNow, NewCompany};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::db::{DbResult, Tx};
use crate::directory::{Writing, replace_definition};
use crate::http::{Answer, Fault, Strict};
use crate::news::{self, Announcement, Changed, News};

/// The first number that is given.
const FIRST: i64 = 10_000_001;
/// Pictures that can be a logo or a portrait.
const LOGO_TYPES: [&str; 2] = ["image/png", "image/jpeg"];
/// Largest of them, bytes.
const MAX_LOGO: i64 = 2 * 1024 * 1024;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read, replace))
}

#[utoipa::path(
    get,
    path = "/company",
    tag = "people",
    operation_id = "company",
    description = "The organisation as its administrators describe it, with the number to replace it by.",
    responses((status = 200, description = "`CompanyNow`", body = serde_json::Value), (status = 401, description = "Not signed in")),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session) -> Answer<axum::Json<CompanyNow>> {
    let directory = app.directory(session.tenant).await?;
    let mut profile = directory.profile.clone();
    if profile.vendor_id == 0 {
        let mut tx = app.db.begin().await?;
        profile.vendor_id = vendor_id(&mut tx, session.tenant).await?;
        tx.commit().await?;
    }
    Ok(axum::Json(CompanyNow { seq: directory.profile_seq, tenant_name: directory.tenant_name.clone(), profile }))
}

#[utoipa::path(
    put,
    path = "/company",
    tag = "people",
    operation_id = "replace_company",
    description = "Replaces what administrators say of the organisation. Phones get it with their next sync.",
    request_body(content = serde_json::Value, description = "`NewCompany`"),
    responses(
        (status = 200, description = "`CompanyNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "Somebody else replaced it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewCompany>,
) -> Answer<axum::Json<CompanyNow>> {
    session.must_administer()?;
    let mut profile = asked.profile;
    profile.check().map_err(|problems| {
        problems.iter().fold(Fault::unacceptable("company"), |fault, (member, problem)| fault.field(member, *problem))
    })?;
    if let Some(hash) = &profile.logo
        && !is_picture(&app, session.tenant, hash).await?
    {
        return Err(Fault::unacceptable("company").field("logo", "not_a_picture"));
    }
    let mut tx = app.db.begin().await?;
    profile.vendor_id = vendor_id(&mut tx, session.tenant).await?;
    let of = (Profile::KIND, Profile::ID);
    let writing = Writing { tenant: session.tenant, of, seen: asked.seq, by: &session.actor, at: app.clock.now() };
    let written = replace_definition(&mut tx, &writing, Some(&profile)).await?;
    let seq = written.ok_or_else(|| Fault::conflict("company"))?;
    let changed = Changed::Definitions(vec![Profile::KIND.to_owned()]);
    let news = News::Stored(Announcement { tenant: session.tenant, seq, changed, agents: None });
    news::tell(&mut tx, &news).await?;
    tx.commit().await?;
    app.hear(News::Directory { tenant: session.tenant });
    app.hear(news);
    tracing::info!(definition = Profile::KIND, seq, "definition written");
    let tenant_name = app.directory(session.tenant).await?.tenant_name.clone();
    Ok(axum::Json(CompanyNow { seq, tenant_name, profile }))
}

/// Whether a complete upload of the organisation is a picture that is small enough.
///
/// # Errors
/// When the database fails.
pub(crate) async fn is_picture(app: &App, tenant: TenantId, hash: &str) -> DbResult<bool> {
    // the primary key of attachments
    let row = sqlx::query(
        "select mime, size from attachments where tenant_id = $1 and hash = $2 and completed_at is not null",
    )
    .bind(tenant.to_string())
    .bind(hash)
    .fetch_optional(app.db.pool())
    .await?;
    let Some(row) = row else { return Ok(false) };
    let (mime, size): (String, i64) = (row.try_get(0)?, row.try_get(1)?);
    Ok(LOGO_TYPES.contains(&mime.as_str()) && size <= MAX_LOGO)
}

/// The organisation's vendor id; the next number, if it has none yet.
///
/// # Errors
/// When the database fails.
pub async fn vendor_id(tx: &mut Tx, tenant: TenantId) -> DbResult<i64> {
    // the unique keys of vendors: two organisations at once cannot get one number, and one of them asks again
    let known = "select vendor_id from vendors where tenant_id = $1";
    for _ in 0..20 {
        if let Some(row) = sqlx::query(known).bind(tenant.to_string()).fetch_optional(tx.on()).await? {
            return row.try_get(0);
        }
        sqlx::query(
            "insert into vendors (vendor_id, tenant_id) \
             select coalesce(max(vendor_id) + 1, $1), $2 from vendors where true on conflict do nothing",
        )
        .bind(FIRST)
        .bind(tenant.to_string())
        .execute(tx.on())
        .await?;
    }
    Err(sqlx::Error::Protocol("no vendor id could be given".to_owned()))
}
