//! Reminders before a customer's service period ends (FEE-12).
//!
//! A pure function of days: the end date, the rule, the day something was last sent and today, all in the organisation's
//! time zone. A job asks once a day, or more often, or after a week without running: the answer is the nearest reminder whose
//! day has come and that was not sent, so a missed day is made up for once and never by two letters at a time. After the end
//! date nothing is sent; the customer stands as expired, and whoever serves him is warned.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::day;

/// Most reminders of a rule.
pub const MAX_REMINDERS: usize = 10;
/// Earliest reminder, days before the end.
pub const MAX_DAYS: u16 = 365;

/// How people are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A letter to the customer.
    Email,
    /// The same notice to the organisation's own contact (ORG-05).
    OwnContact,
    /// A message at the lower right of the customer's client.
    Broadcast,
    /// A short message to the customer.
    Sms,
    /// A push to the customer's browser.
    WebPush,
}

/// When and how an organisation reminds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReminderRule {
    /// How many days before the end date; 0 is the day itself.
    pub days_before: BTreeSet<u16>,
    /// How people are told.
    pub channels: BTreeSet<Channel>,
}

impl Default for ReminderRule {
    fn default() -> Self {
        let channels = BTreeSet::from([Channel::Email, Channel::OwnContact]);
        Self { days_before: BTreeSet::from([30, 7, 1, 0]), channels }
    }
}

/// How a customer's service period stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The first reminder's day has not come.
    Running,
    /// It ends soon.
    Ending,
    /// The end date is past: a warning when the customer asks for service.
    Expired,
}

/// What a day says about an end date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// How the period stands.
    pub standing: Standing,
    /// Days until the end date, which is the last day of service; negative afterwards.
    pub left: i64,
    /// The reminder to send today, as its days before the end. Its text says [`Reading::left`], which is less after a
    /// missed day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<u16>,
}

impl ReminderRule {
    /// Whether it can be kept as it is.
    ///
    /// # Errors
    /// The member that is wrong.
    pub fn check(&self) -> Result<(), &'static str> {
        let fits = self.days_before.len() <= MAX_REMINDERS && self.days_before.iter().all(|days| *days <= MAX_DAYS);
        if fits { Ok(()) } else { Err("days_before") }
    }

    /// What today says about an end date. `last_sent` is the day of the last reminder to this customer, whatever end date
    /// it was about.
    #[must_use]
    pub fn read(&self, end: Date, last_sent: Option<Date>, today: Date) -> Reading {
        let left = day::number(end) - day::number(today);
        let reached = self.days_before.iter().copied().find(|days| i64::from(*days) >= left);
        let standing = match reached {
            _ if left < 0 => Standing::Expired,
            Some(_) => Standing::Ending,
            None => Standing::Running,
        };
        // The day on which the nearest reminder was to be sent: what was sent since then was this one or a later one.
        let sent_since = |days: &u16| {
            let its_day = day::number(end) - i64::from(*days);
            last_sent.is_some_and(|sent| day::number(sent) >= its_day)
        };
        let due = reached.filter(|days| left >= 0 && !sent_since(days));
        Reading { standing, left, due }
    }
}
