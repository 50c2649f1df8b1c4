//! What an organisation may use, and until when (ORG-07, ORG-20): seats in all, seats of each module, the last day.
//!
//! The operator of the installation sets it; without it nothing is limited. A seat is taken by every agent who is not
//! disabled, a seat of a module by those of them who hold its licence. After the last day the organisation reads what it
//! has and writes nothing, until the operator extends it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::access::Module;
use crate::day;
use crate::decode::Deserialize;
use crate::people::Agent;

/// Days before the end on which administrators are told.
pub const WARNED_DAYS: [i64; 3] = [30, 7, 1];
/// The word of seats of no module, beside the words of modules.
pub const SEATS: &str = "seats";
/// Longest name of an edition, characters.
pub const MAX_EDITION: usize = 60;

/// What an organisation may use. The default is without limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Licence {
    /// What the operator calls it; empty for none.
    pub edition: String,
    /// Most agents who are not disabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seats: Option<i64>,
    /// Most of them with the licence for a module, by its word; a module that does not stand here has no limit.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "crate::tolerant::map")]
    pub modules: BTreeMap<String, i64>,
    /// The last day, by the organisation's clock.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "day::optional")]
    pub last_day: Option<Date>,
    /// The organisation may appear to its customers under a name, a colour and an address of its own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub white_label: bool,
}

/// Seats that are used up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Full {
    /// [`SEATS`], or the word of a module.
    pub of: String,
    /// How many are taken.
    pub used: i64,
    /// How many there are.
    pub most: i64,
}

fn count<'a>(agents: impl Iterator<Item = &'a Agent>, takes: impl Fn(&Agent) -> bool) -> i64 {
    i64::try_from(agents.filter(|agent| takes(agent)).count()).unwrap_or(i64::MAX)
}

fn takes_seat(agent: &Agent) -> bool {
    agent.disabled_at.is_none()
}

impl Licence {
    /// Whether an agent may become what he shall be, beside the others. Only a seat that he takes now is asked for: who
    /// has one keeps it, also where there are more than there should be.
    ///
    /// # Errors
    /// The first seats that are used up.
    pub fn room<'a>(
        &self,
        agents: impl Iterator<Item = &'a Agent> + Clone,
        former: Option<&Agent>,
        agent: &Agent,
    ) -> Result<(), Full> {
        let others = agents.filter(|other| other.id != agent.id);
        let asked = |of: &str, most: Option<i64>, takes: &dyn Fn(&Agent) -> bool| {
            let Some(most) = most else { return Ok(()) };
            if !takes(agent) || former.is_some_and(takes) {
                return Ok(());
            }
            let used = count(others.clone(), takes);
            if used < most { Ok(()) } else { Err(Full { of: of.to_owned(), used, most }) }
        };
        asked(SEATS, self.seats, &takes_seat)?;
        for module in Module::ALL {
            let most = self.modules.get(module.word()).copied();
            asked(module.word(), most, &|agent: &Agent| takes_seat(agent) && agent.licensed(*module))?;
        }
        Ok(())
    }

    /// Days that are left, the last one counted as 0; negative after it. `None` where it does not end.
    #[must_use]
    pub fn days_left(&self, today: Date) -> Option<i64> {
        self.last_day.map(|last| day::number(last) - day::number(today))
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_over(&self, today: Date) -> bool {
        self.days_left(today).is_some_and(|days| days < 0)
    }

    /// The warning that is due: the smallest of [`WARNED_DAYS`] that has been reached, while it is not over.
    #[must_use]
    pub fn warning(&self, today: Date) -> Option<i64> {
        let left = self.days_left(today).filter(|days| *days >= 0)?;
        WARNED_DAYS.into_iter().filter(|days| left <= *days).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AgentId, Timestamp};

    fn agent(n: u8) -> Agent {
        Agent { id: AgentId::from_parts(1, [n; 10]), ..Agent::default() }
    }

    fn licence(seats: Option<i64>, modules: &[(&str, i64)]) -> Licence {
        let modules = modules.iter().map(|(word, n)| ((*word).to_owned(), *n)).collect();
        Licence { seats, modules, ..Licence::default() }
    }

    #[test]
    fn only_a_seat_that_is_taken_now_is_asked_for() {
        let agents = [agent(1), agent(2), Agent { disabled_at: Some(Timestamp(1)), ..agent(3) }];
        let full = |of: &str, used, most| Err(Full { of: of.to_owned(), used, most });
        let two = licence(Some(2), &[]);
        assert_eq!(two.room(agents.iter(), None, &agent(4)), full(SEATS, 2, 2));
        assert_eq!(licence(Some(3), &[]).room(agents.iter(), None, &agent(4)), Ok(()));
        assert_eq!(Licence::default().room(agents.iter(), None, &agent(4)), Ok(()));
        // who has a seat keeps it, also of too few
        assert_eq!(licence(Some(1), &[]).room(agents.iter(), Some(&agents[0]), &agents[0]), Ok(()));
        // enabling takes one, disabling none
        assert_eq!(two.room(agents.iter(), Some(&agents[2]), &agent(3)), full(SEATS, 2, 2));
        assert_eq!(licence(Some(0), &[]).room(agents.iter(), Some(&agents[0]), &agents[2]), Ok(()));
    }

    #[test]
    fn seats_of_a_module_are_taken_by_its_licence() {
        let without = |n| Agent { licences: Some(vec![Module::Tickets]), ..agent(n) };
        let agents = [agent(1), without(2)];
        let chat = licence(None, &[("chat", 1)]);
        assert_eq!(chat.room(agents.iter(), None, &without(3)), Ok(()));
        let refused = chat.room(agents.iter(), None, &agent(3)).expect_err("one has it");
        assert_eq!((refused.of.as_str(), refused.used, refused.most), ("chat", 1, 1));
        assert!(chat.room(agents.iter(), Some(&agents[1]), &agent(2)).is_err());
        assert_eq!(chat.room(agents.iter(), Some(&agents[0]), &agent(1)), Ok(()));
    }

    #[test]
    fn it_is_over_after_its_last_day_and_warns_before() {
        let day = |text: &str| day::parse(text).expect("a day");
        let ends = Licence { last_day: Some(day("2026-05-31")), ..Licence::default() };
        for (today, warning, over) in [
            ("2026-04-30", None, false),
            ("2026-05-01", Some(30), false),
            ("2026-05-23", Some(30), false),
            ("2026-05-24", Some(7), false),
            ("2026-05-30", Some(1), false),
            ("2026-05-31", Some(1), false),
            ("2026-06-01", None, true),
        ] {
            assert_eq!((ends.warning(day(today)), ends.is_over(day(today))), (warning, over), "{today}");
        }
        assert!(!Licence::default().is_over(day("2999-01-01")));
        let text = serde_json::to_string(&ends).expect("writes");
        assert_eq!(text, r#"{"edition":"","last_day":"2026-05-31"}"#);
        assert_eq!(serde_json::from_str::<Licence>(&text).expect("reads"), ends);
    }
}
