//! One phrase under change.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::access::Targets;
use truckroll_domain::phrases::{MAX_CODE, MAX_TEXT, Phrase};
use truckroll_ui::prelude::*;

use super::book::AREA;
use crate::admin::for_whom::TargetsField;
use crate::admin::parts::problem;
use crate::desk::customers::use_book;
use crate::desk::trouble::Waiting;

/// The dialog; without a phrase it makes one.
#[component]
pub fn PhraseDialog(
    own: bool,
    phrase: Option<Phrase>,
    /// What is wrong, by member.
    problems: BTreeMap<String, String>,
    busy: bool,
    on_save: EventHandler<Phrase>,
    on_close: EventHandler<()>,
) -> Element {
    let first = phrase.is_none();
    let mut draft =
        use_signal(|| phrase.unwrap_or_else(|| Phrase { scope: Targets::everybody(), ..Phrase::default() }));
    let of = |member: &str| problem(AREA, &problems, member);
    let form = use_dom_id();
    rsx! {
        Dialog {
            open: true,
            title: if first { tr("phrases-new") } else { tr("phrases-change-title") },
            on_close,
            large: true,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button { label: tr("verb-save"), kind: ButtonKind::Primary, busy, on_press: move |_| on_save.call(draft.peek().clone()) }
            },
            form {
                class: "dk-form",
                id: "{form}",
                novalidate: true,
                onsubmit: move |event| {
                    event.prevent_default();
                    on_save.call(draft.peek().clone());
                },
                TextField {
                    label: tr("phrases-name"),
                    value: draft.read().title.clone(),
                    required: true,
                    max_length: 100,
                    error: of("title"),
                    on_input: move |title| draft.write().title = title,
                }
                div { class: "dk-form-pair",
                    TextField {
                        label: tr("phrases-code"),
                        hint: tr("phrases-code-hint"),
                        value: draft.read().code.clone(),
                        max_length: u32::try_from(MAX_CODE + 1).unwrap_or(u32::MAX),
                        error: of("code"),
                        on_input: move |code| draft.write().code = code,
                    }
                    TextField {
                        label: tr("phrases-category"),
                        value: draft.read().category.clone(),
                        max_length: 100,
                        error: of("category"),
                        on_input: move |category| draft.write().category = category,
                    }
                }
                TextAreaField {
                    label: tr("phrases-text"),
                    hint: tr("phrases-text-hint"),
                    value: draft.read().text.clone(),
                    rows: 6,
                    required: true,
                    max_length: u32::try_from(MAX_TEXT).unwrap_or(u32::MAX),
                    error: of("text"),
                    on_input: move |text| draft.write().text = text,
                }
                if !own {
                    ForWhom { targets: draft.read().scope.clone(), error: of("scope"), on_change: move |scope| draft.write().scope = scope }
                }
            }
        }
    }
}

#[component]
fn ForWhom(targets: Targets, error: Option<String>, on_change: EventHandler<Targets>) -> Element {
    let book = use_book();
    match book.value() {
        None => rsx! { Waiting { read: book, rows: 1 } },
        Some(book) => rsx! { TargetsField { book, label: tr("phrases-scope"), targets, error, on_change } },
    }
}
