//! What forms of tickets are made of: `GET /ticket-forms`; templates (TKT-05, TKT-06), forms of rows (TKT-08) and settings, which
//! administrators write.
//!
//! Every version of a template is kept as a definition of its own beside what holds now. Removing a template removes what holds
//! now; tickets that were made from it go on under their version.

use axum::extract::State;
use axum::http::StatusCode;
use truckroll_domain::TemplateId;
use truckroll_domain::access::Viewer;
use truckroll_domain::audit::Action;
use truckroll_domain::calendar::Offsets;
use truckroll_domain::fields::{FieldKind, FieldProblems, FieldSet, Noun};
use truckroll_domain::tickets::form::{Forms as _, column_problems, formula_problems};
use truckroll_domain::tickets::{RowForm, TemplateRef, Ticket, TicketSettings, TicketTemplate};
use truckroll_protocol::api::staff::Removal;
use truckroll_protocol::api::{
    NewRowForm, NewTicketSettings, NewTicketTemplate, RowFormNow, TicketForm, TicketForms, TicketTemplateNow,
};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::definitions;
use crate::directory::Directory;
use crate::fields::all_understood;
use crate::http::{Answer, Fault, Id, Json, Strict, input};

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read))
        .routes(routes!(make_template))
        .routes(routes!(replace_template, remove_template))
        .routes(routes!(make_rows))
        .routes(routes!(replace_rows, archive_rows))
        .routes(routes!(write_settings))
}

impl Directory {
    /// How local time runs where the organisation is.
    pub(crate) fn offsets(&self) -> Offsets {
        self.default_calendar().map(|calendar| calendar.offsets.clone()).unwrap_or_default()
    }

    /// What the form of a ticket is made of.
    pub(crate) fn form_of(&self, ticket: &Ticket) -> TicketForm {
        let set = self.ticket_fields.now.clone();
        let keys: Vec<&str> = set
            .fields
            .iter()
            .filter_map(|field| match &field.kind {
                FieldKind::Rows { form } | FieldKind::Satisfaction { form } => Some(form.as_str()),
                _ => None,
            })
            .collect();
        let rows = self.row_forms.all().iter().filter(|form| keys.contains(&form.key.as_str())).cloned().collect();
        let template = ticket.template.and_then(|of| self.template_versions.get(&of)).cloned();
        TicketForm { rows, template, offsets: self.offsets(), set }
    }

    /// Who looks, as targets are compared with.
    pub(crate) fn viewer(&self, session: &Session) -> Viewer<'_> {
        let agent = session.actor.agent();
        let groups = agent.and_then(|agent| self.agents.get(&agent)).map_or(&[][..], |agent| &agent.groups);
        Viewer { agent, groups }
    }
}

