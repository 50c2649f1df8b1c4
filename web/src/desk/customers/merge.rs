//! Merging a customer into another one (CUS-17): find the one that stays, look at both side by side, type the name of the
//! one that goes.

use dioxus::prelude::*;
use truckroll_domain::DocumentId;
use truckroll_domain::fields::{FieldValue, Noun};
use truckroll_protocol::api::{CustomerQuery, MergeCounts, MergeField, MergePreview, MergeQuery, NewMerge};
use truckroll_ui::prelude::*;

use super::book::Book;
use super::path_of;
use crate::api::{self, Answer};
use crate::desk::trouble::{Failed, Waiting};
use crate::route::use_go;

/// Customers that are offered.
const OFFERED: i64 = 8;

/// Somebody who could stay: id, name, second line.
type Candidate = (String, String, String);

async fn find(noun: Noun, words: String, not: String) -> Answer<Vec<Candidate>> {
    if words.trim().is_empty() {
        return Ok(Vec::new());
    }
    let asked = CustomerQuery { q: words, limit: Some(OFFERED), ..CustomerQuery::default() };
    let all: Vec<Candidate> = match noun {
        Noun::Company => {
            let page = api::query_companies(&asked, 1).await?;
            page.rows.into_iter().map(|f| (f.row.id, f.row.name, f.row.address)).collect()
        }
        Noun::Contact => {
            let page = api::query_contacts(&asked, 1).await?;
            page.rows.into_iter().map(|f| (f.row.id, f.row.name, f.row.company_name)).collect()
        }
        // rows of asset tables are not merged, and tickets not here
        Noun::Asset | Noun::Ticket => Vec::new(),
    };
    let most = usize::try_from(OFFERED).unwrap_or_default();
    Ok(all.into_iter().filter(|(id, ..)| *id != not).take(most).collect())
}

/// The dialog.
#[component]
pub fn MergeDialog(book: Book, noun: Noun, id: String, name: String, on_close: EventHandler<()>) -> Element {
    let mut target = use_signal(|| None::<(DocumentId, String)>);
    let Ok(source) = id.parse::<DocumentId>() else { return rsx! {} };
    match target() {
        None => rsx! {
            Choose {
                noun,
                id,
                name,
                on_choose: move |(id, name): (String, String)| target.set(id.parse().ok().map(|id| (id, name))),
                on_close,
            }
        },
        Some((target_id, _)) => rsx! {
            Compare {
                book,
                pair: MergeQuery { noun, source, target: target_id },
                name,
                on_back: move |()| target.set(None),
                on_close,
            }
        },
    }
}

