//! The row of every list: something in front, two lines of words, something behind, the whole row a target.

use dioxus::prelude::*;

/// A row. With `href` it is a link (and `on_open` may keep the click in the app); with `on_open` alone a
/// button; with neither it is text.
#[component]
pub fn ListRow(
    #[props(into)] title: String,
    #[props(into)] subtitle: Option<String>,
    /// Badge, avatar or icon before the words.
    lead: Option<Element>,
    /// Time, distance, badge behind the words.
    trail: Option<Element>,
    #[props(default)] selected: bool,
    /// New since the reader last looked: bold.
    #[props(default)]
    unread: bool,
    #[props(into)] href: Option<String>,
    /// Lets the row be dragged; the text travels as `text/plain` and comes back in `Map.on_drop`.
    #[props(into)]
    drag: Option<String>,
    #[props(into)] id: Option<String>,
    on_open: Option<EventHandler<()>>,
    on_hover: Option<EventHandler<bool>>,
) -> Element {
    let mut class = String::from("tr-row");
    if selected {
        class.push_str(" tr-row-selected");
    }
    if unread {
        class.push_str(" tr-row-unread");
    }
    let content = rsx! {
        if let Some(lead) = lead {
            span { class: "tr-row-lead", {lead} }
        }
        span { class: "tr-row-words",
            span { class: "tr-row-title", "{title}" }
            if let Some(subtitle) = subtitle {
                span { class: "tr-row-subtitle", "{subtitle}" }
            }
        }
        if let Some(trail) = trail {
            span { class: "tr-row-trail", {trail} }
        }
    };
    let draggable = drag.is_some().then_some("true");
    let begin = move |event: DragEvent| {
        if let Some(text) = &drag {
            // A browser that refuses the data only loses the drag; assign by click stays.
            let _ = event.data_transfer().set_data("text/plain", text);
        }
    };
    let hover = move |on: bool| {
        if let Some(on_hover) = on_hover {
            on_hover.call(on);
        }
    };
    let current = selected.then_some("true");
    if let Some(href) = href {
        rsx! {
            a {
                class,
                id,
                href,
                draggable,
                aria_current: current,
                ondragstart: begin,
                onmouseenter: move |_| hover(true),
                onmouseleave: move |_| hover(false),
                onclick: move |event| {
                    let plain = event.modifiers().is_empty();
                    if let Some(on_open) = on_open.filter(|_| plain) {
                        event.prevent_default();
                        on_open.call(());
                    }
                },
                {content}
            }
        }
    } else if let Some(on_open) = on_open {
        rsx! {
            button {
                class,
                id,
                r#type: "button",
                draggable,
                aria_current: current,
                ondragstart: begin,
                onmouseenter: move |_| hover(true),
                onmouseleave: move |_| hover(false),
                onclick: move |_| on_open.call(()),
                {content}
            }
        }
    } else {
        rsx! {
            div {
                class,
                id,
                draggable,
                ondragstart: begin,
                onmouseenter: move |_| hover(true),
                onmouseleave: move |_| hover(false),
                {content}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_with_an_address_is_a_link() {
        let html = dioxus_ssr::render_element(rsx! {
            ListRow { title: "Lift 3 stuck", subtitle: "Hua Plaza", href: "/visits/1", selected: true }
        });
        assert!(html.starts_with("<a "), "{html}");
        assert!(html.contains("aria-current=\"true\""), "{html}");
    }

    #[component]
    fn Opening() -> Element {
        rsx! {
            ListRow { title: "Lift 3", on_open: |()| {} }
        }
    }

    #[test]
    fn a_row_that_opens_something_is_a_button_and_one_that_does_not_is_text() {
        let html = dioxus_ssr::render_element(rsx! { Opening {} });
        assert!(html.starts_with("<button"), "{html}");
        let text = dioxus_ssr::render_element(rsx! { ListRow { title: "Lift 3" } });
        assert!(text.starts_with("<div"), "{text}");
    }
}
