//! Customers → Payment orders (FEE-16): all of them or those of one company, by state and by whether somebody has to look. Everything
//! that was chosen is in the address, and so is the order that is open.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::{CompanyId, OrderId};
use truckroll_ui::prelude::*;

use super::dialog::OrderDialog;
use super::narrow::Narrow;
use super::rows::Rows;
use super::{ORDERS, STATES, state_key};
use crate::api;
use crate::api::payments::{self, TOPIC};
use crate::desk::customers::PATH as CUSTOMERS;
use crate::desk::fees::{RecordsLink, begin_and_end, sees_all};
use crate::desk::line::NameLink;
use crate::desk::modules::Closed;
use crate::desk::pages::use_wanted_pages;
use crate::desk::shell::Refused;
use crate::desk::trouble::{Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;

/// The orders of one company; of a year, because few come in a month.
#[must_use]
pub fn orders_of(company: CompanyId) -> String {
    format!("{ORDERS}{}", Query::default().with("company", &company.to_string()).with("period", "365").suffix())
}

/// The way to the orders; nothing for who does not see fees.
#[component]
pub fn OrdersLink() -> Element {
    if !use_session().may(Area::Fees, Verb::View) {
        return rsx! {};
    }
    rsx! {
        LinkButton { href: ORDERS, label: tr("payments-orders"), icon: Icon::QrCode, kind: ButtonKind::Ghost }
    }
}

/// What the server is asked: what an address says and means something.
fn asked(query: &Query, format: &Format) -> Query {
    let known = |name: &str, fits: bool| if fits { query.get(name).to_owned() } else { String::new() };
    let state = STATES.iter().any(|state| state_key(*state) == query.get("state"));
    let (from, to) = begin_and_end(query, format);
    Query::default()
        .with("company", &known("company", query.get("company").parse::<CompanyId>().is_ok()))
        .with("state", &known("state", state))
        .with("attention", &known("attention", query.get("attention") == "true"))
        .with("from", &from)
        .with("to", &to)
}

/// The screen.
#[component]
pub fn OrdersScreen(query: ReadSignal<Query>) -> Element {
    if !use_session().may(Area::Fees, Verb::View) {
        return rsx! { Refused { closed: Closed::Forbidden } };
    }
    rsx! { List { query } }
}

#[component]
fn List(query: ReadSignal<Query>) -> Element {
    let go = use_go();
    let session = use_session();
    let format = use_format();
    let mut pages = use_wanted_pages(query);
    // which order is open is no other question
    let question = use_memo(move || asked(&query.read(), &format));
    let read = use_live(
        || vec![TOPIC.to_owned(), "notices".to_owned()],
        move || {
            let (asked, pages) = (question.read().clone(), pages());
            let open = sees_all(&session.rights()) || !asked.get("company").is_empty();
            async move { if open { payments::orders(&asked, pages).await.map(Some) } else { Ok(None) } }
        },
    );
    let agents = use_live(Vec::new, api::agents);
    let turn = use_callback(move |(name, value): (&'static str, String)| {
        go.instead(format!("{ORDERS}{}", query.peek().with(name, &value).suffix()));
    });
    let names: Vec<(String, String)> =
        agents.value().unwrap_or_default().into_iter().map(|one| (one.agent.id.to_string(), one.agent.name)).collect();
    let open = query.read().get("order").parse::<OrderId>().ok();
    let here = query.read().clone();
    rsx! {
        div { class: "dk-page dk-reports",
            nav { class: "dk-quiet", aria_label: tr("nav-customers"),
                NameLink { href: CUSTOMERS, name: tr("nav-customers") }
            }
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {tr("payments-orders")} }
                div { class: "dk-page-actions", RecordsLink {} }
            }
            p { class: "dk-quiet", {tr("payments-intro")} }
            Narrow { query, on_turn: turn }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 8 } },
                Some(None) => rsx! {
                    Empty { icon: Icon::Building, title: tr("fees-choose-company"), text: tr("payments-choose-company-text") }
                },
                Some(Some(page)) => rsx! {
                    p { class: "dk-quiet", role: "status", {tr!("payments-total", count = page.total)} }
                    Rows { rows: page.rows, names, here }
                    if page.next.is_some() {
                        Button { label: tr("work-more"), busy: read.loading(), on_press: move |_| pages += 1 }
                    }
                },
            }
            if let Some(id) = open {
                OrderDialog {
                    key: "{id}",
                    id,
                    on_other: move |(id, _): (OrderId, bool)| turn.call(("order", id.to_string())),
                    on_close: move |()| turn.call(("order", String::new())),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn an_address_means_a_question_and_nonsense_is_left_out() {
        let format = Format { now_ms: sample::NOW_MS, ..Format::default() };
        let company = sample::hua_plaza().to_string();
        let query = Query::default().with("company", &company).with("state", "mismatch").with("attention", "true");
        let query = asked(&query.with("order", "x").with("period", "7"), &format);
        let said = ["company", "state", "attention", "order", "period"].map(|name| query.get(name).to_owned());
        assert_eq!(said, [company.as_str(), "mismatch", "true", "", ""]);
        let ms = |name: &str| query.get(name).parse::<i64>().expect("a moment");
        assert_eq!(ms("to") - ms("from"), 7 * 86_400_000, "today is among the days");
        let nonsense = asked(&Query::from("state=gone&attention=1&company=x"), &format);
        assert_eq!(["state", "attention", "company"].map(|name| nonsense.get(name).to_owned()), ["", "", ""]);
        assert!(orders_of(sample::hua_plaza()).starts_with("/desk/customers/payments?company="));
    }
}
