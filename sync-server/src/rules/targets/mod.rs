//! External targets: what is sent to them, how it is signed, delivered, logged and sent again (TKT-24).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use truckroll_domain::triggers::placeholders::fill;
use truckroll_domain::triggers::{Method, Target, TargetKind};
use truckroll_domain::{RuleId, TargetId, TenantId, TicketId, Timestamp};
use truckroll_protocol::api::rules::DeliveryRequest;
use uuid::Uuid;

use super::scene::{Manner, Scene};
use crate::App;
use crate::audit::csv::moment;
use crate::db::{Cell, DbResult};
use crate::directory::Directory;
use crate::ingest::Beside;

mod call;
mod deliver;
pub(super) mod read;
pub(super) mod routes;
mod sign;

pub use call::Caller;

/// Longest body that is sent, bytes.
const MAX_BODY: usize = 256 * 1024;

/// What is sent, as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct Rendered {
    /// `url`, `email` or `sms`.
    pub kind: String,
    /// The URL target whose address and secrets are used, where one is called.
    pub via: Option<TargetId>,
    /// What the target is called.
    pub title: String,
    /// What is sent, as it is shown.
    pub request: DeliveryRequest,
    /// Headers of the target, with their values.
    #[serde(skip)]
    pub headers: BTreeMap<String, String>,
    /// Whether only its reader may know what it says; address and text are sealed then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub private: bool,
}

/// What of a delivery is sealed.
#[derive(Serialize, Deserialize)]
struct Sealed {
    /// Headers with their values.
    headers: BTreeMap<String, String>,
    /// Address and body of a private one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    private: Option<(String, String)>,
}

/// What stands in the log in the place of what is private.
const HIDDEN: &str = "•••";

/// What headers of deliveries are sealed for.
fn purpose(tenant: &str) -> String {
    format!("delivery headers {tenant}")
}

/// What secrets of a target are sealed for.
fn secret_purpose(tenant: TenantId, target: TargetId, what: &str) -> String {
    format!("target {what} {tenant} {target}")
}

/// What a target is sent about a ticket, or without one to see whether it answers.
///
/// # Errors
/// A word for the log.
pub(super) fn render(directory: &Directory, about: Option<(&Scene, &str)>, id: TargetId) -> Result<Rendered, String> {
    let kept = directory.rules.targets.get(&id).ok_or_else(|| "target_gone".to_owned())?;
    let say = |manner: Manner, name: &str| about.and_then(|(scene, _)| scene.say(directory, manner, name));
    let text = |template: &str| fill(template, |name| say(Manner::People, name));
    let title = kept.target.title.clone();
    match &kept.target.what {
        TargetKind::Url { .. } => url(directory, about, (id, &kept.target), &|name| say(Manner::Programs, name)),
        TargetKind::Email { to, subject, text: body } => {
            let subject = text(subject).replace(['\r', '\n'], " ");
            let request = DeliveryRequest {
                to: text(to).trim().to_owned(),
                subject,
                body: text(body),
                ..DeliveryRequest::default()
            };
            Ok(Rendered { kind: "email".to_owned(), title, request, ..Rendered::default() })
        }
        TargetKind::Sms { to, text: body, provider } => {
            let provider = provider.or(directory.sms.now.provider);
            let message = short_message(directory, about, provider, text(to).trim(), &text(body))?;
            Ok(Rendered { title, ..message })
        }
    }
}

/// A short message through a provider, or for the development log.
///
/// # Errors
/// A word for the log.
pub(crate) fn short_message(
    directory: &Directory,
    about: Option<(&Scene, &str)>,
    provider: Option<TargetId>,
    to: &str,
    text: &str,
) -> Result<Rendered, String> {
    if to.is_empty() {
        return Err("no_number".to_owned());
    }
    let Some(provider) = provider else {
        let request = DeliveryRequest { to: to.to_owned(), body: text.to_owned(), ..DeliveryRequest::default() };
        return Ok(Rendered { kind: "sms".to_owned(), title: "SMS".to_owned(), request, ..Rendered::default() });
    };
    let through = directory.rules.targets.get(&provider).filter(|kept| kept.target.enabled);
    let through = through.ok_or_else(|| "provider_gone".to_owned())?;
    let value = |name: &str| match name {
        "sms.to" => Some(to.to_owned()),
        "sms.text" => Some(text.to_owned()),
        name => about.and_then(|(scene, _)| scene.say(directory, Manner::Programs, name)),
    };
    let rendered = url(directory, about, (provider, &through.target), &value)?;
    Ok(Rendered { kind: "sms".to_owned(), ..rendered })
}

