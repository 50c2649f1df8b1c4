//! One change for many customers (CUS-16) or rows of an asset table (CUS-28): only the fields that are ticked are written. What
//! became of it is said once, with "undo"; those that refused it are named with the reason.

use std::collections::{BTreeMap, BTreeSet};

use dioxus::prelude::*;
use truckroll_domain::customers::{BulkChange, TagChange, TagHow};
use truckroll_domain::fields::{Field, FieldKind, FieldValue, Noun, ValueEdits};
use truckroll_protocol::api::{BulkAnswer, BulkEdit, Selection};
use truckroll_ui::prelude::*;

use super::book::{Book, label};
use super::edit::checked;
use super::undo::{Back, TOUCHED, use_undo};
use super::value::{Ticks, ValueField, is_editable, problem};
use crate::api::{self, Fault, refused};
use crate::desk::files::{StillSending, use_uploads_provider};
use crate::desk::trouble::Failed;

/// The fields that many can be given at once: none by which they are told apart.
fn fields_for_many(book: &Book, noun: Noun) -> Vec<Field> {
    let alone = |f: &Field| f.key == "name" || noun == Noun::Asset && f.key == book.table.unique;
    let fits = |f: &&Field| is_editable(f) && !alone(f) && f.kind != FieldKind::Tags;
    book.set(noun).shown().filter(fits).cloned().collect()
}

/// A message about customers, or about rows: those of rows end so.
pub fn of_noun(key: &str, noun: Noun) -> String {
    if noun == Noun::Asset { format!("{key}-rows") } else { key.to_owned() }
}

/// What became of sending.
enum Sent {
    /// It was carried out, for those that took it.
    Done(BulkAnswer),
    /// Values are not acceptable: sentences by field.
    Wrong(BTreeMap<String, String>),
}

async fn send(edit: BulkEdit) -> api::Answer<Sent> {
    match api::edit_customers(&edit).await {
        Ok(answer) => Ok(Sent::Done(answer)),
        Err(Fault::Problem(told)) if told.status == 422 => {
            Ok(Sent::Wrong(told.fields.iter().map(|(key, why)| (key.clone(), problem(why))).collect()))
        }
        Err(fault) => Err(fault),
    }
}

/// Says what became of a change, with the way to take it back.
fn use_said(noun: Noun) -> Callback<BulkAnswer> {
    let changes = use_changes();
    let toasts = use_toasts();
    let undo = use_undo();
    use_callback(move |answer: BulkAnswer| {
        changes.announce(TOUCHED);
        match answer.undo {
            Some(name) => undo.offer(tr!(&of_noun("work-changed", noun), count = answer.done), Back::Edit(name)),
            None if answer.failed.is_empty() => toasts.say(Tone::Neutral, tr("work-nothing-to-change")),
            None => {}
        }
    })
}

