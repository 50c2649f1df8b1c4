//! What the platform seals with the API v3 key: certificates, and what notices report (AEAD_AES_256_GCM).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::aead::{Aad, LessSafeKey, Nonce};
use serde::Deserialize;

use crate::payments::providers::error::{Distrust, Error, Result};

/// The only way of sealing there is.
const ALGORITHM: &str = "AEAD_AES_256_GCM";

/// Something sealed, as it comes.
#[derive(Deserialize)]
pub(super) struct Sealed {
    algorithm: String,
    nonce: String,
    /// Not secret, and under the seal too.
    #[serde(default)]
    associated_data: Option<String>,
    /// Base64; the last 16 bytes are the seal.
    ciphertext: String,
}

impl Sealed {
    /// What was sealed.
    ///
    /// # Errors
    /// [`Distrust::WrongSeal`] when it was not sealed with this key, or changed since.
    pub(super) fn open(self, key: &LessSafeKey) -> Result<Vec<u8>> {
        if self.algorithm != ALGORITHM {
            return Err(Error::Malformed("algorithm"));
        }
        let wrong = Distrust::WrongSeal;
        let nonce = Nonce::try_assume_unique_for_key(self.nonce.as_bytes()).map_err(|_| wrong)?;
        let mut bytes = STANDARD.decode(&self.ciphertext).map_err(|_| wrong)?;
        let beside = Aad::from(self.associated_data.unwrap_or_default());
        let length = key.open_in_place(nonce, beside, &mut bytes).map_err(|_| wrong)?.len();
        bytes.truncate(length);
        Ok(bytes)
    }
}
