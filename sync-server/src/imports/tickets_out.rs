//! `GET /tickets/export` (TKT-41): what the list of tickets or a view shows, or what was ticked in it, as a table.
//!
//! It is the list itself that is asked, page by page: its conditions, words and order, the rows that a person reaches, numbers
//! under the mask. A table holds at most 5,000 tickets; a longer list is refused before anything is sent, and is exported in
//! parts. A part is 5,000 of the same tickets in the order in which they were made: whatever is changed between two parts, no ticket
//! is missed or told twice for it, as it would be in an order of last changes. Cells that begin like a formula are made harmless where the table is written.

use axum::extract::State;
use axum::response::Response;
use futures_util::stream;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::fields::{Field, FieldKind, FieldSet, FieldValue, Label, Noun};
use truckroll_domain::imports::{Names, heading, is_number};
use truckroll_domain::privacy::Masked as _;
use truckroll_domain::tickets::{Ticket, TicketOverlay, TicketRow};
use truckroll_domain::{Content, DocumentId, Kind, ViewId};
use truckroll_portal::Locale;
use truckroll_protocol::api::views::ViewQuery;
use truckroll_protocol::api::{TicketExportQuery, TicketQuery};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::words::language;
use super::write::{Cell, Format, Rows, download};
use crate::App;
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::directory::Directory;
use crate::http::{Answer, Fault, Query, input};
use crate::ingest;
use crate::lists;
use crate::notify::words::say;
use crate::reach::reached;

/// Most tickets of a table.
const MOST: i64 = 5_000;
/// Most parts of one list.
const MOST_PARTS: i64 = 2_000;
/// Most tickets that are ticked.
const MOST_TICKED: usize = 500;
/// Rows that are asked for at once.
const SLICE: i64 = 200;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(export))
}

/// The columns there are: what the ticket says of itself and its address, then own fields without drawings and rows.
fn columns(set: &FieldSet) -> Vec<Field> {
    let system = |key: &str| Field { system: true, ..Field::new(key, Label::default(), FieldKind::Text) };
    let mut all = vec![system("number")];
    let fits =
        |field: &&Field| field.archived_at.is_none() && !field.kind.has_rows() && field.kind != FieldKind::Signature;
    all.extend(set.fields.iter().filter(fits).cloned());
    let after = all.iter().position(|field| field.key == "phone").map_or(all.len(), |at| at + 1);
    for (at, key) in ["province", "city", "district", "street"].into_iter().enumerate() {
        all.insert(after + at, system(key));
    }
    all
}

/// The columns that were chosen, in their order; all where none were.
fn chosen(set: &FieldSet, wanted: &str) -> Answer<Vec<Field>> {
    let all = columns(set);
    let keys: Vec<&str> = wanted.split(',').map(str::trim).filter(|key| !key.is_empty()).collect();
    if keys.is_empty() {
        return Ok(all);
    }
    let find = |key: &&str| all.iter().find(|field| field.key == **key).cloned();
    let found: Vec<Field> = keys.iter().filter_map(find).collect();
    if found.len() == keys.len() { Ok(found) } else { Err(Fault::bad_request("columns")) }
}

