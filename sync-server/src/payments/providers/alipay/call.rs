//! Signed calls.
//!
//! What is signed are all parameters but the signature and empty ones, sorted by name, as `name=value` joined with `&`, not
//! encoded. The common ones go in the address, what the call is about in a form.

use std::collections::BTreeMap;

use form_urlencoded::Serializer;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::{Alipay, answer};
use crate::payments::providers::error::{Error, Outage, Result};
use crate::payments::providers::times;

/// What a call is about.
const CONTENT: &str = "biz_content";
/// How forms are sent.
const FORM: &str = "application/x-www-form-urlencoded;charset=utf-8";

/// What is signed of parameters: of calls and of notices, who leave out different ones before.
pub(super) fn signed_text(parameters: &BTreeMap<String, String>) -> String {
    let kept = parameters.iter().filter(|(_, value)| !value.is_empty());
    kept.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

impl Alipay {
    /// Asks, and reads the verified answer.
    pub(super) async fn ask<T: DeserializeOwned>(&self, method: &'static str, content: &Json) -> Result<T> {
        let answer = self.outside.call(self.signed_call(method, content)?).await?;
        if answer.is_passing() {
            return Err(answer.outage());
        }
        if !answer.status.is_success() {
            return Err(Error::refused(&answer.status.as_u16().to_string(), "", false));
        }
        let text = std::str::from_utf8(&answer.body).map_err(|_| Error::Malformed("answer"))?;
        let node = answer::verified(text, method, &self.public_key)?;
        serde_json::from_str(node).map_err(|_| Error::Malformed(method))
    }

    fn signed_call(&self, method: &str, content: &Json) -> Result<Request> {
        let timestamp = times::local_text(self.outside.now()).ok_or(Error::Malformed("now"))?;
        let mut parameters: BTreeMap<String, String> = [
            ("app_id", self.app_id.as_str()),
            ("method", method),
            ("format", "JSON"),
            ("charset", "utf-8"),
            ("sign_type", "RSA2"),
            ("timestamp", &timestamp),
            ("version", "1.0"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        if method == "alipay.trade.precreate" {
            parameters.insert("notify_url".to_owned(), self.notify_url.clone());
        }
        parameters.insert(CONTENT.to_owned(), content.to_string());
        let signature = self.signing.sign(signed_text(&parameters).as_bytes())?;
        let content = parameters.remove(CONTENT).unwrap_or_default();
        parameters.insert("sign".to_owned(), signature);
        let mut url = self.base.clone();
        url.query_pairs_mut().extend_pairs(parameters);
        let mut request = Request::new(Method::POST, url);
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
        *request.body_mut() = Some(Serializer::new(String::new()).append_pair(CONTENT, &content).finish().into());
        Ok(request)
    }
}

/// Codes that mean: try again. The house's own spelling is kept.
pub(super) fn is_passing(code: &str, detail: &str) -> bool {
    matches!(code, "20000")
        || detail.ends_with("SYSTEM_ERROR")
        || matches!(detail, "isp.unknow-error" | "aop.unknow-error" | "isv.app-call-limited")
}

/// What a refusing answer says.
pub(super) fn refusal(said: &answer::Said, authentic: bool) -> Error {
    let detail = said.sub_code.as_deref().unwrap_or_default();
    let code = if detail.is_empty() { &said.code } else { detail };
    if is_passing(&said.code, detail) {
        return Outage::Code(crate::payments::providers::error::shortened(code)).into();
    }
    let message = said.sub_msg.as_deref().or(said.msg.as_deref()).unwrap_or_default();
    Error::refused(code, message, authentic)
}
