//! What a view shows: its rows under their columns, in its groups, ordered by any column. `j`, `k` and Enter go through all groups
//! that are unfolded.

use std::collections::{BTreeMap, BTreeSet};

use dioxus::prelude::*;
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::views::{OWN, SORTS, TicketView};
use truckroll_protocol::api::Found;
use truckroll_protocol::api::views::ViewGroup;
use truckroll_ui::prelude::*;

use super::super::bulk::{BulkBar, Ticked, use_ticks};
use super::super::clocks::use_clock_rows;
use super::super::tables::{TicketTableButtons, of_view};
use super::cells::{Cell, template};
use super::{OWN_PATH, PATH, look};
use crate::api;
use crate::desk::customers::{Book, book};
use crate::desk::line::Line;
use crate::desk::pages::{Finder, Nothing, use_cursor};
use crate::desk::trouble::{Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;

/// Groups that are unfolded when a view is opened.
const UNFOLDED: usize = 3;

/// Rows of groups by the group's place, for the keyboard and for ticks.
type Shown = BTreeMap<usize, Vec<TicketRow>>;

/// The order a query asks for, else the view's.
fn sorted(query: &Query, view: &TicketView) -> (String, bool) {
    match query.get("sort") {
        "" => (view.sort.by.clone(), view.sort.descending),
        asked => (asked.trim_start_matches('-').to_owned(), asked.starts_with('-')),
    }
}

/// The order that a column stands for.
fn order_of(column: &str) -> Option<&str> {
    match column {
        "sla" => Some("due"),
        known if SORTS.contains(&known) || known.starts_with(OWN) => Some(column),
        _ => None,
    }
}

/// What is asked of the server.
fn asked(query: &Query, group: Option<&str>) -> Query {
    let mut asked = Query::default().with("q", query.get("q")).with("sort", query.get("sort"));
    if let Some(group) = group {
        asked = asked.with("group", group);
    }
    asked
}

/// The pane.
#[component]
pub fn ViewPane(view: TicketView, query: ReadSignal<Query>) -> Element {
    let session = use_session();
    let grouped = !view.group_by.is_empty();
    let id = view.id.to_string();
    let mut pages = use_signal(|| 1_usize);
    let mut of = use_signal(|| query.peek().clone());
    use_effect(move || {
        let now = query.read().clone();
        if *of.peek() != now {
            of.set(now);
            pages.set(1);
        }
    });
    let asked_id = id.clone();
    let read = use_live(
        || vec!["tickets".to_owned(), api::views::KIND.to_owned()],
        move || {
            let (id, query, pages) = (asked_id.clone(), asked(&query.read(), None), if grouped { 1 } else { pages() });
            async move { api::views::tickets(&id, &query, pages).await }
        },
    );
    let own = view.columns.iter().any(|column| column.starts_with(OWN));
    let known = use_live(
        || vec!["fields".to_owned()],
        move || async move { if own { book().await.map(Some) } else { Ok(None) } },
    );
    let shown = use_signal(Shown::default);
    use_ticks(query);
    let hrefs =
        use_memo(move || shown.read().values().flatten().map(|row| format!("{PATH}/{}", row.id)).collect::<Vec<_>>());
    let cursor = use_cursor(hrefs);
    let at = use_memo(move || cursor().and_then(|index| hrefs.read().get(index).cloned()));
    let columns = view.columns();
    let widths = format!("--dk-view-columns: {}", template(&columns));
    let book: Option<Book> = known.value().flatten();
    let edit = match view.owner {
        Some(_) => Some(format!("{OWN_PATH}/{id}")),
        None if session.rights().administers() => Some(format!("{}/{id}", crate::admin::ticket_views::PATH)),
        None => None,
    };
    rsx! {
        div { class: "dk-page dk-page-list",
            header { class: "dk-page-head",
                div {
                    h1 { class: "dk-page-title", {look::name(&view)}
                        if let Some(page) = read.value() {
                            span { class: "tr-count", "{page.total}" }
                        }
                    }
                    if !view.description.is_empty() {
                        p { class: "dk-quiet", "{view.description}" }
                    }
                }
                div { class: "dk-page-actions",
                    if let Some(page) = read.value() {
                        TicketTableButtons { of: of_view(&id, &query.read()), total: page.total }
                    }
                    if let Some(href) = edit {
                        LinkButton { href, label: tr("view-edit"), icon: Icon::Sliders, kind: ButtonKind::Ghost }
                    }
                    if session.may(truckroll_domain::access::Area::Tickets, truckroll_domain::access::Verb::Create) {
                        LinkButton { href: "/desk/tickets/new", label: tr("tickets-new"), icon: Icon::Plus, kind: ButtonKind::Primary }
                    }
                }
            }
            div { class: "dk-filters",
                Finder { path: PATH, query, label: tr("tickets-find") }
                SortField { view: view.clone(), query, columns: columns.clone(), book: book.clone() }
            }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read, rows: 12 } },
                Some(page) if page.total == 0 => rsx! {
                    Nothing { path: PATH, query, icon: Icon::Inbox, title: tr("tickets-empty"), text: tr("view-empty-text") }
                },
                Some(page) if grouped => rsx! {
                    div { class: "dk-view-rows", style: widths,
                        Head { view: view.clone(), query, columns: columns.clone(), book: book.clone() }
                        Groups { view: view.clone(), groups: page.groups, names: page.names, query, columns: columns.clone(), book: book.clone(), shown, at }
                    }
                },
                Some(page) => rsx! {
                    div { class: "dk-view-rows", style: widths,
                        Head { view: view.clone(), query, columns: columns.clone(), book: book.clone() }
                        Rows { place: 0, rows: page.rows, names: page.names, columns: columns.clone(), book: book.clone(), shown, at, label: look::name(&view) }
                        if page.next.is_some() {
                            Button { label: tr("view-more"), busy: read.loading(), on_press: move |_| pages += 1 }
                        }
                    }
                },
            }
            BulkBar { shown: shown.read().values().flatten().cloned().collect::<Vec<_>>() }
        }
    }
}

