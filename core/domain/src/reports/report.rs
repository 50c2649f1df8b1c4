//! Reports of tickets that somebody keeps (TKT-62): a period, what it is told apart by, and data series, each with a source and
//! conditions of its own.
//!
//! A report is a definition, [`TicketReport::KIND`], that stays with the server: phones have no use for it. Conditions are those
//! of views, so they may say [`ME`](crate::views::ME) and mean whoever looks.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{By, Measure, Period};
use crate::access::{Targets, Viewer};
use crate::decode::Deserialize;
use crate::filter::{Condition, Filter};
use crate::tickets::TicketSchema;
use crate::{AgentId, ReportId};

/// What is wrong with a report: problem keys by member (`series.2.name`, `series.0.when.all.1`).
pub type ReportProblems = BTreeMap<String, &'static str>;

/// Longest name of a report or series, characters.
const MAX_NAME: usize = 60;
/// Longest description, characters.
const MAX_DESCRIPTION: usize = 1_000;

/// Figures of some tickets over a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReportSeries {
    /// What people read.
    pub name: String,
    /// What it tells.
    pub source: Measure,
    /// Of which tickets.
    pub when: Filter,
}

impl Default for ReportSeries {
    fn default() -> Self {
        Self { name: String::new(), source: Measure::New, when: Filter::default() }
    }
}

/// A report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TicketReport {
    /// Id.
    pub id: ReportId,
    /// What people read, unique in the organisation without regard to case.
    pub name: String,
    /// More about it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Which days it is about.
    pub period: Period,
    /// By what figures are told apart: hour of the day, day, week or month.
    pub unit: By,
    /// Its data series, in order.
    pub series: Vec<ReportSeries>,
    /// Who sees it beside who made it.
    pub audience: Targets,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<AgentId>,
}

impl TicketReport {
    /// The kind of the definition.
    pub const KIND: &'static str = "ticket_report";
    /// Most reports of an organisation.
    pub const MOST: usize = 200;
    /// Most series of a report.
    pub const MOST_SERIES: usize = 10;
    /// Most conditions of a series.
    pub const MOST_CONDITIONS: usize = 20;
    /// Most bytes of a report as it is kept.
    pub const MAX_BYTES: usize = 64 * 1024;
    /// By what figures can be told apart.
    pub const UNITS: [By; 4] = [By::Hour, By::Day, By::Week, By::Month];

    /// The report as it is kept.
    #[must_use]
    pub fn settled(mut self) -> Self {
        self.name = self.name.trim().to_owned();
        self.description = self.description.trim().to_owned();
        self.period = self.period.settled();
        for series in &mut self.series {
            series.name = series.name.trim().to_owned();
        }
        self
    }

    /// Whether this person sees it, administrators aside.
    #[must_use]
    pub fn is_for(&self, viewer: Viewer<'_>) -> bool {
        self.is_of(viewer) || self.audience.includes(viewer)
    }

    /// Whether this person made it.
    #[must_use]
    pub fn is_of(&self, viewer: Viewer<'_>) -> bool {
        self.owner.is_some() && self.owner == viewer.agent
    }

