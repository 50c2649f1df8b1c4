//! Merges of the last thirty days: on the page of the customer that took over, and all of them in a list; with the way back
//! and what did not go back.

use dioxus::prelude::*;
use truckroll_domain::fields::Noun;
use truckroll_protocol::api::{Merge, MergeUndone};
use truckroll_ui::prelude::*;

use super::book::Book;
use super::merge::Counts;
use super::path_of;
use crate::api;
use crate::desk::line::NameLink;
use crate::desk::trouble::{Failed, Stale, Waiting};
use crate::route::use_go;

/// What is read again when customers change.
const TOPICS: [&str; 3] = ["companies", "contacts", "documents"];

/// What was merged into this customer, as remarks at the top of its page.
#[component]
pub fn MergedHere(book: Book, id: String) -> Element {
    let of = id.clone();
    let read = use_live(
        || TOPICS.map(str::to_owned).to_vec(),
        move || {
            let of = of.clone();
            async move { api::merges(&of).await }
        },
    );
    // the dialog stays when the remark goes: it may have to say what did not go back
    let mut asking = use_signal(|| None::<Merge>);
    let open: Vec<Merge> = read.value().unwrap_or_default().into_iter().filter(|m| m.undone_at.is_none()).collect();
    rsx! {
        for merge in open {
            Here { key: "{merge.id}", book: book.clone(), merge, on_ask: move |merge| asking.set(Some(merge)) }
        }
        if let Some(merge) = asking() {
            TakeBack { key: "{merge.id}", book: book.clone(), merge: merge.clone(), on_close: move |()| asking.set(None) }
        }
    }
}

#[component]
fn Here(book: Book, merge: Merge, on_ask: EventHandler<Merge>) -> Element {
    let format = use_format();
    let late: Vec<String> = merge
        .late
        .iter()
        .map(|late| {
            let value = late.value.as_ref().map(|v| book.shown(merge.noun, &late.key, v, &format));
            let value = value.unwrap_or_else(|| tr("cust-emptied"));
            format!("{}: {value}", book.label(merge.noun, &late.key))
        })
        .collect();
    rsx! {
        Notice {
            tone: Tone::Neutral,
            title: tr!("work-merged-here", name = merge.source_name.clone()),
            text: tr!("work-merged-by", by = merge.by.clone(), time = format.moment(merge.at.ms()), until = format.date(merge.until.ms())),
            Counts { counts: merge.counts.clone(), moved: true }
            if !late.is_empty() {
                p { {tr!("work-late", name = merge.source_name.clone())} }
                ul { class: "dk-plain-list",
                    for line in late {
                        li { key: "{line}", "{line}" }
                    }
                }
            }
            Button {
                label: tr("work-take-back"),
                icon: Icon::Undo,
                on_press: move |_| on_ask.call(merge.clone()),
            }
        }
    }
}

/// Asks, takes the merge back, and says what stayed.
#[component]
fn TakeBack(book: Book, merge: Merge, on_close: EventHandler<()>) -> Element {
    let changes = use_changes();
    let toasts = use_toasts();
    let go = use_go();
    let mut undone = use_signal(|| None::<MergeUndone>);
    let (id, name) = (merge.id.clone(), merge.source_name.clone());
    let there = path_of(merge.noun, &merge.source.to_string());
    let target = there.clone();
    let said = name.clone();
    let send = use_send(
        move |()| {
            let id = id.clone();
            async move { api::undo_merge(&id).await }
        },
        move |done: MergeUndone| {
            changes.announce(["companies", "contacts", "tickets", "visits", "assets", "documents"]);
            if done.kept_records.is_empty() && done.kept_fields.is_empty() && !done.kept_account {
                toasts.say(Tone::Done, tr!("work-taken-back", name = said.clone()));
                on_close.call(());
                go.to(target.clone());
            } else {
                undone.set(Some(done));
            }
        },
    );
    let open = use_callback(move |()| {
        let there = there.clone();
        spawn(async move {
            on_close.call(());
            go.to(there);
        });
    });
    let title = match &*undone.read() {
        Some(_) => tr!("work-taken-back", name = name.clone()),
        None => tr!("work-take-back-title", name = name.clone()),
    };
    let over = undone.read().is_some();
    rsx! {
        Dialog {
            open: true,
            title,
            on_close,
            actions: rsx! {
                if over {
                    Button { label: tr!("work-open", name = name.clone()), kind: ButtonKind::Primary, on_press: move |_| open.call(()) }
                } else {
                    Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                    Button { label: tr("work-take-back"), kind: ButtonKind::Primary, busy: send.busy(), on_press: move |_| send.run(()) }
                }
            },
            Failed { failure: send.failure() }
            match undone() {
                Some(done) => rsx! { Kept { book, merge, done } },
                None => rsx! {
                    p { {tr!("work-take-back-text", source = merge.source_name.clone(), target = merge.target_name.clone())} }
                },
            }
        }
    }
}

/// What did not go back.
#[component]
fn Kept(book: Book, merge: Merge, done: MergeUndone) -> Element {
    let fields = done.kept_fields.iter().map(|key| tr!("work-kept-field", field = book.label(merge.noun, key)));
    let account = done.kept_account.then(|| tr("cust-service-account"));
    let lines: Vec<String> = done.kept_records.iter().cloned().chain(fields).chain(account).collect();
    rsx! {
        p { {tr("work-kept")} }
        ul { class: "dk-plain-list",
            for (n, line) in lines.into_iter().enumerate() {
                li { key: "{n}", "{line}" }
            }
        }
    }
}

/// All merges of the last thirty days.
#[component]
pub fn MergesList(book: Book) -> Element {
    let format = use_format();
    let mut asking = use_signal(|| None::<Merge>);
    let read = use_live(|| TOPICS.map(str::to_owned).to_vec(), || async { api::merges("").await });
    rsx! {
        Stale { read }
        match read.value() {
            None => rsx! { Waiting { read, rows: 8 } },
            Some(all) if all.is_empty() => rsx! {
                Empty { icon: Icon::History, title: tr("work-no-merges"), text: tr("work-no-merges-text") }
            },
            Some(all) => rsx! {
                ul { class: "dk-plain-list dk-people dk-merges",
                    for merge in all {
                        li { key: "{merge.id}",
                            span { class: "dk-cell-title", {tr!("work-merge-line", source = merge.source_name.clone())} }
                            NameLink { href: path_of(merge.noun, &merge.target.to_string()), name: merge.target_name.clone() }
                            span { class: "dk-quiet", {tr(if merge.noun == Noun::Company { "cust-company" } else { "cust-contact" })} }
                            span { class: "dk-quiet tr-figures", "{merge.by} · {format.moment(merge.at.ms())}" }
                            if let Some(at) = merge.undone_at {
                                span { class: "dk-quiet", {tr!("work-was-undone", by = merge.undone_by.clone(), time = format.moment(at.ms()))} }
                            } else {
                                Button {
                                    label: tr("work-take-back"),
                                    icon: Icon::Undo,
                                    on_press: move |_| asking.set(Some(merge.clone())),
                                }
                            }
                        }
                    }
                }
            },
        }
        if let Some(merge) = asking() {
            TakeBack { key: "{merge.id}", book: book.clone(), merge: merge.clone(), on_close: move |()| asking.set(None) }
        }
    }
}
