//! `GET /t/{token}`: what the customer may know about a ticket and the visit behind it. `GET /v/{token}`: the same for
//! one visit, with the ticket behind it if there is one.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sqlx::Row as _;
use truckroll_domain::access::Feature;
use truckroll_domain::attachments::Attachment;
use truckroll_domain::entry::{Audience, Entry};
use truckroll_domain::tickets::{Status, Ticket, TicketOverlay};
use truckroll_domain::visits::{Visit, VisitOverlay, VisitState};
use truckroll_domain::{Content, DocumentId, EntryBody, TenantId, TicketId, Timestamp, VisitId};
use truckroll_portal::details::Done;
use truckroll_portal::error::Problem;
use truckroll_portal::progress::{
    Complaints, Engineer, Live, Notices, ProgressPage, Rated, RatingForm, Receipt, Refresh, Reply, ReplyFile,
    ReplyForm, Stage, Stars, Steps, WithdrawForm,
};

use super::{Reader, guarded, page};
use crate::App;
use crate::db::DbResult;
use crate::directory::Directory;
use crate::links::customer_address_for;

/// Most visits looked at for one ticket.
const MAX_VISITS: i64 = 50;
/// Who gives fewer stars was not content.
const CONTENT_FROM: i64 = 3;
/// What is logged of a ticket when its status changes; the first is the customer's own.
const CLOSING: [&str; 4] = ["withdraw", "set_status", "merge_into", "unmerge"];
/// Most replies shown.
const MAX_REPLIES: usize = 200;

/// Everything that a progress page is made from.
pub(super) struct Followed {
    pub tenant: TenantId,
    /// What the link names: a ticket or a visit.
    pub id: DocumentId,
    /// The ticket of the conversation; none behind a visit that stands alone.
    pub conversation: Option<TicketId>,
    pub path: String,
    pub directory: Arc<Directory>,
    pub ticket: Ticket,
    pub overlay: TicketOverlay,
    pub visit: Option<(VisitId, Box<Visit>, Box<VisitOverlay>)>,
}

/// Finds what a token opens.
pub(super) async fn open(app: &App, reader: &Reader, token: &str) -> Result<Followed, Response> {
    let nothing = || reader.fail(app, None, Problem::NotFound);
    let failed = |e: sqlx::Error| reader.unavailable(app, None, &e);
    if reader.path.starts_with("/v/") {
        let (tenant, id) = app.secrets.links.open_visit(token).ok_or_else(nothing)?;
        let directory = directory(app, reader, tenant).await?;
        let Some(found) = visit_alone(app, tenant, id).await.map_err(failed)? else {
            return Err(reader.fail(app, Some(&directory), Problem::NotFound));
        };
        let behind = match found.1.ticket {
            Some(ticket) => ticket_of(app, tenant, ticket).await.map_err(failed)?.map(|known| (ticket, known)),
            None => None,
        };
        let path = app.secrets.links.visit_path(tenant, id);
        let (conversation, (ticket, overlay)) = match behind {
            Some((id, known)) => (Some(id), known),
            None => (None, standing_for(&found.1, &found.2)),
        };
        return Ok(Followed {
            tenant,
            id: id.into(),
            conversation,
            path,
            directory,
            ticket,
            overlay,
            visit: Some(found),
        });
    }
    let (tenant, id) = app.secrets.links.open_progress(token).ok_or_else(nothing)?;
    let directory = directory(app, reader, tenant).await?;
    let Some((ticket, overlay)) = ticket_of(app, tenant, id).await.map_err(failed)? else {
        return Err(reader.fail(app, Some(&directory), Problem::NotFound));
    };
    let visit = visit_of(app, tenant, id).await.map_err(failed)?;
    let path = app.secrets.links.progress_path(tenant, id);
    Ok(Followed { tenant, id: id.into(), conversation: Some(id), path, directory, ticket, overlay, visit })
}

async fn directory(app: &App, reader: &Reader, tenant: TenantId) -> Result<Arc<Directory>, Response> {
    match app.directory(tenant).await {
        Err(sqlx::Error::RowNotFound) => Err(reader.fail(app, None, Problem::NotFound)),
        other => other.map_err(|e| reader.unavailable(app, None, &e)),
    }
}

