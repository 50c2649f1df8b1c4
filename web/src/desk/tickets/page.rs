//! One ticket: what was asked, the conversation, who answers for it, and its visits.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::macros::Draft;
use truckroll_domain::money::orders::Subject;
use truckroll_domain::tickets::{Status, TicketCommand};
use truckroll_domain::{AgentId, Command, DocumentId, LineId, TicketId};
use truckroll_protocol::api::{AgentItem, TicketDetail};
use truckroll_ui::prelude::*;

use super::Conversation;
use super::clocks::ClocksPane;
use super::customer::CustomerPane;
use super::family::{FamilyPane, MergedBanner, MoreMenu};
use super::form_pane::{FormPane, playing_of};
use super::takers::{TakerField, use_takers};
use super::task::{TaskBar, mode_of, use_ticket_mode};
use super::way::FlowPane;
use crate::api;
use crate::desk::payments::{Occasion, PaymentSection};
use crate::desk::trouble::{Fact, Failed, Gone, Section, page_of};
use crate::desk::visits::VisitLine;
use crate::desk::visits::decisions::Conflict;
use crate::live::of_document;
use crate::platform;
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;
use crate::words;

/// The screen.
#[component]
pub fn TicketScreen(id: ReadSignal<String>, query: ReadSignal<Query>) -> Element {
    let task = use_memo(move || query.read().get("task").parse::<DocumentId>().ok());
    let mut mode = use_context_provider(|| Signal::new(mode_of(*task.peek())));
    use_effect(move || {
        let now = mode_of(task());
        if *mode.peek() != now {
            mode.set(now);
        }
    });
    rsx! {
        if let (Some(task), Ok(ticket)) = (task(), id().parse::<TicketId>()) {
            TaskBar { task, ticket }
        }
        for id in [id()] {
            LoadedTicket { key: "{id}", id }
        }
    }
}

#[component]
fn LoadedTicket(id: String) -> Element {
    let (topics_id, tab) = (id.clone(), id.clone());
    let mut around = use_signal(Vec::<String>::new);
    let read = use_live(
        move || {
            let mut topics = of_document(&topics_id);
            // A visit of the ticket moves without the ticket changing.
            topics.push("visits".to_owned());
            // Its parts and what was merged into it move by themselves.
            topics.extend(around.read().iter().map(|id| format!("document:{id}")));
            topics
        },
        move || {
            let id = id.clone();
            async move { api::there(api::ticket(&id).await) }
        },
    );
    let family = use_memo(move || {
        let read = read.signal();
        let read = read.read();
        let family = read.as_ref().and_then(Option::as_ref).map(|detail| detail.family.clone()).unwrap_or_default();
        family.parts.into_iter().chain(family.merged).map(|one| one.id.to_string()).collect::<Vec<_>>()
    });
    use_effect(move || {
        let now = family.read().clone();
        if *around.peek() != now {
            around.set(now);
        }
    });
    let agents = use_live(Vec::new, api::agents);
    rsx! {
        super::tabs::OpenTabs { id: tab, read }
        {
            page_of(read, Gone::Ticket, |detail| rsx! {
                TicketPage { detail, agents: agents.value().unwrap_or_default() }
            })
        }
    }
}

/// Sends a command about a ticket and has the screens ask again.
pub fn use_ticket_command(done: impl FnMut(()) + Clone + 'static) -> Sending<(TicketId, TicketCommand)> {
    let changes = use_changes();
    let mut done = done;
    use_send(
        |(id, command): (TicketId, TicketCommand)| api::command(Command::Ticket { id, command }),
        move |_| {
            changes.announce(["tickets", "documents"]);
            done(());
        },
    )
}

