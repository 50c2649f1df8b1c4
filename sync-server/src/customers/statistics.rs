//! Figures of each customer (CUS-31): `GET /customer-statistics` and `/customer-statistics/export.csv`.
//!
//! A service is a ticket, a completed visit or a note that somebody wrote down. They are added up when they are asked for,
//! in one question over the indexes `tickets_company`, `visits_company` and `service_records_company`.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::time::DAY_MS;
use truckroll_domain::{TenantId, Value};
use truckroll_protocol::api::{CustomerFigures, FiguresPage};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::audit::{self, Entry, csv};
use crate::auth::Session;
use crate::db::{DbResult, bind, query};
use crate::directory::Directory;
use crate::http::{Answer, Fault, Query};
use crate::lists;

/// Most lines of a file.
const MAX_LINES: i64 = 50_000;
/// Days by which customers are counted for the chart; beyond the last, and never, come after.
const AGES: [i64; 4] = [30, 90, 180, 365];
/// What can be sorted by, with the expression.
const ORDERS: [(&str, &str); 9] = [
    ("name", "name"),
    ("total", "total"),
    ("tickets", "tickets"),
    ("visits", "visits"),
    ("records", "records"),
    ("open_tickets", "open_tickets"),
    ("duration_ms", "duration_ms"),
    ("rating", "stars"),
    ("last_at", "last_at"),
];

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read)).routes(routes!(export))
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Asked {
    q: String,
    group: String,
    days: Option<i64>,
    order: String,
    descending: bool,
    after: Option<String>,
    limit: Option<i64>,
}

/// The question under way: the figures of all customers that meet it, as SQL, and what is bound to its marks.
struct Figures {
    sql: String,
    values: Vec<Value>,
    order: String,
    now: i64,
}

impl Figures {
    fn of(tenant: TenantId, directory: &Directory, asked: &Asked, now: i64) -> Answer<Self> {
        let mut values = vec![Value::Text(tenant.to_string())];
        let mut mark = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        let mut narrow = String::new();
        if asked.q.chars().count() > 200 {
            return Err(Fault::bad_request("q"));
        }
        for word in asked.q.split_whitespace().take(8) {
            let like = mark(Value::Text(format!("%{}%", lists::escaped(&word.to_lowercase()))));
            narrow.push_str(&format!(" and lower(c.name) like {like} escape '\\'"));
        }
        if !asked.group.is_empty() {
            let keys = directory.customers.now.with_below(&asked.group);
            let marks: Vec<String> = keys.into_iter().map(|key| mark(Value::Text(key))).collect();
            narrow.push_str(&format!(" and c.group_key in ({})", marks.join(", ")));
        }
        let days = match asked.days {
            None => String::new(),
            Some(days) if (0..=36_500).contains(&days) => {
                let until = mark(Value::Int(now - days * DAY_MS));
                // who was never served counts from the day he came
                format!(" and (case when last_at > 0 then last_at else created_at end) <= {until}")
            }
            Some(_) => return Err(Fault::bad_request("days: 0 to 36500")),
        };
        let by = if asked.order.is_empty() { "last_at" } else { asked.order.as_str() };
        let (_, by) = ORDERS.iter().find(|(word, _)| *word == by).ok_or_else(|| Fault::bad_request("order"))?;
        let direction = if asked.descending { " desc" } else { "" };
        // one pass over each table and no join: how many rows there are to join no planner knows before it has counted
        let sum = |column: &str| format!("cast(sum({column}) as bigint)");
        let sql = format!(
            "select id, name, created_at, tickets + visits + records as total, tickets, visits, records, open_tickets, \
             duration_ms, case when rated > 0 then cast(stars as double precision) / rated else -1.0 end as stars, rated, \
             last_at from (select id, max(name) as name, max(created_at) as created_at, {} as tickets, {} as visits, \
             {} as records, {} as open_tickets, {} as duration_ms, {} as stars, {} as rated, max(at) as last_at from (\
             select c.id as id, c.name as name, c.created_at as created_at, 0 as t, 0 as v, 0 as r, 0 as o, \
             cast(0 as bigint) as ms, cast(0 as bigint) as stars, 0 as rated, cast(0 as bigint) as at \
             from companies c where c.tenant_id = $1 and c.deleted_at is null{narrow} \
             union all select company_id, cast(null as text), cast(null as bigint), 1, 0, 0, \
             case when status in ('resolved', 'closed') then 0 else 1 end, 0, 0, 0, created_at \
             from tickets where tenant_id = $1 and company_id is not null \
             union all select company_id, cast(null as text), cast(null as bigint), 0, 1, 0, 0, \
             case when arrived_at is null or arrived_at > completed_at then 0 else completed_at - arrived_at end, \
             coalesce(rating, 0), case when rating is null then 0 else 1 end, coalesce(completed_at, created_at) \
             from visits where tenant_id = $1 and company_id is not null and state = 'completed' \
             union all select company_id, cast(null as text), cast(null as bigint), 0, 0, 1, 0, 0, 0, 0, at \
             from service_records where tenant_id = $1 and company_id <> '') each_one group by id) customers \
             where name is not null{days}",
            sum("t"),
            sum("v"),
            sum("r"),
            sum("o"),
            sum("ms"),
            sum("stars"),
            sum("rated"),
        );
        Ok(Self { sql, values, order: format!("{by}{direction}, name, id"), now })
    }

