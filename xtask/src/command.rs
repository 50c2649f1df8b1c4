//! How other programs are started: shown to the person, without standard input, with a clean environment.
//!
//! `run` prints one line before and one after, so that progress is visible and a slow step has a name. Inner cargo
//! calls go through `cargo`, which removes what the outer cargo put into the environment: several build scripts watch
//! those variables and would compile again each time a task alternates with a plain `cargo build`.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::paths::Places;

/// A program that works in the repository and never reads standard input.
pub fn program(places: &Places, name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(&places.root).stdin(Stdio::null());
    command
}

/// Cargo with the shared target folder.
pub fn cargo(places: &Places) -> Command {
    let mut command = program(places, "cargo");
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        let ours = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];
        if ours.iter().any(|prefix| text.starts_with(prefix)) || text == "CARGO" {
            command.env_remove(&name);
        }
    }
    if let Some(paths) = env::var_os("LD_LIBRARY_PATH") {
        let kept = env::split_paths(&paths).filter(|path| !is_cargo_library_path(path, &places.target));
        match env::join_paths(kept) {
            Ok(kept) if !kept.is_empty() => command.env("LD_LIBRARY_PATH", kept),
            _ => command.env_remove("LD_LIBRARY_PATH"),
        };
    }
    command.env("CARGO_TARGET_DIR", &places.target);
    command
}

/// `cargo run` adds the toolchain's and the target folder's libraries, which another toolchain must not see.
fn is_cargo_library_path(path: &Path, target: &Path) -> bool {
    path.as_os_str().is_empty()
        || path.starts_with(target)
        || path.components().any(|part| part.as_os_str() == "rustlib" || part.as_os_str() == "toolchains")
        || path.ends_with("deps")
        || path.components().any(|part| part.as_os_str() == "target")
}

/// Runs one step visibly; fails with the step's name when the program does.
pub fn run(step: &str, command: &mut Command) -> Result<()> {
    if succeeds_visibly(step, command)? {
        return Ok(());
    }
    bail!("{step}: failed")
}

/// Runs one step visibly and says whether it succeeded; an error means that it could not be started.
pub fn succeeds_visibly(step: &str, command: &mut Command) -> Result<bool> {
    announce(step);
    let started = Instant::now();
    let status = command.status().with_context(|| format!("{step}: start {}", shown(command)))?;
    let seconds = started.elapsed().as_secs_f32();
    if status.success() {
        eprintln!("   {step}: {seconds:.1} s");
    } else {
        eprintln!("   {step}: failed after {seconds:.1} s");
    }
    Ok(status.success())
}

/// A line that says what happens now.
pub fn announce(step: &str) {
    eprintln!("-- {step}");
}

/// Runs a program silently and returns what it printed; its error output is part of the error.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("start {}", shown(command)))?;
    if !output.status.success() {
        bail!("{} failed: {}", shown(command), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program silently and says whether it succeeded; a missing program did not.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Like `succeeds`, but ends a program that takes longer than `limit`: behind a closed network some never return.
pub fn succeeds_within(limit: Duration, command: &mut Command) -> bool {
    let Ok(mut child) = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn() else {
        return false;
    };
    let started = Instant::now();
    while started.elapsed() < limit {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => std::thread::sleep(Duration::from_millis(20)),
            Err(_) => break,
        }
    }
    // A child that ended in between makes `kill` fail, which is as good; `wait` reaps it either way.
    let _ = child.kill();
    let _ = child.wait();
    false
}

/// The first program of this name in `PATH`, or the path itself when it is one and exists.
pub fn find_program(name: &str) -> Option<PathBuf> {
    if name.contains('/') {
        return Some(PathBuf::from(name)).filter(|path| path.is_file());
    }
    let paths = env::var_os("PATH")?;
    env::split_paths(&paths).map(|folder| folder.join(name)).find(|path| path.is_file())
}

fn shown(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
