//! Customer templates (CUS-22): named sets of fields of companies and contacts, each for one use.
//!
//! For tickets a template says what the customer pane shows and what a customer made from a ticket is asked for. For
//! publishing it says what a customer sees and changes of himself on a page of his own. A template is one definition,
//! [`CustomerTemplate::KIND`] with its id; fields that are archived or hidden later fall out of it by themselves.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::TemplateId;
use crate::access::words;
use crate::decode::Deserialize;
use crate::fields::{Field, FieldKind, FieldSet, Noun, label_problem};

/// Most fields of one template.
const MAX_FIELDS: usize = 100;
/// Longest words above the page of a customer, characters.
const MAX_INTRO: usize = 1_000;

/// What is wrong with a template: problem keys by member (`fields.2`).
pub type TemplateProblems = BTreeMap<String, &'static str>;

words! {
    /// Where a template is used.
    TemplateModule {
        /// At the desk, with a ticket.
        Ticket = "ticket",
        /// On a page where customers see and change their own details.
        Publishing = "publishing",
    }
}

impl TemplateModule {
    /// The module of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|module| module.word() == word)
    }
}

/// A field of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateField {
    /// Company or contact.
    pub noun: Noun,
    /// Key of the field.
    pub key: String,
    /// Whether it must be filled here, beyond what the field itself demands.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
}

/// A named set of fields for one use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerTemplate {
    /// Id.
    pub id: TemplateId,
    /// What people read; also the title of a published page.
    pub name: String,
    /// Where it is used.
    pub module: TemplateModule,
    /// The fields, in order.
    #[serde(default, deserialize_with = "crate::tolerant::list")]
    pub fields: Vec<TemplateField>,
    /// Of a template for publishing: a few words below the title.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub intro: String,
    /// Of a template for publishing: whether its page can be reached.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub published: bool,
    /// Of a template for publishing: whether what customers change waits until somebody has looked at it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub review: bool,
}

impl CustomerTemplate {
    /// The kind of the definition.
    pub const KIND: &'static str = "customer_template";
    /// Most templates of an organisation.
    pub const MOST: usize = 50;

    /// Whether customers can be asked for a field on a page: what they type or choose themselves. Files, several of a
    /// list, moments, and what stands in lists of the organisation stay at the desk.
    #[must_use]
    pub fn can_be_published(field: &Field) -> bool {
        field.is_shown()
            && match field.kind {
                FieldKind::Text
                | FieldKind::LongText
                | FieldKind::Whole
                | FieldKind::Decimal
                | FieldKind::Date
                | FieldKind::Choice { .. }
                | FieldKind::Cascade { .. }
                | FieldKind::Checkbox
                | FieldKind::Pattern { .. }
                | FieldKind::Phone
                | FieldKind::Email
                | FieldKind::Web
                | FieldKind::Location
                | FieldKind::Texts => true,
                FieldKind::Choices { .. }
                | FieldKind::DateTime
                | FieldKind::Attachment
                | FieldKind::Stars
                | FieldKind::Signature
                | FieldKind::Rows { .. }
                | FieldKind::AssetRows { .. }
                | FieldKind::Computed { .. }
                | FieldKind::VerifiedPhone
                | FieldKind::Satisfaction { .. }
                | FieldKind::Agent
                | FieldKind::Agents
                | FieldKind::Team
                | FieldKind::CustomerGroup
                | FieldKind::Tags
                | FieldKind::Companies => false,
            }
    }

    /// The template as it is kept: what says nothing for its module is left out.
    #[must_use]
    pub fn settled(mut self) -> Self {
        self.name = self.name.trim().to_owned();
        if self.module != TemplateModule::Publishing {
            self.intro.clear();
            self.published = false;
            self.review = false;
        }
        self
    }

