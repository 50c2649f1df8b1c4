//! What is only ever added: a reply, a note, a line of the flow log.

use truckroll_domain::entry::Audience;
use truckroll_domain::{Entry, EntryBody};

use super::{Named, at, beside_the_site, chen, chens_phone, id, picture, ticket_id, visit_id};

pub fn bodies() -> Vec<EntryBody> {
    vec![
        EntryBody::Reply { text: "Chen is on the way.".into(), attachments: vec![picture("map")], automatic: false },
        EntryBody::Note { text: "The key is at the reception.".into() },
        EntryBody::Log {
            action: "arrive".into(),
            state: "arrived".into(),
            text: "parked around the corner".into(),
            subject: "Chen Li".into(),
            place: Some(beside_the_site()),
            distance_m: Some(71),
            flags: vec!["far_from_site".into(), "late".into()],
            changes: Vec::new(),
        },
    ]
}

pub fn entries() -> Named<Entry> {
    let mut all = Vec::new();
    for (n, body) in bodies().into_iter().enumerate() {
        let reply = matches!(body, EntryBody::Reply { .. });
        all.push((
            body.kind(),
            Entry {
                id: id(0x60 + u16::try_from(n).expect("few")),
                parent: if reply { ticket_id().into() } else { visit_id().into() },
                audience: if reply { Audience::Public } else { Audience::Internal },
                author: Some(chen()),
                author_name: "Chen Li".into(),
                device: Some(chens_phone()),
                at: at(35),
                received_at: Some(at(50)),
                offline: true,
                body,
            },
        ));
    }
    all
}
