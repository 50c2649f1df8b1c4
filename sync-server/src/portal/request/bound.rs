//! Whom a link is for (TKT-43): the company and the contact person as they are now, and what the page begins with.
//!
//! What is asked about somebody who is known begins with what stands in his record; what the link says itself goes before it. A
//! page is read by whoever has its address, so two things do not stand there: remarks, which colleagues write for each other, and
//! numbers, where the organisation masks them. Such a number is shown with stars and counts where nothing else is typed.

use std::collections::BTreeMap;

use truckroll_domain::fields::FieldValue;
use truckroll_domain::privacy::{holds_numbers, mask};
use truckroll_domain::publishing::{CONTACT, Publication};
use truckroll_domain::{CompanyId, ContactId, Content, DocumentId, TenantId};

use crate::App;
use crate::db::DbResult;

/// How many merges are followed from one record to the next.
const MAX_STEPS: usize = 10;
/// What is asked about people and not told of them.
const UNTOLD: &str = "remark";

/// A company and its name.
pub(in super::super) type Company = (CompanyId, String);

/// The contact person a link is for.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Person {
    /// Who.
    pub id: ContactId,
    /// The company that is shown with the person.
    company: Option<Company>,
    /// What stands in the record, by the keys that can be asked for.
    known: BTreeMap<String, String>,
    /// Numbers have stars.
    masks: bool,
}

impl Person {
    /// What stands in a field of the record.
    pub fn known(&self, key: &str) -> Option<&str> {
        self.known.get(key).map(String::as_str)
    }

    /// The number of a field as it is shown, where it has stars.
    pub fn starred(&self, key: &str) -> Option<String> {
        self.known(key).filter(|_| self.masks && holds_numbers(key)).map(mask)
    }

    /// What a field of the page begins with.
    fn begins(&self, key: &str) -> Option<&str> {
        self.known(key).filter(|_| !(self.masks && holds_numbers(key)))
    }
}

/// Whom a link is for.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Bound {
    pub company: Option<Company>,
    pub person: Option<Person>,
}

impl Bound {
    /// Reads them; `of_asset` is the company of the machine that the link is stuck on.
    pub async fn load(
        app: &App,
        tenant: TenantId,
        publication: &Publication,
        of_asset: Option<Company>,
        masks: bool,
    ) -> DbResult<Self> {
        let person = match publication.person_id {
            Some(id) => person(app, tenant, id, masks).await?,
            None => None,
        };
        let company = match publication.company {
            Some(id) => company(app, tenant, id).await?,
            None => None,
        };
        let company = company.or(of_asset).or_else(|| person.as_ref().and_then(|person| person.company.clone()));
        Ok(Self { company, person })
    }

    /// What a field about the person begins with, or only shows.
    pub fn begins<'a>(&'a self, publication: &'a Publication, key: &str) -> Option<&'a str> {
        let said = publication.person.get(key).map(String::as_str);
        said.or_else(|| self.person.as_ref().and_then(|person| person.begins(key)))
    }

    /// What counts in a field about the person where nothing was typed, or nothing can be.
    pub fn counts<'a>(&'a self, publication: &'a Publication, key: &str) -> Option<&'a str> {
        let said = publication.person.get(key).map(String::as_str);
        said.or_else(|| self.person.as_ref().and_then(|person| person.known(key)))
    }

    /// The number of a field with its stars, where it is not told and the link says no other one.
    pub fn starred(&self, publication: &Publication, key: &str) -> Option<String> {
        self.person.as_ref().filter(|_| !publication.person.contains_key(key)).and_then(|person| person.starred(key))
    }
}

async fn content(app: &App, tenant: TenantId, id: DocumentId) -> DbResult<Option<Content>> {
    Ok(crate::ingest::load(&app.db, tenant, &[id]).await?.remove(&id).map(|stored| stored.content))
}

async fn company(app: &App, tenant: TenantId, mut id: CompanyId) -> DbResult<Option<Company>> {
    for _ in 0..MAX_STEPS {
        let Some(Content::Company(company)) = content(app, tenant, id.into()).await? else { return Ok(None) };
        match company.merged_into {
            Some(into) => id = into,
            None => return Ok(company.deleted_at.is_none().then_some((id, company.name))),
        }
    }
    Ok(None)
}

async fn person(app: &App, tenant: TenantId, mut id: ContactId, masks: bool) -> DbResult<Option<Person>> {
    for _ in 0..MAX_STEPS {
        let Some(Content::Contact(contact)) = content(app, tenant, id.into()).await? else { return Ok(None) };
        if let Some(into) = contact.merged_into {
            id = into;
            continue;
        }
        if contact.deleted_at.is_some() {
            return Ok(None);
        }
        let text = |key: &str| match contact.value(key)? {
            FieldValue::Text(text) => Some(text),
            FieldValue::List(all) => all.into_iter().next(),
            _ => None,
        };
        let keys = CONTACT.into_iter().filter(|key| *key != UNTOLD);
        let known = keys.filter_map(|key| Some((key.to_owned(), text(key)?))).collect();
        let company = contact.company.map(|company| (company, contact.company_name.clone()));
        return Ok(Some(Person { id, company, known, masks }));
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_link_says_goes_before_what_is_known_and_numbers_have_stars_where_they_must() {
        let known = [("name", "Zhou Min"), ("phone", "13512345678"), ("position", "Porter")];
        let known: BTreeMap<String, String> = known.map(|(key, text)| (key.to_owned(), text.to_owned())).into();
        let bound =
            |masks| Bound { person: Some(Person { known: known.clone(), masks, ..Person::default() }), company: None };
        let says = BTreeMap::from([("position".to_owned(), "Caretaker".to_owned())]);
        let link = Publication { person: says, ..Publication::default() };
        for (masks, key, begins, counts, starred) in [
            (false, "name", Some("Zhou Min"), Some("Zhou Min"), None),
            (false, "phone", Some("13512345678"), Some("13512345678"), None),
            (true, "phone", None, Some("13512345678"), Some("135****5678".to_owned())),
            (true, "name", Some("Zhou Min"), Some("Zhou Min"), None),
            (true, "position", Some("Caretaker"), Some("Caretaker"), None),
            (false, "email", None, None, None),
        ] {
            let of = bound(masks);
            assert_eq!((of.begins(&link, key), of.counts(&link, key)), (begins, counts), "{key}");
            assert_eq!(of.starred(&link, key), starred, "{key}");
        }
        let link = Publication { person: [("phone".to_owned(), "1".to_owned())].into(), ..Publication::default() };
        assert_eq!((bound(true).begins(&link, "phone"), bound(true).starred(&link, "phone")), (Some("1"), None));
    }
}
