//! The one condition language of views, lists and rules: `all` conditions and, if there are some, `any`.
//!
//! A filter is evaluated in memory over any record that can tell its values ([`Filter::matches`]) and turned
//! into a WHERE clause of the shared SQL subset ([`Filter::to_sql`]); both give the same answer for the same
//! rows. A field is only accepted when the row has such a column, so a filter can never smuggle SQL.

use serde::{Deserialize, Serialize};

use crate::{Column, Row, Value};

/// How a value is compared. Text compares without regard to ASCII case in `contains`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the words")]
pub enum Operator {
    Is,
    IsNot,
    Contains,
    NotContains,
    Empty,
    NotEmpty,
    AtLeast,
    AtMost,
    Less,
    Greater,
    OneOf,
}

/// The value compared with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "the names are the types")]
pub enum Operand {
    Int(i64),
    Real(f64),
    Text(String),
    List(Vec<String>),
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// Column name.
    pub field: String,
    /// Comparison.
    pub op: Operator,
    /// What to compare with; not used by `empty` and `not_empty`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Operand>,
}

/// Conditions that must all hold, and conditions of which one must hold if there are any.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Filter {
    /// All of these.
    pub all: Vec<Condition>,
    /// One of these, if there are any.
    pub any: Vec<Condition>,
}

/// Why a filter cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// The row has no such column.
    #[error("unknown field {0}")]
    UnknownField(String),
    /// The operand is missing or of the wrong type.
    #[error("field {0} cannot be compared with that value")]
    WrongOperand(String),
    /// More conditions than allowed.
    #[error("more than {0} conditions")]
    TooMany(usize),
}

/// Most conditions of one filter.
pub const MAX_CONDITIONS: usize = 50;

/// A WHERE clause with its values, numbered from a given `$n`.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// The condition; `1 = 1` for an empty filter.
    pub sql: String,
    /// Its values in order.
    pub values: Vec<Value>,
}

impl Filter {
    /// Checks fields and operands against the columns of `R`.
    ///
    /// # Errors
    /// [`FilterError`].
    pub fn check<R: Row>(&self) -> Result<(), FilterError> {
        self.to_sql::<R>(1).map(|_| ())
    }

    /// Whether a row meets the filter. Unknown fields never match.
    #[must_use]
    pub fn matches<R: Row>(&self, row: &R) -> bool {
        let values = row.values();
        let holds = |c: &Condition| {
            R::COLUMNS.iter().position(|column| column.name == c.field).is_some_and(|at| holds(&values[at], c))
        };
        self.all.iter().all(holds) && (self.any.is_empty() || self.any.iter().any(holds))
    }

    /// The WHERE clause over the columns of `R`, with placeholders from `$first`.
    ///
    /// # Errors
    /// [`FilterError`].
    pub fn to_sql<R: Row>(&self, first: usize) -> Result<Clause, FilterError> {
        if self.all.len() + self.any.len() > MAX_CONDITIONS {
            return Err(FilterError::TooMany(MAX_CONDITIONS));
        }
        let mut values = Vec::new();
        let mut all = Vec::new();
        for condition in &self.all {
            all.push(sql(condition, R::COLUMNS, first, &mut values)?);
        }
        let mut any = Vec::new();
        for condition in &self.any {
            any.push(sql(condition, R::COLUMNS, first, &mut values)?);
        }
        if !any.is_empty() {
            all.push(format!("({})", any.join(" or ")));
        }
        let sql = if all.is_empty() { "1 = 1".to_owned() } else { all.join(" and ") };
        Ok(Clause { sql, values })
    }
}

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}

fn holds(value: &Value, condition: &Condition) -> bool {
    use Operator as O;
    let empty = match value {
        Value::Null => true,
        Value::Text(text) => text.is_empty(),
        _ => false,
    };
    let order = || -> Option<std::cmp::Ordering> {
        match (value, condition.value.as_ref()?) {
            (Value::Int(a), Operand::Int(b)) => Some(a.cmp(b)),
            #[expect(clippy::cast_precision_loss, reason = "comparison with a fraction")]
            (Value::Int(a), Operand::Real(b)) => (*a as f64).partial_cmp(b),
            (Value::Real(a), Operand::Real(b)) => a.partial_cmp(b),
            #[expect(clippy::cast_precision_loss, reason = "comparison with a fraction")]
            (Value::Real(a), Operand::Int(b)) => a.partial_cmp(&(*b as f64)),
            (Value::Text(a), Operand::Text(b)) => Some(a.cmp(b)),
            _ => None,
        }
    };
    let contains = || match (value, &condition.value) {
        (Value::Text(a), Some(Operand::Text(b))) => lower(a).contains(&lower(b)),
        _ => false,
    };
    match condition.op {
        O::Empty => empty,
        O::NotEmpty => !empty,
        O::Is => order().is_some_and(std::cmp::Ordering::is_eq),
        O::IsNot => !order().is_some_and(std::cmp::Ordering::is_eq),
        O::Contains => contains(),
        O::NotContains => !contains(),
        O::AtLeast => order().is_some_and(std::cmp::Ordering::is_ge),
        O::AtMost => order().is_some_and(std::cmp::Ordering::is_le),
        O::Less => order().is_some_and(std::cmp::Ordering::is_lt),
        O::Greater => order().is_some_and(std::cmp::Ordering::is_gt),
        O::OneOf => match (value, &condition.value) {
            (Value::Text(a), Some(Operand::List(list))) => list.contains(a),
            _ => false,
        },
    }
}

