//! Recovery codes, shown once.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use crate::platform;

/// The codes with "copy", and the way on when they are kept.
#[component]
pub fn CodesPane(codes: Vec<String>, on_kept: EventHandler<()>) -> Element {
    let toasts = use_toasts();
    let text = codes.join("\n");
    rsx! {
        div { class: "dk-form",
            Notice { tone: Tone::Paused, title: tr("account-codes-title"), text: tr("account-codes-text") }
            ol { class: "dk-plain-list dk-codes", aria_label: tr("account-codes"),
                for code in codes {
                    li { key: "{code}", code { class: "dk-code", "{code}" } }
                }
            }
            div { class: "tr-actions",
                Button {
                    label: tr("verb-copy"),
                    icon: Icon::Copy,
                    on_press: move |_| {
                        let text = text.clone();
                        async move {
                            let copied = platform::copy(&text).await;
                            let (tone, key) = if copied { (Tone::Done, "dispatch-copied") } else { (Tone::Paused, "account-copy-failed") };
                            toasts.say(tone, tr(key));
                        }
                    },
                }
                Button {
                    label: tr("account-codes-kept"),
                    kind: ButtonKind::Primary,
                    on_press: move |_| on_kept.call(()),
                }
            }
        }
    }
}
