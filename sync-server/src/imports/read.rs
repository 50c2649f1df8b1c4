//! Reads a file that somebody brought: `.xlsx`, `.xls`, and CSV in UTF-8 (with or without its mark), UTF-16 or GB18030.
//!
//! What it is, its bytes say, not its name. Rows without data are passed over, the others keep their numbers. They are put
//! together in compressed chunks as they come, so that of a file no more is in memory than its own bytes, the texts it shares
//! between cells, and what has been compressed.

use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, SheetType, SheetVisible, Xls, Xlsx};
use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};
use truckroll_domain::imports::{MAX_CELL, MAX_COLUMNS, MAX_ROWS};

/// Largest file, bytes.
pub(crate) const MAX_BYTES: usize = 50 * 1024 * 1024;
/// Most bytes that one part of an `.xlsx` may unfold to.
const MAX_UNFOLDED: u64 = 1024 * 1024 * 1024;
/// Rows of a chunk; what is stored in one transaction.
pub(crate) const CHUNK: usize = 1_000;
/// First rows that are kept to be looked at: headings and five more.
pub(crate) const HEAD: usize = 6;
/// Longest text of a cell that is only looked at, characters.
const MAX_SHOWN: usize = 200;
/// How hard chunks are compressed.
const LEVEL: i32 = 3;

/// A row: its number in the file, counted from 1, and its cells.
pub(crate) type Line = (i64, Vec<String>);

/// A file as it was read.
#[derive(Debug, PartialEq)]
pub(crate) struct Table {
    /// `xlsx`, `xls` or `csv`.
    pub format: &'static str,
    /// Rows with data.
    pub rows: i64,
    /// The first of them.
    pub head: Vec<Vec<String>>,
    /// Columns of the widest row.
    pub columns: usize,
    /// All rows, compressed.
    pub chunks: Vec<Vec<u8>>,
}

/// Why a file is no table, as a key of the message files.
pub(crate) type Problem = &'static str;

/// Puts rows together.
#[derive(Default)]
struct Chunks {
    rows: usize,
    columns: usize,
    head: Vec<Vec<String>>,
    open: Vec<Line>,
    done: Vec<Vec<u8>>,
}

impl Chunks {
    fn push(&mut self, number: i64, mut cells: Vec<String>) -> Result<(), Problem> {
        for cell in &mut cells {
            if cell.contains(['\0', '\r']) {
                *cell = cell.replace('\0', "").replace("\r\n", "\n").replace('\r', "\n");
            }
            if cell.len() > MAX_CELL * 4 {
                return Err("cell_too_long");
            }
        }
        while cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        if cells.len() > MAX_COLUMNS {
            return Err("too_many_columns");
        }
        // one more may be the headings
        if self.rows > MAX_ROWS {
            return Err("too_many_rows");
        }
        self.rows += 1;
        self.columns = self.columns.max(cells.len());
        if self.head.len() < HEAD {
            self.head.push(cells.iter().map(|cell| cell.chars().take(MAX_SHOWN).collect()).collect());
        }
        self.open.push((number, cells));
        if self.open.len() == CHUNK { self.close() } else { Ok(()) }
    }

    fn close(&mut self) -> Result<(), Problem> {
        let lines = std::mem::take(&mut self.open);
        self.done.push(fold(&lines).map_err(|_| "not_a_table")?);
        Ok(())
    }

    fn finish(mut self, format: &'static str) -> Result<Table, Problem> {
        if self.rows == 0 {
            return Err("empty");
        }
        if !self.open.is_empty() {
            self.close()?;
        }
        let rows = i64::try_from(self.rows).unwrap_or(i64::MAX);
        Ok(Table { format, rows, head: self.head, columns: self.columns, chunks: self.done })
    }
}

/// A chunk of rows.
///
/// # Errors
/// When they cannot be compressed.
pub(crate) fn fold(rows: &[Line]) -> anyhow::Result<Vec<u8>> {
    Ok(zstd::stream::encode_all(serde_json::to_vec(rows)?.as_slice(), LEVEL)?)
}

