//! A form of rows under change.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::fields::{FieldSet, Label, Noun};
use truckroll_domain::tickets::RowForm;
use truckroll_domain::tickets::form::column_problems;
use truckroll_protocol::api::{FieldsNow, NewRowForm, RowFormNow};
use truckroll_ui::prelude::*;

use super::{PATH, ROWS, use_forms};
use crate::admin::SettingsHead;
use crate::admin::assets;
use crate::admin::fields::{Draft, FieldList, Fields, slug};
use crate::admin::parts::{Overtaken, SaveBar};
use crate::api;
use crate::api::staff::Outcome;
use crate::desk::customers::problem;
use crate::desk::trouble::{Failed, Section, Stale, Waiting};
use crate::route::use_go;

/// The form as it was read; an empty one where it is new.
fn begun(read: Option<&RowFormNow>) -> RowFormNow {
    read.cloned().unwrap_or_else(|| RowFormNow { seq: 0, form: RowForm::default() })
}

/// Its columns as the editor of fields takes them.
fn columns_of(now: &RowFormNow) -> Draft {
    let set = FieldSet { fields: now.form.fields.clone() };
    let read = FieldsNow { noun: Noun::Ticket, seq: now.seq, set, by: String::new(), at: None };
    Draft { columns: true, ..Draft::of(read) }
}

/// The screen; `new` makes one.
#[component]
pub fn RowFormScreen(form: ReadSignal<String>) -> Element {
    rsx! {
        for form in [form()] {
            Loaded { key: "{form}", form }
        }
    }
}

#[component]
fn Loaded(form: String) -> Element {
    let read = use_forms();
    let found = read.value().map(|forms| forms.rows.into_iter().find(|now| now.form.key == form));
    let tag = truckroll_ui::context::current_locale().tag();
    let title = match &found {
        Some(Some(now)) => now.form.name.text(tag).to_owned(),
        _ => tr("ticket-forms-rows-new"),
    };
    rsx! {
        div { class: "dk-page dk-page-form",
            SettingsHead { title,
                LinkButton { href: PATH, label: tr("ticket-forms-title"), icon: Icon::ArrowLeft, kind: ButtonKind::Ghost }
            }
            Stale { read }
            match found {
                None => rsx! { Waiting { read } },
                Some(None) if form != "new" => rsx! {
                    Empty { icon: Icon::ListChecks, title: tr("ticket-forms-missing"), text: tr("ticket-forms-missing-text") }
                },
                Some(now) => rsx! { RowsEditor { now } },
            }
        }
    }
}

