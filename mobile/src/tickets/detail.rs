//! One ticket: what was asked, its visits, and the conversation with customer and colleagues.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::attachments::Attachment;
use truckroll_domain::entry::Audience;
use truckroll_domain::tickets::{Status, TicketCommand};
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::visits::VisitRow;
use truckroll_domain::{Command, Entry, EntryBody, Kind, TicketId};
use truckroll_replica::ask::{Answer, Ask, TicketPage};
use truckroll_ui::prelude::*;

use super::clocks::Clocks;
use super::files::{AddFiles, Files};
use super::hand::Along;
use super::macros::{MacroButtons, Pictures};
use super::own::OwnFields;
use super::split::FamilyPane;
use super::way::WayPane;
use crate::route::use_go;
use crate::session::use_session;
use crate::shell::{Failed, RecordMark, Screen, Section, coming};
use crate::{ids, store, words};

/// Longest reply, characters.
const MAX_TEXT: u32 = 20_000;

/// One ticket.
#[component]
pub fn TicketScreen(id: ReadSignal<String>) -> Element {
    let go = use_go();
    let ui = use_ui();
    // what is left of service time is counted again every minute
    let minute = use_memo(move || ui.now_ms.read().div_euclid(MINUTE_MS));
    let read = store::use_read(
        &[Kind::Ticket, Kind::Visit],
        move || {
            let _ = minute();
            Ask::Ticket { id: id.read().parse().unwrap_or_default() }
        },
        |answer| match answer {
            Answer::Ticket { page } => Some(page),
            _ => None,
        },
    );
    let ticket: TicketId = id.read().parse().unwrap_or_default();
    let send = use_send(
        move |commands: Vec<TicketCommand>| {
            // all of them are on their way before the first answer: the person may leave the screen
            let asked: Vec<_> =
                commands.into_iter().map(|command| store::ask_to(Command::Ticket { id: ticket, command })).collect();
            async move {
                for one in asked {
                    one.await?;
                }
                Ok::<(), store::Failure>(())
            }
        },
        |()| (),
    );
    // On the way from one ticket to another the former answer is still there for a moment.
    let known = read.value().filter(|page| page.as_ref().is_none_or(|page| page.row.id == *id.read()));
    let title = known.as_ref().and_then(Option::as_ref).map_or_else(|| tr("nav-tickets"), |p| p.ticket.title.clone());
    let mark = known.as_ref().and_then(Option::as_ref).map(|page| page.mark);
    rsx! {
        Screen {
            title,
            titled: true,
            back: ("/engineer/tickets".to_owned(), tr("nav-tickets")),
            actions: mark.map(|mark| rsx! {
                RecordMark { mark }
                Button {
                    label: tr("eng-hand-on"),
                    icon: Icon::Send,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| go.to(format!("/engineer/tickets/{id}/hand")),
                }
                Button {
                    label: tr("eng-records"),
                    icon: Icon::History,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| go.to(format!("/engineer/tickets/{id}/records")),
                }
            }),
            match known {
                Some(Some(page)) => rsx! {
                    TicketPane {
                        page: *page,
                        busy: send.busy(),
                        failure: send.failure(),
                        on_all: move |commands| send.run(commands),
                    }
                },
                Some(None) => rsx! {
                    Empty { icon: Icon::Inbox, title: tr("eng-ticket-gone"), text: tr("eng-ticket-gone-text") }
                },
                None => coming(read),
            }
        }
    }
}

