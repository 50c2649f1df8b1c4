//! What administrators set up: sections of the settings, one folder each. The server decides who may; a screen only asks.
//!
//! To add a section, add a line to [`SECTIONS`] and a route below [`SettingsFrame`].

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Feature, Rights, Switches, Verb};
use truckroll_ui::prelude::*;

use crate::desk::modules::Closed;
use crate::desk::shell::Refused;
use crate::route::{Route, use_go};
use crate::session::use_session;

pub mod assets;
pub mod audit;
pub mod calendars;
pub mod company;
pub mod customers;
pub mod draft;
pub mod features;
pub mod fields;
pub mod for_whom;
pub mod groups;
pub mod licence;
pub mod linked;
pub mod macros;
pub mod navigation;
pub mod parts;
pub mod payments;
pub mod presence;
pub mod print_templates;
pub mod roles;
pub mod rules;
pub mod said;
pub mod service_cards;
pub mod service_levels;
pub mod sign_in;
pub mod sms;
pub mod staff;
pub mod targets;
pub mod templates;
pub mod ticket_templates;
pub mod ticket_views;
pub mod tokens;
pub mod visit_rules;
pub mod workflows;

/// What all addresses of the settings begin with.
pub const PREFIX: &str = "/desk/settings";

/// A section of the settings.
pub struct Section {
    /// Its address.
    pub href: &'static str,
    /// The message key of its name.
    pub label: &'static str,
    /// Its icon.
    pub icon: Icon,
    /// Who finds it in the list: whoever has something to do there.
    lists: fn(&Rights) -> bool,
    /// Who may open it.
    opens: fn(&Rights) -> bool,
    /// The switch without which there is nothing in it.
    feature: Option<Feature>,
}

fn administers(rights: &Rights) -> bool {
    rights.administers()
}

fn keeps_settings(rights: &Rights) -> bool {
    rights.allow(Area::Settings, Verb::Edit)
}

fn sees_staff(rights: &Rights) -> bool {
    rights.allow(Area::Staff, Verb::View)
}

fn keeps_staff(rights: &Rights) -> bool {
    sees_staff(rights)
        && [Verb::Create, Verb::Edit, Verb::Delete].into_iter().any(|verb| rights.allow(Area::Staff, verb))
}

fn sees_log(rights: &Rights) -> bool {
    rights.allow(Area::Monitoring, Verb::View)
}

/// Supervisors find the log beside the statistics; who sees none of these, and administrators, here.
fn finds_log(rights: &Rights) -> bool {
    administers(rights) || sees_log(rights) && !rights.allow(Area::Statistics, Verb::View)
}

fn sees_linked(rights: &Rights) -> bool {
    rights.allow(Area::LinkedCompanies, Verb::View)
}

fn sees_fees(rights: &Rights) -> bool {
    rights.allow(Area::Fees, Verb::View)
}

