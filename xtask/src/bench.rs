//! `cargo xtask bench [name] [--quick] [--instances folder]`: measures ours and the peers in the same run.
//!
//! A bench is a program `tests/src/bin/bench_<name>.rs`, built for release. It writes the file named by `TRUCKROLL_BENCH_OUT`: a list
//! of `{metric, unit, better, ours, peer, peer_name, ratio}`. Peers are installed by `tests/bench/<name>/setup.sh`, which gets a folder in
//! the cache as `TRUCKROLL_BENCH_CACHE` and must do nothing when they are there already. What a bench solves that is not ours to
//! give away comes by `--instances`, as `TRUCKROLL_BENCH_INSTANCES`.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::command::{self, cargo, program, run};
use crate::paths::Places;
use crate::postgres::Postgres;
use crate::prerequisites::{self, Need};
use crate::run::SERVER;

/// Switches the programs of the benches on.
pub const FEATURE: &str = "truckroll-tests/bench";

/// One line of a bench's result.
#[derive(Deserialize)]
struct Measure {
    metric: String,
    unit: String,
    better: String,
    ours: f64,
    peer: Option<f64>,
    peer_name: Option<String>,
    ratio: Option<f64>,
}

/// Runs one bench or all of them, one after another.
pub fn bench(places: &Places, name: Option<&str>, quick: bool, instances: Option<&Path>) -> Result<()> {
    let known = known(places);
    let chosen: Vec<&String> = known.iter().filter(|known| name.is_none_or(|name| name == known.as_str())).collect();
    ensure!(!chosen.is_empty(), "no bench {}; there are: {}", name.unwrap_or("at all"), known.join(", "));
    prerequisites::install(places, &[Need::Postgres, Need::Node])?;
    crate::apps::install_packages(places)?;
    let mut build = cargo(places);
    build.args([
        "build",
        "--release",
        "--package",
        "truckroll-tests",
        "--package",
        SERVER.0,
        "--bin",
        SERVER.1,
        "--features",
        FEATURE,
    ]);
    for name in &chosen {
        build.args(["--bin", &format!("bench_{name}")]);
    }
    run("compile benches and server for release", &mut build)?;
    for name in &chosen {
        set_up(places, name)?;
    }
    let postgres = Postgres::start()?;
    for name in chosen {
        let output = places.root.join(format!("bench-results/{name}.json"));
        fs::create_dir_all(places.root.join("bench-results"))?;
        let mut bench = program(places, places.binary("release", &format!("bench_{name}")));
        environment(places, name, &mut bench)?;
        bench.env("TRUCKROLL_BENCH_OUT", &output).env("TRUCKROLL_BIN", places.binary("release", SERVER.1));
        bench.env("TRUCKROLL_TEST_POSTGRES", postgres.url());
        if quick {
            bench.env("TRUCKROLL_BENCH_QUICK", "1");
        }
        if let Some(instances) = instances {
            bench.env("TRUCKROLL_BENCH_INSTANCES", std::path::absolute(instances)?);
        }
        run(&format!("bench {name}"), &mut bench)?;
        println!("{}", table(&output)?);
    }
    Ok(())
}

fn known(places: &Places) -> Vec<String> {
    let Ok(entries) = fs::read_dir(places.root.join("tests/src/bin")) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let name = name.strip_prefix("bench_")?;
            Some(name.strip_suffix(".rs").unwrap_or(name).to_string())
        })
        .collect();
    names.sort();
    names
}

fn environment(places: &Places, name: &str, command: &mut Command) -> Result<()> {
    let cache = places.cache.join("bench").join(name);
    fs::create_dir_all(&cache)?;
    command.env("TRUCKROLL_BENCH_CACHE", cache).env("TRUCKROLL_ROOT", &places.root);
    Ok(())
}

/// Installs the peers; a bench without peers has no script.
fn set_up(places: &Places, name: &str) -> Result<()> {
    let script = places.root.join("tests/bench").join(name).join("setup.sh");
    if !script.is_file() {
        return Ok(());
    }
    let mut bash = program(places, "bash");
    environment(places, name, &mut bash)?;
    command::run(&format!("peers of bench {name}"), bash.arg(&script))
}

fn table(output: &Path) -> Result<String> {
    let text = fs::read_to_string(output).with_context(|| format!("the bench wrote no {}", output.display()))?;
    let measures: Vec<Measure> = serde_json::from_str(&text).with_context(|| format!("read {}", output.display()))?;
    Ok(rendered(&measures))
}

fn rendered(measures: &[Measure]) -> String {
    let header = ["metric", "ours", "peer", "ratio", "better", "peer is"].map(str::to_string);
    let mut rows = vec![header];
    rows.extend(measures.iter().map(|measure| {
        [
            measure.metric.clone(),
            format!("{} {}", number(measure.ours), measure.unit),
            measure.peer.map_or_else(|| "-".into(), |peer| format!("{} {}", number(peer), measure.unit)),
            measure.ratio.map_or_else(|| "-".into(), |ratio| format!("{ratio:.2}x")),
            measure.better.clone(),
            measure.peer_name.clone().unwrap_or_else(|| "-".into()),
        ]
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..6).map(width).collect();
    let lines = rows.iter().map(|row| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        cells.join("  ").trim_end().to_string()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Enough digits to compare, no more.
fn number(value: f64) -> String {
    match value.abs() {
        large if large >= 1000.0 => format!("{value:.0}"),
        medium if medium >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_a_line_for_each_metric_and_a_dash_where_there_is_no_peer() {
        let text = r#"[
            {"metric":"first sync ms","unit":"ms","better":"lower","ours":101.25,"peer":2300,"peer_name":"PouchDB","ratio":22.7},
            {"metric":"rss MB","unit":"MB","better":"lower","ours":11.0,"peer":null,"peer_name":null,"ratio":null}
        ]"#;
        let measures: Vec<Measure> = serde_json::from_str(text).unwrap();
        let table = rendered(&measures);
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines[1], "first sync ms  101.2 ms  2300 ms  22.70x  lower   PouchDB");
        assert_eq!(lines[2], "rss MB         11.0 MB   -        -       lower   -");
    }
}
