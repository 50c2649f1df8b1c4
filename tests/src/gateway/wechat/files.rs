//! The trade bill: its place with its hash, and the file without a signature.

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use serde_json::json;
use sha1::{Digest as _, Sha1};

use super::{Said, no};
use crate::gateway::bills;
use crate::gateway::keys::hex;
use crate::gateway::trouble::{Place, Trouble};
use crate::gateway::world::{House, World};

pub(super) fn trade_bill(world: &World, day: &str) -> Said {
    let Ok(day) = day.parse::<Date>() else { return no(StatusCode::BAD_REQUEST, "PARAM_ERROR", "bill_date") };
    let orders = world.state().orders.clone();
    let Some(text) = bills::wechat(&orders, day) else {
        return no(StatusCode::BAD_REQUEST, "NO_STATEMENT_EXIST", "账单文件不存在");
    };
    let hash: String = Sha1::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let token = hex(16);
    let url = format!("{}/v3/billdownload/file?token={token}", world.base);
    world.state().files.insert(token, text.into_bytes());
    (StatusCode::OK, Some(json!({ "hash_type": "SHA1", "hash_value": hash, "download_url": url })))
}

/// Sends a file once.
pub(super) fn download(world: &World, token: &str) -> Response {
    let file = world.state().files.remove(token);
    let Some(mut bytes) = file else {
        let (status, said) = no(StatusCode::BAD_REQUEST, "INVALID_REQUEST", "请重新获取账单地址");
        return super::sign::unsigned(status, &said.unwrap_or_default());
    };
    if let (Some(Trouble::BillTampered), Some(last)) = (world.trouble(House::Wechat, Place::File), bytes.last_mut()) {
        *last ^= 1;
    }
    Response::new(Body::from(bytes))
}
