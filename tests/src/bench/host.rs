//! A phone's host for benches: carries out the driver's actions over real sockets, as the worker in a browser does,
//! and counts every byte that goes over them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context as _;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use truckroll_domain::Timestamp;
use truckroll_protocol::api::Session;
use truckroll_replica::sync::driver::{Action, Driver, Input};
use truckroll_replica::{Answer, Ask};
use truckroll_server::app::Clock;

/// Bytes that went through a [`Meter`].
#[derive(Default)]
pub struct Counts {
    up: AtomicU64,
    down: AtomicU64,
}

impl Counts {
    /// All bytes so far, both ways.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.up.load(Ordering::Relaxed) + self.down.load(Ordering::Relaxed)
    }
}

/// Carries connections on to a server and counts what goes through, headers and all.
///
/// # Errors
/// When no port is free.
pub async fn meter(server: &str) -> anyhow::Result<(String, Arc<Counts>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    let (server, counts) = (server.to_owned(), Arc::new(Counts::default()));
    let shared = Arc::clone(&counts);
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let Ok(far) = TcpStream::connect(&server).await else { continue };
            // small messages go at once, as on a direct connection
            let _ = (near.set_nodelay(true), far.set_nodelay(true));
            let (near_read, near_write) = near.into_split();
            let (far_read, far_write) = far.into_split();
            let (up, down) = (Arc::clone(&shared), Arc::clone(&shared));
            tokio::spawn(carry(near_read, far_write, move |n| up.up.fetch_add(n, Ordering::Relaxed)));
            tokio::spawn(carry(far_read, near_write, move |n| down.down.fetch_add(n, Ordering::Relaxed)));
        }
    });
    Ok((address, counts))
}

async fn carry(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    count: impl Fn(u64) -> u64,
) {
    let mut buffer = vec![0; 256 * 1024];
    while let Ok(n) = from.read(&mut buffer).await {
        // counted before it is passed on: whoever has read it finds it counted
        count(n as u64);
        if n == 0 || to.write_all(&buffer[..n]).await.is_err() {
            break;
        }
    }
    // the other side sees the end too
    let _ = to.shutdown().await;
}

/// A driver with its connections.
pub struct Host {
    /// The driver.
    pub driver: Driver,
    clock: Clock,
    client: reqwest::Client,
    address: String,
    token: String,
    inputs: mpsc::UnboundedReceiver<Input>,
    input: mpsc::UnboundedSender<Input>,
    live: Option<mpsc::UnboundedSender<Vec<u8>>>,
    /// HTTP requests under way.
    pending: usize,
    answers: Vec<(u64, Answer)>,
    next_ask: u64,
}

impl Host {
    /// A host of `driver` for the session; `address` is host and port.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn new(driver: Driver, address: &str, session: &Session) -> anyhow::Result<Self> {
        let (input, inputs) = mpsc::unbounded_channel();
        Ok(Self {
            driver,
            clock: Clock::system(),
            client: truckroll_server::http::outgoing::client().tcp_nodelay(true).build()?,
            address: address.to_owned(),
            token: session.token.clone().context("the server gave a token")?,
            inputs,
            input,
            live: None,
            pending: 0,
            answers: Vec::new(),
            next_ask: 1,
        })
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Feeds an input and starts what the driver wants.
    pub fn feed(&mut self, input: Input) {
        let now = self.now();
        for action in self.driver.handle(input, now) {
            match action {
                Action::Http { token, method, path, content_type, body } => {
                    self.request(token, method, &path, content_type, body);
                }
                Action::LiveOpen => self.open_live(),
                Action::LiveClose => self.live = None,
                Action::LiveSend(bytes) => {
                    if let Some(live) = &self.live {
                        // a closed connection is told by LiveClosed
                        let _ = live.send(bytes);
                    }
                }
                Action::Answer { id, answer } => self.answers.push((id, *answer)),
                Action::WakeAt(at) if at <= now => {
                    // the receiver lives as long as the host
                    let _ = self.input.send(Input::Timer);
                }
                // a bench decides itself when time passes
                Action::Changed(_) | Action::WakeAt(_) => {}
            }
        }
    }

