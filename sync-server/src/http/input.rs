//! What handlers take in: JSON, query strings and bytes, each with a limit and with errors that name the member.
//!
//! Requests refuse unknown members. Where serde cannot (commands chosen by a tag), the parsed
//! value is written again and compared: a member that is lost on the way was unknown ([`strictly`]).

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::problem::{Answer, Fault};

/// Largest JSON body, bytes.
pub const MAX_JSON_BYTES: usize = 1024 * 1024;

/// A JSON body of at most 1 MB.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Fault;
    async fn from_request(request: Request, _: &S) -> Answer<Self> {
        let bytes = body(request.into_body(), MAX_JSON_BYTES).await?;
        serde_json::from_slice(&bytes).map(Json).map_err(|e| unreadable(&e.to_string()))
    }
}

/// A JSON body whose every member must be known, those of commands too.
#[derive(Debug)]
pub struct Strict<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Serialize> FromRequest<S> for Strict<T> {
    type Rejection = Fault;
    async fn from_request(request: Request, _: &S) -> Answer<Self> {
        let bytes = body(request.into_body(), MAX_JSON_BYTES).await?;
        strictly(&bytes).map(Strict)
    }
}

/// A query string.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Answer<Self> {
        match axum::extract::Query::<T>::try_from_uri(&parts.uri) {
            Ok(axum::extract::Query(query)) => Ok(Query(query)),
            Err(rejection) => Err(unreadable(&rejection.body_text())),
        }
    }
}

/// The last part of an address as an id; anything else leads nowhere.
#[derive(Debug)]
pub struct Id<T>(pub T);

impl<S: Send + Sync, T: std::str::FromStr> FromRequestParts<S> for Id<T> {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Answer<Self> {
        let path = axum::extract::Path::<String>::from_request_parts(parts, state).await;
        let text = path.map_err(|_| Fault::not_found("address"))?.0;
        text.parse().map(Id).map_err(|_| Fault::not_found("id"))
    }
}

/// Reads a body up to a limit.
///
/// # Errors
/// 413 naming the limit.
pub async fn body(body: Body, limit: usize) -> Answer<Bytes> {
    to_bytes(body, limit).await.map_err(|error| {
        // the only other cause is a connection that broke, and then nobody reads the answer
        tracing::debug!(error = %error, "body was not read to its end");
        Fault::too_large("body", limit as u64)
    })
}

/// Reads JSON and refuses every member that the type does not keep.
///
/// # Errors
/// 400, `unknown_member` with the member's name or `bad_request`.
pub fn strictly<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Answer<T> {
    let given: Value = serde_json::from_slice(bytes).map_err(|e| unreadable(&e.to_string()))?;
    let value: T = serde_json::from_slice(bytes).map_err(|e| unreadable(&e.to_string()))?;
    let kept = serde_json::to_value(&value).map_err(|e| Fault::bad_request(e.to_string()))?;
    match lost(&given, &kept) {
        Some(member) => Err(Fault::unknown_member(member)),
        None => Ok(value),
    }
}

/// The name of a member of `given` that is not in `kept`. Empty members may be left out when a value is written.
fn lost(given: &Value, kept: &Value) -> Option<String> {
    match (given, kept) {
        (Value::Object(given), Value::Object(kept)) => given.iter().find_map(|(name, value)| match kept.get(name) {
            Some(same) => lost(value, same),
            None if is_empty(value) => None,
            None => Some(name.clone()),
        }),
        (Value::Array(given), Value::Array(kept)) => given.iter().zip(kept).find_map(|(a, b)| lost(a, b)),
        _ => None,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// Turns serde's sentence into an answer; it names unknown members in backticks.
fn unreadable(sentence: &str) -> Fault {
    let after = sentence.split_once("unknown field `").map(|(_, rest)| rest);
    match after.and_then(|rest| rest.split_once('`')) {
        Some((member, _)) => Fault::unknown_member(member),
        None => Fault::bad_request(sentence.chars().take(300).collect::<String>()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use truckroll_protocol::api::{CommandRequest, SignIn};

    #[test]
    fn unknown_members_are_named_wherever_they_are() {
        let id = "018f0000-0000-7000-8000-000000000001";
        let outside = br#"{"account":"a","password":"b","colour":"red"}"#;
        assert_eq!(strictly::<SignIn>(outside).expect_err("unknown").0.detail, "colour");
        for (envelope, command, inner, member) in [
            (r#","speed":1"#, "", "", "speed"),
            ("", r#","shade":2"#, "", "shade"),
            ("", "", r#","loud":true"#, "loud"),
        ] {
            let text = format!(
                r#"{{"commands":[{{"id":"{id}","at":1{envelope},"command":{{"on":"visit","id":"{id}"{command},
                "command":{{"do":"note","entry":"{id}","text":"x"{inner}}}}}}}]}}"#
            );
            let fault = strictly::<CommandRequest>(text.as_bytes()).expect_err("unknown member");
            assert_eq!((fault.0.code.as_str(), fault.0.detail.as_str()), ("unknown_member", member), "{text}");
        }
    }

    #[test]
    fn what_is_not_json_says_where() {
        let fault = strictly::<SignIn>(b"{\"account\":").expect_err("cut");
        assert_eq!(fault.0.code, "bad_request");
        assert!(fault.0.detail.contains("line 1"), "{}", fault.0.detail);
    }
}
