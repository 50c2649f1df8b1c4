//! Canned phrases (CHT-32): the organisation's book, which administrators write, everybody's own, and a text filled with what is
//! known of a ticket.

use axum::body::Body;
use axum::extract::State;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::phrases::{MAX_TEXT, PhraseBook, from_rows};
use truckroll_domain::privacy::{holds_numbers, mask};
use truckroll_domain::triggers::placeholders;
use truckroll_protocol::api::phrases::{Filled, NewPhraseBook, PhraseBookNow, PhrasesNow, Unfilled};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::definitions;
use crate::directory::{Directory, Writing, definition, replace_own_definition};
use crate::http::{Answer, Fault, Strict, input};
use crate::imports::read as table;
use crate::news::{self, Announcement, Changed, News};
use crate::reach::readable_ticket;
use crate::rules;

/// Largest table, bytes.
const MAX_BYTES: usize = 2 * 1024 * 1024;
/// Longest text that is filled, characters: a phrase in the middle of what somebody has written.
const MAX_UNFILLED: usize = 10 * MAX_TEXT;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(read, replace))
        .routes(routes!(replace_own))
        .routes(routes!(take))
        .routes(routes!(fill))
}

/// A book as it stands.
async fn stored(app: &App, session: &Session, id: &str) -> Answer<PhraseBookNow> {
    let mut connection = app.db.pool().acquire().await?;
    let found = definition(&mut connection, session.tenant, PhraseBook::KIND, id).await?;
    Ok(found.map_or_else(PhraseBookNow::default, |(book, seq)| PhraseBookNow { seq, book }))
}

/// The book as it can be kept.
fn fitting(directory: &Directory, book: PhraseBook, own: bool) -> Answer<PhraseBook> {
    let book = book.tidied();
    match book.check(own, |name| rules::speaks_of(directory, name)) {
        Ok(()) => Ok(book),
        Err(problems) => {
            let fault = Fault::unacceptable(PhraseBook::KIND);
            Err(problems.into_iter().fold(fault, |fault, (member, problem)| fault.field(&member, problem)))
        }
    }
}

