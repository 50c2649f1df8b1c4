//! `GET /staff/export` and `GET /staff/template`: agents as a table that can be imported again, and an empty one.

use axum::extract::State;
use axum::response::Response;
use futures_util::stream;
use serde::Deserialize;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::people::Agent;
use truckroll_domain::people::table::{StaffNames, columns, heading};
use truckroll_portal::Locale;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::read::reaches;
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::http::{Answer, Query};
use crate::imports::words::language;
use crate::imports::write::{Cell, Format, download};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(template)).routes(routes!(export))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    #[serde(default)]
    format: String,
    #[serde(default)]
    language: String,
}

fn headings(locale: Locale) -> Vec<String> {
    columns().map(|key| heading(key, locale.tag()).to_owned()).collect()
}

#[utoipa::path(
    get,
    path = "/staff/template",
    tag = "people",
    operation_id = "staff_template",
    description = "An empty table of agents.",
    params(
        ("format" = String, Query, description = "`xlsx` or `csv`"),
        ("language" = Option<String>, Query, description = "`en` or `zh-CN`"),
    ),
    responses(
        (status = 200, description = "`.xlsx` or CSV"),
        (status = 400, description = "A format or language that is none"),
        (status = 403, description = "Without the right to make agents"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn template(session: Session, Query(wanted): Query<Wanted>) -> Answer<Response> {
    session.must(Area::Staff, Verb::Create)?;
    let (format, locale) = (Format::read(&wanted.format)?, language(&wanted.language)?);
    Ok(download(format, "staff", Some(headings(locale)), stream::iter([])))
}

#[utoipa::path(
    get,
    path = "/staff/export",
    tag = "people",
    operation_id = "export_staff",
    description = "Everybody who works here as a table, in the form that is imported. The export is noted in the audit log.",
    params(
        ("format" = String, Query, description = "`xlsx` or `csv`"),
        ("language" = Option<String>, Query, description = "`en` or `zh-CN`"),
    ),
    responses(
        (status = 200, description = "`.xlsx` or CSV"),
        (status = 400, description = "A format or language that is none"),
        (status = 403, description = "Without the right to export staff"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn export(State(app): State<App>, session: Session, Query(wanted): Query<Wanted>) -> Answer<Response> {
    session.must(Area::Staff, Verb::Export)?;
    let (format, locale) = (Format::read(&wanted.format)?, language(&wanted.language)?);
    let directory = app.directory(session.tenant).await?;
    let shown = |agent: &&Agent| agent.disabled_at.is_none() && reaches(&session, agent);
    let mut agents: Vec<&Agent> = directory.agents.values().filter(shown).collect();
    agents.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
    let mut tx = app.db.begin().await?;
    let told = serde_json::json!({ "rows": agents.len() });
    let entry = Entry::of(&app, &session, Action::StaffExported).about("export", "staff", "");
    audit::write(&mut tx, entry.after(&told)).await?;
    tx.commit().await?;
    let names = StaffNames::new(&directory.policy);
    let row = |agent: &Agent| -> Vec<Cell> {
        columns().map(|key| Cell::Text(names.write(key, agent, &directory.policy, locale.tag()))).collect()
    };
    let rows = agents.into_iter().map(row).collect();
    Ok(download(format, "staff", Some(headings(locale)), stream::iter([Ok(rows)])))
}
