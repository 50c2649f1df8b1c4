//! The server's REST interface as functions: one a question, one a command.
//!
//! A question or command that fails gives a [`Fault`], which reads as a sentence in the reader's language.
//! Every answer tells the [`Session`] whether the server was reached and whether the session still holds.

use dioxus::prelude::{ReadableExt, try_consume_context};
use serde::Serialize;
use serde::de::DeserializeOwned;
use truckroll_domain::assets::AssetRow;
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::contacts::ContactRow;
use truckroll_domain::dispatch::Ranked;
use truckroll_domain::sign_in::Demand;
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::visits::VisitRow;
use truckroll_domain::{Command, CommandId, Envelope, Timestamp};
use truckroll_protocol::api::setup::{FinishSetup, NewOrganisation, SetupDone, SetupNeeded, SetupNow, SetupProgress};
use truckroll_protocol::api::{
    AgentItem, Board, BrandingNow, CommandAnswer, CommandRequest, CompanyNow, ContactMail, FormItem, Hit, Home, Link,
    Me, NewBranding, NewCompany, NewLink, NewNoticePreferences, NewPrivacy, NewVisitRules, NoticePreferences,
    NoticePreferencesNow, Notification, Page, PrivacyNow, Problem, ReadNotifications, TicketDetail, Track, VisitDetail,
    VisitRulesNow,
};

use crate::platform;
use crate::query::{Query, encode};
use crate::session::Session;

mod account;
mod customers;
pub mod daily;
mod fault;
pub mod fees;
pub mod files;
pub mod imports;
pub mod linked;
pub mod macros;
pub mod payments;
pub mod phrases;
pub mod planning;
pub mod print;
pub mod publishing;
pub mod reports;
pub mod rules;
pub mod sla;
pub mod staff;
pub mod templates;
pub mod ticket_forms;
pub mod views;
pub mod workflows;

pub use account::*;
pub use customers::*;
pub use fault::{Fault, refused};

/// What a question gives.
pub type Answer<T> = std::result::Result<T, Fault>;

/// What a question about one thing gives: nothing where there is no such thing, or it is not this person's to see.
pub fn there<T>(answer: Answer<T>) -> Answer<Option<T>> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(Fault::Problem(problem)) if problem.status == 404 => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Rows a page of what nobody chose a number for.
const PAGE: usize = 100;

/// Rows a page of a list, as the person prefers.
fn rows() -> i64 {
    let wished = try_consume_context::<Session>().and_then(|s| s.wishes.peek().as_ref().map(|wished| wished.rows));
    wished.unwrap_or(100)
}

async fn ask<T: DeserializeOwned>(method: &str, path: &str, body: Option<String>) -> Answer<T> {
    let session = try_consume_context::<Session>();
    understood(session, platform::fetch(method, &format!("/api/v1{path}"), body).await)
}

/// Sends the bytes of a file.
async fn send<T: DeserializeOwned>(method: &str, path: &str, bytes: &[u8]) -> Answer<T> {
    let session = try_consume_context::<Session>();
    understood(session, platform::send_bytes(method, &format!("/api/v1{path}"), bytes).await)
}

/// Reads an answer, and tells the session what it says of the server and of the person.
fn understood<T: DeserializeOwned>(session: Option<Session>, answer: Option<(u16, String)>) -> Answer<T> {
    if let Some(session) = session {
        session.reached(answer.is_some());
    }
    let (status, text) = answer.ok_or(Fault::OutOfReach)?;
    if !(200..300).contains(&status) {
        let problem = serde_json::from_str::<Problem>(&text).unwrap_or_default();
        let problem = Problem { status, ..problem };
        if status == 401 {
            if let Some(session) = session {
                session.leave(Some(crate::live::ended(&problem.detail)));
            }
            return Err(Fault::SignedOut);
        }
        let demand = Demand::ALL.into_iter().find(|demand| status == 403 && demand.code() == problem.code);
        if let (Some(session), Some(demand)) = (session, demand) {
            session.demanded(demand);
        }
        return Err(Fault::Problem(Box::new(problem)));
    }
    // 204 has no body; `null` is what a unit reads.
    let text = if text.is_empty() { "null" } else { &text };
    serde_json::from_str(text).map_err(|_| Fault::Unreadable)
}

async fn get<T: DeserializeOwned>(path: &str) -> Answer<T> {
    ask("GET", path, None).await
}

