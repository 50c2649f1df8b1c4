//! Who works with the phone, how sync stands, where the phone is: what all screens share.

use std::rc::Rc;

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Lock, Verb};
use truckroll_domain::{AgentId, Place};
use truckroll_protocol::api::Me;
use truckroll_protocol::sync::device::Status;
use truckroll_replica::ask::{Answer, Ask, SyncState};
use truckroll_ui::prelude::*;

use crate::platform::{self, Fix};

/// What came of asking the server is shown for so long.
const TOLD_MS: i32 = 4_000;
/// An answer of the server that has not come by then is not waited for any longer.
const PATIENCE_MS: i32 = 15_000;
/// How often it is looked whether the server has answered.
const LOOK_MS: i32 = 100;

/// A position that does not come within this does not come.
const PLACE_MS: u32 = 10_000;

/// A position older than this says nothing about now.
const FRESH_MS: i64 = 2 * 60_000;

/// Who works with the phone.
#[derive(Clone, PartialEq)]
pub enum Gate {
    /// The store has not said yet.
    Asking,
    /// Nobody.
    Out,
    /// Somebody, with or without a connection.
    In(Rc<Me>),
}

/// The state that all screens share; copy it freely.
#[derive(Clone, Copy, PartialEq)]
pub struct Session {
    /// Who works with the phone.
    pub gate: Signal<Gate>,
    /// How sync stands.
    pub sync: Signal<Option<SyncState>>,
    /// The server is being asked because the person wants it.
    pub asking: Signal<bool>,
    /// What came of that, while it is shown.
    pub told: Signal<Option<PullOutcome>>,
    /// Where the phone was last.
    pub here: Signal<Option<Fix>>,
    /// Whether positions are being recorded now.
    pub sharing: Signal<bool>,
    /// Visits that wait for an answer.
    pub fresh_visits: Signal<u32>,
    /// Tickets of the person that he knows of: no banner tells of them again.
    pub known_tickets: Signal<Vec<String>>,
    /// How the page looks.
    pub theme: Signal<Theme>,
    /// `false` when the store is gone with the tab.
    pub lasts: Signal<bool>,
    /// The store itself failed.
    pub broken: Signal<bool>,
    /// How a visit to an identity provider ended that did not lead in; empty for none.
    pub came_back: Signal<String>,
}

impl Session {
    /// The person at work, subscribing the component.
    #[must_use]
    pub fn me(&self) -> Option<Rc<Me>> {
        match &*self.gate.read() {
            Gate::In(me) => Some(me.clone()),
            _ => None,
        }
    }

    /// Whether the person may do this, on some records at least. The store decides for itself, and so does the server.
    #[must_use]
    pub fn may(&self, area: Area, verb: Verb) -> bool {
        self.me().is_some_and(|me| me.rights().allow(area, verb))
    }

    /// Whether the person may make or change a customer, and the organisation has not locked that for everybody.
    #[must_use]
    pub fn may_customers(&self, verb: Verb, lock: Lock) -> bool {
        self.me().is_some_and(|me| me.rights().allow(Area::Customers, verb) && !me.rights().locked(lock))
    }

    /// Who looks after a customer this person makes: he himself, if he sees only his own; otherwise nobody yet.
    #[must_use]
    pub fn owner_of_new(&self) -> Option<AgentId> {
        let me = self.me()?;
        (!me.rights().all(Area::Customers, Verb::View)).then_some(me.agent.id)
    }

    /// Why the server ended the session, if it did.
    #[must_use]
    pub fn ended(&self) -> Option<String> {
        match self.sync.read().as_ref().map(|s| &s.status) {
            Some(Status::SignedOut { code }) => Some(code.clone()),
            _ => None,
        }
    }

    /// Whether the server is out of reach.
    #[must_use]
    pub fn offline(&self) -> bool {
        matches!(self.sync.read().as_ref().map(|s| &s.status), Some(Status::Offline | Status::Waiting { .. }))
    }

    /// Commands and files that wait.
    #[must_use]
    pub fn waiting(&self) -> u32 {
        let waiting = self.sync.read().as_ref().map_or(0, |s| s.waiting.saturating_add(s.uploads));
        u32::try_from(waiting).unwrap_or_default()
    }

    /// Records that need attention.
    #[must_use]
    pub fn attention(&self) -> u32 {
        u32::try_from(self.sync.read().as_ref().map_or(0, |s| s.attention)).unwrap_or_default()
    }

    /// Where the phone is, if that is known well enough to record; does not subscribe.
    #[must_use]
    pub fn place_now(&self) -> Option<Place> {
        let fix = (*self.here.peek())?;
        (platform::now_ms().saturating_sub(fix.at_ms) <= FRESH_MS).then_some(fix.place)
    }

    /// Notes that the person knows of a ticket: he took it himself.
    pub fn told_of(self, ticket: &str) {
        let Self { mut known_tickets, .. } = self;
        known_tickets.write().push(ticket.to_owned());
    }

    /// Begins: takes over what an identity provider led to, if the page was opened from there, and asks who is here.
    pub async fn begin(self, arrived: String) {
        let mut came_back = self.came_back;
        if arrived == "done" {
            if let Answer::SignInFailed { code, .. } = platform::ask(Ask::Enter).await {
                came_back.set(code);
            }
        } else if !arrived.is_empty() {
            came_back.set(arrived);
        }
        self.ask_again().await;
    }

