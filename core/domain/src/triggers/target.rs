//! External targets: programs of others that rules call, by URL, e-mail or SMS (TKT-24).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::check::{Known, Problems, placeholders_in, title};
use crate::TargetId;
use crate::filter::Schema;

/// Most headers of a URL target.
pub const MAX_HEADERS: usize = 20;
/// Longest address, characters.
const MAX_ADDRESS: usize = 2_000;
/// Longest template, characters.
const MAX_BODY: usize = 20_000;
/// Longest header value and other single lines, characters.
const MAX_LINE: usize = 500;

/// The kind of a target and what it needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
#[expect(missing_docs, reason = "members are named for what they hold")]
pub enum TargetKind {
    /// A call over HTTP.
    Url {
        method: Method,
        /// May hold placeholders after the host.
        address: String,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        headers: BTreeMap<String, String>,
        #[serde(default)]
        auth: Auth,
        /// A JSON template; empty for the standard message.
        #[serde(default)]
        body: String,
        #[serde(default)]
        expect: Expect,
    },
    /// A letter.
    Email { to: String, subject: String, text: String },
    /// A short message, through a URL target that is the provider's, or into the development log.
    Sms {
        to: String,
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        provider: Option<TargetId>,
    },
}

crate::tagged!(TargetKind, "kind");

impl TargetKind {
    /// The word in JSON and message keys.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            TargetKind::Url { .. } => "url",
            TargetKind::Email { .. } => "email",
            TargetKind::Sms { .. } => "sms",
        }
    }
}

/// HTTP methods of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names are the words")]
pub enum Method {
    #[default]
    Post,
    Put,
    Patch,
    Get,
    Delete,
}

/// All methods.
pub const TARGET_METHODS: [Method; 5] = [Method::Post, Method::Put, Method::Patch, Method::Get, Method::Delete];

impl Method {
    /// The word on the wire.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Get => "GET",
            Method::Delete => "DELETE",
        }
    }
    /// Whether a body is sent along.
    #[must_use]
    pub fn has_body(self) -> bool {
        !matches!(self, Method::Get | Method::Delete)
    }
}

/// How a URL target knows us. The secret itself is kept elsewhere, sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Auth {
    /// Not at all, besides the signature.
    #[default]
    None,
    /// By name and password.
    Basic {
        /// The name.
        user: String,
    },
    /// By a token.
    Bearer,
}

crate::tagged!(Auth, "by");

impl Auth {
    /// The word in JSON and message keys.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Auth::None => "none",
            Auth::Basic { .. } => "basic",
            Auth::Bearer => "bearer",
        }
    }
}

/// What the answer must be besides successful.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Expect {
    /// Nothing in particular.
    #[default]
    Nothing,
    /// JSON.
    Json,
    /// A text that contains another.
    Text {
        /// The other.
        contains: String,
    },
}

crate::tagged!(Expect, "answer");

impl Expect {
    /// The word in JSON and message keys.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Expect::Nothing => "nothing",
            Expect::Json => "json",
            Expect::Text { .. } => "text",
        }
    }
    /// Whether an answer is what was expected.
    #[must_use]
    pub fn met_by(&self, body: &str) -> bool {
        match self {
            Expect::Nothing => true,
            Expect::Json => serde_json::from_str::<Json>(body).is_ok(),
            Expect::Text { contains } => body.contains(contains.as_str()),
        }
    }
}

/// An external target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// What it is called; no other target has the same name.
    pub title: String,
    /// Whether it is called.
    pub enabled: bool,
    /// What it is.
    pub what: TargetKind,
}

/// Headers that are ours to send.
const OWN_HEADERS: [&str; 12] = [
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

impl Target {
    /// Checks it; `known` says which placeholders there are.
    ///
    /// # Errors
    /// What is wrong, by member.
    pub fn check<T: Schema>(&self, known: &Known<'_, T>) -> Result<(), Problems> {
        let mut problems = Problems::new();
        title(&self.title, &mut problems);
        let mut line = |member: &str, text: &str, most: usize, required: bool| {
            if required && text.trim().is_empty() {
                problems.insert(member.to_owned(), "required".to_owned());
            } else if text.chars().count() > most {
                problems.insert(member.to_owned(), "too_long".to_owned());
            } else {
                placeholders_in(known, member, text, &mut problems);
            }
        };
        match &self.what {
            TargetKind::Email { to, subject, text } => {
                line("to", to, MAX_LINE, true);
                line("subject", subject, MAX_LINE, true);
                line("text", text, MAX_BODY, true);
            }
            TargetKind::Sms { to, text, .. } => {
                line("to", to, MAX_LINE, true);
                line("text", text, 1_000, true);
            }
            TargetKind::Url { address, headers, auth, body, expect, .. } => {
                line("address", address, MAX_ADDRESS, true);
                line("body", body, MAX_BODY, false);
                if let Auth::Basic { user } = auth {
                    line("user", user, MAX_LINE, true);
                }
                if let Expect::Text { contains } = expect {
                    line("contains", contains, MAX_LINE, true);
                }
                if !has_fixed_host(address) {
                    problems.entry("address".to_owned()).or_insert_with(|| "not_an_address".to_owned());
                }
                if !body.trim().is_empty() && serde_json::from_str::<Json>(body).is_err() {
                    problems.entry("body".to_owned()).or_insert_with(|| "not_json".to_owned());
                }
                check_headers(headers, &mut problems);
            }
        }
        if let TargetKind::Sms { provider: Some(id), .. } = &self.what
            && !(known.target)(*id)
        {
            problems.insert("provider".to_owned(), "unknown".to_owned());
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

fn check_headers(headers: &BTreeMap<String, String>, problems: &mut Problems) {
    if headers.len() > MAX_HEADERS {
        problems.insert("headers".to_owned(), "too_many".to_owned());
    }
    for (name, value) in headers {
        let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        let lower = name.to_ascii_lowercase();
        let ours =
            OWN_HEADERS.contains(&lower.as_str()) || lower.starts_with("webhook-") || lower.starts_with("proxy-");
        if name.is_empty() || name.len() > 100 || !name.chars().all(token) || ours {
            problems.insert(format!("headers.{name}"), "not_a_header".to_owned());
        } else if value.len() > MAX_LINE || value.chars().any(|c| c.is_control() || !c.is_ascii()) {
            problems.insert(format!("headers.{name}"), "not_a_header_value".to_owned());
        }
    }
}

/// Whether scheme and host are written out: what a ticket says never decides whom we call.
fn has_fixed_host(address: &str) -> bool {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !host.is_empty() && !host.contains("{{") && !host.contains(char::is_whitespace)
    })
}
