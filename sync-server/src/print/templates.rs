//! `GET` and `POST /print-templates`, `PUT` and `DELETE /print-templates/{id}`: what tickets look like on paper.

use axum::extract::State;
use axum::http::StatusCode;
use sqlx::Row as _;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::print::PrintTemplate;
use truckroll_domain::{TemplateId, TenantId};
use truckroll_portal::Locale;
use truckroll_protocol::api::staff::Removal;
use truckroll_protocol::api::{NewPrintTemplate, PrintTemplateNow, PrintTemplates};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{keys, markup};
use crate::App;
use crate::auth::Session;
use crate::db::{Db, DbResult};
use crate::definitions;
use crate::directory::Directory;
use crate::http::{Answer, Fault, Id, Json, Strict, input};

/// Kind of the definition, as answers name it.
const KIND: &str = PrintTemplate::KIND;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(replace, remove))
}

/// The default in a language.
pub(super) fn standard(locale: Locale) -> &'static str {
    match locale {
        Locale::En => include_str!("../../print/standard.en.md"),
        Locale::ZhCn => include_str!("../../print/standard.zh-CN.md"),
    }
}

/// The templates of an organisation, by name (primary key of `definitions`).
pub(super) async fn all(db: &Db, tenant: TenantId) -> DbResult<Vec<PrintTemplateNow>> {
    let rows = sqlx::query("select seq, body from definitions where tenant_id = $1 and kind = $2 and body <> ''")
        .bind(tenant.to_string())
        .bind(KIND)
        .fetch_all(db.pool())
        .await?;
    let mut all = Vec::new();
    for row in rows {
        let (seq, body): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
        all.extend(serde_json::from_str(&body).ok().map(|template| PrintTemplateNow { seq, template }));
    }
    all.sort_by(|a, b| (&a.template.name, a.template.id).cmp(&(&b.template.name, b.template.id)));
    Ok(all)
}

