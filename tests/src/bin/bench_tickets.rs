//! Bench `tickets`: 100,000 tickets and 30 views on both databases, asked as the desk asks them: through the router, with a session.
//!
//! Between two questions tickets change, so that no answer is the one before. Measured are opening a view (rows, own columns, groups,
//! total), the counts of all views in one request, words in Chinese and English, making a ticket, and asking 200 triggers about a
//! change. The peer is Request Tracker 5 from Debian on SQLite, asked by its own library in one process, without HTTP. It makes a
//! two-hundredth of the tickets, and its tables are filled up with copies of them before it looks for words.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use anyhow::Context as _;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request};
use serde_json::{Value as Json, json};
use sqlx::{Connection as _, PgConnection};
use tower::ServiceExt as _;
use truckroll_domain::access::Targets;
use truckroll_domain::fields::{Field, FieldKind, FieldSet, FieldValue, Label, Noun};
use truckroll_domain::filter::Filter;
use truckroll_domain::forms::Choice;
use truckroll_domain::people::Role;
use truckroll_domain::tickets::{
    NewTicket, Priority, Status, Ticket, TicketCommand, TicketEdit, TicketOverlay, TicketSchema,
};
use truckroll_domain::triggers::{Change, Facts, RuleSchema, Snapshot};
use truckroll_domain::views::{TicketView, ViewSort, standard};
use truckroll_domain::visits::Customer;
use truckroll_domain::{AgentId, Command, GroupId, TicketId, Timestamp, ViewId};
use truckroll_server::app::Clock;
use truckroll_server::directory::put_definition;
use truckroll_server::http;
use truckroll_server::ingest::{self, Caller};
use truckroll_tests::bench::shop::{PASSWORD, Shop};
use truckroll_tests::bench::{Report, percentile, quick};
use truckroll_tests::world::staff;

const DAY: i64 = 86_400_000;
/// Tickets that are made in one transaction.
const TOGETHER: usize = 2_000;
/// How often the peer's tables hold what it made.
const COPIES: usize = 200;
const AGENTS: usize = 40;
const GROUPS: usize = 8;
const PLANTS: [&str; 5] = ["lift", "boiler", "chiller", "pump", "door"];
const ENGLISH: [&str; 12] = [
    "stuck",
    "noise",
    "leaking",
    "pressure",
    "doors",
    "panel",
    "flicker",
    "burnt",
    "cabin",
    "overheating",
    "vibration",
    "alarm",
];
const CHINESE: [&str; 12] =
    ["电梯", "锅炉", "漏水", "噪音", "门打不开", "显示屏", "报警", "压力过高", "停运", "维修", "更换", "检查"];

