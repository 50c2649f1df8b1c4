//! Fields that have rows (APP-09): written one by one, picked from the machines and parts on the phone, or one column of many
//! rows at once. Each row is kept by a command of its own, offline too.

use dioxus::prelude::*;
use truckroll_domain::LineId;
use truckroll_domain::assets::AssetRow;
use truckroll_domain::fields::{Field, FieldKind, FieldValue, Label, ValueEdits, Values};
use truckroll_domain::tickets::TicketCommand;
use truckroll_replica::ask::{Answer, Ask, FormField};
use truckroll_ui::prelude::*;

use super::control::FieldControl;
use crate::{ids, store, words};

/// The column that names an asset; people read its name instead.
const ASSET: &str = "asset";

/// What writing into a field needs to know of its columns.
fn is_written(column: &Field) -> bool {
    column.key != ASSET && !matches!(column.kind, FieldKind::Computed { .. })
}

/// A column as a field to write into.
fn asked(column: &Field, problem: Option<&str>) -> FormField {
    FormField {
        field: column.clone(),
        group: String::new(),
        editable: true,
        required: column.required,
        computed: None,
        problem: problem.map(str::to_owned),
        told: Label::default(),
        columns: Vec::new(),
        lines: Vec::new(),
    }
}

/// What differs between a row as it is and as it was written.
fn edits(columns: &[Field], before: &Values, after: &Values) -> ValueEdits {
    let mut edits = ValueEdits::new();
    for key in columns.iter().filter(|column| is_written(column)).map(|column| &column.key) {
        if before.get(key) != after.get(key) {
            edits.insert(key.clone(), after.get(key).cloned());
        }
    }
    edits
}

/// The command that gives one column of these rows one value.
fn set_column(field: &str, lines: &[LineId], column: &str, value: Option<&FieldValue>) -> Vec<TicketCommand> {
    let set = |line: &LineId| {
        let mut values = ValueEdits::new();
        values.insert(column.to_owned(), value.cloned());
        TicketCommand::SetRow { field: field.to_owned(), line: *line, values }
    };
    lines.iter().map(set).collect()
}

/// The row of a machine or part that was picked.
fn picked(row: &AssetRow) -> ValueEdits {
    let mut values = ValueEdits::new();
    let texts = [(ASSET, &row.id), ("name", &row.name), ("model", &row.model), ("serial_number", &row.serial_number)];
    for (key, text) in texts {
        values.insert(key.to_owned(), FieldValue::text(text));
    }
    values.insert("count".to_owned(), Some(FieldValue::Real(1.0)));
    values
}

/// What people read of a row: its first column, and the others behind their names.
fn told(format: &Format, columns: &[Field], cells: &Values) -> (String, String) {
    let shown = columns.iter().filter(|column| column.key != ASSET).filter_map(|column| {
        let text = words::field_value(format, &column.kind, cells.get(&column.key)?);
        (!text.is_empty()).then(|| (words::label(column), text))
    });
    let mut parts = shown;
    let first = parts.next().map_or_else(|| tr("eng-row"), |(_, text)| text);
    let rest: Vec<String> = parts.map(|(label, text)| format!("{label} {text}")).collect();
    (first, rest.join(" · "))
}

