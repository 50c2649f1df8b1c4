//! Tickets on the phone: the list with status, groups and words, several at once, own fields, the conversation, a new
//! ticket. All of it offline.

mod banner;
mod batch;
mod clocks;
mod control;
mod detail;
mod files;
mod groups;
mod hand;
mod macros;
mod narrow;
mod new;
mod own;
mod proven;
mod records;
mod rows;
mod scan;
mod split;
mod views;
mod way;

use dioxus::html::TouchPoint;
use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::tickets::TicketCommand;
use truckroll_domain::views::TicketView;
use truckroll_domain::{Command, Kind};
use truckroll_replica::ask::{Answer, Ask, Mark, TicketItem, ViewPart};
use truckroll_ui::prelude::*;

use self::batch::BatchBar;
use self::clocks::ClockBadge;
use self::groups::Group;
use self::narrow::{Narrow, NarrowDialog};
use self::views::ViewPick;
use crate::route::use_go;
use crate::session::use_session;
use crate::shell::{Screen, Tab, coming};
use crate::{platform, store, words};

pub use banner::NewTicketBanner;
pub use detail::{TicketPane, TicketScreen};
pub use hand::HandScreen;
pub use new::NewTicketScreen;
pub use records::RecordsScreen;
pub use split::SplitScreen;
pub use views::QuickEntries;

/// Where the view that was looked at last is kept on this phone.
const KEPT: &str = "ticket-view";

/// The list: a view by its name and count, its groups, words and conditions that narrow it.
#[component]
pub fn TicketsScreen(view: ReadSignal<String>) -> Element {
    let go = use_go();
    let mut q = use_signal(String::new);
    let mut chosen = use_signal(String::new);
    let narrow = use_signal(Narrow::default);
    let mut narrowing = use_signal(|| false);
    let by = use_signal(String::new);
    let mut group = use_signal(|| None::<String>);
    let mut picking = use_signal(|| false);
    let mut picked = use_signal(Vec::<String>::new);
    let mut full = use_signal(|| false);
    let views = views::use_views();
    // The view of the address, else the last one, else the first.
    let shown_view = use_memo(move || {
        let known = views.value()?;
        let asked = [chosen(), view(), platform::kept(KEPT).unwrap_or_default()];
        let all = TicketView::default().id.to_string();
        let there = |id: &String| *id == all || known.iter().any(|item| item.view.id.to_string() == *id);
        let first = known.first().map_or(all.clone(), |item| item.view.id.to_string());
        Some(asked.into_iter().find(there).unwrap_or(first))
    });
    let read = store::use_read(
        &[Kind::Ticket],
        move || {
            let id = shown_view().and_then(|id| id.parse().ok()).unwrap_or_default();
            Ask::ViewTickets { id, q: q(), narrow: narrow.read().conditions() }
        },
        |answer| match answer {
            Answer::ViewTickets { view, parts } => Some((*view, parts)),
            Answer::Absent => Some((TicketView::default(), Vec::new())),
            _ => None,
        },
    );
    // On the way from one view to another the former answer is still there for a moment.
    let known = read.value().filter(|(view, _)| shown_view().is_some_and(|id| id == view.id.to_string()));
    let title = known.as_ref().map_or_else(
        || tr("nav-tickets"),
        |(view, parts)| {
            let count: usize = parts.iter().map(|part| part.tickets.len()).sum();
            tr!("eng-group-count", name = views::name(view), count = count)
        },
    );
    let narrowed = narrow.read().count();
    rsx! {
        Screen {
            title,
            tab: Tab::Tickets,
            actions: rsx! {
                Button {
                    label: if narrowed > 0 { tr!("eng-filter-count", count = narrowed) } else { tr("eng-filter") },
                    icon: Icon::Filter,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    pressed: narrowed > 0,
                    on_press: move |_| narrowing.set(true),
                }
                Button {
                    label: if picking() { tr("eng-batch-end") } else { tr("eng-batch") },
                    icon: Icon::ListChecks,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    pressed: picking(),
                    on_press: move |_| {
                        picking.toggle();
                        picked.set(Vec::new());
                        full.set(false);
                    },
                }
                Button {
                    label: tr("eng-ticket-new"),
                    icon: Icon::Plus,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| go.to("/engineer/tickets/new"),
                }
            },
            div { class: "tr-stack",
                ViewPick {
                    views: views.value().unwrap_or_default(),
                    chosen: shown_view().unwrap_or_default(),
                    on_choose: move |id: String| {
                        platform::keep(KEPT, &id);
                        chosen.set(id);
                        group.set(None);
                    },
                }
                TextField {
                    label: tr("verb-search"),
                    hide_label: true,
                    kind: TextKind::Search,
                    placeholder: tr("verb-search"),
                    value: q(),
                    max_length: 200,
                    on_input: move |text| q.set(text),
                }
                if narrowing() {
                    NarrowDialog { narrow, by, on_close: move |()| narrowing.set(false) }
                }
                if let Some((view, parts)) = known {
                    List {
                        groups: grouped(&view.group_by, &by.read(), &parts),
                        tickets: shown(parts, &by.read(), group.read().as_deref()),
                        chosen: group(),
                        searching: narrowed > 0 || !q.read().is_empty(),
                        picked: if picking() { Some(picked) } else { None },
                        full,
                        on_group: move |key| group.set(key),
                    }
                } else {
                    {coming(read)}
                }
            }
        }
    }
}

