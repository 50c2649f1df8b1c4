//! Fields, customers, queries over them: the JSON of `/fields`, `/customer-settings`, `/companies`, `/contacts`,
//! `/saved-queries` and `/columns`.

use std::collections::BTreeMap;

use serde::Serialize;
use truckroll_domain::companies::{Company, CompanyRow};
use truckroll_domain::contacts::{Contact, ContactRow};
use truckroll_domain::customers::CustomerSettings;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::entry::Entry;
use truckroll_domain::fields::{FieldSet, Noun, Values};
use truckroll_domain::filter::Filter;
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::visits::VisitRow;
use truckroll_domain::{AgentId, DocumentId, GroupId, Timestamp};

/// The fields of a noun, with the number they were written at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldsNow {
    /// The noun.
    pub noun: Noun,
    /// Sequence number of the transaction that wrote them; 0 while nobody has.
    pub seq: i64,
    /// The fields in order, archived ones among them.
    pub set: FieldSet,
    /// Who wrote them, empty while nobody has.
    #[serde(default)]
    pub by: String,
    /// When.
    #[serde(default)]
    pub at: Option<Timestamp>,
}

/// Fields in the place of those that were read at `seq`; other ones meanwhile are a `conflict`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewFields {
    /// The noun.
    pub noun: Noun,
    /// The number of the fields that were read.
    pub seq: i64,
    /// All of the fields. An own field that is left out is archived.
    pub set: FieldSet,
}

/// How customers are kept, with the number it was written at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct CustomersNow {
    /// Sequence number of the transaction that wrote it; 0 while nobody has.
    pub seq: i64,
    /// The settings, archived groups and tags among them.
    pub settings: CustomerSettings,
    /// The region that holds: that of the settings, else that of the time zone.
    pub region: String,
    /// Who wrote it, empty while nobody has.
    pub by: String,
    /// When.
    pub at: Option<Timestamp>,
}

/// Settings in the place of those that were read at `seq`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCustomers {
    /// The number of the settings that were read.
    pub seq: i64,
    /// All of the settings. A group or tag that is left out is archived.
    pub settings: CustomerSettings,
}

/// A sort key of a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderBy {
    /// What can be asked about: a system field, or `fields.<key>`.
    pub field: String,
    /// Largest first.
    #[serde(default)]
    pub descending: bool,
}

/// A question about companies, contacts or rows of an asset table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub struct CustomerQuery {
    /// Conditions.
    pub filter: Filter,
    /// Words to look for; digits find phone numbers however they are written.
    pub q: String,
    /// Where the words are looked for: empty for everywhere, `name`, `phone` or `im`.
    pub within: String,
    /// Service states, by word; none asks for all.
    pub service: Vec<String>,
    /// Of rows of asset tables: the key of the table whose rows are asked for.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub table: String,
    /// What has been thrown away instead of what has not.
    pub deleted: bool,
    /// These rows alone, at most 500; none asks for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<DocumentId>,
    /// Sort keys; by name when there are none.
    pub order: Vec<OrderBy>,
    /// Values that rows carry along, by name.
    pub columns: Vec<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Rows a page, 1 to 200; 50 by default.
    pub limit: Option<i64>,
}

/// A row that was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found<R> {
    /// The row.
    pub row: R,
    /// The values of the columns that were asked for and are not in the row.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "truckroll_domain::tolerant::map")]
    pub values: Values,
    /// Of a company: the person to talk to first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactRow>,
}

/// A company with everything its page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompanyDetail {
    /// Its row.
    pub row: CompanyRow,
    /// Its document.
    pub company: Company,
    /// Its log, newest first.
    pub entries: Vec<Entry>,
    /// Its people, the one to talk to first in front.
    pub contacts: Vec<ContactRow>,
    /// Its latest tickets.
    pub tickets: Vec<TicketRow>,
    /// Its latest visits.
    pub visits: Vec<VisitRow>,
    /// Its phone numbers as they are dialled.
    #[serde(default)]
    pub phones: Vec<PhoneNumber>,
    /// Account by which it identifies itself, if it has one.
    #[serde(default)]
    pub service_account: String,
    /// What is known of its files, by hash.
    #[serde(
        default,
        skip_serializing_if = "super::StoredFiles::is_empty",
        deserialize_with = "truckroll_domain::tolerant::map"
    )]
    pub stored: super::StoredFiles,
}

