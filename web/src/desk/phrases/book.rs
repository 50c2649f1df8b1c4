//! The pages of phrases: the organisation's among the settings, everybody's own. Each change is written at once, with the whole
//! book, by the number it was read at.

use std::collections::BTreeMap;

use dioxus::html::FileData;
use dioxus::prelude::*;
use truckroll_domain::phrases::{Phrase, PhraseBook};
use truckroll_protocol::api::phrases::{NewPhraseBook, PhraseBookNow};
use truckroll_ui::prelude::*;

use super::edit::PhraseDialog;
use super::{PhraseWords, use_phrases};
use crate::admin::SettingsHead;
use crate::admin::parts::problem;
use crate::api;
use crate::api::staff::Outcome;
use crate::desk::trouble::{Failed, Stale, Waiting};

/// What the keys of its messages begin with.
pub(super) const AREA: &str = "phrases";

/// The organisation's.
#[component]
pub fn PhrasesScreen() -> Element {
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("phrases-title") }
            p { class: "dk-quiet", {tr("phrases-intro")} }
            Loaded { own: false }
        }
    }
}

/// One's own.
#[component]
pub fn OwnPhrasesScreen() -> Element {
    rsx! {
        div { class: "dk-page dk-page-form",
            header { class: "dk-page-head", h1 { class: "dk-page-title", {tr("phrases-own")} } }
            p { class: "dk-quiet", {tr("phrases-own-intro")} }
            Loaded { own: true }
        }
    }
}

#[component]
fn Loaded(own: bool) -> Element {
    let read = use_phrases();
    rsx! {
        Stale { read }
        match read.value() {
            None => rsx! { Waiting { read, rows: 4 } },
            Some(all) => rsx! { Book { own, now: if own { all.own } else { all.shared } } },
        }
    }
}

/// What is being changed: a phrase as it was when it was opened, or a new one. Its place may change meanwhile, when a colleague
/// writes the book.
#[derive(Clone, PartialEq)]
enum Open {
    New,
    Change(Phrase),
    Remove(Phrase),
}

/// Where a phrase stands that was opened; nothing when a colleague has changed or removed it.
fn place_of(book: &PhraseBook, opened: &Phrase) -> Option<usize> {
    book.phrases.iter().position(|one| one == opened)
}

/// The book with more phrases at its end; else the first problem, with its member.
fn and_more(book: &PhraseBook, more: Vec<Phrase>) -> Result<PhraseBook, (String, String)> {
    let mut all = book.clone();
    all.phrases.extend(more);
    match all.check(false, |_| true).err().and_then(|found| found.into_iter().next()) {
        None => Ok(all),
        Some(first) => Err(first),
    }
}

/// The book with one phrase at its place, or as the last.
fn with(book: &PhraseBook, at: Option<usize>, phrase: Phrase) -> PhraseBook {
    let mut book = book.clone();
    match at.and_then(|at| book.phrases.get_mut(at)) {
        Some(known) => *known = phrase,
        None => book.phrases.push(phrase),
    }
    book
}

/// Places in the order of the list: by category, then title.
fn order(book: &PhraseBook) -> Vec<usize> {
    let mut places: Vec<usize> = (0..book.phrases.len()).collect();
    places.sort_by_key(|at| {
        let phrase = &book.phrases[*at];
        (phrase.category.is_empty(), phrase.category.to_lowercase(), phrase.title.to_lowercase(), *at)
    });
    places
}

