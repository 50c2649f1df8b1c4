//! `kill -9` at random moments. What was told to be stored is there afterwards, and the databases are whole.
//!
//! `CRASH_RUNS` sets the number of kills for each side (50 by default).

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read as _};
use std::net::TcpListener;
use std::process::{Child, Command as Process, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::{Value, json};
use sqlx::{Connection as _, Row as _};
use truckroll_domain::attachments::hash_of;
use truckroll_domain::people::Role;
use truckroll_domain::visits::VisitCommand as V;
use truckroll_domain::{AgentId, Command};
use truckroll_server::auth::{password, put_account};
use truckroll_server::directory::put_definition;
use truckroll_server::http::outgoing;
use truckroll_tests::{Database, World, checks};

/// How often each is killed; `CRASH_RUNS=50` before a release.
fn runs() -> u32 {
    std::env::var("CRASH_RUNS").ok().and_then(|n| n.parse().ok()).unwrap_or(20)
}

/// Lines a process prints, read until `enough` says so; then the process is killed.
fn kill_after(mut child: Child, lines: usize) -> Vec<String> {
    let mut reader = BufReader::new(child.stdout.take().expect("is piped"));
    let mut told = Vec::new();
    let mut line = String::new();
    while told.len() < lines && reader.read_line(&mut line).expect("reads") > 0 {
        told.push(line.trim().to_owned());
        line.clear();
    }
    child.kill().expect("is killed");
    child.wait().expect("ends");
    // what was printed before the end was told too; a torn last line was not
    let mut rest = String::new();
    reader.read_to_string(&mut rest).expect("reads");
    told.extend(rest.split_inclusive('\n').filter(|l| l.ends_with('\n')).map(|l| l.trim().to_owned()));
    told
}

#[test]
fn a_killed_phone_keeps_all_it_was_told_is_stored() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("starts");
    runtime.block_on(async {
        let database = Database::sqlite().await;
        let mut world = World::new(&database, 1).await;
        let visit = world.visit("Lift 3 stuck").await;
        let assignment = world.assign(visit, 0).await.expect("is assigned");
        world.settle().await;
        let now = world.now();
        let accept = V::Accept { assignment, place: None };
        world.phones[0].does(Command::Visit { id: visit, command: accept }, now).expect("is accepted");
        world.settle().await;
        world.phones[0].kill();
        let mut told = Vec::new();
        for run in 0..runs() {
            let child = Process::new(env!("CARGO_BIN_EXE_phone_writer"))
                .arg(&world.phones[0].path)
                .args([visit.to_string(), assignment.to_string()])
                .stdout(Stdio::piped())
                .spawn()
                .expect("starts");
            told.extend(kill_after(child, (run as usize * 7) % 23 + 1));
            let phone = Connection::open(&world.phones[0].path).expect("opens");
            let check: String = phone.query_row("pragma integrity_check", [], |r| r.get(0)).expect("checks");
            assert_eq!(check, "ok", "run {run}");
            for line in &told {
                let (what, id) = line.split_once(' ').expect("is a pair");
                let sql = match what {
                    "photo" => "select count(*) from attachments where hash = ?1 and bytes is not null",
                    _ => "select count(*) from outbox where id = ?1",
                };
                let found: i64 = phone.query_row(sql, [id], |r| r.get(0)).expect("reads");
                assert_eq!(found, 1, "run {run}: {line} was told to be stored");
            }
        }
        println!("{} photos and commands were told to be stored in {} runs", told.len(), runs());
        assert!(told.len() >= 5 * runs() as usize, "the phone did little work: {}", told.len());
        world.settle().await;
        checks::all_copies_are_equal(&mut world).await;
    });
}