fn label(book: Option<&Book>, column: &str) -> String {
    match book {
        Some(book) if column.starts_with(OWN) => book.label(truckroll_domain::fields::Noun::Ticket, column),
        _ if column.starts_with(OWN) => column.trim_start_matches(OWN).to_owned(),
        _ => look::word(column),
    }
}

/// The heads of the columns; those that order do so when they are pressed.
#[component]
fn Head(view: TicketView, query: ReadSignal<Query>, columns: Vec<String>, book: Option<Book>) -> Element {
    let go = use_go();
    let (by, descending) = sorted(&query.read(), &view);
    rsx! {
        div { class: "dk-view-head", role: "group", aria_label: tr("view-order-by"),
            for column in columns {
                if let Some(order) = order_of(&column).map(str::to_owned) {
                    button {
                        key: "{column}",
                        class: "dk-view-sort",
                        r#type: "button",
                        aria_pressed: if order == by { "true" } else { "false" },
                        onclick: {
                            let (order, by) = (order.clone(), by.clone());
                            move |_| {
                                // the same again is the other way round
                                let down = if order == by { !descending } else { order.ends_with("_at") };
                                let sort = if down { format!("-{order}") } else { order.clone() };
                                go.instead(format!("{PATH}{}", query.peek().with("sort", &sort).suffix()));
                            }
                        },
                        {label(book.as_ref(), &column)}
                        if order == by {
                            Glyph { icon: if descending { Icon::ArrowDown } else { Icon::ArrowUp }, size: 14 }
                            span { class: "tr-sr", {tr(if descending { "view-descending" } else { "view-ascending" })} }
                        }
                    }
                } else {
                    span { key: "{column}", class: "dk-cell", {label(book.as_ref(), &column)} }
                }
            }
        }
    }
}

