//! Assigning a visit: ask for a reason when it changes hands, send, offer to undo, and say who was faster.
//!
//! It lives in the frame of the desk, so that "undo" still works on another screen. `seen` is the assignment
//! the dispatcher saw; the server refuses when there is another one, and then the dialog says who has it
//! and offers to reassign.

use dioxus::prelude::*;
use truckroll_domain::visits::VisitCommand;
use truckroll_domain::{AgentId, AssignmentId, Command, VisitId};
use truckroll_ui::prelude::*;

use crate::api::{self, Answer};

/// An assignment that is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// The visit.
    pub visit: VisitId,
    /// What it is called.
    pub title: String,
    /// Who shall go.
    pub agent: AgentId,
    /// His name.
    pub name: String,
    /// The assignment that was seen.
    pub seen: Option<AssignmentId>,
    /// The name of who has it, if somebody has.
    pub holder: Option<String>,
    /// Who that is.
    pub former: Option<AgentId>,
    /// Somebody was faster: the dialog says so.
    pub conflict: bool,
}

impl Ask {
    /// Whether a reason is wanted: it changes hands.
    #[must_use]
    pub fn wants_reason(&self) -> bool {
        self.holder.is_some()
    }

    fn command(&self, assignment: AssignmentId, reason: &str) -> Command {
        let command = VisitCommand::Assign {
            assignment,
            agent: self.agent,
            agent_name: String::new(),
            seen: self.seen,
            reason: reason.trim().to_owned(),
        };
        Command::Visit { id: self.visit, command }
    }

    /// What takes the assignment back.
    fn undo(&self, made: AssignmentId) -> Command {
        let command = match self.former {
            None => VisitCommand::Unassign { seen: Some(made), reason: String::new() },
            Some(former) => VisitCommand::Assign {
                assignment: api::fresh(AssignmentId::from_parts),
                agent: former,
                agent_name: String::new(),
                seen: Some(made),
                reason: String::new(),
            },
        };
        Command::Visit { id: self.visit, command }
    }
}

/// The one way to assign; copy it freely.
#[derive(Clone, Copy, PartialEq)]
pub struct Assigner {
    ask: Signal<Option<Ask>>,
    busy: Signal<bool>,
    send: Callback<(Ask, String)>,
}

impl Assigner {
    /// Assigns, after asking for a reason when the visit changes hands. Nothing happens while the former
    /// one is under way, or when the engineer has it already.
    pub fn begin(&self, ask: Ask) {
        let mut open = self.ask;
        if *self.busy.peek() || ask.former == Some(ask.agent) {
            return;
        }
        if ask.wants_reason() {
            open.set(Some(ask));
        } else {
            self.send.call((ask, String::new()));
        }
    }

    /// Whether one is under way.
    #[must_use]
    pub fn busy(&self) -> bool {
        *self.busy.read()
    }
}

/// Provides [`Assigner`]; call it in the frame and place [`AssignDialog`] there.
pub fn use_assigner_provider() -> Assigner {
    let mut ask = use_signal(|| None::<Ask>);
    let mut busy = use_signal(|| false);
    let toasts = use_toasts();
    let changes = use_changes();
    let undo = use_callback(move |command: Command| {
        spawn(async move {
            match api::command(command).await {
                Ok(_) => toasts.say(Tone::Neutral, tr("dispatch-undone")),
                Err(fault) => toasts.say(Tone::Alert, fault.to_string()),
            }
            changes.announce(["visits", "documents"]);
        });
    });
    let send = use_callback(move |(wanted, reason): (Ask, String)| {
        busy.set(true);
        spawn(async move {
            let assignment = api::fresh(AssignmentId::from_parts);
            match api::command(wanted.command(assignment, &reason)).await {
                Ok(_) => {
                    ask.set(None);
                    let back = wanted.undo(assignment);
                    let run = Callback::new(move |()| undo.call(back.clone()));
                    let text = tr!("dispatch-assigned", title = wanted.title.clone(), name = wanted.name.clone());
                    toasts.offer(Tone::Done, text, ToastAction { label: tr("verb-undo"), run });
                }
                Err(fault) if fault.changed_meanwhile().is_some() => match seen_again(&wanted).await {
                    Ok(now) => ask.set(Some(now)),
                    Err(fault) => toasts.say(Tone::Alert, fault.to_string()),
                },
                Err(fault) => toasts.say(Tone::Alert, fault.to_string()),
            }
            busy.set(false);
            changes.announce(["visits", "documents"]);
        });
    });
    use_context_provider(|| Assigner { ask, busy, send })
}

