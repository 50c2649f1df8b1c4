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

    /// Arguments for cargo that keep this machine's folders out of a module. Panics name the file they come from; phones
    /// need not load where it lay on the machine that built it.
    pub fn without_folders(places: &Places) -> [String; 2] {
        let flags: Vec<String> = prefixes(places).iter().map(|from| format!("'--remap-path-prefix={from}='")).collect();
        ["--config".to_owned(), format!("target.{TARGET}.rustflags=[{}]", flags.join(","))]
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

/// How the paths of this machine begin, which a module that leaves it must not name.
pub fn homes(places: &Places) -> Vec<String> {
    let home = std::env::var("HOME").ok().filter(|home| home.len() > 1);
    let ours = [&places.root, &places.target].map(|path| path.display().to_string());
    home.into_iter().chain(ours).map(|folder| format!("{folder}/")).collect()
}

/// What comes before the useful part of a source file's path: the repository, the registry's copies, the toolchain.
fn prefixes(places: &Places) -> Vec<String> {
    let home = std::env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
    let cargo = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(home.as_ref()?.join(".cargo")));
    let registries = cargo.map(|cargo| cargo.join("registry").join("src")).and_then(|src| std::fs::read_dir(src).ok());
    let registries = registries.into_iter().flatten().flatten().map(|entry| entry.path());
    // the last that fits counts, so the wider ones come first
    let mut all: Vec<PathBuf> = home.into_iter().collect();
    all.extend([places.target.clone(), places.root.clone()]);
    all.extend(registries);
    all.iter().map(|path| format!("{}/", path.display())).filter(|path| !path.contains(['\'', '='])).collect()
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
