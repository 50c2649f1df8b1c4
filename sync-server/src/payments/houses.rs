//! How the organisation is known to the houses that take payments (FEE-07): settings that everybody may read, secrets that nobody
//! reads again, and the house that is made of them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use sqlx::Row as _;
use truckroll_domain::TenantId;
use truckroll_domain::money::ledger::Provider;

use super::providers::{
    Alipay, AlipaySettings, Checkout, CheckoutSettings, Error, Outside, PaymentProvider, PlatformKey, Secret, Wechat,
    WechatSettings,
};
use crate::App;
use crate::db::DbResult;
use crate::http::outgoing::client_to;
use std::time::Duration;

/// A house that takes payments.
pub(super) type House = dyn PaymentProvider;

/// Most houses that are kept in mind.
const MOST_KEPT: usize = 256;
/// How long any answer may take; the adapters are stricter.
const PATIENCE: Duration = Duration::from_secs(120);

/// A member of the settings of a provider.
pub(super) struct Member {
    /// Its name.
    pub name: &'static str,
    /// Whether it is never read again.
    pub secret: bool,
    /// Whether nothing works without it.
    pub required: bool,
}

const fn open(name: &'static str, required: bool) -> Member {
    Member { name, secret: false, required }
}

const fn secret(name: &'static str, required: bool) -> Member {
    Member { name, secret: true, required }
}

const WECHAT: &[Member] = &[
    open("app_id", true),
    open("merchant", true),
    open("serial", true),
    open("public_key_id", false),
    open("public_key", false),
    open("certificates", false),
    open("address", false),
    secret("private_key", true),
    secret("api_key", true),
];
const ALIPAY: &[Member] = &[
    open("app_id", true),
    open("seller_id", true),
    open("public_key", true),
    open("address", false),
    secret("private_key", true),
];
const CHECKOUT: &[Member] = &[
    open("success_url", true),
    open("cancel_url", true),
    open("address", false),
    secret("key", true),
    secret("webhook_secret", true),
    secret("webhook_secret_next", false),
];
const STATIC_QR: &[Member] = &[open("payload", true)];

/// Every provider that can be set up, with its members. Cash needs no setting.
pub(super) const ALL: [(&str, &[Member]); 4] =
    [("wechat_pay", WECHAT), ("alipay", ALIPAY), ("checkout", CHECKOUT), ("static_qr", STATIC_QR)];

/// The members of a provider; nothing when there is no such one.
pub(super) fn members(provider: &str) -> Option<&'static [Member]> {
    ALL.iter().find(|(name, _)| *name == provider).map(|(_, members)| *members)
}

/// The settings of a provider.
#[derive(Clone, Debug, Default)]
pub(super) struct Set {
    pub seq: i64,
    pub enabled: bool,
    pub settings: BTreeMap<String, String>,
    pub secrets: BTreeMap<String, String>,
}

/// What secrets of a provider are sealed for.
pub(super) fn purpose(tenant: TenantId, provider: &str) -> String {
    format!("payment provider {tenant} {provider}")
}

/// The settings of all providers of an organisation, by name.
pub(super) async fn all(app: &App, tenant: TenantId) -> DbResult<BTreeMap<String, Set>> {
    let rows =
        sqlx::query("select provider, seq, enabled, settings, sealed from payment_providers where tenant_id = $1")
            .bind(tenant.to_string())
            .fetch_all(app.db.pool())
            .await?;
    let mut all = BTreeMap::new();
    for row in &rows {
        let (provider, settings, sealed): (String, String, String) =
            (row.try_get(0)?, row.try_get(3)?, row.try_get(4)?);
        let enabled: i64 = row.try_get(2)?;
        let opened = app.secrets.seal.open(&sealed, &purpose(tenant, &provider));
        let secrets = opened.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        let settings = serde_json::from_str(&settings).map_err(|error| sqlx::Error::Decode(error.into()))?;
        all.insert(provider, Set { seq: row.try_get(1)?, enabled: enabled == 1, settings, secrets });
    }
    Ok(all)
}