#[utoipa::path(
    get,
    path = "/phrases",
    tag = "tickets",
    operation_id = "phrases",
    description = "Canned phrases: the organisation's that are for the reader, all of them for administrators, and his own.",
    responses(
        (status = 200, description = "`PhrasesNow`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session) -> Answer<axum::Json<PhrasesNow>> {
    let mut shared = stored(&app, &session, PhraseBook::ID).await?;
    if session.must_administer().is_err() {
        let directory = app.directory(session.tenant).await?;
        shared.book = shared.book.seen_by(directory.viewer(&session));
    }
    let own = stored(&app, &session, &session.agent.to_string()).await?;
    Ok(axum::Json(PhrasesNow { shared, own }))
}

#[utoipa::path(
    put,
    path = "/phrases",
    tag = "tickets",
    operation_id = "replace_phrases",
    description = "Replaces the organisation's canned phrases as a whole.",
    request_body(content = serde_json::Value, description = "`NewPhraseBook`"),
    responses(
        (status = 200, description = "`PhraseBookNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an administrator"),
        (status = 409, description = "Somebody else wrote them meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewPhraseBook>,
) -> Answer<axum::Json<PhraseBookNow>> {
    session.must_administer()?;
    let book = fitting(&*app.directory(session.tenant).await?, asked.book, false)?;
    let former = stored(&app, &session, PhraseBook::ID).await?.book;
    let of = (PhraseBook::KIND, PhraseBook::ID);
    let (seq, _) = definitions::replace(&app, &session, of, asked.seq, &former, &book, Action::PhrasesWritten).await?;
    Ok(axum::Json(PhraseBookNow { seq, book }))
}

#[utoipa::path(
    put,
    path = "/phrases/own",
    tag = "tickets",
    operation_id = "replace_own_phrases",
    description = "Replaces the canned phrases of one's own.",
    request_body(content = serde_json::Value, description = "`NewPhraseBook`"),
    responses(
        (status = 200, description = "`PhraseBookNow`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 409, description = "Written on another device meanwhile"),
        (status = 422, description = "Not acceptable; `fields` names the members"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn replace_own(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<NewPhraseBook>,
) -> Answer<axum::Json<PhraseBookNow>> {
    let book = fitting(&*app.directory(session.tenant).await?, asked.book, true)?;
    let (tenant, agent) = (session.tenant, session.agent);
    let id = agent.to_string();
    let mut tx = app.db.begin().await?;
    let at = app.clock.now();
    let writing = Writing { tenant, of: (PhraseBook::KIND, &id), seen: asked.seq, by: &session.actor, at };
    let written = replace_own_definition(&mut tx, &writing, agent, Some(&book)).await?;
    let seq = written.ok_or_else(|| Fault::conflict(PhraseBook::KIND))?;
    let changed = Changed::Definitions(vec![PhraseBook::KIND.to_owned()]);
    let news = News::Stored(Announcement { tenant, seq, changed, agents: Some(vec![agent]) });
    news::tell(&mut tx, &news).await?;
    tx.commit().await?;
    app.hear(news);
    Ok(axum::Json(PhraseBookNow { seq, book }))
}

#[utoipa::path(
    post,
    path = "/phrases/table",
    tag = "tickets",
    operation_id = "phrases_of_table",
    description = "Reads phrases from a table (XLSX, XLS, CSV) with the columns code, title, text and category. Nothing is written.",
    request_body(content = Vec<u8>, description = "The file, at most 2 MB and 500 rows", content_type = "application/octet-stream"),
    responses(
        (status = 200, description = "`PhraseBookNow` with the number 0", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 413, description = "Larger than the limit"),
        (status = 422, description = "No table, no phrases, or too many of them"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn take(_: Session, body: Body) -> Answer<axum::Json<PhraseBookNow>> {
    let bytes = input::body(body, MAX_BYTES).await?;
    let wrong = |problem| Fault::unacceptable(PhraseBook::KIND).field("file", problem);
    // unfolding a spreadsheet takes its time
    let read = tokio::task::spawn_blocking(move || table::read(&bytes)).await.map_err(|_| Fault::internal())?;
    let read = read.map_err(wrong)?;
    if usize::try_from(read.rows).unwrap_or(usize::MAX) > PhraseBook::MOST + 1 {
        return Err(wrong("too_many"));
    }
    let mut rows = Vec::new();
    for chunk in &read.chunks {
        rows.extend(table::lines(chunk).map_err(|_| Fault::internal())?.into_iter().map(|(_, cells)| cells));
    }
    Ok(axum::Json(PhraseBookNow { seq: 0, book: from_rows(rows).map_err(wrong)? }))
}

#[utoipa::path(
    post,
    path = "/phrases/filled",
    tag = "tickets",
    operation_id = "fill_phrase",
    description = "Fills the placeholders of a text with what is known of a ticket, in the organisation's language.",
    request_body(content = serde_json::Value, description = "`Unfilled`"),
    responses(
        (status = 200, description = "`Filled`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 404, description = "No such ticket"),
        (status = 422, description = "The text is too long"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn fill(State(app): State<App>, session: Session, Strict(asked): Strict<Unfilled>) -> Answer<axum::Json<Filled>> {
    session.must(Area::Tickets, Verb::View)?;
    if asked.text.chars().count() > MAX_UNFILLED {
        return Err(Fault::unacceptable(PhraseBook::KIND).field("text", "too_long"));
    }
    readable_ticket(&app, &session, asked.ticket).await?;
    let directory = app.directory(session.tenant).await?;
    let said =
        rules::said_of(&app, &directory, session.tenant, asked.ticket, &placeholders::names(&asked.text)).await?;
    let said = said.ok_or_else(|| Fault::not_found("ticket"))?;
    let text = placeholders::fill(&asked.text, |name| {
        let value = said.get(name)?;
        let number = holds_numbers(name.rsplit('.').next().unwrap_or(name));
        Some(if session.masks && number { mask(value) } else { value.clone() })
    });
    Ok(axum::Json(Filled { text }))
}