/// The rows of a chunk.
///
/// # Errors
/// When the bytes are not those that were stored.
pub(crate) fn lines(chunk: &[u8]) -> anyhow::Result<Vec<Line>> {
    Ok(serde_json::from_slice(&zstd::stream::decode_all(chunk)?)?)
}

/// Reads a file.
///
/// # Errors
/// What is wrong with it, as a key of the message files.
pub(crate) fn read(bytes: &[u8]) -> Result<Table, Problem> {
    match bytes {
        [] => Err("empty"),
        [b'P', b'K', 3, 4, ..] => guarded(|| xlsx(bytes)),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => guarded(|| xls(bytes)),
        _ => csv(bytes),
    }
}

/// Spreadsheets come from everywhere, also damaged: a reader that stumbles over one takes nothing else along.
fn guarded(read: impl FnOnce() -> Result<Table, Problem>) -> Result<Table, Problem> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or(Err("not_a_table"))
}

/// A few megabytes can unfold to more than any machine has: what a part holds is counted before anything reads it.
fn is_modest(bytes: &[u8]) -> Option<()> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    for n in 0..archive.len() {
        let part = archive.by_index(n).ok()?;
        if part.name().ends_with(".xml") {
            let mut counted = part.take(MAX_UNFOLDED);
            let held = std::io::copy(&mut counted, &mut std::io::sink()).ok()?;
            if held >= MAX_UNFOLDED {
                return None;
            }
        }
    }
    Some(())
}

fn xlsx(bytes: &[u8]) -> Result<Table, Problem> {
    is_modest(bytes).ok_or("not_a_table")?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| "not_a_table")?;
    let sheets = book.sheets_metadata();
    let tables = || sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let first = tables().find(|sheet| sheet.visible == SheetVisible::Visible).or_else(|| tables().next());
    let name = first.map(|sheet| sheet.name.clone()).ok_or("not_a_table")?;
    let mut reader = book.worksheet_cells_reader(&name).map_err(|_| "not_a_table")?;
    let mut chunks = Chunks::default();
    let (mut row, mut cells) = (0_u32, Vec::new());
    while let Some(cell) = reader.next_cell().map_err(|_| "not_a_table")? {
        let (at, column) = cell.get_position();
        let text = shown(Data::from(cell.get_value().clone()));
        if text.trim().is_empty() {
            continue;
        }
        if at != row {
            chunks.push(i64::from(row) + 1, std::mem::take(&mut cells))?;
            row = at;
        }
        put(&mut cells, column, text)?;
    }
    chunks.push(i64::from(row) + 1, cells)?;
    chunks.finish("xlsx")
}

fn put(cells: &mut Vec<String>, column: u32, text: String) -> Result<(), Problem> {
    let column = usize::try_from(column).unwrap_or(usize::MAX);
    if column >= MAX_COLUMNS {
        return Err("too_many_columns");
    }
    if cells.len() <= column {
        cells.resize(column + 1, String::new());
    }
    if let Some(cell) = cells.get_mut(column) {
        *cell = text;
    }
    Ok(())
}

fn xls(bytes: &[u8]) -> Result<Table, Problem> {
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|_| "not_a_table")?;
    let sheets = book.sheets_metadata();
    let tables = || sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let first = tables().find(|sheet| sheet.visible == SheetVisible::Visible).or_else(|| tables().next());
    let name = first.map(|sheet| sheet.name.clone()).ok_or("not_a_table")?;
    let range = book.worksheet_range(&name).map_err(|_| "not_a_table")?;
    let (first_row, first_column) = range.start().unwrap_or_default();
    let mut chunks = Chunks::default();
    for (n, row) in range.rows().enumerate() {
        let mut cells = Vec::new();
        for (column, value) in (first_column..).zip(row) {
            let text = shown(value.clone());
            if !text.trim().is_empty() {
                put(&mut cells, column, text)?;
            }
        }
        chunks.push(i64::from(first_row) + i64::try_from(n).unwrap_or_default() + 1, cells)?;
    }
    chunks.finish("xls")
}

