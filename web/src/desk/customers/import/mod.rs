//! Customers in tables (CUS-05 to CUS-08), and tickets (TKT-40): a file is brought, its columns are named, its rows are checked and stored, and the
//! whole can be taken back. Each import has its own address, so that its page can be closed and opened again.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::fields::Noun;
use truckroll_domain::imports::ImportState;
use truckroll_protocol::api::ImportNow;
use truckroll_ui::prelude::*;

use super::PATH;
use super::list::list_of;
use crate::api::imports;
use crate::api::staff::Outcome;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;

mod export;
mod job;
mod mapping;
mod progress;
mod result;
pub mod words;

pub use export::{PickedDialog, TableButtons};
pub use job::ImportScreen;
pub use mapping::{ColumnFields, Preview};
pub use result::RefusedRows;

/// Where tickets are imported.
const TICKETS: &str = "/desk/tickets/import";

/// The address of the imports of a noun, or of an asset table.
#[must_use]
pub fn path_of(noun: Noun, table: &str) -> String {
    if noun == Noun::Ticket {
        return TICKETS.to_owned();
    }
    format!("{PATH}/import{}", Query::default().with("noun", noun.word()).with("table", table).suffix())
}

/// The address of an import.
#[must_use]
pub fn job_path(noun: Noun, id: &str) -> String {
    if noun == Noun::Ticket { format!("{TICKETS}/{id}") } else { format!("{PATH}/import/{id}") }
}

/// The screen of tickets: where a file is chosen, and what was imported before (TKT-40).
#[component]
pub fn TicketImportsScreen() -> Element {
    let session = use_session();
    rsx! {
        div { class: "dk-page dk-page-middle",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {tr("imports-title-ticket")} }
                LinkButton {
                    href: "/desk/tickets",
                    label: tr("imports-to-list"),
                    icon: Icon::ArrowLeft,
                    kind: ButtonKind::Ghost,
                }
            }
            if session.may(Area::Tickets, Verb::Import) {
                div { class: "dk-import",
                    Choose { noun: Noun::Ticket, table: String::new() }
                    Former { noun: Noun::Ticket, table: String::new() }
                }
            } else {
                Empty { icon: Icon::Lock, title: tr("imports-not-allowed"), text: tr("imports-not-allowed-text") }
            }
        }
    }
}

/// The screen: where a file is chosen, and what was imported before.
#[component]
pub fn ImportsScreen(query: ReadSignal<Query>) -> Element {
    let go = use_go();
    let session = use_session();
    let noun = Noun::from_word(query.read().get("noun")).unwrap_or(Noun::Company);
    let table = if noun == Noun::Asset { query.read().get("table").to_owned() } else { String::new() };
    let of_table = Query::default().with("tab", list_of(noun)).with("table", &table);
    let mut tabs = vec![TabItem::new("company", tr("people-companies")), TabItem::new("contact", tr("nav-contacts"))];
    if noun == Noun::Asset {
        tabs.push(TabItem::new("asset", tr("assets-tab")));
    }
    rsx! {
        div { class: "dk-page dk-page-middle",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {tr("imports-title")} }
                LinkButton {
                    href: format!("{PATH}{}", of_table.suffix()),
                    label: tr("imports-to-list"),
                    icon: Icon::ArrowLeft,
                    kind: ButtonKind::Ghost,
                }
            }
            if session.may(Area::Customers, Verb::Import) {
                Tabs {
                    group: "imports",
                    label: tr("imports-noun"),
                    items: tabs,
                    selected: noun.word(),
                    on_select: move |word: String| {
                        if word != noun.word() {
                            go.instead(format!("{PATH}/import?noun={word}"));
                        }
                    },
                }
                TabPanel { group: "imports", selected: noun.word(),
                    div { key: "{noun.word()}{table}", class: "dk-import",
                        Choose { noun, table: table.clone() }
                        Former { noun, table: table.clone() }
                    }
                }
            } else {
                Empty { icon: Icon::Lock, title: tr("imports-not-allowed"), text: tr("imports-not-allowed-text") }
            }
        }
    }
}