async fn ticket_of(app: &App, tenant: TenantId, id: TicketId) -> DbResult<Option<(Ticket, TicketOverlay)>> {
    let mut stored = crate::ingest::load(&app.db, tenant, &[id.into()]).await?;
    Ok(match stored.remove(&id.into()).map(|s| s.content) {
        Some(Content::Ticket(ticket, overlay)) => Some((ticket, overlay)),
        _ => None,
    })
}

async fn visit_alone(app: &App, tenant: TenantId, id: VisitId) -> DbResult<Option<Found>> {
    let mut stored = crate::ingest::load(&app.db, tenant, &[id.into()]).await?;
    Ok(match stored.remove(&id.into()).map(|s| s.content) {
        Some(Content::Visit(visit, overlay)) => Some((id, visit, overlay)),
        _ => None,
    })
}

/// What stands in the place of the ticket that a visit does not have.
fn standing_for(visit: &Visit, overlay: &VisitOverlay) -> (Ticket, TicketOverlay) {
    let ticket = Ticket {
        title: visit.title.clone(),
        asset_name: visit.asset_name.clone(),
        customer: visit.customer.clone(),
        created_at: visit.created_at,
        ..Ticket::default()
    };
    (ticket, TicketOverlay { number: overlay.number.clone(), ..TicketOverlay::default() })
}

type Found = (VisitId, Box<Visit>, Box<VisitOverlay>);

/// The visit that counts for the customer: the newest that was not cancelled, else the newest.
async fn visit_of(app: &App, tenant: TenantId, ticket: TicketId) -> DbResult<Option<Found>> {
    // index visits_ticket
    let rows = sqlx::query(
        "select id from visits where tenant_id = $1 and ticket_id = $2 order by created_at desc, id desc limit $3",
    )
    .bind(tenant.to_string())
    .bind(ticket.to_string())
    .bind(MAX_VISITS)
    .fetch_all(app.db.pool())
    .await?;
    let ids: Vec<DocumentId> = rows
        .iter()
        .map(|row| Ok(row.try_get::<String, _>(0)?.parse().ok()))
        .filter_map(Result::transpose)
        .collect::<DbResult<_>>()?;
    let mut stored = crate::ingest::load(&app.db, tenant, &ids).await?;
    let mut visits: Vec<Found> = ids
        .into_iter()
        .filter_map(|id| match stored.remove(&id)?.content {
            Content::Visit(visit, overlay) => Some((id.into(), visit, overlay)),
            _ => None,
        })
        .collect();
    let counts = visits.iter().position(|(_, visit, overlay)| visit.state(overlay) != VisitState::Cancelled);
    Ok((!visits.is_empty()).then(|| visits.swap_remove(counts.unwrap_or(0))))
}

impl Followed {
    /// The engineer's public face, while there is one.
    fn engineer(&self, token_path: &str) -> Option<Engineer> {
        let agent = self.agent()?;
        let given_name = if agent.given_name.is_empty() { agent.name.clone() } else { agent.given_name.clone() };
        let photo = agent.photo.as_ref().map(|_| format!("{token_path}/portrait"));
        Some(Engineer { given_name, photo })
    }

    fn agent(&self) -> Option<&truckroll_domain::people::Agent> {
        let (_, visit, overlay) = self.visit.as_ref()?;
        if visit.state(overlay) == VisitState::Cancelled {
            return None;
        }
        self.directory.agents.get(&visit.assignee(overlay)?.agent)
    }

    /// Where the engineer is: only between departure and arrival, and only what was measured since.
    fn live(&self, app: &App, stage: Stage) -> Option<Live> {
        if stage != Stage::OnTheWay {
            return None;
        }
        let (_, visit, overlay) = self.visit.as_ref()?;
        let departed = visit.attempt(overlay)?.departed.as_ref()?.at;
        let site = visit.address.place?;
        let (engineer, at) = *crate::positions::latest(app, self.tenant).get(&self.agent()?.id)?;
        (at >= departed).then_some(Live { engineer, site, at })
    }

