//! Every reason for which a command is not carried out.

use truckroll_domain::Refusal;
use truckroll_domain::fields::Label;
use truckroll_domain::visits::VisitState;

use super::at;

pub fn refusals() -> Vec<Refusal> {
    vec![
        Refusal::NotFound,
        Refusal::AlreadyExists,
        Refusal::NotAllowed,
        Refusal::Restricted { lock: "edit_companies".into() },
        Refusal::NotYours,
        Refusal::Reassigned { to: "Chen Li".into(), at: at(12) },
        Refusal::Cancelled { at: at(11) },
        Refusal::WrongState { state: VisitState::Completed },
        Refusal::ChangedMeanwhile { current: "Chen Li".into() },
        Refusal::Missing { fields: vec!["solution".into(), "signature".into()] },
        Refusal::Invalid { field: "quantity".into(), problem: "out_of_range".into() },
        Refusal::TooMany { field: "photos".into(), limit: 9 },
        Refusal::FarFromSite { distance_m: 1_240 },
        Refusal::OpenParts { tickets: vec!["T-2026-000413".into(), "Door".into()] },
        Refusal::Superseded,
        Refusal::Mismatch,
        Refusal::Quarantined,
        Refusal::Blocked { title: "Cause".into(), text: Label::new("Say what caused it", "请填写原因") },
        Refusal::Unknown,
    ]
}
