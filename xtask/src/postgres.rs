//! A private PostgreSQL for tests and benches: its own folder, its own port, gone when the task ends.
//!
//! PostgreSQL refuses to run as root, so as root it runs as the user that its package made. The server asks the kernel to be
//! stopped with its parent (`setpriv`), which covers the ways of ending that run no destructor. `fsync` stays on: durability is part
//! of what is tested.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::command::{announce, capture, find_program, succeeds};
use crate::prerequisites::is_root;

const USER: &str = "postgres";
/// Folders are named after the process that uses them.
const PREFIX: &str = "truckroll-postgres-";
/// What a folder in memory must have free.
const ROOM_MB: u64 = 4096;
const START_LIMIT: Duration = Duration::from_secs(30);
const STOP_LIMIT: Duration = Duration::from_secs(10);

/// A running server; stops and removes its folder when dropped.
pub struct Postgres {
    child: Child,
    folder: PathBuf,
    port: u16,
}

/// The folder of `initdb` and `postgres`, where they are installed.
pub fn programs() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").ok().into_iter().flatten().flatten();
    let mut folders: Vec<(u32, PathBuf)> = debian
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    folders.sort();
    let in_path = find_program("initdb").and_then(|path| path.parent().map(Path::to_path_buf));
    let mut candidates = folders.into_iter().rev().map(|(_, folder)| folder).chain(in_path);
    candidates.find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

impl Postgres {
    /// Creates a database in a temporary folder on a disk and waits until it answers.
    pub fn start() -> Result<Self> {
        Self::start_in(&std::env::temp_dir())
    }

    /// The same in memory where there is enough of it. Tests make and drop hundreds of databases of hundreds of files; some disks
    /// are busier with that than all tests together. What a killed client leaves behind is the same there.
    pub fn start_in_memory() -> Result<Self> {
        Self::start_in(&memory().unwrap_or_else(std::env::temp_dir))
    }

    fn start_in(place: &Path) -> Result<Self> {
        announce("private PostgreSQL");
        let programs = programs().context("PostgreSQL is not installed: sudo apt-get install postgresql")?;
        // Not below the cache: another user must be able to reach it.
        remove_abandoned(place);
        let folder = place.join(format!("{PREFIX}{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        let mut initdb = as_server_user(&programs.join("initdb"));
        initdb.args(["--auth=trust", "--username=truckroll", "--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"]);
        capture(initdb.arg(&folder)).context("create a database")?;
        let port = free_port()?;
        let mut server = as_server_user(&programs.join("postgres"));
        server.arg("-D").arg(&folder).arg("-k").arg(&folder).args(["-h", "127.0.0.1", "-p", &port.to_string()]);
        server.args(["-c", "max_connections=200", "-c", "logging_collector=off", "-c", "log_min_messages=fatal"]);
        let child = server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut postgres = Self { child: child.context("start PostgreSQL")?, folder, port };
        postgres.wait_until_ready(&programs)?;
        Ok(postgres)
    }

    /// The address of its default database.
    pub fn url(&self) -> String {
        format!("postgres://truckroll@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&mut self, programs: &Path) -> Result<()> {
        let started = Instant::now();
        let port = self.port.to_string();
        while started.elapsed() < START_LIMIT {
            if let Some(status) = self.child.try_wait()? {
                bail!("PostgreSQL ended at its start: {status}");
            }
            let mut ready = Command::new(programs.join("pg_isready"));
            if succeeds(ready.args(["-q", "-h", "127.0.0.1", "-p", &port, "-U", "truckroll", "-d", "postgres"])) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("PostgreSQL did not answer within {} s", START_LIMIT.as_secs())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT is PostgreSQL's fast shutdown; after that nothing holds the folder.
        succeeds(Command::new("kill").args(["-INT", &self.child.id().to_string()]));
        let started = Instant::now();
        while started.elapsed() < STOP_LIMIT && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(20));
        }
        // It has ended already unless it did not answer; `wait` reaps it either way.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The program as a user who may run it, ended together with this process where the system can do that. `setpriv` becomes
/// the program, while `runuser` would stay between it and us and keep our signals.
fn as_server_user(program: &Path) -> Command {
    let mut words: Vec<PathBuf> = Vec::new();
    if find_program("setpriv").is_some() {
        words.push("setpriv".into());
        if is_root() {
            words.extend(["--reuid", USER, "--regid", USER, "--init-groups"].map(PathBuf::from));
        }
        words.extend(["--pdeathsig", "INT", "--"].map(PathBuf::from));
    } else if is_root() {
        words.extend(["runuser", "-u", USER, "--"].map(PathBuf::from));
    }
    words.push(program.to_path_buf());
    let mut command = Command::new(&words[0]);
    // Its user may not enter the folder this task was started in.
    command.args(&words[1..]).current_dir("/");
    command
}

/// Folders of tasks that were killed; without `/proc` there is no telling, and they stay.
fn remove_abandoned(place: &Path) {
    let Ok(entries) = fs::read_dir(place) else { return };
    for entry in entries.flatten().filter(|_| Path::new("/proc/self").exists()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let owner = name.strip_prefix(PREFIX).filter(|owner| owner.parse::<u32>().is_ok());
        if owner.is_some_and(|owner| !Path::new("/proc").join(owner).exists()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// A folder in memory with room for the databases of tests.
fn memory() -> Option<PathBuf> {
    let folder = Path::new("/dev/shm");
    let sizes = capture(Command::new("df").args(["--output=avail", "--block-size=1M"]).arg(folder)).ok()?;
    let free: u64 = sizes.lines().last()?.trim().parse().ok()?;
    (free >= ROOM_MB).then(|| folder.to_path_buf())
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
