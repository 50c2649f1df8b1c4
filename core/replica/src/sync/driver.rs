//! The driver: one replica, one connection, no waiting.
//!
//! The host (a worker in the browser, a service on a phone, a test) feeds in [`Input`]s and carries out the
//! [`Action`]s that come back: bytes over HTTP, bytes over the live connection, answers to screens, a timer. The
//! driver itself never blocks, knows no clock and can be driven by a simulated network.

use std::collections::{HashMap, VecDeque};

use truckroll_domain::Timestamp;
use truckroll_domain::decode::{Form, Node, from_json_bytes};
use truckroll_domain::people::Saying;
use truckroll_domain::sign_in::Demand;
use truckroll_protocol::api::roster::SwapChange;
use truckroll_protocol::api::{Me, Problem};
use truckroll_protocol::frame;
use truckroll_protocol::sync::device::{DeviceSync, Effect, Event, Status};
use truckroll_protocol::sync::{Cursor, LiveMessage, SyncResponse};

use crate::ask::{Answer, Ask, Changed, SyncRound, SyncState};
use crate::replica::{Replica, ReplicaError};

mod pages;
mod positions;
mod rounds;
mod sign_in;
mod uploads;

use uploads::picture_type;

/// What the host tells the driver.
#[derive(Clone, Debug)]
pub enum Input {
    /// The app started.
    Start,
    /// A screen asks.
    Ask {
        /// Names the question in the answer.
        id: u64,
        /// The question.
        ask: Ask,
    },
    /// An HTTP request ended.
    HttpDone {
        /// The request.
        token: u64,
        /// Status, or 0 when the server could not be reached.
        status: u16,
        /// Body.
        body: Vec<u8>,
    },
    /// The live connection is open.
    LiveOpened,
    /// The live connection closed or could not be opened.
    LiveClosed,
    /// A message on the live connection.
    LiveMessage(Vec<u8>),
    /// The time asked for has come.
    Timer,
}

/// What the driver wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Answer a screen.
    Answer {
        /// The question.
        id: u64,
        /// The answer.
        answer: Box<Answer>,
    },
    /// Tell all screens what changed.
    Changed(Changed),
    /// Send an HTTP request; paths begin with `/`.
    Http {
        /// Names the request in [`Input::HttpDone`].
        token: u64,
        /// Method.
        method: &'static str,
        /// Path with query.
        path: String,
        /// Media type of the body, empty without one.
        content_type: &'static str,
        /// Body.
        body: Vec<u8>,
    },
    /// Open the live connection.
    LiveOpen,
    /// Close it.
    LiveClose,
    /// Send a binary message on it.
    LiveSend(Vec<u8>),
    /// Come back with [`Input::Timer`] at this time; a later call replaces an earlier one.
    WakeAt(Timestamp),
}

#[derive(Clone, Debug)]
enum Purpose {
    Sync,
    Me,
    SignIn { ask: u64 },
    Enter { ask: u64 },
    SignOut { ask: u64 },
    UploadState { hash: String, size: u64 },
    Fetch { ask: u64, hash: String },
    Swap { ask: u64 },
    Positions { up_to: i64 },
    Call { ask: u64 },
}

/// Live connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Live {
    Closed,
    Opening,
    Open,
}

/// A failed upload is tried again after this.
const UPLOAD_RETRY_MS: i64 = 15_000;
/// A live connection that closed is opened again after this, and longer each time.
const LIVE_RETRY_MS: i64 = 2_000;

