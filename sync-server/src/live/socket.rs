//! One live connection from its start to its end.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use sqlx::Row as _;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};
use truckroll_protocol::api::Live;
use truckroll_protocol::frame;
use truckroll_protocol::sync::server::{Event, LiveSync};
use truckroll_protocol::sync::{LiveMessage, SyncRequest};

use super::gather::Gathered;
use super::hub::Signal;
use crate::App;
use crate::auth::{PHONE, Session};
use crate::commands::LEVEL;
use crate::db::DbResult;
use crate::news::Announcement;

/// How often the connection is proven and the session looked up again.
const PING: Duration = Duration::from_secs(25);
/// Who has not answered for so long is gone.
const SILENCE: Duration = Duration::from_secs(70);
/// Who does not take a message for so long is gone.
const SEND: Duration = Duration::from_secs(20);
/// News is gathered for so long after a message, so that a burst is one message.
const GATHER: Duration = Duration::from_millis(100);

/// Why a connection is over.
enum Over {
    Gone,
    Ended(String),
    Misused(&'static str),
    Failed,
}

struct Line {
    app: App,
    session: Session,
    socket: WebSocket,
    news: Gathered,
    sync: LiveSync,
    /// A device gets pokes from its first request on.
    asked: bool,
    not_before: Instant,
}

pub(super) async fn serve(app: App, session: Session, socket: WebSocket) {
    metrics::gauge!("truckroll_live_connections").increment(1);
    let mut line = Line {
        app,
        session,
        socket,
        news: Gathered::default(),
        sync: LiveSync::default(),
        asked: false,
        not_before: Instant::now(),
    };
    let Err(over) = line.run().await;
    line.close(over).await;
    metrics::gauge!("truckroll_live_connections").decrement(1);
}

impl Line {
    async fn run(&mut self) -> Result<std::convert::Infallible, Over> {
        let mut stored = self.app.listen();
        let mut signals = self.app.live.listen();
        let mut movements = self.app.positions.listen();
        let mut ping = interval(PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard_at = Instant::now();
        loop {
            let tell = !self.news.is_empty();
            tokio::select! {
                message = self.socket.recv() => {
                    heard_at = Instant::now();
                    match message {
                        Some(Ok(Message::Binary(bytes))) => self.answer(&bytes).await?,
                        Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(Over::Gone),
                        Some(Ok(_)) => {}
                    }
                }
                announcement = stored.recv() => {
                    let mut next = announcement.map_err(|error| match error {
                        RecvError::Closed => TryRecvError::Closed,
                        RecvError::Lagged(n) => TryRecvError::Lagged(n),
                    });
                    loop {
                        match next {
                            Ok(announcement) => self.stored(&announcement).await?,
                            Err(TryRecvError::Lagged(_)) => self.lagged().await?,
                            Err(TryRecvError::Closed) => return Err(Over::Gone),
                            Err(TryRecvError::Empty) => break,
                        }
                        next = stored.try_recv();
                    }
                }
                signal = signals.recv() => match signal {
                    Ok(signal) => self.heard(signal).await?,
                    Err(RecvError::Lagged(_)) => {
                        self.news.notified();
                        self.check().await?;
                    }
                    Err(RecvError::Closed) => return Err(Over::Gone),
                },
                moved = movements.recv() => match moved {
                    Ok(moved) => self.moved(&moved),
                    // the next message of each engineer tells his place again
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return Err(Over::Gone),
                },
                () = sleep_until(self.not_before), if tell => self.tell().await?,
                _ = ping.tick() => {
                    if heard_at.elapsed() > SILENCE {
                        return Err(Over::Gone);
                    }
                    self.check().await?;
                    self.send(Message::Ping(Bytes::new())).await?;
                }
            }
        }
    }

    fn is_phone(&self) -> bool {
        self.session.kind == PHONE
    }

    /// Whether an announcement is about something this person may see.
    fn concerns(&self, announcement: &Announcement) -> bool {
        announcement.tenant == self.session.tenant
            && (self.session.sees_beyond_his_own() || self.is_for_me(announcement))
    }

    fn is_for_me(&self, announcement: &Announcement) -> bool {
        announcement.tenant == self.session.tenant
            && announcement.agents.as_ref().is_none_or(|agents| agents.contains(&self.session.agent))
    }

    async fn stored(&mut self, announcement: &Announcement) -> Result<(), Over> {
        if !self.is_phone() && self.concerns(announcement) {
            self.news.stored(announcement);
        }
        if self.asked && self.is_for_me(announcement) {
            self.committed(announcement.seq).await?;
        }
        Ok(())
    }

    async fn lagged(&mut self) -> Result<(), Over> {
        self.news.lagged();
        if self.asked {
            let newest = newest(&self.app, &self.session).await.map_err(|_| Over::Failed)?;
            self.committed(newest).await?;
        }
        Ok(())
    }

    async fn committed(&mut self, seq: i64) -> Result<(), Over> {
        match self.sync.handle(Event::Committed { seq }) {
            Some(seq) => self.send_frame(&LiveMessage::Poke(seq)).await,
            None => Ok(()),
        }
    }

    async fn heard(&mut self, signal: Signal) -> Result<(), Over> {
        let me = self.session.agent;
        match signal {
            Signal::Ended { session, code } if session == self.session.id => return Err(Over::Ended(code)),
            Signal::Noticed { tenant, agents }
                if tenant == self.session.tenant && agents.as_ref().is_none_or(|a| a.contains(&me)) =>
            {
                self.news.notified();
            }
            Signal::Missed => {
                self.check().await?;
                self.news.notified();
                self.lagged().await?;
            }
            Signal::Ended { .. } | Signal::Noticed { .. } => {}
        }
        Ok(())
    }

    fn moved(&mut self, moved: &crate::positions::Moved) {
        if moved.tenant == self.session.tenant && self.session.actor.dispatches() && !self.is_phone() {
            self.news.moved(&moved.moved);
        }
    }

    async fn tell(&mut self) -> Result<(), Over> {
        let news = self.news.take();
        if self.is_phone() {
            // a phone learns the same by a poke
            return Ok(());
        }
        for message in news {
            self.send_text(&message).await?;
        }
        self.not_before = Instant::now() + GATHER;
        Ok(())
    }

    async fn answer(&mut self, bytes: &[u8]) -> Result<(), Over> {
        if self.session.device.is_none() {
            return Err(Over::Misused("device"));
        }
        let request: SyncRequest = frame::unpack(bytes).map_err(|_| Over::Misused("frame"))?;
        // the session may have ended, or the person's roles changed, since the last request
        self.check().await?;
        let answer = crate::sync::answer(&self.app, &self.session.caller(), request).await;
        let response = answer.map_err(|error| {
            tracing::warn!(error = %error, "sync over a live connection failed");
            Over::Failed
        })?;
        let (cursor, more, large) = (response.cursor, response.more, response.has_documents());
        let frame = crate::sync::pack(large, LiveMessage::Answer(Box::new(response))).await;
        self.send(Message::Binary(frame.map_err(|_| Over::Failed)?.into())).await?;
        self.asked = true;
        match self.sync.handle(Event::Answered { cursor, more }) {
            Some(seq) => self.send_frame(&LiveMessage::Poke(seq)).await,
            None => Ok(()),
        }
    }

    /// Ends the connection of a session that is over, and takes over changed roles.
    async fn check(&mut self) -> Result<(), Over> {
        let looked = async {
            let code = crate::auth::ended_code(&self.app, &self.session).await?;
            let directory = self.app.directory(self.session.tenant).await?;
            DbResult::Ok((code, directory.actor(self.session.agent)))
        };
        match looked.await {
            Ok((Some(code), _)) => Err(Over::Ended(code)),
            Ok((None, actor)) => {
                if let Some(actor) = actor {
                    self.session.actor = actor;
                }
                Ok(())
            }
            Err(_) => Err(Over::Failed),
        }
    }

    async fn send(&mut self, message: Message) -> Result<(), Over> {
        match timeout(SEND, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(Over::Gone),
        }
    }

    async fn send_text(&mut self, message: &Live) -> Result<(), Over> {
        let text = serde_json::to_string(message).map_err(|_| Over::Failed)?;
        self.send(Message::Text(text.into())).await
    }

    async fn send_frame(&mut self, message: &LiveMessage) -> Result<(), Over> {
        self.send(Message::Binary(frame::pack(message, LEVEL).into())).await
    }

    async fn close(&mut self, over: Over) {
        let (code, reason) = match over {
            Over::Gone => return,
            Over::Ended(code) => {
                let said = if self.is_phone() {
                    self.send_frame(&LiveMessage::Ended(code.clone())).await
                } else {
                    self.send_text(&Live::Ended { code: code.clone() }).await
                };
                if said.is_err() {
                    return;
                }
                (close_code::POLICY, code)
            }
            Over::Misused(what) => (close_code::POLICY, what.to_owned()),
            Over::Failed => (close_code::AGAIN, "unavailable".to_owned()),
        };
        // the other end may be gone already
        let _ = self.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
    }
}

/// The newest sequence number of the organisation.
async fn newest(app: &App, session: &Session) -> DbResult<i64> {
    let row = sqlx::query("select seq from tenants where id = $1")
        .bind(session.tenant.to_string())
        .fetch_one(app.db.pool())
        .await?;
    row.try_get(0)
}
