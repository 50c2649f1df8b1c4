//! The page's end of the channel: puts questions to whichever worker holds the store.
//!
//! A question stays open until it is answered. When the tab with the store goes away, the worker of another
//! takes over and says so, and open questions are put again.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use truckroll_replica::ask::{Answer, Ask, Changed};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

use super::wire::{CHANNEL, Said};
use super::{now_ms, script};

/// A worker that breaks down so often within the time below is not started again.
const MOST_RESTARTS: usize = 4;
const RESTARTS_WITHIN_MS: i64 = 60_000;

thread_local! {
    static TAB: RefCell<Option<Tab>> = const { RefCell::new(None) };
}

type Hear = Rc<RefCell<dyn FnMut(Changed)>>;

struct Tab {
    channel: BroadcastChannel,
    number: u64,
    next: u64,
    open: BTreeMap<u64, Open>,
    hear: Vec<Hear>,
    lasts: Option<bool>,
    restarts: Vec<i64>,
}

/// A question without an answer yet.
struct Open {
    said: wasm_bindgen::JsValue,
    slot: Rc<RefCell<Slot>>,
}

#[derive(Default)]
struct Slot {
    answer: Option<Answer>,
    waiting: Option<Waker>,
}

impl Slot {
    fn fill(slot: &RefCell<Self>, answer: Answer) {
        let waker = {
            let mut slot = slot.borrow_mut();
            slot.answer = Some(answer);
            slot.waiting.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// The answer to come.
pub struct Asked {
    slot: Rc<RefCell<Slot>>,
}

impl Future for Asked {
    type Output = Answer;
    fn poll(self: Pin<&mut Self>, work: &mut Context<'_>) -> Poll<Answer> {
        let mut slot = self.slot.borrow_mut();
        if let Some(answer) = slot.answer.take() {
            return Poll::Ready(answer);
        }
        slot.waiting = Some(work.waker().clone());
        Poll::Pending
    }
}

/// Opens the channel and starts this tab's worker.
pub fn open(worker: &str) {
    let Ok(channel) = BroadcastChannel::new(CHANNEL) else { return };
    let mut random = [0_u8; 6];
    getrandom::fill(&mut random).expect("a browser has a source of chance");
    let number = random.iter().fold(0_u64, |n, byte| n << 8 | u64::from(*byte));
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(|event: MessageEvent| {
        if let Some(said) = Said::unpack(&event.data()) {
            hear(said);
        }
    });
    channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
    TAB.set(Some(Tab {
        channel,
        number,
        next: 0,
        open: BTreeMap::new(),
        hear: Vec::new(),
        lasts: None,
        restarts: Vec::new(),
    }));
    start_worker(worker.to_owned(), number);
}

fn start_worker(address: String, number: u64) {
    let again = address.clone();
    let failed = Closure::once_into_js(move || {
        let now = now_ms();
        let go_on = with(|tab| {
            tab.restarts.retain(|at| now - at < RESTARTS_WITHIN_MS);
            tab.restarts.push(now);
            tab.restarts.len() <= MOST_RESTARTS
        });
        if go_on == Some(true) {
            start_worker(again, number);
        } else {
            let open = with(|tab| std::mem::take(&mut tab.open)).unwrap_or_default();
            for question in open.into_values() {
                Slot::fill(&question.slot, Answer::Broken { detail: "the store's worker broke down".to_owned() });
            }
        }
    });
    script::start_worker(&address, &number.to_string(), &failed);
}

fn with<R>(act: impl FnOnce(&mut Tab) -> R) -> Option<R> {
    TAB.with_borrow_mut(|tab| tab.as_mut().map(act))
}

fn hear(said: Said) {
    match said {
        Said::Answer { tab: number, id, lasts, answer } => {
            let question = with(|tab| {
                if tab.number != number {
                    return None;
                }
                tab.lasts = Some(lasts);
                tab.open.remove(&id)
            });
            if let Some(question) = question.flatten() {
                Slot::fill(&question.slot, answer);
            }
        }
        Said::Changed(changed) => {
            let hear = with(|tab| tab.hear.clone()).unwrap_or_default();
            for hear in hear {
                (hear.borrow_mut())(changed.clone());
            }
        }
        Said::Leading { only } => {
            with(|tab| {
                if only.is_none_or(|only| only == tab.number) {
                    for question in tab.open.values() {
                        post(&tab.channel, &question.said);
                    }
                }
            });
        }
        Said::Ask { .. } => {}
    }
}

fn post(channel: &BroadcastChannel, said: &wasm_bindgen::JsValue) {
    // Only a closed channel refuses, and this one is never closed.
    let _ = channel.post_message(said);
}

/// Puts a question to the store, at once.
pub fn ask(ask: Ask) -> Asked {
    let slot = Rc::new(RefCell::new(Slot::default()));
    with(|tab| {
        tab.next += 1;
        let id = tab.next;
        let said = Said::Ask { tab: tab.number, id, ask }.pack();
        post(&tab.channel, &said);
        tab.open.insert(id, Open { said, slot: slot.clone() });
    });
    Asked { slot }
}

/// Hears what changed in the store, for as long as the page lives.
pub fn on_changed(hear: impl FnMut(Changed) + 'static) {
    with(|tab| tab.hear.push(Rc::new(RefCell::new(hear))));
}

/// Whether the store outlives the page; `None` until it has answered.
#[must_use]
pub fn store_lasts() -> Option<bool> {
    with(|tab| tab.lasts).flatten()
}
