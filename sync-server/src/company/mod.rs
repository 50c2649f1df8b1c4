//! `GET` and `PUT /company`: the organisation as its administrators describe it (ORG-03..06, CUS-01), `POST /company/contact`:
//! a letter to its contact person.
//!
//! The profile is a definition, so phones have it without a network. The vendor id is given once, with the first profile
//! that is written or read; it is a number that counts up and says nothing. The account name is the organisation's to
//! choose and unique on the server (`names`); `contact` asks whether the contact person's address is his, `logo` takes
//! pictures, `branding` and `face` are what customers see.

mod branding;
mod contact;
mod face;
mod logo;
mod names;

pub use branding::{load as load_branding, of_host};
pub use contact::{HOLDS_MS, Link as ContactLink, confirm as confirm_contact, confirmed, find as find_contact};
pub use logo::show as show_logo;
pub use names::vendor_id;

use axum::extract::State;
use sqlx::Row as _;
use truckroll_domain::TenantId;
use truckroll_domain::audit::Action;
use truckroll_domain::tenants::Profile;
use truckroll_protocol::api::{CompanyNow, ContactMail, NewCompany};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use contact::Asked;

use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::db::DbResult;
use crate::directory::{Writing, replace_definition};
use crate::http::{Answer, Fault, Strict};
use crate::news::{self, Announcement, Changed, News};

/// Pictures that can be a logo or a portrait.
const LOGO_TYPES: [&str; 2] = ["image/png", "image/jpeg"];
/// Largest of them, bytes.
const MAX_LOGO: i64 = 2 * 1024 * 1024;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read, replace))
        .routes(routes!(ask_contact))
        .merge(branding::routes())
        .merge(logo::routes())
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
    Ok(axum::Json(now(&app, session.tenant, directory.profile_seq, profile).await?))
}

/// The profile with what is known beside it.
async fn now(app: &App, tenant: TenantId, seq: i64, profile: Profile) -> Answer<CompanyNow> {
    let directory = app.directory(tenant).await?;
    let contact = contact::state(app, tenant, &profile.contact_email).await?;
    Ok(CompanyNow {
        seq,
        tenant_name: directory.tenant_name.clone(),
        profile,
        contact,
        white_label: directory.licence.white_label,
    })
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
    let directory = app.directory(session.tenant).await?;
    let mut tx = app.db.begin().await?;
    profile.vendor_id = vendor_id(&mut tx, session.tenant).await?;
    if !names::take_account_name(&mut tx, session.tenant, &profile.account_name).await? {
        return Err(Fault::unacceptable("company").field("account_name", "taken"));
    }
    let of = (Profile::KIND, Profile::ID);
    let writing = Writing { tenant: session.tenant, of, seen: asked.seq, by: &session.actor, at: app.clock.now() };
    let written = replace_definition(&mut tx, &writing, Some(&profile)).await?;
    let seq = written.ok_or_else(|| Fault::conflict("company"))?;
    let changed = Changed::Definitions(vec![Profile::KIND.to_owned()]);
    let news = News::Stored(Announcement { tenant: session.tenant, seq, changed, agents: None });
    news::tell(&mut tx, &news).await?;
    let entry =
        Entry::of(&app, &session, Action::CompanyWritten).about("company", session.tenant, &directory.tenant_name);
    audit::write(&mut tx, entry.before(&directory.profile).after(&profile)).await?;
    let fresh = !profile.contact_email.is_empty() && profile.contact_email != directory.profile.contact_email;
    if fresh && app.config.smtp_url.is_some() {
        // too many letters are no reason not to save; the page offers another one
        contact::ask(&mut tx, &app, session.tenant, &directory, &profile.contact_email).await?;
    }
    tx.commit().await?;
    app.hear(News::Directory { tenant: session.tenant });
    app.hear(news);
    tracing::info!(definition = Profile::KIND, seq, "definition written");
    Ok(axum::Json(now(&app, session.tenant, seq, profile).await?))
}

#[utoipa::path(
    post,
    path = "/company/contact",
    tag = "people",
    operation_id = "ask_contact",
    description = "Sends the contact person a letter with a link by which the e-mail address is confirmed; it holds for three days.",
    responses(
        (status = 200, description = "`ContactMail`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "`address`: there is none; `mail`: this server sends no e-mail"),
        (status = 429, description = "Too many letters"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn ask_contact(State(app): State<App>, session: Session) -> Answer<axum::Json<ContactMail>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let email = directory.profile.contact_email.clone();
    if email.is_empty() {
        return Err(Fault::conflict("address"));
    }
    if app.config.smtp_url.is_none() {
        return Err(Fault::conflict("mail"));
    }
    let mut tx = app.db.begin().await?;
    // one at a time, so that two presses are two letters only when there may be two
    tx.take_seq(session.tenant, 0).await?;
    match contact::ask(&mut tx, &app, session.tenant, &directory, &email).await? {
        Asked::Sent => {
            let entry = Entry::of(&app, &session, Action::ContactAsked).about("company", session.tenant, &email);
            audit::write(&mut tx, entry).await?;
            tx.commit().await?;
        }
        Asked::Confirmed => {}
        Asked::TooSoon(seconds) => return Err(Fault::rate_limited(seconds)),
    }
    Ok(axum::Json(contact::state(&app, session.tenant, &email).await?))
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
