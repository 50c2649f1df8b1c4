//! The device's half: when to ask, and what an answer means. Pure: `handle(event, now) → effects`.
//!
//! The program around it ("driver") keeps the connection, builds the request from the replica's outbox and
//! cursor when told to [`Effect::Send`], and stores an answer before it reports [`Event::Stored`]. One
//! request is under way at a time; while it is, local changes only set a mark. Failures wait longer each
//! time, up to five minutes, spread by the caller's random number so that a thousand phones that lost the
//! same mast do not come back in the same second.

use truckroll_domain::Timestamp;

/// First wait after a failure.
const FIRST_WAIT_MS: i64 = 1_000;
/// Longest wait.
const LONGEST_WAIT_MS: i64 = 5 * 60 * 1_000;
/// Without a live connection the device asks this often.
const POLL_MS: i64 = 60 * 1_000;
/// A request without an answer counts as failed after this.
const ANSWER_WITHIN_MS: i64 = 45 * 1_000;

/// What happened to the driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The app started or came to the foreground.
    Wake,
    /// The replica has new work in its outbox.
    LocalChange,
    /// The server said that something is new.
    Poked,
    /// The person pulled to refresh.
    AskedByPerson,
    /// The network came back.
    Online,
    /// The network went away.
    Offline,
    /// The answer was stored. `more` pages wait, or `unsent` work is left in the outbox.
    Stored {
        /// More pages wait on the server.
        more: bool,
        /// The outbox still has something to send.
        unsent: bool,
    },
    /// The request failed; it may be tried again.
    Failed {
        /// 0 to 255, spreads the wait.
        jitter: u8,
    },
    /// The server ended the session.
    SignedOut {
        /// Why (`signed_in_elsewhere`, …).
        code: String,
    },
    /// A person signed in (again).
    SignedIn,
    /// Time passed.
    Tick,
}

/// What the driver shall do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Build a request from the replica and send it.
    Send,
    /// Come back with [`Event::Tick`] at this time.
    WakeAt(Timestamp),
    /// Tell the screens.
    Show(Status),
}

/// What screens show of the connection.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, truckroll_domain::decode::Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Status {
    /// All that is known is stored on both sides.
    UpToDate,
    /// A request is under way.
    Syncing,
    /// No network.
    Offline,
    /// The server cannot be reached; next try at that time.
    Waiting {
        /// When it is tried again.
        until: Timestamp,
    },
    /// The session ended; nothing local is lost.
    SignedOut {
        /// Why.
        code: String,
    },
}

truckroll_domain::tagged!(Status, "status");

/// The state machine.
#[derive(Clone, Debug)]
pub struct DeviceSync {
    online: bool,
    signed_out: Option<String>,
    sent_at: Option<Timestamp>,
    wanted: bool,
    failures: u32,
    retry_at: Option<Timestamp>,
    asked_at: Option<Timestamp>,
}

impl Default for DeviceSync {
    fn default() -> Self {
        Self {
            online: true,
            signed_out: None,
            sent_at: None,
            wanted: false,
            failures: 0,
            retry_at: None,
            asked_at: None,
        }
    }
}

impl DeviceSync {
    /// Takes in an event and says what to do.
    pub fn handle(&mut self, event: Event, now: Timestamp) -> Vec<Effect> {
        match event {
            Event::SignedOut { code } => {
                self.sent_at = None;
                self.signed_out = Some(code.clone());
                return vec![Effect::Show(Status::SignedOut { code })];
            }
            Event::SignedIn => {
                self.signed_out = None;
                self.failures = 0;
                self.retry_at = None;
                self.wanted = true;
            }
            Event::Offline => {
                self.online = false;
                self.sent_at = None;
                self.wanted = true;
                return vec![Effect::Show(Status::Offline)];
            }
            Event::Online | Event::Wake | Event::AskedByPerson => {
                self.online = true;
                self.retry_at = None;
                self.wanted = true;
            }
            Event::LocalChange | Event::Poked => self.wanted = true,
            Event::Stored { more, unsent } => {
                self.sent_at = None;
                self.failures = 0;
                self.retry_at = None;
                self.wanted |= more || unsent;
            }
            Event::Failed { jitter } => return self.failed(jitter, now),
            Event::Tick => {
                if self.sent_at.is_some_and(|at| now.since_ms(at) >= ANSWER_WITHIN_MS) {
                    return self.failed(128, now);
                }
                if self.retry_at.is_some_and(|at| now >= at) {
                    self.retry_at = None;
                    self.wanted = true;
                }
                if self.asked_at.is_some_and(|at| now.since_ms(at) >= POLL_MS) {
                    self.wanted = true;
                }
            }
        }
        self.go_on(now)
    }

