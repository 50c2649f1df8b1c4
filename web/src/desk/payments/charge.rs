//! Asking for a payment (FEE-04, FEE-10, FEE-15): the card of the company is preselected, the amount follows it, and the way to pay
//! is one that is set up. A balance pays by the dialog that deducts.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::money::Money;
use truckroll_domain::{AgentId, CardId, CompanyId, OrderId};
use truckroll_protocol::api::payments::NewOrder;
use truckroll_ui::prelude::*;

use super::can::May;
use super::fields::ChargeFields;
use super::occasion::Occasion;
use super::typed::{BALANCE, Keys, Offer, Price, Typed};
use super::{AREA, subject_said};
use crate::admin::parts::problem;
use crate::api::fees::{self, CARDS, TOPIC as FEES};
use crate::api::payments::{self, Asked, PROVIDERS, TOPIC};
use crate::api::{self, Answer, Fault};
use crate::desk::fees::{DeductDialog, Payer, Served, said};
use crate::desk::trouble::{Fact, Failed, Waiting};
use crate::session::use_session;

/// What is wrong, in words, by member.
pub type Wrong = BTreeMap<String, String>;

/// The members that have a field in the dialog.
const FIELDS: [&str; 5] = ["card", "count", "price", "provider", "remark"];

/// The dialog: what can be chosen is asked for first.
#[component]
pub fn ChargeDialog(
    occasion: Occasion,
    may: May,
    /// The order that was made, or the one that was open before.
    on_order: EventHandler<(OrderId, bool)>,
    on_close: EventHandler<()>,
) -> Element {
    let company = occasion.company.as_ref().map(|(id, _)| *id);
    let top_up = occasion.is_top_up();
    let read = use_live(
        || [FEES, CARDS, PROVIDERS].map(str::to_owned).to_vec(),
        move || offer(company, may.price || top_up, !top_up),
    );
    let agents = use_live(Vec::new, api::agents);
    let mut deducts = use_signal(|| None::<Option<CardId>>);
    match (read.value(), deducts()) {
        (Some(offer), Some(card)) => {
            let agents = agents.value().unwrap_or_default().into_iter().filter(|one| one.agent.disabled_at.is_none());
            let agents = agents.map(|one| (one.agent.id.to_string(), one.agent.name)).collect();
            rsx! { Deduct { occasion, offer, agents, card, may_top_up: may.price, on_close } }
        }
        (Some(offer), None) => rsx! {
            ChargeForm { occasion, offer, on_deduct: move |card| deducts.set(Some(card)), on_order, on_close }
        },
        (None, _) => rsx! {
            Dialog { open: true, title: occasion.verb(), on_close, Waiting { read, rows: 4 } }
        },
    }
}

/// What there is to choose from. What a company has is not for everybody who may charge it.
async fn offer(company: Option<CompanyId>, free: bool, deducts: bool) -> Answer<Offer> {
    let payable = payments::payable().await?;
    let cards = fees::cards().await?.into_iter().map(|now| now.card).collect();
    let fees = match company {
        None => None,
        Some(id) => match fees::of_company(id).await {
            Ok(fees) => Some(fees),
            Err(Fault::Problem(problem)) if matches!(problem.status, 403 | 404) => None,
            Err(fault) => return Err(fault),
        },
    };
    Ok(Offer { cards, payable, fees, free, deducts })
}

/// The balance pays: the dialog of the fees, with what is known of the occasion.
#[component]
fn Deduct(
    occasion: Occasion,
    offer: Offer,
    agents: Vec<(String, String)>,
    card: Option<CardId>,
    may_top_up: bool,
    on_close: EventHandler<()>,
) -> Element {
    let me: Option<AgentId> = use_session().me().map(|me| me.agent.id);
    let served = Served { revenue: occasion.revenue(), number: occasion.number, card };
    let (Some((id, name)), Some(fees)) = (occasion.company, offer.fees) else { return rsx! {} };
    let payer = Payer { id, name, agents, fees, cards: offer.cards };
    rsx! {
        DeductDialog { payer, may_top_up, me, served: Some(served), on_close }
    }
}

