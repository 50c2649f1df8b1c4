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

#[cfg(test)]
mod tests {
    use truckroll_domain::AgentId;
    use truckroll_domain::tickets::{Ticket, TicketOverlay, TicketRow};
    use truckroll_replica::ask::Mark;

    use super::*;
    use crate::sample;

    fn agent(n: u8, name: &str) -> Agent {
        Agent { id: AgentId::from_parts(n.into(), [n; 10]), name: name.into(), ..Agent::default() }
    }

    #[component]
    fn Page(page: TicketPage, assigns: bool, edits: bool) -> Element {
        let colleagues = vec![agent(1, "Chen Wei"), agent(2, "Li Na")];
        rsx! { HandingPane { page, colleagues, assigns, edits, busy: false, on_send: |_| {} } }
    }

    fn page() -> TicketPage {
        let mut ticket = Ticket::default();
        ticket.cc.insert(agent(2, "").id, true);
        TicketPage {
            row: TicketRow::default(),
            ticket,
            overlay: TicketOverlay { assignee: Some(agent(1, "").id), ..TicketOverlay::default() },
            entries: Vec::new(),
            visits: Vec::new(),
            form: Vec::new(),
            groups: Vec::new(),
            macros: Default::default(),
            pending: vec!["assign".into()],
            mark: Mark::Waiting,
        }
    }

    #[test]
    fn a_colleague_is_given_what_the_sender_saw() {
        let seen = Some(agent(1, "").id);
        let given = give(&[agent(2, "Li Na")], &agent(2, "").id.to_string(), seen);
        let Some(TicketCommand::Assign { agent: Some(to), agent_name, seen: saw, .. }) = given else {
            panic!("{given:?}")
        };
        assert_eq!((to, agent_name.as_str(), saw), (agent(2, "").id, "Li Na", seen));
        assert_eq!(give(&[], "nobody", None), None);
    }

    #[test]
    fn handing_over_is_offered_by_right_and_says_that_it_waits() {
        let html = sample::render(Page, PageProps { page: page(), assigns: true, edits: true });
        assert!(html.contains("waits for the server"), "{html}");
        // Whoever has it already is not offered, whoever reads along can be let go.
        assert!(html.contains("Li Na no longer reads along"), "{html}");
        let reader = sample::render(Page, PageProps { page: page(), assigns: false, edits: false });
        assert!(reader.contains("Li Na") && !reader.contains("<select"), "{reader}");
        let mut alone = page();
        alone.ticket.cc.clear();
        let nothing = sample::render(Page, PageProps { page: alone, assigns: false, edits: false });
        assert!(!nothing.contains("<details"), "{nothing}");
    }
}