/// The groups over the tickets, the tickets, and what is done with several of them.
#[component]
fn List(
    groups: Vec<Group>,
    tickets: Vec<TicketItem>,
    chosen: Option<String>,
    searching: bool,
    picked: Option<Signal<Vec<String>>>,
    full: Signal<bool>,
    on_group: EventHandler<Option<String>>,
) -> Element {
    let session = use_session();
    rsx! {
        if !groups.is_empty() {
            GroupChips {
                all: groups.iter().map(|group| group.count).sum(),
                groups,
                chosen,
                on_choose: move |key| on_group.call(key),
            }
        }
        TicketsPane {
            tickets: tickets.clone(),
            searching,
            takes: session.may(Area::Tickets, Verb::Assign),
            picked: picked.map(|picked| picked()),
            on_pick: move |id: String| {
                if let Some(mut picked) = picked {
                    let fits = batch::tick(&mut picked.write(), &id);
                    full.set(!fits);
                }
            },
        }
        if let Some(picked) = picked {
            BatchBar { picked, full: full(), tickets }
        }
    }
}

/// The groups of a list: those the person asked for, else those of the view.
fn grouped(of_view: &str, by: &str, parts: &[ViewPart]) -> Vec<Group> {
    if !by.is_empty() {
        return groups::groups(by, parts.iter().flat_map(|part| &part.tickets).map(|item| &item.row));
    }
    if of_view.is_empty() {
        return Vec::new();
    }
    let group = |part: &ViewPart| Group {
        key: part.key.clone(),
        label: if part.label.is_empty() { groups::label(of_view, &part.key) } else { part.label.clone() },
        count: part.tickets.len(),
    };
    parts.iter().map(group).collect()
}

/// The tickets of a group; all of them where none is chosen.
fn shown(parts: Vec<ViewPart>, by: &str, group: Option<&str>) -> Vec<TicketItem> {
    let kept = |part: &ViewPart| group.is_none_or(|key| !by.is_empty() || part.key == key);
    let mut tickets: Vec<TicketItem> = parts.into_iter().filter(kept).flat_map(|part| part.tickets).collect();
    if let Some(key) = group.filter(|_| !by.is_empty()) {
        tickets.retain(|item| groups::key(by, &item.row) == key);
    }
    tickets
}

/// Every group with its count; one of them, or all, is chosen.
#[component]
fn GroupChips(
    all: usize,
    groups: Vec<Group>,
    chosen: Option<String>,
    on_choose: EventHandler<Option<String>>,
) -> Element {
    rsx! {
        div { class: "tr-actions", role: "group", aria_label: tr("eng-group-by"),
            Button {
                label: tr!("eng-group-count", name = tr("eng-tickets-all"), count = all),
                kind: ButtonKind::Ghost,
                pressed: chosen.is_none(),
                on_press: move |_| on_choose.call(None),
            }
            for group in groups {
                Button {
                    key: "{group.key}",
                    label: tr!("eng-group-count", name = group.label.clone(), count = group.count),
                    kind: ButtonKind::Ghost,
                    pressed: chosen.as_ref() == Some(&group.key),
                    on_press: move |_| on_choose.call(Some(group.key.clone())),
                }
            }
        }
    }
}

