//! `/q/{token}`: the satisfaction form of a ticket (TKT-47). One answer a ticket, for seven days; it becomes a row of the field that
//! nobody else writes.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use truckroll_domain::fields::{FieldKind, ValueEdits};
use truckroll_domain::publishing::typed_value;
use truckroll_domain::tickets::form::Forms as _;
use truckroll_domain::tickets::{RowForm, Ticket, TicketCommand, TicketOverlay, satisfaction};
use truckroll_domain::time::{DAY_MS, SECOND_MS};
use truckroll_domain::{Actor, Command, CommandId, Content, Envelope, LineId, Refusal, TenantId, TicketId, Timestamp};
use truckroll_portal::error::Problem;
use truckroll_portal::form::problem_words;
use truckroll_portal::names::{self, Posted};
use truckroll_portal::request::{self as pages, Group, Question, RequestPage, SaidPage, Typed, render, render_said};
use uuid::Uuid;

use super::parts::{text, unreadable};
use super::{Limits, Reader, onward, page};
use crate::App;
use crate::directory::Directory;
use crate::http::PeerAddress;
use crate::ingest::{Caller, ExecuteError, execute};

/// How long a link is good.
const GOOD_MS: i64 = 7 * DAY_MS;
/// Most parts of an answer.
const MAX_PARTS: usize = 200;

/// The way to the satisfaction form of a ticket, where it has one that waits for an answer.
pub(crate) fn link(
    app: &App,
    directory: &Directory,
    tenant: TenantId,
    id: TicketId,
    ticket: &Ticket,
    now: Timestamp,
) -> Option<String> {
    let template = ticket.template.and_then(|of| directory.template_versions.get(&of));
    let field = satisfaction::field(&directory.ticket_fields.now, &directory.row_forms, template)?;
    if satisfaction::answer(ticket, &field.key).is_some() {
        return None;
    }
    let path = app.secrets.links.opinion_path(tenant, id, &field.key, now.plus_ms(GOOD_MS));
    Some(crate::links::customer_address(&app.config, directory, &path))
}

/// A form that is asked.
struct Asked {
    tenant: TenantId,
    id: TicketId,
    field: String,
    form: RowForm,
    ticket: Ticket,
    overlay: TicketOverlay,
    directory: Arc<Directory>,
}

fn said(reader: &Reader, directory: &Directory, word: &'static str) -> Response {
    let frame = truckroll_portal::Frame { languages: Vec::new(), ..reader.frame(Some(directory)) };
    let status = if word == "over" { StatusCode::GONE } else { StatusCode::OK };
    page(status, render_said(&SaidPage { frame, word }))
}

/// Opens the form behind a token.
async fn open(app: &App, reader: &Reader, token: &str) -> Result<Asked, Response> {
    let nothing = || reader.fail(app, None, Problem::NotFound);
    let (tenant, id, field, until) = app.secrets.links.open_opinion(token).ok_or_else(nothing)?;
    let directory = app.directory(tenant).await.map_err(|e| reader.unavailable(app, None, &e))?;
    let stored = crate::ingest::load(&app.db, tenant, &[id.into()]).await;
    let mut stored = stored.map_err(|e| reader.unavailable(app, Some(&directory), &e))?;
    let Some(Content::Ticket(ticket, overlay)) = stored.remove(&id.into()).map(|stored| stored.content) else {
        return Err(nothing());
    };
    if satisfaction::answer(&ticket, field).is_some() {
        return Err(said(reader, &directory, if reader.new { "thanks" } else { "answered" }));
    }
    let now = app.clock.now();
    if now >= until || directory.licence_is_over(now) {
        return Err(said(reader, &directory, "over"));
    }
    let form = match directory.ticket_fields.now.kind(field) {
        Some(FieldKind::Satisfaction { form }) => directory.row_forms.form(form).filter(|form| form.published),
        _ => None,
    };
    let form = form.cloned().ok_or_else(|| said(reader, &directory, "over"))?;
    Ok(Asked { tenant, id, field: field.to_owned(), form, ticket, overlay, directory })
}

/// What was answered, by column.
type Given = BTreeMap<String, Vec<String>>;

/// The page with what was answered and what is wrong with it.
fn shown(
    app: &App,
    reader: &Reader,
    asked: &Asked,
    given: &Given,
    problems: &BTreeMap<String, &'static str>,
) -> String {
    let frame = reader.frame(Some(&asked.directory));
    let (locale, tag) = (frame.locale, frame.locale.tag());
    let name = asked.form.name.text(tag);
    let title = if name.is_empty() { pages::said(locale, "publish-satisfaction") } else { name.to_owned() };
    let mut view = RequestPage::new(frame, title, reader.onward(&reader.path), app.fresh::<Uuid>().to_string());
    let number = asked.overlay.number.as_deref().unwrap_or_default();
    view.about = Some(pages::about(locale, number));
    view.intro.clone_from(&asked.ticket.title);
    let question = |column: &truckroll_domain::fields::Field| {
        let mut question = Question::new(names::answer_name(&column.key), column.label.text(tag), column.kind.clone());
        question.required = column.required;
        question.hint.clone_from(&column.unit);
        let texts = given.get(&column.key).cloned().unwrap_or_default();
        question.typed = match &column.kind {
            FieldKind::Choices { .. } => Typed::Several(texts),
            _ => Typed::Text(texts.into_iter().next().unwrap_or_default()),
        };
        question.problem = problems.get(&column.key).map(|problem| problem_words(locale, problem, 10_000));
        question
    };
    let questions = columns(&asked.form).map(question).collect();
    view.groups = vec![Group { questions, ..Group::default() }];
    render(&view)
}

