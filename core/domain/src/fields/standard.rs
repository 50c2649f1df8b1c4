//! The system fields of each noun, in the order a new organisation sees them.

use super::{Field, FieldKind, Label, Noun};
use crate::forms::Choice;
use crate::tickets::{Priority, Source, Status};

/// Words of `gender`.
const GENDERS: [(&str, &str); 3] = [("female", "female"), ("male", "male"), ("other", "other")];

/// One of words that the message files name.
fn words(all: &[&str]) -> FieldKind {
    let options = all.iter().map(|word| Choice { key: (*word).to_owned(), label: (*word).to_owned() });
    FieldKind::Choice { options: options.collect() }
}

/// The system fields of a noun.
#[must_use]
pub(super) fn fields(noun: Noun) -> Vec<Field> {
    use FieldKind as K;
    let gender = GENDERS.iter().map(|(key, label)| Choice { key: (*key).into(), label: (*label).into() }).collect();
    let all: Vec<(&str, FieldKind)> = match noun {
        Noun::Company => vec![
            ("name", K::Text),
            ("group", K::CustomerGroup),
            ("tags", K::Tags),
            ("phone", K::Phone),
            ("mobile", K::Phone),
            ("email", K::Email),
            ("website", K::Web),
            ("im", K::Texts),
            ("province", K::Text),
            ("city", K::Text),
            ("district", K::Text),
            ("street", K::Text),
            ("service_from", K::DateTime),
            ("service_to", K::DateTime),
            ("category", K::Text),
            ("serial_number", K::Text),
            ("source", K::Text),
            ("owner", K::Agent),
            ("owner_group", K::Team),
            ("remark", K::LongText),
            ("files", K::Attachment),
            ("created_at", K::DateTime),
        ],
        Noun::Contact => vec![
            ("name", K::Text),
            ("companies", K::Companies),
            ("position", K::Text),
            ("tags", K::Tags),
            ("phone", K::Phone),
            ("landline", K::Phone),
            ("email", K::Email),
            ("im", K::Texts),
            ("national_id", K::Text),
            ("birth_date", K::Date),
            ("gender", K::Choice { options: gender }),
            ("owner", K::Agent),
            ("remark", K::LongText),
            ("created_at", K::DateTime),
        ],
        Noun::Ticket => vec![
            ("title", K::Text),
            ("description", K::LongText),
            ("type", K::Text),
            ("priority", words(&Priority::ALL.map(Priority::word))),
            ("status", words(&Status::ALL.map(Status::word))),
            ("source", words(&Source::ALL.map(Source::word))),
            ("assignee", K::Agent),
            ("group", K::Team),
            ("cc", K::Agents),
            ("company_name", K::Text),
            ("contact_name", K::Text),
            ("phone", K::Phone),
            ("asset_name", K::Text),
            ("created_at", K::DateTime),
            ("updated_at", K::DateTime),
            ("resolved_at", K::DateTime),
            ("closed_at", K::DateTime),
        ],
        Noun::Asset => vec![
            ("name", K::Text),
            ("model", K::Text),
            ("serial_number", K::Text),
            ("province", K::Text),
            ("city", K::Text),
            ("district", K::Text),
            ("street", K::Text),
            ("remark", K::LongText),
            ("created_at", K::DateTime),
        ],
    };
    all.into_iter()
        .map(|(key, kind)| Field {
            required: is_always_required(key),
            system: true,
            ..Field::new(key, Label::default(), kind)
        })
        .collect()
}

/// Whether a system field can never be left empty or hidden.
pub(super) fn is_always_required(key: &str) -> bool {
    matches!(key, "name" | "title")
}

/// Whether a system field is the program's to fill, so that nobody can be asked for it.
pub(super) fn is_given(noun: Noun, key: &str) -> bool {
    match noun {
        Noun::Company | Noun::Contact | Noun::Asset => key == "created_at",
        Noun::Ticket => {
            matches!(key, "status" | "source" | "created_at" | "updated_at" | "resolved_at" | "closed_at")
        }
    }
}
