//! One visit: facts, what was recorded, the way on the map, the log, and what a dispatcher may do.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::money::orders::Subject;
use truckroll_domain::visits::{Attempt, VisitCommand};
use truckroll_domain::{EntryId, VisitId};
use truckroll_protocol::api::{Track, VisitDetail};
use truckroll_ui::prelude::*;

use super::decisions::{Decisions, FormerRecord, use_visit_command};
use super::edit::{EditVisit, ReopenVisit};
use super::way::WayMap;
use super::{AttemptRecord, flow_entries};
use crate::api;
use crate::desk::dispatch::assign::{Ask, use_assigner};
use crate::desk::payments::{Occasion, PaymentSection};
use crate::desk::trouble::{Fact, Failed, Gone, Section, page_of};
use crate::live::of_document;
use crate::platform;
use crate::route::use_go;
use crate::session::use_session;
use crate::words;

/// The screen.
#[component]
pub fn VisitScreen(id: ReadSignal<String>) -> Element {
    rsx! {
        for id in [id()] {
            LoadedVisit { key: "{id}", id }
        }
    }
}

#[component]
fn LoadedVisit(id: String) -> Element {
    let (topics_id, visit_id, track_id) = (id.clone(), id.clone(), id.clone());
    let read = use_live(
        move || of_document(&topics_id),
        move || {
            let id = visit_id.clone();
            async move { api::there(api::visit(&id).await) }
        },
    );
    let topics_id = id;
    let track = use_live(
        move || of_document(&topics_id),
        move || {
            let id = track_id.clone();
            async move { api::track(&id).await }
        },
    );
    rsx! {
        {
            page_of(read, Gone::Visit, |detail| rsx! {
                VisitPage { detail, track: track.value().unwrap_or_default() }
            })
        }
    }
}

/// The page.
#[component]
pub fn VisitPage(detail: VisitDetail, track: Track) -> Element {
    let format = use_format();
    let session = use_session();
    let row = detail.row.clone();
    let description = detail.visit.description.clone();
    let attempt = detail.visit.attempt(&detail.overlay).cloned();
    // Turns that ended before this one and are no open decision: still part of the story.
    let former: Vec<_> = detail
        .visit
        .attempts
        .iter()
        .filter(|(id, a)| Some(**id) != detail.overlay.current && a.has_facts() && !detail.late.contains(*id))
        .filter_map(|(id, a)| Some((*id, detail.overlay.assignments.get(id)?.clone(), a.clone())))
        .collect();
    rsx! {
        article { class: "dk-page dk-visit-page",
            header { class: "dk-page-head",
                div {
                    p { class: "dk-visit-line",
                        Badge { tone: words::visit_tone(&row.state), label: words::visit_word(&row.state) }
                        span { class: "dk-quiet tr-figures", {words::number(row.number.as_deref())} }
                    }
                    h1 { class: "dk-page-title", "{row.title}" }
                }
                Actions { detail: detail.clone() }
            }
            div { class: "dk-columns",
                div { class: "dk-column",
                    Decisions { detail: detail.clone() }
                    Section { title: tr("dispatch-facts"),
                        Facts { detail: detail.clone() }
                        if !description.is_empty() {
                            p { class: "dk-text", "{description}" }
                        }
                    }
                    if let Some(attempt) = attempt.filter(Attempt::has_facts) {
                        Section { title: tr!("dispatch-recorded-by", name = row.assignee_name.clone()),
                            AttemptRecord { attempt, missing: detail.missing_bytes.clone() }
                        }
                    }
                    for (id, assignment, attempt) in former {
                        FormerRecord { key: "{id}", detail: detail.clone(), assignment, attempt }
                    }
                    if let Some(rating) = detail.overlay.rating.clone() {
                        Section { title: tr("dispatch-rating"),
                            StarsShown { value: u8::try_from(rating.stars).unwrap_or_default() }
                            if !rating.comment.is_empty() {
                                p { class: "dk-text", "{rating.comment}" }
                            }
                        }
                    }
                }
                div { class: "dk-column",
                    Section { title: tr("dispatch-way"),
                        WayMap { detail: detail.clone(), track }
                    }
                    Payment { detail: detail.clone() }
                    Section { title: tr("flow-label"),
                        if detail.entries.is_empty() {
                            p { class: "dk-quiet", {tr("dispatch-log-empty")} }
                        } else {
                            FlowLog { entries: flow_entries(&detail.entries, &format) }
                        }
                        if session.may(Area::Visits, Verb::Edit) {
                            NoteComposer { id: row.id.clone() }
                        }
                    }
                }
            }
        }
    }
}

