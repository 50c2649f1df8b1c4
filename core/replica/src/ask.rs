//! What screens ask of a replica and what they get: plain values that cross a thread, a worker or the FFI.
//!
//! [`Ask`] is the whole surface between a screen and its store. In the browser it travels by
//! `postMessage` to the tab that owns the database; in a phone app it is a function call. It is never stored and never
//! crosses versions, and has no tag members: their decoders would be a tenth of the app's program.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use truckroll_domain::assets::{Asset, AssetRow};
use truckroll_domain::companies::{Company, CompanyRow};
use truckroll_domain::contacts::{Contact, ContactRow};
use truckroll_domain::customers::Mode;
use truckroll_domain::decode::Deserialize;
use truckroll_domain::entry::Entry;
use truckroll_domain::filter::Condition;
use truckroll_domain::people::{Agent, Channel, Group, Presence, PresenceState, PresenceStates};
use truckroll_domain::roster::{Shift, Swap, SwapStep};
use truckroll_domain::tenants::Profile;
use truckroll_domain::tickets::{FieldGroup, NewPart, NewTicket, Ticket, TicketOverlay, TicketRow};
use truckroll_domain::views::TicketView;
use truckroll_domain::visits::{Visit, VisitOverlay, VisitRow, VisitState};
use truckroll_domain::{
    Command, CommandId, CompanyId, ContactId, DeviceId, DocumentId, Kind, MacroId, Place, Refusal, ShiftId, SwapId,
    TicketId, Timestamp, ViewId, VisitId,
};
use truckroll_protocol::api::roster::NewSwap;
use truckroll_protocol::api::{Hit, Me};
use truckroll_protocol::sync::device::Status;

mod tickets;

pub use tickets::{
    Clock, Family, FormField, MacroButton, MacroFill, Relative, TemplateChoice, TicketDraft, TicketItem, TicketMacros,
    ViewItem, ViewPart, Way,
};

