//! A report of tickets: what is urgent at the lifts, day by day.

use jiff::civil::date;
use truckroll_domain::access::Targets;
use truckroll_domain::filter::{Condition, Filter, Operand, Operator};
use truckroll_domain::reports::{By, Measure, Period, ReportSeries, Span, TicketReport};
use truckroll_protocol::api::{NewTicketReport, SeriesFigures, TicketReportFigures, TicketReportNow};

use super::{chen, id};

pub fn report() -> TicketReport {
    let urgent = Condition { field: "priority".into(), op: Operator::Is, value: Some(Operand::Text("urgent".into())) };
    let open = Condition { field: "fields.floor".into(), op: Operator::NotEmpty, value: None };
    TicketReport {
        id: id(0xb0),
        name: "Lifts of the week".into(),
        description: "What came in and what it took.".into(),
        period: Period { is: Span::Days, count: 7, from: Some(date(2026, 3, 1)), to: Some(date(2026, 3, 2)) },
        unit: By::Week,
        series: vec![ReportSeries {
            name: "Urgent".into(),
            source: Measure::ResolveTime,
            when: Filter { all: vec![urgent], any: vec![open] },
        }],
        audience: Targets { all: true, groups: vec![id(0xa2)], agents: vec![chen()] },
        owner: Some(chen()),
    }
}

pub fn now() -> TicketReportNow {
    TicketReportNow { seq: 94, report: report(), owner_name: "Chen Wei".into(), mine: true }
}

pub fn new() -> NewTicketReport {
    NewTicketReport { seq: 93, report: report() }
}

pub fn series() -> SeriesFigures {
    SeriesFigures {
        name: "Urgent".into(),
        source: "resolve_time".into(),
        values: vec![Some(7_200_000.5), None],
        total: Some(7_200_000.5),
        missing: "masked".into(),
    }
}

pub fn figures() -> TicketReportFigures {
    TicketReportFigures {
        name: "Lifts of the week".into(),
        by: "day".into(),
        from: "2026-03-01".into(),
        to: "2026-03-02".into(),
        days: 2,
        keys: vec!["2026-03-01".into(), "2026-03-02".into()],
        series: vec![series()],
    }
}
