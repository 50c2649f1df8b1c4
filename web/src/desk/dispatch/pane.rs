//! The right pane: the selected visit, what has to be decided about it, and who should go.

use dioxus::prelude::*;
use truckroll_domain::AgentId;
use truckroll_domain::dispatch::Ranked;
use truckroll_domain::tickets::Priority;
use truckroll_protocol::api::VisitDetail;
use truckroll_ui::prelude::*;

use super::CandidateList;
use crate::desk::trouble::{Fact, Trouble};
use crate::desk::visits::decisions::Decisions;
use crate::route::use_go;
use crate::words;

/// The pane.
#[component]
pub fn VisitPane(
    detail: VisitDetail,
    /// `None` while the ranking has not come.
    ranked: Option<Vec<Ranked>>,
    ranking_failed: Option<String>,
    at: usize,
    unskilled: bool,
    busy: bool,
    on_unskilled: EventHandler<bool>,
    on_pick: EventHandler<usize>,
    on_hover: EventHandler<Option<AgentId>>,
    on_assign: EventHandler<AgentId>,
    on_drop: EventHandler<(String, AgentId)>,
    on_retry: EventHandler<()>,
    on_close: EventHandler<()>,
) -> Element {
    let go = use_go();
    let row = &detail.row;
    let finished = matches!(row.state.as_str(), "completed" | "cancelled");
    let chosen = ranked.as_ref().and_then(|list| list.get(at)).cloned();
    let page = format!("/desk/visits/{}", row.id);
    rsx! {
        div { class: "dk-visit-scroll",
            header { class: "dk-visit-head",
                div { class: "dk-visit-line",
                    Badge { tone: words::visit_tone(&row.state), label: words::visit_word(&row.state) }
                    span { class: "dk-quiet tr-figures", {words::number(row.number.as_deref())} }
                    div { class: "dk-visit-tools",
                        Button {
                            label: tr("dispatch-open-visit"),
                            icon: Icon::Maximize,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            on_press: move |_| go.to(page.clone()),
                        }
                        Button {
                            label: tr("verb-close"),
                            icon: Icon::Close,
                            icon_only: true,
                            kind: ButtonKind::Ghost,
                            on_press: move |_| on_close.call(()),
                        }
                    }
                }
                h2 { class: "dk-visit-title", "{row.title}" }
                Facts { detail: detail.clone() }
            }
            Decisions { detail: detail.clone() }
            if !finished {
                section { class: "dk-ranking", aria_label: tr("dispatch-candidates"),
                    header { class: "dk-section-head",
                        h3 { class: "tr-section-title", {tr("dispatch-nearest")} }
                        CheckField {
                            label: tr("dispatch-show-unskilled"),
                            checked: unskilled,
                            switch: true,
                            on_change: on_unskilled,
                        }
                    }
                    match (ranked, ranking_failed) {
                        (Some(list), _) if list.is_empty() => rsx! {
                            Empty { icon: Icon::Users, title: tr("dispatch-nobody"), text: tr("dispatch-nobody-text") }
                        },
                        (Some(list), _) => rsx! {
                            CandidateList { ranked: list, at, on_pick, on_hover, on_drop }
                        },
                        (None, Some(fault)) => rsx! { Trouble { fault, on_retry } },
                        (None, None) => rsx! { Skeleton { rows: 4 } },
                    }
                }
            }
        }
        if let Some(chosen) = chosen.filter(|_| !finished) {
            footer { class: "dk-visit-foot",
                AssignButton {
                    name: chosen.name.clone(),
                    holder: row.assignee_name.clone(),
                    mine: row.assignee.as_ref() == Some(&chosen.agent.to_string()),
                    busy,
                    on_press: move |()| on_assign.call(chosen.agent),
                }
            }
        }
    }
}