/// A title and description; numbers spread by primes, so that every mixture occurs.
fn text(n: usize) -> (String, String) {
    let word = |all: &[&'static str; 12], prime: usize| all[(n * prime / 7 + n * n % 31) % all.len()];
    let title = if n.is_multiple_of(2) {
        format!("{} {} on floor {}", word(&ENGLISH, 11), word(&ENGLISH, 13), n % 60)
    } else {
        format!("{}{}，{}层", word(&CHINESE, 11), word(&CHINESE, 13), n % 60)
    };
    let description = format!(
        "{} reported by the porter, {} since this morning. {}，请尽快{}。 Serial {:06}.",
        word(&ENGLISH, 17),
        word(&ENGLISH, 19),
        word(&CHINESE, 17),
        word(&CHINESE, 19),
        n
    );
    (title, description)
}

/// Words that are looked for: frequent, rare and single ones in both languages, and such as never occur.
fn searched(n: usize) -> String {
    match n % 6 {
        0 => format!("{:06}", n * 37 % 100_000),
        1 => format!("{} floor {}", ENGLISH[n % 12], n % 60),
        2 => format!("{} {}", CHINESE[n % 12], CHINESE[(n + 5) % 12]),
        3 => format!("{}层", n % 60),
        4 => ENGLISH[n % 12].to_owned(),
        _ => format!("{}不在", CHINESE[n % 12]),
    }
}

/// Thirty views: the system's, and such as organisations make.
fn views(agents: &[AgentId], groups: &[GroupId]) -> Vec<TicketView> {
    let open = json!({"field": "status", "op": "one_of", "value": ["new", "open", "awaiting_response"]});
    let mut views = standard();
    for n in 0..21_usize {
        let plant = PLANTS[n % PLANTS.len()];
        let all = match n % 7 {
            0 => json!([open, {"field": "assignee", "op": "is", "value": agents[n % agents.len()]}]),
            1 => json!([open, {"field": "group", "op": "is", "value": groups[n % groups.len()]}]),
            2 => json!([{"field": "fields.plant", "op": "is", "value": plant}, open]),
            3 => json!([{"field": "fields.floor", "op": "between", "value": [n, n + 3]}]),
            4 => json!([{"field": "created_at", "op": "within_last_days", "value": n}]),
            5 => json!([{"field": "title", "op": "contains", "value": ENGLISH[n % 12]}, open]),
            _ => {
                json!([{"field": "status", "op": "is", "value": "resolved"}, {"field": "priority", "op": "one_of", "value": ["urgent", "high"]}])
            }
        };
        let filter: Filter = serde_json::from_value(json!({"all": all, "any": []})).unwrap_or_default();
        views.push(TicketView {
            id: ViewId::from_parts(7, [u8::try_from(n).unwrap_or(0); 10]),
            name: format!("View {n}"),
            when: filter,
            columns: ["title", "status", "fields.plant", "fields.floor", "updated_at"].map(str::to_owned).to_vec(),
            group_by: ["", "status", "assignee", "fields.plant", "priority"][n % 5].to_owned(),
            sort: ViewSort { by: ["updated_at", "created_at", "priority"][n % 3].to_owned(), descending: n % 3 != 2 },
            audience: Targets::everybody(),
            place: 100 + i64::try_from(n).unwrap_or(0),
            ..TicketView::default()
        });
    }
    views
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let (count, rounds) = if quick() { (10_000, 5) } else { (100_000, 10) };
    let server = std::env::var("TRUCKROLL_TEST_POSTGRES").context("run it with `cargo xtask bench`")?;
    let name = format!("bench{:016x}", rand::random::<u64>());
    let mut connection = PgConnection::connect(&server).await?;
    sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}"))).execute(&mut connection).await?;
    let base = server.rsplit_once('/').map_or(server.as_str(), |(base, _)| base);
    let url = format!("{base}/{name}");
    let folder = tempfile::tempdir()?;
    // one moment for both: views ask for the last days
    let now = Clock::system().now();
    let sqlite = measure(folder.path(), None, now, count, rounds).await?;
    let files = tempfile::tempdir()?;
    let postgres = measure(files.path(), Some(&url), now, count, rounds).await?;
    sqlx::query(sqlx::AssertSqlSafe(format!("drop database {name} with (force)"))).execute(&mut connection).await?;
    let counted = (&sqlite.counted, &postgres.counted);
    anyhow::ensure!(counted.0 == counted.1, "the databases count alike: {counted:?}");
    let peer = peer(count / COPIES, COPIES)?;
    let mut report = Report::default();
    let theirs = |ms: &Option<Peer>, of: fn(&Peer) -> f64| ms.as_ref().map(|peer| ("Request Tracker 5", of(peer)));
    for (word, ours) in [("sqlite", &sqlite), ("postgres", &postgres)] {
        report.lower(&format!("{word} open a view p95"), "ms", percentile(&ours.opened, 0.95), None);
        report.lower(&format!("{word} all counts p95"), "ms", percentile(&ours.counts, 0.95), None);
        report.lower(&format!("{word} all counts, first after a start"), "ms", ours.cold, None);
        let search = theirs(&peer, |peer| percentile(&peer.search, 0.95));
        report.lower(&format!("{word} search p95"), "ms", percentile(&ours.search, 0.95), search);
        let create = theirs(&peer, |peer| percentile(&peer.create, 0.5));
        report.lower(&format!("{word} make a ticket p50"), "ms", percentile(&ours.create, 0.5), create);
    }
    let (each, once) = rules();
    report.lower("200 triggers about a change", "ms", once, None);
    report.lower("the same, conditions read each time", "ms", each, None);
    report.write()
}

struct Measured {
    opened: Vec<f64>,
    counts: Vec<f64>,
    cold: f64,
    search: Vec<f64>,
    create: Vec<f64>,
    counted: Vec<Option<i64>>,
}

struct Desk {
    router: axum::Router,
    token: String,
}

