//! Finds a clang that can compile C for wasm32, and the archiver that belongs to it.
//!
//! SQLite is C. Apple's clang and some distributions' have no wasm backend, so each candidate is asked for its targets.
//! Whoever has set the compiler for this target already is believed.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::command::{capture, find_program};

const CC: &str = "CC_wasm32_unknown_unknown";
const AR: &str = "AR_wasm32_unknown_unknown";
/// Versioned names as Debian and Ubuntu have them, newest first.
const VERSIONS: std::ops::RangeInclusive<u32> = 14..=30;
const FOLDERS: [&str; 3] = ["/opt/homebrew/opt/llvm/bin/", "/usr/local/opt/llvm/bin/", ""];

/// Compiler and archiver for wasm32, as programs that exist.
pub struct Clang {
    compiler: PathBuf,
    archiver: PathBuf,
}

/// The first pair that works here.
pub fn find_clang() -> Option<Clang> {
    if let (Some(compiler), Some(archiver)) = (std::env::var(CC).ok(), std::env::var(AR).ok()) {
        return Some(Clang { compiler: find_program(&compiler)?, archiver: find_program(&archiver)? });
    }
    let versioned = VERSIONS.rev().map(|version| (format!("clang-{version}"), format!("llvm-ar-{version}")));
    let plain = FOLDERS.iter().map(|folder| (format!("{folder}clang"), format!("{folder}llvm-ar")));
    versioned.chain(plain).find_map(|(compiler, archiver)| {
        let pair = Clang { compiler: find_program(&compiler)?, archiver: find_program(&archiver)? };
        capture(Command::new(&pair.compiler).arg("--print-targets"))
            .is_ok_and(|targets| targets.contains("wasm32"))
            .then_some(pair)
    })
}

/// Tells the `cc` crate which compiler to use for wasm32.
pub fn prepare(command: &mut Command) -> Result<()> {
    let clang = find_clang().context(
        "no clang with the wasm32 target was found. On Debian or Ubuntu: sudo apt-get install clang-19 llvm-19",
    )?;
    // By name where the person gave a name: another path in this variable would compile SQLite again.
    let value = |name: &str, path: &PathBuf| std::env::var_os(name).unwrap_or_else(|| short(path));
    command.env(CC, value(CC, &clang.compiler)).env(AR, value(AR, &clang.archiver));
    Ok(())
}

/// The bare name when `PATH` leads to the same program.
fn short(path: &PathBuf) -> std::ffi::OsString {
    match path.file_name() {
        Some(name) if find_program(&name.to_string_lossy()).as_ref() == Some(path) => name.to_os_string(),
        _ => path.clone().into_os_string(),
    }
}
