//! What the derive of `truckroll-derive` reads from: members by name, variants by name.
//!
//! Every type is one function that asks a [`Record`] for its members. What can be done once is done here and not in
//! each of those functions: they are most of what a phone's program knows about types.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use super::{Decoder, Fault, Form, Node};

/// The members of a value, each until it is taken.
pub struct Record {
    members: Vec<(Node, Node)>,
    form: Form,
}

impl Record {
    fn open(value: Node, form: Form) -> Result<Self, Fault> {
        let Node::Map(members) = value else { return Err(super::unfit()) };
        let twice =
            members.iter().enumerate().find(|(place, (key, _))| members[..*place].iter().any(|(k, _)| k == key));
        match twice {
            Some((_, (Node::Text(key), _))) => Err(Fault::custom(format_args!("duplicate field `{key}`"))),
            Some(_) => Err(super::unfit()),
            None => Ok(Self { members, form }),
        }
    }

    fn take(&mut self, key: &str) -> Option<Decoder> {
        let place = self.members.iter().position(|(name, _)| matches!(name, Node::Text(name) if name == key))?;
        let (_, value) = self.members.swap_remove(place);
        Some(Decoder { value, form: self.form })
    }

    /// A member that has to be there.
    ///
    /// # Errors
    /// When it is not there or does not fit.
    pub fn needed<T: DeserializeOwned>(&mut self, key: &'static str) -> Result<T, Fault> {
        match self.take(key) {
            Some(value) => T::deserialize(value),
            None => Err(missing(key)),
        }
    }

    /// A member that may be left out.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn given<T: DeserializeOwned>(&mut self, key: &'static str) -> Result<Option<T>, Fault> {
        self.take(key).map(T::deserialize).transpose()
    }

    /// An option, which is `None` when it is left out.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn optional<T: DeserializeOwned>(&mut self, key: &'static str) -> Result<Option<T>, Fault> {
        self.take(key).map_or(Ok(None), Option::deserialize)
    }

    /// A member that may be left out, read by a function.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn given_by<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(Decoder) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        self.take(key).map(read).transpose()
    }

    /// A member that has to be there, read by a function.
    ///
    /// # Errors
    /// When it is not there or does not fit.
    pub fn needed_by<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(Decoder) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        self.take(key).map_or_else(|| Err(missing(key)), read)
    }

    /// All members that nobody has taken yet, as a value of their own.
    pub fn rest(&mut self) -> Decoder {
        Decoder { value: Node::Map(std::mem::take(&mut self.members)), form: self.form }
    }

    fn close(self, strict: bool) -> Result<(), Fault> {
        match self.members.first() {
            Some((Node::Text(key), _)) if strict => Err(Fault::custom(format_args!("unknown field `{key}`"))),
            Some(_) if strict => Err(super::unfit()),
            _ => Ok(()),
        }
    }
}

impl Decoder {
    /// Reads the inside of a variant that holds nothing.
    ///
    /// # Errors
    /// When it holds something.
    pub fn nothing(self) -> Result<(), Fault> {
        match self.value {
            Node::Null => Ok(()),
            _ => Err(Fault::custom("the variant holds nothing")),
        }
    }
}

/// Reads a type from its members; with `strict`, members that are left over are a fault.
///
/// # Errors
/// When it is no map, or what `fill` needs is not there or does not fit.
pub fn record<'de, From: Deserializer<'de>, T>(
    from: From,
    strict: bool,
    fill: impl FnOnce(&mut Record) -> Result<T, Fault>,
) -> Result<T, From::Error> {
    let (value, form) = whole(from)?;
    let mut record = Record::open(value, form).map_err(foreign)?;
    let filled = fill(&mut record).map_err(foreign)?;
    record.close(strict).map_err(foreign)?;
    Ok(filled)
}

/// Reads an enum whose variants hold nothing: it is written as the variant's name.
///
/// # Errors
/// When it is no text, or `pick` does not know it.
pub fn name<'de, From: Deserializer<'de>, T>(
    from: From,
    pick: impl FnOnce(&str) -> Result<T, Fault>,
) -> Result<T, From::Error> {
    pick(&String::deserialize(from)?).map_err(foreign)
}

/// Reads an enum that is written as the variant's name, or as a map from the name to what the variant holds.
///
/// # Errors
/// When it is neither, or `pick` does not know the name or what is inside.
pub fn variant<'de, From: Deserializer<'de>, T>(
    from: From,
    pick: impl FnOnce(&str, Decoder) -> Result<T, Fault>,
) -> Result<T, From::Error> {
    let (value, form) = whole(from)?;
    let (name, value) = named(value).map_err(foreign)?;
    pick(&name, Decoder { value, form }).map_err(foreign)
}

fn named(value: Node) -> Result<(String, Node), Fault> {
    match value {
        Node::Text(name) => Ok((name, Node::Null)),
        Node::Map(map) => match <[_; 1]>::try_from(map) {
            Ok([(Node::Text(name), value)]) => Ok((name, value)),
            _ => Err(Fault::custom("a variant is a name or one member")),
        },
        _ => Err(Fault::custom("a variant is a name or one member")),
    }
}

/// A value as a node, with the form it came in.
fn whole<'de, From: Deserializer<'de>>(from: From) -> Result<(Node, Form), From::Error> {
    let form = if from.is_human_readable() { Form::Readable } else { Form::Compact };
    Ok((Node::deserialize(from)?, form))
}

#[cold]
fn missing(key: &'static str) -> Fault {
    Fault::missing_field(key)
}

/// A variant that this version does not know.
#[cold]
#[must_use]
pub fn unknown_variant(name: &str) -> Fault {
    Fault::custom(format_args!("unknown variant `{name}`"))
}

/// A fault in the words of another parser.
#[cold]
fn foreign<E: serde::de::Error>(fault: Fault) -> E {
    E::custom(fault)
}
