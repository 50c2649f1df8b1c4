//! `GET` and `PUT /sign-in/settings`: how an organisation signs in. For administrators.
//!
//! The settings are no definition: devices have no use for them, and the client secret leaves the server never.

use axum::extract::State;
use axum::http::HeaderMap;
use sqlx::Row as _;
use truckroll_domain::TenantId;
use truckroll_domain::audit::Action;
use truckroll_domain::sign_in::SecondStepFor;
use truckroll_protocol::api::{NewOidcSettings, NewSignInSettings, OidcSettings, SignInSettings};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Session;
use crate::App;
use crate::audit::{self, Entry};
use crate::db::DbResult;
use crate::http::{API, Answer, Fault, Strict};
use crate::links::address_for;
use crate::news::{self, News};
use crate::notify::{Reach, endpoint};

/// Longest text of a setting, characters.
const MAX_TEXT: usize = 300;

/// How an organisation signs in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SignInRules {
    /// How often they were written.
    pub seq: i64,
    /// Of whom the second step is demanded.
    pub two_step: SecondStepFor,
    /// The identity provider.
    pub oidc: Option<OidcSettings>,
    /// Its client secret, sealed.
    pub sealed_secret: Option<String>,
}

impl SignInRules {
    /// Reads them (primary key).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(on: &mut sqlx::AnyConnection, tenant: TenantId) -> DbResult<Self> {
        let row = sqlx::query(
            "select seq, two_step, issuer, client_id, client_secret, label, domain \
             from sign_in_settings where tenant_id = $1",
        )
        .bind(tenant.to_string())
        .fetch_optional(on)
        .await?;
        let Some(row) = row else { return Ok(Self::default()) };
        let text = |index: usize| row.try_get::<Option<String>, _>(index);
        let word: String = row.try_get(1)?;
        let sealed_secret = text(4)?;
        let (client_id, label, domain) = (text(3)?, text(5)?, text(6)?);
        Ok(Self {
            seq: row.try_get(0)?,
            two_step: SecondStepFor::ALL.into_iter().find(|s| s.word() == word).unwrap_or_default(),
            oidc: text(2)?.map(|issuer| OidcSettings {
                issuer,
                client_id: client_id.unwrap_or_default(),
                has_secret: sealed_secret.is_some(),
                label: label.unwrap_or_default(),
                domain: domain.unwrap_or_default(),
            }),
            sealed_secret,
        })
    }

    fn shown(&self, app: &App, headers: &HeaderMap) -> SignInSettings {
        let redirect_uri = redirect_uri(app, headers);
        SignInSettings { seq: self.seq, two_step: self.two_step, oidc: self.oidc.clone(), redirect_uri }
    }
}

/// The address an identity provider sends people back to.
pub(super) fn redirect_uri(app: &App, headers: &HeaderMap) -> String {
    address_for(&app.config, headers, &format!("{API}/sign-in/oidc/callback"))
}

/// What a client secret is sealed for.
pub(super) fn purpose(tenant: TenantId) -> String {
    format!("oidc {tenant}")
}

/// Which addresses an identity provider may have.
pub(super) fn reach(app: &App) -> Reach {
    if app.config.oidc_any_address { Reach::AnyAddress } else { Reach::PublicOnly }
}

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read, replace))
}

