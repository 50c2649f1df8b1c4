//! What all parts of the server share: database, directories, announcements, clock and keys.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use tokio::sync::broadcast;
use truckroll_domain::{TenantId, Timestamp};

use crate::Config;
use crate::db::{Db, DbResult};
use crate::directory::Directory;
use crate::news::Announcement;

/// The clock; tests move it.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(|| {
            let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            Timestamp(since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX)))
        }))
    }
    /// A clock made from a function.
    pub fn from_fn(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }
    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

/// Directories in memory.
#[derive(Default)]
struct Directories {
    known: HashMap<TenantId, Arc<Directory>>,
    /// Grows whenever one is forgotten: what was read before that is not kept.
    forgotten: u64,
}

/// The running server's shared parts. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Database.
    pub db: Db,
    /// Settings.
    pub config: Arc<Config>,
    /// Clock.
    pub clock: Clock,
    announcements: broadcast::Sender<Announcement>,
    directories: Arc<RwLock<Directories>>,
    /// The automerge actor of this process: fresh at every start, so that no number is ever used twice.
    pub actor: [u8; 16],
    /// What live connections hear besides announcements.
    pub live: crate::live::Hub,
    /// Limits and work of signing in.
    pub door: Arc<crate::auth::Door>,
    /// Keys of this installation.
    pub secrets: Arc<crate::secrets::Secrets>,
    /// Wakes whoever sees to what was written about merged customers.
    pub merged: Arc<tokio::sync::Notify>,
    /// Wakes whoever carries erasures on.
    pub erasures: Arc<tokio::sync::Notify>,
    /// How often codes by short message are asked for.
    pub sms: Arc<crate::sms::Limits>,
    /// Where engineers are now.
    pub positions: Arc<crate::positions::Latest>,
    /// What tickets are printed with.
    pub print: Arc<crate::print::Press>,
    /// Wakes whoever makes batches of tickets.
    pub batches: Arc<tokio::sync::Notify>,
    /// Wakes whoever works on imports.
    pub imports: Arc<tokio::sync::Notify>,
    /// Which tickets are in which view.
    pub boards: Arc<crate::views::Boards>,
    /// Versions of workflows that were read.
    pub workflows: Arc<crate::workflows::Versions>,
    /// Who takes payments.
    pub houses: Arc<crate::payments::Houses>,
}

impl App {
    /// Opens the database, projects rows again where their shape changed, and is ready to serve.
    ///
    /// # Errors
    /// When the data folder or database cannot be used.
    pub async fn open(config: Config, clock: Clock) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&config.data)?;
        let (db, stale) = Db::open(&config.data, config.database_url.as_deref()).await?;
        let secrets = Arc::new(crate::secrets::Secrets::open(&db).await?);
        let positions = Arc::new(crate::positions::Latest::open(&db).await?);
        let app = Self {
            db,
            config: Arc::new(config),
            clock,
            announcements: broadcast::channel(1024).0,
            directories: Arc::default(),
            actor: rand::random(),
            live: crate::live::Hub::default(),
            door: Arc::default(),
            secrets,
            merged: Arc::default(),
            erasures: Arc::default(),
            sms: Arc::default(),
            positions,
            print: Arc::default(),
            batches: Arc::new(tokio::sync::Notify::new()),
            imports: Arc::default(),
            boards: Arc::default(),
            workflows: Arc::default(),
            houses: Arc::default(),
        };
        for kind in stale {
            crate::ingest::project_again(&app, kind).await?;
        }
        Ok(app)
    }

    /// The directory of a tenant, from memory where it is known.
    ///
    /// # Errors
    /// When the database fails or the tenant is unknown.
    pub async fn directory(&self, tenant: TenantId) -> DbResult<Arc<Directory>> {
        let (known, forgotten) = match self.directories.read() {
            Ok(all) => (all.known.get(&tenant).cloned(), all.forgotten),
            Err(_) => (None, 0),
        };
        if let Some(known) = known {
            return Ok(known);
        }
        let loaded = Directory::load(&self.db, tenant).await?;
        if let Ok(mut all) = self.directories.write()
            && all.forgotten == forgotten
        {
            all.known.insert(tenant, Arc::clone(&loaded));
        }
        Ok(loaded)
    }

    /// Reads a tenant's directory again at the next use.
    pub fn forget_directory(&self, tenant: TenantId) {
        if let Ok(mut all) = self.directories.write() {
            all.known.remove(&tenant);
            all.forgotten += 1;
        }
    }

    /// Reads all directories again.
    pub(crate) fn forget_directories(&self) {
        if let Ok(mut all) = self.directories.write() {
            all.known.clear();
            all.forgotten += 1;
        }
    }

    /// Tells everybody on this node that something was stored.
    pub(crate) fn announce(&self, announcement: Announcement) {
        // nobody listening is fine
        let _ = self.announcements.send(announcement);
    }

    /// Listens to announcements.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Announcement> {
        self.announcements.subscribe()
    }

    /// A fresh id.
    #[must_use]
    pub fn fresh<T: From<uuid::Uuid>>(&self) -> T {
        let at = u64::try_from(self.clock.now().ms()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(at, &rand::random()).into_uuid().into()
    }
}
