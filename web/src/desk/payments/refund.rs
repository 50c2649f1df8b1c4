//! Money of a payment goes back, all of it or a part. The refund has one id as long as the dialog is open, so a second press or a
//! second try gives nothing back again.

use dioxus::prelude::*;
use truckroll_domain::RefundId;
use truckroll_domain::money::Money;
use truckroll_domain::money::orders::Payment;
use truckroll_protocol::api::payments::{NewRefund, OrderNow};
use truckroll_ui::prelude::*;

use super::can::refundable;
use super::charge::{Wrong, in_words};
use super::sure::use_step;
use super::{by_hand, provider_word};
use crate::api;
use crate::api::payments::{Changed, Step};
use crate::desk::fees::amount::{AmountField, positive};
use crate::desk::fees::said;
use crate::desk::trouble::Failed;

/// An amount of a refund: more than nothing and no more than is left.
///
/// # Errors
/// What is wrong, in words.
pub fn part(text: &str, left: Money, format: &Format) -> Result<Money, String> {
    let money = positive(text, left.currency())?;
    if money.minor() <= left.minor() { Ok(money) } else { Err(too_much(left, format)) }
}

fn too_much(left: Money, format: &Format) -> String {
    tr!("payments-too-much", left = said(left, format))
}

/// The dialog; nothing when there is nothing to refund.
#[component]
pub fn RefundDialog(now: OrderNow, on_done: EventHandler<OrderNow>, on_close: EventHandler<()>) -> Element {
    let all = refundable(&now.order);
    // what waits to be refunded comes first: the last payment of several
    let Some((payment, _)) = all.last().cloned() else { return rsx! {} };
    rsx! {
        Part { now, all, first: payment.transaction, on_done, on_close }
    }
}

#[component]
fn Part(
    now: OrderNow,
    all: Vec<(Payment, Money)>,
    first: String,
    on_done: EventHandler<OrderNow>,
    on_close: EventHandler<()>,
) -> Element {
    let format = use_format();
    let refund = use_hook(|| api::fresh(RefundId::from_parts));
    let of = |transaction: &str| all.iter().find(|(one, _)| one.transaction == transaction).map(|(_, left)| *left);
    let mut chosen = use_signal(|| first.clone());
    let left = of(&chosen.read()).unwrap_or(Money::zero(now.due.currency()));
    let mut amount = use_signal(|| left.to_string());
    let mut wrong = use_signal(Wrong::new);
    let send = use_step(now.order.id, on_done, move |changed| match changed {
        Changed::TooMuch(decimal) => {
            let rest = Money::parse(&decimal, left.currency()).unwrap_or(left);
            wrong.set([("money".to_owned(), too_much(rest, &format))].into());
        }
        Changed::Refused(found) => wrong.set(in_words(&found)),
        Changed::Done(_) => {}
    });
    let submit = use_callback(move |()| match part(&amount.peek(), left, &format) {
        Ok(money) => {
            wrong.set(Wrong::new());
            send.run(Step::Refund(NewRefund { refund, money, transaction: Some(chosen.peek().clone()) }));
        }
        Err(said) => wrong.set([("money".to_owned(), said)].into()),
    });
    let payments: Vec<Choice> = all
        .iter()
        .map(|(one, left)| {
            let word = tr!("payments-refund-of", number = one.transaction.clone(), left = said(*left, &format));
            Choice::new(one.transaction.clone(), word)
        })
        .collect();
    let lefts: Vec<(String, String)> =
        all.iter().map(|(one, left)| (one.transaction.clone(), left.to_string())).collect();
    let hand = by_hand(&now.order.request.provider);
    let provider = provider_word(now.order.request.provider.name());
    let error = wrong.read().get("money").cloned();
    let failure = wrong.read().iter().find(|(member, _)| *member != "money").map(|(_, said)| said.clone());
    rsx! {
        Dialog {
            open: true,
            title: tr("payments-refund-title"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("payments-refund-verb"),
                    kind: ButtonKind::Danger,
                    busy: send.busy(),
                    on_press: move |_| submit.call(()),
                }
            },
            div { class: "dk-form",
                Failed { failure: failure.or_else(|| send.failure()) }
                p { class: "dk-quiet",
                    {if hand { tr("payments-refund-hand") } else { tr!("payments-refund-text", provider = provider) }}
                }
                if payments.len() > 1 {
                    SelectField {
                        label: tr("payments-refund-payment"),
                        value: chosen(),
                        options: payments,
                        on_change: move |transaction: String| {
                            wrong.write().clear();
                            if let Some((_, left)) = lefts.iter().find(|(one, _)| *one == transaction) {
                                amount.set(left.clone());
                            }
                            chosen.set(transaction);
                        },
                    }
                }
                AmountField {
                    label: tr("fees-amount"),
                    value: amount(),
                    currency: left.currency(),
                    required: true,
                    hint: tr!("payments-left", left = said(left, &format)),
                    error,
                    on_input: move |text| {
                        wrong.write().clear();
                        amount.set(text);
                    },
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn no_more_goes_back_than_is_left() {
        let format = Format::default();
        let of = |text: &str| part(text, sample::yuan(7_000), &format);
        assert_eq!(of("70").map(Money::minor), Ok(7_000));
        assert_eq!(of("0.01").map(Money::minor), Ok(1));
        assert!(of("70.01").is_err_and(|said| said.contains("¥70.00")));
        for wrong in ["", "0", "-1", "x"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }
}
