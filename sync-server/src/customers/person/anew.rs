//! A record written anew without a person: the JSON of its document, overlay and lines, and the document without its history.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};
use truckroll_domain::attachments::{Attachment, hash_of};
use truckroll_domain::document::Document;
use truckroll_domain::visits::Address;
use truckroll_domain::{Content, DocumentId, Entry, Kind};

use super::needles::{Pen, Reach, Told};

/// A picture of one white point, in the place of a signature: that somebody signed stays.
const WHITE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\
\0\0\0\x0aIDAT\x78\xda\x63\xf8\x0f\0\x01\x01\x01\0\x1c\xb0\x8c\x99\0\0\0\0IEND\xae\x42\x60\x82";

/// The bytes that stand in the place of a signature.
pub(super) fn white() -> Vec<u8> {
    WHITE.to_vec()
}

/// And how a record names them.
pub(super) fn blank() -> Attachment {
    Attachment { hash: hash_of(WHITE), size: WHITE.len() as u64, mime: "image/png".to_owned(), name: String::new() }
}

/// Whose records are written anew.
pub(super) struct Whose<'a> {
    /// Contacts that are the person.
    pub contacts: &'a BTreeSet<String>,
    /// Addresses that are a company's.
    pub places: &'a BTreeSet<String>,
}

impl Whose<'_> {
    fn is(&self, id: Option<&Json>) -> bool {
        id.and_then(Json::as_str).is_some_and(|id| self.contacts.contains(id))
    }

    /// Takes the person out of a record that is his, as far as it has a place of its own; what else is said of him the pen
    /// finds.
    pub fn takes_out<T: Told>(&self, kind: Kind, json: &mut Json, pen: &Pen<'_, T>) {
        let Some(members) = json.as_object_mut() else { return };
        match kind {
            Kind::Ticket => {
                self.customer(members, pen.mark);
                self.address(members);
                if members.get("created_by").is_none_or(Json::is_null) {
                    for key in ["title", "description"] {
                        words(members.get_mut(key), pen.mark);
                    }
                    each(members.get_mut("fields"), |value| words(Some(value), pen.mark));
                }
                members.insert("attachments".to_owned(), json!({}));
            }
            Kind::Visit => {
                self.customer(members, pen.mark);
                self.address(members);
                each(members.get_mut("attempts"), |attempt| {
                    each(attempt.get_mut("signatures"), |line| unsigned(line, pen.mark));
                });
            }
            Kind::Asset => {
                if self.is(members.get("contact")) {
                    members.remove("contact");
                    members.remove("owner_name");
                }
                self.address(members);
            }
            Kind::Company | Kind::Contact => {}
        }
        pen.json(json, Reach::All);
    }

    /// The customer of a ticket or visit: nobody, where it was the person or nobody that is known.
    fn customer(&self, members: &mut Map<String, Json>, mark: &str) {
        let Some(customer) = members.get_mut("customer").and_then(Json::as_object_mut) else { return };
        let contact = customer.get("contact").filter(|id| !id.is_null());
        if contact.is_some() && !self.is(contact) {
            return;
        }
        customer.remove("contact");
        customer.insert("contact_name".to_owned(), mark.into());
        customer.insert("phone".to_owned(), "".into());
    }

    fn address(&self, members: &mut Map<String, Json>) {
        let Some(address) = members.get_mut("address") else { return };
        let line = serde_json::from_value::<Address>(address.clone()).unwrap_or_default().line();
        if !self.places.contains(&line) {
            *address = serde_json::to_value(Address::default()).unwrap_or_default();
        }
    }
}

/// A signature without who signed and what he drew.
pub(super) fn unsigned(line: &mut Json, mark: &str) {
    let Some(line) = line.as_object_mut() else { return };
    if let Ok(Json::Object(blank)) = serde_json::to_value(blank()) {
        line.extend(blank);
    }
    line.insert("signer".to_owned(), mark.into());
}

/// A visit's rating is the person's words; how many stars stays.
pub(super) fn overlay<T: Told>(text: &str, pen: &Pen<'_, T>) -> String {
    let Ok(mut overlay) = serde_json::from_str::<Json>(text) else { return text.to_owned() };
    words(overlay.pointer_mut("/rating/comment"), pen.mark);
    pen.json(&mut overlay, Reach::All);
    overlay.to_string()
}

/// A line of a record's log; `None` where the person is not in it.
pub(super) fn entry<T: Told>(body: &str, pen: &Pen<'_, T>) -> Option<String> {
    let mut entry = serde_json::from_str::<Json>(body).ok()?;
    let before = entry.clone();
    let nobody = entry.get("author").is_none_or(Json::is_null);
    if nobody {
        words(entry.get_mut("author_name"), pen.mark);
    }
    if nobody && entry.pointer("/body/kind").and_then(Json::as_str) == Some("reply") {
        words(entry.pointer_mut("/body/text"), pen.mark);
        if let Some(files) = entry.pointer_mut("/body/attachments") {
            *files = json!([]);
        }
    }
    pen.json(&mut entry, Reach::All);
    (entry != before).then(|| as_line(entry))
}

/// A line as everybody writes it, so that copies of it are equal.
pub(super) fn as_line(json: Json) -> String {
    let line = serde_json::from_value::<Entry>(json.clone()).and_then(|entry| serde_json::to_string(&entry));
    line.unwrap_or_else(|_| json.to_string())
}

/// A text that the person wrote.
fn words(text: Option<&mut Json>, mark: &str) {
    if let Some(Json::String(text)) = text
        && !text.is_empty()
    {
        mark.clone_into(text);
    }
}

fn each(map: Option<&mut Json>, mut f: impl FnMut(&mut Json)) {
    if let Some(Json::Object(lines)) = map {
        lines.values_mut().for_each(&mut f);
    }
}

/// A document without its history.
pub(super) struct Anew {
    /// Which.
    pub id: DocumentId,
    /// Kind.
    pub kind: Kind,
    /// The number it was read with.
    pub base_seq: i64,
    /// Saved.
    pub snapshot: Vec<u8>,
    /// Heads.
    pub heads: Vec<u8>,
    /// Its only change.
    pub change: Vec<u8>,
    /// The overlay's text.
    pub overlay: String,
    /// As the domain sees it.
    pub content: Content,
}

impl Anew {
    /// Writes the document; `None` when it could not be read again.
    pub fn write(id: DocumentId, kind: Kind, base_seq: i64, json: &Json, overlay: String) -> Option<Self> {
        let mut document = Document::new();
        // an actor of its own: no number of his is in the history that ends
        let actor: [u8; 16] = rand::random();
        let change = document.edit(&actor, &json!({}), json, Content::text_keys(kind))?;
        let snapshot = document.proven_bytes().ok()?;
        let content = Content::read(kind, document.to_json(), &overlay).ok()?;
        Some(Self { id, kind, base_seq, snapshot, heads: document.heads(), change, overlay, content })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_a_signature_is_a_picture() {
        let picture = image::load_from_memory(WHITE).expect("is a picture");
        assert_eq!((picture.width(), picture.height()), (1, 1));
        assert!(blank().is_valid() && blank().is_picture());
    }
}
