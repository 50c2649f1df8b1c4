//! `POST /workflows/{id}/publish` and `GET /workflows/{id}/versions/{version}`: versions that are never changed.

use axum::extract::{Path, State};
use truckroll_domain::WorkflowId;
use truckroll_domain::audit::Action;
use truckroll_domain::workflows::{Design, Published, Version, Workflow};
use truckroll_protocol::api::WorkflowNow;
use truckroll_protocol::api::staff::Removal;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::can_be_asked;
use super::routes::missing;
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::directory::{Directory, Writing, definition, replace_definition};
use crate::http::{Answer, Fault, Id, Json, input};
use crate::news::{self, Announcement, Changed, News};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(publish)).routes(routes!(version))
}

/// 422 with everything that would strand a ticket, each as `<nodes|links|workflow>.<key>.<problem>`.
fn verified(directory: &Directory, draft: &Workflow) -> Answer<()> {
    let faults = draft.verify(&|filter| can_be_asked(directory, filter));
    if faults.is_empty() {
        return Ok(());
    }
    let refused = Fault::unacceptable("workflow_faults");
    Err(faults.iter().fold(refused, |refused, fault| {
        let word = fault.problem.word();
        let member = match fault.on.as_str() {
            "" => format!("workflow.{word}"),
            on if draft.links.iter().any(|link| link.key == on) => format!("links.{on}.{word}"),
            on if draft.lanes.iter().any(|lane| lane.key == on) => format!("lanes.{on}.{word}"),
            on => format!("nodes.{on}.{word}"),
        };
        refused.field(&member, word)
    }))
}

#[utoipa::path(
    post,
    path = "/workflows/{id}/publish",
    tag = "workflows",
    operation_id = "publish_workflow",
    description = "Publishes the draft that was read at the number as the next version. Tickets that are on their way finish \
                   under the version they began with.",
    params(("id" = String, Path, description = "Workflow")),
    request_body(content = serde_json::Value, description = "The number, as `{\"seq\": 7}`"),
    responses(
        (status = 200, description = "`WorkflowNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such workflow"),
        (status = 409, description = "Somebody else wrote it meanwhile, or nothing is new"),
        (status = 422, description = "A ticket could be stranded; `fields` names every node and link with its problem"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn publish(
    State(app): State<App>,
    session: Session,
    Id(id): Id<WorkflowId>,
    Json(given): Json<serde_json::Value>,
) -> Answer<axum::Json<WorkflowNow>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let (seq, former) = directory.workflows.get(&id).ok_or_else(missing)?;
    let asked: Removal = input::strictly(given.to_string().as_bytes())?;
    if *seq != asked.seq {
        return Err(Fault::conflict(Design::KIND));
    }
    if !former.changed {
        return Err(Fault::conflict("nothing is new since the latest version"));
    }
    verified(&directory, &former.draft)?;
    let at = app.clock.now();
    let version = former.version() + 1;
    let published = Published { id, version, template: former.template, workflow: former.draft.clone() };
    let mut design = Design { changed: false, ..former.clone() };
    design.versions.push(Version { number: version, at, by: session.actor.name().to_owned() });
    let mut tx = app.db.begin().await?;
    let (text, key) = (id.to_string(), Published::key(id, version));
    let writing = |of, seen| Writing { tenant: session.tenant, of, seen, by: &session.actor, at };
    // the draft first: whoever was overtaken writes nothing
    let written =
        replace_definition(&mut tx, &writing((Design::KIND, text.as_str()), asked.seq), Some(&design)).await?;
    let seq = written.ok_or_else(|| Fault::conflict(Design::KIND))?;
    let of = (Published::KIND, key.as_str());
    let last = replace_definition(&mut tx, &writing(of, 0), Some(&published)).await?;
    let last = last.ok_or_else(|| Fault::conflict(Published::KIND))?;
    let entry = Entry::of(&app, &session, Action::WorkflowPublished).about(Design::KIND, &text, &design.draft.name);
    audit::write(&mut tx, entry.after(&serde_json::json!({ "version": version }))).await?;
    let news = News::Stored(Announcement {
        tenant: session.tenant,
        seq: last,
        changed: Changed::Definitions(vec![Design::KIND.to_owned()]),
        agents: None,
    });
    news::tell(&mut tx, &news).await?;
    tx.commit().await?;
    app.hear(News::Directory { tenant: session.tenant });
    app.hear(news);
    tracing::info!(workflow = text, version, "workflow published");
    Ok(axum::Json(WorkflowNow { seq, design }))
}

#[utoipa::path(
    get,
    path = "/workflows/{id}/versions/{version}",
    tag = "workflows",
    operation_id = "workflow_version",
    description = "A published version, also of a workflow that was removed.",
    params(
        ("id" = String, Path, description = "Workflow"),
        ("version" = u32, Path, description = "Its number"),
    ),
    responses(
        (status = 200, description = "`Published`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such version"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn version(
    State(app): State<App>,
    session: Session,
    Path((id, version)): Path<(String, String)>,
) -> Answer<axum::Json<Published>> {
    session.must_administer()?;
    let id: WorkflowId = id.parse().map_err(|_| missing())?;
    let version: u32 = version.parse().map_err(|_| missing())?;
    let mut connection = app.db.pool().acquire().await?;
    let key = Published::key(id, version);
    let found = definition::<Published>(&mut connection, session.tenant, Published::KIND, &key).await?;
    found.map(|(published, _)| axum::Json(published)).ok_or_else(missing)
}
