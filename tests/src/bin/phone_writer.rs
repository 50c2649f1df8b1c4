//! A phone that works without pause until it is killed: for `tests/tests/whole/crash.rs`.
//!
//! Arguments: database, visit, assignment. Prints a line for everything the store said is stored: the hash of a
//! photo or the id of a command.

use std::io::Write as _;

use rusqlite::Connection;
use truckroll_domain::attachments::Attachment;
use truckroll_domain::visits::{Photo, PhotoTag, VisitCommand};
use truckroll_domain::{AssignmentId, Command, EntryId, LineId, Timestamp, VisitId};
use truckroll_replica::{Answer, Ask, Replica};

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or_else(|| anyhow::anyhow!("database, visit and assignment are needed"));
    let (path, visit, assignment) = (next()?, next()?.parse::<VisitId>()?, next()?.parse::<AssignmentId>()?);
    let mut replica = Replica::open(Connection::open(path)?, rand::random)?;
    let mut out = std::io::stdout().lock();
    for n in 0_i64.. {
        let now = Timestamp(1_772_438_400_000 + n);
        let bytes: Vec<u8> =
            [b"\xff\xd8\xff".as_slice(), &n.to_be_bytes(), &rand::random::<[u8; 16]>(), &[7; 4_000]].concat();
        let keep = Ask::Keep { mime: "image/jpeg".to_owned(), name: String::new(), bytes };
        if let (Answer::Stored { hash, size }, _) = replica.answer(&keep, now, false) {
            writeln!(out, "photo {hash}")?;
            let attachment = Attachment { hash, size, mime: "image/jpeg".to_owned(), name: String::new() };
            let line = Photo::new(attachment, now, PhotoTag::Other, None);
            let photo = LineId(uuid(rand::random()));
            execute(&mut replica, &mut out, visit, VisitCommand::AddPhoto { assignment, photo, line }, now)?;
            execute(&mut replica, &mut out, visit, VisitCommand::RemovePhoto { assignment, photo }, now)?;
        }
        let note = VisitCommand::Note { entry: EntryId(uuid(rand::random())), text: format!("note {n}") };
        execute(&mut replica, &mut out, visit, note, now)?;
    }
    Ok(())
}

fn uuid(bytes: [u8; 16]) -> truckroll_server::Uuid {
    truckroll_server::Uuid::from_bytes(bytes)
}

fn execute(
    replica: &mut Replica,
    out: &mut impl std::io::Write,
    visit: VisitId,
    command: VisitCommand,
    now: Timestamp,
) -> anyhow::Result<()> {
    let ask = Ask::Execute { command: Box::new(Command::Visit { id: visit, command }) };
    match replica.answer(&ask, now, false).0 {
        Answer::Executed { command } => writeln!(out, "command {command}")?,
        // a photo that was added just before a kill stays; nine of them are the limit
        Answer::Refused { .. } => return Ok(()),
        other => anyhow::bail!("not stored: {other:?}"),
    }
    out.flush()?;
    Ok(())
}
