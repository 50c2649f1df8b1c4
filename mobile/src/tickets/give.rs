//! Who has a ticket and who reads along. Handing over is the server's to decide; reading along is kept here at once.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::people::Agent;
use truckroll_domain::tickets::TicketCommand;
use truckroll_replica::ask::TicketPage;
use truckroll_ui::prelude::*;

use crate::session::use_session;
use crate::store;
use crate::visits::Fold;

/// Colleagues as choices.
pub fn choices(colleagues: &[Agent]) -> Vec<Choice> {
    colleagues.iter().map(|agent| Choice::new(agent.id.to_string(), agent.name.clone())).collect()
}

/// The command that gives a ticket to a colleague; `seen` is who had it when the person looked.
pub fn give(colleagues: &[Agent], id: &str, seen: Option<truckroll_domain::AgentId>) -> Option<TicketCommand> {
    let agent = colleagues.iter().find(|agent| agent.id.to_string() == id)?;
    Some(TicketCommand::Assign { agent: Some(agent.id), agent_name: agent.name.clone(), group: None, seen })
}

/// Handing over and reading along, as far as the person may.
#[component]
pub fn Handing(page: TicketPage, busy: bool, on_send: EventHandler<TicketCommand>) -> Element {
    let session = use_session();
    let colleagues = store::use_colleagues().value().unwrap_or_default();
    rsx! {
        HandingPane {
            assigns: session.may(Area::Tickets, Verb::Assign),
            edits: session.may(Area::Tickets, Verb::Edit),
            page,
            colleagues,
            busy,
            on_send,
        }
    }
}

/// As [`Handing`], with what it needs to know.
#[component]
pub fn HandingPane(
    page: TicketPage,
    colleagues: Vec<Agent>,
    assigns: bool,
    edits: bool,
    busy: bool,
    on_send: EventHandler<TicketCommand>,
) -> Element {
    let mut to = use_signal(String::new);
    let seen = page.overlay.assignee;
    let others: Vec<Agent> = colleagues.iter().filter(|agent| Some(agent.id) != seen).cloned().collect();
    let reads = |agent: &Agent| page.ticket.cc.get(&agent.id).copied().unwrap_or(false);
    let (along, free): (Vec<Agent>, Vec<Agent>) = colleagues.into_iter().partition(|agent| reads(agent));
    let waits = page.pending.iter().any(|name| name == "assign");
    if !assigns && !edits && along.is_empty() {
        return rsx! {};
    }
    rsx! {
        Fold { title: tr("eng-hand-over"),
            if waits {
                Notice { tone: Tone::Neutral, title: tr("eng-hand-over-waits") }
            }
            if assigns {
                SelectField {
                    label: tr("eng-hand-over-to"),
                    value: to(),
                    none_label: tr("eng-choose"),
                    options: choices(&others),
                    disabled: busy,
                    on_change: move |id| to.set(id),
                }
                Button {
                    label: tr("eng-hand-over"),
                    icon: Icon::Send,
                    disabled: to.read().is_empty(),
                    busy,
                    on_press: move |_| {
                        if let Some(command) = give(&others, &to.take(), seen) {
                            on_send.call(command);
                        }
                    },
                }
            }
            if !along.is_empty() {
                ul { class: "tr-list", aria_label: tr("eng-cc"),
                    for agent in along {
                        li { key: "{agent.id}", class: "flex items-center gap-2",
                            span { "{agent.name}" }
                            span { class: "tr-spring" }
                            if edits {
                                Button {
                                    label: tr!("eng-cc-remove", name = agent.name.clone()),
                                    icon: Icon::Close,
                                    icon_only: true,
                                    kind: ButtonKind::Ghost,
                                    disabled: busy,
                                    on_press: move |_| on_send.call(TicketCommand::SetCc { agent: agent.id, on: false }),
                                }
                            }
                        }
                    }
                }
            }
            if edits {
                SelectField {
                    label: tr("eng-cc-add"),
                    value: "",
                    none_label: tr("eng-choose"),
                    options: choices(&free),
                    disabled: busy,
                    on_change: move |id: String| {
                        if let Ok(agent) = id.parse() {
                            on_send.call(TicketCommand::SetCc { agent, on: true });
                        }
                    },
                }
            }
        }
    }
}
