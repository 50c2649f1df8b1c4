//! The live connection: what changed, who moved, what was notified.
//!
//! One socket while somebody is signed in. It comes back by itself, after 1, 2, 4 … 30 s, and then every
//! screen asks again, because changes may have been missed. Announcements are gathered for 150 ms, so that a
//! burst of changes is one question. New positions go straight to [`Session::moved`]; nothing is asked.

use std::collections::BTreeSet;
use std::rc::Rc;

use dioxus::prelude::*;
use truckroll_domain::{DocumentId, Kind};
use truckroll_protocol::api::Live;
use truckroll_ui::prelude::*;

use crate::api;
use crate::platform::{self, Heard, Socket};
use crate::session::{Session, use_session};

const PATH: &str = "/api/v1/live";
const GATHER_MS: i32 = 150;
const FIRST_WAIT_MS: i32 = 1_000;
const LONGEST_WAIT_MS: i32 = 30_000;

/// The topic of all documents of a kind, as live reads name it.
#[must_use]
pub fn topic(kind: Kind) -> &'static str {
    match kind {
        Kind::Visit => "visits",
        Kind::Ticket => "tickets",
        Kind::Company => "companies",
        Kind::Contact => "contacts",
        Kind::Asset => "assets",
    }
}

/// The topics of an announcement: its kinds, and each document; all documents when they were too many to name.
#[must_use]
pub fn topics(kinds: &[Kind], ids: &[DocumentId]) -> Vec<String> {
    let mut all: Vec<String> = kinds.iter().map(|kind| topic(*kind).to_owned()).collect();
    all.extend(ids.iter().map(|id| format!("document:{id}")));
    if ids.is_empty() {
        all.push("documents".to_owned());
    }
    all
}

/// The topics of a screen that shows one document.
#[must_use]
pub fn of_document(id: &str) -> Vec<String> {
    vec![format!("document:{id}"), "documents".to_owned()]
}

/// Keeps the connection while the component is there.
pub fn use_live_connection() {
    let session = use_session();
    let changes = use_changes();
    let mut socket = use_signal(|| None::<Rc<Socket>>);
    let mut wait_ms = use_signal(|| FIRST_WAIT_MS);
    let mut pending = use_signal(BTreeSet::<String>::new);
    let mut was_open = use_signal(|| false);
    let mut tries = use_signal(|| 0_u32);

    let mut gather = move |topics: Vec<String>| {
        let first = pending.peek().is_empty();
        pending.write().extend(topics);
        if first {
            spawn(async move {
                platform::sleep(GATHER_MS).await;
                let gathered = std::mem::take(&mut *pending.write());
                changes.announce(gathered);
            });
        }
    };
    let heard = use_callback(move |heard: Heard| match heard {
        Heard::Opened => {
            wait_ms.set(FIRST_WAIT_MS);
            session.reached(true);
            if *was_open.peek() {
                changes.announce_all();
                renew(session, changes, false);
            }
            was_open.set(true);
        }
        Heard::Text(text) => match serde_json::from_str::<Live>(&text) {
            Ok(Live::Changed { kinds, ids, .. }) => gather(topics(&kinds, &ids)),
            Ok(Live::Positions { moved }) => {
                let mut places = session.moved;
                places.write().extend(moved.into_iter().map(|(agent, place, at)| (agent, (place, at))));
            }
            Ok(Live::Defined { kinds }) => {
                // who reaches whose records is in the groups, of which nothing is known here
                let reach = kinds.iter().any(|kind| kind == "group");
                renew(session, changes, reach);
                gather(defined(kinds));
            }
            Ok(Live::Notified) => gather(vec!["notices".to_owned()]),
            Ok(Live::Ended { code }) => session.leave(Some(ended(&code))),
            // A newer server may say more than this version knows.
            Err(_) => {}
        },
        Heard::Closed => {
            let wait = *wait_ms.peek();
            wait_ms.set((wait * 2).min(LONGEST_WAIT_MS));
            spawn(async move {
                platform::sleep(wait).await;
                tries += 1;
            });
        }
    });
    use_effect(move || {
        let _ = tries.read();
        socket.set(platform::open_socket(PATH, move |said| heard.call(said)).map(Rc::new));
    });
}

/// The topics of written definitions.
fn defined(mut kinds: Vec<String>) -> Vec<String> {
    if kinds.iter().any(|kind| kind == "agent") {
        kinds.push("agents".to_owned());
    }
    kinds
}

/// Asks who is here and what the organisation demands: definitions may be others now. Every screen asks again when
/// something is different for this person, and at any rate when his `reach` may be.
fn renew(session: Session, changes: Changes, reach: bool) {
    spawn(async move {
        let Ok(me) = api::me().await else { return };
        if session.renew(me) || reach {
            changes.announce_all();
        }
    });
}

/// Why a session has ended, as a message key.
#[must_use]
pub fn ended(code: &str) -> &'static str {
    match code {
        "signed_in_elsewhere" => "desk-ended-elsewhere",
        "disabled" => "desk-ended-disabled",
        _ => "desk-signed-out",
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::VisitId;

    use super::*;

    #[test]
    fn a_changed_agent_is_news_for_lists_of_agents() {
        assert_eq!(defined(vec!["agent".into(), "role".into()]), ["agent", "role", "agents"]);
        assert_eq!(defined(vec!["visit_rules".into()]), ["visit_rules"]);
    }

    #[test]
    fn an_announcement_without_ids_reaches_every_open_document() {
        assert_eq!(topics(&[Kind::Visit], &[]), ["visits", "documents"]);
        let id = VisitId::from_parts(1, [7; 10]);
        let named = topics(&[Kind::Visit, Kind::Ticket], &[id.into()]);
        assert_eq!(named[..2], ["visits", "tickets"]);
        assert!(of_document(&id.to_string()).contains(&named[2]));
    }
}
