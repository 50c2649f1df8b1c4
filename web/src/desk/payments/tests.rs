//! Every pane and dialog of payments in both languages, in each state of an order.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::OrderId;
use truckroll_domain::money::orders::Subject;
use truckroll_protocol::api::payments::{OrderNow, OrderPage};
use truckroll_ui::prelude::*;

use super::can::May;
use super::charge::{ChargeDialog, ChargeForm, elsewhere, in_words};
use super::confirm::MoneyCame;
use super::dialog::{OrderDialog, OrderPane};
use super::fields::{ChargeFields, way_word};
use super::narrow::Narrow;
use super::occasion::{Lines, Occasion, Orders, PaymentSection};
use super::refund::RefundDialog;
use super::rows::Rows;
use super::standing::{Standing, TROUBLES};
use super::story::Names;
use super::sure::Sure;
use super::typed::{BALANCE, Offer, Typed};
use super::*;
use crate::api::payments::Step;
use crate::query::Query;
use crate::sample;
use crate::sample::Order as Kind;

const ALL: May = May { charge: true, price: true, refund: true };
const CHARGES: May = May { charge: true, price: false, refund: false };
const SEES: May = May { charge: false, price: false, refund: false };
const WAYS: [&str; 5] = ["wechat_pay", "alipay", "checkout", "static_qr", "cash"];

fn names() -> Names {
    vec![(sample::agent_id(1).to_string(), "Chen Wei".into()), (sample::agent_id(2).to_string(), "Li Na".into())]
}

fn visit() -> Occasion {
    Occasion {
        subject: Subject::Visit { visit: sample::visit_id(1) },
        number: "V-77".into(),
        company: Some((sample::hua_plaza(), "Hua Plaza".into())),
    }
}

fn offer(free: bool) -> Offer {
    Offer {
        cards: sample::service_cards().into_iter().map(|now| now.card).collect(),
        payable: sample::payable(),
        fees: Some(sample::company_fees()),
        free,
        deducts: true,
    }
}

/// Every message is there.
fn complete(html: &str) {
    for mark in [">payments-", "\"payments-", ">fees-", "\"fees-", "$", "{"] {
        assert!(!html.contains(mark), "{mark}: {html}");
    }
}

fn pane(locale: Locale, now: &OrderNow, may: May) -> String {
    let now = now.clone();
    sample::render(locale, move || {
        rsx! {
            OrderPane {
                now: now.clone(),
                names: names(),
                company: Some("Hua Plaza".to_owned()),
                may,
                on_now: |_| {},
                on_other: |_: (OrderId, bool)| {},
            }
        }
    })
}

#[test]
fn every_state_of_every_way_is_said_and_offers_what_goes_with_it() {
    for locale in Locale::ALL {
        for kind in Kind::ALL {
            for way in WAYS {
                let now = sample::order(kind, way);
                let html = pane(locale, &now, ALL);
                for wanted in ["¥120.00", "V-77", "Hua Plaza", "Chen Wei", "role=\"status\""] {
                    assert!(html.contains(wanted), "{kind:?} {way}: {wanted}: {html}");
                }
                assert!(
                    html.contains(&format!(
                        "{}</span>",
                        t(locale, &format!("payments-state-{}", state_key(now.state)))
                    ))
                );
                complete(&html);
                let seen = pane(locale, &now, SEES);
                let link = usize::from(way == CHECKOUT && kind == Kind::Pending);
                assert_eq!(seen.matches("<button").count(), link, "{kind:?} {way}: {seen}");
            }
        }
    }
}

#[test]
fn the_qr_is_there_while_it_can_be_paid_and_then_a_tick() {
    for locale in Locale::ALL {
        for (kind, way, codes, ticks) in [
            (Kind::Created, "wechat_pay", 0, 0),
            (Kind::Pending, "wechat_pay", 1, 0),
            (Kind::Pending, "checkout", 1, 0),
            (Kind::Pending, "static_qr", 1, 0),
            (Kind::Pending, "cash", 0, 0),
            (Kind::Paid, "wechat_pay", 0, 1),
            (Kind::Late, "wechat_pay", 0, 1),
            (Kind::Expired, "wechat_pay", 0, 0),
            (Kind::Refunded, "wechat_pay", 0, 0),
        ] {
            let html = sample::render(locale, move || rsx! { Standing { now: sample::order(kind, way) } });
            let counted = (html.matches("tr-qr").count(), html.matches("dk-pay-tick").count());
            assert_eq!(counted, (codes, ticks), "{kind:?} {way}: {html}");
        }
    }
    let html = sample::render(Locale::En, || rsx! { Standing { now: sample::order(Kind::Pending, "checkout") } });
    assert!(html.contains("href=\"https://pay.example/c/8Qk3\"") && html.contains("Copy link"), "{html}");
    assert!(html.contains("QR for ¥120.00"), "{html}");
}

