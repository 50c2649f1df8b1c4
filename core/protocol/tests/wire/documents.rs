//! Automerge documents as earlier versions stored them: loaded, merged, projected and written on by today's code.

use serde_json::{Map, Value as Json, json};
use truckroll_domain::access::Policy;
use truckroll_domain::companies::CompanyCommand;
use truckroll_domain::document::Document;
use truckroll_domain::people::{Agent, Role};
use truckroll_domain::tickets::TicketCommand;
use truckroll_domain::visits::{VisitCommand, VisitRules};
use truckroll_domain::{Command, Content, Context, Side};
use truckroll_protocol::frame;
use truckroll_protocol::sync::Bytes;

use crate::fixture::{generations, may_write, write_next};
use crate::samples::{
    at, command_id, customers, dana, hua_plaza, lift_3, sync, tenant, ticket_id, visit_id, visits, zhou_min,
};
use crate::value::{says_all, tree};

const DANAS_DESK: [u8; 16] = [0xda; 16];
const CHENS_PHONE: [u8; 16] = [0xc4; 16];

/// A stored document: saved bytes, its overlay, two changes that were made at the same time.
struct Stored {
    saved: Vec<u8>,
    overlay: String,
    changes: Vec<Vec<u8>>,
}

/// The first line and the free text of a kind.
fn keys(content: &Content) -> (&'static str, &'static str) {
    match content {
        Content::Ticket(..) | Content::Visit(..) => ("title", "description"),
        Content::Company(_) | Content::Contact(_) | Content::Asset(_) => ("name", "remark"),
    }
}

/// What today's code stores for a sample. Dana gives it another title and writes before the text while Chen's
/// phone writes after it.
fn written(content: &Content) -> Stored {
    let (line, text) = keys(content);
    let texts = Content::text_keys(content.kind());
    let made = content.document_json();
    let mut document = Document::new();
    document.edit(&DANAS_DESK, &Json::Object(Map::new()), &made, texts).expect("something was written");
    let saved = document.proven_bytes().expect("can be stored");
    let words = made[text].as_str().expect("a text");
    let mut danas = made.clone();
    danas[line] = json!("Lift 3, east wing");
    danas[text] = json!(format!("Urgent. {words}"));
    let mut chens = made.clone();
    chens[text] = json!(format!("{words} The cabin is dark."));
    let mut copy = Document::load(&saved).expect("loads");
    let changes = vec![
        document.edit(&DANAS_DESK, &made, &danas, texts).expect("differs"),
        copy.edit(&CHENS_PHONE, &made, &chens, texts).expect("differs"),
    ];
    Stored { saved, overlay: content.overlay_json(), changes }
}

fn name(content: &Content, part: &str) -> String {
    format!("automerge/{}{part}", content.kind().word())
}

/// Every generation that was stored.
fn stored(content: &Content) -> Vec<Stored> {
    let saved = generations(&name(content, ""), "automerge");
    let overlays = generations(&name(content, "_overlay"), "json");
    let changes = generations(&name(content, "_changes"), "cbor");
    assert!(overlays.len() == saved.len() && changes.len() == saved.len(), "three files belong together");
    let parts = saved.into_iter().zip(overlays).zip(changes);
    parts
        .map(|((saved, overlay), changes)| Stored {
            saved,
            overlay: String::from_utf8(overlay).expect("text"),
            changes: frame::unpack::<Vec<Bytes>>(&changes).expect("a frame").into_iter().map(|c| c.0).collect(),
        })
        .collect()
}

fn store(content: &Content) {
    let newest = stored(content).pop();
    let today = tree(&content.document_json());
    let says = |old: &Stored| tree(&Document::load(&old.saved).expect("loads").to_json());
    let more = |old: Stored| says_all(&today, &says(&old)).is_err() || old.overlay != content.overlay_json();
    if newest.is_none_or(more) {
        let new = written(content);
        write_next(&name(content, ""), "automerge", &new.saved);
        write_next(&name(content, "_overlay"), "json", new.overlay.as_bytes());
        let changes: Vec<Bytes> = new.changes.into_iter().map(Bytes).collect();
        write_next(&name(content, "_changes"), "cbor", &frame::pack(&changes, 3));
    }
}

