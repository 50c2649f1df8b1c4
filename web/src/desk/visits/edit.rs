//! Changing what dispatch owns of a visit, and reopening a finished one.

use dioxus::prelude::*;
use truckroll_domain::visits::{VisitCommand, VisitEdit};
use truckroll_domain::{Timestamp, VisitId};
use truckroll_protocol::api::VisitDetail;
use truckroll_ui::prelude::*;

use super::decisions::use_visit_command;
use crate::desk::trouble::Failed;
use crate::words;

/// Title, priority, window, time on site.
#[component]
pub fn EditVisit(detail: VisitDetail, on_close: EventHandler<()>) -> Element {
    let before = detail.visit.clone();
    let mut title = use_signal(|| before.title.clone());
    let mut description = use_signal(|| before.description.clone());
    let mut priority = use_signal(|| before.priority.word().to_owned());
    let mut from = use_signal(|| before.window_from.map(Timestamp::ms));
    let mut to = use_signal(|| before.window_to.map(Timestamp::ms));
    let mut duration = use_signal(|| before.duration_min.map(|m| m as f64));
    let mut wrong = use_signal(|| None::<String>);
    let send = use_visit_command(move |()| on_close.call(()));
    let save = use_callback(move |()| {
        let Ok(id) = detail.row.id.parse::<VisitId>() else { return };
        let (title, description) = (title.peek().trim().to_owned(), description.peek().clone());
        if title.is_empty() {
            wrong.set(Some(tr!("field-required", label = tr("desk-member-title"))));
            return;
        }
        // Only what was changed is sent, so that it does not undo what a colleague changed meanwhile.
        let was = &detail.visit;
        let chosen = words::priority_of(&priority.peek());
        let moment = |now: Option<i64>, was: Option<Timestamp>| now.map(Timestamp).filter(|now| Some(*now) != was);
        let minutes = (*duration.peek()).map(|m| m.round() as i64);
        let edit = VisitEdit {
            title: Some(title).filter(|t| *t != was.title),
            description: Some(description).filter(|t| *t != was.description),
            priority: Some(chosen).filter(|p| *p != was.priority),
            window_from: moment(*from.peek(), was.window_from),
            window_to: moment(*to.peek(), was.window_to),
            duration_min: minutes.filter(|m| Some(*m) != was.duration_min),
            ..VisitEdit::default()
        };
        if edit == VisitEdit::default() {
            on_close.call(());
        } else {
            send.run((id, VisitCommand::Edit { edit: Box::new(edit) }));
        }
    });
    rsx! {
        Dialog {
            open: true,
            title: tr("dispatch-edit-visit"),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button { label: tr("verb-save"), kind: ButtonKind::Primary, busy: send.busy(), on_press: move |_| save.call(()) }
            },
            div { class: "dk-form",
                Failed { failure: send.failure() }
                TextField {
                    label: tr("desk-member-title"),
                    value: title(),
                    required: true,
                    max_length: 500,
                    error: wrong(),
                    on_input: move |text| {
                        title.set(text);
                        wrong.set(None);
                    },
                }
                TextAreaField {
                    label: tr("desk-member-description"),
                    value: description(),
                    max_length: 10_000,
                    on_input: move |text| description.set(text),
                }
                SelectField {
                    label: tr("dispatch-priority"),
                    value: priority(),
                    options: words::priority_choices(),
                    on_change: move |word| priority.set(word),
                }
                div { class: "dk-form-pair",
                    DateTimeField { label: tr("dispatch-window-from"), value: from(), on_change: move |ms| from.set(ms) }
                    DateTimeField { label: tr("dispatch-window-to"), value: to(), min: from(), on_change: move |ms| to.set(ms) }
                }
                NumberField {
                    label: tr("dispatch-duration"),
                    value: duration(),
                    unit: tr("dispatch-minutes"),
                    min: 1.0,
                    max: 10_000.0,
                    on_input: move |minutes| duration.set(minutes),
                }
            }
        }
    }
}

/// Asks why a finished visit goes on.
#[component]
pub fn ReopenVisit(id: String, title: String, on_close: EventHandler<()>) -> Element {
    let mut reason = use_signal(String::new);
    let mut wrong = use_signal(|| None::<String>);
    let send = use_visit_command(move |()| on_close.call(()));
    let submit = use_callback(move |()| {
        let Ok(id) = id.parse::<VisitId>() else { return };
        if reason.peek().trim().is_empty() {
            wrong.set(Some(tr!("field-required", label = tr("dispatch-reason"))));
        } else {
            send.run((id, VisitCommand::Reopen { reason: reason.peek().trim().to_owned() }));
        }
    });
    rsx! {
        Dialog {
            open: true,
            title: tr!("dispatch-reopen-title", title = title),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr("dispatch-reopen"),
                    kind: ButtonKind::Primary,
                    busy: send.busy(),
                    on_press: move |_| submit.call(()),
                }
            },
            Failed { failure: send.failure() }
            p { {tr("dispatch-reopen-text")} }
            TextField {
                label: tr("dispatch-reason"),
                value: reason(),
                required: true,
                autofocus: true,
                max_length: 500,
                error: wrong(),
                on_input: move |text| {
                    reason.set(text);
                    wrong.set(None);
                },
                on_enter: move |()| submit.call(()),
            }
        }
    }
}
