//! The groups of a list of tickets: every value of one fact with how many tickets have it (APP-14).

use truckroll_domain::tickets::{Priority, TicketRow};
use truckroll_ui::prelude::*;

use crate::words;

/// By what a list can be grouped: words of the choice and of its message.
pub const BY: [(&str, &str); 4] =
    [("status", "eng-status"), ("priority", "eng-priority"), ("company", "eng-company"), ("assignee", "eng-assignee")];

/// One group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The value its tickets share.
    pub key: String,
    /// What people read.
    pub label: String,
    /// How many there are.
    pub count: usize,
}

/// The value by which a ticket belongs to a group.
pub fn key(by: &str, row: &TicketRow) -> String {
    match by {
        "status" => row.status.clone(),
        "priority" => row.priority.to_string(),
        "company" => row.company_name.clone(),
        "assignee" => row.assignee_name.clone(),
        _ => String::new(),
    }
}

/// The groups of these tickets: statuses and priorities in their order, the others with the largest first.
pub fn groups<'a>(by: &str, rows: impl Iterator<Item = &'a TicketRow>) -> Vec<Group> {
    let mut found: Vec<Group> = Vec::new();
    for row in rows {
        let key = key(by, row);
        match found.iter_mut().find(|group| group.key == key) {
            Some(group) => group.count += 1,
            None => found.push(Group { label: label(by, &key), key, count: 1 }),
        }
    }
    let rank = |group: &Group| match by {
        "status" => truckroll_domain::tickets::Status::from_word(&group.key).map_or(0, |status| status as usize),
        "priority" => group.key.parse().unwrap_or(0),
        _ => usize::MAX - group.count,
    };
    found.sort_by_key(rank);
    found
}

/// What people read of a group.
pub fn label(by: &str, key: &str) -> String {
    match by {
        "status" => words::ticket_word(key),
        "priority" => {
            let priority = Priority::from_rank(key.parse().unwrap_or(2));
            words::priorities()
                .into_iter()
                .find(|choice| choice.value == priority.word())
                .map_or_else(String::new, |c| c.label)
        }
        _ if key.is_empty() => tr("eng-group-nobody"),
        _ => key.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(status: &str, priority: i64, company: &str) -> TicketRow {
        TicketRow { status: status.into(), priority, company_name: company.into(), ..TicketRow::default() }
    }

    #[test]
    fn groups_count_their_tickets_and_stand_in_the_order_of_work() {
        let rows = [row("open", 3, "Hua"), row("new", 0, ""), row("open", 0, "Hua")];
        let counted = |by: &str| groups(by, rows.iter()).into_iter().map(|g| (g.label, g.count)).collect::<Vec<_>>();
        assert_eq!(counted("status"), [("new".to_owned(), 1), ("open".to_owned(), 2)]);
        assert_eq!(
            counted("priority"),
            [(words::priorities()[0].label.clone(), 2), (words::priorities()[3].label.clone(), 1)]
        );
        assert_eq!(counted("company"), [("Hua".to_owned(), 2), (tr("eng-group-nobody"), 1)]);
        assert_eq!(groups("", rows.iter()).len(), 1);
    }
}
