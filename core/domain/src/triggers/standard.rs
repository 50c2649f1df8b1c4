//! The automation task that a new organisation begins with: it closes what was resolved and not asked about any more (TKT-01).
//!
//! It is a task like any other. Administrators change its hours, add conditions, or switch it off where tickets are never closed
//! by themselves.

use std::collections::BTreeSet;

use super::{Action, Rule, STATUS_FIELD};
use crate::filter::{Condition, Filter, Operand, Operator};
use crate::tickets::Status;

/// Hours after which a resolved ticket is closed in a new organisation.
pub const CLOSES_AFTER_H: i64 = 72;

/// The task that closes tickets some hours after they were resolved.
#[must_use]
pub fn closing(title: String, hours: i64) -> Rule {
    let condition = |field: &str, op, value| Condition { field: field.to_owned(), op, value: Some(value) };
    let all = vec![
        condition(STATUS_FIELD, Operator::Is, Operand::Text(Status::Resolved.word().to_owned())),
        condition("hours.resolved", Operator::AtLeast, Operand::Int(hours)),
    ];
    Rule {
        title,
        enabled: true,
        events: BTreeSet::new(),
        when: Filter { all, any: Vec::new() },
        actions: vec![Action::SetTicket { field: STATUS_FIELD.to_owned(), value: Status::Closed.word().to_owned() }],
    }
}
