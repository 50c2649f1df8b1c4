//! Settings → Staff → Import (ORG-19): a table of agents is brought, its columns are named, its rows are checked and stored.
//!
//! The file stays with whoever brought it and is sent anew with each step. Start passwords are in the one answer that made
//! them: they are shown and can be kept as a table until the page is left.

use std::rc::Rc;

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::imports::Mapping;
use truckroll_domain::people::table;
use truckroll_protocol::api::staff::{StaffImported, StartPassword};
use truckroll_ui::prelude::*;

use super::PATH;
use crate::api::{self, staff::Outcome};
use crate::desk::customers::import::{ColumnFields, Preview, RefusedRows, words};
use crate::desk::trouble::{Failed, Section};
use crate::query::{Query, encode};
use crate::session::use_session;

/// A file that was brought: its name and its bytes.
type Brought = (String, Rc<Vec<u8>>);

/// How far the page is.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// A file is to be chosen.
    Choose,
    /// Its columns are to be named.
    Columns(StaffImported),
    /// Its rows were checked; nothing is stored.
    Checked(StaffImported),
    /// They were stored.
    Stored(StaffImported),
}

/// The address of a table that is in memory.
fn csv_address(text: &str) -> String {
    format!("data:text/csv;charset=utf-8,{}", encode(text))
}

/// What a column stands for.
fn label(key: &str, tag: &str) -> String {
    table::heading(key, tag).to_owned()
}

/// The screen.
#[component]
pub fn StaffImportScreen(query: ReadSignal<Query>) -> Element {
    let _ = query;
    let session = use_session();
    let may = session.may(Area::Staff, Verb::Create) && session.may(Area::Staff, Verb::Edit);
    rsx! {
        div { class: "dk-page dk-page-middle",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {tr("staff-table-title")} }
                LinkButton { href: PATH, label: tr("staff-to-list"), icon: Icon::ArrowLeft, kind: ButtonKind::Ghost }
            }
            if may {
                StaffImport {}
            } else {
                Empty { icon: Icon::Lock, title: tr("staff-table-not-allowed"), text: tr("staff-table-not-allowed-text") }
            }
        }
    }
}

#[component]
fn StaffImport() -> Element {
    let language = use_locale()().tag();
    let changes = use_changes();
    let mut stage = use_signal(|| Stage::Choose);
    let mut file = use_signal(|| None::<Brought>);
    let mut draft = use_signal(Mapping::default);
    let mut wrong = use_signal(|| None::<(String, String)>);
    let send = use_send(
        move |step: &'static str| {
            let brought = file.peek().clone();
            let mapping = (step != "look").then(|| draft.peek().clone());
            async move {
                let bytes = brought.map(|(_, bytes)| bytes).unwrap_or_default();
                api::staff::import(step, language, mapping.as_ref(), &bytes).await.map(|outcome| (step, outcome))
            }
        },
        move |(step, outcome)| match outcome {
            Outcome::Written(now) => match step {
                "look" => {
                    draft.set(now.mapping.clone());
                    stage.set(Stage::Columns(now));
                }
                "check" => stage.set(Stage::Checked(now)),
                _ => {
                    changes.announce(["agent"]);
                    stage.set(Stage::Stored(now));
                }
            },
            Outcome::Overtaken => {}
            Outcome::Refused(problems) => wrong.set(problems.into_iter().next()),
        },
    );
    let begin = move |step: &'static str| {
        let mut wrong = wrong;
        wrong.set(None);
        send.run(step);
    };
    let failure = wrong()
        .filter(|(member, _)| !member.starts_with("columns."))
        .map(|(_, key)| words::file_problem(&key))
        .or_else(|| send.failure());
    let current = stage();
    let step = match &current {
        Stage::Choose => 0,
        Stage::Columns(_) => 1,
        Stage::Checked(_) => 2,
        Stage::Stored(_) => 4,
    };
    rsx! {
        div { class: "dk-import",
            words::Steps { at: step }
            if let Some((name, _)) = file() {
                p { class: "dk-quiet", "{name}" }
            }
            match current {
                Stage::Choose => rsx! {
                    Choose {
                        busy: send.busy(),
                        failure,
                        on_file: move |brought: Brought| {
                            file.set(Some(brought));
                            begin("look");
                        },
                        on_wrong: move |key: String| wrong.set(Some(("file".to_owned(), key))),
                    }
                },
                Stage::Columns(now) => rsx! {
                    ColumnsForm { now, draft, wrong, failure, busy: send.busy(), on_step: begin }
                },
                Stage::Checked(now) => rsx! {
                    Result { now: now.clone(), dry: true }
                    ColumnsForm { now, draft, wrong, failure, busy: send.busy(), on_step: begin }
                },
                Stage::Stored(now) => rsx! {
                    Passwords { passwords: now.passwords.clone(), csv: now.passwords_csv.clone() }
                    Result { now, dry: false }
                    div { class: "dk-import-row",
                        Button {
                            label: tr("staff-table-another"),
                            icon: Icon::CloudUpload,
                            on_press: move |_| {
                                file.set(None);
                                stage.set(Stage::Choose);
                            },
                        }
                    }
                },
            }
        }
    }
}