impl Desk {
    /// The answer and how long it took, ms.
    async fn ask(&self, method: Method, path: &str, body: Option<Json>) -> anyhow::Result<(Json, f64)> {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header("authorization", format!("Bearer {}", self.token))
            .body(body.map_or_else(Body::empty, |body| Body::from(body.to_string())))?;
        let begun = Instant::now();
        let response = self.router.clone().oneshot(request).await?;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await?;
        let took = begun.elapsed().as_secs_f64() * 1e3;
        anyhow::ensure!(status.is_success(), "{path}: {status} {}", String::from_utf8_lossy(&bytes));
        Ok((serde_json::from_slice(&bytes)?, took))
    }

    async fn get(&self, path: &str) -> anyhow::Result<(Json, f64)> {
        self.ask(Method::GET, path, None).await
    }
}

async fn measure(
    folder: &Path,
    url: Option<&str>,
    now: Timestamp,
    count: usize,
    rounds: usize,
) -> anyhow::Result<Measured> {
    let mut shop = Shop::open(folder, url).await?;
    // slow enough to be one moment, and quick enough that ids come in their order
    let asked = AtomicI64::new(0);
    shop.app.clock = Clock::from_fn(move || now.plus_ms(asked.fetch_add(1, Ordering::Relaxed) / 100));
    let now = now.ms();
    let (ids, views) = fill(&shop, count, now).await?;
    if url.is_some() {
        // what autovacuum does a minute later
        sqlx::query("vacuum analyze").execute(shop.app.db.pool()).await?;
    }
    let mut desk = Desk { router: http::router(shop.app.clone()), token: String::new() };
    let body = json!({"account": shop.dispatcher.account, "password": PASSWORD});
    let (session, _) = desk.ask(Method::POST, "/sessions", Some(body)).await?;
    desk.token = session["token"].as_str().context("a token")?.to_owned();
    let (counted, cold) = desk.get("/ticket-views/counts").await?;
    let list = counted.as_array().context("a list")?;
    anyhow::ensure!(list.len() == 30, "thirty views: {}", list.len());
    let counted = list.iter().map(|one| one["count"].as_i64()).collect();
    let caller = Caller { tenant: shop.tenant, actor: Shop::actor(&shop.dispatcher), device: None };
    let mut changed = 0_usize;
    let mut change = async |many: usize| -> anyhow::Result<()> {
        let mut commands = Vec::new();
        for _ in 0..many {
            changed += 1;
            let id = ids[changed * 7_919 % ids.len()];
            let priority = Some(Priority::ALL[changed % 4]);
            let command = TicketCommand::Edit { edit: Box::new(TicketEdit { priority, ..TicketEdit::default() }) };
            commands.push(shop.envelope(shop.app.clock.now(), Command::Ticket { id, command }));
        }
        ingest::execute(&shop.app, &caller, commands).await?;
        Ok(())
    };
    let (mut opened, mut counts, mut search, mut create) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut by_view: Vec<(Vec<f64>, &str)> = views
        .iter()
        .map(|view| (Vec::new(), if view.name.is_empty() { &*view.standard } else { &*view.name }))
        .collect();
    for round in 0..=rounds {
        for (view, (times, _)) in views.iter().zip(&mut by_view) {
            change(1).await?;
            let (_, took) = desk.get(&format!("/ticket-views/{}/tickets?limit=50", view.id)).await?;
            // the first round reads what is kept in mind
            if round > 0 {
                opened.push(took);
                times.push(took);
            }
        }
    }
    slowest(&by_view);
    for _ in 0..rounds * 10 {
        change(5).await?;
        counts.push(desk.get("/ticket-views/counts").await?.1);
    }
    let first = desk.get("/tickets?q=first&limit=50").await?;
    anyhow::ensure!(first.0["total"].is_i64(), "a number");
    for n in 0..rounds * 30 {
        change(1).await?;
        let q: String = searched(n).bytes().map(|byte| format!("%{byte:02x}")).collect();
        search.push(desk.get(&format!("/tickets?q={q}&limit=50")).await?.1);
    }
    for n in 0..rounds * 20 {
        let (title, description) = text(count + n);
        let ticket = json!({"title": title, "description": description});
        let id: TicketId = shop.app.fresh();
        let command = json!({"on": "ticket", "id": id, "command": {"do": "create", "ticket": ticket}});
        let body = json!({"commands": [{"id": shop.app.fresh::<truckroll_domain::CommandId>(), "at": now, "command": command}]});
        create.push(desk.ask(Method::POST, "/commands", Some(body)).await?.1);
    }
    shop.close().await;
    Ok(Measured { opened, counts, cold, search, create, counted })
}

