//! Merging two customers into one, and taking that back (CUS-17): which values the target takes, what moves to it, and how
//! both go back. What the server then does with it is in `docs/adr/0012-merges-can-be-taken-back.md`.
//!
//! The target wins: only what is empty there takes the source's value. Tags, handles and files are united. An address and
//! a service period are taken as a whole or not at all, so that nobody finds one customer's street in another's city.

use serde::{Deserialize, Serialize};

use super::{keys_of, value_of};
use crate::assets::{Asset, AssetCommand, AssetEdit, Owner};
use crate::companies::MAX_IM;
use crate::contacts::{CompanyLink, ContactCommand, ContactEdit};
use crate::fields::{FieldValue, MAX_FILES, Noun, ValueEdits};
use crate::tickets::{TicketCommand, TicketEdit};
use crate::visits::{Customer, VisitCommand, VisitEdit};
use crate::{Command, CompanyId, Content, DocumentId, Kind};

/// Fields that are taken together or not at all.
const TOGETHER: [&[&str]; 2] = [&["province", "city", "district", "street", "place"], &["service_from", "service_to"]];
/// Fields that say who somebody is or where he belongs; a merge has its own way with them.
const NEVER: [&str; 3] = ["name", "companies", "created_at"];

/// A value that the target took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Taken {
    /// Key of the field.
    pub key: String,
    /// What stood at the target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<FieldValue>,
    /// What stands there since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<FieldValue>,
}

/// What both have, without what is said twice; `None` where the second adds nothing.
fn united(key: &str, first: Option<&FieldValue>, second: &FieldValue) -> Option<FieldValue> {
    match (first, second) {
        (None, second) => Some(second.clone()),
        (Some(FieldValue::Files(there)), FieldValue::Files(new)) => {
            let mut all = there.clone();
            for (hash, name) in new {
                if all.len() < MAX_FILES {
                    all.entry(hash.clone()).or_insert_with(|| name.clone());
                }
            }
            (all.len() > there.len()).then_some(FieldValue::Files(all))
        }
        (Some(FieldValue::List(there)), FieldValue::List(new)) if key == "tags" || key == "im" => {
            let most = if key == "im" { MAX_IM } else { super::MAX_TAGS };
            let mut all = there.clone();
            all.extend(new.iter().filter(|one| !there.contains(one)).cloned());
            all.truncate(most.max(there.len()));
            if key == "tags" {
                all.sort_unstable();
            }
            (all.len() > there.len()).then_some(FieldValue::List(all))
        }
        _ => None,
    }
}

/// The values that `target` takes from `source`.
#[must_use]
pub fn takes(source: &Content, target: &Content) -> Vec<Taken> {
    let closed = |key: &str| {
        TOGETHER.iter().any(|keys| keys.contains(&key) && keys.iter().any(|key| value_of(target, key).is_some()))
    };
    let keys = keys_of(&[target, source]);
    let keys = keys.into_iter().filter(|key| !NEVER.contains(&key.as_str()) && !closed(key));
    keys.filter_map(|key| {
        let (theirs, before) = (value_of(source, &key)?, value_of(target, &key));
        let after = united(&key, before.as_ref(), &theirs)?;
        Some(Taken { key, before, after: Some(after) })
    })
    .collect()
}

/// What was written about a source after it was merged (`then` is how it was last seen), as values for the target, and the
/// keys of what does not go there because the target says something of its own.
#[must_use]
pub fn late(then: &Content, now: &Content, target: &Content) -> (Vec<Taken>, Vec<String>) {
    let (mut taken, mut stays) = (Vec::new(), Vec::new());
    for key in keys_of(&[then, now]) {
        let (was, is) = (value_of(then, &key), value_of(now, &key));
        if was == is || key == "companies" || key == "created_at" {
            continue;
        }
        let before = value_of(target, &key);
        let apart = TOGETHER
            .iter()
            .any(|keys| keys.contains(&&*key) && keys.iter().any(|key| value_of(target, key) != value_of(then, key)));
        let after = match &is {
            _ if key == "name" || apart => before.clone(),
            // it corrects what stands there
            _ if before == was => is.clone(),
            Some(new) => united(&key, before.as_ref(), new).or_else(|| before.clone()),
            None => before.clone(),
        };
        if after != before {
            taken.push(Taken { key, before, after });
        } else if before != is {
            stays.push(key);
        }
    }
    (taken, stays)
}

/// What goes back from a target.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct GivenBack {
    /// What has to be written.
    pub edits: ValueEdits,
    /// Fields in which something else was written meanwhile, or that must not be empty; they stay.
    pub stays: Vec<String>,
}