    async fn fetch(&self, app: &App, sql: &str) -> DbResult<Vec<AnyRow>> {
        self.values.iter().cloned().fold(query(sql), bind).fetch_all(app.db.pool()).await
    }

    async fn rows(&self, app: &App, skip: i64, limit: i64) -> DbResult<Vec<CustomerFigures>> {
        let sql = format!(
            "select id, name, total, tickets, visits, records, open_tickets, duration_ms, stars, rated, last_at \
             from ({}) one order by {} limit {limit} offset {skip}",
            self.sql, self.order
        );
        self.fetch(app, &sql).await?.iter().map(|row| self.read(row)).collect()
    }

    fn read(&self, row: &AnyRow) -> DbResult<CustomerFigures> {
        let (stars, rated): (f64, i64) = (row.try_get(8)?, row.try_get(9)?);
        let last: i64 = row.try_get(10)?;
        let last_at = (last > 0).then_some(last);
        Ok(CustomerFigures {
            id: row.try_get(0)?,
            name: row.try_get(1)?,
            total: row.try_get(2)?,
            tickets: row.try_get(3)?,
            visits: row.try_get(4)?,
            records: row.try_get(5)?,
            open_tickets: row.try_get(6)?,
            duration_ms: row.try_get(7)?,
            rating: (rated > 0).then_some(stars),
            rated,
            last_at,
            days_since: last_at.map(|last| (self.now - last).max(0) / DAY_MS),
        })
    }

    /// How many customers, their services by kind, and how long ago the last ones were.
    async fn sums(&self, app: &App) -> DbResult<(i64, CustomerFigures, Vec<i64>)> {
        let sum = |column: &str| format!("cast(coalesce(sum({column}), 0) as bigint)");
        let mut parts = vec!["cast(count(*) as bigint)".to_owned()];
        parts.extend(["total", "tickets", "visits", "records", "open_tickets", "duration_ms", "rated"].map(sum));
        let mut above = i64::MAX;
        for days in AGES {
            let from = self.now - days * DAY_MS;
            parts.push(sum(&format!("case when last_at > {from} and last_at <= {above} then 1 else 0 end")));
            above = from;
        }
        parts.push(sum(&format!("case when last_at > 0 and last_at <= {above} then 1 else 0 end")));
        parts.push(sum("case when last_at = 0 then 1 else 0 end"));
        parts.push(
            "cast(coalesce(sum(case when rated > 0 then stars * rated else 0.0 end), 0.0) as double precision)"
                .to_owned(),
        );
        let sql = format!("select {} from ({}) every_one", parts.join(", "), self.sql);
        let rows = self.fetch(app, &sql).await?;
        let row = rows.first().ok_or(sqlx::Error::RowNotFound)?;
        let number = |n: usize| row.try_get::<i64, _>(n);
        let rated = number(7)?;
        let stars: f64 = row.try_get(14)?;
        let sums = CustomerFigures {
            total: number(1)?,
            tickets: number(2)?,
            visits: number(3)?,
            records: number(4)?,
            open_tickets: number(5)?,
            duration_ms: number(6)?,
            rating: (rated > 0).then(|| stars / rated as f64),
            rated,
            ..CustomerFigures::default()
        };
        Ok((number(0)?, sums, (8..14).map(number).collect::<DbResult<_>>()?))
    }
}

/// Who sees all customers and the figures.
fn must_see(session: &Session, verb: Verb) -> Answer<()> {
    session.must(Area::Statistics, verb)?;
    if session.rights().all(Area::Customers, Verb::View) { Ok(()) } else { Err(Fault::forbidden("role")) }
}

