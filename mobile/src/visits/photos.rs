//! Photos of a visit: taken or chosen, made small, tagged, as many as the organisation allows; each with its way to the server.

use dioxus::html::FileData;
use dioxus::prelude::*;
use truckroll_domain::attachments::MAX_ATTACHMENT_BYTES;
use truckroll_domain::visits::{Photo as Line, PhotoTag, VisitCommand, VisitRules};
use truckroll_domain::{LineId, Timestamp};
use truckroll_replica::ask::VisitPage;
use truckroll_ui::prelude::*;

use super::state::{Work, photo_room};
use crate::session::use_session;
use crate::{ids, platform, store};

/// Shown in the place of a photo that is not on this phone.
const NO_PICTURE: &str = "/engineer/photo.svg";
const TAGS: [PhotoTag; 3] = [PhotoTag::Before, PhotoTag::After, PhotoTag::Other];

/// What a tag says.
fn tag_word(tag: PhotoTag) -> String {
    tr(match tag {
        PhotoTag::Before => "eng-photo-before",
        PhotoTag::After => "eng-photo-after",
        PhotoTag::Other => "eng-photo-other",
    })
}

/// Why a file is not taken before it is read; `None` when it may be. The limit is counted in units of
/// 1,024 × 1,024 bytes, and both figures are said in that unit.
#[must_use]
pub fn too_large(size: u64, format: &Format) -> Option<String> {
    let said = |bytes: u64| format.size(bytes / 1_024 * 1_000 / 1_024 * 1_000);
    (size > MAX_ATTACHMENT_BYTES).then(|| tr!("photo-too-large", size = said(size), limit = said(MAX_ATTACHMENT_BYTES)))
}

/// Everything photos need.
#[component]
pub fn Photos(page: VisitPage, rules: VisitRules, open: bool, work: Work) -> Element {
    let format = use_format();
    let session = use_session();
    let mut tag = use_signal(|| PhotoTag::Before);
    let mut error = use_signal(|| None::<String>);
    let mut busy = use_signal(|| false);
    let most = rules.photo_limit();
    let room = photo_room(&rules, &page);
    let lines: Vec<(LineId, Line)> = page
        .visit
        .attempt(&page.overlay)
        .map(|a| a.photos.iter().map(|(id, line)| (*id, line.clone())).collect())
        .unwrap_or_default();
    let shown = store::use_pictures(lines.iter().map(|(_, line)| line.attachment.hash.clone()).collect());
    let photos: Vec<Photo> = lines
        .iter()
        .map(|(id, line)| {
            let hash = &line.attachment.hash;
            Photo {
                id: id.to_string(),
                thumb: shown.read().get(hash).cloned().unwrap_or_else(|| NO_PICTURE.to_owned()),
                full: None,
                label: tr!("eng-photo-label", tag = tag_word(line.tag), time = format.moment(line.at.ms())),
                mark: if page.unsent_photos.contains(hash) { SyncMark::Waiting } else { SyncMark::Sent },
            }
        })
        .collect();
    let add = use_callback(move |files: Vec<FileData>| {
        if *busy.peek() {
            return;
        }
        error.set((files.len() > room).then(|| tr!("photo-limit", max = most)));
        busy.set(true);
        let place = session.place_now();
        let tag = *tag.peek();
        spawn(async move {
            for file in files.into_iter().take(room) {
                if let Err(why) = take(file, tag, place, work, format).await {
                    error.set(Some(why));
                    break;
                }
            }
            busy.set(false);
        });
    });
    let remove = move |id: String| {
        if let (Some(assignment), Ok(photo)) = (work.assignment, id.parse()) {
            work.save(VisitCommand::RemovePhoto { assignment, photo });
        }
    };
    if photos.is_empty() && (!open || most == 0) {
        return rsx! {};
    }
    rsx! {
        section { class: "tr-card tr-stack", id: "photos", tabindex: "-1",
            PhotoStrip {
                photos,
                max: u32::try_from(most).unwrap_or(u32::MAX),
                on_remove: open.then(|| EventHandler::new(remove)),
                error: error(),
            }
            if open && room > 0 {
                div { class: "tr-actions", role: "group", aria_label: tr("eng-photo-tag"),
                    for choice in TAGS {
                        Button {
                            key: "{choice:?}",
                            label: tag_word(choice),
                            kind: ButtonKind::Ghost,
                            pressed: tag() == choice,
                            on_press: move |_| tag.set(choice),
                        }
                    }
                }
                div { class: "grid grid-cols-2 gap-2",
                    Pick { label: tr("eng-photo-camera"), icon: Icon::Camera, camera: true, busy: busy(), on_pick: add }
                    Pick { label: tr("eng-photo-album"), icon: Icon::Image, camera: false, busy: busy(), on_pick: add }
                }
            }
            if open && room == 0 {
                p { class: "tr-hint", {tr!("photo-limit", max = most)} }
            }
        }
    }
}

/// A button that takes a photo or opens the album.
#[component]
fn Pick(label: String, icon: Icon, camera: bool, busy: bool, on_pick: EventHandler<Vec<FileData>>) -> Element {
    rsx! {
        label { class: "tr-btn tr-btn-quiet justify-center px-2 has-focus-visible:outline-2 has-focus-visible:outline-offset-2",
            aria_busy: busy.then_some("true"),
            input {
                class: "tr-sr",
                r#type: "file",
                accept: "image/*",
                capture: camera.then_some("environment"),
                multiple: !camera,
                disabled: busy.then_some(true),
                onchange: move |event| {
                    let files = event.files();
                    if !files.is_empty() {
                        on_pick.call(files);
                    }
                },
            }
            if busy {
                span { class: "tr-spinner", role: "status", aria_label: tr("loading") }
            } else {
                Glyph { icon }
            }
            span { class: "tr-btn-label", "{label}" }
        }
    }
}

/// Reads, shrinks and keeps one file, then adds it to the visit.
async fn take(
    file: FileData,
    tag: PhotoTag,
    place: Option<truckroll_domain::Place>,
    work: Work,
    format: Format,
) -> Result<(), String> {
    let Some(assignment) = work.assignment else { return Ok(()) };
    if let Some(why) = too_large(file.size(), &format) {
        return Err(why);
    }
    let unreadable = || tr("eng-photo-unreadable");
    let bytes = file.read_bytes().await.map_err(|_| unreadable())?;
    let mime = file.content_type().unwrap_or_default();
    let picture = platform::shrink_picture(bytes.to_vec(), mime).await.ok_or_else(unreadable)?;
    let name: String = file.name().chars().take(80).collect();
    let attachment = store::keep(picture, name).await.map_err(|why| why.to_string())?;
    let line = Line { attachment, at: Timestamp(platform::now_ms()), tag, place };
    // A refusal is shown at the top of the visit, where all of them are.
    work.send(VisitCommand::AddPhoto { assignment, photo: ids::line(), line }).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_file_is_refused_with_its_size_and_the_limit() {
        let format = Format::default();
        let said = too_large(61 * 1024 * 1024, &format).expect("over the limit");
        assert_eq!(said, "The photo is 61 MB; the limit is 50 MB.");
        assert_eq!(too_large(MAX_ATTACHMENT_BYTES, &format), None);
    }
}
