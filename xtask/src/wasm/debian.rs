//! A private toolchain for wasm32 from Debian's packages, where rustup's server is out of reach.
//!
//! Debian's `rustc-web` is unpacked into the cache, with the LLVM it links; its standard library is then built once for
//! wasm32 from `rust-web-src`, the way Rust's own bootstrap does. Nothing is installed system-wide and no root is needed.
//! The folder's name carries Debian's version; a marker file is written last, so a half-made folder is never used.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{TARGET, has_standard_library};
use crate::command::{self, announce, capture, find_program, run, succeeds};
use crate::paths::Places;
use crate::prerequisites::is_root;

const PREFIX: &str = "wasm-toolchain-";
const READY: &str = "ready";
/// Lint programs ride along where Debian has them; the toolchain works without.
const OPTIONAL: [&str; 1] = ["rust-web-clippy"];

/// A toolchain made earlier that still works, the newest first.
pub fn cached(places: &Places) -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(&places.cache)
        .ok()?
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX))
        .map(|entry| entry.path())
        .collect();
    folders.sort();
    folders.into_iter().rev().find(|folder| {
        folder.join(READY).is_file()
            && folder.join("bin/cargo").exists()
            && has_standard_library(&folder.join(format!("lib/rustlib/{TARGET}/lib")))
            && succeeds(Command::new(folder.join("bin/rustc")).arg("-vV"))
    })
}

/// Whether this machine has Debian's package programs.
pub fn is_possible() -> bool {
    ["apt-get", "apt-cache", "dpkg-deb"].iter().all(|name| find_program(name).is_some())
}

/// Downloads, unpacks and builds; returns the toolchain's folder.
pub fn make(places: &Places) -> Result<PathBuf> {
    announce("making a private wasm toolchain from Debian's packages, about a minute, once");
    let version = offered_version(places)?;
    let work = Workplace::create(places)?;
    let prefix = places.cache.join(format!("{PREFIX}{version}"));
    let packages = download(&work.folder)?;
    let unpacked = work.folder.join("root");
    fs::create_dir_all(&unpacked)?;
    for package in &packages {
        run_quietly(Command::new("dpkg-deb").arg("-x").arg(package).arg(&unpacked))?;
    }
    let _ = fs::remove_dir_all(&prefix);
    assemble(&unpacked.join("usr"), &prefix)?;
    build_standard_library(places, &work.folder, &unpacked.join("usr"), &prefix)?;
    fs::write(prefix.join(READY), &version)?;
    Ok(prefix)
}

/// A scratch folder that goes away with its last user.
struct Workplace {
    folder: PathBuf,
}

impl Workplace {
    fn create(places: &Places) -> Result<Self> {
        let folder = places.cache.join(format!("wasm-work-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn run_quietly(command: &mut Command) -> Result<()> {
    capture(command).map(drop)
}

fn offered_version(places: &Places) -> Result<String> {
    let offered = || -> Option<String> {
        let lines = capture(Command::new("apt-cache").args(["madison", "rustc-web"])).ok()?;
        Some(lines.lines().next()?.split('|').nth(1)?.trim().to_string())
    };
    if let Some(version) = offered() {
        return Ok(version);
    }
    if is_root() {
        run("apt-get update", command::program(places, "apt-get").args(["update", "-q"]))?;
    }
    offered().with_context(|| {
        format!("apt offers no rustc-web: run `sudo apt-get update` and try again, or `rustup target add {TARGET}`")
    })
}

/// Fetches the packages and the ones they name as dependencies; returns the files.
fn download(folder: &Path) -> Result<Vec<PathBuf>> {
    let apt = |packages: &[&str]| {
        let mut command = Command::new("apt-get");
        // As root, apt hands downloads to another user, who cannot write into the cache folder.
        command.args(["download", "-q", "-o", "APT::Sandbox::User=root"]).args(packages).current_dir(folder);
        command
    };
    run_quietly(&mut apt(&["rustc-web", "libstd-rust-web-dev", "rust-web-src"]))?;
    let library = depends_on(folder, "libstd-rust-web-dev", "libstd-rust-web-")?;
    run_quietly(&mut apt(&[&library]))?;
    let llvm = depends_on(folder, &library, "libllvm")?;
    run_quietly(&mut apt(&[&llvm, "libz3-4"]))?;
    for package in OPTIONAL {
        succeeds(&mut apt(&[package]));
    }
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "deb"));
    files.sort();
    Ok(files)
}

/// The package whose name begins with `prefix` among the dependencies of a downloaded package.
fn depends_on(folder: &Path, package: &str, prefix: &str) -> Result<String> {
    let file = fs::read_dir(folder)?
        .flatten()
        .find(|entry| entry.file_name().to_string_lossy().starts_with(&format!("{package}_")))
        .with_context(|| format!("apt downloaded no {package}"))?;
    let depends = capture(Command::new("dpkg-deb").arg("-f").arg(file.path()).arg("Depends"))?;
    depends
        .split([',', '|'])
        .filter_map(|entry| entry.split_whitespace().next())
        .map(|name| name.split(':').next().unwrap_or(name))
        .find(|name| name.starts_with(prefix))
        .map(str::to_string)
        .with_context(|| format!("{package} depends on no {prefix}*"))
}

/// Lays the unpacked files out as a rustup toolchain.
fn assemble(unpacked: &Path, prefix: &Path) -> Result<()> {
    let sysroot = PathBuf::from(capture(Command::new("rustc").args(["--print", "sysroot"]))?.trim());
    let host = host()?;
    fs::create_dir_all(prefix.join("bin"))?;
    fs::create_dir_all(prefix.join("lib/rustlib"))?;
    for name in ["rustc", "rustdoc", "cargo-clippy", "clippy-driver"] {
        let from = unpacked.join("bin").join(name);
        if from.exists() {
            fs::copy(&from, prefix.join("bin").join(name)).with_context(|| format!("copy {name}"))?;
        }
    }
    link(&sysroot.join("bin/cargo"), &prefix.join("bin/cargo"))?;
    let mut found = 0;
    for folder in fs::read_dir(unpacked.join("lib"))?.flatten() {
        let Ok(entries) = fs::read_dir(folder.path()) else {
            continue;
        };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let wanted = name.starts_with("librustc_driver-")
                || name.starts_with("libLLVM.so.")
                || name.starts_with("libLLVM-")
                || name == "libz3.so.4";
            // `copy` follows links, so each name becomes a file of its own.
            if wanted && fs::copy(entry.path(), prefix.join("lib").join(&name)).is_ok() {
                found += 1;
            }
        }
    }
    if found < 2 {
        bail!("Debian's rustc-web holds no compiler library in the place expected");
    }
    let library = prefix.join("lib/rustlib").join(&host);
    run_quietly(Command::new("cp").arg("-a").arg(unpacked.join("lib/rustlib").join(&host)).arg(&library))?;
    fs::create_dir_all(library.join("bin"))?;
    link(&linker(&sysroot, &host)?, &library.join("bin/rust-lld"))
}

