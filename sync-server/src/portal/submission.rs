//! Reads a posted form: answers, place and photos, within limits, into what the rest works with.
//!
//! Photos are stored as they come, one at a time, so that a page that comes back with problems can keep them.

use std::collections::BTreeMap;

use axum::extract::Multipart;
use truckroll_domain::attachments::{Attachment, MAX_ATTACHMENT_BYTES, MAX_VISIT_PHOTOS};
use truckroll_domain::forms::Form;
use truckroll_domain::{Place, TenantId};
use truckroll_portal::error::Problem;
use truckroll_portal::form::{KeptPhoto, PhotoProblem};
use truckroll_portal::names;
use uuid::Uuid;

use super::parts::{Sent, file, keep as store, picture_type, stored, text, unreadable};
use crate::App;

/// Most parts of one form.
const MAX_PARTS: usize = 250;

/// A posted form.
#[derive(Default)]
pub(super) struct Submission {
    pub id: Option<Uuid>,
    pub answers: BTreeMap<String, String>,
    pub photos: Vec<Attachment>,
    pub photo_problems: Vec<PhotoProblem>,
    pub place: Option<Place>,
    pub is_machine: bool,
}

impl Submission {
    /// The photos as the page keeps them.
    pub fn kept(&self) -> Vec<KeptPhoto> {
        self.photos.iter().map(|p| KeptPhoto { hash: p.hash.clone(), name: p.name.clone() }).collect()
    }
}

/// Reads all parts.
///
/// # Errors
/// The page to answer with.
pub(super) async fn read(
    app: &App,
    tenant: TenantId,
    form: &Form,
    mut parts: Multipart,
) -> Result<Submission, Problem> {
    let most = usize::try_from(form.max_photos).unwrap_or(0).min(MAX_VISIT_PHOTOS);
    let mut submission = Submission::default();
    let (mut lat, mut lon, mut accuracy) = (None, None, None);
    let mut given = 0;
    let mut count = 0;
    while let Some(mut part) = parts.next_field().await.map_err(|e| unreadable(&e))? {
        count += 1;
        if count > MAX_PARTS {
            return Err(Problem::Unreadable);
        }
        let name = part.name().unwrap_or_default().to_owned();
        if name == names::PHOTOS {
            let room = given < most;
            let sent = file(&mut part, room).await.map_err(|e| unreadable(&e))?;
            if sent.size == 0 {
                continue;
            }
            given += 1;
            if room {
                keep(app, tenant, &mut submission, sent).await?;
            }
            continue;
        }
        let value = text(&mut part).await.map_err(|e| unreadable(&e))?;
        if let Some(key) = names::answer_key(&name) {
            submission.answers.insert(key.to_owned(), value.replace("\r\n", "\n"));
            continue;
        }
        match name.as_str() {
            names::SUBMISSION => submission.id = value.trim().parse().ok(),
            names::HONEYPOT => submission.is_machine |= !value.trim().is_empty(),
            names::LAT => lat = value.trim().parse::<f64>().ok(),
            names::LON => lon = value.trim().parse::<f64>().ok(),
            names::ACCURACY => accuracy = value.trim().parse::<f64>().ok(),
            names::KEPT => {
                let Some(kept) = KeptPhoto::from_value(&value) else { continue };
                given += 1;
                if given <= most {
                    submission.photos.extend(stored(app, tenant, kept).await?.filter(Attachment::is_picture));
                }
            }
            // a newer page may post more than this server knows
            _ => {}
        }
    }
    if given > most {
        submission.photo_problems.push(PhotoProblem::TooMany { given });
    }
    let place = lat.zip(lon).map(|(lat, lon)| Place { lat, lon, accuracy_m: accuracy });
    submission.place = place.filter(|p| form.ask_place && p.is_valid());
    // what people leave empty is not an answer to a question that is not asked
    submission.answers.retain(|key, value| !value.is_empty() || form.fields.iter().any(|f| f.key == *key));
    Ok(submission)
}

async fn keep(app: &App, tenant: TenantId, submission: &mut Submission, sent: Sent) -> Result<(), Problem> {
    if sent.size > MAX_ATTACHMENT_BYTES {
        submission.photo_problems.push(PhotoProblem::TooLarge { name: sent.name, size: sent.size });
        return Ok(());
    }
    if picture_type(&sent.bytes).is_none() {
        submission.photo_problems.push(PhotoProblem::NotAPicture { name: sent.name });
        return Ok(());
    }
    submission.photos.push(store(app, tenant, sent).await?);
    Ok(())
}
