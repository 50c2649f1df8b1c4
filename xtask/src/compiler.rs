//! The compiler that `check` and `test` share, so that everything is compiled once: rustc with clippy's lints and, for the crates
//! whose documentation is part of the product, rustdoc after it.
//!
//! `cargo clippy` and `cargo doc` compile all dependencies a second time, without code, before they begin; on few cores that is a
//! tenth of a whole run. As a `RUSTC_WORKSPACE_WRAPPER` this program lints what is built anyway. Warnings stay with what was
//! compiled: cargo repeats them when nothing has to be compiled again, and [`lints`] counts them.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::bench;
use crate::command::{self, announce};
use crate::paths::Places;

/// Says that this program is started in the compiler's place, and where documentation goes.
const IN_PLACE: &str = "TRUCKROLL_COMPILER_DOC";
const TASKS: &str = env!("CARGO_PKG_NAME");
/// Crates whose documentation is part of the product.
const DOCUMENTED: [&str; 5] =
    ["truckroll_domain", "truckroll_protocol", "truckroll_replica", "truckroll_ui", "truckroll_server"];

/// What is compiled together. The tasks are there when anything else begins: together with the product their dependencies would be
/// compiled a second time, with its features.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Everything but the tasks.
    Product,
    /// The tasks.
    Tasks,
}

impl Part {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Product, Self::Tasks];

    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Product => &["--workspace", "--exclude", TASKS, "--features", bench::FEATURE],
            Self::Tasks => &["--package", TASKS],
        }
    }
}

/// Cargo that lints what it builds, with the features and profile of tests.
pub fn cargo(places: &Places, subcommand: &str, part: Part) -> Result<Command> {
    let mut cargo = command::cargo(places);
    cargo.arg(subcommand).args(part.arguments());
    cargo.env("RUSTC_WORKSPACE_WRAPPER", wrapper(places)?).env(IN_PLACE, places.target.join("doc"));
    // Linking a hundred test programs is quicker, and the target folder smaller, without it.
    cargo.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_PROFILE_TEST_DEBUG", "0");
    Ok(cargo)
}

/// This program under a name of its own: cargo replaces the one that runs while it compiles the workspace.
fn wrapper(places: &Places) -> Result<PathBuf> {
    let own = env::current_exe().context("name of this program")?;
    let copy = places.target.join("compiler").join(format!("truckroll-compiler{}", env::consts::EXE_SUFFIX));
    let bytes = fs::read(&own).with_context(|| format!("read {}", own.display()))?;
    if fs::read(&copy).ok().as_ref() != Some(&bytes) {
        fs::create_dir_all(places.target.join("compiler"))?;
        let new = copy.with_extension("new");
        fs::copy(&own, &new).with_context(|| format!("write {}", new.display()))?;
        fs::rename(&new, &copy)?;
    }
    Ok(copy)
}

/// Builds everything there is and says whether nothing was found.
pub fn lints(places: &Places) -> Result<bool> {
    let mut clean = true;
    for part in Part::ALL {
        clean &= lints_of(places, part)?;
    }
    Ok(clean)
}

fn lints_of(places: &Places, part: Part) -> Result<bool> {
    let step = match part {
        Part::Product => "lints, documentation and what tests run",
        Part::Tasks => "the same of the tasks",
    };
    announce(step);
    let started = Instant::now();
    let mut cargo = cargo(places, "build", part)?;
    if part == Part::Product {
        cargo.arg("--lib");
    }
    cargo.args(["--bins", "--tests", "--examples", "--message-format", "json-diagnostic-rendered-ansi"]);
    let mut child = cargo.args(["--keep-going"]).stdout(Stdio::piped()).spawn().context("start cargo")?;
    let mut found = 0_usize;
    for line in BufReader::new(child.stdout.take().context("cargo's answer")?).lines() {
        let Ok(message) = serde_json::from_str::<Value>(&line?) else { continue };
        let diagnostic = &message["message"];
        if message["reason"] == "compiler-message" && matches!(diagnostic["level"].as_str(), Some("warning" | "error"))
        {
            found += 1;
            eprint!("{}", diagnostic["rendered"].as_str().unwrap_or_default());
        }
    }
    let built = child.wait()?.success();
    eprintln!("   {step}: {:.1} s", started.elapsed().as_secs_f32());
    Ok(built && found == 0)
}

/// Compiles in the compiler's place if this program was started so: arguments are the compiler and what it is told.
pub fn in_place() -> Option<ExitCode> {
    let doc = PathBuf::from(env::var_os(IN_PLACE)?);
    let mut arguments = env::args_os().skip(1);
    let rustc = PathBuf::from(
        arguments.next().filter(|first| Path::new(first).file_stem().is_some_and(|stem| stem == "rustc"))?,
    );
    let told: Vec<OsString> = arguments.collect();
    let clippy = beside(&rustc, "clippy-driver");
    let mut compiler = if command::succeeds(Command::new(&clippy).arg("--version")) {
        let mut compiler = Command::new(clippy);
        compiler.arg(&rustc);
        compiler
    } else {
        // a toolchain without clippy still compiles
        Command::new(&rustc)
    };
    let compiled = compiler.args(&told).status().is_ok_and(|status| status.success());
    let holds = compiled
        && documents(&told).is_none_or(|told| {
            let mut rustdoc = Command::new(beside(&rustc, "rustdoc"));
            rustdoc.args(told).arg("--out-dir").arg(&doc).status().is_ok_and(|status| status.success())
        });
    Some(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn beside(rustc: &Path, name: &str) -> PathBuf {
    rustc.with_file_name(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// What rustdoc is told about a library that is documented: what the compiler was told, without what concerns code.
fn documents(told: &[OsString]) -> Option<Vec<&OsString>> {
    let words: Vec<&str> = told.iter().map(|word| word.to_str()).collect::<Option<_>>()?;
    let after = |flag: &str| words.iter().position(|word| *word == flag).and_then(|at| words.get(at + 1)).copied();
    let library = after("--crate-type") == Some("lib") && !words.contains(&"--test");
    (library && DOCUMENTED.contains(&after("--crate-name")?)).then_some(())?;
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        match *word {
            "-C" | "--out-dir" => at += 2,
            word if word.starts_with("--emit") => at += 1,
            _ => {
                kept.push(&told[at]);
                at += 1;
            }
        }
    }
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rustdoc_is_told_what_it_understands() {
        let told: Vec<OsString> = "--crate-name truckroll_domain --edition=2024 core/domain/src/lib.rs --crate-type lib \
            --emit=dep-info,metadata,link -C opt-level=1 --deny=unsafe_code --out-dir target/deps -L dependency=target/deps \
            --extern serde=target/deps/libserde.rmeta"
            .split_whitespace()
            .map(OsString::from)
            .collect();
        let kept = documents(&told).expect("documented");
        let kept: Vec<&str> = kept.iter().filter_map(|word| word.to_str()).collect();
        assert_eq!(
            kept.join(" "),
            "--crate-name truckroll_domain --edition=2024 core/domain/src/lib.rs --crate-type lib --deny=unsafe_code \
             -L dependency=target/deps --extern serde=target/deps/libserde.rmeta"
        );
        let test: Vec<OsString> = told.iter().cloned().chain(["--test".into()]).collect();
        assert!(documents(&test).is_none(), "tests have no documentation");
    }
}
