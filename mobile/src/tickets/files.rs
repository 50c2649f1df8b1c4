//! Files of a ticket: taken from the phone, and shown with the way to keep them.

use dioxus::html::FileData;
use dioxus::prelude::*;
use truckroll_domain::attachments::Attachment;
use truckroll_ui::prelude::*;

use crate::platform::{self, Picture};
use crate::store;

/// The way to add pictures and other files; with `pictures` the phone offers its camera and its pictures alone.
#[component]
pub fn AddFiles(files: Signal<Vec<Attachment>>, #[props(default)] pictures: bool) -> Element {
    let format = use_format();
    let mut failure = use_signal(|| None::<String>);
    let mut add = move |chosen: Vec<FileData>| {
        failure.set(None);
        spawn(async move {
            for file in chosen {
                match keep(file, format).await {
                    Ok(kept) => files.write().push(kept),
                    Err(why) => failure.set(Some(why)),
                }
            }
        });
    };
    rsx! {
        crate::shell::Failed { text: failure() }
        for (index , file) in files.read().iter().enumerate() {
            p { key: "{file.hash}", class: "flex items-center gap-2 tr-small",
                Glyph { icon: Icon::Paperclip, size: 16 }
                span { class: "flex-1 min-w-0 break-words", "{file.name}" }
                Button {
                    label: tr!("eng-field-file-remove", name = file.name.clone()),
                    icon: Icon::Close,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| {
                        files.write().remove(index);
                    },
                }
            }
        }
        label { class: "tr-btn tr-btn-quiet self-start",
            input {
                class: "tr-sr",
                r#type: "file",
                accept: pictures.then_some("image/*"),
                multiple: true,
                onchange: move |event| add(event.files()),
            }
            Glyph { icon: Icon::Paperclip }
            span { class: "tr-btn-label", {tr(if pictures { "eng-pictures-add" } else { "eng-file-add" })} }
        }
    }
}

/// Pictures as a strip, other files as links that keep them on the phone.
#[component]
pub fn Files(files: Vec<Attachment>) -> Element {
    let shown = store::use_pictures(files.iter().map(|file| file.hash.clone()).collect());
    let (pictures, others): (Vec<Attachment>, Vec<Attachment>) = files.into_iter().partition(Attachment::is_picture);
    let max = u32::try_from(pictures.len()).unwrap_or(u32::MAX);
    let photos: Vec<Photo> = pictures
        .into_iter()
        .map(|file| Photo {
            thumb: shown.read().get(&file.hash).cloned().unwrap_or_else(|| "/engineer/photo.svg".to_owned()),
            full: None,
            label: if file.name.is_empty() { tr("photos") } else { file.name },
            id: file.hash,
            mark: SyncMark::Sent,
        })
        .collect();
    rsx! {
        if !photos.is_empty() {
            PhotoStrip { photos, max, bare: true }
        }
        if !others.is_empty() {
            Downloads { files: others, shown }
        }
    }
}

/// Files by their names; one that is not to be had now is only named.
#[component]
pub fn Downloads(files: Vec<Attachment>, shown: Signal<std::collections::BTreeMap<String, String>>) -> Element {
    let format = use_format();
    rsx! {
        ul { class: "tr-small",
            for file in files {
                li { key: "{file.hash}", class: "flex flex-wrap items-center gap-2 min-h-11",
                    Glyph { icon: Icon::Paperclip, size: 16 }
                    if let Some(url) = shown.read().get(&file.hash) {
                        a { class: "tr-link break-words", href: "{url}", download: "{file.name}", "{file.name}" }
                    } else {
                        span { class: "break-words", "{file.name}" }
                    }
                    span { class: "tr-muted tr-figures", {format.size(file.size)} }
                    // a recording is heard where it stands (APP-07)
                    if let Some(url) = shown.read().get(&file.hash).filter(|_| file.mime.starts_with("audio/")) {
                        audio { class: "w-full", src: "{url}", controls: true, aria_label: "{file.name}" }
                    }
                }
            }
        }
    }
}

/// Reads, shrinks (pictures) and keeps one file.
pub async fn keep(file: FileData, format: Format) -> Result<Attachment, String> {
    if let Some(why) = crate::visits::too_large(file.size(), &format) {
        return Err(why);
    }
    let unreadable = || tr("eng-photo-unreadable");
    let bytes = file.read_bytes().await.map_err(|_| unreadable())?.to_vec();
    let mime = file.content_type().unwrap_or_default();
    let kept = if mime.starts_with("image/") {
        platform::shrink_picture(bytes, mime, &[]).await.ok_or_else(unreadable)?
    } else {
        let mime = if mime.contains('/') { mime } else { "application/octet-stream".to_owned() };
        Picture { mime, bytes }
    };
    let name: String = file.name().chars().take(80).collect();
    let name = if name.is_empty() { tr("eng-file") } else { name };
    store::keep(kept, name).await.map_err(|why| why.to_string())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::sample;

    #[component]
    fn Page(here: bool) -> Element {
        let file = |digit: &str, mime: &str, name: &str| Attachment {
            hash: digit.repeat(64),
            size: 2_000,
            mime: mime.into(),
            name: name.into(),
        };
        let files = vec![file("a", "audio/ogg", "call.ogg"), file("b", "application/pdf", "plan.pdf")];
        let shown = use_signal(move || {
            let urls = files_of(here);
            urls.into_iter().collect::<BTreeMap<_, _>>()
        });
        rsx! { Downloads { files, shown } }
    }

    fn files_of(here: bool) -> Vec<(String, String)> {
        let urls = ["a", "b"].map(|digit| (digit.repeat(64), format!("blob:{digit}")));
        if here { urls.into() } else { Vec::new() }
    }

    #[test]
    fn a_recording_is_heard_where_it_stands_and_other_files_are_kept_by_a_link() {
        let html = sample::render(Page, PageProps { here: true });
        assert!(html.contains("<audio") && html.contains("src=\"blob:a\""), "{html}");
        assert!(html.contains("href=\"blob:b\"") && html.contains("download=\"plan.pdf\""), "{html}");
        let away = sample::render(Page, PageProps { here: false });
        assert!(away.contains("plan.pdf") && !away.contains("href"), "{away}");
    }
}
