//! Printing tickets: the templates, what placeholders there are, and what is asked for.

use serde::{Deserialize, Serialize};
use truckroll_domain::print::PrintTemplate;

/// Everything that a person who prints, or who writes templates, chooses from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct PrintTemplates {
    /// The templates by name; those that are not offered only for administrators.
    pub templates: Vec<PrintTemplateNow>,
    /// The text of the default, in the organisation's language.
    pub standard: String,
    /// The placeholders there are, own fields among them.
    pub keys: Vec<PrintKey>,
    /// Whether a font for Chinese is there.
    pub chinese: bool,
}

/// A print template, with the number it was written at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintTemplateNow {
    /// Sequence number of the transaction that wrote it.
    pub seq: i64,
    /// The template.
    pub template: PrintTemplate,
}

/// A print template in the place of the one that was read at `seq`; 0 for a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewPrintTemplate {
    /// The number of the template that was read.
    pub seq: i64,
    /// All of the template.
    pub template: PrintTemplate,
}

/// A placeholder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintKey {
    /// What stands between the braces.
    pub key: String,
    /// What people call an own field; empty where the message files say it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Whether it stands on a line of its own: a table, pictures, a signature.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub block: bool,
}

/// By which template a ticket is printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct PrintQuery {
    /// Id of a template, or `standard` for the default; what the ticket's template is printed by where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

/// Several tickets in one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct PrintManyQuery {
    /// Their ids, comma separated.
    pub ids: String,
    /// As in [`PrintQuery`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}
