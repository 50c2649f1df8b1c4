//! Disabling an agent: what he has open is shown, and somebody takes it over or nobody yet (ORG-19).

use dioxus::prelude::*;
use truckroll_domain::AgentId;
use truckroll_domain::access::Area;
use truckroll_domain::tickets::Status;
use truckroll_domain::visits::VisitState;
use truckroll_protocol::api::staff::{AgentNow, Disable, HandOver, StaffQuery};
use truckroll_ui::prelude::*;

use crate::admin::parts::{Chip, Face, PeoplePicker};
use crate::admin::said;
use crate::api::{self, staff::Outcome};
use crate::desk::trouble::{Failed, Waiting};
use crate::query::Query;
use crate::words;

/// How many tickets or visits are named; the rest is counted.
const NAMED: usize = 5;

/// Open work of one kind: how much, and the first by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Open {
    /// How many there are.
    pub count: i64,
    /// The first of them.
    pub titles: Vec<String>,
}

/// Tickets and visits of an agent that are not finished.
async fn open(agent: AgentId) -> api::Answer<(Open, Open)> {
    let his = Query::default().with("assignee", &agent.to_string());
    let of = |words: Vec<&str>| words.join(",");
    let unsolved = |status: &Status| !matches!(status, Status::Resolved | Status::Closed);
    let tickets = Status::ALL.into_iter().filter(unsolved).map(Status::word).collect();
    let tickets = api::tickets(&his.with("status", &of(tickets)), 1).await?;
    let unfinished = |state: &VisitState| !matches!(state, VisitState::Completed | VisitState::Cancelled);
    let visits = VisitState::ALL.into_iter().filter(unfinished).map(VisitState::word).collect();
    let visits = api::visits(&his.with("state", &of(visits)), 1).await?;
    Ok((
        Open { count: tickets.total, titles: tickets.rows.into_iter().take(NAMED).map(|row| row.title).collect() },
        Open { count: visits.total, titles: visits.rows.iter().take(NAMED).map(words::visit_line).collect() },
    ))
}

/// The dialog.
#[component]
pub fn DisableDialog(known: AgentNow, on_close: EventHandler<()>, on_gone: EventHandler<String>) -> Element {
    let id = known.agent.id;
    let work = use_live(|| vec!["tickets".to_owned(), "visits".to_owned()], move || open(id));
    rsx! {
        match work.value() {
            Some((tickets, visits)) => rsx! { HandOverForm { known, tickets, visits, on_close, on_gone } },
            None => rsx! {
                Dialog { open: true, title: tr!("staff-disable-title", name = known.agent.name), on_close,
                    Waiting { read: work, rows: 3 }
                }
            },
        }
    }
}

/// What the dialog asks.
#[component]
pub fn HandOverForm(
    known: AgentNow,
    tickets: Open,
    visits: Open,
    on_close: EventHandler<()>,
    on_gone: EventHandler<String>,
) -> Element {
    let changes = use_changes();
    let mut tickets_to = use_signal(|| None::<AgentNow>);
    let mut visits_to = use_signal(|| None::<AgentNow>);
    let mut stays = use_signal(|| None::<String>);
    let (id, seq, name) = (known.agent.id, known.seq, known.agent.name.clone());
    let gone = name.clone();
    let send = use_send(
        move |hand_over: HandOver| async move {
            api::staff::disable(id, &Disable { seq, hand_over: Some(hand_over) }).await
        },
        move |outcome| {
            changes.announce(["agent", "tickets", "visits"]);
            match outcome {
                Outcome::Written(_) => on_gone.call(gone.clone()),
                Outcome::Overtaken => stays.set(Some(tr("staff-look-again"))),
                Outcome::Refused(what) => stays.set(Some(if what.values().all(|count| count.parse::<i64>().is_ok()) {
                    tr!("staff-disable-stays", what = said::usages(&what))
                } else {
                    said::list(what.values().map(|key| said::problem(key)))
                })),
            }
        },
    );
    let nothing = tickets.count == 0 && visits.count == 0;
    rsx! {
        Dialog {
            open: true,
            title: tr!("staff-disable-title", name = name.clone()),
            on_close,
            actions: rsx! {
                Button { label: tr("verb-cancel"), on_press: move |_| on_close.call(()) }
                Button {
                    label: tr!("staff-disable-verb", name = name.clone()),
                    kind: ButtonKind::Danger,
                    busy: send.busy(),
                    on_press: move |_| {
                        let id = |to: Signal<Option<AgentNow>>| to.peek().as_ref().map(|one| one.agent.id);
                        send.run(HandOver { tickets_to: id(tickets_to), visits_to: id(visits_to) });
                    },
                }
            },
            div { class: "dk-form",
                Failed { failure: send.failure().or(stays()) }
                p { {tr("staff-disable-text")} }
                if nothing {
                    p { class: "dk-quiet", {tr("staff-disable-nothing")} }
                }
                if tickets.count > 0 {
                    TakeOver {
                        title: said::usage("open_tickets", tickets.count),
                        label: tr("staff-tickets-to"),
                        open: tickets,
                        works: Area::Tickets,
                        leaves: id,
                        chosen: tickets_to(),
                        on_choose: move |one| tickets_to.set(one),
                    }
                }
                if visits.count > 0 {
                    TakeOver {
                        title: said::usage("open_visits", visits.count),
                        label: tr("staff-visits-to"),
                        open: visits,
                        works: Area::Visits,
                        leaves: id,
                        chosen: visits_to(),
                        on_choose: move |one| visits_to.set(one),
                    }
                }
            }
        }
    }
}