#[test]
fn stored_documents_are_read_merged_and_projected() {
    for sample in sync::contents() {
        if may_write() {
            store(&sample);
        }
        let kind = sample.kind();
        let all = stored(&sample);
        assert!(!all.is_empty(), "{} was never stored; WRITE_FIXTURES=1 does it", kind.word());
        let newest = all.len();
        for (old, generation) in all.into_iter().zip(1..) {
            let mut document = Document::load(&old.saved).expect("loads");
            let json = document.to_json();
            let content = Content::read(kind, json.clone(), &old.overlay).expect("is read");
            says_all(&tree(&json), &tree(&content.document_json())).expect("nothing is lost");
            says_all(&tree(&json), &tree(&sample.document_json())).expect("the meaning is the same");
            if generation == newest {
                assert_eq!(content, sample, "says more now; WRITE_FIXTURES=1 stores it");
            }
            insta::assert_json_snapshot!(
                format!("stored_{}_{generation}", kind.word()),
                content.row(sync::document_id(kind))
            );

            document.receive(&old.changes).expect("merges");
            let merged = document.to_json();
            let (line, text) = keys(&sample);
            let words = json[text].as_str().expect("a text");
            assert_eq!(merged[line], "Lift 3, east wing");
            assert_eq!(merged[text], format!("Urgent. {words} The cabin is dark."));
            assert!(document.conflicts().is_empty(), "{:?}", document.conflicts());
            Content::read(kind, merged, &old.overlay).expect("is read after the merge");
            document.proven_bytes().expect("can be stored");
        }
    }
}

/// Dana changes the title at the desk.
fn rename(content: &Content) -> Command {
    let name = Some("Lift 3, west wing".to_owned());
    match content {
        Content::Ticket(..) => {
            let edit = Box::new(truckroll_domain::tickets::TicketEdit { title: name, ..Default::default() });
            Command::Ticket { id: ticket_id(), command: TicketCommand::Edit { edit } }
        }
        Content::Visit(..) => {
            let edit = Box::new(truckroll_domain::visits::VisitEdit { title: name, ..Default::default() });
            Command::Visit { id: visit_id(), command: VisitCommand::Edit { edit } }
        }
        Content::Company(_) => {
            let edit = Box::new(truckroll_domain::companies::CompanyEdit { name, ..Default::default() });
            Command::Company { id: hua_plaza(), command: CompanyCommand::Edit { edit } }
        }
        Content::Contact(_) => {
            let edit = Box::new(truckroll_domain::contacts::ContactEdit { name, ..Default::default() });
            let command = truckroll_domain::contacts::ContactCommand::Edit { edit };
            Command::Contact { id: zhou_min(), command }
        }
        Content::Asset(_) => {
            let edit = Box::new(truckroll_domain::assets::AssetEdit { name, ..Default::default() });
            Command::Asset { id: lift_3(), command: truckroll_domain::assets::AssetCommand::Edit { edit } }
        }
    }
}

fn at_the_desk() -> Context {
    Context {
        tenant: tenant(),
        actor: Policy::default().actor(&Agent {
            id: dana(),
            name: "Dana Xu".into(),
            roles: vec![Role::Dispatcher],
            ..Agent::default()
        }),
        device: None,
        command: command_id(9),
        at: at(300),
        received_at: Some(at(300)),
        offline: false,
        side: Side::Server,
        visit_rules: VisitRules::default(),
    }
}

#[test]
fn todays_code_writes_on_stored_documents() {
    for sample in sync::contents() {
        for old in stored(&sample) {
            let mut document = Document::load(&old.saved).expect("loads");
            let mut content = Content::read(sample.kind(), document.to_json(), &old.overlay).expect("is read");
            let (_, change) = content
                .execute(&at_the_desk(), &rename(&sample), &mut document, &DANAS_DESK)
                .expect("Dana may rename it");
            assert!(change.is_some());
            assert_eq!(document.to_json()[keys(&sample).0], "Lift 3, west wing");
            let mut decided = content.document_json();
            if let (Some(decided), Json::Object(said)) = (decided.as_object_mut(), document.to_json()) {
                // maps that are younger than the document are made by whoever first writes in them
                decided.retain(|key, value| said.contains_key(key) || *value != json!({}));
            }
            assert_eq!(document.to_json(), decided, "the document says what the rules decided");
            document.proven_bytes().expect("can be stored");
        }
    }
}

/// An old writer on new data: members and words that it does not know stay as they are.
#[test]
fn an_older_writer_leaves_what_a_newer_one_wrote() {
    let newer = json!({"deep": [1, 2], "when": 7});
    for sample in [
        Content::Visit(Box::new(visits::visit()), Box::new(visits::overlay())),
        Content::Company(customers::company()),
        sync::contents().swap_remove(0),
    ] {
        let mut json = sample.document_json();
        json["zz_newer"] = newer.clone();
        json["address"]["zz_newer"] = newer.clone();
        if let Content::Visit(..) = sample {
            json["priority"] = json!("catastrophic");
            for attempt in json["attempts"].as_object_mut().expect("attempts").values_mut() {
                attempt["zz_newer"] = newer.clone();
            }
        }
        let mut document = Document::new();
        let texts = Content::text_keys(sample.kind());
        document.edit(&CHENS_PHONE, &json!({}), &json, texts).expect("something was written");
        let mut content = Content::read(sample.kind(), document.to_json(), &sample.overlay_json()).expect("is read");
        content.execute(&at_the_desk(), &rename(&sample), &mut document, &DANAS_DESK).expect("Dana may rename it");
        json[keys(&sample).0] = json!("Lift 3, west wing");
        assert_eq!(document.to_json(), json, "only the title differs");
    }
}
