//! The variants of every enum that is written down. A new one does not compile until it stands here.

use truckroll_domain::access::{Area, Feature, Module, Reach, Verb};
use truckroll_domain::assets::AssetCommand;
use truckroll_domain::companies::CompanyCommand;
use truckroll_domain::contacts::ContactCommand;
use truckroll_domain::content::AnyRow;
use truckroll_domain::dispatch::PositionSource;
use truckroll_domain::entry::Audience;
use truckroll_domain::event::EventKind;
use truckroll_domain::filter::{Operand, Operator};
use truckroll_domain::forms::Input;
use truckroll_domain::people::{Channel, Role};
use truckroll_domain::tenants::CustomerBase;
use truckroll_domain::tickets::{Priority, Source, Status, TicketCommand};
use truckroll_domain::visits::{CancelDecision, PhotoTag, Stage, VisitCommand, VisitState};
use truckroll_domain::{Actor, Command, EntryBody, Kind, Refusal};
use truckroll_protocol::api::Live;
use truckroll_protocol::sync::{Body, LiveMessage, Masking, Outcome};

use crate::sample::Samples;

/// An enum that can name its variants.
pub trait Variants {
    /// All names.
    const ALL: &'static [&'static str];
    /// The name of this one.
    fn variant(&self) -> &'static str;
}

macro_rules! variants {
    ($($type:ident { $($variant:ident),* $(,)? })*) => {$(
        impl Variants for $type {
            const ALL: &'static [&'static str] = &[$(stringify!($variant)),*];
            fn variant(&self) -> &'static str {
                match self { $(Self::$variant { .. } => stringify!($variant)),* }
            }
        }
    )*};
}

/// For enums that are one word each: the words are a sample.
macro_rules! words {
    ($($type:ident { $($variant:ident),* $(,)? })*) => {
        variants! { $($type { $($variant),* })* }
        /// Every word of every enum.
        pub fn word_samples() -> Samples {
            let mut all = Samples::default();
            $(all.json(concat!("words/", stringify!($type)), vec![$($type::$variant),*]);)*
            all
        }
    };
}

variants! {
    Command { Visit, Ticket, Company, Contact, Asset }
    VisitCommand {
        Create, Edit, Assign, Unassign, Accept, Reject, Depart, Arrive, Pause, Resume, AddPhoto, RemovePhoto,
        SetPart, RemovePart, Report, Sign, Complete, Note, RequestCancel, DecideCancel, Reopen, DecideLate, Rate,
    }
    TicketCommand { Create, Edit, SetStatus, Reply, SetCc, Assign }
    CompanyCommand { Create, Edit }
    ContactCommand { Create, Edit }
    AssetCommand { Create, Edit }
    Refusal {
        NotFound, AlreadyExists, NotAllowed, NotYours, Reassigned, Cancelled, WrongState, ChangedMeanwhile, Missing,
        Invalid, TooMany, FarFromSite, Superseded, Mismatch, Quarantined, Unknown,
    }
    EntryBody { Reply, Note, Log }
    Actor { Agent, Customer, System }
    AnyRow { Ticket, Visit, Company, Contact, Asset }
    Input { Multiline, Number, Phone, Email, Date, Checkbox, Choice, Text }
    Operand { Int, Real, Text, List }
    Outcome { Applied, Kept, Refused }
    Body { Snapshot, Changes }
    LiveMessage { Answer, Poke, Ended }
    Live { Changed, Positions, Defined, Notified, Ended }
}

words! {
    Kind { Ticket, Visit, Company, Contact, Asset }
    VisitState { New, Accepted, OnTheWay, Arrived, Paused, Completed, CancelRequested, Cancelled }
    PhotoTag { Before, After, Other }
    Stage { Optional, Create, Arrive, Complete }
    CancelDecision { Approve, Refuse }
    Priority { Urgent, High, Normal, Low }
    Status { New, Open, AwaitingResponse, Resolved, Closed }
    Source { Remote, Chat, CallCentre, Message, System, Other, Api, Publishing, Email, OtherTenant }
    Audience { Public, Internal }
    Role { Engineer, Dispatcher, Admin }
    Area {
        Tickets, Visits, Customers, ServiceRecords, Staff, Statistics, Monitoring, Faq, LinkedCompanies, ValueAdded,
        Settings, Other,
    }
    Verb { View, Create, Edit, Delete, Export, Assign, Work }
    Reach { Own, Group, Tree, All }
    Module { Chat, Tickets, Calls, Visits, Remote, Reports }
    Feature {
        Tickets, Visits, CustomerForms, Ratings, Tracks, RoleManagement, Roster, Reports, LinkedCompanies,
        ChatTriggers,
    }
    PositionSource { Live, Recent, LastVisit, Home }
    Masking { None, All, Lifting }
    CustomerBase { Companies, People, Mixed }
    Channel { Tickets, Chat, Calls }
    Operator {
        Is, IsNot, Contains, NotContains, Empty, NotEmpty, AtLeast, AtMost, Less, Greater, OneOf,
    }
    EventKind {
        TicketCreated, TicketEdited, TicketStatusChanged, TicketAssigned, TicketReplied, VisitCreated, VisitEdited,
        VisitAssigned, VisitReassigned, VisitUnassigned, VisitAccepted, VisitRejected, EngineerDeparted,
        EngineerArrived, VisitPaused, VisitResumed, VisitCompleted, VisitReopened, CancelRequested, CancelRefused,
        VisitCancelled, LateRecordKept, LateRecordAccepted, LateRecordSetAside, VisitRated, CompanyCreated,
        CompanyEdited, ContactCreated, ContactEdited, AssetCreated, AssetEdited,
    }
}
