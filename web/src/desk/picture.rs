//! A picture of the organisation or of a person (ORG-06, ORG-19): shown, chosen from a file, removed.

use dioxus::prelude::*;
use truckroll_ui::prelude::*;

use crate::api::{self, Fault};
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

/// Pictures that are taken, as the server takes them; the last one as a logo only.
const TYPES: [&str; 3] = ["image/png", "image/jpeg", "image/svg+xml"];
/// Where the beginning of an SVG is looked for, bytes.
const SVG_HEAD: usize = 1_000;
/// Largest one, bytes.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// Whether a file is a picture of a kind that is taken, by its first bytes: browsers go by the name of a file.
fn is_picture(of: Of, bytes: &[u8]) -> bool {
    let drawing = || {
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(SVG_HEAD)]).into_owned();
        head.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).starts_with('<') && head.contains("<svg")
    };
    bytes.starts_with(b"\x89PNG\r\n\x1a\n") || bytes.starts_with(b"\xff\xd8\xff") || of == Of::Logo && drawing()
}

/// What is wrong with a file, as a word of the messages.
fn check(of: Of, bytes: &[u8]) -> Result<(), &'static str> {
    if bytes.len() > MOST_BYTES {
        return Err("too-large");
    }
    if is_picture(of, bytes) { Ok(()) } else { Err("not-a-picture") }
}

/// Why the server did not take a picture: its own word where there is a message for it.
fn told(of: Of, fault: &Fault) -> String {
    if let Fault::Problem(problem) = fault
        && let Some(word) = problem.fields.values().next()
    {
        let key = of.key(&word.replace('_', "-"));
        if has_message(&key) {
            return tr(&key);
        }
    }
    fault.to_string()
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
        move |bytes: Vec<u8>| async move {
            let sent = match of {
                Of::Logo => api::files::logo(&bytes).await,
                Of::Portrait => api::files::portrait(&bytes).await,
            };
            sent.map_err(|fault| told(of, &fault))
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
                            accept: if of == Of::Logo { TYPES.join(",") } else { TYPES[..2].join(",") },
                            disabled: send.busy().then_some(true),
                            onchange: move |event| async move {
                                wrong.set(None);
                                let Some(file) = event.files().into_iter().next() else { return };
                                let bytes = file.read_bytes().await.map(|bytes| bytes.to_vec()).unwrap_or_default();
                                match check(of, &bytes) {
                                    Ok(()) => send.run(bytes),
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
    use truckroll_protocol::api::Problem;

    use super::*;
    use crate::sample;

    #[test]
    fn a_picture_is_told_by_its_bytes_and_may_have_two_megabytes() {
        for of in [Of::Logo, Of::Portrait] {
            assert_eq!(check(of, b"\x89PNG\r\n\x1a\nrest"), Ok(()));
            assert_eq!(check(of, b"\xff\xd8\xff\xe0rest"), Ok(()));
            for odd in [&b""[..], b"<html></html>", b"GIF89a <svg"] {
                assert_eq!(check(of, odd), Err("not-a-picture"));
            }
            let large = [b"\xff\xd8\xff".as_slice(), &vec![0; MOST_BYTES]].concat();
            assert_eq!(check(of, &large), Err("too-large"));
        }
    }

    #[test]
    fn a_drawing_is_a_logo_and_no_portrait() {
        let drawing = b"<?xml version=\"1.0\"?>\n<!-- made by hand -->\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
        assert_eq!(check(Of::Logo, drawing), Ok(()));
        assert_eq!(check(Of::Portrait, drawing), Err("not-a-picture"));
        for word in ["svg_outside", "svg_text", "svg_intricate", "not_a_picture"] {
            let problem = Problem { fields: [("logo".to_owned(), word.to_owned())].into(), ..Problem::default() };
            let said = told(Of::Logo, &Fault::Problem(Box::new(problem)));
            assert!(said.ends_with('.') && !said.contains("settings-"), "{said}");
        }
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
