//! `GET /search?q=`: a few hits of every kind for the words typed so far.

use axum::extract::State;
use serde::Deserialize;
use truckroll_domain::assets::AssetRow;
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::contacts::{ContactRow, IdentityKind};
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::visits::VisitRow;
use truckroll_domain::{Kind, Row};
use truckroll_protocol::api::Hit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::customers::{ASSET_SEARCHED, COMPANY_SEARCHED, CONTACT_SEARCHED};
use crate::http::{Answer, Fault, Query};
use crate::lists::{self, Conditions};
use crate::reach::reached;
use crate::views::order::Wanted;
use crate::views::search as by_words;
use crate::{tickets, visits};

/// Hits of one kind.
const HITS: i64 = 8;
/// Longest text, characters.
const MAX_TEXT: usize = 200;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(search))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    q: String,
}

#[utoipa::path(
    get,
    path = "/search",
    tag = "search",
    operation_id = "search",
    description = "Tickets, visits, companies, contacts and assets in which every word occurs; numbers from their beginning.",
    params(("q" = String, Query, description = "Words to look for")),
    responses((status = 200, description = "list of `Hit`", body = serde_json::Value)),
    security(("bearer" = []), ("cookie" = []))
)]
async fn search(State(app): State<App>, session: Session, Query(asked): Query<Asked>) -> Answer<axum::Json<Vec<Hit>>> {
    let q = asked.q.trim();
    if q.chars().count() > MAX_TEXT {
        return Err(Fault::bad_request("q"));
    }
    if q.is_empty() {
        return Ok(axum::Json(Vec::new()));
    }
    let mut hits = Vec::new();
    let wanted = Wanted { after: None, limit: HITS };
    let tickets: Vec<TicketRow> = match by_words::first(&app, &session, q, tickets::order(None)?, wanted).await? {
        Some((_, (ids, _))) => lists::named(&app.db, session.tenant, &ids).await?,
        None => {
            find(&app, &session, reached(&session, Kind::Ticket), q, tickets::SEARCHED, "updated_at desc, id").await?
        }
    };
    hits.extend(tickets.into_iter().filter_map(|r| {
        hit(Kind::Ticket, &r.id, [r.number.as_deref().unwrap_or(""), &r.title], [&r.company_name, &r.contact_name])
    }));
    let visits: Vec<VisitRow> =
        find(&app, &session, reached(&session, Kind::Visit), q, visits::SEARCHED, "created_at desc, id").await?;
    hits.extend(visits.into_iter().filter_map(|r| {
        hit(Kind::Visit, &r.id, [r.number.as_deref().unwrap_or(""), &r.title], [&r.company_name, &r.address])
    }));
    let mut companies: Vec<CompanyRow> =
        find(&app, &session, reached(&session, Kind::Company), q, (COMPANY_SEARCHED, &[]), "name, id").await?;
    session.mask(&mut companies);
    hits.extend(companies.into_iter().filter_map(|r| hit(Kind::Company, &r.id, [&r.name, ""], [&r.address, &r.phone])));
    let mut contacts: Vec<ContactRow> =
        find(&app, &session, reached(&session, Kind::Contact), q, (CONTACT_SEARCHED, &[]), "name, id").await?;
    let mut known = known_as(&app, &session, q).await?;
    known.retain(|row| !contacts.iter().any(|other| other.id == row.id));
    session.mask(&mut contacts);
    session.mask(&mut known);
    hits.extend(
        contacts
            .into_iter()
            .chain(known)
            .filter_map(|r| hit(Kind::Contact, &r.id, [&r.name, ""], [&r.company_name, &r.phone])),
    );
    let assets: Vec<AssetRow> =
        find(&app, &session, reached(&session, Kind::Asset), q, (ASSET_SEARCHED, &[]), "name, id").await?;
    hits.extend(
        assets
            .into_iter()
            .filter_map(|r| hit(Kind::Asset, &r.id, [&r.name, &r.model], [&r.owner_name, &r.serial_number])),
    );
    Ok(axum::Json(hits))
}

/// Contacts whom a channel knows by exactly this id, however its digits are parted (index `identities_value`).
async fn known_as(app: &App, session: &Session, q: &str) -> Answer<Vec<ContactRow>> {
    let digits = IdentityKind::Remote.normalise(q).unwrap_or_default();
    let mut conditions = reached(session, Kind::Contact);
    conditions.and("deleted_at is null");
    let (typed, digits) = (conditions.text(q), conditions.text(digits));
    conditions.and(format!(
        "id in (select i.contact_id from identities i where i.tenant_id = $1 and i.value in ({typed}, {digits}))"
    ));
    Ok(lists::rows(&app.db, &conditions, "name, id", HITS).await?)
}

async fn find<R: Row>(
    app: &App,
    session: &Session,
    mut conditions: Conditions,
    q: &str,
    columns: (&[&str], &[&str]),
    order: &str,
) -> Answer<Vec<R>> {
    if R::COLUMNS.iter().any(|column| column.name == "deleted_at") {
        conditions.and("deleted_at is null");
    }
    conditions.words(q, &session.searched(columns.0), columns.1);
    Ok(lists::rows(&app.db, &conditions, order, HITS).await?)
}

fn hit(kind: Kind, id: &str, title: [&str; 2], subtitle: [&str; 2]) -> Option<Hit> {
    let join = |parts: [&str; 2]| parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ");
    Some(Hit { kind, id: id.parse().ok()?, title: join(title), subtitle: join(subtitle) })
}
