//! The fields of a charge: the card, how many times or how much, and the way to pay.

use dioxus::prelude::*;
use truckroll_domain::money::cards::Unit;
use truckroll_domain::money::{Currency, Money};
use truckroll_ui::prelude::*;

use super::charge::Wrong;
use super::provider_word;
use super::typed::{BALANCE, Offer, Price, Typed};
use crate::desk::fees::amount::{AmountField, currencies, currency};
use crate::desk::fees::{price, said};

/// The fields of the dialog.
#[component]
pub fn ChargeFields(offer: Offer, typed: Signal<Typed>, wrong: Signal<Wrong>) -> Element {
    let format = use_format();
    let error = |member: &str| wrong.read().get(member).cloned();
    let mut put = move |member: &str, change: &dyn Fn(&mut Typed)| {
        wrong.write().remove(member);
        if matches!(member, "card" | "count") {
            // the amount follows them
            wrong.write().remove("price");
        }
        change(&mut typed.write());
    };
    let now = typed.read().clone();
    let card = offer.card(now.card);
    let hourly = card.is_some_and(|card| matches!(card.unit, Unit::Hour { .. }));
    let counted = card.is_some_and(|card| card.price.minor() != 0);
    let costs = now.price(&offer);
    let cards: Vec<Choice> = offer
        .offered()
        .map(|card| Choice::new(card.id.to_string(), format!("{} · {}", card.name, price(card, &format))))
        .collect();
    let several = now.card.is_none() && offer.currencies().any(|one| one != now.currency);
    let used: Vec<Currency> = [now.currency].into_iter().chain(offer.currencies()).collect();
    let shown = match &costs {
        Ok(Price::Of(money)) => said(*money, &format),
        Ok(Price::Nothing) => said(Money::zero(now.currency), &format),
        Err(_) => "–".to_owned(),
    };
    let (of_card, of_count, of_currency) = (offer.clone(), offer.clone(), offer.clone());
    rsx! {
        SelectField {
            label: tr("fees-card"),
            value: now.card.map(|id| id.to_string()).unwrap_or_default(),
            none_label: (offer.free || now.card.is_none()).then(|| tr("fees-card-none")),
            options: cards,
            error: error("card"),
            on_change: move |id: String| put("card", &|typed| typed.choose(&of_card, id.parse().ok())),
        }
        div { class: "dk-form-pair",
            if counted {
                TextField {
                    label: tr(if hourly { "fees-minutes" } else { "payments-times" }),
                    kind: TextKind::Code,
                    value: now.count.clone(),
                    max_length: 5,
                    error: error("count"),
                    on_input: move |text: String| put("count", &|typed| typed.times(&of_count, &text)),
                }
            }
            if offer.free && costs != Ok(Price::Nothing) {
                AmountField {
                    label: tr("fees-amount"),
                    value: now.amount.clone(),
                    currency: now.currency,
                    required: true,
                    error: error("price"),
                    on_input: move |text: String| put("price", &|typed| typed.amount.clone_from(&text)),
                }
                if several {
                    SelectField {
                        label: tr("fees-currency"),
                        value: now.currency.code(),
                        options: currencies(used, false),
                        on_change: move |code: String| put("price", &|typed| typed.pay_in(&of_currency, currency(&code))),
                    }
                }
            } else {
                p { class: "dk-fees-balance", role: "status",
                    {tr("fees-amount")}
                    " "
                    b { class: "tr-figures", "{shown}" }
                    if let Some(said) = error("price") {
                        span { class: "tr-error", role: "alert", "{said}" }
                    }
                }
            }
        }
        if costs != Ok(Price::Nothing) {
            Way { offer, typed, error: error("provider"), on_way: move |way: String| put("provider", &|typed| typed.way.clone_from(&way)) }
            if now.way != BALANCE {
                TextField {
                    label: tr("fees-remark"),
                    hint: tr("payments-remark-hint"),
                    value: now.remark.clone(),
                    max_length: 1_000,
                    error: error("remark"),
                    on_input: move |text: String| put("remark", &|typed| typed.remark.clone_from(&text)),
                }
            }
        }
    }
}

/// The ways to pay, and what happens by the one that is chosen.
#[component]
fn Way(offer: Offer, typed: Signal<Typed>, error: Option<String>, on_way: EventHandler<String>) -> Element {
    let now = typed.read().clone();
    let ways = offer.ways(now.currency);
    let hint = format!("payments-hint-{}", now.way.replace('_', "-"));
    rsx! {
        SelectField {
            label: tr("payments-way"),
            value: now.way,
            options: ways.into_iter().map(|way| Choice::new(way.clone(), way_word(&way))).collect::<Vec<_>>(),
            hint: has_message(&hint).then(|| tr(&hint)),
            error,
            on_change: move |way: String| on_way.call(way),
        }
    }
}

/// A way to pay, in words.
#[must_use]
pub fn way_word(way: &str) -> String {
    if way == BALANCE { tr("payments-way-balance") } else { provider_word(way) }
}
