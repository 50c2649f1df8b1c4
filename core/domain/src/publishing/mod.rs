//! Published ticket templates (TKT-42, TKT-43): what a link asks a customer for, and what it says already.
//!
//! A publication names a template, the fields that are asked for in their order, values that are given, and what it is for (a
//! machine, a company, a person). A saved one is a row with an id; one that is not kept travels whole in its signed address.
//! The form itself is judged by [`crate::tickets::form::judge`], by the version of the template that was shown.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::fields::{FieldKind, FieldSet, FieldValue, Noun, Values};
use crate::forms::Input;
use crate::tickets::TicketTemplate;
use crate::{AssetId, CompanyId, ContactId, TemplateId, Timestamp};

pub mod receipt;

/// Longest name, introduction and thanks, characters.
const MAX_LABEL: usize = 200;
const MAX_TEXT: usize = 2_000;
/// Most files of one field.
pub const MAX_FILES: u32 = 20;
/// Largest file, megabytes.
pub const MAX_MB: u32 = 50;

/// What of a contact person can be asked for, by the keys of contacts' fields.
pub const CONTACT: [&str; 7] = ["name", "phone", "landline", "email", "im", "position", "remark"];
/// What of the ticket itself can be asked for besides its own fields.
pub const TICKET: [&str; 2] = ["title", "description"];

/// A field that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Ask {
    /// Its key.
    pub key: String,
    /// Whether it must be filled, beyond what the template demands.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Whether it only shows what the link says.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub read_only: bool,
}

/// What a link asks for and says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Publication {
    /// The template.
    pub template: TemplateId,
    /// What it is called in the list.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Language it begins with: `en`, `zh-CN`, or empty for the reader's own.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub locale: String,
    /// A few words on top.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub intro: String,
    /// What is said when it has arrived.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub thanks: String,
    /// What of the contact person is asked for, in order.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "crate::tolerant::list")]
    pub contact: Vec<Ask>,
    /// Fields of the ticket in order; empty for all own fields of the template, in its groups.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "crate::tolerant::list")]
    pub fields: Vec<Ask>,
    /// What stands in fields of the ticket.
    #[serde(skip_serializing_if = "Values::is_empty", deserialize_with = "crate::tolerant::map")]
    pub values: Values,
    /// What stands in fields of the contact person.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "crate::tolerant::map")]
    pub person: BTreeMap<String, String>,
    /// The machine it is stuck on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<AssetId>,
    /// The company it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyId>,
    /// The contact person it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<ContactId>,
    /// Most files of one field; 0 for the most there can be.
    #[serde(skip_serializing_if = "is_zero")]
    pub max_files: u32,
    /// Largest file in megabytes; 0 for the largest there can be.
    #[serde(skip_serializing_if = "is_zero")]
    pub max_mb: u32,
    /// Whether a sender proves to be no machine.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub puzzle: bool,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// What is wrong with a publication, by member.
pub type PublicationProblems = BTreeMap<String, &'static str>;

impl Publication {
    /// The word of the noun.
    pub const KIND: &'static str = "publication";
    /// Most saved ones of an organisation.
    pub const MOST: i64 = 5_000;

    /// Most files of one field.
    #[must_use]
    pub fn files(&self) -> usize {
        let most = if self.max_files == 0 { MAX_FILES } else { self.max_files.min(MAX_FILES) };
        usize::try_from(most).unwrap_or(usize::MAX)
    }

