//! Photos of a visit: taken or chosen, made small, tagged, as many as the organisation allows; each with its way to the
//! server.
//!
//! What the file says of when and where it was taken is read before it is made small and kept beside the photo. Where
//! the organisation wants it, time, number, place and engineer are written into the picture itself.

use dioxus::html::FileData;
use dioxus::prelude::*;
use truckroll_domain::attachments::MAX_ATTACHMENT_BYTES;
use truckroll_domain::visits::{Photo as Line, PhotoTag, VisitCommand, VisitRules};
use truckroll_domain::{LineId, Place, Timestamp};
use truckroll_replica::ask::VisitPage;
use truckroll_ui::format::Turns;
use truckroll_ui::prelude::*;

use super::exif::Exif;
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

/// A file's own moment is believed up to so far in the future: clocks of cameras are not exact.
const AHEAD_MS: i64 = 24 * 3_600_000;

/// A photo that old was taken where the phone still is.
const JUST_TAKEN_MS: i64 = 5 * 60_000;

/// When the file says that it was taken. The clock of a camera that names no zone is taken for the phone's, `own`.
fn taken_at(exif: &Exif, own: &Format) -> Option<Timestamp> {
    let utc = Format { offset_minutes: 0, turns: Turns::default(), ..*own };
    let named = exif.offset_min.map(|offset_minutes| Format { offset_minutes, turns: Turns::default(), ..*own });
    let moment = match (&exif.local, named, &exif.utc) {
        (Some(local), Some(zone), _) => zone.parse_input(local),
        (_, None, Some(moment)) => utc.parse_input(moment),
        (Some(local), None, None) => own.parse_input(local),
        (None, ..) => None,
    };
    moment.filter(|at| *at > 0 && *at <= own.now_ms.saturating_add(AHEAD_MS)).map(Timestamp)
}

/// What is written into every photo of a visit.
#[derive(Clone, Debug, PartialEq)]
struct Watermark {
    number: String,
    site: String,
    engineer: String,
}

impl Watermark {
    /// The lines for a photo taken then and there, by the organisation's clock.
    fn lines(&self, at: i64, place: Option<Place>, format: &Format) -> Vec<String> {
        let place = place.map(|place| format!("{:.5}, {:.5}", place.lat, place.lon));
        let join = |parts: [Option<String>; 2]| {
            parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        };
        let lines = [
            join([Some(format!("{} {}", format.date(at), format.clock_seconds(at))), Some(self.number.clone())]),
            join([Some(self.site.clone()), place]),
            self.engineer.clone(),
        ];
        lines.into_iter().filter(|line| !line.is_empty()).collect()
    }
}

/// Everything photos need.
#[component]
pub fn Photos(page: VisitPage, rules: VisitRules, open: bool, work: Work) -> Element {
    let watermark = rules.watermark;
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
                label: tr!("eng-photo-label", tag = tag_word(line.tag), time = format.moment(line.shows_at().ms())),
                mark: if page.unsent_photos.contains(hash) { SyncMark::Waiting } else { SyncMark::Sent },
            }
        })
        .collect();
    let mark = watermark.then(|| Watermark {
        // Before the server has given a number, the visit's title stands for it.
        number: page.row.number.clone().unwrap_or_else(|| page.row.title.clone()),
        site: page.row.address.clone(),
        engineer: session.me().map(|me| me.agent.name.clone()).unwrap_or_default(),
    });
    let add = use_callback(move |files: Vec<FileData>| {
        if *busy.peek() {
            return;
        }
        error.set((files.len() > room).then(|| tr!("photo-limit", max = most)));
        busy.set(true);
        let place = session.place_now();
        let tag = *tag.peek();
        let mark = mark.clone();
        spawn(async move {
            for file in files.into_iter().take(room) {
                if let Err(why) = take(file, tag, place, mark.as_ref(), work, format).await {
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
            if open && watermark && room > 0 {
                p { class: "tr-hint", {tr("eng-photo-watermark")} }
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
    place: Option<Place>,
    mark: Option<&Watermark>,
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
    let now = platform::now_ms();
    let exif = Exif::read(&bytes);
    let own = Format {
        offset_minutes: platform::utc_offset_min(),
        turns: Turns::new(platform::zone_turns(&platform::zone_here(), now)),
        now_ms: now,
        ..format
    };
    let taken_at = taken_at(&exif, &own);
    let lines = mark.map_or_else(Vec::new, |mark| {
        let at = taken_at.map_or(now, Timestamp::ms);
        // Where the phone is now says nothing of an older photo.
        let here = place.filter(|_| now.saturating_sub(at) <= JUST_TAKEN_MS);
        mark.lines(at, exif.place.or(here), &format)
    });
    let picture = platform::shrink_picture(bytes.to_vec(), mime, &lines).await.ok_or_else(unreadable)?;
    let name: String = file.name().chars().take(80).collect();
    let attachment = store::keep(picture, name).await.map_err(|why| why.to_string())?;
    let line = Line { taken_at, taken_place: exif.place, ..Line::new(attachment, Timestamp(now), tag, place) };
    // A refusal is shown at the top of the visit, where all of them are.
    work.send(VisitCommand::AddPhoto { assignment, photo: ids::line(), line }).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tuesday 3 March 2026, 10:40 in Shanghai.
    const NOW: i64 = 1_772_505_600_000;

    fn shanghai() -> Format {
        Format { offset_minutes: 480, now_ms: NOW, ..Format::default() }
    }

    #[test]
    fn a_camera_that_names_its_zone_beats_the_satellites_and_both_beat_the_phones_zone() {
        let local = Some("2026-03-03T09:00:00".to_owned());
        let utc = Some("2026-03-03T01:30:00".to_owned());
        let hours = |exif: Exif| taken_at(&exif, &shanghai()).map(|at| (at.ms() - NOW) / 60_000);
        assert_eq!(
            hours(Exif { local: local.clone(), offset_min: Some(540), utc: utc.clone(), place: None }),
            Some(-160)
        );
        assert_eq!(hours(Exif { local: local.clone(), utc, ..Exif::default() }), Some(-70));
        assert_eq!(hours(Exif { local, ..Exif::default() }), Some(-100));
        let ahead = Exif { local: Some("2031-01-01T00:00:00".to_owned()), ..Exif::default() };
        assert_eq!(hours(ahead), None, "a clock that is years ahead is not believed");
        assert_eq!(hours(Exif::default()), None);
    }

    #[test]
    fn a_watermark_says_when_what_where_and_who_as_far_as_it_is_known() {
        let mark =
            Watermark { number: "V-2026-000412".into(), site: "Nanjing Rd 1".into(), engineer: "Chen Wei".into() };
        let place = Some(Place::new(31.230_4, 121.473_7));
        assert_eq!(
            mark.lines(NOW, place, &shanghai()),
            ["Tue 3 Mar 2026 10:40:00 · V-2026-000412", "Nanjing Rd 1 · 31.23040, 121.47370", "Chen Wei"]
        );
        let bare = Watermark { site: String::new(), ..mark };
        assert_eq!(bare.lines(NOW, None, &shanghai()).len(), 2);
    }

    #[test]
    fn a_large_file_is_refused_with_its_size_and_the_limit() {
        let format = Format::default();
        let said = too_large(61 * 1024 * 1024, &format).expect("over the limit");
        assert_eq!(said, "The photo is 61 MB; the limit is 50 MB.");
        assert_eq!(too_large(MAX_ATTACHMENT_BYTES, &format), None);
    }
}