/// The dialog. With `locked` only tags can be changed.
#[component]
pub fn BulkDialog(book: Book, selection: Selection, locked: bool, on_close: EventHandler<bool>) -> Element {
    let noun = selection.noun;
    let table = if noun == Noun::Asset { book.table.key.clone() } else { String::new() };
    let uploads = use_uploads_provider();
    let said = use_said(noun);
    let mut ticked = use_signal(BTreeSet::<String>::new);
    let mut typed = use_signal(ValueEdits::new);
    let mut how = use_signal(|| None::<TagHow>);
    let mut tags = use_signal(Vec::<String>::new);
    let mut wrong = use_signal(BTreeMap::<String, String>::new);
    let mut failed = use_signal(|| None::<BulkAnswer>);
    let sending = use_send(send, move |sent| match sent {
        Sent::Done(answer) if answer.failed.is_empty() => {
            said.call(answer);
            on_close.call(true);
        }
        Sent::Done(answer) => {
            said.call(answer.clone());
            failed.set(Some(answer));
        }
        Sent::Wrong(problems) => wrong.set(problems),
    });
    let count = selection.ids.len();
    let lookup = book.clone();
    let submit = use_callback(move |()| {
        if uploads.hold() {
            return;
        }
        let mut all = ValueEdits::new();
        for key in ticked.peek().iter() {
            all.insert(key.clone(), typed.peek().get(key).cloned().flatten());
        }
        // files are added, so none of them would change nothing
        let empty = |key: &String| {
            all.get(key).is_some_and(Option::is_none) && lookup.set(noun).kind(key) == Some(&FieldKind::Attachment)
        };
        let without: BTreeMap<String, String> =
            all.keys().filter(|key| empty(key)).map(|key| (key.clone(), tr("files-choose-some"))).collect();
        if !without.is_empty() {
            wrong.set(without);
            return;
        }
        // what stands there differs from one to the next, so everything ticked counts as a change
        let never = FieldValue::List(vec!["\u{0}".to_owned()]);
        match checked(&lookup, noun, |_| Some(never.clone()), &all) {
            Ok(set) => {
                wrong.set(BTreeMap::new());
                let tags = how().map(|how| TagChange { how, keys: tags.peek().clone() });
                let change = BulkChange { set, tags };
                if !change.is_empty() {
                    sending.run(BulkEdit { noun, table: table.clone(), ids: selection.ids.clone(), change });
                }
            }
            Err(problems) => wrong.set(problems),
        }
    });
    if let Some(answer) = failed() {
        return rsx! { FailedRows { noun, answer, on_close: move |()| on_close.call(true) } };
    }
    let fields = if locked { Vec::new() } else { fields_for_many(&book, noun) };
    let nothing = ticked.read().is_empty() && how.read().is_none();
    rsx! {
        Dialog {
            open: true,
            large: true,
            title: tr!(&of_noun("work-edit-title", noun), count = count),
            on_close: move |()| on_close.call(false),
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(false) }
                Button {
                    label: tr!(&of_noun("work-edit-verb", noun), count = count),
                    kind: ButtonKind::Primary,
                    busy: sending.busy(),
                    disabled: nothing,
                    on_press: move |_| submit.call(()),
                }
            },
            form {
                class: "dk-form",
                novalidate: true,
                aria_label: tr("work-edit"),
                onsubmit: move |event| {
                    event.prevent_default();
                    submit.call(());
                },
                p { class: "dk-quiet", {tr(&if locked { "work-edit-locked".to_owned() } else { of_noun("work-edit-intro", noun) })} }
                Failed { failure: sending.failure() }
                for (key, why) in wrong() {
                    if !ticked.read().contains(&key) {
                        p { key: "{key}", class: "tr-error", role: "alert", {format!("{}: {why}", book.label(noun, &key))} }
                    }
                }
                if noun != Noun::Asset {
                    TagsForMany {
                        options: book.choices(&FieldKind::Tags),
                        how: how(),
                        chosen: tags(),
                        on_how: move |word| how.set(word),
                        on_chosen: move |keys| tags.set(keys),
                    }
                }
                for field in fields {
                    OneForMany {
                        key: "{field.key}",
                        book: book.clone(),
                        noun,
                        ticked: ticked.read().contains(&field.key),
                        value: typed.read().get(&field.key).cloned().flatten(),
                        error: wrong.read().get(&field.key).cloned(),
                        on_tick: {
                            let key = field.key.clone();
                            move |on: bool| {
                                if on {
                                    ticked.write().insert(key.clone());
                                } else {
                                    ticked.write().remove(&key);
                                    wrong.write().remove(&key);
                                }
                            }
                        },
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
                StillSending { uploads }
            }
        }
    }
}

/// A field with its tick; the control is there once it is ticked.
#[component]
fn OneForMany(
    book: Book,
    noun: Noun,
    field: Field,
    ticked: bool,
    value: Option<FieldValue>,
    error: Option<String>,
    on_tick: EventHandler<bool>,
    on_change: EventHandler<Option<FieldValue>>,
) -> Element {
    let name = label(noun, &field);
    let after = if field.kind == FieldKind::Attachment { "files-added-to-all" } else { "work-empties" };
    rsx! {
        div { class: "dk-for-many",
            CheckField { label: name, checked: ticked, on_change: move |on| on_tick.call(on) }
            if ticked {
                div { class: "dk-for-many-value",
                    ValueField { book, noun, field, value, error, on_change }
                    p { class: "tr-hint", {tr(after)} }
                }
            }
        }
    }
}

