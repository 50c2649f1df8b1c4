//! Counts what happened: one question a stretch of time in which clocks do not change, over the index `ticket_facts_at`.
//!
//! Who may see all tickets counts all of them; everybody else those he reaches. Agents and groups are those a ticket is with now.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use jiff::civil::Date;
use sqlx::Row as _;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::filter::{Filter, Today};
use truckroll_domain::reports::{By, Happening, MAX_DAYS, steady, stretch};
use truckroll_domain::tickets::TicketSchema;
use truckroll_domain::time::DAY_MS;
use truckroll_domain::{Kind, Timestamp, Value, day};
use truckroll_protocol::api::{TicketFigures, TicketFiguresPage, TicketFiguresQuery};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::follow::follow;
use crate::App;
use crate::audit::{self, Entry, csv};
use crate::auth::Session;
use crate::customers::query::must_not_tell;
use crate::db::{DbResult, bind, query};
use crate::directory::Directory;
use crate::http::{Answer, Fault, Query};
use crate::lists::Conditions;
use crate::reach::reached;

const HOUR_MS: i64 = 3_600_000;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read)).routes(routes!(export))
}

/// What is asked, understood.
struct Asked {
    by: By,
    from: Date,
    to: Date,
    filter: Filter,
}

impl Asked {
    fn of(query: &TicketFiguresQuery) -> Answer<Self> {
        let by = if query.by.is_empty() { Some(By::default()) } else { By::from_word(&query.by) };
        let by = by.ok_or_else(|| Fault::bad_request("by"))?;
        let from = day::parse(&query.from).ok_or_else(|| Fault::bad_request("from"))?;
        let to = day::parse(&query.to).ok_or_else(|| Fault::bad_request("to"))?;
        if to < from {
            return Err(Fault::bad_request("to: before from"));
        }
        if day::number(to) - day::number(from) >= MAX_DAYS {
            return Err(Fault::bad_request(format!("to: more than {MAX_DAYS} days")));
        }
        let filter = if query.filter.is_empty() { Ok(Filter::default()) } else { serde_json::from_str(&query.filter) };
        let filter = filter.map_err(|error| Fault::bad_request(format!("filter: {error}")))?;
        Ok(Self { by, from, to, filter })
    }
}