/// A question or an order of a screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the answer's documentation says it")]
pub enum Ask {
    /// → [`Answer::Me`]: who is signed in on this device, offline too.
    Me,
    /// → [`Answer::Agenda`]: `from`..`to` are the bounds of the local day, ms UTC.
    Agenda { from: Timestamp, to: Timestamp },
    /// → [`Answer::Visits`].
    Visits {
        list: VisitList,
        #[serde(default)]
        narrow: VisitNarrow,
    },
    /// → [`Answer::Visit`].
    Visit { id: VisitId },
    /// → [`Answer::Tickets`]; words and status words narrow the list.
    Tickets { q: String, statuses: Vec<String> },
    /// → [`Answer::Views`]: the person's views of tickets with their counts, offline too.
    Views,
    /// → [`Answer::ViewTickets`], or [`Answer::Absent`] when the person has no such view; words and more conditions narrow it. The
    /// nil id is that of everything on the device.
    ViewTickets {
        id: ViewId,
        q: String,
        #[serde(default)]
        narrow: Vec<Condition>,
    },
    /// → [`Answer::Assigned`].
    Assigned,
    /// → [`Answer::Ticket`].
    Ticket { id: TicketId },
    /// → [`Answer::TicketDraft`]: what the form of a ticket that is not made yet shows, and the templates there are for the
    /// person.
    TicketDraft { ticket: Box<NewTicket> },
    /// → [`Answer::Assets`]: machines and parts that contain the words, of one table where one is named.
    Assets { q: String, table: String },
    /// → [`Answer::Assets`]: those that a scanned or typed code names.
    Machine { code: String },
    /// → [`Answer::Takers`]: who takes tickets now, and who does not.
    Takers,
    /// → [`Answer::Customers`].
    Customers { q: String },
    /// → [`Answer::Company`].
    Company { id: CompanyId },
    /// → [`Answer::Contact`].
    Contact { id: ContactId },
    /// → [`Answer::Nearby`]: companies with a place in the circle, the nearest first.
    Nearby { near: Near },
    /// → [`Answer::Organisation`].
    Organisation,
    /// → [`Answer::Presence`]: what the person says of himself.
    Presence,
    /// → [`Answer::Done`]: says it; the server hears it when there is a network.
    Say { channel: Channel, state: String },
    /// → [`Answer::Colleagues`].
    Colleagues,
    /// → [`Answer::Roster`]: the person's own shifts and swaps, offline too.
    Roster,
    /// → [`Answer::Done`] or [`Answer::NotDone`]: asks a colleague to change shifts; needs a connection.
    AskSwap { swap: NewSwap },
    /// → [`Answer::Done`] or [`Answer::NotDone`]: takes a step of a swap; needs a connection.
    StepSwap { id: SwapId, step: SwapStep },
    /// → [`Answer::Hits`]: full-text search over everything on the device.
    Search { q: String },
    /// → [`Answer::Attention`]: refused commands and records that did not count.
    Attention,
    /// → [`Answer::Done`]: takes an item off the list once the person has read it.
    Dismiss { command: CommandId },
    /// → [`Answer::Sync`].
    SyncState,
    /// → [`Answer::Rounds`]: the latest syncs.
    Rounds,
    /// → [`Answer::Executed`] or [`Answer::Refused`]; durable when answered.
    Execute { command: Box<Command> },
    /// → [`Answer::Executed`] or [`Answer::Refused`]: splits parts off a ticket, all or none; durable when answered.
    Split { id: TicketId, parts: Vec<NewPart>, closes_last: bool },
    /// → [`Answer::Executed`] or [`Answer::Refused`]: runs a macro of a ticket by its button.
    Press { ticket: TicketId, id: MacroId },
    /// → [`Answer::Stored`]: keeps bytes (a photo, a signature) and queues their upload; durable when
    /// answered. The hash goes into the command that follows.
    Keep {
        mime: String,
        name: String,
        #[serde(with = "bytes")]
        bytes: Vec<u8>,
    },
    /// → [`Answer::Bytes`]: bytes of a photo that is on the device; asks the server for it otherwise.
    Attachment { hash: String },
    /// → [`Answer::Called`]: asks the server for what is not kept on the device; needs a connection. The path begins with
    /// `/api/v1/`; the body is JSON, empty for none.
    Call { method: Method, path: String, body: String },
    /// → [`Answer::Signed`] or [`Answer::SignInFailed`]; needs a connection.
    SignIn {
        account: String,
        password: String,
        /// Code of the second step, where the failure was `second_step_required`.
        #[serde(default)]
        code: Option<String>,
        /// Password of the person's own, where the failure was `password_change_required`.
        #[serde(default)]
        new_password: Option<String>,
    },
    /// → [`Answer::Device`]: as what the server knows this device.
    Device,
    /// → [`Answer::Signed`] or [`Answer::SignInFailed`]: takes over the session that the browser brought back from an
    /// identity provider; needs a connection.
    Enter,
    /// → [`Answer::Done`]. Unsent work stays for the same person.
    SignOut,
    /// → [`Answer::Done`]: pull to refresh.
    SyncNow,
    /// → [`Answer::Done`]: the network came or went.
    Network { online: bool },
    /// → [`Answer::Done`]: a position of the phone; kept for the visit at work, only between accepted and
    /// completed.
    Position { at: Timestamp, lat: f64, lon: f64, accuracy_m: Option<f64> },
}

/// How the server is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "named as in RFC 9110")]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    /// As it stands in a request.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}

mod bytes {
    use serde::{Deserialize as _, Deserializer, Serializer};
    use truckroll_protocol::sync::Bytes;

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        Bytes::deserialize(deserializer).map(|b| b.0)
    }
}

/// Which visits to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitList {
    /// Mine and not finished.
    ToDo,
    /// Made by me and given to others; view only.
    Sent,
    /// Mine and finished.
    Done,
}

/// What a list of visits is narrowed to; what is left out does not narrow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct VisitNarrow {
    /// Planned at or after this (finished visits: finished).
    pub from: Option<Timestamp>,
    /// Planned before this (finished visits: finished).
    pub to: Option<Timestamp>,
    /// In one of these states; empty means any.
    pub states: Vec<VisitState>,
    /// Sites near a place; the nearest come first.
    pub near: Option<Near>,
}

/// A circle on the earth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Near {
    /// Its middle.
    pub place: Place,
    /// Its radius, metres.
    pub within_m: f64,
}

/// Sync mark of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// The server has everything.
    #[default]
    InStep,
    /// Saved on this device; waits for the server.
    Waiting,
    /// Something needs attention.
    Attention,
}

/// A visit in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitItem {
    /// Its row.
    pub row: VisitRow,
    /// Sync mark.
    pub mark: Mark,
}

