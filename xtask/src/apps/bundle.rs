//! From Rust to the files a browser loads: cargo, wasm-bindgen (as a library, so that its version is the lock file's) and,
//! for a release, Binaryen's optimiser.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, anyhow, ensure};
use wasm_bindgen_cli_support::Bindgen;

use super::fingerprint::{self, Stamp};
use super::{App, Quality, publish, remove, trim};
use crate::command::{announce, program, run};
use crate::paths::Places;
use crate::wasm::{self, TARGET, WasmToolchain};

/// Raised when the steps after cargo change, so that older results are made again.
const STEPS: u32 = 7;

/// An app's code as the browser loads it.
pub struct Module {
    /// Folder with the content hash, below the app's folder.
    pub folder: String,
}

/// Compiles the apps in one cargo call and returns their wasm files in the same order.
pub fn compile(places: &Places, toolchain: &WasmToolchain, quality: Quality, apps: &[&App]) -> Result<Vec<PathBuf>> {
    announce(&format!("apps for the browser, profile {}", quality.wasm_profile()));
    let mut cargo = toolchain.cargo(places)?;
    cargo.args(["build", "--bins", "--target", TARGET, "--profile", quality.wasm_profile()]);
    if quality == Quality::Release {
        cargo.args(WasmToolchain::without_folders(places));
    }
    cargo.arg("--message-format=json-render-diagnostics");
    for app in apps {
        cargo.args(["--package", app.package]);
    }
    let mut child = cargo.stdout(Stdio::piped()).spawn().context("start cargo")?;
    let output = child.stdout.take().context("cargo's output is piped")?;
    let mut artifacts: Vec<(String, PathBuf)> = Vec::new();
    for line in BufReader::new(output).lines() {
        artifacts.extend(artifact(&line?));
    }
    ensure!(child.wait()?.success(), "the apps do not compile for {TARGET}");
    apps.iter()
        .map(|app| {
            let found = artifacts.iter().find(|(package, _)| package == app.package);
            found.map(|(_, path)| path.clone()).ok_or_else(|| anyhow!("{} has no program for the browser", app.package))
        })
        .collect()
}

/// The package and file of one line of cargo's JSON, when it announces a wasm program.
fn artifact(line: &str) -> Option<(String, PathBuf)> {
    let message: serde_json::Value = serde_json::from_str(line).ok()?;
    if message["reason"] != "compiler-artifact" {
        return None;
    }
    let executable = message["executable"].as_str().filter(|path| path.ends_with(".wasm"))?;
    // Package ids end in `#name@version`, or in `/name#version` where the folder has the name.
    let manifest = fs::read_to_string(message["manifest_path"].as_str()?).ok()?;
    let name = manifest.lines().find_map(|line| line.strip_prefix("name = "))?;
    Some((name.trim_matches('"').to_string(), PathBuf::from(executable)))
}

/// Makes the app's folder of script, wasm and snippets, unless the wasm is the one of last time.
pub fn bind(places: &Places, quality: Quality, dist: &Path, app: &App, wasm: &Path) -> Result<Module> {
    let folder = dist.join(app.name);
    fs::create_dir_all(&folder)?;
    let stamp = Stamp::new(&folder, "app", format!("{STEPS} {}", fingerprint::content(wasm)?));
    if let Some(made) = stamp.note().filter(|made| folder.join(made).is_dir()) {
        return Ok(Module { folder: made });
    }
    let built = folder.join(".app.new");
    remove(&built)?;
    announce(&format!("wasm-bindgen {}", app.name));
    let mut output = Bindgen::new()
        .input_path(wasm)
        .out_name(app.name)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(false)
        .remove_name_section(quality == Quality::Release)
        .remove_producers_section(true)
        .generate_output()
        .with_context(|| format!("wasm-bindgen {}", app.name))?;
    if quality == Quality::Release {
        let module = output.wasm_mut();
        trim::faults(module);
        let (panics, places) = (trim::panics(module), trim::places(module));
        ensure!(panics > 0 && places > 0, "{} has no names to trim by: the profile strips them", app.name);
    }
    let exports = &mut output.wasm_mut().exports;
    let within: Vec<_> = exports.iter().filter(|one| is_for_c(&one.name)).map(|one| one.id()).collect();
    for one in within {
        exports.delete(one);
    }
    output.emit(&built).with_context(|| format!("write the module of {}", app.name))?;
    let script = fs::read_to_string(built.join(format!("{}.js", app.name))).context("read the app's script")?;
    ensure!(!script.contains("from \"env\""), "{} calls functions of C that nobody provides", app.name);
    if quality == Quality::Release {
        optimise(places, app, &built)?;
        let shipped = fs::read(built.join(format!("{}_bg.wasm", app.name))).context("read the optimised module")?;
        let told = wasm::homes(places).into_iter().find(|home| holds(&shipped, home));
        ensure!(told.is_none(), "{} names a folder of this machine: {}", app.name, told.unwrap_or_default());
    }
    // A page may forbid inline scripts; this file is what it loads, and what it starts as a worker.
    let start = format!("import init from \"./{}.js\";\nawait init();\n", app.name);
    fs::write(built.join("start.js"), start)?;
    let made = publish(&folder, &built, "app", "")?;
    stamp.store(&made)?;
    Ok(Module { folder: made })
}

/// Whether a text stands somewhere in a module.
fn holds(module: &[u8], text: &str) -> bool {
    !text.is_empty() && module.windows(text.len()).any(|part| part == text.as_bytes())
}

/// Whether an export only serves the C code inside the module: what nothing calls from outside, the optimiser may drop.
fn is_for_c(name: &str) -> bool {
    ["rust_sqlite_wasm_", "rust_zstd_wasm_shim_", "sqlite3_os_"].iter().any(|start| name.starts_with(start))
}

/// What is found in the first minute: the compiler has done the most, and the costly rounds (`-Oz`, twice, after `--flatten`) save 0.7 %
/// of the compressed size in four times the time. No feature flags: the optimiser reads the module's own list, and more would ask
/// too much of browsers. Nothing lies in the first kilobyte of memory: that is the end of the stack.
fn optimise(places: &Places, app: &App, built: &Path) -> Result<()> {
    let file = built.join(format!("{}_bg.wasm", app.name));
    let smaller = built.join("smaller.wasm");
    let mut node = program(places, "node");
    node.arg("node_modules/binaryen/bin/wasm-opt").arg(&file).args(["--low-memory-unused", "-O1", "-o"]).arg(&smaller);
    run(&format!("wasm-opt {}", app.name), &mut node)?;
    fs::rename(&smaller, &file).context("take the optimised module")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_found_wherever_it_stands_in_a_module() {
        assert!(holds(b"\0asm\x01/home/li/.cargo/x.rs\0", "/home/li"));
        assert!(!holds(b"\0asm\x01/home/wang", "/home/li") && !holds(b"\0asm", ""));
    }

    #[test]
    fn only_wasm_programs_are_artifacts() {
        let manifest = std::env::current_dir().unwrap().join("Cargo.toml").display().to_string();
        let line = |executable: &str| {
            format!(r#"{{"reason":"compiler-artifact","manifest_path":"{manifest}","executable":"{executable}"}}"#)
        };
        let found = artifact(&line("/target/web.wasm"));
        assert_eq!(found, Some(("truckroll-xtask".to_string(), PathBuf::from("/target/web.wasm"))));
        assert_eq!(artifact(&line("/target/web")), None);
        assert_eq!(artifact(r#"{"reason":"build-finished","success":true}"#), None);
    }
}
