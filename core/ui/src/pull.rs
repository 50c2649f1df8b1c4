//! Pulling a list down to ask for what is new, and what came of it.
//!
//! The gesture is for fingers only and always beside a button that does the same. Above the list opens a band that
//! says what the finger is about to do; when the work is done it says what came of it, to screen readers too, and the
//! owner takes the words away again. Where people want less motion the band opens at once instead of following.

use std::rc::Rc;

use dioxus::prelude::*;

use crate::bridge;
use crate::context::use_dom_id;
use crate::effect::use_watch;
use crate::icon::{Glyph, Icon};
use crate::tone::Tone;
use crate::tr;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullOutcome {
    /// In words: "Up to date", "Offline · 3 changes wait".
    pub text: String,
    /// Whether everything is as it should be.
    pub good: bool,
}

/// A list that can be pulled down.
#[component]
pub fn PullToSync(
    /// It runs.
    busy: bool,
    /// What came of the last one, for as long as it is to be shown.
    outcome: Option<PullOutcome>,
    on_pull: EventHandler<()>,
    children: Element,
) -> Element {
    let id = use_dom_id();
    let mut listener = use_signal(|| None::<Rc<bridge::Listener>>);
    let opened = id.clone();
    use_watch(move || {
        listener.set(bridge::pull_open(&opened, move |_| on_pull.call(())).map(Rc::new));
    });
    let closed = id.clone();
    use_drop(move || {
        bridge::pull_close(&closed);
    });
    let tone = match &outcome {
        Some(outcome) if outcome.good => Tone::Done,
        Some(_) => Tone::Paused,
        None => Tone::Neutral,
    };
    rsx! {
        div { class: "tr-pull", id: "{id}",
            div { class: "tr-pull-band", aria_hidden: "true",
                Glyph { icon: Icon::ArrowDown }
                span { class: "tr-pull-more", {tr("pull-more")} }
                span { class: "tr-pull-go", {tr("pull-go")} }
            }
            div { role: "status",
                if busy {
                    p { class: "tr-pull-said",
                        span { class: "tr-spinner", aria_hidden: "true" }
                        span { {tr("syncing")} }
                    }
                } else if let Some(outcome) = outcome {
                    p { class: "tr-pull-said tr-tone-{tone.name()}",
                        Glyph { icon: if outcome.good { Icon::CloudCheck } else { Icon::CloudOff } }
                        span { "{outcome.text}" }
                    }
                }
            }
            {children}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[component]
    fn Page(busy: bool, outcome: Option<PullOutcome>) -> Element {
        rsx! {
            PullToSync { busy, outcome, on_pull: |()| {}, p { "Lift 3 stuck" } }
        }
    }

    fn render(busy: bool, outcome: Option<PullOutcome>) -> String {
        dioxus_ssr::render_element(rsx! { Page { busy, outcome } })
    }

    #[test]
    fn at_rest_it_is_only_the_list_and_an_empty_live_region() {
        let html = render(false, None);
        assert!(html.contains("Lift 3 stuck") && !html.contains("tr-pull-said"), "{html}");
        assert!(html.contains("role=\"status\""), "{html}");
    }

    #[test]
    fn it_says_that_it_runs_and_then_what_came_of_it() {
        assert!(render(true, None).contains("Syncing"));
        let text = "Offline · 3 changes wait".to_owned();
        let html = render(false, Some(PullOutcome { text, good: false }));
        assert!(html.contains("Offline · 3 changes wait") && html.contains("tr-tone-paused"), "{html}");
    }
}
