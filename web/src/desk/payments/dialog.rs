//! An order: how it stands, what is known of it, what can be done, and everything that happened. While it may still be paid it is
//! asked for again and again; not while the page is hidden, and no more when the dialog is closed.

use dioxus::prelude::*;
use truckroll_domain::OrderId;
use truckroll_domain::fields::Noun;
use truckroll_domain::money::orders::OrderState;
use truckroll_protocol::api::payments::OrderNow;
use truckroll_ui::prelude::*;

use super::can::{May, is_watched};
use super::standing::Standing;
use super::story::{Names, name_of, story};
use super::verbs::{Asking, Open, Verbs};
use super::{provider_word, subject_path, subject_said};
use crate::api;
use crate::api::fees::TOPIC as FEES;
use crate::api::payments::{self, TOPIC};
use crate::desk::fees::said;
use crate::desk::forms::customer::named;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Fact, Section, Stale, Waiting};
use crate::platform;
use crate::session::use_session;

/// How long a screen waits before it asks again, ms.
const ASK_AGAIN_MS: i32 = 3_000;

/// The dialog of an order.
#[component]
pub fn OrderDialog(
    id: OrderId,
    /// The name of the company, where the page knows it.
    company: Option<String>,
    /// It was open already when somebody asked for another one.
    #[props(default)]
    busy: bool,
    /// Another order is to be looked at, and whether it was open already.
    on_other: EventHandler<(OrderId, bool)>,
    on_close: EventHandler<()>,
) -> Element {
    let changes = use_changes();
    let may = May::of(&use_session().rights());
    let read = use_live(|| vec![TOPIC.to_owned()], move || payments::one(id));
    use_future(move || async move {
        loop {
            platform::sleep(ASK_AGAIN_MS).await;
            let waits = read.signal().peek().as_ref().is_none_or(|now| is_watched(&now.order));
            if waits && !platform::is_hidden() {
                read.reload();
            }
        }
    });
    let version = use_memo(move || read.signal().read().as_ref().map(|now| now.version));
    let mut seen = use_signal(|| None::<i64>);
    use_effect(move || {
        let now = version();
        let before = *seen.peek();
        if now != before {
            seen.set(now);
            // the page behind shows the same order
            if before.is_some() {
                changes.announce([TOPIC, FEES]);
            }
        }
    });
    let agents = use_live(Vec::new, api::agents);
    let known = company.is_some();
    let asked = use_memo(move || {
        let read = read.signal();
        let read = read.read();
        read.as_ref().filter(|_| !known).and_then(|now| now.order.request.payer()).map(|id| id.to_string())
    });
    let payer = use_live(Vec::new, move || named(Noun::Company, asked()));
    let names: Names =
        agents.value().unwrap_or_default().into_iter().map(|one| (one.agent.id.to_string(), one.agent.name)).collect();
    let shown = move |now: OrderNow| {
        let mut value = read.signal();
        value.set(Some(now));
    };
    rsx! {
        Dialog { open: true, title: tr("payments-order-title"), on_close,
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 6 } },
                Some(now) => rsx! {
                    OrderPane {
                        now,
                        names,
                        company: company.or_else(|| payer.value().flatten()),
                        may,
                        busy,
                        on_now: shown,
                        on_other,
                    }
                },
            }
        }
    }
}

/// What is known of an order, and what can be done with it.
#[component]
pub fn OrderPane(
    now: OrderNow,
    names: Names,
    company: Option<String>,
    may: May,
    #[props(default)] busy: bool,
    /// The order changed by what was done here.
    on_now: EventHandler<OrderNow>,
    on_other: EventHandler<(OrderId, bool)>,
) -> Element {
    let format = use_format();
    let mut open = use_signal(|| None::<Open>);
    let done = use_callback(move |now: OrderNow| {
        open.set(None);
        on_now.call(now);
    });
    let close = use_callback(move |()| open.set(None));
    rsx! {
        div { class: "dk-form",
            if busy {
                Notice { tone: Tone::Paused, title: tr("payments-busy"), text: tr("payments-busy-text") }
            }
            Standing { now: now.clone() }
            Verbs { now: now.clone(), may, on_open: move |what| open.set(Some(what)), on_other }
            Facts { now: now.clone(), names: names.clone(), company }
            Section { title: tr("payments-story"),
                FlowLog { entries: story(&now.order, &names, &format) }
            }
        }
        match open() {
            None => rsx! {},
            Some(what) => rsx! { Asking { now, what, on_done: done, on_close: close } },
        }
    }
}

/// What is known of it: a receipt, once it was paid.
#[component]
fn Facts(now: OrderNow, names: Names, company: Option<String>) -> Element {
    let format = use_format();
    let order = &now.order;
    let request = &order.request;
    let what = subject_said(request.subject, &request.service);
    let paid = order.payments.first();
    let settled = paid.filter(|_| now.state != OrderState::Mismatch);
    rsx! {
        dl { class: "dk-facts",
            Fact { term: tr("payments-payer"), value: company.unwrap_or_default() }
            Fact { term: tr("payments-for"),
                if let Some(href) = subject_path(request.subject) {
                    NameLink { href, name: what }
                } else {
                    "{what}"
                }
            }
            Fact { term: tr("payments-way"), value: provider_word(request.provider.name()) }
            Fact { term: tr("payments-by"), value: name_of(&names, order.by).unwrap_or_default() }
            if let Some(payment) = paid {
                Fact { term: tr("payments-came"), value: said(payment.money, &format) }
            }
            if let Some(payment) = settled {
                Fact { term: tr("payments-paid-at"), value: format.moment(payment.at.ms()) }
                Fact { term: tr("payments-receipt"), value: payment.transaction.clone() }
            }
            if order.refunded() > 0 {
                Fact { term: tr("payments-refunded"), value: format.money(order.refunded(), now.due.currency().code()) }
            }
            Fact { term: tr("fees-remark"), value: request.remark.clone() }
        }
    }
}
