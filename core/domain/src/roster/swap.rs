//! Changing shifts with a colleague: asked by one, agreed by the other, approved by whoever plans.
//!
//! A swap notes the cells as they were when it was asked for. Approving it exchanges the two agents' cells on its days,
//! unless one of them is another by now.

use jiff::civil::Date;
use serde::Serialize;

use crate::decode::Deserialize;
use crate::{AgentId, ShiftId, SwapId, Timestamp};

/// One day of one agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Who.
    pub agent: AgentId,
    /// Local day on which the shift begins.
    #[serde(deserialize_with = "crate::day::deserialize")]
    pub day: Date,
    /// The shift; `None`: off.
    #[serde(default)]
    pub shift: Option<ShiftId>,
}

/// How far a swap has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SwapState {
    /// The colleague has not answered.
    #[default]
    Asked,
    /// The colleague agrees; it waits for approval.
    Agreed,
    /// The colleague does not.
    Declined,
    /// Whoever asked took it back.
    Withdrawn,
    /// Approved, and the roster changed.
    Approved,
    /// Not approved.
    Rejected,
}

/// What somebody does to a swap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SwapStep {
    /// The colleague agrees.
    Agree,
    /// The colleague does not.
    Decline,
    /// Whoever asked takes it back.
    Withdraw,
    /// A planner approves.
    Approve,
    /// A planner does not.
    Reject,
}

/// A request to change shifts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Swap {
    /// Id.
    pub id: SwapId,
    /// Who asks.
    pub asker: AgentId,
    /// Whom he asks.
    pub colleague: AgentId,
    /// The cells that change hands, as they were when it was asked: two a day, of both agents.
    pub cells: Vec<Cell>,
    /// What he says about it.
    pub note: String,
    /// How far it has come. A state that this version does not know is shown as taken back.
    #[serde(deserialize_with = "state")]
    pub state: SwapState,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When the last step was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
}

fn state<'de, D: serde::Deserializer<'de>>(from: D) -> Result<SwapState, D::Error> {
    Ok(crate::tolerant::optional(from)?.unwrap_or(SwapState::Withdrawn))
}

impl SwapState {
    /// Its word in tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            SwapState::Asked => "asked",
            SwapState::Agreed => "agreed",
            SwapState::Declined => "declined",
            SwapState::Withdrawn => "withdrawn",
            SwapState::Approved => "approved",
            SwapState::Rejected => "rejected",
        }
    }

    /// Whether somebody has still to say something.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, SwapState::Asked | SwapState::Agreed)
    }
}

impl Swap {
    /// Kind word of the definition that both agents hold while the swap is open.
    pub const KIND: &'static str = "swap";

    /// The definition's id for one of the two: `<agent>:<swap>`.
    #[must_use]
    pub fn id_for(&self, agent: AgentId) -> String {
        format!("{agent}:{}", self.id)
    }

    /// The state after a step of `by`, who plans if `plans`; `None` where the step is not his or comes too late.
    #[must_use]
    pub fn after(&self, step: SwapStep, by: AgentId, plans: bool) -> Option<SwapState> {
        let next = match (self.state, step) {
            (SwapState::Asked, SwapStep::Agree) if by == self.colleague => SwapState::Agreed,
            (SwapState::Asked, SwapStep::Decline) if by == self.colleague => SwapState::Declined,
            (SwapState::Asked | SwapState::Agreed, SwapStep::Withdraw) if by == self.asker => SwapState::Withdrawn,
            (SwapState::Agreed, SwapStep::Approve) if plans => SwapState::Approved,
            (SwapState::Asked | SwapState::Agreed, SwapStep::Reject) if plans => SwapState::Rejected,
            _ => return None,
        };
        Some(next)
    }

    /// The cells as they are to be afterwards: each day's shifts exchanged between the two.
    #[must_use]
    pub fn exchanged(&self) -> Vec<Cell> {
        let other = |cell: &Cell| {
            let agent = if cell.agent == self.asker { self.colleague } else { self.asker };
            self.cells.iter().find(|c| c.day == cell.day && c.agent == agent).and_then(|c| c.shift)
        };
        self.cells.iter().map(|cell| Cell { shift: other(cell), ..*cell }).collect()
    }
}