/// Tags that are added, removed or put in the place of all others.
#[component]
fn TagsForMany(
    options: Vec<Choice>,
    how: Option<TagHow>,
    chosen: Vec<String>,
    on_how: EventHandler<Option<TagHow>>,
    on_chosen: EventHandler<Vec<String>>,
) -> Element {
    let ways = TagHow::ALL.iter().map(|how| Choice::new(how.word(), tr(&format!("work-tags-{}", how.word()))));
    rsx! {
        div { class: "dk-for-many",
            SelectField {
                label: tr("cust-tags"),
                value: how.map(TagHow::word).unwrap_or_default(),
                none_label: tr("work-tags-stay"),
                options: ways.collect::<Vec<_>>(),
                on_change: move |word: String| on_how.call(TagHow::ALL.into_iter().find(|how| how.word() == word)),
            }
            if how.is_some() {
                div { role: "group", aria_label: tr("cust-tags"),
                    Ticks { options, chosen, on_change: on_chosen }
                }
            }
        }
    }
}

/// Puts many companies into a customer group.
#[component]
pub fn GroupDialog(book: Book, selection: Selection, on_close: EventHandler<bool>) -> Element {
    let noun = selection.noun;
    let said = use_said(noun);
    let mut group = use_signal(String::new);
    let mut failed = use_signal(|| None::<BulkAnswer>);
    let sending = use_send(
        |edit: BulkEdit| async move { api::edit_customers(&edit).await },
        move |answer: BulkAnswer| {
            said.call(answer.clone());
            if answer.failed.is_empty() {
                on_close.call(true);
            } else {
                failed.set(Some(answer));
            }
        },
    );
    let options = book.choices(&FieldKind::CustomerGroup);
    let count = selection.ids.len();
    let submit = use_callback(move |()| {
        let key = group.peek().clone();
        if !key.is_empty() {
            let set = [("group".to_owned(), FieldValue::text(&key))].into();
            let change = BulkChange { set, tags: None };
            sending.run(BulkEdit { noun, table: String::new(), ids: selection.ids.clone(), change });
        }
    });
    if let Some(answer) = failed() {
        return rsx! { FailedRows { noun, answer, on_close: move |()| on_close.call(true) } };
    }
    rsx! {
        Dialog {
            open: true,
            title: tr!("work-group-title", count = count),
            on_close: move |()| on_close.call(false),
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(false) }
                Button {
                    label: tr("work-add-to-group"),
                    kind: ButtonKind::Primary,
                    busy: sending.busy(),
                    disabled: group.read().is_empty(),
                    on_press: move |_| submit.call(()),
                }
            },
            Failed { failure: sending.failure() }
            if options.is_empty() {
                p { class: "dk-quiet", {tr("work-no-groups")} }
            } else {
                SelectField {
                    label: tr("cust-company-group"),
                    value: group(),
                    none_label: tr("cust-none"),
                    options,
                    on_change: move |key| group.set(key),
                }
                p { class: "dk-quiet", {tr("work-group-text")} }
            }
        }
    }
}

/// Those that stay as they were, with the reason.
#[component]
fn FailedRows(noun: Noun, answer: BulkAnswer, on_close: EventHandler<()>) -> Element {
    let lines: Vec<(String, String, String)> = answer
        .failed
        .iter()
        .map(|row| {
            let name = if row.name.is_empty() { tr(&of_noun("work-unknown", noun)) } else { row.name.clone() };
            (row.id.to_string(), name, refused(&row.refusal))
        })
        .collect();
    rsx! {
        Dialog {
            open: true,
            title: tr!(&of_noun("work-failed-title", noun), count = lines.len()),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-close"), kind: ButtonKind::Primary, on_press: move |_| on_close.call(()) }
            },
            p { {tr!("work-failed-text", count = answer.done)} }
            ul { class: "dk-plain-list dk-people",
                for (id, name, why) in lines {
                    li { key: "{id}",
                        span { class: "dk-cell-title", "{name}" }
                        span { class: "dk-quiet", "{why}" }
                    }
                }
            }
        }
    }
}
