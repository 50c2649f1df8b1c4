//! The signed-in person of a request: [`Session`] is an argument of every handler that needs one.
//!
//! A token comes as `Authorization: Bearer …` or in the cookie. A browser sends cookies by itself, also for a page
//! of somebody else, so with a cookie whatever changes something must carry a header that such a page cannot set.

use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use truckroll_domain::access::{Area, Feature, Reach, Rights, Switches, Verb};
use truckroll_domain::privacy::{MEMBERS, Masked};
use truckroll_domain::sign_in::{Demand, Scope};
use truckroll_domain::{Actor, AgentId, DeviceId, Envelope, TenantId};

use super::gate::{self, Needs};
use super::{sessions, tokens};
use crate::App;
use crate::http::{Answer, Fault, PeerAddress};
use crate::ingest::Caller;

/// Name of the cookie.
pub const COOKIE: &str = "truckroll_session";
/// The header that pages of others cannot set.
const OURS: &str = "x-truckroll";

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct Session {
    /// Id of the session, or of the API token.
    pub id: String,
    /// Organisation.
    pub tenant: TenantId,
    /// The person.
    pub agent: AgentId,
    /// The device, if one signed in.
    pub device: Option<DeviceId>,
    /// `phone`, `desk` or `token`.
    pub kind: String,
    /// The person as actor, with present name and roles.
    pub actor: Actor,
    /// Whether the token came in a cookie.
    pub by_cookie: bool,
    /// What the organisation has switched on.
    pub switches: Switches,
    /// Where the request came from, as limits count it.
    pub address: String,
    /// The API token, if one asks.
    pub token: Option<tokens::TokenUse>,
    /// What the person must do before anything else.
    pub demand: Option<Demand>,
    /// Whether phone numbers of customers are masked for this person.
    pub masks: bool,
}

impl Session {
    /// The session as the origin of commands.
    #[must_use]
    pub fn caller(&self) -> Caller {
        Caller { tenant: self.tenant, actor: self.actor.clone(), device: self.device }
    }
    /// Refuses commands that are beyond the scopes of an API token.
    ///
    /// # Errors
    /// 403 with the scope that is missing.
    pub fn may_command(&self, commands: &[Envelope]) -> Answer<()> {
        let Some(token) = &self.token else { return Ok(()) };
        let needed = commands.iter().map(|envelope| Scope::of(&envelope.command));
        needed.into_iter().find(|scope| !token.scopes.contains(scope)).map_or(Ok(()), |scope| Err(gate::missing(scope)))
    }
    /// Masks what this person may not see in what he is about to get.
    pub fn mask(&self, of: &mut impl Masked) {
        if self.masks {
            of.mask();
        }
    }
    /// Columns that are searched for his words: he must not find out by asking what he may not see.
    #[must_use]
    pub fn searched<'a>(&self, columns: &[&'a str]) -> Vec<&'a str> {
        columns.iter().copied().filter(|column| !self.masks || !MEMBERS.contains(column)).collect()
    }
    /// Refuses everybody who does not decide who goes when.
    ///
    /// # Errors
    /// 403.
    pub fn must_dispatch(&self) -> Answer<()> {
        self.must(Area::Visits, Verb::Assign)
    }
    /// Refuses whoever may not do this on any record.
    ///
    /// # Errors
    /// 403 `role`.
    pub fn must(&self, area: Area, verb: Verb) -> Answer<()> {
        if let Some(feature) = area.feature() {
            self.must_be_on(feature)?;
        }
        if self.actor.may(area, verb) { Ok(()) } else { Err(Fault::forbidden("role")) }
    }
    /// Refuses everybody while a feature is switched off.
    ///
    /// # Errors
    /// 403 `feature_off`.
    pub fn must_be_on(&self, feature: Feature) -> Answer<()> {
        if self.switches.on(feature) { Ok(()) } else { Err(Fault::feature_off(feature.word())) }
    }
    /// What the person may do.
    #[must_use]
    pub fn rights(&self) -> &Rights {
        match &self.actor {
            Actor::Agent { rights, .. } => rights,
            Actor::Customer { .. } | Actor::System => {
                static NONE: std::sync::LazyLock<Rights> = std::sync::LazyLock::new(Rights::default);
                &NONE
            }
        }
    }
    /// Whether the person may see records that do not travel to him.
    #[must_use]
    pub fn sees_beyond_his_own(&self) -> bool {
        let rights = self.rights();
        [Area::Tickets, Area::Visits, Area::Customers].into_iter().any(|area| {
            rights.allow(area, Verb::View)
                && (rights.reach(area) > Some(Reach::Own) || !rights.circle(area).groups.is_empty())
        })
    }
    /// Refuses everybody but administrators.
    ///
    /// # Errors
    /// 403.
    pub fn must_administer(&self) -> Answer<()> {
        if self.rights().administers() { Ok(()) } else { Err(Fault::forbidden("role")) }
    }
}

/// The token of a request and whether it came in a cookie.
pub(super) fn token(headers: &HeaderMap) -> Option<(&str, bool)> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
    if let Some(token) = bearer.and_then(|v| v.strip_prefix("Bearer ")) {
        return Some((token.trim(), false));
    }
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
        .map(|token| (token, true))
}

impl FromRequestParts<App> for Session {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Answer<Self> {
        let Ok(PeerAddress(address)) = PeerAddress::from_request_parts(parts, app).await;
        let (token, by_cookie) = token(&parts.headers).ok_or_else(|| Fault::unauthenticated("token"))?;
        let safe = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
        if by_cookie && !safe && parts.headers.get(OURS).is_none_or(|v| v != "1") {
            return Err(Fault::forbidden(OURS));
        }
        let session = if token.starts_with(tokens::PREFIX) && !by_cookie {
            tokens::find(app, token, address).await?
        } else {
            sessions::find(app, token, by_cookie, address).await?
        };
        let route = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
        let needs = parts.extensions.get::<Arc<Needs>>().map(AsRef::as_ref);
        gate::pass(&session, needs, &parts.method, route)?;
        if !gate::only_reads(&parts.method, route)
            && app.directory(session.tenant).await?.licence_is_over(app.clock.now())
        {
            return Err(Fault::licence_expired());
        }
        Ok(session)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_found_in_header_or_cookie() {
        let mut headers = HeaderMap::new();
        assert_eq!(token(&headers), None);
        headers.append(header::COOKIE, "a=b; truckroll_session=xyz".parse().expect("header"));
        assert_eq!(token(&headers), Some(("xyz", true)));
        headers.insert(header::AUTHORIZATION, "Bearer abc".parse().expect("header"));
        assert_eq!(token(&headers), Some(("abc", false)));
    }
}
