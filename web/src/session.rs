//! Who is signed in, and whether the server can be reached.
//!
//! The session itself is an HttpOnly cookie; this holds what the screens need to know of it. Every answer of
//! [`api`](crate::api) moves it: 401 leads to the sign-in screen, silence to the offline bar.

use std::collections::HashMap;
use std::rc::Rc;

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Rights, Switches, Verb};
use truckroll_domain::sign_in::Demand;
use truckroll_domain::{AgentId, Place, Timestamp};
use truckroll_protocol::api::{Me, Preferences};
use truckroll_ui::prelude::Theme;

use crate::platform;

/// Who is at the desk.
#[derive(Clone, PartialEq)]
pub enum Gate {
    /// The server has not said yet.
    Asking,
    /// Nobody; the message key says why, if there is a reason.
    Out(Option<&'static str>),
    /// Somebody.
    In(Rc<Me>),
}

/// New positions of engineers since the board was last asked for.
pub type Moved = HashMap<AgentId, (Place, Timestamp)>;

/// The state that all screens share; copy it freely.
#[derive(Clone, Copy, PartialEq)]
pub struct Session {
    /// Who is at the desk.
    pub gate: Signal<Gate>,
    /// The server cannot be reached.
    pub offline: Signal<bool>,
    /// Where engineers have moved to.
    pub moved: Signal<Moved>,
    /// The server's clock minus this device's, ms.
    pub skew_ms: Signal<i64>,
    /// The window is as narrow as a phone.
    pub narrow: Signal<bool>,
    /// How the page looks.
    pub theme: Signal<Theme>,
    /// How the person wants the desk; nothing until the server has said.
    pub wishes: Signal<Option<Preferences>>,
    /// The person was led to where he prefers to begin.
    pub begun: Signal<bool>,
}

impl Session {
    /// The person at the desk, subscribing the component.
    #[must_use]
    pub fn me(&self) -> Option<Rc<Me>> {
        match &*self.gate.read() {
            Gate::In(me) => Some(me.clone()),
            _ => None,
        }
    }

    /// What the person may do, subscribing the component; nothing while nobody is here.
    #[must_use]
    pub fn rights(&self) -> Rights {
        self.me().map(|me| me.rights()).unwrap_or_default()
    }

    /// What the organisation has switched on, subscribing the component.
    #[must_use]
    pub fn switches(&self) -> Switches {
        self.me().map(|me| me.switches.clone()).unwrap_or_default()
    }

    /// How the person wants the desk, subscribing the component.
    #[must_use]
    pub fn preferences(&self) -> Preferences {
        self.wishes.read().clone().unwrap_or_default()
    }

    /// Whether the person may do this on some records at least.
    #[must_use]
    pub fn may(&self, area: Area, verb: Verb) -> bool {
        self.rights().allow(area, verb)
    }

    /// What the server says of the person at the desk now; whether it is something else than before.
    pub fn renew(&self, me: Me) -> bool {
        let mut gate = self.gate;
        let same = match &*gate.peek() {
            // The server's clock alone is no news.
            Gate::In(known) => **known == Me { server_time: known.server_time, ..me.clone() },
            Gate::Asking | Gate::Out(_) => true,
        };
        if !same {
            gate.set(Gate::In(Rc::new(me)));
        }
        !same
    }

    /// The person must do something before anything else.
    pub fn demanded(&self, demand: Demand) {
        let known = match &*self.gate.peek() {
            Gate::In(me) if me.demand.as_deref() != Some(demand.word()) => Some(Me::clone(me)),
            _ => None,
        };
        if let Some(me) = known {
            self.renew(Me { demand: Some(demand.word().to_owned()), ..me });
        }
    }

    /// The server did not answer, or answered again.
    pub fn reached(&self, reached: bool) {
        let mut offline = self.offline;
        if *offline.peek() == reached {
            offline.set(!reached);
        }
    }

    /// The session has ended.
    pub fn leave(&self, why: Option<&'static str>) {
        let mut gate = self.gate;
        let next = match &*gate.peek() {
            Gate::Out(_) => return,
            // Nobody was signed in here yet: nothing ended.
            Gate::Asking => None,
            Gate::In(_) => why,
        };
        gate.set(Gate::Out(next));
    }
}

/// Provides [`Session`]; call it in the root.
pub fn use_session_provider() -> Session {
    let session = Session {
        gate: use_signal(|| Gate::Asking),
        offline: use_signal(|| false),
        moved: use_signal(Moved::new),
        skew_ms: use_signal(|| 0),
        narrow: use_signal(|| false),
        wishes: use_signal(|| None),
        begun: use_signal(|| false),
        theme: use_signal(|| Theme::from_name(&platform::kept("theme").unwrap_or_default())),
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

/// Whether the window is as narrow as a phone; `false` where there is no window.
#[must_use]
pub fn is_narrow() -> bool {
    try_consume_context::<Session>().is_some_and(|s| *s.narrow.read())
}
