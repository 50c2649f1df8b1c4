//! Somebody saw the money of an order: in his hand, or on the account behind a fixed QR. The number of the receipt names the payment,
//! so the same one again changes nothing.

use dioxus::prelude::*;
use truckroll_domain::money::orders::OrderState;
use truckroll_protocol::api::payments::{Confirmation, OrderNow};
use truckroll_ui::prelude::*;

use super::charge::{Wrong, in_words};
use super::sure::use_step;
use crate::api::payments::{Changed, Step};
use crate::desk::fees::amount::{AmountField, positive};
use crate::desk::fees::said;
use crate::desk::trouble::Failed;

/// The dialog.
#[component]
pub fn MoneyCame(now: OrderNow, on_done: EventHandler<OrderNow>, on_close: EventHandler<()>) -> Element {
    let format = use_format();
    let due = now.due;
    let mut receipt = use_signal(String::new);
    let mut amount = use_signal(|| due.to_string());
    let mut wrong = use_signal(Wrong::new);
    let send = use_step(now.order.id, on_done, move |changed| {
        if let Changed::Refused(found) = changed {
            wrong.set(in_words(&found));
        }
    });
    let submit = use_callback(move |()| {
        let number = receipt.peek().trim().to_owned();
        let mut found = Wrong::new();
        if number.is_empty() {
            found.insert("receipt".to_owned(), tr("payments-problem-required"));
        }
        match positive(&amount.peek(), due.currency()) {
            Ok(money) if found.is_empty() => {
                send.run(Step::Confirm(Confirmation { receipt: number, money: Some(money) }))
            }
            Ok(_) => {}
            Err(said) => {
                found.insert("money".to_owned(), said);
            }
        }
        wrong.set(found);
    });
    let error = |member: &str| wrong.read().get(member).cloned();
    let other = positive(&amount.read(), due.currency()).is_ok_and(|money| money != due);
    rsx! {
        Dialog {
            open: true,
            title: tr("payments-confirm-title"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("payments-confirm-verb"),
                    kind: ButtonKind::Primary,
                    busy: send.busy(),
                    on_press: move |_| submit.call(()),
                }
            },
            div { class: "dk-form",
                Failed { failure: send.failure() }
                p { class: "dk-quiet", {tr!("payments-confirm-text", due = said(due, &format))} }
                if now.state != OrderState::Pending {
                    Notice { tone: Tone::Paused, title: tr("payments-confirm-late"), text: tr("payments-confirm-late-text") }
                }
                TextField {
                    label: tr("payments-receipt"),
                    hint: tr("payments-receipt-hint"),
                    value: receipt(),
                    required: true,
                    max_length: 64,
                    autocomplete: "off",
                    error: error("receipt"),
                    on_input: move |text| {
                        wrong.write().remove("receipt");
                        receipt.set(text);
                    },
                }
                AmountField {
                    label: tr("payments-came"),
                    value: amount(),
                    currency: due.currency(),
                    required: true,
                    hint: other.then(|| tr("payments-came-other")),
                    error: error("money"),
                    on_input: move |text| {
                        wrong.write().remove("money");
                        amount.set(text);
                    },
                }
            }
        }
    }
}
