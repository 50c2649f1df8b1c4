//! Views of tickets at the desk (TKT-16, TKT-18, TKT-31): left the views in their folders with how many tickets each has, right
//! what the chosen one shows. Without a view all tickets are there, with the quick filters.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::views::{TicketView, folders};
use truckroll_protocol::api::views::TicketViewNow;
use truckroll_ui::prelude::*;

use super::TicketsScreen;
use crate::api;
use crate::desk::trouble::Waiting;
use crate::platform;
use crate::query::Query;
use crate::route::use_go;
use crate::session::use_session;

mod cells;
mod list;
pub mod look;
mod own;

use list::ViewPane;
pub use own::OwnViewScreen;

/// Where tickets are.
pub(super) const PATH: &str = "/desk/tickets";
/// Where a person's own views are written.
pub(super) const OWN_PATH: &str = "/desk/tickets/views";
/// Counts are asked for again at most so often.
const PACE_MS: i32 = 2_000;

/// A number that grows when one of the topics changed, but not more often than every two seconds.
fn use_paced(topics: &'static [&'static str]) -> Signal<u64> {
    let changes = use_changes();
    let mut beat = use_signal(|| 0_u64);
    let mut resting = use_signal(|| false);
    let mut missed = use_signal(|| false);
    let mut first = use_signal(|| true);
    use_effect(move || {
        for topic in topics {
            let _ = changes.revision(topic);
        }
        if *first.peek() {
            first.set(false);
            return;
        }
        if *resting.peek() {
            missed.set(true);
            return;
        }
        beat += 1;
        resting.set(true);
        spawn(async move {
            loop {
                platform::sleep(PACE_MS).await;
                if !*missed.peek() {
                    break;
                }
                missed.set(false);
                beat += 1;
            }
            resting.set(false);
        });
    });
    beat
}

/// The screen of tickets.
#[component]
pub fn TicketDeskScreen(query: ReadSignal<Query>) -> Element {
    let read = use_live(|| vec![api::views::KIND.to_owned()], api::views::mine);
    let beat = use_paced(&["tickets", super::clocks::TOPIC]);
    let counts = use_live(
        || vec![api::views::KIND.to_owned()],
        move || {
            let _ = beat();
            async move {
                let all = api::views::counts().await?;
                let count = |one: truckroll_protocol::api::views::ViewCount| (one.id.to_string(), one.count);
                api::Answer::Ok(all.into_iter().map(count).collect::<Counts>())
            }
        },
    );
    let chosen = query.read().get("view").to_owned();
    let save = format!("{OWN_PATH}/new{}", query.read().with("view", "").with("from", &chosen).suffix());
    let views = read.value();
    let view = views.as_ref().and_then(|all| all.iter().find(|now| now.view.id.to_string() == chosen).cloned());
    rsx! {
        div { class: "dk-views",
            match views {
                Some(views) => rsx! { ViewsNav { views, counts: counts.value().unwrap_or_default(), chosen: chosen.clone(), save } },
                None => rsx! { div { class: "dk-views-nav", Waiting { read, rows: 6 } } },
            }
            div { class: "dk-views-main",
                if chosen.is_empty() {
                    TicketsScreen { query }
                } else if let Some(now) = view {
                    // one that was changed is opened anew
                    for (seq, view) in [(now.seq, now.view)] {
                        ViewPane { key: "{view.id} {seq}", view: view.clone(), query }
                    }
                } else if read.value().is_some() {
                    div { class: "dk-page",
                        h1 { class: "dk-page-title", {tr("nav-tickets")} }
                        Empty { icon: Icon::Inbox, title: tr("view-missing"), text: tr("view-missing-text"),
                            LinkButton { href: PATH, label: tr("view-all-tickets") }
                        }
                    }
                }
            }
        }
    }
}

/// How many tickets each view has, by its id.
pub type Counts = BTreeMap<String, Option<i64>>;

/// Views, each with how many tickets it has where that is known.
type Counted = Vec<(TicketView, Option<i64>)>;

fn href(view: &TicketView) -> String {
    format!("{PATH}?view={}", view.id)
}

