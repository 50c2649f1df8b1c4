//! Ten thousand uploads as no honest phone or browser makes them, over the whole router. Nothing panics, no answer
//! says that the server failed, nothing lies under a hash that is not its content's, nothing is written outside the
//! folder for files, and whoever uploads honestly meanwhile gets through.
//!
//! `HOSTILE_CASES` sets the number (10,000 by default; a tenth of it on PostgreSQL, where only the rows differ).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use rand::rngs::StdRng;
use rand::{Rng, RngCore as _, SeedableRng};
use serde_json::{Value, json};
use sqlx::Row as _;
use tower::ServiceExt as _;
use truckroll_domain::attachments::{hash_of, is_hash};
use truckroll_domain::forms::Form;
use truckroll_domain::people::{Agent, Role};
use truckroll_domain::{AgentId, FormId};
use truckroll_server::auth::{password, put_account};
use truckroll_server::directory::put_definition;
use truckroll_server::http;
use truckroll_tests::{Database, World};

/// What a name that leads out of the folder would make.
const MARK: &str = "truckroll-led-astray";
/// A customer's forms are limited by address and link; this much later one may be sent again.
const FORM_PAUSE_MS: i64 = 11 * 60 * 1_000;

struct Attack {
    world: World,
    router: Router,
    token: String,
    form: String,
    dice: StdRng,
    answers: std::collections::BTreeMap<u16, usize>,
}

