//! The ticket a rule works on, with its company and contact person, as they are now; what placeholders say of them.

use std::collections::HashMap;

use sqlx::Row as _;
use truckroll_domain::customers::value_of;
use truckroll_domain::fields::{FieldSet, FieldValue};
use truckroll_domain::tickets::{Ticket, TicketOverlay};
use truckroll_domain::time::HOUR_MS;
use truckroll_domain::triggers::placeholders::own_name;
use truckroll_domain::triggers::{Change, Facts, RuleSchema, Snapshot};
use truckroll_domain::{Content, DocumentId, Entry, EntryBody, TenantId, TicketId, Timestamp};

use super::facts::{self, TicketAsks};
use super::wording;
use crate::App;
use crate::db::DbResult;
use crate::directory::Directory;
use crate::ingest;

/// How values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// For people: labels in the organisation's language, times by its clock.
    People,
    /// For programs: words and ISO 8601.
    Programs,
}

/// The ticket and what belongs to it.
pub struct Scene {
    /// The organisation.
    pub tenant: TenantId,
    /// The ticket's id.
    pub id: TicketId,
    /// Its document.
    pub ticket: Ticket,
    /// The server's part.
    pub overlay: TicketOverlay,
    /// Its company.
    pub company: Option<(DocumentId, Content)>,
    /// Its contact person.
    pub contact: Option<(DocumentId, Content)>,
    /// The last message to or from the customer.
    pub last_reply: String,
    /// Where it is at the desk, where the customer follows it, and where he says how it was; empty where nothing is asked.
    pub links: [String; 3],
    /// What happened.
    pub event: &'static str,
    /// Now.
    pub now: Timestamp,
}

impl Scene {
    /// Reads it; `None` when there is no such ticket.
    pub async fn load(
        app: &App,
        directory: &Directory,
        tenant: TenantId,
        id: TicketId,
        event: &'static str,
    ) -> DbResult<Option<Self>> {
        let document = DocumentId::from(id);
        let Some(stored) = ingest::load(&app.db, tenant, &[document]).await?.remove(&document) else { return Ok(None) };
        let Content::Ticket(ticket, overlay) = stored.content else { return Ok(None) };
        let wanted: Vec<DocumentId> =
            [ticket.customer.company.map(DocumentId::from), ticket.customer.contact.map(DocumentId::from)]
                .into_iter()
                .flatten()
                .collect();
        let mut found: HashMap<DocumentId, ingest::Stored> =
            if wanted.is_empty() { HashMap::new() } else { ingest::load(&app.db, tenant, &wanted).await? };
        let mut take = |id: Option<DocumentId>| id.and_then(|id| found.remove(&id).map(|s| (id, s.content)));
        let company = take(ticket.customer.company.map(DocumentId::from));
        let contact = take(ticket.customer.contact.map(DocumentId::from));
        let path = app.secrets.links.progress_path(tenant, id);
        let links = [
            crate::links::address(&app.config, &format!("/desk/tickets/{id}")),
            crate::links::customer_address(&app.config, directory, &path),
            crate::portal::opinion_link(app, directory, tenant, id, &ticket, app.clock.now()).unwrap_or_default(),
        ];
        let last_reply = last_reply(app, tenant, document).await?;
        let now = app.clock.now();
        Ok(Some(Self { tenant, id, ticket, overlay, company, contact, last_reply, links, event, now }))
    }

    /// The number, or empty.
    #[must_use]
    pub fn number(&self) -> &str {
        self.overlay.number.as_deref().unwrap_or_default()
    }

    /// The ticket as rules ask about it.
    #[must_use]
    pub fn snapshot(&self, directory: &Directory) -> Snapshot {
        facts::of_ticket(directory, self.id, &self.ticket, &self.overlay)
    }

    /// Its company and contact person as rules ask about them.
    #[must_use]
    pub fn customers(&self, directory: &Directory) -> [Option<Snapshot>; 2] {
        let company = self.company.as_ref().and_then(|(id, content)| match content {
            Content::Company(company) => Some(facts::of_company(directory, (*id).into(), company)),
            _ => None,
        });
        let contact = self.contact.as_ref().and_then(|(id, content)| match content {
            Content::Contact(contact) => Some(facts::of_contact(directory, (*id).into(), contact)),
            _ => None,
        });
        [company, contact]
    }

    /// Hours since the moments rules can ask about.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "hours of years fit")]
    pub fn hours(&self, directory: &Directory) -> Vec<(&'static str, f64, f64)> {
        let row = self.ticket.project(self.id, &self.overlay);
        let status = self.ticket.statuses.values().map(|fact| fact.at).max().unwrap_or(self.ticket.created_at);
        let current = |word: &str, at: Option<i64>| at.filter(|_| row.status == word).map(Timestamp);
        let moments = [
            ("created", Some(self.ticket.created_at)),
            ("updated", Some(Timestamp(row.updated_at))),
            ("status", Some(status)),
            ("resolved", current("resolved", row.resolved_at)),
            ("closed", current("closed", row.closed_at)),
        ];
        let hours = |ms: i64| ms.max(0) as f64 / HOUR_MS as f64;
        let since = |(name, at): (&'static str, Option<Timestamp>)| {
            let at = at?;
            let wall = self.now.since_ms(at);
            let business = directory.default_calendar().map_or(wall, |c| c.work_time_between(at, self.now));
            Some((name, hours(wall), hours(business)))
        };
        moments.into_iter().filter_map(since).collect()
    }