/// A server process on a free port.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(binary: &str, database: &Database) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").expect("a port is free").local_addr().expect("is known").port();
        let mut process = Process::new(binary);
        process.args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--data"]).arg(database.path());
        if let Some(url) = &database.url {
            process.args(["--database-url", url]);
        }
        let child = process.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the server starts");
        Self { child, address: format!("http://127.0.0.1:{port}/api/v1") }
    }

    async fn until_ready(&self, client: &reqwest::Client) {
        let deadline = Instant::now() + Duration::from_secs(60);
        let ready = self.address.replace("/api/v1", "/readyz");
        while Instant::now() < deadline {
            match client.get(&ready).send().await {
                Ok(answer) if answer.status().is_success() => return,
                _ => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
        panic!("the server does not get ready");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // it may be dead already
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What one run of the server is asked with.
#[derive(Clone)]
struct Desk {
    client: reqwest::Client,
    address: String,
    token: String,
}

const ACCOUNT: &str = "dana";
const PASSWORD: &str = "lift 7 north";

impl Desk {
    async fn sign_in(client: &reqwest::Client, server: &Server) -> Self {
        let sign_in = json!({"account": ACCOUNT, "password": PASSWORD});
        let answer = client.post(format!("{}/sessions", server.address)).json(&sign_in).send().await;
        let session: Value = answer.expect("answers").json().await.expect("is JSON");
        let token = session["token"].as_str().expect("signs in").to_owned();
        Self { client: client.clone(), address: server.address.clone(), token }
    }

    /// The answer, or `None` where there was none or a failure: the server is dead, or dies.
    async fn ask(&self, request: reqwest::RequestBuilder) -> Option<Value> {
        let answer = request.bearer_auth(&self.token).send().await.ok()?;
        if !answer.status().is_success() {
            return None;
        }
        answer.json().await.ok()
    }

    async fn post(&self, path: &str, body: &Value) -> Option<Value> {
        self.ask(self.client.post(format!("{}{path}", self.address)).json(body)).await
    }
}

fn note(visit: &str, n: u64) -> (String, Value) {
    let id = truckroll_server::Uuid::from_u128(0x7000_0000_0000_0000_0000 + u128::from(n)).to_string();
    let entry = truckroll_server::Uuid::from_u128(0x8000_0000_0000_0000_0000 + u128::from(n)).to_string();
    let command =
        json!({"on": "visit", "id": visit, "command": {"do": "note", "entry": entry, "text": format!("note {n}")}});
    (entry, json!({"commands": [{"id": id, "at": 1_772_438_400_000_i64, "command": command}]}))
}

/// A photo on its way over all runs, and what the phone was told about it.
struct Upload {
    bytes: Vec<u8>,
    hash: String,
    /// Bytes that the server said it has.
    acknowledged: usize,
    complete: bool,
}

impl Upload {
    fn new() -> Self {
        let bytes: Vec<u8> = (0..20).flat_map(|_| rand::random::<[u8; 32]>()).cycle().take(48_000).collect();
        let bytes = [rand::random::<[u8; 16]>().as_slice(), &bytes].concat();
        Self { hash: hash_of(&bytes), bytes, acknowledged: 0, complete: false }
    }

    fn told(&mut self, state: &Value) {
        self.acknowledged = usize::try_from(state["offset"].as_u64().expect("says where it stands")).expect("fits");
        self.complete = state["complete"] == true;
    }

    /// Asks a server that was killed where the upload stands: never before what it acknowledged.
    async fn stands(&mut self, desk: &Desk) {
        let new = json!({"hash": self.hash, "size": self.bytes.len(), "mime": "image/jpeg"});
        let Some(state) = desk.post("/uploads", &new).await else { return };
        let (had, was_complete) = (self.acknowledged, self.complete);
        self.told(&state);
        assert!(
            self.acknowledged >= had,
            "bytes up to {had} were acknowledged, asked again from {}",
            self.acknowledged
        );
        assert!(self.complete || !was_complete, "it was told to be complete");
    }

    /// Goes on until it is complete or the server is dead. Pieces are of uneven sizes.
    async fn go_on(&mut self, desk: &Desk) {
        self.stands(desk).await;
        while !self.complete {
            let end = (self.acknowledged + 3_000 + self.acknowledged % 7_001).min(self.bytes.len());
            let piece = self.bytes[self.acknowledged..end].to_vec();
            let url = format!("{}/uploads/{}?offset={}", desk.address, self.hash, self.acknowledged);
            match desk.ask(desk.client.patch(url).body(piece)).await {
                Some(state) => self.told(&state),
                None => return,
            }
        }
    }

    async fn is_read_back(&self, desk: &Desk) {
        let url = format!("{}/attachments/{}", desk.address, self.hash);
        let answer = desk.client.get(url).bearer_auth(&desk.token).send().await.expect("answers");
        assert!(answer.status().is_success(), "{} was told to be complete: {}", self.hash, answer.status());
        assert!(answer.bytes().await.expect("is read") == self.bytes, "byte-equal");
    }
}

/// An organisation with a dispatcher and a visit, made before the first server starts.
async fn prepared(database: &Database) -> String {
    let mut world = World::new(database, 1).await;
    let visit = world.visit("Lift 3 stuck").await;
    let mut dana = world.phones[0].me.agent.clone();
    dana.id = AgentId::from_parts(0, [200; 10]);
    dana.account = ACCOUNT.to_owned();
    dana.roles = vec![Role::Dispatcher];
    let mut tx = world.app.db.begin().await.expect("begins");
    put_definition(&mut tx, world.tenant, "agent", &dana.id.to_string(), &dana).await.expect("is stored");
    put_account(&mut tx, world.tenant, dana.id, ACCOUNT, &password::hash(PASSWORD)).await.expect("is stored");
    tx.commit().await.expect("commits");
    world.app.db.pool().close().await;
    visit.to_string()
}

/// Which of these entries are stored, read beside the server.
async fn stored(database: &Database) -> BTreeSet<String> {
    match &database.url {
        Some(url) => {
            let mut connection = sqlx::PgConnection::connect(url).await.expect("PostgreSQL answers");
            let rows = sqlx::query("select id from entries").fetch_all(&mut connection).await.expect("reads");
            rows.iter().map(|row| row.get(0)).collect()
        }
        None => {
            let file = Connection::open(database.path().join("truckroll.db")).expect("opens");
            let check: String = file.query_row("pragma integrity_check", [], |r| r.get(0)).expect("checks");
            assert_eq!(check, "ok");
            let mut select = file.prepare("select id from entries").expect("is a query");
            let ids = select.query_map([], |row| row.get::<_, String>(0)).expect("reads");
            ids.collect::<Result<_, _>>().expect("reads")
        }
    }
}

/// Kills the server again and again while several write and two phones upload.
async fn a_killed_server(database: Database) {
    let binary = std::env::var("TRUCKROLL_BIN").expect("`cargo xtask test` builds the server and names it");
    let client = outgoing::client().build().expect("a client");
    let visit = prepared(&database).await;
    let mut acknowledged: Vec<String> = Vec::new();
    let mut uploads = [Upload::new(), Upload::new()];
    let mut complete: Vec<Upload> = Vec::new();
    let (mut n, mut interrupted) = (0, 0);
    for run in 0..runs() {
        let mut server = Server::start(&binary, &database);
        server.until_ready(&client).await;
        let desk = Desk::sign_in(&client, &server).await;
        // several writers at once, so that the kill falls into the middle of something
        let mut writers = tokio::task::JoinSet::new();
        for _ in 0..4 {
            for _ in 0..=(run % 5) {
                n += 1;
                let (entry, body) = note(&visit, n);
                let desk = desk.clone();
                writers.spawn(async move { desk.post("/commands", &body).await.map(|_| entry) });
            }
        }
        let writing = async {
            let wanted = (run % 7) as usize;
            let mut stored = 0;
            while let Some(done) = writers.join_next().await {
                if let Some(entry) = done.expect("ends") {
                    acknowledged.push(entry);
                    stored += 1;
                }
                if stored == wanted {
                    server.child.kill().expect("is killed");
                }
            }
        };
        let [one, other] = &mut uploads;
        tokio::join!(writing, one.go_on(&desk), other.go_on(&desk));
        interrupted += uploads.iter().filter(|u| u.acknowledged > 0 && !u.complete).count();
        drop(server);
        for upload in &mut uploads {
            if upload.complete {
                complete.push(std::mem::replace(upload, Upload::new()));
            }
        }
        let stored = stored(&database).await;
        for entry in &acknowledged {
            assert!(stored.contains(entry), "run {run}: {entry} was acknowledged");
        }
    }
    let server = Server::start(&binary, &database);
    server.until_ready(&client).await;
    let desk = Desk::sign_in(&client, &server).await;
    for upload in &mut uploads {
        upload.go_on(&desk).await;
        assert!(upload.complete, "what was interrupted comes to its end");
    }
    for upload in complete.iter().chain(&uploads) {
        upload.is_read_back(&desk).await;
    }
    drop(server);
    println!(
        "{} commands and {} photos were acknowledged in {} runs, photos interrupted {interrupted} times",
        acknowledged.len(),
        complete.len(),
        runs()
    );
    assert!(acknowledged.len() >= 2 * runs() as usize, "the server did little work: {}", acknowledged.len());
    assert!(complete.len() >= runs() as usize / 10, "few photos arrived: {}", complete.len());
    assert!(interrupted >= runs() as usize / 10, "few photos were interrupted: {interrupted}");
    database.remove().await;
}

fn run(story: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("starts");
    runtime.block_on(story);
}

#[test]
fn a_killed_server_keeps_all_it_acknowledged() {
    run(async { a_killed_server(Database::sqlite().await).await });
}

#[test]
fn a_killed_server_keeps_all_it_acknowledged_on_postgres() {
    run(async {
        let database = Database::postgres().await.expect("`cargo xtask test` starts PostgreSQL and names it");
        database.wait_for_the_disk().await;
        a_killed_server(database).await;
    });
}
