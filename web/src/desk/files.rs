//! Files of a form (CUS-03, CUS-16, CUS-25): chosen, sent, shown, taken away.
//!
//! A file is sent when it is chosen, and the form gets its hash once all of it is on the server. What is on its way or was not
//! taken stays in the list with the reason. A form asks [`Uploads::hold`] before it is sent, so that nothing that somebody
//! chose is left behind unseen.

use std::collections::BTreeMap;

use dioxus::html::FileData;
use dioxus::prelude::*;
use truckroll_domain::attachments::{Attachment, MAX_ATTACHMENT_BYTES};
use truckroll_domain::fields::{FieldValue, MAX_FILES};
use truckroll_protocol::api::{StoredFile, StoredFiles};
use truckroll_ui::prelude::*;

use crate::{api, platform};

/// Names by hash.
pub type Files = BTreeMap<String, String>;

/// Longest name, bytes.
const MOST_NAME: usize = 255;
/// Endings of what a double click runs.
const PROGRAMS: [&str; 14] =
    ["exe", "bat", "cmd", "com", "scr", "msi", "ps1", "vbs", "vbe", "wsf", "hta", "jar", "lnk", "pif"];

/// The files of a value.
#[must_use]
pub fn files_of(value: Option<&FieldValue>) -> Files {
    match value {
        Some(FieldValue::Files(files)) => files.clone(),
        _ => Files::new(),
    }
}

/// Files as a value; nothing for none.
#[must_use]
pub fn value_of(files: Files) -> Option<FieldValue> {
    (!files.is_empty()).then_some(FieldValue::Files(files))
}

/// The files of a reply, as far as it is known what they are.
#[must_use]
pub fn attached(files: &Files, stored: &StoredFiles) -> Vec<Attachment> {
    let one = |(hash, name): (&String, &String)| {
        let file = stored.get(hash)?;
        let size = u64::try_from(file.size).unwrap_or_default();
        Some(Attachment { hash: hash.clone(), size, mime: file.mime.clone(), name: name.clone() })
    };
    files.iter().filter_map(one).collect()
}

/// What `mine` made of `base`, made of `latest`: what a colleague added or took away meanwhile stays as he left it.
#[must_use]
pub fn over(base: &Files, mine: &Files, latest: &Files) -> Files {
    let mut all = latest.clone();
    all.retain(|hash, _| mine.contains_key(hash) || !base.contains_key(hash));
    all.extend(
        mine.iter().filter(|(hash, _)| !base.contains_key(*hash)).map(|(hash, name)| (hash.clone(), name.clone())),
    );
    all
}

/// A file's name as it is kept: without control characters, and short enough with its ending in place.
fn tidied(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    if name.trim().is_empty() {
        return tr("files-nameless");
    }
    if name.len() <= MOST_NAME {
        return name;
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() < 20 => (stem, format!(".{ending}")),
        _ => (name.as_str(), String::new()),
    };
    let mut kept = String::new();
    for c in stem.chars() {
        if kept.len() + c.len_utf8() + ending.len() > MOST_NAME {
            break;
        }
        kept.push(c);
    }
    kept + &ending
}

/// The media type as the server takes it.
fn media_type(said: Option<String>) -> String {
    let said = said.unwrap_or_default();
    let bare = said.split(';').next().unwrap_or_default().trim().to_lowercase();
    let token =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "!#$&^_.+-".contains(c));
    let fits = bare.len() <= 100 && bare.split_once('/').is_some_and(|(a, b)| token(a) && token(b));
    if fits { bare } else { "application/octet-stream".to_owned() }
}

/// Bytes in the megabytes that the limit is given in; what is begun counts.
fn megabytes(bytes: u64) -> String {
    tr!("size-mb", value = bytes.div_ceil(1024 * 1024))
}

/// Why a file is not taken, before anything is sent.
fn refused(name: &str, size: u64) -> Option<String> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    if size == 0 {
        return Some(tr!("files-empty", name = name));
    }
    if size > MAX_ATTACHMENT_BYTES {
        let (size, limit) = (megabytes(size), megabytes(MAX_ATTACHMENT_BYTES));
        return Some(tr!("files-too-large", name = name, size = size, limit = limit));
    }
    PROGRAMS.contains(&ending.as_str()).then(|| tr!("files-program", name = name))
}

/// The files of a form that are not on the server yet; copy it freely.
#[derive(Clone, Copy, PartialEq)]
pub struct Uploads {
    open: Signal<BTreeMap<String, usize>>,
    told: Signal<bool>,
}

