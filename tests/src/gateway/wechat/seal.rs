//! Seals with the API v3 key, AES-256-GCM.

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value as Json, json};

use super::{Said, no};
use crate::gateway::keys::hex;
use crate::gateway::trouble::{Place, Trouble};
use crate::gateway::world::{House, World, offset};

/// A text under the seal, as notices and certificates have it.
pub(crate) fn sealed(world: &World, beside: &str, plain: &[u8], spoilt: bool) -> Option<Json> {
    let cipher = Aes256Gcm::new_from_slice(world.keys.api_key.as_bytes()).ok()?;
    let nonce = hex(6);
    let payload = Payload { msg: plain, aad: beside.as_bytes() };
    let mut bytes = cipher.encrypt(Nonce::from_slice(nonce.as_bytes()), payload).ok()?;
    if let (true, Some(first)) = (spoilt, bytes.first_mut()) {
        *first ^= 1;
    }
    Some(json!({
        "algorithm": "AEAD_AES_256_GCM",
        "nonce": nonce,
        "associated_data": beside,
        "ciphertext": STANDARD.encode(bytes),
    }))
}

/// The platform's certificates that count.
pub(super) fn certificates(world: &World) -> Said {
    let (from, to) = {
        let mut state = world.state();
        state.certificate_calls += 1;
        (state.oldest, state.certificate)
    };
    let trouble = world.trouble(House::Wechat, Place::File);
    if trouble == Some(Trouble::SystemError) {
        return no(StatusCode::INTERNAL_SERVER_ERROR, "SYSTEM_ERROR", "系统错误");
    }
    let spoilt = trouble == Some(Trouble::WrongSeal);
    let listed = world.keys.platform.get(from..=to).unwrap_or_default().iter().filter_map(|certificate| {
        Some(json!({
            "serial_no": if trouble == Some(Trouble::UnknownSerial) { "5A00DEAD" } else { &certificate.serial },
            "effective_time": offset(certificate.from * 1000),
            "expire_time": offset(certificate.until * 1000),
            "encrypt_certificate": sealed(world, "certificate", certificate.pem.as_bytes(), spoilt)?,
        }))
    });
    let listed: Vec<Json> = listed.collect();
    if listed.is_empty() {
        return no(StatusCode::NOT_FOUND, "RESOURCE_NOT_EXISTS", "无可用的平台证书");
    }
    (StatusCode::OK, Some(json!({ "data": listed })))
}