fn url(
    directory: &Directory,
    about: Option<(&Scene, &str)>,
    (id, target): (TargetId, &Target),
    value: &dyn Fn(&str) -> Option<String>,
) -> Result<Rendered, String> {
    let TargetKind::Url { method, address, headers, body, .. } = &target.what else {
        return Err("provider_gone".to_owned());
    };
    let to = fill(address, |name| value(name).map(|value| encoded(&value)));
    let body = match (method.has_body(), body.trim().is_empty()) {
        (false, _) => String::new(),
        (true, true) => message(directory, about).to_string(),
        (true, false) => {
            // it was read when it was saved; what is put in never leaves its quotation marks
            let mut template: Json = serde_json::from_str(body).map_err(|_| "not_json".to_owned())?;
            put_in(&mut template, value);
            template.to_string()
        }
    };
    if body.len() > MAX_BODY {
        return Err("too_long".to_owned());
    }
    let shown = headers.keys().map(|name| (name.clone(), "•••".to_owned())).collect();
    let request =
        DeliveryRequest { method: method.word().to_owned(), to, headers: shown, subject: String::new(), body };
    Ok(Rendered {
        kind: "url".to_owned(),
        via: Some(id),
        title: target.title.clone(),
        request,
        headers: headers.clone(),
        private: false,
    })
}

/// Fills the texts of a JSON template.
fn put_in(template: &mut Json, value: &dyn Fn(&str) -> Option<String>) {
    match template {
        Json::String(text) => *text = fill(text, value),
        Json::Array(list) => list.iter_mut().for_each(|one| put_in(one, value)),
        Json::Object(map) => map.values_mut().for_each(|one| put_in(one, value)),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

/// The message of a target without a template of its own, in the form that Standard Webhooks recommends.
fn message(directory: &Directory, about: Option<(&Scene, &str)>) -> Json {
    let Some((scene, rule)) = about else {
        return json!({ "type": "test", "data": { "tenant": directory.face() } });
    };
    let say = |key: &str| scene.say(directory, Manner::Programs, &format!("ticket.{key}")).unwrap_or_default();
    let keys = [
        "id",
        "number",
        "title",
        "description",
        "type",
        "status",
        "priority",
        "source",
        "assignee",
        "group",
        "company",
        "contact",
        "phone",
        "created_at",
        "updated_at",
        "link",
    ];
    let mut ticket: serde_json::Map<String, Json> =
        keys.iter().map(|key| ((*key).to_owned(), say(key).into())).collect();
    ticket.insert("fields".to_owned(), serde_json::to_value(&scene.ticket.fields).unwrap_or_default());
    json!({
        "type": format!("ticket.{}", scene.event),
        "timestamp": moment(scene.now.ms()),
        "data": { "rule": rule, "ticket": ticket },
    })
}

/// A text as part of an address.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Columns of a new delivery.
const COLUMNS: [&str; 16] = [
    "tenant_id",
    "id",
    "target_id",
    "title",
    "kind",
    "rule_id",
    "ticket_id",
    "at",
    "request",
    "headers",
    "attempts",
    "next_at",
    "leased_until",
    "failed",
    "answer",
    "error",
];

/// Lets a call wait to be made.
///
/// # Errors
/// When it cannot be written.
#[expect(clippy::too_many_arguments, reason = "the columns of a row")]
pub(crate) fn queue(
    app: &App,
    beside: &mut Beside,
    tenant: TenantId,
    id: Uuid,
    target: TargetId,
    (rule, ticket): (Option<RuleId>, Option<TicketId>),
    rendered: &Rendered,
    now: Timestamp,
) -> DbResult<()> {
    let encode = |e: serde_json::Error| sqlx::Error::Encode(e.into());
    let mut request = rendered.clone();
    let own = |request: &DeliveryRequest| (request.to.clone(), request.body.clone());
    let sealed =
        Sealed { headers: rendered.headers.clone(), private: rendered.private.then(|| own(&rendered.request)) };
    let headers = serde_json::to_vec(&sealed).map_err(encode)?;
    if rendered.private {
        (request.request.to, request.request.body) = (HIDDEN.to_owned(), HIDDEN.to_owned());
    }
    // a database text holds no zero byte
    for text in [&mut request.request.body, &mut request.request.to, &mut request.request.subject] {
        text.retain(|c| c != '\0');
    }
    let row: Vec<Cell> = vec![
        tenant.to_string().into(),
        id.to_string().into(),
        target.to_string().into(),
        rendered.title.clone().into(),
        rendered.kind.clone().into(),
        rule.map(|rule| rule.to_string()).into(),
        ticket.map(|ticket| ticket.to_string()).into(),
        now.ms().into(),
        serde_json::to_string(&request).map_err(encode)?.into(),
        app.secrets.seal.seal(&headers, &purpose(&tenant.to_string())).into(),
        0.into(),
        now.ms().into(),
        0.into(),
        0.into(),
        "".into(),
        "".into(),
    ];
    beside.lines("deliveries", &COLUMNS, vec![row], "(tenant_id, id) do nothing");
    Ok(())
}

/// Whether two addresses are of the same place.
fn same_origin(one: &str, other: &str) -> bool {
    let origin = |text: &str| reqwest::Url::parse(text).ok().map(|url| url.origin().ascii_serialization());
    let (one, other) = (origin(one), origin(other));
    one.is_some() && one == other
}

/// HTTP's own name of a method.
fn http_method(word: &str) -> reqwest::Method {
    match word {
        word if word == Method::Put.word() => reqwest::Method::PUT,
        word if word == Method::Patch.word() => reqwest::Method::PATCH,
        word if word == Method::Get.word() => reqwest::Method::GET,
        word if word == Method::Delete.word() => reqwest::Method::DELETE,
        _ => reqwest::Method::POST,
    }
}