fn sql(
    condition: &Condition,
    columns: &[Column],
    first: usize,
    values: &mut Vec<Value>,
) -> Result<String, FilterError> {
    use Operator as O;
    let column = columns.iter().find(|c| c.name == condition.field);
    let column = column.ok_or_else(|| FilterError::UnknownField(condition.field.clone()))?;
    let name = column.name;
    let wrong = || FilterError::WrongOperand(condition.field.clone());
    let is_text = column.sql_type == "text";
    let mut bind = |value: Value| {
        values.push(value);
        format!("${}", first + values.len() - 1)
    };
    let scalar = || match &condition.value {
        Some(Operand::Int(n)) if !is_text => Ok(Value::Int(*n)),
        Some(Operand::Real(n)) if !is_text => Ok(Value::Real(*n)),
        Some(Operand::Text(text)) if is_text => Ok(Value::Text(text.clone())),
        _ => Err(wrong()),
    };
    Ok(match condition.op {
        O::Empty if is_text => format!("({name} is null or {name} = '')"),
        O::NotEmpty if is_text => format!("({name} is not null and {name} <> '')"),
        O::Empty => format!("{name} is null"),
        O::NotEmpty => format!("{name} is not null"),
        O::Is => format!("{name} = {}", bind(scalar()?)),
        O::IsNot => format!("({name} is null or {name} <> {})", bind(scalar()?)),
        O::AtLeast => format!("{name} >= {}", bind(scalar()?)),
        O::AtMost => format!("{name} <= {}", bind(scalar()?)),
        O::Less => format!("{name} < {}", bind(scalar()?)),
        O::Greater => format!("{name} > {}", bind(scalar()?)),
        O::Contains | O::NotContains => {
            let Some(Operand::Text(text)) = &condition.value else { return Err(wrong()) };
            if !is_text {
                return Err(wrong());
            }
            let escaped = lower(text).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            let like = bind(Value::Text(format!("%{escaped}%")));
            if condition.op == O::Contains {
                format!("lower({name}) like {like} escape '\\'")
            } else {
                format!("({name} is null or lower({name}) not like {like} escape '\\')")
            }
        }
        O::OneOf => {
            let Some(Operand::List(list)) = &condition.value else { return Err(wrong()) };
            if !is_text || list.len() > 500 {
                return Err(wrong());
            }
            if list.is_empty() {
                "1 = 0".to_owned()
            } else {
                let marks: Vec<String> = list.iter().map(|v| bind(Value::Text(v.clone()))).collect();
                format!("{name} in ({})", marks.join(", "))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tickets::TicketRow;

    fn condition(field: &str, op: Operator, value: Option<Operand>) -> Condition {
        Condition { field: field.into(), op, value }
    }

    #[test]
    fn a_filter_matches_all_and_one_of_any() {
        let row =
            TicketRow { title: "Lift 3 stuck".into(), status: "open".into(), priority: 1, ..TicketRow::default() };
        let mut filter = Filter {
            all: vec![condition("status", Operator::Is, Some(Operand::Text("open".into())))],
            any: vec![
                condition("priority", Operator::AtMost, Some(Operand::Int(0))),
                condition("title", Operator::Contains, Some(Operand::Text("LIFT".into()))),
            ],
        };
        assert!(filter.matches(&row));
        filter.any.pop();
        assert!(!filter.matches(&row));
    }

    #[test]
    fn sql_is_numbered_and_escaped() {
        let filter = Filter {
            all: vec![
                condition("title", Operator::Contains, Some(Operand::Text("50%_".into()))),
                condition("assignee", Operator::Empty, None),
            ],
            any: vec![],
        };
        let clause = filter.to_sql::<TicketRow>(3).expect("valid");
        assert_eq!(clause.sql, "lower(title) like $3 escape '\\' and (assignee is null or assignee = '')");
        assert_eq!(clause.values, vec![Value::Text("%50\\%\\_%".into())]);
    }

    #[test]
    fn unknown_fields_and_wrong_operands_are_named() {
        let bad = Filter { all: vec![condition("1=1;--", Operator::Empty, None)], any: vec![] };
        assert_eq!(bad.check::<TicketRow>(), Err(FilterError::UnknownField("1=1;--".into())));
        let bad =
            Filter { all: vec![condition("priority", Operator::Is, Some(Operand::Text("x".into())))], any: vec![] };
        assert_eq!(bad.check::<TicketRow>(), Err(FilterError::WrongOperand("priority".into())));
    }
}
