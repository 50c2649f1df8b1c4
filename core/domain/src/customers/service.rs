//! The service period of a customer, and what it means today (CUS-30).

use crate::Timestamp;
use crate::time::DAY_MS;

/// A period that ends within this time is expiring.
pub const EXPIRING_MS: i64 = 30 * DAY_MS;

/// What a service period means at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceState {
    /// It begins later.
    NotStarted,
    /// It holds.
    Active,
    /// It ends within thirty days.
    Expiring,
    /// It has ended.
    Expired,
    /// Nobody set an end.
    Unlimited,
}

impl ServiceState {
    /// All of them.
    pub const ALL: [ServiceState; 5] = [
        ServiceState::NotStarted,
        ServiceState::Active,
        ServiceState::Expiring,
        ServiceState::Expired,
        ServiceState::Unlimited,
    ];
    /// The word in filters and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            ServiceState::NotStarted => "not_started",
            ServiceState::Active => "active",
            ServiceState::Expiring => "expiring",
            ServiceState::Expired => "expired",
            ServiceState::Unlimited => "unlimited",
        }
    }
    /// The state named by `word`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// What the period means at `now`. The end itself no longer belongs to it.
#[must_use]
pub fn service_state(from: Option<i64>, to: Option<i64>, now: Timestamp) -> ServiceState {
    let now = now.ms();
    match (from, to) {
        (_, Some(to)) if to <= now => ServiceState::Expired,
        (Some(from), _) if from > now => ServiceState::NotStarted,
        (_, None) => ServiceState::Unlimited,
        (_, Some(to)) if to <= now.saturating_add(EXPIRING_MS) => ServiceState::Expiring,
        _ => ServiceState::Active,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_means_one_thing_at_each_moment() {
        use ServiceState as S;
        for (from, to, now, state) in [
            (None, None, 5, S::Unlimited),
            (Some(6), None, 5, S::NotStarted),
            (Some(5), None, 5, S::Unlimited),
            (Some(0), Some(5), 5, S::Expired),
            (Some(0), Some(6), 5, S::Expiring),
            (None, Some(5 + EXPIRING_MS), 5, S::Expiring),
            (None, Some(6 + EXPIRING_MS), 5, S::Active),
            (Some(6), Some(9), 5, S::NotStarted),
        ] {
            assert_eq!(service_state(from, to, Timestamp(now)), state, "{from:?}–{to:?} at {now}");
        }
    }
}
