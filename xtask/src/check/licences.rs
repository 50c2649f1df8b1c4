//! Licences, bans and sources of dependencies by `cargo-deny`; its rules and their reasons are in `deny.toml`.
//!
//! The program is installed into the cache once, unoptimised: that takes a minute instead of many, and it runs for a second.
//! Security advisories are looked up where their database can be reached, and otherwise said to be left out.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::command::{announce, cargo, find_program, program, run, succeeds_visibly, succeeds_within};
use crate::paths::Places;

const VERSION: &str = "0.20.2";
const FETCH_LIMIT: Duration = Duration::from_secs(30);

/// Whether every dependency may be used.
pub fn check(places: &Places) -> Result<bool> {
    let deny = installed(places)?;
    let mut holds = succeeds_visibly(
        "licences, bans and sources",
        &mut command(places, &deny, &["check", "--hide-inclusion-graph", "licenses", "bans", "sources"]),
    )?;
    if succeeds_within(FETCH_LIMIT, &mut command(places, &deny, &["fetch", "db"])) {
        let mut advisories =
            command(places, &deny, &["check", "--hide-inclusion-graph", "--disable-fetch", "advisories"]);
        holds &= succeeds_visibly("advisories", &mut advisories)?;
    } else {
        announce("advisories: left out, their database cannot be reached from here");
    }
    Ok(holds)
}

fn command(places: &Places, deny: &Path, arguments: &[&str]) -> Command {
    let mut command = program(places, deny);
    command.args(["--all-features", "--log-level", "warn"]).args(arguments);
    command
}

fn installed(places: &Places) -> Result<PathBuf> {
    let ours = places.tools().join(format!("cargo-deny-{VERSION}"));
    let program = ours.join("bin/cargo-deny");
    if program.is_file() {
        return Ok(program);
    }
    if let Some(theirs) = find_program("cargo-deny") {
        return Ok(theirs);
    }
    let mut install = cargo(places);
    let build = places.tools().join("build");
    install.args(["install", "cargo-deny", "--locked", "--debug", "--no-default-features", "--version", VERSION]);
    // A target folder of its own, so that the workspace's results stay as they are.
    install.arg("--root").arg(&ours).arg("--target-dir").arg(&build);
    run("cargo-deny, once, about a minute", &mut install)?;
    let _ = std::fs::remove_dir_all(&build);
    Ok(program)
}
