//! `cargo xtask check`: what must hold before a change is shown to anybody.
//!
//! Cheap checks come first. Every check runs even when one before it failed, so that one run tells everything; the exit code is a
//! failure when any failed.

mod arrows;
mod licences;
mod messages;
mod tidy;

use std::process::{Command, ExitCode};

use anyhow::Result;
use serde_json::Value;

use crate::apps::Quality;
use crate::command::{self, announce, capture, cargo};
use crate::compiler;
use crate::paths::Places;
use crate::prerequisites::{self, Need};
use crate::wasm::{self, TARGET, WasmToolchain};

const BROWSER: [&str; 2] = ["truckroll-web", "truckroll-mobile"];

/// Runs every check and says which ones failed.
pub fn check(places: &Places) -> Result<ExitCode> {
    prerequisites::install(places, &[Need::Clang])?;
    let metadata = metadata(places)?;
    let mut failed: Vec<&str> = Vec::new();
    let mut note = |name: &'static str, holds: bool| {
        if !holds {
            failed.push(name);
        }
    };
    note("texts", report("texts and files", tidy::violations(places)?));
    note(
        "messages",
        report("messages in every language", messages::violations(&places.root.join("core/ui/messages"))?),
    );
    note("arrows", report("dependency arrows", arrows::violations(&metadata)));
    note("format", step("format", cargo(places).args(["fmt", "--all", "--", "--check", "--files-with-diff"]))?);
    note("licences", licences::check(places)?);
    note("lints and documentation", compiler::lints(places)?);
    note("lints for the browser", browser_lints(places)?);
    if failed.is_empty() {
        println!("check: all good");
        return Ok(ExitCode::SUCCESS);
    }
    println!("check: failed: {}", failed.join(", "));
    Ok(ExitCode::FAILURE)
}

fn step(name: &str, command: &mut Command) -> Result<bool> {
    command::succeeds_visibly(name, command)
}

/// Prints what was found; nothing found is good.
fn report(name: &str, violations: Vec<String>) -> bool {
    announce(name);
    for violation in &violations {
        println!("{violation}");
    }
    violations.is_empty()
}

fn metadata(places: &Places) -> Result<Value> {
    let text = capture(cargo(places).args(["metadata", "--format-version", "1"]))?;
    Ok(serde_json::from_str(&text)?)
}

/// A private toolchain may lack clippy; the compiler's own warnings are then all there is.
fn browser_lints(places: &Places) -> Result<bool> {
    let toolchain = wasm::toolchain(places)?;
    let mut cargo = toolchain.cargo(places)?;
    let clippy = toolchain.has_clippy(places);
    // the profile and flags of the build, so that what runs on this machine for it is compiled once
    cargo.arg(if clippy { "clippy" } else { "check" });
    cargo.args(["--target", TARGET, "--profile", Quality::Release.wasm_profile()]);
    cargo.args(WasmToolchain::without_folders(places));
    for package in BROWSER {
        cargo.args(["--package", package]);
    }
    if clippy {
        cargo.args(["--", "-D", "warnings"]);
    }
    step("lints for the browser", &mut cargo)
}
