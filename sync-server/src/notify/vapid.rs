//! How this server identifies itself to push services (VAPID, RFC 8292): a P-256 key and short signed tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use truckroll_domain::Timestamp;

/// How long a token is good for; push services refuse more than 24 hours.
const TOKEN_S: i64 = 12 * 3600;

/// The installation's push key.
pub struct Vapid {
    key: SigningKey,
    public: String,
}

impl Vapid {
    /// A key from its 32 bytes, if they are one.
    #[must_use]
    pub fn new(bytes: &[u8; 32]) -> Option<Self> {
        let key = SigningKey::from_slice(bytes).ok()?;
        let public = URL_SAFE_NO_PAD.encode(key.verifying_key().to_encoded_point(false).as_bytes());
        Some(Self { key, public })
    }

    /// Bytes of a fresh key.
    #[must_use]
    pub fn fresh_key() -> [u8; 32] {
        loop {
            // all but one in 2^32 random strings are keys
            let bytes: [u8; 32] = rand::random();
            if SigningKey::from_slice(&bytes).is_ok() {
                return bytes;
            }
        }
    }

    /// The public key as browsers want it: 65 bytes, base64url.
    #[must_use]
    pub fn public_key(&self) -> &str {
        &self.public
    }

    /// The `Authorization` header for a push service at `origin`; `contact` is a `mailto:` or `https:` address.
    #[must_use]
    pub fn authorization(&self, origin: &str, contact: &str, now: Timestamp) -> String {
        let header = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"ES256"}"#);
        let claims = serde_json::json!({ "aud": origin, "exp": now.ms() / 1000 + TOKEN_S, "sub": contact });
        let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let signature: Signature = self.key.sign(signed.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
        format!("vapid t={signed}.{signature}, k={}", self.public)
    }
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::VerifyingKey;
    use p256::ecdsa::signature::Verifier as _;

    use super::*;

    #[test]
    fn the_token_is_signed_by_the_key_it_names() {
        let vapid = Vapid::new(&[3; 32]).unwrap();
        let header = vapid.authorization("https://push.example", "mailto:a@b.cn", Timestamp(1_000_000));
        let rest = header.strip_prefix("vapid t=").unwrap();
        let (token, key) = rest.split_once(", k=").unwrap();
        let key = VerifyingKey::from_sec1_bytes(&URL_SAFE_NO_PAD.decode(key).unwrap()).unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
        key.verify(signed.as_bytes(), &signature).unwrap();
        let claims = URL_SAFE_NO_PAD.decode(signed.split_once('.').unwrap().1).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["aud"], "https://push.example");
        assert_eq!(claims["exp"], 1_000 + TOKEN_S);
    }

    #[test]
    fn zero_is_no_key() {
        assert!(Vapid::new(&[0; 32]).is_none());
        assert!(Vapid::new(&Vapid::fresh_key()).is_some());
    }
}
