//! Service accounts: number and password by which a company identifies itself to clients and telephone menus (CUS-21).
//!
//! Kept only here, hashed, never in a document. After five wrong passwords an account is locked for a quarter of an hour.

use axum::extract::State;
use axum::http::StatusCode;
use sqlx::Row as _;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::{CompanyId, TenantId, Timestamp};
use truckroll_protocol::api::NewServiceAccount;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::{Session, password};
use crate::db::{Db, DbResult};
use crate::http::{Answer, Fault, Id, Json, input};

/// Wrong passwords until an account is locked.
const MAX_FAILURES: i64 = 5;
/// How long it is locked.
const LOCKED_MS: i64 = 15 * MINUTE_MS;
/// Digits of an account.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=20;
/// Characters of a password.
const PASSWORD: std::ops::RangeInclusive<usize> = 4..=100;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(replace))
}

/// What became of identifying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is this company.
    Known(CompanyId),
    /// Account or password is wrong.
    Wrong,
    /// The account is locked until then.
    Locked(Timestamp),
}

#[utoipa::path(
    put,
    path = "/companies/{id}/service-account",
    tag = "customers",
    operation_id = "replace_service_account",
    description = "Sets account and password by which a company identifies itself; an empty account takes them away.",
    params(("id" = String, Path, description = "Company")),
    request_body(content = serde_json::Value, description = "`NewServiceAccount`"),
    responses(
        (status = 204, description = "It holds"),
        (status = 403, description = "Neither dispatcher nor administrator"),
        (status = 404, description = "No such company"),
        (status = 409, description = "Another company has this account"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Id(id): Id<CompanyId>,
    Json(given): Json<serde_json::Value>,
) -> Answer<StatusCode> {
    let known = sqlx::query("select 1 from companies where tenant_id = $1 and id = $2 and deleted_at is null")
        .bind(session.tenant.to_string())
        .bind(id.to_string())
        .fetch_optional(app.db.pool())
        .await?;
    if known.is_none() || !session.actor.may(Area::Customers, Verb::Edit) {
        return Err(Fault::not_found("company"));
    }
    let asked: NewServiceAccount = input::strictly(given.to_string().as_bytes())?;
    let fault = |member: &str, problem: &str| Fault::unacceptable("service_account").field(member, problem);
    let account = asked.account.trim().to_owned();
    if account.is_empty() {
        let mut tx = app.db.begin().await?;
        remove(&mut tx, session.tenant, id).await?;
        tx.commit().await?;
        return Ok(StatusCode::NO_CONTENT);
    }
    if !DIGITS.contains(&account.len()) || !account.bytes().all(|b| b.is_ascii_digit()) {
        return Err(fault("account", "not_digits"));
    }
    let hash = match asked.password {
        Some(password) if PASSWORD.contains(&password.chars().count()) => {
            let hashed = tokio::task::spawn_blocking(move || password::hash(&password)).await;
            Some(hashed.map_err(|_| Fault::unavailable("worker"))?)
        }
        Some(_) => return Err(fault("password", "out_of_range")),
        None => None,
    };
    let mut tx = app.db.begin().await?;
    // index service_accounts_company
    let before = sqlx::query("select password_hash from service_accounts where tenant_id = $1 and company_id = $2")
        .bind(session.tenant.to_string())
        .bind(id.to_string())
        .fetch_optional(tx.on())
        .await?;
    let before: Option<String> = before.map(|row| row.try_get(0)).transpose()?;
    let hash = hash.or(before).ok_or_else(|| fault("password", "required"))?;
    remove(&mut tx, session.tenant, id).await?;
    let written = sqlx::query(
        "insert into service_accounts (tenant_id, account, company_id, password_hash, failures, locked_until) \
         values ($1, $2, $3, $4, 0, 0) on conflict (tenant_id, account) do nothing",
    )
    .bind(session.tenant.to_string())
    .bind(&account)
    .bind(id.to_string())
    .bind(hash)
    .execute(tx.on())
    .await?;
    if written.rows_affected() == 0 {
        return Err(Fault::conflict("service_account").field("account", "taken"));
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove(tx: &mut crate::db::Tx, tenant: TenantId, id: CompanyId) -> DbResult<()> {
    sqlx::query("delete from service_accounts where tenant_id = $1 and company_id = $2")
        .bind(tenant.to_string())
        .bind(id.to_string())
        .execute(tx.on())
        .await?;
    Ok(())
}

/// The account of a company (index `service_accounts_company`).
pub(crate) async fn account_of(db: &Db, tenant: TenantId, id: CompanyId) -> DbResult<Option<String>> {
    let row = sqlx::query("select account from service_accounts where tenant_id = $1 and company_id = $2")
        .bind(tenant.to_string())
        .bind(id.to_string())
        .fetch_optional(db.pool())
        .await?;
    row.map(|row| row.try_get(0)).transpose()
}

/// Which company an account and password belong to. Wrong passwords are counted; a right one ends the count.
///
/// # Errors
/// When the database fails.
pub async fn identify(app: &App, tenant: TenantId, account: &str, given: &str) -> DbResult<Verdict> {
    let now = app.clock.now();
    // the attempt is counted before the password is looked at, so that attempts at once are counted each
    let mut tx = app.db.begin().await?;
    let row = sqlx::query(
        "update service_accounts set \
           failures = case when failures >= $1 then 1 else failures + 1 end, \
           locked_until = case when failures + 1 = $1 then $2 else 0 end \
         where tenant_id = $3 and account = $4 and locked_until <= $5 returning company_id, password_hash",
    )
    .bind(MAX_FAILURES)
    .bind(now.plus_ms(LOCKED_MS).ms())
    .bind(tenant.to_string())
    .bind(account)
    .bind(now.ms())
    .fetch_optional(tx.on())
    .await?;
    let stored: Option<(String, String)> =
        row.map(|row| DbResult::Ok((row.try_get(0)?, row.try_get(1)?))).transpose()?;
    let locked = sqlx::query("select locked_until from service_accounts where tenant_id = $1 and account = $2")
        .bind(tenant.to_string())
        .bind(account)
        .fetch_optional(tx.on())
        .await?;
    tx.commit().await?;
    let locked: Option<i64> = locked.map(|row| row.try_get(0)).transpose()?;
    let until = locked.filter(|_| stored.is_none()).map(Timestamp);
    let (company, hash) = match (stored, locked) {
        (Some(stored), _) => stored,
        // a locked account and one that is not there are as slow as a known one
        (None, _) => (String::new(), password::NOBODYS.to_owned()),
    };
    let given = given.to_owned();
    let right = tokio::task::spawn_blocking(move || password::verify(&given, &hash)).await;
    if let Some(until) = until {
        return Ok(Verdict::Locked(until));
    }
    if !right.unwrap_or(false) {
        return Ok(Verdict::Wrong);
    }
    let mut tx = app.db.begin().await?;
    sqlx::query("update service_accounts set failures = 0, locked_until = 0 where tenant_id = $1 and account = $2")
        .bind(tenant.to_string())
        .bind(account)
        .execute(tx.on())
        .await?;
    tx.commit().await?;
    let Ok(company) = company.parse::<CompanyId>() else { return Ok(Verdict::Wrong) };
    // whoever was merged is known by the account of before
    let now = super::merge::now_at(&app.db, tenant, company.into()).await?;
    Ok(Verdict::Known(now.map_or(company, CompanyId::from)))
}
