//! Rows of a form, and rows to choose from an asset table.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::fields::{Field, FieldKind};
use truckroll_ui::i18n::t;
use truckroll_ui::tl;

use super::{Question, RequestPage};
use crate::names;

/// Rows as they were typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowTable {
    /// The columns.
    pub columns: Vec<Field>,
    /// Texts by column, a row each; the last may be empty.
    pub rows: Vec<BTreeMap<String, String>>,
}

/// An asset that can be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pick {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Model and serial number.
    pub detail: String,
    /// How many were chosen, as typed; empty for none.
    pub count: String,
}

/// Rows with their inputs; another row comes by a button.
pub(super) fn table(page: &RequestPage, question: &Question, table: &RowTable) -> Element {
    let (locale, key, tag) = (page.frame.locale, question.key(), page.frame.locale.tag());
    rsx! {
        div { class: "row-list", id: "{question.id()}-box", tabindex: "-1", "data-rows": "{key}",
            for (n, cells) in table.rows.iter().enumerate() {
                div { class: "row", role: "group", aria_label: tl!(locale, "publish-row", number = n + 1), "data-row": "",
                    for column in table.columns.iter().filter(|column| column.is_shown()) {
                        div { class: "field",
                            label { class: "label", r#for: "{question.id()}-{n}-{column.key}",
                                span { {column.label.text(tag)} }
                                if column.required {
                                    span { class: "optional", {t(locale, "publish-needed")} }
                                }
                            }
                            {cell(page, column, &format!("{}-{n}-{}", question.id(), column.key), &names::cell_name(key, n, &column.key), cells.get(&column.key))}
                        }
                    }
                }
            }
        }
        button { r#type: "submit", name: names::MORE, value: "{key}", formnovalidate: true, "data-more": "{key}",
            {t(locale, "publish-row-more")}
        }
    }
}

fn cell(page: &RequestPage, column: &Field, id: &str, name: &str, text: Option<&String>) -> Element {
    let text = text.map(String::as_str).unwrap_or_default();
    match &column.kind {
        FieldKind::Choice { options } => rsx! {
            select { id, name,
                option { value: "", {t(page.frame.locale, "portal-choose")} }
                for option in options {
                    option { value: "{option.key}", selected: option.key == text, "{option.label}" }
                }
            }
        },
        FieldKind::Checkbox => rsx! {
            input { r#type: "checkbox", id, name, value: "true", checked: text == "true" }
        },
        FieldKind::LongText => rsx! {
            textarea { id, name, rows: "2", "{text}" }
        },
        FieldKind::Computed { .. } => rsx! {
            output { id, "data-cell": "{name}", "{text}" }
        },
        kind => rsx! {
            input {
                r#type: match kind {
                    FieldKind::Date => "date",
                    FieldKind::Phone => "tel",
                    FieldKind::Email => "email",
                    _ => "text",
                },
                id,
                name,
                value: "{text}",
                inputmode: matches!(kind, FieldKind::Whole | FieldKind::Decimal).then_some("decimal"),
            }
        },
    }
}

/// Assets with how many of each; a script lets people search in them.
pub(super) fn assets(page: &RequestPage, question: &Question, all: &[Pick]) -> Element {
    let (locale, key, id) = (page.frame.locale, question.key(), question.id());
    rsx! {
        div { class: "picks", id: "{id}-box", tabindex: "-1", "data-picks": "",
            if all.is_empty() {
                p { class: "hint", {t(locale, "publish-no-assets")} }
            } else {
                div { class: "field", hidden: true, "data-find": "",
                    label { class: "label", r#for: "{id}-find", {t(locale, "publish-find")} }
                    input { r#type: "search", id: "{id}-find", autocomplete: "off" }
                }
                for pick in all {
                    label { class: "pick", r#for: "{id}-{pick.id}", "data-pick": "",
                        span {
                            span { class: "name", "{pick.name}" }
                            span { class: "hint", "{pick.detail}" }
                        }
                        span { class: "sr", {tl!(locale, "publish-count-of", name = pick.name.as_str())} }
                        input {
                            r#type: "text",
                            id: "{id}-{pick.id}",
                            name: names::pick_name(key, &pick.id),
                            value: "{pick.count}",
                            inputmode: "decimal",
                            placeholder: "0",
                            autocomplete: "off",
                        }
                    }
                }
            }
        }
    }
}
