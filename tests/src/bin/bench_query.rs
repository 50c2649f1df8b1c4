//! Bench `query`: saved queries with five conditions over 100,000 companies, asked as the desk asks them: through the router, with
//! the number of all that match, the first fifty in order and two own columns.
//!
//! Conditions are over columns of the row, own fields, tags and days. Their values turn with every question, so that no answer is
//! the one before. The peer is what a program would do on PostgreSQL alone: one table with the values as JSONB under a GIN index,
//! asked the same by SQL and without a session, without rights, without JSON to write.

use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::{Value as Json, json};
use sqlx::{Connection as _, PgConnection, Row as _};
use tower::ServiceExt as _;
use truckroll_domain::companies::{CompanyCommand, CompanyEdit};
use truckroll_domain::customers::{CustomerGroup, CustomerSettings};
use truckroll_domain::fields::{Field, FieldKind, FieldSet, FieldValue, Label, Noun};
use truckroll_domain::forms::Choice;
use truckroll_domain::{Command, CompanyId, Timestamp};
use truckroll_server::directory::put_definition;
use truckroll_server::http;
use truckroll_server::ingest::{self, Caller};
use truckroll_tests::bench::shop::{PASSWORD, Shop};
use truckroll_tests::bench::{Report, percentile, quick};

const DAY: i64 = 86_400_000;
const GROUPS: usize = 50;
const TAGS: [&str; 10] = ["gold", "silver", "key", "late", "vip", "chain", "school", "clinic", "office", "plant"];
const LEVELS: [&str; 5] = ["a", "b", "c", "d", "e"];
/// Companies that are made in one transaction.
const TOGETHER: usize = 2_000;

/// What one company says; numbers spread by primes, so that every mixture occurs.
struct Company {
    name: String,
    group: String,
    tags: [&'static str; 2],
    level: &'static str,
    meter: i64,
    /// Day of the next inspection, days from now.
    due: i64,
    /// End of the service period, days from now.
    service_to: i64,
}

fn company(n: usize) -> Company {
    let turn = |prime: usize, of: usize| (n * prime / 7 + n * n % 31) % of;
    Company {
        name: format!("Customer {n:06} {}", ["Plaza", "Tower", "Garden", "Works"][n % 4]),
        group: format!("g{}", turn(13, GROUPS)),
        tags: [TAGS[turn(17, TAGS.len())], TAGS[turn(29, TAGS.len())]],
        level: LEVELS[turn(11, LEVELS.len())],
        meter: turn(37, 1_000) as i64,
        due: turn(41, 730) as i64 - 365,
        service_to: turn(43, 1_000) as i64 - 200,
    }
}

/// The day `days` from `now`.
fn day(now: i64, days: i64) -> String {
    // a civil date by H. Hinnant's `civil_from_days`
    let z = (now.div_euclid(DAY) + days) + 719_468;
    let (era, doe) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{:02}", doy - (153 * mp + 2) / 5 + 1)
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let (count, questions) = if quick() { (10_000, 100) } else { (100_000, 400) };
    let server = std::env::var("TRUCKROLL_TEST_POSTGRES").context("run it with `cargo xtask bench`")?;
    let name = format!("bench{:016x}", rand::random::<u64>());
    let mut connection = PgConnection::connect(&server).await?;
    sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}"))).execute(&mut connection).await?;
    let base = server.rsplit_once('/').map_or(server.as_str(), |(base, _)| base);
    let url = format!("{base}/{name}");
    let folder = tempfile::tempdir()?;
    let sqlite = measure(folder.path(), None, count, questions).await?;
    let files = tempfile::tempdir()?;
    let postgres = measure(files.path(), Some(&url), count, questions).await?;
    let peer = peer(&url, count, questions).await?;
    sqlx::query(sqlx::AssertSqlSafe(format!("drop database {name} with (force)"))).execute(&mut connection).await?;
    anyhow::ensure!(sqlite.totals == postgres.totals, "the databases count alike");
    anyhow::ensure!(sqlite.totals == peer.totals, "the peer counts alike");
    let mut report = Report::default();
    for (part, word) in [(0.5, "p50"), (0.95, "p95")] {
        let theirs = ("PostgreSQL JSONB with GIN", percentile(&peer.ms, part));
        report.lower(&format!("sqlite {word} ms"), "ms", percentile(&sqlite.ms, part), Some(theirs));
        report.lower(&format!("postgres {word} ms"), "ms", percentile(&postgres.ms, part), Some(theirs));
    }
    report.write()
}

