//! Rows of a ticket's field: a table to read, and one to type into.

use dioxus::prelude::*;
use truckroll_domain::calendar::Offsets;
use truckroll_domain::expression::Clock;
use truckroll_domain::fields::{Field, FieldKind, FieldValue, Noun, Values};
use truckroll_domain::tickets::form::row_values;
use truckroll_domain::tickets::{Cells, RowForm, Rows};
use truckroll_domain::{LineId, Timestamp};
use truckroll_ui::prelude::*;

use super::form::fresh_line;
use crate::desk::customers::{Book, ValueField, label};
use crate::platform;

fn computed(form: &RowForm, cells: &Cells, offsets: &Offsets) -> Values {
    row_values(form, cells, Clock { now: Timestamp(platform::now_ms()), offsets })
}

/// A cell as people read it.
fn shown(column: &Field, values: &Values, format: &Format) -> String {
    let text = match (&column.kind, values.get(&column.key)) {
        (_, None) => return String::new(),
        (FieldKind::DateTime, Some(FieldValue::Int(ms))) => format.moment(*ms),
        (FieldKind::Checkbox, Some(FieldValue::Flag(yes))) => tr(if *yes { "cust-yes" } else { "cust-no" }),
        (kind, Some(value)) => kind.shown(value),
    };
    if column.unit.is_empty() { text } else { format!("{text} {}", column.unit) }
}

/// Rows to read.
#[component]
pub fn RowsShown(name: String, form: RowForm, offsets: Offsets, rows: Rows) -> Element {
    let format = use_format();
    let columns: Vec<Field> = form.fields.iter().filter(|column| column.is_shown()).cloned().collect();
    rsx! {
        div { class: "dk-rows", role: "region", aria_label: name.clone(), tabindex: "0",
            table { class: "dk-rows-table",
                thead {
                    tr {
                        for column in columns.clone() {
                            th { key: "{column.key}", scope: "col", {label(Noun::Ticket, &column)} }
                        }
                    }
                }
                tbody {
                    for (line, cells) in rows.0 {
                        tr { key: "{line}",
                            for column in columns.clone() {
                                td { key: "{column.key}", {shown(&column, &computed(&form, &cells, &offsets), &format)} }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Rows to type into, one card a row: cards read well on a narrow screen and with a screen reader.
#[component]
pub fn RowsField(
    book: Book,
    name: String,
    form: RowForm,
    offsets: Offsets,
    rows: Rows,
    required: bool,
    editable: bool,
    error: Option<String>,
    on_change: EventHandler<Rows>,
) -> Element {
    let format = use_format();
    let columns: Vec<Field> = form.fields.iter().filter(|column| column.is_shown()).cloned().collect();
    if !editable {
        return rsx! {
            p { class: "tr-label", "{name}" }
            RowsShown { name: name.clone(), form, offsets, rows }
        };
    }
    let all = rows.clone();
    rsx! {
        fieldset { class: "dk-rows-field",
            legend { class: "tr-label",
                "{name}"
                if required {
                    span { class: "tr-required", " · " {tr("required")} }
                }
            }
            if rows.0.is_empty() {
                p { class: "dk-quiet", {tr("ticket-forms-no-rows")} }
            }
            ol { class: "dk-plain-list dk-row-cards",
                for (number, (line, cells)) in rows.0.clone().into_iter().enumerate() {
                    li { key: "{line}", class: "dk-row-card",
                        div { class: "dk-value-fields",
                            for column in columns.clone() {
                                div { key: "{column.key}",
                                    if matches!(column.kind, FieldKind::Computed { .. }) {
                                        dl { class: "dk-read-only",
                                            dt { class: "tr-label", {label(Noun::Ticket, &column)} }
                                            dd { class: "tr-figures", {shown(&column, &computed(&form, &cells, &offsets), &format)} }
                                        }
                                    } else {
                                        ValueField {
                                            book: book.clone(),
                                            noun: Noun::Ticket,
                                            field: column.clone(),
                                            value: cells.0.get(&column.key).cloned(),
                                            on_change: {
                                                let (all, key) = (all.clone(), column.key.clone());
                                                move |value: Option<FieldValue>| on_change.call(with_cell(&all, line, &key, value))
                                            },
                                        }
                                    }
                                }
                            }
                        }
                        Button {
                            label: tr!("ticket-forms-remove-row", number = number + 1),
                            icon: Icon::Trash,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            on_press: {
                                let all = all.clone();
                                move |_| {
                                    let mut rows = all.clone();
                                    rows.0.remove(&line);
                                    on_change.call(rows);
                                }
                            },
                        }
                    }
                }
            }
            Button {
                label: tr("ticket-forms-add-row"),
                icon: Icon::Plus,
                kind: ButtonKind::Ghost,
                on_press: move |_| {
                    let mut rows = all.clone();
                    rows.0.insert(fresh_line(), Cells::default());
                    on_change.call(rows);
                },
            }
            if let Some(error) = error {
                p { class: "tr-error", role: "alert", "{error}" }
            }
        }
    }
}

fn with_cell(rows: &Rows, line: LineId, key: &str, value: Option<FieldValue>) -> Rows {
    let mut rows = rows.clone();
    let Cells(cells) = rows.0.entry(line).or_default();
    match value {
        Some(value) => cells.insert(key.to_owned(), value),
        None => cells.remove(key),
    };
    rows
}
