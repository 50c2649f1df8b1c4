//! The log of the latest syncs (APP-37): when, how long, what went up and down, what was refused. It is kept on the device.
//!
//! A round begins with the first request and ends when everything is stored or the server cannot be reached. Rounds that
//! bring nothing come every minute: of such in a row only the latest is kept, and so of attempts that fail.

use truckroll_domain::Timestamp;
use truckroll_protocol::sync::device::Status;
use truckroll_protocol::sync::{Outcome, SyncResponse};

use super::Driver;
use crate::ask::SyncRound;
use crate::replica::{Replica, ReplicaError};

/// Most rounds that are kept.
pub const MOST_ROUNDS: usize = 50;
/// Where they are kept.
const KEY: &str = "rounds";

impl Driver {
    /// A request is made.
    pub(super) fn round_begins(&mut self, now: Timestamp) {
        self.round_began.get_or_insert(now);
    }

    /// The server answered.
    pub(super) fn round_heard(&mut self, response: &SyncResponse) {
        let refused = |outcome: &Outcome| matches!(outcome, Outcome::Refused { .. });
        for ack in &response.acks {
            self.round.sent += 1;
            self.round.refused += i64::from(refused(&ack.outcome));
        }
    }

    /// Notes the round if the state of the connection says that it is over.
    pub(super) fn round_ends(&mut self, status: &Status, now: Timestamp) {
        if *status == Status::Syncing {
            return;
        }
        let Some(began) = self.round_began.take() else { return };
        let round = std::mem::take(&mut self.round);
        let received = std::mem::take(&mut self.replica.received);
        let failed = *status != Status::UpToDate;
        let round = SyncRound { at: began, took_ms: now.since_ms(began), received, failed, ..round };
        // a log that cannot be written must not stop what it is about
        let _ = self.replica.note_round(round);
    }
}

impl SyncRound {
    /// Whether nothing moved.
    fn is_idle(&self) -> bool {
        self.sent + self.files + self.received + self.refused == 0
    }

    fn line(&self) -> String {
        let Self { at, took_ms, sent, files, received, refused, failed } = self;
        format!("{} {took_ms} {sent} {files} {received} {refused} {}", at.ms(), i64::from(*failed))
    }

    fn read(line: &str) -> Option<Self> {
        let mut numbers = line.split(' ').map(|n| n.parse::<i64>().ok());
        let mut next = || numbers.next().flatten();
        Some(Self {
            at: Timestamp(next()?),
            took_ms: next()?,
            sent: next()?,
            files: next()?,
            received: next()?,
            refused: next()?,
            failed: next()? != 0,
        })
    }
}

impl Replica {
    /// The latest rounds, newest first.
    pub(crate) fn rounds(&self) -> Result<Vec<SyncRound>, ReplicaError> {
        let text = self.get(KEY)?.unwrap_or_default();
        Ok(text.lines().filter_map(SyncRound::read).collect())
    }

    fn note_round(&self, round: SyncRound) -> Result<(), ReplicaError> {
        let text = self.get(KEY)?.unwrap_or_default();
        let mut lines: Vec<&str> = text.lines().collect();
        let last = lines.first().and_then(|line| SyncRound::read(line));
        if last.is_some_and(|last| last.is_idle() && round.is_idle() && last.failed == round.failed) {
            lines.remove(0);
        }
        lines.truncate(MOST_ROUNDS - 1);
        let line = round.line();
        lines.insert(0, &line);
        self.set(KEY, &lines.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    fn round(at: i64, received: i64, failed: bool) -> SyncRound {
        SyncRound { at: Timestamp(at), took_ms: 120, received, failed, ..SyncRound::default() }
    }

    #[test]
    fn fifty_are_kept_newest_first_and_idle_ones_in_a_row_are_one() {
        let replica = Replica::open(Connection::open_in_memory().expect("memory"), || [7; 16]).expect("opens");
        assert_eq!(replica.rounds().expect("reads"), []);
        for at in 0..60 {
            replica.note_round(round(at, 1 + at, false)).expect("is noted");
        }
        let rounds = replica.rounds().expect("reads");
        assert_eq!((rounds.len(), rounds[0], rounds[49].at), (MOST_ROUNDS, round(59, 60, false), Timestamp(10)));
        for (at, failed) in [(60, false), (61, false), (62, true), (63, true), (64, false)] {
            replica.note_round(round(at, 0, failed)).expect("is noted");
        }
        let latest: Vec<i64> = replica.rounds().expect("reads").iter().take(4).map(|round| round.at.ms()).collect();
        assert_eq!(latest, [64, 63, 61, 59]);
    }
}