    fn rating(&self, app: &App) -> Stars {
        let Some((_, visit, overlay)) = self.visit.as_ref() else { return Stars::Hidden };
        match &overlay.rating {
            Some(rating) => Stars::Given(Rated {
                stars: rating.stars,
                comment: rating.comment.clone(),
                complaints: (rating.stars < CONTENT_FROM).then(|| self.complaints()).flatten(),
            }),
            None if !self.directory.policy.on(Feature::Ratings) => Stars::Hidden,
            None if visit.state(overlay) == VisitState::Completed => Stars::Ask(RatingForm {
                action: format!("{}/rate", self.path),
                submission: app.fresh::<uuid::Uuid>().to_string(),
                ..RatingForm::default()
            }),
            None => Stars::Hidden,
        }
    }

    /// Whether the customer can take his request back: it is open, and nobody is planned for it.
    pub fn may_be_withdrawn(&self) -> bool {
        self.conversation.is_some_and(|ticket| self.id == ticket.into())
            && !matches!(self.ticket.status(), Status::Resolved | Status::Closed)
            && self.visit.as_ref().is_none_or(|(_, visit, overlay)| visit.state(overlay) == VisitState::Cancelled)
    }

    /// When the customer took it back, if that is why it is closed.
    async fn withdrawn(&self, app: &App) -> DbResult<Option<Timestamp>> {
        let Some(ticket) = self.conversation.filter(|_| self.ticket.status() == Status::Closed) else {
            return Ok(None);
        };
        // newest first: what closed it is the last that was said of its status
        let entries = crate::ingest::entries(&app.db, self.tenant, ticket.into()).await?;
        let last = entries.iter().find_map(|entry| match &entry.body {
            EntryBody::Log { action, .. } => CLOSING.contains(&action.as_str()).then_some((entry.at, action)),
            _ => None,
        });
        Ok(last.filter(|(_, action)| *action == CLOSING[0]).map(|(at, _)| at))
    }

    /// Where the organisation hears customers who were not content, if it says so.
    fn complaints(&self) -> Option<Complaints> {
        let profile = &self.directory.profile;
        let (phone, email) = (profile.complaint_phone.clone(), profile.complaint_email.clone());
        (!phone.is_empty() || !email.is_empty()).then_some(Complaints { phone, email })
    }

    /// The customer's part of the conversation, newest first: entries with their texts and files.
    pub async fn said(&self, app: &App) -> DbResult<Vec<(Entry, String, Vec<Attachment>)>> {
        let Some(ticket) = self.conversation else { return Ok(Vec::new()) };
        let entries = crate::ingest::entries(&app.db, self.tenant, ticket.into()).await?;
        let public = entries.into_iter().filter(|e| e.audience == Audience::Public);
        let said = public.filter_map(|mut entry| match &mut entry.body {
            EntryBody::Reply { text, attachments, .. } => {
                let (text, files) = (std::mem::take(text), std::mem::take(attachments));
                Some((entry, text, files))
            }
            _ => None,
        });
        Ok(said.take(MAX_REPLIES).collect())
    }

    /// The same as the page shows it, oldest first.
    async fn replies(&self, app: &App) -> DbResult<Vec<Reply>> {
        let reply = |(entry, text, files): (Entry, String, Vec<Attachment>)| {
            let staff = entry.author.and_then(|id| self.directory.agents.get(&id));
            let given = staff.map(|a| if a.given_name.is_empty() { &a.name } else { &a.given_name });
            let from_customer = entry.from_customer();
            // what a rule writes the organisation says
            let nameless = if from_customer { String::new() } else { self.directory.face().to_owned() };
            let author =
                given.cloned().unwrap_or(if entry.author_name.is_empty() { nameless } else { entry.author_name });
            let file = |file: Attachment| ReplyFile {
                href: format!("{}/file/{}", self.path, file.hash),
                is_picture: file.is_picture(),
                size: file.size,
                name: file.name,
            };
            let files = files.into_iter().map(file).collect();
            Reply { author, from_customer, at: entry.at, text, files }
        };
        Ok(self.said(app).await?.into_iter().rev().map(reply).collect())
    }