/// Finds the one that stays.
#[component]
fn Choose(
    noun: Noun,
    id: String,
    name: String,
    on_choose: EventHandler<(String, String)>,
    on_close: EventHandler<()>,
) -> Element {
    let mut words = use_signal(String::new);
    let found = use_live(Vec::new, move || find(noun, words.read().clone(), id.clone()));
    let none = !words.read().trim().is_empty()
        && !found.loading()
        && found.signal().read().as_ref().is_some_and(Vec::is_empty);
    rsx! {
        Dialog { open: true, title: tr!("work-merge-title", name = name.clone()), on_close,
            div { class: "dk-form",
                p { {tr("work-merge-intro")} }
                TextField {
                    label: tr("work-merge-find"),
                    kind: TextKind::Search,
                    value: words(),
                    autofocus: true,
                    max_length: 200,
                    on_input: move |text| words.set(text),
                }
                div { role: "status",
                    if found.error().is_some() {
                        Waiting { read: found }
                    }
                    if none {
                        p { class: "tr-hint", {tr!("search-none", text = words())} }
                    }
                }
                ul { class: "dk-plain-list dk-twins",
                    for (id, name, sub) in found.value().unwrap_or_default() {
                        li { key: "{id}",
                            span { class: "dk-cell-title", "{name}" }
                            span { class: "dk-quiet", "{sub}" }
                            Button {
                                label: tr!("work-merge-into", name = name.clone()),
                                on_press: move |_| on_choose.call((id.clone(), name.clone())),
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Both side by side, what moves, and the name of the one that goes.
#[component]
fn Compare(
    book: Book,
    pair: MergeQuery,
    name: String,
    on_back: EventHandler<()>,
    on_close: EventHandler<()>,
) -> Element {
    let format = use_format();
    let changes = use_changes();
    let toasts = use_toasts();
    let go = use_go();
    let mut typed = use_signal(String::new);
    let asked = pair.clone();
    let read = use_live(Vec::new, move || {
        let asked = asked.clone();
        async move { api::preview_merge(&asked).await }
    });
    let noun = pair.noun;
    let send = use_send(
        |merge: NewMerge| async move { api::merge_customers(&merge).await },
        move |merge: truckroll_protocol::api::Merge| {
            changes.announce(["companies", "contacts", "tickets", "visits", "assets", "documents"]);
            toasts.say(Tone::Done, tr!("work-merged", source = merge.source_name, target = merge.target_name));
            on_close.call(());
            go.to(path_of(noun, &merge.target.to_string()));
        },
    );
    let right = typed.read().trim() == name.trim();
    let submit = use_callback(move |()| {
        let MergeQuery { noun, source, target } = pair.clone();
        send.run(NewMerge { noun, source, target, confirm: typed.peek().clone() });
    });
    let wanted = name.clone();
    rsx! {
        Dialog {
            open: true,
            large: true,
            title: tr!("work-merge-title", name = name.clone()),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-back"), icon: Icon::ArrowLeft, on_press: move |_| on_back.call(()) }
                Button {
                    label: tr("work-merge-verb"),
                    kind: ButtonKind::Danger,
                    busy: send.busy(),
                    disabled: !right || read.value().is_none(),
                    on_press: move |_| submit.call(()),
                }
            },
            match read.value() {
                None => rsx! { Waiting { read, rows: 6 } },
                Some(preview) => rsx! {
                    form {
                        class: "dk-form",
                        novalidate: true,
                        aria_label: tr("work-merge-verb"),
                        onsubmit: move |event| {
                            event.prevent_default();
                            if right {
                                submit.call(());
                            }
                        },
                        Failed { failure: send.failure() }
                        p { {tr!("work-merge-text", source = preview.source_name.clone(), target = preview.target_name.clone())} }
                        Counts { counts: preview.counts.clone() }
                        Fields { book: book.clone(), noun, preview: preview.clone() }
                        p { class: "dk-quiet", {tr!("work-merge-until", date = format.date(preview.until.ms()))} }
                        TextField {
                            label: tr!("work-merge-confirm", name = wanted),
                            value: typed(),
                            max_length: 500,
                            on_input: move |text| typed.set(text),
                        }
                    }
                },
            }
        }
    }
}

/// How much moves, or moved, in words.
#[component]
pub fn Counts(counts: MergeCounts, #[props(default)] moved: bool) -> Element {
    let parts = [
        ("work-moves-tickets", counts.tickets),
        ("work-moves-visits", counts.visits),
        ("work-moves-contacts", counts.contacts),
        ("work-moves-assets", counts.assets),
        ("work-moves-records", counts.records),
        ("work-moves-account", i64::from(counts.account)),
    ];
    let said: Vec<String> =
        parts.into_iter().filter(|(_, count)| *count > 0).map(|(key, count)| tr!(key, count = count)).collect();
    rsx! {
        p {
            if said.is_empty() {
                if !moved {
                    {tr("work-moves-nothing")}
                }
            } else {
                {tr!(if moved { "work-moved" } else { "work-moves" }, what = said.join(&tr("work-joint")))}
            }
        }
    }
}

/// The fields of both, and what will stand at the one that stays.
#[component]
fn Fields(book: Book, noun: Noun, preview: MergePreview) -> Element {
    let format = use_format();
    let shown = |field: &MergeField, value: &Option<FieldValue>| {
        value.as_ref().map(|v| book.shown(noun, &field.key, v, &format)).unwrap_or_default()
    };
    let lines: Vec<(String, String, String, String, bool)> = preview
        .fields
        .iter()
        .filter(|field| field.key != "created_at")
        .map(|field| {
            (
                book.label(noun, &field.key),
                shown(field, &field.source),
                shown(field, &field.target),
                shown(field, &field.result),
                field.result != field.target,
            )
        })
        .collect();
    rsx! {
        table { class: "dk-beside",
            caption { class: "tr-sr", {tr("work-beside")} }
            thead {
                tr {
                    th { scope: "col", {tr("cust-field")} }
                    th { scope: "col", {tr!("work-goes", name = preview.source_name.clone())} }
                    th { scope: "col", {tr!("work-stays", name = preview.target_name.clone())} }
                    th { scope: "col", {tr("work-result")} }
                }
            }
            tbody {
                for (label, source, target, result, taken) in lines {
                    tr { key: "{label}",
                        th { scope: "row", "{label}" }
                        td { "data-of": tr!("work-goes", name = preview.source_name.clone()), "{source}" }
                        td { "data-of": tr!("work-stays", name = preview.target_name.clone()), "{target}" }
                        td { "data-of": tr("work-result"),
                            if taken {
                                ins { class: "dk-new", "{result}" }
                            } else {
                                "{result}"
                            }
                        }
                    }
                }
            }
        }
    }
}
