//! What the readers of providers' files share: rows, columns found by their names, and what a file holds.

use serde::{Deserialize, Serialize};

use super::Record;
use crate::money::{Currency, Money};

/// Most rows of a file; a merchant with more splits his day.
pub const MAX_ROWS: usize = 200_000;
/// Longest line, bytes.
const MAX_LINE: usize = 8_192;

/// A provider's file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Bill {
    /// Payments and refunds, in the file's order.
    pub records: Vec<Record>,
    /// Lines, counted from 1, whose money did not move, such as failed refunds.
    pub passed_over: Vec<usize>,
    /// Whether the sums that the file states about itself were found, and so compared.
    pub summed: bool,
}

/// Why a file cannot be read. Lines are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum BillError {
    /// No line has the columns of this kind of file. Text in another encoding looks like this too.
    #[error("no line with the names of the columns")]
    NoHeader,
    /// More than [`MAX_ROWS`].
    #[error("more than {MAX_ROWS} rows")]
    TooManyRows,
    /// A line is longer than any line of such a file.
    #[error("line {line} is too long")]
    TooLong {
        /// Which.
        line: usize,
    },
    /// A line has no value in a column that it must have one in.
    #[error("line {line} has no {column}")]
    Missing {
        /// Which.
        line: usize,
        /// The column's name in the file.
        column: String,
    },
    /// A value is no amount or no currency.
    #[error("{column} of line {line} is not an amount")]
    NotAnAmount {
        /// Which.
        line: usize,
        /// The column's name in the file.
        column: String,
    },
    /// A line is neither a payment nor a refund; passing over it could lose money.
    #[error("line {line} is of an unknown kind: {word}")]
    UnknownKind {
        /// Which.
        line: usize,
        /// What it says.
        word: String,
    },
    /// The file states other sums about itself than its rows have: it was cut off or changed.
    #[error("{column} is stated as {stated}, and the rows have {counted}")]
    SumsDiffer {
        /// What was summed, in the file's words.
        column: String,
        /// What the file says; amounts in minor units.
        stated: i64,
        /// What its rows say.
        counted: i64,
    },
}

crate::tagged!(BillError, "is");

/// The lines of a file with their numbers, without the mark that some programs put in front of UTF-8.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Result<(usize, &str), BillError>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()).map(|(line, number)| {
        if line.len() > MAX_LINE { Err(BillError::TooLong { line: number }) } else { Ok((number, line)) }
    })
}

/// The values of a line. Values may stand in double quotes, where a doubled one means one; space and tabs around are not part
/// of a value. A line whose values all begin with a backtick is parted before these, so that a comma inside does no harm.
pub(super) fn values(line: &str) -> Vec<String> {
    if let Some(ticked) = line.trim_start().strip_prefix('`') {
        return ticked.split(",`").map(|value| value.trim().to_owned()).collect();
    }
    let (mut values, mut value, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                value.push('"');
            }
            '"' if quoted || value.trim().is_empty() => quoted = !quoted,
            ',' if !quoted => values.push(std::mem::take(&mut value).trim().to_owned()),
            _ => value.push(letter),
        }
    }
    values.push(value.trim().to_owned());
    values
}

/// The columns of a file by their names.
pub(super) struct Columns {
    names: Vec<String>,
}

impl Columns {
    /// The columns, if the line has all of these.
    pub(super) fn of(line: &str, needed: &[&str]) -> Option<Self> {
        // Some programs write brackets of one width, some of the other.
        let plain = |name: String| name.trim_start_matches('`').replace('（', "(").replace('）', ")");
        let names: Vec<String> = values(line).into_iter().map(plain).collect();
        needed.iter().all(|one| names.iter().any(|name| name == one)).then_some(Self { names })
    }

    /// The value of a line in a column; nothing when there is no such column.
    pub(super) fn get<'a>(&self, values: &'a [String], name: &str) -> Option<&'a str> {
        let place = self.names.iter().position(|known| known == name)?;
        values.get(place).map(String::as_str)
    }

    /// The value in a column that must have one.
    pub(super) fn need<'a>(&self, values: &'a [String], name: &str, line: usize) -> Result<&'a str, BillError> {
        let value = self.get(values, name).filter(|value| !value.is_empty());
        value.ok_or_else(|| BillError::Missing { line, column: name.to_owned() })
    }

    /// The amount in a column, minor units; of nothing written, nothing.
    pub(super) fn minor(
        &self,
        values: &[String],
        name: &str,
        currency: Currency,
        line: usize,
    ) -> Result<i64, BillError> {
        let text = self.get(values, name).unwrap_or_default();
        if text.is_empty() {
            return Ok(0);
        }
        let amount = Money::parse(text, currency).map(Money::minor);
        amount.map_err(|_| BillError::NotAnAmount { line, column: name.to_owned() })
    }
}

/// Compares what a file states about itself with what its rows have.
pub(super) fn compare(column: &str, stated: i64, counted: i64) -> Result<(), BillError> {
    let column = column.to_owned();
    if stated == counted { Ok(()) } else { Err(BillError::SumsDiffer { column, stated, counted }) }
}
