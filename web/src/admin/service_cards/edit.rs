//! A service card under change. What a colleague writes meanwhile waits beside what is typed.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::CardId;
use truckroll_domain::money::Currency;
use truckroll_protocol::api::fees::NewServiceCard;
use truckroll_ui::prelude::*;

use super::super::draft::use_draft;
use super::super::parts::Overtaken;
use super::state::{CardNow, Typed, problem};
use crate::api::fees::{self, CARDS};
use crate::api::staff::Outcome;
use crate::desk::fees::amount::{AmountField, currencies, currency};
use crate::desk::trouble::Failed;

/// What is wrong, in words, by member.
type Wrong = BTreeMap<String, String>;

/// The dialog; `now` is the card as it stands.
#[component]
pub fn CardDialog(
    id: CardId,
    now: ReadSignal<CardNow>,
    /// Currencies of the cards.
    used: Vec<Currency>,
    on_close: EventHandler<()>,
) -> Element {
    let (toasts, changes) = (use_toasts(), use_changes());
    let mut draft = use_draft(now);
    let mut wrong = use_signal(Wrong::new);
    let send = use_send(
        |new: NewServiceCard| async move { fees::save_card(&new).await },
        move |outcome| match outcome {
            Outcome::Written(_) => {
                toasts.say(Tone::Done, tr("fees-card-saved"));
                changes.announce([CARDS]);
                on_close.call(());
            }
            Outcome::Overtaken => changes.announce([CARDS]),
            Outcome::Refused(found) => {
                wrong.set(found.into_iter().map(|(member, key)| (member.clone(), problem(&member, &key))).collect());
            }
        },
    );
    let submit = use_callback(move |()| match draft.body.peek().card(id, draft.read().card.as_ref()) {
        Ok(card) => {
            wrong.set(Wrong::new());
            send.run(NewServiceCard { seq: draft.seq(), card });
        }
        Err(found) => wrong.set(found),
    });
    let is_new = draft.read().card.is_none();
    let failure = wrong.read().get("").cloned().or_else(|| send.failure());
    rsx! {
        Dialog {
            open: true,
            title: if is_new { tr("fees-card-new") } else { tr("fees-card-change-title") },
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button { label: tr("verb-save"), kind: ButtonKind::Primary, busy: send.busy(), on_press: move |_| submit.call(()) }
            },
            div { class: "dk-form",
                Failed { failure }
                if draft.is_overtaken() {
                    Overtaken {
                        title: tr("fees-card-overtaken"),
                        on_take: move |()| {
                            wrong.set(Wrong::new());
                            draft.take_theirs();
                        },
                        on_keep: move |()| draft.keep_mine(),
                    }
                }
                CardFields { typed: draft.body, wrong, used }
            }
        }
    }
}

/// The fields of a card.
#[component]
pub fn CardFields(typed: Signal<Typed>, wrong: Signal<Wrong>, used: Vec<Currency>) -> Element {
    let of = |member: &str| wrong.read().get(member).cloned();
    let mut put = move |member: &str, change: &dyn Fn(&mut Typed)| {
        wrong.write().remove(member);
        change(&mut typed.write());
    };
    let now = typed.read().clone();
    let units = [("time", "fees-unit-time"), ("hour", "fees-unit-hour")];
    rsx! {
        TextField {
            label: tr("fees-card-name"),
            value: now.name.clone(),
            required: true,
            max_length: 100,
            error: of("name"),
            on_input: move |text: String| put("name", &|typed| typed.name.clone_from(&text)),
        }
        div { class: "dk-form-pair",
            AmountField {
                label: tr("fees-card-price"),
                value: now.price.clone(),
                currency: now.currency,
                required: true,
                hint: tr("fees-card-price-hint"),
                error: of("price"),
                on_input: move |text: String| put("price", &|typed| typed.price.clone_from(&text)),
            }
            SelectField {
                label: tr("fees-currency"),
                value: now.currency.code(),
                options: currencies([now.currency].into_iter().chain(used), true),
                on_change: move |code: String| put("price", &|typed| typed.currency = currency(&code)),
            }
        }
        div { class: "dk-form-pair",
            SelectField {
                label: tr("fees-unit"),
                value: if now.hourly { "hour" } else { "time" },
                options: units.map(|(word, label)| Choice::new(word, tr(label))).to_vec(),
                on_change: move |word: String| put("step_minutes", &|typed| typed.hourly = word == "hour"),
            }
            if now.hourly {
                TextField {
                    label: tr("fees-step"),
                    hint: tr("fees-step-hint"),
                    kind: TextKind::Code,
                    value: now.step.clone(),
                    max_length: 4,
                    error: of("step_minutes"),
                    on_input: move |text: String| put("step_minutes", &|typed| typed.step.clone_from(&text)),
                }
            }
        }
        CheckField {
            label: tr("fees-card-visible"),
            hint: tr("fees-card-visible-hint"),
            checked: now.visible,
            on_change: move |on: bool| put("visible", &|typed| typed.visible = on),
        }
        TextAreaField {
            label: tr("fees-card-description"),
            value: now.description.clone(),
            rows: 3,
            max_length: 1_000,
            error: of("description"),
            on_input: move |text: String| put("description", &|typed| typed.description.clone_from(&text)),
        }
        div { class: "dk-form-pair",
            TextField {
                label: tr("fees-card-tax"),
                hint: tr("fees-card-tax-hint"),
                kind: TextKind::Decimal,
                value: now.tax.clone(),
                max_length: 6,
                error: of("tax"),
                on_input: move |text: String| put("tax", &|typed| typed.tax.clone_from(&text)),
            }
            TextField {
                label: tr("fees-card-days"),
                hint: tr("fees-card-days-hint"),
                kind: TextKind::Code,
                value: now.days.clone(),
                max_length: 4,
                error: of("validity_days"),
                on_input: move |text: String| put("validity_days", &|typed| typed.days.clone_from(&text)),
            }
        }
    }
}
