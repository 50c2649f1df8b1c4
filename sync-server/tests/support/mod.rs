//! A server for tests: two organisations with staff and customers, on SQLite in a temporary folder and, when
//! `TRUCKROLL_TEST_POSTGRES` names a server, on a fresh PostgreSQL database there. The clock is moved, never waited for.

#![expect(dead_code, reason = "each test binary uses its part")]

#[path = "../../../tests/src/database.rs"]
mod database;

use std::sync::Arc;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicI64, Ordering};

use argon2::password_hash::SaltString;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, Version};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::{Value as Json, json};
use tower::ServiceExt as _;
use truckroll_domain::access::{Feature, Switches};
use truckroll_domain::people::{Agent, Role};
use truckroll_domain::*;
use truckroll_server::app::Clock;
use truckroll_server::auth::put_account;
use truckroll_server::directory::{Settings, put_definition};
use truckroll_server::ingest::{self, Caller};
use truckroll_server::{App, Config, http};

pub use database::Database;

/// 2026-05-04 10:00 in Shanghai.
pub const NOW: i64 = 1_777_860_000_000;
/// Everybody's password.
pub const PASSWORD: &str = "lift 7 north";
/// With the smallest parameters there are: everybody signs in, and none of the tests is about how long that takes.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let salt = SaltString::encode_b64(b"salt of tests").expect("a salt");
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).expect("parameters"));
    argon.hash_password(PASSWORD.as_bytes(), &salt).expect("hashes").to_string()
});

/// One organisation.
pub struct Tenant {
    pub id: TenantId,
    pub name: &'static str,
    /// Li, dispatcher.
    pub li: AgentId,
    /// Wang, engineer with skill `lift`, near.
    pub wang: AgentId,
    /// Zhao, engineer without skills, far.
    pub zhao: AgentId,
    pub company: CompanyId,
    pub asset: AssetId,
    pub ticket: TicketId,
    /// A visit of the ticket, without an engineer.
    pub visit: VisitId,
}

