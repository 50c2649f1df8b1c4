//! `/c/{token}/{claim}`: the requests of one person, all of them or those of a view that is shown to him (TKT-17, TKT-44).
//!
//! What stands in the address besides is a view and where a page begins. What is no view of his, or no more one, leads to all.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use truckroll_domain::fields::{FieldKind, FieldValue, Noun, Values};
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::views::{OWN, TicketView};
use truckroll_domain::{ContactId, Content, TicketId};
use truckroll_portal::history::{Cell, Item, ListPage, Tab, list, view_name, word};
use truckroll_portal::questions;
use truckroll_portal::{Format, Frame};

use super::history::{Open, open};
use super::{Reader, onward, page};
use crate::App;
use crate::http::Fault;
use crate::views::customer;

/// Columns that every request of the list shows without a view.
const ALWAYS: [&str; 4] = ["number", "title", "status", "created_at"];

/// What a page may be asked for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    view: Option<String>,
    after: Option<String>,
}

/// The list of one person.
pub(super) async fn show(
    State(app): State<App>,
    reader: Reader,
    Path((token, claim)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let work = async {
        let open = open(&app, &reader, &token).await?;
        let now = app.clock.now();
        let Some(contact) = app.secrets.links.open_mine(open.tenant, &claim, now) else {
            // forged and over look the same; the door leads on
            return Ok(onward(&reader.onward(&open.path)));
        };
        let failed = |error: &sqlx::Error| reader.unavailable(&app, Some(&open.directory), error);
        let id = crate::customers::merge::now_at(&app.db, open.tenant, contact.into()).await.map_err(|e| failed(&e))?;
        let contact = id.map_or(contact, ContactId::from);
        let stored = crate::ingest::load(&app.db, open.tenant, &[contact.into()]).await.map_err(|e| failed(&e))?;
        let Some(Content::Contact(person)) = stored.get(&contact.into()).map(|stored| stored.content.clone()) else {
            return Ok(onward(&reader.onward(&open.path)));
        };
        let view =
            of(&app, &reader, &open, contact, &asked).await.map_err(|fault| refused(&app, &reader, &open, &fault))?;
        Ok(page(StatusCode::OK, list(&ListPage { name: person.name, ..view })))
    };
    work.await.unwrap_or_else(|response: Response| response)
}

/// Where a fault leads: what the address asks for wrongly, to the list without it.
fn refused(app: &App, reader: &Reader, open: &Open, fault: &Fault) -> Response {
    if fault.0.status < 500 {
        return onward(&reader.onward(&reader.path));
    }
    tracing::warn!(code = fault.0.code, "a customer's list could not be made");
    reader.fail(app, Some(&open.directory), truckroll_portal::error::Problem::Unavailable)
}

/// The list as it stands.
async fn of(app: &App, reader: &Reader, open: &Open, contact: ContactId, asked: &Asked) -> Result<ListPage, Fault> {
    let now = app.clock.now();
    let settings = &open.directory.settings;
    let frame = Frame { languages: Vec::new(), ..reader.frame(Some(&open.directory)) };
    let clock = (now.ms(), settings.offset_min(now), settings.turns(now));
    let format = Format { locale: frame.locale, offset_minutes: clock.1, turns: clock.2, now_ms: clock.0 };
    let views = customer::views(app, open.tenant, contact).await?;
    let chosen = match &asked.view {
        Some(id) => Some(
            views.iter().find(|view| view.id.to_string() == *id).ok_or_else(|| Fault::not_found(TicketView::KIND))?,
        ),
        None => None,
    };
    let mut tabs = Vec::new();
    for view in std::iter::once(None).chain(views.iter().map(Some)) {
        let count = match customer::count(app, open.tenant, contact, view).await {
            Ok(count) => count,
            // a view that asks for what is no more is left out
            Err(fault) if fault.0.status < 500 && view.is_some() => continue,
            Err(fault) => return Err(fault),
        };
        let name = view.map_or_else(|| word(frame.locale, "all"), |view| view_name(frame.locale, view));
        let href = reader.onward(&address(reader, view, None));
        tabs.push(Tab { name, count, href, here: view.map(|view| view.id) == chosen.map(|view| view.id) });
    }
    let own = customer::page(app, open.tenant, contact, chosen, asked.after.as_deref()).await?;
    let columns = chosen.map(|view| view.columns_for_contact(&open.directory.ticket_fields.now)).unwrap_or_default();
    let columns: Vec<String> = columns.into_iter().filter(|column| !ALWAYS.contains(&column.as_str())).collect();
    let items = own.rows.iter().filter_map(|row| {
        let id: TicketId = row.id.parse().ok()?;
        Some(Item {
            number: row.number.clone().unwrap_or_default(),
            title: row.title.clone(),
            status: row.status.clone(),
            created_at: row.created_at,
            href: reader.onward(&app.secrets.links.progress_path(open.tenant, id)),
            cells: cells(open, &columns, row, &own.values, &format),
        })
    });
    Ok(ListPage {
        items: items.collect(),
        first: asked.after.as_ref().map(|_| reader.onward(&address(reader, chosen, None))),
        next: own.next.map(|next| reader.onward(&address(reader, chosen, Some(&next)))),
        name: String::new(),
        frame,
        tabs,
        clock,
    })
}

/// The address of a page of the list; ids and cursors need no escaping.
fn address(reader: &Reader, view: Option<&TicketView>, after: Option<&str>) -> String {
    let view = view.map(|view| format!("view={}", view.id));
    let asked: Vec<String> = view.into_iter().chain(after.map(|after| format!("after={after}"))).collect();
    if asked.is_empty() { reader.path.clone() } else { format!("{}?{}", reader.path, asked.join("&")) }
}

/// What a request shows in the columns of a view; what is empty is left out.
fn cells(
    open: &Open,
    columns: &[String],
    row: &TicketRow,
    values: &HashMap<String, Values>,
    format: &Format,
) -> Vec<Cell> {
    let cell = |column: &String| {
        let moment = |ms: Option<i64>| ms.map(|ms| format.moment(ms)).unwrap_or_default();
        let (label, text) = if let Some(key) = column.strip_prefix(OWN) {
            let field = open.directory.ticket_fields.now.field(key)?;
            let value = values.get(&row.id).and_then(|values| values.get(key));
            let text = match (&field.kind, value) {
                (FieldKind::DateTime, Some(FieldValue::Int(ms))) => format.moment(*ms),
                (_, value) => questions::shown(format.locale, field, value),
            };
            let unit =
                if text.is_empty() || field.unit.is_empty() { String::new() } else { format!(" {}", field.unit) };
            (questions::label(format.locale, Noun::Ticket, field), text + &unit)
        } else {
            let text = match column.as_str() {
                "company_name" => row.company_name.clone(),
                "contact_name" => row.contact_name.clone(),
                "phone" => row.phone.clone(),
                "asset_name" => row.asset_name.clone(),
                "updated_at" => moment(Some(row.updated_at)),
                "resolved_at" => moment(row.resolved_at),
                "closed_at" => moment(row.closed_at),
                _ => return None,
            };
            (word(format.locale, column), text)
        };
        (!text.is_empty()).then_some(Cell { label, text })
    };
    columns.iter().filter_map(cell).collect()
}
