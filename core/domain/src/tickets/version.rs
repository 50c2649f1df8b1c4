//! A template at one of its versions.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::TemplateId;

/// A template at one of its versions, written `id@version`: one text, so that no merge can put the version of one template
/// beside the id of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TemplateRef {
    /// The template.
    pub id: TemplateId,
    /// Its version, from 1.
    pub version: u32,
}

impl fmt::Display for TemplateRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.id, self.version)
    }
}

impl FromStr for TemplateRef {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (id, version) = text.split_once('@').ok_or("no version")?;
        let id = id.parse().map_err(|_| "no id")?;
        let version = version.parse().ok().filter(|n| *n > 0).ok_or("no version")?;
        Ok(Self { id, version })
    }
}

impl Serialize for TemplateRef {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TemplateRef {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(de::Error::custom)
    }
}
