//! The latest syncs (APP-37): when, how long, what went up and down, what was refused. Kept on this phone.

use dioxus::prelude::*;
use truckroll_replica::ask::{Answer, Ask, SyncRound};
use truckroll_ui::prelude::*;

use crate::platform;
use crate::route::use_go;
use crate::session::use_session;
use crate::shell::{Screen, coming};
use crate::store;

/// The screen.
#[component]
pub fn SyncsScreen() -> Element {
    let session = use_session();
    let go = use_go();
    let read = use_live(
        || vec![store::SYNC.to_owned()],
        || {
            let asked = platform::ask(Ask::Rounds);
            async move {
                match asked.await {
                    Answer::Rounds { rounds } => Ok(rounds),
                    _ => Err(tr("load-failed")),
                }
            }
        },
    );
    let attention = session.attention();
    rsx! {
        Screen { title: tr("sync-log"), back: ("/engineer/me".to_owned(), tr("nav-me")),
            div { class: "tr-stack",
                if attention > 0 {
                    Button {
                        label: tr!("eng-attention-count", count = attention),
                        icon: Icon::CloudAlert,
                        wide: true,
                        on_press: move |_| go.to("/engineer/attention"),
                    }
                }
                if let Some(rounds) = read.value() {
                    RoundsPane { rounds }
                } else {
                    {coming(read)}
                }
            }
        }
    }
}

/// The list, newest first.
#[component]
pub fn RoundsPane(rounds: Vec<SyncRound>) -> Element {
    let format = use_format();
    if rounds.is_empty() {
        return rsx! {
            Empty { icon: Icon::Refresh, title: tr("sync-log-empty") }
        };
    }
    rsx! {
        p { class: "tr-muted", {tr("sync-log-what")} }
        ul { class: "tr-list -mx-4",
            for round in rounds {
                li { key: "{round.at.ms()}", class: "flex items-start gap-3 px-4 py-3",
                    span { class: "tr-muted", Glyph { icon: mark(&round) } }
                    div { class: "min-w-0 flex-1",
                        p { {format.moment(round.at.ms())} }
                        p { class: "tr-small tr-muted", {said(&round)} }
                    }
                    span { class: "tr-small tr-muted tr-figures", {took(round.took_ms)} }
                }
            }
        }
    }
}

fn mark(round: &SyncRound) -> Icon {
    match (round.failed, round.refused) {
        (true, _) => Icon::CloudOff,
        (false, 0) => Icon::CloudCheck,
        (false, _) => Icon::CloudAlert,
    }
}

/// What moved, in words.
fn said(round: &SyncRound) -> String {
    let counts = [
        ("sync-log-sent", round.sent),
        ("sync-log-files", round.files),
        ("sync-log-received", round.received),
        ("sync-log-refused", round.refused),
    ];
    let mut parts: Vec<String> =
        counts.into_iter().filter(|(_, count)| *count > 0).map(|(key, count)| tr!(key, count = count)).collect();
    if round.failed {
        parts.insert(0, tr("sync-log-failed"));
    } else if parts.is_empty() {
        parts.push(tr("sync-log-nothing"));
    }
    parts.join(" · ")
}

/// Seconds with one decimal.
fn took(ms: i64) -> String {
    let tenths = (ms.max(0) + 50) / 100;
    tr!("sync-log-took", seconds = format!("{}.{}", tenths / 10, tenths % 10))
}

#[cfg(test)]
mod tests {
    use truckroll_domain::Timestamp;

    use super::*;
    use crate::sample;

    #[component]
    fn Page(rounds: Vec<SyncRound>) -> Element {
        rsx! { RoundsPane { rounds } }
    }

    #[test]
    fn each_sync_says_what_moved_how_long_it_took_and_what_was_refused() {
        let round = SyncRound { at: Timestamp(36_000_000), took_ms: 1_240, ..SyncRound::default() };
        let rounds = vec![
            SyncRound { sent: 3, files: 1, received: 12, refused: 1, ..round },
            SyncRound { at: Timestamp(35_000_000), failed: true, ..round },
            SyncRound { at: Timestamp(34_000_000), took_ms: 90, ..round },
        ];
        let html = sample::render(Page, PageProps { rounds });
        for words in ["10:00", "1.2 s", "3 changes sent", "1 photo sent", "12 records received", "1 change refused"] {
            assert!(html.contains(words), "{words}: {html}");
        }
        assert!(html.contains("out of reach") && html.contains("Nothing new") && html.contains("0.1 s"), "{html}");
        let html = sample::render(Page, PageProps { rounds: Vec::new() });
        assert!(html.contains("tr-empty"), "{html}");
    }
}
