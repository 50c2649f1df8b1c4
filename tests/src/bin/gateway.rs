//! The sandbox as a process: `gateway --listen 127.0.0.1:0`. It writes one line of JSON, the merchant's card with the address,
//! and runs until it is stopped. Its clock is the system's until `/sandbox/set` stops it.

use std::io::Write as _;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use truckroll_tests::gateway::{Gateway, Keys};

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut listen = "127.0.0.1:0".to_owned();
    let mut arguments = std::env::args();
    arguments.next();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--listen" => listen = arguments.next().context("--listen needs an address")?,
            other => bail!("what is {other}? known is --listen ADDRESS"),
        }
    }
    let gateway = Gateway::start(&listen, Arc::new(Keys::fresh(now() / 1000)?), Arc::new(now)).await?;
    let mut out = std::io::stdout();
    writeln!(out, "{}", gateway.card())?;
    out.flush()?;
    gateway.ended().await;
    Ok(())
}
