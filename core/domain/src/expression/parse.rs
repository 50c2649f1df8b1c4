//! From text to a tree, by recursive descent.
//!
//! ```text
//! either  = both ("or" both)*
//! both    = not ("and" not)*
//! not     = "not" not | compare
//! compare = sum (("=" | "!=" | "<>" | "<" | "<=" | ">" | ">=") sum | "not"? "in" "(" either ("," either)* ")")?
//! sum     = product (("+" | "-") product)*
//! product = sign (("*" | "/") sign)*
//! sign    = "-" sign | atom
//! atom    = number | text | "true" | "false" | "null" | field | function "(" arguments ")" | "(" either ")"
//!         | "case" ("when" either "then" either)+ ("else" either)? "end"
//! ```

use regex_lite::Regex;

use super::token::{Placed, Token, tokens};
use super::{Fault, Function, MAX_DEPTH, Span, Value};
use crate::pattern;

/// Words that are no fields.
const WORDS: [&str; 13] =
    ["and", "or", "not", "in", "case", "when", "then", "else", "end", "true", "false", "null", "is"];

/// A part of an expression.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub at: Span,
    pub what: What,
}

/// What a part is.
#[derive(Clone, Debug)]
pub(super) enum What {
    Literal(Value),
    Field(String),
    Not(Box<Node>),
    Negate(Box<Node>),
    All(Vec<Node>),
    Any(Vec<Node>),
    Compare(Comparison, Box<Node>, Box<Node>),
    OneOf {
        of: Box<Node>,
        list: Vec<Node>,
        not: bool,
    },
    /// A first value and what is done to it, from left to right.
    Arithmetic(Box<Node>, Vec<(Operation, Node)>),
    Call(Function, Vec<Node>),
    Matches(Box<Node>, Regex),
    Case {
        arms: Vec<(Node, Node)>,
        otherwise: Option<Box<Node>>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Different,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Node {
    /// Visits the node and everything below it, in the order of the text.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Node)) {
        visit(self);
        match &self.what {
            What::Literal(_) | What::Field(_) => {}
            What::Not(node) | What::Negate(node) | What::Matches(node, _) => node.walk(visit),
            What::All(nodes) | What::Any(nodes) | What::Call(_, nodes) => nodes.iter().for_each(|n| n.walk(visit)),
            What::Compare(_, a, b) => {
                a.walk(visit);
                b.walk(visit);
            }
            What::OneOf { of, list, .. } => {
                of.walk(visit);
                list.iter().for_each(|n| n.walk(visit));
            }
            What::Arithmetic(first, rest) => {
                first.walk(visit);
                rest.iter().for_each(|(_, n)| n.walk(visit));
            }
            What::Case { arms, otherwise } => {
                for (when, then) in arms {
                    when.walk(visit);
                    then.walk(visit);
                }
                otherwise.iter().for_each(|n| n.walk(visit));
            }
        }
    }
}

/// Reads a whole text.
pub(super) fn parse(text: &str) -> Result<Node, Fault> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
    let root = parser.either()?;
    match parser.peek() {
        Token::End => Ok(root),
        _ => Err(parser.unexpected()),
    }
}

struct Parser {
    tokens: Vec<Placed>,
    next: usize,
    depth: usize,
}

