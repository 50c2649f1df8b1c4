//! What forms of tickets are made of: templates, forms of rows, settings; and the form of one ticket.

use serde::Serialize;
use truckroll_domain::calendar::Offsets;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::fields::{FieldKind, FieldSet};
use truckroll_domain::tickets::{RowForm, TicketSettings, TicketTemplate};

/// Everything that forms of new tickets are made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TicketForms {
    /// The fields there are.
    pub set: FieldSet,
    /// Templates by name, disabled ones among them; those for others only for administrators.
    pub templates: Vec<TicketTemplateNow>,
    /// Forms of rows by key, archived ones among them.
    pub rows: Vec<RowFormNow>,
    /// What is said about tickets as a whole.
    pub settings: TicketSettings,
    /// The number it was written at; 0 while nobody has.
    pub settings_seq: i64,
    /// How local time runs where the organisation is.
    pub offsets: Offsets,
}

/// A ticket template, with the number it was written at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TicketTemplateNow {
    /// Sequence number of the transaction that wrote it.
    pub seq: i64,
    /// The template.
    pub template: TicketTemplate,
}

/// A ticket template in the place of the one that was read at `seq`; 0 for a new one. Its version is the server's to count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTicketTemplate {
    /// The number of the template that was read.
    pub seq: i64,
    /// All of the template.
    pub template: TicketTemplate,
}

/// A form of rows, with the number it was written at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowFormNow {
    /// Sequence number of the transaction that wrote it.
    pub seq: i64,
    /// The form.
    pub form: RowForm,
}

/// A form of rows in the place of the one that was read at `seq`; 0 for a new one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRowForm {
    /// The number of the form that was read.
    pub seq: i64,
    /// All of the form.
    pub form: RowForm,
}

/// What is said about tickets as a whole, in the place of what was read at `seq`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTicketSettings {
    /// The number of what was read; 0 where nobody had written it.
    pub seq: i64,
    /// All of it.
    pub settings: TicketSettings,
}

/// What the form of one ticket is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct TicketForm {
    /// The fields there are.
    pub set: FieldSet,
    /// Forms of rows, those the ticket needs.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "truckroll_domain::tolerant::list")]
    pub rows: Vec<RowForm>,
    /// The template at the version the ticket stays on; none for a ticket without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<TicketTemplate>,
    /// How local time runs where the organisation is.
    pub offsets: Offsets,
}

impl TicketForm {
    /// The columns of a field that has rows.
    #[must_use]
    pub fn rows_of(&self, kind: &FieldKind) -> Option<RowForm> {
        match kind {
            FieldKind::Rows { form } | FieldKind::Satisfaction { form } => {
                self.rows.iter().find(|rows| rows.key == *form).cloned()
            }
            FieldKind::AssetRows { .. } => Some(RowForm::of_assets()),
            _ => None,
        }
    }
}

impl TicketForms {
    /// What a new ticket from this template is made of; from none where it is `None`.
    #[must_use]
    pub fn form(&self, template: Option<&TicketTemplate>) -> TicketForm {
        TicketForm {
            set: self.set.clone(),
            rows: self.rows.iter().map(|now| now.form.clone()).collect(),
            template: template.cloned(),
            offsets: self.offsets.clone(),
        }
    }
    /// The templates a new ticket can be made from.
    pub fn usable(&self) -> impl Iterator<Item = &TicketTemplate> {
        self.templates.iter().map(|now| &now.template).filter(|template| template.disabled_at.is_none())
    }
}