/// A replica with its connection.
pub struct Driver {
    replica: Replica,
    sync: DeviceSync,
    status: Status,
    online: bool,
    /// The person had the server asked although the phone says that there is no network.
    asked_offline: bool,
    live: Live,
    live_failures: u32,
    live_retry_at: Option<Timestamp>,
    sync_over_live: bool,
    next_token: u64,
    requests: HashMap<u64, Purpose>,
    uploading: bool,
    upload_retry_at: Option<Timestamp>,
    sending_positions: bool,
    wake_at: Option<Timestamp>,
    /// A page that is stored at the next input, whatever that is: the page after it is asked for first, so that the
    /// server reads while this device writes.
    held: Option<Box<SyncResponse>>,
    /// When the sync that goes on began, and what it brought so far.
    round_began: Option<Timestamp>,
    round: SyncRound,
    /// What the request under way tells of the person.
    said: Vec<Saying>,
    /// Where the request that is made next reads on from, if not where the replica stands.
    ahead: Option<Cursor>,
    actions: VecDeque<Action>,
}

impl Driver {
    /// Wraps an open replica.
    #[must_use]
    pub fn new(replica: Replica) -> Self {
        Self {
            replica,
            sync: DeviceSync::default(),
            status: Status::UpToDate,
            online: true,
            asked_offline: false,
            live: Live::Closed,
            live_failures: 0,
            live_retry_at: None,
            sync_over_live: false,
            next_token: 1,
            requests: HashMap::new(),
            uploading: false,
            upload_retry_at: None,
            sending_positions: false,
            wake_at: None,
            held: None,
            round_began: None,
            round: SyncRound::default(),
            said: Vec::new(),
            ahead: None,
            actions: VecDeque::new(),
        }
    }

    /// The replica, for tests and benches.
    #[must_use]
    pub fn replica(&self) -> &Replica {
        &self.replica
    }
    /// The replica, for tests and benches.
    pub fn replica_mut(&mut self) -> &mut Replica {
        &mut self.replica
    }

    /// Takes in an input and says what to do.
    pub fn handle(&mut self, input: Input, now: Timestamp) -> Vec<Action> {
        let result = self.try_handle(input, now);
        if let Err(error) = result {
            // the store failed: the next try reads the state anew
            let jitter = self.jitter();
            self.event(Event::Failed { jitter }, now);
            self.actions.push_back(Action::Changed(Changed { sync: true, ..Changed::default() }));
            debug_assert!(!matches!(error, ReplicaError::Refused(_)), "{error}");
        }
        self.schedule();
        self.actions.drain(..).collect()
    }

    fn try_handle(&mut self, input: Input, now: Timestamp) -> Result<(), ReplicaError> {
        self.store_held(now);
        match input {
            Input::Start => {
                if self.replica.me().is_some() {
                    self.event(Event::Wake, now);
                }
                self.keep_live(now);
            }
            Input::Ask { id, ask } => self.ask(id, ask, now)?,
            Input::HttpDone { token, status, body } => {
                if let Some(purpose) = self.requests.remove(&token) {
                    self.http_done(purpose, status, &body, now)?;
                }
            }
            Input::LiveOpened => {
                self.live = Live::Open;
                self.live_failures = 0;
                self.http(Purpose::Me, "GET", "/api/v1/sessions/current".to_owned(), "", Vec::new());
                self.event(Event::Wake, now);
            }
            Input::LiveClosed => self.live_closed(now),
            Input::LiveMessage(bytes) if self.live == Live::Open => self.live_message(&bytes, now)?,
            // the last words of a connection that was given up
            Input::LiveMessage(_) => {}
            Input::Timer => {
                self.event(Event::Tick, now);
                if self.live_retry_at.is_some_and(|at| now >= at) {
                    self.live_retry_at = None;
                }
                if self.upload_retry_at.is_some_and(|at| now >= at) {
                    self.upload_retry_at = None;
                }
                self.keep_live(now);
                // what is being read will be searched for later
                if self.status == Status::Syncing {
                    self.wake(now.plus_ms(200));
                } else if self.replica.index_some()? {
                    self.wake(now.plus_ms(50));
                }
            }
        }
        self.go_on_uploading(now)?;
        self.send_positions()?;
        Ok(())
    }

    fn jitter(&self) -> u8 {
        (self.replica.entropy)()[0]
    }

