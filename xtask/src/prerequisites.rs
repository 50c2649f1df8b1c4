//! What must be installed on the machine, and how it gets there.
//!
//! A task names what it needs; on Debian and Ubuntu as root the missing packages are installed, elsewhere the person
//! gets one line with exactly what to install. `run` and `apps` install nothing.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::command::{self, capture, find_program, succeeds};
use crate::paths::Places;
use crate::wasm;

/// Chromium without what draws windows: it starts sooner and needs a fifth less time for a journey.
const HEADLESS: &str = "chromium-headless-shell";

/// One thing a task cannot do without.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Node.js with npm.
    Node,
    /// A clang that can compile SQLite for wasm.
    Clang,
    /// Chromium for the browser journeys.
    Chromium,
    /// PostgreSQL's server programs.
    Postgres,
    /// A font for Chinese texts in screenshots.
    ChineseFont,
    /// Python's calendar of recurring dates, which ours is held against.
    Dateutil,
}

impl Need {
    fn is_met(self) -> bool {
        match self {
            Self::Node => find_program("node").is_some() && find_program("npm").is_some(),
            Self::Clang => wasm::find_clang().is_some(),
            Self::Chromium => {
                find_program(HEADLESS).is_some() || (chromium().is_some() && !(is_root() && offered(HEADLESS)))
            }
            Self::Postgres => crate::postgres::programs().is_some(),
            Self::ChineseFont => {
                // Without fontconfig there is nothing to ask and nothing that would use the answer.
                find_program("fc-list").is_none()
                    || capture(Command::new("fc-list").arg(":lang=zh")).is_ok_and(|fonts| !fonts.trim().is_empty())
            }
            Self::Dateutil => succeeds(Command::new("python3").args(["-c", "import dateutil.rrule"])),
        }
    }

    /// Debian's packages for it.
    fn packages(self) -> Vec<String> {
        match self {
            Self::Node => vec!["nodejs".into(), "npm".into()],
            Self::Clang => {
                let version = newest_clang_package().unwrap_or(19);
                vec![format!("clang-{version}"), format!("llvm-{version}")]
            }
            Self::Chromium => vec![if offered(HEADLESS) { HEADLESS.into() } else { "chromium".into() }],
            Self::Postgres => vec!["postgresql".into()],
            Self::ChineseFont => vec!["fonts-noto-cjk".into()],
            Self::Dateutil => vec!["python3-dateutil".into()],
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Node => "Node.js 20 with npm",
            Self::Clang => "clang and llvm-ar with the wasm32 target",
            Self::Chromium => "Chromium",
            Self::Postgres => "PostgreSQL",
            Self::ChineseFont => "a Chinese font",
            Self::Dateutil => "Python 3 with dateutil",
        }
    }
}

/// Fails with one line when something is missing; installs nothing.
pub fn require(needs: &[Need]) -> Result<()> {
    let missing = missing(needs);
    if missing.is_empty() { Ok(()) } else { bail!("{}", what_to_install(&missing)) }
}

/// Installs what is missing when that is possible here, else fails with one line.
pub fn install(places: &Places, needs: &[Need]) -> Result<()> {
    let absent = missing(needs);
    if absent.is_empty() {
        return Ok(());
    }
    if !is_root() || find_program("apt-get").is_none() {
        bail!("{}", what_to_install(&absent));
    }
    let apt = |arguments: &[&str]| {
        let mut command = command::program(places, "apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive").args(arguments);
        command
    };
    command::run("apt-get update", &mut apt(&["update", "-q"]))?;
    let packages = packages_of(&absent);
    let mut arguments = vec!["install", "-y", "-q", "--no-install-recommends"];
    arguments.extend(packages.iter().map(String::as_str));
    command::run(&format!("apt-get install {}", packages.join(" ")), &mut apt(&arguments))?;
    require(needs)
}

/// Whether this process may install packages and must not run PostgreSQL itself.
pub fn is_root() -> bool {
    capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// The browser for the journeys; `TRUCKROLL_CHROMIUM` names another one.
pub fn chromium() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("TRUCKROLL_CHROMIUM") {
        return Some(PathBuf::from(path)).filter(|path| path.is_file());
    }
    [HEADLESS, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
        .iter()
        .find_map(|name| find_program(name))
}

fn missing(needs: &[Need]) -> Vec<Need> {
    needs.iter().copied().filter(|need| !need.is_met()).collect()
}

fn packages_of(needs: &[Need]) -> Vec<String> {
    needs.iter().flat_map(|need| need.packages()).collect()
}

fn what_to_install(missing: &[Need]) -> String {
    let names: Vec<_> = missing.iter().map(|need| need.name()).collect();
    format!(
        "missing: {}. On Debian or Ubuntu: sudo apt-get install {}",
        names.join(", "),
        packages_of(missing).join(" ")
    )
}

/// The highest `clang-N` that apt offers together with `llvm-N`.
fn newest_clang_package() -> Option<u32> {
    let names = capture(Command::new("apt-cache").args(["pkgnames"])).ok()?;
    let versions = |prefix: &str| -> Vec<u32> {
        names.lines().filter_map(|line| line.strip_prefix(prefix)?.parse().ok()).collect()
    };
    let llvm = versions("llvm-");
    // apt may know a package's name without offering it, so the newest one that has a version wins.
    let mut clang = versions("clang-");
    clang.sort_unstable_by(|a, b| b.cmp(a));
    clang.into_iter().filter(|version| llvm.contains(version)).find(|version| offered(&format!("clang-{version}")))
}

/// Whether apt has a version of a package.
fn offered(package: &str) -> bool {
    succeeds(Command::new("apt-cache").args(["show", "--no-all-versions", package]))
}
