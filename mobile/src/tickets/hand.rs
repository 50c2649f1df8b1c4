//! Handing a ticket on (APP-06): who gets it, a reply with files, who reads along, all in one go. Handing over is the server's to
//! decide and waits for it; what is said and who reads along is kept here at once.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::attachments::Attachment;
use truckroll_domain::people::{Agent, Group, PresenceState};
use truckroll_domain::tickets::TicketCommand;
use truckroll_domain::{AgentId, Command, GroupId, Kind, TicketId};
use truckroll_replica::ask::{Answer, Ask, TicketPage};
use truckroll_ui::prelude::*;

use super::files::AddFiles;
use crate::route::use_go;
use crate::session::use_session;
use crate::settings::state_name;
use crate::shell::{Failed, Screen, coming};
use crate::store::Failure;
use crate::visits::Fold;
use crate::{ids, store};

/// Who gets a ticket, and who reads along.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taker {
    /// The agent with his name.
    pub agent: Option<(AgentId, String)>,
    /// The group.
    pub group: Option<GroupId>,
    /// Who reads along from now on, with names.
    pub along: Vec<(AgentId, String)>,
}

impl Taker {
    /// The command that gives it; `seen` is who had it when the person looked.
    pub fn assign(&self, seen: Option<AgentId>) -> Option<TicketCommand> {
        if self.agent.is_none() && self.group.is_none() {
            return None;
        }
        let (agent, agent_name) = self.agent.clone().map(|(id, name)| (Some(id), name)).unwrap_or_default();
        Some(TicketCommand::Assign { agent, agent_name, group: self.group, seen })
    }
}

/// The commands that let colleagues read along.
pub fn cc_commands(taker: &Taker) -> Vec<TicketCommand> {
    taker.along.iter().map(|(agent, _)| TicketCommand::SetCc { agent: *agent, on: true }).collect()
}

/// What is submitted: the words first, because the ticket may leave the phone with its new owner.
fn commands(
    taker: &Taker,
    seen: Option<AgentId>,
    text: &str,
    public: bool,
    files: Vec<Attachment>,
) -> Vec<TicketCommand> {
    let mut commands = cc_commands(taker);
    let text = text.trim().to_owned();
    if !text.is_empty() || !files.is_empty() {
        commands.push(TicketCommand::Reply { entry: ids::entry(), text, public, attachments: files });
    }
    commands.extend(taker.assign(seen));
    commands
}

fn choices(agents: &[Agent], without: impl Fn(AgentId) -> bool) -> Vec<Choice> {
    let left = agents.iter().filter(|agent| !without(agent.id));
    left.map(|agent| Choice::new(agent.id.to_string(), agent.name.clone())).collect()
}

fn named(agents: &[Agent], id: &str) -> Option<(AgentId, String)> {
    agents.iter().find(|agent| agent.id.to_string() == id).map(|agent| (agent.id, agent.name.clone()))
}

/// Colleagues as this phone knows them now.
#[derive(Clone, Debug, Default, PartialEq)]
struct Colleagues {
    /// Who takes tickets.
    agents: Vec<Agent>,
    /// Groups.
    groups: Vec<Group>,
    /// Who takes none, and the state he is in.
    away: Vec<(Agent, PresenceState)>,
}

impl Colleagues {
    /// Those who can be given the ticket, then the others with the reason, who are read and not chosen.
    fn choices(&self, seen: Option<AgentId>) -> Vec<Choice> {
        let mut all = choices(&self.agents, |id| Some(id) == seen);
        let others = self.away.iter().filter(|(agent, _)| Some(agent.id) != seen);
        all.extend(others.map(|(agent, state)| {
            let state = if state.key.is_empty() { tr("eng-hand-no-work") } else { state_name(state) };
            Choice::new(agent.id.to_string(), tr!("eng-hand-away", name = agent.name.clone(), state = state)).off()
        }));
        all
    }

    /// All of them: whoever is busy may read along.
    fn all(&self) -> Vec<Agent> {
        self.agents.iter().chain(self.away.iter().map(|(agent, _)| agent)).cloned().collect()
    }
}

