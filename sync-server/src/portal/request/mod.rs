//! `/r/{token}`: the page of a published ticket template (TKT-42, TKT-43), and the ticket it makes.
//!
//! The page shows the fields of one version of the template; the ticket is made with that version. The hidden submission id names
//! the command, so that pressing twice, a reload, and what a device sends again after a broken line make one ticket. Its last
//! digits are the receipt, which the device made without us ([`truckroll_domain::publishing::receipt`]).

use std::sync::Arc;

use axum::Extension;
use axum::extract::{FromRequest as _, Multipart, Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use truckroll_domain::access::Feature;
use truckroll_domain::publishing::{Publication, receipt};
use truckroll_domain::tickets::TicketTemplate;
use truckroll_domain::time::SECOND_MS;
use truckroll_domain::{Content, LinkId, TenantId};
use truckroll_portal::Locale;
use truckroll_portal::error::Problem;
use truckroll_portal::request::DonePage;
use uuid::Uuid;

use super::{Limits, MAX_FORM_BYTES, Reader, onward, page};
use crate::App;
use crate::directory::Directory;
use crate::http::PeerAddress;
use crate::ingest::ExecuteError;
use crate::links::FormToken;

mod bound;
mod extras;
mod filled;
mod judged;
mod look;
mod make;
mod puzzle;

use bound::Bound;
pub(super) use extras::{code, judge, manifest, worker};
pub(super) use filled::Filled;
pub(super) use judged::{Judged, Stock};

/// A page that may be shown.
pub(super) struct Opened {
    pub tenant: TenantId,
    /// The saved link, if it is one; names what is limited.
    pub link: Option<LinkId>,
    pub publication: Publication,
    pub directory: Arc<Directory>,
    /// The template as it is now.
    pub template: TicketTemplate,
    /// The company and the person it is for.
    pub bound: Bound,
    /// The machine it is for.
    pub asset: Option<truckroll_domain::assets::Asset>,
    /// What can be chosen.
    pub stock: Stock,
}

impl Opened {
    /// What is limited when it is posted to.
    fn name(&self, token: &str) -> String {
        self.link.map_or_else(|| token.chars().rev().take(16).collect(), |link| link.to_string())
    }

    fn about(&self) -> Option<String> {
        let company = self.bound.company.as_ref().map(|(_, name)| name.as_str()).unwrap_or_default();
        let asset = self.asset.as_ref().map(|asset| asset.name.as_str()).unwrap_or_default();
        let parts: Vec<&str> = [asset, company].into_iter().filter(|part| !part.is_empty()).collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    }

    /// The version of the template that a page showed, where it is one of this template.
    fn version(&self, shown: &str) -> TicketTemplate {
        let of = shown.parse().ok().filter(|of: &truckroll_domain::tickets::TemplateRef| of.id == self.template.id);
        of.and_then(|of| self.directory.template_versions.get(&of)).cloned().unwrap_or_else(|| self.template.clone())
    }
}

/// Opens the page behind a token.
async fn open(app: &App, reader: &mut Reader, token: &str) -> Result<Opened, Response> {
    let nothing = |reader: &Reader| reader.fail(app, None, Problem::NotFound);
    let failed = |reader: &Reader, error: &sqlx::Error| reader.unavailable(app, None, error);
    let (tenant, link, publication, off) = if let Some((tenant, says)) = app.secrets.links.open_carried(token) {
        let publication = serde_json::from_slice(&says).map_err(|_| nothing(reader))?;
        (tenant, None, publication, false)
    } else {
        let token = FormToken::parse(token).ok_or_else(|| nothing(reader))?;
        let saved = crate::publishing::find(&app.db, token.link).await.map_err(|e| failed(reader, &e))?;
        let saved = saved.filter(|saved| app.secrets.links.opens_publication(saved.tenant, &token));
        let saved = saved.ok_or_else(|| nothing(reader))?;
        (saved.tenant, Some(saved.id), saved.publication, saved.disabled_at.is_some())
    };
    let directory = app.directory(tenant).await.map_err(|e| failed(reader, &e))?;
    // the language of the link goes before the browser's, and what is chosen on the page before both
    reader.browser = Locale::from_tag(&publication.locale).or(reader.browser);
    let now = app.clock.now();
    let closed = |reader: &Reader| reader.fail(app, Some(&directory), Problem::FormClosed);
    let open = !off
        && !publication.is_over(now)
        && directory.policy.on(Feature::CustomerForms)
        && !directory.licence_is_over(now);
    let template = directory.ticket_templates.get(&publication.template).map(|(_, template)| template);
    let template = template.filter(|template| open && template.disabled_at.is_none()).cloned();
    let template = template.ok_or_else(|| closed(reader))?;
    let failed = |error: &sqlx::Error| reader.unavailable(app, Some(&directory), error);
    let wanted: Vec<_> = publication.asset.map(Into::into).into_iter().collect();
    let mut found = crate::ingest::load(&app.db, tenant, &wanted).await.map_err(|e| failed(&e))?;
    let asset = publication.asset.and_then(|id| found.remove(&id.into())).and_then(|stored| match stored.content {
        Content::Asset(asset) => Some(asset),
        _ => None,
    });
    let of_asset = asset.as_ref().and_then(|asset| Some((asset.company?, asset.company_name.clone())));
    let bound = Bound::load(app, tenant, &publication, of_asset, directory.privacy.mask_phones).await;
    let bound = bound.map_err(|e| failed(&e))?;
    let stock = Stock::load(app, tenant, &directory, bound.company.as_ref().map(|(id, _)| *id)).await;
    let stock = stock.map_err(|e| failed(&e))?;
    Ok(Opened { tenant, link, publication, directory, template, bound, asset, stock })
}

/// What a page may be asked for besides.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct After {
    done: Option<String>,
}

