//! One entry of the audit log and how it is stored.

use std::sync::atomic::{AtomicU16, Ordering};

use serde::Serialize;
use serde_json::Value;
use truckroll_domain::audit::Action;
use truckroll_domain::{AgentId, TenantId, Timestamp};

use crate::App;
use crate::auth::Session;
use crate::db::{DbResult, Tx};

/// Members with one of these in their name are blotted out.
const SECRET: [&str; 6] = ["password", "secret", "token", "hash", "code", "verifier"];
/// What stands in their place.
const BLOT: &str = "•••";
/// A longer state is told by its size, bytes of JSON.
const MAX_STATE: usize = 256 * 1024;
/// Longest name of a thing, characters.
const MAX_NAME: usize = 200;

/// What is written into the log.
#[derive(Clone, Debug)]
pub struct Entry {
    tenant: TenantId,
    id: String,
    at: Timestamp,
    actor: &'static str,
    agent: Option<AgentId>,
    agent_name: String,
    session: Option<String>,
    address: String,
    action: Action,
    subject: (&'static str, String, String),
    before: Value,
    after: Value,
}

impl Entry {
    /// Something that a signed-in person does now, or a token in his name.
    #[must_use]
    pub fn of(app: &App, session: &Session, action: Action) -> Self {
        let name = session.actor.name().to_owned();
        let mut entry = Self::by_person(app, session.tenant, (session.agent, &name), &session.address, action);
        match &session.token {
            Some(token) => {
                entry.actor = "token";
                entry.agent_name = format!("{name} ({})", token.name);
            }
            None => entry.session = Some(session.id.clone()),
        }
        entry
    }

    /// Something that a person does now without a session: signing in.
    #[must_use]
    pub fn by_person(app: &App, tenant: TenantId, who: (AgentId, &str), address: &str, action: Action) -> Self {
        let (agent, name) = who;
        let mut entry = Self::by_system(app, tenant, action);
        entry.actor = "agent";
        entry.agent = Some(agent);
        entry.agent_name = name.to_owned();
        entry.address = address.to_owned();
        entry
    }

    /// Something that another organisation does now, as far as it concerns this one.
    #[must_use]
    pub fn by_other(app: &App, tenant: TenantId, name: &str, action: Action) -> Self {
        let mut entry = Self::by_system(app, tenant, action);
        entry.actor = "linked";
        entry.agent_name = name.to_owned();
        entry
    }

    /// Something that happens now by itself.
    #[must_use]
    pub fn by_system(app: &App, tenant: TenantId, action: Action) -> Self {
        Self {
            tenant,
            id: next_id(app.clock.now()),
            at: app.clock.now(),
            actor: "system",
            agent: None,
            agent_name: String::new(),
            session: None,
            address: String::new(),
            action,
            subject: ("", String::new(), String::new()),
            before: Value::Null,
            after: Value::Null,
        }
    }

    /// What it is done to.
    #[must_use]
    pub fn about(mut self, kind: &'static str, id: impl ToString, name: &str) -> Self {
        self.subject = (kind, id.to_string(), name.chars().take(MAX_NAME).collect());
        self
    }

    /// In which session, when the session is just being opened.
    #[must_use]
    pub fn within(mut self, session: &str) -> Self {
        self.session = Some(session.to_owned());
        self
    }

    /// How it was before.
    #[must_use]
    pub fn before(mut self, state: &impl Serialize) -> Self {
        self.before = shown(state);
        self
    }

    /// How it is afterwards.
    #[must_use]
    pub fn after(mut self, state: &impl Serialize) -> Self {
        self.after = shown(state);
        self
    }
}

/// A fresh id that is greater than those this process made before in the same millisecond.
fn next_id(at: Timestamp) -> String {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let [high, low] = (NEXT.fetch_add(1, Ordering::Relaxed) & 0x0fff).to_be_bytes();
    let mut bytes: [u8; 10] = rand::random();
    bytes[..2].copy_from_slice(&[high, low]);
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(at.ms()).unwrap_or(0), &bytes).into_uuid().to_string()
}

/// A state as it may be kept.
fn shown(state: &impl Serialize) -> Value {
    let mut value = serde_json::to_value(state).unwrap_or_default();
    blot(&mut value);
    let size = value.to_string().len();
    if size > MAX_STATE { serde_json::json!({ "bytes": size }) } else { value }
}

/// Blots out texts whose member is named like a secret.
fn blot(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let secret = SECRET.iter().any(|word| name.to_lowercase().contains(word));
                match member {
                    Value::String(text) if secret && !text.is_empty() => BLOT.clone_into(text),
                    member => blot(member),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(blot),
        _ => {}
    }
}

/// Writes an entry in the transaction that does what it tells.
///
/// # Errors
/// When the database fails; then nothing of the transaction happens.
pub async fn write(tx: &mut Tx, entry: Entry) -> DbResult<()> {
    let (kind, id, name) = entry.subject;
    sqlx::query(
        "insert into audit (tenant_id, id, at, actor_kind, agent_id, agent_name, session_id, address, action, \
         subject_kind, subject_id, subject_name, before_json, after_json) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(entry.tenant.to_string())
    .bind(entry.id)
    .bind(entry.at.ms())
    .bind(entry.actor)
    .bind(entry.agent.map(|a| a.to_string()))
    .bind(entry.agent_name)
    .bind(entry.session)
    .bind(entry.address)
    .bind(entry.action.word())
    .bind(kind)
    .bind(id)
    .bind(name)
    .bind(entry.before.to_string())
    .bind(entry.after.to_string())
    .execute(tx.on())
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_blotted_out_wherever_they_are() {
        let given = json!({"label": "x", "client_secret": "s", "has_secret": true, "deep": [{"Password": "p"}], "token_hash": ""});
        let wanted = json!({"label": "x", "client_secret": BLOT, "has_secret": true, "deep": [{"Password": BLOT}], "token_hash": ""});
        assert_eq!(shown(&given), wanted);
    }

    #[test]
    fn a_huge_state_is_told_by_its_size() {
        assert_eq!(shown(&"x".repeat(MAX_STATE)), json!({ "bytes": MAX_STATE + 2 }));
    }
}
