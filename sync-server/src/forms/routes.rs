//! `GET /forms`, `POST /forms/{id}/links`, `DELETE /links/{id}`, QR codes and label sheets of links.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use truckroll_domain::audit::Action;
use truckroll_domain::{Content, FormId, LinkId};
use truckroll_portal::page::CONTENT_SECURITY_POLICY;
use truckroll_portal::sheet::{Label, Paper, SheetPage};
use truckroll_portal::{Frame, Locale};
use truckroll_protocol::api::{FormItem, Link, NewLink};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{StoredLink, code, find, links_of, put_link, revoke};
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::http::{Answer, Fault, Id, Strict};
use crate::links::customer_address_for;

/// Longest name of a link, characters.
const MAX_LABEL: usize = 200;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(forms))
        .routes(routes!(new_link))
        .routes(routes!(revoke_link))
        .routes(routes!(qr_svg))
        .routes(routes!(qr_png))
        .routes(routes!(sheet))
}

#[utoipa::path(
    get,
    path = "/forms",
    tag = "forms",
    operation_id = "forms",
    description = "The organisation's forms with their links.",
    responses(
        (status = 200, description = "List of `FormItem`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a dispatcher"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn forms(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<FormItem>>> {
    session.must_dispatch()?;
    let directory = app.directory(session.tenant).await?;
    let links = links_of(&app.db, session.tenant).await?;
    let mut items: Vec<FormItem> = directory
        .forms
        .values()
        .map(|form| FormItem {
            form: form.clone(),
            links: links.iter().filter(|l| l.form == form.id).map(|l| l.clone().shown(&app, &directory)).collect(),
        })
        .collect();
    items.sort_by(|a, b| (&a.form.title, a.form.id).cmp(&(&b.form.title, b.form.id)));
    Ok(axum::Json(items))
}

#[utoipa::path(
    post,
    path = "/forms/{id}/links",
    tag = "forms",
    operation_id = "new_link",
    description = "Publishes a form under a new address, for a machine or for any place.",
    params(("id" = String, Path, description = "Form")),
    request_body(content = serde_json::Value, description = "`NewLink`"),
    responses(
        (status = 201, description = "`Link`", body = serde_json::Value),
        (status = 400, description = "Unknown machine or too long a name"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a dispatcher"),
        (status = 404, description = "No such form"),
        (status = 409, description = "The form is not published"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn new_link(
    State(app): State<App>,
    session: Session,
    Id(form): Id<FormId>,
    Strict(request): Strict<NewLink>,
) -> Answer<(StatusCode, axum::Json<Link>)> {
    session.must_dispatch()?;
    let directory = app.directory(session.tenant).await?;
    let form = directory.forms.get(&form).ok_or_else(|| Fault::not_found("form"))?;
    if !form.published {
        return Err(Fault::conflict("form is not published"));
    }
    if request.label.chars().count() > MAX_LABEL {
        return Err(Fault::bad_request("label").field("label", "too_long"));
    }
    let mut label = request.label.trim().to_owned();
    if let Some(id) = request.asset {
        let stored = crate::ingest::load(&app.db, session.tenant, &[id.into()]).await?;
        let Some(Content::Asset(asset)) = stored.get(&id.into()).map(|s| &s.content) else {
            return Err(Fault::bad_request("asset").field("asset", "unknown"));
        };
        if label.is_empty() {
            label.clone_from(&asset.name);
        }
    }
    if label.is_empty() {
        label.clone_from(&form.title);
    }
    let link = StoredLink {
        tenant: session.tenant,
        id: app.fresh(),
        form: form.id,
        asset: request.asset,
        label,
        created_at: app.clock.now(),
        revoked_at: None,
    };
    let mut tx = app.db.begin().await?;
    put_link(&mut tx, &link).await?;
    let state = serde_json::json!({ "form": form.title, "asset": link.asset });
    let entry = Entry::of(&app, &session, Action::FormLinkMade).about("form_link", link.id, &link.label).after(&state);
    audit::write(&mut tx, entry).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, axum::Json(link.shown(&app, &directory))))
}

#[utoipa::path(
    delete,
    path = "/links/{id}",
    tag = "forms",
    operation_id = "revoke_link",
    description = "Withdraws a link; its page then says that it is gone.",
    params(("id" = String, Path, description = "Link")),
    responses(
        (status = 204, description = "Withdrawn"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a dispatcher"),
        (status = 404, description = "No such link"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn revoke_link(State(app): State<App>, session: Session, Id(id): Id<LinkId>) -> Answer<StatusCode> {
    session.must_dispatch()?;
    let link = find(&app.db, id).await?.filter(|l| l.tenant == session.tenant);
    let link = link.ok_or_else(|| Fault::not_found("link"))?;
    let mut tx = app.db.begin().await?;
    revoke(&mut tx, session.tenant, id, app.clock.now()).await?;
    if link.revoked_at.is_none() {
        let entry = Entry::of(&app, &session, Action::FormLinkRevoked).about("form_link", id, &link.label);
        audit::write(&mut tx, entry).await?;
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The link, if it is the caller's to print.
async fn printable(app: &App, session: &Session, id: LinkId) -> Answer<StoredLink> {
    session.must_dispatch()?;
    let link = find(&app.db, id).await?.filter(|l| l.tenant == session.tenant && l.revoked_at.is_none());
    link.ok_or_else(|| Fault::not_found("link"))
}

async fn address(app: &App, headers: &HeaderMap, link: &StoredLink) -> Answer<String> {
    let directory = app.directory(link.tenant).await?;
    let path = app.secrets.links.form_path(link.tenant, link.id);
    Ok(customer_address_for(&app.config, &directory, headers, &path))
}

fn file(kind: &'static str, body: Option<impl IntoResponse>) -> Answer<Response> {
    let body = body.ok_or_else(|| Fault::bad_request("the address is too long for a code"))?;
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], body).into_response())
}

#[utoipa::path(
    get,
    path = "/links/{id}/qr.svg",
    tag = "forms",
    operation_id = "link_qr_svg",
    description = "The link as a QR code.",
    params(("id" = String, Path, description = "Link")),
    responses(
        (status = 200, description = "SVG", content_type = "image/svg+xml"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a dispatcher"),
        (status = 404, description = "No such link"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn qr_svg(State(app): State<App>, session: Session, headers: HeaderMap, Id(id): Id<LinkId>) -> Answer<Response> {
    let link = printable(&app, &session, id).await?;
    file("image/svg+xml", code::svg(&address(&app, &headers, &link).await?))
}

#[utoipa::path(
    get,
    path = "/links/{id}/qr.png",
    tag = "forms",
    operation_id = "link_qr_png",
    description = "The link as a QR code.",
    params(("id" = String, Path, description = "Link")),
    responses(
        (status = 200, description = "PNG", content_type = "image/png"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a dispatcher"),
        (status = 404, description = "No such link"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn qr_png(State(app): State<App>, session: Session, headers: HeaderMap, Id(id): Id<LinkId>) -> Answer<Response> {
    let link = printable(&app, &session, id).await?;
    file("image/png", code::png(&address(&app, &headers, &link).await?))
}

#[utoipa::path(
    get,
    path = "/links/{id}/sheet",
    tag = "forms",
    operation_id = "link_sheet",
    description = "A printable page with the link's label.",
    params(("id" = String, Path, description = "Link")),
    responses(
        (status = 200, description = "HTML", content_type = "text/html"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a dispatcher"),
        (status = 404, description = "No such link"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn sheet(State(app): State<App>, session: Session, headers: HeaderMap, Id(id): Id<LinkId>) -> Answer<Response> {
    let link = printable(&app, &session, id).await?;
    let directory = app.directory(session.tenant).await?;
    let locale = Locale::from_tag(&directory.settings.locale).unwrap_or_default();
    let site = match link.asset {
        Some(asset) => {
            let stored = crate::ingest::load(&app.db, session.tenant, &[asset.into()]).await?;
            match stored.get(&asset.into()).map(|s| &s.content) {
                Some(Content::Asset(asset)) => asset.company_name.clone(),
                _ => String::new(),
            }
        }
        None => String::new(),
    };
    let address = address(&app, &headers, &link).await?;
    let qr_svg = truckroll_portal::qr::svg(&address);
    let page = qr_svg.map(|qr_svg| {
        truckroll_portal::sheet::render(&SheetPage {
            frame: Frame {
                locale,
                tenant_name: directory.face().to_owned(),
                languages: Vec::new(),
                look: directory.look(),
            },
            paper: Paper::A6,
            labels: vec![Label { asset: link.label.clone(), site, link: address, qr_svg }],
        })
    });
    let mut response = file("text/html; charset=utf-8", page)?;
    let policy = header::HeaderValue::from_static(CONTENT_SECURITY_POLICY);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}
