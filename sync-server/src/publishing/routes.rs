//! `/publications`: links to ticket templates, their codes and labels, for dispatchers.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sqlx::Row as _;
use truckroll_domain::access::may_read;
use truckroll_domain::audit::Action;
use truckroll_domain::publishing::Publication;
use truckroll_domain::{Content, LinkId};
use truckroll_portal::page::CONTENT_SECURITY_POLICY;
use truckroll_portal::sheet::{Label, Paper, SheetPage};
use truckroll_portal::{Frame, Locale};
use truckroll_protocol::api::{CarriedLink, NewPublication, PublicationNow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Saved, all, find, put};
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::directory::Directory;
use crate::forms::code;
use crate::http::{Answer, Fault, Id, Strict};
use crate::links::customer_address_for;

/// Longest address of a link that is not kept: what every mail program and every QR code still carries.
const MAX_ADDRESS: usize = 1_800;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, make))
        .routes(routes!(replace))
        .routes(routes!(carry))
        .routes(routes!(portal))
        .routes(routes!(qr_svg))
        .routes(routes!(qr_png))
        .routes(routes!(sheet))
}

#[utoipa::path(
    get,
    path = "/publications",
    tag = "forms",
    operation_id = "publications",
    description = "The saved links to ticket templates, newest first.",
    responses(
        (status = 200, description = "List of `PublicationNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a dispatcher"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<PublicationNow>>> {
    session.must_dispatch()?;
    let directory = app.directory(session.tenant).await?;
    let saved = all(&app.db, session.tenant).await?;
    Ok(axum::Json(saved.into_iter().map(|saved| saved.shown(&app, &directory)).collect()))
}

/// The publication as it can be kept.
async fn fitting(app: &App, session: &Session, directory: &Directory, given: Publication) -> Answer<Publication> {
    let template = directory.ticket_templates.get(&given.template).map(|(_, template)| template);
    let unfit = |member: &str, problem: &str| Fault::unacceptable(Publication::KIND).field(member, problem);
    let template = template.ok_or_else(|| unfit("template", "unknown"))?;
    if let Err(problems) = given.check(template, &directory.ticket_fields.now, app.clock.now()) {
        let fault = Fault::unacceptable(Publication::KIND);
        return Err(problems.iter().fold(fault, |fault, (member, problem)| fault.field(member, *problem)));
    }
    let mut wanted: Vec<truckroll_domain::DocumentId> = Vec::new();
    wanted.extend(given.asset.map(truckroll_domain::DocumentId::from));
    wanted.extend(given.company.map(truckroll_domain::DocumentId::from));
    wanted.extend(given.person_id.map(truckroll_domain::DocumentId::from));
    let found = crate::ingest::load(&app.db, session.tenant, &wanted).await?;
    let is = |id: Option<truckroll_domain::DocumentId>, fits: &dyn Fn(&Content) -> bool| match id {
        Some(id) => found.get(&id).is_some_and(|stored| fits(&stored.content)),
        None => true,
    };
    // the page tells of them to whoever has its address: only who sees a customer makes one for him
    let sees = |content: &Content| may_read(&session.actor, content);
    let company = |content: &Content| match content {
        Content::Company(company) => company.deleted_at.is_none() && sees(content),
        _ => false,
    };
    let person = |content: &Content| match content {
        Content::Contact(contact) => contact.deleted_at.is_none() && sees(content),
        _ => false,
    };
    if !is(given.asset.map(Into::into), &|content| matches!(content, Content::Asset(_))) {
        return Err(unfit("asset", "unknown"));
    }
    if !is(given.company.map(Into::into), &company) {
        return Err(unfit("company", "unknown"));
    }
    if !is(given.person_id.map(Into::into), &person) {
        return Err(unfit("person_id", "unknown"));
    }
    Ok(Publication { label: given.label.trim().to_owned(), ..given })
}

#[utoipa::path(
    post,
    path = "/publications",
    tag = "forms",
    operation_id = "make_publication",
    description = "Saves a link to a ticket template.",
    request_body(content = serde_json::Value, description = "`NewPublication` with the version 0"),
    responses(
        (status = 201, description = "`PublicationNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a dispatcher"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn make(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewPublication>,
) -> Answer<(StatusCode, axum::Json<PublicationNow>)> {
    session.must_dispatch()?;
    let directory = app.directory(session.tenant).await?;
    let publication = fitting(&app, &session, &directory, asked.publication).await?;
    let now = app.clock.now();
    let saved = Saved {
        tenant: session.tenant,
        id: app.fresh(),
        publication,
        version: 1,
        created_at: now,
        disabled_at: asked.disabled.then_some(now),
    };
    let mut tx = app.db.begin().await?;
    let row = sqlx::query("select cast(count(*) as bigint) from publications where tenant_id = $1")
        .bind(session.tenant.to_string())
        .fetch_one(tx.on())
        .await?;
    if row.try_get::<i64, _>(0)? >= Publication::MOST {
        return Err(Fault::unacceptable(Publication::KIND).field("label", "too_many"));
    }
    put(&mut tx, &saved, 0).await?;
    let entry = Entry::of(&app, &session, Action::PublicationWritten);
    let entry = entry.about(Publication::KIND, saved.id, &saved.publication.label).after(&saved.publication);
    audit::write(&mut tx, entry).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, axum::Json(saved.shown(&app, &directory))))
}

#[utoipa::path(
    put,
    path = "/publications/{id}",
    tag = "forms",
    operation_id = "replace_publication",
    description = "Changes a saved link, switches it off or on again. Its address stays the same.",
    params(("id" = String, Path, description = "Link")),
    request_body(content = serde_json::Value, description = "`NewPublication`"),
    responses(
        (status = 200, description = "`PublicationNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a dispatcher"),
        (status = 404, description = "No such link"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Id(id): Id<LinkId>,
    Strict(asked): Strict<NewPublication>,
) -> Answer<axum::Json<PublicationNow>> {
    session.must_dispatch()?;
    let directory = app.directory(session.tenant).await?;
    let former = own(&app, &session, id).await?;
    // one that is over or whose template is gone can be switched off all the same
    let publication = if asked.disabled && asked.publication == former.publication {
        asked.publication
    } else {
        fitting(&app, &session, &directory, asked.publication).await?
    };
    let off = former.disabled_at.unwrap_or(app.clock.now());
    let saved = Saved {
        publication,
        version: former.version + 1,
        disabled_at: asked.disabled.then_some(off),
        ..former.clone()
    };
    let mut tx = app.db.begin().await?;
    if asked.version != former.version || !put(&mut tx, &saved, asked.version).await? {
        return Err(Fault::conflict(Publication::KIND));
    }
    let entry = Entry::of(&app, &session, Action::PublicationWritten);
    let entry = entry.about(Publication::KIND, saved.id, &saved.publication.label);
    let state = |saved: &Saved| serde_json::json!({ "publication": saved.publication, "disabled": saved.disabled_at });
    audit::write(&mut tx, entry.before(&state(&former)).after(&state(&saved))).await?;
    tx.commit().await?;
    Ok(axum::Json(saved.shown(&app, &directory)))
}

#[utoipa::path(
    post,
    path = "/publications/link",
    tag = "forms",
    operation_id = "carry_publication",
    description = "Makes a link that is not kept: what it says travels in its address, signed. It cannot be switched off, so it \
                   should end.",
    request_body(content = serde_json::Value, description = "`NewPublication` with the version 0"),
    responses(
        (status = 200, description = "`CarriedLink`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a dispatcher"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn carry(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewPublication>,
) -> Answer<axum::Json<CarriedLink>> {
    session.must_dispatch()?;
    let directory = app.directory(session.tenant).await?;
    let publication = fitting(&app, &session, &directory, asked.publication).await?;
    let says = serde_json::to_string(&publication).map_err(|_| Fault::internal())?;
    let path = app.secrets.links.carried_path(session.tenant, &says);
    if path.len() > MAX_ADDRESS {
        return Err(Fault::unacceptable(Publication::KIND).field("intro", "too_long_for_a_link"));
    }
    let mut tx = app.db.begin().await?;
    let entry = Entry::of(&app, &session, Action::PublicationWritten);
    let id: LinkId = app.fresh();
    audit::write(&mut tx, entry.about(Publication::KIND, id, &publication.label).after(&publication)).await?;
    tx.commit().await?;
    Ok(axum::Json(CarriedLink { address: super::address(&app, &directory, &path), path }))
}

#[utoipa::path(
    get,
    path = "/portal-link",
    tag = "forms",
    operation_id = "portal_link",
    description = "The page on which customers see their own requests.",
    responses(
        (status = 200, description = "`CarriedLink`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a dispatcher"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn portal(State(app): State<App>, session: Session) -> Answer<axum::Json<CarriedLink>> {
    session.must_dispatch()?;
    let directory = app.directory(session.tenant).await?;
    let path = app.secrets.links.portal_path(session.tenant);
    Ok(axum::Json(CarriedLink { address: super::address(&app, &directory, &path), path }))
}

async fn own(app: &App, session: &Session, id: LinkId) -> Answer<Saved> {
    let saved = find(&app.db, id).await?.filter(|saved| saved.tenant == session.tenant);
    saved.ok_or_else(|| Fault::not_found(Publication::KIND))
}

/// A link that can be printed, and its whole address.
async fn printed(app: &App, session: &Session, headers: &HeaderMap, id: LinkId) -> Answer<(Saved, String)> {
    session.must_dispatch()?;
    let saved = own(app, session, id).await?;
    let directory = app.directory(session.tenant).await?;
    let path = app.secrets.links.publication_path(saved.tenant, saved.id);
    let address = customer_address_for(&app.config, &directory, headers, &path);
    Ok((saved, address))
}

fn file(kind: &'static str, body: Option<impl IntoResponse>) -> Answer<Response> {
    let body = body.ok_or_else(|| Fault::bad_request("the address is too long for a code"))?;
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], body).into_response())
}

#[utoipa::path(
    get,
    path = "/publications/{id}/qr.svg",
    tag = "forms",
    operation_id = "publication_qr_svg",
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
    let (_, address) = printed(&app, &session, &headers, id).await?;
    file("image/svg+xml", code::svg(&address))
}

#[utoipa::path(
    get,
    path = "/publications/{id}/qr.png",
    tag = "forms",
    operation_id = "publication_qr_png",
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
    let (_, address) = printed(&app, &session, &headers, id).await?;
    file("image/png", code::png(&address))
}

#[utoipa::path(
    get,
    path = "/publications/{id}/sheet",
    tag = "forms",
    operation_id = "publication_sheet",
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
    let (saved, address) = printed(&app, &session, &headers, id).await?;
    let directory = app.directory(session.tenant).await?;
    let locale = Locale::from_tag(&directory.settings.locale).unwrap_or_default();
    let publication = &saved.publication;
    let (mut name, mut site) = (publication.label.clone(), String::new());
    if let Some(asset) = publication.asset {
        let stored = crate::ingest::load(&app.db, session.tenant, &[asset.into()]).await?;
        if let Some(Content::Asset(asset)) = stored.get(&asset.into()).map(|stored| &stored.content) {
            (name, site) = (asset.name.clone(), asset.company_name.clone());
        }
    }
    if name.is_empty()
        && let Some((_, template)) = directory.ticket_templates.get(&publication.template)
    {
        name.clone_from(&template.name);
    }
    let page = truckroll_portal::qr::svg(&address).map(|qr_svg| {
        truckroll_portal::sheet::render(&SheetPage {
            frame: Frame {
                locale,
                tenant_name: directory.face().to_owned(),
                languages: Vec::new(),
                look: directory.look(),
            },
            paper: Paper::A6,
            labels: vec![Label { asset: name, site, link: address, qr_svg }],
        })
    });
    let mut response = file("text/html; charset=utf-8", page)?;
    let policy = header::HeaderValue::from_static(CONTENT_SECURITY_POLICY);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(response)
}
