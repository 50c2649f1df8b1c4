//! What an agent may do, in words, as it follows from role, licences and switches (ORG-23, ORG-24).

use dioxus::prelude::*;
use truckroll_domain::access::{Area, Grant, Policy, Verb};
use truckroll_domain::people::Agent;
use truckroll_ui::prelude::*;

use super::state::{Effect, effects};
use crate::admin::said;

/// A grant in words: "see, make, change · own and those of his groups".
#[must_use]
pub fn grant_words(area: Area, grant: &Grant) -> String {
    let everything = area.verbs().iter().all(|verb| grant.verbs.contains(verb));
    let verbs = if everything && area.verbs().len() > 2 {
        tr("staff-everything")
    } else {
        said::list(Verb::ALL.iter().filter(|verb| grant.verbs.contains(verb)).map(|verb| said::verb(*verb)))
    };
    format!("{verbs} · {}", said::reach(grant.reach))
}

/// The preview.
#[component]
pub fn EffectivePermissions(agent: Agent, policy: ReadSignal<Policy>) -> Element {
    let found = effects(&agent, &policy.read());
    rsx! {
        if agent.disabled_at.is_some() {
            p { class: "dk-quiet", {tr("staff-effect-disabled")} }
        } else if found.is_empty() {
            p { class: "dk-quiet", {tr("staff-effect-nothing")} }
        } else {
            dl { class: "dk-effects",
                for (area, grant, effect) in found {
                    div {
                        key: "{area.word()}",
                        class: if effect == Effect::Holds { "dk-effect" } else { "dk-effect dk-effect-none" },
                        dt { {said::area(area)} }
                        dd {
                            match effect {
                                Effect::Holds => rsx! { {grant_words(area, &grant)} },
                                Effect::NoLicence(module) => rsx! {
                                    Glyph { icon: Icon::Lock, size: 14 }
                                    {tr!("staff-effect-no-licence", module = said::module(module))}
                                },
                                Effect::Off(feature) => rsx! {
                                    Glyph { icon: Icon::Lock, size: 14 }
                                    {tr!("staff-effect-off", feature = said::feature(feature))}
                                },
                            }
                        }
                    }
                }
            }
            p { class: "dk-quiet", {tr("staff-effect-else")} }
        }
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::access::{BuiltIn, Feature, Module, Switches};

    use super::super::state::licensed;
    use super::*;
    use crate::sample;

    #[test]
    fn a_preview_names_what_has_no_effect_and_why() {
        let agent = Agent { role: Some(BuiltIn::Engineer.id()), ..Agent::default() };
        let agent = licensed(agent, Module::Tickets, false);
        let html = sample::render(Locale::En, move || {
            let switches = Switches::default().with(Feature::Visits, false);
            let policy = Policy::new([], [], [], switches);
            rsx! { EffectivePermissions { agent: agent.clone(), policy } }
        });
        for said in ["licence for Tickets", "Visits", "switched off", "Customers", "see · his own"] {
            assert!(html.contains(said), "{said}: {html}");
        }
    }

    #[test]
    fn a_disabled_agent_may_do_nothing() {
        let html = sample::render(Locale::ZhCn, || {
            let gone = Agent { disabled_at: Some(truckroll_domain::Timestamp(1)), ..Agent::default() };
            rsx! { EffectivePermissions { agent: gone, policy: Policy::default() } }
        });
        assert!(!html.contains("<dl") && !html.contains("staff-"), "{html}");
    }
}
