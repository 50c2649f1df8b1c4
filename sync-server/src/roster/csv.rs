//! `POST /roster/import` and `GET /roster/export`: the roster as a table of account, day and shift.
//!
//! A file may name agents by account or by employee number, and may begin with a line of headings. What cannot be taken is
//! told by line; the rest is written. A text that a spreadsheet would take for a formula is written behind an apostrophe, which
//! is read away again.

use std::collections::{BTreeMap, HashMap};

use ::csv::{ReaderBuilder, Trim, WriterBuilder};
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use jiff::civil::Date;
use truckroll_domain::access::{Area, Feature, Verb};
use truckroll_domain::{AgentId, ShiftId};
use truckroll_protocol::api::roster::{RefusedRow, RosterImported, RosterQuery};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::read::must_be_short;
use super::write::Plan;
use super::{duty, is_plannable, reaches};
use crate::App;
use crate::auth::Session;
use crate::directory::Directory;
use crate::http::{Answer, Fault, Query, input};

/// Largest file, bytes.
const MAX_BYTES: usize = 2 * 1024 * 1024;
/// Most rows of a file.
const MAX_ROWS: usize = 50_000;
/// Most refused rows that are told.
const MAX_REFUSED: usize = 1_000;
/// Names of the columns.
const HEADINGS: [&str; 3] = ["agent", "day", "shift"];

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(import)).routes(routes!(export))
}

/// A row of a file: line, and its three columns.
type Row = (i64, [String; 3]);

/// Reads a file. A row with other columns is refused; what is no text at all is `None`.
fn rows(bytes: &[u8], refused: &mut Vec<RefusedRow>) -> Option<Vec<Row>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // spreadsheets of some countries write semicolons
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if first.contains(';') && !first.contains(',') { b';' } else { b',' };
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for (n, record) in reader.records().enumerate() {
        let record = record.ok()?;
        let line = record.position().map_or(0, |at| i64::try_from(at.line()).unwrap_or(i64::MAX));
        let cell = |n: usize| {
            let text = record.get(n).unwrap_or_default();
            text.strip_prefix('\'').unwrap_or(text).trim().to_owned()
        };
        if record.iter().all(str::is_empty) {
            continue;
        }
        if n == 0 && (1..3).all(|n| cell(n).parse::<Date>().is_err()) && cell(1).chars().all(|c| !c.is_ascii_digit()) {
            // headings, in whatever language
            continue;
        }
        if record.len() < 3 || record.iter().skip(3).any(|more| !more.is_empty()) {
            let text = record.iter().collect::<Vec<_>>().join(", ");
            refused.push(RefusedRow { line, text: shortened(&text), why: "columns".to_owned() });
            continue;
        }
        rows.push((line, [cell(0), cell(1), cell(2)]));
    }
    Some(rows)
}

fn shortened(text: &str) -> String {
    text.chars().take(120).collect()
}

/// Finds what a file calls things by.
struct Names {
    agents: HashMap<String, Vec<AgentId>>,
    shifts: HashMap<String, Vec<ShiftId>>,
}

impl Names {
    fn of(directory: &Directory, session: &Session) -> Self {
        let mut names = Self { agents: HashMap::new(), shifts: HashMap::new() };
        for agent in directory.agents.values().filter(|agent| reaches(session, Verb::Edit, agent)) {
            for name in [&agent.account, &agent.employee_number] {
                if !name.is_empty() {
                    let known = names.agents.entry(name.to_lowercase()).or_default();
                    if !known.contains(&agent.id) {
                        known.push(agent.id);
                    }
                }
            }
        }
        // of two shifts of one name the one that is in use is meant
        for archived in [false, true] {
            for shift in directory.shifts.values().filter(|shift| shift.archived == archived) {
                let known = names.shifts.entry(shift.name.to_lowercase()).or_default();
                if !archived || known.is_empty() {
                    known.push(shift.id);
                }
            }
        }
        names
    }
}

fn one<T: Copy>(found: Option<&Vec<T>>, none: &'static str, several: &'static str) -> Result<T, &'static str> {
    match found.map_or(&[][..], Vec::as_slice) {
        [] => Err(none),
        [one] => Ok(*one),
        _ => Err(several),
    }
}