/// The list.
#[component]
pub fn Book(own: bool, now: PhraseBookNow) -> Element {
    let toasts = use_toasts();
    let changes = use_changes();
    let mut open = use_signal(|| None::<Open>);
    let mut words = use_signal(String::new);
    let mut problems = use_signal(BTreeMap::<String, String>::new);
    let mut overtaken = use_signal(|| false);
    let write = use_send(
        move |new: NewPhraseBook| async move { api::phrases::replace(own, &new).await },
        move |outcome| match outcome {
            Outcome::Written(_) => {
                open.set(None);
                overtaken.set(false);
                toasts.say(Tone::Done, tr("phrases-saved"));
                changes.announce([PhraseBook::KIND]);
            }
            Outcome::Overtaken => {
                overtaken.set(true);
                changes.announce([PhraseBook::KIND]);
            }
            Outcome::Refused(found) => problems.set(found),
        },
    );
    let (book, seq) = (now.book.clone(), now.seq);
    let shown: Vec<usize> = order(&book).into_iter().filter(|at| book.phrases[*at].is_meant(&words.read())).collect();
    let named = |at: usize| book.phrases.get(at).map(|phrase| phrase.title.clone()).unwrap_or_default();
    rsx! {
        Failed { failure: problem(AREA, &problems.read(), "").or_else(|| write.failure()) }
        if overtaken() {
            Notice { tone: Tone::Alert, title: tr("phrases-overtaken"), text: tr("phrases-overtaken-text") }
        }
        div { class: "tr-actions",
            Button { label: tr("phrases-new"), icon: Icon::Plus, kind: ButtonKind::Primary, on_press: move |_| open.set(Some(Open::New)) }
            FromTable {
                busy: write.busy(),
                // joined to the list that goes with the number, which may have been read while the table was
                on_take: {
                    let book = book.clone();
                    move |more| match and_more(&book, more) {
                        Ok(book) => {
                            write.run(NewPhraseBook { seq, book });
                            None
                        }
                        Err((member, problem)) => Some(row_words(&member, &problem, book.phrases.len())),
                    }
                },
            }
        }
        if book.phrases.is_empty() {
            Empty { icon: Icon::Book, title: tr("phrases-none"), text: tr("phrases-none-text") }
        } else {
            TextField {
                label: tr("phrases-find"),
                kind: TextKind::Search,
                value: words(),
                max_length: 100,
                on_input: move |text| words.set(text),
            }
            p { class: "dk-quiet", role: "status", {tr!("phrases-found", count = shown.len())} }
            ul { class: "dk-plain-list dk-phrases", aria_label: tr("phrases-title"),
                for at in shown {
                    li { key: "{at}", class: "dk-phrase-line",
                        div { class: "dk-phrase",
                            if !book.phrases[at].category.is_empty() {
                                span { class: "dk-quiet", "{book.phrases[at].category}" }
                            }
                            PhraseWords { phrase: book.phrases[at].clone() }
                        }
                        Button {
                            label: tr!("phrases-change", name = named(at)),
                            icon: Icon::Pencil,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            on_press: {
                                let phrase = book.phrases[at].clone();
                                move |_| open.set(Some(Open::Change(phrase.clone())))
                            },
                        }
                        Button {
                            label: tr!("phrases-remove", name = named(at)),
                            icon: Icon::Trash,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            on_press: {
                                let phrase = book.phrases[at].clone();
                                move |_| open.set(Some(Open::Remove(phrase.clone())))
                            },
                        }
                    }
                }
            }
        }
        match open() {
            None => rsx! {},
            Some(Open::Remove(phrase)) => rsx! {
                Confirm {
                    open: true,
                    title: tr!("phrases-remove", name = phrase.title.clone()),
                    text: tr("phrases-remove-text"),
                    verb: tr("phrases-remove-verb"),
                    danger: true,
                    busy: write.busy(),
                    on_close: move |()| open.set(None),
                    on_confirm: {
                        let book = book.clone();
                        move |()| {
                            let mut book = book.clone();
                            match place_of(&book, &phrase) {
                                Some(at) => {
                                    book.phrases.remove(at);
                                    write.run(NewPhraseBook { seq, book });
                                }
                                None => {
                                    open.set(None);
                                    overtaken.set(true);
                                }
                            }
                        }
                    },
                }
            },
            Some(opened) => {
                let was = if let Open::Change(phrase) = opened { Some(phrase) } else { None };
                let at = was.as_ref().and_then(|was| place_of(&book, was));
                let place = at.unwrap_or(book.phrases.len());
                let of: BTreeMap<String, String> = problems
                    .read()
                    .iter()
                    .filter_map(|(member, problem)| Some((member.strip_prefix(&format!("{place}."))?.to_owned(), problem.clone())))
                    .collect();
                rsx! {
                    PhraseDialog {
                        own,
                        phrase: was.clone(),
                        problems: of,
                        busy: write.busy(),
                        on_close: move |()| {
                            problems.set(BTreeMap::new());
                            open.set(None);
                        },
                        on_save: move |phrase: Phrase| {
                            // gone from the list: said once, after that it becomes a new one
                            if was.is_some() && at.is_none() && !*overtaken.peek() {
                                overtaken.set(true);
                                return;
                            }
                            let book = with(&book, at, phrase).tidied();
                            // what is known of placeholders, the server knows
                            let found = book.check(own, |_| true).err().unwrap_or_default();
                            let right = found.is_empty();
                            problems.set(found);
                            if right {
                                write.run(NewPhraseBook { seq, book });
                            }
                        },
                    }
                }
            }
        }
    }
}

