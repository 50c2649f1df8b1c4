//! One import: what its columns stand for, its check, its progress, its result, whichever it has come to.

use dioxus::prelude::*;
use truckroll_domain::imports::ImportState;
use truckroll_protocol::api::ImportNow;
use truckroll_ui::prelude::*;

use super::super::book::{Book, use_book};
use super::mapping::MappingForm;
use super::progress::Progress;
use super::result::ResultPage;
use super::{path_of, words};
use crate::api::imports;
use crate::desk::trouble::{Stale, Waiting};
use crate::platform;

/// How long a page waits before it asks again how far an import is.
const ASK_AGAIN_MS: i32 = 400;

/// The screen of an import.
#[component]
pub fn ImportScreen(id: ReadSignal<String>) -> Element {
    rsx! {
        for id in [id()] {
            LoadedImport { key: "{id}", id }
        }
    }
}

#[component]
fn LoadedImport(id: String) -> Element {
    let book = use_book();
    let changes = use_changes();
    let read = use_live(
        || vec!["imports".to_owned()],
        move || {
            let id = id.clone();
            async move { imports::one(&id).await }
        },
    );
    let mut was_busy = use_signal(|| false);
    // while the server works on it, the page asks again; also after it was out of reach
    use_effect(move || {
        let _ = read.error();
        let busy = read.signal().read().as_ref().is_some_and(|now| now.state.is_busy());
        if busy {
            was_busy.set(true);
            spawn(async move {
                platform::sleep(ASK_AGAIN_MS).await;
                read.reload();
            });
        } else if *was_busy.peek() && read.signal().read().is_some() {
            was_busy.set(false);
            changes.announce(["companies", "contacts", "assets", "tickets"]);
        }
    });
    rsx! {
        match (read.value(), book.value()) {
            (Some(now), Some(book)) => rsx! {
                Stale { read }
                ImportPage { book: book.about(&now.table), now, on_change: move |()| read.reload() }
            },
            (None, _) => rsx! { div { class: "dk-page", Waiting { read, rows: 12 } } },
            (_, None) => rsx! { div { class: "dk-page", Waiting { read: book, rows: 12 } } },
        }
    }
}

/// The page of an import.
#[component]
pub fn ImportPage(now: ImportNow, book: Book, on_change: EventHandler<()>) -> Element {
    let format = use_format();
    let step = match now.state {
        ImportState::Uploaded => 1,
        ImportState::Checking | ImportState::Checked => 2,
        ImportState::Running => 3,
        ImportState::Done | ImportState::Undoing | ImportState::Undone => 4,
        ImportState::Failed => {
            if now.dry {
                2
            } else {
                4
            }
        }
    };
    let name = if now.file.is_empty() { tr("imports-nameless") } else { now.file.clone() };
    let again = matches!(now.state, ImportState::Uploaded | ImportState::Checked)
        || (now.state == ImportState::Failed && now.dry);
    rsx! {
        div { class: "dk-page dk-page-middle",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", "{name}" words::StateBadge { state: now.state } }
                LinkButton {
                    href: path_of(now.noun, &now.table),
                    label: tr("imports-all"),
                    icon: Icon::ArrowLeft,
                    kind: ButtonKind::Ghost,
                }
            }
            p { class: "dk-quiet",
                {tr!("imports-by", name = now.agent_name.clone(), at = format.moment(now.at.ms()))}
                " · "
                {tr!("imports-count-rows", count = now.rows - i64::from(now.mapping.header))}
            }
            words::Steps { at: step }
            if !now.trouble.is_empty() {
                Notice { tone: Tone::Alert, title: tr("imports-failed"), text: words::trouble(&now.trouble) }
            }
            if now.state.is_busy() {
                Progress { now: now.clone(), on_change }
            } else if again {
                if now.state == ImportState::Checked {
                    ResultPage { now: now.clone(), book: book.clone(), on_change }
                }
                MappingForm { now: now.clone(), book: book.clone(), on_change }
            } else {
                ResultPage { now: now.clone(), book: book.clone(), on_change }
            }
        }
    }
}
