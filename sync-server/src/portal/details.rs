//! `/d/{token}`: "my details", the page of a published customer template (CUS-22, ADR 19).
//!
//! Behind the link that anybody may have stands a door: a company proves itself by its service account, a person by a letter
//! to the address at which he is known, or by a link an agent handed to him. Both lead to an address that is good for this one
//! customer and a while. A progress page is no proof: its form may have been sent by anybody who knows the phone number. The
//! door says the same to everybody, whether or not somebody is known by what was typed.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Extension, Form};
use serde::Deserialize;
use truckroll_domain::customers::{CustomerTemplate, edit_of, name_of, value_of};
use truckroll_domain::fields::{Field, Noun, ValueEdits};
use truckroll_domain::forms::{self, is_email};
use truckroll_domain::time::SECOND_MS;
use truckroll_domain::{Actor, CommandId, Content, DocumentId, Envelope, FormId, Refusal, TenantId, Timestamp};
use truckroll_portal::details::{DetailsPage, Done, DoorPage};
use truckroll_portal::error::Problem;
use truckroll_portal::form::FormPage;
use truckroll_portal::{Frame, names, questions};
use uuid::Uuid;

use super::asked::{self, Answers, Verdict};
use super::{Limits, Reader, customer, onward, page};
use crate::App;
use crate::customers::bulk::is_thrown_away;
use crate::customers::merge::now_at;
use crate::customers::service::{self, Verdict as Identified};
use crate::db::DbResult;
use crate::directory::Directory;
use crate::http::PeerAddress;
use crate::ingest::{self, Caller, ExecuteError};
use crate::links::Subject;
use crate::notify::Letter;
use crate::templates::reviews::{self, Sent, Wish};
use crate::templates::{LINK_MS, VISIT_MS};

/// Longest account, password and address that are looked at, characters.
const MAX_TYPED: usize = 254;

/// A published template and whose it is.
struct Published {
    tenant: TenantId,
    directory: Arc<Directory>,
    template: CustomerTemplate,
    path: String,
}

/// A customer who proved who he is.
struct Known {
    subject: Subject,
    noun: Noun,
    id: DocumentId,
    content: Content,
    fields: Vec<Field>,
}

impl Published {
    /// Opens the page behind a token.
    async fn open(app: &App, reader: &Reader, token: &str) -> Result<Self, Response> {
        let nothing = || reader.fail(app, None, Problem::NotFound);
        let (tenant, id) = app.secrets.links.open_template(token).ok_or_else(nothing)?;
        let directory = match app.directory(tenant).await {
            Err(sqlx::Error::RowNotFound) => return Err(nothing()),
            other => other.map_err(|e| reader.unavailable(app, None, &e))?,
        };
        let template = directory.published_template(id, app.clock.now()).cloned();
        let Some(template) = template else {
            return Err(reader.fail(app, Some(&directory), Problem::DetailsClosed));
        };
        let path = app.secrets.links.template_path(tenant, id);
        Ok(Self { tenant, directory, template, path })
    }

    fn fail(&self, app: &App, reader: &Reader, problem: Problem) -> Response {
        reader.fail(app, Some(&self.directory), problem)
    }

    fn asks(&self, noun: Noun) -> bool {
        !asked::fields(&self.directory, &self.template, noun).is_empty()
    }

    fn door(&self, app: &App, reader: &Reader) -> DoorPage {
        let action = |of: &str| reader.onward(&format!("{}/{of}", self.path));
        let mail = app.config.smtp_url.is_some();
        let mut frame = reader.frame(Some(&self.directory));
        if reader.path != self.path {
            // a page that answers a post is at another address
            frame = Frame::at(frame.locale, frame.tenant_name, &self.path);
        }
        DoorPage {
            frame,
            title: self.template.name.clone(),
            intro: self.template.intro.clone(),
            account_action: self.asks(Noun::Company).then(|| action("account")),
            letter_action: (mail && self.asks(Noun::Contact)).then(|| action("letter")),
            ..DoorPage::default()
        }
    }