/// Names the views that take longest, so that a p95 says where to look.
fn slowest(by_view: &[(Vec<f64>, &str)]) {
    let mut medians: Vec<(f64, &str)> = by_view.iter().map(|(times, name)| (percentile(times, 0.5), *name)).collect();
    medians.sort_by(|a, b| b.0.total_cmp(&a.0));
    let named: Vec<String> = medians.iter().take(6).map(|(ms, name)| format!("{name} {ms:.1} ms")).collect();
    println!("slowest views, median: {}", named.join(", "));
}

async fn fill(shop: &Shop, count: usize, now: i64) -> anyhow::Result<(Vec<TicketId>, Vec<TicketView>)> {
    let mut set = FieldSet::standard(Noun::Ticket);
    let options = PLANTS.map(|key| Choice { key: key.into(), label: key.to_uppercase() }).to_vec();
    for (key, kind) in [("plant", FieldKind::Choice { options }), ("floor", FieldKind::Whole)] {
        set.fields.push(Field::new(key, Label::new(key, ""), kind));
    }
    let agents: Vec<AgentId> = (0..AGENTS).map(|_| shop.app.fresh()).collect();
    let groups: Vec<GroupId> = (0..GROUPS).map(|_| shop.app.fresh()).collect();
    let all = views(&agents, &groups);
    let mut tx = shop.app.db.begin().await?;
    put_definition(&mut tx, shop.tenant, FieldSet::KIND, "ticket", &set).await?;
    for (n, id) in agents.iter().enumerate() {
        let one = truckroll_domain::people::Agent {
            id: *id,
            account: format!("agent{n}"),
            ..staff(u8::try_from(100 + n).unwrap_or(0), Role::Engineer, "agent")
        };
        put_definition(&mut tx, shop.tenant, "agent", &id.to_string(), &one).await?;
    }
    for (n, id) in groups.iter().enumerate() {
        let group = json!({"id": id, "name": format!("Group {n}")});
        put_definition(&mut tx, shop.tenant, "group", &id.to_string(), &group).await?;
    }
    for view in &all {
        put_definition(&mut tx, shop.tenant, TicketView::KIND, &view.id.to_string(), view).await?;
    }
    tx.commit().await?;
    shop.app.forget_directory(shop.tenant);
    let caller = Caller { tenant: shop.tenant, actor: Shop::actor(&shop.dispatcher), device: None };
    let mut ids = Vec::new();
    for from in (0..count).step_by(TOGETHER) {
        let mut commands = Vec::new();
        for n in from..(from + TOGETHER).min(count) {
            let id: TicketId = shop.app.fresh();
            ids.push(id);
            let at = Timestamp(now - i64::try_from(count - n)? * (400 * DAY / i64::try_from(count)?));
            let (title, description) = text(n);
            let fields = [
                ("plant".to_owned(), FieldValue::text(PLANTS[n * 13 / 7 % PLANTS.len()])),
                ("floor".to_owned(), Some(FieldValue::Int(i64::try_from(n % 60)?))),
            ];
            let ticket = NewTicket {
                title,
                description,
                priority: Priority::ALL[if n % 10 == 0 { 0 } else { 1 + n % 3 }],
                customer: Customer { company_name: format!("Customer {}", n % 5_000), ..Customer::default() },
                fields: fields.into(),
                ..NewTicket::default()
            };
            let mut add = |command| commands.push(shop.envelope(at, Command::Ticket { id, command }));
            add(TicketCommand::Create { ticket: Box::new(ticket) });
            if n % 5 != 0 {
                let (agent, group) = (Some(agents[n * 7 % AGENTS]), Some(groups[n * 5 % GROUPS]));
                add(TicketCommand::Assign { agent, agent_name: String::new(), group, seen: None });
            }
            // one in twelve is still to be done
            let status = match n % 12 {
                0 => None,
                1..=4 => Some(Status::Resolved),
                _ => Some(Status::Closed),
            };
            if let Some(status) = status {
                add(TicketCommand::SetStatus { fact: shop.app.fresh(), status });
            }
        }
        ingest::execute(&shop.app, &caller, commands).await?;
    }
    // clocks of what is still open, one in four missed
    let mut tx = shop.app.db.begin().await?;
    for (n, id) in ids.iter().enumerate().filter(|(n, _)| n % 12 == 0) {
        sqlx::query(
            "insert into ticket_clocks (tenant_id, ticket_id, target, state, used_ms, limit_ms, due_at, amber_at, missed_at, seq) \
             values ($1, $2, 'resolution', 'running', 0, 3600000, $3, $3, $4, 0)",
        )
        .bind(shop.tenant.to_string())
        .bind(id.to_string())
        .bind(now)
        .bind((n % 48 == 0).then_some(now))
        .execute(tx.on())
        .await?;
    }
    tx.commit().await?;
    Ok((ids, all))
}