impl Uploads {
    /// Whether some are not settled; says so in the form if it is.
    #[must_use]
    pub fn hold(&self) -> bool {
        let holds = self.open.peek().values().any(|count| *count > 0);
        let mut told = self.told;
        told.set(holds);
        holds
    }
}

/// Provides [`Uploads`]; call it in a form with files.
pub fn use_uploads_provider() -> Uploads {
    let uploads = Uploads { open: use_signal(BTreeMap::new), told: use_signal(|| false) };
    use_context_provider(|| uploads)
}

/// Says that the form waits for files, once somebody wanted to send it.
#[component]
pub fn StillSending(uploads: Uploads) -> Element {
    let count: usize = uploads.open.read().values().sum();
    rsx! {
        if *uploads.told.read() && count > 0 {
            p { class: "tr-error", role: "alert", {tr!("files-wait", count = count)} }
        }
    }
}

/// A file that is not on the server yet.
#[derive(Clone, PartialEq)]
struct Coming {
    key: u64,
    name: String,
    file: FileData,
    /// How much of it is there, of a hundred; or why it was not taken.
    state: Result<u64, String>,
}

/// The field.
#[component]
pub fn FilesField(
    #[props(into)] label: String,
    files: Files,
    /// What is known of files that were read.
    #[props(default)]
    stored: StoredFiles,
    #[props(default)] required: bool,
    #[props(into)] hint: Option<String>,
    error: Option<String>,
    on_change: EventHandler<Files>,
    /// Told of a file that arrived: its hash, and what it is.
    on_stored: Option<EventHandler<(String, StoredFile)>>,
) -> Element {
    let id = use_dom_id();
    let uploads = use_hook(try_consume_context::<Uploads>);
    let mut now = use_signal(|| files.clone());
    let mut fresh = use_signal(StoredFiles::new);
    let mut coming = use_signal(Vec::<Coming>::new);
    let mut next = use_signal(|| 0_u64);
    let mut wrong = use_signal(Vec::<String>::new);
    let mut said = use_signal(String::new);
    use_effect(use_reactive!(|(files,)| now.set(files)));
    let of = id.clone();
    use_effect(move || {
        let count = coming.read().len();
        if let Some(Uploads { mut open, .. }) = uploads {
            open.write().insert(of.clone(), count);
        }
    });
    let of = id.clone();
    use_drop(move || {
        if let Some(Uploads { mut open, .. }) = uploads {
            open.write().remove(&of);
        }
    });
    let put = use_callback(move |all: Files| {
        now.set(all.clone());
        on_change.call(all);
    });
    let send = use_callback(move |key: u64| {
        spawn(async move {
            let Some(one) = coming.peek().iter().find(|one| one.key == key).cloned() else { return };
            let mut state = move |state| {
                if let Some(one) = coming.write().iter_mut().find(|one| one.key == key) {
                    one.state = state;
                }
            };
            state(Ok(0));
            let Ok(bytes) = one.file.read_bytes().await else { return state(Err(tr("files-unreadable"))) };
            let mime = media_type(one.file.content_type());
            let total = bytes.len().max(1);
            let sent = api::files::upload_telling(&mime, &bytes, |there| {
                state(Ok(u64::try_from(there.saturating_mul(100) / total).unwrap_or(100)));
            });
            match sent.await {
                Ok(hash) => {
                    // whoever gave it up meanwhile does not want it
                    if !coming.peek().iter().any(|one| one.key == key) {
                        return;
                    }
                    coming.write().retain(|one| one.key != key);
                    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
                    let stored = StoredFile { size, mime };
                    if let Some(on_stored) = on_stored {
                        on_stored.call((hash.clone(), stored.clone()));
                    }
                    fresh.write().insert(hash.clone(), stored);
                    said.set(tr!("files-there", name = one.name.clone()));
                    let mut all = now.peek().clone();
                    all.insert(hash, one.name);
                    put.call(all);
                }
                Err(fault) => state(Err(fault.to_string())),
            }
        });
    });
    let add = use_callback(move |chosen: Vec<FileData>| {
        let mut problems = Vec::new();
        let (mut room, mut left) = (MAX_FILES.saturating_sub(now.peek().len() + coming.peek().len()), 0);
        for file in chosen {
            let name = tidied(&file.name());
            if let Some(problem) = refused(&name, file.size()) {
                problems.push(problem);
            } else if room == 0 {
                left += 1;
            } else {
                room -= 1;
                let key = *next.peek();
                next.set(key + 1);
                coming.write().push(Coming { key, name, file, state: Ok(0) });
                send.call(key);
            }
        }
        if left > 0 {
            problems.push(tr!("files-too-many", count = left, limit = MAX_FILES));
        }
        wrong.set(problems);
    });
    let known = |hash: &str| fresh.read().get(hash).or_else(|| stored.get(hash)).cloned();
    let lines: Vec<(String, String, Option<StoredFile>)> =
        now.read().iter().map(|(hash, name)| (hash.clone(), name.clone(), known(hash))).collect();
    let limits = tr!("files-hint", count = MAX_FILES, limit = megabytes(MAX_ATTACHMENT_BYTES));
    let failed = error.is_some();
    rsx! {
        div { class: if failed { "tr-field tr-field-wrong" } else { "tr-field" }, role: "group", aria_labelledby: "{id}-label",
            span { class: "tr-label", id: "{id}-label",
                "{label}"
                if required {
                    span { class: "tr-required", " · " {tr("required")} }
                }
            }
            if !lines.is_empty() || !coming.read().is_empty() {
                ul { class: "dk-plain-list dk-files",
                    for (hash, name, known) in lines {
                        li { key: "{hash}", class: "dk-file-line",
                            FileLink { hash: hash.clone(), name: name.clone(), known }
                            Button {
                                label: tr!("files-remove", name = name),
                                icon: Icon::Trash,
                                icon_only: true,
                                kind: ButtonKind::Ghost,
                                on_press: move |_| {
                                    let mut all = now.peek().clone();
                                    all.remove(&hash);
                                    put.call(all);
                                },
                            }
                        }
                    }
                    for one in coming() {
                        li { key: "{one.key}", class: "dk-file-line",
                            OnItsWay {
                                name: one.name,
                                size: one.file.size(),
                                state: one.state,
                                on_again: move |()| send.call(one.key),
                                on_give_up: move |()| coming.write().retain(|known| known.key != one.key),
                            }
                        }
                    }
                }
            }
            div {
                label { class: "tr-btn tr-btn-quiet dk-file",
                    Glyph { icon: Icon::Paperclip }
                    span { class: "tr-btn-label", aria_hidden: "true", {tr("files-add")} }
                    input {
                        class: "tr-sr",
                        id: "{id}",
                        r#type: "file",
                        multiple: true,
                        aria_label: tr!("files-add-to", label = label),
                        aria_describedby: "{id}-hint",
                        // a file that was taken away can be chosen again
                        onclick: {
                            let id = id.clone();
                            move |_| platform::forget_files(&id)
                        },
                        onchange: move |event| add.call(event.files()),
                    }
                }
            }
            p { class: "tr-hint", id: "{id}-hint", {hint.unwrap_or(limits)} }
            for problem in wrong.read().iter().chain(error.iter()) {
                p { key: "{problem}", class: "tr-error", role: "alert", "{problem}" }
            }
            p { class: "tr-sr", role: "status", "{said}" }
        }
    }
}