#[utoipa::path(
    get,
    path = "/ticket-statistics",
    tag = "tickets",
    operation_id = "ticket_statistics",
    description = "What happened to tickets in a period of at most 366 days, by hour of the day, day, week, month, agent or group.",
    params(
        ("by" = Option<String>, Query, description = "`hour`, `day`, `week`, `month`, `agent` or `group`"),
        ("from" = String, Query, description = "The first day, where the organisation is"),
        ("to" = String, Query, description = "The last day"),
        ("filter" = Option<String>, Query, description = "A `Filter` over tickets as JSON text"),
    ),
    responses(
        (status = 200, description = "`TicketFiguresPage`", body = serde_json::Value),
        (status = 400, description = "A period, filter or word that is none; the detail names it"),
        (status = 403, description = "Without the right to see statistics"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<TicketFiguresQuery>,
) -> Answer<axum::Json<TicketFiguresPage>> {
    session.must(Area::Statistics, Verb::View)?;
    Ok(axum::Json(count(&app, &session, &Asked::of(&asked)?).await?))
}

#[utoipa::path(
    get,
    path = "/ticket-statistics/export.csv",
    tag = "tickets",
    operation_id = "export_ticket_statistics",
    description = "The same as CSV. The export is noted in the audit log.",
    params(
        ("by" = Option<String>, Query, description = "`hour`, `day`, `week`, `month`, `agent` or `group`"),
        ("from" = String, Query, description = "The first day, where the organisation is"),
        ("to" = String, Query, description = "The last day"),
        ("filter" = Option<String>, Query, description = "A `Filter` over tickets as JSON text"),
    ),
    responses(
        (status = 200, description = "CSV, times in seconds", content_type = "text/csv"),
        (status = 400, description = "A period, filter or word that is none; the detail names it"),
        (status = 403, description = "Without the right to export statistics"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn export(State(app): State<App>, session: Session, Query(asked): Query<TicketFiguresQuery>) -> Answer<Response> {
    session.must(Area::Statistics, Verb::Export)?;
    let page = count(&app, &session, &Asked::of(&asked)?).await?;
    let mut tx = app.db.begin().await?;
    let entry = Entry::of(&app, &session, Action::FiguresExported).about("export", "ticket", "").after(&asked);
    audit::write(&mut tx, entry).await?;
    tx.commit().await?;
    let mut text = String::from(
        "\u{feff}key,name,new,resolved,closed,reopened,mean_time_to_resolve_s,answered,mean_first_response_s,waiting\r\n",
    );
    for row in page.rows.iter().chain([&page.total]) {
        let key = if std::ptr::eq(row, &raw const page.total) { "total" } else { row.key.as_str() };
        let mean = |sum: i64, count: i64| if count > 0 { (sum / count / 1_000).to_string() } else { String::new() };
        let cells = [
            csv::safe(key),
            csv::safe(&row.name),
            row.new.to_string(),
            row.resolved.to_string(),
            row.closed.to_string(),
            row.reopened.to_string(),
            mean(row.resolve_ms, row.resolved),
            row.answered.to_string(),
            mean(row.answer_ms, row.answered),
            row.waiting.map(|n| n.to_string()).unwrap_or_default(),
        ];
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"ticket-statistics.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, text).into_response())
}

/// The tickets that are counted, as a condition of a query over `ticket_facts f`; nothing where all of them are.
pub(super) fn counted(
    app: &App,
    session: &Session,
    directory: &Directory,
    filter: &Filter,
) -> Answer<(Conditions, String)> {
    must_not_tell(session, filter)?;
    let mut tickets = reached(session, Kind::Ticket);
    let plain = tickets.next_mark();
    if *filter != Filter::default() {
        let schema = TicketSchema { set: &directory.ticket_fields.now };
        let today = Today { at: app.clock.now(), offset_min: directory.settings.utc_offset_min };
        let clause = filter.clause(&schema, Some(today), app.db.dialect(), tickets.next_mark());
        let clause = clause.map_err(|error| Fault::bad_request(format!("filter: {error}")))?;
        tickets.and_with(format!("({})", clause.sql), clause.values);
    }
    let all = *filter == Filter::default() && plain == 2 && session.rights().all(Area::Tickets, Verb::View);
    let sql = if all {
        String::new()
    } else {
        format!(" and f.ticket_id in (select tickets.id from tickets where {})", tickets.sql())
    };
    Ok((tickets, sql))
}

/// What is added up.
type Sums = BTreeMap<String, TicketFigures>;

fn add(sums: &mut Sums, key: String, what: &str, count: i64, took_ms: i64) {
    let row = sums.entry(key).or_default();
    match Happening::from_word(what) {
        Some(Happening::New) => {
            row.new += count;
            row.waiting = Some(row.waiting.unwrap_or(0) + count);
        }
        Some(Happening::Resolved) => {
            row.resolved += count;
            row.resolve_ms += took_ms;
        }
        Some(Happening::Closed) => row.closed += count,
        Some(Happening::Done) => row.waiting = Some(row.waiting.unwrap_or(0) - count),
        Some(Happening::Reopened) => {
            row.reopened += count;
            row.waiting = Some(row.waiting.unwrap_or(0) + count);
        }
        Some(Happening::Answered) => {
            row.answered += count;
            row.answer_ms += took_ms;
        }
        None => {}
    }
}

async fn count(app: &App, session: &Session, asked: &Asked) -> Answer<TicketFiguresPage> {
    follow(app, session.tenant).await?;
    let directory = app.directory(session.tenant).await?;
    let (tickets, narrow) = counted(app, session, &directory, &asked.filter)?;
    let clocks = directory.settings.offsets(Timestamp(day::number(asked.from) * DAY_MS));
    let (begin, end) = (clocks.moment(asked.from, 0), clocks.moment(day::plus(asked.to, 1).unwrap_or(asked.to), 0));
    let counting = Counting { app, tickets: &tickets, narrow: &narrow, by: asked.by };
    let mut before = counting.sums(Timestamp(i64::MIN / 2), begin, 0, true).await?;
    let mut sums = Sums::new();
    for (from, to, offset) in steady(&clocks, begin, end) {
        for (key, row) in counting.sums(from, to, offset, false).await? {
            merge(sums.entry(key).or_default(), &row);
        }
    }
    let mut total = TicketFigures::default();
    for row in sums.values() {
        merge(&mut total, row);
    }
    let waited: i64 = before.values().filter_map(|row| row.waiting).sum();
    total.waiting = Some(total.waiting.unwrap_or(0) + waited);
    let rows = match asked.by {
        By::Agent | By::Group => by_name(&directory, asked.by, &mut before, sums),
        By::Hour => (0..24)
            .map(|hour| {
                let key = format!("{hour:02}");
                TicketFigures { waiting: None, key: key.clone(), ..sums.remove(&key).unwrap_or_default() }
            })
            .collect(),
        By::Day | By::Week | By::Month => in_order(asked, waited, sums),
    };
    Ok(TicketFiguresPage {
        by: asked.by.word().to_owned(),
        from: asked.from.to_string(),
        to: asked.to.to_string(),
        days: day::number(asked.to) - day::number(asked.from) + 1,
        rows,
        total,
    })
}

fn merge(into: &mut TicketFigures, row: &TicketFigures) {
    into.new += row.new;
    into.resolved += row.resolved;
    into.closed += row.closed;
    into.reopened += row.reopened;
    into.resolve_ms += row.resolve_ms;
    into.answered += row.answered;
    into.answer_ms += row.answer_ms;
    into.waiting = Some(into.waiting.unwrap_or(0) + row.waiting.unwrap_or(0));
}

/// Every stretch of the period, with what waits at its end.
fn in_order(asked: &Asked, mut waiting: i64, sums: Sums) -> Vec<TicketFigures> {
    let mut stretches: BTreeMap<Date, TicketFigures> = BTreeMap::new();
    let mut date = asked.from;
    while date <= asked.to {
        let row = stretches.entry(stretch(asked.by, date)).or_default();
        if let Some(sum) = sums.get(&date.to_string()) {
            merge(row, sum);
        }
        match day::plus(date, 1) {
            Some(next) => date = next,
            None => break,
        }
    }
    let ended = stretches.into_iter().map(|(first, mut row)| {
        waiting += row.waiting.unwrap_or(0);
        row.waiting = Some(waiting);
        row.key = first.to_string();
        row
    });
    ended.collect()
}

/// Agents or groups by name, nobody last; those with whom nothing happened and nothing waits are left out.
fn by_name(directory: &Directory, by: By, before: &mut Sums, mut sums: Sums) -> Vec<TicketFigures> {
    for (key, row) in std::mem::take(before) {
        let now = sums.entry(key).or_default();
        now.waiting = Some(now.waiting.unwrap_or(0) + row.waiting.unwrap_or(0));
    }
    let name = |key: &str| match by {
        By::Agent => key.parse().ok().and_then(|id| directory.agents.get(&id)).map(|agent| agent.name.clone()),
        _ => directory.groups.iter().find(|group| group.id.to_string() == key).map(|group| group.name.clone()),
    };
    let mut rows: Vec<TicketFigures> = sums
        .into_iter()
        .map(|(key, row)| TicketFigures { name: name(&key).unwrap_or_default(), key, ..row })
        .filter(|row| {
            let happened = row.new + row.resolved + row.closed + row.reopened + row.answered;
            happened > 0 || row.waiting.is_some_and(|waiting| waiting != 0)
        })
        .collect();
    rows.sort_by(|a, b| (a.key.is_empty(), &a.name, &a.key).cmp(&(b.key.is_empty(), &b.name, &b.key)));
    rows
}

/// One question.
struct Counting<'a> {
    app: &'a App,
    tickets: &'a Conditions,
    narrow: &'a str,
    by: By,
}

impl Counting<'_> {
    /// What happened in a stretch in which clocks are `offset` ahead of UTC; `whole` tells days and hours not apart.
    async fn sums(&self, from: Timestamp, to: Timestamp, offset: i64, whole: bool) -> DbResult<Sums> {
        let first = self.tickets.next_mark();
        let (of_time, joined) = match self.by {
            By::Agent => ("coalesce(t.assignee, '')".to_owned(), true),
            By::Group => ("coalesce(t.group_id, '')".to_owned(), true),
            _ if whole => ("cast('' as text)".to_owned(), false),
            By::Hour => (format!("cast((f.at + {offset}) % {DAY_MS} / {HOUR_MS} as text)"), false),
            By::Day | By::Week | By::Month => (format!("cast((f.at + {offset}) / {DAY_MS} as text)"), false),
        };
        let join = if joined { " join tickets t on t.tenant_id = f.tenant_id and t.id = f.ticket_id" } else { "" };
        let sql = format!(
            "select {of_time} as bucket, f.kind, cast(count(*) as bigint), cast(sum(f.took_ms) as bigint) \
             from ticket_facts f{join} where f.tenant_id = $1 and f.at >= ${first} and f.at < ${} {} group by 1, 2",
            first + 1,
            self.narrow
        );
        let mut values = self.tickets.values().to_vec();
        // without a narrower condition only the organisation is bound
        if self.narrow.is_empty() {
            values.truncate(first - 1);
        }
        values.extend([Value::Int(from.ms()), Value::Int(to.ms())]);
        let mut select = query(&sql);
        for value in values {
            select = bind(select, value);
        }
        let mut sums = Sums::new();
        for row in select.fetch_all(self.app.db.pool()).await? {
            let (bucket, what): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            add(&mut sums, self.key(bucket, whole), &what, row.try_get(2)?, row.try_get(3)?);
        }
        Ok(sums)
    }

    /// The key of a bucket: a day by its date, an hour with two digits.
    fn key(&self, bucket: String, whole: bool) -> String {
        let number = bucket.parse::<i64>().ok().filter(|_| !whole);
        match (self.by, number) {
            (By::Hour, Some(hour)) => format!("{hour:02}"),
            (By::Day | By::Week | By::Month, Some(number)) => day::written(number),
            _ => bucket,
        }
    }
}
