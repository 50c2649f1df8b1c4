//! Nodes without a workflow (TKT-14): a template names one field whose values are nodes, a dropdown of the organisation's own or the
//! agent, and how long a ticket may stay at each.
//!
//! The server notes every stay in the [`TicketOverlay`] when the value changes. What a stay used is counted from the moments alone
//! ([`used`]), by the hours of business, so that it can be said at any time and never has to be stored.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Status, TemplateRef, Ticket, TicketField, TicketOverlay};
use crate::calendar::Calendar;
use crate::decode::Deserialize;
use crate::fields::{FieldKind, FieldSet};
use crate::time::MINUTE_MS;
use crate::workflows::MAX_LIMIT_MIN;
use crate::{AgentId, Timestamp};

/// The field of who has a ticket.
pub const AGENT_FIELD: &str = "assignee";
/// Most stays that are kept of one ticket; the oldest go first.
const MAX_STAYS: usize = 1_000;

/// The field of a template whose values are nodes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct NodeField {
    /// Key of a dropdown of the organisation's own, or [`AGENT_FIELD`].
    pub field: String,
    /// Minutes of open time at a value that has no limit of its own; nothing for as long as it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit_min: Option<u32>,
    /// Minutes of open time by value: key of a choice, id of an agent.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub limits: BTreeMap<String, u32>,
}

impl NodeField {
    /// How long a ticket may stay at a value, ms.
    #[must_use]
    pub fn limit_ms(&self, node: &str) -> Option<i64> {
        let minutes = self.limits.get(node).copied().or(self.limit_min);
        minutes.filter(|_| !node.is_empty()).map(|minutes| i64::from(minutes) * MINUTE_MS)
    }

    /// Whether a field can be one whose values are nodes.
    #[must_use]
    pub fn accepts(set: &FieldSet, key: &str) -> bool {
        let dropdown = |kind: &FieldKind| matches!(kind, FieldKind::Choice { .. });
        key == AGENT_FIELD || set.field(key).is_some_and(|field| !field.system && dropdown(&field.kind))
    }

    /// What is wrong with it in a template of these fields, by member.
    pub(super) fn problems(&self, set: &FieldSet, fields: &[TicketField]) -> Vec<(String, &'static str)> {
        if !Self::accepts(set, &self.field) {
            return vec![("node_field.field".to_owned(), "not_a_node_field")];
        }
        let mut all = Vec::new();
        if self.field != AGENT_FIELD && fields.iter().all(|field| field.key != self.field) {
            all.push(("node_field.field".to_owned(), "unknown"));
        }
        let wrong = |minutes: u32| minutes == 0 || minutes > MAX_LIMIT_MIN;
        if self.limit_min.is_some_and(wrong) {
            all.push(("node_field.limit_min".to_owned(), "not_a_limit"));
        }
        let known = |node: &str| match set.kind(&self.field) {
            Some(FieldKind::Choice { options }) => options.iter().any(|option| option.key == node),
            _ => node.parse::<AgentId>().is_ok(),
        };
        for (node, minutes) in &self.limits {
            if !known(node) {
                all.push((format!("node_field.limits.{node}"), "unknown"));
            } else if wrong(*minutes) {
                all.push((format!("node_field.limits.{node}"), "not_a_limit"));
            }
        }
        all
    }
}

/// A stay of a ticket at a value of its node field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Stay {
    /// The value; empty while the field was.
    pub node: String,
    /// What people read for it then.
    pub title: String,
    /// Since when.
    pub at: Timestamp,
    /// Who brought it there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub by: String,
}

/// The stays of a ticket at the values of its node field, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Stays {
    /// The template that says how long, at the version the ticket stays on.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "crate::tolerant::optional")]
    pub template: Option<TemplateRef>,
    /// Key of the field.
    pub field: String,
    /// The stays.
    #[serde(deserialize_with = "crate::tolerant::list")]
    pub all: Vec<Stay>,
    /// The stay, by its beginning, of which it was noted that its time is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overdue: Option<Timestamp>,
}

