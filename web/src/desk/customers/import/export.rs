//! The buttons of a list that lead into and out of tables.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::fields::Noun;
use truckroll_protocol::api::{CustomerQuery, OrderBy, Selection};
use truckroll_ui::prelude::*;

use super::path_of;
use crate::api::{self, imports};
use crate::desk::trouble::Failed;
use crate::session::use_session;

/// Import and export, as far as the person may.
#[component]
pub fn TableButtons(noun: Noun, asked: CustomerQuery, total: i64) -> Element {
    let session = use_session();
    let mut exporting = use_signal(|| false);
    rsx! {
        if session.may(Area::Customers, Verb::Import) {
            LinkButton { href: path_of(noun, &asked.table), label: tr("imports-import"), icon: Icon::CloudUpload, kind: ButtonKind::Ghost }
        }
        if session.may(Area::Customers, Verb::Export) {
            Button {
                label: tr("imports-export"),
                icon: Icon::Download,
                kind: ButtonKind::Ghost,
                on_press: move |_| exporting.set(true),
            }
        }
        if exporting() {
            ExportDialog { noun, asked, total, on_close: move |()| exporting.set(false) }
        }
    }
}

#[component]
fn ExportDialog(noun: Noun, asked: CustomerQuery, total: i64, on_close: EventHandler<()>) -> Element {
    let language = use_locale()().tag();
    rsx! {
        Dialog {
            open: true,
            title: tr("imports-export-title"),
            on_close,
            actions: rsx! {
                for format in ["csv", "xlsx"] {
                    LinkButton {
                        key: "{format}",
                        href: imports::export(noun, format, language, &asked),
                        label: tr(&format!("imports-template-{format}")),
                        icon: Icon::Download,
                        kind: if format == "xlsx" { ButtonKind::Primary } else { ButtonKind::Quiet },
                        download: "",
                        on_press: move |_| on_close.call(()),
                    }
                }
            },
            p { {tr!("imports-export-text", count = total)} }
            p { class: "dk-quiet", {tr("imports-export-more")} }
        }
    }
}

/// The rows that are ticked, and no others, as a file.
#[component]
pub fn PickedDialog(selection: Selection, order: Vec<OrderBy>, on_close: EventHandler<bool>) -> Element {
    let language = use_locale()().tag();
    let count = selection.ids.len();
    let send = use_send(
        move |format: &'static str| {
            let asked = CustomerQuery { ids: selection.ids.clone(), order: order.clone(), ..CustomerQuery::default() };
            let noun = selection.noun;
            async move { api::templates::export_picked(noun, format, language, asked).await }
        },
        move |()| on_close.call(false),
    );
    rsx! {
        Dialog {
            open: true,
            title: tr("imports-export-title"),
            on_close: move |()| on_close.call(false),
            actions: rsx! {
                for format in ["csv", "xlsx"] {
                    Button {
                        key: "{format}",
                        label: tr(&format!("imports-template-{format}")),
                        icon: Icon::Download,
                        kind: if format == "xlsx" { ButtonKind::Primary } else { ButtonKind::Quiet },
                        busy: send.busy(),
                        on_press: move |_| send.run(format),
                    }
                }
            },
            Failed { failure: send.failure() }
            p { {tr!("work-export-picked-text", count = count)} }
            p { class: "dk-quiet", {tr("imports-export-more")} }
        }
    }
}