#[utoipa::path(
    post,
    path = "/roster/import",
    tag = "roster",
    operation_id = "import_roster",
    description = "Writes a CSV of account or employee number, day (`YYYY-MM-DD`) and name of the shift; an empty shift clears the day.",
    request_body(content = String, description = "The file, at most 2 MB and 50,000 rows", content_type = "text/csv"),
    responses(
        (status = 200, description = "`RosterImported`: what was written, and the rows that were refused", body = serde_json::Value),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to change staff, or the roster is switched off"),
        (status = 413, description = "Larger than the limit"),
        (status = 422, description = "Not a table, or too many rows"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn import(State(app): State<App>, session: Session, body: Body) -> Answer<axum::Json<RosterImported>> {
    session.must_be_on(Feature::Roster)?;
    session.must(Area::Staff, Verb::Edit)?;
    let bytes = input::body(body, MAX_BYTES).await?;
    let mut report = RosterImported::default();
    let rows =
        rows(&bytes, &mut report.refused).ok_or_else(|| Fault::unacceptable("csv").field("file", "not_a_table"))?;
    if rows.len() > MAX_ROWS {
        return Err(Fault::unacceptable("csv").field("file", "too_many"));
    }
    let mut plan = Plan::begin(&app, &session).await?;
    let names = Names::of(&plan.directory, &session);
    let mut wanted: BTreeMap<(AgentId, Date), Option<ShiftId>> = BTreeMap::new();
    for (line, [agent, day, shift]) in rows {
        let read = || {
            let id = one(names.agents.get(&agent.to_lowercase()), "unknown_agent", "several_agents")?;
            let day: Date = day.parse().map_err(|_| "not_a_date")?;
            if !is_plannable(day, plan.today) {
                return Err("out_of_range");
            }
            if shift.is_empty() {
                return Ok((id, day, None));
            }
            let shift = one(names.shifts.get(&shift.to_lowercase()), "unknown_shift", "several_shifts")?;
            if plan.directory.shifts.get(&shift).is_some_and(|shift| shift.archived) {
                return Err("archived");
            }
            if plan.directory.agents.get(&id).is_none_or(|agent| agent.disabled_at.is_some()) {
                return Err("disabled");
            }
            Ok((id, day, Some(shift)))
        };
        let found = read().and_then(|(id, day, shift)| match wanted.get(&(id, day)) {
            Some(_) => Err("twice"),
            None => Ok(((id, day), shift)),
        });
        match found {
            Ok((key, shift)) => {
                wanted.insert(key, shift);
            }
            Err(why) => {
                let text = shortened(&[agent, day, shift].join(", "));
                report.refused.push(RefusedRow { line, text, why: why.to_owned() });
            }
        }
    }
    let days = || wanted.keys().map(|(_, day)| *day);
    if let (Some(from), Some(to)) = (days().min(), days().max()) {
        let known = plan.known(from, to).await?;
        wanted.retain(|key, shift| known.get(key).copied() != *shift);
        report.written = i64::try_from(wanted.len()).unwrap_or(i64::MAX);
        plan.store(&wanted).await?;
    }
    plan.commit().await?;
    report.refused.sort_by_key(|row| row.line);
    report.refused.truncate(MAX_REFUSED);
    Ok(axum::Json(report))
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) { format!("'{text}") } else { text.to_owned() }
}

#[utoipa::path(
    get,
    path = "/roster/export",
    tag = "roster",
    operation_id = "export_roster",
    description = "The rows of at most 62 days as CSV, in the form that is imported.",
    params(("from" = String, Query, description = "First day"), ("to" = String, Query, description = "Last day")),
    responses(
        (status = 200, description = "CSV", body = String, content_type = "text/csv"),
        (status = 400, description = "Not days, or too many"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Without the right to export staff, or the roster is switched off"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn export(
    State(app): State<App>,
    session: Session,
    Query(asked): Query<RosterQuery>,
) -> Answer<impl IntoResponse> {
    session.must_be_on(Feature::Roster)?;
    session.must(Area::Staff, Verb::Export)?;
    must_be_short(&asked)?;
    let directory = app.directory(session.tenant).await?;
    let mut lines = Vec::new();
    for (agent, day, shift) in duty::days(&app.db, session.tenant, asked.from, asked.to).await? {
        let agent = directory.agents.get(&agent).filter(|agent| reaches(&session, Verb::Export, agent));
        let (Some(agent), Some(shift)) = (agent, directory.shifts.get(&shift)) else { continue };
        lines.push([harmless(&agent.account), day.to_string(), harmless(&shift.name)]);
    }
    lines.sort();
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    let written =
        std::iter::once(HEADINGS.map(str::to_owned)).chain(lines).try_for_each(|line| writer.write_record(line));
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).ok_or_else(Fault::internal)?;
    let name = format!("attachment; filename=\"roster-{}-{}.csv\"", asked.from, asked.to);
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)], bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_read_as_spreadsheets_write_them() {
        for text in [
            "agent,day,shift\nwang,2026-05-04,Early\n",
            "\u{feff}wang,2026-05-04,Early",
            "工号;日期;班次\r\nwang;2026-05-04;Early\r\n\r\n",
            "wang , 2026-05-04 ,\"Early\"\n",
        ] {
            let mut refused = Vec::new();
            let rows = rows(text.as_bytes(), &mut refused).expect("a table");
            let cells: Vec<_> = rows.iter().map(|(_, cells)| cells.join("|")).collect();
            assert_eq!((cells, refused.len()), (vec!["wang|2026-05-04|Early".to_owned()], 0), "{text}");
        }
    }

    #[test]
    fn rows_with_other_columns_are_refused_by_their_line() {
        let mut refused = Vec::new();
        let rows = rows(b"wang,2026-05-04\nzhao,2026-05-04,Early,extra\nli,2026-05-04,Late,\n", &mut refused);
        assert_eq!(rows.map(|rows| rows.len()), Some(1));
        let lines: Vec<_> = refused.iter().map(|row| (row.line, row.why.as_str())).collect();
        assert_eq!(lines, [(1, "columns"), (2, "columns")]);
        assert_eq!(super::rows(&[0xff, 0xfe, 0x00], &mut refused), None);
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (text, written) in [("Early", "Early"), ("=1+1", "'=1+1"), ("-x", "'-x"), ("'x", "''x")] {
            assert_eq!(harmless(text), written);
        }
    }
}
