//! `truckroll simulate`: plays a working day of the demo organisation over HTTP, as its engineers' phones would.
//!
//! It signs in without a device, so that real phones of the same accounts stay signed in, asks the board what is
//! assigned, and lets every engineer accept, drive (in a straight line, at city speed), arrive, work and complete,
//! posting positions all the time. What a server refuses is said and left.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::Context as _;
use reqwest::Client;
use serde::Serialize;
use serde::de::DeserializeOwned;
use truckroll_domain::attachments::{Attachment, hash_of};
use truckroll_domain::time::MINUTE_MS;
use truckroll_domain::visits::{Signature, VisitCommand, VisitRow, VisitState};
use truckroll_domain::{AgentId, AssignmentId, Command, Envelope, Place, Timestamp, VisitId};
use truckroll_protocol::api::{
    AgentItem, Board, CommandRequest, NewUpload, Positions, Session, SignIn, TrackPoint, UploadState,
};

use crate::app::Clock;
use crate::config::Simulate;
use crate::demo::PASSWORD;
use crate::demo::pictures::signature;
use crate::demo::source::Dice;

/// Whose board says what is assigned.
const DISPATCHER: &str = "dana";
/// Speed in the city, metres a minute (30 km/h).
const METRES_A_MINUTE: f64 = 500.0;
/// Close enough to have arrived, metres.
const THERE_M: f64 = 40.0;
/// An engineer sets out this long before the window opens.
const EARLY_MS: i64 = 45 * MINUTE_MS;

/// Plays the day.
///
/// # Errors
/// When the server cannot be reached or the demo's accounts are not there.
pub async fn run(settings: Simulate) -> anyhow::Result<()> {
    let mut day = Day::begin(&settings, Clock::system()).await?;
    println!("Playing {} engineers at {} minutes a second", day.accounts.len(), settings.speed);
    let mut second = tokio::time::interval(Duration::from_secs(1));
    second.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let (mut seconds, mut minutes) = (0_u64, 0.0);
    loop {
        second.tick().await;
        if let Err(error) = day.tick(settings.speed).await {
            tracing::warn!(%error, "the server did not answer");
        }
        seconds += 1;
        minutes += settings.speed;
        if (settings.seconds > 0 && seconds >= settings.seconds) || minutes >= day.minutes_left {
            println!("The day is over: {} steps taken, {} visits completed", day.steps, day.completed);
            return Ok(());
        }
    }
}

/// A connection that is signed in.
#[derive(Clone)]
struct Line {
    client: Client,
    base: String,
    token: String,
}

impl Line {
    async fn sign_in(client: &Client, server: &str, account: &str) -> anyhow::Result<(Self, Session)> {
        let base = format!("{}/api/v1", server.trim_end_matches('/'));
        let request = SignIn {
            account: account.to_owned(),
            password: PASSWORD.to_owned(),
            device: None,
            cookie: false,
            code: None,
            new_password: None,
        };
        let answer = client.post(format!("{base}/sessions")).json(&request).send().await?;
        let session: Session = answer.error_for_status()?.json().await?;
        let token = session.token.clone().context("the server gave no token")?;
        Ok((Self { client: client.clone(), base, token }, session))
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        let request = self.client.get(format!("{}{path}", self.base)).bearer_auth(&self.token);
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    async fn post<T: Serialize>(&self, path: &str, body: &T) -> anyhow::Result<reqwest::Response> {
        let request = self.client.post(format!("{}{path}", self.base)).bearer_auth(&self.token).json(body);
        let answer = request.send().await?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        let status = answer.status();
        anyhow::bail!("{path}: {status} {}", answer.text().await.unwrap_or_default())
    }

    /// Stores small bytes; what is there already is not sent again.
    async fn upload(&self, bytes: Vec<u8>, mime: &str, name: &str) -> anyhow::Result<Attachment> {
        let size = bytes.len() as u64;
        let hash = hash_of(&bytes);
        let new = NewUpload { hash: hash.clone(), size, mime: mime.to_owned() };
        let state: UploadState = self.post("/uploads", &new).await?.json().await?;
        if !state.complete {
            let rest = bytes[usize::try_from(state.offset)?..].to_vec();
            let address = format!("{}/uploads/{hash}?offset={}", self.base, state.offset);
            let request = self.client.patch(address).bearer_auth(&self.token);
            request.header("content-type", "application/octet-stream").body(rest).send().await?.error_for_status()?;
        }
        Ok(Attachment { hash, size, mime: mime.to_owned(), name: name.to_owned() })
    }
}

/// One engineer's phone.
struct Phone {
    line: Line,
    place: Place,
    /// Minutes until the engineer does the next thing.
    wait: f64,
    /// The step the wait belongs to.
    at: Option<(VisitId, VisitState)>,
}

/// The day that is played.
struct Day {
    client: Client,
    server: String,
    clock: Clock,
    desk: Line,
    accounts: HashMap<AgentId, AgentItem>,
    phones: HashMap<AgentId, Phone>,
    dice: Dice,
    minutes_left: f64,
    /// Where the hands of the played day stand: it begins now and runs faster.
    hands: Timestamp,
    steps: u64,
    completed: u64,
}

impl Day {
    #[expect(clippy::cast_precision_loss, reason = "minutes of a day fit")]
    async fn begin(settings: &Simulate, clock: Clock) -> anyhow::Result<Self> {
        let client = crate::http::outgoing::client().timeout(Duration::from_secs(30)).build()?;
        let signed = Line::sign_in(&client, &settings.server, DISPATCHER).await;
        let (desk, session) =
            signed.with_context(|| format!("cannot sign in at {} as {DISPATCHER}", settings.server))?;
        let agents: Vec<AgentItem> = desk.get("/agents").await?;
        let local = session.me.server_time.plus_ms(i64::from(session.me.utc_offset_min) * MINUTE_MS);
        let minute = local.ms().rem_euclid(truckroll_domain::time::DAY_MS) / MINUTE_MS;
        Ok(Self {
            client,
            server: settings.server.clone(),
            desk,
            accounts: agents.into_iter().filter(|a| a.agent.is_engineer()).map(|a| (a.agent.id, a)).collect(),
            phones: HashMap::new(),
            dice: Dice::new(clock.now().ms().unsigned_abs()),
            hands: clock.now(),
            clock,
            minutes_left: (24 * 60 - minute) as f64,
            steps: 0,
            completed: 0,
        })
    }

