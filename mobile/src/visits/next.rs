//! The bar with the next step, the questions that some steps ask, and what else can be done with a visit.

use dioxus::prelude::*;
use truckroll_domain::visits::{Stage, VisitCommand, VisitRules, VisitState};
use truckroll_replica::ask::VisitPage;
use truckroll_ui::prelude::*;

use super::state::{Missing, Next, Work, missing};
use crate::session::use_session;
use crate::{ids, platform, store};

/// How long arriving waits for a position; without one it is recorded and flagged.
const POSITION_MS: u32 = 8_000;

/// A question with one answer in words, before a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    Reject,
    Pause,
    Cancel,
}

impl Question {
    const fn keys(self) -> (&'static str, &'static str, bool) {
        match self {
            Self::Reject => ("step-reject-title", "step-reject", true),
            Self::Pause => ("step-pause-title", "step-pause", false),
            Self::Cancel => ("step-cancel-title", "step-cancel", true),
        }
    }
}

/// The bar at the bottom: the next step, and beside it what else fits the state.
#[component]
pub fn NextBar(next: Next, page: VisitPage, rules: VisitRules, work: Work) -> Element {
    let session = use_session();
    let mut asked = use_signal(|| None::<Question>);
    let mut lacking = use_signal(Vec::<Missing>::new);
    let attempt = page.visit.attempt(&page.overlay).cloned().unwrap_or_default();
    let step = move |_| {
        let Some(assignment) = work.assignment else { return };
        let place = session.place_now();
        let stage = match next {
            Next::Arrive => Some(Stage::Arrive),
            Next::Complete => Some(Stage::Complete),
            _ => None,
        };
        let found = stage.map(|stage| missing(&rules, &attempt, stage)).unwrap_or_default();
        if !found.is_empty() {
            lacking.set(found);
            return;
        }
        match next {
            Next::Accept => work.act(VisitCommand::Accept { assignment, place }),
            Next::Depart => work.act(VisitCommand::Depart { assignment, place }),
            Next::Resume => work.act(VisitCommand::Resume { assignment }),
            Next::Complete => work.act(VisitCommand::Complete { assignment, place }),
            Next::Arrive => work.run(move || async move {
                let place = match platform::position_within(POSITION_MS).await {
                    Some(fix) => Some(fix.place),
                    None => session.place_now(),
                };
                work.arrive(place, String::new()).await;
            }),
        }
    };
    rsx! {
        if next == Next::Accept {
            Button { label: tr("step-reject"), on_press: move |_| asked.set(Some(Question::Reject)) }
        }
        if next == Next::Complete {
            Button {
                label: tr("step-pause"),
                icon: Icon::Pause,
                on_press: move |_| asked.set(Some(Question::Pause)),
            }
        }
        Button {
            label: if work.busy() && next == Next::Arrive { tr("step-locating") } else { tr(next.key()) },
            icon: next.icon(),
            kind: ButtonKind::Primary,
            wide: true,
            busy: work.busy(),
            on_press: step,
        }
        Reason {
            question: asked(),
            work,
            on_close: move |()| asked.set(None),
        }
        FarAway { work }
        Lacking { missing: lacking(), on_close: move |()| lacking.set(Vec::new()) }
    }
}

/// Asks for a reason and sends the step with it.
#[component]
fn Reason(question: Option<Question>, work: Work, on_close: EventHandler<()>) -> Element {
    let mut reason = use_signal(String::new);
    let mut wrong = use_signal(|| false);
    let Some(question) = question else { return rsx! {} };
    let (title, verb, danger) = question.keys();
    let mut close = move |()| {
        reason.set(String::new());
        wrong.set(false);
        on_close.call(());
    };
    let mut send = move || {
        let said = reason.peek().trim().to_owned();
        if said.is_empty() {
            wrong.set(true);
            return;
        }
        let command = match (question, work.assignment) {
            (Question::Reject, Some(assignment)) => VisitCommand::Reject { assignment, reason: said },
            (Question::Pause, Some(assignment)) => VisitCommand::Pause { assignment, pause: ids::line(), reason: said },
            (Question::Cancel, _) => VisitCommand::RequestCancel { request: ids::line(), reason: said },
            _ => return,
        };
        work.act(command);
        close(());
    };
    rsx! {
        Dialog {
            open: true,
            title: tr(title),
            on_close: close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| close(()) }
                Button {
                    label: tr(verb),
                    kind: if danger { ButtonKind::Danger } else { ButtonKind::Primary },
                    on_press: move |_| send(),
                }
            },
            TextAreaField {
                label: tr("eng-reason"),
                value: reason(),
                rows: 2,
                max_length: 500,
                required: true,
                error: wrong().then(|| tr!("field-required", label = tr("eng-reason"))),
                on_input: move |text| reason.set(text),
            }
        }
    }
}