impl Stays {
    /// Notes where the ticket is now; nothing where it was there already.
    pub fn come(&mut self, mut stay: Stay) {
        if let Some(last) = self.all.last() {
            if last.node == stay.node {
                return;
            }
            // a stay follows the one before, also by a clock that is slow
            stay.at = stay.at.max(last.at.plus_ms(1));
        } else if stay.node.is_empty() {
            return;
        }
        if self.all.len() >= MAX_STAYS {
            self.all.remove(0);
        }
        self.all.push(stay);
    }

    /// Where the ticket is.
    #[must_use]
    pub fn here(&self) -> Option<&Stay> {
        self.all.last().filter(|stay| !stay.node.is_empty())
    }
}

/// The open time of stays that begin at these moments, in order; the last one lasts until `until`. Without working hours every
/// hour counts.
#[must_use]
pub fn used(moments: &[Timestamp], until: Timestamp, calendar: Option<&Calendar>) -> Vec<i64> {
    let between = |from: Timestamp, to: Timestamp| match calendar {
        Some(calendar) => calendar.work_time_between(from, to).max(0),
        None => to.since_ms(from).max(0),
    };
    let ends = moments.iter().skip(1).copied().chain(std::iter::once(until));
    moments.iter().zip(ends).map(|(from, to)| between(*from, to)).collect()
}

