//! Customers: companies, the people in them, and the machines that are looked after. A name leads to its tickets.

use dioxus::prelude::*;
use truckroll_protocol::api::Page;
use truckroll_ui::prelude::*;

use crate::api::{self, Answer};
use crate::desk::line::{NameLink, row_height};
use crate::desk::pages::{Finder, Nothing, use_wanted_pages};
use crate::desk::trouble::{Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;

const PATH: &str = "/desk/customers";
const TABS: [(&str, &str); 3] =
    [("companies", "people-companies"), ("contacts", "nav-contacts"), ("assets", "people-assets")];

/// A customer as a line of any of the three lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomerLine {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Company of a person or machine; model of a machine.
    pub sub: String,
    /// Phone number.
    pub phone: String,
    /// E-mail, address or serial number.
    pub more: String,
    /// End of the service period.
    pub service_to: Option<i64>,
}

/// One list's page as lines.
async fn ask(tab: &str, query: &Query, pages: usize) -> Answer<Page<CustomerLine>> {
    fn lines<R>(page: Page<R>, line: impl Fn(R) -> CustomerLine) -> Page<CustomerLine> {
        Page { rows: page.rows.into_iter().map(line).collect(), total: page.total, next: page.next }
    }
    let join = |parts: [&str; 2]| parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ");
    Ok(match tab {
        "contacts" => lines(api::contacts(query, pages).await?, |row| CustomerLine {
            id: row.id,
            name: row.name,
            sub: row.company_name,
            phone: row.phone,
            more: row.email,
            service_to: None,
        }),
        "assets" => lines(api::assets(query, pages).await?, move |row| CustomerLine {
            sub: join([&row.company_name, &row.model]),
            more: join([&row.serial_number, &row.address]),
            id: row.id,
            name: row.name,
            phone: String::new(),
            service_to: None,
        }),
        _ => lines(api::companies(query, pages).await?, |row| CustomerLine {
            id: row.id,
            name: row.name,
            sub: row.address,
            phone: row.phone,
            more: String::new(),
            service_to: row.service_to,
        }),
    })
}

/// The screen.
#[component]
pub fn CustomersScreen(query: ReadSignal<Query>) -> Element {
    let go = use_go();
    let mut pages = use_wanted_pages(query);
    let tab = use_memo(move || {
        let asked = query.read().get("tab").to_owned();
        TABS.iter().map(|(id, _)| *id).find(|id| *id == asked).unwrap_or("companies")
    });
    let read = use_live(
        move || vec![tab().to_owned()],
        move || {
            let (tab, asked, pages) = (tab(), query.read().with("tab", ""), pages());
            async move { ask(tab, &asked, pages).await.map(|page| (tab, page)) }
        },
    );
    // The rows of the tab before must not stand under this one's name.
    let page = read.value().filter(|(of, _)| *of == tab()).map(|(_, page)| page);
    rsx! {
        div { class: "dk-page dk-page-list",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {tr("nav-customers")}
                    if let Some(page) = &page {
                        span { class: "tr-count", "{page.total}" }
                    }
                }
            }
            Tabs {
                group: "customers",
                label: tr("nav-customers"),
                items: TABS.iter().map(|(id, label)| TabItem::new(*id, tr(label))).collect::<Vec<_>>(),
                selected: tab(),
                on_select: move |id: String| go.instead(format!("{PATH}?tab={id}")),
            }
            TabPanel { group: "customers", selected: tab(),
                div { class: "dk-filters", Finder { path: PATH, query, label: tr("people-find") } }
                Stale { read }
                match page {
                    None => rsx! { Waiting { read, rows: 12 } },
                    Some(page) if page.rows.is_empty() => rsx! {
                        Nothing { path: PATH, query, icon: Icon::Building, title: tr("people-empty"), text: tr("people-empty-text") }
                    },
                    Some(page) => rsx! {
                        CustomerLines {
                            rows: page.rows,
                            label: tr("nav-customers"),
                            on_near_end: {
                                let more = page.next.is_some();
                                move |()| if more && !read.loading() { pages += 1 }
                            },
                        }
                    },
                }
            }
        }
    }
}

/// The rows.
#[component]
pub fn CustomerLines(rows: Vec<CustomerLine>, label: String, on_near_end: EventHandler<()>) -> Element {
    let count = rows.len();
    let list = use_memo(use_reactive!(|rows| rows));
    let row = use_callback(move |index: usize| {
        let row = list.read().get(index).cloned().unwrap_or_default();
        rsx! { OneCustomer { row } }
    });
    rsx! {
        div { class: "dk-lines dk-lines-customers",
            LongList { count, row_height: row_height(), row, label, on_near_end }
        }
    }
}

#[component]
fn OneCustomer(row: CustomerLine) -> Element {
    let format = use_format();
    let tickets = format!("/desk/tickets{}", Query::default().with("tab", "all").with("q", &row.name).suffix());
    let ended = row.service_to.is_some_and(|to| to < format.now_ms);
    rsx! {
        div { class: "dk-line",
            span { class: "dk-cell dk-cell-main",
                Avatar { name: row.name.clone(), size: AvatarSize::Small, decorative: true }
                NameLink { href: tickets, name: row.name.clone() }
            }
            span { class: "dk-cell dk-cell-sub", "{row.sub}" }
            span { class: "dk-cell dk-cell-who tr-figures",
                if !row.phone.is_empty() {
                    a { class: "tr-link", href: "tel:{row.phone}", "{row.phone}" }
                }
            }
            span { class: "dk-cell dk-cell-when dk-quiet",
                if let Some(to) = row.service_to {
                    if ended {
                        {tr!("people-service-ended", date = format.date(to))}
                    } else {
                        {tr!("people-service-to", date = format.date(to))}
                    }
                } else {
                    "{row.more}"
                }
            }
        }
    }
}
