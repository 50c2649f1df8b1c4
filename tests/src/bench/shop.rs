//! An organisation with tickets for benches, made by the server's own code on a real disk.

use std::path::{Path, PathBuf};
use std::process::{Child, Command as Process, Stdio};

use anyhow::Context as _;
use truckroll_domain::access::Policy;
use truckroll_domain::fields::FieldValue;
use truckroll_domain::people::{Agent, Role};
use truckroll_domain::tickets::{NewTicket, TicketCommand, TicketEdit};
use truckroll_domain::visits::VisitRules;
use truckroll_domain::{Actor, AgentId, Command, CommandId, DeviceId, Envelope, TenantId, TicketId, Timestamp};
use truckroll_protocol::api::{Me, NewDevice, Session, SignIn};
use truckroll_server::app::Clock;
use truckroll_server::auth::{password, put_account};
use truckroll_server::directory::put_definition;
use truckroll_server::ingest::{self, Caller};
use truckroll_server::{App, Config};

use super::source::SourceTicket;
use crate::world::{me_of, staff};

/// Everybody's password.
pub const PASSWORD: &str = "bench of a shop";
/// When all tickets were made: 2026-01-05 08:00 UTC.
const BEGUN_MS: i64 = 1_767_600_000_000;
/// Tickets that are made in one transaction.
const TOGETHER: usize = 100;

/// An organisation in a data folder or a PostgreSQL database.
pub struct Shop {
    /// The server's parts, in this process.
    pub app: App,
    /// The organisation.
    pub tenant: TenantId,
    /// Who holds all tickets.
    pub engineer: Agent,
    /// Who assigns them.
    pub dispatcher: Agent,
}

impl Shop {
    /// Opens a shop in `folder`, or in the database named by `url`.
    ///
    /// # Errors
    /// When the database cannot be used.
    pub async fn open(folder: &Path, url: Option<&str>) -> anyhow::Result<Self> {
        let mut config = Config::in_folder(folder.to_owned());
        config.database_url = url.map(str::to_owned);
        let app = App::open(config, Clock::system()).await?;
        let tenant: TenantId = app.fresh();
        sqlx::query("insert into tenants (id, name, seq, epoch, settings, created_at) values ($1, $2, 0, 1, '{}', 0)")
            .bind(tenant.to_string())
            .bind("Shop")
            .execute(app.db.pool())
            .await?;
        let (engineer, dispatcher) = (staff(1, Role::Engineer, "engineer"), staff(2, Role::Dispatcher, "dispatcher"));
        let hash = password::hash(PASSWORD);
        let mut tx = app.db.begin().await?;
        for agent in [&engineer, &dispatcher] {
            put_definition(&mut tx, tenant, "agent", &agent.id.to_string(), agent).await?;
            put_account(&mut tx, tenant, agent.id, &agent.account, &hash).await?;
        }
        tx.commit().await?;
        Ok(Self { app, tenant, engineer, dispatcher })
    }

    /// What the server tells the engineer when he signs in.
    #[must_use]
    pub fn me(&self) -> Me {
        me_of(self.tenant, self.engineer.clone(), VisitRules::default(), self.app.clock.now())
    }

    /// An envelope with a fresh id.
    pub fn envelope(&self, at: Timestamp, command: Command) -> Envelope {
        Envelope { id: self.app.fresh::<CommandId>(), at, offline: false, command }
    }

    /// An actor for an agent.
    #[must_use]
    pub fn actor(agent: &Agent) -> Actor {
        Policy::default().actor(agent)
    }

    /// Makes tickets of the engineer with their whole past: created, assigned, edited nine times and answered twenty times by
    /// four writers.
    ///
    /// # Errors
    /// When a command is refused or the database fails.
    pub async fn fill(&mut self, tickets: &[SourceTicket]) -> anyhow::Result<Vec<TicketId>> {
        let mut ids = Vec::with_capacity(tickets.len());
        let actor = Self::actor(&self.dispatcher);
        let caller = Caller { tenant: self.tenant, actor, device: None };
        for together in tickets.chunks(TOGETHER) {
            let made: Vec<TicketId> = together.iter().map(|_| self.app.fresh()).collect();
            for (writer, part) in ["create", "first", "second", "third"].into_iter().enumerate() {
                // each writer has an automerge actor of his own, as on his own machine
                self.app.actor = [u8::try_from(writer).unwrap_or(0) + 1; 16];
                let mut commands = Vec::new();
                for (id, ticket) in made.iter().zip(together) {
                    let mut add = |at, command| {
                        let envelope = self.envelope(Timestamp(at), Command::Ticket { id: *id, command });
                        commands.push(envelope);
                    };
                    past(&self.app, part, writer, ticket, self.engineer.id, &mut add)?;
                }
                ingest::execute(&self.app, &caller, commands).await?;
            }
            ids.extend(made);
        }
        Ok(ids)
    }