/// How long 200 triggers take about a change, ms: with their conditions read each time, and with those that were read before.
fn rules() -> (f64, f64) {
    let (set, company, contact) =
        (FieldSet::standard(Noun::Ticket), FieldSet::standard(Noun::Company), FieldSet::standard(Noun::Contact));
    let schema = RuleSchema { ticket: TicketSchema { set: &set }, company: &company, contact: &contact };
    let filters: Vec<Filter> = (0..200)
        .map(|n| {
            let all = json!([
                {"field": "status", "op": "is_not", "value": "closed"},
                {"field": "changed.priority", "op": "not_empty"},
                {"field": "title", "op": "contains", "value": ENGLISH[n % 12]},
            ]);
            let any = json!([
                {"field": "was.status", "op": "is", "value": "new"},
                {"field": "priority", "op": "is", "value": "urgent"},
                {"field": "company_name", "op": "is", "value": format!("Customer {n}")},
            ]);
            serde_json::from_value(json!({"all": all, "any": any})).unwrap_or_default()
        })
        .collect();
    let ready: Vec<_> = filters.iter().map(|filter| filter.ready(&schema, None)).collect();
    let snapshot = |priority| {
        let ticket = Ticket { title: text(2).0, description: text(2).1, priority, ..Ticket::default() };
        Snapshot::of(&ticket.project(TicketId::default(), &TicketOverlay::default()), ticket.lines(&set))
    };
    let (before, after) = (snapshot(Priority::Normal), snapshot(Priority::Urgent));
    let facts = Facts {
        schema: &schema,
        event: Change::Updated,
        by: "agent",
        before: Some(&before),
        after: &after,
        rating: None,
        company: None,
        contact: None,
        hours: &[],
    };
    let timed = |ask: &dyn Fn() -> usize| {
        let times: Vec<f64> = (0..200)
            .map(|_| {
                let begun = Instant::now();
                std::hint::black_box(ask());
                begun.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        percentile(&times, 0.95)
    };
    let each = timed(&|| filters.iter().filter(|filter| filter.holds(&schema, &facts, None)).count());
    let once = timed(&|| ready.iter().filter(|ready| ready.holds(&facts)).count());
    (each, once)
}

/// Request Tracker's times, ms.
struct Peer {
    create: Vec<f64>,
    search: Vec<f64>,
}

/// Lets Request Tracker make `count` of the same tickets and look for the same words among `copies` times as many; `None` where it is not installed.
fn peer(count: usize, copies: usize) -> anyhow::Result<Option<Peer>> {
    let (Some(root), Some(cache)) = (std::env::var_os("TRUCKROLL_ROOT"), std::env::var_os("TRUCKROLL_BENCH_CACHE"))
    else {
        return Ok(None);
    };
    let (script, cache) = (PathBuf::from(root).join("tests/bench/tickets/peer.pl"), PathBuf::from(cache));
    if !cache.join("rt-empty.db").is_file() {
        return Ok(None);
    }
    let mut input = tempfile::NamedTempFile::new()?;
    for n in 0..count {
        let (title, description) = text(n);
        writeln!(input, "ticket\t{title}\t{description}")?;
    }
    for n in 0..60 {
        writeln!(input, "search\t{}", searched(n))?;
    }
    input.flush()?;
    let output = Process::new("perl").arg(script).arg(&cache).arg(input.path()).arg(copies.to_string()).output()?;
    anyhow::ensure!(output.status.success(), "Request Tracker: {}", String::from_utf8_lossy(&output.stderr));
    let times: Json = serde_json::from_slice(&output.stdout)?;
    let all = |member: &str| -> Vec<f64> {
        times[member].as_array().into_iter().flatten().filter_map(Json::as_f64).collect()
    };
    Ok(Some(Peer { create: all("create"), search: all("search") }))
}
