//! Tests as SQL.
//!
//! One condition leads: what a column says, else the first question to the side table, asked as `id in (select …)` over the
//! indexes `field_values_text` and `field_values_number`. The others are asked of each row that is left, by the index
//! `field_values_kept`: gathering all that meet each of them would cost more than looking at the few.

use super::test::Test;
use super::{At, Schema, Subject, lower};
use crate::Value;
use crate::fields::{INDEXED, beginning};

/// The engine a clause is written for, where the shared subset leaves a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite compares text by its bytes and lowers ASCII letters by itself.
    Sqlite,
    /// PostgreSQL follows the database's language unless it is told not to.
    Postgres,
}

/// A WHERE clause with its values, numbered from a given `$n`.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// The condition; `1 = 1` for an empty filter.
    pub sql: String,
    /// Its values in order.
    pub values: Vec<Value>,
}

/// Writes conditions and gathers their values.
pub(super) struct Writer<'a, S> {
    schema: &'a S,
    dialect: Dialect,
    first: usize,
    values: Vec<Value>,
    /// Whether something leads already.
    led: bool,
}

impl<'a, S: Schema> Writer<'a, S> {
    /// A writer of conditions; `led` when a column leads.
    pub(super) fn new(schema: &'a S, dialect: Dialect, first: usize, led: bool) -> Self {
        Self { schema, dialect, first, values: Vec::new(), led }
    }

    /// Nothing after this leads: of what follows one is enough.
    pub(super) fn follow(&mut self) {
        self.led = true;
    }

    pub(super) fn into_values(self) -> Vec<Value> {
        self.values
    }

    fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.first + self.values.len() - 1)
    }

    fn bytes(&self) -> &'static str {
        match self.dialect {
            Dialect::Sqlite => "",
            Dialect::Postgres => " collate \"C\"",
        }
    }

    pub(super) fn condition(&mut self, (subject, test): &(Subject, Test)) -> String {
        match &subject.at {
            At::Column(name) => self.column(name, test, matches!(subject.of, super::Type::Text | super::Type::Many)),
            At::Values(key) => self.lines(key, test),
        }
    }

    fn like(&mut self, text: &str) -> String {
        let escaped = lower(text).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        self.bind(Value::Text(format!("%{escaped}%")))
    }

    #[expect(clippy::cast_possible_truncation, reason = "it is whole")]
    fn number(&mut self, n: f64, whole: bool) -> String {
        // a whole number stays one, so that an index of whole numbers serves
        let value = if whole && n.fract() == 0.0 && n.abs() < 9e15 { Value::Int(n as i64) } else { Value::Real(n) };
        self.bind(value)
    }

    fn range(&mut self, name: &str, from: Option<(f64, bool)>, to: Option<(f64, bool)>, whole: bool) -> String {
        let mut parts = Vec::new();
        if let (Some((a, true)), Some((b, true))) = (from, to)
            && a == b
        {
            return format!("{name} = {}", self.number(a, whole));
        }
        if let Some((end, incl)) = from {
            parts.push(format!("{name} {} {}", if incl { ">=" } else { ">" }, self.number(end, whole)));
        }
        if let Some((end, incl)) = to {
            parts.push(format!("{name} {} {}", if incl { "<=" } else { "<" }, self.number(end, whole)));
        }
        if parts.is_empty() { format!("{name} is not null") } else { parts.join(" and ") }
    }

    fn column(&mut self, name: &str, test: &Test, is_text: bool) -> String {
        match test {
            Test::Empty if is_text => format!("({name} is null or {name} = '')"),
            Test::NotEmpty if is_text => format!("({name} is not null and {name} <> '')"),
            Test::Empty => format!("{name} is null"),
            Test::NotEmpty => format!("{name} is not null"),
            Test::Texts { texts, not } => {
                let marks = texts.iter().map(|t| self.bind(Value::Text(t.clone()))).collect();
                among(name, marks, *not)
            }
            Test::Ranks { ranks, not } => {
                let marks = ranks.iter().map(|n| self.bind(Value::Int(*n))).collect();
                among(name, marks, *not)
            }
            Test::Contains { text, not } => {
                let (like, bytes) = (self.like(text), self.bytes());
                if *not {
                    format!("({name} is null or lower({name}{bytes}) not like {like} escape '\\')")
                } else {
                    format!("lower({name}{bytes}) like {like} escape '\\'")
                }
            }
            Test::Ordered(order, text) => {
                let bytes = self.bytes();
                format!("{name}{bytes} {} {}", order.sign(), self.bind(Value::Text(text.clone())))
            }
            Test::Range { from, to, not } => {
                let range = self.range(name, *from, *to, true);
                if *not { format!("({name} is null or not ({range}))") } else { format!("({range})") }
            }
        }
    }

    fn lines(&mut self, key: &str, test: &Test) -> String {
        let (table, kind) = (self.schema.table(), self.schema.kind());
        let key = self.bind(Value::Text(key.to_owned()));
        let (which, not) = match test {
            Test::Empty => (String::new(), true),
            Test::NotEmpty => (String::new(), false),
            Test::Texts { texts, not } => {
                let mut short = Vec::new();
                let mut any = Vec::new();
                for text in texts {
                    let start = beginning(text);
                    let long = text.chars().count() >= INDEXED;
                    let mark = self.bind(Value::Text(start));
                    if long {
                        let whole = self.bind(Value::Text(text.clone()));
                        any.push(format!("(v.text = {mark} and coalesce(v.long, v.text) = {whole})"));
                    } else {
                        short.push(mark);
                    }
                }
                match short.as_slice() {
                    [] => {}
                    [one] => any.push(format!("v.text = {one}")),
                    _ => any.push(format!("v.text in ({})", short.join(", "))),
                }
                if any.is_empty() {
                    any.push("1 = 0".to_owned());
                }
                (format!(" and ({})", any.join(" or ")), *not)
            }
            Test::Contains { text, not } => {
                let (like, bytes) = (self.like(text), self.bytes());
                (format!(" and lower(coalesce(v.long, v.text){bytes}) like {like} escape '\\'"), *not)
            }
            Test::Ordered(..) | Test::Ranks { .. } => (" and 1 = 0".to_owned(), false),
            Test::Range { from, to, not } => (format!(" and {}", self.range("v.number", *from, *to, false)), *not),
        };
        let leads = !not && !self.led && !which.is_empty();
        if leads {
            self.led = true;
            return format!(
                "{table}.id in (select v.document_id from field_values v \
                 where v.tenant_id = $1 and v.kind = '{kind}' and v.key = {key}{which})"
            );
        }
        let not = if not { "not " } else { "" };
        // PostgreSQL chooses by its statistics whether to look at each row or to gather all that meet the test, and needs the
        // kind for an index to gather by; SQLite knows no statistics and looks at each
        let kind = match self.dialect {
            Dialect::Sqlite => String::new(),
            Dialect::Postgres => format!(" and v.kind = '{kind}'"),
        };
        format!(
            "{not}exists (select 1 from field_values v \
             where v.tenant_id = $1{kind} and v.document_id = {table}.id and v.key = {key}{which})"
        )
    }
}

/// A column that holds one of the values behind `marks`, or none of them.
fn among(name: &str, marks: Vec<String>, not: bool) -> String {
    match (marks.as_slice(), not) {
        ([], false) => "1 = 0".to_owned(),
        ([], true) => "1 = 1".to_owned(),
        ([one], false) => format!("{name} = {one}"),
        ([one], true) => format!("({name} is null or {name} <> {one})"),
        (_, false) => format!("{name} in ({})", marks.join(", ")),
        (_, true) => format!("({name} is null or {name} not in ({}))", marks.join(", ")),
    }
}

/// Whether a test of a column leaves few rows.
pub(super) fn leads((subject, test): &(Subject, Test)) -> bool {
    let few = matches!(
        test,
        Test::Texts { not: false, .. } | Test::Ranks { not: false, .. } | Test::Range { not: false, .. }
    );
    few && matches!(subject.at, At::Column(_))
}