/// Houses by whose they are and what they are called, with the number of the settings they were made of.
type Made = HashMap<(TenantId, String), (i64, Arc<House>)>;

/// Houses in mind: what they know of certificates outlives a call.
#[derive(Default)]
pub struct Houses(Mutex<Made>);

/// The house that takes payments of an organisation.
///
/// # Errors
/// Outside when the database fails; inside when it is not set up, or the settings cannot be read.
pub(super) async fn of(app: &App, tenant: TenantId, provider: &Provider) -> DbResult<Result<Arc<House>, Error>> {
    let Some(set) = all(app, tenant).await?.remove(provider.name()) else {
        return Ok(Err(Error::NotConfigured("provider")));
    };
    let key = (tenant, provider.name().to_owned());
    if let Ok(kept) = app.houses.0.lock()
        && let Some((seq, house)) = kept.get(&key)
        && *seq == set.seq
    {
        return Ok(Ok(Arc::clone(house)));
    }
    let made = make(app, tenant, provider.name(), &set);
    if let (Ok(house), Ok(mut kept)) = (&made, app.houses.0.lock()) {
        if kept.len() >= MOST_KEPT {
            kept.clear();
        }
        kept.insert(key, (set.seq, Arc::clone(house)));
    }
    Ok(made)
}

/// Where a house reports payments to; empty on a server that does not know its own address.
pub(super) fn notices(app: &App, tenant: TenantId, provider: &str) -> String {
    let base = app.config.public_url.as_deref().unwrap_or_default().trim_end_matches('/');
    if base.is_empty() { String::new() } else { format!("{base}/payments/{tenant}/{provider}/notices") }
}

/// The house of some settings.
///
/// # Errors
/// [`Error::NotConfigured`] with the member's name.
pub(super) fn make(app: &App, tenant: TenantId, provider: &str, set: &Set) -> Result<Arc<House>, Error> {
    let text = |name: &str| set.settings.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let or = |name: &str, otherwise: &str| {
        Some(text(name)).filter(|text| !text.is_empty()).unwrap_or_else(|| otherwise.into())
    };
    let secret = |name: &str| Secret::new(set.secrets.get(name).cloned().unwrap_or_default());
    let client = client_to(crate::rules::reach(app), PATIENCE).build().map_err(|_| Error::NotConfigured("client"))?;
    let clock = app.clock.clone();
    let outside = Outside { client, clock: Arc::new(move || clock.now()) };
    let notify_url = notices(app, tenant, provider);
    Ok(match provider {
        "wechat_pay" => {
            let id = text("public_key_id");
            let public_key = (!id.is_empty()).then(|| PlatformKey { id, key: text("public_key") });
            Arc::new(Wechat::new(
                &WechatSettings {
                    address: or("address", "https://api.mch.weixin.qq.com"),
                    app_id: text("app_id"),
                    merchant: text("merchant"),
                    serial: text("serial"),
                    private_key: secret("private_key"),
                    api_key: secret("api_key"),
                    certificates: public_key.is_none() || text("certificates") == "1",
                    public_key,
                    notify_url,
                },
                outside,
            )?)
        }
        "alipay" => Arc::new(Alipay::new(
            &AlipaySettings {
                address: or("address", "https://openapi.alipay.com/gateway.do"),
                app_id: text("app_id"),
                seller_id: text("seller_id"),
                private_key: secret("private_key"),
                public_key: text("public_key"),
                notify_url,
            },
            outside,
        )?),
        "checkout" => {
            let named = ["webhook_secret", "webhook_secret_next"];
            let webhook_secrets =
                named.into_iter().filter(|name| set.secrets.contains_key(*name)).map(secret).collect();
            Arc::new(Checkout::new(
                &CheckoutSettings {
                    address: or("address", "https://api.stripe.com"),
                    key: secret("key"),
                    webhook_secrets,
                    success_url: text("success_url"),
                    cancel_url: text("cancel_url"),
                },
                outside,
            )?)
        }
        _ => return Err(Error::NotConfigured("provider")),
    })
}
