//! `cargo xtask`: everything a person or CI does with this repository, as one program.
//!
//! Each subcommand is a module that reads from top to bottom like the list of steps it takes; what they share is
//! below them: `paths` (where things are), `command` (how programs are started and shown), `compiler` (how
//! the workspace is compiled), `prerequisites` (what must
//! be installed), `wasm` (a Rust toolchain and a clang for the browser) and `apps` (the two browser apps as files).

mod apps;
mod bench;
mod check;
mod command;
mod compiler;
mod paths;
mod pictures;
mod postgres;
mod prerequisites;
mod run;
mod tally;
mod test;
mod wasm;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::apps::Quality;
use crate::paths::Places;

/// Builds, runs, tests and measures Truckroll.
#[derive(Parser)]
#[command(name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the apps and the server and start them with a demo organisation.
    Run {
        /// Where the server keeps its database and files [default: ./data].
        #[arg(long)]
        data: Option<PathBuf>,
        /// Address and port to listen on.
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: String,
        /// Optimise the server and the apps (slower to build).
        #[arg(long)]
        release: bool,
    },
    /// Run unit, integration and browser tests; installs what they need when it may.
    Test {
        /// Run only the tests whose name contains this.
        filter: Option<String>,
    },
    /// Check formatting, lints, dependency arrows, docs, texts and licences.
    Check,
    /// Run a bench against its peers and write `bench-results/<name>.json`.
    Bench {
        /// Which bench; all of them when left out.
        name: Option<String>,
        /// Smaller inputs and fewer rounds.
        #[arg(long)]
        quick: bool,
        /// The folder with the published instances that the bench `routes` solves.
        #[arg(long)]
        instances: Option<PathBuf>,
    },
    /// Build the two browser apps and print the folder they are in.
    Apps {
        /// Optimise for size and compress.
        #[arg(long)]
        release: bool,
    },
    /// Build the form of tickets as a module by itself, as journeys load it, and print the folder it is in.
    Rules,
    /// Make the pictures of the README anew.
    Pictures,
    /// Make the wasm target usable and print the toolchain that has it.
    Toolchain {
        /// Make a private toolchain even where the default one has the target.
        #[arg(long)]
        private: bool,
    },
}

fn main() -> ExitCode {
    if let Some(compiled) = compiler::in_place() {
        return compiled;
    }
    match perform(Arguments::parse().task) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<ExitCode> {
    let places = Places::find()?;
    match task {
        Task::Run { data, listen, release } => {
            run::run(&places, data, &listen, Quality::from_release_flag(release))?;
        }
        Task::Test { filter } => return test::test(&places, filter.as_deref()),
        Task::Check => return check::check(&places),
        Task::Bench { name, quick, instances } => {
            bench::bench(&places, name.as_deref(), quick, instances.as_deref())?;
        }
        Task::Apps { release } => {
            let dist = apps::build(&places, Quality::from_release_flag(release))?;
            println!("{}", dist.display());
        }
        Task::Rules => println!("{}", apps::rules(&places)?.display()),
        Task::Pictures => pictures::pictures(&places)?,
        Task::Toolchain { private } => {
            let toolchain = if private { wasm::private_toolchain(&places)? } else { wasm::toolchain(&places)? };
            println!("{toolchain}");
        }
    }
    Ok(ExitCode::SUCCESS)
}