    fn event(&mut self, event: Event, now: Timestamp) {
        for effect in self.sync.handle(event, now) {
            match effect {
                Effect::Send => self.send_sync(now),
                Effect::WakeAt(at) => self.wake(at),
                Effect::Show(status) => {
                    self.round_ends(&status, now);
                    if status != self.status {
                        self.status = status;
                        self.actions.push_back(Action::Changed(Changed { sync: true, ..Changed::default() }));
                    }
                }
            }
        }
    }

    fn wake(&mut self, at: Timestamp) {
        self.wake_at = Some(self.wake_at.map_or(at, |known| known.min(at)));
    }

    fn schedule(&mut self) {
        if let Some(at) = self.wake_at.take() {
            self.actions.push_back(Action::WakeAt(at));
        }
    }

    fn http(
        &mut self,
        purpose: Purpose,
        method: &'static str,
        path: String,
        content_type: &'static str,
        body: Vec<u8>,
    ) {
        let token = self.next_token;
        self.next_token += 1;
        self.requests.insert(token, purpose);
        self.actions.push_back(Action::Http { token, method, path, content_type, body });
    }

    fn send_sync(&mut self, now: Timestamp) {
        if self.replica.me().is_none() {
            return;
        }
        let Ok(mut request) = self.replica.request() else {
            let jitter = self.jitter();
            return self.event(Event::Failed { jitter }, now);
        };
        if let Some(cursor) = self.ahead.take() {
            request.cursor = cursor;
        }
        self.round_begins(now);
        self.said.clone_from(&request.says);
        let bytes = frame::pack(&Node::of(&request, Form::Compact).expect("requests have no unserialisable member"), 3);
        self.let_go_of_questions();
        if self.live == Live::Open {
            self.sync_over_live = true;
            self.actions.push_back(Action::LiveSend(bytes));
        } else {
            self.sync_over_live = false;
            self.http(Purpose::Sync, "POST", "/api/v1/sync".to_owned(), "application/octet-stream", bytes);
        }
    }

    /// Whatever was asked before and has not been answered is no longer waited for: its answer knows less than what is
    /// asked next, so it must not be taken for that. Over the live connection answers carry no number; one that did not
    /// answer is closed.
    pub(super) fn let_go_of_questions(&mut self) {
        self.requests.retain(|_, purpose| !matches!(purpose, Purpose::Sync));
        if std::mem::take(&mut self.sync_over_live) {
            self.close_live();
        }
    }

    fn close_live(&mut self) {
        if self.live != Live::Closed {
            self.live = Live::Closed;
            self.actions.push_back(Action::LiveClose);
        }
    }

    fn keep_live(&mut self, now: Timestamp) {
        if self.replica.me().is_none() || !self.online || self.live != Live::Closed {
            return;
        }
        match self.live_retry_at {
            Some(at) => self.wake(at),
            None => {
                self.live = Live::Opening;
                self.actions.push_back(Action::LiveOpen);
            }
        }
        let _ = now;
    }

    fn live_closed(&mut self, now: Timestamp) {
        self.live = Live::Closed;
        self.live_failures = (self.live_failures + 1).min(8);
        let at = now.plus_ms(LIVE_RETRY_MS << (self.live_failures - 1));
        self.live_retry_at = Some(at);
        self.wake(at);
        if std::mem::take(&mut self.sync_over_live) {
            let jitter = self.jitter();
            self.event(Event::Failed { jitter }, now);
        }
    }

    fn live_message(&mut self, bytes: &[u8], now: Timestamp) -> Result<(), ReplicaError> {
        match frame::unpack_small::<LiveMessage>(bytes) {
            Ok(LiveMessage::Answer(response)) => {
                self.sync_over_live = false;
                self.answered(*response, now)?;
            }
            Ok(LiveMessage::Poke(_)) => self.event(Event::Poked, now),
            Ok(LiveMessage::Ended(code)) => self.session_ended(code, now)?,
            // a newer server may say what this device does not know
            Err(_) => {}
        }
        Ok(())
    }

