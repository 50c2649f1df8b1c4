//! The placeholders of print templates (TKT-58, TKT-59): what each means, in our words and in those of other systems' templates.

use truckroll_domain::fields::{Field, FieldKind, FieldSet};
use truckroll_domain::triggers::placeholders::{TICKET, own_name};
use truckroll_protocol::api::PrintKey;

use super::markup::{LineFault, Use};
use crate::directory::Directory;

/// Placeholders that stand on a line of their own.
pub(super) const BLOCKS: [&str; 10] =
    ["letterhead", "logo", "qr", "summary", "fields", "rows", "photos", "signatures", "replies", "page_break"];
/// Placeholders of the sheet itself.
const SHEET: [&str; 3] = ["tenant", "today", "printed_by"];
/// What other systems call fields of companies and contacts.
const COMPANY: [(&str, &str); 3] =
    [("companyName", "name"), ("serviceStartTime", "service_from"), ("serviceEndTime", "service_to")];
const CONTACT: [(&str, &str); 4] = [("mobile", "phone"), ("QQ", "im"), ("tag", "tags"), ("note", "remark")];

/// What a placeholder means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A word about the ticket, by our name.
    Ticket(String),
    /// An own field of the ticket.
    Own(String),
    Company(String),
    Contact(String),
    /// The name of the ticket's customer template.
    CustomerTemplate,
    Sheet(&'static str),
    Block(&'static str),
}

/// What the placeholder of this name means; `None` for one that nobody knows.
pub(super) fn meaning(directory: &Directory, name: &str) -> Option<Meaning> {
    if let Some(block) = BLOCKS.iter().find(|block| **block == name) {
        return Some(Meaning::Block(block));
    }
    if let Some(said) = SHEET.iter().find(|said| **said == name) {
        return Some(Meaning::Sheet(said));
    }
    match name.split_once('.')? {
        ("ticket", key) => {
            let ours = own_name(key);
            if TICKET.contains(&ours) {
                return Some(Meaning::Ticket(ours.to_owned()));
            }
            own(&directory.ticket_fields.now, key).map(Meaning::Own)
        }
        ("company", "address") => Some(Meaning::Company("address".to_owned())),
        ("company", key) => of(&directory.company_fields.now, key, &COMPANY).map(Meaning::Company),
        ("user" | "contact", key) => of(&directory.contact_fields.now, key, &CONTACT).map(Meaning::Contact),
        ("customer", "templateName") => Some(Meaning::CustomerTemplate),
        _ => None,
    }
}

/// A field by its key or by what others call it.
fn of(set: &FieldSet, key: &str, aliases: &[(&str, &str)]) -> Option<String> {
    let ours = aliases.iter().find(|(other, _)| *other == key).map_or(key, |(_, ours)| ours);
    let system = set.fields.iter().find(|field| field.system && field.key == ours).map(|field| field.key.clone());
    system.or_else(|| own(set, key))
}

/// An own field by its key, with or without `fields.`; or by its place among them (`field_1`).
fn own(set: &FieldSet, key: &str) -> Option<String> {
    let key = key.strip_prefix("fields.").unwrap_or(key);
    if let Some(field) = set.own().find(|field| field.key == key) {
        return Some(field.key.clone());
    }
    let place: usize = key.strip_prefix("field_")?.parse().ok()?;
    set.own().filter(|field| field.archived_at.is_none()).nth(place.checked_sub(1)?).map(|field| field.key.clone())
}

/// Whether an own field of tickets is a table, pictures or a drawing and not words.
fn stands_alone(kind: &FieldKind) -> bool {
    kind.has_rows() || *kind == FieldKind::Signature
}

/// What is wrong with the placeholders of a text.
pub(super) fn faults(directory: &Directory, uses: &[Use]) -> Vec<LineFault> {
    let mut faults = Vec::new();
    for (line, name, alone) in uses {
        let problem = match meaning(directory, name) {
            None => Some("unknown_key"),
            Some(Meaning::Block(_)) => (!alone).then_some("stands_alone"),
            Some(Meaning::Own(key)) => {
                let kind = directory.ticket_fields.now.kind(&key);
                (!alone && kind.is_some_and(stands_alone)).then_some("stands_alone")
            }
            Some(_) => None,
        };
        faults.extend(problem.map(|problem| LineFault { line: *line, problem }));
    }
    faults
}

/// The placeholders there are.
pub(super) fn all(directory: &Directory, tag: &str) -> Vec<PrintKey> {
    let plain = |key: String| PrintKey { key, label: String::new(), block: false };
    let block = |key: &&str| PrintKey { key: (*key).to_owned(), label: String::new(), block: true };
    let mut keys: Vec<PrintKey> = BLOCKS.iter().map(block).collect();
    keys.extend(SHEET.iter().map(|key| plain((*key).to_owned())));
    keys.extend(TICKET.iter().map(|key| plain(format!("ticket.{key}"))));
    let labelled = |of: &str, field: &Field| PrintKey {
        key: format!("{of}.{}", field.key),
        label: field.label.text(tag).to_owned(),
        block: of == "ticket" && stands_alone(&field.kind),
    };
    let shown = |field: &&Field| field.archived_at.is_none();
    keys.extend(directory.ticket_fields.now.own().filter(shown).map(|field| labelled("ticket", field)));
    keys.push(plain("company.address".to_owned()));
    keys.extend(directory.company_fields.now.fields.iter().filter(shown).map(|field| labelled("company", field)));
    keys.extend(directory.contact_fields.now.fields.iter().filter(shown).map(|field| labelled("user", field)));
    keys.push(plain("customer.templateName".to_owned()));
    keys
}

#[cfg(test)]
mod tests {
    use truckroll_domain::fields::{Label, Noun};

    use super::*;

    fn directory() -> Directory {
        let mut directory = Directory::default();
        directory.company_fields.now = FieldSet::standard(Noun::Company);
        directory.contact_fields.now = FieldSet::standard(Noun::Contact);
        directory.ticket_fields.now = FieldSet::standard(Noun::Ticket);
        let field = |key: &str, kind| Field::new(key, Label::new("Mine", "我的"), kind);
        directory.ticket_fields.now.fields.push(field("depth", FieldKind::Decimal));
        directory.ticket_fields.now.fields.push(field("parts", FieldKind::AssetRows { table: "parts".into() }));
        directory
    }

    #[test]
    fn names_of_other_systems_mean_the_same() {
        let directory = directory();
        for (name, wanted) in [
            ("ticket.ticketId", Meaning::Ticket("number".into())),
            ("ticket.servicer_Mobile", Meaning::Ticket("assignee_phone".into())),
            ("ticket.depth", Meaning::Own("depth".into())),
            ("ticket.fields.depth", Meaning::Own("depth".into())),
            ("ticket.field_2", Meaning::Own("parts".into())),
            ("company.companyName", Meaning::Company("name".into())),
            ("company.serviceEndTime", Meaning::Company("service_to".into())),
            ("user.mobile", Meaning::Contact("phone".into())),
            ("user.QQ", Meaning::Contact("im".into())),
            ("user.note", Meaning::Contact("remark".into())),
            ("customer.templateName", Meaning::CustomerTemplate),
            ("qr", Meaning::Block("qr")),
        ] {
            assert_eq!(meaning(&directory, name), Some(wanted), "{name}");
        }
        for name in ["ticket.field_0", "ticket.field_9", "ticket.nothing", "user.password", "x", "system.file"] {
            assert_eq!(meaning(&directory, name), None, "{name}");
        }
    }

    #[test]
    fn every_placeholder_that_is_offered_is_known_and_faults_name_their_lines() {
        let directory = directory();
        for key in all(&directory, "en") {
            assert!(meaning(&directory, &key.key).is_some(), "{}", key.key);
        }
        let uses = vec![
            (1, "ticket.title".to_owned(), false),
            (2, "ticket.titel".to_owned(), false),
            (3, "fields".to_owned(), false),
            (4, "ticket.parts".to_owned(), false),
            (5, "ticket.parts".to_owned(), true),
        ];
        let found: Vec<_> = faults(&directory, &uses).into_iter().map(|fault| (fault.line, fault.problem)).collect();
        assert_eq!(found, [(2, "unknown_key"), (3, "stands_alone"), (4, "stands_alone")]);
    }
}