/// The page.
#[component]
pub fn TicketPage(detail: TicketDetail, agents: Vec<AgentItem>) -> Element {
    let go = use_go();
    let session = use_session();
    let row = detail.row.clone();
    let ticket = &detail.ticket;
    let stored = Draft::of(ticket, &detail.overlay);
    let stand = playing_of(&detail, session.me().as_deref(), use_ticket_mode()).stand(&stored, &[]).0;
    let replies_hidden = stand.replies_hidden;
    let new_visit = format!("/desk/visits/new?ticket={}", row.id);
    let pictures: Vec<Photo> = ticket
        .attachments
        .iter()
        .filter(|(_, file)| file.is_picture())
        .map(|(id, file)| Photo {
            id: id.to_string(),
            thumb: api::attachment(&file.hash),
            full: Some(api::attachment(&file.hash)),
            label: if file.name.is_empty() { tr("photos") } else { file.name.clone() },
            mark: SyncMark::Sent,
        })
        .collect();
    let files: Vec<_> = ticket.attachments.iter().filter(|(_, file)| !file.is_picture()).collect();
    rsx! {
        article { class: "dk-page dk-ticket-page",
            header { class: "dk-page-head",
                div {
                    p { class: "dk-visit-line",
                        Badge { tone: words::ticket_tone(&row.status), label: words::ticket_word(&row.status) }
                        span { class: "dk-quiet tr-figures", {words::number(row.number.as_deref())} }
                    }
                    h1 { class: "dk-page-title", "{row.title}" }
                }
                div { class: "dk-page-actions",
                    if let Some(path) = detail.progress_path.clone() {
                        CopyLink { path }
                    }
                    LinkButton {
                        href: format!("/desk/tickets/{}/print", row.id),
                        label: tr("verb-print"),
                        icon: Icon::Printer,
                        kind: ButtonKind::Ghost,
                    }
                    if session.may(Area::Visits, Verb::Create) {
                        Button {
                            label: tr("tickets-create-visit"),
                            icon: Icon::Truck,
                            kind: ButtonKind::Primary,
                            on_press: move |_| go.to(new_visit.clone()),
                        }
                    }
                    MoreMenu { detail: detail.clone() }
                }
            }
            MergedBanner { detail: detail.clone() }
            for (path, values) in detail.conflicts.clone() {
                Conflict { key: "{path}", path, values }
            }
            if let (Some(flow), Ok(id)) = (detail.flow.clone(), row.id.parse()) {
                FlowPane { id, flow, edits: session.may(Area::Tickets, Verb::Edit) }
            }
            div { class: "dk-columns",
                div { class: "dk-column",
                    Section { title: tr("tickets-asked"),
                        if ticket.description.is_empty() {
                            p { class: "dk-quiet", {tr("tickets-no-description")} }
                        } else {
                            p { class: "dk-text", "{ticket.description}" }
                        }
                        if !pictures.is_empty() {
                            PhotoStrip { photos: pictures, bare: true }
                        }
                        for (id, file) in files {
                            a {
                                key: "{id}",
                                class: "tr-link",
                                href: api::attachment(&file.hash),
                                download: "{file.name}",
                                "{file.name}"
                            }
                        }
                    }
                    FormPane { detail: detail.clone() }
                    Section { title: tr("tickets-conversation"),
                        if replies_hidden {
                            p { class: "dk-quiet", {tr("macro-replies-hidden")} }
                        } else {
                            Conversation {
                                id: row.id.clone(),
                                entries: detail.entries.clone(),
                                writes: session.may(Area::Tickets, Verb::Edit),
                                others: detail.overlay.merged.iter().map(|(id, link)| (id.to_string(), link.name.clone())).collect::<BTreeMap<_, _>>(),
                            }
                        }
                    }
                }
                div { class: "dk-column dk-column-side",
                    ClocksPane { id: row.id.clone() }
                    Section { title: tr("tickets-handling"), Handling { detail: detail.clone(), agents } }
                    FamilyPane { detail: detail.clone() }
                    Section { title: tr("dispatch-facts"), Facts { detail: detail.clone() } }
                    CustomerPane { detail: detail.clone() }
                    Payment { detail: detail.clone() }
                    Section { title: tr("tickets-visits"),
                        if detail.visits.is_empty() {
                            p { class: "dk-quiet", {tr("tickets-no-visits")} }
                        } else {
                            ul { class: "dk-plain-list dk-lines-short",
                                for visit in detail.visits.clone() {
                                    li { key: "{visit.id}", VisitLine { row: visit } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the products of the ticket were charged for.
#[component]
fn Payment(detail: TicketDetail) -> Element {
    let Ok(ticket) = detail.row.id.parse::<TicketId>() else { return rsx! {} };
    let customer = detail.ticket.customer;
    let occasion = Occasion {
        subject: Subject::TicketProducts { ticket },
        number: detail.row.number.unwrap_or_default(),
        company: customer.company.map(|id| (id, customer.company_name)),
    };
    rsx! { PaymentSection { occasion } }
}

#[component]
fn CopyLink(path: String) -> Element {
    let toasts = use_toasts();
    rsx! {
        Button {
            label: tr("dispatch-copy-progress"),
            icon: Icon::Link,
            kind: ButtonKind::Ghost,
            on_press: move |_| {
                let url = format!("{}{path}", platform::origin());
                async move {
                    if platform::copy(&url).await {
                        toasts.say(Tone::Done, tr("dispatch-copied"));
                    } else {
                        toasts.say(Tone::Paused, tr!("dispatch-copy-failed", url = url));
                    }
                }
            },
        }
    }
}

/// Colleagues, and who has the ticket also where he is none any more.
fn colleagues(agents: &[AgentItem], seen: Option<AgentId>, name: &str) -> Vec<Choice> {
    let here = agents.iter().filter(|item| item.agent.disabled_at.is_none() || Some(item.agent.id) == seen);
    let mut people: Vec<Choice> =
        here.map(|item| Choice::new(item.agent.id.to_string(), item.agent.name.clone())).collect();
    if let Some(seen) = seen.filter(|seen| !agents.iter().any(|item| item.agent.id == *seen)) {
        people.push(Choice::new(seen.to_string(), name));
    }
    people
}

/// Status and who answers for it; both take effect at once.
#[component]
fn Handling(detail: TicketDetail, agents: Vec<AgentItem>) -> Element {
    let send = use_ticket_command(|()| ());
    let session = use_session();
    let edits = session.may(Area::Tickets, Verb::Edit);
    let assigns = session.may(Area::Tickets, Verb::Assign);
    let takers = use_takers(assigns);
    let Ok(id) = detail.row.id.parse::<TicketId>() else { return rsx! {} };
    let seen = detail.overlay.assignee;
    let give = move |chosen: String| {
        let agent = chosen.parse::<AgentId>().ok();
        send.run((id, TicketCommand::Assign { agent, agent_name: String::new(), group: None, seen }));
    };
    rsx! {
        div { class: "dk-form",
            Failed { failure: send.failure() }
            SelectField {
                label: tr("tickets-status"),
                value: detail.row.status.clone(),
                options: Status::ALL.into_iter().map(|s| Choice::new(s.word(), words::ticket_word(s.word()))).collect::<Vec<_>>(),
                disabled: send.busy() || !edits,
                on_change: move |word: String| {
                    if let Some(status) = Status::from_word(&word) {
                        send.run((id, TicketCommand::SetStatus { fact: api::fresh(LineId::from_parts), status }));
                    }
                },
            }
            if assigns {
                TakerField {
                    takers,
                    label: tr("tickets-assignee"),
                    value: seen.map(|a| a.to_string()).unwrap_or_default(),
                    none: tr("tickets-nobody"),
                    holder: seen.map(|seen| (seen, detail.overlay.assignee_name.clone())),
                    disabled: send.busy(),
                    on_change: give,
                }
            } else {
                SelectField {
                    label: tr("tickets-assignee"),
                    value: seen.map(|a| a.to_string()).unwrap_or_default(),
                    none_label: tr("tickets-nobody"),
                    options: colleagues(&agents, seen, &detail.overlay.assignee_name),
                    // whoever takes part in a ticket may hand on what is his; who takes none the server says
                    disabled: send.busy() || !edits,
                    on_change: give,
                }
            }
        }
    }
}

#[component]
fn Facts(detail: TicketDetail) -> Element {
    let format = use_format();
    let ticket = &detail.ticket;
    let source = format!("tickets-source-{}", ticket.source.word().replace('_', "-"));
    rsx! {
        dl { class: "dk-facts",
            Fact { term: tr("dispatch-customer"), value: ticket.customer.company_name.clone() }
            Fact { term: tr("dispatch-contact"), value: ticket.customer.contact_name.clone() }
            if !ticket.customer.phone.is_empty() {
                Fact { term: tr("dispatch-phone"),
                    a { class: "tr-link tr-figures", href: "tel:{ticket.customer.phone}", "{ticket.customer.phone}" }
                }
            }
            Fact { term: tr("dispatch-place"), value: ticket.address.line() }
            Fact { term: tr("dispatch-asset"), value: ticket.asset_name.clone() }
            Fact { term: tr("dispatch-priority"),
                Badge {
                    tone: words::priority_tone(ticket.priority),
                    label: words::priority_word(ticket.priority),
                    kind: BadgeKind::Plain,
                }
            }
            Fact { term: tr("tickets-type"), value: ticket.kind.clone() }
            Fact { term: tr("tickets-source"), value: tr(&source) }
            // answers of published forms, which are no fields of the organisation
            for (key, value) in ticket.fields.clone().into_iter().filter(|(key, _)| detail.form.set.field(key).is_none()) {
                Fact { key: "{key}", term: words::member(&key), value: value.typed() }
            }
            Fact { term: tr("tickets-created"), value: format.moment(detail.row.created_at) }
            if let Some(first) = detail.overlay.first_response_at {
                Fact { term: tr("tickets-first-response"), value: format.duration(first.ms() - detail.row.created_at) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_ticket_shows_request_conversation_and_visits() {
        let html = sample::render(Locale::En, || {
            rsx! { TicketPage { detail: sample::ticket_detail(), agents: sample::agents() } }
        });
        for said in ["The doors do not open", "We are on our way", "Boiler leaks", "Create visit", "Chen Wei"] {
            assert!(html.contains(said), "{said}: {html}");
        }
    }
}
