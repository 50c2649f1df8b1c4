//! Rules about files that no compiler knows: no unfinished marks, no traces of one machine, small modules that say what they are for.
//!
//! Only files that git knows or would add are read, so build results and installed packages do not matter.

use std::fs;

use anyhow::Result;

use crate::command::{capture, program};
use crate::paths::Places;

const LONGEST: usize = 600;
const CODE: [&str; 9] = ["rs", "mjs", "js", "css", "html", "ftl", "sql", "sh", "toml"];
const NOT_TEXT: [&str; 9] = ["png", "jpg", "jpeg", "webp", "woff2", "ico", "pmtiles", "bin", "zst"];
/// Lock files name their registry; this file names what it forbids.
const EXEMPT: [&str; 2] = ["Cargo.lock", "xtask/src/check/tidy.rs"];
/// Work that somebody meant to finish.
const UNFINISHED: [&str; 5] = ["TODO", "FIXME", "for now", "not implemented", "unimplemented!("];
/// Paths and hosts that exist for one person or one network.
const MACHINE: [&str; 9] = [
    "/root/",
    "/work/",
    "registry.npmjs.org",
    "registry.yarnpkg.com",
    "static.crates.io",
    "index.crates.io",
    "deb.debian.org",
    "files.pythonhosted.org",
    "repo.maven.apache.org",
];

/// Every broken rule as `file:line: what`.
pub fn violations(places: &Places) -> Result<Vec<String>> {
    let mut git = program(places, "git");
    let listed = capture(git.args(["ls-files", "--cached", "--others", "--exclude-standard"]))?;
    let mut found = Vec::new();
    for name in listed.lines().filter(|name| !EXEMPT.contains(name)) {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        if NOT_TEXT.contains(&extension) {
            continue;
        }
        // A deleted file is still listed until the deletion is committed.
        let Ok(text) = fs::read_to_string(places.root.join(name)) else {
            continue;
        };
        found.extend(broken(name, extension, &text));
    }
    Ok(found)
}

fn broken(name: &str, extension: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let unfinished = UNFINISHED.iter().filter(|_| CODE.contains(&extension));
        for word in unfinished.chain(&MACHINE).filter(|word| line.contains(**word)) {
            found.push(format!("{name}:{number}: `{word}` does not belong here"));
        }
    }
    if extension == "rs" {
        let lines = text.lines().count();
        if lines > LONGEST {
            found.push(format!("{name}:{lines}: longer than {LONGEST} lines; look for the second noun inside"));
        }
        let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with("#!["));
        if !first.is_some_and(|line| line.starts_with("//!")) {
            found.push(format!("{name}:1: begins without `//!`; say what the module is for"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unfinished_mark_counts_in_code_and_not_in_prose() {
        assert_eq!(broken("a.sql", "sql", "-- TODO index"), ["a.sql:1: `TODO` does not belong here"]);
        assert!(broken("a.md", "md", "This is enough for now.").is_empty());
    }

    #[test]
    fn a_module_says_what_it_is_for_and_stays_small() {
        assert_eq!(broken("a.rs", "rs", "use std::fs;\n").len(), 1);
        assert!(broken("a.rs", "rs", "#![no_std]\n\n//! Counts.\n").is_empty());
        let long = format!("//! Long.\n{}", "\n".repeat(LONGEST));
        assert_eq!(broken("a.rs", "rs", &long).len(), 1);
    }

    #[test]
    fn a_path_of_one_machine_is_found_everywhere() {
        for path in MACHINE {
            assert_eq!(broken("a.md", "md", &format!("see {path}notes")).len(), 1, "{path}");
        }
    }
}