/// The same wish with what holds now.
async fn seen_again(wanted: &Ask) -> Answer<Ask> {
    let detail = api::visit(&wanted.visit.to_string()).await?;
    let holder = detail.visit.assignee(&detail.overlay);
    Ok(Ask {
        seen: detail.overlay.current,
        holder: holder.map(|a| a.agent_name.clone()),
        former: holder.map(|a| a.agent),
        conflict: true,
        ..wanted.clone()
    })
}

/// The [`Assigner`] of the frame.
///
/// # Panics
/// When the frame did not call [`use_assigner_provider`].
#[must_use]
pub fn use_assigner() -> Assigner {
    use_context::<Assigner>()
}

/// Asks for the reason, or says who was faster.
#[component]
pub fn AssignDialog() -> Element {
    let assigner = use_assigner();
    let mut open = assigner.ask;
    let Some(ask) = open() else { return rsx! {} };
    rsx! {
        AskDialog {
            ask: ask.clone(),
            busy: assigner.busy(),
            on_send: move |reason| assigner.send.call((ask.clone(), reason)),
            on_close: move |()| open.set(None),
        }
    }
}

/// The dialog itself.
#[component]
pub fn AskDialog(ask: Ask, busy: bool, on_send: EventHandler<String>, on_close: EventHandler<()>) -> Element {
    let mut reason = use_signal(String::new);
    let mut missing = use_signal(|| false);
    let holder = ask.holder.clone().unwrap_or_default();
    let wants_reason = ask.wants_reason();
    let verb = if wants_reason { "dispatch-reassign-to" } else { "dispatch-assign-to" };
    let title = if wants_reason { "dispatch-reassign-title" } else { "dispatch-assign-title" };
    let label = tr("dispatch-reason");
    let error = missing().then(|| tr!("field-required", label = label.clone()));
    let send = use_callback(move |()| {
        if wants_reason && reason.peek().trim().is_empty() {
            missing.set(true);
        } else {
            on_send.call(reason.peek().clone());
        }
    });
    rsx! {
        Dialog {
            open: true,
            title: tr!(title, title = ask.title.clone()),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr!(verb, name = ask.name.clone()),
                    kind: ButtonKind::Primary,
                    busy,
                    on_press: move |_| send.call(()),
                }
            },
            if ask.conflict {
                Notice {
                    tone: Tone::Paused,
                    title: if holder.is_empty() { tr("desk-refused-changed") } else { tr!("dispatch-faster", name = holder.clone()) },
                    text: tr!("dispatch-faster-text", name = ask.name.clone()),
                }
            } else if wants_reason {
                p { {tr!("dispatch-reassign-text", holder = holder, name = ask.name.clone())} }
            }
            if wants_reason {
                TextField {
                    label,
                    value: reason(),
                    autofocus: true,
                    required: true,
                    max_length: 500,
                    error,
                    on_input: move |text| {
                        reason.set(text);
                        missing.set(false);
                    },
                    on_enter: move |()| send.call(()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn ask() -> Ask {
        Ask {
            visit: sample::visit_id(1),
            title: "Lift 3 stuck".into(),
            agent: sample::agent_id(1),
            name: "Chen Wei".into(),
            seen: None,
            holder: None,
            former: None,
            conflict: false,
        }
    }

    #[test]
    fn undo_takes_the_visit_back_or_gives_it_to_who_had_it() {
        let made = AssignmentId::from_parts(9, [9; 10]);
        let Command::Visit { command, .. } = ask().undo(made) else { panic!("a visit's command") };
        assert_eq!(command, VisitCommand::Unassign { seen: Some(made), reason: String::new() });
        let from_li = Ask { former: Some(sample::agent_id(2)), ..ask() };
        let Command::Visit { command, .. } = from_li.undo(made) else { panic!("a visit's command") };
        assert!(
            matches!(command, VisitCommand::Assign { agent, seen, .. } if agent == sample::agent_id(2) && seen == Some(made))
        );
    }

    #[test]
    fn a_conflict_names_who_has_it_and_offers_to_reassign() {
        let html = sample::render(Locale::En, || {
            let ask = Ask { holder: Some("Li Na".into()), conflict: true, ..ask() };
            rsx! { AskDialog { ask, busy: false, on_send: |_: String| {}, on_close: |()| {} } }
        });
        assert!(html.contains("Li Na") && html.contains("Reassign to Chen Wei"), "{html}");
        assert!(html.contains("required"), "{html}");
    }
}
