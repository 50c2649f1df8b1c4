//! Customers → Top-ups and deductions (FEE-13): what balances grew and fell by, of all companies or of one, with its sums and as a file.
//! Everything that was chosen is in the address.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Rights, Verb};
use truckroll_domain::money::ledger::PostingKind;
use truckroll_domain::{AgentId, CompanyId, day};
use truckroll_protocol::api::fees::{PostingPage, PostingTotal};
use truckroll_ui::prelude::*;

use super::RECORDS;
use super::days::Days;
use super::narrow::Narrow;
use super::rows::Rows;
use crate::api::fees::{self, TOPIC};
use crate::desk::customers::{PATH as CUSTOMERS, use_book};
use crate::desk::line::NameLink;
use crate::desk::modules::Closed;
use crate::desk::pages::use_wanted_pages;
use crate::desk::payments::OrdersLink;
use crate::desk::reports::period;
use crate::desk::shell::Refused;
use crate::desk::trouble::{Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;

/// The records of one company; of a year, because few are moved in a month.
#[must_use]
pub fn records_of(company: CompanyId) -> String {
    format!("{RECORDS}{}", Query::default().with("company", &company.to_string()).with("period", "365").suffix())
}

/// The way to the records; nothing for who does not see fees.
#[component]
pub fn RecordsLink() -> Element {
    if !use_session().may(Area::Fees, Verb::View) {
        return rsx! {};
    }
    rsx! {
        LinkButton { href: RECORDS, label: tr("fees-records-title"), icon: Icon::CreditCard, kind: ButtonKind::Ghost }
    }
}

/// What the server is asked: what an address says and means something.
fn asked(query: &Query, format: &Format) -> Query {
    let known = |name: &str, fits: bool| if fits { query.get(name).to_owned() } else { String::new() };
    let kind = PostingKind::ALL.iter().any(|kind| kind.word() == query.get("kind"));
    let (from, to) = begin_and_end(query, format);
    Query::default()
        .with("company", &known("company", query.get("company").parse::<CompanyId>().is_ok()))
        .with("kind", &known("kind", kind))
        .with("by", &known("by", query.get("by").parse::<AgentId>().is_ok()))
        .with("from", &from)
        .with("to", &to)
}

/// When the period of an address begins and ends, as milliseconds in text.
pub(crate) fn begin_and_end(query: &Query, format: &Format) -> (String, String) {
    let (from, to) = period(query, day::number(format.today()));
    let begin = |days: i64, text: &str| {
        let day = day::parse(text).map(|day| day::written(day::number(day) + days));
        day.and_then(|day| format.parse_input(&format!("{day}T00:00"))).map(|ms| ms.to_string()).unwrap_or_default()
    };
    (begin(0, &from), begin(1, &to))
}

/// Whether somebody sees the records of all companies.
pub(crate) fn sees_all(rights: &Rights) -> bool {
    rights.all(Area::Fees, Verb::View) && rights.all(Area::Customers, Verb::View)
}

/// The screen.
#[component]
pub fn FeeRecordsScreen(query: ReadSignal<Query>) -> Element {
    if !use_session().may(Area::Fees, Verb::View) {
        return rsx! { Refused { closed: Closed::Forbidden } };
    }
    rsx! { Records { query } }
}

#[component]
fn Records(query: ReadSignal<Query>) -> Element {
    let go = use_go();
    let session = use_session();
    let format = use_format();
    let book = use_book();
    let mut pages = use_wanted_pages(query);
    let read = use_live(
        || vec![TOPIC.to_owned(), "companies".to_owned()],
        move || {
            let (asked, pages) = (asked(&query.read(), &format), pages());
            let open = sees_all(&session.rights()) || !asked.get("company").is_empty();
            async move { if open { fees::records(&asked, pages).await.map(Some) } else { Ok(None) } }
        },
    );
    let turn = use_callback(move |(name, value): (&'static str, String)| {
        go.instead(format!("{RECORDS}{}", query.peek().with(name, &value).suffix()));
    });
    let agents = book.value().map(|book| book.agents).unwrap_or_default();
    let question = asked(&query.read(), &format);
    let days = period(&query.read(), day::number(format.today()));
    rsx! {
        div { class: "dk-page dk-reports",
            nav { class: "dk-quiet", aria_label: tr("nav-customers"),
                NameLink { href: CUSTOMERS, name: tr("nav-customers") }
            }
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {tr("fees-records-title")} }
                div { class: "dk-page-actions",
                    OrdersLink {}
                    if session.may(Area::Fees, Verb::Export) && matches!(read.value(), Some(Some(_))) {
                        LinkButton {
                            href: fees::records_csv(&question),
                            label: tr("work-export"),
                            icon: Icon::Download,
                            kind: ButtonKind::Ghost,
                            download: "postings.csv",
                        }
                    }
                }
            }
            p { class: "dk-quiet", {tr("fees-records-intro")} }
            Narrow { query, agents: agents.clone(), on_turn: turn }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 8 } },
                Some(None) => rsx! {
                    Empty { icon: Icon::Building, title: tr("fees-choose-company"), text: tr("fees-choose-company-text") }
                },
                Some(Some(page)) => rsx! {
                    Page { page: page.clone(), agents, days, may_reverse: session.may(Area::Fees, Verb::Delete) }
                    if page.next.is_some() {
                        Button { label: tr("work-more"), busy: read.loading(), on_press: move |_| pages += 1 }
                    }
                },
            }
        }
    }
}