    /// Largest file, bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let most = if self.max_mb == 0 { MAX_MB } else { self.max_mb.min(MAX_MB) };
        u64::from(most) * 1024 * 1024
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| now >= end)
    }

    /// The fields of the ticket that are asked for, in order: those that were chosen, else all own fields of the template.
    /// What is archived, for members of staff alone, or for afterwards is not asked.
    #[must_use]
    pub fn asked(&self, template: &TicketTemplate, set: &FieldSet) -> Vec<Ask> {
        let fits = |key: &str| match set.field(key).filter(|field| field.archived_at.is_none()) {
            Some(field) if field.system => TICKET.contains(&key),
            Some(field) => template.field(key).is_some() && !matches!(field.kind, FieldKind::Satisfaction { .. }),
            None => false,
        };
        if self.fields.is_empty() {
            let own = template.fields.iter().filter(|asked| set.field(&asked.key).is_some_and(|field| !field.system));
            let all = own.map(|asked| Ask { key: asked.key.clone(), ..Ask::default() });
            return all.filter(|ask| fits(&ask.key)).collect();
        }
        self.fields.iter().filter(|ask| fits(&ask.key)).cloned().collect()
    }

    /// Checks it against the template and the fields there are.
    ///
    /// # Errors
    /// All problems at once, as keys of the message files by member.
    pub fn check(&self, template: &TicketTemplate, set: &FieldSet, now: Timestamp) -> Result<(), PublicationProblems> {
        let mut problems = PublicationProblems::new();
        let mut wrong = |is: bool, member: String, problem| {
            if is {
                problems.entry(member).or_insert(problem);
            }
        };
        wrong(self.label.chars().count() > MAX_LABEL, "label".into(), "too_long");
        wrong(self.intro.chars().count() > MAX_TEXT, "intro".into(), "too_long");
        wrong(self.thanks.chars().count() > MAX_TEXT, "thanks".into(), "too_long");
        wrong(!matches!(self.locale.as_str(), "" | "en" | "zh-CN"), "locale".into(), "unknown");
        wrong(self.max_files > MAX_FILES, "max_files".into(), "out_of_range");
        wrong(self.max_mb > MAX_MB, "max_mb".into(), "out_of_range");
        wrong(self.is_over(now), "expires_at".into(), "is_over");
        wrong(template.disabled_at.is_some(), "template".into(), "disabled");
        let mut seen = BTreeSet::new();
        for (n, ask) in self.contact.iter().enumerate() {
            let member = format!("contact.{n}");
            wrong(!CONTACT.contains(&ask.key.as_str()), member.clone(), "unknown");
            wrong(!seen.insert(ask.key.as_str()), member, "taken");
        }
        let mut seen = BTreeSet::new();
        let all = self.asked(template, set);
        wrong(all.is_empty(), "fields".into(), "required");
        for (n, ask) in self.fields.iter().enumerate() {
            let member = format!("fields.{n}");
            wrong(!all.iter().any(|one| one.key == ask.key), member.clone(), "unknown");
            wrong(!seen.insert(ask.key.as_str()), member, "taken");
        }
        for (key, value) in &self.values {
            let member = format!("values.{key}");
            let Some(field) = set.field(key).filter(|_| all.iter().any(|ask| ask.key == *key)) else {
                wrong(true, member, "unknown");
                continue;
            };
            if let Err(problem) = field.kind.normalise(value) {
                wrong(true, member, problem);
            }
        }
        for (key, text) in &self.person {
            let member = format!("person.{key}");
            wrong(!CONTACT.contains(&key.as_str()), member.clone(), "unknown");
            if let Err(problem) = contact_answer(key, text) {
                wrong(true, member, problem);
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}

/// Checks an answer about the contact person; an empty one is none.
///
/// # Errors
/// The problem as a key of the message files.
pub fn contact_answer(key: &str, text: &str) -> Result<Option<String>, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let input = match key {
        "phone" | "landline" => Input::Phone,
        "email" => Input::Email,
        "remark" => Input::Multiline,
        _ => Input::Text,
    };
    input.check(text)?;
    if text.chars().count() > MAX_TEXT {
        return Err("too_long");
    }
    Ok(Some(text.to_owned()))
}

/// The kind of a field of contacts that can be asked for.
#[must_use]
pub fn contact_kind(key: &str) -> Option<FieldKind> {
    let set = FieldSet::standard(Noun::Contact);
    let kind = set.kind(key).filter(|_| CONTACT.contains(&key))?;
    Some(if *kind == FieldKind::Texts { FieldKind::Text } else { kind.clone() })
}

/// A text as the value of a kind that is typed or chosen.
///
/// # Errors
/// The problem as a key of the message files.
pub fn typed_value(kind: &FieldKind, text: &str) -> Result<Option<FieldValue>, &'static str> {
    if text.trim().is_empty() { Ok(None) } else { kind.normalise(&FieldValue::Text(text.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{Field, Label};
    use crate::tickets::TicketField;

    fn set() -> FieldSet {
        let mut set = FieldSet::standard(Noun::Ticket);
        let own = |key: &str, kind| Field::new(key, Label::new(key, ""), kind);
        set.fields.push(own("fault", FieldKind::Text));
        set.fields.push(own("floors", FieldKind::Whole));
        set.fields.push(own("said", FieldKind::Satisfaction { form: "how".into() }));
        set.fields.push(Field { archived_at: Some(Timestamp(1)), ..own("old", FieldKind::Text) });
        set
    }

    fn template() -> TicketTemplate {
        let keys = ["title", "fault", "floors", "said", "old"];
        TicketTemplate { fields: keys.map(TicketField::new).to_vec(), ..TicketTemplate::default() }
    }

    #[test]
    fn without_a_choice_all_own_fields_are_asked_and_no_system_field() {
        let asked = Publication::default().asked(&template(), &set());
        assert_eq!(asked.iter().map(|ask| ask.key.as_str()).collect::<Vec<_>>(), ["fault", "floors"]);
    }

    #[test]
    fn what_does_not_fit_is_named_by_its_member() {
        let ask = |key: &str| Ask { key: key.into(), ..Ask::default() };
        let publication = Publication {
            contact: vec![ask("phone"), ask("national_id"), ask("phone")],
            fields: vec![ask("title"), ask("floors"), ask("old"), ask("priority")],
            values: [("floors".to_owned(), FieldValue::Text("two".into()))].into(),
            person: [("email".to_owned(), "nobody".to_owned())].into(),
            max_mb: 51,
            expires_at: Some(Timestamp(5)),
            ..Publication::default()
        };
        let problems = publication.check(&template(), &set(), Timestamp(5)).expect_err("wrong");
        let expected = [
            ("contact.1", "unknown"),
            ("contact.2", "taken"),
            ("expires_at", "is_over"),
            ("fields.2", "unknown"),
            ("fields.3", "unknown"),
            ("max_mb", "out_of_range"),
            ("person.email", "not_an_email"),
            ("values.floors", "not_a_number"),
        ];
        assert_eq!(problems, expected.map(|(member, problem)| (member.to_owned(), problem)).into());
        assert_eq!(Publication::default().check(&template(), &set(), Timestamp(5)), Ok(()));
    }
}
