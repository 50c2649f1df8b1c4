//! One's own portrait (APP-35): a picture is chosen, made small, and travels with the other files; the server gives it to its
//! owner once it is there, and keeps its middle.

use dioxus::prelude::*;
use truckroll_replica::ask::Method;
use truckroll_ui::prelude::*;

use crate::notices::call;
use crate::{platform, store};

/// How often it is asked whether the picture has arrived, and how long in between.
const TRIES: usize = 15;
const PAUSE_MS: i32 = 1_000;

/// Gives the picture with this hash to oneself, or takes the present one away; whether the server did.
async fn give(hash: Option<&str>) -> bool {
    let photo = hash.map_or_else(|| "null".to_owned(), |hash| format!("\"{hash}\""));
    call(Method::Put, "/account/portrait", format!("{{\"photo\":{photo}}}")).await.is_some()
}

/// Keeps the picture and waits until the server has it.
async fn take(file: dioxus::html::FileData) -> bool {
    let Ok(bytes) = file.read_bytes().await else { return false };
    let mime = file.content_type().unwrap_or_default();
    let Some(picture) = platform::shrink_picture(bytes.to_vec(), mime, &[]).await else { return false };
    let Ok(kept) = store::keep(picture, String::new()).await else { return false };
    for _ in 0..TRIES {
        if give(Some(&kept.hash)).await {
            return true;
        }
        platform::sleep(PAUSE_MS).await;
    }
    false
}

/// The buttons below the name.
#[component]
pub fn PortraitButtons(has_one: bool) -> Element {
    let mut busy = use_signal(|| false);
    let mut failed = use_signal(|| false);
    let mut done = move |well: bool| {
        busy.set(false);
        failed.set(!well);
    };
    rsx! {
        div { class: "tr-actions",
            label { class: "tr-btn tr-btn-quiet has-focus-visible:outline-2 has-focus-visible:outline-offset-2",
                aria_busy: busy().then_some("true"),
                input {
                    class: "tr-sr",
                    r#type: "file",
                    accept: "image/*",
                    disabled: busy().then_some(true),
                    onchange: move |event| async move {
                        let Some(file) = event.files().into_iter().next() else { return };
                        busy.set(true);
                        done(take(file).await);
                    },
                }
                if busy() {
                    span { class: "tr-spinner", role: "status", aria_label: tr("loading") }
                } else {
                    Glyph { icon: Icon::Camera }
                }
                span { class: "tr-btn-label", {tr("profile-portrait")} }
            }
            if has_one {
                Button {
                    label: tr("verb-remove"),
                    kind: ButtonKind::Ghost,
                    busy: busy(),
                    on_press: move |_| async move {
                        busy.set(true);
                        done(give(None).await);
                    },
                }
            }
        }
        if failed() {
            p { class: "tr-error", role: "alert", {tr("profile-portrait-failed")} }
        }
    }
}