/// A file that is being sent, or was not taken.
#[component]
fn OnItsWay(
    name: String,
    size: u64,
    state: Result<u64, String>,
    on_again: EventHandler<()>,
    on_give_up: EventHandler<()>,
) -> Element {
    let format = use_format();
    rsx! {
        div { class: "dk-file-open",
            span { class: "dk-file-thumb", Glyph { icon: if state.is_ok() { Icon::CloudUpload } else { Icon::CloudAlert } } }
            span { class: "dk-file-words",
                span { class: "dk-file-name", "{name}" }
                match &state {
                    Ok(percent) => rsx! {
                        progress {
                            class: "dk-file-progress",
                            max: "100",
                            value: "{percent}",
                            aria_label: tr!("files-sending-named", name = name.clone()),
                        }
                        span { class: "dk-quiet tr-figures", {tr!("files-sending", percent = *percent)} " · {format.size(size)}" }
                    },
                    Err(why) => rsx! { span { class: "tr-error", role: "alert", "{why}" } },
                }
            }
        }
        span { class: "dk-file-tools",
            if state.is_err() {
                Button {
                    label: tr!("files-again", name = name.clone()),
                    icon: Icon::Refresh,
                    icon_only: true,
                    kind: ButtonKind::Ghost,
                    on_press: move |_| on_again.call(()),
                }
            }
            Button {
                label: tr!("files-give-up", name = name),
                icon: Icon::Close,
                icon_only: true,
                kind: ButtonKind::Ghost,
                on_press: move |_| on_give_up.call(()),
            }
        }
    }
}

