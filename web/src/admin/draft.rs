//! What several administrators may change at once, by the number it was read at: the draft of one of them, and the version of a
//! colleague who was faster.

use dioxus::prelude::*;
use truckroll_domain::DocumentId;

use crate::api;
use crate::unsaved::use_unsaved;

/// Something that is replaced as a whole, by the number it was read at.
pub trait Replaced: Clone + 'static {
    /// What is replaced.
    type Body: Clone + PartialEq + 'static;
    /// The number it was written at.
    fn seq(&self) -> i64;
    /// What it says.
    fn body(&self) -> &Self::Body;
}

/// The draft beside what it was made of.
pub struct Draft<N: Replaced> {
    /// What is being changed.
    pub body: Signal<N::Body>,
    read: Signal<N>,
    theirs: Signal<Option<N>>,
}

impl<N: Replaced> Clone for Draft<N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<N: Replaced> Copy for Draft<N> {}

impl<N: Replaced> PartialEq for Draft<N> {
    fn eq(&self, other: &Self) -> bool {
        self.body == other.body
    }
}

/// A draft of what is read. While nothing is changed it follows what colleagues write; afterwards their version waits beside
/// it, and whoever leaves the page is asked first.
pub fn use_draft<N: Replaced>(now: ReadSignal<N>) -> Draft<N> {
    let read = use_signal(|| now.peek().clone());
    let body = use_signal(|| now.peek().body().clone());
    let theirs = use_signal(|| None::<N>);
    let mut draft = Draft { body, read, theirs };
    use_effect(move || {
        let known = now.read().clone();
        draft.follow(known);
    });
    use_unsaved(move || draft.is_changed());
    draft
}

impl<N: Replaced> Draft<N> {
    /// Takes in what is read now.
    pub fn follow(&mut self, now: N) {
        if now.seq() == self.read.peek().seq() {
            return;
        }
        if *self.body.peek() == *self.read.peek().body() {
            self.written(now);
        } else {
            self.theirs.set(Some(now));
        }
    }

    /// What it was made of.
    #[must_use]
    pub fn read(&self) -> N {
        self.read.read().clone()
    }

    /// The version of a colleague who was faster.
    #[must_use]
    pub fn theirs(&self) -> Option<N> {
        self.theirs.read().clone()
    }

    /// The number it is to be written at.
    #[must_use]
    pub fn seq(&self) -> i64 {
        self.read.peek().seq()
    }

    /// Whether anything is changed.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        *self.body.read() != *self.read.read().body()
    }

    /// Whether a colleague was faster.
    #[must_use]
    pub fn is_overtaken(&self) -> bool {
        self.theirs.read().is_some()
    }

    /// This holds now, and the draft begins anew from it.
    pub fn written(&mut self, now: N) {
        self.body.set(now.body().clone());
        self.read.set(now);
    }

    /// Gives up what was changed.
    pub fn discard(&mut self) {
        let kept = self.read.peek().body().clone();
        self.body.set(kept);
    }

    /// Takes the colleague's version in the place of the draft.
    pub fn take_theirs(&mut self) {
        if let Some(other) = self.theirs.take() {
            self.written(other);
        }
    }

    /// Keeps the draft, to be written over the colleague's version.
    pub fn keep_mine(&mut self) {
        if let Some(other) = self.theirs.take() {
            self.read.set(other);
        }
    }
}

/// A word for a new part of a list: it stays when the name changes.
#[must_use]
pub fn fresh_key() -> String {
    let id = api::fresh(DocumentId::from_parts).to_string().replace('-', "");
    format!("own_{}", &id[id.len().saturating_sub(12)..])
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::future::Future as _;
    use std::pin::pin;
    use std::rc::Rc;
    use std::task::{Context, Waker};

    use super::*;

    #[derive(Clone, PartialEq)]
    struct Note(i64, &'static str);

    impl Replaced for Note {
        type Body = &'static str;
        fn seq(&self) -> i64 {
            self.0
        }
        fn body(&self) -> &&'static str {
            &self.1
        }
    }

    type Held = Rc<RefCell<Option<(Signal<Note>, Draft<Note>)>>>;

    #[component]
    fn Page() -> Element {
        let now = use_signal(|| Note(1, "as read"));
        let draft = use_draft(now.into());
        *use_context::<Held>().borrow_mut() = Some((now, draft));
        rsx! { "{draft.body} {draft.seq()} {draft.is_changed()} {draft.is_overtaken()}" }
    }

    /// Something a colleague or whoever edits does: to what was read, or to the draft.
    type Step = fn(&mut Signal<Note>, &mut Draft<Note>);

    /// What the page says after each of the steps.
    fn after(steps: &[Step]) -> Vec<String> {
        let held = Held::default();
        let mut dom = VirtualDom::new(Page).with_root_context(held.clone());
        dom.rebuild_in_place();
        steps
            .iter()
            .map(|step| {
                let (mut now, mut draft) = held.borrow().expect("the page is there");
                dom.in_scope(ScopeId::ROOT, || step(&mut now, &mut draft));
                for _ in 0..8 {
                    let _ = pin!(dom.wait_for_work()).as_mut().poll(&mut Context::from_waker(Waker::noop()));
                    dom.render_immediate(&mut dioxus::core::NoOpMutations);
                }
                dioxus_ssr::render(&dom)
            })
            .collect()
    }

    #[test]
    fn an_unchanged_draft_follows_and_a_changed_one_is_overtaken() {
        let told = after(&[
            |now, _| now.set(Note(2, "theirs")),
            |_, draft| draft.body.set("mine"),
            |now, _| now.set(Note(3, "theirs again")),
            |_, draft| draft.keep_mine(),
            |_, draft| draft.written(Note(4, "mine")),
        ]);
        assert_eq!(
            told,
            [
                "theirs 2 false false",
                "mine 2 true false",
                "mine 2 true true",
                "mine 3 true false",
                "mine 4 false false"
            ]
        );
    }

    #[test]
    fn what_a_colleague_wrote_can_be_taken_and_ones_own_given_up() {
        let told = after(&[
            |_, draft| draft.body.set("mine"),
            |now, _| now.set(Note(2, "theirs")),
            |_, draft| draft.take_theirs(),
            |_, draft| draft.body.set("mine again"),
            |_, draft| draft.discard(),
        ]);
        assert_eq!(
            told[1..],
            ["mine 1 true true", "theirs 2 false false", "mine again 2 true false", "theirs 2 false false"]
        );
    }
}