    /// Asks the store who is here and how sync stands.
    pub async fn ask_again(self) {
        let Self { mut gate, mut sync, mut lasts, mut broken, .. } = self;
        let me = platform::ask(Ask::Me).await;
        let state = platform::ask(Ask::SyncState).await;
        if let Answer::Sync { state } = state {
            sync.set(Some(state));
        }
        match me {
            Answer::Me { me: Some(me) } => {
                let same = matches!(&*gate.peek(), Gate::In(known) if **known == *me);
                if !same {
                    gate.set(Gate::In(Rc::from(me)));
                }
            }
            Answer::Me { me: None } => gate.set(Gate::Out),
            _ => broken.set(true),
        }
        lasts.set(platform::store_lasts().unwrap_or(true));
    }

    /// Asks the server now and tells the person what came of it; by finger or by button. It goes on while he goes to
    /// another screen.
    pub fn sync_now(self) {
        if !*self.asking.peek() {
            dioxus::core::spawn_forever(self.ask_server());
        }
    }

    async fn ask_server(self) {
        let Self { mut asking, mut told, sync, .. } = self;
        asking.set(true);
        told.set(None);
        let _ = platform::ask(Ask::SyncNow).await;
        for _ in 0..PATIENCE_MS / LOOK_MS {
            self.ask_sync().await;
            if sync.peek().as_ref().is_none_or(|state| state.status != Status::Syncing) {
                break;
            }
            platform::sleep(LOOK_MS).await;
        }
        asking.set(false);
        let outcome = sync.peek().as_ref().map(outcome);
        told.set(outcome.clone());
        platform::sleep(TOLD_MS).await;
        // A later one is shown for its own time.
        if *told.peek() == outcome {
            told.set(None);
        }
    }

    /// Asks the store how sync stands.
    pub async fn ask_sync(self) {
        let mut sync = self.sync;
        if let Answer::Sync { state } = platform::ask(Ask::SyncState).await
            && sync.peek().as_ref() != Some(&state)
        {
            sync.set(Some(state));
        }
    }
}

/// Looks once where the phone is, when a screen wants to know and nobody does. `true` once it has looked in vain.
pub fn use_place(wanted: ReadSignal<bool>) -> Signal<bool> {
    let session = use_session();
    let mut vain = use_signal(|| false);
    use_watch(move || {
        if *wanted.read() && session.here.peek().is_none() {
            spawn(async move {
                let mut here = session.here;
                match platform::position_within(PLACE_MS).await {
                    Some(fix) => here.set(Some(fix)),
                    None => vain.set(true),
                }
            });
        }
    });
    vain
}

/// What came of asking the server, in words.
fn outcome(state: &SyncState) -> PullOutcome {
    let waiting = state.waiting.saturating_add(state.uploads);
    match &state.status {
        Status::UpToDate if state.uploads > 0 => {
            PullOutcome { text: tr!("synced-sending", count = state.uploads), good: true }
        }
        Status::UpToDate => PullOutcome { text: tr("synced"), good: true },
        Status::Syncing => PullOutcome { text: tr("sync-slow"), good: false },
        Status::Offline | Status::Waiting { .. } => {
            let text = [tr("offline-bar"), tr!("offline-changes", count = waiting)].join(" · ");
            PullOutcome { text, good: false }
        }
        Status::SignedOut { .. } => PullOutcome { text: tr("sync-ended"), good: false },
    }
}

/// Provides [`Session`]; call it in the root.
pub fn use_session_provider() -> Session {
    let session = Session {
        gate: use_signal(|| Gate::Asking),
        sync: use_signal(|| None),
        asking: use_signal(|| false),
        told: use_signal(|| None),
        here: use_signal(|| None),
        sharing: use_signal(|| false),
        fresh_visits: use_signal(|| 0),
        known_tickets: use_signal(Vec::new),
        theme: use_signal(|| Theme::from_name(&platform::kept("theme").unwrap_or_default())),
        lasts: use_signal(|| true),
        broken: use_signal(|| false),
        came_back: use_signal(String::new),
    };
    use_context_provider(|| session)
}

/// The [`Session`] of the app.
///
/// # Panics
/// When the root did not call [`use_session_provider`].
#[must_use]
pub fn use_session() -> Session {
    use_context::<Session>()
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Timestamp;

    use super::*;

    fn said(status: Status, waiting: i64, uploads: i64) -> (String, bool) {
        let outcome = outcome(&SyncState { status, waiting, uploads, attention: 0, heard_at: None });
        (outcome.text, outcome.good)
    }

    #[test]
    fn what_came_of_asking_the_server_is_said_with_what_still_waits() {
        assert_eq!(said(Status::UpToDate, 0, 0), ("Up to date".to_owned(), true));
        assert_eq!(said(Status::UpToDate, 0, 2), ("Up to date · 2 photos are being sent".to_owned(), true));
        assert_eq!(said(Status::Syncing, 1, 0), ("The server has not answered yet".to_owned(), false));
        assert_eq!(said(Status::Offline, 2, 1), ("Offline · 3 changes wait".to_owned(), false));
        let away = Status::Waiting { until: Timestamp(1) };
        assert_eq!(said(away, 0, 0), ("Offline · nothing waits".to_owned(), false));
    }
}
