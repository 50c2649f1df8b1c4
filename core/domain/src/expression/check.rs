//! Types of expressions: everything that does not fit together, with its place.

use super::function::Unit;
use super::parse::{Comparison, Node, Operation, What};
use super::{Fault, Function, MAX_FAULTS, Of, Span, Type, Types, Value};
use crate::fields::days_of;

/// The type of an expression over these fields.
pub(super) fn check(root: &Node, fields: &dyn Types) -> Result<Type, Vec<Fault>> {
    let mut checker = Checker { fields, faults: Vec::new() };
    let of = checker.node(root);
    if checker.faults.is_empty() {
        return Ok(of);
    }
    checker.faults.sort_by_key(|fault| fault.at.from);
    checker.faults.truncate(MAX_FAULTS);
    Err(checker.faults)
}

struct Checker<'a> {
    fields: &'a dyn Types,
    faults: Vec<Fault>,
}

impl Checker<'_> {
    fn fault(&mut self, at: Span, problem: &'static str, subject: &str) {
        self.faults.push(Fault { at, problem, subject: subject.to_owned() });
    }

    fn node(&mut self, node: &Node) -> Type {
        match &node.what {
            What::Literal(value) => Type::one(literal(value)),
            What::Field(key) => {
                let of = self.fields.of(key);
                if of.is_none() {
                    self.fault(node.at, "unknown_field", key);
                }
                of.unwrap_or(Type::one(Of::Nothing))
            }
            What::Not(inner) => {
                self.one(inner, &[Of::Flag]);
                Type::one(Of::Flag)
            }
            What::All(parts) | What::Any(parts) => {
                for part in parts {
                    self.one(part, &[Of::Flag]);
                }
                Type::one(Of::Flag)
            }
            What::Negate(inner) => {
                self.one(inner, &[Of::Number]);
                Type::one(Of::Number)
            }
            What::Compare(how, a, b) => {
                let (left, right) = (self.one(a, &[]), self.one(b, &[]));
                let ordered = !matches!(how, Comparison::Equal | Comparison::Different);
                if ordered && left == Of::Flag {
                    self.fault(a.at, "wrong_type", Of::Number.word());
                }
                self.alike((a, left), (b, right), node.at);
                Type::one(Of::Flag)
            }
            What::OneOf { of, list, .. } => {
                let wanted = self.one(of, &[]);
                for part in list {
                    let found = self.one(part, &[]);
                    self.alike((of, wanted), (part, found), part.at);
                }
                Type::one(Of::Flag)
            }
            What::Arithmetic(first, rest) => Type::one(self.arithmetic(first, rest)),
            What::Matches(inner, _) => {
                self.one(inner, &[Of::Text]);
                Type::one(Of::Flag)
            }
            What::Call(function, arguments) => self.call(*function, arguments),
            What::Case { arms, otherwise } => {
                let mut of = Of::Nothing;
                for (when, then) in arms {
                    self.one(when, &[Of::Flag]);
                    of = self.joined(of, then);
                }
                if let Some(node) = otherwise {
                    of = self.joined(of, node);
                }
                Type::one(of)
            }
        }
    }

    /// One value of one of these types; of any where none is named.
    fn one(&mut self, node: &Node, wanted: &[Of]) -> Of {
        let of = self.node(node);
        if of.many {
            self.fault(node.at, "several_values", "");
        } else {
            self.is_one_of(node, of.of, wanted);
        }
        of.of
    }

    fn is_one_of(&mut self, node: &Node, of: Of, wanted: &[Of]) {
        if let Some(first) = wanted.first()
            && !wanted.iter().any(|w| of.fits(*w))
        {
            self.fault(node.at, "wrong_type", first.word());
        }
    }

    /// The type of values of which one was `of` and another is a part's.
    fn joined(&mut self, of: Of, node: &Node) -> Of {
        let found = self.one(node, &[]);
        if !found.fits(of) {
            self.fault(node.at, "different_types", of.word());
        }
        if of == Of::Nothing { found } else { of }
    }

    fn alike(&mut self, (a, left): (&Node, Of), (b, right): (&Node, Of), at: Span) {
        let day = |of: Of, other: &Node| {
            of == Of::Day && matches!(&other.what, What::Literal(Value::Text(t)) if days_of(t).is_some())
        };
        if !left.fits(right) && !day(left, b) && !day(right, a) {
            self.fault(at, "different_types", left.word());
        }
    }

    /// Numbers; a day more or less some days; a day less a day.
    fn arithmetic(&mut self, first: &Node, rest: &[(Operation, Node)]) -> Of {
        let mut of = self.one(first, &[Of::Number, Of::Day]);
        for (operation, node) in rest {
            let next = self.one(node, &[Of::Number, Of::Day]);
            let days = of == Of::Day || next == Of::Day;
            of = match (operation, of, next) {
                (Operation::Subtract, Of::Day, Of::Day) => Of::Number,
                (Operation::Add | Operation::Subtract, Of::Day, _) if next != Of::Day => Of::Day,
                _ => {
                    if days {
                        self.fault(node.at, "wrong_type", Of::Number.word());
                    }
                    Of::Number
                }
            };
        }
        of
    }

    fn call(&mut self, function: Function, arguments: &[Node]) -> Type {
        let mut types = Vec::new();
        for (n, node) in arguments.iter().enumerate() {
            let of = self.node(node);
            if of.many && !function.takes_several() {
                self.fault(node.at, "several_values", function.name());
            } else if !(function == Function::Length && of.many) {
                self.is_one_of(node, of.of, function.wants(n));
            }
            types.push(of);
        }
        if let Some(from) = function.alike_from() {
            let alike = arguments.iter().zip(&types).skip(from);
            let wanted = alike.clone().map(|(_, t)| t.of).find(|of| *of != Of::Nothing).unwrap_or(Of::Nothing);
            for (node, of) in alike {
                if !of.of.fits(wanted) {
                    self.fault(node.at, "different_types", wanted.word());
                }
            }
        }
        if matches!(function, Function::Duration | Function::Later)
            && let [first, second, unit] = arguments
        {
            self.unit(function, unit, types.first().is_some_and(|t| t.of == Of::Day));
            let both = types.first().zip(types.get(1));
            if function == Function::Duration && both.is_some_and(|(a, b)| !a.of.fits(b.of)) {
                self.fault(Span { from: first.at.from, to: second.at.to }, "different_types", "");
            }
        }
        Type::one(function.gives(&types))
    }

    /// A unit is said by name: months and years are no stretch of time, and a day has no hours.
    fn unit(&mut self, function: Function, node: &Node, day: bool) {
        let unit = match &node.what {
            What::Literal(Value::Text(word)) => Unit::named(word),
            _ => None,
        };
        let fits = match (function, unit) {
            (Function::Duration, Some(Unit::Ms(_))) => true,
            (Function::Later, Some(Unit::Months(_))) => day,
            (Function::Later, Some(Unit::Ms(ms))) => !day || ms >= crate::time::DAY_MS,
            _ => false,
        };
        if !fits {
            self.fault(node.at, "unit", function.name());
        }
    }
}

fn literal(value: &Value) -> Of {
    match value {
        Value::Flag(_) => Of::Flag,
        Value::Number(_) => Of::Number,
        Value::Text(_) => Of::Text,
        _ => Of::Nothing,
    }
}
