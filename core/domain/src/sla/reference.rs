//! The same clock, minute by minute: slow, and easy to believe. Everything happens at whole minutes.

use super::{Fact, Target, Terms, What};
use crate::Timestamp;
use crate::tickets::{Priority, Status};
use crate::time::MINUTE_MS;

/// What a clock shows, in minutes.
#[derive(Debug, PartialEq)]
pub struct Shown {
    pub used: i64,
    pub limit: Option<i64>,
    pub missed_at: Option<Timestamp>,
}

/// Walks from the first fact to `now`.
pub fn measure(target: Target, facts: &[Fact], terms: &[Terms], now: Timestamp) -> Shown {
    let (mut status, mut priority, mut held, mut answers) = (Status::New, Priority::Normal, None, 0);
    let mut shown = Shown { used: 0, limit: None, missed_at: None };
    let mut limit_since = facts[0].at;
    // when so many minutes were used for the first time
    let mut reached = vec![facts[0].at];
    let mut minute = facts[0].at;
    loop {
        for fact in facts.iter().filter(|f| f.at == minute) {
            match fact.what {
                What::Created => {}
                What::Status(to) => status = to,
                What::Priority(to) => priority = to,
                What::Terms(to) => held = to,
                What::Answered => answers += 1,
            }
            if stopped(target, status, answers) {
                continue;
            }
            let terms: Option<&Terms> = held.and_then(|n: usize| terms.get(n));
            let limit = terms.and_then(|t| t.limits.get(&priority)?.get(&target)).map(|m| i64::from(*m));
            if limit != shown.limit {
                (shown.limit, limit_since) = (limit, minute);
            }
            judge(&mut shown, &reached, limit_since);
        }
        if minute >= now {
            return shown;
        }
        let runs = held.and_then(|n| terms.get(n)).is_some_and(|t| {
            !stopped(target, status, answers) && !t.pauses.contains(&status) && t.calendar.is_open(minute)
        });
        minute = minute.plus_ms(MINUTE_MS);
        if runs {
            shown.used += 1;
            reached.push(minute);
            judge(&mut shown, &reached, limit_since);
        }
    }
}

fn stopped(target: Target, status: Status, answers: usize) -> bool {
    let answered = match target {
        Target::FirstResponse => answers >= 1,
        Target::SecondResponse => answers >= 2,
        Target::Resolution => false,
    };
    answered || status == Status::Resolved || status == Status::Closed
}

fn judge(shown: &mut Shown, reached: &[Timestamp], limit_since: Timestamp) {
    shown.missed_at = match shown.limit {
        Some(limit) if shown.used > limit => {
            let reached = reached[usize::try_from(limit).expect("not negative")];
            Some(shown.missed_at.unwrap_or(reached.max(limit_since)))
        }
        _ => None,
    };
}