type Parsed = Result<Node, Fault>;

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |placed| &placed.token)
    }
    fn here(&self) -> Span {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(Span::default(), |placed| placed.at)
    }
    /// From `from` to the end of what was read last.
    fn since(&self, from: Span) -> Span {
        let last = self.next.checked_sub(1).and_then(|n| self.tokens.get(n));
        Span { from: from.from, to: last.map_or(from.to, |p| p.at.to) }
    }
    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Word(w) if w == word)
    }
    fn is_sign(&self, sign: &str) -> bool {
        matches!(self.peek(), Token::Sign(s) if *s == sign)
    }
    fn take_word(&mut self, word: &str) -> bool {
        let is = self.is_word(word);
        self.next += usize::from(is);
        is
    }
    fn take_sign(&mut self, sign: &str) -> bool {
        let is = self.is_sign(sign);
        self.next += usize::from(is);
        is
    }
    fn want_sign(&mut self, sign: &str) -> Result<(), Fault> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.wanted(sign)) }
    }
    fn want_word(&mut self, word: &str) -> Result<(), Fault> {
        if self.take_word(word) { Ok(()) } else { Err(self.wanted(word)) }
    }
    fn wanted(&self, what: &str) -> Fault {
        Fault { at: self.here(), problem: "unfinished", subject: what.to_owned() }
    }
    fn unexpected(&self) -> Fault {
        let subject = match self.peek() {
            Token::Number(n) => n.to_string(),
            Token::Text(text) => text.clone(),
            Token::Word(word) => word.clone(),
            Token::Sign(sign) => (*sign).to_owned(),
            Token::End => return Fault { at: self.here(), problem: "unfinished", subject: String::new() },
        };
        Fault { at: self.here(), problem: "unexpected", subject }
    }

    /// Reads something one level deeper.
    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        if self.depth >= MAX_DEPTH {
            return Err(Fault { at: self.here(), problem: "too_deep", subject: MAX_DEPTH.to_string() });
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn either(&mut self) -> Parsed {
        self.deeper(|p| p.chain("or", Self::both, What::Any))
    }
    fn both(&mut self) -> Parsed {
        self.chain("and", Self::not, What::All)
    }
    fn chain(&mut self, word: &str, part: fn(&mut Self) -> Parsed, joined: fn(Vec<Node>) -> What) -> Parsed {
        let from = self.here();
        let first = part(self)?;
        if !self.is_word(word) {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.take_word(word) {
            parts.push(part(self)?);
        }
        Ok(Node { at: self.since(from), what: joined(parts) })
    }
    fn not(&mut self) -> Parsed {
        let from = self.here();
        if !self.take_word("not") {
            return self.compare();
        }
        let inner = self.deeper(Self::not)?;
        Ok(Node { at: self.since(from), what: What::Not(Box::new(inner)) })
    }

    fn compare(&mut self) -> Parsed {
        let from = self.here();
        let first = self.sum()?;
        let comparison = match self.peek() {
            Token::Sign("=") => Comparison::Equal,
            Token::Sign("!=" | "<>") => Comparison::Different,
            Token::Sign("<") => Comparison::Less,
            Token::Sign("<=") => Comparison::AtMost,
            Token::Sign(">") => Comparison::Greater,
            Token::Sign(">=") => Comparison::AtLeast,
            Token::Word(word) if word == "in" || word == "not" => return self.one_of(from, first),
            _ => return Ok(first),
        };
        self.next += 1;
        let second = self.sum()?;
        let what = What::Compare(comparison, Box::new(first), Box::new(second));
        Ok(Node { at: self.since(from), what })
    }
    fn one_of(&mut self, from: Span, of: Node) -> Parsed {
        let not = self.take_word("not");
        self.want_word("in")?;
        self.want_sign("(")?;
        let list = self.list()?;
        Ok(Node { at: self.since(from), what: What::OneOf { of: Box::new(of), list, not } })
    }
    /// At least one part up to the closing bracket, which is read too.
    fn list(&mut self) -> Result<Vec<Node>, Fault> {
        let mut list = vec![self.either()?];
        while self.take_sign(",") {
            list.push(self.either()?);
        }
        self.want_sign(")")?;
        Ok(list)
    }

    fn sum(&mut self) -> Parsed {
        self.arithmetic([("+", Operation::Add), ("-", Operation::Subtract)], Self::product)
    }
    fn product(&mut self) -> Parsed {
        self.arithmetic([("*", Operation::Multiply), ("/", Operation::Divide)], Self::sign)
    }
    fn arithmetic(&mut self, signs: [(&str, Operation); 2], part: fn(&mut Self) -> Parsed) -> Parsed {
        let from = self.here();
        let first = part(self)?;
        let mut rest = Vec::new();
        while let Some((_, operation)) = signs.iter().find(|(sign, _)| self.is_sign(sign)) {
            self.next += 1;
            rest.push((*operation, part(self)?));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        Ok(Node { at: self.since(from), what: What::Arithmetic(Box::new(first), rest) })
    }
    fn sign(&mut self) -> Parsed {
        let from = self.here();
        if !self.take_sign("-") {
            return self.atom();
        }
        let inner = self.deeper(Self::sign)?;
        Ok(Node { at: self.since(from), what: What::Negate(Box::new(inner)) })
    }

    fn atom(&mut self) -> Parsed {
        let from = self.here();
        let what = match self.peek().clone() {
            Token::Number(n) => What::Literal(Value::number(n)),
            Token::Text(text) => What::Literal(Value::text(&text)),
            Token::Sign("(") => {
                self.next += 1;
                let inner = self.either()?;
                self.want_sign(")")?;
                return Ok(inner);
            }
            Token::Word(word) => match word.as_str() {
                "true" => What::Literal(Value::Flag(true)),
                "false" => What::Literal(Value::Flag(false)),
                "null" => What::Literal(Value::Nothing),
                "case" => return self.case(),
                word if WORDS.contains(&word) => return Err(self.unexpected()),
                word => {
                    self.next += 1;
                    return if self.take_sign("(") { self.call(from, word) } else { Ok(field(from, word)) };
                }
            },
            Token::Sign(_) | Token::End => return Err(self.unexpected()),
        };
        self.next += 1;
        Ok(Node { at: from, what })
    }

    fn call(&mut self, from: Span, name: &str) -> Parsed {
        let function = Function::named(name);
        let function = function.ok_or_else(|| fault(from, "unknown_function", name))?;
        let mut arguments = if self.take_sign(")") { Vec::new() } else { self.list()? };
        let at = self.since(from);
        let (least, most) = function.takes();
        if arguments.len() < least || arguments.len() > most {
            return Err(fault(at, "argument_count", name));
        }
        if function == Function::Matches
            && let (Some(pattern), Some(of)) = (arguments.pop(), arguments.pop())
        {
            let regex = compiled(&pattern).ok_or_else(|| fault(pattern.at, "pattern", ""))?;
            return Ok(Node { at, what: What::Matches(Box::new(of), regex) });
        }
        Ok(Node { at, what: What::Call(function, arguments) })
    }

    fn case(&mut self) -> Parsed {
        let from = self.here();
        self.want_word("case")?;
        let mut arms = Vec::new();
        while self.take_word("when") {
            let when = self.either()?;
            self.want_word("then")?;
            arms.push((when, self.either()?));
        }
        if arms.is_empty() {
            return Err(self.wanted("when"));
        }
        let otherwise = if self.take_word("else") { Some(Box::new(self.either()?)) } else { None };
        self.want_word("end")?;
        Ok(Node { at: self.since(from), what: What::Case { arms, otherwise } })
    }
}

fn field(at: Span, word: &str) -> Node {
    Node { at, what: What::Field(word.to_owned()) }
}

fn fault(at: Span, problem: &'static str, subject: &str) -> Fault {
    Fault { at, problem, subject: subject.to_owned() }
}

/// The pattern of a literal text.
fn compiled(node: &Node) -> Option<Regex> {
    match &node.what {
        What::Literal(Value::Text(text)) => pattern::compile(text).ok(),
        _ => None,
    }
}
