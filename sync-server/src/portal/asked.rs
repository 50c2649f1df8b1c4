//! The fields that a template asks a customer for, and his answers as values.

use std::collections::BTreeMap;

use truckroll_domain::Content;
use truckroll_domain::customers::{CustomerTemplate, value_of};
use truckroll_domain::fields::{Field, FieldValue, Noun, ValueEdits};
use truckroll_domain::forms::Problems;

use crate::directory::Directory;

/// Longest answer to a question, characters; the domain counts again.
const MAX_ANSWER: usize = 10_000;

/// What a customer posted.
#[derive(Debug, Default)]
pub(super) struct Answers {
    /// Answers by key of the field.
    pub given: BTreeMap<String, String>,
    /// What stood in the fields when the page was made.
    pub was: BTreeMap<String, String>,
}

/// What of a posted page is to be written.
pub(super) enum Verdict {
    /// These fields change.
    Changed(ValueEdits),
    /// Something is wrong: by field, and what stands now where somebody else wrote meanwhile.
    Wrong(Problems, BTreeMap<String, Option<FieldValue>>),
}

/// The fields a template asks one customer for.
pub(super) fn fields(directory: &Directory, template: &CustomerTemplate, noun: Noun) -> Vec<Field> {
    template.asked(noun, &directory.fields(noun).now).collect()
}

/// A value as it stands in its question.
pub(super) fn typed(value: Option<&FieldValue>) -> String {
    value.map(FieldValue::typed).unwrap_or_default().replace("\r\n", "\n")
}

/// What a customer changed: what differs from what the page showed, in stored form. What somebody else wrote meanwhile is no
/// answer of his; where he changed the same field, he is told.
pub(super) fn verdict(fields: &[Field], content: &Content, answers: &Answers) -> Verdict {
    let (mut changed, mut problems, mut moved) = (ValueEdits::new(), Problems::new(), BTreeMap::new());
    let text = |of: &BTreeMap<String, String>, key: &str| of.get(key).map_or("", |text| text.trim()).to_owned();
    for field in fields {
        let key = &field.key;
        let (given, was) = (text(&answers.given, key), text(&answers.was, key));
        if given.is_empty() && field.required {
            problems.insert(key.clone(), "required");
            continue;
        }
        if given == was {
            continue;
        }
        if given.chars().count() > MAX_ANSWER {
            problems.insert(key.clone(), "too_long");
            continue;
        }
        let now = value_of(content, key);
        let stands = typed(now.as_ref());
        if stands.trim() == given {
            // posted twice, or somebody else wrote the same
            continue;
        }
        if stands.trim() != was {
            problems.insert(key.clone(), "moved");
            moved.insert(key.clone(), now);
            continue;
        }
        let value = if given.is_empty() { Ok(None) } else { field.kind.normalise(&FieldValue::Text(given)) };
        match value {
            Ok(None) if field.required => {
                problems.insert(key.clone(), "required");
            }
            Ok(value) if value != now => {
                changed.insert(key.clone(), value);
            }
            Ok(_) => {}
            Err(problem) => {
                problems.insert(key.clone(), problem);
            }
        }
    }
    if problems.is_empty() { Verdict::Changed(changed) } else { Verdict::Wrong(problems, moved) }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::contacts::Contact;
    use truckroll_domain::fields::FieldSet;

    use super::*;

    fn ask(given: &[(&str, &str)], was: &[(&str, &str)]) -> Verdict {
        let contact = Contact { name: "Zhou".into(), phone: "135 0000 1111".into(), ..Contact::default() };
        let map = |of: &[(&str, &str)]| of.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let set = FieldSet::standard(Noun::Contact);
        let fields: Vec<Field> = ["name", "phone", "email"].iter().filter_map(|key| set.field(key).cloned()).collect();
        let answers = Answers { given: map(given), was: map(was) };
        verdict(&fields, &Content::Contact(contact), &answers)
    }

    #[test]
    fn only_what_the_customer_changed_is_written() {
        let was = [("name", "Zhou"), ("phone", "135 0000 1111"), ("email", "")];
        let Verdict::Changed(edits) = ask(&[("name", "Zhou"), ("phone", "135 0000 1111"), ("email", "")], &was) else {
            panic!("fits");
        };
        assert!(edits.is_empty());
        let Verdict::Changed(edits) = ask(&[("name", "Zhou"), ("phone", ""), ("email", "z@hua.cn")], &was) else {
            panic!("fits");
        };
        let text = |text: &str| Some(FieldValue::Text(text.to_owned()));
        assert_eq!(edits, ValueEdits::from([("phone".to_owned(), None), ("email".to_owned(), text("z@hua.cn"))]));
    }

    #[test]
    fn what_somebody_else_wrote_stays_unless_it_is_the_same_field() {
        // the page showed an older number, and the customer did not touch it
        let was = [("name", "Zhou"), ("phone", "old"), ("email", "")];
        let Verdict::Changed(edits) = ask(&[("name", "Zhou Min"), ("phone", "old")], &was) else { panic!("fits") };
        assert_eq!(edits.keys().collect::<Vec<_>>(), ["name"]);
        let Verdict::Wrong(problems, moved) = ask(&[("name", ""), ("phone", "136 0000 1111")], &was) else {
            panic!("refused");
        };
        assert_eq!(problems, Problems::from([("name".to_owned(), "required"), ("phone".to_owned(), "moved")]));
        assert_eq!(moved["phone"], Some(FieldValue::Text("135 0000 1111".into())));
        let Verdict::Wrong(problems, _) = ask(&[("name", "Zhou"), ("phone", "old"), ("email", "x")], &was) else {
            panic!("refused");
        };
        assert_eq!(problems["email"], "not_an_email");
    }
}
