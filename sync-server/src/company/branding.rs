//! `GET` and `PUT /company/branding`: the white label (ORG-07). The licence switches it on; what was set stays while it is off.

use axum::extract::State;
use sqlx::Row as _;
use truckroll_domain::TenantId;
use truckroll_domain::audit::Action;
use truckroll_domain::tenants::Branding;
use truckroll_protocol::api::{BrandingNow, NewBranding};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::db::DbResult;
use crate::http::{Answer, Fault, Strict};
use crate::news::{self, News};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read, replace))
}

/// The white label of an organisation and how often it was written.
///
/// # Errors
/// When the database fails.
pub async fn load(on: &mut sqlx::AnyConnection, tenant: TenantId) -> DbResult<(Branding, i64)> {
    let row = sqlx::query("select body, seq from brandings where tenant_id = $1")
        .bind(tenant.to_string())
        .fetch_optional(on)
        .await?;
    let Some(row) = row else { return Ok((Branding::default(), 0)) };
    Ok((serde_json::from_str(&row.try_get::<String, _>(0)?).unwrap_or_default(), row.try_get(1)?))
}

/// The organisation whose address has this host, whether or not its licence still includes one.
///
/// # Errors
/// When the database fails.
pub async fn of_host(app: &App, host: &str) -> DbResult<Option<TenantId>> {
    let row = sqlx::query("select tenant_id from brandings where address = $1")
        .bind(format!("https://{}", host.to_ascii_lowercase()))
        .fetch_optional(app.db.pool())
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(row.try_get::<String, _>(0)?.parse().ok())
}

#[utoipa::path(
    get,
    path = "/company/branding",
    tag = "people",
    operation_id = "branding",
    description = "Name, colour and address under which customers meet the organisation, with the number to replace them by.",
    responses(
        (status = 200, description = "`BrandingNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session) -> Answer<axum::Json<BrandingNow>> {
    session.must_administer()?;
    let mut on = app.db.pool().acquire().await?;
    let (branding, seq) = load(&mut on, session.tenant).await?;
    Ok(axum::Json(BrandingNow { seq, branding }))
}

#[utoipa::path(
    put,
    path = "/company/branding",
    tag = "people",
    operation_id = "replace_branding",
    description = "Replaces name, colour and address under which customers meet the organisation. Needs a licence for it.",
    request_body(content = serde_json::Value, description = "`NewBranding`"),
    responses(
        (status = 200, description = "`BrandingNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator, or `white_label`: the licence does not include it"),
        (status = 409, description = "Somebody else replaced it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewBranding>,
) -> Answer<axum::Json<BrandingNow>> {
    session.must_administer()?;
    let tenant = session.tenant;
    if !app.directory(tenant).await?.licence.white_label {
        return Err(Fault::forbidden("white_label"));
    }
    let branding = asked.branding.tidy();
    branding.check().map_err(|problems| {
        problems.iter().fold(Fault::unacceptable("branding"), |fault, (member, problem)| fault.field(member, *problem))
    })?;
    let mut tx = app.db.begin().await?;
    // locks the organisation's row, so that of two administrators the second learns of the first
    tx.take_seq(tenant, 0).await?;
    let (before, seq) = load(tx.on(), tenant).await?;
    if seq != asked.seq {
        return Err(Fault::conflict("branding"));
    }
    let address = Some(branding.address.as_str()).filter(|address| !address.is_empty());
    if let Some(address) = address {
        let other = sqlx::query("select 1 from brandings where address = $1 and tenant_id <> $2")
            .bind(address)
            .bind(tenant.to_string())
            .fetch_optional(tx.on())
            .await?;
        if other.is_some() {
            return Err(Fault::unacceptable("branding").field("address", "taken"));
        }
    }
    let body = serde_json::to_string(&branding).map_err(|e| sqlx::Error::Encode(e.into()))?;
    let written = sqlx::query(
        "insert into brandings (tenant_id, seq, body, address) values ($1, $2, $3, $4) \
         on conflict (tenant_id) do update set seq = excluded.seq, body = excluded.body, address = excluded.address",
    )
    .bind(tenant.to_string())
    .bind(seq + 1)
    .bind(body)
    .bind(address)
    .execute(tx.on())
    .await;
    match written {
        // two organisations at once: the unique key decides
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            return Err(Fault::unacceptable("branding").field("address", "taken"));
        }
        other => other?,
    };
    let entry = Entry::of(&app, &session, Action::BrandingWritten).about("branding", tenant, &branding.name);
    audit::write(&mut tx, entry.before(&before).after(&branding)).await?;
    news::tell(&mut tx, &News::Directory { tenant }).await?;
    tx.commit().await?;
    app.hear(News::Directory { tenant });
    Ok(axum::Json(BrandingNow { seq: seq + 1, branding }))
}