/// The editor.
#[component]
pub fn RowsEditor(now: Option<RowFormNow>) -> Element {
    let go = use_go();
    let toasts = use_toasts();
    let changes = use_changes();
    let first = now.is_none();
    let latest = now.clone();
    let mut base = use_signal(|| begun(now.as_ref()));
    let mut name = use_signal(|| base.peek().form.name.clone());
    let mut published = use_signal(|| base.peek().form.published);
    let mut draft = use_signal(|| columns_of(&base.peek()));
    let mut tried = use_signal(|| false);
    let mut overtaken = use_signal(|| false);
    let mut refused = use_signal(BTreeMap::<String, String>::new);
    let memo = use_memo(move || draft.read().clone());
    let put = use_callback(move |set: FieldSet| {
        draft.write().set = set;
        refused.write().clear();
    });
    let mut take = move |now: RowFormNow| {
        name.set(now.form.name.clone());
        published.set(now.form.published);
        draft.set(columns_of(&now));
        base.set(now);
        overtaken.set(false);
        tried.set(false);
    };
    let send = use_send(
        |new: NewRowForm| async move { api::ticket_forms::write_rows(&new).await },
        move |outcome| match outcome {
            Outcome::Written(now) => {
                changes.announce([RowForm::KIND]);
                toasts.say(Tone::Done, tr("rules-saved"));
                if base.peek().seq == 0 {
                    go.instead(format!("{ROWS}/{}", now.form.key));
                }
                take(now);
            }
            Outcome::Overtaken => {
                changes.announce([RowForm::KIND]);
                overtaken.set(true);
            }
            Outcome::Refused(problems) => refused.set(problems),
        },
    );
    let remove = use_send(
        |(key, seq): (String, i64)| async move { api::ticket_forms::archive_rows(&key, seq).await },
        move |_| {
            changes.announce([RowForm::KIND]);
            go.to(PATH);
        },
    );
    let label = name();
    let key = if first { slug(&label.en) } else { base.read().form.key.clone() };
    let form = RowForm {
        key,
        name: label.clone(),
        fields: draft.read().set.fields.clone(),
        published: published(),
        archived_at: None,
    };
    let mut wrong = form.check().err().unwrap_or_default();
    wrong.extend(column_problems(&form));
    let of = |member: &str| {
        let own = wrong.get(member).copied().filter(|_| tried()).map(str::to_owned);
        own.or_else(|| refused.read().get(member).cloned()).map(|key| problem(&key))
    };
    let shown = if tried() { wrong.clone() } else { BTreeMap::new() };
    let changed = form.name != base.read().form.name
        || form.fields != base.read().form.fields
        || form.published != base.read().form.published;
    let (english, chinese) = (label.clone(), label.clone());
    let sent = NewRowForm { seq: base.read().seq, form: form.clone() };
    let right = wrong.is_empty();
    rsx! {
        form {
            class: "dk-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                tried.set(true);
                if right {
                    send.run(sent.clone());
                }
            },
            Failed { failure: send.failure().or_else(|| remove.failure()) }
            if let Some(latest) = latest.filter(|_| overtaken()) {
                Overtaken {
                    title: tr("templates-overtaken"),
                    on_take: {
                        let latest = latest.clone();
                        move |()| take(latest.clone())
                    },
                    on_keep: move |()| {
                        base.set(latest.clone());
                        overtaken.set(false);
                    },
                }
            }
            Section { title: tr("ticket-forms-rows-name"),
                div { class: "dk-form-pair",
                    TextField {
                        label: tr("fields-label-en"),
                        value: label.en.clone(),
                        required: true,
                        max_length: 100,
                        error: of("name").or_else(|| of("key")),
                        on_input: move |en: String| name.set(Label { en, ..english.clone() }),
                    }
                    TextField {
                        label: tr("fields-label-zh"),
                        value: label.zh_cn.clone(),
                        max_length: 100,
                        on_input: move |zh_cn: String| name.set(Label { zh_cn, ..chinese.clone() }),
                    }
                }
            }
            CheckField {
                label: tr("publish-form"),
                hint: tr("publish-form-text"),
                checked: published(),
                on_change: move |on: bool| published.set(on),
            }
            Section { title: tr("ticket-forms-rows-columns"),
                if let Some(said) = of("fields") {
                    p { class: "tr-error", role: "alert", "{said}" }
                }
                FieldList { fields: Fields { now: memo, put }, problems: shown.clone() }
            }
            if !first {
                div { class: "tr-actions",
                    LinkButton {
                        href: assets::PATH,
                        label: tr("ticket-forms-rows-table"),
                        icon: Icon::Package,
                        kind: ButtonKind::Ghost,
                    }
                    Button {
                        label: tr("ticket-forms-rows-archive"),
                        icon: Icon::Archive,
                        kind: ButtonKind::Ghost,
                        busy: remove.busy(),
                        on_press: move |_| {
                            let now = base.peek();
                            remove.run((now.form.key.clone(), now.seq));
                        },
                    }
                }
            }
            SaveBar { changed, problems: shown.len(), busy: send.busy() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_editor_shows_the_columns() {
        for locale in Locale::ALL {
            let now = sample::ticket_forms().rows.remove(0);
            let html = sample::render(locale, move || rsx! { RowsEditor { now: Some(now.clone()) } });
            assert!(html.contains("value=\"Price\"") && !html.contains(">ticket-forms-"), "{html}");
        }
    }
}
