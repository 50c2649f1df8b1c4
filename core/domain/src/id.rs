//! One id type per thing, so that a ticket's id cannot be handed where a visit's is meant.
//!
//! Ids are UUIDv7 made by whoever creates the thing (a phone without network included). They are text
//! in JSON and in SQL columns and 16 bytes in binary frames.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use uuid::Uuid;

use crate::decode::Deserialize;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// An id made from a moment and 10 random bytes (UUIDv7, RFC 9562).
            #[must_use]
            pub fn from_parts(at_ms: u64, random: [u8; 10]) -> Self {
                Self(uuid::Builder::from_unix_timestamp_millis(at_ms, &random).into_uuid())
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, concat!(stringify!($name), "({})"), self.0) }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> { Uuid::parse_str(text).map(Self) }
        }
        impl From<Uuid> for $name { fn from(id: Uuid) -> Self { Self(id) } }
        impl From<$name> for Uuid { fn from(id: $name) -> Uuid { id.0 } }
    )*};
}

ids! {
    /// An organisation that uses the system.
    TenantId,
    /// A member of staff with a seat.
    AgentId,
    /// A group of agents.
    GroupId,
    /// A named set of rights.
    RoleId,
    /// A phone or browser that signed in.
    DeviceId,
    /// A request of a customer and its conversation.
    TicketId,
    /// One attendance on site.
    VisitId,
    /// One engineer's turn at a visit: made when the visit is assigned.
    AssignmentId,
    /// A customer organisation.
    CompanyId,
    /// A customer person.
    ContactId,
    /// A machine or contract that is looked after.
    AssetId,
    /// A form definition.
    FormId,
    /// A calendar of working hours and holidays.
    CalendarId,
    /// A shift template.
    ShiftId,
    /// A request of an agent to change shifts with a colleague.
    SwapId,
    /// A published link of a form.
    LinkId,
    /// A template of customers or of tickets.
    TemplateId,
    /// A service level policy.
    SlaPolicyId,
    /// A view of tickets.
    ViewId,
    /// A report of tickets that somebody keeps.
    ReportId,
    /// A workflow.
    WorkflowId,
    /// A macro.
    MacroId,
    /// A trigger or automation task.
    RuleId,
    /// An external target.
    TargetId,
    /// A payment order.
    OrderId,
    /// A refund of a payment order.
    RefundId,
    /// One posting in the books.
    PostingId,
    /// A service card.
    CardId,
    /// A coupon.
    CouponId,
    /// A product or part with a price.
    ProductId,
    /// A remote session.
    SessionId,
    /// One command; makes a repeated delivery harmless.
    CommandId,
    /// An append-only entry: reply, note, log line.
    EntryId,
    /// A line inside a document: photo, part, signature, pause, request.
    LineId,
    /// Any document, whatever its kind.
    DocumentId,
}

macro_rules! documents {
    ($($name:ident),*) => {$(
        impl From<$name> for DocumentId { fn from(id: $name) -> Self { DocumentId(id.0) } }
        impl From<DocumentId> for $name { fn from(id: DocumentId) -> Self { $name(id.0) } }
    )*};
}
documents!(TicketId, VisitId, CompanyId, ContactId, AssetId);
