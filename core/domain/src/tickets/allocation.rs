//! To whom many tickets go at once (TKT-33): to nobody, or spread over agents, evenly or by numbers that were given.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::decode::Deserialize;
use crate::{AgentId, GroupId};

/// To whom tickets go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Allocation {
    /// Nobody yet.
    #[default]
    Nobody,
    /// Evenly to all agents who take tickets.
    All,
    /// Evenly to those of a group.
    Group {
        /// Which.
        group: GroupId,
    },
    /// All to one agent.
    Agent {
        /// Which.
        agent: AgentId,
    },
    /// As many to each as was said; together as many as there are tickets.
    Given {
        /// How many go to whom.
        counts: BTreeMap<AgentId, u32>,
    },
}

crate::tagged!(Allocation, "to");

impl Allocation {
    /// Who gets each of `count` tickets, in their order. `taking` are the agents who take tickets now, `of_group` those of a group
    /// among them. An even split differs by one at most: what is left over goes to the first ones, one each.
    ///
    /// # Errors
    /// What is wrong, as a key of the message files: `no_agents` take tickets, an agent is `not_accepting`, or the numbers are
    /// `not_the_sum`.
    pub fn shares(
        &self,
        count: usize,
        taking: &[AgentId],
        of_group: impl Fn(GroupId) -> Vec<AgentId>,
    ) -> Result<Vec<Option<AgentId>>, &'static str> {
        let even = |agents: &[AgentId]| match agents.len() {
            0 => Err("no_agents"),
            many => Ok((0..count).map(|n| agents.get(n % many).copied()).collect()),
        };
        match self {
            Allocation::Nobody => Ok(vec![None; count]),
            Allocation::All => even(taking),
            Allocation::Group { group } => even(&of_group(*group)),
            Allocation::Agent { agent } if taking.contains(agent) => Ok(vec![Some(*agent); count]),
            Allocation::Agent { .. } => Err("not_accepting"),
            Allocation::Given { counts } => {
                if counts.iter().any(|(agent, share)| *share > 0 && !taking.contains(agent)) {
                    return Err("not_accepting");
                }
                let sum: u64 = counts.values().map(|share| u64::from(*share)).sum();
                if u64::try_from(count).ok() != Some(sum) {
                    return Err("not_the_sum");
                }
                let each = counts.iter().flat_map(|(agent, share)| (0..*share).map(|_| Some(*agent)));
                Ok(each.collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn agent(n: u8) -> AgentId {
        AgentId::from_parts(1, [n; 10])
    }

    proptest! {
        #[test]
        fn an_even_split_gives_every_ticket_and_differs_by_one_at_most(count in 0_usize..1_100, agents in 1_u8..40) {
            let taking: Vec<AgentId> = (0..agents).map(agent).collect();
            let group = GroupId::from_parts(1, [1; 10]);
            for to in [Allocation::All, Allocation::Group { group }] {
                let shares = to.shares(count, &taking, |_| taking.clone()).expect("somebody takes them");
                prop_assert_eq!(shares.len(), count);
                let of = |one: &AgentId| shares.iter().filter(|to| to.as_ref() == Some(one)).count();
                let (least, most) = (taking.iter().map(of).min(), taking.iter().map(of).max());
                prop_assert!(most.unwrap_or(0) - least.unwrap_or(0) <= 1);
                // the first ones have what is left over
                prop_assert!(taking.iter().map(of).is_sorted_by(|a, b| a >= b));
            }
        }

        #[test]
        fn given_numbers_are_kept_and_add_up(shares in proptest::collection::vec(0_u32..50, 1..12), off in 1_usize..5) {
            let taking: Vec<AgentId> = (0..12).map(agent).collect();
            let counts: BTreeMap<AgentId, u32> = taking.iter().copied().zip(shares).collect();
            let sum: usize = counts.values().map(|share| usize::try_from(*share).expect("small")).sum();
            let to = Allocation::Given { counts: counts.clone() };
            let given = to.shares(sum, &taking, |_| Vec::new()).expect("they add up");
            prop_assert_eq!(given.len(), sum);
            for (one, share) in counts {
                let count = given.iter().filter(|to| **to == Some(one)).count();
                prop_assert_eq!(u32::try_from(count).expect("small"), share);
            }
            prop_assert_eq!(to.shares(sum + off, &taking, |_| Vec::new()), Err("not_the_sum"));
        }
    }

    #[test]
    fn who_takes_no_tickets_gets_none() {
        let taking = [agent(1)];
        let shares = |to: Allocation| to.shares(2, &taking, |_| Vec::new());
        assert_eq!(shares(Allocation::Agent { agent: agent(1) }), Ok(vec![Some(agent(1)); 2]));
        assert_eq!(shares(Allocation::Agent { agent: agent(2) }), Err("not_accepting"));
        assert_eq!(shares(Allocation::Group { group: GroupId::default() }), Err("no_agents"));
        let counts = BTreeMap::from([(agent(1), 2), (agent(2), 0)]);
        assert_eq!(shares(Allocation::Given { counts }), Ok(vec![Some(agent(1)); 2]));
        let counts = BTreeMap::from([(agent(1), 1), (agent(2), 1)]);
        assert_eq!(shares(Allocation::Given { counts }), Err("not_accepting"));
        assert_eq!(shares(Allocation::Nobody), Ok(vec![None, None]));
    }
}
