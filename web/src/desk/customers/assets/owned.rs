//! The rows of all asset tables under a customer.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::assets::{AssetRow, AssetTable, Owner};
use truckroll_domain::fields::Noun;
use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
use truckroll_protocol::api::{CustomerQuery, OrderBy};
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

/// The rows, a part for each table that has some or takes some.
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
    let parts: Vec<(AssetTable, Vec<AssetRow>)> = match read.value() {
        None => Vec::new(),
        Some(page) => {
            let rows: Vec<AssetRow> = page.rows.into_iter().map(|found| found.row).collect();
            book.tables
                .iter()
                .map(|now| {
                    let of_table = rows.iter().filter(|row| row.table_key == now.table.key).cloned().collect();
                    (now.table.clone(), of_table)
                })
                .filter(|(table, rows): &(AssetTable, Vec<AssetRow>)| {
                    !rows.is_empty() || table.archived_at.is_none() && may_add
                })
                .collect()
        }
    };
    rsx! {
        Stale { read }
        if read.value().is_none() {
            Waiting { read, rows: 3 }
        }
        for (table, rows) in parts {
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
                if rows.is_empty() {
                    p { class: "dk-quiet", {tr("assets-none-here")} }
                }
                ul { class: "dk-plain-list dk-people",
                    for row in rows {
                        li { key: "{row.id}",
                            NameLink { href: path_of(Noun::Asset, &row.id), name: row.name.clone() }
                            span { class: "dk-quiet", "{row.model}" }
                            span { class: "dk-quiet tr-figures", "{row.serial_number}" }
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
