//! Postings as they are looked at: the list with its sums, a file of it, and whether the journal is as it was written (FEE-13).

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::money::ledger::Posting;
use truckroll_domain::money::{Currency, Money};
use truckroll_domain::{TenantId, Value};
use truckroll_protocol::api::fees::{JournalCheck, PostingPage, PostingQuery, PostingRow, PostingTotal};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ledger;
use crate::App;
use crate::audit::csv::{moment, safe};
use crate::audit::{self, Entry};
use crate::auth::Session;
use crate::customers::detail::readable;
use crate::db::{DbResult, bind, query};
use crate::http::{Answer, Fault, Query};
use crate::lists::Conditions;

/// Rows of a page when nothing is said.
const LIMIT: i64 = 50;
/// Most rows of a page.
const MAX_LIMIT: i64 = 200;
/// Most rows of a file.
const MAX_EXPORTED: i64 = 100_000;
const COLUMNS: &str = "p.seq, p.minor, p.after_minor, p.reversed_by, p.company_id, c.name, p.body";

/// Routes of this noun.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(export)).routes(routes!(check))
}

fn decoded<T, E: std::error::Error + Send + Sync + 'static>(result: Result<T, E>) -> DbResult<T> {
    result.map_err(|error| sqlx::Error::Decode(error.into()))
}

fn read(row: &AnyRow) -> DbResult<PostingRow> {
    let (body, name): (String, Option<String>) = (row.try_get(6)?, row.try_get(5)?);
    let posting: Posting = decoded(serde_json::from_str(&body))?;
    let (reversed_by, company): (Option<String>, Option<String>) = (row.try_get(3)?, row.try_get(4)?);
    let after: Option<i64> = row.try_get(2)?;
    let voucher = posting.voucher;
    Ok(PostingRow {
        seq: row.try_get(0)?,
        id: voucher.id,
        kind: posting.kind,
        at: voucher.at,
        by: voucher.by,
        method: voucher.method,
        company: decoded(company.map(|id| id.parse()).transpose())?,
        company_name: name.unwrap_or_default(),
        money: decoded(Money::new(row.try_get(1)?, posting.currency))?,
        after: decoded(after.map(|minor| Money::new(minor, posting.currency)).transpose())?,
        service: voucher.service,
        receipt: voucher.receipt,
        remark: voucher.remark,
        order: voucher.order,
        reverses: posting.reverses,
        reversed_by: decoded(reversed_by.map(|id| id.parse()).transpose())?,
    })
}

/// The row of a posting.
pub(super) async fn row(app: &App, tenant: TenantId, seq: i64) -> DbResult<PostingRow> {
    let sql = format!(
        "select {COLUMNS} from ledger_postings p left join companies c on c.tenant_id = p.tenant_id and c.id = p.company_id \
         where p.tenant_id = $1 and p.seq = $2"
    );
    read(&query(&sql).bind(tenant.to_string()).bind(seq).fetch_one(app.db.pool()).await?)
}

fn conditions(tenant: TenantId, asked: &PostingQuery) -> Conditions {
    let mut all = Conditions::of(tenant);
    let texts = [
        ("company_id", asked.company.map(|id| id.to_string())),
        ("kind", asked.kind.map(|kind| kind.word().to_owned())),
        ("agent_id", asked.by.map(|id| id.to_string())),
    ];
    for (column, text) in texts {
        if let Some(text) = text {
            let mark = all.text(text);
            all.and(format!("{column} = {mark}"));
        }
    }
    for (condition, number) in [("at >=", asked.from), ("at <", asked.to)] {
        if let Some(number) = number {
            let mark = all.value(Value::Int(number));
            all.and(format!("{condition} {mark}"));
        }
    }
    all
}

/// Refuses who sees neither the company that is asked for nor, without one, all companies.
async fn may_list(app: &App, session: &Session, asked: &PostingQuery, verb: Verb) -> Answer<()> {
    session.must(Area::Fees, verb)?;
    match asked.company {
        Some(company) => readable(app, session, company.into(), "company").await.map(drop),
        None if session.rights().all(Area::Fees, verb) && session.rights().all(Area::Customers, Verb::View) => Ok(()),
        None => Err(Fault::forbidden("reach")),
    }
}

