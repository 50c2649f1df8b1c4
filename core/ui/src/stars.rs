//! A rating in stars: radio inputs, so it works by keyboard, by screen reader and without scripts.

use dioxus::prelude::*;

use crate::icon::Icon;
use crate::tr;

const MAX: u8 = 5;

/// Stars to choose from. Posts as `name` with the values 1 to 5.
#[component]
pub fn Stars(
    /// The field name; must be unique in the page.
    #[props(into)]
    name: String,
    /// What is being rated.
    #[props(into)]
    legend: Option<String>,
    /// The chosen number, 0 for none.
    #[props(default)]
    value: u8,
    #[props(default)] required: bool,
    on_change: Option<EventHandler<u8>>,
) -> Element {
    let legend = legend.unwrap_or_else(|| tr("stars-legend"));
    rsx! {
        fieldset { class: "tr-stars",
            legend { class: "tr-label", "{legend}" }
            div { class: "tr-stars-row",
                for star in 1..=MAX {
                    label { key: "{star}", class: "tr-star",
                        input {
                            class: "tr-star-input",
                            r#type: "radio",
                            name: "{name}",
                            value: "{star}",
                            checked: (value == star).then_some(true),
                            required: required.then_some(true),
                            aria_label: tr!("stars-value", count = star, max = MAX),
                            onchange: move |_| {
                                if let Some(on_change) = on_change {
                                    on_change.call(star);
                                }
                            },
                        }
                        StarShape {}
                    }
                }
            }
        }
    }
}

/// A rating that was given.
#[component]
pub fn StarsShown(value: u8) -> Element {
    let value = value.min(MAX);
    rsx! {
        span {
            class: "tr-stars-shown",
            role: "img",
            aria_label: tr!("stars-value", count = value, max = MAX),
            for star in 1..=MAX {
                span { key: "{star}", class: if star <= value { "tr-star-on" } else { "tr-star-off" },
                    StarShape {}
                }
            }
        }
    }
}

#[component]
fn StarShape() -> Element {
    rsx! {
        svg {
            class: "tr-star-shape",
            width: "28",
            height: "28",
            view_box: "0 0 24 24",
            "aria-hidden": "true",
            path { d: Icon::Star.path() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_star_is_a_named_radio() {
        let html = dioxus_ssr::render_element(rsx! { Stars { name: "rating", value: 4 } });
        assert_eq!(html.matches("type=\"radio\"").count(), 5, "{html}");
        assert_eq!(html.matches("checked=true").count(), 1, "{html}");
        assert!(html.contains("1 star of 5"), "{html}");
    }

    #[test]
    fn a_given_rating_is_said() {
        let html = dioxus_ssr::render_element(rsx! { StarsShown { value: 9 } });
        assert!(html.contains("5 stars of 5"), "{html}");
    }
}
