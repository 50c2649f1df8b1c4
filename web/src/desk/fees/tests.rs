//! Every pane and dialog of fees in both languages, in each of its states.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::money::Currency;
use truckroll_protocol::api::fees::{CompanyFees, FeeTerms, PostingPage};
use truckroll_ui::prelude::*;

use super::company::{CompanyFeesSection, Fees, May, Payer};
use super::deduct::{Answered, Asked, DeductDialog, DeductFields};
use super::narrow::Narrow;
use super::records::{FeeRecordsScreen, Page, RecordsLink, records_of};
use super::reverse::ReverseDialog;
use super::terms::TermsDialog;
use super::top_up::TopUpDialog;
use super::typed::Typed;
use super::*;
use crate::query::Query;
use crate::sample;

/// Hua Plaza, with Chen Wei and Li Na who may have served.
pub(super) fn payer() -> Payer {
    Payer {
        id: sample::hua_plaza(),
        name: "Hua Plaza".into(),
        agents: vec![agent(1, "Chen Wei"), agent(2, "Li Na")],
        fees: sample::company_fees(),
        cards: sample::service_cards().into_iter().map(|now| now.card).collect(),
    }
}

fn agent(number: u8, name: &str) -> (String, String) {
    (sample::agent_id(number).to_string(), name.to_owned())
}

const ALL: May = May { deduct: true, top_up: true };

/// Every message is there.
fn complete(html: &str) {
    for mark in [">fees-", "\"fees-", "$", "{"] {
        assert!(!html.contains(mark), "{mark}: {html}");
    }
}

#[test]
fn the_section_says_balance_and_terms_and_offers_what_is_allowed() {
    for locale in Locale::ALL {
        let html = sample::render(locale, || rsx! { Fees { payer: payer(), may: ALL, me: None } });
        for wanted in
            ["¥887.50", "Remote help", "¥120.00", "¥50.00", &records_of(sample::hua_plaza()).replace('&', "&#38;")]
        {
            assert!(html.contains(wanted), "{wanted}: {html}");
        }
        assert_eq!(html.matches("<button").count(), 3, "{html}");
        complete(&html);
        let seen = sample::render(locale, || {
            rsx! { Fees { payer: payer(), may: May { deduct: false, top_up: false }, me: None } }
        });
        assert!(!seen.contains("<button") && seen.contains("¥887.50"), "{seen}");
        let deducts = sample::render(locale, || {
            rsx! { Fees { payer: payer(), may: May { deduct: true, top_up: false }, me: None } }
        });
        assert_eq!(deducts.matches("<button").count(), 1, "{deducts}");
    }
}

#[test]
fn a_company_without_a_past_and_one_below_zero_are_told_apart() {
    let html = sample::render(Locale::En, || {
        let fees = CompanyFees { balances: Vec::new(), terms: FeeTerms::default() };
        rsx! { Fees { payer: Payer { fees, ..payer() }, may: ALL, me: None } }
    });
    assert!(html.contains("Nothing is paid ahead") && html.contains("Not below zero"), "{html}");
    let html = sample::render(Locale::En, || {
        let mut payer = payer();
        payer.fees.balances[0].money = sample::yuan(-4_000);
        rsx! { Fees { payer, may: ALL, me: None } }
    });
    assert!(html.contains("−¥40.00") && html.contains("Below zero"), "{html}");
}

#[test]
fn the_dialogs_begin_with_what_is_known() {
    for locale in Locale::ALL {
        let html = sample::render(locale, || rsx! { TopUpDialog { payer: payer(), on_close: |()| {} } });
        assert!(html.contains("Hua Plaza") && html.contains("¥887.50") && html.contains("CNY"), "{html}");
        complete(&html);
        let short = sample::render(locale, || {
            rsx! { TopUpDialog { payer: payer(), missing: Some(sample::yuan(3_050)), on_close: |()| {} } }
        });
        assert!(short.contains("value=\"30.50\""), "{short}");
        let html = sample::render(locale, || {
            rsx! { DeductDialog { payer: payer(), may_top_up: true, me: Some(sample::agent_id(1)), on_close: |()| {} } }
        });
        assert!(html.contains("value=\"120.00\"") && html.contains("¥887.50") && html.contains("Chen Wei"), "{html}");
        complete(&html);
        let html = sample::render(locale, || rsx! { TermsDialog { payer: payer(), on_close: |()| {} } });
        assert!(html.contains("value=\"50.00\"") && html.contains("Remote help"), "{html}");
        complete(&html);
        let row = sample::postings().rows.remove(2);
        let html = sample::render(locale, move || rsx! { ReverseDialog { row: row.clone(), on_close: |()| {} } });
        assert!(html.contains("Hua Plaza") && html.contains("+¥1,000.00"), "{html}");
        complete(&html);
    }
}

