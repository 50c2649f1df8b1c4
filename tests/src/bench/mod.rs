//! What the benches share: how results are written, how peers are started, and the data both sides work on.
//!
//! A bench measures ours and its peers in the same run, on the same machine and the same data. A ratio above 1 means ours
//! is better, whichever way the metric counts.

pub mod host;
pub mod shop;
pub mod source;

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::Context as _;
use serde::Serialize;
use serde_json::Value;

/// One line of a result.
#[derive(Clone, Debug, Serialize)]
pub struct Measure {
    /// What was measured.
    pub metric: String,
    /// Its unit.
    pub unit: String,
    /// `lower` or `higher`.
    pub better: &'static str,
    /// Our value.
    pub ours: f64,
    /// The peer's value.
    pub peer: Option<f64>,
    /// Who the peer is.
    pub peer_name: Option<String>,
    /// How many times better ours is.
    pub ratio: Option<f64>,
}

/// All lines of one bench.
#[derive(Default)]
pub struct Report(Vec<Measure>);

impl Report {
    /// A value of which less is better.
    pub fn lower(&mut self, metric: &str, unit: &str, ours: f64, peer: Option<(&str, f64)>) {
        self.add("lower", metric, unit, ours, peer, |ours, peer| peer / ours);
    }

    /// A value of which more is better.
    pub fn higher(&mut self, metric: &str, unit: &str, ours: f64, peer: Option<(&str, f64)>) {
        self.add("higher", metric, unit, ours, peer, |ours, peer| ours / peer);
    }

    fn add(
        &mut self,
        better: &'static str,
        metric: &str,
        unit: &str,
        ours: f64,
        peer: Option<(&str, f64)>,
        ratio: fn(f64, f64) -> f64,
    ) {
        self.0.push(Measure {
            metric: metric.to_owned(),
            unit: unit.to_owned(),
            better,
            ours,
            peer: peer.map(|(_, value)| value),
            peer_name: peer.map(|(name, _)| name.to_owned()),
            ratio: peer.map(|(_, value)| ratio(ours, value)).filter(|ratio| ratio.is_finite()),
        });
    }

    /// Writes the file `cargo xtask bench` asked for, or prints it where nobody asked.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(&self.0)?;
        match std::env::var_os("TRUCKROLL_BENCH_OUT") {
            Some(path) => std::fs::write(&path, text).with_context(|| format!("write {}", path.display()))?,
            None => println!("{text}"),
        }
        Ok(())
    }
}

/// Whether inputs shall be small.
#[must_use]
pub fn quick() -> bool {
    std::env::var_os("TRUCKROLL_BENCH_QUICK").is_some()
}

/// The value below which `part` (0 to 1) of the values lie: nearest rank.
///
/// # Panics
/// Without a value.
#[must_use]
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
pub fn percentile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (part * sorted.len() as f64).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

/// The middle value.
#[must_use]
pub fn median(values: &[f64]) -> f64 {
    percentile(values, 0.5)
}

/// A file of `tests/bench/<bench>`.
///
/// # Errors
/// When nobody said where the source tree is.
pub fn script(bench: &str, name: &str) -> anyhow::Result<PathBuf> {
    let root = PathBuf::from(std::env::var_os("TRUCKROLL_ROOT").context("run it with `cargo xtask bench`")?);
    Ok(root.join("tests/bench").join(bench).join(name))
}

/// What a peer measured: a script of `tests/bench`, run by Node. Its last line is its result.
///
/// # Errors
/// When the script fails or says nothing.
pub fn node(bench: &str, name: &str, arguments: &[&str]) -> anyhow::Result<Value> {
    let mut command = Command::new("node");
    command.arg(script(bench, name)?).args(arguments);
    if quick() {
        command.arg("--quick");
    }
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().context("start node")?;
    anyhow::ensure!(output.status.success(), "{name}: {}", output.status);
    let text = String::from_utf8_lossy(&output.stdout);
    let last = text.lines().rev().find(|line| line.starts_with('{')).with_context(|| format!("{name} said nothing"))?;
    Ok(serde_json::from_str(last)?)
}

/// A number in a peer's result, with the peer's name.
///
/// # Errors
/// When the peer did not measure it.
pub fn of<'a>(result: &'a Value, metric: &str) -> anyhow::Result<(&'a str, f64)> {
    let name = result["peer"].as_str().context("a peer has a name")?;
    let value = result[metric].as_f64().with_context(|| format!("{name} did not measure {metric}"))?;
    Ok((name, value))
}

/// Resident memory of this process in megabytes; 0 where the system does not tell.
#[must_use]
pub fn resident_mb() -> f64 {
    memory_mb("VmRSS:")
}

/// The most memory this process ever held, in megabytes; 0 where the system does not tell.
#[must_use]
pub fn peak_mb() -> f64 {
    memory_mb("VmHWM:")
}

fn memory_mb(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kb = line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kb.unwrap_or(0.0) / 1_024.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_above_one_means_ours_is_better() {
        let mut report = Report::default();
        report.lower("time", "ms", 10.0, Some(("peer", 50.0)));
        report.higher("rate", "1/s", 10.0, Some(("peer", 50.0)));
        report.lower("alone", "ms", 10.0, None);
        let ratios: Vec<Option<f64>> = report.0.iter().map(|m| m.ratio).collect();
        assert_eq!(ratios, [Some(5.0), Some(0.2), None]);
    }

    #[test]
    fn percentiles_are_values_that_occurred() {
        let values: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        for (part, value) in [(0.0, 1.0), (0.5, 50.0), (0.95, 95.0), (0.99, 99.0), (1.0, 100.0)] {
            assert!((percentile(&values, part) - value).abs() < f64::EPSILON, "{part}");
        }
        assert!((median(&[3.0]) - 3.0).abs() < f64::EPSILON);
    }
}
