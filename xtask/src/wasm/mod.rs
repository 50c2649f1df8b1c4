//! A Rust toolchain with the wasm32 target, and a clang that compiles SQLite for it.
//!
//! In order: the default toolchain when it has the target; a private one made earlier; `rustup target add`; on Debian a
//! private toolchain made from Debian's packages (`debian`). The network is asked last, and with a time limit, so that a
//! closed machine never waits twice. Callers put the answer into a cargo call with `WasmToolchain::prepare`.

mod clang;
mod debian;

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

pub use clang::find_clang;

use crate::command::{self, announce, capture, find_program, succeeds, succeeds_within};
use crate::paths::Places;

/// The one target of both browser apps.
pub const TARGET: &str = "wasm32-unknown-unknown";
const RUSTUP_LIMIT: Duration = Duration::from_secs(20);

/// What a cargo call for the browser needs.
pub struct WasmToolchain {
    /// A toolchain folder for `RUSTUP_TOOLCHAIN`; `None` is the default toolchain.
    folder: Option<PathBuf>,
}

impl WasmToolchain {
    /// A cargo call that builds with this toolchain; the caller adds the subcommand and `--target`.
    pub fn cargo(&self, places: &Places) -> Result<Command> {
        let mut command = command::cargo(places);
        if let Some(folder) = &self.folder {
            command.env("RUSTUP_TOOLCHAIN", folder).env_remove("RUSTC").env_remove("CARGO_BUILD_TARGET");
        }
        clang::prepare(&mut command)?;
        Ok(command)
    }

    /// Whether `cargo clippy` runs with this toolchain.
    pub fn has_clippy(&self, places: &Places) -> bool {
        self.cargo(places).is_ok_and(|mut cargo| succeeds(cargo.args(["clippy", "--version"])))
    }
}

impl fmt::Display for WasmToolchain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.folder {
            Some(folder) => write!(formatter, "{}", folder.display()),
            None => formatter.write_str("default toolchain"),
        }
    }
}

/// Finds a toolchain with the wasm target or makes one.
pub fn toolchain(places: &Places) -> Result<WasmToolchain> {
    if default_has_target(places) {
        return Ok(WasmToolchain { folder: None });
    }
    if let Some(folder) = debian::cached(places) {
        return Ok(WasmToolchain { folder: Some(folder) });
    }
    if find_program("rustup").is_some() {
        announce(&format!("rustup target add {TARGET}"));
        let mut rustup = command::program(places, "rustup");
        if succeeds_within(RUSTUP_LIMIT, rustup.args(["target", "add", TARGET])) && default_has_target(places) {
            return Ok(WasmToolchain { folder: None });
        }
    }
    if debian::is_possible() {
        return private_toolchain(places);
    }
    bail!(
        "the Rust target {TARGET} is missing and could not be added: run `rustup target add {TARGET}`, or on Debian `sudo apt-get update` and try again"
    )
}

/// The private toolchain, whatever the default one has.
pub fn private_toolchain(places: &Places) -> Result<WasmToolchain> {
    let folder = match debian::cached(places) {
        Some(folder) => folder,
        None => debian::make(places)?,
    };
    Ok(WasmToolchain { folder: Some(folder) })
}

fn default_has_target(places: &Places) -> bool {
    let mut rustc = command::program(places, "rustc");
    let Ok(folder) = capture(rustc.args(["--print", "target-libdir", "--target", TARGET])) else {
        return false;
    };
    has_standard_library(Path::new(folder.trim()))
}

fn has_standard_library(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|entries| {
        entries.flatten().any(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.starts_with("libstd-") && name.ends_with(".rlib")
        })
    })
}
