//! Canned phrases where something is written (CHT-32): offered under the text while `/code` is typed, and in a dialog to look
//! through.

use dioxus::prelude::*;
use truckroll_domain::TicketId;
use truckroll_domain::phrases::{Phrase, PhraseBook, called, put_in};
use truckroll_protocol::api::phrases::PhrasesNow;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::trouble::{Stale, Waiting};

mod book;
mod edit;

pub use book::{OwnPhrasesScreen, PhrasesScreen};

/// Where the organisation's are written.
pub const SETTINGS: &str = "/desk/settings/phrases";
/// Where one's own are.
pub const OWN: &str = "/desk/phrases";

/// Most phrases that are offered under a text.
const OFFERED: usize = 6;
/// Most phrases of the dialog; more are found by words.
const LISTED: usize = 100;

/// Reads the phrases, and again when somebody writes some.
pub fn use_phrases() -> Live<PhrasesNow> {
    use_live(|| vec![PhraseBook::KIND.to_owned()], api::phrases::read)
}

/// One's own first, then the organisation's.
fn all(now: &PhrasesNow) -> impl Iterator<Item = &Phrase> {
    now.own.book.phrases.iter().chain(&now.shared.book.phrases)
}

/// What is meant by a code that is being typed: those whose code begins so, then others that hold it.
fn meant(now: &PhrasesNow, typed: &str) -> Vec<Phrase> {
    let typed = typed.to_lowercase();
    let begins = |phrase: &&Phrase| !phrase.code.is_empty() && phrase.code.to_lowercase().starts_with(&typed);
    let (first, others): (Vec<_>, Vec<_>) = all(now).partition(begins);
    let others = others.into_iter().filter(|phrase| !typed.is_empty() && phrase.is_meant(&typed));
    first.into_iter().chain(others).take(OFFERED).cloned().collect()
}

/// The phrases of a text that is being written; copy it freely.
#[derive(Clone, Copy, PartialEq)]
pub struct Calling {
    read: Live<PhrasesNow>,
    text: Signal<String>,
    chosen: Signal<usize>,
    closed: Signal<bool>,
    take: Callback<String>,
    failure: Memo<Option<String>>,
}

/// Phrases for a text about a ticket.
pub fn use_calling(ticket: Option<TicketId>, mut text: Signal<String>) -> Calling {
    let read = use_phrases();
    let chosen = use_signal(|| 0);
    let closed = use_signal(|| false);
    let fill = use_send(
        |(ticket, phrase): (TicketId, String)| api::phrases::filled(ticket, phrase),
        move |filled| {
            let after = put_in(&text.peek(), &filled.text);
            text.set(after);
        },
    );
    let take = use_callback(move |phrase: String| match ticket.filter(|_| phrase.contains("{{")) {
        Some(ticket) => fill.run((ticket, phrase)),
        None => {
            let after = put_in(&text.peek(), &phrase);
            text.set(after);
        }
    });
    let failure = use_memo(move || fill.failure());
    Calling { read, text, chosen, closed, take, failure }
}

impl Calling {
    /// What is offered for what stands at the end of the text.
    fn offered(&self) -> Vec<Phrase> {
        let text = self.text.read();
        match (called(&text), self.read.value()) {
            (Some(typed), Some(now)) if !*self.closed.read() => meant(&now, typed),
            _ => Vec::new(),
        }
    }

    /// Why the last phrase could not be filled.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        self.failure.read().clone()
    }

    /// The text was changed.
    pub fn typed(mut self) {
        self.chosen.set(0);
        self.closed.set(false);
    }

    /// Takes a key in the text; says whether it was meant for the phrases.
    #[must_use]
    pub fn key(mut self, key: &Key) -> bool {
        let offered = self.offered();
        let count = offered.len();
        if count == 0 {
            return false;
        }
        let at = (*self.chosen.peek()).min(count - 1);
        match key {
            Key::ArrowDown => self.chosen.set((at + 1) % count),
            Key::ArrowUp => self.chosen.set((at + count - 1) % count),
            Key::Escape => self.closed.set(true),
            Key::Enter | Key::Tab => self.take.call(offered[at].text.clone()),
            _ => return false,
        }
        true
    }

    /// Ids of the list and of the phrase in it that Enter takes, while some are offered.
    #[must_use]
    pub fn suggests(&self, list: &str) -> Option<(String, String)> {
        let count = self.offered().len();
        let at = (*self.chosen.read()).min(count.checked_sub(1)?);
        Some((list.to_owned(), format!("{list}-{at}")))
    }
}

