//! Keys of the houses and of their merchant, made anew for each process. RSA with 2048 bits.

use std::time::Duration;

use aes_gcm::aead::OsRng;
use aes_gcm::aead::rand_core::RngCore as _;
use anyhow::{Result, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::pkcs1::EncodeRsaPrivateKey as _;
use rsa::pkcs1v15::{Signature, SigningKey, VerifyingKey};
use rsa::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use rsa::sha2::Sha256;
use rsa::signature::{SignatureEncoding as _, Signer as _, Verifier as _};
use rsa::{RsaPrivateKey, RsaPublicKey};
use x509_cert::builder::{Builder as _, CertificateBuilder, Profile};
use x509_cert::der::EncodePem as _;
use x509_cert::der::asn1::UtcTime;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::{Time, Validity};

/// How long before it is made a certificate counts, seconds; tests move their clocks both ways.
const BEFORE_SECONDS: i64 = 400 * 86_400;
/// How long a certificate counts, seconds: about five years, as the house's do.
const LIFE_SECONDS: i64 = 5 * 365 * 86_400;
/// Bits of a key.
const BITS: usize = 2048;

/// A certificate of the platform, with its key.
pub struct Certificate {
    /// Its key.
    pub key: Pair,
    /// Serial number, hexadecimal.
    pub serial: String,
    /// PEM.
    pub pem: String,
    /// From then, seconds since 1970.
    pub from: i64,
    /// Until then.
    pub until: i64,
}

/// A private key with what signs by it.
pub struct Pair {
    private: RsaPrivateKey,
}

/// All keys.
pub struct Keys {
    /// The merchant's at WeChat Pay.
    pub merchant: Pair,
    /// The serial number of the merchant's certificate there.
    pub merchant_serial: String,
    /// The platform's certificates: the second one comes with the rotation.
    pub platform: [Certificate; 2],
    /// The platform's public key.
    pub public: Pair,
    /// Its id.
    pub public_id: String,
    /// The API v3 key.
    pub api_key: String,
    /// The merchant's app at Alipay.
    pub app: Pair,
    /// Alipay's own.
    pub alipay: Pair,
    /// The secret of the checkout's calls.
    pub checkout: String,
    /// The secret of the checkout's notices.
    pub webhook: String,
}

impl Keys {
    /// Fresh keys; certificates count around this moment, seconds since 1970.
    ///
    /// # Errors
    /// When the system gives no chance.
    pub fn fresh(now: i64) -> Result<Self> {
        Ok(Self {
            merchant: Pair::fresh()?,
            merchant_serial: hex(20),
            platform: [Certificate::fresh(now)?, Certificate::fresh(now)?],
            public: Pair::fresh()?,
            public_id: format!("PUB_KEY_ID_0{}", hex(12)),
            api_key: hex(16),
            app: Pair::fresh()?,
            alipay: Pair::fresh()?,
            checkout: format!("sk_test_{}", hex(16)),
            webhook: format!("whsec_{}", hex(16)),
        })
    }
}

/// Random hexadecimal digits, two for each byte.
pub(crate) fn hex(bytes: usize) -> String {
    let mut chance = vec![0; bytes];
    OsRng.fill_bytes(&mut chance);
    chance.iter().map(|byte| format!("{byte:02X}")).collect()
}

impl Pair {
    fn fresh() -> Result<Self> {
        Ok(Self { private: RsaPrivateKey::new(&mut OsRng, BITS)? })
    }

    /// Signs with SHA-256; base64.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> String {
        let key = SigningKey::<Sha256>::new(self.private.clone());
        STANDARD.encode(key.sign(message).to_bytes())
    }

    /// Whether a signature in base64 is one of this key.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &str) -> bool {
        let key = VerifyingKey::<Sha256>::new(RsaPublicKey::from(&self.private));
        let signature = STANDARD.decode(signature).ok().and_then(|bytes| Signature::try_from(bytes.as_slice()).ok());
        signature.is_some_and(|signature| key.verify(message, &signature).is_ok())
    }

    /// The private key in PEM, PKCS #8.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn pkcs8(&self) -> Result<String> {
        Ok(self.private.to_pkcs8_pem(LineEnding::LF)?.to_string())
    }

    /// The private key in PEM, PKCS #1.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn pkcs1(&self) -> Result<String> {
        Ok(self.private.to_pkcs1_pem(LineEnding::LF)?.to_string())
    }

    /// The private key in base64 without a frame, PKCS #1 or #8.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn bare(&self, eighth: bool) -> Result<String> {
        let der = if eighth { self.private.to_pkcs8_der()? } else { self.private.to_pkcs1_der()? };
        Ok(STANDARD.encode(der.as_bytes()))
    }

    /// The public key in PEM.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn public(&self) -> Result<String> {
        Ok(RsaPublicKey::from(&self.private).to_public_key_pem(LineEnding::LF)?)
    }
}

impl Certificate {
    fn fresh(now: i64) -> Result<Self> {
        let key = Pair::fresh()?;
        let (from, until) = (now - BEFORE_SECONDS, now - BEFORE_SECONDS + LIFE_SECONDS);
        let time = |seconds: i64| -> Result<Time> {
            Ok(Time::UtcTime(UtcTime::from_unix_duration(Duration::from_secs(u64::try_from(seconds)?))?))
        };
        // The first digit is small, so that the number is positive without a zero in front.
        let serial = format!("5A{}", hex(19));
        let number = u128::from_str_radix(serial.get(..32).unwrap_or_default(), 16)?;
        let rest = u32::from_str_radix(serial.get(32..).unwrap_or_default(), 16)?;
        let bytes = [number.to_be_bytes().as_slice(), rest.to_be_bytes().as_slice()].concat();
        let spki = SubjectPublicKeyInfoOwned::from_key(RsaPublicKey::from(&key.private))?;
        let name = |text: &str| text.parse().map_err(|error| anyhow!("name: {error}"));
        let signer = SigningKey::<Sha256>::new(key.private.clone());
        let builder = CertificateBuilder::new(
            Profile::Leaf {
                issuer: name("CN=Sandbox CA")?,
                enable_key_agreement: false,
                enable_key_encipherment: true,
            },
            SerialNumber::new(&bytes)?,
            Validity { not_before: time(from)?, not_after: time(until)? },
            name("CN=Sandbox platform")?,
            spki,
            &signer,
        )?;
        let pem = builder.build::<Signature>()?.to_pem(LineEnding::LF)?;
        Ok(Self { key, serial, pem, from, until })
    }
}