/// Takes back what a target took, last first. What was written there meanwhile stays.
#[must_use]
pub fn gives_back(target: &Content, taken: &[Taken], must_be_filled: impl Fn(&str) -> bool) -> GivenBack {
    let mut back = GivenBack::default();
    for Taken { key, before, after } in taken.iter().rev() {
        if back.stays.contains(key) {
            continue;
        }
        let now = back.edits.get(key).cloned().unwrap_or_else(|| value_of(target, key));
        let wanted = match (&now, before, after) {
            (now, before, after) if now == after => before.clone(),
            (Some(FieldValue::List(now)), before, Some(FieldValue::List(after))) if key == "tags" || key == "im" => {
                let there = match before {
                    Some(FieldValue::List(before)) => before.as_slice(),
                    _ => &[],
                };
                let added = |one: &String| after.contains(one) && !there.contains(one);
                FieldValue::list(now.iter().filter(|one| !added(one)).cloned())
            }
            (Some(FieldValue::Files(now)), before, Some(FieldValue::Files(after))) => {
                let there = match before {
                    Some(FieldValue::Files(before)) => before.clone(),
                    _ => Default::default(),
                };
                let left = now.iter().filter(|(hash, _)| !after.contains_key(*hash) || there.contains_key(*hash));
                let left: std::collections::BTreeMap<_, _> =
                    left.map(|(hash, name)| (hash.clone(), name.clone())).collect();
                (!left.is_empty()).then_some(FieldValue::Files(left))
            }
            _ => {
                back.stays.push(key.clone());
                continue;
            }
        };
        if wanted.is_none() && must_be_filled(key) {
            back.stays.push(key.clone());
        } else {
            back.edits.insert(key.clone(), wanted);
        }
    }
    back.edits.retain(|key, wanted| value_of(target, key) != *wanted);
    back
}

/// The customer that takes over.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Its noun.
    pub noun: Noun,
    /// Its id.
    pub id: DocumentId,
    /// Its name.
    pub name: String,
    /// Whether it has somebody to talk to first already.
    pub has_first: bool,
}

/// How a record named the source before it moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Was {
    /// A ticket, visit or machine: the name of the customer as it was written there.
    Named {
        /// The name.
        name: String,
    },
    /// A person: his place in the company.
    Linked {
        /// It.
        link: CompanyLink,
        /// Whether the company was the one shown with him.
        shown: bool,
        /// Whether he was in the target too.
        in_both: bool,
    },
}

/// A record that moved with a merge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: DocumentId,
    /// What people call it.
    pub name: String,
    /// How it named the source.
    pub was: Was,
}

fn named(customer: &mut Customer, noun: Noun, id: DocumentId, name: &str) -> String {
    let (text, former) = match noun {
        Noun::Company => {
            customer.company = Some(id.into());
            (&mut customer.company_name, name)
        }
        Noun::Contact => {
            customer.contact = Some(id.into());
            (&mut customer.contact_name, name)
        }
        // rows of asset tables are not merged, and nothing is of a ticket
        Noun::Asset | Noun::Ticket => return String::new(),
    };
    std::mem::replace(text, former.to_owned())
}

fn is_of(customer: &Customer, noun: Noun, id: DocumentId) -> bool {
    match noun {
        Noun::Company => customer.company.map(DocumentId::from) == Some(id),
        Noun::Contact => customer.contact.map(DocumentId::from) == Some(id),
        Noun::Asset | Noun::Ticket => false,
    }
}

/// Whether a row belongs to a customer.
fn owns(asset: &Asset, noun: Noun, id: DocumentId) -> bool {
    match (noun, asset.owner()) {
        (Noun::Company, Owner::Company { id: owner, .. }) => DocumentId::from(owner) == id,
        (Noun::Contact, Owner::Contact { id: owner, .. }) => DocumentId::from(owner) == id,
        _ => false,
    }
}

/// The command that gives a row to a customer.
fn given_to(row: DocumentId, noun: Noun, id: DocumentId, name: &str) -> Option<Command> {
    let name = name.to_owned();
    let owner = match noun {
        Noun::Company => Owner::Company { id: id.into(), name },
        Noun::Contact => Owner::Contact { id: id.into(), name },
        Noun::Asset | Noun::Ticket => return None,
    };
    let edit = Box::new(AssetEdit { owner: Some(owner), ..AssetEdit::default() });
    Some(Command::Asset { id: row.into(), command: AssetCommand::Edit { edit } })
}

fn links(id: DocumentId, edit: ContactEdit) -> Command {
    Command::Contact { id: id.into(), command: ContactCommand::Edit { edit: Box::new(edit) } }
}