async fn post<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Answer<T> {
    let body = serde_json::to_string(body).map_err(|_| Fault::Unreadable)?;
    ask("POST", path, Some(body)).await
}

async fn put<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Answer<T> {
    let body = serde_json::to_string(body).map_err(|_| Fault::Unreadable)?;
    ask("PUT", path, Some(body)).await
}

async fn delete<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Answer<T> {
    let body = serde_json::to_string(body).map_err(|_| Fault::Unreadable)?;
    ask("DELETE", path, Some(body)).await
}

/// Whether the server waits for its organisation.
pub async fn setup_needed() -> Answer<SetupNeeded> {
    get("/setup").await
}

/// Opens the organisation of a new server. A refusal is no end of a session: nobody is signed in yet.
pub async fn open_organisation(request: &NewOrganisation) -> Answer<()> {
    post("/setup", request).await
}

/// How far the set-up wizard has come.
pub async fn setup() -> Answer<SetupNow> {
    get("/setup/wizard").await
}

/// Keeps answers of the wizard.
pub async fn keep_setup(request: &SetupProgress) -> Answer<SetupNow> {
    put("/setup/wizard", request).await
}

/// Ends the wizard.
pub async fn finish_setup(request: &FinishSetup) -> Answer<SetupDone> {
    post("/setup/wizard/finish", request).await
}

/// Who is signed in.
pub async fn me() -> Answer<Me> {
    get("/sessions/current").await
}

/// Signs out.
pub async fn sign_out() -> Answer<()> {
    ask("DELETE", "/sessions/current", None).await
}

/// Ten random bytes; without chance the clock alone still orders ids.
fn chance() -> [u8; 10] {
    let mut bytes = [0; 10];
    if getrandom::fill(&mut bytes).is_err() {
        let clock = platform::now_ms().to_le_bytes();
        bytes[..8].copy_from_slice(&clock);
    }
    bytes
}

/// A fresh id of any kind.
#[must_use]
pub fn fresh<I>(make: fn(u64, [u8; 10]) -> I) -> I {
    make(u64::try_from(platform::now_ms()).unwrap_or_default(), chance())
}

/// Sends a command of the person at the desk.
pub async fn command(command: Command) -> Answer<CommandAnswer> {
    let envelope =
        Envelope { id: fresh(CommandId::from_parts), at: Timestamp(platform::now_ms()), offline: false, command };
    post("/commands", &CommandRequest { commands: vec![envelope] }).await
}

/// Sends commands, all or none.
pub async fn commands(all: Vec<Command>) -> Answer<CommandAnswer> {
    let at = Timestamp(platform::now_ms());
    let envelope = |command| Envelope { id: fresh(CommandId::from_parts), at, offline: false, command };
    post("/commands", &CommandRequest { commands: all.into_iter().map(envelope).collect() }).await
}

/// The dispatch screen.
pub async fn board() -> Answer<Board> {
    get("/board").await
}

/// What waits for the person at the desk.
pub async fn home() -> Answer<Home> {
    get("/home").await
}

/// One visit with its log.
pub async fn visit(id: &str) -> Answer<VisitDetail> {
    get(&format!("/visits/{}", encode(id))).await
}

/// Engineers ranked for a visit.
pub async fn candidates(id: &str, include_unskilled: bool) -> Answer<Vec<Ranked>> {
    get(&format!("/visits/{}/candidates?include_unskilled={include_unskilled}", encode(id))).await
}

/// The way taken during a visit.
pub async fn track(id: &str) -> Answer<Track> {
    get(&format!("/visits/{}/track", encode(id))).await
}

/// One ticket with its conversation.
pub async fn ticket(id: &str) -> Answer<TicketDetail> {
    get(&format!("/tickets/{}", encode(id))).await
}

/// The first `pages` pages of a list, as one.
async fn list<T: DeserializeOwned>(path: &str, query: &Query, pages: usize) -> Answer<Page<T>> {
    let query = query.with("limit", &rows().to_string());
    let mut all: Page<T> = get(&format!("{path}{}", query.suffix())).await?;
    for _ in 1..pages {
        let Some(next) = all.next.take() else { break };
        let page: Page<T> = get(&format!("{path}{}", query.with("after", &next).suffix())).await?;
        all.rows.extend(page.rows);
        all.next = page.next;
        all.total = page.total;
    }
    Ok(all)
}

