//! What the columns of a file stand for: guessed, and changed by hand; and how its rows are taken.

use dioxus::prelude::*;
use truckroll_domain::fields::Noun;
use truckroll_domain::imports::{ImportState, Mapping, fields, guess};
use truckroll_protocol::api::ImportNow;
use truckroll_ui::prelude::*;

use super::super::book::Book;
use super::words;
use crate::api::imports;
use crate::api::staff::Outcome;
use crate::desk::trouble::{Failed, Section};

/// Cells of a column that are shown beside it.
const SAMPLES: usize = 3;

/// The first cells of a column that say something.
fn samples(head: &[Vec<String>], header: bool, column: usize) -> String {
    let rows = head.iter().skip(usize::from(header));
    let cells = rows.filter_map(|row| row.get(column)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    cells.take(SAMPLES).collect::<Vec<_>>().join(" · ")
}

/// What the first row says of the columns, if it is headings.
fn guessed(now: &ImportNow, book: &Book) -> Vec<String> {
    let headings = now.head.first().cloned().unwrap_or_default();
    let mut columns = guess(now.noun, book.set(now.noun), &headings);
    columns.resize(now.mapping.columns.len(), String::new());
    columns
}

/// The form. What was chosen stays when the server refuses it.
#[component]
pub fn MappingForm(now: ImportNow, book: Book, on_change: EventHandler<()>) -> Element {
    let mut draft = use_signal(|| now.mapping.clone());
    let mut wrong = use_signal(|| None::<(String, String)>);
    let (noun, id) = (now.noun, now.id.clone());
    let send = use_send(
        move |dry: bool| {
            let (id, mapping) = (id.clone(), draft.peek().clone());
            async move { imports::start(&id, dry, &mapping).await }
        },
        move |outcome| match outcome {
            Outcome::Written(_) | Outcome::Overtaken => on_change.call(()),
            Outcome::Refused(problems) => wrong.set(problems.into_iter().next()),
        },
    );
    let format = use_format();
    let mapping = draft.read().clone();
    let rows = now.rows - i64::from(mapping.header);
    let names_wrong = use_memo(move || wrong().filter(|(member, _)| member.starts_with("columns.")));
    let choices: Vec<Choice> = fields(noun, book.set(noun))
        .into_iter()
        .map(|field| Choice::new(field.key.clone(), book.label(noun, &field.key)))
        .collect();
    let general =
        wrong().filter(|(member, _)| !member.starts_with("columns.")).map(|(_, key)| words::file_problem(&key));
    rsx! {
        form {
            class: "dk-import",
            aria_label: tr("imports-columns"),
            onsubmit: move |event| event.prevent_default(),
            ColumnFields {
                head: now.head.clone(),
                draft,
                guessed: guessed(&now, &book),
                choices,
                wrong: names_wrong,
                on_choose: move |()| wrong.set(None),
            }
            Preview { head: now.head.clone(), columns: mapping.columns.len(), header: mapping.header }
            Section { title: tr("imports-how"),
                if noun == Noun::Ticket {
                    p { class: "dk-quiet", {tr("imports-all-new")} }
                } else {
                    CheckField {
                        label: tr("imports-keep"),
                        hint: tr(&format!("imports-keep-hint-{}", noun.word())),
                        checked: mapping.keep,
                        on_change: move |on: bool| draft.write().keep = on,
                    }
                }
                if noun == Noun::Contact {
                    CheckField {
                        label: tr("imports-create-companies"),
                        hint: tr("imports-create-companies-hint"),
                        checked: mapping.create_companies,
                        on_change: move |on: bool| draft.write().create_companies = on,
                    }
                }
                Failed { failure: general.or_else(|| send.failure()) }
                div { class: "dk-import-row",
                    Button {
                        label: tr("imports-check"),
                        icon: Icon::ListChecks,
                        busy: send.busy(),
                        on_press: move |_| {
                            wrong.set(None);
                            send.run(true);
                        },
                    }
                    Button {
                        label: tr!("imports-run", count = rows, rows = format.number(rows)),
                        kind: ButtonKind::Primary,
                        busy: send.busy(),
                        on_press: move |_| {
                            wrong.set(None);
                            send.run(false);
                        },
                    }
                    if now.state == ImportState::Uploaded {
                        span { class: "dk-quiet", {tr("imports-check-hint")} }
                    }
                }
            }
        }
    }
}

/// What each column stands for, with its first cells beside it.
#[component]
pub fn ColumnFields(
    head: Vec<Vec<String>>,
    draft: Signal<Mapping>,
    /// What the first row says of the columns, if it is headings.
    guessed: Vec<String>,
    choices: Vec<Choice>,
    /// The column that is wrong (`columns.3`), and why.
    wrong: ReadSignal<Option<(String, String)>>,
    on_choose: EventHandler<()>,
) -> Element {
    let mut draft = draft;
    let mapping = draft.read().clone();
    let passed_over = mapping.columns.iter().filter(|key| key.is_empty()).count();
    let of_column = move |n: usize| {
        wrong().filter(|(member, _)| *member == format!("columns.{n}")).map(|(_, key)| words::file_problem(&key))
    };
    rsx! {
    Section { title: tr("imports-columns"),
        CheckField {
            label: tr("imports-header"),
            hint: tr("imports-header-hint"),
            checked: mapping.header,
            on_change: {
                let guessed = guessed.clone();
                move |on: bool| {
                    let mut draft = draft.write();
                    draft.header = on;
                    // nothing was chosen yet: the headings may tell
                    if on && draft.columns.iter().all(String::is_empty) {
                        draft.columns.clone_from(&guessed);
                    }
                }
            },
        }
        p { class: "dk-quiet", role: "status", {tr!("imports-passed-over", count = passed_over)} }
        ul { class: "dk-plain-list dk-import-columns",
            for n in 0..mapping.columns.len() {
                li { key: "{n}",
                    div {
                        span { class: "dk-import-column", {words::column(&head, mapping.header, n)} }
                        span { class: "dk-quiet dk-import-samples", {samples(&head, mapping.header, n)} }
                    }
                    Glyph { icon: Icon::ArrowRight, size: 16 }
                    SelectField {
                        label: tr!("imports-field-for", column = words::column(&head, mapping.header, n)),
                        hide_label: true,
                        value: mapping.columns[n].clone(),
                        none_label: tr("imports-pass-over"),
                        options: choices.clone(),
                        error: of_column(n),
                        on_change: move |key: String| {
                            on_choose.call(());
                            choose(&mut draft.write(), n, key);
                        },
                    }
                }
            }
        }
    }
    }
}

/// Gives a column a field; the column that had it is passed over.
fn choose(mapping: &mut Mapping, n: usize, key: String) {
    if !key.is_empty() {
        mapping.columns.iter_mut().filter(|column| **column == key).for_each(String::clear);
    }
    if let Some(column) = mapping.columns.get_mut(n) {
        *column = key;
    }
}

/// The first rows of the file as they are in it.
#[component]
pub fn Preview(head: Vec<Vec<String>>, columns: usize, header: bool) -> Element {
    let rows: Vec<Vec<String>> = head.iter().skip(usize::from(header)).take(5).cloned().collect();
    if head.is_empty() {
        return rsx! {
            Notice { tone: Tone::Paused, title: tr("imports-no-preview"), text: tr("imports-no-preview-text") }
        };
    }
    rsx! {
        Section { title: tr("imports-preview"),
            div { class: "dk-import-scroll", role: "region", tabindex: "0", aria_label: tr("imports-preview"),
                table { class: "dk-import-table dk-import-cells",
                    thead {
                        tr {
                            for n in 0..columns {
                                th { key: "{n}", scope: "col", {words::column(&head, header, n)} }
                            }
                        }
                    }
                    tbody {
                        for (r, row) in rows.into_iter().enumerate() {
                            tr { key: "{r}",
                                for n in 0..columns {
                                    td { key: "{n}", {row.get(n).cloned().unwrap_or_default()} }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::result::tests::done;
    use super::*;

    #[test]
    fn a_field_stands_for_one_column_only() {
        let mut mapping = Mapping { columns: vec!["name".into(), String::new(), "phone".into()], ..Mapping::default() };
        choose(&mut mapping, 1, "name".into());
        assert_eq!(mapping.columns, ["", "name", "phone"]);
        choose(&mut mapping, 1, String::new());
        assert_eq!(mapping.columns, ["", "", "phone"]);
    }

    #[test]
    fn a_column_is_called_by_its_heading_or_its_letter() {
        let now = done();
        assert_eq!(
            (samples(&now.head, true, 0), samples(&now.head, false, 0)),
            ("Hua".to_owned(), "Name · Hua".to_owned())
        );
        let html = crate::sample::render(Locale::En, || {
            let now = super::super::result::tests::done();
            rsx! { p { {words::column(&now.head, true, 1)} } p { {words::column(&now.head, false, 1)} } }
        });
        assert!(html.contains("E-mail") && html.contains("Column B"), "{html}");
    }
}