    fn session_ended(&mut self, code: String, now: Timestamp) -> Result<(), ReplicaError> {
        self.replica.signed_out()?;
        self.close_live();
        self.event(Event::SignedOut { code }, now);
        self.actions.push_back(Action::Changed(Changed { session: true, sync: true, ..Changed::default() }));
        Ok(())
    }

    fn reply(&mut self, id: u64, answer: Answer) {
        self.actions.push_back(Action::Answer { id, answer: Box::new(answer) });
    }

    fn ask(&mut self, id: u64, ask: Ask, now: Timestamp) -> Result<(), ReplicaError> {
        match ask {
            Ask::SyncState => {
                let (waiting, uploads, attention) = self.replica.counts()?;
                let heard_at = self.replica.get("heard_at")?.and_then(|t| t.parse().ok()).map(Timestamp);
                // The phone may be wrong about its network: while the server is asked, that is how it stands.
                let asking = self.online || self.status == Status::Syncing;
                let status = if asking { self.status.clone() } else { Status::Offline };
                let state = SyncState { status, waiting, uploads, attention, heard_at };
                self.reply(id, Answer::Sync { state });
            }
            Ask::SyncNow => {
                self.live_retry_at = None;
                self.upload_retry_at = None;
                self.asked_offline = !self.online;
                self.keep_live(now);
                self.event(Event::AskedByPerson, now);
                self.reply(id, Answer::Done);
            }
            Ask::Network { online } => {
                self.online = online;
                self.asked_offline = false;
                if online {
                    self.live_retry_at = None;
                    self.upload_retry_at = None;
                    self.keep_live(now);
                } else {
                    // It would stay open for minutes, and what is asked over it would not be answered.
                    self.sync_over_live = false;
                    self.close_live();
                }
                self.event(if online { Event::Online } else { Event::Offline }, now);
                self.reply(id, Answer::Done);
            }
            ask @ Ask::SignIn { .. } => self.sign_in(id, ask)?,
            Ask::Enter => self.enter(id)?,
            Ask::SignOut => {
                self.http(
                    Purpose::SignOut { ask: id },
                    "DELETE",
                    "/api/v1/sessions/current".to_owned(),
                    "",
                    Vec::new(),
                );
            }
            Ask::Attachment { hash } => match self.replica.attachment(&hash, now)? {
                Some((mime, bytes)) => self.reply(id, Answer::Bytes { mime, bytes }),
                None if self.online && truckroll_domain::attachments::is_hash(&hash) => {
                    let path = format!("/api/v1/attachments/{hash}");
                    self.http(Purpose::Fetch { ask: id, hash }, "GET", path, "", Vec::new());
                }
                None => self.reply(id, Answer::Absent),
            },
            Ask::AskSwap { swap } if self.online => {
                let body = truckroll_domain::encode::to_json(&swap).unwrap_or_default().into_bytes();
                self.http(Purpose::Swap { ask: id }, "POST", "/api/v1/swaps".to_owned(), "application/json", body);
            }
            Ask::StepSwap { id: swap, step } if self.online => {
                let body = truckroll_domain::encode::to_json(&SwapChange { step }).unwrap_or_default().into_bytes();
                let path = format!("/api/v1/swaps/{swap}");
                self.http(Purpose::Swap { ask: id }, "POST", path, "application/json", body);
            }
            Ask::Call { method, path, body } => {
                if self.online && path.starts_with("/api/v1/") {
                    let content_type = if body.is_empty() { "" } else { "application/json" };
                    self.http(Purpose::Call { ask: id }, method.word(), path, content_type, body.into_bytes());
                } else {
                    self.reply(id, Answer::Called { status: 0, body: String::new() });
                }
            }
            other => {
                let executes =
                    matches!(other, Ask::Execute { .. } | Ask::Split { .. } | Ask::Press { .. } | Ask::Say { .. });
                let offline = !self.online || matches!(self.status, Status::Offline | Status::Waiting { .. });
                let (answer, changed) = self.replica.answer(&other, now, !offline);
                self.reply(id, answer);
                if changed != Changed::default() {
                    self.actions.push_back(Action::Changed(changed));
                }
                if executes {
                    self.event(Event::LocalChange, now);
                }
            }
        }
        Ok(())
    }

