//! The progress of a visit as a row of shapes: ○─◔─➤─◉─✓, each with its word and time.

use dioxus::prelude::*;

use crate::badge::ShapeMark;
use crate::tone::{Shape, Tone};

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Behind us.
    Done,
    /// Where we are.
    Now,
    /// Still to come.
    Ahead,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Colour and shape.
    pub tone: Tone,
    /// The word.
    pub label: String,
    /// When it happened, already formatted.
    pub time: Option<String>,
    /// Where it stands.
    pub state: StepState,
}

impl Step {
    /// A step without a time.
    pub fn new(tone: Tone, label: impl Into<String>, state: StepState) -> Self {
        Self { tone, label: label.into(), time: None, state }
    }

    /// With the time it happened.
    #[must_use]
    pub fn at(mut self, time: impl Into<String>) -> Self {
        self.time = Some(time.into());
        self
    }
}

/// The steps in a row; with `vertical` in a column, as customers see them.
#[component]
pub fn TimelineSteps(
    steps: Vec<Step>,
    /// What the steps are of, for screen readers.
    #[props(into)]
    label: String,
    #[props(default)] vertical: bool,
    /// Shows a pulse at the present step; for "on the way" only.
    #[props(default)]
    live: bool,
) -> Element {
    rsx! {
        ol {
            class: if vertical { "tr-steps tr-steps-vertical" } else { "tr-steps" },
            aria_label: label,
            for (index, step) in steps.into_iter().enumerate() {
                li {
                    key: "{index}",
                    class: match step.state {
                        StepState::Done => format!("tr-step tr-step-done {}", step.tone.class()),
                        StepState::Now if live => {
                            format!("tr-step tr-step-now tr-step-live {}", step.tone.class())
                        }
                        StepState::Now => format!("tr-step tr-step-now {}", step.tone.class()),
                        StepState::Ahead => "tr-step tr-step-ahead".to_owned(),
                    },
                    aria_current: if step.state == StepState::Now { "step" },
                    span { class: "tr-step-mark",
                        ShapeMark { shape: step.tone.shape().unwrap_or(Shape::Ring), size: 16 }
                    }
                    span { class: "tr-step-words",
                        span { class: "tr-step-label", "{step.label}" }
                        if let Some(time) = step.time {
                            span { class: "tr-step-time", "{time}" }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_present_step_is_marked_for_screen_readers() {
        let html = dioxus_ssr::render_element(rsx! {
            TimelineSteps {
                label: "Visit",
                steps: vec![
                    Step::new(Tone::New, "new", StepState::Done).at("10:02"),
                    Step::new(Tone::Accepted, "accepted", StepState::Now),
                    Step::new(Tone::OnTheWay, "on the way", StepState::Ahead),
                ],
            }
        });
        assert_eq!(html.matches("aria-current=\"step\"").count(), 1, "{html}");
        assert!(html.contains("10:02"), "{html}");
        assert!(html.contains("tr-step-ahead"), "{html}");
    }
}
