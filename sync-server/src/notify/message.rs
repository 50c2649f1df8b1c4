//! What a rule tells: rows of notices, push messages and letters, to be written in the transaction of the rule.

use std::collections::{BTreeMap, BTreeSet};

use truckroll_domain::{AgentId, TenantId, TicketId, Timestamp};
use truckroll_protocol::api::NoticePreferences;
use uuid::Uuid;

use super::mail::Letter;
use super::plan::{OUTBOX, effect, subscriptions};
use super::preferences;
use crate::App;
use crate::db::DbResult;
use crate::directory::Directory;
use crate::ingest::Beside;

/// The kind of such notices.
const KIND: &str = "rule_told";

/// A message of a rule to one of the organisation's own people.
#[derive(Clone, Debug)]
pub struct Message {
    /// To whom.
    pub to: AgentId,
    /// The text.
    pub text: String,
    /// What the rule is called.
    pub rule: String,
}

/// Adds messages about a ticket, each by the channels its reader wants; returns who is told.
///
/// # Errors
/// When the database fails.
pub async fn messages(
    app: &App,
    directory: &Directory,
    beside: &mut Beside,
    (tenant, ticket, number): (TenantId, TicketId, &str),
    messages: &[Message],
    now: Timestamp,
) -> DbResult<Vec<AgentId>> {
    let people: BTreeSet<AgentId> = messages.iter().map(|message| message.to).collect();
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let told: Vec<AgentId> = people.iter().copied().collect();
    // only reads; what is read is as good a moment later
    let mut tx = app.db.begin().await?;
    let subscriptions = subscriptions(&mut tx, tenant, &told).await?;
    let preferences = preferences::of(&mut tx, tenant, &people).await?;
    tx.commit().await?;
    let (mut rows, mut effects) = (Vec::new(), Vec::new());
    let encode = |e: serde_json::Error| sqlx::Error::Encode(e.into());
    for message in messages {
        let default = NoticePreferences::default();
        let wants = |channel| preferences.get(&message.to).unwrap_or(&default).wants(KIND, channel);
        let id: Uuid = app.fresh();
        for endpoint in subscriptions.get(&message.to).into_iter().flatten().filter(|_| wants("push")) {
            let body = serde_json::json!({ "notice": id.to_string() }).to_string();
            effects.push(effect(tenant, app.fresh(), "push", endpoint, body, now));
        }
        let mail = directory.agents.get(&message.to).map(|agent| agent.email.as_str()).filter(|mail| !mail.is_empty());
        if let (Some(mail), true) = (mail, wants("email") && app.config.smtp_url.is_some()) {
            let letter = Letter::notice(directory, KIND, number, &message.text, &message.rule);
            effects.push(effect(
                tenant,
                app.fresh(),
                "email",
                mail,
                serde_json::to_string(&letter).map_err(encode)?,
                now,
            ));
        }
        let args = BTreeMap::from([("number", number), ("title", &message.text), ("by", &message.rule)]);
        rows.push(vec![
            tenant.to_string().into(),
            id.to_string().into(),
            message.to.to_string().into(),
            KIND.into(),
            "ticket".into(),
            ticket.to_string().into(),
            serde_json::to_string(&args).map_err(encode)?.into(),
            now.ms().into(),
            i64::from(!wants("app")).into(),
        ]);
    }
    const COLUMNS: [&str; 9] =
        ["tenant_id", "id", "agent_id", "kind", "document_kind", "document_id", "args", "created_at", "quiet"];
    beside.lines("notices", &COLUMNS, rows, "");
    beside.lines("outbox", &OUTBOX, effects, "");
    Ok(told)
}

/// Adds letters to people outside.
///
/// # Errors
/// When a letter cannot be written.
pub fn letters(
    app: &App,
    beside: &mut Beside,
    tenant: TenantId,
    letters: Vec<(String, Letter)>,
    now: Timestamp,
) -> DbResult<()> {
    let mut effects = Vec::new();
    for (to, letter) in letters {
        let body = serde_json::to_string(&letter).map_err(|e| sqlx::Error::Encode(e.into()))?;
        effects.push(effect(tenant, app.fresh(), "email", &to, body, now));
    }
    beside.lines("outbox", &OUTBOX, effects, "");
    Ok(())
}