    fn http_done(&mut self, purpose: Purpose, status: u16, body: &[u8], now: Timestamp) -> Result<(), ReplicaError> {
        let problem = || from_json_bytes::<Problem>(body).unwrap_or_default();
        if status == 401 && !matches!(purpose, Purpose::SignIn { .. } | Purpose::Enter { .. } | Purpose::SignOut { .. })
        {
            match purpose {
                Purpose::Fetch { ask, .. } => self.reply(ask, Answer::Absent),
                Purpose::Swap { ask } => self.reply(ask, Answer::NotDone { code: "unreachable".to_owned() }),
                Purpose::Call { ask } => self.reply(ask, Answer::Called { status, body: String::new() }),
                _ => {}
            }
            let code = problem().detail;
            let code = if code.is_empty() { "signed_out".to_owned() } else { code };
            return self.session_ended(code, now);
        }
        if status == 403 && matches!(purpose, Purpose::Sync | Purpose::Me) {
            // what must be done first is asked for at the sign-in; unsent work stays
            let code = problem().code;
            if Demand::ALL.iter().any(|demand| demand.code() == code) {
                return self.session_ended(code, now);
            }
        }
        match purpose {
            Purpose::Sync => match (status, frame::unpack_small::<SyncResponse>(body)) {
                (200, Ok(response)) => self.answered(response, now)?,
                _ => {
                    let jitter = self.jitter();
                    self.event(Event::Failed { jitter }, now);
                }
            },
            Purpose::Me => {
                if let (200, Ok(me)) = (status, from_json_bytes::<Me>(body))
                    && self.replica.still_me(me)?
                {
                    self.actions.push_back(Action::Changed(Changed { session: true, ..Changed::default() }));
                }
            }
            Purpose::SignIn { ask } => self.signed_in(ask, status, sign_in::opened(body), body, now)?,
            Purpose::Enter { ask } => self.signed_in(ask, status, from_json_bytes::<Me>(body).ok(), body, now)?,
            Purpose::SignOut { ask } => {
                self.reply(ask, Answer::Done);
                self.session_ended("signed_out".to_owned(), now)?;
            }
            Purpose::Fetch { ask, hash } => {
                if status == 200 {
                    let mime = picture_type(body);
                    // bytes with another hash are not shown
                    if self.replica.keep_fetched(&hash, mime, body, now).is_ok() {
                        self.reply(ask, Answer::Bytes { mime: mime.to_owned(), bytes: body.to_vec() });
                        return Ok(());
                    }
                }
                self.reply(ask, Answer::Absent);
            }
            Purpose::Swap { ask } => {
                let answer = match status {
                    200..300 => Answer::Done,
                    0 => Answer::NotDone { code: "unreachable".to_owned() },
                    _ => {
                        let Problem { fields, detail, .. } = problem();
                        let code = fields.into_values().next().unwrap_or(detail);
                        Answer::NotDone { code }
                    }
                };
                self.reply(ask, answer);
                // what came of it is on the server
                self.event(Event::Poked, now);
            }
            Purpose::Call { ask } => {
                let body = String::from_utf8_lossy(body).into_owned();
                self.reply(ask, Answer::Called { status, body });
            }
            Purpose::UploadState { hash, size } => self.upload_state(&hash, size, status, body, now)?,
            Purpose::Positions { up_to } => {
                self.sending_positions = false;
                // a batch the server will never take is not sent for ever
                if (200..300).contains(&status) || status == 400 {
                    self.replica.connection.execute("delete from positions where n <= ?1", [up_to])?;
                }
            }
        }
        Ok(())
    }
}