#[utoipa::path(
    get,
    path = "/ticket-forms",
    tag = "tickets",
    operation_id = "ticket_forms",
    description = "Fields, templates, forms of rows and settings of tickets. Administrators see all templates, others those \
                   that are for them.",
    responses(
        (status = 200, description = "`TicketForms`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session) -> Answer<axum::Json<TicketForms>> {
    let directory = app.directory(session.tenant).await?;
    let (viewer, all) = (directory.viewer(&session), session.must_administer().is_ok());
    let for_them = |template: &TicketTemplate| all || template.scope.includes(viewer);
    let mut templates: Vec<TicketTemplateNow> = directory
        .ticket_templates
        .values()
        .filter(|(_, template)| for_them(template))
        .map(|(seq, template)| TicketTemplateNow { seq: *seq, template: template.clone() })
        .collect();
    templates.sort_by(|a, b| (&a.template.name, a.template.id).cmp(&(&b.template.name, b.template.id)));
    let seq = |form: &RowForm| directory.row_form_seqs.get(&form.key).copied().unwrap_or_default();
    let mut rows: Vec<RowFormNow> =
        directory.row_forms.all().iter().map(|form| RowFormNow { seq: seq(form), form: form.clone() }).collect();
    rows.sort_by(|a, b| a.form.key.cmp(&b.form.key));
    Ok(axum::Json(TicketForms {
        set: directory.ticket_fields.now.clone(),
        templates,
        rows,
        settings: directory.ticket_settings.now.clone(),
        settings_seq: directory.ticket_settings.seq,
        offsets: directory.offsets(),
    }))
}

fn unacceptable<'a>(kind: &'static str, problems: impl IntoIterator<Item = (&'a String, &'a &'static str)>) -> Fault {
    problems.into_iter().fold(Fault::unacceptable(kind), |fault, (member, problem)| fault.field(member, *problem))
}

/// The template as it can be kept.
fn fitting(directory: &Directory, mut template: TicketTemplate) -> Answer<TicketTemplate> {
    template.name = template.name.trim().to_owned();
    let mut problems = template.check(&directory.ticket_fields.now, &directory.row_forms).err().unwrap_or_default();
    let twin = |other: &TicketTemplate| other.id != template.id && other.name == template.name;
    if directory.ticket_templates.values().any(|(_, other)| twin(other)) {
        problems.insert("name".to_owned(), "taken");
    }
    if template.customer_template.is_some_and(|id| !directory.templates.contains_key(&id)) {
        problems.insert("customer_template".to_owned(), "unknown");
    }
    if problems.is_empty() { Ok(template) } else { Err(unacceptable(TicketTemplate::KIND, &problems)) }
}

/// The highest version there is of a template; a removed one kept its versions.
fn last_version(directory: &Directory, id: TemplateId) -> u32 {
    let all = TemplateRef { id, version: 0 }..=TemplateRef { id, version: u32::MAX };
    directory.template_versions.range(all).next_back().map_or(0, |(of, _)| of.version)
}

async fn write(
    app: &App,
    session: &Session,
    seen: i64,
    before: Option<&TicketTemplate>,
    template: TicketTemplate,
) -> Answer<TicketTemplateNow> {
    let id = template.id.to_string();
    let of = (TicketTemplate::KIND, id.as_str());
    let version = (before.map(|b| b.version) != Some(template.version))
        .then(|| (TicketTemplate::VERSION_KIND, template.reference().to_string()));
    let change = (before, Some(&template));
    let action = Action::TicketTemplateWritten;
    let (seq, _) = definitions::write_with(app, session, of, seen, change, action, version).await?;
    Ok(TicketTemplateNow { seq, template })
}

#[utoipa::path(
    post,
    path = "/ticket-templates",
    tag = "tickets",
    operation_id = "make_ticket_template",
    description = "Makes a ticket template; it is version 1.",
    request_body(content = serde_json::Value, description = "`NewTicketTemplate` with the number 0"),
    responses(
        (status = 201, description = "`TicketTemplateNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "There is one with this id"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn make_template(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewTicketTemplate>,
) -> Answer<(StatusCode, axum::Json<TicketTemplateNow>)> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let id = asked.template.id;
    if directory.ticket_templates.contains_key(&id) {
        return Err(Fault::conflict(TicketTemplate::KIND));
    }
    if directory.ticket_templates.len() >= TicketTemplate::MOST {
        return Err(unacceptable(TicketTemplate::KIND, [(&"name".to_owned(), &"too_many")]));
    }
    let version = last_version(&directory, id) + 1;
    let template = fitting(&directory, TicketTemplate { version, ..asked.template })?;
    Ok((StatusCode::CREATED, axum::Json(write(&app, &session, 0, None, template).await?)))
}

#[utoipa::path(
    put,
    path = "/ticket-templates/{id}",
    tag = "tickets",
    operation_id = "replace_ticket_template",
    description = "Replaces a ticket template. Where it asks something else it becomes a new version; tickets stay on theirs.",
    params(("id" = String, Path, description = "Template")),
    request_body(content = serde_json::Value, description = "`NewTicketTemplate`"),
    responses(
        (status = 200, description = "`TicketTemplateNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such template"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace_template(
    State(app): State<App>,
    session: Session,
    Id(id): Id<TemplateId>,
    Json(given): Json<serde_json::Value>,
) -> Answer<axum::Json<TicketTemplateNow>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let (_, former) = directory.ticket_templates.get(&id).ok_or_else(|| Fault::not_found(TicketTemplate::KIND))?;
    let asked: NewTicketTemplate = input::strictly(given.to_string().as_bytes())?;
    if asked.template.id != id {
        return Err(unacceptable(TicketTemplate::KIND, [(&"id".to_owned(), &"not_a_key")]));
    }
    let disabled_at = asked.template.disabled_at.map(|_| former.disabled_at.unwrap_or(app.clock.now()));
    let mut template = fitting(&directory, TicketTemplate { disabled_at, ..asked.template })?;
    template.version = if template.asks_the_same(former) { former.version } else { last_version(&directory, id) + 1 };
    if template.disabled_at.is_some() && directory.ticket_settings.now.default_template == Some(id) {
        return Err(Fault::conflict("it is the default template"));
    }
    Ok(axum::Json(write(&app, &session, asked.seq, Some(former), template).await?))
}

#[utoipa::path(
    delete,
    path = "/ticket-templates/{id}",
    tag = "tickets",
    operation_id = "remove_ticket_template",
    description = "Removes a ticket template. Tickets that were made from it keep their form. The default one stays.",
    params(("id" = String, Path, description = "Template")),
    request_body(content = serde_json::Value, description = "`Removal`"),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such template"),
        (status = 409, description = "Somebody else wrote it meanwhile, or it is the default one"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn remove_template(
    State(app): State<App>,
    session: Session,
    Id(id): Id<TemplateId>,
    Json(given): Json<serde_json::Value>,
) -> Answer<StatusCode> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let (_, former) = directory.ticket_templates.get(&id).ok_or_else(|| Fault::not_found(TicketTemplate::KIND))?;
    let asked: Removal = input::strictly(given.to_string().as_bytes())?;
    if directory.ticket_settings.now.default_template == Some(id) {
        return Err(Fault::conflict("it is the default template"));
    }
    let text = id.to_string();
    let of = (TicketTemplate::KIND, text.as_str());
    definitions::write(&app, &session, of, asked.seq, (Some(former), None), Action::TicketTemplateWritten).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    post,
    path = "/row-forms",
    tag = "tickets",
    operation_id = "make_row_form",
    description = "Makes a form of rows.",
    request_body(content = serde_json::Value, description = "`NewRowForm` with the number 0"),
    responses(
        (status = 201, description = "`RowFormNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn make_rows(
    State(app): State<App>,
    session: Session,
    Json(given): Json<serde_json::Value>,
) -> Answer<(StatusCode, axum::Json<RowFormNow>)> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let asked = rows_understood(&given)?;
    let mut problems = wrong_with(&asked.form, None);
    if directory.row_forms.form(&asked.form.key).is_some() {
        problems.insert("key".to_owned(), "taken");
    } else if directory.row_forms.all().len() >= RowForm::MOST {
        problems.insert("key".to_owned(), "too_many");
    }
    let written = write_rows(&app, &session, NewRowForm { seq: 0, ..asked }, None, problems).await?;
    Ok((StatusCode::CREATED, axum::Json(written)))
}

#[utoipa::path(
    put,
    path = "/row-forms/{key}",
    tag = "tickets",
    operation_id = "replace_row_form",
    description = "Replaces a form of rows, or brings it back. Cells of columns that are left out stay with their rows.",
    params(("key" = String, Path, description = "Its key")),
    request_body(content = serde_json::Value, description = "`NewRowForm`"),
    responses(
        (status = 200, description = "`RowFormNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such form"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace_rows(
    State(app): State<App>,
    session: Session,
    Id(key): Id<String>,
    Json(given): Json<serde_json::Value>,
) -> Answer<axum::Json<RowFormNow>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let former = directory.row_forms.form(&key).ok_or_else(|| Fault::not_found(RowForm::KIND))?;
    let asked = rows_understood(&given)?;
    let mut problems = wrong_with(&asked.form, Some(former));
    if asked.form.key != key {
        problems.insert("key".to_owned(), "not_a_key");
    }
    Ok(axum::Json(write_rows(&app, &session, asked, Some(former), problems).await?))
}

/// The form as it was meant: a column that this version would read as something else is refused by its member.
fn rows_understood(given: &serde_json::Value) -> Answer<NewRowForm> {
    let asked: NewRowForm = input::strictly(given.to_string().as_bytes())?;
    all_understood(&given["form"], &FieldSet { fields: asked.form.fields.clone() })?;
    Ok(asked)
}

/// What is wrong with a form as the successor of `former`.
fn wrong_with(form: &RowForm, former: Option<&RowForm>) -> FieldProblems {
    let mut problems = form.check().err().unwrap_or_default();
    for (member, problem) in column_problems(form) {
        problems.entry(member).or_insert(problem);
    }
    for (index, column) in form.fields.iter().enumerate() {
        let known = former.and_then(|form| form.column(&column.key));
        if known.is_some_and(|known| !known.kind.is_same_kind(&column.kind)) {
            problems.insert(format!("fields.{index}.kind"), "other_kind");
        }
    }
    problems
}

async fn write_rows(
    app: &App,
    session: &Session,
    asked: NewRowForm,
    former: Option<&RowForm>,
    problems: FieldProblems,
) -> Answer<RowFormNow> {
    if !problems.is_empty() {
        return Err(unacceptable(RowForm::KIND, &problems));
    }
    let form = RowForm { archived_at: None, ..asked.form };
    let of = (RowForm::KIND, form.key.as_str());
    let change = (former, Some(&form));
    let (seq, _) = definitions::write(app, session, of, asked.seq, change, Action::RowFormWritten).await?;
    Ok(RowFormNow { seq, form })
}

#[utoipa::path(
    delete,
    path = "/row-forms/{key}",
    tag = "tickets",
    operation_id = "archive_row_form",
    description = "Takes a form of rows away that no field uses any more; rows that are there stay readable.",
    params(("key" = String, Path, description = "Its key")),
    request_body(content = serde_json::Value, description = "`Removal`"),
    responses(
        (status = 204, description = "Taken away"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 404, description = "No such form"),
        (status = 409, description = "Somebody else wrote it meanwhile, or a field uses it"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn archive_rows(
    State(app): State<App>,
    session: Session,
    Id(key): Id<String>,
    Json(given): Json<serde_json::Value>,
) -> Answer<StatusCode> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    let former = directory.row_forms.form(&key).ok_or_else(|| Fault::not_found(RowForm::KIND))?;
    let asked: Removal = input::strictly(given.to_string().as_bytes())?;
    let uses =
        |kind: &FieldKind| matches!(kind, FieldKind::Rows { form } | FieldKind::Satisfaction { form } if *form == key);
    if directory.ticket_fields.now.own().any(|field| field.archived_at.is_none() && uses(&field.kind)) {
        return Err(Fault::conflict("a field uses it"));
    }
    let form = RowForm { archived_at: Some(app.clock.now()), ..former.clone() };
    let of = (RowForm::KIND, key.as_str());
    definitions::replace(&app, &session, of, asked.seq, former, &form, Action::RowFormWritten).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    put,
    path = "/ticket-settings",
    tag = "tickets",
    operation_id = "write_ticket_settings",
    description = "Says which template a new ticket begins with.",
    request_body(content = serde_json::Value, description = "`NewTicketSettings`"),
    responses(
        (status = 200, description = "`NewTicketSettings` with the number it was written at", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "Somebody else wrote it meanwhile"),
        (status = 422, description = "No such template"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn write_settings(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewTicketSettings>,
) -> Answer<axum::Json<NewTicketSettings>> {
    session.must_administer()?;
    let directory = app.directory(session.tenant).await?;
    if let Some(id) = asked.settings.default_template {
        let usable = directory.ticket_templates.get(&id).is_some_and(|(_, template)| template.disabled_at.is_none());
        if !usable {
            return Err(unacceptable(TicketSettings::KIND, [(&"default_template".to_owned(), &"unknown")]));
        }
    }
    let of = (TicketSettings::KIND, TicketSettings::ID);
    let former = &directory.ticket_settings.now;
    let action = Action::TicketSettingsWritten;
    let (seq, _) = definitions::replace(&app, &session, of, asked.seq, former, &asked.settings, action).await?;
    Ok(axum::Json(NewTicketSettings { seq, settings: asked.settings }))
}

/// What is wrong with formulas of a set of fields of tickets.
pub(crate) fn formulas(noun: Noun, set: &FieldSet, directory: &Directory) -> FieldProblems {
    if noun == Noun::Ticket { formula_problems(set, &directory.row_forms) } else { FieldProblems::new() }
}