#[utoipa::path(
    get,
    path = "/sign-in/settings",
    tag = "security",
    operation_id = "sign_in_settings",
    description = "How the organisation signs in, with the number to replace it by.",
    responses(
        (status = 200, description = "`SignInSettings`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session, headers: HeaderMap) -> Answer<axum::Json<SignInSettings>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    Ok(axum::Json(directory.sign_in.shown(&app, &headers)))
}

#[utoipa::path(
    put,
    path = "/sign-in/settings",
    tag = "security",
    operation_id = "replace_sign_in_settings",
    description = "Replaces how the organisation signs in. Without a client secret the stored one stays, unless issuer or client change.",
    request_body(content = serde_json::Value, description = "`NewSignInSettings`"),
    responses(
        (status = 200, description = "`SignInSettings`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "Somebody else replaced them meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    Strict(asked): Strict<NewSignInSettings>,
) -> Answer<axum::Json<SignInSettings>> {
    session.must_administer()?;
    let tenant = session.tenant;
    let oidc = asked.oidc.map(|oidc| acceptable(oidc, reach(&app))).transpose()?;
    let mut tx = app.db.begin().await?;
    // locks the organisation's row, so that of two administrators the second learns of the first
    tx.take_seq(tenant, 0).await?;
    let before = SignInRules::load(tx.on(), tenant).await?;
    if before.seq != asked.seq {
        return Err(Fault::conflict("sign_in_settings"));
    }
    let same_client = |new: &NewOidcSettings| {
        before.oidc.as_ref().is_some_and(|old| old.issuer == new.issuer && old.client_id == new.client_id)
    };
    let sealed_secret = oidc.as_ref().and_then(|new| match new.client_secret.as_deref() {
        Some("") => None,
        Some(secret) => Some(app.secrets.seal.seal(secret.as_bytes(), &purpose(tenant))),
        // a secret is never sent to another address than the one it was given for
        None => before.sealed_secret.clone().filter(|_| same_client(new)),
    });
    let after = SignInRules {
        seq: before.seq + 1,
        two_step: asked.two_step,
        oidc: oidc.map(|new| OidcSettings {
            issuer: new.issuer,
            client_id: new.client_id,
            has_secret: sealed_secret.is_some(),
            label: new.label,
            domain: new.domain,
        }),
        sealed_secret,
    };
    let of = |read: fn(&OidcSettings) -> &String| after.oidc.as_ref().map(|oidc| read(oidc).clone());
    sqlx::query(
        "insert into sign_in_settings (tenant_id, seq, two_step, issuer, client_id, client_secret, label, domain) \
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (tenant_id) do update set seq = excluded.seq, \
         two_step = excluded.two_step, issuer = excluded.issuer, client_id = excluded.client_id, \
         client_secret = excluded.client_secret, label = excluded.label, domain = excluded.domain",
    )
    .bind(tenant.to_string())
    .bind(after.seq)
    .bind(after.two_step.word())
    .bind(of(|o| &o.issuer))
    .bind(of(|o| &o.client_id))
    .bind(after.sealed_secret.clone())
    .bind(of(|o| &o.label))
    .bind(of(|o| &o.domain))
    .execute(tx.on())
    .await?;
    let state = |rules: &SignInRules| serde_json::json!({ "two_step": rules.two_step, "oidc": rules.oidc });
    let entry = Entry::of(&app, &session, Action::SignInSettings).about("sign_in_settings", "current", "");
    audit::write(&mut tx, entry.before(&state(&before)).after(&state(&after))).await?;
    news::tell(&mut tx, &News::Directory { tenant }).await?;
    tx.commit().await?;
    app.hear(News::Directory { tenant });
    Ok(axum::Json(after.shown(&app, &headers)))
}

/// Settings of a provider, trimmed and checked.
fn acceptable(given: NewOidcSettings, reach: Reach) -> Answer<NewOidcSettings> {
    let trimmed = |text: &str| text.trim().to_owned();
    let oidc = NewOidcSettings {
        issuer: trimmed(&given.issuer),
        client_id: trimmed(&given.client_id),
        client_secret: given.client_secret.as_deref().map(trimmed),
        label: trimmed(&given.label),
        domain: trimmed(&given.domain).trim_start_matches('@').to_lowercase(),
    };
    let wrong = |member: &str, problem: &str| Err(Fault::unacceptable(member).field(member, problem));
    let secret = oidc.client_secret.clone().unwrap_or_default();
    for (member, text) in [
        ("oidc.issuer", &oidc.issuer),
        ("oidc.client_id", &oidc.client_id),
        ("oidc.client_secret", &secret),
        ("oidc.label", &oidc.label),
        ("oidc.domain", &oidc.domain),
    ] {
        if text.chars().count() > MAX_TEXT {
            return wrong(member, "too_long");
        }
    }
    if oidc.client_id.is_empty() {
        return wrong("oidc.client_id", "required");
    }
    if endpoint(&oidc.issuer, reach).is_none() {
        return wrong("oidc.issuer", "not_an_address");
    }
    if oidc.domain.contains(['@', '/', ' ']) {
        return wrong("oidc.domain", "not_a_domain");
    }
    Ok(oidc)
}