#[utoipa::path(
    get,
    path = "/tickets/export",
    tag = "tickets",
    operation_id = "export_tickets",
    description = "What the list of tickets shows, or those named by `ids`, as a table of at most 5,000. The export is noted in the \
                   audit log.",
    params(
        ("format" = String, Query, description = "`xlsx` or `csv`"),
        ("language" = Option<String>, Query, description = "Language of headings and words, `en` or `zh-CN`"),
        ("columns" = Option<String>, Query, description = "Keys of fields, comma separated; all where it is left out"),
        ("ids" = Option<String>, Query, description = "Up to 500 tickets, comma separated"),
        ("asked" = Option<String>, Query, description = "`TicketQuery` as JSON: what the list shows; all when it is left out. Of a view a `ViewQuery`"),
        ("view" = Option<String>, Query, description = "A view: its tickets in its order, or in the order that `asked` says"),
        ("part" = Option<i64>, Query, description = "Which 5,000 of a longer list, from 1, in the order in which the tickets were made"),
    ),
    responses(
        (status = 200, description = "`.xlsx` or CSV"),
        (status = 400, description = "A format, language, column or query that is none"),
        (status = 403, description = "Without the right to export tickets"),
        (status = 404, description = "No such view for this person"),
        (status = 422, description = "More than 5,000 tickets: `fields.rows` is `too_many_to_export`; export it in parts"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn export(State(app): State<App>, session: Session, Query(wanted): Query<TicketExportQuery>) -> Answer<Response> {
    session.must(Area::Tickets, Verb::Export)?;
    let (format, locale) = (Format::read(&wanted.format)?, language(&wanted.language)?);
    let asked = Asked::read(&wanted)?;
    let directory = app.directory(session.tenant).await?;
    let columns = chosen(&directory.ticket_fields.now, &wanted.columns)?;
    let ids = if wanted.ids.is_empty() {
        match wanted.part {
            Some(part) => asked.part(&app, &session, part).await?,
            None => {
                let ids = asked.listed(&app, &session).await?;
                ids.ok_or_else(|| Fault::unacceptable("export").field("rows", "too_many_to_export"))?
            }
        }
    } else {
        ticked(&app, &session, &wanted.ids).await?
    };
    let keys: Vec<&str> = columns.iter().map(|column| column.key.as_str()).collect();
    let told = serde_json::json!({ "rows": ids.len(), "asked": asked.told(), "view": wanted.view, "part": wanted.part, "ticked": !wanted.ids.is_empty(), "columns": keys,
        "masked": session.masks });
    let entry = Entry::of(&app, &session, Action::TicketsExported).about("export", "ticket", "").after(&told);
    let mut tx = app.db.begin().await?;
    audit::write(&mut tx, entry).await?;
    tx.commit().await?;
    let headings = columns.iter().map(|column| heading(Noun::Ticket, column, locale.tag())).collect();
    let clocks = directory.settings.offsets(app.clock.now());
    let names = Names::new(directory.agents.values(), &directory.groups, &directory.customers.now, clocks);
    let slices: Vec<Vec<DocumentId>> = ids.chunks(500).map(<[DocumentId]>::to_vec).collect();
    let writing = Writing { app, session, columns, names, directory, locale };
    let pages = stream::unfold((writing, slices.into_iter()), async |(writing, mut slices)| {
        let ids = slices.next()?;
        let rows = writing.page(&ids).await;
        // the reader sees a broken download, never a short file
        Some((rows.map_err(|error| std::io::Error::other(error.to_string())), (writing, slices)))
    });
    Ok(download(format, "tickets", Some(headings), Box::pin(pages)))
}

/// What is exported where nothing is ticked.
enum Asked {
    List(TicketQuery),
    View(ViewId, ViewQuery),
}

impl Asked {
    fn read(wanted: &TicketExportQuery) -> Answer<Self> {
        let text = if wanted.asked.is_empty() { "{}" } else { wanted.asked.as_str() };
        if wanted.view.is_empty() {
            return Ok(Self::List(input::strictly(text.as_bytes())?));
        }
        let view = wanted.view.parse().map_err(|_| Fault::bad_request("view"))?;
        Ok(Self::View(view, input::strictly(text.as_bytes())?))
    }

    /// What the audit log says of it.
    fn told(&self) -> serde_json::Value {
        match self {
            Self::List(asked) => serde_json::json!(asked),
            Self::View(_, asked) => serde_json::json!(asked),
        }
    }

    /// A page in the order of the list: the ids, how many there are in all, and the cursor after them.
    async fn page(
        &self,
        app: &App,
        session: &Session,
        after: Option<String>,
    ) -> Answer<(Vec<String>, i64, Option<String>)> {
        match self {
            Self::List(asked) => {
                let query = TicketQuery { after, limit: Some(SLICE), ..asked.clone() };
                let axum::Json(page) = crate::tickets::list(State(app.clone()), session.clone(), Query(query)).await?;
                Ok((page.rows.into_iter().map(|row| row.id).collect(), page.total, page.next))
            }
            Self::View(id, asked) => {
                let query = ViewQuery { after, limit: Some(SLICE), ..asked.clone() };
                let page = crate::views::page(app, session, *id, &query).await?;
                Ok((page.rows.into_iter().map(|found| found.row.id).collect(), page.total, page.next))
            }
        }
    }

    /// The tickets of the list in its order; `None` where there are more than a table holds.
    async fn listed(&self, app: &App, session: &Session) -> Answer<Option<Vec<DocumentId>>> {
        let mut ids = Vec::new();
        let mut after = None;
        loop {
            let (page, total, next) = self.page(app, session, after).await?;
            if total > MOST {
                return Ok(None);
            }
            ids.extend(page.iter().filter_map(|id| id.parse::<DocumentId>().ok()));
            after = next;
            // rows that came meanwhile are no reason to go on without end
            if after.is_none() || i64::try_from(ids.len()).unwrap_or(i64::MAX) > MOST {
                return Ok(Some(ids));
            }
        }
    }

    /// A part of the list, in the order in which the tickets were made.
    async fn part(&self, app: &App, session: &Session, part: i64) -> Answer<Vec<DocumentId>> {
        let before = part.checked_sub(1).filter(|before| (0..MOST_PARTS).contains(before));
        let offset = before.ok_or_else(|| Fault::bad_request("part"))? * MOST;
        let conditions = match self {
            Self::List(asked) => crate::tickets::narrowed(app, session, asked).await?,
            Self::View(id, asked) => crate::views::conditions(app, session, *id, asked).await?,
        };
        // the primary key of tickets
        let ids = lists::ids(&app.db, "tickets", &conditions, MOST, offset).await?;
        Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
    }
}

/// The tickets that were ticked, as far as the person reaches them, in the order in which they came.
async fn ticked(app: &App, session: &Session, text: &str) -> Answer<Vec<DocumentId>> {
    let ids: Option<Vec<DocumentId>> = text.split(',').map(|id| id.trim().parse().ok()).collect();
    let ids = ids.filter(|ids| ids.len() <= MOST_TICKED).ok_or_else(|| Fault::bad_request("ids"))?;
    let mut conditions = reached(session, Kind::Ticket);
    let texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
    conditions.one_of("id", &texts.iter().map(String::as_str).collect::<Vec<_>>());
    let most = i64::try_from(MOST_TICKED).unwrap_or(i64::MAX);
    let rows: Vec<TicketRow> = lists::rows(&app.db, &conditions, "id", most).await?;
    Ok(ids.into_iter().filter(|id| rows.iter().any(|row| row.id == id.to_string())).collect())
}

/// Everything that pages are written by.
struct Writing {
    app: App,
    session: Session,
    columns: Vec<Field>,
    names: Names,
    directory: std::sync::Arc<Directory>,
    locale: Locale,
}

impl Writing {
    async fn page(&self, ids: &[DocumentId]) -> crate::db::DbResult<Rows> {
        let mut stored = ingest::load(&self.app.db, self.session.tenant, ids).await?;
        let row = |id: &DocumentId| match stored.remove(id)?.content {
            Content::Ticket(mut ticket, overlay) => {
                if self.session.masks {
                    ticket.mask();
                }
                Some(self.columns.iter().map(|column| self.cell(column, &ticket, &overlay)).collect())
            }
            _ => None,
        };
        Ok(ids.iter().filter_map(row).collect())
    }

    /// A word of a list of the product, in the language of the table.
    fn word(&self, family: &str, word: &str) -> Cell {
        let text = say(self.locale, &format!("rule-{family}-{}", word.replace('_', "-")), []);
        Cell::Text(text.unwrap_or_else(|| word.to_owned()))
    }

    fn cell(&self, field: &Field, ticket: &Ticket, overlay: &TicketOverlay) -> Cell {
        let text = |text: &str| Cell::Text(text.to_owned());
        match field.key.as_str() {
            "number" => return text(overlay.number.as_deref().unwrap_or_default()),
            "status" => return self.word("status", ticket.status().word()),
            "priority" => return self.word("priority", ticket.priority.word()),
            "source" => return self.word("source", ticket.source.word()),
            "assignee" => return text(&overlay.assignee_name),
            "province" if field.system => return text(&ticket.address.province),
            "city" if field.system => return text(&ticket.address.city),
            "district" if field.system => return text(&ticket.address.district),
            "street" if field.system => return text(&ticket.address.detail),
            _ => {}
        }
        let value =
            if field.system { ticket.value_with(overlay, &field.key) } else { self.own(field, ticket, overlay) };
        match value {
            None => text(""),
            #[expect(clippy::cast_precision_loss, reason = "whole numbers of fields are within 2^53")]
            Some(FieldValue::Int(n)) if is_number(field) || matches!(field.kind, FieldKind::Computed { .. }) => {
                Cell::Number(n as f64)
            }
            Some(FieldValue::Real(n)) => Cell::Number(n),
            Some(value) => Cell::Text(self.names.write(field, &value, self.locale.tag()).replace("\r\n", "\n")),
        }
    }

    /// What stands in an own field, or what it comes to.
    fn own(&self, field: &Field, ticket: &Ticket, overlay: &TicketOverlay) -> Option<FieldValue> {
        use truckroll_domain::access::Viewer;
        use truckroll_domain::expression::Clock;
        use truckroll_domain::tickets::form::{Paper, judge};
        if !matches!(field.kind, FieldKind::Computed { .. }) {
            return ticket.fields.get(&field.key).cloned();
        }
        let template = ticket.template.and_then(|of| self.directory.template_versions.get(&of));
        let paper = Paper { set: &self.directory.ticket_fields.now, forms: &self.directory.row_forms, template };
        let offsets = self.directory.offsets();
        let clock = Clock { now: self.app.clock.now(), offsets: &offsets };
        let state = judge(paper, ticket, overlay, Viewer { agent: None, groups: &[] }, clock);
        state.field(&field.key).and_then(|state| state.computed.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_can_be_chosen_and_what_is_none_is_refused() {
        let set = FieldSet::standard(Noun::Ticket);
        let all = chosen(&set, "").expect("all");
        assert_eq!(all[0].key, "number");
        assert!(all.iter().any(|field| field.key == "street"));
        let keys = |wanted: &str| chosen(&set, wanted).map(|all| all.into_iter().map(|f| f.key).collect::<Vec<_>>());
        assert_eq!(keys("title, number").expect("two"), ["title", "number"]);
        assert!(keys("title,password").is_err());
    }
}