/// A visit with everything its screen shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitPage {
    /// Its row.
    pub row: VisitRow,
    /// Document.
    pub visit: Visit,
    /// The server's part as last heard.
    pub overlay: VisitOverlay,
    /// Flow log and notes, newest first; unsent ones have no `received_at`.
    pub entries: Vec<Entry>,
    /// Ticket behind it, if it is on the device.
    pub ticket: Option<TicketRow>,
    /// The machine, if it is on the device.
    pub asset: Option<Asset>,
    /// Sync mark.
    pub mark: Mark,
    /// Commands only the server decides, still waiting: their names.
    pub pending: Vec<String>,
    /// Whether the person may write his attempt: the visit is assigned to him.
    pub mine: bool,
    /// Hashes of photos whose bytes are still to be sent.
    pub unsent_photos: Vec<String>,
    /// Values set by several people at once.
    pub conflicts: Vec<(String, Vec<serde_json::Value>)>,
}

/// A ticket with everything its screen shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TicketPage {
    /// Its row.
    pub row: TicketRow,
    /// Document.
    pub ticket: Ticket,
    /// The server's part as last heard.
    pub overlay: TicketOverlay,
    /// The tickets it belongs together with.
    pub family: Family,
    /// Replies and log, newest first.
    pub entries: Vec<Entry>,
    /// Its visits on this device.
    pub visits: Vec<VisitRow>,
    /// What the ticket's form shows, in order, as this device judges it.
    pub form: Vec<FormField>,
    /// The groups of its template, in order.
    pub groups: Vec<FieldGroup>,
    /// What was promised for it and how much of that is left, in the order of targets.
    pub clocks: Vec<Clock>,
    /// Where it is on its way through a workflow.
    pub way: Option<Way>,
    /// What macros offer and hide.
    pub macros: TicketMacros,
    /// Commands only the server decides, still waiting: their names.
    pub pending: Vec<String>,
    /// Sync mark.
    pub mark: Mark,
}

/// What a device has of the customer directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum DirectoryState {
    /// Only customers of the person's own work.
    #[default]
    Own,
    /// All of it is on its way.
    Coming,
    /// All of it.
    Whole,
    /// Too large for a device: only customers of the person's own work, the others are asked for online.
    Large,
}

/// A company with everything its screen shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CompanyPage {
    /// Its id.
    pub id: CompanyId,
    /// Document.
    pub company: Company,
    /// Its contacts on this device, by name.
    pub contacts: Vec<ContactRow>,
    /// Its tickets on this device, newest movement first.
    pub tickets: Vec<TicketRow>,
    /// Sync mark.
    pub mark: Mark,
}

/// A contact with everything its screen shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContactPage {
    /// Its id.
    pub id: ContactId,
    /// Document.
    pub contact: Contact,
    /// Its tickets on this device, newest movement first.
    pub tickets: Vec<TicketRow>,
    /// Sync mark.
    pub mark: Mark,
}

/// Something that did not go as recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttentionItem {
    /// The command.
    pub id: CommandId,
    /// Document it was for; perhaps no longer on the device.
    pub document: DocumentId,
    /// Kind of that document.
    pub kind: Kind,
    /// Number and title of the document at that time.
    pub title: String,
    /// The command with all that was recorded.
    pub command: Command,
    /// When it was given.
    pub at: Timestamp,
    /// Why.
    pub why: Refusal,
    /// `true`: stored on the visit for the dispatcher to decide. `false`: refused, kept here only.
    pub kept: bool,
}

/// How sync stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SyncState {
    /// Connection.
    pub status: Status,
    /// Commands that wait.
    pub waiting: i64,
    /// Photos and files that wait.
    pub uploads: i64,
    /// Items that need attention.
    pub attention: i64,
    /// When the server was last heard.
    pub heard_at: Option<Timestamp>,
}

/// A sync as the device remembers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct SyncRound {
    /// When it began.
    pub at: Timestamp,
    /// How long it took.
    pub took_ms: i64,
    /// Commands that the server answered.
    pub sent: i64,
    /// Photos and files that arrived since the one before.
    pub files: i64,
    /// Documents and definitions that came, or went.
    pub received: i64,
    /// Commands that were refused.
    pub refused: i64,
    /// The server was not reached, or not to the end.
    pub failed: bool,
}

