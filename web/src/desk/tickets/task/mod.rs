//! Working through tickets one after the other (TKT-29): a task keeps its tickets in order for the person; the bar on a ticket's page
//! says where it is and goes on; what is not finished waits above the list.
//!
//! The address says that a ticket is worked on in a task (`?task=`), so it can be suspended by leaving and resumed by coming back. The
//! page knows its [`Mode`] from the context, and macros ask for it (TKT-27).

use dioxus::prelude::*;
use truckroll_domain::macros::Mode;
use truckroll_domain::{DocumentId, TicketId};
use truckroll_protocol::api::daily::{NewTicketTask, TicketTask, TicketTaskStep};
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::trouble::Failed;
use crate::route::use_go;

/// The topic of tasks.
const TASKS: &str = "ticket_tasks";
/// Most tickets of one task.
const MOST: usize = 500;

/// How the ticket of this page is worked on.
#[must_use]
pub fn use_ticket_mode() -> Mode {
    try_consume_context::<Signal<Mode>>().map_or(Mode::Normal, |mode| mode())
}

/// The mode of a page in the address of which a task stands, or none.
#[must_use]
pub fn mode_of(task: Option<DocumentId>) -> Mode {
    if task.is_some() { Mode::Task } else { Mode::Normal }
}

/// Where a ticket of a task is worked on.
fn path(ticket: TicketId, task: DocumentId) -> String {
    format!("/desk/tickets/{ticket}?task={task}")
}

/// Begins to work through these tickets.
#[component]
pub fn BeginTask(tickets: Vec<String>) -> Element {
    let go = use_go();
    let changes = use_changes();
    let send = use_send(
        |new: NewTicketTask| async move {
            let id = new.id;
            api::daily::begin_task(&new).await.map(|all| all.into_iter().find(|task| task.id == id))
        },
        move |task: Option<TicketTask>| {
            changes.announce([TASKS]);
            if let Some((task, first)) = task.and_then(|task| Some((task.id, task.next(None)?))) {
                go.to(path(first, task));
            }
        },
    );
    let too_many = tickets.len() > MOST;
    rsx! {
        Button {
            label: tr("daily-work-through"),
            icon: Icon::ListChecks,
            busy: send.busy(),
            disabled: too_many,
            on_press: move |_| {
                let tickets = tickets.iter().filter_map(|id| id.parse().ok()).collect();
                send.run(NewTicketTask { id: api::fresh(DocumentId::from_parts), tickets });
            },
        }
        Failed { failure: send.failure() }
    }
}

/// Tasks that are not finished, above the list.
#[component]
pub fn OpenTasks() -> Element {
    let read = use_live(|| vec![TASKS.to_owned()], api::daily::tasks);
    let tasks = read.value().unwrap_or_default();
    if tasks.is_empty() {
        return rsx! {};
    }
    rsx! { TaskList { tasks } }
}

/// Each with how far it is.
#[component]
pub fn TaskList(tasks: Vec<TicketTask>) -> Element {
    let format = use_format();
    let changes = use_changes();
    let leave =
        use_send(|id: DocumentId| async move { api::daily::leave_task(id).await }, move |()| changes.announce([TASKS]));
    rsx! {
        section { class: "dk-tasks", aria_label: tr("daily-tasks"),
            Failed { failure: leave.failure() }
            for task in tasks {
                div { key: "{task.id}", class: "dk-task-line",
                    span {
                        {tr!("daily-task-open", done = task.skipped.len(), count = task.tickets.len())}
                        span { class: "dk-quiet", " · " {format.age(task.seen_at.ms())} }
                    }
                    if let Some(next) = task.next(None) {
                        LinkButton { href: path(next, task.id), label: tr("daily-task-resume"), icon: Icon::Play, kind: ButtonKind::Ghost }
                    }
                    Button {
                        label: tr("daily-task-end"),
                        icon: Icon::Close,
                        icon_only: true,
                        kind: ButtonKind::Ghost,
                        busy: leave.busy(),
                        on_press: {
                            let id = task.id;
                            move |_| leave.run(id)
                        },
                    }
                }
            }
        }
    }
}

/// The bar of the task that a ticket's page belongs to: where it is, and on to the next one.
#[component]
pub fn TaskBar(task: DocumentId, ticket: TicketId) -> Element {
    let read = use_live(|| vec![TASKS.to_owned()], api::daily::tasks);
    let task = read.value().and_then(|all| all.into_iter().find(|one| one.id == task));
    match task {
        Some(task) => rsx! { TaskSteps { task, ticket } },
        None => rsx! {},
    }
}

/// Where the task is, and its steps.
#[component]
pub fn TaskSteps(task: TicketTask, ticket: TicketId) -> Element {
    let go = use_go();
    let changes = use_changes();
    let toasts = use_toasts();
    let id = task.id;
    let send = use_send(
        move |skipped: bool| async move { api::daily::step_task(id, &TicketTaskStep { ticket, skipped }).await },
        move |task: TicketTask| {
            changes.announce([TASKS]);
            match task.next(Some(ticket)) {
                Some(next) => go.to(path(next, task.id)),
                None => {
                    toasts.say(Tone::Done, tr("daily-task-finished"));
                    go.to("/desk/tickets".to_owned());
                }
            }
        },
    );
    let place = task.place(ticket).unwrap_or_default();
    let left = task.tickets.iter().filter(|one| !task.skipped.contains_key(one)).count();
    rsx! {
        div { class: "dk-task-bar", role: "region", aria_label: tr("daily-task-bar"),
            p { class: "dk-bar-count", role: "status",
                {tr!("daily-task-place", place = place, count = task.tickets.len())}
                span { class: "dk-quiet", " · " {tr!("daily-task-left", count = left)} }
            }
            Failed { failure: send.failure() }
            Button {
                label: tr("daily-task-skip"),
                icon: Icon::ChevronRight,
                kind: ButtonKind::Ghost,
                busy: send.busy(),
                on_press: move |_| send.run(true),
            }
            Button {
                label: tr("daily-task-done"),
                icon: Icon::Check,
                kind: ButtonKind::Primary,
                busy: send.busy(),
                on_press: move |_| send.run(false),
            }
            LinkButton { href: "/desk/tickets", label: tr("daily-task-suspend"), icon: Icon::Pause, kind: ButtonKind::Ghost }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn task() -> TicketTask {
        let id = |n: u8| TicketId::from_parts(1, [n; 10]);
        TicketTask {
            id: DocumentId::from_parts(1, [9; 10]),
            tickets: (1..=12).map(id).collect(),
            skipped: [(id(1), false), (id(2), true)].into(),
            ..TicketTask::default()
        }
    }

    #[test]
    fn the_bar_says_where_the_task_is_and_what_is_left() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                rsx! {
                    TaskSteps { task: task(), ticket: TicketId::from_parts(1, [3; 10]) }
                    TaskList { tasks: vec![task()] }
                }
            });
            assert!(html.contains('3') && html.contains("12") && html.contains("10"), "{html}");
            assert!(html.contains("?task=") && !html.contains(">daily-") && !html.contains("{ $"), "{html}");
        }
    }

    #[test]
    fn a_page_without_a_task_is_worked_on_by_itself() {
        assert_eq!((mode_of(None), mode_of(Some(DocumentId::default()))), (Mode::Normal, Mode::Task));
    }
}