impl Ticket {
    /// The node it is at, of its workflow or else of its node field: key, title, since when, and whether the time there was noted to
    /// be over.
    #[must_use]
    pub fn place<'a>(&'a self, overlay: &'a TicketOverlay) -> Option<(&'a str, &'a str, Timestamp, bool)> {
        if let Some((node, title, since)) = self.node(overlay) {
            let noted = overlay.flow.as_ref().and_then(|flow| flow.overdue);
            return Some((node, title, since, noted == Some(since)));
        }
        let stays = overlay.stays.as_ref()?;
        let stay = stays.here()?;
        Some((&stay.node, &stay.title, stay.at, stays.overdue == Some(stay.at)))
    }

    /// Until when a stay lasts that nothing ended: now, or when the ticket was closed.
    #[must_use]
    pub fn stays_until(&self, now: Timestamp) -> Timestamp {
        let closed = (self.status() == Status::Closed).then(|| self.entered_at(Status::Closed)).flatten();
        closed.map_or(now, |at| at.min(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CalendarId;
    use crate::calendar::Offsets;
    use crate::fields::{Field, Label, Noun};
    use crate::forms::Choice;
    use crate::time::HOUR_MS;

    /// Monday, 5 January 2026, midnight UTC.
    const MONDAY: i64 = 1_767_571_200_000;

    fn at(hours: i64) -> Timestamp {
        Timestamp(MONDAY + hours * HOUR_MS)
    }

    fn office() -> Calendar {
        Calendar::office_hours(CalendarId::default(), "Office", "UTC", Offsets::default())
    }

    #[test]
    fn open_time_counts_between_the_moments_and_pauses_with_the_calendar() {
        type Case = (Vec<Timestamp>, Timestamp, Vec<i64>, Vec<i64>);
        let office = office();
        let opens = office.next_open(at(0)).expect("opens");
        let from = |hours: i64| opens.plus_ms(hours * HOUR_MS);
        let day = office.work_time_between(at(0), at(24));
        let hours = |all: &[i64]| all.iter().map(|n| n * HOUR_MS).collect::<Vec<_>>();
        // moments, until, with office hours, every hour
        let table: Vec<Case> = vec![
            (vec![], from(1), vec![], vec![]),
            // entered
            (vec![from(0)], from(2), hours(&[2]), hours(&[2])),
            // left, and came back: each stay counts for itself
            (vec![from(0), from(1), from(3)], from(4), hours(&[1, 2, 1]), hours(&[1, 2, 1])),
            // over the night
            (vec![from(0)], from(24), vec![day], hours(&[24])),
            // entered while it is closed
            (vec![opens.plus_ms(-3 * HOUR_MS)], opens, vec![0], hours(&[3])),
            // a clock that was slow
            (vec![from(2)], from(1), vec![0], vec![0]),
        ];
        for (moments, until, open, all) in table {
            assert_eq!(used(&moments, until, Some(&office)), open, "{moments:?} {until:?}");
            assert_eq!(used(&moments, until, None), all, "{moments:?} {until:?}");
        }
    }

    #[test]
    fn stays_are_noted_when_the_value_changes_and_never_go_back_in_time() {
        let stay = |node: &str, hours: i64| Stay { node: node.into(), at: at(hours), ..Stay::default() };
        let mut stays = Stays::default();
        // what comes, how many there are then, where the ticket is, since when
        for (come, count, here) in [
            (stay("", 0), 0, None),
            (stay("check", 1), 1, Some(("check", at(1)))),
            (stay("check", 2), 1, Some(("check", at(1)))),
            (stay("repair", 3), 2, Some(("repair", at(3)))),
            (stay("", 4), 3, None),
            (stay("check", 3), 4, Some(("check", at(4).plus_ms(1)))),
        ] {
            stays.come(come.clone());
            let now = stays.here().map(|stay| (stay.node.as_str(), stay.at));
            assert_eq!((stays.all.len(), now), (count, here), "{come:?}");
        }
        for n in 0..2_000 {
            stays.come(stay(if n % 2 == 0 { "a" } else { "b" }, 10 + n));
        }
        assert_eq!(stays.all.len(), MAX_STAYS);
    }

    fn set() -> FieldSet {
        let options = ["check", "repair"].map(|key| Choice { key: key.into(), label: key.into() }).to_vec();
        let mut set = FieldSet::standard(Noun::Ticket);
        set.fields.push(Field::new("step", Label::new("Step", "环节"), FieldKind::Choice { options }));
        set.fields.push(Field::new("volts", Label::new("Volts", "电压"), FieldKind::Whole));
        set
    }

    #[test]
    fn only_dropdowns_and_the_agent_are_nodes() {
        let of = |field: &str, limit: Option<u32>, limits: &[(&str, u32)]| NodeField {
            field: field.into(),
            limit_min: limit,
            limits: limits.iter().map(|(node, minutes)| ((*node).to_owned(), *minutes)).collect(),
        };
        let agent = AgentId::from_parts(1, [1; 10]).to_string();
        let (set, fields) = (set(), [TicketField::new("step"), TicketField::new("volts")]);
        let table: Vec<(NodeField, &str, &str)> = vec![
            (of("step", Some(60), &[("check", 30)]), "", ""),
            (of(AGENT_FIELD, Some(60), &[(&agent, 30)]), "", ""),
            (of("volts", None, &[]), "node_field.field", "not_a_node_field"),
            (of("priority", None, &[]), "node_field.field", "not_a_node_field"),
            (of("colour", None, &[]), "node_field.field", "not_a_node_field"),
            (of("step", Some(0), &[]), "node_field.limit_min", "not_a_limit"),
            (of("step", None, &[("check", MAX_LIMIT_MIN + 1)]), "node_field.limits.check", "not_a_limit"),
            (of("step", None, &[("paint", 1)]), "node_field.limits.paint", "unknown"),
            (of(AGENT_FIELD, None, &[("chen", 1)]), "node_field.limits.chen", "unknown"),
        ];
        for (node_field, member, problem) in table {
            let wanted: Vec<(String, &str)> =
                (!member.is_empty()).then(|| (member.to_owned(), problem)).into_iter().collect();
            assert_eq!(node_field.problems(&set, &fields), wanted, "{node_field:?}");
        }
        let absent = of("step", None, &[]).problems(&set, &fields[1..]);
        assert_eq!(absent, [("node_field.field".to_owned(), "unknown")]);
    }

    #[test]
    fn a_value_has_its_own_limit_or_the_common_one() {
        let field = NodeField { field: "step".into(), limit_min: Some(60), limits: [("check".to_owned(), 30)].into() };
        let none = NodeField { limit_min: None, ..field.clone() };
        for (field, node, minutes) in [
            (&field, "check", Some(30)),
            (&field, "repair", Some(60)),
            (&field, "", None),
            (&none, "check", Some(30)),
            (&none, "repair", None),
        ] {
            assert_eq!(field.limit_ms(node), minutes.map(|minutes| minutes * MINUTE_MS), "{node}");
        }
    }
}
