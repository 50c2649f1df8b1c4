//! What an import or its check has come to: counts, refused rows with their reasons, and taking it back.

use dioxus::prelude::*;
use truckroll_domain::imports::ImportState;
use truckroll_protocol::api::{ImportNow, LeftCustomer, RefusedCells};
use truckroll_ui::prelude::*;

use super::super::book::Book;
use super::super::path_of as customer_path;
use super::words;
use crate::api::imports;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Failed, Section};

/// The result.
#[component]
pub fn ResultPage(now: ImportNow, book: Book, on_change: EventHandler<()>) -> Element {
    let format = use_format();
    let of = now.result.clone();
    let prefix = if now.dry { "imports-would-be" } else { "imports-was" };
    let counts = [
        ("rows", of.rows),
        ("created", of.created),
        ("updated", of.updated),
        ("kept", of.kept),
        ("rejected", of.rejected),
        ("companies", of.companies_created),
    ];
    rsx! {
        Section { title: tr(if now.dry { "imports-check-result" } else { "imports-result" }),
            dl { class: "dk-import-counts",
                for (key, n) in counts.into_iter().filter(|(key, n)| *key != "companies" || *n > 0) {
                    div { key: "{key}",
                        dt { class: "dk-quiet", {tr(&format!("{prefix}-{key}"))} }
                        dd { class: "tr-figures", {format.number(n)} }
                    }
                }
            }
            if now.state == ImportState::Undone {
                p { {tr!("imports-undone", name = now.undone_by.clone(), removed = now.removed, restored = now.restored)} }
            }
            Undo { now: now.clone(), on_change }
        }
        if now.left > 0 {
            Left { left: now.left, customers: now.left_customers.clone() }
        }
        if of.rejected > 0 {
            Refused { now: now.clone(), book }
        }
    }
}

/// Taking it back, for who may.
#[component]
fn Undo(now: ImportNow, on_change: EventHandler<()>) -> Element {
    let mut asking = use_signal(|| false);
    let id = now.id.clone();
    let send = use_send(
        move |()| {
            let id = id.clone();
            async move { imports::undo(&id).await }
        },
        move |_| {
            asking.set(false);
            on_change.call(());
        },
    );
    if !now.can_undo {
        return rsx! {};
    }
    rsx! {
        Failed { failure: send.failure() }
        div { class: "dk-import-row",
            Button { label: tr("imports-undo"), icon: Icon::Trash, on_press: move |_| asking.set(true) }
        }
        Confirm {
            open: asking(),
            title: tr("imports-undo-title"),
            text: tr!("imports-undo-text", created = now.result.created + now.result.companies_created, updated = now.result.updated),
            verb: tr("imports-undo"),
            danger: true,
            busy: send.busy(),
            on_confirm: move |()| send.run(()),
            on_close: move |()| asking.set(false),
        }
    }
}

/// Customers that were left as they are.
#[component]
fn Left(left: i64, customers: Vec<LeftCustomer>) -> Element {
    rsx! {
        Section { title: tr!("imports-left", count = left),
            ul { class: "dk-plain-list dk-import-list",
                for one in customers {
                    li { key: "{one.noun.word()}{one.row}{one.id}",
                        NameLink { href: customer_path(one.noun, &one.id.to_string()), name: one.name.clone() }
                        span { class: "dk-quiet",
                            {tr!("imports-row", row = one.row)}
                            " · "
                            {tr(&format!("imports-left-{}", one.why))}
                        }
                    }
                }
            }
        }
    }
}

/// The first refused rows, and the table of all.
#[component]
fn Refused(now: ImportNow, book: Book) -> Element {
    let language = use_locale()().tag();
    let shown = now.refused.len();
    let header = now.mapping.header;
    let noun = now.noun;
    rsx! {
        Section {
            title: tr!("imports-refused", count = now.result.rejected),
            trail: rsx! {
                LinkButton {
                    href: imports::rejected(&now.id, language),
                    label: tr("imports-refused-file"),
                    icon: Icon::Download,
                    download: "",
                }
            },
            p { class: "dk-quiet", {tr("imports-refused-text")} }
            RefusedRows {
                head: now.head.clone(),
                header,
                rows: now.refused.clone(),
                field: Callback::new(move |key: String| book.label(noun, &key)),
            }
            if (shown as i64) < now.result.rejected {
                p { class: "dk-quiet", {tr!("imports-refused-more", count = shown)} }
            }
        }
    }
}

/// Refused rows, a line for each thing that is wrong.
#[component]
pub fn RefusedRows(
    head: Vec<Vec<String>>,
    header: bool,
    rows: Vec<RefusedCells>,
    /// What a field is called.
    field: Callback<String, String>,
    /// Whose words the reasons have, where they are no customers' (`staff-`).
    #[props(default)]
    of: &'static str,
) -> Element {
    rsx! {
        div { class: "dk-import-scroll", role: "region", tabindex: "0", aria_label: tr("imports-refused-rows"),
            table { class: "dk-import-table",
                thead {
                    tr {
                        th { scope: "col", {tr("imports-head-row")} }
                        th { scope: "col", {tr("imports-head-column")} }
                        th { scope: "col", {tr("imports-head-reason")} }
                    }
                }
                tbody {
                    for row in rows {
                        for (n, fault) in row.faults.iter().enumerate() {
                            tr { key: "{row.row}.{n}",
                                td { class: "tr-figures", "{row.row}" }
                                td {
                                    match fault.column {
                                        Some(n) => words::column(&head, header, n),
                                        None if fault.field.is_empty() => String::new(),
                                        None => field.call(fault.field.clone()),
                                    }
                                }
                                td { {words::reason_of(of, fault)} }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use truckroll_domain::fields::Noun;
    use truckroll_domain::imports::{CellFault, Mapping, Reason};
    use truckroll_domain::{AgentId, Timestamp};
    use truckroll_protocol::api::ImportResult;

    use super::*;

    /// An import that is done: of 20 rows one was refused.
    pub fn done() -> ImportNow {
        let fault =
            |column, reason, detail: &str| CellFault { column, field: "email".into(), reason, detail: detail.into() };
        ImportNow {
            id: "019cabcd-0000-7000-8000-0000000000aa".into(),
            noun: Noun::Company,
            file: "customers.xlsx".into(),
            format: "xlsx".into(),
            state: ImportState::Done,
            agent: AgentId::default(),
            agent_name: "Dana Fang".into(),
            at: Timestamp(0),
            rows: 21,
            head: vec![vec!["Name".into(), "E-mail".into()], vec!["Hua".into(), "a@b".into()]],
            mapping: Mapping { header: true, columns: vec!["name".into(), "email".into()], ..Mapping::default() },
            done: 20,
            started_at: Some(Timestamp(0)),
            ended_at: Some(Timestamp(1)),
            trouble: String::new(),
            dry: false,
            result: ImportResult { rows: 20, created: 12, updated: 4, kept: 3, rejected: 1, ..ImportResult::default() },
            refused: vec![RefusedCells {
                row: 7,
                faults: vec![
                    fault(Some(1), Reason::BadFormat, "not_an_email"),
                    fault(None, Reason::DuplicateInFile, "3"),
                ],
            }],
            can_undo: true,
            undone_by: String::new(),
            removed: 0,
            restored: 0,
            left: 0,
            left_customers: Vec::new(),
        }
    }
}
