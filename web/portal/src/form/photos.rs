//! Photos and place of the form.
//!
//! Without a script the photos are a file field and the place is absent. `portal.js` shrinks large photos,
//! shows them, refuses what is over the limits before anything is sent, and asks for the place only when
//! the person presses the button. Its words come from the `data-` attributes here.

use dioxus::prelude::*;
use truckroll_domain::attachments::{MAX_ATTACHMENT_BYTES, MAX_VISIT_PHOTOS, is_hash};
use truckroll_domain::forms::Form;
use truckroll_ui::i18n::{Locale, t};
use truckroll_ui::icon::{Glyph, Icon};
use truckroll_ui::tl;

use super::problem::{megabytes, too_large};
use super::{FormPage, PhotoProblem};
use crate::names;

/// Id of the file field.
pub(super) const ID: &str = "photos";

/// A photo that the server already holds for this submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPhoto {
    /// SHA-256 of the bytes, 64 lower-case hexadecimal digits.
    pub hash: String,
    /// File name.
    pub name: String,
}

impl KeptPhoto {
    /// The posted value: hash, a space, name.
    #[must_use]
    pub fn to_value(&self) -> String {
        format!("{} {}", self.hash, self.name)
    }

    /// Reads a posted value; the server still checks that it holds that photo for that submission.
    #[must_use]
    pub fn from_value(value: &str) -> Option<Self> {
        let (hash, name) = value.split_once(' ')?;
        let fits = is_hash(hash) && name.len() <= 255 && !name.contains(char::is_control);
        fits.then(|| Self { hash: hash.to_owned(), name: name.to_owned() })
    }
}

/// How many photos the form takes.
pub(super) fn limit(form: &Form) -> usize {
    usize::try_from(form.max_photos).unwrap_or(0).min(MAX_VISIT_PHOTOS)
}

/// The photo field; nothing where the form takes none.
pub(super) fn render(page: &FormPage) -> Element {
    let locale = page.frame.locale;
    let max = limit(&page.form);
    if max == 0 {
        return rsx! {};
    }
    let wrong = !page.photo_problems.is_empty();
    let described_by = if wrong { "photos-error photos-hint" } else { "photos-hint" };
    let hint = tl!(locale, "portal-photos-hint", count = max, limit = megabytes(MAX_ATTACHMENT_BYTES));
    rsx! {
        div {
            class: if wrong { "field wrong photos" } else { "field photos" },
            "data-photos": "",
            "data-max": "{max}",
            "data-bytes": "{MAX_ATTACHMENT_BYTES}",
            "data-too-large": too_large(locale, "{name}", "{size}"),
            "data-too-many": tl!(locale, "portal-photos-too-many", given = "{given}", max = max),
            "data-not-a-picture": tl!(locale, "portal-photo-not-a-picture", name = "{name}"),
            "data-remove": tl!(locale, "portal-photo-remove", name = "{name}"),
            div { class: "label",
                span { id: "photos-label", {t(locale, "portal-photos")} }
                span { class: "optional", {t(locale, "optional")} }
            }
            p { class: "hint", id: "photos-hint", "{hint}" }
            {kept(locale, &page.kept)}
            ul { class: "thumbs", "data-thumbs": "", aria_label: t(locale, "portal-photos-chosen"), hidden: true }
            label { class: "add", r#for: ID,
                Glyph { icon: Icon::Camera }
                span { id: "photos-add", {t(locale, "portal-photos-add")} }
            }
            input {
                r#type: "file",
                id: ID,
                name: names::PHOTOS,
                accept: "image/*",
                multiple: max > 1,
                aria_labelledby: "photos-label photos-add",
                aria_describedby: described_by,
                aria_invalid: wrong.then_some("true"),
            }
            div { id: "photos-error", role: "alert", "data-photo-error": "",
                {problems(locale, max, &page.photo_problems)}
            }
        }
    }
}

fn problems(locale: Locale, max: usize, problems: &[PhotoProblem]) -> Element {
    rsx! {
        for problem in problems {
            p { class: "error",
                Glyph { icon: Icon::Alert, size: 18 }
                span { {problem.message(locale, max)} }
            }
        }
    }
}

fn kept(locale: Locale, kept: &[KeptPhoto]) -> Element {
    rsx! {
        if !kept.is_empty() {
            fieldset { class: "kept",
                legend { {tl!(locale, "portal-photos-kept", count = kept.len())} }
                for (index, photo) in kept.iter().enumerate() {
                    label { class: "choice", r#for: "kept-{index}",
                        input {
                            r#type: "checkbox",
                            id: "kept-{index}",
                            name: names::KEPT,
                            value: photo.to_value(),
                            checked: true,
                        }
                        span { "{photo.name}" }
                    }
                }
            }
        }
    }
}

/// The place; hidden until a script can fill it.
pub(super) fn place(page: &FormPage) -> Element {
    if !page.form.ask_place {
        return rsx! {};
    }
    let locale = page.frame.locale;
    let place = page.place.filter(truckroll_domain::Place::is_valid);
    let number = |value: Option<f64>| value.map(|v| v.to_string()).unwrap_or_default();
    rsx! {
        div {
            class: "field place",
            hidden: true,
            "data-place": "",
            "data-asking": t(locale, "portal-place-asking"),
            "data-added": tl!(locale, "portal-place-added", metres = "{metres}"),
            "data-refused": t(locale, "portal-place-refused"),
            "data-failed": t(locale, "portal-place-failed"),
            input { r#type: "hidden", name: names::LAT, value: number(place.map(|p| p.lat)) }
            input { r#type: "hidden", name: names::LON, value: number(place.map(|p| p.lon)) }
            input { r#type: "hidden", name: names::ACCURACY, value: number(place.and_then(|p| p.accuracy_m)) }
            p { class: "label",
                span { {t(locale, "portal-place")} }
                span { class: "optional", {t(locale, "optional")} }
            }
            p { class: "hint", {t(locale, "portal-place-hint")} }
            button { r#type: "button", class: "plain", "data-place-send": "",
                Glyph { icon: Icon::MapPin }
                span { {t(locale, "portal-place-send")} }
            }
            button { r#type: "button", class: "plain", hidden: true, "data-place-drop": "",
                Glyph { icon: Icon::Close }
                span { {t(locale, "portal-place-remove")} }
            }
            p { class: "hint", role: "status", "data-place-status": "" }
        }
    }
}
