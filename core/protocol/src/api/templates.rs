//! Customer templates, personal links to "my details", what customers changed and what becomes of it; export of rows that
//! were picked by hand.

use serde::Serialize;
use truckroll_domain::customers::CustomerTemplate;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::fields::{FieldValue, Noun};
use truckroll_domain::{DocumentId, TemplateId, Timestamp};

/// A customer template, with the number it was written at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateNow {
    /// Sequence number of the transaction that wrote it.
    pub seq: i64,
    /// The template.
    pub template: CustomerTemplate,
    /// Path of its page, once it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// A customer template in the place of the one that was read at `seq`; 0 for a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTemplate {
    /// The number of the template that was read.
    pub seq: i64,
    /// All of the template.
    pub template: CustomerTemplate,
}

/// A personal link to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewDetailsLink {
    /// The published template whose page it opens.
    pub template: TemplateId,
}

/// A personal link: who has it sees and changes this person's details until it ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailsLink {
    /// Its path.
    pub path: String,
    /// When it ends.
    pub until: Timestamp,
}

/// What a customer changed, and nobody has decided about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DetailReview {
    /// Id.
    pub id: String,
    /// Company or contact.
    pub noun: Noun,
    /// The customer.
    pub document: DocumentId,
    /// Its name as it is now.
    pub name: String,
    /// The template it was changed by.
    pub template: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// The fields that wait, in the order of the page.
    pub fields: Vec<ReviewField>,
}

/// A field that waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewField {
    /// Key of the field.
    pub field: String,
    /// What stood there when the customer changed it.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "truckroll_domain::tolerant::optional"
    )]
    pub from: Option<FieldValue>,
    /// What the customer wants to stand there.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "truckroll_domain::tolerant::optional"
    )]
    pub to: Option<FieldValue>,
    /// Whether something else stands there meanwhile.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub moved: bool,
    /// What stands there now, where it moved.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "truckroll_domain::tolerant::optional"
    )]
    pub now: Option<FieldValue>,
}

/// What becomes of fields that wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct ReviewDecision {
    /// Fields whose new value is written.
    pub accept: Vec<String>,
    /// Fields that stay as they are.
    pub decline: Vec<String>,
    /// Also where something else stands meanwhile.
    pub over: bool,
}

/// Rows of a list to export: those that `asked` names by id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PickedExport {
    /// `xlsx` or `csv`.
    pub format: String,
    /// Language of headings and words, `en` or `zh-CN`.
    #[serde(default)]
    pub language: String,
    /// What the list shows, with the ids of the rows that were picked.
    pub asked: super::CustomerQuery,
}
