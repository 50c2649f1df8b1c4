//! A signature: drawn with finger, pen or mouse, or, by keyboard, written as a name.
//!
//! Both give the same thing: a PNG (dark ink on white, whatever the theme) and, when given, the name. The
//! drawing is the browser's (`signature*` in `truckroll.js`); elsewhere the static pad is rendered.

use std::rc::Rc;

use dioxus::prelude::*;

use crate::bridge;
use crate::button::{Button, ButtonKind};
use crate::context::use_dom_id;
use crate::effect::use_watch;
use crate::field::TextField;
use crate::icon::{Glyph, Icon};
use crate::tr;

/// A finished signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The picture, PNG.
    pub png: Vec<u8>,
    /// The name of the person who signed, if written.
    pub name: Option<String>,
    /// Whether the picture shows strokes (and not the written name).
    pub drawn: bool,
}

/// The pad. `on_sign` gets the signature when the person presses "use".
#[component]
pub fn SignaturePad(
    on_sign: EventHandler<Signature>,
    /// What is being signed for, above the pad.
    #[props(into)]
    statement: Option<String>,
    /// The name to start with.
    #[props(into)]
    signer: Option<String>,
    #[props(default)] disabled: bool,
) -> Element {
    let id = use_dom_id();
    let canvas = format!("{id}-canvas");
    let mut name = use_signal(|| signer.unwrap_or_default());
    let mut typed = use_signal(|| false);
    let mut drawn = use_signal(|| false);
    let mut error = use_signal(|| None::<String>);
    let mut busy = use_signal(|| false);

    let heard = use_callback(move |word: String| drawn.set(word == "drawn"));
    let mut listener = use_signal(|| None::<Rc<bridge::Listener>>);
    let opened = canvas.clone();
    use_watch(move || {
        listener.set(bridge::signature_open(&opened, move |word| heard.call(word)).map(Rc::new));
    });
    let closed = canvas.clone();
    use_drop(move || {
        bridge::signature_close(&closed);
    });

    let cleared = canvas.clone();
    let clear = move |_| {
        bridge::signature_clear(&cleared);
        drawn.set(false);
    };
    let switched = canvas.clone();
    let switch = move |_| {
        let to_typed = !*typed.peek();
        typed.set(to_typed);
        drawn.set(false);
        error.set(None);
        if to_typed {
            bridge::signature_write(&switched, &name.peek());
        } else {
            bridge::signature_clear(&switched);
        }
    };
    let written = canvas.clone();
    let rename = move |text: String| {
        if *typed.peek() {
            bridge::signature_write(&written, &text);
        }
        name.set(text);
    };
    let used = canvas.clone();
    let sign = move |_| {
        let said = name.peek().trim().to_owned();
        if *typed.peek() && said.is_empty() {
            error.set(Some(tr!("field-required", label = tr("signature-name"))));
            return;
        }
        if !*typed.peek() && !*drawn.peek() {
            error.set(Some(tr("signature-empty")));
            return;
        }
        let by_hand = !*typed.peek();
        let canvas = used.clone();
        let failed = tr("signature-failed");
        busy.set(true);
        spawn(async move {
            match bridge::signature_png(&canvas).await {
                Some(png) => {
                    error.set(None);
                    on_sign.call(Signature { png, name: (!said.is_empty()).then_some(said), drawn: by_hand });
                }
                None => error.set(Some(failed)),
            }
            busy.set(false);
        });
    };
    let hint = if typed() { "signature-draw-instead" } else { "signature-type-instead" };
    rsx! {
        div { class: "tr-signature",
            if let Some(statement) = statement {
                p { "{statement}" }
            }
            TextField {
                id: "{id}-name",
                label: tr("signature-name"),
                value: name(),
                autocomplete: "name",
                max_length: 120,
                disabled,
                on_input: rename,
            }
            canvas {
                id: canvas,
                class: if typed() { "tr-signature-canvas tr-signature-typed" } else { "tr-signature-canvas" },
                role: "img",
                aria_label: if typed() { tr!("signature-of", name = name()) } else { tr("signature") },
                width: "720",
                height: "260",
            }
            p { class: "tr-hint", {tr("signature-hint")} }
            if let Some(error) = error() {
                p { class: "tr-error", role: "alert",
                    Glyph { icon: Icon::Alert, size: 16 }
                    span { "{error}" }
                }
            }
            div { class: "tr-actions",
                Button { label: tr(hint), kind: ButtonKind::Ghost, icon: Icon::Pencil, disabled, on_press: switch }
                if !typed() {
                    Button { label: tr("signature-clear"), disabled: disabled || !drawn(), on_press: clear }
                }
                Button {
                    label: tr("signature-use"),
                    kind: ButtonKind::Primary,
                    icon: Icon::Signature,
                    busy: busy(),
                    disabled,
                    on_press: sign,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[component]
    fn Page() -> Element {
        rsx! {
            SignaturePad { statement: "The work is done.", signer: "Ms Hua", on_sign: |_: Signature| {} }
        }
    }

    #[test]
    fn it_offers_a_way_without_drawing() {
        let html = dioxus_ssr::render_element(rsx! { Page {} });
        assert!(html.contains("<canvas"), "{html}");
        assert!(html.contains("Type the name instead"), "{html}");
        assert!(html.contains("Ms Hua"), "{html}");
    }
}
