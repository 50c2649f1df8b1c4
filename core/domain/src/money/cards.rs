//! Service cards: what a service costs, per time or per hour (FEE-02, FEE-03).
//!
//! A card is archived, never deleted, because orders and postings name it. Prices hold the tax already; a charge says how much
//! of it is tax. Per hour, every started step of minutes counts whole, so 61 minutes at steps of 15 are 75 minutes.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::{BasisPoints, Money, MoneyError, Quantity};
use crate::decode::Deserialize;
use crate::{CardId, Timestamp};

/// Longest name, characters.
const MAX_NAME: usize = 100;
/// Longest description, characters.
const MAX_DESCRIPTION: usize = 1_000;
/// Longest step, minutes: a day.
const MAX_STEP: u32 = 24 * 60;
/// Longest service that a price is looked for, hours: a week.
const MAX_HOURS: u32 = 7 * 24;
/// Longest validity, days: ten years.
const MAX_VALIDITY: u32 = 3_650;

/// What is wrong with a card: problem keys by member.
pub type CardProblems = BTreeMap<&'static str, &'static str>;

/// What the price is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Unit {
    /// One service, however long.
    Time,
    /// An hour.
    Hour {
        /// Started steps of so many minutes count whole.
        step_minutes: u32,
    },
}

crate::tagged!(Unit, "per");

/// A service with its price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceCard {
    /// Id.
    pub id: CardId,
    /// What people read.
    pub name: String,
    /// Of one unit, tax included; zero is a free service.
    pub price: Money,
    /// What the price is for.
    pub unit: Unit,
    /// Whether customers see it.
    #[serde(default)]
    pub visible: bool,
    /// More about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// For how many days after it was bought it may be used; always when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validity_days: Option<u32>,
    /// The tax that is in the price.
    #[serde(default)]
    pub tax: BasisPoints,
    /// Since when nobody chooses it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<Timestamp>,
}

/// How much of a service there was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Usage {
    /// So many times.
    Times(u32),
    /// So many minutes.
    Minutes(u32),
}

/// What a service costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// All of it.
    pub amount: Money,
    /// The tax that is in it.
    pub tax: Money,
    /// How much counts: times, or minutes after rounding up.
    pub counted: Usage,
}

/// Why a card says no price.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// Minutes for a card per time, or times for one per hour.
    #[error("the card counts by another unit")]
    OtherUnit,
    /// The price is no amount.
    #[error(transparent)]
    Amount(#[from] MoneyError),
}

impl ServiceCard {
    /// Whether it can be kept as it is.
    ///
    /// # Errors
    /// What is wrong, by member.
    pub fn check(&self) -> Result<(), CardProblems> {
        let mut problems = CardProblems::new();
        let mut wrong = |member, problem: Option<&'static str>| {
            if let Some(problem) = problem {
                problems.insert(member, problem);
            }
        };
        let name = self.name.trim().chars().count();
        wrong("name", if name == 0 { Some("required") } else { (name > MAX_NAME).then_some("too_long") });
        wrong("description", (self.description.chars().count() > MAX_DESCRIPTION).then_some("too_long"));
        wrong("price", (self.price.minor() < 0).then_some("out_of_range"));
        wrong("tax", (!self.tax.is_part()).then_some("out_of_range"));
        let days = |days: u32| (1..=MAX_VALIDITY).contains(&days);
        wrong("validity_days", self.validity_days.is_some_and(|n| !days(n)).then_some("out_of_range"));
        if let Unit::Hour { step_minutes } = self.unit {
            wrong("step_minutes", (!(1..=MAX_STEP).contains(&step_minutes)).then_some("out_of_range"));
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// What so much of the service costs. The rounding to minor units comes once, at the end.
    ///
    /// # Errors
    /// When the card counts by another unit, or the amount is out of bounds.
    pub fn charge_for(&self, usage: Usage) -> Result<Charge, CardError> {
        let (amount, counted) = match (self.unit, usage) {
            (Unit::Time, Usage::Times(times)) => {
                let pieces = Quantity::pieces(times).map_err(|_| MoneyError::OutOfBounds)?;
                (self.price.times(pieces)?, usage)
            }
            (Unit::Hour { step_minutes }, Usage::Minutes(minutes)) => {
                let step = step_minutes.max(1);
                let counted = minutes.div_ceil(step).checked_mul(step).ok_or(MoneyError::OutOfBounds)?;
                (self.price.ratio(i64::from(counted), 60)?, Usage::Minutes(counted))
            }
            _ => return Err(CardError::OtherUnit),
        };
        Ok(Charge { amount, tax: amount.contained(self.tax)?, counted })
    }

    /// Whether some number of times, or of hours up to a week, costs this.
    #[must_use]
    pub fn could_cost(&self, amount: Money) -> bool {
        match self.unit {
            Unit::Time => {
                amount.currency() == self.price.currency()
                    && amount.is_positive()
                    && self.price.is_positive()
                    && amount.minor() % self.price.minor() == 0
            }
            Unit::Hour { step_minutes } => {
                let step = usize::try_from(step_minutes.max(1)).unwrap_or(1);
                let costs =
                    |minutes| self.charge_for(Usage::Minutes(minutes)).is_ok_and(|charge| charge.amount == amount);
                amount.is_positive() && (step_minutes.max(1)..=MAX_HOURS * 60).step_by(step).any(costs)
            }
        }
    }

    /// The last day on which a card bought on this day may be used; `None`: for ever.
    #[must_use]
    pub fn last_day(&self, bought: Date) -> Option<Date> {
        crate::day::plus(bought, i64::from(self.validity_days?))
    }

    /// Whether agents may choose it.
    #[must_use]
    pub const fn is_offered(&self) -> bool {
        self.archived_at.is_none()
    }
}

/// The card that is preselected for a company: the one chosen for it, unless it was archived meanwhile.
#[must_use]
pub fn default_card(cards: &[ServiceCard], chosen: Option<CardId>) -> Option<&ServiceCard> {
    cards.iter().find(|card| Some(card.id) == chosen && card.is_offered())
}