/// "Assign to Chen", "Reassign to Chen", or who has it already.
#[component]
fn AssignButton(name: String, holder: String, mine: bool, busy: bool, on_press: EventHandler<()>) -> Element {
    let key = if holder.is_empty() { "dispatch-assign-to" } else { "dispatch-reassign-to" };
    rsx! {
        if mine {
            p { class: "dk-quiet", {tr!("dispatch-has-it", name = name)} }
        } else {
            Button {
                label: tr!(key, name = name),
                kind: ButtonKind::Primary,
                icon: Icon::UserCheck,
                wide: true,
                busy,
                shortcut: "a",
                on_press: move |_| on_press.call(()),
            }
        }
    }
}

/// What a dispatcher needs to know before deciding.
#[component]
fn Facts(detail: VisitDetail) -> Element {
    let format = use_format();
    let row = &detail.row;
    let priority = Priority::from_rank(row.priority);
    let overdue = row.due_at.is_some_and(|due| due < format.now_ms);
    let open = !matches!(row.state.as_str(), "completed" | "cancelled");
    rsx! {
        dl { class: "dk-facts",
            Fact { term: tr("dispatch-customer"), value: customer(&detail) }
            Fact { term: tr("dispatch-place"), value: row.address.clone() }
            if let Some(window) = words::window(&format, row.window_from, row.window_to) {
                Fact { term: tr("dispatch-window"),
                    span { class: "tr-figures", "{window}" }
                    if let Some(due) = row.due_at.filter(|_| open) {
                        span {
                            class: if overdue { "dk-left tr-tone-alert dk-tinted" } else { "dk-left dk-quiet" },
                            " {format.countdown(due)}"
                        }
                    }
                }
            }
            if priority != Priority::Normal {
                Fact { term: tr("dispatch-priority"),
                    Badge { tone: words::priority_tone(priority), label: words::priority_word(priority), kind: BadgeKind::Plain }
                }
            }
            if !row.skills.is_empty() {
                Fact { term: tr("dispatch-skills"), value: row.skills.replace(',', ", ") }
            }
            if !row.phone.is_empty() {
                Fact { term: tr("dispatch-phone"),
                    a { class: "tr-link tr-figures", href: "tel:{row.phone}", "{row.phone}" }
                }
            }
            if !row.assignee_name.is_empty() {
                Fact { term: tr("dispatch-engineer"), value: row.assignee_name.clone() }
            }
        }
    }
}

fn customer(detail: &VisitDetail) -> String {
    let row = &detail.row;
    [row.company_name.as_str(), row.asset_name.as_str(), row.contact_name.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn pane(detail: VisitDetail, ranked: Option<Vec<Ranked>>) -> String {
        sample::render(Locale::En, move || {
            rsx! {
                VisitPane {
                    detail: detail.clone(),
                    ranked: ranked.clone(),
                    ranking_failed: None,
                    at: 0,
                    unskilled: false,
                    busy: false,
                    on_unskilled: |_: bool| {},
                    on_pick: |_: usize| {},
                    on_hover: |_: Option<AgentId>| {},
                    on_assign: |_: AgentId| {},
                    on_drop: |_: (String, AgentId)| {},
                    on_retry: |()| {},
                    on_close: |()| {},
                }
            }
        })
    }

    #[test]
    fn the_first_candidate_is_one_press_away() {
        let html = pane(sample::detail(), Some(sample::ranked()));
        assert!(html.contains("Assign to Chen Wei"), "{html}");
        assert!(html.contains("aria-keyshortcuts=\"a\""), "{html}");
    }

    #[test]
    fn a_visit_that_somebody_has_is_reassigned() {
        let html = pane(sample::assigned_detail(), Some(sample::ranked()));
        assert!(html.contains("Reassign to Chen Wei"), "{html}");
    }

    #[test]
    fn while_the_ranking_loads_nothing_can_be_assigned() {
        let html = pane(sample::detail(), None);
        assert!(html.contains("tr-skeleton") && !html.contains("Assign to"), "{html}");
    }
}
