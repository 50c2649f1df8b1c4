//! `POST /companies/query`, `/contacts/query` and `/assets/query`: conditions over system and own fields, words, order, cursor, total
//! (CUS-09, CUS-10, CUS-12); `GET /customers/counts`.
//!
//! Which index leads depends on the rarest condition: `companies_name`, `companies_service`, `companies_in_group`,
//! `companies_owner`, `companies_created` on the row, `field_values_text` and `field_values_number` for what is beside it;
//! what is asked of the rows that are left is in `field_values_kept`, digits are in `phone_numbers_digits`. These cover what
//! is asked, so that no row is read that is not shown.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use axum::extract::State;
use sqlx::Row as _;
use truckroll_domain::assets::{AssetRow, AssetTable};
use truckroll_domain::companies::CompanyRow;
use truckroll_domain::contacts::ContactRow;
use truckroll_domain::customers::{CustomerSchema, EXPIRING_MS, ServiceState};
use truckroll_domain::fields::{Noun, Projected, Values, restore};
use truckroll_domain::filter::{At, Condition, Filter, Operand, Operator, Schema, Today, Type};
use truckroll_domain::privacy::holds_numbers;
use truckroll_domain::{Kind, Row, TenantId, Value};
use truckroll_protocol::api::{CustomerCounts, CustomerQuery, Found, OrderBy, Page};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{ASSET_SEARCHED, COMPANY_SEARCHED, CONTACT_SEARCHED};
use crate::App;
use crate::auth::Session;
use crate::db::{DbResult, marks, query, read_row};
use crate::directory::Directory;
use crate::http::{Answer, Fault, Strict};
use crate::lists::{self, Conditions, Key, Sorted, escaped};
use crate::phones;
use crate::reach::reached;

/// Longest text that is looked for, characters.
const MAX_Q: usize = 200;
/// Most sort keys.
const MAX_ORDER: usize = 3;
/// Most columns.
const MAX_COLUMNS: usize = 40;
/// What stands before the name of a column of the company's first contact.
const OF_CONTACT: &str = "contact.";
/// Fewest digits that are looked for as a phone number.
const MIN_DIGITS: usize = 3;
/// Most rows that are named by id.
const MAX_IDS: usize = 500;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(companies))
        .routes(routes!(contacts))
        .routes(routes!(assets))
        .routes(routes!(counts))
}

