//! Somebody at a desk, beside the phones: asks the server by its interface.

use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value as Json, json};
use tower::ServiceExt as _;
use truckroll_domain::people::Role as Duty;
use truckroll_server::auth::{password, put_account};

use crate::world::{World, staff};

const PASSWORD: &str = "lift 7 north";

/// What the server answers somebody at a desk; null where that is no JSON.
///
/// # Panics
/// When it does not answer.
pub async fn asks(world: &World, token: &str, method: Method, path: &str, body: Json) -> Json {
    let request = Request::builder().method(method).uri(format!("/api/v1{path}"));
    let request = request.header(header::AUTHORIZATION, format!("Bearer {token}")).body(Body::from(body.to_string()));
    let router = truckroll_server::http::router(world.app.clone());
    let answer = router.oneshot(request.expect("request")).await.expect("answers");
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.expect("body");
    serde_json::from_slice(&bytes).unwrap_or_default()
}

/// An administrator at a desk: his token.
///
/// # Panics
/// When he cannot sign in.
pub async fn desk(world: &mut World) -> String {
    let sun = staff(90, Duty::Admin, "sun");
    world.defines("agent", &sun.id.to_string(), &sun).await;
    let account = format!("sun-{:016x}", rand::random::<u64>());
    let mut tx = world.app.db.begin().await.expect("begins");
    put_account(&mut tx, world.tenant, sun.id, &account, &password::hash(PASSWORD)).await.expect("account");
    tx.commit().await.expect("commits");
    let session = asks(world, "", Method::POST, "/sessions", json!({"account": account, "password": PASSWORD})).await;
    session["token"].as_str().unwrap_or_else(|| panic!("{session}")).to_owned()
}
