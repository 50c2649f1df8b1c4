//! The size of all text (APP-37), in three steps, kept on this phone. The style sheets measure type in `rem`, so the page
//! has to know only the step.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use crate::platform;

/// The name under which it is kept.
const KEPT: &str = "text-size";
/// The steps, each with its message; the first is what it is without a choice.
const STEPS: [(&str, &str); 3] =
    [("normal", "text-size-normal"), ("large", "text-size-large"), ("largest", "text-size-largest")];

/// The step that a kept word names.
fn step(kept: Option<&str>) -> &'static str {
    let known = STEPS.iter().find(|(word, _)| Some(*word) == kept);
    known.map_or(STEPS[0].0, |(word, _)| word)
}

/// Gives the page the size that is kept.
pub fn apply_kept() {
    apply_text_size(step(platform::kept(KEPT).as_deref()));
}

/// The three steps, side by side.
#[component]
pub fn TextSizeSwitch() -> Element {
    let mut now = use_signal(|| step(platform::kept(KEPT).as_deref()));
    rsx! {
        div { class: "tr-actions", role: "group", aria_label: tr("text-size"),
            for (word , label) in STEPS {
                Button {
                    key: "{word}",
                    label: tr(label),
                    kind: ButtonKind::Ghost,
                    pressed: now() == word,
                    on_press: move |_| {
                        now.set(word);
                        platform::keep(KEPT, word);
                        apply_text_size(word);
                    },
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_step_comes_back_and_anything_else_is_the_normal_one() {
        assert_eq!(step(Some("largest")), "largest");
        for odd in [None, Some(""), Some("200%")] {
            assert_eq!(step(odd), "normal");
        }
    }

    #[test]
    fn the_switch_says_which_step_holds() {
        let html = crate::sample::render(|(): ()| rsx! { TextSizeSwitch {} }, ());
        assert_eq!(html.matches("aria-pressed=\"true\"").count(), 1, "{html}");
        assert!(html.contains("Largest"), "{html}");
    }
}
