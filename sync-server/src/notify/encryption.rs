//! Message encryption for web push (RFC 8291 over RFC 8188, `aes128gcm`), one record a message.
//!
//! Only the browser that subscribed can read the text; the push service cannot.

use aes_gcm::aead::Aead as _;
use aes_gcm::{Aes128Gcm, KeyInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use hkdf::Hkdf;
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use p256::{PublicKey, SecretKey};
use sha2::Sha256;

/// Longest text of a message: push services take 4,096 bytes of body.
pub const MAX_PLAINTEXT: usize = 3_900;
const RECORD_SIZE: u32 = 4_096;
const KEY_BYTES: usize = 65;

/// The keys of a browser's subscription.
pub struct Recipient {
    public: PublicKey,
    auth: [u8; 16],
}

impl Recipient {
    /// Reads the keys as the Push API gives them: base64url, with or without padding.
    #[must_use]
    pub fn read(p256dh: &str, auth: &str) -> Option<Self> {
        let public = PublicKey::from_sec1_bytes(&base64url(p256dh)?).ok()?;
        Some(Self { public, auth: base64url(auth)?.try_into().ok()? })
    }
}

fn base64url(text: &str) -> Option<Vec<u8>> {
    if text.len() > 200 {
        return None;
    }
    URL_SAFE_NO_PAD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()
}

/// The body of a push message, with a fresh key and salt.
#[must_use]
pub fn encrypt(to: &Recipient, plaintext: &[u8]) -> Option<Vec<u8>> {
    let sender = SecretKey::from_slice(&super::Vapid::fresh_key()).ok()?;
    encrypt_with(to, plaintext, &sender, &rand::random())
}

fn encrypt_with(to: &Recipient, plaintext: &[u8], sender: &SecretKey, salt: &[u8; 16]) -> Option<Vec<u8>> {
    if plaintext.len() > MAX_PLAINTEXT {
        return None;
    }
    let sender_public = sender.public_key().to_encoded_point(false);
    let (key, nonce) = content_key(to, sender, &sender.public_key(), salt)?;
    let mut record = plaintext.to_vec();
    // the last record ends with 2 (RFC 8188)
    record.push(2);
    let sealed = Aes128Gcm::new(&key.into()).encrypt(&nonce.into(), record.as_slice()).ok()?;
    let mut body = Vec::with_capacity(21 + KEY_BYTES + sealed.len());
    body.extend_from_slice(salt);
    body.extend_from_slice(&RECORD_SIZE.to_be_bytes());
    body.push(u8::try_from(KEY_BYTES).ok()?);
    body.extend_from_slice(sender_public.as_bytes());
    body.extend_from_slice(&sealed);
    Some(body)
}

/// Key and nonce of the content (RFC 8291, section 3.4).
fn content_key(
    to: &Recipient,
    secret: &SecretKey,
    sender: &PublicKey,
    salt: &[u8; 16],
) -> Option<([u8; 16], [u8; 12])> {
    let shared = p256::ecdh::diffie_hellman(secret.to_nonzero_scalar(), to.public.as_affine());
    derive(shared.raw_secret_bytes(), &to.auth, &to.public, sender, salt)
}

fn derive(
    shared: &[u8],
    auth: &[u8; 16],
    recipient: &PublicKey,
    sender: &PublicKey,
    salt: &[u8; 16],
) -> Option<([u8; 16], [u8; 12])> {
    let mut info = b"WebPush: info\0".to_vec();
    info.extend_from_slice(recipient.to_encoded_point(false).as_bytes());
    info.extend_from_slice(sender.to_encoded_point(false).as_bytes());
    let mut input = [0; 32];
    Hkdf::<Sha256>::new(Some(auth), shared).expand(&info, &mut input).ok()?;
    let content = Hkdf::<Sha256>::new(Some(salt), &input);
    let (mut key, mut nonce) = ([0; 16], [0; 12]);
    content.expand(b"Content-Encoding: aes128gcm\0", &mut key).ok()?;
    content.expand(b"Content-Encoding: nonce\0", &mut nonce).ok()?;
    Some((key, nonce))
}

/// What a browser does with a body; the receivers of tests use it.
///
/// Returns `None` when the body was not made for this recipient.
#[must_use]
pub fn decrypt(private: &[u8; 32], auth: &[u8; 16], body: &[u8]) -> Option<Vec<u8>> {
    let own = SecretKey::from_slice(private).ok()?;
    let salt: [u8; 16] = body.get(..16)?.try_into().ok()?;
    let key_length = usize::from(*body.get(20)?);
    let sender = PublicKey::from_sec1_bytes(body.get(21..21 + key_length)?).ok()?;
    let sealed = body.get(21 + key_length..)?;
    let shared = p256::ecdh::diffie_hellman(own.to_nonzero_scalar(), sender.as_affine());
    let (key, nonce) = derive(shared.raw_secret_bytes(), auth, &own.public_key(), &sender, &salt)?;
    let mut plain = Aes128Gcm::new(&key.into()).decrypt(&nonce.into(), sealed).ok()?;
    while plain.last() == Some(&0) {
        plain.pop();
    }
    (plain.pop() == Some(2)).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UA_PUBLIC: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const UA_PRIVATE: &str = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
    const AS_PRIVATE: &str = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
    const SALT: &str = "DGv6ra1nlYgDCS1FRnbzlw";
    const TEXT: &[u8] = b"When I grow up, I want to be a watermelon";
    const BODY: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

    fn fixed<const N: usize>(text: &str) -> [u8; N] {
        URL_SAFE_NO_PAD.decode(text).unwrap().try_into().unwrap()
    }

    #[test]
    fn the_example_of_rfc_8291_comes_out_byte_for_byte() {
        let to = Recipient::read(UA_PUBLIC, AUTH).unwrap();
        let sender = SecretKey::from_slice(&fixed::<32>(AS_PRIVATE)).unwrap();
        let body = encrypt_with(&to, TEXT, &sender, &fixed(SALT)).unwrap();
        assert_eq!(URL_SAFE_NO_PAD.encode(body), BODY);
    }

    #[test]
    fn the_browser_reads_it_and_nobody_else_does() {
        let to = Recipient::read(UA_PUBLIC, AUTH).unwrap();
        let body = encrypt(&to, TEXT).unwrap();
        assert_eq!(decrypt(&fixed(UA_PRIVATE), &fixed(AUTH), &body).as_deref(), Some(TEXT));
        assert_eq!(decrypt(&[9; 32], &fixed(AUTH), &body), None);
        for length in 0..body.len() {
            assert_eq!(decrypt(&fixed(UA_PRIVATE), &fixed(AUTH), &body[..length]), None);
        }
        assert_ne!(encrypt(&to, TEXT), Some(body));
    }

    #[test]
    fn keys_that_are_none_are_refused() {
        for (key, auth) in [("", ""), (UA_PUBLIC, "AA"), ("BAAA", AUTH), (AUTH, AUTH), (UA_PUBLIC, "*")] {
            assert!(Recipient::read(key, auth).is_none(), "{key} {auth}");
        }
        let to = Recipient::read(UA_PUBLIC, AUTH).unwrap();
        assert!(encrypt(&to, &[0; MAX_PLAINTEXT + 1]).is_none());
    }
}