/// The views in their folders; on a narrow screen one field to choose from.
#[component]
pub fn ViewsNav(
    views: Vec<TicketViewNow>,
    counts: Counts,
    chosen: String,
    /// Where what is looked at now becomes a view.
    save: String,
) -> Element {
    let go = use_go();
    let session = use_session();
    let (own, shared): (Vec<TicketView>, Vec<TicketView>) =
        views.into_iter().map(|now| now.view).partition(|view| view.owner.is_some());
    let count = move |view: &TicketView| counts.get(&view.id.to_string()).copied().flatten();
    let options: Vec<Choice> = shared
        .iter()
        .chain(&own)
        .map(|view| {
            let name = look::name(view);
            let told = count(view).map_or(name.clone(), |count| tr!("view-with-count", name = name, count = count));
            Choice::new(view.id.to_string(), told)
        })
        .collect();
    let parts: Vec<(String, Counted)> = folders(&shared)
        .into_iter()
        .map(|(folder, inside)| (folder, inside.into_iter().map(|view| (view.clone(), count(view))).collect()))
        .collect();
    let own: Counted = own.into_iter().map(|view| (view.clone(), count(&view))).collect();
    rsx! {
        div { class: "dk-views-choice",
            SelectField {
                label: tr("view-choose"),
                value: chosen.clone(),
                none_label: tr("view-all-tickets"),
                options,
                on_change: move |id: String| {
                    go.to(if id.is_empty() { PATH.to_owned() } else { format!("{PATH}?view={id}") });
                },
            }
        }
        nav { class: "dk-views-nav", aria_label: tr("view-title"),
            ul { class: "dk-plain-list",
                li { ViewLink { href: PATH.to_owned(), name: tr("view-all-tickets"), count: None::<i64>, current: chosen.is_empty() } }
            }
            for (folder, inside) in parts {
                Folder { key: "{folder}", name: folder, views: inside, chosen: chosen.clone() }
            }
            if !own.is_empty() {
                p { class: "dk-views-own", {tr("view-own")} }
                Folder { name: String::new(), views: own, chosen: chosen.clone() }
            }
            div { class: "dk-views-more",
                LinkButton { href: save, label: tr("view-save-as-mine"), icon: Icon::Plus, kind: ButtonKind::Ghost }
                if session.rights().administers() {
                    LinkButton { href: crate::admin::ticket_views::PATH, label: tr("view-settings"), icon: Icon::Settings, kind: ButtonKind::Ghost }
                }
            }
        }
    }
}

#[component]
fn Folder(name: String, views: Counted, chosen: String) -> Element {
    let lines = rsx! {
        ul { class: "dk-plain-list",
            for (view, count) in views {
                li { key: "{view.id}",
                    ViewLink { href: href(&view), name: look::name(&view), count, current: view.id.to_string() == chosen }
                }
            }
        }
    };
    if name.is_empty() {
        return lines;
    }
    rsx! {
        details { class: "dk-views-folder", open: true,
            summary { "{name}" }
            {lines}
        }
    }
}

#[component]
fn ViewLink(href: String, name: String, count: Option<i64>, current: bool) -> Element {
    let go = use_go();
    let target = href.clone();
    rsx! {
        a {
            class: "dk-views-link",
            href,
            aria_current: current.then_some("page"),
            onclick: move |event| {
                if event.modifiers().is_empty() {
                    event.prevent_default();
                    go.to(target.clone());
                }
            },
            span { class: "dk-views-name", "{name}" }
            if let Some(count) = count {
                span { class: "tr-count tr-figures", "{count}" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::views::standard;

    use super::*;
    use crate::sample;

    #[test]
    fn views_stand_in_their_folders_with_their_counts_and_the_open_one_is_marked() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let mut views: Vec<TicketViewNow> =
                    standard().into_iter().map(|view| TicketViewNow { seq: 0, view }).collect();
                views[1].view.folder = "Waiting".into();
                let own =
                    TicketView { name: "Just mine".into(), owner: Some(sample::agent_id(3)), ..TicketView::default() };
                views.push(TicketViewNow { seq: 1, view: own });
                let chosen = views[0].view.id.to_string();
                let counts = Counts::from([(chosen.clone(), Some(1_234))]);
                rsx! { ViewsNav { views, counts, chosen, save: "/desk/tickets/views/new" } }
            });
            assert!(html.contains("Waiting") && html.contains("Just mine") && html.contains("1234"), "{html}");
            assert!(html.matches("aria-current=\"page\"").count() == 1 && !html.contains(">view-"), "{html}");
        }
    }
}
