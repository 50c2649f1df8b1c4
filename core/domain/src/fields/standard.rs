//! The system fields of each noun, in the order a new organisation sees them.

use super::{Field, FieldKind, Label, Noun};
use crate::forms::Choice;

/// Words of `gender`.
const GENDERS: [(&str, &str); 3] = [("female", "female"), ("male", "male"), ("other", "other")];

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
    key == "name"
}

/// Whether a system field is the program's to fill, so that nobody can be asked for it.
pub(super) fn is_given(key: &str) -> bool {
    key == "created_at"
}
