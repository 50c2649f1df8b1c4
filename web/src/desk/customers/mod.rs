//! Customers: companies and the people in them, found by words, conditions and saved queries; rows of asset tables; and who is
//! where on the map. Which list comes first is the organisation's to say (CUS-01).

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::customers::Mode;
use truckroll_domain::fields::Noun;
use truckroll_ui::prelude::*;

use crate::desk::fees::RecordsLink;
use crate::desk::trouble::Waiting;
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;

mod account;
mod actions;
mod assets;
mod audience;
mod book;
pub(crate) mod builder;
mod bulk;
mod columns;
mod create;
mod edit;
mod identities;
pub mod import;
mod link;
mod list;
mod load;
mod make_tickets;
mod merge;
mod merges;
mod nearby;
mod page;
mod person;
mod reviews;
mod selection;
mod statistics;
mod tickets;
mod timeline;
mod undo;
pub mod value;
mod verified;

pub use assets::AssetScreen;
pub use book::{Book, book, label, title as table_title, use_book};
pub use create::{CreateDialog, Making};
pub use edit::Subject;
pub use import::{ImportScreen, ImportsScreen, TicketImportsScreen};
pub use page::{CompanyScreen, ContactScreen, ServiceBadge, Shown};
pub use reviews::{REVIEWS, ReviewsScreen};
pub use selection::{Picked, use_picked};
pub use undo::use_undo_provider;
pub use value::{DayField, ValueField, is_editable, is_wide, problem};

/// Where the lists are.
pub const PATH: &str = "/desk/customers";

/// The page of a customer.
#[must_use]
pub fn path_of(noun: Noun, id: &str) -> String {
    match noun {
        Noun::Company => format!("{PATH}/companies/{id}"),
        Noun::Contact => format!("{PATH}/contacts/{id}"),
        Noun::Asset => format!("{PATH}/assets/{id}"),
        Noun::Ticket => format!("/desk/tickets/{id}"),
    }
}

/// The lists in the order of the organisation's mode.
fn tabs(mode: Mode) -> [(&'static str, &'static str); 4] {
    let (companies, contacts) = (("companies", "people-companies"), ("contacts", "nav-contacts"));
    let (assets, nearby) = (("assets", "assets-tab"), ("nearby", "nearby-tab"));
    match mode {
        Mode::Company | Mode::Mixed => [companies, contacts, assets, nearby],
        Mode::Contact => [contacts, companies, assets, nearby],
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
                div { class: "dk-page-actions",
                    reviews::ReviewsLink {}
                    RecordsLink {}
                    if rights.administers() {
                        LinkButton {
                            href: crate::admin::templates::PATH,
                            label: tr("templates-title"),
                            icon: Icon::Sliders,
                            kind: ButtonKind::Ghost,
                        }
                    }
                }
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
                    ("nearby", _) => rsx! { nearby::NearbyPane { query } },
                    (_, None) => rsx! { Waiting { read: book, rows: 12 } },
                    ("statistics", Some(book)) => rsx! { statistics::StatisticsScreen { book, query } },
                    ("merges", Some(book)) => rsx! { merges::MergesList { book } },
                    ("assets", Some(book)) => rsx! { assets::TablesList { book, query } },
                    ("contacts", Some(book)) => rsx! { list::CustomerList { key: "{tab}", noun: Noun::Contact, book, query } },
                    (_, Some(book)) => rsx! { list::CustomerList { key: "{tab}", noun: Noun::Company, book, query } },
                }
            }
        }
    }
}
