//! One rich sample of everything that is said over a network or stored, by noun.
//!
//! It is always the same story: lift 3 of Hua Plaza is stuck, Zhou Min calls, Dana (dispatcher) sends Wang, who
//! cannot come, then Chen (engineer), who repairs it. Struct literals are complete, so the compiler asks for a
//! new member; [`Variants`] matches are complete, so it asks for a new variant, and `complete.rs` then asks for
//! its sample.

use std::fmt::Debug;
use std::str::FromStr;

use truckroll_domain::attachments::{Attachment, hash_of};
use truckroll_domain::{
    AgentId, AssetId, AssignmentId, CommandId, CompanyId, ContactId, DeviceId, FormId, GroupId, LinkId, Place,
    TenantId, TicketId, Timestamp, VisitId,
};

pub mod account;
pub mod api;
pub mod assets;
pub mod company;
pub mod customers;
pub mod daily;
pub mod entries;
pub mod fees;
pub mod fields;
pub mod imports;
pub mod linked;
pub mod macros;
pub mod payments;
pub mod people;
pub mod phrases;
pub mod print;
pub mod publishing;
pub mod refusals;
pub mod reports;
pub mod roster;
pub mod rules;
pub mod service;
pub mod setup;
pub mod sla;
pub mod staff;
pub mod sync;
pub mod templates;
pub mod ticket_forms;
pub mod tickets;
mod variants;
pub mod views;
pub mod visits;
pub mod workflows;

pub use variants::{Variants, word_samples};

/// Samples by name, in the order they are written down.
pub type Named<T> = Vec<(&'static str, T)>;

/// The id that ends in `n`.
pub fn id<T: FromStr<Err: Debug>>(n: u16) -> T {
    format!("019cabcd-0000-7000-8000-00000000{n:04x}").parse().expect("an id")
}

/// 2 March 2026, 09:00 in Shanghai, and some minutes.
pub fn at(minutes: i64) -> Timestamp {
    Timestamp(1_772_413_200_000 + minutes * 60_000)
}

pub fn tenant() -> TenantId {
    id(0x01)
}
pub fn dana() -> AgentId {
    id(0x02)
}
pub fn chen() -> AgentId {
    id(0x03)
}
pub fn wang() -> AgentId {
    id(0x04)
}
pub fn lift_group() -> GroupId {
    id(0x05)
}
pub fn chens_phone() -> DeviceId {
    id(0x06)
}
pub fn hua_plaza() -> CompanyId {
    id(0x10)
}
pub fn zhou_min() -> ContactId {
    id(0x11)
}
pub fn lift_3() -> AssetId {
    id(0x12)
}
pub fn ticket_id() -> TicketId {
    id(0x20)
}
pub fn visit_id() -> VisitId {
    id(0x21)
}
pub fn wangs_assignment() -> AssignmentId {
    id(0x30)
}
pub fn chens_assignment() -> AssignmentId {
    id(0x31)
}
pub fn report_form() -> FormId {
    id(0x40)
}
pub fn lift_link() -> LinkId {
    id(0x41)
}
pub fn command_id(n: u16) -> CommandId {
    id(0x100 + n)
}

/// The entrance of Hua Plaza.
pub fn site() -> Place {
    Place { lat: 31.2304, lon: 121.4737, accuracy_m: None }
}

/// Where Chen's phone believes to be.
pub fn beside_the_site() -> Place {
    Place { lat: 31.2309, lon: 121.4741, accuracy_m: Some(12.5) }
}

pub fn picture(name: &str) -> Attachment {
    Attachment { hash: hash_of(name.as_bytes()), size: 48_213, mime: "image/jpeg".into(), name: name.into() }
}
