//! Money that a company pays ahead, taken by hand (FEE-08). The posting has one id as long as the dialog is open, so a second press
//! or a second try moves nothing again.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::PostingId;
use truckroll_domain::money::Money;
use truckroll_domain::money::ledger::Method;
use truckroll_protocol::api::fees::{NewTopUp, PostingRow};
use truckroll_ui::prelude::*;

use super::amount::{AmountField, currencies, currency, positive};
use super::company::Payer;
use super::{AREA, method_word, said};
use crate::admin::parts::problem;
use crate::api::fees::{self, TOPIC};
use crate::api::{self, staff::Outcome};
use crate::desk::trouble::Failed;

/// How money is taken by hand.
const METHODS: [Method; 3] = [Method::Cash, Method::Transfer, Method::Other];

/// The dialog; `missing` is what a deduct needed more than there was.
#[component]
pub fn TopUpDialog(payer: Payer, missing: Option<Money>, on_close: EventHandler<()>) -> Element {
    let format = use_format();
    let (toasts, changes) = (use_toasts(), use_changes());
    let company = payer.id;
    let posting = use_hook(|| api::fresh(PostingId::from_parts));
    let mut of = use_signal(|| missing.map_or_else(|| payer.currency(), Money::currency));
    let mut amount = use_signal(|| missing.map(|money| money.to_string()).unwrap_or_default());
    let mut method = use_signal(|| METHODS[0]);
    let mut receipt = use_signal(String::new);
    let mut remark = use_signal(String::new);
    let mut wrong = use_signal(BTreeMap::<String, String>::new);
    let send = use_send(
        move |new: NewTopUp| async move { fees::top_up(company, &new).await },
        move |outcome| match outcome {
            Outcome::Written(row) => {
                toasts.say(Tone::Done, done(&row, &format));
                changes.announce([TOPIC]);
                on_close.call(());
            }
            Outcome::Refused(found) => wrong.set(in_words(&found)),
            Outcome::Overtaken => changes.announce([TOPIC]),
        },
    );
    let submit = use_callback(move |()| match positive(&amount.peek(), *of.peek()) {
        Ok(money) => {
            wrong.set(BTreeMap::new());
            let (receipt, remark) = (receipt.peek().clone(), remark.peek().clone());
            send.run(NewTopUp { id: posting, money, method: *method.peek(), receipt, remark });
        }
        Err(said) => wrong.set([("money".to_owned(), said)].into()),
    });
    let mut touched = move |member: &str| {
        wrong.write().remove(member);
    };
    let error = |member: &str| wrong.read().get(member).cloned();
    rsx! {
        Dialog {
            open: true,
            title: tr!("fees-top-up-title", name = payer.name.clone()),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button { label: tr("fees-top-up-verb"), kind: ButtonKind::Primary, busy: send.busy(), on_press: move |_| submit.call(()) }
            },
            div { class: "dk-form",
                Failed { failure: send.failure() }
                p { class: "dk-quiet", {tr!("fees-balance-now", balance = said(payer.balance(of()).money, &format))} }
                div { class: "dk-form-pair",
                    AmountField {
                        label: tr("fees-amount"),
                        value: amount(),
                        currency: of(),
                        required: true,
                        error: error("money"),
                        on_input: move |text| {
                            touched("money");
                            amount.set(text);
                        },
                    }
                    SelectField {
                        label: tr("fees-currency"),
                        value: of().code(),
                        options: currencies([of()].into_iter().chain(payer.currencies()), true),
                        on_change: move |code: String| {
                            touched("money");
                            of.set(currency(&code));
                        },
                    }
                }
                div { class: "dk-form-pair",
                    SelectField {
                        label: tr("fees-method"),
                        value: method().word(),
                        options: METHODS.map(|one| Choice::new(one.word(), method_word(one))).to_vec(),
                        on_change: move |word: String| {
                            method.set(METHODS.into_iter().find(|one| one.word() == word).unwrap_or(METHODS[0]));
                        },
                    }
                    TextField {
                        label: tr("fees-receipt"),
                        value: receipt(),
                        max_length: 128,
                        error: error("receipt"),
                        on_input: move |text| {
                            touched("receipt");
                            receipt.set(text);
                        },
                    }
                }
                TextAreaField {
                    label: tr("fees-remark"),
                    value: remark(),
                    rows: 2,
                    max_length: 1_000,
                    error: error("remark"),
                    on_input: move |text| {
                        touched("remark");
                        remark.set(text);
                    },
                }
            }
        }
    }
}

/// What the server found wrong, in words, by member.
pub(super) fn in_words(found: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    found.keys().filter_map(|member| Some((member.clone(), problem(AREA, found, member)?))).collect()
}

/// What is said of a posting that came in.
pub(super) fn done(row: &PostingRow, format: &Format) -> String {
    match row.after {
        Some(after) => tr!("fees-done", amount = super::signed(row.money, format), balance = said(after, format)),
        None => tr("cust-saved"),
    }
}