/// Visits; the query is that of `VisitQuery`.
pub async fn visits(query: &Query, pages: usize) -> Answer<Page<VisitRow>> {
    list("/visits", query, pages).await
}

/// Tickets; the query is that of `TicketQuery`.
pub async fn tickets(query: &Query, pages: usize) -> Answer<Page<TicketRow>> {
    list("/tickets", query, pages).await
}

/// Companies.
pub async fn companies(query: &Query, pages: usize) -> Answer<Page<CompanyRow>> {
    list("/companies", query, pages).await
}

/// Contacts.
pub async fn contacts(query: &Query, pages: usize) -> Answer<Page<ContactRow>> {
    list("/contacts", query, pages).await
}

/// Assets.
pub async fn assets(query: &Query, pages: usize) -> Answer<Page<AssetRow>> {
    list("/assets", query, pages).await
}

/// Staff.
pub async fn agents() -> Answer<Vec<AgentItem>> {
    get("/agents").await
}

/// What visits demand, with the number to replace it by.
pub async fn visit_rules() -> Answer<VisitRulesNow> {
    get("/visit-rules").await
}

/// Replaces what visits demand.
pub async fn replace_visit_rules(rules: &NewVisitRules) -> Answer<VisitRulesNow> {
    put("/visit-rules", rules).await
}

/// The organisation as its administrators describe it.
pub async fn own_company() -> Answer<CompanyNow> {
    get("/company").await
}

/// Replaces what is said of the organisation.
pub async fn replace_company(company: &NewCompany) -> Answer<CompanyNow> {
    let body = serde_json::to_string(company).map_err(|_| Fault::Unreadable)?;
    ask("PUT", "/company", Some(body)).await
}

/// Asks the contact person whether the address is his.
pub async fn ask_contact() -> Answer<ContactMail> {
    ask("POST", "/company/contact", None).await
}

/// Under which name, colour and address customers meet the organisation.
pub async fn branding() -> Answer<BrandingNow> {
    get("/company/branding").await
}

/// Replaces it.
pub async fn replace_branding(branding: &NewBranding) -> Answer<BrandingNow> {
    put("/company/branding", branding).await
}

/// What is kept from the organisation's own people.
pub async fn privacy() -> Answer<PrivacyNow> {
    get("/privacy").await
}

/// Replaces what is kept from them.
pub async fn replace_privacy(privacy: &NewPrivacy) -> Answer<PrivacyNow> {
    let body = serde_json::to_string(privacy).map_err(|_| Fault::Unreadable)?;
    ask("PUT", "/privacy", Some(body)).await
}

/// Takes every notice off the list.
pub async fn clear_notifications() -> Answer<()> {
    ask("DELETE", "/notifications", None).await
}

/// How the person wants to be told.
pub async fn notice_preferences() -> Answer<NoticePreferencesNow> {
    get("/notifications/preferences").await
}

/// Says how the person wants to be told.
pub async fn replace_notice_preferences(preferences: NoticePreferences) -> Answer<NoticePreferencesNow> {
    let body = serde_json::to_string(&NewNoticePreferences { preferences }).map_err(|_| Fault::Unreadable)?;
    ask("PUT", "/notifications/preferences", Some(body)).await
}

/// Forms with their links.
pub async fn forms() -> Answer<Vec<FormItem>> {
    get("/forms").await
}

/// Makes a link of a form.
pub async fn new_link(form: &str, link: &NewLink) -> Answer<Link> {
    post(&format!("/forms/{}/links", encode(form)), link).await
}

/// Notices to the person.
pub async fn notifications() -> Answer<Vec<Notification>> {
    get("/notifications").await
}

/// Marks notices as read; none means all.
pub async fn read_notifications(ids: Vec<String>) -> Answer<()> {
    post("/notifications/read", &ReadNotifications { ids }).await
}

/// The global search.
pub async fn search(words: &str) -> Answer<Vec<Hit>> {
    get(&format!("/search?q={}", encode(words))).await
}

/// The address of stored bytes.
#[must_use]
pub fn attachment(hash: &str) -> String {
    format!("/api/v1/attachments/{}", encode(hash))
}

/// Whether the server is known to be out of reach.
#[must_use]
pub fn is_offline() -> bool {
    try_consume_context::<Session>().is_some_and(|session| *session.offline.read())
}
