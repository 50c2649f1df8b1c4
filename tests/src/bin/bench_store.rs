//! Bench `store`: what a phone's own database does. 2,000 tickets listed by a process that has just started, one value edited
//! durably, and the memory it takes.
//!
//! The list is asked in a process of its own each time (this program, started again with `--cold`), so that nothing but the
//! system's file cache is warm. The peer is PouchDB on LevelDB with the same tickets; its edits are not synced to disk.

use std::path::Path;
use std::process::Command as Process;
use std::time::Instant;

use anyhow::Context as _;
use rusqlite::Connection;
use truckroll_domain::Command;
use truckroll_domain::fields::FieldValue;
use truckroll_domain::tickets::{TicketCommand, TicketEdit};
use truckroll_replica::{Answer, Ask, Replica};
use truckroll_server::app::Clock;
use truckroll_server::ingest::Caller;
use truckroll_server::sync;
use truckroll_tests::bench::shop::Shop;
use truckroll_tests::bench::{Report, median, node, of, percentile, quick, resident_mb, source};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("--cold") {
        return cold(Path::new(&arguments.next().context("a database")?));
    }
    let (count, edits) = if quick() { (300, 100) } else { (2_000, 1_000) };
    let tickets = source::tickets(count)?;
    let folder = tempfile::tempdir()?;
    let phone = folder.path().join("phone.db");
    let ids = fill(folder.path(), &phone, &tickets).await?;
    let (mut list_ms, mut rss_mb) = (Vec::new(), Vec::new());
    for _ in 0..11 {
        let output = Process::new(std::env::current_exe()?).arg("--cold").arg(&phone).output()?;
        anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        anyhow::ensure!(answer["rows"].as_u64() == Some(count as u64), "listed {}", answer["rows"]);
        list_ms.push(answer["ms"].as_f64().context("milliseconds")?);
        rss_mb.push(answer["rss"].as_f64().context("megabytes")?);
    }
    let edit_ms = edit(&phone, &ids, edits)?;
    let peer = node("store", "store.mjs", &["--documents", &count.to_string()])?;
    let mut report = Report::default();
    report.lower("cold list ms", "ms", median(&list_ms), Some(of(&peer, "cold list ms")?));
    report.lower("durable edit p95 ms", "ms", percentile(&edit_ms, 0.95), Some(of(&peer, "edit p95 ms")?));
    report.lower("rss MB", "MB", median(&rss_mb), Some(of(&peer, "rss MB")?));
    report.write()
}

/// A phone that has read everything from a server.
async fn fill(
    folder: &Path,
    phone: &Path,
    tickets: &[source::SourceTicket],
) -> anyhow::Result<Vec<truckroll_domain::TicketId>> {
    let mut shop = Shop::open(folder, None).await?;
    let ids = shop.fill(tickets).await?;
    let mut replica = Replica::open(Connection::open(phone)?, rand::random)?;
    replica.signed_in(shop.me())?;
    let caller = Caller { tenant: shop.tenant, actor: Shop::actor(&shop.engineer), device: Some(replica.device()?) };
    loop {
        let response = sync::answer(&shop.app, &caller, replica.request()?).await?;
        replica.receive(&response, shop.app.clock.now())?;
        if !response.more {
            break;
        }
    }
    while replica.index_some()? {}
    shop.close().await;
    Ok(ids)
}

fn cold(phone: &Path) -> anyhow::Result<()> {
    let now = Clock::system().now();
    let begun = Instant::now();
    let mut replica = Replica::open(Connection::open(phone)?, rand::random)?;
    let list = Ask::Tickets { q: String::new(), statuses: Vec::new() };
    let (Answer::Tickets { tickets }, _) = replica.answer(&list, now, false) else {
        anyhow::bail!("the replica lists no tickets");
    };
    let ms = begun.elapsed().as_secs_f64() * 1_000.0;
    println!("{}", serde_json::json!({"rows": tickets.len(), "ms": ms, "rss": resident_mb()}));
    Ok(())
}

/// Milliseconds of each edit; when it returns, it is on disk.
fn edit(phone: &Path, ids: &[truckroll_domain::TicketId], edits: usize) -> anyhow::Result<Vec<f64>> {
    let mut replica = Replica::open(Connection::open(phone)?, rand::random)?;
    let clock = Clock::system();
    let mut times = Vec::with_capacity(edits);
    for n in 0..edits {
        let fields = [("status".to_owned(), FieldValue::text(&format!("value {n}")))].into();
        let edit = Box::new(TicketEdit { fields, ..TicketEdit::default() });
        let command = Command::Ticket { id: ids[n * 37 % ids.len()], command: TicketCommand::Edit { edit } };
        let ask = Ask::Execute { command: Box::new(command) };
        let begun = Instant::now();
        let (answer, _) = replica.answer(&ask, clock.now(), false);
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
        anyhow::ensure!(matches!(answer, Answer::Executed { .. }), "{answer:?}");
    }
    Ok(times)
}
