//! Writes tables: CSV (UTF-8 with its mark, RFC 4180) as it goes, and `.xlsx` by way of a temporary file, so that neither is
//! ever in memory as a whole.

use std::io::{Seek as _, SeekFrom};

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use rust_xlsxwriter::{Format as Look, Workbook, XlsxError};
use tokio::io::AsyncReadExt as _;
use tokio::sync::mpsc;

use super::read::harmless;
use crate::http::{Answer, Fault};

/// Most rows of a sheet, its headings left out.
const MAX_SHEET: u32 = 1_048_575;
/// Widest and narrowest column, characters.
const WIDTH: std::ops::RangeInclusive<f64> = 10.0..=40.0;
/// Bytes of a file that are sent at once.
const PIECE: usize = 64 * 1024;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// A text.
    Text(String),
    /// A number, which spreadsheets keep as one.
    Number(f64),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

/// Rows of a table.
pub(crate) type Rows = Vec<Vec<Cell>>;

/// What a table is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Xlsx,
    Csv,
}

impl Format {
    /// The format of a word.
    ///
    /// # Errors
    /// 400 naming `format`.
    pub fn read(word: &str) -> Answer<Self> {
        match word {
            "xlsx" => Ok(Self::Xlsx),
            "csv" => Ok(Self::Csv),
            _ => Err(Fault::bad_request("format")),
        }
    }
    fn ending(self) -> (&'static str, &'static str) {
        match self {
            Self::Xlsx => ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            Self::Csv => ("csv", "text/csv; charset=utf-8"),
        }
    }
}

/// A download of rows that come page by page; `pages` ends with `None`. What fails on the way is a broken download, never a
/// short file.
pub(crate) fn download<S>(format: Format, name: &str, headings: Option<Vec<String>>, pages: S) -> Response
where
    S: Stream<Item = std::io::Result<Rows>> + Send + Unpin + 'static,
{
    let (ending, kind) = format.ending();
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{ending}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    use futures_util::StreamExt as _;
    // whoever compresses a body asks once more after its end
    let body = match format {
        Format::Csv => Body::from_stream(csv(headings, pages).fuse()),
        Format::Xlsx => Body::from_stream(xlsx(headings, pages).fuse()),
    };
    (headers, body).into_response()
}

fn csv<S>(headings: Option<Vec<String>>, pages: S) -> impl Stream<Item = std::io::Result<Bytes>> + Send
where
    S: Stream<Item = std::io::Result<Rows>> + Send + Unpin + 'static,
{
    use futures_util::StreamExt as _;
    let first = headings.map(|headings| headings.into_iter().map(Cell::Text).collect());
    let first: Rows = first.into_iter().collect();
    let mark = stream::iter([Ok(Bytes::from_static("\u{feff}".as_bytes()))]);
    mark.chain(stream::iter([Ok(first)]).chain(pages).map(|rows| rows.and_then(|rows| lines(&rows))))
}

/// A small table as the text of a CSV file.
///
/// # Errors
/// Never with rows in memory; what writes them can fail elsewhere.
pub(crate) fn csv_text(headings: Vec<String>, rows: Rows) -> std::io::Result<String> {
    let mut all: Rows = vec![headings.into_iter().map(Cell::Text).collect()];
    all.extend(rows);
    let text = String::from_utf8(lines(&all)?.into()).map_err(std::io::Error::other)?;
    Ok(format!("\u{feff}{text}"))
}

fn lines(rows: &Rows) -> std::io::Result<Bytes> {
    let mut writer =
        ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    for row in rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => harmless(text).into_owned(),
            Cell::Number(n) => n.to_string(),
        });
        writer.write_record(cells).map_err(std::io::Error::other)?;
    }
    writer.into_inner().map(Bytes::from).map_err(|error| std::io::Error::other(error.to_string()))
}

fn xlsx<S>(headings: Option<Vec<String>>, pages: S) -> impl Stream<Item = std::io::Result<Bytes>> + Send
where
    S: Stream<Item = std::io::Result<Rows>> + Send + Unpin + 'static,
{
    enum At<S> {
        Begin(Option<Vec<String>>, S),
        File(tokio::fs::File),
        End,
    }
    async fn written<S>(headings: Option<Vec<String>>, pages: &mut S) -> std::io::Result<tokio::fs::File>
    where
        S: Stream<Item = std::io::Result<Rows>> + Send + Unpin + 'static,
    {
        use futures_util::StreamExt as _;
        let (send, receive) = mpsc::channel(2);
        let sheet = tokio::task::spawn_blocking(move || sheet(headings, receive));
        let mut broken = None;
        while let Some(rows) = pages.next().await {
            let rows = match rows {
                Ok(rows) => rows,
                Err(error) => {
                    broken = Some(error);
                    break;
                }
            };
            // who does not take them has failed, and says so
            if send.send(rows).await.is_err() {
                break;
            }
        }
        drop(send);
        let file = sheet.await.map_err(std::io::Error::other)?;
        match broken {
            Some(error) => Err(error),
            None => file.map(tokio::fs::File::from_std),
        }
    }
    stream::unfold(At::Begin(headings, pages), async |at| {
        let mut file = match at {
            At::Begin(headings, mut pages) => match written(headings, &mut pages).await {
                Ok(file) => file,
                Err(error) => return Some((Err(error), At::End)),
            },
            At::File(file) => file,
            At::End => return None,
        };
        let mut piece = vec![0; PIECE];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(length) => {
                piece.truncate(length);
                Some((Ok(Bytes::from(piece)), At::File(file)))
            }
            Err(error) => Some((Err(error), At::End)),
        }
    })
}

/// Writes a sheet to a temporary file, row by row.
fn sheet(headings: Option<Vec<String>>, mut pages: mpsc::Receiver<Rows>) -> std::io::Result<std::fs::File> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory();
    let mut at = 0;
    if let Some(headings) = headings {
        let bold = Look::new().set_bold();
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (column, heading) in (0_u16..).zip(&headings) {
            let width = f64::from(u16::try_from(heading.chars().count()).unwrap_or(u16::MAX)) * 1.6;
            sheet.set_column_width(column, width.clamp(*WIDTH.start(), *WIDTH.end())).map_err(failed)?;
        }
        for (column, heading) in (0_u16..).zip(&headings) {
            sheet.write_string_with_format(0, column, heading, &bold).map_err(failed)?;
        }
        at = 1;
    }
    while let Some(rows) = pages.blocking_recv() {
        for row in rows {
            if at > MAX_SHEET {
                return Err(std::io::Error::other("more rows than a sheet takes"));
            }
            for (column, cell) in (0_u16..).zip(&row) {
                match cell {
                    Cell::Text(text) if text.is_empty() => {}
                    Cell::Text(text) => drop(sheet.write_string(at, column, text).map_err(failed)?),
                    Cell::Number(n) => drop(sheet.write_number(at, column, *n).map_err(failed)?),
                }
            }
            at += 1;
        }
    }
    let mut file = tempfile::tempfile()?;
    book.save_to_writer(&mut file).map_err(failed)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

fn failed(error: XlsxError) -> std::io::Error {
    std::io::Error::other(error.to_string())
}