/// A running server and its database.
pub struct World {
    pub app: App,
    pub router: Router,
    pub a: Tenant,
    pub b: Tenant,
    pub now: Arc<AtomicI64>,
    pub database: Database,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{e}: {} {}", self.status, String::from_utf8_lossy(&self.body)))
    }
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
    /// The stable code and the detail of a problem.
    pub fn problem(&self) -> (u16, String, String) {
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json", "{}", self.text());
        let json = self.json();
        let word = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
        (self.status.as_u16(), word("code"), word("detail"))
    }
    /// Values of one member of the rows.
    pub fn rows(&self, member: &str) -> Vec<String> {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        let json = self.json();
        let rows = json.get("rows").unwrap_or(&json).as_array().cloned().unwrap_or_default();
        rows.iter().map(|r| r[member].as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// Runs a test on each engine there is.
pub async fn on_each_engine(test: impl AsyncFn(&World)) {
    for database in Database::all().await {
        let world = World::open(database).await;
        test(&world).await;
        world.close().await;
    }
}

impl World {
    /// Opens one on SQLite.
    pub async fn sqlite() -> Self {
        Self::open(Database::sqlite().await).await
    }

    /// Opens a server with two organisations.
    pub async fn open(database: Database) -> Self {
        let mut config = Config::in_folder(database.path());
        config.database_url.clone_from(&database.url);
        let now = Arc::new(AtomicI64::new(NOW));
        let clock = Clock::from_fn({
            let now = Arc::clone(&now);
            move || Timestamp(now.load(Ordering::Relaxed))
        });
        let app = App::open(config, clock).await.expect("opens");
        let a = tenant(&app, "Aurora Lifts", 0xa).await;
        let b = tenant(&app, "Borealis Boilers", 0xb).await;
        let router = http::router(app.clone());
        Self { app, router, a, b, now, database }
    }

    /// The same organisations and clock in a folder of its own, for another process on this database.
    pub fn twin(world: &World) -> Self {
        let tenant = |t: &Tenant| Tenant { ..*t };
        Self {
            app: world.app.clone(),
            router: world.router.clone(),
            a: tenant(&world.a),
            b: tenant(&world.b),
            now: Arc::clone(&world.now),
            database: Database::none(),
        }
    }

    /// Closes the database and drops it.
    pub async fn close(self) {
        self.app.db.pool().close().await;
        self.database.remove().await;
    }

    /// Moves the clock.
    pub fn advance(&self, ms: i64) {
        self.now.fetch_add(ms, Ordering::Relaxed);
    }

    /// Sends a request.
    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("body");
        Reply { status: parts.status, headers: parts.headers, body }
    }

    /// Sends a request with a token and a body.
    pub async fn call(&self, method: Method, path: &str, token: &str, body: Option<Json>) -> Reply {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = body.map_or_else(Body::empty, |b| Body::from(b.to_string()));
        self.send(request.body(body).expect("request")).await
    }
    pub async fn get(&self, path: &str, token: &str) -> Reply {
        self.call(Method::GET, path, token, None).await
    }
    pub async fn post(&self, path: &str, token: &str, body: Json) -> Reply {
        self.call(Method::POST, path, token, Some(body)).await
    }
    /// Sends bytes.
    pub async fn bytes(&self, method: Method, path: &str, token: &str, body: Vec<u8>) -> Reply {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(Body::from(body)).expect("request")).await
    }

    /// Signs in at a desk.
    pub async fn desk(&self, account: &str) -> String {
        let reply = self.post("/sessions", "", json!({"account": account, "password": PASSWORD})).await;
        reply.json()["token"].as_str().unwrap_or_else(|| panic!("{}", reply.text())).to_owned()
    }
    /// Signs in on a phone.
    pub async fn phone(&self, account: &str, device: DeviceId) -> String {
        let device = json!({"id": device, "kind": "phone", "name": "phone"});
        let body = json!({"account": account, "password": PASSWORD, "device": device});
        let reply = self.post("/sessions", "", body).await;
        reply.json()["token"].as_str().unwrap_or_else(|| panic!("{}", reply.text())).to_owned()
    }

    /// Carries out a command of the system.
    pub async fn execute(&self, tenant: &Tenant, command: Command) {
        execute(&self.app, tenant.id, vec![command]).await;
    }
    /// Makes a visit and returns its id.
    pub async fn visit(&self, tenant: &Tenant, visit: visits::NewVisit) -> VisitId {
        let id: VisitId = self.app.fresh();
        self.execute(tenant, Command::Visit { id, command: visits::VisitCommand::Create { visit: Box::new(visit) } })
            .await;
        id
    }
    /// Assigns a visit.
    pub async fn assign(&self, tenant: &Tenant, id: VisitId, agent: AgentId) -> AssignmentId {
        let assignment: AssignmentId = self.app.fresh();
        let command = visits::VisitCommand::Assign {
            assignment,
            agent,
            agent_name: String::new(),
            seen: None,
            reason: String::new(),
        };
        self.execute(tenant, Command::Visit { id, command }).await;
        assignment
    }
    /// Carries out a visit command as one of its engineers.
    pub async fn act(&self, tenant: &Tenant, agent: AgentId, id: VisitId, command: visits::VisitCommand) {
        let actor = self.app.directory(tenant.id).await.expect("directory").actor(agent).expect("agent");
        let caller = Caller { tenant: tenant.id, actor, device: None };
        let commands = vec![envelope(&self.app, Command::Visit { id, command })];
        ingest::execute(&self.app, &caller, commands).await.expect("applies");
    }
}

/// A command with a fresh id, given now.
pub fn envelope(app: &App, command: Command) -> Envelope {
    Envelope { id: app.fresh(), at: app.clock.now(), offline: false, command }
}

async fn execute(app: &App, tenant: TenantId, commands: Vec<Command>) {
    let caller = Caller { tenant, actor: Actor::System, device: None };
    let commands = commands.into_iter().map(|c| envelope(app, c)).collect();
    ingest::execute(app, &caller, commands).await.expect("the system's commands apply");
}

/// An agent of the tests.
pub fn agent(id: AgentId, account: &str, name: &str, role: Role) -> Agent {
    Agent {
        id,
        account: account.to_owned(),
        name: name.to_owned(),
        given_name: name.to_owned(),
        roles: vec![role],
        shift_from_min: Some(8 * 60),
        shift_to_min: Some(18 * 60),
        ..Agent::default()
    }
}

/// The desk token of a new administrator called Sun Li.
pub async fn tenant_admin(world: &World, tenant: &Tenant, account: &str) -> String {
    let id: AgentId = world.app.fresh();
    let mut tx = world.app.db.begin().await.expect("begins");
    put_account(&mut tx, tenant.id, id, account, &HASH).await.expect("account");
    tx.commit().await.expect("commits");
    put_agent(&world.app, tenant.id, &agent(id, account, "Sun Li", Role::Admin)).await;
    world.desk(account).await
}