#[utoipa::path(
    get,
    path = "/print-templates",
    tag = "tickets",
    operation_id = "print_templates",
    description = "The print templates, the text of the default, and the placeholders there are. Templates that are not offered \
                   only for administrators.",
    responses(
        (status = 200, description = "`PrintTemplates`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to see tickets"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(State(app): State<App>, session: Session) -> Answer<axum::Json<PrintTemplates>> {
    session.must(Area::Tickets, Verb::View)?;
    let directory = app.directory(session.tenant).await?;
    let administers = session.must_administer().is_ok();
    let mut templates = all(&app.db, session.tenant).await?;
    templates.retain(|now| administers || now.template.disabled_at.is_none());
    let locale = Locale::from_tag(&directory.settings.locale).unwrap_or_default();
    let (press, data) = (app.print.clone(), app.config.data.clone());
    let fonts = tokio::task::spawn_blocking(move || press.fonts(&data)).await;
    let fonts = fonts.map_err(|_| Fault::unavailable("worker"))?;
    Ok(axum::Json(PrintTemplates {
        templates,
        standard: standard(locale).to_owned(),
        keys: keys::all(&directory, locale.tag()),
        chinese: fonts.chinese,
    }))
}

/// The template as it can be kept.
fn fitting(directory: &Directory, others: &[PrintTemplateNow], mut template: PrintTemplate) -> Answer<PrintTemplate> {
    template.name = template.name.trim().to_owned();
    let mut fault = Fault::unacceptable(KIND);
    let mut wrong = false;
    let mut note = |member: &str, problem: &'static str| {
        wrong = true;
        fault = std::mem::replace(&mut fault, Fault::unacceptable(KIND)).field(member, problem);
    };
    for (member, problem) in template.check().err().unwrap_or_default() {
        note(&member, problem);
    }
    if others.iter().any(|now| now.template.id != template.id && now.template.name == template.name) {
        note("name", "taken");
    }
    if template.ticket_template.is_some_and(|id| !directory.ticket_templates.contains_key(&id)) {
        note("ticket_template", "unknown");
    }
    if template.body.len() <= PrintTemplate::MAX_BODY {
        let faults = match markup::read(&template.body) {
            Ok(read) => keys::faults(directory, &read.uses),
            Err(faults) => faults,
        };
        for fault in faults.iter().rev() {
            note(&format!("body.{}", fault.line), fault.problem);
        }
    }
    if wrong { Err(fault) } else { Ok(template) }
}

#[utoipa::path(
    post,
    path = "/print-templates",
    tag = "tickets",
    operation_id = "make_print_template",
    description = "Makes a print template.",
    request_body(content = serde_json::Value, description = "`NewPrintTemplate` with the number 0"),
    responses(
        (status = 201, description = "`PrintTemplateNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "There is one with this id"),
        (status = 422, description = "Not acceptable; `fields` names the members, `body.3` the third line of the text"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn make(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewPrintTemplate>,
) -> Answer<(StatusCode, axum::Json<PrintTemplateNow>)> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let others = all(&app.db, session.tenant).await?;
    if asked.seq != 0 || others.iter().any(|now| now.template.id == asked.template.id) {
        return Err(Fault::conflict(KIND));
    }
    if others.len() >= PrintTemplate::MOST {
        return Err(Fault::unacceptable(KIND).field("name", "too_many"));
    }
    let disabled_at = asked.template.disabled_at.map(|_| app.clock.now());
    let template = fitting(&directory, &others, PrintTemplate { disabled_at, ..asked.template })?;
    Ok((StatusCode::CREATED, axum::Json(write(&app, &session, 0, None, template).await?)))
}

async fn write(
    app: &App,
    session: &Session,
    seen: i64,
    former: Option<&PrintTemplate>,
    template: PrintTemplate,
) -> Answer<PrintTemplateNow> {
    let id = template.id.to_string();
    let (of, change) = ((KIND, id.as_str()), (former, Some(&template)));
    let (seq, _) = definitions::write(app, session, of, seen, change, Action::PrintTemplateWritten).await?;
    Ok(PrintTemplateNow { seq, template })
}

async fn found(app: &App, session: &Session, id: TemplateId) -> Answer<(Vec<PrintTemplateNow>, PrintTemplate)> {
    let all = all(&app.db, session.tenant).await?;
    let former = all.iter().find(|now| now.template.id == id).map(|now| now.template.clone());
    former.map(|former| (all, former)).ok_or_else(|| Fault::not_found(KIND))
}

#[utoipa::path(
    put,
    path = "/print-templates/{id}",
    tag = "tickets",
    operation_id = "replace_print_template",
    description = "Replaces a print template.",
    params(("id" = String, Path, description = "Template")),
    request_body(content = serde_json::Value, description = "`NewPrintTemplate`"),
    responses(
        (status = 200, description = "`PrintTemplateNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such template"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members, `body.3` the third line of the text"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Id(id): Id<TemplateId>,
    Json(given): Json<serde_json::Value>,
) -> Answer<axum::Json<PrintTemplateNow>> {
    session.must_administer()?;
    let (others, former) = found(&app, &session, id).await?;
    let asked: NewPrintTemplate = input::strictly(given.to_string().as_bytes())?;
    if asked.template.id != id {
        return Err(Fault::unacceptable(KIND).field("id", "not_a_key"));
    }
    let directory = app.directory(session.tenant).await?;
    let disabled_at = asked.template.disabled_at.map(|_| former.disabled_at.unwrap_or(app.clock.now()));
    let template = fitting(&directory, &others, PrintTemplate { disabled_at, ..asked.template })?;
    Ok(axum::Json(write(&app, &session, asked.seq, Some(&former), template).await?))
}

#[utoipa::path(
    delete,
    path = "/print-templates/{id}",
    tag = "tickets",
    operation_id = "remove_print_template",
    description = "Removes a print template.",
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
    let (_, former) = found(&app, &session, id).await?;
    let asked: Removal = input::strictly(given.to_string().as_bytes())?;
    let text = id.to_string();
    let change = (Some(&former), None);
    definitions::write(&app, &session, (KIND, &text), asked.seq, change, Action::PrintTemplateWritten).await?;
    Ok(StatusCode::NO_CONTENT)
}
