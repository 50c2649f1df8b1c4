//! Requests to swap: whom they concern sees them, and takes the step that is his.

use dioxus::prelude::*;
use truckroll_domain::roster::{Swap, SwapState, SwapStep};
use truckroll_domain::{AgentId, ShiftId};
use truckroll_protocol::api::roster::{RosterAgent, ShiftNow, SwapChange};
use truckroll_ui::prelude::*;

use crate::api::{Answer, Fault, planning};
use crate::desk::trouble::Section;
use crate::session::use_session;

/// Takes a step; what has changed since is a sentence of its own.
async fn step(id: String, step: SwapStep) -> Answer<Option<String>> {
    match planning::step_swap(&id, &SwapChange { step }).await {
        Ok(()) => Ok(None),
        Err(Fault::Problem(problem)) if problem.status == 409 => {
            Ok(Some(tr(if problem.detail == "stale" { "swap-stale" } else { "swap-closed" })))
        }
        Err(fault) => Err(fault),
    }
}

/// The list; nothing while there is none.
#[component]
pub fn Swaps(swaps: Vec<Swap>, agents: Vec<RosterAgent>, shifts: Vec<ShiftNow>, may_edit: bool) -> Element {
    let format = use_format();
    let session = use_session();
    let toasts = use_toasts();
    let changes = use_changes();
    let me = session.me().map(|me| me.agent.id);
    let send = use_send(
        |(id, wanted): (String, SwapStep)| step(id, wanted),
        move |said: Option<String>| {
            match said {
                Some(said) => toasts.say(Tone::Alert, said),
                None => toasts.say(Tone::Done, tr("swap-done")),
            }
            changes.announce(["swap", "roster"]);
        },
    );
    if swaps.is_empty() {
        return rsx! {};
    }
    let name =
        |id: AgentId| agents.iter().find(|one| one.id == id).map_or_else(|| "–".to_owned(), |one| one.name.clone());
    let shift = |id: Option<ShiftId>| {
        let found = id.and_then(|id| shifts.iter().find(|one| one.shift.id == id));
        found.map_or_else(|| tr("shift-off"), |one| one.shift.name.clone())
    };
    rsx! {
        Section { title: tr("roster-swaps"),
            ul { class: "dk-plain-list dk-swaps",
                for swap in swaps {
                    li { key: "{swap.id}",
                        div {
                            p { class: "dk-cell-title", {tr!("swap-ask-line", name = name(swap.asker), colleague = name(swap.colleague))} }
                            for pair in swap.cells.chunks(2) {
                                if let [mine, theirs] = pair {
                                    p { key: "{mine.day}", class: "dk-quiet",
                                        {tr!("swap-day-line", day = format.civil(mine.day, false), mine = shift(mine.shift), theirs = shift(theirs.shift))}
                                    }
                                }
                            }
                            if !swap.note.is_empty() {
                                p { class: "dk-quiet", "“{swap.note}”" }
                            }
                            p { class: "dk-quiet",
                                if swap.state == SwapState::Asked {
                                    {tr!("swap-state-asked", name = name(swap.colleague))}
                                } else {
                                    {tr("swap-state-agreed")}
                                }
                            }
                        }
                        div { class: "tr-actions",
                            for (wanted , word) in [
                                (SwapStep::Decline, "swap-decline"),
                                (SwapStep::Agree, "swap-agree"),
                                (SwapStep::Withdraw, "swap-withdraw"),
                                (SwapStep::Reject, "swap-reject"),
                                (SwapStep::Approve, "swap-approve"),
                            ] {
                                if me.is_some_and(|me| swap.after(wanted, me, may_edit).is_some()) {
                                    Button {
                                        key: "{word}",
                                        label: tr(word),
                                        kind: if matches!(wanted, SwapStep::Agree | SwapStep::Approve) { ButtonKind::Primary } else { ButtonKind::Ghost },
                                        busy: send.busy(),
                                        on_press: {
                                            let id = swap.id.to_string();
                                            move |_| send.run((id.clone(), wanted))
                                        },
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
