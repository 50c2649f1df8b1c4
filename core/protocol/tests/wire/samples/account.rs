//! The JSON of one's own account, of signing in, tokens and the audit log.

use serde_json::json;
use truckroll_domain::sign_in::SecondStepFor;
use truckroll_protocol::api::{
    Account, AgentSecurity, ApiToken, AuditEntry, AuditPage, AuditQuery, BeginTwoStep, ChangePassword, ConfirmTwoStep,
    MadeApiToken, NewApiToken, NewOidcSettings, NewSignInSettings, OidcSettings, ProveTwoStep, Provider, RecoveryCodes,
    SessionItem, SignInSettings, TemporaryPassword, TwoStepSecret,
};

use super::{at, chen, dana, id, tenant};

pub fn account() -> Account {
    Account {
        account: "dana".into(),
        two_step: true,
        two_step_at: Some(at(-60)),
        recovery_codes: 9,
        password_at: Some(at(-600)),
        two_step_demanded: true,
    }
}

pub fn change_password() -> ChangePassword {
    ChangePassword { old: "truckroll-demo".into(), new: "seven vans in the rain".into() }
}

pub fn session_item() -> SessionItem {
    SessionItem {
        id: id::<truckroll_domain::EntryId>(0x90).to_string(),
        kind: "desk".into(),
        name: "Firefox · Linux".into(),
        address: "203.0.113.7".into(),
        created_at: at(-90),
        seen_at: at(0),
        current: true,
    }
}

pub fn begin_two_step() -> BeginTwoStep {
    BeginTwoStep { password: "truckroll-demo".into() }
}

pub fn two_step_secret() -> TwoStepSecret {
    TwoStepSecret {
        secret: "GEZD GNBV GY3T QOJQ".into(),
        uri: "otpauth://totp/Eastern%20Lifts:dana?secret=GEZDGNBVGY3TQOJQ&issuer=Eastern%20Lifts".into(),
    }
}

pub fn confirm_two_step() -> ConfirmTwoStep {
    ConfirmTwoStep { code: "492039".into() }
}

pub fn prove_two_step() -> ProveTwoStep {
    ProveTwoStep { password: "truckroll-demo".into(), code: "492039".into() }
}

pub fn recovery_codes() -> RecoveryCodes {
    RecoveryCodes { codes: vec!["abcd-efgh-jkmn-pqrs".into()] }
}

pub fn agent_security() -> AgentSecurity {
    AgentSecurity {
        sessions: vec![session_item()],
        two_step: true,
        locked_until: Some(at(15)),
        must_change: true,
        has_account: true,
    }
}

pub fn temporary_password() -> TemporaryPassword {
    TemporaryPassword { password: "mild-otter-7301-lake".into() }
}

pub fn oidc_settings() -> OidcSettings {
    OidcSettings {
        issuer: "https://login.example".into(),
        client_id: "truckroll".into(),
        has_secret: true,
        label: "Eastern Lifts account".into(),
        domain: "lifts.example".into(),
    }
}

pub fn sign_in_settings() -> SignInSettings {
    SignInSettings {
        seq: 7,
        two_step: SecondStepFor::Admins,
        oidc: Some(oidc_settings()),
        redirect_uri: "https://desk.example/api/v1/sign-in/oidc/callback".into(),
    }
}

pub fn new_oidc_settings() -> NewOidcSettings {
    NewOidcSettings {
        issuer: "https://login.example".into(),
        client_id: "truckroll".into(),
        client_secret: Some("4f1c".into()),
        label: "Eastern Lifts account".into(),
        domain: "lifts.example".into(),
    }
}

pub fn new_sign_in_settings() -> NewSignInSettings {
    NewSignInSettings { seq: 6, two_step: SecondStepFor::Admins, oidc: Some(new_oidc_settings()) }
}

pub fn provider() -> Provider {
    Provider { tenant: tenant(), label: "Eastern Lifts account".into() }
}

pub fn api_token() -> ApiToken {
    ApiToken {
        id: id::<truckroll_domain::EntryId>(0x91).to_string(),
        name: "Warehouse".into(),
        scopes: vec!["read".into(), "write:tickets".into()],
        agent: dana(),
        agent_name: "Dana Xu".into(),
        created_at: at(-30),
        expires_at: Some(at(60 * 24)),
        used_at: Some(at(-1)),
        revoked_at: Some(at(0)),
    }
}

pub fn new_api_token() -> NewApiToken {
    NewApiToken { name: "Warehouse".into(), scopes: vec!["read".into(), "write:tickets".into()], days: Some(90) }
}

pub fn made_api_token() -> MadeApiToken {
    MadeApiToken { token: "trk_4f1c".into(), item: api_token() }
}

pub fn audit_query() -> AuditQuery {
    AuditQuery {
        from: Some(at(-600).ms()),
        to: Some(at(600).ms()),
        agent: Some(dana()),
        action: Some("visit_rules".into()),
        subject: Some(chen().to_string()),
        after: Some("1772413200000~019cabcd".into()),
        limit: Some(20),
    }
}

pub fn audit_entry() -> AuditEntry {
    AuditEntry {
        id: id::<truckroll_domain::EntryId>(0x92).to_string(),
        at: at(1),
        actor: "agent".into(),
        agent: Some(dana()),
        agent_name: "Dana Xu".into(),
        session: Some(session_item().id),
        address: "203.0.113.7".into(),
        action: "visit_rules".into(),
        subject_kind: "visit_rules".into(),
        subject: "current".into(),
        subject_name: "Visits".into(),
        before: json!({"photos": 0}),
        after: json!({"photos": 2}),
    }
}

pub fn audit_page() -> AuditPage {
    AuditPage { rows: vec![audit_entry()], next: Some("1772413260000~019cabcd".into()) }
}
