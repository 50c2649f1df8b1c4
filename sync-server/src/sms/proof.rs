//! The server's proof that a number was verified, and the check of every value that claims one.

use hmac::Mac as _;
use truckroll_domain::fields::verified::Verified;
use truckroll_domain::fields::{FieldKind, FieldSet, FieldValue, ValueEdits};
use truckroll_domain::tickets::TicketCommand;
use truckroll_domain::time::SECOND_MS;
use truckroll_domain::{Command, Refusal, TenantId, Timestamp};

use crate::links::LinkKey;

/// What the proof is good for.
const PURPOSE: &str = "verified number";

fn claim(number: &str, at: Timestamp) -> String {
    format!("{number}\0{}", at.ms() / SECOND_MS)
}

/// The value of a field for verified numbers.
pub(crate) fn prove(key: &LinkKey, tenant: TenantId, number: &str, at: Timestamp) -> String {
    let whole = key.own(tenant, PURPOSE, claim(number, at).as_bytes()).finalize().into_bytes();
    let mut proof = [0; 12];
    proof.copy_from_slice(&whole[..12]);
    Verified { number, at, proof }.write()
}

/// Whether this server made a value.
pub(crate) fn is_ours(key: &LinkKey, tenant: TenantId, text: &str) -> bool {
    let Some(read) = Verified::read(text) else { return false };
    key.own(tenant, PURPOSE, claim(read.number, read.at).as_bytes()).verify_truncated_left(&read.proof).is_ok()
}

/// Refuses a command that writes a number as verified which this server did not verify, whoever sends it.
///
/// # Errors
/// [`Refusal::Invalid`] naming the field.
pub(crate) fn check(key: &LinkKey, tenant: TenantId, command: &Command, set: &FieldSet) -> Result<(), Refusal> {
    let written: &ValueEdits = match command {
        Command::Ticket { command: TicketCommand::Create { ticket }, .. } => &ticket.fields,
        Command::Ticket { command: TicketCommand::Edit { edit }, .. } => &edit.fields,
        _ => return Ok(()),
    };
    for (name, value) in written {
        if let (Some(FieldKind::VerifiedPhone), Some(value)) = (set.kind(name), value) {
            let ours = matches!(value, FieldValue::Text(text) if is_ours(key, tenant, text));
            if !ours {
                return Err(Refusal::invalid(name, "not_verified"));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_proof_holds_for_its_number_time_and_organisation_alone() {
        let (key, tenant) = (LinkKey::new([7; 32]), TenantId(Uuid::from_u128(1)));
        let at = Timestamp(1_772_505_600_000);
        let value = prove(&key, tenant, "13800001111", at);
        assert!(is_ours(&key, tenant, &value));
        assert!(!is_ours(&key, TenantId(Uuid::from_u128(2)), &value));
        assert!(!is_ours(&LinkKey::new([8; 32]), tenant, &value));
        for at in 0..value.len() {
            let mut bad = value.as_bytes().to_vec();
            bad[at] = if bad[at] == b'1' {
                b'2'
            } else if bad[at] == b'a' {
                b'b'
            } else {
                b'a'
            };
            assert!(!is_ours(&key, tenant, &String::from_utf8(bad).expect("text")), "{at}");
        }
    }
}