/// What is offered under a text.
#[component]
pub fn Offered(calling: Calling, list: String) -> Element {
    let offered = calling.offered();
    let at = (*calling.chosen.read()).min(offered.len().saturating_sub(1));
    let count = offered.len();
    rsx! {
        if count > 0 {
            ul { class: "dk-offered", role: "listbox", id: "{list}", aria_label: tr("phrases-offered"),
                for (index, phrase) in offered.into_iter().enumerate() {
                    li {
                        key: "{index}",
                        id: "{list}-{index}",
                        role: "option",
                        aria_selected: if index == at { "true" } else { "false" },
                        // the text keeps the focus
                        onmousedown: |event| event.prevent_default(),
                        onclick: {
                            let text = phrase.text.clone();
                            move |_| calling.take.call(text.clone())
                        },
                        PhraseWords { phrase: phrase.clone() }
                    }
                }
            }
        }
        p { class: "tr-sr", role: "status",
            if count > 0 {
                {tr!("phrases-offered-count", count = count)}
            }
        }
    }
}

/// A phrase in a line: code, title, and how it begins.
#[component]
pub fn PhraseWords(phrase: Phrase) -> Element {
    rsx! {
        span { class: "dk-phrase-head",
            span { class: "dk-phrase-title", "{phrase.title}" }
            if !phrase.code.is_empty() {
                code { class: "dk-phrase-code", "/{phrase.code}" }
            }
        }
        span { class: "dk-phrase-text", "{phrase.text}" }
    }
}

/// Opens the phrases to look through.
#[component]
pub fn PhrasesButton(calling: Calling) -> Element {
    let mut open = use_signal(|| false);
    rsx! {
        Button {
            label: tr("phrases-open"),
            icon: Icon::Book,
            kind: ButtonKind::Ghost,
            on_press: move |_| open.set(true),
        }
        if open() {
            PhrasesDialog { calling, on_close: move |()| open.set(false) }
        }
    }
}

#[component]
fn PhrasesDialog(calling: Calling, on_close: EventHandler<()>) -> Element {
    let mut words = use_signal(String::new);
    let read = calling.read;
    rsx! {
        Dialog { open: true, title: tr("phrases-title"), on_close,
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 3 } },
                Some(now) if all(&now).next().is_none() => rsx! {
                    Empty { icon: Icon::Book, title: tr("phrases-none"), text: tr("phrases-none-text") }
                },
                Some(now) => rsx! {
                    TextField {
                        label: tr("phrases-find"),
                        kind: TextKind::Search,
                        value: words(),
                        max_length: 100,
                        on_input: move |text| words.set(text),
                    }
                    Listed {
                        phrases: all(&now).filter(|phrase| phrase.is_meant(&words.read())).cloned().collect::<Vec<_>>(),
                        on_take: move |text: String| {
                            calling.take.call(text);
                            on_close.call(());
                        },
                    }
                },
            }
            div { class: "tr-actions",
                LinkButton { href: OWN, label: tr("phrases-own-link"), icon: Icon::ArrowRight, kind: ButtonKind::Ghost }
            }
        }
    }
}

/// Phrases to choose from.
#[component]
pub fn Listed(phrases: Vec<Phrase>, on_take: EventHandler<String>) -> Element {
    let more = phrases.len().saturating_sub(LISTED);
    rsx! {
        p { class: "dk-quiet", role: "status", {tr!("phrases-found", count = phrases.len())} }
        ul { class: "dk-plain-list dk-phrases",
            for (index, phrase) in phrases.into_iter().take(LISTED).enumerate() {
                li { key: "{index}",
                    button {
                        class: "dk-phrase",
                        r#type: "button",
                        onclick: {
                            let text = phrase.text.clone();
                            move |_| on_take.call(text.clone())
                        },
                        PhraseWords { phrase: phrase.clone() }
                    }
                }
            }
        }
        if more > 0 {
            p { class: "dk-quiet", {tr!("phrases-more", count = more)} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_code_finds_its_phrase_before_others_that_speak_of_it() {
        let now = sample::phrases();
        let titles = |typed: &str| meant(&now, typed).into_iter().map(|phrase| phrase.title).collect::<Vec<_>>();
        assert_eq!(titles("by"), ["Goodbye", "By the way"]);
        assert_eq!(titles("MINE"), ["My own"]);
        assert_eq!(titles("nothing like this"), Vec::<String>::new());
        assert_eq!(titles("").len(), 2, "those with a code");
    }

    #[test]
    fn phrases_are_listed_with_code_and_text() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let phrases = all(&sample::phrases()).cloned().collect::<Vec<_>>();
                rsx! { Listed { phrases, on_take: |_| {} } }
            });
            assert!(html.contains("/bye") && html.contains("Thank you") && !html.contains(">phrases-"), "{html}");
        }
    }
}
