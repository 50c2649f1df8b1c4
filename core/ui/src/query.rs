//! Live reads: a screen asks once, and asks again when something it looked at has changed.
//!
//! The app provides [`Changes`] at its root and calls [`Changes::announce`] with the topics (such as
//! `visits` or `visit:0198…`) of every commit it hears of, from the replica's `Changed` on the phone and
//! from the live feed on the desk. [`use_live`] runs an async question and repeats it when one of its
//! topics is announced or a signal it read has moved; [`use_send`] runs a command and shows that it runs.
//!
//! Promises: the former value stays visible while a new one loads; an answer that was overtaken by a
//! newer question is dropped; a failed reload keeps the former value beside the error.

use std::collections::HashMap;
use std::future::Future;

use dioxus::prelude::*;

use crate::effect::use_watch;

type Revisions = HashMap<String, Signal<u64>>;

/// The announcements of changed records; copy it freely.
#[derive(Clone, Copy, PartialEq)]
pub struct Changes {
    revisions: Signal<Revisions>,
    owner: ScopeId,
}

impl Changes {
    /// Tells every live read of these topics to ask again. Unknown topics cost nothing.
    pub fn announce<T: AsRef<str>>(&self, topics: impl IntoIterator<Item = T>) {
        for topic in topics {
            let found = self.revisions.peek().get(topic.as_ref()).copied();
            if let Some(mut revision) = found {
                let next = revision.peek().wrapping_add(1);
                revision.set(next);
            }
        }
    }

    /// Tells every live read to ask again, after a rebuild or a long absence.
    pub fn announce_all(&self) {
        let all: Vec<_> = self.revisions.peek().values().copied().collect();
        for mut revision in all {
            let next = revision.peek().wrapping_add(1);
            revision.set(next);
        }
    }

    /// Subscribes the calling scope to `topic`; the number only says "different from before".
    #[must_use]
    pub fn revision(&self, topic: &str) -> u64 {
        let known = self.revisions.peek().get(topic).copied();
        let signal = known.unwrap_or_else(|| {
            let fresh = Signal::new_in_scope(0, self.owner);
            let revisions = self.revisions;
            revisions.write_unchecked().insert(topic.to_owned(), fresh);
            fresh
        });
        *signal.read()
    }
}

/// Provides [`Changes`]; call it in the app's root component.
pub fn use_changes_provider() -> Changes {
    let revisions = use_signal(Revisions::new);
    use_context_provider(|| Changes { revisions, owner: dioxus::core::current_scope_id() })
}

/// The [`Changes`] of the app.
///
/// # Panics
/// When the app's root did not call [`use_changes_provider`].
#[must_use]
pub fn use_changes() -> Changes {
    use_context::<Changes>()
}

/// A value that follows its source. Copy it freely; reading any part subscribes the component.
pub struct Live<T: 'static> {
    value: Signal<Option<T>>,
    error: Signal<Option<String>>,
    loading: Signal<bool>,
    again: Signal<u64>,
}

impl<T: 'static> Clone for Live<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: 'static> Copy for Live<T> {}

impl<T: 'static> PartialEq for Live<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: 'static> Live<T> {
    /// The latest answer; `None` until the first has come.
    #[must_use]
    pub fn value(&self) -> Option<T>
    where
        T: Clone,
    {
        self.value.read().clone()
    }

    /// The signal of the latest answer, to read without cloning or to map into a memo.
    #[must_use]
    pub fn signal(&self) -> Signal<Option<T>> {
        self.value
    }

    /// Why the latest question failed, in the words of its source.
    #[must_use]
    pub fn error(&self) -> Option<String> {
        self.error.read().clone()
    }

    /// Whether a question is under way.
    #[must_use]
    pub fn loading(&self) -> bool {
        *self.loading.read()
    }

    /// Whether nothing has come yet and nothing has failed: the time for a skeleton.
    #[must_use]
    pub fn first_load(&self) -> bool {
        self.value.read().is_none() && self.error.read().is_none()
    }