/// The sections in the order of the list.
pub const SECTIONS: &[Section] = &[
    Section {
        href: "/desk/settings/company",
        label: "settings-company-title",
        icon: Icon::Home,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/linked",
        label: "linked-title",
        icon: Icon::Link,
        lists: sees_linked,
        opens: sees_linked,
        feature: Some(Feature::LinkedCompanies),
    },
    Section {
        href: "/desk/settings/visits",
        label: "rules-title",
        icon: Icon::Truck,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/hours",
        label: "hours-title",
        icon: Icon::CalendarClock,
        lists: keeps_settings,
        opens: keeps_settings,
        feature: None,
    },
    Section {
        href: "/desk/settings/service-levels",
        label: "sla-title",
        icon: Icon::Gauge,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: service_cards::PATH,
        label: "fees-cards-title",
        icon: Icon::CreditCard,
        lists: administers,
        opens: sees_fees,
        feature: None,
    },
    Section {
        href: payments::PATH,
        label: "payments-settings-title",
        icon: Icon::QrCode,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/fields",
        label: "fields-title",
        icon: Icon::List,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/ticket-templates",
        label: "ticket-forms-title",
        icon: Icon::Ticket,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/phrases",
        label: "phrases-title",
        icon: Icon::Book,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/print-templates",
        label: "print-title",
        icon: Icon::Printer,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/ticket-views",
        label: "view-title",
        icon: Icon::Inbox,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/macros",
        label: "macro-title",
        icon: Icon::Sliders,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/asset-tables",
        label: "assets-settings",
        icon: Icon::Package,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/customers",
        label: "nav-customers",
        icon: Icon::Building,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/templates",
        label: "templates-title",
        icon: Icon::ListChecks,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/workflows",
        label: "flow-title-list",
        icon: Icon::Route,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/rules",
        label: "trig-title",
        icon: Icon::Refresh,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/rule-log",
        label: "trig-log",
        icon: Icon::History,
        lists: finds_log,
        opens: sees_log,
        feature: None,
    },
    Section {
        href: "/desk/settings/targets",
        label: "target-title",
        icon: Icon::External,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/sms",
        label: "publish-sms",
        icon: Icon::Message,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/staff",
        label: "staff-title",
        icon: Icon::Contact,
        lists: keeps_staff,
        opens: sees_staff,
        feature: None,
    },
    Section {
        href: "/desk/settings/groups",
        label: "groups-title",
        icon: Icon::Users,
        lists: keeps_staff,
        opens: sees_staff,
        feature: None,
    },
    Section {
        href: "/desk/settings/roles",
        label: "roles-title",
        icon: Icon::Shield,
        lists: administers,
        opens: sees_staff,
        feature: Some(Feature::RoleManagement),
    },
    Section {
        href: "/desk/settings/presence",
        label: "presence-title",
        icon: Icon::UserCheck,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/navigation",
        label: "navi-title",
        icon: Icon::Link,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/licence",
        label: "licence-title",
        icon: Icon::Clipboard,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/features",
        label: "features-title",
        icon: Icon::Sliders,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/sign-in",
        label: "settings-sign-in",
        icon: Icon::Lock,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/tokens",
        label: "tokens-title",
        icon: Icon::Key,
        lists: administers,
        opens: administers,
        feature: None,
    },
    Section {
        href: "/desk/settings/audit",
        label: "audit-title",
        icon: Icon::History,
        lists: administers,
        opens: administers,
        feature: None,
    },
];

impl Section {
    fn holds(&self, address: &str) -> bool {
        let rest = address.strip_prefix(self.href);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    }

    fn is_on(&self, switches: &Switches) -> bool {
        self.feature.is_none_or(|feature| switches.on(feature))
    }
}

/// The sections of this person.
pub fn sections<'a>(rights: &'a Rights, switches: &'a Switches) -> impl Iterator<Item = &'static Section> + 'a {
    SECTIONS.iter().filter(|section| (section.lists)(rights) && section.is_on(switches))
}

/// Why an address of the settings is closed to this person, if it is.
fn closed(address: &str, rights: &Rights, switches: &Switches) -> Option<Closed> {
    let section = SECTIONS.iter().find(|section| section.holds(address))?;
    match section.feature.filter(|_| !section.is_on(switches)) {
        _ if !(section.opens)(rights) => Some(Closed::Forbidden),
        Some(feature) => Some(Closed::Off(feature)),
        None => None,
    }
}

/// The list of sections beside the open one; above it on a phone.
#[component]
pub fn SettingsFrame() -> Element {
    let session = use_session();
    let here = use_route::<Route>().to_string();
    let (rights, switches) = (session.rights(), session.switches());
    let closed = closed(&here, &rights, &switches);
    let mine: Vec<NavItem> = sections(&rights, &switches)
        .map(|section| NavItem {
            href: section.href.to_owned(),
            label: tr(section.label),
            icon: section.icon,
            count: 0,
            current: section.holds(&here),
            outside: false,
        })
        .collect();
    rsx! {
        div { class: "dk-settings",
            if mine.len() > 1 {
                SectionList { items: mine }
            }
            div { class: "dk-settings-body",
                if let Some(closed) = closed {
                    Refused { closed }
                } else {
                    Outlet::<Route> {}
                }
            }
        }
    }
}

/// The list of sections.
#[component]
fn SectionList(items: Vec<NavItem>) -> Element {
    let go = use_go();
    rsx! {
        nav { class: "dk-sections", aria_label: tr("nav-settings"),
            for item in items {
                a {
                    // made anew when it becomes the open one, so that it comes into sight where the list is narrower
                    key: "{item.href}{item.current}",
                    class: "dk-sections-item",
                    onmounted: move |event: MountedEvent| async move {
                        if item.current {
                            // an element that cannot be scrolled to is in sight already
                            let _ = event.scroll_to(ScrollBehavior::Instant).await;
                        }
                    },
                    href: "{item.href}",
                    aria_current: item.current.then_some("page"),
                    onclick: move |event| {
                        if event.modifiers().is_empty() {
                            event.prevent_default();
                            go.to(item.href.clone());
                        }
                    },
                    Glyph { icon: item.icon, size: 18 }
                    span { "{item.label}" }
                }
            }
        }
    }
}

