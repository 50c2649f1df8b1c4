//! Where everybody is now: in memory for ranking and the map, in a row per engineer for the next start.
//!
//! Movements are announced at most once a second, all of that second together. Several nodes of one database
//! see each other's engineers by reading the rows again every ten seconds.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use sqlx::Row as _;
use tokio::sync::broadcast;
use truckroll_domain::{AgentId, Place, TenantId, Timestamp};

use crate::App;
use crate::db::{Db, DbResult, Engine};

/// The last known place of each engineer of one organisation.
pub type Places = HashMap<AgentId, (Place, Timestamp)>;

/// Engineers of one organisation that moved within a second.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The organisation.
    pub tenant: TenantId,
    /// Who, where and since when.
    pub moved: Vec<(AgentId, Place, Timestamp)>,
}

/// Last positions of all organisations on this node.
pub struct Latest {
    places: RwLock<HashMap<TenantId, Places>>,
    waiting: Mutex<HashMap<TenantId, Places>>,
    announcements: broadcast::Sender<Arc<Moved>>,
}

impl Latest {
    /// Reads the last positions.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open(db: &Db) -> DbResult<Self> {
        let latest =
            Self { places: RwLock::default(), waiting: Mutex::default(), announcements: broadcast::channel(256).0 };
        latest.read(db, 0).await?;
        latest.waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(latest)
    }

    /// Takes in rows that are newer than what is in memory.
    async fn read(&self, db: &Db, since: i64) -> DbResult<()> {
        let rows = sqlx::query("select tenant_id, agent_id, lat, lon, accuracy_m, at from positions where at >= $1")
            .bind(since)
            .fetch_all(db.pool())
            .await?;
        for row in rows {
            let (tenant, agent): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let (Ok(tenant), Ok(agent)) = (tenant.parse(), agent.parse()) else { continue };
            let place = Place { lat: row.try_get(2)?, lon: row.try_get(3)?, accuracy_m: row.try_get(4)? };
            self.moved(tenant, agent, place, Timestamp(row.try_get(5)?));
        }
        Ok(())
    }

    /// Notes where somebody is; older news than what is known changes nothing.
    pub fn moved(&self, tenant: TenantId, agent: AgentId, place: Place, at: Timestamp) {
        {
            let mut all = self.places.write().unwrap_or_else(PoisonError::into_inner);
            let places = all.entry(tenant).or_default();
            if places.get(&agent).is_some_and(|(_, known)| *known >= at) {
                return;
            }
            places.insert(agent, (place, at));
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.entry(tenant).or_default().insert(agent, (place, at));
    }

    /// The last known places of an organisation.
    #[must_use]
    pub fn of(&self, tenant: TenantId) -> Places {
        self.places.read().unwrap_or_else(PoisonError::into_inner).get(&tenant).cloned().unwrap_or_default()
    }

    /// Listens to movements, at most one message a second for an organisation.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Arc<Moved>> {
        self.announcements.subscribe()
    }

    /// Announces what moved since the last call.
    pub fn announce(&self) {
        let waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        for (tenant, places) in waiting {
            let moved = places.into_iter().map(|(agent, (place, at))| (agent, place, at)).collect();
            // nobody listening is fine
            let _ = self.announcements.send(Arc::new(Moved { tenant, moved }));
        }
    }
}

/// How often positions of other nodes are read.
const READ_AGAIN_MS: i64 = 10_000;
/// How far back they are read.
const READ_BACK_MS: i64 = 60_000;
/// How often old tracks are looked for.
const CLEAR_MS: i64 = truckroll_domain::time::HOUR_MS;

/// Announces movements every second, reads those of other nodes and drops old tracks; ends with the runtime.
pub fn start(app: &App) -> tokio::task::JoinHandle<()> {
    let app = app.clone();
    tokio::spawn(async move {
        let mut second = tokio::time::interval(Duration::from_secs(1));
        second.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let (mut read, mut cleared) = (app.clock.now(), Timestamp(0));
        loop {
            second.tick().await;
            let now = app.clock.now();
            if app.db.engine() == Engine::Postgres && now.since_ms(read) >= READ_AGAIN_MS {
                read = now;
                if let Err(error) = app.positions.read(&app.db, now.plus_ms(-READ_BACK_MS).ms()).await {
                    tracing::debug!(%error, "positions of other nodes were not read");
                }
            }
            app.positions.announce();
            if now.since_ms(cleared) >= CLEAR_MS {
                cleared = now;
                if let Err(error) = super::clear_old(&app).await {
                    tracing::warn!(%error, "old tracks were not dropped");
                }
            }
        }
    })
}
