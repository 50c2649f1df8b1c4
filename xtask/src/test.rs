//! `cargo xtask test [filter]`: everything that must hold, on a fresh machine.
//!
//! 1. install what is missing, where that is allowed;
//! 2. compile all host tests and the server, then run them beside a private PostgreSQL, while the apps are built: one waits for
//!    databases, the other links for minutes on few cores;
//! 3. walk the journeys in a browser.
//!
//! A failed phase does not stop the next one, so that one run tells everything. With a filter, journeys are only prepared
//! when one of their names fits. The last line is the sum of all phases.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::apps::{self, Quality};
use crate::command::{self, program};
use crate::compiler::{self, Part};
use crate::paths::Places;
use crate::postgres::Postgres;
use crate::prerequisites::{self, Need};
use crate::run::SERVER;
use crate::tally::Tally;

/// The journeys measure sizes and start times, so they get what users get.
const BROWSER_QUALITY: Quality = Quality::Release;
const JOURNEYS: &str = "tests/browser";
/// Journeys with a counterpart that has packages of its own, and its folder.
const COUNTERPARTS: [(&str, &str); 2] = [("oidc.test.mjs", "tests/oidc"), ("xforms.test.mjs", "tests/xforms")];

/// The form of tickets as a program by itself.
const RULES: &str = "rules";

/// Runs all phases; the exit code is a failure when any test or phase failed.
pub fn test(places: &Places, filter: Option<&str>) -> Result<ExitCode> {
    let journeys = journeys(places, filter)?;
    let mut needs = vec![Need::Postgres, Need::Dateutil];
    if !journeys.is_empty() {
        needs.extend([Need::Node, Need::Clang, Need::Chromium, Need::ChineseFont]);
    }
    prerequisites::install(places, &needs)?;
    let mut total = Tally::default();
    if compile(places)? {
        let postgres = Postgres::start_in_memory()?;
        let (tests, built) = std::thread::scope(|scope| {
            let built = (!journeys.is_empty()).then(|| scope.spawn(|| build(places, &journeys)));
            let tests = Part::ALL.map(|part| {
                let name = if part == Part::Product { "host tests" } else { "tests of the tasks" };
                host_tests(places, part, filter, &postgres).and_then(|mut tests| Tally::run(name, &mut tests))
            });
            (tests, built.map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))))
        });
        for tests in tests {
            total.add(tests?);
        }
        match built {
            None => {}
            Some(Ok(built)) => total.add(browser_tests(places, filter, &journeys, &built, &postgres)?),
            // a failure of the phase, not the end of the report
            Some(Err(error)) => {
                eprintln!("error: browser journeys: {error:#}");
                total.failed += 1;
            }
        }
    } else {
        total.failed += 1;
    }
    println!("\n{total}");
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Tests and server in one cargo call, so that both use the same features of every dependency.
fn compile(places: &Places) -> Result<bool> {
    let mut build = compiler::cargo(places, "build", Part::Product)?;
    build.args(["--lib", "--tests", "--bin", SERVER.1, "--bin", RULES]);
    command::succeeds_visibly("compile tests and server", &mut build)
}

fn host_tests(places: &Places, part: Part, filter: Option<&str>, postgres: &Postgres) -> Result<Command> {
    let mut test = compiler::cargo(places, "test", part)?;
    test.arg("--no-fail-fast");
    test.env("TRUCKROLL_TEST_POSTGRES", postgres.url()).env("TRUCKROLL_BIN", server(places));
    if let Some(filter) = filter {
        test.args(["--", filter]);
    }
    Ok(test)
}

fn server(places: &Places) -> PathBuf {
    places.binary(Quality::Dev.folder(), SERVER.1)
}

/// The apps and the rules' module for journeys, as folders, with what counterparts of some journeys need.
fn build(places: &Places, journeys: &[PathBuf]) -> Result<(PathBuf, PathBuf)> {
    for (_, folder) in COUNTERPARTS.iter().filter(|(journey, _)| journeys.iter().any(|path| path.ends_with(journey))) {
        apps::install_counterpart(places, folder)?;
    }
    apps::build_for_journeys(places, BROWSER_QUALITY)
}

fn browser_tests(
    places: &Places,
    filter: Option<&str>,
    journeys: &[PathBuf],
    (dist, rules): &(PathBuf, PathBuf),
    postgres: &Postgres,
) -> Result<Tally> {
    let screenshots = places.target.join("screenshots");
    fs::create_dir_all(&screenshots)?;
    let mut node = program(places, "node");
    // A journey waits for its browser, and the browser for the journey, a third of the time: two at once fill two cores.
    node.args(["--test", "--test-concurrency=2", "--test-reporter=spec"]);
    if let Some(filter) = filter {
        node.arg(format!("--test-name-pattern={}", escaped(filter)));
    }
    node.args(journeys)
        .env("CARGO_TARGET_DIR", &places.target)
        .env("TRUCKROLL_BIN", server(places))
        .env("TRUCKROLL_ASSETS", dist)
        .env("TRUCKROLL_RULES", places.binary(Quality::Dev.folder(), RULES))
        .env("TRUCKROLL_RULES_MODULE", rules)
        .env("TRUCKROLL_SCREENSHOTS", &screenshots)
        .env("TRUCKROLL_JOURNEY_DATA", places.target.join("demo"))
        .env("TRUCKROLL_TEST_POSTGRES", postgres.url());
    if let Some(chromium) = prerequisites::chromium() {
        node.env("TRUCKROLL_CHROMIUM", chromium);
    }
    Tally::run("browser journeys", &mut node)
}

/// The journey files, only those that mention the filter when there is one.
fn journeys(places: &Places, filter: Option<&str>) -> Result<Vec<PathBuf>> {
    let folder = places.root.join(JOURNEYS);
    let mut files: Vec<PathBuf> = match fs::read_dir(&folder) {
        Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
        Err(_) => return Ok(Vec::new()),
    };
    files.retain(|path| path.to_string_lossy().ends_with(".test.mjs") && mentions(path, filter));
    files.sort();
    Ok(files)
}

fn mentions(path: &Path, filter: Option<&str>) -> bool {
    filter.is_none_or(|filter| fs::read_to_string(path).is_ok_and(|text| text.contains(filter)))
}

/// The filter as a plain text for Node, which takes an expression.
fn escaped(filter: &str) -> String {
    filter
        .chars()
        .flat_map(|letter| {
            (!letter.is_alphanumeric())
                .then_some('\\')
                .filter(|_| letter.is_ascii_punctuation())
                .into_iter()
                .chain([letter])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_a_plain_text_for_node() {
        assert_eq!(escaped("J1: scan (photo)"), r"J1\: scan \(photo\)");
    }
}