/// What can be done: assign on the board, edit, reopen, send the progress link.
#[component]
fn Actions(detail: VisitDetail) -> Element {
    let go = use_go();
    let session = use_session();
    let toasts = use_toasts();
    let assigner = use_assigner();
    let mut editing = use_signal(|| false);
    let mut reopening = use_signal(|| false);
    let finished = matches!(detail.row.state.as_str(), "completed" | "cancelled");
    let assigns = session.may(Area::Visits, Verb::Assign);
    let path = detail.progress_path.clone();
    let board = format!("/desk/dispatch?visit={}", detail.row.id);
    // A rejected or unassigned visit that came back to this engineer's list may be taken by "me".
    let mine = session.me().filter(|me| me.agent.is_engineer() && detail.row.assignee.is_none());
    let ask = mine.and_then(|me| {
        Some(Ask {
            visit: detail.row.id.parse().ok()?,
            title: detail.row.title.clone(),
            agent: me.agent.id,
            name: me.agent.name.clone(),
            seen: detail.overlay.current,
            holder: None,
            former: None,
            conflict: false,
        })
    });
    rsx! {
        div { class: "dk-page-actions",
            if let Some(path) = path {
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
            if detail.row.state == "completed" && assigns {
                Button { label: tr("dispatch-reopen"), icon: Icon::Undo, on_press: move |_| reopening.set(true) }
            }
            if !finished {
                if session.may(Area::Visits, Verb::Edit) {
                    Button { label: tr("verb-edit"), icon: Icon::Pencil, on_press: move |_| editing.set(true) }
                }
                if let Some(ask) = ask {
                    Button { label: tr("dispatch-take"), icon: Icon::User, on_press: move |_| assigner.begin(ask.clone()) }
                }
                if assigns {
                    Button {
                        label: if detail.row.assignee.is_none() { tr("dispatch-assign") } else { tr("dispatch-reassign") },
                        icon: Icon::UserCheck,
                        kind: ButtonKind::Primary,
                        on_press: move |_| go.to(board.clone()),
                    }
                }
            }
        }
        if editing() {
            EditVisit { detail: detail.clone(), on_close: move |()| editing.set(false) }
        }
        if reopening() {
            ReopenVisit { id: detail.row.id.clone(), title: detail.row.title.clone(), on_close: move |()| reopening.set(false) }
        }
    }
}

#[component]
fn Facts(detail: VisitDetail) -> Element {
    let format = use_format();
    let session = use_session();
    let go = use_go();
    let row = &detail.row;
    let visit = &detail.visit;
    let priority = visit.priority;
    rsx! {
        dl { class: "dk-facts",
            Fact { term: tr("dispatch-customer"), value: row.company_name.clone() }
            Fact { term: tr("dispatch-contact"), value: row.contact_name.clone() }
            if !row.phone.is_empty() {
                Fact { term: tr("dispatch-phone"),
                    a { class: "tr-link tr-figures", href: "tel:{row.phone}", "{row.phone}" }
                }
            }
            Fact { term: tr("dispatch-place"), value: row.address.clone() }
            Fact { term: tr("dispatch-asset"), value: row.asset_name.clone() }
            Fact { term: tr("dispatch-problem"), value: visit.problem_type.clone() }
            Fact { term: tr("dispatch-service"), value: visit.service_item.clone() }
            Fact { term: tr("dispatch-priority"),
                Badge { tone: words::priority_tone(priority), label: words::priority_word(priority), kind: BadgeKind::Plain }
            }
            if let Some(window) = words::window(&format, row.window_from, row.window_to) {
                Fact { term: tr("dispatch-window"), value: window }
            }
            if let Some(due) = visit.due_at {
                Fact { term: tr("dispatch-due"), value: format.moment(due.ms()) }
            }
            if let Some(minutes) = row.duration_min {
                Fact { term: tr("dispatch-duration"), value: format.duration(minutes.saturating_mul(60_000)) }
            }
            Fact { term: tr("dispatch-skills"), value: visit.skills.join(", ") }
            for (key, value) in visit.fields.clone() {
                Fact { key: "{key}", term: words::own_field(&session, &key), value }
            }
            if let Some(assignment) = visit.assignee(&detail.overlay) {
                Fact { term: tr("dispatch-engineer"),
                    "{assignment.agent_name}"
                    span { class: "dk-quiet",
                        " · "
                        {tr!("dispatch-given-by", name = assignment.by.clone(), time = format.moment(assignment.at.ms()))}
                    }
                }
            }
            if let Some(ticket) = detail.ticket.clone() {
                Fact { term: tr("dispatch-ticket"),
                    a {
                        class: "tr-link",
                        href: "/desk/tickets/{ticket.id}",
                        onclick: {
                            let href = format!("/desk/tickets/{}", ticket.id);
                            move |event: MouseEvent| {
                                if event.modifiers().is_empty() {
                                    event.prevent_default();
                                    go.to(href.clone());
                                }
                            }
                        },
                        {ticket.number.clone().unwrap_or_default()}
                        " {ticket.title}"
                    }
                }
            }
        }
    }
}

/// What the visit was charged for.
#[component]
fn Payment(detail: VisitDetail) -> Element {
    let Ok(visit) = detail.row.id.parse::<VisitId>() else { return rsx! {} };
    let customer = detail.visit.customer;
    let occasion = Occasion {
        subject: Subject::Visit { visit },
        number: detail.row.number.unwrap_or_default(),
        company: customer.company.map(|id| (id, customer.company_name)),
    };
    rsx! { PaymentSection { occasion } }
}

/// A note to colleagues.
#[component]
fn NoteComposer(id: String) -> Element {
    let mut text = use_signal(String::new);
    let send = use_visit_command(move |()| text.set(String::new()));
    let submit = use_callback(move |()| {
        let Ok(id) = id.parse::<VisitId>() else { return };
        if !text.peek().trim().is_empty() {
            let note =
                VisitCommand::Note { entry: api::fresh(EntryId::from_parts), text: text.peek().trim().to_owned() };
            send.run((id, note));
        }
    });
    rsx! {
        div { class: "dk-composer",
            Failed { failure: send.failure() }
            TextAreaField {
                label: tr("dispatch-note-add"),
                value: text(),
                rows: 2,
                max_length: 10_000,
                on_input: move |value| text.set(value),
                on_submit: move |()| submit.call(()),
            }
            div { class: "tr-actions",
                Button {
                    label: tr("dispatch-note-save"),
                    icon: Icon::Send,
                    busy: send.busy(),
                    disabled: text.read().trim().is_empty(),
                    on_press: move |_| submit.call(()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn page(detail: VisitDetail, locale: Locale) -> String {
        sample::render(locale, move || rsx! { VisitPage { detail: detail.clone(), track: Track::default() } })
    }

    #[test]
    fn a_finished_visit_shows_everything_that_was_recorded() {
        let html = page(sample::finished_detail(), Locale::En);
        for said in
            ["Brake pad", "Released the brake", "/api/v1/attachments/", "Wang Fang", "recorded offline", "Reopen"]
        {
            assert!(html.contains(said), "{said}: {html}");
        }
        assert!(!html.contains("Assign"), "{html}");
    }

    #[test]
    fn bytes_that_are_still_coming_are_not_shown_as_a_broken_picture() {
        let mut detail = sample::finished_detail();
        detail.missing_bytes = vec![sample::SIGNATURE_HASH.to_owned()];
        let html = page(detail, Locale::ZhCn);
        assert!(!html.contains(sample::SIGNATURE_HASH), "{html}");
    }
}
