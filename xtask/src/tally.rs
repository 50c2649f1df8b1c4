//! Counts tests from what the runners print, so that the task can close with one plain line.
//!
//! Understands cargo's `test result:` lines and the summary of Node's test runner in its `spec` and `tap` forms. The output is passed
//! on unchanged while it is read.

use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

/// Tests by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed, and steps that ended badly without naming a test.
    pub failed: u64,
    /// Tests that were left out on purpose.
    pub skipped: u64,
}

impl Tally {
    /// Runs a test program visibly and counts; a bad end without a failed test counts as one failure.
    pub fn run(step: &str, command: &mut Command) -> Result<Self> {
        crate::command::announce(step);
        let started = std::time::Instant::now();
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().with_context(|| format!("start {step}"))?;
        let output = child.stdout.take().context("the output is piped")?;
        let mut tally = Self::default();
        let mut reader = BufReader::new(output);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line)? > 0 {
            std::io::stdout().write_all(&line)?;
            tally.read(&String::from_utf8_lossy(&line));
            line.clear();
        }
        if !child.wait()?.success() && tally.failed == 0 {
            tally.failed = 1;
        }
        eprintln!("   {step}: {:.1} s", started.elapsed().as_secs_f32());
        Ok(tally)
    }

    /// Adds another phase.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    fn read(&mut self, line: &str) {
        let line = line.trim();
        if let Some(result) = line.strip_prefix("test result: ") {
            for part in result.split([';', '.']) {
                let mut words = part.split_whitespace();
                let (Some(number), Some(outcome)) =
                    (words.next().and_then(|word| word.parse::<u64>().ok()), words.next())
                else {
                    continue;
                };
                self.count(outcome, number);
            }
            return;
        }
        let node = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ "));
        let Some((name, number)) = node.and_then(|rest| rest.split_once(' ')) else { return };
        let Ok(number) = number.parse() else { return };
        let outcome = match name {
            "pass" => "passed",
            "fail" | "cancelled" => "failed",
            "skipped" | "todo" => "ignored",
            _ => return,
        };
        self.count(outcome, number);
    }

    fn count(&mut self, outcome: &str, number: u64) {
        match outcome {
            "passed" => self.passed += number,
            "failed" => self.failed += number,
            "ignored" => self.skipped += number,
            _ => {}
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(formatter, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(output: &str) -> Tally {
        let mut tally = Tally::default();
        output.lines().for_each(|line| tally.read(line));
        tally
    }

    #[test]
    fn cargo_results_of_several_programs_are_added() {
        let output = "test a ... ok\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 9 filtered out; finished in 1.50s\n";
        assert_eq!(tally(output), Tally { passed: 5, failed: 1, skipped: 1 });
    }

    #[test]
    fn node_summaries_count_in_both_forms() {
        assert_eq!(tally("# tests 3\n# pass 2\n# fail 1\n# skipped 0\n"), Tally { passed: 2, failed: 1, skipped: 0 });
        assert_eq!(tally("ℹ pass 4\nℹ fail 0\nℹ skipped 1\n"), Tally { passed: 4, failed: 0, skipped: 1 });
    }

    #[test]
    fn the_closing_line_names_skipped_tests_only_when_there_are_some() {
        assert_eq!(Tally { passed: 2, failed: 0, skipped: 0 }.to_string(), "2 passed, 0 failed");
        assert_eq!(Tally { passed: 2, failed: 1, skipped: 3 }.to_string(), "2 passed, 1 failed, 3 skipped");
    }
}
