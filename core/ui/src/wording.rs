//! Messages of Fluent, read by its own parser and filled in here.
//!
//! The library's formatter brings the plural rules of two hundred languages, its own numbers and every tag of a language
//! that there is: forty kilobytes of a phone's program, for two languages. What our messages use is small (texts, variables,
//! choices by a number or a word), and a test holds every message against the library.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey};
use fluent_syntax::parser::parse_runtime;

use crate::i18n::Locale;

/// What is filled into a message, by name.
#[derive(Clone, Debug, Default)]
pub struct Args(Vec<(Cow<'static, str>, Value)>);

impl Args {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Fills in a value; the last one of a name counts.
    pub fn set(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<Value>) {
        self.0.push((name.into(), value.into()));
    }

    fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

/// A value in a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// Any number.
    Real(f64),
}

impl Value {
    fn write(&self, to: &mut String) {
        // Writing into a text does not fail.
        let _ = match self {
            Value::Text(text) => to.write_str(text),
            Value::Whole(n) => write!(to, "{n}"),
            Value::Real(n) => write!(to, "{n}"),
        };
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<Cow<'_, str>> for Value {
    fn from(text: Cow<'_, str>) -> Self {
        Self::Text(text.into_owned())
    }
}
impl From<f64> for Value {
    fn from(n: f64) -> Self {
        Self::Real(n)
    }
}
impl From<f32> for Value {
    fn from(n: f32) -> Self {
        Self::Real(n.into())
    }
}

macro_rules! whole {
    ($($kind:ty),*) => {
        $(impl From<$kind> for Value {
            fn from(n: $kind) -> Self {
                Self::Whole(i64::try_from(n).unwrap_or(i64::MAX))
            }
        })*
    };
}
whole!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

/// The messages of one language.
pub(crate) struct Wording {
    locale: Locale,
    messages: BTreeMap<&'static str, Pattern<&'static str>>,
}

impl Wording {
    /// Reads files of messages. One with a broken entry still gives its good ones; the tests refuse the broken file.
    pub(crate) fn new(locale: Locale, files: impl Iterator<Item = &'static str>) -> Self {
        let mut messages = BTreeMap::new();
        for file in files {
            let read = parse_runtime(file).unwrap_or_else(|(good, _)| good);
            for entry in read.body {
                if let Entry::Message(message) = entry
                    && let Some(pattern) = message.value
                {
                    messages.insert(message.id.name, pattern);
                }
            }
        }
        Self { locale, messages }
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.messages.contains_key(key)
    }

    /// The message with its values filled in; a value that was not given shows its name.
    pub(crate) fn say(&self, key: &str, args: Option<&Args>) -> Option<String> {
        let mut said = String::new();
        self.pattern(self.messages.get(key)?, args, &mut said);
        Some(said)
    }

    fn pattern(&self, pattern: &Pattern<&str>, args: Option<&Args>, to: &mut String) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => to.push_str(value),
                PatternElement::Placeable { expression } => self.expression(expression, args, to),
            }
        }
    }

    fn expression(&self, expression: &Expression<&str>, args: Option<&Args>, to: &mut String) {
        match expression {
            Expression::Inline(inline) => self.inline(inline, args, to),
            Expression::Select { selector, variants } => {
                let by = match selector {
                    InlineExpression::VariableReference { id } => args.and_then(|args| args.get(id.name)),
                    _ => None,
                };
                let fits = |variant: &&Variant<&str>| by.is_some_and(|by| self.fits(&variant.key, by));
                let chosen = variants.iter().find(fits).or_else(|| variants.iter().find(|variant| variant.default));
                if let Some(variant) = chosen {
                    self.pattern(&variant.value, args, to);
                }
            }
        }
    }

    fn inline(&self, inline: &InlineExpression<&str>, args: Option<&Args>, to: &mut String) {
        match inline {
            InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value } => to.push_str(value),
            InlineExpression::VariableReference { id } => match args.and_then(|args| args.get(id.name)) {
                Some(value) => value.write(to),
                None => {
                    to.push_str("{$");
                    to.push_str(id.name);
                    to.push('}');
                }
            },
            InlineExpression::Placeable { expression } => self.expression(expression, args, to),
            // Our messages name no functions, terms or other messages: the tests would show an empty place.
            _ => {}
        }
    }

    /// Whether a choice is meant by a value: the word itself, the number itself, or the number's plural form.
    fn fits(&self, key: &VariantKey<&str>, by: &Value) -> bool {
        match (key, by) {
            (VariantKey::Identifier { name }, Value::Text(text)) => name == text,
            (VariantKey::Identifier { name }, Value::Whole(n)) => {
                *name == if self.locale == Locale::En && n.unsigned_abs() == 1 { "one" } else { "other" }
            }
            (VariantKey::NumberLiteral { value }, Value::Whole(n)) => value.parse() == Ok(*n),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};

    use super::*;

    const EN: &str = "plain = Hello\nwho = { $name } waits\ncount = { $count ->\n    [0] nobody\n    [one] { $count } person\n   *[other] { $count } people\n} in { $place }\nkind = { $kind ->\n    [loud] Loud!\n   *[quiet] quiet\n}\njoint = { \", \" }\nlong =\n    first\n    second\n";

    #[test]
    fn every_form_of_our_messages_is_filled_in_as_the_library_does_it() {
        for (locale, tag) in [(Locale::En, "en"), (Locale::ZhCn, "zh-CN")] {
            let ours = Wording::new(locale, [EN].into_iter());
            let mut bundle = FluentBundle::new(vec![tag.parse().expect("a tag")]);
            bundle.set_use_isolating(false);
            bundle.add_resource(FluentResource::try_new(EN.to_owned()).expect("parses")).expect("fits");
            for count in [0_i64, 1, 2, 5, 11, 21, 101, -1] {
                for kind in ["loud", "quiet", "strange"] {
                    let (mut args, mut theirs) = (Args::new(), FluentArgs::new());
                    args.set("count", count);
                    theirs.set("count", count);
                    for (name, value) in [("name", "Li"), ("place", "Hua Plaza"), ("kind", kind)] {
                        args.set(name, value);
                        theirs.set(name, FluentValue::from(value));
                    }
                    for key in ["plain", "who", "count", "kind", "joint", "long"] {
                        let pattern = bundle.get_message(key).and_then(|m| m.value()).expect("it is there");
                        let said = bundle.format_pattern(pattern, Some(&theirs), &mut Vec::new()).into_owned();
                        assert_eq!(ours.say(key, Some(&args)), Some(said), "{tag} {key} {count} {kind}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_value_that_was_not_given_shows_its_name_and_the_default_is_taken() {
        let ours = Wording::new(Locale::En, [EN].into_iter());
        assert_eq!(ours.say("who", None).as_deref(), Some("{$name} waits"));
        assert_eq!(ours.say("kind", None).as_deref(), Some("quiet"));
        assert_eq!(ours.say("no-such", None), None);
        assert!(ours.has("who") && !ours.has("no-such"));
    }

    #[test]
    fn numbers_are_written_plainly_and_the_last_value_of_a_name_counts() {
        let ours = Wording::new(Locale::En, ["n = { $n }\n"].into_iter());
        let said = |value: Value| {
            let mut args = Args::new();
            args.set("n", "first");
            args.set("n", value);
            ours.say("n", Some(&args)).expect("it is there")
        };
        assert_eq!(said(4.5.into()), "4.5");
        assert_eq!(said(u64::MAX.into()), i64::MAX.to_string());
        assert_eq!(said(Cow::Borrowed("a").into()), "a");
    }
}
