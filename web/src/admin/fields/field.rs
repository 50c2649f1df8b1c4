//! One field: what it is called, what may stand in it, whether it must be filled.

use dioxus::prelude::*;
use truckroll_domain::fields::{
    Branch, Field, FieldKind, FieldProblems, Label, Noun, branches_of_lines, is_always_required, is_given,
};
use truckroll_domain::tickets::RowForm;
use truckroll_ui::prelude::*;

use truckroll_domain::expression::Expression;

use super::state::choices_of_lines;
use super::{Fields, problem_of};

/// The kinds an organisation can choose for a noun.
fn kinds(noun: Noun) -> Vec<FieldKind> {
    let mut all = vec![
        FieldKind::Text,
        FieldKind::LongText,
        FieldKind::Whole,
        FieldKind::Decimal,
        FieldKind::Date,
        FieldKind::DateTime,
        FieldKind::Choice { options: Vec::new() },
        FieldKind::Choices { options: Vec::new() },
        FieldKind::Cascade { tree: Vec::new() },
        FieldKind::Checkbox,
        FieldKind::Pattern { pattern: String::new() },
        FieldKind::Attachment,
        FieldKind::Phone,
        FieldKind::Email,
        FieldKind::Web,
        FieldKind::Location,
    ];
    if noun == Noun::Ticket {
        all.extend([
            FieldKind::Stars,
            FieldKind::Signature,
            FieldKind::Rows { form: String::new() },
            FieldKind::AssetRows { table: String::new() },
            FieldKind::Computed { formula: String::new() },
            FieldKind::VerifiedPhone,
            FieldKind::Satisfaction { form: String::new() },
        ]);
    }
    all
}

/// The kinds a column of rows can have.
fn column_kinds() -> Vec<FieldKind> {
    kinds(Noun::Ticket).into_iter().filter(RowForm::takes).collect()
}

fn kind_label(word: &str) -> String {
    tr(&format!("fields-kind-{}", word.replace('_', "-")))
}

/// Lines `A / B / C` of a tree.
fn lines_of(tree: &[Branch]) -> String {
    fn walk(level: &[Branch], above: &str, lines: &mut Vec<String>) {
        for branch in level {
            let here = if above.is_empty() { branch.label.clone() } else { format!("{above} / {}", branch.label) };
            if branch.below.is_empty() {
                lines.push(here);
            } else {
                walk(&branch.below, &here, lines);
            }
        }
    }
    let mut lines = Vec::new();
    walk(tree, "", &mut lines);
    lines.join("\n")
}

/// Only what is in the lines, with the keys of what was there.
fn tree_of(known: &[Branch], lines: &str) -> Vec<Branch> {
    fn keep(level: &mut Vec<Branch>, wanted: &[Branch]) {
        level.retain(|b| wanted.iter().any(|w| w.label == b.label));
        for branch in level {
            if let Some(wanted) = wanted.iter().find(|w| w.label == branch.label) {
                keep(&mut branch.below, &wanted.below);
            }
        }
    }
    let wanted = branches_of_lines(Vec::new(), lines);
    let mut tree = branches_of_lines(known.to_vec(), lines);
    keep(&mut tree, &wanted);
    tree
}

