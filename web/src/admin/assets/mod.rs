//! Settings → Asset tables (CUS-28): what the organisation keeps tables of, and the fields of each.

use dioxus::prelude::*;
use truckroll_domain::assets::AssetTable;
use truckroll_domain::fields::Label;
use truckroll_domain::tickets::RowForm;
use truckroll_protocol::api::{AssetTableNow, NewAssetTable};
use truckroll_ui::prelude::*;

use super::SettingsHead;
use super::fields::slug;
use super::ticket_templates::use_forms;
use crate::api;
use crate::api::staff::Outcome;
use crate::desk::customers::{problem, table_title};
use crate::desk::line::NameLink;
use crate::desk::trouble::{Failed, Stale, Waiting};
use crate::route::use_go;

mod table;

pub use table::AssetTableScreen;

/// Where the tables are.
pub const PATH: &str = "/desk/settings/asset-tables";

/// The list of tables.
#[component]
pub fn AssetTablesScreen() -> Element {
    let read = use_live(|| vec![AssetTable::KIND.to_owned(), "assets".to_owned()], api::asset_tables);
    let mut making = use_signal(|| false);
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title: tr("assets-settings"),
                Button {
                    label: tr("assets-table-new"),
                    icon: Icon::Plus,
                    kind: ButtonKind::Primary,
                    on_press: move |_| making.set(true),
                }
            }
            p { class: "dk-quiet", {tr("assets-settings-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 4 } },
                Some(tables) => rsx! { TableLines { tables } },
            }
            if making() {
                NewTable { on_close: move |()| making.set(false) }
            }
        }
    }
}

/// The tables with how many rows each has.
#[component]
pub fn TableLines(tables: Vec<AssetTableNow>) -> Element {
    rsx! {
        ul { class: "dk-plain-list dk-asset-tables",
            for one in tables {
                li { key: "{one.table.key}",
                    div { class: "dk-two-lines",
                        NameLink { href: format!("{PATH}/{}", one.table.key), name: table_title(&one.table) }
                        span { class: "dk-quiet", "{one.table.key}" }
                    }
                    if one.table.archived_at.is_some() {
                        Badge { tone: Tone::Neutral, label: tr("assets-archived"), kind: BadgeKind::Plain }
                    }
                    span { class: "dk-quiet tr-figures", {tr!("assets-rows", count = one.rows)} }
                }
            }
        }
    }
}

/// Makes a table: its name and its key, then its page.
#[component]
fn NewTable(on_close: EventHandler<()>) -> Element {
    let go = use_go();
    let changes = use_changes();
    let forms = use_forms();
    let mut form = use_signal(String::new);
    let mut label = use_signal(Label::default);
    let mut key = use_signal(String::new);
    let mut follows = use_signal(|| true);
    let mut wrong = use_signal(std::collections::BTreeMap::<String, String>::new);
    let send = use_send(
        |table: NewAssetTable| async move { api::make_asset_table(&table).await },
        move |outcome| match outcome {
            Outcome::Written(now) => {
                changes.announce([AssetTable::KIND]);
                on_close.call(());
                go.to(format!("{PATH}/{}", now.table.key));
            }
            Outcome::Overtaken => {}
            Outcome::Refused(problems) => wrong.set(problems),
        },
    );
    let of = |member: &str| wrong.read().get(member).map(|key| problem(key));
    let rows: Vec<RowForm> =
        forms.value().map(|all| all.rows.into_iter().map(|now| now.form).collect()).unwrap_or_default();
    let tag = truckroll_ui::context::current_locale().tag();
    let choices: Vec<Choice> =
        rows.iter().map(|form| Choice::new(form.key.clone(), form.name.text(tag).to_owned())).collect();
    let chosen = rows.iter().find(|one| one.key == *form.read()).cloned();
    let submit = use_callback(move |()| {
        let (key, label) = (key.peek().clone(), label.peek().clone());
        let table = match &chosen {
            Some(form) => AssetTable::of_form(&key, label, form),
            None => AssetTable::fresh(&key, label),
        };
        match table.clone().replacing(None, truckroll_domain::Timestamp::default()) {
            Ok(_) => send.run(NewAssetTable { seq: 0, table }),
            Err(problems) => wrong.set(problems.into_iter().map(|(member, key)| (member, key.to_owned())).collect()),
        }
    });
    rsx! {
        Dialog {
            open: true,
            title: tr("assets-table-new"),
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
                if !choices.is_empty() {
                    SelectField {
                        label: tr("assets-table-form"),
                        hint: tr("assets-table-form-hint"),
                        value: form(),
                        none_label: tr("cust-none"),
                        options: choices,
                        on_change: move |wanted: String| {
                            if let Some(named) = rows.iter().find(|one| one.key == wanted).filter(|_| *label.peek() == Label::default()) {
                                label.set(named.name.clone());
                                key.set(named.key.clone());
                            }
                            form.set(wanted);
                            wrong.write().clear();
                        },
                    }
                }
                TextField {
                    label: tr("fields-label-en"),
                    value: label.read().en.clone(),
                    max_length: 100,
                    error: of("title"),
                    on_input: move |en: String| {
                        if follows() {
                            key.set(slug(&en));
                        }
                        label.write().en = en;
                        wrong.write().clear();
                    },
                }
                TextField {
                    label: tr("fields-label-zh"),
                    value: label.read().zh_cn.clone(),
                    max_length: 100,
                    on_input: move |zh: String| {
                        label.write().zh_cn = zh;
                        wrong.write().clear();
                    },
                }
                TextField {
                    label: tr("assets-key"),
                    hint: tr("assets-key-hint"),
                    value: key(),
                    required: true,
                    max_length: 40,
                    error: of("key"),
                    on_input: move |text: String| {
                        follows.set(false);
                        key.set(text.trim().to_lowercase());
                        wrong.write().clear();
                    },
                }
                button { class: "tr-sr", r#type: "submit", tabindex: "-1", aria_hidden: "true", {tr("verb-save")} }
            }
        }
    }
}
