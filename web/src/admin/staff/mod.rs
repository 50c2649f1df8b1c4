//! Settings → Staff (ORG-19, ORG-20, ORG-23): everybody of the organisation with role, groups, licences and open work.
//!
//! A name leads to the agent's page. A licence is switched in the list; it counts at his next request.

use std::collections::BTreeMap;

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Module, Policy, Rights, Verb};
use truckroll_domain::people::Agent;
use truckroll_protocol::api::staff::{AgentNow, StaffNow, StaffQuery};
use truckroll_ui::prelude::*;

use super::parts::topics;
use super::said;
use crate::api;
use crate::desk::line::NameLink;
use crate::desk::pages::{Finder, Nothing, use_wanted_pages};
use crate::desk::trouble::{Stale, Waiting};
use crate::query::Query;
use crate::route::use_go;
use crate::session::{is_narrow, use_session};

mod disable;
mod effect;
mod form;
mod licences;
mod page;
mod skills;
pub mod state;
mod table;

pub use licences::Licences;
pub use page::AgentScreen;
pub use table::StaffImportScreen;
use table::StaffTableButtons;

const PATH: &str = "/desk/settings/staff";

/// The address of an agent's page.
#[must_use]
pub fn address(agent: &Agent) -> String {
    format!("{PATH}/{}", agent.id)
}

/// Who is asked for by the address.
fn asked_of(query: &Query) -> StaffQuery {
    let state = match query.get("state") {
        "" => "enabled",
        "all" => "",
        other => other,
    };
    StaffQuery {
        q: query.get("q").to_owned(),
        group: query.get("group").parse().ok(),
        role: query.get("role").parse().ok(),
        state: state.to_owned(),
        ..StaffQuery::default()
    }
}

/// The screen.
#[component]
pub fn StaffScreen(query: ReadSignal<Query>) -> Element {
    let mut pages = use_wanted_pages(query);
    let read = use_live(topics, move || {
        let (asked, pages) = (asked_of(&query.read()), pages());
        async move { api::staff::pages(&asked, pages).await }
    });
    let rights = use_session().rights();
    rsx! {
        div { class: "dk-page dk-page-list",
            match read.value() {
                None => rsx! {
                    header { class: "dk-page-head", h1 { class: "dk-page-title", {tr("staff-title")} } }
                    Waiting { read, rows: 12 }
                },
                Some(now) => rsx! {
                    Stale { read }
                    StaffList {
                        on_near_end: {
                            let more = now.next.is_some();
                            move |()| if more && !read.loading() { pages += 1 }
                        },
                        now,
                        query,
                        rights,
                    }
                },
            }
        }
    }
}

/// The list with what narrows it.
#[component]
pub fn StaffList(
    now: ReadSignal<StaffNow>,
    query: ReadSignal<Query>,
    rights: Rights,
    on_near_end: EventHandler<()>,
) -> Element {
    let go = use_go();
    let policy = use_memo(move || state::policy(&now.read()));
    let set = move |name: &'static str| {
        move |value: String| go.instead(format!("{PATH}{}", query.peek().with(name, &value).suffix()))
    };
    let groups: Vec<Choice> =
        now.read().groups.iter().map(|one| Choice::new(one.group.id.to_string(), one.group.name.clone())).collect();
    let roles: Vec<Choice> =
        now.read().roles.iter().map(|one| Choice::new(one.role.id.to_string(), said::role_name(&one.role))).collect();
    let states = vec![Choice::new("disabled", tr("staff-state-disabled")), Choice::new("all", tr("staff-state-all"))];
    let count = now.read().agents.len();
    let total = now.read().total;
    let may = rights.allow(Area::Staff, Verb::Edit);
    let row = use_callback(move |index: usize| {
        let Some(one) = now.read().agents.get(index).cloned() else { return rsx! {} };
        let may = may && one.agent.disabled_at.is_none();
        rsx! { AgentLine { one, now, policy, may } }
    });
    rsx! {
        header { class: "dk-page-head",
            h1 { class: "dk-page-title", {tr("staff-title")}
                span { class: "tr-count", "{total}" }
            }
            div { class: "dk-page-actions",
                StaffTableButtons {}
                if rights.allow(Area::Staff, Verb::Create) {
                    Button {
                        label: tr("staff-add"),
                        icon: Icon::UserPlus,
                        kind: ButtonKind::Primary,
                        on_press: move |_| go.to(format!("{PATH}/new")),
                    }
                }
            }
        }
        div { class: "dk-filters",
            Finder { path: PATH, query, label: tr("staff-find") }
            SelectField {
                label: tr("staff-group"),
                hide_label: true,
                none_label: tr("staff-all-groups"),
                value: query.read().get("group"),
                options: groups,
                on_change: set("group"),
            }
            SelectField {
                label: tr("staff-role"),
                hide_label: true,
                none_label: tr("staff-all-roles"),
                value: query.read().get("role"),
                options: roles,
                on_change: set("role"),
            }
            SelectField {
                label: tr("staff-state"),
                hide_label: true,
                none_label: tr("staff-state-enabled"),
                value: query.read().get("state"),
                options: states,
                on_change: set("state"),
            }
        }
        Seats { seats: now.read().seats.clone() }
        if count == 0 {
            Nothing { path: PATH, query, icon: Icon::Contact, title: tr("staff-empty"), text: tr("staff-empty-text") }
        } else {
            div { class: "dk-lines dk-lines-staff",
                LongList {
                    count,
                    row_height: if is_narrow() { 132 } else { 56 },
                    row,
                    label: tr("staff-title"),
                    on_near_end,
                }
            }
        }
    }
}