/// A field with its rows. Whoever may not write reads them.
#[component]
pub fn RowsField(form: FormField, edits: bool, busy: bool, on_all: EventHandler<Vec<TicketCommand>>) -> Element {
    let format = use_format();
    let mut ticked = use_signal(Vec::<LineId>::new);
    let mut open = use_signal(|| None::<(LineId, Values)>);
    let key = form.field.key.clone();
    let stands = words::form_problem(&form);
    let table = match &form.field.kind {
        FieldKind::AssetRows { table } => Some(table.clone()),
        _ => None,
    };
    let all: Vec<LineId> = form.lines.iter().map(|(line, _)| *line).collect();
    let chosen: Vec<LineId> = all.iter().filter(|line| ticked.read().contains(line)).copied().collect();
    let whole = chosen.len() == all.len();
    let removed = {
        let key = key.clone();
        move |line: LineId| on_all.call(vec![TicketCommand::RemoveRow { field: key.clone(), line }])
    };
    let add = {
        let key = key.clone();
        move |values: ValueEdits| {
            on_all.call(vec![TicketCommand::SetRow { field: key.clone(), line: ids::line(), values }])
        }
    };
    rsx! {
        fieldset { class: "tr-stack",
            legend { class: "tr-label",
                {words::label(&form.field)}
                if form.required {
                    span { class: "tr-required", " · " {tr("required")} }
                }
            }
            if let Some(problem) = stands {
                p { class: "tr-error", role: "alert", "{problem}" }
            }
            if edits && all.len() > 1 {
                CheckField {
                    label: tr!("eng-rows-all", count = all.len()),
                    checked: whole,
                    on_change: {
                        let all = all.clone();
                        move |on: bool| ticked.set(if on { all.clone() } else { Vec::new() })
                    },
                }
            }
            ul { class: "tr-list",
                for (line , cells) in form.lines.clone() {
                    li { key: "{line}",
                        Line {
                            told: told(&format, &form.columns, &cells),
                            tick: (edits && all.len() > 1).then(|| ticked.read().contains(&line)),
                            edits,
                            busy,
                            on_tick: move |on: bool| {
                                let mut ticked = ticked.write();
                                ticked.retain(|known| *known != line);
                                if on {
                                    ticked.push(line);
                                }
                            },
                            on_edit: move |()| open.set(Some((line, cells.clone()))),
                            on_remove: {
                                let removed = removed.clone();
                                move |()| removed(line)
                            },
                        }
                    }
                }
            }
            if edits && !chosen.is_empty() {
                Many {
                    columns: form.columns.clone(),
                    count: chosen.len(),
                    busy,
                    on_set: {
                        let key = key.clone();
                        move |(column, value): (String, Option<FieldValue>)| {
                            on_all.call(set_column(&key, &chosen, &column, value.as_ref()));
                            ticked.set(Vec::new());
                        }
                    },
                }
            }
            if edits {
                if let Some(table) = table {
                    Pick {
                        table,
                        busy,
                        on_pick: move |row: AssetRow| add(picked(&row)),
                    }
                }
                Button {
                    label: tr("eng-row-add"),
                    icon: Icon::Plus,
                    kind: ButtonKind::Ghost,
                    disabled: busy,
                    on_press: move |_| open.set(Some((ids::line(), Values::new()))),
                }
            }
            if let Some((line, before)) = open() {
                RowDialog {
                    title: words::label(&form.field),
                    columns: form.columns.clone(),
                    before,
                    on_close: move |()| open.set(None),
                    on_save: move |values: ValueEdits| {
                        open.set(None);
                        if !values.is_empty() {
                            on_all.call(vec![TicketCommand::SetRow { field: key.clone(), line, values }]);
                        }
                    },
                }
            }
        }
    }
}

/// One row in its list.
#[component]
fn Line(
    told: (String, String),
    tick: Option<bool>,
    edits: bool,
    busy: bool,
    on_tick: EventHandler<bool>,
    on_edit: EventHandler<()>,
    on_remove: EventHandler<()>,
) -> Element {
    let (name, rest) = told;
    rsx! {
        div { class: "flex items-center gap-2 min-h-14",
            span { class: "flex-1 min-w-0",
                if let Some(checked) = tick {
                    CheckField { label: name.clone(), hint: rest, checked, on_change: move |on| on_tick.call(on) }
                } else {
                    span { class: "block break-words", "{name}" }
                    span { class: "block tr-small tr-muted break-words", "{rest}" }
                }
            }
            if edits {
                Button {
                    label: tr!("dir-edit-of", name = name.clone()),
                    icon: Icon::Pencil,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    disabled: busy,
                    on_press: move |_| on_edit.call(()),
                }
                Button {
                    label: tr!("eng-field-file-remove", name = name.clone()),
                    icon: Icon::Trash,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    disabled: busy,
                    on_press: move |_| on_remove.call(()),
                }
            }
        }
    }
}