async fn rows(app: &App, tenant: TenantId, asked: &PostingQuery, limit: i64) -> DbResult<Vec<PostingRow>> {
    let mut all = conditions(tenant, asked);
    if let Some(before) = asked.before {
        let mark = all.value(Value::Int(before));
        all.and(format!("seq < {mark}"));
    }
    let limit = all.value(Value::Int(limit));
    // the primary key, or index ledger_postings_company
    let sql = format!(
        "select {COLUMNS} from (select * from ledger_postings where {} order by seq desc limit {limit}) p \
         left join companies c on c.tenant_id = p.tenant_id and c.id = p.company_id order by p.seq desc",
        all.sql()
    );
    let asked = all.values().iter().cloned().fold(query(&sql), bind);
    asked.fetch_all(app.db.pool()).await?.iter().map(read).collect()
}

async fn totals(app: &App, tenant: TenantId, asked: &PostingQuery) -> DbResult<Vec<PostingTotal>> {
    let mut all = conditions(tenant, asked);
    all.and("after_minor is not null");
    let sql = format!(
        "select currency, cast(count(*) as bigint), cast(sum(case when minor > 0 then minor else 0 end) as bigint), \
         cast(sum(case when minor < 0 then -minor else 0 end) as bigint) from ledger_postings where {} \
         group by currency order by currency",
        all.sql()
    );
    let asked = all.values().iter().cloned().fold(query(&sql), bind);
    let total = |row: &AnyRow| -> DbResult<PostingTotal> {
        let currency: String = row.try_get(0)?;
        Ok(PostingTotal {
            currency: decoded(Currency::of(&currency))?,
            count: row.try_get(1)?,
            grew: row.try_get(2)?,
            fell: row.try_get(3)?,
        })
    };
    asked.fetch_all(app.db.pool()).await?.iter().map(total).collect()
}

