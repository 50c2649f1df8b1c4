//! Customers: companies and the people in them, found by words, conditions and saved queries; and the machines that are
//! looked after. Which list comes first is the organisation's to say (CUS-01).

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::assets::AssetRow;
use truckroll_domain::customers::Mode;
use truckroll_domain::fields::Noun;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::line::{NameLink, row_height};
use crate::desk::pages::{Finder, Nothing, use_wanted_pages};
use crate::desk::trouble::{Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;

mod account;
mod actions;
mod book;
mod builder;
mod bulk;
mod columns;
mod create;
mod edit;
pub mod import;
mod list;
mod merge;
mod merges;
mod page;
mod selection;
mod statistics;
mod timeline;
mod undo;
mod value;

pub use book::{Book, book, label, use_book};
pub use import::{ImportScreen, ImportsScreen};
pub use page::{CompanyScreen, ContactScreen, ServiceBadge};
pub use undo::use_undo_provider;
pub use value::problem;

/// Where the lists are.
pub const PATH: &str = "/desk/customers";

/// The page of a customer.
#[must_use]
pub fn path_of(noun: Noun, id: &str) -> String {
    match noun {
        Noun::Company => format!("{PATH}/companies/{id}"),
        Noun::Contact => format!("{PATH}/contacts/{id}"),
    }
}

/// The lists in the order of the organisation's mode.
fn tabs(mode: Mode) -> [(&'static str, &'static str); 3] {
    let (companies, contacts) = (("companies", "people-companies"), ("contacts", "nav-contacts"));
    let assets = ("assets", "people-assets");
    match mode {
        Mode::Company | Mode::Mixed => [companies, contacts, assets],
        Mode::Contact => [contacts, companies, assets],
    }
}

/// The screen.
#[component]
pub fn CustomersScreen(query: ReadSignal<Query>) -> Element {
    let go = use_go();
    let book = use_book();
    let mode = book.value().map(|book| book.customers.settings.mode).unwrap_or_default();
    let rights = use_session().rights();
    let mut all = tabs(mode).to_vec();
    if rights.allow(Area::Statistics, Verb::View) && rights.all(Area::Customers, Verb::View) {
        all.push(("statistics", "work-statistics"));
    }
    if rights.administers() {
        all.push(("merges", "work-merges"));
    }
    let asked = query.read().get("tab").to_owned();
    let tab = all.iter().map(|(id, _)| *id).find(|id| *id == asked).unwrap_or(all[0].0);
    rsx! {
        div { class: "dk-page dk-page-list",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {tr("nav-customers")} }
            }
            Tabs {
                group: "customers",
                label: tr("nav-customers"),
                items: all.iter().map(|(id, label)| TabItem::new(*id, tr(label))).collect::<Vec<_>>(),
                selected: tab,
                on_select: move |id: String| go.instead(format!("{PATH}?tab={id}")),
            }
            TabPanel { group: "customers", selected: tab,
                match (tab, book.value()) {
                    ("assets", _) => rsx! { AssetsList { query } },
                    (_, None) => rsx! { Waiting { read: book, rows: 12 } },
                    ("statistics", Some(book)) => rsx! { statistics::StatisticsScreen { book, query } },
                    ("merges", Some(book)) => rsx! { merges::MergesList { book } },
                    ("contacts", Some(book)) => rsx! { list::CustomerList { key: "{tab}", noun: Noun::Contact, book, query } },
                    (_, Some(book)) => rsx! { list::CustomerList { key: "{tab}", noun: Noun::Company, book, query } },
                }
            }
        }
    }
}

/// The machines that are looked after.
#[component]
fn AssetsList(query: ReadSignal<Query>) -> Element {
    let mut pages = use_wanted_pages(query);
    let read = use_live(
        || vec!["assets".to_owned()],
        move || {
            let (asked, pages) = (query.read().with("tab", ""), pages());
            async move { api::assets(&asked, pages).await }
        },
    );
    rsx! {
        div { class: "dk-filters", Finder { path: PATH, query, label: tr("people-find") } }
        Stale { read }
        match read.value() {
            None => rsx! { Waiting { read, rows: 12 } },
            Some(page) if page.rows.is_empty() => rsx! {
                Nothing { path: PATH, query, icon: Icon::Building, title: tr("people-empty"), text: tr("people-empty-text") }
            },
            Some(page) => rsx! {
                AssetLines {
                    rows: page.rows,
                    on_near_end: {
                        let more = page.next.is_some();
                        move |()| if more && !read.loading() { pages += 1 }
                    },
                }
            },
        }
    }
}

/// The rows of machines. A name leads to its tickets.
#[component]
fn AssetLines(rows: Vec<AssetRow>, on_near_end: EventHandler<()>) -> Element {
    let count = rows.len();
    let list = use_memo(use_reactive!(|rows| rows));
    let row = use_callback(move |index: usize| {
        let row = list.read().get(index).cloned().unwrap_or_default();
        let join = |parts: [&str; 2]| parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ");
        let tickets = format!("/desk/tickets{}", Query::default().with("tab", "all").with("q", &row.name).suffix());
        rsx! {
            div { class: "dk-line",
                span { class: "dk-cell dk-cell-main",
                    Avatar { name: row.name.clone(), size: AvatarSize::Small, decorative: true }
                    NameLink { href: tickets, name: row.name.clone() }
                }
                span { class: "dk-cell dk-cell-sub", {join([&row.company_name, &row.model])} }
                span { class: "dk-cell dk-cell-who tr-figures", "{row.serial_number}" }
                span { class: "dk-cell dk-cell-when dk-quiet", "{row.address}" }
            }
        }
    });
    rsx! {
        div { class: "dk-lines dk-lines-customers",
            LongList { count, row_height: row_height(), row, label: tr("people-assets"), on_near_end }
        }
    }
}
