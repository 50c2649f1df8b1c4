//! `GET`, `POST /customer-templates`, `PUT` and `DELETE /customer-templates/{id}`, QR codes of published ones, and
//! `POST /contacts/{id}/details-link`: the personal link that an agent hands to a customer.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use truckroll_domain::access::{Area, Feature, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::customers::{CustomerTemplate, TemplateProblems};
use truckroll_domain::{ContactId, Content, TemplateId};
use truckroll_protocol::api::staff::Removal;
use truckroll_protocol::api::{DetailsLink, NewDetailsLink, NewTemplate, TemplateNow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::LINK_MS;
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::customers::bulk::is_thrown_away;
use crate::customers::detail::readable;
use crate::definitions;
use crate::directory::Directory;
use crate::forms::code;
use crate::http::{Answer, Fault, Id, Json, Strict, input};
use crate::links::{Subject, customer_address_for};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, make))
        .routes(routes!(replace, remove))
        .routes(routes!(qr_svg))
        .routes(routes!(qr_png))
        .routes(routes!(details_link))
}

fn now(app: &App, session: &Session, seq: i64, template: &CustomerTemplate) -> TemplateNow {
    let path = template.published.then(|| app.secrets.links.template_path(session.tenant, template.id));
    TemplateNow { seq, template: template.clone(), path }
}

#[utoipa::path(
    get,
    path = "/customer-templates",
    tag = "customers",
    operation_id = "customer_templates",
    description = "The customer templates by name, each with the number to replace it by; published ones with their path.",
    responses(
        (status = 200, description = "List of `TemplateNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<TemplateNow>>> {
    let directory = app.directory(session.tenant).await?;
    let mut all: Vec<TemplateNow> =
        directory.templates.values().map(|(seq, template)| now(&app, &session, *seq, template)).collect();
    all.sort_by(|a, b| (&a.template.name, a.template.id).cmp(&(&b.template.name, b.template.id)));
    Ok(axum::Json(all))
}

fn unacceptable(problems: &TemplateProblems) -> Fault {
    let fault = Fault::unacceptable(CustomerTemplate::KIND);
    problems.iter().fold(fault, |fault, (member, problem)| fault.field(member, *problem))
}

/// The template as it can be kept.
fn fitting(directory: &Directory, asked: CustomerTemplate) -> Answer<CustomerTemplate> {
    let template = asked.settled();
    let mut problems =
        template.check(&directory.company_fields.now, &directory.contact_fields.now).err().unwrap_or_default();
    let twin = |other: &CustomerTemplate| other.id != template.id && other.name == template.name;
    if directory.templates.values().any(|(_, other)| twin(other)) {
        problems.insert("name".to_owned(), "taken");
    }
    if problems.is_empty() { Ok(template) } else { Err(unacceptable(&problems)) }
}

#[utoipa::path(
    post,
    path = "/customer-templates",
    tag = "customers",
    operation_id = "make_customer_template",
    description = "Makes a customer template. One for publishing is published by replacing it afterwards.",
    request_body(content = serde_json::Value, description = "`NewTemplate` with the number 0"),
    responses(
        (status = 201, description = "`TemplateNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "There is one with this id"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn make(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewTemplate>,
) -> Answer<(StatusCode, axum::Json<TemplateNow>)> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    if directory.templates.contains_key(&asked.template.id) {
        return Err(Fault::conflict(CustomerTemplate::KIND));
    }
    if directory.templates.len() >= CustomerTemplate::MOST {
        return Err(unacceptable(&[("name".to_owned(), "too_many")].into()));
    }
    let template = fitting(&directory, CustomerTemplate { published: false, ..asked.template })?;
    let id = template.id.to_string();
    let of = (CustomerTemplate::KIND, id.as_str());
    let (seq, _) = definitions::write(&app, &session, of, 0, (None, Some(&template)), Action::TemplateWritten).await?;
    Ok((StatusCode::CREATED, axum::Json(now(&app, &session, seq, &template))))
}

#[utoipa::path(
    put,
    path = "/customer-templates/{id}",
    tag = "customers",
    operation_id = "replace_customer_template",
    description = "Replaces a customer template. `published` opens the page of one for publishing under the path of the answer, \
                   or closes it.",
    params(("id" = String, Path, description = "Template")),
    request_body(content = serde_json::Value, description = "`NewTemplate`"),
    responses(
        (status = 200, description = "`TemplateNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such template"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Id(id): Id<TemplateId>,
    Json(given): Json<serde_json::Value>,
) -> Answer<axum::Json<TemplateNow>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let (_, former) = directory.templates.get(&id).ok_or_else(|| Fault::not_found(CustomerTemplate::KIND))?;
    let asked: NewTemplate = input::strictly(given.to_string().as_bytes())?;
    if asked.template.id != id {
        return Err(unacceptable(&[("id".to_owned(), "not_a_key")].into()));
    }
    let template = fitting(&directory, asked.template)?;
    let text = id.to_string();
    let of = (CustomerTemplate::KIND, text.as_str());
    let action = Action::TemplateWritten;
    let (seq, _) = definitions::write(&app, &session, of, asked.seq, (Some(former), Some(&template)), action).await?;
    Ok(axum::Json(now(&app, &session, seq, &template)))
}

#[utoipa::path(
    delete,
    path = "/customer-templates/{id}",
    tag = "customers",
    operation_id = "remove_customer_template",
    description = "Removes a customer template; a published page then says that it is closed.",
    params(("id" = String, Path, description = "Template")),
    request_body(content = serde_json::Value, description = "`Removal`"),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such template"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn remove(
    State(app): State<App>,
    session: Session,
    Id(id): Id<TemplateId>,
    Json(given): Json<serde_json::Value>,
) -> Answer<StatusCode> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let (_, former) = directory.templates.get(&id).ok_or_else(|| Fault::not_found(CustomerTemplate::KIND))?;
    let asked: Removal = input::strictly(given.to_string().as_bytes())?;
    let text = id.to_string();
    let of = (CustomerTemplate::KIND, text.as_str());
    definitions::write(&app, &session, of, asked.seq, (Some(former), None), Action::TemplateWritten).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The address of a published template, for an administrator.