    /// Checks the template against the fields there are.
    ///
    /// # Errors
    /// All problems at once, as keys of the message files by member.
    pub fn check(&self, company: &FieldSet, contact: &FieldSet) -> Result<(), TemplateProblems> {
        let mut problems = TemplateProblems::new();
        if let Some(problem) = label_problem(&self.name) {
            problems.insert("name".to_owned(), problem);
        }
        if self.intro.chars().count() > MAX_INTRO {
            problems.insert("intro".to_owned(), "too_long");
        }
        if self.fields.is_empty() {
            problems.insert("fields".to_owned(), "required");
        } else if self.fields.len() > MAX_FIELDS {
            problems.insert("fields".to_owned(), "too_many");
        }
        let mut seen = BTreeSet::new();
        for (index, asked) in self.fields.iter().enumerate() {
            let field = asked.noun.customer(company, contact).and_then(|set| set.field(&asked.key));
            let problem = match field.filter(|field| field.archived_at.is_none()) {
                None => Some("unknown"),
                Some(_) if !seen.insert((asked.noun, asked.key.as_str())) => Some("taken"),
                Some(field) if self.module == TemplateModule::Publishing && !Self::can_be_published(field) => {
                    Some("not_for_customers")
                }
                Some(_) => None,
            };
            if let Some(problem) = problem {
                problems.insert(format!("fields.{index}"), problem);
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The fields of one noun that it asks for, in its order, each as strict as it and the template together.
    pub fn asked<'a>(&'a self, noun: Noun, set: &'a FieldSet) -> impl Iterator<Item = Field> + 'a {
        self.fields.iter().filter(move |asked| asked.noun == noun).filter_map(move |asked| {
            let field = set.field(&asked.key).filter(|field| field.is_shown())?;
            let publishes = self.module == TemplateModule::Publishing;
            if publishes && !Self::can_be_published(field) {
                return None;
            }
            Some(Field { required: field.required || asked.required, ..field.clone() })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;
    use crate::fields::Label;

    fn field(noun: Noun, key: &str) -> TemplateField {
        TemplateField { noun, key: key.into(), required: false }
    }

    fn template(module: TemplateModule, fields: Vec<TemplateField>) -> CustomerTemplate {
        CustomerTemplate {
            id: TemplateId::default(),
            name: "Short".into(),
            module,
            fields,
            intro: String::new(),
            published: true,
            review: true,
        }
    }

    fn sets() -> (FieldSet, FieldSet) {
        let mut company = FieldSet::standard(Noun::Company);
        company.fields.push(Field::new("pit", Label::new("Pit", ""), FieldKind::Decimal));
        let gone = Field::new("gone", Label::new("Gone", ""), FieldKind::Text);
        company.fields.push(Field { archived_at: Some(Timestamp(1)), ..gone });
        (company, FieldSet::standard(Noun::Contact))
    }

    #[test]
    fn a_template_is_refused_by_the_member_that_is_wrong() {
        let (company, contact) = sets();
        let (c, p) = (Noun::Company, Noun::Contact);
        for (module, fields, member, problem) in [
            (TemplateModule::Ticket, vec![], "fields", "required"),
            (TemplateModule::Ticket, vec![field(c, "nowhere")], "fields.0", "unknown"),
            (TemplateModule::Ticket, vec![field(c, "gone")], "fields.0", "unknown"),
            (TemplateModule::Ticket, vec![field(Noun::Asset, "name")], "fields.0", "unknown"),
            (TemplateModule::Ticket, vec![field(c, "name"), field(p, "name"), field(c, "name")], "fields.2", "taken"),
            (TemplateModule::Publishing, vec![field(c, "pit"), field(c, "owner")], "fields.1", "not_for_customers"),
            (TemplateModule::Publishing, vec![field(p, "companies")], "fields.0", "not_for_customers"),
        ] {
            let problems = template(module, fields).check(&company, &contact).unwrap_err();
            assert_eq!(problems, TemplateProblems::from([(member.to_owned(), problem)]), "{module:?}");
        }
        let mut nameless = template(TemplateModule::Ticket, vec![field(c, "owner")]);
        nameless.name = " ".into();
        assert_eq!(nameless.check(&company, &contact).unwrap_err()["name"], "required");
    }

    #[test]
    fn it_asks_in_its_own_order_and_leaves_out_what_is_gone() {
        let (company, _) = sets();
        let mut fields = vec![field(Noun::Company, "pit"), field(Noun::Company, "gone"), field(Noun::Company, "name")];
        fields[0].required = true;
        let asked: Vec<(String, bool)> = template(TemplateModule::Ticket, fields)
            .asked(Noun::Company, &company)
            .map(|field| (field.key, field.required))
            .collect();
        assert_eq!(asked, [("pit".to_owned(), true), ("name".to_owned(), true)]);
    }

    #[test]
    fn what_says_nothing_for_its_module_is_not_kept() {
        let kept = template(TemplateModule::Ticket, vec![]).settled();
        assert!(!kept.published && !kept.review);
        assert!(template(TemplateModule::Publishing, vec![]).settled().published);
    }
}