    /// The customer behind a personal token. One that was merged is the one it was merged into.
    async fn known(&self, app: &App, reader: &Reader, token: &str) -> Result<Known, Response> {
        let ended = || onward(&reader.onward(&format!("{}?done={}", self.path, Done::Ended.word())));
        let unavailable = |e: sqlx::Error| reader.unavailable(app, Some(&self.directory), &e);
        let links = &app.secrets.links;
        let subject = links.open_details(self.tenant, self.template.id, token, app.clock.now()).ok_or_else(ended)?;
        let noun = match subject {
            Subject::Company(_) => Noun::Company,
            Subject::Contact(_) => Noun::Contact,
        };
        let id = subject.document();
        let id = now_at(&app.db, self.tenant, id).await.map_err(unavailable)?.unwrap_or(id);
        let stored = ingest::load(&app.db, self.tenant, &[id]).await.map_err(unavailable)?.remove(&id);
        let content = stored.map(|s| s.content).filter(|content| Noun::of(content.kind()) == Some(noun));
        let content = content.filter(|content| !is_thrown_away(content)).ok_or_else(ended)?;
        let fields = asked::fields(&self.directory, &self.template, noun);
        if fields.is_empty() || self.directory.locks_edits(noun) {
            return Err(self.fail(app, reader, Problem::DetailsClosed));
        }
        Ok(Known { subject, noun, id, content, fields })
    }

    /// The page of a customer's details as they stand now.
    async fn details(&self, app: &App, reader: &Reader, known: &Known) -> DbResult<DetailsPage> {
        let frame = reader.frame(Some(&self.directory));
        let locale = frame.locale;
        let questions = known.fields.iter().map(|field| questions::question(locale, known.noun, field)).collect();
        let form = forms::Form {
            id: FormId::default(),
            title: self.template.name.clone(),
            intro: self.template.intro.clone(),
            locale: String::new(),
            fields: questions,
            max_photos: 0,
            ask_place: false,
            published: true,
        };
        let stands = |field: &Field| (field.key.clone(), asked::typed(value_of(&known.content, &field.key).as_ref()));
        let was: Vec<(String, String)> = known.fields.iter().map(stands).collect();
        let submission = app.fresh::<Uuid>().to_string();
        let mut page = FormPage::new(frame, form, reader.onward(&reader.path), submission);
        page.answers = was.iter().cloned().collect();
        let waits = reviews::waiting(&app.db, self.tenant, known.id).await?;
        let waiting = waits.iter().filter_map(|wish| {
            let field = known.fields.iter().find(|field| field.key == wish.field)?;
            Some((questions::label(locale, known.noun, field), questions::shown(locale, field, wish.to.as_ref())))
        });
        Ok(DetailsPage {
            form: page,
            was,
            waiting: waiting.collect(),
            done: reader.done,
            name: name_of(&known.content).to_owned(),
            review: self.template.review,
        })
    }
}

/// The page that asks who somebody is.
pub(super) async fn door(State(app): State<App>, reader: Reader, Path(token): Path<String>) -> Response {
    match Published::open(&app, &reader, &token).await {
        Ok(open) => {
            let door = DoorPage { done: reader.done, ..open.door(&app, &reader) };
            page(StatusCode::OK, truckroll_portal::details::door(&door))
        }
        Err(response) => response,
    }
}

/// Account and password, or an address; the names are those of [`truckroll_portal::names`].
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Proof {
    account: String,
    password: String,
    email: String,
}

/// Opens the page of a post and applies limits.
async fn begin(
    app: &App,
    limits: &Limits,
    address: &str,
    reader: &Reader,
    token: &str,
    of: Option<&str>,
) -> Result<Published, Response> {
    let open = Published::open(app, reader, token).await?;
    if !reader.is_from_here() {
        return Err(open.fail(app, reader, Problem::Unreadable));
    }
    let now = app.clock.now();
    let mut waits = limits.proofs.take(address, now).and_then(|()| limits.pages.take(&open.path, now));
    if let Some(of) = of {
        waits = waits.and_then(|()| limits.tickets.take(of, now));
    }
    waits.map_err(|seconds| open.fail(app, reader, Problem::TooMany { retry_at: now.plus_ms(seconds * SECOND_MS) }))?;
    Ok(open)
}

