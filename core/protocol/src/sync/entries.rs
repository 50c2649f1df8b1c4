//! The entries of one document, packed member by member.
//!
//! A document carries tens of entries that differ in little but their text. Side by side, equal members compress to
//! nothing; and what is packed is bytes to everybody it passes: a device that takes in two thousand documents
//! stores them as they come and reads the entries of a document when somebody opens it.

use std::collections::HashMap;

use serde::Serialize;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::decode::{Form, Node};
use truckroll_domain::entry::Audience;
use truckroll_domain::{AgentId, DeviceId, DocumentId, Entry, EntryBody, EntryId, Timestamp, tolerant};

use super::Bytes;
use crate::frame::FrameError;

/// Packed entries of one document; empty when there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PackedEntries(pub Bytes);

const PUBLIC: u8 = 1;
const OFFLINE: u8 = 2;

/// One list a member, all of one length; lists whose members are all empty are left out.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Columns {
    /// Ids, 16 bytes each.
    #[serde(rename = "i")]
    ids: Bytes,
    /// Everybody who wrote.
    #[serde(rename = "w")]
    writers: Vec<(Option<AgentId>, String)>,
    /// Which of them.
    #[serde(rename = "a", skip_serializing_if = "all_zero")]
    by: Vec<u32>,
    /// Devices that were used.
    #[serde(rename = "d", skip_serializing_if = "Vec::is_empty")]
    devices: Vec<DeviceId>,
    /// Which of them, from 1; 0 is none.
    #[serde(rename = "v", skip_serializing_if = "all_zero")]
    on: Vec<u32>,
    /// When: milliseconds since the entry before.
    #[serde(rename = "t")]
    at: Vec<i64>,
    /// Milliseconds until the server received it.
    #[serde(rename = "r")]
    received: Vec<Option<i64>>,
    /// Bits: the customer sees it, made without network.
    #[serde(rename = "f")]
    flags: Bytes,
    /// What they say.
    #[serde(rename = "b")]
    bodies: Vec<Said>,
}

/// A body, or one that is newer than its reader.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Said(#[serde(deserialize_with = "tolerant::optional")] Option<EntryBody>);

fn all_zero(list: &[u32]) -> bool {
    list.iter().all(|n| *n == 0)
}

impl PackedEntries {
    /// Packs entries of one document in their order.
    #[must_use]
    pub fn pack(entries: &[Entry]) -> Self {
        if entries.is_empty() {
            return Self::default();
        }
        let mut columns = Columns::default();
        let mut writers: HashMap<(Option<AgentId>, &str), u32> = HashMap::new();
        let mut devices: HashMap<DeviceId, u32> = HashMap::new();
        let mut before = 0;
        for entry in entries {
            columns.ids.0.extend(entry.id.0.as_bytes());
            let writer = *writers.entry((entry.author, &entry.author_name)).or_insert_with(|| {
                columns.writers.push((entry.author, entry.author_name.clone()));
                index(columns.writers.len()) - 1
            });
            columns.by.push(writer);
            columns.on.push(entry.device.map_or(0, |device| {
                *devices.entry(device).or_insert_with(|| {
                    columns.devices.push(device);
                    index(columns.devices.len())
                })
            }));
            columns.at.push(entry.at.ms().wrapping_sub(before));
            before = entry.at.ms();
            columns.received.push(entry.received_at.map(|at| at.ms().wrapping_sub(before)));
            let public = if entry.audience == Audience::Public { PUBLIC } else { 0 };
            columns.flags.0.push(public | if entry.offline { OFFLINE } else { 0 });
            columns.bodies.push(Said(Some(entry.body.clone())));
        }
        let mut bytes = Vec::new();
        ciborium::into_writer(&columns, &mut bytes).expect("entries have no unserialisable member");
        Self(Bytes(bytes))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.0.is_empty()
    }

