//! What a rule can ask about: the ticket now and before, what changed, its company and contact person, hours gone by.
//!
//! | name | what it is |
//! |---|---|
//! | `status`, `fields.meter`, … | the ticket as it is after the change |
//! | `was.status` | as it was before |
//! | `changed.status` | 1 when the change touched it |
//! | `changed_to.status` | what it changed to; nothing when it did not change |
//! | `changed_from.status` | what it changed from; nothing when it did not change |
//! | `company.group`, `contact.fields.level` | the ticket's company, its contact person |
//! | `event`, `by` | what happened; `agent`, `customer` or `system` |
//! | `rating` | the stars that were given, where that is what happened |
//! | `hours.created`, `business_hours.resolved`, … | hours since, by the clock on the wall or the organisation's calendar |

use crate::Value;
use crate::customers::CustomerSchema;
use crate::fields::{FieldSet, Noun, Projected};
use crate::filter::{At, Record, Schema, Subject, Type};

use super::{Change, Snapshot};

/// The moments from which hours count.
pub const HOURS: [&str; 5] = ["created", "updated", "status", "resolved", "closed"];

/// How a subject's name begins, and what that means.
const CHANGED: [&str; 4] = ["was.", "changed.", "changed_to.", "changed_from."];

/// What can be asked about a change of a ticket. `T` says what can be asked about a ticket.
pub struct RuleSchema<'a, T> {
    /// The ticket's own subjects.
    pub ticket: T,
    /// The fields of companies.
    pub company: &'a FieldSet,
    /// The fields of contacts.
    pub contact: &'a FieldSet,
}

impl<T: Schema> RuleSchema<'_, T> {
    /// The schema of the customer a name begins with, and the rest of the name.
    fn customer<'n>(&self, name: &'n str) -> Option<(CustomerSchema<'_>, &'n str)> {
        if let Some(rest) = name.strip_prefix("company.") {
            return Some((CustomerSchema { noun: Noun::Company, set: self.company }, rest));
        }
        let rest = name.strip_prefix("contact.")?;
        Some((CustomerSchema { noun: Noun::Contact, set: self.contact }, rest))
    }
}

/// Name and rest of a question about the change itself.
fn about_change(name: &str) -> Option<(&'static str, &str)> {
    CHANGED.into_iter().find_map(|prefix| name.strip_prefix(prefix).map(|rest| (prefix, rest)))
}

/// Whether it is `hours.…` or `business_hours.…` of a moment there is.
fn is_hours(name: &str) -> bool {
    let moment = name.strip_prefix("hours.").or_else(|| name.strip_prefix("business_hours."));
    moment.is_some_and(|moment| HOURS.contains(&moment))
}

impl<T: Schema> Schema for RuleSchema<'_, T> {
    fn table(&self) -> &'static str {
        self.ticket.table()
    }
    fn kind(&self) -> &'static str {
        self.ticket.kind()
    }
    fn subject(&self, name: &str) -> Option<Subject> {
        let here = |of| Some(Subject { of, at: At::Values(name.to_owned()) });
        if matches!(name, "event" | "by") {
            return here(Type::Text);
        }
        if name == "rating" || is_hours(name) {
            return here(Type::Number);
        }
        if let Some((prefix, rest)) = about_change(name) {
            let subject = self.ticket.subject(rest)?;
            return here(if prefix == "changed." { Type::Flag } else { subject.of });
        }
        if let Some((schema, rest)) = self.customer(name) {
            return here(schema.subject(rest)?.of);
        }
        self.ticket.subject(name)
    }
}

/// A change of a ticket with everything that can be asked about it.
pub struct Facts<'a, T> {
    /// What can be asked.
    pub schema: &'a RuleSchema<'a, T>,
    /// What happened.
    pub event: Change,
    /// `agent`, `customer` or `system`.
    pub by: &'a str,
    /// The ticket before; nothing for a new one.
    pub before: Option<&'a Snapshot>,
    /// The ticket after.
    pub after: &'a Snapshot,
    /// The stars that were given, where that is what happened.
    pub rating: Option<i64>,
    /// Its company.
    pub company: Option<&'a Snapshot>,
    /// Its contact person.
    pub contact: Option<&'a Snapshot>,
    /// Hours since the moments of [`HOURS`]: on the wall, in business.
    pub hours: &'a [(&'static str, f64, f64)],
}

/// A value of a column as the line of a side table.
#[expect(clippy::cast_precision_loss, reason = "times and counts are within 2^53")]
fn as_lines(value: Value) -> Vec<Projected> {
    match value {
        Value::Null => Vec::new(),
        Value::Text(text) if text.is_empty() => Vec::new(),
        Value::Text(text) => vec![Projected { text, ..Projected::default() }],
        Value::Int(n) => vec![Projected { number: Some(n as f64), ..Projected::default() }],
        Value::Real(n) => vec![Projected { number: Some(n), ..Projected::default() }],
    }
}

/// The lines of a subject in a record.
fn lines_in(schema: &impl Schema, record: Option<&Snapshot>, name: &str) -> Vec<Projected> {
    let (Some(record), Some(subject)) = (record, schema.subject(name)) else { return Vec::new() };
    match subject.at {
        At::Column(column) => as_lines(record.column(column)),
        At::Values(key) => record.lines(&key),
    }
}

impl<T: Schema> Facts<'_, T> {
    fn about(&self, prefix: &str, name: &str) -> Vec<Projected> {
        let before = || lines_in(&self.schema.ticket, self.before, name);
        let after = || lines_in(&self.schema.ticket, Some(self.after), name);
        // a new ticket has not changed: that it was made is an event of its own
        let changed = || self.before.is_some() && before() != after();
        match prefix {
            "was." => before(),
            "changed." if changed() => as_lines(Value::Int(1)),
            "changed_to." if changed() => after(),
            "changed_from." if changed() => before(),
            _ => Vec::new(),
        }
    }
}

impl<T: Schema> Record for Facts<'_, T> {
    fn column(&self, name: &str) -> Value {
        self.after.column(name)
    }
    fn lines(&self, key: &str) -> Vec<Projected> {
        let text = |text: &str| vec![Projected { text: text.to_owned(), ..Projected::default() }];
        match key {
            "event" => return text(self.event.word()),
            "by" => return text(self.by),
            "rating" => return self.rating.map(|stars| as_lines(Value::Int(stars))).unwrap_or_default(),
            _ => {}
        }
        if let Some((prefix, rest)) = about_change(key) {
            return self.about(prefix, rest);
        }
        if let Some((schema, rest)) = self.schema.customer(key) {
            let record = if schema.noun == Noun::Company { self.company } else { self.contact };
            return lines_in(&schema, record, rest);
        }
        if is_hours(key) {
            let (wall, moment) = match key.strip_prefix("hours.") {
                Some(moment) => (true, moment),
                None => (false, key.trim_start_matches("business_hours.")),
            };
            let found = self.hours.iter().find(|(name, ..)| *name == moment);
            let hours = found.map(|(_, on_wall, in_business)| if wall { *on_wall } else { *in_business });
            return hours.map(|n| as_lines(Value::Real(n))).unwrap_or_default();
        }
        self.after.lines(key)
    }
}
