//! A picture of the organisation or of a person (ORG-06, ORG-19): shown, chosen from a file, removed.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::trouble::Failed;

/// What a picture is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The organisation.
    Logo,
    /// A person; the server keeps the middle of it, small.
    Portrait,
}

impl Of {
    /// A message about it.
    fn key(self, of: &str) -> String {
        let word = match self {
            Of::Logo => "settings-logo",
            Of::Portrait => "portrait",
        };
        if of.is_empty() { word.to_owned() } else { format!("{word}-{of}") }
    }
}

/// Pictures that are taken, as the server takes them.
const TYPES: [&str; 2] = ["image/png", "image/jpeg"];
/// Largest one, bytes.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// The media type of a picture, by its first bytes: browsers go by the name of a file.
fn picture(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(TYPES[0]);
    }
    bytes.starts_with(b"\xff\xd8\xff").then_some(TYPES[1])
}

/// What is wrong with a file, as a word of the messages.
fn check(bytes: &[u8]) -> Result<&'static str, &'static str> {
    match picture(bytes) {
        None => Err("not-a-picture"),
        Some(_) if bytes.len() > MOST_BYTES => Err("too-large"),
        Some(mime) => Ok(mime),
    }
}

/// The picture with what can be done about it. `on_change` hears the hash of the new one, or that there shall be none;
/// giving it to somebody is the caller's.
#[component]
pub fn PictureField(
    of: Of,
    #[props(into)] name: String,
    /// The section says what it is.
    #[props(default)]
    hide_label: bool,
    picture: Option<String>,
    /// What the server says is wrong with it.
    #[props(into)]
    error: Option<String>,
    on_change: EventHandler<Option<String>>,
) -> Element {
    let mut wrong = use_signal(|| None::<&'static str>);
    let send = use_send(
        move |(mime, bytes): (&'static str, Vec<u8>)| async move {
            match of {
                Of::Logo => api::files::upload(mime, &bytes).await,
                Of::Portrait => api::files::portrait(&bytes).await,
            }
        },
        move |hash: String| on_change.call(Some(hash)),
    );
    let has_one = picture.is_some();
    rsx! {
        div { class: "dk-logo", role: "group", aria_label: tr(&of.key("")),
            Avatar { name, photo: picture.map(|hash| api::attachment(&hash)), size: AvatarSize::Large, decorative: true }
            div {
                if !hide_label {
                    p { class: "tr-label", {tr(&of.key(""))} }
                }
                p { class: "dk-quiet", {tr(&of.key("hint"))} }
                Failed { failure: wrong().map(|word| tr(&of.key(word))).or(error).or_else(|| send.failure()) }
                div { class: "dk-import-row",
                    label { class: if send.busy() { "tr-btn tr-btn-quiet dk-file dk-file-off" } else { "tr-btn tr-btn-quiet dk-file" },
                        Glyph { icon: Icon::CloudUpload }
                        span { class: "tr-btn-label", {tr(&of.key(if send.busy() { "sending" } else { "choose" }))} }
                        input {
                            class: "tr-sr",
                            r#type: "file",
                            accept: TYPES.join(","),
                            disabled: send.busy().then_some(true),
                            onchange: move |event| async move {
                                wrong.set(None);
                                let Some(file) = event.files().into_iter().next() else { return };
                                let bytes = file.read_bytes().await.map(|bytes| bytes.to_vec()).unwrap_or_default();
                                match check(&bytes) {
                                    Ok(mime) => send.run((mime, bytes)),
                                    Err(key) => wrong.set(Some(key)),
                                }
                            },
                        }
                    }
                    if has_one {
                        Button { label: tr("verb-remove"), kind: ButtonKind::Ghost, on_press: move |_| on_change.call(None) }
                    }
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
    fn a_picture_is_told_by_its_bytes_and_may_have_two_megabytes() {
        assert_eq!(check(b"\x89PNG\r\n\x1a\nrest"), Ok("image/png"));
        assert_eq!(check(b"\xff\xd8\xff\xe0rest"), Ok("image/jpeg"));
        assert_eq!(check(b"<svg>"), Err("not-a-picture"));
        assert_eq!(check(b""), Err("not-a-picture"));
        let large = [b"\xff\xd8\xff".as_slice(), &vec![0; MOST_BYTES]].concat();
        assert_eq!(check(&large), Err("too-large"));
    }

    #[test]
    fn only_a_picture_that_is_there_can_be_removed() {
        for of in [Of::Logo, Of::Portrait] {
            for (picture, can) in [(None, false), (Some("a".repeat(64)), true)] {
                let html = sample::render(Locale::En, move || {
                    rsx! { PictureField { of, name: "Aurora", picture: picture.clone(), on_change: |_| {} } }
                });
                assert_eq!(html.contains("Remove"), can, "{html}");
                assert!(!html.contains("portrait-") && !html.contains("settings-logo"), "{html}");
            }
        }
    }
}
