//! Visits: the list, one visit with everything recorded on it, and making a new one.

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::visits::{VisitRow, VisitState};
use truckroll_protocol::api::AgentItem;
use truckroll_ui::prelude::*;

use crate::admin::parts::Chip;
use crate::api;
use crate::desk::line::{Line, PriorityMark, row_height};
use crate::desk::pages::{Finder, Nothing, use_cursor, use_wanted_pages};
use crate::desk::trouble::{Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;
use crate::words;

pub mod create;
pub mod decisions;
mod edit;
mod log;
mod page;
mod record;
mod way;

pub use create::NewVisitScreen;
pub use log::flow_entries;
pub use page::{VisitPage, VisitScreen};
pub use record::AttemptRecord;

const PATH: &str = "/desk/visits";

/// What narrows the list and stands in none of its filters.
const HIDDEN: [&str; 4] = ["due_before", "from", "to", "state"];

/// What the list is narrowed to, where its filters do not say it.
fn narrowed(query: &Query) -> Option<String> {
    let has = |name: &str| !query.get(name).is_empty();
    if has("due_before") {
        Some(tr("home-overdue"))
    } else if has("from") || has("to") {
        Some(tr("home-visits-today"))
    } else if query.get("state").contains(',') {
        Some(tr("home-open-visits"))
    } else {
        None
    }
}

/// The list of visits with its filters.
#[component]
pub fn VisitsScreen(query: ReadSignal<Query>) -> Element {
    let go = use_go();
    let session = use_session();
    let mut pages = use_wanted_pages(query);
    let read = use_live(
        || vec!["visits".to_owned()],
        move || {
            let (query, pages) = (query.read().clone(), pages());
            async move { api::visits(&query, pages).await }
        },
    );
    let agents = use_live(Vec::new, api::agents);
    let engineers: Vec<Choice> = agents
        .value()
        .unwrap_or_default()
        .iter()
        .filter(|item: &&AgentItem| item.agent.is_engineer())
        .map(|item| Choice::new(item.agent.id.to_string(), item.agent.name.clone()))
        .collect();
    let states: Vec<Choice> =
        VisitState::ALL.into_iter().map(|s| Choice::new(s.word(), words::visit_word(s.word()))).collect();
    let set = move |name: &'static str| {
        move |value: String| go.instead(format!("{PATH}{}", query.peek().with(name, &value).suffix()))
    };
    rsx! {
        div { class: "dk-page dk-page-list",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {tr("nav-visits")}
                    if let Some(page) = read.value() {
                        span { class: "tr-count", "{page.total}" }
                    }
                }
                if session.may(Area::Visits, Verb::Create) {
                    Button {
                        label: tr("dispatch-new-visit"),
                        icon: Icon::Plus,
                        kind: ButtonKind::Primary,
                        on_press: move |_| go.to("/desk/visits/new"),
                    }
                }
            }
            div { class: "dk-filters",
                Finder { path: PATH, query, label: tr("dispatch-find-visit") }
                SelectField {
                    label: tr("dispatch-state"),
                    hide_label: true,
                    none_label: tr("dispatch-all-states"),
                    value: query.read().get("state"),
                    options: states,
                    on_change: set("state"),
                }
                SelectField {
                    label: tr("dispatch-engineer"),
                    hide_label: true,
                    none_label: tr("dispatch-all-engineers"),
                    value: query.read().get("assignee"),
                    options: engineers,
                    on_change: set("assignee"),
                }
            }
            if let Some(label) = narrowed(&query.read()) {
                div { class: "dk-chips",
                    Chip {
                        word: label.clone(),
                        remove: tr!("home-show-all", name = label),
                        on_remove: move |()| {
                            let all = HIDDEN.iter().fold(query.peek().clone(), |query, name| query.with(name, ""));
                            go.instead(format!("{PATH}{}", all.suffix()));
                        },
                    }
                }
            }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 12 } },
                Some(page) if page.rows.is_empty() => rsx! {
                    Nothing { path: PATH, query, icon: Icon::Truck, title: tr("dispatch-visits-empty"), text: tr("dispatch-visits-empty-text") }
                },
                Some(page) => rsx! {
                    VisitLines {
                        rows: page.rows,
                        on_near_end: {
                            let more = page.next.is_some();
                            move |()| if more && !read.loading() { pages += 1 }
                        },
                    }
                },
            }
        }
    }
}

/// The rows.
#[component]
pub fn VisitLines(rows: Vec<VisitRow>, on_near_end: EventHandler<()>) -> Element {
    let count = rows.len();
    let list = use_memo(use_reactive!(|rows| rows));
    let hrefs = use_memo(move || list.read().iter().map(|row| format!("{PATH}/{}", row.id)).collect::<Vec<_>>());
    let cursor = use_cursor(hrefs);
    let row = use_callback(move |index: usize| {
        let row = list.read().get(index).cloned();
        row.map_or_else(|| rsx! {}, |row| rsx! { VisitLine { row, selected: cursor() == Some(index) } })
    });
    let row_key = use_callback(move |index: usize| {
        list.read().get(index).map_or_else(|| index.to_string(), |row| row.id.clone())
    });
    rsx! {
        div { class: "dk-lines dk-lines-visits",
            LongList {
                count,
                row_height: row_height(),
                row,
                row_key,
                label: tr("nav-visits"),
                active: cursor(),
                on_near_end,
            }
        }
    }
}

/// One visit in a list.
#[component]
pub fn VisitLine(row: VisitRow, #[props(default)] selected: bool) -> Element {
    let format = use_format();
    let who = if row.assignee_name.is_empty() { tr("visit-unassigned") } else { row.assignee_name.clone() };
    rsx! {
        Line { href: "{PATH}/{row.id}", selected,
            span { class: "dk-cell dk-cell-main",
                PriorityMark { rank: row.priority }
                span { class: "dk-cell-title", "{row.title}" }
            }
            span { class: "dk-cell dk-cell-state",
                Badge { tone: words::visit_tone(&row.state), label: words::visit_word(&row.state), kind: BadgeKind::Plain }
            }
            span { class: "dk-cell dk-cell-sub", "{row.company_name}" }
            span { class: if row.assignee_name.is_empty() { "dk-cell dk-cell-who dk-quiet" } else { "dk-cell dk-cell-who" }, "{who}" }
            span { class: "dk-cell dk-cell-when tr-figures",
                {words::window(&format, row.window_from, row.window_to).unwrap_or_else(|| format.moment(row.created_at))}
            }
            span { class: "dk-cell dk-cell-number tr-figures dk-quiet", {row.number.clone().unwrap_or_default()} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_line_says_state_customer_and_engineer() {
        let rows = sample::board().active;
        let html = sample::render(Locale::En, move || {
            rsx! { VisitLines { rows: rows.clone(), on_near_end: |()| {} } }
        });
        for said in ["Boiler leaks", "Hua Plaza", "Chen Wei", "on the way"] {
            assert!(html.contains(said), "{said}: {html}");
        }
        assert!(html.contains("aria-setsize=\"1\""), "{html}");
    }
}