#[utoipa::path(
    get,
    path = "/postings",
    tag = "fees",
    operation_id = "postings",
    description = "Movements of money, the newest first, with the sums of all that fit. Without a company for those who see all of them.",
    params(
        ("company" = Option<String>, Query, description = "Of this company"),
        ("kind" = Option<String>, Query, description = "top_up, deduct, charge, refund, reversal or adjust"),
        ("by" = Option<String>, Query, description = "Of this agent"),
        ("from" = Option<i64>, Query, description = "From this moment on, ms UTC"),
        ("to" = Option<i64>, Query, description = "Before this moment, ms UTC"),
        ("before" = Option<i64>, Query, description = "Older than the posting with this number"),
        ("limit" = Option<i64>, Query, description = "Rows, at most 200"),
    ),
    responses(
        (status = 200, description = "`PostingPage`", body = serde_json::Value),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to see fees"),
        (status = 404, description = "No such company, or not for the reader"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn list(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<PostingQuery>,
) -> Answer<axum::Json<PostingPage>> {
    may_list(&app, &session, &asked, Verb::View).await?;
    let limit = asked.limit.unwrap_or(LIMIT).clamp(1, MAX_LIMIT);
    let mut rows = rows(&app, session.tenant, &asked, limit + 1).await?;
    let more = i64::try_from(rows.len()).is_ok_and(|found| found > limit);
    if more {
        rows.pop();
    }
    let next = rows.last().filter(|_| more).map(|row| row.seq);
    let totals = totals(&app, session.tenant, &asked).await?;
    Ok(axum::Json(PostingPage { rows, totals, next }))
}

fn line(row: &PostingRow) -> String {
    // an amount is a number, not a formula, although it may begin with a minus
    let mut line = format!("{},{},", row.seq, moment(row.at.ms()));
    let cells = [row.company_name.as_str(), row.kind.word(), row.method.word()];
    for cell in cells {
        let _ = write!(line, "{},", safe(cell));
    }
    let after = row.after.map(|money| money.to_string()).unwrap_or_default();
    let _ = write!(line, "{},{},{after}", row.money.currency().code(), row.money);
    let id = |id: Option<String>| id.unwrap_or_default();
    let rest = [
        id(row.by.map(|by| by.to_string())),
        row.service.clone(),
        row.receipt.clone(),
        row.remark.clone(),
        id(row.order.map(|order| order.to_string())),
        id(row.reverses.map(|one| one.to_string())),
        row.id.to_string(),
    ];
    for cell in &rest {
        let _ = write!(line, ",{}", safe(cell));
    }
    line.push_str("\r\n");
    line
}

/// Byte order mark and head line.
const HEAD: &str =
    "\u{feff}number,at,company,kind,method,currency,amount,balance,agent,service,receipt,remark,order,reverses,id\r\n";

#[utoipa::path(
    get,
    path = "/postings/export",
    tag = "fees",
    operation_id = "export_postings",
    description = "The same as CSV (RFC 4180, UTF-8 with a byte order mark): times as ISO 8601 UTC, amounts as decimal numbers; at most \
                   100,000 rows.",
    responses(
        (status = 200, description = "The file", content_type = "text/csv"),
        (status = 400, description = "Unreadable, or an unknown member"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to export fees"),
        (status = 404, description = "No such company, or not for the reader"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn export(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<PostingQuery>,
) -> Answer<impl IntoResponse> {
    may_list(&app, &session, &asked, Verb::Export).await?;
    let mut file = HEAD.to_owned();
    for row in rows(&app, session.tenant, &asked, MAX_EXPORTED).await? {
        file.push_str(&line(&row));
    }
    let mut tx = app.db.begin().await?;
    audit::write(
        &mut tx,
        Entry::of(&app, &session, Action::PostingsExported).about("export", "postings", "").after(&asked),
    )
    .await?;
    tx.commit().await?;
    let name = "attachment; filename=\"postings.csv\"";
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, name)], file))
}

#[utoipa::path(
    get,
    path = "/journal/check",
    tag = "fees",
    operation_id = "check_journal",
    description = "Walks through the whole journal: numbers without gaps, every hash, every sum. Keep `head` elsewhere to know later that \
                   nothing before it was changed.",
    responses(
        (status = 200, description = "`JournalCheck`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not allowed to export fees"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn check(State(app): State<App>, session: Session) -> Answer<axum::Json<JournalCheck>> {
    session.must(Area::Fees, Verb::Export)?;
    let mut connection = app.db.pool().acquire().await?;
    let found = ledger::check(&mut connection, session.tenant).await?;
    let ledger::Checked { chain, broken, wrong_sums } = found;
    Ok(axum::Json(JournalCheck { seq: chain.seq, head: chain.head, broken, wrong_sums }))
}

#[cfg(test)]
mod tests {
    use truckroll_domain::money::ledger::{Method, PostingKind};

    use super::*;

    #[test]
    fn a_line_has_as_many_cells_as_the_head_and_amounts_are_numbers() {
        let money = |minor| Money::new(minor, Currency::of("CNY").expect("a currency")).expect("an amount");
        let row = PostingRow {
            seq: 3,
            id: truckroll_domain::PostingId::from_parts(1, [1; 10]),
            kind: PostingKind::Deduct,
            at: truckroll_domain::Timestamp(1_777_860_000_000),
            by: None,
            method: Method::Balance,
            company: None,
            company_name: "=Aurora, Ltd".into(),
            money: money(-1_250),
            after: Some(money(88_750)),
            service: "R-77".into(),
            receipt: String::new(),
            remark: String::new(),
            order: None,
            reverses: None,
            reversed_by: None,
        };
        let line = line(&row);
        assert!(
            line.starts_with("3,2026-05-04T02:00:00Z,\"'=Aurora, Ltd\",deduct,balance,CNY,-12.50,887.50,,R-77,"),
            "{line}"
        );
        assert_eq!(line.replace("Aurora, Ltd", "").matches(',').count(), HEAD.matches(',').count());
    }
}
