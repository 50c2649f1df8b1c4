//! Walks through what happened, stretch by stretch, and counts.

use super::{Fact, Reading, State, Target, Terms, What};
use crate::Timestamp;
use crate::tickets::{Priority, Status};

/// Why a stretch counts or does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It counts, as far as the calendar is open.
    Running,
    /// The ticket waits in this status.
    Paused(Status),
    /// The ticket is solved.
    Solved(Status),
    /// It was answered before.
    Answered,
    /// Nobody promised anything.
    NoTerms,
}

impl Why {
    /// The word on the wire and in message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Why::Running => "running",
            Why::Paused(_) => "paused",
            Why::Solved(_) => "solved",
            Why::Answered => "answered",
            Why::NoTerms => "no_terms",
        }
    }
    fn is_stopped(self) -> bool {
        matches!(self, Why::Solved(_) | Why::Answered)
    }
}

/// One stretch of a clock: from one fact to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What began it.
    pub began: What,
    /// From.
    pub from: Timestamp,
    /// To; the time of the reading for the last one.
    pub to: Timestamp,
    /// Why it counts or does not.
    pub why: Why,
    /// The terms that hold in it, by their place in the list.
    pub terms: Option<usize>,
    /// The priority in it.
    pub priority: Priority,
    /// Open time counted in it, ms.
    pub counted_ms: i64,
    /// Open time used at its end, ms.
    pub used_ms: i64,
    /// Open time allowed in it, ms.
    pub limit_ms: Option<i64>,
}

/// A clock with its history.
#[derive(Clone, Debug)]
pub struct Course<'a> {
    /// What it shows.
    pub now: Reading,
    /// How it came to that, oldest first.
    pub lines: Vec<Line>,
    terms: &'a [Terms],
}

impl Course<'_> {
    /// The moment at which this much open time is used: in the past, or if nothing changes. `None` when that does not come:
    /// paused, stopped, or nothing open within ten years.
    #[must_use]
    pub fn reaches(&self, used_ms: i64) -> Option<Timestamp> {
        reaches(&self.lines, self.terms, used_ms)
    }

    /// Since when the limit is what it is.
    #[must_use]
    pub fn limit_since(&self) -> Option<Timestamp> {
        let same = |line: &&Line| line.limit_ms == self.now.limit_ms;
        self.lines.iter().rev().take_while(same).last().map(|line| line.from)
    }

    /// When a fifth of the allowed time is left, or was: from then on it is shown in amber.
    #[must_use]
    pub fn amber_at(&self) -> Option<Timestamp> {
        let limit = self.now.limit_ms.filter(|_| self.now.state != State::Stopped)?;
        self.reaches(limit - limit / 5)
    }

    /// The terms of a line.
    #[must_use]
    pub fn terms_of(&self, line: &Line) -> Option<&Terms> {
        self.terms.get(line.terms?)
    }
}

fn reaches(lines: &[Line], terms: &[Terms], used_ms: i64) -> Option<Timestamp> {
    let last = lines.len().checked_sub(1)?;
    let mut running = lines.iter().enumerate().filter(|(_, line)| line.why == Why::Running);
    let (_, line) = running.find(|(n, line)| line.used_ms >= used_ms || *n == last)?;
    let before = line.used_ms - line.counted_ms;
    terms.get(line.terms?)?.calendar.add_work_time(line.from, used_ms - before)
}

/// Reads the clock of a target at `now`. Facts count in the order of their time, those of one time in the order they are given;
/// what happened after `now` has not happened.
#[must_use]
pub fn measure<'a>(target: Target, facts: &[Fact], terms: &'a [Terms], now: Timestamp) -> Course<'a> {
    let created = facts.iter().filter(|f| f.what == What::Created).map(|f| f.at).min();
    let mut facts: Vec<Fact> = facts.iter().filter(|f| f.at <= now && created.is_some()).copied().collect();
    // nothing happens to a ticket before it is there
    facts.iter_mut().for_each(|fact| fact.at = fact.at.max(created.unwrap_or(now)));
    facts.sort_by_key(|fact| fact.at);

    let mut walk = Walk { target, terms, status: Status::New, priority: Priority::Normal, held: None, answers: 0 };
    let mut lines: Vec<Line> = Vec::new();
    // since when the limit is what it is
    let mut since = now;
    let mut missed_at = None;
    for (n, fact) in facts.iter().enumerate() {
        walk.take(fact.what);
        let to = facts.get(n + 1).map_or(now, |next| next.at);
        let why = walk.why();
        let before = lines.last().map_or(0, |line| line.used_ms);
        let limit_before = lines.last().and_then(|line| line.limit_ms);
        // what is stopped was judged by what held then
        let limit_ms = if why.is_stopped() { limit_before } else { walk.limit_ms() };
        if lines.is_empty() || limit_ms != limit_before {
            since = fact.at;
        }
        let counted_ms = match walk.held().filter(|_| why == Why::Running) {
            Some(terms) => terms.calendar.work_time_between(fact.at, to),
            None => 0,
        };
        let used_ms = before + counted_ms;
        let (began, from, terms, priority) = (fact.what, fact.at, walk.held, walk.priority);
        lines.push(Line { began, from, to, why, terms, priority, counted_ms, used_ms, limit_ms });
        missed_at = match limit_ms {
            Some(limit) if used_ms > limit => {
                // missed before and still, or only now
                missed_at
                    .filter(|_| before > limit)
                    .or_else(|| reaches(&lines, walk.terms, limit).map(|reached| reached.max(since)))
            }
            _ => None,
        };
    }
    let limit_ms = lines.last().and_then(|line| line.limit_ms);
    let used_ms = lines.last().map_or(0, |line| line.used_ms);
    let why = lines.last().map_or(Why::NoTerms, |line| line.why);
    let state = match why {
        _ if limit_ms.is_none() => State::Unset,
        Why::Running => State::Running,
        Why::Paused(_) | Why::NoTerms => State::Paused,
        Why::Solved(_) | Why::Answered => State::Stopped,
    };
    let stopped = |line: &&Line| line.why.is_stopped();
    let stopped_at = lines.iter().rev().take_while(stopped).last().map(|line| line.from);
    let now = Reading { target, state, used_ms, limit_ms, due_at: None, missed_at, stopped_at };
    let mut course = Course { now, lines, terms };
    course.now.due_at =
        missed_at.or_else(|| limit_ms.filter(|_| state == State::Running).and_then(|limit| course.reaches(limit)));
    course
}

/// What holds after the facts so far.
struct Walk<'a> {
    target: Target,
    terms: &'a [Terms],
    status: Status,
    priority: Priority,
    held: Option<usize>,
    answers: usize,
}

impl<'a> Walk<'a> {
    fn take(&mut self, what: What) {
        match what {
            What::Created => {}
            What::Status(status) => self.status = status,
            What::Priority(priority) => self.priority = priority,
            What::Terms(terms) => self.held = terms,
            What::Answered => self.answers += 1,
        }
    }
    fn held(&self) -> Option<&'a Terms> {
        self.terms.get(self.held?)
    }
    fn limit_ms(&self) -> Option<i64> {
        self.held()?.limit_ms(self.priority, self.target)
    }
    fn why(&self) -> Why {
        if self.target.answers().is_some_and(|wanted| self.answers >= wanted) {
            return Why::Answered;
        }
        if matches!(self.status, Status::Resolved | Status::Closed) {
            return Why::Solved(self.status);
        }
        match self.held() {
            None => Why::NoTerms,
            Some(terms) if terms.pauses.contains(&self.status) => Why::Paused(self.status),
            Some(_) => Why::Running,
        }
    }
}
