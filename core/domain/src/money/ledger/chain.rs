//! The journal's order, sealed: each posting is bound to the one before by a hash.
//!
//! What is hashed is a canonical encoding ([`encode`]), the same on every machine and for ever; a change of it is a new
//! [`VERSION`]. All numbers are big-endian; a *field* is its length as `u32` and its bytes, so no two postings encode alike:
//!
//! ```text
//! version                1 byte
//! id, kind, currency     fields: 16 bytes, the word, three letters
//! at                     field: 8 bytes, ms since 1970
//! by                     field: 16 bytes, or none of them
//! method, service, receipt, remark   fields: the word, UTF-8
//! order, reverses        fields: 16 bytes, or none of them
//! number of lines        u32
//! each line              fields: the account's text, 8 bytes
//! ```
//!
//! A posting's hash is SHA-256 of the previous hash (32 bytes), its number (8 bytes) and this encoding. The first one follows
//! SHA-256 of `truckroll ledger 1` and the organisation's id, so a journal cannot be passed off as another's. Who rewrites a
//! whole journal can make it fit again; against that, keep [`Chain::head`] somewhere else now and then.

use std::borrow::Borrow;
use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::{Posting, PostingError};
use crate::TenantId;

/// The version of the encoding.
pub const VERSION: u8 = 1;

/// A SHA-256 sum; 64 small hexadecimal digits in JSON and columns.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    fn of(parts: &[&[u8]]) -> Self {
        let mut sum = Sha256::new();
        for part in parts {
            sum.update(part);
        }
        Self(sum.finalize().into())
    }

    /// The hash written as 64 small hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digit = |b: &u8| match b {
            b'0'..=b'9' => Some(b - b'0'),
            b'a'..=b'f' => Some(b - b'a' + 10),
            _ => None,
        };
        let mut bytes = [0; 32];
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != bytes.len() || !rest.is_empty() {
            return None;
        }
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            *byte = digit(high)? << 4 | digit(low)?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).ok_or_else(|| D::Error::custom("not a hash"))
    }
}

/// A posting in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// Its number, from 1 without gaps.
    pub seq: i64,
    /// The hash before it.
    pub prev: Hash,
    /// Its hash.
    pub hash: Hash,
    /// What it holds.
    pub posting: Posting,
}

/// The end of a journal, where the next posting goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chain {
    /// The number of the last posting; 0 before the first.
    pub seq: i64,
    /// Its hash.
    pub head: Hash,
}

impl Chain {
    /// A journal without postings.
    #[must_use]
    pub fn new(tenant: TenantId) -> Self {
        Self { seq: 0, head: Hash::of(&[b"truckroll ledger 1", tenant.0.as_bytes()]) }
    }

    /// Seals a posting as the next one.
    ///
    /// # Errors
    /// When it is not valid; the chain stays as it was.
    pub fn append(&mut self, posting: Posting) -> Result<Sealed, PostingError> {
        posting.check()?;
        let (seq, prev) = (self.seq.saturating_add(1), self.head);
        let hash = seal(prev, seq, &posting);
        *self = Self { seq, head: hash };
        Ok(Sealed { seq, prev, hash, posting })
    }
}

/// What is wrong with a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Its number does not follow the one before: one is missing, doubled or moved.
    Gap,
    /// It was sealed onto another one than the one before it.
    Prev,
    /// It says something else than when it was sealed.
    Hash,
    /// It is as it was sealed, but no valid posting, such as lines that do not sum to zero.
    Sum,
}

/// The first link that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("the journal is broken at {seq}: {fault:?}")]
pub struct Broken {
    /// The number that should be there.
    pub seq: i64,
    /// What is wrong.
    pub fault: Fault,
}

/// Walks a journal from its first posting and gives its end, to be compared with one that was kept elsewhere.
///
/// # Errors
/// The first link that does not hold.
pub fn verify<S: Borrow<Sealed>>(tenant: TenantId, journal: impl IntoIterator<Item = S>) -> Result<Chain, Broken> {
    let mut chain = Chain::new(tenant);
    for sealed in journal {
        let link: &Sealed = sealed.borrow();
        let seq = chain.seq.saturating_add(1);
        let rules = [
            (Fault::Gap, link.seq == seq),
            (Fault::Prev, link.prev == chain.head),
            (Fault::Hash, link.hash == seal(link.prev, link.seq, &link.posting)),
            (Fault::Sum, link.posting.check().is_ok()),
        ];
        if let Some((fault, _)) = rules.into_iter().find(|(_, holds)| !holds) {
            return Err(Broken { seq, fault });
        }
        chain = Chain { seq, head: link.hash };
    }
    Ok(chain)
}

pub(super) fn seal(prev: Hash, seq: i64, posting: &Posting) -> Hash {
    Hash::of(&[&prev.0, &seq.to_be_bytes(), &encode(posting)])
}

/// The canonical encoding of a posting; the module's head describes it.
#[must_use]
pub fn encode(posting: &Posting) -> Vec<u8> {
    let voucher = &posting.voucher;
    let id = |id: Option<uuid::Uuid>| id.map(|id| id.as_bytes().to_vec()).unwrap_or_default();
    let mut bytes = vec![VERSION];
    field(&mut bytes, voucher.id.0.as_bytes());
    field(&mut bytes, posting.kind.word().as_bytes());
    field(&mut bytes, posting.currency.code().as_bytes());
    field(&mut bytes, &voucher.at.ms().to_be_bytes());
    field(&mut bytes, &id(voucher.by.map(Into::into)));
    for text in [voucher.method.word(), &voucher.service, &voucher.receipt, &voucher.remark] {
        field(&mut bytes, text.as_bytes());
    }
    field(&mut bytes, &id(voucher.order.map(Into::into)));
    field(&mut bytes, &id(posting.reverses.map(Into::into)));
    bytes.extend(length(posting.lines.len()));
    for line in &posting.lines {
        field(&mut bytes, line.account.to_string().as_bytes());
        field(&mut bytes, &line.minor.to_be_bytes());
    }
    bytes
}

/// Valid postings are far shorter; of others the hash only has to differ from valid ones'.
fn length(len: usize) -> [u8; 4] {
    u32::try_from(len).unwrap_or(u32::MAX).to_be_bytes()
}

fn field(to: &mut Vec<u8>, bytes: &[u8]) {
    to.extend(length(bytes.len()));
    to.extend_from_slice(bytes);
}
