//! Reading the page of a customer or row: the thing itself, what the screens look up, and what is said where there is none.

use std::future::Future;

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use super::book::{Book, use_book};
use crate::api::{self, Answer};
use crate::desk::trouble::{Gone, Waiting, page_of};
use crate::live::of_document;

/// A page that is being read; copy it freely.
pub struct Page<T: 'static> {
    read: Live<Option<T>>,
    book: Live<Book>,
}

/// Reads the thing with this id by `ask`, and again when it changes or one of the topics `with` is announced.
pub fn use_page<T, F>(id: &str, with: &'static [&'static str], ask: impl Fn(String) -> F + 'static) -> Page<T>
where
    T: 'static,
    F: Future<Output = Answer<T>> + 'static,
{
    let (of, id) = (id.to_owned(), id.to_owned());
    let read = use_live(
        move || of_document(&of).into_iter().chain(with.iter().map(|topic| (*topic).to_owned())).collect(),
        move || {
            let asked = ask(id.clone());
            async move { api::there(asked.await) }
        },
    );
    Page { read, book: use_book() }
}

impl<T: Clone + 'static> Page<T> {
    /// The page once both are there; until then, or where there is no such thing, what is said instead.
    pub fn shown(&self, gone: Gone, page: impl FnOnce(T, Book) -> Element) -> Element {
        let book = self.book;
        page_of(self.read, gone, |found| match book.value() {
            None => rsx! { div { class: "dk-page", Waiting { read: book, rows: 12 } } },
            Some(book) => page(found, book),
        })
    }
}
