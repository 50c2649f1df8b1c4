//! `cargo xtask run`: builds the apps and the server, then becomes the server.
//!
//! The process is replaced by the server at the end, so that Ctrl-C and signals reach it directly and it can stop in order.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::apps::{self, Quality};
use crate::command::{self, announce, cargo};
use crate::paths::Places;

/// Package and program of the server.
pub const SERVER: (&str, &str) = ("truckroll-server", "truckroll");

/// Returns only when something failed before or at the start of the server.
pub fn run(places: &Places, data: Option<PathBuf>, listen: &str, quality: Quality) -> Result<()> {
    let data = match data {
        Some(folder) => std::env::current_dir()?.join(folder),
        None => places.root.join("data"),
    };
    fs::create_dir_all(&data).with_context(|| format!("create {}", data.display()))?;
    let dist = apps::build(places, quality)?;
    let server = build_server(places, quality)?;
    announce(&format!("truckroll serve --data {} --listen {listen}", data.display()));
    let error = serve(&server, &data, listen, &dist).exec();
    Err(error).with_context(|| format!("start {}", server.display()))
}

/// The server's program, built.
pub fn build_server(places: &Places, quality: Quality) -> Result<PathBuf> {
    let mut build = cargo(places);
    build.args(["build", "--package", SERVER.0, "--bin", SERVER.1]).args(quality.host_arguments());
    command::run("server", &mut build)?;
    Ok(places.binary(quality.folder(), SERVER.1))
}

fn serve(server: &Path, data: &Path, listen: &str, dist: &Path) -> Command {
    let mut command = Command::new(server);
    command.arg("serve").arg("--data").arg(data).args(["--listen", listen]).arg("--assets").arg(dist).arg("--demo");
    command
}