    fn request(&mut self, token: u64, method: &str, path: &str, content_type: &'static str, body: Vec<u8>) {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap_or(reqwest::Method::POST);
        let mut request =
            self.client.request(method, format!("http://{}{path}", self.address)).bearer_auth(&self.token);
        if !content_type.is_empty() {
            request = request.header("content-type", content_type);
        }
        let (request, input) = (request.body(body), self.input.clone());
        self.pending += 1;
        tokio::spawn(async move {
            let done = match request.send().await {
                Ok(answer) => {
                    let status = answer.status().as_u16();
                    let body = answer.bytes().await.map(|b| b.to_vec()).unwrap_or_default();
                    Input::HttpDone { token, status, body }
                }
                Err(_) => Input::HttpDone { token, status: 0, body: Vec::new() },
            };
            // nobody waits any more when the bench is over
            let _ = input.send(done);
        });
    }

    fn open_live(&mut self) {
        let (send, mut outgoing) = mpsc::unbounded_channel::<Vec<u8>>();
        self.live = Some(send);
        let (input, address, token) = (self.input.clone(), self.address.clone(), self.token.clone());
        tokio::spawn(async move {
            let connected = async {
                let mut request = format!("ws://{address}/api/v1/live").into_client_request().ok()?;
                request.headers_mut().insert("authorization", format!("Bearer {token}").parse().ok()?);
                let socket = TcpStream::connect(&address).await.ok()?;
                socket.set_nodelay(true).ok()?;
                Some(tokio_tungstenite::client_async(request, socket).await.ok()?.0)
            };
            let Some(socket) = connected.await else {
                let _ = input.send(Input::LiveClosed);
                return;
            };
            let _ = input.send(Input::LiveOpened);
            let (mut write, mut read) = socket.split();
            loop {
                tokio::select! {
                    bytes = outgoing.recv() => match bytes {
                        Some(bytes) => if write.send(Message::Binary(bytes.into())).await.is_err() { break },
                        None => break,
                    },
                    message = read.next() => match message {
                        Some(Ok(Message::Binary(bytes))) => {
                            let _ = input.send(Input::LiveMessage(bytes.to_vec()));
                        }
                        Some(Ok(_)) => {}
                        Some(Err(_)) | None => break,
                    },
                }
            }
            let _ = input.send(Input::LiveClosed);
        });
    }

    /// Takes in the next thing that happens on a connection.
    ///
    /// # Errors
    /// When nothing happens for half a minute.
    pub async fn step(&mut self) -> anyhow::Result<Input> {
        let input = self.next().await?;
        self.feed(input.clone());
        Ok(input)
    }

    /// The next thing that happens on a connection.
    ///
    /// # Errors
    /// When nothing happens for half a minute.
    pub async fn next(&mut self) -> anyhow::Result<Input> {
        let next = tokio::time::timeout(std::time::Duration::from_secs(30), self.inputs.recv());
        let input = next.await.context("nothing came for 30 s")?.context("the host is open")?;
        if matches!(input, Input::HttpDone { .. }) {
            self.pending -= 1;
        }
        Ok(input)
    }

    /// Steps until `there` says so.
    ///
    /// # Errors
    /// When nothing happens for half a minute.
    pub async fn until(&mut self, mut there: impl FnMut(&mut Self, &Input) -> bool) -> anyhow::Result<()> {
        loop {
            let input = self.step().await?;
            if there(self, &input) {
                return Ok(());
            }
        }
    }

    /// Requests that have not been answered.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.pending
    }

    /// Asks the replica and takes the answer it gives at once.
    ///
    /// # Errors
    /// When the answer needs a connection.
    pub fn ask(&mut self, ask: Ask) -> anyhow::Result<Answer> {
        let id = self.next_ask;
        self.next_ask += 1;
        self.feed(Input::Ask { id, ask });
        let at = self.answers.iter().position(|(known, _)| *known == id).context("is answered at once")?;
        Ok(self.answers.swap_remove(at).1)
    }
}
