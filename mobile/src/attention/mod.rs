//! What did not go as recorded: what happened, what is kept, and everything that was written down.
//!
//! A visit that was given away while the phone was offline brings many refused commands at once; they are
//! shown together, as one thing that happened to one visit.

mod recorded;

use dioxus::prelude::*;
use truckroll_domain::{CommandId, Kind, gather};
use truckroll_replica::ask::{Answer, Ask, AttentionItem};
use truckroll_ui::prelude::*;

use crate::route::use_go;
use crate::shell::{Screen, Section, coming};
use crate::{platform, store, words};

/// The topic of this screen beside the kinds: the count is part of the state of sync.
const KINDS: &[Kind] = &Kind::ALL;

/// The screen.
#[component]
pub fn AttentionScreen() -> Element {
    let read = use_live(
        || {
            let mut topics: Vec<String> = KINDS.iter().map(|kind| kind.word().to_owned()).collect();
            topics.push(store::SYNC.to_owned());
            topics
        },
        || {
            let asked = platform::ask(Ask::Attention);
            async move {
                match asked.await {
                    Answer::Attention { items } => Ok(items),
                    _ => Err(tr("load-failed")),
                }
            }
        },
    );
    let dismiss = move |commands: Vec<CommandId>| {
        spawn(async move {
            for command in commands {
                let _ = platform::ask(Ask::Dismiss { command }).await;
            }
            read.reload();
        });
    };
    rsx! {
        Screen { title: tr("needs-attention"), back: ("/engineer/me".to_owned(), tr("nav-me")),
            if let Some(items) = read.value() {
                AttentionPane { items, on_dismiss: dismiss }
            } else {
                {coming(read)}
            }
        }
    }
}

/// Commands that met the same fate on the same record, in the order they were given.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// The record's number and title.
    pub title: String,
    /// What they met.
    pub items: Vec<AttentionItem>,
}

/// Puts together what belongs together; newest story first.
#[must_use]
pub fn stories(items: Vec<AttentionItem>) -> Vec<Story> {
    let mut all: Vec<Story> = Vec::new();
    for item in items {
        let known = all.iter_mut().find(|story| {
            story.items.first().is_some_and(|first| {
                first.document == item.document && first.kept == item.kept && first.why.code() == item.why.code()
            })
        });
        match known {
            Some(story) => story.items.push(item),
            None => all.push(Story { title: item.title.clone(), items: vec![item] }),
        }
    }
    for story in &mut all {
        gather::sort_by_key(&mut story.items, |item| (item.at, item.id));
    }
    gather::sort_by_key(&mut all, |story| std::cmp::Reverse(story.items.last().map(|item| item.at)));
    all
}

/// All stories, or that there are none.
#[component]
pub fn AttentionPane(items: Vec<AttentionItem>, on_dismiss: EventHandler<Vec<CommandId>>) -> Element {
    if items.is_empty() {
        return rsx! {
            Empty { icon: Icon::CircleCheck, title: tr("eng-attention-none"), text: tr("eng-attention-what") }
        };
    }
    rsx! {
        div { class: "tr-stack pt-3",
            for story in stories(items) {
                Told { key: "{story.items[0].id}", story, on_dismiss }
            }
        }
    }
}

#[component]
fn Told(story: Story, on_dismiss: EventHandler<Vec<CommandId>>) -> Element {
    let go = use_go();
    let Some(first) = story.items.first() else { return rsx! {} };
    let kept = tr(match (first.kept, first.kind) {
        (true, _) => "eng-kept",
        (false, Kind::Visit) => "eng-not-kept-visit",
        (false, _) => "eng-not-kept",
    });
    let text = tr!("eng-why-and-kept", why = words::refusal(&first.why), kept = kept);
    let commands: Vec<CommandId> = story.items.iter().map(|item| item.id).collect();
    let href = match first.kind {
        Kind::Visit => Some(format!("/engineer/visits/{}", first.document)),
        Kind::Ticket => Some(format!("/engineer/tickets/{}", first.document)),
        Kind::Company | Kind::Contact | Kind::Asset => None,
    };
    rsx! {
        Section { title: story.title.clone(),
            Notice { tone: if first.kept { Tone::Paused } else { Tone::Alert }, title: text }
            h3 { class: "tr-section-title", {tr("eng-recorded")} }
            recorded::Recorded { items: story.items.clone() }
            div { class: "tr-actions",
                Button {
                    label: tr("dismiss"),
                    icon: Icon::Check,
                    on_press: move |_| on_dismiss.call(commands.clone()),
                }
                if let Some(href) = href {
                    Button {
                        label: tr("verb-open"),
                        kind: ButtonKind::Ghost,
                        on_press: move |_| go.to(href.clone()),
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::visits::{Part, VisitCommand, VisitState};
    use truckroll_domain::{AssignmentId, Command, DocumentId, LineId, Refusal, Timestamp, VisitId};

    use super::*;
    use crate::sample;

    fn item(at: i64, kept: bool, why: Refusal, command: VisitCommand) -> AttentionItem {
        AttentionItem {
            id: CommandId::from_parts(u64::try_from(at).expect("positive"), [7; 10]),
            document: DocumentId::default(),
            kind: Kind::Visit,
            title: "V-2026-000412 Lift 3 stuck".into(),
            command: Command::Visit { id: VisitId::default(), command },
            at: Timestamp(at),
            why,
            kept,
        }
    }

    fn given_away(at: i64, command: VisitCommand) -> AttentionItem {
        item(at, true, Refusal::Reassigned { to: "Wang".into(), at: Timestamp(36_600_000) }, command)
    }

    #[component]
    fn Page(items: Vec<AttentionItem>) -> Element {
        rsx! { AttentionPane { items, on_dismiss: |_: Vec<CommandId>| {} } }
    }

    #[test]
    fn a_visit_given_away_is_one_story_with_all_that_was_recorded() {
        let assignment = AssignmentId::default();
        let part = Part { name: "brake pad".into(), part_number: "BP-7".into(), quantity: 2 };
        let items = vec![
            given_away(3, VisitCommand::Complete { assignment, place: None }),
            given_away(1, VisitCommand::Accept { assignment, place: None }),
            given_away(2, VisitCommand::SetPart { assignment, part: LineId::default(), line: part }),
        ];
        assert_eq!(stories(items.clone()).len(), 1);
        let html = sample::render(Page, PageProps { items });
        let said = "This visit was given to Wang at 10:10. Everything you recorded is kept on the visit; the dispatcher decides.";
        assert!(html.contains(said), "{html}");
        assert!(html.contains("2 × brake pad"), "{html}");
        let accepted = html.find("Accepted").expect("the log says it");
        assert!(accepted < html.find("brake pad").expect("shown"), "in the order of the work");
    }

    #[test]
    fn different_fates_are_different_stories() {
        let assignment = AssignmentId::default();
        let accept = || VisitCommand::Accept { assignment, place: None };
        let items = vec![
            given_away(1, accept()),
            item(2, false, Refusal::WrongState { state: VisitState::Completed }, accept()),
        ];
        let html = sample::render(Page, PageProps { items });
        assert_eq!(html.matches("tr-notice ").count(), 2, "{html}");
    }

    #[test]
    fn nothing_to_see_says_so() {
        let html = sample::render(Page, PageProps { items: Vec::new() });
        assert!(html.contains("tr-empty"), "{html}");
    }
}
