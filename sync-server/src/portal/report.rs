//! `GET` and `POST /f/{token}`: the form behind a QR code, and the ticket it makes.
//!
//! The hidden submission id names the command that makes the ticket, so pressing twice, a reload or a retry on a
//! bad line show the same receipt.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{FromRequest as _, Multipart, Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use truckroll_domain::access::Feature;
use truckroll_domain::assets::Asset;
use truckroll_domain::contacts::ContactEdit;
use truckroll_domain::fields::{FieldValue, ValueEdits};
use truckroll_domain::forms::{Form, Input};
use truckroll_domain::tickets::{NewTicket, Source, TicketCommand};
use truckroll_domain::time::SECOND_MS;
use truckroll_domain::visits::{Address, Customer};
use truckroll_domain::{Actor, AssetId, Command, CommandId, Content, Envelope, LineId, TicketId, Timestamp};
use truckroll_portal::error::Problem;
use truckroll_portal::form::FormPage;
use uuid::Uuid;

use super::submission::{self, Submission};
use super::{Limits, MAX_FORM_BYTES, Reader, customer, cut, onward, page};
use crate::App;
use crate::directory::Directory;
use crate::forms::StoredLink;
use crate::http::PeerAddress;
use crate::ingest::{Caller, ExecuteError, execute};
use crate::links::FormToken;

/// Longest title made from a description, characters.
const MAX_TITLE: usize = 60;

/// A form that may be shown.
struct Opened {
    link: StoredLink,
    directory: Arc<Directory>,
    form: Form,
    asset: Option<(AssetId, Asset)>,
}

impl Opened {
    /// The machine in words.
    fn asset_line(&self) -> Option<String> {
        let (_, asset) = self.asset.as_ref()?;
        Some(if asset.company_name.is_empty() {
            asset.name.clone()
        } else {
            format!("{} · {}", asset.name, asset.company_name)
        })
    }

    fn page(&self, reader: &Reader, submission: Uuid) -> FormPage {
        let frame = reader.frame(Some(&self.directory));
        let action = reader.onward(&reader.path);
        let mut page = FormPage::new(frame, self.form.clone(), action, submission.to_string());
        page.asset = self.asset_line();
        page
    }
}

/// Opens the form behind a token.
async fn open(app: &App, reader: &Reader, token: &str) -> Result<Opened, Response> {
    let nothing = || reader.fail(app, None, Problem::NotFound);
    let token = FormToken::parse(token).ok_or_else(nothing)?;
    let link = crate::forms::find(&app.db, token.link).await.map_err(|e| reader.unavailable(app, None, &e))?;
    let link = link.filter(|l| app.secrets.links.opens_form(l.tenant, &token)).ok_or_else(nothing)?;
    let directory = app.directory(link.tenant).await.map_err(|e| reader.unavailable(app, None, &e))?;
    let closed = || reader.fail(app, Some(&directory), Problem::FormClosed);
    let form = directory.forms.get(&link.form).filter(|f| f.published && link.revoked_at.is_none());
    let form = form.filter(|_| directory.policy.on(Feature::CustomerForms));
    let form = form.filter(|_| !directory.licence_is_over(app.clock.now()));
    let form = form.cloned().ok_or_else(closed)?;
    let asset = match link.asset {
        Some(id) => {
            let stored = crate::ingest::load(&app.db, link.tenant, &[id.into()]).await;
            let mut stored = stored.map_err(|e| reader.unavailable(app, Some(&directory), &e))?;
            match stored.remove(&id.into()).map(|s| s.content) {
                Some(Content::Asset(asset)) => Some((id, asset)),
                _ => None,
            }
        }
        None => None,
    };
    Ok(Opened { link, directory, form, asset })
}

/// Shows the empty form.
pub(super) async fn show(State(app): State<App>, reader: Reader, Path(token): Path<String>) -> Response {
    match open(&app, &reader, &token).await {
        Ok(opened) => page(StatusCode::OK, truckroll_portal::form::render(&opened.page(&reader, app.fresh()))),
        Err(response) => response,
    }
}

/// Takes the filled form.
pub(super) async fn send(
    State(app): State<App>,
    Extension(limits): Extension<Arc<Limits>>,
    PeerAddress(address): PeerAddress,
    reader: Reader,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    take(&app, &limits, &address, &reader, &token, request).await.unwrap_or_else(|response| response)
}

async fn take(
    app: &App,
    limits: &Limits,
    address: &str,
    reader: &Reader,
    token: &str,
    request: Request,
) -> Result<Response, Response> {
    let opened = open(app, reader, token).await?;
    let directory = &opened.directory;
    let fail = |problem| reader.fail(app, Some(directory), problem);
    if !reader.is_from_here() {
        return Err(fail(Problem::Unreadable));
    }
    let now = app.clock.now();
    let link = opened.link.id.to_string();
    let waits = limits.links.take(&link, now).and_then(|()| limits.addresses.take(address, now));
    waits.map_err(|seconds| fail(Problem::TooMany { retry_at: now.plus_ms(seconds * SECOND_MS) }))?;
    if reader.announces_too_much() {
        return Err(fail(Problem::TooLarge { limit: MAX_FORM_BYTES as u64 }));
    }
    let parts = Multipart::from_request(request, app).await.map_err(|_| fail(Problem::Unreadable))?;
    let filled = submission::read(app, opened.link.tenant, &opened.form, parts).await.map_err(fail)?;
    if filled.is_machine {
        return Err(fail(Problem::Unreadable));
    }
    let id = filled.id.unwrap_or_else(|| app.fresh());
    let problems = opened.form.check(&filled.answers).err().unwrap_or_default();
    if !problems.is_empty() || !filled.photo_problems.is_empty() {
        let mut again = opened.page(reader, id);
        again.kept = filled.kept();
        again.answers = filled.answers;
        again.problems = problems;
        again.photo_problems = filled.photo_problems;
        again.place = filled.place;
        return Ok(page(StatusCode::UNPROCESSABLE_ENTITY, truckroll_portal::form::render(&again)));
    }
    let ticket = store(app, &opened, id, filled).await.map_err(|error| match error {
        ExecuteError::Database(error) => reader.unavailable(app, Some(directory), &error),
        error => {
            tracing::warn!(%error, "a customer's form was refused");
            fail(Problem::Unreadable)
        }
    })?;
    let path = app.secrets.links.progress_path(opened.link.tenant, ticket);
    Ok(onward(&reader.onward(&format!("{path}?new=1"))))
}

