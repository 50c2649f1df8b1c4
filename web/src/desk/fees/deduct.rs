//! A balance pays for a service (FEE-09): the card of the company is preselected (FEE-03) and fills the amount in.
//!
//! The posting has one id as long as the dialog is open, so a second press or a second try moves nothing again. What was typed stays
//! when the server asks to look again: the balance changed, the service was deducted for, or there is too little.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::money::ledger::RevenueKind;
use truckroll_domain::money::{Currency, Money};
use truckroll_domain::{AgentId, CardId, PostingId};
use truckroll_protocol::api::fees::NewDeduction;
use truckroll_ui::prelude::*;

use super::amount::{AmountField, currencies, currency, positive};
use super::company::Payer;
use super::top_up::{TopUpDialog, done, in_words};
use super::typed::{Served, Typed};
use super::{price, revenue_word, said};
use crate::api;
use crate::api::fees::{self, Deducted, TOPIC};
use crate::desk::trouble::Failed;

/// What the server asked to look at before it deducts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asked {
    /// Nothing yet.
    #[default]
    Nothing,
    /// The balance is another one now.
    Changed,
    /// The service was deducted for before.
    Repeated,
    /// So much is missing.
    Insufficient(Money),
}

/// The dialog.
#[component]
pub fn DeductDialog(
    payer: Payer,
    may_top_up: bool,
    me: Option<AgentId>,
    /// What it is for, where that is known.
    served: Option<Served>,
    on_close: EventHandler<()>,
) -> Element {
    let format = use_format();
    let (toasts, changes) = (use_toasts(), use_changes());
    let company = payer.id;
    let posting = use_hook(|| api::fresh(PostingId::from_parts));
    let typed = use_signal(|| Typed::of(&payer, me, served));
    let mut wrong = use_signal(BTreeMap::<String, String>::new);
    let mut asked = use_signal(Asked::default);
    let mut missing = use_signal(|| None::<Money>);
    let send = use_send(
        move |new: NewDeduction| async move { fees::deduct(company, &new).await },
        move |deducted| match deducted {
            Deducted::Done(row) => {
                toasts.say(Tone::Done, done(&row, &format));
                changes.announce([TOPIC]);
                on_close.call(());
            }
            Deducted::Changed => {
                asked.set(Asked::Changed);
                changes.announce([TOPIC]);
            }
            Deducted::Repeated => asked.set(Asked::Repeated),
            Deducted::Insufficient(decimal) => {
                let of = typed.peek().currency;
                asked.set(Asked::Insufficient(Money::parse(&decimal, of).unwrap_or(Money::zero(of))));
            }
            Deducted::Refused(found) => wrong.set(in_words(&found)),
        },
    );
    let version = payer.balance(typed.read().currency).version;
    let submit = use_callback(move |again: bool| {
        let typed = typed.peek().clone();
        match positive(&typed.amount, typed.currency) {
            Ok(money) => {
                wrong.set(BTreeMap::new());
                asked.set(Asked::Nothing);
                send.run(typed.deduction(posting, money, version, again));
            }
            Err(said) => wrong.set([("money".to_owned(), said)].into()),
        }
    });
    let balance = said(payer.balance(typed.read().currency).money, &format);
    let repeated = asked() == Asked::Repeated;
    rsx! {
        Dialog {
            open: true,
            title: tr!("fees-deduct-title", name = payer.name.clone()),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr(if repeated { "fees-deduct-again" } else { "fees-deduct-verb" }),
                    kind: if repeated { ButtonKind::Danger } else { ButtonKind::Primary },
                    busy: send.busy(),
                    on_press: move |_| submit.call(repeated),
                }
            },
            div { class: "dk-form",
                Failed { failure: send.failure() }
                p { class: "dk-fees-balance", role: "status",
                    {tr("fees-balance-label")}
                    " "
                    b { class: "tr-figures", "{balance}" }
                }
                Answered { asked: asked(), balance, may_top_up, on_top_up: move |money| missing.set(Some(money)) }
                DeductFields {
                    payer: payer.clone(),
                    typed,
                    wrong,
                    // what was asked about is another thing now
                    on_touch: move |()| asked.set(Asked::Nothing),
                }
            }
        }
        if let Some(money) = missing() {
            TopUpDialog {
                payer,
                missing: Some(money),
                on_close: move |()| {
                    missing.set(None);
                    asked.set(Asked::Nothing);
                },
            }
        }
    }
}

