//! The platform's keys: its public key from the settings, and its certificates, which are fetched and change.
//!
//! Several certificates are valid at once while the platform changes them. A serial number that is not known is asked for,
//! at most once in [`PAUSE_MS`]: anybody can send a notice with an invented one. The list comes sealed with the API v3 key,
//! so a key that is in it is the platform's; the list's own signature is verified by that key too.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use reqwest::Method;
use serde::Deserialize;
use tokio::sync::Mutex;
use truckroll_domain::Timestamp;
use truckroll_domain::time::{MINUTE_MS, SECOND_MS};

use super::call::complaint;
use super::sealed::Sealed;
use super::{PUBLIC_KEY_ID, Wechat};
use crate::payments::providers::error::{Distrust, Error, Result};
use crate::payments::providers::keys::PublicKey;
use crate::payments::providers::times;
use crate::payments::providers::wire::at;

/// How long after an answer, whatever it was, no list is asked for, ms.
const PAUSE_MS: i64 = 5 * MINUTE_MS;
/// How long after the house could not answer, ms.
const PAUSE_AFTER_OUTAGE_MS: i64 = 10 * SECOND_MS;
/// Most certificates of a list.
const MAX_CERTIFICATES: usize = 32;

/// A certificate's key and when it counts.
#[derive(Clone, Debug)]
struct Certificate {
    key: PublicKey,
    from: Timestamp,
    until: Timestamp,
}

/// The certificates by their serial numbers.
type Certificates = BTreeMap<String, Certificate>;

/// What is known of the platform's keys.
#[derive(Debug)]
pub(super) struct Platform {
    public_key: Option<(String, PublicKey)>,
    fetches: bool,
    certificates: RwLock<Certificates>,
    /// When the list may be asked for again. It is held while one asks, so that the others wait for that answer and do not
    /// ask too; the call has a time limit.
    next: Mutex<Timestamp>,
}

/// The list as it comes.
#[derive(Deserialize)]
struct List {
    data: Vec<Listed>,
}

/// A certificate as it comes.
#[derive(Deserialize)]
struct Listed {
    serial_no: String,
    effective_time: String,
    expire_time: String,
    encrypt_certificate: Sealed,
}

impl Platform {
    pub(super) fn new(public_key: Option<(String, PublicKey)>, fetches: bool) -> Self {
        Self { public_key, fetches, certificates: RwLock::default(), next: Mutex::new(Timestamp(i64::MIN)) }
    }

    /// The id of the public key, with which answers are to be signed.
    pub(super) fn public_key_id(&self) -> Option<&str> {
        self.public_key.as_ref().map(|(id, _)| id.as_str())
    }

    fn fixed(&self, serial: &str) -> Option<PublicKey> {
        self.public_key.as_ref().filter(|(id, _)| id == serial).map(|(_, key)| key.clone())
    }

    fn known(&self, serial: &str, now: Timestamp) -> Option<PublicKey> {
        // A map is whole even if its writer panicked.
        let certificates = self.certificates.read().unwrap_or_else(PoisonError::into_inner);
        valid(&certificates, serial, now)
    }
}

fn valid(certificates: &Certificates, serial: &str, now: Timestamp) -> Option<PublicKey> {
    let certificate = certificates.get(&plain(serial))?;
    (certificate.from <= now && now < certificate.until).then(|| certificate.key.clone())
}

/// A serial number without zeros in front, in capitals.
fn plain(serial: &str) -> String {
    serial.trim_start_matches('0').to_ascii_uppercase()
}

impl Wechat {
    /// The platform's key of a serial number.
    pub(super) async fn platform_key(&self, serial: &str) -> Result<PublicKey> {
        if let Some(key) = self.platform.fixed(serial) {
            return Ok(key);
        }
        if serial.starts_with(PUBLIC_KEY_ID) || !self.platform.fetches {
            return Err(Distrust::UnknownKey.into());
        }
        if let Some(key) = self.platform.known(serial, self.outside.now()) {
            return Ok(key);
        }
        let mut next = self.platform.next.lock().await;
        let now = self.outside.now();
        if let Some(key) = self.platform.known(serial, now) {
            return Ok(key);
        }
        if now < *next {
            return Err(Distrust::UnknownKey.into());
        }
        // So it stays when nobody waits for the answer any more.
        *next = now.plus_ms(PAUSE_AFTER_OUTAGE_MS);
        let fetched = self.fetch().await;
        if !fetched.as_ref().is_err_and(Error::is_passing) {
            *next = now.plus_ms(PAUSE_MS);
        }
        let fetched = fetched?;
        let key = valid(&fetched, serial, now);
        *self.platform.certificates.write().unwrap_or_else(PoisonError::into_inner) = fetched;
        key.ok_or_else(|| Distrust::UnknownKey.into())
    }

    async fn fetch(&self) -> Result<Certificates> {
        let url = at(&self.base, "/v3/certificates")?;
        let answer = self.outside.call(self.signed_call(Method::GET, url, String::new())?).await?;
        if !answer.status.is_success() {
            return Err(complaint(&answer, false));
        }
        let list: List = serde_json::from_slice(&answer.body).map_err(|_| Error::Malformed("certificates"))?;
        if list.data.len() > MAX_CERTIFICATES {
            return Err(Error::Malformed("certificates"));
        }
        let mut certificates = Certificates::new();
        for listed in list.data {
            let (serial, certificate) = self.unseal_certificate(listed)?;
            certificates.insert(serial, certificate);
        }
        let now = self.outside.now();
        self.verify_by(&answer, |serial| self.platform.fixed(serial).or_else(|| valid(&certificates, serial, now)))?;
        Ok(certificates)
    }

    fn unseal_certificate(&self, listed: Listed) -> Result<(String, Certificate)> {
        let pem = listed.encrypt_certificate.open(&self.sealing)?;
        let pem = String::from_utf8(pem).map_err(|_| Error::Malformed("certificate"))?;
        let (serial, key) = PublicKey::of_certificate(&pem).ok_or(Error::Malformed("certificate"))?;
        if serial != plain(&listed.serial_no) {
            return Err(Error::Malformed("serial_no"));
        }
        let from = times::from_offset_text(&listed.effective_time).ok_or(Error::Malformed("effective_time"))?;
        let until = times::from_offset_text(&listed.expire_time).ok_or(Error::Malformed("expire_time"))?;
        Ok((serial, Certificate { key, from, until }))
    }
}
