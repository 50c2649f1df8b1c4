//! Bench `ingest`: changes of eight phones at once, each taken through the whole gate: merged on a scratch copy, compared with
//! the command repeated by the server, saved and loaded again, projected to its row and committed durably.
//!
//! Deliveries are as phones make them after an hour without network: twenty commands on twenty tickets. The phones' work is
//! made beforehand and not counted. The peer stores edited documents durably by `_bulk_docs`, without merging or checking.

use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;
use sqlx::Connection as _;
use truckroll_domain::fields::FieldValue;
use truckroll_domain::tickets::{TicketCommand, TicketEdit};
use truckroll_domain::{Command, Context, DeviceId, Side, TicketId};
use truckroll_protocol::sync::{Bytes, Outcome, Push};
use truckroll_server::ingest::{self, Caller};
use truckroll_server::sync;
use truckroll_tests::bench::shop::Shop;
use truckroll_tests::bench::{Report, node, of, quick, source};

const PHONES: usize = 8;
const TOGETHER: usize = 20;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let (documents, rounds) = if quick() { (320, 2) } else { (1_600, 4) };
    let folder = tempfile::tempdir()?;
    let sqlite = measure(folder.path(), None, documents, rounds).await?;
    let server = std::env::var("TRUCKROLL_TEST_POSTGRES").context("run it with `cargo xtask bench`")?;
    let name = format!("bench{:016x}", rand::random::<u64>());
    let mut connection = sqlx::PgConnection::connect(&server).await?;
    sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}"))).execute(&mut connection).await?;
    let base = server.rsplit_once('/').map_or(server.as_str(), |(base, _)| base);
    let files = tempfile::tempdir()?;
    let postgres = measure(files.path(), Some(&format!("{base}/{name}")), documents, rounds).await?;
    sqlx::query(sqlx::AssertSqlSafe(format!("drop database {name} with (force)"))).execute(&mut connection).await?;
    let peer = node("ingest", "bulk.mjs", &["--documents", &documents.to_string()])?;
    let mut report = Report::default();
    report.higher("sqlite changes per second", "1/s", sqlite, Some(of(&peer, "changes per second")?));
    report.higher("postgres changes per second", "1/s", postgres, Some(of(&peer, "changes per second")?));
    report.write()
}

#[expect(clippy::cast_precision_loss, reason = "thousands fit")]
async fn measure(folder: &Path, url: Option<&str>, documents: usize, rounds: usize) -> anyhow::Result<f64> {
    let mut shop = Shop::open(folder, url).await?;
    let ids = shop.fill(&source::tickets(documents)?).await?;
    let mut phones = Vec::new();
    for own in ids.chunks(documents / PHONES) {
        phones.push(deliveries(&mut shop, own, rounds).await?);
    }
    // as on a server that has been running: documents are packed, and the worker that packs them is there
    sync::parcels::pack_all(&shop.app, shop.tenant).await?;
    let packer = sync::start(&shop.app);
    let begun = Instant::now();
    let mut work = tokio::task::JoinSet::new();
    for (caller, deliveries) in phones {
        let app = shop.app.clone();
        work.spawn(async move {
            let mut taken = 0;
            for delivery in deliveries {
                let acks = ingest::receive(&app, &caller, delivery).await?;
                anyhow::ensure!(acks.iter().all(|a| a.outcome == Outcome::Applied), "{:?}", acks.first());
                taken += acks.len();
            }
            Ok(taken)
        });
    }
    let mut taken = 0;
    while let Some(done) = work.join_next().await {
        taken += done??;
    }
    let rate = taken as f64 / begun.elapsed().as_secs_f64();
    anyhow::ensure!(taken == documents * rounds, "{taken} changes were taken");
    packer.abort();
    shop.close().await;
    Ok(rate)
}

/// What one phone did to its tickets while it had no network, in the order it sends it.
async fn deliveries(shop: &mut Shop, ids: &[TicketId], rounds: usize) -> anyhow::Result<(Caller, Vec<Vec<Push>>)> {
    let device: DeviceId = shop.app.fresh();
    let caller = Caller { tenant: shop.tenant, actor: Shop::actor(&shop.engineer), device: Some(device) };
    let automerge: [u8; 16] = rand::random();
    let documents: Vec<truckroll_domain::DocumentId> = ids.iter().map(|id| (*id).into()).collect();
    let mut open = ingest::load(&shop.app.db, shop.tenant, &documents).await?;
    let mut all = Vec::new();
    for round in 0..rounds {
        let mut pushes = Vec::new();
        for id in ids {
            let stored = open.get_mut(&(*id).into()).context("is stored")?;
            let fields = [("status".to_owned(), FieldValue::text(&format!("seen in round {round}")))].into();
            let edit = Box::new(TicketEdit { fields, ..TicketEdit::default() });
            let command = Command::Ticket { id: *id, command: TicketCommand::Edit { edit } };
            let envelope = shop.envelope(shop.app.clock.now(), command);
            let ctx = Context {
                tenant: shop.tenant,
                actor: caller.actor.clone(),
                device: Some(device),
                command: envelope.id,
                at: envelope.at,
                received_at: None,
                offline: true,
                side: Side::Device,
                visit_rules: Default::default(),
            };
            let executed = stored.content.execute(&ctx, &envelope.command, &mut stored.document, &automerge);
            let (_, change) = executed.map_err(|why| anyhow::anyhow!("{why}"))?;
            pushes.push(Push { command: envelope, changes: change.into_iter().map(Bytes).collect() });
        }
        all.extend(pushes.chunks(TOGETHER).map(<[Push]>::to_vec));
    }
    Ok((caller, all))
}
