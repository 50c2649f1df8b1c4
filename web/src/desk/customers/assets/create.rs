//! A new row of an asset table: whom it belongs to and what stands in its fields, then its page.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::assets::{Asset, AssetCommand, AssetEdit, Owner};
use truckroll_domain::fields::{Field, Noun, ValueEdits};
use truckroll_domain::{AssetId, Command, Refusal};
use truckroll_ui::prelude::*;

use super::super::book::{Book, title};
use super::super::edit::checked;
use super::super::path_of;
use super::super::value::{ValueField, is_editable, is_wide, problem};
use super::owner::OwnerField;
use crate::api::{self, Answer};
use crate::desk::files::{StillSending, use_uploads_provider};
use crate::desk::trouble::Failed;
use crate::route::use_go;

/// What became of making a row.
enum Made {
    /// Its page.
    At(String),
    /// A field says what it cannot say, as a problem key.
    Wrong(String, String),
}

async fn make(command: Command, path: String) -> Answer<Made> {
    match api::command(command).await {
        Ok(_) => Ok(Made::At(path)),
        Err(fault) => match fault.refusal() {
            Some(Refusal::Invalid { field, problem }) => Ok(Made::Wrong(field.clone(), problem.clone())),
            _ => Err(fault),
        },
    }
}

/// The dialog, for the table that the book is about. `of` says whom the row belongs to.
#[component]
pub fn AssetDialog(book: Book, of: Option<Owner>, on_close: EventHandler<()>) -> Element {
    let go = use_go();
    let uploads = use_uploads_provider();
    let changes = use_changes();
    let mut typed = use_signal(ValueEdits::new);
    let mut wrong = use_signal(BTreeMap::<String, String>::new);
    let mut owner = use_signal(|| of.clone());
    let stays = of.is_some();
    let send = use_send(
        |(command, path): (Command, String)| make(command, path),
        move |made| match made {
            Made::At(path) => {
                changes.announce(["assets", "documents"]);
                on_close.call(());
                if !stays {
                    go.to(path);
                }
            }
            Made::Wrong(field, why) => {
                wrong.write().insert(field, problem(&why));
            }
        },
    );
    let fields: Vec<Field> = book.set(Noun::Asset).shown().filter(|f| is_editable(f)).cloned().collect();
    let (lookup, asked) = (book.clone(), fields.clone());
    let submit = use_callback(move |()| {
        if uploads.hold() {
            return;
        }
        let mut all = typed.peek().clone();
        for field in &asked {
            all.entry(field.key.clone()).or_insert(None);
        }
        let whose = owner.peek().clone();
        match (checked(&lookup, Noun::Asset, |_| None, &all), whose) {
            (Ok(values), Some(whose)) => {
                let mut asset =
                    AssetEdit { table: lookup.table.key.clone(), owner: Some(whose), ..AssetEdit::default() };
                for (key, value) in &values {
                    asset.put(key, value.clone(), &Asset::default());
                }
                let id = api::fresh(AssetId::from_parts);
                let command = AssetCommand::Create { asset: Box::new(asset) };
                send.run((Command::Asset { id, command }, path_of(Noun::Asset, &id.to_string())));
            }
            (checked, whose) => {
                let mut problems = checked.err().unwrap_or_default();
                if whose.is_none() {
                    problems.insert("owner".to_owned(), tr("assets-choose-owner"));
                }
                wrong.set(problems);
            }
        }
    });
    let placed: Vec<(&str, Field)> =
        fields.into_iter().map(|field| (if is_wide(&field) { "dk-value-wide" } else { "" }, field)).collect();
    let whose = of.as_ref().map(|owner| owner.name().to_owned());
    rsx! {
        Dialog {
            open: true,
            large: true,
            title: tr!("assets-new-in", table = title(&book.table)),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("verb-save"),
                    kind: ButtonKind::Primary,
                    busy: send.busy(),
                    on_press: move |_| submit.call(()),
                }
            },
            form {
                class: "dk-form",
                novalidate: true,
                onsubmit: move |event| {
                    event.prevent_default();
                    submit.call(());
                },
                Failed { failure: send.failure() }
                match whose {
                    Some(name) => rsx! { p { class: "dk-quiet", {tr!("assets-owner-is", name = name)} } },
                    None => rsx! {
                        OwnerField {
                            book: book.clone(),
                            owner: owner(),
                            error: wrong.read().get("owner").cloned(),
                            on_change: move |whose| {
                                owner.set(whose);
                                wrong.write().remove("owner");
                            },
                        }
                    },
                }
                div { class: "dk-value-grid",
                    for (class, field) in placed {
                        div { key: "{field.key}", class,
                            ValueField {
                                book: book.clone(),
                                noun: Noun::Asset,
                                value: typed.read().get(&field.key).cloned().flatten(),
                                error: wrong.read().get(&field.key).cloned(),
                                on_change: {
                                    let key = field.key.clone();
                                    move |value| {
                                        typed.write().insert(key.clone(), value);
                                        wrong.write().remove(&key);
                                    }
                                },
                                field,
                            }
                        }
                    }
                }
                StillSending { uploads }
                // Enter in a field saves.
                button { class: "tr-sr", r#type: "submit", tabindex: "-1", aria_hidden: "true", {tr("verb-save")} }
            }
        }
    }
}
