//! Choosing the columns of a list (CUS-12). Kept for the person at the desk.

use dioxus::prelude::*;
use truckroll_domain::fields::{FieldKind, Noun};
use truckroll_protocol::api::Columns;
use truckroll_ui::prelude::*;

use super::book::Book;
use super::list::{OF_CONTACT, column_label, kept_columns, usual_columns};
use crate::api;
use crate::desk::trouble::Failed;

/// Every column a list can have, in the order of the fields.
#[must_use]
pub fn all_columns(book: &Book, noun: Noun) -> Vec<String> {
    let shown = book.set(noun).shown().filter(|f| f.key != "name" && f.kind != FieldKind::Companies);
    let mut all: Vec<String> =
        shown.map(|f| if f.system { f.key.clone() } else { format!("fields.{}", f.key) }).collect();
    match noun {
        Noun::Ticket => {}
        Noun::Company => {
            all.push("address".to_owned());
            all.extend(["name", "phone", "position", "email"].map(|key| format!("{OF_CONTACT}{key}")));
        }
        Noun::Contact => all.insert(0, "company_name".to_owned()),
        Noun::Asset => all.splice(0..0, ["owner_name", "address"].map(str::to_owned)).for_each(drop),
    }
    all
}

/// The dialog.
#[component]
pub fn ColumnsDialog(book: Book, noun: Noun, columns: Vec<String>, on_close: EventHandler<()>) -> Element {
    let changes = use_changes();
    let mut chosen = use_signal(|| columns.clone());
    let list = kept_columns(&book, noun);
    let usual = usual_columns(&book, noun);
    let send = use_send(
        move |columns: Vec<String>| {
            let list = list.clone();
            async move { api::replace_columns(&Columns { list, columns }).await }
        },
        move |_| {
            changes.announce(["columns"]);
            on_close.call(());
        },
    );
    let all = all_columns(&book, noun);
    rsx! {
        Dialog {
            open: true,
            title: tr("cust-columns"),
            on_close,
            actions: rsx! {
                Button { label: tr("cust-usual-columns"), kind: ButtonKind::Ghost, on_press: move |_| chosen.set(usual.clone()) }
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("verb-save"),
                    kind: ButtonKind::Primary,
                    busy: send.busy(),
                    on_press: move |_| send.run(chosen.peek().clone()),
                }
            },
            Failed { failure: send.failure() }
            p { class: "dk-quiet", {tr("cust-columns-intro")} }
            div { class: "dk-several-list",
                for column in all {
                    CheckField {
                        key: "{column}",
                        label: column_label(&book, noun, &column),
                        checked: chosen.read().contains(&column),
                        on_change: move |on: bool| {
                            let mut chosen = chosen.write();
                            chosen.retain(|c| *c != column);
                            if on {
                                chosen.push(column.clone());
                            }
                        },
                    }
                }
            }
        }
    }
}
