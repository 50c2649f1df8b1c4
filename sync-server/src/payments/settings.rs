//! Setting providers up (FEE-07): open members are shown, secrets are taken and never given.

use std::collections::BTreeMap;

use axum::extract::State;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::money::ledger::Provider;
use truckroll_protocol::api::payments::{NewProvider, Payable, ProviderNow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::houses::{self, Set, members, purpose};
use super::providers::Error;
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::http::{Answer, Fault, Strict};

/// Longest member, bytes: a private key of 8,192 bits in PEM has six thousand.
const MAX_MEMBER: usize = 8 * 1024;

/// Routes of this noun.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, replace)).routes(routes!(payable))
}

#[utoipa::path(
    get,
    path = "/payable",
    tag = "fees",
    operation_id = "payable",
    description = "By whom payments can be taken now: cash always, others once they are set up.",
    responses(
        (status = 200, description = "A list of `Payable`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to see fees"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn payable(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<Payable>>> {
    session.must(Area::Fees, Verb::View)?;
    let all = houses::all(&app, session.tenant).await?;
    let on = |name: &&str| all.get(*name).is_some_and(|set| set.enabled);
    let named = houses::ALL.iter().map(|(name, _)| *name).filter(on).chain([Provider::CASH]);
    let one = |name: &str| {
        let provider: Provider = name.parse().ok()?;
        Some(Payable { by_hand: super::by_hand(&provider), provider })
    };
    Ok(axum::Json(named.filter_map(one).collect()))
}

fn shown(app: &App, session: &Session, name: &str, set: &Set) -> Option<ProviderNow> {
    Some(ProviderNow {
        provider: name.parse().ok()?,
        seq: set.seq,
        enabled: set.enabled,
        settings: set.settings.clone(),
        secrets: set.secrets.keys().cloned().collect(),
        notices: if name == super::STATIC_QR { String::new() } else { houses::notices(app, session.tenant, name) },
    })
}

#[utoipa::path(
    get,
    path = "/payment-providers",
    tag = "fees",
    operation_id = "payment_providers",
    description = "Every provider and how the organisation is known to it. What is secret is not among it.",
    responses(
        (status = 200, description = "A list of `ProviderNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<ProviderNow>>> {
    session.must_administer()?;
    let all = houses::all(&app, session.tenant).await?;
    let none = Set::default();
    let one = |(name, _): &(&str, _)| shown(&app, &session, name, all.get(*name).unwrap_or(&none));
    Ok(axum::Json(houses::ALL.iter().filter_map(one).collect()))
}

/// The settings that were asked for, with secrets that stay.
fn fitting(app: &App, session: &Session, asked: &NewProvider, before: &Set) -> Answer<Set> {
    let name = asked.provider.name();
    let fault = || Fault::unacceptable("payment_provider");
    let known = members(name).ok_or_else(|| fault().field("provider", "unknown"))?;
    let mut problems: BTreeMap<String, &str> = BTreeMap::new();
    let mut set = Set { seq: 0, enabled: asked.enabled, ..Set::default() };
    for (member, text, secret) in asked
        .settings
        .iter()
        .map(|(member, text)| (member, text, false))
        .chain(asked.secrets.iter().map(|(member, text)| (member, text, true)))
    {
        let text = text.trim();
        if !known.iter().any(|one| one.name == member && one.secret == secret) {
            problems.insert(member.chars().take(64).collect(), "unknown");
        } else if text.len() > MAX_MEMBER {
            problems.insert(member.clone(), "too_long");
        } else if !text.is_empty() {
            let all = if secret { &mut set.secrets } else { &mut set.settings };
            all.insert(member.clone(), text.to_owned());
        }
    }
    for (member, text) in &before.secrets {
        if !asked.secrets.contains_key(member) {
            set.secrets.insert(member.clone(), text.clone());
        }
    }
    for one in known.iter().filter(|one| one.required && asked.enabled) {
        let given = if one.secret { &set.secrets } else { &set.settings };
        if !given.contains_key(one.name) {
            problems.entry(one.name.to_owned()).or_insert("required");
        }
    }
    if problems.is_empty()
        && asked.enabled
        && name != super::STATIC_QR
        && let Err(Error::NotConfigured(member)) = houses::make(app, session.tenant, name, &set)
    {
        problems.insert(member.to_owned(), "unreadable");
    }
    if problems.is_empty() {
        return Ok(set);
    }
    Err(problems.into_iter().fold(fault(), |fault, (member, word)| fault.field(&member, word)))
}

#[utoipa::path(
    put,
    path = "/payment-providers",
    tag = "fees",
    operation_id = "replace_payment_provider",
    description = "Sets a provider up in the place of what was read at `seq`. Secrets that are left out stay; empty ones go.",
    request_body(content = serde_json::Value, description = "`NewProvider`"),
    responses(
        (status = 200, description = "`ProviderNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewProvider>,
) -> Answer<axum::Json<ProviderNow>> {
    session.must_administer()?;
    let name = asked.provider.name();
    let before = houses::all(&app, session.tenant).await?.remove(name).unwrap_or_default();
    let set = fitting(&app, &session, &asked, &before)?;
    let seq = asked.seq.saturating_add(1);
    let (settings, secrets) = (text(&set.settings)?, text(&set.secrets)?);
    let sealed = app.secrets.seal.seal(secrets.as_bytes(), &purpose(session.tenant, name));
    let mut tx = app.db.begin().await?;
    let written = sqlx::query(
        "insert into payment_providers (tenant_id, provider, seq, enabled, settings, sealed) values ($1, $2, $3, $4, $5, $6) \
         on conflict (tenant_id, provider) do update set seq = excluded.seq, enabled = excluded.enabled, \
         settings = excluded.settings, sealed = excluded.sealed where payment_providers.seq = excluded.seq - 1",
    )
    .bind(session.tenant.to_string())
    .bind(name)
    .bind(seq)
    .bind(i64::from(set.enabled))
    .bind(settings)
    .bind(sealed)
    .execute(tx.on())
    .await?;
    if written.rows_affected() != 1 || (asked.seq != 0 && before.seq == 0) {
        return Err(Fault::conflict("payment_provider"));
    }
    // which secrets were written, not what they are
    let note = BTreeMap::from([
        ("enabled", serde_json::json!(set.enabled)),
        ("settings", serde_json::json!(set.settings)),
        ("secrets", serde_json::json!(asked.secrets.keys().collect::<Vec<_>>())),
    ]);
    let entry = Entry::of(&app, &session, Action::PaymentProviderWritten).about("payment_provider", name, "");
    audit::write(&mut tx, entry.before(&before.settings).after(&note)).await?;
    tx.commit().await?;
    tracing::info!(provider = name, enabled = set.enabled, "payment provider written");
    shown(&app, &session, name, &Set { seq, ..set }).map(axum::Json).ok_or_else(Fault::internal)
}

fn text(all: &BTreeMap<String, String>) -> Answer<String> {
    serde_json::to_string(all).map_err(|_| Fault::internal())
}