/// The dialog with what can be chosen.
#[component]
pub fn ChargeForm(
    occasion: Occasion,
    offer: Offer,
    on_deduct: EventHandler<Option<CardId>>,
    on_order: EventHandler<(OrderId, bool)>,
    on_close: EventHandler<()>,
) -> Element {
    let format = use_format();
    let changes = use_changes();
    let subject = occasion.subject;
    let typed = use_signal(|| Typed::new(&offer));
    let mut wrong = use_signal(Wrong::new);
    let mut keys = use_signal(Keys::default);
    let send = use_send(
        |new: NewOrder| async move { payments::make(&new).await },
        move |asked| match asked {
            Asked::Made(now) => {
                changes.announce([TOPIC]);
                on_order.call((now.order.id, false));
            }
            Asked::Busy(id) => on_order.call((id, true)),
            Asked::Refused(found) => wrong.set(in_words(&found)),
        },
    );
    let now = typed.read().clone();
    let costs = now.price(&offer);
    let free = costs == Ok(Price::Nothing);
    let deducts = now.way == BALANCE;
    let verb = match costs {
        _ if deducts => tr("payments-charge-balance"),
        Ok(Price::Of(money)) => tr!("payments-charge-verb", amount = said(money, &format)),
        _ => tr("payments-charge"),
    };
    let offered = offer.clone();
    let submit = use_callback(move |()| {
        let typed = typed.peek().clone();
        if typed.way == BALANCE {
            on_deduct.call(typed.card);
            return;
        }
        match typed.price(&offered) {
            Ok(Price::Nothing) => {}
            Ok(Price::Of(money)) => {
                wrong.set(Wrong::new());
                if let Some(wish) = typed.wish(subject, money) {
                    send.run(keys.write().name(wish, fresh_key));
                }
            }
            Err((member, said)) => wrong.set([(member.to_owned(), said)].into()),
        }
    });
    let failure = elsewhere(&wrong.read()).or_else(|| send.failure());
    let title = match &occasion.company {
        Some((_, name)) if occasion.is_top_up() => tr!("payments-collect-title", name = name.clone()),
        _ => tr!("payments-charge-title", what = subject_said(subject, &occasion.number)),
    };
    rsx! {
        Dialog {
            open: true,
            title,
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                if !free {
                    Button { label: verb, kind: ButtonKind::Primary, busy: send.busy(), on_press: move |_| submit.call(()) }
                }
            },
            div { class: "dk-form",
                Failed { failure }
                Whose { occasion, balance: offer.balance(now.currency) }
                if !offer.free && offer.offered().next().is_none() {
                    Notice { tone: Tone::Paused, title: tr("fees-cards-none"), text: tr("payments-cards-none-text") }
                }
                if free {
                    Notice { tone: Tone::Neutral, title: tr("payments-free"), text: tr("payments-free-text") }
                }
                ChargeFields { offer, typed, wrong }
            }
        }
    }
}

/// A key that nobody has.
pub(super) fn fresh_key() -> String {
    api::fresh(OrderId::from_parts).to_string()
}

/// Who pays and what he has, as far as it is known.
#[component]
fn Whose(occasion: Occasion, balance: Option<Money>) -> Element {
    let format = use_format();
    let Some((_, name)) = occasion.company.filter(|(_, name)| !name.is_empty()) else { return rsx! {} };
    rsx! {
        dl { class: "dk-facts",
            Fact { term: tr("fees-company"), value: name }
            Fact { term: tr("fees-balance-label"), value: balance.map(|money| said(money, &format)).unwrap_or_default() }
        }
    }
}

/// What the server found wrong, in words, by member.
pub(super) fn in_words(found: &BTreeMap<String, String>) -> Wrong {
    found.keys().filter_map(|member| Some((member.clone(), problem(AREA, found, member)?))).collect()
}

/// What is wrong with members that have no field.
pub(super) fn elsewhere(wrong: &Wrong) -> Option<String> {
    wrong.iter().find(|(member, _)| !FIELDS.contains(&member.as_str())).map(|(_, said)| said.clone())
}
