//! What a session may ask for before any right is looked at: everything, unless something is demanded of its person
//! first, or it is an API token. What a token needs follows from the tag of the route, in one place ([`Needs::of`]).

use std::collections::HashMap;

use axum::http::Method;
use truckroll_domain::sign_in::{Demand, Scope};
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::Operation;

use super::Session;
use crate::http::{API, Answer, Fault};

/// What an API token needs for a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// This scope.
    Scope(Scope),
    /// A scope that writes something; which one, the commands say.
    Writing,
    /// A person: it is no route for tokens.
    Person,
}

/// The needs of all routes, by method and pattern.
#[derive(Debug, Default)]
pub struct Needs(HashMap<(Method, String), Need>);

impl Needs {
    /// Reads them from the tags of the interface's own description.
    #[must_use]
    pub fn of(document: &OpenApi) -> Self {
        let mut needs = HashMap::new();
        for (path, item) in &document.paths.paths {
            let operations: [(Method, &Option<Operation>); 5] = [
                (Method::GET, &item.get),
                (Method::POST, &item.post),
                (Method::PUT, &item.put),
                (Method::PATCH, &item.patch),
                (Method::DELETE, &item.delete),
            ];
            for (method, operation) in operations {
                if let Some(operation) = operation {
                    let tag = operation.tags.iter().flatten().next().map_or("", String::as_str);
                    needs.insert((method.clone(), path.clone()), need(tag, &method, path.trim_start_matches(API)));
                }
            }
        }
        Self(needs)
    }

    /// What a route needs; one that nobody described needs a person.
    #[must_use]
    pub fn at(&self, method: &Method, route: &str) -> Need {
        self.0.get(&(method.clone(), route.to_owned())).copied().unwrap_or(Need::Person)
    }
}

fn need(tag: &str, method: &Method, path: &str) -> Need {
    let reads = method == Method::GET;
    match tag {
        "sessions" if reads && path == "/sessions/current" => Need::Scope(Scope::Read),
        "commands" | "attachments" if !reads => Need::Writing,
        // where an engineer is, only his phone says
        "visits" if path == "/positions" => Need::Person,
        "visits" | "tickets" | "people" | "customers" | "fields" | "calendars" | "roster" | "search" | "forms"
        | "attachments" | "linked" | "sla" | "workflows" | "rules" | "fees"
            if reads =>
        {
            Need::Scope(Scope::Read)
        }
        "visits" | "tickets" | "people" | "customers" | "fields" | "calendars" | "roster" | "forms" | "audit"
        | "linked" | "sla" | "workflows" | "rules" => Need::Scope(Scope::Admin),
        _ => Need::Person,
    }
}

/// What somebody may ask for who must choose a password.
const FOR_PASSWORD: [(&str, &str); 4] =
    [("GET", "/sessions/current"), ("DELETE", "/sessions/current"), ("GET", "/account"), ("POST", "/account/password")];
/// What somebody may ask for besides who must set up the second step.
const FOR_SECOND_STEP: [(&str, &str); 2] = [("POST", "/account/two-step"), ("POST", "/account/two-step/confirm")];

/// What may be asked for with another method than `GET` after an organisation's licence is over: what only reads; one's own
/// sign-in, notices and preferences; ending what a lost phone or somebody's password could do; a device's sync, which then
/// only reads.
const AFTER_THE_END: [(&str, &str); 26] = [
    ("DELETE", "/sessions/current"),
    ("POST", "/account/password"),
    ("POST", "/account/two-step"),
    ("POST", "/account/two-step/confirm"),
    ("POST", "/account/two-step/codes"),
    ("POST", "/account/two-step/off"),
    ("DELETE", "/account/sessions/{id}"),
    ("POST", "/account/sessions/end-others"),
    ("POST", "/notifications/read"),
    ("DELETE", "/notifications"),
    ("PUT", "/notifications/preferences"),
    ("POST", "/push/subscriptions"),
    ("PUT", "/preferences"),
    ("PUT", "/columns"),
    ("POST", "/companies/query"),
    ("POST", "/contacts/query"),
    ("POST", "/companies/export"),
    ("POST", "/contacts/export"),
    ("POST", "/customers/alike"),
    ("POST", "/agents/{id}/password"),
    ("POST", "/agents/{id}/unlock"),
    ("POST", "/agents/{id}/two-step/off"),
    ("POST", "/agents/{id}/sessions/end"),
    ("DELETE", "/agents/{id}/sessions/{session}"),
    ("DELETE", "/tokens/{id}"),
    ("POST", "/sync"),
];

/// Whether a request changes nothing that belongs to the organisation.
pub(super) fn only_reads(method: &Method, route: &str) -> bool {
    let here = (method.as_str(), route.trim_start_matches(API));
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) || AFTER_THE_END.contains(&here)
}

/// Lets a session through to a route, or says what is missing.
pub(super) fn pass(session: &Session, needs: Option<&Needs>, method: &Method, route: &str) -> Answer<()> {
    if let Some(demand) = session.demand {
        let here = (method.as_str(), route.trim_start_matches(API));
        let open = FOR_PASSWORD.contains(&here) || demand == Demand::SecondStep && FOR_SECOND_STEP.contains(&here);
        if !open {
            return Err(Fault::demanded(demand));
        }
    }
    let Some(token) = &session.token else { return Ok(()) };
    let has = |scope: Scope| token.scopes.contains(&scope);
    match needs.map_or(Need::Person, |needs| needs.at(method, route)) {
        Need::Scope(scope) if has(scope) => Ok(()),
        Need::Scope(scope) => Err(missing(scope)),
        Need::Writing if token.scopes.iter().any(|s| s.writes()) => Ok(()),
        Need::Writing => Err(Fault::forbidden("scope:write")),
        Need::Person => Err(Fault::forbidden("token")),
    }
}

/// 403 that names the scope.
pub(super) fn missing(scope: Scope) -> Fault {
    Fault::forbidden(format!("scope:{}", scope.word()))
}