/// The order on a narrow screen, where there are no heads.
#[component]
fn SortField(view: TicketView, query: ReadSignal<Query>, columns: Vec<String>, book: Option<Book>) -> Element {
    let go = use_go();
    let (by, descending) = sorted(&query.read(), &view);
    let mut options: Vec<Choice> = Vec::new();
    for column in &columns {
        let Some(order) = order_of(column) else { continue };
        let name = label(book.as_ref(), column);
        options.push(Choice::new(order, tr!("view-sort-up", name = name.clone())));
        options.push(Choice::new(format!("-{order}"), tr!("view-sort-down", name = name)));
    }
    let value = if descending { format!("-{by}") } else { by };
    if !options.iter().any(|one| one.value == value) {
        options.insert(0, Choice::new(value.clone(), tr("view-sort-own")));
    }
    rsx! {
        div { class: "dk-view-sort-field",
            SelectField {
                label: tr("tickets-sort"),
                hide_label: true,
                value,
                options,
                on_change: move |sort: String| go.instead(format!("{PATH}{}", query.peek().with("sort", &sort).suffix())),
            }
        }
    }
}

#[component]
fn Groups(
    view: TicketView,
    groups: Vec<ViewGroup>,
    names: BTreeMap<String, String>,
    query: ReadSignal<Query>,
    columns: Vec<String>,
    book: Option<Book>,
    shown: Signal<Shown>,
    at: Memo<Option<String>>,
) -> Element {
    let by = view.group_by.clone();
    let mut groups = groups;
    groups.sort_by_key(|group| place_of(&by, group));
    let first: BTreeSet<String> = groups.iter().take(UNFOLDED).map(|group| group.key.clone()).collect();
    let mut open = use_signal(|| first);
    rsx! {
        for (place, group) in groups.into_iter().enumerate() {
            section { key: "{group.key}", class: "dk-view-group",
                h2 {
                    button {
                        class: "dk-view-fold",
                        r#type: "button",
                        aria_expanded: if open.read().contains(&group.key) { "true" } else { "false" },
                        onclick: {
                            let key = group.key.clone();
                            move |_| {
                                let mut open = open.write();
                                if !open.remove(&key) {
                                    open.insert(key.clone());
                                }
                            }
                        },
                        Glyph { icon: if open.read().contains(&group.key) { Icon::ChevronDown } else { Icon::ChevronRight }, size: 16 }
                        span { {names.get(&group.key).cloned().unwrap_or_else(|| look::group_word(&by, &group.key))} }
                        span { class: "tr-count tr-figures", "{group.count}" }
                    }
                }
                if open.read().contains(&group.key) {
                    GroupRows {
                        view: view.id.to_string(),
                        group: group.key.clone(),
                        label: names.get(&group.key).cloned().unwrap_or_else(|| look::group_word(&by, &group.key)),
                        place,
                        query,
                        columns: columns.clone(),
                        book: book.clone(),
                        shown,
                        at,
                    }
                }
            }
        }
    }
}

/// Statuses in the order of work, priorities by urgency, others by how many; what is in none comes last.
fn place_of(by: &str, group: &ViewGroup) -> (bool, i64, String) {
    let place = match by {
        "status" => {
            let all = truckroll_domain::tickets::Status::ALL;
            all.iter().position(|status| status.word() == group.key).and_then(|n| i64::try_from(n).ok()).unwrap_or(99)
        }
        "priority" => group.key.parse().unwrap_or(99),
        _ => -group.count,
    };
    (group.key.is_empty(), place, group.key.clone())
}

#[component]
fn GroupRows(
    view: String,
    group: String,
    label: String,
    place: usize,
    query: ReadSignal<Query>,
    columns: Vec<String>,
    book: Option<Book>,
    shown: Signal<Shown>,
    at: Memo<Option<String>>,
) -> Element {
    let mut pages = use_signal(|| 1_usize);
    let read = use_live(
        || vec!["tickets".to_owned()],
        move || {
            let (view, group, query) = (view.clone(), group.clone(), query.read().clone());
            let pages = pages();
            async move { api::views::of_group(&view, &group, &asked(&query, None), pages).await }
        },
    );
    rsx! {
        match read.value() {
            None => rsx! { Waiting { read, rows: 3 } },
            Some(page) => rsx! {
                Rows { place, rows: page.rows, names: page.names, columns, book, shown, at, label }
                if page.next.is_some() {
                    Button { label: tr("view-more"), busy: read.loading(), on_press: move |_| pages += 1 }
                }
            },
        }
    }
}