/// The first step: a file, or a table to fill in.
#[component]
fn Choose(noun: Noun, table: String) -> Element {
    let go = use_go();
    let language = use_locale()().tag();
    let mut wrong = use_signal(|| None::<String>);
    let send = use_send(
        {
            let table = table.clone();
            move |(name, bytes): (String, Vec<u8>)| {
                let table = table.clone();
                async move { imports::upload(noun, &table, &name, &bytes).await }
            }
        },
        move |outcome| match outcome {
            Outcome::Written(now) => go.to(job_path(noun, &now.id)),
            Outcome::Overtaken => {}
            Outcome::Refused(problems) => wrong.set(problems.values().next().map(|key| words::file_problem(key))),
        },
    );
    rsx! {
        Section { title: tr("imports-choose"),
            words::Steps { at: 0 }
            p { {tr(&format!("imports-intro-{}", noun.word()))} }
            p { class: "dk-quiet", {tr(if noun == Noun::Ticket { "imports-limits-ticket" } else { "imports-limits" })} }
            Failed { failure: wrong().or_else(|| send.failure()) }
            div { class: "dk-import-row",
                label { class: if send.busy() { "tr-btn tr-btn-primary dk-file dk-file-off" } else { "tr-btn tr-btn-primary dk-file" },
                    Glyph { icon: Icon::CloudUpload }
                    span { class: "tr-btn-label", {tr(if send.busy() { "imports-reading" } else { "imports-choose-file" })} }
                    input {
                        class: "tr-sr",
                        r#type: "file",
                        accept: ".xlsx,.xls,.csv,text/csv",
                        disabled: send.busy().then_some(true),
                        onchange: move |event| async move {
                            wrong.set(None);
                            let Some(file) = event.files().into_iter().next() else { return };
                            match file.read_bytes().await {
                                Ok(bytes) => send.run((file.name(), bytes.to_vec())),
                                Err(_) => wrong.set(Some(words::file_problem("unreadable"))),
                            }
                        },
                    }
                }
                p { role: "status", class: "tr-sr",
                    if send.busy() {
                        {tr("imports-reading")}
                    }
                }
            }
            div { class: "dk-import-row",
                span { class: "dk-quiet", {tr("imports-template")} }
                for format in ["xlsx", "csv"] {
                    LinkButton {
                        key: "{format}",
                        href: imports::template(noun, &table, format, language),
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

/// What was imported before.
#[component]
fn Former(noun: Noun, table: String) -> Element {
    let read = use_live(
        || vec!["imports".to_owned()],
        move || {
            let table = table.clone();
            async move { imports::list(noun, &table).await }
        },
    );
    rsx! {
        Section { title: tr("imports-former"),
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 3 } },
                Some(all) if all.is_empty() => rsx! { p { class: "dk-quiet", {tr("imports-none")} } },
                Some(all) => rsx! {
                    ul { class: "dk-plain-list dk-import-list",
                        for one in all {
                            FormerLine { key: "{one.id}", now: one.clone() }
                        }
                    }
                },
            }
        }
    }
}

#[component]
fn FormerLine(now: ImportNow) -> Element {
    let format = use_format();
    let name = if now.file.is_empty() { tr("imports-nameless") } else { now.file.clone() };
    rsx! {
        li {
            span { class: "dk-import-name",
                NameLink { href: job_path(now.noun, &now.id), name }
                words::StateBadge { state: now.state }
            }
            span { class: "dk-quiet", {tr!("imports-by", name = now.agent_name.clone(), at = format.moment(now.at.ms()))} }
            if !matches!(now.state, ImportState::Uploaded) {
                span { class: "dk-quiet tr-figures", {words::summary(&now)} }
            }
        }
    }
}
