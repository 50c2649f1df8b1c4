//! The sandbox as a process: it says where it is and what a merchant is given, and answers there.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use serde_json::Value as Json;

#[tokio::test]
async fn it_says_where_it_is_and_answers_there() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gateway"))
        .args(["--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
    let card: Json = serde_json::from_str(&line).expect("JSON");
    let address = card["address"].as_str().expect("an address");
    assert!(card["wechat"]["private_key"].as_str().is_some_and(|key| key.starts_with("-----BEGIN PRIVATE KEY")));
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let ask = async |path: &str| client.get(format!("{address}{path}")).send().await.expect("answers");
    let same: Json = ask("/sandbox/card").await.json().await.expect("JSON");
    assert_eq!(same, card);
    // An unsigned call is turned away as the original does it.
    let refused = ask("/v3/certificates").await;
    assert_eq!(refused.status(), 401);
    assert_eq!(refused.json::<Json>().await.expect("JSON")["code"], "SIGN_ERROR");
    assert_eq!(ask("/v1/refunds?payment_intent=pi_1").await.status(), 401);
    child.kill().expect("ended");
    child.wait().expect("waited for");
}