/// The editor of one field.
#[component]
pub fn FieldEditor(
    fields: Fields,
    index: usize,
    /// What people read of it now.
    name: String,
    field: Field,
    /// Its number among those that are not archived, from 1, and how many there are.
    place: (usize, usize),
    problems: FieldProblems,
) -> Element {
    let set = move |work: &dyn Fn(&mut Field)| fields.change(|d| d.change(index, |f| work(f)));
    let published = fields.now.read().is_published(&field.key);
    let of = |member: &str| problem_of(&problems, &format!("fields.{index}.{member}"));
    let title = if field.label == Label::default() && !field.system { tr("rules-field-unnamed") } else { name.clone() };
    let (english, chinese) = (field.label.clone(), field.label.clone());
    let noun = fields.now.read().read.noun;
    let offered = if fields.now.read().columns { column_kinds() } else { kinds(noun) };
    let choices = offered.clone();
    let always = field.system && is_always_required(&field.key);
    let given = field.system && is_given(noun, &field.key);
    let (number, count) = place;
    rsx! {
        details { class: "dk-own-field", open: !field.system || !problems.is_empty(),
            summary { class: "dk-field-head",
                span { class: "dk-cell-title", "{title}" }
                span { class: "dk-quiet",
                    {kind_label(field.kind.word())}
                    if field.required {
                        " · " {tr("required")}
                    }
                    if field.hidden {
                        " · " {tr("fields-hidden")}
                    }
                }
            }
            div { class: "dk-form-pair",
                TextField {
                    label: tr("fields-label-en"),
                    value: field.label.en.clone(),
                    placeholder: if field.system { name.clone() } else { String::new() },
                    max_length: 100,
                    error: of("label"),
                    on_input: move |en: String| fields.change(|d| d.name(index, Label { en, ..english.clone() })),
                }
                TextField {
                    label: tr("fields-label-zh"),
                    value: field.label.zh_cn.clone(),
                    placeholder: if field.system { name.clone() } else { String::new() },
                    max_length: 100,
                    on_input: move |zh_cn: String| fields.change(|d| d.name(index, Label { zh_cn, ..chinese.clone() })),
                }
            }
            if !field.system {
                div { class: "dk-form-pair",
                    SelectField {
                        label: tr("rules-field-kind"),
                        value: field.kind.word(),
                        options: offered.iter().map(|k| Choice::new(k.word(), kind_label(k.word()))).collect::<Vec<_>>(),
                        disabled: published,
                        error: of("kind"),
                        on_change: move |word: String| {
                            if let Some(kind) = choices.iter().find(|k| k.word() == word) {
                                set(&|f| f.kind = kind.clone());
                            }
                        },
                    }
                    TextField {
                        label: tr("rules-field-key"),
                        value: field.key.clone(),
                        required: true,
                        disabled: published,
                        max_length: 40,
                        hint: if published { tr("rules-field-key-fixed") } else { tr("rules-field-key-hint") },
                        error: of("key"),
                        on_input: move |text: String| set(&|f| f.key = text.trim().to_lowercase()),
                    }
                }
                Options { fields, index, kind: field.kind.clone(), unit: field.unit.clone(), problems: problems.clone() }
            }
            div { class: "dk-form-pair",
                CheckField {
                    label: tr("fields-required"),
                    checked: field.required,
                    disabled: always || given,
                    hint: if always { Some(tr("fields-always-required")) } else { None },
                    error: of("required"),
                    on_change: move |on| set(&|f| f.required = on),
                }
                CheckField {
                    label: tr("fields-hide"),
                    checked: field.hidden,
                    disabled: always,
                    on_change: move |on| set(&|f| f.hidden = on),
                }
            }
            div { class: "tr-actions",
                Button {
                    label: tr!("rules-field-up", name = title.clone()),
                    icon: Icon::ArrowUp,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    disabled: number == 1,
                    on_press: move |_| fields.change(|d| d.shift(index, false)),
                }
                Button {
                    label: tr!("rules-field-down", name = title.clone()),
                    icon: Icon::ArrowDown,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    disabled: number == count,
                    on_press: move |_| fields.change(|d| d.shift(index, true)),
                }
                if !field.system {
                    Button {
                        label: if published { tr("rules-field-retire") } else { tr("verb-remove") },
                        icon: if published { Icon::Archive } else { Icon::Trash },
                        kind: ButtonKind::Ghost,
                        on_press: move |_| {
                            let at = truckroll_domain::Timestamp(crate::platform::now_ms());
                            fields.change(|d| d.remove(index, at));
                        },
                    }
                }
            }
        }
    }
}

/// What belongs to a kind: choices, the tree, the pattern, the unit.
#[component]
fn Options(fields: Fields, index: usize, kind: FieldKind, unit: String, problems: FieldProblems) -> Element {
    let set = move |work: &dyn Fn(&mut Field)| fields.change(|d| d.change(index, |f| work(f)));
    let path = format!("fields.{index}.");
    // what is wrong with one choice is said below all of them
    let below = |member: &str| {
        let first = format!("{path}{member}");
        problems.iter().find(|(at, _)| at.starts_with(&first)).map(|(_, key)| crate::desk::customers::problem(key))
    };
    match kind {
        FieldKind::Choice { options } | FieldKind::Choices { options } => {
            let lines = options.iter().map(|o| o.label.clone()).collect::<Vec<_>>().join("\n");
            rsx! {
                Lines {
                    label: tr("fields-choices"),
                    hint: tr("fields-choices-hint"),
                    lines,
                    error: below("options"),
                    on_change: move |lines: String| set(&|f| {
                        let options = choices_of_lines(&options, &lines);
                        f.kind = match &f.kind {
                            FieldKind::Choices { .. } => FieldKind::Choices { options },
                            _ => FieldKind::Choice { options },
                        };
                    }),
                }
            }
        }
        FieldKind::Cascade { tree } => rsx! {
            Lines {
                label: tr("fields-tree"),
                hint: tr("fields-tree-hint"),
                lines: lines_of(&tree),
                error: below("tree"),
                on_change: move |lines: String| set(&|f| f.kind = FieldKind::Cascade { tree: tree_of(&tree, &lines) }),
            }
        },
        FieldKind::Pattern { pattern } => rsx! {
            TextField {
                label: tr("fields-pattern"),
                hint: tr("fields-pattern-hint"),
                value: pattern,
                max_length: 200,
                error: below("pattern"),
                on_input: move |pattern: String| set(&|f| f.kind = FieldKind::Pattern { pattern: pattern.clone() }),
            }
        },
        FieldKind::Rows { form } => rsx! {
            RowsOf { form, error: below("form"), on_change: move |form: String| set(&|f| f.kind = FieldKind::Rows { form: form.clone() }) }
        },
        FieldKind::Satisfaction { form } => rsx! {
            RowsOf { form, published: true, error: below("form"), on_change: move |form: String| set(&|f| f.kind = FieldKind::Satisfaction { form: form.clone() }) }
        },
        FieldKind::AssetRows { table } => rsx! {
            TableOf { table, error: below("table"), on_change: move |table: String| set(&|f| f.kind = FieldKind::AssetRows { table: table.clone() }) }
        },
        FieldKind::Computed { formula } => rsx! {
            TextAreaField {
                label: tr("ticket-forms-formula"),
                hint: tr("ticket-forms-formula-hint"),
                value: formula.clone(),
                rows: 2,
                max_length: 2_000,
                error: below("formula").or_else(|| unreadable(&formula)),
                on_input: move |formula: String| set(&|f| f.kind = FieldKind::Computed { formula: formula.clone() }),
            }
        },
        FieldKind::Whole | FieldKind::Decimal => rsx! {
            TextField {
                label: tr("fields-unit"),
                value: unit,
                max_length: 20,
                error: below("unit"),
                on_input: move |unit: String| set(&|f| f.unit = unit.clone()),
            }
        },
        _ => rsx! {},
    }
}