/// What a cell of a spreadsheet shows.
#[expect(clippy::cast_possible_truncation, reason = "within 2^53 both are exact")]
fn shown(value: Data) -> String {
    match value {
        Data::Int(n) => n.to_string(),
        Data::Float(n) if n.fract() == 0.0 && n.abs() < 9e15 => (n as i64).to_string(),
        Data::Float(n) => n.to_string(),
        Data::String(text) => text,
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, second, ms) = at.to_ymd_hms_milli();
            let mut text = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute, second, ms) != (0, 0, 0, 0) {
                text.push_str(&format!(" {hour:02}:{minute:02}:{second:02}"));
            }
            if ms > 0 {
                text.push_str(&format!(".{ms:03}"));
            }
            text
        }
        Data::DateTime(of) => of.as_f64().to_string(),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text,
        Data::Error(error) => error.to_string(),
        Data::Empty => String::new(),
    }
}

fn csv(bytes: &[u8]) -> Result<Table, Problem> {
    let mut text = decoded(bytes)?;
    // lines are counted by one sign
    if text.contains('\r') {
        text = text.replace("\r\n", "\n").replace('\r', "\n").into();
    }
    let mut reader = ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut chunks = Chunks::default();
    // a spreadsheet counts rows, and a row may be several lines
    let mut within = 0;
    let mut record = ::csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|_| "not_a_table")? {
        let line = record.position().map_or(1, ::csv::Position::line);
        let number = i64::try_from(line).unwrap_or(i64::MAX) - within;
        within +=
            i64::try_from(record.iter().map(|cell| cell.matches('\n').count()).sum::<usize>()).unwrap_or_default();
        chunks.push(number, record.iter().map(|cell| harmful(cell).to_owned()).collect())?;
    }
    chunks.finish("csv")
}

fn decoded(bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, Problem> {
    let marked = [UTF_8, UTF_16LE, UTF_16BE].into_iter().find_map(|encoding| {
        let (marked, length) = encoding_rs::Encoding::for_bom(bytes)?;
        (marked == encoding).then_some((encoding, length))
    });
    if let Some((encoding, length)) = marked {
        let (text, wrong) = encoding.decode_without_bom_handling(&bytes[length..]);
        return if wrong { Err("encoding") } else { Ok(text) };
    }
    if bytes.iter().take(4_096).any(|byte| *byte == 0) {
        return Err("not_a_table");
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.into());
    }
    let (text, wrong) = GB18030.decode_without_bom_handling(bytes);
    if wrong { Err("encoding") } else { Ok(text) }
}

/// What parts the cells: what the first row has most of, outside of quotes.
fn delimiter(text: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            byte if !quoted => counts.iter_mut().filter(|(sign, _)| *sign == byte).for_each(|(_, count)| *count += 1),
            _ => {}
        }
    }
    // of equally many the first
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| *sign)
}

/// Signs before which an apostrophe is written, so that no spreadsheet takes a cell for a formula.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '\t', '\r', '\n', '\''];

/// A cell that no spreadsheet takes for a formula.
pub(crate) fn harmless(text: &str) -> std::borrow::Cow<'_, str> {
    if text.starts_with(FORMULA) { format!("'{text}").into() } else { text.into() }
}

