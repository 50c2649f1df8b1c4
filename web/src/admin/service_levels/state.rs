//! A policy as an administrator is changing it.

use truckroll_domain::filter::{Condition, Filter};
use truckroll_domain::sla::{ActionKind, SlaAction, SlaPolicy, SlaProblems, Target, When};
use truckroll_domain::tickets::{Priority, Status};
use truckroll_domain::{LineId, SlaPolicyId};
use truckroll_protocol::api::sla::{NewSlaPolicy, SlaPolicyNow};

use super::look::Look;
use crate::desk::conditions::{Line, conditions};

/// A policy under change, and what was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What was read; `None` of a new one.
    pub read: Option<SlaPolicyNow>,
    /// What he has made of it, but for its conditions.
    pub policy: SlaPolicy,
    /// Conditions that must all hold, as they are typed.
    pub all: Vec<Line>,
    /// Conditions of which one must hold.
    pub any: Vec<Line>,
}

impl Draft {
    /// A new policy; `id` is fresh.
    #[must_use]
    pub fn new(id: SlaPolicyId) -> Self {
        Self { read: None, policy: SlaPolicy { id, ..SlaPolicy::default() }, all: Vec::new(), any: Vec::new() }
    }

    /// Nothing changed yet.
    #[must_use]
    pub fn of(read: SlaPolicyNow) -> Self {
        let lines = |conditions: &[Condition]| conditions.iter().map(Line::of).collect();
        let (all, any) = (lines(&read.policy.when.all), lines(&read.policy.when.any));
        Self { policy: read.policy.clone(), all, any, read: Some(read) }
    }

    /// The number that was read; 0 of a new one.
    #[must_use]
    pub fn seq(&self) -> i64 {
        self.read.as_ref().map_or(0, |read| read.seq)
    }

    /// Whether there is something to save.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.read.as_ref().is_none_or(|read| {
            let was = Self::of(read.clone());
            (&self.policy, &self.all, &self.any) != (&was.policy, &was.all, &was.any)
        })
    }

    /// The policy with its conditions; `None` while one of them is not finished.
    #[must_use]
    pub fn built(&self, look: &Look) -> Option<SlaPolicy> {
        let asks = look.asks();
        let when = Filter { all: conditions(&asks, &self.all)?, any: conditions(&asks, &self.any)? };
        Some(SlaPolicy { when, ..self.policy.clone() })
    }

    /// What is wrong, by member; the server asks the same and more.
    #[must_use]
    pub fn problems(&self, look: &Look) -> SlaProblems {
        match self.built(look) {
            Some(built) => built.settled().check(&look.schema()).err().unwrap_or_default(),
            None => {
                let mut problems = self.policy.clone().settled().check(&look.schema()).err().unwrap_or_default();
                problems.insert("when".to_owned(), "unfinished");
                problems
            }
        }
    }

    /// What is sent.
    #[must_use]
    pub fn sent(&self, look: &Look) -> Option<NewSlaPolicy> {
        Some(NewSlaPolicy { seq: self.seq(), policy: self.built(look)? })
    }

    /// The same changes over a policy that somebody else wrote meanwhile.
    #[must_use]
    pub fn over(&self, read: SlaPolicyNow) -> Self {
        Self { read: Some(read), ..self.clone() }
    }

    /// Sets or takes away a limit.
    pub fn limit(&mut self, priority: Priority, target: Target, minutes: Option<u32>) {
        let limits = self.policy.limits.entry(priority).or_default();
        match minutes {
            Some(minutes) => {
                limits.insert(target, minutes);
            }
            None => {
                limits.remove(&target);
            }
        }
        if limits.is_empty() {
            self.policy.limits.remove(&priority);
        }
    }

    /// Whether time stops in a status.
    pub fn pause(&mut self, status: Status, pauses: bool) {
        self.policy.pauses.retain(|one| *one != status);
        if pauses {
            self.policy.pauses.push(status);
            self.policy.pauses.sort_unstable();
        }
    }

    /// Adds a row; `id` is fresh.
    pub fn add_action(&mut self, id: LineId) {
        self.policy.actions.push(SlaAction {
            id,
            target: Target::FirstResponse,
            when: When::Before,
            minutes: 10,
            kind: ActionKind::Notice,
            to: vec![truckroll_domain::sla::Recipient::Assignee],
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use truckroll_domain::filter::Operator;

    fn look() -> Look {
        Look { book: crate::sample::book(), calendars: Vec::new(), groups: Vec::new(), templates: Vec::new() }
    }

    #[test]
    fn limits_pauses_and_rows_are_set_and_checked_before_they_are_sent() {
        let mut draft = Draft::new(SlaPolicyId::from_parts(7, [1; 10]));
        let problems = draft.problems(&look());
        assert_eq!((problems.get("name"), problems.get("limits")), (Some(&"required"), Some(&"required")));
        draft.policy.name = "Lifts".into();
        draft.limit(Priority::Urgent, Target::FirstResponse, Some(15));
        draft.limit(Priority::Urgent, Target::Resolution, Some(120));
        draft.limit(Priority::Urgent, Target::Resolution, None);
        draft.pause(Status::New, true);
        draft.add_action(LineId::from_parts(7, [2; 10]));
        assert_eq!(draft.problems(&look()), SlaProblems::new());
        assert_eq!(draft.policy.pauses, [Status::New, Status::AwaitingResponse]);
        draft.pause(Status::New, false);
        draft.limit(Priority::Urgent, Target::FirstResponse, None);
        assert_eq!(draft.problems(&look()).get("limits"), Some(&"required"));
    }

    #[test]
    fn a_condition_that_is_not_finished_keeps_the_policy_from_being_sent() {
        let mut draft = Draft::new(SlaPolicyId::from_parts(7, [1; 10]));
        draft.policy.name = "Lifts".into();
        draft.limit(Priority::Normal, Target::Resolution, Some(60));
        let line =
            |value: &str| Line { field: "type".into(), op: Operator::Is, value: value.into(), until: String::new() };
        draft.all = vec![line("")];
        assert_eq!((draft.problems(&look()).get("when"), draft.sent(&look())), (Some(&"unfinished"), None));
        draft.all = vec![line("lift")];
        let sent = draft.sent(&look()).expect("finished");
        assert_eq!(sent.policy.when.all.len(), 1);
        let again = Draft::of(SlaPolicyNow { seq: 4, policy: sent.policy });
        assert!(!again.is_changed() && again.all == draft.all);
    }
}