    /// Asks again now.
    pub fn reload(&self) {
        self.reloader().run();
    }

    /// What asks again, whatever the value is.
    #[must_use]
    pub fn reloader(&self) -> Reload {
        Reload(self.again)
    }
}

/// Asks a live read again.
#[derive(Clone, Copy, PartialEq)]
pub struct Reload(Signal<u64>);

impl Reload {
    /// Asks now.
    pub fn run(self) {
        let Self(mut again) = self;
        let next = again.peek().wrapping_add(1);
        again.set(next);
    }
}

/// Runs `ask` and repeats it when a topic is announced, or when a signal or prop signal that the body
/// of `ask` reads (before its first `await`) changes.
///
/// `topics` is read at every run, so it may depend on signals too.
pub fn use_live<T, E, F>(
    mut topics: impl FnMut() -> Vec<String> + 'static,
    mut ask: impl FnMut() -> F + 'static,
) -> Live<T>
where
    T: 'static,
    E: std::fmt::Display + 'static,
    F: Future<Output = std::result::Result<T, E>> + 'static,
{
    let changes = try_consume_context::<Changes>();
    let live = Live {
        value: use_signal(|| None),
        error: use_signal(|| None),
        loading: use_signal(|| true),
        again: use_signal(|| 0),
    };
    let mut turn = use_signal(|| 0_u64);
    use_watch(move || {
        let _ = *live.again.read();
        if let Some(changes) = changes {
            for topic in topics() {
                let _ = changes.revision(&topic);
            }
        }
        let answer = ask();
        let this_turn = turn.peek().wrapping_add(1);
        turn.set(this_turn);
        let Live { mut value, mut error, mut loading, .. } = live;
        if !*loading.peek() {
            loading.set(true);
        }
        spawn(async move {
            let outcome = answer.await;
            if *turn.peek() != this_turn {
                return;
            }
            match outcome {
                Ok(found) => {
                    value.set(Some(found));
                    error.set(None);
                }
                Err(fault) => error.set(Some(fault.to_string())),
            }
            loading.set(false);
        });
    });
    live
}

/// A command being sent: `run` starts it, `busy` and `failure` say how it goes.
pub struct Sending<I: 'static> {
    start: Callback<I>,
    busy: Signal<bool>,
    failure: Signal<Option<String>>,
}

impl<I: 'static> Clone for Sending<I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I: 'static> Copy for Sending<I> {}

impl<I: 'static> Sending<I> {
    /// Sends; ignored while the former one is still under way, so a double tap is one command.
    pub fn run(&self, input: I) {
        if !*self.busy.peek() {
            self.start.call(input);
        }
    }

    /// Whether it is under way.
    #[must_use]
    pub fn busy(&self) -> bool {
        *self.busy.read()
    }

    /// Why the last one failed or was refused.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        self.failure.read().clone()
    }

    /// Forgets the failure, when the reader has dealt with it.
    pub fn clear(&self) {
        let mut failure = self.failure;
        failure.set(None);
    }
}