/// One kind of open work and who gets it.
#[component]
fn TakeOver(
    title: String,
    label: String,
    open: Open,
    /// In which area whoever takes it over has to work.
    works: Area,
    /// Who leaves.
    leaves: AgentId,
    chosen: Option<AgentNow>,
    on_choose: EventHandler<Option<AgentNow>>,
) -> Element {
    let named = i64::try_from(open.titles.len()).unwrap_or(i64::MAX);
    let more = open.count.saturating_sub(named);
    rsx! {
        div { class: "dk-take-over",
            h3 { class: "tr-section-title", "{title}" }
            ul { class: "dk-open-work",
                for (index, title) in open.titles.into_iter().enumerate() {
                    li { key: "{index}", "{title}" }
                }
                if more > 0 {
                    li { class: "dk-quiet", {tr!("staff-and-more", count = more)} }
                }
            }
            match chosen {
                Some(one) => rsx! {
                    div { class: "dk-chips", role: "group", aria_label: label,
                        Chip {
                            word: one.agent.name.clone(),
                            remove: tr!("staff-to-somebody-else", name = one.agent.name.clone()),
                            on_remove: move |()| on_choose.call(None),
                            Face { agent: one.agent.clone() }
                        }
                    }
                },
                None => rsx! {
                    PeoplePicker {
                        label,
                        hint: tr("staff-to-nobody-hint"),
                        among: StaffQuery { works: works.word().to_owned(), ..StaffQuery::default() },
                        taken: vec![leaves],
                        at_once: true,
                        on_pick: move |one: AgentNow| on_choose.call(Some(one)),
                    }
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn dialog(locale: Locale, tickets: i64, visits: i64) -> String {
        sample::render(locale, move || {
            let known = sample::staff().agents[0].clone();
            let open = |count, title: &str| Open { count, titles: vec![title.to_owned()] };
            rsx! {
                HandOverForm {
                    known,
                    tickets: open(tickets, "Lift 3 stuck"),
                    visits: open(visits, "Boiler leaks"),
                    on_close: |()| {},
                    on_gone: |_: String| {},
                }
            }
        })
    }

    #[test]
    fn open_work_is_named_and_each_kind_asks_who_takes_it_over() {
        for locale in Locale::ALL {
            let html = dialog(locale, 1, 3);
            for said in ["Lift 3 stuck", "Boiler leaks"] {
                assert!(html.contains(said), "{said}: {html}");
            }
            assert!(!html.contains("staff-"), "{html}");
            assert_eq!(html.matches("type=\"search\"").count(), 2, "{html}");
        }
        assert!(dialog(Locale::En, 1, 3).contains("and 2 more"));
    }

    #[test]
    fn without_open_work_nobody_is_asked_for() {
        let html = dialog(Locale::En, 0, 0);
        assert!(!html.contains("type=\"search\"") && html.contains("Disable Chen Wei"), "{html}");
    }
}