/// The columns that are asked: a stranger gives no files here, and nobody types what is computed.
fn columns(form: &RowForm) -> impl Iterator<Item = &truckroll_domain::fields::Field> {
    let asked = |kind: &FieldKind| !matches!(kind, FieldKind::Computed { .. } | FieldKind::Attachment);
    form.fields.iter().filter(move |column| column.is_shown() && asked(&column.kind))
}

/// Shows the form.
pub(super) async fn show(State(app): State<App>, reader: Reader, Path(token): Path<String>) -> Response {
    match open(&app, &reader, &token).await {
        Ok(asked) => page(StatusCode::OK, shown(&app, &reader, &asked, &Given::new(), &BTreeMap::new())),
        Err(response) => response,
    }
}

/// Takes the answer.
pub(super) async fn take(
    State(app): State<App>,
    Extension(limits): Extension<Arc<Limits>>,
    PeerAddress(address): PeerAddress,
    reader: Reader,
    Path(token): Path<String>,
    parts: Multipart,
) -> Response {
    work(&app, &limits, &address, &reader, &token, parts).await.unwrap_or_else(|response| response)
}

async fn work(
    app: &App,
    limits: &Limits,
    address: &str,
    reader: &Reader,
    token: &str,
    mut parts: Multipart,
) -> Result<Response, Response> {
    let asked = open(app, reader, token).await?;
    let directory = &asked.directory;
    let fail = |problem| reader.fail(app, Some(directory), problem);
    if !reader.is_from_here() {
        return Err(fail(Problem::Unreadable));
    }
    let now = app.clock.now();
    let waits = limits.tickets.take(&asked.id.to_string(), now).and_then(|()| limits.addresses.take(address, now));
    waits.map_err(|seconds| fail(Problem::TooMany { retry_at: now.plus_ms(seconds * SECOND_MS) }))?;
    let mut given = Given::new();
    let mut count = 0;
    while let Some(mut part) = parts.next_field().await.map_err(|e| fail(unreadable(&e)))? {
        count += 1;
        if count > MAX_PARTS {
            return Err(fail(Problem::Unreadable));
        }
        let name = part.name().unwrap_or_default().to_owned();
        let value = text(&mut part).await.map_err(|e| fail(unreadable(&e)))?;
        match names::posted(&name) {
            Some(Posted::Answer(key)) => given.entry(key.to_owned()).or_default().push(value.replace("\r\n", "\n")),
            None if name == names::HONEYPOT && !value.trim().is_empty() => return Err(fail(Problem::Unreadable)),
            _ => {}
        }
    }
    let (mut values, mut problems) = (ValueEdits::new(), BTreeMap::new());
    for column in columns(&asked.form) {
        let texts = given.get(&column.key).map_or(&[][..], Vec::as_slice);
        let value = match &column.kind {
            FieldKind::Choices { .. } => {
                let chosen = texts.iter().filter(|text| !text.is_empty()).cloned();
                truckroll_domain::fields::FieldValue::list(chosen).map_or(Ok(None), |list| column.kind.normalise(&list))
            }
            kind => typed_value(kind, texts.first().map_or("", String::as_str)),
        };
        match value {
            Ok(None) if column.required => drop(problems.insert(column.key.clone(), "required")),
            Ok(None) => {}
            Ok(value) => drop(values.insert(column.key.clone(), value)),
            Err(problem) => drop(problems.insert(column.key.clone(), problem)),
        }
    }
    if values.is_empty() && problems.is_empty() {
        // nothing at all is no answer
        problems.extend(columns(&asked.form).next().map(|column| (column.key.clone(), "required")));
    }
    if !problems.is_empty() {
        return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, shown(app, reader, &asked, &given, &problems)));
    }
    // one answer a ticket and field, whatever id a page posts
    let of = |what: &str| app.secrets.links.derived_id(what, asked.tenant, asked.id.0, asked.field.as_bytes());
    let line = LineId(of("opinion line"));
    let set = TicketCommand::SetRow { field: asked.field.clone(), line, values };
    let command = Command::Ticket { id: asked.id, command: set };
    let actor = Actor::Customer { name: asked.ticket.customer.contact_name.clone() };
    let caller = Caller { tenant: asked.tenant, actor, device: None };
    let envelope = Envelope { id: CommandId(of("opinion")), at: now, offline: false, command };
    match execute(app, &caller, vec![envelope]).await {
        Ok(_) | Err(ExecuteError::Refused { why: Refusal::AlreadyExists, .. }) => {}
        Err(ExecuteError::Database(error)) => return Err(reader.unavailable(app, Some(directory), &error)),
        Err(error) => {
            tracing::warn!(%error, "an opinion was refused");
            return Err(fail(Problem::Unreadable));
        }
    }
    Ok(onward(&reader.onward(&format!("{}?new=1", reader.path))))
}
