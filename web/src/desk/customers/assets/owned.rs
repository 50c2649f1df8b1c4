//! The rows of all asset tables under a customer.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::assets::{AssetTable, Owner};
use truckroll_domain::fields::Noun;
use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
use truckroll_protocol::api::{CustomerQuery, Found, OrderBy};
use truckroll_ui::prelude::*;

use super::super::book::{Book, title};
use super::super::{PATH, path_of};
use super::create::AssetDialog;
use crate::api;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Section, Stale, Waiting};
use crate::query::Query;
use crate::session::use_session;

/// Rows that are shown with a customer.
const SHOWN: i64 = 100;

/// The question for the rows of an owner.
fn of(owner: &Owner) -> CustomerQuery {
    let (field, id) = match owner {
        Owner::Company { id, .. } => ("company_id", id.to_string()),
        Owner::Contact { id, .. } => ("contact_id", id.to_string()),
        Owner::Agent { id, .. } => ("agent_id", id.to_string()),
        Owner::Tenant => ("company_id", String::new()),
    };
    let whose = Condition { field: field.to_owned(), op: Operator::Is, value: Some(Operand::Text(id)) };
    CustomerQuery {
        filter: Filter { all: vec![whose], any: Vec::new() },
        order: vec![OrderBy { field: "name".to_owned(), descending: false }],
        limit: Some(SHOWN),
        ..CustomerQuery::default()
    }
}

/// The rows, a part for each table that has some, and buttons for the tables that take some.
#[component]
pub fn OwnedRows(book: Book, owner: Owner, open: bool) -> Element {
    let session = use_session();
    let mut adding = use_signal(|| None::<String>);
    let whose = owner.clone();
    let read = use_live(
        || vec!["assets".to_owned()],
        move || {
            let asked = of(&whose);
            async move { api::query_assets(&asked, 1).await }
        },
    );
    let may_add = open && session.may(Area::Customers, Verb::Create);
    let rows = read.value().map(|page| page.rows).unwrap_or_default();
    let of_table =
        |table: &AssetTable| rows.iter().filter(|found| found.row.table_key == table.key).cloned().collect::<Vec<_>>();
    let (filled, empty): (Vec<_>, Vec<_>) =
        book.tables.iter().map(|now| (now.table.clone(), of_table(&now.table))).partition(|(_, rows)| !rows.is_empty());
    let offered: Vec<AssetTable> =
        empty.into_iter().map(|(table, _)| table).filter(|table| may_add && table.archived_at.is_none()).collect();
    let others = tr(if filled.is_empty() { "assets-tab" } else { "assets-others" });
    rsx! {
        Stale { read }
        if read.value().is_none() {
            Waiting { read, rows: 3 }
        } else {
            for (table, rows) in filled {
                Section {
                    key: "{table.key}",
                    title: title(&table),
                    trail: rsx! {
                        if may_add && table.archived_at.is_none() {
                            Button {
                                label: tr!("assets-add", table = title(&table)),
                                icon: Icon::Plus,
                                icon_only: true,
                                on_press: {
                                    let key = table.key.clone();
                                    move |_| adding.set(Some(key.clone()))
                                },
                            }
                        }
                    },
                    ul { class: "dk-plain-list dk-people",
                        for Found { row, values, .. } in rows {
                            li { key: "{row.id}",
                                NameLink { href: path_of(Noun::Asset, &row.id), name: row.name.clone() }
                                for text in [row.model, row.serial_number].into_iter().filter(|text| !text.is_empty()) {
                                    span { key: "{text}", class: "dk-quiet tr-figures", "{text}" }
                                }
                                for (key, value) in values {
                                    span { key: "{key}", class: "dk-quiet tr-figures", {value.typed()} }
                                }
                            }
                        }
                    }
                }
            }
            if !offered.is_empty() {
                Section { title: others,
                    p { class: "dk-quiet", {tr("assets-none-here")} }
                    div { class: "tr-actions dk-asset-offers",
                        for table in offered {
                            Button {
                                key: "{table.key}",
                                label: tr!("assets-add", table = title(&table)),
                                icon: Icon::Plus,
                                on_press: move |_| adding.set(Some(table.key.clone())),
                            }
                        }
                    }
                }
            }
        }
        if let Some(key) = adding() {
            AssetDialog { book: book.about(&key), of: Some(owner.clone()), on_close: move |()| adding.set(None) }
        }
    }
}

/// The list of a table.
#[must_use]
pub fn list_of_table(key: &str) -> String {
    format!("{PATH}{}", Query::default().with("tab", "assets").with("table", key).suffix())
}
