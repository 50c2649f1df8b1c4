//! `GET`, `POST /workflows`, `GET`, `PUT` and `DELETE /workflows/{id}`: drafts. For administrators.

use axum::extract::State;
use axum::http::StatusCode;
use truckroll_domain::WorkflowId;
use truckroll_domain::audit::Action;
use truckroll_domain::workflows::{Design, DesignProblems, NodeKind};
use truckroll_protocol::api::staff::Removal;
use truckroll_protocol::api::{NewWorkflow, WorkflowLine, WorkflowNow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::definitions;
use crate::directory::Directory;
use crate::http::{Answer, Fault, Id, Json, Strict, input};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(read, replace, remove))
}

fn line(design: &Design) -> WorkflowLine {
    WorkflowLine {
        id: design.id,
        name: design.draft.name.clone(),
        description: design.draft.description.clone(),
        template: design.template,
        tasks: design.draft.nodes.iter().filter(|node| matches!(node.kind, NodeKind::Task { .. })).count(),
        version: design.version(),
        changed: design.changed,
    }
}

#[utoipa::path(
    get,
    path = "/workflows",
    tag = "workflows",
    operation_id = "workflows",
    description = "The workflows by name.",
    responses(
        (status = 200, description = "List of `WorkflowLine`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(State(app): State<App>, session: Session) -> Answer<axum::Json<Vec<WorkflowLine>>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let mut all: Vec<WorkflowLine> = directory.workflows.values().map(|(_, design)| line(design)).collect();
    all.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(axum::Json(all))
}

#[utoipa::path(
    get,
    path = "/workflows/{id}",
    tag = "workflows",
    operation_id = "workflow",
    description = "A workflow's draft and its versions, with the number to replace it by.",
    params(("id" = String, Path, description = "Workflow")),
    responses(
        (status = 200, description = "`WorkflowNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such workflow"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session, Id(id): Id<WorkflowId>) -> Answer<axum::Json<WorkflowNow>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let (seq, design) = directory.workflows.get(&id).ok_or_else(missing)?;
    Ok(axum::Json(WorkflowNow { seq: *seq, design: design.clone() }))
}

pub(super) fn missing() -> Fault {
    Fault::not_found(Design::KIND)
}

fn unacceptable(problems: &DesignProblems) -> Fault {
    let fault = Fault::unacceptable(Design::KIND);
    problems.iter().fold(fault, |fault, (member, problem)| fault.field(member, *problem))
}

/// The design as it can be kept: the draft that was sent, with the versions that are there.
fn fitting(directory: &Directory, asked: NewWorkflow, former: Option<&Design>) -> Answer<Design> {
    let versions = former.map(|design| design.versions.clone()).unwrap_or_default();
    let mut draft = asked.workflow;
    draft.name = draft.name.trim().to_owned();
    let same = former.is_some_and(|design| design.draft == draft && design.template == asked.template);
    let changed = former.is_none_or(|design| design.changed) || !same;
    let design = Design { id: asked.id, template: asked.template, draft, changed, versions };
    let mut problems = design.check().err().unwrap_or_default();
    let mut others = directory.workflows.values().map(|(_, other)| other).filter(|other| other.id != design.id);
    if others.clone().any(|other| other.draft.name == design.draft.name) {
        problems.insert("name".to_owned(), "taken");
    }
    if design.template.is_some() && others.any(|other| other.template == design.template) {
        problems.insert("template".to_owned(), "taken");
    }
    if problems.is_empty() { Ok(design) } else { Err(unacceptable(&problems)) }
}

#[utoipa::path(
    post,
    path = "/workflows",
    tag = "workflows",
    operation_id = "make_workflow",
    description = "Makes a workflow. It governs nothing before it is published.",
    request_body(content = serde_json::Value, description = "`NewWorkflow` with the number 0"),
    responses(
        (status = 201, description = "`WorkflowNow`", body = serde_json::Value),
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
    Strict(asked): Strict<NewWorkflow>,
) -> Answer<(StatusCode, axum::Json<WorkflowNow>)> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    if directory.workflows.contains_key(&asked.id) {
        return Err(Fault::conflict(Design::KIND));
    }
    if directory.workflows.len() >= Design::MOST {
        return Err(unacceptable(&[("name".to_owned(), "too_many")].into()));
    }
    let design = fitting(&directory, asked, None)?;
    let id = design.id.to_string();
    let of = (Design::KIND, id.as_str());
    let (seq, _) = definitions::write(&app, &session, of, 0, (None, Some(&design)), Action::WorkflowWritten).await?;
    Ok((StatusCode::CREATED, axum::Json(WorkflowNow { seq, design })))
}

#[utoipa::path(
    put,
    path = "/workflows/{id}",
    tag = "workflows",
    operation_id = "replace_workflow",
    description = "Replaces a workflow's draft. Published versions stay as they are.",
    params(("id" = String, Path, description = "Workflow")),
    request_body(content = serde_json::Value, description = "`NewWorkflow`"),
    responses(
        (status = 200, description = "`WorkflowNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such workflow"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Id(id): Id<WorkflowId>,
    Json(given): Json<serde_json::Value>,
) -> Answer<axum::Json<WorkflowNow>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let (_, former) = directory.workflows.get(&id).ok_or_else(missing)?;
    let asked: NewWorkflow = input::strictly(given.to_string().as_bytes())?;
    if asked.id != id {
        return Err(unacceptable(&[("id".to_owned(), "not_a_key")].into()));
    }
    let seen = asked.seq;
    let design = fitting(&directory, asked, Some(former))?;
    let text = id.to_string();
    let of = (Design::KIND, text.as_str());
    let action = Action::WorkflowWritten;
    let (seq, _) = definitions::write(&app, &session, of, seen, (Some(former), Some(&design)), action).await?;
    Ok(axum::Json(WorkflowNow { seq, design }))
}

#[utoipa::path(
    delete,
    path = "/workflows/{id}",
    tag = "workflows",
    operation_id = "remove_workflow",
    description = "Removes a workflow: no ticket begins under it any more. Published versions stay for the tickets that go by them.",
    params(("id" = String, Path, description = "Workflow")),
    request_body(content = serde_json::Value, description = "`Removal`"),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such workflow"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn remove(
    State(app): State<App>,
    session: Session,
    Id(id): Id<WorkflowId>,
    Json(given): Json<serde_json::Value>,
) -> Answer<StatusCode> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let (_, former) = directory.workflows.get(&id).ok_or_else(missing)?;
    let asked: Removal = input::strictly(given.to_string().as_bytes())?;
    let text = id.to_string();
    let of = (Design::KIND, text.as_str());
    definitions::write(&app, &session, of, asked.seq, (Some(former), None), Action::WorkflowWritten).await?;
    Ok(StatusCode::NO_CONTENT)
}
