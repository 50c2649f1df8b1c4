//! Calls: forms, with the secret in a header that never shows it.

use form_urlencoded::Serializer;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request, StatusCode};
use serde::Deserialize;

use super::Checkout;
use crate::payments::providers::error::{Error, Result};
use crate::payments::providers::wire::{Received, at};

/// The version of the interface that is spoken, whatever the account's own is.
const VERSION: &str = "2024-06-20";

/// What the house says when it refuses.
#[derive(Deserialize)]
struct Complaint {
    error: Said,
}

/// The members that matter; the words are not kept, they may hold a part of the secret.
#[derive(Deserialize)]
struct Said {
    code: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

impl Checkout {
    /// Asks.
    pub(super) async fn ask(&self, method: Method, path: &str) -> Result<Vec<u8>> {
        let request = self.call(method, path)?;
        answered(self.outside.call(request).await?)
    }

    /// Sends a form; the key makes a repeated one harmless.
    pub(super) async fn post(&self, path: &str, form: &[(&str, &str)], key: Option<&str>) -> Result<Vec<u8>> {
        let mut request = self.call(Method::POST, path)?;
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        if let Some(key) = key {
            headers.insert("idempotency-key", HeaderValue::from_str(key).map_err(|_| Error::Malformed("key"))?);
        }
        *request.body_mut() = Some(Serializer::new(String::new()).extend_pairs(form).finish().into());
        answered(self.outside.call(request).await?)
    }

    fn call(&self, method: Method, path: &str) -> Result<Request> {
        let mut request = Request::new(method, at(&self.base, path)?);
        let bearer = HeaderValue::from_str(&format!("Bearer {}", self.key.text()));
        let mut bearer = bearer.map_err(|_| Error::NotConfigured("key"))?;
        bearer.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, bearer);
        request.headers_mut().insert("stripe-version", HeaderValue::from_static(VERSION));
        Ok(request)
    }
}

fn answered(answer: Received) -> Result<Vec<u8>> {
    if answer.status.is_success() {
        return Ok(answer.body);
    }
    // A conflict is the same call still running.
    if answer.is_passing() || answer.status == StatusCode::CONFLICT {
        return Err(answer.outage());
    }
    let said = serde_json::from_slice(&answer.body).map(|complaint: Complaint| complaint.error);
    let code = said.ok().and_then(|said| said.code.or(said.kind));
    Err(Error::refused(&code.unwrap_or_else(|| answer.status.as_u16().to_string()), "", true))
}