/// An answer, read to its end.
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl Attack {
    async fn new(database: &Database) -> Self {
        let world = World::new(database, 1).await;
        let mut dispatcher: Agent = world.phones[0].me.agent.clone();
        dispatcher.id = AgentId::from_parts(1, [99; 10]);
        dispatcher.account = format!("dispatcher-{}", world.tenant);
        dispatcher.roles = vec![Role::Dispatcher, Role::Engineer];
        let form = Form {
            id: FormId::from_parts(1, [98; 10]),
            title: "Report a fault".into(),
            intro: String::new(),
            locale: "en".into(),
            fields: Vec::new(),
            max_photos: 5,
            ask_place: false,
            published: true,
        };
        let hash = password::hash("lift 7 north");
        let mut tx = world.app.db.begin().await.expect("begins");
        put_definition(&mut tx, world.tenant, "agent", &dispatcher.id.to_string(), &dispatcher)
            .await
            .expect("is stored");
        put_definition(&mut tx, world.tenant, "form", &form.id.to_string(), &form).await.expect("is stored");
        put_account(&mut tx, world.tenant, dispatcher.id, &dispatcher.account, &hash).await.expect("is stored");
        tx.commit().await.expect("commits");
        world.app.forget_directory(world.tenant);
        let router = http::router(world.app.clone());
        let dice = StdRng::seed_from_u64(11);
        let mut attack =
            Self { world, router, token: String::new(), form: String::new(), dice, answers: Default::default() };
        let sign_in = json!({"account": dispatcher.account, "password": "lift 7 north"});
        let session = attack.call(Method::POST, "/api/v1/sessions", sign_in.to_string().into_bytes()).await.json();
        session["token"].as_str().expect("signs in").clone_into(&mut attack.token);
        let path = format!("/api/v1/forms/{}/links", form.id);
        let link = attack.call(Method::POST, &path, b"{}".to_vec()).await.json();
        link["path"].as_str().expect("is published").clone_into(&mut attack.form);
        attack
    }

    /// Sends a request. Whatever it was, the server does not say that it failed.
    async fn send(&mut self, request: Request<Body>) -> Reply {
        let what = format!("{} {}", request.method(), request.uri());
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("is read");
        let status = parts.status;
        assert!(status.as_u16() < 500, "{what}: {status} {}", String::from_utf8_lossy(&body));
        *self.answers.entry(status.as_u16()).or_default() += 1;
        Reply { status, headers: parts.headers, body }
    }

    async fn call(&mut self, method: Method, path: &str, body: Vec<u8>) -> Reply {
        self.call_as(method, path, "application/octet-stream", body).await
    }

    async fn call_as(&mut self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Reply {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, kind);
        match request.body(Body::from(body)) {
            Ok(request) => self.send(request).await,
            // what no HTTP request can carry never reaches the server
            Err(_) => Reply { status: StatusCode::BAD_REQUEST, headers: HeaderMap::new(), body: Bytes::new() },
        }
    }

    async fn begin(&mut self, hash: &str, size: impl Into<Value>, mime: &str) -> Reply {
        let new = json!({"hash": hash, "size": size.into(), "mime": mime});
        self.call(Method::POST, "/api/v1/uploads", new.to_string().into_bytes()).await
    }

    async fn put(&mut self, hash: &str, offset: impl std::fmt::Display, bytes: &[u8]) -> Reply {
        self.call(Method::PATCH, &format!("/api/v1/uploads/{hash}?offset={offset}"), bytes.to_vec()).await
    }

    fn bytes(&mut self) -> Vec<u8> {
        let longest = if self.dice.random_bool(0.02) { 60_000 } else { 900 };
        let mut bytes = vec![0; self.dice.random_range(2..longest)];
        self.dice.fill_bytes(&mut bytes);
        bytes
    }

    /// Uploads as a phone does, from wherever the upload stands, and reads it back.
    async fn honest(&mut self, bytes: &[u8]) {
        let hash = hash_of(bytes);
        let state = self.begin(&hash, bytes.len(), "image/jpeg").await.json();
        let mut at = usize::try_from(state["offset"].as_u64().expect("says where it stands")).expect("fits");
        let mut complete = state["complete"] == true;
        let mut pieces = 0;
        while !complete {
            let end = (at + bytes.len() / 2 + 1).min(bytes.len());
            let reply = self.put(&hash, at, &bytes[at..end]).await;
            // a partial upload somebody else spoiled begins anew, as a phone does
            let state = if reply.status == StatusCode::OK {
                reply.json()
            } else {
                self.begin(&hash, bytes.len(), "image/jpeg").await.json()
            };
            at = usize::try_from(state["offset"].as_u64().expect("says where it stands")).expect("fits");
            complete = state["complete"] == true;
            pieces += 1;
            assert!(pieces < 8, "an honest upload of {} bytes does not come to its end", bytes.len());
        }
        let found = self.call(Method::GET, &format!("/api/v1/attachments/{hash}"), Vec::new()).await;
        assert!(found.status == StatusCode::OK && found.body == bytes, "what was uploaded honestly is read back");
        assert_eq!(found.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }

    async fn one(&mut self, n: usize) {
        let bytes = self.bytes();
        let hash = hash_of(&bytes);
        let half = bytes.len() / 2;
        match n % 16 {
            0 => self.wrong_offsets(&bytes, &hash).await,
            1 => {
                let mut other = bytes.clone();
                let at = self.dice.random_range(0..other.len());
                other[at] ^= 1 << self.dice.random_range(0..8);
                self.begin(&hash, bytes.len(), "image/jpeg").await;
                let reply = self.put(&hash, 0, &other).await;
                assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "another content");
            }
            2 => self.wrong_sizes(&bytes, &hash).await,
            3 => {
                self.begin(&hash, bytes.len(), "image/png").await;
                let more = [bytes.as_slice(), b"more"].concat();
                assert_eq!(self.put(&hash, 0, &more).await.status, StatusCode::PAYLOAD_TOO_LARGE);
                self.put(&hash, 0, &bytes[..half]).await;
                assert_eq!(self.put(&hash, half, &bytes).await.status, StatusCode::PAYLOAD_TOO_LARGE);
            }
            4 => {
                self.begin(&hash, bytes.len(), "image/png").await;
                for _ in 0..3 {
                    self.put(&hash, 0, &bytes[..half]).await;
                }
                self.begin(&hash, bytes.len(), "image/webp").await;
                for _ in 0..2 {
                    self.put(&hash, half, &bytes[half..]).await;
                }
                self.honest(&bytes).await;
            }
            5 => {
                self.begin(&hash, bytes.len(), "image/png").await;
                let refused = self.put(&hash, half, &bytes[half..]).await;
                assert_eq!((refused.status, &refused.headers["upload-offset"]), (StatusCode::CONFLICT, &0.into()));
                self.put(&hash, 0, &bytes[..half]).await;
                self.put(&hash, half, &bytes[half..]).await;
                self.honest(&bytes).await;
            }
            6 => self.two_at_once(&bytes, &hash).await,
            7 => {
                // left in the middle; now and then somebody goes on
                self.begin(&hash, bytes.len(), "image/jpeg").await;
                self.put(&hash, 0, &bytes[..half]).await;
                if self.dice.random_bool(0.2) {
                    self.honest(&bytes).await;
                }
            }
            8 => self.odd_hashes(&bytes).await,
            9 => self.odd_types(&bytes, &hash).await,
            10 | 11 => self.damaged_picture().await,
            12 => {
                let text = json!({"hash": hash, "size": bytes.len(), "mime": "image/png"}).to_string();
                let mut text = text.into_bytes();
                for _ in 0..self.dice.random_range(1..6) {
                    let at = self.dice.random_range(0..text.len());
                    text[at] = self.dice.random();
                }
                self.call(Method::POST, "/api/v1/uploads", text).await;
            }
            13 => {
                self.begin(&hash, bytes.len(), "image/png").await;
                self.put(&hash, 0, b"").await;
                self.put(&hash, 0, &bytes[..half]).await;
                self.put(&hash, half, b"").await;
                // another size for the same hash begins anew
                self.begin(&hash, bytes.len() + 1, "image/png").await;
                self.put(&hash, 0, &[bytes.as_slice(), b"x"].concat()).await;
                self.honest(&bytes).await;
            }
            14 => {
                for method in [Method::PUT, Method::POST, Method::DELETE, Method::HEAD, Method::GET] {
                    self.call(method, &format!("/api/v1/uploads/{hash}?offset=0"), bytes.clone()).await;
                }
                self.call(Method::GET, &format!("/api/v1/attachments/{hash}"), Vec::new()).await;
            }
            _ => {
                let range = ["bytes=0-", "bytes=-1", "bytes=9-1", "bytes=0-0,2-3", "bytes=99999999999999999999-", "x"];
                self.honest(&bytes).await;
                let request = Request::get(format!("/api/v1/attachments/{hash}"))
                    .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
                    .header(header::RANGE, range[self.dice.random_range(0..range.len())]);
                self.send(request.body(Body::empty()).expect("request")).await;
            }
        }
    }

    async fn wrong_offsets(&mut self, bytes: &[u8], hash: &str) {
        const OFFSETS: [&str; 13] = [
            "-1",
            "18446744073709551615",
            "18446744073709551616",
            "9223372036854775807",
            "1e3",
            "0x0",
            "",
            "0.0",
            "%00",
            "0&offset=1",
            "NaN",
            "+1",
            "1;2",
        ];
        self.begin(hash, bytes.len(), "image/jpeg").await;
        for _ in 0..2 {
            let offset = OFFSETS[self.dice.random_range(0..OFFSETS.len())];
            self.put(hash, offset, bytes).await;
        }
        let off = self.dice.random_range(1..u64::MAX);
        let reply = self.put(hash, off, bytes).await;
        assert_eq!(reply.status, StatusCode::CONFLICT, "the upload stands at its begin");
    }

    async fn wrong_sizes(&mut self, bytes: &[u8], hash: &str) {
        let right = bytes.len();
        let wrong = [
            json!(right - 1),
            json!(right + 1),
            json!(0),
            json!(-1),
            json!(1e30),
            json!(0.5),
            json!("12"),
            json!(null),
            json!([right]),
            json!(u64::MAX),
            json!(50 * 1024 * 1024),
        ];
        let size = wrong[self.dice.random_range(0..wrong.len())].clone();
        if self.begin(hash, size, "image/jpeg").await.status == StatusCode::OK {
            let reply = self.put(hash, 0, bytes).await;
            assert_ne!(reply.json()["complete"], true, "the size was another");
        }
    }

    async fn two_at_once(&mut self, bytes: &[u8], hash: &str) {
        self.begin(hash, bytes.len(), "image/jpeg").await;
        let cut = self.dice.random_range(1..=bytes.len());
        let send = |from: usize, to: usize| {
            let request = Request::patch(format!("/api/v1/uploads/{hash}?offset={from}"))
                .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
                .body(Body::from(bytes[from..to].to_vec()))
                .expect("request");
            let router = self.router.clone();
            async move { router.oneshot(request).await.expect("the router answers").status().as_u16() }
        };
        let (a, b, c) = tokio::join!(send(0, cut), send(0, bytes.len()), send(0, cut));
        assert!([a, b, c].iter().all(|status| *status < 500) && [a, b, c].contains(&200), "{a} {b} {c}");
        self.honest(bytes).await;
    }

    async fn odd_hashes(&mut self, bytes: &[u8]) {
        let up = "../".repeat(self.dice.random_range(1..12));
        let odd = [
            format!("{up}{MARK}"),
            format!("/{MARK}"),
            format!("{}/{MARK}", &hash_of(bytes)[..20]),
            hash_of(bytes).to_uppercase(),
            hash_of(bytes)[1..].to_owned(),
            format!("{}0", hash_of(bytes)),
            format!("{}.part", &hash_of(bytes)[..59]),
            format!("{}\0{MARK}", &hash_of(bytes)[..30]),
            "电".repeat(22),
            String::new(),
            ".".repeat(64),
            "\\..\\".repeat(16),
        ];
        let hash = &odd[self.dice.random_range(0..odd.len())];
        let refused = self.begin(hash, bytes.len(), "image/jpeg").await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{hash:?}");
        let encoded: String = hash.bytes().map(|b| format!("%{b:02x}")).collect();
        for path in [encoded.as_str(), hash] {
            if path.bytes().all(|b| b.is_ascii_graphic()) {
                self.put(path, 0, bytes).await;
                self.call(Method::GET, &format!("/api/v1/attachments/{path}"), Vec::new()).await;
            }
        }
    }

    async fn odd_types(&mut self, bytes: &[u8], hash: &str) {
        const TYPES: [&str; 16] = [
            "text/html",
            "image/svg+xml",
            "image/jpeg; charset=utf-8",
            "image",
            "/",
            "image/",
            "/jpeg",
            "a/b/c",
            "",
            "image/jpeg\r\nx-evil: 1",
            "IMAGE/JPEG",
            "电/影",
            "multipart/form-data; boundary=x",
            "*/*",
            "a\0/b",
            "image/ jpeg",
        ];
        let kind = TYPES[self.dice.random_range(0..TYPES.len())];
        let long = format!("image/{}", "x".repeat(200));
        let kind = if self.dice.random_bool(0.1) { &long } else { kind };
        let begun = self.begin(hash, bytes.len(), kind).await.status == StatusCode::OK;
        let path = format!("/api/v1/uploads/{hash}?offset=0");
        let reply = self.call_as(Method::PATCH, &path, kind, bytes.to_vec()).await;
        if begun && reply.status == StatusCode::OK {
            let found = self.call(Method::GET, &format!("/api/v1/attachments/{hash}"), Vec::new()).await;
            assert!(found.body == bytes, "the bytes are what they were, whatever they are called");
            let shown = found.headers[header::CONTENT_TYPE].to_str().expect("text").to_owned();
            assert!(
                !shown.contains("html") && !shown.contains("svg") && !shown.contains("multipart"),
                "{kind}: {shown}"
            );
        }
    }

    /// A picture whose head is damaged: stored as the bytes it is, or named as no picture on the form.
    async fn damaged_picture(&mut self) {
        const HEADS: [&[u8]; 5] = [
            b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03",
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\x06\x00\x00\x00",
            b"RIFF\xff\xff\xff\xffWEBPVP8L\xff\xff\xff\xff\x2f\xff\xff\xff\xff",
            b"GIF89a\xff\xff\xff\xff\xf7\x00\x00",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        ];
        let mut bytes = HEADS[self.dice.random_range(0..HEADS.len())].to_vec();
        for _ in 0..self.dice.random_range(0..4) {
            let at = self.dice.random_range(0..bytes.len());
            bytes[at] = self.dice.random();
        }
        bytes.truncate(self.dice.random_range(1..=bytes.len()));
        let mut tail = self.bytes();
        tail.truncate(300);
        bytes.extend(tail);
        if !self.dice.random_bool(0.1) {
            self.honest(&bytes).await;
            return;
        }
        self.world.pass(FORM_PAUSE_MS);
        let name = [format!("../../{MARK}.jpg"), "a\"b.jpg".into(), "电梯.jpg".into(), String::new()];
        let name = &name[self.dice.random_range(0..name.len())];
        let mut body = format!(
            "--XX\r\ncontent-disposition: form-data; name=\"photos\"; filename=\"{name}\"\r\ncontent-type: image/jpeg\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(&bytes);
        body.extend_from_slice(b"\r\n--XX--\r\n");
        if self.dice.random_bool(0.3) {
            body.truncate(self.dice.random_range(0..body.len()));
        }
        let path = self.form.clone();
        self.call_as(Method::POST, &path, "multipart/form-data; boundary=XX", body).await;
    }

    /// Nothing lies where it should not, and whatever lies under a hash has it.
    async fn the_folder_is_sound(&self, folder: &Path) {
        let mut complete = BTreeSet::new();
        for path in everything_below(folder) {
            let inside = path.strip_prefix(folder).expect("is below");
            assert!(!inside.to_string_lossy().contains(MARK), "{}", path.display());
            let parts: Vec<String> = inside.iter().map(|p| p.to_string_lossy().into_owned()).collect();
            if parts.len() == 1 {
                let known = ["truckroll.db", "phone-"].iter().any(|name| parts[0].starts_with(name));
                assert!(known, "a stray file: {}", path.display());
                continue;
            }
            assert_eq!((parts[0].as_str(), parts.len()), ("files", 4), "{}", path.display());
            assert_eq!(parts[1], self.world.tenant.to_string());
            let hash = parts[3].strip_suffix(".part").unwrap_or(&parts[3]);
            assert!(is_hash(hash) && hash.starts_with(&parts[2]), "{}", path.display());
            if hash == parts[3] {
                assert_eq!(
                    hash_of(&std::fs::read(&path).expect("is read")),
                    hash,
                    "another content than its name says"
                );
                complete.insert(hash.to_owned());
            }
        }
        let rows = sqlx::query("select hash from attachments where tenant_id = $1 and completed_at is not null")
            .bind(self.world.tenant.to_string())
            .fetch_all(self.world.app.db.pool())
            .await
            .expect("reads");
        let rows: BTreeSet<String> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(rows, complete, "complete rows and complete files are the same");
        for above in [folder.parent(), Some(Path::new("/")), Some(Path::new("."))].into_iter().flatten() {
            let there = std::fs::read_dir(above).into_iter().flatten().flatten();
            assert!(there.into_iter().all(|e| !e.file_name().to_string_lossy().contains(MARK)), "{}", above.display());
        }
    }
}

fn everything_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("is read") {
        let path = entry.expect("is read").path();
        if path.is_dir() { found.extend(everything_below(&path)) } else { found.push(path) }
    }
    found
}

async fn attack(database: &Database, cases: usize) {
    let mut attack = Attack::new(database).await;
    for n in 0..cases {
        attack.one(n).await;
        if n % 50 == 0 {
            let bytes = attack.bytes();
            attack.honest(&bytes).await;
        }
    }
    attack.the_folder_is_sound(&database.path()).await;
    println!("{cases} uploads were answered: {:?}", attack.answers);
    for status in [200, 400, 404, 405, 409, 413, 422] {
        assert!(attack.answers.contains_key(&status), "no answer was {status}: {:?}", attack.answers);
    }
}

#[test]
fn mutated_uploads_harm_nothing_and_nobody() {
    super::run(async { attack(&Database::sqlite().await, super::cases()).await });
}

#[test]
fn mutated_uploads_harm_nothing_and_nobody_on_postgres() {
    super::run(async {
        let database = super::postgres().await;
        attack(&database, super::cases() / 10).await;
        database.remove().await;
    });
}