/// A file with its picture or its sort; a press opens a picture beside the page and saves anything else.
#[component]
fn FileLink(hash: String, name: String, known: Option<StoredFile>) -> Element {
    let format = use_format();
    let picture = known.as_ref().is_some_and(StoredFile::is_picture);
    let size = known.map_or_else(|| tr("files-not-here"), |file| format.size(file.size.unsigned_abs()));
    rsx! {
        a {
            class: "dk-file-open",
            href: api::attachment(&hash),
            target: picture.then_some("_blank"),
            rel: picture.then_some("noreferrer"),
            download: (!picture).then(|| name.clone()),
            if picture {
                img { class: "dk-file-thumb", src: api::attachment(&hash), alt: "", loading: "lazy" }
            } else {
                span { class: "dk-file-thumb", Glyph { icon: Icon::File } }
            }
            span { class: "dk-file-words",
                span { class: "dk-file-name", "{name}" }
                span { class: "dk-quiet tr-figures", "{size}" }
                if picture {
                    span { class: "tr-sr", {tr("files-opens")} }
                }
            }
        }
    }
}

/// Files that are only shown.
#[component]
pub fn FileList(files: Files, stored: StoredFiles) -> Element {
    rsx! {
        ul { class: "dk-plain-list dk-files",
            for (hash, name) in files {
                li { key: "{hash}", class: "dk-file-line",
                    FileLink { known: stored.get(&hash).cloned(), hash, name }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn files(names: &[&str]) -> Files {
        names.iter().map(|name| (name.repeat(64), format!("{name}.pdf"))).collect()
    }

    #[test]
    fn what_a_colleague_did_with_the_files_meanwhile_stays() {
        let (base, mine) = (files(&["a", "b"]), files(&["b", "c"]));
        // he took b away and added d; I took a away and added c
        let latest = files(&["a", "d"]);
        assert_eq!(over(&base, &mine, &latest), files(&["c", "d"]));
        assert_eq!(over(&base, &mine, &base), mine);
        assert_eq!(over(&base, &base, &latest), latest);
    }

    #[test]
    fn names_and_media_types_are_such_as_the_server_takes() {
        sample::render(Locale::En, || {
            assert_eq!(tidied("pl\u{0}an.pdf"), "plan.pdf");
            assert_eq!(tidied(" \n"), tr("files-nameless"));
            let long = tidied(&format!("{}.pdf", "图".repeat(200)));
            assert!(long.len() <= MOST_NAME && long.ends_with("图.pdf"), "{long}");
            rsx! {}
        });
        assert_eq!(media_type(Some("Text/Plain; charset=utf-8".into())), "text/plain");
        assert_eq!(media_type(Some("nonsense".into())), "application/octet-stream");
        assert_eq!(media_type(None), "application/octet-stream");
    }

    #[test]
    fn a_file_that_cannot_be_kept_is_refused_with_the_reason() {
        for locale in Locale::ALL {
            sample::render(locale, || {
                let why = |name: &str, size| refused(name, size).unwrap_or_default();
                assert!(why("plan.pdf", 0).contains("plan.pdf"));
                let film = why("film.mov", MAX_ATTACHMENT_BYTES + 1);
                assert!(film.contains("51") && film.contains("50"), "{film}");
                assert!(why("Setup.EXE", 10).contains("Setup.EXE"));
                assert_eq!(refused("plan.pdf", MAX_ATTACHMENT_BYTES), None);
                assert_eq!(refused("exe", 1), None);
                rsx! {}
            });
        }
    }

    #[test]
    fn a_picture_is_shown_and_anything_else_is_named_with_its_size() {
        for locale in Locale::ALL {
            let html = sample::render(locale, || {
                let stored = |size, mime: &str| StoredFile { size, mime: mime.into() };
                let known =
                    [("a".repeat(64), stored(2_048, "image/png")), ("b".repeat(64), stored(4_096, "application/pdf"))];
                rsx! {
                    FilesField {
                        label: "Plans",
                        files: files(&["a", "b", "c"]),
                        stored: StoredFiles::from(known),
                        error: Some("Not like this.".to_owned()),
                        on_change: |_| {},
                    }
                }
            });
            assert_eq!(html.matches("<img").count(), 1, "{html}");
            for told in
                ["a.pdf", "b.pdf", "c.pdf", "Plans", "Not like this.", "download=\"b.pdf\"", "target=\"_blank\""]
            {
                assert!(html.contains(told), "{told}: {html}");
            }
            assert!(!html.contains("files-"), "every word is there: {html}");
        }
    }
}