    /// The page as it stands now.
    pub async fn page(&self, app: &App, reader: &Reader) -> DbResult<ProgressPage> {
        let settings = &self.directory.settings;
        let now = app.clock.now();
        let mut steps = Steps::of(&self.ticket, self.visit.as_ref().map(|(_, v, o)| (v.as_ref(), o.as_ref())));
        if let Some(at) = self.withdrawn(app).await? {
            steps = steps.withdrawn(at);
        }
        let window = self.visit.as_ref().and_then(|(_, v, _)| v.window_from.zip(v.window_to));
        let closed = self.ticket.status() == Status::Closed;
        let rating = self.rating(app);
        let settled = matches!(steps.stage, Stage::Done | Stage::Cancelled) && !matches!(rating, Stars::Ask(_));
        let refresh = (!settled && !reader.still).then(|| Refresh {
            seconds: if steps.stage == Stage::OnTheWay { 15 } else { 45 },
            stop_href: reader.onward(&format!("{}?still=1", self.path)),
        });
        Ok(ProgressPage {
            frame: reader.frame(Some(&self.directory)),
            offset_minutes: settings.offset_min(now),
            turns: settings.turns(now),
            now,
            number: self.overlay.number.clone().unwrap_or_default(),
            title: self.ticket.title.clone(),
            asset: self.ticket.asset_name.clone(),
            engineer: self.engineer(&self.path),
            live: self.live(app, steps.stage),
            steps,
            window,
            replies: self.replies(app).await?,
            reply: (!closed && self.conversation.is_some()).then(|| ReplyForm {
                action: reader.onward(&format!("{}/reply", self.path)),
                submission: app.fresh::<uuid::Uuid>().to_string(),
                ..ReplyForm::default()
            }),
            withdraw: self.may_be_withdrawn().then(|| WithdrawForm {
                action: reader.onward(&format!("{}/withdraw", self.path)),
                submission: app.fresh::<uuid::Uuid>().to_string(),
                ..WithdrawForm::default()
            }),
            rating,
            receipt: reader.new.then(|| Receipt {
                link: customer_address_for(&app.config, &self.directory, &reader.headers, &self.path),
            }),
            // the link of one visit leads to that visit, notices lead to the ticket
            notices: (!closed && reader.path.starts_with("/t/")).then(|| Notices {
                key: app.secrets.vapid.public_key().to_owned(),
                action: reader.onward(&format!("{}/notices", self.path)),
            }),
            sent: reader.done == Some(Done::Sent),
            refresh,
        })
    }
}

/// Shows where the work stands.
pub(super) async fn show(State(app): State<App>, reader: Reader, Path(token): Path<String>) -> Response {
    let followed = match open(&app, &reader, &token).await {
        Ok(followed) => followed,
        Err(response) => return response,
    };
    match followed.page(&app, &reader).await {
        Ok(view) => page(StatusCode::OK, truckroll_portal::progress::render(&view)),
        Err(error) => reader.unavailable(&app, Some(&followed.directory), &error),
    }
}

/// The portrait of the engineer who comes.
pub(super) async fn portrait(State(app): State<App>, reader: Reader, Path(token): Path<String>) -> Response {
    let followed = match open(&app, &reader, &token).await {
        Ok(followed) => followed,
        Err(response) => return response,
    };
    let nothing = || reader.fail(&app, Some(&followed.directory), Problem::NotFound);
    let Some(hash) = followed.agent().and_then(|a| a.photo.clone()) else { return nothing() };
    let mime = match crate::attachments::complete_mime(&app.db, followed.tenant, &hash).await {
        Ok(Some(mime)) if mime.starts_with("image/") => mime,
        Ok(_) => return nothing(),
        Err(error) => return reader.unavailable(&app, Some(&followed.directory), &error),
    };
    match tokio::fs::read(crate::attachments::path_of(&app, followed.tenant, &hash)).await {
        Ok(bytes) => guarded(([(header::CONTENT_TYPE, mime)], Body::from(bytes)).into_response()),
        Err(_) => nothing(),
    }
}
