//! Fields of customers in the words of a page: as questions, and as values that people read.

use truckroll_domain::fields::{Branch, Field, FieldKind, FieldValue, Noun};
use truckroll_domain::forms::{Choice, FormField, Input};
use truckroll_ui::i18n::{Locale, has_message, t};
use truckroll_ui::tl;

/// What people read of a field.
#[must_use]
pub fn label(locale: Locale, noun: Noun, field: &Field) -> String {
    let own = field.label.text(locale.tag());
    if !own.is_empty() {
        return own.to_owned();
    }
    let key = format!("cust-{}-{}", noun.word(), field.key.replace('_', "-"));
    if has_message(&key) { t(locale, &key) } else { field.key.clone() }
}

fn choice(locale: Locale, option: &Choice) -> Choice {
    let known = format!("cust-gender-{}", option.key);
    let plain = option.key == option.label && has_message(&known);
    Choice { key: option.key.clone(), label: if plain { t(locale, &known) } else { option.label.clone() } }
}

/// Every branch of a cascade as a choice, named by its way from the top.
fn branches(tree: &[Branch], way: (&str, &str), all: &mut Vec<Choice>) {
    for branch in tree {
        let (key, label) = match way {
            ("", _) => (branch.key.clone(), branch.label.clone()),
            (key, label) => (format!("{key}/{}", branch.key), format!("{label} / {}", branch.label)),
        };
        all.push(Choice { key: key.clone(), label: label.clone() });
        branches(&branch.below, (&key, &label), all);
    }
}

/// A field as a question.
#[must_use]
pub fn question(locale: Locale, noun: Noun, field: &Field) -> FormField {
    let input = match &field.kind {
        FieldKind::LongText => Input::Multiline,
        FieldKind::Whole | FieldKind::Decimal => Input::Number,
        FieldKind::Date => Input::Date,
        FieldKind::Choice { options } => {
            Input::Choice { options: options.iter().map(|option| choice(locale, option)).collect() }
        }
        FieldKind::Cascade { tree } => {
            let mut options = Vec::new();
            branches(tree, ("", ""), &mut options);
            Input::Choice { options }
        }
        FieldKind::Checkbox => Input::Checkbox,
        FieldKind::Phone => Input::Phone,
        FieldKind::Email => Input::Email,
        _ => Input::Text,
    };
    let hint = match field.kind {
        FieldKind::Texts => t(locale, "cust-several-hint"),
        FieldKind::Location => t(locale, "cust-location-hint"),
        _ => field.unit.clone(),
    };
    FormField { key: field.key.clone(), label: label(locale, noun, field), hint, input, required: field.required }
}

/// A value as people read it.
#[must_use]
pub fn shown(locale: Locale, field: &Field, value: Option<&FieldValue>) -> String {
    match (&field.kind, value) {
        (_, None) => String::new(),
        (FieldKind::Checkbox, Some(FieldValue::Flag(yes))) => t(locale, if *yes { "cust-yes" } else { "cust-no" }),
        (FieldKind::Choice { options }, Some(FieldValue::Text(key))) => {
            let known = options.iter().find(|option| option.key == *key);
            known.map_or_else(|| key.clone(), |option| choice(locale, option).label)
        }
        (kind, Some(value)) => kind.shown(value),
    }
}

/// What stands in a field now, said to somebody who was about to change it.
#[must_use]
pub fn stands_now(locale: Locale, field: &Field, value: Option<&FieldValue>) -> String {
    let stands = shown(locale, field, value);
    if stands.is_empty() {
        t(locale, "portal-details-now-empty")
    } else {
        tl!(locale, "portal-details-now", value = stands)
    }
}

#[cfg(test)]
mod tests {
    use truckroll_domain::fields::{FieldSet, Label};

    use super::*;

    #[test]
    fn fields_are_asked_for_in_the_readers_language() {
        let set = FieldSet::standard(Noun::Contact);
        let gender = set.field("gender").expect("a system field");
        let asked = question(Locale::ZhCn, Noun::Contact, gender);
        let Input::Choice { options } = asked.input else { panic!("a choice") };
        assert_eq!((asked.label.as_str(), options[0].label.as_str()), ("性别", "女"));
        let value = FieldValue::Text("female".into());
        assert_eq!(shown(Locale::En, gender, Some(&value)), "female");
        assert_eq!(stands_now(Locale::En, gender, None), "It is empty now.");
    }

    #[test]
    fn every_branch_of_a_cascade_can_be_chosen() {
        let leaf = |key: &str| Branch { key: key.into(), label: key.to_uppercase(), below: Vec::new() };
        let tree = vec![Branch { below: vec![leaf("x")], ..leaf("p") }, leaf("q")];
        let field = Field::new("site", Label::new("Site", ""), FieldKind::Cascade { tree });
        let Input::Choice { options } = question(Locale::En, Noun::Company, &field).input else { panic!("a choice") };
        let all: Vec<(&str, &str)> = options.iter().map(|o| (o.key.as_str(), o.label.as_str())).collect();
        assert_eq!(all, [("p", "P"), ("p/x", "P / X"), ("q", "Q")]);
    }
}