    /// A second of the real world, `minutes` of the day.
    #[expect(clippy::cast_possible_truncation, reason = "minutes of a day fit")]
    async fn tick(&mut self, minutes: f64) -> anyhow::Result<()> {
        self.hands = self.hands.plus_ms((minutes * 60_000.0) as i64);
        let board: Board = self.desk.get("/board").await?;
        let mut work: HashMap<AgentId, Vec<VisitRow>> = HashMap::new();
        for row in board.active {
            if let Some(agent) = row.assignee.as_deref().and_then(|a| a.parse().ok()) {
                work.entry(agent).or_default().push(row);
            }
        }
        for (agent, rows) in work {
            if let Err(error) = self.play(agent, &rows, minutes).await {
                tracing::info!(%error, "left as it is");
            }
        }
        Ok(())
    }

    async fn play(&mut self, agent: AgentId, rows: &[VisitRow], minutes: f64) -> anyhow::Result<()> {
        let Some(item) = self.accounts.get(&agent) else { return Ok(()) };
        if !self.phones.contains_key(&agent) {
            let place = item.position.map(|p| p.place).or(item.agent.home).unwrap_or(Place::new(31.2304, 121.4737));
            let (line, _) = Line::sign_in(&self.client, &self.server, &item.agent.account).await?;
            self.phones.insert(agent, Phone { line, place, wait: 0.0, at: None });
        }
        let now = self.clock.now();
        let Some(row) = next_work(rows, self.hands) else { return Ok(()) };
        let (Ok(visit), Some(state)) = (row.id.parse::<VisitId>(), VisitState::from_word(&row.state)) else {
            return Ok(());
        };
        let Some(assignment) = row.assignment.as_deref().and_then(|a| a.parse().ok()) else { return Ok(()) };
        let Some(phone) = self.phones.get_mut(&agent) else { return Ok(()) };
        if phone.at != Some((visit, state)) {
            phone.at = Some((visit, state));
            phone.wait = patience(&mut self.dice, state);
        }
        phone.wait -= minutes;
        let site = row.lat.zip(row.lon).map_or(phone.place, |(lat, lon)| Place::new(lat, lon));
        let mut arrived = false;
        if state == VisitState::OnTheWay {
            arrived = phone.drive(site, METRES_A_MINUTE * minutes);
        }
        phone.report_place(&mut self.dice, visit, state, now).await?;
        let commands = match state {
            VisitState::OnTheWay if arrived => {
                vec![VisitCommand::Arrive { assignment, place: Some(phone.place), reason: String::new() }]
            }
            VisitState::OnTheWay => Vec::new(),
            _ if phone.wait > 0.0 => Vec::new(),
            VisitState::New => vec![VisitCommand::Accept { assignment, place: Some(phone.place) }],
            VisitState::Accepted => vec![VisitCommand::Depart { assignment, place: Some(phone.place) }],
            VisitState::Paused => vec![VisitCommand::Resume { assignment }],
            VisitState::Arrived => phone.finish(row, assignment, now).await?,
            _ => Vec::new(),
        };
        if commands.is_empty() {
            return Ok(());
        }
        let done = state == VisitState::Arrived;
        phone.give(visit, commands, now).await?;
        self.steps += 1;
        self.completed += u64::from(done);
        let number = row.number.as_deref().unwrap_or("-");
        println!("{number} {}: {} → next", row.assignee_name, state.word());
        Ok(())
    }
}

/// The visit an engineer is at, else the one to set out for.
fn next_work(rows: &[VisitRow], now: Timestamp) -> Option<&VisitRow> {
    let of = |states: &[VisitState]| {
        let mut fits: Vec<&VisitRow> = rows.iter().filter(|r| states.iter().any(|s| s.word() == r.state)).collect();
        fits.sort_by_key(|r| (r.window_from, r.id.clone()));
        fits.into_iter().next()
    };
    of(&[VisitState::Arrived, VisitState::Paused, VisitState::OnTheWay])
        .or_else(|| of(&[VisitState::New]))
        .or_else(|| of(&[VisitState::Accepted]).filter(|r| r.window_from.is_none_or(|from| from - now.ms() < EARLY_MS)))
}

/// Minutes an engineer takes before the next step.
#[expect(clippy::cast_precision_loss, reason = "minutes of an hour fit")]
fn patience(dice: &mut Dice, state: VisitState) -> f64 {
    let (from, to) = match state {
        VisitState::New => (1, 6),
        VisitState::Accepted => (2, 10),
        VisitState::Arrived => (20, 60),
        VisitState::Paused => (8, 20),
        _ => (0, 1),
    };
    dice.between(from, to) as f64
}

impl Phone {
    /// Moves towards a place; returns whether it is reached.
    fn drive(&mut self, to: Place, metres: f64) -> bool {
        let left = self.place.distance_m(&to);
        if left <= metres.max(THERE_M) {
            self.place = to;
            return true;
        }
        let part = metres / left;
        self.place.lat += (to.lat - self.place.lat) * part;
        self.place.lon += (to.lon - self.place.lon) * part;
        false
    }

