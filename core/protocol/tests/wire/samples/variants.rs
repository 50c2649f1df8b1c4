//! The variants of every enum that is written down. A new one does not compile until it stands here.

use truckroll_domain::access::{Area, Feature, Lock, Module, Reach, Verb};
use truckroll_domain::assets::{AssetCommand, Owner};
use truckroll_domain::companies::CompanyCommand;
use truckroll_domain::contacts::ContactCommand;
use truckroll_domain::contacts::IdentityKind;
use truckroll_domain::content::AnyRow;
use truckroll_domain::customers::{Mode, ServiceKind, TagHow, TemplateModule};
use truckroll_domain::dispatch::PositionSource;
use truckroll_domain::entry::Audience;
use truckroll_domain::event::EventKind;
use truckroll_domain::fields::{FieldKind, FieldValue, Noun};
use truckroll_domain::filter::{Operand, Operator};
use truckroll_domain::forms::Input;
use truckroll_domain::imports::{ImportState, Reason};
use truckroll_domain::people::{Channel, Role};
use truckroll_domain::reports::{By, Measure, Span};
use truckroll_domain::setup::{CallDirection, ChatUse, HeadCount, Industry, Seed, Step, TicketUse};
use truckroll_domain::sla::{ActionKind, Colour, Recipient, State, Target, When};
use truckroll_domain::tickets::{Allocation, Priority, Source, Status, TicketCommand};
use truckroll_domain::visits::{CancelDecision, PhotoTag, Stage, VisitCommand, VisitState};
use truckroll_domain::{Actor, Command, EntryBody, Kind, Refusal};
use truckroll_protocol::api::{Live, Visible};
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

impl Variants for FieldValue {
    const ALL: &'static [&'static str] = &["Flag", "Int", "Real", "Text", "List", "Files"];
    fn variant(&self) -> &'static str {
        match self {
            Self::Flag(_) => "Flag",
            Self::Int(_) => "Int",
            Self::Real(_) => "Real",
            Self::Text(_) => "Text",
            Self::List(_) => "List",
            Self::Files(_) => "Files",
        }
    }
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
    TicketCommand {
        Create, Edit, SetStatus, Reply, SetRow, RemoveRow, Advance, ReturnTo, SetCc, Assign, SetTerms, NoteOverdue, Split, MergeInto, TakeIn,
        Unmerge, GiveBack, Withdraw,
    }
    Allocation { Nobody, All, Group, Agent, Given }
    Recipient { Assignee, Group, Supervisors, Creator, Cc, Contact, Agent }
    CompanyCommand { Create, Edit, Delete, Restore, Merge, Unmerge }
    ContactCommand { Create, Edit, Delete, Restore, Merge, Unmerge }
    AssetCommand { Create, Edit, Delete, Restore }
    Owner { Company, Contact, Agent, Tenant }
    Refusal {
        NotFound, AlreadyExists, NotAllowed, Restricted, NotYours, Reassigned, Cancelled, WrongState, ChangedMeanwhile,
        Missing, Invalid, TooMany, FarFromSite, OpenParts, Superseded, Mismatch, Quarantined, Blocked, Unknown,
    }
    EntryBody { Reply, Note, Log }
    Actor { Agent, Customer, System }
    AnyRow { Ticket, Visit, Company, Contact, Asset }
    Input { Multiline, Number, Phone, Email, Date, Checkbox, Choice, Text }
    FieldKind {
        LongText, Whole, Decimal, Date, DateTime, Choice, Choices, Cascade, Checkbox, Pattern, Attachment, Phone, Email,
        Web, Location, Stars, Signature, Rows, AssetRows, Computed,
        VerifiedPhone, Satisfaction, Texts, Agent, Agents, Team, CustomerGroup, Tags, Companies, Text,
    }
    Visible { All, Groups, Agents, Me }
    Operand { Int, Real, Text, List, Numbers }
    Outcome { Applied, Kept, Refused }
    Body { Snapshot, Changes }
    LiveMessage { Answer, Poke, Ended }
    Live { Changed, Positions, Defined, Notified, Ended }
}

words! {
    Noun { Company, Contact, Asset, Ticket }
    IdentityKind { Remote, Wechat, Whatsapp, Telegram, Line }
    Mode { Company, Contact, Mixed }
    ServiceKind { Ticket, Visit, FollowUp, Call, Message, Meeting, Other }
    TemplateModule { Ticket, Publishing }
    Target { FirstResponse, SecondResponse, Resolution }
    State { Unset, Running, Paused, Stopped }
    Colour { Green, Amber, Red }
    When { Before, After }
    ActionKind { Notice, Email, Sms }
    TagHow { Add, Remove, Replace }
    Lock { AddCompanies, DeleteCompanies, EditCompanies, AddContacts, DeleteContacts, EditContacts }
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
        Settings, Other, Fees,
    }
    Verb { View, Create, Edit, Delete, Export, Assign, Work, Import }
    Reach { Own, Group, Tree, All }
    Reason {
        Required, BadFormat, OptionNotFound, DuplicateInFile, CompanyNotFound, PermissionDenied, AccountTaken,
        SeatsUsedUp, LastAdministrator,
    }
    ImportState { Uploaded, Checking, Checked, Running, Done, Undoing, Undone, Failed }
    Industry {
        Software, Finance, Commerce, Education, Healthcare, Manufacturing, Retail, Travel, Culture, Property, Other,
    }
    TicketUse { Internal, Customers, Mixed }
    ChatUse { PreSales, AfterSales, Both }
    CallDirection { Inbound, Outbound, Both }
    HeadCount { UpTo5, UpTo20, UpTo50, UpTo200, More }
    Step { Showcase, Customers, Industry, Tickets, Chat, Remote, Calls, Staff }
    Seed { Form, VisitRules, Calendar }
    Module { Chat, Tickets, Calls, Visits, Remote, Reports }
    Feature {
        Tickets, Visits, CustomerForms, Ratings, Tracks, RoleManagement, Roster, Reports, LinkedCompanies,
        ChatTriggers,
    }
    By { Hour, Day, Week, Month, Agent, Group }
    Span { Today, Yesterday, ThisWeek, LastWeek, ThisMonth, LastMonth, LastDays, Days }
    Measure {
        New, Resolved, ResolvedADay, Closed, Reopened, ResolveTime, Answered, AnswerTime, Waiting,
    }
    PositionSource { Live, Recent, LastVisit, Home }
    Masking { None, All, Lifting }
    Channel { Tickets, Chat, Calls }
    Operator {
        Is, IsNot, Contains, NotContains, Empty, NotEmpty, AtLeast, AtMost, Less, Greater, OneOf,
        NotOneOf, Between, WithinLastDays, WithinNextDays,
    }
    EventKind {
        TicketCreated, TicketEdited, TicketStatusChanged, TicketAssigned, TicketReplied, VisitCreated, VisitEdited,
        VisitAssigned, VisitReassigned, VisitUnassigned, VisitAccepted, VisitRejected, EngineerDeparted,
        EngineerArrived, VisitPaused, VisitResumed, VisitCompleted, VisitReopened, CancelRequested, CancelRefused,
        VisitCancelled, LateRecordKept, LateRecordAccepted, LateRecordSetAside, VisitRated, CompanyCreated,
        CompanyEdited, ContactCreated, ContactEdited, AssetCreated, AssetEdited, TicketAdvanced, TicketReturned,
        TicketSplit,
        TicketRated,
        TicketOverdue,
        TicketWithdrawn,
    }
}
