//! What holds for the fees of a company: the card that is preselected, and how far below zero its balance may go.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::CardId;
use truckroll_domain::money::Money;
use truckroll_protocol::api::fees::FeeTerms;
use truckroll_ui::prelude::*;

use super::amount::{AmountField, not_negative};
use super::company::Payer;
use super::price;
use super::top_up::in_words;
use crate::api::fees::{self, TOPIC};
use crate::api::staff::Outcome;
use crate::desk::trouble::Failed;

/// The dialog.
#[component]
pub fn TermsDialog(payer: Payer, on_close: EventHandler<()>) -> Element {
    let format = use_format();
    let (toasts, changes) = (use_toasts(), use_changes());
    let (id, currency) = (payer.id, payer.currency());
    let mut card = use_signal(|| payer.preselected().map(|card| card.id));
    let mut overdraft = use_signal(|| match payer.fees.terms.overdraft {
        0 => String::new(),
        minor => Money::new(minor, currency).map(|money| money.to_string()).unwrap_or_default(),
    });
    let mut wrong = use_signal(BTreeMap::<String, String>::new);
    let send = use_send(
        move |terms: FeeTerms| async move { fees::replace_terms(id, &terms).await },
        move |outcome| match outcome {
            Outcome::Written(_) => {
                toasts.say(Tone::Done, tr("cust-saved"));
                changes.announce([TOPIC]);
                on_close.call(());
            }
            Outcome::Refused(found) => wrong.set(in_words(&found)),
            Outcome::Overtaken => changes.announce([TOPIC]),
        },
    );
    let submit = use_callback(move |()| match not_negative(&overdraft.peek(), currency) {
        Ok(money) => {
            wrong.set(BTreeMap::new());
            send.run(FeeTerms { card: *card.peek(), overdraft: money.minor() });
        }
        Err(said) => wrong.set([("overdraft".to_owned(), said)].into()),
    });
    let options: Vec<Choice> = payer
        .offered()
        .map(|card| Choice::new(card.id.to_string(), format!("{} · {}", card.name, price(card, &format))))
        .collect();
    let of = |member: &str| wrong.read().get(member).cloned();
    rsx! {
        Dialog {
            open: true,
            title: tr!("fees-terms-title", name = payer.name.clone()),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button { label: tr("verb-save"), kind: ButtonKind::Primary, busy: send.busy(), on_press: move |_| submit.call(()) }
            },
            div { class: "dk-form",
                Failed { failure: send.failure() }
                SelectField {
                    label: tr("fees-default-card"),
                    hint: tr("fees-default-card-hint"),
                    value: card().map(|id| id.to_string()).unwrap_or_default(),
                    none_label: tr("fees-default-card-none"),
                    options,
                    error: of("card"),
                    on_change: move |id: String| {
                        wrong.write().remove("card");
                        card.set(id.parse::<CardId>().ok());
                    },
                }
                AmountField {
                    label: tr("fees-overdraft"),
                    hint: tr("fees-overdraft-hint"),
                    value: overdraft(),
                    currency,
                    error: of("overdraft"),
                    on_input: move |text| {
                        wrong.write().remove("overdraft");
                        overdraft.set(text);
                    },
                }
            }
        }
    }
}
