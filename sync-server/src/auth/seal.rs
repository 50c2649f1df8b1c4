//! Small secrets of people and organisations, encrypted at rest with AES-256-GCM under a key of this installation.
//!
//! A sealed text opens only for the purpose and owner that it was sealed for, so a row cannot be moved to another.

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Bytes before the sealed text.
const NONCE: usize = 12;

/// Seals and opens.
pub struct Seal(Aes256Gcm);

impl Seal {
    /// With this key.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        Self(Aes256Gcm::new(key.into()))
    }

    /// Seals bytes for a purpose and owner.
    #[must_use]
    pub fn seal(&self, bytes: &[u8], purpose: &str) -> String {
        let nonce: [u8; NONCE] = rand::random();
        let payload = Payload { msg: bytes, aad: purpose.as_bytes() };
        let sealed = self.0.encrypt(Nonce::from_slice(&nonce), payload);
        let sealed = sealed.expect("what is sealed here is far below the cipher's limit");
        URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat())
    }

    /// Opens what was sealed for the same purpose and owner; `None` for anything else.
    #[must_use]
    pub fn open(&self, sealed: &str, purpose: &str) -> Option<Vec<u8>> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
        self.0.decrypt(Nonce::from_slice(nonce), Payload { msg: sealed, aad: purpose.as_bytes() }).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_opens_for_its_owner_only() {
        let seal = Seal::new(&[7; 32]);
        let sealed = seal.seal(b"secret", "two-step li");
        assert_eq!(seal.open(&sealed, "two-step li").as_deref(), Some(&b"secret"[..]));
        assert_ne!(sealed, seal.seal(b"secret", "two-step li"));
        assert_eq!(seal.open(&sealed, "two-step wang"), None);
        assert_eq!(Seal::new(&[8; 32]).open(&sealed, "two-step li"), None);
        for damaged in ["", "AAAA", &sealed[1..], "%%"] {
            assert_eq!(seal.open(damaged, "two-step li"), None, "{damaged}");
        }
    }
}
