//! Visits on the phone: one column, and the next step is always the big button.
//!
//! Everything here works without a network. The screen reads the visit from the store, panes show plain
//! values, and [`state::Work`] sends the commands.

mod draft;
mod exif;
mod fold;
mod head;
mod list;
mod log;
mod narrow;
mod new;
mod next;
mod own_field;
mod parts;
mod photos;
mod rating;
mod report;
mod signature;
pub mod state;
pub mod track;

use dioxus::prelude::*;
use truckroll_domain::visits::VisitRules;
use truckroll_domain::{Kind, Place, VisitId};
use truckroll_replica::ask::{Answer, Ask, VisitPage};
use truckroll_ui::prelude::*;

use crate::session::use_session;
use crate::shell::{Failed, Screen, ZoneHint, coming};
use crate::{store, words};
use state::{Next, Work, is_open, use_work};

pub use draft::DraftField;
pub use fold::Fold;
pub use list::{ListTabs, VisitRowItem, VisitsScreen};
pub use log::entries as log_entries;
pub use new::NewVisitScreen;
pub use photos::too_large;

/// One visit.
#[component]
pub fn VisitScreen(id: ReadSignal<String>) -> Element {
    let session = use_session();
    let read = store::use_read(
        &[Kind::Visit, Kind::Ticket, Kind::Asset],
        move || Ask::Visit { id: id.read().parse().unwrap_or_default() },
        |answer| match answer {
            Answer::Visit { page } => Some(page),
            _ => None,
        },
    );
    let visit: VisitId = id.read().parse().unwrap_or_default();
    let back = Some(("/engineer/today".to_owned(), tr("nav-today")));
    let rules = session.me().map(|me| me.visit_rules.clone()).unwrap_or_default();
    // On the way from one visit to another the former answer is still there for a moment.
    let known = read.value().filter(|page| page.as_ref().is_none_or(|page| page.row.id == *id.read()));
    match known {
        Some(Some(page)) => rsx! { Opened { key: "{visit}", id: visit, page: *page, rules } },
        Some(None) => rsx! {
            Screen { title: tr("eng-visit-gone"), back,
                Empty { icon: Icon::Inbox, title: tr("eng-visit-gone"), text: tr("eng-visit-gone-text") }
            }
        },
        None => rsx! {
            Screen { title: tr("loading"), titled: true, back, {coming(read)} }
        },
    }
}

#[component]
fn Opened(id: VisitId, page: VisitPage, rules: VisitRules) -> Element {
    let session = use_session();
    let assignment = page.overlay.current.filter(|_| page.mine);
    let work = use_work(id, assignment);
    let state = page.visit.state(&page.overlay);
    let next = Next::of(state, page.mine);
    let here = (*session.here.read()).map(|fix| fix.place);
    rsx! {
        Screen {
            title: page.visit.title.clone(),
            titled: true,
            back: ("/engineer/today".to_owned(), tr("nav-today")),
            actions: rsx! {
                crate::shell::RecordMark { mark: page.mark }
                next::More { page: page.clone(), work }
            },
            bar: next.map(|next| rsx! { next::NextBar { next, page: page.clone(), rules: rules.clone(), work } }),
            div { class: "tr-stack",
                ZoneHint {}
                VisitPane { page, rules, here, work }
            }
        }
    }
}

/// Everything about a visit, as far as it goes in its state.
#[component]
pub fn VisitPane(page: VisitPage, rules: VisitRules, here: Option<Place>, work: Work) -> Element {
    let state = page.visit.state(&page.overlay);
    let attempt = page.visit.attempt(&page.overlay).cloned().unwrap_or_default();
    let open = page.mine && is_open(state);
    let worked = page.visit.attempt(&page.overlay).is_some_and(truckroll_domain::visits::Attempt::has_facts);
    rsx! {
        div { class: "tr-stack",
            head::VisitHead { page: page.clone(), here }
            Failed { text: work.failure() }
            for (path , values) in page.conflicts.clone() {
                Notice {
                    key: "{path}",
                    tone: Tone::Paused,
                    title: tr!("eng-conflict", field = words::member(&path)),
                    text: values.iter().map(plain).collect::<Vec<_>>().join(" · "),
                }
            }
            if page.mine {
                rating::CustomerCode { page: page.clone() }
            }
            fold::Story { page: page.clone() }
            if open || worked {
                photos::Photos { page: page.clone(), rules: rules.clone(), open, work }
                parts::Parts { parts: attempt.parts.clone(), open, work }
                report::Report { attempt: attempt.clone(), rules: rules.clone(), open, work }
                signature::Signatures {
                    signatures: attempt.signatures.clone(),
                    signer: page.visit.customer.contact_name.clone(),
                    open,
                    work,
                }
            }
            log::Notes { entries: page.entries.clone(), work }
            log::Log { entries: page.entries }
        }
    }
}

/// A value of a document for people.
fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests;
