//! Who works with the phone, how sync stands, where the phone is: what all screens share.

use std::rc::Rc;

use dioxus::prelude::*;
use truckroll_domain::Place;
use truckroll_domain::people::Role;
use truckroll_protocol::api::Me;
use truckroll_protocol::sync::device::Status;
use truckroll_replica::ask::{Answer, Ask, SyncState};
use truckroll_ui::prelude::Theme;

use crate::platform::{self, Fix};

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
    /// Where the phone was last.
    pub here: Signal<Option<Fix>>,
    /// Whether positions are being recorded now.
    pub sharing: Signal<bool>,
    /// Visits that wait for an answer.
    pub fresh_visits: Signal<u32>,
    /// How the page looks.
    pub theme: Signal<Theme>,
    /// `false` when the store is gone with the tab.
    pub lasts: Signal<bool>,
    /// The store itself failed.
    pub broken: Signal<bool>,
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

    /// Whether the person may change customers: engineers only read them.
    #[must_use]
    pub fn dispatches(&self) -> bool {
        self.me().is_some_and(|me| me.has(Role::Dispatcher) || me.has(Role::Admin))
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

/// Provides [`Session`]; call it in the root.
pub fn use_session_provider() -> Session {
    let session = Session {
        gate: use_signal(|| Gate::Asking),
        sync: use_signal(|| None),
        here: use_signal(|| None),
        sharing: use_signal(|| false),
        fresh_visits: use_signal(|| 0),
        theme: use_signal(|| Theme::from_name(&platform::kept("theme").unwrap_or_default())),
        lasts: use_signal(|| true),
        broken: use_signal(|| false),
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
