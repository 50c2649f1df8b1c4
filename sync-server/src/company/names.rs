//! What organisations are known by: the vendor id, which the server gives, and the account name, which they choose (ORG-03).

use sqlx::Row as _;
use truckroll_domain::TenantId;

use crate::db::{DbResult, Tx};

/// The first number that is given.
const FIRST: i64 = 10_000_001;

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

/// Takes an account name for an organisation, or gives its own up when it is empty; whether the name was free.
pub(super) async fn take_account_name(tx: &mut Tx, tenant: TenantId, name: &str) -> DbResult<bool> {
    sqlx::query("delete from account_names where tenant_id = $1 and name <> $2")
        .bind(tenant.to_string())
        .bind(name)
        .execute(tx.on())
        .await?;
    if name.is_empty() {
        return Ok(true);
    }
    // the primary key: of two that want one name, the second waits for the first and finds it taken
    sqlx::query("insert into account_names (name, tenant_id) values ($1, $2) on conflict (name) do nothing")
        .bind(name)
        .bind(tenant.to_string())
        .execute(tx.on())
        .await?;
    let owner =
        sqlx::query("select tenant_id from account_names where name = $1").bind(name).fetch_one(tx.on()).await?;
    Ok(owner.try_get::<String, _>(0)? == tenant.to_string())
}
