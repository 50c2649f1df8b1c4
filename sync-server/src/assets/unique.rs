//! The field by whose value a row of an asset table is told from all others: no two rows that are there have the same.
//!
//! It is looked at in the transaction that stores a row, after the organisation's row was locked and the row's values were
//! written, so that of two people who type the same number one is refused.

use std::collections::BTreeSet;

use sqlx::Row as _;
use truckroll_domain::assets::AssetTable;
use truckroll_domain::customers::CustomerSchema;
use truckroll_domain::fields::{FieldValue, Noun, project};
use truckroll_domain::filter::{At, Schema as _};
use truckroll_domain::{AssetId, Content, DocumentId, TenantId};

use crate::db::{Db, DbResult, Tx, marks, query};
use crate::directory::Directory;
use crate::ingest::Prepared;

/// Values in one `in (…)`.
const CHUNK: usize = 500;

/// Where the value stands by which rows of a table are told apart: the column, or the key of its lines.
fn place(table: &AssetTable) -> Option<At> {
    let schema = CustomerSchema { noun: Noun::Asset, set: &table.set };
    let own = table.set.field(&table.unique).is_some_and(|field| !field.system);
    let name = if own { format!("fields.{}", table.unique) } else { table.unique.clone() };
    schema.subject(&name).map(|subject| subject.at)
}

/// A value as it stands there: a text, or a whole number as text.
pub(crate) fn text_of(table: &AssetTable, value: &FieldValue) -> Option<String> {
    let kind = table.set.kind(&table.unique)?;
    match value {
        FieldValue::Int(n) => Some(n.to_string()),
        value => project(kind, value).first().map(|line| line.text.clone()),
    }
}

/// Rows of a table that are there by the value that tells them apart, of these values (indexes `assets_name`, `assets_serial`
/// and `assets_model`, or `field_values_text` and `field_values_number`).
pub(crate) async fn rows_by(
    on: &mut sqlx::AnyConnection,
    tenant: TenantId,
    table: &AssetTable,
    values: &BTreeSet<String>,
) -> DbResult<Vec<(String, AssetId)>> {
    let Some(place) = place(table) else { return Ok(Vec::new()) };
    let values: Vec<&String> = values.iter().filter(|value| !value.is_empty()).collect();
    let numbers = values.iter().all(|value| value.parse::<i64>().is_ok())
        && matches!(table.set.kind(&table.unique), Some(truckroll_domain::fields::FieldKind::Whole));
    let mut found = Vec::new();
    for chunk in values.chunks(CHUNK) {
        let sql = match &place {
            At::Column(column) => format!(
                "select {column}, id from assets where tenant_id = $1 and table_key = $2 and {column} in ({}) \
                 and deleted_at is null order by created_at, id",
                marks(3, chunk.len())
            ),
            At::Values(key) => {
                // keys are small letters, digits and _
                let (column, shown) =
                    if numbers { ("v.number", "cast(cast(v.number as bigint) as text)") } else { ("v.text", "v.text") };
                format!(
                    "select {shown}, a.id from field_values v join assets a on a.tenant_id = v.tenant_id and a.id = v.document_id \
                     where v.tenant_id = $1 and a.table_key = $2 and v.kind = 'asset' and v.key = '{key}' and {column} in ({}) \
                     and a.deleted_at is null order by a.created_at, a.id",
                    marks(3, chunk.len())
                )
            }
        };
        let mut select = query(&sql).bind(tenant.to_string()).bind(table.key.clone());
        for value in chunk {
            #[expect(clippy::cast_precision_loss, reason = "whole numbers of fields are within 2^53")]
            let number = value.parse::<i64>().unwrap_or_default() as f64;
            let by_number = numbers && matches!(place, At::Values(_));
            select = if by_number { select.bind(number) } else { select.bind((*value).clone()) };
        }
        for row in select.fetch_all(&mut *on).await? {
            if let Ok(id) = row.try_get::<String, _>(1)?.parse() {
                found.push((row.try_get(0)?, id));
            }
        }
    }
    Ok(found)
}

/// The first of the stored rows whose value another row has, with the field.
pub(crate) async fn clash(
    tx: &mut Tx,
    tenant: TenantId,
    directory: &Directory,
    prepared: &[Prepared],
) -> DbResult<Option<(DocumentId, String)>> {
    for (key, table) in &directory.asset_tables {
        let table = &table.now;
        if table.unique.is_empty() {
            continue;
        }
        let of_table = prepared.iter().filter_map(|p| match &p.content {
            Content::Asset(asset) if asset.table_key() == key && asset.deleted_at.is_none() => {
                let value = asset.value(&table.unique).and_then(|value| text_of(table, &value))?;
                Some((p.id, value))
            }
            _ => None,
        });
        let mine: Vec<(DocumentId, String)> = of_table.collect();
        let values: BTreeSet<String> = mine.iter().map(|(_, value)| value.clone()).collect();
        let there = rows_by(tx.on(), tenant, table, &values).await?;
        let another = |id: DocumentId, value: &String| {
            there.iter().any(|(v, other)| v == value && DocumentId::from(*other) != id)
        };
        if let Some((id, _)) = mine.iter().rev().find(|(id, value)| another(*id, value)) {
            return Ok(Some((*id, table.unique.clone())));
        }
    }
    Ok(None)
}

/// Whether two rows of a table have the same value in the field that is to tell them apart.
pub(super) async fn has_twins(db: &Db, tenant: TenantId, table: &AssetTable) -> DbResult<bool> {
    let Some(place) = place(table) else { return Ok(false) };
    let sql = match place {
        At::Column(column) => format!(
            "select 1 from assets where tenant_id = $1 and table_key = $2 and deleted_at is null and {column} <> '' \
             group by {column} having count(*) > 1 limit 1"
        ),
        At::Values(key) => format!(
            "select 1 from field_values v join assets a on a.tenant_id = v.tenant_id and a.id = v.document_id \
             where v.tenant_id = $1 and a.table_key = $2 and v.kind = 'asset' and v.key = '{key}' and v.n = 0 \
             and a.deleted_at is null group by v.text, v.number having count(*) > 1 limit 1"
        ),
    };
    let row = query(&sql).bind(tenant.to_string()).bind(table.key.clone()).fetch_optional(db.pool()).await?;
    Ok(row.is_some())
}