/// Adds the phrases of a file; `on_take` says what is wrong with them.
#[component]
fn FromTable(busy: bool, on_take: Callback<Vec<Phrase>, Option<String>>) -> Element {
    let mut said = use_signal(|| None::<String>);
    let id = use_dom_id();
    let read = use_send(
        |file: FileData| async move {
            let bytes = file.read_bytes().await.unwrap_or_default();
            api::phrases::of_table(&bytes).await
        },
        move |outcome| match outcome {
            Outcome::Written(now) => said.set(on_take.call(now.book.phrases)),
            Outcome::Refused(found) => said.set(problem(AREA, &found, "file")),
            Outcome::Overtaken => {}
        },
    );
    rsx! {
        label { class: "tr-btn tr-btn-quiet dk-file",
            Glyph { icon: Icon::CloudUpload }
            span { class: "tr-btn-label", aria_hidden: "true", {tr("phrases-from-table")} }
            input {
                class: "tr-sr",
                id: "{id}",
                r#type: "file",
                accept: ".csv,.xlsx,.xls,text/csv",
                disabled: (busy || read.busy()).then_some(true),
                aria_label: tr("phrases-from-table"),
                aria_describedby: "{id}-hint",
                onclick: {
                    let id = id.clone();
                    move |_| crate::platform::forget_files(&id)
                },
                onchange: move |event| {
                    said.set(None);
                    if let Some(file) = event.files().into_iter().next() {
                        read.run(file);
                    }
                },
            }
        }
        p { class: "tr-hint", id: "{id}-hint", {tr("phrases-from-table-hint")} }
        Failed { failure: said().or_else(|| read.failure()) }
    }
}

/// What is wrong with a row of a table, whose phrases come after `before` others.
fn row_words(member: &str, word: &str, before: usize) -> String {
    let found = BTreeMap::from([(String::new(), word.to_owned())]);
    let why = problem(AREA, &found, "").unwrap_or_default();
    match member.split_once('.').and_then(|(at, _)| at.parse::<usize>().ok()) {
        Some(at) if at >= before => tr!("phrases-row-wrong", row = at - before + 1, why = why),
        _ => why,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_book_lists_its_phrases_by_category_and_says_what_is_wrong_with_a_row() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                assert!(row_words("3.text", "required", 2).contains('2'));
                let shared = sample::phrases().shared.book;
                let more = and_more(&shared, sample::phrases().own.book.phrases).expect("both fit");
                assert!(more.phrases.len() > shared.phrases.len() && more.phrases.starts_with(&shared.phrases));
                assert!(
                    and_more(&shared, vec![Phrase::default()])
                        .is_err_and(|(member, _)| member.starts_with(&format!("{}.", shared.phrases.len())))
                );
                assert_eq!(place_of(&shared, &Phrase::default()), None, "a colleague has taken it out");
                assert!(!row_words("", "too_many", 2).is_empty());
                rsx! { Book { own: false, now: sample::phrases().shared } }
            });
            let (end, begin) = (html.find("Goodbye"), html.find("By the way"));
            assert!(end.is_some() && end < begin, "{html}");
            assert!(!html.contains(">phrases-"), "{html}");
            let empty = sample::render(locale, || rsx! { Book { own: true, now: PhraseBookNow::default() } });
            assert!(empty.contains("dk-empty") || empty.contains("tr-empty"), "{empty}");
        }
    }
}