/// A person with everything his page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContactDetail {
    /// Its row.
    pub row: ContactRow,
    /// Its document.
    pub contact: Contact,
    /// Its log, newest first.
    pub entries: Vec<Entry>,
    /// Its latest tickets.
    pub tickets: Vec<TicketRow>,
    /// Its latest visits.
    pub visits: Vec<VisitRow>,
    /// Its phone numbers as they are dialled.
    #[serde(default)]
    pub phones: Vec<PhoneNumber>,
    /// Ids by which channels know him.
    #[serde(default)]
    pub identities: Vec<super::Identity>,
    /// What is known of his files, by hash.
    #[serde(
        default,
        skip_serializing_if = "super::StoredFiles::is_empty",
        deserialize_with = "truckroll_domain::tolerant::map"
    )]
    pub stored: super::StoredFiles,
}

/// A phone number as it was typed and as it is dialled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct PhoneNumber {
    /// The field it stands in.
    pub field: String,
    /// As it was typed.
    pub typed: String,
    /// With its country code (ITU-T E.164); empty when it is no number of any region.
    pub e164: String,
}

/// A place around which companies are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NearQuery {
    /// Latitude in degrees, WGS-84.
    pub lat: f64,
    /// Longitude in degrees, WGS-84.
    pub lon: f64,
    /// How far around it, metres.
    pub radius_m: i64,
    /// Most companies, 1 to 200; 100 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
}

/// A company near a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NearCompany {
    /// Its row.
    pub row: CompanyRow,
    /// The straight way to it, metres.
    pub distance_m: i64,
}

/// Companies around a place, the nearest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Nearby {
    /// The nearest ones.
    pub companies: Vec<NearCompany>,
    /// How many there are within the radius, those that are not listed among them.
    pub total: i64,
}

/// How many customers need attention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct CustomerCounts {
    /// Companies whose service ends within thirty days.
    pub expiring: i64,
    /// Companies whose service has ended.
    pub expired: i64,
}

/// What somebody is about to record; the answer lists who is like him.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LikeQuery {
    /// Company or contact.
    pub noun: Noun,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Its phone numbers, as typed.
    #[serde(default)]
    pub phones: Vec<String>,
    /// Itself, when it is there already.
    #[serde(default)]
    pub not: Option<DocumentId>,
}

/// A customer who is there already.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alike {
    /// Company or contact.
    pub noun: Noun,
    /// Id.
    pub id: DocumentId,
    /// Name.
    pub name: String,
    /// Company of a person, else the address.
    #[serde(default)]
    pub sub: String,
    /// What is the same: `name`, `phone`.
    pub same: Vec<String>,
}

/// Who sees a saved query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize, Default)]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Visible {
    /// Everybody.
    All,
    /// Agents of these groups.
    Groups {
        /// The groups.
        groups: Vec<GroupId>,
    },
    /// These agents.
    Agents {
        /// The agents.
        agents: Vec<AgentId>,
    },
    /// Its author; also what this version does not know.
    #[default]
    #[serde(other)]
    Me,
}

/// A query to keep, or in the place of one that was kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSavedQuery {
    /// The query.
    pub query: KeptQuery,
}

/// A query under a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptQuery {
    /// Over companies, contacts or rows of an asset table.
    pub noun: Noun,
    /// Of rows of an asset table: its key.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub table: String,
    /// Its name.
    pub name: String,
    /// Who sees it.
    #[serde(default)]
    pub visible: Visible,
    /// Conditions.
    #[serde(default)]
    pub filter: Filter,
    /// Sort keys.
    #[serde(default)]
    pub order: Vec<OrderBy>,
    /// Columns; none means those of the reader.
    #[serde(default)]
    pub columns: Vec<String>,
}

/// A query that was kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedQuery {
    /// Id.
    pub id: String,
    /// What it asks.
    pub query: KeptQuery,
    /// Who made it.
    pub author: AgentId,
    /// The author's name.
    pub author_name: String,
    /// Whether the reader may change it.
    pub mine: bool,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// The columns of a list as somebody likes them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// The list: `companies`, `contacts` or `assets.<key of the table>`.
    pub list: String,
    /// Names of columns in order; none means those everybody has.
    pub columns: Vec<String>,
}

/// Account and password by which a company identifies itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewServiceAccount {
    /// Digits that a keypad can type, unique in the organisation; empty takes the account away.
    pub account: String,
    /// A new password; left out, the present one stays.
    #[serde(default)]
    pub password: Option<String>,
}

/// Customers to throw away or to bring back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// Companies or contacts.
    pub noun: Noun,
    /// At most 500.
    pub ids: Vec<DocumentId>,
}

/// What throwing away a selection would touch, or has done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct SelectionAnswer {
    /// Customers that were, or would be, touched.
    pub done: i64,
    /// Customers that stay because they have open tickets or visits.
    pub busy: i64,
    /// Their open tickets.
    pub open_tickets: i64,
    /// Their open visits.
    pub open_visits: i64,
}
