//! Asking another organisation to link.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::linked::{Link, Relation};
use truckroll_protocol::api::linked::LinkInvitation;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::trouble::{Failed, by_member};

/// Number, relation and a line.
#[component]
pub fn AskForLink(on_asked: EventHandler<()>, on_close: EventHandler<()>) -> Element {
    let toasts = use_toasts();
    let mut number = use_signal(String::new);
    let mut relation = use_signal(|| Relation::Subordinate);
    let mut note = use_signal(String::new);
    let mut wrong = use_signal(BTreeMap::<String, String>::new);
    let send = use_send(
        move |new: LinkInvitation| async move { by_member(api::linked::ask(&new), wrong).await },
        move |link: Option<Link>| {
            if link.is_some() {
                toasts.say(Tone::Done, tr("linked-now-invited"));
                on_asked.call(());
            }
        },
    );
    let said = move |member: &str| {
        let known = wrong.read().get(member).map(|why| format!("linked-problem-{}", why.replace('_', "-")))?;
        Some(tr(if has_message(&known) { &known } else { "linked-problem-other" }))
    };
    let submit = move || {
        let digits: String = number.peek().chars().filter(|c| !c.is_whitespace()).collect();
        let Ok(vendor_id) = digits.parse() else {
            wrong.set([("vendor_id".to_owned(), "unknown_vendor".to_owned())].into());
            return;
        };
        wrong.set(BTreeMap::new());
        send.run(LinkInvitation { vendor_id, relation: *relation.peek(), note: note.peek().trim().to_owned() });
    };
    let mut press = submit;
    let mut enter = submit;
    rsx! {
        Dialog {
            open: true,
            title: tr("linked-ask"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button { label: tr("linked-send"), kind: ButtonKind::Primary, busy: send.busy(), on_press: move |_| press() }
            },
            div { class: "dk-form",
                Failed { failure: send.failure() }
                TextField {
                    label: tr("linked-their-number"),
                    hint: tr("linked-their-number-hint"),
                    value: number(),
                    max_length: 20,
                    error: said("vendor_id"),
                    on_input: move |text| number.set(text),
                    on_enter: move |()| enter(),
                }
                SelectField {
                    label: tr("linked-relation"),
                    hint: tr(&format!("linked-hint-{}", relation().word())),
                    value: relation().word().to_owned(),
                    options: Relation::ALL.iter().map(|r| Choice::new(r.word(), tr(&format!("linked-relation-{}", r.word())))).collect::<Vec<_>>(),
                    error: said("relation"),
                    on_change: move |word: String| {
                        if let Some(chosen) = Relation::ALL.iter().find(|r| r.word() == word) {
                            relation.set(*chosen);
                        }
                    },
                }
                TextAreaField {
                    label: tr("linked-note"),
                    value: note(),
                    max_length: 500,
                    error: said("note"),
                    on_input: move |text| note.set(text),
                }
            }
        }
    }
}
