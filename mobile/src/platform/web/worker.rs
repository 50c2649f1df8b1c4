//! The worker that holds the store: waits for the lock, opens SQLite, and carries bytes for the driver.
//!
//! One worker of all tabs leads at a time. It answers every tab over the channel; requests, live connection
//! and timers belong to it. Where the browser keeps no files, the store is in memory and lasts as long as
//! the tab.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use js_sys::{Array, Uint8Array};
use rusqlite::Connection;
use sqlite_wasm_vfs::sahpool::{OpfsSAHPoolCfgBuilder, install};
use truckroll_domain::Timestamp;
use truckroll_replica::Replica;
use truckroll_replica::ask::Ask;
use truckroll_replica::sync::driver::{Action, Driver, Input};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{BroadcastChannel, DedicatedWorkerGlobalScope, Event, MessageEvent};

use super::wire::{CHANNEL, Said};
use super::{now_ms, script};

/// The lock that the leading worker holds.
const LOCK: &str = "truckroll-store";
/// Folder of the database among the browser's files for this site.
const FOLDER: &str = ".truckroll";
/// The database.
const DATABASE: &str = "truckroll.db";
/// Database, journal and what SQLite keeps beside them.
const FILES: u32 = 8;
/// The handles of a worker that ended are free after so long at the most.
const HANDLES_WAIT_MS: i32 = 100;
/// A request without an answer is given up after this.
const REQUEST_MS: f64 = 120_000.0;
/// Where the live connection is.
const LIVE: &str = "/api/v1/live";
/// So many questions are remembered, so that one put twice is answered once.
const REMEMBERED: usize = 512;

thread_local! {
    static LEADER: RefCell<Option<Leader>> = const { RefCell::new(None) };
}

struct Leader {
    driver: Driver,
    channel: BroadcastChannel,
    scope: DedicatedWorkerGlobalScope,
    lasts: bool,
    /// The only tab served, where tabs cannot share.
    only: Option<u64>,
    next: u64,
    asked: BTreeMap<u64, (u64, u64)>,
    seen: VecDeque<(u64, u64)>,
    wakes: BTreeSet<i64>,
}

/// Runs in the worker for as long as it lives.
pub fn run(scope: DedicatedWorkerGlobalScope) {
    spawn_local(async move {
        let shared = JsFuture::from(script::hold_lock(LOCK)).await.is_ok_and(|held| held.is_truthy());
        let only = if shared { None } else { scope.name().parse().ok() };
        lead(scope, only).await;
    });
}

async fn lead(scope: DedicatedWorkerGlobalScope, only: Option<u64>) {
    let (connection, lasts) = open(&scope).await;
    let replica = match Replica::open(connection, chance) {
        Ok(replica) => replica,
        // The page hears of it as a worker that broke down, and starts another.
        Err(error) => wasm_bindgen::throw_str(&error.to_string()),
    };
    let Ok(channel) = BroadcastChannel::new(CHANNEL) else { return };
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        if let Some(Said::Ask { tab, id, ask }) = Said::unpack(&event.data()) {
            hear(tab, id, ask);
        }
    });
    channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
    for (name, online) in [("online", true), ("offline", false)] {
        let told = Closure::<dyn FnMut(Event)>::new(move |_| own(Ask::Network { online }));
        // Pages tell of the network too; a worker that cannot listen only hears it from them.
        let _ = scope.add_event_listener_with_callback(name, told.as_ref().unchecked_ref());
        told.forget();
    }
    let online = scope.navigator().on_line();
    LEADER.set(Some(Leader {
        driver: Driver::new(replica),
        channel,
        scope,
        lasts,
        only,
        next: 0,
        asked: BTreeMap::new(),
        seen: VecDeque::new(),
        wakes: BTreeSet::new(),
    }));
    // Before the start, so that nothing is tried without a network; and after it, as a start hopes for one.
    for input in [None, Some(Input::Start)] {
        if let Some(input) = input {
            feed(input);
        }
        if !online {
            own(Ask::Network { online });
        }
    }
    with(|leader| leader.say(&Said::Leading { only }));
}

/// The database: among the browser's files, or in memory where there are none.
async fn open(scope: &DedicatedWorkerGlobalScope) -> (Connection, bool) {
    let memory = || Connection::open_in_memory().expect("SQLite opens a database in memory");
    if !JsFuture::from(script::has_files()).await.is_ok_and(|has| has.is_truthy()) {
        return (memory(), false);
    }
    let pool = OpfsSAHPoolCfgBuilder::new().directory(FOLDER).initial_capacity(FILES).build();
    loop {
        match install::<sqlite_wasm_rs::WasmOsCallback>(&pool, true).await {
            Ok(_) => break,
            // The worker before us has ended, but the browser has not closed its files yet.
            Err(error) if format!("{error:?}").contains("NoModificationAllowed") => {
                sleep(scope, HANDLES_WAIT_MS).await;
            }
            Err(_) => return (memory(), false),
        }
    }
    match Connection::open(DATABASE) {
        Ok(connection) => (connection, true),
        Err(_) => (memory(), false),
    }
}