/// A cell as it was before it was made [`harmless`].
fn harmful(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(table: &Table) -> Vec<Line> {
        table.chunks.iter().flat_map(|chunk| lines(chunk).expect("ours")).collect()
    }

    fn row(number: i64, cells: &[&str]) -> Line {
        (number, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn csv_is_read_in_every_encoding_and_with_every_delimiter() {
        let wanted =
            [row(1, &["名称", "电话"]), row(3, &["华东, 大厦", "=1", "x"]), row(4, &["two\nlines"]), row(5, &["z"])];
        let plain = "名称,电话\n,\n\"华东, 大厦\",'=1,x\n\"two\nlines\",\nz,,,\n";
        let marked = format!("\u{feff}{plain}");
        let utf16: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (gb, _, wrong) = GB18030.encode(plain);
        assert!(!wrong);
        let tabs = "名称\t电话\n\t\n\"华东, 大厦\"\t'=1\tx\n\"two\nlines\"\t\nz\t\t\t\n".to_owned();
        let returns = plain.replace('\n', "\r\n");
        for bytes in [plain.as_bytes(), marked.as_bytes(), &utf16, &gb, tabs.as_bytes(), returns.as_bytes()] {
            let table = read(bytes).expect("a table");
            assert_eq!(all(&table), wanted);
            assert_eq!((table.format, table.rows, table.columns), ("csv", 4, 3));
        }
    }

    #[test]
    fn what_is_no_table_says_why() {
        let wide = vec!["x"; MAX_COLUMNS + 1].join(",");
        let long = "x\n".repeat(MAX_ROWS + 2);
        for (bytes, problem) in [
            (&b""[..], "empty"),
            (b"\n,,\n \n", "empty"),
            (b"PK\x03\x04 nonsense", "not_a_table"),
            (b"\xD0\xCF\x11\xE0 nonsense", "not_a_table"),
            (b"\x89PNG\r\n\x1a\n\0\0", "not_a_table"),
            (b"a,\xff\xff\xff", "encoding"),
            (wide.as_bytes(), "too_many_columns"),
            (long.as_bytes(), "too_many_rows"),
        ] {
            assert_eq!(read(bytes), Err(problem));
        }
        assert!(read("x\n".repeat(MAX_ROWS + 1).as_bytes()).is_ok(), "headings and as many rows as are allowed");
    }

    #[test]
    fn a_spreadsheet_gives_what_its_cells_show() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let hidden = book.add_worksheet();
        hidden.set_hidden(true).write_string(0, 0, "not this one").expect("fits");
        let sheet = book.add_worksheet();
        let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm");
        sheet.set_active(true).write_string(1, 1, "华东").expect("fits");
        sheet.write_number(1, 2, 13_800_001_111_f64).expect("fits");
        sheet.write_number(1, 3, 0.1).expect("fits");
        sheet.write_boolean(1, 4, true).expect("fits");
        sheet.write_number_with_format(3, 0, 46_023.0, &date).expect("fits");
        sheet.write_number_with_format(3, 1, 46_023.5, &date).expect("fits");
        sheet.write_string(3, 2, " ").expect("fits");
        let table = read(&book.save_to_buffer().expect("a file")).expect("a table");
        let wanted =
            [row(2, &["", "华东", "13800001111", "0.1", "true"]), row(4, &["2026-01-01", "2026-01-01 12:00:00"])];
        assert_eq!(all(&table), wanted);
        assert_eq!(table.format, "xlsx");
    }

    #[test]
    fn chunks_are_full_and_the_head_is_short() {
        let text: String = (0..2_500).map(|n| format!("row {n},{}\n", "y".repeat(300))).collect();
        let table = read(text.as_bytes()).expect("a table");
        let sizes: Vec<usize> = table.chunks.iter().map(|chunk| lines(chunk).expect("ours").len()).collect();
        assert_eq!((sizes, table.head.len(), table.head[0][1].len()), (vec![1_000, 1_000, 500], HEAD, MAX_SHOWN));
    }

    proptest! {
        #[test]
        fn a_harmless_cell_comes_back(text in "['=+@\\-\t\r\nxü ]{0,5}") {
            let written = harmless(&text);
            prop_assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
            prop_assert_eq!(harmful(&written), text.as_str());
        }

        #[test]
        fn no_bytes_make_a_reader_panic(head in prop::sample::select(vec![&b"PK\x03\x04"[..], b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b""]), more in prop::collection::vec(any::<u8>(), 0..600)) {
            let _ = read(&[head, &more].concat());
        }
    }
}
