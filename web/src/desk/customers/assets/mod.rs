//! Rows of asset tables at the desk (CUS-27, CUS-28): the list of a table, the page of a row, the rows under a customer.
//!
//! A list of rows is the list of customers over the fields of its table, so that it has the same conditions, columns, order,
//! saved queries and files.

use dioxus::prelude::*;
use truckroll_domain::assets::AssetTable;
use truckroll_domain::fields::Noun;
use truckroll_ui::prelude::*;

use super::book::{Book, title};
use super::{PATH, list};
use crate::query::Query;
use crate::route::use_go;

mod code;
mod create;
mod owned;
mod owner;
mod page;

pub use create::AssetDialog;
pub use owned::OwnedRows;
pub use page::AssetScreen;

/// The list of a table, with the choice of the table.
#[component]
pub fn TablesList(book: Book, query: ReadSignal<Query>) -> Element {
    let go = use_go();
    let asked = query.read().get("table").to_owned();
    let key = if asked.is_empty() { AssetTable::BUILT_IN.to_owned() } else { asked };
    let book = book.about(&key);
    let tables: Vec<Choice> = book
        .tables
        .iter()
        .map(|now| {
            let name = title(&now.table);
            let name = if now.table.archived_at.is_some() { tr!("assets-archived-name", name = name) } else { name };
            Choice::new(now.table.key.clone(), name)
        })
        .collect();
    rsx! {
        if tables.len() > 1 {
            div { class: "dk-filters",
                SelectField {
                    label: tr("assets-table"),
                    value: book.table.key.clone(),
                    options: tables,
                    on_change: move |key: String| {
                        let to = Query::default().with("tab", "assets").with("table", &key);
                        go.instead(format!("{PATH}{}", to.suffix()));
                    },
                }
            }
        }
        for book in [book] {
            list::CustomerList { key: "{book.table.key}", noun: Noun::Asset, book, query }
        }
    }
}
