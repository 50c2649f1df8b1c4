//! Machines and parts on the device: found by words, or by what is written on a label.

use truckroll_domain::Row;
use truckroll_domain::assets::AssetRow;

use crate::db::read_row;
use crate::replica::{Replica, ReplicaError};

/// Most rows of a list.
const LIMIT: usize = 50;
/// Longest code that is looked up, characters.
const MAX_CODE: usize = 500;

impl Replica {
    /// Those that contain the words, by name; of one table where one is named.
    pub(crate) fn assets(&self, q: &str, table: &str) -> Result<Vec<AssetRow>, ReplicaError> {
        self.assets_where(
            "(?2 = '' or table_key = ?2) and (?1 = '' or \
             instr(lower(name || ' ' || model || ' ' || serial_number || ' ' || owner_name), lower(?1)) > 0)",
            [q.trim(), table],
        )
    }

    /// Those that a code names: by their serial number, or by their id, which may stand in a web address.
    pub(crate) fn machine(&self, code: &str) -> Result<Vec<AssetRow>, ReplicaError> {
        let code: String = code.trim().chars().take(MAX_CODE).collect();
        if code.is_empty() {
            return Ok(Vec::new());
        }
        self.assets_where("(lower(serial_number) = lower(?1) or instr(lower(?1), id) > 0) and ?2 = ''", [&code, ""])
    }

    fn assets_where(&self, clause: &str, values: [&str; 2]) -> Result<Vec<AssetRow>, ReplicaError> {
        let sql = format!(
            "select {} from {} where deleted_at is null and {clause} order by name, id limit {LIMIT}",
            AssetRow::column_list(),
            AssetRow::TABLE
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        Ok(select.query_map(values, read_row)?.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;
    use truckroll_domain::AssetId;
    use truckroll_domain::assets::Asset;
    use truckroll_domain::content::AnyRow;

    use super::*;

    #[test]
    fn a_machine_is_found_by_words_by_its_serial_number_and_by_an_address_with_its_id() {
        let replica = Replica::open(Connection::open_in_memory().expect("memory"), || [7; 16]).expect("opens");
        let id = |n: u8| AssetId::from_parts(n.into(), [n; 10]);
        for (n, name, serial) in [(1, "Lift 3", "HX-300"), (2, "Belt", "B 9"), (3, "Gone", "HX-301")] {
            let mut row = Asset { name: name.into(), serial_number: serial.into(), ..Asset::default() }.project(id(n));
            row.table_key = if n == 2 { "parts".into() } else { "machines".into() };
            row.deleted_at = (n == 3).then_some(1);
            crate::commit::upsert_row(&replica.connection, &AnyRow::Asset(Box::new(row))).expect("is stored");
        }
        let names = |found: Result<Vec<AssetRow>, ReplicaError>| {
            found.expect("is read").into_iter().map(|row| row.name).collect::<Vec<_>>()
        };
        assert_eq!(names(replica.assets("hx", "")), ["Lift 3"]);
        assert_eq!(names(replica.assets("", "parts")), ["Belt"]);
        assert_eq!(names(replica.assets("hx", "parts")), [""; 0]);
        assert_eq!(names(replica.machine(" hx-300 ")), ["Lift 3"]);
        assert_eq!(names(replica.machine(&format!("https://service.example/assets/{}", id(2)))), ["Belt"]);
        for nothing in ["", "HX", "HX-301", "Lift 3"] {
            assert_eq!(names(replica.machine(nothing)), [""; 0], "{nothing}");
        }
    }
}
