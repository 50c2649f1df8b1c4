//! The worker that makes parcels: all that are missing when the server starts, and those of documents that have come to
//! rest after a change. It never holds anybody up: it takes a fraction of the time, and what it has not done yet, or
//! never does, is read from its parts.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlx::Row as _;
use tokio::sync::Notify;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, sleep, sleep_until};
use truckroll_domain::{DocumentId, TenantId};

use super::parcels;
use crate::App;
use crate::db::DbResult;
use crate::news::{Announcement, Changed};

/// A document that changed is packed when nothing happened to it for so long. Those who are at work with it read its
/// changes; the parcel is for a device that comes later.
const REST: Duration = Duration::from_secs(60);
/// Least time between two batches of documents that came to rest.
const PAUSE: Duration = Duration::from_secs(5);
/// A database that failed is asked again after so long.
const AFTER_FAILURE: Duration = Duration::from_secs(60);
/// From so many waiting documents on they are not remembered one by one.
const MOST_WAITING: usize = 20_000;
/// All documents are looked at so often: whatever went wrong, no parcel is missing for ever.
const ROUND: Duration = Duration::from_secs(6 * 3600);
/// After a batch the worker is idle for so many times as long as the batch took.
const IDLE: u32 = 4;

/// Documents whose parcels are out of date.
struct Waiting {
    /// When each last changed.
    documents: HashMap<(TenantId, DocumentId), Instant>,
    /// When the next of them may have come to rest.
    next_at: Instant,
    /// When all documents are looked at.
    all_at: Instant,
}

impl Waiting {
    fn new(all_at: Instant) -> Self {
        Self { documents: HashMap::new(), next_at: all_at, all_at }
    }

    fn add(&mut self, announcement: &Announcement, now: Instant) {
        match &announcement.changed {
            Changed::Documents(documents) if self.documents.len() + documents.len() <= MOST_WAITING => {
                if self.documents.is_empty() {
                    self.next_at = now + REST;
                }
                self.documents.extend(documents.iter().map(|(_, id)| ((announcement.tenant, *id), now)));
            }
            Changed::Documents(_) | Changed::Kinds(_) => self.look_at_all(now),
            Changed::Definitions(_) => {}
        }
    }

    /// Nothing is left out, and every document has its rest.
    fn look_at_all(&mut self, now: Instant) {
        self.documents.clear();
        self.all_at = self.all_at.min(now + REST);
    }

    /// When something is to do.
    fn next(&self) -> Instant {
        if self.documents.is_empty() { self.all_at } else { self.all_at.min(self.next_at) }
    }

    /// Documents that rest, by organisation, and forgets them.
    fn rested(&mut self, now: Instant) -> HashMap<TenantId, Vec<DocumentId>> {
        let mut rested: HashMap<TenantId, Vec<DocumentId>> = HashMap::new();
        let mut next = now + REST;
        self.documents.retain(|(tenant, id), changed| {
            let rests = *changed + REST <= now;
            if rests {
                rested.entry(*tenant).or_default().push(*id);
            } else {
                next = next.min(*changed + REST);
            }
            !rests
        });
        self.next_at = next.max(now + PAUSE);
        rested
    }
}

/// Makes parcels from now on; ends with the runtime.
pub fn start(app: &App) -> tokio::task::JoinHandle<()> {
    let app = app.clone();
    // heard from before the first look at all documents: no change falls between
    let mut heard = app.listen();
    tokio::spawn(async move {
        let (waiting, added) = (Mutex::new(Waiting::new(Instant::now())), Notify::new());
        let hearing = async {
            loop {
                let announcement = heard.recv().await;
                let now = Instant::now();
                match announcement {
                    Ok(announcement) => lock(&waiting).add(&announcement, now),
                    Err(RecvError::Lagged(_)) => lock(&waiting).look_at_all(now),
                    Err(RecvError::Closed) => return,
                }
                added.notify_one();
            }
        };
        let working = async {
            loop {
                let next = lock(&waiting).next();
                if next > Instant::now() {
                    tokio::select! { () = added.notified() => {}, () = sleep_until(next) => {} }
                    continue;
                }
                if let Err(error) = work(&app, &waiting).await {
                    tracing::warn!(%error, "parcels could not be made");
                    sleep(AFTER_FAILURE).await;
                    lock(&waiting).look_at_all(Instant::now());
                }
            }
        };
        tokio::select! { () = hearing => {}, () = working => {} }
    })
}

fn lock(waiting: &Mutex<Waiting>) -> MutexGuard<'_, Waiting> {
    // nothing that is done under the lock can be left half done
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn work(app: &App, waiting: &Mutex<Waiting>) -> DbResult<()> {
    let now = Instant::now();
    let every = {
        let mut waiting = lock(waiting);
        let due = waiting.all_at <= now;
        if due {
            waiting.all_at = now + ROUND;
        }
        due
    };
    if every {
        for row in sqlx::query("select id from tenants").fetch_all(app.db.pool()).await? {
            if let Ok(tenant) = row.try_get::<String, _>(0)?.parse() {
                all(app, tenant).await?;
            }
        }
    }
    let rested = lock(waiting).rested(now);
    for (tenant, ids) in rested {
        gently(app, tenant, &ids).await?;
    }
    Ok(())
}

async fn all(app: &App, tenant: TenantId) -> DbResult<()> {
    let mut after = String::new();
    loop {
        let begun = Instant::now();
        let (ids, last) = parcels::lacking(&app.db, tenant, &after).await?;
        sleep(begun.elapsed() * IDLE).await;
        gently(app, tenant, &ids).await?;
        match last {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

async fn gently(app: &App, tenant: TenantId, ids: &[DocumentId]) -> DbResult<()> {
    for batch in ids.chunks(parcels::TOGETHER) {
        let begun = Instant::now();
        let batch = parcels::still_lacking(&app.db, tenant, batch).await?;
        parcels::pack(app, tenant, &batch).await?;
        sleep(begun.elapsed() * IDLE).await;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Kind;

    use super::*;

    fn changed(documents: std::ops::Range<u64>) -> Announcement {
        let id = |n| DocumentId::from_parts(n, [1; 10]);
        let changed = Changed::Documents(documents.map(|n| (Kind::Ticket, id(n))).collect());
        Announcement { tenant: TenantId::default(), seq: 1, changed, agents: None }
    }

    #[test]
    fn a_document_is_packed_when_it_rests_and_not_before() {
        let begun = Instant::now();
        let mut waiting = Waiting::new(begun + ROUND);
        waiting.add(&changed(0..2), begun);
        waiting.add(&changed(1..2), begun + REST / 2);
        assert_eq!(waiting.next(), begun + REST);
        assert_eq!(waiting.rested(begun + REST).values().map(Vec::len).collect::<Vec<_>>(), [1]);
        assert_eq!(waiting.next(), begun + REST / 2 + REST);
        assert_eq!(waiting.rested(begun + 2 * REST).values().map(Vec::len).collect::<Vec<_>>(), [1]);
        assert_eq!(waiting.next(), begun + ROUND);
    }

    #[test]
    fn when_too_much_waits_or_it_is_not_known_what_all_are_looked_at() {
        let begun = Instant::now();
        let kinds = Changed::Kinds(vec![Kind::Visit]);
        for news in [changed(0..20_001), Announcement { changed: kinds, ..changed(0..0) }] {
            let mut waiting = Waiting::new(begun + ROUND);
            waiting.add(&changed(0..5), begun);
            waiting.add(&news, begun);
            assert!(waiting.documents.is_empty());
            assert_eq!(waiting.next(), begun + REST);
        }
    }
}
