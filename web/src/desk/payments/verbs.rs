//! What can be done with an order: the buttons, what is asked before something is done, and asking for the same once more.

use dioxus::prelude::*;
use truckroll_domain::money::orders::Decision;
use truckroll_domain::{OrderId, RefundId};
use truckroll_protocol::api::payments::{NewDecision, NewOrder, OrderNow, RefundSeen};
use truckroll_ui::prelude::*;

use super::can::{May, can, open_refunds};
use super::charge::{fresh_key, in_words};
use super::confirm::MoneyCame;
use super::refund::RefundDialog;
use super::sure::Sure;
use super::typed::Keys;
use crate::api;
use crate::api::payments::{self, Asked, Step, TOPIC};
use crate::desk::fees::said;
use crate::desk::trouble::Failed;

/// What is asked before it is done.
#[derive(Clone, Copy, PartialEq)]
pub enum Open {
    /// That it is taken back.
    Cancel,
    /// That the money came.
    Confirm,
    /// That another amount is the price.
    Accept,
    /// That another amount goes back, by this refund.
    GiveBack(RefundId),
    /// That money of a payment goes back.
    Refund,
    /// What became of a refund by hand, and whether it was given back.
    Seen(RefundId, bool),
}

/// The buttons.
#[component]
pub fn Verbs(now: OrderNow, may: May, on_open: EventHandler<Open>, on_other: EventHandler<(OrderId, bool)>) -> Element {
    let format = use_format();
    let can = can(&now.order, may);
    let waiting: Vec<(RefundId, String)> =
        open_refunds(&now.order).filter(|_| can.seen).map(|one| (one.id, said(one.money, &format))).collect();
    let came = now.order.payments.first().map_or(now.due, |payment| payment.money);
    rsx! {
        for (id, amount) in waiting {
            div { key: "{id}", class: "tr-actions",
                Button {
                    label: tr!("payments-seen", amount = amount.clone()),
                    icon: Icon::Check,
                    kind: ButtonKind::Primary,
                    on_press: move |_| on_open.call(Open::Seen(id, true)),
                }
                Button { label: tr!("payments-not-seen", amount = amount), on_press: move |_| on_open.call(Open::Seen(id, false)) }
            }
        }
        div { class: "tr-actions",
            if can.confirm {
                Button {
                    label: tr("payments-confirm"),
                    icon: Icon::Check,
                    kind: ButtonKind::Primary,
                    on_press: move |_| on_open.call(Open::Confirm),
                }
            }
            if can.again {
                Again { now: now.clone(), on_other }
            }
            if can.cancel {
                Button { label: tr("payments-cancel"), icon: Icon::Undo, on_press: move |_| on_open.call(Open::Cancel) }
            }
            if can.decide {
                Button {
                    label: tr!("payments-accept", amount = said(came, &format)),
                    icon: Icon::Check,
                    kind: ButtonKind::Primary,
                    on_press: move |_| on_open.call(Open::Accept),
                }
                Button {
                    label: tr!("payments-give-back", amount = said(came, &format)),
                    icon: Icon::Undo,
                    on_press: move |_| on_open.call(Open::GiveBack(api::fresh(RefundId::from_parts))),
                }
            }
            if can.refund {
                Button { label: tr("payments-refund"), icon: Icon::Undo, on_press: move |_| on_open.call(Open::Refund) }
            }
        }
    }
}

/// Asks for the same once more. The key stays until it worked, so that two presses make one order.
#[component]
fn Again(now: OrderNow, on_other: EventHandler<(OrderId, bool)>) -> Element {
    let changes = use_changes();
    let mut keys = use_signal(Keys::default);
    let mut wrong = use_signal(|| None::<String>);
    let request = now.order.request;
    let wish = NewOrder {
        key: String::new(),
        subject: request.subject,
        company: None,
        price: request.price,
        card: request.card,
        provider: request.provider,
        remark: request.remark,
    };
    let send = use_send(
        |new: NewOrder| async move { payments::make(&new).await },
        move |asked| match asked {
            Asked::Made(now) => {
                keys.write().came_true();
                changes.announce([TOPIC]);
                on_other.call((now.order.id, false));
            }
            Asked::Busy(id) => on_other.call((id, true)),
            Asked::Refused(found) => wrong.set(in_words(&found).into_values().next()),
        },
    );
    let failure = wrong.read().clone().or_else(|| send.failure());
    rsx! {
        Button {
            label: tr("payments-again"),
            icon: Icon::Refresh,
            kind: ButtonKind::Primary,
            busy: send.busy(),
            on_press: move |_| {
                wrong.set(None);
                send.run(keys.write().name(wish.clone(), fresh_key));
            },
        }
        Failed { failure }
    }
}

/// The dialog that asks before something is done.
#[component]
pub fn Asking(now: OrderNow, what: Open, on_done: EventHandler<OrderNow>, on_close: EventHandler<()>) -> Element {
    let format = use_format();
    let id = now.order.id;
    let came = now.order.payments.first().map_or(now.due, |payment| payment.money);
    let (came, due) = (said(came, &format), said(now.due, &format));
    match what {
        Open::Confirm => rsx! { MoneyCame { now, on_done, on_close } },
        Open::Refund => rsx! { RefundDialog { now, on_done, on_close } },
        Open::Cancel => rsx! {
            Sure {
                id,
                title: tr("payments-cancel-title"),
                text: tr("payments-cancel-text"),
                verb: tr("payments-cancel-verb"),
                danger: true,
                step: Step::Cancel,
                on_done,
                on_close,
            }
        },
        Open::Accept => rsx! {
            Sure {
                id,
                title: tr!("payments-accept-title", amount = came.clone()),
                text: tr!("payments-accept-text", came = came, due = due),
                verb: tr("payments-accept-verb"),
                step: Step::Decide(NewDecision { decision: Decision::Accept }),
                on_done,
                on_close,
            }
        },
        Open::GiveBack(refund) => rsx! {
            Sure {
                id,
                title: tr!("payments-give-back-title", amount = came.clone()),
                text: tr!("payments-give-back-text", came = came),
                verb: tr("payments-give-back-verb"),
                danger: true,
                step: Step::Decide(NewDecision { decision: Decision::Refund { refund } }),
                on_done,
                on_close,
            }
        },
        Open::Seen(refund, done) => rsx! {
            Sure {
                id,
                title: tr(if done { "payments-seen-title" } else { "payments-not-seen-title" }),
                text: tr(if done { "payments-seen-text" } else { "payments-not-seen-text" }),
                verb: tr(if done { "payments-seen-verb" } else { "payments-not-seen-verb" }),
                step: Step::Seen(RefundSeen { refund, done }),
                on_done,
                on_close,
            }
        },
    }
}
