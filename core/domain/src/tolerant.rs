//! Reading what a newer version wrote.
//!
//! Documents, entries, definitions and rows travel to devices that are months old. A word or a line that such a
//! device does not know must not cost it the rest: these functions stand in `#[serde(deserialize_with = "…")]`
//! of members that are *read*. What is known is read as ever; what is not counts as left out. The value itself
//! stays in the document, because a writer only writes what differs (see [`crate::document`]).
//!
//! Commands are read strictly: a rule must not carry out what it understands by half.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use crate::decode::{Form, Node};
use crate::gather;

/// A value, or something newer.
enum Read<T> {
    Known(T),
    Newer,
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let form = if from.is_human_readable() { Form::Readable } else { Form::Compact };
        Ok(Node::deserialize(from)?.decode(form).map_or(Read::Newer, Read::Known))
    }
}

impl<T> Read<T> {
    fn known(self) -> Option<T> {
        match self {
            Read::Known(value) => Some(value),
            Read::Newer => None,
        }
    }
}

/// The elements of a list that are known, in order.
///
/// # Errors
/// When it is not a list.
pub fn list<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Vec<T>, D::Error> {
    let all: Vec<Read<T>> = Vec::deserialize(from)?;
    Ok(all.into_iter().filter_map(Read::known).collect())
}

/// The values of a map that are known, by their keys.
///
/// # Errors
/// When it is not a map.
pub fn map<'de, D, T>(from: D) -> Result<BTreeMap<String, T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    let all: BTreeMap<String, Read<T>> = BTreeMap::deserialize(from)?;
    Ok(gather::map(all.into_iter().filter_map(|(key, value)| Some((key, value.known()?)))))
}

/// The value, if it is known.
///
/// # Errors
/// When the bytes themselves cannot be read.
pub fn optional<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    Ok(Read::deserialize(from)?.known())
}

/// The value, or the default where it is not known.
///
/// # Errors
/// When the bytes themselves cannot be read.
pub fn or_default<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(from: D) -> Result<T, D::Error> {
    Ok(optional(from)?.unwrap_or_default())
}

/// The lines of a map whose keys and values are known. Ids as keys are texts or bytes, as the form has them.
///
/// # Errors
/// When it is not a map.
pub fn keyed<'de, D: Deserializer<'de>, K: DeserializeOwned + Ord, T: DeserializeOwned>(
    from: D,
) -> Result<BTreeMap<K, T>, D::Error> {
    let form = if from.is_human_readable() { Form::Readable } else { Form::Compact };
    let Node::Map(all) = Node::deserialize(from)? else { return Err(D::Error::custom("a map is expected")) };
    let known = |(key, value): (Node, Node)| Some((key.decode(form).ok()?, value.decode(form).ok()?));
    Ok(gather::map(all.into_iter().filter_map(known)))
}
