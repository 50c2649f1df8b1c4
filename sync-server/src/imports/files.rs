//! Tables that go with imports: an empty one to fill in, and the refused rows with their reasons.

use std::collections::{HashMap, VecDeque};

use axum::extract::State;
use axum::response::Response;
use futures_util::stream;
use serde::Deserialize;
use truckroll_domain::fields::{FieldSet, Noun};
use truckroll_domain::imports::{CellFault, Mapping, fields, heading};
use truckroll_domain::{DocumentId, TenantId};
use truckroll_portal::Locale;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::lines::{self, Which};
use super::read::{self, CHUNK};
use super::routes::{found, may_see, must_import, takes};
use super::store;
use super::words::{language, reason, word};
use super::write::{Cell, Format, Rows, download};
use crate::App;
use crate::auth::Session;
use crate::http::{Answer, Fault, Id, Query};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(template)).routes(routes!(rejected))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    noun: Noun,
    #[serde(default)]
    table: String,
    #[serde(default)]
    format: String,
    #[serde(default)]
    language: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Spoken {
    #[serde(default)]
    language: String,
}

/// The name of a file of these.
pub(super) fn name_of(noun: Noun, table: &str) -> &str {
    match noun {
        Noun::Company => "companies",
        Noun::Contact => "contacts",
        Noun::Asset => table,
        Noun::Ticket => "tickets",
    }
}

/// The headings of a noun's tables; a name that two fields have is followed by their keys.
pub(super) fn headings(noun: Noun, set: &FieldSet, locale: Locale) -> Vec<String> {
    let all = fields(noun, set);
    let names: Vec<String> = all.iter().map(|field| heading(noun, field, locale.tag())).collect();
    let twice = |name: &String| names.iter().filter(|other| *other == name).count() > 1;
    let name = |(name, key): (&String, &String)| if twice(name) { format!("{name} ({key})") } else { name.clone() };
    names.iter().zip(all.iter().map(|field| &field.key)).map(name).collect()
}

#[utoipa::path(
    get,
    path = "/imports/template",
    tag = "customers",
    operation_id = "import_template",
    description = "An empty table whose headings are the fields of companies, contacts or an asset table, own ones among them.",
    params(
        ("noun" = String, Query, description = "`company`, `contact`, `asset` or `ticket`"),
        ("table" = Option<String>, Query, description = "Key of the asset table"),
        ("format" = String, Query, description = "`xlsx` or `csv`"),
        ("language" = Option<String>, Query, description = "`en` or `zh-CN`"),
    ),
    responses(
        (status = 200, description = "`.xlsx` or CSV"),
        (status = 400, description = "A noun, format or language that is none"),
        (status = 403, description = "Without the right to import customers"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn template(State(app): State<App>, session: Session, Query(wanted): Query<Wanted>) -> Answer<Response> {
    must_import(&session, wanted.noun)?;
    let (format, locale) = (Format::read(&wanted.format)?, language(&wanted.language)?);
    let directory = app.directory(session.tenant).await?;
    let headings = headings(wanted.noun, takes(&directory, wanted.noun, &wanted.table)?, locale);
    let name = name_of(wanted.noun, &wanted.table);
    Ok(download(format, name, Some(headings), stream::iter([])))
}

#[utoipa::path(
    get,
    path = "/imports/{id}/rejected",
    tag = "customers",
    operation_id = "rejected_rows",
    description = "The refused rows of an import with all their columns and one more: why, with row and column. In the form the file \
                   had (`.xlsx` for `.xls`).",
    params(
        ("id" = String, Path, description = "Import"),
        ("language" = Option<String>, Query, description = "Language of the reasons, `en` or `zh-CN`"),
    ),
    responses(
        (status = 200, description = "`.xlsx` or CSV"),
        (status = 403, description = "Without the right to import customers, or numbers are masked and somebody else brought the file"),
        (status = 404, description = "No such import, or its rows have been cleared away"),
    ),
    security(("bearer" = []), ("cookie" = []))
)]
async fn rejected(
    State(app): State<App>,
    session: Session,
    Id(id): Id<DocumentId>,
    Query(spoken): Query<Spoken>,
) -> Answer<Response> {
    let locale = language(&spoken.language)?;
    let id = id.to_string();
    let (now, attempt) = found(&app, &session, &id).await?;
    if !may_see(&session, &now) {
        return Err(Fault::forbidden("masked"));
    }
    let missing = || Fault::not_found("import");
    let first = store::chunk(&app.db, session.tenant, &id, 0).await?.ok_or_else(missing)?;
    let first = read::lines(&first).map_err(|_| missing())?;
    let directory = app.directory(session.tenant).await?;
    let set = directory.fields_in(now.noun, &now.table).ok_or_else(missing)?;
    let head = first.first().filter(|_| now.mapping.header).map(|(_, cells)| cells.clone());
    let columns = columns(now.noun, set, &now.mapping, head.as_deref(), locale);
    let width = now.mapping.columns.len();
    let headings = head.map(|mut head| {
        head.resize(width, String::new());
        head.push(word(locale, "import-column-reason"));
        head
    });
    let format = if now.format == "csv" { Format::Csv } else { Format::Xlsx };
    let state = Reading {
        app: app.clone(),
        of: (session.tenant, id, attempt),
        after: 0,
        waiting: VecDeque::new(),
        chunk: 0,
        lines: HashMap::new(),
        width,
        columns,
        locale,
    };
    let pages = stream::unfold(Some(state), async |state| {
        let mut state = state?;
        match state.page().await {
            Ok(rows) if rows.is_empty() => None,
            Ok(rows) => Some((Ok(rows), Some(state))),
            // the reader sees a broken download, never a short file
            Err(error) => Some((Err(std::io::Error::other(error)), None)),
        }
    });
    Ok(download(format, "refused-rows", headings, Box::pin(pages)))
}

