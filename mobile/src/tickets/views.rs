//! Views of tickets on the phone: their names, the choice among them, and quick entries on the first screen (APP-04, APP-19).

use dioxus::prelude::*;
use truckroll_domain::Kind;
use truckroll_domain::views::TicketView;
use truckroll_replica::ask::{Answer, Ask, ViewItem};
use truckroll_ui::prelude::*;

use crate::route::use_go;
use crate::store;

/// What people call a view.
pub fn name(view: &TicketView) -> String {
    match (view.name.as_str(), view.standard.as_str()) {
        ("", "") => tr("eng-view-all"),
        ("", word) => tr(&format!("eng-view-{}", word.replace('_', "-"))),
        (name, _) => name.to_owned(),
    }
}

/// The person's views with their counts.
pub fn use_views() -> Live<Vec<ViewItem>> {
    store::use_read(
        &[Kind::Ticket],
        || Ask::Views,
        |answer| match answer {
            Answer::Views { views } => Some(views),
            _ => None,
        },
    )
}

/// The choice of a view: folder, name and count of each; at the end, everything on the phone.
#[component]
pub fn ViewPick(views: Vec<ViewItem>, chosen: String, on_choose: EventHandler<String>) -> Element {
    let option = |item: &ViewItem| {
        let name = tr!("eng-group-count", name = name(&item.view), count = item.count);
        let label = if item.view.folder.is_empty() { name } else { format!("{} / {name}", item.view.folder) };
        Choice::new(item.view.id.to_string(), label)
    };
    let mut options: Vec<Choice> = views.iter().map(option).collect();
    options.push(Choice::new(TicketView::default().id.to_string(), tr("eng-view-all")));
    rsx! {
        SelectField {
            label: tr("eng-view"),
            value: chosen,
            options,
            on_change: move |id| on_choose.call(id),
        }
    }
}

fn icon(word: &str) -> Icon {
    match word {
        "user" => Icon::User,
        "users" => Icon::Users,
        "clock" => Icon::Clock,
        "alert" => Icon::Alert,
        "check" => Icon::Check,
        "star" => Icon::Star,
        "wrench" => Icon::Wrench,
        _ => Icon::Inbox,
    }
}

/// Buttons of the views that administrators put on the first screen.
#[component]
pub fn QuickEntries() -> Element {
    let views = use_views().value().unwrap_or_default();
    rsx! { QuickPane { views } }
}

/// As [`QuickEntries`], with the views.
#[component]
pub fn QuickPane(views: Vec<ViewItem>) -> Element {
    let go = use_go();
    let place = |item: &ViewItem| item.view.quick.as_ref().map(|quick| quick.place);
    let mut quick: Vec<ViewItem> = views.into_iter().filter(|item| item.view.quick.is_some()).collect();
    truckroll_domain::gather::sort_by(&mut quick, |a, b| place(a).cmp(&place(b)));
    if quick.is_empty() {
        return rsx! {};
    }
    rsx! {
        nav { class: "tr-actions pt-3", aria_label: tr("eng-views"),
            for item in quick {
                Button {
                    key: "{item.view.id}",
                    label: tr!("eng-group-count", name = name(&item.view), count = item.count),
                    icon: icon(item.view.quick.as_ref().map(|quick| quick.icon.as_str()).unwrap_or_default()),
                    on_press: move |_| go.to(format!("/engineer/tickets?view={}", item.view.id)),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::ViewId;
    use truckroll_domain::views::{QuickEntry, standard};

    use super::*;
    use crate::sample;

    fn item(n: u8, name: &str, folder: &str, place: Option<i64>) -> ViewItem {
        let view = TicketView {
            id: ViewId::from_parts(n.into(), [n; 10]),
            name: name.into(),
            folder: folder.into(),
            quick: place.map(|place| QuickEntry { icon: "clock".into(), place }),
            ..TicketView::default()
        };
        ViewItem { view, count: n.into() }
    }

    #[component]
    fn Page(quick: bool) -> Element {
        let views =
            vec![item(1, "Pumps", "Machines", Some(2)), item(2, "Late", "", Some(1)), item(3, "Mine", "", None)];
        if quick {
            rsx! { QuickPane { views } }
        } else {
            rsx! { ViewPick { views, chosen: "", on_choose: |_| {} } }
        }
    }

    #[test]
    fn views_are_offered_with_folder_and_count_and_everything_at_the_end() {
        let html = sample::render(Page, PageProps { quick: false });
        assert!(html.contains("Machines / Pumps · 1") && html.contains("Late · 2"), "{html}");
        assert!(html.find("Mine · 3") < html.find("Everything on this phone"), "{html}");
    }

    #[test]
    fn quick_entries_stand_in_their_order_and_others_do_not() {
        let html = sample::render(Page, PageProps { quick: true });
        assert!(html.find("Late · 2") < html.find("Pumps · 1") && !html.contains("Mine"), "{html}");
    }

    #[test]
    fn every_view_of_the_system_has_a_name() {
        for view in standard() {
            assert!(!name(&view).starts_with("eng-view"), "{}", view.standard);
        }
    }
}