#[utoipa::path(
    get,
    path = "/customer-statistics",
    tag = "customers",
    operation_id = "customer_statistics",
    description = "Services of each company by kind, the last one and the days since, open tickets, time on site, stars.",
    params(
        ("q" = Option<String>, Query, description = "Words of the name"),
        ("group" = Option<String>, Query, description = "Key of a customer group; those below count too"),
        ("days" = Option<i64>, Query, description = "At least so many days without a service"),
        ("order" = Option<String>, Query, description = "`name`, `total`, `tickets`, `visits`, `records`, `open_tickets`, `duration_ms`, `rating` or `last_at`"),
        ("descending" = Option<bool>, Query, description = "Largest first"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<i64>, Query, description = "Rows a page, 1 to 200"),
    ),
    responses(
        (status = 200, description = "`FiguresPage`", body = serde_json::Value),
        (status = 400, description = "The query cannot be read"),
        (status = 403, description = "Sees no statistics, or not all customers"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(State(app): State<App>, session: Session, Query(asked): Query<Asked>) -> Answer<axum::Json<FiguresPage>> {
    must_see(&session, Verb::View)?;
    let limit = lists::limit(asked.limit)?;
    let skip: i64 = match asked.after.as_deref() {
        None => 0,
        Some(after) => {
            after.parse().ok().filter(|n| (0..10_000_000).contains(n)).ok_or_else(|| Fault::bad_request("after"))?
        }
    };
    let directory = app.directory(session.tenant).await?;
    let figures = Figures::of(session.tenant, &directory, &asked, app.clock.now().ms())?;
    let (total, sums, ages) = figures.sums(&app).await?;
    let mut rows = figures.rows(&app, skip, limit + 1).await?;
    let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = more.then(|| (skip + limit).to_string());
    Ok(axum::Json(FiguresPage { rows, total, sums, ages, next }))
}

/// Byte order mark and head line.
const HEAD: &str = "\u{feff}company,total,tickets,visits,service_records,open_tickets,minutes_on_site,rating,rated,last_service,days_since\r\n";

fn line(row: &CustomerFigures) -> String {
    let cells = [
        row.name.clone(),
        row.total.to_string(),
        row.tickets.to_string(),
        row.visits.to_string(),
        row.records.to_string(),
        row.open_tickets.to_string(),
        (row.duration_ms / 60_000).to_string(),
        row.rating.map(|stars| format!("{stars:.2}")).unwrap_or_default(),
        row.rated.to_string(),
        row.last_at.map(csv::moment).unwrap_or_default(),
        row.days_since.map(|days| days.to_string()).unwrap_or_default(),
    ];
    let mut line = cells.iter().map(|cell| csv::safe(cell)).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

#[utoipa::path(
    get,
    path = "/customer-statistics/export.csv",
    tag = "customers",
    operation_id = "export_customer_statistics",
    description = "The same as a file, without pages, at most 50,000 lines. The export is noted in the audit log.",
    params(
        ("q" = Option<String>, Query, description = "Words of the name"),
        ("group" = Option<String>, Query, description = "Key of a customer group"),
        ("days" = Option<i64>, Query, description = "At least so many days without a service"),
        ("order" = Option<String>, Query, description = "As there"),
        ("descending" = Option<bool>, Query, description = "Largest first"),
    ),
    responses(
        (status = 200, description = "CSV", content_type = "text/csv"),
        (status = 400, description = "The query cannot be read"),
        (status = 403, description = "May not export statistics, or sees not all customers"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn export(State(app): State<App>, session: Session, Query(asked): Query<Asked>) -> Answer<Response> {
    must_see(&session, Verb::Export)?;
    let directory = app.directory(session.tenant).await?;
    let figures = Figures::of(session.tenant, &directory, &asked, app.clock.now().ms())?;
    let rows = figures.rows(&app, 0, MAX_LINES).await?;
    let mut tx = app.db.begin().await?;
    let told = serde_json::json!({ "asked": asked, "lines": rows.len() });
    let entry = Entry::of(&app, &session, Action::FiguresExported).about("customer_statistics", "", "");
    audit::write(&mut tx, entry.after(&told)).await?;
    tx.commit().await?;
    let text: String = std::iter::once(HEAD.to_owned()).chain(rows.iter().map(line)).collect();
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"customer-statistics.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, text).into_response())
}