#[utoipa::path(
    post,
    path = "/companies/query",
    tag = "customers",
    operation_id = "query_companies",
    description = "Companies that meet conditions over system fields and own ones (`fields.<key>`).",
    request_body(content = serde_json::Value, description = "`CustomerQuery`"),
    responses(
        (status = 200, description = "`Page` of `Found`", body = serde_json::Value),
        (status = 400, description = "A field, condition, order or cursor that is none; the detail names it"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn companies(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<CustomerQuery>,
) -> Answer<axum::Json<Page<Found<CompanyRow>>>> {
    let found = find::<CompanyRow>(&app, &session, Noun::Company, &asked).await?;
    let mut firsts = HashMap::new();
    if asked.columns.iter().any(|column| column.starts_with(OF_CONTACT)) {
        let ids: Vec<String> = found.rows.iter().map(|f| f.row.id.clone()).collect();
        firsts = first_contacts(&app, &session, &ids).await?;
    }
    let mut rows: Vec<_> = found.rows.into_iter().map(|f| Found { contact: firsts.remove(&f.row.id), ..f }).collect();
    session.mask(&mut rows);
    Ok(axum::Json(Page { rows, ..found }))
}

#[utoipa::path(
    post,
    path = "/contacts/query",
    tag = "customers",
    operation_id = "query_contacts",
    description = "Contacts that meet conditions over system fields and own ones (`fields.<key>`).",
    request_body(content = serde_json::Value, description = "`CustomerQuery`"),
    responses(
        (status = 200, description = "`Page` of `Found`", body = serde_json::Value),
        (status = 400, description = "A field, condition, order or cursor that is none; the detail names it"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn contacts(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<CustomerQuery>,
) -> Answer<axum::Json<Page<Found<ContactRow>>>> {
    let mut found = find::<ContactRow>(&app, &session, Noun::Contact, &asked).await?;
    session.mask(&mut found.rows);
    Ok(axum::Json(found))
}

#[utoipa::path(
    post,
    path = "/assets/query",
    tag = "customers",
    operation_id = "query_assets",
    description = "Rows of an asset table that meet conditions over system fields, own ones (`fields.<key>`) and whom they belong \
                   to (`company_id`, `contact_id`, `agent_id`). Without a table, rows of all of them by what all have, each with the value that tells it apart.",
    request_body(content = serde_json::Value, description = "`CustomerQuery`"),
    responses(
        (status = 200, description = "`Page` of `Found`", body = serde_json::Value),
        (status = 400, description = "A table, field, condition, order or cursor that is none; the detail names it"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn assets(
    State(app): State<App>,
    session: Session,
    Strict(asked): Strict<CustomerQuery>,
) -> Answer<axum::Json<Page<Found<AssetRow>>>> {
    let mut found = find::<AssetRow>(&app, &session, Noun::Asset, &asked).await?;
    if asked.table.is_empty() {
        told_apart(&app, &session, &mut found.rows).await?;
    }
    session.mask(&mut found.rows);
    Ok(axum::Json(found))
}

#[utoipa::path(
    get,
    path = "/customers/counts",
    tag = "customers",
    operation_id = "customer_counts",
    description = "How many companies have a service period that ends within thirty days, and how many one that has ended.",
    responses((status = 200, description = "`CustomerCounts`", body = serde_json::Value)),
    security(("bearer" = []), ("cookie" = []))
)]
async fn counts(State(app): State<App>, session: Session) -> Answer<axum::Json<CustomerCounts>> {
    let of = async |state| {
        // index companies_service
        let mut conditions = reached(&session, Kind::Company);
        conditions.and("deleted_at is null");
        let sql = in_service(&mut conditions, state, app.clock.now().ms());
        conditions.and(sql);
        lists::count(&app.db, CompanyRow::TABLE, &conditions).await
    };
    let (expiring, expired) = (of(ServiceState::Expiring).await?, of(ServiceState::Expired).await?);
    Ok(axum::Json(CustomerCounts { expiring, expired }))
}

/// The condition that a company's service is in this state; the same words as `customers::service_state`.
fn in_service(conditions: &mut Conditions, state: ServiceState, now: i64) -> String {
    let at = conditions.value(Value::Int(now));
    match state {
        ServiceState::Expired => format!("service_to <= {at}"),
        ServiceState::NotStarted => format!("(service_from > {at} and (service_to is null or service_to > {at}))"),
        ServiceState::Unlimited => format!("(service_to is null and (service_from is null or service_from <= {at}))"),
        ServiceState::Expiring | ServiceState::Active => {
            let soon = conditions.value(Value::Int(now.saturating_add(EXPIRING_MS)));
            let begun = format!("(service_from is null or service_from <= {at})");
            if state == ServiceState::Expiring {
                format!("(service_to > {at} and service_to <= {soon} and {begun})")
            } else {
                format!("(service_to > {soon} and {begun})")
            }
        }
    }
}

/// Whether a field of a question, also an own one, holds phone numbers.
fn is_number(field: &str) -> bool {
    holds_numbers(field.strip_prefix("fields.").unwrap_or(field))
}

/// Refuses a filter that asks for numbers the person does not see.
pub(crate) fn must_not_tell(session: &Session, filter: &Filter) -> Answer<()> {
    let told = |c: &Condition| is_number(&c.field) && !matches!(c.op, Operator::Empty | Operator::NotEmpty);
    if session.masks && filter.all.iter().chain(&filter.any).any(told) {
        return Err(Fault::forbidden("masked"));
    }
    Ok(())
}

/// Conditions that ask for a customer group ask for those below it too.
fn with_groups_below(filter: &Filter, directory: &Directory) -> Filter {
    let widen = |c: &Condition| {
        let keys: Vec<&String> = match (&c.field[..], &c.value) {
            ("group", Some(Operand::Text(key))) => vec![key],
            ("group", Some(Operand::List(keys))) => keys.iter().collect(),
            _ => return c.clone(),
        };
        let op = match c.op {
            Operator::Is | Operator::OneOf => Operator::OneOf,
            Operator::IsNot | Operator::NotOneOf => Operator::NotOneOf,
            _ => return c.clone(),
        };
        let below = keys.into_iter().flat_map(|key| directory.customers.now.with_below(key)).collect();
        Condition { field: c.field.clone(), op, value: Some(Operand::List(below)) }
    };
    Filter { all: filter.all.iter().map(widen).collect(), any: filter.any.iter().map(widen).collect() }
}

/// What can be asked about the rows of a noun. Rows of all asset tables together are asked by what all of them have.
pub(crate) fn schema<'a>(directory: &'a Directory, noun: Noun, table: &str) -> Answer<CustomerSchema<'a>> {
    if noun == Noun::Ticket {
        return Err(Fault::bad_request("noun"));
    }
    let table = if table.is_empty() { AssetTable::BUILT_IN } else { table };
    let set = directory.fields_in(noun, table).ok_or_else(|| Fault::bad_request("table"))?;
    Ok(CustomerSchema { noun, set })
}

/// Reads a page of what was asked for.
pub(crate) async fn find<R: Row>(
    app: &App,
    session: &Session,
    noun: Noun,
    asked: &CustomerQuery,
) -> Answer<Page<Found<R>>> {
    let limit = lists::limit(asked.limit)?;
    let directory = app.directory(session.tenant).await?;
    let schema = schema(&directory, noun, &asked.table)?;
    let conditions = conditions(app, session, &directory, schema, asked)?;
    let order = order(schema, &asked.order)?;
    let keys: Vec<Key<'_>> = order.iter().map(|(by, descending, gives)| key(by, *descending, *gives)).collect();
    let after = asked.after.as_deref();
    // without conditions the order's own index gives the first rows at once
    let page: Page<R> = if asked.filter.all.is_empty() && asked.filter.any.is_empty() {
        lists::page(&app.db, &conditions, &keys, after, limit).await?
    } else {
        lists::found(&app.db, &conditions, &keys, after, limit).await?
    };
    let columns = side_columns(schema, &asked.columns)?;
    let ids: Vec<String> = page.rows.iter().map(id_of).collect();
    let mut values = values(app, session.tenant, schema, &ids, &columns).await?;
    let rows = page.rows.into_iter().zip(&ids);
    let rows = rows.map(|(row, id)| Found { row, values: values.remove(id).unwrap_or_default(), contact: None });
    Ok(Page { rows: rows.collect(), total: page.total, next: page.next })
}

fn id_of<R: Row>(row: &R) -> String {
    match row.values().into_iter().next() {
        Some(Value::Text(id)) => id,
        _ => String::new(),
    }
}

/// The next `limit` rows of what was asked for and the cursor after them, for who reads all of them.
pub(crate) async fn next<R: Row>(
    app: &App,
    session: &Session,
    noun: Noun,
    asked: &CustomerQuery,
    limit: i64,
) -> Answer<(Vec<R>, Option<String>)> {
    let directory = app.directory(session.tenant).await?;
    let schema = schema(&directory, noun, &asked.table)?;
    let conditions = conditions(app, session, &directory, schema, asked)?;
    let order = order(schema, &asked.order)?;
    let keys: Vec<Key<'_>> = order.iter().map(|(by, descending, gives)| key(by, *descending, *gives)).collect();
    lists::part(&app.db, &conditions, &keys, asked.after.as_deref(), limit).await
}

/// The conditions of a question.
pub(crate) fn conditions(
    app: &App,
    session: &Session,
    directory: &Directory,
    schema: CustomerSchema<'_>,
    asked: &CustomerQuery,
) -> Answer<Conditions> {
    if asked.q.chars().count() > MAX_Q {
        return Err(Fault::bad_request("q"));
    }
    let mut conditions = reached(session, Kind::from_word(schema.kind()).unwrap_or(Kind::Company));
    conditions.and(if asked.deleted { "deleted_at is not null" } else { "deleted_at is null" });
    if asked.ids.len() > MAX_IDS {
        return Err(Fault::bad_request(format!("ids: at most {MAX_IDS}")));
    }
    if !asked.ids.is_empty() {
        // the primary key
        let ids: Vec<String> = asked.ids.iter().map(ToString::to_string).collect();
        conditions.one_of("id", &ids.iter().map(String::as_str).collect::<Vec<_>>());
    }
    if !asked.table.is_empty() {
        if schema.noun != Noun::Asset {
            return Err(Fault::bad_request("table"));
        }
        // index assets_table
        let mark = conditions.text(asked.table.as_str());
        conditions.and(format!("table_key = {mark}"));
    }
    if asked.deleted {
        // what was merged comes back with its merge (primary key of redirects)
        let table = schema.table();
        conditions.and(format!(
            "not exists (select 1 from redirects r where r.tenant_id = {table}.tenant_id and r.source_id = {table}.id)"
        ));
    }
    let dialect = app.db.dialect();
    let today = Today { at: app.clock.now(), offset_min: directory.settings.utc_offset_min };
    // who may not see a number must not find it out by asking, one digit after the other
    must_not_tell(session, &asked.filter)?;
    let filter = with_groups_below(&asked.filter, directory);
    let clause = filter.clause(&schema, Some(today), dialect, conditions.next_mark());
    let clause = clause.map_err(|e| Fault::bad_request(format!("filter: {e}")))?;
    conditions.and_with(format!("({})", clause.sql), clause.values);
    if !asked.service.is_empty() {
        if schema.noun != Noun::Company {
            return Err(Fault::bad_request("service"));
        }
        let mut any = Vec::new();
        for word in &asked.service {
            let state = ServiceState::from_word(word).ok_or_else(|| Fault::bad_request("service"))?;
            any.push(in_service(&mut conditions, state, app.clock.now().ms()));
        }
        conditions.and(format!("({})", any.join(" or ")));
    }
    let words = words(&mut conditions, schema, &directory.region(), asked, session.masks)?;
    if let Some(words) = words {
        conditions.and(words);
    }
    Ok(conditions)
}

/// The condition of the words that are looked for.
fn words(
    conditions: &mut Conditions,
    schema: CustomerSchema<'_>,
    region: &str,
    asked: &CustomerQuery,
    masks: bool,
) -> Answer<Option<String>> {
    let q = asked.q.trim();
    if q.is_empty() {
        return Ok(None);
    }
    let searched = match schema.noun {
        Noun::Company => COMPANY_SEARCHED,
        Noun::Contact => CONTACT_SEARCHED,
        Noun::Asset => ASSET_SEARCHED,
        Noun::Ticket => crate::tickets::SEARCHED.0,
    };
    let mut any = Vec::new();
    match asked.within.as_str() {
        "" => {
            any.push(conditions.of_words(q, searched, &[]).join(" and "));
            any.extend(dialled(conditions, schema, region, q));
            // own values of a row are what people call it by; among them may be numbers that somebody must not find out
            if schema.noun == Noun::Asset && !masks {
                any.push(written(conditions, schema, None, q));
            }
        }
        "name" => any.push(conditions.of_words(q, &["name"], &[]).join(" and ")),
        "phone" => any.push(dialled(conditions, schema, region, q).unwrap_or_else(|| "1 = 0".to_owned())),
        "im" => {
            any.push(written(conditions, schema, Some("im"), q));
        }
        _ => return Err(Fault::bad_request("within")),
    }
    let any: Vec<String> = any.into_iter().filter(|sql| !sql.is_empty()).map(|sql| format!("({sql})")).collect();
    Ok(Some(format!("({})", any.join(" or "))))
}

/// The condition that words stand in a value beside the row, in that of one key alone if there is one (index
/// `field_values_text`).
fn written(conditions: &mut Conditions, schema: CustomerSchema<'_>, key: Option<&str>, q: &str) -> String {
    let like = conditions.text(format!("%{}%", escaped(&q.to_ascii_lowercase())));
    let of = key.map_or_else(String::new, |key| format!("and v.key = '{key}' "));
    format!(
        "{}.id in (select v.document_id from field_values v where v.tenant_id = $1 and v.kind = '{}' {of}\
         and lower(v.text) like {like} escape '\\')",
        schema.table(),
        schema.kind()
    )
}

/// The condition that a phone number has these digits, whatever stands between them, with or without the country code
/// or the zero before the area code. `None` when it is no part of a number.
fn dialled(conditions: &mut Conditions, schema: CustomerSchema<'_>, region: &str, q: &str) -> Option<String> {
    let digits = phones::digits(q);
    let is_number = q.chars().all(|c| c.is_numeric() || c.is_whitespace() || "+-().＋（）－–—‐".contains(c));
    if digits.len() < MIN_DIGITS || !is_number {
        return None;
    }
    let mut any = Vec::new();
    if let Some(e164) = phones::normalised(q, region) {
        let mark = conditions.text(e164);
        any.push(format!("p.e164 = {mark}"));
    }
    let bare = digits.trim_start_matches('0');
    for part in [Some(digits.as_str()), Some(bare).filter(|bare| *bare != digits && bare.len() >= MIN_DIGITS)] {
        let Some(part) = part else { continue };
        let like = conditions.text(format!("%{part}%"));
        any.push(format!("p.digits like {like} or p.e164 like {like}"));
    }
    // index phone_numbers_digits
    Some(format!(
        "{}.id in (select p.document_id from phone_numbers p where p.tenant_id = $1 and p.kind = '{}' and ({}))",
        schema.table(),
        schema.kind(),
        any.join(" or ")
    ))
}

type Ordered = (String, bool, Sorted);

fn key(by: &str, descending: bool, gives: Sorted) -> Key<'_> {
    Key { by, descending, gives }
}

/// Sort keys as expressions that are never null: what is empty comes last, whichever way is sorted.
fn order(schema: CustomerSchema<'_>, asked: &[OrderBy]) -> Answer<Vec<Ordered>> {
    if asked.len() > MAX_ORDER {
        return Err(Fault::bad_request(format!("order: at most {MAX_ORDER}")));
    }
    let mut keys = Vec::new();
    for OrderBy { field, descending } in asked {
        let subject = schema.subject(field).ok_or_else(|| Fault::bad_request(format!("order: {field}")))?;
        let number = !matches!(subject.of, Type::Text | Type::Many);
        let last = if *descending { "-9007199254740991" } else { "9007199254740991" };
        let (by, gives) = match &subject.at {
            At::Column(name) if number => (format!("coalesce({name}, {last})"), Sorted::Whole),
            At::Column(name) => (format!("coalesce({name}, '')"), Sorted::Text),
            // primary key of field_values; keys are small letters, digits and _
            At::Values(key) => {
                let (column, none, gives) = if number {
                    ("v.number", format!("{last}.0"), Sorted::Real)
                } else {
                    ("v.text", "''".to_owned(), Sorted::Text)
                };
                let of = format!(
                    "select {column} from field_values v where v.tenant_id = {0}.tenant_id and v.document_id = {0}.id \
                     and v.key = '{key}' and v.n = 0",
                    schema.table()
                );
                let cast = if number { "double precision" } else { "text" };
                (format!("cast(coalesce(({of}), {none}) as {cast})"), gives)
            }
        };
        keys.push((by, *descending, gives));
    }
    if keys.is_empty() {
        keys.push(("name".to_owned(), false, Sorted::Text));
    }
    keys.push(("id".to_owned(), false, Sorted::Text));
    Ok(keys)
}

/// Keys of the columns that are beside the row.
fn side_columns(schema: CustomerSchema<'_>, asked: &[String]) -> Answer<Vec<String>> {
    if asked.len() > MAX_COLUMNS {
        return Err(Fault::bad_request(format!("columns: at most {MAX_COLUMNS}")));
    }
    let mut keys = Vec::new();
    for column in asked.iter().filter(|column| !column.starts_with(OF_CONTACT)) {
        match schema.subject(column).map(|s| s.at) {
            Some(At::Values(key)) => keys.push(key),
            Some(At::Column(_)) => {}
            None => return Err(Fault::bad_request(format!("columns: {column}"))),
        }
    }
    Ok(keys)
}

/// Gives rows of several asset tables the value by which their table tells them apart.
async fn told_apart(app: &App, session: &Session, rows: &mut [Found<AssetRow>]) -> Answer<()> {
    let directory = app.directory(session.tenant).await?;
    for (key, table) in &directory.asset_tables {
        let own = table.now.set.field(&table.now.unique).is_some_and(|field| !field.system);
        let ids: Vec<String> =
            rows.iter().filter(|found| own && found.row.table_key == *key).map(|found| found.row.id.clone()).collect();
        let schema = CustomerSchema { noun: Noun::Asset, set: &table.now.set };
        let mut all = values(app, session.tenant, schema, &ids, std::slice::from_ref(&table.now.unique)).await?;
        for found in rows.iter_mut() {
            found.values.extend(all.remove(&found.row.id).unwrap_or_default());
        }
    }
    Ok(())
}

/// The values of some keys of some customers (primary key of `field_values`).
pub(crate) async fn values(
    app: &App,
    tenant: TenantId,
    schema: CustomerSchema<'_>,
    ids: &[String],
    keys: &[String],
) -> DbResult<HashMap<String, Values>> {
    let mut found: HashMap<String, BTreeMap<String, Vec<Projected>>> = HashMap::new();
    if ids.is_empty() || keys.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "select document_id, key, text, long, number from field_values where tenant_id = $1 and document_id in ({}) \
         and key in ({}) order by document_id, key, n",
        marks(2, ids.len()),
        marks(2 + ids.len(), keys.len())
    );
    let mut select = query(&sql).bind(tenant.to_string());
    for text in ids.iter().chain(keys) {
        select = select.bind(text.as_str());
    }
    for row in select.fetch_all(app.db.pool()).await? {
        let line = Projected { text: row.try_get(2)?, long: row.try_get(3)?, number: row.try_get(4)? };
        found.entry(row.try_get(0)?).or_default().entry(row.try_get(1)?).or_default().push(line);
    }
    let value = |(key, lines): (String, Vec<Projected>)| {
        let kind = schema.set.kind(&key)?;
        Some((key, restore(kind, &lines)?))
    };
    Ok(found.into_iter().map(|(id, keys)| (id, keys.into_iter().filter_map(value).collect())).collect())
}

/// Of each company the person to talk to first: who is marked, else who was recorded first.
async fn first_contacts(app: &App, session: &Session, ids: &[String]) -> DbResult<HashMap<String, ContactRow>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let columns: Vec<String> = ContactRow::COLUMNS.iter().map(|c| format!("c.{}", c.name)).collect();
    // primary keys of company_contacts and contacts
    let sql = format!(
        "select l.company_id, {} from company_contacts l join contacts c on c.tenant_id = l.tenant_id and c.id = l.contact_id \
         where l.tenant_id = $1 and l.company_id in ({}) and c.deleted_at is null order by l.first desc, c.created_at, c.id",
        columns.join(", "),
        marks(2, ids.len())
    );
    let mut select = query(&sql).bind(session.tenant.to_string());
    for id in ids {
        select = select.bind(id.as_str());
    }
    let mut found = HashMap::new();
    for row in select.fetch_all(app.db.pool()).await? {
        let company: String = row.try_get(0)?;
        if let Entry::Vacant(place) = found.entry(company) {
            place.insert(read_row::<ContactRow>(&row, 1)?);
        }
    }
    Ok(found)
}