#[test]
fn every_trouble_says_what_happens_next() {
    for locale in Locale::ALL {
        for kind in [Kind::Created, Kind::Pending, Kind::Failed] {
            for trouble in TROUBLES.into_iter().chain(["something_new"]) {
                let html = sample::render(locale, move || {
                    let now = OrderNow { trouble: trouble.into(), ..sample::order(kind, "alipay") };
                    rsx! { Standing { now } }
                });
                assert_eq!(html.matches("tr-notice-title").count(), 1, "{kind:?} {trouble}: {html}");
                complete(&html);
            }
        }
    }
}

#[test]
fn what_somebody_should_notice_is_a_notice_each() {
    for locale in Locale::ALL {
        for (kind, elsewhere, notices) in [
            (Kind::Paid, false, 0),
            (Kind::Paid, true, 1),
            (Kind::Late, true, 2),
            (Kind::Twice, false, 1),
            (Kind::RefundFailed, false, 1),
        ] {
            let html = sample::render(locale, move || {
                let now = OrderNow { paid_elsewhere: elsewhere, ..sample::order(kind, "cash") };
                rsx! { Standing { now } }
            });
            assert_eq!(html.matches("tr-notice-title").count(), notices, "{kind:?}: {html}");
            complete(&html);
        }
    }
    let html = sample::render(Locale::En, || rsx! { Standing { now: sample::order(Kind::Twice, "cash") } });
    assert!(html.contains("¥120.00 more came than is owed"), "{html}");
}

#[test]
fn an_order_that_was_open_before_says_so() {
    for locale in Locale::ALL {
        let html = sample::render(locale, || {
            rsx! {
                OrderPane {
                    now: sample::order(Kind::Pending, "cash"),
                    names: Vec::new(),
                    may: CHARGES,
                    busy: true,
                    on_now: |_| {},
                    on_other: |_: (OrderId, bool)| {},
                }
            }
        });
        assert_eq!(html.matches("role=\"note\"").count(), 1, "{html}");
        complete(&html);
    }
}

#[test]
fn a_charge_begins_with_what_is_known() {
    for locale in Locale::ALL {
        let html = sample::render(locale, || {
            rsx! {
                ChargeForm { occasion: visit(), offer: offer(true), on_deduct: |_| {}, on_order: |_: (OrderId, bool)| {}, on_close: |()| {} }
            }
        });
        for wanted in [
            "Hua Plaza",
            "¥887.50",
            "value=\"120.00\"",
            "Remote help",
            "V-77",
            "value=\"wechat_pay\"",
            "value=\"balance\"",
        ] {
            assert!(html.contains(wanted), "{wanted}: {html}");
        }
        complete(&html);
        let fixed = sample::render(locale, || {
            rsx! {
                ChargeForm { occasion: visit(), offer: offer(false), on_deduct: |_| {}, on_order: |_: (OrderId, bool)| {}, on_close: |()| {} }
            }
        });
        assert!(!fixed.contains("value=\"120.00\"") && fixed.contains("¥120.00"), "the card says it: {fixed}");
        complete(&fixed);
        let ahead = sample::render(locale, || {
            let offer = Offer { deducts: false, ..offer(true) };
            let occasion = Occasion::top_up(sample::hua_plaza(), "Hua Plaza".into());
            rsx! { ChargeForm { occasion, offer, on_deduct: |_| {}, on_order: |_: (OrderId, bool)| {}, on_close: |()| {} } }
        });
        assert!(!ahead.contains("value=\"balance\""), "{ahead}");
        complete(&ahead);
    }
}