/// One column of the ticked rows: which, and what comes to stand there.
#[component]
fn Many(columns: Vec<Field>, count: usize, busy: bool, on_set: EventHandler<(String, Option<FieldValue>)>) -> Element {
    let mut column = use_signal(String::new);
    let mut value = use_signal(|| None::<FieldValue>);
    let written: Vec<Field> = columns.into_iter().filter(is_written).collect();
    let options: Vec<Choice> = written.iter().map(|one| Choice::new(one.key.clone(), words::label(one))).collect();
    let chosen = written.into_iter().find(|one| one.key == *column.read());
    rsx! {
        div { class: "tr-card tr-stack", role: "group", aria_label: tr!("eng-rows-set", count = count),
            SelectField {
                label: tr("eng-rows-column"),
                value: column(),
                none_label: tr("eng-choose"),
                options,
                on_change: move |key| {
                    column.set(key);
                    value.set(None);
                },
            }
            if let Some(chosen) = chosen {
                FieldControl {
                    key: "{chosen.key}",
                    form: asked(&chosen, None),
                    value: value(),
                    busy,
                    on_value: move |given| value.set(given),
                }
                Button {
                    label: tr!("eng-rows-set", count = count),
                    kind: ButtonKind::Primary,
                    busy,
                    disabled: chosen.required && value.read().is_none(),
                    on_press: move |_| on_set.call((chosen.key.clone(), value())),
                }
            }
        }
    }
}

/// One row to write into.
#[component]
fn RowDialog(
    title: String,
    columns: Vec<Field>,
    before: Values,
    on_close: EventHandler<()>,
    on_save: EventHandler<ValueEdits>,
) -> Element {
    let first = before.clone();
    let mut cells = use_signal(move || first);
    let mut tried = use_signal(|| false);
    let written: Vec<Field> = columns.into_iter().filter(is_written).collect();
    let lacks = move |column: &Field| column.required && !cells.read().contains_key(&column.key);
    let complete = !written.iter().any(lacks);
    let fields = written.clone();
    rsx! {
        Dialog {
            open: true,
            title,
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("verb-save"),
                    kind: ButtonKind::Primary,
                    on_press: move |_| {
                        tried.set(true);
                        if complete {
                            on_save.call(edits(&fields, &before, &cells.peek()));
                        }
                    },
                }
            },
            div { class: "tr-stack",
                for column in written {
                    FieldControl {
                        key: "{column.key}",
                        form: asked(&column, (tried() && lacks(&column)).then_some("required")),
                        value: cells.read().get(&column.key).cloned(),
                        busy: false,
                        on_value: move |value: Option<FieldValue>| {
                            let mut cells = cells.write();
                            match value {
                                Some(value) => cells.insert(column.key.clone(), value),
                                None => cells.remove(&column.key),
                            };
                        },
                    }
                }
            }
        }
    }
}