/// Rows, or why there are none. With `picked`, rows are ticked instead of opened.
#[component]
pub fn TicketsPane(
    tickets: Vec<TicketItem>,
    searching: bool,
    #[props(default)] takes: bool,
    picked: Option<Vec<String>>,
    on_pick: EventHandler<String>,
) -> Element {
    if tickets.is_empty() {
        let key = if searching { "eng-search-none" } else { "eng-tickets-empty" };
        return rsx! {
            Empty { icon: Icon::Ticket, title: tr(key) }
        };
    }
    rsx! {
        ul { class: "tr-list -mx-4",
            for item in tickets {
                li { key: "{item.row.id}",
                    if let Some(picked) = &picked {
                        div { class: "px-4",
                            CheckField {
                                label: item.row.title.clone(),
                                hint: item.row.number.clone(),
                                checked: picked.contains(&item.row.id),
                                on_change: move |_| on_pick.call(item.row.id.clone()),
                            }
                        }
                    } else {
                        TicketRowItem { takes: takes && item.row.assignee.is_none(), item }
                    }
                }
            }
        }
    }
}

/// So far a finger goes to the right to take a ticket, and no farther up or down, CSS pixels.
const SWIPE: (f64, f64) = (90.0, 40.0);

/// Where the only finger of an event is.
fn finger(points: &[TouchPoint]) -> Option<(f64, f64)> {
    let [one] = points else { return None };
    let at = one.client_coordinates();
    Some((at.x, at.y))
}

/// Whether a finger went to the right.
fn swiped(from: (f64, f64), to: (f64, f64)) -> bool {
    to.0 - from.0 >= SWIPE.0 && (to.1 - from.1).abs() <= SWIPE.1
}

