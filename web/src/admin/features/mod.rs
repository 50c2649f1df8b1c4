//! Settings → Features (ORG-12): what the organisation uses. A switch takes effect at once; undo switches it back.
//!
//! Before something is switched off that others hang on, they are named. Nothing is deleted by a switch.

use dioxus::prelude::*;
use truckroll_domain::access::{Feature, Switches};
use truckroll_protocol::api::staff::{Dependent, NewSwitches, StaffNow};
use truckroll_ui::prelude::*;

use super::parts::{no_agents, use_staff};
use super::said;
use crate::api::{self, staff::Outcome};
use crate::desk::trouble::{Failed, Section, Stale, Waiting};

/// The blocks of the page in their order.
const BLOCKS: [&str; 4] = ["service", "field", "organisation", "more"];

/// The screen.
#[component]
pub fn FeaturesScreen() -> Element {
    let read = use_staff(no_agents());
    rsx! {
        div { class: "dk-page dk-page-form",
            header { class: "dk-page-head", h1 { class: "dk-page-title", {tr("features-title")} } }
            p { class: "dk-quiet", {tr("features-intro")} }
            Stale { read }
            match read.value() {
                None => rsx! { Waiting { read } },
                Some(now) => rsx! { FeatureSwitches { now } },
            }
        }
    }
}

/// What hangs on a feature, in words.
fn hanging(feature: Feature, dependents: &[Dependent]) -> Vec<String> {
    let of = dependents.iter().filter(|one| one.feature == feature.word() && one.count > 0);
    of.map(|one| said::usage(&one.what, one.count)).collect()
}

/// The switches.
#[component]
pub fn FeatureSwitches(now: ReadSignal<StaffNow>) -> Element {
    let toasts = use_toasts();
    let changes = use_changes();
    // what the switches show: ahead of the server while one is on its way
    let mut shown = use_signal(|| now.peek().switches.switches.clone());
    let mut asking = use_signal(|| None::<Feature>);
    use_effect(move || shown.set(now.read().switches.switches.clone()));
    let back = move || {
        let mut shown = shown;
        shown.set(now.peek().switches.switches.clone());
    };
    // what this page wrote last, until the page has read it: whoever is quick to undo is not overtaken by himself
    let mut written = use_signal(|| 0_i64);
    let mut send = use_signal(|| None::<Sending<(Feature, bool)>>);
    let undo = use_callback(move |(feature, on): (Feature, bool)| {
        let sending = *send.peek();
        if let Some(sending) = sending {
            let switched = shown.peek().clone().with(feature, on);
            shown.set(switched);
            sending.run((feature, on));
        }
    });
    let switch = use_send(
        move |(feature, on): (Feature, bool)| {
            let seq = now.peek().switches.seq.max(*written.peek());
            async move {
                let switches = Switches::default().with(feature, on);
                api::staff::switch(&NewSwitches { seq, switches }).await.map(|outcome| (feature, on, outcome))
            }
        },
        move |(feature, on, outcome)| {
            changes.announce(["switches"]);
            match outcome {
                Outcome::Written(stored) => {
                    written.set(stored.seq);
                    let key = if on { "features-on" } else { "features-off" };
                    let run = Callback::new(move |()| undo.call((feature, !on)));
                    let action = ToastAction { label: tr("verb-undo"), run };
                    toasts.offer(Tone::Done, tr!(key, name = said::feature(feature)), action);
                }
                Outcome::Overtaken | Outcome::Refused(_) => {
                    back();
                    toasts.say(Tone::Paused, tr("staff-look-again"));
                }
            }
        },
    );
    use_hook(move || send.set(Some(switch)));
    let failure = switch.failure();
    use_effect(use_reactive!(|failure| {
        if failure.is_some() {
            back();
        }
    }));
    let mut press = move |feature: Feature, on: bool| {
        let switched = shown.peek().clone().with(feature, on);
        shown.set(switched);
        if !on && !hanging(feature, &now.peek().switches.dependents).is_empty() {
            asking.set(Some(feature));
        } else {
            switch.run((feature, on));
        }
    };
    rsx! {
        Failed { failure }
        for block in BLOCKS {
            Section { key: "{block}", title: tr(&format!("feature-block-{block}")),
                for feature in Feature::ALL.iter().copied().filter(|one| one.block() == block) {
                    CheckField {
                        key: "{feature.word()}",
                        label: said::feature(feature),
                        hint: tr(&format!("feature-{}-text", feature.word().replace('_', "-"))),
                        switch: true,
                        checked: shown.read().on(feature),
                        disabled: switch.busy(),
                        on_change: move |on| press(feature, on),
                    }
                }
            }
        }
        if let Some(feature) = asking() {
            // A section of its own: the head and foot of a dialog are none of the page's.
            section {
                Confirm {
                    open: true,
                    title: tr!("features-switch-off", name = said::feature(feature)),
                    text: tr!(
                        "features-hanging",
                        what = said::list(hanging(feature, &now.read().switches.dependents))
                    ),
                    verb: tr("features-switch-off-verb"),
                    danger: true,
                    on_confirm: move |()| {
                        asking.set(None);
                        switch.run((feature, false));
                    },
                    on_close: move |()| {
                        asking.set(None);
                        back();
                    },
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
    fn every_feature_stands_in_a_block_with_its_sentence() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || rsx! { FeatureSwitches { now: sample::staff() } });
            assert_eq!(html.matches("role=\"switch\"").count(), Feature::ALL.len(), "{html}");
            assert!(!html.contains("feature-") && !html.contains("features-"), "{html}");
        }
    }

    #[test]
    fn what_hangs_on_a_feature_is_named() {
        let now = sample::staff();
        sample::render(Locale::En, move || {
            assert_eq!(hanging(Feature::Visits, &now.switches.dependents), ["3 open visits"]);
            assert!(hanging(Feature::Tickets, &now.switches.dependents).is_empty());
            rsx! {}
        });
    }
}
