//! A view that a person keeps for himself: made of what he looks at, changed, thrown away.

use dioxus::prelude::*;
use truckroll_domain::access::Targets;
use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
use truckroll_domain::views::{ForCustomers, Promise, TicketView, ViewSort};
use truckroll_ui::prelude::*;

use super::look::{self, look, topics};
use super::{OWN_PATH, PATH};
use crate::admin::ticket_views::ViewEditor;
use crate::api;
use crate::desk::trouble::{Stale, Waiting};
use crate::query::Query;
use crate::session::use_session;

/// What the quick filters of the list say, as a view.
fn of_list(query: &Query) -> TicketView {
    let statuses = match (query.get("tab"), query.get("status")) {
        ("all", "") => String::new(),
        ("", "") => super::super::statuses(""),
        (tab, "") => tab.to_owned(),
        (_, asked) => asked.to_owned(),
    };
    let mut all = Vec::new();
    if !statuses.is_empty() {
        let words = statuses.split(',').map(str::to_owned).collect();
        all.push(Condition { field: "status".to_owned(), op: Operator::OneOf, value: Some(Operand::List(words)) });
    }
    if let Some(agent) = query.some("assignee") {
        all.push(Condition { field: "assignee".to_owned(), op: Operator::Is, value: Some(Operand::Text(agent)) });
    }
    if let Some(text) = query.some("q") {
        all.push(Condition { field: "title".to_owned(), op: Operator::Contains, value: Some(Operand::Text(text)) });
    }
    let sort = match query.get("sort") {
        "created" => ViewSort { by: "created_at".to_owned(), descending: true },
        by @ ("priority" | "due") => ViewSort { by: by.to_owned(), descending: false },
        _ => ViewSort::default(),
    };
    TicketView {
        when: Filter { all, any: Vec::new() },
        promise: Promise::ALL.into_iter().find(|one| one.word() == query.get("sla")),
        sort,
        ..TicketView::default()
    }
}

/// The screen; `new` makes a view, of the one that `from` names or of the list's quick filters.
#[component]
pub fn OwnViewScreen(view: ReadSignal<String>, query: ReadSignal<Query>) -> Element {
    rsx! {
        for view in [view()] {
            Loaded { key: "{view}", view, query }
        }
    }
}

#[component]
fn Loaded(view: String, query: ReadSignal<Query>) -> Element {
    let session = use_session();
    let read = use_live(|| vec![api::views::KIND.to_owned()], api::views::mine);
    let known = use_live(topics, look);
    let fresh = view == "new";
    let all = read.value();
    let named = |id: &str| all.as_ref().and_then(|all| all.iter().find(|now| now.view.id.to_string() == id).cloned());
    let found = named(&view).filter(|now| now.view.owner.is_some());
    let from = named(query.read().get("from")).map_or_else(|| of_list(&query.read()), |now| now.view);
    let start = TicketView {
        name: String::new(),
        standard: String::new(),
        folder: String::new(),
        audience: Targets::default(),
        customers: ForCustomers::default(),
        quick: None,
        owner: session.me().map(|me| me.agent.id),
        ..from
    };
    let title = found.as_ref().map(|now| look::name(&now.view));
    rsx! {
        div { class: "dk-page dk-page-form",
            header { class: "dk-page-head",
                h1 { class: "dk-page-title", {title.unwrap_or_else(|| tr("view-save-as-mine"))} }
                LinkButton { href: PATH, label: tr("nav-tickets"), icon: Icon::ArrowLeft, kind: ButtonKind::Ghost }
            }
            p { class: "dk-quiet", {tr("view-own-text")} }
            Stale { read }
            match (known.value(), all.is_some()) {
                (None, _) => rsx! { Waiting { read: known } },
                (_, false) => rsx! { Waiting { read } },
                (Some(look), true) if fresh || found.is_some() => rsx! {
                    ViewEditor { look, now: found, start, back: PATH, path: OWN_PATH }
                },
                _ => rsx! { Empty { icon: Icon::Inbox, title: tr("view-missing"), text: tr("view-missing-text") } },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_filters_become_a_view() {
        let of = |query: &str| of_list(&Query::from(query));
        let said = of("tab=resolved&assignee=x&sla=soon&sort=due&q=lift");
        let fields: Vec<&str> = said.when.all.iter().map(|one| one.field.as_str()).collect();
        assert_eq!((fields, said.promise), (vec!["status", "assignee", "title"], Some(Promise::Soon)));
        assert_eq!((said.sort.by.as_str(), said.sort.descending), ("due", false));
        assert_eq!(
            of("").when.all[0].value,
            Some(Operand::List(["new", "open", "awaiting_response"].map(str::to_owned).to_vec()))
        );
        assert!(of("tab=all").when.all.is_empty());
    }
}
