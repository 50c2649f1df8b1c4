//! What an organisation demands of its visits (VIS-04, VIS-11, VIS-12, VIS-20), and how an administrator may change it.
//!
//! The rules are one definition, [`VisitRules::KIND`] / [`VisitRules::ID`], and travel to every device. Work recorded
//! under older rules must stay readable, so a field is never taken away: it is *retired*, keeps its kind, is asked of
//! nobody and still takes answers from phones that have not heard of it. [`VisitRules::replacing`] sees to that.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::attachments::MAX_VISIT_PHOTOS;
use crate::decode::Deserialize;
use crate::fields::{choices_problems, is_key, label_problem};
use crate::forms::Input;

/// Most own fields, retired ones among them.
const MAX_FIELDS: usize = 60;
/// Most choices of one field.
const MAX_CHOICES: usize = 100;
/// Smallest and largest arrival radius, metres: below it GPS decides, above it nothing does.
const RADIUS_M: std::ops::RangeInclusive<i64> = 50..=50_000;
/// Keys that refusals and screens use for what every visit has.
const OUR_KEYS: [&str; 14] = [
    "title",
    "description",
    "text",
    "reason",
    "solution",
    "remark",
    "work_minutes",
    "photos",
    "photo",
    "signature",
    "signatures",
    "signer",
    "parts",
    "place",
];

/// What is wrong with rules: problem keys by member (`photos`, `fields.2.label`).
pub type RuleProblems = BTreeMap<String, &'static str>;

/// What an organisation demands of its visits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct VisitRules {
    /// The solution must say something before a visit is completed.
    pub solution: bool,
    /// At least this many photos before a visit is completed.
    pub photos: i64,
    /// At most this many photos on a visit; never more than [`MAX_VISIT_PHOTOS`].
    pub max_photos: i64,
    /// A signature before a visit is completed.
    pub signature: bool,
    /// Distance from the site beyond which arriving needs a reason, metres.
    pub arrival_radius_m: i64,
    /// Time, number, place and engineer are written into each photo.
    pub watermark: bool,
    /// The organisation's own visit fields, in the order people see them.
    pub fields: Vec<VisitField>,
}

impl Default for VisitRules {
    fn default() -> Self {
        Self {
            solution: true,
            photos: 0,
            max_photos: 9,
            signature: false,
            arrival_radius_m: 300,
            watermark: false,
            fields: Vec::new(),
        }
    }
}

/// When an own field must be filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Never demanded.
    #[default]
    Optional,
    /// When the visit is made.
    Create,
    /// When the engineer arrives.
    Arrive,
    /// When the engineer completes.
    Complete,
}

impl Stage {
    /// All stages in the order of work.
    pub const ALL: [Stage; 4] = [Stage::Optional, Stage::Create, Stage::Arrive, Stage::Complete];
    /// The word in choices and message keys.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Stage::Optional => "optional",
            Stage::Create => "create",
            Stage::Arrive => "arrive",
            Stage::Complete => "complete",
        }
    }
}

/// One of the organisation's own visit fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitField {
    /// Stable key.
    pub key: String,
    /// What people read.
    pub label: String,
    /// Kind and options.
    #[serde(flatten)]
    pub input: Input,
    /// When it must be filled; the server demands what a device does not know.
    #[serde(default, deserialize_with = "crate::tolerant::or_default")]
    pub required_at: Stage,
    /// No longer asked; answers given to it stay.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

impl VisitRules {
    /// The kind of the definition.
    pub const KIND: &'static str = "visit_rules";
    /// Its id within the kind.
    pub const ID: &'static str = "default";

    /// The fields that are asked.
    pub fn asked(&self) -> impl Iterator<Item = &VisitField> {
        self.fields.iter().filter(|f| !f.retired)
    }

