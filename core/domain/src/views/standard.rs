//! The views that are there while nobody made any.

use super::{ME, MY_GROUPS, Promise, TicketView, ViewSort, in_order};
use crate::ViewId;
use crate::access::Targets;
use crate::filter::{Condition, Filter, Operand, Operator};
use crate::tickets::Status;

/// Words of the system's views, in their order.
pub const STANDARD: [&str; 9] =
    ["mine", "unassigned", "my_groups", "urgent", "missed", "open", "reading", "resolved", "closed"];

/// What is to be done: everything that is not solved.
const OPEN: [Status; 3] = [Status::New, Status::Open, Status::AwaitingResponse];

fn condition(field: &str, op: Operator, value: Option<Operand>) -> Condition {
    Condition { field: field.to_owned(), op, value }
}

fn is(field: &str, value: &str) -> Condition {
    condition(field, Operator::Is, Some(Operand::Text(value.to_owned())))
}

fn open() -> Condition {
    let words = OPEN.iter().map(|status| status.word().to_owned()).collect();
    condition("status", Operator::OneOf, Some(Operand::List(words)))
}

/// The system's views.
#[must_use]
pub fn standard() -> Vec<TicketView> {
    let mut views = Vec::new();
    for (word, place) in STANDARD.into_iter().zip(1_u8..) {
        let (all, group_by): (Vec<Condition>, &str) = match word {
            "mine" => (vec![is("assignee", ME), open()], "status"),
            "unassigned" => (vec![condition("assignee", Operator::Empty, None), open()], ""),
            "my_groups" => (vec![is("group", MY_GROUPS), open()], "group"),
            "urgent" => (vec![is("priority", "urgent"), open()], ""),
            "missed" => (Vec::new(), ""),
            "open" => (vec![open()], "status"),
            "reading" => (vec![is("cc", ME), open()], ""),
            solved => (vec![is("status", solved)], ""),
        };
        let by_due = matches!(word, "urgent" | "missed");
        views.push(TicketView {
            // the same everywhere, so that devices and servers name the same view
            id: ViewId::from_parts(0, [0, 0, 0, 0, 0, 0, 0, 0, 0, place]),
            standard: word.to_owned(),
            when: Filter { all, any: Vec::new() },
            promise: (word == "missed").then_some(Promise::Missed),
            group_by: group_by.to_owned(),
            sort: if by_due { ViewSort { by: "due".to_owned(), descending: false } } else { ViewSort::default() },
            audience: Targets::everybody(),
            place: i64::from(place),
            ..TicketView::default()
        });
    }
    views
}

/// All views there are, in their order: where the organisation has none of its own, the system's.
#[must_use]
pub fn or_standard(mut views: Vec<TicketView>) -> Vec<TicketView> {
    if views.iter().all(|view| view.owner.is_some()) {
        views.extend(standard());
    }
    in_order(&mut views);
    views
}
