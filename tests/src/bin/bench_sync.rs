//! Bench `sync`: a phone reads 2,000 tickets for the first time, asks when nothing is new, and reads 20 that changed.
//!
//! Ours is the server process on SQLite and the phone's replica on disk, over loopback TCP without TLS; a meter between them
//! counts every byte, headers and all. The server is one that has been running: filled, started, and at rest, so that its
//! worker has packed the documents (docs/adr/0009). Peers do the same work on the same tickets: PouchDB from express-pouchdb, and
//! automerge-repo from its WebSocket server (with fewer documents, because it does not finish with 2,000).

use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use rusqlite::Connection;
use truckroll_domain::fields::FieldValue;
use truckroll_domain::tickets::{TicketCommand, TicketEdit};
use truckroll_domain::{Command, TicketId};
use truckroll_protocol::api::{CommandRequest, Session};
use truckroll_replica::sync::driver::{Driver, Input};
use truckroll_replica::{Answer, Ask, Replica};
use truckroll_tests::bench::host::{Counts, Host, meter};
use truckroll_tests::bench::shop::{Server, Shop};
use truckroll_tests::bench::source::{self, SourceTicket};
use truckroll_tests::bench::{Report, median, node, of, quick};

/// What was measured; medians of all rounds.
struct Measured {
    first_ms: f64,
    usable_ms: f64,
    first_bytes: f64,
    idle_ms: f64,
    idle_bytes: f64,
    changed_ms: f64,
    changed_bytes: f64,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let (many, few) = if quick() { (300, 100) } else { (2_000, 400) };
    let tickets = source::tickets(many)?;
    let ours = measure(&tickets).await?;
    let pouch = node("sync", "pouch.mjs", &["--documents", &many.to_string()])?;
    let fewer = measure(&tickets[..few]).await?;
    let repo = node("sync", "repo.mjs", &["--documents", &few.to_string()])?;
    let mut report = Report::default();
    add(&mut report, "", &ours, &pouch)?;
    add(&mut report, &format!("{few}: "), &fewer, &repo)?;
    report.write()
}

fn add(report: &mut Report, prefix: &str, ours: &Measured, peer: &serde_json::Value) -> anyhow::Result<()> {
    for (metric, unit, value) in [
        ("first sync ms", "ms", ours.first_ms),
        ("list usable ms", "ms", ours.usable_ms),
        ("first sync bytes", "B", ours.first_bytes),
        ("idle bytes", "B", ours.idle_bytes),
        ("idle ms", "ms", ours.idle_ms),
        ("20 changed bytes", "B", ours.changed_bytes),
        ("20 changed ms", "ms", ours.changed_ms),
    ] {
        report.lower(&format!("{prefix}{metric}"), unit, value, Some(of(peer, metric)?));
    }
    Ok(())
}

async fn measure(tickets: &[SourceTicket]) -> anyhow::Result<Measured> {
    let folder = tempfile::tempdir()?;
    let mut shop = Shop::open(folder.path(), None).await?;
    let ids = shop.fill(tickets).await?;
    let top: i64 = {
        use sqlx::Row as _;
        let row = sqlx::query("select seq from tenants").fetch_one(shop.app.db.pool()).await?;
        row.try_get(0)?
    };
    let (engineer, dispatcher) = (shop.engineer.clone(), shop.dispatcher.clone());
    shop.close().await;
    let server = Server::start(folder.path()).await?;
    server.rest(folder.path()).await?;
    let (address, counts) = meter(&server.address).await?;
    let (mut first_ms, mut usable_ms, mut first_bytes) = (Vec::new(), Vec::new(), Vec::new());
    let mut last = None;
    for round in 0..3 {
        let connection = Connection::open(folder.path().join(format!("phone-{round}.db")))?;
        let mut replica = Replica::open(connection, rand::random)?;
        let session = server.sign_in(&engineer, Some(replica.device()?)).await?;
        replica.signed_in(session.me.clone())?;
        let mut host = Host::new(Driver::new(replica), &address, &session)?;
        let (ms, usable, bytes) = first_sync(&mut host, &counts, tickets.len(), top).await?;
        first_ms.push(ms);
        usable_ms.push(usable);
        first_bytes.push(bytes);
        last = Some(host);
    }
    let mut host = last.context("three rounds")?;
    rest(&mut host).await?;
    let (mut idle_ms, mut idle_bytes) = (Vec::new(), Vec::new());
    for _ in 0..31 {
        let (before, begun) = (counts.total(), Instant::now());
        host.ask(Ask::SyncNow)?;
        host.until(|_, input| matches!(input, Input::LiveMessage(_))).await?;
        idle_ms.push(ms(begun));
        idle_bytes.push(since(&counts, before));
    }
    let desk = server.sign_in(&dispatcher, None).await?;
    let (mut changed_ms, mut changed_bytes) = (Vec::new(), Vec::new());
    for round in 0..15 {
        let seq = host.driver.replica().cursor()?.seq;
        let before = counts.total();
        change_20(&server, &desk, &ids, round).await?;
        let begun = Instant::now();
        host.ask(Ask::SyncNow)?;
        host.until(|host, _| host.driver.replica().cursor().is_ok_and(|c| c.seq >= seq + 20)).await?;
        changed_ms.push(ms(begun));
        changed_bytes.push(since(&counts, before));
        rest(&mut host).await?;
    }
    Ok(Measured {
        first_ms: median(&first_ms),
        usable_ms: median(&usable_ms),
        first_bytes: median(&first_bytes),
        idle_ms: median(&idle_ms),
        idle_bytes: median(&idle_bytes),
        changed_ms: median(&changed_ms),
        changed_bytes: median(&changed_bytes),
    })
}

