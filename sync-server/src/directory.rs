//! What rarely changes and everybody asks for: an organisation's settings, staff, groups and forms.
//!
//! Kept in memory per tenant and read again after a definition was written. A definition is a versioned
//! row in the same feed as documents, so devices hold the same directory.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use truckroll_domain::forms::Form;
use truckroll_domain::people::{Agent, Group};
use truckroll_domain::visits::VisitRules;
use truckroll_domain::{Actor, AgentId, FormId, Refusal, TenantId};
use truckroll_protocol::api::MapSettings;

use crate::db::{Db, DbResult, Tx};
use crate::news::{self, News};

/// An organisation's settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// IANA time zone.
    pub time_zone: String,
    /// Minutes east of UTC. Follows the time zone; kept for places that need no calendar.
    pub utc_offset_min: i32,
    /// `en` or `zh-CN`.
    pub locale: String,
    /// Base map.
    pub map: MapSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            time_zone: "Etc/UTC".to_owned(),
            utc_offset_min: 0,
            locale: "en".to_owned(),
            map: MapSettings::default(),
        }
    }
}

/// The directory of one organisation at one moment.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Name of the organisation.
    pub tenant_name: String,
    /// Epoch of its history.
    pub epoch: i64,
    /// Settings.
    pub settings: Settings,
    /// Staff.
    pub agents: HashMap<AgentId, Agent>,
    /// Groups.
    pub groups: Vec<Group>,
    /// Forms.
    pub forms: HashMap<FormId, Form>,
    /// What visits demand.
    pub visit_rules: VisitRules,
}

impl Directory {
    /// An agent as the actor of a command, unless he is unknown or disabled.
    #[must_use]
    pub fn actor(&self, id: AgentId) -> Option<Actor> {
        let agent = self.agents.get(&id).filter(|a| a.disabled_at.is_none())?;
        Some(Actor::Agent { id, name: agent.name.clone(), roles: agent.roles.clone() })
    }

    /// The name of an engineer who can be given a visit.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] when there is no such engineer.
    pub fn engineer_name(&self, id: AgentId) -> Result<String, Refusal> {
        let agent = self.agents.get(&id).filter(|a| a.is_engineer());
        agent.map(|a| a.name.clone()).ok_or_else(|| Refusal::invalid("agent", "not_an_engineer"))
    }

    /// Reads a tenant's directory.
    ///
    /// # Errors
    /// When the database fails or the tenant is unknown.
    pub async fn load(db: &Db, tenant: TenantId) -> DbResult<Arc<Self>> {
        let row = sqlx::query("select name, epoch, settings from tenants where id = $1")
            .bind(tenant.to_string())
            .fetch_one(db.pool())
            .await?;
        let settings: String = row.try_get(2)?;
        let mut directory = Self {
            tenant_name: row.try_get(0)?,
            epoch: row.try_get(1)?,
            settings: serde_json::from_str(&settings).unwrap_or_default(),
            ..Self::default()
        };
        let rows = sqlx::query("select kind, body from definitions where tenant_id = $1 and body <> ''")
            .bind(tenant.to_string())
            .fetch_all(db.pool())
            .await?;
        for row in rows {
            let (kind, body): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            match kind.as_str() {
                "agent" => {
                    if let Ok(agent) = serde_json::from_str::<Agent>(&body) {
                        directory.agents.insert(agent.id, agent);
                    }
                }
                "group" => directory.groups.extend(serde_json::from_str::<Group>(&body).ok()),
                "form" => {
                    if let Ok(form) = serde_json::from_str::<Form>(&body) {
                        directory.forms.insert(form.id, form);
                    }
                }
                "visit_rules" => directory.visit_rules = serde_json::from_str(&body).unwrap_or_default(),
                _ => {}
            }
        }
        Ok(Arc::new(directory))
    }
}

/// Writes a definition with a fresh sequence number and tells the other nodes. The caller forgets the directory in
/// this node's memory after the commit ([`crate::App::forget_directory`]).
///
/// # Errors
/// When the database fails.
pub async fn put_definition<T: Serialize>(
    tx: &mut Tx,
    tenant: TenantId,
    kind: &str,
    id: &str,
    body: &T,
) -> DbResult<i64> {
    let seq = tx.take_seq(tenant, 1).await?;
    let body = serde_json::to_string(body).map_err(|e| sqlx::Error::Encode(e.into()))?;
    sqlx::query(
        "insert into definitions (tenant_id, kind, id, seq, body) values ($1, $2, $3, $4, $5) \
         on conflict (tenant_id, kind, id) do update set seq = excluded.seq, body = excluded.body",
    )
    .bind(tenant.to_string())
    .bind(kind)
    .bind(id)
    .bind(seq)
    .bind(body)
    .execute(tx.on())
    .await?;
    news::tell(tx, &News::Directory { tenant }).await?;
    Ok(seq)
}