/// The sums, the days and the rows.
#[component]
pub fn Page(page: PostingPage, agents: Vec<(String, String)>, days: (String, String), may_reverse: bool) -> Element {
    if page.rows.is_empty() {
        return rsx! {
            Empty { icon: Icon::CreditCard, title: tr("fees-records-empty"), text: tr("fees-records-empty-text") }
        };
    }
    rsx! {
        Totals { totals: page.totals.clone() }
        // part of the rows would draw part of the days
        if page.next.is_none() && page.totals.len() == 1 {
            Days { rows: page.rows.clone(), days }
        }
        Rows { rows: page.rows, agents, may_reverse }
    }
}

/// What came in and went, in each currency, whatever part of it is listed.
#[component]
fn Totals(totals: Vec<PostingTotal>) -> Element {
    let format = use_format();
    rsx! {
        for total in totals {
            dl { key: "{total.currency}", class: "dk-reports-sums", aria_label: total.currency.code(),
                for (word, value) in sums(&total, &format) {
                    div { key: "{word}",
                        dt { class: "dk-quiet", {tr!(word, currency = total.currency.code())} }
                        dd { class: "tr-figures", "{value}" }
                    }
                }
            }
        }
    }
}

fn sums(total: &PostingTotal, format: &Format) -> [(&'static str, String); 4] {
    let money = |minor: i64| format.money(minor, total.currency.code());
    [
        ("fees-total-in", money(total.grew)),
        ("fees-total-out", money(total.fell)),
        ("fees-total-difference", money(total.grew.saturating_sub(total.fell))),
        ("fees-total-count", format.number(total.count)),
    ]
}

#[cfg(test)]
mod tests {
    use truckroll_domain::access::BuiltIn;

    use super::*;
    use crate::sample;

    #[test]
    fn an_address_means_a_question_and_nonsense_is_left_out() {
        let format = Format { now_ms: sample::NOW_MS, ..Format::default() };
        let company = sample::hua_plaza().to_string();
        let query = Query::default().with("company", &company).with("kind", "top_up").with("by", "nobody");
        let query = asked(&query.with("period", "7"), &format);
        assert_eq!((query.get("company"), query.get("kind"), query.get("by")), (company.as_str(), "top_up", ""));
        let ms = |name: &str| query.get(name).parse::<i64>().expect("a moment");
        assert_eq!(ms("to") - ms("from"), 7 * 86_400_000, "today is among the days");
        assert!(ms("from") < sample::NOW_MS && sample::NOW_MS < ms("to"));
        assert_eq!(asked(&Query::default().with("kind", "gift"), &format).get("kind"), "");
    }

    #[test]
    fn whoever_sees_some_companies_only_chooses_one() {
        assert!(sees_all(&sample::rights(BuiltIn::Dispatcher)) && sees_all(&sample::rights(BuiltIn::Agent)));
        assert!(!sees_all(&sample::rights(BuiltIn::Engineer)), "he sees his own customers");
    }

    #[test]
    fn the_sums_are_those_of_all_rows() {
        let format = Format::default();
        let total = sample::postings().totals.remove(0);
        let said = sums(&total, &format).map(|(_, value)| value);
        assert_eq!(said, ["¥1,112.50", "¥112.50", "¥1,000.00", "3"]);
        assert!(sample::rights(BuiltIn::Administrator).all(Area::Fees, Verb::Delete));
    }
}