/// The head of a section: its title, and what can be done.
#[component]
pub fn SettingsHead(#[props(into)] title: String, children: Element) -> Element {
    rsx! {
        header { class: "dk-page-head",
            h1 { class: "dk-page-title", "{title}" }
            div { class: "dk-page-actions", {children} }
        }
    }
}

/// The settings without a section: the first one of this person.
#[component]
pub fn SettingsHome() -> Element {
    let session = use_session();
    let go = use_go();
    use_effect(move || {
        let (rights, switches) = (session.rights(), session.switches());
        go.instead(sections(&rights, &switches).next().map_or("/desk", |section| section.href));
    });
    rsx! {}
}

#[cfg(test)]
mod tests {
    use truckroll_domain::access::{BuiltIn, Grant, Policy, Reach, Role};
    use truckroll_domain::people::Agent;

    use super::*;

    fn rights(built_in: BuiltIn) -> Rights {
        Policy::default().rights(&Agent { role: Some(built_in.id()), ..Agent::default() })
    }

    #[test]
    fn a_dispatcher_has_no_settings_but_may_look_at_staff() {
        let on = Switches::default();
        let dispatcher = rights(BuiltIn::Dispatcher);
        assert_eq!(sections(&dispatcher, &on).count(), 0);
        assert_eq!(closed("/desk/settings/staff/1", &dispatcher, &on), None);
        assert_eq!(closed("/desk/settings/visits", &dispatcher, &on), Some(Closed::Forbidden));
        assert_eq!(closed("/desk/settings/features", &dispatcher, &on), Some(Closed::Forbidden));
    }

    #[test]
    fn whoever_sees_fees_may_look_at_prices_by_their_address() {
        let on = Switches::default();
        let agent = rights(BuiltIn::Agent);
        assert_eq!((sections(&agent, &on).count(), closed(service_cards::PATH, &agent, &on)), (0, None));
        assert_eq!(closed(service_cards::PATH, &Rights::default(), &on), Some(Closed::Forbidden));
    }

    #[test]
    fn whoever_may_read_the_log_of_rules_finds_it() {
        let on = Switches::default();
        let with = |areas: &[Area]| {
            let id = truckroll_domain::RoleId::from_parts(1, [1; 10]);
            let grants = areas.iter().map(|area| (*area, Grant::of(&[Verb::View], Reach::All))).collect();
            let role = Role { id, name: "Supervisor".into(), remark: String::new(), grants };
            let agent = Agent { role: Some(id), ..Agent::default() };
            Policy::new([role], [], [], on.clone()).rights(&agent)
        };
        let listed = |rights: &Rights| sections(rights, &on).map(|section| section.href).collect::<Vec<_>>();
        assert_eq!(listed(&with(&[Area::Monitoring])), ["/desk/settings/rule-log"]);
        // beside the statistics instead
        let both = with(&[Area::Monitoring, Area::Statistics]);
        assert_eq!((listed(&both).len(), closed("/desk/settings/rule-log", &both, &on)), (0, None));
        assert_eq!(closed("/desk/settings/rule-log", &with(&[Area::Statistics]), &on), Some(Closed::Forbidden));
    }

    #[test]
    fn roles_disappear_with_their_switch() {
        let admin = Agent { role: Some(BuiltIn::Administrator.id()), ..Agent::default() };
        let on = Switches::default().with(Feature::LinkedCompanies, true);
        let admin = Policy { switches: on.clone(), ..Policy::default() }.rights(&admin);
        assert_eq!(sections(&admin, &on).count(), SECTIONS.len());
        let off = on.clone().with(Feature::RoleManagement, false);
        assert_eq!(sections(&admin, &off).count(), SECTIONS.len() - 1);
        let why = closed("/desk/settings/roles", &admin, &off);
        assert_eq!(why, Some(Closed::Off(Feature::RoleManagement)));
        assert_eq!(closed("/desk/settings/roles", &rights(BuiltIn::Agent), &off), Some(Closed::Forbidden));
    }
}