#[test]
fn a_free_card_says_that_nothing_is_charged_and_offers_no_charge() {
    for locale in Locale::ALL {
        let html = sample::render(locale, || {
            let mut offer = offer(false);
            offer.cards[0].price = sample::yuan(0);
            rsx! { ChargeForm { occasion: visit(), offer, on_deduct: |_| {}, on_order: |_: (OrderId, bool)| {}, on_close: |()| {} } }
        });
        assert!(html.contains("role=\"note\"") && !html.contains("tr-btn-primary"), "{html}");
        assert!(html.contains("¥0.00") && !html.contains("value=\"wechat_pay\""), "{html}");
        complete(&html);
        let none = sample::render(locale, || {
            let offer = Offer { cards: Vec::new(), fees: None, ..offer(false) };
            rsx! { ChargeForm { occasion: visit(), offer, on_deduct: |_| {}, on_order: |_: (OrderId, bool)| {}, on_close: |()| {} } }
        });
        assert!(none.contains("role=\"note\""), "there is no card to charge by: {none}");
        complete(&none);
    }
}

#[test]
fn what_is_wrong_with_a_charge_stands_at_its_field() {
    for locale in Locale::ALL {
        let html = sample::render(locale, || {
            let typed = use_signal(|| {
                let mut typed = Typed::new(&offer(true));
                typed.choose(&offer(true), Some(sample::card_id(2)));
                typed
            });
            let wrong = use_signal(|| {
                let members = ["card", "count", "price", "provider", "remark"];
                BTreeMap::from(members.map(|member| (member.to_owned(), format!("wrong {member}"))))
            });
            rsx! { ChargeFields { offer: offer(true), typed, wrong } }
        });
        assert_eq!(html.matches("role=\"alert\"").count(), 5, "{html}");
        assert!(html.contains("value=\"60\"") && html.contains("value=\"300.00\""), "{html}");
        complete(&html);
    }
    let words = ["required", "unknown", "not_set_up", "not_of_a_card", "other_currency", "another", "wrong", "x"];
    for word in words {
        let found = in_words(&BTreeMap::from([("price".to_owned(), word.to_owned())]));
        assert!(found["price"].ends_with('.'), "{word}: {found:?}");
        assert_eq!(elsewhere(&found), None);
    }
    let found = in_words(&BTreeMap::from([("company".to_owned(), "another".to_owned())]));
    assert!(elsewhere(&found).is_some(), "it has no field");
}

#[test]
fn the_dialogs_say_what_they_do() {
    for locale in Locale::ALL {
        let html = sample::render(locale, || {
            rsx! { MoneyCame { now: sample::order(Kind::Pending, "cash"), on_done: |_| {}, on_close: |()| {} } }
        });
        assert!(html.contains("value=\"120.00\"") && html.contains("maxlength=64"), "{html}");
        assert!(!html.contains("role=\"note\""), "{html}");
        complete(&html);
        let late = sample::render(locale, || {
            rsx! { MoneyCame { now: sample::order(Kind::Expired, "cash"), on_done: |_| {}, on_close: |()| {} } }
        });
        assert!(late.contains("role=\"note\""), "{late}");
        for (kind, amount, selects) in
            [(Kind::Paid, "120.00", 0), (Kind::Refunding, "70.00", 0), (Kind::Twice, "120.00", 1)]
        {
            for way in ["cash", "wechat_pay"] {
                let html = sample::render(locale, move || {
                    rsx! { RefundDialog { now: sample::order(kind, way), on_done: |_| {}, on_close: |()| {} } }
                });
                assert!(html.contains(&format!("value=\"{amount}\"")), "{kind:?}: {html}");
                assert_eq!(html.matches("<select").count(), selects, "{kind:?}: {html}");
                complete(&html);
            }
        }
        let sure = sample::render(locale, || {
            rsx! {
                Sure {
                    id: sample::order_id(1),
                    title: tr("payments-cancel-title"),
                    text: tr("payments-cancel-text"),
                    verb: tr("payments-cancel-verb"),
                    danger: true,
                    step: Step::Cancel,
                    on_done: |_| {},
                    on_close: |()| {},
                }
            }
        });
        assert!(sure.contains("tr-btn-danger"), "{sure}");
        complete(&sure);
    }
}