async fn address(app: &App, session: &Session, headers: &HeaderMap, id: TemplateId) -> Answer<String> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let published = directory.templates.get(&id).is_some_and(|(_, template)| template.published);
    if !published {
        return Err(Fault::not_found(CustomerTemplate::KIND));
    }
    let path = app.secrets.links.template_path(session.tenant, id);
    Ok(customer_address_for(&app.config, &directory, headers, &path))
}

fn file(kind: &'static str, body: Option<impl IntoResponse>) -> Answer<Response> {
    let body = body.ok_or_else(|| Fault::bad_request("the address is too long for a code"))?;
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], body).into_response())
}

macro_rules! codes {
    ($($name:ident, $path:literal, $id:literal, $kind:literal, $draw:path;)*) => {$(
        #[utoipa::path(
            get,
            path = $path,
            tag = "customers",
            operation_id = $id,
            description = "The address of a published template as a QR code.",
            params(("id" = String, Path, description = "Template")),
            responses(
                (status = 200, description = "The code", content_type = $kind),
                (status = 401, description = "Not signed in"),
                (status = 403, description = "Not an administrator"),
                (status = 404, description = "No such template, or it is not published"),
            ),
            security(("bearer" = []), ("cookie" = []))
        )]
        async fn $name(
            State(app): State<App>,
            session: Session,
            headers: HeaderMap,
            Id(id): Id<TemplateId>,
        ) -> Answer<Response> {
            file($kind, $draw(&address(&app, &session, &headers, id).await?))
        }
    )*};
}

codes! {
    qr_svg, "/customer-templates/{id}/qr.svg", "template_qr_svg", "image/svg+xml", code::svg;
    qr_png, "/customer-templates/{id}/qr.png", "template_qr_png", "image/png", code::png;
}

#[utoipa::path(
    post,
    path = "/contacts/{id}/details-link",
    tag = "customers",
    operation_id = "make_details_link",
    description = "Makes the link by which a person sees and changes his own details for three days. It shows numbers, so who \
                   works under the mask makes none.",
    params(("id" = String, Path, description = "Contact")),
    request_body(content = serde_json::Value, description = "`NewDetailsLink`"),
    responses(
        (status = 201, description = "`DetailsLink`", body = serde_json::Value),
        (status = 403, description = "Without the right to change customers, or under the mask"),
        (status = 404, description = "No such contact"),
        (status = 409, description = "The template is not published"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn details_link(
    State(app): State<App>,
    session: Session,
    Id(id): Id<ContactId>,
    Json(given): Json<serde_json::Value>,
) -> Answer<(StatusCode, axum::Json<DetailsLink>)> {
    session.must(Area::Customers, Verb::Edit)?;
    let content = readable(&app, &session, id.into(), "contact").await?;
    let Content::Contact(contact) = &content else { return Err(Fault::not_found("contact")) };
    if is_thrown_away(&content) {
        return Err(Fault::not_found("contact"));
    }
    if session.masks {
        return Err(Fault::forbidden("masked"));
    }
    session.must_be_on(Feature::CustomerForms)?;
    let asked: NewDetailsLink = input::strictly(given.to_string().as_bytes())?;
    let directory = app.directory(session.tenant).await?;
    let at = app.clock.now();
    if directory.published_template(asked.template, at).is_none() {
        return Err(Fault::conflict("template is not published"));
    }
    let until = at.plus_ms(LINK_MS);
    let path = app.secrets.links.details_path(session.tenant, asked.template, Subject::Contact(id), until);
    let mut tx = app.db.begin().await?;
    let told = serde_json::json!({ "template": asked.template, "until": until });
    let entry = Entry::of(&app, &session, Action::DetailsLinkMade).about("contact", id, &contact.name).after(&told);
    audit::write(&mut tx, entry).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, axum::Json(DetailsLink { path, until })))
}
