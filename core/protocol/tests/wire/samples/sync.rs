//! What devices and the server say to each other: whole messages, and one message around each small thing.

use truckroll_domain::content::AnyRow;
use truckroll_domain::{Command, Content, Entry, Envelope, Kind, Refusal};
use truckroll_protocol::sync::{
    Ack, Body, Bytes, Cursor, DefinitionUpdate, Directory, DocumentUpdate, LiveMessage, Masking, Outcome,
    PackedEntries, Parcel, Push, SyncRequest, SyncResponse,
};

use super::{
    Named, at, command_id, company, customers, entries, hua_plaza, lift_3, people, refusals, ticket_id, tickets,
    visit_id, visits, zhou_min,
};

/// Every command on the document it is about, by noun and name.
pub fn commands() -> Vec<(String, Command)> {
    let mut all: Vec<Command> = Vec::new();
    all.extend(visits::commands().into_iter().map(|command| Command::Visit { id: visit_id(), command }));
    all.extend(tickets::commands().into_iter().map(|command| Command::Ticket { id: ticket_id(), command }));
    all.extend(customers::commands().into_iter().map(|(_, command)| command));
    all.into_iter().map(|command| (format!("{}_{}", command.kind().word(), command.name()), command)).collect()
}

pub fn envelope(command: Command) -> Envelope {
    Envelope { id: command_id(1), at: at(35), offline: true, command }
}

/// One document of each kind with its overlay.
pub fn contents() -> Vec<Content> {
    vec![
        Content::Ticket(tickets::ticket(), tickets::overlay()),
        Content::Visit(Box::new(visits::visit()), Box::new(visits::overlay())),
        Content::Company(customers::company()),
        Content::Contact(customers::contact()),
        Content::Asset(customers::asset()),
    ]
}

pub fn document_id(kind: Kind) -> truckroll_domain::DocumentId {
    match kind {
        Kind::Ticket => ticket_id().into(),
        Kind::Visit => visit_id().into(),
        Kind::Company => hua_plaza().into(),
        Kind::Contact => zhou_min().into(),
        Kind::Asset => lift_3().into(),
    }
}

pub fn rows() -> Vec<AnyRow> {
    contents().iter().map(|content| content.row(document_id(content.kind()))).collect()
}

/// The first bytes of an automerge change; `documents.rs` has real ones.
fn change(n: u8) -> Bytes {
    Bytes(vec![0x85, 0x6f, 0x4a, 0x83, n])
}

pub fn bodies() -> Vec<Body> {
    vec![Body::Snapshot(change(9)), Body::Changes(vec![change(1), change(2)])]
}

pub fn outcomes() -> Vec<Outcome> {
    let why = Refusal::Reassigned { to: "Chen Li".into(), at: at(12) };
    vec![Outcome::Applied, Outcome::Kept { why: why.clone() }, Outcome::Refused { why }]
}

fn update(content: &Content, body: Body, entries: Vec<Entry>) -> DocumentUpdate {
    let (kind, id) = (content.kind(), document_id(content.kind()));
    let row = matches!(body, Body::Snapshot(_)).then(|| content.row(id));
    let overlay = match content {
        Content::Ticket(_, overlay) => text(overlay),
        Content::Visit(_, overlay) => text(overlay),
        Content::Company(_) | Content::Contact(_) | Content::Asset(_) => String::new(),
    };
    DocumentUpdate { id, kind, seq: 411, body, overlay, row, entries, packed: PackedEntries::default() }
}

fn text(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("is written")
}

/// A device with nothing to say.
pub fn idle_request() -> SyncRequest {
    SyncRequest { version: 1, cursor: Cursor::at(1, 412), push: vec![], want: vec![], says: vec![], max_bytes: 0 }
}

pub fn request() -> SyncRequest {
    let with_changes = Push {
        command: Envelope {
            id: command_id(2),
            at: at(35),
            offline: false,
            command: Command::Visit { id: visit_id(), command: visits::commands().swap_remove(7) },
        },
        changes: vec![change(1), change(2)],
    };
    let without = Push {
        command: envelope(Command::Ticket { id: ticket_id(), command: tickets::commands().swap_remove(3) }),
        changes: vec![],
    };
    SyncRequest {
        version: 1,
        cursor: Cursor::at(1, 410),
        push: vec![with_changes, without],
        want: vec![document_id(Kind::Asset), document_id(Kind::Contact)],
        says: vec![company::saying()],
        max_bytes: 65_536,
    }
}

