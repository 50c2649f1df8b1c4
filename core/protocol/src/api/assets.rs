//! Asset tables and their rows: the JSON of `/asset-tables` and `/assets/{id}`.

use serde::Serialize;
use truckroll_domain::Timestamp;
use truckroll_domain::assets::{Asset, AssetRow, AssetTable};
use truckroll_domain::decode::Deserialize;
use truckroll_domain::entry::Entry;
use truckroll_domain::tickets::TicketRow;
use truckroll_domain::visits::VisitRow;

/// A table, with the number it was written at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct AssetTableNow {
    /// Sequence number of the transaction that wrote it; 0 while nobody has.
    pub seq: i64,
    /// The table, archived fields among its own.
    pub table: AssetTable,
    /// Rows that it has.
    pub rows: i64,
    /// Who wrote it, empty while nobody has.
    pub by: String,
    /// When.
    pub at: Option<Timestamp>,
}

/// A table in the place of the one that was read at `seq`; 0 for a new one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAssetTable {
    /// The number of the table that was read.
    pub seq: i64,
    /// All of the table. An own field that is left out is archived.
    pub table: AssetTable,
}

/// A row with everything its page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AssetDetail {
    /// Its row.
    pub row: AssetRow,
    /// Its document.
    pub asset: Asset,
    /// Its log, newest first.
    pub entries: Vec<Entry>,
    /// The latest tickets about it.
    pub tickets: Vec<TicketRow>,
    /// The latest visits to it.
    pub visits: Vec<VisitRow>,
    /// What is known of its files, by hash.
    #[serde(
        default,
        skip_serializing_if = "super::StoredFiles::is_empty",
        deserialize_with = "truckroll_domain::tolerant::map"
    )]
    pub stored: super::StoredFiles,
}