/// Everything about a ticket.
#[component]
pub fn TicketPane(
    page: TicketPage,
    busy: bool,
    failure: Option<String>,
    on_all: EventHandler<Vec<TicketCommand>>,
) -> Element {
    let on_send = use_callback(move |command: TicketCommand| on_all.call(vec![command]));
    let format = use_format();
    let session = use_session();
    let row = &page.row;
    let ticket = &page.ticket;
    let call = words::call(&row.phone);
    let statuses: Vec<Choice> =
        Status::ALL.iter().map(|s| Choice::new(s.word(), words::ticket_word(s.word()))).collect();
    let made = format.moment(row.created_at);
    let facts = [
        // who is in the directory has lines of his own below
        ("eng-company", if ticket.customer.company.is_some() { String::new() } else { row.company_name.clone() }),
        ("eng-contact", if ticket.customer.contact.is_some() { String::new() } else { row.contact_name.clone() }),
        ("eng-address", ticket.address.line()),
        ("eng-asset", row.asset_name.clone()),
        ("eng-assignee", row.assignee_name.clone()),
        ("eng-made", made),
    ];
    let files: Vec<Attachment> = ticket.attachments.values().cloned().collect();
    // the ticket on which a button brought the upload of pictures
    let mut brought = use_signal(|| None::<String>);
    let pictures = page.macros.pictures || brought.read().as_ref() == Some(&row.id);
    rsx! {
        div { class: "tr-stack",
            div {
                p { class: "tr-small tr-muted",
                    {row.number.clone().unwrap_or_else(|| tr("eng-no-number"))}
                }
                h2 { class: "tr-page-title", "{row.title}" }
            }
            Failed { text: failure }
            Clocks { clocks: page.clocks.clone() }
            div { class: "tr-actions",
                Badge { tone: words::ticket_tone(&row.status), label: words::ticket_word(&row.status) }
                if !call.is_empty() {
                    LinkButton { href: call, label: tr("verb-call"), icon: Icon::Phone }
                }
                LinkButton {
                    href: format!("/engineer/visits/new?ticket={}", row.id),
                    label: tr("eng-visit-new"),
                    icon: Icon::Plus,
                }
                if session.may(Area::Tickets, Verb::Create) && session.may(Area::Tickets, Verb::Edit) {
                    LinkButton {
                        href: format!("/engineer/tickets/{}/split", row.id),
                        label: tr("eng-split"),
                        icon: Icon::Copy,
                    }
                }
            }
            if !ticket.description.is_empty() {
                p { class: "whitespace-pre-line", "{ticket.description}" }
            }
            Files { files }
            dl { class: "tr-facts",
                for (key , value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
                    dt { key: "{key}-term", {tr(key)} }
                    dd { "{value}" }
                }
                CustomerLinks { page: page.clone() }
            }
            if session.may(Area::Tickets, Verb::Edit) {
                MacroButtons {
                    id: row.id.parse().unwrap_or_default(),
                    macros: page.macros.clone(),
                    on_pictures: {
                        let id = row.id.clone();
                        move |()| brought.set(Some(id.clone()))
                    },
                }
                if pictures {
                    Pictures { busy, on_send }
                }
            }
            OwnFields {
                ticket: ticket.clone(),
                form: page.form.clone(),
                groups: page.groups.clone(),
                edits: session.may(Area::Tickets, Verb::Edit),
                busy,
                on_send,
                on_all,
            }
            SelectField {
                label: tr("eng-status"),
                value: ticket.status().word(),
                options: statuses,
                disabled: busy,
                on_change: move |word: String| {
                    if let Some(status) = Status::from_word(&word) {
                        on_send.call(TicketCommand::SetStatus { fact: ids::line(), status });
                    }
                },
            }
            if let Some(way) = page.way.clone() {
                WayPane {
                    way,
                    edits: session.may(Area::Tickets, Verb::Edit),
                    waits: page.pending.iter().any(|name| name == "return_to"),
                    busy,
                    on_send,
                }
            }
            Along { page: page.clone(), busy, on_send }
            FamilyPane { family: page.family.clone() }
            Visits { visits: page.visits.clone() }
            if !page.macros.replies_hidden {
                Conversation { entries: page.entries.clone() }
                Answering { busy, on_send }
            }
        }
    }
}

/// Company and contact of a ticket, with the way to their pages and, by right, to their forms. A contact that belongs to
/// a company stays with it here (APP-29).
#[component]
fn CustomerLinks(page: TicketPage) -> Element {
    let session = use_session();
    let edits = session.may(Area::Customers, Verb::Edit);
    let customer = &page.ticket.customer;
    let company = customer
        .company
        .map(|id| (tr("eng-company"), page.row.company_name.clone(), format!("/engineer/companies/{id}"), None));
    let contact = customer.contact.map(|id| {
        let edit = format!("/engineer/people/{id}/edit?ticket={}", page.row.id);
        (tr("eng-contact"), page.row.contact_name.clone(), format!("/engineer/people/{id}"), edits.then_some(edit))
    });
    rsx! {
        for (label , name , href , edit) in company.into_iter().chain(contact) {
            dt { key: "{href}-term", "{label}" }
            dd { class: "flex flex-wrap items-center gap-2",
                Way { href, label: name.clone() }
                if let Some(edit) = edit {
                    Way { href: edit, label: tr("verb-edit"), says: tr!("dir-edit-of", name = name) }
                }
            }
        }
    }
}