/// Time until all is stored, time until the list shows its first 500, and bytes.
async fn first_sync(
    host: &mut Host,
    counts: &Arc<Counts>,
    expected: usize,
    top: i64,
) -> anyhow::Result<(f64, f64, f64)> {
    let (before, begun) = (counts.total(), Instant::now());
    let mut usable = None;
    host.feed(Input::Start);
    host.until(|host, input| {
        if usable.is_none() && matches!(input, Input::HttpDone { .. } | Input::LiveMessage(_)) {
            let listed = listed(host);
            usable = (listed >= expected.min(500)).then(|| ms(begun));
        }
        host.driver.replica().cursor().is_ok_and(|c| c.seq >= top)
    })
    .await?;
    let (all, bytes) = (ms(begun), since(counts, before));
    anyhow::ensure!(listed(host) >= expected.min(500), "the phone lists too few tickets");
    Ok((all, usable.context("the list was never usable")?, bytes))
}

fn listed(host: &mut Host) -> usize {
    match host.ask(Ask::Tickets { q: String::new(), statuses: Vec::new() }) {
        Ok(Answer::Tickets { tickets }) => tickets.len(),
        _ => 0,
    }
}

/// Lets everything come that is still under way.
async fn rest(host: &mut Host) -> anyhow::Result<()> {
    while tokio::time::timeout(std::time::Duration::from_millis(400), host.step()).await.is_ok() {}
    anyhow::ensure!(host.pending() == 0, "a request hangs");
    Ok(())
}

/// Twenty tickets get another value of one field, at the desk.
async fn change_20(server: &Server, desk: &Session, ids: &[TicketId], round: usize) -> anyhow::Result<()> {
    let now = truckroll_server::app::Clock::system().now();
    let mut commands = Vec::new();
    for n in 0..20 {
        let id = ids[(round * 20 + n) * 7 % ids.len()];
        let fields = [("status".to_owned(), FieldValue::text(&format!("waiting {round}")))].into();
        let edit = Box::new(TicketEdit { fields, ..TicketEdit::default() });
        let command = Command::Ticket { id, command: TicketCommand::Edit { edit } };
        let id = truckroll_tests::world::uuid_of(rand::random()).into();
        commands.push(truckroll_domain::Envelope { id, at: now, offline: false, command });
    }
    let token = desk.token.as_deref().context("the server gave a token")?;
    let client = truckroll_server::http::outgoing::client().build()?;
    let request = client.post(format!("http://{}/api/v1/commands", server.address)).bearer_auth(token);
    let answer = request.json(&CommandRequest { commands }).send().await?;
    anyhow::ensure!(answer.status().is_success(), "{}", answer.text().await.unwrap_or_default());
    Ok(())
}

fn ms(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1_000.0
}

#[expect(clippy::cast_precision_loss, reason = "bytes of a bench fit")]
fn since(counts: &Counts, before: u64) -> f64 {
    (counts.total() - before) as f64
}