/// The first step: a file, or a table to fill in.
#[component]
fn Choose(
    busy: bool,
    failure: Option<String>,
    on_file: EventHandler<Brought>,
    on_wrong: EventHandler<String>,
) -> Element {
    let language = use_locale()().tag();
    rsx! {
        Section { title: tr("imports-choose"),
            p { {tr("staff-table-intro")} }
            p { class: "dk-quiet", {tr("staff-table-limits")} }
            Failed { failure }
            div { class: "dk-import-row",
                label { class: if busy { "tr-btn tr-btn-primary dk-file dk-file-off" } else { "tr-btn tr-btn-primary dk-file" },
                    Glyph { icon: Icon::CloudUpload }
                    span { class: "tr-btn-label", {tr(if busy { "imports-reading" } else { "imports-choose-file" })} }
                    input {
                        class: "tr-sr",
                        r#type: "file",
                        accept: ".xlsx,.xls,.csv,text/csv",
                        disabled: busy.then_some(true),
                        onchange: move |event| async move {
                            let Some(file) = event.files().into_iter().next() else { return };
                            match file.read_bytes().await {
                                Ok(bytes) => on_file.call((file.name(), Rc::new(bytes.to_vec()))),
                                Err(_) => on_wrong.call("unreadable".to_owned()),
                            }
                        },
                    }
                }
                p { role: "status", class: "tr-sr",
                    if busy {
                        {tr("imports-reading")}
                    }
                }
            }
            div { class: "dk-import-row",
                span { class: "dk-quiet", {tr("imports-template")} }
                for format in ["xlsx", "csv"] {
                    LinkButton {
                        key: "{format}",
                        href: api::staff::table("template", format, language),
                        label: tr(&format!("imports-template-{format}")),
                        icon: Icon::Download,
                        kind: ButtonKind::Ghost,
                        download: "",
                    }
                }
            }
        }
    }
}

/// What the columns stand for, and how rows are taken.
#[component]
fn ColumnsForm(
    now: StaffImported,
    draft: Signal<Mapping>,
    wrong: Signal<Option<(String, String)>>,
    failure: Option<String>,
    busy: bool,
    on_step: EventHandler<&'static str>,
) -> Element {
    let (mut draft, mut wrong) = (draft, wrong);
    let language = use_locale()().tag();
    let format = use_format();
    let mapping = draft.read().clone();
    let rows = now.rows - i64::from(mapping.header);
    let choices: Vec<Choice> = table::columns().map(|key| Choice::new(key, label(key, language))).collect();
    let mut guessed = table::guess(now.head.first().map_or(&[][..], Vec::as_slice));
    guessed.resize(mapping.columns.len(), String::new());
    rsx! {
        form {
            class: "dk-import",
            aria_label: tr("imports-columns"),
            onsubmit: move |event| event.prevent_default(),
            ColumnFields {
                head: now.head.clone(),
                draft,
                guessed,
                choices,
                wrong,
                on_choose: move |()| wrong.set(None),
            }
            Preview { head: now.head.clone(), columns: mapping.columns.len(), header: mapping.header }
            Section { title: tr("imports-how"),
                CheckField {
                    label: tr("staff-table-keep"),
                    hint: tr("staff-table-keep-hint"),
                    checked: mapping.keep,
                    on_change: move |on: bool| draft.write().keep = on,
                }
                Failed { failure }
                div { class: "dk-import-row",
                    Button {
                        label: tr("imports-check"),
                        icon: Icon::ListChecks,
                        busy,
                        on_press: move |_| on_step.call("check"),
                    }
                    Button {
                        label: tr!("imports-run", count = rows, rows = format.number(rows)),
                        kind: ButtonKind::Primary,
                        busy,
                        on_press: move |_| on_step.call("store"),
                    }
                    span { class: "dk-quiet", {tr("imports-check-hint")} }
                }
            }
        }
    }
}

/// What the rows came to, and which were refused.
#[component]
pub fn Result(now: StaffImported, dry: bool) -> Element {
    let format = use_format();
    let language = use_locale()().tag();
    let prefix = if dry { "imports-would-be" } else { "imports-was" };
    let rows = now.rows - i64::from(now.mapping.header);
    let counts = [
        ("rows", rows),
        ("created", now.created),
        ("updated", now.updated),
        ("kept", now.kept),
        ("rejected", now.rejected),
    ];
    let shown = now.refused.len();
    rsx! {
        Section { title: tr(if dry { "imports-check-result" } else { "imports-result" }),
            dl { class: "dk-import-counts",
                for (key, n) in counts {
                    div { key: "{key}",
                        dt { class: "dk-quiet", {tr(&format!("{prefix}-{key}"))} }
                        dd { class: "tr-figures", {format.number(n)} }
                    }
                }
            }
        }
        if now.rejected > 0 {
            Section {
                title: tr!("imports-refused", count = now.rejected),
                trail: rsx! {
                    LinkButton {
                        href: csv_address(&now.refused_csv),
                        label: tr("imports-refused-file"),
                        icon: Icon::Download,
                        download: "refused-rows.csv",
                    }
                },
                p { class: "dk-quiet", {tr("imports-refused-text")} }
                RefusedRows {
                    head: now.head.clone(),
                    header: now.mapping.header,
                    rows: now.refused.clone(),
                    field: Callback::new(move |key: String| label(&key, language)),
                    of: "staff-",
                }
                if (shown as i64) < now.rejected {
                    p { class: "dk-quiet", {tr!("imports-refused-more", count = shown)} }
                }
            }
        }
    }
}

