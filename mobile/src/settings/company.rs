//! The organisation of the person: logo, name, vendor id, address, business (APP-36). Here without a network too.

use dioxus::prelude::*;
use truckroll_domain::Kind;
use truckroll_domain::tenants::Profile;
use truckroll_replica::ask::{Answer, Ask};
use truckroll_ui::prelude::*;

use crate::session::use_session;
use crate::shell::{Screen, coming};
use crate::store;

/// My company.
#[component]
pub fn MyCompanyScreen() -> Element {
    let session = use_session();
    let read = store::use_read(
        &[] as &'static [Kind],
        || Ask::Organisation,
        |answer| match answer {
            Answer::Organisation { profile } => Some(*profile),
            _ => None,
        },
    );
    let logo = read.value().and_then(|profile| profile.logo);
    let shown = store::use_pictures(logo.clone().into_iter().collect());
    rsx! {
        Screen { title: tr("company-mine"), back: ("/engineer/me".to_owned(), tr("nav-me")),
            if let Some(profile) = read.value() {
                CompanyCard {
                    name: session.me().map(|me| me.tenant_name.clone()).unwrap_or_default(),
                    logo: logo.and_then(|hash| shown.read().get(&hash).cloned()),
                    profile,
                }
            } else {
                {coming(read)}
            }
        }
    }
}

/// What is known of the organisation.
#[component]
pub fn CompanyCard(name: String, logo: Option<String>, profile: Profile) -> Element {
    let shown = if profile.display_name.is_empty() { name.clone() } else { profile.display_name.clone() };
    let vendor = if profile.vendor_id > 0 { profile.vendor_id.to_string() } else { String::new() };
    let registered = if shown == name { String::new() } else { name };
    let facts = [
        ("company-registered", registered),
        ("company-vendor-id", vendor),
        ("company-account", profile.account()),
        ("eng-address", profile.address.clone()),
        ("company-business", profile.business.clone()),
        ("company-introduction", profile.introduction.clone()),
    ];
    let described = facts.iter().any(|(_, value)| !value.is_empty());
    rsx! {
        section { class: "tr-card tr-stack",
            div { class: "flex items-center gap-4",
                Avatar { name: shown.clone(), photo: logo, size: AvatarSize::Large, decorative: true }
                h2 { class: "tr-page-title", "{shown}" }
            }
            if described {
                dl { class: "tr-facts",
                    for (key , value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
                        dt { key: "{key}-term", {tr(key)} }
                        dd { class: "whitespace-pre-line", "{value}" }
                    }
                }
            } else {
                p { class: "tr-muted", {tr("company-nothing")} }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[component]
    fn Page(profile: Profile) -> Element {
        rsx! { CompanyCard { name: "Aurora", logo: None, profile } }
    }

    #[test]
    fn the_organisation_says_who_it_is_or_that_nobody_has_said() {
        let profile = Profile { vendor_id: 10_000_042, business: "Lifts".into(), ..Profile::default() };
        let html = sample::render(Page, PageProps { profile });
        assert!(
            html.contains("Aurora")
                && html.contains("10000042")
                && html.contains("org-10000042")
                && html.contains("Lifts"),
            "{html}"
        );
        let html = sample::render(Page, PageProps { profile: Profile::default() });
        assert!(html.contains("tr-muted") && !html.contains("<dl"), "{html}");
    }
}