/// Makes the ticket, and the contact where nobody is known by that number.
async fn store(app: &App, opened: &Opened, submission: Uuid, filled: Submission) -> Result<TicketId, ExecuteError> {
    let tenant = opened.link.tenant;
    let links = &app.secrets.links;
    let ticket = TicketId(links.derived_id("ticket", tenant, submission, opened.link.id.0.as_bytes()));
    let now = app.clock.now();
    let Report { mut new, email } = report(opened, &filled);
    let more = ContactEdit { email: Some(email).filter(|email| !email.is_empty()), ..ContactEdit::default() };
    for (index, photo) in (0_u8..).zip(filled.photos) {
        let line = LineId(links.derived_id("photo", tenant, submission, &[index]));
        new.attachments.insert(line, photo);
    }
    let mut commands: Vec<Envelope> =
        customer::complete(app, tenant, &mut new.customer, more, now).await?.into_iter().collect();
    commands.push(envelope(CommandId(submission), now, ticket, new));
    let caller = Caller { tenant, actor: Actor::System, device: None };
    execute(app, &caller, commands).await?;
    Ok(ticket)
}

fn envelope(id: CommandId, at: Timestamp, ticket: TicketId, new: NewTicket) -> Envelope {
    let command = Command::Ticket { id: ticket, command: TicketCommand::Create { ticket: Box::new(new) } };
    Envelope { id, at, offline: false, command }
}

/// A ticket as the form describes it.
struct Report {
    new: NewTicket,
    email: String,
}

fn report(opened: &Opened, filled: &Submission) -> Report {
    let answer = |key: &str| filled.answers.get(key).map(|a| a.trim().to_owned()).unwrap_or_default();
    let own = ["title", "description", "phone", "contact_name", "company_name"];
    let fields: ValueEdits = filled
        .answers
        .iter()
        .filter(|(key, value)| !own.contains(&key.as_str()) && !value.trim().is_empty())
        .map(|(key, value)| (key.clone(), FieldValue::text(value.trim())))
        .collect();
    let email = opened.form.fields.iter().find(|f| f.input == Input::Email).map(|f| answer(&f.key)).unwrap_or_default();
    let description = answer("description");
    let title = match answer("title") {
        title if !title.is_empty() => cut(&title, 200),
        _ => title_of(&description, &opened.form.title),
    };
    let mut customer = Customer {
        phone: cut(&answer("phone"), 100),
        contact_name: cut(&answer("contact_name"), 200),
        company_name: cut(&answer("company_name"), 200),
        ..Customer::default()
    };
    let mut address = Address::default();
    let (mut asset, mut asset_name) = (None, String::new());
    if let Some((id, machine)) = &opened.asset {
        asset = Some(*id);
        asset_name.clone_from(&machine.name);
        customer.company = machine.company;
        customer.company_name.clone_from(&machine.company_name);
        address = machine.address.clone();
    }
    // the pin of a machine beats where the customer's phone believed to be
    address.place = address.place.or(filled.place);
    let new = NewTicket {
        title,
        description,
        source: Source::Publishing,
        customer,
        address,
        asset,
        asset_name,
        fields,
        ..NewTicket::default()
    };
    Report { new, email }
}

/// The first line or sentence of a description; without one, the form's own title.
fn title_of(description: &str, form_title: &str) -> String {
    let line = description.lines().map(str::trim).find(|l| !l.is_empty()).unwrap_or(form_title);
    let sentence = line.find(['。', '！', '？', ';', '；']).map_or(line, |end| &line[..end]);
    let sentence = sentence.split(". ").next().unwrap_or(sentence);
    let sentence = if sentence.trim().is_empty() { line } else { sentence };
    if sentence.chars().count() <= MAX_TITLE {
        sentence.trim().to_owned()
    } else {
        format!("{}…", cut(sentence, MAX_TITLE - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_is_the_first_sentence() {
        for (description, title) in [
            ("3号电梯门关不上。已经停在一楼。", "3号电梯门关不上"),
            ("The lift stops between floors. Nobody is inside.", "The lift stops between floors"),
            ("\n  Noise\nfrom the shaft", "Noise"),
            ("", "Report a fault"),
            ("。", "。"),
        ] {
            assert_eq!(title_of(description, "Report a fault"), title);
        }
        assert_eq!(title_of(&"x".repeat(500), "").chars().count(), MAX_TITLE);
    }
}