    fn failed(&mut self, jitter: u8, now: Timestamp) -> Vec<Effect> {
        self.sent_at = None;
        self.wanted = true;
        self.failures = (self.failures + 1).min(16);
        let wait = (FIRST_WAIT_MS << (self.failures - 1).min(9)).min(LONGEST_WAIT_MS);
        // between half the wait and the whole wait
        let wait = wait / 2 + wait / 2 * i64::from(jitter) / 255;
        let until = now.plus_ms(wait);
        self.retry_at = Some(until);
        vec![Effect::Show(Status::Waiting { until }), Effect::WakeAt(until)]
    }

    fn go_on(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.signed_out.is_some() {
            return Vec::new();
        }
        if !self.online {
            return vec![Effect::Show(Status::Offline)];
        }
        if self.sent_at.is_some() {
            return Vec::new();
        }
        if let Some(until) = self.retry_at {
            return vec![Effect::WakeAt(until)];
        }
        if self.wanted {
            self.wanted = false;
            self.sent_at = Some(now);
            self.asked_at = Some(now);
            let late = now.plus_ms(ANSWER_WITHIN_MS);
            return vec![Effect::Show(Status::Syncing), Effect::Send, Effect::WakeAt(late)];
        }
        vec![Effect::Show(Status::UpToDate), Effect::WakeAt(now.plus_ms(POLL_MS))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn sends(effects: &[Effect]) -> bool {
        effects.contains(&Effect::Send)
    }

    #[test]
    fn one_request_is_under_way_at_a_time_and_nothing_is_forgotten() {
        let mut sync = DeviceSync::default();
        assert!(sends(&sync.handle(Event::Wake, NOW)));
        assert!(!sends(&sync.handle(Event::LocalChange, NOW)));
        assert!(!sends(&sync.handle(Event::Poked, NOW)));
        assert!(sends(&sync.handle(Event::Stored { more: false, unsent: false }, NOW)));
        let idle = sync.handle(Event::Stored { more: false, unsent: false }, NOW);
        assert!(!sends(&idle));
        assert!(idle.contains(&Effect::Show(Status::UpToDate)));
    }

    #[test]
    fn failures_wait_longer_each_time_up_to_five_minutes() {
        let mut sync = DeviceSync::default();
        let mut waits = Vec::new();
        let mut now = NOW;
        sync.handle(Event::Wake, now);
        for _ in 0..12 {
            let effects = sync.handle(Event::Failed { jitter: 255 }, now);
            let Some(Effect::WakeAt(until)) = effects.last() else { panic!("waits") };
            waits.push(until.since_ms(now));
            now = *until;
            assert!(sends(&sync.handle(Event::Tick, now)), "tries again when the time has come");
        }
        assert!(waits.windows(2).all(|w| w[0] <= w[1]), "{waits:?}");
        let longest = *waits.last().expect("some");
        assert!((LONGEST_WAIT_MS - 10..=LONGEST_WAIT_MS).contains(&longest), "{longest}");
    }

    #[test]
    fn a_lost_answer_counts_as_a_failure() {
        let mut sync = DeviceSync::default();
        sync.handle(Event::Wake, NOW);
        let effects = sync.handle(Event::Tick, NOW.plus_ms(ANSWER_WITHIN_MS));
        assert!(matches!(effects[0], Effect::Show(Status::Waiting { .. })));
    }

    #[test]
    fn offline_keeps_the_wish_and_online_sends_at_once() {
        let mut sync = DeviceSync::default();
        sync.handle(Event::Offline, NOW);
        assert!(!sends(&sync.handle(Event::LocalChange, NOW)));
        assert!(sends(&sync.handle(Event::Online, NOW)));
    }

    #[test]
    fn after_a_sign_out_nothing_is_sent_until_the_next_sign_in() {
        let mut sync = DeviceSync::default();
        sync.handle(Event::SignedOut { code: "signed_in_elsewhere".into() }, NOW);
        assert!(sync.handle(Event::LocalChange, NOW).is_empty());
        assert!(sends(&sync.handle(Event::SignedIn, NOW)));
    }
}