/// A request with one command.
pub fn push(command: Command) -> SyncRequest {
    SyncRequest {
        version: 1,
        cursor: Cursor::at(1, 410),
        push: vec![Push { command: envelope(command), changes: vec![change(1)] }],
        want: vec![],
        says: vec![],
        max_bytes: 0,
    }
}

/// Nothing new.
pub fn idle_response() -> SyncResponse {
    SyncResponse {
        cursor: Cursor::at(1, 412),
        acks: vec![],
        documents: vec![],
        parcels: vec![],
        drops: vec![],
        definitions: vec![],
        reset: false,
        more: false,
        server_time: None,
    }
}

pub fn response() -> SyncResponse {
    let contents = contents();
    let said: Vec<Entry> = entries::entries().into_iter().map(|(_, entry)| entry).collect();
    let group = text(&people::group());
    let [snapshot, changes] = <[Body; 2]>::try_from(bodies()).expect("two");
    SyncResponse {
        cursor: Cursor::at(2, 413),
        acks: outcomes().into_iter().zip(2..).map(|(o, n)| Ack { command: command_id(n), outcome: o }).collect(),
        documents: vec![
            update(&contents[1], snapshot, said[1..].to_vec()),
            update(&contents[0], changes, said[..1].to_vec()),
        ],
        parcels: vec![],
        drops: vec![document_id(Kind::Asset)],
        definitions: vec![
            DefinitionUpdate { kind: "group".into(), id: "lifts-east".into(), body: group },
            DefinitionUpdate { kind: "form".into(), id: "old".into(), body: String::new() },
        ],
        reset: true,
        more: true,
        server_time: Some(at(51)),
    }
}

/// An answer with one outcome.
pub fn ack(outcome: Outcome) -> SyncResponse {
    SyncResponse { acks: vec![Ack { command: command_id(2), outcome }], ..idle_response() }
}

/// An answer with one document and nothing else.
pub fn document(content: &Content, body: Body) -> SyncResponse {
    SyncResponse { documents: vec![update(content, body, vec![])], ..idle_response() }
}

/// An answer with one new entry.
pub fn entry(entry: Entry) -> SyncResponse {
    let changes = Body::Changes(vec![]);
    let update = DocumentUpdate {
        id: entry.parent,
        kind: if entry.parent == ticket_id().into() { Kind::Ticket } else { Kind::Visit },
        seq: 412,
        body: changes,
        overlay: String::new(),
        row: None,
        entries: vec![entry],
        packed: PackedEntries::default(),
    };
    SyncResponse { documents: vec![update], ..idle_response() }
}

/// A page in the middle of a reading, as devices of version 2 get it.
pub fn packed_page() -> SyncResponse {
    let [snapshot, _] = <[Body; 2]>::try_from(bodies()).expect("two");
    let said: Vec<Entry> = entries::entries().into_iter().map(|(_, entry)| entry).collect();
    let mut page = update(&contents()[1], snapshot, vec![]);
    page.packed = PackedEntries::pack(&said[1..]);
    let cursor = Cursor { floor: Some(120), ..Cursor::at(1, 410) };
    SyncResponse { cursor, documents: vec![page], more: true, ..idle_response() }
}

/// The same as devices of version 3 get it from a server that had packed the document.
pub fn parcel_page() -> SyncResponse {
    let mut page = packed_page();
    page.parcels = page.documents.drain(..).map(|update| Parcel::pack(&update)).collect();
    page
}

/// A page to somebody who gets the customer directory, with masked numbers.
pub fn directory_page() -> SyncResponse {
    let directory = Some(Directory { began: 410, read: 120, large: false });
    let cursor = Cursor { floor: Some(0), directory, masked: Masking::All, ..Cursor::at(1, 412) };
    SyncResponse { cursor, more: true, ..idle_response() }
}

pub fn live() -> Named<LiveMessage> {
    vec![
        ("answer", LiveMessage::Answer(Box::new(idle_response()))),
        ("poke", LiveMessage::Poke(413)),
        ("ended", LiveMessage::Ended("signed_in_elsewhere".into())),
    ]
}

/// What the server has decided about commands, by refusal.
pub fn refused() -> Vec<(&'static str, Refusal)> {
    refusals::refusals().into_iter().map(|why| (why.code(), why)).collect()
}