/// Why a formula or condition cannot be read, with the characters it is about; nothing while it is empty.
pub fn unreadable(text: &str) -> Option<String> {
    if text.trim().is_empty() {
        return None;
    }
    let fault = Expression::parse(text).err()?;
    let why = crate::desk::customers::problem(fault.problem);
    let about: String = text.chars().skip(fault.at.from).take(fault.at.to.saturating_sub(fault.at.from)).collect();
    let place = fault.at.from + 1;
    Some(if about.trim().is_empty() { why } else { tr!("ticket-forms-fault", why = why, about = about, place = place) })
}

/// Which form the rows follow.
#[component]
fn RowsOf(
    form: String,
    /// Only those that customers can be asked to fill in.
    #[props(default)]
    published: bool,
    error: Option<String>,
    on_change: EventHandler<String>,
) -> Element {
    let forms = use_live(|| vec![RowForm::KIND.to_owned()], crate::api::ticket_forms::read);
    let tag = truckroll_ui::context::current_locale().tag();
    let all = forms.value().map(|forms| forms.rows).unwrap_or_default();
    let fits = |now: &truckroll_domain::tickets::RowForm| now.archived_at.is_none() && (now.published || !published);
    let open = all.iter().filter(|now| fits(&now.form) || now.form.key == form);
    rsx! {
        SelectField {
            label: tr("ticket-forms-row-form"),
            hint: tr(if published { "publish-form-hint" } else { "ticket-forms-row-form-hint" }),
            value: form.clone(),
            none_label: tr("ticket-forms-choose"),
            options: open.map(|now| Choice::new(now.form.key.clone(), now.form.name.text(tag))).collect::<Vec<_>>(),
            error,
            on_change,
        }
    }
}

/// Which asset table the rows are taken from.
#[component]
fn TableOf(table: String, error: Option<String>, on_change: EventHandler<String>) -> Element {
    let tables = use_live(Vec::new, crate::api::asset_tables);
    let all = tables.value().unwrap_or_default();
    rsx! {
        SelectField {
            label: tr("ticket-forms-table"),
            value: table,
            none_label: tr("ticket-forms-choose"),
            options: all
                .iter()
                .map(|now| Choice::new(now.table.key.clone(), crate::desk::customers::table_title(&now.table)))
                .collect::<Vec<_>>(),
            error,
            on_change,
        }
    }
}

/// Lines that are read when the reader leaves the box, so that what he types stays as he typed it.
#[component]
pub fn Lines(
    label: String,
    hint: String,
    lines: String,
    error: Option<String>,
    on_change: EventHandler<String>,
) -> Element {
    rsx! {
        TextAreaField { label, hint, value: lines, rows: 6, error, max_length: 200_000, on_change }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_its_lines_and_keeps_the_keys_of_what_stays() {
        let lines = "Lift / Door\nLift / Cabin\nBoiler";
        let tree = tree_of(&[], lines);
        assert_eq!(lines_of(&tree), lines);
        let next = tree_of(&tree, "Lift / Cabin\nPump");
        assert_eq!(lines_of(&next), "Lift / Cabin\nPump");
        assert_eq!(next[0].below[0].key, tree[0].below[1].key);
    }
}
