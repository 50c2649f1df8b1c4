//! Keys: ours to sign with, theirs to verify by, and secrets both know. None of them shows itself.
//!
//! RSA with SHA-256 and PKCS #1 v1.5 padding, as both Chinese houses use it; keys have 2048 bits or more. The reading of
//! certificates and public keys, and the verifying, are those of rustls (`webpki` and `ring`).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::SystemRandom;
use ring::rsa::KeyPair;
use ring::signature::RSA_PKCS1_SHA256;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, SubjectPublicKeyInfoDer};
use webpki::{EndEntityCert, RawPublicKeyEntity};

use crate::payments::providers::error::{Distrust, Error, Result};

/// How every PEM text begins.
const PEM: &str = "-----BEGIN ";

/// A text that only two sides know.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// What it is; for signing and unsealing only.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A private RSA key.
pub struct SigningKey {
    pair: KeyPair,
    chance: SystemRandom,
}

impl SigningKey {
    /// Reads a key: PEM with `PRIVATE KEY` (PKCS #8) or `RSA PRIVATE KEY` (PKCS #1), or the same in base64 without its frame,
    /// as Alipay's tools give it. `setting` names it in the error.
    ///
    /// # Errors
    /// [`Error::NotConfigured`] when it is no RSA key of 2048 to 4096 bits.
    pub fn read(setting: &'static str, text: &str) -> Result<Self> {
        let pair = if text.contains(PEM) {
            match PrivatePkcs8KeyDer::from_pem_slice(text.as_bytes()) {
                Ok(key) => KeyPair::from_pkcs8(key.secret_pkcs8_der()).ok(),
                Err(_) => PrivatePkcs1KeyDer::from_pem_slice(text.as_bytes())
                    .ok()
                    .and_then(|key| KeyPair::from_der(key.secret_pkcs1_der()).ok()),
            }
        } else {
            bare(text).and_then(|key| KeyPair::from_pkcs8(&key).or_else(|_| KeyPair::from_der(&key)).ok())
        };
        let pair = pair.ok_or(Error::NotConfigured(setting))?;
        Ok(Self { pair, chance: SystemRandom::new() })
    }

    /// The signature of a message, in base64.
    ///
    /// # Errors
    /// [`Error::NotConfigured`] when the key cannot sign; the system's chance failing looks the same.
    pub fn sign(&self, message: &[u8]) -> Result<String> {
        let mut signature = vec![0; self.pair.public().modulus_len()];
        let signed = self.pair.sign(&RSA_PKCS1_SHA256, &self.chance, message, &mut signature);
        signed.map_err(|_| Error::NotConfigured("private key"))?;
        Ok(STANDARD.encode(signature))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

/// A public RSA key.
#[derive(Clone)]
pub struct PublicKey(SubjectPublicKeyInfoDer<'static>);

impl PublicKey {
    /// Reads a key: PEM with `PUBLIC KEY` or `CERTIFICATE`, or the former in base64 without its frame. `setting` names it
    /// in the error.
    ///
    /// # Errors
    /// [`Error::NotConfigured`] when it is no RSA key.
    pub fn read(setting: &'static str, text: &str) -> Result<Self> {
        let key = if text.contains(PEM) {
            let plain = SubjectPublicKeyInfoDer::from_pem_slice(text.as_bytes()).ok();
            plain.map(Self).or_else(|| Self::of_certificate(text).map(|(_, key)| key))
        } else {
            bare(text).map(|der| Self(SubjectPublicKeyInfoDer::from(der)))
        };
        key.filter(Self::is_rsa).ok_or(Error::NotConfigured(setting))
    }

    /// The serial number, in capital hexadecimal digits without zeros in front, and the key of a certificate in PEM.
    pub(crate) fn of_certificate(pem: &str) -> Option<(String, Self)> {
        let certificate = CertificateDer::from_pem_slice(pem.as_bytes()).ok()?;
        let read = EndEntityCert::try_from(&certificate).ok()?;
        let serial: String = read.serial().iter().map(|byte| format!("{byte:02X}")).collect();
        let key = Self(read.subject_public_key_info());
        Some((serial.trim_start_matches('0').to_owned(), key)).filter(|(_, key)| key.is_rsa())
    }

    /// Whether it can be used at all: a key of another kind is told apart before any signature is looked at.
    fn is_rsa(&self) -> bool {
        let Ok(key) = RawPublicKeyEntity::try_from(&self.0) else { return false };
        let tried = key.verify_signature(webpki::ring::RSA_PKCS1_2048_8192_SHA256, &[], &[]);
        matches!(tried, Err(webpki::Error::InvalidSignatureForPublicKey))
    }

    /// Verifies a signature in base64.
    ///
    /// # Errors
    /// [`Distrust::WrongSignature`].
    pub fn verify(&self, message: &[u8], signature: &str) -> std::result::Result<(), Distrust> {
        let wrong = Distrust::WrongSignature;
        let signature = STANDARD.decode(signature).map_err(|_| wrong)?;
        let key = RawPublicKeyEntity::try_from(&self.0).map_err(|_| wrong)?;
        key.verify_signature(webpki::ring::RSA_PKCS1_2048_8192_SHA256, message, &signature).map_err(|_| wrong)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PublicKey(..)")
    }
}

/// Base64 without a frame, over any number of lines.
fn bare(text: &str) -> Option<Vec<u8>> {
    let letters: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    STANDARD.decode(letters).ok().filter(|der| !der.is_empty())
}