/// A command as a value: `send` does the work, `done` is told of success.
pub fn use_send<I, T, E, F>(mut send: impl FnMut(I) -> F + 'static, done: impl FnMut(T) + Clone + 'static) -> Sending<I>
where
    I: 'static,
    T: 'static,
    E: std::fmt::Display + 'static,
    F: Future<Output = std::result::Result<T, E>> + 'static,
{
    let mut busy = use_signal(|| false);
    let mut failure = use_signal(|| None);
    let start = use_callback(move |input: I| {
        busy.set(true);
        failure.set(None);
        let work = send(input);
        let mut done = done.clone();
        spawn(async move {
            match work.await {
                Ok(answer) => done(answer),
                Err(fault) => failure.set(Some(fault.to_string())),
            }
            busy.set(false);
        });
    });
    Sending { start, busy, failure }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::pin::pin;
    use std::rc::Rc;
    use std::task::{Context, Poll, Waker};

    use super::*;

    type Answer = std::result::Result<&'static str, &'static str>;

    /// One question: its answer once the test gives it, and who waits for it.
    #[derive(Default)]
    struct Question {
        answer: Option<Answer>,
        waiting: Option<Waker>,
    }

    /// A source whose answers the test gives one by one, in any order.
    #[derive(Clone, Default)]
    struct Desk {
        asked: Rc<RefCell<Vec<Rc<RefCell<Question>>>>>,
        changes: Rc<RefCell<Option<Changes>>>,
    }

    impl Desk {
        fn ask(&self) -> impl Future<Output = Answer> + use<> {
            let question = Rc::new(RefCell::new(Question::default()));
            self.asked.borrow_mut().push(question.clone());
            std::future::poll_fn(move |work| {
                let mut question = question.borrow_mut();
                question.waiting = Some(work.waker().clone());
                question.answer.map_or(Poll::Pending, Poll::Ready)
            })
        }

        fn answer(&self, question: usize, with: Answer) {
            let question = self.asked.borrow()[question].clone();
            let mut question = question.borrow_mut();
            question.answer = Some(with);
            if let Some(waiting) = question.waiting.take() {
                waiting.wake();
            }
        }

        fn announce(&self, dom: &VirtualDom, topic: &str) {
            let changes = self.changes.borrow().expect("the screen provided it");
            dom.in_scope(ScopeId::ROOT, || changes.announce([topic]));
        }

        fn questions(&self) -> usize {
            self.asked.borrow().len()
        }
    }

    #[component]
    fn Screen() -> Element {
        let desk = use_context::<Desk>();
        let changes = use_changes_provider();
        *desk.changes.borrow_mut() = Some(changes);
        let live = use_live(|| vec!["visits".to_owned()], move || desk.ask());
        rsx! {
            p { "{live.value():?} {live.error():?} {live.loading()}" }
        }
    }

    fn settle(dom: &mut VirtualDom) -> String {
        for _ in 0..8 {
            let mut work = Context::from_waker(Waker::noop());
            let _ = pin!(dom.wait_for_work()).as_mut().poll(&mut work);
            dom.render_immediate(&mut dioxus::core::NoOpMutations);
        }
        dioxus_ssr::render(dom).replace("&#34;", "'")
    }

    fn open() -> (VirtualDom, Desk) {
        let desk = Desk::default();
        let mut dom = VirtualDom::new(Screen).with_root_context(desk.clone());
        dom.rebuild_in_place();
        settle(&mut dom);
        (dom, desk)
    }

    #[test]
    fn an_announced_topic_asks_again_and_another_does_not() {
        let (mut dom, desk) = open();
        assert_eq!(desk.questions(), 1);
        desk.announce(&dom, "tickets");
        settle(&mut dom);
        assert_eq!(desk.questions(), 1);
        desk.announce(&dom, "visits");
        settle(&mut dom);
        assert_eq!(desk.questions(), 2);
    }

    #[test]
    fn the_former_value_stays_while_loading_and_after_a_failure() {
        let (mut dom, desk) = open();
        desk.answer(0, Ok("first"));
        assert_eq!(settle(&mut dom), "<p>Some('first') None false</p>");
        desk.announce(&dom, "visits");
        assert_eq!(settle(&mut dom), "<p>Some('first') None true</p>");
        desk.answer(1, Err("unreachable"));
        assert_eq!(settle(&mut dom), "<p>Some('first') Some('unreachable') false</p>");
    }

    #[test]
    fn an_overtaken_answer_is_dropped() {
        let (mut dom, desk) = open();
        desk.announce(&dom, "visits");
        settle(&mut dom);
        desk.answer(1, Ok("newer"));
        settle(&mut dom);
        desk.answer(0, Ok("older"));
        assert_eq!(settle(&mut dom), "<p>Some('newer') None false</p>");
    }
}