/// The arrival is far from the site: why?
#[component]
fn FarAway(work: Work) -> Element {
    let format = use_format();
    let mut reason = use_signal(String::new);
    let Some((metres, place)) = work.far_at() else { return rsx! {} };
    #[expect(clippy::cast_precision_loss, reason = "metres on the earth are exact in a double")]
    let distance = format.distance(metres as f64);
    let send = move |_| {
        let said = reason.peek().trim().to_owned();
        work.run(move || async move {
            work.arrive(Some(place), said).await;
            reason.set(String::new());
        });
    };
    rsx! {
        Dialog {
            open: true,
            title: tr!("step-far-title", distance = distance),
            on_close: move |()| work.stay(),
            actions: rsx! {
                Button { label: tr("step-not-there"), on_press: move |_| work.stay() }
                Button {
                    label: tr("step-arrive"),
                    kind: ButtonKind::Primary,
                    disabled: reason.read().trim().is_empty(),
                    busy: work.busy(),
                    on_press: send,
                }
            },
            p { {tr("step-far-text")} }
            TextAreaField {
                label: tr("eng-reason"),
                value: reason(),
                rows: 2,
                max_length: 500,
                required: true,
                on_input: move |text| reason.set(text),
            }
        }
    }
}

/// What is missing before the step, each leading to its place.
#[component]
pub fn Lacking(missing: Vec<Missing>, on_close: EventHandler<()>) -> Element {
    rsx! {
        Dialog {
            open: !missing.is_empty(),
            title: tr("eng-missing-title"),
            on_close: move |()| on_close.call(()),
            ul { class: "tr-list",
                for item in missing {
                    li { key: "{item.section}",
                        ListRow {
                            title: item.label.clone(),
                            lead: rsx! { Glyph { icon: Icon::Alert } },
                            trail: rsx! { Glyph { icon: Icon::ChevronRight } },
                            on_open: move |()| {
                                on_close.call(());
                                let section = item.section.clone();
                                spawn(async move {
                                    // The dialog gives the focus back first.
                                    platform::sleep(60).await;
                                    platform::go_to_element(&section);
                                });
                            },
                        }
                    }
                }
            }
        }
    }
}

/// What else can be done: pass it on, ask to cancel it.
#[component]
pub fn More(page: VisitPage, work: Work) -> Element {
    let mut open = use_signal(|| false);
    let mut asked = use_signal(|| None::<Question>);
    let mut passing = use_signal(|| false);
    let state = page.visit.state(&page.overlay);
    let over = state.is_finished() || state == VisitState::CancelRequested;
    if over || (!page.mine && page.visit.created_by.is_none()) {
        return rsx! {};
    }
    let mine = page.mine;
    rsx! {
        Button {
            label: tr("verb-more"),
            icon: Icon::Ellipsis,
            icon_only: true,
            kind: ButtonKind::Ghost,
            expanded: open(),
            on_press: move |_| open.set(true),
        }
        Dialog {
            open: open(),
            title: page.visit.title.clone(),
            on_close: move |()| open.set(false),
            ul { class: "tr-list",
                if mine {
                    li {
                        ListRow {
                            title: tr("step-pass-on"),
                            lead: rsx! { Glyph { icon: Icon::UserPlus } },
                            on_open: move |()| {
                                open.set(false);
                                passing.set(true);
                            },
                        }
                    }
                }
                li {
                    ListRow {
                        title: tr("step-cancel"),
                        lead: rsx! { Glyph { icon: Icon::CircleX } },
                        on_open: move |()| {
                            open.set(false);
                            asked.set(Some(Question::Cancel));
                        },
                    }
                }
            }
        }
        Reason { question: asked(), work, on_close: move |()| asked.set(None) }
        if passing() {
            PassOn { page: page.clone(), work, on_close: move |()| passing.set(false) }
        }
    }
}

/// Gives the visit to a colleague; the server decides, and until then it stays here.
#[component]
fn PassOn(page: VisitPage, work: Work, on_close: EventHandler<()>) -> Element {
    let session = use_session();
    let me = session.me().map(|me| me.agent.id);
    let mut to = use_signal(String::new);
    let mut reason = use_signal(String::new);
    let colleagues = store::use_colleagues();
    let agents = colleagues.value().unwrap_or_default();
    let options: Vec<Choice> = agents
        .iter()
        .filter(|a| a.is_engineer() && Some(a.id) != me)
        .map(|a| Choice::new(a.id.to_string(), a.name.clone()))
        .collect();
    let seen = page.overlay.current;
    let send = move |_| {
        let Some(agent) = agents.iter().find(|a| a.id.to_string() == *to.peek()) else { return };
        work.act(VisitCommand::Assign {
            assignment: ids::assignment(),
            agent: agent.id,
            agent_name: agent.name.clone(),
            seen,
            reason: reason.peek().trim().to_owned(),
        });
        on_close.call(());
    };
    rsx! {
        Dialog {
            open: true,
            title: tr("step-pass-on"),
            on_close: move |()| on_close.call(()),
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("step-pass-on"),
                    kind: ButtonKind::Primary,
                    disabled: to.read().is_empty(),
                    on_press: send,
                }
            },
            SelectField {
                label: tr("eng-colleague"),
                value: to(),
                options,
                none_label: tr("eng-choose"),
                required: true,
                on_change: move |value| to.set(value),
            }
            TextAreaField {
                label: tr("eng-reason"),
                value: reason(),
                rows: 2,
                max_length: 500,
                on_input: move |text| reason.set(text),
            }
        }
    }
}