/// A ticket in a list. One that nobody has can be taken, by a button or by a finger to the right.
#[component]
fn TicketRowItem(item: TicketItem, takes: bool) -> Element {
    let format = use_format();
    let go = use_go();
    let session = use_session();
    let toasts = try_consume_context::<Toasts>();
    let mut down = use_signal(|| None::<(f64, f64)>);
    let row = item.row;
    let ticket = row.id.clone();
    let take = use_callback(move |()| {
        let (Some(me), Ok(id)) = (session.me(), ticket.parse()) else { return };
        // who takes it himself is told nothing new
        session.told_of(&ticket);
        let (agent, agent_name) = (Some(me.agent.id), me.agent.name.clone());
        let command = TicketCommand::Assign { agent, agent_name, group: None, seen: None };
        spawn(async move {
            let done = store::execute(Command::Ticket { id, command }).await;
            let (tone, text) = match done {
                Ok(()) => (Tone::Done, tr("eng-taken")),
                Err(why) => (Tone::Alert, why.to_string()),
            };
            if let Some(toasts) = toasts {
                toasts.say(tone, text);
            }
        });
    });
    let href = format!("/engineer/tickets/{}", row.id);
    let to = href.clone();
    let kin = match (&row.parent_id, row.parts) {
        (_, parts) if parts > 0 => tr!("eng-split-into", count = parts),
        (Some(_), _) => tr("eng-split-part"),
        _ => String::new(),
    };
    let subtitle = [
        row.number.clone().unwrap_or_default(),
        row.company_name.clone(),
        row.assignee_name.clone(),
        kin,
        format.day(row.created_at),
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .collect::<Vec<_>>()
    .join(" · ");
    rsx! {
        div {
            class: "flex items-center",
            ontouchstart: move |event| down.set(finger(&event.touches()).filter(|_| takes)),
            ontouchend: move |event| {
                let ends = down.take().zip(finger(&event.touches_changed()));
                if ends.is_some_and(|(from, to)| swiped(from, to)) {
                    take.call(());
                }
            },
            div { class: "flex-1 min-w-0",
                ListRow {
                    href,
                    title: row.title.clone(),
                    subtitle,
                    on_open: move |()| go.to(to.clone()),
                    trail: rsx! {
                        if let Some(clock) = item.clock {
                            ClockBadge { clock }
                        }
                        if item.mark != Mark::InStep {
                            SyncMarkIcon { mark: words::mark(item.mark) }
                        }
                        Badge {
                            tone: words::ticket_tone(&row.status),
                            label: words::ticket_word(&row.status),
                            kind: BadgeKind::Plain,
                        }
                    },
                }
            }
            if takes {
                Button {
                    label: tr!("eng-take", name = row.title.clone()),
                    icon: Icon::UserCheck,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| take.call(()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::tickets::TicketRow;

    use super::*;
    use crate::sample;

    #[component]
    fn Page(tickets: Vec<TicketItem>, searching: bool, takes: bool, picked: Option<Vec<String>>) -> Element {
        crate::session::use_session_provider();
        rsx! { TicketsPane { tickets, searching, takes, picked, on_pick: |_| {} } }
    }

    #[test]
    fn a_row_leads_to_its_ticket_and_shows_number_customer_and_status() {
        let row = TicketRow {
            id: "t1".into(),
            number: Some("T-2026-000001".into()),
            title: "Noise in shaft".into(),
            company_name: "Hua Plaza".into(),
            status: "open".into(),
            ..TicketRow::default()
        };
        let tickets = vec![TicketItem { row, mark: Mark::Waiting, clock: None }];
        let html = sample::render(Page, PageProps { tickets, searching: false, takes: false, picked: None });
        assert!(html.contains("href=\"/engineer/tickets/t1\""), "{html}");
        assert!(html.contains("T-2026-000001 · Hua Plaza"), "{html}");
        assert!(html.contains("not sent yet"), "{html}");
    }

    #[test]
    fn while_several_are_chosen_rows_are_ticked_and_lead_nowhere() {
        let row = TicketRow { id: "t1".into(), title: "Noise in shaft".into(), ..TicketRow::default() };
        let tickets = vec![TicketItem { row, mark: Mark::InStep, clock: None }];
        let picked = Some(vec!["t1".to_owned()]);
        let html = sample::render(Page, PageProps { tickets, searching: false, takes: false, picked });
        assert!(html.contains("type=\"checkbox\"") && html.contains("checked"), "{html}");
        assert!(!html.contains("href="), "{html}");
    }

    fn item(id: &str, status: &str) -> TicketItem {
        TicketItem {
            row: TicketRow { id: id.into(), status: status.into(), ..TicketRow::default() },
            mark: Mark::InStep,
            clock: None,
        }
    }

    fn parts() -> Vec<ViewPart> {
        let part = |key: &str, label: &str, tickets| ViewPart { key: key.into(), label: label.into(), tickets };
        vec![part("g1", "North", vec![item("a", "open"), item("b", "new")]), part("", "", vec![item("c", "new")])]
    }

    #[test]
    fn a_group_narrows_the_list_to_its_tickets() {
        let ids = |by, group| shown(parts(), by, group).into_iter().map(|i| i.row.id).collect::<Vec<_>>();
        assert_eq!(ids("", Some("g1")), ["a", "b"]);
        assert_eq!(ids("", None), ["a", "b", "c"]);
        assert_eq!(ids("status", Some("new")), ["b", "c"]);
    }

    #[test]
    fn groups_are_those_of_the_view_until_the_person_asks_for_others() {
        let told = |of_view, by| {
            grouped(of_view, by, &parts()).into_iter().map(|group| (group.label, group.count)).collect::<Vec<_>>()
        };
        assert_eq!(told("group", ""), [("North".to_owned(), 2), ("none".to_owned(), 1)]);
        assert_eq!(told("group", "status"), [("new".to_owned(), 2), ("open".to_owned(), 1)]);
        assert_eq!(told("", ""), []);
    }

    #[test]
    fn a_ticket_that_nobody_has_can_be_taken_by_whoever_may() {
        let mut taken = item("a", "open");
        taken.row.assignee = Some("somebody".into());
        let tickets = vec![
            taken,
            TicketItem { row: TicketRow { title: "Noise".into(), ..item("b", "new").row }, ..item("b", "new") },
        ];
        let of =
            |takes| sample::render(Page, PageProps { tickets: tickets.clone(), searching: false, takes, picked: None });
        assert_eq!(of(true).matches("aria-label=\"Take over Noise\"").count(), 1);
        assert!(!of(false).contains("Take over"));
        assert!(swiped((10.0, 50.0), (120.0, 60.0)));
        assert!(!swiped((10.0, 50.0), (60.0, 50.0)) && !swiped((10.0, 50.0), (150.0, 150.0)));
    }

    #[test]
    fn no_rows_say_whether_there_are_none_or_none_match() {
        let none =
            sample::render(Page, PageProps { tickets: Vec::new(), searching: false, takes: false, picked: None });
        let unmatched =
            sample::render(Page, PageProps { tickets: Vec::new(), searching: true, takes: false, picked: None });
        assert_ne!(none, unmatched);
    }
}