    /// Checks everything that needs no directory.
    ///
    /// # Errors
    /// All problems at once, as keys of the message files by member.
    pub fn check(&self, schema: &TicketSchema<'_>) -> Result<(), ReportProblems> {
        let mut problems = ReportProblems::new();
        let mut wrong = |is: bool, member: &str, why: &'static str| {
            if is {
                problems.entry(member.to_owned()).or_insert(why);
            }
        };
        named(&self.name, "name", &mut wrong);
        wrong(self.description.chars().count() > MAX_DESCRIPTION, "description", "too_long");
        if let Some((member, why)) = self.period.problem() {
            wrong(true, &format!("period.{member}"), why);
        }
        wrong(!Self::UNITS.contains(&self.unit), "unit", "unknown");
        wrong(self.series.is_empty(), "series", "required");
        // one too many is named, and what follows is not looked at
        wrong(self.series.len() > Self::MOST_SERIES, &format!("series.{}", Self::MOST_SERIES), "too_many");
        for (n, series) in self.series.iter().take(Self::MOST_SERIES).enumerate() {
            let member = format!("series.{n}.name");
            named(&series.name, &member, &mut wrong);
            let name = series.name.to_lowercase();
            let taken = self.series[..n].iter().any(|other| other.name.to_lowercase() == name);
            wrong(taken && !name.is_empty(), &member, "taken");
            let by_hour = self.unit == By::Hour && series.source.looks_back();
            wrong(by_hour, &format!("series.{n}.source"), "not_by_hour");
            let Filter { all, any } = &series.when;
            wrong(all.len() + any.len() > Self::MOST_CONDITIONS, &format!("series.{n}.when"), "too_many");
            for (list, conditions) in [("all", all), ("any", any)] {
                for (place, condition) in conditions.iter().take(Self::MOST_CONDITIONS).enumerate() {
                    let fits = fits(condition, schema);
                    wrong(!fits, &format!("series.{n}.when.{list}.{place}"), "not_a_condition");
                }
            }
        }
        if let Some(problem) = self.audience.problem() {
            wrong(true, "audience", problem);
        }
        let bytes = serde_json::to_string(self).map_or(usize::MAX, |text| text.len());
        wrong(bytes > Self::MAX_BYTES, "series", "too_large");
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

fn named(name: &str, member: &str, wrong: &mut impl FnMut(bool, &str, &'static str)) {
    wrong(name.trim().is_empty(), member, "required");
    wrong(name.chars().count() > MAX_NAME, member, "too_long");
    wrong(name.chars().any(char::is_control), member, "one_line");
}

fn fits(condition: &Condition, schema: &TicketSchema<'_>) -> bool {
    Filter { all: vec![condition.clone()], any: Vec::new() }.check_over(schema).is_ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::GroupId;
    use crate::fields::{FieldSet, Noun};
    use crate::filter::{Operand, Operator};
    use crate::reports::Span;
    use crate::views::ME;

    fn condition(field: &str, value: &str) -> Condition {
        Condition { field: field.into(), op: Operator::Is, value: Some(Operand::Text(value.into())) }
    }

    fn series(name: &str) -> ReportSeries {
        let when = Filter { all: vec![condition("priority", "urgent"), condition("assignee", ME)], any: Vec::new() };
        ReportSeries { name: name.into(), source: Measure::Resolved, when }
    }

    fn report() -> TicketReport {
        TicketReport { name: "Lifts".into(), series: vec![series("Urgent")], ..TicketReport::default() }
    }

    fn problems(report: &TicketReport) -> Vec<(String, &'static str)> {
        let set = FieldSet::standard(Noun::Ticket);
        let found = report.clone().settled().check(&TicketSchema { set: &set });
        found.err().unwrap_or_default().into_iter().collect()
    }

    #[test]
    fn everything_that_is_wrong_is_named_by_member() {
        type Change = fn(&mut TicketReport);
        let cases: [(Change, &str, &str); 21] = [
            (|r| r.name = "  ".into(), "name", "required"),
            (|r| r.name = "x".repeat(61), "name", "too_long"),
            (|r| r.name = "a\nb".into(), "name", "one_line"),
            (|r| r.description = "x".repeat(1_001), "description", "too_long"),
            (|r| r.period.count = 0, "period.count", "not_a_number_of_days"),
            (|r| r.period.is = Span::Days, "period.from", "required"),
            (
                |r| {
                    let (from, to) = (Some(date(2026, 3, 2)), Some(date(2026, 3, 1)));
                    r.period = Period { is: Span::Days, from, to, ..Period::default() };
                },
                "period.to",
                "before_from",
            ),
            (|r| r.unit = By::Agent, "unit", "unknown"),
            (|r| r.unit = By::Group, "unit", "unknown"),
            (|r| r.series.clear(), "series", "required"),
            // the eleventh is named
            (|r| r.series = (0..11).map(|n| series(&n.to_string())).collect(), "series.10", "too_many"),
            (|r| r.series = (0..40).map(|n| series(&n.to_string())).collect(), "series.10", "too_many"),
            (|r| r.series.push(series("")), "series.1.name", "required"),
            (|r| r.series.push(series(&"x".repeat(61))), "series.1.name", "too_long"),
            (|r| r.series.push(series(" URGENT ")), "series.1.name", "taken"),
            (
                |r| {
                    r.unit = By::Hour;
                    r.series.push(ReportSeries { source: Measure::Waiting, ..series("Backlog") });
                },
                "series.1.source",
                "not_by_hour",
            ),
            (|r| r.series[0].when.all.push(condition("fields.gone", "x")), "series.0.when.all.2", "not_a_condition"),
            (|r| r.series[0].when.any.push(condition("tenant_id", "x")), "series.0.when.any.0", "not_a_condition"),
            (|r| r.series[0].when.any.push(condition("priority", "soonish")), "series.0.when.any.0", "not_a_condition"),
            (|r| r.series[0].when.any = vec![condition("title", "x"); 19], "series.0.when", "too_many"),
            (
                |r| {
                    let id = |n: usize| GroupId::from_parts(n as u64, [1; 10]);
                    r.audience.groups = (0..=Targets::MOST).map(id).collect();
                },
                "audience",
                "too_many",
            ),
        ];
        for (n, (change, member, why)) in cases.into_iter().enumerate() {
            let mut wrong = report();
            change(&mut wrong);
            assert_eq!(problems(&wrong), [(member.to_owned(), why)], "case {n}");
        }
        assert_eq!(problems(&report()), []);
        let ten = TicketReport { series: (0..10).map(|n| series(&n.to_string())).collect(), ..report() };
        assert_eq!(problems(&ten), []);
    }

    #[test]
    fn a_report_is_not_larger_than_can_be_kept() {
        let mut large = report();
        let long = "x".repeat(900);
        let many = vec![Condition { op: Operator::Contains, ..condition("title", &long) }; 18];
        for n in 1..10 {
            large
                .series
                .push(ReportSeries { when: Filter { all: many.clone(), any: Vec::new() }, ..series(&n.to_string()) });
        }
        assert_eq!(problems(&large), [("series".to_owned(), "too_large")]);
    }

    #[test]
    fn who_made_it_sees_it_and_those_it_is_for() {
        let (me, other) = (AgentId::from_parts(1, [1; 10]), AgentId::from_parts(1, [2; 10]));
        let viewer = |agent| Viewer { agent: Some(agent), groups: &[] };
        let mine = TicketReport { owner: Some(me), ..report() };
        assert!(mine.is_for(viewer(me)) && mine.is_of(viewer(me)));
        assert!(!mine.is_for(viewer(other)));
        let shared = TicketReport { audience: Targets::everybody(), ..mine };
        assert!(shared.is_for(viewer(other)) && !shared.is_of(viewer(other)));
        assert!(!TicketReport::default().is_of(Viewer::default()), "nobody is no owner");
    }
}
