//! Keys of this installation: made at the first start, kept in the table `secrets`, never logged.
//!
//! Whoever holds the database holds the keys; a copy of the database therefore keeps printed QR codes and push
//! subscriptions working. [`Secrets::open`] runs once a start; several nodes of one database agree on one key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sqlx::Row as _;

use crate::auth::Seal;
use crate::db::{Db, DbResult};
use crate::links::LinkKey;
use crate::notify::Vapid;

/// All keys.
pub struct Secrets {
    /// Signs links to forms and progress pages.
    pub links: LinkKey,
    /// Identifies this server to push services.
    pub vapid: Vapid,
    /// Encrypts small secrets of people and organisations.
    pub seal: Seal,
}

impl Secrets {
    /// Reads the keys and makes those that are missing.
    ///
    /// # Errors
    /// When the database fails or holds a key that cannot be read.
    pub async fn open(db: &Db) -> DbResult<Self> {
        let links = LinkKey::new(bytes(db, "link_key", rand::random()).await?);
        let vapid = Vapid::new(&bytes(db, "vapid_key", Vapid::fresh_key()).await?);
        let vapid = vapid.ok_or_else(|| sqlx::Error::Decode("secret vapid_key is not a P-256 key".into()))?;
        let seal = Seal::new(&bytes(db, "seal_key", rand::random()).await?);
        Ok(Self { links, vapid, seal })
    }
}

/// The stored secret, or `fresh` stored under that name; another node may be faster.
async fn bytes(db: &Db, name: &str, fresh: [u8; 32]) -> DbResult<[u8; 32]> {
    let mut tx = db.begin().await?;
    sqlx::query("insert into secrets (name, value) values ($1, $2) on conflict (name) do nothing")
        .bind(name)
        .bind(URL_SAFE_NO_PAD.encode(fresh))
        .execute(tx.on())
        .await?;
    let row = sqlx::query("select value from secrets where name = $1").bind(name).fetch_one(tx.on()).await?;
    let value: String = row.try_get(0)?;
    tx.commit().await?;
    let decoded = URL_SAFE_NO_PAD.decode(value).map_err(|e| sqlx::Error::Decode(e.into()))?;
    decoded.try_into().map_err(|_| sqlx::Error::Decode(format!("secret {name} has another length").into()))
}