    /// The entries of `parent`. One whose body is newer than its reader is passed over.
    ///
    /// # Errors
    /// [`FrameError::Malformed`].
    pub fn unpack(&self, parent: DocumentId) -> Result<Vec<Entry>, FrameError> {
        if self.is_empty() {
            return Ok(Vec::new());
        }
        let node: Node = ciborium::de::from_reader_with_recursion_limit(self.0.0.as_slice(), 64)
            .map_err(|e| FrameError::Malformed(e.to_string()))?;
        let columns: Columns = node.decode(Form::Compact).map_err(|e| FrameError::Malformed(e.to_string()))?;
        let malformed = |what: &str| FrameError::Malformed(format!("packed entries: {what}"));
        let count = columns.bodies.len();
        let mut entries = Vec::with_capacity(count);
        let mut before = 0_i64;
        for (n, body) in columns.bodies.into_iter().enumerate() {
            let id = columns.ids.0.get(n * 16..n * 16 + 16).and_then(|b| <[u8; 16]>::try_from(b).ok());
            let id = id.ok_or_else(|| malformed("an id is missing"))?;
            let by = columns.by.get(n).copied().unwrap_or(0);
            let (author, author_name) = usize::try_from(by)
                .ok()
                .and_then(|by| columns.writers.get(by))
                .ok_or_else(|| malformed("a writer is missing"))?
                .clone();
            let device = match columns.on.get(n).copied().unwrap_or(0) {
                0 => None,
                on => {
                    let known = usize::try_from(on - 1).ok().and_then(|on| columns.devices.get(on));
                    Some(*known.ok_or_else(|| malformed("a device is missing"))?)
                }
            };
            before = before.wrapping_add(*columns.at.get(n).ok_or_else(|| malformed("a time is missing"))?);
            let received = columns.received.get(n).copied().flatten();
            let flags = columns.flags.0.get(n).copied().unwrap_or(0);
            let Said(Some(body)) = body else { continue };
            entries.push(Entry {
                id: EntryId::from(uuid::Uuid::from_bytes(id)),
                parent,
                audience: if flags & PUBLIC == 0 { Audience::Internal } else { Audience::Public },
                author,
                author_name,
                device,
                at: Timestamp(before),
                received_at: received.map(|ms| Timestamp(before.wrapping_add(ms))),
                offline: flags & OFFLINE != 0,
                body,
            });
        }
        Ok(entries)
    }
}

fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(n: u8, device: Option<u8>) -> Entry {
        Entry {
            id: EntryId::from(uuid::Uuid::from_bytes([n; 16])),
            parent: DocumentId::default(),
            audience: if n.is_multiple_of(2) { Audience::Public } else { Audience::Internal },
            author: (!n.is_multiple_of(3)).then(|| AgentId::from(uuid::Uuid::from_bytes([n % 3; 16]))),
            author_name: format!("Agent {}", n % 3),
            device: device.map(|d| DeviceId::from(uuid::Uuid::from_bytes([d; 16]))),
            at: Timestamp(1_772_438_400_000 - i64::from(n) * 7),
            received_at: (!n.is_multiple_of(4)).then(|| Timestamp(1_772_438_400_000 + i64::from(n))),
            offline: n.is_multiple_of(5),
            body: EntryBody::Note { text: format!("note {n}") },
        }
    }

    #[test]
    fn what_is_packed_comes_back() {
        for entries in [
            vec![],
            vec![entry(1, None)],
            (0..20).map(|n| entry(n, None)).collect(),
            (0..20).map(|n| entry(n, (n % 4 != 1).then_some(n % 4))).collect::<Vec<_>>(),
        ] {
            let packed = PackedEntries::pack(&entries);
            assert_eq!(packed.is_empty(), entries.is_empty());
            assert_eq!(packed.unpack(DocumentId::default()).expect("is read"), entries);
        }
    }

    #[test]
    fn a_body_that_is_newer_than_its_reader_costs_only_itself() {
        let entries = [entry(1, None), entry(2, None)];
        let PackedEntries(Bytes(bytes)) = PackedEntries::pack(&entries);
        let at = bytes.windows(4).position(|w| w == b"note").expect("the kind is in it");
        let mut newer = bytes;
        newer[at..at + 4].copy_from_slice(b"poll");
        let read = PackedEntries(Bytes(newer)).unpack(DocumentId::default()).expect("is read");
        assert_eq!(read, entries[1..]);
    }

    #[test]
    fn damaged_bytes_are_an_error_or_less_and_never_a_panic() {
        let packed = PackedEntries::pack(&(0..6).map(|n| entry(n, Some(n % 2))).collect::<Vec<_>>()).0.0;
        for at in 0..packed.len() {
            for bit in 0..8 {
                let mut damaged = packed.clone();
                damaged[at] ^= 1 << bit;
                let _ = PackedEntries(Bytes(damaged)).unpack(DocumentId::default());
            }
            let _ = PackedEntries(Bytes(packed[..at].to_vec())).unpack(DocumentId::default());
        }
    }
}