/// Takes account and password of a company.
pub(super) async fn account(
    State(app): State<App>,
    Extension(limits): Extension<Arc<Limits>>,
    PeerAddress(address): PeerAddress,
    reader: Reader,
    Path(token): Path<String>,
    body: Result<Form<Proof>, FormRejection>,
) -> Response {
    let work = async {
        let open = begin(&app, &limits, &address, &reader, &token, None).await?;
        let proof = super::readable(body).map_err(|problem| open.fail(&app, &reader, problem))?;
        let account = super::cut(proof.account.trim(), MAX_TYPED);
        let known = if account.is_empty() || proof.password.is_empty() || !open.asks(Noun::Company) {
            Ok(Identified::Wrong)
        } else {
            service::identify(&app, open.tenant, &account, &super::cut(&proof.password, MAX_TYPED)).await
        };
        let known = known.map_err(|e| reader.unavailable(&app, Some(&open.directory), &e))?;
        // a locked account sounds like a wrong one: who guesses must not learn that there is one
        let Identified::Known(company) = known else {
            let again = DoorPage { account, account_problem: Some("wrong_account"), ..open.door(&app, &reader) };
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, truckroll_portal::details::door(&again)));
        };
        let until = app.clock.now().plus_ms(VISIT_MS);
        let links = &app.secrets.links;
        let path = links.details_path(open.tenant, open.template.id, Subject::Company(company), until);
        Ok(onward(&reader.onward(&path)))
    };
    work.await.unwrap_or_else(|response: Response| response)
}

/// Takes the address of a person, and lets a letter with a link go there if he is known by it.
pub(super) async fn letter(
    State(app): State<App>,
    Extension(limits): Extension<Arc<Limits>>,
    PeerAddress(address): PeerAddress,
    reader: Reader,
    Path(token): Path<String>,
    body: Result<Form<Proof>, FormRejection>,
) -> Response {
    let work = async {
        let open = begin(&app, &limits, &address, &reader, &token, None).await?;
        let proof = super::readable(body).map_err(|problem| open.fail(&app, &reader, problem))?;
        let email = super::cut(proof.email.trim(), MAX_TYPED + 1);
        let mut again = open.door(&app, &reader);
        if again.letter_action.is_none() {
            return Err(open.fail(&app, &reader, Problem::Unreadable));
        }
        if !is_email(&email) {
            again.email_problem = Some(if email.is_empty() { "required" } else { "not_an_email" });
            again.email = email;
            return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, truckroll_portal::details::door(&again)));
        }
        let email = email.to_ascii_lowercase();
        let (keys, tenant, template) = (app.clone(), open.tenant, open.template.id);
        let to = customer::Mailbox {
            tenant,
            directory: open.directory.clone(),
            email,
            locale: reader.locale(Some(&open.directory)),
        };
        to.write(&app, &limits, LINK_MS, move |to, person, until| {
            let path = keys.secrets.links.details_path(tenant, template, Subject::Contact(person.id), until);
            (path, Letter::details(&to.directory, to.locale, person.name, person.until))
        });
        Ok(onward(&reader.onward(&format!("{}?done={}", open.path, Done::Sent.word()))))
    };
    work.await.unwrap_or_else(|response: Response| response)
}

/// Shows somebody's details.
pub(super) async fn show(
    State(app): State<App>,
    reader: Reader,
    Path((token, person)): Path<(String, String)>,
) -> Response {
    let work = async {
        let open = Published::open(&app, &reader, &token).await?;
        let known = open.known(&app, &reader, &person).await?;
        let view = open.details(&app, &reader, &known).await;
        let view = view.map_err(|e| reader.unavailable(&app, Some(&open.directory), &e))?;
        Ok(page(StatusCode::OK, truckroll_portal::details::render(&view)))
    };
    work.await.unwrap_or_else(|response: Response| response)
}