#[test]
fn every_answer_to_a_deduct_is_said_and_a_top_up_offered_to_who_may() {
    for locale in Locale::ALL {
        for (asked, alerts, buttons) in [
            (Asked::Nothing, 0, 0),
            (Asked::Changed, 1, 0),
            (Asked::Repeated, 1, 0),
            (Asked::Insufficient(sample::yuan(1_250)), 1, 1),
        ] {
            let html = sample::render(locale, move || {
                rsx! { Answered { asked, balance: "¥5.00", may_top_up: true, on_top_up: |_| {} } }
            });
            let counted = (html.matches("role=\"alert\"").count(), html.matches("<button").count());
            assert_eq!(counted, (alerts, buttons), "{html}");
            complete(&html);
            let html = sample::render(locale, move || {
                rsx! { Answered { asked, balance: "¥5.00", may_top_up: false, on_top_up: |_| {} } }
            });
            assert!(!html.contains("<button"), "{html}");
        }
    }
}

#[test]
fn what_is_wrong_with_a_deduct_stands_at_its_field() {
    for locale in Locale::ALL {
        let html = sample::render(locale, || {
            let typed = use_signal(|| {
                let mut typed = Typed::new(&payer(), None);
                typed.choose(&payer(), Some(sample::card_id(2)));
                typed
            });
            let wrong = use_signal(|| {
                let members = ["money", "by", "service", "remark"];
                BTreeMap::from(members.map(|member| (member.to_owned(), format!("wrong {member}"))))
            });
            rsx! { DeductFields { payer: payer(), typed, wrong, on_touch: |()| {} } }
        });
        assert_eq!(html.matches("role=\"alert\"").count(), 4, "{html}");
        assert!(html.contains("value=\"60\""), "minutes of a card per hour: {html}");
        complete(&html);
    }
}

#[test]
fn without_a_card_the_currency_is_chosen_among_those_in_use() {
    let html = sample::render(Locale::En, || {
        let euro = Currency::of("EUR").expect("a currency");
        let mut payer = payer();
        payer.cards[1].price = truckroll_domain::money::Money::zero(euro);
        payer.fees.terms.card = None;
        let typed = use_signal(|| Typed::new(&payer, None));
        let wrong = use_signal(BTreeMap::new);
        rsx! { DeductFields { payer, typed, wrong, on_touch: |()| {} } }
    });
    assert!(html.contains("value=\"EUR\"") && html.contains("Free"), "{html}");
}

#[test]
fn records_show_sums_days_and_rows_and_mark_what_was_reversed() {
    let days = || ("2026-02-25".to_owned(), "2026-03-03".to_owned());
    for locale in Locale::ALL {
        let html = sample::render(locale, move || {
            rsx! { Page { page: sample::postings(), agents: payer().agents, days: days(), may_reverse: true } }
        });
        for wanted in ["+¥1,000.00", "−¥112.50", "¥1,112.50", "Chen Wei", "V-77", "R-1", "<svg", "dk-fees-reversed"]
        {
            assert!(html.contains(wanted), "{wanted}: {html}");
        }
        assert_eq!(html.matches("<button").count(), 1, "only the top-up can be reversed: {html}");
        complete(&html);
        let seen = sample::render(locale, move || {
            rsx! { Page { page: sample::postings(), agents: Vec::new(), days: days(), may_reverse: false } }
        });
        assert!(!seen.contains("<button"), "{seen}");
        let more = sample::render(locale, move || {
            let page = PostingPage { next: Some(1), ..sample::postings() };
            rsx! { Page { page, agents: Vec::new(), days: days(), may_reverse: false } }
        });
        assert!(!more.contains("dk-chart"), "part of the rows draws nothing: {more}");
        let empty = sample::render(locale, move || {
            let page = PostingPage { rows: Vec::new(), totals: Vec::new(), next: None };
            rsx! { Page { page, agents: Vec::new(), days: days(), may_reverse: true } }
        });
        assert!(empty.contains("tr-empty"), "{empty}");
        complete(&empty);
    }
}

#[test]
fn the_screens_wait_and_their_filters_are_named() {
    for locale in Locale::ALL {
        let html = sample::render(locale, || {
            let query = use_signal(|| Query::from("kind=deduct&period=days"));
            rsx! {
                Narrow { query, agents: payer().agents, on_turn: |_| {} }
                FeeRecordsScreen { query }
                RecordsLink {}
                CompanyFeesSection { id: sample::hua_plaza(), name: "Hua Plaza", agents: Vec::new(), open: true }
            }
        });
        assert!(html.contains("<h1") && html.contains("Chen Wei"), "{html}");
        complete(&html);
    }
}

#[test]
fn every_word_of_the_domain_has_a_message() {
    for locale in Locale::ALL {
        sample::render(locale, || {
            let kinds = PostingKind::ALL.iter().map(|kind| kind_word(*kind));
            let methods = Method::ALL.iter().map(|method| method_word(*method));
            let revenues = RevenueKind::ALL.iter().map(|revenue| revenue_word(*revenue));
            for word in kinds.chain(methods).chain(revenues) {
                assert!(!word.contains("fees-"), "{word}");
            }
            rsx! {}
        });
    }
    let rows = sample::postings().rows;
    assert_eq!(rows.iter().map(is_reversible).collect::<Vec<_>>(), [false, false, true]);
    for detail in ["posting", "already-reversed", "is-reversal", "of-order", "insufficient"] {
        assert!(has_message(&format!("fees-conflict-{detail}")), "{detail}");
    }
}
