//! How an order stands, for the payer and for who waits: the QR while it can be paid, a big tick when it was, and what happens next
//! in every other state.

use dioxus::prelude::*;
use truckroll_domain::money::Money;
use truckroll_domain::money::orders::{Booked, Order, OrderState};
use truckroll_protocol::api::payments::OrderNow;
use truckroll_ui::prelude::*;

use super::can::left;
use super::{CHECKOUT, by_hand, provider_word, state_key, state_tone, state_word};
use crate::desk::fees::said;
use crate::platform;

/// Why a provider could not be asked: the codes that have words.
pub const TROUBLES: [&str; 4] = ["unreachable", "untrusted", "refused", "not_configured"];

/// What an order says in its state. While it can be paid, each way to pay says another thing.
fn sentence(now: &OrderNow, format: &Format) -> String {
    let order = &now.order;
    let name = order.request.provider.name();
    let state = state_key(now.state);
    let own = format!("payments-says-{state}-{}", name.replace('_', "-"));
    let key = if has_message(&own) { own } else { format!("payments-says-{state}") };
    let came = order.payments.first().map_or(now.due, |payment| payment.money);
    let back = order.refunds.iter().map(|refund| refund.money).next_back().unwrap_or(now.due);
    tr!(
        &key,
        provider = provider_word(name),
        due = said(now.due, format),
        came = said(came, format),
        back = said(back, format),
    )
}

/// The state, what is to be paid, and the QR.
#[component]
pub fn Standing(now: OrderNow) -> Element {
    let format = use_format();
    let payable = matches!(now.state, OrderState::Created | OrderState::Pending);
    let checkout = now.order.request.provider.name() == CHECKOUT;
    let until = now.order.issued.as_ref().filter(|_| payable).map(|issued| format.moment(issued.expires_at.ms()));
    let amount = said(now.due, &format);
    rsx! {
        div { class: "dk-pay",
            p { class: "dk-pay-head",
                Badge { tone: state_tone(now.state), label: state_word(now.state) }
                b { class: "dk-pay-amount tr-figures", "{amount}" }
            }
            if now.state == OrderState::Paid {
                span { class: "dk-pay-tick dk-tinted {Tone::Done.class()}", Glyph { icon: Icon::CircleCheck, size: 96 } }
            }
            if payable && !now.qr.is_empty() {
                div { class: "dk-pay-code",
                    QrCode { text: now.qr.clone(), label: tr!("payments-qr", amount = amount) }
                }
            }
            p { role: "status", {sentence(&now, &format)} }
            if payable && checkout && !now.qr.is_empty() {
                PayLink { href: now.qr.clone() }
            }
            if let Some(until) = until {
                p { class: "dk-quiet", {tr!("payments-until", time = until)} }
            }
        }
        Trouble { now: now.clone() }
        Flags { now }
    }
}

/// The page where the payer pays, to be sent to him.
#[component]
fn PayLink(href: String) -> Element {
    let toasts = use_toasts();
    let copied = href.clone();
    rsx! {
        div { class: "tr-actions",
            a { class: "tr-link dk-pay-link", href: "{href}", target: "_blank", rel: "noopener noreferrer", "{href}" }
            Button {
                label: tr("payments-copy-link"),
                icon: Icon::Copy,
                on_press: move |_| {
                    let url = copied.clone();
                    async move {
                        if platform::copy(&url).await {
                            toasts.say(Tone::Done, tr("dispatch-copied"));
                        } else {
                            toasts.say(Tone::Paused, tr!("dispatch-copy-failed", url = url));
                        }
                    }
                },
            }
        }
    }
}

/// Why the provider could not be asked, and what happens next.
#[component]
fn Trouble(now: OrderNow) -> Element {
    if now.trouble.is_empty() {
        return rsx! {};
    }
    let word =
        if TROUBLES.contains(&now.trouble.as_str()) { now.trouble.replace('_', "-") } else { "other".to_owned() };
    let next = match now.state {
        OrderState::Created => "payments-next-created",
        OrderState::Pending => "payments-next-pending",
        _ => "payments-next-ended",
    };
    let provider = provider_word(now.order.request.provider.name());
    rsx! {
        Notice {
            tone: if now.state == OrderState::Failed { Tone::Alert } else { Tone::Paused },
            title: tr!(&format!("payments-trouble-{word}"), provider = provider.clone()),
            text: tr!(next, provider = provider),
        }
    }
}

/// What lies in suspense of further payments, and waits to be refunded.
fn held(order: &Order) -> Option<Money> {
    let held = order.payments.iter().filter(|payment| payment.booked == Booked::Held);
    held.map(|payment| left(order, payment)).find(|rest| rest.is_positive())
}

/// What somebody should notice.
#[component]
fn Flags(now: OrderNow) -> Element {
    let format = use_format();
    let held = held(&now.order).map(|money| said(money, &format));
    let twice = match held {
        Some(money) => tr!("payments-flag-duplicate-held", amount = money),
        None => tr("payments-flag-duplicate-credited"),
    };
    let hand = by_hand(&now.order.request.provider);
    let failed =
        now.order.refunds.last().is_some_and(|last| last.state == truckroll_domain::money::orders::RefundState::Failed);
    rsx! {
        if now.flags.late {
            Notice { tone: Tone::Paused, title: tr("payments-flag-late"), text: tr("payments-flag-late-text") }
        }
        if now.flags.duplicate {
            Notice { tone: Tone::Paused, title: tr("payments-flag-duplicate"), text: twice }
        }
        if now.paid_elsewhere {
            Notice { tone: Tone::Paused, title: tr("payments-flag-elsewhere"), text: tr("payments-flag-elsewhere-text") }
        }
        if failed {
            Notice {
                tone: Tone::Paused,
                title: tr("payments-flag-refund-failed"),
                text: tr(if hand { "payments-flag-refund-failed-hand" } else { "payments-flag-refund-failed-text" }),
            }
        }
    }
}
