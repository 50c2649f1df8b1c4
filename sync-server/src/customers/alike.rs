//! `POST /customers/alike`: who is there already with the same name or phone number (CUS-04).

use std::collections::BTreeMap;

use axum::extract::State;
use sqlx::Row as _;
use truckroll_domain::DocumentId;
use truckroll_domain::fields::Noun;
use truckroll_protocol::api::{Alike, LikeQuery};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::auth::Session;
use crate::db::{DbResult, marks, query};
use crate::http::{Answer, Fault, Strict};
use crate::phones;

/// Most customers that are named.
const MOST: usize = 10;
/// Most phone numbers that are looked for.
const MAX_PHONES: usize = 20;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(alike))
}

#[utoipa::path(
    post,
    path = "/customers/alike",
    tag = "customers",
    operation_id = "alike",
    description = "Customers with the same name (of the same noun) or the same phone number (of both).",
    request_body(content = serde_json::Value, description = "`LikeQuery`"),
    responses(
        (status = 200, description = "list of `Alike`, at most 10", body = serde_json::Value),
        (status = 403, description = "Neither dispatcher nor administrator"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn alike(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<LikeQuery>,
) -> Answer<axum::Json<Vec<Alike>>> {
    session.must_dispatch()?;
    if asked.phones.len() > MAX_PHONES || asked.name.chars().count() > 500 {
        return Err(Fault::bad_request("phones"));
    }
    let mut found: BTreeMap<String, Alike> = BTreeMap::new();
    let mut add = |rows: Vec<(Noun, String, String, String)>, same: &str| {
        for (noun, id, name, sub) in rows {
            let Ok(document) = id.parse::<DocumentId>() else { continue };
            if Some(document) == asked.not {
                continue;
            }
            let fresh = Alike { noun, id: document, name, sub, same: Vec::new() };
            let known = found.entry(id).or_insert(fresh);
            if !known.same.iter().any(|s| s == same) {
                known.same.push(same.to_owned());
            }
        }
    };
    let name = asked.name.trim();
    if !name.is_empty() {
        add(by_name(&app, &session, asked.noun, name).await?, "name");
    }
    let directory = app.directory(session.tenant).await?;
    let region = directory.region();
    let numbers: Vec<String> = asked
        .phones
        .iter()
        .flat_map(|field| phones::numbers(field))
        .filter_map(|typed| phones::normalised(typed, &region))
        .take(MAX_PHONES)
        .collect();
    if !numbers.is_empty() {
        for noun in Noun::CUSTOMERS {
            add(by_phone(&app, &session, noun, &numbers).await?, "phone");
        }
    }
    let mut all: Vec<Alike> = found.into_values().collect();
    all.sort_by_key(|alike| std::cmp::Reverse(alike.same.len()));
    all.truncate(MOST);
    Ok(axum::Json(all))
}

/// Table and the column of the second line.
fn table(noun: Noun) -> (&'static str, &'static str) {
    match noun {
        Noun::Company => ("companies", "address"),
        Noun::Contact => ("contacts", "company_name"),
        Noun::Asset => ("assets", "owner_name"),
        Noun::Ticket => ("tickets", "company_name"),
    }
}

type Line = (Noun, String, String, String);

/// Indexes `companies_name`, `contacts_name`.
async fn by_name(app: &App, session: &Session, noun: Noun, name: &str) -> DbResult<Vec<Line>> {
    let (table, sub) = table(noun);
    let sql = format!(
        "select id, name, {sub} from {table} where tenant_id = $1 and name = $2 and deleted_at is null order by id limit {MOST}"
    );
    let rows = query(&sql).bind(session.tenant.to_string()).bind(name.to_owned()).fetch_all(app.db.pool()).await?;
    rows.iter().map(|row| Ok((noun, row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).collect()
}

/// Index `phone_numbers_e164`, then the primary key of the row.
async fn by_phone(app: &App, session: &Session, noun: Noun, numbers: &[String]) -> DbResult<Vec<Line>> {
    let (table, sub) = table(noun);
    let sql = format!(
        "select distinct c.id, c.name, c.{sub} from phone_numbers p \
         join {table} c on c.tenant_id = p.tenant_id and c.id = p.document_id \
         where p.tenant_id = $1 and p.kind = '{}' and p.e164 in ({}) and c.deleted_at is null order by c.id limit {MOST}",
        noun.word(),
        marks(2, numbers.len())
    );
    let mut select = query(&sql).bind(session.tenant.to_string());
    for number in numbers {
        select = select.bind(number.as_str());
    }
    let rows = select.fetch_all(app.db.pool()).await?;
    rows.iter().map(|row| Ok((noun, row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).collect()
}