/// How many hold a licence, module by module.
#[component]
fn Seats(seats: BTreeMap<String, i64>) -> Element {
    if seats.is_empty() {
        return rsx! {};
    }
    rsx! {
        dl { class: "dk-seats", aria_label: tr("staff-seats"),
            for module in Module::ALL.iter().copied() {
                div { key: "{module.word()}", class: "dk-seat",
                    dt {
                        Glyph { icon: said::module_icon(module), size: 16 }
                        {said::module(module)}
                    }
                    dd { class: "tr-figures", {seats.get(module.word()).copied().unwrap_or_default().to_string()} }
                }
            }
        }
    }
}

/// One agent.
#[component]
fn AgentLine(one: AgentNow, now: ReadSignal<StaffNow>, policy: Memo<Policy>, may: bool) -> Element {
    let agent = &one.agent;
    let staff = now.read();
    let roles = policy.read().roles_of(agent);
    let roles = said::list(roles.iter().filter_map(|id| state::role(&staff, *id)).map(|role| said::role_name(&role)));
    let groups = said::list(
        staff
            .groups
            .iter()
            .filter(|known| agent.groups.contains(&known.group.id))
            .map(|known| known.group.name.clone()),
    );
    let open = open_work(&one);
    rsx! {
        div { class: if agent.disabled_at.is_some() { "dk-line dk-line-off" } else { "dk-line" },
            span { class: "dk-cell dk-cell-main",
                Avatar {
                    name: agent.name.clone(),
                    photo: agent.photo.as_deref().map(api::attachment),
                    decorative: true,
                }
                span { class: "dk-two-lines",
                    NameLink { href: address(agent), name: agent.name.clone() }
                    span { class: "dk-quiet dk-cell", "{agent.account}" }
                }
            }
            span { class: "dk-cell dk-cell-role", title: "{roles}", "{roles}" }
            span { class: "dk-cell dk-cell-groups dk-quiet", title: "{groups}", "{groups}" }
            span { class: "dk-cell dk-cell-open dk-quiet tr-figures",
                if agent.disabled_at.is_some() {
                    Badge { tone: Tone::Neutral, label: tr("staff-disabled"), kind: BadgeKind::Soft }
                } else {
                    "{open}"
                }
            }
            Licences { agent: agent.clone(), may }
        }
    }
}

/// What somebody has open, in words; empty when it is nothing.
#[must_use]
pub fn open_work(one: &AgentNow) -> String {
    let counts = [("open_tickets", one.open_tickets), ("open_visits", one.open_visits)];
    said::list(counts.into_iter().filter(|(_, count)| *count > 0).map(|(what, count)| said::usage(what, count)))
}

#[cfg(test)]
mod tests {
    use truckroll_domain::access::BuiltIn;

    use super::*;
    use crate::sample;

    /// What the server would find.
    fn shows(query: &Query, agent: &Agent) -> bool {
        let asked = asked_of(query);
        let state = match asked.state.as_str() {
            "enabled" => agent.disabled_at.is_none(),
            "disabled" => agent.disabled_at.is_some(),
            _ => true,
        };
        state && agent.name.contains(&asked.q)
    }

    fn list(locale: Locale, query: &'static str, built_in: BuiltIn) -> String {
        sample::render(locale, move || {
            let query = use_signal(|| Query::from(query));
            let mut now = sample::staff();
            now.agents.retain(|one| shows(&query.read(), &one.agent));
            rsx! { StaffList { now, query, rights: sample::rights(built_in), on_near_end: |()| {} } }
        })
    }

    #[test]
    fn a_line_says_role_groups_licences_and_open_work() {
        for locale in Locale::ALL {
            let html = list(locale, "", BuiltIn::Administrator);
            for said in ["Chen Wei", "chen", "East", "aria-pressed=\"true\"", "/desk/settings/staff/"] {
                assert!(html.contains(said), "{said}: {html}");
            }
            assert!(!html.contains("Zhao Min") && !html.contains("staff-"), "{html}");
        }
        let html = list(Locale::En, "", BuiltIn::Administrator);
        assert!(html.contains("1 open ticket, 3 open visits") && html.contains("Engineer"), "{html}");
    }

    #[test]
    fn the_address_says_who_is_asked_for() {
        let group = sample::group_id(1);
        let asked = asked_of(&Query::from(format!("q=lift&group={group}&role=nonsense").as_str()));
        let wanted =
            StaffQuery { q: "lift".into(), group: Some(group), state: "enabled".into(), ..StaffQuery::default() };
        assert_eq!(asked, wanted);
        assert_eq!(asked_of(&Query::from("state=all")).state, "");
        assert_eq!(asked_of(&Query::from("state=disabled")).state, "disabled");
    }

    #[test]
    fn whoever_only_looks_has_nothing_to_press() {
        let html = list(Locale::En, "", BuiltIn::Dispatcher);
        assert!(html.contains("Chen Wei") && !html.contains("aria-pressed") && !html.contains("Add agent"), "{html}");
    }

    #[test]
    fn a_narrowed_list_without_anybody_leads_back() {
        let html = list(Locale::En, "q=nobody-like-this", BuiltIn::Administrator);
        assert!(html.contains("Show all"), "{html}");
        let disabled = list(Locale::En, "state=disabled", BuiltIn::Administrator);
        assert!(disabled.contains("Zhao Min") && disabled.contains("disabled"), "{disabled}");
    }
}