/// A link that stays in the app.
#[component]
fn Way(href: String, label: String, says: Option<String>) -> Element {
    let go = use_go();
    let to = href.clone();
    rsx! {
        a {
            class: "tr-link",
            href,
            aria_label: says,
            onclick: move |event| {
                event.prevent_default();
                go.to(to.clone());
            },
            "{label}"
        }
    }
}

#[component]
fn Visits(visits: Vec<VisitRow>) -> Element {
    let go = use_go();
    if visits.is_empty() {
        return rsx! {};
    }
    rsx! {
        Section { title: tr("nav-visits"),
            ul { class: "tr-list -mx-4 -mb-4 -mt-2",
                for row in visits {
                    li { key: "{row.id}",
                        ListRow {
                            href: "/engineer/visits/{row.id}",
                            title: row.title.clone(),
                            subtitle: row.assignee_name.clone(),
                            on_open: {
                                let to = format!("/engineer/visits/{}", row.id);
                                move |()| go.to(to.clone())
                            },
                            trail: rsx! {
                                Badge {
                                    tone: words::visit_tone(words::state_of(&row.state)),
                                    label: words::visit_word(words::state_of(&row.state)),
                                    kind: BadgeKind::Plain,
                                }
                            },
                        }
                    }
                }
            }
        }
    }
}

/// Replies and notes, oldest first, with who may read them.
#[component]
fn Conversation(entries: Vec<Entry>) -> Element {
    let format = use_format();
    let said: Vec<(Entry, String, Vec<Attachment>)> = entries
        .into_iter()
        .rev()
        .filter_map(|entry| match entry.body.clone() {
            EntryBody::Reply { text, attachments, .. } => Some((entry, text, attachments)),
            EntryBody::Note { text } => Some((entry, text, Vec::new())),
            EntryBody::Log { .. } => None,
        })
        .collect();
    if said.is_empty() {
        return rsx! {};
    }
    rsx! {
        Section { title: tr("eng-replies"),
            for (entry , text , files) in said {
                article { key: "{entry.id}",
                    p { class: "flex flex-wrap items-center gap-2 tr-small tr-muted",
                        span {
                            {super::records::author(&entry)}
                        }
                        time { {format.moment(entry.at.ms())} }
                        span { class: "tr-chip",
                            if entry.audience == Audience::Public { {tr("eng-public")} } else { {tr("eng-internal")} }
                        }
                        if entry.received_at.is_none() {
                            SyncMarkIcon { mark: SyncMark::Waiting }
                        }
                    }
                    p { class: "whitespace-pre-line", "{text}" }
                    Files { files }
                }
            }
        }
    }
}

/// The field for an answer: to the customer or to colleagues, with a photo.
#[component]
fn Answering(busy: bool, on_send: EventHandler<TicketCommand>) -> Element {
    let mut text = use_signal(String::new);
    let mut public = use_signal(|| false);
    let mut files = use_signal(Vec::<Attachment>::new);
    let mut error = use_signal(|| None::<String>);
    let mut send = move || {
        if text.peek().trim().is_empty() && files.peek().is_empty() {
            error.set(Some(tr!("field-required", label = tr("eng-reply"))));
            return;
        }
        on_send.call(TicketCommand::Reply {
            entry: ids::entry(),
            text: text.peek().trim().to_owned(),
            public: public(),
            attachments: files.take(),
        });
        text.set(String::new());
        error.set(None);
    };
    rsx! {
        Section { title: tr("eng-reply"),
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
                max_length: MAX_TEXT,
                error: error(),
                on_input: move |value| text.set(value),
                on_submit: move |()| send(),
            }
            AddFiles { files }
            div { class: "tr-actions",
                Button {
                    label: tr("verb-send"),
                    icon: Icon::Send,
                    kind: ButtonKind::Primary,
                    busy,
                    on_press: move |_| send(),
                }
            }
        }
    }
}
