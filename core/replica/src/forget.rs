//! Forgetting a person who was erased (docs/adr/0018-a-person-is-erased-by-writing-anew.md).
//!
//! The documents go, or come anew, with the feed. Here goes what is only on the device: files, and the words of commands that
//! were answered. What waits is sent as it is; the server takes it in without the person. Afterwards the database file is
//! written anew, when the device has time: what SQLite deletes is in the free pages of its file until then.

use truckroll_domain::Kind;
use truckroll_domain::content::AnyRow;
use truckroll_domain::customers::Erased;
use truckroll_domain::decode::from_json;

use crate::replica::{Replica, ReplicaError};

impl Replica {
    /// Forgets what the body of a definition names.
    pub(crate) fn forget(&self, body: &str) -> Result<(), ReplicaError> {
        let Ok(erased) = from_json::<Erased>(body) else { return Ok(()) };
        for hash in &erased.files {
            self.connection.execute("delete from attachments where hash = ?1", [hash])?;
        }
        for contact in &erased.contacts {
            let id = contact.to_string();
            self.connection.execute("delete from outbox where document_id = ?1 and state <> 0", [&id])?;
            let Some(AnyRow::Contact(row)) = self.row_of(Kind::Contact, &id)? else { continue };
            for text in [&row.name, &row.phone, &row.landline, &row.email] {
                if !text.is_empty() {
                    self.connection.execute(
                        "update outbox set title = replace(title, ?1, ?2), command = replace(command, ?1, ?2) \
                         where state <> 0",
                        [text, &erased.mark],
                    )?;
                }
            }
        }
        self.set("forgets", "1")
    }

    /// Writes the file anew if something was forgotten. Where that fails (the disk is full) the next time is as good.
    pub(crate) fn write_anew(&self) -> Result<(), ReplicaError> {
        if self.get("forgets")?.is_none() || self.connection.execute_batch("vacuum").is_err() {
            return Ok(());
        }
        self.connection.execute("delete from kv where k = 'forgets'", [])?;
        self.connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(()))?;
        Ok(())
    }
}