async fn sleep(scope: &DedicatedWorkerGlobalScope, ms: i32) {
    let timer = js_sys::Promise::new(&mut |done, _| {
        // Without a timer the promise stays open and the waiting task rests for ever.
        let _ = scope.set_timeout_with_callback_and_timeout_and_arguments_0(&done, ms);
    });
    let _ = JsFuture::from(timer).await;
}

fn chance() -> [u8; 16] {
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).expect("a browser has a source of chance");
    random
}

fn with<R>(act: impl FnOnce(&mut Leader) -> R) -> Option<R> {
    LEADER.with_borrow_mut(|leader| leader.as_mut().map(act))
}

/// A tab's question.
fn hear(tab: u64, id: u64, ask: Ask) {
    let input = with(|leader| {
        if leader.only.is_some_and(|only| only != tab) || leader.seen.contains(&(tab, id)) {
            return None;
        }
        if leader.seen.len() >= REMEMBERED {
            leader.seen.pop_front();
        }
        leader.seen.push_back((tab, id));
        leader.next += 1;
        leader.asked.insert(leader.next, (tab, id));
        Some(Input::Ask { id: leader.next, ask })
    });
    if let Some(input) = input.flatten() {
        feed(input);
    }
}

/// A question of the worker itself, whose answer nobody waits for.
fn own(ask: Ask) {
    let id = with(|leader| {
        leader.next += 1;
        leader.next
    });
    if let Some(id) = id {
        feed(Input::Ask { id, ask });
    }
}

fn feed(input: Input) {
    with(|leader| {
        for action in leader.driver.handle(input, Timestamp(now_ms())) {
            leader.perform(action);
        }
    });
}

impl Leader {
    fn say(&self, said: &Said) {
        // Only a closed channel refuses, and this one is never closed.
        let _ = self.channel.post_message(&said.pack());
    }

    fn perform(&mut self, action: Action) {
        match action {
            Action::Answer { id, answer } => {
                if let Some((tab, id)) = self.asked.remove(&id) {
                    self.say(&Said::Answer { tab, id, lasts: self.lasts, answer: *answer });
                }
            }
            Action::Changed(changed) => self.say(&Said::Changed(changed)),
            Action::Http { token, method, path, content_type, body } => {
                let body = Uint8Array::from(body.as_slice());
                let answer = script::send(method, &path, content_type, &body, REQUEST_MS);
                spawn_local(async move {
                    let (status, body) = read(JsFuture::from(answer).await.ok());
                    feed(Input::HttpDone { token, status, body });
                });
            }
            Action::LiveOpen => open_live(),
            Action::LiveClose => script::live_close(),
            Action::LiveSend(bytes) => script::live_send(&Uint8Array::from(bytes.as_slice())),
            Action::WakeAt(at) => self.wake_at(at.ms()),
        }
    }

    /// Sets the timer, unless it goes off by then anyway.
    fn wake_at(&mut self, at: i64) {
        let first = self.wakes.first().copied();
        self.wakes.insert(at);
        if first.is_none_or(|first| at < first) {
            self.set_timer(at);
        }
    }

    fn set_timer(&self, at: i64) {
        let wait = i32::try_from((at - now_ms()).clamp(0, 24 * 3_600_000)).unwrap_or_default();
        let wake = Closure::once_into_js(ring);
        // Without a timer the next question or the network wakes the driver.
        let _ = self.scope.set_timeout_with_callback_and_timeout_and_arguments_0(wake.unchecked_ref(), wait);
    }
}

/// A timer went off.
fn ring() {
    let due = with(|leader| {
        let now = now_ms();
        let due = leader.wakes.first().is_some_and(|at| *at <= now);
        leader.wakes.retain(|at| *at > now);
        if let Some(next) = leader.wakes.first().copied() {
            leader.set_timer(next);
        }
        due
    });
    if due == Some(true) {
        feed(Input::Timer);
    }
}

/// `[status, bytes]` as the script answers.
fn read(answer: Option<JsValue>) -> (u16, Vec<u8>) {
    let Some(answer) = answer.and_then(|a| a.dyn_into::<Array>().ok()) else { return (0, Vec::new()) };
    let status = answer.get(0).as_f64().unwrap_or_default();
    let body = answer.get(1).dyn_into::<Uint8Array>().map(|b| b.to_vec()).unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a status has three digits")]
    (status as u16, body)
}

fn open_live() {
    let opened = Closure::<dyn FnMut()>::new(|| feed(Input::LiveOpened));
    let closed = Closure::<dyn FnMut()>::new(|| feed(Input::LiveClosed));
    let heard = Closure::<dyn FnMut(Uint8Array)>::new(|bytes: Uint8Array| feed(Input::LiveMessage(bytes.to_vec())));
    script::live_open(LIVE, &opened.into_js_value(), &closed.into_js_value(), &heard.into_js_value());
}
