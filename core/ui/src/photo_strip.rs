//! The photos of a visit: thumbnails with their sync state, the count, adding, and a full view.
//!
//! The strip limits the number it offers to add; the limit of a file's size is the screen's to check
//! (`FileData::size` before reading), because it must refuse before any upload.

use dioxus::html::FileData;
use dioxus::prelude::*;

use crate::button::{Button, ButtonKind};
use crate::context::use_dom_id;
use crate::dialog::Dialog;
use crate::icon::{Glyph, Icon};
use crate::tr;

/// Where a recorded thing is on its way to the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SyncMark {
    /// On the server.
    #[default]
    Sent,
    /// Only on this device.
    Waiting,
    /// On its way.
    Sending,
    /// Refused: in "needs attention".
    Refused,
}

impl SyncMark {
    /// The icon of the mark.
    #[must_use]
    pub const fn icon(self) -> Icon {
        match self {
            Self::Sent => Icon::CloudCheck,
            Self::Waiting => Icon::Clock,
            Self::Sending => Icon::CloudUpload,
            Self::Refused => Icon::CloudAlert,
        }
    }

    /// The message key of its words.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Sent => "mark-sent",
            Self::Waiting => "mark-waiting",
            Self::Sending => "mark-sending",
            Self::Refused => "mark-refused",
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Sent => "tr-mark",
            Self::Waiting => "tr-mark tr-mark-waiting",
            Self::Sending => "tr-mark tr-mark-sending",
            Self::Refused => "tr-mark tr-mark-refused",
        }
    }
}

/// The small mark of a record's sync state; its words are read by screen readers and on hover.
#[component]
pub fn SyncMarkIcon(
    mark: SyncMark,
    /// Shows the words too.
    #[props(default)]
    with_words: bool,
) -> Element {
    let words = tr(mark.key());
    rsx! {
        span { class: mark.class(), title: words.clone(),
            Glyph { icon: mark.icon(), size: 16 }
            span { class: if !with_words { "tr-sr" }, "{words}" }
        }
    }
}

/// One photo.
#[derive(Clone, Debug, PartialEq)]
pub struct Photo {
    /// Its id, given back to `on_remove`.
    pub id: String,
    /// The address of the thumbnail: a URL or a `blob:` address.
    pub thumb: String,
    /// The address of the whole photo; the thumbnail stands in while it is not on this device.
    pub full: Option<String>,
    /// What a screen reader says, and the caption.
    pub label: String,
    /// Where it is.
    pub mark: SyncMark,
}

/// The strip.
#[component]
pub fn PhotoStrip(
    photos: Vec<Photo>,
    #[props(default = 9)] max: u32,
    /// Chosen or taken files, no more than there is room for; without it nothing can be added.
    on_add: Option<EventHandler<Vec<FileData>>>,
    /// Removes the photo of this id; without it none can be removed.
    on_remove: Option<EventHandler<String>>,
    /// The words of a refused file, shown under the strip.
    error: Option<String>,
    /// The field name, for forms without scripts.
    #[props(into)]
    name: Option<String>,
    /// Hides the heading with the count.
    #[props(default)]
    bare: bool,
) -> Element {
    let id = use_dom_id();
    let mut opened = use_signal(|| None::<usize>);
    let count = photos.len();
    let room = (max as usize).saturating_sub(count);
    let shown = opened().filter(|at| *at < count);
    let current = shown.map(|at| photos[at].clone());
    rsx! {
        section { class: "tr-photos", aria_labelledby: if !bare { "{id}-title" },
            if !bare {
                h3 { class: "tr-section-title", id: "{id}-title",
                    {tr("photos")}
                    span { class: "tr-count", {tr!("count-of", count = count, max = max)} }
                }
            }
            ul { class: "tr-photo-list",
                for (index, photo) in photos.into_iter().enumerate() {
                    li { key: "{photo.id}", class: "tr-photo",
                        button {
                            class: "tr-photo-open",
                            r#type: "button",
                            aria_label: tr!("photo-open", number = index + 1, count = count),
                            onclick: move |_| opened.set(Some(index)),
                            img { src: "{photo.thumb}", alt: "{photo.label}", loading: "lazy" }
                        }
                        SyncMarkIcon { mark: photo.mark }
                    }
                }
                if let Some(on_add) = on_add.filter(|_| room > 0) {
                    li { class: "tr-photo",
                        label { class: "tr-photo-add",
                            input {
                                class: "tr-sr",
                                r#type: "file",
                                name,
                                accept: "image/*",
                                multiple: room > 1,
                                onchange: move |event| {
                                    let mut files = event.files();
                                    files.truncate(room);
                                    if !files.is_empty() {
                                        on_add.call(files);
                                    }
                                },
                            }
                            Glyph { icon: Icon::Camera, size: 24 }
                            span { {tr("photo-add")} }
                        }
                    }
                }
            }
            if on_add.is_some() && room == 0 {
                p { class: "tr-hint", {tr!("photo-limit", max = max)} }
            }
            if let Some(error) = error {
                p { class: "tr-error", role: "alert",
                    Glyph { icon: Icon::Alert, size: 16 }
                    span { "{error}" }
                }
            }
            if let (Some(at), Some(photo)) = (shown, current) {
                Dialog {
                    open: true,
                    large: true,
                    title: photo.label.clone(),
                    on_close: move |()| opened.set(None),
                    actions: rsx! {
                        if let Some(on_remove) = on_remove {
                            Button {
                                label: tr("photo-remove"),
                                icon: Icon::Trash,
                                kind: ButtonKind::Danger,
                                on_press: {
                                    let id = photo.id.clone();
                                    move |_| {
                                        opened.set(None);
                                        on_remove.call(id.clone());
                                    }
                                },
                            }
                        }
                        Button {
                            label: tr("photo-previous"),
                            icon: Icon::ChevronLeft,
                            icon_only: true,
                            disabled: at == 0,
                            on_press: move |_| opened.set(at.checked_sub(1)),
                        }
                        Button {
                            label: tr("photo-next"),
                            icon: Icon::ChevronRight,
                            icon_only: true,
                            disabled: at + 1 >= count,
                            on_press: move |_| opened.set(Some(at + 1)),
                        }
                    },
                    img {
                        class: "tr-photo-full",
                        src: photo.full.unwrap_or(photo.thumb),
                        alt: "{photo.label}",
                    }
                    p { class: "tr-hint",
                        {tr!("count-of", count = at + 1, max = count)}
                        " "
                        SyncMarkIcon { mark: photo.mark, with_words: true }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn photos(count: usize) -> Vec<Photo> {
        (0..count)
            .map(|n| Photo {
                id: n.to_string(),
                thumb: format!("/t/{n}"),
                full: None,
                label: format!("Photo {n}"),
                mark: SyncMark::Waiting,
            })
            .collect()
    }

    #[component]
    fn Strip(count: usize) -> Element {
        rsx! { PhotoStrip { photos: photos(count), on_add: |_: Vec<FileData>| {} } }
    }

    #[test]
    fn it_counts_and_offers_to_add_while_there_is_room() {
        let html = dioxus_ssr::render_element(rsx! { Strip { count: 2 } });
        assert!(html.contains("2/9"), "{html}");
        assert!(html.contains("type=\"file\""), "{html}");
        assert!(html.contains("not sent yet"), "{html}");
    }

    #[test]
    fn the_tenth_photo_is_not_offered() {
        let html = dioxus_ssr::render_element(rsx! { Strip { count: 9 } });
        assert!(!html.contains("type=\"file\""), "{html}");
        assert!(html.contains("up to 9 photos"), "{html}");
    }
}