/// Switches a feature of an organisation.
pub async fn switch(world: &World, tenant: &Tenant, feature: Feature, on: bool) {
    let now = world.app.directory(tenant.id).await.expect("directory").policy.switches.clone().with(feature, on);
    let mut tx = world.app.db.begin().await.expect("begins");
    put_definition(&mut tx, tenant.id, Switches::KIND, Switches::ID, &now).await.expect("stored");
    tx.commit().await.expect("commits");
    world.app.forget_directory(tenant.id);
}

/// Writes an agent into the directory.
pub async fn put_agent(app: &App, tenant: TenantId, agent: &Agent) {
    let mut tx = app.db.begin().await.expect("begins");
    put_definition(&mut tx, tenant, "agent", &agent.id.to_string(), agent).await.expect("stored");
    tx.commit().await.expect("commits");
    app.forget_directory(tenant);
}

/// Makes an organisation. Accounts are `li`, `wang` and `zhao` with `-a` or `-b`.
async fn tenant(app: &App, name: &'static str, letter: u8) -> Tenant {
    let id: TenantId = app.fresh();
    let suffix = if letter == 0xa { "a" } else { "b" };
    let settings = Settings { utc_offset_min: 480, time_zone: "Asia/Shanghai".into(), ..Settings::default() };
    let mut tx = app.db.begin().await.expect("begins");
    sqlx::query("insert into tenants (id, name, seq, epoch, settings, created_at) values ($1, $2, 0, 1, $3, $4)")
        .bind(id.to_string())
        .bind(name)
        .bind(serde_json::to_string(&settings).expect("settings"))
        .bind(NOW)
        .execute(tx.on())
        .await
        .expect("tenant");
    let (li, wang, zhao): (AgentId, AgentId, AgentId) = (app.fresh(), app.fresh(), app.fresh());
    let mut staff = Vec::new();
    for (id, account, name, role) in [
        (li, "li", "Li Na", Role::Dispatcher),
        (wang, "wang", "Wang Wei", Role::Engineer),
        (zhao, "zhao", "Zhao Min", Role::Engineer),
    ] {
        staff.push(agent(id, &format!("{account}-{suffix}"), name, role));
    }
    staff[1].skills = vec!["lift".into()];
    staff[1].home = Some(Place::new(31.23, 121.47));
    staff[2].home = Some(Place::new(31.50, 121.90));
    for agent in &staff {
        put_account(&mut tx, id, agent.id, &agent.account, &HASH).await.expect("account");
        put_definition(&mut tx, id, "agent", &agent.id.to_string(), agent).await.expect("agent");
    }
    tx.commit().await.expect("commits");
    let (company, asset): (CompanyId, AssetId) = (app.fresh(), app.fresh());
    let (ticket, visit): (TicketId, VisitId) = (app.fresh(), app.fresh());
    let customer = visits::Customer {
        company: Some(company),
        company_name: format!("{name} Customer"),
        phone: "+86 21 5555 0100".into(),
        ..visits::Customer::default()
    };
    let address = visits::Address {
        city: "Shanghai".into(),
        detail: "100 Century Avenue".into(),
        place: Some(Place::new(31.24, 121.50)),
        ..visits::Address::default()
    };
    let new_company = companies::CompanyEdit {
        name: Some(customer.company_name.clone()),
        address: Some(address.clone()),
        ..companies::CompanyEdit::default()
    };
    let new_asset = assets::AssetEdit {
        name: Some(format!("{name} machine")),
        serial_number: Some(format!("SN-{suffix}-1")),
        company: Some(company),
        ..assets::AssetEdit::default()
    };
    let new_ticket = tickets::NewTicket {
        title: format!("{name} ticket"),
        description: "It makes a noise".into(),
        customer: customer.clone(),
        asset: Some(asset),
        ..tickets::NewTicket::default()
    };
    let new_visit = visits::NewVisit {
        title: format!("{name} visit"),
        customer,
        address,
        ticket: Some(ticket),
        window_from: Some(Timestamp(NOW + 3_600_000)),
        window_to: Some(Timestamp(NOW + 7_200_000)),
        duration_min: Some(60),
        ..visits::NewVisit::default()
    };
    let commands = vec![
        Command::Company { id: company, command: companies::CompanyCommand::Create { company: Box::new(new_company) } },
        Command::Asset { id: asset, command: assets::AssetCommand::Create { asset: Box::new(new_asset) } },
        Command::Ticket { id: ticket, command: tickets::TicketCommand::Create { ticket: Box::new(new_ticket) } },
        Command::Visit { id: visit, command: visits::VisitCommand::Create { visit: Box::new(new_visit) } },
    ];
    execute(app, id, commands).await;
    Tenant { id, name, li, wang, zhao, company, asset, ticket, visit }
}
