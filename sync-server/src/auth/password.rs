//! Passwords as Argon2id (RFC 9106) with the parameters OWASP names: 19 MiB, 2 passes, 1 lane.

use argon2::password_hash::SaltString;
use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _, Version};

/// Longest password, bytes; longer ones are wrong.
pub const MAX_BYTES: usize = 1024;

/// A well-formed hash that no password fits: checking against it takes as long as against a real one.
pub(crate) const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IHNpZ25zIGluLg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("the parameters are inside Argon2's ranges");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The hash to store, in PHC text form. Takes tens of milliseconds: not for async threads.
#[must_use]
pub fn hash(password: &str) -> String {
    let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>()).expect("16 bytes are a salt");
    let hash = argon().hash_password(password.as_bytes(), &salt);
    hash.expect("hashing with valid parameters does not fail").to_string()
}

/// Whether a password fits a stored hash. Takes tens of milliseconds: not for async threads.
#[must_use]
pub fn verify(password: &str, stored: &str) -> bool {
    let Ok(stored) = PasswordHash::new(stored) else { return false };
    argon().verify_password(password.as_bytes(), &stored).is_ok() && password.len() <= MAX_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let stored = hash("lift 7");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("lift 7", &stored));
        assert!(!verify("lift 8", &stored) && !verify("lift 7", "damaged"));
        assert!(PasswordHash::new(NOBODYS).is_ok() && !verify("lift 7", NOBODYS));
        assert_ne!(stored, hash("lift 7"), "each has its own salt");
    }
}