/// What the columns of a file are called: by their headings, else by their fields and letters.
fn columns(
    noun: Noun,
    set: &FieldSet,
    mapping: &Mapping,
    head: Option<&[String]>,
    locale: Locale,
) -> HashMap<usize, String> {
    let all = fields(noun, set);
    let name = |(n, key): (usize, &String)| {
        let own = head.and_then(|head| head.get(n)).map(|heading| heading.trim()).filter(|heading| !heading.is_empty());
        let field = all.iter().find(|field| field.key == *key).map(|field| heading(noun, field, locale.tag()));
        (n, own.map(str::to_owned).or(field).unwrap_or_else(|| letters(n)))
    };
    mapping.columns.iter().enumerate().map(name).collect()
}

/// What spreadsheets call a column: A, B … Z, AA.
fn letters(column: usize) -> String {
    let mut n = column + 1;
    let mut text = Vec::new();
    while n > 0 {
        text.push(b'A' + u8::try_from((n - 1) % 26).unwrap_or_default());
        n = (n - 1) / 26;
    }
    text.reverse();
    String::from_utf8(text).unwrap_or_default()
}

/// Reads refused rows with their cells, some hundred at a time.
struct Reading {
    app: App,
    of: (TenantId, String, i64),
    after: i64,
    waiting: VecDeque<(i64, Vec<CellFault>)>,
    /// The next chunk of the file.
    chunk: i64,
    lines: HashMap<i64, Vec<String>>,
    width: usize,
    columns: HashMap<usize, String>,
    locale: Locale,
}

impl Reading {
    async fn page(&mut self) -> anyhow::Result<Rows> {
        let (tenant, id, attempt) = (self.of.0, self.of.1.clone(), self.of.2);
        if self.waiting.is_empty() {
            let limit = i64::try_from(CHUNK)?;
            let which = Which::Refused { after: self.after };
            for (done, _) in lines::lines(&self.app.db, (tenant, &id, attempt), which, limit).await? {
                self.after = done.row;
                self.waiting.push_back((done.row, serde_json::from_str(&done.body)?));
            }
        }
        let mut rows = Rows::new();
        while let Some((row, faults)) = self.waiting.pop_front() {
            while !self.lines.contains_key(&row) {
                let chunk = store::chunk(&self.app.db, tenant, &id, self.chunk).await?;
                self.lines = read::lines(&chunk.ok_or_else(|| anyhow::anyhow!("row {row} is in no chunk"))?)?
                    .into_iter()
                    .collect();
                self.chunk += 1;
            }
            let mut cells = self.lines.remove(&row).unwrap_or_default();
            cells.resize(self.width, String::new());
            cells.push(reason(self.locale, row, &faults, &self.columns));
            rows.push(cells.into_iter().map(Cell::Text).collect());
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (column, wanted) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(column), wanted);
        }
    }
}