    async fn report_place(
        &self,
        dice: &mut Dice,
        visit: VisitId,
        state: VisitState,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        let point = TrackPoint {
            at: now,
            lat: self.place.lat + dice.swing() * 0.000_05,
            lon: self.place.lon + dice.swing() * 0.000_05,
            accuracy_m: Some(8.0),
        };
        let visit = (state != VisitState::New).then_some(visit);
        self.line.post("/positions", &Positions { points: vec![point], visit }).await?;
        Ok(())
    }

    /// Report, signature and completion.
    async fn finish(
        &self,
        row: &VisitRow,
        assignment: AssignmentId,
        now: Timestamp,
    ) -> anyhow::Result<Vec<VisitCommand>> {
        let attachment = self.line.upload(signature(), "image/png", "signature.png").await?;
        let signer = if row.contact_name.is_empty() { row.company_name.clone() } else { row.contact_name.clone() };
        let signer = if signer.is_empty() { row.title.clone() } else { signer };
        let solution = if row.title.is_ascii() { "Repaired and tested." } else { "已修复并试运行正常。" };
        let report = VisitCommand::Report {
            assignment,
            solution: Some(solution.to_owned()),
            remark: None,
            work_minutes: None,
            answers: std::collections::BTreeMap::new(),
        };
        let line = Signature { attachment, signer, at: now };
        let sign = VisitCommand::Sign { assignment, signature: fresh(now), line };
        Ok(vec![report, sign, VisitCommand::Complete { assignment, place: Some(self.place) }])
    }

    async fn give(&self, visit: VisitId, commands: Vec<VisitCommand>, now: Timestamp) -> anyhow::Result<()> {
        let envelope = |command| Envelope {
            id: fresh(now),
            at: now,
            offline: false,
            command: Command::Visit { id: visit, command },
        };
        let request = CommandRequest { commands: commands.into_iter().map(envelope).collect() };
        self.line.post("/commands", &request).await?;
        Ok(())
    }
}

fn fresh<T: From<uuid::Uuid>>(now: Timestamp) -> T {
    let ms = u64::try_from(now.ms()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(ms, &rand::random()).into_uuid().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: u8, state: &str, window_from: i64) -> VisitRow {
        VisitRow { id: id.to_string(), state: state.to_owned(), window_from: Some(window_from), ..VisitRow::default() }
    }

    #[test]
    fn an_engineer_ends_what_he_began_before_he_sets_out_again() {
        let now = Timestamp(0);
        let rows = [row(1, "accepted", 10), row(2, "on_the_way", 99), row(3, "new", 5)];
        assert_eq!(next_work(&rows, now).map(|r| r.id.as_str()), Some("2"));
        assert_eq!(next_work(&[rows[0].clone(), rows[2].clone()], now).map(|r| r.id.as_str()), Some("3"));
        assert_eq!(next_work(&rows[..1], now).map(|r| r.id.as_str()), Some("1"));
        let tomorrow = [row(4, "accepted", EARLY_MS + 1)];
        assert!(next_work(&tomorrow, now).is_none());
    }
}