struct Measured {
    ms: Vec<f64>,
    totals: Vec<i64>,
}

/// The conditions of question `n`, and what they mean to the peer.
struct Question {
    groups: [String; 3],
    tag: &'static str,
    levels: [&'static str; 2],
    meter: [i64; 2],
    within: i64,
}

fn question(n: usize) -> Question {
    let low = (n * 37 % 500) as i64;
    Question {
        groups: [n, n + 7, n + 19].map(|g| format!("g{}", g % GROUPS)),
        tag: TAGS[n % TAGS.len()],
        levels: [LEVELS[n % 5], LEVELS[(n + 2) % 5]],
        meter: [low, low + 400],
        within: 120 + (n * 11 % 240) as i64,
    }
}

async fn measure(folder: &Path, url: Option<&str>, count: usize, questions: usize) -> anyhow::Result<Measured> {
    let shop = Shop::open(folder, url).await?;
    let now = shop.app.clock.now().ms();
    fill(&shop, count, now).await?;
    if url.is_some() {
        // what autovacuum does a minute later: without it an index alone does not say whether a line is still there
        sqlx::query("vacuum analyze").execute(shop.app.db.pool()).await?;
    }
    let router = http::router(shop.app.clone());
    let send = async |path: &str, token: &str, body: Json| -> anyhow::Result<Json> {
        let request = Request::post(format!("/api/v1{path}"))
            .header("authorization", format!("Bearer {token}"))
            .body(Body::from(body.to_string()))?;
        let response = router.clone().oneshot(request).await?;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await?;
        anyhow::ensure!(status.is_success(), "{path}: {status} {}", String::from_utf8_lossy(&bytes));
        Ok(serde_json::from_slice(&bytes)?)
    };
    let body = json!({"account": shop.dispatcher.account, "password": PASSWORD});
    let session = send("/sessions", "", body).await?;
    let token = session["token"].as_str().context("a token")?.to_owned();
    let (mut ms, mut totals) = (Vec::new(), Vec::new());
    for n in 0..questions + 20 {
        let q = question(n);
        let asked = json!({
            "filter": {"all": [
                {"field": "group", "op": "one_of", "value": q.groups},
                {"field": "tags", "op": "is", "value": q.tag},
                {"field": "fields.level", "op": "one_of", "value": q.levels},
                {"field": "fields.meter", "op": "between", "value": q.meter},
                {"field": "fields.due", "op": "within_next_days", "value": q.within},
            ]},
            "order": [{"field": "service_to", "descending": true}],
            "columns": ["fields.meter", "fields.due"],
        });
        let begun = Instant::now();
        let page = send("/companies/query", &token, asked).await?;
        let took = begun.elapsed().as_secs_f64() * 1e3;
        // the first ones warm the caches of both
        if n >= 20 {
            ms.push(took);
            totals.push(page["total"].as_i64().context("a total")?);
        }
    }
    shop.close().await;
    Ok(Measured { ms, totals })
}

async fn fill(shop: &Shop, count: usize, now: i64) -> anyhow::Result<()> {
    let mut set = FieldSet::standard(Noun::Company);
    let options = LEVELS.map(|key| Choice { key: key.into(), label: key.to_uppercase() }).to_vec();
    for (key, kind) in [("level", FieldKind::Choice { options }), ("meter", FieldKind::Whole), ("due", FieldKind::Date)]
    {
        set.fields.push(Field::new(key, Label::new(key, ""), kind));
    }
    let group =
        |n| CustomerGroup { key: format!("g{n}"), name: format!("G{n}"), parent: String::new(), archived_at: None };
    let settings = CustomerSettings { groups: (0..GROUPS).map(group).collect(), ..CustomerSettings::default() };
    let mut tx = shop.app.db.begin().await?;
    put_definition(&mut tx, shop.tenant, FieldSet::KIND, "company", &set).await?;
    put_definition(&mut tx, shop.tenant, CustomerSettings::KIND, CustomerSettings::ID, &settings).await?;
    tx.commit().await?;
    shop.app.forget_directory(shop.tenant);
    let caller = Caller { tenant: shop.tenant, actor: Shop::actor(&shop.dispatcher), device: None };
    for from in (0..count).step_by(TOGETHER) {
        let commands = (from..(from + TOGETHER).min(count)).map(|n| {
            let c = company(n);
            let fields = [
                ("level".to_owned(), FieldValue::text(c.level)),
                ("meter".to_owned(), Some(FieldValue::Int(c.meter))),
                ("due".to_owned(), Some(FieldValue::Text(day(now, c.due)))),
            ];
            let new = CompanyEdit {
                name: Some(c.name),
                phone: Some(format!("+86 21 {:04} {:04}", 5_000 + n / 10_000, n % 10_000)),
                group: Some(c.group),
                tags: c.tags.into_iter().map(|tag| (tag.to_owned(), true)).collect(),
                service_to: Some(Timestamp(now + c.service_to * DAY)),
                fields: fields.into(),
                ..CompanyEdit::default()
            };
            let id: CompanyId = shop.app.fresh();
            let command = CompanyCommand::Create { company: Box::new(new) };
            shop.envelope(Timestamp(now), Command::Company { id, command })
        });
        ingest::execute(&shop.app, &caller, commands.collect()).await?;
    }
    Ok(())
}

/// The same on one table with JSONB.
async fn peer(url: &str, count: usize, questions: usize) -> anyhow::Result<Measured> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::raw_sql(
        "create table plain (id bigint primary key, name text, group_key text, service_to bigint, due date, body jsonb);
         create index plain_group on plain (group_key);
         create index plain_service on plain (service_to);
         create index plain_due on plain (due);
         create index plain_body on plain using gin (body jsonb_path_ops);",
    )
    .execute(&mut connection)
    .await?;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_millis() as i64;
    for from in (0..count).step_by(TOGETHER) {
        let rows: Vec<Json> = (from..(from + TOGETHER).min(count))
            .map(|n| {
                let c = company(n);
                let tags: std::collections::BTreeSet<&str> = c.tags.into();
                let body = json!({"tags": tags, "level": c.level, "meter": c.meter});
                json!({"id": n, "name": c.name, "group_key": c.group, "service_to": now + c.service_to * DAY,
                       "due": day(now, c.due), "body": body})
            })
            .collect();
        sqlx::query("insert into plain select * from jsonb_populate_recordset(null::plain, $1::jsonb)")
            .bind(Json::from(rows).to_string())
            .execute(&mut connection)
            .await?;
    }
    sqlx::query("vacuum analyze plain").execute(&mut connection).await?;
    let sql = "from plain where group_key = any($1) and body @> $2::jsonb \
               and (body @> $3::jsonb or body @> $4::jsonb) and (body->>'meter')::int between $5 and $6 \
               and due >= $7::date and due < $8::date";
    let (mut ms, mut totals) = (Vec::new(), Vec::new());
    for n in 0..questions + 20 {
        let q = question(n);
        let groups: Vec<String> = q.groups.into();
        let [one, other] = q.levels.map(|level| json!({"level": level}).to_string());
        let (first, end) = (day(now, 0), day(now, q.within + 1));
        let begun = Instant::now();
        let mut total = 0;
        for select in ["count(*)", "id, name, group_key, service_to, body"] {
            let tail = if select.starts_with("count") { "" } else { " order by service_to desc, id limit 51" };
            let rows = sqlx::query(sqlx::AssertSqlSafe(format!("select {select} {sql}{tail}")))
                .bind(&groups)
                .bind(json!({"tags": [q.tag]}).to_string())
                .bind(&one)
                .bind(&other)
                .bind(i32::try_from(q.meter[0])?)
                .bind(i32::try_from(q.meter[1])?)
                .bind(&first)
                .bind(&end)
                .fetch_all(&mut connection)
                .await?;
            if select.starts_with("count") {
                total = rows.first().context("a row")?.try_get(0)?;
            }
        }
        if n >= 20 {
            ms.push(begun.elapsed().as_secs_f64() * 1e3);
            totals.push(total);
        }
    }
    Ok(Measured { ms, totals })
}
