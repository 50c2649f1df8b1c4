//! The server, the dispatcher and the phones.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use truckroll_domain::access::{Policy, Role, Switches};
use truckroll_domain::calendar::Offsets;
use truckroll_domain::people::{Agent, Role as Duty};
use truckroll_domain::visits::{Address, NewVisit, VisitCommand, VisitRules};
use truckroll_domain::{
    Actor, AgentId, AssignmentId, Command, CommandId, Envelope, Place, TenantId, Timestamp, VisitId,
};
use truckroll_protocol::api::{MapSettings, Me};
use truckroll_protocol::frame;
use truckroll_protocol::sync::SyncRequest;
use truckroll_replica::sync::driver::Input;
use truckroll_server::app::Clock;
use truckroll_server::directory::{Writing, put_definition, replace_definition};
use truckroll_server::ingest::{self, Caller, ExecuteError};
use truckroll_server::{App, Config};

use crate::database::Database;
use crate::phone::{Fate, Phone, Wire};

/// The first moment of every test: 2026-03-02 08:00 UTC.
pub const START_MS: i64 = 1_772_438_400_000;

/// The whole world.
pub struct World {
    /// The server.
    pub app: App,
    /// The organisation.
    pub tenant: TenantId,
    /// The phones.
    pub phones: Vec<Phone>,
    clock: Arc<AtomicI64>,
    folder: std::path::PathBuf,
    count: u64,
    rules: VisitRules,
    /// What phones want a page to hold, bytes; 0 leaves it to the server.
    pub page_bytes: u32,
}

/// The dispatcher of every test.
#[must_use]
pub fn dana() -> Actor {
    let id = AgentId::from_parts(0, [200; 10]);
    Policy::default().actor(&Agent { id, name: "Dana".into(), roles: vec![Duty::Dispatcher], ..Agent::default() })
}

/// What a server tells a person of an organisation who signs in.
#[must_use]
pub fn me_of(tenant: TenantId, agent: Agent, visit_rules: VisitRules, server_time: Timestamp) -> Me {
    Me {
        agent,
        tenant_name: "Test".into(),
        tenant,
        time_zone: "Etc/UTC".into(),
        utc_offset_min: 0,
        offsets: Offsets::default(),
        locale: "en".into(),
        map: MapSettings::default(),
        visit_rules,
        roles: Vec::new(),
        switches: Switches::default(),
        restrictions: Default::default(),
        setup_waits: false,
        server_time,
        demand: None,
    }
}

/// The `n`th engineer; account names are unique over all organisations of a server.
fn engineer(n: u8) -> Agent {
    staff(n, Duty::Engineer, &format!("engineer{n}-{:x}", rand::random::<u64>()))
}

/// Somebody with a seat.
#[must_use]
pub fn staff(n: u8, role: Duty, account: &str) -> Agent {
    Agent {
        id: AgentId::from_parts(1, [n; 10]),
        account: account.to_owned(),
        name: format!("{role:?} {n}"),
        given_name: format!("{role:?}{n}"),
        roles: vec![role],
        home: Some(Place::new(31.2, 121.4)),
        ..Agent::default()
    }
}

impl World {
    /// A server on `database` with `engineers` signed-in phones. A world can share a database with others: it
    /// makes its own organisation.
    pub async fn new(database: &Database, engineers: u8) -> Self {
        let clock = Arc::new(AtomicI64::new(START_MS));
        let reading = Arc::clone(&clock);
        let mut config = Config::in_folder(database.path());
        config.database_url.clone_from(&database.url);
        let clock_fn = Clock::from_fn(move || Timestamp(reading.load(Ordering::Relaxed)));
        let app = App::open(config, clock_fn).await.expect("the server opens");
        Self::in_app(app, clock, database.path(), engineers).await
    }

    /// Another organisation on the same server.
    pub async fn beside(&self, engineers: u8) -> Self {
        Self::in_app(self.app.clone(), Arc::clone(&self.clock), self.folder.clone(), engineers).await
    }

    async fn in_app(app: App, clock: Arc<AtomicI64>, folder: std::path::PathBuf, engineers: u8) -> Self {
        let tenant = TenantId(uuid_of(rand::random()));
        let rules = VisitRules { solution: false, ..VisitRules::default() };
        sqlx::query("insert into tenants (id, name, seq, epoch, settings, created_at) values ($1, $2, 0, 1, '{}', 0)")
            .bind(tenant.to_string())
            .bind("Test")
            .execute(app.db.pool())
            .await
            .expect("the organisation is made");
        let mut tx = app.db.begin().await.expect("begins");
        put_definition(&mut tx, tenant, VisitRules::KIND, VisitRules::ID, &rules).await.expect("is written");
        let agents: Vec<Agent> = (1..=engineers).map(engineer).collect();
        for agent in &agents {
            put_definition(&mut tx, tenant, "agent", &agent.id.to_string(), agent).await.expect("is written");
        }
        tx.commit().await.expect("commits");
        let mut world = Self { app, tenant, phones: Vec::new(), clock, folder, count: 0, rules, page_bytes: 0 };
        for agent in agents {
            let me = world.me(agent);
            let path = world.folder.join(format!("phone-{:016x}.db", rand::random::<u64>()));
            world.phones.push(Phone::new(path, me, world.now()));
        }
        world
    }