/// Start passwords, told once.
#[component]
pub fn Passwords(passwords: Vec<StartPassword>, csv: String) -> Element {
    if passwords.is_empty() {
        return rsx! {};
    }
    rsx! {
        Section {
            title: tr("staff-table-passwords"),
            trail: rsx! {
                LinkButton {
                    href: csv_address(&csv),
                    label: tr("staff-table-passwords-file"),
                    icon: Icon::Download,
                    kind: ButtonKind::Primary,
                    download: "start-passwords.csv",
                }
            },
            Notice { tone: Tone::Paused, title: tr("staff-table-passwords-once"), text: tr("staff-table-passwords-text") }
            div { class: "dk-import-scroll", role: "region", tabindex: "0", aria_label: tr("staff-table-passwords"),
                table { class: "dk-import-table",
                    thead {
                        tr {
                            th { scope: "col", {tr("staff-account")} }
                            th { scope: "col", {tr("staff-name")} }
                            th { scope: "col", {tr("staff-table-password")} }
                        }
                    }
                    tbody {
                        for one in passwords {
                            tr { key: "{one.account}",
                                td { "{one.account}" }
                                td { "{one.name}" }
                                td { code { class: "dk-code", "{one.password}" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Import and export of the list, as far as the person may.
#[component]
pub fn StaffTableButtons() -> Element {
    let session = use_session();
    let mut exporting = use_signal(|| false);
    let language = use_locale()().tag();
    rsx! {
        if session.may(Area::Staff, Verb::Create) && session.may(Area::Staff, Verb::Edit) {
            LinkButton {
                href: format!("{PATH}/import"),
                label: tr("imports-import"),
                icon: Icon::CloudUpload,
                kind: ButtonKind::Ghost,
            }
        }
        if session.may(Area::Staff, Verb::Export) {
            Button {
                label: tr("imports-export"),
                icon: Icon::Download,
                kind: ButtonKind::Ghost,
                on_press: move |_| exporting.set(true),
            }
        }
        if exporting() {
            Dialog {
                open: true,
                title: tr("staff-table-export"),
                on_close: move |()| exporting.set(false),
                actions: rsx! {
                    for format in ["csv", "xlsx"] {
                        LinkButton {
                            key: "{format}",
                            href: api::staff::table("export", format, language),
                            label: tr(&format!("imports-template-{format}")),
                            icon: Icon::Download,
                            kind: if format == "xlsx" { ButtonKind::Primary } else { ButtonKind::Quiet },
                            download: "",
                            on_press: move |_| exporting.set(false),
                        }
                    }
                },
                p { {tr("staff-table-export-text")} }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::imports::{CellFault, Reason};
    use truckroll_protocol::api::RefusedCells;

    use super::*;
    use crate::sample;

    fn now() -> StaffImported {
        let fault =
            CellFault { column: Some(1), field: "account".into(), reason: Reason::DuplicateInFile, detail: "2".into() };
        StaffImported {
            rows: 4,
            head: vec![vec!["Name".into(), "Account".into()], vec!["Mei".into(), "mei".into()]],
            mapping: Mapping { header: true, columns: vec!["name".into(), "account".into()], ..Mapping::default() },
            created: 2,
            rejected: 1,
            refused: vec![RefusedCells { row: 4, faults: vec![fault] }],
            refused_csv: "\u{feff}Name,Account,reason\r\n".into(),
            ..StaffImported::default()
        }
    }

    #[test]
    fn a_result_names_refused_rows_in_words_of_staff() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || rsx! { Result { now: now(), dry: true } });
            assert!(html.contains("data:text/csv") && html.contains("%EF%BB%BFName"), "{html}");
            assert!(!html.contains("imports-") && !html.contains("customer") && !html.contains("客户"), "{html}");
        }
    }

    #[test]
    fn start_passwords_are_shown_with_the_word_that_it_is_once() {
        let html = sample::render(Locale::En, || {
            let one = StartPassword { account: "mei".into(), name: "Mei".into(), password: "abcd-efgh".into() };
            rsx! { Passwords { passwords: vec![one], csv: "x" } }
        });
        assert!(html.contains("abcd-efgh") && html.contains("once"), "{html}");
    }
}
