//! The npm packages of the lock file: style sheet compiler, fonts, map, and the browser tests' tools.
//!
//! They are installed at the repository's root, where both Node and Tailwind look for them, without running any package's
//! own scripts, and again only when the lock file has changed.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::fingerprint::Stamp;
use crate::command::{program, run};
use crate::paths::Places;

/// Installs exactly what the lock file at the root names.
pub fn install(places: &Places) -> Result<()> {
    install_in(places, &places.root)
}

/// Installs exactly what the lock file of a folder names, into that folder.
pub fn install_in(places: &Places, root: &Path) -> Result<()> {
    let folder = root.join("node_modules");
    let lock = fs::read_to_string(root.join("package-lock.json"))?;
    let stamp = Stamp::new(&folder, "truckroll", super::fingerprint::text(&lock));
    if stamp.note().is_some() {
        return Ok(());
    }
    // `npm ci` removes the folder first, so that a stamp of an earlier state cannot survive.
    let mut npm = program(places, "npm");
    run("npm packages", npm.current_dir(root).args(["ci", "--ignore-scripts", "--no-progress", "--loglevel=error"]))?;
    stamp.store("")
}