/// Shows the page, or the receipt of what was sent by it.
pub(super) async fn show(
    State(app): State<App>,
    mut reader: Reader,
    Path(token): Path<String>,
    Query(after): Query<After>,
) -> Response {
    let opened = match open(&app, &mut reader, &token).await {
        Ok(opened) => opened,
        Err(response) => return response,
    };
    let done = after.done.and_then(|id| id.parse::<Uuid>().ok());
    if let Some(id) = done {
        return match receipt_page(&app, &reader, &opened, id).await {
            Ok(Some(html)) => page(StatusCode::OK, html),
            Ok(None) => reader.fail(&app, Some(&opened.directory), Problem::NotFound),
            Err(error) => reader.unavailable(&app, Some(&opened.directory), &error),
        };
    }
    let filled = Filled::begun(&opened, app.fresh());
    let judged = Judged::of(&opened, &filled, app.clock.now(), false);
    page(StatusCode::OK, look::html(&app, &reader, &opened, &filled, &judged, None))
}

async fn receipt_page(app: &App, reader: &Reader, opened: &Opened, id: Uuid) -> Result<Option<String>, sqlx::Error> {
    let Some((ticket, number)) = crate::publishing::arrived(&app.db, opened.tenant, id).await? else { return Ok(None) };
    let progress = app.secrets.links.progress_path(opened.tenant, ticket);
    Ok(Some(truckroll_portal::request::render_done(&DonePage {
        frame: truckroll_portal::Frame { languages: Vec::new(), ..reader.frame(Some(&opened.directory)) },
        thanks: opened.publication.thanks.clone(),
        receipt: receipt::of(id),
        number,
        progress: reader.onward(&progress),
        again: reader.onward(&reader.path),
    })))
}

/// Takes what was filled in.
pub(super) async fn send(
    State(app): State<App>,
    Extension(limits): Extension<Arc<Limits>>,
    PeerAddress(address): PeerAddress,
    mut reader: Reader,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    take(&app, &limits, &address, &mut reader, &token, request).await.unwrap_or_else(|response| response)
}

async fn take(
    app: &App,
    limits: &Limits,
    address: &str,
    reader: &mut Reader,
    token: &str,
    request: Request,
) -> Result<Response, Response> {
    let opened = open(app, reader, token).await?;
    let reader = &*reader;
    let directory = &opened.directory;
    let fail = |problem| reader.fail(app, Some(directory), problem);
    if !reader.is_from_here() {
        return Err(fail(Problem::Unreadable));
    }
    let now = app.clock.now();
    let waits = limits.links.take(&opened.name(token), now).and_then(|()| limits.addresses.take(address, now));
    waits.map_err(|seconds| fail(Problem::TooMany { retry_at: now.plus_ms(seconds * SECOND_MS) }))?;
    if reader.announces_too_much() {
        return Err(fail(Problem::TooLarge { limit: MAX_FORM_BYTES as u64 }));
    }
    let json = request.headers().get(header::ACCEPT).is_some_and(|v| v.as_bytes() == b"application/json");
    let parts = Multipart::from_request(request, app).await.map_err(|_| fail(Problem::Unreadable))?;
    let mut filled = Filled::read(app, &opened, parts).await.map_err(fail)?;
    if filled.is_machine {
        return Err(fail(Problem::Unreadable));
    }
    let id = *filled.id.get_or_insert_with(|| app.fresh());
    filled.verify(app, &opened, address).await;
    let asked = filled.button(app, &opened, address, reader.locale(Some(directory))).await;
    let judged = Judged::of(&opened, &filled, now, asked.is_none());
    let proven = !opened.publication.puzzle || puzzle::is_solved(&app.secrets.links, opened.tenant, id, &filled);
    if let Some(notice) = asked {
        return Ok(page(StatusCode::OK, look::html(app, reader, &opened, &filled, &judged, Some(notice))));
    }
    if judged.is_wrong() || !proven {
        filled.unproven = !proven;
        return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, look::html(app, reader, &opened, &filled, &judged, None)));
    }
    make::ticket(app, &opened, id, &filled, &judged).await.map_err(|error| match error {
        ExecuteError::Database(error) => reader.unavailable(app, Some(directory), &error),
        error => {
            tracing::warn!(%error, "a published form was refused");
            fail(Problem::Unreadable)
        }
    })?;
    let done = format!("{}?done={id}", reader.path);
    if json {
        let body = serde_json::json!({ "path": reader.onward(&done), "receipt": receipt::of(id) });
        return Ok(super::guarded((StatusCode::CREATED, axum::Json(body)).into_response()));
    }
    Ok(onward(&reader.onward(&done)))
}