    /// The field with this key, retired or not.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&VisitField> {
        self.fields.iter().find(|f| f.key == key)
    }

    /// The most photos of a visit.
    #[must_use]
    pub fn photo_limit(&self) -> usize {
        usize::try_from(self.max_photos).unwrap_or(0).min(MAX_VISIT_PHOTOS)
    }

    /// Whether arriving `metres` from the site needs a reason.
    #[must_use]
    pub fn is_far(&self, metres: f64) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "at most 50 km")]
        let radius = self.arrival_radius_m as f64;
        metres > radius
    }

    /// Checks the rules by themselves.
    ///
    /// # Errors
    /// All problems at once, as keys of the message files.
    pub fn check(&self) -> Result<(), RuleProblems> {
        let mut problems = RuleProblems::new();
        let most = i64::try_from(MAX_VISIT_PHOTOS).unwrap_or(i64::MAX);
        if !(0..=most).contains(&self.max_photos) {
            problems.insert("max_photos".into(), "out_of_range");
        }
        if !(0..=most).contains(&self.photos) {
            problems.insert("photos".into(), "out_of_range");
        } else if self.photos > self.max_photos {
            problems.insert("photos".into(), "more_than_allowed");
        }
        if !RADIUS_M.contains(&self.arrival_radius_m) {
            problems.insert("arrival_radius_m".into(), "out_of_range");
        }
        if self.fields.len() > MAX_FIELDS {
            problems.insert("fields".into(), "too_many");
        }
        let mut keys = BTreeSet::new();
        for (index, field) in self.fields.iter().enumerate() {
            let mut wrong = |member: &str, problem| {
                problems.insert(format!("fields.{index}.{member}"), problem);
            };
            if !is_key(&field.key) {
                wrong("key", "not_a_key");
            } else if OUR_KEYS.contains(&field.key.as_str()) {
                wrong("key", "reserved");
            } else if !keys.insert(field.key.as_str()) {
                wrong("key", "taken");
            }
            if let Some(problem) = label_problem(&field.label) {
                wrong("label", problem);
            }
            if let Input::Choice { options } = &field.input {
                for (member, problem) in choices_problems(options, MAX_CHOICES) {
                    wrong(&member, problem);
                }
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// These rules as the successors of `former`: checked, with every field of `former` that is not among them kept
    /// as a retired one, and retired ones demanded of nobody.
    ///
    /// # Errors
    /// All problems at once; a key of `former` may not come back with another kind of input.
    pub fn replacing(mut self, former: &VisitRules) -> Result<Self, RuleProblems> {
        let mut problems = self.check().err().unwrap_or_default();
        for (index, field) in self.fields.iter().enumerate() {
            let other = former.field(&field.key).is_some_and(|f| !f.input.is_same_kind(&field.input));
            if other {
                problems.insert(format!("fields.{index}.input"), "other_kind");
            }
        }
        let gone: Vec<VisitField> = former.fields.iter().filter(|f| self.field(&f.key).is_none()).cloned().collect();
        self.fields.extend(gone.into_iter().map(|field| VisitField { retired: true, ..field }));
        if self.fields.len() > MAX_FIELDS {
            problems.insert("fields".into(), "too_many");
        }
        for field in self.fields.iter_mut().filter(|f| f.retired) {
            // Readers that do not know of retirement must not demand it either.
            field.required_at = Stage::Optional;
        }
        if problems.is_empty() { Ok(self) } else { Err(problems) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::Choice;

    fn field(key: &str, input: Input) -> VisitField {
        VisitField { key: key.into(), label: "Meter".into(), input, required_at: Stage::Complete, retired: false }
    }
    fn with(fields: Vec<VisitField>) -> VisitRules {
        VisitRules { fields, ..VisitRules::default() }
    }
    fn choice(options: &[(&str, &str)]) -> Input {
        let option = |(key, label): &(&str, &str)| Choice { key: (*key).into(), label: (*label).into() };
        Input::Choice { options: options.iter().map(option).collect() }
    }

    #[test]
    fn rules_are_checked_member_by_member() {
        let base = VisitRules::default;
        let label = |label: &str| with(vec![VisitField { label: label.into(), ..field("a", Input::Text) }]);
        let cases: Vec<(VisitRules, &[(&str, &str)])> = vec![
            (base(), &[]),
            (VisitRules { photos: 9, ..base() }, &[]),
            (VisitRules { photos: 10, ..base() }, &[("photos", "out_of_range")]),
            (VisitRules { photos: -1, ..base() }, &[("photos", "out_of_range")]),
            (VisitRules { photos: 4, max_photos: 3, ..base() }, &[("photos", "more_than_allowed")]),
            (VisitRules { max_photos: 10, ..base() }, &[("max_photos", "out_of_range")]),
            (VisitRules { max_photos: 0, ..base() }, &[]),
            (VisitRules { arrival_radius_m: 49, ..base() }, &[("arrival_radius_m", "out_of_range")]),
            (VisitRules { arrival_radius_m: 50_001, ..base() }, &[("arrival_radius_m", "out_of_range")]),
            (with(vec![field("meter_2", Input::Number)]), &[]),
            (with(vec![field("Meter", Input::Number)]), &[("fields.0.key", "not_a_key")]),
            (with(vec![field("2nd", Input::Number)]), &[("fields.0.key", "not_a_key")]),
            (with(vec![field("", Input::Number)]), &[("fields.0.key", "not_a_key")]),
            (with(vec![field(&"k".repeat(41), Input::Number)]), &[("fields.0.key", "not_a_key")]),
            (with(vec![field("photos", Input::Number)]), &[("fields.0.key", "reserved")]),
            (with(vec![field("a", Input::Text), field("a", Input::Text)]), &[("fields.1.key", "taken")]),
            (label("  "), &[("fields.0.label", "required")]),
            (label(&"x".repeat(101)), &[("fields.0.label", "too_long")]),
            (label("a\nb"), &[("fields.0.label", "one_line")]),
            (with(vec![field("a", choice(&[("x", "X"), ("y", "Y")]))]), &[]),
            (with(vec![field("a", choice(&[]))]), &[("fields.0.options", "required")]),
            (with(vec![field("a", choice(&[("x", "X"), ("x", "Y")]))]), &[("fields.0.options.1", "taken")]),
            (with(vec![field("a", choice(&[("x", "")]))]), &[("fields.0.options.0", "required")]),
            (with((0..61).map(|n| field(&format!("k{n}"), Input::Text)).collect()), &[("fields", "too_many")]),
            (
                VisitRules { photos: 10, ..with(vec![field("", Input::Text)]) },
                &[("photos", "out_of_range"), ("fields.0.key", "not_a_key")],
            ),
        ];
        for (rules, problems) in cases {
            let wanted: RuleProblems = problems.iter().map(|(m, p)| ((*m).to_owned(), *p)).collect();
            assert_eq!(rules.check().err().unwrap_or_default(), wanted, "{rules:?}");
        }
    }

    #[test]
    fn a_field_that_is_left_out_is_retired_and_demanded_of_nobody() {
        let former = with(vec![field("meter", Input::Number), field("gate", Input::Text)]);
        let next = with(vec![field("gate", Input::Text)]).replacing(&former).expect("fits");
        assert_eq!(next.asked().map(|f| f.key.as_str()).collect::<Vec<_>>(), ["gate"]);
        let meter = next.field("meter").expect("is kept");
        assert!(meter.retired && meter.required_at == Stage::Optional && meter.input == Input::Number);
    }

    #[test]
    fn a_key_comes_back_only_with_its_own_kind() {
        let former = with(vec![VisitField { retired: true, ..field("meter", Input::Number) }]);
        let again = with(vec![field("meter", Input::Number)]).replacing(&former).expect("fits");
        assert_eq!(again.fields, vec![field("meter", Input::Number)]);
        let other = with(vec![field("meter", Input::Text)]).replacing(&former);
        assert_eq!(other, Err(RuleProblems::from([("fields.0.input".to_owned(), "other_kind")])));
        let options = |key| with(vec![field("kind", choice(&[(key, "X")]))]);
        options("b").replacing(&options("a")).expect("other choices are the same kind");
    }

    #[test]
    fn rules_of_an_older_server_are_read_with_what_held_then() {
        let old =
            r#"{"solution":false,"photos":2,"signature":true,"fields":[{"key":"a","label":"A","input":"number"}]}"#;
        let rules: VisitRules = serde_json::from_str(old).expect("reads");
        assert_eq!((rules.max_photos, rules.arrival_radius_m), (9, 300));
        assert!(!rules.fields[0].retired);
    }
}