/// The machines and parts on the phone, found by words.
#[component]
fn Pick(table: String, busy: bool, on_pick: EventHandler<AssetRow>) -> Element {
    let mut q = use_signal(String::new);
    let found = use_assets(q, table);
    let searching = q.read().trim().chars().count() >= 2;
    let rows = found.value().filter(|_| searching);
    rsx! {
        TextField {
            label: tr("eng-part-find"),
            kind: TextKind::Search,
            value: q(),
            max_length: 200,
            disabled: busy,
            on_input: move |text| q.set(text),
        }
        if let Some(rows) = rows {
            if rows.is_empty() {
                p { class: "tr-hint", role: "status", {tr("eng-search-none")} }
            } else {
                ul { class: "tr-menu w-full", aria_label: tr("eng-part-find"),
                    for row in rows.into_iter().take(8) {
                        li { key: "{row.id}",
                            button {
                                class: "tr-menu-item",
                                r#type: "button",
                                onclick: move |_| {
                                    q.set(String::new());
                                    on_pick.call(row.clone());
                                },
                                Glyph { icon: Icon::Plus, size: 16 }
                                span { {words::customer(&row.name, &row.serial_number)} }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A read of the machines and parts that match.
fn use_assets(q: Signal<String>, table: String) -> Live<Vec<AssetRow>> {
    store::use_read(
        &[truckroll_domain::Kind::Asset],
        move || Ask::Assets { q: q(), table: table.clone() },
        |answer| match answer {
            Answer::Assets { assets } => Some(assets),
            _ => None,
        },
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::sample;

    fn column(key: &str, kind: FieldKind) -> Field {
        Field { required: key == "name", ..Field::new(key, Label::new(&key.to_uppercase(), ""), kind) }
    }

    fn columns() -> Vec<Field> {
        let formula = "1".to_owned();
        vec![
            column(ASSET, FieldKind::Text),
            column("name", FieldKind::Text),
            column("count", FieldKind::Decimal),
            column("sum", FieldKind::Computed { formula }),
        ]
    }

    fn cells(name: &str, count: f64) -> Values {
        BTreeMap::from([
            (ASSET.to_owned(), FieldValue::Text("a-1".into())),
            ("name".to_owned(), FieldValue::Text(name.into())),
            ("count".to_owned(), FieldValue::Real(count)),
            ("sum".to_owned(), FieldValue::Real(count * 2.0)),
        ])
    }

    #[component]
    fn Page(edits: bool, rows: u8) -> Element {
        crate::session::use_session_provider();
        let line = |n: u8| (LineId::from_parts(n.into(), [n; 10]), cells(&format!("Belt {n}"), n.into()));
        let parts = Field::new("parts", Label::new("Parts", ""), FieldKind::AssetRows { table: "parts".into() });
        let form = FormField { columns: columns(), lines: (0..rows).map(line).collect(), ..asked(&parts, None) };
        rsx! { RowsField { form, edits, busy: false, on_all: |_| {} } }
    }

    #[test]
    fn rows_can_be_written_picked_and_ticked_together_and_say_what_they_come_to() {
        let html = sample::render(Page, PageProps { edits: true, rows: 3 });
        for part in ["Belt 2", "COUNT 2", "SUM 4", "Select all 3 rows", "Add row", "Find on this phone", "Edit Belt 1"]
        {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("a-1"), "nobody reads an id: {html}");
        let read = sample::render(Page, PageProps { edits: false, rows: 2 });
        assert!(read.contains("Belt 1") && !read.contains("<button") && !read.contains("<input"), "{read}");
    }

    #[test]
    fn only_what_was_touched_is_written() {
        let (before, mut after) = (cells("Belt", 1.0), cells("Belt", 2.0));
        assert_eq!(edits(&columns(), &before, &before), ValueEdits::new());
        after.remove("name");
        let changed = edits(&columns(), &before, &after);
        let wanted = [("count".to_owned(), Some(FieldValue::Real(2.0))), ("name".to_owned(), None)];
        assert_eq!(changed, BTreeMap::from(wanted), "what is computed is not written");
    }

    #[test]
    fn one_value_goes_into_one_column_of_every_ticked_row() {
        let lines: Vec<LineId> = (1..=3).map(|n| LineId::from_parts(n, [1; 10])).collect();
        let value = FieldValue::Real(4.0);
        let commands = set_column("parts", &lines, "count", Some(&value));
        assert_eq!(commands.len(), 3);
        for (command, line) in commands.iter().zip(lines) {
            let values = BTreeMap::from([("count".to_owned(), Some(value.clone()))]);
            assert_eq!(*command, TicketCommand::SetRow { field: "parts".into(), line, values });
        }
    }
}