fn link(original: &Path, link: &Path) -> Result<()> {
    let _ = fs::remove_file(link);
    std::os::unix::fs::symlink(original, link).with_context(|| format!("link {}", link.display()))
}

fn host() -> Result<String> {
    let version = capture(Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    Ok(host.to_string())
}

/// The rustup toolchain's linker, or one of Debian's.
fn linker(sysroot: &Path, host: &str) -> Result<PathBuf> {
    let own = sysroot.join(format!("lib/rustlib/{host}/bin/rust-lld"));
    let debian = (14..=30).rev().map(|version| PathBuf::from(format!("/usr/lib/llvm-{version}/bin/lld")));
    std::iter::once(own).chain(debian).find(|path| path.exists()).context("no lld was found: sudo apt-get install lld")
}

/// Builds std for wasm32 with the unpacked compiler and puts it beside the host's.
fn build_standard_library(places: &Places, work: &Path, unpacked: &Path, prefix: &Path) -> Result<()> {
    let source = fs::read_dir(unpacked.join("src"))?
        .flatten()
        .map(|entry| entry.path().join("library"))
        .find(|path| path.join("sysroot/Cargo.toml").is_file())
        .context("rust-web-src holds no standard library")?;
    // The dynamic library has no linker on wasm32.
    let manifest = source.join("std/Cargo.toml");
    let text = fs::read_to_string(&manifest)?;
    fs::write(&manifest, text.replace(r#"crate-type = ["dylib", "rlib"]"#, r#"crate-type = ["rlib"]"#))?;
    let target = work.join("target");
    let mut cargo = command::cargo(places);
    cargo
        .current_dir(&source)
        .env_remove("CARGO_BUILD_TARGET")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("RUSTUP_TOOLCHAIN", prefix)
        .env("RUSTC", prefix.join("bin/rustc"))
        .env("RUSTC_BOOTSTRAP", "1")
        .env("LD_LIBRARY_PATH", prefix.join("lib"))
        .env("RUSTFLAGS", "-Zforce-unstable-if-unmarked -Cembed-bitcode=yes -Cdebuginfo=0")
        .env("CARGO_TARGET_DIR", &target)
        .args(["build", "-q", "--release", "--locked", "--target", TARGET, "--manifest-path", "sysroot/Cargo.toml"])
        .args(["--features", "panic-unwind backtrace compiler-builtins-mem"]);
    run("standard library for wasm32", &mut cargo)?;
    let library = prefix.join(format!("lib/rustlib/{TARGET}/lib"));
    fs::create_dir_all(&library)?;
    for entry in fs::read_dir(target.join(TARGET).join("release/deps"))?.flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "rlib") {
            fs::copy(entry.path(), library.join(entry.file_name()))?;
        }
    }
    Ok(())
}
