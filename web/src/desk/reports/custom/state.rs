//! A report as it is being changed.

use std::collections::BTreeMap;

use truckroll_domain::filter::Filter;
use truckroll_domain::reports::{Measure, ReportSeries, TicketReport};
use truckroll_domain::{AgentId, ReportId};
use truckroll_protocol::api::{NewTicketReport, TicketReportNow};

use crate::desk::conditions::{Ask, Line, conditions};
use crate::desk::tickets::look::Look;

/// A series under change, its conditions as they are typed.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesDraft {
    /// What it is known by while it is moved; of no meaning elsewhere.
    pub key: u64,
    /// What it is called.
    pub name: String,
    /// What it tells.
    pub source: Measure,
    /// Conditions that must all hold.
    pub all: Vec<Line>,
    /// Conditions of which one must hold.
    pub any: Vec<Line>,
}

impl SeriesDraft {
    fn of(key: u64, series: &ReportSeries) -> Self {
        let lines = |conditions: &[_]| conditions.iter().map(Line::of).collect();
        let (all, any) = (lines(&series.when.all), lines(&series.when.any));
        Self { key, name: series.name.clone(), source: series.source, all, any }
    }

    /// The series; `None` while a condition is not finished.
    fn built(&self, asks: &[Ask]) -> Option<ReportSeries> {
        let when = Filter { all: conditions(asks, &self.all)?, any: conditions(asks, &self.any)? };
        Some(ReportSeries { name: self.name.clone(), source: self.source, when })
    }

    fn bare(&self) -> ReportSeries {
        ReportSeries { name: self.name.clone(), source: self.source, when: Filter::default() }
    }
}

/// A report under change, and what was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What was read; `None` of a new one.
    pub read: Option<TicketReportNow>,
    /// What was made of it, but for its series.
    pub report: TicketReport,
    /// Its series in their order.
    pub series: Vec<SeriesDraft>,
}

impl Draft {
    /// A new report that begins as `report`.
    #[must_use]
    pub fn new(id: ReportId, report: &TicketReport) -> Self {
        Self::typed(None, TicketReport { id, ..report.clone() })
    }

    /// Nothing changed yet.
    #[must_use]
    pub fn of(read: TicketReportNow) -> Self {
        let report = read.report.clone();
        Self::typed(Some(read), report)
    }

    fn typed(read: Option<TicketReportNow>, report: TicketReport) -> Self {
        let series = (0..).zip(&report.series).map(|(key, series)| SeriesDraft::of(key, series)).collect();
        Self { read, report: TicketReport { series: Vec::new(), ..report }, series }
    }

    /// The number that was read; 0 of a new one.
    #[must_use]
    pub fn seq(&self) -> i64 {
        self.read.as_ref().map_or(0, |read| read.seq)
    }

    /// Whether there is something to save.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        let told = |draft: &Self| -> (TicketReport, Vec<SeriesDraft>) {
            let series = draft.series.iter().map(|one| SeriesDraft { key: 0, ..one.clone() }).collect();
            (draft.report.clone(), series)
        };
        self.read.as_ref().is_none_or(|read| told(self) != told(&Self::of(read.clone())))
    }

    /// The report; `None` while a condition is not finished.
    #[must_use]
    pub fn built(&self, asks: &[Ask]) -> Option<TicketReport> {
        let series = self.series.iter().map(|one| one.built(asks)).collect::<Option<Vec<_>>>()?;
        Some(TicketReport { series, ..self.report.clone() }.settled())
    }

    /// What is wrong, by member; the server asks the same and more.
    #[must_use]
    pub fn problems(&self, look: &Look, asks: &[Ask]) -> BTreeMap<String, String> {
        let built: Vec<Option<ReportSeries>> = self.series.iter().map(|one| one.built(asks)).collect();
        let unfinished: Vec<usize> = (0..built.len()).filter(|n| built[*n].is_none()).collect();
        let whole = built.into_iter().zip(&self.series).map(|(built, one)| built.unwrap_or_else(|| one.bare()));
        let report = TicketReport { series: whole.collect(), ..self.report.clone() }.settled();
        let mut problems = report.check(&look.schema()).err().unwrap_or_default();
        problems.extend(unfinished.into_iter().map(|n| (format!("series.{n}.when"), "unfinished")));
        problems.into_iter().map(|(member, why)| (member, why.to_owned())).collect()
    }

    /// What is sent.
    #[must_use]
    pub fn sent(&self, asks: &[Ask]) -> Option<NewTicketReport> {
        Some(NewTicketReport { seq: self.seq(), report: self.built(asks)? })
    }

    /// The same changes over a report that somebody else wrote meanwhile.
    #[must_use]
    pub fn over(&self, read: TicketReportNow) -> Self {
        Self { read: Some(read), ..self.clone() }
    }

    /// One more series; its key.
    pub fn add(&mut self) -> u64 {
        let key = self.series.iter().map(|one| one.key).max().map_or(0, |key| key + 1);
        self.series.push(SeriesDraft::of(key, &ReportSeries::default()));
        key
    }

    /// Puts the series at `index` one further up or down.
    pub fn shift(&mut self, index: usize, down: bool) {
        let other = if down { index.checked_add(1) } else { index.checked_sub(1) };
        if let Some(other) = other.filter(|other| *other < self.series.len() && index < self.series.len()) {
            self.series.swap(index, other);
        }
    }
}

/// What a new report begins as: one series, for whoever makes it.
#[must_use]
pub fn fresh(owner: Option<AgentId>) -> TicketReport {
    TicketReport { series: vec![ReportSeries::default()], owner, ..TicketReport::default() }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::filter::Operator;

    use super::*;
    use crate::sample;

    fn look() -> Look {
        Look { book: sample::book(), groups: Vec::new(), templates: Vec::new() }
    }

    #[test]
    fn a_report_is_typed_and_comes_back_as_it_was() {
        let (look, now) = (look(), sample::ticket_report());
        let draft = Draft::of(now.clone());
        assert_eq!(draft.built(&look.asks()), Some(now.report));
        assert!(!draft.is_changed());
        assert_eq!(draft.problems(&look, &look.asks()), BTreeMap::new());
    }

    #[test]
    fn series_are_added_and_moved_and_there_are_ten_at_most() {
        let look = look();
        let mut draft = Draft::of(sample::ticket_report());
        let names = |draft: &Draft| draft.series.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        let before = names(&draft);
        draft.shift(0, true);
        assert!(draft.is_changed());
        draft.shift(1, false);
        draft.shift(0, false);
        draft.shift(9, true);
        assert_eq!((names(&draft), draft.is_changed()), (before, false), "nothing lies beyond the ends");
        let first = draft.add();
        draft.series.remove(0);
        assert_ne!(draft.add(), first, "keys are not given twice");
        while draft.series.len() < 11 {
            draft.add();
        }
        let problems = draft.problems(&look, &look.asks());
        assert_eq!(problems.get("series.10").map(String::as_str), Some("too_many"));
        assert_eq!(problems.get("series.4.name").map(String::as_str), Some("required"));
    }

    #[test]
    fn a_condition_that_is_not_finished_is_named_at_its_series() {
        let look = look();
        let mut draft = Draft::of(sample::ticket_report());
        let (op, until) = (Operator::Contains, String::new());
        draft.series[1].any = vec![Line { field: "title".into(), op, value: String::new(), until }];
        let problems = draft.problems(&look, &look.asks());
        assert_eq!(problems, [("series.1.when".to_owned(), "unfinished".to_owned())].into());
        assert_eq!(draft.sent(&look.asks()), None);
    }
}