    /// What a placeholder says.
    #[must_use]
    pub fn say(&self, directory: &Directory, manner: Manner, name: &str) -> Option<String> {
        match name.split_once('.') {
            None if name == "event" => Some(wording::event(directory, manner, self.event)),
            None => (name == "tenant").then(|| directory.face().to_owned()),
            Some(("ticket", key)) => Some(self.of_ticket(directory, manner, own_name(key))),
            Some(("company", key)) => {
                said(directory, manner, &directory.company_fields.now, self.company.as_ref(), key)
            }
            Some(("contact", key)) => {
                said(directory, manner, &directory.contact_fields.now, self.contact.as_ref(), key)
            }
            Some(_) => None,
        }
    }

    fn of_ticket(&self, directory: &Directory, manner: Manner, key: &str) -> String {
        let row = || self.ticket.project(self.id, &self.overlay);
        let time = |at: i64| wording::time(directory, manner, Timestamp(at));
        let assignee = self.overlay.assignee.and_then(|id| directory.agents.get(&id));
        let group = |id| directory.groups.iter().find(|group| group.id == id).map(|group| group.name.clone());
        let ticket = &self.ticket;
        match key {
            "id" => self.id.to_string(),
            "number" => self.number().to_owned(),
            "title" => ticket.title.clone(),
            "description" => ticket.description.clone(),
            "type" => ticket.kind.clone(),
            "status" => wording::status(directory, manner, &row().status),
            "priority" => wording::priority(directory, manner, ticket.priority),
            "source" => wording::source(directory, manner, ticket.source.word()),
            "assignee" => self.overlay.assignee_name.clone(),
            "assignee_phone" => assignee.map(|agent| agent.mobile.clone()).unwrap_or_default(),
            "assignee_email" => assignee.map(|agent| agent.email.clone()).unwrap_or_default(),
            "group" => self.overlay.group.and_then(group).unwrap_or_default(),
            "company" => ticket.customer.company_name.clone(),
            "contact" => ticket.customer.contact_name.clone(),
            "phone" => ticket.customer.phone.clone(),
            "address" => ticket.address.line(),
            "asset" => ticket.asset_name.clone(),
            "created_at" => time(ticket.created_at.ms()),
            "updated_at" => time(row().updated_at),
            "link" => self.links[0].clone(),
            "customer_link" | "progress_link" => self.links[1].clone(),
            "satisfaction_link" => self.links[2].clone(),
            "last_reply" => self.last_reply.clone(),
            own => own.strip_prefix("fields.").map(|key| own_field(directory, manner, ticket, key)).unwrap_or_default(),
        }
    }
}

/// The last message to or from the customer.
async fn last_reply(app: &App, tenant: TenantId, ticket: DocumentId) -> DbResult<String> {
    // index entries_parent
    let row = sqlx::query(
        "select body from entries where tenant_id = $1 and parent_id = $2 and kind = 'reply' and audience = 'public' \
         order by at desc, id desc limit 1",
    )
    .bind(tenant.to_string())
    .bind(ticket.to_string())
    .fetch_optional(app.db.pool())
    .await?;
    let body = row.map(|row| row.try_get::<String, _>(0)).transpose()?;
    let entry = body.and_then(|body| serde_json::from_str::<Entry>(&body).ok());
    Ok(match entry.map(|entry| entry.body) {
        Some(EntryBody::Reply { text, .. }) => text,
        _ => String::new(),
    })
}

/// What stands in an own field of a ticket.
fn own_field(directory: &Directory, manner: Manner, ticket: &Ticket, key: &str) -> String {
    let Some(value) = ticket.fields.get(key) else { return String::new() };
    match (manner, directory.ticket_fields.now.kind(key)) {
        (Manner::People, Some(kind)) => kind.shown(value),
        _ => value.typed(),
    }
}

/// What stands in a field of a company or contact person.
fn said(
    directory: &Directory,
    manner: Manner,
    set: &FieldSet,
    of: Option<&(DocumentId, Content)>,
    key: &str,
) -> Option<String> {
    let (_, content) = of?;
    if let (Content::Company(company), "address") = (content, key) {
        return Some(company.address.line());
    }
    let key = key.strip_prefix("fields.").unwrap_or(key);
    let field = set.field(key)?;
    let value = value_of(content, key)?;
    Some(match (manner, &value, key) {
        (_, FieldValue::Int(at), "service_from" | "service_to" | "created_at") => {
            wording::time(directory, manner, Timestamp(*at))
        }
        (Manner::People, ..) => field.kind.shown(&value),
        _ => value.typed(),
    })
}

/// What rules ask about, at one moment.
pub struct Asked<'a> {
    schema: &'a RuleSchema<'a, TicketAsks<'a>>,
    event: Change,
    by: &'a str,
    before: Option<&'a Snapshot>,
    after: &'a Snapshot,
    rating: Option<i64>,
    customers: [Option<Snapshot>; 2],
    hours: Vec<(&'static str, f64, f64)>,
}

impl<'a> Asked<'a> {
    /// A change of the ticket of a scene.
    #[must_use]
    pub fn new(
        directory: &Directory,
        schema: &'a RuleSchema<'a, TicketAsks<'a>>,
        scene: &Scene,
        (event, by): (Change, &'a str),
        (before, after): (Option<&'a Snapshot>, &'a Snapshot),
    ) -> Self {
        let (customers, hours) = (scene.customers(directory), scene.hours(directory));
        Self { schema, event, by, before, after, rating: None, customers, hours }
    }

    /// With the stars that were given.
    #[must_use]
    pub fn rated(self, rating: Option<i64>) -> Self {
        Self { rating, ..self }
    }

    /// The facts to be asked.
    #[must_use]
    pub fn facts(&self) -> Facts<'_, TicketAsks<'a>> {
        Facts {
            schema: self.schema,
            event: self.event,
            by: self.by,
            before: self.before,
            after: self.after,
            rating: self.rating,
            company: self.customers[0].as_ref(),
            contact: self.customers[1].as_ref(),
            hours: &self.hours,
        }
    }
}