/// Who takes tickets now, asked for again when colleagues change.
fn use_takers() -> Colleagues {
    let read = store::use_people(
        || Ask::Takers,
        |answer| match answer {
            Answer::Takers { agents, groups, away } => Some(Colleagues { agents, groups, away }),
            _ => None,
        },
    );
    read.value().unwrap_or_default()
}

/// The choice of an agent who takes tickets, of a group, and of who reads along.
#[component]
pub fn TakerPick(taker: Signal<Taker>, seen: Option<AgentId>, assigns: bool, along: bool) -> Element {
    let colleagues = use_takers();
    rsx! { TakerPane { taker, seen, assigns, along, colleagues } }
}

/// As [`TakerPick`], with those to choose from.
#[component]
fn TakerPane(
    taker: Signal<Taker>,
    seen: Option<AgentId>,
    assigns: bool,
    along: bool,
    colleagues: Colleagues,
) -> Element {
    let chosen = taker();
    let (takes, known) = (colleagues.agents.clone(), colleagues.all());
    let groups = colleagues.groups.clone();
    rsx! {
        if assigns {
            SelectField {
                label: tr("eng-hand-over-to"),
                value: chosen.agent.as_ref().map(|(id, _)| id.to_string()).unwrap_or_default(),
                none_label: tr("eng-hand-nobody"),
                options: colleagues.choices(seen),
                on_change: move |id: String| taker.write().agent = named(&takes, &id),
            }
            if !groups.is_empty() {
                SelectField {
                    label: tr("eng-hand-group"),
                    value: chosen.group.map(|id| id.to_string()).unwrap_or_default(),
                    none_label: tr("eng-hand-nobody"),
                    options: groups.iter().map(|one| Choice::new(one.id.to_string(), one.name.clone())).collect::<Vec<_>>(),
                    on_change: move |id: String| taker.write().group = id.parse().ok(),
                }
            }
        }
        if along {
            Readers {
                readers: chosen.along.clone(),
                edits: true,
                busy: false,
                free: choices(&known, |id| chosen.along.iter().any(|(known, _)| *known == id)),
                on_add: move |id: String| taker.write().along.extend(named(&known, &id)),
                on_remove: move |id: AgentId| taker.write().along.retain(|(known, _)| *known != id),
            }
        }
    }
}