/// What the server asked to look at, in words.
#[component]
pub fn Answered(asked: Asked, balance: String, may_top_up: bool, on_top_up: EventHandler<Money>) -> Element {
    let format = use_format();
    match asked {
        Asked::Nothing => rsx! {},
        Asked::Changed => rsx! {
            Notice { tone: Tone::Alert, title: tr("fees-changed"), text: tr!("fees-changed-text", balance = balance) }
        },
        Asked::Repeated => rsx! {
            Notice { tone: Tone::Alert, title: tr("fees-repeated"), text: tr("fees-repeated-text") }
        },
        Asked::Insufficient(missing) => rsx! {
            Notice {
                tone: Tone::Alert,
                title: tr("fees-insufficient"),
                text: tr!("fees-insufficient-text", missing = said(missing, &format)),
                if may_top_up {
                    Button {
                        label: tr!("fees-top-up-missing", missing = said(missing, &format)),
                        icon: Icon::Plus,
                        on_press: move |_| on_top_up.call(missing),
                    }
                }
            }
        },
    }
}

/// The fields of the dialog.
#[component]
pub fn DeductFields(
    payer: Payer,
    typed: Signal<Typed>,
    wrong: Signal<BTreeMap<String, String>>,
    on_touch: EventHandler<()>,
) -> Element {
    let format = use_format();
    let error = |member: &str| wrong.read().get(member).cloned();
    let mut put = move |member: &str, change: &dyn Fn(&mut Typed)| {
        wrong.write().remove(member);
        change(&mut typed.write());
        on_touch.call(());
    };
    let now = typed.read().clone();
    let cards: Vec<Choice> = payer
        .offered()
        .map(|card| Choice::new(card.id.to_string(), format!("{} · {}", card.name, price(card, &format))))
        .collect();
    let hourly = now.hourly(&payer);
    let free = now.card(&payer).is_some_and(|card| card.price.minor() == 0);
    let agents: Vec<Choice> = payer.agents.iter().map(|(id, name)| Choice::new(id.clone(), name.clone())).collect();
    let known = now.by.is_some();
    let offered = currencies([now.currency].into_iter().chain(payer.currencies()), false);
    let others: Vec<Currency> = payer.currencies().collect();
    let (of_card, of_minutes) = (payer.clone(), payer.clone());
    rsx! {
        SelectField {
            label: tr("fees-card"),
            value: now.card.map(|id| id.to_string()).unwrap_or_default(),
            none_label: tr("fees-card-none"),
            options: cards,
            hint: free.then(|| tr("fees-free-hint")),
            on_change: move |id: String| put("money", &|typed| typed.choose(&of_card, id.parse::<CardId>().ok())),
        }
        if hourly {
            TextField {
                label: tr("fees-minutes"),
                hint: tr("fees-minutes-hint"),
                kind: TextKind::Code,
                value: now.minutes.clone(),
                max_length: 5,
                on_input: move |text: String| put("money", &|typed| typed.last(&of_minutes, &text)),
            }
        }
        div { class: "dk-form-pair",
            AmountField {
                label: tr("fees-amount"),
                value: now.amount.clone(),
                currency: now.currency,
                required: true,
                error: error("money"),
                on_input: move |text: String| put("money", &|typed| typed.amount.clone_from(&text)),
            }
            if now.card.is_none() && others.iter().any(|other| *other != now.currency) {
                SelectField {
                    label: tr("fees-currency"),
                    value: now.currency.code(),
                    options: offered,
                    on_change: move |code: String| put("money", &|typed| typed.currency = currency(&code)),
                }
            }
        }
        div { class: "dk-form-pair",
            SelectField {
                label: tr("fees-by"),
                value: now.by.map(|id| id.to_string()).unwrap_or_default(),
                none_label: (!known).then(|| tr("fees-by-me")),
                options: agents,
                error: error("by"),
                on_change: move |id: String| put("by", &|typed| typed.by = id.parse().ok()),
            }
            SelectField {
                label: tr("fees-revenue"),
                value: now.revenue.word(),
                options: RevenueKind::ALL.map(|kind| Choice::new(kind.word(), revenue_word(kind))).to_vec(),
                on_change: move |word: String| put("revenue", &|typed| {
                    if let Some(kind) = RevenueKind::ALL.into_iter().find(|kind| kind.word() == word) {
                        typed.revenue = kind;
                    }
                }),
            }
        }
        TextField {
            label: tr("fees-service"),
            hint: tr("fees-service-hint"),
            value: now.service.clone(),
            max_length: 64,
            error: error("service"),
            on_input: move |text: String| put("service", &|typed| typed.service.clone_from(&text)),
        }
        TextAreaField {
            label: tr("fees-remark"),
            value: now.remark.clone(),
            rows: 2,
            max_length: 1_000,
            error: error("remark"),
            on_input: move |text: String| put("remark", &|typed| typed.remark.clone_from(&text)),
        }
    }
}
