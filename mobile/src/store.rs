//! The ways of screens to their store: live reads, commands, bytes.
//!
//! All of it works without a network. A live read is asked again when the store announces a change of the
//! kinds it names; a command is durable when it has been answered.

use std::collections::BTreeMap;
use std::future::Future;

use dioxus::prelude::*;
use truckroll_domain::attachments::Attachment;
use truckroll_domain::people::Agent;
use truckroll_domain::{Command, Kind, MacroId, Refusal, TicketId};
use truckroll_replica::ask::{Answer, Ask, Changed};
use truckroll_ui::prelude::*;

use crate::platform::{self, Picture};
use crate::words;

/// The topic of the state of sync.
pub const SYNC: &str = "sync";
/// The topic of what is known of colleagues.
const PEOPLE: &str = "people";
/// The topic of who is here and what the organisation demands: every read is asked again when that changes.
const HERE: &str = "here";

/// The topics that an announcement of the store touches.
#[must_use]
pub fn topics(changed: &Changed) -> Vec<&'static str> {
    let mut topics: Vec<&'static str> = changed.kinds.iter().map(|kind| kind.word()).collect();
    if changed.sync {
        topics.push(SYNC);
    }
    if changed.people {
        topics.push(PEOPLE);
    }
    topics
}

/// A read that follows the store: asked at once, and again when one of `kinds` (or a signal that `ask` reads)
/// has changed. `pick` takes the value out of the answer.
pub fn use_read<T: 'static>(
    kinds: &'static [Kind],
    ask: impl Fn() -> Ask + 'static,
    pick: fn(Answer) -> Option<T>,
) -> Live<T> {
    use_live(
        move || kinds.iter().map(|kind| kind.word()).chain([HERE]).map(str::to_owned).collect(),
        move || {
            let asked = platform::ask(ask());
            async move { pick(asked.await).ok_or_else(|| tr("load-failed")) }
        },
    )
}

/// As [`use_read`], of what is known of colleagues.
pub fn use_people<T: 'static>(ask: fn() -> Ask, pick: fn(Answer) -> Option<T>) -> Live<T> {
    use_live(
        || [PEOPLE, HERE].map(str::to_owned).to_vec(),
        move || {
            let asked = platform::ask(ask());
            async move { pick(asked.await).ok_or_else(|| tr("load-failed")) }
        },
    )
}

/// The colleagues on this phone, asked for again when one of them changed.
pub fn use_colleagues() -> Live<Vec<Agent>> {
    use_people(
        || Ask::Colleagues,
        |answer| match answer {
            Answer::Colleagues { agents } => Some(agents),
            _ => None,
        },
    )
}

/// Why a command or a file was not taken.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// The rules stand against it.
    Refused(Refusal),
    /// The store itself failed.
    Broken,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::Refused(why) => f.write_str(&words::refusal(why)),
            Failure::Broken => f.write_str(&tr("eng-store-failed")),
        }
    }
}

/// Carries out a command on this phone; it is sent when there is a network.
///
/// # Errors
/// [`Failure`]; nothing was recorded then.
pub async fn execute(command: Command) -> Result<(), Failure> {
    ask_to(command).await
}

/// As [`execute`], but the command is on its way to the store before the answer is awaited.
pub fn ask_to(command: Command) -> impl Future<Output = Result<(), Failure>> + 'static {
    let asked = platform::ask(Ask::Execute { command: Box::new(command) });
    async move {
        match asked.await {
            Answer::Executed { .. } => Ok(()),
            Answer::Refused { why } => Err(Failure::Refused(why)),
            _ => Err(Failure::Broken),
        }
    }
}

/// Runs a macro of a ticket by its button.
///
/// # Errors
/// [`Failure`]; nothing was recorded then.
pub fn press(ticket: TicketId, id: MacroId) -> impl Future<Output = Result<(), Failure>> + 'static {
    let asked = platform::ask(Ask::Press { ticket, id });
    async move {
        match asked.await {
            Answer::Executed { .. } => Ok(()),
            Answer::Refused { why } => Err(Failure::Refused(why)),
            _ => Err(Failure::Broken),
        }
    }
}

/// Keeps a picture on this phone and queues its upload.
///
/// # Errors
/// [`Failure`]; nothing was kept then.
pub async fn keep(picture: Picture, name: String) -> Result<Attachment, Failure> {
    let Picture { mime, bytes } = picture;
    match platform::ask(Ask::Keep { mime: mime.clone(), name: name.clone(), bytes }).await {
        Answer::Stored { hash, size } => Ok(Attachment { hash, size, mime, name }),
        Answer::Refused { why } => Err(Failure::Refused(why)),
        _ => Err(Failure::Broken),
    }
}

/// Addresses of pictures by hash. Each is asked for once; all are let go with the component.
pub fn use_pictures(hashes: Vec<String>) -> Signal<BTreeMap<String, String>> {
    let mut shown = use_signal(BTreeMap::<String, String>::new);
    let mut asked = use_signal(Vec::<String>::new);
    use_watch(use_reactive!(|(hashes,)| {
        for hash in hashes {
            if asked.peek().contains(&hash) {
                continue;
            }
            asked.write().push(hash.clone());
            spawn(async move {
                if let Answer::Bytes { mime, bytes } = platform::ask(Ask::Attachment { hash: hash.clone() }).await {
                    shown.write().insert(hash, platform::object_url(&bytes, &mime));
                } else {
                    // Not to be had now; asked for again when the page is opened again.
                    asked.write().retain(|known| *known != hash);
                }
            });
        }
    }));
    use_drop(move || {
        for url in shown.peek().values() {
            platform::drop_url(url);
        }
    });
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_announcement_touches_its_kinds_and_sync() {
        let changed = Changed { kinds: vec![Kind::Visit], sync: true, ..Changed::default() };
        assert_eq!(topics(&changed), ["visit", "sync"]);
        assert_eq!(topics(&Changed { people: true, ..Changed::default() }), ["people"]);
        assert!(topics(&Changed::default()).is_empty());
    }
}