/// The answer to an [`Ask`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "named for what they hold")]
pub enum Answer {
    Me {
        me: Option<Box<Me>>,
    },
    /// Today's visits in order of their windows, the one at work first; later ones follow in `next`.
    Agenda {
        today: Vec<VisitItem>,
        next: Vec<VisitItem>,
        attention: i64,
    },
    Visits {
        visits: Vec<VisitItem>,
    },
    Visit {
        page: Option<Box<VisitPage>>,
    },
    Tickets {
        tickets: Vec<TicketItem>,
    },
    /// In their order, those of the organisation first; folders are in the views.
    Views {
        views: Vec<ViewItem>,
    },
    /// The groups in their order; one with an empty key where the view has none.
    ViewTickets {
        view: Box<TicketView>,
        parts: Vec<ViewPart>,
    },
    /// Open tickets that others gave to the person: id, title, when anything last happened to it.
    Assigned {
        tickets: Vec<(String, String, Timestamp)>,
    },
    Ticket {
        page: Option<Box<TicketPage>>,
    },
    TicketDraft {
        draft: Box<TicketDraft>,
    },
    /// By name; at most 50.
    Assets {
        assets: Vec<AssetRow>,
    },
    /// Colleagues that take tickets, groups, and colleagues that take none as far as this device knows, each with the state he is
    /// in; a state without a word where an administrator gives him no work. All by name.
    Takers {
        agents: Vec<Agent>,
        groups: Vec<Group>,
        away: Vec<(Agent, PresenceState)>,
    },
    /// At most 500 of each. `directory` says what this device has of the customer directory, `base` whom the organisation
    /// serves.
    Customers {
        companies: Vec<CompanyRow>,
        contacts: Vec<ContactRow>,
        directory: DirectoryState,
        base: Mode,
    },
    Company {
        page: Option<Box<CompanyPage>>,
    },
    Contact {
        page: Option<Box<ContactPage>>,
    },
    /// With their straight distances, metres; at most 500.
    Nearby {
        companies: Vec<(CompanyRow, f64)>,
    },
    /// As its administrators describe it; nothing is filled in while nobody has.
    Organisation {
        profile: Box<Profile>,
    },
    Presence {
        mine: Presence,
        states: PresenceStates,
    },
    Colleagues {
        agents: Vec<Agent>,
    },
    /// Templates, own shifts by day, open swaps.
    Roster {
        shifts: Vec<Shift>,
        #[serde(deserialize_with = "truckroll_domain::day::keyed")]
        days: BTreeMap<Date, ShiftId>,
        swaps: Vec<Swap>,
    },
    /// Why the server did not do it: a problem key, `stale`, `closed` or `unreachable`.
    NotDone {
        code: String,
    },
    Hits {
        hits: Vec<Hit>,
    },
    Attention {
        items: Vec<AttentionItem>,
    },
    Sync {
        state: SyncState,
    },
    /// Newest first.
    Rounds {
        rounds: Vec<SyncRound>,
    },
    Device {
        id: DeviceId,
    },
    Executed {
        command: CommandId,
    },
    Refused {
        why: Refusal,
    },
    Stored {
        hash: String,
        size: u64,
    },
    Bytes {
        mime: String,
        #[serde(with = "bytes")]
        bytes: Vec<u8>,
    },
    /// `status` is 0 where the server was not reached.
    Called {
        status: u16,
        body: String,
    },
    Signed {
        me: Box<Me>,
    },
    /// `code` of the problem: `bad_credentials`, `second_step_required`, `password_change_required`, `rate_limited`,
    /// `unreachable`.
    SignInFailed {
        code: String,
        retry_after_s: Option<i64>,
    },
    /// Not on this device (and, for photos, not to be had now).
    Absent,
    Done,
    /// The store itself failed; the text is for a report.
    Broken {
        detail: String,
    },
}

/// Says which records changed, so that screens ask again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
pub struct Changed {
    /// Kinds of documents.
    pub kinds: Vec<Kind>,
    /// Documents; empty when there were too many to name.
    pub ids: Vec<DocumentId>,
    /// The state of sync changed.
    pub sync: bool,
    /// Somebody signed in or out.
    pub session: bool,
    /// What is known of colleagues changed.
    #[serde(default)]
    pub people: bool,
}
