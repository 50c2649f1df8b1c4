//! A template as an administrator is changing it.

use truckroll_domain::customers::{CustomerTemplate, TemplateField, TemplateModule, TemplateProblems};
use truckroll_domain::fields::{Field, FieldKind, Noun};
use truckroll_protocol::api::TemplateNow;
use truckroll_ui::prelude::*;

use crate::desk::customers::Book;

/// A template under change, and what was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What was read; `None` of a new one.
    pub read: Option<TemplateNow>,
    /// What he has made of it.
    pub template: CustomerTemplate,
}

impl Draft {
    /// Nothing changed yet. Fields that are gone fall out by themselves.
    #[must_use]
    pub fn of(read: TemplateNow, book: &Book) -> Self {
        let mut template = read.template.clone();
        template.fields.retain(|asked| field_of(book, asked).is_some());
        Self { read: Some(read), template }
    }

    /// The number that was read; 0 of a new one.
    #[must_use]
    pub fn seq(&self) -> i64 {
        self.read.as_ref().map_or(0, |read| read.seq)
    }

    /// Whether there is something to save.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.read.as_ref().is_none_or(|read| read.template != self.template)
    }

    /// What is wrong, by member; the server asks the same.
    #[must_use]
    pub fn problems(&self, book: &Book) -> TemplateProblems {
        let settled = self.template.clone().settled();
        settled.check(book.set(Noun::Company), book.set(Noun::Contact)).err().unwrap_or_default()
    }

    /// The same changes over a template that somebody else wrote meanwhile.
    #[must_use]
    pub fn over(&self, read: TemplateNow) -> Self {
        Self { read: Some(read), template: self.template.clone() }
    }

    /// Changes the places of a field and its neighbour.
    pub fn shift(&mut self, index: usize, down: bool) {
        let other = if down { index.checked_add(1) } else { index.checked_sub(1) };
        if let Some(other) = other.filter(|other| *other < self.template.fields.len()) {
            self.template.fields.swap(index, other);
        }
    }

    /// Adds the field that a choice names.
    pub fn add(&mut self, choice: &str) {
        let Some((noun, key)) = choice.split_once('.') else { return };
        if let Some(noun) = Noun::from_word(noun) {
            self.template.fields.push(TemplateField { noun, key: key.to_owned(), required: false });
        }
    }

    /// The fields that can still be added, each named with its noun.
    #[must_use]
    pub fn addable(&self, book: &Book) -> Vec<Choice> {
        let mut all = Vec::new();
        for noun in Noun::CUSTOMERS {
            for field in book.set(noun).shown().filter(|field| fits(self.template.module, field)) {
                let there = self.template.fields.iter().any(|asked| asked.noun == noun && asked.key == field.key);
                if !there {
                    let name = named(book, noun, &field.key);
                    all.push(Choice::new(format!("{}.{}", noun.word(), field.key), name));
                }
            }
        }
        all
    }
}

/// Whether a field can be in a template of this module.
fn fits(module: TemplateModule, field: &Field) -> bool {
    match module {
        TemplateModule::Ticket => field.kind != FieldKind::Companies,
        TemplateModule::Publishing => CustomerTemplate::can_be_published(field),
    }
}

/// The field behind a line of a template, unless it is gone.
#[must_use]
pub fn field_of<'a>(book: &'a Book, asked: &TemplateField) -> Option<&'a Field> {
    book.set(asked.noun).field(&asked.key).filter(|field| field.is_shown())
}

/// What people read of a field, with whose it is.
#[must_use]
pub fn named(book: &Book, noun: Noun, key: &str) -> String {
    let whose = tr(if noun == Noun::Company { "cust-company" } else { "cust-contact" });
    tr!("templates-field-of", noun = whose, field = book.label(noun, key))
}

#[cfg(test)]
mod tests {
    use truckroll_domain::TemplateId;

    use super::*;
    use crate::sample;

    #[test]
    fn fields_are_added_once_moved_and_checked_before_they_are_sent() {
        let book = sample::book();
        let template = CustomerTemplate {
            id: TemplateId::from_parts(7, [1; 10]),
            name: String::new(),
            module: TemplateModule::Publishing,
            fields: Vec::new(),
            intro: String::new(),
            published: false,
            review: false,
        };
        let mut draft = Draft { read: None, template };
        assert!(draft.problems(&book).contains_key("name") && draft.problems(&book).contains_key("fields"));
        for choice in ["company.phone", "contact.name", "nonsense"] {
            draft.add(choice);
        }
        draft.shift(1, false);
        draft.shift(0, false);
        draft.shift(1, true);
        draft.template.name = "My details".into();
        let order: Vec<&str> = draft.template.fields.iter().map(|asked| asked.key.as_str()).collect();
        assert_eq!(order, ["name", "phone"]);
        let values: Vec<String> = draft.addable(&book).into_iter().map(|choice| choice.value).collect();
        assert!(values.contains(&"contact.phone".to_owned()) && !values.contains(&"company.phone".to_owned()));
        assert!(!values.contains(&"contact.owner".to_owned()), "nobody outside chooses who looks after him");
        assert!(draft.problems(&book).is_empty() && draft.is_changed());
        // what was taken away meanwhile falls out by itself
        let read = TemplateNow {
            seq: 3,
            template: CustomerTemplate {
                fields: vec![TemplateField { noun: Noun::Contact, key: "gone".into(), required: false }],
                ..draft.template.clone()
            },
            path: None,
        };
        assert!(Draft::of(read, &book).template.fields.is_empty());
    }
}
