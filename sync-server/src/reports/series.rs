//! The figures of a report: series with the same conditions are counted together, so a report asks at most once for each of its
//! series, whatever its period and however often clocks change in it (`docs/adr/0035`).

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use sqlx::Row as _;
use truckroll_domain::access::{Area, Verb};
use truckroll_domain::audit::Action;
use truckroll_domain::filter::Filter;
use truckroll_domain::reports::{By, Counted, Happening, Measure, ReportSeries, TicketReport, buckets, steady};
use truckroll_domain::time::{DAY_MS, HOUR_MS};
use truckroll_domain::views::said_to;
use truckroll_domain::{ReportId, Timestamp, Value, day};
use truckroll_protocol::api::{SeriesFigures, TicketReportFigures};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::figures::counted;
use super::follow::follow;
use super::saved;
use crate::App;
use crate::audit::{self, Entry, csv};
use crate::auth::Session;
use crate::customers::query::must_not_tell;
use crate::db::{DbResult, bind, query};
use crate::directory::Directory;
use crate::http::{Answer, Fault, Id};
use crate::views::schema;

/// The number that stands for all time before the period.
const BEFORE: i64 = -1;

/// Routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read)).routes(routes!(export))
}

#[utoipa::path(
    get,
    path = "/ticket-reports/{id}/figures",
    tag = "tickets",
    operation_id = "ticket_report_figures",
    description = "The series of a report over the stretches of its period, and their totals, of the tickets this person may see.",
    params(("id" = String, Path, description = "Report")),
    responses(
        (status = 200, description = "`TicketReportFigures`", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to see statistics"),
        (status = 404, description = "No such report for this person"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn read(
    State(app): State<App>,
    session: Session,
    Id(id): Id<ReportId>,
) -> Answer<axum::Json<TicketReportFigures>> {
    session.must(Area::Statistics, Verb::View)?;
    Ok(axum::Json(figures(&app, &session, id).await?))
}

#[utoipa::path(
    get,
    path = "/ticket-reports/{id}/figures.csv",
    tag = "tickets",
    operation_id = "export_ticket_report",
    description = "The same as CSV. The export is noted in the audit log.",
    params(("id" = String, Path, description = "Report")),
    responses(
        (status = 200, description = "CSV, a column for each series, times in seconds", content_type = "text/csv"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to export statistics"),
        (status = 404, description = "No such report for this person"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn export(State(app): State<App>, session: Session, Id(id): Id<ReportId>) -> Answer<Response> {
    session.must(Area::Statistics, Verb::Export)?;
    let page = figures(&app, &session, id).await?;
    let mut tx = app.db.begin().await?;
    let asked = serde_json::json!({"from": page.from, "to": page.to, "by": page.by});
    let entry = Entry::of(&app, &session, Action::FiguresExported).about(TicketReport::KIND, id, &page.name);
    audit::write(&mut tx, entry.after(&asked)).await?;
    tx.commit().await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"ticket-report.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, table(&page)).into_response())
}

/// The figures as CSV: a line for each stretch, the totals last.
fn table(page: &TicketReportFigures) -> String {
    let is_time = |series: &SeriesFigures| Measure::of(&series.source).is_some_and(Measure::is_time);
    let cell = |series: &SeriesFigures, value: Option<f64>| match value {
        None => String::new(),
        Some(ms) if is_time(series) => format!("{:.0}", ms / 1_000.0),
        Some(number) if number.fract() == 0.0 => format!("{number:.0}"),
        Some(number) => format!("{number:.2}"),
    };
    let mut lines = vec![
        std::iter::once("key".to_owned())
            .chain(page.series.iter().map(|series| {
                let unit = if is_time(series) { " (s)" } else { "" };
                csv::safe(&format!("{}{unit}", series.name))
            }))
            .collect::<Vec<String>>(),
    ];
    for (n, key) in page.keys.iter().enumerate() {
        let values = page.series.iter().map(|series| cell(series, series.values.get(n).copied().flatten()));
        lines.push(std::iter::once(csv::safe(key)).chain(values).collect());
    }
    let totals = page.series.iter().map(|series| cell(series, series.total));
    lines.push(std::iter::once("total".to_owned()).chain(totals).collect());
    let mut text = String::from("\u{feff}");
    for line in lines {
        text.push_str(&line.join(","));
        text.push_str("\r\n");
    }
    text
}

/// Series that are counted together: those of the same tickets.
#[derive(Debug, PartialEq)]
struct Question {
    filter: Filter,
    /// Their places in the report.
    series: Vec<usize>,
    /// What must be counted.
    kinds: Vec<Happening>,
    /// Whether something before the period counts.
    looks_back: bool,
}

/// What must be asked for the series at these places: one question for all that speak of the same tickets.
fn questions<'s>(series: impl IntoIterator<Item = (usize, &'s ReportSeries, Filter)>) -> Vec<Question> {
    let mut all: Vec<Question> = Vec::new();
    for (place, one, filter) in series {
        let known = all.iter().position(|question| question.filter == filter);
        let at = known.unwrap_or_else(|| {
            all.push(Question { filter, series: Vec::new(), kinds: Vec::new(), looks_back: false });
            all.len() - 1
        });
        let question = &mut all[at];
        question.series.push(place);
        question.looks_back |= one.source.looks_back();
        for what in one.source.counts() {
            if !question.kinds.contains(what) {
                question.kinds.push(*what);
            }
        }
    }
    all
}

/// Why a series cannot be counted for this person; empty when it can.
fn missing(session: &Session, directory: &Directory, filter: &Filter) -> &'static str {
    if filter.check_over(&schema(directory)).is_err() {
        return "unknown_field";
    }
    if must_not_tell(session, filter).is_err() { "masked" } else { "" }
}

async fn figures(app: &App, session: &Session, id: ReportId) -> Answer<TicketReportFigures> {
    let directory = app.directory(session.tenant).await?;
    let report = saved::one(app, session, &directory, id).await?;
    follow(app, session.tenant).await?;
    let now = app.clock.now();
    let today = directory.settings.offsets(now).local(now).0;
    let days = report.period.days(today).filter(|(from, to)| from <= to && report.period.problem().is_none());
    let (from, to) = days.ok_or_else(|| Fault::conflict("period"))?;
    // how clocks run is known near a moment
    let clocks = directory.settings.offsets(Timestamp(day::number(from) * DAY_MS));
    let end = clocks.moment(day::plus(to, 1).unwrap_or(to), 0);
    let asking = Asking { app, session, directory: &directory, by: report.unit, begin: clocks.moment(from, 0), end };
    let buckets = buckets(report.unit, from, to);
    let viewer = directory.viewer(session);
    let said: Vec<Filter> =
        report.series.iter().map(|series| said_to(&series.when, &schema(&directory), viewer)).collect();
    let mut series: Vec<SeriesFigures> = (report.series.iter().zip(&said))
        .map(|(one, filter)| SeriesFigures {
            name: one.name.clone(),
            source: one.source.word().to_owned(),
            missing: missing(session, &directory, filter).to_owned(),
            ..SeriesFigures::default()
        })
        .collect();
    let readable = report.series.iter().zip(said).enumerate().map(|(place, (one, filter))| (place, one, filter));
    let readable = readable.filter(|(place, ..)| series[*place].missing.is_empty()).collect::<Vec<_>>();
    for question in questions(readable) {
        let counted = asking.count(&question, &steady(&clocks, asking.begin, end)).await?;
        for place in question.series {
            let (values, total) = report.series[place].source.values(report.unit, &buckets, &counted);
            series[place] = SeriesFigures { values, total, ..std::mem::take(&mut series[place]) };
        }
    }
    Ok(TicketReportFigures {
        name: report.name,
        by: report.unit.word().to_owned(),
        from: from.to_string(),
        to: to.to_string(),
        days: day::number(to) - day::number(from) + 1,
        keys: buckets.into_iter().map(|bucket| bucket.key).collect(),
        series,
    })
}

/// A stretch of time in which clocks do not change, and how far they are ahead of UTC then, ms.
type Stretch = (Timestamp, Timestamp, i64);

/// How far clocks are ahead of UTC when a fact happened, ms. Numbers of ours, nothing from outside.
fn ahead(stretches: &[Stretch]) -> String {
    match stretches {
        [] => "0".to_owned(),
        [(.., offset)] => offset.to_string(),
        [all @ .., (.., last)] => {
            let arms = all.iter().map(|(_, to, offset)| format!(" when f.at < {} then {offset}", to.ms()));
            format!("case{} else {last} end", arms.collect::<String>())
        }
    }
}

/// The day or hour of a fact as a number; [`BEFORE`] where it happened before the period.
fn bucket(by: By, stretches: &[Stretch], begin: Option<Timestamp>) -> String {
    let local = format!("(f.at + ({}))", ahead(stretches));
    let number = if by == By::Hour { format!("{local} % {DAY_MS} / {HOUR_MS}") } else { format!("{local} / {DAY_MS}") };
    match begin {
        Some(begin) => format!("cast(case when f.at < {} then {BEFORE} else {number} end as bigint)", begin.ms()),
        None => format!("cast({number} as bigint)"),
    }
}

/// What is the same for all questions of a report.
struct Asking<'a> {
    app: &'a App,
    session: &'a Session,
    directory: &'a Directory,
    by: By,
    begin: Timestamp,
    end: Timestamp,
}

impl Asking<'_> {
    /// Counts what happened to the tickets of a question: index `ticket_facts_at`.
    async fn count(&self, question: &Question, stretches: &[Stretch]) -> Answer<Counted> {
        let (tickets, narrow) = counted(self.app, self.session, self.directory, &question.filter)?;
        let mut values = tickets.values().to_vec();
        let first = tickets.next_mark();
        let looked_at = if question.looks_back { Timestamp(i64::MIN / 2) } else { self.begin };
        values.extend([Value::Int(looked_at.ms()), Value::Int(self.end.ms())]);
        let kinds: Vec<String> = question.kinds.iter().map(|what| format!("'{}'", what.word())).collect();
        let sql = format!(
            "select {} as bucket, f.kind, cast(count(*) as bigint), cast(sum(f.took_ms) as bigint) \
             from ticket_facts f where f.tenant_id = $1 and f.at >= ${first} and f.at < ${} and f.kind in ({}) {narrow} \
             group by 1, 2",
            bucket(self.by, stretches, question.looks_back.then_some(self.begin)),
            first + 1,
            kinds.join(", "),
        );
        Ok(self.sums(&sql, values).await?)
    }

    async fn sums(&self, sql: &str, values: Vec<Value>) -> DbResult<Counted> {
        let mut select = query(sql);
        for value in values {
            select = bind(select, value);
        }
        let mut counted = Counted::default();
        for row in select.fetch_all(self.app.db.pool()).await? {
            let (number, word): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
            let Some(what) = Happening::from_word(&word) else { continue };
            let tally = if number == BEFORE { &mut counted.before } else { counted.within.entry(number).or_default() };
            tally.add(what, row.try_get(2)?, row.try_get(3)?);
        }
        Ok(counted)
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::filter::{Condition, Operator};

    use super::*;

    fn series(source: Measure, field: &str) -> ReportSeries {
        let all = (!field.is_empty()).then(|| Condition { field: field.into(), op: Operator::Empty, value: None });
        let when = Filter { all: all.into_iter().collect(), any: Vec::new() };
        ReportSeries { name: String::new(), source, when }
    }

    #[test]
    fn series_of_the_same_tickets_are_one_question() {
        let all = [
            series(Measure::New, ""),
            series(Measure::Resolved, "title"),
            series(Measure::ResolveTime, ""),
            series(Measure::Waiting, ""),
            series(Measure::Closed, "title"),
        ];
        let asked = questions(all.iter().enumerate().map(|(n, one)| (n, one, one.when.clone())));
        let told: Vec<(&[usize], &[Happening], bool)> =
            asked.iter().map(|q| (q.series.as_slice(), q.kinds.as_slice(), q.looks_back)).collect();
        use Happening as H;
        assert_eq!(
            told,
            [
                (&[0, 2, 3][..], &[H::New, H::Resolved, H::Reopened, H::Done][..], true),
                (&[1, 4][..], &[H::Resolved, H::Closed][..], false),
            ]
        );
        // ten series of ten kinds of tickets are ten questions, which is the most
        let ten: Vec<ReportSeries> = (0..10).map(|n| series(Measure::New, &n.to_string())).collect();
        assert_eq!(questions(ten.iter().enumerate().map(|(n, one)| (n, one, one.when.clone()))).len(), 10);
    }

    #[test]
    fn clocks_that_change_are_one_case() {
        let at = |ms| Timestamp(ms);
        assert_eq!(ahead(&[(at(0), at(9), -5)]), "-5");
        assert_eq!(ahead(&[(at(0), at(5), 1), (at(5), at(9), 2)]), "case when f.at < 5 then 1 else 2 end");
        assert_eq!(bucket(By::Day, &[(at(0), at(9), 7)], None), "cast((f.at + (7)) / 86400000 as bigint)");
    }

    #[test]
    fn a_file_has_a_column_for_each_series_and_the_totals_last() {
        let one = |name: &str, source: &str, values: [Option<f64>; 2], total| SeriesFigures {
            name: name.into(),
            source: source.into(),
            values: values.to_vec(),
            total,
            missing: String::new(),
        };
        let page = TicketReportFigures {
            keys: vec!["2026-03-01".into(), "2026-03-02".into()],
            series: vec![
                one("=Lifts, urgent", "new", [Some(3.0), Some(0.0)], Some(3.0)),
                one("Time", "resolve_time", [Some(7_200_000.0), None], Some(7_200_000.0)),
                one("A day", "resolved_a_day", [Some(1.0 / 3.0), Some(1.0)], None),
            ],
            ..TicketReportFigures::default()
        };
        let wanted = "\u{feff}key,\"'=Lifts, urgent\",Time (s),A day\r\n2026-03-01,3,7200,0.33\r\n\
                      2026-03-02,0,,1\r\ntotal,3,7200,\r\n";
        assert_eq!(table(&page), wanted);
    }
}