    /// Closes the database, so that a server process can open it.
    pub async fn close(self) {
        self.app.db.pool().close().await;
    }
}

/// What one writer did to a ticket.
fn past(
    app: &App,
    part: &str,
    writer: usize,
    ticket: &SourceTicket,
    engineer: AgentId,
    add: &mut dyn FnMut(i64, TicketCommand),
) -> anyhow::Result<()> {
    let begun = BEGUN_MS;
    if part == "create" {
        let new = NewTicket {
            title: ticket.title.clone(),
            description: ticket.body.clone(),
            fields: ticket.fields.iter().map(|(key, value)| (key.clone(), FieldValue::text(value))).collect(),
            ..NewTicket::default()
        };
        add(begun, TicketCommand::Create { ticket: Box::new(new) });
        let assign =
            TicketCommand::Assign { agent: Some(engineer), agent_name: String::new(), group: None, seen: None };
        add(begun, assign);
    } else {
        for n in 0..3 {
            let (key, value) = ticket.fields.iter().nth(writer * 4 + n).context("thirty fields")?;
            let fields = [(key.clone(), FieldValue::text(&format!("{value} {n}")))].into();
            let edit = Box::new(TicketEdit { fields, ..TicketEdit::default() });
            add(begun, TicketCommand::Edit { edit });
        }
    }
    for reply in ticket.replies.iter().skip(writer).step_by(4) {
        let (entry, text) = (app.fresh(), reply.text.clone());
        add(begun, TicketCommand::Reply { entry, text, public: false, attachments: vec![] });
    }
    Ok(())
}

/// The server as a process of its own.
pub struct Server {
    child: Child,
    /// Host and port.
    pub address: String,
}

impl Server {
    /// Starts the server on a data folder and waits until it is ready.
    ///
    /// # Errors
    /// When it does not get ready.
    pub async fn start(folder: &Path) -> anyhow::Result<Self> {
        let binary = std::env::var_os("TRUCKROLL_BIN").map(PathBuf::from).context("run it with `cargo xtask bench`")?;
        let address = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let child = Process::new(binary)
            .args(["serve", "--listen", &address, "--data"])
            .arg(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("start the server")?;
        let server = Self { child, address };
        let client = truckroll_server::http::outgoing::client().build()?;
        for _ in 0..600 {
            let asked = client.get(format!("http://{}/readyz", server.address)).send().await;
            if asked.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(server);
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        anyhow::bail!("the server did not get ready")
    }

    /// Waits until the server has packed all documents of its data folder, as it has on any server that has been running.
    ///
    /// # Errors
    /// When it does not come to rest.
    pub async fn rest(&self, folder: &Path) -> anyhow::Result<()> {
        let lacking = "select count(*) from documents d where not exists (select 1 from parcels p \
                       where p.tenant_id = d.tenant_id and p.document_id = d.id and p.seq = d.seq)";
        let database = rusqlite::Connection::open(folder.join("truckroll.db"))?;
        for _ in 0..600 {
            if database.query_row(lacking, [], |row| row.get::<_, i64>(0))? == 0 {
                return Ok(());
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        anyhow::bail!("the server does not come to rest")
    }

    /// Signs somebody in, on a phone when `device` says which.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn sign_in(&self, agent: &Agent, device: Option<DeviceId>) -> anyhow::Result<Session> {
        let device = device.map(|id| NewDevice { id, kind: "phone".to_owned(), name: String::new() });
        let body = SignIn {
            account: agent.account.clone(),
            password: PASSWORD.to_owned(),
            device,
            cookie: false,
            code: None,
            new_password: None,
        };
        let client = truckroll_server::http::outgoing::client().build()?;
        let answer = client.post(format!("http://{}/api/v1/sessions", self.address)).json(&body).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // it may have ended by itself
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
