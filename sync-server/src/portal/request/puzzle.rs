//! The proof that a sender is no machine: a script counts until a hash over the submission begins with enough zeros; a person
//! without one adds two numbers that follow from the submission.

use hmac::Mac as _;
use sha2::{Digest as _, Sha256};
use truckroll_domain::TenantId;
use uuid::Uuid;

use super::Filled;
use crate::links::LinkKey;

/// How many bits are zero: some thousand hashes for one report.
pub(super) const BITS: u32 = 12;

/// The numbers to add.
pub(super) fn sum(key: &LinkKey, tenant: TenantId, id: Uuid) -> (u32, u32) {
    let code = key.own(tenant, "sum", id.as_bytes()).finalize().into_bytes();
    (u32::from(code[0] % 9) + 1, u32::from(code[1] % 9) + 1)
}

/// Whether what was sent proves it.
pub(super) fn is_solved(key: &LinkKey, tenant: TenantId, id: Uuid, filled: &Filled) -> bool {
    if !filled.work.is_empty() && filled.work.len() <= 20 {
        let hash = Sha256::digest(format!("{id}:{}", filled.work));
        let first = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
        return first.leading_zeros() >= BITS;
    }
    let (one, other) = sum(key, tenant, id);
    filled.sum.trim().parse() == Ok(one + other)
}