/// Takes what somebody changed of himself.
pub(super) async fn save(
    State(app): State<App>,
    Extension(limits): Extension<Arc<Limits>>,
    PeerAddress(address): PeerAddress,
    reader: Reader,
    Path((token, person)): Path<(String, String)>,
    body: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let work = async {
        let open = begin(&app, &limits, &address, &reader, &token, Some(&person)).await?;
        let known = open.known(&app, &reader, &person).await?;
        let (submission, answers) =
            answers(super::readable(body).map_err(|problem| open.fail(&app, &reader, problem))?);
        let locale = reader.locale(Some(&open.directory));
        let unavailable = |e: sqlx::Error| reader.unavailable(&app, Some(&open.directory), &e);
        let changed = match asked::verdict(&known.fields, &known.content, &answers) {
            Verdict::Changed(changed) => changed,
            Verdict::Wrong(problems, moved) => {
                let mut again = open.details(&app, &reader, &known).await.map_err(unavailable)?;
                again.form.problems = problems;
                for question in &mut again.form.form.fields {
                    let field = known.fields.iter().find(|field| field.key == question.key);
                    if let (Some(now), Some(field)) = (moved.get(&question.key), field) {
                        question.hint = questions::stands_now(locale, field, now.as_ref());
                    }
                    let typed = answers.given.get(&question.key).cloned().unwrap_or_default();
                    again.form.answers.insert(question.key.clone(), typed);
                }
                // where nothing was typed over, what stands now is what is shown next
                for (key, stands) in &mut again.was {
                    let was = answers.was.get(key).cloned().unwrap_or_default();
                    let untouched = answers.given.get(key).is_none_or(|given| given.trim() == was.trim());
                    if untouched {
                        again.form.answers.insert(key.clone(), stands.clone());
                    }
                }
                again.done = None;
                let html = truckroll_portal::details::render(&again);
                return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, html));
            }
        };
        let done = if changed.is_empty() {
            Done::Same
        } else if open.template.review {
            match wait(&app, &open, &known, submission, changed).await {
                Ok(true) => Done::Waits,
                Ok(false) => {
                    let retry_at = Timestamp(app.clock.now().ms() + truckroll_domain::time::DAY_MS);
                    return Err(open.fail(&app, &reader, Problem::TooMany { retry_at }));
                }
                Err(error) => return Err(unavailable(error)),
            }
        } else {
            write(&app, &reader, &open, &known, submission, &changed).await?;
            Done::Saved
        };
        Ok(onward(&reader.onward(&format!("{}?done={}", reader.path, done.word()))))
    };
    work.await.unwrap_or_else(|response: Response| response)
}

/// What was posted, by name.
fn answers(posted: Vec<(String, String)>) -> (Option<Uuid>, Answers) {
    let (mut submission, mut answers) = (None, Answers::default());
    for (name, value) in posted {
        let value = value.replace("\r\n", "\n").replace('\0', "");
        if name == names::SUBMISSION {
            submission = value.trim().parse().ok();
        } else if let Some(key) = names::answer_key(&name) {
            answers.given.insert(key.to_owned(), value);
        } else if let Some(key) = names::was_key(&name) {
            answers.was.insert(key.to_owned(), value);
        }
    }
    (submission, answers)
}

/// The id by which a page that is posted twice is one.
fn command_of(app: &App, open: &Published, known: &Known, submission: Option<Uuid>) -> CommandId {
    let submission = submission.unwrap_or_else(|| app.fresh());
    CommandId(app.secrets.links.derived_id("details", open.tenant, submission, known.id.0.as_bytes()))
}

/// Lets what was changed wait; `false` when too much waits already.
async fn wait(
    app: &App,
    open: &Published,
    known: &Known,
    submission: Option<Uuid>,
    changed: ValueEdits,
) -> DbResult<bool> {
    let order: BTreeMap<&str, usize> =
        known.fields.iter().enumerate().map(|(index, field)| (field.key.as_str(), index)).collect();
    let mut wishes: Vec<Wish> = changed
        .into_iter()
        .map(|(field, to)| Wish { from: value_of(&known.content, &field), to, accepted: None, field })
        .collect();
    wishes.sort_by_key(|wish| order.get(wish.field.as_str()).copied());
    let id = command_of(app, open, known, submission);
    let sent = Sent { id, document: known.id, content: &known.content, template: &open.template.name, wishes };
    reviews::wait(app, open.tenant, &open.directory, sent).await
}

/// Writes what was changed by the domain's command, in the customer's own name.
async fn write(
    app: &App,
    reader: &Reader,
    open: &Published,
    known: &Known,
    submission: Option<Uuid>,
    changed: &ValueEdits,
) -> Result<(), Response> {
    let Some(command) = edit_of(known.id, &known.content, changed) else { return Ok(()) };
    let actor = Actor::Customer { name: name_of(&known.content).to_owned() };
    let caller = Caller { tenant: open.tenant, actor, device: None };
    let id = command_of(app, open, known, submission);
    let envelope = Envelope { id, at: app.clock.now(), offline: false, command };
    match ingest::execute(app, &caller, vec![envelope]).await {
        Ok(_) => Ok(()),
        Err(ExecuteError::Database(error)) => Err(reader.unavailable(app, Some(&open.directory), &error)),
        // written by somebody else in this very moment; the page comes again with what stands now
        Err(ExecuteError::Refused { why: Refusal::ChangedMeanwhile { .. }, .. }) => {
            Err(open.fail(app, reader, Problem::Unavailable))
        }
        Err(error) => {
            tracing::warn!(%error, subject = ?known.subject, "a customer's change of his details was refused");
            Err(open.fail(app, reader, Problem::Unreadable))
        }
    }
}