/// The command by which a record names `to` in the place of `source`, and what it said before; `None` where it does not
/// name the source, or is thrown away.
#[must_use]
pub fn move_over(id: DocumentId, content: &Content, source: DocumentId, to: &Target) -> Option<(Command, Moved)> {
    let moved = |kind, name: &str, was| Moved { kind, id, name: name.to_owned(), was };
    match content {
        Content::Ticket(ticket, overlay) if is_of(&ticket.customer, to.noun, source) => {
            let mut customer = ticket.customer.clone();
            let name = named(&mut customer, to.noun, to.id, &to.name);
            let edit = Box::new(TicketEdit { customer: Some(customer), ..TicketEdit::default() });
            let title = overlay.number.clone().unwrap_or_else(|| ticket.title.clone());
            let command = Command::Ticket { id: id.into(), command: TicketCommand::Edit { edit } };
            Some((command, moved(Kind::Ticket, &title, Was::Named { name })))
        }
        Content::Visit(visit, overlay) if is_of(&visit.customer, to.noun, source) => {
            let mut customer = visit.customer.clone();
            let name = named(&mut customer, to.noun, to.id, &to.name);
            let edit = Box::new(VisitEdit { customer: Some(customer), ..VisitEdit::default() });
            let title = overlay.number.clone().unwrap_or_else(|| visit.title.clone());
            let command = Command::Visit { id: id.into(), command: VisitCommand::Edit { edit } };
            Some((command, moved(Kind::Visit, &title, Was::Named { name })))
        }
        Content::Asset(asset) if asset.deleted_at.is_none() && owns(asset, to.noun, source) => {
            let command = given_to(id, to.noun, to.id, &to.name)?;
            let name = asset.owner().name().to_owned();
            Some((command, moved(Kind::Asset, &asset.name, Was::Named { name })))
        }
        Content::Contact(contact) if to.noun == Noun::Company && contact.deleted_at.is_none() => {
            let (source, target): (CompanyId, CompanyId) = (source.into(), to.id.into());
            let shown = contact.company == Some(source);
            let link = contact.companies.get(&source).cloned();
            let link =
                link.or_else(|| shown.then(|| CompanyLink { name: contact.company_name.clone(), first: false }))?;
            let in_both = contact.companies.contains_key(&target);
            let mut edit = ContactEdit::default();
            edit.companies.insert(source, None);
            if !in_both {
                let first = link.first && !to.has_first;
                edit.companies.insert(target, Some(CompanyLink { name: to.name.clone(), first }));
            }
            if shown {
                // who is in both keeps the name that stands with the other
                let name = contact.companies.get(&target).map_or(&to.name, |there| &there.name);
                edit.company = Some(target);
                edit.company_name = Some(name.clone());
            }
            Some((links(id, edit), moved(Kind::Contact, &contact.name, Was::Linked { link, shown, in_both })))
        }
        _ => None,
    }
}

/// The command by which a record names the source again; `None` where it names somebody else meanwhile.
#[must_use]
pub fn put_back(
    content: &Content,
    moved: &Moved,
    noun: Noun,
    source: DocumentId,
    target: DocumentId,
) -> Option<Command> {
    let id = moved.id;
    match (content, &moved.was) {
        (Content::Ticket(ticket, _), Was::Named { name }) if is_of(&ticket.customer, noun, target) => {
            let mut customer = ticket.customer.clone();
            named(&mut customer, noun, source, name);
            let edit = Box::new(TicketEdit { customer: Some(customer), ..TicketEdit::default() });
            Some(Command::Ticket { id: id.into(), command: TicketCommand::Edit { edit } })
        }
        (Content::Visit(visit, _), Was::Named { name }) if is_of(&visit.customer, noun, target) => {
            let mut customer = visit.customer.clone();
            named(&mut customer, noun, source, name);
            let edit = Box::new(VisitEdit { customer: Some(customer), ..VisitEdit::default() });
            Some(Command::Visit { id: id.into(), command: VisitCommand::Edit { edit } })
        }
        (Content::Asset(asset), Was::Named { name }) if asset.deleted_at.is_none() && owns(asset, noun, target) => {
            given_to(id, noun, source, name)
        }
        (Content::Contact(contact), Was::Linked { link, shown, in_both }) => {
            let (source, target): (CompanyId, CompanyId) = (source.into(), target.into());
            if contact.deleted_at.is_some() || !contact.companies.contains_key(&target) {
                return None;
            }
            let mut edit = ContactEdit::default();
            edit.companies.insert(source, Some(link.clone()));
            if !in_both {
                edit.companies.insert(target, None);
            }
            if *shown && contact.company == Some(target) {
                edit.company = Some(source);
                edit.company_name = Some(link.name.clone());
            }
            Some(links(id, edit))
        }
        _ => None,
    }
}
