//! Finds a clang that can compile C for wasm32, and the archiver that belongs to it.
//!
//! SQLite and zstd are C. Apple's clang and some distributions' have no wasm backend, so each candidate is asked for its
//! targets. Whoever has set the compiler for this target already is believed.
//!
//! The C code is compiled without what no app uses: phones load it over bad networks, and it is half a megabyte else.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::command::{capture, find_program};

const CC: &str = "CC_wasm32_unknown_unknown";
const AR: &str = "AR_wasm32_unknown_unknown";
const FLAGS: &str = "CFLAGS_wasm32_unknown_unknown";
/// What SQLite's crate switches on for everybody: statistics, sessions, R-trees, hooks, checks of arguments.
const SQLITE_WITHOUT: [&str; 13] = [
    "API_ARMOR",
    "BYTECODE_VTAB",
    "COLUMN_METADATA",
    "DBPAGE_VTAB",
    "DBSTAT_VTAB",
    "MATH_FUNCTIONS",
    "OFFSET_SQL_FUNC",
    "PREUPDATE_HOOK",
    "RTREE",
    "SESSION",
    "STMTVTAB",
    "UNKNOWN_SQL_FUNCTION",
    "UNLOCK_NOTIFY",
];
/// Parts of SQLite that can be left out of the single file (the parser stays as it is) and that the replica's SQL does
/// not need. In a browser there is no write-ahead log.
const SQLITE_OMIT: [&str; 15] = [
    "AUTHORIZATION",
    "AUTOVACUUM",
    "COMPILEOPTION_DIAGS",
    "COMPLETE",
    "DECLTYPE",
    "DESERIALIZE",
    "GET_TABLE",
    "INTEGRITY_CHECK",
    "INTROSPECTION_PRAGMAS",
    "JSON",
    "LOCALTIME",
    "PROGRESS_CALLBACK",
    "TRACE",
    "UTF16",
    "WAL",
];
/// Slow and thorough ways to compress that level 3 never takes; and the one it takes, which the fast way replaces.
const ZSTD_WITHOUT: [&str; 7] = ["BTLAZY2", "BTOPT", "BTULTRA", "DFAST", "GREEDY", "LAZY", "LAZY2"];
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
    // A person's own flags come last and win.
    let own = std::env::var(FLAGS).unwrap_or_default();
    command.env(FLAGS, format!("{} {own}", flags().join(" ")).trim_end());
    Ok(())
}

/// The compiler's flags for both libraries; the names of one mean nothing to the other.
fn flags() -> Vec<String> {
    let without = SQLITE_WITHOUT.iter().map(|name| format!("-USQLITE_ENABLE_{name}"));
    let omit = SQLITE_OMIT.iter().map(|name| format!("-DSQLITE_OMIT_{name}"));
    let ways = ZSTD_WITHOUT.iter().map(|name| format!("-DZSTD_EXCLUDE_{name}_BLOCK_COMPRESSOR"));
    let more = ["-DSQLITE_UNTESTABLE", "-DSQLITE_DEFAULT_MEMSTATUS=0"].map(str::to_owned);
    without.chain(omit).chain(ways).chain(more).collect()
}

/// The bare name when `PATH` leads to the same program.
fn short(path: &PathBuf) -> std::ffi::OsString {
    match path.file_name() {
        Some(name) if find_program(&name.to_string_lossy()).as_ref() == Some(path) => name.to_os_string(),
        _ => path.clone().into_os_string(),
    }
}