/// Colleagues who read along, each to be let go, and the choice of another.
#[component]
fn Readers(
    readers: Vec<(AgentId, String)>,
    free: Vec<Choice>,
    edits: bool,
    busy: bool,
    on_add: EventHandler<String>,
    on_remove: EventHandler<AgentId>,
) -> Element {
    rsx! {
        if !readers.is_empty() {
            ul { class: "tr-list", aria_label: tr("eng-cc"),
                for (id , name) in readers {
                    li { key: "{id}", class: "flex items-center gap-2",
                        span { "{name}" }
                        span { class: "tr-spring" }
                        if edits {
                            Button {
                                label: tr!("eng-cc-remove", name = name),
                                icon: Icon::Close,
                                icon_only: true,
                                kind: ButtonKind::Ghost,
                                disabled: busy,
                                on_press: move |_| on_remove.call(id),
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
                options: free,
                disabled: busy,
                on_change: move |id| on_add.call(id),
            }
        }
    }
}

/// Who reads along with a ticket.
#[component]
pub fn Along(page: TicketPage, busy: bool, on_send: EventHandler<TicketCommand>) -> Element {
    let session = use_session();
    let colleagues = store::use_colleagues().value().unwrap_or_default();
    rsx! { AlongPane { page, colleagues, edits: session.may(Area::Tickets, Verb::Edit), busy, on_send } }
}

/// As [`Along`], with what it needs to know.
#[component]
fn AlongPane(
    page: TicketPage,
    colleagues: Vec<Agent>,
    edits: bool,
    busy: bool,
    on_send: EventHandler<TicketCommand>,
) -> Element {
    let reads = |id: AgentId| page.ticket.cc.get(&id).copied().unwrap_or(false);
    let readers: Vec<(AgentId, String)> =
        colleagues.iter().filter(|agent| reads(agent.id)).map(|agent| (agent.id, agent.name.clone())).collect();
    let waits = page.pending.iter().any(|name| name == "assign");
    rsx! {
        if waits {
            Notice { tone: Tone::Neutral, title: tr("eng-hand-over-waits") }
        }
        if edits || !readers.is_empty() {
            Fold { title: tr("eng-cc"),
                Readers {
                    readers,
                    free: choices(&colleagues, reads),
                    edits,
                    busy,
                    on_add: move |id: String| {
                        if let Ok(agent) = id.parse() {
                            on_send.call(TicketCommand::SetCc { agent, on: true });
                        }
                    },
                    on_remove: move |agent| on_send.call(TicketCommand::SetCc { agent, on: false }),
                }
            }
        }
    }
}

/// The page.
#[component]
pub fn HandScreen(id: ReadSignal<String>) -> Element {
    let read = store::use_read(
        &[Kind::Ticket],
        move || Ask::Ticket { id: id.read().parse().unwrap_or_default() },
        |answer| match answer {
            Answer::Ticket { page } => Some(page),
            _ => None,
        },
    );
    let back = (format!("/engineer/tickets/{id}"), tr("nav-tickets"));
    rsx! {
        Screen { title: tr("eng-hand-on"), back,
            match read.value() {
                Some(Some(page)) => rsx! { HandPane { page: *page } },
                Some(None) => rsx! {
                    Empty { icon: Icon::Inbox, title: tr("eng-ticket-gone"), text: tr("eng-ticket-gone-text") }
                },
                None => coming(read),
            }
        }
    }
}

/// Its form.
#[component]
pub fn HandPane(page: TicketPage) -> Element {
    let go = use_go();
    let session = use_session();
    let taker = use_signal(Taker::default);
    let mut text = use_signal(String::new);
    let mut public = use_signal(|| false);
    let mut empty = use_signal(|| false);
    let files = use_signal(Vec::<Attachment>::new);
    let id: TicketId = page.row.id.parse().unwrap_or_default();
    let seen = page.overlay.assignee;
    // who has it may always give it on
    let has = seen.is_some() && session.me().map(|me| me.agent.id) == seen;
    let assigns = has || session.may(Area::Tickets, Verb::Assign);
    let send = use_send(
        move |commands: Vec<TicketCommand>| async move {
            for command in commands {
                store::execute(Command::Ticket { id, command }).await?;
            }
            Ok::<(), Failure>(())
        },
        move |()| go.instead(format!("/engineer/tickets/{id}")),
    );
    rsx! {
        form {
            class: "tr-stack",
            onsubmit: move |event| {
                event.prevent_default();
                let commands = commands(&taker.peek(), seen, &text.peek(), *public.peek(), files.peek().clone());
                empty.set(commands.is_empty());
                if !commands.is_empty() {
                    send.run(commands);
                }
            },
            p { class: "tr-muted", {words_of(&page)} }
            Failed { text: send.failure() }
            TakerPick { taker, seen, assigns, along: session.may(Area::Tickets, Verb::Edit) }
            div { class: "tr-actions", role: "group", aria_label: tr("eng-audience"),
                Button {
                    label: tr("eng-internal"),
                    kind: ButtonKind::Ghost,
                    pressed: !public(),
                    on_press: move |_| public.set(false),
                }
                Button {
                    label: tr("eng-public"),
                    kind: ButtonKind::Ghost,
                    pressed: public(),
                    on_press: move |_| public.set(true),
                }
            }
            TextAreaField {
                label: if public() { tr("eng-reply-public") } else { tr("eng-reply-internal") },
                value: text(),
                max_length: 20_000,
                error: empty().then(|| tr("eng-hand-empty")),
                on_input: move |value| text.set(value),
            }
            AddFiles { files }
            Button {
                label: tr("eng-hand-on"),
                icon: Icon::Send,
                kind: ButtonKind::Primary,
                wide: true,
                submit: true,
                busy: send.busy(),
            }
        }
    }
}

/// Number, title and who has it.
fn words_of(page: &TicketPage) -> String {
    let row = &page.row;
    let parts = [row.number.clone().unwrap_or_default(), row.title.clone(), row.assignee_name.clone()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use truckroll_domain::tickets::TicketOverlay;

    use super::*;
    use crate::sample;

    fn agent(n: u8, name: &str) -> Agent {
        Agent { id: AgentId::from_parts(n.into(), [n; 10]), name: name.into(), ..Agent::default() }
    }

    #[component]
    fn Who(assigns: bool, along: bool) -> Element {
        let taker = use_signal(|| Taker { along: vec![(agent(2, "").id, "Li Na".into())], ..Taker::default() });
        let agents = vec![agent(1, "Chen Wei"), agent(2, "Li Na"), agent(3, "Wang Fang")];
        let seen = Some(agent(1, "").id);
        let lunch = PresenceState { key: "lunch".into(), name: "At lunch".into(), ..PresenceState::default() };
        let away = vec![(agent(4, "Zhao Lei"), lunch), (agent(5, "Sun Li"), PresenceState::default())];
        rsx! { TakerPane { taker, seen, assigns, along, colleagues: Colleagues { agents, groups: Vec::new(), away } } }
    }

    #[test]
    fn who_takes_no_tickets_is_read_with_the_reason_and_not_chosen() {
        let html = sample::render(Who, WhoProps { assigns: true, along: false });
        assert!(html.contains("Zhao Lei · At lunch") && html.contains("Sun Li · "), "{html}");
        assert!(html.matches("disabled").count() == 2 && !html.contains("eng-hand-"), "{html}");
        let along = sample::render(Who, WhoProps { assigns: false, along: true });
        assert!(along.contains("Zhao Lei<") && !along.contains("disabled"), "{along}");
    }

    #[test]
    fn who_has_it_already_is_not_offered_and_without_the_right_nobody_is() {
        let html = sample::render(Who, WhoProps { assigns: true, along: false });
        assert!(html.contains("Wang Fang") && !html.contains("Chen Wei"), "{html}");
        let along = sample::render(Who, WhoProps { assigns: false, along: true });
        assert!(along.contains("Li Na no longer reads along") && along.matches("<select").count() == 1, "{along}");
        assert!(!sample::render(Who, WhoProps { assigns: false, along: false }).contains("<select"));
    }

    #[test]
    fn one_submit_lets_read_along_says_and_gives_with_what_the_sender_saw() {
        let taker = Taker {
            agent: Some((agent(2, "").id, "Li Na".into())),
            group: None,
            along: vec![(agent(3, "").id, "Wang".into())],
        };
        let seen = Some(agent(1, "").id);
        let done = commands(&taker, seen, " Please look ", true, Vec::new());
        let names: Vec<&str> = done.iter().map(TicketCommand::name).collect();
        assert_eq!(names, ["set_cc", "reply", "assign"]);
        let Some(TicketCommand::Assign { agent: Some(to), agent_name, seen: saw, .. }) = done.last() else {
            panic!("{done:?}")
        };
        assert_eq!((*to, agent_name.as_str(), *saw), (agent(2, "").id, "Li Na", seen));
        assert!(matches!(&done[1], TicketCommand::Reply { text, public: true, .. } if text == "Please look"));
        assert_eq!(commands(&Taker::default(), seen, "  ", false, Vec::new()), []);
    }

    #[component]
    fn Reading(page: TicketPage, edits: bool) -> Element {
        let colleagues = vec![agent(1, "Chen Wei"), agent(2, "Li Na")];
        rsx! { AlongPane { page, colleagues, edits, busy: false, on_send: |_| {} } }
    }

    #[test]
    fn reading_along_is_offered_by_right_and_handing_over_says_that_it_waits() {
        let mut page = sample::ticket_page();
        page.ticket.cc.insert(agent(2, "").id, true);
        page.overlay = TicketOverlay { assignee: Some(agent(1, "").id), ..TicketOverlay::default() };
        page.pending = vec!["assign".into()];
        let html = sample::render(Reading, ReadingProps { page: page.clone(), edits: true });
        assert!(html.contains("waits for the server") && html.contains("Li Na no longer reads along"), "{html}");
        let reader = sample::render(Reading, ReadingProps { page: page.clone(), edits: false });
        assert!(reader.contains("Li Na") && !reader.contains("<select"), "{reader}");
        page.ticket.cc.clear();
        page.pending.clear();
        let nothing = sample::render(Reading, ReadingProps { page, edits: false });
        assert!(!nothing.contains("<details"), "{nothing}");
    }
}
