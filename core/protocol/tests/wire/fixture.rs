//! Stored bytes of earlier versions. They are written once and never again.
//!
//! `fixtures/<name>.<extension>` is what the first version wrote, `<name>.2.<extension>` what the version wrote
//! that said more, and so on. With `WRITE_FIXTURES=1` a missing one is written; an existing one never is.

use std::fs;
use std::path::{Path, PathBuf};

/// Where they are. Cargo runs tests in the crate's folder; where it was built may be another clone with the same cache.
pub fn folder() -> PathBuf {
    PathBuf::from("tests/wire/fixtures")
}

/// Whether missing fixtures shall be written.
pub fn may_write() -> bool {
    std::env::var_os("WRITE_FIXTURES").is_some_and(|value| value == "1")
}

/// The file of one generation, counted from 1.
fn path(name: &str, generation: usize, extension: &str) -> PathBuf {
    let middle = if generation == 1 { String::new() } else { format!(".{generation}") };
    folder().join(format!("{name}{middle}.{extension}"))
}

/// All generations, the oldest first.
pub fn generations(name: &str, extension: &str) -> Vec<Vec<u8>> {
    (1..).map_while(|generation| fs::read(path(name, generation, extension)).ok()).collect()
}

/// Writes the next generation.
pub fn write_next(name: &str, extension: &str, bytes: &[u8]) {
    let path = path(name, generations(name, extension).len() + 1, extension);
    assert!(!path.exists(), "{} exists; fixtures are never written again", path.display());
    fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
    fs::write(&path, bytes).expect("the file can be written");
}

/// Names (without generation) and extensions of all files, sorted.
pub fn stored() -> Vec<(String, String)> {
    fn walk(folder: &Path, prefix: &str, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let file = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{prefix}{file}/"), found);
            } else if let Some((stem, extension)) = file.rsplit_once('.') {
                let stem = match stem.rsplit_once('.') {
                    Some((name, generation)) if generation.parse::<usize>().is_ok() => name,
                    _ => stem,
                };
                found.push((format!("{prefix}{stem}"), extension.to_owned()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&folder(), "", &mut found);
    found.sort();
    found.dedup();
    found
}
