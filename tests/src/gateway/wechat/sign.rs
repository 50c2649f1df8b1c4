//! Verifies the signatures of calls and signs answers and notices.

use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use serde_json::Value as Json;

use super::Said;
use crate::gateway::keys::{Pair, hex};
use crate::gateway::trouble::Trouble;
use crate::gateway::world::{MERCHANT, World};

/// How far a call's time may be away, seconds.
const TOLERANCE: i64 = 300;
/// More than any answer has, bytes.
const TOO_LARGE: usize = 2 * 1024 * 1024;

/// Whether a call is signed as it must be; else why not.
pub(super) fn verified(
    world: &World,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(), &'static str> {
    let get = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if get("user-agent").is_empty() || !get("accept").contains("application/json") {
        return Err("Http头缺少Accept或User-Agent");
    }
    let given =
        get("authorization").strip_prefix("WECHATPAY2-SHA256-RSA2048 ").ok_or("Http头Authorization值格式错误")?;
    let member = |name: &str| {
        let pairs = given.split(',').filter_map(|pair| pair.split_once('='));
        let found = pairs.map(|(key, value)| (key.trim(), value.trim())).find(|(key, _)| *key == name);
        found.and_then(|(_, value)| value.strip_prefix('"')?.strip_suffix('"')).ok_or("Http头Authorization值格式错误")
    };
    let (merchant, nonce, signature) = (member("mchid")?, member("nonce_str")?, member("signature")?);
    let (seconds, serial) = (member("timestamp")?, member("serial_no")?);
    if merchant != MERCHANT || serial != world.keys.merchant_serial {
        return Err("商户证书序列号有误");
    }
    let at: i64 = seconds.parse().map_err(|_| "时间戳有误")?;
    if (world.now() / 1000 - at).abs() > TOLERANCE {
        return Err("Http头Authorization中的timestamp与发起请求的时间不得超过5分钟");
    }
    let message = [format!("{method}\n{path}\n{seconds}\n{nonce}\n").as_bytes(), body, b"\n"].concat();
    if !world.keys.merchant.verifies(&message, signature) {
        return Err("签名错误，请检查后再试");
    }
    if !world.state().nonces.insert(nonce.to_owned()) {
        return Err("nonce_str重复");
    }
    Ok(())
}

/// The key that signs, and its name: what the caller asked for, or the certificate of the day.
fn key(world: &World, public: bool) -> Option<(&Pair, &str)> {
    if public {
        return Some((&world.keys.public, &world.keys.public_id));
    }
    let certificate = world.keys.platform.get(world.state().certificate)?;
    Some((&certificate.key, &certificate.serial))
}

/// The four headers over a body, with trouble if there is some; and the body as it is sent.
pub(crate) fn headers(
    world: &World,
    public: bool,
    trouble: Option<Trouble>,
    body: &[u8],
) -> (Vec<(&'static str, String)>, Vec<u8>) {
    let mut sent = body.to_vec();
    let (Some((key, serial)), false) = (key(world, public), trouble == Some(Trouble::NoSignature)) else {
        return (Vec::new(), sent);
    };
    let late = if trouble == Some(Trouble::Stale) { 600 } else { 0 };
    let (seconds, nonce) = (world.now() / 1000 - late, hex(16));
    let over = if trouble == Some(Trouble::WrongSignature) { b"another body".as_slice() } else { body };
    let message = [format!("{seconds}\n{nonce}\n").as_bytes(), over, b"\n"].concat();
    let serial = if trouble == Some(Trouble::UnknownSerial) { "5A00DEAD".to_owned() } else { serial.to_owned() };
    if trouble == Some(Trouble::Tampered) {
        // A space in front changes no meaning, and the signature.
        sent.insert(0, b' ');
    }
    let headers = vec![
        ("wechatpay-timestamp", seconds.to_string()),
        ("wechatpay-nonce", nonce),
        ("wechatpay-signature", key.sign(&message)),
        ("wechatpay-serial", serial),
    ];
    (headers, sent)
}

/// An answer without a signature.
pub(super) fn unsigned(status: StatusCode, body: &Json) -> Response {
    plain(status, Vec::new(), body.to_string().into_bytes())
}

fn plain(status: StatusCode, headers: Vec<(&'static str, String)>, body: Vec<u8>) -> Response {
    let mut response = Response::builder().status(status).header("content-type", "application/json; charset=utf-8");
    for (name, value) in headers {
        response = response.header(name, value);
    }
    response.body(Body::from(body)).unwrap_or_default()
}

/// An answer with its signature, or with the trouble that was asked for.
pub(super) fn respond(world: &World, trouble: Option<Trouble>, asked: &HeaderMap, (status, said): Said) -> Response {
    let body = match trouble {
        Some(Trouble::Status500) => return plain(StatusCode::INTERNAL_SERVER_ERROR, Vec::new(), b"oops".to_vec()),
        Some(Trouble::TooLarge) => vec![b' '; TOO_LARGE],
        Some(Trouble::Garbage) => b"<html>".to_vec(),
        _ => said.map(|said| said.to_string().into_bytes()).unwrap_or_default(),
    };
    let public = asked.get("wechatpay-serial").is_some_and(|serial| *serial == *world.keys.public_id);
    let (headers, body) = headers(world, public, trouble, &body);
    plain(status, headers, body)
}
