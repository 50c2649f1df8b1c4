//! The two browser apps as a folder of files that the server can serve.
//!
//! ```text
//! dist/<quality>/
//!   assets.json                 names of the shared files, for pages the server renders itself
//!   shared/app-<hash>.css  shared/ui-<hash>/…  shared/fonts-<hash>/…  shared/map-<hash>/…
//!   desk/index.html  desk/assets.json  desk/app-<hash>/{start.js,desk.js,desk_bg.wasm,snippets/…}  desk/<public files>
//!   engineer/…                  the same
//! ```
//!
//! A file's path below `dist/<quality>` is its path on the server. Whatever has a content hash in its path never changes and
//! may be cached for ever; the rest must be asked for again. Every step is skipped when its inputs are the same as before.

mod bundle;
mod fingerprint;
mod npm;
mod page;
mod shared;
mod trim;

use std::fs;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::thread::ScopedJoinHandle;

use anyhow::{Context, Result};

use crate::command::{self, announce};
use crate::paths::Places;
use crate::prerequisites::{self, Need};
use crate::wasm;

/// How much work goes into a build.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Quality {
    /// Quick to build.
    Dev,
    /// Small and fast, compressed ahead of time.
    Release,
}

impl Quality {
    /// From the `--release` of a command line.
    pub fn from_release_flag(release: bool) -> Self {
        if release { Self::Release } else { Self::Dev }
    }

    /// The cargo profile for wasm, which is also its folder's name.
    pub fn wasm_profile(self) -> &'static str {
        match self {
            Self::Dev => "wasm-dev",
            Self::Release => "wasm",
        }
    }

    /// Cargo's arguments for a program of this quality on the host.
    pub fn host_arguments(self) -> &'static [&'static str] {
        match self {
            Self::Dev => &[],
            Self::Release => &["--release"],
        }
    }

    /// The folder of host programs below the target folder, and of a dist.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "release",
        }
    }
}

/// One of the two apps.
pub struct App {
    /// Its folder below `dist` and first part of its address.
    pub name: &'static str,
    /// Its cargo package.
    pub package: &'static str,
    /// Its folder in the repository: `index.html` and `public/` are taken from there.
    pub source: &'static str,
}

/// The dispatchers' and the engineers' app.
pub const APPS: [App; 2] = [
    App { name: "desk", package: "truckroll-web", source: "web" },
    App { name: "engineer", package: "truckroll-mobile", source: "mobile" },
];

/// The form of tickets as a module by itself, for journeys that hold its answers against others'.
const RULES: App = App { name: "rules", package: "truckroll-rules", source: "tests/rules" };

/// Builds both apps and returns the dist folder.
pub fn build(places: &Places, quality: Quality) -> Result<PathBuf> {
    build_with(places, quality, &[]).map(|(dist, _)| dist)
}

/// Builds both apps and what only journeys load; returns the dist folder and that of the rules' module.
pub fn build_for_journeys(places: &Places, quality: Quality) -> Result<(PathBuf, PathBuf)> {
    let (dist, wasm) = build_with(places, quality, &[RULES])?;
    Ok((dist, bind_rules(places, &wasm)?))
}

/// Builds the rules' module alone, quickly; returns its folder.
pub fn rules(places: &Places) -> Result<PathBuf> {
    prerequisites::require(&[Need::Node, Need::Clang])?;
    let toolchain = wasm::toolchain(places)?;
    bind_rules(places, &bundle::compile(places, &toolchain, Quality::Dev, &[&RULES])?)
}

fn bind_rules(places: &Places, wasm: &[PathBuf]) -> Result<PathBuf> {
    let folder = places.target.join("journeys");
    let wasm = wasm.first().context("the rules' module was built")?;
    // nobody waits for it on a phone
    let module = bundle::bind(places, Quality::Dev, &folder, &RULES, wasm)?;
    Ok(folder.join(RULES.name).join(module.folder))
}

/// Builds both apps, and compiles more in the same call; returns the dist folder and their wasm files.
fn build_with(places: &Places, quality: Quality, more: &[App]) -> Result<(PathBuf, Vec<PathBuf>)> {
    prerequisites::require(&[Need::Node, Need::Clang])?;
    npm::install(places)?;
    let dist = places.target.join("dist").join(quality.folder());
    fs::create_dir_all(&dist)?;
    let names = shared::build(places, quality, &dist)?;
    let toolchain = wasm::toolchain(places)?;
    let all: Vec<&App> = APPS.iter().chain(more).collect();
    let mut compiled = bundle::compile(places, &toolchain, quality, &all)?;
    let rest = compiled.split_off(APPS.len());
    // the optimiser works on one core and takes minutes
    let modules: Vec<Result<bundle::Module>> = std::thread::scope(|scope| {
        let mut threads = Vec::new();
        for (app, wasm) in APPS.iter().zip(compiled) {
            let dist = &dist;
            threads.push(scope.spawn(move || bundle::bind(places, quality, dist, app, &wasm)));
        }
        let join = |thread: ScopedJoinHandle<'_, _>| thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        threads.into_iter().map(join).collect()
    });
    for (app, module) in APPS.iter().zip(modules) {
        page::write(places, &dist, app, &module?, &names)?;
    }
    if quality == Quality::Release {
        compress(places, &dist)?;
    }
    Ok((dist, rest))
}

/// The npm packages, for tasks that need them without the apps.
pub fn install_packages(places: &Places) -> Result<()> {
    npm::install(places)
}

/// The npm packages of a counterpart that journeys talk to, in its own folder.
pub fn install_counterpart(places: &Places, folder: &str) -> Result<()> {
    npm::install_in(places, &places.root.join(folder))
}

/// Writes a brotli copy beside each file that profits; the script skips what has one.
fn compress(places: &Places, dist: &Path) -> Result<()> {
    let mut node = command::program(places, "node");
    command::run("brotli", node.arg("xtask/scripts/compress.mjs").arg(dist))
}

/// Replaces `folder/<prefix>-*` by a finished folder or file under its content's name; returns the new name.
fn publish(folder: &Path, built: &Path, prefix: &str, suffix: &str) -> Result<String> {
    let hash = fingerprint::content(built)?;
    let name = format!("{prefix}-{hash}{suffix}");
    for entry in fs::read_dir(folder)?.flatten() {
        let other = entry.file_name().to_string_lossy().into_owned();
        if other != name && other.starts_with(&format!("{prefix}-")) {
            remove(&entry.path())?;
        }
    }
    let place = folder.join(&name);
    remove(&place)?;
    fs::rename(built, &place).with_context(|| format!("move to {}", place.display()))?;
    announce(&format!("{}", place.display()));
    Ok(name)
}

fn remove(path: &Path) -> Result<()> {
    let result = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match result {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("remove {}", path.display()))
        }
        _ => Ok(()),
    }
}
