//! One's own account and what administrators do about signing in.
//!
//! | route | request | answer |
//! |---|---|---|
//! | `GET /account` | | [`Account`] |
//! | `POST /account/password` | [`ChangePassword`] | 204 |
//! | `GET /account/sessions` | | list of [`SessionItem`] |
//! | `DELETE /account/sessions/{id}` | | 204 |
//! | `POST /account/sessions/end-others` | | 204 |
//! | `POST /account/two-step` | [`BeginTwoStep`] | [`TwoStepSecret`] |
//! | `POST /account/two-step/confirm` | [`ConfirmTwoStep`] | [`RecoveryCodes`] |
//! | `POST /account/two-step/codes`, `/off` | [`ProveTwoStep`] | [`RecoveryCodes`], 204 |
//! | `GET /agents/{id}/security` | | [`AgentSecurity`] |
//! | `POST /agents/{id}/password` | | [`TemporaryPassword`] |
//! | `POST /agents/{id}/unlock`, `/two-step/off`, `/sessions/end` | | 204 |
//! | `DELETE /agents/{id}/sessions/{session}` | | 204 |
//! | `GET`, `PUT /sign-in/settings` | [`NewSignInSettings`] | [`SignInSettings`] |
//! | `GET /sign-in/providers` | | list of [`Provider`] |
//! | `GET /sign-in/oidc/{tenant}`, `/sign-in/oidc/callback` | | redirects |
//! | `GET /tokens` | | list of [`ApiToken`] |
//! | `POST /tokens` | [`NewApiToken`] | [`MadeApiToken`] |
//! | `DELETE /tokens/{id}` | | 204 |

use serde::Serialize;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::sign_in::SecondStepFor;
use truckroll_domain::{AgentId, TenantId, Timestamp};

/// How one's own account is secured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Account {
    /// Account name.
    pub account: String,
    /// Whether the second step is set up.
    pub two_step: bool,
    /// Since when.
    pub two_step_at: Option<Timestamp>,
    /// Recovery codes that were not used yet.
    pub recovery_codes: i64,
    /// When the password was changed last, if that is known.
    pub password_at: Option<Timestamp>,
    /// Whether the organisation demands the second step of this person.
    pub two_step_demanded: bool,
}

/// A new password in the place of the old one. Ends the person's other sessions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The present one.
    pub old: String,
    /// The new one.
    pub new: String,
}

/// A session in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct SessionItem {
    /// Id.
    pub id: String,
    /// `phone` or `desk`.
    pub kind: String,
    /// What the device is called: its own name, or browser and system.
    pub name: String,
    /// Address it signed in from; of IPv6 the network.
    pub address: String,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was used last, to ten minutes.
    pub seen_at: Timestamp,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// Begins to set up the second step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeginTwoStep {
    /// The password.
    pub password: String,
}

/// The secret to put into an authenticator app; it counts once a code of it was given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TwoStepSecret {
    /// The secret as people type it: base 32 in groups of four.
    pub secret: String,
    /// The address for a QR code (`otpauth://totp/…`).
    pub uri: String,
}

/// The first code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmTwoStep {
    /// Six digits.
    pub code: String,
}

/// Proof for giving up the second step or for new recovery codes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProveTwoStep {
    /// The password.
    pub password: String,
    /// A code of the app, or a recovery code.
    pub code: String,
}

/// Recovery codes, shown once; each takes the place of a code once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct RecoveryCodes {
    /// Ten codes.
    pub codes: Vec<String>,
}

/// How an agent's account is secured, for administrators.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct AgentSecurity {
    /// Sessions that stand.
    pub sessions: Vec<SessionItem>,
    /// Whether the second step is set up.
    pub two_step: bool,
    /// Until when the account is locked, if it is.
    pub locked_until: Option<Timestamp>,
    /// Whether the password must be changed at the next sign-in.
    pub must_change: bool,
    /// Whether there is a password at all.
    pub has_account: bool,
}

/// A password that must be changed at the next sign-in, shown once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TemporaryPassword {
    /// The password.
    pub password: String,
}

/// How an organisation signs in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct SignInSettings {
    /// The number to replace them by; 0 while nobody has.
    pub seq: i64,
    /// Of whom the second step is demanded.
    #[serde(deserialize_with = "truckroll_domain::tolerant::or_default")]
    pub two_step: SecondStepFor,
    /// The identity provider, if there is one.
    pub oidc: Option<OidcSettings>,
    /// The address the provider must send people back to.
    pub redirect_uri: String,
}

/// An identity provider (OpenID Connect).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct OidcSettings {
    /// Issuer address.
    pub issuer: String,
    /// Client id.
    pub client_id: String,
    /// Whether a client secret is stored; it is never shown.
    pub has_secret: bool,
    /// What the button says.
    pub label: String,
    /// Only e-mail addresses of this domain; empty for any.
    pub domain: String,
}

/// Settings in the place of those that were read at `seq`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSignInSettings {
    /// The number of those that were read.
    pub seq: i64,
    /// Of whom the second step is demanded.
    pub two_step: SecondStepFor,
    /// The identity provider; none ends it.
    #[serde(default)]
    pub oidc: Option<NewOidcSettings>,
}

/// An identity provider to use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOidcSettings {
    /// Issuer address.
    pub issuer: String,
    /// Client id.
    pub client_id: String,
    /// Client secret; without it the stored one stays.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// What the button says.
    #[serde(default)]
    pub label: String,
    /// Only e-mail addresses of this domain; empty for any.
    #[serde(default)]
    pub domain: String,
}

/// An identity provider on the sign-in screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provider {
    /// The organisation.
    pub tenant: TenantId,
    /// What the button says.
    pub label: String,
}

/// An API token; the token itself is shown once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct ApiToken {
    /// Id.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// Scope words.
    pub scopes: Vec<String>,
    /// As whom it acts.
    pub agent: AgentId,
    /// His name.
    pub agent_name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends, if it does.
    pub expires_at: Option<Timestamp>,
    /// When it was used last, to ten minutes.
    pub used_at: Option<Timestamp>,
    /// When it was withdrawn, if it was.
    pub revoked_at: Option<Timestamp>,
}

/// A token to make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewApiToken {
    /// What it is for.
    pub name: String,
    /// Scope words: `read`, `write:tickets`, `write:visits`, `write:customers`, `admin`.
    pub scopes: Vec<String>,
    /// Days until it ends, 1 to 3,650; without it the token stays until it is withdrawn.
    #[serde(default)]
    pub days: Option<i64>,
}

/// A token that was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct MadeApiToken {
    /// The bearer token, `trk_…`. It is not shown again.
    pub token: String,
    /// What is stored of it.
    pub item: ApiToken,
}
