//! Where things are: the repository, the cache folder and the target folder.
//!
//! The cache lies outside the checkout (`${XDG_CACHE_HOME:-~/.cache}/truckroll`), so that a clean clone does not build
//! everything again. `CARGO_TARGET_DIR` is honoured when it is set and handed to every inner cargo call.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

/// The folders every task works in; all absolute.
pub struct Places {
    /// The repository's root.
    pub root: PathBuf,
    /// What may be thrown away and is made again: toolchains, tools, build results.
    pub cache: PathBuf,
    /// Cargo's target folder.
    pub target: PathBuf,
}

impl Places {
    /// Finds the folders from the environment and creates the ones outside the repository.
    pub fn find() -> Result<Self> {
        let root = repository_root()?;
        let cache = cache_home()?.join("truckroll");
        let target = match env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty()) {
            Some(folder) => env::current_dir()?.join(folder),
            None => cache.join("target"),
        };
        for folder in [&cache, &target] {
            std::fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
        }
        Ok(Self { root, cache, target })
    }

    /// The built programs of one cargo profile, such as `debug`.
    pub fn binary(&self, profile_folder: &str, name: &str) -> PathBuf {
        self.target.join(profile_folder).join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// Programs that `xtask` installed for itself.
    pub fn tools(&self) -> PathBuf {
        self.cache.join("tools")
    }
}

/// Cargo sets the manifest folder for `cargo run`; a copied binary falls back to where it was built.
fn repository_root() -> Result<PathBuf> {
    let manifest =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let root = manifest.parent().unwrap_or(Path::new(".")).to_path_buf();
    ensure!(root.join("xtask/Cargo.toml").is_file(), "{} is not the repository; use `cargo xtask`", root.display());
    Ok(root)
}

fn cache_home() -> Result<PathBuf> {
    let from = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    from("XDG_CACHE_HOME")
        .filter(|folder| folder.is_absolute())
        .or_else(|| from("HOME").map(|home| home.join(".cache")))
        .context("neither XDG_CACHE_HOME nor HOME is set")
}
