//! `kill -9` at random moments. What was told to be stored is there afterwards, and the databases are whole.
//!
//! `CRASH_RUNS` sets the number of kills for each side (50 by default).

use std::io::{BufRead, BufReader, Read as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::{Value, json};
use truckroll_domain::Command;
use truckroll_domain::visits::VisitCommand as V;
use truckroll_tests::{Database, World, checks};

fn runs() -> u32 {
    std::env::var("CRASH_RUNS").ok().and_then(|n| n.parse().ok()).unwrap_or(50)
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
        let database = Database::sqlite();
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
    fn start(binary: &str, data: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").expect("a port is free").local_addr().expect("is known").port();
        let child = Process::new(binary)
            .args(["serve", "--demo", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        Self { child, address: format!("http://127.0.0.1:{port}/api/v1") }
    }

    async fn until_ready(&self, client: &reqwest::Client) {
        let deadline = Instant::now() + Duration::from_secs(180);
        let ready = self.address.replace("/api/v1", "/readyz");
        while Instant::now() < deadline {
            match client.get(&ready).send().await {
                Ok(answer) if answer.status().is_success() => return,
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
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

fn note(visit: &str, n: u64) -> (String, Value) {
    let id = truckroll_server::Uuid::from_u128(0x7000_0000_0000_0000_0000 + u128::from(n)).to_string();
    let entry = truckroll_server::Uuid::from_u128(0x8000_0000_0000_0000_0000 + u128::from(n)).to_string();
    let command =
        json!({"on": "visit", "id": visit, "command": {"do": "note", "entry": entry, "text": format!("note {n}")}});
    (entry, json!({"commands": [{"id": id, "at": 1_772_438_400_000_i64, "command": command}]}))
}

#[test]
fn a_killed_server_keeps_all_it_acknowledged() {
    let binary = std::env::var("TRUCKROLL_BIN").expect("`cargo xtask test` builds the server and names it");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("starts");
    runtime.block_on(async {
        let database = Database::sqlite();
        let client = reqwest::Client::new();
        let mut acknowledged: Vec<String> = Vec::new();
        let mut n = 0;
        let mut visit = String::new();
        for run in 0..runs() {
            let mut server = Server::start(&binary, &database.path());
            server.until_ready(&client).await;
            let session: Value = client
                .post(format!("{}/sessions", server.address))
                .json(&json!({"account": "dana", "password": "truckroll-demo"}))
                .send()
                .await
                .expect("answers")
                .json()
                .await
                .expect("is JSON");
            let token = session["token"].as_str().expect("signs in").to_owned();
            if visit.is_empty() {
                let page: Value = client
                    .get(format!("{}/visits?limit=1", server.address))
                    .bearer_auth(&token)
                    .send()
                    .await
                    .expect("answers")
                    .json()
                    .await
                    .expect("is JSON");
                visit = page["rows"][0]["id"].as_str().expect("has a visit").to_owned();
            }
            // several writers at once, so that the kill falls into the middle of something
            let mut writers = tokio::task::JoinSet::new();
            for _ in 0..4 {
                for _ in 0..=(run % 5) {
                    n += 1;
                    let (entry, body) = note(&visit, n);
                    let (client, url, token) = (client.clone(), format!("{}/commands", server.address), token.clone());
                    writers.spawn(async move {
                        let sent = client.post(url).bearer_auth(token).json(&body).send().await;
                        matches!(sent, Ok(answer) if answer.status().is_success()).then_some(entry)
                    });
                }
            }
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
            drop(server);
            let file = Connection::open(database.path().join("truckroll.db")).expect("opens");
            let check: String = file.query_row("pragma integrity_check", [], |r| r.get(0)).expect("checks");
            assert_eq!(check, "ok", "run {run}");
            for entry in &acknowledged {
                let found: i64 =
                    file.query_row("select count(*) from entries where id = ?1", [entry], |r| r.get(0)).expect("reads");
                assert_eq!(found, 1, "run {run}: {entry} was acknowledged");
            }
        }
        println!("{} commands were acknowledged in {} runs", acknowledged.len(), runs());
        assert!(acknowledged.len() >= 2 * runs() as usize, "the server did little work: {}", acknowledged.len());
    });
}
