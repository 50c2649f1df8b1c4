//! How long a worse plan is accepted: simulated annealing in rounds.
//!
//! A search does not know how long it will be driven. So it cools down in rounds, each longer than the one before and,
//! after the first, less hot, beginning with the best plan known: whenever it is stopped, most of its time went into one
//! round that was finished or is under way.

use crate::rng::Rng;

/// Heat at the begin of the first round, in 65,536ths of the mean cost of a leg.
const HOT: i64 = 65_536;
/// Heat at the begin of later rounds and after a warm start.
const WARM: i64 = HOT / 4;
/// Heat at which a round ends.
const COLD: i64 = HOT / 100;
/// Each stage is cooler than the one before by this many 65,536ths.
const STAGE: i64 = 60_000;
/// Changes in the first round, per visit: from three quarters of it to one and a half times as many, as chance has it,
/// so that searches side by side do not end their rounds together.
const FIRST: u64 = 200;

/// The schedule of a search.
#[derive(Clone, Debug)]
pub(crate) struct Anneal {
    /// Mean cost of a leg.
    scale: i64,
    heat: i64,
    /// Changes until the next stage.
    left: u64,
    /// Changes in each stage of this round.
    stage: u64,
    /// Changes in this round.
    round: u64,
}

/// What comes after a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Go,
    /// A new round has begun: go on from the best plan.
    Round,
}

fn stages(mut heat: i64) -> u64 {
    let mut stages = 0;
    while heat > COLD {
        heat = (heat * STAGE) >> 16;
        stages += 1;
    }
    stages
}

impl Anneal {
    /// A schedule for `visits` visits; `warm` where the first plan is a good one.
    pub(crate) fn new(visits: usize, scale: i64, warm: bool, rng: &mut Rng) -> Self {
        let round = FIRST * (visits as u64).max(10) * (6 + rng.below(7) as u64) / 8;
        let mut this = Self { scale: scale.max(1), heat: 0, left: 0, stage: 0, round };
        this.begin(if warm { WARM } else { HOT });
        this
    }

    fn begin(&mut self, heat: i64) {
        self.heat = heat;
        self.stage = (self.round / stages(heat)).max(1);
        self.left = self.stage;
    }

    /// How much worse the next plan may be.
    pub(crate) fn bound(&self, rng: &mut Rng) -> i64 {
        let share = i128::from(self.scale) * i128::from(self.heat) * i128::from(rng.exponential_16());
        i64::try_from(share >> 32).unwrap_or(i64::MAX)
    }

    /// Counts a change.
    pub(crate) fn tick(&mut self) -> Next {
        self.left -= 1;
        if self.left > 0 {
            return Next::Go;
        }
        self.heat = (self.heat * STAGE) >> 16;
        self.left = self.stage;
        if self.heat > COLD {
            return Next::Go;
        }
        self.round = self.round.saturating_mul(2);
        self.begin(WARM);
        Next::Round
    }
}