    /// What the server tells a person who signs in.
    #[must_use]
    pub fn me(&self, agent: Agent) -> Me {
        me_of(self.tenant, agent, self.rules.clone(), self.now())
    }

    /// Has an administrator write other visit rules.
    pub async fn demand(&mut self, rules: VisitRules) {
        let seen = self.app.directory(self.tenant).await.expect("is known").visit_rules_seq;
        let mut tx = self.app.db.begin().await.expect("begins");
        let of = (VisitRules::KIND, VisitRules::ID);
        let writing = Writing { tenant: self.tenant, of, seen, by: &Actor::System, at: self.now() };
        replace_definition(&mut tx, &writing, Some(&rules)).await.expect("writes").expect("nobody was faster");
        tx.commit().await.expect("commits");
        self.app.forget_directory(self.tenant);
        self.rules = rules;
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp(self.clock.load(Ordering::Relaxed))
    }

    /// Moves the clock and lets every running app notice.
    pub fn pass(&mut self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::Relaxed);
        let now = self.now();
        for phone in &mut self.phones {
            phone.input(Input::Timer, now);
        }
    }

    /// An id that repeats from run to run.
    pub fn fresh<T: From<[u8; 16]>>(&mut self) -> T {
        self.count += 1;
        let mut bytes = [7_u8; 16];
        bytes[..8].copy_from_slice(&self.count.to_be_bytes());
        bytes[8..].copy_from_slice(&self.tenant.0.as_bytes()[..8]);
        T::from(bytes)
    }

    fn command_id(&mut self) -> CommandId {
        CommandId(uuid_of(self.fresh()))
    }

    /// Carries out a command on the server as `actor`.
    pub async fn executes(&mut self, actor: Actor, command: Command) -> Result<(), ExecuteError> {
        let envelope = Envelope { id: self.command_id(), at: self.now(), offline: false, command };
        let caller = Caller { tenant: self.tenant, actor, device: None };
        ingest::execute(&self.app, &caller, vec![envelope]).await.map(|_| ())
    }

    /// Makes a visit at the desk.
    pub async fn visit(&mut self, title: &str) -> VisitId {
        let id = VisitId(uuid_of(self.fresh()));
        let address = Address { place: Some(Place::new(31.0, 121.0)), ..Address::default() };
        let visit = Box::new(NewVisit { title: title.into(), address, ..NewVisit::default() });
        self.executes(dana(), Command::Visit { id, command: VisitCommand::Create { visit } }).await.expect("is made");
        id
    }

    /// Gives a visit to the engineer of a phone, whoever has it now.
    pub async fn assign(&mut self, visit: VisitId, phone: usize) -> Result<AssignmentId, ExecuteError> {
        let assignment = AssignmentId(uuid_of(self.fresh()));
        let seen = match self.server_visit(visit).await {
            Some((_, overlay)) => overlay.current,
            None => None,
        };
        let agent = self.phones[phone].agent();
        let command =
            VisitCommand::Assign { assignment, agent, agent_name: String::new(), seen, reason: String::new() };
        self.executes(dana(), Command::Visit { id: visit, command }).await?;
        Ok(assignment)
    }

    /// A visit as the server has it.
    pub async fn server_visit(
        &self,
        id: VisitId,
    ) -> Option<(truckroll_domain::visits::Visit, truckroll_domain::visits::VisitOverlay)> {
        let stored = ingest::load(&self.app.db, self.tenant, &[id.into()]).await.expect("loads");
        match stored.into_values().next()?.content {
            truckroll_domain::Content::Visit(visit, overlay) => Some((*visit, *overlay)),
            _ => None,
        }
    }

    /// A visit as a phone has it.
    pub fn phone_visit(&mut self, phone: usize, id: VisitId) -> Option<truckroll_replica::ask::VisitPage> {
        let now = self.now();
        match self.phones[phone].ask(truckroll_replica::Ask::Visit { id }, now) {
            Some(truckroll_replica::Answer::Visit { page }) => page.map(|p| *p),
            _ => None,
        }
    }

    /// Whose requests a phone's are.
    #[must_use]
    pub fn caller(&self, phone: usize) -> Caller {
        let phone = &self.phones[phone];
        let me = &phone.me.agent;
        let actor = Policy::default().actor(me);
        Caller { tenant: self.tenant, actor, device: Some(phone.device) }
    }

    /// Whose requests a phone's are, with the rights that he has on the server now.
    async fn present(&self, phone: usize) -> Caller {
        let directory = self.app.directory(self.tenant).await.expect("is known");
        let caller = self.caller(phone);
        match directory.actor(self.phones[phone].agent()) {
            Some(actor) => Caller { actor, ..caller },
            None => caller,
        }
    }

    /// Writes a definition, as an administrator does.
    pub async fn defines<T: serde::Serialize>(&mut self, kind: &str, id: &str, body: &T) {
        let mut tx = self.app.db.begin().await.expect("begins");
        put_definition(&mut tx, self.tenant, kind, id, body).await.expect("is written");
        tx.commit().await.expect("commits");
        self.app.forget_directory(self.tenant);
    }

    /// Gives the person of a phone a role; the phone hears of it with its next sync.
    pub async fn gives_role(&mut self, phone: usize, role: &Role) {
        self.defines(Role::KIND, &role.id.to_string(), role).await;
        let agent = self.phones[phone].agent();
        let directory = self.app.directory(self.tenant).await.expect("is known");
        let known = directory.agents.get(&agent).cloned().expect("is staff");
        self.defines("agent", &agent.to_string(), &Agent { role: Some(role.id), ..known }).await;
    }

    async fn serve(&self, caller: &Caller, wire: &Wire) -> (u16, Vec<u8>) {
        match wire.path.as_str() {
            "/api/v1/sync" => {
                let Ok(mut request) = frame::unpack::<SyncRequest>(&wire.body) else { return (400, Vec::new()) };
                request.max_bytes = self.page_bytes;
                match truckroll_server::sync::answer(&self.app, caller, request).await {
                    Ok(response) => (200, frame::pack(&response, 3)),
                    Err(error) => panic!("the database failed: {error}"),
                }
            }
            _ => (204, Vec::new()),
        }
    }

    /// Has the server pack all documents for phones, as its worker does at times of its own.
    pub async fn pack(&self) {
        truckroll_server::sync::parcels::pack_all(&self.app, self.tenant).await.expect("packs");
    }

    /// Carries the oldest request of a phone to its fate. Returns whether there was one.
    pub async fn carry(&mut self, phone: usize, fate: Fate) -> bool {
        if self.phones[phone].wires.is_empty() {
            return false;
        }
        let wire = self.phones[phone].wires.remove(0);
        let caller = self.present(phone).await;
        let lost = (0, Vec::new());
        let fate = if self.phones[phone].online { fate } else { Fate::RequestLost };
        let (status, body) = match fate {
            Fate::Delivered => self.serve(&caller, &wire).await,
            Fate::RequestLost => lost,
            Fate::AnswerLost => {
                self.serve(&caller, &wire).await;
                lost
            }
            Fate::Repeated => {
                self.serve(&caller, &wire).await;
                self.serve(&caller, &wire).await
            }
            Fate::Late => {
                self.phones[phone].late.push(wire.clone());
                lost
            }
        };
        let now = self.now();
        self.phones[phone].input(Input::HttpDone { token: wire.token, status, body }, now);
        true
    }

    /// Lets a late copy reach the server.
    pub async fn deliver_late(&mut self, phone: usize) {
        if let Some(wire) = self.phones[phone].late.pop() {
            let caller = self.present(phone).await;
            self.serve(&caller, &wire).await;
        }
    }

    /// A good network for everybody until nothing is left to do.
    pub async fn settle(&mut self) {
        self.pack().await;
        for index in 0..self.phones.len() {
            self.phones[index].online = true;
            if self.phones[index].driver.is_none() {
                let now = self.now();
                self.phones[index].start(now);
            }
            while !self.phones[index].late.is_empty() {
                self.deliver_late(index).await;
            }
        }
        for round in 0..60 {
            let now = self.now();
            for phone in &mut self.phones {
                phone.ask(truckroll_replica::Ask::Network { online: true }, now);
                phone.ask(truckroll_replica::Ask::SyncNow, now);
            }
            let mut carried = 0;
            for index in 0..self.phones.len() {
                while self.carry(index, Fate::Delivered).await {
                    carried += 1;
                    assert!(carried < 2_000, "the phones never come to rest");
                }
            }
            let mut quiet = true;
            for phone in &mut self.phones {
                quiet &= !phone.replica().has_unsent().expect("reads") && phone.wires.is_empty();
            }
            if quiet && round > 1 {
                return;
            }
            // long enough for every wait after a failure
            self.pass(600_000);
        }
        let mut left = String::new();
        for (index, phone) in self.phones.iter_mut().enumerate() {
            let request = phone.replica().request().expect("reads");
            if !request.push.is_empty() || !request.want.is_empty() {
                let names: Vec<&str> = request.push.iter().map(|p| p.command.command.name()).collect();
                left.push_str(&format!("phone {index} sends {names:?} and wants {:?}; ", request.want));
            }
        }
        panic!("the phones never come to rest: {left}");
    }
}

/// A UUID of 16 bytes.
#[must_use]
pub fn uuid_of(bytes: [u8; 16]) -> truckroll_server::Uuid {
    truckroll_server::Uuid::from_bytes(bytes)
}
