//! A phone: a replica on disk with its driver, and what is on its wires.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::Connection;
use truckroll_domain::decode::{Form, Node};
use truckroll_domain::{AgentId, DeviceId, Timestamp};
use truckroll_protocol::api::Me;
use truckroll_replica::ask::Changed;
use truckroll_replica::sync::driver::{Action, Driver, Input};
use truckroll_replica::{Answer, Ask, Replica};

/// What the network does with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The server gets it and the phone gets the answer.
    Delivered,
    /// The server never gets it.
    RequestLost,
    /// The server gets it, the answer is lost.
    AnswerLost,
    /// The server gets it twice, the phone gets the second answer.
    Repeated,
    /// It stays under way; the phone gives up and a late copy reaches the server after later messages.
    Late,
}

/// A request on the wire.
#[derive(Clone, Debug)]
pub struct Wire {
    /// The driver's token.
    pub token: u64,
    /// Method.
    pub method: &'static str,
    /// Path.
    pub path: String,
    /// Body.
    pub body: Vec<u8>,
}

/// A phone of one engineer.
pub struct Phone {
    /// Its database.
    pub path: PathBuf,
    /// Whose it is.
    pub me: Me,
    /// Its id.
    pub device: DeviceId,
    /// The driver; `None` while the app is killed.
    pub driver: Option<Driver>,
    /// Requests on the wire.
    pub wires: Vec<Wire>,
    /// Copies that reach the server later.
    pub late: Vec<Wire>,
    /// Whether there is a network.
    pub online: bool,
    /// Answers to questions.
    pub answers: Vec<(u64, Answer)>,
    /// What its screens were told to ask again for.
    pub told: Vec<Changed>,
    next_ask: u64,
}

/// Random bytes that differ at every call and repeat from run to run.
fn entropy() -> [u8; 16] {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let n = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut bytes = [0; 16];
    let a = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bytes[..8].copy_from_slice(&a.to_le_bytes());
    bytes[8..].copy_from_slice(&(a.rotate_left(29) ^ n).to_le_bytes());
    bytes
}

impl Phone {
    /// A phone with its database at `path`, signed in as `me`.
    #[must_use]
    pub fn new(path: PathBuf, me: Me, now: Timestamp) -> Self {
        let mut phone = Self {
            path,
            me: me.clone(),
            device: DeviceId::default(),
            driver: None,
            wires: Vec::new(),
            late: Vec::new(),
            online: true,
            answers: Vec::new(),
            told: Vec::new(),
            next_ask: 1,
        };
        let mut replica = phone.open();
        replica.signed_in(me).expect("signs in");
        phone.device = replica.device().expect("has an id");
        drop(replica);
        phone.start(now);
        phone
    }

    fn open(&self) -> Replica {
        let connection = Connection::open(&self.path).expect("the database opens");
        Replica::open(connection, entropy).expect("the replica opens")
    }

    /// The engineer.
    #[must_use]
    pub fn agent(&self) -> AgentId {
        self.me.agent.id
    }

    /// Starts the app.
    pub fn start(&mut self, now: Timestamp) {
        self.driver = Some(Driver::new(self.open()));
        self.input(Input::Start, now);
        let online = self.online;
        self.ask(Ask::Network { online }, now);
    }

    /// Kills the app: what was on its wires goes on without it.
    pub fn kill(&mut self) {
        self.driver = None;
        self.late.append(&mut self.wires);
    }

    /// Feeds an input and keeps what goes on the wires.
    pub fn input(&mut self, input: Input, now: Timestamp) {
        let Some(driver) = &mut self.driver else { return };
        let actions = driver.handle(input, now);
        for action in actions {
            match action {
                Action::Http { token, method, path, body, .. } => self.wires.push(Wire { token, method, path, body }),
                Action::Answer { id, answer } => self.answers.push((id, *answer)),
                Action::Changed(changed) => self.told.push(changed),
                // this network has no live connection; the driver then uses requests
                Action::LiveOpen | Action::LiveClose | Action::LiveSend(_) | Action::WakeAt(_) => {}
            }
        }
    }

    /// Asks, and returns the answer if it came at once.
    pub fn ask(&mut self, ask: Ask, now: Timestamp) -> Option<Answer> {
        let id = self.next_ask;
        self.next_ask += 1;
        self.input(Input::Ask { id, ask }, now);
        let at = self.answers.iter().position(|(known, _)| *known == id)?;
        Some(as_it_travels(&self.answers.swap_remove(at).1))
    }

    /// Carries out a command; `Err` with the answer when it was refused.
    pub fn does(
        &mut self,
        command: truckroll_domain::Command,
        now: Timestamp,
    ) -> Result<truckroll_domain::CommandId, Answer> {
        match self.ask(Ask::Execute { command: Box::new(command) }, now) {
            Some(Answer::Executed { command }) => Ok(command),
            Some(other) => Err(other),
            None => Err(Answer::Absent),
        }
    }

    /// The replica.
    pub fn replica(&mut self) -> &mut Replica {
        self.driver.as_mut().expect("the app runs").replica_mut()
    }

    /// A copy of the whole phone, as a backup would make it.
    #[must_use]
    pub fn backup(&mut self, to: PathBuf) -> PathBuf {
        let source = Connection::open(&self.path).expect("opens");
        source.execute("vacuum into ?1", [to.display().to_string()]).expect("copies");
        to
    }
}

/// An answer as the tab of a browser gets it from the worker that holds the store.
fn as_it_travels(answer: &Answer) -> Answer {
    let node = Node::of(answer, Form::Compact).expect("an answer is written");
    node.decode(Form::Compact).expect("an answer is read as it was written")
}