/// Rows, and their hrefs for the keyboard as long as they are there.
#[component]
fn Rows(
    place: usize,
    rows: Vec<Found<TicketRow>>,
    names: BTreeMap<String, String>,
    columns: Vec<String>,
    book: Option<Book>,
    shown: Signal<Shown>,
    at: Memo<Option<String>>,
    label: String,
) -> Element {
    let ids: Vec<String> = rows.iter().map(|found| found.row.id.clone()).collect();
    let list = use_memo(use_reactive!(|ids| ids));
    let mut shown = shown;
    let of: Vec<TicketRow> = rows.iter().map(|found| found.row.clone()).collect();
    use_effect(use_reactive!(|of| {
        shown.write().insert(place, of);
    }));
    use_drop(move || {
        if let Ok(mut shown) = shown.try_write() {
            shown.remove(&place);
        }
    });
    let with_clocks = columns.iter().any(|column| column == "sla");
    let clocks = use_clock_rows(move || if with_clocks { list.read().clone() } else { Vec::new() });
    let clocks = clocks.value().unwrap_or_default();
    let columns: Vec<(String, String)> =
        columns.into_iter().map(|column| (column.clone(), self::label(book.as_ref(), &column))).collect();
    rsx! {
        ul { class: "dk-plain-list", aria_label: label,
            for found in rows {
                li { key: "{found.row.id}", class: "dk-view-row",
                    Ticked {
                        id: found.row.id.clone(),
                        name: found.row.title.clone(),
                        selected: at.read().as_ref() == Some(&format!("{PATH}/{}", found.row.id)),
                    Line {
                        href: "{PATH}/{found.row.id}",
                        selected: at.read().as_ref() == Some(&format!("{PATH}/{}", found.row.id)),
                        for (column, label) in columns.clone() {
                            Cell {
                                key: "{column}",
                                column,
                                label,
                                found: found.clone(),
                                clock: clocks.get(&found.row.id).cloned(),
                                names: names.clone(),
                                book: book.clone(),
                            }
                        }
                    }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn rows_have_the_columns_of_the_view_and_heads_order_them() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let view = TicketView {
                    columns: vec!["title".into(), "status".into(), "sla".into(), "fields.floor".into()],
                    ..TicketView::default()
                };
                let query = use_signal(Query::default);
                let shown = use_signal(Shown::default);
                let at = use_memo(|| None);
                let found = Found { row: sample::ticket_row(), values: BTreeMap::new(), contact: None };
                let columns = view.columns();
                rsx! {
                    Head { view, query, columns: columns.clone(), book: Some(sample::book()) }
                    Rows { place: 0, rows: vec![found], names: BTreeMap::new(), columns, book: Some(sample::book()), shown, at, label: "Lifts" }
                }
            });
            assert!(html.contains("Lift 3 stuck") && html.matches("dk-view-sort\"").count() == 4, "{html}");
            assert!(!html.contains(">view-"), "{html}");
        }
    }

    #[test]
    fn groups_stand_in_the_order_of_work_and_none_comes_last() {
        let group = |key: &str, count| ViewGroup { key: key.into(), count };
        let order = |by: &str, mut all: Vec<ViewGroup>| {
            all.sort_by_key(|group| place_of(by, group));
            all.into_iter().map(|group| group.key).collect::<Vec<_>>()
        };
        assert_eq!(
            order("status", vec![group("resolved", 9), group("new", 1), group("open", 2)]),
            ["new", "open", "resolved"]
        );
        assert_eq!(order("priority", vec![group("2", 9), group("0", 1)]), ["0", "2"]);
        assert_eq!(order("assignee", vec![group("", 50), group("a", 1), group("b", 7)]), ["b", "a", ""]);
    }

    #[test]
    fn an_order_is_that_of_the_address_or_of_the_view() {
        let view = TicketView::default();
        assert_eq!(sorted(&Query::default(), &view), ("updated_at".to_owned(), true));
        assert_eq!(sorted(&Query::from("sort=-due"), &view), ("due".to_owned(), true));
        assert_eq!((order_of("sla"), order_of("phone"), order_of("fields.x")), (Some("due"), None, Some("fields.x")));
    }
}
