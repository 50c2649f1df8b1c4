//! The section of a company's page: what it paid ahead, how it pays, and the ways to move money.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::money::cards::{ServiceCard, default_card};
use truckroll_domain::money::{Currency, Money};
use truckroll_domain::{AgentId, CompanyId};
use truckroll_protocol::api::fees::{Balance, CompanyFees};
use truckroll_ui::prelude::*;

use super::deduct::DeductDialog;
use super::records::records_of;
use super::terms::TermsDialog;
use super::top_up::TopUpDialog;
use super::{price, said};
use crate::admin::service_cards::PATH as CARDS_PATH;
use crate::api::Answer;
use crate::api::fees::{self, CARDS, TOPIC};
use crate::desk::payments::{Occasion, Orders, orders_of};
use crate::desk::trouble::{Fact, Section, Stale, Waiting};
use crate::session::use_session;

/// Whose fees they are, and what the dialogs look up.
#[derive(Clone, Debug, PartialEq)]
pub struct Payer {
    /// The company.
    pub id: CompanyId,
    /// Its name.
    pub name: String,
    /// Who may have served: id and name.
    pub agents: Vec<(String, String)>,
    /// Balances and terms.
    pub fees: CompanyFees,
    /// All cards, archived ones among them.
    pub cards: Vec<ServiceCard>,
}

impl Payer {
    /// Cards that are offered.
    pub fn offered(&self) -> impl Iterator<Item = &ServiceCard> {
        self.cards.iter().filter(|card| card.is_offered())
    }

    /// The card that is preselected.
    #[must_use]
    pub fn preselected(&self) -> Option<&ServiceCard> {
        default_card(&self.cards, self.fees.terms.card)
    }

    /// Currencies that have to do with this company: of its card, of its balances, of other cards.
    pub fn currencies(&self) -> impl Iterator<Item = Currency> {
        let of_card = self.preselected().map(|card| card.price.currency());
        let of_balances = self.fees.balances.iter().map(|balance| balance.money.currency());
        of_card.into_iter().chain(of_balances).chain(self.offered().map(|card| card.price.currency()))
    }

    /// The currency in which it pays when nothing else is said.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currencies().next().unwrap_or(Currency::CNY)
    }

    /// What it has in a currency; nothing where none ever moved.
    #[must_use]
    pub fn balance(&self, currency: Currency) -> Balance {
        let known = self.fees.balances.iter().find(|balance| balance.money.currency() == currency);
        known.cloned().unwrap_or(Balance { money: Money::zero(currency), version: 0 })
    }
}

/// What somebody may do with the fees of a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct May {
    /// Deduct.
    pub deduct: bool,
    /// Top up, and set the terms.
    pub top_up: bool,
}

/// The section; nothing for who does not see fees.
#[component]
pub fn CompanyFeesSection(
    id: CompanyId,
    name: String,
    agents: Vec<(String, String)>,
    /// Money can be moved: the company is not thrown away.
    open: bool,
) -> Element {
    let session = use_session();
    if !session.may(Area::Fees, Verb::View) {
        return rsx! {};
    }
    rsx! {
        Loaded { key: "{id}", id, name, agents, open }
    }
}

async fn known(id: CompanyId) -> Answer<(CompanyFees, Vec<ServiceCard>)> {
    let fees = fees::of_company(id).await?;
    let cards = fees::cards().await?;
    Ok((fees, cards.into_iter().map(|now| now.card).collect()))
}

#[component]
fn Loaded(id: CompanyId, name: String, agents: Vec<(String, String)>, open: bool) -> Element {
    let session = use_session();
    let read = use_live(|| vec![TOPIC.to_owned(), CARDS.to_owned()], move || known(id));
    let may = May {
        deduct: open && session.may(Area::Fees, Verb::Create),
        top_up: open && session.may(Area::Fees, Verb::Edit),
    };
    rsx! {
        Section { title: tr("fees-title"),
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 3 } },
                Some((fees, cards)) => rsx! {
                    Fees { payer: Payer { id, name: name.clone(), agents, fees, cards }, may, me: session.me().map(|me| me.agent.id) }
                    Orders { occasion: Occasion::top_up(id, name), open }
                },
            }
        }
    }
}

/// The dialog that is open.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    TopUp,
    Deduct,
    Terms,
}

/// What is known, and what can be done about it.
#[component]
pub fn Fees(payer: Payer, may: May, me: Option<AgentId>) -> Element {
    let format = use_format();
    let mut open = use_signal(|| None::<Open>);
    let card = payer.preselected().map(|card| format!("{} · {}", card.name, price(card, &format)));
    let currency = payer.currency();
    let overdraft = match Money::new(payer.fees.terms.overdraft, currency) {
        Ok(money) if money.is_positive() => said(money, &format),
        _ => tr("fees-overdraft-none"),
    };
    rsx! {
        if payer.fees.balances.is_empty() {
            p { class: "dk-quiet", {tr("fees-balance-none")} }
        } else {
            dl { class: "dk-sums",
                for balance in payer.fees.balances.clone() {
                    div { key: "{balance.money.currency()}",
                        dt { {tr!("fees-balance-in", currency = balance.money.currency().code())} }
                        dd { class: "tr-figures", {said(balance.money, &format)} }
                        if balance.money.minor() < 0 {
                            dd { Badge { tone: Tone::Alert, label: tr("fees-overdrawn"), kind: BadgeKind::Plain } }
                        }
                    }
                }
            }
        }
        dl { class: "dk-facts",
            Fact { term: tr("fees-default-card"), value: card.unwrap_or_else(|| tr("fees-default-card-none")) }
            Fact { term: tr("fees-overdraft"), value: overdraft }
        }
        div { class: "tr-actions",
            if may.top_up {
                Button { label: tr("fees-top-up"), icon: Icon::Plus, on_press: move |_| open.set(Some(Open::TopUp)) }
            }
            if may.deduct {
                Button { label: tr("fees-deduct"), icon: Icon::Minus, on_press: move |_| open.set(Some(Open::Deduct)) }
            }
            LinkButton { href: records_of(payer.id), label: tr("fees-records-link"), icon: Icon::List, kind: ButtonKind::Ghost }
            LinkButton { href: orders_of(payer.id), label: tr("payments-orders"), icon: Icon::QrCode, kind: ButtonKind::Ghost }
            if may.top_up {
                Button {
                    label: tr("fees-terms"),
                    icon: Icon::Pencil,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| open.set(Some(Open::Terms)),
                }
            }
            LinkButton { href: CARDS_PATH, label: tr("fees-cards-title"), icon: Icon::Settings, kind: ButtonKind::Ghost }
        }
        match open() {
            None => rsx! {},
            Some(Open::TopUp) => rsx! { TopUpDialog { payer, on_close: move |()| open.set(None) } },
            Some(Open::Deduct) => rsx! {
                DeductDialog { payer, may_top_up: may.top_up, me, on_close: move |()| open.set(None) }
            },
            Some(Open::Terms) => rsx! { TermsDialog { payer, on_close: move |()| open.set(None) } },
        }
    }
}