#[test]
fn the_orders_of_a_visit_are_lines_and_a_verb_for_who_may() {
    for locale in Locale::ALL {
        for (may, buttons) in [(SEES, 13), (CHARGES, 14)] {
            let html = sample::render(locale, move || {
                rsx! { Lines { occasion: visit(), rows: sample::orders().rows, may } }
            });
            assert_eq!(html.matches("<button").count(), buttons, "{html}");
            complete(&html);
        }
        let none = sample::render(locale, || rsx! { Lines { occasion: visit(), rows: Vec::new(), may: SEES } });
        assert!(none.contains("dk-quiet") && !none.contains("<button"), "{none}");
        complete(&none);
    }
}

#[test]
fn the_list_names_every_state_and_leads_to_each_order() {
    for locale in Locale::ALL {
        let html = sample::render(locale, || {
            let OrderPage { rows, .. } = sample::orders();
            rsx! { Rows { rows, names: names(), here: Query::from("state=paid") } }
        });
        let id = sample::order_id(1);
        assert!(html.contains(&format!("/desk/customers/payments?state=paid&#38;order={id}")), "{html}");
        assert_eq!(html.matches("Hua Plaza").count(), Kind::ALL.len(), "{html}");
        for wanted in ["Chen Wei", "V-77", "data-of"] {
            assert!(html.contains(wanted), "{wanted}: {html}");
        }
        complete(&html);
        let empty = sample::render(locale, || {
            rsx! { Rows { rows: Vec::new(), names: Vec::new(), here: Query::default() } }
        });
        assert!(empty.contains("tr-empty"), "{empty}");
        complete(&empty);
    }
}

#[test]
fn the_screens_wait_and_their_filters_are_named() {
    for locale in Locale::ALL {
        let html = sample::render(locale, || {
            let query = use_signal(|| Query::from("state=mismatch&attention=true&period=days"));
            rsx! {
                Narrow { query, on_turn: |_| {} }
                OrdersScreen { query }
                OrdersLink {}
                PaymentSection { occasion: visit() }
                Orders { occasion: Occasion::top_up(sample::hua_plaza(), "Hua Plaza".into()), open: false }
                ChargeDialog { occasion: visit(), may: ALL, on_order: |_: (OrderId, bool)| {}, on_close: |()| {} }
                OrderDialog { id: sample::order_id(1), on_other: |_: (OrderId, bool)| {}, on_close: |()| {} }
            }
        });
        assert!(html.contains("<h1") && html.contains("<dialog"), "{html}");
        complete(&html);
    }
}

#[test]
fn every_word_of_the_domain_has_a_message() {
    for locale in Locale::ALL {
        sample::render(locale, || {
            let states = STATES.map(state_word).into_iter();
            let ways = WAYS.into_iter().chain([BALANCE]).map(way_word);
            let sources = [Source::Webhook, Source::Query, Source::Manual].map(source_word);
            let booked = [Booked::Settled, Booked::Unclear, Booked::Credited, Booked::Held].map(booked_word);
            let id = sample::visit_id(1).0;
            let subjects = [
                Subject::Visit { visit: id.into() },
                Subject::TicketProducts { ticket: id.into() },
                Subject::Remote { session: id.into() },
                Subject::TopUp { company: id.into() },
                Subject::Link { link: id.into() },
            ];
            let subjects = subjects.map(|subject| subject_said(subject, ""));
            for word in states.chain(ways).chain(sources).chain(booked).chain(subjects) {
                assert!(!word.contains("payments-") && !word.contains('_') && !word.is_empty(), "{word}");
            }
            rsx! {}
        });
    }
    assert_eq!(provider_word("new_house"), "new_house", "one that this version does not know");
    for way in WAYS.into_iter().chain([BALANCE]) {
        assert!(has_message(&format!("payments-hint-{}", way.replace('_', "-"))), "{way}");
    }
    let keys: Vec<&str> = STATES.iter().map(|state| state_key(*state)).collect();
    for (state, key) in STATES.iter().zip(keys) {
        assert_eq!(serde_json::to_string(state).ok(), Some(format!("\"{key}\"")), "as the server writes it");
    }
}
