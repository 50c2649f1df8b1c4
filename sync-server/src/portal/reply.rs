//! A reply that a customer writes, with its files, and the files of the conversation that he reads.
//!
//! He reads what came with replies that are his to see, behind the same secret address, and nothing else: not files of internal
//! replies, nor any other bytes of the organisation.

use axum::Form;
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest as _, Multipart, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Deserialize;
use truckroll_domain::TenantId;
use truckroll_domain::attachments::Attachment;
use truckroll_domain::publishing::{MAX_FILES, MAX_MB};
use truckroll_portal::error::Problem;
use truckroll_portal::form::KeptPhoto;
use truckroll_portal::names::{self, Posted};
use truckroll_portal::progress::{FileProblem, ReplyForm};
use uuid::Uuid;

use super::parts::{self, stored, text, unreadable};
use super::progress::open;
use super::{MAX_ANSWER_BYTES, MAX_FORM_BYTES, Reader, guarded};
use crate::App;
use crate::attachments;
use crate::http::apps;

/// Most parts of a reply.
const MAX_PARTS: usize = 100;
/// Most files of a reply.
const MOST_FILES: usize = MAX_FILES as usize;
/// Largest file, bytes.
const MOST_BYTES: u64 = MAX_MB as u64 * 1024 * 1024;

/// What was written.
#[derive(Default)]
pub(super) struct Written {
    pub id: Option<Uuid>,
    pub text: String,
    pub files: Vec<Attachment>,
    /// What is wrong with files that did not stay.
    pub problems: Vec<FileProblem>,
}

/// The same from a page that takes no files.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Plain {
    submission: String,
    text: String,
}

impl Written {
    /// Reads what was posted, in parts or as an ordinary form; files are stored as they come.
    ///
    /// # Errors
    /// The page to answer with.
    pub async fn read(app: &App, tenant: TenantId, reader: &Reader, request: Request) -> Result<Self, Problem> {
        if reader.announces_too_much() {
            return Err(Problem::TooLarge { limit: MAX_FORM_BYTES as u64 });
        }
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("multipart/") {
            return Self::plain(app, request).await;
        }
        let mut parts = Multipart::from_request(request, app).await.map_err(|_| Problem::Unreadable)?;
        let mut written = Self::default();
        let mut count = 0;
        while let Some(mut part) = parts.next_field().await.map_err(|e| unreadable(&e))? {
            count += 1;
            if count > MAX_PARTS {
                return Err(Problem::Unreadable);
            }
            let name = part.name().unwrap_or_default().to_owned();
            match names::posted(&name) {
                Some(Posted::File(names::REPLY)) => {
                    let sent = parts::file(&mut part, written.has_room()).await.map_err(|e| unreadable(&e))?;
                    if sent.size > 0 {
                        written.keep(app, tenant, sent).await?;
                    }
                }
                Some(Posted::Kept(names::REPLY)) => {
                    let kept = KeptPhoto::from_value(&text(&mut part).await.map_err(|e| unreadable(&e))?);
                    if let Some(kept) = kept.filter(|_| written.has_room()) {
                        written.add(stored(app, tenant, kept).await?);
                    }
                }
                _ => {
                    let value = text(&mut part).await.map_err(|e| unreadable(&e))?;
                    match name.as_str() {
                        names::SUBMISSION => written.id = value.trim().parse().ok(),
                        names::TEXT => written.text = value.replace("\r\n", "\n"),
                        // a newer page may post more than this server knows
                        _ => {}
                    }
                }
            }
        }
        Ok(written)
    }

    async fn plain(app: &App, request: Request) -> Result<Self, Problem> {
        let (head, body) = request.into_parts();
        let limit = Problem::TooLarge { limit: MAX_ANSWER_BYTES as u64 };
        let bytes = to_bytes(body, MAX_ANSWER_BYTES).await.map_err(|_| limit)?;
        let Plain { submission, text } =
            super::readable(Form::from_request(Request::from_parts(head, Body::from(bytes)), app).await)?;
        let text = text.replace("\r\n", "\n").replace('\0', "");
        Ok(Self { id: submission.trim().parse().ok(), text, ..Self::default() })
    }

    fn has_room(&self) -> bool {
        self.files.len() < MOST_FILES
    }

    async fn keep(&mut self, app: &App, tenant: TenantId, sent: parts::Sent) -> Result<(), Problem> {
        match parts::wrong(&sent, self.has_room(), MOST_BYTES) {
            Some("too_many") if self.problems.contains(&FileProblem::TooMany) => {}
            Some("too_many") => self.problems.push(FileProblem::TooMany),
            Some(_) => self.problems.push(FileProblem::TooLarge { name: sent.name }),
            None => self.add(Some(parts::keep(app, tenant, sent).await?)),
        }
        Ok(())
    }

    /// Adds a file, unless it is there already.
    fn add(&mut self, file: Option<Attachment>) {
        self.files.extend(file.filter(|file| self.files.iter().all(|other| other.hash != file.hash)));
    }

    /// Gives everything that came back to the page.
    pub fn back_into(&self, form: &mut ReplyForm) {
        form.text.clone_from(&self.text);
        form.kept = self.files.iter().map(|f| KeptPhoto { hash: f.hash.clone(), name: f.name.clone() }).collect();
        form.file_problems.clone_from(&self.problems);
        if let Some(id) = self.id {
            form.submission = id.to_string();
        }
    }
}

/// A file of the conversation.
pub(super) async fn file(
    State(app): State<App>,
    reader: Reader,
    Path((token, hash)): Path<(String, String)>,
    request: Request,
) -> Response {
    let work = async {
        let followed = open(&app, &reader, &token).await?;
        let failed = |error: &sqlx::Error| reader.unavailable(&app, Some(&followed.directory), error);
        let nothing = || reader.fail(&app, Some(&followed.directory), Problem::NotFound);
        let said = followed.said(&app).await.map_err(|e| failed(&e))?;
        let is_his = said.iter().any(|(_, _, files)| files.iter().any(|file| file.hash == hash));
        let mime = match attachments::complete_mime(&app.db, followed.tenant, &hash).await {
            Ok(mime) => mime.filter(|_| is_his).ok_or_else(nothing)?,
            Err(error) => return Err(failed(&error)),
        };
        let response = apps::serve(&attachments::path_of(&app, followed.tenant, &hash), request).await;
        let response = attachments::safely(response, &mime, &format!("\"{hash}\""));
        if response.status() == StatusCode::NOT_FOUND {
            return Err(nothing());
        }
        // what is behind a secret address is kept by no cache, and is still no page of ours
        let policy = response.headers().get(header::CONTENT_SECURITY_POLICY).cloned();
        let mut response = guarded(response);
        let policy = policy.unwrap_or(HeaderValue::from_static("default-src 'none'; sandbox"));
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        Ok(response)
    };
    work.await.unwrap_or_else(|response: Response| response)
}
