//! What an engineer recorded in one turn: steps, solution, parts, photos, signatures, answers.

use dioxus::prelude::*;
use truckroll_domain::visits::{Attempt, PhotoTag, Stamp};
use truckroll_ui::prelude::Photo as ShownPhoto;
use truckroll_ui::prelude::*;

use crate::api;
use crate::desk::trouble::Fact;
use crate::session::use_session;
use crate::words;

/// The record. Photos whose bytes have not arrived are named so.
#[component]
pub fn AttemptRecord(attempt: Attempt, missing: Vec<String>) -> Element {
    let format = use_format();
    let session = use_session();
    let photos = photos(&attempt, &missing, &format);
    let moment = |stamp: &Option<Stamp>| stamp.as_ref().map(|s| step_words(s, &format));
    let steps = [
        ("dispatch-step-accepted", moment(&attempt.accepted)),
        ("dispatch-step-departed", moment(&attempt.departed)),
        ("dispatch-step-arrived", moment(&attempt.arrived)),
        ("dispatch-step-done", moment(&attempt.completed)),
        ("dispatch-step-rejected", moment(&attempt.rejected)),
    ];
    rsx! {
        dl { class: "dk-facts",
            for (key, said) in steps {
                if let Some(said) = said {
                    Fact { key: "{key}", term: tr(key), value: said }
                }
            }
            if attempt.paused_ms() > 0 {
                Fact { term: tr("dispatch-paused-for"), value: format.duration(attempt.paused_ms()) }
            }
            if let Some(minutes) = attempt.work_minutes {
                Fact { term: tr("dispatch-worked"), value: format.duration(minutes.saturating_mul(60_000)) }
            }
            Fact { term: tr("dispatch-solution"), value: attempt.solution.clone() }
            Fact { term: tr("dispatch-remark"), value: attempt.remark.clone() }
            for (key, answer) in attempt.answers.clone() {
                Fact { key: "{key}", term: words::own_field(&session, &key), value: answer }
            }
            if !attempt.parts.is_empty() {
                Fact { term: tr("dispatch-parts"),
                    ul { class: "dk-plain-list",
                        for (id, part) in attempt.parts.clone() {
                            li { key: "{id}",
                                span { class: "tr-figures", "{part.quantity} × " }
                                "{part.name}"
                                if !part.part_number.is_empty() {
                                    span { class: "dk-quiet", " {part.part_number}" }
                                }
                            }
                        }
                    }
                }
            }
        }
        if !photos.is_empty() {
            PhotoStrip { photos }
        }
        if !attempt.signatures.is_empty() {
            ul { class: "dk-signatures", aria_label: tr("dispatch-signatures"),
                for (id, signature) in attempt.signatures.clone() {
                    li { key: "{id}",
                        figure {
                            if missing.contains(&signature.attachment.hash) {
                                p { class: "dk-quiet", {tr("dispatch-bytes-coming")} }
                            } else {
                                img {
                                    src: api::attachment(&signature.attachment.hash),
                                    alt: tr!("signature-of", name = signature.signer.clone()),
                                    loading: "lazy",
                                }
                            }
                            figcaption { class: "dk-quiet",
                                {tr!("dispatch-signed", name = signature.signer, time = format.moment(signature.at.ms()))}
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A time with what is worth a look: no GPS, far away, offline, a reason.
fn step_words(stamp: &Stamp, format: &Format) -> String {
    let mut said = vec![format.moment(stamp.at.ms())];
    if let Some(metres) = stamp.distance_m {
        let distance = format.distance(metres as f64);
        said.push(tr!("dispatch-from-site", distance = distance));
    }
    if stamp.offline {
        said.push(tr("flow-offline"));
    }
    if !stamp.reason.is_empty() {
        said.push(stamp.reason.clone());
    }
    said.join(" · ")
}

fn photos(attempt: &Attempt, missing: &[String], format: &Format) -> Vec<ShownPhoto> {
    attempt
        .photos
        .iter()
        .map(|(id, photo)| {
            let here = !missing.contains(&photo.attachment.hash);
            let tag = tr(match photo.tag {
                PhotoTag::Before => "dispatch-photo-before",
                PhotoTag::After => "dispatch-photo-after",
                PhotoTag::Other => "dispatch-photo-other",
            });
            let address = if here { api::attachment(&photo.attachment.hash) } else { String::new() };
            ShownPhoto {
                id: id.to_string(),
                thumb: address.clone(),
                full: here.then_some(address),
                label: format!("{tag}, {}", format.moment(photo.shows_at().ms())),
                mark: if here { SyncMark::Sent } else { SyncMark::Sending },
            }
        })
        .collect()
}
