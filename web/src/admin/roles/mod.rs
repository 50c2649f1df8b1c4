//! Settings → Roles (ORG-22, ORG-23): what each role grants, how far, and who has it.

use dioxus::prelude::*;
use truckroll_domain::access::{Feature, Rights};
use truckroll_protocol::api::staff::{RoleNow, StaffNow};
use truckroll_ui::prelude::*;

use super::parts::{no_agents, use_staff};
use super::said;
use super::staff::state::{givable, policy};
use crate::desk::trouble::{Stale, Waiting};
use crate::route::use_go;
use crate::session::use_session;

mod grants;
mod members;
mod page;
pub mod state;

pub use page::RoleScreen;

const PATH: &str = "/desk/settings/roles";

/// The screen.
#[component]
pub fn RolesScreen() -> Element {
    let read = use_staff(no_agents());
    let rights = use_session().rights();
    rsx! {
        div { class: "dk-page dk-page-middle",
            match read.value() {
                None => rsx! {
                    header { class: "dk-page-head", h1 { class: "dk-page-title", {tr("roles-title")} } }
                    Waiting { read }
                },
                Some(now) => rsx! {
                    Stale { read }
                    RolesPage { now, rights }
                },
            }
        }
    }
}

/// The list.
#[component]
pub fn RolesPage(now: ReadSignal<StaffNow>, rights: Rights) -> Element {
    let go = use_go();
    let policy = policy(&now.read());
    let order = givable(&now.read(), &policy);
    let roles: Vec<RoleNow> =
        order.iter().filter_map(|role| now.read().roles.iter().find(|one| one.role.id == role.id).cloned()).collect();
    let (built_in, own): (Vec<_>, Vec<_>) = roles.into_iter().partition(|one| one.built_in);
    let may = rights.administers() && policy.on(Feature::RoleManagement);
    rsx! {
        header { class: "dk-page-head",
            h1 { class: "dk-page-title", {tr("roles-title")} }
            if may {
                Button {
                    label: tr("roles-add"),
                    icon: Icon::Plus,
                    kind: ButtonKind::Primary,
                    on_press: move |_| go.to(format!("{PATH}/new")),
                }
            }
        }
        p { class: "dk-quiet", {tr("roles-intro")} }
        RoleList { title: tr("roles-own"), roles: own, empty: tr("roles-own-empty") }
        RoleList { title: tr("roles-built-in"), roles: built_in }
    }
}

#[component]
fn RoleList(title: String, roles: Vec<RoleNow>, #[props(into)] empty: Option<String>) -> Element {
    let go = use_go();
    let id = use_dom_id();
    rsx! {
        section { class: "dk-role-list", aria_labelledby: "{id}",
            h2 { class: "tr-section-title", id: "{id}", "{title}" }
            if let Some(empty) = empty.filter(|_| roles.is_empty()) {
                p { class: "dk-quiet", "{empty}" }
            }
            if !roles.is_empty() {
                ul { class: "dk-plain-list dk-roles",
                    for one in roles {
                        li { key: "{one.role.id}",
                            a {
                                class: "dk-role",
                                href: "{PATH}/{one.role.id}",
                                onclick: move |event| {
                                    if event.modifiers().is_empty() {
                                        event.prevent_default();
                                        go.to(format!("{PATH}/{}", one.role.id));
                                    }
                                },
                                span { class: "dk-role-words",
                                    span { class: "dk-cell-title",
                                        {said::role_name(&one.role)}
                                        if one.built_in && one.seq > 0 {
                                            Badge { tone: Tone::Neutral, label: tr("roles-changed") }
                                        }
                                    }
                                    span { class: "dk-quiet", {said::role_remark(&one.role)} }
                                }
                                span { class: "dk-quiet tr-figures dk-role-members", {tr!("roles-members", count = one.members)} }
                                Glyph { icon: Icon::ChevronRight, size: 18 }
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
    use truckroll_domain::access::BuiltIn;

    use super::*;
    use crate::sample;

    #[test]
    fn own_roles_come_before_those_everybody_has() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                rsx! { RolesPage { now: sample::staff(), rights: sample::rights(BuiltIn::Administrator) } }
            });
            let own = html.find("Team lead").expect("the own role");
            let administrator = html.find(&BuiltIn::Administrator.id().to_string()).expect("a built-in one");
            assert!(own < administrator && !html.contains("roles-"), "{html}");
        }
    }

    #[test]
    fn whoever_does_not_administer_adds_none() {
        let html = sample::render(Locale::En, || {
            rsx! { RolesPage { now: sample::staff(), rights: sample::rights(BuiltIn::Dispatcher) } }
        });
        assert!(!html.contains("Add role"), "{html}");
    }
}
